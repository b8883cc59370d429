import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Results 结果: posted for objections, answered, and only then in effect; what a motion decided becomes a resolution that records rest on (M19, M33). */
export class Results0000000000064 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(NOTICES);
    await db.query(OBJECTIONS);
    await db.query(EFFECT);
    await db.query(STAYS);
    await db.query(RESOLUTIONS);
    await db.query(ACTS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const NOTICES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('objection-answer-days', 'CN', '2026-01-01', 10, '平台承诺：对公示的异议在收到后几天内公开答复，法规未定期限', 'needs-check');

  -- A result is posted 公示 on the notice board, from a day on for as long as the rules of the body said. The day of posting is not counted; the last day is whole (Civil Code 201, 203).
  CREATE TABLE result_notice (
    vote int NOT NULL CONSTRAINT a_result_is_posted_once PRIMARY KEY,
    motion int NOT NULL,
    foundation int NOT NULL,
    day date NOT NULL,
    last_day date NOT NULL CONSTRAINT a_notice_ends_no_earlier_than_it_begins CHECK (last_day >= day),
    place text NOT NULL CONSTRAINT a_notice_says_where_it_is_posted CHECK (place ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (vote, motion, foundation) REFERENCES vote_result (vote, motion, foundation),
    UNIQUE (vote, foundation)
  );

  ALTER TABLE paper ADD result_notice int;
  DO $$ DECLARE law text; BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT law FROM pg_constraint WHERE conrelid = 'paper'::regclass AND conname = 'a_paper_belongs_to_one_thing';
    ALTER TABLE paper DROP CONSTRAINT a_paper_belongs_to_one_thing;
    EXECUTE 'ALTER TABLE paper ADD CONSTRAINT a_paper_belongs_to_one_thing ' || regexp_replace(law, '\\) = 1', ', result_notice) = 1');
  END $$;
  ALTER TABLE paper
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_notice FOREIGN KEY (result_notice, foundation) REFERENCES result_notice (vote, foundation),
    ADD CONSTRAINT papers_of_a_notice_are_numbered UNIQUE (result_notice, nth);
`;

const OBJECTIONS = `
  -- A resident objects 异议: from their own telephone, or on paper and by the hotline, as somebody at the desk enters it.
  CREATE TABLE motion_objection (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vote int NOT NULL,
    motion int NOT NULL,
    foundation int NOT NULL,
    way text NOT NULL CHECK (way IN ('telephone', 'paper', 'hotline')),
    phone text CHECK (phone ~ '^1[3-9][0-9]{9}$'),
    name text NOT NULL CONSTRAINT whoever_objects_says_their_name CHECK (name ~ '[^[:space:]]'),
    door text NOT NULL CONSTRAINT whoever_objects_says_where_they_live CHECK (door ~ '[^[:space:]]'),
    -- how they wish to be named in public (PIPL 25)
    display text NOT NULL CHECK (display IN ('anonymous', 'masked', 'full')),
    about text NOT NULL CONSTRAINT an_objection_is_about_something_known CHECK (about IN ('counting', 'procedure', 'interest', 'content')),
    words text NOT NULL CONSTRAINT an_objection_says_what_is_wrong CHECK (words ~ '[^[:space:]]' AND length(words) <= 2000),
    -- the day on which it came
    day date NOT NULL,
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT an_objection_comes_from_its_telephone_or_through_the_desk CHECK (CASE way WHEN 'telephone' THEN phone IS NOT NULL AND recorded_by IS NULL ELSE phone IS NULL AND recorded_by IS NOT NULL END),
    CONSTRAINT a_telephone_objects_once UNIQUE (vote, phone),
    FOREIGN KEY (vote, motion, foundation) REFERENCES vote_result (vote, motion, foundation)
  );
  -- Of those that the desk has entered; what somebody sent from a telephone in another's name shuts nobody out.
  CREATE UNIQUE INDEX a_resident_objects_once ON motion_objection (vote, plain_name(name), plain_name(door)) WHERE phone IS NULL;

  -- The answer, in public. Whether an objection is right is not for one alone to say: that answer counts once a second person has agreed.
  CREATE TABLE motion_objection_answer (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    objection int NOT NULL REFERENCES motion_objection,
    upheld boolean NOT NULL,
    why text NOT NULL CONSTRAINT an_answer_to_an_objection_has_its_reason CHECK (why ~ '[^[:space:]]' AND length(why) <= 2000),
    -- of an objection to the counting: what counting anew has given
    counted_for int CHECK (counted_for >= 0),
    counted_against int CHECK (counted_against >= 0),
    counted_abstained int CHECK (counted_abstained >= 0),
    answered_by int NOT NULL REFERENCES person,
    answered_at timestamptz NOT NULL,
    CHECK (num_nonnulls(counted_for, counted_against, counted_abstained) IN (0, 3)),
    UNIQUE (id, answered_by, upheld)
  );
  CREATE INDEX answers_to_an_objection ON motion_objection_answer (objection);
  CREATE TABLE motion_objection_second (
    answer int NOT NULL CONSTRAINT a_second_person_decides_once PRIMARY KEY,
    upheld boolean NOT NULL GENERATED ALWAYS AS (true) STORED,
    answered_by int NOT NULL,
    agrees boolean NOT NULL,
    why text NOT NULL CONSTRAINT a_second_person_who_disagrees_says_why CHECK (agrees OR why ~ '[^[:space:]]'),
    second_by int NOT NULL REFERENCES person,
    second_at timestamptz NOT NULL,
    CONSTRAINT nobody_agrees_with_their_own_answer CHECK (second_by <> answered_by),
    FOREIGN KEY (answer, answered_by, upheld) REFERENCES motion_objection_answer (id, answered_by, upheld)
  );
  CREATE VIEW standing_objection_answer AS
    SELECT a.* FROM motion_objection_answer a WHERE NOT a.upheld OR EXISTS (SELECT FROM motion_objection_second s WHERE s.answer = a.id AND s.agrees);
`;

const EFFECT = `
  -- What was carried takes effect, once.
  CREATE TABLE motion_effect (
    vote int NOT NULL PRIMARY KEY,
    motion int NOT NULL CONSTRAINT a_motion_takes_effect_once UNIQUE,
    foundation int NOT NULL,
    carried boolean NOT NULL GENERATED ALWAYS AS (true) STORED,
    day date NOT NULL,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (vote, motion, foundation) REFERENCES vote_result (vote, motion, foundation),
    CONSTRAINT only_a_carried_motion_takes_effect FOREIGN KEY (vote, carried) REFERENCES vote_result (vote, carried),
    CONSTRAINT what_takes_effect_was_posted FOREIGN KEY (vote, foundation) REFERENCES result_notice (vote, foundation),
    UNIQUE (motion, foundation)
  );

  CREATE FUNCTION result_is_upheld_against(its_vote int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM motion_objection o JOIN standing_objection_answer a ON a.objection = o.id AND a.upheld WHERE o.vote = its_vote)
  $$;
  -- Nothing comes of a vote whose result an objection has overturned, either: the motion is voted on anew.
  CREATE OR REPLACE FUNCTION vote_came_to_nothing(its_vote int) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT vote_is_annulled(its_vote) OR result_is_upheld_against(its_vote) $$;
  ALTER TABLE vote_result DROP CONSTRAINT a_motion_is_decided_once;
  CREATE FUNCTION a_motion_is_decided_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM motion WHERE id = NEW.motion FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM vote_result r WHERE r.motion = NEW.motion AND NOT vote_came_to_nothing(r.vote)) THEN PERFORM refuse('a_motion_is_decided_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_motion_is_decided_once BEFORE INSERT ON vote_result FOR EACH ROW EXECUTE FUNCTION a_motion_is_decided_once();
  CREATE OR REPLACE FUNCTION motion_hold(its_motion int) RETURNS motion LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its motion;
  BEGIN
    SELECT * INTO its FROM motion WHERE id = its_motion FOR UPDATE;
    IF EXISTS (SELECT FROM motion_withdrawal WHERE motion = its_motion) THEN PERFORM refuse('a_withdrawn_motion_stays_withdrawn'); END IF;
    IF EXISTS (SELECT FROM vote_result r WHERE r.motion = its_motion AND NOT vote_came_to_nothing(r.vote)) THEN PERFORM refuse('a_decided_motion_stays_as_it_is'); END IF;
    RETURN its;
  END $$;

  -- Objections, answers and the effect of one result come one after the other.
  CREATE FUNCTION result_hold(its_foundation int, its_vote int, at_time timestamptz) RETURNS vote_result LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its vote_result;
  BEGIN
    SELECT * INTO its FROM vote_result WHERE vote = its_vote AND foundation = its_foundation FOR NO KEY UPDATE;
    IF its.vote IS NULL OR at_time < its.closed_at THEN PERFORM refuse('nothing_is_decided_before_a_vote_is_closed'); END IF;
    RETURN its;
  END $$;
`;

const STAYS = `
  -- What was decided is not undone by another way: another motion decides otherwise.
  CREATE FUNCTION what_was_carried_is_not_voted_on_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM vote_result r WHERE r.motion = NEW.motion AND r.carried AND NOT result_is_upheld_against(r.vote)) THEN PERFORM refuse('what_was_carried_is_not_voted_on_again'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_was_carried_is_not_voted_on_again BEFORE INSERT ON vote FOR EACH ROW EXECUTE FUNCTION what_was_carried_is_not_voted_on_again();
`;

const RESOLUTIONS = `
  -- What a motion decided is a resolution of its body: of no other numbers, once, after its effect.
  ALTER TABLE resolution ADD motion int,
    ADD CONSTRAINT a_motion_makes_one_resolution UNIQUE (motion),
    ADD CONSTRAINT a_resolution_follows_the_effect_of_its_motion FOREIGN KEY (motion, foundation) REFERENCES motion_effect (motion, foundation);

  -- What the resolution of a motion says.
  CREATE FUNCTION resolution_of_motion(its_motion int) RETURNS TABLE (foundation int, body text, majority text, number text, day date, subject text, entitled int, present int, votes_for int, votes_against int, recorded_by int) LANGUAGE sql STABLE AS $$
    SELECT m.foundation, m.body, m.majority, '议案 ' || m.number, (v.closed_at AT TIME ZONE 'Asia/Shanghai')::date, m.question, v.entitled, v.present, v.votes_for, v.votes_against, e.by_person
    FROM motion_effect e JOIN vote_result v ON v.vote = e.vote JOIN motion m ON m.id = e.motion WHERE e.motion = its_motion
  $$;

  -- As before; and one of a motion by the numbers of its vote, and by the rule as it stood there.
  CREATE OR REPLACE FUNCTION judge_resolution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    rule resolution_rule;
    voted vote_result;
    counted int;
  BEGIN
    IF NEW.motion IS NULL THEN
      SELECT * INTO rule FROM resolution_rule WHERE body = NEW.body AND majority = NEW.majority AND NEW.day BETWEEN from_day AND coalesce(to_day, 'infinity');
      counted := CASE rule.counted_of WHEN 'present' THEN NEW.present ELSE NEW.entitled END;
    ELSE
      SELECT v.* INTO voted FROM motion_effect e JOIN vote_result v ON v.vote = e.vote WHERE e.motion = NEW.motion AND e.foundation = NEW.foundation;
      IF voted.vote IS NULL THEN PERFORM refuse('a_resolution_follows_the_effect_of_its_motion'); END IF;
      IF NOT EXISTS (SELECT FROM resolution_of_motion(NEW.motion) r WHERE (r.*) IS NOT DISTINCT FROM (NEW.foundation, NEW.body, NEW.majority, NEW.number, NEW.day, NEW.subject, NEW.entitled, NEW.present, NEW.votes_for, NEW.votes_against, NEW.recorded_by)) THEN
        PERFORM refuse('a_resolution_of_a_motion_has_its_numbers');
      END IF;
      SELECT NEW.body, voted.quorum_parts, voted.quorum_of, voted.votes_parts, voted.votes_of, voted.more_than INTO rule.body, rule.quorum_parts, rule.quorum_of, rule.votes_parts, rule.votes_of, rule.more_than;
      counted := CASE voted.counted_of WHEN 'present' THEN NEW.present WHEN 'all' THEN voted.seated ELSE NEW.entitled END;
    END IF;
    IF rule.body IS NULL THEN PERFORM refuse('a_body_decides_by_its_rule'); END IF;
    IF NEW.day > (now() AT TIME ZONE 'Asia/Shanghai')::date + 1 THEN PERFORM refuse('a_resolution_is_not_of_a_day_to_come'); END IF;
    IF NEW.present > NEW.entitled OR NEW.votes_for + NEW.votes_against > NEW.present THEN PERFORM refuse('a_resolution_counts_its_voters'); END IF;
    IF NEW.present::bigint * rule.quorum_of < NEW.entitled::bigint * rule.quorum_parts OR NEW.entitled = 0 THEN PERFORM refuse('a_resolution_rests_on_a_quorum'); END IF;
    IF NEW.votes_for::bigint * rule.votes_of < counted::bigint * rule.votes_parts OR (rule.more_than AND NEW.votes_for::bigint * rule.votes_of = counted::bigint * rule.votes_parts) THEN
      PERFORM refuse('a_resolution_was_carried_by_its_majority');
    END IF;
    -- a motion has its number from us: a paper that bears it is told so, and stands in no motion's way
    IF NEW.motion IS NULL AND (EXISTS (SELECT FROM resolution r WHERE r.foundation = NEW.foundation AND r.body = NEW.body AND r.number = NEW.number AND NOT EXISTS (SELECT FROM resolution_withdrawal w WHERE w.resolution = r.id))) THEN
      PERFORM refuse('a_resolution_is_recorded_once');
    END IF;
    RETURN NEW;
  END $$;
  -- Who stood back is not counted for a motion: its roll says who should have attended, so the count of those in office is for papers alone.
  DROP TRIGGER a_council_counts_everybody_in_office ON resolution;
  CREATE TRIGGER a_council_counts_everybody_in_office BEFORE INSERT ON resolution FOR EACH ROW WHEN (NEW.motion IS NULL) EXECUTE FUNCTION a_council_counts_everybody_in_office();

  CREATE FUNCTION a_resolution_of_a_motion_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM resolution WHERE id = NEW.resolution AND motion IS NOT NULL) THEN PERFORM refuse('a_resolution_of_a_motion_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_resolution_of_a_motion_stands BEFORE INSERT ON resolution_withdrawal FOR EACH ROW EXECUTE FUNCTION a_resolution_of_a_motion_stands();

  -- as before; what rests on a motion is of no day before its effect
  CREATE OR REPLACE FUNCTION refuse_day_of_reserve(on_day date, its_resolution int, at_time timestamptz) RETURNS void LANGUAGE plpgsql STABLE AS $$
  BEGIN
    IF on_day > (at_time AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_reserve_is_of_a_day_that_has_come'); END IF;
    IF on_day < (SELECT coalesce(e.day, r.day) FROM resolution r LEFT JOIN motion_effect e ON e.motion = r.motion WHERE r.id = its_resolution) THEN PERFORM refuse('a_reserve_follows_its_resolution'); END IF;
  END $$;
`;

const ACTS = `
  CREATE FUNCTION result_post(its_foundation int, its_vote int, its_place text, by_person int, at_time timestamptz) RETURNS date LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    INSERT INTO result_notice VALUES (its.vote, its.motion, its.foundation, today, today + its.objection_days, its_place, by_person, at_time);
    RETURN today + its.objection_days;
  END $$;

  -- From the closing of the vote until the last day of its notice is over, and never once it is in effect.
  CREATE FUNCTION refuse_late_objection(its_vote int, came_on date) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM motion_effect WHERE vote = its_vote) THEN PERFORM refuse('a_motion_in_effect_takes_no_objections'); END IF;
    IF came_on > (SELECT last_day FROM result_notice WHERE vote = its_vote) THEN PERFORM refuse('objections_end_with_the_notice'); END IF;
  END $$;
  -- By whoever has proved the telephone.
  CREATE FUNCTION motion_object(its_key bytea, its_foundation int, its_vote int, its_name text, its_door text, its_display text, its_about text, its_words text, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    their_phone text := (SELECT phone FROM phone_session WHERE key = its_key AND foundation = its_foundation AND ended_at IS NULL AND begun_at <= at_time + interval '1 minute' AND ends_at > at_time);
    made int;
  BEGIN
    IF their_phone IS NULL THEN PERFORM refuse('a_resident_objects_from_their_own_telephone'); END IF;
    PERFORM refuse_late_objection(its.vote, today);
    INSERT INTO motion_objection (vote, motion, foundation, way, phone, name, door, display, about, words, day, recorded_at)
      VALUES (its.vote, its.motion, its.foundation, 'telephone', their_phone, its_name, its_door, its_display, its_about, its_words, today, at_time) RETURNING id INTO made;
    RETURN made;
  END $$;
  -- What came on paper or by the hotline counts from the day on which it came.
  CREATE FUNCTION motion_objection_enter(its_foundation int, its_vote int, its_way text, its_name text, its_door text, its_display text, its_about text, its_words text, came_on date, by_person int, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    made int;
  BEGIN
    PERFORM refuse_late_objection(its.vote, came_on);
    IF came_on NOT BETWEEN (its.closed_at AT TIME ZONE 'Asia/Shanghai')::date AND (at_time AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('an_objection_came_after_the_vote'); END IF;
    INSERT INTO motion_objection (vote, motion, foundation, way, name, door, display, about, words, day, recorded_by, recorded_at)
      VALUES (its.vote, its.motion, its.foundation, its_way, its_name, its_door, its_display, its_about, its_words, came_on, by_person, at_time) RETURNING id INTO made;
    RETURN made;
  END $$;

  CREATE FUNCTION motion_objection_reply(its_foundation int, its_vote int, its_objection int, is_upheld boolean, its_reason text, recount int[], by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    said motion_objection;
  BEGIN
    SELECT * INTO said FROM motion_objection WHERE id = its_objection AND vote = its.vote;
    IF said.id IS NULL THEN PERFORM refuse('an_objection_is_against_this_result'); END IF;
    IF EXISTS (SELECT FROM standing_objection_answer WHERE objection = said.id) THEN PERFORM refuse('an_objection_is_answered_once'); END IF;
    IF EXISTS (SELECT FROM motion_objection_answer a WHERE a.objection = said.id AND a.upheld AND NOT EXISTS (SELECT FROM motion_objection_second s WHERE s.answer = a.id)) THEN PERFORM refuse('an_upheld_objection_waits_for_a_second_person'); END IF;
    IF (said.about = 'counting') <> coalesce(cardinality(recount) = 3 AND array_position(recount, NULL) IS NULL, false) OR (said.about <> 'counting' AND recount IS NOT NULL) THEN PERFORM refuse('who_doubts_the_count_is_told_a_recount'); END IF;
    IF said.about = 'counting' AND NOT is_upheld AND recount <> ARRAY[its.votes_for, its.votes_against, its.abstained] THEN PERFORM refuse('a_recount_that_differs_upholds_the_objection'); END IF;
    INSERT INTO motion_objection_answer (objection, upheld, why, counted_for, counted_against, counted_abstained, answered_by, answered_at)
      VALUES (said.id, is_upheld, its_reason, recount[1], recount[2], recount[3], by_person, at_time);
  END $$;
  CREATE FUNCTION motion_objection_agree(its_foundation int, its_vote int, its_objection int, does_agree boolean, its_reason text, its_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    said motion_objection_answer;
  BEGIN
    SELECT a.* INTO said FROM motion_objection_answer a JOIN motion_objection o ON o.id = a.objection WHERE o.id = its_objection AND o.vote = its.vote AND a.upheld ORDER BY a.id DESC LIMIT 1;
    IF said.id IS NULL THEN PERFORM refuse('a_second_person_judges_what_a_first_would_uphold'); END IF;
    INSERT INTO motion_objection_second (answer, answered_by, agrees, why, second_by, second_at) VALUES (said.id, said.answered_by, does_agree, its_reason, its_person, at_time);
  END $$;

  -- Once the last day of its notice is over, every objection is answered and none upheld. @returns the resolution
  CREATE FUNCTION motion_take_effect(its_foundation int, its_vote int, its_person int, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its vote_result := result_hold(its_foundation, its_vote, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    posted result_notice;
    made int;
  BEGIN
    IF NOT its.carried THEN PERFORM refuse('only_a_carried_motion_takes_effect'); END IF;
    IF EXISTS (SELECT FROM motion_effect WHERE motion = its.motion) THEN PERFORM refuse('a_motion_takes_effect_once'); END IF;
    IF EXISTS (SELECT FROM vote_result r WHERE r.motion = its.motion AND (r.closed_at, r.vote) > (its.closed_at, its.vote)) THEN PERFORM refuse('the_last_vote_on_a_motion_counts'); END IF;
    SELECT * INTO posted FROM result_notice WHERE vote = its.vote;
    IF posted.vote IS NULL THEN PERFORM refuse('what_takes_effect_was_posted'); END IF;
    IF result_is_upheld_against(its.vote) THEN PERFORM refuse('an_upheld_objection_keeps_a_motion_from_effect'); END IF;
    IF EXISTS (SELECT FROM motion_objection o WHERE o.vote = its.vote AND NOT EXISTS (SELECT FROM standing_objection_answer a WHERE a.objection = o.id)) THEN PERFORM refuse('every_objection_is_answered_first'); END IF;
    IF today < posted.last_day + sign(its.objection_days)::int THEN PERFORM refuse('a_motion_takes_effect_after_its_notice'); END IF;
    INSERT INTO motion_effect (vote, motion, foundation, day, by_person, at) VALUES (its.vote, its.motion, its.foundation, today, its_person, at_time);
    INSERT INTO resolution (motion, foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at)
      SELECT its.motion, r.*, at_time FROM resolution_of_motion(its.motion) r RETURNING id INTO made;
    RETURN made;
  END $$;
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['result_notice', 'motion_objection', 'motion_objection_answer', 'motion_objection_second', 'motion_effect'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  GRANT SELECT ON standing_objection_answer TO sizhu_app;
  REVOKE ALL ON FUNCTION result_hold, what_was_carried_is_not_voted_on_again, a_resolution_of_a_motion_stands, refuse_late_objection,
    result_post, motion_object, motion_objection_enter, motion_objection_reply, motion_objection_agree, motion_take_effect FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION result_post, motion_object, motion_objection_enter, motion_objection_reply, motion_objection_agree, motion_take_effect TO sizhu_app;
`;
