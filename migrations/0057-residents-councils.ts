import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Residents' councils 居民议事会: who sits on them for whom, from when until when, and by which rules of their own they decide (M16–M19). */
export class ResidentsCouncils0000000000057 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FIGURES);
    await db.query(COUNCILS);
    await db.query(SEATS);
    await db.query(LAWS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const FIGURES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('residents-council-group-least', 'CN', '2010-01-01', 5, 'M16：院落（楼栋）议事会成员不少于5人，由居民推选', 'needs-check'),
    ('residents-council-community-least', 'CN', '2010-01-01', 21, 'M16：社区居民议事会成员一般不少于21人，从院落（楼栋）议事会成员中产生', 'needs-check'),
    ('residents-council-per-group', 'CN', '2010-01-01', 2, 'M16：每个院落（楼栋）议事会在社区居民议事会中不少于2人', 'needs-check'),
    ('residents-council-officials-percent', 'CN', '2010-01-01', 50, 'M16：社区干部担任议事会成员不超过50%', 'needs-check');
`;

const COUNCILS = `
  CREATE TABLE residents_council (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    kind text NOT NULL CONSTRAINT a_residents_council_is_of_a_known_kind CHECK (kind IN ('group', 'community')),
    code text NOT NULL CONSTRAINT a_residents_council_has_a_plain_address CHECK (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
    name text NOT NULL CHECK (btrim(name) <> ''),
    english_name text NOT NULL CHECK (btrim(english_name) <> ''),
    -- for whom it speaks: courtyards and buildings, or the community
    area text NOT NULL CHECK (btrim(area) <> ''),
    -- of a group council: the community's council that is chosen from it
    community int,
    community_kind text GENERATED ALWAYS AS (CASE WHEN community IS NOT NULL THEN 'community' END) STORED,
    from_day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    UNIQUE (id, foundation, kind),
    CONSTRAINT a_residents_council_has_its_own_address UNIQUE (foundation, code),
    CONSTRAINT a_community_council_stands_beneath_no_other CHECK (kind = 'group' OR community IS NULL),
    FOREIGN KEY (community, foundation, community_kind) REFERENCES residents_council (id, foundation, kind)
  );
  CREATE TABLE residents_council_end (
    council int NOT NULL CONSTRAINT a_residents_council_ends_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CONSTRAINT an_ended_residents_council_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation)
  );

  -- By which rules it decides from a day on, and where they were adopted. The newest that has begun counts. Parts are fractions: four fifths is 4 of 5.
  CREATE TABLE residents_council_rule (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    council int NOT NULL,
    foundation int NOT NULL,
    from_day date NOT NULL,
    quorum_parts int NOT NULL,
    quorum_of int NOT NULL,
    votes_parts int NOT NULL,
    votes_of int NOT NULL,
    counted_of text NOT NULL CONSTRAINT votes_are_counted_of_a_known_number CHECK (counted_of IN ('present', 'entitled', 'all')),
    more_than boolean NOT NULL,
    secret boolean NOT NULL,
    proxies boolean NOT NULL,
    -- who may table
    tables text[] NOT NULL CONSTRAINT somebody_may_table CHECK (cardinality(tables) > 0 AND tables <@ ARRAY['party-branch', 'self-governing-body', 'member', 'residents']),
    -- so many days before a meeting it is announced, and so long a result is posted for objections
    notice_days int NOT NULL CONSTRAINT days_of_notice_are_few CHECK (notice_days BETWEEN 0 AND 90),
    objection_days int NOT NULL CONSTRAINT days_for_objections_are_few CHECK (objection_days BETWEEN 0 AND 90),
    source text NOT NULL CONSTRAINT a_rule_of_a_council_has_its_source CHECK (btrim(source) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT parts_of_a_council_are_parts CHECK (0 < quorum_parts AND quorum_parts <= quorum_of AND 0 < votes_parts AND votes_parts <= votes_of AND NOT (more_than AND votes_parts = votes_of)),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation)
  );
`;

const SEATS = `
  CREATE TABLE residents_council_seat (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    council int NOT NULL,
    foundation int NOT NULL,
    party int NOT NULL,
    -- how they wish to be named in public (PIPL 25)
    display text NOT NULL CONSTRAINT a_seat_says_how_it_is_named CHECK (display IN ('anonymous', 'masked', 'full')),
    chairs boolean NOT NULL,
    official boolean NOT NULL,
    constituency int,
    -- the election, or the office by which they sit there
    chosen_by text NOT NULL CONSTRAINT whoever_sits_on_a_council_was_chosen CHECK (btrim(chosen_by) <> ''),
    from_day date NOT NULL,
    until_day date NOT NULL CONSTRAINT a_seat_on_a_council_ends_after_it_begins CHECK (until_day >= from_day),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    FOREIGN KEY (council, foundation) REFERENCES residents_council (id, foundation),
    FOREIGN KEY (constituency, foundation) REFERENCES residents_council (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  CREATE INDEX residents_council_seats ON residents_council_seat (council, from_day);
  CREATE TABLE residents_council_seat_end (
    seat int NOT NULL CONSTRAINT a_seat_on_a_council_ends_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CONSTRAINT whoever_leaves_a_council_says_why CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (seat, foundation) REFERENCES residents_council_seat (id, foundation)
  );
  CREATE VIEW residents_council_seat_time AS
    SELECT s.id, s.foundation, s.council, s.party, s.display, s.chairs, s.official, s.constituency, s.chosen_by, s.from_day, s.until_day, s.recorded_by,
      LEAST(s.until_day, e.last_day, ce.last_day) AS last_day, coalesce(e.why, CASE WHEN ce.last_day < s.until_day THEN ce.why END) AS why
    FROM residents_council_seat s LEFT JOIN residents_council_seat_end e ON e.seat = s.id LEFT JOIN residents_council_end ce ON ce.council = s.council;
`;

const LAWS = `
  CREATE FUNCTION judge_residents_council_seat() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_council residents_council;
  BEGIN
    -- of two that seat somebody at once the second sees the first
    SELECT * INTO its_council FROM residents_council WHERE id = NEW.council AND foundation = NEW.foundation FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM party WHERE foundation = NEW.foundation AND id = NEW.party AND kind <> 'person') THEN PERFORM refuse('whoever_sits_on_a_council_is_a_person'); END IF;
    IF NEW.from_day < its_council.from_day OR EXISTS (SELECT FROM residents_council_end e WHERE e.council = NEW.council AND e.last_day < NEW.until_day) THEN PERFORM refuse('a_seat_lies_within_the_time_of_its_council'); END IF;
    IF EXISTS (SELECT FROM residents_council_seat_time s WHERE s.council = NEW.council AND s.party = NEW.party AND s.from_day <= NEW.until_day AND s.last_day >= NEW.from_day) THEN
      PERFORM refuse('somebody_sits_on_a_council_once');
    END IF;
    IF NEW.chairs AND EXISTS (SELECT FROM residents_council_seat_time s WHERE s.council = NEW.council AND s.chairs AND s.from_day <= NEW.until_day AND s.last_day >= NEW.from_day) THEN
      PERFORM refuse('a_residents_council_has_one_chair_a_day');
    END IF;
    IF its_council.kind = 'group' AND NEW.constituency IS NOT NULL THEN PERFORM refuse('only_a_community_council_has_voices_of_groups'); END IF;
    IF its_council.kind = 'community' AND NEW.constituency IS NULL AND NOT NEW.official THEN PERFORM refuse('a_resident_on_it_speaks_for_a_group'); END IF;
    IF NEW.constituency IS NOT NULL THEN
      IF NOT EXISTS (SELECT FROM residents_council g WHERE g.id = NEW.constituency AND g.community = NEW.council) THEN PERFORM refuse('a_voice_is_of_a_group_of_its_community'); END IF;
      PERFORM 1 FROM residents_council WHERE id = NEW.constituency FOR NO KEY UPDATE;
      IF NOT EXISTS (SELECT FROM residents_council_seat_time s WHERE s.council = NEW.constituency AND s.party = NEW.party AND NEW.from_day BETWEEN s.from_day AND s.last_day) THEN
        PERFORM refuse('a_voice_is_chosen_from_the_members_of_its_group');
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_residents_council_seat BEFORE INSERT ON residents_council_seat FOR EACH ROW EXECUTE FUNCTION judge_residents_council_seat();

  CREATE FUNCTION judge_residents_council_seat_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM residents_council_seat s WHERE s.id = NEW.seat AND NEW.last_day NOT BETWEEN s.from_day AND s.until_day) THEN PERFORM refuse('a_term_is_shortened_not_prolonged'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_residents_council_seat_end BEFORE INSERT ON residents_council_seat_end FOR EACH ROW EXECUTE FUNCTION judge_residents_council_seat_end();

  CREATE FUNCTION judge_residents_council_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM residents_council WHERE id = NEW.council FOR NO KEY UPDATE;
    IF NEW.last_day < (SELECT from_day FROM residents_council WHERE id = NEW.council) THEN PERFORM refuse('a_residents_council_ends_after_it_begins'); END IF;
    IF EXISTS (SELECT FROM residents_council_seat_time s WHERE s.council = NEW.council AND s.from_day > NEW.last_day) THEN PERFORM refuse('a_seat_lies_within_the_time_of_its_council'); END IF;
    IF EXISTS (SELECT FROM residents_council g WHERE g.community = NEW.council AND NOT EXISTS (SELECT FROM residents_council_end e WHERE e.council = g.id AND e.last_day <= NEW.last_day)) THEN
      PERFORM refuse('the_groups_of_a_community_council_end_first');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_residents_council_end BEFORE INSERT ON residents_council_end FOR EACH ROW EXECUTE FUNCTION judge_residents_council_end();

  CREATE FUNCTION judge_residents_council_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.from_day < (SELECT from_day FROM residents_council WHERE id = NEW.council) THEN PERFORM refuse('a_rule_of_a_council_begins_with_it'); END IF;
    PERFORM 1 FROM residents_council WHERE id = NEW.council FOR NO KEY UPDATE;
    IF NEW.from_day <= (SELECT max(from_day) FROM residents_council_rule r WHERE r.council = NEW.council) THEN PERFORM refuse('rules_of_a_council_follow_each_other'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_residents_council_rule BEFORE INSERT ON residents_council_rule FOR EACH ROW EXECUTE FUNCTION judge_residents_council_rule();
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['residents_council', 'residents_council_end', 'residents_council_rule', 'residents_council_seat', 'residents_council_seat_end'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT, INSERT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  GRANT SELECT ON residents_council_seat_time TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_residents_council_seat, judge_residents_council_seat_end, judge_residents_council_end, judge_residents_council_rule FROM PUBLIC;
`;
