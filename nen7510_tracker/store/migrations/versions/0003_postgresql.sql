CREATE TABLE origins (
    dossier TEXT COLLATE "C" NOT NULL,
    step INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    taken_by TEXT COLLATE "C" NOT NULL,
    taken_at TEXT COLLATE "C" NOT NULL,
    CONSTRAINT origins_key PRIMARY KEY (dossier, step),
    CONSTRAINT dossier_form CHECK (dossier ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    CONSTRAINT step_form CHECK (step > 0),
    CONSTRAINT seq_form CHECK (seq > 0),
    CONSTRAINT digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
    CONSTRAINT source_form CHECK (source <> ''),
    CONSTRAINT taken_by_form CHECK (taken_by <> ''),
    CONSTRAINT taken_at_form CHECK (taken_at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$')
);

CREATE FUNCTION nen7510.origins_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_has_role(current_user, (SELECT nspowner FROM pg_namespace WHERE nspname = 'nen7510'), 'USAGE') THEN
    RAISE EXCEPTION 'only the owner of the record takes a chain over' USING ERRCODE = '42501';
  END IF;
  IF NEW.step <> 1 + coalesce((SELECT max(step) FROM nen7510.origins WHERE dossier = NEW.dossier), 0) THEN
    RAISE EXCEPTION 'the origins are append-only: this is not the next step' USING ERRCODE = 'NE002';
  END IF;
  IF EXISTS (SELECT FROM nen7510.entries WHERE dossier = NEW.dossier) THEN
    RAISE EXCEPTION 'a chain is taken over whole, once, and into an empty dossier' USING ERRCODE = 'NE002';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION nen7510.origins_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM nen7510.entries
      WHERE dossier = NEW.dossier AND seq = NEW.seq AND digest = NEW.digest) THEN
    RAISE EXCEPTION 'the chain that was taken over does not have the head that its origin names'
      USING ERRCODE = 'NE002';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER origins_next BEFORE INSERT ON origins
FOR EACH ROW EXECUTE FUNCTION origins_next();

CREATE CONSTRAINT TRIGGER origins_whole AFTER INSERT ON origins DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION origins_whole();

CREATE TRIGGER origins_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON origins
FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse();

ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_next;

ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_whole;

ALTER TABLE origins ENABLE ALWAYS TRIGGER origins_no_change;
