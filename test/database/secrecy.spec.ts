import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Client } from 'pg';
import { VoteClosings } from '../../src/council/votes/vote-closings.service';
import { Votes } from '../../src/council/votes/votes.service';
import { hashOfKey, newKey } from '../../src/people/vault';
import { Logging } from '../../src/platform/logging';
import { type Choice, CHOICES, codeText, drawn, trackingCode } from '../../src/rules/ballot';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { plainText } from '../support/at-telephone';
import { set } from '../support/database';
import { appointed, preparing } from '../support/desk';
import { councilWithMotion, ownerOf, type Voters } from '../support/votes';

// Somebody has the whole database, live and dead rows, the write-ahead log, a dump from the middle and the program's log, and tries to join 25 votes to their voters.
// The worst case: each takes a ballot and casts it at once, one after the other, so that whatever has an order would give them away.
jest.setTimeout(180_000);

const SEATS = 25;
const clock = new SetClock('2026-11-22T02:00:00Z');
const lines: string[] = [];
let house: TestApp;
let owner: Client;
let root: Client;
let foundation: Foundation;
let voters: Voters;
let vote: number;
let staff: { id: number; name: string; roles: string[] };
/** The truth: who chose what, in the order in which they voted. */
const truth: { party: number; choice: Choice; token: string; code: string }[] = [];
/** What a backup from the middle of the vote holds. */
let dump: string;

beforeAll(async () => {
  const out = new PassThrough();
  out.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
  house = await startApp({ clock, instead: [[Logging, new Logging('debug', out)]] });
  owner = await ownerOf(house);
  root = new Client({ connectionString: set('TEST_SUPERUSER_URL').replace(/\/postgres(?=$|\?)/, `/${/test_[0-9a-f]+/.exec(house.ownerUrl)![0]}`) });
  await root.connect();
  await root.query('CREATE EXTENSION pageinspect');
  await root.query('ALTER TABLE vote_box SET (autovacuum_enabled = off); ALTER TABLE vote_issue SET (autovacuum_enabled = off)');
  // what somebody in a hurry would have built, beside ours: the attack has to join these
  await root.query('CREATE TABLE naive_issue (id serial, party int, at timestamptz DEFAULT clock_timestamp()); CREATE TABLE naive_ballot (id serial, choice text, token text, at timestamptz DEFAULT clock_timestamp())');
  foundation = await preparing(house);
  const id = await appointed(house, foundation, '钱进', 'programme-officer');
  staff = { id, name: '钱进', roles: ['programme-officer'] };
  voters = await councilWithMotion(owner, { foundation: foundation.id, by: id, seats: SEATS, at: '2026-11-01T02:00:00Z' });
  vote = await house.app.get(Votes).open({ foundation: foundation.id, motion: voters.motion, meeting: null, closesAt: new Date('2026-11-22T12:00:00Z') }, staff);
  const choices = drawn(Array.from({ length: SEATS }, (_, nth) => CHOICES[nth < 11 ? 0 : nth < 19 ? 1 : 2]));
  for (const [nth, member] of drawn([...voters.members]).entries()) {
    await votes(member, choices[nth]!, nth);
    if (nth === 12) dump = await dumped();
  }
  expect(truth).toHaveLength(SEATS);
});
afterAll(async () => {
  await Promise.all([owner?.end(), root?.end()]);
  await house?.close();
});

/** Takes a ballot and casts it, through the doors a member uses. */
async function votes({ party, phone }: Voters['members'][number], choice: Choice, nth: number): Promise<void> {
  const key = newKey();
  await house.db.query("INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, $4, '2026-11-22T01:00:00Z'::timestamptz + $5 * interval '1 minute', '2026-11-22T12:00:00Z')", [hashOfKey(key), foundation.id, phone, `192.0.2.${nth}`, nth]);
  const before = await contents();
  const taken = await house.request().post(`/me/votes/${vote}/tokens`).set('cookie', `me=${key}`).set('x-forwarded-for', `192.0.2.${nth}`).type('form').send({}).expect(200);
  const token = /name="token" value="([0-9A-Z-]{39})"/.exec(taken.text)![1]!;
  await root.query('INSERT INTO naive_issue (party) VALUES ($1)', [party]);
  const between = await contents();
  expect(changed(before, between)).toEqual(['naive_issue', 'vote_issue']);
  await house.request().post(`/votes/${vote}/checks`).set('cookie', `me=${key}`).type('form').send({ token, choice }).expect(200);
  const cast = await house.request().post(`/votes/${vote}/ballots`).set('cookie', `me=${key}`).type('form').send({ token, choice }).expect(200);
  await root.query('INSERT INTO naive_ballot (choice, token) VALUES ($1, $2)', [choice, token]);
  // neither a session nor a count of requests, a trail, an outbox or anything else has moved: a ballot leaves itself behind
  expect(changed(between, await contents())).toEqual(['naive_ballot', 'vote_box']);
  truth.push({ party, choice, token, code: /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(plainText(cast.text))![0] });
}

/** All of them but when the house last checked its books, which it does by itself. */
const tables = async (): Promise<string[]> => (await root.query<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'verification_run' ORDER BY 1")).rows.map(({ name }) => name);
/** A fingerprint of every row of every table. */
async function contents(): Promise<Record<string, string>> {
  const all = await tables();
  const { rows: [row] } = await root.query<Record<string, string>>({ text: `SELECT ${all.map((name) => `(SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM ${name} t)`).join(', ')}`, rowMode: 'array' } as never);
  return Object.fromEntries(all.map((name, nth) => [name, (row as unknown as string[])[nth]!]));
}
const changed = (one: Record<string, string>, other: Record<string, string>): string[] => Object.keys(other).filter((name) => one[name] !== other[name]);
/** Every row of every table as text, but for those of the control. */
async function dumped(): Promise<string> {
  let text = '';
  for (const name of await tables()) if (!name.startsWith('naive_')) text += (await root.query<{ t: string }>(`SELECT t::text FROM ${name} t`)).rows.map(({ t }) => t).join('\n');
  return text;
}

/** The ways in which a secret may stand in a file. */
const shapes = (text: string): Buffer[] => [text, text.replaceAll('-', ''), text.toLowerCase()].map((one) => Buffer.from(one));
const secrets = (): Buffer[] => truth.flatMap(({ token, code }) => [...shapes(token), ...shapes(code), bytesOf(code)]);
const bytesOf = (code: string): Buffer => {
  const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const bits = [...code.replaceAll('-', '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)!.map((eight) => parseInt(eight, 2)));
};

/** The files of this database and the write-ahead log, as they lie on the disk. */
async function files(): Promise<string[]> {
  await root.query('CHECKPOINT');
  const { rows: [at] } = await root.query<{ folder: string; base: number; wal: string }>("SELECT current_setting('data_directory') AS folder, oid::int AS base, pg_walfile_name(pg_current_wal_lsn()) AS wal FROM pg_database WHERE datname = current_database()");
  const wal = readdirSync(join(at!.folder, 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
  return [...readdirSync(join(at!.folder, 'base', String(at!.base))).map((name) => join(at!.folder, 'base', String(at!.base), name)), ...wal.filter((name) => name <= at!.wal).slice(-6).map((name) => join(at!.folder, 'pg_wal', name))];
}
function read(file: string): Buffer {
  const bytes = Buffer.alloc(statSync(file).size);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, bytes);
  closeSync(descriptor);
  return bytes;
}

/** How many voters somebody names rightly who lays one order beside the other. */
const hits = (order: readonly number[], choices: readonly (Choice | null)[]): number => order.filter((party, nth) => truth.find((one) => one.party === party)!.choice === choices[nth]).length;
/** More than this is no chance: 25 voters of whom 11, 8 and 6 choose alike are guessed rightly 8.84 times, give or take 2.3. */
const CHANCE = 8.84 + 4.5 * 2.3;

describe('while voting is open', () => {
  it('nothing in any table says what was chosen, nor does a dump from the middle', async () => {
    for (const text of [dump, await dumped()]) {
      expect(text.length).toBeGreaterThan(10_000);
      for (const secret of secrets()) expect(text.includes(secret.toString('latin1'))).toBe(false);
      for (const secret of truth) expect(text.includes(bytesOf(secret.code).toString('hex'))).toBe(false);
    }
    expect((await owner.query('SELECT * FROM vote_choice')).rows).toEqual([]);
    expect((await owner.query('SELECT sum(ballots)::int AS ballots FROM vote_box WHERE vote = $1', [vote])).rows).toEqual([{ ballots: SEATS }]);
  });

  it('no file of the database and no write-ahead log holds a token or a code; of the control they do', async () => {
    const found = new Map<string, number>();
    const [ours, control] = [truth.flatMap(({ code }) => [...shapes(code), bytesOf(code)]), truth.map(({ token }) => Buffer.from(token))];
    for (const file of await files()) {
      const bytes = read(file);
      for (const [what, all] of [['ours', ours], ['control', control]] as const) found.set(what, (found.get(what) ?? 0) + all.filter((secret) => bytes.includes(secret)).length);
    }
    expect(found.get('ours')).toBe(0);
    expect(found.get('control')).toBeGreaterThanOrEqual(SEATS);
  });

  it('dead versions of rows show when somebody took a ballot, and of the box only that it was sealed anew', async () => {
    const { rows } = await root.query<{ xmin: string; data: Buffer; box: number }>("SELECT i.t_xmin::text AS xmin, i.t_data AS data FROM generate_series(0, pg_relation_size('vote_box') / current_setting('block_size')::int - 1) page CROSS JOIN LATERAL heap_page_items(get_raw_page('vote_box', page::int)) i WHERE i.t_data IS NOT NULL ORDER BY i.t_xmin::text::bigint");
    expect(rows.length).toBeGreaterThan(SEATS / 2);
    // each is as long as the ballots in it: what a ballot says changes nothing of it
    const lengths = new Set(rows.map(({ data }) => data.length));
    const opened = rows.filter(({ data }) => truth.some(({ code }) => data.includes(bytesOf(code))));
    expect(opened).toEqual([]);
    expect(lengths.size).toBeLessThanOrEqual(SEATS + 1);
    // no two look alike anywhere: sixteen bytes that two share would be a nonce or a key used twice
    const pieces = new Map<string, number>();
    for (const { data } of rows.filter((row) => row.data.length > 300)) for (let at = 80; at + 16 <= data.length; at += 16) pieces.set(data.toString('hex', at, at + 16), (pieces.get(data.toString('hex', at, at + 16)) ?? 0) + 1);
    expect(Math.max(0, ...pieces.values())).toBeLessThanOrEqual(1);
  });

  it('the program’s log has no line of a ballot', () => {
    const log = lines.join('');
    for (const secret of secrets()) expect(log.includes(secret.toString('latin1'))).toBe(false);
    expect(log).toContain(`/me/votes/${vote}/tokens`);
    expect(log).not.toMatch(new RegExp(`/votes/${vote}/(checks|ballots?)"`));
  });
});

describe('after it is closed', () => {
  beforeAll(async () => {
    clock.set('2026-11-22T12:00:00Z');
    await house.app.get(VoteClosings).close(vote, staff);
  });

  it('the result is the truth', async () => {
    const { rows } = await owner.query('SELECT votes_for, votes_against, abstained, carried FROM vote_result WHERE vote = $1', [vote]);
    expect(rows).toEqual([{ votes_for: 11, votes_against: 8, abstained: 6, carried: false }]);
    const { rows: [published] } = await owner.query<{ codes: string }>('SELECT codes FROM vote_publication WHERE vote = $1', [vote]);
    expect(published!.codes).toBe(truth.map(({ code }) => `${code}\n`).sort().join(''));
  });

  it('no order of voters laid beside any order of ballots does better than chance; the control is joined to the last', async () => {
    const parties = async (sql: string): Promise<number[]> => (await root.query<{ party: number }>(sql, [vote])).rows.map(({ party }) => party);
    const orders: Record<string, number[]> = {
      roll: await parties('SELECT party FROM vote_roll WHERE vote = $1 ORDER BY nth'),
      'roll by xmin and ctid': await parties('SELECT party FROM vote_roll WHERE vote = $1 ORDER BY xmin::text::bigint, ctid'),
      names: await parties('SELECT r.party FROM vote_roll r JOIN party y ON y.id = r.party WHERE vote = $1 ORDER BY y.name'),
      // what the heap itself remembers, at its best: the true order in which they voted
      sessions: await parties('SELECT v.party FROM phone_session s JOIN voter_phone v ON v.phone = s.phone JOIN vote_roll r ON r.party = v.party AND r.vote = $1 ORDER BY s.begun_at'),
      'who took a ballot when': (await root.query<{ party: number }>('SELECT party FROM naive_issue ORDER BY id')).rows.map(({ party }) => party),
    };
    expect(orders.sessions).toEqual(truth.map(({ party }) => party));
    const { rows: [published] } = await root.query<{ recount: string; codes: string }>('SELECT recount, codes FROM vote_publication WHERE vote = $1', [vote]);
    const marks = [...(JSON.parse(published!.recount) as { ballots: string }).ballots].map((mark): Choice => (mark === '+' ? 'for' : mark === '-' ? 'against' : 'abstain'));
    const ballots: Record<string, Choice[]> = { published: marks, 'published backwards': [...marks].reverse() };
    // by the list of codes: the nth code is the nth ballot
    const byCode = published!.codes.split('\n').slice(0, -1).map((code) => truth.find((one) => one.code === code)!.party);
    const joined = Object.entries({ ...orders, codes: byCode }).flatMap(([name, order]) => Object.entries(ballots).map(([other, choices]) => ({ name: `${name} beside ${other}`, right: hits(order, choices) })));
    expect(joined.filter(({ right }) => right > CHANCE)).toEqual([]);
    const naive = (await root.query<{ choice: Choice }>('SELECT choice FROM naive_ballot ORDER BY id')).rows.map(({ choice }) => choice);
    for (const how of ['sessions', 'who took a ballot when']) expect(hits(orders[how]!, naive)).toBe(SEATS);
    expect(hits(orders.names!, drawn([...naive]))).toBeLessThan(CHANCE);
  });

  it('the lot is drawn anew: of many, no place belongs to anybody', () => {
    const first = new Array<number>(3).fill(0);
    for (let round = 0; round < 3000; round++) first[drawn(['a', 'b', 'c']).indexOf('a')]!++;
    expect(Math.min(...first)).toBeGreaterThan(850);
  });

  it('no row of anything says when a ballot came, and the box is empty', async () => {
    const { rows: columns } = await root.query<{ table: string; column: string }>("SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN ('vote_issue', 'vote_box', 'vote_publication') ORDER BY 1, ordinal_position");
    expect(columns.map(({ table, column }) => `${table}.${column}`)).toEqual(['vote_box.vote', 'vote_box.nth', 'vote_box.ballots', 'vote_box.sealed', 'vote_issue.vote', 'vote_issue.taken', 'vote_issue.papers', 'vote_publication.vote', 'vote_publication.codes', 'vote_publication.recount']);
    const { rows: [box] } = await root.query<{ length: number }>('SELECT max(length(sealed)) AS length FROM vote_box WHERE vote = $1', [vote]);
    expect(box).toEqual({ length: 0 });
    const { rows: dead } = await root.query<{ data: Buffer }>("SELECT i.t_data AS data FROM generate_series(0, pg_relation_size('vote_box') / current_setting('block_size')::int - 1) page CROSS JOIN LATERAL heap_page_items(get_raw_page('vote_box', page::int)) i WHERE i.t_data IS NOT NULL AND length(i.t_data) > 60");
    expect(dead).toEqual([]);
    expect(readdirSync(join(house.config.dataDir, 'vote-keys'))).toEqual([]);
  });

  it('the database’s view of what is asked shows no token', async () => {
    const { rows: statements } = await root.query<{ query: string }>('SELECT query FROM pg_stat_activity WHERE datname = current_database()');
    for (const { query } of statements) for (const { token } of truth) expect(query).not.toContain(token);
  });
});

it('codes of the test are read as the program writes them', () => {
  const token = Buffer.alloc(20, 3);
  expect(codeText(bytesOf(codeText(trackingCode(token))))).toBe(codeText(trackingCode(token)));
});
