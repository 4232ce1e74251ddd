CREATE TABLE drafts (
    id TEXT COLLATE "C" NOT NULL,
    dossier TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL,
    revision INTEGER NOT NULL,
    CONSTRAINT drafts_key PRIMARY KEY (dossier, id)
);

CREATE TABLE entries (
    dossier TEXT COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    call TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    on_day TEXT COLLATE "C",
    known_on TEXT COLLATE "C",
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    replaces INTEGER,
    reason TEXT COLLATE "C",
    rules INTEGER NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    fact TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    CONSTRAINT entries_key PRIMARY KEY (dossier, seq),
    CONSTRAINT dossier_form CHECK (dossier ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    CONSTRAINT seq_form CHECK (seq > 0),
    CONSTRAINT call_form CHECK (call ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
    CONSTRAINT kind_form CHECK (kind ~ '^[a-z_]{1,32}$'),
    CONSTRAINT id_form CHECK (id <> ''),
    CONSTRAINT on_day_form CHECK (on_day ~ '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$'),
    CONSTRAINT known_on_form CHECK (known_on ~ '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$'),
    CONSTRAINT recorded_at_form CHECK (recorded_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'),
    CONSTRAINT recorded_by_form CHECK (recorded_by <> ''),
    CONSTRAINT replaces_earlier CHECK (replaces > 0 AND replaces < seq),
    CONSTRAINT replaces_with_reason CHECK ((replaces IS NULL) = (reason IS NULL)),
    CONSTRAINT rules_form CHECK (rules > 0),
    CONSTRAINT salt_form CHECK (salt ~ '^[0-9a-f]{32}$'),
    CONSTRAINT fact_form CHECK (fact::jsonb IS NOT NULL),
    CONSTRAINT previous_form CHECK (previous ~ '^[0-9a-f]{64}$'),
    CONSTRAINT digest_form CHECK (digest ~ '^[0-9a-f]{64}$')
);

CREATE INDEX entries_call ON entries (call);

CREATE INDEX entries_replaced ON entries (dossier, replaces) WHERE replaces IS NOT NULL;

CREATE TABLE heads (
    dossier TEXT COLLATE "C" NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (dossier)
);

CREATE FUNCTION nen7510.entries_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  SELECT seq, digest INTO last FROM nen7510.entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> 1 + coalesce(last.seq, 0) THEN
    RAISE EXCEPTION 'the record is append-only: this is not the next sequence number' USING ERRCODE = 'NE002';
  END IF;
  IF NEW.previous <> coalesce(last.digest, repeat('0', 64)) THEN
    RAISE EXCEPTION 'the record is a chain: this does not name the digest of the entry before'
      USING ERRCODE = 'NE002';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION nen7510.entries_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM (SELECT DISTINCT ON (dossier) * FROM added ORDER BY dossier, seq) AS first
      JOIN nen7510.heads AS head USING (dossier)
      WHERE first.seq <> head.seq + 1 OR first.previous <> head.digest) THEN
    RAISE EXCEPTION 'the record does not end where the list of heads says' USING ERRCODE = 'NE002';
  END IF;
  INSERT INTO nen7510.heads (dossier, seq, digest)
    SELECT DISTINCT ON (dossier) dossier, seq, digest FROM added ORDER BY dossier, seq DESC
    ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, digest = excluded.digest;
  RETURN NULL;
END $$;

CREATE FUNCTION nen7510.entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the record is append-only: % is refused', TG_OP USING ERRCODE = 'NE001';
END $$;

CREATE TRIGGER entries_next BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION entries_next();

CREATE TRIGGER entries_head AFTER INSERT ON entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION entries_head();

CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse();

ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_next;

ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_head;

ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_change;
