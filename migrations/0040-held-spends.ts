import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every door by which somebody chooses to spend can be let through by the council, and what was agreed and filed of a fund is kept by the books themselves. */
export class HeldSpends0000000000040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(DOORS);
    await db.query(GOODS);
    await db.query(AGREED);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const DOORS = `
  -- A held spend is of a voucher that was proposed, of an investment that was ordered, or of goods that are given out: each known by the source of its entry.
  ALTER TABLE investment_order ADD UNIQUE (id, foundation);
  ALTER TABLE held_spend
    DROP CONSTRAINT a_spend_is_let_through_once,
    ALTER proposal DROP NOT NULL,
    ADD investment_order int,
    ADD goods_issue bigint,
    DROP COLUMN source;
  ALTER TABLE held_spend
    ADD source text GENERATED ALWAYS AS (CASE WHEN proposal IS NOT NULL THEN 'voucher:' || proposal WHEN investment_order IS NOT NULL THEN 'investment:' || investment_order ELSE 'goods-issue:' || goods_issue END) STORED,
    ADD CONSTRAINT a_held_spend_is_of_one_thing CHECK (num_nonnulls(proposal, investment_order, goods_issue) = 1),
    ADD CONSTRAINT a_spend_is_let_through_once UNIQUE (foundation, source),
    ADD FOREIGN KEY (investment_order, foundation) REFERENCES investment_order (id, foundation),
    ADD FOREIGN KEY (investment_order, proposed_by) REFERENCES investment_order (id, proposed_by),
    ADD FOREIGN KEY (goods_issue, proposed_by) REFERENCES goods_issue (id, recorded_by);
  CREATE INDEX held_spend_by_resolution ON held_spend (resolution);

  -- Whose goods they are stands with their gift.
  CREATE FUNCTION goods_are_let_through_by_their_foundation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM goods_issue i JOIN offline_gift g ON g.id = i.gift WHERE i.id = NEW.goods_issue AND g.foundation = NEW.foundation) THEN PERFORM refuse('an_entry_stays_within_its_foundation'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER goods_are_let_through_by_their_foundation BEFORE INSERT ON held_spend FOR EACH ROW WHEN (NEW.goods_issue IS NOT NULL) EXECUTE FUNCTION goods_are_let_through_by_their_foundation();
  REVOKE ALL ON FUNCTION goods_are_let_through_by_their_foundation FROM PUBLIC;
`;

const GOODS = `
  -- Goods that are given out are spent as money is: net assets are less by them. What is chosen of a spend is the free money it takes, or the worth it takes
  -- beyond what was promised before, whichever is more.
  UPDATE entry_kind SET spends = true WHERE kind = 'goods used';

  -- As in 0031-guardrails, and of goods too.
  CREATE OR REPLACE FUNCTION judge_while_short(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    house int;
    left_over bigint;
    unrestricted bigint;
    registered bigint;
    original_short bigint;
  BEGIN
    IF EXISTS (
      SELECT 1 FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN short_fund s ON s.foundation = x.foundation
      WHERE x.entry = ANY (ids) AND x.class = 'general' AND NOT e.forced AND e.kind <> 'making good' AND x.money - x.owed - x.promised < 0
        AND NOT let_through(x.foundation, e.source, x.owed + x.promised - x.money)) THEN
      PERFORM refuse('a_shortfall_is_made_good_before_anything_is_spent');
    END IF;
    FOR house IN SELECT DISTINCT x.foundation FROM chosen_spend x WHERE x.entry = ANY (ids) ORDER BY 1 LOOP
      -- two that spend from different funds must not both count what only one of them may take
      PERFORM pg_advisory_xact_lock(hashtext('net assets'), house);
      SELECT sum(b.worth - b.promised), sum(b.worth - b.promised) FILTER (WHERE b.class IN ('general', 'designated')), sum(b.floor) FILTER (WHERE b.class = 'original'), sum(b.short) FILTER (WHERE b.class = 'original')
        INTO left_over, unrestricted, registered, original_short FROM fund f JOIN fund_balance b ON b.fund = f.id WHERE f.foundation = house;
      IF unrestricted < 0 AND EXISTS (SELECT 1 FROM chosen_spend x WHERE x.entry = ANY (ids) AND x.foundation = house AND x.class IN ('general', 'designated')) THEN
        PERFORM refuse('restricted_money_pays_for_its_own_purpose');
      END IF;
      IF (left_over < registered OR original_short > 0) AND EXISTS (SELECT 1 FROM chosen_spend x WHERE x.entry = ANY (ids) AND x.foundation = house AND NOT let_through(house, x.source, x.sum)) THEN
        PERFORM refuse('a_held_spend_rests_on_a_resolution');
      END IF;
    END LOOP;
  END $$;

  CREATE VIEW chosen_spend AS
    SELECT x.entry, x.foundation, x.fund, x.class, e.day, e.source, GREATEST(x.owed + x.promised - x.money, x.promised - x.worth) AS sum, x.owed + x.promised - x.money > 0 AS takes_money
    FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN entry_kind k ON k.kind = e.kind AND k.spends
    WHERE GREATEST(x.owed + x.promised - x.money, x.promised - x.worth) > 0;
`;

const AGREED = `
  -- What was agreed and filed of a fund, asked of every entry that somebody chooses, whoever asks it of the books. Written in as many words by rules/guardrails.
  CREATE FUNCTION a_spend_keeps_to_what_was_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE its record;
  BEGIN
    -- most of what is written only brings something: nothing else is looked up for it
    IF NOT EXISTS (SELECT FROM written w WHERE w.worth < 0 OR w.promised > 0 OR w.money < 0) THEN RETURN NULL; END IF;
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
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_spend_keeps_to_what_was_agreed AFTER INSERT ON entry_fund REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION a_spend_keeps_to_what_was_agreed();
  REVOKE ALL ON FUNCTION a_spend_keeps_to_what_was_agreed FROM PUBLIC;
`;
