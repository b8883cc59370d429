import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The agreement behind a named fund, how it asks for gifts, and its end. The fund itself stands in the books. */
export class Funds0000000000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(AGREEMENT);
    await db.query(RAISING);
    await db.query(CLOSING);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const AGREEMENT = `
  -- A named fund has no legal personality and no parent but its host: there is no column for a fund above it, so no fund
  -- can be opened below a fund (民发〔2015〕241号; M02).
  CREATE TABLE agreement (
    fund int PRIMARY KEY REFERENCES fund,
    foundation int NOT NULL REFERENCES foundation,
    no text NOT NULL,
    day date NOT NULL,
    party text NOT NULL,
    english_party text NOT NULL,
    purpose text NOT NULL,
    english_purpose text NOT NULL,
    use text NOT NULL,
    english_use text NOT NULL,
    termination text NOT NULL,
    english_termination text NOT NULL,
    remaining_property text NOT NULL,
    english_remaining_property text NOT NULL,
    -- the host's management fee in words; nothing when none is taken
    fee text,
    english_fee text,
    CONSTRAINT an_agreement_has_its_own_number UNIQUE (foundation, no),
    CONSTRAINT an_agreement_is_complete CHECK (LEAST(length(trim(no)), length(trim(party)), length(trim(english_party)), length(trim(purpose)), length(trim(english_purpose)),
      length(trim(use)), length(trim(english_use)), length(trim(termination)), length(trim(english_termination)), length(trim(remaining_property)), length(trim(english_remaining_property))) > 0),
    CONSTRAINT a_fee_is_agreed_in_both_languages CHECK ((fee IS NULL) = (english_fee IS NULL) AND fee IS DISTINCT FROM '')
  );

  -- What the fund's page shows besides its agreement and its figures.
  CREATE TABLE fund_page (
    fund int PRIMARY KEY REFERENCES fund,
    summary text NOT NULL,
    english_summary text NOT NULL,
    place text,
    english_place text,
    -- name of an image in views/assets/img
    picture text,
    -- one unit of what a gift pays for, and the sums offered as tiles; none for a fund that suggests no sum
    unit text,
    english_unit text,
    unit_cost fen CHECK (unit_cost > 0),
    tiles bigint[] NOT NULL DEFAULT '{}',
    CONSTRAINT a_unit_has_a_name_and_a_cost CHECK (num_nonnulls(unit, english_unit, unit_cost) IN (0, 3)),
    CONSTRAINT tiles_are_whole_units CHECK (cardinality(tiles) = 0 OR unit_cost IS NOT NULL),
    CONSTRAINT tiles_are_sums CHECK (0 < ALL (tiles))
  );

  -- Opens a named fund with its guard row, its agreement and its page, or nothing of it. The only way to an agreement.
  CREATE FUNCTION fund_open_by_agreement(of_foundation int, its_code text, its_name text, its_english_name text, its_agreement jsonb, its_page jsonb) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    host text;
    opened int;
  BEGIN
    SELECT name INTO host FROM foundation WHERE id = of_foundation FOR SHARE;
    IF host IS NULL OR NOT starts_with(its_name, host) OR trim(substr(its_name, length(host) + 1)) = '' THEN
      PERFORM refuse('a_fund_carries_its_hosts_full_name');
    END IF;
    opened := ledger_open_fund(of_foundation, its_code, 'restricted', its_name, its_english_name, (its_agreement->>'day')::date);
    INSERT INTO agreement SELECT * FROM jsonb_populate_record(NULL::agreement, its_agreement || jsonb_build_object('fund', opened, 'foundation', of_foundation));
    INSERT INTO fund_page SELECT * FROM jsonb_populate_record(NULL::fund_page, its_page || jsonb_build_object('fund', opened));
    RETURN opened;
  END $$;
  REVOKE ALL ON FUNCTION fund_open_by_agreement FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION fund_open_by_agreement TO sizhu_app;
  GRANT SELECT ON agreement, fund_page TO sizhu_app;
`;

const RAISING = `
  -- A plan for raising from the public 募捐方案, filed with the registrar before it begins (CL 24).
  CREATE TABLE campaign (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    filing_no text NOT NULL CHECK (filing_no <> ''),
    filed_on date NOT NULL,
    from_day date NOT NULL,
    to_day date NOT NULL,
    target fen NOT NULL CHECK (target > 0),
    CONSTRAINT a_filing_is_entered_once UNIQUE (foundation, filing_no),
    CONSTRAINT a_campaign_ends_after_it_begins CHECK (to_day >= from_day),
    CONSTRAINT a_campaign_is_filed_before_it_begins CHECK (filed_on <= from_day),
    UNIQUE (id, foundation)
  );

  -- How a fund asks for gifts, from day to day. Public and joint raising rest on a filed campaign (CL 24, 26), raising from invited people on none (CL 29).
  CREATE TABLE raising (
    fund int NOT NULL REFERENCES fund,
    foundation int NOT NULL,
    mode text NOT NULL CHECK (mode IN ('public', 'joint', 'invited')),
    from_day date NOT NULL,
    to_day date,
    campaign int,
    -- whose account and books the money of a joint campaign goes to
    partner text,
    partner_url text,
    partner_certificate_no text,
    partner_certificate_from date,
    partner_certificate_to date,
    PRIMARY KEY (fund, from_day),
    FOREIGN KEY (campaign, foundation) REFERENCES campaign (id, foundation),
    CONSTRAINT a_fund_raises_in_one_way_a_day EXCLUDE USING gist (fund WITH =, daterange(from_day, to_day, '[]') WITH &&),
    CONSTRAINT raising_from_the_public_needs_a_campaign CHECK ((mode = 'invited') = (campaign IS NULL)),
    CONSTRAINT joint_raising_names_its_partner CHECK (num_nonnulls(partner, partner_url, partner_certificate_no, partner_certificate_from) = CASE mode WHEN 'joint' THEN 4 ELSE 0 END)
  );

  -- Codes are given to people on paper; here is only what a code can be recognised by.
  CREATE TABLE invitation (
    fund int NOT NULL REFERENCES fund,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    ends_on date NOT NULL,
    PRIMARY KEY (fund, code_hash)
  );

  GRANT SELECT, INSERT ON campaign, raising, invitation TO sizhu_app;
  GRANT UPDATE (to_day) ON raising TO sizhu_app;
  GRANT UPDATE (ends_on) ON invitation TO sizhu_app;
`;

const CLOSING = `
  CREATE TABLE fund_closing (
    fund int NOT NULL REFERENCES fund,
    -- the first day on which the fund is closed
    day date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    closed_by int NOT NULL REFERENCES person,
    closed_at timestamptz NOT NULL,
    CONSTRAINT a_fund_is_closed_once PRIMARY KEY (fund)
  );

  -- A fund is closed only when nothing is left in it and nothing is owed or promised (M02).
  CREATE FUNCTION fund_close(its_fund int, on_day date, its_reason text, by_person int, at_time timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE held fund_balance;
  BEGIN
    SELECT * INTO held FROM fund_balance WHERE fund = its_fund FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM agreement WHERE fund = its_fund) THEN PERFORM refuse('a_fund_is_closed_by_its_agreement'); END IF;
    IF (held.money, held.owed, held.promised, held.worth) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint) THEN
      PERFORM refuse('a_fund_is_closed_at_zero');
    END IF;
    INSERT INTO fund_closing VALUES (its_fund, on_day, its_reason, by_person, at_time);
  END $$;
  REVOKE ALL ON FUNCTION fund_close FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION fund_close TO sizhu_app;
  GRANT SELECT ON fund_closing TO sizhu_app;
`;
