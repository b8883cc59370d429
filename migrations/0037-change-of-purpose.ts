import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a fund is for changes by a supplementary agreement alone, and only as its donors have agreed to or as it was filed anew (CL 56). */
export class ChangeOfPurpose0000000000037 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CHANGES);
    await db.query(DECIDED);
    await db.query(SUPPLEMENTS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const CHANGES = `
  -- A change of purpose 变更用途: the new words as the paper has them, and what allows it, entered by one person.
  CREATE TABLE purpose_change (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    fund int NOT NULL REFERENCES agreement (fund),
    -- the donors have agreed in writing, or the changed plan of a campaign was filed with the registrar
    basis text NOT NULL,
    givers text,
    filing_no text,
    -- of the consent, or of the filing
    day date NOT NULL,
    reason text NOT NULL CONSTRAINT a_change_of_purpose_says_why CHECK (btrim(reason) <> ''),
    purpose text NOT NULL,
    english_purpose text NOT NULL,
    purposes text[] NOT NULL,
    use text NOT NULL,
    english_use text NOT NULL,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    CONSTRAINT a_purpose_changes_by_consent_or_filing CHECK (CASE basis
      WHEN 'consent' THEN coalesce(btrim(givers), '') <> '' AND filing_no IS NULL
      WHEN 'filing' THEN coalesce(btrim(filing_no), '') <> '' AND givers IS NULL ELSE false END),
    CONSTRAINT a_new_purpose_is_written_out CHECK (LEAST(length(btrim(purpose)), length(btrim(english_purpose)), cardinality(purposes), length(btrim(use)), length(btrim(english_use))) > 0),
    UNIQUE (id, foundation),
    UNIQUE (id, fund, entered_by)
  );
  CREATE INDEX purpose_change_by_fund ON purpose_change (fund);
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON purpose_change EXECUTE FUNCTION the_books_are_never_rewritten();

  -- Another person has compared it with the paper.
  CREATE TABLE purpose_change_confirmation (
    change int NOT NULL CONSTRAINT a_change_of_purpose_is_confirmed_once PRIMARY KEY,
    fund int NOT NULL,
    entered_by int NOT NULL,
    confirmed_by int NOT NULL REFERENCES person,
    confirmed_at timestamptz NOT NULL,
    FOREIGN KEY (change, fund, entered_by) REFERENCES purpose_change (id, fund, entered_by),
    CONSTRAINT nobody_confirms_the_change_they_entered CHECK (confirmed_by <> entered_by),
    UNIQUE (change, fund)
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON purpose_change_confirmation EXECUTE FUNCTION the_books_are_never_rewritten();

  -- Entered by mistake, or thought better of, as long as not both have signed the text that rests on it.
  CREATE TABLE purpose_change_withdrawal (
    change int NOT NULL REFERENCES purpose_change CONSTRAINT a_change_of_purpose_is_withdrawn_once PRIMARY KEY,
    why text NOT NULL CHECK (btrim(why) <> ''),
    withdrawn_by int NOT NULL REFERENCES person,
    withdrawn_at timestamptz NOT NULL
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON purpose_change_withdrawal EXECUTE FUNCTION the_books_are_never_rewritten();

  ALTER TABLE paper
    ADD purpose_change int,
    DROP CONSTRAINT a_paper_belongs_to_one_thing,
    ADD CONSTRAINT a_paper_belongs_to_one_thing CHECK (num_nonnulls(gift, banking, proposal, entry, line, resolution, founding, agreement, valuation, filing, purpose_change) = 1),
    ADD CONSTRAINT a_paper_is_of_the_foundation_of_its_change_of_purpose FOREIGN KEY (purpose_change, foundation) REFERENCES purpose_change (id, foundation),
    ADD CONSTRAINT papers_of_a_change_of_purpose_are_numbered UNIQUE (purpose_change, nth);

  ALTER TABLE agreement_version
    ADD purpose_change int,
    ADD CONSTRAINT a_change_of_purpose_rests_on_what_was_confirmed FOREIGN KEY (purpose_change, fund) REFERENCES purpose_change_confirmation (change, fund),
    ADD CONSTRAINT a_purpose_changes_by_a_supplement CHECK (purpose_change IS NULL OR fund IS NOT NULL);
  CREATE INDEX agreement_version_by_purpose_change ON agreement_version (purpose_change) WHERE purpose_change IS NOT NULL;
`;

const DECIDED = `
  -- A fund that is over, or on its way there, is not given another purpose: its rest goes by its clause. One change comes to its end before the next begins.
  CREATE FUNCTION a_fund_that_ends_keeps_its_purpose() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM agreement WHERE fund = NEW.fund FOR UPDATE;
    IF EXISTS (SELECT FROM purpose_change c WHERE c.fund = NEW.fund AND NOT EXISTS (SELECT FROM purpose_change_withdrawal w WHERE w.change = c.id)
      AND NOT EXISTS (SELECT FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE v.purpose_change = c.id)) THEN PERFORM refuse('a_purpose_changes_one_at_a_time'); END IF;
    IF EXISTS (SELECT FROM stopped_fund WHERE fund = NEW.fund AND how <> 'frozen') THEN PERFORM refuse('a_fund_that_ends_keeps_its_purpose'); END IF;
    IF EXISTS (SELECT FROM fund_kind WHERE fund = NEW.fund AND kind = 'purse') THEN PERFORM refuse('a_purse_is_agreed_upon_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_fund_that_ends_keeps_its_purpose BEFORE INSERT ON purpose_change FOR EACH ROW EXECUTE FUNCTION a_fund_that_ends_keeps_its_purpose();

  -- Confirming and withdrawing meet at the row they are about; so does the text that will rest on it.
  CREATE FUNCTION a_change_of_purpose_shows_its_paper() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM purpose_change WHERE id = NEW.change FOR UPDATE;
    IF EXISTS (SELECT FROM purpose_change_withdrawal WHERE change = NEW.change) THEN PERFORM refuse('a_change_of_purpose_is_withdrawn_once'); END IF;
    IF NOT EXISTS (SELECT FROM paper p WHERE p.purpose_change = NEW.change AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) THEN PERFORM refuse('a_change_of_purpose_shows_its_paper'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_change_of_purpose_shows_its_paper BEFORE INSERT ON purpose_change_confirmation FOR EACH ROW EXECUTE FUNCTION a_change_of_purpose_shows_its_paper();

  CREATE FUNCTION what_both_have_signed_is_not_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM purpose_change WHERE id = NEW.change FOR UPDATE;
    IF EXISTS (SELECT FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE v.purpose_change = NEW.change) THEN PERFORM refuse('what_both_have_signed_is_not_withdrawn'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_both_have_signed_is_not_withdrawn BEFORE INSERT ON purpose_change_withdrawal FOR EACH ROW EXECUTE FUNCTION what_both_have_signed_is_not_withdrawn();

  -- A text that rests on something withdrawn is signed by nobody any more.
  CREATE FUNCTION what_is_signed_rests_on_what_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its_change int;
  BEGIN
    SELECT purpose_change INTO its_change FROM agreement_version WHERE id = NEW.version;
    IF its_change IS NULL THEN RETURN NEW; END IF;
    PERFORM 1 FROM purpose_change WHERE id = its_change FOR UPDATE;
    IF EXISTS (SELECT FROM purpose_change_withdrawal WHERE change = its_change) THEN PERFORM refuse('what_is_signed_rests_on_what_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_is_signed_rests_on_what_stands BEFORE INSERT ON agreement_host_signature FOR EACH ROW EXECUTE FUNCTION what_is_signed_rests_on_what_stands();
  CREATE TRIGGER what_is_signed_rests_on_what_stands BEFORE INSERT ON agreement_founder_signature FOR EACH ROW EXECUTE FUNCTION what_is_signed_rests_on_what_stands();
`;

const SUPPLEMENTS = `
  -- As before; and what the fund is for changes as was confirmed, word for word, once, and not before the day on the paper.
  CREATE OR REPLACE FUNCTION an_agreement_is_replaced_by_a_supplement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    before agreement_version;
    change purpose_change;
    host foundation;
  BEGIN
    IF NEW.prepared_by IS NULL THEN PERFORM refuse('a_text_is_prepared_by_somebody'); END IF; -- a text of nobody's counts as signed on paper before
    IF NEW.kind = 'purse' THEN
      IF NOT EXISTS (SELECT FROM fund_kind WHERE fund = NEW.fund AND kind = 'purse') OR EXISTS (SELECT FROM agreement_version WHERE fund = NEW.fund) THEN PERFORM refuse('a_purse_is_agreed_upon_once'); END IF;
      RETURN NEW;
    END IF;
    IF NEW.request IS NOT NULL THEN
      PERFORM 1 FROM fund_request WHERE id = NEW.request FOR UPDATE;
      IF EXISTS (SELECT FROM agreement WHERE request = NEW.request) THEN PERFORM refuse('a_request_opens_one_fund'); END IF;
      IF EXISTS (SELECT FROM fund_request_end WHERE request = NEW.request) THEN PERFORM refuse('a_request_that_has_ended_goes_no_further'); END IF;
      IF (SELECT count(*) FROM fund_request_check WHERE request = NEW.request) < 7 THEN PERFORM refuse('a_request_is_checked_first'); END IF;
      SELECT * INTO host FROM foundation WHERE id = NEW.foundation;
      IF NOT starts_with(NEW.name, host.name) OR trim(substr(NEW.name, length(host.name) + 1)) = '' THEN PERFORM refuse('a_fund_carries_its_hosts_full_name'); END IF;
    ELSE
      PERFORM 1 FROM agreement WHERE fund = NEW.fund AND foundation = NEW.foundation FOR UPDATE;
      IF NOT FOUND THEN PERFORM refuse('a_supplement_is_of_a_fund_with_an_agreement'); END IF;
      SELECT v.* INTO before FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE o.fund_of = NEW.fund ORDER BY o.holds_from DESC, o.id DESC LIMIT 1;
      IF (NEW.kind, NEW.preserved, NEW.name) IS DISTINCT FROM (before.kind, before.preserved, before.name) THEN PERFORM refuse('a_supplement_changes_neither_kind_nor_purpose'); END IF;
      IF NEW.holds_from <= before.holds_from THEN PERFORM refuse('a_supplement_holds_from_a_later_day'); END IF;
      IF NEW.purpose_change IS NULL THEN
        -- an agreement that is older than these columns has no kinds of use and may lack its English: both are filled in
        IF (NEW.purpose, NEW.use) IS DISTINCT FROM (before.purpose, before.use)
          OR before.prepared_by IS NOT NULL AND (NEW.english_purpose, NEW.english_use, NEW.purposes) IS DISTINCT FROM (before.english_purpose, before.english_use, before.purposes) THEN
          PERFORM refuse('a_supplement_changes_neither_kind_nor_purpose');
        END IF;
      ELSE
        SELECT * INTO change FROM purpose_change WHERE id = NEW.purpose_change FOR UPDATE;
        IF change.fund IS DISTINCT FROM NEW.fund THEN PERFORM refuse('a_change_of_purpose_is_of_its_fund'); END IF;
        IF NOT EXISTS (SELECT FROM purpose_change_confirmation c WHERE c.change = NEW.purpose_change) OR EXISTS (SELECT FROM purpose_change_withdrawal w WHERE w.change = NEW.purpose_change) THEN
          PERFORM refuse('a_change_of_purpose_is_confirmed_first');
        END IF;
        IF EXISTS (SELECT FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WHERE o.fund_of = NEW.fund AND v.purpose_change = NEW.purpose_change) THEN PERFORM refuse('a_purpose_changes_once_by_a_consent'); END IF;
        IF (NEW.purpose, NEW.english_purpose, NEW.purposes, NEW.use, NEW.english_use) IS DISTINCT FROM (change.purpose, change.english_purpose, change.purposes, change.use, change.english_use) THEN
          PERFORM refuse('a_new_purpose_is_as_it_was_agreed_to');
        END IF;
        IF NEW.holds_from < change.day THEN PERFORM refuse('a_new_purpose_holds_after_its_consent'); END IF;
      END IF;
    END IF;
    IF EXISTS (SELECT FROM agreement_version WHERE foundation = NEW.foundation AND no = NEW.no AND (request IS DISTINCT FROM NEW.request OR fund IS DISTINCT FROM NEW.fund)) THEN
      PERFORM refuse('an_agreement_has_its_own_number');
    END IF;
    RETURN NEW;
  END $$;
`;

const RIGHTS = `
  REVOKE ALL ON FUNCTION a_fund_that_ends_keeps_its_purpose, a_change_of_purpose_shows_its_paper, what_both_have_signed_is_not_withdrawn, what_is_signed_rests_on_what_stands FROM PUBLIC;
  GRANT SELECT, INSERT ON purpose_change, purpose_change_confirmation, purpose_change_withdrawal TO sizhu_app;
`;
