CREATE TABLE drafts (
    id TEXT NOT NULL,
    dossier TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL,
    CONSTRAINT drafts_key PRIMARY KEY (dossier, id)
)
 STRICT;

CREATE TABLE entries (
    dossier TEXT NOT NULL,
    seq INTEGER NOT NULL,
    call TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    on_day TEXT,
    known_on TEXT,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    replaces INTEGER,
    reason TEXT,
    rules INTEGER NOT NULL,
    salt TEXT NOT NULL,
    fact TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL,
    CONSTRAINT entries_key PRIMARY KEY (dossier, seq),
    CONSTRAINT dossier_form CHECK (dossier GLOB '[A-Za-z0-9]*' AND dossier NOT GLOB '*[^A-Za-z0-9._-]*' AND length(dossier) <= 64),
    CONSTRAINT seq_form CHECK (seq > 0),
    CONSTRAINT call_form CHECK (call GLOB '[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f]-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
    CONSTRAINT kind_form CHECK (kind <> '' AND kind NOT GLOB '*[^a-z_]*' AND length(kind) <= 32),
    CONSTRAINT id_form CHECK (id <> ''),
    CONSTRAINT on_day_form CHECK (on_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' OR on_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    CONSTRAINT known_on_form CHECK (known_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' OR known_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    CONSTRAINT recorded_at_form CHECK (recorded_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]Z'),
    CONSTRAINT recorded_by_form CHECK (recorded_by <> ''),
    CONSTRAINT replaces_earlier CHECK (replaces > 0 AND replaces < seq),
    CONSTRAINT replaces_with_reason CHECK ((replaces IS NULL) = (reason IS NULL)),
    CONSTRAINT rules_form CHECK (rules > 0),
    CONSTRAINT salt_form CHECK (length(salt) = 32 AND salt NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT fact_form CHECK (json_valid(fact)),
    CONSTRAINT previous_form CHECK (length(previous) = 64 AND previous NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT digest_form CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*')
)
 WITHOUT ROWID,
 STRICT;

CREATE INDEX entries_call ON entries (call);

CREATE INDEX entries_replaced ON entries (dossier, replaces) WHERE replaces IS NOT NULL;

CREATE TABLE heads (
    dossier TEXT NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (dossier)
)
 WITHOUT ROWID,
 STRICT;

CREATE TRIGGER entries_next BEFORE INSERT ON entries
WHEN NEW.seq <> 1 + coalesce((SELECT seq FROM heads WHERE dossier = NEW.dossier),
  (SELECT seq FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1), 0)
BEGIN SELECT RAISE(ABORT, 'the record is append-only: this is not the next sequence number'); END;

CREATE TRIGGER entries_link BEFORE INSERT ON entries
WHEN NEW.previous <> coalesce((SELECT digest FROM heads WHERE dossier = NEW.dossier),
  (SELECT digest FROM entries WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'the record is a chain: this does not name the digest of the entry before'); END;

CREATE TRIGGER entries_head AFTER INSERT ON entries
BEGIN INSERT INTO heads (dossier, seq, digest) VALUES (NEW.dossier, NEW.seq, NEW.digest)
ON CONFLICT (dossier) DO UPDATE SET seq = excluded.seq, digest = excluded.digest; END;

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the record is append-only: UPDATE is refused'); END;

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the record is append-only: DELETE is refused'); END;
