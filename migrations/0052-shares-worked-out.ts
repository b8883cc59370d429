import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an enterprise owes is worked out by the database itself, from what both have signed and two have confirmed; nobody hands it a sum. */
export class SharesWorkedOut0000000000052 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RENT);
    await db.query(TERMS);
    await db.query(INTERESTS);
    await db.query(ASSESSED);
    await db.query(STANDING);
    await db.query(DECIDED);
    await db.query(OFFSET);
    await db.query(JUDGED);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RENT = `
  -- Rent that is agreed upon is the same income as rent that comes by a list; a fee is for a service.
  ALTER TABLE profit_agreement DROP CONSTRAINT profit_agreement_kind_check, ADD CONSTRAINT a_profit_agreement_is_of_a_known_kind CHECK (kind IN ('gift', 'dividend', 'rent', 'fee'));
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('rent', 'debit', 'receivable');
  REFRESH MATERIALIZED VIEW line_rule;
`;

const TERMS = `
  ALTER TABLE profit_agreement_version
    -- in how many later periods at most a loss is made good
    ADD loss_periods int CONSTRAINT a_loss_is_carried_for_some_periods CHECK (loss_periods BETWEEN 1 AND 240),
    -- or by a day of the so manieth month after a period; a 31st is the last of a shorter month
    ADD due_months int CHECK (due_months BETWEEN 1 AND 12),
    ADD due_monthday int CHECK (due_monthday BETWEEN 1 AND 31),
    DROP CONSTRAINT terms_of_a_profit_agreement_are_whole,
    ADD CONSTRAINT terms_of_a_profit_agreement_are_whole CHECK (CASE WHEN ends
      THEN num_nonnulls(holds_until, base, per_unit, floor, cap, due_days, due_months, due_monthday, loss_periods) = 0 AND cardinality(step_from) = 0
      ELSE base IS NOT NULL AND num_nonnulls(due_days, due_months) = 1 AND num_nonnulls(due_months, due_monthday) IN (0, 2) AND (base = 'units') = (per_unit IS NOT NULL) AND (base = 'units') = (cardinality(step_from) = 0) END
      AND cardinality(step_from) = cardinality(step_parts) AND cardinality(step_from) = cardinality(step_of) AND array_position(step_from::bigint[] || step_parts || step_of, NULL) IS NULL);

  -- What holds from day to day: each version until the next begins, as rules/profit-share has it.
  CREATE VIEW profit_terms AS
    SELECT v.*, least(v.holds_until, v.next - 1) AS last_day FROM (
      SELECT x.*, lead(x.holds_from) OVER (PARTITION BY x.agreement ORDER BY x.holds_from) AS next FROM profit_agreement_version x JOIN profit_agreement_confirmation c ON c.version = x.id) v
    WHERE NOT v.ends AND coalesce(least(v.holds_until, v.next - 1), 'infinity') >= v.holds_from;

  CREATE FUNCTION profit_due_day(period_to date, due_days int, due_months int, due_monthday int) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN due_days IS NOT NULL THEN period_to + due_days
      ELSE least((date_trunc('month', period_to) + make_interval(months => due_months))::date + due_monthday - 1, (date_trunc('month', period_to) + make_interval(months => due_months + 1))::date - 1) END
  $$;
`;

const INTERESTS = `
  -- Whether one of our people stands to a party through one relation, or through two: what Relations.interestOf says (400 art. 23). Who is entered as an owner stands so too.
  CREATE FUNCTION interest_of(of_foundation int, its_person int, payee int, on_day date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH self AS (
      SELECT y.id FROM party y JOIN person p ON p.id = its_person WHERE y.foundation = of_foundation AND (y.person = p.id OR (y.kind = 'person' AND y.person IS NULL AND y.name IN (p.name, p.english_name)
        AND (y.code IS NULL OR (y.entered_at AT TIME ZONE 'Asia/Shanghai')::date <= (SELECT min(a.from_day) FROM appointment a WHERE a.person = p.id AND a.foundation = of_foundation))))),
    edge AS (
      SELECT r.a, r.b FROM relation_time r WHERE r.foundation = of_foundation AND on_day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity')
      UNION SELECT o.party, e.party FROM enterprise_owner_time o JOIN enterprise e ON e.id = o.enterprise WHERE o.foundation = of_foundation AND on_day BETWEEN o.from_day AND coalesce(o.last_day, 'infinity')),
    step AS (SELECT a, b FROM edge UNION SELECT b, a FROM edge)
    SELECT EXISTS (SELECT FROM self WHERE id = payee) OR EXISTS (SELECT FROM step JOIN self ON self.id = step.a WHERE step.b = payee)
      OR EXISTS (SELECT FROM step one JOIN self ON self.id = one.a JOIN step two ON two.a = one.b WHERE two.b = payee)
  $$;

  -- Who answers for the foundation on a day and owns of the enterprise, themselves or through companies, is family of such an owner, or works for it.
  DROP FUNCTION enterprise_interests(int, date);
  CREATE FUNCTION enterprise_interests(its_enterprise int, on_day date) RETURNS TABLE (party int, owner_name text, official int, official_name text, office text, way text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE edge AS (
      SELECT r.foundation, r.a, r.kind, r.b FROM relation_time r JOIN enterprise e ON e.id = its_enterprise AND e.foundation = r.foundation WHERE on_day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity')
      UNION SELECT o.foundation, o.party, 'ownership', e.party FROM enterprise_owner_time o JOIN enterprise e ON e.id = o.enterprise WHERE e.id = its_enterprise AND on_day BETWEEN o.from_day AND coalesce(o.last_day, 'infinity')),
    owner AS (
      SELECT g.foundation, g.a AS party, true AS direct FROM edge g JOIN enterprise e ON e.party = g.b WHERE e.id = its_enterprise AND g.kind = 'ownership'
      UNION SELECT g.foundation, g.a, false FROM owner o JOIN edge g ON g.b = o.party AND g.kind = 'ownership'),
    near AS (
      SELECT o.foundation, o.party, o.party AS near, CASE WHEN o.direct THEN 'self' ELSE 'company' END AS way FROM owner o
      UNION ALL SELECT o.foundation, o.party, CASE WHEN g.a = o.party THEN g.b ELSE g.a END, 'family' FROM owner o JOIN edge g ON g.kind = 'family' AND o.party IN (g.a, g.b)
      UNION ALL SELECT e.foundation, e.party, g.a, 'works-there' FROM enterprise e JOIN edge g ON g.b = e.party AND g.kind = 'employer' WHERE e.id = its_enterprise)
    SELECT DISTINCT ON (n.party, t.party) n.party, y.name, t.party, z.name, t.office, n.way
    FROM near n JOIN party y ON y.id = n.party JOIN office_time t ON t.party = n.near AND t.foundation = n.foundation AND on_day BETWEEN t.from_day AND t.last_day JOIN party z ON z.id = t.party
    ORDER BY n.party, t.party, array_position(ARRAY['self', 'company', 'family', 'works-there'], n.way), t.office
  $$;
`;

// the same arithmetic as rules/profit-share, in whole numbers: a named check compares the two
const ASSESSED = `
  -- Largest remainder; ties go to the earlier part.
  CREATE FUNCTION allocated(whole numeric, weights numeric[]) RETURNS numeric[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH part AS (SELECT n, div(whole * w, sum(w) OVER ()) AS share, mod(whole * w, sum(w) OVER ()) AS rest FROM unnest(weights) WITH ORDINALITY t (w, n)),
    ranked AS (SELECT n, share, row_number() OVER (ORDER BY rest DESC, n) AS rank, whole - sum(share) OVER () AS over FROM part)
    SELECT array_agg(share + CASE WHEN rank <= over THEN 1 ELSE 0 END ORDER BY n) FROM ranked
  $$;

  CREATE FUNCTION profit_assessed(its_agreement int) RETURNS TABLE (period_from date, version int, fund int, sum numeric) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    report record;
    held record;
    whole int; carrying int;
    profit numeric; earlier numeric; made numeric;
    num numeric; den numeric; total_num numeric; total_den numeric;
    nums numeric[]; dens numeric[]; versions int[]; parts numeric[];
    loss_from date[] := '{}'; loss_left numeric[] := '{}'; last_base numeric; last_carries boolean; last_periods int; months int;
  BEGIN
    FOR report IN SELECT r.* FROM profit_report_counts r WHERE r.agreement = its_agreement ORDER BY r.period_from LOOP
      whole := report.period_to - report.period_from + 1;
      months := (extract(year FROM report.period_to) * 12 + extract(month FROM report.period_to) - extract(year FROM report.period_from) * 12 - extract(month FROM report.period_from))::int + 1;
      nums := '{}'; dens := '{}'; versions := '{}'; carrying := 0; last_base := NULL;
      FOR held IN SELECT t.*, least(coalesce(t.last_day, 'infinity'), report.period_to) - greatest(t.holds_from, report.period_from) + 1 AS covers, t.carries_loss AND t.base IN ('net-profit', 'surplus') AS carries
          FROM profit_terms t WHERE t.agreement = its_agreement AND t.holds_from <= report.period_to AND coalesce(t.last_day, 'infinity') >= report.period_from ORDER BY t.holds_from LOOP
        profit := CASE held.base WHEN 'units' THEN report.units WHEN 'revenue' THEN report.revenue WHEN 'surplus' THEN report.net_profit - report.reserve ELSE report.net_profit END;
        last_base := profit; last_carries := held.carries; last_periods := held.loss_periods;
        IF held.carries THEN
          carrying := carrying + held.covers;
          SELECT coalesce(sum(l.remains), 0) INTO earlier FROM unnest(loss_from, loss_left) l (since, remains) WHERE held.loss_periods IS NULL OR profit_periods_between(l.since, report.period_from, months) <= held.loss_periods;
          profit := profit - earlier;
        END IF;
        num := CASE WHEN held.per_unit IS NOT NULL AND profit > 0 THEN profit * held.per_unit ELSE 0 END;
        den := 1;
        FOR at IN 1 .. cardinality(held.step_from) LOOP
          made := least(profit, coalesce(held.step_from[at + 1], profit)) - held.step_from[at];
          IF made > 0 THEN num := num * held.step_of[at] + made * held.step_parts[at] * den; den := den * held.step_of[at]; END IF;
        END LOOP;
        IF num < held.floor * den THEN num := held.floor; den := 1; ELSIF num > held.cap * den THEN num := held.cap; den := 1; END IF;
        nums := nums || num * held.covers; dens := dens || den * whole; versions := versions || held.id;
      END LOOP;
      CONTINUE WHEN last_base IS NULL;

      total_num := 0; total_den := 1;
      FOR at IN 1 .. cardinality(nums) LOOP total_num := total_num * dens[at] + nums[at] * total_den; total_den := total_den * dens[at]; END LOOP;
      made := div(2 * total_num + total_den, 2 * total_den);
      IF made > 0 THEN
        parts := allocated(made, ARRAY(SELECT n * div(total_den, d) FROM unnest(nums, dens) WITH ORDINALITY t (n, d, i) ORDER BY i));
        FOR at IN 1 .. cardinality(parts) LOOP
          CONTINUE WHEN parts[at] = 0;
          RETURN QUERY SELECT report.period_from, versions[at], f.id, f.part FROM (
            SELECT unnest(array_agg(g.fund ORDER BY g.n)) AS id, unnest(allocated(parts[at], array_agg(g.weight::numeric ORDER BY g.n))) AS part FROM profit_agreement_fund g WHERE g.version = versions[at]) f WHERE f.part <> 0;
        END LOOP;
      END IF;

      -- the oldest loss is made good first; a new one counts by the days on which it is carried
      IF NOT last_carries THEN
        loss_from := '{}'; loss_left := '{}';
      ELSE
        FOR at IN 1 .. cardinality(loss_left) LOOP
          IF last_periods IS NOT NULL AND profit_periods_between(loss_from[at], report.period_from, months) > last_periods THEN
            loss_left[at] := 0;
          ELSE
            made := greatest(least(last_base, loss_left[at]), 0);
            loss_left[at] := loss_left[at] - made; last_base := last_base - made;
          END IF;
        END LOOP;
        IF last_base < 0 THEN loss_from := loss_from || report.period_from; loss_left := loss_left || div(2 * -last_base * carrying + whole, 2 * whole); END IF;
      END IF;
    END LOOP;
  END $$;
  CREATE FUNCTION profit_periods_between(earlier date, later date, months int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((extract(year FROM later) - extract(year FROM earlier)) * 12 + extract(month FROM later) - extract(month FROM earlier))::int / months
  $$;
`;

const STANDING = `
  -- What the council has waived and a restatement has made more than there was to waive: so far the waiver has lapsed.
  CREATE TABLE profit_waiver_lapse (
    waiver int NOT NULL,
    fund int NOT NULL,
    report int NOT NULL REFERENCES profit_report,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (waiver, fund, report),
    FOREIGN KEY (waiver, fund) REFERENCES profit_waiver_line (waiver, fund)
  );

  -- What came too much for a period counts for another of the same agreement 抵交: no money moves, and none changes its fund.
  CREATE TABLE profit_offset (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    agreement int NOT NULL,
    from_period date NOT NULL,
    to_period date NOT NULL CHECK (to_period <> from_period),
    why text NOT NULL CONSTRAINT an_offset_says_why CHECK (why ~ '[^[:space:]]'),
    offset_by int NOT NULL REFERENCES person,
    offset_at timestamptz NOT NULL,
    FOREIGN KEY (agreement, foundation) REFERENCES profit_agreement (id, foundation)
  );
  CREATE INDEX profit_offset_by_agreement ON profit_offset (agreement);
  CREATE TABLE profit_offset_line (
    of int NOT NULL REFERENCES profit_offset,
    fund int NOT NULL REFERENCES fund,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (of, fund)
  );

  -- Per period and fund: due, received, waived, and what is open, negative where more came; and since when what is open is due, by the days of its parts.
  CREATE OR REPLACE VIEW profit_standing AS
    SELECT s.agreement, a.enterprise, a.foundation, a.kind, s.period_from, s.fund, s.due, s.received, s.waived, s.due - s.received - s.waived AS open,
      CASE WHEN s.due - s.received - s.waived > 0 THEN (
        SELECT min(d.due_day) FROM (SELECT l.due_day, sum(l.sum) OVER (ORDER BY l.due_day) AS so_far FROM profit_share_line l WHERE l.agreement = s.agreement AND l.period_from = s.period_from AND l.fund = s.fund) d
        WHERE d.so_far > s.received + s.waived) END AS due_day
    FROM (
      SELECT m.agreement, m.period_from, m.fund, sum(m.due)::bigint AS due, sum(m.received)::bigint AS received, sum(m.waived)::bigint AS waived
      FROM (
        SELECT agreement, period_from, fund, sum AS due, 0 AS received, 0 AS waived FROM profit_share_line
        UNION ALL SELECT r.agreement, r.period_from, x.fund, 0, x.money, 0 FROM profit_receipt r JOIN entry_fund x ON x.entry = r.entry WHERE NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry)
        UNION ALL SELECT w.agreement, w.period_from, l.fund, 0, 0, l.sum FROM profit_waiver w JOIN profit_waiver_line l ON l.waiver = w.id
        UNION ALL SELECT w.agreement, w.period_from, p.fund, 0, 0, -p.sum FROM profit_waiver w JOIN profit_waiver_lapse p ON p.waiver = w.id
        UNION ALL SELECT o.agreement, o.from_period, l.fund, 0, -l.sum, 0 FROM profit_offset o JOIN profit_offset_line l ON l.of = o.id
        UNION ALL SELECT o.agreement, o.to_period, l.fund, 0, l.sum, 0 FROM profit_offset o JOIN profit_offset_line l ON l.of = o.id) m
      GROUP BY m.agreement, m.period_from, m.fund) s
    JOIN profit_agreement a ON a.id = s.agreement;
`;

const DECIDED = `
  -- The only writer of decisions and of what is due: what a report changes of its own and later periods is written as differences, line by line.
  DROP FUNCTION profit_report_decide(int, int, boolean, text, int, timestamptz, date[], int[], int[], bigint[], date[]);
  CREATE FUNCTION profit_report_decide(of_foundation int, its_report int, is_confirmed boolean, its_why text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_report;
    asks text[];
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    SELECT * INTO its FROM profit_report WHERE id = its_report AND foundation = of_foundation;
    IF its.id IS NULL THEN PERFORM refuse('a_report_is_of_a_period_of_its_agreement'); END IF;
    PERFORM profit_hold(its.agreement);
    INSERT INTO profit_report_decision VALUES (its.id, its.agreement, its.foundation, its.period_from, its.entered_by, is_confirmed, its_why, by_person, at_time);
    -- whoever entered it may take it back
    IF by_person <> its.entered_by AND (SELECT interest_of(of_foundation, by_person, e.party, today) FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise WHERE a.id = its.agreement) THEN
      PERFORM refuse('nobody_acts_where_they_have_an_interest');
    END IF;
    IF NOT is_confirmed THEN RETURN; END IF;
    IF EXISTS (SELECT FROM profit_report_question q WHERE q.report = its.id AND NOT EXISTS (SELECT FROM profit_report_answer w WHERE w.question = q.id)) THEN PERFORM refuse('a_question_is_answered_before_a_report_is_confirmed'); END IF;
    SELECT coalesce(array_agg(DISTINCT e), '{}') INTO asks FROM profit_terms t CROSS JOIN unnest(t.evidence) e WHERE t.agreement = its.agreement AND t.holds_from <= its.period_to AND coalesce(t.last_day, 'infinity') >= its.period_from;
    IF NOT its.evidence @> asks OR NOT EXISTS (SELECT FROM paper p WHERE p.profit_report = its.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('a_profit_report_shows_its_papers'); END IF;
    IF EXISTS (SELECT FROM profit_assessed(its.agreement) x WHERE x.sum > 1000000000000) THEN PERFORM refuse('a_share_is_no_larger_than_the_books_take'); END IF;
    INSERT INTO profit_share_line (foundation, agreement, report, period_from, version, fund, sum, due_day)
      SELECT its.foundation, its.agreement, its.id, c.period_from, c.version, c.fund, c.sum,
        -- what nobody knew of before is due as many days after today as a share is after its period
        CASE WHEN c.sum > 0 AND (its.restates IS NOT NULL OR c.period_from <> its.period_from) THEN greatest(c.due, today + (c.due - c.period_to)) ELSE c.due END
      FROM (
        SELECT d.period_from, d.version, d.fund, sum(d.sum)::bigint AS sum, r.period_to, profit_due_day(r.period_to, v.due_days, v.due_months, v.due_monthday) AS due
        FROM (SELECT x.period_from, x.version, x.fund, x.sum FROM profit_assessed(its.agreement) x UNION ALL SELECT l.period_from, l.version, l.fund, -l.sum FROM profit_share_line l WHERE l.agreement = its.agreement) d
          JOIN profit_agreement_version v ON v.id = d.version JOIN profit_report_counts r ON r.agreement = its.agreement AND r.period_from = d.period_from
        GROUP BY d.period_from, d.version, d.fund, r.period_to, v.id HAVING sum(d.sum) <> 0) c;
    -- no more stays waived than is left to waive: the newest waiver lapses first
    INSERT INTO profit_waiver_lapse (waiver, fund, report, sum)
      SELECT w.waiver, w.fund, its.id, least(w.stands, w.too_much - w.newer) FROM (
        SELECT l.waiver, l.fund, k.stands, least(s.waived, -s.open) AS too_much, coalesce(sum(k.stands) OVER (PARTITION BY s.period_from, l.fund ORDER BY l.waiver DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer
        FROM profit_standing s JOIN profit_waiver v ON v.agreement = s.agreement AND v.period_from = s.period_from JOIN profit_waiver_line l ON l.waiver = v.id AND l.fund = s.fund
          CROSS JOIN LATERAL (SELECT l.sum - coalesce((SELECT sum(p.sum) FROM profit_waiver_lapse p WHERE p.waiver = l.waiver AND p.fund = l.fund), 0) AS stands) k
        WHERE s.agreement = its.agreement AND s.open < 0 AND s.waived > 0 AND k.stands > 0) w
      WHERE w.too_much > w.newer;
  END $$;
`;

const OFFSET = `
  -- The only writer of offsets: fund by fund, as much as is too much there and open here.
  CREATE FUNCTION profit_offset_make(of_foundation int, its_agreement int, its_from date, its_to date, its_why text, by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    made int;
  BEGIN
    PERFORM profit_hold(its_agreement);
    IF (SELECT interest_of(of_foundation, by_person, e.party, (at_time AT TIME ZONE 'Asia/Shanghai')::date) FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise WHERE a.id = its_agreement AND a.foundation = of_foundation) THEN
      PERFORM refuse('nobody_acts_where_they_have_an_interest');
    END IF;
    INSERT INTO profit_offset (foundation, agreement, from_period, to_period, why, offset_by, offset_at) VALUES (of_foundation, its_agreement, its_from, its_to, its_why, by_person, at_time) RETURNING id INTO made;
    INSERT INTO profit_offset_line
      SELECT made, f.fund, least(-f.open, t.open) FROM profit_standing f JOIN profit_standing t ON t.agreement = f.agreement AND t.fund = f.fund
      WHERE f.agreement = its_agreement AND f.period_from = its_from AND t.period_from = its_to AND f.open < 0 AND t.open > 0;
    IF NOT FOUND THEN PERFORM refuse('what_is_offset_came_too_much'); END IF;
  END $$;
`;

const JUDGED = `
  -- As it was; and two have signed, by today, and a loss is carried where the profit is shared.
  CREATE OR REPLACE FUNCTION judge_profit_agreement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement_version;
    of_agreement profit_agreement;
    before profit_agreement_version;
    at int;
    today date := (NEW.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date;
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
    SELECT v.* INTO before FROM profit_agreement_version v JOIN profit_agreement_confirmation c ON c.version = v.id WHERE v.agreement = NEW.agreement ORDER BY v.holds_from DESC LIMIT 1;
    IF before.id IS NULL AND its.ends THEN PERFORM refuse('an_agreement_begins_before_it_ends'); END IF;
    IF before.ends THEN PERFORM refuse('an_agreement_that_ended_is_not_changed'); END IF;
    IF its.holds_from <= before.holds_from THEN PERFORM refuse('new_terms_hold_from_a_later_day'); END IF;
    IF its.holds_from <= (SELECT max(r.period_to) FROM profit_report r JOIN profit_report_decision d ON d.report = r.id AND d.confirmed WHERE r.agreement = NEW.agreement) THEN PERFORM refuse('a_reported_period_keeps_its_agreement'); END IF;
    IF of_agreement.period = 'campaign' AND (before.id IS NOT NULL OR its.holds_until IS NULL OR its.signed_on >= its.holds_from) THEN PERFORM refuse('a_sale_is_agreed_upon_before_it_is_advertised'); END IF;
    IF NOT its.ends AND EXISTS (SELECT FROM enterprise_fact f WHERE f.enterprise = of_agreement.enterprise AND f.fact = 'dissolved' AND f.day <= its.holds_from) THEN PERFORM refuse('a_dissolved_enterprise_agrees_to_nothing'); END IF;
    IF regexp_replace(its.enterprise_signer, '[[:space:]]', '', 'g') = regexp_replace(its.host_signer, '[[:space:]]', '', 'g') THEN PERFORM refuse('nobody_signs_for_both_sides'); END IF;
    IF its.signed_on > today THEN PERFORM refuse('a_profit_agreement_is_signed_by_today'); END IF;
    IF (its.carries_loss AND its.base NOT IN ('net-profit', 'surplus')) OR (its.loss_periods IS NOT NULL AND NOT its.carries_loss) THEN PERFORM refuse('a_loss_is_carried_where_the_profit_is_shared'); END IF;
    IF (SELECT interest_of(NEW.foundation, NEW.confirmed_by, e.party, today) FROM enterprise e WHERE e.id = of_agreement.enterprise) THEN PERFORM refuse('nobody_acts_where_they_have_an_interest'); END IF;
    RETURN NEW;
  END $$;

  -- A reserve is set aside of a profit (company law art. 210), and no report is of a period that begins after the enterprise is no more.
  CREATE FUNCTION judge_profit_figures() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.reserve > greatest(NEW.net_profit, 0) THEN PERFORM refuse('a_reserve_is_set_aside_of_a_profit'); END IF;
    IF EXISTS (SELECT FROM profit_agreement a JOIN enterprise_fact f ON f.enterprise = a.enterprise AND f.fact = 'dissolved' WHERE a.id = NEW.agreement AND f.day < NEW.period_from) THEN PERFORM refuse('a_dissolved_enterprise_earns_nothing'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_profit_figures BEFORE INSERT ON profit_report FOR EACH ROW EXECUTE FUNCTION judge_profit_figures();

  -- As it was, but that the last period of an enterprise is over when the enterprise is.
  CREATE OR REPLACE FUNCTION judge_profit_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement;
    first profit_agreement_version;
    stands int;
  BEGIN
    PERFORM profit_hold(NEW.agreement);
    SELECT * INTO its FROM profit_agreement WHERE id = NEW.agreement;
    SELECT v.* INTO first FROM profit_agreement_version v JOIN profit_agreement_confirmation c ON c.version = v.id WHERE v.agreement = NEW.agreement ORDER BY v.holds_from LIMIT 1;
    IF first.id IS NULL THEN PERFORM refuse('a_profit_agreement_is_confirmed_first'); END IF;
    IF (CASE its.period WHEN 'campaign' THEN (NEW.period_from, NEW.period_to) IS DISTINCT FROM (first.holds_from, first.holds_until)
      ELSE NEW.period_from <> profit_period_from(its.period, NEW.period_from) OR NEW.period_to <> profit_period_to(its.period, NEW.period_from) END)
      OR NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = NEW.agreement AND NOT s.ends AND s.holds_from <= NEW.period_to AND coalesce(s.holds_until, 'infinity') >= NEW.period_from
        AND NOT EXISTS (SELECT FROM profit_agreement_signed n WHERE n.agreement = s.agreement AND n.holds_from > s.holds_from AND n.holds_from <= NEW.period_from)) THEN
      PERFORM refuse('a_report_is_of_a_period_of_its_agreement');
    END IF;
    IF NEW.period_to >= (NEW.entered_at AT TIME ZONE 'Asia/Shanghai')::date
      AND NOT EXISTS (SELECT FROM enterprise_fact x WHERE x.enterprise = its.enterprise AND x.fact = 'dissolved' AND x.day >= NEW.period_from AND x.day <= (NEW.entered_at AT TIME ZONE 'Asia/Shanghai')::date) THEN
      PERFORM refuse('a_period_is_reported_when_it_is_over');
    END IF;
    IF EXISTS (SELECT FROM profit_report r WHERE r.agreement = NEW.agreement AND r.period_from = NEW.period_from AND r.id <> NEW.id AND NOT EXISTS (SELECT FROM profit_report_decision d WHERE d.report = r.id)) THEN PERFORM refuse('one_report_of_a_period_waits_at_a_time'); END IF;
    SELECT c.id INTO stands FROM profit_report_counts c WHERE c.agreement = NEW.agreement AND c.period_from = NEW.period_from;
    IF stands IS NOT NULL AND NEW.restates IS NULL THEN PERFORM refuse('a_period_is_reported_once'); END IF;
    IF stands IS DISTINCT FROM NEW.restates THEN PERFORM refuse('a_restatement_is_of_what_counts'); END IF;
    RETURN NEW;
  END $$;

  CREATE FUNCTION nobody_answers_themselves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM profit_report_question WHERE id = NEW.question AND asked_by = NEW.answered_by) THEN PERFORM refuse('nobody_answers_themselves'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER nobody_answers_themselves BEFORE INSERT ON profit_report_answer FOR EACH ROW EXECUTE FUNCTION nobody_answers_themselves();
`;

const WRITTEN = ['profit_waiver_lapse', 'profit_offset', 'profit_offset_line'];
const RIGHTS = `
  ${WRITTEN.map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  REVOKE ALL ON FUNCTION profit_report_decide, profit_offset_make, profit_assessed, judge_profit_figures, nobody_answers_themselves, interest_of FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION profit_report_decide, profit_offset_make, profit_assessed, enterprise_interests, profit_due_day, interest_of TO sizhu_app;
  GRANT SELECT ON ${WRITTEN.join(', ')}, profit_terms TO sizhu_app;
`;
