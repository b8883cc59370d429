import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cash is counted down to the coins of fen; goods of a gift that was reversed are not given out, whoever reversed it. */
export class CoinsAndGoods0000000000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(COINS);
    await db.query(GOODS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const COINS = `
  -- 5, 2 and 1 fen stand behind the eight larger ones, and may be left out where there are none.
  CREATE OR REPLACE FUNCTION cash_sum(pieces int[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pieces[1] * 10000::bigint + pieces[2] * 5000::bigint + pieces[3] * 2000::bigint + pieces[4] * 1000::bigint + pieces[5] * 500::bigint + pieces[6] * 100::bigint + pieces[7] * 50::bigint + pieces[8] * 10::bigint
      + coalesce(pieces[9], 0) * 5::bigint + coalesce(pieces[10], 0) * 2::bigint + coalesce(pieces[11], 0)::bigint
  $$;
  ALTER TABLE cash_count DROP CONSTRAINT a_count_names_pieces;
  ALTER TABLE cash_count ADD CONSTRAINT a_count_names_pieces CHECK (cardinality(pieces) IN (8, 11) AND array_lower(pieces, 1) = 1 AND 0 <= ALL (pieces) AND array_position(pieces, NULL) IS NULL AND cash_sum(pieces) > 0);
`;

const GOODS = `
  -- As before; what a voucher has reversed is not in stock either.
  CREATE OR REPLACE FUNCTION goods_are_issued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM offline_gift WHERE id = NEW.gift AND way = 'goods' FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM offline_gift_end WHERE gift = NEW.gift AND what = 'booked')
      OR EXISTS (SELECT 1 FROM offline_gift_end x JOIN journal_entry r ON r.reverses = x.entry WHERE x.gift = NEW.gift) THEN
      PERFORM refuse('only_goods_in_stock_are_issued');
    END IF;
    IF NEW.sum + (SELECT coalesce(sum(i.sum), 0) FROM goods_issue i WHERE i.gift = NEW.gift) > (SELECT e.sum FROM offline_gift_end e WHERE e.gift = NEW.gift) THEN
      PERFORM refuse('no_more_goods_are_issued_than_were_given');
    END IF;
    RETURN NEW;
  END $$;
`;
