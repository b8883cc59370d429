import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';

// Liuyin Street gets its residents' councils: three courtyards elect seven each, and all of them sit on the council of the community (M16).
jest.setTimeout(120_000);

const clock = new SetClock('2026-11-22T02:00:00Z');
const HERE = '/desk/councils';
const TERM = { seatFrom: '2026-03-01', until: '2028-12-31' };
const RULES = { source: '《柳荫街社区居民议事会议事规则》2026年2月20日通过' };
let house: TestApp;
let foundation: Foundation;
let qian: AtDesk;
let he: AtDesk;
const ids = {} as Record<string, string>;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  qian = await atDesk(house, await appointed(house, foundation, '钱进', 'programme-officer'));
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
});
afterAll(() => house?.close());

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const seen = async (path: string): Promise<string> => words((await house.request().get(path).expect(200)).text);
const council = (kind: string, address: string, name: string, community = ''): ReturnType<AtDesk['sends']> =>
  qian.sends(HERE, { kind, address, name, englishName: address, area: name, community, from: '2026-03-01', ...RULES });
const seat = (at: string, member: string, more: Record<string, string> = {}): ReturnType<AtDesk['sends']> =>
  qian.sends(`${HERE}/${at}/seats`, { member, constituency: '', display: 'masked', chosenBy: '2026年2月28日居民推选', ...TERM, ...more });

it('nobody has a council yet, and the pages say so', async () => {
  expect(await seen('/council')).toContain('还没有登记居民议事会');
  expect(words(await qian.reads(HERE))).toContain('先登记社区居民议事会');
  expect(words(await he.reads(HERE))).not.toContain('登记议事会</button>');
});

it('the council of the community and those of its courtyards', async () => {
  expect(await council('community', 'liuyin', '柳荫街社区居民议事会')).toMatchObject({ status: 303, to: `${HERE}/liuyin?done=founded` });
  expect(await council('community', 'liuyin', '又一个')).toMatchObject({ status: 409, text: expect.stringContaining('已经有议事会用这个地址') as string });
  expect(await council('community', 'Liuyin 街', '又一个')).toMatchObject({ status: 422, text: expect.stringContaining('地址用小写字母') as string });
  ids.liuyin = String((await house.db.query<[{ id: number }]>("SELECT id FROM residents_council WHERE code = 'liuyin'"))[0].id);
  expect(await council('community', 'above', '上面', ids.liuyin)).toMatchObject({ status: 422, text: expect.stringContaining('社区居民议事会不属于别的议事会') as string });
  for (const n of [1, 2, 3]) {
    expect(await council('group', `court-${n}`, `${n}号院议事会`, ids.liuyin)).toMatchObject({ status: 303 });
    ids[n] = String((await house.db.query<[{ id: number }]>('SELECT id FROM residents_council WHERE code = $1', [`court-${n}`]))[0].id);
  }
  expect(words(await qian.reads(`${HERE}/liuyin`))).toMatch(/缺 在任 0 人，不足 21 人，还缺 21 人.*没有召集人.*1号院议事会在任 0 人，应有至少 2 人/);
});

it('21 members of three courtyards, of whom the last one completes it', async () => {
  for (const n of [1, 2, 3]) for (let i = 1; i <= 7; i++) expect(await seat(`court-${n}`, `院${n}居民${i}`, i === 1 ? { chairs: 'yes' } : {})).toMatchObject({ status: 303 });
  expect(await seat('liuyin', '路人', { constituency: ids[1]! })).toMatchObject({ status: 422, text: expect.stringContaining('不是这个院落议事会的成员') as string });
  expect(await seat('liuyin', '院1居民1', {})).toMatchObject({ status: 422, text: expect.stringContaining('请选择代表哪个院落') as string });
  for (const n of [1, 2, 3]) for (let i = 1; i <= 7; i++) if (n * 10 + i < 37) expect(await seat('liuyin', `院${n}居民${i}`, { constituency: ids[n]!, ...(n === 1 && i === 1 ? { chairs: 'yes', display: 'full' } : {}) })).toMatchObject({ status: 303 });
  expect(words(await qian.reads(`${HERE}/liuyin`))).toContain('在任 20 人，不足 21 人，还缺 1 人');
  expect(words(await qian.reads('/desk'))).toContain('补齐柳荫街社区居民议事会的组成');
  expect(await seat('liuyin', '院3居民7', { constituency: ids[3]! })).toMatchObject({ status: 303 });
  expect(words(await qian.reads(`${HERE}/liuyin`))).toMatch(/组成齐备 在任 21 人.*现有成员 21 人，没有人回避时：到会至少 17 人，赞成至少 11 人/);
  expect(words(await qian.reads('/desk'))).not.toContain('补齐柳荫街社区居民议事会的组成');
  expect(await seat('liuyin', '院3居民7', { constituency: ids[3]! })).toMatchObject({ status: 409, text: expect.stringContaining('已经是这个议事会的成员') as string });
  expect(await seat('court-1', '院1居民8', { chairs: 'yes' })).toMatchObject({ status: 409, text: expect.stringContaining('已经有召集人') as string });
});

it('neighbours read who sits there, each named as they wish', async () => {
  const page = await seen('/council');
  expect(page).toMatch(/柳荫街社区居民议事会 社区居民议事会 .*在任 21 人 组成齐备/);
  expect(page).toContain('院1居民1 召集人');
  expect(page).not.toContain('院2居民3');
  expect((await house.request().get('/en/council').expect(200)).text).toContain('Who decides');
});

it('the foundation’s own council, its supervisors and the committees of its funds stand there too, with what they lack', async () => {
  expect(await seen('/council')).toContain('还没有登记理事和监事');
  const books = await atDesk(house, await appointed(house, foundation, '李敏', 'bookkeeper'));
  for (const name of ['顾明', '唐宁', '秦岚', '许静']) expect(await books.sends('/desk/officials', { name, englishName: name, office: 'director', from: '2026-01-06', until: '2030-12-31', basis: '发起人会议推选' })).toMatchObject({ status: 303 });
  expect((await seen('/council')).split('基金会理事会和监事').at(-1)).toMatch(/^ 组成不齐 在任理事 4 人，应为 5 至 25 人。请补选。 在任监事 0 人，至少应有 \d 人。 理事长（法定代表人）空缺。 秘书长空缺。/);
  const lunch = await openLunchFund(house, foundation);
  const [{ code }] = await house.db.query<[{ code: string }]>('SELECT code FROM fund WHERE id = $1', [lunch.id]);
  expect(await seen('/council')).toMatch(/基金管理委员会 .*组成不齐 还没有登记管委会。/);
  for (const [name, side] of [['沈岚', 'resident'], ['陆明', 'donor'], ['小顾', 'host']]) expect(await qian.sends(`/desk/funds/${code}/seats`, { name: name!, side: side!, from: '2026-11-01', to: '', unpaid: 'yes' })).toMatchObject({ status: 303 });
  const page = await seen('/council');
  expect(page).toMatch(/在任 3 人，居民 1 人，捐赠方 1 人，基金会 1 人 管委会不足 5 人。 管委会没有监事列席。/);
  expect(page).not.toContain('陆明');
});

it('whoever leaves the courtyard’s council is no voice of it any more', async () => {
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT s.id FROM residents_council_seat s JOIN party y ON y.id = s.party WHERE s.council = $1 AND y.name = '院2居民2'`, [ids[2]]);
  expect(await qian.sends(`${HERE}/court-2/leavings`, { seat: String(id), lastDay: '2030-01-01', why: '搬走' })).toMatchObject({ status: 422, text: expect.stringContaining('离任日期要在任期之内') as string });
  expect(await qian.sends(`${HERE}/court-1/leavings`, { seat: String(id), lastDay: '2026-11-20', why: '搬走' })).toMatchObject({ status: 404 });
  expect(await qian.sends(`${HERE}/court-2/leavings`, { seat: String(id), lastDay: '2026-11-20', why: '搬走' })).toMatchObject({ status: 303 });
  expect(await qian.sends(`${HERE}/court-2/leavings`, { seat: String(id), lastDay: '2026-11-21', why: '搬走' })).toMatchObject({ status: 409 });
  expect(words(await qian.reads(`${HERE}/liuyin`))).toContain('院2居民2代表2号院议事会，但已不是它的成员');
  // in public no more of them than they wish
  expect(await seen('/council')).toContain('院*代表2号院议事会，但已不是它的成员');
});

it('other rules from a day on; what was decided before was decided by the old ones', async () => {
  const rule = { ruleFrom: '2026-12-01', quorum: '２／３', votes: '2/3', countedOf: 'all', more: 'at-least', ballot: 'open', proxies: 'yes', tables: ['member', 'residents'], noticeDays: '3', objectionDays: '5', ruleSource: '2026年11月20日修订' };
  expect(await qian.sends(`${HERE}/liuyin/rules`, { ...rule, ruleFrom: '2026-11-21' })).toMatchObject({ status: 422, text: expect.stringContaining('只能从今天或以后') as string });
  expect(await qian.sends(`${HERE}/liuyin/rules`, { ...rule, quorum: '5/4' })).toMatchObject({ status: 422, text: expect.stringContaining('分数要大于 0') as string });
  expect(await qian.sends(`${HERE}/liuyin/rules`, { ...rule, quorum: '80%' })).toMatchObject({ status: 422, text: expect.stringContaining('请写成分数') as string });
  expect(await qian.sends(`${HERE}/liuyin/rules`, { ...rule, tables: [] })).toMatchObject({ status: 422, text: expect.stringContaining('至少选一种') as string });
  expect(await qian.sends(`${HERE}/liuyin/rules`, rule)).toMatchObject({ status: 303 });
  expect(await qian.sends(`${HERE}/liuyin/rules`, rule)).toMatchObject({ status: 409 });
  expect(await seen('/council')).toContain('应到成员的 4/5 到会才能表决；赞成超过应到成员的 1/2，议案才通过。');
  clock.set('2026-12-01T02:00:00Z');
  expect(await seen('/council')).toMatch(/应到成员的 2\/3 到会才能表决；赞成达到全体成员的 2\/3（含本数）.*到会至少 14 人，赞成至少 14 人/);
});

it('a council ends after its courtyards, and terms that run out are somebody’s task', async () => {
  clock.set('2028-11-15T02:00:00Z');
  qian = await atDesk(house, (await house.db.query<[{ id: number }]>("SELECT id FROM person WHERE name = '钱进'"))[0].id);
  expect(words(await qian.reads('/desk'))).toMatch(/换届：柳荫街社区居民议事会有 21 人任期将满或已满/);
  expect(await qian.sends(`${HERE}/liuyin/endings`, { endDay: '2028-12-31', endWhy: '社区合并' })).toMatchObject({ status: 422, text: expect.stringContaining('先撤销属于它的') as string });
  // one newcomer fills one of 21 places, not all of them
  expect(await seat('liuyin', '许主任', { official: 'yes', seatFrom: '2028-12-01', until: '2028-12-31' })).toMatchObject({ status: 303 });
  expect(await seat('court-1', '院1新人', { seatFrom: '2029-01-01', until: '2031-12-31' })).toMatchObject({ status: 303 });
  expect(words(await qian.reads('/desk'))).toMatch(/换届：1号院议事会有 6 人任期将满或已满/);
  const [{ id: newcomer }] = await house.db.query<[{ id: number }]>("SELECT s.id FROM residents_council_seat s JOIN party y ON y.id = s.party WHERE y.name = '院1新人'");
  expect(await qian.sends(`${HERE}/court-1/endings`, { endDay: '2028-12-31', endWhy: '社区合并' })).toMatchObject({ status: 422 });
  expect(await qian.sends(`${HERE}/court-1/leavings`, { seat: String(newcomer), lastDay: '2029-01-01', why: '社区合并' })).toMatchObject({ status: 303 });
  for (const n of [2, 3]) expect(await qian.sends(`${HERE}/court-${n}/endings`, { endDay: '2028-12-31', endWhy: '社区合并' })).toMatchObject({ status: 303 });
  expect(await qian.sends(`${HERE}/court-1/endings`, { endDay: '2029-01-01', endWhy: '社区合并' })).toMatchObject({ status: 303 });
  expect(await qian.sends(`${HERE}/liuyin/endings`, { endDay: '2029-01-01', endWhy: '社区合并' })).toMatchObject({ status: 303 });
  const late = { ruleFrom: '2029-01-05', quorum: '4/5', votes: '1/2', countedOf: 'all', more: 'more-than', ballot: 'secret', tables: ['member'], noticeDays: '7', objectionDays: '7', ruleSource: '修订' };
  expect(await qian.sends(`${HERE}/liuyin/rules`, late)).toMatchObject({ status: 422, text: expect.stringContaining('不能再启用新规则') as string });
  expect(await council('group', 'court-4', '4号院议事会', ids.liuyin)).toMatchObject({ status: 422, text: expect.stringContaining('不能再有院落议事会属于它') as string });
  clock.set('2029-01-02T02:00:00Z');
  expect(await seen('/council')).toContain('还没有登记居民议事会');
  expect(await complaints(house)).toEqual({});
});
