import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What reading the books in public needs: nothing here is a fact of its own but the answers of the checks. */
export class Disclosure0000000000008 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- "What was paid" of a fund of a million gifts, newest first. Gifts themselves are found by entry_fund_newest: only what
      -- a fund spends pays for this index.
      CREATE INDEX entry_fund_paid ON entry_fund (fund, entry DESC) INCLUDE (day, money, money_after) WHERE money < 0;

      -- A month of a fund is read from the index alone.
      DROP INDEX entry_fund_day;
      CREATE INDEX entry_fund_day ON entry_fund (fund, day, entry) INCLUDE (money);

      -- The same two questions asked of the whole foundation; and a gift that is looked for by its day and sum.
      CREATE INDEX sealed_entry_paid ON sealed_entry (foundation, number DESC) WHERE money < 0;
      CREATE INDEX sealed_entry_day ON sealed_entry (foundation, day, money, number);

      -- Receivables and goods stand beneath the four pillars. Few lines touch them, none of a gift by card.
      CREATE INDEX posting_beside_money ON posting (fund, account) INCLUDE (entry, debit) WHERE account IN ('1122', '1201');

      -- The sums of a fund as far as it is sealed: what the public pages show adds up with the rows they show.
      CREATE VIEW fund_sealed AS
        SELECT b.foundation, b.fund, b.class,
          (b.money - coalesce(w.money, 0))::bigint AS money, (b.owed - coalesce(w.owed, 0))::bigint AS owed,
          (b.promised - coalesce(w.promised, 0))::bigint AS promised, (b.worth - coalesce(w.worth, 0))::bigint AS worth
        FROM fund_balance b
        LEFT JOIN (SELECT x.fund, sum(x.money) AS money, sum(x.owed) AS owed, sum(x.promised) AS promised, sum(x.worth) AS worth
                   FROM entry_to_number q JOIN entry_fund x ON x.entry = q.entry GROUP BY x.fund) w ON w.fund = b.fund;

      -- Each full run of the named checks, with all it found; the public page shows the newest one and its time.
      CREATE TABLE verification_run (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        finished_at timestamptz NOT NULL,
        -- [{ "name": …, "offences": [{ "foundation": …, "entry": …, "detail": … }] }], one for each check, none left out
        answers jsonb NOT NULL
      );

      GRANT SELECT ON fund_sealed TO sizhu_app;
      GRANT SELECT, INSERT ON verification_run TO sizhu_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE verification_run;
      DROP VIEW fund_sealed;
      DROP INDEX entry_fund_paid, sealed_entry_paid, sealed_entry_day, posting_beside_money, entry_fund_day;
      CREATE INDEX entry_fund_day ON entry_fund (fund, day, entry);
    `);
  }
}
