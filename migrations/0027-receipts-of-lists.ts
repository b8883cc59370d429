import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A gift of a list may have its fiscal receipt too. */
export class ReceiptsOfLists0000000000027 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CHANNELS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CHANNELS = `
  ALTER TABLE payment DROP CONSTRAINT a_gift_comes_by_a_known_channel, ADD CONSTRAINT a_gift_comes_by_a_known_channel
    CHECK (channel IN ('online', 'transfer', 'counter', 'box', 'event', 'cheque', 'goods', 'service', 'platform', 'collection'));
`;
