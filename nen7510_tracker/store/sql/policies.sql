-- Who may touch what, and which rows: after rights.sql, as the owner. Whatever is here is made afresh each time.
--
-- The owner is bound by row-level security too (FORCE), and its policies let it see everything: the functions that run
-- with its rights need that, and nobody logs in as it.

DO $$
DECLARE each record;
BEGIN
  FOR each IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'nen7510' LOOP
    EXECUTE format('DROP POLICY %I ON nen7510.%I', each.policyname, each.tablename);
  END LOOP;
  FOR each IN SELECT relname FROM pg_class WHERE relnamespace = 'nen7510'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE nen7510.%I ENABLE ROW LEVEL SECURITY', each.relname);
    EXECUTE format('ALTER TABLE nen7510.%I FORCE ROW LEVEL SECURITY', each.relname);
    EXECUTE format('CREATE POLICY owner ON nen7510.%I TO nen7510_owner USING (true) WITH CHECK (true)', each.relname);
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA nen7510 FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA nen7510 FROM PUBLIC, nen7510_reader, nen7510_laboratory, nen7510_auditor,
  nen7510_inspectorate, nen7510_certification_body, nen7510_commissioner, nen7510_administrator;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA nen7510 FROM PUBLIC;

GRANT USAGE ON SCHEMA nen7510 TO nen7510_reader, nen7510_laboratory, nen7510_auditor, nen7510_inspectorate,
  nen7510_certification_body, nen7510_commissioner, nen7510_administrator;
GRANT SELECT ON nen7510.alembic_version, nen7510.may, nen7510.access TO nen7510_reader, nen7510_laboratory,
  nen7510_auditor, nen7510_inspectorate, nen7510_certification_body, nen7510_commissioner, nen7510_administrator;
GRANT SELECT ON nen7510.entries, nen7510.heads, nen7510.origins TO nen7510_reader, nen7510_laboratory, nen7510_auditor,
  nen7510_inspectorate, nen7510_certification_body, nen7510_commissioner;
GRANT INSERT ON nen7510.entries TO nen7510_laboratory, nen7510_auditor, nen7510_inspectorate,
  nen7510_certification_body, nen7510_commissioner;
GRANT SELECT, INSERT, UPDATE, DELETE ON nen7510.drafts TO nen7510_laboratory, nen7510_auditor, nen7510_inspectorate,
  nen7510_certification_body, nen7510_commissioner;
GRANT SELECT ON nen7510.drafts TO nen7510_reader;

DO $$
DECLARE each text;
BEGIN
  FOR each IN SELECT viewname FROM pg_views WHERE schemaname = 'nen7510' LOOP
    EXECUTE format('GRANT SELECT ON nen7510.%I TO nen7510_reader, nen7510_laboratory, nen7510_auditor,'
      ' nen7510_inspectorate, nen7510_certification_body, nen7510_commissioner', each);
  END LOOP;
END $$;

GRANT EXECUTE ON FUNCTION nen7510.me(), nen7510.sees_all(), nen7510.own_dossier(), nen7510.activity(),
  nen7510.take_turn(text) TO nen7510_reader, nen7510_laboratory, nen7510_auditor, nen7510_inspectorate,
  nen7510_certification_body, nen7510_commissioner, nen7510_administrator;
GRANT EXECUTE ON FUNCTION nen7510.grant_role(text, text, text, text) TO nen7510_administrator;

CREATE POLICY see ON nen7510.entries FOR SELECT
  USING ((SELECT nen7510.sees_all()) OR dossier = (SELECT nen7510.own_dossier()));
CREATE POLICY say ON nen7510.entries FOR INSERT -- the trigger has judged the rest
  WITH CHECK ((SELECT nen7510.sees_all()) OR dossier = (SELECT nen7510.own_dossier()));
CREATE POLICY see ON nen7510.heads FOR SELECT
  USING ((SELECT nen7510.sees_all()) OR dossier = (SELECT nen7510.own_dossier()));
CREATE POLICY see ON nen7510.origins FOR SELECT
  USING ((SELECT nen7510.sees_all()) OR dossier = (SELECT nen7510.own_dossier()));
CREATE POLICY own ON nen7510.drafts USING (author = session_user)
  WITH CHECK (author = session_user AND ((SELECT nen7510.sees_all()) OR dossier = (SELECT nen7510.own_dossier())));
CREATE POLICY see ON nen7510.access FOR SELECT USING (login = session_user
  OR (SELECT (nen7510.me()).role IN ('auditor', 'inspectorate', 'certification_body', 'commissioner', 'administrator')));
CREATE POLICY see ON nen7510.may FOR SELECT USING (true);
CREATE POLICY see ON nen7510.alembic_version FOR SELECT USING (true);
