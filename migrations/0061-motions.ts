import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Motions 议案: who tables one for which body, who stands back from it, and by whose telephone a member speaks (M17, M18). */
export class Motions0000000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(BODIES);
    await db.query(TELEPHONES);
    await db.query(MOTIONS);
    await db.query(RULES);
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

const TELEPHONES = `
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

  -- What nobody of ours has written down somebody has said by their telephone: only the functions that ask for its session may say so.
  CREATE FUNCTION nobody_speaks_for_another() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF to_jsonb(NEW) ->> TG_ARGV[0] IS NULL AND current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN PERFORM refuse('nobody_speaks_for_a_member'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON voter_phone_end FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('ended_by');

  -- One telephone speaks for one person, and a person by one telephone: before another is entered the one that stands is struck.
  CREATE FUNCTION judge_voter_phone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('telephones of voters of ' || NEW.foundation, 0));
    IF EXISTS (SELECT FROM party WHERE id = NEW.party AND kind <> 'person') THEN PERFORM refuse('whoever_sits_on_a_council_is_a_person'); END IF;
    IF EXISTS (SELECT FROM voter_phone p WHERE p.foundation = NEW.foundation AND p.party = NEW.party AND NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = p.id)) THEN PERFORM refuse('a_voter_has_one_telephone'); END IF;
    IF EXISTS (SELECT FROM voter_phone p WHERE p.foundation = NEW.foundation AND p.phone = NEW.phone AND NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = p.id)) THEN PERFORM refuse('a_telephone_speaks_for_one_voter'); END IF;
    IF EXISTS (SELECT FROM contact c WHERE c.foundation = NEW.foundation AND c.person = NEW.recorded_by AND c.address = NEW.phone) THEN PERFORM refuse('nobody_enters_their_own_telephone'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_voter_phone BEFORE INSERT ON voter_phone FOR EACH ROW EXECUTE FUNCTION judge_voter_phone();

  -- Whose telephone a session proves; they said so themselves.
  CREATE FUNCTION voter_by_session(its_key bytea, its_foundation int, at_time timestamptz) RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_party int;
  BEGIN
    SELECT v.party INTO its_party FROM phone_session s JOIN standing_voter_phone v ON v.foundation = s.foundation AND v.phone = s.phone
      WHERE s.key = its_key AND s.foundation = its_foundation AND s.ended_at IS NULL AND s.begun_at <= at_time + interval '1 minute' AND s.ends_at > at_time;
    IF its_party IS NULL THEN PERFORM refuse('a_voter_speaks_from_their_own_telephone'); END IF;
    RETURN its_party;
  END $$;
  -- What was entered for the telephone of a session and has not been struck.
  CREATE FUNCTION voter_phone_by_session(its_key bytea, its_foundation int, at_time timestamptz) RETURNS int LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its int;
  BEGIN
    SELECT v.id INTO its FROM phone_session s JOIN voter_phone v ON v.foundation = s.foundation AND v.phone = s.phone
      WHERE s.key = its_key AND s.foundation = its_foundation AND s.ended_at IS NULL AND s.begun_at <= at_time + interval '1 minute' AND s.ends_at > at_time AND NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = v.id);
    IF its IS NULL THEN PERFORM refuse('a_voter_speaks_from_their_own_telephone'); END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('telephones of voters of ' || its_foundation, 0));
    RETURN its;
  END $$;
  -- Yes, this is my telephone, and I am who they say.
  CREATE FUNCTION voter_confirm_phone(its_key bytea, its_foundation int, its_words text, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its int := voter_phone_by_session(its_key, its_foundation, at_time);
  BEGIN
    INSERT INTO voter_phone_consent VALUES (its, its_words, at_time);
    RETURN (SELECT party FROM voter_phone WHERE id = its);
  END $$;
  -- No, or no longer.
  CREATE FUNCTION voter_strike_phone(its_key bytea, its_foundation int, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its int := voter_phone_by_session(its_key, its_foundation, at_time);
  BEGIN
    INSERT INTO voter_phone_end VALUES (its, its_reason, NULL, at_time);
  END $$;
`;

const MOTIONS = `
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

const RULES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, words, source, status) VALUES
    ('council-notice-days', 'CN', '2004-06-01', 5, NULL, '基金会章程示范文本：召开理事会会议提前5日通知（未核对原文；章程另有规定的，从其规定）', 'needs-check'),
    ('council-objection-days', 'CN', '2004-06-01', 7, NULL, '平台规则：理事会决议公示天数，法规未定', 'needs-check'),
    ('council-tables', 'CN', '2004-06-01', NULL, 'member', '平台规则：理事会议案由理事提出；章程另有规定的，从其规定', 'needs-check'),
    ('fund-committee-notice-days', 'CN', '2004-06-01', 5, NULL, '平台规则：管委会会议提前通知天数；基金协议另有规定的，从其规定', 'needs-check'),
    ('fund-committee-objection-days', 'CN', '2004-06-01', 7, NULL, '平台规则：管委会决议公示天数，法规未定', 'needs-check'),
    ('fund-committee-tables', 'CN', '2004-06-01', NULL, 'member', '平台规则：管委会议案由成员提出；基金协议另有规定的，从其规定', 'needs-check');

  -- By what a body decides on a day. A residents' council has adopted rules of its own; the others go by law and charter, openly and without proxies. No row: it has no rule for this.
  CREATE FUNCTION body_rule(its_foundation int, its_body text, its_council int, its_majority text, its_day date) RETURNS TABLE (quorum_parts int, quorum_of int, votes_parts int, votes_of int, counted_of text, more_than boolean,
      secret boolean, proxies boolean, notice_days int, objection_days int, tables text[], source text) LANGUAGE sql STABLE AS $$
    (SELECT r.quorum_parts, r.quorum_of, r.votes_parts, r.votes_of, r.counted_of, r.more_than, r.secret, r.proxies, r.notice_days, r.objection_days, r.tables, r.source FROM residents_council_rule r
      WHERE its_body = 'residents-council' AND its_majority = 'ordinary' AND r.foundation = its_foundation AND r.council = its_council AND r.from_day <= its_day ORDER BY r.from_day DESC LIMIT 1)
    UNION ALL
    SELECT r.quorum_parts, r.quorum_of, r.votes_parts, r.votes_of, r.counted_of, r.more_than, false, false, (policy_for(its_foundation, its_body || '-notice-days', its_day)).value::int, (policy_for(its_foundation, its_body || '-objection-days', its_day)).value::int,
      string_to_array((policy_for(its_foundation, its_body || '-tables', its_day)).words, ' '), r.source FROM resolution_rule r
      WHERE its_body IN ('council', 'fund-committee') AND r.body = its_body AND r.majority = its_majority AND its_day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity')
  $$;
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['voter_phone', 'voter_phone_consent', 'voter_phone_end', 'motion', 'motion_review', 'motion_withdrawal', 'recusal'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT, INSERT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  REVOKE INSERT ON voter_phone_consent FROM sizhu_app;
  GRANT SELECT ON standing_voter_phone, formal_motion TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_voter_phone, voter_by_session, voter_phone_by_session, voter_confirm_phone, voter_strike_phone FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION voter_confirm_phone, voter_strike_phone TO sizhu_app;
`;
