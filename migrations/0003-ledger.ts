import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The books. Their rows are written by `ledger_post` alone; constraint names read as sentences and are shown to people. */
export class Ledger0000000000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CHART);
    await db.query(BOOKS);
    await db.query(RULES);
    await db.query(OPEN);
    await db.query(POST);
    await db.query(FUNDS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CHART = `
  -- An account is (standard, code), never code alone: 5201, 5301 and 1701 changed their meaning on 2026-01-01.
  CREATE TABLE accounting_standard (
    standard smallint PRIMARY KEY,
    name text NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL
  );
  INSERT INTO accounting_standard VALUES
    (2004, '民间非营利组织会计制度（财会〔2004〕7号）', '2005-01-01', '2025-12-31'),
    (2026, '民间非营利组织会计制度（财会〔2024〕25号）', '2026-01-01', 'infinity');

  CREATE TABLE account (
    standard smallint NOT NULL REFERENCES accounting_standard,
    code text NOT NULL,
    role text NOT NULL,
    -- M money, A other assets, T in trust, L owed, N net assets, I income, E expense, C memorandum
    class text NOT NULL CHECK (class IN ('M', 'A', 'T', 'L', 'N', 'I', 'E', 'C')),
    -- 01 unrestricted, 02 restricted income
    sub text CHECK (sub IN ('01', '02')),
    name text NOT NULL,
    english_name text NOT NULL,
    PRIMARY KEY (standard, code)
  );
  INSERT INTO account (standard, code, role, class, sub, name, english_name) VALUES
    (2004, '1001', 'cash', 'M', NULL, '现金', 'Cash'),
    (2004, '1002', 'bank', 'M', NULL, '银行存款', 'Bank deposits'),
    (2004, '1009', 'clearing', 'M', NULL, '其他货币资金', 'Payment clearing'),
    (2004, 'Z01', 'between', 'M', NULL, '基金间往来', 'Between funds'),
    (2004, '1122', 'receivable', 'A', NULL, '其他应收款', 'Other receivables'),
    (2004, '1201', 'stock', 'A', NULL, '存货', 'Goods in stock'),
    (2004, '2202', 'payable', 'L', NULL, '应付账款', 'Payables'),
    (2004, '2209', 'other payable', 'L', NULL, '其他应付款', 'Other payables'),
    (2004, '220901', 'unidentified', 'L', NULL, '其他应付款—待查款', 'Other payables: unidentified money'),
    (2004, '220902', 'refund due', 'L', NULL, '其他应付款—应退款', 'Other payables: refunds to be paid again'),
    (2004, '3101', 'unrestricted', 'N', NULL, '非限定性净资产', 'Unrestricted net assets'),
    (2004, '310101', 'registered', 'N', NULL, '非限定性净资产—注册资金', 'Unrestricted net assets: registered fund'),
    (2004, '3102', 'restricted', 'N', NULL, '限定性净资产', 'Restricted net assets'),
    (2004, '410101', 'gift', 'I', '01', '捐赠收入—非限定性', 'Donation income, unrestricted'),
    (2004, '410102', 'gift', 'I', '02', '捐赠收入—限定性', 'Donation income, restricted'),
    (2004, '490101', 'other income', 'I', '01', '其他收入—非限定性', 'Other income, unrestricted'),
    (2004, '490102', 'other income', 'I', '02', '其他收入—限定性', 'Other income, restricted'),
    (2004, '5101', 'programme', 'E', NULL, '业务活动成本', 'Programme cost'),
    (2004, '5201', 'management', 'E', NULL, '管理费用', 'Management cost'),
    (2004, '5301', 'fundraising', 'E', NULL, '筹资费用', 'Fundraising cost'),
    (2004, '5401', 'other cost', 'E', NULL, '其他费用', 'Other cost'),
    (2004, 'Y01', 'promised', 'C', NULL, '已承诺', 'Promised'),
    (2004, 'Y02', 'promised, contra', 'C', NULL, '承诺备抵', 'Promised, contra'),
    (2026, '1001', 'cash', 'M', NULL, '现金', 'Cash'),
    (2026, '1002', 'bank', 'M', NULL, '银行存款', 'Bank deposits'),
    (2026, '1009', 'clearing', 'M', NULL, '其他货币资金', 'Payment clearing'),
    (2026, 'Z01', 'between', 'M', NULL, '基金间往来', 'Between funds'),
    (2026, '1122', 'receivable', 'A', NULL, '其他应收款', 'Other receivables'),
    (2026, '1201', 'stock', 'A', NULL, '存货', 'Goods in stock'),
    (2026, '2202', 'payable', 'L', NULL, '应付账款', 'Payables'),
    (2026, '2209', 'other payable', 'L', NULL, '其他应付款', 'Other payables'),
    (2026, '220901', 'unidentified', 'L', NULL, '其他应付款—待查款', 'Other payables: unidentified money'),
    (2026, '220902', 'refund due', 'L', NULL, '其他应付款—应退款', 'Other payables: refunds to be paid again'),
    (2026, '3101', 'unrestricted', 'N', NULL, '非限定性净资产', 'Unrestricted net assets'),
    (2026, '310101', 'registered', 'N', NULL, '非限定性净资产—注册资金', 'Unrestricted net assets: registered fund'),
    (2026, '3102', 'restricted', 'N', NULL, '限定性净资产', 'Restricted net assets'),
    (2026, '410101', 'gift', 'I', '01', '捐赠收入—非限定性', 'Donation income, unrestricted'),
    (2026, '410102', 'gift', 'I', '02', '捐赠收入—限定性', 'Donation income, restricted'),
    (2026, '490101', 'other income', 'I', '01', '其他收入—非限定性', 'Other income, unrestricted'),
    (2026, '490102', 'other income', 'I', '02', '其他收入—限定性', 'Other income, restricted'),
    (2026, '5101', 'programme', 'E', NULL, '业务活动成本', 'Programme cost'),
    (2026, '5301', 'management', 'E', NULL, '管理费用', 'Management cost'),
    (2026, '5401', 'fundraising', 'E', NULL, '筹资费用', 'Fundraising cost'),
    (2026, '5901', 'other cost', 'E', NULL, '其他费用', 'Other cost'),
    (2026, 'Y01', 'promised', 'C', NULL, '已承诺', 'Promised'),
    (2026, 'Y02', 'promised, contra', 'C', NULL, '承诺备抵', 'Promised, contra');

  CREATE TABLE entry_kind (
    kind text PRIMARY KEY,
    forced boolean NOT NULL
  );
  INSERT INTO entry_kind VALUES
    ('founding contribution', false),
    ('contribution bounced', true),
    ('making good', false),
    ('online gift', false),
    ('payment fee', true),
    ('paid, not as asked', false),
    ('provider refund', true),
    ('refund failed', false),
    ('bank gift', false),
    ('goods gift', false),
    ('goods used', false),
    ('promise', false),
    ('release', false),
    ('cost accepted', false),
    ('payment', false),
    ('management fee', false),
    ('payout', false),
    ('reversal', false);

  CREATE TABLE entry_kind_class (
    kind text NOT NULL REFERENCES entry_kind,
    class text NOT NULL,
    PRIMARY KEY (kind, class)
  );
  INSERT INTO entry_kind_class VALUES
    ('founding contribution', 'original'),
    ('contribution bounced', 'original'),
    ('making good', 'general'), ('making good', 'original'),
    ('online gift', 'general'), ('online gift', 'designated'), ('online gift', 'restricted'), ('online gift', 'preserved'),
    ('payment fee', 'general'), ('payment fee', 'designated'), ('payment fee', 'restricted'), ('payment fee', 'preserved'),
    ('paid, not as asked', 'general'),
    ('provider refund', 'general'), ('provider refund', 'designated'), ('provider refund', 'restricted'), ('provider refund', 'preserved'),
    ('refund failed', 'general'), ('refund failed', 'designated'), ('refund failed', 'restricted'), ('refund failed', 'preserved'),
    ('bank gift', 'general'), ('bank gift', 'designated'), ('bank gift', 'restricted'), ('bank gift', 'preserved'),
    ('goods gift', 'general'), ('goods gift', 'designated'), ('goods gift', 'restricted'), ('goods gift', 'preserved'),
    ('goods used', 'general'), ('goods used', 'designated'), ('goods used', 'restricted'), ('goods used', 'preserved'),
    ('promise', 'general'), ('promise', 'designated'), ('promise', 'restricted'), ('promise', 'preserved'),
    ('release', 'general'), ('release', 'designated'), ('release', 'restricted'), ('release', 'preserved'),
    ('cost accepted', 'general'), ('cost accepted', 'designated'), ('cost accepted', 'restricted'), ('cost accepted', 'preserved'),
    ('payment', 'general'), ('payment', 'designated'), ('payment', 'restricted'), ('payment', 'preserved'),
    ('management fee', 'general'), ('management fee', 'restricted'), ('management fee', 'preserved'),
    ('payout', 'general'),
    ('reversal', 'original'), ('reversal', 'general'), ('reversal', 'designated'), ('reversal', 'restricted'), ('reversal', 'preserved'), ('reversal', 'agency');

  CREATE TABLE entry_kind_account (
    kind text NOT NULL REFERENCES entry_kind,
    side text NOT NULL CHECK (side IN ('debit', 'credit')),
    role text NOT NULL,
    PRIMARY KEY (kind, side, role)
  );
  INSERT INTO entry_kind_account VALUES
    ('founding contribution', 'debit', 'bank'), ('founding contribution', 'credit', 'registered'),
    ('contribution bounced', 'debit', 'registered'), ('contribution bounced', 'credit', 'bank'),
    ('making good', 'debit', 'unrestricted'), ('making good', 'debit', 'between'), ('making good', 'credit', 'between'), ('making good', 'credit', 'registered'),
    ('online gift', 'debit', 'clearing'), ('online gift', 'credit', 'gift'),
    ('payment fee', 'debit', 'fundraising'), ('payment fee', 'credit', 'clearing'),
    ('paid, not as asked', 'debit', 'clearing'), ('paid, not as asked', 'credit', 'unidentified'),
    ('provider refund', 'debit', 'gift'), ('provider refund', 'debit', 'unidentified'), ('provider refund', 'credit', 'clearing'),
    ('refund failed', 'debit', 'clearing'), ('refund failed', 'credit', 'refund due'),
    ('bank gift', 'debit', 'bank'), ('bank gift', 'credit', 'gift'),
    ('goods gift', 'debit', 'stock'), ('goods gift', 'credit', 'gift'),
    ('goods used', 'debit', 'programme'), ('goods used', 'credit', 'stock'),
    ('promise', 'debit', 'promised'), ('promise', 'credit', 'promised, contra'),
    ('release', 'debit', 'promised, contra'), ('release', 'credit', 'promised'),
    ('cost accepted', 'debit', 'programme'), ('cost accepted', 'debit', 'management'), ('cost accepted', 'debit', 'fundraising'), ('cost accepted', 'debit', 'promised, contra'), ('cost accepted', 'credit', 'payable'), ('cost accepted', 'credit', 'promised'),
    ('payment', 'debit', 'payable'), ('payment', 'credit', 'bank'),
    ('management fee', 'debit', 'restricted'), ('management fee', 'debit', 'between'), ('management fee', 'credit', 'between'), ('management fee', 'credit', 'unrestricted'),
    ('payout', 'debit', 'bank'), ('payout', 'credit', 'clearing');

  -- One row for each line that may ever be written: kind, class of fund, standard, account, side. One look-up judges a line
  -- and tells what it does to the guard row. Refreshed by the migration that changes a kind or the chart.
  CREATE MATERIALIZED VIEW line_rule AS
    SELECT k.kind, k.forced, c.class, a.standard, a.code AS account, s.side, a.class AS account_class, a.role
    FROM entry_kind k
    JOIN entry_kind_class c USING (kind)
    CROSS JOIN (VALUES ('debit'), ('credit')) s (side)
    JOIN account a ON a.sub IS NULL OR a.sub = CASE WHEN c.class IN ('restricted', 'preserved') THEN '02' ELSE '01' END
    WHERE k.kind = 'reversal' OR EXISTS (SELECT 1 FROM entry_kind_account x WHERE x.kind = k.kind AND x.side = s.side AND x.role = a.role);
  CREATE UNIQUE INDEX line_rule_key ON line_rule (kind, account, class, side, standard);
`;

const BOOKS = `
  -- The hot tables carry no foreign keys: a key checked row by row takes a lock and two look-ups each and was most of the cost
  -- of an entry. ledger_post, their only writer, judges all lines of a run at once and refuses in the same manner.
  -- A fund 基金 is a self-balancing set of accounts: a claim on the foundation's money. Its agreement stands in funds/.
  CREATE TABLE fund (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    code text NOT NULL,
    class text NOT NULL,
    name text NOT NULL,
    english_name text NOT NULL,
    opened_on date NOT NULL,
    CONSTRAINT a_fund_is_of_a_known_class CHECK (class IN ('original', 'general', 'designated', 'restricted', 'preserved', 'agency')),
    CONSTRAINT a_funds_code_fits_an_address CHECK (code ~ '^[a-z][a-z0-9-]{1,40}$'),
    CONSTRAINT a_fund_has_its_own_code UNIQUE (foundation, code)
  );
  CREATE UNIQUE INDEX a_foundation_has_one_original_fund ON fund (foundation) WHERE class = 'original';
  CREATE UNIQUE INDEX a_foundation_has_one_general_fund ON fund (foundation) WHERE class = 'general';

  -- A place 存放处 is where money lies: a bank account, a provider's clearing, a cash box. Funds are guarded, places are reconciled.
  CREATE TABLE place (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    account text NOT NULL CHECK (account IN ('1001', '1002', '1009')),
    code text NOT NULL,
    name text NOT NULL,
    english_name text NOT NULL,
    UNIQUE (foundation, code)
  );

  -- What the world has done to us, told by somebody outside: the right of a forced entry to exist, once.
  CREATE TABLE outside_fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    source text NOT NULL,
    -- the most that an entry resting on this fact may take from a fund
    most fen NOT NULL CHECK (most >= 0),
    day date NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT an_outside_fact_is_told_once UNIQUE (foundation, source),
    UNIQUE (id, foundation)
  );

  CREATE TABLE accounting_period (
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    sealed_on date,
    PRIMARY KEY (foundation, month)
  );

  CREATE SEQUENCE journal_entry_id;
  CREATE TABLE journal_entry (
    id bigint PRIMARY KEY,
    foundation int NOT NULL,
    kind text NOT NULL,
    forced boolean NOT NULL,
    standard smallint NOT NULL,
    day date NOT NULL,
    -- the Shanghai day of the fact itself; differs from day when that month was already sealed
    fact_day date NOT NULL,
    source text NOT NULL,
    fact bigint,
    reverses bigint REFERENCES journal_entry,
    -- names and notes may have to be removed one day; the log keeps only these salted commitments
    party_commitment bytea,
    note_commitment bytea,
    posted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_entry_a_source UNIQUE (foundation, source),
    CONSTRAINT a_source_is_one_line CHECK (length(source) BETWEEN 1 AND 200 AND source !~ '[[:cntrl:]]'),
    CONSTRAINT a_forced_entry_rests_on_an_outside_fact CHECK (NOT forced OR fact IS NOT NULL),
    CONSTRAINT a_fact_belongs_to_its_foundation FOREIGN KEY (fact, foundation) REFERENCES outside_fact (id, foundation),
    CONSTRAINT a_reversal_says_what_and_why CHECK ((kind = 'reversal') = (reverses IS NOT NULL) AND (reverses IS NULL OR note_commitment IS NOT NULL))
  );
  CREATE UNIQUE INDEX an_entry_is_reversed_once ON journal_entry (reverses) WHERE reverses IS NOT NULL;
  CREATE UNIQUE INDEX an_outside_fact_is_booked_once ON journal_entry (fact, kind) WHERE fact IS NOT NULL;

  -- The words people read beside an entry. They are not in the log: removing them breaks no proof.
  CREATE TABLE entry_words (
    entry bigint PRIMARY KEY,
    party text,
    party_salt bytea,
    note text,
    note_salt bytea
  );

  -- What an entry did to a fund, and what the fund held afterwards: the line of the public ledger.
  CREATE TABLE entry_fund (
    entry bigint NOT NULL,
    fund int NOT NULL,
    foundation int NOT NULL,
    class text NOT NULL,
    day date NOT NULL,
    money fen NOT NULL,
    owed fen NOT NULL,
    promised fen NOT NULL,
    worth fen NOT NULL,
    money_after fen NOT NULL,
    PRIMARY KEY (entry, fund)
  );
  CREATE INDEX entry_fund_newest ON entry_fund (fund, entry DESC) INCLUDE (day, money, money_after);
  CREATE INDEX entry_fund_day ON entry_fund (fund, day, entry);

  CREATE TABLE posting (
    entry bigint NOT NULL,
    line smallint NOT NULL,
    fund int NOT NULL,
    standard smallint NOT NULL,
    account text NOT NULL,
    -- signed fen: debit > 0, credit < 0; nothing else has a sign rule
    debit fen NOT NULL,
    place int,
    promise bigint,
    PRIMARY KEY (entry, line),
    CONSTRAINT a_posting_moves_something CHECK (debit <> 0),
    CONSTRAINT money_lies_in_a_place CHECK ((place IS NOT NULL) = (account IN ('1001', '1002', '1009'))),
    CONSTRAINT a_promise_is_named_where_it_is_kept CHECK ((promise IS NOT NULL) = (account = 'Y01'))
  );

  -- One guard row a fund, written by ledger_post alone and locked in fund order, so that no overdraft can be committed by
  -- any number of processes at once. chosen_*: what entries that somebody chose took in the last run; never a net figure,
  -- so that a gift in the same run cannot hide a spend from a fund that is short.
  CREATE TABLE fund_balance (
    fund int PRIMARY KEY,
    foundation int NOT NULL,
    class text NOT NULL,
    money fen NOT NULL DEFAULT 0,
    owed fen NOT NULL DEFAULT 0,
    promised fen NOT NULL DEFAULT 0,
    worth fen NOT NULL DEFAULT 0,
    floor fen NOT NULL DEFAULT 0 CHECK (floor >= 0),
    free fen GENERATED ALWAYS AS (money - owed - promised) STORED,
    short fen GENERATED ALWAYS AS (GREATEST(0, -money, owed + promised - money, floor - worth)) STORED,
    chosen_out fen NOT NULL DEFAULT 0,
    chosen_paid fen NOT NULL DEFAULT 0,
    chosen_loss fen NOT NULL DEFAULT 0,
    CONSTRAINT a_fund_promises_only_what_it_has CHECK (money - owed - promised >= 0 OR chosen_out = 0),
    CONSTRAINT a_fund_pays_with_its_own_money CHECK (money >= 0 OR chosen_paid = 0),
    CONSTRAINT a_fund_keeps_its_floor CHECK (worth >= floor OR chosen_loss = 0),
    CONSTRAINT nothing_owed_or_promised_is_negative CHECK (owed >= 0 AND promised >= 0)
  ) WITH (fillfactor = 30); -- and no index on a sum: a guard row must be updatable in place

  CREATE TABLE promise_balance (
    promise bigint PRIMARY KEY REFERENCES journal_entry,
    fund int NOT NULL REFERENCES fund,
    amount fen NOT NULL,
    CONSTRAINT a_promise_is_never_paid_above_itself CHECK (amount >= 0),
    UNIQUE (promise, fund)
  );
  ALTER TABLE posting ADD CONSTRAINT a_promise_is_kept_in_its_own_fund FOREIGN KEY (promise, fund) REFERENCES promise_balance (promise, fund);

  -- The funds that are short now; nearly always empty, so that asking costs nothing.
  CREATE TABLE short_fund (
    fund int PRIMARY KEY REFERENCES fund,
    foundation int NOT NULL,
    missing fen NOT NULL CHECK (missing > 0)
  );

  -- A forced entry left a fund short: what happened, kept for good. Open while the fund stands in short_fund.
  CREATE TABLE shortfall (
    entry bigint NOT NULL REFERENCES journal_entry,
    fund int NOT NULL REFERENCES fund,
    foundation int NOT NULL,
    missing fen NOT NULL CHECK (missing > 0),
    PRIMARY KEY (entry, fund)
  );

  -- Committed entries that wait for their number. A queue, not a watermark: an entry that took its id earlier and commits
  -- later is still in it, so none can be left out.
  CREATE TABLE entry_to_number (
    foundation int NOT NULL,
    entry bigint NOT NULL,
    PRIMARY KEY (foundation, entry)
  );
`;

const RULES = `
  -- Says no by the name of a law, as a CHECK would.
  CREATE FUNCTION refuse(law text) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = law, MESSAGE = replace(law, '_', ' ');
  END $$;

  -- Which law a line breaks that no rule admits: the first that a person would name.
  CREATE FUNCTION refuse_line(its_kind text, its_class text, its_standard smallint, its_account text, its_side text) RETURNS boolean LANGUAGE sql AS $$
    SELECT refuse(CASE
      WHEN NOT EXISTS (SELECT 1 FROM entry_kind WHERE kind = its_kind) THEN 'an_entry_is_of_a_known_kind'
      WHEN NOT EXISTS (SELECT 1 FROM account WHERE standard = its_standard AND code = its_account) THEN 'an_account_belongs_to_the_standard_of_its_day'
      WHEN NOT EXISTS (SELECT 1 FROM entry_kind_class WHERE kind = its_kind AND class = its_class) THEN 'a_kind_touches_only_its_classes_of_fund'
      WHEN EXISTS (SELECT 1 FROM entry_kind_account x JOIN account a ON a.role = x.role AND a.code = its_account AND a.standard = its_standard WHERE x.kind = its_kind AND x.side = its_side)
        OR its_kind = 'reversal' THEN 'income_is_as_restricted_as_its_fund'
      ELSE 'a_kind_uses_only_its_own_accounts' END)
  $$;

  CREATE FUNCTION the_books_are_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'the_books_are_never_rewritten',
      MESSAGE = format('%s keeps what was written: correct a mistake by a reversal', TG_TABLE_NAME);
  END $$;
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_fund EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON posting EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON outside_fact EXECUTE FUNCTION the_books_are_never_rewritten();

  -- All postings of an entry come in one statement, so the whole statement is judged at once.
  CREATE FUNCTION judge_postings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM written p GROUP BY p.entry, p.fund
               HAVING sum(p.debit) <> 0 OR sum(p.debit) FILTER (WHERE p.account IN ('Y01', 'Y02')) <> 0) THEN
      PERFORM refuse('an_entry_balances_in_each_fund');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER judge_postings AFTER INSERT ON posting REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION judge_postings();
`;

const OPEN = `
  -- The first of posting's two round trips: locks the guard rows in fund order, then the promises, and tells all that a
  -- verdict needs. SECURITY DEFINER because a row lock asks for the right to update, which the application does not have.
  CREATE FUNCTION ledger_open(funds int[], sources text[], foundations int[], promises bigint[]) RETURNS json
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
  DECLARE told json;
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund = ANY (funds) ORDER BY b.fund FOR NO KEY UPDATE;
    IF cardinality(promises) > 0 THEN
      PERFORM 1 FROM promise_balance p WHERE p.promise = ANY (promises) ORDER BY p.promise FOR NO KEY UPDATE;
    END IF;
    SELECT json_build_object(
      'funds', (SELECT coalesce(json_agg(json_build_array(b.fund, f.foundation, f.class, f.name, b.money::text, b.owed::text, b.promised::text, b.worth::text, b.floor::text)), '[]')
                FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE b.fund = ANY (funds)),
      'known', (SELECT coalesce(json_agg(json_build_array(e.foundation, e.source, e.id::text)), '[]')
                FROM unnest(foundations, sources) asked (foundation, source) JOIN journal_entry e ON e.foundation = asked.foundation AND e.source = asked.source),
      'sealed', (SELECT coalesce(json_agg(json_build_array(p.foundation, to_char(p.month, 'YYYY-MM'))), '[]')
                 FROM accounting_period p WHERE p.foundation = ANY (foundations) AND p.sealed_on IS NOT NULL),
      'promises', (SELECT coalesce(json_agg(json_build_array(p.promise::text, p.fund, p.amount::text)), '[]')
                   FROM promise_balance p WHERE p.promise = ANY (promises)),
      'short', (SELECT coalesce(json_agg(json_build_array(s.foundation, f.name, s.missing::text)), '[]')
                FROM short_fund s JOIN fund f ON f.id = s.fund WHERE s.foundation = ANY (foundations))
    ) INTO told;
    RETURN told;
  END $$;
`;

const POST = `
  -- The only door to the books. Takes any number of drafts as columns, writes entries, lines and words, recomputes from the
  -- lines what each fund gains and loses, moves the guard rows by what it finds and lets their constraints speak.
  CREATE FUNCTION ledger_post(
    foundations int[], kinds text[], days date[], fact_days date[], sources text[], facts bigint[], reversed bigint[], parties text[], notes text[],
    line_drafts int[], line_funds int[], line_accounts text[], line_debits bigint[], line_places int[], line_promises bigint[]
  ) RETURNS bigint[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
  DECLARE
    ids bigint[];
    found int;
    needed int;
    sealed boolean;
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund = ANY (line_funds) ORDER BY b.fund FOR NO KEY UPDATE;

    -- a month is sealed by taking its row FOR UPDATE, so nothing slips in between
    LOOP
      SELECT count(*), bool_or(taken.sealed), (SELECT count(*) FROM (SELECT DISTINCT f, date_trunc('month', d) FROM unnest(foundations, days) x (f, d)) months)
        INTO found, sealed, needed
        FROM (SELECT p.sealed_on IS NOT NULL AS sealed FROM accounting_period p
              WHERE (p.foundation, p.month) IN (SELECT f, date_trunc('month', d)::date FROM unnest(foundations, days) x (f, d))
              ORDER BY p.foundation, p.month FOR KEY SHARE OF p) taken;
      IF sealed THEN PERFORM refuse('a_sealed_month_takes_no_entry'); END IF;
      EXIT WHEN found = needed;
      INSERT INTO accounting_period (foundation, month)
        SELECT DISTINCT f, date_trunc('month', d)::date FROM unnest(foundations, days) x (f, d) ON CONFLICT DO NOTHING;
    END LOOP;

    ids := ARRAY (SELECT CASE WHEN d = ANY (line_drafts) OR refuse('an_entry_has_postings') THEN nextval('journal_entry_id') END FROM generate_subscripts(kinds, 1) d);

    IF cardinality(array_remove(parties, NULL)) + cardinality(array_remove(notes, NULL)) > 0 THEN
      INSERT INTO entry_words (entry, party, party_salt, note, note_salt)
        SELECT id, party, CASE WHEN party IS NOT NULL THEN uuid_send(gen_random_uuid()) END, note, CASE WHEN note IS NOT NULL THEN uuid_send(gen_random_uuid()) END
        FROM unnest(ids, parties, notes) w (id, party, note) WHERE party IS NOT NULL OR note IS NOT NULL;
    END IF;
    INSERT INTO journal_entry (id, foundation, kind, forced, standard, day, fact_day, source, fact, reverses, party_commitment, note_commitment)
      SELECT d.id, d.foundation, d.kind, k.forced, s.standard, d.day, d.fact_day, d.source, d.fact, d.reverses,
        sha256(w.party_salt || convert_to(w.party, 'UTF8')), sha256(w.note_salt || convert_to(w.note, 'UTF8'))
      FROM unnest(ids, foundations, kinds, days, fact_days, sources, facts, reversed) d (id, foundation, kind, day, fact_day, source, fact, reverses)
      JOIN entry_kind k USING (kind) JOIN accounting_standard s ON d.day BETWEEN s.from_day AND s.to_day LEFT JOIN entry_words w ON w.entry = d.id;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found <> cardinality(kinds) THEN PERFORM refuse('an_entry_is_of_a_known_kind'); END IF;

    IF 'Y01' = ANY (line_accounts) THEN
      INSERT INTO promise_balance (promise, fund, amount)
        SELECT ids[draft], fund, sum(debit) FROM unnest(line_drafts, line_funds, line_accounts, line_debits, line_promises) l (draft, fund, account, debit, promise)
        WHERE account = 'Y01' AND promise IS NULL GROUP BY 1, 2;
      -- not ON CONFLICT: its check would judge what is drawn as if it were a promise of its own
      UPDATE promise_balance p SET amount = p.amount + m.amount
        FROM (SELECT promise, fund, sum(debit) AS amount FROM unnest(line_funds, line_accounts, line_debits, line_promises) l (fund, account, debit, promise)
              WHERE account = 'Y01' AND promise IS NOT NULL GROUP BY 1, 2) m
        WHERE p.promise = m.promise AND p.fund = m.fund;
    END IF;

    WITH asked AS MATERIALIZED (
      SELECT e.id AS entry, e.foundation, e.kind, e.forced, e.day, e.standard, l.n, l.fund, b.foundation AS fund_foundation, b.class, l.account, l.debit, l.place,
        CASE WHEN l.debit > 0 THEN 'debit' ELSE 'credit' END AS side, CASE WHEN l.account = 'Y01' THEN coalesce(l.promise, e.id) END AS promise
      FROM unnest(line_drafts, line_funds, line_accounts, line_debits, line_places, line_promises)
        WITH ORDINALITY l (draft, fund, account, debit, place, promise, n)
      JOIN journal_entry e ON e.id = ids[l.draft]
      LEFT JOIN fund_balance b ON b.fund = l.fund
    ), line AS MATERIALIZED (
      SELECT l.*, r.account_class, r.role,
        CASE WHEN l.class IS NULL THEN refuse('every_posting_names_a_fund')
          WHEN l.fund_foundation <> l.foundation THEN refuse('an_entry_stays_within_its_foundation')
          WHEN r.kind IS NULL THEN refuse_line(l.kind, l.class, l.standard, l.account, l.side)
          WHEN l.place IS NOT NULL AND (p.foundation, p.account) IS DISTINCT FROM (l.foundation, l.account) THEN refuse('a_place_keeps_its_foundation_and_account')
        END AS refused
      FROM asked l
      LEFT JOIN line_rule r ON r.kind = l.kind AND r.account = l.account AND r.class = l.class AND r.side = l.side AND r.standard = l.standard
      LEFT JOIN place p ON p.id = l.place
    ), effect AS MATERIALIZED (
      SELECT entry, fund, foundation, forced, class, day,
        coalesce(sum(debit) FILTER (WHERE account_class = 'M'), 0) AS money,
        coalesce(-sum(debit) FILTER (WHERE account_class = 'L'), 0) AS owed,
        coalesce(sum(debit) FILTER (WHERE role = 'promised'), 0) AS promised,
        coalesce(-sum(debit) FILTER (WHERE account_class IN ('N', 'I', 'E')), 0) AS worth
      FROM line GROUP BY entry, fund, foundation, forced, class, day
    ), effects AS (
      INSERT INTO entry_fund (entry, fund, foundation, class, day, money, owed, promised, worth, money_after)
      SELECT x.entry, x.fund, x.foundation, x.class, x.day, x.money, x.owed, x.promised, x.worth,
        b.money + sum(x.money) OVER (PARTITION BY x.fund ORDER BY x.entry)
      FROM effect x JOIN fund_balance b ON b.fund = x.fund
    ), guards AS (
      UPDATE fund_balance b SET
        money = b.money + m.money, owed = b.owed + m.owed, promised = b.promised + m.promised, worth = b.worth + m.worth,
        chosen_out = m.chosen_out, chosen_paid = m.chosen_paid, chosen_loss = m.chosen_loss
      FROM (
        SELECT fund, sum(money) AS money, sum(owed) AS owed, sum(promised) AS promised, sum(worth) AS worth,
          coalesce(sum(GREATEST(0, owed + promised - money)) FILTER (WHERE NOT forced), 0) AS chosen_out,
          coalesce(sum(GREATEST(0, -money)) FILTER (WHERE NOT forced), 0) AS chosen_paid,
          coalesce(sum(GREATEST(0, -worth)) FILTER (WHERE NOT forced), 0) AS chosen_loss
        FROM effect GROUP BY fund) m
      WHERE b.fund = m.fund
    ), queue AS (
      INSERT INTO entry_to_number (foundation, entry) SELECT * FROM unnest(foundations, ids)
    )
    INSERT INTO posting (entry, line, fund, standard, account, debit, place, promise)
    SELECT entry, row_number() OVER (PARTITION BY entry ORDER BY n), fund, standard, account, debit, place, promise FROM line WHERE refused IS NULL;

    -- the rest is rare: looked at only when such an entry is among the drafts
    IF cardinality(array_remove(reversed, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM unnest(ids, reversed, foundations) r (id, reverses, foundation) WHERE r.reverses IS NOT NULL AND (
        EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = r.reverses AND (e.foundation <> r.foundation OR e.kind = 'reversal')) OR
        EXISTS ((SELECT fund, account, -debit, place, promise FROM posting WHERE entry = r.id EXCEPT ALL SELECT fund, account, debit, place, promise FROM posting WHERE entry = r.reverses)) OR
        EXISTS ((SELECT fund, account, debit, place, promise FROM posting WHERE entry = r.reverses EXCEPT ALL SELECT fund, account, -debit, place, promise FROM posting WHERE entry = r.id)))) THEN
        PERFORM refuse('a_reversal_mirrors_its_entry');
      END IF;
    END IF;
    IF cardinality(array_remove(facts, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM journal_entry e JOIN outside_fact o ON o.id = e.fact JOIN entry_fund x ON x.entry = e.id
        WHERE e.id = ANY (ids) AND e.forced GROUP BY e.id, o.most HAVING sum(GREATEST(0, -x.money)) > o.most OR sum(GREATEST(0, -x.worth)) > o.most) THEN
        PERFORM refuse('a_forced_entry_takes_no_more_than_its_fact');
      END IF;
      INSERT INTO shortfall (entry, fund, foundation, missing)
        SELECT DISTINCT ON (x.fund) x.entry, x.fund, x.foundation, b.short
        FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.forced JOIN fund_balance b ON b.fund = x.fund AND b.short > 0
        WHERE x.entry = ANY (ids) ORDER BY x.fund, x.entry DESC;
    END IF;
    -- while any fund of the foundation is short, its general fund spends on nothing but making good
    IF cardinality(array_remove(facts, NULL)) > 0 OR EXISTS (SELECT 1 FROM short_fund) THEN
      IF EXISTS (
        SELECT 1 FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN short_fund s ON s.foundation = x.foundation
        WHERE x.entry = ANY (ids) AND x.class = 'general' AND NOT e.forced AND e.kind <> 'making good' AND x.money - x.owed - x.promised < 0) THEN
        PERFORM refuse('a_shortfall_is_made_good_before_anything_is_spent');
      END IF;
      DELETE FROM short_fund s USING fund_balance b WHERE b.fund = s.fund AND s.fund = ANY (line_funds) AND b.short = 0;
      INSERT INTO short_fund (fund, foundation, missing) SELECT fund, foundation, short FROM fund_balance WHERE fund = ANY (line_funds) AND short > 0
        ON CONFLICT (fund) DO UPDATE SET missing = excluded.missing;
    END IF;
    RETURN ids;
  END $$;
`;

const FUNDS = `
  -- Opens a fund together with its guard row; a fund without one could not be posted to.
  CREATE FUNCTION ledger_open_fund(foundation int, code text, class text, name text, english_name text, opened_on date) RETURNS int
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH opened AS (
      INSERT INTO fund (foundation, code, class, name, english_name, opened_on) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id)
    INSERT INTO fund_balance (fund, foundation, class) SELECT id, $1, $3 FROM opened RETURNING fund
  $$;
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION ledger_open, ledger_post, ledger_open_fund FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ledger_open, ledger_post, ledger_open_fund TO sizhu_app;
  GRANT SELECT ON accounting_standard, account, entry_kind, entry_kind_class, entry_kind_account, line_rule, fund, place, outside_fact, accounting_period,
    journal_entry, entry_words, entry_fund, posting, fund_balance, promise_balance, short_fund, shortfall, entry_to_number TO sizhu_app;
  GRANT INSERT ON outside_fact, place TO sizhu_app;
`;
