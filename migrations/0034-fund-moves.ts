import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money between funds, and the end of a fund: the host's fee, transfers, freezes, closings with their rest, and a fund that becomes a foundation. */
export class FundMoves0000000000034 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(ENDINGS);
    await db.query(FREEZES);
    await db.query(STOPPED);
    await db.query(AGREED);
    await db.query(FEES);
    await db.query(MOVES);
    await db.query(SPIN_OFFS);
    await db.query(REST);
    await db.query(JUDGED);
    await db.query(DOORS);
    await db.query(GIFTS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const ENDINGS = `
  -- A fund comes to its end: from this moment on no gift begins and nothing new is spent; what is under way comes to its end first (CL 58; C10).
  CREATE TABLE fund_ending (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES fund,
    foundation int NOT NULL,
    day date NOT NULL,
    reason text NOT NULL CONSTRAINT an_ending_says_why CHECK (btrim(reason) <> ''),
    -- what the rest goes by: the clause of the agreement, or a similar purpose with the council's resolution
    basis text NOT NULL,
    basis_note text NOT NULL CONSTRAINT the_rest_goes_by_a_clause_or_a_purpose CHECK (btrim(basis_note) <> ''),
    to_fund int REFERENCES fund,
    to_party int,
    resolution int,
    announced_by int NOT NULL REFERENCES person,
    announced_at timestamptz NOT NULL,
    FOREIGN KEY (foundation, to_party) REFERENCES party (foundation, id),
    CONSTRAINT what_is_decided_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation) REFERENCES resolution_confirmation (resolution, foundation),
    CONSTRAINT the_rest_goes_to_one_place CHECK (num_nonnulls(to_fund, to_party) = 1 AND to_fund <> fund),
    CONSTRAINT a_similar_purpose_is_found_by_the_council CHECK (CASE basis WHEN 'agreement' THEN true WHEN 'similar purpose' THEN resolution IS NOT NULL ELSE false END),
    UNIQUE (id, fund)
  );
  CREATE INDEX fund_ending_by_fund ON fund_ending (fund);
  CREATE TABLE fund_ending_withdrawal (
    ending int NOT NULL REFERENCES fund_ending CONSTRAINT an_ending_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );

  -- A closing rests on its announcement. Those from before have none.
  ALTER TABLE fund_closing ADD ending int, ADD FOREIGN KEY (ending, fund) REFERENCES fund_ending (id, fund);
  -- Where the public was told, within three months of the closing (81 art. 13).
  CREATE TABLE fund_closing_publication (
    fund int NOT NULL REFERENCES fund_closing CONSTRAINT a_closing_is_published_once PRIMARY KEY,
    day date NOT NULL,
    place text NOT NULL CHECK (btrim(place) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL
  );
`;

const FREEZES = `
  -- Held by somebody by name, with the reason: nothing that anyone chooses leaves the fund. Bills that are owed are still paid.
  CREATE TABLE fund_freeze (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES fund,
    foundation int NOT NULL,
    day date NOT NULL,
    reason text NOT NULL CONSTRAINT a_freeze_says_why CHECK (btrim(reason) <> ''),
    takes_gifts boolean NOT NULL,
    frozen_by int NOT NULL REFERENCES person,
    frozen_at timestamptz NOT NULL,
    UNIQUE (id, frozen_by)
  );
  CREATE INDEX fund_freeze_by_fund ON fund_freeze (fund);
  CREATE TABLE fund_thaw (
    frozen int NOT NULL CONSTRAINT a_fund_is_unfrozen_once PRIMARY KEY,
    frozen_by int NOT NULL,
    day date NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    thawed_by int NOT NULL REFERENCES person,
    thawed_at timestamptz NOT NULL,
    FOREIGN KEY (frozen, frozen_by) REFERENCES fund_freeze (id, frozen_by),
    CONSTRAINT whoever_froze_a_fund_does_not_unfreeze_it CHECK (thawed_by <> frozen_by)
  );
`;

const STOPPED = `
  -- The funds that are not as others now, and how.
  CREATE VIEW stopped_fund AS
    SELECT fund, 'closed' AS how, NULL::boolean AS takes_gifts FROM fund_closing
    UNION ALL SELECT e.fund, 'ending', false FROM fund_ending e
      WHERE NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id) AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = e.fund)
    UNION ALL SELECT f.fund, 'frozen', f.takes_gifts FROM fund_freeze f WHERE NOT EXISTS (SELECT FROM fund_thaw t WHERE t.frozen = f.id);

  -- By which law a fund begins no gift now; null when it does.
  CREATE FUNCTION no_gift_begins(its_fund int) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE how WHEN 'closed' THEN 'a_closed_fund_takes_no_gift' WHEN 'ending' THEN 'a_fund_that_ends_begins_no_gift' ELSE 'a_frozen_fund_takes_no_gift' END
    FROM stopped_fund WHERE fund = its_fund AND takes_gifts IS NOT TRUE ORDER BY how LIMIT 1
  $$;

  -- What may still be written in a fund that is closed, ends or is frozen. The world is always heard: what is forced comes in.
  CREATE FUNCTION a_stopped_fund_speaks() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM written w JOIN stopped_fund s ON s.fund = w.fund) THEN RETURN NULL; END IF;
    PERFORM refuse(CASE s.how WHEN 'closed' THEN 'a_closed_fund_takes_only_what_finishes_it' WHEN 'ending' THEN 'a_fund_that_ends_spends_nothing_new' ELSE 'a_frozen_fund_lets_nothing_go' END)
    FROM written w JOIN stopped_fund s ON s.fund = w.fund JOIN journal_entry e ON e.id = w.entry
    WHERE NOT e.forced AND CASE s.how
      -- bills and what came back of them, what belongs to a closing of the books, and the way of late money to where the rest went
      WHEN 'closed' THEN NOT (e.kind IN ('payment', 'payment returned', 'refund failed', 'dispute won', 'grant reclaimed', 'receivable received', 'advance handed back', 'deduction', 'release',
          'restriction released', 'year closing', 'chart migration')
        OR (e.kind = 'transfer, restricted' AND w.money < 0) OR (e.kind = 'transfer, unrestricted' AND w.money > 0))
      -- the fee as agreed, gifts given back, and the rest itself; promises are kept or released
      WHEN 'ending' THEN w.money - w.owed - w.promised < 0 AND e.kind NOT IN ('management fee', 'transfer, restricted', 'transfer, unrestricted', 'refund', 'reversal')
        AND NOT EXISTS (SELECT FROM fund_move m WHERE m.fund = w.fund AND m.act = 'rest' AND e.source = 'voucher:' || m.proposal)
      -- money that is not owed, a promise, a cost: also one that keeps a promise
      ELSE e.kind NOT IN ('depreciation', 'advance cleared', 'restriction released', 'year closing', 'chart migration') AND (w.money - w.owed < 0 OR w.promised > 0 OR w.worth < 0) END;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_stopped_fund_speaks AFTER INSERT ON entry_fund REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION a_stopped_fund_speaks();
`;

/** The newest signed text of each agreement, and its fee clause from day to day. */
const AGREED = `
  CREATE VIEW fund_agreement AS
    SELECT a.fund, v.no, v.party, v.purpose, v.english_purpose, v.remaining_property, v.english_remaining_property
    FROM agreement a CROSS JOIN LATERAL (
      SELECT * FROM agreement_of_fund o WHERE o.fund_of = a.fund ORDER BY o.holds_from > (now() AT TIME ZONE 'Asia/Shanghai')::date, o.holds_from DESC, o.id DESC LIMIT 1) v;
  CREATE VIEW fund_fee_term AS
    SELECT * FROM (
      SELECT fund_of AS fund, holds_from AS from_day, lead(holds_from) OVER (PARTITION BY fund_of ORDER BY holds_from, id) - 1 AS to_day, fee_rate AS rate, fee_base AS base, fee_day AS day FROM agreement_of_fund) t
    WHERE rate > 0 AND (to_day IS NULL OR to_day >= from_day);
`;

const FEES = `
  -- What a fee is reckoned on, day by day: gifts less what was given back; or what the fund held at the end of its year, or of the period. Principal is kept, not charged.
  CREATE FUNCTION fund_fee_days(its_fund int, first_day date, last_day date) RETURNS TABLE (day date, base text, rate int, sum bigint) LANGUAGE sql STABLE AS $$
    SELECT d.day, t.base, t.rate, CASE t.base
      WHEN 'gifts' THEN coalesce((
        SELECT -sum(p.debit) FROM entry_fund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry o ON o.id = e.reverses JOIN posting p ON p.entry = x.entry AND p.fund = x.fund JOIN account a ON a.standard = p.standard AND a.code = p.account
        WHERE x.fund = its_fund AND x.day = d.day AND a.role = 'gift' AND coalesce(o.kind, e.kind) NOT IN ('year closing', 'chart migration', 'principal gift')), 0)::bigint
      ELSE GREATEST(0, coalesce((SELECT sum(x.money) FROM entry_fund x WHERE x.fund = its_fund AND x.day <= LEAST(last_day, make_date(extract(year FROM d.day)::int, 12, 31))), 0))::bigint END
    FROM (SELECT generate_series(first_day, last_day, interval '1 day')::date AS day) d
    JOIN fund_fee_term t ON t.fund = its_fund AND d.day BETWEEN t.from_day AND coalesce(t.to_day, 'infinity') ORDER BY d.day
  $$;

  -- The most that was agreed for a period, to the fen and in the fund's favour. Said again in rules/management-fee.ts.
  CREATE FUNCTION fund_fee_agreed(its_fund int, first_day date, last_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT GREATEST(0, div(coalesce(sum(d.sum::numeric * d.rate * CASE d.base WHEN 'gifts' THEN 365 * 366 ELSE CASE extract(doy FROM date_trunc('year', d.day) + interval '1 year' - interval '1 day') WHEN 366 THEN 365 ELSE 366 END END), 0), 10000::numeric * 365 * 366))::bigint
    FROM fund_fee_days(its_fund, first_day, last_day) d
  $$;
`;

const MOVES = `
  -- What a proposed voucher between funds is for: it is proposed by one, approved by another, and booked by no other way.
  CREATE TABLE fund_move (
    proposal int PRIMARY KEY,
    foundation int NOT NULL,
    act text NOT NULL CHECK (act IN ('fee', 'transfer', 'rest', 'spin-off')),
    fund int NOT NULL REFERENCES fund,
    to_fund int REFERENCES fund,
    to_party int,
    sum fen NOT NULL CHECK (sum > 0),
    basis text NOT NULL CONSTRAINT money_moves_on_a_known_basis CHECK (basis IN ('agreement', 'same purpose', 'similar purpose', 'donor consent', 'plan change', 'resolution')),
    -- why the purposes are the same, or what the clause says
    basis_note text NOT NULL CONSTRAINT a_move_says_what_it_rests_on CHECK (btrim(basis_note) <> ''),
    resolution int,
    -- the period that a fee is for
    from_day date,
    to_day date,
    -- the part of a spin-off that its givers agreed to: original fund of the new foundation
    founding fen,
    FOREIGN KEY (proposal, foundation) REFERENCES voucher_proposal (id, foundation),
    FOREIGN KEY (foundation, to_party) REFERENCES party (foundation, id),
    CONSTRAINT what_is_decided_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation) REFERENCES resolution_confirmation (resolution, foundation),
    CONSTRAINT money_moves_to_one_place CHECK (num_nonnulls(to_fund, to_party) = 1 AND to_fund <> fund),
    CONSTRAINT a_fee_names_its_period CHECK (CASE WHEN act = 'fee' THEN num_nonnulls(from_day, to_day) = 2 AND from_day <= to_day AND basis = 'agreement' ELSE num_nonnulls(from_day, to_day) = 0 END),
    CONSTRAINT a_council_decides_by_resolution CHECK (basis <> 'resolution' OR resolution IS NOT NULL),
    CONSTRAINT a_foundation_is_split_off_by_resolution CHECK (act <> 'spin-off' OR basis = 'resolution'),
    CONSTRAINT a_spin_off_says_what_founds CHECK (CASE act WHEN 'spin-off' THEN founding IS NOT NULL AND founding BETWEEN 0 AND sum ELSE founding IS NULL END)
  );
  CREATE INDEX fund_move_by_fund ON fund_move (fund);
  CREATE INDEX fund_move_by_target ON fund_move (to_fund);

  -- Those that are booked and stand.
  CREATE VIEW standing_move AS
    SELECT m.*, d.entry, p.day, p.note AS reason, d.proposed_by, d.decided_by FROM fund_move m JOIN voucher_proposal p ON p.id = m.proposal JOIN voucher_decision d ON d.proposal = m.proposal AND d.decision = 'approved'
    WHERE NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry);
`;

const SPIN_OFFS = `
  -- A giver agrees, on paper, that so much of what they gave becomes original fund of the new foundation.
  CREATE TABLE founding_consent (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fund int NOT NULL REFERENCES fund,
    foundation int NOT NULL,
    giver text NOT NULL CHECK (btrim(giver) <> ''),
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    -- the signed paper by its name and number
    paper text NOT NULL CHECK (btrim(paper) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_consent_is_recorded_once UNIQUE (fund, paper)
  );

  -- Both sides of a fund that became a foundation: written with both entries, in one transaction.
  CREATE TABLE spin_off (
    proposal int PRIMARY KEY REFERENCES fund_move,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    received bigint NOT NULL UNIQUE REFERENCES journal_entry
  );

  CREATE FUNCTION judge_spin_off() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF (SELECT sum(m.founding) FROM spin_off s JOIN fund_move m ON m.proposal = s.proposal WHERE m.fund = its.fund) > coalesce((SELECT sum(c.sum) FROM founding_consent c WHERE c.fund = its.fund), 0) THEN
      PERFORM refuse('restricted_money_founds_only_as_its_givers_agreed');
    END IF;
    IF EXISTS (SELECT FROM registration r JOIN fund f ON f.foundation = r.foundation WHERE f.id = its.to_fund) THEN PERFORM refuse('a_new_foundation_is_in_preparation'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER judge_spin_off AFTER INSERT ON spin_off FOR EACH ROW EXECUTE FUNCTION judge_spin_off();
`;

const REST = `
  -- Whoever founded the fund by its agreement, and whoever gave to it and is known by name.
  CREATE FUNCTION givers_of_fund(its_fund int) RETURNS TABLE (name text) LANGUAGE sql STABLE AS $$
    SELECT a.party FROM fund_agreement a WHERE a.fund = its_fund
    UNION SELECT n FROM (SELECT DISTINCT donor FROM donation WHERE fund = its_fund UNION SELECT DISTINCT donor FROM offline_gift WHERE fund = its_fund) d JOIN donor o ON o.id = d.donor, unnest(ARRAY[o.name, o.title]) n WHERE n IS NOT NULL
    UNION SELECT w.party FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('bank gift', 'principal gift', 'goods gift', 'enterprise share') JOIN entry_words w ON w.entry = x.entry WHERE x.fund = its_fund AND w.party IS NOT NULL
  $$;

  -- Whether a party is one of them, or stands to one of them by one relation or two. The way itself is told by rules/interest.ts.
  CREATE FUNCTION stands_near_givers(of_foundation int, its_fund int, its_party int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE held AS (
      SELECT a, b FROM relation_time WHERE foundation = of_foundation AND on_day BETWEEN from_day AND coalesce(to_day, 'infinity')
    ), near (party, steps) AS (
      SELECT its_party, 0
      UNION SELECT CASE WHEN h.a = n.party THEN h.b ELSE h.a END, n.steps + 1 FROM near n JOIN held h ON n.party IN (h.a, h.b) WHERE n.steps < 2)
    SELECT EXISTS (SELECT FROM near JOIN party y ON y.id = near.party JOIN givers_of_fund(its_fund) g ON g.name = y.name)
  $$;
`;

const JUDGED = `
  -- Money between funds is judged once more when it is approved, under the locks of its posting, whoever asks.
  CREATE FUNCTION judge_fund_move() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    asked voucher_proposal;
    its fund_move;
    ends fund_ending;
  BEGIN
    SELECT * INTO its FROM fund_move WHERE proposal = NEW.proposal;
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT * INTO asked FROM voucher_proposal WHERE id = NEW.proposal;
    IF asked.kind IS DISTINCT FROM (CASE WHEN its.act = 'fee' THEN 'management fee' WHEN its.act = 'spin-off' THEN 'spin-off' WHEN its.to_party IS NOT NULL THEN 'cost accepted' WHEN its.basis = 'resolution' THEN 'transfer, unrestricted' ELSE 'transfer, restricted' END)
      OR (SELECT x.money - x.owed FROM entry_fund x WHERE x.entry = NEW.entry AND x.fund = its.fund) IS DISTINCT FROM -its.sum
      OR (its.to_fund IS NOT NULL AND its.act <> 'spin-off' AND (SELECT x.money FROM entry_fund x WHERE x.entry = NEW.entry AND x.fund = its.to_fund) IS DISTINCT FROM its.sum) THEN
      PERFORM refuse('a_move_books_what_it_says');
    END IF;
    IF its.resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution_confirmation c WHERE c.resolution = its.resolution AND c.body = 'council' AND (its.act <> 'spin-off' OR c.majority = 'special')) THEN
      PERFORM refuse('a_council_decides_by_resolution');
    END IF;
    IF its.act = 'fee' THEN
      IF its.to_day >= asked.fact_day THEN PERFORM refuse('a_fee_is_taken_when_its_period_is_over'); END IF;
      IF EXISTS (SELECT FROM standing_move m WHERE m.act = 'fee' AND m.fund = its.fund AND m.proposal <> its.proposal AND daterange(m.from_day, m.to_day, '[]') && daterange(its.from_day, its.to_day, '[]')) THEN
        PERFORM refuse('a_fee_is_taken_once_for_a_period');
      END IF;
      IF to_char(its.to_day, 'MM-DD') <> '12-31' AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = its.fund AND s.how = 'ending')
        AND EXISTS (SELECT FROM fund_fee_term t WHERE t.fund = its.fund AND t.base = 'balance' AND its.to_day BETWEEN t.from_day AND coalesce(t.to_day, 'infinity')) THEN
        PERFORM refuse('a_fee_of_the_balance_is_of_a_year');
      END IF;
      IF its.sum > fund_fee_agreed(its.fund, its.from_day, its.to_day) THEN PERFORM refuse('a_fee_is_no_more_than_was_agreed'); END IF;
    END IF;
    -- what the givers did not give it for, they or the authority on file must allow (CL 56)
    IF its.basis IN ('donor consent', 'plan change') AND NOT EXISTS (SELECT FROM paper p WHERE p.proposal = its.proposal AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('another_purpose_shows_its_paper');
    END IF;
    SELECT e.* INTO ends FROM fund_ending e WHERE e.fund = its.fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id);
    IF FOUND AND its.act NOT IN ('fee', 'rest') OR NOT FOUND AND its.act = 'rest' THEN PERFORM refuse('a_fund_that_ends_gives_its_rest'); END IF;
    IF its.act = 'rest' AND (ends.to_fund IS DISTINCT FROM its.to_fund OR ends.to_party IS DISTINCT FROM its.to_party) THEN PERFORM refuse('the_rest_goes_where_it_was_said'); END IF;
    IF its.to_party IS NOT NULL AND stands_near_givers(its.foundation, its.fund, its.to_party, asked.day) THEN PERFORM refuse('the_rest_never_goes_to_donor_or_kin'); END IF;
    IF EXISTS (SELECT FROM stopped_fund s WHERE s.fund = its.to_fund AND s.how <> 'frozen') AND its.act <> 'spin-off' THEN PERFORM refuse('a_fund_that_ends_takes_nothing'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER judge_fund_move AFTER INSERT ON voucher_decision FOR EACH ROW WHEN (NEW.decision = 'approved') EXECUTE FUNCTION judge_fund_move();

  -- At the end of its transaction every entry between funds has its act, a spin-off both sides; a half that was taken back took the other with it.
  CREATE FUNCTION money_between_funds_rests_on_its_act() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.kind = 'reversal' THEN
      IF EXISTS (SELECT FROM spin_off s WHERE NEW.reverses IN (s.entry, s.received) AND (SELECT count(*) FROM journal_entry r WHERE r.reverses IN (s.entry, s.received)) < 2) THEN PERFORM refuse('a_spin_off_has_both_sides'); END IF;
      RETURN NULL;
    END IF;
    IF NEW.kind IN ('spin-off', 'spin-off received') THEN
      IF NOT EXISTS (SELECT FROM spin_off s WHERE NEW.id IN (s.entry, s.received)) THEN PERFORM refuse('a_spin_off_has_both_sides'); END IF;
    ELSIF NOT EXISTS (SELECT FROM voucher_decision d JOIN fund_move m ON m.proposal = d.proposal WHERE d.entry = NEW.id) THEN
      PERFORM refuse('money_between_funds_rests_on_its_act');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER money_between_funds_rests_on_its_act AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('management fee', 'transfer, restricted', 'transfer, unrestricted', 'spin-off', 'spin-off received') OR NEW.reverses IS NOT NULL)
    EXECUTE FUNCTION money_between_funds_rests_on_its_act();
`;

const DOORS = `
  -- Every act takes the guard row of its fund first: whoever is just posting ends before, whoever comes after sees it.
  CREATE FUNCTION freeze_fund(its_fund int, its_reason text, gifts boolean, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE held fund_balance;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    IF held.class IS NULL OR held.class IN ('original', 'general') THEN PERFORM refuse('the_house_itself_is_not_frozen'); END IF;
    IF NOT answers_for_the_books(by_person, held.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    IF EXISTS (SELECT FROM stopped_fund WHERE fund = its_fund AND how IN ('closed', 'frozen')) THEN PERFORM refuse('a_fund_is_frozen_once_at_a_time'); END IF;
    INSERT INTO fund_freeze (fund, foundation, day, reason, takes_gifts, frozen_by, frozen_at) VALUES (its_fund, held.foundation, (at_time AT TIME ZONE 'Asia/Shanghai')::date, its_reason, gifts, by_person, at_time);
  END $$;

  CREATE FUNCTION thaw_fund(its_fund int, its_reason text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    held fund_balance;
    frozen fund_freeze;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    IF NOT answers_for_the_books(by_person, held.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    SELECT * INTO frozen FROM fund_freeze f WHERE f.fund = its_fund AND NOT EXISTS (SELECT FROM fund_thaw t WHERE t.frozen = f.id);
    IF NOT FOUND THEN PERFORM refuse('a_fund_is_unfrozen_once'); END IF;
    INSERT INTO fund_thaw VALUES (frozen.id, frozen.frozen_by, (at_time AT TIME ZONE 'Asia/Shanghai')::date, its_reason, by_person, at_time);
  END $$;

  CREATE FUNCTION announce_fund_ending(its_fund int, its_reason text, its_basis text, its_note text, goes_to_fund int, goes_to_party int, its_resolution int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    held fund_balance;
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund IN (its_fund, goes_to_fund) ORDER BY fund FOR NO KEY UPDATE;
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund;
    IF NOT answers_for_the_books(by_person, held.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    IF NOT EXISTS (SELECT 1 FROM agreement WHERE fund = its_fund) THEN PERFORM refuse('a_fund_is_closed_by_its_agreement'); END IF;
    IF EXISTS (SELECT FROM stopped_fund WHERE fund = its_fund AND how IN ('closed', 'ending')) THEN PERFORM refuse('a_fund_ends_once'); END IF;
    IF goes_to_fund IS NOT NULL AND NOT EXISTS (SELECT FROM fund f WHERE f.id = goes_to_fund AND f.foundation = held.foundation AND f.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = f.id AND s.how <> 'frozen')) THEN
      PERFORM refuse('the_rest_goes_to_a_living_fund');
    END IF;
    IF goes_to_party IS NOT NULL AND NOT EXISTS (SELECT FROM party y WHERE y.id = goes_to_party AND y.kind = 'body') THEN PERFORM refuse('the_rest_goes_to_no_single_person'); END IF;
    IF goes_to_party IS NOT NULL AND stands_near_givers(held.foundation, its_fund, goes_to_party, today) THEN PERFORM refuse('the_rest_never_goes_to_donor_or_kin'); END IF;
    IF its_resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution_confirmation c WHERE c.resolution = its_resolution AND c.body = 'council') THEN PERFORM refuse('a_council_decides_by_resolution'); END IF;
    INSERT INTO fund_ending (fund, foundation, day, reason, basis, basis_note, to_fund, to_party, resolution, announced_by, announced_at)
      VALUES (its_fund, held.foundation, today, its_reason, its_basis, its_note, goes_to_fund, goes_to_party, its_resolution, by_person, at_time);
  END $$;

  CREATE FUNCTION withdraw_fund_ending(its_fund int, its_why text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE ends fund_ending;
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    SELECT e.* INTO ends FROM fund_ending e WHERE e.fund = its_fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id);
    IF NOT FOUND OR EXISTS (SELECT FROM fund_closing WHERE fund = its_fund) OR EXISTS (SELECT FROM standing_move m WHERE m.fund = its_fund AND m.act = 'rest') THEN PERFORM refuse('an_ending_that_has_given_its_rest_stands'); END IF;
    IF NOT answers_for_the_books(by_person, ends.foundation, at_time) THEN PERFORM refuse('whoever_holds_a_fund_answers_for_the_books'); END IF;
    INSERT INTO fund_ending_withdrawal VALUES (ends.id, its_why, by_person, at_time);
  END $$;

  -- Gifts that were begun and may still bring money: at the provider, on the way to the bank, in a list.
  CREATE FUNCTION fund_gifts_under_way(its_fund int, at_time timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM donation d JOIN checkout c ON c.donation = d.id AND c.session IS NOT NULL LEFT JOIN LATERAL (
          SELECT bool_or(n.what = 'pending') AS pending, bool_or(n.what <> 'pending') AS ended FROM checkout_news n WHERE n.session = c.session) news ON true
        WHERE d.fund = its_fund AND NOT EXISTS (SELECT FROM payment p WHERE p.session = c.session)
          AND (EXISTS (SELECT FROM stray_payment s WHERE s.session = c.session AND s.payment IS NULL) OR (news.ended IS NOT TRUE AND (news.pending OR c.begun_at > at_time - interval '24 hours'))))
      + (SELECT count(*) FROM offline_gift g WHERE g.fund = its_fund AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id) AND (g.donation IS NULL OR g.day + 30 >= (at_time AT TIME ZONE 'Asia/Shanghai')::date))
      + (SELECT count(DISTINCT l.batch) FROM gift_batch_line l WHERE l.fund = its_fund AND NOT EXISTS (SELECT FROM gift_batch_posting p WHERE p.batch = l.batch) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = l.batch))
  $$;

  DROP FUNCTION fund_close;
  -- Closed when it was announced by another, nothing is under way, and nothing is left, owed or promised (M02; C10).
  CREATE FUNCTION fund_close(its_fund int, on_day date, by_person int, at_time timestamptz) RETURNS void
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
    INSERT INTO fund_closing (fund, day, reason, closed_by, closed_at, ending) VALUES (its_fund, on_day, ends.reason, by_person, at_time, ends.id);
  END $$;
`;

const GIFTS = `
  -- Nobody begins a gift, nor another try to pay for one, where no gift begins.
  CREATE FUNCTION a_gift_begins_where_gifts_are_taken() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE law text;
  BEGIN
    law := no_gift_begins(CASE TG_TABLE_NAME WHEN 'checkout' THEN (SELECT d.fund FROM donation d WHERE d.id = (to_jsonb(NEW)->>'donation')::uuid) ELSE (to_jsonb(NEW)->>'fund')::int END);
    IF law IS NOT NULL THEN PERFORM refuse(law); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_gift_begins_where_gifts_are_taken BEFORE INSERT ON donation FOR EACH ROW EXECUTE FUNCTION a_gift_begins_where_gifts_are_taken();
  CREATE TRIGGER a_gift_begins_where_gifts_are_taken BEFORE INSERT ON checkout FOR EACH ROW EXECUTE FUNCTION a_gift_begins_where_gifts_are_taken();
  CREATE TRIGGER a_gift_begins_where_gifts_are_taken BEFORE INSERT ON offline_gift FOR EACH ROW EXECUTE FUNCTION a_gift_begins_where_gifts_are_taken();
`;

const RIGHTS = `
  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['fund_ending', 'fund_ending_withdrawal', 'fund_closing', 'fund_closing_publication', 'fund_freeze', 'fund_thaw', 'fund_move', 'founding_consent', 'spin_off'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', name);
    END LOOP;
  END $$;
  REVOKE ALL ON FUNCTION freeze_fund, thaw_fund, announce_fund_ending, withdraw_fund_ending, fund_close FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION freeze_fund, thaw_fund, announce_fund_ending, withdraw_fund_ending, fund_close TO sizhu_app;
  GRANT SELECT ON fund_ending, fund_ending_withdrawal, fund_freeze, fund_thaw, stopped_fund, fund_agreement, fund_fee_term, standing_move TO sizhu_app;
  GRANT SELECT, INSERT ON fund_closing_publication, fund_move, founding_consent, spin_off TO sizhu_app;
`;
