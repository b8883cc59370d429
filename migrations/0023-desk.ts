import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the desk asks each time it is opened, and what people look for there, is found without reading whole tables. */
export class Desk0000000000023 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(INDEXES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const INDEXES = `
  -- the last digits of a telephone number, backwards
  CREATE INDEX donor_by_phone_tail ON donor (reverse(phone) text_pattern_ops) WHERE phone IS NOT NULL;
  -- nearly always few
  CREATE INDEX journal_entry_unidentified ON journal_entry (foundation) WHERE kind = 'unidentified receipt';
  CREATE INDEX payment_not_as_asked ON payment (foundation) WHERE not_as_asked IS NOT NULL;
  CREATE INDEX gift_batch_line_of_a_donor ON gift_batch_line (donor) WHERE donor IS NOT NULL;
`;
