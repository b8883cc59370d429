import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { recounted } from '../../src/rules/recount';
import { SetClock, startApp, type TestApp } from '../support/app';
import { byTelephone, plainText } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { councilWithMotion, declareNone, ownerOf, type Voters } from '../support/votes';

// A courtyard votes on its lamps: by telephone, at the office and on paper, in secret, and everybody counts it again.
jest.setTimeout(120_000);

const clock = new SetClock('2026-11-22T02:00:00Z');
let house: TestApp;
let owner: Client;
let foundation: Foundation;
let voters: Voters;
let qian: AtDesk;
let wang: AtDesk;
let vote: number;
const ids = {} as Record<string, number>;
const tokens: string[] = [];
const codes: string[] = [];

beforeAll(async () => {
  house = await startApp({ clock });
  owner = await ownerOf(house);
  foundation = await preparing(house);
  ids.qian = await appointed(house, foundation, '钱进', 'programme-officer');
  ids.wang = await appointed(house, foundation, '王建国', 'secretary-general');
  ids.he = await appointed(house, foundation, '何平', 'supervisor');
  qian = await atDesk(house, ids.qian);
  wang = await atDesk(house, ids.wang);
  voters = await councilWithMotion(owner, { foundation: foundation.id, by: ids.qian, seats: 8, at: '2026-11-01T02:00:00Z', declared: false });
  await declareNone(owner, { foundation: foundation.id, motion: voters.motion, at: '2026-11-01T02:00:00Z', parties: voters.members.slice(3, 7).map(({ party }) => party) });
});
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

const open = (more: Record<string, string> = {}): ReturnType<AtDesk['sends']> => qian.sends('/desk/votes', { motion: String(voters.motion), meeting: '', closesDay: '2026-11-22', closesTime: '２０：００', ...more });
const keyFiles = (): string[] => readdirSync(join(house.config.dataDir, 'vote-keys')).filter((name) => name === `${vote}.key`);
type Visitor = Awaited<ReturnType<typeof byTelephone>>;
const sends = async (visitor: Visitor, path: string, form: Record<string, string>): Promise<{ status: number; html: string; text: string }> => {
  const { status, text } = await visitor.post(path).type('form').send(form);
  return { status, html: text, text: plainText(text) };
};
const tokenIn = (html: string): string => /name="token" value="([0-9A-Z-]{39})"/.exec(html)![1]!;
async function takes(nth: number, more: Record<string, string> = {}): Promise<{ visitor: Visitor; status: number; html: string; text: string }> {
  const visitor = await byTelephone(house, voters.members[nth]!.phone);
  return { visitor, ...(await sends(visitor, `/me/votes/${vote}/tokens`, { noInterest: 'yes', ...more })) };
}
async function casts(token: string, choice: string): Promise<string> {
  const nobody = house.visitor();
  const checked = await sends(nobody, `/votes/${vote}/checks`, { token, choice });
  expect(checked).toMatchObject({ status: 200, text: expect.stringMatching(/您将投： (赞成|反对|弃权)/) as string });
  const done = await sends(nobody, `/votes/${vote}/ballots`, { token, choice });
  expect(done).toMatchObject({ status: 200 });
  expect(done.text).not.toMatch(/赞成|反对|弃权/);
  return /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(done.text)![0];
}

it('a vote is opened until an hour that lies ahead, and its key lies outside the database', async () => {
  expect(await open({ closesTime: '九点' })).toMatchObject({ status: 422, text: expect.stringContaining('24 小时制') as string });
  expect(await open({ closesTime: '09:59' })).toMatchObject({ status: 422, text: expect.stringContaining('截止时间要在现在以后') as string });
  const opened = await open();
  expect(opened.status).toBe(303);
  vote = Number(/votes\/(\d+)/.exec(opened.to!)![1]);
  expect(await open()).toMatchObject({ status: 409, text: expect.stringContaining('已经有一次表决') as string });
  const [file] = keyFiles();
  expect(statSync(join(house.config.dataDir, 'vote-keys', file!)).mode & 0o777).toBe(0o600);
  expect(plainText(await qian.reads(`/desk/votes/${vote}`))).toMatch(/应到名单（8 人） 开启当天在任 8 人，回避 0 人。已领票或已表态 0 人/);
  expect(plainText((await house.request().get(`/votes/${vote}`).expect(200)).text)).toContain('截止前不公布任何票数');
  const supervisor = await atDesk(house, ids.he!);
  expect(plainText(await supervisor.reads(`/desk/votes/${vote}`))).not.toContain('登记已发');
  await supervisor.visitor.post(`/desk/votes/${vote}/closings`).type('form').send({}).expect(404);
});

it('a member takes a ballot once, whoever else holds their telephone, and the page is the ballot itself', async () => {
  const visitor = await byTelephone(house, voters.members[0]!.phone);
  expect(await sends(visitor, `/me/votes/${vote}/tokens`, {})).toMatchObject({ status: 422, text: expect.stringContaining('请声明没有利害关系') as string });
  const taken = await sends(visitor, `/me/votes/${vote}/tokens`, { noInterest: 'yes' });
  expect(taken.status).toBe(200);
  tokens[0] = tokenIn(taken.html);
  expect(taken.html).not.toContain('checked');
  expect(await sends(visitor, `/me/votes/${vote}/tokens`, { noInterest: 'yes' })).toMatchObject({ status: 409, text: expect.stringContaining('每人只能领一次') as string });
  expect(plainText((await visitor.get(`/me/votes/${vote}`).expect(200)).text)).toContain('所以无法补发');
  await (await byTelephone(house, '13900000000')).get(`/me/votes/${vote}`).expect(404);
});

it('two devices for one person at the same moment: one has it, the other is told', async () => {
  const here = await byTelephone(house, voters.members[1]!.phone);
  clock.set('2026-11-22T02:01:00Z');
  const there = await byTelephone(house, voters.members[1]!.phone);
  const both = await Promise.all([here, there].map((visitor) => sends(visitor, `/me/votes/${vote}/tokens`, { noInterest: 'yes' })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  tokens[1] = tokenIn(both.find(({ status }) => status === 200)!.html);
});

it('it is put in by whoever has the token, signed in nowhere, and changed until it is over', async () => {
  const nobody = house.visitor();
  expect(await sends(nobody, `/votes/${vote}/checks`, { token: tokens[0]! })).toMatchObject({ status: 422, text: expect.stringContaining('请选择赞成、反对或弃权') as string });
  expect(await sends(nobody, `/votes/${vote}/checks`, { token: `0000${tokens[0]!.slice(4)}`, choice: 'for' })).toMatchObject({ status: 422, text: expect.stringContaining('选票凭证不对') as string });
  expect(await sends(nobody, `/votes/${vote}/ballots`, { token: '０'.repeat(32), choice: 'for' })).toMatchObject({ status: 422 });
  // whoever has looked at their choice goes back to a ballot with its key, and with nothing chosen; the key is not in the form, which is not printed
  const again = await sends(nobody, `/votes/${vote}/ballot`, { token: tokens[0]! });
  expect(again).toMatchObject({ status: 200, html: expect.not.stringContaining('checked') as string });
  expect(again.html.slice(0, again.html.indexOf('action="/votes'))).toContain(tokens[0]!);
  expect(await sends(nobody, `/votes/${vote}/ballot`, { token: 'X' })).toMatchObject({ status: 422, text: expect.stringContaining('选票凭证不对') as string });
  codes[0] = await casts(tokens[0]!, 'against');
  expect(await casts(tokens[0]!.toLowerCase().replaceAll('-', ' '), 'for')).toBe(codes[0]);
  codes[1] = await casts(tokens[1]!, 'for');
  // without any cookie, and none is set
  const answer = await house.request().post(`/votes/${vote}/ballots`).type('form').send({ token: tokens[1]!, choice: 'for' }).expect(200);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' });
  expect(answer.headers['set-cookie']).toBeUndefined();
});

it('at the office the device is signed out as soon as there is a ballot', async () => {
  const { visitor, html, text } = await takes(2, { shared: 'yes' });
  expect(text).toContain('已退出登录，可以放心投票');
  codes[2] = await casts(tokens[2] = tokenIn(html), 'for');
  await visitor.get('/me').expect(303);
});

it('on paper: handed out once, marked on the roll, a mistake taken back', async () => {
  const party = (nth: number): string => String(voters.members[nth]!.party);
  expect(await qian.sends(`/desk/votes/${vote}/papers`, { member: party(0) })).toMatchObject({ status: 409, text: expect.stringContaining('每人只能领一次') as string });
  for (const nth of [3, 4, 5]) expect(await qian.sends(`/desk/votes/${vote}/papers`, { member: party(nth) })).toMatchObject({ status: 303 });
  expect(await qian.sends(`/desk/votes/${vote}/paper-returns`, { returned: party(5), returnWhy: '' })).toMatchObject({ status: 422 });
  expect(await qian.sends(`/desk/votes/${vote}/paper-returns`, { returned: party(5), returnWhy: '点错了人' })).toMatchObject({ status: 303 });
  expect(await takes(3)).toMatchObject({ status: 409 });
  const sheets = await qian.reads(`/desk/votes/${vote}/papers`);
  expect(sheets.match(/☐ 赞成/g)).toHaveLength(5);
  expect(await qian.sends(`/desk/votes/${vote}/paper-counts`, { papersFor: '2', papersAgainst: '0', papersAbstained: '0', papersInvalid: '0', handedOut: '2' })).toMatchObject({ status: 422, text: expect.stringContaining('投票截止后') as string });
});

it('nobody sees a count before it is over, and nobody is late by a second', async () => {
  for (const path of [`/votes/${vote}/recount.json`, `/votes/${vote}/recount.csv`, `/votes/${vote}/codes.txt`]) await house.request().get(path).expect(404);
  expect(plainText((await house.request().get(`/votes/${vote}?code=${codes[0]}`).expect(200)).text)).not.toContain('在投票箱里');
  expect(await qian.sends(`/desk/votes/${vote}/closings`, {})).toMatchObject({ status: 422, text: expect.stringContaining('还没到截止时间') as string });
  const late = await takes(5);
  tokens[5] = tokenIn(late.html);
  clock.set('2026-11-22T12:00:00Z');
  expect(await sends(house.visitor(), `/votes/${vote}/ballots`, { token: tokens[5], choice: 'against' })).toMatchObject({ status: 409, text: expect.stringContaining('投票已经截止') as string });
  expect(await takes(6)).toMatchObject({ status: 409 });
});

it('two count the papers by themselves, and neither sees the other’s first', async () => {
  qian = await atDesk(house, ids.qian!);
  wang = await atDesk(house, ids.wang!);
  expect(plainText(await qian.reads('/desk'))).toMatch(/清点议案 2026-\d+ 的纸质选票/);
  const count = (who: AtDesk, votes: string, invalid: string): ReturnType<AtDesk['sends']> => who.sends(`/desk/votes/${vote}/paper-counts`, { papersFor: votes, papersAgainst: '0', papersAbstained: '0', papersInvalid: invalid, handedOut: '2' });
  expect(await count(qian, '3', '0')).toMatchObject({ status: 422, text: expect.stringContaining('多于发出的张数') as string });
  expect(await count(qian, '２', '0')).toMatchObject({ status: 303 });
  expect(plainText(await wang.reads(`/desk/votes/${vote}`))).toMatch(/已有 1 人录入/);
  expect(plainText(await wang.reads(`/desk/votes/${vote}`))).not.toContain('纸质选票的清点');
  expect(await qian.sends(`/desk/votes/${vote}/closings`, {})).toMatchObject({ status: 422, text: expect.stringContaining('须由两个人清点一致') as string });
  expect(await count(wang, '1', '1')).toMatchObject({ status: 303 });
  expect(plainText(await qian.reads(`/desk/votes/${vote}`))).toContain('数字不一致');
  expect(plainText(await qian.reads('/desk'))).toContain('清点不一致');
  expect(await count(wang, '2', '0')).toMatchObject({ status: 303 });
  expect(plainText(await qian.reads('/desk'))).toMatch(/结束议案 2026-\d+ 的表决/);
});

it('closed: counted, decided by the rule, published; and the key is gone', async () => {
  expect(await wang.sends(`/desk/votes/${vote}/closings`, {})).toMatchObject({ status: 303 });
  expect(await wang.sends(`/desk/votes/${vote}/closings`, {})).toMatchObject({ status: 409 });
  expect(keyFiles()).toEqual([]);
  const page = plainText((await house.request().get(`/votes/${vote}`).expect(200)).text);
  // three electronic and two of paper are for it; one took a ballot and was late: present without a vote
  expect(page).toMatch(/未通过.*应到 8 人（在任 8 人，回避 0 人） 到会 6 人，须达到 7 人.*人数不足，表决无效 赞成 5 人，须达到 5 人/);
  const file = (await house.request().get(`/votes/${vote}/recount.json`).expect(200)).text;
  expect(recounted(file)).toMatchObject({ agrees: true, result: { for: 5, against: 0, carried: false, neededPresent: 7 } });
  expect((await house.request().get(`/votes/${vote}/recount.csv`).expect(200)).text.match(/,for\r/g)).toHaveLength(5);
  expect((await house.request().get(`/votes/${vote}/codes.txt`).expect(200)).text).toBe([...codes].sort().map((code) => `${code}\n`).join(''));
  expect((await house.request().get(`/en/votes/${vote}`).expect(200)).text).toContain('Not carried');
});

it('a voter finds their code, a guesser finds nothing, and neither sees a choice', async () => {
  const look = async (code: string): Promise<string> => plainText((await house.request().get(`/votes/${vote}`).query({ code }).expect(200)).text);
  expect(await look(codes[0]!.toLowerCase().replaceAll('-', ''))).toContain(`${codes[0]} 在投票箱里`);
  for (const guess of ['0000-0000-0000-0000', '%', '', codes[0]!.slice(0, 9), '<b>']) expect(await look(guess)).not.toContain('在投票箱里，');
});

it('what was stated stands in the next signed checkpoint, and whoever alters it is seen', async () => {
  expect(await complaints(house)).toEqual({});
  const lunch = await openLunchFund(house, foundation);
  const [{ bank }] = await house.db.query<[{ bank: number }]>("SELECT id AS bank FROM place WHERE foundation = $1 AND account = '1002'", [foundation.id]);
  await house.db.transaction((tx) => house.app.get(Ledger).post(tx, [bankGift({ fund: lunch, sum: 10_000n, bank, day: '2026-11-22', source: 'bank:1' })]));
  await house.app.get(Sealer).seal();
  const [{ chain }] = await house.db.query<[{ chain: string }]>("SELECT encode(chain, 'base64') AS chain FROM log_statement");
  expect((await house.request().get('/verification/checkpoint').expect(200)).text).toContain(`\nstatements 1 ${chain}\n`);
  const TABLES = ['vote_result', 'vote_publication', 'log_statement', 'checkpoint'];
  const tampered = async (sql: string): Promise<string[]> => {
    for (const table of TABLES) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await owner.query(sql);
    for (const table of TABLES) await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    return Object.keys(await complaints(house));
  };
  const [VOTES, STATEMENTS] = ['votes-count-again-to-their-result', 'statements-stand-as-checkpoints-name-them'];
  for (const [there, back, ...seen] of [
    [`UPDATE vote_publication SET recount = replace(recount, '"ballots":"+', '"ballots":"-')`, `UPDATE vote_publication SET recount = replace(recount, '"ballots":"-', '"ballots":"+')`, VOTES],
    ["UPDATE vote_publication SET codes = substr(codes, 21) || substr(codes, 1, 20)", 'UPDATE vote_publication SET codes = right(codes, 20) || left(codes, -20)', VOTES],
    ['UPDATE vote_result SET votes_against = votes_against + 1', 'UPDATE vote_result SET votes_against = votes_against - 1', VOTES],
    ["UPDATE log_statement SET text = replace(text, 'against 0', 'against 1')", "UPDATE log_statement SET text = replace(text, 'against 1', 'against 0')", STATEMENTS],
    // somebody who works the chain out anew is given away by the checkpoint
    [`UPDATE log_statement SET text = replace(text, 'against 0', 'against 1'), chain = sha256(sha256(convert_to(replace(text, 'against 0', 'against 1'), 'UTF8')))`,
      `UPDATE log_statement SET text = replace(text, 'against 1', 'against 0'), chain = sha256(sha256(convert_to(replace(text, 'against 1', 'against 0'), 'UTF8')))`, STATEMENTS],
  ] as const) {
    expect(await tampered(there)).toEqual(seen);
    expect(await tampered(back)).toEqual([]);
  }
});

it('a lost key: nothing can be put in, two people annul it, and it is begun anew', async () => {
  clock.set('2026-11-23T02:00:00Z');
  qian = await atDesk(house, ids.qian!);
  wang = await atDesk(house, ids.wang!);
  voters = await councilWithMotion(owner, { foundation: foundation.id, by: ids.qian!, seats: 3, at: '2026-11-01T02:00:00Z' });
  vote = Number(/votes\/(\d+)/.exec((await open({ closesDay: '2026-11-25' })).to!)![1]);
  tokens[0] = tokenIn((await takes(0)).html);
  rmSync(join(house.config.dataDir, 'vote-keys', `${vote}.key`));
  expect(await sends(house.visitor(), `/votes/${vote}/ballots`, { token: tokens[0], choice: 'for' })).toMatchObject({ status: 422, text: expect.stringContaining('密钥不在了') as string });
  expect(plainText(await qian.reads(`/desk/votes/${vote}`))).toContain('投票箱的密钥不在了');
  expect(await qian.sends(`/desk/votes/${vote}/annulments`, { annulWhy: '密钥文件丢失' })).toMatchObject({ status: 303 });
  expect(await qian.sends(`/desk/votes/${vote}/annulment-confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('不能自己确认') as string });
  expect(plainText(await wang.reads('/desk'))).toMatch(/确认或办结议案 2026-\d+ 表决的作废/);
  expect(await wang.sends(`/desk/votes/${vote}/annulment-confirmations`, {})).toMatchObject({ status: 303 });
  expect(plainText((await house.request().get(`/votes/${vote}`).expect(200)).text)).toContain('已作废，不产生结果');
  expect(await open({ closesDay: '2026-11-25' })).toMatchObject({ status: 303 });
});

it('openly: with their name, by their own telephone, until it is over', async () => {
  voters = await councilWithMotion(owner, { foundation: foundation.id, by: ids.qian!, seats: 3, at: '2026-11-01T02:00:00Z', rule: { secret: false } });
  vote = Number(/votes\/(\d+)/.exec((await open({ closesDay: '2026-11-23' })).to!)![1]);
  for (const [nth, choices] of [[0, ['for']], [1, ['against', 'for']], [2, ['for']]] as const) {
    const visitor = await byTelephone(house, voters.members[nth]!.phone);
    for (const choice of choices) expect(await sends(visitor, `/me/votes/${vote}/choices`, { choice })).toMatchObject({ status: 303 });
  }
  expect(plainText(await qian.reads(`/desk/votes/${vote}`))).not.toMatch(/居民1 赞成/);
  clock.set('2026-11-23T12:00:00Z');
  qian = await atDesk(house, ids.qian!);
  expect(await qian.sends(`/desk/votes/${vote}/closings`, {})).toMatchObject({ status: 303 });
  expect(plainText((await house.request().get(`/votes/${vote}`).expect(200)).text)).toMatch(/结果 通过.*赞成 3 人/);
  expect((await house.request().get(`/votes/${vote}/recount.csv`).expect(200)).text).toMatch(/^\uFEFFnumber,choice,name\r\n1,for,".\*"\r\n/);
  expect(await complaints(house)).toEqual({});
});

it('what a ballot is and is not safe from stands on a page of its own', async () => {
  expect(plainText((await house.request().get('/help').expect(200)).text)).toContain('改动正在运行的程序的人');
  expect((await house.request().get('/en/help').expect(200)).text).toContain('Whoever alters the running program');
});
