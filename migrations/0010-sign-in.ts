import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SignIn0000000000010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(OFFICES);
    await db.query(KEYS);
    await db.query(AUDIT);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const OFFICES = `
  ALTER TABLE appointment
    -- nobody for those whom the house itself appoints, on the command line
    ADD appointed_by int REFERENCES person,
    DROP CONSTRAINT a_role_is_one_we_know,
    ADD CONSTRAINT a_role_is_one_we_know CHECK (role IN ('programme-officer', 'bookkeeper', 'cashier', 'secretary-general', 'council-member', 'supervisor', 'auditor', 'administrator')),
    ADD CONSTRAINT an_auditor_has_a_last_day CHECK (role <> 'auditor' OR to_day IS NOT NULL),
    ADD CONSTRAINT nobody_appoints_themselves CHECK (appointed_by <> person),
    ADD CONSTRAINT an_office_is_held_once_a_day EXCLUDE USING gist (person WITH =, foundation WITH =, role WITH =, daterange(from_day, to_day, '[]') WITH &&),
    -- 400 art. 22: finance staff and council members are not supervisors; whoever decides who may sign in moves no money
    ADD CONSTRAINT whoever_watches_or_administers_has_no_other_office EXCLUDE USING gist (person WITH =, foundation WITH =,
      (CASE role WHEN 'administrator' THEN 1 WHEN 'supervisor' THEN 2 WHEN 'auditor' THEN 3 ELSE 0 END) WITH <>, daterange(from_day, to_day, '[]') WITH &&),
    -- Accounting Law art. 37
    ADD CONSTRAINT a_cashier_keeps_no_books EXCLUDE USING gist (person WITH =, foundation WITH =, role WITH <>, daterange(from_day, to_day, '[]') WITH &&)
      WHERE (role IN ('bookkeeper', 'cashier'));

  -- who somebody is does not change, and an appointment is only ended
  REVOKE UPDATE ON person, appointment FROM sizhu_app;
  GRANT UPDATE (to_day) ON appointment TO sizhu_app;
`;

const KEYS = `
  -- How somebody proves who they are. The name is given with the first appointment; password and second factor by themselves.
  CREATE TABLE credential (
    person int PRIMARY KEY REFERENCES person,
    login text NOT NULL,
    password_hash text,
    -- encrypted: whoever reads the database alone can make no code
    totp_secret bytea,
    -- the newest time step whose code was used: each works once
    totp_step bigint NOT NULL DEFAULT 0,
    CONSTRAINT a_sign_in_name_belongs_to_one_person UNIQUE (login),
    CONSTRAINT a_sign_in_name_is_plain CHECK (login ~ '^[a-z][a-z0-9.-]{1,30}$'),
    CONSTRAINT a_password_is_kept_as_argon2id CHECK (password_hash ~ '^\\$argon2id\\$'),
    CONSTRAINT password_and_second_factor_come_together CHECK ((password_hash IS NULL) = (totp_secret IS NULL))
  );

  -- In place of the telephone, once each. New ones put the old ones out of use.
  CREATE TABLE recovery_code (
    person int NOT NULL REFERENCES person,
    hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person, hash)
  );

  -- A link by which one person sets password and second factor, once. A newer one puts it out of use.
  CREATE TABLE enrolment (
    token_hash bytea PRIMARY KEY,
    person int NOT NULL REFERENCES person,
    foundation int NOT NULL REFERENCES foundation,
    totp_secret bytea NOT NULL,
    made_by int REFERENCES person,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT an_enrolment_link_has_an_end CHECK (ends_at > made_at)
  );
  CREATE INDEX enrolment_by_person ON enrolment (person, made_at);

  -- Whoever knows the key's preimage is at the desk. Only its hash stands here.
  CREATE TABLE session (
    key bytea PRIMARY KEY,
    person int NOT NULL REFERENCES person,
    address text NOT NULL,
    begun_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    -- when a one-time code was last given in it; nothing when it began with a recovery code
    confirmed_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT a_session_has_an_end CHECK (ends_at > begun_at)
  );
  CREATE INDEX session_by_person ON session (person, begun_at);

  GRANT SELECT, INSERT ON credential, recovery_code, enrolment, session TO sizhu_app;
  GRANT UPDATE (password_hash, totp_secret, totp_step) ON credential TO sizhu_app;
  GRANT UPDATE (used_at) ON recovery_code, enrolment TO sizhu_app;
  GRANT UPDATE (confirmed_at, ended_at) ON session TO sizhu_app;
`;

const AUDIT = `
  CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    at timestamptz NOT NULL,
    what text NOT NULL,
    -- who did it, as far as known
    person int REFERENCES person,
    -- whom it concerns, when that is somebody else
    about int REFERENCES person,
    -- nothing on the command line
    address text,
    -- a role, or a name as it was typed; never anything secret
    detail text,
    CONSTRAINT an_audit_event_is_of_a_known_kind CHECK (what IN ('signed-in', 'sign-in-failed', 'signed-out', 'password-changed', 'enrolment-made', 'enrolment-used',
      'recovery-code-used', 'recovery-codes-made', 'sessions-ended', 'appointed', 'appointment-ended', 'rate-limited', 'step-up-failed'))
  );
  CREATE INDEX audit_event_newest ON audit_event (foundation, id DESC);

  CREATE FUNCTION the_audit_trail_is_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'the_audit_trail_is_never_rewritten', MESSAGE = 'what happened is not written anew';
  END $$;
  CREATE TRIGGER the_audit_trail_is_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event EXECUTE FUNCTION the_audit_trail_is_never_rewritten();

  GRANT SELECT, INSERT ON audit_event TO sizhu_app;
`;
