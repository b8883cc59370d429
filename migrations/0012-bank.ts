import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements of banks and wallets, and what joins their lines with the postings of the books. */
export class Bank0000000000012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(STATEMENTS);
    await db.query(MATCHES);
    await db.query(UNIDENTIFIED);
    await db.query(ORIGINAL_FUND);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const STATEMENTS = `
  CREATE UNIQUE INDEX place_of_its_foundation ON place (id, foundation);
  -- what lies at a place, and what of it no statement has shown yet
  CREATE INDEX posting_of_a_place ON posting (place, entry) INCLUDE (line, debit) WHERE place IS NOT NULL;

  -- Which column of an account's file says what. The newest row of a place holds; the others say who had it otherwise, and when.
  CREATE TABLE bank_mapping (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    place int NOT NULL,
    mapping jsonb NOT NULL,
    set_by int NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL,
    FOREIGN KEY (place, foundation) REFERENCES place (id, foundation)
  );

  CREATE TABLE bank_statement (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    place int NOT NULL,
    format text NOT NULL,
    file_name text NOT NULL,
    file_hash bytea NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    -- what the file says the account held before its first line and after its last, where it says so
    opening fen,
    closing fen,
    -- lines of the file that an earlier statement had brought already
    known int NOT NULL CHECK (known >= 0),
    imported_by int NOT NULL REFERENCES person,
    imported_at timestamptz NOT NULL,
    CONSTRAINT a_statement_ends_after_it_begins CHECK (from_day <= to_day),
    UNIQUE (id, place, foundation),
    FOREIGN KEY (place, foundation) REFERENCES place (id, foundation)
  );
  CREATE INDEX bank_statement_place ON bank_statement (place, to_day);

  CREATE TABLE bank_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    place int NOT NULL,
    statement bigint NOT NULL,
    -- line of the file
    n int NOT NULL,
    day date NOT NULL,
    at timestamptz,
    -- signed fen: what came in is positive
    sum fen NOT NULL,
    balance fen,
    party text,
    party_account text,
    reference text NOT NULL,
    memo text,
    kind text,
    -- our own number, where the file carries it
    ours text,
    CONSTRAINT a_bank_line_moves_something CHECK (sum <> 0),
    CONSTRAINT a_bank_line_stands_at_a_place_once UNIQUE (place, reference),
    UNIQUE (id, place, foundation),
    UNIQUE (id, sum),
    FOREIGN KEY (statement, place, foundation) REFERENCES bank_statement (id, place, foundation)
  );
  CREATE INDEX bank_line_place ON bank_line (place, day, id) INCLUDE (sum);

  -- Nobody can say yet what a line is: why, and until when it may wait.
  CREATE TABLE bank_hold (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line bigint NOT NULL REFERENCES bank_line,
    why text NOT NULL CHECK (why <> ''),
    until date NOT NULL,
    held_by int NOT NULL REFERENCES person,
    held_at timestamptz NOT NULL
  );
  CREATE INDEX bank_hold_line ON bank_hold (line, id);
`;

const MATCHES = `
  -- Lines of a statement and postings of the same place that are the same money. Usually one of each; an entry and its reversal
  -- match each other without a line.
  CREATE TABLE bank_match (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    place int NOT NULL,
    -- the month it belongs to: of its last line or posting, or that in which it was made when that one was sealed already
    month date NOT NULL CHECK (month = date_trunc('month', month)),
    why text NOT NULL CHECK (why <> ''),
    matched_by int NOT NULL REFERENCES person,
    matched_at timestamptz NOT NULL,
    UNIQUE (id, place),
    FOREIGN KEY (place, foundation) REFERENCES place (id, foundation)
  );
  CREATE INDEX bank_match_place ON bank_match (place, id);
  CREATE TABLE bank_match_line (
    match bigint NOT NULL REFERENCES bank_match,
    line bigint NOT NULL REFERENCES bank_line,
    PRIMARY KEY (match, line)
  );
  CREATE INDEX bank_match_line_line ON bank_match_line (line);
  CREATE TABLE bank_match_posting (
    match bigint NOT NULL REFERENCES bank_match,
    entry bigint NOT NULL,
    posting smallint NOT NULL,
    PRIMARY KEY (match, entry, posting),
    FOREIGN KEY (entry, posting) REFERENCES posting (entry, line)
  );
  CREATE INDEX bank_match_posting_posting ON bank_match_posting (entry, posting);
  CREATE TABLE bank_match_undone (
    match bigint NOT NULL REFERENCES bank_match,
    why text NOT NULL CHECK (why <> ''),
    undone_by int NOT NULL REFERENCES person,
    undone_at timestamptz NOT NULL,
    CONSTRAINT a_match_is_undone_once PRIMARY KEY (match)
  );

  -- What is matched now.
  CREATE VIEW matched_line AS
    SELECT x.line, x.match FROM bank_match_line x WHERE NOT EXISTS (SELECT FROM bank_match_undone u WHERE u.match = x.match);
  CREATE VIEW matched_posting AS
    SELECT x.entry, x.posting, x.match FROM bank_match_posting x WHERE NOT EXISTS (SELECT FROM bank_match_undone u WHERE u.match = x.match);

  -- Whether a month is sealed; while we ask and until we are done nobody seals it.
  CREATE FUNCTION month_is_sealed(of_foundation int, its_month date) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE sealed boolean;
  BEGIN
    INSERT INTO accounting_period (foundation, month) VALUES (of_foundation, its_month) ON CONFLICT DO NOTHING;
    SELECT p.sealed_on IS NOT NULL INTO sealed FROM accounting_period p WHERE p.foundation = of_foundation AND p.month = its_month FOR KEY SHARE;
    RETURN sealed;
  END $$;

  -- The only writer of matches. It locks lines and postings in their order, so that of two who match the same at once one finds what the other did.
  CREATE FUNCTION bank_match(of_foundation int, at_place int, its_lines bigint[], its_entries bigint[], its_postings smallint[], its_why text, by_person int, at_time timestamptz) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    of_lines record;
    of_postings record;
    its_month date;
    made bigint;
  BEGIN
    PERFORM 1 FROM bank_line l WHERE l.id = ANY (its_lines) ORDER BY l.id FOR NO KEY UPDATE;
    PERFORM 1 FROM posting p WHERE (p.entry, p.line) IN (SELECT * FROM unnest(its_entries, its_postings)) ORDER BY p.entry, p.line FOR NO KEY UPDATE;
    SELECT count(*) AS found, coalesce(sum(l.sum), 0) AS sum, max(l.day) AS last INTO of_lines
      FROM bank_line l WHERE l.id = ANY (its_lines) AND l.place = at_place AND l.foundation = of_foundation;
    SELECT count(*) AS found, coalesce(sum(p.debit), 0) AS sum, max(e.day) AS last INTO of_postings
      FROM posting p JOIN journal_entry e ON e.id = p.entry
      WHERE (p.entry, p.line) IN (SELECT * FROM unnest(its_entries, its_postings)) AND p.place = at_place AND e.foundation = of_foundation;
    IF of_lines.found <> cardinality(its_lines) OR of_postings.found <> cardinality(its_entries) THEN PERFORM refuse('a_match_stays_at_one_place'); END IF;
    IF of_lines.found + of_postings.found < 2 THEN PERFORM refuse('a_match_joins_two_or_more'); END IF;
    IF of_lines.sum <> of_postings.sum THEN PERFORM refuse('a_match_joins_equal_sums'); END IF;
    IF EXISTS (SELECT FROM matched_line m WHERE m.line = ANY (its_lines)) THEN PERFORM refuse('a_line_belongs_to_one_match'); END IF;
    IF EXISTS (SELECT FROM matched_posting m WHERE (m.entry, m.posting) IN (SELECT * FROM unnest(its_entries, its_postings))) THEN
      PERFORM refuse('a_posting_belongs_to_one_match');
    END IF;
    -- what was booked out of the very line is no gift and has no other evidence: its second pair of eyes is the voucher's checker
    IF EXISTS (SELECT FROM voucher_maker v JOIN journal_entry e ON e.id = v.entry WHERE v.entry = ANY (its_entries) AND v.maker = by_person
               AND NOT (e.kind IN ('interest', 'payment', 'between places', 'payout', 'unidentified receipt') AND its_lines = ARRAY (SELECT l.id FROM bank_line l WHERE e.source = 'bank-line:' || l.id))) THEN
      PERFORM refuse('who_recorded_it_does_not_match_it');
    END IF;
    -- the month whose reconciliation it belongs to; told late, when that is sealed, that in which it is made
    its_month := date_trunc('month', greatest(of_lines.last, of_postings.last));
    IF month_is_sealed(of_foundation, its_month) THEN
      its_month := date_trunc('month', (at_time AT TIME ZONE 'Asia/Shanghai')::date);
      IF month_is_sealed(of_foundation, its_month) THEN PERFORM refuse('a_sealed_month_takes_no_match'); END IF;
    END IF;
    INSERT INTO bank_match (foundation, place, month, why, matched_by, matched_at) VALUES (of_foundation, at_place, its_month, its_why, by_person, at_time) RETURNING id INTO made;
    INSERT INTO bank_match_line SELECT made, l FROM unnest(its_lines) l;
    INSERT INTO bank_match_posting SELECT made, * FROM unnest(its_entries, its_postings);
    RETURN made;
  END $$;

  -- The only writer of undoings: a match stands for good once its month is sealed, or a confirmed contribution rests on it.
  CREATE FUNCTION bank_unmatch(of_foundation int, its_match bigint, its_why text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_month date;
  BEGIN
    SELECT m.month INTO its_month FROM bank_match m WHERE m.id = its_match AND m.foundation = of_foundation FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM refuse('an_undoing_names_its_match'); END IF;
    IF month_is_sealed(of_foundation, its_month) THEN PERFORM refuse('a_match_of_a_sealed_month_stands'); END IF;
    IF EXISTS (SELECT FROM founding_confirmation c JOIN bank_match_line x ON x.line = c.line WHERE x.match = its_match) THEN PERFORM refuse('a_contribution_keeps_its_bank_line'); END IF;
    INSERT INTO bank_match_undone VALUES (its_match, its_why, by_person, at_time);
  END $$;
`;

const UNIDENTIFIED = `
  -- Somebody has found out what an unidentified receipt was: not the one who booked it.
  CREATE TABLE money_identification (
    receipt bigint NOT NULL REFERENCES journal_entry,
    foundation int NOT NULL REFERENCES foundation,
    why text NOT NULL CHECK (why <> ''),
    identified_by int NOT NULL REFERENCES person,
    identified_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    CONSTRAINT unidentified_money_is_identified_once PRIMARY KEY (receipt)
  );
  CREATE FUNCTION judge_identification() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM voucher_maker v WHERE v.entry = NEW.receipt AND v.maker = NEW.identified_by) THEN PERFORM refuse('who_booked_it_does_not_identify_it'); END IF;
    IF NOT EXISTS (
      SELECT FROM journal_entry r JOIN journal_entry e ON e.foundation = r.foundation
      WHERE r.id = NEW.receipt AND e.id = NEW.entry AND r.foundation = NEW.foundation AND r.kind = 'unidentified receipt' AND e.kind = 'money identified'
        AND (SELECT sum(p.debit) FROM posting p WHERE p.entry = r.id AND p.account = '220901') = -(SELECT sum(p.debit) FROM posting p WHERE p.entry = e.id AND p.account = '220901')) THEN
      PERFORM refuse('an_identification_takes_the_whole_receipt');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_identification BEFORE INSERT ON money_identification FOR EACH ROW EXECUTE FUNCTION judge_identification();
`;

const ORIGINAL_FUND = `
  -- Money of the original fund counts when its bank line is matched (400 art. 8: paid in, and in the bank). Confirmations from before this rule name no line.
  ALTER TABLE founding_confirmation
    ADD COLUMN line bigint REFERENCES bank_line,
    ADD CONSTRAINT a_contribution_rests_on_a_bank_line CHECK (line IS NOT NULL) NOT VALID,
    ADD CONSTRAINT a_bank_line_confirms_one_contribution UNIQUE (line);

  -- At the end of the transaction, for the match is written after what it confirms.
  CREATE FUNCTION judge_founding_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (
      SELECT FROM founding_contribution f
        JOIN bank_line l ON l.id = NEW.line AND l.foundation = f.foundation AND l.sum = f.sum
        JOIN matched_line ml ON ml.line = l.id
        JOIN bank_match m ON m.id = ml.match AND m.matched_by = NEW.confirmed_by
        JOIN matched_posting mp ON mp.match = m.id AND mp.entry = NEW.entry
        JOIN posting p ON p.entry = mp.entry AND p.line = mp.posting AND p.debit = f.sum
        JOIN fund o ON o.id = p.fund AND o.class = 'original'
      WHERE f.id = NEW.contribution) THEN
      PERFORM refuse('a_contribution_is_the_money_of_its_bank_line');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER judge_founding_confirmation AFTER INSERT ON founding_confirmation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION judge_founding_confirmation();

  -- As before, and of the money only what is matched with a bank line counts.
  CREATE OR REPLACE FUNCTION foundation_register(of_foundation int, on_day date, its_sum bigint, its_certificate text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    original fund_balance;
    required policy;
  BEGIN
    SELECT * INTO original FROM fund_balance WHERE foundation = of_foundation AND class = 'original' FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM registration WHERE foundation = of_foundation) THEN PERFORM refuse('a_foundation_is_registered_once'); END IF;
    SELECT p.* INTO required FROM policy p JOIN foundation f ON f.id = of_foundation
      WHERE p.rule = 'original-fund' AND on_day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity')
        AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
      ORDER BY length(p.jurisdiction) DESC LIMIT 1;
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
    IF (SELECT count(DISTINCT kind) FROM founding_paper WHERE foundation = of_foundation AND day <= on_day) < 5 THEN
      PERFORM refuse('registering_asks_for_all_papers');
    END IF;
    INSERT INTO registration VALUES (of_foundation, on_day, its_sum, required.id, its_certificate, by_person, at_time);
    UPDATE fund_balance SET floor = its_sum, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = original.fund;
  END $$;
`;

const RIGHTS = `
  DO $$ DECLARE its_name text; BEGIN
    FOREACH its_name IN ARRAY ARRAY['bank_mapping', 'bank_statement', 'bank_line', 'bank_hold', 'bank_match', 'bank_match_line', 'bank_match_posting', 'bank_match_undone', 'money_identification'] LOOP
      EXECUTE format('CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON %I EXECUTE FUNCTION the_books_are_never_rewritten()', its_name);
      EXECUTE format('GRANT SELECT ON %I TO sizhu_app', its_name);
    END LOOP;
  END $$;
  GRANT INSERT ON bank_mapping, bank_statement, bank_line, bank_hold, money_identification TO sizhu_app;
  GRANT SELECT ON matched_line, matched_posting TO sizhu_app;
  REVOKE ALL ON FUNCTION bank_match, bank_unmatch, month_is_sealed FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION bank_match, bank_unmatch TO sizhu_app;
`;
