import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a fund comes to be: asked for, checked, decided, agreed upon and signed by both, opened; who looks after it; how funds are grouped and budgeted. */
export class FundOpening0000000000033 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(REQUESTS);
    await db.query(VERSIONS);
    await db.query(CARRIED_OVER);
    await db.query(SIGNATURES);
    await db.query(OPENED_BY);
    await db.query(OPENING);
    await db.query(POLICIES);
    await db.query(CARE);
    await db.query(GROUPS);
    await db.query(LINES);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const REQUESTS = `
  -- What is not sent yet: one for each telephone, written over by whoever holds it, gone when the request is sent.
  CREATE TABLE fund_request_draft (
    foundation int NOT NULL REFERENCES foundation,
    phone text NOT NULL,
    fields jsonb NOT NULL CHECK (octet_length(fields::text) <= 20000),
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (foundation, phone)
  );

  -- Somebody asks for a fund 设立申请. Online with a proved number; whoever comes in person is written down by staff.
  CREATE TABLE fund_request (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    -- the form's one-time key: sent twice it is one request
    key uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    phone text NOT NULL,
    written_by int REFERENCES person,
    applicant_kind text NOT NULL CHECK (applicant_kind IN ('resident', 'company', 'committee')),
    applicant text NOT NULL,
    contact text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('named', 'project', 'micro', 'programme')),
    preserved boolean NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL,
    use text NOT NULL,
    place text,
    starting_sum fen NOT NULL CHECK (starting_sum >= 0),
    CONSTRAINT a_request_is_made_once UNIQUE (foundation, key),
    CONSTRAINT a_request_says_what_it_asks CHECK (LEAST(length(btrim(applicant)), length(btrim(contact)), length(btrim(name)), length(btrim(purpose)), length(btrim(use)), length(phone)) > 0),
    CONSTRAINT only_a_named_fund_keeps_its_principal CHECK (kind = 'named' OR NOT preserved),
    UNIQUE (id, foundation)
  );
  CREATE INDEX fund_request_of_a_phone ON fund_request (foundation, phone);

  -- The staff's check, point by point.
  CREATE TABLE fund_request_check (
    request int NOT NULL REFERENCES fund_request,
    point text NOT NULL CHECK (point IN ('identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest')),
    checked_by int NOT NULL REFERENCES person,
    checked_at timestamptz NOT NULL,
    CONSTRAINT a_point_is_ticked_once PRIMARY KEY (request, point)
  );

  -- What staff wants to know, and what was answered.
  CREATE TABLE fund_request_question (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request int NOT NULL REFERENCES fund_request,
    question text NOT NULL CHECK (btrim(question) <> ''),
    asked_by int NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL
  );
  CREATE TABLE fund_request_answer (
    question int NOT NULL REFERENCES fund_request_question CONSTRAINT a_question_is_answered_once PRIMARY KEY,
    answer text NOT NULL CHECK (btrim(answer) <> ''),
    answered_at timestamptz NOT NULL
  );

  -- Refused by staff, or withdrawn by whoever asked. The reason is theirs to read.
  CREATE TABLE fund_request_end (
    request int NOT NULL REFERENCES fund_request CONSTRAINT a_request_ends_once PRIMARY KEY,
    what text NOT NULL CHECK (what IN ('refused', 'withdrawn')),
    reason text NOT NULL CONSTRAINT a_request_is_refused_with_a_reason CHECK (what = 'withdrawn' OR btrim(reason) <> ''),
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    CHECK (what = 'withdrawn' OR by_person IS NOT NULL)
  );

  -- Ends and openings of one request meet at its row.
  CREATE FUNCTION a_request_that_has_opened_does_not_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM fund_request WHERE id = NEW.request FOR UPDATE;
    IF EXISTS (SELECT FROM agreement WHERE request = NEW.request) THEN PERFORM refuse('a_request_that_has_opened_does_not_end'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_request_that_has_opened_does_not_end BEFORE INSERT ON fund_request_end FOR EACH ROW EXECUTE FUNCTION a_request_that_has_opened_does_not_end();
`;

const VERSIONS = `
  -- The text of an agreement 基金协议, each clause a column. The first one belongs to the request it answers, a supplementary agreement 补充协议 to its fund.
  -- Nothing in it is ever changed: another text takes its place. Of the texts of one request or one fund that are not signed yet, the newest counts.
  CREATE TABLE agreement_version (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    request int,
    fund int REFERENCES fund,
    no text NOT NULL,
    -- the day on it, and the day from which it holds
    day date NOT NULL,
    holds_from date NOT NULL,
    -- a purse that its accountant's test calls a gift has its residents' covenant in place of signatures
    kind text NOT NULL CHECK (kind IN ('named', 'project', 'micro', 'programme', 'purse')),
    preserved boolean NOT NULL,
    name text NOT NULL,
    english_name text NOT NULL,
    party text NOT NULL,
    english_party text NOT NULL,
    purpose text NOT NULL,
    english_purpose text NOT NULL,
    purposes text[] NOT NULL,
    use text NOT NULL,
    english_use text NOT NULL,
    -- rights and duties of the host, and of whoever founds the fund
    host_duties text NOT NULL,
    english_host_duties text NOT NULL,
    party_duties text NOT NULL,
    english_party_duties text NOT NULL,
    committee text NOT NULL,
    english_committee text NOT NULL,
    naming text NOT NULL,
    english_naming text NOT NULL,
    -- what the host takes for its work: hundredths of a per cent of gifts, on that day of the month after; or of the balance at the end of a year, on that day of January
    fee_rate int NOT NULL DEFAULT 0 CHECK (fee_rate BETWEEN 0 AND 10000),
    fee_base text,
    fee_day smallint,
    -- words of an agreement that is older than these columns
    fee text,
    english_fee text,
    starting_sum fen NOT NULL CHECK (starting_sum >= 0),
    starting_by date,
    yearly_addition fen NOT NULL CHECK (yearly_addition >= 0),
    yearly_years smallint NOT NULL CHECK (yearly_years BETWEEN 0 AND 50),
    term_from date NOT NULL,
    term_to date,
    termination text NOT NULL,
    english_termination text NOT NULL,
    -- where the rest goes 剩余财产: to a fund of the same or a similar purpose here, or to another charity of such a purpose; never back (CL 58)
    remaining_property_rule text NOT NULL CHECK (remaining_property_rule IN ('similar-fund', 'similar-charity')),
    remaining_property text NOT NULL,
    english_remaining_property text NOT NULL,
    disclosure text NOT NULL,
    english_disclosure text NOT NULL,
    -- nobody: it was signed before agreements were kept here, on paper
    prepared_by int REFERENCES person,
    prepared_at timestamptz NOT NULL,
    CONSTRAINT a_text_belongs_to_a_request_or_a_fund CHECK (num_nonnulls(request, fund) = 1),
    CONSTRAINT a_text_is_of_the_foundation_of_its_request FOREIGN KEY (request, foundation) REFERENCES fund_request (id, foundation),
    CONSTRAINT an_agreement_is_complete CHECK (prepared_by IS NULL AND LEAST(length(btrim(no)), length(btrim(party)), length(btrim(purpose)), length(btrim(use)), length(btrim(termination)), length(btrim(remaining_property))) > 0
      OR LEAST(length(btrim(no)), length(btrim(party)), length(btrim(english_party)), length(btrim(purpose)), length(btrim(english_purpose)), cardinality(purposes), length(btrim(use)), length(btrim(english_use)),
        length(btrim(host_duties)), length(btrim(english_host_duties)), length(btrim(party_duties)), length(btrim(english_party_duties)), length(btrim(committee)), length(btrim(english_committee)), length(btrim(naming)), length(btrim(english_naming)),
        length(btrim(termination)), length(btrim(english_termination)), length(btrim(remaining_property)), length(btrim(english_remaining_property)), length(btrim(disclosure)), length(btrim(english_disclosure))) > 0),
    CONSTRAINT a_fee_has_its_rate_base_and_day CHECK (CASE fee_rate WHEN 0 THEN num_nonnulls(fee_base, fee_day) = 0 ELSE (fee_base IN ('gifts', 'balance') AND fee_day BETWEEN 1 AND 28) IS TRUE END),
    CONSTRAINT a_fee_in_words_is_of_an_older_agreement CHECK (prepared_by IS NULL OR num_nonnulls(fee, english_fee) = 0),
    CONSTRAINT a_starting_sum_has_its_day CHECK ((starting_sum > 0) = (starting_by IS NOT NULL) AND (yearly_addition > 0) = (yearly_years > 0)),
    CONSTRAINT an_agreements_term_ends_after_it_begins CHECK (term_to > term_from),
    CONSTRAINT only_a_named_fund_keeps_its_principal CHECK (kind = 'named' OR NOT preserved),
    UNIQUE (id, foundation),
    UNIQUE (id, prepared_by)
  );
  CREATE INDEX agreement_version_of_a_request ON agreement_version (request) WHERE request IS NOT NULL;
  CREATE INDEX agreement_version_of_a_fund ON agreement_version (fund) WHERE fund IS NOT NULL;
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON agreement_version EXECUTE FUNCTION the_books_are_never_rewritten();
  ALTER TABLE paper ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_agreement FOREIGN KEY (agreement, foundation) REFERENCES agreement_version (id, foundation);
`;

const CARRIED_OVER = `
  -- What agreements said so far becomes their first version. It was signed on paper; its fee stands in words alone and charges nothing until a supplement says it in figures.
  INSERT INTO agreement_version (foundation, fund, no, day, holds_from, kind, preserved, name, english_name, party, english_party, purpose, english_purpose, purposes, use, english_use,
    host_duties, english_host_duties, party_duties, english_party_duties, committee, english_committee, naming, english_naming, fee, english_fee, starting_sum, yearly_addition, yearly_years, term_from,
    termination, english_termination, remaining_property_rule, remaining_property, english_remaining_property, disclosure, english_disclosure, prepared_at)
  SELECT a.foundation, a.fund, a.no, a.day, f.opened_on, 'named', f.class = 'preserved', f.name, f.english_name, a.party, a.english_party, a.purpose, a.english_purpose, '{}', a.use, a.english_use,
    '', '', '', '', '', '', '', '', a.fee, a.english_fee, 0, 0, 0, f.opened_on, a.termination, a.english_termination, 'similar-fund', a.remaining_property, a.english_remaining_property, '', '', a.day
  FROM agreement a JOIN fund f ON f.id = a.fund;
`;

const SIGNATURES = `
  -- The host's signature: by somebody who has not prepared the text.
  CREATE TABLE agreement_host_signature (
    version int NOT NULL CONSTRAINT the_host_signs_once PRIMARY KEY,
    prepared_by int NOT NULL,
    signed_by int NOT NULL REFERENCES person,
    signed_at timestamptz NOT NULL,
    FOREIGN KEY (version, prepared_by) REFERENCES agreement_version (id, prepared_by),
    CONSTRAINT nobody_signs_what_they_prepared CHECK (signed_by <> prepared_by)
  );

  -- A sheet that the founder has signed by hand, as somebody has entered it.
  CREATE TABLE agreement_signed_sheet (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version int NOT NULL REFERENCES agreement_version,
    signer text NOT NULL CHECK (btrim(signer) <> ''),
    day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, version, recorded_by)
  );

  -- The founder's signature: by a code sent to the number that asked, or on a sheet that a second person has compared.
  CREATE TABLE agreement_founder_signature (
    version int NOT NULL REFERENCES agreement_version CONSTRAINT the_founder_signs_once PRIMARY KEY,
    phone text,
    sheet int,
    recorded_by int,
    compared_by int REFERENCES person,
    signed_at timestamptz NOT NULL,
    CONSTRAINT a_founder_signs_by_code_or_on_paper CHECK (num_nonnulls(sheet, recorded_by, compared_by) = CASE WHEN phone IS NULL THEN 3 ELSE 0 END),
    FOREIGN KEY (sheet, version, recorded_by) REFERENCES agreement_signed_sheet (id, version, recorded_by),
    CONSTRAINT nobody_compares_the_sheet_they_recorded CHECK (compared_by <> recorded_by)
  );

  -- Whoever signs, signs the newest text, of a request that is under way; preparing another one and signing meet at the row of the request or the fund.
  CREATE FUNCTION lock_agreement(its_version int) RETURNS agreement_version LANGUAGE plpgsql AS $$
  DECLARE it agreement_version;
  BEGIN
    SELECT * INTO it FROM agreement_version WHERE id = its_version;
    IF it.request IS NOT NULL THEN PERFORM 1 FROM fund_request WHERE id = it.request FOR UPDATE; ELSE PERFORM 1 FROM agreement WHERE fund = it.fund FOR UPDATE; END IF;
    RETURN it;
  END $$;

  CREATE FUNCTION the_newest_text_is_signed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it agreement_version;
  BEGIN
    it := lock_agreement(NEW.version);
    IF EXISTS (SELECT FROM agreement_version WHERE (request = it.request OR fund = it.fund) AND id > it.id) THEN PERFORM refuse('the_newest_text_is_signed'); END IF;
    IF EXISTS (SELECT FROM fund_request_end WHERE request = it.request) THEN PERFORM refuse('a_request_that_has_ended_goes_no_further'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER the_newest_text_is_signed BEFORE INSERT ON agreement_host_signature FOR EACH ROW EXECUTE FUNCTION the_newest_text_is_signed();
  CREATE TRIGGER the_newest_text_is_signed BEFORE INSERT ON agreement_founder_signature FOR EACH ROW EXECUTE FUNCTION the_newest_text_is_signed();

  CREATE FUNCTION the_founder_signs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it agreement_version;
  BEGIN
    SELECT * INTO it FROM agreement_version WHERE id = NEW.version;
    IF NEW.phone IS NOT NULL AND NEW.phone IS DISTINCT FROM (SELECT r.phone FROM fund_request r WHERE r.id = coalesce(it.request, (SELECT a.request FROM agreement a WHERE a.fund = it.fund))) THEN
      PERFORM refuse('whoever_asked_for_the_fund_signs');
    END IF;
    IF NEW.sheet IS NOT NULL AND NOT EXISTS (SELECT FROM paper p WHERE p.agreement = NEW.version AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('a_signed_sheet_can_be_looked_at');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER the_founder_signs BEFORE INSERT ON agreement_founder_signature FOR EACH ROW EXECUTE FUNCTION the_founder_signs();

  -- A text is not replaced once both have signed it: what comes after that is a supplementary agreement, and it changes neither what the fund is nor what it is for.
  CREATE FUNCTION an_agreement_is_replaced_by_a_supplement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    before agreement_version;
    host foundation;
  BEGIN
    IF NEW.prepared_by IS NULL THEN PERFORM refuse('a_text_is_prepared_by_somebody'); END IF; -- a text of nobody's counts as signed on paper before
    IF NEW.kind = 'purse' THEN
      IF NOT EXISTS (SELECT FROM fund_kind WHERE fund = NEW.fund AND kind = 'purse') OR EXISTS (SELECT FROM agreement_version WHERE fund = NEW.fund) THEN PERFORM refuse('a_purse_is_agreed_upon_once'); END IF;
      RETURN NEW;
    END IF;
    IF NEW.request IS NOT NULL THEN
      PERFORM 1 FROM fund_request WHERE id = NEW.request FOR UPDATE;
      IF EXISTS (SELECT FROM agreement WHERE request = NEW.request) THEN PERFORM refuse('a_request_opens_one_fund'); END IF;
      IF EXISTS (SELECT FROM fund_request_end WHERE request = NEW.request) THEN PERFORM refuse('a_request_that_has_ended_goes_no_further'); END IF;
      IF (SELECT count(*) FROM fund_request_check WHERE request = NEW.request) < 7 THEN PERFORM refuse('a_request_is_checked_first'); END IF;
      SELECT * INTO host FROM foundation WHERE id = NEW.foundation;
      IF NOT starts_with(NEW.name, host.name) OR trim(substr(NEW.name, length(host.name) + 1)) = '' THEN PERFORM refuse('a_fund_carries_its_hosts_full_name'); END IF;
    ELSE
      PERFORM 1 FROM agreement WHERE fund = NEW.fund AND foundation = NEW.foundation FOR UPDATE;
      IF NOT FOUND THEN PERFORM refuse('a_supplement_is_of_a_fund_with_an_agreement'); END IF;
      SELECT * INTO before FROM agreement_of_fund WHERE fund_of = NEW.fund ORDER BY holds_from DESC, id DESC LIMIT 1;
      IF (NEW.kind, NEW.preserved, NEW.name, NEW.purpose, NEW.purposes) IS DISTINCT FROM (before.kind, before.preserved, before.name, before.purpose, before.purposes) THEN
        PERFORM refuse('a_supplement_changes_neither_kind_nor_purpose');
      END IF;
      IF NEW.holds_from <= before.holds_from THEN PERFORM refuse('a_supplement_holds_from_a_later_day'); END IF;
    END IF;
    IF EXISTS (SELECT FROM agreement_version WHERE foundation = NEW.foundation AND no = NEW.no AND (request IS DISTINCT FROM NEW.request OR fund IS DISTINCT FROM NEW.fund)) THEN
      PERFORM refuse('an_agreement_has_its_own_number');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_agreement_is_replaced_by_a_supplement BEFORE INSERT ON agreement_version FOR EACH ROW EXECUTE FUNCTION an_agreement_is_replaced_by_a_supplement();
`;

const OPENED_BY = `
  -- From now on: which fund was opened by which agreement, upon what.
  ALTER TABLE agreement
    DROP CONSTRAINT an_agreement_is_complete, DROP CONSTRAINT a_fee_is_agreed_in_both_languages,
    DROP party, DROP english_party, DROP purpose, DROP english_purpose, DROP use, DROP english_use, DROP termination, DROP english_termination, DROP remaining_property, DROP english_remaining_property, DROP fee, DROP english_fee,
    ADD version int UNIQUE REFERENCES agreement_version,
    ADD request int CONSTRAINT a_request_opens_one_fund UNIQUE REFERENCES fund_request,
    ADD resolution int,
    -- why a fund below the starting minimum was opened all the same
    ADD held_for text,
    ADD opened_by int REFERENCES person,
    ADD opened_at timestamptz,
    ADD CONSTRAINT an_opening_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation) REFERENCES resolution_confirmation (resolution, foundation),
    ADD CONSTRAINT an_opening_has_its_people CHECK (num_nonnulls(request, opened_by, opened_at) IN (0, 3));
  UPDATE agreement a SET version = v.id FROM agreement_version v WHERE v.fund = a.fund;
  ALTER TABLE agreement ALTER version SET NOT NULL;
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON agreement EXECUTE FUNCTION the_books_are_never_rewritten();

  -- The signed texts of a fund: the one it was opened by, and the supplements that both have signed.
  CREATE VIEW agreement_of_fund AS
    SELECT v.*, a.fund AS fund_of, h.signed_by AS host_signed_by, h.signed_at AS host_signed_at, s.phone IS NOT NULL AS signed_by_code, s.signed_at AS founder_signed_at
    FROM agreement a JOIN agreement_version v ON v.id = a.version OR v.fund = a.fund
    LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN agreement_founder_signature s ON s.version = v.id
    WHERE v.prepared_by IS NULL OR v.kind = 'purse' OR h.version IS NOT NULL AND s.version IS NOT NULL;

  -- The text that holds on a day; of two from one day the later. Nothing before the first.
  CREATE FUNCTION agreement_in_force(its_fund int, on_day date) RETURNS SETOF agreement_version LANGUAGE sql STABLE AS $$
    SELECT v.* FROM agreement_version v
    WHERE v.id = (SELECT o.id FROM agreement_of_fund o WHERE o.fund_of = its_fund AND o.holds_from <= on_day ORDER BY o.holds_from DESC, o.id DESC LIMIT 1)
  $$;
`;

const OPENING = `
  -- The figure in force for a foundation on a day: of its own place, else of the place above it.
  CREATE FUNCTION policy_for(of_foundation int, its_rule text, on_day date) RETURNS policy LANGUAGE sql STABLE AS $$
    SELECT p FROM policy p JOIN foundation f ON f.id = of_foundation
    WHERE p.rule = its_rule AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
    ORDER BY length(p.jurisdiction) DESC LIMIT 1
  $$;

  -- A foundation's own minimum, where the place has none.
  CREATE TABLE fund_terms (
    foundation int NOT NULL REFERENCES foundation,
    from_day date NOT NULL,
    starting_sum fen NOT NULL CHECK (starting_sum >= 0),
    source text NOT NULL CHECK (btrim(source) <> ''),
    set_by int NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL,
    CONSTRAINT terms_are_set_once_a_day PRIMARY KEY (foundation, from_day)
  );

  -- With how much a fund begins at least: by the place and the level of the host, else by the host's own terms; nothing where nobody has said. Said again in rules/fund-opening.ts.
  CREATE FUNCTION least_starting_sum(of_foundation int, on_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      (SELECT (policy_for(f.id, 'fund-start-' || CASE array_length(string_to_array(f.jurisdiction, '-'), 1) WHEN 1 THEN 'country' WHEN 2 THEN 'province' ELSE CASE WHEN right(f.jurisdiction, 2) = '00' THEN 'city' ELSE 'county' END END, on_day)).value::bigint
        FROM foundation f WHERE f.id = of_foundation),
      (SELECT starting_sum FROM fund_terms WHERE foundation = of_foundation AND from_day <= on_day ORDER BY from_day DESC LIMIT 1), 0)
  $$;

  -- Words that a fund's own name may not have; they bind hosts registered at that place, and warn the rest.
  CREATE FUNCTION name_is_forbidden(of_foundation int, its_name text, on_day date) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  DECLARE
    host foundation;
    said policy;
    own text;
  BEGIN
    SELECT * INTO host FROM foundation WHERE id = of_foundation;
    said := policy_for(of_foundation, 'fund-name-words', on_day);
    IF said.id IS NULL OR said.jurisdiction <> host.jurisdiction THEN RETURN false; END IF;
    own := substr(its_name, length(host.name) + 1);
    RETURN own ~ '[0-9A-Za-z]' OR EXISTS (SELECT FROM regexp_split_to_table(said.words, ' ') w WHERE strpos(own, w) > 0);
  END $$;

  DROP FUNCTION fund_open_by_agreement;

  -- Opens a fund: by the newest text, signed by both, of a request that was checked, upon the council's resolution where one is asked for. The only way to an agreement.
  CREATE FUNCTION fund_open(its_version int, its_code text, its_page jsonb, its_resolution int, why_below text, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it agreement_version;
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
    IF name_is_forbidden(it.foundation, it.name, it.day) THEN PERFORM refuse('a_funds_name_keeps_to_the_rules'); END IF;
    IF EXISTS (SELECT FROM fund WHERE foundation = it.foundation AND name = it.name) THEN PERFORM refuse('a_fund_has_its_own_name'); END IF;
    IF (policy_for(it.foundation, 'fund-opening-resolution', it.day)).value = 1 AND its_resolution IS NULL THEN PERFORM refuse('opening_a_fund_rests_on_a_resolution'); END IF;
    IF its_resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution r JOIN resolution_confirmation c ON c.resolution = r.id WHERE r.id = its_resolution AND r.foundation = it.foundation AND r.body = 'council') THEN
      PERFORM refuse('opening_a_fund_rests_on_a_resolution');
    END IF;
    IF it.starting_sum < least_starting_sum(it.foundation, it.day) AND (its_resolution IS NULL OR btrim(coalesce(why_below, '')) = '') THEN PERFORM refuse('a_fund_begins_with_the_least_sum'); END IF;
    IF its_code IN ('new', 'requests', 'groups', 'purses', 'agreements') THEN PERFORM refuse('a_fund_has_its_own_code'); END IF; -- these addresses are pages
    its_class := CASE WHEN it.preserved THEN 'preserved' ELSE 'restricted' END;
    opened := ledger_open_fund(it.foundation, its_code, its_class, it.name, it.english_name, it.holds_from);
    INSERT INTO fund_kind VALUES (opened, its_class, it.kind);
    INSERT INTO agreement (fund, foundation, no, day, version, request, resolution, held_for, opened_by, opened_at)
      VALUES (opened, it.foundation, it.no, it.day, it.id, it.request, its_resolution, CASE WHEN it.starting_sum < least_starting_sum(it.foundation, it.day) THEN why_below END, by_person, at_time);
    INSERT INTO fund_page SELECT * FROM jsonb_populate_record(NULL::fund_page, its_page || jsonb_build_object('fund', opened));
    RETURN opened;
  END $$;

  -- A restricted fund is opened by an agreement, a purse by its residents, a reserve by the council: the application's role opens by itself only what the foundation begins with.
  CREATE FUNCTION ledger_open_own_fund(foundation int, code text, class text, name text, english_name text, opened_on date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF class NOT IN ('original', 'general') THEN PERFORM refuse('a_fund_is_opened_by_its_agreement'); END IF;
    RETURN ledger_open_fund(foundation, code, class, name, english_name, opened_on);
  END $$;
`;

const POLICIES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, words, source, status) VALUES
    ('fund-opening-resolution', 'CN', '2015-12-24', 1, NULL, '民发〔2015〕241号：设立专项基金按章程履行内部决策程序；民办函〔2021〕47号：经理事会决议', 'needs-check'),
    ('fund-name-words', 'CN', '2021-06-01', NULL, '中国 中华 全国 国际', '民办函〔2021〕47号第一条第二项：民政部登记的基金会，专项基金名称不得使用这些字样、拼音和数字', 'needs-check'),
    ('fund-start-province', 'CN-41', '2025-12-05', 300000000, NULL, '河南省慈善组织专项基金管理办法（2025）第六条：省级登记的不低于300万元', 'needs-check'),
    ('fund-start-city', 'CN-41', '2025-12-05', 150000000, NULL, '河南省慈善组织专项基金管理办法（2025）第六条：市级登记的不低于150万元', 'needs-check'),
    ('fund-yearly-percent', 'CN-41', '2025-12-05', 20, NULL, '河南省慈善组织专项基金管理办法（2025）第六条：其后三年每年不低于初始金额的20%', 'needs-check'),
    ('fund-yearly-years', 'CN-41', '2025-12-05', 3, NULL, '河南省慈善组织专项基金管理办法（2025）第六条：其后三年', 'needs-check'),
    ('fund-committee-least', 'CN', '2025-01-01', 5, NULL, '湖南省社区慈善基金指引（2025）：管委会不少于5人、单数、不取酬，监事至少1人列席；其他地方参照', 'needs-check'),
    ('funds-per-manager', 'CN', '2021-06-01', 5, NULL, '民办函〔2021〕47号：一名负责人管理的专项基金一般不超过5个', 'needs-check'),
    ('fund-idle-months', 'CN', '2015-12-24', 12, NULL, '民发〔2015〕241号：定期清理长期不开展活动的专项基金；12个月为本会提醒线', 'needs-check');
`;

const CARE = `
  -- A seat in the committee of a fund 基金管委会. Nobody is paid for it.
  CREATE TABLE fund_committee_seat (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES agreement (fund),
    name text NOT NULL CHECK (btrim(name) <> ''),
    side text NOT NULL CHECK (side IN ('resident', 'donor', 'host', 'street', 'supervisor')),
    chairs boolean NOT NULL,
    from_day date NOT NULL,
    to_day date,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_seat_ends_after_it_begins CHECK (to_day >= from_day),
    CONSTRAINT a_supervisor_does_not_chair CHECK (NOT (chairs AND side = 'supervisor')),
    CONSTRAINT somebody_sits_once_in_a_committee EXCLUDE USING gist (fund WITH =, name WITH =, daterange(from_day, to_day, '[]') WITH &&),
    CONSTRAINT a_committee_has_one_chair EXCLUDE USING gist (fund WITH =, daterange(from_day, to_day, '[]') WITH &&) WHERE (chairs)
  );

  -- Who looks after a fund 基金负责人.
  CREATE TABLE fund_manager (
    fund int NOT NULL REFERENCES agreement (fund),
    person int NOT NULL REFERENCES person,
    from_day date NOT NULL,
    to_day date,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (fund, from_day),
    CONSTRAINT a_fund_has_one_manager EXCLUDE USING gist (fund WITH =, daterange(from_day, to_day, '[]') WITH &&)
  );
`;

const GROUPS = `
  -- A group of funds, for sums that are rolled up. It is no fund, holds no money and stands under nothing.
  CREATE TABLE fund_group (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    name text NOT NULL CHECK (btrim(name) <> ''),
    english_name text NOT NULL CHECK (btrim(english_name) <> ''),
    made_by int NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL,
    CONSTRAINT a_group_has_its_own_name UNIQUE (foundation, name),
    UNIQUE (id, foundation)
  );
  ALTER TABLE fund ADD UNIQUE (id, foundation);
  CREATE TABLE fund_group_member (
    in_group int NOT NULL,
    foundation int NOT NULL,
    fund int NOT NULL,
    from_day date NOT NULL,
    to_day date,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (in_group, fund, from_day),
    FOREIGN KEY (in_group, foundation) REFERENCES fund_group (id, foundation),
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    CONSTRAINT a_membership_ends_after_it_begins CHECK (to_day >= from_day),
    CONSTRAINT a_fund_is_in_a_group_once EXCLUDE USING gist (in_group WITH =, fund WITH =, daterange(from_day, to_day, '[]') WITH &&)
  );
`;

const LINES = `
  -- A line 预算科目 of a fund, and what it may cost in a year.
  CREATE TABLE fund_line (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES agreement (fund),
    code text NOT NULL CHECK (code ~ '^[0-9A-Za-z-]{1,12}$'),
    name text NOT NULL CHECK (btrim(name) <> ''),
    english_name text NOT NULL CHECK (btrim(english_name) <> ''),
    made_by int NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL,
    CONSTRAINT a_line_has_its_own_code UNIQUE (fund, code),
    UNIQUE (id, fund)
  );
  -- The budget of a year; of several the newest approved one holds.
  CREATE TABLE fund_budget (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES agreement (fund),
    year smallint NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    prepared_by int NOT NULL REFERENCES person,
    prepared_at timestamptz NOT NULL,
    UNIQUE (id, fund),
    UNIQUE (id, prepared_by)
  );
  CREATE TABLE fund_budget_line (
    budget int NOT NULL,
    fund int NOT NULL,
    line int NOT NULL,
    sum fen NOT NULL CHECK (sum >= 0),
    PRIMARY KEY (budget, line),
    FOREIGN KEY (budget, fund) REFERENCES fund_budget (id, fund),
    CONSTRAINT a_budget_is_of_the_lines_of_its_fund FOREIGN KEY (line, fund) REFERENCES fund_line (id, fund)
  );
  CREATE TABLE fund_budget_approval (
    budget int NOT NULL CONSTRAINT a_budget_is_approved_once PRIMARY KEY,
    prepared_by int NOT NULL,
    approved_by int NOT NULL REFERENCES person,
    approved_at timestamptz NOT NULL,
    FOREIGN KEY (budget, prepared_by) REFERENCES fund_budget (id, prepared_by),
    CONSTRAINT nobody_approves_the_budget_they_prepared CHECK (approved_by <> prepared_by)
  );
  -- Approved, its figures stand.
  CREATE FUNCTION an_approved_budget_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM fund_budget WHERE id = NEW.budget FOR UPDATE;
    IF EXISTS (SELECT FROM fund_budget_approval WHERE budget = NEW.budget) THEN PERFORM refuse('an_approved_budget_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_approved_budget_stands BEFORE INSERT ON fund_budget_line FOR EACH ROW EXECUTE FUNCTION an_approved_budget_stands();
  CREATE FUNCTION an_approval_holds_its_budget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM fund_budget WHERE id = NEW.budget FOR UPDATE;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_approval_holds_its_budget BEFORE INSERT ON fund_budget_approval FOR EACH ROW EXECUTE FUNCTION an_approval_holds_its_budget();

  -- To which line a cost or a promise belongs; said again, the newest holds. The books know nothing of it.
  CREATE TABLE entry_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry bigint NOT NULL REFERENCES journal_entry,
    fund int NOT NULL,
    line int NOT NULL,
    tagged_by int NOT NULL REFERENCES person,
    tagged_at timestamptz NOT NULL,
    FOREIGN KEY (line, fund) REFERENCES fund_line (id, fund)
  );
  CREATE INDEX entry_line_of_an_entry ON entry_line (entry, fund, id DESC);
  CREATE INDEX entry_line_of_a_line ON entry_line (line);
  -- costs and promises, which move no money by themselves: what lines are about
  CREATE INDEX entry_fund_used ON entry_fund (fund, day) WHERE money = 0 AND (worth < 0 OR promised > 0);
  CREATE FUNCTION a_line_is_of_a_fund_of_the_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM entry_fund WHERE entry = NEW.entry AND fund = NEW.fund) THEN PERFORM refuse('a_line_is_of_a_fund_of_the_entry'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_line_is_of_a_fund_of_the_entry BEFORE INSERT ON entry_line FOR EACH ROW EXECUTE FUNCTION a_line_is_of_a_fund_of_the_entry();
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION fund_open, ledger_open_own_fund, ledger_open_fund, lock_agreement, a_request_that_has_opened_does_not_end, the_newest_text_is_signed, the_founder_signs, an_agreement_is_replaced_by_a_supplement,
    an_approved_budget_stands, an_approval_holds_its_budget, a_line_is_of_a_fund_of_the_entry FROM PUBLIC;
  REVOKE EXECUTE ON FUNCTION ledger_open_fund FROM sizhu_app;
  GRANT EXECUTE ON FUNCTION fund_open, ledger_open_own_fund TO sizhu_app;
  GRANT SELECT, INSERT ON fund_request, fund_request_check, fund_request_question, fund_request_answer, fund_request_end, agreement_version, agreement_host_signature, agreement_signed_sheet, agreement_founder_signature,
    fund_terms, fund_committee_seat, fund_manager, fund_group, fund_group_member, fund_line, fund_budget, fund_budget_line, fund_budget_approval, entry_line TO sizhu_app;
  GRANT SELECT ON agreement_of_fund TO sizhu_app;
  GRANT UPDATE (to_day) ON fund_committee_seat, fund_manager, fund_group_member TO sizhu_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON fund_request_draft TO sizhu_app;
`;
