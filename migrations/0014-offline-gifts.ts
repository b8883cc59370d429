import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gifts that do not come by the payment provider: cash, transfers, cheques, goods, services, money of the state; and the state's own receipts. */
export class OfflineGifts0000000000014 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(GIFTS);
    await db.query(COUNTS);
    await db.query(ENDS);
    await db.query(CHEQUES_AND_GOODS);
    await db.query(BANKINGS);
    await db.query(TRANSFER_ACCOUNTS);
    await db.query(FISCAL_RECEIPTS);
    await db.query(POLICIES);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const GIFTS = `
  ALTER TABLE payment ADD COLUMN channel text NOT NULL DEFAULT 'online'
    CONSTRAINT a_gift_comes_by_a_known_channel CHECK (channel IN ('online', 'transfer', 'counter', 'box', 'event', 'cheque', 'goods', 'service'));

  -- What somebody brings, announces or sends otherwise than by the payment provider. What has become of it stands in rows of its own.
  CREATE TABLE offline_gift (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    -- the number of the gift from the first day on; its donation takes it over when it is booked
    no text NOT NULL CONSTRAINT an_offline_gift_has_its_own_number UNIQUE,
    -- of the form it came with: pressed twice it is one gift
    form_key text NOT NULL CONSTRAINT a_form_records_one_gift UNIQUE,
    way text NOT NULL CONSTRAINT an_offline_gift_comes_in_a_known_way CHECK (way IN ('cash', 'transfer', 'cheque', 'goods', 'service', 'subsidy', 'purchase')),
    channel text NOT NULL CONSTRAINT an_offline_gift_has_a_known_channel CHECK (channel IN ('counter', 'box', 'event', 'transfer', 'cheque', 'goods', 'service', 'government')),
    fund int NOT NULL REFERENCES fund,
    place int REFERENCES place,
    -- of cash nothing: the two counts say it
    sum fen CHECK (sum > 0),
    day date NOT NULL,
    display text NOT NULL DEFAULT 'anonymous' CHECK (display IN ('anonymous', 'masked', 'full')),
    donor bigint REFERENCES donor,
    wants_receipt boolean NOT NULL DEFAULT false,
    -- an authority, never a private person
    payer text,
    -- what it is: twelve boxes, the box at the market, the drawer of the cheque
    words text,
    -- the paper behind it: invoice, appraisal, hours sheet, contract
    proof text,
    proof_name text,
    -- work given: what it served
    serves text CHECK (serves IN ('programme', 'management')),
    -- what the payer calls money of the state; the contract decides what it is
    called text CHECK (called IN ('subsidy', 'purchase')),
    -- who brought a large sum in cash, as seen on their papers, and where it comes from
    identity_note text CHECK (identity_note <> ''),
    -- the gift that a donor has begun on the public form
    donation uuid CONSTRAINT a_donation_is_announced_once UNIQUE REFERENCES donation,
    -- what the payer was asked to write
    reference text CONSTRAINT a_transfer_reference_is_given_once UNIQUE,
    -- the line of the bank statement it was recorded from
    line bigint CONSTRAINT a_bank_line_is_recorded_once UNIQUE,
    -- nobody: the donor has announced it
    recorded_by int REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT cash_is_counted_and_not_said CHECK ((way = 'cash') = (sum IS NULL)),
    CONSTRAINT only_money_lies_in_a_place CHECK ((way IN ('goods', 'service')) = (place IS NULL)),
    CONSTRAINT a_proof_is_of_a_known_kind CHECK (proof IN ('invoice', 'market-price', 'appraisal', 'hours-sheet', 'grant-document', 'purchase-contract') AND proof_name <> '' OR (proof IS NULL AND proof_name IS NULL)),
    CONSTRAINT what_has_no_proof_is_worth_one_yuan CHECK (way NOT IN ('goods', 'service') OR proof IS NOT NULL OR sum = 100),
    CONSTRAINT the_contract_decides CHECK (CASE way WHEN 'subsidy' THEN proof = 'grant-document' WHEN 'purchase' THEN proof = 'purchase-contract' ELSE true END IS TRUE),
    CONSTRAINT work_serves_something CHECK ((way = 'service') = (serves IS NOT NULL)),
    CONSTRAINT a_person_records_or_a_donor_announces CHECK ((recorded_by IS NULL) = (donation IS NOT NULL) AND (donation IS NULL OR (way = 'transfer' AND reference IS NOT NULL))),
    UNIQUE (id, foundation)
  );
  CREATE INDEX offline_gift_by_day ON offline_gift (foundation, day);
  CREATE INDEX offline_gift_of_a_donor ON offline_gift (donor) WHERE donor IS NOT NULL;
`;

const COUNTS = `
  CREATE FUNCTION cash_sum(pieces int[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT pieces[1] * 10000::bigint + pieces[2] * 5000::bigint + pieces[3] * 2000::bigint + pieces[4] * 1000::bigint + pieces[5] * 500::bigint + pieces[6] * 100::bigint + pieces[7] * 50::bigint + pieces[8] * 10::bigint
  $$;

  -- Notes and coins of 100, 50, 20, 10, 5 and 1 yuan, 5 and 1 jiao. Two people count; when they differ both count again.
  CREATE TABLE cash_count (
    gift bigint NOT NULL REFERENCES offline_gift,
    round smallint NOT NULL CHECK (round > 0),
    turn smallint NOT NULL CHECK (turn IN (1, 2)),
    person int NOT NULL REFERENCES person,
    counted_at timestamptz NOT NULL,
    pieces int[] NOT NULL,
    sum fen GENERATED ALWAYS AS (cash_sum(pieces)) STORED,
    CONSTRAINT a_count_is_made_once PRIMARY KEY (gift, round, turn),
    CONSTRAINT two_people_count_cash UNIQUE (gift, round, person),
    CONSTRAINT a_count_names_pieces CHECK (cardinality(pieces) = 8 AND array_lower(pieces, 1) = 1 AND 0 <= ALL (pieces) AND array_position(pieces, NULL) IS NULL AND cash_sum(pieces) > 0)
  );
  CREATE TABLE cash_difference (
    gift bigint NOT NULL,
    round smallint NOT NULL,
    first_sum fen NOT NULL,
    second_sum fen NOT NULL,
    found_at timestamptz NOT NULL,
    PRIMARY KEY (gift, round)
  );

  -- Counts come in their order, and none after the end. The gift's row is held, so that a count and a withdrawal do not pass each other.
  CREATE FUNCTION cash_is_counted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_way text;
    first cash_count;
  BEGIN
    SELECT way INTO its_way FROM offline_gift WHERE id = NEW.gift FOR NO KEY UPDATE;
    IF its_way IS DISTINCT FROM 'cash' THEN PERFORM refuse('only_cash_is_counted'); END IF;
    IF EXISTS (SELECT 1 FROM offline_gift_end WHERE gift = NEW.gift) THEN PERFORM refuse('an_offline_gift_ends_once'); END IF;
    IF NEW.turn = 1 THEN
      IF NEW.round > 1 AND NOT EXISTS (SELECT 1 FROM cash_difference WHERE gift = NEW.gift AND round = NEW.round - 1) THEN PERFORM refuse('cash_is_counted_again_when_counts_differ'); END IF;
      RETURN NEW;
    END IF;
    SELECT * INTO first FROM cash_count WHERE gift = NEW.gift AND round = NEW.round AND turn = 1;
    IF first.gift IS NULL THEN PERFORM refuse('cash_is_counted_again_when_counts_differ'); END IF;
    IF first.person = NEW.person THEN PERFORM refuse('two_people_count_cash'); END IF;
    IF first.pieces <> NEW.pieces THEN
      INSERT INTO cash_difference VALUES (NEW.gift, NEW.round, first.sum, cash_sum(NEW.pieces), NEW.counted_at) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER cash_is_counted BEFORE INSERT ON cash_count FOR EACH ROW EXECUTE FUNCTION cash_is_counted();
`;

const ENDS = `
  -- Booked, withdrawn before that, or bounced: one of them, once.
  CREATE TABLE offline_gift_end (
    gift bigint NOT NULL REFERENCES offline_gift,
    what text NOT NULL CHECK (what IN ('booked', 'withdrawn', 'bounced')),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    sum fen,
    entry bigint UNIQUE REFERENCES journal_entry,
    reason text,
    CONSTRAINT an_offline_gift_ends_once PRIMARY KEY (gift),
    CONSTRAINT what_is_booked_has_its_entry CHECK ((what = 'booked') = (entry IS NOT NULL) AND (what = 'booked') = (sum IS NOT NULL)),
    CONSTRAINT what_comes_to_nothing_has_its_reason CHECK (what = 'booked' OR (reason IS NOT NULL AND btrim(reason) <> ''))
  );

  CREATE FUNCTION offline_gift_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    it offline_gift;
    first cash_count;
    second cash_count;
    large numeric;
  BEGIN
    SELECT * INTO it FROM offline_gift WHERE id = NEW.gift FOR NO KEY UPDATE;
    IF NEW.what = 'bounced' AND (it.way <> 'cheque' OR NOT EXISTS (SELECT 1 FROM cheque_handing WHERE gift = it.id)) THEN PERFORM refuse('only_a_cheque_at_the_bank_bounces'); END IF;
    IF NEW.what <> 'booked' THEN RETURN NEW; END IF;
    IF it.way = 'cash' THEN
      SELECT * INTO second FROM cash_count WHERE gift = it.id ORDER BY round DESC, turn DESC LIMIT 1;
      SELECT * INTO first FROM cash_count WHERE gift = it.id AND round = second.round AND turn = 1;
      IF second.turn IS DISTINCT FROM 2 OR first.person = second.person OR first.pieces <> second.pieces OR second.sum <> NEW.sum OR NEW.by_person <> second.person THEN
        PERFORM refuse('cash_is_booked_when_two_counts_agree');
      END IF;
      SELECT p.value INTO large FROM policy p JOIN foundation f ON f.id = it.foundation
        WHERE p.rule = 'large-cash-gift' AND it.day BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
        ORDER BY length(p.jurisdiction) DESC LIMIT 1;
      IF NEW.sum >= large AND it.identity_note IS NULL THEN PERFORM refuse('a_large_cash_gift_says_who_brings_it'); END IF;
    ELSE
      IF it.recorded_by = NEW.by_person THEN PERFORM refuse('whoever_records_a_gift_does_not_book_it'); END IF;
      IF it.way IN ('goods', 'service') AND it.sum <> NEW.sum THEN PERFORM refuse('a_gift_is_booked_as_it_was_recorded'); END IF;
    END IF;
    IF NOT EXISTS (
      SELECT 1 FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.fund = it.fund AND p.debit = NEW.sum
      WHERE e.id = NEW.entry AND e.foundation = it.foundation AND e.kind = CASE it.way WHEN 'cash' THEN 'cash gift' WHEN 'transfer' THEN 'bank gift' WHEN 'cheque' THEN 'bank gift'
        WHEN 'goods' THEN 'goods gift' WHEN 'service' THEN 'donated service' WHEN 'subsidy' THEN 'subsidy' ELSE 'service income' END) THEN
      PERFORM refuse('a_gift_is_booked_as_it_was_recorded');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER offline_gift_ends BEFORE INSERT ON offline_gift_end FOR EACH ROW EXECUTE FUNCTION offline_gift_ends();

  -- Recorded wrongly and found out after it was booked: its mirror stands in the books, nothing is edited.
  CREATE TABLE offline_gift_reversal (
    gift bigint NOT NULL REFERENCES offline_gift_end,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    CONSTRAINT a_gift_is_reversed_once PRIMARY KEY (gift)
  );
  CREATE FUNCTION offline_gift_is_reversed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    booked offline_gift_end;
  BEGIN
    PERFORM 1 FROM offline_gift WHERE id = NEW.gift FOR NO KEY UPDATE;
    SELECT * INTO booked FROM offline_gift_end WHERE gift = NEW.gift;
    IF EXISTS (SELECT 1 FROM goods_issue WHERE gift = NEW.gift) THEN PERFORM refuse('issued_goods_are_not_reversed'); END IF;
    IF booked.what IS DISTINCT FROM 'booked' THEN PERFORM refuse('only_a_booked_gift_is_reversed'); END IF;
    IF EXISTS (SELECT 1 FROM offline_gift WHERE id = NEW.gift AND recorded_by = NEW.by_person) THEN PERFORM refuse('whoever_records_a_gift_does_not_reverse_it'); END IF;
    IF NOT EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.entry AND reverses = booked.entry) THEN PERFORM refuse('a_reversal_mirrors_its_gift'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER offline_gift_is_reversed BEFORE INSERT ON offline_gift_reversal FOR EACH ROW EXECUTE FUNCTION offline_gift_is_reversed();
`;

const CHEQUES_AND_GOODS = `
  CREATE TABLE cheque_handing (
    gift bigint NOT NULL REFERENCES offline_gift CONSTRAINT a_cheque_is_handed_in_once PRIMARY KEY,
    day date NOT NULL,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL
  );
  CREATE FUNCTION only_a_cheque_is_handed_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM offline_gift WHERE id = NEW.gift AND way = 'cheque' FOR NO KEY UPDATE;
    IF NOT FOUND THEN PERFORM refuse('only_a_cheque_is_handed_in'); END IF;
    IF EXISTS (SELECT 1 FROM offline_gift_end WHERE gift = NEW.gift) THEN PERFORM refuse('an_offline_gift_ends_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER only_a_cheque_is_handed_in BEFORE INSERT ON cheque_handing FOR EACH ROW EXECUTE FUNCTION only_a_cheque_is_handed_in();

  -- Goods given out, by their issue sheet 领用单; a second person books the use.
  CREATE TABLE goods_issue (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gift bigint NOT NULL REFERENCES offline_gift,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    words text NOT NULL CHECK (words <> ''),
    sheet text NOT NULL CHECK (sheet <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT an_issue_sheet_is_recorded_once UNIQUE (gift, sheet),
    UNIQUE (id, recorded_by)
  );
  CREATE FUNCTION goods_are_issued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM offline_gift WHERE id = NEW.gift AND way = 'goods' FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM offline_gift_end WHERE gift = NEW.gift AND what = 'booked') OR EXISTS (SELECT 1 FROM offline_gift_reversal WHERE gift = NEW.gift) THEN
      PERFORM refuse('only_goods_in_stock_are_issued');
    END IF;
    IF NEW.sum + (SELECT coalesce(sum(i.sum), 0) FROM goods_issue i WHERE i.gift = NEW.gift) > (SELECT e.sum FROM offline_gift_end e WHERE e.gift = NEW.gift) THEN
      PERFORM refuse('no_more_goods_are_issued_than_were_given');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER goods_are_issued BEFORE INSERT ON goods_issue FOR EACH ROW EXECUTE FUNCTION goods_are_issued();
  CREATE TABLE goods_issue_booking (
    issue bigint NOT NULL CONSTRAINT an_issue_is_booked_once PRIMARY KEY,
    recorded_by int NOT NULL,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (issue, recorded_by) REFERENCES goods_issue (id, recorded_by),
    CONSTRAINT nobody_books_the_issue_they_recorded CHECK (by_person <> recorded_by)
  );
`;

const BANKINGS = `
  -- Cash taken to the bank by one person and confirmed by another with the bank's slip. Takings are never spent (现金管理暂行条例 11).
  CREATE TABLE cash_banking (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    cash int NOT NULL REFERENCES place,
    bank int NOT NULL REFERENCES place,
    sum fen NOT NULL CHECK (sum > 0),
    day date NOT NULL,
    slip text NOT NULL CHECK (slip <> ''),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_pay_in_slip_is_recorded_once UNIQUE (foundation, slip),
    UNIQUE (id, recorded_by)
  );
  CREATE TABLE cash_banking_withdrawal (
    banking int NOT NULL REFERENCES cash_banking CONSTRAINT a_banking_is_withdrawn_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> '')
  );
  CREATE TABLE cash_banking_confirmation (
    banking int NOT NULL CONSTRAINT a_banking_is_confirmed_once PRIMARY KEY,
    recorded_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
    FOREIGN KEY (banking, recorded_by) REFERENCES cash_banking (id, recorded_by),
    CONSTRAINT nobody_confirms_the_banking_they_recorded CHECK (confirmed_by <> recorded_by)
  );
  CREATE FUNCTION cash_goes_to_the_bank() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    -- one after the other: two people must not take the same notes
    PERFORM 1 FROM place WHERE id = NEW.cash AND foundation = NEW.foundation AND account = '1001' FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM place WHERE id = NEW.bank AND foundation = NEW.foundation AND account = '1002') THEN PERFORM refuse('cash_goes_from_the_box_to_the_bank'); END IF;
    IF NEW.sum + (SELECT coalesce(sum(b.sum), 0) FROM cash_banking b WHERE b.cash = NEW.cash
        AND NOT EXISTS (SELECT 1 FROM cash_banking_withdrawal w WHERE w.banking = b.id) AND NOT EXISTS (SELECT 1 FROM cash_banking_confirmation c WHERE c.banking = b.id))
       > (SELECT coalesce(sum(p.debit), 0) FROM posting p WHERE p.place = NEW.cash AND p.account = '1001') THEN
      PERFORM refuse('no_more_is_banked_than_lies_in_the_box');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER cash_goes_to_the_bank BEFORE INSERT ON cash_banking FOR EACH ROW EXECUTE FUNCTION cash_goes_to_the_bank();
  -- Withdrawn or confirmed, not both.
  CREATE FUNCTION a_banking_ends_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM cash_banking WHERE id = NEW.banking FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM cash_banking_withdrawal WHERE banking = NEW.banking) OR EXISTS (SELECT 1 FROM cash_banking_confirmation WHERE banking = NEW.banking) THEN PERFORM refuse('a_banking_ends_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_banking_ends_once BEFORE INSERT ON cash_banking_withdrawal FOR EACH ROW EXECUTE FUNCTION a_banking_ends_once();
  CREATE TRIGGER a_banking_ends_once BEFORE INSERT ON cash_banking_confirmation FOR EACH ROW EXECUTE FUNCTION a_banking_ends_once();
  CREATE INDEX posting_of_cash ON posting (place) INCLUDE (entry, debit) WHERE account = '1001';
`;

const TRANSFER_ACCOUNTS = `
  -- The account that donors are told to pay into: always the foundation's own (CL 24; 241). A wrong digit leads gifts to a stranger, so two people say it.
  CREATE TABLE transfer_account (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    place int NOT NULL REFERENCES place,
    bank text NOT NULL CHECK (bank <> ''),
    number text NOT NULL CONSTRAINT an_account_number_is_digits CHECK (number ~ '^[0-9]{8,30}$'),
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    UNIQUE (id, entered_by)
  );
  CREATE TABLE transfer_account_confirmation (
    account int NOT NULL CONSTRAINT an_account_is_confirmed_once PRIMARY KEY,
    entered_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (account, entered_by) REFERENCES transfer_account (id, entered_by),
    CONSTRAINT nobody_confirms_the_account_they_entered CHECK (confirmed_by <> entered_by)
  );
`;

const FISCAL_RECEIPTS = `
  -- The state's receipt 捐赠票据, whose numbers the fiscal system gives: entered or imported, never made here (财综〔2024〕1号).
  CREATE TABLE fiscal_receipt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    payment bigint NOT NULL REFERENCES payment,
    code text NOT NULL CONSTRAINT a_fiscal_code_has_eight_digits CHECK (code ~ '^[0-9]{8}$'),
    number text NOT NULL CONSTRAINT a_fiscal_number_has_ten_digits CHECK (number ~ '^[0-9]{10}$'),
    check_code text NOT NULL CONSTRAINT a_fiscal_check_code_has_six_characters CHECK (check_code ~ '^[0-9A-Za-z]{6}$'),
    issued_on date NOT NULL,
    instead_of bigint CONSTRAINT a_void_receipt_is_replaced_once UNIQUE,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    CONSTRAINT a_fiscal_number_is_used_once UNIQUE (code, number),
    UNIQUE (id, payment)
  );
  CREATE UNIQUE INDEX a_gift_has_one_fiscal_receipt ON fiscal_receipt (payment) WHERE instead_of IS NULL;
  CREATE TABLE fiscal_receipt_void (
    receipt bigint NOT NULL CONSTRAINT a_fiscal_receipt_is_voided_once PRIMARY KEY,
    payment bigint NOT NULL,
    reason text NOT NULL CHECK (btrim(reason) <> ''),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (receipt, payment) REFERENCES fiscal_receipt (id, payment),
    UNIQUE (receipt, payment)
  );
  -- another one only in the place of a void one of the same gift
  ALTER TABLE fiscal_receipt ADD CONSTRAINT a_new_receipt_follows_a_void_one FOREIGN KEY (instead_of, payment) REFERENCES fiscal_receipt_void (receipt, payment);

  CREATE FUNCTION a_fiscal_receipt_is_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    given payment;
  BEGIN
    SELECT * INTO given FROM payment WHERE id = NEW.payment AND foundation = NEW.foundation FOR NO KEY UPDATE;
    IF given.donation IS NULL OR given.not_as_asked IS NOT NULL THEN PERFORM refuse('a_fiscal_receipt_is_for_a_gift'); END IF;
    IF EXISTS (SELECT 1 FROM offline_gift_end e JOIN offline_gift g ON g.id = e.gift WHERE e.entry = given.entry AND g.way IN ('goods', 'service') AND g.proof IS NULL) THEN
      PERFORM refuse('without_proof_of_value_no_fiscal_receipt');
    END IF;
    IF EXISTS (SELECT 1 FROM journal_entry WHERE reverses = given.entry) OR EXISTS (SELECT 1 FROM payment_in_other_currency c WHERE c.payment = given.id)
      OR (SELECT coalesce(sum(r.amount), 0) FROM refund r WHERE r.payment = given.id AND r.failed_entry IS NULL) >= given.gross THEN
      PERFORM refuse('a_gift_taken_back_has_no_fiscal_receipt');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM donation d JOIN donor o ON o.id = d.donor WHERE d.id = given.donation AND coalesce(o.title, o.name, '') <> '') THEN
      PERFORM refuse('a_fiscal_receipt_names_its_payer');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_fiscal_receipt_is_due BEFORE INSERT ON fiscal_receipt FOR EACH ROW EXECUTE FUNCTION a_fiscal_receipt_is_due();
`;

const POLICIES = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('cash-banked-within-days', 'CN', '1988-10-01', 0, '现金管理暂行条例第十一条：现金收入应当于当日送存开户银行，不得坐支', 'confirmed'),
    ('large-cash-gift', 'CN', '2016-07-01', 5000000, '参照金融机构大额交易报告的现金标准（5万元）；对慈善组织只是内部提醒线', 'needs-check'),
    ('fiscal-receipt-within-days', 'CN', '2019-01-01', 90, '财政部 税务总局公告2019年第99号：个人应在90日内取得捐赠票据', 'needs-check');
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON offline_gift, cash_count, offline_gift_end, offline_gift_reversal, cheque_handing, goods_issue, goods_issue_booking,
    cash_banking, cash_banking_withdrawal, cash_banking_confirmation, transfer_account, transfer_account_confirmation, fiscal_receipt, fiscal_receipt_void TO sizhu_app;
  GRANT SELECT ON cash_difference TO sizhu_app;
  -- who came to nothing is forgotten
  GRANT UPDATE (donor, identity_note, display) ON offline_gift TO sizhu_app;
  REVOKE ALL ON FUNCTION cash_is_counted, offline_gift_ends, offline_gift_is_reversed, only_a_cheque_is_handed_in, goods_are_issued, cash_goes_to_the_bank, a_banking_ends_once, a_fiscal_receipt_is_due FROM PUBLIC;
`;
