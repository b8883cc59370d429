import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Unidentified money goes back to who sent it: by a payment that names its receipt, as one that pays a cost names the cost. */
export class MoneyGivenBack0000000000028 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(OWED);
    await db.query(IDENTIFICATION);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const OWED = `
  -- What is still owed by an accepted cost, or by an unidentified receipt that nobody has explained, after the payments that name it.
  CREATE OR REPLACE FUNCTION owed_by_cost(its_entry bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM money_identification i WHERE i.receipt = its_entry) THEN 0 ELSE (SELECT sum(x.owed) FROM entry_fund x WHERE x.entry = its_entry)::bigint END - coalesce((
      SELECT sum((p.lines -> 0 ->> 'debit')::bigint) FROM voucher_proposal p JOIN voucher_decision d ON d.proposal = p.id AND d.decision = 'approved'
      WHERE p.pays = its_entry AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = d.entry)), 0)::bigint
  $$;
`;

const IDENTIFICATION = `
  -- As before, and what was given back explains nothing any more. Both post to the general fund, so the second sees the first.
  CREATE OR REPLACE FUNCTION judge_identification() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM voucher_maker v WHERE v.entry = NEW.receipt AND v.maker = NEW.identified_by) THEN PERFORM refuse('who_booked_it_does_not_identify_it'); END IF;
    IF NOT EXISTS (
      SELECT FROM journal_entry r JOIN journal_entry e ON e.foundation = r.foundation
      WHERE r.id = NEW.receipt AND e.id = NEW.entry AND r.foundation = NEW.foundation AND r.kind = 'unidentified receipt' AND e.kind = 'money identified'
        AND (SELECT sum(p.debit) FROM posting p WHERE p.entry = r.id AND p.account = '220901') = -(SELECT sum(p.debit) FROM posting p WHERE p.entry = e.id AND p.account = '220901')) THEN
      PERFORM refuse('an_identification_takes_the_whole_receipt');
    END IF;
    IF NOT EXISTS (SELECT FROM money_identification i WHERE i.receipt = NEW.receipt) AND owed_by_cost(NEW.receipt) <> (SELECT sum(x.owed) FROM entry_fund x WHERE x.entry = NEW.receipt) THEN
      PERFORM refuse('money_given_back_is_not_identified');
    END IF;
    RETURN NEW;
  END $$;
`;
