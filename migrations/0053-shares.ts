import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Shares of enterprises: when the next of them is due, what is waived, rent as rent, a dividend by its resolution, a gift with its receipts. */
export class Shares0000000000053 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [DIVIDENDS, INTERESTS, RECEIPTS, WAIVERS, LATE, CONTACTS, RIGHTS]) await db.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const DIVIDENDS = `
  -- A dividend is declared by a resolution of the company 利润分配决议, whatever else was agreed.
  ALTER TABLE profit_agreement_version DROP CONSTRAINT profit_agreement_version_evidence_check, ADD CONSTRAINT evidence_is_of_a_known_kind CHECK (evidence <@ ARRAY['statement', 'tax-return', 'audit-letter', 'sales-list', 'distribution']);
  ALTER TABLE profit_report DROP CONSTRAINT profit_report_evidence_check, ADD CONSTRAINT what_is_shown_is_of_a_known_kind CHECK (evidence <@ ARRAY['statement', 'tax-return', 'audit-letter', 'sales-list', 'distribution']);
  CREATE FUNCTION a_dividend_is_declared_by_the_company() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.confirmed AND EXISTS (SELECT FROM profit_agreement a JOIN profit_report r ON r.agreement = a.id WHERE r.id = NEW.report AND a.kind = 'dividend' AND NOT 'distribution' = ANY (r.evidence)) THEN
      PERFORM refuse('a_dividend_is_declared_by_the_company');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER a_dividend_is_declared_by_the_company AFTER INSERT ON profit_report_decision FOR EACH ROW EXECUTE FUNCTION a_dividend_is_declared_by_the_company();
`;

const INTERESTS = `
  -- Whoever has an interest in the enterprise on the day does nothing for us with it.
  CREATE FUNCTION profit_hands_off(its_agreement int, by_person int, at_time timestamptz) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM refuse('nobody_acts_where_they_have_an_interest') FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise
      WHERE a.id = its_agreement AND interest_of(a.foundation, by_person, e.party, (at_time AT TIME ZONE 'Asia/Shanghai')::date);
  END $$;
`;

const RECEIPTS = `
  -- A share that is a gift has a payment for each of its funds, and each its receipt.
  ALTER TABLE payment DROP CONSTRAINT a_payment_has_its_own_entry, ADD CONSTRAINT a_fund_is_given_its_share_once UNIQUE (entry, fund),
    DROP CONSTRAINT a_gift_comes_by_a_known_channel, ADD CONSTRAINT a_gift_comes_by_a_known_channel
      CHECK (channel IN ('online', 'transfer', 'counter', 'box', 'event', 'cheque', 'goods', 'service', 'platform', 'collection', 'enterprise'));
  CREATE UNIQUE INDEX a_payment_has_its_own_entry ON payment (entry) WHERE channel <> 'enterprise';

  -- As before; whoever has an interest keeps away, a gift has its receipts, and a claim is received as far as it is due and not waived.
  CREATE OR REPLACE FUNCTION profit_receive(of_foundation int, its_agreement int, its_period date, its_entry bigint, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its profit_agreement;
  BEGIN
    PERFORM profit_hold(its_agreement);
    SELECT * INTO its FROM profit_agreement WHERE id = its_agreement AND foundation = of_foundation;
    PERFORM profit_hands_off(its_agreement, by_person, at_time);
    -- what is owed is collected to the end; a gift is not taken any more
    PERFORM 1 FROM foundation WHERE id = of_foundation FOR KEY SHARE;
    IF its.kind = 'gift' AND life_of(of_foundation) NOT IN ('preparing', 'registered') THEN PERFORM refuse('a_foundation_at_rest_takes_no_gifts'); END IF;
    IF NOT EXISTS (SELECT FROM journal_entry e WHERE e.id = its_entry AND e.foundation = of_foundation AND bank_line_of(e.source) IS NOT NULL
      AND e.kind = (CASE its.kind WHEN 'gift' THEN 'enterprise share' ELSE 'receivable received' END)) THEN PERFORM refuse('a_share_is_received_by_a_line_of_the_bank'); END IF;
    IF EXISTS (SELECT FROM entry_fund x WHERE x.entry = its_entry AND NOT EXISTS (SELECT FROM profit_agreement_signed s JOIN profit_agreement_fund f ON f.version = s.id WHERE s.agreement = its.id AND f.fund = x.fund)) THEN
      PERFORM refuse('a_share_goes_to_the_funds_of_its_agreement');
    END IF;
    IF NOT EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = its.id AND NOT s.ends AND its_period =
        CASE its.period WHEN 'campaign' THEN s.holds_from ELSE profit_period_from(its.period, its_period) END) THEN PERFORM refuse('a_report_is_of_a_period_of_its_agreement'); END IF;
    IF its.kind = 'gift' AND EXISTS (SELECT FROM entry_fund x WHERE x.entry = its_entry AND NOT EXISTS (SELECT FROM payment p JOIN receipt r ON r.payment = p.id WHERE p.entry = x.entry AND p.fund = x.fund AND p.gross = x.money)) THEN
      PERFORM refuse('a_share_given_has_its_receipt');
    END IF;
    INSERT INTO profit_receipt VALUES (its_entry, of_foundation, its.id, its_period, by_person, at_time);
    IF its.kind <> 'gift' AND EXISTS (SELECT FROM profit_standing t JOIN entry_fund x ON x.fund = t.fund AND x.entry = its_entry WHERE t.agreement = its.id AND t.period_from = its_period AND t.open < 0) THEN
      PERFORM refuse('a_claim_is_received_as_far_as_it_is_due');
    END IF;
  END $$;
`;

const WAIVERS = `
  -- A resolution of a period waives it once, and does not come before there was anything to waive.
  ALTER TABLE profit_waiver ADD CONSTRAINT a_resolution_waives_a_period_once UNIQUE (resolution, agreement, period_from);
  CREATE OR REPLACE FUNCTION profit_waive(of_foundation int, its_agreement int, its_period date, its_resolution int, its_why text, funds int[], sums bigint[], by_person int, at_time timestamptz) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    made int;
  BEGIN
    PERFORM profit_hold(its_agreement);
    PERFORM profit_hands_off(its_agreement, by_person, at_time);
    IF EXISTS (SELECT FROM resolution r WHERE r.id = its_resolution AND (r.day < its_period OR r.day > (at_time AT TIME ZONE 'Asia/Shanghai')::date)) THEN PERFORM refuse('a_waiver_is_decided_when_there_is_something_to_waive'); END IF;
    INSERT INTO profit_waiver (foundation, agreement, period_from, resolution, majority, why, waived_by, waived_at)
      VALUES (of_foundation, its_agreement, its_period, its_resolution, coalesce((SELECT majority FROM resolution WHERE id = its_resolution), ''), its_why, by_person, at_time) RETURNING id INTO made;
    INSERT INTO profit_waiver_line SELECT made, t.* FROM unnest(funds, sums) t;
    IF NOT EXISTS (SELECT FROM profit_waiver_line WHERE waiver = made)
      OR EXISTS (SELECT FROM profit_waiver_line l LEFT JOIN profit_standing t ON t.agreement = its_agreement AND t.period_from = its_period AND t.fund = l.fund WHERE l.waiver = made AND coalesce(t.open, -1) < 0) THEN
      PERFORM refuse('no_more_is_waived_than_is_open');
    END IF;
    RETURN made;
  END $$;
`;

// whatever else a fund that is closed, ends or is frozen may take by now is kept as it stands
const LATE = `
  -- What an enterprise still owes to a fund that was closed meanwhile is not lost: it comes there, and goes on to where the rest went. A claim follows what is due, wherever its fund stands.
  CREATE FUNCTION is_a_claim_on_an_enterprise(its_kind text, its_source text, its_reverses bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (its_kind IN ('dividend declared', 'rent', 'service income') AND starts_with(its_source, 'profit-share:')) OR (its_kind = 'reversal' AND EXISTS (SELECT FROM journal_entry o WHERE o.id = its_reverses AND starts_with(o.source, 'profit-share:')))
  $$;
  DO $$ DECLARE law text;
  BEGIN
    law := pg_get_functiondef('a_stopped_fund_speaks'::regproc);
    IF position('''receivable received'', ''advance handed back''' IN law) = 0 OR position('WHERE NOT e.forced AND CASE s.how' IN law) = 0 THEN RAISE EXCEPTION 'a_stopped_fund_speaks is not as it was'; END IF;
    law := replace(law, '''receivable received'', ''advance handed back''', '''receivable received'', ''enterprise share'', ''advance handed back''');
    EXECUTE replace(law, 'WHERE NOT e.forced AND CASE s.how', 'WHERE NOT e.forced AND NOT is_a_claim_on_an_enterprise(e.kind, e.source, e.reverses) AND CASE s.how');
  END $$;
  -- A share was promised long before: it is no gift that begins now.
  ALTER TABLE donation ADD of_share bigint REFERENCES journal_entry;
  DO $$ DECLARE law text := pg_get_functiondef('a_gift_begins_where_gifts_are_taken'::regproc);
  BEGIN
    IF position('law := no_gift_begins(its_fund);' IN law) = 0 THEN RAISE EXCEPTION 'a_gift_begins_where_gifts_are_taken is not as it was'; END IF;
    EXECUTE replace(law, 'law := no_gift_begins(its_fund);', 'IF EXISTS (SELECT FROM journal_entry e WHERE e.id = (to_jsonb(NEW)->>''of_share'')::bigint AND e.kind = ''enterprise share'') THEN RETURN NEW; END IF;
    law := no_gift_begins(its_fund);');
  END $$;
`;

const CONTACTS = `
  -- In which language it reads us.
  ALTER TABLE enterprise_contact ADD lang text NOT NULL DEFAULT 'zh' CONSTRAINT an_enterprise_reads_chinese_or_english CHECK (lang IN ('zh', 'en'));
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION a_dividend_is_declared_by_the_company, profit_hands_off FROM PUBLIC;
`;
