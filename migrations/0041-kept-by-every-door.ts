import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a gift is kept is asked at every door; principal that is given back lowers the floor, that of a fund that ends goes on being kept; a fall in value has a door. */
export class KeptByEveryDoor0000000000041 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [ASKED, KINDS, ORIGINAL_VALUE, GIVEN_BACK, PASSED_ON, FALLS, BARS, RIGHTS]) await db.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const ASKED = `
  -- 本金不动: the giver wants it kept for good. Asked of every gift to a preserved fund.
  ALTER TABLE donation
    ADD principal boolean NOT NULL DEFAULT false,
    ADD kept_in text GENERATED ALWAYS AS (CASE WHEN principal THEN 'preserved' END) STORED,
    ADD CONSTRAINT principal_is_given_to_a_preserved_fund FOREIGN KEY (fund, kept_in) REFERENCES fund (id, class);
  ALTER TABLE gift_batch_line
    ADD principal boolean NOT NULL DEFAULT false,
    ADD kept_in text GENERATED ALWAYS AS (CASE WHEN principal THEN 'preserved' END) STORED,
    ADD CONSTRAINT principal_is_given_to_a_preserved_fund FOREIGN KEY (fund, kept_in) REFERENCES fund (id, class);

  -- A gift is booked as its giver said: asked once for all payments that come together.
  CREATE FUNCTION a_gift_is_kept_as_its_giver_said() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM written w JOIN fund f ON f.id = w.fund AND f.class = 'preserved' JOIN donation d ON d.id = w.donation JOIN journal_entry e ON e.id = w.entry WHERE w.not_as_asked IS NULL AND d.principal <> (e.kind = 'principal gift')) THEN
      PERFORM refuse('a_gift_is_kept_as_its_giver_said');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_gift_is_kept_as_its_giver_said AFTER INSERT ON payment REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION a_gift_is_kept_as_its_giver_said();

  -- A donor who announces a transfer has said it on the form.
  CREATE FUNCTION an_announced_gift_is_kept_as_its_giver_said() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.principal IS DISTINCT FROM (SELECT d.principal FROM donation d WHERE d.id = NEW.donation) THEN PERFORM refuse('a_gift_is_kept_as_its_giver_said'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER an_announced_gift_is_kept_as_its_giver_said AFTER INSERT ON offline_gift FOR EACH ROW WHEN (NEW.donation IS NOT NULL) EXECUTE FUNCTION an_announced_gift_is_kept_as_its_giver_said();

  -- So is a gift of a list. Cash lies in the box, where no floor is kept.
  CREATE FUNCTION a_gift_of_a_list_is_kept_as_its_giver_said() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM gift_batch_line l JOIN gift_batch b ON b.id = l.batch WHERE l.batch = NEW.batch AND l.principal AND b.channel NOT IN ('platform', 'collection')) THEN PERFORM refuse('principal_comes_by_the_bank'); END IF;
    IF EXISTS (SELECT FROM gift_batch_line l JOIN fund f ON f.id = l.fund AND f.class = 'preserved' JOIN gift_batch_entry g ON g.batch = l.batch AND g.line = l.line JOIN journal_entry e ON e.id = g.entry WHERE l.batch = NEW.batch AND l.principal <> (e.kind = 'principal gift')) THEN
      PERFORM refuse('a_gift_is_kept_as_its_giver_said');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_gift_of_a_list_is_kept_as_its_giver_said AFTER INSERT ON gift_batch_posting FOR EACH ROW EXECUTE FUNCTION a_gift_of_a_list_is_kept_as_its_giver_said();
`;

const KINDS = `
  -- What lowers the floor, and what raises it without a gift, says so in 310201, against 3102.
  INSERT INTO entry_kind_account (kind, side, role) VALUES
    ('provider refund', 'debit', 'principal'), ('provider refund', 'credit', 'restricted'),
    ('kept in another currency', 'debit', 'principal'), ('kept in another currency', 'credit', 'restricted'),
    ('transfer, restricted', 'debit', 'principal'), ('transfer, restricted', 'credit', 'principal');
  REFRESH MATERIALIZED VIEW line_rule;
`;

const ORIGINAL_VALUE = `
  -- As in 0032-endowment, and what was given back since, or passed on from a fund that has ended.
  CREATE OR REPLACE VIEW principal_gift AS
    SELECT x.foundation, x.fund, e.id AS entry, e.kind, e.fact_day AS day, -sum(p.debit)::bigint AS sum
    FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.kind IN ('principal gift', 'opening balance', 'provider refund', 'kept in another currency', 'transfer, restricted')
      JOIN posting p ON p.entry = e.id AND p.fund = x.fund JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = CASE e.kind WHEN 'principal gift' THEN 'gift' ELSE 'principal' END
    WHERE x.class = 'preserved' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)
    GROUP BY x.foundation, x.fund, e.id, e.kind, e.fact_day;
`;

const GIVEN_BACK = `
  -- The floor falls by the principal that the provider has given back, or keeps in another currency, and by nothing else. Asked at the end, of these kinds alone.
  CREATE FUNCTION the_floor_falls_with_the_gift_alone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF coalesce((SELECT sum(p.debit) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'principal' WHERE p.entry = NEW.id), 0)
      <> coalesce((SELECT sum(p.debit) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'gift' WHERE p.entry = NEW.id AND EXISTS (
        SELECT FROM payment y JOIN journal_entry g ON g.id = y.entry AND g.kind = 'principal gift' WHERE y.fund = p.fund
          AND y.id IN (SELECT r.payment FROM refund r WHERE r.entry = NEW.id UNION ALL SELECT c.payment FROM payment_in_other_currency c WHERE c.reversal = NEW.id))), 0) THEN
      PERFORM refuse('the_floor_falls_with_the_gift_alone');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER the_floor_falls_with_the_gift_alone AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('provider refund', 'kept in another currency')) EXECUTE FUNCTION the_floor_falls_with_the_gift_alone();
`;

const PASSED_ON = `
  -- What was given to be kept is kept where it goes: the principal of a fund that ends passes to another preserved fund, as principal, and with the rest alone (CL 58).
  CREATE FUNCTION principal_passes_on_with_the_rest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its fund_move;
    gone bigint;
    come bigint;
  BEGIN
    SELECT coalesce(sum(p.debit) FILTER (WHERE p.debit > 0), 0), coalesce(-sum(p.debit) FILTER (WHERE p.debit < 0), 0) INTO gone, come
      FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'principal' WHERE p.entry = NEW.id;
    IF gone = 0 AND come = 0 THEN RETURN NULL; END IF;
    SELECT m.* INTO its FROM fund_move m JOIN voucher_decision d ON d.proposal = m.proposal WHERE d.entry = NEW.id;
    -- a fund that has lost some of it for good passes on what is there, and keeps no floor over nothing
    IF its.act IS DISTINCT FROM 'rest' OR come <> LEAST(gone, its.sum)
      OR EXISTS (SELECT FROM fund_balance b WHERE b.fund = its.fund AND b.worth = 0 AND b.floor > 0) OR (gone > come AND EXISTS (SELECT FROM fund_balance b WHERE b.fund = its.fund AND b.worth <> 0)) THEN
      PERFORM refuse('principal_passes_on_with_the_rest');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER principal_passes_on_with_the_rest AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'transfer, restricted') EXECUTE FUNCTION principal_passes_on_with_the_rest();

  CREATE FUNCTION the_rest_of_a_preserved_fund_stays_preserved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM fund_balance b WHERE b.fund = NEW.fund AND b.floor > 0 AND b.class = 'preserved') AND NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.to_fund AND f.class = 'preserved') THEN
      PERFORM refuse('the_rest_of_a_preserved_fund_stays_preserved');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER the_rest_of_a_preserved_fund_stays_preserved AFTER INSERT ON fund_ending FOR EACH ROW EXECUTE FUNCTION the_rest_of_a_preserved_fund_stays_preserved();

  -- Principal that came meanwhile is not left behind either.
  CREATE FUNCTION a_closed_fund_keeps_no_principal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM fund_balance b WHERE b.fund = NEW.fund AND b.floor > 0) THEN PERFORM refuse('a_closed_fund_keeps_no_principal'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_closed_fund_keeps_no_principal AFTER INSERT ON fund_closing FOR EACH ROW EXECUTE FUNCTION a_closed_fund_keeps_no_principal();

  REVOKE ALL ON FUNCTION the_floor_falls_with_the_gift_alone, principal_passes_on_with_the_rest, the_rest_of_a_preserved_fund_stays_preserved, a_closed_fund_keeps_no_principal FROM PUBLIC;
`;

const FALLS = `
  -- 计提减值准备: what a fund's units are worth less than they stand for in the books, by a confirmed price and its paper. One proposes, another approves.
  CREATE TABLE investment_fall (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    pool int NOT NULL,
    fund int NOT NULL REFERENCES fund,
    valuation int NOT NULL,
    sum fen NOT NULL CHECK (sum > 0),
    why text NOT NULL CONSTRAINT a_fall_says_why CHECK (btrim(why) <> ''),
    proposed_by int NOT NULL REFERENCES person,
    proposed_at timestamptz NOT NULL,
    FOREIGN KEY (pool, foundation) REFERENCES pool_approval (pool, foundation),
    CONSTRAINT a_fall_rests_on_a_confirmed_price FOREIGN KEY (valuation, pool) REFERENCES valuation_confirmation (valuation, pool),
    UNIQUE (id, proposed_by)
  );
  CREATE TABLE investment_fall_decision (
    fall int NOT NULL CONSTRAINT a_fall_is_decided_once PRIMARY KEY,
    proposed_by int NOT NULL,
    decision text NOT NULL CHECK (decision IN ('approved', 'refused', 'withdrawn')),
    decided_by int NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL,
    entry bigint UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (fall, proposed_by) REFERENCES investment_fall (id, proposed_by),
    CONSTRAINT what_is_approved_is_booked CHECK ((decision = 'approved') = (entry IS NOT NULL)),
    CONSTRAINT nobody_decides_on_the_fall_they_proposed CHECK (decision = 'withdrawn' OR decided_by <> proposed_by),
    CONSTRAINT only_whoever_proposed_a_fall_withdraws_it CHECK (decision <> 'withdrawn' OR decided_by = proposed_by)
  );

  -- What was set aside for units, and what went with those that were sold.
  CREATE VIEW unit_allowance AS
    SELECT f.pool, f.fund, f.sum::bigint AS sum FROM investment_fall f JOIN investment_fall_decision d ON d.fall = f.id AND d.entry IS NOT NULL WHERE NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry)
    UNION ALL SELECT m.pool, m.fund, -p.debit FROM unit_movement m JOIN posting p ON p.entry = m.entry AND p.fund = m.fund
      JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ('short investment allowance', 'long investment allowance') WHERE m.side = 'sell';
  CREATE FUNCTION set_aside(its_pool int, its_fund int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT GREATEST(0, coalesce(sum(sum), 0))::bigint FROM unit_allowance WHERE pool = its_pool AND fund = its_fund
  $$;

  CREATE FUNCTION judge_investment_fall() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its investment_fall;
    price valuation;
    held unit_holding;
  BEGIN
    SELECT * INTO its FROM investment_fall WHERE id = NEW.fall;
    PERFORM 1 FROM pool WHERE id = its.pool FOR UPDATE;
    IF NEW.decision <> 'withdrawn' AND NOT answers_for_the_books(NEW.decided_by, its.foundation, NEW.decided_at) THEN PERFORM refuse('whoever_decides_on_investments_answers_for_the_books'); END IF;
    IF NEW.decision <> 'approved' THEN RETURN NEW; END IF;
    SELECT * INTO price FROM valuation WHERE id = its.valuation;
    SELECT * INTO held FROM unit_holding WHERE pool = its.pool AND fund = its.fund;
    IF its.valuation <> (SELECT p.valuation FROM pool_price p WHERE p.pool = its.pool ORDER BY p.day DESC LIMIT 1) OR price.units <> units_on(its.pool, 'infinity')
      OR its.sum > coalesce(held.cost, 0) - set_aside(its.pool, its.fund) - floor(price.value::numeric * coalesce(held.units, 0) / price.units) THEN
      PERFORM refuse('a_fall_is_what_the_newest_price_says');
    END IF;
    IF NOT EXISTS (SELECT FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.fund = its.fund JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ('short investment allowance', 'long investment allowance')
        WHERE e.id = NEW.entry AND e.kind = 'fall in value' AND e.foundation = its.foundation AND e.fact_day = price.day AND p.debit = -its.sum) THEN
      PERFORM refuse('a_fall_is_booked_as_it_was_proposed');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_investment_fall BEFORE INSERT ON investment_fall_decision FOR EACH ROW EXECUTE FUNCTION judge_investment_fall();

  -- A fall is forced, so no hand makes one up; and it is taken back before its units move.
  CREATE FUNCTION a_fall_rests_on_its_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.kind = 'fall in value' THEN
      IF NOT EXISTS (SELECT FROM investment_fall_decision WHERE entry = NEW.id) THEN PERFORM refuse('a_fall_rests_on_its_decision'); END IF;
    ELSIF EXISTS (SELECT FROM investment_fall_decision d JOIN investment_fall f ON f.id = d.fall JOIN unit_movement m ON m.pool = f.pool AND m.fund = f.fund AND m.side <> 'brought' AND m.entry > d.entry WHERE d.entry = NEW.reverses) THEN
      PERFORM refuse('a_fall_is_taken_back_before_its_units_move');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_fall_rests_on_its_decision AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'fall in value' OR NEW.reverses IS NOT NULL) EXECUTE FUNCTION a_fall_rests_on_its_decision();
`;

const BARS = `
  CREATE FUNCTION judge_investment_bar_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT answers_for_the_books(NEW.ended_by, (SELECT foundation FROM investment_bar WHERE id = NEW.bar), NEW.ended_at) THEN PERFORM refuse('whoever_decides_on_investments_answers_for_the_books'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_investment_bar_end BEFORE INSERT ON investment_bar_end FOR EACH ROW EXECUTE FUNCTION judge_investment_bar_end();

  -- 重大投资信息公开: within thirty days of the investment, where the public was told (G5).
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('major-investment-disclosure-days', 'CN', '2026-01-01', 30, '慈善组织信息公开办法（民政部令第81号）第十三条：重大投资，自发生之日起三十日内公开', 'needs-check');
  CREATE TABLE investment_disclosure (
    investment_order int NOT NULL CONSTRAINT an_investment_is_disclosed_once PRIMARY KEY REFERENCES investment_booking,
    day date NOT NULL,
    place text NOT NULL CONSTRAINT a_disclosure_says_where CHECK (btrim(place) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_disclosure_is_not_of_a_day_to_come CHECK (day <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date)
  );
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON investment_fall, investment_fall_decision, investment_disclosure TO sizhu_app;
  GRANT SELECT ON unit_allowance TO sizhu_app;
  REVOKE ALL ON FUNCTION judge_investment_fall, a_fall_rests_on_its_decision, judge_investment_bar_end FROM PUBLIC;
  DO $$ DECLARE its text; BEGIN
    FOREACH its IN ARRAY ARRAY['investment_fall', 'investment_fall_decision', 'investment_disclosure'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its);
    END LOOP;
  END $$;
`;
