import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an act rests on stays; what is registered is what the law asks; the law's own limits of a council are refused, not only shown. */
export class FoundingLaws0000000000039 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(REGISTERING);
    await db.query(CONTRIBUTIONS);
    await db.query(PAPERS);
    await db.query(COUNCIL);
    await db.query(SUPERVISORS);
    await db.query(REMAINING);
    await db.query(POLICIES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const REGISTERING = `
  -- A kind that is being said meanwhile is waited for, and whoever says one later finds the registration. Both ways to a registration write here.
  CREATE FUNCTION judge_registration() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.day > (NEW.registered_at AT TIME ZONE 'Asia/Shanghai')::date THEN PERFORM refuse('a_registration_is_not_of_a_day_to_come'); END IF;
    PERFORM 1 FROM foundation WHERE id = NEW.foundation FOR NO KEY UPDATE;
    IF NEW.registered_sum < (lawful_floor(NEW.foundation, NEW.day, (kind_of(NEW.foundation, NEW.day)).kind)).value THEN PERFORM refuse('an_original_fund_reaches_the_lawful_sum'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_registration BEFORE INSERT ON registration FOR EACH ROW EXECUTE FUNCTION judge_registration();
  REVOKE ALL ON FUNCTION judge_registration FROM PUBLIC;
`;

const CONTRIBUTIONS = `
  -- Recorded wrongly, and seen before it was confirmed. Its reference is free again.
  CREATE TABLE founding_contribution_withdrawal (
    contribution int CONSTRAINT a_contribution_is_withdrawn_once PRIMARY KEY,
    foundation int NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL,
    FOREIGN KEY (contribution, foundation) REFERENCES founding_contribution (id, foundation)
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON founding_contribution_withdrawal EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT, INSERT ON founding_contribution_withdrawal TO sizhu_app;

  ALTER TABLE founding_contribution DROP CONSTRAINT a_transfer_is_recorded_once;
  CREATE INDEX founding_contribution_by_reference ON founding_contribution (foundation, reference);
  CREATE FUNCTION a_transfer_is_recorded_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('founding contribution ' || NEW.foundation || ' ' || NEW.reference, 0));
    IF EXISTS (SELECT FROM founding_contribution c WHERE c.foundation = NEW.foundation AND c.reference = NEW.reference AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id)) THEN
      PERFORM refuse('a_transfer_is_recorded_once');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_transfer_is_recorded_once BEFORE INSERT ON founding_contribution FOR EACH ROW EXECUTE FUNCTION a_transfer_is_recorded_once();

  CREATE FUNCTION a_contribution_is_confirmed_or_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM founding_contribution WHERE id = NEW.contribution FOR UPDATE;
    IF TG_TABLE_NAME = 'founding_confirmation' AND EXISTS (SELECT FROM founding_contribution_withdrawal WHERE contribution = NEW.contribution) THEN PERFORM refuse('a_withdrawn_contribution_is_not_confirmed'); END IF;
    IF TG_TABLE_NAME <> 'founding_confirmation' AND EXISTS (SELECT FROM founding_confirmation WHERE contribution = NEW.contribution) THEN PERFORM refuse('a_confirmed_contribution_stays'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_contribution_is_confirmed_or_withdrawn BEFORE INSERT ON founding_confirmation FOR EACH ROW EXECUTE FUNCTION a_contribution_is_confirmed_or_withdrawn();
  CREATE TRIGGER a_contribution_is_confirmed_or_withdrawn BEFORE INSERT ON founding_contribution_withdrawal FOR EACH ROW EXECUTE FUNCTION a_contribution_is_confirmed_or_withdrawn();

  -- By how much the council has decided to raise the registered sum, while the registrar has not changed it yet.
  CREATE FUNCTION to_be_raised(of_foundation int) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(p.sum), 0)::bigint FROM founding_pledge p WHERE p.foundation = of_foundation AND p.resolution IS NOT NULL
      AND NOT EXISTS (SELECT FROM founding_pledge_withdrawal w WHERE w.pledge = p.id)
      AND NOT EXISTS (SELECT FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.kind = 'change' AND a.resolution = p.resolution)
  $$;

  -- A registered sum is a fact of the register (400 art. 15). Its entry has been posted before, which holds the guard row of the original fund.
  CREATE FUNCTION a_registered_fund_takes_only_what_is_missing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    original fund_balance;
  BEGIN
    SELECT b.* INTO original FROM fund_balance b JOIN founding_contribution c ON c.foundation = b.foundation WHERE c.id = NEW.contribution AND b.class = 'original';
    IF original.floor > 0 AND original.worth > original.floor + to_be_raised(original.foundation) THEN PERFORM refuse('a_registered_fund_takes_only_what_is_missing'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_registered_fund_takes_only_what_is_missing AFTER INSERT ON founding_confirmation FOR EACH ROW EXECUTE FUNCTION a_registered_fund_takes_only_what_is_missing();
  REVOKE ALL ON FUNCTION a_transfer_is_recorded_once, a_contribution_is_confirmed_or_withdrawn, a_registered_fund_takes_only_what_is_missing FROM PUBLIC;
`;

const PAPERS = `
  -- The scan of what the registration or an act of life rests on is replaced before it is withdrawn.
  CREATE FUNCTION a_paper_that_is_rested_on_is_replaced_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its founding_paper;
  BEGIN
    SELECT f.* INTO its FROM paper p JOIN founding_paper f ON f.id = p.founding WHERE p.id = NEW.paper FOR UPDATE OF f;
    IF NOT FOUND OR EXISTS (SELECT FROM paper p WHERE p.founding = its.id AND p.id <> NEW.paper AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN RETURN NEW; END IF;
    IF EXISTS (SELECT FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.paper = its.id) THEN PERFORM refuse('a_paper_of_an_act_of_life_is_replaced_first'); END IF;
    IF EXISTS (SELECT FROM registration r WHERE r.foundation = its.foundation AND its.day <= r.day
        AND its.kind IN ('name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification', 'registration-certificate')) THEN
      PERFORM refuse('a_paper_of_a_registration_is_replaced_first');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_paper_that_is_rested_on_is_replaced_first BEFORE INSERT ON paper_withdrawal FOR EACH ROW EXECUTE FUNCTION a_paper_that_is_rested_on_is_replaced_first();
  REVOKE ALL ON FUNCTION a_paper_that_is_rested_on_is_replaced_first FROM PUBLIC;
`;

const COUNCIL = `
  -- By how many the family among the directors of a day is beyond the law (400 art. 20; B2): a third of a foundation of private money, none of any other.
  CREATE FUNCTION kin_beyond_the_law(of_foundation int, on_day date) RETURNS int LANGUAGE sql STABLE AS $$
    WITH directors AS (SELECT DISTINCT party FROM office_time WHERE foundation = of_foundation AND office = 'director' AND on_day BETWEEN from_day AND last_day),
      family AS (SELECT a, b FROM relation_time WHERE foundation = of_foundation AND kind = 'family' AND on_day BETWEEN from_day AND coalesce(to_day, 'infinity')),
      kindred AS (SELECT d.party FROM directors d WHERE EXISTS (SELECT FROM family f JOIN directors o ON o.party IN (f.a, f.b) AND o.party <> d.party WHERE d.party IN (f.a, f.b)))
    SELECT GREATEST(0, (SELECT count(*) FROM kindred) - CASE WHEN k.kind = 'non-public' AND k.private_money THEN (SELECT count(*) FROM directors) / 3 ELSE 0 END)::int FROM kind_of(of_foundation, on_day) k
  $$;

  -- Said again in rules/officials.ts. A seat that is over is a fact, whoever sat on it.
  CREATE FUNCTION kin_sit_together_on_a_council_within_the_law() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    since date := GREATEST(NEW.from_day, (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date);
  BEGIN
    -- on its first day, and on each on which somebody comes or goes
    IF EXISTS (SELECT FROM relation_time r WHERE r.foundation = NEW.foundation AND r.kind = 'family' AND NEW.party IN (r.a, r.b)) AND EXISTS (
      SELECT FROM (SELECT since AS day UNION SELECT o.from_day FROM office_time o WHERE o.foundation = NEW.foundation AND o.office = 'director' UNION SELECT o.last_day + 1 FROM office_time o WHERE o.foundation = NEW.foundation AND o.office = 'director') d
      WHERE d.day BETWEEN since AND NEW.until_day AND kin_beyond_the_law(NEW.foundation, d.day) > 0
        AND EXISTS (SELECT FROM relation_time r JOIN office_time o ON o.foundation = NEW.foundation AND o.office = 'director' AND o.party = CASE NEW.party WHEN r.a THEN r.b ELSE r.a END AND d.day BETWEEN o.from_day AND o.last_day
          WHERE r.foundation = NEW.foundation AND r.kind = 'family' AND NEW.party IN (r.a, r.b) AND d.day BETWEEN r.from_day AND coalesce(r.to_day, 'infinity'))) THEN
      PERFORM refuse('kin_sit_together_on_a_council_within_the_law');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER kin_sit_together_on_a_council_within_the_law AFTER INSERT ON office_term FOR EACH ROW WHEN (NEW.office = 'director') EXECUTE FUNCTION kin_sit_together_on_a_council_within_the_law();

  -- Two thirds of all are of all who sit on it, whatever the paper counts (CL 55; B5, B6). Who came or went that very day is left to the paper.
  CREATE FUNCTION a_council_counts_everybody_in_office() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    -- two of one number at once: the second waits, and finds the first
    PERFORM pg_advisory_xact_lock(hashtextextended('resolution ' || NEW.foundation || ' ' || NEW.body || ' ' || NEW.number, 0));
    IF NEW.body = 'council' AND NEW.entitled < (SELECT count(DISTINCT o.party) FROM office_time o WHERE o.foundation = NEW.foundation AND o.office = 'director' AND o.from_day < NEW.day AND NEW.day < o.last_day) THEN
      PERFORM refuse('a_council_counts_everybody_in_office');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_council_counts_everybody_in_office BEFORE INSERT ON resolution FOR EACH ROW EXECUTE FUNCTION a_council_counts_everybody_in_office();

  -- What a council decides on which more family sits than the law allows is held until whoever compares it says why it stands (B2).
  ALTER TABLE resolution_confirmation ADD stands_because text CHECK (btrim(stands_because) <> '');
  CREATE FUNCTION a_council_beyond_the_law_says_why_it_decides() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.stands_because IS NULL AND kin_beyond_the_law(NEW.foundation, (SELECT day FROM resolution WHERE id = NEW.resolution)) > 0 THEN PERFORM refuse('a_council_beyond_the_law_says_why_it_decides'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_council_beyond_the_law_says_why_it_decides BEFORE INSERT ON resolution_confirmation FOR EACH ROW WHEN (NEW.body = 'council') EXECUTE FUNCTION a_council_beyond_the_law_says_why_it_decides();
  REVOKE ALL ON FUNCTION kin_sit_together_on_a_council_within_the_law, a_council_counts_everybody_in_office, a_council_beyond_the_law_says_why_it_decides FROM PUBLIC;
`;

const SUPERVISORS = `
  -- No director, none of their family, nobody who keeps the books or is of their family (400 art. 22; B2), as long as both are in office.
  CREATE FUNCTION a_supervisor_is_independent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    since date := GREATEST(NEW.from_day, (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date);
  BEGIN
    IF EXISTS (
      SELECT FROM (
        SELECT o.party, o.from_day, o.last_day FROM office_time o WHERE o.foundation = NEW.foundation AND (o.office = 'supervisor') <> (NEW.office = 'supervisor')
        UNION ALL SELECT y.id, a.from_day, coalesce(a.to_day, 'infinity') FROM appointment a JOIN person p ON p.id = a.person JOIN party y ON y.foundation = NEW.foundation AND y.kind = 'person' AND (y.person = p.id OR (y.person IS NULL AND y.name IN (p.name, p.english_name)))
          WHERE NEW.office = 'supervisor' AND a.foundation = NEW.foundation AND a.role IN ('bookkeeper', 'cashier')) other
      WHERE other.from_day <= NEW.until_day AND other.last_day >= since AND (other.party = NEW.party OR EXISTS (
        SELECT FROM relation_time r WHERE r.foundation = NEW.foundation AND r.kind = 'family' AND (r.a, r.b) IN ((NEW.party, other.party), (other.party, NEW.party))
          AND r.from_day <= LEAST(NEW.until_day, other.last_day) AND coalesce(r.to_day, 'infinity') >= GREATEST(since, other.from_day)))) THEN
      PERFORM refuse('a_supervisor_is_independent');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_supervisor_is_independent AFTER INSERT ON office_term FOR EACH ROW EXECUTE FUNCTION a_supervisor_is_independent();
  REVOKE ALL ON FUNCTION a_supervisor_is_independent FROM PUBLIC;
`;

const REMAINING = `
  -- To a body of public benefit, never to a business (code of the market regulator), and not to itself (400 art. 33; CL 18).
  ALTER TABLE remaining_property ADD CONSTRAINT what_remains_goes_to_no_business CHECK (credit_code !~ '^9') NOT VALID;
  -- What remains is what is left when creditors have been heard and every debt is paid.
  CREATE FUNCTION what_remains_is_what_is_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    said remaining_property;
  BEGIN
    SELECT * INTO said FROM remaining_property WHERE id = NEW.remaining;
    IF said.day <= (SELECT a.creditors_until FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.foundation = said.foundation AND a.kind = 'liquidation') THEN PERFORM refuse('creditors_are_heard_before_anything_is_handed_on'); END IF;
    IF EXISTS (SELECT FROM fund_balance b WHERE b.foundation = said.foundation AND b.owed > 0) THEN PERFORM refuse('debts_are_paid_before_anything_is_handed_on'); END IF;
    IF said.credit_code = (SELECT credit_code FROM foundation WHERE id = said.foundation) THEN PERFORM refuse('what_remains_goes_to_another'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_remains_is_what_is_left BEFORE INSERT ON remaining_property_confirmation FOR EACH ROW EXECUTE FUNCTION what_remains_is_what_is_left();
  REVOKE ALL ON FUNCTION what_remains_is_what_is_left FROM PUBLIC;
`;

const POLICIES = `
  -- The limits of a council are figures of law like the others.
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('council-least', 'CN', '2004-06-01', 5, '基金会管理条例（国务院令第400号）第二十条：理事为5人至25人', 'confirmed'),
    ('council-most', 'CN', '2004-06-01', 25, '基金会管理条例（国务院令第400号）第二十条：理事为5人至25人', 'confirmed'),
    ('council-term-years', 'CN', '2004-06-01', 5, '基金会管理条例（国务院令第400号）第二十条、第二十二条：理事每届任期不得超过5年，监事任期与理事相同', 'confirmed'),
    ('supervisors-least', 'CN', '2004-06-01', 1, '基金会管理条例（国务院令第400号）第二十二条：基金会设监事', 'confirmed'),
    ('supervisors-least-public', 'CN', '2024-09-05', 3, '慈善组织公开募捐管理办法（民政部令第74号）第五条：在省级以上民政部门登记并申请公开募捐资格的，设3名以上监事组成的监事会', 'needs-check');

  UPDATE policy SET from_day = '2014-03-31', source = '深圳市社区基金会培育发展工作暂行办法：社区基金会原始基金不低于100万元。2014年3月12日公开征求意见（深圳市民政局公告），3月31日首批6家按100万元登记（南方日报2014年4月1日）；正式文号、终止日和现行效力未查到'
    WHERE rule = 'original-fund' AND jurisdiction = 'CN-44-03';
  UPDATE policy SET from_day = '2012-01-01', source = 'M09：城市社区每百户不低于 3000 元。成都自2012年起设城市社区公共服务和社会管理专项资金（贺玲等：城市社区公共服务和社会管理专项资金使用问题初探）；每百户数额的起止日未查到原文'
    WHERE rule = 'entitlement-per-100' AND value = 300000;
  UPDATE policy SET source = source || '；成都此后并入城乡社区发展治理专项保障资金（成社办发〔2020〕2号），数额的起始日未查到原文'
    WHERE rule IN ('entitlement-per-100', 'entitlement-rural') AND value IN (400000, 40000000) AND jurisdiction = 'CN';
  UPDATE resolution_rule SET source = '慈善法第五十五条（2016年为第五十四条）：重大投资方案应当经决策机构组成人员三分之二以上同意' WHERE body = 'council' AND majority = 'investment';
`;
