import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A relation is one for as long as it holds, from whichever side it is entered. */
export class RelationsOnce0000000000019 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION a_relation_is_entered_once() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended('parties of ' || NEW.foundation, 0)); -- whoever enters the same at once waits
        IF EXISTS (
          SELECT FROM relation_time r WHERE r.foundation = NEW.foundation AND r.kind = NEW.kind
            AND ((r.a, r.b) = (NEW.a, NEW.b) OR (NEW.kind = 'family' AND (r.a, r.b) = (NEW.b, NEW.a)))
            AND r.from_day <= coalesce(NEW.to_day, 'infinity') AND NEW.from_day <= coalesce(r.to_day, 'infinity')) THEN
          PERFORM refuse('a_relation_is_entered_once');
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER a_relation_is_entered_once BEFORE INSERT ON relation FOR EACH ROW EXECUTE FUNCTION a_relation_is_entered_once();
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}
