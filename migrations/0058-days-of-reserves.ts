import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reserve is set aside on a day that has come, by a resolution that was taken by then, and dissolved later by another. */
export class DaysOfReserves0000000000058 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RESERVES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RESERVES = `
  CREATE FUNCTION refuse_day_of_reserve(on_day date, its_resolution int, at_time timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
  BEGIN
    IF on_day > (at_time AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_reserve_is_of_a_day_that_has_come'); END IF;
    IF on_day < (SELECT day FROM resolution WHERE id = its_resolution) THEN PERFORM refuse('a_reserve_follows_its_resolution'); END IF;
  END $$;
  -- as before, and on a day that can be
  CREATE OR REPLACE FUNCTION reserve_open(of_foundation int, its_code text, its_name text, its_english_name text, on_day date, its_purpose text, its_english_purpose text, its_resolution int, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE opened int;
  BEGIN
    PERFORM refuse_day_of_reserve(on_day, its_resolution, at_time);
    opened := ledger_open_fund(of_foundation, its_code, 'designated', its_name, its_english_name, on_day);
    INSERT INTO reserve (fund, foundation, resolution, majority, purpose, english_purpose, opened_by, opened_at)
      VALUES (opened, of_foundation, its_resolution, coalesce((SELECT majority FROM resolution_confirmation WHERE resolution = its_resolution), 'none'), its_purpose, its_english_purpose, by_person, at_time);
    RETURN opened;
  END $$;
  CREATE OR REPLACE FUNCTION reserve_dissolve(of_foundation int, its_fund int, on_day date, its_reason text, its_resolution int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE held fund_balance;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund AND foundation = of_foundation FOR NO KEY UPDATE;
    PERFORM refuse_day_of_reserve(on_day, its_resolution, at_time);
    IF EXISTS (SELECT FROM reserve WHERE fund = its_fund AND resolution = its_resolution) THEN PERFORM refuse('a_reserve_is_dissolved_by_a_resolution_of_its_own'); END IF;
    IF on_day < (SELECT opened_on FROM fund WHERE id = its_fund) THEN PERFORM refuse('a_reserve_is_dissolved_after_it_was_set_aside'); END IF;
    IF (held.money, held.owed, held.promised, held.worth) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint) THEN PERFORM refuse('a_reserve_is_dissolved_at_zero'); END IF;
    INSERT INTO reserve_end (fund, foundation, resolution, majority) VALUES (its_fund, of_foundation, its_resolution, coalesce((SELECT majority FROM resolution_confirmation WHERE resolution = its_resolution), 'none'));
    INSERT INTO fund_closing VALUES (its_fund, on_day, its_reason, by_person, at_time);
  END $$;
  REVOKE ALL ON FUNCTION refuse_day_of_reserve FROM PUBLIC;
`;
