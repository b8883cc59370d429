import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What we tell people by telephone and mail, sign-in by telephone, and whose interests are whose. */
export class Notices0000000000013 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(NOTICES);
    await db.query(TELEPHONES);
    await db.query(RELATIONS);
    await db.query(OFFICES_AND_TRAIL);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const NOTICES = `
  -- What is to be said to somebody outside. Written with the act that it tells of; the worker sends it. It is swept when it is long past.
  CREATE TABLE notice (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    foundation int NOT NULL REFERENCES foundation,
    what text NOT NULL,
    channel text NOT NULL,
    -- a telephone number or a mail address
    recipient text NOT NULL,
    lang text NOT NULL,
    -- encrypted, for codes stand in it; gone once it is sent or given up
    content bytea,
    made_at timestamptz NOT NULL,
    -- a code that has ended is of no use to anybody
    useless_at timestamptz,
    tries int NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    sent_at timestamptz,
    given_up_at timestamptz,
    -- what the other side said last
    failure text,
    CONSTRAINT a_notice_goes_by_text_message_or_mail CHECK (channel IN ('sms', 'mail')),
    CONSTRAINT a_notice_is_in_a_language_of_the_house CHECK (lang IN ('zh', 'en')),
    CONSTRAINT a_notice_is_sent_or_given_up CHECK (num_nonnulls(sent_at, given_up_at) <= 1),
    CONSTRAINT a_notice_that_waits_has_something_to_say CHECK (content IS NOT NULL OR num_nonnulls(sent_at, given_up_at) = 1)
  );
  CREATE INDEX notice_waiting ON notice (next_try_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
  CREATE INDEX notice_newest ON notice (foundation, made_at DESC);

  GRANT SELECT, INSERT, DELETE ON notice TO sizhu_app;
  GRANT UPDATE (content, tries, next_try_at, sent_at, given_up_at, failure) ON notice TO sizhu_app;
`;

const TELEPHONES = `
  -- How somebody in office is reached. The newest row of a channel holds; one without an address says that there is none any more.
  CREATE TABLE contact (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    person int NOT NULL REFERENCES person,
    channel text NOT NULL,
    address text,
    entered_by int REFERENCES person,
    entered_at timestamptz NOT NULL,
    CONSTRAINT a_contact_is_a_telephone_or_mail CHECK (channel IN ('sms', 'mail')),
    CONSTRAINT a_telephone_number_is_kept_as_eleven_digits CHECK (channel <> 'sms' OR address ~ '^1[3-9][0-9]{9}$'),
    CONSTRAINT a_mail_address_has_an_at CHECK (channel <> 'mail' OR address ~ '^[^@[:space:]]+@[^@[:space:]]+$')
  );
  CREATE INDEX contact_of_person ON contact (foundation, person, channel, id DESC);
  CREATE INDEX contact_by_address ON contact (foundation, address) WHERE address IS NOT NULL;

  -- A code sent to a telephone number. Whoever typed a number that nobody knows has a row here too, to which no code fits that was ever sent.
  -- Numbers are hashed with a key: most of those who type one are strangers.
  CREATE TABLE phone_code (
    id uuid PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    phone_hash bytea NOT NULL,
    code_hash bytea NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    tries int NOT NULL DEFAULT 0,
    used_at timestamptz,
    CONSTRAINT a_phone_code_has_an_end CHECK (ends_at > made_at),
    CONSTRAINT a_phone_code_is_tried_five_times CHECK (tries BETWEEN 0 AND 5)
  );
  CREATE INDEX phone_code_newest ON phone_code (foundation, phone_hash, made_at DESC);

  CREATE FUNCTION a_phone_code_is_used_once() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'a_phone_code_is_used_once', MESSAGE = 'this code was used';
  END $$;
  CREATE TRIGGER a_phone_code_is_used_once BEFORE UPDATE ON phone_code FOR EACH ROW WHEN (OLD.used_at IS NOT NULL OR NEW.tries < OLD.tries) EXECUTE FUNCTION a_phone_code_is_used_once();

  -- Whoever holds a telephone, in one foundation. It is not a session of the desk and leads to none.
  CREATE TABLE phone_session (
    key bytea PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    phone text NOT NULL,
    address text NOT NULL,
    begun_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT a_phone_session_has_an_end CHECK (ends_at > begun_at)
  );
  CREATE INDEX phone_session_by_phone ON phone_session (foundation, phone, begun_at);

  GRANT SELECT, INSERT ON contact TO sizhu_app;
  GRANT SELECT, INSERT, DELETE ON phone_code, phone_session TO sizhu_app;
  GRANT UPDATE (tries, used_at) ON phone_code TO sizhu_app;
  GRANT UPDATE (ended_at) ON phone_session TO sizhu_app;
  -- what ended long ago is swept
  GRANT DELETE ON session, enrolment TO sizhu_app;
  CREATE INDEX session_by_day ON session (begun_at);
  -- the gifts of whoever holds a telephone
  CREATE INDEX donor_by_phone ON donor (phone) WHERE phone IS NOT NULL;
  CREATE INDEX donation_by_donor ON donation (donor) WHERE donor IS NOT NULL;
`;

const RELATIONS = `
  -- Somebody or some body that relations are about: one of our people, or anybody.
  CREATE TABLE party (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    kind text NOT NULL,
    name text NOT NULL,
    -- identity number or unified social credit code, where known
    code text,
    -- who that is among our own
    person int REFERENCES person,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    CONSTRAINT a_party_is_a_person_or_a_body CHECK (kind IN ('person', 'body')),
    CONSTRAINT a_party_has_a_name CHECK (name ~ '[^[:space:]]'),
    CONSTRAINT a_body_is_none_of_our_people CHECK (person IS NULL OR kind = 'person'),
    CONSTRAINT one_of_our_people_is_one_party UNIQUE (foundation, person),
    CONSTRAINT an_identity_belongs_to_one_party UNIQUE (foundation, code),
    UNIQUE (foundation, id)
  );
  CREATE INDEX party_by_name ON party (foundation, name);

  -- A stands so to B, from a day on, by this source. Entered once and never edited.
  CREATE TABLE relation (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL,
    a int NOT NULL,
    kind text NOT NULL,
    b int NOT NULL,
    from_day date NOT NULL,
    -- where its end was known from the start
    to_day date,
    source text NOT NULL,
    entered_by int NOT NULL REFERENCES person,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (foundation, a) REFERENCES party (foundation, id),
    FOREIGN KEY (foundation, b) REFERENCES party (foundation, id),
    CONSTRAINT a_relation_is_of_a_known_kind CHECK (kind IN ('family', 'employer', 'ownership', 'gives-to', 'member-of')),
    CONSTRAINT a_relation_is_between_two CHECK (a <> b),
    CONSTRAINT a_relation_ends_after_it_begins CHECK (to_day >= from_day),
    CONSTRAINT a_relation_names_its_source CHECK (source ~ '[^[:space:]]'),
    CONSTRAINT a_relation_is_entered_once UNIQUE (foundation, a, kind, b, from_day),
    UNIQUE (foundation, id)
  );
  CREATE INDEX relation_of_b ON relation (foundation, b);

  CREATE TABLE relation_end (
    relation int CONSTRAINT a_relation_ends_once PRIMARY KEY,
    foundation int NOT NULL,
    last_day date NOT NULL,
    source text NOT NULL,
    ended_by int NOT NULL REFERENCES person,
    ended_at timestamptz NOT NULL,
    FOREIGN KEY (foundation, relation) REFERENCES relation (foundation, id),
    CONSTRAINT the_end_of_a_relation_names_its_source CHECK (source ~ '[^[:space:]]')
  );

  CREATE FUNCTION a_relation_ends_within_its_time() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM relation r WHERE r.id = NEW.relation AND (NEW.last_day < r.from_day OR NEW.last_day > r.to_day)) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'a_relation_ends_within_its_time', MESSAGE = 'a relation is shortened, not prolonged';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_relation_ends_within_its_time BEFORE INSERT ON relation_end FOR EACH ROW EXECUTE FUNCTION a_relation_ends_within_its_time();

  CREATE FUNCTION relations_are_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'relations_are_never_rewritten', MESSAGE = 'a relation is ended, not edited';
  END $$;
  CREATE TRIGGER relations_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON relation EXECUTE FUNCTION relations_are_never_rewritten();
  CREATE TRIGGER relations_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON relation_end EXECUTE FUNCTION relations_are_never_rewritten();

  -- Which relations hold, from when to when
  CREATE VIEW relation_time AS
    SELECT r.id, r.foundation, r.a, r.kind, r.b, r.from_day, coalesce(e.last_day, r.to_day) AS to_day, r.source FROM relation r LEFT JOIN relation_end e ON e.relation = r.id;

  -- somebody known by name alone is told apart later
  CREATE FUNCTION an_identity_is_given_once() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'an_identity_is_given_once', MESSAGE = 'the number of a party does not change';
  END $$;
  CREATE TRIGGER an_identity_is_given_once BEFORE UPDATE ON party FOR EACH ROW WHEN (OLD.code IS NOT NULL) EXECUTE FUNCTION an_identity_is_given_once();

  GRANT SELECT, INSERT ON party, relation, relation_end TO sizhu_app;
  GRANT UPDATE (code) ON party TO sizhu_app;
  GRANT SELECT ON relation_time TO sizhu_app;
`;

const OFFICES_AND_TRAIL = `
  -- The moment from which somebody was out of office, where that was not the end of their last day.
  ALTER TABLE appointment
    ADD ended_at timestamptz,
    ADD CONSTRAINT whoever_is_out_at_once_has_no_later_day CHECK (ended_at IS NULL OR (to_day IS NOT NULL AND to_day <= greatest(from_day, (ended_at AT TIME ZONE 'Asia/Shanghai')::date)));
  GRANT UPDATE (ended_at) ON appointment TO sizhu_app;

  CREATE FUNCTION whoever_is_out_stays_out() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'whoever_is_out_stays_out', MESSAGE = 'an appointment that has ended is not brought back';
  END $$;
  CREATE TRIGGER whoever_is_out_stays_out BEFORE UPDATE ON appointment FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION whoever_is_out_stays_out();

  ALTER TABLE audit_event
    DROP CONSTRAINT an_audit_event_is_of_a_known_kind,
    ADD CONSTRAINT an_audit_event_is_of_a_known_kind CHECK (what IN ('signed-in', 'sign-in-failed', 'signed-out', 'password-changed', 'enrolment-made', 'enrolment-used',
      'recovery-code-used', 'recovery-codes-made', 'sessions-ended', 'appointed', 'appointment-ended', 'rate-limited', 'step-up-failed',
      'phone-signed-in', 'phone-code-failed', 'phone-signed-out', 'contact-entered', 'notice-given-up', 'exported'));
  CREATE INDEX audit_event_by_person ON audit_event (foundation, person, id DESC);
  CREATE INDEX audit_event_by_kind ON audit_event (foundation, what, id DESC);
`;
