import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { type Choice, codeText, keyHash, keysOf, openBox, sealBox } from '../../src/rules/ballot';
import { decided, MARKS } from '../../src/rules/recount';
import { type Books, openBooks, refusalOf } from '../support/forged';
import { councilWithMotion, formalMotion, signedIn, type Voters } from '../support/votes';

// As the application's own role, past everything that the program asks.
let books: Books;
let li: number;
let wang: number;
let zhao: number;
const AT = '2026-11-20T04:00:00Z';
const OVER = '2026-11-20T08:00:00Z';
const KEY = Buffer.alloc(32, 5);
const KEYS = keysOf(KEY);
const RULE = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true } as const;

beforeAll(async () => {
  books = await openBooks();
  [li, wang, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) SELECT n, n FROM unnest(ARRAY['李敏', '王芳', '赵强']) n RETURNING id")).rows.map(({ id }) => id) as [number, number, number];
});
afterAll(() => books.close());

const council = (seats: number, rule: Parameters<typeof councilWithMotion>[1]['rule'] = {}): Promise<Voters> => councilWithMotion(books.owner, { foundation: books.foundation, by: li, seats, at: '2026-11-01T04:00:00Z', rule });
const ask = async <T>(sql: string, values: unknown[], client: Client = books.app): Promise<T> => Object.values((await client.query<Record<string, T>>(sql, values)).rows[0]!)[0]!;
const open = (motion: number, { at = AT, until = OVER, meeting = null as number | null } = {}, client = books.app): Promise<number> => ask('SELECT vote_open($1, $2, $3, $4, $5, 100, $6, $7)', [books.foundation, motion, meeting, until, keyHash(KEYS), li, at], client);
const take = async (vote: number, voters: Voters, nth: number, { at = AT, whom = null as number | null, client = books.app } = {}): Promise<unknown> => client.query('SELECT vote_take($1, $2, $3, $4)', [await signedIn(books.owner, books.foundation, voters.members[nth]!.phone, new Date(at)), vote, whom, at]);
const hold = (vote: number, at = AT, client = books.app): Promise<Buffer> => ask('SELECT vote_box_hold($1, 0, $2)', [vote, at], client);
/** A ballot as the program puts it in. */
async function cast(vote: number, choice: Choice, { at = AT, code = randomBytes(10), client = books.app } = {}): Promise<void> {
  const ballots = openBox(KEYS, await hold(vote, at, client), 'x');
  const fresh = !ballots.has(code.toString('latin1'));
  await client.query('SELECT vote_cast($1, 0, $2, $3, $4)', [vote, sealBox(KEYS, ballots.set(code.toString('latin1'), choice), 'x'), fresh, at]);
}
async function filled(vote: number, voters: Voters, votes: Record<Choice, number>): Promise<void> {
  const choices = Object.entries(votes).flatMap(([choice, count]) => Array<Choice>(count).fill(choice as Choice));
  for (const [nth, choice] of choices.entries()) await take(vote, voters, nth).then(() => cast(vote, choice));
}
/** Closes as the program does; `said` is what it would claim. */
async function close(vote: number, { said = {}, at = OVER, proof = KEYS.proof, codes = null, extra = '', client = books.app }: { said?: Record<string, unknown>; at?: string; proof?: Buffer | null; codes?: string | null; extra?: string; client?: Client } = {}): Promise<Record<string, unknown>> {
  const { rows: [numbers] } = await client.query<{ seated: number; recused: number; present: number }>('SELECT * FROM vote_closing($1, $2)', [vote, at]);
  const box = openBox(KEYS, await ask('SELECT sealed FROM vote_box WHERE vote = $1', [vote], client), 'x');
  const { rows: [papers] } = await client.query<Record<string, number>>('SELECT * FROM vote_papers_agreed($1)', [vote]);
  const ballots = [...box.values()].map((choice) => MARKS[choice]).join('') + '+'.repeat(papers?.votes_for ?? 0) + '-'.repeat(papers?.votes_against ?? 0) + '0'.repeat(papers?.abstained ?? 0) + 'x'.repeat(papers?.invalid ?? 0) + extra;
  const { rows: [its] } = await client.query<{ number: string }>('SELECT m.number FROM vote v JOIN motion m ON m.id = v.motion WHERE v.id = $1', [vote]);
  const file = { recount: 1, foundation: 'wutongli', motion: its!.number, question: '', vote, secret: true, ...numbers!, rule: { ...RULE, source: '议事规则第九条' }, ...decided(ballots, RULE, numbers!), ballots, ...said };
  const list = codes ?? [...box.keys()].map((code) => `${codeText(Buffer.from(code, 'latin1'))}\n`).sort().join('');
  return (await client.query<Record<string, unknown>>('SELECT * FROM vote_close($1, $2, $3, $4, $5, $6)', [vote, proof, list, JSON.stringify(file), li, at])).rows[0]!;
}

it('only a formal motion is voted on, once, and whoever opens writes the roll', async () => {
  const voters = await council(5);
  const { rows: [bare] } = await books.owner.query<{ id: number }>("INSERT INTO motion (foundation, number, body, council, question, tabled_as, tabled_by, day, recorded_by, recorded_at) VALUES ($1, '2026-900', 'residents-council', $2, '问', 'self-governing-body', '人', '2026-11-01', $3, now()) RETURNING id", [books.foundation, voters.council, li]);
  expect(await refusalOf(open(bare!.id))).toBe('only_a_formal_motion_is_voted_on');
  expect(await refusalOf(open(voters.motion, { until: AT }))).toBe('a_vote_closes_after_it_opens');
  const vote = await open(voters.motion);
  expect(await refusalOf(open(voters.motion))).toBe('a_motion_is_voted_on_once');
  expect((await books.app.query('SELECT nth, party FROM vote_roll WHERE vote = $1 ORDER BY nth', [vote])).rows).toEqual(voters.members.map(({ party }, nth) => ({ nth: nth + 1, party })));
  expect(await refusalOf(ask('SELECT vote_open($1, $2, NULL, $3, NULL, 100, $4, $5)', [books.foundation, (await council(2)).motion, OVER, li, AT]))).toBe('a_secret_vote_has_a_key');
});

it('everybody stands back, or nobody sits there', async () => {
  const voters = await council(3);
  await books.owner.query("INSERT INTO recusal SELECT $1, $2, p, 'declared', '家人经营', NULL, $4 FROM unnest($3::int[]) p", [voters.motion, books.foundation, voters.members.map(({ party }) => party), AT]);
  expect(await refusalOf(open(voters.motion))).toBe('everybody_stands_back');
  expect(await refusalOf(open((await council(0)).motion))).toBe('nobody_has_a_seat_to_vote');
});

it('a member takes one ballot, also from two telephones at once', async () => {
  const voters = await council(5);
  const vote = await open(voters.motion);
  const [here, there] = [await books.another(), await books.another()];
  for (const client of [here, there]) await client.query('BEGIN');
  await take(vote, voters, 0, { client: here });
  const second = refusalOf(take(vote, voters, 0, { client: there }));
  await here.query('COMMIT');
  expect(await second).toBe('a_member_takes_one_ballot');
  await there.query('ROLLBACK');
  expect(await refusalOf(books.app.query('SELECT vote_hand_paper($1, $2, $3, $4)', [vote, voters.members[0]!.party, li, AT]))).toBe('a_member_takes_one_ballot');
  await books.app.query('SELECT vote_hand_paper($1, $2, $3, $4)', [vote, voters.members[1]!.party, li, AT]);
  expect(await refusalOf(take(vote, voters, 1))).toBe('a_member_takes_one_ballot');
  expect((await books.app.query('SELECT taken::text, papers::text FROM vote_issue WHERE vote = $1', [vote])).rows).toEqual([{ taken: '10000', papers: '01000' }]);
});

it('nobody votes who is not on the roll, stands back, has lost the seat, or has no telephone of theirs', async () => {
  const [voters, others] = [await council(4), await council(4)];
  const vote = await open(voters.motion);
  expect(await refusalOf(take(vote, others, 0))).toBe('whoever_is_on_the_roll_votes');
  expect(await refusalOf(books.app.query('SELECT vote_take($1, $2, NULL, $3)', [randomBytes(32), vote, AT]))).toBe('a_voter_speaks_from_their_own_telephone');
  expect(await refusalOf(take(vote, voters, 0, { whom: voters.members[1]!.party }))).toBe('nobody_votes_for_another_without_proxy');
  await books.owner.query("INSERT INTO recusal VALUES ($1, $2, $3, 'declared', '亲属', NULL, $4)", [voters.motion, books.foundation, voters.members[2]!.party, AT]);
  expect(await refusalOf(take(vote, voters, 2))).toBe('whoever_stands_back_does_not_vote');
  await books.owner.query("INSERT INTO residents_council_seat_end SELECT id, foundation, '2026-11-19', '搬走', $2, $3 FROM residents_council_seat WHERE party = $1", [voters.members[3]!.party, li, AT]);
  expect(await refusalOf(take(vote, voters, 3))).toBe('whoever_has_lost_the_seat_does_not_vote');
  // both are struck at closing, with the reason, and those who are left decide
  await take(vote, voters, 0).then(() => cast(vote, 'for'));
  await take(vote, voters, 1).then(() => cast(vote, 'for'));
  expect(await close(vote)).toMatchObject({ seated: 3, recused: 1, entitled: 2, present: 2, needed_present: 2, needed_for: 2, carried: true });
  expect((await books.app.query('SELECT party, because FROM vote_strike WHERE vote = $1 ORDER BY party', [vote])).rows).toEqual([{ party: voters.members[2]!.party, because: 'stood-back' }, { party: voters.members[3]!.party, because: 'seat-ended' }]);
});

it('a seat that ends after the ballot was taken takes nothing back', async () => {
  const voters = await council(2);
  const vote = await open(voters.motion);
  await filled(vote, voters, { for: 2, against: 0, abstain: 0 });
  await books.owner.query("INSERT INTO residents_council_seat_end SELECT id, foundation, '2026-11-19', '搬走', $2, $3 FROM residents_council_seat WHERE party = $1", [voters.members[0]!.party, li, AT]);
  expect(await close(vote)).toMatchObject({ seated: 2, entitled: 2, present: 2, votes_for: 2 });
});

it('there are never more ballots than were taken, and none of them is open to read', async () => {
  const voters = await council(3);
  const vote = await open(voters.motion);
  expect(await refusalOf(cast(vote, 'for'))).toBe('no_more_ballots_than_were_taken');
  await take(vote, voters, 0);
  const code = randomBytes(10);
  await cast(vote, 'against', { code });
  await cast(vote, 'for', { code });
  expect(await refusalOf(cast(vote, 'for'))).toBe('no_more_ballots_than_were_taken');
  expect(await refusalOf(books.app.query("SELECT vote_cast($1, 0, 'for', false, $2)", [vote, AT]))).toBe('ballots_are_sealed');
  for (const sql of ["INSERT INTO vote_choice (vote, party, choice, at) SELECT vote, party, 'for', now() FROM vote_roll", "UPDATE vote_box SET sealed = ''", "UPDATE vote_issue SET taken = ''", 'DELETE FROM vote_roll', 'INSERT INTO vote_result SELECT * FROM vote_result', "INSERT INTO log_statement VALUES (1, 1, 'x', '')", "SELECT log_state(1, 'x')", 'INSERT INTO vote_strike SELECT * FROM vote_strike'])
    expect(await refusalOf(books.app.query(sql))).toBe('42501');
  // two put one in at the same moment: neither is lost
  await take(vote, voters, 1);
  await take(vote, voters, 2);
  const [here, there] = [await books.another(), await books.another()];
  for (const client of [here, there]) await client.query('BEGIN');
  await cast(vote, 'for', { client: here });
  const second = cast(vote, 'abstain', { client: there });
  await here.query('COMMIT');
  await second;
  await there.query('COMMIT');
  expect(await close(vote)).toMatchObject({ votes_for: 2, abstained: 1, present: 3 });
});

describe('when it is over', () => {
  it('a ballot one second later is refused, and one second before is not', async () => {
    const voters = await council(2);
    const vote = await open(voters.motion);
    await take(vote, voters, 0, { at: '2026-11-20T07:59:59Z' });
    await cast(vote, 'for', { at: '2026-11-20T07:59:59Z' });
    expect(await refusalOf(cast(vote, 'for', { at: OVER }))).toBe('a_vote_that_is_over_takes_no_ballot');
    expect(await refusalOf(take(vote, voters, 1, { at: '2026-11-20T08:00:01Z' }))).toBe('a_vote_that_is_over_takes_no_ballot');
    expect(await refusalOf(take(vote, voters, 1, { at: '2026-11-20T03:59:59Z' }))).toBe('a_vote_takes_no_ballot_before_it_opens');
    expect(await refusalOf(close(vote, { at: '2026-11-20T07:59:59Z' }))).toBe('a_vote_is_closed_when_its_time_is_over');
  });

  it('an hour put back does not prolong it: the database counts by its own clock', async () => {
    const voters = await council(2);
    const vote = await open(voters.motion, { until: '2026-11-20T04:00:01Z' });
    await take(vote, voters, 0);
    await new Promise((later) => setTimeout(later, 1_100));
    expect(await refusalOf(cast(vote, 'for'))).toBe('a_vote_that_is_over_takes_no_ballot');
  });

  it('is closed once, and stays closed', async () => {
    const voters = await council(2);
    const vote = await open(voters.motion);
    await filled(vote, voters, { for: 2, against: 0, abstain: 0 });
    const [here, there] = [await books.another(), await books.another()];
    for (const client of [here, there]) await client.query('BEGIN');
    await close(vote, { client: here });
    const second = refusalOf(close(vote, { client: there }));
    await here.query('COMMIT');
    expect(await second).toBe('a_vote_is_closed_once');
    await there.query('ROLLBACK');
    expect(await refusalOf(open(voters.motion))).toBe('a_motion_is_voted_on_once');
    expect(await refusalOf(books.app.query("INSERT INTO vote_annulment VALUES ($1, '反悔', $2, now())", [vote, li]))).toBe('a_vote_that_is_closed_stands');
    expect(await refusalOf(books.owner.query('UPDATE vote_result SET carried = false'))).not.toBe('not refused');
    expect(await ask('SELECT max(length(sealed)) FROM vote_box WHERE vote = $1', [vote])).toBe(0);
  });
});

describe('the result', () => {
  it.each([
    ['20 of 25', 25, { for: 13, against: 7, abstain: 0 }, { present: 20, needed_present: 20, needed_for: 13, carried: true }],
    ['19 of 25, all for it', 25, { for: 19, against: 0, abstain: 0 }, { present: 19, needed_present: 20, carried: false }],
    ['a tie', 6, { for: 3, against: 3, abstain: 0 }, { needed_for: 4, carried: false }],
    ['nobody came', 3, { for: 0, against: 0, abstain: 0 }, { present: 0, needed_present: 3, carried: false }],
  ])('%s', async (_, seats, votes, expected) => {
    const voters = await council(seats);
    const vote = await open(voters.motion);
    await filled(vote, voters, votes);
    expect(await close(vote)).toMatchObject({ ...expected, votes_for: votes.for, votes_against: votes.against });
  });

  it('is the database’s own count: whatever else the program claims is refused', async () => {
    const voters = await council(5);
    const vote = await open(voters.motion);
    await filled(vote, voters, { for: 2, against: 3, abstain: 0 });
    for (const said of [{ carried: true }, { for: 3 }, { present: 4 }, { neededFor: 1 }, { seated: 2 }, { motion: '2026-77' }, { rule: { ...RULE, moreThan: false, source: '议事规则第九条' } }, { surprise: 1 }]) expect(await refusalOf(close(vote, { said }))).toBe('the_result_is_counted_twice_alike');
    for (const wrong of [{ extra: '+' }, { said: { ballots: '++--' } }, { said: { ballots: '++--x' } }, { said: { ballots: '++--?' } }]) expect(await refusalOf(close(vote, wrong))).toBe('the_count_is_of_the_box_and_the_papers');
    expect(await refusalOf(close(vote, { proof: null }))).toBe('a_box_is_opened_with_its_key');
    expect(await refusalOf(close(vote, { proof: KEYS.box }))).toBe('a_box_is_opened_with_its_key');
    expect(await refusalOf(close(vote, { codes: '' }))).toBe('each_ballot_in_the_box_has_its_code');
    expect(await refusalOf(close(vote, { codes: '0000-0000-0000-0000\n'.repeat(5) }))).toBe('each_ballot_in_the_box_has_its_code');
    expect(await close(vote)).toMatchObject({ carried: false, votes_for: 2 });
  });
});

describe('paper ballots', () => {
  const count = (vote: number, by: number, n: readonly [number, number, number, number, number], at = OVER): Promise<unknown> =>
    books.app.query('INSERT INTO vote_paper_count (vote, votes_for, votes_against, abstained, invalid, handed_out, counted_by, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [vote, ...n, by, at]);

  it('are counted alike by two, and of one person the last count stands', async () => {
    const voters = await council(6);
    const vote = await open(voters.motion);
    for (const nth of [0, 1, 2, 3]) await books.app.query('SELECT vote_hand_paper($1, $2, $3, $4)', [vote, voters.members[nth]!.party, li, AT]);
    await take(vote, voters, 4).then(() => cast(vote, 'for'));
    await books.app.query("SELECT vote_return_paper($1, $2, '退回', $3, $4)", [vote, voters.members[3]!.party, li, AT]);
    expect(await refusalOf(books.app.query("SELECT vote_return_paper($1, $2, '退回', $3, $4)", [vote, voters.members[4]!.party, li, AT]))).toBe('only_a_paper_that_was_handed_out_comes_back');
    expect(await refusalOf(count(vote, li, [1, 1, 0, 1, 3], AT))).toBe('papers_are_counted_when_voting_is_over');
    expect(await refusalOf(count(vote, li, [3, 1, 0, 0, 3]))).toBe('no_more_papers_than_were_handed_out');
    expect(await refusalOf(close(vote))).toBe('papers_are_counted_alike_by_two');
    await count(vote, li, [2, 0, 0, 1, 3]);
    await count(vote, li, [2, 0, 0, 1, 3]); // twice the same person
    expect(await refusalOf(close(vote))).toBe('papers_are_counted_alike_by_two');
    await count(vote, wang, [2, 1, 0, 0, 3]); // differs
    expect(await refusalOf(close(vote))).toBe('papers_are_counted_alike_by_two');
    await count(vote, zhao, [2, 0, 0, 1, 4]); // agrees but for the papers handed out
    expect(await refusalOf(close(vote))).toBe('papers_are_counted_alike_by_two');
    await count(vote, zhao, [2, 0, 0, 1, 3]); // the third settles it
    expect(await refusalOf(books.app.query("SELECT vote_return_paper($1, $2, '退回', $3, $4)", [vote, voters.members[0]!.party, li, AT]))).toBe('papers_come_back_before_they_are_counted');
    expect(await close(vote)).toMatchObject({ votes_for: 3, votes_against: 0, invalid: 1, present: 4, entitled: 6, carried: false });
    expect(await refusalOf(count(vote, li, [2, 0, 0, 1, 3]))).toBe('a_vote_is_closed_once');
  });
});

it('annulled by two people, and begun anew', async () => {
  const voters = await council(2);
  const vote = await open(voters.motion);
  await filled(vote, voters, { for: 1, against: 0, abstain: 0 });
  await books.app.query("INSERT INTO vote_annulment VALUES ($1, '密钥遗失', $2, $3)", [vote, li, AT]);
  expect(await refusalOf(books.app.query('INSERT INTO vote_annulment_confirmation VALUES ($1, $2, $2, $3)', [vote, li, AT]))).toBe('two_people_annul_a_vote');
  expect(await refusalOf(books.app.query('INSERT INTO vote_annulment_confirmation VALUES ($1, $2, $3, $4)', [vote, wang, zhao, AT]))).not.toBe('not refused');
  expect(await refusalOf(open(voters.motion))).toBe('a_motion_is_voted_on_once');
  await books.app.query('INSERT INTO vote_annulment_confirmation VALUES ($1, $2, $3, $4)', [vote, li, wang, AT]);
  expect(await refusalOf(take(vote, voters, 1))).toBe('an_annulled_vote_takes_no_ballot');
  expect(await refusalOf(close(vote))).toBe('an_annulled_vote_takes_no_ballot');
  expect(await open(voters.motion)).toBeGreaterThan(vote);
});

it('openly: each with their name, the last counts', async () => {
  const voters = await council(3, { secret: false });
  const vote = await open(voters.motion);
  const say = async (nth: number, choice: string, at = AT): Promise<unknown> => books.app.query('SELECT vote_say($1, $2, NULL, $3, $4)', [await signedIn(books.owner, books.foundation, voters.members[nth]!.phone, new Date(AT)), vote, choice, at]);
  await say(0, 'against');
  await say(0, 'for');
  await say(1, 'for');
  expect(await refusalOf(say(2, 'perhaps'))).toBe('a_choice_is_one_of_three');
  expect(await refusalOf(say(2, 'for', OVER))).toBe('a_vote_that_is_over_takes_no_ballot');
  expect(await refusalOf(take(vote, voters, 2))).toBe('an_open_vote_has_no_ballots');
  expect(await refusalOf(books.app.query("SELECT vote_write_down($1, $2, 'for', $3, $4)", [vote, voters.members[2]!.party, li, AT]))).toBe('what_is_written_down_was_said_in_the_meeting');
  const { rows: [numbers] } = await books.app.query<{ seated: number; recused: number; present: number }>('SELECT * FROM vote_closing($1, $2)', [vote, OVER]);
  const number = await ask<string>('SELECT m.number FROM vote v JOIN motion m ON m.id = v.motion WHERE v.id = $1', [vote]);
  const file = (ballots: string): string => JSON.stringify({ recount: 1, foundation: 'wutongli', motion: number, question: '', vote, secret: false, ...numbers!, rule: { ...RULE, source: '议事规则第九条' }, ...decided(ballots, RULE, numbers!), ballots, named: [] });
  expect(await refusalOf(books.app.query("SELECT vote_close($1, NULL, '', $2, $3, $4)", [vote, file('+-'), li, OVER]))).toBe('the_count_is_of_the_box_and_the_papers');
  expect((await books.app.query('SELECT * FROM vote_close($1, NULL, $2, $3, $4, $5)', [vote, '', file('++'), li, OVER])).rows[0]).toMatchObject({ votes_for: 2, present: 2, needed_present: 3, carried: false });
});

it('where the rules know proxies, one who is there takes a second ballot for whoever sent them', async () => {
  const voters = await council(3, { proxies: true });
  const called = async (number: string, motion: number | null): Promise<number> => {
    await books.owner.query('BEGIN');
    const id = await ask<number>("INSERT INTO meeting (foundation, number, body, council, starts_at, place, recorded_by, recorded_at) VALUES ($1, $2, 'residents-council', $3, $4, '院里', $5, '2026-11-01') RETURNING id", [books.foundation, number, voters.council, AT, li], books.owner);
    await books.owner.query('INSERT INTO meeting_item (meeting, foundation, motion, title, nth) VALUES ($1, $2, $3, $4, 1)', [id, books.foundation, motion, motion === null ? '通报上月支出' : '']);
    await books.owner.query('COMMIT');
    return id;
  };
  expect(await refusalOf(open(voters.motion, { meeting: await called('2026-1', null) }))).toBe('a_vote_is_on_the_agenda_of_its_meeting');
  const meeting = await called('2026-2', voters.motion);
  const vote = await open(voters.motion, { meeting });
  const [first, second, third] = voters.members.map(({ party }) => party) as [number, number, number];
  await books.owner.query("INSERT INTO meeting_proxy (meeting, foundation, giver, holder, paper, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, '委托书', $5, '2026-11-19')", [meeting, books.foundation, second, first, li]);
  for (const [party, how, by] of [[first, 'in-person', null], [second, 'proxy', first]] as const) await books.owner.query('INSERT INTO meeting_attendance (meeting, foundation, party, how, proxy_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [meeting, books.foundation, party, how, by, li, AT]);
  await take(vote, voters, 0).then(() => cast(vote, 'for'));
  await take(vote, voters, 0, { whom: second }).then(() => cast(vote, 'for'));
  expect(await refusalOf(take(vote, voters, 1))).toBe('a_member_takes_one_ballot');
  expect(await refusalOf(take(vote, voters, 0, { whom: third }))).toBe('nobody_votes_for_another_without_proxy');
  expect(await close(vote)).toMatchObject({ present: 2, votes_for: 2 });
});

it('what is stated in public follows each other, and nobody states for the database', async () => {
  const { rows } = await books.app.query<{ nth: number; text: string }>('SELECT nth, text FROM log_statement WHERE foundation = $1 ORDER BY nth', [books.foundation]);
  expect(rows.map(({ nth }) => nth)).toEqual(rows.map((_, at) => at + 1));
  expect(rows[0]!.text).toMatch(/^vote \d+\nmotion 2026-\d+\nseated 3\nrecused 1\npresent 2 of 2\nfor 2 of 2\nagainst 0\nabstained 0\ninvalid 0\ncarried\nrecount sha256 [0-9a-f]{64}\ncodes sha256 [0-9a-f]{64}\n$/);
  await formalMotion(books.owner, { foundation: books.foundation, by: li, council: (await council(1)).council, at: AT });
});
