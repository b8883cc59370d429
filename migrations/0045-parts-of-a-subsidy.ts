import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One transfer may bring what two payers owe, or what is owed for two years; and what was counted wrongly is taken back. */
export class PartsOfASubsidy0000000000045 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RECEIPTS);
    await db.query(DECISIONS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RECEIPTS = `
  -- A part of a subsidy in the books that counts for what a payer owes of a year.
  ALTER TABLE entitlement_receipt DROP CONSTRAINT a_subsidy_counts_for_one_entitlement;
  ALTER TABLE entitlement_receipt ADD COLUMN id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ADD COLUMN sum fen CONSTRAINT what_counts_is_a_sum CHECK (sum > 0), ADD UNIQUE (id, foundation, fund);
  UPDATE entitlement_receipt r SET sum = x.money FROM entry_fund x WHERE x.entry = r.entry AND x.fund = r.fund;
  ALTER TABLE entitlement_receipt ALTER COLUMN sum SET NOT NULL;
  CREATE INDEX entitlement_receipt_of ON entitlement_receipt (entry);
  CREATE TABLE entitlement_receipt_withdrawal (
    receipt int NOT NULL CONSTRAINT what_was_counted_is_taken_back_once PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    why text NOT NULL CONSTRAINT what_is_taken_back_says_why CHECK (why ~ '[^[:space:]]'),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL,
    FOREIGN KEY (receipt, foundation, fund) REFERENCES entitlement_receipt (id, foundation, fund)
  );

  DROP VIEW open_subsidy, entitlement_received;
  -- What counts for it; a subsidy that was taken back does not, nor what was counted wrongly.
  CREATE VIEW entitlement_received AS
    SELECT r.id, r.entry, r.foundation, r.fund, r.year, r.payer, x.day, r.sum AS money, r.recorded_by, r.recorded_at FROM entitlement_receipt r JOIN entry_fund x ON x.entry = r.entry AND x.fund = r.fund
    WHERE NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry) AND NOT EXISTS (SELECT FROM entitlement_receipt_withdrawal w WHERE w.receipt = r.id);
  -- Subsidies of programme funds that came through the bank, stand on its statement and were not taken back, with what of them counts for no entitlement yet.
  CREATE VIEW open_subsidy AS
    SELECT * FROM (
      SELECT x.entry, x.foundation, x.fund, x.day, (x.money - coalesce((SELECT sum(r.money) FROM entitlement_received r WHERE r.entry = x.entry), 0))::bigint AS money FROM fund_kind k
        JOIN entry_fund x ON x.fund = k.fund AND x.money > 0 JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('subsidy', 'receivable received')
      WHERE k.kind = 'programme' AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = x.entry) AND EXISTS (SELECT FROM matched_posting m WHERE m.entry = x.entry)) o
    WHERE o.money > 0;

  -- Whoever counts holds the fund's guard row, so that two do not count the same money.
  CREATE OR REPLACE FUNCTION judge_entitlement_receipt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    left_of_it bigint;
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund = NEW.fund FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM entitlement_in_force e WHERE e.fund = NEW.fund AND e.year = NEW.year) THEN PERFORM refuse('an_entitlement_is_confirmed_before_it_is_met'); END IF;
    SELECT o.money INTO left_of_it FROM open_subsidy o WHERE o.entry = NEW.entry AND o.fund = NEW.fund AND o.foundation = NEW.foundation;
    IF left_of_it IS NULL THEN PERFORM refuse('an_entitlement_is_met_by_matched_subsidies'); END IF;
    IF NEW.sum > left_of_it THEN PERFORM refuse('a_subsidy_counts_for_no_more_than_it_brought'); END IF;
    RETURN NEW;
  END $$;
`;

const DECISIONS = `
  -- The days of an entitlement are added up while nobody adds one.
  CREATE OR REPLACE FUNCTION judge_entitlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM entitlement WHERE id = NEW.entitlement FOR UPDATE;
    IF NEW.confirmed AND EXISTS (
      SELECT FROM entitlement e CROSS JOIN LATERAL (SELECT coalesce(sum(d.sum) FILTER (WHERE d.payer = 'city'), 0) AS city, coalesce(sum(d.sum) FILTER (WHERE d.payer = 'district'), 0) AS district FROM entitlement_due d WHERE d.entitlement = e.id) x
      WHERE e.id = NEW.entitlement AND (x.city <> e.city OR x.district <> e.district)) THEN
      PERFORM refuse('the_days_of_an_entitlement_add_up');
    END IF;
    RETURN NEW;
  END $$;
  CREATE OR REPLACE FUNCTION a_confirmed_entitlement_keeps_its_days() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM entitlement WHERE id = NEW.entitlement FOR KEY SHARE;
    IF EXISTS (SELECT FROM entitlement_decision WHERE entitlement = NEW.entitlement) THEN PERFORM refuse('a_confirmed_entitlement_keeps_its_days'); END IF;
    RETURN NEW;
  END $$;
`;

const RIGHTS = `
  GRANT SELECT ON entitlement_received, open_subsidy TO sizhu_app;
  GRANT SELECT, INSERT ON entitlement_receipt_withdrawal TO sizhu_app;
`;
