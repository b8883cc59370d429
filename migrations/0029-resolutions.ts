import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a body has decided on paper, entered by two; what kind of fund a fund is; and papers of what is founded and decided. */
export class Resolutions0000000000029 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RULES);
    await db.query(RESOLUTIONS);
    await db.query(PAPERS);
    await db.query(LAWS);
    await db.query(KINDS_OF_FUND);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RULES = `
  -- By how many a body decides, from day to day. Parts are fractions: two thirds is 2 of 3.
  CREATE TABLE resolution_rule (
    body text NOT NULL CONSTRAINT a_resolution_is_of_a_known_body CHECK (body IN ('council', 'fund-committee', 'residents-council', 'households')),
    majority text NOT NULL CHECK (majority IN ('ordinary', 'special', 'investment')),
    from_day date NOT NULL,
    to_day date,
    -- at least so many of those who should attend are there
    quorum_parts int NOT NULL,
    quorum_of int NOT NULL,
    -- and at least so many, or more than so many, vote for it: of those present, or of those who should attend
    votes_parts int NOT NULL,
    votes_of int NOT NULL,
    counted_of text NOT NULL CHECK (counted_of IN ('present', 'entitled')),
    more_than boolean NOT NULL,
    source text NOT NULL,
    status text NOT NULL CHECK (status IN ('confirmed', 'needs-check')),
    PRIMARY KEY (body, majority, from_day),
    CHECK (0 < quorum_parts AND quorum_parts <= quorum_of AND 0 < votes_parts AND votes_parts <= votes_of),
    CONSTRAINT one_rule_of_a_body_is_in_force_a_day EXCLUDE USING gist (body WITH =, majority WITH =, daterange(from_day, to_day, '[]') WITH &&)
  );
  INSERT INTO resolution_rule (body, majority, from_day, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, source, status) VALUES
    ('council', 'ordinary', '2004-06-01', 2, 3, 1, 2, 'present', true, '基金会管理条例（国务院令第400号）第二十一条：三分之二以上理事出席，出席理事过半数通过', 'confirmed'),
    ('council', 'special', '2004-06-01', 2, 3, 2, 3, 'present', false, '基金会管理条例（国务院令第400号）第二十一条：章程修改、选举罢免、重大募捐投资、分立合并，出席理事三分之二以上通过', 'confirmed'),
    ('council', 'investment', '2016-09-01', 2, 3, 2, 3, 'entitled', false, '慈善法第五十五条：重大投资方案应当经决策机构组成人员三分之二以上同意', 'confirmed'),
    ('fund-committee', 'ordinary', '2004-06-01', 1, 2, 1, 2, 'entitled', true, '管委会全体成员过半数通过；以基金协议为准', 'needs-check'),
    ('residents-council', 'ordinary', '2004-06-01', 4, 5, 1, 2, 'entitled', false, '议事会五分之四以上成员到会，应到会半数以上通过（M19）', 'needs-check'),
    ('households', 'ordinary', '2004-06-01', 1, 2, 1, 2, 'entitled', true, '全体住户过半数同意；以楼组公约为准', 'needs-check');
  GRANT SELECT ON resolution_rule TO sizhu_app;
`;

const RESOLUTIONS = `
  -- A decision 决议 that a body has taken on paper: one person enters it, a second compares it with the signed paper. Only then can anything rest on it.
  CREATE TABLE resolution (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    body text NOT NULL,
    majority text NOT NULL,
    number text NOT NULL CONSTRAINT a_resolution_has_a_number CHECK (btrim(number) <> ''),
    day date NOT NULL,
    subject text NOT NULL CONSTRAINT a_resolution_says_what_was_decided CHECK (btrim(subject) <> ''),
    -- those who should attend
    entitled int NOT NULL,
    present int NOT NULL,
    votes_for int NOT NULL,
    votes_against int NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_resolution_counts_its_voters CHECK (present <= entitled AND votes_for + votes_against <= present AND LEAST(votes_for, votes_against) >= 0),
    UNIQUE (id, foundation, body, majority, recorded_by),
    UNIQUE (id, foundation)
  );

  CREATE TABLE resolution_confirmation (
    resolution int NOT NULL CONSTRAINT a_resolution_is_confirmed_once PRIMARY KEY,
    foundation int NOT NULL,
    body text NOT NULL,
    majority text NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (resolution, foundation, body, majority, recorded_by) REFERENCES resolution (id, foundation, body, majority, recorded_by),
    CONSTRAINT nobody_confirms_the_resolution_they_recorded CHECK (confirmed_by <> recorded_by),
    UNIQUE (resolution, foundation),
    UNIQUE (resolution, foundation, body, majority)
  );

  -- Entered wrongly, and seen before it was confirmed.
  CREATE TABLE resolution_withdrawal (
    resolution int NOT NULL REFERENCES resolution CONSTRAINT a_resolution_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CONSTRAINT a_withdrawn_resolution_says_why CHECK (btrim(why) <> ''),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );
`;

const PAPERS = `
  ALTER TABLE founding_paper ADD UNIQUE (id, foundation);
  ALTER TABLE paper
    ADD resolution int, ADD founding int, ADD agreement int, ADD valuation int,
    DROP CONSTRAINT a_paper_belongs_to_one_thing,
    ADD CONSTRAINT a_paper_belongs_to_one_thing CHECK (num_nonnulls(gift, banking, proposal, entry, line, resolution, founding, agreement, valuation) = 1),
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_resolution FOREIGN KEY (resolution, foundation) REFERENCES resolution (id, foundation),
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_founding FOREIGN KEY (founding, foundation) REFERENCES founding_paper (id, foundation),
    ADD CONSTRAINT papers_of_a_resolution_are_numbered UNIQUE (resolution, nth),
    ADD CONSTRAINT papers_of_a_founding_are_numbered UNIQUE (founding, nth),
    ADD CONSTRAINT papers_of_an_agreement_are_numbered UNIQUE (agreement, nth),
    ADD CONSTRAINT papers_of_a_valuation_are_numbered UNIQUE (valuation, nth);
`;

const LAWS = `
  -- Said again in rules/resolution.ts.
  CREATE FUNCTION judge_resolution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    rule resolution_rule;
    counted int;
  BEGIN
    SELECT * INTO rule FROM resolution_rule WHERE body = NEW.body AND majority = NEW.majority AND NEW.day BETWEEN from_day AND coalesce(to_day, 'infinity');
    IF rule.body IS NULL THEN PERFORM refuse('a_body_decides_by_its_rule'); END IF;
    IF NEW.day > (now() AT TIME ZONE 'Asia/Shanghai')::date + 1 THEN PERFORM refuse('a_resolution_is_not_of_a_day_to_come'); END IF;
    IF NEW.present > NEW.entitled OR NEW.votes_for + NEW.votes_against > NEW.present THEN PERFORM refuse('a_resolution_counts_its_voters'); END IF;
    IF NEW.present::bigint * rule.quorum_of < NEW.entitled::bigint * rule.quorum_parts OR NEW.entitled = 0 THEN PERFORM refuse('a_resolution_rests_on_a_quorum'); END IF;
    counted := CASE rule.counted_of WHEN 'present' THEN NEW.present ELSE NEW.entitled END;
    IF NEW.votes_for::bigint * rule.votes_of < counted::bigint * rule.votes_parts OR (rule.more_than AND NEW.votes_for::bigint * rule.votes_of = counted::bigint * rule.votes_parts) THEN
      PERFORM refuse('a_resolution_was_carried_by_its_majority');
    END IF;
    IF EXISTS (SELECT FROM resolution r WHERE r.foundation = NEW.foundation AND r.body = NEW.body AND r.number = NEW.number AND NOT EXISTS (SELECT FROM resolution_withdrawal w WHERE w.resolution = r.id)) THEN
      PERFORM refuse('a_resolution_is_recorded_once');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_resolution BEFORE INSERT ON resolution FOR EACH ROW EXECUTE FUNCTION judge_resolution();

  CREATE FUNCTION a_resolution_shows_its_signed_paper() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM resolution WHERE id = NEW.resolution FOR UPDATE;
    IF EXISTS (SELECT FROM resolution_withdrawal WHERE resolution = NEW.resolution) THEN PERFORM refuse('a_withdrawn_resolution_stays_withdrawn'); END IF;
    IF NOT EXISTS (SELECT FROM paper p WHERE p.resolution = NEW.resolution AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('a_resolution_shows_its_signed_paper');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_resolution_shows_its_signed_paper BEFORE INSERT ON resolution_confirmation FOR EACH ROW EXECUTE FUNCTION a_resolution_shows_its_signed_paper();

  CREATE FUNCTION a_confirmed_resolution_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM resolution WHERE id = NEW.resolution FOR UPDATE;
    IF EXISTS (SELECT FROM resolution_confirmation WHERE resolution = NEW.resolution) THEN PERFORM refuse('a_confirmed_resolution_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_resolution_stands BEFORE INSERT ON resolution_withdrawal FOR EACH ROW EXECUTE FUNCTION a_confirmed_resolution_stands();

  -- The last signed paper of a confirmed resolution is replaced before it is withdrawn.
  CREATE FUNCTION a_signed_paper_is_replaced_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_resolution int;
  BEGIN
    SELECT r.id INTO its_resolution FROM paper p JOIN resolution r ON r.id = p.resolution WHERE p.id = NEW.paper FOR UPDATE OF r;
    IF FOUND AND EXISTS (SELECT FROM resolution_confirmation WHERE resolution = its_resolution)
      AND NOT EXISTS (SELECT FROM paper p WHERE p.resolution = its_resolution AND p.id <> NEW.paper AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('a_signed_paper_is_replaced_first');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_signed_paper_is_replaced_first BEFORE INSERT ON paper_withdrawal FOR EACH ROW EXECUTE FUNCTION a_signed_paper_is_replaced_first();

  REVOKE ALL ON FUNCTION judge_resolution, a_resolution_shows_its_signed_paper, a_confirmed_resolution_stands, a_signed_paper_is_replaced_first FROM PUBLIC;
  GRANT SELECT, INSERT ON resolution, resolution_confirmation, resolution_withdrawal TO sizhu_app;
`;

const KINDS_OF_FUND = `
  ALTER TABLE fund ADD UNIQUE (id, class);
  -- What a fund is to those who give to it and decide on it; its class says what it is to the books (books § 1; M02, M03, M04, M09).
  CREATE TABLE fund_kind (
    fund int PRIMARY KEY,
    class text NOT NULL,
    kind text NOT NULL,
    FOREIGN KEY (fund, class) REFERENCES fund (id, class),
    UNIQUE (fund, kind),
    CONSTRAINT a_kind_of_fund_has_its_class CHECK (CASE kind
      WHEN 'named' THEN class IN ('restricted', 'preserved') WHEN 'project' THEN class = 'restricted' WHEN 'micro' THEN class = 'restricted'
      WHEN 'programme' THEN class = 'restricted' WHEN 'purse' THEN class IN ('agency', 'restricted') ELSE false END)
  );
  INSERT INTO fund_kind SELECT f.id, f.class, 'named' FROM fund f JOIN agreement a ON a.fund = f.id;
  GRANT SELECT ON fund_kind TO sizhu_app;

  -- as before, and the fund has its kind
  CREATE OR REPLACE FUNCTION fund_open_by_agreement(of_foundation int, its_code text, its_name text, its_english_name text, its_agreement jsonb, its_page jsonb) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    host text;
    opened int;
  BEGIN
    SELECT name INTO host FROM foundation WHERE id = of_foundation FOR SHARE;
    IF host IS NULL OR NOT starts_with(its_name, host) OR trim(substr(its_name, length(host) + 1)) = '' THEN
      PERFORM refuse('a_fund_carries_its_hosts_full_name');
    END IF;
    opened := ledger_open_fund(of_foundation, its_code, 'restricted', its_name, its_english_name, (its_agreement->>'day')::date);
    INSERT INTO agreement SELECT * FROM jsonb_populate_record(NULL::agreement, its_agreement || jsonb_build_object('fund', opened, 'foundation', of_foundation));
    INSERT INTO fund_page SELECT * FROM jsonb_populate_record(NULL::fund_page, its_page || jsonb_build_object('fund', opened));
    INSERT INTO fund_kind VALUES (opened, 'restricted', 'named');
    RETURN opened;
  END $$;
`;
