import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups are paid by no door, stand by figures that are in force, and end after they begin; rules of councils begin in time, and courtyards stand beneath what stands itself. */
export class GroupsAndCouncilsKept0000000000065 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(NAMES);
    await db.query(PAYEES);
    await db.query(STANDING);
    await db.query(DAYS);
    await db.query(COUNCILS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const NAMES = `
  -- A name as the eye reads it: widths, spaces, case, marks and what cannot be seen aside.
  DROP INDEX group_by_name;
  DROP INDEX group_by_english_name;
  CREATE OR REPLACE FUNCTION plain_name(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(normalize($1, NFKC), '[[:space:]!-/:-@\\[-\`{-~\\u00A0-\\u00BF\\u00D7\\u1680\\u180E\\u2000-\\u206F\\u2E00-\\u2E7F\\u3000-\\u3004\\u3008-\\u3020\\u3030\\u30FB\\uFE00-\\uFE0F\\uFEFF]', '', 'g'))
  $$;
  CREATE INDEX group_by_name ON resident_group_particulars (foundation, plain_name(name));
  CREATE INDEX group_by_english_name ON resident_group_particulars (foundation, plain_name(english_name));
`;

const PAYEES = `
  -- Wherever somebody is written who is to be paid, or with whom a contract is made. The columns come with the trigger; of a purse's vote it is the payee.
  CREATE OR REPLACE FUNCTION a_group_is_no_payee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its jsonb := to_jsonb(NEW);
    its_name text;
  BEGIN
    FOREACH its_name IN ARRAY CASE WHEN TG_NARGS = 0 THEN ARRAY['payee'] ELSE TG_ARGV END LOOP
      IF is_a_group(coalesce((its ->> 'foundation')::int, (SELECT foundation FROM programme_settlement WHERE id = (its ->> 'settlement')::int), (SELECT foundation FROM agreement_version WHERE id = (its ->> 'version')::int)), its ->> its_name) THEN
        PERFORM refuse('a_group_is_no_payee');
      END IF;
    END LOOP;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_group_is_no_payee BEFORE INSERT ON programme_settlement_part FOR EACH ROW EXECUTE FUNCTION a_group_is_no_payee('payee');
  CREATE TRIGGER a_group_is_no_payee BEFORE INSERT ON remaining_property FOR EACH ROW EXECUTE FUNCTION a_group_is_no_payee('receiver');
  CREATE TRIGGER a_group_is_no_payee BEFORE INSERT ON agreement_version FOR EACH ROW WHEN (NEW.kind <> 'purse') EXECUTE FUNCTION a_group_is_no_payee('party', 'english_party');
  CREATE TRIGGER a_group_is_no_payee BEFORE INSERT ON agreement_signed_sheet FOR EACH ROW EXECUTE FUNCTION a_group_is_no_payee('signer');

  -- And in the books, whatever door it came by: money that goes, and what is owed for a service. What the bank has done already is booked as it was done.
  CREATE FUNCTION the_books_pay_no_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM entry_words w WHERE w.entry = NEW.id AND is_a_group(NEW.foundation, w.party)) THEN PERFORM refuse('a_group_is_no_payee'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER the_books_pay_no_group AFTER INSERT ON journal_entry FOR EACH ROW
    WHEN (NEW.kind IN ('cost accepted', 'payment', 'advance', 'fixed asset bought', 'agency out', 'bond back', 'remaining property') AND NEW.party_commitment IS NOT NULL AND NOT NEW.forced)
    EXECUTE FUNCTION the_books_pay_no_group();
`;

const STANDING = `
  -- Where no figure is in force nothing stands by it.
  CREATE OR REPLACE FUNCTION group_stands(its_group int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id)
      AND coalesce((SELECT count(*) FROM standing_group_member m WHERE m.resident_group = g.id AND m.consented_at IS NOT NULL) >= (policy_for(g.foundation, 'group-members-least', on_day)).value, false)
    FROM resident_group g WHERE g.id = its_group
  $$;
  -- So many at one and the same time: whoever came when others had left makes no third. Until then nothing of a group is public.
  CREATE OR REPLACE FUNCTION group_stood(its_group int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT max(n.standing) FROM (
        SELECT (SELECT count(*) FROM resident_group_consent o LEFT JOIN resident_group_departure d ON d.member = o.member WHERE o.resident_group = c.resident_group AND o.at <= c.at AND (d.at IS NULL OR d.at >= c.at)) AS standing
        FROM resident_group_consent c WHERE c.resident_group = g.id) n) >= (policy_for(g.foundation, 'group-members-least', on_day)).value, false)
    FROM resident_group g WHERE g.id = its_group
  $$;

  CREATE OR REPLACE FUNCTION judge_group_route() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE today date := (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF NOT group_stands(NEW.resident_group, today) THEN PERFORM refuse('money_reaches_a_group_that_stands'); END IF;
    IF NEW.from_day > today THEN PERFORM refuse('a_way_of_money_begins_no_later_than_it_is_recorded'); END IF;
    IF EXISTS (SELECT FROM standing_group_route WHERE resident_group = NEW.resident_group AND kind = NEW.kind AND party IS NOT DISTINCT FROM NEW.party) THEN
      IF NEW.kind = 'advance' THEN PERFORM refuse('one_advance_at_a_time'); ELSE PERFORM refuse('a_way_of_money_is_entered_once'); END IF;
    END IF;
    IF NEW.kind = 'carrier' AND EXISTS (SELECT FROM party WHERE id = NEW.party AND (name <> NEW.account_holder OR name <> NEW.contract_party)) THEN PERFORM refuse('a_carrier_is_one_body'); END IF;
    IF NEW.kind = 'advance' THEN
      IF NOT EXISTS (SELECT FROM standing_group_member WHERE id = NEW.member AND role = 'lead' AND consented_at IS NOT NULL) THEN PERFORM refuse('an_advance_goes_to_the_lead'); END IF;
      IF (NEW.advance_most <= (policy_for(NEW.foundation, 'group-advance-most', NEW.from_day)).value) IS NOT TRUE THEN PERFORM refuse('an_advance_keeps_within_its_limit'); END IF;
      -- and on the day on which it is entered it is still to be cleared
      IF (NEW.clear_by > NEW.from_day AND NEW.clear_by >= today AND NEW.clear_by <= NEW.from_day + (policy_for(NEW.foundation, 'group-advance-days', NEW.from_day)).value::int) IS NOT TRUE THEN PERFORM refuse('an_advance_is_cleared_in_time'); END IF;
    END IF;
    RETURN NEW;
  END $$;
`;

const DAYS = `
  ALTER TABLE resident_group_fund_end ADD CONSTRAINT what_ended_is_recorded_afterwards CHECK (last_day <= (at AT TIME ZONE 'Asia/Shanghai')::date);
  -- What ends ends on its first day or later. What began, its key and its first day come with the trigger. A filing that was entered wrongly is struck off before it begins.
  CREATE FUNCTION what_ends_of_a_group_had_begun() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE begun date;
  BEGIN
    EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[2], TG_ARGV[0]) INTO begun USING (to_jsonb(NEW) ->> TG_ARGV[1])::int;
    IF NEW.last_day < begun THEN PERFORM refuse('what_ends_of_a_group_had_begun'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_ends_had_begun BEFORE INSERT ON resident_group_end FOR EACH ROW EXECUTE FUNCTION what_ends_of_a_group_had_begun('resident_group', 'resident_group', 'since');
  CREATE TRIGGER what_ends_had_begun BEFORE INSERT ON resident_group_departure FOR EACH ROW EXECUTE FUNCTION what_ends_of_a_group_had_begun('resident_group_member', 'member', 'from_day');
  CREATE TRIGGER what_ends_had_begun BEFORE INSERT ON resident_group_fund_end FOR EACH ROW EXECUTE FUNCTION what_ends_of_a_group_had_begun('resident_group_fund', 'looking_after', 'from_day');
  CREATE TRIGGER what_ends_had_begun BEFORE INSERT ON resident_group_route_end FOR EACH ROW EXECUTE FUNCTION what_ends_of_a_group_had_begun('resident_group_route', 'route', 'from_day');
`;

const COUNCILS = `
  -- A courtyard's council belongs to one that is there and goes on; whoever ends that one waits, or is waited for.
  CREATE FUNCTION a_courtyard_stands_beneath_what_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM residents_council WHERE id = NEW.community FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM residents_council_end WHERE council = NEW.community) THEN PERFORM refuse('a_courtyard_stands_beneath_what_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_courtyard_stands_beneath_what_stands BEFORE INSERT ON residents_council FOR EACH ROW WHEN (NEW.community IS NOT NULL) EXECUTE FUNCTION a_courtyard_stands_beneath_what_stands();

  CREATE OR REPLACE FUNCTION judge_residents_council_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM residents_council WHERE id = NEW.council FOR NO KEY UPDATE;
    IF NEW.from_day < (SELECT from_day FROM residents_council WHERE id = NEW.council) THEN PERFORM refuse('a_rule_of_a_council_begins_with_it'); END IF;
    IF EXISTS (SELECT FROM residents_council_end e WHERE e.council = NEW.council AND e.last_day < NEW.from_day) THEN PERFORM refuse('an_ended_council_adopts_no_rules'); END IF;
    IF NEW.from_day <= (SELECT max(from_day) FROM residents_council_rule r WHERE r.council = NEW.council) THEN PERFORM refuse('rules_of_a_council_follow_each_other'); END IF;
    -- what was decided was decided by the rules of its day; only those by which a council begins are entered afterwards
    IF EXISTS (SELECT FROM residents_council_rule r WHERE r.council = NEW.council) AND NEW.from_day < (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_rule_begins_today_or_later'); END IF;
    RETURN NEW;
  END $$;
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION the_books_pay_no_group, what_ends_of_a_group_had_begun, a_courtyard_stands_beneath_what_stands FROM PUBLIC;
`;
