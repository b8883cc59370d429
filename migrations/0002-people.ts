import type { MigrationInterface, QueryRunner } from 'typeorm';

export class People0000000000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Money is whole fen. The name says so in every table.
      CREATE DOMAIN fen AS bigint;

      -- Whose books these are. Every row of money carries its foundation.
      CREATE TABLE foundation (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        code text NOT NULL,
        name text NOT NULL,
        english_name text NOT NULL,
        purpose text NOT NULL,
        english_purpose text NOT NULL,
        registrar text NOT NULL,
        english_registrar text NOT NULL,
        credit_code text,
        hotline text NOT NULL,
        hours text NOT NULL,
        english_hours text NOT NULL,
        -- four characters, read down and from the right, as on a seal
        seal text NOT NULL CHECK (length(seal) = 4),
        jurisdiction text NOT NULL DEFAULT 'CN',
        -- the time of the public-raising certificate, CL 22; nothing when there is none
        certificate_no text,
        certificate_from date,
        certificate_to date,
        CONSTRAINT a_foundation_has_its_own_code UNIQUE (code),
        CONSTRAINT a_foundations_code_fits_an_address CHECK (code ~ '^[a-z][a-z0-9-]{1,30}$'),
        CONSTRAINT a_certificate_has_a_number_and_a_first_day CHECK ((certificate_no IS NULL) = (certificate_from IS NULL))
      );

      CREATE TABLE person (
        id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        english_name text NOT NULL
      );

      CREATE TABLE appointment (
        person int NOT NULL REFERENCES person,
        foundation int NOT NULL REFERENCES foundation,
        role text NOT NULL,
        from_day date NOT NULL,
        to_day date,
        PRIMARY KEY (person, foundation, role, from_day),
        CONSTRAINT a_role_is_one_we_know CHECK (role IN ('bookkeeper', 'secretary-general')),
        CONSTRAINT an_appointment_ends_after_it_begins CHECK (to_day >= from_day)
      );

      GRANT SELECT, INSERT, UPDATE ON foundation, person, appointment TO sizhu_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}
