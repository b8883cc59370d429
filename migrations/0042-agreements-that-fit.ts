import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an audit of the opening of funds found missing: names that only look different, an old day that evades a new rule, clauses that contradict each other, supplements signed after their day, and managers who have left. */
export class AgreementsThatFit0000000000042 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(NAMES);
    await db.query(CLAUSES);
    await db.query(SUPPLEMENTS);
    await db.query(SIGNED);
    await db.query(OPENING);
    await db.query(CARE);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const NAMES = `
  -- A name as it is compared: width, spaces, dots and dashes make no other name. Said again in rules/fund-opening.ts.
  CREATE FUNCTION fund_name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(normalize(name, NFKC), '[\\s\\u200b-\\u200f\\u2060\\ufeff·・•_–—-]', '', 'g'))
  $$;
  -- Funds that were opened before with names that only look different keep them; the next one does not.
  DO $$ BEGIN
    CREATE UNIQUE INDEX a_fund_has_its_own_name ON fund (foundation, fund_name_key(name));
  EXCEPTION WHEN unique_violation THEN
    EXECUTE format('CREATE UNIQUE INDEX a_fund_has_its_own_name ON fund (foundation, fund_name_key(name)) WHERE id > %s', (SELECT max(id) FROM fund));
  END $$;

  CREATE OR REPLACE FUNCTION name_is_forbidden(of_foundation int, its_name text, on_day date) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  DECLARE
    host foundation;
    said policy;
    own text;
  BEGIN
    SELECT * INTO host FROM foundation WHERE id = of_foundation;
    said := policy_for(of_foundation, 'fund-name-words', on_day);
    IF said.id IS NULL OR said.jurisdiction <> host.jurisdiction THEN RETURN false; END IF;
    own := fund_name_key(substr(its_name, length(host.name) + 1));
    RETURN own ~ '[0-9a-z]' OR EXISTS (SELECT FROM regexp_split_to_table(said.words, ' ') w WHERE strpos(own, w) > 0);
  END $$;
`;

const CLAUSES = `
  -- Of texts from now on.
  ALTER TABLE agreement_version
    ADD CONSTRAINT a_project_fund_has_its_last_day CHECK (kind <> 'project' OR prepared_by IS NULL OR term_to IS NOT NULL) NOT VALID,
    ADD CONSTRAINT what_is_promised_comes_within_the_term CHECK (term_to IS NULL OR prepared_by IS NULL
      OR (starting_by IS NULL OR starting_by <= term_to) AND extract(year FROM term_to) >= extract(year FROM term_from) + yearly_years) NOT VALID;
`;

const SUPPLEMENTS = `
  -- A supplement that was drawn up and that nobody wants to sign any more.
  CREATE TABLE agreement_text_withdrawal (
    version int NOT NULL REFERENCES agreement_version CONSTRAINT a_text_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CONSTRAINT a_withdrawn_text_says_why CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON agreement_text_withdrawal EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE FUNCTION a_supplement_is_withdrawn_before_it_is_signed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it agreement_version;
  BEGIN
    it := lock_agreement(NEW.version);
    IF it.fund IS NULL OR EXISTS (SELECT FROM agreement_of_fund o WHERE o.id = it.id) THEN PERFORM refuse('what_both_have_signed_is_not_withdrawn'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_supplement_is_withdrawn_before_it_is_signed BEFORE INSERT ON agreement_text_withdrawal FOR EACH ROW EXECUTE FUNCTION a_supplement_is_withdrawn_before_it_is_signed();

  -- As before; numbers are given out one after the other, a name is more than its host's, a fund that is closed is not amended, its English name stays, and a supplement has its day before it.
  CREATE OR REPLACE FUNCTION an_agreement_is_replaced_by_a_supplement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    before agreement_version;
    change purpose_change;
    host foundation;
  BEGIN
    IF NEW.prepared_by IS NULL THEN PERFORM refuse('a_text_is_prepared_by_somebody'); END IF; -- a text of nobody's counts as signed on paper before
    IF NEW.kind = 'purse' THEN
      IF NOT EXISTS (SELECT FROM fund_kind WHERE fund = NEW.fund AND kind = 'purse') OR EXISTS (SELECT FROM agreement_version WHERE fund = NEW.fund) THEN PERFORM refuse('a_purse_is_agreed_upon_once'); END IF;
      RETURN NEW;
    END IF;
    SELECT * INTO host FROM foundation WHERE id = NEW.foundation FOR NO KEY UPDATE;
    IF NEW.request IS NOT NULL THEN
      PERFORM 1 FROM fund_request WHERE id = NEW.request FOR UPDATE;
      IF EXISTS (SELECT FROM agreement WHERE request = NEW.request) THEN PERFORM refuse('a_request_opens_one_fund'); END IF;
      IF EXISTS (SELECT FROM fund_request_end WHERE request = NEW.request) THEN PERFORM refuse('a_request_that_has_ended_goes_no_further'); END IF;
      IF (SELECT count(*) FROM fund_request_check WHERE request = NEW.request) < 7 THEN PERFORM refuse('a_request_is_checked_first'); END IF;
      IF NOT starts_with(NEW.name, host.name) OR fund_name_key(substr(NEW.name, length(host.name) + 1)) = '' THEN PERFORM refuse('a_fund_carries_its_hosts_full_name'); END IF;
    ELSE
      PERFORM 1 FROM agreement WHERE fund = NEW.fund AND foundation = NEW.foundation FOR UPDATE;
      IF NOT FOUND THEN PERFORM refuse('a_supplement_is_of_a_fund_with_an_agreement'); END IF;
      IF EXISTS (SELECT FROM fund_closing WHERE fund = NEW.fund) THEN PERFORM refuse('a_closed_fund_is_not_amended'); END IF;
      SELECT v.* INTO before FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE o.fund_of = NEW.fund ORDER BY o.holds_from DESC, o.id DESC LIMIT 1;
      IF (NEW.kind, NEW.preserved, NEW.name, NEW.english_name) IS DISTINCT FROM (before.kind, before.preserved, before.name, before.english_name) THEN PERFORM refuse('a_supplement_changes_neither_kind_nor_purpose'); END IF;
      IF NEW.holds_from <= before.holds_from THEN PERFORM refuse('a_supplement_holds_from_a_later_day'); END IF;
      IF NEW.purpose_change IS NULL THEN
        -- an agreement that is older than these columns has no kinds of use and may lack its English: both are filled in
        IF (NEW.purpose, NEW.use) IS DISTINCT FROM (before.purpose, before.use)
          OR before.prepared_by IS NOT NULL AND (NEW.english_purpose, NEW.english_use, NEW.purposes) IS DISTINCT FROM (before.english_purpose, before.english_use, before.purposes) THEN
          PERFORM refuse('a_supplement_changes_neither_kind_nor_purpose');
        END IF;
      ELSE
        SELECT * INTO change FROM purpose_change WHERE id = NEW.purpose_change FOR UPDATE;
        IF change.fund IS DISTINCT FROM NEW.fund THEN PERFORM refuse('a_change_of_purpose_is_of_its_fund'); END IF;
        IF NOT EXISTS (SELECT FROM purpose_change_confirmation c WHERE c.change = NEW.purpose_change) OR EXISTS (SELECT FROM purpose_change_withdrawal w WHERE w.change = NEW.purpose_change) THEN
          PERFORM refuse('a_change_of_purpose_is_confirmed_first');
        END IF;
        IF EXISTS (SELECT FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE o.fund_of = NEW.fund AND v.purpose_change = NEW.purpose_change) THEN PERFORM refuse('a_purpose_changes_once_by_a_consent'); END IF;
        IF (NEW.purpose, NEW.english_purpose, NEW.purposes, NEW.use, NEW.english_use) IS DISTINCT FROM (change.purpose, change.english_purpose, change.purposes, change.use, change.english_use) THEN
          PERFORM refuse('a_new_purpose_is_as_it_was_agreed_to');
        END IF;
        IF NEW.holds_from < change.day THEN PERFORM refuse('a_new_purpose_holds_after_its_consent'); END IF;
      END IF;
      IF NEW.holds_from < (NEW.prepared_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_supplement_is_signed_before_it_holds'); END IF;
    END IF;
    IF EXISTS (SELECT FROM agreement_version WHERE foundation = NEW.foundation AND no = NEW.no AND (request IS DISTINCT FROM NEW.request OR fund IS DISTINCT FROM NEW.fund)) THEN
      PERFORM refuse('an_agreement_has_its_own_number');
    END IF;
    RETURN NEW;
  END $$;
`;

const SIGNED = `
  -- The day on which somebody signed: of a sheet the day on it.
  CREATE FUNCTION signed_on(sheet int, signed_at timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT t.day FROM agreement_signed_sheet t WHERE t.id = $1), ($2 AT TIME ZONE 'Asia/Shanghai')::date)
  $$;

  -- What was agreed upon later never says what held before: fees were taken and money was spent by the older text.
  CREATE FUNCTION a_supplement_is_signed_before_it_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it agreement_version;
  BEGIN
    it := lock_agreement(NEW.version);
    IF it.fund IS NULL OR it.kind = 'purse' THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM agreement_text_withdrawal WHERE version = it.id) THEN PERFORM refuse('a_withdrawn_text_is_signed_by_nobody'); END IF;
    IF EXISTS (SELECT FROM fund_closing WHERE fund = it.fund) THEN PERFORM refuse('a_closed_fund_is_not_amended'); END IF;
    IF signed_on((to_jsonb(NEW) ->> 'sheet')::int, NEW.signed_at) > it.holds_from THEN PERFORM refuse('a_supplement_is_signed_before_it_holds'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_supplement_is_signed_before_it_holds BEFORE INSERT ON agreement_host_signature FOR EACH ROW EXECUTE FUNCTION a_supplement_is_signed_before_it_holds();
  CREATE TRIGGER a_supplement_is_signed_before_it_holds BEFORE INSERT ON agreement_founder_signature FOR EACH ROW EXECUTE FUNCTION a_supplement_is_signed_before_it_holds();
`;

const OPENING = `
  -- What must be added to a fund each year after it began, and for how many years; nothing where its place asks for none. Said again in funds/opening/terms.ts.
  CREATE FUNCTION least_yearly_addition(of_foundation int, starting_sum bigint, on_day date, OUT sum bigint, OUT years int) LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN starting_sum > 0 AND percent IS NOT NULL AND of_years IS NOT NULL THEN (starting_sum * percent::bigint + 99) / 100 ELSE 0 END,
      CASE WHEN starting_sum > 0 AND percent IS NOT NULL AND of_years IS NOT NULL THEN of_years::int ELSE 0 END
    FROM (SELECT (policy_for(of_foundation, 'fund-yearly-percent', on_day)).value AS percent, (policy_for(of_foundation, 'fund-yearly-years', on_day)).value AS of_years) said
  $$;

  -- As before; the rules asked are those of the day on which it is opened, whatever day the agreement bears, and what is added each year is asked of them too.
  CREATE OR REPLACE FUNCTION fund_open(its_version int, its_code text, its_page jsonb, its_resolution int, why_below text, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it agreement_version;
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    least bigint;
    yearly record;
    below boolean;
    held boolean := its_resolution IS NOT NULL AND btrim(coalesce(why_below, '')) <> '';
    its_class text;
    opened int;
  BEGIN
    SELECT * INTO it FROM agreement_version WHERE id = its_version;
    IF it.request IS NULL THEN PERFORM refuse('a_fund_is_opened_upon_a_request'); END IF;
    PERFORM 1 FROM foundation WHERE id = it.foundation FOR NO KEY UPDATE; -- names are given out one after the other
    it := lock_agreement(its_version);
    IF EXISTS (SELECT FROM agreement WHERE request = it.request) THEN PERFORM refuse('a_request_opens_one_fund'); END IF;
    IF EXISTS (SELECT FROM fund_request_end WHERE request = it.request) THEN PERFORM refuse('a_request_that_has_ended_goes_no_further'); END IF;
    IF EXISTS (SELECT FROM agreement_version WHERE request = it.request AND id > it.id) THEN PERFORM refuse('the_newest_text_is_signed'); END IF;
    IF NOT EXISTS (SELECT FROM agreement_host_signature WHERE version = it.id) OR NOT EXISTS (SELECT FROM agreement_founder_signature WHERE version = it.id) THEN PERFORM refuse('an_agreement_is_signed_by_both'); END IF;
    IF name_is_forbidden(it.foundation, it.name, today) THEN PERFORM refuse('a_funds_name_keeps_to_the_rules'); END IF;
    IF EXISTS (SELECT FROM fund WHERE foundation = it.foundation AND fund_name_key(name) = fund_name_key(it.name)) THEN PERFORM refuse('a_fund_has_its_own_name'); END IF;
    IF (policy_for(it.foundation, 'fund-opening-resolution', today)).value = 1 AND its_resolution IS NULL THEN PERFORM refuse('opening_a_fund_rests_on_a_resolution'); END IF;
    IF its_resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution r JOIN resolution_confirmation c ON c.resolution = r.id WHERE r.id = its_resolution AND r.foundation = it.foundation AND r.body = 'council' AND r.day <= today) THEN
      PERFORM refuse('opening_a_fund_rests_on_a_resolution');
    END IF;
    least := least_starting_sum(it.foundation, today);
    IF it.starting_sum < least AND NOT held THEN PERFORM refuse('a_fund_begins_with_the_least_sum'); END IF;
    SELECT * INTO yearly FROM least_yearly_addition(it.foundation, it.starting_sum, today);
    below := it.yearly_addition < yearly.sum OR it.yearly_years < yearly.years;
    IF below AND NOT held THEN PERFORM refuse('a_fund_is_added_to_as_its_place_asks'); END IF;
    IF its_code IN ('new', 'requests', 'groups', 'purses', 'agreements') THEN PERFORM refuse('a_fund_has_its_own_code'); END IF; -- these addresses are pages
    its_class := CASE WHEN it.preserved THEN 'preserved' ELSE 'restricted' END;
    opened := ledger_open_fund(it.foundation, its_code, its_class, it.name, it.english_name, it.holds_from);
    INSERT INTO fund_kind VALUES (opened, its_class, it.kind);
    INSERT INTO agreement (fund, foundation, no, day, version, request, resolution, held_for, opened_by, opened_at)
      VALUES (opened, it.foundation, it.no, it.day, it.id, it.request, its_resolution, CASE WHEN it.starting_sum < least OR below THEN why_below END, by_person, at_time);
    INSERT INTO fund_page SELECT * FROM jsonb_populate_record(NULL::fund_page, its_page || jsonb_build_object('fund', opened));
    RETURN opened;
  END $$;
`;

const CARE = `
  -- Whoever answers for a fund is in office on that day, and neither supervises nor audits the house.
  CREATE FUNCTION a_manager_is_in_office() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM appointment a JOIN fund f ON f.foundation = a.foundation WHERE f.id = NEW.fund AND a.person = NEW.person AND a.ended_at IS NULL
      AND NEW.from_day BETWEEN a.from_day AND coalesce(a.to_day, 'infinity') AND a.role NOT IN ('supervisor', 'auditor')) THEN PERFORM refuse('a_manager_is_in_office'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_manager_is_in_office BEFORE INSERT ON fund_manager FOR EACH ROW EXECUTE FUNCTION a_manager_is_in_office();

  -- what makes a cost less: deductions, and costs taken back
  CREATE INDEX entry_fund_lessened ON entry_fund (fund, day) WHERE money = 0 AND worth > 0;
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION a_supplement_is_withdrawn_before_it_is_signed, a_supplement_is_signed_before_it_holds, a_manager_is_in_office FROM PUBLIC;
  GRANT SELECT, INSERT ON agreement_text_withdrawal TO sizhu_app;
`;
