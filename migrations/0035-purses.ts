import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Building purses 楼组自治金: what the households of a building pool, a street's match, and spending on their own vote (M03; regulations D14, I11, I12, J2). */
export class Purses0000000000035 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CASH);
    await db.query(OPENING);
    await db.query(HOUSEHOLDS);
    await db.query(SHEETS);
    await db.query(CONFIRMATIONS);
    await db.query(MATCHES);
    await db.query(SPENDINGS);
    await db.query(DOORS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CASH = `
  -- A stair leader brings what she has collected in cash; it is counted by two like any other.
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('agency in', 'debit', 'cash');
  REFRESH MATERIALIZED VIEW line_rule;

  -- Of fewer households no number is told by which a neighbour could work out what another gave (regulations J2).
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('purse-small-cell', 'CN', '2021-11-01', 5, '个人信息保护法第六条（最小范围）；户数下限为行业惯例', 'needs-check');
`;

const OPENING = `
  -- What somebody has written down to open a purse, with the test of 解释 2020, 3(1) answered by them (D14).
  CREATE TABLE purse_opening (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    code text NOT NULL,
    name text NOT NULL CONSTRAINT a_purse_has_a_name CHECK (LEAST(length(btrim(name)), length(btrim(english_name))) > 0),
    english_name text NOT NULL,
    -- the building or courtyard
    place text NOT NULL CHECK (btrim(place) <> ''),
    -- whom the residents chose to keep it; on no public page
    keepers text[] NOT NULL CONSTRAINT a_purse_has_keepers CHECK (cardinality(keepers) BETWEEN 1 AND 5 AND array_position(keepers, '') IS NULL),
    purpose text NOT NULL CHECK (btrim(purpose) <> ''),
    -- what becomes of what is left when it ends
    rest text NOT NULL CHECK (btrim(rest) <> ''),
    passes_on text,
    duty_at_once boolean NOT NULL,
    only_between boolean NOT NULL,
    named_by_giver boolean NOT NULL,
    class text NOT NULL GENERATED ALWAYS AS (CASE WHEN passes_on IS NOT NULL OR (duty_at_once AND only_between AND named_by_giver) THEN 'agency' ELSE 'restricted' END) STORED,
    day date NOT NULL,
    prepared_by int NOT NULL REFERENCES person,
    prepared_at timestamptz NOT NULL,
    UNIQUE (id, foundation, class, prepared_by)
  );
  CREATE TABLE purse_opening_withdrawal (
    opening int NOT NULL REFERENCES purse_opening CONSTRAINT a_purse_opening_is_withdrawn_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );
  CREATE TABLE purse (
    fund int PRIMARY KEY REFERENCES fund,
    foundation int NOT NULL,
    class text NOT NULL,
    opening int NOT NULL CONSTRAINT a_purse_is_opened_once UNIQUE,
    prepared_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (opening, foundation, class, prepared_by) REFERENCES purse_opening (id, foundation, class, prepared_by),
    FOREIGN KEY (fund, class) REFERENCES fund (id, class),
    UNIQUE (fund, foundation),
    CONSTRAINT nobody_confirms_the_test_they_answered CHECK (confirmed_by <> prepared_by)
  );

  -- The only way to a purse: one has answered the test, another who answers for the books has confirmed it. Held for others it is an agency fund;
  -- when the test says gift it is a restricted fund with its agreement, and what residents give to it are gifts like any other.
  CREATE FUNCTION purse_open(its_opening int, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it purse_opening;
    host foundation;
    opened int;
  BEGIN
    SELECT * INTO it FROM purse_opening WHERE id = its_opening FOR NO KEY UPDATE;
    IF it.id IS NULL OR EXISTS (SELECT FROM purse_opening_withdrawal WHERE opening = it.id) THEN PERFORM refuse('a_withdrawn_purse_is_not_opened'); END IF;
    IF EXISTS (SELECT FROM purse WHERE opening = it.id) THEN PERFORM refuse('a_purse_is_opened_once'); END IF;
    IF it.prepared_by = by_person THEN PERFORM refuse('nobody_confirms_the_test_they_answered'); END IF;
    IF NOT answers_for_the_books(by_person, it.foundation, at_time) THEN PERFORM refuse('an_accountant_confirms_the_test_of_a_purse'); END IF;
    SELECT * INTO host FROM foundation WHERE id = it.foundation FOR SHARE;
    opened := ledger_open_fund(it.foundation, it.code, it.class, CASE it.class WHEN 'agency' THEN it.name ELSE host.name || it.name END, CASE it.class WHEN 'agency' THEN it.english_name ELSE host.english_name || ' ' || it.english_name END, it.day);
    INSERT INTO fund_kind (fund, class, kind) VALUES (opened, it.class, 'purse');
    IF it.class = 'restricted' THEN
      INSERT INTO agreement_version (foundation, fund, no, day, holds_from, kind, preserved, name, english_name, party, english_party, purpose, english_purpose, purposes, use, english_use,
          host_duties, english_host_duties, party_duties, english_party_duties, committee, english_committee, naming, english_naming, starting_sum, yearly_addition, yearly_years, term_from,
          termination, english_termination, remaining_property_rule, remaining_property, english_remaining_property, disclosure, english_disclosure, prepared_by, prepared_at)
        SELECT it.foundation, opened, 'PURSE-' || it.id, it.day, it.day, 'purse', false, f.name, f.english_name, it.place || '全体住户', 'The households of ' || it.place, it.purpose, it.purpose, '{mutual-aid}', it.purpose, it.purpose,
          '单独核算，按住户表决支付，公布每一笔', 'Keeps it apart, pays by the households’ vote, publishes every movement', '按公约出资，表决怎么用', 'Pay in as agreed and vote on its use', '全体住户表决', 'The households vote', f.name, f.english_name, 0, 0, 0, it.day,
          '全体住户决定终止时', 'When the households decide to end it', 'similar-fund', it.rest, it.rest, '收支逐笔公开，不公开住户姓名', 'Every movement is public, names of households are not', it.prepared_by, at_time
        FROM fund f WHERE f.id = opened;
      INSERT INTO agreement (fund, foundation, no, day, version) SELECT opened, v.foundation, v.no, v.day, v.id FROM agreement_version v WHERE v.fund = opened;
      INSERT INTO fund_page (fund, summary, english_summary, place, english_place) VALUES (opened, it.purpose, it.purpose, it.place, it.place);
      INSERT INTO raising (fund, foundation, mode, from_day) VALUES (opened, it.foundation, 'invited', it.day);
    END IF;
    INSERT INTO purse VALUES (opened, it.foundation, it.class, it.id, it.prepared_by, by_person, at_time);
    RETURN opened;
  END $$;

  CREATE FUNCTION a_purse_opens_or_is_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_opening WHERE id = NEW.opening FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse WHERE opening = NEW.opening) THEN PERFORM refuse('a_purse_is_opened_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_purse_opens_or_is_withdrawn BEFORE INSERT ON purse_opening_withdrawal FOR EACH ROW EXECUTE FUNCTION a_purse_opens_or_is_withdrawn();

  -- A purse in which nothing is left ends by its households' vote; what comes after is refused.
  CREATE FUNCTION purse_close(its_purse int, on_day date, its_reason text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE held fund_balance;
  BEGIN
    PERFORM FROM purse WHERE fund = its_purse AND class = 'agency' FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM refuse('only_a_purse_is_closed_so'); END IF;
    SELECT * INTO held FROM fund_balance WHERE fund = its_purse FOR NO KEY UPDATE;
    IF held.money <> 0 OR EXISTS (SELECT FROM purse_match m WHERE m.purse = its_purse AND purse_match_open(m.id) > 0)
      OR EXISTS (SELECT FROM purse_sheet s WHERE s.purse = its_purse AND NOT EXISTS (SELECT FROM purse_sheet_booking b WHERE b.sheet = s.id) AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.id)) THEN
      PERFORM refuse('a_purse_is_closed_at_zero');
    END IF;
    INSERT INTO fund_closing VALUES (its_purse, on_day, its_reason, by_person, at_time);
  END $$;
`;

const HOUSEHOLDS = `
  -- A household 户 is a door and how those behind it like to be called, no more. Neither is ever public.
  CREATE TABLE household (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purse int NOT NULL REFERENCES purse,
    door text NOT NULL CONSTRAINT a_household_has_a_door CHECK (door ~ '^[^[:space:][:cntrl:]]{1,20}$'),
    shown text CHECK (shown <> ''),
    moved_in date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, purse)
  );
  CREATE INDEX household_of_a_purse ON household (purse, door);
  CREATE TABLE household_leaving (
    household bigint NOT NULL REFERENCES household CONSTRAINT a_household_leaves_once PRIMARY KEY,
    -- the first day on which they live there no more
    moved_out date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL
  );
  CREATE FUNCTION one_household_lives_behind_a_door() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM household h LEFT JOIN household_leaving l ON l.household = h.id WHERE h.purse = NEW.purse AND h.door = NEW.door AND (l.moved_out IS NULL OR l.moved_out > NEW.moved_in)) THEN
      PERFORM refuse('one_household_lives_behind_a_door');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER one_household_lives_behind_a_door BEFORE INSERT ON household FOR EACH ROW EXECUTE FUNCTION one_household_lives_behind_a_door();
  CREATE FUNCTION a_household_leaves_after_it_came() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.moved_out < (SELECT moved_in FROM household WHERE id = NEW.household) THEN PERFORM refuse('a_household_leaves_after_it_came'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_household_leaves_after_it_came BEFORE INSERT ON household_leaving FOR EACH ROW EXECUTE FUNCTION a_household_leaves_after_it_came();
`;

const SHEETS = `
  -- A page of the notebook 交款名册: who gave what, recorded by one person or announced by a household itself. It is booked by another.
  CREATE TABLE purse_sheet (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    purse int NOT NULL,
    form_key text NOT NULL CONSTRAINT a_form_records_one_sheet UNIQUE,
    way text NOT NULL CHECK (way IN ('cash', 'transfer')),
    day date NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    -- of cash: what the first of two counted
    pieces int[],
    -- what the payer of an announced transfer is asked to write
    reference text CONSTRAINT a_purse_reference_is_given_once UNIQUE,
    recorded_by int REFERENCES person,
    announced_by bigint REFERENCES household,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (purse, foundation) REFERENCES purse (fund, foundation),
    UNIQUE (id, purse),
    CONSTRAINT a_sheet_of_cash_is_the_cash_that_was_counted CHECK (CASE way WHEN 'cash' THEN pieces IS NOT NULL AND cardinality(pieces) IN (8, 11) AND 0 <= ALL (pieces) AND array_position(pieces, NULL) IS NULL AND cash_sum(pieces) = sum ELSE pieces IS NULL END),
    CONSTRAINT a_sheet_is_somebodys CHECK (num_nonnulls(recorded_by, announced_by) = 1 AND (announced_by IS NULL OR (way = 'transfer' AND reference IS NOT NULL)))
  );
  CREATE INDEX sheet_of_a_purse ON purse_sheet (purse, day);
  CREATE TABLE purse_contribution (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sheet bigint NOT NULL,
    purse int NOT NULL,
    household bigint NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    FOREIGN KEY (sheet, purse) REFERENCES purse_sheet (id, purse),
    FOREIGN KEY (household, purse) REFERENCES household (id, purse),
    CONSTRAINT a_household_stands_once_on_a_sheet UNIQUE (sheet, household),
    UNIQUE (id, household)
  );
  CREATE INDEX contribution_of_a_household ON purse_contribution (household);
  CREATE TABLE purse_sheet_booking (
    sheet bigint NOT NULL CONSTRAINT a_sheet_is_booked_once PRIMARY KEY,
    purse int NOT NULL,
    booked_by int NOT NULL REFERENCES person,
    booked_at timestamptz NOT NULL,
    -- of cash: what the second of two counted
    pieces int[],
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (sheet, purse) REFERENCES purse_sheet (id, purse)
  );
  CREATE TABLE purse_sheet_withdrawal (
    sheet bigint NOT NULL REFERENCES purse_sheet CONSTRAINT a_sheet_is_withdrawn_once PRIMARY KEY,
    -- nobody: the household itself
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> '')
  );
  CREATE TABLE purse_sheet_reversal (
    sheet bigint NOT NULL REFERENCES purse_sheet_booking CONSTRAINT a_sheet_is_reversed_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry
  );

  CREATE FUNCTION purse_takes_money(its_purse int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM purse p WHERE p.fund = its_purse AND p.class = 'agency') AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = its_purse AND c.day <= on_day)
  $$;
  CREATE FUNCTION a_sheet_is_of_an_open_purse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM purse WHERE fund = NEW.purse AND class = 'agency') THEN PERFORM refuse('what_is_given_to_a_gift_fund_is_a_gift'); END IF;
    IF NOT purse_takes_money(NEW.purse, NEW.day) OR EXISTS (SELECT FROM fund_closing WHERE fund = NEW.purse) THEN PERFORM refuse('a_closed_purse_takes_nothing'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_sheet_is_of_an_open_purse BEFORE INSERT ON purse_sheet FOR EACH ROW EXECUTE FUNCTION a_sheet_is_of_an_open_purse();

  CREATE FUNCTION a_booked_sheet_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_sheet WHERE id = NEW.sheet FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_sheet_booking WHERE sheet = NEW.sheet) THEN PERFORM refuse('a_booked_sheet_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_booked_sheet_stands BEFORE INSERT ON purse_contribution FOR EACH ROW EXECUTE FUNCTION a_booked_sheet_stands();
  CREATE TRIGGER a_booked_sheet_stands BEFORE INSERT ON purse_sheet_withdrawal FOR EACH ROW EXECUTE FUNCTION a_booked_sheet_stands();

  CREATE FUNCTION a_sheet_is_booked_as_it_was_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it purse_sheet;
  BEGIN
    SELECT * INTO it FROM purse_sheet WHERE id = NEW.sheet FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_sheet_withdrawal WHERE sheet = it.id) THEN PERFORM refuse('a_withdrawn_sheet_is_not_booked'); END IF;
    IF it.recorded_by = NEW.booked_by THEN PERFORM refuse('whoever_records_a_sheet_does_not_book_it'); END IF;
    IF it.way = 'cash' AND NEW.pieces IS DISTINCT FROM it.pieces THEN PERFORM refuse('cash_of_a_sheet_is_counted_by_two'); END IF;
    IF it.sum <> (SELECT coalesce(sum(sum), 0) FROM purse_contribution WHERE sheet = it.id)
      OR NOT EXISTS (SELECT FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.fund = it.purse AND p.debit = it.sum JOIN place x ON x.id = p.place AND x.account = CASE it.way WHEN 'cash' THEN '1001' ELSE '1002' END
        WHERE e.id = NEW.entry AND e.foundation = it.foundation AND e.kind = 'agency in') THEN
      PERFORM refuse('a_sheet_is_booked_as_it_was_recorded');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_sheet_is_booked_as_it_was_recorded BEFORE INSERT ON purse_sheet_booking FOR EACH ROW EXECUTE FUNCTION a_sheet_is_booked_as_it_was_recorded();

  CREATE FUNCTION a_sheet_is_reversed_by_its_mirror() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_sheet WHERE id = NEW.sheet FOR NO KEY UPDATE;
    IF (SELECT recorded_by FROM purse_sheet WHERE id = NEW.sheet) = NEW.by_person THEN PERFORM refuse('whoever_records_a_sheet_does_not_reverse_it'); END IF;
    IF NOT EXISTS (SELECT FROM purse_sheet_booking b JOIN journal_entry e ON e.reverses = b.entry WHERE b.sheet = NEW.sheet AND e.id = NEW.entry) THEN PERFORM refuse('a_reversal_mirrors_its_sheet'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_sheet_is_reversed_by_its_mirror BEFORE INSERT ON purse_sheet_reversal FOR EACH ROW EXECUTE FUNCTION a_sheet_is_reversed_by_its_mirror();

  -- What households have given and nobody has taken back.
  CREATE VIEW standing_contribution AS
    SELECT c.id, c.purse, c.household, c.sum, c.day, b.sheet, b.entry FROM purse_contribution c JOIN purse_sheet_booking b ON b.sheet = c.sheet
    WHERE NOT EXISTS (SELECT FROM purse_sheet_reversal r WHERE r.sheet = c.sheet);
`;

const CONFIRMATIONS = `
  -- A slip for a door: here is only what its link can be recognised by. The newest of a household counts, as long as they live there.
  CREATE TABLE household_slip (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    household bigint NOT NULL REFERENCES household,
    token_hash bytea NOT NULL CONSTRAINT a_slip_is_recognised_by_its_hash UNIQUE CHECK (length(token_hash) = 32),
    made_by int NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL
  );
  CREATE INDEX slip_of_a_household ON household_slip (household, id);

  -- What a household says to what stands on its name. It may say it again; the newest word counts.
  CREATE TABLE household_answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contribution bigint NOT NULL,
    household bigint NOT NULL,
    is_right boolean NOT NULL,
    words text,
    at timestamptz NOT NULL,
    FOREIGN KEY (contribution, household) REFERENCES purse_contribution (id, household),
    CONSTRAINT who_says_no_says_what_is_wrong CHECK (is_right OR btrim(words) <> '')
  );
  CREATE INDEX answer_to_a_contribution ON household_answer (contribution, id);
  CREATE FUNCTION a_household_answers_for_what_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_contribution WHERE id = NEW.contribution FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM standing_contribution WHERE id = NEW.contribution) THEN PERFORM refuse('a_household_answers_for_what_stands'); END IF;
    IF EXISTS (SELECT FROM household_leaving WHERE household = NEW.household AND moved_out <= (NEW.at AT TIME ZONE 'Asia/Shanghai')::date) THEN PERFORM refuse('who_moved_out_answers_no_more'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_household_answers_for_what_stands BEFORE INSERT ON household_answer FOR EACH ROW EXECUTE FUNCTION a_household_answers_for_what_stands();

  -- What somebody has found out about a contradiction and told the household.
  CREATE TABLE household_reply (
    answer bigint NOT NULL REFERENCES household_answer CONSTRAINT a_contradiction_is_replied_to_once PRIMARY KEY,
    words text NOT NULL CHECK (btrim(words) <> ''),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );
`;

const MATCHES = `
  -- How a street matches what its buildings raise 配捐办法 (I11): who first to last, out of which fund, and how much of it.
  CREATE TABLE match_rule (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    name text NOT NULL CHECK (btrim(name) <> ''),
    pool int NOT NULL REFERENCES fund,
    threshold fen NOT NULL CHECK (threshold > 0),
    sum fen CHECK (sum > 0),
    percent int CHECK (percent BETWEEN 1 AND 1000),
    cap fen NOT NULL CHECK (cap > 0),
    -- all buildings together
    budget fen NOT NULL CHECK (budget > 0),
    from_day date NOT NULL,
    to_day date NOT NULL,
    source text NOT NULL CHECK (btrim(source) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation, recorded_by),
    UNIQUE (id, foundation),
    CONSTRAINT a_match_is_a_sum_or_a_share CHECK (num_nonnulls(sum, percent) = 1),
    CONSTRAINT a_match_rule_ends_after_it_begins CHECK (to_day >= from_day)
  );
  CREATE TABLE match_rule_confirmation (
    rule int NOT NULL CONSTRAINT a_match_rule_is_confirmed_once PRIMARY KEY,
    foundation int NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (rule, foundation, recorded_by) REFERENCES match_rule (id, foundation, recorded_by),
    CONSTRAINT nobody_confirms_the_match_rule_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  -- Nothing more is matched from this moment on; what is promised stays promised.
  CREATE TABLE match_rule_end (
    rule int NOT NULL REFERENCES match_rule CONSTRAINT a_match_rule_ends_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> '')
  );
  CREATE FUNCTION a_pool_is_a_fund_that_may_be_spent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM fund WHERE id = NEW.pool AND foundation = NEW.foundation AND class IN ('general', 'designated', 'restricted', 'preserved')) THEN PERFORM refuse('a_pool_is_a_fund_that_may_be_spent'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_pool_is_a_fund_that_may_be_spent BEFORE INSERT ON match_rule FOR EACH ROW EXECUTE FUNCTION a_pool_is_a_fund_that_may_be_spent();

  -- What was promised to a building when a sheet reached the threshold, or could not be. reserved = 0: the pool was empty, and the page says so.
  CREATE TABLE purse_match (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    rule int NOT NULL,
    purse int NOT NULL,
    sheet bigint NOT NULL REFERENCES purse_sheet_booking,
    -- what was still missing of what is due
    wanted fen NOT NULL CHECK (wanted > 0),
    reserved fen NOT NULL CHECK (reserved >= 0),
    promise bigint UNIQUE REFERENCES journal_entry,
    at timestamptz NOT NULL,
    FOREIGN KEY (rule, foundation) REFERENCES match_rule (id, foundation),
    FOREIGN KEY (purse, foundation) REFERENCES purse (fund, foundation),
    CONSTRAINT a_match_is_reserved_by_its_promise CHECK (reserved <= wanted AND (reserved > 0) = (promise IS NOT NULL)),
    CONSTRAINT a_sheet_triggers_a_match_once UNIQUE (rule, sheet)
  );
  CREATE INDEX match_of_a_purse ON purse_match (purse, rule);
  CREATE TABLE purse_match_release (
    match bigint NOT NULL REFERENCES purse_match,
    sum fen NOT NULL CHECK (sum > 0),
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    at timestamptz NOT NULL
  );
  CREATE INDEX release_of_a_match ON purse_match_release (match);
  CREATE TABLE purse_match_asking (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    match bigint NOT NULL REFERENCES purse_match,
    sum fen NOT NULL CHECK (sum > 0),
    asked_by int NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL,
    UNIQUE (id, match, asked_by)
  );
  CREATE TABLE purse_match_payment (
    asking bigint NOT NULL CONSTRAINT a_match_is_paid_once_an_asking PRIMARY KEY,
    match bigint NOT NULL,
    asked_by int NOT NULL,
    paid_by int NOT NULL REFERENCES person,
    paid_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (asking, match, asked_by) REFERENCES purse_match_asking (id, match, asked_by),
    CONSTRAINT whoever_asks_for_a_match_does_not_pay_it CHECK (paid_by <> asked_by)
  );
  CREATE TABLE purse_match_return (
    asking bigint NOT NULL REFERENCES purse_match_payment CONSTRAINT a_match_goes_back_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry
  );

  -- Said again in rules/household-match.ts.
  CREATE FUNCTION match_due(its_rule int, its_purse int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN x.raised < r.threshold THEN 0 ELSE LEAST(coalesce(r.sum, x.raised * r.percent / 100), r.cap) END::bigint
    FROM match_rule r CROSS JOIN LATERAL (SELECT coalesce(sum(c.sum), 0)::bigint AS raised FROM standing_contribution c WHERE c.purse = its_purse AND c.day BETWEEN r.from_day AND r.to_day) x WHERE r.id = its_rule
  $$;
  -- Reserved or paid, and neither released nor gone back.
  CREATE FUNCTION match_held(its_rule int, its_purse int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(m.reserved - coalesce((SELECT sum(r.sum) FROM purse_match_release r WHERE r.match = m.id), 0)), 0)::bigint FROM purse_match m WHERE m.rule = its_rule AND (its_purse IS NULL OR m.purse = its_purse)
  $$;
  -- What of it waits to be paid.
  CREATE FUNCTION purse_match_open(its_match bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT b.amount FROM purse_match m JOIN promise_balance b ON b.promise = m.promise WHERE m.id = its_match), 0)::bigint
  $$;

  -- Holds a purse and the rules of its foundation, in this order, and says out of which funds they are paid: whoever moves a purse begins here.
  CREATE FUNCTION purse_hold(its_purse int) RETURNS int[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE of_foundation int;
  BEGIN
    SELECT foundation INTO of_foundation FROM purse WHERE fund = its_purse FOR NO KEY UPDATE;
    PERFORM FROM match_rule WHERE foundation = of_foundation ORDER BY id FOR NO KEY UPDATE;
    RETURN ARRAY (SELECT DISTINCT pool FROM match_rule WHERE foundation = of_foundation);
  END $$;

  CREATE FUNCTION a_match_stays_within_its_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it match_rule;
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    SELECT * INTO it FROM match_rule WHERE id = NEW.rule FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM match_rule_confirmation WHERE rule = it.id) OR EXISTS (SELECT FROM match_rule_end WHERE rule = it.id) THEN PERFORM refuse('a_match_rests_on_a_rule_in_force'); END IF;
    IF NOT EXISTS (SELECT FROM purse_sheet_booking b JOIN purse_sheet s ON s.id = b.sheet WHERE b.sheet = NEW.sheet AND b.purse = NEW.purse) THEN PERFORM refuse('a_match_rests_on_a_rule_in_force'); END IF;
    IF match_held(it.id, NULL) + NEW.reserved > it.budget THEN PERFORM refuse('a_match_never_exceeds_its_pool'); END IF;
    IF match_held(it.id, NEW.purse) + NEW.reserved > match_due(it.id, NEW.purse) THEN PERFORM refuse('a_building_gets_no_more_than_its_match'); END IF;
    IF NEW.promise IS NOT NULL AND NOT EXISTS (SELECT FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.promise = e.id AND p.fund = it.pool AND p.debit = NEW.reserved WHERE e.id = NEW.promise AND e.kind = 'promise') THEN
      PERFORM refuse('a_match_is_reserved_by_its_promise');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_match_stays_within_its_rule BEFORE INSERT ON purse_match FOR EACH ROW EXECUTE FUNCTION a_match_stays_within_its_rule();

  CREATE FUNCTION a_match_is_paid_as_it_was_asked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it purse_match;
    asked bigint;
  BEGIN
    SELECT * INTO it FROM purse_match WHERE id = NEW.match FOR NO KEY UPDATE;
    SELECT sum INTO asked FROM purse_match_asking WHERE id = NEW.asking;
    IF NOT EXISTS (SELECT FROM journal_entry e JOIN role_posting k ON k.entry = e.id AND k.promise = it.promise AND k.debit = -asked JOIN role_posting p ON p.entry = e.id AND p.fund = it.purse AND p.role = 'agency liability' AND p.debit = -asked
      WHERE e.id = NEW.entry AND e.kind = 'match paid') THEN PERFORM refuse('a_match_is_paid_as_it_was_asked'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_match_is_paid_as_it_was_asked BEFORE INSERT ON purse_match_payment FOR EACH ROW EXECUTE FUNCTION a_match_is_paid_as_it_was_asked();

  CREATE FUNCTION a_match_goes_back_by_its_mirror() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM purse_match_payment b JOIN journal_entry e ON e.reverses = b.entry WHERE b.asking = NEW.asking AND e.id = NEW.entry) THEN PERFORM refuse('a_match_goes_back_by_its_mirror'); END IF;
    IF (SELECT paid_by FROM purse_match_payment WHERE asking = NEW.asking) = NEW.by_person THEN PERFORM refuse('whoever_paid_a_match_does_not_take_it_back'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_match_goes_back_by_its_mirror BEFORE INSERT ON purse_match_return FOR EACH ROW EXECUTE FUNCTION a_match_goes_back_by_its_mirror();

  CREATE FUNCTION a_match_is_released_by_its_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM purse_match m JOIN journal_entry e ON e.id = NEW.entry AND e.kind = 'release' JOIN posting p ON p.entry = e.id AND p.promise = m.promise AND p.debit = -NEW.sum WHERE m.id = NEW.match) THEN PERFORM refuse('a_match_is_released_by_its_entry'); END IF;
    -- only what is due no more: a building's promise is nobody's to take away
    IF (SELECT match_held(m.rule, m.purse) - NEW.sum < match_due(m.rule, m.purse) FROM purse_match m WHERE m.id = NEW.match) THEN PERFORM refuse('what_is_due_to_a_building_is_not_released'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_match_is_released_by_its_entry BEFORE INSERT ON purse_match_release FOR EACH ROW EXECUTE FUNCTION a_match_is_released_by_its_entry();
`;

const SPENDINGS = `
  -- What the households have allowed: how much, what for, to whom. It rests on their resolution; one enters it, another has compared it with the signed paper.
  CREATE TABLE purse_vote (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    purse int NOT NULL,
    resolution int NOT NULL,
    body text NOT NULL DEFAULT 'households' CONSTRAINT a_purse_is_spent_by_its_households CHECK (body = 'households'),
    majority text NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    -- what it is for, as the public may read it
    what text NOT NULL CHECK (btrim(what) <> ''),
    -- nobody: it goes back to those who gave it
    payee text CHECK (btrim(payee) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (purse, foundation) REFERENCES purse (fund, foundation),
    FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    UNIQUE (id, purse, recorded_by),
    UNIQUE (id, purse)
  );
  CREATE INDEX vote_of_a_purse ON purse_vote (purse);
  -- Each purse has its own vote: what one building has decided spends no other's money.
  CREATE FUNCTION a_vote_is_of_one_purse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM resolution WHERE id = NEW.resolution FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_vote v WHERE v.resolution = NEW.resolution AND v.purse <> NEW.purse) THEN PERFORM refuse('a_vote_is_of_one_purse'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_vote_is_of_one_purse BEFORE INSERT ON purse_vote FOR EACH ROW EXECUTE FUNCTION a_vote_is_of_one_purse();
  CREATE TABLE purse_vote_confirmation (
    vote bigint NOT NULL CONSTRAINT a_vote_is_confirmed_once PRIMARY KEY,
    purse int NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (vote, purse, recorded_by) REFERENCES purse_vote (id, purse, recorded_by),
    CONSTRAINT nobody_confirms_the_vote_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  CREATE TABLE purse_vote_withdrawal (
    vote bigint NOT NULL REFERENCES purse_vote CONSTRAINT a_vote_is_withdrawn_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );

  CREATE TABLE purse_spending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    purse int NOT NULL,
    vote bigint NOT NULL REFERENCES purse_vote_confirmation,
    form_key text NOT NULL CONSTRAINT a_form_asks_for_one_spending UNIQUE,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    bank int NOT NULL REFERENCES place,
    -- the bill, as its number says
    bill text CHECK (btrim(bill) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (vote, purse) REFERENCES purse_vote (id, purse),
    FOREIGN KEY (purse, foundation) REFERENCES purse (fund, foundation),
    UNIQUE (id, purse),
    UNIQUE (id, recorded_by)
  );
  -- Of what goes back: to which household how much.
  CREATE TABLE purse_return_line (
    spending bigint NOT NULL,
    purse int NOT NULL,
    household bigint NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (spending, household),
    FOREIGN KEY (spending, purse) REFERENCES purse_spending (id, purse),
    FOREIGN KEY (household, purse) REFERENCES household (id, purse)
  );
  CREATE TABLE purse_spending_booking (
    spending bigint NOT NULL CONSTRAINT a_spending_is_booked_once PRIMARY KEY,
    recorded_by int NOT NULL,
    booked_by int NOT NULL REFERENCES person,
    booked_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (spending, recorded_by) REFERENCES purse_spending (id, recorded_by),
    CONSTRAINT whoever_asks_to_spend_does_not_approve_it CHECK (booked_by <> recorded_by)
  );
  CREATE TABLE purse_spending_withdrawal (
    spending bigint NOT NULL REFERENCES purse_spending CONSTRAINT a_spending_is_withdrawn_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> '')
  );
  -- The bank brought it back, or it was booked wrongly.
  CREATE TABLE purse_spending_reversal (
    spending bigint NOT NULL REFERENCES purse_spending_booking CONSTRAINT a_spending_is_reversed_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry
  );

  CREATE FUNCTION a_confirmed_vote_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_vote WHERE id = NEW.vote FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_vote_confirmation WHERE vote = NEW.vote) OR EXISTS (SELECT FROM purse_vote_withdrawal WHERE vote = NEW.vote) THEN PERFORM refuse('a_vote_is_confirmed_or_withdrawn_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_vote_stands BEFORE INSERT ON purse_vote_confirmation FOR EACH ROW EXECUTE FUNCTION a_confirmed_vote_stands();
  CREATE TRIGGER a_confirmed_vote_stands BEFORE INSERT ON purse_vote_withdrawal FOR EACH ROW EXECUTE FUNCTION a_confirmed_vote_stands();

  -- What a vote has been spent on so far.
  CREATE FUNCTION vote_spent(its_vote bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(s.sum), 0)::bigint FROM purse_spending s JOIN purse_spending_booking b ON b.spending = s.id WHERE s.vote = its_vote AND NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = s.id)
  $$;
  CREATE FUNCTION a_purse_is_spent_as_its_households_voted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it purse_spending;
    allowed purse_vote;
  BEGIN
    SELECT * INTO it FROM purse_spending WHERE id = NEW.spending FOR NO KEY UPDATE;
    SELECT * INTO allowed FROM purse_vote WHERE id = it.vote FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_spending_withdrawal WHERE spending = it.id) THEN PERFORM refuse('a_withdrawn_spending_is_not_booked'); END IF;
    IF vote_spent(allowed.id) + it.sum > allowed.sum THEN PERFORM refuse('a_purse_spends_no_more_than_was_voted'); END IF;
    IF NOT EXISTS (SELECT FROM journal_entry e JOIN role_posting p ON p.entry = e.id AND p.fund = it.purse AND p.role = 'agency liability' AND p.debit = it.sum WHERE e.id = NEW.entry AND e.foundation = it.foundation AND e.kind = 'agency out') THEN
      PERFORM refuse('a_spending_is_booked_as_it_was_asked');
    END IF;
    IF allowed.payee IS NULL THEN
      PERFORM FROM purse WHERE fund = it.purse FOR NO KEY UPDATE;
      IF it.sum <> (SELECT coalesce(sum(sum), 0) FROM purse_return_line WHERE spending = it.id) THEN PERFORM refuse('a_return_names_its_households'); END IF;
      -- nobody gets back more than they gave
      IF EXISTS (
        SELECT FROM purse_return_line mine WHERE mine.spending = it.id AND (SELECT coalesce(sum(c.sum), 0) FROM standing_contribution c WHERE c.household = mine.household)
          < mine.sum + (SELECT coalesce(sum(l.sum), 0) FROM purse_return_line l JOIN purse_spending_booking b ON b.spending = l.spending WHERE l.household = mine.household AND NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = l.spending))) THEN
        PERFORM refuse('a_household_gets_back_no_more_than_it_gave');
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_purse_is_spent_as_its_households_voted BEFORE INSERT ON purse_spending_booking FOR EACH ROW EXECUTE FUNCTION a_purse_is_spent_as_its_households_voted();

  CREATE FUNCTION a_booked_spending_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse_spending WHERE id = NEW.spending FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_spending_booking WHERE spending = NEW.spending) THEN PERFORM refuse('a_booked_spending_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_booked_spending_stands BEFORE INSERT ON purse_spending_withdrawal FOR EACH ROW EXECUTE FUNCTION a_booked_spending_stands();
  CREATE TRIGGER a_booked_spending_stands BEFORE INSERT ON purse_return_line FOR EACH ROW EXECUTE FUNCTION a_booked_spending_stands();

  CREATE FUNCTION a_spending_is_reversed_by_its_mirror() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF (SELECT recorded_by FROM purse_spending WHERE id = NEW.spending) = NEW.by_person THEN PERFORM refuse('whoever_asks_to_spend_does_not_take_it_back'); END IF;
    IF NOT EXISTS (SELECT FROM purse_spending_booking b JOIN journal_entry e ON e.reverses = b.entry WHERE b.spending = NEW.spending AND e.id = NEW.entry) THEN PERFORM refuse('a_reversal_mirrors_its_spending'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_spending_is_reversed_by_its_mirror BEFORE INSERT ON purse_spending_reversal FOR EACH ROW EXECUTE FUNCTION a_spending_is_reversed_by_its_mirror();
`;

const DOORS = `
  -- Whatever moves a purse rests on a row of its own, whoever calls the books: asked at the end of the transaction, when the row is written.
  CREATE FUNCTION a_purse_moves_by_its_own_doors() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM posting p JOIN purse u ON u.fund = p.fund AND u.class = 'agency' WHERE p.entry = NEW.id) THEN RETURN NULL; END IF;
    IF NOT (CASE NEW.kind
      WHEN 'agency in' THEN EXISTS (SELECT FROM purse_sheet_booking WHERE entry = NEW.id)
      WHEN 'agency out' THEN EXISTS (SELECT FROM purse_spending_booking WHERE entry = NEW.id)
      WHEN 'match paid' THEN EXISTS (SELECT FROM purse_match_payment WHERE entry = NEW.id)
      ELSE EXISTS (SELECT FROM purse_sheet_reversal WHERE entry = NEW.id) OR EXISTS (SELECT FROM purse_spending_reversal WHERE entry = NEW.id) OR EXISTS (SELECT FROM purse_match_return WHERE entry = NEW.id)
    END) THEN PERFORM refuse('a_purse_moves_by_its_own_doors'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_purse_moves_by_its_own_doors AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('agency in', 'agency out', 'match paid', 'reversal')) EXECUTE FUNCTION a_purse_moves_by_its_own_doors();

  -- What was promised to a building is paid to it or released by it, and spent on nothing else.
  CREATE FUNCTION a_match_promise_is_the_buildings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM purse_match WHERE promise = NEW.promise)
      AND NOT EXISTS (SELECT FROM purse_match_payment WHERE entry = NEW.entry) AND NOT EXISTS (SELECT FROM purse_match_release WHERE entry = NEW.entry) AND NOT EXISTS (SELECT FROM purse_match_return WHERE entry = NEW.entry)
      AND NOT EXISTS (SELECT FROM journal_entry WHERE id = NEW.entry AND kind = 'chart migration') THEN
      PERFORM refuse('a_match_promise_is_the_buildings');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_match_promise_is_the_buildings AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.promise IS NOT NULL AND NEW.promise <> NEW.entry) EXECUTE FUNCTION a_match_promise_is_the_buildings();

  -- Said when a voucher is proposed already, and not only when somebody approves it.
  CREATE FUNCTION a_purse_has_no_free_voucher() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.kind NOT IN ('year closing', 'chart migration') AND EXISTS (
      SELECT FROM jsonb_array_elements(NEW.lines) l WHERE EXISTS (SELECT FROM purse u WHERE u.fund = (l ->> 'fund')::int AND u.class = 'agency') OR EXISTS (SELECT FROM purse_match m WHERE m.promise = (l ->> 'promise')::bigint)) THEN
      PERFORM refuse('a_purse_moves_by_its_own_doors');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_purse_has_no_free_voucher BEFORE INSERT ON voucher_proposal FOR EACH ROW EXECUTE FUNCTION a_purse_has_no_free_voucher();
`;

const RIGHTS = `
  GRANT SELECT ON purse, standing_contribution TO sizhu_app;
  GRANT SELECT, INSERT ON purse_opening, purse_opening_withdrawal, household, household_leaving, purse_sheet, purse_contribution, purse_sheet_booking, purse_sheet_withdrawal, purse_sheet_reversal,
    household_slip, household_answer, household_reply, match_rule, match_rule_confirmation, match_rule_end, purse_match, purse_match_release, purse_match_asking, purse_match_payment, purse_match_return,
    purse_vote, purse_vote_confirmation, purse_vote_withdrawal, purse_spending, purse_return_line, purse_spending_booking, purse_spending_withdrawal, purse_spending_reversal TO sizhu_app;
  REVOKE ALL ON FUNCTION purse_open, purse_close, purse_hold, a_purse_opens_or_is_withdrawn, one_household_lives_behind_a_door, a_household_leaves_after_it_came, a_sheet_is_of_an_open_purse, a_booked_sheet_stands,
    a_sheet_is_booked_as_it_was_recorded, a_sheet_is_reversed_by_its_mirror, a_household_answers_for_what_stands, a_pool_is_a_fund_that_may_be_spent, a_match_stays_within_its_rule, a_match_is_paid_as_it_was_asked,
    a_match_goes_back_by_its_mirror, a_match_is_released_by_its_entry, a_vote_is_of_one_purse, a_confirmed_vote_stands, a_purse_is_spent_as_its_households_voted, a_booked_spending_stands, a_spending_is_reversed_by_its_mirror,
    a_purse_moves_by_its_own_doors, a_match_promise_is_the_buildings, a_purse_has_no_free_voucher FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION purse_open, purse_close, purse_hold TO sizhu_app;
`;
