CREATE TABLE origins (
    dossier TEXT NOT NULL,
    step INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    source TEXT NOT NULL,
    taken_by TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    CONSTRAINT origins_key PRIMARY KEY (dossier, step),
    CONSTRAINT dossier_form CHECK (dossier GLOB '[A-Za-z0-9]*' AND dossier NOT GLOB '*[^A-Za-z0-9._-]*' AND length(dossier) <= 64),
    CONSTRAINT step_form CHECK (step > 0),
    CONSTRAINT seq_form CHECK (seq > 0),
    CONSTRAINT digest_form CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT source_form CHECK (source <> ''),
    CONSTRAINT taken_by_form CHECK (taken_by <> ''),
    CONSTRAINT taken_at_form CHECK (taken_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z')
)
 WITHOUT ROWID,
 STRICT;

CREATE TRIGGER origins_next BEFORE INSERT ON origins
BEGIN SELECT CASE
  WHEN NEW.step <> 1 + coalesce((SELECT max(step) FROM origins WHERE dossier = NEW.dossier), 0)
    THEN RAISE(ABORT, 'the origins are append-only: this is not the next step')
  WHEN EXISTS (SELECT 1 FROM entries WHERE dossier = NEW.dossier)
    THEN RAISE(ABORT, 'a chain is taken over whole, once, and into an empty dossier')
END; END;

CREATE TRIGGER origins_no_update BEFORE UPDATE ON origins
BEGIN SELECT RAISE(ABORT, 'the origins are append-only: UPDATE is refused'); END;

CREATE TRIGGER origins_no_delete BEFORE DELETE ON origins
BEGIN SELECT RAISE(ABORT, 'the origins are append-only: DELETE is refused'); END;
