import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a year comes to at its pace is known to the books: management that can wait, and investments, say why while its forecast fails, whoever asks. */
export class ForecastsKept0000000000059 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [YEARS, MEASURED, ASKED, DOORS, RIGHTS]) await db.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const YEARS = `
  -- What each month until a day has come to, of roll-ups and of what waits for its number. 189 art. 5 counts falls in value 资产减值损失 among management cost. What books as
  -- cost and is none is left out: gifts given back, of an earlier year or by the general fund (books § 8).
  CREATE FUNCTION spending_months(of_foundation int, until date) RETURNS TABLE (year int, month int, charitable bigint, management bigint, fundraising bigint, total bigint, income bigint, raised bigint, returned bigint, worth bigint, carried bigint, moved boolean) LANGUAGE sql STABLE AS $$
    WITH line AS (
      SELECT m.month, a.class, a.role, m.kind, m.debit - m.credit AS debit, m.kind IN ('refund', 'covered refund', 'dispute lost') AS gives_back
      FROM (SELECT month, standard, account, kind, debit, credit FROM account_month WHERE foundation = of_foundation AND month < until
            UNION ALL SELECT p.month, p.standard, p.account, p.kind, GREATEST(0, p.debit), GREATEST(0, -p.debit) FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = of_foundation AND p.month < until) m
      JOIN account a ON a.standard = m.standard AND a.code = m.account
    )
    SELECT extract(year FROM month)::int, extract(month FROM month)::int,
      coalesce(sum(debit) FILTER (WHERE class = 'E' AND NOT gives_back AND kind <> 'year closing' AND role = 'programme'), 0)::bigint,
      coalesce(sum(debit) FILTER (WHERE class = 'E' AND NOT gives_back AND kind <> 'year closing' AND role IN ('management', 'value loss')), 0)::bigint,
      coalesce(sum(debit) FILTER (WHERE class = 'E' AND NOT gives_back AND kind <> 'year closing' AND role = 'fundraising'), 0)::bigint,
      coalesce(sum(debit) FILTER (WHERE class = 'E' AND NOT gives_back AND kind <> 'year closing'), 0)::bigint,
      coalesce(-sum(debit) FILTER (WHERE class = 'I' AND kind <> 'year closing'), 0)::bigint,
      coalesce(-sum(debit) FILTER (WHERE role = 'gift' AND kind <> 'year closing'), 0)::bigint,
      coalesce(sum(debit) FILTER (WHERE class = 'E' AND gives_back), 0)::bigint,
      coalesce(-sum(debit) FILTER (WHERE class IN ('N', 'I', 'E') AND kind <> 'opening balance'), 0)::bigint,
      coalesce(-sum(debit) FILTER (WHERE class IN ('N', 'I', 'E') AND kind = 'opening balance'), 0)::bigint,
      bool_or(kind NOT IN ('opening balance', 'chart migration'))
    FROM line GROUP BY month ORDER BY month
  $$;

  -- The day on which the books were opened with a balance.
  CREATE FUNCTION books_opened_on(of_foundation int) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(day) FROM (
      SELECT e.day FROM (SELECT fund, month FROM account_month WHERE foundation = of_foundation AND kind = 'opening balance' LIMIT 1) m
        JOIN entry_fund x ON x.fund = m.fund AND x.day >= m.month AND x.day < m.month + interval '1 month' JOIN journal_entry e ON e.id = x.entry AND e.kind = 'opening balance'
      UNION ALL SELECT e.day FROM entry_to_number q JOIN journal_entry e ON e.id = q.entry WHERE q.foundation = of_foundation AND e.kind = 'opening balance') o
  $$;

  -- The day by whose pace a spend is judged: its own, or the newest one of its year that the books know. Not the day on which somebody happens to ask: what is written
  -- late is judged by what is known, and what was judged can be read again.
  CREATE FUNCTION forecast_day(of_foundation int, its_day date) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT GREATEST(its_day, max(newest.day)) FROM fund f CROSS JOIN LATERAL (
      SELECT x.day FROM entry_fund x WHERE x.fund = f.id AND x.day BETWEEN date_trunc('year', its_day)::date AND (date_trunc('year', its_day) + interval '1 year')::date - 1 ORDER BY x.day DESC LIMIT 1) newest
    WHERE f.foundation = of_foundation
  $$;

  -- A figure of law or policy in force at a foundation's place, else at the place above it.
  CREATE FUNCTION figure_in_force(of_foundation int, its_rule text, on_day date) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT p.value FROM policy p JOIN foundation f ON f.id = of_foundation
    WHERE p.rule = its_rule AND p.value IS NOT NULL AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-') OR p.jurisdiction = 'CN')
    ORDER BY length(p.jurisdiction) DESC LIMIT 1
  $$;
`;

const MEASURED = `
  -- The year of a day: what it has come to, and what it is measured by (慈善法 art. 61, 189 art. 8). Shares in hundredths of a per cent. share_least is nothing where no one can say by
  -- what: no figures in force, no known net assets, or a year that had begun before the books did. rules/spending says the same of what statements/spending.queries reads.
  CREATE FUNCTION year_measured(of_foundation int, on_day date, OUT gone int, OUT days int, OUT charitable bigint, OUT management bigint, OUT total bigint, OUT share_least bigint, OUT share_most bigint, OUT bases bigint[], OUT free_below bigint) LANGUAGE plpgsql STABLE AS $$
  DECLARE
    its_year int := extract(year FROM on_day);
    opened date := books_opened_on(of_foundation);
    qualified boolean;
    incomes bigint[];
    nets bigint[];
    years bigint[];
    band text;
  BEGIN
    gone := on_day - make_date(its_year, 1, 1) + 1;
    days := make_date(its_year + 1, 1, 1) - make_date(its_year, 1, 1);
    WITH months AS MATERIALIZED (SELECT * FROM spending_months(of_foundation, make_date(its_year + 1, 1, 1))), before AS (
      SELECT back, of_year.* FROM generate_series(1, 3) back CROSS JOIN LATERAL (
        SELECT CASE WHEN bool_or(m.moved) FILTER (WHERE m.year <= its_year - back) AND NOT coalesce(extract(year FROM opened) = its_year - back AND opened > make_date(its_year - back, 1, 1), false)
            THEN coalesce(sum(m.income) FILTER (WHERE m.year = its_year - back), 0)::bigint END AS income,
          -- an opening balance of next New Year's Day tells what there was at the end of this year; one of a later day tells nothing of it
          CASE WHEN count(*) FILTER (WHERE m.year <= its_year - back) > 0 OR opened = make_date(its_year - back + 1, 1, 1)
            THEN (coalesce(sum(m.worth + m.carried) FILTER (WHERE m.year <= its_year - back), 0) + coalesce(sum(m.carried) FILTER (WHERE m.year = its_year - back + 1 AND opened = make_date(its_year - back + 1, 1, 1)), 0))::bigint END AS net
        FROM months m) of_year
    )
    SELECT coalesce(sum(m.charitable), 0), coalesce(sum(m.management), 0), coalesce(sum(m.total), 0), (SELECT array_agg(income ORDER BY back) FROM before), (SELECT array_agg(net ORDER BY back) FROM before)
      INTO charitable, management, total, incomes, nets FROM months m WHERE m.year = its_year;

    IF extract(year FROM opened) = its_year AND opened > make_date(its_year, 1, 1) THEN RETURN; END IF;
    -- all figures, or none
    IF EXISTS (SELECT FROM unnest(ARRAY['spending-least-qualified', 'management-most-qualified', 'net-assets-band-1', 'net-assets-band-2', 'net-assets-band-3', 'spending-least-band-1', 'spending-least-band-2', 'spending-least-band-3', 'spending-least-band-4',
      'management-most-band-1', 'management-most-band-2', 'management-most-band-3', 'management-most-band-4', 'management-free-below']) rule WHERE figure_in_force(of_foundation, rule, on_day) IS NULL) THEN RETURN; END IF;
    SELECT f.certificate_no IS NOT NULL AND f.certificate_from <= on_day AND on_day <= coalesce(f.certificate_to, 'infinity') INTO qualified FROM foundation f WHERE f.id = of_foundation;
    IF qualified THEN
      band := 'qualified';
      years := incomes;
    ELSE
      IF nets[1] IS NULL THEN RETURN; END IF;
      band := coalesce((SELECT 'band-' || n FROM generate_series(1, 3) n WHERE nets[1] >= figure_in_force(of_foundation, 'net-assets-band-' || n, on_day) ORDER BY n LIMIT 1), 'band-4');
      years := nets;
      free_below := figure_in_force(of_foundation, 'management-free-below', on_day);
    END IF;
    share_least := 100 * figure_in_force(of_foundation, 'spending-least-' || band, on_day);
    share_most := 100 * figure_in_force(of_foundation, 'management-most-' || band, on_day);
    -- whichever is met is enough (189 art. 10)
    bases := CASE WHEN years[1] IS NULL THEN '{}' WHEN years[2] IS NULL OR years[3] IS NULL THEN years[1:1] ELSE years[1:1] || div(years[1]::numeric + years[2] + years[3], 3)::bigint END;
  END $$;

  -- Which forecasts of a year fail, if it goes on as it began: that of charity; and that of management, which an investment makes no worse.
  CREATE FUNCTION forecasts_failing(gone int, days int, charitable bigint, management bigint, total bigint, share_least bigint, share_most bigint, bases bigint[], free_below bigint, invests boolean) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN share_least IS NULL THEN '{}' ELSE array_remove(ARRAY[
      CASE WHEN div(charitable::numeric * days, gone) < (SELECT min(CASE WHEN base <= 0 THEN 0 ELSE div(base::numeric * share_least + 9999, 10000) END) FROM unnest(bases) base) THEN 'spending-forecast' END,
      CASE WHEN NOT invests AND (free_below IS NULL OR div(management::numeric * days, gone) >= free_below) AND management > 0 AND div(management::numeric * days, gone) * 10000 > share_most * div(total::numeric * days, gone) THEN 'management-forecast' END
    ], NULL) END
  $$;
`;

const ASKED = `
  -- Management that somebody chooses and that can wait for a better year; wages and taxes cannot.
  CREATE VIEW management_that_waits AS
    SELECT x.entry, x.foundation, x.source, x.day, sum(x.sum)::bigint AS sum FROM chosen_spend x
    WHERE x.kind = 'cost accepted' AND EXISTS (SELECT FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'management' WHERE p.entry = x.entry AND p.debit > 0)
      AND EXISTS (SELECT FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.class = 'L' AND a.role NOT IN ('pay', 'tax') WHERE p.entry = x.entry)
    GROUP BY x.entry, x.foundation, x.source, x.day;

  -- What the year had come to when a spend was asked for, with it, and which forecasts failed. Asked once, when it is approved: gifts, costs and figures come later, and what was
  -- right then stays to be seen. Without figures where the year was not measured, or was asked for before its month.
  CREATE TABLE forecast_asked (
    foundation int NOT NULL REFERENCES foundation,
    -- of its entry: voucher:7; of an investment before there is one: investment:3
    source text NOT NULL,
    day date NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    invests boolean NOT NULL,
    gone int CHECK (gone BETWEEN 1 AND days),
    days int CHECK (days BETWEEN 365 AND 366),
    charitable bigint,
    management bigint,
    total bigint,
    share_least bigint,
    share_most bigint,
    bases bigint[],
    free_below bigint,
    failing text[] NOT NULL GENERATED ALWAYS AS (forecasts_failing(gone, days, charitable, management, total, share_least, share_most, bases, free_below, invests)) STORED,
    CONSTRAINT a_forecast_is_asked_once PRIMARY KEY (foundation, source),
    CHECK (share_least IS NULL OR num_nulls(gone, days, charitable, management, total, share_most, bases) = 0)
  );
  -- of what was spent and approved before the books asked, nobody worked it out here
  INSERT INTO forecast_asked (foundation, source, day, sum, invests) SELECT foundation, source, day, sum, false FROM management_that_waits;
  INSERT INTO forecast_asked (foundation, source, day, sum, invests)
    SELECT o.foundation, 'investment:' || o.id, o.day, o.sum, true FROM investment_order o JOIN investment_decision d ON d.investment_order = o.id AND d.decision = 'approved' WHERE o.side = 'buy';

  -- Whether somebody has said why, of just these forecasts, up to a sum. No held spend is without its reason.
  CREATE FUNCTION reason_given(of_foundation int, its_source text, its_sum bigint, its_checks text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM held_spend h WHERE h.foundation = of_foundation AND h.source = its_source AND h.sum >= its_sum AND its_checks <@ h.checks)
  $$;

  -- Two that are each within the year, and together are not, are asked one after the other.
  CREATE FUNCTION ask_forecast(of_foundation int, its_source text, its_day date, its_sum bigint, invests boolean) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    on_day date := forecast_day(of_foundation, its_day);
    looked boolean := coalesce(extract(month FROM on_day) >= figure_in_force(of_foundation, 'ratio-forecast-from-month', on_day), false);
    failed text[];
  BEGIN
    -- a purchase is asked for when it is approved and not again when it is booked, so that it is written down whenever it was
    IF NOT looked AND NOT invests THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('forecast'), of_foundation);
    on_day := forecast_day(of_foundation, its_day);
    INSERT INTO forecast_asked (foundation, source, day, sum, invests, gone, days, charitable, management, total, share_least, share_most, bases, free_below)
      SELECT of_foundation, its_source, on_day, its_sum, ask_forecast.invests, y.* FROM (SELECT) nothing LEFT JOIN LATERAL year_measured(of_foundation, on_day) y ON looked RETURNING failing INTO failed;
    IF cardinality(failed) > 0 AND NOT reason_given(of_foundation, its_source, its_sum, failed) THEN PERFORM refuse('what_can_wait_says_why_it_does_not'); END IF;
  END $$;
`;

const DOORS = `
  -- As in 0049-spending-rules-kept, and management that can wait. Nothing else is asked for it.
  CREATE OR REPLACE FUNCTION a_spend_keeps_to_what_was_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE its record;
  BEGIN
    -- most of what is written only brings something: nothing else is looked up for it
    IF NOT EXISTS (SELECT FROM written w WHERE w.worth < 0 OR w.promised > 0 OR w.money < 0) THEN RETURN NULL; END IF;
    IF EXISTS (SELECT FROM written w WHERE w.class = 'preserved') THEN PERFORM judge_spending_rules(ARRAY (SELECT w.entry FROM written w WHERE w.class = 'preserved')); END IF;
    IF NOT EXISTS (SELECT FROM written w JOIN journal_entry e ON e.id = w.entry WHERE e.kind = 'advance cleared' OR e.kind IN (SELECT k.kind FROM entry_kind k WHERE k.spends)) THEN RETURN NULL; END IF;

    -- begun before its agreement, after it, or without one. The rest of a fund that comes to its end is no new spend (CL 58).
    IF EXISTS (
      SELECT FROM written w JOIN chosen_spend x ON x.entry = w.entry AND x.fund = w.fund AND x.takes_money LEFT JOIN LATERAL agreement_in_force(w.fund, x.day) v ON true
      WHERE w.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = w.fund AND s.how = 'ending')
        AND CASE WHEN v.id IS NOT NULL THEN v.term_to < x.day
          ELSE EXISTS (SELECT FROM agreement_of_fund o WHERE o.fund_of = w.fund) OR EXISTS (SELECT FROM fund_kind k WHERE k.fund = w.fund) AND NOT EXISTS (SELECT FROM agreement a WHERE a.fund = w.fund) END) THEN
      PERFORM refuse('a_fund_spends_while_its_agreement_holds');
    END IF;

    -- the host's own cost, where its giver agreed no share for it (CL 56; C8)
    IF EXISTS (
      SELECT FROM written w JOIN journal_entry e ON e.id = w.entry AND e.kind IN ('cost accepted', 'advance cleared') JOIN posting p ON p.entry = w.entry AND p.fund = w.fund AND p.debit > 0
        JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'management' JOIN LATERAL agreement_in_force(w.fund, e.day) v ON v.fee_rate = 0 AND v.fee IS NULL
      WHERE w.class IN ('restricted', 'preserved') AND NOT EXISTS (SELECT FROM held_spend h WHERE h.foundation = w.foundation AND h.source = e.source AND h.consent IS NOT NULL AND h.sum >= p.debit)) THEN
      PERFORM refuse('another_purpose_rests_on_its_consent');
    END IF;

    -- what raising may cost as it was filed; two funds of one campaign must not both count what only one of them may take (CL 24, 56)
    FOR its IN
      SELECT DISTINCT r.campaign, e.day FROM written w JOIN journal_entry e ON e.id = w.entry AND e.kind IN ('cost accepted', 'advance cleared')
        JOIN posting p ON p.entry = w.entry AND p.fund = w.fund AND p.debit > 0 JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'fundraising'
        JOIN LATERAL (SELECT x.campaign FROM raising x WHERE x.fund = w.fund AND x.mode = 'public' AND x.from_day <= e.day ORDER BY x.from_day DESC LIMIT 1) r ON r.campaign IS NOT NULL
      ORDER BY 1, 2
    LOOP
      PERFORM pg_advisory_xact_lock(hashtext('campaign'), its.campaign);
      IF (SELECT s.fundraising > p.cost FROM campaign_plan(its.campaign, its.day) p, campaign_sums(its.campaign) s) THEN PERFORM refuse('raising_costs_no_more_than_was_filed'); END IF;
    END LOOP;

    -- management that can wait, while the year falls behind (F6)
    FOR its IN SELECT m.* FROM management_that_waits m WHERE m.entry = ANY (ARRAY (SELECT w.entry FROM written w WHERE w.worth < 0)) ORDER BY m.foundation, m.entry LOOP
      PERFORM ask_forecast(its.foundation, its.source, its.day, its.sum, false);
    END LOOP;
    RETURN NULL;
  END $$;

  -- An investment while charity falls behind (62; G4), before the bank is told: by the day on which it would be booked.
  CREATE FUNCTION a_purchase_is_asked_for_when_it_is_approved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its investment_order;
  BEGIN
    SELECT * INTO its FROM investment_order o WHERE o.id = NEW.investment_order AND o.side = 'buy';
    IF its.id IS NULL THEN RETURN NULL; END IF;
    PERFORM ask_forecast(its.foundation, 'investment:' || its.id,
      GREATEST(LEAST(its.day, (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date), (SELECT (max(p.month) + interval '1 month')::date FROM accounting_period p WHERE p.foundation = its.foundation AND p.sealed_on IS NOT NULL)), its.sum, true);
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_purchase_is_asked_for_when_it_is_approved AFTER INSERT ON investment_decision FOR EACH ROW WHEN (NEW.decision = 'approved') EXECUTE FUNCTION a_purchase_is_asked_for_when_it_is_approved();
`;

const RIGHTS = `
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON forecast_asked EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT ON management_that_waits, forecast_asked TO sizhu_app;
  REVOKE ALL ON FUNCTION ask_forecast, a_purchase_is_asked_for_when_it_is_approved FROM PUBLIC;
`;
