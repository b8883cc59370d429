import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way of a foundation to its registration, and the one act that gives the original fund its floor. */
export class Foundations0000000000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(POLICY);
    await db.query(FOUNDING);
    await db.query(REGISTRATION);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const POLICY = `
  -- = on numbers and text beside && on spans of days, in one exclusion
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  -- Figures of law and of house policy, with the days they are in force and where they stand.
  CREATE TABLE policy (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule text NOT NULL,
    -- a path from the country down: CN, CN-50 (ISO 3166-2), CN-50-0108
    jurisdiction text NOT NULL,
    from_day date NOT NULL,
    to_day date,
    value numeric,
    words text,
    source text NOT NULL,
    status text NOT NULL CHECK (status IN ('confirmed', 'needs-check')),
    CONSTRAINT a_policy_is_a_figure_or_words CHECK (num_nonnulls(value, words) = 1),
    CONSTRAINT a_jurisdiction_is_a_path CHECK (jurisdiction ~ '^[A-Z]{2}(-[0-9A-Z]+)*$'),
    CONSTRAINT one_figure_is_in_force_a_day EXCLUDE USING gist (rule WITH =, jurisdiction WITH =, daterange(from_day, to_day, '[]') WITH &&)
  );
  -- in fen; money only, received by the bank
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('original-fund', 'CN', '2004-06-01', 200000000, '基金会管理条例（国务院令第400号）第八条：非公募基金会的原始基金不低于200万元', 'confirmed');
`;

const FOUNDING = `
  -- What the bank shows has come in from a founder. It counts only when a second person has confirmed it.
  CREATE TABLE founding_contribution (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    founder text NOT NULL CHECK (founder <> ''),
    sum fen NOT NULL CHECK (sum > 0),
    reference text NOT NULL CHECK (reference <> ''),
    value_day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_transfer_is_recorded_once UNIQUE (foundation, reference),
    UNIQUE (id, recorded_by),
    UNIQUE (id, foundation)
  );

  CREATE TABLE founding_confirmation (
    contribution int NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    CONSTRAINT a_contribution_is_confirmed_once PRIMARY KEY (contribution),
    FOREIGN KEY (contribution, recorded_by) REFERENCES founding_contribution (id, recorded_by),
    CONSTRAINT nobody_confirms_what_they_recorded CHECK (confirmed_by <> recorded_by)
  );

  -- The bank has taken a confirmed contribution back. Its fact lets the entry be booked whatever it leaves behind.
  CREATE TABLE founding_bounce (
    contribution int NOT NULL CONSTRAINT only_what_is_confirmed_bounces REFERENCES founding_confirmation,
    foundation int NOT NULL,
    reference text NOT NULL CHECK (reference <> ''),
    day date NOT NULL,
    why text NOT NULL CHECK (why <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    fact bigint NOT NULL UNIQUE REFERENCES outside_fact,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    CONSTRAINT a_contribution_bounces_once PRIMARY KEY (contribution),
    FOREIGN KEY (contribution, foundation) REFERENCES founding_contribution (id, foundation),
    CONSTRAINT a_return_is_recorded_once UNIQUE (foundation, reference)
  );

  CREATE TABLE founding_paper (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    kind text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    number text,
    day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_paper_is_of_a_known_kind CHECK (kind IN ('name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification')),
    CONSTRAINT a_paper_is_filed_once UNIQUE (foundation, kind, name, day)
  );

  GRANT SELECT ON policy TO sizhu_app;
  GRANT SELECT, INSERT ON founding_contribution, founding_confirmation, founding_bounce, founding_paper TO sizhu_app;
`;

const REGISTRATION = `
  CREATE TABLE registration (
    foundation int NOT NULL REFERENCES foundation,
    day date NOT NULL,
    registered_sum fen NOT NULL CHECK (registered_sum > 0),
    policy int NOT NULL REFERENCES policy,
    certificate text NOT NULL CHECK (certificate <> ''),
    registered_by int NOT NULL REFERENCES person,
    registered_at timestamptz NOT NULL,
    CONSTRAINT a_foundation_is_registered_once PRIMARY KEY (foundation)
  );

  -- The only writer of registrations and of the original fund's floor. It asks everything itself, so that the application's
  -- role can set no floor in any other way. 400 arts. 8, 9; M01.
  CREATE FUNCTION foundation_register(of_foundation int, on_day date, its_sum bigint, its_certificate text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    original fund_balance;
    required policy;
  BEGIN
    SELECT * INTO original FROM fund_balance WHERE foundation = of_foundation AND class = 'original' FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM registration WHERE foundation = of_foundation) THEN PERFORM refuse('a_foundation_is_registered_once'); END IF;
    SELECT p.* INTO required FROM policy p JOIN foundation f ON f.id = of_foundation
      WHERE p.rule = 'original-fund' AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity')
        AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
      ORDER BY length(p.jurisdiction) DESC LIMIT 1;
    IF required.id IS NULL THEN PERFORM refuse('registering_rests_on_a_figure_in_force'); END IF;
    IF its_sum < required.value THEN PERFORM refuse('an_original_fund_reaches_the_lawful_sum'); END IF;
    -- what it is worth now, and what it was worth on the day itself: money that came later does not count
    IF original.fund IS NULL OR original.worth < its_sum
      OR (SELECT coalesce(sum(worth), 0) FROM entry_fund WHERE fund = original.fund AND day <= on_day) < its_sum THEN
      PERFORM refuse('the_original_fund_is_paid_in_before_registering');
    END IF;
    IF (SELECT count(DISTINCT kind) FROM founding_paper WHERE foundation = of_foundation AND day <= on_day) < 5 THEN
      PERFORM refuse('registering_asks_for_all_papers');
    END IF;
    INSERT INTO registration VALUES (of_foundation, on_day, its_sum, required.id, its_certificate, by_person, at_time);
    UPDATE fund_balance SET floor = its_sum, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = original.fund;
  END $$;

  REVOKE ALL ON FUNCTION foundation_register FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION foundation_register TO sizhu_app;
  GRANT SELECT ON registration TO sizhu_app;
`;
