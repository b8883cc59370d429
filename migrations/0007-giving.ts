import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Giving0000000000007 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Who a donor is stands here and nowhere else; the books and the public pages reach it by id, and only with consent.
      CREATE TABLE donor (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text,
        phone text,
        -- for the receipt: name of the payer and ID or credit code
        title text,
        id_number text,
        CONSTRAINT a_donor_row_says_something CHECK (num_nonnulls(name, phone, title, id_number) > 0)
      );

      -- Somebody wants to give. Whether the money came is told by payment.
      CREATE SEQUENCE donation_no;
      CREATE TABLE donation (
        id uuid PRIMARY KEY,
        no text NOT NULL,
        foundation int NOT NULL REFERENCES foundation,
        fund int NOT NULL REFERENCES fund,
        amount fen NOT NULL CHECK (amount > 0),
        -- PIPL 25, CL 82: nothing is shown without a separate consent
        display text NOT NULL DEFAULT 'anonymous' CHECK (display IN ('anonymous', 'masked', 'full')),
        donor bigint REFERENCES donor,
        wants_receipt boolean NOT NULL,
        lang text NOT NULL CHECK (lang IN ('zh', 'en')),
        -- of the secret link; the link itself is kept by the donor alone
        token_hash bytea NOT NULL,
        begun_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT a_donation_has_its_own_number UNIQUE (no),
        CONSTRAINT a_secret_link_leads_to_one_donation UNIQUE (token_hash)
      );

      -- Each try to pay. Written before the provider is asked: the key there is made of donation and attempt, so however
      -- often we ask, a try has one session.
      CREATE TABLE checkout (
        donation uuid NOT NULL REFERENCES donation,
        attempt smallint NOT NULL,
        way text NOT NULL CHECK (way IN ('card', 'alipay', 'wechat')),
        begun_at timestamptz NOT NULL,
        session text,
        url text,
        PRIMARY KEY (donation, attempt),
        CONSTRAINT a_session_belongs_to_one_try UNIQUE (session)
      );
      -- How a try ended without money, or that the donor has done their part while the money is still under way.
      CREATE TABLE checkout_news (
        session text NOT NULL,
        what text NOT NULL CHECK (what IN ('pending', 'failed', 'expired')),
        at timestamptz NOT NULL,
        PRIMARY KEY (session, what)
      );

      -- What the payment provider tells us, written down before anything is done with it. Its id is the key: a repeat changes nothing.
      CREATE TABLE inbox_event (
        id text PRIMARY KEY,
        type text NOT NULL,
        created_at timestamptz NOT NULL,
        -- as it came, to the byte
        body text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        outcome text,
        tries int NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX inbox_event_waiting ON inbox_event (next_try_at) WHERE done_at IS NULL;

      CREATE TABLE payment (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- the provider's own number of the payment, pi_…
        provider_ref text NOT NULL,
        session text,
        -- nothing when the money is not what any donation asked for
        donation uuid REFERENCES donation,
        foundation int NOT NULL REFERENCES foundation,
        fund int NOT NULL REFERENCES fund,
        gross fen NOT NULL CHECK (gross > 0),
        paid_at timestamptz NOT NULL,
        entry bigint NOT NULL REFERENCES journal_entry,
        -- why it went to unidentified money instead of income: waits for staff
        not_as_asked text,
        CONSTRAINT a_payment_is_recorded_once UNIQUE (provider_ref),
        -- when the provider was last asked for the fee
        fee_asked_at timestamptz,
        CONSTRAINT a_payment_has_its_own_entry UNIQUE (entry)
      );
      CREATE UNIQUE INDEX a_donation_is_paid_once ON payment (donation) WHERE not_as_asked IS NULL;

      -- Paid in another currency than was asked: not fen, so not in the books until the provider says what arrived in CNY.
      CREATE TABLE stray_payment (
        provider_ref text PRIMARY KEY,
        foundation int NOT NULL REFERENCES foundation,
        session text,
        amount bigint NOT NULL,
        currency text NOT NULL,
        paid_at timestamptz NOT NULL,
        asked_at timestamptz,
        -- what came of it, when it could be booked
        payment bigint REFERENCES payment
      );

      CREATE TABLE payment_fee (
        payment bigint PRIMARY KEY REFERENCES payment,
        balance_transaction text NOT NULL UNIQUE,
        fee fen NOT NULL CHECK (fee >= 0),
        -- nothing when there was no fee to book
        entry bigint UNIQUE REFERENCES journal_entry
      );
      -- The provider keeps this payment in another currency: its fee cannot be booked in fen, staff settle it by hand.
      CREATE TABLE payment_in_other_currency (
        payment bigint PRIMARY KEY REFERENCES payment,
        balance_transaction text NOT NULL,
        currency text NOT NULL,
        reversal bigint REFERENCES journal_entry,
        entry bigint REFERENCES journal_entry
      );
      CREATE TABLE refund (
        provider_ref text PRIMARY KEY,
        payment bigint NOT NULL REFERENCES payment,
        amount fen NOT NULL CHECK (amount > 0),
        entry bigint NOT NULL UNIQUE REFERENCES journal_entry,
        failed_entry bigint UNIQUE REFERENCES journal_entry
      );

      -- Our own receipt; the fiscal receipt's number is given by the fiscal system alone (财综〔2024〕1号).
      CREATE TABLE receipt_head (
        foundation int NOT NULL REFERENCES foundation,
        year int NOT NULL,
        last int NOT NULL,
        PRIMARY KEY (foundation, year)
      );
      CREATE TABLE receipt (
        foundation int NOT NULL REFERENCES foundation,
        year int NOT NULL,
        serial int NOT NULL,
        no text NOT NULL,
        payment bigint NOT NULL REFERENCES payment,
        issued_on date NOT NULL,
        PRIMARY KEY (foundation, year, serial),
        CONSTRAINT a_receipt_number_is_given_once UNIQUE (foundation, no),
        CONSTRAINT a_payment_has_one_receipt UNIQUE (payment)
      );

      GRANT SELECT, INSERT, DELETE, UPDATE ON donor TO sizhu_app;
      GRANT SELECT, INSERT ON donation, checkout, checkout_news, inbox_event, payment, stray_payment, payment_fee, payment_in_other_currency, refund, receipt, receipt_head TO sizhu_app;
      GRANT UPDATE (done_at, outcome, tries, next_try_at) ON inbox_event TO sizhu_app;
      GRANT UPDATE (session, url) ON checkout TO sizhu_app;
      GRANT UPDATE (fee_asked_at) ON payment TO sizhu_app;
      GRANT UPDATE (asked_at, payment) ON stray_payment TO sizhu_app;
      GRANT UPDATE (failed_entry) ON refund TO sizhu_app;
      GRANT UPDATE (last) ON receipt_head TO sizhu_app;
      GRANT UPDATE (display, donor) ON donation TO sizhu_app;
      GRANT USAGE ON SEQUENCE donation_no TO sizhu_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}
