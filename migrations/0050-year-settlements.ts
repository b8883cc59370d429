import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a year of public-service money leaves goes back to its payers or is carried over; what a fund's own account and a counted subsidy rest on is let go in order. */
export class YearSettlements0000000000050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(KIND);
    await db.query(SETTLEMENTS);
    await db.query(YEARS);
    await db.query(LAWS);
    await db.query(ENDINGS);
    await db.query(PLACES);
    await db.query(FEES);
    await db.query(TOPPED_UP);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const KIND = `
  INSERT INTO entry_kind (kind, forced, since, gives) VALUES ('subsidy returned', false, 2004, '{}');
  INSERT INTO entry_kind_class (kind, class) VALUES ('subsidy returned', 'restricted');
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('subsidy returned', 'debit', 'restricted'), ('subsidy returned', 'credit', 'other payable');
  REFRESH MATERIALIZED VIEW line_rule;
`;

const SETTLEMENTS = `
  -- What is left of a year 年度结余, and by payer what of it goes back and what is carried over: proposed by one person, decided by another.
  CREATE TABLE programme_settlement (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    kind text NOT NULL DEFAULT 'programme' CHECK (kind = 'programme'),
    year int NOT NULL CHECK (year BETWEEN 2000 AND 2199),
    unspent fen NOT NULL CONSTRAINT a_settlement_settles_something CHECK (unspent > 0),
    basis text NOT NULL CONSTRAINT a_settlement_names_its_basis CHECK (basis ~ '[^[:space:]]'),
    proposed_by int NOT NULL REFERENCES person,
    proposed_at timestamptz NOT NULL,
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    CONSTRAINT only_a_programme_fund_settles_its_years FOREIGN KEY (fund, kind) REFERENCES fund_kind (fund, kind),
    UNIQUE (id, foundation),
    UNIQUE (id, foundation, fund, year, proposed_by)
  );
  CREATE INDEX programme_settlement_of ON programme_settlement (fund, year);
  CREATE TABLE programme_settlement_part (
    settlement int NOT NULL REFERENCES programme_settlement,
    payer text NOT NULL CHECK (payer IN ('city', 'district')),
    -- what the payer brought in the year, carried over or paid: the parts follow it
    brought fen NOT NULL CHECK (brought >= 0),
    share fen NOT NULL CHECK (share >= 0),
    carried fen NOT NULL CONSTRAINT no_more_is_carried_over_than_is_left CHECK (carried BETWEEN 0 AND share),
    consent text CONSTRAINT what_is_carried_over_has_its_payers_consent CHECK (carried = 0 OR coalesce(consent, '') ~ '[^[:space:]]'),
    payee text CONSTRAINT what_goes_back_names_its_payee CHECK (carried = share OR coalesce(payee, '') ~ '[^[:space:]]'),
    CONSTRAINT a_payer_has_one_part PRIMARY KEY (settlement, payer)
  );
  CREATE TABLE programme_settlement_decision (
    settlement int NOT NULL CONSTRAINT a_settlement_is_decided_once PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL,
    year int NOT NULL,
    proposed_by int NOT NULL,
    confirmed boolean NOT NULL,
    why text,
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    -- what goes back, as the books have it; none where all is carried over
    entry bigint CONSTRAINT an_entry_returns_one_year UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (settlement, foundation, fund, year, proposed_by) REFERENCES programme_settlement (id, foundation, fund, year, proposed_by),
    CONSTRAINT nobody_decides_the_settlement_they_proposed CHECK (NOT confirmed OR decided_by <> proposed_by),
    CONSTRAINT a_refused_settlement_says_why CHECK (confirmed OR entry IS NULL AND coalesce(why, '') ~ '[^[:space:]]')
  );
  ALTER TABLE paper ADD programme_settlement int;
  DO $$ DECLARE law text;
  BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT law FROM pg_constraint WHERE conrelid = 'paper'::regclass AND conname = 'a_paper_belongs_to_one_thing';
    ALTER TABLE paper DROP CONSTRAINT a_paper_belongs_to_one_thing;
    EXECUTE 'ALTER TABLE paper ADD CONSTRAINT a_paper_belongs_to_one_thing ' || regexp_replace(law, '\\) = 1', ', programme_settlement) = 1');
  END $$;
  ALTER TABLE paper
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_settlement FOREIGN KEY (programme_settlement, foundation) REFERENCES programme_settlement (id, foundation),
    ADD CONSTRAINT papers_of_a_settlement_are_numbered UNIQUE (programme_settlement, nth);

  -- A settlement whose entry was reversed is undone.
  CREATE VIEW settlement_in_force AS
    SELECT s.id, s.foundation, s.fund, s.year, s.unspent, s.basis, s.proposed_by, s.proposed_at, d.decided_by, d.decided_at, d.entry,
      (SELECT sum(p.carried) FROM programme_settlement_part p WHERE p.settlement = s.id)::bigint AS carried, (SELECT sum(p.share - p.carried) FROM programme_settlement_part p WHERE p.settlement = s.id)::bigint AS returned
    FROM programme_settlement s JOIN programme_settlement_decision d ON d.settlement = s.id AND d.confirmed WHERE NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry);
`;

const YEARS = `
  -- What was spent by uses: a cost counts in the year of its day, and one that is taken back lessens the year in which that happens, so that a year that is over stays as it was told.
  CREATE VIEW programme_spent AS
    SELECT u.foundation, u.fund, extract(year FROM e.day)::int AS year, u.use, c.sum, e.id AS entry FROM programme_use u JOIN programme_cost c ON c.proposal = u.proposal AND c.fund = u.fund
      JOIN voucher_decision d ON d.proposal = u.proposal AND d.decision = 'approved' JOIN journal_entry e ON e.id = d.entry
    UNION ALL
    SELECT u.foundation, u.fund, extract(year FROM r.day)::int, u.use, -c.sum, r.id FROM programme_use u JOIN programme_cost c ON c.proposal = u.proposal AND c.fund = u.fund
      JOIN voucher_decision d ON d.proposal = u.proposal AND d.decision = 'approved' JOIN journal_entry r ON r.reverses = d.entry;

  -- A year of a programme fund's money: what it began with, what came and was spent, what of the rest went back and was carried over.
  CREATE FUNCTION programme_year(of_fund int, of_year int) RETURNS TABLE (opening bigint, received bigint, used bigint, returned bigint, carried bigint, settled boolean) LANGUAGE sql STABLE AS $$
    SELECT (coalesce(r.before, 0) - coalesce(u.before, 0) - coalesce(s.before, 0))::bigint, coalesce(r.now, 0)::bigint, coalesce(u.now, 0)::bigint, coalesce(s.now, 0)::bigint, coalesce(s.carried, 0)::bigint, s.carried IS NOT NULL
    FROM (SELECT sum(money) FILTER (WHERE year < of_year) AS before, sum(money) FILTER (WHERE year = of_year) AS now FROM entitlement_received WHERE fund = of_fund AND year <= of_year) r,
      (SELECT sum(sum) FILTER (WHERE year < of_year) AS before, sum(sum) FILTER (WHERE year = of_year) AS now FROM programme_spent WHERE fund = of_fund AND year <= of_year) u,
      (SELECT sum(returned) FILTER (WHERE year < of_year) AS before, sum(returned) FILTER (WHERE year = of_year) AS now, sum(carried) FILTER (WHERE year = of_year) AS carried FROM settlement_in_force WHERE fund = of_fund AND year <= of_year) s
  $$;
  -- Who brought it, carried over from the year before or paid in the year; of a year in which nobody did, all there ever was.
  CREATE FUNCTION programme_brought(of_fund int, of_year int) RETURNS TABLE (payer text, brought bigint) LANGUAGE sql STABLE AS $$
    WITH came AS (
      SELECT r.payer, r.year, r.money FROM entitlement_received r WHERE r.fund = of_fund AND r.year <= of_year
      UNION ALL SELECT p.payer, s.year + 1, p.carried FROM settlement_in_force s JOIN programme_settlement_part p ON p.settlement = s.id WHERE s.fund = of_fund AND s.year + 1 = of_year),
    told AS (SELECT payer, coalesce(sum(money) FILTER (WHERE year = of_year), 0) AS this_year, sum(money) AS ever FROM came GROUP BY payer)
    SELECT payer, (CASE WHEN (SELECT sum(this_year) FROM told) > 0 THEN this_year ELSE ever END)::bigint FROM told
  $$;
  -- It is over when its books are closed, or when the fund comes to its end.
  CREATE FUNCTION programme_year_is_over(of_foundation int, of_fund int, of_year int) RETURNS boolean LANGUAGE sql AS $$
    SELECT month_is_sealed(of_foundation, make_date(of_year, 12, 1)) OR life_of(of_foundation) = 'liquidating' OR EXISTS (SELECT FROM stopped_fund s WHERE s.fund = of_fund AND s.how = 'ending')
  $$;
`;

const LAWS = `
  CREATE FUNCTION a_decided_settlement_keeps_its_parts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM programme_settlement WHERE id = NEW.settlement FOR KEY SHARE;
    IF EXISTS (SELECT FROM programme_settlement_decision WHERE settlement = NEW.settlement) THEN PERFORM refuse('a_decided_settlement_keeps_its_parts'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_decided_settlement_keeps_its_parts BEFORE INSERT ON programme_settlement_part FOR EACH ROW EXECUTE FUNCTION a_decided_settlement_keeps_its_parts();

  -- The fund's guard row is held, so nothing comes, goes or is settled meanwhile; everything is worked out again.
  CREATE FUNCTION judge_settlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its programme_settlement;
    stands record;
    whole record;
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund = NEW.fund FOR NO KEY UPDATE;
    SELECT * INTO its FROM programme_settlement WHERE id = NEW.settlement FOR UPDATE;
    IF NOT NEW.confirmed THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM settlement_in_force s WHERE s.fund = NEW.fund AND s.year = NEW.year) THEN PERFORM refuse('a_year_is_settled_once'); END IF;
    IF EXISTS (SELECT FROM settlement_in_force s WHERE s.fund = NEW.fund AND s.year > NEW.year) THEN PERFORM refuse('the_later_year_is_undone_first'); END IF;
    IF NOT programme_year_is_over(NEW.foundation, NEW.fund, NEW.year) THEN PERFORM refuse('a_year_is_settled_when_its_books_are_closed'); END IF;
    SELECT * INTO stands FROM programme_year(NEW.fund, NEW.year);
    IF stands.opening > 0 AND NOT EXISTS (SELECT FROM settlement_in_force s WHERE s.fund = NEW.fund AND s.year = NEW.year - 1) THEN PERFORM refuse('the_earlier_year_is_settled_first'); END IF;
    IF its.unspent <> stands.opening + stands.received - stands.used THEN PERFORM refuse('the_year_has_moved_since'); END IF;
    SELECT sum(brought)::numeric AS brought, sum(share) AS share, sum(share - carried) AS returned, sum(carried) AS carried INTO whole FROM programme_settlement_part WHERE settlement = NEW.settlement;
    -- largest remainder; of two payers that is the nearest fen, and an equal rest is the first one's
    IF whole.share IS DISTINCT FROM its.unspent
      OR EXISTS (SELECT payer, brought FROM programme_settlement_part WHERE settlement = NEW.settlement EXCEPT SELECT payer, brought FROM programme_brought(NEW.fund, NEW.year))
      OR EXISTS (SELECT payer, brought FROM programme_brought(NEW.fund, NEW.year) WHERE brought > 0 EXCEPT SELECT payer, brought FROM programme_settlement_part WHERE settlement = NEW.settlement)
      OR EXISTS (SELECT FROM programme_settlement_part p WHERE p.settlement = NEW.settlement AND p.payer = 'city' AND p.share <> div(2 * its.unspent::numeric * p.brought + whole.brought, 2 * whole.brought)) THEN
      PERFORM refuse('what_is_left_is_shared_as_it_was_brought');
    END IF;
    IF whole.carried > 0 AND NOT EXISTS (SELECT FROM paper p WHERE p.programme_settlement = NEW.settlement AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN
      PERFORM refuse('what_is_carried_over_shows_its_paper');
    END IF;
    IF (whole.returned > 0) <> (NEW.entry IS NOT NULL) OR NEW.entry IS NOT NULL AND NOT EXISTS (
      SELECT FROM journal_entry e JOIN entry_fund x ON x.entry = e.id WHERE e.id = NEW.entry AND e.kind = 'subsidy returned' AND e.foundation = NEW.foundation AND x.fund = NEW.fund AND x.owed = whole.returned) THEN
      PERFORM refuse('what_goes_back_is_booked_as_it_was_decided');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_settlement BEFORE INSERT ON programme_settlement_decision FOR EACH ROW EXECUTE FUNCTION judge_settlement();

  CREATE FUNCTION a_return_rests_on_its_settlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM programme_settlement_decision d WHERE d.entry = NEW.id) THEN PERFORM refuse('a_return_rests_on_its_settlement'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_return_rests_on_its_settlement AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'subsidy returned') EXECUTE FUNCTION a_return_rests_on_its_settlement();

  -- A settlement is undone by reversing its entry; of several years the last is undone first. What it was worked out from stays meanwhile: a counted subsidy keeps its bank line, and what is matched is not reversed.
  CREATE FUNCTION of_settled_years_the_last_is_undone_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM programme_settlement_decision d JOIN settlement_in_force s ON s.fund = d.fund AND s.year > d.year WHERE d.entry = NEW.reverses) THEN PERFORM refuse('the_later_year_is_undone_first'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER of_settled_years_the_last_is_undone_first AFTER INSERT ON journal_entry FOR EACH ROW WHEN (NEW.kind = 'reversal') EXECUTE FUNCTION of_settled_years_the_last_is_undone_first();

  -- As before; and a settled year takes no more.
  CREATE OR REPLACE FUNCTION judge_entitlement_receipt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    left_of_it bigint;
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund = NEW.fund FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM entitlement_in_force e WHERE e.fund = NEW.fund AND e.year = NEW.year) THEN PERFORM refuse('an_entitlement_is_confirmed_before_it_is_met'); END IF;
    SELECT o.money INTO left_of_it FROM open_subsidy o WHERE o.entry = NEW.entry AND o.fund = NEW.fund AND o.foundation = NEW.foundation;
    IF left_of_it IS NULL THEN PERFORM refuse('an_entitlement_is_met_by_matched_subsidies'); END IF;
    IF NEW.sum > left_of_it THEN PERFORM refuse('a_subsidy_counts_for_no_more_than_it_brought'); END IF;
    IF EXISTS (SELECT FROM settlement_in_force s WHERE s.fund = NEW.fund AND s.year >= NEW.year) THEN PERFORM refuse('a_settled_year_keeps_its_subsidies'); END IF;
    RETURN NEW;
  END $$;
  CREATE FUNCTION judge_receipt_withdrawal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM fund_balance WHERE fund = NEW.fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM entitlement_receipt r JOIN settlement_in_force s ON s.fund = r.fund AND s.year >= r.year WHERE r.id = NEW.receipt) THEN PERFORM refuse('a_settled_year_keeps_its_subsidies'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_receipt_withdrawal BEFORE INSERT ON entitlement_receipt_withdrawal FOR EACH ROW EXECUTE FUNCTION judge_receipt_withdrawal();

  -- A subsidy counts because the bank shows it: while it counts, its match stands.
  CREATE FUNCTION a_counted_subsidy_keeps_its_bank_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund IN (SELECT x.fund FROM bank_match_posting m JOIN entry_fund x ON x.entry = m.entry JOIN fund_kind k ON k.fund = x.fund AND k.kind = 'programme' WHERE m.match = NEW.match) ORDER BY b.fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM bank_match_posting m JOIN entitlement_received r ON r.entry = m.entry WHERE m.match = NEW.match) THEN PERFORM refuse('a_counted_subsidy_keeps_its_bank_line'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_counted_subsidy_keeps_its_bank_line BEFORE INSERT ON bank_match_undone FOR EACH ROW EXECUTE FUNCTION a_counted_subsidy_keeps_its_bank_line();
`;

const ENDINGS = `
  -- What nobody has decided on yet of the last year in which money came.
  CREATE FUNCTION programme_unsettled(of_fund int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE WHEN y.settled THEN 0 ELSE GREATEST(0, y.opening + y.received - y.used) END FROM (SELECT max(r.year) AS year FROM entitlement_received r WHERE r.fund = of_fund) l CROSS JOIN LATERAL programme_year(of_fund, l.year) y), 0)
  $$;
  -- Public money is nobody's rest: what is left of it goes back to its payers, or is carried over as they agree, before a fund or a foundation passes its rest on.
  CREATE FUNCTION public_money_goes_back_to_its_payers_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_fund int;
  BEGIN
    its_fund := CASE WHEN TG_TABLE_NAME = 'fund_move' THEN (to_jsonb(NEW) ->> 'fund')::int ELSE (SELECT r.fund FROM remaining_property r WHERE r.id = (to_jsonb(NEW) ->> 'remaining')::int) END;
    IF NOT EXISTS (SELECT FROM fund_kind k WHERE k.fund = its_fund AND k.kind = 'programme') THEN RETURN NEW; END IF;
    PERFORM 1 FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    IF programme_unsettled(its_fund) > 0 THEN PERFORM refuse('public_money_goes_back_to_its_payers_first'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER public_money_goes_back_to_its_payers_first BEFORE INSERT ON fund_move FOR EACH ROW WHEN (NEW.act = 'rest') EXECUTE FUNCTION public_money_goes_back_to_its_payers_first();
  CREATE TRIGGER public_money_goes_back_to_its_payers_first BEFORE INSERT ON remaining_property_confirmation FOR EACH ROW EXECUTE FUNCTION public_money_goes_back_to_its_payers_first();

  -- As before; and what is left of public money goes back also while its fund comes to its end.
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
      -- the fee as agreed, gifts and public money given back, and the rest itself; promises are kept or released
      WHEN 'ending' THEN w.money - w.owed - w.promised < 0 AND e.kind NOT IN ('management fee', 'transfer, restricted', 'transfer, unrestricted', 'refund', 'subsidy returned', 'reversal')
        AND NOT EXISTS (SELECT FROM fund_move m WHERE m.fund = w.fund AND m.act = 'rest' AND e.source = 'voucher:' || m.proposal)
      -- money that is not owed, a promise, a cost: also one that keeps a promise
      ELSE e.kind NOT IN ('depreciation', 'advance cleared', 'restriction released', 'year closing', 'chart migration') AND (w.money - w.owed < 0 OR w.promised > 0 OR w.worth < 0) END;
    RETURN NULL;
  END $$;
`;

const PLACES = `
  -- An account that was kept for a fund is let go when the fund is closed and has no money in it: for everybody's use again, or closed at the bank.
  ALTER TABLE exclusive_place RENAME TO exclusive_place_mark;
  ALTER TABLE exclusive_place_mark DROP CONSTRAINT a_place_is_kept_for_one_fund, DROP CONSTRAINT a_fund_has_one_place_of_its_own, ADD PRIMARY KEY (request);
  CREATE TABLE exclusive_place_release (
    request int NOT NULL CONSTRAINT a_place_is_released_once PRIMARY KEY REFERENCES exclusive_place_mark,
    foundation int NOT NULL REFERENCES foundation,
    becomes text NOT NULL CONSTRAINT a_released_place_is_general_or_closed CHECK (becomes IN ('general', 'closed')),
    why text NOT NULL CONSTRAINT a_release_says_why CHECK (why ~ '[^[:space:]]'),
    day date NOT NULL,
    released_by int NOT NULL REFERENCES person,
    released_at timestamptz NOT NULL
  );
  CREATE VIEW exclusive_place AS SELECT m.* FROM exclusive_place_mark m WHERE NOT EXISTS (SELECT FROM exclusive_place_release r WHERE r.request = m.request);
  CREATE VIEW closed_place AS SELECT m.place FROM exclusive_place_mark m JOIN exclusive_place_release r ON r.request = m.request AND r.becomes = 'closed';

  CREATE OR REPLACE FUNCTION place_keep_for_fund(its_request int, of_foundation int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    asked exclusive_place_request;
  BEGIN
    SELECT * INTO asked FROM exclusive_place_request WHERE id = its_request AND foundation = of_foundation;
    IF asked.id IS NULL OR NOT EXISTS (SELECT FROM place p WHERE p.id = asked.place AND p.foundation = of_foundation AND p.account = '1002') THEN PERFORM refuse('an_exclusive_place_is_a_bank_account'); END IF;
    IF asked.asked_by = by_person THEN PERFORM refuse('nobody_marks_the_place_they_asked_for'); END IF;
    PERFORM 1 FROM fund_balance b WHERE b.foundation = of_foundation ORDER BY b.fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM exclusive_place x WHERE x.place = asked.place) THEN PERFORM refuse('a_place_is_kept_for_one_fund'); END IF;
    IF EXISTS (SELECT FROM exclusive_place x WHERE x.fund = asked.fund) THEN PERFORM refuse('a_fund_has_one_place_of_its_own'); END IF;
    IF EXISTS (SELECT FROM closed_place c WHERE c.place = asked.place) THEN PERFORM refuse('a_closed_account_takes_nothing'); END IF;
    IF EXISTS (SELECT FROM stopped_fund s WHERE s.fund = asked.fund AND s.how = 'closed') OR EXISTS (SELECT FROM exclusive_place_mark m WHERE m.request = its_request) THEN PERFORM refuse('a_request_for_a_place_is_still_open'); END IF;
    IF EXISTS (SELECT FROM posting p WHERE p.place = asked.place AND p.fund <> asked.fund GROUP BY p.fund HAVING sum(p.debit) <> 0) THEN PERFORM refuse('a_place_holds_no_other_money_when_it_is_marked'); END IF;
    IF EXISTS (SELECT FROM place q JOIN posting p ON p.place = q.id AND p.fund = asked.fund WHERE q.foundation = of_foundation AND q.account = '1002' AND q.id <> asked.place GROUP BY q.id HAVING sum(p.debit) <> 0) THEN
      PERFORM refuse('a_fund_has_all_its_money_in_its_place_when_it_is_marked');
    END IF;
    INSERT INTO exclusive_place_mark (place, fund, foundation, request, asked_by, marked_by, marked_at) VALUES (asked.place, asked.fund, of_foundation, asked.id, asked.asked_by, by_person, at_time);
  END $$;

  -- The same guard rows are held, so that nothing is on its way there.
  CREATE FUNCTION place_release(its_request int, of_foundation int, it_becomes text, its_why text, by_person int, its_day date, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    kept exclusive_place_mark;
  BEGIN
    SELECT * INTO kept FROM exclusive_place_mark WHERE request = its_request AND foundation = of_foundation FOR UPDATE;
    IF kept.request IS NULL THEN PERFORM refuse('a_release_names_its_account'); END IF;
    PERFORM 1 FROM fund_balance b WHERE b.foundation = of_foundation ORDER BY b.fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM exclusive_place_release WHERE request = its_request) THEN PERFORM refuse('a_place_is_released_once'); END IF;
    IF NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = kept.fund) AND life_of(of_foundation) NOT IN ('liquidating', 'ended') THEN PERFORM refuse('a_place_is_kept_until_its_fund_is_closed'); END IF;
    IF EXISTS (SELECT FROM posting p WHERE p.place = kept.place AND (p.fund = kept.fund OR it_becomes = 'closed') GROUP BY p.fund HAVING sum(p.debit) <> 0) THEN PERFORM refuse('a_released_place_is_empty'); END IF;
    INSERT INTO exclusive_place_release VALUES (its_request, of_foundation, it_becomes, its_why, its_day, by_person, at_time);
  END $$;

  -- As before; and an account that was closed takes nothing any more.
  CREATE OR REPLACE FUNCTION places_are_kept_for_their_funds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    -- lines of others at a kept place, and of a fund with its own place elsewhere: none in nearly every run
    foreign_entries bigint[];
    astray_entries bigint[];
  BEGIN
    IF NOT EXISTS (SELECT FROM exclusive_place_mark) THEN RETURN NULL; END IF;
    SELECT array_agg(b.entry) FILTER (WHERE b.place = x.place), array_agg(b.entry) FILTER (WHERE b.fund = x.fund) INTO foreign_entries, astray_entries
      FROM brought b JOIN exclusive_place x ON (b.place = x.place) <> (b.fund = x.fund) WHERE b.account = '1002';
    IF foreign_entries IS NOT NULL AND EXISTS (
      SELECT FROM unnest(foreign_entries) f (entry) JOIN posting p ON p.entry = f.entry JOIN exclusive_place x ON x.place = p.place AND x.fund <> p.fund JOIN journal_entry e ON e.id = p.entry JOIN entry_kind k ON k.kind = e.kind
      WHERE NOT k.forced AND (p.debit < 0 OR (SELECT sum(q.debit) FROM posting q WHERE q.place = p.place AND q.fund = p.fund) > 0)) THEN
      PERFORM refuse('a_place_kept_for_a_fund_takes_no_other_money');
    END IF;
    IF astray_entries IS NOT NULL AND EXISTS (
      SELECT FROM unnest(astray_entries) f (entry) JOIN journal_entry e ON e.id = f.entry JOIN entry_kind k ON k.kind = e.kind WHERE NOT k.forced) THEN
      PERFORM refuse('a_fund_with_a_place_of_its_own_uses_it');
    END IF;
    IF EXISTS (SELECT FROM brought b JOIN closed_place c ON c.place = b.place JOIN journal_entry e ON e.id = b.entry WHERE NOT e.forced AND e.kind <> 'chart migration') THEN PERFORM refuse('a_closed_account_takes_nothing'); END IF;
    RETURN NULL;
  END $$;

  -- A foundation that has ended leaves no account behind that is still kept for a fund.
  CREATE FUNCTION an_ended_foundation_keeps_no_account_for_a_fund() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM exclusive_place x WHERE x.foundation = NEW.foundation) THEN PERFORM refuse('an_ended_foundation_keeps_no_account_for_a_fund'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_ended_foundation_keeps_no_account_for_a_fund BEFORE INSERT ON life_act_confirmation FOR EACH ROW WHEN (NEW.kind = 'ending') EXECUTE FUNCTION an_ended_foundation_keeps_no_account_for_a_fund();
`;

const FEES = `
  -- A fee of what came in money: nobody can pay one out of goods or hours. What was signed before says 捐赠收入, and goes on meaning all of it.
  ALTER TABLE agreement_version DROP CONSTRAINT a_fee_has_its_rate_base_and_day,
    ADD CONSTRAINT a_fee_has_its_rate_base_and_day CHECK (CASE fee_rate WHEN 0 THEN num_nonnulls(fee_base, fee_day) = 0 ELSE (fee_base IN ('money-gifts', 'gifts', 'balance') AND fee_day BETWEEN 1 AND 28) IS TRUE END);
  CREATE OR REPLACE FUNCTION fund_fee_days(its_fund int, first_day date, last_day date) RETURNS TABLE (day date, base text, rate int, sum bigint) LANGUAGE sql STABLE AS $$
    SELECT d.day, t.base, t.rate, CASE WHEN t.base <> 'balance' THEN coalesce((
        SELECT -sum(p.debit) FROM entry_fund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry o ON o.id = e.reverses JOIN posting p ON p.entry = x.entry AND p.fund = x.fund JOIN account a ON a.standard = p.standard AND a.code = p.account
        WHERE x.fund = its_fund AND x.day = d.day AND a.role = 'gift' AND coalesce(o.kind, e.kind) NOT IN ('year closing', 'chart migration', 'principal gift')
          AND (t.base = 'gifts' OR coalesce(o.kind, e.kind) NOT IN ('goods gift', 'donated service'))), 0)::bigint
      ELSE GREATEST(0, coalesce((SELECT sum(x.money) FROM entry_fund x WHERE x.fund = its_fund AND x.day <= LEAST(last_day, make_date(extract(year FROM d.day)::int, 12, 31))), 0))::bigint END
    FROM (SELECT generate_series(first_day, last_day, interval '1 day')::date AS day) d
    JOIN fund_fee_term t ON t.fund = its_fund AND d.day BETWEEN t.from_day AND coalesce(t.to_day, 'infinity') ORDER BY d.day
  $$;
  CREATE OR REPLACE FUNCTION fund_fee_agreed(its_fund int, first_day date, last_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT GREATEST(0, div(coalesce(sum(d.sum::numeric * d.rate * CASE WHEN d.base <> 'balance' THEN 365 * 366 ELSE CASE extract(doy FROM date_trunc('year', d.day) + interval '1 year' - interval '1 day') WHEN 366 THEN 365 ELSE 366 END END), 0), 10000::numeric * 365 * 366))::bigint
    FROM fund_fee_days(its_fund, first_day, last_day) d
  $$;
`;

const TOPPED_UP = `
  -- What a council put into a restricted fund stays unrestricted there (解释 2020, 5): it goes back to the general fund by resolution, and is never passed on as what givers restricted.
  UPDATE entry_kind SET gives = gives || ARRAY['restricted', 'preserved'] WHERE kind = 'transfer, unrestricted';
  REFRESH MATERIALIZED VIEW line_rule;
  -- Less than nothing where cost has not been set against restricted money yet, which pays first.
  CREATE FUNCTION councils_money(of_fund int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(-sum(p.debit), 0)::bigint FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE p.fund = of_fund AND (a.role = 'unrestricted' OR a.sub = '01' OR a.class = 'E')
  $$;
  -- As before; and what is given to be restricted is told apart from what a council put there.
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
    IF its.act <> 'spin-off' AND EXISTS (SELECT FROM fund f WHERE f.id = its.fund AND f.class IN ('restricted', 'preserved')) THEN
      IF asked.kind = 'transfer, unrestricted' AND (councils_money(its.fund) < 0 OR NOT EXISTS (SELECT FROM fund f WHERE f.id = its.to_fund AND f.class = 'general')) THEN PERFORM refuse('a_council_takes_back_no_more_than_its_own'); END IF;
      IF asked.kind IN ('transfer, restricted', 'management fee') AND (SELECT b.worth FROM fund_balance b WHERE b.fund = its.fund) < GREATEST(0, councils_money(its.fund)) THEN PERFORM refuse('a_councils_money_is_not_passed_on_as_restricted'); END IF;
    END IF;
    ends := EXISTS (SELECT FROM fund_ending e WHERE e.fund = its.fund AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id));
    IF ends AND its.act NOT IN ('fee', 'rest') AND asked.kind <> 'transfer, unrestricted' OR NOT ends AND its.act = 'rest' THEN PERFORM refuse('a_fund_that_ends_gives_its_rest'); END IF;
    IF its.act = 'rest' AND NOT EXISTS (SELECT FROM rest_receiver(its.fund) r WHERE r.to_fund IS NOT DISTINCT FROM its.to_fund AND r.to_party IS NOT DISTINCT FROM its.to_party) THEN PERFORM refuse('the_rest_goes_where_it_was_said'); END IF;
    IF its.to_party IS NOT NULL AND stands_near_givers(its.foundation, its.fund, its.to_party, asked.day) THEN PERFORM refuse('the_rest_never_goes_to_donor_or_kin'); END IF;
    IF EXISTS (SELECT FROM stopped_fund s WHERE s.fund = its.to_fund AND s.how <> 'frozen') AND its.act <> 'spin-off' THEN PERFORM refuse('a_fund_that_ends_takes_nothing'); END IF;
    RETURN NULL;
  END $$;
`;

const RIGHTS = `
  DO $$ DECLARE t text;
  BEGIN
    FOREACH t IN ARRAY ARRAY['programme_settlement', 'programme_settlement_part', 'programme_settlement_decision', 'exclusive_place_release'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', t);
    END LOOP;
  END $$;
  REVOKE ALL ON FUNCTION a_decided_settlement_keeps_its_parts, judge_settlement, a_return_rests_on_its_settlement, of_settled_years_the_last_is_undone_first, judge_receipt_withdrawal, a_counted_subsidy_keeps_its_bank_line,
    public_money_goes_back_to_its_payers_first, programme_year_is_over, programme_year, programme_brought, programme_unsettled, councils_money, place_release, an_ended_foundation_keeps_no_account_for_a_fund FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION programme_year, programme_brought, councils_money, place_release TO sizhu_app;
  GRANT SELECT ON settlement_in_force, programme_spent, exclusive_place, exclusive_place_mark, exclusive_place_release TO sizhu_app;
  GRANT SELECT, INSERT ON programme_settlement, programme_settlement_part, programme_settlement_decision TO sizhu_app;
`;
