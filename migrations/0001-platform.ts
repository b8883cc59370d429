import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often somebody has knocked. Worth nothing after a crash, so it is kept out of the write-ahead log. */
export class Platform0000000000001 implements MigrationInterface {
  async up(query: QueryRunner): Promise<void> {
    await query.query(`
      CREATE UNLOGGED TABLE throttle_hit (
        key text PRIMARY KEY,
        hits int NOT NULL,
        expires_at timestamptz NOT NULL,
        blocked_until timestamptz);
      CREATE INDEX throttle_hit_by_expiry ON throttle_hit (expires_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON throttle_hit TO sizhu_app;
    `);
  }

  async down(query: QueryRunner): Promise<void> {
    await query.query('DROP TABLE throttle_hit');
  }
}
