import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the statements are made of: lines of the books added up by month, and the figures of law for the spending ratios. */
export class Statements0000000000017 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(LINES);
    await db.query(MONTHS);
    await db.query(NUMBER);
    await db.query(POLICIES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const LINES = `
  -- Each line of the books as the statements ask for it. \`kind\`: of a reversal the kind of what it takes back, so that the gift it
  -- corrects is less in the line in which it was more. \`against\`: of money, what stands on the other side in the same fund, where
  -- that is one thing; a payment of wages and one of a bill are told apart by nothing else.
  CREATE VIEW statement_posting AS
    SELECT f.foundation, p.entry, p.line, e.day, date_trunc('month', e.day)::date AS month, p.fund, f.class, p.standard, p.account, coalesce(o.kind, e.kind) AS kind,
      CASE WHEN a.class = 'M' THEN (
        SELECT CASE WHEN min(x.role) = max(x.role) THEN min(x.role) ELSE '' END FROM posting c JOIN account x ON x.standard = c.standard AND x.code = c.account
        WHERE c.entry = p.entry AND c.fund = p.fund AND x.class NOT IN ('M', 'C')) END AS against,
      p.debit, p.place
    FROM posting p
    JOIN journal_entry e ON e.id = p.entry
    JOIN fund f ON f.id = p.fund
    JOIN account a ON a.standard = p.standard AND a.code = p.account
    LEFT JOIN journal_entry o ON o.id = e.reverses;
`;

const MONTHS = `
  -- Monthly roll-up of numbered entries, so that a statement of a million lines costs what one of ten thousand does.
  CREATE TABLE account_month (
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL,
    fund int NOT NULL REFERENCES fund,
    standard smallint NOT NULL,
    account text NOT NULL,
    kind text NOT NULL,
    against text NOT NULL,
    debit fen NOT NULL,
    credit fen NOT NULL,
    PRIMARY KEY (foundation, month, fund, account, kind, against, standard),
    FOREIGN KEY (standard, account) REFERENCES account (standard, code)
  );

  -- What the roll-up must be, added up anew: for entries that were there before it, and for the check that looks again.
  CREATE VIEW account_month_anew AS
    SELECT p.foundation, p.month, p.fund, p.standard, p.account, p.kind, coalesce(p.against, '') AS against,
      sum(GREATEST(0, p.debit))::fen AS debit, sum(GREATEST(0, -p.debit))::fen AS credit
    FROM statement_posting p WHERE NOT EXISTS (SELECT FROM entry_to_number q WHERE q.entry = p.entry AND q.foundation = p.foundation)
    GROUP BY p.foundation, p.month, p.fund, p.standard, p.account, p.kind, coalesce(p.against, '');

  INSERT INTO account_month (foundation, month, fund, standard, account, kind, against, debit, credit)
    SELECT foundation, month, fund, standard, account, kind, against, debit, credit FROM account_month_anew;

  -- Adds entries that have just been given their numbers.
  CREATE FUNCTION ledger_roll_up(taken bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO account_month AS m (foundation, month, fund, standard, account, kind, against, debit, credit)
      SELECT p.foundation, p.month, p.fund, p.standard, p.account, p.kind, coalesce(p.against, ''), sum(GREATEST(0, p.debit)), sum(GREATEST(0, -p.debit))
      FROM statement_posting p WHERE p.entry = ANY (taken) GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (foundation, month, fund, account, kind, against, standard)
      DO UPDATE SET debit = m.debit + excluded.debit, credit = m.credit + excluded.credit
  $$;
  REVOKE ALL ON FUNCTION ledger_roll_up FROM PUBLIC;
  GRANT SELECT ON statement_posting, account_month, account_month_anew TO sizhu_app;
`;

const NUMBER = `
  -- As in 0004-seal, and the roll-up of the statements grows with the numbers.
  CREATE OR REPLACE FUNCTION ledger_number(of_foundation int, most int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    head log_head;
    taken bigint[];
  BEGIN
    INSERT INTO log_head (foundation) VALUES (of_foundation) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM log_head WHERE foundation = of_foundation FOR UPDATE;
    taken := ARRAY (SELECT entry FROM entry_to_number WHERE foundation = of_foundation ORDER BY entry LIMIT most);
    IF cardinality(taken) = 0 THEN RETURN 0; END IF;
    DELETE FROM entry_to_number WHERE foundation = of_foundation AND entry = ANY (taken);
    PERFORM ledger_roll_up(taken);

    INSERT INTO fund_month AS m (foundation, fund, month, received, paid, received_count, paid_count)
      SELECT of_foundation, f.fund, date_trunc('month', f.day)::date,
        sum(GREATEST(0, f.money)), sum(GREATEST(0, -f.money)), count(*) FILTER (WHERE f.money > 0), count(*) FILTER (WHERE f.money < 0)
      FROM (SELECT fund, day, money FROM entry_fund WHERE entry = ANY (taken) AND money <> 0
            UNION ALL SELECT 0, day, sum(money) FROM entry_fund WHERE entry = ANY (taken) GROUP BY entry, day HAVING sum(money) <> 0) f
      GROUP BY 2, 3
    ON CONFLICT (foundation, fund, month) DO UPDATE SET received = m.received + excluded.received, paid = m.paid + excluded.paid,
      received_count = m.received_count + excluded.received_count, paid_count = m.paid_count + excluded.paid_count;

    WITH effect AS MATERIALIZED (
      SELECT entry, day, date_trunc('month', day)::date AS month, sum(money) AS money,
        CASE WHEN sum(money) > 0 THEN 'SR' WHEN sum(money) < 0 THEN 'PV'
          WHEN bool_and(money = 0 AND owed = 0 AND worth = 0) AND bool_or(promised <> 0) THEN 'CM' ELSE 'JV' END AS word
      FROM entry_fund WHERE entry = ANY (taken) GROUP BY entry, day
    ), heads AS (
      INSERT INTO voucher_head AS h (foundation, month, word, last) SELECT of_foundation, month, word, count(*) FROM effect GROUP BY month, word
      ON CONFLICT (foundation, month, word) DO UPDATE SET last = h.last + excluded.last RETURNING month, word, last
    ), numbered AS (
      SELECT e.*, h.last - count(*) OVER same + row_number() OVER (PARTITION BY e.month, e.word ORDER BY e.entry) AS serial,
        row_number() OVER (ORDER BY e.entry) AS place, sum(e.money) OVER (ORDER BY e.entry) AS so_far
      FROM effect e JOIN heads h USING (month, word) WINDOW same AS (PARTITION BY e.month, e.word)
    )
    INSERT INTO sealed_entry (foundation, number, entry, voucher, day, money, money_after)
      SELECT of_foundation, head.size + place, entry,
        word || '-' || to_char(day, 'YYYY-MM') || '-' || lpad(serial::text, GREATEST(4, length(serial::text)), '0'), day, money, head.money + so_far
      FROM numbered;
    UPDATE log_head SET size = head.size + cardinality(taken),
      money = head.money + (SELECT coalesce(sum(money), 0) FROM entry_fund WHERE entry = ANY (taken))
      WHERE foundation = of_foundation;
    RETURN cardinality(taken);
  END $$;
`;

const POLICIES = `
  -- Least spending and most management cost of a year, in per cent; bands and sums in fen (regulations §§ 3.1, 3.4, 11 F).
  INSERT INTO policy (rule, jurisdiction, from_day, to_day, value, source, status) VALUES
    ('spending-least-qualified', 'CN', '2016-09-01', '2024-09-04', 70, '慈善法（2016年）第六十条：具有公开募捐资格的基金会，年度慈善活动支出不低于上一年总收入或前三年收入平均数额的70%', 'needs-check'),
    ('management-most-qualified', 'CN', '2016-09-01', '2024-09-04', 10, '慈善法（2016年）第六十条：年度管理费用不超过当年总支出的10%', 'needs-check'),
    ('spending-least-qualified', 'CN', '2024-09-05', NULL, 70, '慈善法（2023年修正）第六十一条：具有公开募捐资格的基金会，年度慈善活动支出不低于上一年总收入或前三年收入平均数额的70%', 'confirmed'),
    ('management-most-qualified', 'CN', '2024-09-05', NULL, 10, '慈善法（2023年修正）第六十一条：年度管理费用不超过当年总支出的10%', 'confirmed'),
    ('net-assets-band-1', 'CN', '2016-09-01', NULL, 6000000000, '民发〔2016〕189号第八条：上年末净资产不低于6000万元', 'needs-check'),
    ('spending-least-band-1', 'CN', '2016-09-01', NULL, 6, '民发〔2016〕189号第八条第一项：年度慈善活动支出不低于上年末净资产的6%', 'needs-check'),
    ('management-most-band-1', 'CN', '2016-09-01', NULL, 12, '民发〔2016〕189号第八条第一项：年度管理费用不高于当年总支出的12%', 'needs-check'),
    ('net-assets-band-2', 'CN', '2016-09-01', NULL, 800000000, '民发〔2016〕189号第八条：上年末净资产不低于800万元、低于6000万元', 'needs-check'),
    ('spending-least-band-2', 'CN', '2016-09-01', NULL, 6, '民发〔2016〕189号第八条第二项：年度慈善活动支出不低于上年末净资产的6%', 'needs-check'),
    ('management-most-band-2', 'CN', '2016-09-01', NULL, 13, '民发〔2016〕189号第八条第二项：年度管理费用不高于当年总支出的13%', 'needs-check'),
    ('net-assets-band-3', 'CN', '2016-09-01', NULL, 400000000, '民发〔2016〕189号第八条：上年末净资产不低于400万元、低于800万元', 'needs-check'),
    ('spending-least-band-3', 'CN', '2016-09-01', NULL, 7, '民发〔2016〕189号第八条第三项：年度慈善活动支出不低于上年末净资产的7%', 'needs-check'),
    ('management-most-band-3', 'CN', '2016-09-01', NULL, 15, '民发〔2016〕189号第八条第三项：年度管理费用不高于当年总支出的15%', 'needs-check'),
    ('spending-least-band-4', 'CN', '2016-09-01', NULL, 8, '民发〔2016〕189号第八条第四项：上年末净资产低于400万元的，年度慈善活动支出不低于上年末净资产的8%', 'needs-check'),
    ('management-most-band-4', 'CN', '2016-09-01', NULL, 20, '民发〔2016〕189号第八条第四项：上年末净资产低于400万元的，年度管理费用不高于当年总支出的20%', 'needs-check'),
    ('management-free-below', 'CN', '2016-09-01', NULL, 20000000, '民发〔2016〕189号第十一条：年度管理费用低于20万元的，不受比例限制', 'needs-check'),
    ('tax-spending-least-qualified', 'CN', '2020-01-01', NULL, 70, '财政部 税务总局 民政部公告2020年第27号：有公开募捐资格的，前两年每年公益慈善支出不低于上年总收入的70%', 'needs-check'),
    ('tax-management-most-qualified', 'CN', '2020-01-01', NULL, 10, '财政部 税务总局 民政部公告2020年第27号：管理费用不超过当年总支出的10%', 'needs-check'),
    ('tax-spending-least', 'CN', '2020-01-01', NULL, 8, '财政部 税务总局 民政部公告2020年第27号：没有公开募捐资格的，前两年每年公益慈善支出不低于上年末净资产的8%', 'needs-check'),
    ('tax-management-most', 'CN', '2020-01-01', NULL, 12, '财政部 税务总局 民政部公告2020年第27号：管理费用不超过当年总支出的12%', 'needs-check'),
    ('fundraising-most-draft', 'CN', '2026-01-01', NULL, 3, '关于慈善组织开展慈善活动年度支出、管理费用和募捐成本的规定（2025年11月征求意见稿）：募捐成本不超过当年募捐收入的3%；正式文本尚未核对，只供参考', 'needs-check');
`;
