import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stair leaders hand in their lists themselves; and what a vote, an announced transfer and an empty pool left open is closed. */
export class PurseKeepers0000000000044 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(KEEPERS);
    await db.query(LISTS);
    await db.query(VOTES);
    await db.query(DAYS);
    await db.query(CLOSING);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const KEEPERS = `
  -- Whoever the residents chose to keep the money 楼组长, reached by a telephone: a code sent to it opens the pages of this purse and of nothing else.
  CREATE TABLE purse_keeper (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purse int NOT NULL,
    foundation int NOT NULL,
    name text NOT NULL CONSTRAINT a_keeper_has_a_name CHECK (btrim(name) <> ''),
    phone text NOT NULL CONSTRAINT a_keeper_has_a_telephone CHECK (phone ~ '^1[3-9][0-9]{9}$'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (purse, foundation) REFERENCES purse (fund, foundation),
    UNIQUE (id, purse)
  );
  CREATE INDEX keeper_by_telephone ON purse_keeper (foundation, phone);
  CREATE TABLE purse_keeper_end (
    keeper int NOT NULL REFERENCES purse_keeper CONSTRAINT a_keeper_ends_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );
  CREATE VIEW standing_keeper AS SELECT k.* FROM purse_keeper k WHERE NOT EXISTS (SELECT FROM purse_keeper_end e WHERE e.keeper = k.id);

  CREATE FUNCTION a_keeper_is_named_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM purse WHERE fund = NEW.purse AND class = 'agency') THEN PERFORM refuse('what_is_given_to_a_gift_fund_is_a_gift'); END IF;
    IF EXISTS (SELECT FROM standing_keeper WHERE purse = NEW.purse AND phone = NEW.phone) THEN PERFORM refuse('a_keeper_is_named_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_keeper_is_named_once BEFORE INSERT ON purse_keeper FOR EACH ROW EXECUTE FUNCTION a_keeper_is_named_once();
`;

const LISTS = `
  -- What a keeper has written down and hands in. Nothing is booked by it: somebody of ours counts the money and makes it a sheet, another counts again.
  CREATE TABLE keeper_list (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purse int NOT NULL,
    keeper int NOT NULL,
    form_key text NOT NULL CONSTRAINT a_form_hands_in_one_list UNIQUE,
    way text NOT NULL CHECK (way IN ('cash', 'transfer')),
    day date NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    sent_at timestamptz NOT NULL,
    FOREIGN KEY (keeper, purse) REFERENCES purse_keeper (id, purse),
    UNIQUE (id, purse)
  );
  CREATE INDEX list_of_a_purse ON keeper_list (purse);
  CREATE TABLE keeper_list_line (
    list bigint NOT NULL,
    purse int NOT NULL,
    household bigint NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    PRIMARY KEY (list, household),
    FOREIGN KEY (list, purse) REFERENCES keeper_list (id, purse),
    FOREIGN KEY (household, purse) REFERENCES household (id, purse)
  );
  -- Given back with the reason, by us or, without a person, by the keeper.
  CREATE TABLE keeper_list_withdrawal (
    list bigint NOT NULL REFERENCES keeper_list CONSTRAINT a_list_is_withdrawn_once PRIMARY KEY,
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> '')
  );
  -- Made a sheet of the notebook. When that is withdrawn the list is open again.
  CREATE TABLE keeper_list_sheet (
    list bigint NOT NULL,
    purse int NOT NULL,
    sheet bigint NOT NULL CONSTRAINT a_sheet_is_of_one_list PRIMARY KEY,
    FOREIGN KEY (list, purse) REFERENCES keeper_list (id, purse),
    FOREIGN KEY (sheet, purse) REFERENCES purse_sheet (id, purse)
  );
  CREATE INDEX sheet_of_a_list ON keeper_list_sheet (list);
  CREATE FUNCTION sheet_of_list(its_list bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT s.sheet FROM keeper_list_sheet s WHERE s.list = its_list AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.sheet)
  $$;

  CREATE FUNCTION a_list_is_of_whoever_keeps_the_purse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM standing_keeper WHERE id = NEW.keeper) THEN PERFORM refuse('a_list_is_of_whoever_keeps_the_purse'); END IF;
    IF EXISTS (SELECT FROM fund_closing WHERE fund = NEW.purse) THEN PERFORM refuse('a_closed_purse_takes_nothing'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_list_is_of_whoever_keeps_the_purse BEFORE INSERT ON keeper_list FOR EACH ROW EXECUTE FUNCTION a_list_is_of_whoever_keeps_the_purse();

  CREATE FUNCTION a_sheet_is_what_the_list_says() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its keeper_list;
  BEGIN
    SELECT * INTO its FROM keeper_list WHERE id = NEW.list FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM keeper_list_withdrawal WHERE list = its.id) OR sheet_of_list(its.id) IS NOT NULL THEN PERFORM refuse('a_list_is_taken_once'); END IF;
    IF NOT EXISTS (SELECT FROM purse_sheet s WHERE s.id = NEW.sheet AND s.recorded_by IS NOT NULL AND (s.way, s.day, s.sum) = (its.way, its.day, its.sum))
      OR EXISTS ((SELECT household, sum, day FROM keeper_list_line WHERE list = its.id) EXCEPT (SELECT household, sum, day FROM purse_contribution WHERE sheet = NEW.sheet))
      OR EXISTS ((SELECT household, sum, day FROM purse_contribution WHERE sheet = NEW.sheet) EXCEPT (SELECT household, sum, day FROM keeper_list_line WHERE list = its.id)) THEN
      PERFORM refuse('a_sheet_is_what_the_list_says');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_sheet_is_what_the_list_says BEFORE INSERT ON keeper_list_sheet FOR EACH ROW EXECUTE FUNCTION a_sheet_is_what_the_list_says();

  CREATE FUNCTION a_list_that_was_taken_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM keeper_list WHERE id = NEW.list FOR NO KEY UPDATE;
    IF sheet_of_list(NEW.list) IS NOT NULL THEN PERFORM refuse('a_list_is_taken_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_list_that_was_taken_stands BEFORE INSERT ON keeper_list_withdrawal FOR EACH ROW EXECUTE FUNCTION a_list_that_was_taken_stands();
`;

const VOTES = `
  -- One thing that a resolution allows is entered once: entered twice it would be spent twice.
  CREATE FUNCTION what_was_voted_is_entered_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM resolution WHERE id = NEW.resolution FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_vote v WHERE v.resolution = NEW.resolution AND lower(btrim(v.what)) = lower(btrim(NEW.what)) AND v.payee IS NOT DISTINCT FROM NEW.payee AND NOT EXISTS (SELECT FROM purse_vote_withdrawal w WHERE w.vote = v.id)) THEN
      PERFORM refuse('what_was_voted_is_entered_once');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_was_voted_is_entered_once BEFORE INSERT ON purse_vote FOR EACH ROW EXECUTE FUNCTION what_was_voted_is_entered_once();

  CREATE FUNCTION a_purse_is_spent_after_its_vote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.day < (SELECT r.day FROM purse_vote v JOIN resolution r ON r.id = v.resolution WHERE v.id = NEW.vote) THEN PERFORM refuse('a_purse_is_spent_after_its_vote'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_purse_is_spent_after_its_vote BEFORE INSERT ON purse_spending FOR EACH ROW EXECUTE FUNCTION a_purse_is_spent_after_its_vote();
`;

const DAYS = `
  -- What a household announced was given on the day the bank had it, not on the day it meant to.
  CREATE OR REPLACE VIEW standing_contribution AS
    SELECT c.id, c.purse, c.household, c.sum, CASE WHEN s.announced_by IS NULL THEN c.day ELSE e.fact_day END AS day, b.sheet, b.entry
    FROM purse_contribution c JOIN purse_sheet_booking b ON b.sheet = c.sheet JOIN purse_sheet s ON s.id = c.sheet JOIN journal_entry e ON e.id = b.entry
    WHERE NOT EXISTS (SELECT FROM purse_sheet_reversal r WHERE r.sheet = c.sheet);

  -- What a pool could not give is tried again with the same sheet once it has money; the rule and what is due bound it as before.
  ALTER TABLE purse_match DROP CONSTRAINT a_sheet_triggers_a_match_once;
`;

const CLOSING = `
  -- Ended by whoever answers for the books. What a household announced and has not paid for thirty days keeps nothing open.
  CREATE OR REPLACE FUNCTION purse_close(its_purse int, on_day date, its_reason text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    held fund_balance;
    its purse;
  BEGIN
    SELECT * INTO its FROM purse WHERE fund = its_purse AND class = 'agency' FOR NO KEY UPDATE;
    IF its.fund IS NULL THEN PERFORM refuse('only_a_purse_is_closed_so'); END IF;
    IF NOT answers_for_the_books(by_person, its.foundation, at_time) THEN PERFORM refuse('an_accountant_ends_a_purse'); END IF;
    SELECT * INTO held FROM fund_balance WHERE fund = its_purse FOR NO KEY UPDATE;
    INSERT INTO purse_sheet_withdrawal (sheet, at, why)
      SELECT s.id, at_time, '楼组自治金已结束' FROM purse_sheet s WHERE s.purse = its_purse AND s.announced_by IS NOT NULL AND s.day < on_day - 30
        AND NOT EXISTS (SELECT FROM purse_sheet_booking b WHERE b.sheet = s.id) AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.id);
    IF held.money <> 0 OR EXISTS (SELECT FROM purse_match m WHERE m.purse = its_purse AND purse_match_open(m.id) > 0)
      OR EXISTS (SELECT FROM keeper_list l WHERE l.purse = its_purse AND sheet_of_list(l.id) IS NULL AND NOT EXISTS (SELECT FROM keeper_list_withdrawal w WHERE w.list = l.id))
      OR EXISTS (SELECT FROM purse_sheet s WHERE s.purse = its_purse AND NOT EXISTS (SELECT FROM purse_sheet_booking b WHERE b.sheet = s.id) AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.id)) THEN
      PERFORM refuse('a_purse_is_closed_at_zero');
    END IF;
    INSERT INTO fund_closing VALUES (its_purse, on_day, its_reason, by_person, at_time);
  END $$;
`;

const RIGHTS = `
  GRANT SELECT ON standing_keeper TO sizhu_app;
  GRANT SELECT, INSERT ON purse_keeper, purse_keeper_end, keeper_list, keeper_list_line, keeper_list_withdrawal, keeper_list_sheet TO sizhu_app;
  REVOKE ALL ON FUNCTION a_keeper_is_named_once, a_list_is_of_whoever_keeps_the_purse, a_sheet_is_what_the_list_says, a_list_that_was_taken_stands, what_was_voted_is_entered_once, a_purse_is_spent_after_its_vote FROM PUBLIC;
`;
