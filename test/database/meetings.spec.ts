import type { Client } from 'pg';
import { createHash, randomBytes } from 'node:crypto';
import { MEETING_CHECKS } from '../../src/council/meetings/checks';
import { needed } from '../../src/rules/quorum';
import { type Books, openBooks, refusalOf } from '../support/forged';
import { formalMotion, speaksBy, standsBack } from '../support/motions';

// As the application's own role, past everything that the program asks: a council of 25 with four fifths, seven days of notice and proxies.
let books: Books;
let li: number;
let zhang: number;
let council: number;
let strict: number;
let parties: number[];
const keys: Buffer[] = [];
const AT = '2026-11-20T02:00:00Z';
/** 9:00 in Shanghai, eight days later */
const MEETS = '2026-11-28T01:00:00Z';
const ON_DAY = '2026-11-28T02:00:00Z';

beforeAll(async () => {
  books = await openBooks();
  [{ id: li }, { id: zhang }] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('张华', 'Zhang Hua') RETURNING id")).rows as [{ id: number }, { id: number }];
  parties = (await books.app.query<{ id: number }>("INSERT INTO party (foundation, kind, name, entered_by, entered_at) SELECT $1, 'person', '居民' || n, $2, $3 FROM generate_series(0, 26) n RETURNING id", [books.foundation, li, AT])).rows.map(({ id }) => id);
  council = await found('liuyin', { proxies: true });
  strict = await found('strict', {});
  for (const party of parties.slice(0, 25)) await seat(council, party);
  for (const party of parties.slice(0, 5)) await seat(strict, party);
  for (const n of [0, 1, 2]) {
    const phone = `1380000000${n}`;
    await speaksBy((sql, values) => books.owner.query(sql, values), { foundation: books.foundation, party: parties[n]!, phone, by: li, at: AT });
    keys.push(randomBytes(32));
    await books.app.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, '192.0.2.1', $4, $4::timestamptz + interval '20 days')`, [keys[n], books.foundation, phone, AT]);
  }
});
afterAll(() => books.close());

async function insert(table: string, columns: Record<string, unknown>, client: Client = books.app): Promise<number> {
  const names = Object.keys(columns);
  return (await client.query<{ id: number }>(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING *`, Object.values(columns))).rows[0]!.id;
}
const by = (at = AT): Record<string, unknown> => ({ foundation: books.foundation, recorded_by: li, recorded_at: at });
async function found(code: string, rule: Record<string, unknown>): Promise<number> {
  const id = await insert('residents_council', { ...by(), kind: 'group', code, name: '议事会', english_name: 'Council', area: '柳荫街', from_day: '2026-01-01' });
  await insert('residents_council_rule', { ...by(), council: id, from_day: '2026-01-01', quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, tables: ['party-branch', 'member'], notice_days: 7, objection_days: 7, source: '规则', ...rule });
  return id;
}
const seat = (of: number, party: number, more: Record<string, unknown> = {}): Promise<number> => insert('residents_council_seat', { ...by(), council: of, party, display: 'masked', chairs: party === parties[0], official: false, chosen_by: '推选', from_day: '2026-03-01', until_day: '2028-12-31', ...more });
const motionOf = (of: number, number: string): Promise<number> => formalMotion((sql, values) => books.app.query(sql, values), { foundation: books.foundation, number, body: 'residents-council', council: of, question: '同意换楼道灯吗', by: li, at: AT });
/** With a point besides motions. */
async function call(more: Record<string, unknown> = {}, motions: number[] = [], client: Client = books.app): Promise<number> {
  await client.query('BEGIN');
  try {
    const id = await insert('meeting', { ...by(), number: '', body: 'residents-council', council, starts_at: MEETS, place: '居委会二楼', ...more }, client);
    for (const [at, motion] of motions.entries()) await insert('meeting_item', { meeting: id, foundation: books.foundation, nth: at + 1, motion }, client);
    await insert('meeting_item', { meeting: id, foundation: books.foundation, nth: motions.length + 1, title: '通报' }, client);
    await client.query('COMMIT');
    return id;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
const attends = (meeting: number, party: number, more: Record<string, unknown> = {}, client = books.app): Promise<number> => insert('meeting_attendance', { ...by(ON_DAY), meeting, party: parties[party], how: 'in-person', ...more }, client);
const says = (meeting: number, who: number, answer: string, reason = '', at = AT): Promise<unknown> => books.app.query('SELECT meeting_say($1, $2, $3, $4, $5)', [keys[who], meeting, answer, reason, at]);
const gives = (meeting: number, who: number, holder: number, at = AT): Promise<unknown> => books.app.query('SELECT meeting_give_proxy($1, $2, $3, $4)', [keys[who], meeting, parties[holder], at]);
const quorum = async (meeting: number, motion: number | null): Promise<object> => (await books.app.query<object>('SELECT q.*, meeting_has_quorum($1, $2) AS enough FROM meeting_quorum($1, $2) q', [meeting, motion])).rows[0]!;
async function minutes(meeting: number, nth: number, more: Record<string, unknown> = {}): Promise<number> {
  await books.app.query('BEGIN');
  try {
    const id = await insert('meeting_minutes', { ...by(ON_DAY), meeting, nth, presided_by: parties[0], kept_by: '韩雪', why: nth > 1 ? '错字' : '', ...more });
    await books.app.query(`INSERT INTO meeting_minutes_point (minutes, meeting, nth, words) SELECT $1, meeting, nth, '讨论' FROM meeting_item WHERE meeting = $2`, [id, meeting]);
    await books.app.query('COMMIT');
    return id;
  } catch (error) {
    await books.app.query('ROLLBACK');
    throw error;
  }
}
const signs = (which: number, who: number): Promise<unknown> => books.app.query('SELECT minutes_sign($1, $2, $3)', [keys[who], which, ON_DAY]);

describe('called', () => {
  it('no later than on the last day of notice, until midnight in Shanghai', async () => {
    // seven days before the 28th is the 21st
    expect(await refusalOf(call({ recorded_at: '2026-11-21T16:00:00Z' }))).toBe('a_meeting_is_called_in_time');
    await call({ recorded_at: '2026-11-21T15:59:00Z' });
    expect(await refusalOf(call({ starts_at: '2026-11-19T01:00:00Z', recorded_at: AT }))).toBe('a_meeting_is_called_in_time');
    expect(await refusalOf(call({ body: 'council', council: null }))).toBe('a_meeting_has_members');
    expect(await refusalOf(call({ starts_at: '2030-01-01T01:00:00Z' }))).toBe('a_meeting_has_members');
    expect(await refusalOf(call({ starts_at: '2025-12-01T01:00:00Z', recorded_at: '2025-11-01T01:00:00Z' }))).toBe('a_body_decides_by_its_rule');
    expect(await refusalOf(call({ body: 'residents-council', council: null }))).toMatch(/a_body_decides_by_its_rule|a_meeting_is_of_one_body/);
    expect(await refusalOf(call({ place: ' ' }))).toBe('a_meeting_is_somewhere');
    // another foundation's council
    expect(await refusalOf(call({ foundation: books.other.foundation }))).toBe('a_body_decides_by_its_rule');
  });

  it('with its agenda, of formal motions of that body, told once', async () => {
    const [ours, theirs] = [await motionOf(council, '2026-1'), await motionOf(strict, '2026-2')];
    expect(await refusalOf(call({}, [theirs]))).toBe('a_meeting_treats_formal_motions_of_its_body');
    expect(await refusalOf(call({}, [ours, ours]))).toBe('a_meeting_treats_a_motion_once');
    const meeting = await call({}, [ours]);
    expect(await refusalOf(insert('meeting_item', { meeting, foundation: books.foundation, nth: 3, title: '后加' }))).toBe('an_agenda_is_told_with_its_notice');
    expect(await refusalOf(insert('meeting', { ...by(), number: '', body: 'residents-council', council, starts_at: MEETS, place: '空' }))).toBe('a_meeting_has_an_agenda');
    await books.app.query(`INSERT INTO motion_withdrawal (motion, foundation, why, recorded_by, recorded_at) VALUES ($1, $2, '重拟', $3, $4)`, [ours, books.foundation, li, AT]);
    expect(await refusalOf(call({}, [ours]))).toBe('a_meeting_treats_formal_motions_of_its_body');
  });

  it('by numbers of the year without gaps, also by two at once', async () => {
    const another = await books.another();
    const before = (await books.app.query<{ n: number }>("SELECT max(split_part(number, '-', 2)::int) AS n FROM meeting")).rows[0]!.n;
    const made = await Promise.all([call(), call({}, [], another)]);
    const numbers = (await books.app.query<{ number: string }>('SELECT number FROM meeting WHERE id = ANY ($1) ORDER BY number', [made])).rows.map(({ number }) => number);
    expect(numbers).toEqual([`2026-${before + 1}`, `2026-${before + 2}`]);
    await another.end();
  });

  it('moved with as much notice, called off once, and neither once it has begun', async () => {
    const meeting = await call();
    const move = (more: Record<string, unknown>): Promise<string> => refusalOf(insert('meeting_move', { ...by(), meeting, starts_at: MEETS, place: '三楼', why: '装修', ...more }));
    expect(await move({ starts_at: MEETS, place: '居委会二楼' })).toBe('a_move_changes_something');
    // another room at any time before it
    expect(await move({ recorded_at: '2026-11-28T00:59:00Z' })).toBe('not refused');
    expect(await move({ starts_at: '2026-11-29T01:00:00Z', recorded_at: '2026-11-22T16:00:00Z' })).toBe('a_meeting_is_called_in_time');
    expect(await move({ starts_at: '2026-11-29T01:00:00Z', recorded_at: '2026-11-22T15:59:00Z' })).toBe('not refused');
    expect(await move({ starts_at: '2026-12-20T01:00:00Z', recorded_at: '2026-11-29T01:00:00Z' })).toBe('a_meeting_that_began_is_not_moved');
    expect(await refusalOf(insert('meeting_cancellation', { ...by('2026-11-29T01:00:00Z'), meeting, why: '台风' }))).toBe('a_meeting_that_began_is_not_moved');
    await books.app.query(`INSERT INTO meeting_cancellation (meeting, foundation, why, recorded_by, recorded_at) VALUES ($1, $2, '台风', $3, $4)`, [meeting, books.foundation, li, AT]);
    expect(await move({ starts_at: '2026-12-29T01:00:00Z' })).toBe('a_meeting_that_is_called_off_stays_so');
    expect(await refusalOf(says(meeting, 0, 'remote'))).toBe('a_meeting_that_is_called_off_stays_so');
    expect(await refusalOf(attends(meeting, 0))).toBe('a_meeting_that_is_called_off_stays_so');
  });
});

describe('answered', () => {
  it('by a member’s own telephone until it begins; nobody writes it for them', async () => {
    const meeting = await call();
    expect(await refusalOf(insert('meeting_answer', { meeting, foundation: books.foundation, party: parties[0], answer: 'remote', at: AT }))).toBe('42501');
    expect(await refusalOf(books.app.query('SELECT meeting_say($1, $2, $3, $4, $5)', [randomBytes(32), meeting, 'remote', '', AT]))).toBe('a_voter_speaks_from_their_own_telephone');
    await says(meeting, 0, 'in-person');
    expect(await refusalOf(says(meeting, 0, 'excused'))).toBe('whoever_is_excused_says_why');
    await says(meeting, 0, 'excused', '出差');
    // a clock that went back does not bring the older answer back
    await says(meeting, 0, 'remote', '', '2026-11-20T01:59:30Z');
    expect((await books.app.query('SELECT meeting_newest_answer($1, $2) AS a', [meeting, parties[0]])).rows).toEqual([{ a: 'remote' }]);
    expect(await refusalOf(says(meeting, 0, 'in-person', '', MEETS))).toBe('members_answer_before_it_begins');
    expect(await refusalOf(says(await call({ council: strict }), 2, 'in-person'))).toBe('not refused');
  });

  it('not by whoever has no seat on its day', async () => {
    const [gone] = (await books.app.query<{ id: number }>('SELECT id FROM residents_council_seat WHERE council = $1 AND party = $2', [strict, parties[1]])).rows;
    const meeting = await call({ council: strict });
    await says(meeting, 1, 'in-person');
    await books.app.query(`INSERT INTO residents_council_seat_end (seat, foundation, last_day, why, recorded_by, recorded_at) VALUES ($1, $2, '2026-11-27', '搬走', $3, $4)`, [gone!.id, books.foundation, li, AT]);
    expect(await refusalOf(says(meeting, 1, 'remote'))).toBe('whoever_attends_has_a_seat');
    expect(await refusalOf(attends(meeting, 1))).toBe('whoever_attends_has_a_seat');
    expect(await quorum(meeting, null)).toMatchObject({ seated: 4, needed: 4, present: 0, enough: false });
  });
});

describe('represented', () => {
  it('where the rules allow it, one by one, by telephone or on paper', async () => {
    expect(await refusalOf(gives(await call({ council: strict }), 0, 2))).toBe('proxies_are_for_bodies_that_allow_them');
    const meeting = await call();
    const onPaper = (giver: number, holder: number, more: Record<string, unknown> = {}): Promise<string> => refusalOf(insert('meeting_proxy', { ...by(), meeting, giver: parties[giver], holder: parties[holder], paper: '委托书', ...more }));
    expect(await onPaper(3, 4, { recorded_by: null, paper: '' })).toBe('nobody_speaks_for_a_member');
    expect(await onPaper(3, 4, { paper: '' })).toBe('a_proxy_on_paper_names_its_paper');
    expect(await onPaper(3, 3)).toBe('a_proxy_is_somebody_else');
    expect(await onPaper(3, 25)).toBe('whoever_attends_has_a_seat');
    await gives(meeting, 0, 5);
    expect(await refusalOf(gives(meeting, 0, 6))).toBe('a_member_is_represented_once');
    expect(await refusalOf(gives(meeting, 1, 5))).toBe('a_member_represents_one_other');
    expect(await onPaper(5, 7)).toBe('whoever_represents_another_is_there');
    expect(await onPaper(3, 0)).toBe('whoever_represents_another_is_there');
    await says(meeting, 1, 'excused', '出差');
    expect(await onPaper(3, 1)).toBe('whoever_represents_another_is_there');
    // whoever comes after all is represented by nobody
    await says(meeting, 0, 'in-person');
    expect(await refusalOf(gives(meeting, 2, 5))).toBe('not refused');
    await books.app.query('SELECT meeting_end_proxy($1, $2, $3)', [keys[2], meeting, AT]);
    expect(await refusalOf(books.app.query('SELECT meeting_end_proxy($1, $2, $3)', [keys[2], meeting, AT]))).toBe('a_proxy_ends_once');
  });

  it('by two at once, once', async () => {
    const [meeting, another] = [await call(), await books.another()];
    await books.app.query('BEGIN');
    await another.query('BEGIN');
    const paper = (giver: number, client: Client): Promise<number> => insert('meeting_proxy', { ...by(), meeting, giver: parties[giver], holder: parties[9], paper: '委托书' }, client);
    await paper(3, books.app);
    const second = refusalOf(paper(4, another));
    await books.app.query('COMMIT');
    expect(await second).toBe('a_member_represents_one_other');
    await another.query('ROLLBACK');
    await another.end();
  });

  it('never by or for whoever stands back; and who stands back later counts on neither side', async () => {
    const motion = await motionOf(council, '2026-3');
    const meeting = await call({}, [motion]);
    await standsBack((sql, values) => books.app.query(sql, values), { foundation: books.foundation, motion, party: parties[7]!, by: li, at: AT });
    const onPaper = (giver: number, holder: number): Promise<string> => refusalOf(insert('meeting_proxy', { ...by(), meeting, giver: parties[giver], holder: parties[holder], paper: '委托书' }));
    expect(await onPaper(7, 8)).toBe('nobody_who_stands_back_gives_or_holds_a_proxy');
    expect(await onPaper(8, 7)).toBe('nobody_who_stands_back_gives_or_holds_a_proxy');
    expect(await onPaper(8, 9)).toBe('not refused');
    expect(await refusalOf(attends(meeting, 8, { how: 'proxy', proxy_by: parties[9] }))).toBe('whoever_represents_another_is_there');
    const holder = await attends(meeting, 9);
    await attends(meeting, 8, { how: 'proxy', proxy_by: parties[9] });
    expect(await refusalOf(insert('meeting_attendance_strike', { attendance: holder, why: '错', recorded_by: li, recorded_at: ON_DAY }))).toBe('whoever_represents_another_is_there');
    expect(await refusalOf(insert('meeting_proxy_end', { proxy: (await books.app.query<{ id: number }>('SELECT id FROM standing_meeting_proxy WHERE meeting = $1', [meeting])).rows[0]!.id, why: '错', recorded_by: li, recorded_at: ON_DAY }))).toBe('a_proxy_that_was_used_stands');
    expect(await quorum(meeting, motion)).toMatchObject({ seated: 25, recused: 1, entitled: 24, needed: 20, present: 2 });
    await standsBack((sql, values) => books.app.query(sql, values), { foundation: books.foundation, motion, party: parties[9]!, by: li, at: ON_DAY });
    // whoever is represented by somebody who stands back is not there for this motion
    expect(await quorum(meeting, motion)).toMatchObject({ recused: 2, entitled: 23, needed: 19, present: 0 });
    expect(await quorum(meeting, null)).toMatchObject({ entitled: 25, present: 2 });
  });
});

describe('attended', () => {
  it('from the day on, by members, once each, also when two enter it at once', async () => {
    const [meeting, another] = [await call(), await books.another()];
    expect(await refusalOf(attends(meeting, 0, { recorded_at: '2026-11-27T15:59:00Z' }))).toBe('attendance_is_entered_on_the_day');
    await attends(meeting, 0, { recorded_at: '2026-11-27T16:00:00Z' });
    expect(await refusalOf(attends(meeting, 26))).toBe('whoever_attends_has_a_seat');
    expect(await refusalOf(attends(meeting, 1, { how: 'asleep' }))).toBe('somebody_attends_in_a_known_way');
    await books.app.query('BEGIN');
    await another.query('BEGIN');
    await attends(meeting, 1);
    const second = refusalOf(attends(meeting, 1, {}, another));
    await books.app.query('COMMIT');
    expect(await second).toBe('a_member_is_present_once');
    await another.query('ROLLBACK');
    await another.end();
  });

  it('19 of 25 are too few, 20 are enough; of a motion that is not on the agenda never', async () => {
    const [motion, elsewhere] = [await motionOf(council, '2026-4'), await motionOf(council, '2026-5')];
    const meeting = await call({}, [motion]);
    for (let party = 0; party < 19; party++) await attends(meeting, party);
    expect(await quorum(meeting, motion)).toEqual({ seated: 25, recused: 0, entitled: 25, needed: 20, present: 19, enough: false });
    await attends(meeting, 19, { how: 'remote' });
    expect(await quorum(meeting, motion)).toMatchObject({ present: 20, enough: true });
    expect(await quorum(meeting, elsewhere)).toMatchObject({ enough: false });
    // one who is there stands back: of 24 twenty are needed, 19 are there
    await standsBack((sql, values) => books.app.query(sql, values), { foundation: books.foundation, motion, party: parties[3]!, by: li, at: ON_DAY });
    expect(await quorum(meeting, motion)).toMatchObject({ entitled: 24, needed: 20, present: 19, enough: false });
    // once a vote of it is closed whoever was there was there; somebody who comes late is entered all the same
    await books.owner.query('BEGIN');
    await books.owner.query('ALTER TABLE vote DISABLE TRIGGER USER');
    await books.owner.query('ALTER TABLE vote_result DISABLE TRIGGER USER');
    const [vote] = (await books.owner.query<{ id: number }>("INSERT INTO vote (motion, foundation, meeting, secret, opens_at, closes_at, seated, recused, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, proxies, rule_source, objection_days, recorded_by, recorded_at) VALUES ($1, $2, $3, false, $4, $4::timestamptz + interval '1 hour', 5, 0, 4, 5, 1, 2, 'entitled', true, false, '规则', 7, $5, $4) RETURNING id", [motion, books.foundation, meeting, ON_DAY, li])).rows;
    await books.owner.query(`INSERT INTO vote_result (vote, motion, foundation, closed_at, closed_by, seated, recused, entitled, present, votes_for, votes_against, abstained, invalid, needed_present, needed_for, carried, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, rule_source, objection_days, statement)
      VALUES ($1, $2, $3, $4, $5, 25, 0, 25, 20, 13, 7, 0, 0, 20, 13, true, 4, 5, 1, 2, 'entitled', true, '规则', 7, log_state($3, E'vote\\n'))`, [vote!.id, motion, books.foundation, ON_DAY, li]);
    await attends(meeting, 20, {}, books.owner);
    expect(await refusalOf(insert('meeting_attendance_strike', { attendance: (await books.owner.query<{ id: number }>('SELECT max(id) AS id FROM meeting_present WHERE meeting = $1', [meeting])).rows[0]!.id, why: '错', recorded_by: li, recorded_at: ON_DAY }, books.owner))).toBe('who_was_there_stands_once_a_vote_is_closed');
    await books.owner.query('ROLLBACK');
    // everybody stands back: nobody can decide
    for (const party of parties.slice(0, 25)) if (party !== parties[3]) await standsBack((sql, values) => books.app.query(sql, values), { foundation: books.foundation, motion, party, by: li, at: ON_DAY });
    expect(await quorum(meeting, motion)).toMatchObject({ entitled: 0, needed: 1, present: 0, enough: false });
  });

  it('the database counts as rules/quorum does', async () => {
    const parts: readonly (readonly [number, number])[] = [[4, 5], [2, 3], [1, 2], [1, 1], [3, 5]];
    const rows = (await books.app.query<{ parts: number; of: number; entitled: number; least: number }>('SELECT p AS parts, o AS of, e AS entitled, GREATEST(1, (e * p + o - 1) / o) AS least FROM unnest($1::int[], $2::int[]) x (p, o) CROSS JOIN generate_series(0, 60) e', [parts.map(([p]) => p), parts.map(([, o]) => o)])).rows;
    expect(rows).toHaveLength(305);
    expect(rows.filter(({ parts: p, of, entitled, least }) => needed({ quorum: [p, of], votes: [1, 2], countedOf: 'entitled', moreThan: true }, { seated: entitled, recused: 0, present: 0 }).present !== least)).toEqual([]);
  });
});

describe('minuted', () => {
  it('after it began, every point, in versions; signed by the chair and one more who was there', async () => {
    const meeting = await call();
    expect(await refusalOf(minutes(meeting, 1, { recorded_at: '2026-11-28T00:59:00Z' }))).toBe('minutes_are_written_after_it_began');
    expect(await refusalOf(minutes(meeting, 1))).toBe('whoever_presided_was_there');
    for (const party of [0, 1, 3]) await attends(meeting, party);
    expect(await refusalOf(minutes(meeting, 1, { presided_by: null }))).toBe('whoever_presided_was_there');
    expect(await refusalOf(minutes(meeting, 2))).toBe('versions_of_minutes_follow_each_other');
    expect(await refusalOf(insert('meeting_minutes', { ...by(ON_DAY), meeting, nth: 1, presided_by: parties[0], kept_by: '韩雪' }))).toBe('minutes_treat_every_point');
    const first = await minutes(meeting, 1);
    expect(await refusalOf(insert('meeting_minutes_signature', { minutes: first, meeting, foundation: books.foundation, party: parties[0], at: ON_DAY }))).toBe('42501');
    expect(await refusalOf(signs(first, 2))).toBe('whoever_signs_minutes_was_there');
    await signs(first, 1);
    expect(await refusalOf(signs(first, 1))).toBe('a_member_signs_minutes_once');
    const standing = async (): Promise<unknown[]> => (await books.app.query('SELECT id, nth, on_paper FROM signed_minutes WHERE meeting = $1 ORDER BY nth', [meeting])).rows;
    expect(await standing()).toEqual([]);
    // a name is beneath it: whoever was there stands until another version is begun
    expect(await refusalOf(attends(meeting, 2))).toBe('who_was_there_stands_once_minutes_are_signed');
    expect(await refusalOf(minutes(meeting, 2, { why: '' }))).toBe('a_correction_of_minutes_says_why');
    const second = await minutes(meeting, 2);
    await attends(meeting, 2);
    expect(await refusalOf(signs(first, 0))).toBe('the_newest_minutes_are_signed');
    await signs(second, 0);
    expect(await standing()).toEqual([]);
    await signs(second, 2);
    expect(await standing()).toEqual([{ id: second, nth: 2, on_paper: false }]);
    // a correction asks for names of its own, and the signed ones stand until then
    const third = await minutes(meeting, 3);
    expect(await standing()).toEqual([{ id: second, nth: 2, on_paper: false }]);
    expect(await refusalOf(insert('meeting_attendance_strike', { attendance: (await books.app.query<{ id: number }>('SELECT id FROM meeting_present WHERE meeting = $1 LIMIT 1', [meeting])).rows[0]!.id, why: '错', recorded_by: li, recorded_at: ON_DAY }))).toBe('who_was_there_stands_once_minutes_are_signed');
    await signs(third, 0);
    await signs(third, 1);
    expect(await standing()).toHaveLength(2);
  });

  it('or signed on paper, compared by another than who entered it', async () => {
    const meeting = await call();
    const first = await minutes(meeting, 1, { presided_by: null });
    const scan = { minutes: first, ...by(ON_DAY) };
    expect(await refusalOf(insert('meeting_minutes_scan', scan))).toBe('signed_minutes_show_their_scan');
    const content = Buffer.from('%PDF-1.7 signed');
    const paper = await insert('paper', { foundation: books.foundation, minutes: first, nth: 1, name: '纪要.pdf', media_type: 'application/pdf', content, hash: createHash('sha256').update(content).digest(), added_by: li, added_at: ON_DAY });
    await insert('meeting_minutes_scan', scan);
    expect(await refusalOf(insert('meeting_minutes_comparison', { minutes: first, recorded_by: li, compared_by: li, compared_at: ON_DAY }))).toBe('nobody_compares_the_scan_they_entered');
    expect(await refusalOf(insert('paper_withdrawal', { paper, reason: '模糊', by_person: li, at: ON_DAY }))).toBe('a_scan_of_minutes_is_replaced_first');
    await insert('meeting_minutes_comparison', { minutes: first, recorded_by: li, compared_by: zhang, compared_at: ON_DAY });
    expect((await books.app.query('SELECT on_paper FROM signed_minutes WHERE meeting = $1', [meeting])).rows).toEqual([{ on_paper: true }]);
    expect(await refusalOf(attends(meeting, 0))).toBe('who_was_there_stands_once_minutes_are_signed');
  });
});

it('nothing of it is rewritten, and the checks see when it is', async () => {
  const complaints = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const check of MEETING_CHECKS) found[check.name] = (await check.run({ query: async (sql: string) => (await books.owner.query(sql)).rows } as never)).length;
    return found;
  };
  expect(await complaints()).toEqual({ 'meetings-were-called-in-time': 0, 'whoever-was-present-had-a-seat': 0, 'minutes-are-signed-by-whoever-was-there': 0 });
  for (const table of ['meeting', 'meeting_item', 'meeting_move', 'meeting_cancellation', 'meeting_answer', 'meeting_attendance', 'meeting_attendance_strike', 'meeting_proxy', 'meeting_proxy_end', 'meeting_minutes', 'meeting_minutes_point', 'meeting_minutes_signature', 'meeting_minutes_scan', 'meeting_minutes_comparison']) {
    expect(await refusalOf(books.app.query(`DELETE FROM ${table}`))).toBe('42501');
    expect(await refusalOf(books.owner.query(`DELETE FROM ${table}`))).toBe('the_books_are_never_rewritten');
  }
  const tamper = async (table: string, sql: string): Promise<Record<string, number>> => {
    await books.owner.query('BEGIN');
    await books.owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await books.owner.query(sql);
    const found = await complaints();
    await books.owner.query('ROLLBACK');
    return found;
  };
  expect((await tamper('meeting', "UPDATE meeting SET recorded_at = '2026-11-27T01:00:00Z'"))['meetings-were-called-in-time']).toBeGreaterThan(0);
  expect((await tamper('meeting_attendance', `UPDATE meeting_attendance SET party = ${parties[26]} WHERE id = (SELECT max(id) FROM meeting_attendance)`))['whoever-was-present-had-a-seat']).toBe(1);
  expect((await tamper('meeting_minutes_signature', `UPDATE meeting_minutes_signature SET party = ${parties[20]} WHERE minutes = (SELECT min(minutes) FROM meeting_minutes_signature)`))['minutes-are-signed-by-whoever-was-there']).toBe(1);
});
