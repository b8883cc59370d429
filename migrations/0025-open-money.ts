import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is open between the bank and the books, and the sums of both by month: kept where it changes, so that a place of a million postings is asked as quickly as a new one. */
export class OpenMoney0000000000025 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(VIEWS);
    await db.query(FILL);
    await db.query(BOOKS);
    await db.query(BANK);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const TABLES = `
  -- Lines by month and statement.
  CREATE TABLE bank_line_month (
    place int NOT NULL REFERENCES place,
    month date NOT NULL,
    statement bigint NOT NULL REFERENCES bank_statement,
    sum fen NOT NULL,
    lines int NOT NULL,
    PRIMARY KEY (place, month, statement)
  );
  CREATE INDEX bank_line_month_of_a_statement ON bank_line_month (statement);
  CREATE INDEX bank_line_of_a_statement ON bank_line (statement, id);

  -- Numbered postings by month, of places that somebody else keeps a statement of.
  CREATE TABLE place_month (
    place int NOT NULL REFERENCES place,
    month date NOT NULL,
    debit fen NOT NULL,
    PRIMARY KEY (place, month)
  );

  -- Queues, not truths: every line, and every numbered posting, that is not matched stands in them. What is matched may stand there for a while, when two
  -- came at once; whoever asks therefore asks the matches too.
  CREATE TABLE line_to_match (
    line bigint PRIMARY KEY REFERENCES bank_line,
    place int NOT NULL,
    statement bigint NOT NULL,
    day date NOT NULL,
    sum fen NOT NULL
  );
  CREATE INDEX line_to_match_of_a_place ON line_to_match (place, day, line);
  CREATE INDEX line_to_match_of_a_statement ON line_to_match (statement, line);
  CREATE TABLE posting_to_match (
    entry bigint NOT NULL,
    posting smallint NOT NULL,
    place int NOT NULL,
    day date NOT NULL,
    debit fen NOT NULL,
    PRIMARY KEY (entry, posting)
  );
  CREATE INDEX posting_to_match_of_a_place ON posting_to_match (place, day, entry, posting);

  -- Matches whose halves are not all of one day: those that may cross the end of a month.
  CREATE TABLE match_span (
    match bigint PRIMARY KEY REFERENCES bank_match,
    place int NOT NULL,
    first date NOT NULL,
    last date NOT NULL CHECK (first < last)
  );
  -- the first is at or before a day, and the last after it
  CREATE INDEX match_span_of_a_day ON match_span USING gist (daterange(first, last));
`;

const VIEWS = `
  CREATE VIEW place_posting AS
    SELECT p.entry, p.line AS posting, p.place, e.day, p.debit FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE p.place IS NOT NULL AND p.account IN ('1002', '1009');
  -- What belongs to nothing yet.
  CREATE VIEW open_line AS
    SELECT q.line, q.place, q.statement, q.day, q.sum FROM line_to_match q WHERE NOT EXISTS (SELECT FROM matched_line m WHERE m.line = q.line);
  CREATE VIEW open_posting AS
    SELECT p.entry, p.posting, p.place, p.day, p.debit FROM (
      SELECT q.entry, q.posting, q.place, q.day, q.debit FROM posting_to_match q
      UNION SELECT p.entry, p.posting, p.place, p.day, p.debit FROM entry_to_number w JOIN place_posting p ON p.entry = w.entry) p
    WHERE NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.posting);

  -- What all of it must be, added up anew: for what was there before, and for the check that looks again.
  CREATE VIEW bank_line_month_anew AS
    SELECT l.place, date_trunc('month', l.day)::date AS month, l.statement, sum(l.sum)::fen AS sum, count(*)::int AS lines FROM bank_line l GROUP BY 1, 2, 3;
  CREATE VIEW place_month_anew AS
    SELECT p.place, date_trunc('month', p.day)::date AS month, sum(p.debit)::fen AS debit FROM place_posting p
    WHERE NOT EXISTS (SELECT FROM entry_to_number q WHERE q.entry = p.entry) GROUP BY 1, 2;
  CREATE VIEW line_to_match_anew AS
    SELECT l.id AS line, l.place, l.statement, l.day, l.sum FROM bank_line l WHERE NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id);
  CREATE VIEW posting_to_match_anew AS
    SELECT p.entry, p.posting, p.place, p.day, p.debit FROM place_posting p
    WHERE NOT EXISTS (SELECT FROM entry_to_number q WHERE q.entry = p.entry) AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.posting);
  CREATE VIEW match_span_anew AS
    SELECT x.match, b.place, min(x.day) AS first, max(x.day) AS last
    FROM (SELECT m.match, l.day FROM bank_match_line m JOIN bank_line l ON l.id = m.line UNION ALL SELECT m.match, e.day FROM bank_match_posting m JOIN journal_entry e ON e.id = m.entry) x
      JOIN bank_match b ON b.id = x.match GROUP BY x.match, b.place HAVING min(x.day) < max(x.day);
`;

const FILL = `
  INSERT INTO bank_line_month (place, month, statement, sum, lines) SELECT place, month, statement, sum, lines FROM bank_line_month_anew;
  INSERT INTO place_month (place, month, debit) SELECT place, month, debit FROM place_month_anew;
  INSERT INTO line_to_match (line, place, statement, day, sum) SELECT line, place, statement, day, sum FROM line_to_match_anew;
  INSERT INTO posting_to_match (entry, posting, place, day, debit) SELECT entry, posting, place, day, debit FROM posting_to_match_anew;
  INSERT INTO match_span (match, place, first, last) SELECT match, place, first, last FROM match_span_anew;
`;

const BOOKS = `
  -- As in 0017-statements, and what lies at places. Posting does not wait for it: it comes with the numbers.
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
  $$;
`;

const BANK = `
  CREATE FUNCTION lines_are_to_match() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO line_to_match (line, place, statement, day, sum) SELECT id, place, statement, day, sum FROM brought;
    INSERT INTO bank_line_month AS m (place, month, statement, sum, lines)
      SELECT place, date_trunc('month', day)::date, statement, sum(sum), count(*) FROM brought GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (place, month, statement) DO UPDATE SET sum = m.sum + excluded.sum, lines = m.lines + excluded.lines;
    RETURN NULL;
  END $$;
  CREATE TRIGGER lines_are_to_match AFTER INSERT ON bank_line REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION lines_are_to_match();

  -- How far apart the halves of these matches are, as far as they are written.
  CREATE FUNCTION match_spans(of_matches bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO match_span AS s (match, place, first, last)
      SELECT b.id, b.place, min(x.day), max(x.day) FROM bank_match b
      CROSS JOIN LATERAL (SELECT l.day FROM bank_match_line m JOIN bank_line l ON l.id = m.line WHERE m.match = b.id
        UNION ALL SELECT e.day FROM bank_match_posting m JOIN journal_entry e ON e.id = m.entry WHERE m.match = b.id) x
      WHERE b.id = ANY (of_matches) GROUP BY b.id HAVING min(x.day) < max(x.day)
    ON CONFLICT (match) DO UPDATE SET first = excluded.first, last = excluded.last
  $$;
  CREATE FUNCTION lines_are_matched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    DELETE FROM line_to_match q USING brought b WHERE q.line = b.line;
    PERFORM match_spans(ARRAY (SELECT DISTINCT match FROM brought));
    RETURN NULL;
  END $$;
  CREATE TRIGGER lines_are_matched AFTER INSERT ON bank_match_line REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION lines_are_matched();
  CREATE FUNCTION postings_are_matched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    DELETE FROM posting_to_match q USING brought b WHERE q.entry = b.entry AND q.posting = b.posting;
    PERFORM match_spans(ARRAY (SELECT DISTINCT match FROM brought));
    RETURN NULL;
  END $$;
  CREATE TRIGGER postings_are_matched AFTER INSERT ON bank_match_posting REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION postings_are_matched();

  -- An entry that waits for its number comes into the queue already: whoever numbers it may not have seen that its match is undone.
  CREATE FUNCTION what_is_undone_is_to_match() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    INSERT INTO line_to_match (line, place, statement, day, sum)
      SELECT l.id, l.place, l.statement, l.day, l.sum FROM brought b JOIN bank_match_line m ON m.match = b.match JOIN bank_line l ON l.id = m.line ORDER BY 1 ON CONFLICT DO NOTHING;
    INSERT INTO posting_to_match (entry, posting, place, day, debit)
      SELECT p.entry, p.posting, p.place, p.day, p.debit FROM brought b JOIN bank_match_posting m ON m.match = b.match JOIN place_posting p ON p.entry = m.entry AND p.posting = m.posting ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    RETURN NULL;
  END $$;
  CREATE TRIGGER what_is_undone_is_to_match AFTER INSERT ON bank_match_undone REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION what_is_undone_is_to_match();
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION ledger_roll_up, lines_are_to_match, match_spans, lines_are_matched, postings_are_matched, what_is_undone_is_to_match FROM PUBLIC;
  GRANT SELECT ON bank_line_month, place_month, line_to_match, posting_to_match, match_span, place_posting, open_line, open_posting,
    bank_line_month_anew, place_month_anew, line_to_match_anew, posting_to_match_anew, match_span_anew TO sizhu_app;
`;
