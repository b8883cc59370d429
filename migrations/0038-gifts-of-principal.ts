import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A gift to a preserved fund says whether it is to be kept; then it is booked as principal, and the floor of the fund rises by it. */
export class GiftsOfPrincipal0000000000038 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(PRINCIPAL);
    await db.query(BOOKED);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const PRINCIPAL = `
  ALTER TABLE offline_gift
    -- 本金不动: the giver wants it kept for good
    ADD principal boolean NOT NULL DEFAULT false,
    ADD kept_in text GENERATED ALWAYS AS (CASE WHEN principal THEN 'preserved' END) STORED,
    ADD CONSTRAINT principal_is_given_to_a_preserved_fund FOREIGN KEY (fund, kept_in) REFERENCES fund (id, class),
    ADD CONSTRAINT principal_comes_by_the_bank CHECK (NOT principal OR way IN ('transfer', 'cheque'));
`;

const BOOKED = `
  CREATE OR REPLACE FUNCTION offline_gift_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it offline_gift;
    first cash_count;
    second cash_count;
    large numeric;
  BEGIN
    SELECT * INTO it FROM offline_gift WHERE id = NEW.gift FOR NO KEY UPDATE;
    IF NEW.what = 'bounced' AND (it.way <> 'cheque' OR NOT EXISTS (SELECT 1 FROM cheque_handing WHERE gift = it.id)) THEN PERFORM refuse('only_a_cheque_at_the_bank_bounces'); END IF;
    IF NEW.what <> 'booked' THEN RETURN NEW; END IF;
    IF it.way = 'cash' THEN
      SELECT * INTO second FROM cash_count WHERE gift = it.id ORDER BY round DESC, turn DESC LIMIT 1;
      SELECT * INTO first FROM cash_count WHERE gift = it.id AND round = second.round AND turn = 1;
      IF second.turn IS DISTINCT FROM 2 OR first.person = second.person OR first.pieces <> second.pieces OR second.sum <> NEW.sum OR NEW.by_person <> second.person THEN
        PERFORM refuse('cash_is_booked_when_two_counts_agree');
      END IF;
      SELECT p.value INTO large FROM policy p JOIN foundation f ON f.id = it.foundation
        WHERE p.rule = 'large-cash-gift' AND it.day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
        ORDER BY length(p.jurisdiction) DESC LIMIT 1;
      IF NEW.sum >= large AND it.identity_note IS NULL THEN PERFORM refuse('a_large_cash_gift_says_who_brings_it'); END IF;
    ELSE
      IF it.recorded_by = NEW.by_person THEN PERFORM refuse('whoever_records_a_gift_does_not_book_it'); END IF;
      IF it.way IN ('goods', 'service') AND it.sum <> NEW.sum THEN PERFORM refuse('a_gift_is_booked_as_it_was_recorded'); END IF;
    END IF;
    IF NOT EXISTS (
      SELECT 1 FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.fund = it.fund AND p.debit = NEW.sum
      WHERE e.id = NEW.entry AND e.foundation = it.foundation AND e.kind = CASE it.way WHEN 'cash' THEN 'cash gift' WHEN 'transfer' THEN CASE WHEN it.principal THEN 'principal gift' ELSE 'bank gift' END
        WHEN 'cheque' THEN CASE WHEN it.principal THEN 'principal gift' ELSE 'bank gift' END WHEN 'goods' THEN 'goods gift' WHEN 'service' THEN 'donated service' WHEN 'subsidy' THEN 'subsidy' ELSE 'service income' END) THEN
      PERFORM refuse('a_gift_is_booked_as_it_was_recorded');
    END IF;
    RETURN NEW;
  END $$;
`;
