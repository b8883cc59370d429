import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The account that a statement says it is of, so that the next one is not imported at another place. */
export class StatementAccount0000000000018 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(ACCOUNT);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const ACCOUNT = `
  -- number of the account, where the file says it
  ALTER TABLE bank_statement ADD COLUMN account text;
`;
