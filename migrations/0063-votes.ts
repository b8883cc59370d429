import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Votes 表决: who may vote, ballots that nobody can join to a voter, and what was decided by how many (M19). */
export class Votes0000000000063 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(VOTES);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const VOTES = `
  CREATE TABLE vote (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    motion int NOT NULL,
    foundation int NOT NULL,
    secret boolean NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL CONSTRAINT a_vote_closes_after_it_opens CHECK (closes_at > opens_at),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    UNIQUE (id, motion, foundation),
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation)
  );
  -- What a vote decided: people, the line they had to reach, by which rule.
  CREATE TABLE vote_result (
    vote int NOT NULL CONSTRAINT a_vote_is_closed_once PRIMARY KEY,
    motion int NOT NULL,
    foundation int NOT NULL,
    closed_at timestamptz NOT NULL,
    seated int NOT NULL,
    recused int NOT NULL,
    entitled int NOT NULL,
    present int NOT NULL,
    votes_for int NOT NULL,
    votes_against int NOT NULL,
    abstained int NOT NULL,
    -- how many had to be there, and how many for it
    needed_present int NOT NULL,
    needed_for int NOT NULL,
    carried boolean NOT NULL,
    -- the rule as it stood
    quorum_parts int NOT NULL, quorum_of int NOT NULL, votes_parts int NOT NULL, votes_of int NOT NULL,
    counted_of text NOT NULL, more_than boolean NOT NULL, rule_source text NOT NULL, objection_days int NOT NULL,
    UNIQUE (vote, motion, foundation),
    UNIQUE (vote, carried),
    FOREIGN KEY (vote, motion, foundation) REFERENCES vote (id, motion, foundation)
  );
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['vote', 'vote_result'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
`;
