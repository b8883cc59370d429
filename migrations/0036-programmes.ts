import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements of funds for everybody; programme funds with what they are entitled to, what they use it for and their own bank place; where a foundation's income comes from. */
export class Programmes0000000000036 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FLOWS);
    await db.query(POLICIES);
    await db.query(COUNTS);
    await db.query(ENTITLEMENTS);
    await db.query(USES);
    await db.query(PLACES);
    await db.query(MODELS);
    await db.query(ORIGINS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const FLOWS = `
  -- Monthly roll-up of numbered entries that moved a fund's money, by what they were and with which other fund: what an entry brought
  -- or took as a whole, so that its sums are those of fund_month. \`other\`: the one fund on the other side, 0 where there is none or several.
  CREATE TABLE fund_flow (
    foundation int NOT NULL REFERENCES foundation,
    fund int NOT NULL REFERENCES fund,
    month date NOT NULL,
    kind text NOT NULL,
    -- the entry takes one of this kind back
    reverses boolean NOT NULL,
    other int NOT NULL,
    received fen NOT NULL,
    paid fen NOT NULL,
    received_count int NOT NULL,
    paid_count int NOT NULL,
    PRIMARY KEY (foundation, fund, month, kind, reverses, other)
  );
  CREATE VIEW entry_flow AS
    SELECT x.entry, x.foundation, x.fund, date_trunc('month', x.day)::date AS month, coalesce(o.kind, e.kind) AS kind, e.reverses IS NOT NULL AS reverses,
      coalesce((SELECT CASE WHEN count(*) = 1 THEN min(y.fund) END FROM entry_fund y WHERE y.entry = x.entry AND y.fund <> x.fund AND sign(y.money) = -sign(x.money)), 0) AS other, x.money
    FROM entry_fund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry o ON o.id = e.reverses WHERE x.money <> 0;
  CREATE VIEW fund_flow_anew AS
    SELECT f.foundation, f.fund, f.month, f.kind, f.reverses, f.other, sum(GREATEST(0, f.money))::fen AS received, sum(GREATEST(0, -f.money))::fen AS paid,
      (count(*) FILTER (WHERE f.money > 0))::int AS received_count, (count(*) FILTER (WHERE f.money < 0))::int AS paid_count
    FROM entry_flow f JOIN sealed_entry s ON s.entry = f.entry GROUP BY 1, 2, 3, 4, 5, 6;
  INSERT INTO fund_flow SELECT * FROM fund_flow_anew;

  -- It grows where numbers are given, once a lot; posting does not wait for it.
  CREATE FUNCTION flows_are_rolled_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO fund_flow AS m (foundation, fund, month, kind, reverses, other, received, paid, received_count, paid_count)
      SELECT f.foundation, f.fund, f.month, f.kind, f.reverses, f.other, sum(GREATEST(0, f.money)), sum(GREATEST(0, -f.money)), count(*) FILTER (WHERE f.money > 0), count(*) FILTER (WHERE f.money < 0)
      FROM entry_flow f WHERE f.entry = ANY (ARRAY (SELECT entry FROM brought)) GROUP BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (foundation, fund, month, kind, reverses, other) DO UPDATE SET received = m.received + excluded.received, paid = m.paid + excluded.paid,
      received_count = m.received_count + excluded.received_count, paid_count = m.paid_count + excluded.paid_count;
    RETURN NULL;
  END $$;
  CREATE TRIGGER flows_are_rolled_up AFTER INSERT ON sealed_entry REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION flows_are_rolled_up();

  -- Money paid out for something: bills and advances. Fees, refunds and transfers, which change what a fund is worth, are not among them.
  CREATE INDEX entry_fund_spent ON entry_fund (fund, day, entry) INCLUDE (money, money_after) WHERE money < 0 AND worth = 0;
  REVOKE ALL ON FUNCTION flows_are_rolled_up FROM PUBLIC;
  GRANT SELECT ON fund_flow, fund_flow_anew TO sizhu_app;
`;

const POLICIES = `
  -- In fen, households or tenths. The texts behind M09 and M10 give no days on which the figures began: those days wait for somebody who has them.
  INSERT INTO policy (rule, jurisdiction, from_day, to_day, value, source, status) VALUES
    ('entitlement-per-100', 'CN', '2009-01-01', '2017-12-31', 300000, 'M09：城市社区每百户不低于 3000 元（原文未注明起止日）', 'needs-check'),
    ('entitlement-per-100', 'CN', '2018-01-01', NULL, 400000, 'M09：城市社区每百户不低于 4000 元（原文未注明起始日）', 'needs-check'),
    ('entitlement-part-of-100', 'CN', '2009-01-01', NULL, 1, 'M09 未写明不足百户如何计算；本系统按百户计（0 表示不计）', 'needs-check'),
    ('entitlement-rural', 'CN', '2009-01-01', '2017-12-31', 20000000, 'M09：村（涉农社区）每年不低于 20 万元（原文未注明起止日）', 'needs-check'),
    ('entitlement-rural', 'CN', '2018-01-01', NULL, 40000000, 'M09：村（涉农社区）每年不低于 40 万元（原文未注明起始日）', 'needs-check'),
    ('entitlement-courtyard-self-governed', 'CN', '2009-01-01', NULL, 10000, 'M10：自治院落每户 100 元', 'needs-check'),
    ('entitlement-courtyard-work-unit', 'CN', '2009-01-01', NULL, 5000, 'M10：单位院落每户 50 元', 'needs-check'),
    ('entitlement-courtyard-managed', 'CN', '2009-01-01', NULL, 6000, 'M10：物管院落每户 60 元', 'needs-check'),
    ('entitlement-courtyard-scattered', 'CN', '2009-01-01', NULL, 7000, 'M10：农村散居每户 70 元', 'needs-check'),
    ('entitlement-band-small-up-to', 'CN', '2009-01-01', NULL, 5000, 'M10：5000 户及以下', 'needs-check'),
    ('entitlement-band-small', 'CN', '2009-01-01', NULL, 2000000, 'M10：5000 户及以下每年 2 万元', 'needs-check'),
    ('entitlement-band-middle-up-to', 'CN', '2009-01-01', NULL, 10000, 'M10：原文上下两档都含 10000 户，这里归下一档', 'needs-check'),
    ('entitlement-band-middle', 'CN', '2009-01-01', NULL, 3000000, 'M10：10000 户及以下每年 3 万元', 'needs-check'),
    ('entitlement-band-large', 'CN', '2009-01-01', NULL, 4000000, 'M10：10000 户以上每年 4 万元', 'needs-check'),
    ('entitlement-city-share-inner', 'CN', '2009-01-01', NULL, 0, 'M09：中心城区市、区 0:10', 'needs-check'),
    ('entitlement-city-share-near', 'CN', '2009-01-01', NULL, 5, 'M09：近郊市、区 5:5', 'needs-check'),
    ('entitlement-city-share-far', 'CN', '2009-01-01', NULL, 7, 'M09：远郊市、县 7:3', 'needs-check');
`;

const COUNTS = `
  ALTER TABLE fund ADD UNIQUE (id, foundation);
  ALTER TABLE voucher_proposal ADD UNIQUE (id, foundation);

  -- How many households a community has, by kind of courtyard, on a day and by a source: entered by one, compared with the source by another.
  CREATE TABLE household_count (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    kind text NOT NULL DEFAULT 'programme' CHECK (kind = 'programme'),
    day date NOT NULL,
    self_governed int NOT NULL,
    work_unit int NOT NULL,
    managed int NOT NULL,
    scattered int NOT NULL,
    source text NOT NULL CONSTRAINT a_count_of_households_names_its_source CHECK (source ~ '[^[:space:]]'),
    counted_by int NOT NULL REFERENCES person,
    counted_at timestamptz NOT NULL,
    CONSTRAINT a_count_of_households_counts_some CHECK (LEAST(self_governed, work_unit, managed, scattered) >= 0 AND self_governed + work_unit + managed + scattered > 0),
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    CONSTRAINT only_a_programme_fund_has_an_entitlement FOREIGN KEY (fund, kind) REFERENCES fund_kind (fund, kind),
    UNIQUE (id, foundation, fund, counted_by)
  );
  CREATE TABLE household_count_decision (
    count int NOT NULL CONSTRAINT a_count_of_households_is_decided_once PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    counted_by int NOT NULL,
    confirmed boolean NOT NULL,
    why text,
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    FOREIGN KEY (count, foundation, fund, counted_by) REFERENCES household_count (id, foundation, fund, counted_by),
    CONSTRAINT nobody_confirms_the_households_they_counted CHECK (NOT confirmed OR decided_by <> counted_by),
    CONSTRAINT a_refused_count_says_why CHECK (confirmed OR coalesce(why, '') ~ '[^[:space:]]'),
    UNIQUE (count, foundation, fund, confirmed)
  );
`;

const ENTITLEMENTS = `
  -- What a programme fund is entitled to in a year: worked out by rules/entitlement from a confirmed count, from whom and by which days.
  CREATE TABLE entitlement (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    year int NOT NULL CHECK (year BETWEEN 2000 AND 2199),
    count int NOT NULL,
    counted boolean NOT NULL DEFAULT true CHECK (counted),
    zone text NOT NULL CHECK (zone IN ('inner', 'near', 'far')),
    rural boolean NOT NULL,
    formulas text[] NOT NULL CONSTRAINT an_entitlement_has_a_formula CHECK (formulas <@ ARRAY['per-100', 'courtyard', 'band'] AND cardinality(formulas) > 0),
    city fen NOT NULL CHECK (city >= 0),
    district fen NOT NULL CHECK (district >= 0),
    -- formula, days, figure of the year, sum and shares, as they were worked out
    parts jsonb NOT NULL,
    assessed_by int NOT NULL REFERENCES person,
    assessed_at timestamptz NOT NULL,
    CONSTRAINT an_entitlement_rests_on_a_confirmed_count FOREIGN KEY (count, foundation, fund, counted) REFERENCES household_count_decision (count, foundation, fund, confirmed),
    CONSTRAINT an_entitlement_is_a_sum CHECK (city + district > 0),
    UNIQUE (id, foundation, fund, year, assessed_by)
  );
  CREATE TABLE entitlement_due (
    entitlement int NOT NULL REFERENCES entitlement,
    payer text NOT NULL CHECK (payer IN ('city', 'district')),
    due date NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (entitlement, payer, due)
  );
  -- Where a year has several that were confirmed, the newest counts.
  CREATE TABLE entitlement_decision (
    entitlement int NOT NULL CONSTRAINT an_entitlement_is_decided_once PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    year int NOT NULL,
    assessed_by int NOT NULL,
    confirmed boolean NOT NULL,
    why text,
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    FOREIGN KEY (entitlement, foundation, fund, year, assessed_by) REFERENCES entitlement (id, foundation, fund, year, assessed_by),
    CONSTRAINT nobody_confirms_the_entitlement_they_assessed CHECK (NOT confirmed OR decided_by <> assessed_by),
    CONSTRAINT a_refused_entitlement_says_why CHECK (confirmed OR coalesce(why, '') ~ '[^[:space:]]')
  );
  CREATE VIEW entitlement_in_force AS
    SELECT DISTINCT ON (e.fund, e.year) e.*, d.decided_by AS confirmed_by, d.decided_at AS confirmed_at
    FROM entitlement e JOIN entitlement_decision d ON d.entitlement = e.id AND d.confirmed ORDER BY e.fund, e.year, e.id DESC;

  CREATE FUNCTION judge_entitlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.confirmed AND EXISTS (
      SELECT FROM entitlement e CROSS JOIN LATERAL (SELECT coalesce(sum(d.sum) FILTER (WHERE d.payer = 'city'), 0) AS city, coalesce(sum(d.sum) FILTER (WHERE d.payer = 'district'), 0) AS district FROM entitlement_due d WHERE d.entitlement = e.id) x
      WHERE e.id = NEW.entitlement AND (x.city <> e.city OR x.district <> e.district)) THEN
      PERFORM refuse('the_days_of_an_entitlement_add_up');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_entitlement BEFORE INSERT ON entitlement_decision FOR EACH ROW EXECUTE FUNCTION judge_entitlement();
  CREATE FUNCTION a_confirmed_entitlement_keeps_its_days() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM entitlement_decision WHERE entitlement = NEW.entitlement) THEN PERFORM refuse('a_confirmed_entitlement_keeps_its_days'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_entitlement_keeps_its_days BEFORE INSERT ON entitlement_due FOR EACH ROW EXECUTE FUNCTION a_confirmed_entitlement_keeps_its_days();

  -- A subsidy in the books, found on the bank's statement, counts for what a payer owes of a year; an entry once. Its sum is the entry's.
  CREATE TABLE entitlement_receipt (
    entry bigint NOT NULL REFERENCES journal_entry CONSTRAINT a_subsidy_counts_for_one_entitlement PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    year int NOT NULL,
    payer text NOT NULL CHECK (payer IN ('city', 'district')),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation)
  );
  CREATE FUNCTION judge_entitlement_receipt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM entitlement_in_force e WHERE e.fund = NEW.fund AND e.year = NEW.year) THEN PERFORM refuse('an_entitlement_is_confirmed_before_it_is_met'); END IF;
    IF NOT EXISTS (SELECT FROM open_subsidy o WHERE o.entry = NEW.entry AND o.fund = NEW.fund AND o.foundation = NEW.foundation) THEN PERFORM refuse('an_entitlement_is_met_by_matched_subsidies'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_entitlement_receipt BEFORE INSERT ON entitlement_receipt FOR EACH ROW EXECUTE FUNCTION judge_entitlement_receipt();

  -- Subsidies of programme funds that came through the bank, stand on its statement, were not taken back and count for no entitlement yet.
  CREATE VIEW open_subsidy AS
    SELECT x.entry, x.foundation, x.fund, x.day, x.money FROM fund_kind k
      JOIN entry_fund x ON x.fund = k.fund AND x.money > 0 JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('subsidy', 'receivable received')
    WHERE k.kind = 'programme' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = x.entry) AND NOT EXISTS (SELECT FROM entitlement_receipt t WHERE t.entry = x.entry)
      AND EXISTS (SELECT FROM matched_posting m WHERE m.entry = x.entry);
  -- What counts for it; a subsidy that was taken back does not.
  CREATE VIEW entitlement_received AS
    SELECT r.entry, r.foundation, r.fund, r.year, r.payer, x.day, x.money, r.recorded_by, r.recorded_at FROM entitlement_receipt r JOIN entry_fund x ON x.entry = r.entry AND x.fund = r.fund
    WHERE NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry);
`;

const USES = `
  -- What a cost of a programme fund is for (M09): named before it is approved. Any other use than the six has the council's resolution and its reason.
  CREATE TABLE programme_use (
    proposal int NOT NULL CONSTRAINT a_cost_names_its_use_once PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    kind text NOT NULL DEFAULT 'programme' CHECK (kind = 'programme'),
    use text NOT NULL CONSTRAINT a_use_is_one_of_the_six_or_another CHECK (use IN ('groups', 'volunteering', 'upkeep', 'culture', 'training', 'environment', 'other')),
    reason text,
    resolution int,
    body text,
    majority text,
    named_by int NOT NULL REFERENCES person,
    named_at timestamptz NOT NULL,
    FOREIGN KEY (proposal, foundation) REFERENCES voucher_proposal (id, foundation),
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    FOREIGN KEY (fund, kind) REFERENCES fund_kind (fund, kind),
    CONSTRAINT another_use_has_the_councils_reason CHECK (
      CASE WHEN use = 'other' THEN num_nonnulls(resolution, body, majority) = 3 AND body IN ('council', 'residents-council') AND coalesce(reason, '') ~ '[^[:space:]]' ELSE num_nonnulls(resolution, body, majority, reason) = 0 END),
    FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );

  -- Costs of programme funds that were proposed. An asset is used for what it was bought for, so its depreciation names no use again.
  CREATE VIEW programme_cost AS
    SELECT p.id AS proposal, p.foundation, (l.line ->> 'fund')::int AS fund, sum((l.line ->> 'debit')::bigint)::bigint AS sum
    FROM voucher_proposal p CROSS JOIN LATERAL jsonb_array_elements(p.lines) l (line)
      JOIN account a ON a.standard = (l.line ->> 'standard')::smallint AND a.code = l.line ->> 'account' AND (a.class = 'E' OR (a.role = 'fixed asset' AND p.kind = 'fixed asset bought'))
    WHERE p.kind NOT IN ('depreciation', 'year closing', 'chart migration', 'reversal') AND (l.line ->> 'debit')::bigint > 0
      AND EXISTS (SELECT FROM fund_kind k WHERE k.fund = (l.line ->> 'fund')::int AND k.kind = 'programme')
    GROUP BY p.id, p.foundation, (l.line ->> 'fund')::int;

  CREATE FUNCTION a_cost_of_a_programme_names_its_use() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.decision = 'approved' AND EXISTS (SELECT FROM programme_cost c WHERE c.proposal = NEW.proposal AND NOT EXISTS (SELECT FROM programme_use u WHERE u.proposal = c.proposal AND u.fund = c.fund)) THEN
      PERFORM refuse('a_cost_of_a_programme_names_its_use');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_cost_of_a_programme_names_its_use BEFORE INSERT ON voucher_decision FOR EACH ROW EXECUTE FUNCTION a_cost_of_a_programme_names_its_use();
  CREATE FUNCTION a_use_is_named_before_it_is_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM programme_cost c WHERE c.proposal = NEW.proposal AND c.fund = NEW.fund) THEN PERFORM refuse('a_use_is_named_of_a_cost'); END IF;
    IF EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = NEW.proposal) THEN PERFORM refuse('a_proposal_is_decided_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_use_is_named_before_it_is_approved BEFORE INSERT ON programme_use FOR EACH ROW EXECUTE FUNCTION a_use_is_named_before_it_is_approved();

  -- The budget of a year by uses, resting on a resolution; the newest counts.
  CREATE TABLE programme_budget (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    kind text NOT NULL DEFAULT 'programme' CHECK (kind = 'programme'),
    year int NOT NULL CHECK (year BETWEEN 2000 AND 2199),
    resolution int NOT NULL,
    body text NOT NULL CONSTRAINT a_council_decides_on_a_budget CHECK (body IN ('council', 'residents-council')),
    majority text NOT NULL,
    -- what other uses there are, and why
    reason text,
    sums fen[] NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    FOREIGN KEY (fund, kind) REFERENCES fund_kind (fund, kind),
    CONSTRAINT a_budget_rests_on_a_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    -- in the order of the uses; the last is any other
    CONSTRAINT a_budget_names_each_use CHECK (cardinality(sums) = 7 AND array_position(sums, NULL) IS NULL AND 0 <= ALL (sums)),
    CONSTRAINT a_budget_gives_the_reason_of_another_use CHECK (sums[7] = 0 OR coalesce(reason, '') ~ '[^[:space:]]')
  );
`;

const PLACES = `
  -- A bank account that a giver of public money wants kept for one fund alone (books § 6): asked for by one, marked by another.
  CREATE TABLE exclusive_place_request (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    place int NOT NULL REFERENCES place,
    fund int NOT NULL,
    kind text NOT NULL DEFAULT 'programme' CHECK (kind = 'programme'),
    why text NOT NULL CONSTRAINT an_exclusive_place_has_its_reason CHECK (why ~ '[^[:space:]]'),
    asked_by int NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL,
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    CONSTRAINT only_a_programme_fund_has_its_own_place FOREIGN KEY (fund, kind) REFERENCES fund_kind (fund, kind)
  );
  CREATE TABLE exclusive_place (
    place int CONSTRAINT a_place_is_kept_for_one_fund PRIMARY KEY REFERENCES place,
    fund int NOT NULL CONSTRAINT a_fund_has_one_place_of_its_own UNIQUE,
    foundation int NOT NULL,
    request int NOT NULL UNIQUE REFERENCES exclusive_place_request,
    asked_by int NOT NULL,
    marked_by int NOT NULL REFERENCES person,
    marked_at timestamptz NOT NULL,
    CONSTRAINT nobody_marks_the_place_they_asked_for CHECK (marked_by <> asked_by)
  );

  -- All guard rows are held meanwhile, so nobody is posting: what comes after sees the mark.
  CREATE FUNCTION place_keep_for_fund(its_request int, of_foundation int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    asked exclusive_place_request;
  BEGIN
    SELECT * INTO asked FROM exclusive_place_request WHERE id = its_request AND foundation = of_foundation;
    IF asked.id IS NULL OR NOT EXISTS (SELECT FROM place p WHERE p.id = asked.place AND p.foundation = of_foundation AND p.account = '1002') THEN PERFORM refuse('an_exclusive_place_is_a_bank_account'); END IF;
    IF asked.asked_by = by_person THEN PERFORM refuse('nobody_marks_the_place_they_asked_for'); END IF;
    PERFORM 1 FROM fund_balance b WHERE b.foundation = of_foundation ORDER BY b.fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM posting p WHERE p.place = asked.place AND p.fund <> asked.fund GROUP BY p.fund HAVING sum(p.debit) <> 0) THEN PERFORM refuse('a_place_holds_no_other_money_when_it_is_marked'); END IF;
    IF EXISTS (SELECT FROM place q JOIN posting p ON p.place = q.id AND p.fund = asked.fund WHERE q.foundation = of_foundation AND q.account = '1002' AND q.id <> asked.place GROUP BY q.id HAVING sum(p.debit) <> 0) THEN
      PERFORM refuse('a_fund_has_all_its_money_in_its_place_when_it_is_marked');
    END IF;
    INSERT INTO exclusive_place VALUES (asked.place, asked.fund, of_foundation, asked.id, asked.asked_by, by_person, at_time);
  END $$;

  -- Asked once a run, of all its lines at once, and of nothing while no place is kept for a fund. What the world has done (a bank's fee)
  -- is booked whatever it touches; and whoever lacks money there may bring it.
  CREATE FUNCTION places_are_kept_for_their_funds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    -- lines of others at a kept place, and of a fund with its own place elsewhere: none in nearly every run
    foreign_entries bigint[];
    astray_entries bigint[];
  BEGIN
    IF NOT EXISTS (SELECT FROM exclusive_place) THEN RETURN NULL; END IF;
    SELECT array_agg(b.entry) FILTER (WHERE b.place = x.place), array_agg(b.entry) FILTER (WHERE b.fund = x.fund) INTO foreign_entries, astray_entries
      FROM brought b JOIN exclusive_place x ON (b.place = x.place) <> (b.fund = x.fund) WHERE b.account = '1002';
    IF foreign_entries IS NOT NULL AND EXISTS (
      SELECT FROM unnest(foreign_entries) f (entry) JOIN posting p ON p.entry = f.entry JOIN exclusive_place x ON x.place = p.place AND x.fund <> p.fund JOIN journal_entry e ON e.id = p.entry JOIN entry_kind k ON k.kind = e.kind
      WHERE NOT k.forced AND (p.debit < 0 OR (SELECT sum(q.debit) FROM posting q WHERE q.place = p.place AND q.fund = p.fund) > 0)) THEN
      PERFORM refuse('a_place_kept_for_a_fund_takes_no_other_money');
    END IF;
    IF astray_entries IS NOT NULL AND EXISTS (
      SELECT FROM unnest(astray_entries) f (entry) JOIN journal_entry e ON e.id = f.entry JOIN entry_kind k ON k.kind = e.kind WHERE NOT k.forced) THEN
      PERFORM refuse('a_fund_with_a_place_of_its_own_uses_it');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER places_are_kept_for_their_funds AFTER INSERT ON posting REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION places_are_kept_for_their_funds();
`;

const MODELS = `
  -- By which of the four operating models a foundation works (M06), from day to day, as its council has decided.
  CREATE TABLE operating_model (
    foundation int NOT NULL REFERENCES foundation,
    from_day date NOT NULL,
    model text NOT NULL CONSTRAINT an_operating_model_is_one_of_four CHECK (model IN ('government-led', 'enterprise-led', 'civic-led', 'civic-subsidised')),
    resolution int NOT NULL,
    body text NOT NULL DEFAULT 'council' CONSTRAINT the_council_decides_on_the_operating_model CHECK (body = 'council'),
    majority text NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT one_operating_model_begins_a_day PRIMARY KEY (foundation, from_day),
    CONSTRAINT an_operating_model_rests_on_a_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
`;

const ORIGINS = `
  -- Who a payer is by the number on their receipt (GB 11643, GB 32100): said in rules/identity too. Without a number nobody can tell.
  CREATE FUNCTION origin_of_identity(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
      WHEN number ~ '^[1-9][0-9]{16}[0-9X]$' AND substr('10X98765432', (SELECT sum(substr(number, i::int, 1)::int * w) % 11 FROM unnest(ARRAY[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) WITH ORDINALITY x (w, i))::int + 1, 1) = right(number, 1) THEN 'individuals'
      WHEN number ~ '^[0-9A-HJ-NPQRTUWXY]{18}$' AND substr('0123456789ABCDEFGHJKLMNPQRTUWXY',
          ((31 - (SELECT sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(number, i::int, 1)) - 1) * w) FROM unnest(ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]) WITH ORDINALITY x (w, i)) % 31) % 31)::int + 1, 1) = right(number, 1) THEN
        CASE WHEN number LIKE '9%' THEN 'enterprises' WHEN number LIKE '53%' THEN 'foundations' WHEN number LIKE '1%' THEN 'government' ELSE 'organisations' END
    END
  $$;
  CREATE INDEX donor_identified ON donor (id) WHERE id_number IS NOT NULL;
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION origin_of_identity, judge_entitlement, a_confirmed_entitlement_keeps_its_days, judge_entitlement_receipt, a_cost_of_a_programme_names_its_use, a_use_is_named_before_it_is_approved, place_keep_for_fund, places_are_kept_for_their_funds FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION place_keep_for_fund, origin_of_identity TO sizhu_app;
  GRANT SELECT ON entitlement_in_force, open_subsidy, entitlement_received, programme_cost, exclusive_place TO sizhu_app;
  GRANT SELECT, INSERT ON household_count, household_count_decision, entitlement, entitlement_due, entitlement_decision, entitlement_receipt, programme_use, programme_budget, exclusive_place_request, operating_model TO sizhu_app;
`;
