import type { Client } from 'pg';
import { RESULT_CHECKS } from '../../src/council/results/checks';
import { effectiveFrom, lastDayOf } from '../../src/rules/notice-period';
import { type Books, openBooks, refusalOf } from '../support/forged';
import { closedVote, type Closed } from '../support/results';

jest.setTimeout(120_000);

// As the application's own role, past everything that the program asks.
let books: Books;
let other: Client;
let [li, gu]: number[] = [];
let numbers = 0;
const CLOSED = '2026-10-02T12:00:00Z';

beforeAll(async () => {
  books = await openBooks();
  other = await books.another();
  [li, gu] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('顾明', 'Gu Ming') RETURNING id")).rows.map(({ id }) => id);
});
afterAll(() => books.close());
afterEach(async () => expect(await complained(books.app)).toEqual([]));

const closed = (wanted: Parameters<typeof closedVote>[3] = {}, foundation = books.foundation): Promise<Closed> => closedVote(books.database, foundation, li!, { body: 'council', closed: CLOSED, number: `2026-${++numbers}`, ...wanted });
const asks = (client: Client) => ({ query: async (sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as never });
/** Which checks complain. */
async function complained(client: Client): Promise<string[]> {
  const names: string[] = [];
  for (const check of RESULT_CHECKS) if ((await check.run(asks(client))).length > 0) names.push(check.name);
  return names;
}
const say = (sql: string, values: unknown[], client = books.app): Promise<string> => refusalOf(client.query(sql, values));
const one = async <T>(sql: string, values: unknown[] = []): Promise<T> => (await books.app.query<{ it: T }>(sql, values)).rows[0]!.it;

async function session(phone: string, { foundation = books.foundation, from = '2026-10-01', until = '2026-12-31' } = {}): Promise<Buffer> {
  return (await books.app.query<{ key: Buffer }>("INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES (sha256(gen_random_uuid()::text::bytea), $1, $2, '192.0.2.1', $3, $4) RETURNING key", [foundation, phone, from, until])).rows[0]!.key;
}
const POST = ({ vote }: Closed, at = '2026-10-03T02:00:00Z', foundation = books.foundation): [string, unknown[]] => ['SELECT result_post($1, $2, $3, $4, $5) AS it', [foundation, vote, '公告栏', li, at]];
const OBJECT = ({ vote }: Closed, key: Buffer, at = '2026-10-05T02:00:00Z', foundation = books.foundation): [string, unknown[]] => ['SELECT motion_object($1, $2, $3, $4, $5, $6, $7, $8, $9) AS it', [key, foundation, vote, '周建国', '3-201', 'masked', 'content', '不同意', at]];
const ENTER = ({ vote }: Closed, day = '2026-10-05', at = '2026-10-06T02:00:00Z', about = 'content', name = '吴桂兰'): [string, unknown[]] => ['SELECT motion_objection_enter($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS it', [books.foundation, vote, 'paper', name, '5-102', 'full', about, '通知没有贴', day, li, at]];
const REPLY = ({ vote }: Closed, objection: number, upheld = false, recount: unknown = null, at = '2026-10-07T02:00:00Z'): [string, unknown[]] => ['SELECT motion_objection_reply($1, $2, $3, $4, $5, $6, $7, $8)', [books.foundation, vote, objection, upheld, '理由', recount, li, at]];
const AGREE = ({ vote }: Closed, objection: number, by: number, agrees = true, why = ''): [string, unknown[]] => ['SELECT motion_objection_agree($1, $2, $3, $4, $5, $6, $7)', [books.foundation, vote, objection, agrees, why, by, '2026-10-08T02:00:00Z']];
const EFFECT = ({ vote }: Closed, at = '2026-10-11T02:00:00Z', foundation = books.foundation): [string, unknown[]] => ['SELECT motion_take_effect($1, $2, $3, $4) AS it', [foundation, vote, gu, at]];
const effective = async (wanted: Parameters<typeof closedVote>[3] = {}): Promise<{ it: Closed; resolution: number }> => {
  const it = await closed(wanted);
  await books.app.query(...POST(it));
  return { it, resolution: await one<number>(...EFFECT(it)) };
};

describe('nobody writes what only its functions write', () => {
  it.each(['result_notice', 'motion_objection', 'motion_objection_answer', 'motion_objection_second', 'motion_effect', 'vote_result'])('%s', async (table) => {
    expect(await say(`INSERT INTO ${table} DEFAULT VALUES`, [])).toBe('42501');
    expect(await say(`DELETE FROM ${table}`, [])).toBe('42501');
    expect(await refusalOf(books.owner.query(`DELETE FROM ${table}`))).not.toBe('not refused');
  });
  it('nor holds a result without an act', async () => expect(await say('SELECT result_hold($1, 1, now())', [books.foundation])).toBe('42501'));
});

describe('a notice', () => {
  it.each([['2026-10-03T02:00:00Z', 7], ['2026-10-03T15:59:59Z', 7], ['2026-10-03T16:00:00Z', 7], ['2026-12-24T02:00:00Z', 7], ['2026-12-28T02:00:00Z', 7], ['2026-12-31T02:00:00Z', 1], ['2028-02-22T02:00:00Z', 7], ['2026-10-03T02:00:00Z', 0], ['2026-10-03T02:00:00Z', 90]])('posted %s for %i days ends as the rule says', async (at, days) => {
    const it = await closed({ objectionDays: days });
    const last = await one<string>(...POST(it, at));
    const posted = await one<string>('SELECT day AS it FROM result_notice WHERE vote = $1', [it.vote]);
    expect(last).toBe(lastDayOf({ posted, days }));
    const from = effectiveFrom({ posted, days });
    expect(await say(...EFFECT(it, new Date(Date.parse(`${from}T00:00:00+08:00`) - 1).toISOString()))).toBe('a_motion_takes_effect_after_its_notice');
    expect(await say(...EFFECT(it, `${from}T00:00:00+08:00`))).toBe('not refused');
  });

  it('begins once, of a result of this foundation, after its vote', async () => {
    const it = await closed();
    expect(await say(...POST(it, '2026-10-02T11:59:59Z'))).toBe('nothing_is_decided_before_a_vote_is_closed');
    expect(await say(...POST(it, undefined, books.other.foundation))).toBe('nothing_is_decided_before_a_vote_is_closed');
    expect(await say('SELECT result_post($1, $2, $3, $4, $5)', [books.foundation, it.vote, ' ', li, '2026-10-03T02:00:00Z'])).toBe('a_notice_says_where_it_is_posted');
    await books.app.query(...POST(it));
    expect(await say(...POST(it))).toBe('a_result_is_posted_once');
  });
});

describe('an objection', () => {
  it('is made by whoever holds the telephone, once, of this foundation and in time', async () => {
    const it = await closed();
    const key = await session('13800000001');
    expect(await say(...OBJECT(it, Buffer.alloc(32)))).toBe('a_resident_objects_from_their_own_telephone');
    expect(await say(...OBJECT(it, await session('13800000002', { foundation: books.other.foundation })))).toBe('a_resident_objects_from_their_own_telephone');
    expect(await say(...OBJECT(it, await session('13800000002', { until: '2026-10-05T01:00:00Z' })))).toBe('a_resident_objects_from_their_own_telephone');
    expect(await say(...OBJECT(it, key, '2026-10-05T02:00:00Z', books.other.foundation))).toBe('nothing_is_decided_before_a_vote_is_closed');
    await books.app.query(...OBJECT(it, key, '2026-10-02T13:00:00Z')); // before it is posted
    expect(await say(...OBJECT(it, key))).toBe('a_telephone_objects_once');
    await books.app.query(...POST(it));
    await books.app.query(...OBJECT(it, await session('13800000003'), '2026-10-10T15:59:59.999Z'));
    expect(await say(...OBJECT(it, await session('13800000004'), '2026-10-10T16:00:00Z'))).toBe('objections_end_with_the_notice');
  });

  it('on paper counts from the day on which it came, and is entered once', async () => {
    const it = await closed();
    await books.app.query(...POST(it));
    expect(await say(...ENTER(it, '2026-10-01'))).toBe('an_objection_came_after_the_vote');
    expect(await say(...ENTER(it, '2026-10-07'))).toBe('an_objection_came_after_the_vote');
    expect(await say(...ENTER(it, '2026-10-11', '2026-10-12T02:00:00Z'))).toBe('objections_end_with_the_notice');
    await books.app.query(...ENTER(it, '2026-10-10', '2026-10-12T02:00:00Z'));
    expect(await say(...ENTER(it, '2026-10-10', '2026-10-12T02:00:00Z', 'procedure', ' 吴桂兰'))).toBe('a_resident_objects_once');
  });

  it('of two from one telephone at once one is refused', async () => {
    const it = await closed();
    const key = await session('13800000005');
    await books.app.query('BEGIN');
    await books.app.query(...OBJECT(it, key));
    const second = refusalOf(other.query(...OBJECT(it, key)));
    await books.app.query('COMMIT');
    expect(await second).toBe('a_telephone_objects_once');
  });

  it('is answered once, with a recount where the counting is in doubt', async () => {
    const it = await closed();
    const counting = await one<number>(...ENTER(it, undefined, undefined, 'counting'));
    const content = await one<number>(...ENTER(it, undefined, undefined, 'content', '郑某'));
    const elsewhere = await closed();
    expect(await say(...REPLY(elsewhere, content))).toBe('an_objection_is_against_this_result');
    for (const recount of [null, [], [13, 5], [13, 5, null], [13, 5, 2, 0]]) expect(await say(...REPLY(it, counting, false, recount))).toBe('who_doubts_the_count_is_told_a_recount');
    expect(await say(...REPLY(it, content, false, [13, 5, 2]))).toBe('who_doubts_the_count_is_told_a_recount');
    expect(await say(...REPLY(it, counting, false, [12, 6, 2]))).toBe('a_recount_that_differs_upholds_the_objection');
    await books.app.query(...REPLY(it, counting, false, [13, 5, 2]));
    expect(await say(...REPLY(it, counting, true, [12, 6, 2]))).toBe('an_objection_is_answered_once');
    expect(await say(...AGREE(it, content, gu!))).toBe('a_second_person_judges_what_a_first_would_uphold');
    await books.app.query(...REPLY(it, content, true));
    expect(await say(...REPLY(it, content))).toBe('an_upheld_objection_waits_for_a_second_person');
    expect(await say(...AGREE(it, content, li!))).toBe('nobody_agrees_with_their_own_answer');
    expect(await say(...AGREE(it, content, gu!, false, ' '))).toBe('a_second_person_who_disagrees_says_why');
    await books.app.query(...AGREE(it, content, gu!, false, '不成立'));
    expect(await say(...AGREE(it, content, gu!))).toBe('a_second_person_decides_once');
    await books.app.query(...REPLY(it, content));
  });
});

describe('effect', () => {
  it('comes of a carried motion alone, posted, its notice over, every objection answered and none upheld', async () => {
    const lost = await closed({ for: 12 });
    await books.app.query(...POST(lost));
    expect(await say(...EFFECT(lost))).toBe('only_a_carried_motion_takes_effect');
    const it = await closed();
    expect(await say(...EFFECT(it))).toBe('what_takes_effect_was_posted');
    await books.app.query(...POST(it));
    expect(await say(...EFFECT(it, undefined, books.other.foundation))).toBe('nothing_is_decided_before_a_vote_is_closed');
    const first = await one<number>(...ENTER(it));
    expect(await say(...EFFECT(it))).toBe('every_objection_is_answered_first');
    await books.app.query(...REPLY(it, first, true));
    expect(await say(...EFFECT(it))).toBe('every_objection_is_answered_first');
    await books.app.query(...AGREE(it, first, gu!));
    expect(await say(...EFFECT(it))).toBe('an_upheld_objection_keeps_a_motion_from_effect');
  });

  it('an objection at the last moment and the effect: whichever comes second is told', async () => {
    const it = await closed();
    await books.app.query(...POST(it));
    const key = await session('13800000006');
    await other.query('BEGIN');
    await other.query(...OBJECT(it, key, '2026-10-10T15:59:59.999Z'));
    const effect = refusalOf(books.app.query(...EFFECT(it, '2026-10-10T16:00:00Z')));
    await other.query('COMMIT');
    expect(await effect).toBe('every_objection_is_answered_first');
    const calm = await closed();
    await books.app.query(...POST(calm));
    await other.query('BEGIN');
    await other.query(...EFFECT(calm, '2026-10-10T16:00:00Z'));
    const objection = refusalOf(books.app.query(...OBJECT(calm, key, '2026-10-10T15:59:59.999Z')));
    await other.query('COMMIT');
    expect(await objection).toBe('a_motion_in_effect_takes_no_objections');
  });

  it('of two that put it into effect at once one is refused', async () => {
    const it = await closed();
    await books.app.query(...POST(it));
    await other.query('BEGIN');
    await other.query(...EFFECT(it));
    const second = refusalOf(books.app.query(...EFFECT(it)));
    await other.query('COMMIT');
    expect(await second).toBe('a_motion_takes_effect_once');
    expect(await one<number>('SELECT count(*)::int AS it FROM resolution WHERE motion = $1', [it.motion])).toBe(1);
  });

  it('nothing un-carries it: no other vote, no withdrawal of the motion or its resolution, no edit', async () => {
    const { it, resolution } = await effective();
    expect(await say("INSERT INTO motion_withdrawal (motion, foundation, why, recorded_by, recorded_at) VALUES ($1, $2, '不要了', $3, now())", [it.motion, books.foundation, li])).toBe('a_motion_before_its_voters_is_not_withdrawn');
    expect(await refusalOf(closed({ again: it, for: 0 }))).toBe('what_was_carried_is_not_voted_on_again');
    expect(await say("INSERT INTO resolution_withdrawal (resolution, why, by_person, at) VALUES ($1, '不要了', $2, now())", [resolution, li])).toBe('a_resolution_of_a_motion_stands');
    for (const table of ['motion_effect', 'resolution', 'motion', 'vote', 'vote_result']) for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) expect(await say(sql, [])).not.toBe('not refused');
    expect(await say('UPDATE resolution SET votes_for = 25 WHERE id = $1', [resolution])).not.toBe('not refused');
  });

  it('after an upheld objection the later vote counts', async () => {
    const it = await closed();
    await books.app.query(...POST(it));
    const objection = await one<number>(...ENTER(it));
    await books.app.query(...REPLY(it, objection, true));
    expect(await refusalOf(closed({ again: it }))).toBe('what_was_carried_is_not_voted_on_again');
    await books.app.query(...AGREE(it, objection, gu!));
    const again = await closed({ again: it, closed: '2026-10-09T12:00:00Z' });
    expect(await say(...EFFECT(it))).toBe('the_last_vote_on_a_motion_counts');
    await books.app.query(...POST(again, '2026-10-10T02:00:00Z'));
    expect(await say(...EFFECT(again, '2026-10-18T02:00:00Z'))).toBe('not refused');
  });
});

describe('the resolution of a motion', () => {
  const make = (motion: number, more: Record<string, unknown> = {}): Promise<string> => {
    const row: Record<string, unknown> = { foundation: books.foundation, body: 'council', majority: 'ordinary', number: '议案 9-9', day: '2026-10-02', subject: '同意', entitled: 25, present: 20, votes_for: 13, votes_against: 5, recorded_by: gu, recorded_at: '2026-10-11', motion, ...more };
    return say(`INSERT INTO resolution (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(row));
  };

  it('has exactly the numbers of its vote, judged by the rule as it stood there', async () => {
    // 10 of 20, seated 21: half is enough by this rule, and no rule for papers of that day would carry it
    const { it, resolution } = await effective({ seated: 21, recused: 1, present: 20, for: 10, against: 10, abstained: 0, moreThan: false });
    expect((await books.app.query('SELECT body, majority, number, day, entitled, present, votes_for, votes_against, recorded_by FROM resolution WHERE id = $1', [resolution])).rows).toEqual([{ body: 'council', majority: 'ordinary', number: `议案 ${it.number}`, day: '2026-10-02', entitled: 20, present: 20, votes_for: 10, votes_against: 10, recorded_by: gu }]);
    expect(await make(it.motion)).toBe('a_resolution_of_a_motion_has_its_numbers');
    expect(await make(it.motion, { number: `议案 ${it.number}`, subject: '是否用 30,000 元为三号院加装坡道？', entitled: 20, votes_for: 10, votes_against: 10 })).toBe('a_motion_makes_one_resolution');
  });

  it('is not made before its effect, of another foundation, or of no motion', async () => {
    const it = await closed();
    await books.app.query(...POST(it));
    expect(await make(it.motion, { number: `议案 ${it.number}` })).toBe('a_resolution_follows_the_effect_of_its_motion');
    expect(await make(9_999)).toBe('a_resolution_follows_the_effect_of_its_motion');
    const { it: done } = await effective();
    expect(await make(done.motion, { foundation: books.other.foundation })).toBe('a_resolution_follows_the_effect_of_its_motion');
  });

  it('a paper that bears its number stands in no motion’s way', async () => {
    const it = await closed();
    expect(await make(null as unknown as number, { number: `议案 ${it.number}`, entitled: 7, present: 7, votes_for: 7, votes_against: 0 })).toBe('not refused');
    await books.app.query(...POST(it));
    expect(await say(...EFFECT(it))).toBe('not refused');
    expect(await make(null as unknown as number, { number: `议案 ${it.number}`, entitled: 7, present: 7, votes_for: 7, votes_against: 0 })).toBe('a_resolution_is_recorded_once');
  });

  it('is confirmed by somebody else, with a paper', async () => {
    const { resolution } = await effective();
    const confirm = (by: number): Promise<string> => say("INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, 'council', 'ordinary', $3, $4, now())", [resolution, books.foundation, gu, by]);
    expect(await confirm(li!)).toBe('a_resolution_shows_its_signed_paper');
    await books.app.query(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '会议记录.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [books.foundation, resolution, Buffer.from('%PDF-1.7\n%%EOF\n'), li]);
    expect(await confirm(gu!)).toBe('nobody_confirms_the_resolution_they_recorded');
    expect(await confirm(li!)).toBe('not refused');
  });
});

it('each check sees what the owner of the database alters', async () => {
  const { it: done, resolution } = await effective();
  const objection = await closed();
  const said = await one<number>(...ENTER(objection));
  const tampered = async (sql: string, values: unknown[] = []): Promise<string[]> => {
    await books.owner.query('BEGIN');
    for (const table of ['motion_effect', 'result_notice', 'resolution', 'motion_objection', 'vote_result', 'resolution_withdrawal']) await books.owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await books.owner.query(sql, values);
    const found = await complained(books.owner);
    await books.owner.query('ROLLBACK');
    return found;
  };
  const [early, numbersDiffer, late] = RESULT_CHECKS.map(({ name }) => name);
  expect(await tampered("UPDATE motion_effect SET day = '2026-10-10', at = '2026-10-10T02:00:00Z' WHERE vote = $1", [done.vote])).toEqual([early]);
  expect(await tampered("UPDATE result_notice SET last_day = '2026-10-04' WHERE vote = $1", [done.vote])).toEqual([early]);
  expect(await tampered("INSERT INTO motion_objection (vote, motion, foundation, way, name, door, display, about, words, day, recorded_by, recorded_at) VALUES ($1, $2, $3, 'paper', '某', '1', 'full', 'content', '不', '2026-10-05', $4, '2026-10-05')", [done.vote, done.motion, books.foundation, li])).toEqual([early]);
  expect(await tampered('UPDATE resolution SET votes_for = 14 WHERE id = $1', [resolution])).toEqual([numbersDiffer]);
  expect(await tampered('UPDATE vote_result SET present = 21 WHERE vote = $1', [done.vote])).toEqual([numbersDiffer]);
  expect(await tampered('UPDATE resolution SET motion = NULL WHERE id = $1', [resolution])).toEqual([numbersDiffer]);
  expect(await tampered("INSERT INTO resolution_withdrawal (resolution, why, by_person, at) VALUES ($1, '不要了', $2, now())", [resolution, li])).toEqual([numbersDiffer]);
  expect(await tampered("UPDATE motion_objection SET day = '2026-10-01' WHERE id = $1", [said])).toEqual([late]);
});
