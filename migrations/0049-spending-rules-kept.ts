import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a preserved fund may use in a year is known to the books, and asked of whatever somebody chooses to use of it. */
export class SpendingRulesKept0000000000049 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [USED, VALUED, ALLOWED, ASKED, DOOR, RIGHTS]) await db.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const USED = `
  -- What counts against the spending rule 支出政策: costs, an advance when it is paid and not once more when it is accounted for, a fixed asset when it is bought and
  -- not when it wears out, the host's fee and what is passed on to other funds. No fall in value, and no service that cost nothing. Promises are counted beside it.
  CREATE FUNCTION counts_as_used(its_kind text, its_class text, its_role text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT its_kind NOT IN ('year closing', 'chart migration', 'depreciation', 'donated service') AND (
      its_class = 'E' AND its_role <> 'value loss'
      OR its_kind IN ('advance', 'advance cleared', 'advance handed back') AND its_role IN ('receivable', 'prepaid')
      OR its_kind = 'fixed asset bought' AND its_role = 'fixed asset'
      OR its_kind IN ('management fee', 'transfer, restricted') AND its_role = 'restricted')
  $$;

  -- By month, what an endowment has become worth more, what was set aside for its units, and what it has used. Numbered entries by their roll-up, the newest one by one.
  CREATE FUNCTION endowment_months(its_fund int) RETURNS TABLE (month date, worth bigint, aside bigint, spent bigint) LANGUAGE sql STABLE AS $$
    SELECT line.month, coalesce(-sum(debit) FILTER (WHERE class IN ('N', 'I', 'E')), 0)::bigint,
      coalesce(-sum(debit) FILTER (WHERE role IN ('short investment allowance', 'long investment allowance')), 0)::bigint,
      coalesce(sum(debit) FILTER (WHERE counts_as_used(kind, class, role)), 0)::bigint
    FROM (
      SELECT m.month, a.class, a.role, m.kind, m.debit - m.credit AS debit FROM fund f JOIN account_month m ON m.foundation = f.foundation AND m.fund = f.id JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE f.id = its_fund
      UNION ALL
      SELECT p.month, a.class, a.role, p.kind, p.debit FROM fund f JOIN entry_to_number q ON q.foundation = f.foundation JOIN statement_posting p ON p.entry = q.entry AND p.fund = f.id
        JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE f.id = its_fund) line
    GROUP BY line.month
  $$;

  -- The same of one entry: to be added up anew, and to know what the others of a lot use.
  CREATE VIEW endowment_use AS
    SELECT x.entry, x.fund, x.day, extract(year FROM x.day)::int AS year, x.promised,
      (SELECT coalesce(sum(p.debit), 0) FROM statement_posting p JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE p.entry = x.entry AND p.fund = x.fund AND counts_as_used(p.kind, a.class, a.role))::bigint AS spent
    FROM entry_fund x WHERE x.class = 'preserved';
`;

const VALUED = `
  -- Units of all funds on some days, at the newest confirmed price that was not too old, or at the price of a pool's first slips; the parts of a pool add up
  -- to its value (largest remainder, as rules/units says). An old price is no price.
  CREATE FUNCTION units_valued(of_foundation int, days date[]) RETURNS TABLE (on_day date, pool int, fund int, units bigint, cost bigint, priced date, price bigint, value bigint) LANGUAGE sql STABLE AS $$
    WITH held AS (
      SELECT d.day, m.pool, m.fund, sum(m.units) AS units, sum(m.cost) AS cost, sum(sum(m.units)) OVER (PARTITION BY d.day, m.pool) AS of_pool
      FROM unnest(days) d (day) JOIN unit_movement m ON m.foundation = of_foundation AND m.day <= d.day GROUP BY d.day, m.pool, m.fund
    ), worth AS (
      SELECT h.*, k.day AS priced, k.price, CASE WHEN h.of_pool > 0 AND h.day <= k.day + (SELECT i.price_days FROM investment_policy i WHERE i.foundation = of_foundation AND i.from_day <= h.day ORDER BY i.from_day DESC LIMIT 1)
        THEN div(2 * h.of_pool * k.price + 1000000000000, 2000000000000) END AS whole
      FROM held h LEFT JOIN LATERAL (
        SELECT x.day, x.price FROM (SELECT p.day, p.price, 1 AS n FROM pool_price p WHERE p.pool = h.pool
          UNION ALL SELECT b.day, o.price, 0 FROM unit_movement b JOIN investment_order o ON o.id = b.investment_order WHERE b.pool = h.pool AND o.side = 'buy' AND o.valuation IS NULL) x
        WHERE x.day <= h.day ORDER BY x.day DESC, x.n DESC LIMIT 1) k ON true
    ), shared AS (
      SELECT w.*, div(w.whole * w.units, w.of_pool) AS share, w.whole - sum(div(w.whole * w.units, w.of_pool)) OVER (PARTITION BY w.day, w.pool) AS left_over,
        row_number() OVER (PARTITION BY w.day, w.pool ORDER BY mod(w.whole * w.units, w.of_pool) DESC, w.fund) AS nth
      FROM worth w WHERE w.of_pool > 0
    )
    SELECT s.day, s.pool, s.fund, s.units::bigint, s.cost::bigint, s.priced, s.price, (s.share + CASE WHEN s.nth <= s.left_over THEN 1 ELSE 0 END)::bigint FROM shared s WHERE s.units > 0
  $$;

  -- Net assets of an endowment on the last days of some months, with units at their price and not at cost less what was set aside; nothing where a price is missing.
  CREATE FUNCTION endowment_value(its_fund int, days date[]) RETURNS TABLE (on_day date, value bigint) LANGUAGE sql STABLE AS $$
    WITH in_months AS MATERIALIZED (SELECT * FROM endowment_months(its_fund)),
      in_units AS MATERIALIZED (
        SELECT u.on_day, bool_and(u.value IS NOT NULL) AS known, sum(u.value - u.cost) AS above FROM fund f CROSS JOIN LATERAL units_valued(f.foundation, days) u WHERE f.id = its_fund AND u.fund = its_fund GROUP BY u.on_day)
    SELECT d.day, (CASE WHEN u.on_day IS NULL THEN m.worth WHEN u.known THEN m.worth + m.aside + u.above END)::bigint
    FROM unnest(days) d (day) CROSS JOIN LATERAL (SELECT coalesce(sum(worth), 0) AS worth, coalesce(sum(aside), 0) AS aside FROM in_months WHERE month <= d.day) m LEFT JOIN in_units u ON u.on_day = d.day
  $$;
`;

const ALLOWED = `
  -- The rules in force for a fund: its own from their first day on, before that those of the foundation.
  CREATE FUNCTION spending_rules_of(its_fund int) RETURNS SETOF spending_rule LANGUAGE sql STABLE AS $$
    SELECT r.* FROM fund f JOIN spending_rule r ON r.foundation = f.foundation
      AND (r.fund = f.id OR r.fund IS NULL AND r.from_day < coalesce((SELECT min(o.from_day) FROM spending_rule o WHERE o.fund = f.id), 'infinity'))
    WHERE f.id = its_fund ORDER BY r.from_day
  $$;

  -- What its rules let a fund use in a year, to the fen; nothing where none is in force, or where a quarter-end that counts has no price. rules/spending-rule
  -- explains it, in the same steps.
  CREATE FUNCTION spending_allowed(its_fund int, its_year int) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
  DECLARE
    first_day date := make_date(its_year, 1, 1);
    last_day date := make_date(its_year, 12, 31);
    days_of_year int := last_day - first_day + 1;
    opened date;
    ends date[];
    worths bigint[];
    its record;
    counted bigint[];
    days numeric;
    number numeric;
    total numeric;
    newest numeric;
    part numeric;
    above numeric := 0;
    below numeric := 1;
    parts int := 0;
  BEGIN
    IF NOT EXISTS (SELECT FROM spending_rules_of(its_fund)) THEN RETURN NULL; END IF;
    SELECT coalesce((SELECT min(g.day) FROM principal_gift g WHERE g.fund = f.id), f.opened_on) INTO opened FROM fund f WHERE f.id = its_fund;
    -- the quarter-ends before the year that the fund has, the newest first
    ends := ARRAY (SELECT q.day FROM (SELECT (first_day - make_interval(months => 3 * back))::date - 1 AS day FROM generate_series(0, (SELECT max(quarters) FROM spending_rules_of(its_fund)) - 1) back) q WHERE q.day >= opened ORDER BY q.day DESC);
    worths := ARRAY (SELECT v.value FROM endowment_value(its_fund, ends) v ORDER BY v.on_day DESC);
    FOR its IN
      SELECT r.percent, r.quarters, r.cap, r.least, GREATEST(r.from_day, opened, first_day) AS from_day, LEAST(lead(r.from_day) OVER (ORDER BY r.from_day) - 1, last_day) AS to_day FROM spending_rules_of(its_fund) r ORDER BY r.from_day
    LOOP
      CONTINUE WHEN its.from_day > its.to_day;
      parts := parts + 1;
      days := its.to_day - its.from_day + 1;
      counted := worths[1:its.quarters];
      IF array_position(counted, NULL) IS NOT NULL THEN RETURN NULL; END IF;
      IF cardinality(counted) = 0 THEN
        -- the year of the first gift: the principal, each gift for its own days
        number := days;
        SELECT GREATEST(0, coalesce(sum(g.sum * (its.to_day - GREATEST(g.day, its.from_day) + 1)::numeric), 0)) INTO total FROM principal_gift g WHERE g.fund = its_fund AND g.day <= its.to_day;
        newest := total;
      ELSE
        number := cardinality(counted);
        SELECT sum(GREATEST(0, w)) INTO total FROM unnest(counted) w;
        newest := GREATEST(0, counted[1]) * number;
      END IF;
      part := GREATEST(its.percent * total, coalesce(its.least, 0) * newest);
      part := LEAST(part, its.cap * newest);
      -- exact parts over one divisor; the whole is rounded down once
      above := above * 10000 * number * days_of_year + part * days * below;
      below := below * 10000 * number * days_of_year;
    END LOOP;
    RETURN CASE WHEN parts > 0 THEN div(above, below) END;
  END $$;
`;

const ASKED = `
  -- As in 0040-held-spends, and by which kind.
  CREATE OR REPLACE VIEW chosen_spend AS
    SELECT x.entry, x.foundation, x.fund, x.class, e.day, e.source, GREATEST(x.owed + x.promised - x.money, x.promised - x.worth) AS sum, x.owed + x.promised - x.money > 0 AS takes_money, e.kind
    FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN entry_kind k ON k.kind = e.kind AND k.spends
    WHERE GREATEST(x.owed + x.promised - x.money, x.promised - x.worth) > 0;

  -- What somebody chooses to use of a preserved fund: what is chosen of it, but no investment, which stays its own; and what is passed on to another fund. Not the rest
  -- of a fund that comes to its end.
  CREATE VIEW use_of_preserved AS
    SELECT u.*, extract(year FROM u.day)::int AS year FROM (
      SELECT entry, foundation, fund, day, source, sum FROM chosen_spend WHERE class = 'preserved' AND kind <> 'investment bought'
      UNION ALL
      SELECT x.entry, x.foundation, x.fund, e.day, e.source, -x.money FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind = 'transfer, restricted' WHERE x.class = 'preserved' AND x.money < 0) u
    WHERE NOT EXISTS (SELECT FROM fund_move m WHERE m.fund = u.fund AND m.act = 'rest' AND u.source = 'voucher:' || m.proposal);

  -- What the rules let the fund use in its year when it was asked; nothing where it could not be worked out. Prices, rules and gifts come later than spends:
  -- what was right then stays to be seen.
  CREATE TABLE allowance_asked (
    entry bigint NOT NULL REFERENCES journal_entry,
    fund int NOT NULL REFERENCES fund,
    allowed fen CHECK (allowed >= 0),
    PRIMARY KEY (entry, fund)
  );
  -- of what was used before the books asked, nobody worked it out here
  INSERT INTO allowance_asked SELECT entry, fund, NULL FROM use_of_preserved;

  -- Whether a resolution of the council lets more than the rule be used, up to a sum: one that was given for this, not for something else that held the spend.
  CREATE FUNCTION beyond_its_rule(of_foundation int, its_source text, its_sum bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM held_spend h WHERE h.foundation = of_foundation AND h.source = its_source AND h.resolution IS NOT NULL AND 'spending-rule' = ANY (h.checks) AND h.sum >= its_sum)
  $$;

  -- Asked under the lock of the guard row, one after the other as they were written: what stands later in the same lot is not counted against what stands before.
  CREATE FUNCTION judge_spending_rules(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    its record;
    most bigint;
    used bigint;
  BEGIN
    FOR its IN SELECT u.fund, u.year FROM use_of_preserved u WHERE u.entry = ANY (ids) GROUP BY u.fund, u.year ORDER BY u.fund, u.year LOOP
      most := spending_allowed(its.fund, its.year);
      INSERT INTO allowance_asked SELECT u.entry, u.fund, most FROM use_of_preserved u WHERE u.entry = ANY (ids) AND u.fund = its.fund AND u.year = its.year;
      CONTINUE WHEN most IS NULL;
      SELECT b.promised + (SELECT coalesce(sum(m.spent), 0) FROM endowment_months(its.fund) m WHERE extract(year FROM m.month) = its.year) INTO used FROM fund_balance b WHERE b.fund = its.fund;
      IF EXISTS (
        SELECT FROM use_of_preserved u WHERE u.entry = ANY (ids) AND u.fund = its.fund AND u.year = its.year
          AND used - (SELECT coalesce(sum(l.promised + CASE WHEN l.year = its.year THEN l.spent ELSE 0 END), 0) FROM endowment_use l WHERE l.entry = ANY (ids) AND l.fund = its.fund AND l.entry > u.entry) > most
          AND NOT beyond_its_rule(u.foundation, u.source, u.sum)) THEN
        PERFORM refuse('more_than_its_rule_rests_on_a_resolution');
      END IF;
    END LOOP;
  END $$;
`;

const DOOR = `
  -- As in 0040-held-spends, and what a preserved fund may use. No other fund is asked for it.
  CREATE OR REPLACE FUNCTION a_spend_keeps_to_what_was_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE its record;
  BEGIN
    -- most of what is written only brings something: nothing else is looked up for it
    IF NOT EXISTS (SELECT FROM written w WHERE w.worth < 0 OR w.promised > 0 OR w.money < 0) THEN RETURN NULL; END IF;
    IF EXISTS (SELECT FROM written w WHERE w.class = 'preserved') THEN PERFORM judge_spending_rules(ARRAY (SELECT w.entry FROM written w WHERE w.class = 'preserved')); END IF;
    IF NOT EXISTS (SELECT FROM written w JOIN journal_entry e ON e.id = w.entry WHERE e.kind = 'advance cleared' OR e.kind IN (SELECT k.kind FROM entry_kind k WHERE k.spends)) THEN RETURN NULL; END IF;

    -- begun before its agreement, after it, or without one. The rest of a fund that comes to its end is no new spend (CL 58).
    IF EXISTS (
      SELECT FROM written w JOIN chosen_spend x ON x.entry = w.entry AND x.fund = w.fund AND x.takes_money LEFT JOIN LATERAL agreement_in_force(w.fund, x.day) v ON true
      WHERE w.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = w.fund AND s.how = 'ending')
        AND CASE WHEN v.id IS NOT NULL THEN v.term_to < x.day
          ELSE EXISTS (SELECT FROM agreement_of_fund o WHERE o.fund_of = w.fund) OR EXISTS (SELECT FROM fund_kind k WHERE k.fund = w.fund) AND NOT EXISTS (SELECT FROM agreement a WHERE a.fund = w.fund) END) THEN
      PERFORM refuse('a_fund_spends_while_its_agreement_holds');
    END IF;

    -- the host's own cost, where its giver agreed no share for it (CL 56; C8)
    IF EXISTS (
      SELECT FROM written w JOIN journal_entry e ON e.id = w.entry AND e.kind IN ('cost accepted', 'advance cleared') JOIN posting p ON p.entry = w.entry AND p.fund = w.fund AND p.debit > 0
        JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'management' JOIN LATERAL agreement_in_force(w.fund, e.day) v ON v.fee_rate = 0 AND v.fee IS NULL
      WHERE w.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM held_spend h WHERE h.foundation = w.foundation AND h.source = e.source AND h.consent IS NOT NULL AND h.sum >= p.debit)) THEN
      PERFORM refuse('another_purpose_rests_on_its_consent');
    END IF;

    -- what raising may cost as it was filed; two funds of one campaign must not both count what only one of them may take (CL 24, 56)
    FOR its IN
      SELECT DISTINCT r.campaign, e.day FROM written w JOIN journal_entry e ON e.id = w.entry AND e.kind IN ('cost accepted', 'advance cleared')
        JOIN posting p ON p.entry = w.entry AND p.fund = w.fund AND p.debit > 0 JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'fundraising'
        JOIN LATERAL (SELECT x.campaign FROM raising x WHERE x.fund = w.fund AND x.mode = 'public' AND x.from_day <= e.day ORDER BY x.from_day DESC LIMIT 1) r ON r.campaign IS NOT NULL
      ORDER BY 1, 2
    LOOP
      PERFORM pg_advisory_xact_lock(hashtext('campaign'), its.campaign);
      IF (SELECT s.fundraising > p.cost FROM campaign_plan(its.campaign, its.day) p, campaign_sums(its.campaign) s) THEN PERFORM refuse('raising_costs_no_more_than_was_filed'); END IF;
    END LOOP;
    RETURN NULL;
  END $$;
`;

const RIGHTS = `
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON allowance_asked EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT ON endowment_use, use_of_preserved, allowance_asked TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_spending_rules FROM PUBLIC;
`;
