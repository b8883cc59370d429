import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meetings 会议 of bodies: called in time, on an agenda, who was there, and minutes that whoever was there has signed. */
export class Meetings0000000000062 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(MEETINGS);
    await db.query(PRESENCE);
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
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation)
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

const TABLES = ['meeting', 'meeting_item', 'meeting_move', 'meeting_cancellation', 'meeting_attendance', 'meeting_attendance_strike'];

const RIGHTS = `
  ${TABLES.map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  GRANT SELECT, INSERT ON ${TABLES.join(', ')} TO sizhu_app;
  GRANT SELECT ON standing_meeting, meeting_present TO sizhu_app;
`;
