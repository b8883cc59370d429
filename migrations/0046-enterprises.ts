import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Social enterprises: who they are, what they have agreed to give of their profit, what they report, what is due, what came. */
export class Enterprises0000000000046 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(REGISTER);
    await db.query(AGREEMENTS);
    await db.query(REPORTS);
    await db.query(SHARES);
    await db.query(PAPERS);
    await db.query(STANDING);
    await db.query(JUDGED);
    await db.query(WRITERS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const REGISTER = `
  ALTER TABLE party ADD UNIQUE (id, foundation, kind);

  -- A community social enterprise 社区社会企业 (M08), by the register of companies; as a party it has relations like any other.
  CREATE TABLE enterprise (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    code text NOT NULL CONSTRAINT an_enterprise_has_a_plain_address CHECK (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
    party int NOT NULL,
    party_kind text NOT NULL DEFAULT 'body' CHECK (party_kind = 'body'),
    name text NOT NULL CONSTRAINT an_enterprise_has_its_legal_name CHECK (name ~ '[^[:space:]]'),
    english_name text NOT NULL CHECK (english_name ~ '[^[:space:]]'),
    credit_code text NOT NULL CONSTRAINT the_code_of_an_enterprise_has_its_check_digit CHECK (coalesce(origin_of_identity(credit_code), '') IN ('enterprises', 'organisations')),
    -- how it stands to the foundation
    relation text NOT NULL CONSTRAINT an_enterprise_stands_somehow_to_the_foundation CHECK (relation IN ('giver', 'investee', 'committee-owned')),
    -- of the community's, where it has its place of business
    premises text,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (party, foundation, party_kind) REFERENCES party (id, foundation, kind),
    CONSTRAINT an_enterprise_is_entered_once UNIQUE (foundation, credit_code),
    CONSTRAINT an_enterprise_has_an_address_of_its_own UNIQUE (foundation, code),
    UNIQUE (id, foundation)
  );

  -- What has become of it, by the register of companies.
  CREATE TABLE enterprise_fact (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise int NOT NULL,
    foundation int NOT NULL,
    fact text NOT NULL CHECK (fact IN ('suspended', 'resumed', 'dissolved')),
    day date NOT NULL,
    source text NOT NULL CONSTRAINT a_fact_of_an_enterprise_names_its_source CHECK (source ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation)
  );
  CREATE UNIQUE INDEX an_enterprise_is_dissolved_once ON enterprise_fact (enterprise) WHERE fact = 'dissolved';

  -- Who owns it, in ten-thousandths, from a day on.
  CREATE TABLE enterprise_owner (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    kind text NOT NULL CHECK (kind IN ('residents-committee', 'resident', 'company', 'foundation', 'other')),
    parts int NOT NULL CONSTRAINT an_owner_has_a_part_of_the_whole CHECK (parts BETWEEN 1 AND 10000),
    from_day date NOT NULL,
    source text NOT NULL CHECK (source ~ '[^[:space:]]'),
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id),
    UNIQUE (id, foundation)
  );
  CREATE TABLE enterprise_owner_end (
    owner int NOT NULL CONSTRAINT an_owner_leaves_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    source text NOT NULL CHECK (source ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (owner, foundation) REFERENCES enterprise_owner (id, foundation)
  );
  CREATE VIEW enterprise_owner_time AS
    SELECT o.id, o.enterprise, o.foundation, o.party, o.kind, o.parts, o.from_day, e.last_day, o.source FROM enterprise_owner o LEFT JOIN enterprise_owner_end e ON e.owner = o.id;

  -- Whether it says of itself that it is related 关联方; and what it lets us publish, from a day on. The newest counts.
  CREATE TABLE enterprise_statement (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise int NOT NULL,
    foundation int NOT NULL,
    related boolean NOT NULL,
    words text NOT NULL CONSTRAINT a_statement_says_how CHECK (words ~ '[^[:space:]]'),
    day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation)
  );
  CREATE TABLE enterprise_consent (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise int NOT NULL,
    foundation int NOT NULL,
    -- nothing; whether it keeps its word; the sums due and paid; the reported figures too
    level text NOT NULL CHECK (level IN ('nothing', 'kept', 'sums', 'figures')),
    from_day date NOT NULL,
    given_by text NOT NULL CONSTRAINT a_consent_is_somebodys CHECK (given_by ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation)
  );

  -- How it is reached for a reminder; the newest of a channel counts.
  CREATE TABLE enterprise_contact (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise int NOT NULL,
    foundation int NOT NULL,
    channel text NOT NULL CONSTRAINT an_enterprise_is_reached_by_telephone_or_mail CHECK (channel IN ('sms', 'mail')),
    address text NOT NULL CONSTRAINT an_enterprise_is_reached_where_it_is CHECK (address ~ CASE channel WHEN 'sms' THEN '^1[3-9][0-9]{9}$' ELSE '^[^@[:space:]]+@[^@[:space:]]+$' END),
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation)
  );
`;

const AGREEMENTS = `
  CREATE TABLE profit_agreement (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    enterprise int NOT NULL,
    no text NOT NULL CHECK (no ~ '[^[:space:]]'),
    -- a gift out of its profit, a dividend on our shares, a fee for what it uses of ours
    kind text NOT NULL CHECK (kind IN ('gift', 'dividend', 'fee')),
    period text NOT NULL CHECK (period IN ('month', 'quarter', 'half', 'year', 'campaign')),
    -- what the public is told where sales are advertised with it (CL 37)
    advert text,
    resolution int,
    body text,
    majority text,
    prepared_by int NOT NULL REFERENCES person,
    prepared_at timestamptz NOT NULL,
    FOREIGN KEY (enterprise, foundation) REFERENCES enterprise (id, foundation),
    FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT a_profit_agreement_has_its_own_number UNIQUE (foundation, no),
    CONSTRAINT a_dividend_rests_on_an_investment_resolution CHECK (CASE kind WHEN 'dividend' THEN num_nonnulls(resolution, body, majority) = 3 AND body = 'council' AND majority = 'investment' ELSE num_nonnulls(resolution, body, majority) = 0 END),
    CONSTRAINT a_campaign_says_what_it_advertises CHECK ((period = 'campaign') = (coalesce(advert, '') ~ '[^[:space:]]') AND (period <> 'campaign' OR kind = 'gift')),
    UNIQUE (id, foundation)
  );

  -- Its terms from a day on, as the paper has them that both have signed; or its end.
  CREATE TABLE profit_agreement_version (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agreement int NOT NULL,
    foundation int NOT NULL,
    holds_from date NOT NULL,
    holds_until date,
    ends boolean NOT NULL,
    base text CHECK (base IN ('net-profit', 'revenue', 'surplus', 'units')),
    -- what of the base lies above each gives so many parts of so many
    step_from fen[] NOT NULL DEFAULT '{}',
    step_parts bigint[] NOT NULL DEFAULT '{}',
    step_of bigint[] NOT NULL DEFAULT '{}',
    per_unit fen CHECK (per_unit > 0),
    floor fen CHECK (floor > 0),
    cap fen CHECK (cap > 0),
    carries_loss boolean NOT NULL DEFAULT false,
    -- after the end of a period
    due_days int CHECK (due_days BETWEEN 1 AND 366),
    evidence text[] NOT NULL DEFAULT '{}' CHECK (evidence <@ ARRAY['statement', 'tax-return', 'audit-letter', 'sales-list']),
    signed_on date NOT NULL,
    enterprise_signer text NOT NULL CHECK (enterprise_signer ~ '[^[:space:]]'),
    host_signer text NOT NULL CHECK (host_signer ~ '[^[:space:]]'),
    prepared_by int NOT NULL REFERENCES person,
    prepared_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation),
    CONSTRAINT terms_of_a_profit_agreement_are_whole CHECK (CASE WHEN ends
      THEN num_nonnulls(holds_until, base, per_unit, floor, cap, due_days) = 0 AND cardinality(step_from) = 0
      ELSE num_nonnulls(base, due_days) = 2 AND (base = 'units') = (per_unit IS NOT NULL) AND (base = 'units') = (cardinality(step_from) = 0) END
      AND cardinality(step_from) = cardinality(step_parts) AND cardinality(step_from) = cardinality(step_of) AND array_position(step_from::bigint[] || step_parts || step_of, NULL) IS NULL),
    CONSTRAINT an_agreement_ends_after_it_begins CHECK (holds_until >= holds_from),
    CONSTRAINT the_most_is_no_less_than_the_least CHECK (cap >= floor),
    UNIQUE (id, agreement, foundation, prepared_by),
    UNIQUE (id, foundation)
  );
  CREATE INDEX profit_agreement_version_by_agreement ON profit_agreement_version (agreement);
  CREATE TABLE profit_agreement_fund (
    version int NOT NULL,
    foundation int NOT NULL,
    n smallint NOT NULL,
    fund int NOT NULL,
    weight bigint NOT NULL CHECK (weight > 0),
    PRIMARY KEY (version, n),
    CONSTRAINT a_fund_is_named_once UNIQUE (version, fund),
    FOREIGN KEY (version, foundation) REFERENCES profit_agreement_version (id, foundation),
    CONSTRAINT a_share_goes_to_funds_of_the_foundation FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation)
  );
  -- Another person has compared it with the signed paper: from then on it holds.
  CREATE TABLE profit_agreement_confirmation (
    version int NOT NULL CONSTRAINT a_profit_agreement_is_confirmed_once PRIMARY KEY,
    agreement int NOT NULL,
    foundation int NOT NULL,
    prepared_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (version, agreement, foundation, prepared_by) REFERENCES profit_agreement_version (id, agreement, foundation, prepared_by),
    CONSTRAINT nobody_confirms_the_profit_agreement_they_prepared CHECK (confirmed_by <> prepared_by)
  );
  CREATE TABLE profit_agreement_withdrawal (
    version int NOT NULL CONSTRAINT a_profit_agreement_is_withdrawn_once PRIMARY KEY REFERENCES profit_agreement_version,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE VIEW profit_agreement_signed AS
    SELECT v.*, c.confirmed_by, c.confirmed_at FROM profit_agreement_version v JOIN profit_agreement_confirmation c ON c.version = v.id;

  -- Where the public was told: of an agreement with a related enterprise within days (81 art. 14), of what an advertised sale has brought (CL 37).
  CREATE TABLE enterprise_disclosure (
    version int NOT NULL,
    foundation int NOT NULL,
    what text NOT NULL CHECK (what IN ('related', 'sales-result')),
    day date NOT NULL,
    place text NOT NULL CONSTRAINT a_disclosure_says_where CHECK (place ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT an_agreement_is_disclosed_once PRIMARY KEY (version, what),
    FOREIGN KEY (version, foundation) REFERENCES profit_agreement_version (id, foundation)
  );
  -- The text of order 81 was not read in full: its figure waits for somebody who has.
  INSERT INTO policy (rule, jurisdiction, from_day, to_day, value, source, status) VALUES
    ('related-party-disclosure-days', 'CN', '2026-01-01', NULL, 30, '《慈善组织信息公开办法》（民政部令第81号）第14条：重要关联方交易 30 日内公开', 'needs-check');
`;

const REPORTS = `
  -- What an enterprise says of a period, with its papers: entered by one, decided on by another. One of an earlier period again is a restatement.
  CREATE TABLE profit_report (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    agreement int NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL CHECK (period_to >= period_from),
    revenue fen NOT NULL CHECK (revenue >= 0),
    net_profit fen NOT NULL,
    reserve fen NOT NULL CHECK (reserve >= 0),
    units bigint NOT NULL CHECK (units >= 0),
    evidence text[] NOT NULL CHECK (evidence <@ ARRAY['statement', 'tax-return', 'audit-letter', 'sales-list']),
    restates int REFERENCES profit_report,
    why text,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation),
    CONSTRAINT a_restatement_says_why CHECK ((restates IS NOT NULL) = (coalesce(why, '') ~ '[^[:space:]]')),
    UNIQUE (id, agreement, foundation, period_from, entered_by),
    UNIQUE (id, foundation)
  );
  CREATE INDEX profit_report_by_agreement ON profit_report (agreement, period_from);
  CREATE TABLE profit_report_question (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report int NOT NULL REFERENCES profit_report,
    words text NOT NULL CHECK (words ~ '[^[:space:]]'),
    asked_by int NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL
  );
  CREATE TABLE profit_report_answer (
    question int NOT NULL CONSTRAINT a_question_about_a_report_is_answered_once PRIMARY KEY REFERENCES profit_report_question,
    words text NOT NULL CHECK (words ~ '[^[:space:]]'),
    answered_by int NOT NULL REFERENCES person,
    answered_at timestamptz NOT NULL
  );
  CREATE TABLE profit_report_decision (
    report int NOT NULL CONSTRAINT a_profit_report_is_decided_once PRIMARY KEY,
    agreement int NOT NULL,
    foundation int NOT NULL,
    period_from date NOT NULL,
    entered_by int NOT NULL,
    confirmed boolean NOT NULL,
    why text,
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    FOREIGN KEY (report, agreement, foundation, period_from, entered_by) REFERENCES profit_report (id, agreement, foundation, period_from, entered_by),
    CONSTRAINT nobody_confirms_the_profit_report_they_entered CHECK (NOT confirmed OR decided_by <> entered_by),
    CONSTRAINT a_rejected_report_says_why CHECK (confirmed OR coalesce(why, '') ~ '[^[:space:]]')
  );
  -- The newest confirmed of each period counts.
  CREATE VIEW profit_report_counts AS
    SELECT DISTINCT ON (r.agreement, r.period_from) r.*, d.decided_by, d.decided_at FROM profit_report r JOIN profit_report_decision d ON d.report = r.id AND d.confirmed ORDER BY r.agreement, r.period_from, r.id DESC;
`;

const SHARES = `
  -- What is due to a fund of a period, as rules/profit-share gives it; what a restatement changes is a line of its own, positive or negative.
  CREATE TABLE profit_share_line (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    agreement int NOT NULL,
    report int NOT NULL,
    period_from date NOT NULL,
    version int NOT NULL,
    fund int NOT NULL,
    sum fen NOT NULL CHECK (sum <> 0),
    due_day date NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation),
    FOREIGN KEY (report, foundation) REFERENCES profit_report (id, foundation),
    CONSTRAINT a_share_goes_to_the_funds_of_its_agreement FOREIGN KEY (version, fund) REFERENCES profit_agreement_fund (version, fund),
    UNIQUE (report, period_from, version, fund)
  );
  CREATE INDEX profit_share_line_by_agreement ON profit_share_line (agreement, period_from, fund);
  -- What came for a period: its sums by fund are the entry's own, so that taking the entry back opens the share again.
  CREATE TABLE profit_receipt (
    entry bigint NOT NULL CONSTRAINT an_entry_is_of_one_share PRIMARY KEY REFERENCES journal_entry,
    foundation int NOT NULL,
    agreement int NOT NULL,
    period_from date NOT NULL,
    received_by int NOT NULL REFERENCES person,
    received_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation)
  );
  CREATE INDEX profit_receipt_by_agreement ON profit_receipt (agreement, period_from);
  CREATE TABLE profit_waiver (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    agreement int NOT NULL,
    period_from date NOT NULL,
    resolution int NOT NULL,
    body text NOT NULL DEFAULT 'council' CONSTRAINT the_council_waives CHECK (body = 'council'),
    majority text NOT NULL,
    why text NOT NULL CONSTRAINT a_waiver_says_why CHECK (why ~ '[^[:space:]]'),
    waived_by int NOT NULL REFERENCES person,
    waived_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation),
    CONSTRAINT a_waiver_rests_on_a_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
  CREATE INDEX profit_waiver_by_agreement ON profit_waiver (agreement, period_from);
  CREATE TABLE profit_waiver_line (
    waiver int NOT NULL REFERENCES profit_waiver,
    fund int NOT NULL REFERENCES fund,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (waiver, fund)
  );
  -- What the enterprise was written to about: a report that is wanted, a share that is due. Its words stand with the notice, until it is sent.
  CREATE TABLE profit_reminder (
    foundation int NOT NULL,
    agreement int NOT NULL,
    period_from date NOT NULL,
    day date NOT NULL,
    what text NOT NULL CHECK (what IN ('report', 'share')),
    sent_by int NOT NULL REFERENCES person,
    sent_at timestamptz NOT NULL,
    CONSTRAINT a_reminder_is_written_once_a_day PRIMARY KEY (agreement, period_from, day),
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation)
  );
`;

// whatever else papers are of by now is kept as it stands
const PAPERS = `
  ALTER TABLE paper ADD profit_version int, ADD profit_report int;
  DO $$ DECLARE law text;
  BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT law FROM pg_constraint WHERE conrelid = 'paper'::regclass AND conname = 'a_paper_belongs_to_one_thing';
    ALTER TABLE paper DROP CONSTRAINT a_paper_belongs_to_one_thing;
    EXECUTE 'ALTER TABLE paper ADD CONSTRAINT a_paper_belongs_to_one_thing ' || regexp_replace(law, '\\) = 1', ', profit_version, profit_report) = 1');
  END $$;
  ALTER TABLE paper
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_profit_agreement FOREIGN KEY (profit_version, foundation) REFERENCES profit_agreement_version (id, foundation),
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_profit_report FOREIGN KEY (profit_report, foundation) REFERENCES profit_report (id, foundation),
    ADD CONSTRAINT papers_of_a_profit_agreement_are_numbered UNIQUE (profit_version, nth),
    ADD CONSTRAINT papers_of_a_profit_report_are_numbered UNIQUE (profit_report, nth);
`;

const STANDING = `
  -- Per period and fund: due, received, waived, and what is open, negative where more came.
  CREATE VIEW profit_standing AS
    SELECT m.agreement, a.enterprise, a.foundation, a.kind, m.period_from, m.fund, sum(m.due)::bigint AS due, sum(m.received)::bigint AS received, sum(m.waived)::bigint AS waived,
      sum(m.due - m.received - m.waived)::bigint AS open, min(m.due_day) AS due_day
    FROM (
      SELECT agreement, period_from, fund, sum AS due, 0 AS received, 0 AS waived, due_day FROM profit_share_line
      UNION ALL SELECT r.agreement, r.period_from, x.fund, 0, x.money, 0, NULL FROM profit_receipt r JOIN entry_fund x ON x.entry = r.entry WHERE NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry)
      UNION ALL SELECT w.agreement, w.period_from, l.fund, 0, 0, l.sum, NULL FROM profit_waiver w JOIN profit_waiver_line l ON l.waiver = w.id) m
    JOIN profit_agreement a ON a.id = m.agreement GROUP BY m.agreement, a.enterprise, a.foundation, a.kind, m.period_from, m.fund;

  -- Who of an enterprise's owners answers for the foundation on a day, or is family of somebody who does.
  CREATE FUNCTION enterprise_interests(its_enterprise int, on_day date) RETURNS TABLE (party int, owner_name text, official int, official_name text, office text) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (o.party, t.party) o.party, y.name, t.party, z.name, t.office
    FROM enterprise_owner_time o JOIN party y ON y.id = o.party
      JOIN LATERAL (SELECT o.party AS near UNION SELECT CASE WHEN r.a = o.party THEN r.b ELSE r.a END FROM relation_time r
        WHERE r.foundation = o.foundation AND r.kind = 'family' AND o.party IN (r.a, r.b) AND on_day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity')) n ON true
      JOIN office_time t ON t.party = n.near AND t.foundation = o.foundation AND on_day BETWEEN t.from_day AND t.last_day JOIN party z ON z.id = t.party
    WHERE o.enterprise = its_enterprise AND on_day BETWEEN o.from_day AND coalesce(o.last_day, 'infinity') ORDER BY o.party, t.party, t.office
  $$;
  -- Related 关联方: by its own statement, by whose it is, or by what it is to the foundation.
  CREATE FUNCTION enterprise_is_related(its_enterprise int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT s.related FROM enterprise_statement s WHERE s.enterprise = its_enterprise AND s.day <= on_day ORDER BY s.day DESC, s.id DESC LIMIT 1), false)
      OR EXISTS (SELECT FROM enterprise e WHERE e.id = its_enterprise AND e.relation = 'investee') OR EXISTS (SELECT FROM enterprise_interests(its_enterprise, on_day))
  $$;

  -- The first day of the period in which a day lies.
  CREATE FUNCTION profit_period_from(its_period text, day date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE its_period WHEN 'month' THEN date_trunc('month', day)::date WHEN 'quarter' THEN date_trunc('quarter', day)::date WHEN 'year' THEN date_trunc('year', day)::date
      WHEN 'half' THEN make_date(extract(year FROM day)::int, CASE WHEN extract(month FROM day) <= 6 THEN 1 ELSE 7 END, 1) END
  $$;
  CREATE FUNCTION profit_period_to(its_period text, first date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (first + CASE its_period WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months' WHEN 'half' THEN interval '6 months' ELSE interval '1 year' END)::date - 1
  $$;
`;

const JUDGED = `
  CREATE FUNCTION profit_hold(its_agreement int) RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(hashtext('profit agreement'), its_agreement) $$;

  CREATE FUNCTION owners_own_no_more_than_the_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM enterprise WHERE id = NEW.enterprise FOR UPDATE;
    IF EXISTS (SELECT FROM enterprise_owner_time d WHERE d.enterprise = NEW.enterprise AND
        (SELECT sum(o.parts) FROM enterprise_owner_time o WHERE o.enterprise = NEW.enterprise AND d.from_day BETWEEN o.from_day AND coalesce(o.last_day, 'infinity')) > 10000) THEN
      PERFORM refuse('owners_own_no_more_than_the_whole');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER owners_own_no_more_than_the_whole AFTER INSERT ON enterprise_owner FOR EACH ROW EXECUTE FUNCTION owners_own_no_more_than_the_whole();
  CREATE FUNCTION an_owner_leaves_after_they_came() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM enterprise_owner WHERE id = NEW.owner AND from_day > NEW.last_day) THEN PERFORM refuse('an_owner_leaves_after_they_came'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_owner_leaves_after_they_came BEFORE INSERT ON enterprise_owner_end FOR EACH ROW EXECUTE FUNCTION an_owner_leaves_after_they_came();

  CREATE FUNCTION a_dividend_is_of_an_investee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.kind = 'dividend' AND NOT EXISTS (SELECT FROM enterprise WHERE id = NEW.enterprise AND relation = 'investee') THEN PERFORM refuse('a_dividend_is_of_an_investee'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_dividend_is_of_an_investee BEFORE INSERT ON profit_agreement FOR EACH ROW EXECUTE FUNCTION a_dividend_is_of_an_investee();

  -- Terms are written with their funds, in one transaction, before anybody compares them.
  CREATE FUNCTION confirmed_terms_keep_their_funds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM profit_hold((SELECT agreement FROM profit_agreement_version WHERE id = NEW.version));
    IF EXISTS (SELECT FROM profit_agreement_confirmation WHERE version = NEW.version) THEN PERFORM refuse('confirmed_terms_keep_their_funds'); END IF;
    IF EXISTS (SELECT FROM fund WHERE id = NEW.fund AND class NOT IN ('general', 'designated', 'restricted', 'preserved')) THEN PERFORM refuse('a_share_goes_to_funds_that_may_spend_it'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER confirmed_terms_keep_their_funds BEFORE INSERT ON profit_agreement_fund FOR EACH ROW EXECUTE FUNCTION confirmed_terms_keep_their_funds();

  CREATE FUNCTION judge_profit_agreement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement_version;
    of_agreement profit_agreement;
    before profit_agreement_version;
    at int;
  BEGIN
    PERFORM profit_hold(NEW.agreement);
    SELECT * INTO STRICT its FROM profit_agreement_version WHERE id = NEW.version;
    SELECT * INTO STRICT of_agreement FROM profit_agreement WHERE id = NEW.agreement;
    IF EXISTS (SELECT FROM profit_agreement_confirmation WHERE version = its.id) THEN PERFORM refuse('a_profit_agreement_is_confirmed_once'); END IF;
    IF EXISTS (SELECT FROM profit_agreement_withdrawal WHERE version = its.id) THEN PERFORM refuse('a_profit_agreement_is_withdrawn_once'); END IF;
    IF NOT EXISTS (SELECT FROM paper p WHERE p.profit_version = its.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('a_profit_agreement_shows_its_signed_paper'); END IF;
    IF NOT its.ends AND NOT EXISTS (SELECT FROM profit_agreement_fund f WHERE f.version = its.id) THEN PERFORM refuse('terms_of_a_profit_agreement_are_whole'); END IF;
    FOR at IN 1 .. cardinality(its.step_from) LOOP
      IF its.step_parts[at] < 1 OR its.step_parts[at] > its.step_of[at] OR (at = 1 AND its.step_from[at] <> 0) OR (at > 1 AND its.step_from[at] <= its.step_from[at - 1]) THEN PERFORM refuse('steps_ascend_from_nothing'); END IF;
    END LOOP;
    SELECT * INTO before FROM profit_agreement_signed s WHERE s.agreement = NEW.agreement ORDER BY s.holds_from DESC LIMIT 1;
    IF before.id IS NULL AND its.ends THEN PERFORM refuse('an_agreement_begins_before_it_ends'); END IF;
    IF before.ends THEN PERFORM refuse('an_agreement_that_ended_is_not_changed'); END IF;
    IF its.holds_from <= before.holds_from THEN PERFORM refuse('new_terms_hold_from_a_later_day'); END IF;
    IF its.holds_from <= (SELECT max(r.period_to) FROM profit_report r JOIN profit_report_decision d ON d.report = r.id AND d.confirmed WHERE r.agreement = NEW.agreement) THEN PERFORM refuse('a_reported_period_keeps_its_agreement'); END IF;
    IF of_agreement.period = 'campaign' AND (before.id IS NOT NULL OR its.holds_until IS NULL OR its.signed_on >= its.holds_from) THEN PERFORM refuse('a_sale_is_agreed_upon_before_it_is_advertised'); END IF;
    IF NOT its.ends AND EXISTS (SELECT FROM enterprise_fact f WHERE f.enterprise = of_agreement.enterprise AND f.fact = 'dissolved' AND f.day <= its.holds_from) THEN PERFORM refuse('a_dissolved_enterprise_agrees_to_nothing'); END IF;
    PERFORM refuse('nobody_acts_where_they_have_an_interest') FROM enterprise_owner_time o JOIN party y ON y.id = o.party
      WHERE o.enterprise = of_agreement.enterprise AND y.person = NEW.confirmed_by AND (NEW.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN o.from_day AND coalesce(o.last_day, 'infinity');
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_profit_agreement BEFORE INSERT ON profit_agreement_confirmation FOR EACH ROW EXECUTE FUNCTION judge_profit_agreement();
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON profit_agreement_confirmation FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_takes_no_gifts');
  CREATE FUNCTION a_confirmed_profit_agreement_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM profit_hold((SELECT agreement FROM profit_agreement_version WHERE id = NEW.version));
    IF EXISTS (SELECT FROM profit_agreement_confirmation WHERE version = NEW.version) THEN PERFORM refuse('a_confirmed_profit_agreement_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_profit_agreement_stands BEFORE INSERT ON profit_agreement_withdrawal FOR EACH ROW EXECUTE FUNCTION a_confirmed_profit_agreement_stands();
  CREATE FUNCTION what_is_signed_is_disclosed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.id = NEW.version) THEN PERFORM refuse('a_profit_agreement_is_confirmed_first'); END IF;
    IF NEW.what = 'sales-result' AND NOT EXISTS (SELECT FROM profit_agreement_signed s JOIN profit_report_counts r ON r.agreement = s.agreement JOIN profit_agreement a ON a.id = s.agreement WHERE s.id = NEW.version AND a.period = 'campaign' AND NEW.day >= r.period_to) THEN
      PERFORM refuse('a_result_is_published_when_it_is_confirmed');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_is_signed_is_disclosed BEFORE INSERT ON enterprise_disclosure FOR EACH ROW EXECUTE FUNCTION what_is_signed_is_disclosed();

  -- A period is reported once; afterwards it is restated, and one report waits at a time.
  CREATE FUNCTION judge_profit_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement;
    first profit_agreement_version;
    stands int;
  BEGIN
    PERFORM profit_hold(NEW.agreement);
    SELECT * INTO its FROM profit_agreement WHERE id = NEW.agreement;
    SELECT * INTO first FROM profit_agreement_signed s WHERE s.agreement = NEW.agreement ORDER BY s.holds_from LIMIT 1;
    IF first.id IS NULL THEN PERFORM refuse('a_profit_agreement_is_confirmed_first'); END IF;
    IF (CASE its.period WHEN 'campaign' THEN (NEW.period_from, NEW.period_to) IS DISTINCT FROM (first.holds_from, first.holds_until)
      ELSE NEW.period_from <> profit_period_from(its.period, NEW.period_from) OR NEW.period_to <> profit_period_to(its.period, NEW.period_from) END)
      OR NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = NEW.agreement AND NOT s.ends AND s.holds_from <= NEW.period_to AND coalesce(s.holds_until, 'infinity') >= NEW.period_from
        AND NOT EXISTS (SELECT FROM profit_agreement_signed n WHERE n.agreement = s.agreement AND n.holds_from > s.holds_from AND n.holds_from <= NEW.period_from)) THEN
      PERFORM refuse('a_report_is_of_a_period_of_its_agreement');
    END IF;
    IF NEW.period_to >= (NEW.entered_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_period_is_reported_when_it_is_over'); END IF;
    IF EXISTS (SELECT FROM profit_report r WHERE r.agreement = NEW.agreement AND r.period_from = NEW.period_from AND r.id <> NEW.id AND NOT EXISTS (SELECT FROM profit_report_decision d WHERE d.report = r.id)) THEN PERFORM refuse('one_report_of_a_period_waits_at_a_time'); END IF;
    SELECT c.id INTO stands FROM profit_report_counts c WHERE c.agreement = NEW.agreement AND c.period_from = NEW.period_from;
    IF stands IS NOT NULL AND NEW.restates IS NULL THEN PERFORM refuse('a_period_is_reported_once'); END IF;
    IF stands IS DISTINCT FROM NEW.restates THEN PERFORM refuse('a_restatement_is_of_what_counts'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_profit_report BEFORE INSERT ON profit_report FOR EACH ROW EXECUTE FUNCTION judge_profit_report();
  CREATE FUNCTION a_decided_report_is_not_asked_about() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM profit_hold((SELECT agreement FROM profit_report WHERE id = NEW.report));
    IF EXISTS (SELECT FROM profit_report_decision WHERE report = NEW.report) THEN PERFORM refuse('a_profit_report_is_decided_once'); END IF;
    IF EXISTS (SELECT FROM profit_report r WHERE r.id = NEW.report AND r.entered_by = NEW.asked_by) THEN PERFORM refuse('nobody_asks_about_the_report_they_entered'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_decided_report_is_not_asked_about BEFORE INSERT ON profit_report_question FOR EACH ROW EXECUTE FUNCTION a_decided_report_is_not_asked_about();
`;

const WRITERS = `
  -- The only writer of decisions and of what is due. What a report changes of its own and later periods comes with it, line by line.
  CREATE FUNCTION profit_report_decide(of_foundation int, its_report int, is_confirmed boolean, its_why text, by_person int, at_time timestamptz, periods date[], versions int[], funds int[], sums bigint[], dues date[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_report;
    asks text[];
  BEGIN
    SELECT * INTO its FROM profit_report WHERE id = its_report AND foundation = of_foundation;
    IF its.id IS NULL THEN PERFORM refuse('a_report_is_of_a_period_of_its_agreement'); END IF;
    PERFORM profit_hold(its.agreement);
    INSERT INTO profit_report_decision VALUES (its.id, its.agreement, its.foundation, its.period_from, its.entered_by, is_confirmed, its_why, by_person, at_time);
    IF NOT is_confirmed THEN RETURN; END IF;
    IF EXISTS (SELECT FROM profit_report_question q WHERE q.report = its.id AND NOT EXISTS (SELECT FROM profit_report_answer w WHERE w.question = q.id)) THEN PERFORM refuse('a_question_is_answered_before_a_report_is_confirmed'); END IF;
    SELECT coalesce(array_agg(DISTINCT e), '{}') INTO asks FROM profit_agreement_signed s CROSS JOIN unnest(s.evidence) e WHERE s.agreement = its.agreement AND s.holds_from <= its.period_to;
    IF NOT its.evidence @> asks OR NOT EXISTS (SELECT FROM paper p WHERE p.profit_report = its.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('a_profit_report_shows_its_papers'); END IF;
    PERFORM refuse('nobody_acts_where_they_have_an_interest') FROM profit_agreement a JOIN enterprise_owner_time o ON o.enterprise = a.enterprise JOIN party y ON y.id = o.party
      WHERE a.id = its.agreement AND y.person = by_person AND (at_time AT TIME ZONE 'Asia/Shanghai')::date BETWEEN o.from_day AND coalesce(o.last_day, 'infinity');
    INSERT INTO profit_share_line (foundation, agreement, report, period_from, version, fund, sum, due_day)
      SELECT its.foundation, its.agreement, its.id, t.* FROM unnest(periods, versions, funds, sums, dues) t;
    IF EXISTS (SELECT FROM profit_share_line l WHERE l.report = its.id AND (NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.id = l.version AND s.agreement = its.agreement)
      OR NOT EXISTS (SELECT FROM profit_report_counts c WHERE c.agreement = its.agreement AND c.period_from = l.period_from) OR l.period_from < its.period_from)) THEN
      PERFORM refuse('a_share_rests_on_a_confirmed_report');
    END IF;
    IF EXISTS (SELECT FROM profit_share_line l WHERE l.agreement = its.agreement GROUP BY l.period_from, l.version, l.fund HAVING sum(l.sum) < 0) THEN PERFORM refuse('a_share_is_never_below_nothing'); END IF;
  END $$;

  -- The only writer of what came.
  CREATE FUNCTION profit_receive(of_foundation int, its_agreement int, its_period date, its_entry bigint, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement;
  BEGIN
    PERFORM profit_hold(its_agreement);
    SELECT * INTO its FROM profit_agreement WHERE id = its_agreement AND foundation = of_foundation;
    -- what is owed is collected to the end; a gift is not taken any more
    PERFORM 1 FROM foundation WHERE id = of_foundation FOR KEY SHARE;
    IF its.kind = 'gift' AND life_of(of_foundation) NOT IN ('preparing', 'registered') THEN PERFORM refuse('a_foundation_at_rest_takes_no_gifts'); END IF;
    IF NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = its_entry AND e.foundation = of_foundation AND bank_line_of(e.source) IS NOT NULL
      AND e.kind = (CASE its.kind WHEN 'gift' THEN 'enterprise share' ELSE 'receivable received' END)) THEN PERFORM refuse('a_share_is_received_by_a_line_of_the_bank'); END IF;
    IF EXISTS (SELECT FROM entry_fund x WHERE x.entry = its_entry AND NOT EXISTS (SELECT FROM profit_agreement_signed s JOIN profit_agreement_fund f ON f.version = s.id WHERE s.agreement = its.id AND f.fund = x.fund)) THEN
      PERFORM refuse('a_share_goes_to_the_funds_of_its_agreement');
    END IF;
    IF NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = its.id AND NOT s.ends AND its_period =
        CASE its.period WHEN 'campaign' THEN s.holds_from ELSE profit_period_from(its.period, its_period) END) THEN PERFORM refuse('a_report_is_of_a_period_of_its_agreement'); END IF;
    INSERT INTO profit_receipt VALUES (its_entry, of_foundation, its.id, its_period, by_person, at_time);
    IF its.kind <> 'gift' AND EXISTS (SELECT FROM profit_standing t JOIN entry_fund x ON x.fund = t.fund AND x.entry = its_entry WHERE t.agreement = its.id AND t.period_from = its_period AND t.open < 0) THEN
      PERFORM refuse('a_claim_is_received_as_far_as_it_is_due');
    END IF;
  END $$;

  -- The only writer of waivers.
  CREATE FUNCTION profit_waive(of_foundation int, its_agreement int, its_period date, its_resolution int, its_why text, funds int[], sums bigint[], by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    made int;
  BEGIN
    PERFORM profit_hold(its_agreement);
    INSERT INTO profit_waiver (foundation, agreement, period_from, resolution, majority, why, waived_by, waived_at)
      VALUES (of_foundation, its_agreement, its_period, its_resolution, coalesce((SELECT majority FROM resolution WHERE id = its_resolution), ''), its_why, by_person, at_time) RETURNING id INTO made;
    INSERT INTO profit_waiver_line SELECT made, t.* FROM unnest(funds, sums) t;
    IF NOT EXISTS (SELECT FROM profit_waiver_line WHERE waiver = made)
      OR EXISTS (SELECT FROM profit_waiver_line l LEFT JOIN profit_standing t ON t.agreement = its_agreement AND t.period_from = its_period AND t.fund = l.fund WHERE l.waiver = made AND coalesce(t.open, -1) < 0) THEN
      PERFORM refuse('no_more_is_waived_than_is_open');
    END IF;
    PERFORM refuse('nobody_acts_where_they_have_an_interest') FROM profit_agreement a JOIN enterprise_owner_time o ON o.enterprise = a.enterprise JOIN party y ON y.id = o.party
      WHERE a.id = its_agreement AND y.person = by_person AND (at_time AT TIME ZONE 'Asia/Shanghai')::date BETWEEN o.from_day AND coalesce(o.last_day, 'infinity');
    RETURN made;
  END $$;
`;

const TABLES = ['enterprise', 'enterprise_fact', 'enterprise_owner', 'enterprise_owner_end', 'enterprise_statement', 'enterprise_consent', 'enterprise_contact', 'profit_reminder', 'profit_agreement', 'profit_agreement_version', 'profit_agreement_fund', 'profit_agreement_confirmation', 'profit_agreement_withdrawal',
  'enterprise_disclosure', 'profit_report', 'profit_report_question', 'profit_report_answer'];
const BY_FUNCTIONS = ['profit_report_decision', 'profit_share_line', 'profit_receipt', 'profit_waiver', 'profit_waiver_line'];

const RIGHTS = `
  ${[...TABLES, ...BY_FUNCTIONS].map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  REVOKE ALL ON FUNCTION owners_own_no_more_than_the_whole, an_owner_leaves_after_they_came, a_dividend_is_of_an_investee, confirmed_terms_keep_their_funds, judge_profit_agreement, a_confirmed_profit_agreement_stands,
    what_is_signed_is_disclosed, judge_profit_report, a_decided_report_is_not_asked_about, profit_report_decide, profit_receive, profit_waive FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION profit_hold, profit_report_decide, profit_receive, profit_waive, enterprise_interests, enterprise_is_related, profit_period_from, profit_period_to TO sizhu_app;
  GRANT SELECT ON enterprise_owner_time, profit_agreement_signed, profit_report_counts, profit_standing, ${BY_FUNCTIONS.join(', ')} TO sizhu_app;
  GRANT SELECT, INSERT ON ${TABLES.join(', ')} TO sizhu_app;
`;
