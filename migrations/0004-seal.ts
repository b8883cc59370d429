import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Numbers, leaves, tree and checkpoints: what makes the books provable. Posting never waits for any of it. */
export class Seal0000000000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- How far a foundation's log goes: entries that have their number, and of those, entries that are in the tree.
      CREATE TABLE log_head (
        foundation int PRIMARY KEY REFERENCES foundation,
        size bigint NOT NULL DEFAULT 0,
        hashed bigint NOT NULL DEFAULT 0,
        money fen NOT NULL DEFAULT 0,
        CONSTRAINT only_numbered_entries_are_hashed CHECK (hashed <= size)
      );

      CREATE TABLE voucher_head (
        foundation int NOT NULL REFERENCES foundation,
        month date NOT NULL,
        word text NOT NULL CHECK (word IN ('SR', 'PV', 'JV', 'CM')),
        last int NOT NULL,
        PRIMARY KEY (foundation, month, word)
      );

      -- Log numbers are gapless a foundation, voucher numbers 凭证号 gapless a foundation, month and letter word:
      -- 收 SR, 付 PV, 转 JV; CM for promises, which stand outside the statements.
      CREATE TABLE sealed_entry (
        foundation int NOT NULL,
        number bigint NOT NULL,
        entry bigint NOT NULL,
        voucher text NOT NULL,
        day date NOT NULL,
        -- what the entry did to the money of the whole foundation, and what it held afterwards
        money fen NOT NULL,
        money_after fen NOT NULL,
        PRIMARY KEY (foundation, number),
        CONSTRAINT an_entry_has_one_number UNIQUE (entry),
        CONSTRAINT a_voucher_number_is_given_once UNIQUE (foundation, voucher)
      );

      -- Monthly roll-up of numbered entries, so that a page of a long ledger costs what a page of a short one does.
      -- Fund 0 is the foundation as a whole: transfers between its funds drop out there.
      CREATE TABLE fund_month (
        foundation int NOT NULL REFERENCES foundation,
        fund int NOT NULL,
        month date NOT NULL,
        received fen NOT NULL,
        paid fen NOT NULL,
        received_count int NOT NULL,
        paid_count int NOT NULL,
        PRIMARY KEY (foundation, fund, month)
      );

      CREATE TABLE log_leaf (
        foundation int NOT NULL,
        number bigint NOT NULL,
        leaf bytea NOT NULL CHECK (length(leaf) = 32),
        PRIMARY KEY (foundation, number)
      );

      -- Perfect subtrees of the RFC 6962 tree, level 1 and up; a proof is folded from O(log n) of them.
      CREATE TABLE log_node (
        foundation int NOT NULL REFERENCES foundation,
        level smallint NOT NULL CHECK (level >= 1),
        index bigint NOT NULL CHECK (index >= 0),
        hash bytea NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (foundation, level, index)
      );

      CREATE TABLE checkpoint (
        foundation int NOT NULL REFERENCES foundation,
        size bigint NOT NULL,
        root bytea NOT NULL CHECK (length(root) = 32),
        note text NOT NULL,
        signed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (foundation, size)
      );
    `);
    for (const table of ['sealed_entry', 'log_leaf', 'log_node', 'checkpoint'])
      await db.query(`CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten()`);
    await db.query(`
      -- Gives up to $2 waiting entries their numbers. The head's row lock lets one numberer at a time into a foundation;
      -- the statement after it sees all that the one before committed. Entries are taken in the order of their ids, which
      -- within a fund is the order of their commits, so that running balances and numbers tell the same story.
      CREATE FUNCTION ledger_number(of_foundation int, most int) RETURNS int
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        head log_head;
        taken bigint[];
      BEGIN
        INSERT INTO log_head (foundation) VALUES (of_foundation) ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM log_head WHERE foundation = of_foundation FOR UPDATE;
        taken := ARRAY (SELECT entry FROM entry_to_number WHERE foundation = of_foundation ORDER BY entry LIMIT most);
        IF cardinality(taken) = 0 THEN RETURN 0; END IF;
        DELETE FROM entry_to_number WHERE foundation = of_foundation AND entry = ANY (taken);

        INSERT INTO fund_month AS m (foundation, fund, month, received, paid, received_count, paid_count)
          SELECT of_foundation, f.fund, date_trunc('month', f.day)::date,
            sum(GREATEST(0, f.money)), sum(GREATEST(0, -f.money)), count(*) FILTER (WHERE f.money > 0), count(*) FILTER (WHERE f.money < 0)
          FROM (SELECT fund, day, money FROM entry_fund WHERE entry = ANY (taken) AND money <> 0
                UNION ALL SELECT 0, day, sum(money) FROM entry_fund WHERE entry = ANY (taken) GROUP BY entry, day HAVING sum(money) <> 0) f
          GROUP BY 2, 3
        ON CONFLICT (foundation, fund, month) DO UPDATE SET received = m.received + excluded.received, paid = m.paid + excluded.paid,
          received_count = m.received_count + excluded.received_count, paid_count = m.paid_count + excluded.paid_count;

        WITH effect AS MATERIALIZED (
          SELECT entry, day, date_trunc('month', day)::date AS month, sum(money) AS money,
            CASE WHEN sum(money) > 0 THEN 'SR' WHEN sum(money) < 0 THEN 'PV'
              WHEN bool_and(money = 0 AND owed = 0 AND worth = 0) AND bool_or(promised <> 0) THEN 'CM' ELSE 'JV' END AS word
          FROM entry_fund WHERE entry = ANY (taken) GROUP BY entry, day
        ), heads AS (
          INSERT INTO voucher_head AS h (foundation, month, word, last) SELECT of_foundation, month, word, count(*) FROM effect GROUP BY month, word
          ON CONFLICT (foundation, month, word) DO UPDATE SET last = h.last + excluded.last RETURNING month, word, last
        ), numbered AS (
          SELECT e.*, h.last - count(*) OVER same + row_number() OVER (PARTITION BY e.month, e.word ORDER BY e.entry) AS serial,
            row_number() OVER (ORDER BY e.entry) AS place, sum(e.money) OVER (ORDER BY e.entry) AS so_far
          FROM effect e JOIN heads h USING (month, word) WINDOW same AS (PARTITION BY e.month, e.word)
        )
        INSERT INTO sealed_entry (foundation, number, entry, voucher, day, money, money_after)
          SELECT of_foundation, head.size + place, entry,
            word || '-' || to_char(day, 'YYYY-MM') || '-' || lpad(serial::text, GREATEST(4, length(serial::text)), '0'), day, money, head.money + so_far
          FROM numbered;
        UPDATE log_head SET size = head.size + cardinality(taken),
          money = head.money + (SELECT coalesce(sum(money), 0) FROM entry_fund WHERE entry = ANY (taken))
          WHERE foundation = of_foundation;
        RETURN cardinality(taken);
      END $$;

      -- Hangs the next leaves into the tree and keeps the checkpoint over them. The hashes are made in one language only,
      -- by the application; here stands only that nothing is left out and nothing comes twice.
      CREATE FUNCTION ledger_seal(of_foundation int, first bigint, leaves bytea[], levels smallint[], indexes bigint[], hashes bytea[], root bytea, note text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE head log_head;
      BEGIN
        SELECT * INTO head FROM log_head WHERE foundation = of_foundation FOR UPDATE;
        IF first <> head.hashed + 1 OR cardinality(leaves) = 0 THEN
          RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'the_log_has_no_gap', MESSAGE = format('the next leaf is %s, not %s', head.hashed + 1, first);
        END IF;
        INSERT INTO log_leaf (foundation, number, leaf) SELECT of_foundation, first + n - 1, leaf FROM unnest(leaves) WITH ORDINALITY l (leaf, n);
        INSERT INTO log_node (foundation, level, index, hash) SELECT of_foundation, * FROM unnest(levels, indexes, hashes);
        UPDATE log_head SET hashed = head.hashed + cardinality(leaves) WHERE foundation = of_foundation;
        INSERT INTO checkpoint (foundation, size, root, note) VALUES (of_foundation, head.hashed + cardinality(leaves), root, note);
      END $$;

      REVOKE ALL ON FUNCTION ledger_number, ledger_seal FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ledger_number, ledger_seal TO sizhu_app;
      GRANT SELECT ON log_head, voucher_head, sealed_entry, fund_month, log_leaf, log_node, checkpoint TO sizhu_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}
