import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps a sealed month as it was signed, a cost from being paid twice, and the hands apart that made and checked a month. */
export class ClosingLaws0000000000022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CHECKS);
    await db.query(PROPOSALS);
    await db.query(PERIODS);
    await db.query(RELEASE);
    await db.query(SEAL);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CHECKS = `
  -- Who has checked in bulk what the system made of a month.
  CREATE TABLE month_bulk_check (
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    checker int NOT NULL REFERENCES person,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (foundation, month, checker)
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON month_bulk_check EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT ON month_bulk_check TO sizhu_app;
  -- Who did so before it was written down: more than one of the system's vouchers at the same moment.
  INSERT INTO month_bulk_check SELECT foundation, month, checker, min(checked_at) FROM voucher_check WHERE maker IS NULL GROUP BY foundation, month, checker, checked_at HAVING count(*) > 1 ON CONFLICT DO NOTHING;

  -- Made out of a list that one person uploaded and another confirmed: nobody wrote them one by one, nor checks them so.
  CREATE FUNCTION came_in_a_list(its_source text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT starts_with(its_source, 'batch:') OR starts_with(its_source, 'batch-fee:') $$;

  -- Whether somebody has made vouchers of a month by hand, or has proposed one that waits. What the closing books is not by hand.
  CREATE FUNCTION makes_vouchers_of(of_foundation int, of_month date, by_person int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry WHERE m.foundation = of_foundation AND m.maker = by_person
        AND e.day >= of_month AND e.day < of_month + interval '1 month' AND NOT EXISTS (SELECT 1 FROM closing_entry c WHERE c.entry = m.entry))
      OR EXISTS (SELECT 1 FROM voucher_proposal p WHERE p.foundation = of_foundation AND p.proposed_by = by_person AND p.day >= of_month AND p.day < of_month + interval '1 month'
        AND p.kind <> 'year closing' AND NOT EXISTS (SELECT 1 FROM voucher_decision d WHERE d.proposal = p.id))
  $$;

  CREATE OR REPLACE FUNCTION judge_voucher_maker() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE its_day date;
  BEGIN
    IF EXISTS (SELECT 1 FROM voucher_check c WHERE c.entry = NEW.entry) THEN PERFORM refuse('a_voucher_is_made_before_it_is_checked'); END IF;
    SELECT day INTO its_day FROM journal_entry WHERE id = NEW.entry;
    IF EXISTS (SELECT 1 FROM month_bulk_check b WHERE b.foundation = NEW.foundation AND b.month = date_trunc('month', its_day) AND b.checker = NEW.maker)
      AND NOT EXISTS (SELECT 1 FROM closing_entry c WHERE c.entry = NEW.entry) THEN
      PERFORM refuse('whoever_checked_a_month_in_bulk_makes_no_voucher_of_it');
    END IF;
    RETURN NULL;
  END $$;

  CREATE OR REPLACE FUNCTION voucher_check_machine_made(of_foundation int, of_month date, by_person int, at_time timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE checked bigint;
  BEGIN
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_checks_vouchers_answers_for_the_books'); END IF;
    -- waits for whatever is just being booked as made by them, and is waited for: its foreign key takes the same row
    PERFORM 1 FROM person p WHERE p.id = by_person FOR UPDATE;
    INSERT INTO month_bulk_check VALUES (of_foundation, of_month, by_person, at_time) ON CONFLICT DO NOTHING;
    IF makes_vouchers_of(of_foundation, of_month, by_person) THEN PERFORM refuse('whoever_made_vouchers_of_a_month_checks_none_of_it_in_bulk'); END IF;
    -- numbered ones, so that there is something to look at; one row at a time, for a check of the same moment
    INSERT INTO voucher_check
      SELECT s.entry, of_foundation, of_month, m.maker, by_person, at_time FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry LEFT JOIN voucher_maker m ON m.entry = s.entry
      WHERE s.foundation = of_foundation AND s.day >= of_month AND s.day < of_month + interval '1 month' AND (m.entry IS NULL OR came_in_a_list(e.source))
      ORDER BY s.entry
      ON CONFLICT (entry) DO NOTHING;
    GET DIAGNOSTICS checked = ROW_COUNT;
    RETURN checked;
  END $$;
`;

const PROPOSALS = `
  CREATE OR REPLACE FUNCTION judge_voucher_decision() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE asked voucher_proposal;
  BEGIN
    SELECT * INTO asked FROM voucher_proposal WHERE id = NEW.proposal;
    IF NEW.decision <> 'withdrawn' AND NOT answers_for_the_books(NEW.decided_by, asked.foundation, NEW.decided_at) THEN PERFORM refuse('whoever_checks_vouchers_answers_for_the_books'); END IF;
    IF NEW.decision <> 'approved' THEN RETURN NULL; END IF;
    IF NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = NEW.entry AND e.foundation = asked.foundation AND e.kind = asked.kind AND e.day = asked.day AND e.fact_day = asked.fact_day AND e.reverses IS NOT DISTINCT FROM asked.reverses)
      OR EXISTS (
        SELECT 1 FROM (SELECT fund, account, standard, debit, place, promise, 1 AS n FROM posting WHERE entry = NEW.entry AND NOT (account = 'Y01' AND promise = NEW.entry)
          UNION ALL SELECT fund, account, standard, debit, place, NULL, 1 FROM posting WHERE entry = NEW.entry AND account = 'Y01' AND promise = NEW.entry
          UNION ALL SELECT l.fund, l.account, l.standard, l.debit, l.place, l.promise, -1 FROM jsonb_to_recordset(asked.lines) l (fund int, account text, standard smallint, debit bigint, place int, promise bigint)) both_sides
        GROUP BY fund, account, standard, debit, place, promise HAVING sum(n) <> 0) THEN
      PERFORM refuse('what_is_booked_is_what_was_proposed');
    END IF;
    IF asked.kind = 'payment' AND approved_cost(asked.foundation, (asked.lines -> 0 ->> 'fund')::int, asked.pays, ARRAY[NEW.decided_by, NEW.proposed_by]) THEN
      PERFORM refuse('whoever_approves_a_cost_does_not_pay_it');
    END IF;
    -- two proposals may both have been right when they were made; whoever posts to the fund waits for the other, so the second sees the first
    IF asked.pays IS NOT NULL AND owed_by_cost(asked.pays) < 0 THEN PERFORM refuse('a_cost_is_not_paid_above_itself'); END IF;
    IF asked.reverses IS NOT NULL THEN
      IF EXISTS (SELECT 1 FROM voucher_proposal p JOIN voucher_decision d ON d.proposal = p.id AND d.decision = 'approved'
        WHERE p.pays = asked.reverses AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = d.entry)) THEN
        PERFORM refuse('a_cost_that_was_paid_is_not_reversed');
      END IF;
      IF EXISTS (SELECT 1 FROM fixed_asset a WHERE a.entry = asked.reverses AND worn_so_far(a.id) <> 0) THEN PERFORM refuse('an_asset_that_has_worn_is_not_reversed'); END IF;
    END IF;
    RETURN NULL;
  END $$;
  CREATE INDEX voucher_proposal_by_cost ON voucher_proposal (pays) WHERE pays IS NOT NULL;

  -- What is still owed by an accepted cost, by the payments that name it.
  CREATE FUNCTION owed_by_cost(its_entry bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (SELECT sum(x.owed) FROM entry_fund x WHERE x.entry = its_entry)::bigint - coalesce((
      SELECT sum((p.lines -> 0 ->> 'debit')::bigint) FROM voucher_proposal p JOIN voucher_decision d ON d.proposal = p.id AND d.decision = 'approved'
      WHERE p.pays = its_entry AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = d.entry)), 0)::bigint
  $$;
  -- What the closings have booked of an asset's wear, less what was taken back.
  CREATE FUNCTION worn_so_far(its_asset int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(p.debit), 0)::bigint FROM fixed_asset a JOIN journal_entry e ON e.foundation = a.foundation AND starts_with(e.source, 'depreciation:' || a.id || ':')
      AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = e.id)
    JOIN posting p ON p.entry = e.id AND p.debit > 0 WHERE a.id = its_asset
  $$;
`;

const PERIODS = `
  -- Whatever lies before a sealed month is sealed with it, whether anything was ever booked there or not.
  CREATE FUNCTION no_month_opens_behind_a_sealed_one() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = NEW.foundation AND p.month > NEW.month AND p.sealed_on IS NOT NULL) THEN
      PERFORM refuse('a_sealed_month_takes_no_entry');
    END IF;
    RETURN NULL;
  END $$;
  -- after: a row that is there already is no new one
  INSERT INTO accounting_period (foundation, month, sealed_on)
    SELECT s.foundation, m::date, s.sealed_on FROM (SELECT DISTINCT ON (foundation) foundation, month, sealed_on FROM accounting_period WHERE sealed_on IS NOT NULL ORDER BY foundation, month DESC) s
      CROSS JOIN LATERAL generate_series(LEAST(date_trunc('year', s.month), (SELECT min(p.month) FROM accounting_period p WHERE p.foundation = s.foundation)), s.month, interval '1 month') m ON CONFLICT DO NOTHING;
  CREATE TRIGGER no_month_opens_behind_a_sealed_one AFTER INSERT ON accounting_period FOR EACH ROW WHEN (NEW.sealed_on IS NULL) EXECUTE FUNCTION no_month_opens_behind_a_sealed_one();
`;

const RELEASE = `
  -- Release 解除限定 of a month, by fund: the cost of the month, at most the restricted money left; principal stays. Signed: a month of
  -- negative cost takes back, at most what was released before. What a council has added to the fund does not become restricted by it.
  CREATE OR REPLACE FUNCTION release_of_month(of_foundation int, of_month date) RETURNS TABLE (fund int, cost bigint, restricted_left bigint, released bigint, due bigint) LANGUAGE sql STABLE AS $$
    WITH line AS (
      SELECT p.fund, p.debit, e.day >= of_month AS in_month, a.class, a.role,
        e.kind = 'restriction released' AND a.role = 'restricted' AS is_release,
        a.role IN ('restricted', 'prior-year correction') OR (a.sub = '02' AND e.kind <> 'principal gift' AND coalesce(o.kind, '') <> 'principal gift') AS is_restricted,
        e.kind IN ('year closing', 'chart migration') OR coalesce(o.kind, '') = 'year closing' AS carries
      FROM fund f JOIN posting p ON p.fund = f.id JOIN journal_entry e ON e.id = p.entry JOIN account a ON a.standard = p.standard AND a.code = p.account LEFT JOIN journal_entry o ON o.id = e.reverses
      WHERE f.foundation = of_foundation AND f.class IN ('restricted', 'preserved') AND e.day < of_month + interval '1 month' AND a.class IN ('N', 'I', 'E')
    ), summed AS (
      SELECT line.fund,
        coalesce(sum(debit) FILTER (WHERE class = 'E' AND in_month AND NOT carries), 0)::bigint AS cost,
        coalesce(sum(debit) FILTER (WHERE is_release AND in_month), 0)::bigint AS released,
        coalesce(sum(debit) FILTER (WHERE is_release AND NOT in_month), 0)::bigint AS earlier,
        coalesce(-sum(debit) FILTER (WHERE is_restricted), 0)::bigint AS restricted
      FROM line GROUP BY line.fund)
    SELECT s.fund, s.cost, GREATEST(0, s.restricted + s.released), s.released,
      GREATEST(LEAST(s.cost, GREATEST(0, s.restricted + s.released)), -GREATEST(0, s.earlier)) - s.released
    FROM summed s WHERE s.cost <> 0 OR s.released <> 0
  $$;
`;

const SEAL = `
  -- As before, and: whatever was proposed for the month is decided, the former chart is carried over before January 2026 is sealed, no year is left
  -- open by a December without entries, and months without entries are sealed with the one after them.
  CREATE OR REPLACE FUNCTION ledger_seal_month(of_foundation int, of_month date, by_person int, upon int, at_time timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    last_day date := (of_month + interval '1 month')::date - 1;
    year_before date := date_trunc('year', of_month)::date - 1;
    all_entries bigint;
    standing month_signature;
    signature int;
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.foundation = of_foundation ORDER BY b.fund FOR NO KEY UPDATE;
    INSERT INTO accounting_period (foundation, month) VALUES (of_foundation, of_month) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM accounting_period p WHERE p.foundation = of_foundation AND p.month = of_month FOR UPDATE;
    IF EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = of_foundation AND p.month = of_month AND p.sealed_on IS NOT NULL) THEN PERFORM refuse('a_month_is_sealed_once'); END IF;
    IF today <= last_day THEN PERFORM refuse('a_month_is_closed_when_it_is_over'); END IF;
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_closes_a_month_answers_for_the_books'); END IF;
    IF EXISTS (
      SELECT 1 FROM voucher_head h LEFT JOIN accounting_period p ON p.foundation = h.foundation AND p.month = h.month WHERE h.foundation = of_foundation AND h.month < of_month AND h.last > 0 AND p.sealed_on IS NULL)
      OR EXISTS (SELECT 1 FROM entry_to_number q JOIN journal_entry e ON e.id = q.entry WHERE q.foundation = of_foundation AND e.day < of_month) THEN
      PERFORM refuse('months_are_sealed_in_their_order');
    END IF;
    IF EXISTS (SELECT 1 FROM entry_to_number q JOIN journal_entry e ON e.id = q.entry WHERE q.foundation = of_foundation AND e.day <= last_day) THEN
      PERFORM refuse('every_entry_is_numbered_before_its_month_is_sealed');
    END IF;
    IF unchecked_in_month(of_foundation, of_month) <> 0 THEN PERFORM refuse('every_voucher_is_checked_before_the_seal'); END IF;
    IF EXISTS (SELECT 1 FROM voucher_proposal p WHERE p.foundation = of_foundation AND p.day <= last_day AND NOT EXISTS (SELECT 1 FROM voucher_decision d WHERE d.proposal = p.id)) THEN
      PERFORM refuse('proposals_are_decided_before_the_seal');
    END IF;
    IF EXISTS (SELECT 1 FROM release_of_month(of_foundation, of_month) r WHERE r.due <> 0) THEN PERFORM refuse('restrictions_are_released_before_the_seal'); END IF;
    IF extract(month FROM of_month) = 12 AND EXISTS (SELECT 1 FROM open_at_year_end(of_foundation, last_day)) THEN PERFORM refuse('the_year_is_closed_before_december_is_sealed'); END IF;
    IF NOT EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = of_foundation AND p.month = date_trunc('month', year_before) AND p.sealed_on IS NOT NULL)
      AND EXISTS (SELECT 1 FROM open_at_year_end(of_foundation, year_before)) THEN
      PERFORM refuse('the_year_before_is_closed_first');
    END IF;
    IF of_month >= '2026-01-01' AND stands_in_the_former_chart(of_foundation) THEN PERFORM refuse('the_chart_changes_before_its_first_month_is_sealed'); END IF;
    IF (SELECT count(*) FROM (SELECT DISTINCT ON (s.step) s.entries FROM closing_step s WHERE s.foundation = of_foundation AND s.month = of_month ORDER BY s.step, s.id DESC) done
        WHERE done.entries = entries_to_close(of_foundation, of_month)) <> 7 THEN
      PERFORM refuse('seven_steps_come_before_the_seal');
    END IF;

    all_entries := entries_in_month(of_foundation, of_month);
    IF upon IS NULL THEN
      SELECT * INTO standing FROM month_signature s WHERE s.foundation = of_foundation AND s.month = of_month ORDER BY s.id DESC LIMIT 1;
      IF FOUND AND standing.entries = all_entries AND answers_for_the_books(standing.signer, of_foundation, at_time) THEN
        PERFORM refuse(CASE WHEN standing.signer = by_person THEN 'two_people_seal_a_month' ELSE 'somebody_else_has_signed_meanwhile' END);
      END IF;
      INSERT INTO month_signature (foundation, month, signer, signed_at, entries) VALUES (of_foundation, of_month, by_person, at_time, all_entries);
      RETURN false;
    END IF;

    SELECT * INTO standing FROM month_signature s WHERE s.id = upon AND s.foundation = of_foundation AND s.month = of_month;
    IF NOT FOUND THEN PERFORM refuse('a_seal_rests_on_a_first_signature'); END IF;
    IF standing.signer = by_person THEN PERFORM refuse('two_people_seal_a_month'); END IF;
    IF NOT answers_for_the_books(standing.signer, of_foundation, at_time) THEN PERFORM refuse('whoever_signed_first_is_still_in_office'); END IF;
    IF standing.entries <> all_entries THEN PERFORM refuse('nothing_is_booked_between_two_signatures'); END IF;
    -- what the closing itself has booked is checked by the one of the two who did not run it
    INSERT INTO voucher_check
      SELECT c.entry, of_foundation, of_month, c.maker, CASE WHEN c.maker = by_person THEN standing.signer ELSE by_person END, at_time
      FROM closing_entry c WHERE c.foundation = of_foundation AND c.month = of_month ON CONFLICT (entry) DO NOTHING;
    INSERT INTO month_signature (foundation, month, signer, signed_at, entries) VALUES (of_foundation, of_month, by_person, at_time, all_entries) RETURNING id INTO signature;
    INSERT INTO month_seal VALUES (of_foundation, of_month, standing.id, standing.signer, signature, by_person, at_time, all_entries);
    -- the order of months leaves nothing before it but months without entries
    INSERT INTO accounting_period (foundation, month, sealed_on)
      SELECT of_foundation, m::date, today FROM generate_series(LEAST(date_trunc('year', of_month), (SELECT min(p.month) FROM accounting_period p WHERE p.foundation = of_foundation)), of_month, interval '1 month') m ON CONFLICT DO NOTHING;
    UPDATE accounting_period SET sealed_on = today WHERE foundation = of_foundation AND month <= of_month AND sealed_on IS NULL;
    RETURN true;
  END $$;

  -- Whether anything stands in accounts of 2004.
  CREATE FUNCTION stands_in_the_former_chart(of_foundation int) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM posting p JOIN fund f ON f.id = p.fund WHERE f.foundation = of_foundation AND p.standard = 2004 GROUP BY p.fund, p.account HAVING sum(p.debit) <> 0)
  $$;

  -- A step says what is so: nothing is left to wear, to check, to release or to decide.
  CREATE OR REPLACE FUNCTION closing_step_do(of_foundation int, of_month date, its_step text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_closes_a_month_answers_for_the_books'); END IF;
    IF EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = of_foundation AND p.month >= of_month AND p.sealed_on IS NOT NULL) THEN PERFORM refuse('a_month_is_sealed_once'); END IF;
    IF (at_time AT TIME ZONE 'Asia/Shanghai')::date < of_month + interval '1 month' THEN PERFORM refuse('a_month_is_closed_when_it_is_over'); END IF;
    IF its_step = 'vouchers' AND unchecked_in_month(of_foundation, of_month) <> 0 THEN PERFORM refuse('every_voucher_is_checked_before_the_seal'); END IF;
    IF its_step = 'release' AND EXISTS (SELECT 1 FROM release_of_month(of_foundation, of_month) r WHERE r.due <> 0) THEN PERFORM refuse('restrictions_are_released_before_the_seal'); END IF;
    INSERT INTO closing_step (foundation, month, step, done_by, done_at, entries) VALUES (of_foundation, of_month, its_step, by_person, at_time, entries_to_close(of_foundation, of_month));
  END $$;
`;
