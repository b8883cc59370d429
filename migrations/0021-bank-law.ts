import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A bank's own fee, what is reversed and what is matched, and lines that come while a month is being sealed. */
export class BankLaw0000000000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FEES);
    await db.query(REVERSALS);
    await db.query(MATCHES);
    await db.query(SEALS);
    await db.query(GIFTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const FEES = `
  -- The bank has taken it already: booked in full, whatever it leaves of the general fund.
  INSERT INTO entry_kind (kind, forced, since) VALUES ('bank fee', true, 2004);
  INSERT INTO entry_kind_class (kind, class) VALUES ('bank fee', 'general');
  INSERT INTO entry_kind_account (kind, side, role) VALUES ('bank fee', 'debit', 'management'), ('bank fee', 'credit', 'bank');
  REFRESH MATERIALIZED VIEW line_rule;

  -- The line of a statement that an entry was booked out of: bank-line:7, bank-line:7:2 when the first was reversed, bank-line:7/1 for a part of it.
  CREATE FUNCTION bank_line_of(its_source text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(its_source FROM '^bank-line:(\\d{1,18})(?::\\d{1,4})?(?:/\\d{1,3})?$')::bigint
  $$;
  CREATE INDEX entry_of_a_bank_line ON journal_entry (foundation, bank_line_of(source)) WHERE bank_line_of(source) IS NOT NULL;

  -- A forced kind is a way past the guards, so its fact is looked at: a line that takes this sum from this account, matched with it, and no other fee.
  -- At the end of the transaction, for the match is written after what it joins.
  CREATE FUNCTION judge_bank_fee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NOT EXISTS (
      SELECT FROM bank_line l JOIN matched_line m ON m.line = l.id JOIN matched_posting x ON x.match = m.match AND x.entry = NEW.id
        JOIN posting p ON p.entry = x.entry AND p.line = x.posting AND p.place = l.place AND p.debit = l.sum
      WHERE l.id = bank_line_of(NEW.source) AND l.foundation = NEW.foundation AND l.sum < 0)
      OR EXISTS (
        SELECT FROM journal_entry e WHERE e.foundation = NEW.foundation AND bank_line_of(e.source) = bank_line_of(NEW.source) AND e.id <> NEW.id AND e.kind = 'bank fee'
          AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)) THEN
      PERFORM refuse('a_bank_fee_is_what_its_line_took');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER judge_bank_fee AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'bank fee') EXECUTE FUNCTION judge_bank_fee();
  REVOKE ALL ON FUNCTION judge_bank_fee FROM PUBLIC;
`;

const REVERSALS = `
  -- What is matched is not taken back: else its line would stay matched to nothing. The match is undone first, by somebody and with a reason.
  -- A match of a sealed month stands for good; there the mirror belongs to the open month, and meets what is booked in its place.
  CREATE FUNCTION match_to_undo(its_entry bigint) RETURNS TABLE (match bigint, place text) LANGUAGE sql STABLE AS $$
    SELECT b.id, p.code FROM matched_posting m JOIN bank_match b ON b.id = m.match JOIN place p ON p.id = b.place
    WHERE m.entry = its_entry AND NOT EXISTS (SELECT FROM accounting_period a WHERE a.foundation = b.foundation AND a.month = b.month AND a.sealed_on IS NOT NULL) ORDER BY b.id
  $$;
  CREATE FUNCTION judge_reversal_of_matched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM posting p WHERE p.entry = NEW.reverses AND p.place IS NOT NULL ORDER BY p.line FOR NO KEY UPDATE; -- whoever is matching it ends before
    IF EXISTS (SELECT FROM match_to_undo(NEW.reverses)) THEN
      PERFORM refuse('what_is_matched_is_not_reversed');
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER judge_reversal_of_matched AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION judge_reversal_of_matched();
  REVOKE ALL ON FUNCTION judge_reversal_of_matched FROM PUBLIC;
`;

const MATCHES = `
  -- the matches of a month, and those that cross its end, without looking through all of a busy place
  CREATE INDEX bank_match_of_a_month ON bank_match (place, month, id);

  -- As before, and: what was booked out of a line a second time is that line's too; an entry and its reversal, neither of them matched, meet each other.
  CREATE OR REPLACE FUNCTION bank_match(of_foundation int, at_place int, its_lines bigint[], its_entries bigint[], its_postings smallint[], its_why text, by_person int, at_time timestamptz) RETURNS bigint
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
    -- without a line of the bank nothing meets but what takes back, and what stands in its place
    IF of_lines.found = 0 AND NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = ANY (its_entries) AND (e.reverses IS NOT NULL OR e.kind = 'chart migration')) THEN
      PERFORM refuse('a_match_without_a_line_corrects_something');
    END IF;
    -- what was taken back is no money of a line; a mirror stands alone only where what it mirrors was matched before its month was sealed
    IF EXISTS (
      SELECT FROM journal_entry e JOIN journal_entry r ON r.reverses = e.id
      WHERE (e.id = ANY (its_entries)) <> (r.id = ANY (its_entries)) AND (e.id = ANY (its_entries) OR r.id = ANY (its_entries))
        AND NOT EXISTS (SELECT FROM matched_posting m JOIN posting p ON p.entry = m.entry AND p.line = m.posting WHERE m.entry = e.id AND p.place = at_place)) THEN
      PERFORM refuse('what_is_reversed_meets_its_reversal');
    END IF;
    -- what was booked out of the very line is no gift and has no other evidence: its second pair of eyes is the voucher's checker
    IF EXISTS (SELECT FROM voucher_maker v JOIN journal_entry e ON e.id = v.entry WHERE v.entry = ANY (its_entries) AND v.maker = by_person
               AND NOT (e.kind IN ('bank fee', 'interest', 'payment', 'between places', 'payout', 'unidentified receipt') AND its_lines = ARRAY[bank_line_of(e.source)])) THEN
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
`;

const SEALS = `
  -- Whoever imports holds the months of the lines until it is done: who seals one of them waits and then finds the lines, or the lines come late for a sealed month.
  CREATE FUNCTION lines_hold_their_months() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM month_is_sealed(m.foundation, m.month) FROM (SELECT DISTINCT foundation, date_trunc('month', day)::date AS month FROM brought ORDER BY 1, 2) m;
    RETURN NULL;
  END $$;
  CREATE TRIGGER lines_hold_their_months AFTER INSERT ON bank_line REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION lines_hold_their_months();

  -- Asked again when the month is held: a line that has come, or a match that was undone, since somebody looked.
  CREATE FUNCTION judge_month_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE after_it date := (NEW.month + interval '1 month')::date;
  BEGIN
    IF EXISTS (
      SELECT FROM bank_line l JOIN place p ON p.id = l.place AND p.foundation = NEW.foundation
      WHERE l.day < after_it AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id))
      OR EXISTS (
        SELECT FROM place b CROSS JOIN LATERAL (SELECT min(s.from_day) AS first FROM bank_statement s WHERE s.place = b.id) told
          JOIN posting p ON p.place = b.id JOIN journal_entry e ON e.id = p.entry AND e.day >= greatest(NEW.month, told.first) AND e.day < after_it
        WHERE b.foundation = NEW.foundation AND b.account = '1002' AND told.first IS NOT NULL
          AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.line)) THEN
      PERFORM refuse('a_month_is_sealed_when_its_bank_is_matched');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_month_seal BEFORE INSERT ON month_seal FOR EACH ROW EXECUTE FUNCTION judge_month_seal();
  REVOKE ALL ON FUNCTION lines_hold_their_months, judge_month_seal FROM PUBLIC;
`;

const GIFTS = `
  -- A line is recorded again when the gift before it was withdrawn or reversed. Its row is held: of two who record it at once one finds the other.
  ALTER TABLE offline_gift DROP CONSTRAINT a_bank_line_is_recorded_once;
  CREATE INDEX offline_gift_of_a_line ON offline_gift (line) WHERE line IS NOT NULL;
  CREATE FUNCTION judge_gift_of_a_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE it bank_line;
  BEGIN
    SELECT * INTO it FROM bank_line l WHERE l.id = NEW.line AND l.foundation = NEW.foundation FOR NO KEY UPDATE;
    IF it.id IS NULL THEN PERFORM refuse('no_bank_line'); END IF;
    IF EXISTS (SELECT FROM matched_line m WHERE m.line = it.id) THEN PERFORM refuse('a_line_belongs_to_one_match'); END IF;
    IF EXISTS (SELECT FROM offline_gift g WHERE g.line = NEW.line AND g.sum >= it.sum AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id AND e.what <> 'booked')
        AND NOT EXISTS (SELECT FROM offline_gift_reversal r WHERE r.gift = g.id)) THEN
      PERFORM refuse('a_bank_line_is_recorded_once');
    END IF;
    -- a transfer may be for two funds: a gift each, together no more than came
    IF (SELECT coalesce(sum(g.sum), 0) FROM offline_gift g WHERE g.line = NEW.line AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id AND e.what <> 'booked')
        AND NOT EXISTS (SELECT FROM offline_gift_reversal r WHERE r.gift = g.id)) + NEW.sum > GREATEST(0, it.sum) THEN
      PERFORM refuse('gifts_of_a_line_are_within_its_sum');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_gift_of_a_line BEFORE INSERT ON offline_gift FOR EACH ROW WHEN (NEW.line IS NOT NULL) EXECUTE FUNCTION judge_gift_of_a_line();
  REVOKE ALL ON FUNCTION judge_gift_of_a_line FROM PUBLIC;
`;
