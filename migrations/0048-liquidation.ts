import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A foundation in liquidation finishes what it has begun, and begins nothing (CL 18; Civil Code art. 72). */
export class Liquidation0000000000048 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(LAW);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const LAW = `
  -- What it owes it pays, what it has promised it keeps, and what liquidating costs is a cost; nothing else is chosen any more.
  CREATE FUNCTION a_liquidation_begins_nothing_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF life_of(NEW.foundation) IN ('liquidating', 'ended') THEN PERFORM refuse('a_liquidation_begins_nothing_new'); END IF;
    RETURN NULL;
  END $$;
  REVOKE ALL ON FUNCTION a_liquidation_begins_nothing_new FROM PUBLIC;
  CREATE TRIGGER a_liquidation_begins_nothing_new AFTER INSERT ON journal_entry
    FOR EACH ROW WHEN (NEW.kind IN ('promise', 'advance', 'fixed asset bought', 'investment bought', 'spin-off')) EXECUTE FUNCTION a_liquidation_begins_nothing_new();
`;
