import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What funds received and paid by kind of entry, month by month: what their public statements are made of. */
export class Programmes0000000000036 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FLOWS);
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
