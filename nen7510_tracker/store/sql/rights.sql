-- The rights on a record (design section 7), as `nen7510 db roles` makes them and every upgrade makes them again.
--
-- The server decides, by the session's user: SET ROLE and search_path change nothing. Every function that runs with the
-- owner's rights looks names up in pg_catalog and this schema alone. What is raised names no value and repeats no text.
-- A function that is asked while a statement inserts is VOLATILE: else it would not see the rows before.

CREATE TABLE IF NOT EXISTS nen7510.access (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text COLLATE "C" NOT NULL,
    role text COLLATE "C" CHECK (role IN ('reader', 'laboratory', 'auditor', 'inspectorate', 'certification_body',
        'commissioner', 'administrator')),
    party text COLLATE "C" CHECK (party ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    lab text COLLATE "C" CHECK (lab ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    granted_by text COLLATE "C" NOT NULL DEFAULT session_user,
    granted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_party CHECK (role IS NULL OR role IN ('reader', 'administrator') OR party IS NOT NULL),
    CONSTRAINT one_dossier CHECK ((role IS NOT DISTINCT FROM 'laboratory') = (lab IS NOT NULL)),
    CONSTRAINT its_own_party CHECK (lab = party)
);

CREATE INDEX IF NOT EXISTS access_login ON nen7510.access (login, n);

-- Which role may say what; '*': any state. Filled by the program from its own list (dossier/account.py).
CREATE TABLE IF NOT EXISTS nen7510.may (
    role text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    transcribed boolean NOT NULL,
    PRIMARY KEY (role, kind, state, transcribed)
);

-- Not with the dossier before it: without statistics the planner would prefer it to the key (docs/record.md).
CREATE INDEX IF NOT EXISTS entries_said ON nen7510.entries (id, kind);

ALTER TABLE nen7510.drafts ADD COLUMN IF NOT EXISTS author text COLLATE "C" NOT NULL DEFAULT session_user;

DO $$ BEGIN
  IF (SELECT array_length(conkey, 1) FROM pg_constraint
      WHERE conrelid = 'nen7510.drafts'::regclass AND contype = 'p') < 3 THEN
    ALTER TABLE nen7510.drafts DROP CONSTRAINT drafts_key;
    ALTER TABLE nen7510.drafts ADD CONSTRAINT drafts_key PRIMARY KEY (author, dossier, id);
  END IF;
END $$;

-- Who one is. The last row of a login counts.
CREATE OR REPLACE FUNCTION nen7510.me() RETURNS nen7510.access LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT each FROM nen7510.access AS each WHERE each.login = session_user ORDER BY each.n DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION nen7510.sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT coalesce((nen7510.me()).role
    IN ('reader', 'auditor', 'inspectorate', 'certification_body', 'commissioner'), false)
$$;

CREATE OR REPLACE FUNCTION nen7510.own_dossier() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT (nen7510.me()).lab
$$;

CREATE OR REPLACE FUNCTION nen7510.refused(because text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, nen7510, pg_temp AS $$
BEGIN RAISE EXCEPTION '%', because USING ERRCODE = 'NE003'; END $$;

-- JSON, or null: the cast's own error would repeat the text, to the client and in the log.
CREATE OR REPLACE FUNCTION nen7510.as_json(given text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
BEGIN RETURN given::jsonb; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;

-- RFC 8785 of strings, whole numbers, booleans, null, lists and objects with ASCII keys (docs/record.md); null: it
-- holds something else.
CREATE OR REPLACE FUNCTION nen7510.canonical(given jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE made text; whole boolean;
BEGIN
  CASE jsonb_typeof(given)
    WHEN 'object' THEN
      SELECT string_agg(to_json(key)::text || ':' || part, ',' ORDER BY key COLLATE "C"),
          bool_and(part IS NOT NULL AND key ~ '^[ -~]*$') INTO made, whole
        FROM (SELECT key, nen7510.canonical(value) AS part FROM jsonb_each(given)) AS parts;
      RETURN CASE WHEN coalesce(whole, true) THEN '{' || coalesce(made, '') || '}' END;
    WHEN 'array' THEN
      SELECT string_agg(part, ',' ORDER BY place), bool_and(part IS NOT NULL) INTO made, whole
        FROM (SELECT nen7510.canonical(value) AS part, place
              FROM jsonb_array_elements(given) WITH ORDINALITY AS each(value, place)) AS parts;
      RETURN CASE WHEN coalesce(whole, true) THEN '[' || coalesce(made, '') || ']' END;
    WHEN 'string' THEN RETURN to_json(given #>> '{}')::text;
    WHEN 'number' THEN RETURN CASE WHEN given::text ~ '^(0|-?[1-9][0-9]{0,17})$' THEN given::text END;
    ELSE RETURN given::text;
  END CASE;
END $$;

-- The line that is hashed, as dossier/entry.py makes it.
CREATE OR REPLACE FUNCTION nen7510.line(entry nen7510.entries) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT '{"call":' || to_json(entry.call)::text || ',"dossier":' || to_json(entry.dossier)::text
    || ',"fact":' || entry.fact || ',"id":' || to_json(entry.id)::text || ',"kind":' || to_json(entry.kind)::text
    || ',"known_on":' || coalesce(to_json(entry.known_on)::text, 'null')
    || ',"on":' || coalesce(to_json(entry.on_day)::text, 'null')
    || ',"previous":' || to_json(entry.previous)::text || ',"reason":' || coalesce(to_json(entry.reason)::text, 'null')
    || ',"recorded_at":' || to_json(entry.recorded_at)::text || ',"recorded_by":' || to_json(entry.recorded_by)::text
    || ',"replaces":' || coalesce(entry.replaces::text, 'null') || ',"rules":' || entry.rules
    || ',"salt":' || to_json(entry.salt)::text || ',"seq":' || entry.seq || '}'
$$;

-- A citizen service number in a text, as words/citizen_number.py finds it.
CREATE OR REPLACE FUNCTION nen7510.holds_number(given text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE run text; groups text[]; digits text; total int;
BEGIN
  IF given COLLATE "C" !~ '[0-9](?:[. \u00a0\u2007\u2009\u202f]?[0-9]){8}' THEN RETURN false; END IF;
  FOR run IN SELECT hit[1] FROM regexp_matches(
      regexp_replace(given COLLATE "C", '[A-Za-z][A-Za-z0-9+.-]*://[^\s\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', 'x', 'g'),
      '(?:(?<!\w)|(?<=[bB][sS][nN]))([0-9]+(?:[. \u00a0\u2007\u2009\u202f][0-9]+)*)(?!\w)', 'g') AS hit
  LOOP
    groups := regexp_split_to_array(run, '[^0-9]');
    FOR start IN 1 .. array_length(groups, 1) LOOP
      digits := '';
      FOR place IN start .. array_length(groups, 1) LOOP
        digits := digits || groups[place];
        EXIT WHEN length(digits) >= 9;
      END LOOP;
      IF length(digits) = 9 AND digits <> '000000000' THEN
        SELECT sum((CASE nth WHEN 9 THEN -1 ELSE 10 - nth END) * substr(digits, nth, 1)::int) INTO total
          FROM generate_series(1, 9) AS nth;
        IF total % 11 = 0 THEN RETURN true; END IF;
      END IF;
    END LOOP;
  END LOOP;
  RETURN false;
END $$;

CREATE OR REPLACE FUNCTION nen7510.holds_number(given jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT coalesce(bool_or(nen7510.holds_number(value #>> '{}')), false)
    FROM jsonb_path_query(given, 'strict $.**') AS value WHERE jsonb_typeof(value) IN ('string', 'number')
$$;

-- The entries about a fact that none has replaced.
CREATE OR REPLACE FUNCTION nen7510.live(about text, of_kind text, named text) RETURNS SETOF nen7510.entries
LANGUAGE sql VOLATILE SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT * FROM nen7510.entries AS entry
    WHERE entry.id = named AND entry.kind = of_kind AND entry.dossier = about AND entry.fact <> 'null' AND NOT EXISTS (
      SELECT FROM nen7510.entries AS later WHERE later.dossier = about AND later.replaces = entry.seq)
$$;

-- The parties whose word a fact is; null: that of whoever may say it.
CREATE OR REPLACE FUNCTION nen7510.speakers(about text, of_kind text, fact jsonb) RETURNS text[]
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, nen7510, pg_temp AS $$
BEGIN
  CASE
    WHEN of_kind = 'assessment' THEN RETURN ARRAY[fact ->> 'performed_by'];
    WHEN of_kind = 'certificate' THEN RETURN ARRAY[fact ->> 'issued_by'];
    WHEN of_kind = 'requirement' THEN RETURN ARRAY[fact ->> 'set_by'];
    WHEN of_kind IN ('finding_event', 'establishment', 'enforcement', 'enforcement_event', 'commitment', 'decision',
        'proposal') THEN RETURN ARRAY[fact ->> 'by'];
    WHEN of_kind IN ('rating', 'finding') THEN
      RETURN (SELECT coalesce(array_agg(DISTINCT parent.fact::jsonb ->> 'performed_by'), '{}')
        FROM nen7510.live(about, 'assessment', fact ->> 'assessment') AS parent);
    WHEN of_kind = 'certificate_event' THEN
      RETURN (SELECT coalesce(array_agg(DISTINCT parent.fact::jsonb ->> 'issued_by'), '{}')
        FROM nen7510.live(about, 'certificate', fact ->> 'certificate') AS parent);
    WHEN of_kind = 'commitment_event' THEN
      RETURN (SELECT coalesce(array_agg(DISTINCT parent.fact::jsonb ->> 'by'), '{}')
        FROM nen7510.live(about, 'commitment', fact ->> 'commitment') AS parent);
    WHEN of_kind = 'approval' THEN
      RETURN (SELECT coalesce(array_agg(DISTINCT parent.fact::jsonb ->> 'by'), '{}')
        FROM nen7510.live(about, 'proposal', fact ->> 'id') AS parent);
    WHEN of_kind IN ('statement', 'measure', 'measure_event', 'milestone', 'milestone_event') THEN RETURN ARRAY[about];
    ELSE RETURN NULL;
  END CASE;
END $$;

CREATE OR REPLACE FUNCTION nen7510.check_right(account nen7510.access, about text, of_kind text, fact jsonb)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE stance text := coalesce(fact ->> 'state', CASE of_kind WHEN 'assessment' THEN fact ->> 'kind' END, '');
  takes_over boolean := coalesce(fact -> 'transcribed' = 'true', false); speaking text[];
BEGIN
  IF account.role IS NULL THEN
    PERFORM nen7510.refused('this login has no role in the record');
  ELSIF account.role = 'laboratory' AND about <> account.lab THEN
    PERFORM nen7510.refused('a laboratory records in its own dossier only');
  ELSIF NOT EXISTS (SELECT FROM nen7510.may AS right_to WHERE right_to.role = account.role AND right_to.kind = of_kind
      AND right_to.state IN ('*', stance) AND right_to.transcribed = takes_over) THEN
    PERFORM nen7510.refused(CASE WHEN takes_over THEN 'this role may not transcribe that'
      ELSE 'this role may not say that' END);
  ELSIF NOT takes_over THEN
    speaking := nen7510.speakers(about, of_kind, fact);
    IF speaking <> ARRAY[account.party] THEN
      PERFORM nen7510.refused('an account speaks for its own party only');
    END IF;
    IF account.role = 'laboratory' AND of_kind = 'finding_event'
        AND stance IN ('accepted', 'returned', 'verified', 'reopened', 'withdrawn') THEN
      SELECT coalesce(array_agg(DISTINCT party), '{}') INTO speaking
        FROM nen7510.live(about, 'finding', fact ->> 'finding') AS about_it,
          unnest(nen7510.speakers(about, 'finding', about_it.fact::jsonb)) AS party;
      IF speaking <> ARRAY[account.party] THEN
        PERFORM nen7510.refused('a laboratory closes the findings of its own audits only');
      END IF;
    END IF;
  END IF;
END $$;

-- The party that a login spoke for at a moment; null: it had no account.
CREATE OR REPLACE FUNCTION nen7510.party_of(who text, at text) RETURNS text LANGUAGE sql VOLATILE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT party FROM nen7510.access WHERE login = who
      AND to_char(granted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') <= at ORDER BY n DESC LIMIT 1
$$;

-- To replace a statement takes the right to make it.
CREATE OR REPLACE FUNCTION nen7510.check_replaced(account nen7510.access, given nen7510.entries)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE prior nen7510.entries; said jsonb; at int := given.replaces;
BEGIN
  IF given.kind IN ('decision', 'proposal', 'approval') THEN
    PERFORM nen7510.refused('decisions and adoptions are superseded, never replaced');
  END IF;
  LOOP -- what was retracted, and is said again, is judged by what it was
    SELECT * INTO prior FROM nen7510.entries WHERE dossier = given.dossier AND seq = at;
    IF NOT FOUND OR prior.kind <> given.kind THEN PERFORM nen7510.refused('it replaces nothing of its kind'); END IF;
    said := prior.fact::jsonb;
    EXIT WHEN jsonb_typeof(said) = 'object' OR prior.replaces IS NULL;
    at := prior.replaces;
  END LOOP;
  PERFORM nen7510.check_right(account, given.dossier, given.kind, said);
  IF given.kind = 'evidence' AND nen7510.party_of(prior.recorded_by, prior.recorded_at) <> account.party THEN
    PERFORM nen7510.refused('evidence is replaced by the party that recorded it');
  END IF;
END $$;

-- Four eyes, the day and the head. That the gate is met, every reader judges.
CREATE OR REPLACE FUNCTION nen7510.check_deciding(given nen7510.entries, fact jsonb)
RETURNS void LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE today date := (given.recorded_at::timestamptz AT TIME ZONE 'UTC')::date; began text;
BEGIN
  IF given.kind = 'decision' THEN
    SELECT left(recorded_at, 10) INTO began FROM nen7510.entries WHERE dossier = given.dossier AND seq = 1;
    IF fact ->> 'decision' = 'resume' AND fact -> 'taken_outside' IS DISTINCT FROM 'true' THEN
      PERFORM nen7510.refused('a resumption is proposed and approved in this record, by two people');
    ELSIF rpad(fact ->> 'on', 10, '-31') >= coalesce(began, left(given.recorded_at, 10)) THEN
      PERFORM nen7510.refused('a decision of a day since this record began is proposed and approved in it');
    END IF;
  ELSIF given.kind IN ('proposal', 'approval') THEN
    IF fact ? 'recorded' THEN PERFORM nen7510.refused('who proposes and approves is the server''s to say'); END IF;
    IF (fact ->> 'on') IS NULL OR (fact ->> 'on') NOT IN
        (SELECT to_char(today + days, 'YYYY-MM-DD') FROM generate_series(-1, 1) AS days) THEN
      PERFORM nen7510.refused('a decision is dated the day on which it is recorded');
    END IF;
  END IF;
  IF given.kind = 'approval' THEN
    IF EXISTS (SELECT FROM nen7510.entries WHERE id = given.id AND kind = 'proposal' AND dossier = given.dossier
        AND recorded_by = given.recorded_by) THEN
      PERFORM nen7510.refused('who proposed it does not approve it: somebody else has to');
    ELSIF (fact #>> '{head,digest}') IS DISTINCT FROM given.previous
        OR (fact #>> '{head,seq}') IS DISTINCT FROM (given.seq - 1)::text THEN
      PERFORM nen7510.refused('it was approved at another head of the record: look again');
    END IF;
  END IF;
END $$;

-- The dossier's turn: its row in the list of heads, locked until the transaction ends. A laboratory can lock its own
-- dossier only, and who records nothing none; a new dossier begins with a commissioner.
CREATE OR REPLACE FUNCTION nen7510.take_turn(about text) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE account nen7510.access := nen7510.me();
BEGIN
  IF account.role IS NULL AND NOT pg_has_role(session_user, 'nen7510_owner', 'MEMBER') THEN
    PERFORM nen7510.refused('this login has no role in the record');
  END IF;
  IF account.role IN ('reader', 'administrator') THEN PERFORM nen7510.refused('this role records nothing'); END IF;
  IF about <> account.lab THEN PERFORM nen7510.refused('a laboratory records in its own dossier only'); END IF;
  PERFORM FROM nen7510.heads WHERE dossier = about FOR UPDATE;
  IF FOUND THEN RETURN; END IF;
  IF account.role <> 'commissioner' AND NOT EXISTS (SELECT FROM nen7510.entries WHERE dossier = about) THEN
    PERFORM nen7510.refused('a new dossier is begun by a commissioner');
  END IF;
  INSERT INTO nen7510.heads (dossier, seq, digest)
    SELECT about, coalesce(max(seq), 0), coalesce((array_agg(digest ORDER BY seq DESC))[1], repeat('0', 64))
    FROM (SELECT seq, digest FROM nen7510.entries WHERE dossier = about ORDER BY seq DESC LIMIT 1) AS last
    ON CONFLICT (dossier) DO NOTHING;
  PERFORM FROM nen7510.heads WHERE dossier = about FOR UPDATE;
END $$;

-- What the server says of an entry, whatever was given: who, when, after what, and the digest; then whether it may be.
CREATE OR REPLACE FUNCTION nen7510.entries_admit() RETURNS trigger LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE account nen7510.access := nen7510.me(); fact jsonb; last record; moment text;
BEGIN
  PERFORM nen7510.take_turn(NEW.dossier);
  IF EXISTS (SELECT FROM nen7510.origins AS origin WHERE origin.dossier = NEW.dossier AND NEW.seq <= origin.seq
      AND origin.xmin::text::bigint = pg_current_xact_id()::text::bigint % 4294967296) THEN
    -- Taken over from another record by the owner, in this very transaction: it stays as it is (store/moving.py).
    IF NEW.digest <> encode(sha256(convert_to(nen7510.line(NEW), 'UTF8')), 'hex') THEN
      PERFORM nen7510.refused('an entry that is taken over does not have its digest');
    END IF;
    RETURN NEW;
  END IF;
  IF octet_length(NEW.fact) > 20971520 THEN PERFORM nen7510.refused('the fact is too long'); END IF;
  fact := nen7510.as_json(NEW.fact);
  IF fact IS NULL OR jsonb_typeof(fact) NOT IN ('object', 'null')
      OR nen7510.canonical(fact) IS DISTINCT FROM NEW.fact THEN
    PERFORM nen7510.refused('the fact is no canonical JSON');
  END IF;
  IF nen7510.holds_number(fact) OR nen7510.holds_number(NEW.reason) OR nen7510.holds_number(NEW.id) THEN
    PERFORM nen7510.refused('a text holds a citizen service number (BSN); no patient data belongs in a dossier');
  END IF;
  SELECT seq, digest, recorded_at INTO last FROM nen7510.entries
    WHERE dossier = NEW.dossier ORDER BY seq DESC LIMIT 1;
  moment := to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  IF last.recorded_at > moment THEN -- a clock that jumped back: as store/turn.py has it
    moment := to_char((last.recorded_at::timestamptz AT TIME ZONE 'UTC') + interval '1 microsecond',
      'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  END IF;
  NEW.seq := coalesce(NEW.seq, last.seq + 1, 1);
  NEW.call := coalesce(NEW.call, gen_random_uuid()::text);
  NEW.rules := coalesce(NEW.rules, 1);
  NEW.salt := coalesce(NEW.salt,
    left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'hex'), 32));
  NEW.recorded_by := session_user;
  NEW.recorded_at := moment;
  NEW.previous := coalesce(last.digest, repeat('0', 64));
  IF jsonb_typeof(fact) = 'object' THEN
    PERFORM nen7510.check_right(account, NEW.dossier, NEW.kind, fact);
    PERFORM nen7510.check_deciding(NEW, fact);
  ELSIF NEW.replaces IS NULL THEN
    PERFORM nen7510.refused('there is nothing to retract');
  END IF;
  IF NEW.replaces IS NOT NULL THEN
    PERFORM nen7510.check_replaced(account, NEW);
  ELSIF EXISTS (SELECT FROM nen7510.live(NEW.dossier, NEW.kind, NEW.id) AS taken
      WHERE nen7510.party_of(taken.recorded_by, taken.recorded_at) IS DISTINCT FROM account.party) THEN
    PERFORM nen7510.refused('another party recorded something under that id already');
  END IF;
  NEW.digest := encode(sha256(convert_to(nen7510.line(NEW), 'UTF8')), 'hex');
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS entries_admit ON nen7510.entries;
CREATE TRIGGER entries_admit BEFORE INSERT ON nen7510.entries -- by its name before entries_next, which checks its work
FOR EACH ROW EXECUTE FUNCTION nen7510.entries_admit();
ALTER TABLE nen7510.entries ENABLE ALWAYS TRIGGER entries_admit;

-- The triggers of the tables run with the owner's rights, and no search_path of a user reaches them.
ALTER FUNCTION nen7510.entries_next() SECURITY DEFINER;
ALTER FUNCTION nen7510.entries_next() SET search_path = pg_catalog, nen7510, pg_temp;
ALTER FUNCTION nen7510.entries_head() SECURITY DEFINER;
ALTER FUNCTION nen7510.entries_head() SET search_path = pg_catalog, nen7510, pg_temp;
ALTER FUNCTION nen7510.entries_refuse() SET search_path = pg_catalog, nen7510, pg_temp;

DROP TRIGGER IF EXISTS access_no_change ON nen7510.access;
CREATE TRIGGER access_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON nen7510.access
FOR EACH STATEMENT EXECUTE FUNCTION nen7510.entries_refuse();
ALTER TABLE nen7510.access ENABLE ALWAYS TRIGGER access_no_change;

-- Whether somebody stands above the roles: who can become the owner, make roles, or pass by row-level security.
CREATE OR REPLACE FUNCTION nen7510.stands_above(who text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, nen7510, pg_temp AS $$
  SELECT coalesce(bool_or(rolsuper OR rolbypassrls OR rolcreaterole
      OR pg_has_role(rolname, 'nen7510_owner', 'MEMBER')), false) FROM pg_roles WHERE rolname = who
$$;

-- Grant a role, or with null take away what there is. Nobody grants to himself.
CREATE OR REPLACE FUNCTION nen7510.grant_role(who text, as_role text, for_party text, of_lab text)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, nen7510, pg_temp AS $$
DECLARE each text;
BEGIN
  IF (nen7510.me()).role IS DISTINCT FROM 'administrator' AND NOT nen7510.stands_above(session_user) THEN
    PERFORM nen7510.refused('roles are granted by an administrator');
  ELSIF who = session_user THEN
    PERFORM nen7510.refused('nobody grants to himself');
  ELSIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = who AND rolcanlogin) THEN
    PERFORM nen7510.refused('there is no such login on the server');
  ELSIF nen7510.stands_above(who) THEN
    PERFORM nen7510.refused('that login stands above the roles: it can make roles, or become the owner');
  END IF;
  FOREACH each IN ARRAY ARRAY['reader', 'laboratory', 'auditor', 'inspectorate', 'certification_body', 'commissioner',
      'administrator'] LOOP
    IF EXISTS (SELECT FROM pg_auth_members WHERE roleid = ('nen7510_' || each)::regrole AND member = who::regrole) THEN
      EXECUTE format('REVOKE %I FROM %I', 'nen7510_' || each, who);
    END IF;
  END LOOP;
  IF as_role IS NOT NULL THEN EXECUTE format('GRANT %I TO %I', 'nen7510_' || as_role, who); END IF;
  INSERT INTO nen7510.access (login, role, party, lab) VALUES (who, as_role, for_party, of_lab);
END $$;

-- How much each account recorded of which kind, without a word of it: for an auditor of the auditors.
CREATE OR REPLACE FUNCTION nen7510.activity()
RETURNS TABLE (recorded_by text, kind text, n bigint, first_at text, last_at text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, nen7510, pg_temp AS $$
BEGIN
  IF coalesce((nen7510.me()).role, 'laboratory') = 'laboratory' AND NOT nen7510.stands_above(session_user) THEN
    PERFORM nen7510.refused('a laboratory does not see who records elsewhere');
  END IF;
  RETURN QUERY SELECT entry.recorded_by, entry.kind, count(*), min(entry.recorded_at), max(entry.recorded_at)
    FROM nen7510.entries AS entry GROUP BY entry.recorded_by, entry.kind ORDER BY 1, 2;
END $$;
