-- The roles of the server, and who owns the record: run by whoever may make roles, before rights.sql.
--
-- Roles belong to the whole server, not to one database. nen7510_owner owns everything and cannot log in; it may give
-- the other roles away, through nen7510.grant_role alone.

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['owner', 'reader', 'laboratory', 'auditor', 'inspectorate', 'certification_body',
      'commissioner', 'administrator'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nen7510_' || each) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', 'nen7510_' || each);
    ELSIF (SELECT rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles
        WHERE rolname = 'nen7510_' || each) THEN
      RAISE EXCEPTION 'the role nen7510_% may log in or more: take that away first', each USING ERRCODE = 'NE003';
    END IF;
  END LOOP;
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN -- who made a role may join it, and has to
    EXECUTE format('GRANT nen7510_owner TO %I', current_user);
    EXECUTE format('GRANT CREATE ON DATABASE %I TO nen7510_owner', current_database());
  END IF;
  GRANT nen7510_reader, nen7510_laboratory, nen7510_auditor, nen7510_inspectorate, nen7510_certification_body,
    nen7510_commissioner, nen7510_administrator TO nen7510_owner WITH ADMIN OPTION;
  ALTER SCHEMA nen7510 OWNER TO nen7510_owner;
  FOR each IN SELECT format('ALTER %s nen7510.%I OWNER TO nen7510_owner',
        CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, relname)
      FROM pg_class WHERE relnamespace = 'nen7510'::regnamespace AND relkind IN ('r', 'v')
      UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO nen7510_owner', oid::regprocedure)
      FROM pg_proc WHERE pronamespace = 'nen7510'::regnamespace LOOP
    EXECUTE each;
  END LOOP;
END $$;
