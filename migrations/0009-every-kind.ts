import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every kind of entry of the books (books § 5), with the accounts it needs and the laws that no list of accounts can say. */
export class EveryKind0000000000009 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CHART);
    await db.query(KINDS);
    await db.query(RULES);
    await db.query(POST);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CHART = `
  INSERT INTO account (standard, code, role, class, sub, name, english_name) VALUES
    (2004, '1101', 'short investment', 'A', NULL, '短期投资', 'Short-term investments'),
    (2004, '1102', 'short investment allowance', 'A', NULL, '短期投资跌价准备', 'Allowance on short-term investments'),
    (2004, '112201', 'disputed', 'A', NULL, '其他应收款—争议款', 'Other receivables: disputed money'),
    (2004, '1141', 'prepaid', 'A', NULL, '预付账款', 'Prepayments'),
    (2004, '1401', 'long equity investment', 'A', NULL, '长期股权投资', 'Long-term equity investments'),
    (2004, '1402', 'long debt investment', 'A', NULL, '长期债权投资', 'Long-term debt investments'),
    (2004, '1421', 'long investment allowance', 'A', NULL, '长期投资减值准备', 'Allowance on long-term investments'),
    (2004, '1501', 'fixed asset', 'A', NULL, '固定资产', 'Fixed assets'),
    (2004, '1502', 'depreciation', 'A', NULL, '累计折旧', 'Accumulated depreciation'),
    (2004, '1701', 'agency goods', 'T', NULL, '受托代理资产', 'Goods held in trust'),
    (2004, '2601', 'agency liability', 'T', NULL, '受托代理负债', 'Liability for what is held in trust'),
    (2004, '2203', 'received ahead', 'L', NULL, '预收账款', 'Received in advance'),
    (2004, '2204', 'pay', 'L', NULL, '应付工资', 'Pay owed to staff'),
    (2004, '2206', 'tax', 'L', NULL, '应交税金', 'Tax owed'),
    (2004, '220903', 'retained', 'L', NULL, '其他应付款—质保金', 'Other payables: retained until the work has stood'),
    (2004, '220904', 'bond', 'L', NULL, '其他应付款—履约保证金', 'Other payables: performance bonds'),
    (2004, '220905', 'provider debt', 'L', NULL, '其他应付款—支付机构', 'Other payables: owed to the payment provider'),
    (2004, '2401', 'provision', 'L', NULL, '预计负债', 'Provisions'),
    (2004, '310201', 'principal', 'N', NULL, '限定性净资产—留本本金', 'Restricted net assets: preserved principal'),
    (2004, '430101', 'service income', 'I', '01', '提供服务收入—非限定性', 'Service income, unrestricted'),
    (2004, '430102', 'service income', 'I', '02', '提供服务收入—限定性', 'Service income, restricted'),
    (2004, '440101', 'subsidy', 'I', '01', '政府补助收入—非限定性', 'Government subsidies, unrestricted'),
    (2004, '440102', 'subsidy', 'I', '02', '政府补助收入—限定性', 'Government subsidies, restricted'),
    (2004, '450101', 'sales', 'I', '01', '商品销售收入—非限定性', 'Sales, unrestricted'),
    (2004, '450102', 'sales', 'I', '02', '商品销售收入—限定性', 'Sales, restricted'),
    (2004, '460101', 'investment income', 'I', '01', '投资收益—非限定性', 'Investment income, unrestricted'),
    (2004, '460102', 'investment income', 'I', '02', '投资收益—限定性', 'Investment income, restricted'),
    (2004, '520101', 'value loss', 'E', NULL, '管理费用—资产减值损失', 'Fall in value'),
    (2026, '1101', 'short investment', 'A', NULL, '短期投资', 'Short-term investments'),
    (2026, '1102', 'short investment allowance', 'A', NULL, '短期投资跌价准备', 'Allowance on short-term investments'),
    (2026, '112201', 'disputed', 'A', NULL, '其他应收款—争议款', 'Other receivables: disputed money'),
    (2026, '1141', 'prepaid', 'A', NULL, '预付账款', 'Prepayments'),
    (2026, '1401', 'long equity investment', 'A', NULL, '长期股权投资', 'Long-term equity investments'),
    (2026, '1402', 'long debt investment', 'A', NULL, '长期债权投资', 'Long-term debt investments'),
    (2026, '1403', 'other long investment', 'A', NULL, '其他长期投资', 'Other long-term investments'),
    (2026, '1421', 'long investment allowance', 'A', NULL, '长期投资减值准备', 'Allowance on long-term investments'),
    (2026, '1501', 'fixed asset', 'A', NULL, '固定资产', 'Fixed assets'),
    (2026, '1502', 'depreciation', 'A', NULL, '累计折旧', 'Accumulated depreciation'),
    (2026, '1801', 'agency goods', 'T', NULL, '受托代理资产', 'Goods held in trust'),
    (2026, '2601', 'agency liability', 'T', NULL, '受托代理负债', 'Liability for what is held in trust'),
    (2026, '2203', 'received ahead', 'L', NULL, '预收账款', 'Received in advance'),
    (2026, '2204', 'pay', 'L', NULL, '应付职工薪酬', 'Pay owed to staff'),
    (2026, '2206', 'tax', 'L', NULL, '应交税费', 'Tax owed'),
    (2026, '220903', 'retained', 'L', NULL, '其他应付款—质保金', 'Other payables: retained until the work has stood'),
    (2026, '220904', 'bond', 'L', NULL, '其他应付款—履约保证金', 'Other payables: performance bonds'),
    (2026, '220905', 'provider debt', 'L', NULL, '其他应付款—支付机构', 'Other payables: owed to the payment provider'),
    (2026, '2503', 'provision', 'L', NULL, '预计负债', 'Provisions'),
    (2026, '310201', 'principal', 'N', NULL, '限定性净资产—留本本金', 'Restricted net assets: preserved principal'),
    (2026, '3201', 'prior-year correction', 'N', NULL, '以前年度净资产调整', 'Correction of earlier years'),
    (2026, '430101', 'service income', 'I', '01', '提供服务收入—非限定性', 'Service income, unrestricted'),
    (2026, '430102', 'service income', 'I', '02', '提供服务收入—限定性', 'Service income, restricted'),
    (2026, '440101', 'subsidy', 'I', '01', '政府补助收入—非限定性', 'Government subsidies, unrestricted'),
    (2026, '440102', 'subsidy', 'I', '02', '政府补助收入—限定性', 'Government subsidies, restricted'),
    (2026, '450101', 'sales', 'I', '01', '商品销售收入—非限定性', 'Sales, unrestricted'),
    (2026, '450102', 'sales', 'I', '02', '商品销售收入—限定性', 'Sales, restricted'),
    (2026, '460101', 'investment income', 'I', '01', '投资收益—非限定性', 'Investment income, unrestricted'),
    (2026, '460102', 'investment income', 'I', '02', '投资收益—限定性', 'Investment income, restricted'),
    (2026, '5501', 'value loss', 'E', NULL, '资产减值损失', 'Fall in value');

  -- What stands beside money: one index for all of it, as few lines touch it and none of a gift by card.
  DROP INDEX posting_beside_money;
  CREATE INDEX posting_beside_money ON posting (fund, account) INCLUDE (entry, debit)
    WHERE account IN ('1101', '1102', '1122', '112201', '1141', '1201', '1401', '1402', '1403', '1421', '1501', '1502');
`;

const KINDS = `
  -- Donated service and the chart migration are unknown to the standard of 2004.
  ALTER TABLE entry_kind ADD since smallint NOT NULL DEFAULT 2004 REFERENCES accounting_standard;
  INSERT INTO entry_kind (kind, forced, since) VALUES
    ('opening balance', false, 2004),
    ('unidentified receipt', false, 2004),
    ('money identified', false, 2004),
    ('kept in another currency', true, 2004),
    ('cash gift', false, 2004),
    ('principal gift', false, 2004),
    ('goods sold', false, 2004),
    ('donated service', false, 2026),
    ('enterprise share', false, 2004),
    ('agency in', false, 2004),
    ('agency out', false, 2004),
    ('match paid', false, 2004),
    ('subsidy', false, 2004),
    ('service income', false, 2004),
    ('interest', false, 2004),
    ('dividend declared', false, 2004),
    ('receivable received', false, 2004),
    ('payment returned', false, 2004),
    ('advance', false, 2004),
    ('advance cleared', false, 2004),
    ('advance handed back', false, 2004),
    ('deduction', false, 2004),
    ('bond in', false, 2004),
    ('bond back', false, 2004),
    ('grant reclaimed', false, 2004),
    ('transfer, restricted', false, 2004),
    ('transfer, unrestricted', false, 2004),
    ('restriction released', false, 2004),
    ('refund', false, 2004),
    ('covered refund', false, 2004),
    ('dispute withdrawn', true, 2004),
    ('dispute fee', true, 2004),
    ('dispute won', false, 2004),
    ('dispute lost', true, 2004),
    ('provider overdrawn', true, 2004),
    ('between places', false, 2004),
    ('fixed asset bought', false, 2004),
    ('depreciation', false, 2004),
    ('investment bought', false, 2004),
    ('investment sold', false, 2004),
    ('fall in value', true, 2004),
    ('spin-off', false, 2004),
    ('spin-off received', false, 2004),
    ('year closing', false, 2004),
    ('chart migration', false, 2026);

  -- Whose money may leave for another fund: a restricted fund gives by its agreement alone.
  ALTER TABLE entry_kind ADD gives text[] NOT NULL DEFAULT '{}';
  UPDATE entry_kind k SET gives = g.gives::text[] FROM (VALUES
    ('opening balance', '{original,general,designated,restricted,preserved,agency}'),
    ('chart migration', '{original,general,designated,restricted,preserved,agency}'),
    ('reversal', '{original,general,designated,restricted,preserved,agency}'),
    ('making good', '{general}'),
    ('money identified', '{general}'),
    ('match paid', '{general,designated,restricted,preserved}'),
    ('kept in another currency', '{general,designated,restricted,preserved}'),
    ('management fee', '{restricted,preserved}'),
    ('transfer, restricted', '{restricted,preserved}'),
    ('transfer, unrestricted', '{general,designated}'),
    ('investment sold', '{original,general}'),
    ('fall in value', '{general}')
  ) g (kind, gives) WHERE k.kind = g.kind;

  INSERT INTO entry_kind_class (kind, class) SELECT kind, class FROM (VALUES
    ('{original,general,designated,restricted,preserved,agency}', ARRAY['opening balance', 'chart migration']),
    ('{general}', ARRAY['unidentified receipt', 'covered refund', 'dispute fee', 'provider overdrawn', 'between places']),
    ('{general,designated,restricted,preserved}', ARRAY['money identified', 'kept in another currency', 'cash gift', 'goods sold', 'donated service', 'enterprise share', 'subsidy', 'service income', 'interest', 'dividend declared', 'receivable received', 'payment returned', 'advance', 'advance cleared', 'advance handed back', 'deduction', 'bond in', 'bond back', 'grant reclaimed', 'transfer, unrestricted', 'refund', 'dispute withdrawn', 'dispute won', 'dispute lost', 'fixed asset bought', 'depreciation', 'spin-off', 'year closing']),
    ('{preserved}', ARRAY['principal gift']),
    ('{agency}', ARRAY['agency in', 'agency out']),
    ('{general,designated,restricted,preserved,agency}', ARRAY['match paid']),
    ('{restricted,preserved}', ARRAY['transfer, restricted', 'restriction released']),
    ('{original,general,designated,restricted,preserved}', ARRAY['investment bought', 'investment sold', 'fall in value', 'spin-off received'])
  ) k (classes, kinds), unnest(classes::text[]) class, unnest(kinds) kind;

  INSERT INTO entry_kind_account (kind, side, role) SELECT kind, side, role FROM (VALUES
    ('unidentified receipt', ARRAY['bank'], ARRAY['unidentified']),
    ('money identified', ARRAY['unidentified', 'between'], ARRAY['between', 'gift']),
    ('kept in another currency', ARRAY['gift', 'between'], ARRAY['between', 'unidentified']),
    ('cash gift', ARRAY['cash'], ARRAY['gift']),
    ('principal gift', ARRAY['bank', 'clearing'], ARRAY['gift']),
    ('goods sold', ARRAY['bank', 'programme'], ARRAY['sales', 'stock']),
    ('donated service', ARRAY['programme', 'management'], ARRAY['gift']),
    ('enterprise share', ARRAY['bank'], ARRAY['gift']),
    ('agency in', ARRAY['bank', 'clearing', 'agency goods'], ARRAY['agency liability']),
    ('agency out', ARRAY['agency liability'], ARRAY['bank', 'clearing', 'agency goods']),
    ('match paid', ARRAY['programme', 'between', 'promised, contra'], ARRAY['between', 'agency liability', 'promised']),
    ('subsidy', ARRAY['bank', 'receivable'], ARRAY['subsidy']),
    ('service income', ARRAY['bank', 'receivable'], ARRAY['service income']),
    ('interest', ARRAY['bank'], ARRAY['other income']),
    ('dividend declared', ARRAY['receivable'], ARRAY['investment income']),
    ('receivable received', ARRAY['bank'], ARRAY['receivable']),
    ('cost accepted', ARRAY[]::text[], ARRAY['retained', 'pay', 'tax']),
    ('payment', ARRAY['retained', 'pay', 'tax', 'other payable', 'refund due', 'unidentified'], ARRAY[]::text[]),
    ('payment returned', ARRAY['bank'], ARRAY['payable', 'retained', 'pay', 'tax', 'other payable', 'refund due', 'unidentified']),
    ('advance', ARRAY['receivable', 'prepaid', 'promised, contra'], ARRAY['bank', 'promised']),
    ('advance cleared', ARRAY['programme', 'management', 'fundraising'], ARRAY['receivable', 'prepaid']),
    ('advance handed back', ARRAY['bank'], ARRAY['receivable', 'prepaid']),
    ('deduction', ARRAY['payable', 'retained'], ARRAY['programme']),
    ('bond in', ARRAY['bank'], ARRAY['bond']),
    ('bond back', ARRAY['bond'], ARRAY['bank']),
    ('grant reclaimed', ARRAY['bank', 'receivable'], ARRAY['programme', 'prior-year correction', 'restricted', 'unrestricted']),
    ('transfer, restricted', ARRAY['restricted', 'between'], ARRAY['between', 'restricted']),
    ('transfer, unrestricted', ARRAY['unrestricted', 'between'], ARRAY['between', 'unrestricted']),
    ('restriction released', ARRAY['restricted', 'unrestricted'], ARRAY['unrestricted', 'restricted']),
    ('refund', ARRAY['gift', 'management', 'promised, contra'], ARRAY['clearing', 'bank', 'promised']),
    ('covered refund', ARRAY['other cost'], ARRAY['clearing', 'bank']),
    ('dispute withdrawn', ARRAY['disputed'], ARRAY['clearing']),
    ('dispute fee', ARRAY['fundraising'], ARRAY['clearing']),
    ('dispute won', ARRAY['clearing'], ARRAY['disputed']),
    ('dispute lost', ARRAY['gift', 'other cost'], ARRAY['disputed']),
    ('provider overdrawn', ARRAY['clearing'], ARRAY['provider debt']),
    ('between places', ARRAY['bank', 'cash'], ARRAY['bank', 'cash']),
    ('fixed asset bought', ARRAY['fixed asset', 'promised, contra'], ARRAY['bank', 'promised']),
    ('depreciation', ARRAY['programme', 'management', 'fundraising'], ARRAY['depreciation']),
    ('investment bought', ARRAY['short investment', 'long equity investment', 'long debt investment', 'other long investment'], ARRAY['bank']),
    ('investment sold', ARRAY['bank', 'between', 'short investment allowance', 'long investment allowance', 'investment income'], ARRAY['short investment', 'long equity investment', 'long debt investment', 'other long investment', 'between', 'investment income']),
    ('fall in value', ARRAY['value loss', 'between', 'registered'], ARRAY['short investment allowance', 'long investment allowance', 'between']),
    ('spin-off', ARRAY['programme'], ARRAY['bank']),
    ('spin-off received', ARRAY['bank'], ARRAY['registered', 'gift'])
  ) k (kind, debits, credits), LATERAL (SELECT 'debit', unnest(debits) UNION ALL SELECT 'credit', unnest(credits)) line (side, role);

  -- opening and migration move whatever stands in the accounts, closing what does not stay there
  INSERT INTO entry_kind_account (kind, side, role) SELECT DISTINCT kind, side, role
    FROM (VALUES ('opening balance', '{M,A,T,L,N}'), ('chart migration', '{M,A,T,L,N,C}'), ('year closing', '{I,E}')) k (kind, classes)
    JOIN account a ON a.class = ANY (k.classes::text[]) AND a.role <> 'prior-year correction' CROSS JOIN (VALUES ('debit'), ('credit')) s (side);
  INSERT INTO entry_kind_account (kind, side, role)
    SELECT 'year closing', side, role FROM (VALUES ('debit'), ('credit')) s (side), (VALUES ('unrestricted'), ('restricted'), ('prior-year correction')) r (role);
`;

const RULES = `
  DROP MATERIALIZED VIEW line_rule;

  -- Which law of its class of fund a line in an account would break; null where the account may stand there.
  CREATE FUNCTION law_of_class(its_class text, account_class text, its_role text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
      WHEN its_class = 'original' AND account_class IN ('I', 'E') THEN 'the_original_fund_has_neither_income_nor_cost'
      WHEN its_class = 'agency' AND account_class NOT IN ('M', 'T') THEN 'an_agency_fund_holds_only_what_is_in_trust'
      WHEN its_class <> 'agency' AND account_class = 'T' THEN 'what_is_in_trust_stands_in_an_agency_fund'
      WHEN its_class <> 'original' AND its_role = 'registered' THEN 'the_registered_sum_stands_in_the_original_fund'
      WHEN its_class <> 'preserved' AND its_role = 'principal' THEN 'principal_stands_in_a_preserved_fund'
      WHEN its_class NOT IN ('restricted', 'preserved') AND its_role = 'restricted' THEN 'restricted_worth_stands_in_a_restricted_fund'
    END
  $$;

  -- One row for each line that may ever be written: kind, class of fund, standard, account, side. One look-up judges a line
  -- and tells what it does to the guard row. Refreshed by the migration that changes a kind or the chart.
  CREATE MATERIALIZED VIEW line_rule AS
    SELECT k.kind, k.forced, c.class, a.standard, a.code AS account, s.side, a.class AS account_class, a.role
    FROM entry_kind k
    JOIN entry_kind_class c USING (kind)
    CROSS JOIN (VALUES ('debit'), ('credit')) s (side)
    JOIN account a ON (a.sub IS NULL OR a.sub = CASE WHEN c.class IN ('restricted', 'preserved') THEN '02' ELSE '01' END)
      AND law_of_class(c.class, a.class, a.role) IS NULL AND (a.standard >= k.since OR k.kind = 'chart migration')
      AND (a.role <> 'between' OR s.side = 'debit' OR c.class = ANY (k.gives))
    WHERE k.kind = 'reversal' OR EXISTS (SELECT 1 FROM entry_kind_account x WHERE x.kind = k.kind AND x.side = s.side AND x.role = a.role);
  CREATE UNIQUE INDEX line_rule_key ON line_rule (kind, account, class, side, standard);

  -- Which law a line breaks that no rule admits: the first that a person would name.
  CREATE OR REPLACE FUNCTION refuse_line(its_kind text, its_class text, its_standard smallint, its_account text, its_side text) RETURNS boolean LANGUAGE sql AS $$
    SELECT refuse(CASE
      WHEN NOT EXISTS (SELECT 1 FROM entry_kind WHERE kind = its_kind) THEN 'an_entry_is_of_a_known_kind'
      WHEN NOT EXISTS (SELECT 1 FROM account WHERE standard = its_standard AND code = its_account) THEN 'an_account_belongs_to_the_standard_of_its_day'
      WHEN NOT EXISTS (SELECT 1 FROM entry_kind_class WHERE kind = its_kind AND class = its_class) THEN 'a_kind_touches_only_its_classes_of_fund'
      WHEN its_kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM entry_kind_account x JOIN account a ON a.role = x.role AND a.code = its_account AND a.standard = its_standard WHERE x.kind = its_kind AND x.side = its_side)
        THEN 'a_kind_uses_only_its_own_accounts'
      WHEN its_account = 'Z01' THEN 'a_fund_gives_only_where_its_kind_lets_it'
      ELSE coalesce((SELECT law_of_class(its_class, a.class, a.role) FROM account a WHERE a.standard = its_standard AND a.code = its_account), 'income_is_as_restricted_as_its_fund') END)
  $$;

  -- Lines by the role their account plays, whatever the standard of the day.
  CREATE VIEW role_posting AS
    SELECT p.entry, p.line, p.fund, a.role, p.debit, p.place, p.promise FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account;
`;

const POST = `
  DROP FUNCTION ledger_post;

  -- The only door to the books, in its newest form. Takes any number of drafts as columns, writes entries, lines and words, recomputes from the
  -- lines what each fund gains and loses, moves the guard rows by what it finds and lets their constraints speak.
  CREATE FUNCTION ledger_post(
    foundations int[], kinds text[], days date[], fact_days date[], sources text[], facts bigint[], reversed bigint[], parties text[], notes text[],
    line_drafts int[], line_funds int[], line_accounts text[], line_debits bigint[], line_places int[], line_promises bigint[],
    line_standards smallint[]
  ) RETURNS bigint[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
  DECLARE
    ids bigint[];
    found int;
    needed int;
    sealed boolean;
    carried int[];
    standards smallint[];
    principal_funds int[];
    lowered bigint[];
    raised bigint[];
    brought bigint[];
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund = ANY (line_funds) ORDER BY b.fund FOR NO KEY UPDATE;

    -- what is rare is looked at only when such an entry is among the drafts
    IF 'opening balance' = ANY (kinds) THEN
      PERFORM 1 FROM foundation f WHERE f.id = ANY (foundations) ORDER BY f.id FOR NO KEY UPDATE;
    END IF;
    IF 'chart migration' = ANY (kinds) THEN
      carried := ARRAY (SELECT DISTINCT f FROM unnest(foundations, kinds) x (f, kind) WHERE kind = 'chart migration' ORDER BY f);
      -- the old books end here: their months are sealed, so that nothing comes into the old chart behind the migration
      INSERT INTO accounting_period (foundation, month)
        SELECT f, m::date FROM unnest(carried) f
          CROSS JOIN generate_series(LEAST('2025-01-01', (SELECT min(month) FROM accounting_period)), '2025-12-01', interval '1 month') m ON CONFLICT DO NOTHING;
      PERFORM 1 FROM accounting_period p WHERE p.foundation = ANY (carried) AND p.month < '2026-01-01' ORDER BY p.foundation, p.month FOR UPDATE;
      UPDATE accounting_period SET sealed_on = (now() AT TIME ZONE 'Asia/Shanghai')::date WHERE foundation = ANY (carried) AND month < '2026-01-01' AND sealed_on IS NULL;
    END IF;
    IF 'Z01' = ANY (line_accounts) AND EXISTS (
      SELECT 1 FROM unnest(line_drafts, line_accounts, line_debits) l (draft, account, debit) WHERE account = 'Z01' GROUP BY draft HAVING sum(debit) <> 0) THEN
      PERFORM refuse('what_funds_pass_to_each_other_adds_up_to_nothing');
    END IF;
    IF cardinality(array_remove(line_standards, NULL)) > 0 AND EXISTS (
      SELECT 1 FROM unnest(line_drafts, line_standards) l (draft, standard) WHERE standard IS NOT NULL AND kinds[draft] <> 'chart migration') THEN
      PERFORM refuse('only_a_chart_migration_uses_the_former_standard');
    END IF;

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

    standards := ARRAY (SELECT (SELECT s.standard FROM accounting_standard s WHERE d BETWEEN s.from_day AND s.to_day) FROM unnest(days) d);
    ids := ARRAY (SELECT CASE WHEN d = ANY (line_drafts) OR refuse('an_entry_has_postings') THEN nextval('journal_entry_id') END FROM generate_subscripts(kinds, 1) d);

    IF cardinality(array_remove(parties, NULL)) + cardinality(array_remove(notes, NULL)) > 0 THEN
      INSERT INTO entry_words (entry, party, party_salt, note, note_salt)
        SELECT id, party, CASE WHEN party IS NOT NULL THEN uuid_send(gen_random_uuid()) END, note, CASE WHEN note IS NOT NULL THEN uuid_send(gen_random_uuid()) END
        FROM unnest(ids, parties, notes) w (id, party, note) WHERE party IS NOT NULL OR note IS NOT NULL;
    END IF;
    INSERT INTO journal_entry (id, foundation, kind, forced, standard, day, fact_day, source, fact, reverses, party_commitment, note_commitment)
      SELECT d.id, d.foundation, d.kind, k.forced, d.standard, d.day, d.fact_day, d.source, d.fact, d.reverses,
        sha256(w.party_salt || convert_to(w.party, 'UTF8')), sha256(w.note_salt || convert_to(w.note, 'UTF8'))
      FROM unnest(ids, foundations, kinds, standards, days, fact_days, sources, facts, reversed) d (id, foundation, kind, standard, day, fact_day, source, fact, reverses)
      JOIN entry_kind k ON k.kind = d.kind AND d.standard >= k.since LEFT JOIN entry_words w ON w.entry = d.id;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found <> cardinality(kinds) THEN
      PERFORM refuse(CASE WHEN EXISTS (SELECT 1 FROM unnest(kinds) asked (kind) WHERE NOT EXISTS (SELECT 1 FROM entry_kind k WHERE k.kind = asked.kind))
        THEN 'an_entry_is_of_a_known_kind' ELSE 'a_kind_is_used_from_its_standard_on' END);
    END IF;

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

    -- Principal raises the floor of a preserved fund and its reversal lowers it. Lowered before the guard row moves and raised
    -- after, so that the constraint judges a gift that is taken back, and a gift that is spent in the same run.
    IF 'principal gift' = ANY (kinds) OR '310201' = ANY (line_accounts)
      OR (cardinality(array_remove(reversed, NULL)) > 0 AND EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = ANY (reversed) AND e.kind = 'principal gift')) THEN
      SELECT array_agg(fund), array_agg(down), array_agg(up), array_agg(up_brought) INTO principal_funds, lowered, raised, brought
      FROM (
        SELECT fund, sum(GREATEST(0, -moved))::bigint AS down, sum(GREATEST(0, moved))::bigint AS up, coalesce(sum(GREATEST(0, moved)) FILTER (WHERE NOT given), 0)::bigint AS up_brought
        FROM (
          SELECT l.draft, l.fund, kinds[l.draft] = 'principal gift' AS given, -sum(l.debit) AS moved
          FROM unnest(line_drafts, line_funds, line_accounts, line_debits) l (draft, fund, account, debit) LEFT JOIN journal_entry o ON o.id = reversed[l.draft]
          WHERE l.account = '310201' OR (l.account = '410102' AND (kinds[l.draft] = 'principal gift' OR o.kind = 'principal gift'))
          GROUP BY l.draft, l.fund) move
        GROUP BY fund) fund_move;
      UPDATE fund_balance b SET floor = GREATEST(0, b.floor - m.down) FROM unnest(principal_funds, lowered) m (fund, down) WHERE b.fund = m.fund AND m.down > 0;
    END IF;

    WITH asked AS MATERIALIZED (
      SELECT ids[l.draft] AS entry, foundations[l.draft] AS foundation, kinds[l.draft] AS kind, days[l.draft] AS day, coalesce(l.standard, standards[l.draft]) AS standard,
        l.n, l.fund, b.foundation AS fund_foundation, b.class, b.money AS held, l.account, l.debit, l.place,
        CASE WHEN l.debit > 0 THEN 'debit' ELSE 'credit' END AS side, CASE WHEN l.account = 'Y01' THEN coalesce(l.promise, ids[l.draft]) END AS promise
      FROM unnest(line_drafts, line_funds, line_accounts, line_debits, line_places, line_promises, line_standards)
        WITH ORDINALITY l (draft, fund, account, debit, place, promise, standard, n)
      LEFT JOIN fund_balance b ON b.fund = l.fund
    ), line AS MATERIALIZED (
      SELECT l.*, r.forced, r.account_class, r.role,
        CASE WHEN l.class IS NULL THEN refuse('every_posting_names_a_fund')
          WHEN l.fund_foundation <> l.foundation THEN refuse('an_entry_stays_within_its_foundation')
          WHEN r.kind IS NULL THEN refuse_line(l.kind, l.class, l.standard, l.account, l.side)
          WHEN l.place IS NOT NULL AND (p.foundation, p.account) IS DISTINCT FROM (l.foundation, l.account) THEN refuse('a_place_keeps_its_foundation_and_account')
        END AS refused
      FROM asked l
      LEFT JOIN line_rule r ON r.kind = l.kind AND r.account = l.account AND r.class = l.class AND r.side = l.side AND r.standard = l.standard
      LEFT JOIN place p ON p.id = l.place
    ), effect AS MATERIALIZED (
      SELECT entry, fund, foundation, forced, class, day, held,
        coalesce(sum(debit) FILTER (WHERE account_class = 'M'), 0) AS money,
        coalesce(-sum(debit) FILTER (WHERE account_class = 'L'), 0) AS owed,
        coalesce(sum(debit) FILTER (WHERE role = 'promised'), 0) AS promised,
        coalesce(-sum(debit) FILTER (WHERE account_class IN ('N', 'I', 'E')), 0) AS worth
      FROM line GROUP BY entry, fund, foundation, forced, class, day, held
    ), effects AS (
      INSERT INTO entry_fund (entry, fund, foundation, class, day, money, owed, promised, worth, money_after)
      SELECT x.entry, x.fund, x.foundation, x.class, x.day, x.money, x.owed, x.promised, x.worth,
        x.held + sum(x.money) OVER (PARTITION BY x.fund ORDER BY x.entry)
      FROM effect x
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

    IF principal_funds IS NOT NULL THEN
      -- principal that is brought in must be there: what is missing of it counts as chosen
      UPDATE fund_balance b SET floor = b.floor + m.up, chosen_loss = b.chosen_loss + m.up_brought
        FROM unnest(principal_funds, raised, brought) m (fund, up, up_brought) WHERE b.fund = m.fund AND m.up > 0;
    END IF;
    IF 'opening balance' = ANY (kinds) AND EXISTS (
      SELECT 1 FROM journal_entry e JOIN entry_fund x ON x.entry = e.id WHERE e.id = ANY (ids) AND e.kind = 'opening balance' AND LEAST(x.money, x.owed, x.worth) < 0) THEN
      PERFORM refuse('an_opening_balance_takes_nothing_away');
    END IF;
    IF 'opening balance' = ANY (kinds) AND EXISTS (
      SELECT 1 FROM journal_entry e WHERE e.foundation = ANY (foundations) AND e.kind = 'opening balance' AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = e.id)
      GROUP BY e.foundation HAVING count(*) > 1) THEN
      PERFORM refuse('a_foundation_opens_its_books_once');
    END IF;
    IF carried IS NOT NULL THEN
      IF EXISTS (SELECT 1 FROM unnest(kinds, days) d (kind, day) WHERE kind = 'chart migration' AND day <> '2026-01-01') THEN PERFORM refuse('the_chart_changes_on_its_first_day'); END IF;
      IF EXISTS (
        SELECT 1 FROM journal_entry e JOIN role_posting p ON p.entry = e.id WHERE e.id = ANY (ids) AND e.kind = 'chart migration'
        GROUP BY p.entry, p.fund, p.role, p.place, p.promise HAVING sum(p.debit) <> 0) THEN
        PERFORM refuse('a_chart_migration_moves_nothing');
      END IF;
      PERFORM refuse(CASE WHEN bool_or(left_over.class IN ('I', 'E')) THEN 'income_and_cost_are_closed_before_the_chart_changes' ELSE 'a_chart_migration_leaves_nothing_behind' END)
        FROM (SELECT a.class FROM journal_entry e JOIN posting p ON p.entry = e.id JOIN account a ON a.standard = p.standard AND a.code = p.account
              WHERE e.foundation = ANY (carried) AND p.standard = 2004 GROUP BY p.fund, p.account, a.class HAVING sum(p.debit) <> 0) left_over HAVING count(*) > 0;
    END IF;
    IF cardinality(array_remove(reversed, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM unnest(ids, reversed, foundations) r (id, reverses, foundation) WHERE r.reverses IS NOT NULL AND (
        EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = r.reverses AND (e.foundation <> r.foundation OR e.kind IN ('reversal', 'chart migration'))) OR
        -- by role: what was 5201 in 2025 is taken back from 5301
        EXISTS (SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = r.id EXCEPT ALL SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = r.reverses) OR
        EXISTS (SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = r.reverses EXCEPT ALL SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = r.id))) THEN
        PERFORM refuse('a_reversal_mirrors_its_entry');
      END IF;
    END IF;
    IF cardinality(array_remove(facts, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM journal_entry e JOIN outside_fact o ON o.id = e.fact JOIN entry_fund x ON x.entry = e.id
        WHERE e.id = ANY (ids) AND e.forced GROUP BY e.id, o.most HAVING sum(GREATEST(0, -x.money)) > o.most OR sum(GREATEST(0, -x.worth)) > o.most OR sum(GREATEST(0, x.owed)) > o.most) THEN
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

const RIGHTS = `
  REVOKE ALL ON FUNCTION ledger_post FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ledger_post TO sizhu_app;
  GRANT SELECT ON line_rule, role_posting TO sizhu_app;
`;
