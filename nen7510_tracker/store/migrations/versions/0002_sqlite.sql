DROP TRIGGER entries_next;

DROP TRIGGER entries_link;

CREATE TRIGGER entries_next BEFORE INSERT ON entries
BEGIN SELECT CASE
  WHEN NEW.seq <> 1 + coalesce((SELECT seq FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1), 0)
    THEN RAISE(ABORT, 'the record is append-only: this is not the next sequence number')
  WHEN NEW.previous <> coalesce((SELECT digest FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
    THEN RAISE(ABORT, 'the record is a chain: this does not name the digest of the entry before')
  WHEN EXISTS (SELECT 1 FROM heads
      WHERE dossier = NEW.dossier AND (seq <> NEW.seq - 1 OR digest <> NEW.previous))
    THEN RAISE(ABORT, 'the record does not end where the list of heads says')
END; END;
