import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A payment may say for which residents' group it was made, by which way of money and with what part of it. The group is paid nothing by that. */
export class PaidForGroups0000000000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(COLUMNS);
    await db.query(PAID);
    await db.query(LAWS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const COLUMNS = `
  -- It stands with the proposal that somebody else reads and approves, and is as little changed as the rest of it.
  ALTER TABLE resident_group_route ADD CONSTRAINT a_way_of_money_is_of_its_foundation UNIQUE (id, foundation);
  ALTER TABLE voucher_proposal
    ADD COLUMN group_route int,
    ADD COLUMN group_sum fen,
    ADD CONSTRAINT a_payment_for_a_group_names_its_way_and_its_sum CHECK (num_nonnulls(group_route, group_sum) IN (0, 2)),
    ADD CONSTRAINT what_is_for_a_group_is_above_nothing CHECK (group_sum > 0),
    ADD CONSTRAINT a_payment_is_for_a_group_of_its_foundation FOREIGN KEY (group_route, foundation) REFERENCES resident_group_route (id, foundation);
  CREATE INDEX voucher_proposal_by_group_route ON voucher_proposal (group_route) WHERE group_route IS NOT NULL;
`;

const PAID = `
  -- What was booked for a group, signed: what went is above nothing, what came back or was taken back beneath it.
  CREATE VIEW paid_for_group AS
    SELECT x.entry, p.foundation, r.resident_group, r.id AS route, r.kind AS way, p.kind, (p.lines -> 0 ->> 'fund')::int AS fund, x.sign * (CASE WHEN p.kind IN ('payment returned', 'advance handed back') THEN -p.group_sum ELSE p.group_sum END)::bigint AS sum
    FROM voucher_proposal p JOIN resident_group_route r ON r.id = p.group_route JOIN voucher_decision d ON d.proposal = p.id AND d.decision = 'approved'
      CROSS JOIN LATERAL (SELECT d.entry, 1 AS sign UNION ALL SELECT v.id, -1 FROM journal_entry v WHERE v.reverses = d.entry) x
    WHERE p.group_route IS NOT NULL;

  -- Three have said yes at one time or another: until then nothing of a group is public.
  CREATE FUNCTION group_stood(its_group int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM resident_group_consent c WHERE c.resident_group = g.id) >= (policy_for(g.foundation, 'group-members-least', on_day)).value FROM resident_group g WHERE g.id = its_group
  $$;
`;

const LAWS = `
  CREATE FUNCTION judge_payment_for_group(asked voucher_proposal, today date) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its resident_group_route;
    comes_back boolean := asked.kind IN ('payment returned', 'advance handed back');
    funds int;
    moved bigint;
  BEGIN
    SELECT * INTO its FROM resident_group_route WHERE id = asked.group_route AND foundation = asked.foundation;
    IF its.id IS NULL THEN PERFORM refuse('a_payment_is_for_a_group_of_its_foundation'); END IF;
    IF NOT asked.kind = ANY (CASE its.kind
        WHEN 'carrier' THEN ARRAY['payment', 'advance', 'payment returned', 'advance handed back']
        WHEN 'vendors' THEN ARRAY['payment', 'advance', 'fixed asset bought', 'payment returned', 'advance handed back']
        WHEN 'goods' THEN ARRAY['goods used']
        ELSE ARRAY['advance', 'advance handed back'] END) THEN
      PERFORM refuse('a_way_of_money_fits_what_is_paid');
    END IF;
    -- promises stand outside the books: what is left of the credits is the money, or the goods, that go, or the debt that is open again
    SELECT count(DISTINCT l.fund), coalesce(sum(-l.debit) FILTER (WHERE l.debit < 0 AND l.account NOT IN ('Y01', 'Y02')), 0) INTO funds, moved FROM jsonb_to_recordset(asked.lines) l (fund int, account text, debit bigint);
    IF funds <> 1 THEN PERFORM refuse('a_payment_for_a_group_is_out_of_one_fund'); END IF;
    IF asked.group_sum > moved THEN PERFORM refuse('no_more_is_for_a_group_than_is_paid'); END IF;
    IF its.kind = 'carrier' AND NOT EXISTS (SELECT FROM party y WHERE y.id = its.party AND y.name = asked.party) THEN PERFORM refuse('money_for_a_carrier_goes_to_it'); END IF;
    IF its.kind = 'advance' AND asked.party IS NOT NULL THEN PERFORM refuse('an_advance_to_a_lead_names_nobody'); END IF;
    IF comes_back THEN RETURN; END IF;
    IF NOT group_stands(its.resident_group, today) THEN PERFORM refuse('a_payment_is_for_a_group_that_stands'); END IF;
    IF its.from_day > asked.fact_day OR EXISTS (SELECT FROM resident_group_route_end e WHERE e.route = its.id AND e.last_day < asked.fact_day) THEN PERFORM refuse('a_way_of_money_is_open_on_the_day'); END IF;
    IF its.kind = 'advance' THEN
      IF its.member IS DISTINCT FROM group_lead(its.resident_group) THEN PERFORM refuse('an_advance_goes_to_the_lead'); END IF;
      IF asked.fact_day > its.clear_by THEN PERFORM refuse('an_advance_is_paid_before_it_is_to_be_cleared'); END IF;
    END IF;
  END $$;

  CREATE FUNCTION a_payment_says_for_which_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.group_route IS NOT NULL THEN PERFORM judge_payment_for_group(NEW, (NEW.proposed_at AT TIME ZONE 'Asia/Shanghai')::date); END IF;
    -- whoever is paid, promised or lent something is a person or a body
    IF NEW.party IS NOT NULL AND NEW.kind IN ('promise', 'cost accepted', 'payment', 'advance', 'fixed asset bought', 'agency out') AND is_a_group(NEW.foundation, NEW.party) THEN PERFORM refuse('a_group_is_no_payee'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_payment_says_for_which_group BEFORE INSERT ON voucher_proposal FOR EACH ROW EXECUTE FUNCTION a_payment_says_for_which_group();

  -- Once more when it is booked, one after the other: the group may have fallen, its way may have ended, another may have been paid by it.
  CREATE FUNCTION what_is_for_a_group_is_judged_when_it_is_booked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    asked voucher_proposal;
    its resident_group_route;
  BEGIN
    SELECT * INTO asked FROM voucher_proposal WHERE id = NEW.proposal;
    SELECT * INTO its FROM resident_group_route WHERE id = coalesce(asked.group_route, (SELECT p.group_route FROM voucher_decision d JOIN voucher_proposal p ON p.id = d.proposal WHERE d.entry = asked.reverses));
    IF its.id IS NULL THEN RETURN NULL; END IF;
    PERFORM FROM resident_group WHERE id = its.resident_group FOR NO KEY UPDATE;
    IF asked.group_route IS NOT NULL THEN PERFORM judge_payment_for_group(asked, (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date); END IF;
    IF EXISTS (SELECT FROM paid_for_group WHERE route = its.id GROUP BY fund HAVING sum(sum) < 0) THEN PERFORM refuse('no_more_comes_back_for_a_group_than_went'); END IF;
    IF its.kind = 'advance' AND (SELECT sum(sum) FROM paid_for_group WHERE route = its.id) > its.advance_most THEN PERFORM refuse('a_lead_is_lent_no_more_than_was_set'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER what_is_for_a_group_is_judged_when_it_is_booked AFTER INSERT ON voucher_decision FOR EACH ROW WHEN (NEW.decision = 'approved') EXECUTE FUNCTION what_is_for_a_group_is_judged_when_it_is_booked();
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION judge_payment_for_group, a_payment_says_for_which_group, what_is_for_a_group_is_judged_when_it_is_booked FROM PUBLIC;
  GRANT SELECT ON paid_for_group TO sizhu_app;
`;
