import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Residents' self-organised groups: who they are, who has consented, where they are filed, how money reaches them. None is ever paid itself. */
export class ResidentGroups0000000000056 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(REGISTER);
    await db.query(MEMBERS);
    await db.query(LEADING);
    await db.query(STANDING);
    await db.query(FILINGS);
    await db.query(ROUTES);
    await db.query(NO_PARTY);
    await db.query(BY_TELEPHONE);
    await db.query(RIGHTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Restore a backup: the books have no way back.'));
  }
}

const REGISTER = `
  INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES
    ('group-members-least', 'CN', '2026-01-01', 3, '平台规则：居民自组织至少有三名具名的成年成员本人同意', 'needs-check'),
    ('group-advance-most', 'CN', '2026-01-01', 500000, '平台规则：个人备用金上限（元以下两位，500000 即 5,000 元），法规未定数额', 'needs-check'),
    ('group-advance-days', 'CN', '2026-01-01', 30, '平台规则：备用金最长清账期限（天），法规未定期限', 'needs-check'),
    ('group-invitation-days', 'CN', '2026-01-01', 30, '平台规则：邀请成员本人确认的有效期（天）', 'needs-check'),
    ('group-invitations-a-day', 'CN', '2026-01-01', 3, '平台规则：同一手机号一天内最多收到的邀请短信', 'needs-check');

  -- Residents who organise themselves 居民自组织 (M11): put on file at most, no legal personality, no account. None is a party.
  CREATE TABLE resident_group (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    foundation int NOT NULL REFERENCES foundation,
    code text NOT NULL CONSTRAINT a_group_has_a_plain_address CHECK (code ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$' AND code <> 'new'),
    since date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_group_begins_no_later_than_it_is_recorded CHECK (since <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date),
    CONSTRAINT a_group_has_an_address_of_its_own UNIQUE (foundation, code),
    UNIQUE (id, foundation)
  );
  CREATE TABLE resident_group_end (
    resident_group int NOT NULL REFERENCES resident_group CONSTRAINT a_group_ends_once PRIMARY KEY,
    last_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    CONSTRAINT what_ended_is_recorded_afterwards CHECK (last_day <= (at AT TIME ZONE 'Asia/Shanghai')::date)
  );

  -- Two who act on one group act one after the other; on an ended one nobody does.
  CREATE FUNCTION resident_group_hold(its_group int) RETURNS resident_group LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its resident_group;
  BEGIN
    SELECT * INTO its FROM resident_group WHERE id = its_group FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM resident_group_end WHERE resident_group = its_group) THEN PERFORM refuse('an_ended_group_stays_as_it_is'); END IF;
    RETURN its;
  END $$;
  CREATE FUNCTION an_ended_group_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    RETURN NEW;
  END $$;

  -- What it is, from a day on; what begins last counts.
  CREATE TABLE resident_group_particulars (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL,
    foundation int NOT NULL,
    name text NOT NULL CONSTRAINT a_group_has_a_name CHECK (name ~ '[^[:space:]]'),
    english_name text NOT NULL CONSTRAINT a_group_has_an_english_name CHECK (english_name ~ '[^[:space:]]'),
    purpose text NOT NULL CONSTRAINT a_group_says_what_it_is_for CHECK (purpose ~ '[^[:space:]]'),
    field text NOT NULL CONSTRAINT a_group_is_of_a_known_field CHECK (field IN ('charity', 'living', 'affairs', 'culture', 'rights')),
    area text NOT NULL CONSTRAINT a_group_is_somewhere CHECK (area ~ '[^[:space:]]'),
    from_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT what_a_group_is_begins_no_later_than_it_is_recorded CHECK (from_day <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date),
    FOREIGN KEY (resident_group, foundation) REFERENCES resident_group (id, foundation)
  );
  CREATE INDEX particulars_of_a_group ON resident_group_particulars (resident_group, from_day, id);
  CREATE FUNCTION group_particulars(its_group int) RETURNS resident_group_particulars LANGUAGE sql STABLE AS $$
    SELECT p FROM resident_group_particulars p WHERE p.resident_group = its_group ORDER BY p.from_day DESC, p.id DESC LIMIT 1
  $$;

  -- For whom it is there: for its own members 自益, for each other 互益, for everybody 公益. The step to the next is an act with its reason.
  CREATE TABLE resident_group_orientation (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL REFERENCES resident_group,
    orientation text NOT NULL CONSTRAINT an_orientation_is_one_of_three CHECK (orientation IN ('self', 'mutual', 'public')),
    day date NOT NULL,
    why text NOT NULL CONSTRAINT an_orientation_has_its_reason CHECK (why ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT an_orientation_is_recorded_afterwards CHECK (day <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date)
  );
  CREATE INDEX orientation_of_a_group ON resident_group_orientation (resident_group, id);
  CREATE FUNCTION an_orientation_is_another_and_comes_later() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE before resident_group_orientation;
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    SELECT * INTO before FROM resident_group_orientation WHERE resident_group = NEW.resident_group ORDER BY id DESC LIMIT 1;
    IF before.orientation = NEW.orientation THEN PERFORM refuse('an_orientation_is_another'); END IF;
    IF before.day > NEW.day THEN PERFORM refuse('an_orientation_comes_after_the_last'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_orientation_is_another_and_comes_later BEFORE INSERT ON resident_group_orientation FOR EACH ROW EXECUTE FUNCTION an_orientation_is_another_and_comes_later();
`;

const MEMBERS = `
  -- A named adult, brought in by staff or by whoever leads. Counted only once they have said yes themselves.
  CREATE TABLE resident_group_member (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL REFERENCES resident_group,
    name text NOT NULL CONSTRAINT a_member_has_a_name CHECK (name ~ '[^[:space:]]'),
    phone text NOT NULL CONSTRAINT a_member_has_a_telephone CHECK (phone ~ '^1[3-9][0-9]{9}$'),
    born smallint CONSTRAINT a_year_of_birth_is_a_year CHECK (born BETWEEN 1900 AND 2100),
    role text NOT NULL CONSTRAINT a_member_has_a_role CHECK (role IN ('lead', 'deputy', 'treasurer', 'recorder', 'member')),
    from_day date NOT NULL,
    recorded_by int REFERENCES person,
    invited_by int,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_member_is_brought_in_by_somebody CHECK (num_nonnulls(recorded_by, invited_by) = 1),
    CONSTRAINT a_member_is_of_age CHECK (born IS NULL OR extract(year FROM recorded_at AT TIME ZONE 'Asia/Shanghai') - born >= 18),
    CONSTRAINT a_member_joins_no_later_than_recorded CHECK (from_day <= (recorded_at AT TIME ZONE 'Asia/Shanghai')::date),
    FOREIGN KEY (invited_by, resident_group) REFERENCES resident_group_member (id, resident_group),
    UNIQUE (id, resident_group)
  );
  CREATE INDEX member_of_a_group ON resident_group_member (resident_group);
  CREATE INDEX member_by_telephone ON resident_group_member (phone);

  -- A message to their telephone that asks for it. It holds for a time, and nobody is pestered.
  CREATE TABLE resident_group_asking (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member int NOT NULL,
    resident_group int NOT NULL,
    ends_on date NOT NULL,
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (member, resident_group) REFERENCES resident_group_member (id, resident_group)
  );
  CREATE INDEX asking_of_a_member ON resident_group_asking (member, at);

  -- Given from their own telephone, with the words that stood there.
  CREATE TABLE resident_group_consent (
    member int NOT NULL CONSTRAINT a_member_consents_once PRIMARY KEY,
    resident_group int NOT NULL,
    words text NOT NULL CONSTRAINT a_consent_keeps_its_words CHECK (words ~ '[^[:space:]]'),
    declares_adult boolean NOT NULL,
    at timestamptz NOT NULL,
    FOREIGN KEY (member, resident_group) REFERENCES resident_group_member (id, resident_group)
  );
  -- Whether the public page shows their name; the newest counts.
  CREATE TABLE resident_group_name_choice (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member int NOT NULL REFERENCES resident_group_consent,
    shown boolean NOT NULL,
    at timestamptz NOT NULL
  );
  CREATE INDEX name_choice_of_a_member ON resident_group_name_choice (member, id);
  -- By themselves from their telephone, or recorded by staff with the reason.
  CREATE TABLE resident_group_departure (
    member int NOT NULL CONSTRAINT a_member_leaves_once PRIMARY KEY,
    resident_group int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    CONSTRAINT a_departure_is_recorded_afterwards CHECK (last_day <= (at AT TIME ZONE 'Asia/Shanghai')::date),
    FOREIGN KEY (member, resident_group) REFERENCES resident_group_member (id, resident_group)
  );

  -- What nobody of ours has done was done by a telephone: only the functions below may say so, which ask for its session.
  CREATE FUNCTION nobody_speaks_for_a_member() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.by_person IS NULL AND current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN PERFORM refuse('nobody_speaks_for_a_member'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER nobody_speaks_for_a_member BEFORE INSERT ON resident_group_departure FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_a_member();
  CREATE FUNCTION nobody_invites_for_a_lead() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.recorded_by IS NULL AND current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN PERFORM refuse('nobody_speaks_for_a_member'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER nobody_invites_for_a_lead BEFORE INSERT ON resident_group_member FOR EACH ROW EXECUTE FUNCTION nobody_invites_for_a_lead();
  CREATE TRIGGER nobody_speaks_for_a_member BEFORE INSERT ON resident_group_asking FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_a_member();

  CREATE FUNCTION a_resident_is_not_pestered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    its resident_group := resident_group_hold(NEW.resident_group);
    their_phone text := (SELECT phone FROM resident_group_member WHERE id = NEW.member);
    its_day date := (NEW.at AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('invitations to ' || their_phone, 0));
    IF EXISTS (SELECT FROM resident_group_consent WHERE member = NEW.member) THEN PERFORM refuse('a_member_consents_once'); END IF;
    IF EXISTS (SELECT FROM resident_group_departure WHERE member = NEW.member) THEN PERFORM refuse('whoever_has_left_is_no_member'); END IF;
    IF (SELECT count(*) FROM resident_group_asking a JOIN resident_group_member m ON m.id = a.member JOIN resident_group g ON g.id = m.resident_group
        WHERE m.phone = their_phone AND g.foundation = its.foundation AND a.at > NEW.at - interval '24 hours') >= (policy_for(its.foundation, 'group-invitations-a-day', its_day)).value THEN
      PERFORM refuse('a_resident_is_not_pestered');
    END IF;
    NEW.ends_on := its_day + (policy_for(its.foundation, 'group-invitation-days', its_day)).value::int;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_resident_is_not_pestered BEFORE INSERT ON resident_group_asking FOR EACH ROW EXECUTE FUNCTION a_resident_is_not_pestered();
`;

const LEADING = `
  -- The lead is handed over by whoever leads, or by staff with the reason; whoever is to lead says yes.
  CREATE TABLE resident_group_handover (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL,
    from_member int,
    to_member int NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (from_member, resident_group) REFERENCES resident_group_member (id, resident_group),
    FOREIGN KEY (to_member, resident_group) REFERENCES resident_group_member (id, resident_group),
    UNIQUE (id, resident_group)
  );
  CREATE INDEX handover_of_a_group ON resident_group_handover (resident_group);
  CREATE TABLE resident_group_handover_end (
    handover int NOT NULL CONSTRAINT a_handing_over_ends_once PRIMARY KEY,
    resident_group int NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'declined', 'withdrawn')),
    by_person int REFERENCES person,
    at timestamptz NOT NULL,
    CONSTRAINT whoever_is_to_lead_answers_themselves CHECK (outcome = 'withdrawn' OR by_person IS NULL),
    FOREIGN KEY (handover, resident_group) REFERENCES resident_group_handover (id, resident_group)
  );
  CREATE TRIGGER nobody_speaks_for_a_member BEFORE INSERT ON resident_group_handover FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_a_member();
  CREATE TRIGGER nobody_speaks_for_a_member BEFORE INSERT ON resident_group_handover_end FOR EACH ROW EXECUTE FUNCTION nobody_speaks_for_a_member();

  -- Who leads: named so at the beginning, or by the last handing-over that was accepted; nobody once they have left.
  CREATE FUNCTION group_lead(its_group int) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT l.member FROM (
      SELECT m.id AS member, m.recorded_at AS at, 0 AS n FROM resident_group_member m WHERE m.resident_group = its_group AND m.role = 'lead'
      UNION ALL SELECT h.to_member, e.at, h.id FROM resident_group_handover h JOIN resident_group_handover_end e ON e.handover = h.id AND e.outcome = 'accepted' WHERE h.resident_group = its_group
      ORDER BY at DESC, n DESC, member DESC LIMIT 1) l
    WHERE NOT EXISTS (SELECT FROM resident_group_departure d WHERE d.member = l.member)
  $$;
  CREATE VIEW standing_group_member AS
    SELECT m.id, m.resident_group, g.foundation, m.name, m.phone, m.born, CASE WHEN m.id = l.lead THEN 'lead' WHEN m.role = 'lead' THEN 'member' ELSE m.role END AS role, m.from_day, m.recorded_at, c.at AS consented_at, c.words, c.declares_adult,
      c.member IS NOT NULL AND coalesce((SELECT n.shown FROM resident_group_name_choice n WHERE n.member = m.id ORDER BY n.id DESC LIMIT 1), false) AS name_shown
    FROM resident_group_member m JOIN resident_group g ON g.id = m.resident_group CROSS JOIN LATERAL (SELECT group_lead(m.resident_group) AS lead) l LEFT JOIN resident_group_consent c ON c.member = m.id
    WHERE NOT EXISTS (SELECT FROM resident_group_departure d WHERE d.member = m.id);

  CREATE FUNCTION a_member_is_in_a_group_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF EXISTS (SELECT FROM standing_group_member WHERE resident_group = NEW.resident_group AND phone = NEW.phone) THEN PERFORM refuse('a_member_is_in_a_group_once'); END IF;
    IF NEW.role = 'lead' AND group_lead(NEW.resident_group) IS NOT NULL THEN PERFORM refuse('a_group_has_one_lead'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_member_is_in_a_group_once BEFORE INSERT ON resident_group_member FOR EACH ROW EXECUTE FUNCTION a_member_is_in_a_group_once();

  CREATE FUNCTION a_lead_is_a_member_who_consented() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    NEW.from_member := group_lead(NEW.resident_group);
    IF NEW.from_member = NEW.to_member OR NOT EXISTS (SELECT FROM standing_group_member WHERE id = NEW.to_member AND consented_at IS NOT NULL) THEN PERFORM refuse('a_lead_is_a_member_who_consented'); END IF;
    IF EXISTS (SELECT FROM resident_group_handover h WHERE h.resident_group = NEW.resident_group AND NOT EXISTS (SELECT FROM resident_group_handover_end e WHERE e.handover = h.id)) THEN PERFORM refuse('one_handing_over_at_a_time'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_lead_is_a_member_who_consented BEFORE INSERT ON resident_group_handover FOR EACH ROW EXECUTE FUNCTION a_lead_is_a_member_who_consented();
  CREATE FUNCTION whoever_left_leads_nobody() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF NEW.outcome = 'accepted' AND EXISTS (SELECT FROM resident_group_handover h JOIN resident_group_departure d ON d.member = h.to_member WHERE h.id = NEW.handover) THEN PERFORM refuse('whoever_has_left_is_no_member'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER whoever_left_leads_nobody BEFORE INSERT ON resident_group_handover_end FOR EACH ROW EXECUTE FUNCTION whoever_left_leads_nobody();
`;

const STANDING = `
  -- It stands once three of its members have said so themselves, and as long as it has not ended.
  CREATE FUNCTION group_stands(its_group int, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id)
      AND (SELECT count(*) FROM standing_group_member m WHERE m.resident_group = g.id AND m.consented_at IS NOT NULL) >= (policy_for(g.foundation, 'group-members-least', on_day)).value
    FROM resident_group g WHERE g.id = its_group
  $$;

  CREATE FUNCTION a_group_begins_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF (SELECT count(*) FROM resident_group_member WHERE resident_group = NEW.id) < (policy_for(NEW.foundation, 'group-members-least', (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date)).value
      OR NOT EXISTS (SELECT FROM resident_group_member WHERE resident_group = NEW.id AND role = 'lead') THEN PERFORM refuse('a_group_begins_with_three_members'); END IF;
    IF NOT EXISTS (SELECT FROM resident_group_particulars WHERE resident_group = NEW.id) OR NOT EXISTS (SELECT FROM resident_group_orientation WHERE resident_group = NEW.id) THEN PERFORM refuse('a_group_says_what_it_is_for'); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER a_group_begins_whole AFTER INSERT ON resident_group DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION a_group_begins_whole();
`;

const FILINGS = `
  -- Put on file 备案 with the street or the residents' committee, for a time. Renewed by another row.
  CREATE TABLE resident_group_filing (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL REFERENCES resident_group,
    place_kind text NOT NULL CONSTRAINT a_group_is_filed_with_street_or_committee CHECK (place_kind IN ('street', 'committee')),
    place text NOT NULL CONSTRAINT a_filing_names_its_place CHECK (place ~ '[^[:space:]]'),
    number text NOT NULL CONSTRAINT a_filing_has_a_number CHECK (number ~ '[^[:space:]]'),
    from_day date NOT NULL,
    until_day date NOT NULL,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_filing_runs_out_after_it_begins CHECK (until_day > from_day),
    CONSTRAINT a_filing_of_a_group_is_entered_once UNIQUE (resident_group, place, number, from_day),
    UNIQUE (id, resident_group)
  );
  CREATE TABLE resident_group_filing_end (
    filing int NOT NULL CONSTRAINT a_filing_of_a_group_ends_once PRIMARY KEY,
    resident_group int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    CONSTRAINT the_end_of_a_filing_is_recorded_afterwards CHECK (last_day <= (at AT TIME ZONE 'Asia/Shanghai')::date),
    FOREIGN KEY (filing, resident_group) REFERENCES resident_group_filing (id, resident_group)
  );
  CREATE VIEW standing_group_filing AS SELECT f.* FROM resident_group_filing f WHERE NOT EXISTS (SELECT FROM resident_group_filing_end e WHERE e.filing = f.id);
  CREATE FUNCTION a_group_is_filed_once_it_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF NOT group_stands(NEW.resident_group, (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) THEN PERFORM refuse('a_group_is_filed_once_it_stands'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_group_is_filed_once_it_stands BEFORE INSERT ON resident_group_filing FOR EACH ROW EXECUTE FUNCTION a_group_is_filed_once_it_stands();

  -- Funds and purses that it looks after: it holds none of their money.
  CREATE TABLE resident_group_fund (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL,
    foundation int NOT NULL,
    fund int NOT NULL,
    from_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    FOREIGN KEY (resident_group, foundation) REFERENCES resident_group (id, foundation),
    FOREIGN KEY (fund, foundation) REFERENCES fund (id, foundation),
    UNIQUE (id, resident_group)
  );
  CREATE TABLE resident_group_fund_end (
    looking_after int NOT NULL CONSTRAINT a_looking_after_ends_once PRIMARY KEY,
    resident_group int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    FOREIGN KEY (looking_after, resident_group) REFERENCES resident_group_fund (id, resident_group)
  );
  CREATE VIEW standing_group_fund AS SELECT f.* FROM resident_group_fund f WHERE NOT EXISTS (SELECT FROM resident_group_fund_end e WHERE e.looking_after = f.id) AND NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = f.resident_group);
  CREATE FUNCTION a_group_looks_after_a_fund_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF EXISTS (SELECT FROM standing_group_fund WHERE resident_group = NEW.resident_group AND fund = NEW.fund) THEN PERFORM refuse('a_group_looks_after_a_fund_once'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_group_looks_after_a_fund_once BEFORE INSERT ON resident_group_fund FOR EACH ROW EXECUTE FUNCTION a_group_looks_after_a_fund_once();
`;

const ROUTES = `
  -- How money reaches it: a carrier 承接主体 that is account holder and contract party in one, vendors paid by the foundation, goods, or an advance 备用金 to whoever leads, with a limit and a day by which it is cleared.
  CREATE TABLE resident_group_route (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    resident_group int NOT NULL,
    foundation int NOT NULL,
    kind text NOT NULL CHECK (kind IN ('carrier', 'vendors', 'goods', 'advance')),
    from_day date NOT NULL,
    basis text NOT NULL CONSTRAINT a_way_of_money_has_its_basis CHECK (basis ~ '[^[:space:]]'),
    carrier_kind text CHECK (carrier_kind IN ('residents-committee', 'hub')),
    party int,
    party_kind text GENERATED ALWAYS AS ('body') STORED,
    account_holder text,
    contract_party text,
    member int,
    advance_most fen CHECK (advance_most > 0),
    clear_by date,
    recorded_by int NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT a_carrier_is_one_body CHECK (num_nonnulls(carrier_kind, party, account_holder, contract_party) = CASE kind WHEN 'carrier' THEN 4 ELSE 0 END),
    CONSTRAINT an_advance_has_a_leader_a_limit_and_a_clearing_day CHECK (num_nonnulls(member, advance_most, clear_by) = CASE kind WHEN 'advance' THEN 3 ELSE 0 END),
    FOREIGN KEY (resident_group, foundation) REFERENCES resident_group (id, foundation),
    FOREIGN KEY (member, resident_group) REFERENCES resident_group_member (id, resident_group),
    FOREIGN KEY (party, foundation, party_kind) REFERENCES party (id, foundation, kind),
    UNIQUE (id, resident_group)
  );
  CREATE INDEX route_of_a_group ON resident_group_route (resident_group);
  CREATE TABLE resident_group_route_end (
    route int NOT NULL CONSTRAINT a_way_of_money_ends_once PRIMARY KEY,
    resident_group int NOT NULL,
    last_day date NOT NULL,
    why text NOT NULL CHECK (why ~ '[^[:space:]]'),
    by_person int NOT NULL REFERENCES person,
    at timestamptz NOT NULL,
    CONSTRAINT the_end_of_a_way_is_recorded_afterwards CHECK (last_day <= (at AT TIME ZONE 'Asia/Shanghai')::date),
    FOREIGN KEY (route, resident_group) REFERENCES resident_group_route (id, resident_group)
  );
  CREATE VIEW standing_group_route AS SELECT r.* FROM resident_group_route r WHERE NOT EXISTS (SELECT FROM resident_group_route_end e WHERE e.route = r.id);

  CREATE FUNCTION judge_group_route() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE today date := (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date;
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF NOT group_stands(NEW.resident_group, today) THEN PERFORM refuse('money_reaches_a_group_that_stands'); END IF;
    IF EXISTS (SELECT FROM standing_group_route WHERE resident_group = NEW.resident_group AND kind = NEW.kind AND party IS NOT DISTINCT FROM NEW.party) THEN
      IF NEW.kind = 'advance' THEN PERFORM refuse('one_advance_at_a_time'); ELSE PERFORM refuse('a_way_of_money_is_entered_once'); END IF;
    END IF;
    IF NEW.kind = 'carrier' AND EXISTS (SELECT FROM party WHERE id = NEW.party AND (name <> NEW.account_holder OR name <> NEW.contract_party)) THEN PERFORM refuse('a_carrier_is_one_body'); END IF;
    IF NEW.kind = 'advance' THEN
      IF NOT EXISTS (SELECT FROM standing_group_member WHERE id = NEW.member AND role = 'lead' AND consented_at IS NOT NULL) THEN PERFORM refuse('an_advance_goes_to_the_lead'); END IF;
      IF NEW.advance_most > (policy_for(NEW.foundation, 'group-advance-most', NEW.from_day)).value THEN PERFORM refuse('an_advance_keeps_within_its_limit'); END IF;
      IF NEW.clear_by <= NEW.from_day OR NEW.clear_by > NEW.from_day + (policy_for(NEW.foundation, 'group-advance-days', NEW.from_day)).value::int THEN PERFORM refuse('an_advance_is_cleared_in_time'); END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge_group_route BEFORE INSERT ON resident_group_route FOR EACH ROW EXECUTE FUNCTION judge_group_route();

  CREATE FUNCTION an_advance_is_cleared_before_its_leader_leaves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    IF EXISTS (SELECT FROM standing_group_route WHERE resident_group = NEW.resident_group AND member = NEW.member) THEN PERFORM refuse('an_advance_is_cleared_before_its_leader_leaves'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_advance_is_cleared_before_its_leader_leaves BEFORE INSERT ON resident_group_departure FOR EACH ROW EXECUTE FUNCTION an_advance_is_cleared_before_its_leader_leaves();

  CREATE FUNCTION an_advance_is_cleared_before_its_group_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM FROM resident_group WHERE id = NEW.resident_group FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM standing_group_route WHERE resident_group = NEW.resident_group AND kind = 'advance') THEN PERFORM refuse('an_advance_is_cleared_before_its_group_ends'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER an_advance_is_cleared_before_its_group_ends BEFORE INSERT ON resident_group_end FOR EACH ROW EXECUTE FUNCTION an_advance_is_cleared_before_its_group_ends();
`;

const NO_PARTY = `
  -- A name as the eye reads it: widths, spaces and case aside.
  CREATE FUNCTION plain_name(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(regexp_replace(normalize($1, NFKC), '[[:space:]]', '', 'g')) $$;
  CREATE INDEX group_by_name ON resident_group_particulars (foundation, plain_name(name));
  CREATE INDEX group_by_english_name ON resident_group_particulars (foundation, plain_name(english_name));
  -- Any group of this foundation, also one that has ended or was called so before.
  CREATE FUNCTION is_a_group(of_foundation int, its_name text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM resident_group_particulars WHERE foundation = of_foundation AND plain_name(name) = plain_name(its_name))
      OR EXISTS (SELECT FROM resident_group_particulars WHERE foundation = of_foundation AND plain_name(english_name) = plain_name(its_name))
  $$;

  -- A group is nobody's counterparty (Civil Code 103): it is not entered as a party, nor a party as a group. Whoever enters one and the other at once does so one after the other.
  CREATE FUNCTION a_group_is_no_party() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('parties of ' || NEW.foundation, 0));
    IF is_a_group(NEW.foundation, NEW.name) THEN PERFORM refuse('a_group_is_no_party'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_group_is_no_party BEFORE INSERT ON party FOR EACH ROW EXECUTE FUNCTION a_group_is_no_party();
  CREATE FUNCTION a_party_is_no_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM resident_group_hold(NEW.resident_group);
    PERFORM pg_advisory_xact_lock(hashtextextended('parties of ' || NEW.foundation, 0));
    IF EXISTS (SELECT FROM party WHERE foundation = NEW.foundation AND plain_name(name) IN (plain_name(NEW.name), plain_name(NEW.english_name))) THEN PERFORM refuse('a_party_is_no_group'); END IF;
    IF EXISTS (SELECT FROM resident_group g CROSS JOIN group_particulars(g.id) p WHERE g.foundation = NEW.foundation AND g.id <> NEW.resident_group AND plain_name(p.name) = plain_name(NEW.name)
        AND NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id)) THEN PERFORM refuse('a_group_has_a_name_of_its_own'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_party_is_no_group BEFORE INSERT ON resident_group_particulars FOR EACH ROW EXECUTE FUNCTION a_party_is_no_group();
  CREATE FUNCTION a_group_is_no_payee() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    IF NEW.payee IS NOT NULL AND is_a_group(NEW.foundation, NEW.payee) THEN PERFORM refuse('a_group_is_no_payee'); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER a_group_is_no_payee BEFORE INSERT ON purse_vote FOR EACH ROW EXECUTE FUNCTION a_group_is_no_payee();

  CREATE TRIGGER an_ended_group_stays_as_it_is BEFORE INSERT ON resident_group_filing_end FOR EACH ROW EXECUTE FUNCTION an_ended_group_stays_as_it_is();
  CREATE TRIGGER an_ended_group_stays_as_it_is BEFORE INSERT ON resident_group_route_end FOR EACH ROW EXECUTE FUNCTION an_ended_group_stays_as_it_is();
  CREATE TRIGGER an_ended_group_stays_as_it_is BEFORE INSERT ON resident_group_fund_end FOR EACH ROW EXECUTE FUNCTION an_ended_group_stays_as_it_is();
`;

const BY_TELEPHONE = `
  -- The standing member whose telephone a session proves.
  CREATE FUNCTION member_by_session(its_key bytea, its_group int, at_time timestamptz) RETURNS standing_group_member LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE its standing_group_member;
  BEGIN
    SELECT m.* INTO its FROM phone_session s JOIN standing_group_member m ON m.foundation = s.foundation AND m.phone = s.phone
      WHERE s.key = its_key AND s.ended_at IS NULL AND s.begun_at <= at_time + interval '1 minute' AND s.ends_at > at_time AND m.resident_group = its_group;
    IF its.id IS NULL THEN PERFORM refuse('a_member_speaks_from_their_own_telephone'); END IF;
    RETURN its;
  END $$;

  -- Yes, I am a member; and whether the public page may show the name.
  CREATE FUNCTION group_consent(its_key bytea, its_group int, its_words text, is_adult boolean, shows_name boolean, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me standing_group_member;
  BEGIN
    PERFORM resident_group_hold(its_group);
    me := member_by_session(its_key, its_group, at_time);
    IF me.consented_at IS NOT NULL THEN PERFORM refuse('a_member_consents_once'); END IF;
    IF NOT EXISTS (SELECT FROM resident_group_asking WHERE member = me.id AND ends_on >= (at_time AT TIME ZONE 'Asia/Shanghai')::date) THEN PERFORM refuse('an_invitation_has_run_out'); END IF;
    -- the year alone does not tell whoever turns eighteen in it
    IF NOT is_adult AND (me.born IS NULL OR extract(year FROM at_time AT TIME ZONE 'Asia/Shanghai') - me.born < 19) THEN PERFORM refuse('a_member_says_that_they_are_of_age'); END IF;
    INSERT INTO resident_group_consent VALUES (me.id, its_group, its_words, is_adult, at_time);
    INSERT INTO resident_group_name_choice (member, shown, at) VALUES (me.id, shows_name, at_time);
  END $$;

  CREATE FUNCTION group_show_name(its_key bytea, its_group int, shows_name boolean, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me standing_group_member := member_by_session(its_key, its_group, at_time);
  BEGIN
    IF me.consented_at IS NULL THEN PERFORM refuse('whoever_consented_decides_about_their_name'); END IF;
    IF me.name_shown IS DISTINCT FROM shows_name THEN INSERT INTO resident_group_name_choice (member, shown, at) VALUES (me.id, shows_name, at_time); END IF;
  END $$;

  -- Whoever leads hands over first: a group does not lose its lead by a tap.
  CREATE FUNCTION group_leave(its_key bytea, its_group int, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me standing_group_member;
  BEGIN
    PERFORM resident_group_hold(its_group);
    me := member_by_session(its_key, its_group, at_time);
    IF me.role = 'lead' AND me.consented_at IS NOT NULL THEN PERFORM refuse('a_lead_hands_over_before_leaving'); END IF;
    INSERT INTO resident_group_departure VALUES (me.id, its_group, (at_time AT TIME ZONE 'Asia/Shanghai')::date, its_reason, NULL, at_time);
  END $$;

  CREATE FUNCTION leading_by_session(its_key bytea, its_group int, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE me standing_group_member;
  BEGIN
    PERFORM resident_group_hold(its_group);
    me := member_by_session(its_key, its_group, at_time);
    IF me.role <> 'lead' OR me.consented_at IS NULL THEN PERFORM refuse('only_the_lead_does_this'); END IF;
    RETURN me.id;
  END $$;
  CREATE FUNCTION group_invite(its_key bytea, its_group int, their_name text, their_phone text, their_role text, at_time timestamptz) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me int := leading_by_session(its_key, its_group, at_time);
    today date := (at_time AT TIME ZONE 'Asia/Shanghai')::date;
    made int;
  BEGIN
    INSERT INTO resident_group_member (resident_group, name, phone, role, from_day, invited_by, recorded_at) VALUES (its_group, their_name, their_phone, their_role, today, me, at_time) RETURNING id INTO made;
    INSERT INTO resident_group_asking (member, resident_group, ends_on, at) VALUES (made, its_group, today, at_time);
    RETURN made;
  END $$;
  CREATE FUNCTION group_hand_over(its_key bytea, its_group int, to_whom int, its_reason text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  BEGIN
    PERFORM leading_by_session(its_key, its_group, at_time);
    INSERT INTO resident_group_handover (resident_group, to_member, why, at) VALUES (its_group, to_whom, its_reason, at_time);
  END $$;
  -- Answered by whoever is to lead; called back by whoever leads.
  CREATE FUNCTION group_answer_handover(its_key bytea, its_group int, its_outcome text, at_time timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    me standing_group_member;
    its resident_group_handover;
  BEGIN
    PERFORM resident_group_hold(its_group);
    me := member_by_session(its_key, its_group, at_time);
    SELECT h.* INTO its FROM resident_group_handover h WHERE h.resident_group = its_group AND NOT EXISTS (SELECT FROM resident_group_handover_end e WHERE e.handover = h.id);
    IF its.id IS NULL THEN PERFORM refuse('a_handing_over_ends_once'); END IF;
    IF me.id IS DISTINCT FROM (CASE its_outcome WHEN 'withdrawn' THEN group_lead(its_group) ELSE its.to_member END) THEN PERFORM refuse('a_member_speaks_from_their_own_telephone'); END IF;
    INSERT INTO resident_group_handover_end VALUES (its.id, its_group, its_outcome, NULL, at_time);
  END $$;
`;

const TABLES = ['resident_group', 'resident_group_end', 'resident_group_particulars', 'resident_group_orientation', 'resident_group_member', 'resident_group_asking', 'resident_group_departure', 'resident_group_handover', 'resident_group_handover_end',
  'resident_group_filing', 'resident_group_filing_end', 'resident_group_fund', 'resident_group_fund_end', 'resident_group_route', 'resident_group_route_end'];
const BY_FUNCTIONS = ['resident_group_consent', 'resident_group_name_choice'];

const RIGHTS = `
  ${[...TABLES, ...BY_FUNCTIONS].map((table) => `CREATE TRIGGER the_books_are_never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} EXECUTE FUNCTION the_books_are_never_rewritten();`).join('\n  ')}
  REVOKE ALL ON FUNCTION an_ended_group_stays_as_it_is, an_orientation_is_another_and_comes_later, a_resident_is_not_pestered, a_member_is_in_a_group_once, a_lead_is_a_member_who_consented, whoever_left_leads_nobody, a_group_begins_whole,
    a_group_is_filed_once_it_stands, a_group_looks_after_a_fund_once, judge_group_route, an_advance_is_cleared_before_its_leader_leaves, an_advance_is_cleared_before_its_group_ends, a_group_is_no_party, a_party_is_no_group, a_group_is_no_payee,
    member_by_session, leading_by_session, group_consent, group_show_name, group_leave, group_invite, group_hand_over, group_answer_handover FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION group_consent, group_show_name, group_leave, group_invite, group_hand_over, group_answer_handover TO sizhu_app;
  GRANT SELECT ON standing_group_member, standing_group_filing, standing_group_fund, standing_group_route, ${BY_FUNCTIONS.join(', ')} TO sizhu_app;
  GRANT SELECT, INSERT ON ${TABLES.join(', ')} TO sizhu_app;
`;
