import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Votes 表决: who may vote, ballots that nobody can join to a voter, and what was decided by how many (M19). */
export class Votes0000000000063 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(STATEMENTS);
    await db.query(VOTES);
    await db.query(RESULTS);
    await db.query(OPENING);
    await db.query(VOTING);
    await db.query(PAPERS);
    await db.query(CLOSING);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const STATEMENTS = `
  -- What a foundation states in public beside its entries: each takes in the hash of all before it, and every checkpoint names the last.
  CREATE TABLE log_statement (
    foundation int NOT NULL REFERENCES foundation,
    nth int NOT NULL CHECK (nth >= 1),
    text text NOT NULL CONSTRAINT a_statement_says_something CHECK (text ~ '^[^\\n]+\\n'),
    chain bytea NOT NULL CHECK (length(chain) = 32),
    CONSTRAINT statements_are_numbered_without_gaps PRIMARY KEY (foundation, nth)
  );
  CREATE FUNCTION log_state(its_foundation int, its_text text) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE before log_statement;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('statements of ' || its_foundation, 0));
    SELECT * INTO before FROM log_statement WHERE foundation = its_foundation ORDER BY nth DESC LIMIT 1;
    INSERT INTO log_statement VALUES (its_foundation, coalesce(before.nth, 0) + 1, its_text, sha256(coalesce(before.chain, ''::bytea) || sha256(convert_to(its_text, 'UTF8'))));
    RETURN coalesce(before.nth, 0) + 1;
  END $$;
`;

const VOTES = `
  CREATE TABLE vote (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    motion int NOT NULL,
    foundation int NOT NULL,
    -- null: outside a meeting
    meeting int,
    secret boolean NOT NULL,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL CONSTRAINT a_vote_closes_after_it_opens CHECK (closes_at > opens_at),
    -- of the key by which ballots are sealed; the key itself is never in the database
    key_hash bytea CHECK (length(key_hash) = 32),
    -- on the day it opened: whoever had a seat, and who of them stood back
    seated int NOT NULL,
    recused int NOT NULL,
    -- the rule as it stood
    quorum_parts int NOT NULL, quorum_of int NOT NULL, votes_parts int NOT NULL, votes_of int NOT NULL,
    counted_of text NOT NULL, more_than boolean NOT NULL, proxies boolean NOT NULL, rule_source text NOT NULL, objection_days int NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    -- by its own clock, so that an hour put back in the program does not prolong a vote
    clock_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_secret_vote_has_a_key CHECK (secret = (key_hash IS NOT NULL)),
    UNIQUE (id, foundation),
    UNIQUE (id, motion, foundation),
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation)
  );
  CREATE INDEX votes_on_a_motion ON vote (motion);
  -- Who may vote 应到: written as the vote opens.
  CREATE TABLE vote_roll (
    vote int NOT NULL,
    foundation int NOT NULL,
    nth int NOT NULL CHECK (nth >= 1),
    party int NOT NULL,
    CONSTRAINT somebody_is_on_the_roll_once PRIMARY KEY (vote, party),
    UNIQUE (vote, nth),
    FOREIGN KEY (vote, foundation) REFERENCES vote (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  -- Whoever lost the seat or stood back before taking a ballot is no longer entitled.
  CREATE TABLE vote_strike (
    vote int NOT NULL,
    party int NOT NULL,
    because text NOT NULL CHECK (because IN ('seat-ended', 'stood-back')),
    at timestamptz NOT NULL,
    CONSTRAINT somebody_is_struck_once PRIMARY KEY (vote, party),
    FOREIGN KEY (vote, party) REFERENCES vote_roll (vote, party)
  );
  -- Who has taken a ballot, one bit for each number of the roll: one row for all of them, so that nothing in it has an order or a time.
  CREATE TABLE vote_issue (
    vote int PRIMARY KEY REFERENCES vote,
    taken bit varying NOT NULL,
    papers bit varying NOT NULL,
    CONSTRAINT a_member_takes_one_ballot CHECK (bit_count(taken & papers) = 0)
  );
  -- The box: a few sealed bundles of ballots, each sealed anew at every ballot that comes into it.
  CREATE TABLE vote_box (
    vote int NOT NULL REFERENCES vote,
    nth int NOT NULL,
    ballots int NOT NULL DEFAULT 0,
    sealed bytea NOT NULL DEFAULT '',
    PRIMARY KEY (vote, nth)
  );
  ALTER TABLE vote_box ALTER COLUMN sealed SET STORAGE EXTERNAL;
  -- Where the rules of a body are open: each choice with its name. The last counts.
  CREATE TABLE vote_choice (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vote int NOT NULL,
    party int NOT NULL,
    choice text NOT NULL CONSTRAINT a_choice_is_one_of_three CHECK (choice IN ('for', 'against', 'abstain')),
    -- who wrote down what was said in the meeting; null where they said so by their own telephone
    recorded_by int REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (vote, party) REFERENCES vote_roll (vote, party)
  );
  CREATE INDEX choices_of_a_vote ON vote_choice (vote, party, id);
  CREATE VIEW standing_vote_choice AS SELECT DISTINCT ON (vote, party) * FROM vote_choice ORDER BY vote, party, id DESC;

  -- Paper ballots as each of two people counted them by themselves; of one person the last count stands.
  CREATE TABLE vote_paper_count (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vote int NOT NULL REFERENCES vote,
    votes_for int NOT NULL CHECK (votes_for >= 0),
    votes_against int NOT NULL CHECK (votes_against >= 0),
    abstained int NOT NULL CHECK (abstained >= 0),
    invalid int NOT NULL CHECK (invalid >= 0),
    -- handed out, and not come back: whoever keeps a paper has still taken one
    handed_out int NOT NULL CHECK (handed_out >= 0),
    counted_by int NOT NULL REFERENCES person,
    counted_at timestamptz NOT NULL
  );
  CREATE INDEX paper_counts_of_a_vote ON vote_paper_count (vote, counted_by, id);
  CREATE VIEW standing_paper_count AS SELECT DISTINCT ON (vote, counted_by) * FROM vote_paper_count ORDER BY vote, counted_by, id DESC;
  -- Handed out by mistake: the paper came back unused.
  CREATE TABLE vote_paper_return (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vote int NOT NULL,
    party int NOT NULL,
    why text NOT NULL CONSTRAINT a_paper_comes_back_for_a_reason CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (vote, party) REFERENCES vote_roll (vote, party)
  );

  -- Begun anew, because it cannot be closed truly: asked for by one, confirmed by another.
  CREATE TABLE vote_annulment (
    vote int NOT NULL REFERENCES vote CONSTRAINT a_vote_is_annulled_once PRIMARY KEY,
    why text NOT NULL CONSTRAINT a_vote_is_annulled_for_a_reason CHECK (btrim(why) <> ''),
    asked_by int NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL,
    UNIQUE (vote, asked_by)
  );
  CREATE TABLE vote_annulment_confirmation (
    vote int NOT NULL REFERENCES vote_annulment CONSTRAINT an_annulment_is_confirmed_once PRIMARY KEY,
    asked_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person CONSTRAINT two_people_annul_a_vote CHECK (confirmed_by <> asked_by),
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (vote, asked_by) REFERENCES vote_annulment (vote, asked_by)
  );
`;

const RESULTS = `
  -- What a vote decided: people, the line they had to reach, by which rule.
  CREATE TABLE vote_result (
    vote int NOT NULL CONSTRAINT a_vote_is_closed_once PRIMARY KEY,
    motion int NOT NULL,
    foundation int NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by int NOT NULL REFERENCES person,
    seated int NOT NULL,
    recused int NOT NULL,
    entitled int NOT NULL CHECK (entitled = seated - recused),
    present int NOT NULL,
    votes_for int NOT NULL,
    votes_against int NOT NULL,
    abstained int NOT NULL,
    invalid int NOT NULL,
    -- how many had to be there, and how many for it
    needed_present int NOT NULL,
    needed_for int NOT NULL,
    carried boolean NOT NULL CHECK (carried = (present >= needed_present AND votes_for >= needed_for)),
    -- the rule as it stood
    quorum_parts int NOT NULL, quorum_of int NOT NULL, votes_parts int NOT NULL, votes_of int NOT NULL,
    counted_of text NOT NULL, more_than boolean NOT NULL, rule_source text NOT NULL, objection_days int NOT NULL,
    statement int NOT NULL,
    CONSTRAINT whoever_votes_is_there CHECK (votes_for + votes_against + abstained + invalid <= present AND present <= entitled),
    UNIQUE (vote, motion, foundation),
    UNIQUE (vote, carried),
    CONSTRAINT a_motion_is_decided_once UNIQUE (motion),
    FOREIGN KEY (vote, motion, foundation) REFERENCES vote (id, motion, foundation),
    FOREIGN KEY (foundation, statement) REFERENCES log_statement (foundation, nth)
  );
  -- For everybody: the tracking codes of the ballots in the box, sorted, without what they said; and what they said, in an order drawn by lot.
  CREATE TABLE vote_publication (
    vote int PRIMARY KEY REFERENCES vote_result,
    codes text NOT NULL,
    recount text NOT NULL
  );
  -- random letters: nothing is gained by compressing them
  ALTER TABLE vote_publication ALTER COLUMN codes SET STORAGE EXTERNAL;
`;

const OPENING = `
  CREATE FUNCTION vote_key_proof(its_vote vote, its_proof bytea) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF its_vote.secret AND sha256(coalesce(its_proof, ''::bytea)) <> its_vote.key_hash THEN PERFORM refuse('a_box_is_opened_with_its_key'); END IF;
  END $$;
  CREATE FUNCTION vote_is_annulled(its_vote int) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT EXISTS (SELECT FROM vote_annulment_confirmation WHERE vote = its_vote) $$;
  -- A motion is voted on anew only after a vote that came to nothing.
  CREATE FUNCTION vote_came_to_nothing(its_vote int) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT vote_is_annulled(its_vote) $$;

  CREATE FUNCTION vote_open(its_foundation int, its_motion int, its_meeting int, its_closing timestamptz, its_key_hash bytea, boxes_of int, by_person int, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    its motion;
    rule record;
    seats int[];
    stood_back int;
    roll int;
    made int;
  BEGIN
    SELECT * INTO its FROM motion WHERE id = its_motion AND foundation = its_foundation FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM formal_motion WHERE id = its.id) THEN PERFORM refuse('only_a_formal_motion_is_voted_on'); END IF;
    IF EXISTS (SELECT FROM vote v WHERE v.motion = its.id AND NOT vote_came_to_nothing(v.id)) THEN PERFORM refuse('a_motion_is_voted_on_once'); END IF;
    SELECT * INTO rule FROM body_rule(its_foundation, its.body, its.council, its.majority, today);
    IF rule.source IS NULL THEN PERFORM refuse('a_body_decides_by_its_rule'); END IF;
    IF its_meeting IS NULL AND its.body <> 'residents-council' THEN PERFORM refuse('this_body_decides_in_a_meeting'); END IF;
    IF its_meeting IS NOT NULL AND NOT EXISTS (SELECT FROM meeting_item i JOIN standing_meeting m ON m.id = i.meeting WHERE i.meeting = its_meeting AND i.motion = its.id AND m.foundation = its_foundation) THEN PERFORM refuse('a_vote_is_on_the_agenda_of_its_meeting'); END IF;
    -- whoever the map of relations names stands back before anything else
    PERFORM recuse_related_members(its.id, at_time);
    seats := ARRAY (SELECT DISTINCT party FROM motion_members(its.id, today));
    stood_back := (SELECT count(*) FROM recusal r WHERE r.motion = its.id AND r.party = ANY (seats));
    IF cardinality(seats) = 0 THEN PERFORM refuse('nobody_has_a_seat_to_vote'); END IF;
    IF stood_back = cardinality(seats) THEN PERFORM refuse('everybody_stands_back'); END IF;
    roll := cardinality(seats) - stood_back;
    INSERT INTO vote (motion, foundation, meeting, secret, opens_at, closes_at, key_hash, seated, recused, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, proxies, rule_source, objection_days, recorded_by, recorded_at)
      VALUES (its.id, its_foundation, its_meeting, rule.secret, at_time, its_closing, CASE WHEN rule.secret THEN its_key_hash END, cardinality(seats), stood_back, rule.quorum_parts, rule.quorum_of, rule.votes_parts, rule.votes_of, rule.counted_of, rule.more_than,
        rule.proxies, rule.source, rule.objection_days, by_person, at_time) RETURNING id INTO made;
    INSERT INTO vote_roll (vote, foundation, nth, party)
      SELECT made, its_foundation, row_number() OVER (ORDER BY s), s FROM unnest(seats) s WHERE NOT EXISTS (SELECT FROM recusal r WHERE r.motion = its.id AND r.party = s);
    IF rule.secret THEN
      INSERT INTO vote_issue VALUES (made, repeat('0', roll)::bit varying, repeat('0', roll)::bit varying);
      INSERT INTO vote_box (vote, nth) SELECT made, n FROM generate_series(0, GREATEST(1, ceil(roll::numeric / boxes_of))::int - 1) n;
    END IF;
    RETURN made;
  END $$;
`;

const VOTING = `
  -- Over is over by the program's clock or by the database's own, whichever is first.
  CREATE FUNCTION vote_while_open(its_vote int, at_time timestamptz) RETURNS vote LANGUAGE plpgsql AS $$
  DECLARE its vote;
  BEGIN
    SELECT * INTO its FROM vote WHERE id = its_vote;
    IF its.id IS NULL OR vote_is_annulled(its.id) THEN PERFORM refuse('an_annulled_vote_takes_no_ballot'); END IF;
    IF at_time < its.opens_at THEN PERFORM refuse('a_vote_takes_no_ballot_before_it_opens'); END IF;
    IF GREATEST(at_time, its.recorded_at + (clock_timestamp() - its.clock_at)) >= its.closes_at OR EXISTS (SELECT FROM vote_result WHERE vote = its.id) THEN PERFORM refuse('a_vote_that_is_over_takes_no_ballot'); END IF;
    RETURN its;
  END $$;
  -- The number on the roll of somebody who may vote now.
  CREATE FUNCTION vote_number(its vote, whom int, at_time timestamptz) RETURNS int LANGUAGE plpgsql AS $$
  DECLARE its_number int := (SELECT nth FROM vote_roll WHERE vote = its.id AND party = whom);
  BEGIN
    IF EXISTS (SELECT FROM recusal WHERE motion = its.motion AND party = whom) THEN PERFORM refuse('whoever_stands_back_does_not_vote'); END IF;
    IF its_number IS NULL THEN PERFORM refuse('whoever_is_on_the_roll_votes'); END IF;
    IF NOT EXISTS (SELECT FROM motion_members(its.motion, (at_time AT TIME ZONE 'Asia/Shanghai')::date) m WHERE m.party = whom) THEN PERFORM refuse('whoever_has_lost_the_seat_does_not_vote'); END IF;
    IF NOT declared_none(its.motion, whom) THEN PERFORM refuse('whoever_votes_has_declared_no_interest'); END IF;
    RETURN its_number;
  END $$;
  -- Where the rules know proxies somebody in the meeting votes for whoever has sent them.
  CREATE FUNCTION vote_for_whom(its vote, me int, whom int) RETURNS int LANGUAGE plpgsql AS $$
  BEGIN
    IF whom IS NULL OR whom = me THEN RETURN me; END IF;
    IF NOT its.proxies OR NOT EXISTS (SELECT FROM meeting_present WHERE meeting = its.meeting AND party = whom AND how = 'proxy' AND proxy_by = me) THEN PERFORM refuse('nobody_votes_for_another_without_proxy'); END IF;
    RETURN whom;
  END $$;

  -- First request: signed in, somebody takes a ballot. What is written is that they have one, and nothing else.
  CREATE FUNCTION vote_take(its_key bytea, its_vote int, whom int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote;
    marks vote_issue;
    n int;
  BEGIN
    SELECT * INTO marks FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    its := vote_while_open(its_vote, at_time);
    IF NOT its.secret THEN PERFORM refuse('an_open_vote_has_no_ballots'); END IF;
    n := vote_number(its, vote_for_whom(its, voter_by_session(its_key, its.foundation, at_time), whom), at_time) - 1;
    IF get_bit(marks.taken | marks.papers, n) = 1 THEN PERFORM refuse('a_member_takes_one_ballot'); END IF;
    UPDATE vote_issue SET taken = set_bit(taken, n, 1) WHERE vote = its_vote;
  END $$;

  -- Second request: whoever has a token, and nobody knows who, changes one bundle of the box. The lock lets one at a time to it, and the clock is asked behind the lock.
  CREATE FUNCTION vote_box_hold(its_vote int, its_box int, at_time timestamptz) RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    PERFORM vote_while_open(its_vote, at_time);
    RETURN (SELECT sealed FROM vote_box WHERE vote = its_vote AND nth = its_box);
  END $$;
  CREATE FUNCTION vote_cast(its_vote int, its_box int, its_seal bytea, is_new boolean, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE marks vote_issue;
  BEGIN
    SELECT * INTO marks FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    PERFORM vote_while_open(its_vote, at_time);
    IF length(its_seal) < 28 THEN PERFORM refuse('ballots_are_sealed'); END IF;
    UPDATE vote_box SET sealed = its_seal, ballots = ballots + is_new::int WHERE vote = its_vote AND nth = its_box;
    IF (SELECT sum(ballots) FROM vote_box WHERE vote = its_vote) > bit_count(marks.taken) THEN PERFORM refuse('no_more_ballots_than_were_taken'); END IF;
  END $$;

  -- Openly: by their own telephone, or as they said it in the meeting.
  CREATE FUNCTION vote_say(its_key bytea, its_vote int, whom int, its_choice text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote := vote_while_open(its_vote, at_time);
    who int := vote_for_whom(its, voter_by_session(its_key, its.foundation, at_time), whom);
  BEGIN
    IF its.secret THEN PERFORM refuse('a_secret_vote_has_no_names'); END IF;
    PERFORM vote_number(its, who, at_time);
    INSERT INTO vote_choice (vote, party, choice, at) VALUES (its_vote, who, its_choice, at_time);
  END $$;
  CREATE FUNCTION vote_write_down(its_vote int, whom int, its_choice text, by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its vote := vote_while_open(its_vote, at_time);
  BEGIN
    IF its.secret THEN PERFORM refuse('a_secret_vote_has_no_names'); END IF;
    PERFORM vote_number(its, whom, at_time);
    IF by_person IS NULL OR NOT EXISTS (SELECT FROM meeting_present WHERE meeting = its.meeting AND party = whom AND (how <> 'proxy' OR its.proxies)) THEN PERFORM refuse('what_is_written_down_was_said_in_the_meeting'); END IF;
    -- their own word from their own telephone is not overwritten by another's
    IF EXISTS (SELECT FROM vote_choice WHERE vote = its_vote AND party = whom AND recorded_by IS NULL) THEN PERFORM refuse('whoever_has_spoken_is_not_spoken_for'); END IF;
    INSERT INTO vote_choice (vote, party, choice, recorded_by, at) VALUES (its_vote, whom, its_choice, by_person, at_time);
  END $$;
`;

const PAPERS = `
  CREATE FUNCTION vote_hand_paper(its_vote int, whom int, by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote;
    marks vote_issue;
    n int;
  BEGIN
    SELECT * INTO marks FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    its := vote_while_open(its_vote, at_time);
    IF NOT its.secret THEN PERFORM refuse('an_open_vote_has_no_ballots'); END IF;
    n := vote_number(its, whom, at_time) - 1;
    IF get_bit(marks.taken | marks.papers, n) = 1 THEN PERFORM refuse('a_member_takes_one_ballot'); END IF;
    UPDATE vote_issue SET papers = set_bit(papers, n, 1) WHERE vote = its_vote;
  END $$;
  -- Marked by mistake, or given back unused: until the papers are counted.
  CREATE FUNCTION vote_return_paper(its_vote int, whom int, its_reason text, by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    marks vote_issue;
    n int := (SELECT nth - 1 FROM vote_roll WHERE vote = its_vote AND party = whom);
  BEGIN
    SELECT * INTO marks FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    IF EXISTS (SELECT FROM vote_paper_count WHERE vote = its_vote) OR EXISTS (SELECT FROM vote_result WHERE vote = its_vote) OR vote_is_annulled(its_vote) THEN PERFORM refuse('papers_come_back_before_they_are_counted'); END IF;
    IF n IS NULL OR get_bit(marks.papers, n) = 0 THEN PERFORM refuse('only_a_paper_that_was_handed_out_comes_back'); END IF;
    UPDATE vote_issue SET papers = set_bit(papers, n, 0) WHERE vote = its_vote;
    INSERT INTO vote_paper_return (vote, party, why, recorded_by, recorded_at) VALUES (its_vote, whom, its_reason, by_person, at_time);
  END $$;
  -- The box of papers is opened when voting is over: nobody has a part of the result before.
  CREATE FUNCTION judge_paper_count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote := (SELECT v FROM vote v WHERE v.id = NEW.vote);
    marks vote_issue;
  BEGIN
    SELECT * INTO marks FROM vote_issue WHERE vote = NEW.vote FOR UPDATE;
    IF marks.vote IS NULL THEN PERFORM refuse('an_open_vote_has_no_ballots'); END IF;
    IF NEW.counted_at < its.closes_at THEN PERFORM refuse('papers_are_counted_when_voting_is_over'); END IF;
    IF EXISTS (SELECT FROM vote_result WHERE vote = NEW.vote) OR vote_is_annulled(NEW.vote) THEN PERFORM refuse('a_vote_is_closed_once'); END IF;
    IF NEW.votes_for + NEW.votes_against + NEW.abstained + NEW.invalid > NEW.handed_out THEN PERFORM refuse('no_more_papers_than_were_handed_out'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_paper_count BEFORE INSERT ON vote_paper_count FOR EACH ROW EXECUTE FUNCTION judge_paper_count();
  -- What two people counted alike, and as many papers as are marked on the roll.
  CREATE FUNCTION vote_papers_agreed(its_vote int) RETURNS TABLE (votes_for int, votes_against int, abstained int, invalid int) LANGUAGE sql STABLE AS $$
    SELECT c.votes_for, c.votes_against, c.abstained, c.invalid FROM standing_paper_count c JOIN vote_issue i ON i.vote = c.vote
      WHERE c.vote = its_vote AND c.handed_out = bit_count(i.papers) GROUP BY c.votes_for, c.votes_against, c.abstained, c.invalid HAVING count(*) >= 2 ORDER BY count(*) DESC, max(c.id) DESC LIMIT 1
  $$;

  CREATE FUNCTION judge_annulment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM vote WHERE id = NEW.vote FOR NO KEY UPDATE;
    PERFORM FROM vote_issue WHERE vote = NEW.vote FOR UPDATE;
    IF EXISTS (SELECT FROM vote_result WHERE vote = NEW.vote) THEN PERFORM refuse('a_vote_that_is_closed_stands'); END IF;
    IF TG_TABLE_NAME = 'vote_annulment_confirmation' THEN UPDATE vote_box SET sealed = '' WHERE vote = NEW.vote; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_annulment BEFORE INSERT ON vote_annulment FOR EACH ROW EXECUTE FUNCTION judge_annulment();
  CREATE TRIGGER judge_annulment BEFORE INSERT ON vote_annulment_confirmation FOR EACH ROW EXECUTE FUNCTION judge_annulment();
`;

const CLOSING = `
  -- Who of the roll was there without a ballot, and is not struck: by saying so, or at the meeting.
  CREATE FUNCTION vote_present_without(its vote, has bit varying) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM (SELECT party FROM vote_choice WHERE vote = its.id UNION SELECT party FROM meeting_present WHERE meeting = its.meeting AND (how <> 'proxy' OR its.proxies)) p
      JOIN vote_roll r ON r.vote = its.id AND r.party = p.party WHERE coalesce(get_bit(has, r.nth - 1), 0) = 0 AND NOT EXISTS (SELECT FROM vote_strike s WHERE s.vote = r.vote AND s.party = r.party)
  $$;

  -- Nothing comes in any more; whoever lost the seat or stood back without a ballot is struck; then those who are left are counted.
  CREATE FUNCTION vote_closing(its_vote int, at_time timestamptz) RETURNS TABLE (seated int, recused int, present int) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote;
    marks vote_issue;
    has bit varying;
    there int := 0;
  BEGIN
    SELECT * INTO its FROM vote WHERE id = its_vote FOR NO KEY UPDATE;
    SELECT * INTO marks FROM vote_issue WHERE vote = its_vote FOR UPDATE;
    has := marks.taken | marks.papers;
    IF EXISTS (SELECT FROM vote_result WHERE vote = its_vote) THEN PERFORM refuse('a_vote_is_closed_once'); END IF;
    IF vote_is_annulled(its_vote) THEN PERFORM refuse('an_annulled_vote_takes_no_ballot'); END IF;
    IF at_time < its.closes_at THEN PERFORM refuse('a_vote_is_closed_when_its_time_is_over'); END IF;
    IF bit_count(marks.papers) > 0 AND NOT EXISTS (SELECT FROM vote_papers_agreed(its_vote)) THEN PERFORM refuse('papers_are_counted_alike_by_two'); END IF;
    -- where all of the roll have taken a ballot there is nobody to look for
    IF has IS NULL OR bit_count(has) < length(has) THEN
      INSERT INTO vote_strike (vote, party, because, at)
        SELECT r.vote, r.party, CASE WHEN m.party IS NULL THEN 'seat-ended' ELSE 'stood-back' END, at_time
        FROM vote_roll r LEFT JOIN (SELECT DISTINCT b.party FROM motion_members(its.motion, (its.closes_at AT TIME ZONE 'Asia/Shanghai')::date) b) m ON m.party = r.party LEFT JOIN recusal s ON s.motion = its.motion AND s.party = r.party AND s.recorded_at < its.closes_at
        WHERE r.vote = its_vote AND coalesce(get_bit(has, r.nth - 1), 0) = 0 AND NOT EXISTS (SELECT FROM vote_choice c WHERE c.vote = r.vote AND c.party = r.party) AND (m.party IS NULL OR s.party IS NOT NULL)
        ON CONFLICT DO NOTHING;
      there := vote_present_without(its, has);
    END IF;
    RETURN QUERY SELECT its.seated - count(*) FILTER (WHERE s.because = 'seat-ended')::int, its.recused + count(*) FILTER (WHERE s.because = 'stood-back')::int, there + coalesce(bit_count(has), 0)::int FROM vote_strike s WHERE s.vote = its_vote;
  END $$;

  -- As many lines as there are ballots, each after the one before it: so none stands there twice.
  CREATE FUNCTION vote_list_has(list bytea, lines int) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT length(list) = lines * 20 AND coalesce(bool_and(get_byte(list, n * 20 - 1) = 10 AND substr(list, n * 20 - 39, 20) < substr(list, n * 20 - 19, 20)), true) FROM generate_series(1, CASE WHEN length(list) = lines * 20 THEN lines END) n
  $$;

  -- Counts what the program has opened a second time, by itself, and keeps no other result than its own.
  CREATE FUNCTION vote_close(its_vote int, its_proof bytea, its_codes bytea, its_recount text, by_person int, at_time timestamptz) RETURNS vote_result LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote;
    said jsonb := its_recount::jsonb;
    marks text := said ->> 'ballots';
    in_box int;
    papers record;
    numbers record;
    counted int;
    done vote_result;
  BEGIN
    SELECT c.* INTO numbers FROM vote_closing(its_vote, at_time) c;
    SELECT * INTO its FROM vote WHERE id = its_vote;
    PERFORM vote_key_proof(its, its_proof);
    SELECT coalesce(sum(ballots), 0) INTO in_box FROM vote_box WHERE vote = its_vote;
    SELECT coalesce(sum(p.votes_for), 0)::int AS votes_for, coalesce(sum(p.votes_against), 0)::int AS votes_against, coalesce(sum(p.abstained), 0)::int AS abstained, coalesce(sum(p.invalid), 0)::int AS invalid INTO papers FROM vote_papers_agreed(its_vote) p;
    done.votes_for := length(marks) - length(replace(marks, '+', ''));
    done.votes_against := length(marks) - length(replace(marks, '-', ''));
    done.abstained := length(marks) - length(replace(marks, '0', ''));
    done.invalid := length(marks) - length(replace(marks, 'x', ''));
    IF its.secret THEN
      IF NOT vote_list_has(its_codes, in_box) THEN PERFORM refuse('each_ballot_in_the_box_has_its_code'); END IF;
      IF length(marks) <> in_box + papers.votes_for + papers.votes_against + papers.abstained + papers.invalid OR done.votes_for + done.votes_against + done.abstained + done.invalid <> length(marks) OR done.invalid <> papers.invalid
        OR done.votes_for < papers.votes_for OR done.votes_against < papers.votes_against OR done.abstained < papers.abstained THEN PERFORM refuse('the_count_is_of_the_box_and_the_papers'); END IF;
      IF in_box > (SELECT bit_count(taken) FROM vote_issue WHERE vote = its_vote) THEN PERFORM refuse('no_more_ballots_than_were_taken'); END IF;
    ELSIF length(its_codes) <> 0 OR (done.votes_for, done.votes_against, done.abstained, length(marks)) IS DISTINCT FROM
        (SELECT (count(*) FILTER (WHERE choice = 'for')::int, count(*) FILTER (WHERE choice = 'against')::int, count(*) FILTER (WHERE choice = 'abstain')::int, count(*)::int) FROM standing_vote_choice WHERE vote = its_vote) THEN
      PERFORM refuse('the_count_is_of_the_box_and_the_papers');
    END IF;
    done.vote := its.id; done.motion := its.motion; done.foundation := its.foundation; done.closed_at := at_time; done.closed_by := by_person;
    done.seated := numbers.seated; done.recused := numbers.recused; done.entitled := numbers.seated - numbers.recused; done.present := numbers.present;
    done.quorum_parts := its.quorum_parts; done.quorum_of := its.quorum_of; done.votes_parts := its.votes_parts; done.votes_of := its.votes_of;
    done.counted_of := its.counted_of; done.more_than := its.more_than; done.rule_source := its.rule_source; done.objection_days := its.objection_days;
    counted := CASE its.counted_of WHEN 'present' THEN done.present WHEN 'entitled' THEN done.entitled ELSE done.seated END;
    done.needed_present := GREATEST(1, ceil(done.entitled::numeric * its.quorum_parts / its.quorum_of));
    done.needed_for := GREATEST(1, CASE WHEN its.more_than THEN floor(counted::numeric * its.votes_parts / its.votes_of) + 1 ELSE ceil(counted::numeric * its.votes_parts / its.votes_of) END);
    done.carried := done.present >= done.needed_present AND done.votes_for >= done.needed_for;
    IF said - 'ballots' - 'named' - 'question' IS DISTINCT FROM jsonb_build_object('recount', 1, 'foundation', (SELECT code FROM foundation WHERE id = its.foundation), 'motion', (SELECT number FROM motion WHERE id = its.motion), 'vote', its.id, 'secret', its.secret,
        'seated', done.seated, 'recused', done.recused, 'entitled', done.entitled, 'present', done.present, 'rule', jsonb_build_object('quorum', jsonb_build_array(its.quorum_parts, its.quorum_of), 'votes', jsonb_build_array(its.votes_parts, its.votes_of),
        'countedOf', its.counted_of, 'moreThan', its.more_than, 'source', its.rule_source), 'neededPresent', done.needed_present, 'neededFor', done.needed_for, 'for', done.votes_for, 'against', done.votes_against, 'abstained', done.abstained, 'invalid', done.invalid, 'carried', done.carried) THEN
      PERFORM refuse('the_result_is_counted_twice_alike');
    END IF;
    done.statement := log_state(its.foundation, format(E'vote %s\\nmotion %s\\nseated %s\\nrecused %s\\npresent %s of %s\\nfor %s of %s\\nagainst %s\\nabstained %s\\ninvalid %s\\n%s\\nrecount sha256 %s\\ncodes sha256 %s\\n', its.id, said ->> 'motion', done.seated, done.recused,
      done.present, done.needed_present, done.votes_for, done.needed_for, done.votes_against, done.abstained, done.invalid, CASE WHEN done.carried THEN 'carried' ELSE 'not carried' END,
      encode(sha256(convert_to(its_recount, 'UTF8')), 'hex'), encode(sha256(its_codes), 'hex')));
    INSERT INTO vote_result SELECT (done).*;
    INSERT INTO vote_publication VALUES (its.id, convert_from(its_codes, 'UTF8'), its_recount);
    UPDATE vote_box SET sealed = '' WHERE vote = its_vote;
    RETURN done;
  END $$;
`;

const NEVER = ['log_statement', 'vote', 'vote_roll', 'vote_strike', 'vote_choice', 'vote_paper_count', 'vote_paper_return', 'vote_annulment', 'vote_annulment_confirmation', 'vote_result', 'vote_publication'];
const FOR_ALL = ['vote_open', 'vote_take', 'vote_box_hold', 'vote_cast', 'vote_say', 'vote_write_down', 'vote_hand_paper', 'vote_return_paper', 'vote_closing', 'vote_close'];

const RIGHTS = `
  ${NEVER.map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  REVOKE ALL ON FUNCTION log_state, vote_while_open, vote_number, vote_for_whom, vote_key_proof, judge_paper_count, judge_annulment, ${FOR_ALL.join(', ')} FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ${FOR_ALL.join(', ')} TO sizhu_app;
  GRANT SELECT ON ${[...NEVER, 'vote_issue', 'vote_box', 'standing_vote_choice', 'standing_paper_count'].join(', ')} TO sizhu_app;
  GRANT INSERT ON vote_paper_count, vote_annulment, vote_annulment_confirmation TO sizhu_app;
  -- what stood in the box before it was closed does not lie about as dead rows
  GRANT MAINTAIN ON vote_box, vote_issue TO sizhu_app;
`;
