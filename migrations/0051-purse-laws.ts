import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What households have decided is of one building and counted by its list; what is left of a purse is shared with the street that matched it; a purse that is a gift is spent on a vote too (M03; D14). */
export class PurseLaws0000000000051 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(RESOLUTIONS);
    await db.query(RETURNS);
    await db.query(MATCHES);
    await db.query(DOORS);
    await db.query(GIFTS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const RESOLUTIONS = `
  ALTER TABLE resolution ADD purse int REFERENCES purse, ADD UNIQUE (id, purse);
  -- what was entered before this column is of the purse whose vote rests on it
  UPDATE resolution r SET purse = v.purse FROM purse_vote v WHERE v.resolution = r.id;
  ALTER TABLE resolution ADD CONSTRAINT only_households_decide_for_a_building CHECK (purse IS NULL OR body = 'households');

  -- Those who live in a building on a day. On the day itself somebody may have moved: both counts are right.
  CREATE FUNCTION households_on(its_purse int, on_day date, OUT fewest int, OUT most int) LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (WHERE h.moved_in < on_day AND (l.moved_out IS NULL OR l.moved_out > on_day))::int,
      count(*) FILTER (WHERE h.moved_in <= on_day AND (l.moved_out IS NULL OR l.moved_out >= on_day))::int
    FROM household h LEFT JOIN household_leaving l ON l.household = h.id WHERE h.purse = its_purse
  $$;
  CREATE FUNCTION households_are_counted_by_their_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE counted record;
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse AND foundation = NEW.foundation FOR NO KEY UPDATE; -- whoever moves in or out waits
    IF NOT FOUND THEN PERFORM refuse('households_decide_for_one_building'); END IF;
    SELECT * INTO counted FROM households_on(NEW.purse, NEW.day);
    IF NEW.entitled NOT BETWEEN counted.fewest AND counted.most THEN PERFORM refuse('households_are_counted_by_their_list'); END IF;
    RETURN NEW;
  END $$;
  -- after judge_resolution: whether the body has such a rule is asked first
  CREATE TRIGGER the_list_counts_the_households BEFORE INSERT ON resolution FOR EACH ROW WHEN (NEW.body = 'households') EXECUTE FUNCTION households_are_counted_by_their_list();

  -- What one building has decided spends no other's money: held by a key now.
  DROP TRIGGER a_vote_is_of_one_purse ON purse_vote;
  DROP FUNCTION a_vote_is_of_one_purse;
  ALTER TABLE purse_vote ADD CONSTRAINT a_vote_is_of_one_purse FOREIGN KEY (resolution, purse) REFERENCES resolution (id, purse);
`;

const RETURNS = `
  -- What is left when a building is done goes back to those who put it in: each household its part, the street its own, into the fund that paid it.
  INSERT INTO entry_kind (kind, forced, since, gives) VALUES ('match returned', false, 2026, '{agency}');
  INSERT INTO entry_kind_class (kind, class) SELECT 'match returned', unnest(ARRAY['general', 'designated', 'restricted', 'preserved', 'agency']);
  INSERT INTO entry_kind_account (kind, side, role) VALUES
    ('match returned', 'debit', 'agency liability'), ('match returned', 'debit', 'between'), ('match returned', 'credit', 'between'), ('match returned', 'credit', 'programme'), ('match returned', 'credit', 'prior-year correction');
  REFRESH MATERIALIZED VIEW line_rule;

  -- Of what goes back: to which payment of a match how much.
  CREATE TABLE purse_return_match (
    spending bigint NOT NULL,
    purse int NOT NULL,
    asking bigint NOT NULL REFERENCES purse_match_payment,
    sum fen NOT NULL CHECK (sum > 0),
    PRIMARY KEY (spending, asking),
    FOREIGN KEY (spending, purse) REFERENCES purse_spending (id, purse)
  );
  CREATE INDEX return_of_a_match ON purse_return_match (asking);
  CREATE TRIGGER a_booked_spending_stands BEFORE INSERT ON purse_return_match FOR EACH ROW EXECUTE FUNCTION a_booked_spending_stands();
  ALTER TABLE purse_spending_booking ALTER entry DROP NOT NULL, ADD street_entry bigint UNIQUE REFERENCES journal_entry, ADD CONSTRAINT a_spending_is_booked_by_an_entry CHECK (num_nonnulls(entry, street_entry) > 0);
  ALTER TABLE purse_spending_reversal ALTER entry DROP NOT NULL, ADD street_entry bigint UNIQUE REFERENCES journal_entry, ADD CONSTRAINT a_spending_is_reversed_by_an_entry CHECK (num_nonnulls(entry, street_entry) > 0);

  -- Given back, and not taken in again.
  CREATE VIEW standing_return AS
    SELECT l.purse, l.household, NULL::bigint AS asking, l.sum FROM purse_return_line l JOIN purse_spending_booking b ON b.spending = l.spending WHERE NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = l.spending)
    UNION ALL
    SELECT m.purse, NULL, m.asking, m.sum FROM purse_return_match m JOIN purse_spending_booking b ON b.spending = m.spending WHERE NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = m.spending);

  -- Of a rest, had nothing gone back yet, the street's part: what was bought was bought with everybody's money in the proportion in which they put it in, and a broken fen is the street's.
  CREATE FUNCTION streets_part(its_purse int, rest bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN rest + x.bought > 0 THEN LEAST(rest, ceil(rest * x.matched / (rest + x.bought))) ELSE 0 END::bigint FROM (SELECT
      (SELECT coalesce(sum(a.sum), 0)::numeric FROM purse_match_payment p JOIN purse_match_asking a ON a.id = p.asking JOIN purse_match m ON m.id = p.match
       WHERE m.purse = its_purse AND NOT EXISTS (SELECT FROM purse_match_return r WHERE r.asking = p.asking)) AS matched,
      (SELECT coalesce(sum(s.sum), 0)::numeric FROM purse_spending s JOIN purse_spending_booking b ON b.spending = s.id JOIN purse_vote v ON v.id = s.vote
       WHERE s.purse = its_purse AND v.payee IS NOT NULL AND NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = s.id)) AS bought) x
  $$;
  -- What a purse holds: the households' part and the street's.
  CREATE FUNCTION purse_parts(its_purse int, OUT own bigint, OUT street bigint) LANGUAGE sql STABLE AS $$
    SELECT x.money - y.street, y.street FROM
      (SELECT b.money, (SELECT coalesce(sum(r.sum), 0)::bigint FROM standing_return r WHERE r.purse = b.fund) AS back, (SELECT coalesce(sum(r.sum), 0)::bigint FROM standing_return r WHERE r.purse = b.fund AND r.asking IS NOT NULL) AS street_back
       FROM fund_balance b WHERE b.fund = its_purse) x,
      LATERAL (SELECT LEAST(x.money, GREATEST(0, streets_part(its_purse, x.money + x.back) - x.street_back))::bigint AS street) y
  $$;

  CREATE OR REPLACE FUNCTION a_purse_is_spent_as_its_households_voted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it purse_spending;
    allowed purse_vote;
    own bigint;
    streets bigint;
    rest bigint;
    back bigint;
  BEGIN
    SELECT * INTO it FROM purse_spending WHERE id = NEW.spending FOR NO KEY UPDATE;
    SELECT * INTO allowed FROM purse_vote WHERE id = it.vote FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM purse_spending_withdrawal WHERE spending = it.id) THEN PERFORM refuse('a_withdrawn_spending_is_not_booked'); END IF;
    IF vote_spent(allowed.id) + it.sum > allowed.sum THEN PERFORM refuse('a_purse_spends_no_more_than_was_voted'); END IF;
    SELECT coalesce(sum(sum), 0) INTO own FROM purse_return_line WHERE spending = it.id;
    SELECT coalesce(sum(sum), 0) INTO streets FROM purse_return_match WHERE spending = it.id;
    IF allowed.payee IS NOT NULL THEN
      IF own + streets > 0 THEN PERFORM refuse('a_return_names_its_households'); END IF;
      own := it.sum;
    ELSE
      PERFORM FROM purse WHERE fund = it.purse FOR NO KEY UPDATE;
      IF it.sum <> own + streets THEN PERFORM refuse('a_return_names_its_households'); END IF;
      -- nobody gets back more than they gave
      IF EXISTS (
        SELECT FROM purse_return_line mine WHERE mine.spending = it.id AND (SELECT coalesce(sum(c.sum), 0) FROM standing_contribution c WHERE c.household = mine.household)
          < mine.sum + (SELECT coalesce(sum(r.sum), 0) FROM standing_return r WHERE r.household = mine.household)) THEN
        PERFORM refuse('a_household_gets_back_no_more_than_it_gave');
      END IF;
      IF EXISTS (
        SELECT FROM purse_return_match mine LEFT JOIN purse_match m ON m.id = (SELECT match FROM purse_match_payment p WHERE p.asking = mine.asking) WHERE mine.spending = it.id AND (m.purse IS DISTINCT FROM it.purse
          OR EXISTS (SELECT FROM purse_match_return t WHERE t.asking = mine.asking)
          OR (SELECT a.sum FROM purse_match_asking a WHERE a.id = mine.asking) < mine.sum + (SELECT coalesce(sum(r.sum), 0) FROM standing_return r WHERE r.asking = mine.asking))) THEN
        PERFORM refuse('a_match_gets_back_no_more_than_it_paid');
      END IF;
      -- the books have moved already, the row of this return is not there yet
      SELECT b.money + own + streets + r.all_back, r.back + own INTO rest, back FROM fund_balance b,
        LATERAL (SELECT coalesce(sum(sum), 0)::bigint AS all_back, coalesce(sum(sum) FILTER (WHERE household IS NOT NULL), 0)::bigint AS back FROM standing_return WHERE purse = it.purse) r WHERE b.fund = it.purse;
      IF back > rest - streets_part(it.purse, rest) THEN PERFORM refuse('the_streets_part_is_not_the_households'); END IF;
    END IF;
    IF (own > 0) IS DISTINCT FROM (NEW.entry IS NOT NULL) OR (streets > 0) IS DISTINCT FROM (NEW.street_entry IS NOT NULL)
      OR own > 0 AND NOT EXISTS (SELECT FROM journal_entry e JOIN role_posting p ON p.entry = e.id AND p.fund = it.purse AND p.role = 'agency liability' AND p.debit = own WHERE e.id = NEW.entry AND e.foundation = it.foundation AND e.kind = 'agency out') THEN
      PERFORM refuse('a_spending_is_booked_as_it_was_asked');
    END IF;
    -- to each pool what its matches get back
    IF streets > 0 AND (NOT EXISTS (SELECT FROM journal_entry e JOIN role_posting p ON p.entry = e.id AND p.fund = it.purse AND p.role = 'agency liability' AND p.debit = streets WHERE e.id = NEW.street_entry AND e.foundation = it.foundation AND e.kind = 'match returned')
      OR EXISTS (SELECT FROM (SELECT r.pool, sum(l.sum) AS sum FROM purse_return_match l JOIN purse_match_payment p ON p.asking = l.asking JOIN purse_match m ON m.id = p.match JOIN match_rule r ON r.id = m.rule WHERE l.spending = it.id GROUP BY r.pool) due
        WHERE due.sum <> (SELECT coalesce(sum(p.debit), 0) FROM role_posting p WHERE p.entry = NEW.street_entry AND p.fund = due.pool AND p.role = 'between'))) THEN
      PERFORM refuse('a_match_goes_back_to_the_fund_that_paid_it');
    END IF;
    RETURN NEW;
  END $$;

  CREATE OR REPLACE FUNCTION a_spending_is_reversed_by_its_mirror() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE booked purse_spending_booking;
  BEGIN
    IF (SELECT recorded_by FROM purse_spending WHERE id = NEW.spending) = NEW.by_person THEN PERFORM refuse('whoever_asks_to_spend_does_not_take_it_back'); END IF;
    SELECT * INTO booked FROM purse_spending_booking WHERE spending = NEW.spending;
    IF (SELECT e.reverses FROM journal_entry e WHERE e.id = NEW.entry) IS DISTINCT FROM booked.entry OR (SELECT e.reverses FROM journal_entry e WHERE e.id = NEW.street_entry) IS DISTINCT FROM booked.street_entry THEN
      PERFORM refuse('a_reversal_mirrors_its_spending');
    END IF;
    RETURN NEW;
  END $$;

  -- A match of which a part went back is taken back no more: it would go back twice.
  CREATE FUNCTION a_match_goes_back_by_one_way() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM standing_return r WHERE r.asking = NEW.asking) THEN PERFORM refuse('a_match_goes_back_by_one_way'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_match_goes_back_by_one_way BEFORE INSERT ON purse_match_return FOR EACH ROW EXECUTE FUNCTION a_match_goes_back_by_one_way();
`;

const MATCHES = `
  -- Matched by a rule in force, due, and not reserved yet: of buildings that still collect. reason: why not; nothing is in the way of what is 'ready'.
  CREATE VIEW waiting_match AS
    SELECT x.*, CASE WHEN x.used >= x.budget THEN 'budget' WHEN x.free <= 0 THEN 'pool' ELSE 'ready' END AS reason FROM (
      SELECT DISTINCT ON (m.purse, m.rule) m.foundation, m.purse, m.rule, r.pool, r.budget, match_held(r.id, NULL) AS used, b.free, match_due(m.rule, m.purse) - match_held(m.rule, m.purse) AS missing
      FROM purse_match m JOIN match_rule r ON r.id = m.rule JOIN fund_balance b ON b.fund = r.pool
      WHERE NOT EXISTS (SELECT FROM match_rule_end e WHERE e.rule = r.id) AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = m.purse)) x
    WHERE x.missing > 0;

  -- As before; and what was given to one building matches no other.
  CREATE OR REPLACE FUNCTION a_pool_is_a_fund_that_may_be_spent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM fund f WHERE f.id = NEW.pool AND f.foundation = NEW.foundation AND f.class IN ('general', 'designated', 'restricted', 'preserved') AND NOT EXISTS (SELECT FROM purse u WHERE u.fund = f.id)) THEN PERFORM refuse('a_pool_is_a_fund_that_may_be_spent'); END IF;
    RETURN NEW;
  END $$;

  CREATE FUNCTION a_closed_purse_is_not_matched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM purse WHERE fund = NEW.purse FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM fund_closing WHERE fund = NEW.purse) THEN PERFORM refuse('a_closed_purse_is_not_matched'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_closed_purse_is_not_matched BEFORE INSERT ON purse_match FOR EACH ROW EXECUTE FUNCTION a_closed_purse_is_not_matched();
`;

const DOORS = `
  -- As before; and a match goes back by a return of its purse alone.
  CREATE OR REPLACE FUNCTION a_purse_moves_by_its_own_doors() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.kind <> 'match returned' AND NOT EXISTS (SELECT FROM posting p JOIN purse u ON u.fund = p.fund AND u.class = 'agency' WHERE p.entry = NEW.id) THEN RETURN NULL; END IF;
    IF NOT (CASE NEW.kind
      WHEN 'agency in' THEN EXISTS (SELECT FROM purse_sheet_booking WHERE entry = NEW.id)
      WHEN 'agency out' THEN EXISTS (SELECT FROM purse_spending_booking WHERE entry = NEW.id)
      WHEN 'match returned' THEN EXISTS (SELECT FROM purse_spending_booking WHERE street_entry = NEW.id)
      WHEN 'match paid' THEN EXISTS (SELECT FROM purse_match_payment WHERE entry = NEW.id)
      ELSE EXISTS (SELECT FROM purse_sheet_reversal WHERE entry = NEW.id) OR EXISTS (SELECT FROM purse_spending_reversal WHERE NEW.id IN (entry, street_entry)) OR EXISTS (SELECT FROM purse_match_return WHERE entry = NEW.id)
    END) THEN PERFORM refuse('a_purse_moves_by_its_own_doors'); END IF;
    RETURN NULL;
  END $$;
  DROP TRIGGER a_purse_moves_by_its_own_doors ON journal_entry;
  CREATE CONSTRAINT TRIGGER a_purse_moves_by_its_own_doors AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('agency in', 'agency out', 'match paid', 'match returned', 'reversal')) EXECUTE FUNCTION a_purse_moves_by_its_own_doors();
`;

const GIFTS = `
  -- A purse that its accountant's test calls a gift: whatever its residents' vote allows may be spent, by the doors of any fund, and no fen more.
  CREATE FUNCTION purse_voted(its_purse int, on_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(v.sum), 0)::bigint FROM purse_vote v JOIN purse_vote_confirmation c ON c.vote = v.id JOIN resolution r ON r.id = v.resolution WHERE v.purse = its_purse AND r.day <= on_day
  $$;
  -- Spent, promised, advanced, handed to another fund; less what was taken back. What the world takes, and what goes back to a giver, is asked of nobody.
  CREATE FUNCTION gift_purse_used(its_purse int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(p.debit), 0)::bigint FROM entry_fund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry m ON m.id = e.reverses JOIN role_posting p ON p.entry = e.id AND p.fund = x.fund
    WHERE x.fund = its_purse
      AND coalesce(m.kind, e.kind) IN ('promise', 'release', 'cost accepted', 'goods used', 'advance', 'advance cleared', 'advance handed back', 'deduction', 'grant reclaimed', 'fixed asset bought', 'management fee', 'transfer, restricted', 'spin-off', 'match paid')
      AND (p.role IN ('programme', 'management', 'fundraising', 'promised', 'prepaid', 'fixed asset') OR p.role = 'receivable' AND coalesce(m.kind, e.kind) <> 'grant reclaimed' OR p.role = 'restricted' AND (p.debit > 0) = (e.reverses IS NULL))
  $$;
  CREATE FUNCTION a_purse_of_gifts_is_spent_on_a_vote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its int;
  BEGIN
    FOR its IN SELECT x.fund FROM entry_fund x JOIN purse u ON u.fund = x.fund AND u.class = 'restricted' WHERE x.entry = NEW.id LOOP
      -- what only comes in is asked of nobody
      IF EXISTS (SELECT FROM entry_fund x WHERE x.entry = NEW.id AND x.fund = its AND (x.worth < 0 OR x.promised > 0 OR x.money < 0)) AND gift_purse_used(its) > purse_voted(its, NEW.day) THEN PERFORM refuse('a_purse_of_gifts_is_spent_on_a_vote'); END IF;
    END LOOP;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_purse_of_gifts_is_spent_on_a_vote AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.kind IN ('promise', 'cost accepted', 'goods used', 'advance', 'fixed asset bought', 'management fee', 'transfer, restricted', 'spin-off', 'match paid')) EXECUTE FUNCTION a_purse_of_gifts_is_spent_on_a_vote();

  -- A gift goes back to nobody by a vote.
  CREATE FUNCTION a_gift_goes_back_by_no_vote() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.payee IS NULL AND EXISTS (SELECT FROM purse WHERE fund = NEW.purse AND class = 'restricted') THEN PERFORM refuse('a_gift_goes_back_by_no_vote'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_gift_goes_back_by_no_vote BEFORE INSERT ON purse_vote FOR EACH ROW EXECUTE FUNCTION a_gift_goes_back_by_no_vote();
  -- It is spent by the doors of any fund, not by those of a purse in trust.
  CREATE FUNCTION a_purse_of_gifts_has_no_trust_to_spend() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT FROM purse WHERE fund = NEW.purse AND class = 'restricted') THEN PERFORM refuse('a_purse_of_gifts_has_no_trust_to_spend'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_purse_of_gifts_has_no_trust_to_spend BEFORE INSERT ON purse_spending FOR EACH ROW EXECUTE FUNCTION a_purse_of_gifts_has_no_trust_to_spend();
`;

const RIGHTS = `
  GRANT SELECT ON standing_return, waiting_match TO sizhu_app;
  GRANT SELECT, INSERT ON purse_return_match TO sizhu_app;
  REVOKE ALL ON FUNCTION households_are_counted_by_their_list, a_match_goes_back_by_one_way, a_closed_purse_is_not_matched, a_purse_of_gifts_is_spent_on_a_vote, a_gift_goes_back_by_no_vote, a_purse_of_gifts_has_no_trust_to_spend FROM PUBLIC;
`;
