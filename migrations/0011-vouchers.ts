import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who made a voucher 凭证. An entry without a row here was made by the system: the fact it rests on says who did what. */
export class Vouchers0000000000011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE voucher_maker (
        entry bigint PRIMARY KEY REFERENCES journal_entry,
        foundation int NOT NULL REFERENCES foundation,
        maker int NOT NULL REFERENCES person,
        CONSTRAINT a_voucher_has_one_maker UNIQUE (entry, maker)
      );
      CREATE INDEX voucher_maker_by_person ON voucher_maker (foundation, maker);
      CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher_maker EXECUTE FUNCTION the_books_are_never_rewritten();
      GRANT SELECT, INSERT ON voucher_maker TO sizhu_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}
