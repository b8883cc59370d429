import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Endowments: what their council lets them use, what was given to be kept, and investments that funds hold together in units. */
export class Endowment0000000000032 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [KINDS, POLICIES, POOLS, VALUATIONS, ORDERS, HOLDINGS, INVESTABLE, LAWS, BOOKS, RIGHTS]) await db.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const KINDS = `
  -- What a charity may invest in and what it may not, from day to day (民政部令第62号 arts. 4, 7). What stands here in neither way is not allowed.
  INSERT INTO policy (rule, jurisdiction, from_day, words, source, status) VALUES
    ('investment-asset-management-product', 'CN', '2019-01-01', 'allowed', '慈善组织保值增值投资活动管理暂行办法（民政部令第62号）第四条：银行、信托、证券、基金、期货、保险资产管理机构、金融资产投资公司等金融机构发行的资产管理产品', 'confirmed'),
    ('investment-direct-equity', 'CN', '2019-01-01', 'allowed', '民政部令第62号第四条、第六条：直接股权投资，被投资方的经营范围应当与慈善组织的宗旨和业务范围相关', 'confirmed'),
    ('investment-entrusted', 'CN', '2019-01-01', 'allowed', '民政部令第62号第四条：委托受金融监督管理部门监管的机构投资', 'confirmed'),
    ('investment-bonds-deposits', 'CN', '2019-01-01', 'allowed', '国债、大额存单：民政部令第62号第四条只列“主要”情形，未列入也未禁止；以本会投资管理制度为准', 'needs-check'),
    ('investment-shares', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得直接买卖股票', 'confirmed'),
    ('investment-commodities-derivatives', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得直接购买商品及金融衍生品类产品', 'confirmed'),
    ('investment-life-insurance', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得投资人身保险产品', 'confirmed'),
    ('investment-loan', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得以投资名义向个人、企业提供借款', 'confirmed'),
    ('investment-against-policy', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得进行不符合国家产业政策的投资', 'confirmed'),
    ('investment-unlimited-liability', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得进行可能使本组织承担无限责任的投资', 'confirmed'),
    ('investment-against-purpose', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得进行违背本组织宗旨、可能损害信誉的投资', 'confirmed'),
    ('investment-illegal', 'CN', '2019-01-01', 'forbidden', '民政部令第62号第七条：不得从事非法集资等国家法律法规禁止的其他活动', 'confirmed');

  CREATE FUNCTION investment_is_allowed(of_foundation int, its_kind text, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT p.words = 'allowed' FROM policy p JOIN foundation f ON f.id = of_foundation
      WHERE p.rule = 'investment-' || its_kind AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity')
        AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
      ORDER BY length(p.jurisdiction) DESC LIMIT 1), false)
  $$;
`;

const POLICIES = `
  -- 支出政策: how much of an endowment may be used in a year, from a day on; of one fund, or of all of the foundation's that have none of their own.
  CREATE TABLE spending_rule (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    fund int,
    class text GENERATED ALWAYS AS (CASE WHEN fund IS NULL THEN NULL ELSE 'preserved' END) STORED,
    from_day date NOT NULL,
    -- shares in ten-thousandths: 400 is 4 %
    percent int NOT NULL,
    quarters smallint NOT NULL,
    cap int,
    least int,
    resolution int NOT NULL,
    body text NOT NULL,
    majority text NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_spending_rule_is_of_a_preserved_fund FOREIGN KEY (fund, class) REFERENCES fund (id, class),
    CONSTRAINT one_spending_rule_begins_a_day UNIQUE NULLS NOT DISTINCT (foundation, fund, from_day),
    CONSTRAINT a_spending_rule_is_the_councils CHECK (body = 'council'),
    CONSTRAINT a_spending_rule_rests_on_a_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT a_share_is_a_part_of_the_whole CHECK (percent BETWEEN 1 AND 10000 AND coalesce(cap, 1) BETWEEN 1 AND 10000 AND coalesce(least, 1) BETWEEN 1 AND 10000),
    CONSTRAINT an_average_is_of_some_quarters CHECK (quarters BETWEEN 1 AND 40),
    CONSTRAINT a_least_is_not_above_its_cap CHECK (least IS NULL OR cap IS NULL OR least <= cap)
  );

  -- 投资管理制度: without one nothing is invested. From which sum on an investment is major, and how old a price may be, in days.
  CREATE TABLE investment_policy (
    foundation int NOT NULL REFERENCES foundation,
    from_day date NOT NULL,
    major fen NOT NULL CHECK (major > 0),
    price_days smallint NOT NULL,
    deal_days smallint NOT NULL,
    resolution int NOT NULL,
    body text NOT NULL,
    majority text NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT one_investment_policy_begins_a_day PRIMARY KEY (foundation, from_day),
    CONSTRAINT an_investment_policy_is_the_councils CHECK (body = 'council'),
    CONSTRAINT an_investment_policy_rests_on_a_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT a_price_is_good_for_some_days CHECK (price_days BETWEEN 1 AND 400 AND deal_days BETWEEN 0 AND price_days)
  );

  -- What a giver or an agreement keeps from being invested: a sum, or nothing said, the whole fund.
  CREATE TABLE investment_bar (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    fund int NOT NULL REFERENCES fund,
    sum fen CHECK (sum > 0),
    why text NOT NULL CONSTRAINT a_bar_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, recorded_by)
  );
  CREATE TABLE investment_bar_end (
    bar int NOT NULL CONSTRAINT a_bar_ends_once PRIMARY KEY,
    recorded_by int NOT NULL,
    ended_by int NOT NULL REFERENCES person,
    ended_at timestamptz NOT NULL,
    why text NOT NULL CONSTRAINT a_bar_says_why_it_ends CHECK (btrim(why) <> ''),
    FOREIGN KEY (bar, recorded_by) REFERENCES investment_bar (id, recorded_by),
    CONSTRAINT nobody_ends_the_bar_they_recorded CHECK (ended_by <> recorded_by)
  );
`;

const POOLS = `
  -- 投资组合: one investment, in units that several funds may hold. One person proposes it, another approves.
  CREATE TABLE pool (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    name text NOT NULL CHECK (btrim(name) <> ''),
    english_name text NOT NULL CHECK (btrim(english_name) <> ''),
    kind text NOT NULL,
    -- the role of its account
    role text NOT NULL CHECK (role IN ('short investment', 'long equity investment', 'long debt investment', 'other long investment')),
    institution text NOT NULL CHECK (btrim(institution) <> ''),
    licence text,
    -- how the business serves the purpose, and that nobody of the staff has a post there: equity only
    purpose text,
    no_posts boolean NOT NULL,
    -- the last day of its term; none when it can be sold at any time
    matures_on date,
    -- at which its first units are bought, in ten-thousand-millionths of a yuan
    first_price bigint NOT NULL CHECK (first_price > 0),
    proposed_by int NOT NULL REFERENCES person,
    proposed_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    UNIQUE (id, foundation, kind, proposed_by),
    CONSTRAINT a_product_is_of_a_licensed_institution CHECK (kind = 'direct-equity' OR btrim(coalesce(licence, '')) <> ''),
    CONSTRAINT equity_says_how_it_serves_the_purpose CHECK (kind <> 'direct-equity' OR btrim(coalesce(purpose, '')) <> ''),
    CONSTRAINT equity_is_free_of_posts_of_the_staff CHECK (kind <> 'direct-equity' OR no_posts),
    CONSTRAINT equity_is_a_long_investment CHECK ((kind = 'direct-equity') = (role = 'long equity investment'))
  );
  CREATE TABLE pool_approval (
    pool int NOT NULL CONSTRAINT a_pool_is_approved_once PRIMARY KEY,
    foundation int NOT NULL,
    kind text NOT NULL,
    proposed_by int NOT NULL,
    approved_by int NOT NULL REFERENCES person,
    approved_at timestamptz NOT NULL,
    resolution int,
    body text GENERATED ALWAYS AS (CASE WHEN resolution IS NULL THEN NULL ELSE 'council' END) STORED,
    majority text GENERATED ALWAYS AS (CASE WHEN resolution IS NULL THEN NULL ELSE 'investment' END) STORED,
    FOREIGN KEY (pool, foundation, kind, proposed_by) REFERENCES pool (id, foundation, kind, proposed_by),
    UNIQUE (pool, foundation),
    CONSTRAINT nobody_approves_the_pool_they_proposed CHECK (approved_by <> proposed_by),
    CONSTRAINT equity_rests_on_its_vote CHECK (kind <> 'direct-equity' OR resolution IS NOT NULL),
    CONSTRAINT a_pool_rests_on_a_vote_of_all_members FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
`;

const VALUATIONS = `
  -- What a pool was worth on a day, as its paper says: beside the books, which stay at cost. Units in ten-thousandths, price in ten-thousand-millionths of a yuan.
  CREATE TABLE valuation (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    pool int NOT NULL,
    day date NOT NULL,
    units bigint NOT NULL CHECK (units > 0),
    price bigint NOT NULL CHECK (price > 0),
    value fen NOT NULL CHECK (value > 0),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (pool, foundation) REFERENCES pool_approval (pool, foundation),
    UNIQUE (id, foundation),
    UNIQUE (id, pool, recorded_by),
    UNIQUE (id, pool, price),
    CONSTRAINT units_times_price_is_the_value CHECK (floor(units::numeric * price / 1000000000000 + 0.5) = value)
  );
  CREATE TABLE valuation_confirmation (
    valuation int NOT NULL CONSTRAINT a_valuation_is_confirmed_once PRIMARY KEY,
    pool int NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (valuation, pool, recorded_by) REFERENCES valuation (id, pool, recorded_by),
    UNIQUE (valuation, pool),
    CONSTRAINT nobody_confirms_the_valuation_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  CREATE TABLE valuation_withdrawal (
    valuation int NOT NULL CONSTRAINT a_valuation_is_withdrawn_once PRIMARY KEY REFERENCES valuation,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CONSTRAINT a_withdrawn_valuation_says_why CHECK (btrim(why) <> '')
  );
  ALTER TABLE paper ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_valuation FOREIGN KEY (valuation, foundation) REFERENCES valuation (id, foundation);

  -- Prices that hold: confirmed by a second person; of one day the one that was entered last.
  CREATE VIEW pool_price AS
    SELECT DISTINCT ON (v.pool, v.day) v.pool, v.day, v.id AS valuation, v.price, v.value, v.units FROM valuation v JOIN valuation_confirmation c ON c.valuation = v.id ORDER BY v.pool, v.day, v.id DESC;
`;

const ORDERS = `
  -- Units to be bought or sold for one fund, or brought into units when the books were opened with them.
  CREATE TABLE investment_order (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    pool int NOT NULL,
    fund int NOT NULL REFERENCES fund,
    side text NOT NULL CHECK (side IN ('buy', 'sell', 'brought')),
    -- what the bank will show; of what is brought, its cost in the books
    sum fen NOT NULL CHECK (sum > 0),
    units bigint NOT NULL CHECK (units > 0),
    -- at which price; of no valuation before the first one
    valuation int,
    price bigint,
    day date NOT NULL,
    -- what the fund needs before this can be money again
    needed fen NOT NULL CHECK (needed >= 0),
    why text NOT NULL CONSTRAINT an_order_says_why CHECK (btrim(why) <> ''),
    -- two thirds of all members of the council, where the sum is major
    resolution int,
    body text GENERATED ALWAYS AS (CASE WHEN resolution IS NULL THEN NULL ELSE 'council' END) STORED,
    majority text GENERATED ALWAYS AS (CASE WHEN resolution IS NULL THEN NULL ELSE 'investment' END) STORED,
    proposed_by int NOT NULL REFERENCES person,
    proposed_at timestamptz NOT NULL,
    FOREIGN KEY (pool, foundation) REFERENCES pool_approval (pool, foundation),
    CONSTRAINT a_deal_has_a_confirmed_price FOREIGN KEY (valuation, pool) REFERENCES valuation_confirmation (valuation, pool),
    CONSTRAINT a_deal_has_the_price_of_its_valuation FOREIGN KEY (valuation, pool, price) REFERENCES valuation (id, pool, price),
    CONSTRAINT an_order_rests_on_a_vote_of_all_members FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT what_is_brought_has_no_price CHECK ((side = 'brought') = (price IS NULL)),
    CONSTRAINT units_are_what_the_sum_buys CHECK (side <> 'buy' OR abs(units::numeric * price - sum::numeric * 1000000000000) <= price::numeric * 100 + 1000000000000),
    UNIQUE (id, proposed_by)
  );
  CREATE TABLE investment_decision (
    investment_order int NOT NULL CONSTRAINT an_order_is_decided_once PRIMARY KEY,
    proposed_by int NOT NULL,
    decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn')),
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    why text,
    FOREIGN KEY (investment_order, proposed_by) REFERENCES investment_order (id, proposed_by),
    UNIQUE (investment_order, proposed_by, decision),
    CONSTRAINT nobody_decides_on_the_order_they_proposed CHECK (decision = 'withdrawn' OR decided_by <> proposed_by),
    CONSTRAINT only_whoever_proposed_an_order_withdraws_it CHECK (decision <> 'withdrawn' OR decided_by = proposed_by),
    CONSTRAINT a_refused_order_says_why CHECK (decision = 'approved' OR btrim(coalesce(why, '')) <> '')
  );
  -- The bank shows it: it is in the books, and the units are the fund's.
  CREATE TABLE investment_booking (
    investment_order int NOT NULL CONSTRAINT an_order_is_booked_once PRIMARY KEY,
    proposed_by int NOT NULL,
    decision text NOT NULL CHECK (decision = 'approved'),
    day date NOT NULL,
    -- what it stands for in the books: bought for, or taken out at
    cost fen NOT NULL,
    entry bigint NOT NULL REFERENCES journal_entry,
    line bigint REFERENCES bank_line CONSTRAINT a_bank_line_books_one_order UNIQUE,
    booked_by int NOT NULL REFERENCES person,
    booked_at timestamptz NOT NULL,
    CONSTRAINT an_order_is_approved_before_it_is_booked FOREIGN KEY (investment_order, proposed_by, decision) REFERENCES investment_decision (investment_order, proposed_by, decision),
    CONSTRAINT nobody_books_the_order_they_proposed CHECK (booked_by <> proposed_by)
  );
  CREATE INDEX investment_booking_by_entry ON investment_booking (entry);
`;

const HOLDINGS = `
  -- What came into units and left them. A deal whose entry was reversed moved nothing.
  CREATE VIEW unit_movement AS
    SELECT o.foundation, o.pool, o.fund, o.id AS investment_order, o.side, b.day, CASE o.side WHEN 'sell' THEN -o.units ELSE o.units END AS units, CASE o.side WHEN 'sell' THEN -b.cost ELSE b.cost END AS cost, b.entry
    FROM investment_booking b JOIN investment_order o ON o.id = b.investment_order
    WHERE o.side = 'brought' OR NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = b.entry);
  CREATE VIEW unit_holding AS SELECT foundation, pool, fund, sum(units)::bigint AS units, sum(cost)::bigint AS cost FROM unit_movement GROUP BY foundation, pool, fund;

  -- What was given to be kept, gift by gift, at its original value 原始捐赠额; its sum is the fund's floor.
  CREATE VIEW principal_gift AS
    SELECT x.foundation, x.fund, e.id AS entry, e.kind, e.fact_day AS day, -sum(p.debit)::bigint AS sum
    FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('principal gift', 'opening balance')
      JOIN posting p ON p.entry = e.id AND p.fund = x.fund JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = CASE e.kind WHEN 'principal gift' THEN 'gift' ELSE 'principal' END
    WHERE x.class = 'preserved' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)
    GROUP BY x.foundation, x.fund, e.id, e.kind, e.fact_day;
`;

const INVESTABLE = `
  -- Of a fund's free money, what the government paid: as much of it as of all that the fund has earned, rounded up; all of it in a programme fund 公共服务资金 (62 art. 5).
  CREATE FUNCTION government_money(its_fund int, its_free bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    WITH line AS (
      SELECT a.role, (m.credit - m.debit) AS sum FROM fund f JOIN account_month m ON m.foundation = f.foundation AND m.fund = f.id JOIN account a ON a.standard = m.standard AND a.code = m.account
      WHERE f.id = its_fund AND a.class = 'I' AND m.kind NOT IN ('year closing', 'chart migration')
      UNION ALL
      SELECT a.role, -p.debit FROM fund f JOIN entry_to_number q ON q.foundation = f.foundation JOIN statement_posting p ON p.entry = q.entry AND p.fund = f.id JOIN account a ON a.standard = p.standard AND a.code = p.account
      WHERE f.id = its_fund AND a.class = 'I' AND p.kind NOT IN ('year closing', 'chart migration')
    ), earned AS (SELECT GREATEST(0, coalesce(sum(sum) FILTER (WHERE role = 'subsidy'), 0)) AS paid, coalesce(sum(sum), 0) AS of_all FROM line)
    SELECT CASE WHEN its_free <= 0 THEN 0 WHEN EXISTS (SELECT FROM fund_kind WHERE fund = its_fund AND kind = 'programme') THEN its_free
      WHEN paid = 0 THEN 0 WHEN paid >= of_all THEN its_free ELSE ceil(its_free * paid / of_all)::bigint END FROM earned
  $$;

  -- Of it, what givers or agreements keep from being invested.
  CREATE FUNCTION barred_money(its_fund int, its_free bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_or(b.sum IS NULL) THEN GREATEST(0, its_free) ELSE coalesce(sum(b.sum), 0)::bigint END
    FROM investment_bar b WHERE b.fund = its_fund AND NOT EXISTS (SELECT FROM investment_bar_end e WHERE e.bar = b.id)
  $$;
`;

const LAWS = `
  CREATE FUNCTION judge_pool_approval() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT answers_for_the_books(NEW.approved_by, NEW.foundation, NEW.approved_at) THEN PERFORM refuse('whoever_decides_on_investments_answers_for_the_books'); END IF;
    IF NOT investment_is_allowed(NEW.foundation, NEW.kind, (NEW.approved_at AT TIME ZONE 'Asia/Shanghai')::date) THEN PERFORM refuse('an_investment_is_of_an_allowed_kind'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_pool_approval BEFORE INSERT ON pool_approval FOR EACH ROW EXECUTE FUNCTION judge_pool_approval();

  CREATE FUNCTION units_on(its_pool int, on_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(units), 0)::bigint FROM unit_movement WHERE pool = its_pool AND day <= on_day
  $$;

  CREATE FUNCTION judge_valuation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.day > (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_price_is_not_of_a_day_to_come'); END IF;
    IF NEW.units <> units_on(NEW.pool, NEW.day) THEN PERFORM refuse('a_valuation_counts_the_units_of_its_day'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_valuation BEFORE INSERT ON valuation FOR EACH ROW EXECUTE FUNCTION judge_valuation();

  CREATE FUNCTION judge_valuation_confirmation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its valuation;
  BEGIN
    PERFORM 1 FROM pool WHERE id = NEW.pool FOR UPDATE;
    SELECT * INTO its FROM valuation WHERE id = NEW.valuation;
    IF NOT answers_for_the_books(NEW.confirmed_by, its.foundation, NEW.confirmed_at) THEN PERFORM refuse('whoever_decides_on_investments_answers_for_the_books'); END IF;
    IF EXISTS (SELECT FROM valuation_withdrawal WHERE valuation = NEW.valuation) THEN PERFORM refuse('a_withdrawn_valuation_stays_withdrawn'); END IF;
    IF its.units <> units_on(NEW.pool, its.day) THEN PERFORM refuse('a_valuation_counts_the_units_of_its_day'); END IF;
    IF NOT EXISTS (SELECT FROM paper p WHERE p.valuation = NEW.valuation AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('a_valuation_shows_its_paper'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_valuation_confirmation BEFORE INSERT ON valuation_confirmation FOR EACH ROW EXECUTE FUNCTION judge_valuation_confirmation();

  CREATE FUNCTION judge_valuation_withdrawal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM pool WHERE id = (SELECT pool FROM valuation WHERE id = NEW.valuation) FOR UPDATE;
    IF EXISTS (SELECT FROM valuation_confirmation WHERE valuation = NEW.valuation) THEN PERFORM refuse('a_confirmed_valuation_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_valuation_withdrawal BEFORE INSERT ON valuation_withdrawal FOR EACH ROW EXECUTE FUNCTION judge_valuation_withdrawal();

  CREATE FUNCTION judge_investment_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.decision <> 'withdrawn' AND NOT answers_for_the_books(NEW.decided_by, (SELECT foundation FROM investment_order WHERE id = NEW.investment_order), NEW.decided_at) THEN
      PERFORM refuse('whoever_decides_on_investments_answers_for_the_books');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_investment_decision BEFORE INSERT ON investment_decision FOR EACH ROW EXECUTE FUNCTION judge_investment_decision();

  -- Everything is asked once more when money has moved, under the lock of the pool: kind, policy, vote, what may be invested (G1), price, units and cost.
  CREATE FUNCTION judge_investment_booking() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    ordered investment_order;
    its pool;
    rule investment_policy;
    held unit_holding;
    booked journal_entry;
    in_books bigint;
    its_free bigint;
  BEGIN
    SELECT * INTO ordered FROM investment_order WHERE id = NEW.investment_order;
    SELECT * INTO its FROM pool WHERE id = ordered.pool FOR UPDATE;
    SELECT * INTO booked FROM journal_entry WHERE id = NEW.entry;
    SELECT * INTO held FROM unit_holding WHERE pool = its.id AND fund = ordered.fund;
    SELECT coalesce(sum(p.debit), 0) INTO in_books FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE p.entry = NEW.entry AND p.fund = ordered.fund AND a.role = its.role;
    IF booked.foundation IS DISTINCT FROM ordered.foundation OR booked.fact_day IS DISTINCT FROM NEW.day
      OR booked.kind IS DISTINCT FROM (CASE ordered.side WHEN 'buy' THEN 'investment bought' WHEN 'sell' THEN 'investment sold' ELSE 'opening balance' END) THEN
      PERFORM refuse('a_deal_is_booked_as_it_was_ordered');
    END IF;

    IF ordered.side = 'brought' THEN
      IF NEW.cost <> ordered.sum OR in_books < NEW.cost + (
        SELECT coalesce(sum(b.cost), 0) FROM investment_booking b JOIN investment_order o ON o.id = b.investment_order JOIN pool p ON p.id = o.pool WHERE b.entry = NEW.entry AND o.fund = ordered.fund AND p.role = its.role) THEN
        PERFORM refuse('no_more_is_brought_than_the_books_opened_with');
      END IF;
      RETURN NEW;
    END IF;

    SELECT * INTO rule FROM investment_policy p WHERE p.foundation = ordered.foundation AND p.from_day <= NEW.day ORDER BY p.from_day DESC LIMIT 1;
    IF rule.foundation IS NULL THEN PERFORM refuse('investing_rests_on_a_policy_of_the_council'); END IF;
    IF EXISTS (SELECT FROM unit_movement m WHERE m.pool = its.id AND m.fund = ordered.fund AND m.day > NEW.day) THEN PERFORM refuse('deals_are_booked_in_their_order'); END IF;
    IF ordered.valuation IS NULL AND (ordered.price <> its.first_price OR EXISTS (SELECT FROM pool_price p WHERE p.pool = its.id AND p.day <= ordered.day)
        OR EXISTS (SELECT FROM unit_movement m WHERE m.pool = its.id HAVING NEW.day > min(m.day) + rule.deal_days))
      OR ordered.valuation IS NOT NULL AND NOT EXISTS (SELECT FROM valuation v WHERE v.id = ordered.valuation AND NEW.day BETWEEN v.day AND v.day + rule.deal_days) THEN
      PERFORM refuse('a_deal_has_a_price_of_its_days');
    END IF;

    IF ordered.side = 'sell' THEN
      IF ordered.units > coalesce(held.units, 0) THEN PERFORM refuse('a_fund_sells_the_units_it_has'); END IF;
      IF NEW.cost <> (CASE WHEN ordered.units = held.units THEN held.cost ELSE floor(held.cost::numeric * ordered.units / held.units) END) OR -in_books <> NEW.cost
        OR (SELECT coalesce(sum(p.debit), 0) FROM posting p WHERE p.entry = NEW.entry AND p.fund = ordered.fund AND p.place IS NOT NULL) <> ordered.sum THEN
        PERFORM refuse('a_deal_is_booked_as_it_was_ordered');
      END IF;
      RETURN NEW;
    END IF;

    IF NEW.cost <> ordered.sum OR in_books <> ordered.sum THEN PERFORM refuse('a_deal_is_booked_as_it_was_ordered'); END IF;
    IF NOT investment_is_allowed(ordered.foundation, its.kind, NEW.day) THEN PERFORM refuse('an_investment_is_of_an_allowed_kind'); END IF;
    IF ordered.sum >= rule.major AND ordered.resolution IS NULL THEN PERFORM refuse('a_major_investment_rests_on_its_vote'); END IF;
    -- as it was before this entry took its money
    SELECT b.free + ordered.sum INTO its_free FROM fund_balance b WHERE b.fund = ordered.fund;
    IF ordered.sum > its_free - ordered.needed - government_money(ordered.fund, its_free) - barred_money(ordered.fund, its_free) THEN PERFORM refuse('no_more_is_invested_than_may_be'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_investment_booking BEFORE INSERT ON investment_booking FOR EACH ROW EXECUTE FUNCTION judge_investment_booking();
`;

const BOOKS = `
  -- No hand, not even one with raw SQL, moves money into an investment or out of one but by an order that two people have approved. Asked at the end of
  -- the transaction, of these kinds alone: whoever books a gift pays nothing for it.
  CREATE FUNCTION an_investment_rests_on_its_order() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM investment_booking WHERE entry = NEW.id) THEN PERFORM refuse('an_investment_rests_on_its_order'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER an_investment_rests_on_its_order AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('investment bought', 'investment sold')) EXECUTE FUNCTION an_investment_rests_on_its_order();

  -- The average cost of later deals rests on earlier ones.
  CREATE FUNCTION the_last_deal_is_reversed_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    ordered investment_order;
  BEGIN
    SELECT o.* INTO ordered FROM investment_booking b JOIN investment_order o ON o.id = b.investment_order AND o.side <> 'brought' WHERE b.entry = NEW.reverses;
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM 1 FROM pool WHERE id = ordered.pool FOR UPDATE;
    IF EXISTS (SELECT FROM unit_movement m WHERE m.pool = ordered.pool AND m.fund = ordered.fund AND m.entry > NEW.reverses AND m.side <> 'brought') THEN PERFORM refuse('the_last_deal_is_reversed_first'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER the_last_deal_is_reversed_first AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION the_last_deal_is_reversed_first();

  -- What was booked by an order is matched with the line that showed it.
  CREATE FUNCTION a_deal_is_the_money_of_its_bank_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM investment_order o WHERE o.id = NEW.investment_order AND o.side = 'brought' AND NEW.line IS NULL)
      AND NOT EXISTS (
        SELECT FROM investment_order o JOIN bank_line l ON l.id = NEW.line AND l.foundation = o.foundation AND l.day = NEW.day
          JOIN matched_line ml ON ml.line = l.id JOIN bank_match m ON m.id = ml.match AND m.matched_by = NEW.booked_by
          JOIN matched_posting mp ON mp.match = ml.match AND mp.entry = NEW.entry
        WHERE o.id = NEW.investment_order) THEN
      PERFORM refuse('a_deal_is_the_money_of_its_bank_line');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_deal_is_the_money_of_its_bank_line AFTER INSERT ON investment_booking DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION a_deal_is_the_money_of_its_bank_line();
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON spending_rule, investment_policy, investment_bar, investment_bar_end, pool, pool_approval, valuation, valuation_confirmation, valuation_withdrawal,
    investment_order, investment_decision, investment_booking TO sizhu_app;
  GRANT SELECT ON pool_price, unit_movement, unit_holding, principal_gift TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_pool_approval, judge_valuation, judge_valuation_confirmation, judge_valuation_withdrawal, judge_investment_decision, judge_investment_booking,
    an_investment_rests_on_its_order, the_last_deal_is_reversed_first, a_deal_is_the_money_of_its_bank_line FROM PUBLIC;
  DO $$ DECLARE its text; BEGIN
    FOREACH its IN ARRAY ARRAY['spending_rule', 'investment_policy', 'investment_bar', 'investment_bar_end', 'pool', 'pool_approval', 'valuation', 'valuation_confirmation', 'valuation_withdrawal',
      'investment_order', 'investment_decision', 'investment_booking'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its);
    END LOOP;
  END $$;
`;
