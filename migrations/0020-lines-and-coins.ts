import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A line of the bank may be recorded anew when the gift that was recorded from it came to nothing; and coins of fen are counted. */
export class LinesAndCoins0000000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(LINES);
    await db.query(COINS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const LINES = `
  ALTER TABLE offline_gift DROP CONSTRAINT a_bank_line_is_recorded_once;
  CREATE INDEX offline_gift_of_a_line ON offline_gift (line) WHERE line IS NOT NULL;

  -- One gift a line that stands: what was withdrawn or reversed leaves the line to the right one.
  CREATE FUNCTION a_bank_line_is_recorded_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    -- one after the other: two people must not record the same line
    PERFORM 1 FROM bank_line WHERE id = NEW.line FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM offline_gift g LEFT JOIN offline_gift_end e ON e.gift = g.id WHERE g.line = NEW.line AND (e.what IS NULL OR e.what = 'booked')
        AND NOT EXISTS (SELECT 1 FROM offline_gift_reversal r WHERE r.gift = g.id)) THEN
      PERFORM refuse('a_bank_line_is_recorded_once');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_bank_line_is_recorded_once BEFORE INSERT ON offline_gift FOR EACH ROW WHEN (NEW.line IS NOT NULL) EXECUTE FUNCTION a_bank_line_is_recorded_once();
  REVOKE ALL ON FUNCTION a_bank_line_is_recorded_once FROM PUBLIC;
`;

const COINS = `
  -- 5, 2 and 1 fen stand behind the eight larger ones, and may be left out where there are none.
  CREATE OR REPLACE FUNCTION cash_sum(pieces int[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pieces[1] * 10000::bigint + pieces[2] * 5000::bigint + pieces[3] * 2000::bigint + pieces[4] * 1000::bigint + pieces[5] * 500::bigint + pieces[6] * 100::bigint + pieces[7] * 50::bigint + pieces[8] * 10::bigint
      + coalesce(pieces[9], 0) * 5::bigint + coalesce(pieces[10], 0) * 2::bigint + coalesce(pieces[11], 0)::bigint
  $$;
  ALTER TABLE cash_count DROP CONSTRAINT a_count_names_pieces;
  ALTER TABLE cash_count ADD CONSTRAINT a_count_names_pieces CHECK (cardinality(pieces) IN (8, 11) AND array_lower(pieces, 1) = 1 AND 0 <= ALL (pieces) AND array_position(pieces, NULL) IS NULL AND cash_sum(pieces) > 0);
`;
