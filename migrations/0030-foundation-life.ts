import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The life of a foundation after its first contribution, the people who answer for it, and what it is registered for. */
export class FoundationLife0000000000030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FLOORS);
    await db.query(FOUNDING);
    await db.query(REGISTERING);
    await db.query(ACTS);
    await db.query(CONFIRMING);
    await db.query(FORBIDDEN);
    await db.query(REMAINING);
    await db.query(RESERVES);
    await db.query(OFFICIALS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const FLOORS = `
  -- Whether it may raise from the public and how far, and whether it was founded with private money: both decide what the law asks of it.
  CREATE TABLE foundation_kind (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    kind text NOT NULL CONSTRAINT a_foundation_is_of_a_known_kind CHECK (kind IN ('non-public', 'public-local', 'public-national')),
    private_money boolean NOT NULL,
    -- -infinity: from its beginning
    from_day date NOT NULL
  );
  CREATE INDEX foundation_kind_by_day ON foundation_kind (foundation, from_day);
  INSERT INTO foundation_kind (foundation, kind, private_money, from_day) SELECT id, 'non-public', false, '-infinity' FROM foundation;

  -- The rule of 2004 is that of non-public foundations; the others have their own.
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('original-fund-public-local', 'CN', '2004-06-01', 400000000, '基金会管理条例（国务院令第400号）第八条：地方性公募基金会的原始基金不低于400万元', 'confirmed'),
    ('original-fund-public-national', 'CN', '2004-06-01', 800000000, '基金会管理条例（国务院令第400号）第八条：全国性公募基金会的原始基金不低于800万元', 'confirmed'),
    ('original-fund', 'CN-44-03', '2014-01-01', 100000000, '深圳市社区基金会培育发展试点（2014年）：社区基金会的原始基金不低于100万元；现行效力待核实', 'needs-check');

  CREATE FUNCTION kind_of(of_foundation int, on_day date) RETURNS foundation_kind LANGUAGE sql STABLE AS $$
    SELECT k FROM foundation_kind k WHERE k.foundation = of_foundation AND k.from_day <= on_day ORDER BY k.from_day DESC, k.id DESC LIMIT 1
  $$;

  -- What the law asks of an original fund on a day. A figure that nobody has confirmed decides nothing.
  CREATE FUNCTION lawful_floor(of_foundation int, on_day date, as_kind text) RETURNS policy LANGUAGE sql STABLE AS $$
    SELECT p FROM policy p JOIN foundation f ON f.id = of_foundation
    WHERE p.rule = CASE as_kind WHEN 'non-public' THEN 'original-fund' ELSE 'original-fund-' || as_kind END AND p.status = 'confirmed'
      AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
    ORDER BY length(p.jurisdiction) DESC LIMIT 1
  $$;

  -- Unified social credit code (GB 32100): 17 characters and their check character. Said again in rules/identity.ts.
  CREATE FUNCTION is_credit_code(code text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$' AND strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, 18, 1)) - 1 =
      (31 - (SELECT sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, n::int, 1)) - 1) * weight)
             FROM unnest(ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]) WITH ORDINALITY w (weight, n)) % 31) % 31
  $$;

  -- A community foundation is commonly non-public; whoever founds another says so.
  CREATE FUNCTION a_foundation_begins_non_public() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO foundation_kind (foundation, kind, private_money, from_day) VALUES (NEW.id, 'non-public', false, '-infinity');
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_foundation_begins_non_public AFTER INSERT ON foundation FOR EACH ROW EXECUTE FUNCTION a_foundation_begins_non_public();

  -- Until it is registered a foundation says itself of what kind it will be; afterwards only a change of registration does.
  CREATE FUNCTION foundation_say_kind(of_foundation int, its_kind text, with_private_money boolean) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM foundation WHERE id = of_foundation FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM registration WHERE foundation = of_foundation) THEN PERFORM refuse('a_registered_kind_changes_at_the_registrar'); END IF;
    INSERT INTO foundation_kind (foundation, kind, private_money, from_day) VALUES (of_foundation, its_kind, with_private_money, '-infinity');
  END $$;
`;

const FOUNDING = `
  -- What founders have promised in writing, before it comes in. After the registration it may only raise the registered sum, which the council decides.
  CREATE TABLE founding_pledge (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    founder text NOT NULL CHECK (btrim(founder) <> ''),
    sum fen NOT NULL CHECK (sum > 0),
    due_day date NOT NULL,
    resolution int,
    body text GENERATED ALWAYS AS (CASE WHEN resolution IS NOT NULL THEN 'council' END) STORED,
    majority text GENERATED ALWAYS AS (CASE WHEN resolution IS NOT NULL THEN 'special' END) STORED,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    CONSTRAINT a_pledge_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
  CREATE TABLE founding_pledge_withdrawal (
    pledge int CONSTRAINT a_pledge_is_withdrawn_once PRIMARY KEY,
    foundation int NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL,
    FOREIGN KEY (pledge, foundation) REFERENCES founding_pledge (id, foundation)
  );
  CREATE FUNCTION judge_founding_pledge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.resolution IS NULL AND EXISTS (SELECT 1 FROM registration WHERE foundation = NEW.foundation) THEN PERFORM refuse('the_council_decides_to_raise_the_original_fund'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_founding_pledge BEFORE INSERT ON founding_pledge FOR EACH ROW EXECUTE FUNCTION judge_founding_pledge();

  -- Where it sits and what it may do, as its charter and certificate say 住所、业务范围. The newest of a day counts.
  CREATE TABLE foundation_particulars (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    from_day date NOT NULL,
    domicile text NOT NULL CHECK (btrim(domicile) <> ''),
    english_domicile text NOT NULL CHECK (btrim(english_domicile) <> ''),
    scope text NOT NULL CHECK (btrim(scope) <> ''),
    english_scope text NOT NULL CHECK (btrim(english_scope) <> ''),
    -- the registrar's approval; needed once it is registered (400 art. 15)
    approval text CHECK (btrim(approval) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL
  );
  CREATE FUNCTION judge_particulars() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.approval IS NULL AND EXISTS (SELECT 1 FROM foundation_particulars WHERE foundation = NEW.foundation) AND EXISTS (SELECT 1 FROM registration WHERE foundation = NEW.foundation) THEN
      PERFORM refuse('what_is_registered_changes_at_the_registrar');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_particulars BEFORE INSERT ON foundation_particulars FOR EACH ROW EXECUTE FUNCTION judge_particulars();

  -- The papers of the whole life, not of the founding alone.
  ALTER TABLE founding_paper DROP CONSTRAINT a_paper_is_of_a_known_kind,
    ADD CONSTRAINT a_paper_is_of_a_known_kind CHECK (kind IN ('name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification',
      'registration-certificate', 'suspension-order', 'resumption-notice', 'change-approval', 'liquidation-notice', 'deregistration-notice')),
    -- a paper that was entered wrongly may be entered again under its right number
    DROP CONSTRAINT a_paper_is_filed_once, ADD CONSTRAINT a_paper_is_filed_once UNIQUE NULLS NOT DISTINCT (foundation, kind, name, day, number),
    ADD CONSTRAINT a_paper_of_life_is_known_with_its_kind UNIQUE (id, foundation, kind);
`;

const REGISTERING = `
  -- As before; what it must hold follows from its kind, and its certificate bears the unified credit code that becomes its own.
  CREATE OR REPLACE FUNCTION foundation_register(of_foundation int, on_day date, its_sum bigint, its_certificate text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    original fund_balance;
    required policy;
  BEGIN
    SELECT * INTO original FROM fund_balance WHERE foundation = of_foundation AND class = 'original' FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM registration WHERE foundation = of_foundation) THEN PERFORM refuse('a_foundation_is_registered_once'); END IF;
    required := lawful_floor(of_foundation, on_day, (kind_of(of_foundation, on_day)).kind);
    IF required.id IS NULL THEN PERFORM refuse('registering_rests_on_a_figure_in_force'); END IF;
    IF its_sum < required.value THEN PERFORM refuse('an_original_fund_reaches_the_lawful_sum'); END IF;
    -- what it is worth now, and what it was worth on the day itself: money that came later does not count
    IF original.fund IS NULL OR original.worth < its_sum
      OR (SELECT coalesce(sum(worth), 0) FROM entry_fund WHERE fund = original.fund AND day <= on_day) < its_sum THEN
      PERFORM refuse('the_original_fund_is_paid_in_before_registering');
    END IF;
    IF (SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN matched_posting m ON m.entry = p.entry AND m.posting = p.line JOIN journal_entry e ON e.id = p.entry
        WHERE p.fund = original.fund AND e.day <= on_day) < its_sum THEN
      PERFORM refuse('registering_counts_what_the_bank_shows');
    END IF;
    IF (SELECT count(DISTINCT kind) FROM founding_paper WHERE foundation = of_foundation AND day <= on_day
          AND kind IN ('name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification')) < 5 THEN
      PERFORM refuse('registering_asks_for_all_papers');
    END IF;
    PERFORM take_credit_code(of_foundation, its_certificate);
    INSERT INTO registration VALUES (of_foundation, on_day, its_sum, required.id, its_certificate, by_person, at_time);
    UPDATE fund_balance SET floor = its_sum, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = original.fund;
  END $$;

  -- 5: registered by civil affairs; 3: a foundation (GB 32100). The code belongs to one foundation, and a foundation has one.
  CREATE FUNCTION take_credit_code(of_foundation int, its_code text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT coalesce(is_credit_code(its_code) AND starts_with(its_code, '53'), false) THEN PERFORM refuse('a_certificate_bears_the_credit_code_of_a_foundation'); END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('credit code ' || its_code, 0));
    IF EXISTS (SELECT 1 FROM registration WHERE certificate = its_code AND foundation <> of_foundation)
      OR EXISTS (SELECT 1 FROM foundation WHERE credit_code = its_code AND id <> of_foundation)
      OR EXISTS (SELECT 1 FROM foundation WHERE id = of_foundation AND credit_code <> its_code) THEN
      PERFORM refuse('a_credit_code_belongs_to_one_foundation');
    END IF;
    UPDATE foundation SET credit_code = its_code WHERE id = of_foundation AND credit_code IS NULL;
  END $$;

  CREATE OR REPLACE FUNCTION foundation_open(its_preparation int, its_entry bigint, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    prepared opening_preparation;
    original fund_balance;
    required policy;
  BEGIN
    SELECT * INTO prepared FROM opening_preparation WHERE id = its_preparation;
    SELECT * INTO original FROM fund_balance WHERE foundation = prepared.foundation AND class = 'original' FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM opening_preparation p WHERE p.foundation = prepared.foundation AND p.id > prepared.id) THEN PERFORM refuse('the_newest_opening_balance_is_signed'); END IF;
    INSERT INTO opening_signature VALUES (prepared.id, prepared.foundation, prepared.prepared_by, by_person, at_time, its_entry);
    IF EXISTS (SELECT 1 FROM registration WHERE foundation = prepared.foundation) THEN PERFORM refuse('a_foundation_is_registered_once'); END IF;
    IF NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = its_entry AND e.foundation = prepared.foundation AND e.kind = 'opening balance' AND e.day = prepared.day)
      OR EXISTS (SELECT fund, account, place, sum(debit) FROM opening_line WHERE preparation = prepared.id GROUP BY 1, 2, 3
                 EXCEPT SELECT fund, account, place, sum(debit) FROM posting WHERE entry = its_entry GROUP BY 1, 2, 3)
      OR EXISTS (SELECT fund, account, place, sum(debit) FROM posting WHERE entry = its_entry GROUP BY 1, 2, 3
                 EXCEPT SELECT fund, account, place, sum(debit) FROM opening_line WHERE preparation = prepared.id GROUP BY 1, 2, 3) THEN
      PERFORM refuse('an_opening_balance_is_booked_as_it_was_signed');
    END IF;
    required := lawful_floor(prepared.foundation, prepared.registered_on, (kind_of(prepared.foundation, prepared.registered_on)).kind);
    IF required.id IS NULL THEN PERFORM refuse('registering_rests_on_a_figure_in_force'); END IF;
    IF prepared.registered_sum < required.value THEN PERFORM refuse('an_original_fund_reaches_the_lawful_sum'); END IF;
    PERFORM take_credit_code(prepared.foundation, prepared.certificate);
    INSERT INTO registration VALUES (prepared.foundation, prepared.registered_on, prepared.registered_sum, required.id, prepared.certificate, by_person, at_time);
    UPDATE fund_balance SET floor = prepared.registered_sum, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = original.fund RETURNING * INTO original;
    IF original.fund IS NULL THEN PERFORM refuse('an_opening_balance_is_booked_as_it_was_signed'); END IF;
    IF original.short > 0 THEN
      IF prepared.made_good_by IS NULL THEN PERFORM refuse('what_the_original_fund_lacks_is_made_good_by_somebody'); END IF;
      INSERT INTO shortfall (entry, fund, foundation, missing) VALUES (its_entry, original.fund, original.foundation, original.short);
      INSERT INTO short_fund (fund, foundation, missing) VALUES (original.fund, original.foundation, original.short);
    END IF;
  END $$;
`;

const ACTS = `
  -- What the registrar or the council has decided about the foundation itself. It counts when a second person has compared it with its paper.
  CREATE TABLE life_act (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    kind text NOT NULL CONSTRAINT an_act_of_life_is_of_a_known_kind CHECK (kind IN ('suspension', 'resumption', 'change', 'liquidation', 'ending')),
    day date NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    paper int NOT NULL,
    paper_kind text GENERATED ALWAYS AS (CASE kind WHEN 'suspension' THEN 'suspension-order' WHEN 'resumption' THEN 'resumption-notice' WHEN 'change' THEN 'change-approval'
      WHEN 'liquidation' THEN 'liquidation-notice' ELSE 'deregistration-notice' END) STORED,
    resolution int,
    body text GENERATED ALWAYS AS (CASE WHEN resolution IS NOT NULL THEN 'council' END) STORED,
    majority text GENERATED ALWAYS AS (CASE WHEN resolution IS NOT NULL THEN 'special' END) STORED,
    -- of a change: what is registered from then on
    registered_sum fen CHECK (registered_sum > 0),
    as_kind text CHECK (as_kind IN ('non-public', 'public-local', 'public-national')),
    -- of a liquidation: its group 清算组, and until when creditors may come forward
    liquidators text CHECK (btrim(liquidators) <> ''),
    creditors_until date,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation, kind, recorded_by),
    CONSTRAINT an_act_of_life_shows_its_paper FOREIGN KEY (paper, foundation, paper_kind) REFERENCES founding_paper (id, foundation, kind),
    CONSTRAINT an_act_of_life_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT a_change_says_what_is_registered CHECK (num_nonnulls(registered_sum, as_kind) = CASE kind WHEN 'change' THEN 2 ELSE 0 END),
    CONSTRAINT the_council_decides_what_is_registered CHECK (kind <> 'change' OR resolution IS NOT NULL),
    CONSTRAINT a_liquidation_has_its_group_and_hears_creditors CHECK (num_nonnulls(liquidators, creditors_until) = CASE kind WHEN 'liquidation' THEN 2 ELSE 0 END AND (creditors_until >= day) IS NOT FALSE)
  );
  CREATE INDEX life_act_of_a_foundation ON life_act (foundation);
  CREATE TABLE life_act_withdrawal (
    act int CONSTRAINT an_act_of_life_is_withdrawn_once PRIMARY KEY REFERENCES life_act,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE TABLE life_act_confirmation (
    act int CONSTRAINT an_act_of_life_is_confirmed_once PRIMARY KEY,
    -- in which order they came to count
    n int GENERATED ALWAYS AS IDENTITY UNIQUE,
    foundation int NOT NULL,
    kind text NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (act, foundation, kind, recorded_by) REFERENCES life_act (id, foundation, kind, recorded_by),
    CONSTRAINT nobody_confirms_the_act_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  CREATE INDEX life_act_confirmation_in_order ON life_act_confirmation (foundation, n);
  CREATE UNIQUE INDEX a_foundation_ends_once ON life_act_confirmation (foundation) WHERE kind = 'ending';

  -- preparing, registered, suspended, liquidating, ended
  CREATE FUNCTION life_of(of_foundation int) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      (SELECT CASE c.kind WHEN 'suspension' THEN 'suspended' WHEN 'liquidation' THEN 'liquidating' WHEN 'ending' THEN 'ended' ELSE 'registered' END
       FROM life_act_confirmation c WHERE c.foundation = of_foundation AND c.kind <> 'change' ORDER BY c.n DESC LIMIT 1),
      CASE WHEN EXISTS (SELECT 1 FROM registration r WHERE r.foundation = of_foundation) THEN 'registered' ELSE 'preparing' END)
  $$;

  -- What is registered now: as it was first, or as the last change says.
  CREATE VIEW registered_now AS
    SELECT r.foundation, coalesce(c.registered_sum, r.registered_sum)::bigint AS sum, coalesce(c.day, r.day) AS since, c.act
    FROM registration r LEFT JOIN LATERAL (
      SELECT a.id AS act, a.registered_sum, a.day FROM life_act_confirmation f JOIN life_act a ON a.id = f.act WHERE f.foundation = r.foundation AND f.kind = 'change' ORDER BY f.n DESC LIMIT 1) c ON true;
`;

const CONFIRMING = `
  -- Gifts that somebody has begun to pay and whose money may still come.
  CREATE FUNCTION gifts_under_way(of_foundation int, at_time timestamptz) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(DISTINCT d.id)::int FROM donation d JOIN checkout c ON c.donation = d.id AND c.session IS NOT NULL
    WHERE d.foundation = of_foundation AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.donation = d.id)
      AND (d.expires_at > at_time OR EXISTS (SELECT 1 FROM checkout_news n WHERE n.session = c.session AND n.what = 'pending'))
      AND NOT EXISTS (SELECT 1 FROM checkout_news n WHERE n.session = c.session AND n.what IN ('failed', 'expired'))
  $$;

  -- The only writer of what counts in a foundation's life, and after the registration the only writer of the original fund's floor.
  CREATE FUNCTION foundation_life_confirm(of_foundation int, its_act int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    said life_act;
    original fund_balance;
    required policy;
    before text;
  BEGIN
    -- whoever opens a fund or takes a gift holds this row too
    PERFORM 1 FROM foundation WHERE id = of_foundation FOR UPDATE;
    SELECT * INTO said FROM life_act WHERE id = its_act AND foundation = of_foundation;
    IF said.id IS NULL THEN PERFORM refuse('an_act_of_life_is_recorded_first'); END IF;
    IF EXISTS (SELECT 1 FROM life_act_withdrawal WHERE life_act_withdrawal.act = its_act) THEN PERFORM refuse('a_withdrawn_act_of_life_is_not_confirmed'); END IF;
    before := life_of(of_foundation);
    INSERT INTO life_act_confirmation (act, foundation, kind, recorded_by, confirmed_by, confirmed_at) VALUES (said.id, said.foundation, said.kind, said.recorded_by, by_person, at_time);
    IF NOT (CASE before WHEN 'registered' THEN said.kind IN ('suspension', 'change', 'liquidation') WHEN 'suspended' THEN said.kind IN ('resumption', 'liquidation') WHEN 'liquidating' THEN said.kind = 'ending' ELSE false END) THEN
      PERFORM refuse('an_act_of_life_follows_the_one_before');
    END IF;
    IF said.day > (at_time AT TIME ZONE 'Asia/Shanghai')::date
      OR said.day < (SELECT max(day) FROM (SELECT r.day FROM registration r WHERE r.foundation = of_foundation
                    UNION ALL SELECT a.day FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.foundation = of_foundation AND a.id <> its_act) d) THEN
      PERFORM refuse('the_life_of_a_foundation_goes_forward');
    END IF;

    PERFORM 1 FROM fund_balance WHERE foundation = of_foundation ORDER BY fund FOR NO KEY UPDATE;
    SELECT * INTO original FROM fund_balance WHERE foundation = of_foundation AND class = 'original';
    IF said.kind = 'change' THEN
      required := lawful_floor(of_foundation, said.day, said.as_kind);
      IF required.id IS NULL THEN PERFORM refuse('registering_rests_on_a_figure_in_force'); END IF;
      IF said.registered_sum < required.value THEN PERFORM refuse('an_original_fund_reaches_the_lawful_sum'); END IF;
      -- a sum that is raised has come in by its day, is still there, and the bank shows it
      IF said.registered_sum > original.floor AND (original.worth < said.registered_sum
        OR (SELECT coalesce(sum(worth), 0) FROM entry_fund WHERE fund = original.fund AND day <= said.day) < said.registered_sum
        OR EXISTS (SELECT 1 FROM founding_confirmation c JOIN founding_contribution f ON f.id = c.contribution
             WHERE f.foundation = of_foundation AND c.line IS NOT NULL AND NOT EXISTS (SELECT 1 FROM matched_line m WHERE m.line = c.line))) THEN
        PERFORM refuse('a_registered_sum_is_raised_when_the_money_is_there');
      END IF;
      INSERT INTO foundation_kind (foundation, kind, private_money, from_day) SELECT of_foundation, said.as_kind, k.private_money, said.day FROM kind_of(of_foundation, said.day) k WHERE k.kind <> said.as_kind;
      UPDATE fund_balance SET floor = said.registered_sum, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = original.fund;
      UPDATE short_fund SET missing = b.short FROM fund_balance b WHERE b.fund = original.fund AND short_fund.fund = b.fund AND b.short > 0;
      DELETE FROM short_fund s USING fund_balance b WHERE s.fund = original.fund AND b.fund = s.fund AND b.short = 0;
    ELSIF said.kind = 'liquidation' THEN
      -- what was kept until now is what is handed on
      UPDATE fund_balance SET floor = 0, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE foundation = of_foundation AND floor > 0;
      DELETE FROM short_fund s USING fund_balance b WHERE s.foundation = of_foundation AND b.fund = s.fund AND b.short = 0;
    ELSIF said.kind = 'ending' THEN
      IF said.day <= (SELECT a.creditors_until FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.foundation = of_foundation AND a.kind = 'liquidation') THEN
        PERFORM refuse('creditors_are_heard_before_a_foundation_ends');
      END IF;
      IF EXISTS (SELECT 1 FROM fund_balance b WHERE b.foundation = of_foundation AND (b.money, b.owed, b.promised, b.worth) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint)) THEN
        PERFORM refuse('a_foundation_ends_when_every_fund_is_at_zero');
      END IF;
      IF gifts_under_way(of_foundation, at_time) > 0 THEN PERFORM refuse('gifts_under_way_are_waited_for_before_a_foundation_ends'); END IF;
      IF EXISTS (SELECT 1 FROM remaining_property r WHERE r.foundation = of_foundation AND NOT EXISTS (SELECT 1 FROM remaining_property_confirmation c WHERE c.remaining = r.id) AND NOT EXISTS (SELECT 1 FROM remaining_property_withdrawal w WHERE w.remaining = r.id)) THEN
        PERFORM refuse('what_remains_is_handed_on_before_a_foundation_ends');
      END IF;
    END IF;
  END $$;

  CREATE FUNCTION a_confirmed_act_of_life_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM foundation f JOIN life_act a ON a.foundation = f.id WHERE a.id = NEW.act FOR NO KEY UPDATE OF f;
    IF EXISTS (SELECT 1 FROM life_act_confirmation WHERE act = NEW.act) THEN PERFORM refuse('a_confirmed_act_of_life_stays'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_act_of_life_stays BEFORE INSERT ON life_act_withdrawal FOR EACH ROW EXECUTE FUNCTION a_confirmed_act_of_life_stays();
`;

const FORBIDDEN = `
  -- Each takes the foundation's row before it asks, so that an act of life that is being confirmed is seen.
  CREATE FUNCTION only_a_working_foundation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM foundation WHERE id = NEW.foundation FOR KEY SHARE;
    IF life_of(NEW.foundation) NOT IN ('preparing', 'registered') THEN PERFORM refuse(TG_ARGV[0]); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON fund FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_opens_no_fund');
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON founding_contribution FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_takes_no_gifts');
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON donation FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_takes_no_gifts');
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON offline_gift FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_takes_no_gifts');
  CREATE TRIGGER only_a_working_foundation BEFORE INSERT ON gift_batch FOR EACH ROW EXECUTE FUNCTION only_a_working_foundation('a_foundation_at_rest_takes_no_gifts');

  -- Asked once a run. Whoever ends a foundation holds all of its guard rows, and a run has taken those that it touches before it comes here.
  CREATE FUNCTION an_ended_foundation_takes_no_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM life_act_confirmation c WHERE c.kind = 'ending' AND c.foundation IN (SELECT n.foundation FROM came n)) THEN PERFORM refuse('an_ended_foundation_takes_no_entry'); END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER an_ended_foundation_takes_no_entry AFTER INSERT ON journal_entry REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION an_ended_foundation_takes_no_entry();
`;

const REMAINING = `
  -- What remains of a foundation in liquidation goes to a body of the same or a similar purpose, by name, and is published (400 art. 33; CL 18).
  CREATE TABLE remaining_property (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    fund int NOT NULL REFERENCES fund,
    place int NOT NULL REFERENCES place,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    receiver text NOT NULL CHECK (btrim(receiver) <> ''),
    credit_code text NOT NULL CONSTRAINT a_receiver_is_known_by_its_credit_code CHECK (is_credit_code(credit_code)),
    purpose text NOT NULL CHECK (btrim(purpose) <> ''),
    published text NOT NULL CHECK (btrim(published) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation, recorded_by)
  );
  CREATE TABLE remaining_property_withdrawal (
    remaining int CONSTRAINT remaining_property_is_withdrawn_once PRIMARY KEY REFERENCES remaining_property,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE TABLE remaining_property_confirmation (
    remaining int CONSTRAINT remaining_property_is_handed_on_once PRIMARY KEY,
    foundation int NOT NULL,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (remaining, foundation, recorded_by) REFERENCES remaining_property (id, foundation, recorded_by),
    CONSTRAINT nobody_hands_on_what_they_recorded CHECK (confirmed_by <> recorded_by)
  );

  CREATE FUNCTION judge_remaining_property_confirmation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM remaining_property WHERE id = NEW.remaining FOR UPDATE;
    IF EXISTS (SELECT 1 FROM remaining_property_withdrawal WHERE remaining = NEW.remaining) THEN PERFORM refuse('remaining_property_is_withdrawn_once'); END IF;
    IF NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = NEW.entry AND e.foundation = NEW.foundation AND e.kind = 'remaining property' AND e.source = 'remaining-property:' || NEW.remaining) THEN
      PERFORM refuse('what_is_handed_on_was_recorded_and_confirmed');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_remaining_property_confirmation BEFORE INSERT ON remaining_property_confirmation FOR EACH ROW EXECUTE FUNCTION judge_remaining_property_confirmation();
  CREATE FUNCTION what_is_handed_on_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM remaining_property WHERE id = NEW.remaining FOR UPDATE;
    IF EXISTS (SELECT 1 FROM remaining_property_confirmation WHERE remaining = NEW.remaining) THEN PERFORM refuse('remaining_property_is_handed_on_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_is_handed_on_stays BEFORE INSERT ON remaining_property_withdrawal FOR EACH ROW EXECUTE FUNCTION what_is_handed_on_stays();

  INSERT INTO entry_kind (kind, forced, since, gives) VALUES ('remaining property', false, 2004, '{}');
  INSERT INTO entry_kind_class (kind, class) SELECT 'remaining property', unnest(ARRAY['original', 'general', 'designated', 'restricted', 'preserved']);
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('remaining property', 'debit', 'registered'), ('remaining property', 'debit', 'programme'), ('remaining property', 'credit', 'bank');
  REFRESH MATERIALIZED VIEW line_rule;

  -- The one kind that empties an original fund: while the foundation is in liquidation, to the fen of what two people have recorded and confirmed.
  CREATE FUNCTION judge_remaining_property() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF life_of(NEW.foundation) <> 'liquidating' THEN PERFORM refuse('only_a_liquidation_hands_on_what_remains'); END IF;
    IF NOT EXISTS (
      SELECT 1 FROM remaining_property_confirmation c JOIN remaining_property r ON r.id = c.remaining JOIN entry_fund x ON x.entry = c.entry AND x.fund = r.fund AND (x.money, x.worth) = (-r.sum, -r.sum)
        JOIN posting p ON p.entry = c.entry AND p.place = r.place AND p.debit = -r.sum
      WHERE c.entry = NEW.id AND r.foundation = NEW.foundation AND (SELECT count(*) FROM entry_fund y WHERE y.entry = c.entry) = 1 AND NOT EXISTS (SELECT 1 FROM remaining_property_withdrawal w WHERE w.remaining = r.id)) THEN
      PERFORM refuse('what_is_handed_on_was_recorded_and_confirmed');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER judge_remaining_property AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'remaining property') EXECUTE FUNCTION judge_remaining_property();
`;

const RESERVES = `
  -- A reserve that the council has set aside 理事会指定储备: its own decision, which it can take back. Never a restriction, which only a giver or the law makes (解释 5).
  CREATE TABLE reserve (
    fund int CONSTRAINT a_reserve_is_opened_once PRIMARY KEY REFERENCES fund,
    foundation int NOT NULL REFERENCES foundation,
    resolution int NOT NULL,
    body text GENERATED ALWAYS AS ('council'::text) STORED,
    majority text NOT NULL,
    purpose text NOT NULL CHECK (btrim(purpose) <> ''),
    english_purpose text NOT NULL CHECK (btrim(english_purpose) <> ''),
    opened_by int NOT NULL REFERENCES person,
    opened_at timestamptz NOT NULL,
    CONSTRAINT the_council_sets_a_reserve_aside FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
  CREATE TABLE reserve_end (
    fund int CONSTRAINT a_reserve_is_dissolved_once PRIMARY KEY REFERENCES reserve,
    foundation int NOT NULL,
    resolution int NOT NULL,
    body text GENERATED ALWAYS AS ('council'::text) STORED,
    majority text NOT NULL,
    CONSTRAINT the_council_dissolves_a_reserve FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
  CREATE FUNCTION reserve_open(of_foundation int, its_code text, its_name text, its_english_name text, on_day date, its_purpose text, its_english_purpose text, its_resolution int, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE opened int;
  BEGIN
    opened := ledger_open_fund(of_foundation, its_code, 'designated', its_name, its_english_name, on_day);
    INSERT INTO reserve (fund, foundation, resolution, majority, purpose, english_purpose, opened_by, opened_at)
      VALUES (opened, of_foundation, its_resolution, coalesce((SELECT majority FROM resolution_confirmation WHERE resolution = its_resolution), 'none'), its_purpose, its_english_purpose, by_person, at_time);
    RETURN opened;
  END $$;
  CREATE FUNCTION reserve_dissolve(of_foundation int, its_fund int, on_day date, its_reason text, its_resolution int, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE held fund_balance;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund AND foundation = of_foundation FOR NO KEY UPDATE;
    IF (held.money, held.owed, held.promised, held.worth) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint) THEN PERFORM refuse('a_reserve_is_dissolved_at_zero'); END IF;
    INSERT INTO reserve_end (fund, foundation, resolution, majority) VALUES (its_fund, of_foundation, its_resolution, coalesce((SELECT majority FROM resolution_confirmation WHERE resolution = its_resolution), 'none'));
    INSERT INTO fund_closing VALUES (its_fund, on_day, its_reason, by_person, at_time);
  END $$;
`;

const OFFICIALS = `
  -- Who sits on the council or supervises it, from when to when they were chosen for (400 arts. 20, 22). The chair is the legal representative.
  CREATE TABLE office_term (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    party int NOT NULL,
    english_name text NOT NULL CHECK (btrim(english_name) <> ''),
    office text NOT NULL CONSTRAINT an_office_is_one_we_know CHECK (office IN ('chair', 'vice-chair', 'secretary-general', 'director', 'supervisor')),
    from_day date NOT NULL,
    until_day date NOT NULL,
    -- by which resolution; of directors and supervisors also by whom else, in words
    resolution int,
    basis text CHECK (btrim(basis) <> ''),
    body text GENERATED ALWAYS AS (CASE WHEN office IN ('chair', 'vice-chair', 'secretary-general') THEN 'council' END) STORED,
    majority text GENERATED ALWAYS AS (CASE WHEN office IN ('chair', 'vice-chair', 'secretary-general') THEN 'special' END) STORED,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id),
    CONSTRAINT a_term_ends_after_it_begins CHECK (until_day >= from_day),
    CONSTRAINT whoever_holds_office_was_chosen CHECK (num_nonnulls(resolution, basis) = 1),
    CONSTRAINT the_council_elects_its_officers CHECK (office IN ('director', 'supervisor') OR resolution IS NOT NULL),
    CONSTRAINT an_election_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation) REFERENCES resolution_confirmation (resolution, foundation),
    CONSTRAINT officers_are_elected_by_two_thirds FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority)
  );
  CREATE INDEX office_term_of_a_foundation ON office_term (foundation);
  CREATE TABLE office_term_end (
    term int CONSTRAINT a_term_ends_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CHECK (btrim(why) <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (term, foundation) REFERENCES office_term (id, foundation)
  );
  CREATE VIEW office_time AS
    SELECT t.id, t.foundation, t.party, t.office, t.from_day, t.until_day, LEAST(t.until_day, e.last_day) AS last_day, e.why FROM office_term t LEFT JOIN office_term_end e ON e.term = t.id;

  CREATE FUNCTION judge_office_term() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM foundation WHERE id = NEW.foundation FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM party WHERE foundation = NEW.foundation AND id = NEW.party AND kind <> 'person') THEN PERFORM refuse('an_official_is_a_person'); END IF;
    IF EXISTS (SELECT 1 FROM office_time o WHERE o.foundation = NEW.foundation AND o.party = NEW.party AND o.office = NEW.office AND o.from_day <= NEW.until_day AND o.last_day >= NEW.from_day) THEN
      PERFORM refuse('an_office_is_held_once_at_a_time');
    END IF;
    IF NEW.office = 'chair' AND EXISTS (SELECT 1 FROM office_time o WHERE o.foundation = NEW.foundation AND o.office = 'chair' AND o.from_day <= NEW.until_day AND o.last_day >= NEW.from_day) THEN
      PERFORM refuse('a_council_has_one_chair_a_day');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_office_term BEFORE INSERT ON office_term FOR EACH ROW EXECUTE FUNCTION judge_office_term();
  CREATE FUNCTION judge_office_term_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM office_term t WHERE t.id = NEW.term AND (NEW.last_day < t.from_day OR NEW.last_day > t.until_day)) THEN PERFORM refuse('a_term_is_shortened_not_prolonged'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_office_term_end BEFORE INSERT ON office_term_end FOR EACH ROW EXECUTE FUNCTION judge_office_term_end();

  -- What the law asks about somebody in office, from a day to a day.
  CREATE TABLE official_fact (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    party int NOT NULL,
    fact text NOT NULL CONSTRAINT a_fact_of_an_official_is_one_we_know CHECK (fact IN ('paid', 'full-time', 'state-official', 'heads-body')),
    -- of which body, in which post, since which decision
    words text NOT NULL CHECK (btrim(words) <> ''),
    from_day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    UNIQUE (id, foundation),
    FOREIGN KEY (foundation, party) REFERENCES party (foundation, id)
  );
  CREATE TABLE official_fact_end (
    fact int CONSTRAINT a_fact_of_an_official_ends_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (fact, foundation) REFERENCES official_fact (id, foundation)
  );
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['foundation_kind', 'founding_pledge', 'founding_pledge_withdrawal', 'foundation_particulars', 'life_act', 'life_act_withdrawal', 'life_act_confirmation',
      'remaining_property', 'remaining_property_withdrawal', 'remaining_property_confirmation', 'reserve', 'reserve_end', 'office_term', 'office_term_end', 'official_fact', 'official_fact_end'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  GRANT INSERT ON founding_pledge, founding_pledge_withdrawal, foundation_particulars, life_act, life_act_withdrawal, remaining_property, remaining_property_withdrawal, remaining_property_confirmation,
    office_term, office_term_end, official_fact, official_fact_end TO sizhu_app;
  GRANT SELECT ON registered_now, office_time TO sizhu_app;
  -- its place decides its floor, its code is given by its registration
  REVOKE UPDATE ON foundation FROM sizhu_app;
  GRANT UPDATE (certificate_no, certificate_from, certificate_to) ON foundation TO sizhu_app;
  REVOKE ALL ON FUNCTION a_foundation_begins_non_public, foundation_say_kind, foundation_life_confirm, reserve_open, reserve_dissolve, take_credit_code, only_a_working_foundation, an_ended_foundation_takes_no_entry,
    judge_remaining_property, judge_remaining_property_confirmation, what_is_handed_on_stays, judge_founding_pledge, judge_particulars, judge_office_term, judge_office_term_end, a_confirmed_act_of_life_stays FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION foundation_say_kind, foundation_life_confirm, reserve_open, reserve_dissolve TO sizhu_app;
`;
