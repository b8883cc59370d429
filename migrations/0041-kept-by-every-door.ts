import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether a gift is kept is asked at every door; principal that is given back lowers the floor, that of a fund that ends goes on being kept; a fall in value has a door. */
export class KeptByEveryDoor0000000000041 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [ASKED, KINDS, ORIGINAL_VALUE, GIVEN_BACK, PASSED_ON]) await db.query(part);
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
