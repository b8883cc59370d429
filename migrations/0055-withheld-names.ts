import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An enterprise that no longer lets its sums be known is named beside none of them any more (CL 82; regulations J3). */
export class WithheldNames0000000000055 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(LAW);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const LAW = `
  -- Entries that name an enterprise beside a sum which it does not let be known on a day.
  CREATE FUNCTION names_to_withhold(on_day date) RETURNS TABLE (entry bigint, enterprise int) LANGUAGE sql STABLE AS $$
    WITH withheld AS (
      SELECT a.id AS agreement, a.foundation, a.enterprise FROM profit_agreement a
      WHERE coalesce((SELECT c.level FROM enterprise_consent c WHERE c.enterprise = a.enterprise AND c.from_day <= on_day ORDER BY c.from_day DESC, c.id DESC LIMIT 1), 'nothing') NOT IN ('sums', 'figures')
        -- nobody reaches back to a day before the newest consent was written down
        AND on_day >= coalesce((SELECT max((c.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) FROM enterprise_consent c WHERE c.enterprise = a.enterprise), '-infinity'))
    SELECT w.entry, t.enterprise FROM withheld t JOIN profit_receipt r ON r.agreement = t.agreement JOIN entry_words w ON w.entry = r.entry AND w.party IS NOT NULL
    UNION ALL
    SELECT w.entry, t.enterprise FROM withheld t JOIN journal_entry e ON e.foundation = t.foundation AND e.source LIKE 'profit-share:' || t.agreement || ':%' JOIN entry_words w ON w.entry = e.id AND w.party IS NOT NULL
  $$;

  -- The sum stays and so does the voucher, its line of the bank and whose share it is; the name beside it goes. The log holds a commitment alone, so no proof breaks.
  CREATE FUNCTION withhold_names(on_day date) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE removed int;
  BEGIN
    UPDATE entry_words SET party = NULL, party_salt = NULL WHERE entry IN (SELECT n.entry FROM names_to_withhold(on_day) n);
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
  END $$;
  REVOKE ALL ON FUNCTION names_to_withhold, withhold_names FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION names_to_withhold, withhold_names TO sizhu_app;
`;
