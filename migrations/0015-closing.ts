import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Vouchers are proposed by one person and checked by another; a month is closed in seven steps and sealed by two. */
export class Closing0000000000015 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(OFFICE);
    await db.query(CHECKS);
    await db.query(PROPOSALS);
    await db.query(STEPS);
    await db.query(RELEASE);
    await db.query(SEAL);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const OFFICE = `
  -- Keeps or supervises the books: a cashier checks none (Accounting Law art. 37), an administrator never touches money.
  CREATE FUNCTION answers_for_the_books(its_person int, of_foundation int, at_time timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM appointment a WHERE a.person = its_person AND a.foundation = of_foundation AND a.role IN ('bookkeeper', 'secretary-general')
      AND (at_time AT TIME ZONE 'Asia/Shanghai')::date BETWEEN a.from_day AND coalesce(a.to_day, 'infinity') AND coalesce(a.ended_at, 'infinity') > at_time)
  $$;
`;

const CHECKS = `
  -- Who has checked 审核 a voucher. No maker: the system made it.
  CREATE TABLE voucher_check (
    entry bigint PRIMARY KEY REFERENCES journal_entry,
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    maker int,
    checker int NOT NULL REFERENCES person,
    checked_at timestamptz NOT NULL,
    CONSTRAINT whoever_made_a_voucher_does_not_check_it CHECK (checker <> maker),
    CONSTRAINT a_check_names_the_maker FOREIGN KEY (entry, maker) REFERENCES voucher_maker (entry, maker)
  );
  CREATE INDEX voucher_check_by_month ON voucher_check (foundation, month);
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher_check EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT ON voucher_check TO sizhu_app;

  -- Nobody becomes the maker of a voucher that another, or they themselves, have checked as the system's.
  CREATE FUNCTION judge_voucher_maker() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM voucher_check c WHERE c.entry = NEW.entry) THEN PERFORM refuse('a_voucher_is_made_before_it_is_checked'); END IF;
    RETURN NULL;
  END $$;
  -- after the foreign key has waited for whoever is checking it
  CREATE TRIGGER judge_voucher_maker AFTER INSERT ON voucher_maker FOR EACH ROW EXECUTE FUNCTION judge_voucher_maker();

  CREATE FUNCTION voucher_check_one(of_foundation int, its_entry bigint, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_day date;
    its_maker int;
  BEGIN
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_checks_vouchers_answers_for_the_books'); END IF;
    SELECT day INTO its_day FROM journal_entry WHERE id = its_entry AND foundation = of_foundation FOR UPDATE;
    IF NOT FOUND THEN PERFORM refuse('a_check_is_of_a_voucher_of_this_foundation'); END IF;
    SELECT maker INTO its_maker FROM voucher_maker WHERE entry = its_entry;
    IF EXISTS (SELECT 1 FROM voucher_check WHERE entry = its_entry) THEN PERFORM refuse('a_voucher_is_checked_once'); END IF;
    INSERT INTO voucher_check VALUES (its_entry, of_foundation, date_trunc('month', its_day)::date, its_maker, by_person, at_time);
  END $$;

  -- All that the system has made in a month and nobody has checked, by somebody who made nothing of it by hand.
  CREATE FUNCTION voucher_check_machine_made(of_foundation int, of_month date, by_person int, at_time timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE checked bigint;
  BEGIN
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_checks_vouchers_answers_for_the_books'); END IF;
    IF EXISTS (SELECT 1 FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry WHERE m.foundation = of_foundation AND m.maker = by_person AND date_trunc('month', e.day) = of_month) THEN
      PERFORM refuse('whoever_made_vouchers_of_a_month_checks_none_of_it_in_bulk');
    END IF;
    -- numbered ones, so that there is something to look at; one row at a time, for a check of the same moment
    INSERT INTO voucher_check
      SELECT s.entry, of_foundation, of_month, NULL, by_person, at_time FROM sealed_entry s
      WHERE s.foundation = of_foundation AND s.day >= of_month AND s.day < of_month + interval '1 month' AND NOT EXISTS (SELECT 1 FROM voucher_maker m WHERE m.entry = s.entry)
      ORDER BY s.entry
      ON CONFLICT (entry) DO NOTHING;
    GET DIAGNOSTICS checked = ROW_COUNT;
    RETURN checked;
  END $$;

  REVOKE ALL ON FUNCTION voucher_check_one, voucher_check_machine_made FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION voucher_check_one, voucher_check_machine_made TO sizhu_app;
`;

const PROPOSALS = `
  -- A voucher that somebody proposes. Nothing is booked by it. Its lines are as they would be booked, and stand with it: what is approved is what was read.
  CREATE TABLE voucher_proposal (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    template text NOT NULL,
    kind text NOT NULL REFERENCES entry_kind,
    day date NOT NULL,
    -- the day of the fact itself; another than day when that month is sealed
    fact_day date NOT NULL,
    party text,
    note text NOT NULL,
    -- the papers it rests on, by their names and numbers
    papers text,
    lines jsonb NOT NULL,
    reverses bigint REFERENCES journal_entry,
    -- the accepted cost that a payment pays
    pays bigint REFERENCES journal_entry,
    -- what a bought fixed asset is, how long it is used, what is left of it then, and for whose cost
    asset_name text,
    asset_months int,
    asset_residue fen,
    asset_for text,
    proposed_by int NOT NULL REFERENCES person,
    proposed_at timestamptz NOT NULL,
    CONSTRAINT a_proposal_says_what_for CHECK (note <> ''),
    CONSTRAINT a_proposed_reversal_names_its_entry CHECK ((kind = 'reversal') = (reverses IS NOT NULL)),
    CONSTRAINT a_proposed_asset_says_how_long_it_is_used CHECK (kind <> 'fixed asset bought' OR num_nonnulls(asset_name, asset_months, asset_residue, asset_for) = 4),
    UNIQUE (id, proposed_by)
  );
  CREATE INDEX voucher_proposal_by_foundation ON voucher_proposal (foundation, id);

  CREATE TABLE voucher_decision (
    proposal int NOT NULL,
    proposed_by int NOT NULL,
    decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn')),
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    why text,
    entry bigint UNIQUE REFERENCES journal_entry,
    CONSTRAINT a_proposal_is_decided_once PRIMARY KEY (proposal),
    FOREIGN KEY (proposal, proposed_by) REFERENCES voucher_proposal (id, proposed_by),
    CONSTRAINT nobody_decides_on_what_they_proposed CHECK (decision = 'withdrawn' OR decided_by <> proposed_by),
    CONSTRAINT only_whoever_proposed_a_voucher_withdraws_it CHECK (decision <> 'withdrawn' OR decided_by = proposed_by),
    CONSTRAINT an_approved_proposal_is_booked CHECK ((decision = 'approved') = (entry IS NOT NULL)),
    CONSTRAINT a_refused_proposal_says_why CHECK (decision = 'approved' OR coalesce(why, '') <> '')
  );

  -- Whether one of these people has approved the cost that is paid; where it is not said which, any cost of that fund.
  CREATE FUNCTION approved_cost(of_foundation int, its_fund int, its_cost bigint, people int[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
      SELECT 1 FROM voucher_decision d JOIN voucher_proposal p ON p.id = d.proposal WHERE p.foundation = of_foundation AND p.kind = 'cost accepted' AND d.decision = 'approved' AND d.decided_by = ANY (people)
        AND CASE WHEN its_cost IS NULL THEN (p.lines -> 0 ->> 'fund')::int = its_fund ELSE d.entry = its_cost END)
  $$;

  -- Judged once more when it is decided, whoever asks.
  CREATE FUNCTION judge_voucher_decision() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RETURN NULL;
  END $$;
  CREATE TRIGGER judge_voucher_decision AFTER INSERT ON voucher_decision FOR EACH ROW EXECUTE FUNCTION judge_voucher_decision();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher_proposal EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON voucher_decision EXECUTE FUNCTION the_books_are_never_rewritten();

  -- The register of what wears out: straight-line, from the month after it was bought.
  CREATE TABLE fixed_asset (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    fund int NOT NULL REFERENCES fund,
    name text NOT NULL CHECK (name <> ''),
    cost fen NOT NULL CHECK (cost > 0),
    residue fen NOT NULL,
    months int NOT NULL,
    used_for text NOT NULL CHECK (used_for IN ('programme', 'management', 'fundraising')),
    bought_on date NOT NULL,
    CONSTRAINT an_asset_is_used_for_some_months CHECK (months BETWEEN 1 AND 1200),
    CONSTRAINT an_asset_is_worth_less_when_it_is_used_up CHECK (residue >= 0 AND residue < cost)
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON fixed_asset EXECUTE FUNCTION the_books_are_never_rewritten();

  -- Nobody writes an asset into the register that two people have not bought.
  CREATE FUNCTION judge_fixed_asset() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (
      SELECT 1 FROM voucher_decision d JOIN voucher_proposal p ON p.id = d.proposal WHERE d.entry = NEW.entry AND d.decision = 'approved' AND p.kind = 'fixed asset bought' AND p.foundation = NEW.foundation
        AND (p.asset_name, p.asset_months, p.asset_residue, p.asset_for, p.fact_day) = (NEW.name, NEW.months, NEW.residue, NEW.used_for, NEW.bought_on)
        AND ((p.lines -> 0 ->> 'fund')::int, (p.lines -> 0 ->> 'debit')::bigint) = (NEW.fund, NEW.cost)) THEN
      PERFORM refuse('an_asset_enters_the_register_by_its_voucher');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER judge_fixed_asset AFTER INSERT ON fixed_asset FOR EACH ROW EXECUTE FUNCTION judge_fixed_asset();

  GRANT SELECT, INSERT ON voucher_proposal, voucher_decision, fixed_asset TO sizhu_app;
`;

const STEPS = `
  -- What the closing itself books: depreciation by the register, release, year closing. Whoever ran it made it; those who sign the month check it.
  CREATE VIEW closing_entry AS
    SELECT e.id AS entry, e.foundation, date_trunc('month', e.day)::date AS month, m.maker FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry
    WHERE e.kind IN ('restriction released', 'year closing') OR (e.kind = 'depreciation' AND e.source LIKE 'depreciation:%');

  -- How many entries a month has, numbered or not: sums of heads, so that a long month costs what a short one does.
  CREATE FUNCTION entries_in_month(of_foundation int, of_month date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(h.last) FROM voucher_head h WHERE h.foundation = of_foundation AND h.month = of_month), 0)::bigint
      + (SELECT count(*) FROM entry_to_number q JOIN journal_entry e ON e.id = q.entry WHERE q.foundation = of_foundation AND e.day >= of_month AND e.day < of_month + interval '1 month')
  $$;
  -- Those that the closing looks at: what it has booked itself does not open its steps again.
  CREATE FUNCTION entries_to_close(of_foundation int, of_month date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT entries_in_month(of_foundation, of_month) - (SELECT count(*) FROM closing_entry c WHERE c.foundation = of_foundation AND c.month = of_month)
  $$;
  CREATE FUNCTION unchecked_in_month(of_foundation int, of_month date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT entries_to_close(of_foundation, of_month) - (SELECT count(*) FROM voucher_check c WHERE c.foundation = of_foundation AND c.month = of_month)
      + (SELECT count(*) FROM closing_entry c JOIN voucher_check k ON k.entry = c.entry WHERE c.foundation = of_foundation AND c.month = of_month)
  $$;

  -- A step of a month's closing that somebody has done, and how many entries the month had then. Done again when something came after it.
  CREATE TABLE closing_step (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    step text NOT NULL CHECK (step IN ('received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements')),
    done_by int NOT NULL REFERENCES person,
    done_at timestamptz NOT NULL,
    entries bigint NOT NULL
  );
  CREATE INDEX closing_step_by_month ON closing_step (foundation, month, step, id);
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON closing_step EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT ON closing_step, closing_entry TO sizhu_app;
`;

const RELEASE = `
  -- Release 解除限定 of a month, by fund: the cost of the month, at most the restricted money left; principal stays. Signed: a month of negative cost takes back.
  CREATE FUNCTION release_of_month(of_foundation int, of_month date) RETURNS TABLE (fund int, cost bigint, restricted_left bigint, released bigint, due bigint) LANGUAGE sql STABLE AS $$
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
        coalesce(-sum(debit) FILTER (WHERE is_restricted), 0)::bigint AS restricted
      FROM line GROUP BY line.fund)
    SELECT s.fund, s.cost, GREATEST(0, s.restricted + s.released), s.released, LEAST(s.cost, GREATEST(0, s.restricted + s.released)) - s.released FROM summed s
    WHERE s.cost <> 0 OR s.released <> 0
  $$;

  -- Income, cost and corrections of earlier years that stand open at the end of a year.
  CREATE FUNCTION open_at_year_end(of_foundation int, of_day date) RETURNS TABLE (fund int, standard smallint, account text, debit bigint) LANGUAGE sql STABLE AS $$
    SELECT p.fund, p.standard, p.account, sum(p.debit)::bigint FROM fund f JOIN posting p ON p.fund = f.id JOIN journal_entry e ON e.id = p.entry JOIN account a ON a.standard = p.standard AND a.code = p.account
    WHERE f.foundation = of_foundation AND e.day <= of_day AND (a.class IN ('I', 'E') OR a.role = 'prior-year correction')
    GROUP BY p.fund, p.standard, p.account HAVING sum(p.debit) <> 0
  $$;
`;

const SEAL = `
  CREATE FUNCTION closing_step_do(of_foundation int, of_month date, its_step text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT answers_for_the_books(by_person, of_foundation, at_time) THEN PERFORM refuse('whoever_closes_a_month_answers_for_the_books'); END IF;
    IF EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = of_foundation AND p.month = of_month AND p.sealed_on IS NOT NULL) THEN PERFORM refuse('a_month_is_sealed_once'); END IF;
    IF (at_time AT TIME ZONE 'Asia/Shanghai')::date < of_month + interval '1 month' THEN PERFORM refuse('a_month_is_closed_when_it_is_over'); END IF;
    IF its_step = 'vouchers' AND unchecked_in_month(of_foundation, of_month) <> 0 THEN PERFORM refuse('every_voucher_is_checked_before_the_seal'); END IF;
    IF its_step = 'release' AND EXISTS (SELECT 1 FROM release_of_month(of_foundation, of_month) r WHERE r.due <> 0) THEN PERFORM refuse('restrictions_are_released_before_the_seal'); END IF;
    INSERT INTO closing_step (foundation, month, step, done_by, done_at, entries) VALUES (of_foundation, of_month, its_step, by_person, at_time, entries_to_close(of_foundation, of_month));
  END $$;

  -- Who has signed that a month is right, over how many entries.
  CREATE TABLE month_signature (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    month date NOT NULL,
    signer int NOT NULL REFERENCES person,
    signed_at timestamptz NOT NULL,
    entries bigint NOT NULL,
    UNIQUE (id, foundation, month, signer)
  );
  CREATE INDEX month_signature_by_month ON month_signature (foundation, month, id);

  CREATE TABLE month_seal (
    foundation int NOT NULL,
    month date NOT NULL,
    first int NOT NULL,
    first_signer int NOT NULL,
    second int NOT NULL,
    second_signer int NOT NULL,
    sealed_at timestamptz NOT NULL,
    entries bigint NOT NULL,
    PRIMARY KEY (foundation, month),
    FOREIGN KEY (foundation, month) REFERENCES accounting_period (foundation, month),
    FOREIGN KEY (first, foundation, month, first_signer) REFERENCES month_signature (id, foundation, month, signer),
    FOREIGN KEY (second, foundation, month, second_signer) REFERENCES month_signature (id, foundation, month, signer),
    CONSTRAINT two_people_seal_a_month CHECK (first_signer <> second_signer)
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON month_signature EXECUTE FUNCTION the_books_are_never_rewritten();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON month_seal EXECUTE FUNCTION the_books_are_never_rewritten();

  -- Signs a month; upon the first signature of somebody else it is sealed. Answers whether it is.
  -- The guard rows come first and then the month, as in posting: whoever is posting ends before, whoever comes after finds the month sealed.
  CREATE FUNCTION ledger_seal_month(of_foundation int, of_month date, by_person int, upon int, at_time timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    last_day date := (of_month + interval '1 month')::date - 1;
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
    IF EXISTS (SELECT 1 FROM release_of_month(of_foundation, of_month) r WHERE r.due <> 0) THEN PERFORM refuse('restrictions_are_released_before_the_seal'); END IF;
    IF extract(month FROM of_month) = 12 AND EXISTS (SELECT 1 FROM open_at_year_end(of_foundation, last_day)) THEN PERFORM refuse('the_year_is_closed_before_december_is_sealed'); END IF;
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
    UPDATE accounting_period SET sealed_on = today WHERE foundation = of_foundation AND month = of_month;
    RETURN true;
  END $$;

  REVOKE ALL ON FUNCTION closing_step_do, ledger_seal_month FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION closing_step_do, ledger_seal_month TO sizhu_app;
  GRANT SELECT ON month_signature, month_seal TO sizhu_app;
`;
