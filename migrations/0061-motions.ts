import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Motions 议案: who tables one for which body, who stands back from it, and by whose telephone a member speaks (M17, M18). */
export class Motions0000000000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(BODIES);
    await db.query(TELEPHONES);
    await db.query(PROPOSALS);
    await db.query(MOTIONS);
    await db.query(RULES);
    await db.query(RELATED);
    await db.query(LAWS);
    await db.query(BY_TELEPHONE);
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

const PROPOSALS = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('residents-to-table', 'CN', '2010-01-01', 10, 'M17：10名以上居民可以联名提出议题', 'needs-check'),
    ('proposal-days', 'CN', '2026-01-01', 60, '平台规则：居民联名提案征集署名的天数', 'needs-check');

  -- What a resident writes and others sign 居民联名 (M17). Nobody is shown it but those whom its address is given, until enough have signed and it is a motion.
  CREATE TABLE proposal (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    -- in its address; nobody guesses it
    code text NOT NULL UNIQUE DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 12),
    council int NOT NULL,
    question text NOT NULL CONSTRAINT a_proposal_asks_one_question CHECK (btrim(question) <> '' AND length(question) <= 120),
    explanation text NOT NULL CONSTRAINT a_proposal_is_explained CHECK (btrim(explanation) <> '' AND length(explanation) <= 2000),
    ends_on date NOT NULL,
    at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation)
  );
  CREATE TABLE proposal_signature (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal int NOT NULL REFERENCES proposal,
    -- whoever wrote it signs first
    writes boolean NOT NULL,
    phone text NOT NULL,
    name text NOT NULL CONSTRAINT whoever_signs_has_a_name CHECK (btrim(name) <> '' AND length(name) <= 40),
    door text NOT NULL CONSTRAINT whoever_signs_lives_somewhere CHECK (btrim(door) <> '' AND length(door) <= 60),
    display text NOT NULL CHECK (display IN ('anonymous', 'masked', 'full')),
    at timestamptz NOT NULL
  );
  CREATE INDEX signatures_of_a_proposal ON proposal_signature (proposal);
  CREATE INDEX signatures_by_telephone ON proposal_signature (phone);
  CREATE UNIQUE INDEX a_proposal_is_written_by_one ON proposal_signature (proposal) WHERE writes;
  CREATE TABLE proposal_signature_end (
    signature int NOT NULL REFERENCES proposal_signature CONSTRAINT a_signature_is_taken_back_once PRIMARY KEY,
    at timestamptz NOT NULL
  );
  CREATE TABLE proposal_end (
    proposal int NOT NULL REFERENCES proposal CONSTRAINT a_proposal_is_withdrawn_once PRIMARY KEY,
    at timestamptz NOT NULL
  );
  CREATE VIEW standing_signature AS SELECT s.* FROM proposal_signature s WHERE NOT EXISTS (SELECT FROM proposal_signature_end e WHERE e.signature = s.id);
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
    -- the member who tables it, and the proposal that residents have signed
    member int,
    proposal int CONSTRAINT a_proposal_becomes_one_motion UNIQUE,
    -- null where it came by telephone
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    CONSTRAINT a_motion_of_a_member_names_them CHECK ((member IS NOT NULL) = (tabled_as = 'member')),
    CONSTRAINT residents_table_by_their_signatures CHECK ((proposal IS NOT NULL) = (tabled_as = 'residents') AND (proposal IS NULL OR recorded_by IS NULL)),
    CONSTRAINT a_motion_has_its_number UNIQUE (foundation, number),
    CONSTRAINT a_motion_is_before_one_body CHECK ((council IS NOT NULL) = (body = 'residents-council') AND (fund IS NOT NULL) = (body = 'fund-committee')),
    CONSTRAINT money_of_a_motion_comes_from_a_fund CHECK ((sum IS NULL) = (spends_fund IS NULL)),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation),
    FOREIGN KEY (foundation, payee) REFERENCES party (foundation, id),
    FOREIGN KEY (foundation, member) REFERENCES party (foundation, id),
    FOREIGN KEY (proposal, foundation) REFERENCES proposal (id, foundation)
  );
  -- What it would spend, worked out by staff before the review where those who tabled it did not say.
  CREATE TABLE motion_money (
    motion int NOT NULL CONSTRAINT money_of_a_motion_is_named_once PRIMARY KEY,
    foundation int NOT NULL,
    sum bigint NOT NULL CHECK (sum > 0),
    spends_fund int NOT NULL,
    payee int,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation),
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
  -- What a member says of themselves before they are given a ballot 有无利害关系; whoever has said no may still remember.
  CREATE TABLE interest_declaration (
    motion int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    interested boolean NOT NULL,
    why text NOT NULL,
    -- who heard it in the meeting; null where it came by telephone
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT an_interest_is_declared_once PRIMARY KEY (motion, party, interested),
    CONSTRAINT whoever_has_an_interest_says_which CHECK (NOT interested OR btrim(why) <> ''),
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  -- A motion with what it would spend, whoever said so.
  CREATE VIEW motion_effect AS
    SELECT m.id, m.foundation, coalesce(m.sum, w.sum) AS sum, coalesce(m.spends_fund, w.spends_fund) AS spends_fund, coalesce(m.payee, w.payee) AS payee FROM motion m LEFT JOIN motion_money w ON w.motion = m.id;
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

const RELATED = `
  -- Members whom the map of relations joins to the payee that day: they are the payee, or one relation or two lead there, walked both ways, of whatever kind (B7, B8; 400 art. 23). Said again in rules/interest.ts.
  CREATE FUNCTION related_members(its_motion int, its_day date) RETURNS TABLE (party int, way int[], why text) LANGUAGE sql STABLE AS $$
    WITH about AS (SELECT e.foundation, e.payee FROM motion_effect e WHERE e.id = its_motion AND e.payee IS NOT NULL),
    -- of the same name and not told apart by a number: rather one too many
    self AS (SELECT b.party, y.id AS self FROM about a CROSS JOIN motion_members(its_motion, its_day) b JOIN party p ON p.id = b.party
      JOIN party y ON y.foundation = a.foundation AND (y.id = p.id OR y.person = p.person OR (y.kind = 'person' AND y.name = p.name AND (y.code IS NULL OR p.code IS NULL)))),
    step AS (SELECT r.id, w.here, w.there FROM about a JOIN relation_time r ON r.foundation = a.foundation AND its_day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity') CROSS JOIN LATERAL (VALUES (r.a, r.b), (r.b, r.a)) w (here, there)),
    ways AS (
      SELECT s.party, '{}'::int[] AS way FROM self s JOIN about a ON a.payee = s.self
      UNION ALL SELECT s.party, ARRAY[x.id] FROM self s JOIN step x ON x.here = s.self JOIN about a ON a.payee = x.there
      UNION ALL SELECT s.party, ARRAY[x.id, z.id] FROM self s JOIN step x ON x.here = s.self JOIN step z ON z.here = x.there AND z.id <> x.id JOIN about a ON a.payee = z.there)
    SELECT DISTINCT ON (w.party) w.party, w.way, CASE WHEN cardinality(w.way) = 0 THEN '本人就是收款方' ELSE '关系登记第 ' || array_to_string(w.way, '、') || ' 号' END FROM ways w ORDER BY w.party, cardinality(w.way), w.way
  $$;
  -- They stand back, whatever they say. Asked when it is tabled, when its payee is named, when it is reviewed, and when a roll is written.
  CREATE FUNCTION recuse_related_members(its_motion int, at_time timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO recusal (motion, foundation, party, because, why, recorded_at)
      SELECT m.id, m.foundation, x.party, 'related', x.why, at_time
      FROM motion m CROSS JOIN related_members(m.id, (at_time AT TIME ZONE 'Asia/Shanghai')::date) x
      WHERE m.id = its_motion AND NOT EXISTS (SELECT FROM recusal r WHERE r.motion = m.id AND r.party = x.party) ON CONFLICT DO NOTHING
  $$;
  -- Whether a member has said that they have no interest, and does not stand back. A ballot is given only then.
  CREATE FUNCTION declared_none(its_motion int, its_party int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM interest_declaration d WHERE d.motion = its_motion AND d.party = its_party AND NOT d.interested) AND NOT EXISTS (SELECT FROM recusal r WHERE r.motion = its_motion AND r.party = its_party)
  $$;
`;

const LAWS = `
  -- Two who act on one motion act one after the other, and so does whoever opens a vote on it.
  CREATE FUNCTION motion_hold(its_motion int) RETURNS motion LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its motion;
  BEGIN
    SELECT * INTO its FROM motion WHERE id = its_motion FOR UPDATE;
    IF EXISTS (SELECT FROM motion_withdrawal WHERE motion = its_motion) THEN PERFORM refuse('a_withdrawn_motion_stays_withdrawn'); END IF;
    IF EXISTS (SELECT FROM vote_result WHERE motion = its_motion) THEN PERFORM refuse('a_decided_motion_stays_as_it_is'); END IF;
    RETURN its;
  END $$;

  CREATE FUNCTION judge_motion() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE may_table text[];
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('motions of ' || NEW.foundation, 0));
    IF NEW.day > (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_motion_is_tabled_on_a_day_that_has_come'); END IF;
    IF NEW.body = 'residents-council' AND NOT EXISTS (SELECT FROM residents_council c WHERE c.id = NEW.council AND c.from_day <= NEW.day AND NOT EXISTS (SELECT FROM residents_council_end e WHERE e.council = c.id AND e.last_day < NEW.day)) THEN
      PERFORM refuse('a_motion_is_before_a_body_that_stands');
    END IF;
    IF NEW.body = 'fund-committee' AND NOT EXISTS (SELECT FROM body_members(NEW.foundation, NEW.body, NULL, NEW.fund, NEW.day) JOIN fund f ON f.id = NEW.fund AND f.foundation = NEW.foundation) THEN PERFORM refuse('a_motion_is_before_a_body_that_stands'); END IF;
    SELECT r.tables INTO may_table FROM body_rule(NEW.foundation, NEW.body, NEW.council, NEW.majority, NEW.day) r;
    IF may_table IS NULL THEN PERFORM refuse('a_body_decides_by_its_rule'); END IF;
    IF NEW.tabled_as <> ALL (may_table) THEN PERFORM refuse('a_motion_is_tabled_by_whom_the_rules_name'); END IF;
    IF NEW.member IS NOT NULL AND NOT EXISTS (SELECT FROM body_members(NEW.foundation, NEW.body, NEW.council, NEW.fund, NEW.day) b WHERE b.party = NEW.member) THEN PERFORM refuse('whoever_tables_as_a_member_has_a_seat'); END IF;
    IF NEW.spends_fund IS NOT NULL AND NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.spends_fund AND f.foundation = NEW.foundation AND f.class IN ('general', 'designated', 'restricted', 'preserved')) THEN PERFORM refuse('money_of_a_motion_comes_from_a_fund'); END IF;
    NEW.number := extract(year FROM NEW.day) || '-' || 1 + (SELECT count(*) FROM motion m WHERE m.foundation = NEW.foundation AND m.number ~ ('^' || extract(year FROM NEW.day) || '-'));
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_motion BEFORE INSERT ON motion FOR EACH ROW EXECUTE FUNCTION judge_motion();
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON motion FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');

  CREATE FUNCTION judge_motion_money() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its motion := motion_hold(NEW.motion);
  BEGIN
    IF its.sum IS NOT NULL THEN PERFORM refuse('money_of_a_motion_is_named_once'); END IF;
    IF its.payee IS NOT NULL AND NEW.payee IS DISTINCT FROM its.payee THEN PERFORM refuse('money_of_a_motion_is_named_once'); END IF;
    IF EXISTS (SELECT FROM motion_review WHERE motion = NEW.motion) THEN PERFORM refuse('money_of_a_motion_is_named_before_its_review'); END IF;
    IF NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.spends_fund AND f.foundation = NEW.foundation AND f.class IN ('general', 'designated', 'restricted', 'preserved')) THEN PERFORM refuse('money_of_a_motion_comes_from_a_fund'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_motion_money BEFORE INSERT ON motion_money FOR EACH ROW EXECUTE FUNCTION judge_motion_money();

  CREATE FUNCTION judge_motion_review() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its motion := motion_hold(NEW.motion);
  BEGIN
    IF NEW.day < its.day OR NEW.day > (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_review_follows_its_motion'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_motion_review BEFORE INSERT ON motion_review FOR EACH ROW EXECUTE FUNCTION judge_motion_review();

  -- Taken back by whoever tabled it: what came by telephone by that telephone. Not once it is before the voters.
  CREATE FUNCTION judge_motion_withdrawal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its motion;
  BEGIN
    SELECT * INTO its FROM motion WHERE id = NEW.motion FOR UPDATE;
    IF EXISTS (SELECT FROM vote WHERE motion = NEW.motion) THEN PERFORM refuse('a_motion_before_its_voters_is_not_withdrawn'); END IF;
    IF EXISTS (SELECT FROM motion_review WHERE motion = NEW.motion AND NOT formal) THEN PERFORM refuse('a_refused_motion_is_not_withdrawn'); END IF;
    IF its.recorded_by IS NULL AND NEW.recorded_by IS NOT NULL THEN PERFORM refuse('whoever_tabled_a_motion_withdraws_it'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_motion_withdrawal BEFORE INSERT ON motion_withdrawal FOR EACH ROW EXECUTE FUNCTION judge_motion_withdrawal();
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON motion_withdrawal FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');

  CREATE FUNCTION judge_recusal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE today date := (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM motion_hold(NEW.motion);
    IF NOT EXISTS (SELECT FROM motion_members(NEW.motion, today) b WHERE b.party = NEW.party) THEN PERFORM refuse('whoever_stands_back_has_a_seat'); END IF;
    IF NEW.because = 'related' AND NOT EXISTS (SELECT FROM related_members(NEW.motion, today) x WHERE x.party = NEW.party) THEN PERFORM refuse('whoever_is_related_stands_on_the_map'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_recusal BEFORE INSERT ON recusal FOR EACH ROW EXECUTE FUNCTION judge_recusal();
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON recusal FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');

  CREATE FUNCTION judge_interest_declaration() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM motion_hold(NEW.motion);
    IF NOT EXISTS (SELECT FROM formal_motion WHERE id = NEW.motion) THEN PERFORM refuse('an_interest_is_declared_in_a_formal_motion'); END IF;
    IF NOT EXISTS (SELECT FROM motion_members(NEW.motion, (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) b WHERE b.party = NEW.party) THEN PERFORM refuse('whoever_stands_back_has_a_seat'); END IF;
    PERFORM recuse_related_members(NEW.motion, NEW.recorded_at);
    IF EXISTS (SELECT FROM recusal r WHERE r.motion = NEW.motion AND r.party = NEW.party) THEN PERFORM refuse('a_member_stands_back_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_interest_declaration BEFORE INSERT ON interest_declaration FOR EACH ROW EXECUTE FUNCTION judge_interest_declaration();
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON interest_declaration FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');
  -- Having an interest and standing back is one act.
  CREATE FUNCTION whoever_has_an_interest_stands_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO recusal (motion, foundation, party, because, why, recorded_by, recorded_at) VALUES (NEW.motion, NEW.foundation, NEW.party, 'declared', NEW.why, NEW.recorded_by, NEW.recorded_at);
    RETURN NULL;
  END $$;
  CREATE TRIGGER whoever_has_an_interest_stands_back AFTER INSERT ON interest_declaration FOR EACH ROW WHEN (NEW.interested) EXECUTE FUNCTION whoever_has_an_interest_stands_back();

  CREATE FUNCTION related_members_stand_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM recuse_related_members((to_jsonb(NEW) ->> TG_ARGV[0])::int, NEW.recorded_at);
    RETURN NULL;
  END $$;
  CREATE TRIGGER related_members_stand_back AFTER INSERT ON motion FOR EACH ROW EXECUTE FUNCTION related_members_stand_back('id');
  CREATE TRIGGER related_members_stand_back AFTER INSERT ON motion_money FOR EACH ROW EXECUTE FUNCTION related_members_stand_back('motion');
  CREATE TRIGGER related_members_stand_back AFTER INSERT ON motion_review FOR EACH ROW EXECUTE FUNCTION related_members_stand_back('motion');
`;

const BY_TELEPHONE = `
  -- The number that a session proves, anybody's.
  CREATE FUNCTION phone_by_session(its_key bytea, its_foundation int, at_time timestamptz) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_phone text;
  BEGIN
    SELECT s.phone INTO its_phone FROM phone_session s WHERE s.key = its_key AND s.foundation = its_foundation AND s.ended_at IS NULL AND s.begun_at <= at_time + interval '1 minute' AND s.ends_at > at_time;
    IF its_phone IS NULL THEN PERFORM refuse('whoever_signs_is_signed_in_by_telephone'); END IF;
    RETURN its_phone;
  END $$;

  CREATE FUNCTION proposal_write(its_key bytea, its_foundation int, its_council int, its_question text, its_explanation text, their_name text, their_door text, their_display text, at_time timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me text := phone_by_session(its_key, its_foundation, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    its proposal;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('proposals of ' || its_foundation || ' by ' || me, 0));
    IF EXISTS (SELECT FROM proposal p JOIN standing_signature s ON s.proposal = p.id AND s.writes WHERE p.foundation = its_foundation AND s.phone = me AND p.ends_on >= today
        AND NOT EXISTS (SELECT FROM proposal_end e WHERE e.proposal = p.id) AND NOT EXISTS (SELECT FROM motion m WHERE m.proposal = p.id)) THEN PERFORM refuse('a_resident_writes_one_proposal_at_a_time'); END IF;
    IF NOT EXISTS (SELECT FROM residents_council c WHERE c.id = its_council AND c.foundation = its_foundation AND c.from_day <= today AND NOT EXISTS (SELECT FROM residents_council_end e WHERE e.council = c.id AND e.last_day < today)) THEN
      PERFORM refuse('a_motion_is_before_a_body_that_stands');
    END IF;
    IF NOT EXISTS (SELECT FROM body_rule(its_foundation, 'residents-council', its_council, 'ordinary', today) r WHERE 'residents' = ANY (r.tables)) THEN PERFORM refuse('a_motion_is_tabled_by_whom_the_rules_name'); END IF;
    INSERT INTO proposal (foundation, council, question, explanation, ends_on, at) VALUES (its_foundation, its_council, its_question, its_explanation, today + (policy_for(its_foundation, 'proposal-days', today)).value::int, at_time) RETURNING * INTO its;
    INSERT INTO proposal_signature (proposal, writes, phone, name, door, display, at) VALUES (its.id, true, me, their_name, their_door, their_display, at_time);
    RETURN its.code;
  END $$;

  -- One that is still signed; whoever acts on it acts after the last.
  CREATE FUNCTION proposal_hold(its_foundation int, its_code text, at_time timestamptz) RETURNS proposal LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its proposal;
  BEGIN
    SELECT * INTO its FROM proposal p WHERE p.foundation = its_foundation AND p.code = its_code FOR UPDATE;
    IF its.id IS NULL THEN PERFORM refuse('a_proposal_is_known_by_its_address'); END IF;
    IF EXISTS (SELECT FROM proposal_end WHERE proposal = its.id) THEN PERFORM refuse('a_proposal_is_withdrawn_once'); END IF;
    IF EXISTS (SELECT FROM motion WHERE proposal = its.id) THEN PERFORM refuse('a_proposal_has_its_signatures'); END IF;
    IF its.ends_on < (at_time AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_proposal_has_run_out'); END IF;
    RETURN its;
  END $$;
  -- The last that is needed makes it a motion. Said before in rules/tabling.ts.
  CREATE FUNCTION proposal_sign(its_key bytea, its_foundation int, its_code text, their_name text, their_door text, their_display text, at_time timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me text := phone_by_session(its_key, its_foundation, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    its proposal := proposal_hold(its_foundation, its_code, at_time);
    its_number text;
    signed int;
  BEGIN
    IF EXISTS (SELECT FROM standing_signature s WHERE s.proposal = its.id AND s.phone = me) THEN PERFORM refuse('a_telephone_signs_once'); END IF;
    IF EXISTS (SELECT FROM standing_signature s WHERE s.proposal = its.id AND plain_name(s.name) = plain_name(their_name) AND plain_name(s.door) = plain_name(their_door)) THEN PERFORM refuse('a_resident_signs_once'); END IF;
    INSERT INTO proposal_signature (proposal, writes, phone, name, door, display, at) VALUES (its.id, false, me, their_name, their_door, their_display, at_time);
    SELECT count(*) INTO signed FROM standing_signature s WHERE s.proposal = its.id;
    IF signed >= (policy_for(its_foundation, 'residents-to-table', today)).value THEN
      INSERT INTO motion (foundation, number, body, council, question, explanation, tabled_as, tabled_by, day, proposal, recorded_at)
        VALUES (its_foundation, '', 'residents-council', its.council, its.question, its.explanation, 'residents', signed || '名居民联名', today, its.id, at_time) RETURNING number INTO its_number;
    END IF;
    RETURN its_number;
  END $$;
  CREATE FUNCTION proposal_take_back(its_key bytea, its_foundation int, its_code text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me text := phone_by_session(its_key, its_foundation, at_time);
    its proposal := proposal_hold(its_foundation, its_code, at_time);
    mine proposal_signature;
  BEGIN
    SELECT s.* INTO mine FROM standing_signature s WHERE s.proposal = its.id AND s.phone = me;
    IF mine.id IS NULL THEN PERFORM refuse('a_signature_is_taken_back_by_whoever_signed'); END IF;
    IF mine.writes THEN PERFORM refuse('whoever_wrote_a_proposal_withdraws_it'); END IF;
    INSERT INTO proposal_signature_end VALUES (mine.id, at_time);
  END $$;
  CREATE FUNCTION proposal_withdraw(its_key bytea, its_foundation int, its_code text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me text := phone_by_session(its_key, its_foundation, at_time);
    its proposal := proposal_hold(its_foundation, its_code, at_time);
  BEGIN
    IF NOT EXISTS (SELECT FROM standing_signature s WHERE s.proposal = its.id AND s.phone = me AND s.writes) THEN PERFORM refuse('a_signature_is_taken_back_by_whoever_signed'); END IF;
    INSERT INTO proposal_end VALUES (its.id, at_time);
  END $$;

  -- By a member of the body, from their own telephone.
  CREATE FUNCTION motion_table(its_key bytea, its_foundation int, its_body text, its_council int, its_fund int, its_majority text, its_question text, its_explanation text, at_time timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me int := voter_by_session(its_key, its_foundation, at_time);
    its_number text;
  BEGIN
    INSERT INTO motion (foundation, number, body, council, fund, majority, question, explanation, tabled_as, tabled_by, day, member, recorded_at)
      VALUES (its_foundation, '', its_body, its_council, its_fund, its_majority, its_question, its_explanation, 'member', (SELECT name FROM party WHERE id = me), (at_time AT TIME ZONE 'Asia/Shanghai')::date, me, at_time) RETURNING number INTO its_number;
    RETURN its_number;
  END $$;
  CREATE FUNCTION motion_withdraw(its_key bytea, its_foundation int, its_number text, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me text := phone_by_session(its_key, its_foundation, at_time);
    its motion;
  BEGIN
    SELECT * INTO its FROM motion WHERE foundation = its_foundation AND number = its_number FOR UPDATE;
    IF NOT EXISTS (SELECT FROM standing_voter_phone v WHERE v.foundation = its_foundation AND v.party = its.member AND v.phone = me) AND NOT EXISTS (SELECT FROM standing_signature s WHERE s.proposal = its.proposal AND s.writes AND s.phone = me) THEN
      PERFORM refuse('whoever_tabled_a_motion_withdraws_it');
    END IF;
    INSERT INTO motion_withdrawal (motion, foundation, why, recorded_at) VALUES (its.id, its_foundation, its_reason, at_time);
  END $$;
  -- First of all: have I an interest in it? Whoever has stands back.
  CREATE FUNCTION interest_declare(its_key bytea, its_foundation int, its_number text, is_interested boolean, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me int := voter_by_session(its_key, its_foundation, at_time);
  BEGIN
    INSERT INTO interest_declaration (motion, foundation, party, interested, why, recorded_at) SELECT m.id, m.foundation, me, is_interested, its_reason, at_time FROM motion m WHERE m.foundation = its_foundation AND m.number = its_number;
  END $$;
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['voter_phone', 'voter_phone_consent', 'voter_phone_end', 'proposal', 'proposal_signature', 'proposal_signature_end', 'proposal_end', 'motion', 'motion_money', 'motion_review', 'motion_withdrawal', 'recusal', 'interest_declaration'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT, INSERT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  -- what is said by telephone is written by the functions that ask for its session
  REVOKE INSERT ON voter_phone_consent, proposal, proposal_signature, proposal_signature_end, proposal_end FROM sizhu_app;
  GRANT SELECT ON standing_voter_phone, standing_signature, motion_effect, formal_motion TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_voter_phone, judge_motion, judge_motion_money, judge_motion_review, judge_motion_withdrawal, judge_recusal, judge_interest_declaration, whoever_has_an_interest_stands_back, related_members_stand_back,
    motion_hold, proposal_hold, phone_by_session, voter_by_session, voter_phone_by_session, recuse_related_members,
    voter_confirm_phone, voter_strike_phone, proposal_write, proposal_sign, proposal_take_back, proposal_withdraw, motion_table, motion_withdraw, interest_declare FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION voter_confirm_phone, voter_strike_phone, proposal_write, proposal_sign, proposal_take_back, proposal_withdraw, motion_table, motion_withdraw, interest_declare, recuse_related_members TO sizhu_app;
`;
