import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meetings 会议 of bodies: called in time, on an agenda, who was there, and minutes that whoever was there has signed. */
export class Meetings0000000000062 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(MEETINGS);
    await db.query(PRESENCE);
    await db.query(FIGURES);
    await db.query(CALLING);
    await db.query(ANSWERS);
    await db.query(PROXIES);
    await db.query(ATTENDING);
    await db.query(QUORUM);
    await db.query(MINUTES);
    await db.query(SIGNING);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const MEETINGS = `
  CREATE TABLE meeting (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    -- in its address: the year and a number without gaps, 2026-1; given when it is called
    number text NOT NULL,
    body text NOT NULL CONSTRAINT a_meeting_is_of_a_body CHECK (body IN ('residents-council', 'council', 'fund-committee')),
    council int,
    fund int,
    -- as it was called; where it stands now is in standing_meeting
    starts_at timestamptz NOT NULL,
    place text NOT NULL CONSTRAINT a_meeting_is_somewhere CHECK (btrim(place) <> ''),
    -- how members take part by line; for them alone
    dial_in text NOT NULL DEFAULT '',
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    CONSTRAINT a_meeting_has_its_number UNIQUE (foundation, number),
    CONSTRAINT a_meeting_is_of_one_body CHECK ((council IS NOT NULL) = (body = 'residents-council') AND (fund IS NOT NULL) = (body = 'fund-committee')),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation),
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation)
  );
  -- A point of its agenda 议程: a formal motion of its body, or something else that is talked about.
  CREATE TABLE meeting_item (
    meeting int NOT NULL,
    foundation int NOT NULL,
    nth int NOT NULL CHECK (nth > 0),
    motion int,
    title text NOT NULL DEFAULT '',
    -- what members read before it
    papers text NOT NULL DEFAULT '',
    PRIMARY KEY (meeting, nth),
    CONSTRAINT a_meeting_treats_a_motion_once UNIQUE (meeting, motion),
    CONSTRAINT a_point_of_an_agenda_says_what_it_is CHECK ((motion IS NULL) = (btrim(title) <> '')),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation),
    FOREIGN KEY (motion, foundation) REFERENCES motion (id, foundation)
  );
  CREATE INDEX meetings_of_a_motion ON meeting_item (motion);
  -- Another time or place; the newest counts.
  CREATE TABLE meeting_move (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting int NOT NULL,
    foundation int NOT NULL,
    starts_at timestamptz NOT NULL,
    place text NOT NULL CONSTRAINT a_meeting_is_somewhere CHECK (btrim(place) <> ''),
    dial_in text NOT NULL DEFAULT '',
    why text NOT NULL CONSTRAINT a_moved_meeting_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation)
  );
  CREATE INDEX moves_of_a_meeting ON meeting_move (meeting, id);
  CREATE TABLE meeting_cancellation (
    meeting int NOT NULL CONSTRAINT a_meeting_is_called_off_once PRIMARY KEY,
    foundation int NOT NULL,
    why text NOT NULL CONSTRAINT a_meeting_that_is_called_off_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation)
  );
  -- Not called off, at the time and place that count now; on its day members are whoever has a seat that day.
  CREATE VIEW standing_meeting AS
    SELECT m.id, m.foundation, m.number, m.body, m.council, m.fund, t.starts_at, (t.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day, t.place, t.dial_in, m.recorded_by, m.recorded_at
    FROM meeting m CROSS JOIN LATERAL (
      SELECT v.starts_at, v.place, v.dial_in FROM (SELECT id, starts_at, place, dial_in FROM meeting_move WHERE meeting = m.id UNION ALL SELECT 0, m.starts_at, m.place, m.dial_in) v ORDER BY v.id DESC LIMIT 1) t
    WHERE NOT EXISTS (SELECT FROM meeting_cancellation c WHERE c.meeting = m.id);
`;

const PRESENCE = `
  -- Who was there, from the signed sheet. The row is of the member who counts as present; by proxy, proxy_by is the member who was there for them.
  CREATE TABLE meeting_attendance (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    how text NOT NULL CONSTRAINT somebody_attends_in_a_known_way CHECK (how IN ('in-person', 'remote', 'proxy')),
    proxy_by int,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_proxy_is_somebody_else CHECK ((proxy_by IS NOT NULL) = (how = 'proxy') AND proxy_by IS DISTINCT FROM party),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id),
    FOREIGN KEY (foundation, proxy_by) REFERENCES party (foundation, id)
  );
  CREATE INDEX attendance_of_a_meeting ON meeting_attendance (meeting, party);
  -- Entered wrongly.
  CREATE TABLE meeting_attendance_strike (
    attendance int NOT NULL REFERENCES meeting_attendance CONSTRAINT an_attendance_is_struck_once PRIMARY KEY,
    why text NOT NULL CONSTRAINT whoever_strikes_an_attendance_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL
  );
  -- Members who count as present, one row each: this is what a vote reads.
  CREATE VIEW meeting_present AS
    SELECT a.id, a.meeting, a.foundation, a.party, a.how, a.proxy_by, a.recorded_by, a.recorded_at FROM meeting_attendance a WHERE NOT EXISTS (SELECT FROM meeting_attendance_strike s WHERE s.attendance = a.id);
`;

const FIGURES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('council-meetings-a-year', 'CN', '2004-06-01', 2, '基金会管理条例（国务院令第400号）第二十一条：理事会每年至少召开2次会议', 'confirmed'),
    ('meeting-gap-days', 'CN', '2026-01-01', 183, '平台规则：议事会、管委会半年没有开会即提醒，法规未定', 'needs-check'),
    ('minutes-days', 'CN', '2026-01-01', 15, '平台规则：会议纪要签署期限（天），法规未定', 'needs-check');
`;

const CALLING = `
  -- Two who act on one meeting act one after the other; on one that is called off nobody does.
  CREATE FUNCTION meeting_hold(its_meeting int) RETURNS standing_meeting LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting;
  BEGIN
    PERFORM 1 FROM meeting WHERE id = its_meeting FOR NO KEY UPDATE;
    SELECT * INTO its FROM standing_meeting WHERE id = its_meeting;
    IF its.id IS NULL AND EXISTS (SELECT FROM meeting WHERE id = its_meeting) THEN PERFORM refuse('a_meeting_that_is_called_off_stays_so'); END IF;
    RETURN its;
  END $$;
  -- Said again in rules/meetings.ts: the last day on which it may be called lies so many days before it.
  CREATE FUNCTION refuse_late_notice(its_foundation int, its_body text, its_council int, its_start timestamptz, at_time timestamptz) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    its_day date := (its_start AT TIME ZONE 'Asia/Shanghai')::date;
    its_notice int;
  BEGIN
    SELECT r.notice_days INTO its_notice FROM body_rule(its_foundation, its_body, its_council, 'ordinary', its_day) r;
    IF its_notice IS NULL THEN PERFORM refuse('a_body_decides_by_its_rule'); END IF;
    IF its_start <= at_time OR (at_time AT TIME ZONE 'Asia/Shanghai')::date > its_day - its_notice THEN PERFORM refuse('a_meeting_is_called_in_time'); END IF;
  END $$;
  CREATE FUNCTION judge_meeting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_year text := to_char(NEW.recorded_at AT TIME ZONE 'Asia/Shanghai', 'YYYY');
  BEGIN
    PERFORM refuse_late_notice(NEW.foundation, NEW.body, NEW.council, NEW.starts_at, NEW.recorded_at);
    IF NOT EXISTS (SELECT FROM body_members(NEW.foundation, NEW.body, NEW.council, NEW.fund, (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date)) THEN PERFORM refuse('a_meeting_has_members'); END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('meetings of ' || NEW.foundation, 0));
    NEW.number := its_year || '-' || 1 + (SELECT coalesce(max(split_part(number, '-', 2)::int), 0) FROM meeting WHERE foundation = NEW.foundation AND split_part(number, '-', 1) = its_year);
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting BEFORE INSERT ON meeting FOR EACH ROW EXECUTE FUNCTION judge_meeting();

  -- What is not on it when it is called is another meeting's: nobody was told.
  CREATE FUNCTION judge_meeting_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM meeting WHERE id = NEW.meeting AND xmin = pg_current_xact_id()::xid) THEN PERFORM refuse('an_agenda_is_told_with_its_notice'); END IF;
    IF NEW.motion IS NOT NULL AND NOT EXISTS (SELECT FROM formal_motion f JOIN meeting m ON m.foundation = f.foundation AND m.body = f.body AND m.council IS NOT DISTINCT FROM f.council AND m.fund IS NOT DISTINCT FROM f.fund WHERE f.id = NEW.motion AND m.id = NEW.meeting) THEN
      PERFORM refuse('a_meeting_treats_formal_motions_of_its_body');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_item BEFORE INSERT ON meeting_item FOR EACH ROW EXECUTE FUNCTION judge_meeting_item();
  CREATE FUNCTION a_meeting_has_an_agenda() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF (SELECT coalesce(max(nth), 0) <> count(*) OR count(*) = 0 FROM meeting_item WHERE meeting = NEW.id) THEN PERFORM refuse('a_meeting_has_an_agenda'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_meeting_has_an_agenda AFTER INSERT ON meeting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION a_meeting_has_an_agenda();

  -- Before it begins. Another time is told as early as the first one was; another room at any time.
  CREATE FUNCTION judge_meeting_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting := meeting_hold(NEW.meeting);
  BEGIN
    IF its.starts_at <= NEW.recorded_at THEN PERFORM refuse('a_meeting_that_began_is_not_moved'); END IF;
    IF (its.starts_at, its.place, its.dial_in) = (NEW.starts_at, NEW.place, NEW.dial_in) THEN PERFORM refuse('a_move_changes_something'); END IF;
    IF its.starts_at <> NEW.starts_at THEN
      PERFORM refuse_late_notice(its.foundation, its.body, its.council, NEW.starts_at, NEW.recorded_at);
      IF NOT EXISTS (SELECT FROM body_members(its.foundation, its.body, its.council, its.fund, (NEW.starts_at AT TIME ZONE 'Asia/Shanghai')::date)) THEN PERFORM refuse('a_meeting_has_members'); END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_move BEFORE INSERT ON meeting_move FOR EACH ROW EXECUTE FUNCTION judge_meeting_move();
  CREATE FUNCTION judge_meeting_cancellation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting := meeting_hold(NEW.meeting);
  BEGIN
    IF its.starts_at <= NEW.recorded_at THEN PERFORM refuse('a_meeting_that_began_is_not_moved'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_cancellation BEFORE INSERT ON meeting_cancellation FOR EACH ROW EXECUTE FUNCTION judge_meeting_cancellation();

  CREATE FUNCTION meeting_members(its_meeting int) RETURNS TABLE (party int, name text, display text, chairs boolean) LANGUAGE sql STABLE AS $$
    SELECT b.party, min(b.name), min(b.display), bool_or(b.chairs) FROM standing_meeting m CROSS JOIN body_members(m.foundation, m.body, m.council, m.fund, m.day) b WHERE m.id = its_meeting GROUP BY b.party
  $$;
`;

const ANSWERS = `
  -- What a member says before it begins, by their own telephone; the newest counts.
  CREATE TABLE meeting_answer (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    answer text NOT NULL CONSTRAINT an_answer_to_a_notice_is_one_of_three CHECK (answer IN ('in-person', 'remote', 'excused')),
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL,
    CONSTRAINT whoever_is_excused_says_why CHECK ((answer = 'excused') = (btrim(reason) <> '')),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  CREATE INDEX answers_to_a_meeting ON meeting_answer (meeting, party, id);
  CREATE FUNCTION meeting_newest_answer(its_meeting int, its_party int) RETURNS text LANGUAGE sql STABLE AS $$ SELECT answer FROM meeting_answer WHERE meeting = its_meeting AND party = its_party ORDER BY id DESC LIMIT 1 $$;

  -- The member of a meeting that has not begun whose telephone a session proves.
  CREATE FUNCTION meeting_speaker(its_key bytea, its_meeting int, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its standing_meeting := meeting_hold(its_meeting);
    me int := voter_by_session(its_key, its.foundation, at_time);
  BEGIN
    IF NOT EXISTS (SELECT FROM meeting_members(its_meeting) WHERE party = me) THEN PERFORM refuse('whoever_attends_has_a_seat'); END IF;
    IF its.starts_at <= at_time THEN PERFORM refuse('members_answer_before_it_begins'); END IF;
    RETURN me;
  END $$;
  CREATE FUNCTION meeting_say(its_key bytea, its_meeting int, its_answer text, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me int := meeting_speaker(its_key, its_meeting, at_time);
  BEGIN
    INSERT INTO meeting_answer (meeting, foundation, party, answer, reason, at) SELECT id, foundation, me, its_answer, its_reason, at_time FROM meeting WHERE id = its_meeting;
    -- whoever comes needs nobody to stand for them, and whoever stays away stands for nobody
    INSERT INTO meeting_proxy_end SELECT p.id, '', NULL, at_time FROM standing_meeting_proxy p WHERE p.meeting = its_meeting AND (CASE its_answer WHEN 'excused' THEN p.holder ELSE p.giver END) = me;
  END $$;
`;

const PROXIES = `
  -- One member is there for another 委托代理. Given by telephone, or on a signed paper that staff has in hand.
  CREATE TABLE meeting_proxy (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting int NOT NULL,
    foundation int NOT NULL,
    giver int NOT NULL,
    holder int NOT NULL,
    -- which paper; empty where it was given by telephone
    paper text NOT NULL DEFAULT '',
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_proxy_is_somebody_else CHECK (giver <> holder),
    CONSTRAINT a_proxy_on_paper_names_its_paper CHECK ((recorded_by IS NOT NULL) = (btrim(paper) <> '')),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation),
    FOREIGN KEY (foundation, giver) REFERENCES party (foundation, id),
    FOREIGN KEY (foundation, holder) REFERENCES party (foundation, id)
  );
  CREATE INDEX proxies_of_a_meeting ON meeting_proxy (meeting);
  CREATE TABLE meeting_proxy_end (
    proxy int NOT NULL REFERENCES meeting_proxy CONSTRAINT a_proxy_ends_once PRIMARY KEY,
    why text NOT NULL,
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT staff_that_ends_a_proxy_says_why CHECK (recorded_by IS NULL OR btrim(why) <> '')
  );
  CREATE VIEW standing_meeting_proxy AS SELECT p.* FROM meeting_proxy p WHERE NOT EXISTS (SELECT FROM meeting_proxy_end e WHERE e.proxy = p.id);
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON meeting_proxy FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');
  CREATE TRIGGER nobody_speaks_for_another BEFORE INSERT ON meeting_proxy_end FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_another('recorded_by');

  CREATE FUNCTION judge_meeting_proxy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting := meeting_hold(NEW.meeting);
  BEGIN
    IF NOT coalesce((SELECT r.proxies FROM body_rule(its.foundation, its.body, its.council, 'ordinary', its.day) r), false) THEN PERFORM refuse('proxies_are_for_bodies_that_allow_them'); END IF;
    PERFORM refuse_changed_presence(NEW.meeting);
    IF NEW.giver = NEW.holder THEN PERFORM refuse('a_proxy_is_somebody_else'); END IF;
    IF (SELECT count(*) FROM meeting_members(NEW.meeting) WHERE party IN (NEW.giver, NEW.holder)) < 2 THEN PERFORM refuse('whoever_attends_has_a_seat'); END IF;
    IF EXISTS (SELECT FROM standing_meeting_proxy WHERE meeting = NEW.meeting AND giver = NEW.giver) THEN PERFORM refuse('a_member_is_represented_once'); END IF;
    IF EXISTS (SELECT FROM standing_meeting_proxy WHERE meeting = NEW.meeting AND holder = NEW.holder) THEN PERFORM refuse('a_member_represents_one_other'); END IF;
    IF EXISTS (SELECT FROM standing_meeting_proxy WHERE meeting = NEW.meeting AND (holder = NEW.giver OR giver = NEW.holder)) THEN PERFORM refuse('whoever_represents_another_is_there'); END IF;
    IF meeting_newest_answer(NEW.meeting, NEW.holder) = 'excused' THEN PERFORM refuse('whoever_represents_another_is_there'); END IF;
    IF EXISTS (SELECT FROM recusal r JOIN meeting_item i ON i.motion = r.motion WHERE i.meeting = NEW.meeting AND r.party IN (NEW.giver, NEW.holder)) THEN PERFORM refuse('nobody_who_stands_back_gives_or_holds_a_proxy'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_proxy BEFORE INSERT ON meeting_proxy FOR EACH ROW EXECUTE FUNCTION judge_meeting_proxy();
  CREATE FUNCTION judge_meeting_proxy_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its meeting_proxy;
  BEGIN
    SELECT * INTO its FROM meeting_proxy WHERE id = NEW.proxy;
    PERFORM meeting_hold(its.meeting);
    IF EXISTS (SELECT FROM meeting_present a WHERE a.meeting = its.meeting AND a.party = its.giver AND a.how = 'proxy') THEN PERFORM refuse('a_proxy_that_was_used_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_proxy_end BEFORE INSERT ON meeting_proxy_end FOR EACH ROW EXECUTE FUNCTION judge_meeting_proxy_end();

  CREATE FUNCTION meeting_give_proxy(its_key bytea, its_meeting int, to_whom int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me int := meeting_speaker(its_key, its_meeting, at_time);
  BEGIN
    INSERT INTO meeting_proxy (meeting, foundation, giver, holder, recorded_at) SELECT id, foundation, me, to_whom, at_time FROM meeting WHERE id = its_meeting;
  END $$;
  -- By whoever gave it, or by whoever does not want to hold it.
  CREATE FUNCTION meeting_end_proxy(its_key bytea, its_meeting int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me int := meeting_speaker(its_key, its_meeting, at_time);
    its int := (SELECT id FROM standing_meeting_proxy WHERE meeting = its_meeting AND me IN (giver, holder));
  BEGIN
    IF its IS NULL THEN PERFORM refuse('a_proxy_ends_once'); END IF;
    INSERT INTO meeting_proxy_end VALUES (its, '', NULL, at_time);
  END $$;
`;

const ATTENDING = `
  CREATE FUNCTION judge_meeting_attendance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting := meeting_hold(NEW.meeting);
  BEGIN
    IF (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date < its.day THEN PERFORM refuse('attendance_is_entered_on_the_day'); END IF;
    PERFORM refuse_changed_presence(NEW.meeting);
    IF NOT EXISTS (SELECT FROM meeting_members(NEW.meeting) WHERE party = NEW.party) THEN PERFORM refuse('whoever_attends_has_a_seat'); END IF;
    IF EXISTS (SELECT FROM meeting_present WHERE meeting = NEW.meeting AND party = NEW.party) THEN PERFORM refuse('a_member_is_present_once'); END IF;
    IF NEW.how = 'proxy' AND NOT EXISTS (SELECT FROM standing_meeting_proxy p JOIN meeting_present a ON a.meeting = p.meeting AND a.party = p.holder AND a.how <> 'proxy' WHERE p.meeting = NEW.meeting AND p.giver = NEW.party AND p.holder = NEW.proxy_by) THEN
      PERFORM refuse('whoever_represents_another_is_there');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_attendance BEFORE INSERT ON meeting_attendance FOR EACH ROW EXECUTE FUNCTION judge_meeting_attendance();
  CREATE FUNCTION judge_meeting_attendance_strike() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its meeting_attendance;
  BEGIN
    SELECT * INTO its FROM meeting_attendance WHERE id = NEW.attendance;
    PERFORM meeting_hold(its.meeting);
    PERFORM refuse_changed_presence(its.meeting);
    IF EXISTS (SELECT FROM vote v JOIN vote_result r ON r.vote = v.id WHERE v.meeting = its.meeting) THEN PERFORM refuse('who_was_there_stands_once_a_vote_is_closed'); END IF;
    IF EXISTS (SELECT FROM meeting_present a WHERE a.meeting = its.meeting AND a.proxy_by = its.party) THEN PERFORM refuse('whoever_represents_another_is_there'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_attendance_strike BEFORE INSERT ON meeting_attendance_strike FOR EACH ROW EXECUTE FUNCTION judge_meeting_attendance_strike();
`;

const QUORUM = `
  -- Of a motion, or with none of the meeting itself: those who have a seat that day, those of them who stand back, how many have to be there and how many are. Said again in rules/quorum.ts.
  CREATE FUNCTION meeting_quorum(its_meeting int, its_motion int) RETURNS TABLE (seated int, recused int, entitled int, needed int, present int) LANGUAGE sql STABLE AS $$
    WITH here AS (
      SELECT s.party, r.party IS NOT NULL AS stands_back, a.party IS NOT NULL AND (a.proxy_by IS NULL OR h.party IS NULL) AS there
      FROM meeting_members(its_meeting) s LEFT JOIN recusal r ON r.motion = its_motion AND r.party = s.party
        LEFT JOIN meeting_present a ON a.meeting = its_meeting AND a.party = s.party LEFT JOIN recusal h ON h.motion = its_motion AND h.party = a.proxy_by),
    counted AS (SELECT count(*)::int AS seated, (count(*) FILTER (WHERE stands_back))::int AS recused, (count(*) FILTER (WHERE NOT stands_back))::int AS entitled, (count(*) FILTER (WHERE there AND NOT stands_back))::int AS present FROM here)
    SELECT c.seated, c.recused, c.entitled, GREATEST(1, (c.entitled * r.quorum_parts + r.quorum_of - 1) / r.quorum_of), c.present
    FROM counted c CROSS JOIN standing_meeting m CROSS JOIN LATERAL body_rule(m.foundation, m.body, m.council, coalesce((SELECT majority FROM motion WHERE id = its_motion), 'ordinary'), m.day) r WHERE m.id = its_meeting
  $$;
  -- Enough of them are there, of a meeting that has the motion on its agenda: without it nothing is decided there.
  CREATE FUNCTION meeting_has_quorum(its_meeting int, its_motion int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT q.present >= q.needed FROM meeting_quorum(its_meeting, its_motion) q), false) AND (its_motion IS NULL OR EXISTS (SELECT FROM meeting_item WHERE meeting = its_meeting AND motion = its_motion))
  $$;
`;

const MINUTES = `
  -- Minutes 会议纪要: a correction is another version, those before it stay.
  CREATE TABLE meeting_minutes (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting int NOT NULL,
    foundation int NOT NULL,
    nth int NOT NULL,
    -- who took the chair; nobody where nobody came
    presided_by int,
    kept_by text NOT NULL CONSTRAINT minutes_name_who_kept_them CHECK (btrim(kept_by) <> ''),
    -- who was there without a seat 列席
    guests text NOT NULL DEFAULT '',
    -- why another version
    why text NOT NULL DEFAULT '',
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    UNIQUE (id, meeting),
    CONSTRAINT versions_of_minutes_follow_each_other UNIQUE (meeting, nth),
    CONSTRAINT a_correction_of_minutes_says_why CHECK ((nth > 1) = (btrim(why) <> '')),
    FOREIGN KEY (meeting, foundation) REFERENCES meeting (id, foundation),
    FOREIGN KEY (foundation, presided_by) REFERENCES party (foundation, id)
  );
  CREATE TABLE meeting_minutes_point (
    minutes int NOT NULL,
    meeting int NOT NULL,
    nth int NOT NULL,
    words text NOT NULL CONSTRAINT minutes_treat_every_point CHECK (btrim(words) <> ''),
    PRIMARY KEY (minutes, nth),
    FOREIGN KEY (minutes, meeting) REFERENCES meeting_minutes (id, meeting),
    FOREIGN KEY (meeting, nth) REFERENCES meeting_item (meeting, nth)
  );
  CREATE FUNCTION judge_meeting_minutes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_meeting := meeting_hold(NEW.meeting);
  BEGIN
    IF NEW.recorded_at < its.starts_at THEN PERFORM refuse('minutes_are_written_after_it_began'); END IF;
    IF NEW.nth <> (SELECT count(*) + 1 FROM meeting_minutes WHERE meeting = NEW.meeting) THEN PERFORM refuse('versions_of_minutes_follow_each_other'); END IF;
    IF NOT (CASE WHEN EXISTS (SELECT FROM meeting_present WHERE meeting = NEW.meeting) THEN EXISTS (SELECT FROM meeting_present WHERE meeting = NEW.meeting AND how <> 'proxy' AND party = NEW.presided_by) ELSE NEW.presided_by IS NULL END) THEN PERFORM refuse('whoever_presided_was_there'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_minutes BEFORE INSERT ON meeting_minutes FOR EACH ROW EXECUTE FUNCTION judge_meeting_minutes();
  CREATE FUNCTION minutes_are_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM meeting_item i WHERE i.meeting = NEW.meeting AND NOT EXISTS (SELECT FROM meeting_minutes_point p WHERE p.minutes = NEW.id AND p.nth = i.nth)) THEN PERFORM refuse('minutes_treat_every_point'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER minutes_are_whole AFTER INSERT ON meeting_minutes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION minutes_are_whole();
`;

const SIGNING = `
  -- By the telephone of somebody who was there.
  CREATE TABLE meeting_minutes_signature (
    minutes int NOT NULL,
    meeting int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT a_member_signs_minutes_once PRIMARY KEY (minutes, party),
    FOREIGN KEY (minutes, meeting) REFERENCES meeting_minutes (id, meeting),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  -- Or on paper: one person enters that the scan of the signed minutes is there, another compares it.
  CREATE TABLE meeting_minutes_scan (
    minutes int NOT NULL CONSTRAINT signed_minutes_are_entered_once PRIMARY KEY,
    foundation int NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (minutes, recorded_by),
    FOREIGN KEY (minutes, foundation) REFERENCES meeting_minutes (id, foundation)
  );
  CREATE TABLE meeting_minutes_comparison (
    minutes int NOT NULL CONSTRAINT signed_minutes_are_compared_once PRIMARY KEY,
    recorded_by int NOT NULL,
    compared_by int NOT NULL REFERENCES person,
    compared_at timestamptz NOT NULL,
    CONSTRAINT nobody_compares_the_scan_they_entered CHECK (compared_by <> recorded_by),
    FOREIGN KEY (minutes, recorded_by) REFERENCES meeting_minutes_scan (minutes, recorded_by)
  );
  ALTER TABLE paper ADD minutes int;
  DO $$ DECLARE law text;
  BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT law FROM pg_constraint WHERE conrelid = 'paper'::regclass AND conname = 'a_paper_belongs_to_one_thing';
    ALTER TABLE paper DROP CONSTRAINT a_paper_belongs_to_one_thing;
    EXECUTE 'ALTER TABLE paper ADD CONSTRAINT a_paper_belongs_to_one_thing ' || regexp_replace(law, '\\) = 1', ', minutes) = 1');
  END $$;
  ALTER TABLE paper ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_minutes FOREIGN KEY (minutes, foundation) REFERENCES meeting_minutes (id, foundation), ADD CONSTRAINT papers_of_minutes_are_numbered UNIQUE (minutes, nth);

  -- Whose name is still wanted beneath them: of a foundation's council everybody who was there (400 art. 21), of other bodies whoever took the chair and one more.
  CREATE FUNCTION minutes_wait_for(its_minutes int) RETURNS TABLE (party int) LANGUAGE sql STABLE AS $$
    SELECT a.party FROM meeting_minutes v JOIN meeting m ON m.id = v.meeting JOIN meeting_present a ON a.meeting = v.meeting AND a.how <> 'proxy'
    WHERE v.id = its_minutes AND NOT EXISTS (SELECT FROM meeting_minutes_signature s WHERE s.minutes = v.id AND s.party = a.party)
      AND (m.body = 'council' OR a.party = v.presided_by OR NOT EXISTS (SELECT FROM meeting_minutes_signature s WHERE s.minutes = v.id AND s.party <> v.presided_by))
  $$;
  -- Signed, by telephone or on paper: these stand.
  CREATE VIEW signed_minutes AS
    SELECT v.id, v.meeting, v.foundation, v.nth, c.minutes IS NOT NULL AS on_paper, coalesce(c.compared_at, (SELECT max(s.at) FROM meeting_minutes_signature s WHERE s.minutes = v.id)) AS signed_at
    FROM meeting_minutes v LEFT JOIN meeting_minutes_comparison c ON c.minutes = v.id
    WHERE c.minutes IS NOT NULL OR (EXISTS (SELECT FROM meeting_minutes_signature s WHERE s.minutes = v.id) AND NOT EXISTS (SELECT FROM minutes_wait_for(v.id)));

  -- Somebody has put their name to who was there: it is corrected in another version before that is signed too, and never after minutes stand.
  CREATE FUNCTION refuse_changed_presence(its_meeting int) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_minutes int := (SELECT id FROM meeting_minutes WHERE meeting = its_meeting ORDER BY nth DESC LIMIT 1);
  BEGIN
    IF EXISTS (SELECT FROM meeting_minutes_signature WHERE minutes = its_minutes) OR EXISTS (SELECT FROM meeting_minutes_scan WHERE minutes = its_minutes) OR EXISTS (SELECT FROM signed_minutes WHERE meeting = its_meeting) THEN
      PERFORM refuse('who_was_there_stands_once_minutes_are_signed');
    END IF;
  END $$;

  CREATE FUNCTION refuse_old_minutes(its_minutes int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_meeting int := (SELECT meeting FROM meeting_minutes WHERE id = its_minutes);
  BEGIN
    PERFORM meeting_hold(its_meeting);
    IF its_meeting IS NULL OR EXISTS (SELECT FROM meeting_minutes n JOIN meeting_minutes v ON v.id = its_minutes AND n.meeting = v.meeting AND n.nth > v.nth) THEN PERFORM refuse('the_newest_minutes_are_signed'); END IF;
    RETURN its_meeting;
  END $$;
  CREATE FUNCTION minutes_sign(its_key bytea, its_minutes int, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_meeting int := refuse_old_minutes(its_minutes);
    its_foundation int := (SELECT foundation FROM meeting WHERE id = its_meeting);
    me int := voter_by_session(its_key, its_foundation, at_time);
  BEGIN
    IF NOT EXISTS (SELECT FROM meeting_present WHERE meeting = its_meeting AND party = me AND how <> 'proxy') THEN PERFORM refuse('whoever_signs_minutes_was_there'); END IF;
    INSERT INTO meeting_minutes_signature VALUES (its_minutes, its_meeting, its_foundation, me, at_time);
  END $$;
  CREATE FUNCTION judge_meeting_minutes_scan() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM refuse_old_minutes(NEW.minutes);
    IF NOT EXISTS (SELECT FROM paper p WHERE p.minutes = NEW.minutes AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('signed_minutes_show_their_scan'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_meeting_minutes_scan BEFORE INSERT ON meeting_minutes_scan FOR EACH ROW EXECUTE FUNCTION judge_meeting_minutes_scan();
  CREATE TRIGGER judge_meeting_minutes_scan BEFORE INSERT ON meeting_minutes_comparison FOR EACH ROW EXECUTE FUNCTION judge_meeting_minutes_scan();
  CREATE FUNCTION a_scan_of_minutes_is_replaced_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_minutes int;
  BEGIN
    SELECT v.id INTO its_minutes FROM paper p JOIN meeting_minutes v ON v.id = p.minutes JOIN meeting m ON m.id = v.meeting WHERE p.id = NEW.paper FOR NO KEY UPDATE OF m;
    IF FOUND AND EXISTS (SELECT FROM meeting_minutes_scan WHERE minutes = its_minutes) AND NOT EXISTS (SELECT FROM paper p WHERE p.minutes = its_minutes AND p.id <> NEW.paper AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('a_scan_of_minutes_is_replaced_first');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_scan_of_minutes_is_replaced_first BEFORE INSERT ON paper_withdrawal FOR EACH ROW EXECUTE FUNCTION a_scan_of_minutes_is_replaced_first();
`;

const TABLES = ['meeting', 'meeting_item', 'meeting_move', 'meeting_cancellation', 'meeting_attendance', 'meeting_attendance_strike', 'meeting_proxy', 'meeting_proxy_end', 'meeting_minutes', 'meeting_minutes_point', 'meeting_minutes_scan', 'meeting_minutes_comparison'];
const BY_FUNCTIONS = ['meeting_answer', 'meeting_minutes_signature'];

const RIGHTS = `
  ${[...TABLES, ...BY_FUNCTIONS].map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  REVOKE ALL ON FUNCTION meeting_hold, judge_meeting, judge_meeting_item, a_meeting_has_an_agenda, judge_meeting_move, judge_meeting_cancellation, meeting_speaker, judge_meeting_proxy, judge_meeting_proxy_end, judge_meeting_attendance, judge_meeting_attendance_strike,
    judge_meeting_minutes, minutes_are_whole, refuse_changed_presence, refuse_old_minutes, judge_meeting_minutes_scan, a_scan_of_minutes_is_replaced_first, meeting_say, meeting_give_proxy, meeting_end_proxy, minutes_sign FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION meeting_say, meeting_give_proxy, meeting_end_proxy, minutes_sign TO sizhu_app;
  GRANT SELECT, INSERT ON ${TABLES.join(', ')} TO sizhu_app;
  GRANT SELECT ON standing_meeting, meeting_present, standing_meeting_proxy, signed_minutes, ${BY_FUNCTIONS.join(', ')} TO sizhu_app;
`;
