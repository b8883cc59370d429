import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that a signed opening balance brought: it was there before the books, and is no receipt. */
export class OpeningMoney0000000000026 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(OPENED);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const OPENED = `
  -- By fund, and under fund 0 for the foundation, like the roll-up by month out of which it is taken.
  CREATE VIEW opening_money AS
    SELECT s.foundation, coalesce(x.fund, 0) AS fund, date_trunc('month', s.day)::date AS month, s.day, sum(x.money)::bigint AS money
    FROM opening_signature o JOIN sealed_entry s ON s.entry = o.entry JOIN entry_fund x ON x.entry = o.entry
    GROUP BY s.foundation, s.day, GROUPING SETS ((x.fund), ()) HAVING sum(x.money) <> 0;
  -- What of a month's roll-up really moved, beside what was carried in.
  CREATE VIEW fund_movement AS
    SELECT m.foundation, m.fund, m.month, o.day AS opened, coalesce(o.money, 0) AS carried,
      m.received - GREATEST(0, coalesce(o.money, 0)) AS received, m.received_count - (coalesce(o.money, 0) > 0)::int AS received_count,
      m.paid - GREATEST(0, -coalesce(o.money, 0)) AS paid, m.paid_count - (coalesce(o.money, 0) < 0)::int AS paid_count
    FROM fund_month m LEFT JOIN opening_money o ON o.foundation = m.foundation AND o.fund = m.fund AND o.month = m.month;
  GRANT SELECT ON fund_movement TO sizhu_app;
`;
