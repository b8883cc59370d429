import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was held by words alone about money between funds and the end of a fund is held by the database too. */
export class MovesHeldTighter0000000000043 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(PURPOSES);
    await db.query(GIVERS);
    await db.query(CONSENTS);
    await db.query(STOPPED);
    await db.query(JUDGED);
    await db.query(TAKEN_BACK);
    await db.query(ENDINGS);
    await db.query(GIFTS);
    await db.query(PAPERS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const PURPOSES = `
  -- The kinds of use 用途 of the text that holds on a day, before the first of them those of the first; none where an old agreement names none.
  CREATE FUNCTION purposes_of_fund(its_fund int, on_day date) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT purposes FROM agreement_of_fund WHERE fund_of = its_fund ORDER BY holds_from > on_day, abs(holds_from - on_day), id DESC LIMIT 1), '{}')
  $$;

  -- Whether money given for one fund may be said to serve the same, or a similar, purpose in another. Where a text names no kinds of use only people can tell. Said again in rules/fund-transfer.ts.
  CREATE FUNCTION purposes_allow(from_fund int, into_fund int, its_basis text, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g = '{}' OR t = '{}' THEN true WHEN its_basis = 'same purpose' THEN t <@ g ELSE t && g END
    FROM (SELECT purposes_of_fund(from_fund, on_day) AS g, purposes_of_fund(into_fund, on_day) AS t) x
  $$;
`;

const GIVERS = `
  -- As before; also whoever signed an older text, and whoever is named in a list of gifts.
  CREATE OR REPLACE FUNCTION givers_of_fund(its_fund int) RETURNS TABLE (name text) LANGUAGE sql STABLE AS $$
    SELECT v.party FROM agreement_of_fund v WHERE v.fund_of = its_fund
    UNION SELECT n FROM (SELECT DISTINCT donor FROM donation WHERE fund = its_fund UNION SELECT DISTINCT donor FROM offline_gift WHERE fund = its_fund UNION SELECT DISTINCT donor FROM gift_batch_line WHERE fund = its_fund) d
      JOIN donor o ON o.id = d.donor, unnest(ARRAY[o.name, o.title]) n WHERE n IS NOT NULL
    UNION SELECT w.party FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('bank gift', 'principal gift', 'goods gift', 'enterprise share') JOIN entry_words w ON w.entry = x.entry WHERE x.fund = its_fund AND w.party IS NOT NULL
  $$;
`;

const CONSENTS = `
  -- A giver thinks better of it, or it was entered by mistake: as long as it has not founded.
  CREATE TABLE founding_consent_withdrawal (
    consent int NOT NULL REFERENCES founding_consent CONSTRAINT a_consent_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON founding_consent_withdrawal EXECUTE FUNCTION the_books_are_never_rewritten();
  ALTER TABLE founding_consent ADD FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation);

  -- What the givers of a fund agreed to, and what of it has founded: both as it stands.
  CREATE FUNCTION founding_agreed(its_fund int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(c.sum), 0)::bigint FROM founding_consent c WHERE c.fund = its_fund AND NOT EXISTS (SELECT FROM founding_consent_withdrawal w WHERE w.consent = c.id)
  $$;
  CREATE FUNCTION founding_used(its_fund int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(m.founding), 0)::bigint FROM spin_off s JOIN fund_move m ON m.proposal = s.proposal WHERE m.fund = its_fund AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = s.entry)
  $$;

  CREATE FUNCTION a_consent_is_entered_by_office() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT answers_for_the_books(NEW.recorded_by, NEW.foundation, NEW.recorded_at) THEN PERFORM refuse('whoever_enters_a_consent_answers_for_the_books'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_consent_is_entered_by_office BEFORE INSERT ON founding_consent FOR EACH ROW EXECUTE FUNCTION a_consent_is_entered_by_office();

  CREATE FUNCTION what_has_founded_stays_agreed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its founding_consent;
  BEGIN
    SELECT * INTO its FROM founding_consent WHERE id = NEW.consent;
    -- the row under which a spin-off is booked
    PERFORM 1 FROM fund_balance WHERE fund = its.fund FOR NO KEY UPDATE;
    IF NOT answers_for_the_books(NEW.withdrawn_by, its.foundation, NEW.withdrawn_at) THEN PERFORM refuse('whoever_enters_a_consent_answers_for_the_books'); END IF;
    IF EXISTS (SELECT FROM founding_consent_withdrawal WHERE consent = its.id) THEN PERFORM refuse('a_consent_is_withdrawn_once'); END IF;
    IF founding_agreed(its.fund) - its.sum < founding_used(its.fund) THEN PERFORM refuse('what_has_founded_stays_agreed'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_has_founded_stays_agreed BEFORE INSERT ON founding_consent_withdrawal FOR EACH ROW EXECUTE FUNCTION what_has_founded_stays_agreed();

  CREATE OR REPLACE FUNCTION judge_spin_off() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE its fund_move;
  BEGIN
    SELECT * INTO its FROM fund_move WHERE proposal = NEW.proposal AND act = 'spin-off';
    IF NOT FOUND OR NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = NEW.proposal AND d.entry = NEW.entry)
      OR NOT EXISTS (
        SELECT FROM journal_entry g JOIN journal_entry t ON t.id = NEW.received AND t.kind = 'spin-off received' AND t.foundation <> g.foundation AND t.day = g.day
        JOIN fund f ON f.id = its.to_fund AND f.foundation = t.foundation
        WHERE g.id = NEW.entry AND g.kind = 'spin-off' AND (SELECT sum(x.money) FROM entry_fund x WHERE x.entry = t.id) = its.sum AND (SELECT -sum(x.money) FROM entry_fund x WHERE x.entry = g.id) = its.sum
          AND (SELECT coalesce(sum(x.worth), 0) FROM entry_fund x WHERE x.entry = t.id AND x.class = 'original') = its.founding
          AND NOT EXISTS (SELECT FROM entry_fund x WHERE x.entry = t.id AND x.class <> 'original' AND x.fund <> its.to_fund)) THEN
      PERFORM refuse('a_spin_off_has_both_sides');
    END IF;
    -- restricted money is original fund only as far as its givers agreed
    IF founding_used(its.fund) > founding_agreed(its.fund) THEN PERFORM refuse('restricted_money_founds_only_as_its_givers_agreed'); END IF;
    IF EXISTS (SELECT FROM registration r JOIN fund f ON f.foundation = r.foundation WHERE f.id = its.to_fund) THEN PERFORM refuse('a_new_foundation_is_in_preparation'); END IF;
    RETURN NULL;
  END $$;
`;

const STOPPED = `
  -- As before; and a closed fund gives what came late to a body outside as well.
  CREATE OR REPLACE FUNCTION a_stopped_fund_speaks() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM written w JOIN stopped_fund s ON s.fund = w.fund) THEN RETURN NULL; END IF;
    PERFORM refuse(CASE s.how WHEN 'closed' THEN 'a_closed_fund_takes_only_what_finishes_it' WHEN 'ending' THEN 'a_fund_that_ends_spends_nothing_new' ELSE 'a_frozen_fund_lets_nothing_go' END)
    FROM written w JOIN stopped_fund s ON s.fund = w.fund JOIN journal_entry e ON e.id = w.entry
    WHERE NOT e.forced AND CASE s.how
      -- bills and what came back of them, what belongs to a closing of the books, and the way of late money to where the rest went
      WHEN 'closed' THEN NOT (e.kind IN ('payment', 'payment returned', 'refund failed', 'dispute won', 'grant reclaimed', 'receivable received', 'advance handed back', 'deduction', 'release',
          'restriction released', 'year closing', 'chart migration')
        OR (e.kind = 'transfer, restricted' AND w.money < 0) OR (e.kind = 'transfer, unrestricted' AND w.money > 0)
        OR EXISTS (SELECT FROM fund_move m WHERE m.fund = w.fund AND m.act = 'rest' AND e.source = 'voucher:' || m.proposal))
      -- the fee as agreed, gifts given back, and the rest itself; promises are kept or released
      WHEN 'ending' THEN w.money - w.owed - w.promised < 0 AND e.kind NOT IN ('management fee', 'transfer, restricted', 'transfer, unrestricted', 'refund', 'reversal')
        AND NOT EXISTS (SELECT FROM fund_move m WHERE m.fund = w.fund AND m.act = 'rest' AND e.source = 'voucher:' || m.proposal)
      -- money that is not owed, a promise, a cost: also one that keeps a promise
      ELSE e.kind NOT IN ('depreciation', 'advance cleared', 'restriction released', 'year closing', 'chart migration') AND (w.money - w.owed < 0 OR w.promised > 0 OR w.worth < 0) END;
    RETURN NULL;
  END $$;
`;

const JUDGED = `
  -- What a voucher is for is said when it is proposed. Said afterwards it would be judged by nobody.
  CREATE FUNCTION a_move_is_said_before_it_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM voucher_decision WHERE proposal = NEW.proposal) THEN PERFORM refuse('a_move_is_said_before_it_is_decided'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_move_is_said_before_it_is_decided BEFORE INSERT ON fund_move FOR EACH ROW EXECUTE FUNCTION a_move_is_said_before_it_is_decided();

  -- Where the rest of a fund goes now: when that fund was closed too, to where its own rest went.
  CREATE FUNCTION rest_receiver(its_fund int) RETURNS TABLE (to_fund int, to_party int) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way (to_fund, to_party, steps) AS (
      SELECT e.to_fund, e.to_party, 1 FROM fund_ending e WHERE e.fund = its_fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id)
      UNION ALL SELECT e.to_fund, e.to_party, y.steps + 1 FROM way y JOIN fund_closing c ON c.fund = y.to_fund JOIN fund_ending e ON e.id = c.ending WHERE y.steps < 100)
    SELECT to_fund, to_party FROM way ORDER BY steps DESC LIMIT 1
  $$;

  -- As before; and: whatever needs an act has it by now, no third fund takes part in it, a fee is taken on its day, and the purposes of both funds are held against each other.
  CREATE OR REPLACE FUNCTION judge_fund_move() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    asked voucher_proposal;
    its fund_move;
    ends boolean;
  BEGIN
    SELECT * INTO asked FROM voucher_proposal WHERE id = NEW.proposal;
    SELECT * INTO its FROM fund_move WHERE proposal = NEW.proposal;
    IF NOT FOUND THEN
      IF asked.kind IN ('management fee', 'transfer, restricted', 'transfer, unrestricted', 'spin-off', 'spin-off received') THEN PERFORM refuse('money_between_funds_rests_on_its_act'); END IF;
      RETURN NULL;
    END IF;
    IF asked.kind IS DISTINCT FROM (CASE WHEN its.act = 'fee' THEN 'management fee' WHEN its.act = 'spin-off' THEN 'spin-off' WHEN its.to_party IS NOT NULL THEN 'cost accepted' WHEN its.basis = 'resolution' THEN 'transfer, unrestricted' ELSE 'transfer, restricted' END)
      OR (SELECT x.money - x.owed FROM entry_fund x WHERE x.entry = NEW.entry AND x.fund = its.fund) IS DISTINCT FROM -its.sum
      OR (its.to_fund IS NOT NULL AND its.act <> 'spin-off' AND (SELECT x.money FROM entry_fund x WHERE x.entry = NEW.entry AND x.fund = its.to_fund) IS DISTINCT FROM its.sum)
      OR EXISTS (SELECT FROM entry_fund x WHERE x.entry = NEW.entry AND x.fund <> its.fund AND (its.act = 'spin-off' OR x.fund IS DISTINCT FROM its.to_fund)) THEN
      PERFORM refuse('a_move_books_what_it_says');
    END IF;
    IF its.resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution_confirmation c WHERE c.resolution = its.resolution AND c.body = 'council' AND (its.act <> 'spin-off' OR c.majority = 'special')) THEN
      PERFORM refuse('a_council_decides_by_resolution');
    END IF;
    IF its.act = 'fee' THEN
      IF its.to_day >= asked.fact_day THEN PERFORM refuse('a_fee_is_taken_when_its_period_is_over'); END IF;
      IF asked.fact_day < (date_trunc('month', its.to_day) + interval '1 month')::date + (SELECT t.day - 1 FROM fund_fee_term t WHERE t.fund = its.fund AND t.from_day <= its.to_day ORDER BY t.from_day DESC LIMIT 1) THEN
        PERFORM refuse('a_fee_is_taken_on_its_day');
      END IF;
      IF EXISTS (SELECT FROM standing_move m WHERE m.act = 'fee' AND m.fund = its.fund AND m.proposal <> its.proposal AND daterange(m.from_day, m.to_day, '[]') && daterange(its.from_day, its.to_day, '[]')) THEN
        PERFORM refuse('a_fee_is_taken_once_for_a_period');
      END IF;
      IF to_char(its.to_day, 'MM-DD') <> '12-31' AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = its.fund AND s.how = 'ending')
        AND EXISTS (SELECT FROM fund_fee_term t WHERE t.fund = its.fund AND t.base = 'balance' AND its.to_day BETWEEN t.from_day AND coalesce(t.to_day, 'infinity')) THEN
        PERFORM refuse('a_fee_of_the_balance_is_of_a_year');
      END IF;
      IF its.sum > fund_fee_agreed(its.fund, its.from_day, its.to_day) THEN PERFORM refuse('a_fee_is_no_more_than_was_agreed'); END IF;
    END IF;
    IF its.act = 'transfer' AND its.basis IN ('same purpose', 'similar purpose') AND NOT purposes_allow(its.fund, its.to_fund, its.basis, asked.day) THEN PERFORM refuse('other_purposes_are_not_similar'); END IF;
    -- what the givers did not give it for, they or the authority on file must allow (CL 56)
    IF its.basis IN ('donor consent', 'plan change') AND NOT EXISTS (SELECT FROM paper p WHERE p.proposal = its.proposal AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('another_purpose_shows_its_paper');
    END IF;
    ends := EXISTS (SELECT FROM fund_ending e WHERE e.fund = its.fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id));
    IF ends AND its.act NOT IN ('fee', 'rest') OR NOT ends AND its.act = 'rest' THEN PERFORM refuse('a_fund_that_ends_gives_its_rest'); END IF;
    IF its.act = 'rest' AND NOT EXISTS (SELECT FROM rest_receiver(its.fund) r WHERE r.to_fund IS NOT DISTINCT FROM its.to_fund AND r.to_party IS NOT DISTINCT FROM its.to_party) THEN PERFORM refuse('the_rest_goes_where_it_was_said'); END IF;
    IF its.to_party IS NOT NULL AND stands_near_givers(its.foundation, its.fund, its.to_party, asked.day) THEN PERFORM refuse('the_rest_never_goes_to_donor_or_kin'); END IF;
    IF EXISTS (SELECT FROM stopped_fund s WHERE s.fund = its.to_fund AND s.how <> 'frozen') AND its.act <> 'spin-off' THEN PERFORM refuse('a_fund_that_ends_takes_nothing'); END IF;
    RETURN NULL;
  END $$;
`;

const TAKEN_BACK = `
  -- As before; and what a foundation has received stays there once it is registered: from then on it gives by its own acts.
  CREATE OR REPLACE FUNCTION money_between_funds_rests_on_its_act() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.kind = 'reversal' THEN
      IF EXISTS (SELECT FROM spin_off s WHERE NEW.reverses IN (s.entry, s.received) AND (SELECT count(*) FROM journal_entry r WHERE r.reverses IN (s.entry, s.received)) < 2) THEN PERFORM refuse('a_spin_off_has_both_sides'); END IF;
      IF EXISTS (SELECT FROM spin_off s JOIN journal_entry t ON t.id = s.received JOIN registration g ON g.foundation = t.foundation WHERE NEW.reverses = s.received) THEN PERFORM refuse('a_registered_foundation_keeps_what_it_received'); END IF;
      RETURN NULL;
    END IF;
    IF NEW.kind IN ('spin-off', 'spin-off received') THEN
      IF NOT EXISTS (SELECT FROM spin_off s WHERE NEW.id IN (s.entry, s.received)) THEN PERFORM refuse('a_spin_off_has_both_sides'); END IF;
    ELSIF NOT EXISTS (SELECT FROM voucher_decision d JOIN fund_move m ON m.proposal = d.proposal WHERE d.entry = NEW.id) THEN
      PERFORM refuse('money_between_funds_rests_on_its_act');
    END IF;
    RETURN NULL;
  END $$;
`;

const ENDINGS = `
  -- As before; and: no gift begins meanwhile, the receiver is of the kind that the clause names, serves a similar purpose, and does not end itself while others wait to give it their rest.
  CREATE OR REPLACE FUNCTION announce_fund_ending(its_fund int, its_reason text, its_basis text, its_note text, goes_to_fund int, goes_to_party int, its_resolution int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    held fund_balance;
    rule text;
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('gifts of a fund'), its_fund);
    PERFORM 1 FROM fund_balance WHERE fund IN (its_fund, goes_to_fund) ORDER BY fund FOR NO KEY UPDATE;
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund;
    IF NOT answers_for_the_books(by_person, held.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    IF NOT EXISTS (SELECT 1 FROM agreement WHERE fund = its_fund) THEN PERFORM refuse('a_fund_is_closed_by_its_agreement'); END IF;
    IF EXISTS (SELECT FROM stopped_fund WHERE fund = its_fund AND how IN ('closed', 'ending')) THEN PERFORM refuse('a_fund_ends_once'); END IF;
    IF EXISTS (SELECT FROM fund_ending e JOIN stopped_fund s ON s.fund = e.fund AND s.how = 'ending' WHERE e.to_fund = its_fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id)) THEN
      PERFORM refuse('a_fund_takes_the_rest_of_others_first');
    END IF;
    IF goes_to_fund IS NOT NULL AND NOT EXISTS (SELECT FROM fund f WHERE f.id = goes_to_fund AND f.foundation = held.foundation AND f.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = f.id AND s.how <> 'frozen')) THEN
      PERFORM refuse('the_rest_goes_to_a_living_fund');
    END IF;
    IF goes_to_fund IS NOT NULL AND NOT purposes_allow(its_fund, goes_to_fund, 'similar purpose', today) THEN PERFORM refuse('other_purposes_are_not_similar'); END IF;
    IF goes_to_party IS NOT NULL AND NOT EXISTS (SELECT FROM party y WHERE y.id = goes_to_party AND y.kind = 'body') THEN PERFORM refuse('the_rest_goes_to_no_single_person'); END IF;
    IF goes_to_party IS NOT NULL AND stands_near_givers(held.foundation, its_fund, goes_to_party, today) THEN PERFORM refuse('the_rest_never_goes_to_donor_or_kin'); END IF;
    SELECT v.remaining_property_rule INTO rule FROM agreement_of_fund v WHERE v.fund_of = its_fund ORDER BY v.holds_from > today, abs(v.holds_from - today), v.id DESC LIMIT 1;
    IF its_basis = 'agreement' AND (rule = 'similar-fund') IS DISTINCT FROM (goes_to_fund IS NOT NULL) THEN PERFORM refuse('the_rest_goes_as_the_clause_says'); END IF;
    IF its_resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution_confirmation c WHERE c.resolution = its_resolution AND c.body = 'council') THEN PERFORM refuse('a_council_decides_by_resolution'); END IF;
    INSERT INTO fund_ending (fund, foundation, day, reason, basis, basis_note, to_fund, to_party, resolution, announced_by, announced_at)
      VALUES (its_fund, held.foundation, today, its_reason, its_basis, its_note, goes_to_fund, goes_to_party, its_resolution, by_person, at_time);
  END $$;

  -- As before, on the day on which it is done: nobody names another.
  DROP FUNCTION fund_close;
  CREATE FUNCTION fund_close(its_fund int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    held fund_balance;
    ends fund_ending;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM agreement WHERE fund = its_fund) THEN PERFORM refuse('a_fund_is_closed_by_its_agreement'); END IF;
    IF EXISTS (SELECT FROM fund_closing WHERE fund = its_fund) THEN PERFORM refuse('a_fund_is_closed_once'); END IF;
    IF NOT answers_for_the_books(by_person, held.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    SELECT e.* INTO ends FROM fund_ending e WHERE e.fund = its_fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id);
    IF NOT FOUND THEN PERFORM refuse('a_closing_is_announced_first'); END IF;
    IF ends.announced_by = by_person THEN PERFORM refuse('whoever_announced_a_closing_does_not_close'); END IF;
    IF fund_gifts_under_way(its_fund, at_time) > 0 THEN PERFORM refuse('gifts_under_way_come_to_their_end_first'); END IF;
    IF (held.money, held.owed, held.promised, held.worth) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint) THEN
      PERFORM refuse('a_fund_is_closed_at_zero');
    END IF;
    INSERT INTO fund_closing (fund, day, reason, closed_by, closed_at, ending) VALUES (its_fund, (at_time AT TIME ZONE 'Asia/Shanghai')::date, ends.reason, by_person, at_time, ends.id);
  END $$;

  -- the key had no name that reads as a sentence
  DO $$ BEGIN
    EXECUTE (SELECT format('ALTER TABLE fund_closing_publication DROP CONSTRAINT %I', conname) FROM pg_constraint WHERE conrelid = 'fund_closing_publication'::regclass AND confrelid = 'fund_closing'::regclass);
  END $$;
  ALTER TABLE fund_closing_publication ADD CONSTRAINT a_closing_is_published_when_it_is_closed FOREIGN KEY (fund) REFERENCES fund_closing;
`;

const GIFTS = `
  -- As before; whoever begins a gift and whoever announces the end come one after the other.
  CREATE OR REPLACE FUNCTION a_gift_begins_where_gifts_are_taken() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    its_fund int := CASE TG_TABLE_NAME WHEN 'checkout' THEN (SELECT d.fund FROM donation d WHERE d.id = (to_jsonb(NEW)->>'donation')::uuid) ELSE (to_jsonb(NEW)->>'fund')::int END;
    law text;
  BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('gifts of a fund'), its_fund);
    law := no_gift_begins(its_fund);
    IF law IS NOT NULL THEN PERFORM refuse(law); END IF;
    RETURN NEW;
  END $$;
`;

const PAPERS = `
  -- A change of purpose is entered, compared and withdrawn by those who answer for the books.
  CREATE FUNCTION a_change_is_made_by_office() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    who int := CASE TG_TABLE_NAME WHEN 'purpose_change' THEN (to_jsonb(NEW)->>'entered_by')::int WHEN 'purpose_change_confirmation' THEN (to_jsonb(NEW)->>'confirmed_by')::int ELSE (to_jsonb(NEW)->>'withdrawn_by')::int END;
    at_time timestamptz := CASE TG_TABLE_NAME WHEN 'purpose_change' THEN (to_jsonb(NEW)->>'entered_at')::timestamptz WHEN 'purpose_change_confirmation' THEN (to_jsonb(NEW)->>'confirmed_at')::timestamptz ELSE (to_jsonb(NEW)->>'withdrawn_at')::timestamptz END;
    house int := CASE TG_TABLE_NAME WHEN 'purpose_change' THEN (to_jsonb(NEW)->>'foundation')::int ELSE (SELECT c.foundation FROM purpose_change c WHERE c.id = (to_jsonb(NEW)->>'change')::int) END;
  BEGIN
    IF house IS NOT NULL AND NOT answers_for_the_books(who, house, at_time) THEN PERFORM refuse('whoever_changes_a_purpose_answers_for_the_books'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_change_is_made_by_office BEFORE INSERT ON purpose_change FOR EACH ROW EXECUTE FUNCTION a_change_is_made_by_office();
  CREATE TRIGGER a_change_is_made_by_office BEFORE INSERT ON purpose_change_confirmation FOR EACH ROW EXECUTE FUNCTION a_change_is_made_by_office();
  CREATE TRIGGER a_change_is_made_by_office BEFORE INSERT ON purpose_change_withdrawal FOR EACH ROW EXECUTE FUNCTION a_change_is_made_by_office();

  -- The last paper on which another purpose rests is replaced before it is withdrawn: of a change that was compared with it, and of a transfer that was approved on it.
  CREATE FUNCTION a_consent_is_replaced_before_it_is_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its paper;
  BEGIN
    SELECT * INTO its FROM paper WHERE id = NEW.paper;
    IF its.purpose_change IS NOT NULL THEN
      PERFORM 1 FROM purpose_change WHERE id = its.purpose_change FOR UPDATE;
      IF EXISTS (SELECT FROM purpose_change_confirmation WHERE change = its.purpose_change) AND NOT EXISTS (SELECT FROM purpose_change_withdrawal WHERE change = its.purpose_change)
        AND NOT EXISTS (SELECT FROM paper p WHERE p.purpose_change = its.purpose_change AND p.id <> its.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
        PERFORM refuse('a_consent_is_replaced_before_it_is_withdrawn');
      END IF;
    ELSIF its.proposal IS NOT NULL THEN
      PERFORM 1 FROM voucher_proposal WHERE id = its.proposal FOR UPDATE;
      IF EXISTS (SELECT FROM standing_move m WHERE m.proposal = its.proposal AND m.basis IN ('donor consent', 'plan change'))
        AND NOT EXISTS (SELECT FROM paper p WHERE p.proposal = its.proposal AND p.id <> its.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
        PERFORM refuse('a_consent_is_replaced_before_it_is_withdrawn');
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_consent_is_replaced_before_it_is_withdrawn BEFORE INSERT ON paper_withdrawal FOR EACH ROW EXECUTE FUNCTION a_consent_is_replaced_before_it_is_withdrawn();
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION announce_fund_ending, fund_close, what_has_founded_stays_agreed, a_change_is_made_by_office, a_consent_is_replaced_before_it_is_withdrawn FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION announce_fund_ending, fund_close TO sizhu_app;
  GRANT SELECT, INSERT ON founding_consent_withdrawal TO sizhu_app;
`;
