import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Papers 单据: what was photographed or scanned of a proof, kept as it came with what it proves. */
export class Papers0000000000024 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(TYPES);
    await db.query(HELD);
    await db.query(PAPERS);
    await db.query(PROOFS);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const TYPES = `
  -- What a file is, by its first bytes and never by its name; null for whatever is kept nowhere. Said again in rules/paper.ts.
  CREATE FUNCTION paper_type(content bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
      WHEN substring(content FROM 1 FOR 3) = '\\xffd8ff' THEN 'image/jpeg'
      WHEN substring(content FROM 1 FOR 8) = '\\x89504e470d0a1a0a' THEN 'image/png'
      WHEN substring(content FROM 1 FOR 4) = 'RIFF' AND substring(content FROM 9 FOR 4) = 'WEBP' THEN 'image/webp'
      WHEN substring(content FROM 5 FOR 4) = 'ftyp' AND substring(content FROM 9 FOR 4) IN ('heic', 'heix', 'mif1') THEN 'image/heic'
      WHEN substring(content FROM 1 FOR 5) = '%PDF-' THEN 'application/pdf'
    END
  $$;
`;

const HELD = `
  -- Files of a form that is not done yet: they belong to whoever is filling it, and are swept out after a day.
  CREATE TABLE held_file (
    key uuid PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    person int NOT NULL REFERENCES person,
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    held_at timestamptz NOT NULL,
    CONSTRAINT a_paper_is_a_picture_or_a_pdf CHECK ((media_type = paper_type(content)) IS TRUE),
    CONSTRAINT a_paper_has_ten_megabytes_at_most CHECK (octet_length(content) BETWEEN 1 AND 10485760)
  );
  ALTER TABLE held_file ALTER content SET STORAGE EXTERNAL;
  CREATE INDEX held_file_of_a_person ON held_file (person, held_at);
`;

const PAPERS = `
  ALTER TABLE cash_banking ADD UNIQUE (id, foundation);
  ALTER TABLE voucher_proposal ADD UNIQUE (id, foundation);

  -- Nothing is taken out of a file: whoever has the original can compare. It belongs to one thing from the first moment on.
  CREATE TABLE paper (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    gift bigint,
    banking int,
    proposal int,
    entry bigint REFERENCES journal_entry,
    line bigint REFERENCES bank_line,
    -- its number among the papers of the same thing
    nth smallint NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    hash bytea NOT NULL,
    content bytea NOT NULL,
    size int GENERATED ALWAYS AS (octet_length(content)) STORED,
    added_by int NOT NULL REFERENCES person,
    added_at timestamptz NOT NULL,
    CONSTRAINT a_paper_belongs_to_one_thing CHECK (num_nonnulls(gift, banking, proposal, entry, line) = 1),
    CONSTRAINT a_thing_has_ten_papers_at_most CHECK (nth BETWEEN 1 AND 10),
    CONSTRAINT a_paper_is_known_by_its_content CHECK (hash = sha256(content)),
    CONSTRAINT a_paper_is_a_picture_or_a_pdf CHECK ((media_type = paper_type(content)) IS TRUE),
    CONSTRAINT a_paper_has_ten_megabytes_at_most CHECK (octet_length(content) BETWEEN 1 AND 10485760),
    CONSTRAINT a_paper_has_a_name CHECK (btrim(name) <> '' AND length(name) <= 120 AND name !~ '[[:cntrl:]/\\\\]'),
    CONSTRAINT a_paper_is_of_the_foundation_of_its_gift FOREIGN KEY (gift, foundation) REFERENCES offline_gift (id, foundation),
    CONSTRAINT a_paper_is_of_the_foundation_of_its_banking FOREIGN KEY (banking, foundation) REFERENCES cash_banking (id, foundation),
    CONSTRAINT a_paper_is_of_the_foundation_of_its_proposal FOREIGN KEY (proposal, foundation) REFERENCES voucher_proposal (id, foundation),
    CONSTRAINT papers_of_a_gift_are_numbered UNIQUE (gift, nth),
    CONSTRAINT papers_of_a_banking_are_numbered UNIQUE (banking, nth),
    CONSTRAINT papers_of_a_proposal_are_numbered UNIQUE (proposal, nth),
    CONSTRAINT papers_of_an_entry_are_numbered UNIQUE (entry, nth),
    CONSTRAINT papers_of_a_line_are_numbered UNIQUE (line, nth)
  );
  ALTER TABLE paper ALTER content SET STORAGE EXTERNAL;
  -- the same file with another thing
  CREATE INDEX paper_by_content ON paper (foundation, hash);

  -- Entries and lines of the bank have no key with their foundation: it would cost each of them.
  CREATE FUNCTION a_paper_is_of_the_foundation_of_its_thing() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.entry IS NOT NULL AND NOT EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.entry AND foundation = NEW.foundation)
      OR NEW.line IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bank_line WHERE id = NEW.line AND foundation = NEW.foundation) THEN
      PERFORM refuse('a_paper_is_of_the_foundation_of_its_thing');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_paper_is_of_the_foundation_of_its_thing BEFORE INSERT ON paper FOR EACH ROW EXECUTE FUNCTION a_paper_is_of_the_foundation_of_its_thing();
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON paper EXECUTE FUNCTION the_books_are_never_rewritten();

  -- The wrong paper: it stays, and says so.
  CREATE TABLE paper_withdrawal (
    paper bigint NOT NULL REFERENCES paper CONSTRAINT a_paper_is_withdrawn_once PRIMARY KEY,
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    reason text NOT NULL CONSTRAINT a_withdrawn_paper_says_why CHECK (btrim(reason) <> '')
  );
  CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_withdrawal EXECUTE FUNCTION the_books_are_never_rewritten();

  -- The papers of a voucher 附件: of what it rests on, and its own.
  CREATE VIEW voucher_paper AS
    SELECT d.entry, p.id AS paper FROM paper p JOIN voucher_decision d ON d.proposal = p.proposal WHERE d.entry IS NOT NULL
    UNION ALL SELECT e.entry, p.id FROM paper p JOIN offline_gift_end e ON e.gift = p.gift WHERE e.entry IS NOT NULL
    UNION ALL SELECT c.entry, p.id FROM paper p JOIN cash_banking_confirmation c ON c.banking = p.banking
    UNION ALL SELECT p.entry, p.id FROM paper p WHERE p.entry IS NOT NULL;
`;

const PROOFS = `
  CREATE FUNCTION shows_a_paper(its_gift bigint, but_not bigint DEFAULT NULL) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM paper p WHERE p.gift = its_gift AND p.id IS DISTINCT FROM but_not AND NOT EXISTS (SELECT 1 FROM paper_withdrawal w WHERE w.paper = p.id))
  $$;

  -- A value that is said to be proved is booked when its proof can be looked at (公告2020-27 art. 13; 解释 2020, 2); named alone it proves nothing.
  CREATE FUNCTION what_is_proved_shows_its_paper() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM 1 FROM offline_gift WHERE id = NEW.gift AND way IN ('goods', 'service') AND proof IS NOT NULL FOR NO KEY UPDATE;
    IF FOUND AND NEW.what = 'booked' AND NOT shows_a_paper(NEW.gift) THEN PERFORM refuse('what_is_proved_shows_its_paper'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER what_is_proved_shows_its_paper BEFORE INSERT ON offline_gift_end FOR EACH ROW EXECUTE FUNCTION what_is_proved_shows_its_paper();

  -- Nor is the last proof taken from what is booked at its value: the right one comes first.
  CREATE FUNCTION a_proof_is_replaced_before_it_is_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its_gift bigint;
  BEGIN
    SELECT g.id INTO its_gift FROM paper p JOIN offline_gift g ON g.id = p.gift WHERE p.id = NEW.paper AND g.way IN ('goods', 'service') AND g.proof IS NOT NULL FOR NO KEY UPDATE OF g;
    IF FOUND AND EXISTS (SELECT 1 FROM offline_gift_end WHERE gift = its_gift AND what = 'booked') AND NOT EXISTS (SELECT 1 FROM offline_gift_reversal WHERE gift = its_gift)
      AND NOT shows_a_paper(its_gift, NEW.paper) THEN
      PERFORM refuse('a_proof_is_replaced_before_it_is_withdrawn');
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_proof_is_replaced_before_it_is_withdrawn BEFORE INSERT ON paper_withdrawal FOR EACH ROW EXECUTE FUNCTION a_proof_is_replaced_before_it_is_withdrawn();
`;

const RIGHTS = `
  GRANT SELECT, INSERT ON paper, paper_withdrawal TO sizhu_app;
  GRANT SELECT, INSERT, DELETE ON held_file TO sizhu_app;
  -- whoever sweeps holds a row first
  GRANT UPDATE (held_at) ON held_file TO sizhu_app;
  GRANT SELECT ON voucher_paper TO sizhu_app;
  REVOKE ALL ON FUNCTION what_is_proved_shows_its_paper, a_proof_is_replaced_before_it_is_withdrawn FROM PUBLIC;
`;
