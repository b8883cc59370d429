import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Motions 议案: who tables one for which body, who stands back from it, and by whose telephone a member speaks (M17, M18). */
export class Motions0000000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(BODIES);
    await db.query(MOTIONS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const BODIES = `
  -- Who has a seat on a body that day. A supervisor attends and does not vote; of a fund's committee a name stands for whoever bears it.
  CREATE FUNCTION body_members(its_foundation int, its_body text, its_council int, its_fund int, its_day date) RETURNS TABLE (party int, name text, display text, chairs boolean) LANGUAGE sql STABLE AS $$
    SELECT s.party, y.name, s.display, s.chairs FROM residents_council_seat_time s JOIN party y ON y.id = s.party
      WHERE its_body = 'residents-council' AND s.foundation = its_foundation AND s.council = its_council AND its_day BETWEEN s.from_day AND s.last_day
    UNION ALL
    SELECT o.party, y.name, 'full', bool_or(o.office = 'chair') FROM office_time o JOIN party y ON y.id = o.party
      WHERE its_body = 'council' AND o.foundation = its_foundation AND its_day BETWEEN o.from_day AND o.last_day GROUP BY o.party, y.name HAVING bool_or(o.office = 'director')
    UNION ALL
    SELECT min(y.id), s.name, 'full', s.chairs FROM fund_committee_seat s JOIN party y ON y.foundation = its_foundation AND y.kind = 'person' AND y.name = s.name
      WHERE its_body = 'fund-committee' AND s.fund = its_fund AND s.side <> 'supervisor' AND its_day BETWEEN s.from_day AND coalesce(s.to_day, 'infinity') GROUP BY s.id
  $$;
`;

const MOTIONS = `
  -- By which telephone a member of a body speaks. It counts once they have said so from it.
  CREATE TABLE voter_phone (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    party int NOT NULL,
    phone text NOT NULL CONSTRAINT a_voter_has_a_telephone CHECK (phone ~ '^1[3-9][0-9]{9}$'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  CREATE TABLE voter_phone_consent (
    phone int NOT NULL REFERENCES voter_phone CONSTRAINT a_telephone_is_confirmed_once PRIMARY KEY,
    words text NOT NULL CHECK (btrim(words) <> ''),
    at timestamptz NOT NULL
  );
  CREATE TABLE voter_phone_end (
    phone int NOT NULL REFERENCES voter_phone CONSTRAINT a_telephone_is_struck_once PRIMARY KEY,
    why text NOT NULL CHECK (btrim(why) <> ''),
    -- null where its holder says so
    ended_by int REFERENCES person,
    ended_at timestamptz NOT NULL
  );
  CREATE VIEW standing_voter_phone AS
    SELECT p.id, p.foundation, p.party, p.phone FROM voter_phone p JOIN voter_phone_consent c ON c.phone = p.id WHERE NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = p.id);

  CREATE TABLE motion (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    -- in its address: the year and a number without gaps, 2026-1
    number text NOT NULL,
    body text NOT NULL CONSTRAINT a_motion_is_before_a_body CHECK (body IN ('residents-council', 'council', 'fund-committee')),
    council int,
    fund int,
    majority text NOT NULL DEFAULT 'ordinary' CHECK (majority IN ('ordinary', 'special', 'investment')),
    -- one sentence that is answered by yes or no
    question text NOT NULL CONSTRAINT a_motion_asks_one_question CHECK (btrim(question) <> ''),
    english_question text NOT NULL DEFAULT '',
    explanation text NOT NULL DEFAULT '',
    tabled_as text NOT NULL CONSTRAINT a_motion_is_tabled_by_whom_the_rules_name CHECK (tabled_as IN ('party-branch', 'self-governing-body', 'member', 'residents')),
    tabled_by text NOT NULL CHECK (btrim(tabled_by) <> ''),
    day date NOT NULL,
    -- what it would spend, of which fund, for whom; null where it spends nothing
    sum bigint CHECK (sum > 0),
    spends_fund int,
    payee int,
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    CONSTRAINT a_motion_has_its_number UNIQUE (foundation, number),
    CONSTRAINT a_motion_is_before_one_body CHECK ((council IS NOT NULL) = (body = 'residents-council') AND (fund IS NOT NULL) = (body = 'fund-committee')),
    CONSTRAINT money_of_a_motion_comes_from_a_fund CHECK ((sum IS NULL) = (spends_fund IS NULL)),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation),
    FOREIGN KEY (foundation, payee) REFERENCES party (foundation, id)
  );
  CREATE TABLE motion_review (
    motion int NOT NULL CONSTRAINT a_motion_is_reviewed_once PRIMARY KEY,
    foundation int NOT NULL,
    -- formal 正式议案 or not
    formal boolean NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    reviewed_by text NOT NULL CHECK (btrim(reviewed_by) <> ''),
    day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation)
  );
  CREATE TABLE motion_withdrawal (
    motion int NOT NULL CONSTRAINT a_motion_is_withdrawn_once PRIMARY KEY,
    foundation int NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation)
  );
  -- A member stands back 回避: by their own word, or because the map of relations says so.
  CREATE TABLE recusal (
    motion int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    because text NOT NULL CHECK (because IN ('declared', 'related')),
    why text NOT NULL CHECK (btrim(why) <> ''),
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_member_stands_back_once PRIMARY KEY (motion, party),
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  -- Reviewed, and not withdrawn: what a meeting may treat and a vote may decide.
  CREATE VIEW formal_motion AS
    SELECT m.* FROM motion m JOIN motion_review r ON r.motion = m.id AND r.formal WHERE NOT EXISTS (SELECT FROM motion_withdrawal w WHERE w.motion = m.id);
  CREATE FUNCTION motion_members(its_motion int, its_day date) RETURNS TABLE (party int, name text, display text, chairs boolean) LANGUAGE sql STABLE AS $$
    SELECT b.* FROM motion m CROSS JOIN body_members(m.foundation, m.body, m.council, m.fund, its_day) b WHERE m.id = its_motion
  $$;
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['voter_phone', 'voter_phone_consent', 'voter_phone_end', 'motion', 'motion_review', 'motion_withdrawal', 'recusal'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT, INSERT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  GRANT SELECT ON standing_voter_phone, formal_motion TO sizhu_app;
`;
