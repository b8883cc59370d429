import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps a spend from being approved: the hold while a foundation is below its floor, and what was filed of a campaign. */
export class Guardrails0000000000031 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(SPENDS);
    await db.query(HELD);
    await db.query(SHORT);
    await db.query(OPEN);
    await db.query(POST);
    await db.query(RAISED);
    await db.query(FILINGS);
    await db.query(CONFIRM);
    await db.query(POLICIES);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const SPENDS = `
  -- By which kinds somebody chooses to spend. Not what is owed already (a payment, a promise that is kept), given back (a refund, a bond, a reversal), handed
  -- on from trust, passed between our own funds and places, used up (goods, wear) or made good.
  ALTER TABLE entry_kind ADD spends boolean NOT NULL DEFAULT false;
  UPDATE entry_kind SET spends = true WHERE kind IN ('match paid', 'promise', 'cost accepted', 'advance', 'fixed asset bought', 'investment bought', 'covered refund', 'spin-off');

  -- A promise that would eat the principal could never be kept.
  ALTER TABLE fund_balance ADD CONSTRAINT principal_is_not_promised_away CHECK (class <> 'preserved' OR worth - promised >= floor OR chosen_out = 0);
`;

const HELD = `
  -- A spend that was held 护栏暂缓 and let through all the same: by whom, why, and on what it rests. Written before it is booked, in the same transaction.
  CREATE TABLE held_spend (
    proposal int NOT NULL CONSTRAINT a_spend_is_let_through_once PRIMARY KEY,
    foundation int NOT NULL,
    proposed_by int NOT NULL,
    source text NOT NULL GENERATED ALWAYS AS ('voucher:' || proposal) STORED,
    -- no more than this
    sum fen NOT NULL CHECK (sum > 0),
    -- which checks held it
    checks text[] NOT NULL CHECK (cardinality(checks) > 0),
    resolution int,
    body text NOT NULL DEFAULT 'council' CONSTRAINT the_council_lets_through CHECK (body = 'council'),
    majority text,
    consent text CHECK (btrim(consent) <> ''),
    reason text NOT NULL CONSTRAINT whoever_lets_through_says_why CHECK (btrim(reason) <> ''),
    let_by int NOT NULL REFERENCES person,
    let_at timestamptz NOT NULL,
    FOREIGN KEY (proposal, foundation) REFERENCES voucher_proposal (id, foundation),
    FOREIGN KEY (proposal, proposed_by) REFERENCES voucher_proposal (id, proposed_by),
    CONSTRAINT a_held_spend_rests_on_a_confirmed_resolution FOREIGN KEY (resolution, foundation, body, majority) REFERENCES resolution_confirmation (resolution, foundation, body, majority),
    CONSTRAINT a_majority_is_of_a_resolution CHECK ((resolution IS NULL) = (majority IS NULL)),
    CONSTRAINT what_the_floor_holds_rests_on_a_resolution CHECK (resolution IS NOT NULL OR NOT checks && ARRAY['original-fund', 'net-assets', 'shortfall']),
    CONSTRAINT more_than_its_rule_rests_on_a_resolution CHECK (resolution IS NOT NULL OR NOT checks && ARRAY['spending-rule']),
    CONSTRAINT another_purpose_names_its_consent CHECK (consent IS NOT NULL OR NOT checks && ARRAY['agreement']),
    CONSTRAINT nobody_lets_through_what_they_proposed CHECK (let_by <> proposed_by)
  );
  CREATE UNIQUE INDEX held_spend_by_source ON held_spend (foundation, source);
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON held_spend EXECUTE FUNCTION the_books_are_never_rewritten();
  GRANT SELECT, INSERT ON held_spend TO sizhu_app;
`;

const SHORT = `
  -- While a fund is short: the general fund spends on nothing but making good; while the original fund is short or net assets after promises are below the
  -- registered sum, no fund spends; a resolution of the council lets a single spend through. It lets nobody spend on general purposes what was given for others.
  CREATE FUNCTION judge_while_short(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
    FOR house IN
      SELECT DISTINCT x.foundation FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN entry_kind k ON k.kind = e.kind AND k.spends
      WHERE x.entry = ANY (ids) AND x.owed + x.promised - x.money > 0 ORDER BY 1
    LOOP
      -- two that spend from different funds must not both count what only one of them may take
      PERFORM pg_advisory_xact_lock(hashtext('net assets'), house);
      SELECT sum(b.worth - b.promised), sum(b.worth - b.promised) FILTER (WHERE b.class IN ('general', 'designated')), sum(b.floor) FILTER (WHERE b.class = 'original'), sum(b.short) FILTER (WHERE b.class = 'original')
        INTO left_over, unrestricted, registered, original_short FROM fund f JOIN fund_balance b ON b.fund = f.id WHERE f.foundation = house;
      IF unrestricted < 0 AND EXISTS (
        SELECT 1 FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN entry_kind k ON k.kind = e.kind AND k.spends
        WHERE x.entry = ANY (ids) AND x.foundation = house AND x.class IN ('general', 'designated') AND x.owed + x.promised - x.money > 0) THEN
        PERFORM refuse('restricted_money_pays_for_its_own_purpose');
      END IF;
      IF (left_over < registered OR original_short > 0) AND EXISTS (
        SELECT 1 FROM entry_fund x JOIN journal_entry e ON e.id = x.entry JOIN entry_kind k ON k.kind = e.kind AND k.spends
        WHERE x.entry = ANY (ids) AND x.foundation = house AND x.owed + x.promised - x.money > 0 AND NOT let_through(house, e.source, x.owed + x.promised - x.money)) THEN
        PERFORM refuse('a_held_spend_rests_on_a_resolution');
      END IF;
    END LOOP;
  END $$;

  CREATE FUNCTION let_through(of_foundation int, its_source text, its_sum bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM held_spend h WHERE h.foundation = of_foundation AND h.source = its_source AND h.resolution IS NOT NULL AND h.sum >= its_sum)
  $$;
  REVOKE ALL ON FUNCTION judge_while_short, let_through FROM PUBLIC;
`;

const OPEN = `
  -- As in 0003-ledger, and which held spends rest on a resolution. Locks the guard rows in fund order, then the promises, and tells all that a
  -- verdict needs. SECURITY DEFINER because a row lock asks for the right to update, which the application does not have.
  CREATE OR REPLACE FUNCTION ledger_open(funds int[], sources text[], foundations int[], promises bigint[]) RETURNS json
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
  DECLARE told json;
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund = ANY (funds) ORDER BY b.fund FOR NO KEY UPDATE;
    IF cardinality(promises) > 0 THEN
      PERFORM 1 FROM promise_balance p WHERE p.promise = ANY (promises) ORDER BY p.promise FOR NO KEY UPDATE;
    END IF;
    SELECT json_build_object(
      'funds', (SELECT coalesce(json_agg(json_build_array(b.fund, f.foundation, f.class, f.name, b.money::text, b.owed::text, b.promised::text, b.worth::text, b.floor::text)), '[]')
                FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE b.fund = ANY (funds)),
      'known', (SELECT coalesce(json_agg(json_build_array(e.foundation, e.source, e.id::text)), '[]')
                FROM unnest(foundations, sources) asked (foundation, source) JOIN journal_entry e ON e.foundation = asked.foundation AND e.source = asked.source),
      'sealed', (SELECT coalesce(json_agg(json_build_array(p.foundation, to_char(p.month, 'YYYY-MM'))), '[]')
                 FROM accounting_period p WHERE p.foundation = ANY (foundations) AND p.sealed_on IS NOT NULL),
      'promises', (SELECT coalesce(json_agg(json_build_array(p.promise::text, p.fund, p.amount::text)), '[]')
                   FROM promise_balance p WHERE p.promise = ANY (promises)),
      'short', (SELECT coalesce(json_agg(json_build_array(s.foundation, f.name, s.missing::text)), '[]')
                FROM short_fund s JOIN fund f ON f.id = s.fund WHERE s.foundation = ANY (foundations)),
      'released', CASE WHEN EXISTS (SELECT 1 FROM short_fund) THEN (
        SELECT coalesce(json_agg(json_build_array(h.foundation, h.source)), '[]')
        FROM unnest(foundations, sources) asked (foundation, source) JOIN held_spend h ON h.foundation = asked.foundation AND h.source = asked.source WHERE h.resolution IS NOT NULL) ELSE '[]' END
    ) INTO told;
    RETURN told;
  END $$;
`;

const POST = `
  -- As in 0009-every-kind; what holds while a fund is short stands in a function of its own. Takes any number of drafts as columns, writes entries, lines and words, recomputes from the
  -- lines what each fund gains and loses, moves the guard rows by what it finds and lets their constraints speak.
  CREATE OR REPLACE FUNCTION ledger_post(
    foundations int[], kinds text[], days date[], fact_days date[], sources text[], facts bigint[], reversed bigint[], parties text[], notes text[],
    line_drafts int[], line_funds int[], line_accounts text[], line_debits bigint[], line_places int[], line_promises bigint[],
    line_standards smallint[]
  ) RETURNS bigint[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
  DECLARE
    ids bigint[];
    found int;
    needed int;
    sealed boolean;
    carried int[];
    standards smallint[];
    principal_funds int[];
    lowered bigint[];
    raised bigint[];
    brought bigint[];
  BEGIN
    PERFORM 1 FROM fund_balance b WHERE b.fund = ANY (line_funds) ORDER BY b.fund FOR NO KEY UPDATE;

    -- what is rare is looked at only when such an entry is among the drafts
    IF 'opening balance' = ANY (kinds) THEN
      PERFORM 1 FROM foundation f WHERE f.id = ANY (foundations) ORDER BY f.id FOR NO KEY UPDATE;
    END IF;
    IF 'chart migration' = ANY (kinds) THEN
      carried := ARRAY (SELECT DISTINCT f FROM unnest(foundations, kinds) x (f, kind) WHERE kind = 'chart migration' ORDER BY f);
      -- the old books end here: their months are sealed, so that nothing comes into the old chart behind the migration
      INSERT INTO accounting_period (foundation, month)
        SELECT f, m::date FROM unnest(carried) f
          CROSS JOIN generate_series(LEAST('2025-01-01', (SELECT min(month) FROM accounting_period)), '2025-12-01', interval '1 month') m ON CONFLICT DO NOTHING;
      PERFORM 1 FROM accounting_period p WHERE p.foundation = ANY (carried) AND p.month < '2026-01-01' ORDER BY p.foundation, p.month FOR UPDATE;
      UPDATE accounting_period SET sealed_on = (now() AT TIME ZONE 'Asia/Shanghai')::date WHERE foundation = ANY (carried) AND month < '2026-01-01' AND sealed_on IS NULL;
    END IF;
    IF 'Z01' = ANY (line_accounts) AND EXISTS (
      SELECT 1 FROM unnest(line_drafts, line_accounts, line_debits) l (draft, account, debit) WHERE account = 'Z01' GROUP BY draft HAVING sum(debit) <> 0) THEN
      PERFORM refuse('what_funds_pass_to_each_other_adds_up_to_nothing');
    END IF;
    IF cardinality(array_remove(line_standards, NULL)) > 0 AND EXISTS (
      SELECT 1 FROM unnest(line_drafts, line_standards) l (draft, standard) WHERE standard IS NOT NULL AND kinds[draft] <> 'chart migration') THEN
      PERFORM refuse('only_a_chart_migration_uses_the_former_standard');
    END IF;

    -- a month is sealed by taking its row FOR UPDATE, so nothing slips in between
    LOOP
      SELECT count(*), bool_or(taken.sealed), (SELECT count(*) FROM (SELECT DISTINCT f, date_trunc('month', d) FROM unnest(foundations, days) x (f, d)) months)
        INTO found, sealed, needed
        FROM (SELECT p.sealed_on IS NOT NULL AS sealed FROM accounting_period p
              WHERE (p.foundation, p.month) IN (SELECT f, date_trunc('month', d)::date FROM unnest(foundations, days) x (f, d))
              ORDER BY p.foundation, p.month FOR KEY SHARE OF p) taken;
      IF sealed THEN PERFORM refuse('a_sealed_month_takes_no_entry'); END IF;
      EXIT WHEN found = needed;
      INSERT INTO accounting_period (foundation, month)
        SELECT DISTINCT f, date_trunc('month', d)::date FROM unnest(foundations, days) x (f, d) ON CONFLICT DO NOTHING;
    END LOOP;

    standards := ARRAY (SELECT (SELECT s.standard FROM accounting_standard s WHERE d BETWEEN s.from_day AND s.to_day) FROM unnest(days) d);
    ids := ARRAY (SELECT CASE WHEN d = ANY (line_drafts) OR refuse('an_entry_has_postings') THEN nextval('journal_entry_id') END FROM generate_subscripts(kinds, 1) d);

    IF cardinality(array_remove(parties, NULL)) + cardinality(array_remove(notes, NULL)) > 0 THEN
      INSERT INTO entry_words (entry, party, party_salt, note, note_salt)
        SELECT id, party, CASE WHEN party IS NOT NULL THEN uuid_send(gen_random_uuid()) END, note, CASE WHEN note IS NOT NULL THEN uuid_send(gen_random_uuid()) END
        FROM unnest(ids, parties, notes) w (id, party, note) WHERE party IS NOT NULL OR note IS NOT NULL;
    END IF;
    INSERT INTO journal_entry (id, foundation, kind, forced, standard, day, fact_day, source, fact, reverses, party_commitment, note_commitment)
      SELECT d.id, d.foundation, d.kind, k.forced, d.standard, d.day, d.fact_day, d.source, d.fact, d.reverses,
        sha256(w.party_salt || convert_to(w.party, 'UTF8')), sha256(w.note_salt || convert_to(w.note, 'UTF8'))
      FROM unnest(ids, foundations, kinds, standards, days, fact_days, sources, facts, reversed) d (id, foundation, kind, standard, day, fact_day, source, fact, reverses)
      JOIN entry_kind k ON k.kind = d.kind AND d.standard >= k.since LEFT JOIN entry_words w ON w.entry = d.id;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found <> cardinality(kinds) THEN
      PERFORM refuse(CASE WHEN EXISTS (SELECT 1 FROM unnest(kinds) asked (kind) WHERE NOT EXISTS (SELECT 1 FROM entry_kind k WHERE k.kind = asked.kind))
        THEN 'an_entry_is_of_a_known_kind' ELSE 'a_kind_is_used_from_its_standard_on' END);
    END IF;

    IF 'Y01' = ANY (line_accounts) THEN
      INSERT INTO promise_balance (promise, fund, amount)
        SELECT ids[draft], fund, sum(debit) FROM unnest(line_drafts, line_funds, line_accounts, line_debits, line_promises) l (draft, fund, account, debit, promise)
        WHERE account = 'Y01' AND promise IS NULL GROUP BY 1, 2;
      -- not ON CONFLICT: its check would judge what is drawn as if it were a promise of its own
      UPDATE promise_balance p SET amount = p.amount + m.amount
        FROM (SELECT promise, fund, sum(debit) AS amount FROM unnest(line_funds, line_accounts, line_debits, line_promises) l (fund, account, debit, promise)
              WHERE account = 'Y01' AND promise IS NOT NULL GROUP BY 1, 2) m
        WHERE p.promise = m.promise AND p.fund = m.fund;
    END IF;

    -- Principal raises the floor of a preserved fund and its reversal lowers it. Lowered before the guard row moves and raised
    -- after, so that the constraint judges a gift that is taken back, and a gift that is spent in the same run.
    IF 'principal gift' = ANY (kinds) OR '310201' = ANY (line_accounts)
      OR (cardinality(array_remove(reversed, NULL)) > 0 AND EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = ANY (reversed) AND e.kind = 'principal gift')) THEN
      SELECT array_agg(fund), array_agg(down), array_agg(up), array_agg(up_brought) INTO principal_funds, lowered, raised, brought
      FROM (
        SELECT fund, sum(GREATEST(0, -moved))::bigint AS down, sum(GREATEST(0, moved))::bigint AS up, coalesce(sum(GREATEST(0, moved)) FILTER (WHERE NOT given), 0)::bigint AS up_brought
        FROM (
          SELECT l.draft, l.fund, kinds[l.draft] = 'principal gift' AS given, -sum(l.debit) AS moved
          FROM unnest(line_drafts, line_funds, line_accounts, line_debits) l (draft, fund, account, debit) LEFT JOIN journal_entry o ON o.id = reversed[l.draft]
          WHERE l.account = '310201' OR (l.account = '410102' AND (kinds[l.draft] = 'principal gift' OR o.kind = 'principal gift'))
          GROUP BY l.draft, l.fund) move
        GROUP BY fund) fund_move;
      UPDATE fund_balance b SET floor = GREATEST(0, b.floor - m.down) FROM unnest(principal_funds, lowered) m (fund, down) WHERE b.fund = m.fund AND m.down > 0;
    END IF;

    WITH asked AS MATERIALIZED (
      SELECT ids[l.draft] AS entry, foundations[l.draft] AS foundation, kinds[l.draft] AS kind, days[l.draft] AS day, coalesce(l.standard, standards[l.draft]) AS standard,
        l.n, l.fund, b.foundation AS fund_foundation, b.class, b.money AS held, l.account, l.debit, l.place,
        CASE WHEN l.debit > 0 THEN 'debit' ELSE 'credit' END AS side, CASE WHEN l.account = 'Y01' THEN coalesce(l.promise, ids[l.draft]) END AS promise
      FROM unnest(line_drafts, line_funds, line_accounts, line_debits, line_places, line_promises, line_standards)
        WITH ORDINALITY l (draft, fund, account, debit, place, promise, standard, n)
      LEFT JOIN fund_balance b ON b.fund = l.fund
    ), line AS MATERIALIZED (
      SELECT l.*, r.forced, r.account_class, r.role,
        CASE WHEN l.class IS NULL THEN refuse('every_posting_names_a_fund')
          WHEN l.fund_foundation <> l.foundation THEN refuse('an_entry_stays_within_its_foundation')
          WHEN r.kind IS NULL THEN refuse_line(l.kind, l.class, l.standard, l.account, l.side)
          WHEN l.place IS NOT NULL AND (p.foundation, p.account) IS DISTINCT FROM (l.foundation, l.account) THEN refuse('a_place_keeps_its_foundation_and_account')
        END AS refused
      FROM asked l
      LEFT JOIN line_rule r ON r.kind = l.kind AND r.account = l.account AND r.class = l.class AND r.side = l.side AND r.standard = l.standard
      LEFT JOIN place p ON p.id = l.place
    ), effect AS MATERIALIZED (
      SELECT entry, fund, foundation, forced, class, day, held,
        coalesce(sum(debit) FILTER (WHERE account_class = 'M'), 0) AS money,
        coalesce(-sum(debit) FILTER (WHERE account_class = 'L'), 0) AS owed,
        coalesce(sum(debit) FILTER (WHERE role = 'promised'), 0) AS promised,
        coalesce(-sum(debit) FILTER (WHERE account_class IN ('N', 'I', 'E')), 0) AS worth
      FROM line GROUP BY entry, fund, foundation, forced, class, day, held
    ), effects AS (
      INSERT INTO entry_fund (entry, fund, foundation, class, day, money, owed, promised, worth, money_after)
      SELECT x.entry, x.fund, x.foundation, x.class, x.day, x.money, x.owed, x.promised, x.worth,
        x.held + sum(x.money) OVER (PARTITION BY x.fund ORDER BY x.entry)
      FROM effect x
    ), guards AS (
      UPDATE fund_balance b SET
        money = b.money + m.money, owed = b.owed + m.owed, promised = b.promised + m.promised, worth = b.worth + m.worth,
        chosen_out = m.chosen_out, chosen_paid = m.chosen_paid, chosen_loss = m.chosen_loss
      FROM (
        SELECT fund, sum(money) AS money, sum(owed) AS owed, sum(promised) AS promised, sum(worth) AS worth,
          coalesce(sum(GREATEST(0, owed + promised - money)) FILTER (WHERE NOT forced), 0) AS chosen_out,
          coalesce(sum(GREATEST(0, -money)) FILTER (WHERE NOT forced), 0) AS chosen_paid,
          coalesce(sum(GREATEST(0, -worth)) FILTER (WHERE NOT forced), 0) AS chosen_loss
        FROM effect GROUP BY fund) m
      WHERE b.fund = m.fund
    ), queue AS (
      INSERT INTO entry_to_number (foundation, entry) SELECT * FROM unnest(foundations, ids)
    )
    INSERT INTO posting (entry, line, fund, standard, account, debit, place, promise)
    SELECT entry, row_number() OVER (PARTITION BY entry ORDER BY n), fund, standard, account, debit, place, promise FROM line WHERE refused IS NULL;

    IF principal_funds IS NOT NULL THEN
      -- principal that is brought in must be there: what is missing of it counts as chosen
      UPDATE fund_balance b SET floor = b.floor + m.up, chosen_loss = b.chosen_loss + m.up_brought
        FROM unnest(principal_funds, raised, brought) m (fund, up, up_brought) WHERE b.fund = m.fund AND m.up > 0;
    END IF;
    IF 'opening balance' = ANY (kinds) AND EXISTS (
      SELECT 1 FROM journal_entry e JOIN entry_fund x ON x.entry = e.id WHERE e.id = ANY (ids) AND e.kind = 'opening balance' AND LEAST(x.money, x.owed, x.worth) < 0) THEN
      PERFORM refuse('an_opening_balance_takes_nothing_away');
    END IF;
    IF 'opening balance' = ANY (kinds) AND EXISTS (
      SELECT 1 FROM journal_entry e WHERE e.foundation = ANY (foundations) AND e.kind = 'opening balance' AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = e.id)
      GROUP BY e.foundation HAVING count(*) > 1) THEN
      PERFORM refuse('a_foundation_opens_its_books_once');
    END IF;
    IF carried IS NOT NULL THEN
      IF EXISTS (SELECT 1 FROM unnest(kinds, days) d (kind, day) WHERE kind = 'chart migration' AND day <> '2026-01-01') THEN PERFORM refuse('the_chart_changes_on_its_first_day'); END IF;
      IF EXISTS (
        SELECT 1 FROM journal_entry e JOIN role_posting p ON p.entry = e.id WHERE e.id = ANY (ids) AND e.kind = 'chart migration'
        GROUP BY p.entry, p.fund, p.role, p.place, p.promise HAVING sum(p.debit) <> 0) THEN
        PERFORM refuse('a_chart_migration_moves_nothing');
      END IF;
      PERFORM refuse(CASE WHEN bool_or(left_over.class IN ('I', 'E')) THEN 'income_and_cost_are_closed_before_the_chart_changes' ELSE 'a_chart_migration_leaves_nothing_behind' END)
        FROM (SELECT a.class FROM journal_entry e JOIN posting p ON p.entry = e.id JOIN account a ON a.standard = p.standard AND a.code = p.account
              WHERE e.foundation = ANY (carried) AND p.standard = 2004 GROUP BY p.fund, p.account, a.class HAVING sum(p.debit) <> 0) left_over HAVING count(*) > 0;
    END IF;
    IF cardinality(array_remove(reversed, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM unnest(ids, reversed, foundations) r (id, reverses, foundation) WHERE r.reverses IS NOT NULL AND (
        EXISTS (SELECT 1 FROM journal_entry e WHERE e.id = r.reverses AND (e.foundation <> r.foundation OR e.kind IN ('reversal', 'chart migration'))) OR
        -- by role: what was 5201 in 2025 is taken back from 5301
        EXISTS (SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = r.id EXCEPT ALL SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = r.reverses) OR
        EXISTS (SELECT fund, role, debit, place, promise FROM role_posting WHERE entry = r.reverses EXCEPT ALL SELECT fund, role, -debit, place, promise FROM role_posting WHERE entry = r.id))) THEN
        PERFORM refuse('a_reversal_mirrors_its_entry');
      END IF;
    END IF;
    IF cardinality(array_remove(facts, NULL)) > 0 THEN
      IF EXISTS (
        SELECT 1 FROM journal_entry e JOIN outside_fact o ON o.id = e.fact JOIN entry_fund x ON x.entry = e.id
        WHERE e.id = ANY (ids) AND e.forced GROUP BY e.id, o.most HAVING sum(GREATEST(0, -x.money)) > o.most OR sum(GREATEST(0, -x.worth)) > o.most OR sum(GREATEST(0, x.owed)) > o.most) THEN
        PERFORM refuse('a_forced_entry_takes_no_more_than_its_fact');
      END IF;
      INSERT INTO shortfall (entry, fund, foundation, missing)
        SELECT DISTINCT ON (x.fund) x.entry, x.fund, x.foundation, b.short
        FROM entry_fund x JOIN journal_entry e ON e.id = x.entry AND e.forced JOIN fund_balance b ON b.fund = x.fund AND b.short > 0
        WHERE x.entry = ANY (ids) ORDER BY x.fund, x.entry DESC;
    END IF;
    -- what is rare is asked only while some fund is short: nearly always there is none
    IF cardinality(array_remove(facts, NULL)) > 0 OR EXISTS (SELECT 1 FROM short_fund) THEN
      PERFORM judge_while_short(ids);
      DELETE FROM short_fund s USING fund_balance b WHERE b.fund = s.fund AND s.fund = ANY (line_funds) AND b.short = 0;
      INSERT INTO short_fund (fund, foundation, missing) SELECT fund, foundation, short FROM fund_balance WHERE fund = ANY (line_funds) AND short > 0
        ON CONFLICT (fund) DO UPDATE SET missing = excluded.missing;
    END IF;
    RETURN ids;
  END $$;
`;

const RAISED = `
  -- What a fund has raised, and what raising has cost it, by the day of the fact; a reversal on the day of what it takes back.
  CREATE VIEW fund_raising_posting AS
    SELECT p.entry, p.fund, coalesce(o.fact_day, e.fact_day) AS day,
      CASE a.role WHEN 'gift' THEN -p.debit ELSE 0 END AS raised, CASE a.role WHEN 'fundraising' THEN p.debit ELSE 0 END AS fundraising
    FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ('gift', 'fundraising')
      JOIN journal_entry e ON e.id = p.entry AND e.kind <> 'year closing' LEFT JOIN journal_entry o ON o.id = e.reverses;

  CREATE TABLE fund_raising_day (
    fund int NOT NULL REFERENCES fund,
    day date NOT NULL,
    raised fen NOT NULL,
    fundraising fen NOT NULL,
    PRIMARY KEY (fund, day)
  );
  -- What the roll-up must be, added up anew.
  CREATE VIEW fund_raising_day_anew AS
    SELECT p.fund, p.day, sum(p.raised)::fen AS raised, sum(p.fundraising)::fen AS fundraising FROM fund_raising_posting p
    WHERE NOT EXISTS (SELECT FROM entry_to_number q WHERE q.entry = p.entry) GROUP BY p.fund, p.day;
  INSERT INTO fund_raising_day SELECT fund, day, raised, fundraising FROM fund_raising_day_anew;

  -- As in 0025-open-money, and what funds have raised. Posting does not wait for it: it comes with the numbers.
  CREATE OR REPLACE FUNCTION ledger_roll_up(taken bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO account_month AS m (foundation, month, fund, standard, account, kind, against, debit, credit)
      SELECT p.foundation, p.month, p.fund, p.standard, p.account, p.kind, coalesce(p.against, ''), sum(GREATEST(0, p.debit)), sum(GREATEST(0, -p.debit))
      FROM statement_posting p WHERE p.entry = ANY (taken) GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (foundation, month, fund, account, kind, against, standard)
      DO UPDATE SET debit = m.debit + excluded.debit, credit = m.credit + excluded.credit;
    INSERT INTO place_month AS m (place, month, debit)
      SELECT p.place, date_trunc('month', p.day)::date, sum(p.debit) FROM place_posting p WHERE p.entry = ANY (taken) GROUP BY 1, 2
    ON CONFLICT (place, month) DO UPDATE SET debit = m.debit + excluded.debit;
    INSERT INTO posting_to_match (entry, posting, place, day, debit)
      SELECT p.entry, p.posting, p.place, p.day, p.debit FROM place_posting p
      WHERE p.entry = ANY (taken) AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.posting) ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    INSERT INTO fund_raising_day AS d (fund, day, raised, fundraising)
      SELECT p.fund, p.day, sum(p.raised), sum(p.fundraising) FROM fund_raising_posting p WHERE p.entry = ANY (taken) GROUP BY 1, 2
    ON CONFLICT (fund, day) DO UPDATE SET raised = d.raised + excluded.raised, fundraising = d.fundraising + excluded.fundraising;
  $$;
  GRANT SELECT ON fund_raising_posting, fund_raising_day, fund_raising_day_anew TO sizhu_app;
`;

const FILINGS = `
  -- A campaign plan 募捐方案 as it was filed 备案, or supplemented: entered by one, compared with the registrar's receipt by another (CL 24; 74).
  CREATE TABLE campaign_filing (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    -- the campaign whose plan it changes; its days stay
    supplements int,
    filing_no text NOT NULL CHECK (btrim(filing_no) <> ''),
    filed_on date NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    area text NOT NULL,
    purpose text NOT NULL,
    beneficiaries text NOT NULL,
    target fen NOT NULL,
    -- what raising may cost 募捐成本
    cost fen NOT NULL,
    leftover text NOT NULL,
    -- 应急募捐: filed after it has begun (CL 73)
    emergency boolean NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_filing_is_complete CHECK (LEAST(length(btrim(area)), length(btrim(purpose)), length(btrim(beneficiaries)), length(btrim(leftover))) > 0),
    CONSTRAINT a_campaign_raises_something CHECK (target > 0),
    CONSTRAINT raising_costs_less_than_it_brings CHECK (cost >= 0 AND cost < target),
    CONSTRAINT a_campaign_ends_after_it_begins CHECK (to_day >= from_day),
    FOREIGN KEY (supplements, foundation) REFERENCES campaign (id, foundation),
    UNIQUE (id, recorded_by),
    UNIQUE (id, foundation)
  );
  CREATE INDEX campaign_filing_by_campaign ON campaign_filing (supplements);

  CREATE TABLE campaign_filing_confirmation (
    filing int NOT NULL CONSTRAINT a_filing_is_confirmed_once PRIMARY KEY,
    recorded_by int NOT NULL,
    campaign int NOT NULL REFERENCES campaign,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (filing, recorded_by) REFERENCES campaign_filing (id, recorded_by),
    CONSTRAINT nobody_confirms_the_filing_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  CREATE INDEX campaign_filing_confirmation_by_campaign ON campaign_filing_confirmation (campaign);

  -- Entered wrongly, and seen before it was confirmed.
  CREATE TABLE campaign_filing_withdrawal (
    filing int NOT NULL REFERENCES campaign_filing CONSTRAINT a_filing_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CONSTRAINT a_withdrawn_filing_says_why CHECK (btrim(why) <> ''),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );

  -- The plan in force on a day: the newest that was filed until then.
  CREATE FUNCTION campaign_plan(its_campaign int, on_day date) RETURNS campaign_filing LANGUAGE sql STABLE AS $$
    SELECT f.* FROM campaign_filing_confirmation c JOIN campaign_filing f ON f.id = c.filing WHERE c.campaign = its_campaign AND f.filed_on <= on_day ORDER BY f.filed_on DESC, f.id DESC LIMIT 1
  $$;

  -- What has been raised under a campaign within its days, and what raising has cost its funds until they began another; with what waits for its number.
  CREATE FUNCTION campaign_sums(its_campaign int, OUT raised fen, OUT fundraising fen) LANGUAGE sql STABLE AS $$
    WITH span AS (
      SELECT r.fund, r.foundation, r.from_day, LEAST(r.to_day, c.to_day) AS raises_to,
        (SELECT min(later.from_day) FROM raising later WHERE later.fund = r.fund AND later.from_day > r.from_day AND later.campaign IS DISTINCT FROM r.campaign) AS costs_before
      FROM raising r JOIN campaign c ON c.id = r.campaign WHERE r.campaign = its_campaign
    ), moved AS (
      SELECT s.*, d.day, d.raised, d.fundraising FROM span s JOIN fund_raising_day d ON d.fund = s.fund AND d.day >= s.from_day
      UNION ALL
      SELECT s.*, p.day, p.raised, p.fundraising FROM (SELECT DISTINCT foundation FROM span) h JOIN entry_to_number q ON q.foundation = h.foundation
        JOIN fund_raising_posting p ON p.entry = q.entry JOIN span s ON s.fund = p.fund AND p.day >= s.from_day
    )
    SELECT coalesce(sum(m.raised) FILTER (WHERE m.day <= m.raises_to), 0), coalesce(sum(m.fundraising) FILTER (WHERE m.costs_before IS NULL OR m.day < m.costs_before), 0) FROM moved m
  $$;

  ALTER TABLE paper
    ADD filing int,
    DROP CONSTRAINT a_paper_belongs_to_one_thing,
    ADD CONSTRAINT a_paper_belongs_to_one_thing CHECK (num_nonnulls(gift, banking, proposal, entry, line, resolution, founding, agreement, valuation, filing) = 1),
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_filing FOREIGN KEY (filing, foundation) REFERENCES campaign_filing (id, foundation),
    ADD CONSTRAINT papers_of_a_filing_are_numbered UNIQUE (filing, nth);
`;

const CONFIRM = `
  -- In an emergency it is filed after it has begun; how late stands in policy.
  ALTER TABLE campaign DROP CONSTRAINT a_campaign_is_filed_before_it_begins;

  -- The only way to a campaign: a second person has found the filing at the registrar. @returns the campaign
  CREATE FUNCTION campaign_confirm(its_filing int, by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    plan campaign_filing;
    its_campaign int;
    days int;
  BEGIN
    SELECT * INTO plan FROM campaign_filing WHERE id = its_filing FOR UPDATE;
    IF plan.id IS NULL THEN PERFORM refuse('a_filing_is_recorded_before_it_is_confirmed'); END IF;
    IF EXISTS (SELECT FROM campaign_filing_withdrawal WHERE filing = its_filing) THEN PERFORM refuse('a_withdrawn_filing_stays_withdrawn'); END IF;
    IF EXISTS (SELECT FROM campaign_filing_confirmation WHERE filing = its_filing) THEN PERFORM refuse('a_filing_is_confirmed_once'); END IF;
    IF plan.recorded_by = by_person THEN PERFORM refuse('nobody_confirms_the_filing_they_recorded'); END IF;
    IF plan.supplements IS NULL THEN
      SELECT p.value INTO days FROM policy p JOIN foundation f ON f.id = plan.foundation
        WHERE p.rule = CASE WHEN plan.emergency THEN 'campaign-filed-days-after-start' ELSE 'campaign-filed-days-before-start' END AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-') OR p.jurisdiction = 'CN')
          AND plan.filed_on BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') ORDER BY length(p.jurisdiction) DESC LIMIT 1;
      IF plan.emergency AND plan.filed_on > plan.from_day + days THEN PERFORM refuse('an_emergency_is_filed_soon_after_it_begins'); END IF;
      IF NOT plan.emergency AND plan.filed_on > plan.from_day - days THEN PERFORM refuse('a_campaign_is_filed_before_it_begins'); END IF;
      INSERT INTO campaign (foundation, filing_no, filed_on, from_day, to_day, target) VALUES (plan.foundation, plan.filing_no, plan.filed_on, plan.from_day, plan.to_day, plan.target) RETURNING id INTO its_campaign;
    ELSE
      SELECT c.id INTO its_campaign FROM campaign c WHERE c.id = plan.supplements AND (c.from_day, c.to_day) = (plan.from_day, plan.to_day) AND plan.filed_on BETWEEN c.filed_on AND c.to_day FOR UPDATE;
      IF its_campaign IS NULL THEN PERFORM refuse('a_supplement_keeps_the_days_of_its_campaign'); END IF;
    END IF;
    INSERT INTO campaign_filing_confirmation VALUES (its_filing, plan.recorded_by, its_campaign, by_person, at_time);
    RETURN its_campaign;
  END $$;

  CREATE FUNCTION a_confirmed_filing_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM campaign_filing WHERE id = NEW.filing FOR UPDATE;
    IF EXISTS (SELECT FROM campaign_filing_confirmation WHERE filing = NEW.filing) THEN PERFORM refuse('a_confirmed_filing_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_confirmed_filing_stands BEFORE INSERT ON campaign_filing_withdrawal FOR EACH ROW EXECUTE FUNCTION a_confirmed_filing_stands();

  REVOKE ALL ON FUNCTION campaign_confirm, a_confirmed_filing_stands FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION campaign_confirm TO sizhu_app;
  REVOKE INSERT ON campaign FROM sizhu_app;
  GRANT SELECT ON campaign_filing_confirmation TO sizhu_app;
  GRANT SELECT, INSERT ON campaign_filing, campaign_filing_withdrawal TO sizhu_app;
`;

const POLICIES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('campaign-filed-days-before-start', 'CN', '2016-09-01', 10, '慈善组织公开募捐管理办法：开展公开募捐活动，应当在活动开始十日前将募捐方案报送登记的民政部门备案', 'needs-check'),
    ('campaign-filed-days-after-start', 'CN', '2016-09-01', 10, '慈善法第七十三条：发生重大突发事件，不能在募捐活动前办理备案的，应当在活动开始后十日内补办', 'confirmed'),
    ('ratio-forecast-from-month', 'CN', '2016-09-01', 10, '本机构做法：每年10月1日起，按当年进度预测年度支出和管理费用比例', 'needs-check');
`;
