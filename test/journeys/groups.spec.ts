import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { byTelephone, plainText, posts } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openPurse } from '../support/purses';

jest.setTimeout(60_000);

// Aunt Shen, Master Lu and young Gu look after the flower beds of their courtyard. They are entered at the desk, say yes from their own telephones, are filed, grow from their own stairwell to the whole quarter, and change who leads.

let house: TestApp;
let foundation: Foundation;
let clock: SetClock;
let [han, li, song]: AtDesk[] = [];
let shen: ReturnType<TestApp['visitor']>;
let lu: typeof shen;
let gu: typeof shen;
const PHONES = { shen: '13800008101', lu: '13800008102', gu: '13800008103', stranger: '13800008199', jin: '13800008104' };
const GROUP = '/desk/groups/liuyin-gardeners';
const MINE = '/me/groups/liuyin-gardeners';

beforeAll(async () => {
  clock = new SetClock('2026-11-03T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  const officer = await appointed(house, foundation, '韩雪', 'programme-officer');
  const books = await appointed(house, foundation, '李敏', 'bookkeeper');
  const other = await appointed(house, foundation, '周晓', 'bookkeeper');
  const reader = await appointed(house, foundation, '宋监事', 'supervisor');
  [han, li, song] = [await atDesk(house, officer), await atDesk(house, books), await atDesk(house, reader)];
  await openPurse(house, foundation, [books, other], { code: 'building-3', doors: ['101', '102'], day: '2026-11-01' });
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const FORM = {
  name: '柳荫里护花队', englishName: 'Liuyin Gardeners', address: 'liuyin-gardeners', purpose: '一起照看院子里的花坛', field: 'living', area: '柳荫里小区 3 至 5 号楼', since: '2026-03-01', orientation: 'self', why: '只照看自家楼前的花坛',
  name1: '沈阿姨', phone1: PHONES.shen, born1: '1958', name2: '陆师傅', phone2: PHONES.lu, born2: '', role2: 'treasurer', name3: '小顾', phone3: PHONES.gu, born3: '2008', role3: 'member',
};
const reads = async (visitor: typeof shen, path: string): Promise<string> => plainText((await visitor.get(path).expect(200)).text);
const publicly = (path: string): Promise<string> => reads(house.visitor(), path);

it('is entered with three adults, and nothing of it is public before they have said so themselves', async () => {
  expect(await han!.sends('/desk/groups', { ...FORM, name3: '', phone3: '' })).toMatchObject({ status: 422, text: expect.stringMatching(/请填写姓名.*请填写手机号/) });
  expect(await han!.sends('/desk/groups', { ...FORM, phone2: PHONES.shen })).toMatchObject({ status: 422, text: expect.stringContaining('已经是小组成员') });
  expect(await han!.sends('/desk/groups', { ...FORM, born3: '2009' })).toMatchObject({ status: 422, text: expect.stringContaining('须年满 18 周岁') });
  expect(await han!.sends('/desk/groups', { ...FORM, born1: '五八年' })).toMatchObject({ status: 422, text: expect.stringContaining('出生年份应为四位数字') });
  expect(await han!.sends('/desk/groups', { ...FORM, since: '2026-11-04' })).toMatchObject({ status: 422, text: expect.stringContaining('不能晚于今天') });
  expect(await han!.sends('/desk/groups', { ...FORM, born1: '１９５８', phone1: '１３８ ００００ 8101' })).toMatchObject({ status: 303, to: `${GROUP}?done=entered` });
  expect(await han!.sends('/desk/groups', { ...FORM, name: '另一个' })).toMatchObject({ status: 422, text: expect.stringContaining('这个网址已经用了') });
  expect(await han!.reads(GROUP)).toContain('还有 3 名成员没有同意');
  expect(await han!.reads('/desk')).toContain('催办成员同意：柳荫里护花队还差 3 名');
  expect(await publicly('/groups')).toContain('还没有公开的自组织');
  await house.visitor().get('/groups/liuyin-gardeners').expect(404);
  expect(await publicly('/outbox')).toMatch(/13800008101 .*柳荫里护花队请您加入.*\/f\/wutongli\/me\/groups/);
});

it('each says yes from their own telephone; a stranger finds nothing, and nobody at the desk can say it for them', async () => {
  [shen, lu, gu] = [await byTelephone(house, PHONES.shen), await byTelephone(house, PHONES.lu), await byTelephone(house, PHONES.gu)];
  const stranger = await byTelephone(house, PHONES.stranger);
  await stranger.get(MINE).expect(404);
  await posts(stranger, `${MINE}/consents`, { showsName: 'yes', adult: 'yes' }).expect(404);
  expect(await reads(stranger, '/me/groups')).toContain('还没有加入小组');
  expect((await house.request().get(MINE)).headers.location).toBe('/me/sign-in');

  expect(await reads(shen, '/me')).toContain('有 1 件事要办');
  expect(await reads(shen, '/me/groups')).toContain('柳荫里护花队请您加入');
  const asked = await reads(shen, MINE);
  expect(asked).toMatch(/沈阿姨，请您做负责人.*您同意的是.*我自愿做柳荫里护花队的成员/);
  expect(asked).not.toContain('我已年满 18 周岁'); // her year says so
  expect(plainText((await posts(shen, `${MINE}/consents`, {}).expect(422)).text)).toContain('请选择是否公开姓名');
  await posts(shen, `${MINE}/consents`, { showsName: 'yes' }).expect(303);
  await posts(shen, `${MINE}/consents`, { showsName: 'yes' }).expect(409);
  // of the others the year is not known, or does not tell: they say it themselves
  for (const one of [lu, gu]) expect(plainText((await posts(one, `${MINE}/consents`, { showsName: 'no' }).expect(422)).text)).toContain('请勾选“我已年满 18 周岁”');
  await posts(lu, `${MINE}/consents`, { showsName: 'no', adult: 'yes' }).expect(303);
  await house.visitor().get('/groups/liuyin-gardeners').expect(404);
  expect(await han!.sends(`${GROUP}/filings`, { placeKind: 'street', place: '柳荫街道办事处', number: '柳社备 12', filedFrom: '2026-11-03', filedUntil: '2027-01-15' })).toMatchObject({ status: 422, text: expect.stringContaining('三名成员本人同意后才能备案') });
  expect(await li!.sends(`${GROUP}/routes`, { routeKind: 'goods', routeFrom: '2026-11-03', routeBasis: '领用单' })).toMatchObject({ status: 422, text: expect.stringContaining('三名成员本人同意后，才能安排资金') });
  await posts(gu, `${MINE}/consents`, { showsName: 'yes', adult: 'yes' }).expect(303);
  const [kept] = await house.db.query<{ words: string; n: number }[]>('SELECT words, (SELECT count(*)::int FROM resident_group_consent) AS n FROM resident_group_consent ORDER BY at LIMIT 1');
  expect(kept).toEqual({ n: 3, words: expect.stringMatching(/^我自愿做柳荫里护花队的成员。\n.*我随时可以在这里退出/s) });
});

it('the public page names whoever let it, and gives of the others their role', async () => {
  const page = await publicly('/groups/liuyin-gardeners');
  expect(page).toMatch(/成员 3 名 沈阿姨 负责人 理财员 小顾 组员/);
  expect(page).not.toMatch(/陆师傅|8101|1958/);
  expect(await publicly('/groups')).toContain('柳荫里护花队');
  expect(await publicly('/en/groups/liuyin-gardeners')).toMatch(/3 members 沈阿姨 Leads Keeps the accounts/);
  await posts(gu, `${MINE}/name-choices`, { showsName: 'no' }).expect(303);
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/沈阿姨 负责人 理财员 组员/);
  await posts(gu, `${MINE}/name-choices`, { showsName: 'yes' }).expect(303);
});

it('is filed, renewed before it runs out, and turns to its neighbours with its reason', async () => {
  const filing = { placeKind: 'street', place: '柳荫街道办事处', number: '柳社备 12', filedFrom: '2025-11-03', filedUntil: '2027-01-02' };
  expect(await han!.sends(`${GROUP}/filings`, { ...filing, filedUntil: '2025-11-03' })).toMatchObject({ status: 422, text: expect.stringContaining('止日应晚于起日') });
  expect(await han!.sends(`${GROUP}/filings`, filing)).toMatchObject({ status: 303 });
  expect(await han!.sends(`${GROUP}/filings`, filing)).toMatchObject({ status: 422, text: expect.stringContaining('已经登记过') });
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/柳荫街道办事处 备案号 柳社备 12/);
  // sixty days before: the desk and whoever leads are told, nobody else is
  expect(await han!.reads('/desk')).toContain('办理续备：柳荫里护花队的备案到期');
  expect(await reads(shen, '/me/groups')).toContain('备案 2027年1月2日到期');
  expect(await reads(lu, '/me/groups')).toContain('现在没有要办的事');
  expect(await han!.sends(`${GROUP}/filings`, { ...filing, filedFrom: '2027-01-03', filedUntil: '2029-01-02' })).toMatchObject({ status: 303 });
  expect(await han!.reads('/desk')).not.toContain('办理续备');
  expect(await han!.sends(`${GROUP}/orientations`, { orientation: 'self', turnDay: '2026-10-01', turnWhy: '再说一次' })).toMatchObject({ status: 422, text: expect.stringContaining('现在就是这个取向') });
  expect(await han!.sends(`${GROUP}/orientations`, { orientation: 'mutual', turnDay: '2026-10-01', turnWhy: '轮流照看全小区的花坛' })).toMatchObject({ status: 303 });
  expect(await han!.sends(`${GROUP}/orientations`, { orientation: 'public', turnDay: '2026-09-30', turnWhy: '太早' })).toMatchObject({ status: 422, text: expect.stringContaining('不能早于上一次变化') });
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/自益 只照看自家楼前的花坛.*互益 轮流照看全小区的花坛/);
  const sheet = await han!.reads(`${GROUP}/filing-sheet`);
  expect(plainText(sheet)).toMatch(/备案表.*沈阿姨 负责人 1958 13800008101 ____.*陆师傅 理财员 本人声明成年.*居民委员会意见.*（盖章）/);
});

it('money reaches it by a carrier that is one body, by vendors, or as an advance within its limit; never as a payee', async () => {
  const carrier = { carrierKind: 'residents-committee', carrierName: '柳荫里社区居民委员会', creditCode: '91310101MA1FPX1K0C', holder: '柳荫里社区居民委员会', party: '柳荫里社区居民委员会', carrierFrom: '2026-11-03', carrierBasis: '三方协议 2026-7' };
  expect(await han!.sends(`${GROUP}/carriers`, carrier)).toMatchObject({ status: 404 });
  expect(await li!.sends(`${GROUP}/carriers`, { ...carrier, holder: '柳荫街道财务所' })).toMatchObject({ status: 422, text: expect.stringContaining('必须完全一致') });
  expect(await li!.sends(`${GROUP}/carriers`, { ...carrier, creditCode: '91310101MA1FPX1K0D' })).toMatchObject({ status: 422, text: expect.stringContaining('校验不符') });
  expect(await li!.sends(`${GROUP}/carriers`, { ...carrier, carrierName: '柳荫里 护花队', holder: '柳荫里 护花队', party: '柳荫里 护花队' })).toMatchObject({ status: 422, text: expect.stringContaining('不能作签约方或收款方') });
  expect(await li!.sends(`${GROUP}/carriers`, carrier)).toMatchObject({ status: 303 });
  expect(await li!.sends(`${GROUP}/carriers`, carrier)).toMatchObject({ status: 422, text: expect.stringContaining('已经登记过') });
  const advance = { most: '5000.01', advanceFrom: '2026-11-03', clearBy: '2026-12-03', advanceBasis: '理事会第 4 号' };
  expect(await li!.sends(`${GROUP}/advances`, advance)).toMatchObject({ status: 422, text: expect.stringContaining('超过备用金上限') });
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '' })).toMatchObject({ status: 422 });
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '5000', clearBy: '2026-12-04' })).toMatchObject({ status: 422, text: expect.stringContaining('规定天数') });
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '5000', advanceFrom: '2026-11-04' })).toMatchObject({ status: 422, text: expect.stringContaining('不能晚于今天') });
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '5000', advanceFrom: '2026-10-02', clearBy: '2026-11-01' })).toMatchObject({ status: 422, text: expect.stringContaining('规定天数') });
  expect(await li!.sends(`${GROUP}/routes`, { routeKind: 'goods', routeFrom: '2099-01-01', routeBasis: '领用单' })).toMatchObject({ status: 422, text: expect.stringContaining('不能晚于今天') });
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '５０００' })).toMatchObject({ status: 303 });
  // whoever answers for it is told until when, from the first day on; the desk a week before
  expect(await reads(shen, '/me/groups')).toContain('柳荫里护花队的备用金请在 2026年12月3日前清账');
  expect(await reads(lu, '/me/groups')).not.toContain('备用金');
  expect(await li!.reads('/desk')).not.toContain('催办备用金清账');
  expect(await li!.sends(`${GROUP}/advances`, { ...advance, most: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('还有一笔备用金没有清账') });
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/承接主体 柳荫里社区居民委员会.*备用金 借给经手的成员本人，上限 5,000.00 元/);
  // nobody enters it as a party by another door either, in whatever width it is written
  expect(await li!.sends('/desk/relations', { aKind: 'body', aName: '柳荫里　护花队', kind: 'gives-to', bKind: 'person', bName: '沈阿姨', from: '2026-01-01', source: '口头' })).toMatchObject({ status: 422, text: expect.stringContaining('没有法人资格') });
  expect(await song!.reads(`${GROUP}/money`)).toContain('柳荫里社区居民委员会');
  expect(await song!.sends(`${GROUP}/routes`, { routeKind: 'goods', routeFrom: '2026-11-03', routeBasis: '领用单' })).toMatchObject({ status: 404 });
});

it('looks after a purse whose money stays where it is', async () => {
  expect(await han!.sends(`${GROUP}/funds`, { fund: '', fundFrom: '2026-11-03', fundWhy: '居民会议' })).toMatchObject({ status: 422, text: expect.stringContaining('请选一项') });
  expect(await han!.sends(`${GROUP}/funds`, { fund: 'building-3', fundFrom: '2026-11-03', fundWhy: '居民会议' })).toMatchObject({ status: 303 });
  expect(await han!.sends(`${GROUP}/funds`, { fund: 'building-3', fundFrom: '2026-11-03', fundWhy: '居民会议' })).toMatchObject({ status: 422, text: expect.stringContaining('已经由这个小组看管') });
  expect(await publicly('/groups/liuyin-gardeners')).toContain('看管的基金 building-3 自治金');
  expect(await publicly('/groups/liuyin-gardeners/funds')).toMatch(/钱在基金会账上.*现有（元） 0\.00/);
});

it('the lead is handed over when the next one says yes; whoever holds an advance clears it before leaving', async () => {
  const id = async (name: string): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT id FROM resident_group_member WHERE name = $1', [name]))[0].id);
  expect(plainText((await posts(lu, `${MINE}/handovers`, { heir: await id('小顾'), heirWhy: '我说了算' }).expect(422)).text)).toContain('只有现任负责人');
  expect(plainText((await posts(shen, `${MINE}/departures`, {}).expect(422)).text)).toContain('请先交接，再退出');
  await posts(shen, `${MINE}/handovers`, { heir: await id('小顾'), heirWhy: '带孙子，忙不过来' }).expect(303);
  expect(await reads(gu, '/me/groups')).toContain('请您接任柳荫里护花队的负责人');
  expect(await reads(lu, '/me/groups')).toContain('现在没有要办的事');
  expect((await posts(lu, `${MINE}/answers`, { outcome: 'accepted' })).status).toBe(422);
  await posts(gu, `${MINE}/answers`, { outcome: 'declined' }).expect(303);
  await posts(gu, `${MINE}/answers`, { outcome: 'accepted' }).expect(409);
  expect(await han!.sends(`${GROUP}/handovers`, { heir: await id('小顾'), heirWhy: '小组会议推选' })).toMatchObject({ status: 303 });
  await posts(gu, `${MINE}/answers`, { outcome: 'accepted' }).expect(303);
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/小顾 负责人 理财员 沈阿姨 组员/);
  expect(plainText((await posts(shen, `${MINE}/departures`, {}).expect(422)).text)).toContain('名下还有备用金');
  // it stays with whoever answers for it, and nobody is lent another
  expect(await reads(shen, '/me/groups')).toContain('备用金请在 2026年12月3日前清账');
  expect(await li!.reads(`${GROUP}/money`)).toContain('借给沈阿姨，上限');
  expect(await li!.sends(`${GROUP}/advances`, { most: '1', advanceFrom: '2026-11-03', clearBy: '2026-12-03', advanceBasis: '理事会第 5 号' })).toMatchObject({ status: 409 });
  const [{ route }] = await house.db.query<[{ route: number }]>(`SELECT id AS route FROM resident_group_route WHERE kind = 'advance'`);
  const refused = await posts(li!.visitor, `${GROUP}/route-ends`, { route: String(route), routeDay: '2026-11-02', routeWhy: '发票齐，已清账' }).expect(422);
  expect(plainText(refused.text)).toContain('结束日期不能早于起始日期');
  expect(refused.text).toMatch(/<details open><summary>登记结束一种方式[^]*value="发票齐，已清账"/);
  expect(await li!.sends(`${GROUP}/route-ends`, { route: String(route), routeDay: '2026-11-03', routeWhy: '发票齐，已清账' })).toMatchObject({ status: 303 });
  await posts(shen, `${MINE}/departures`, { ownWhy: '搬去女儿家' }).expect(303);
  await shen.get(MINE).expect(404);
  expect(await publicly('/groups/liuyin-gardeners')).toMatch(/成员不足三名 现有 2 名/);
  expect(await publicly('/groups/liuyin-gardeners')).not.toContain('沈阿姨');
  expect(await reads(gu, '/me/groups')).toContain('成员不足三名，请邀请邻居加入');
  expect(await han!.reads(GROUP)).toMatch(/沈阿姨[^]*搬去女儿家[^]*本人在手机上退出/);
});

it('the new lead invites a neighbour, who may be asked so often and no oftener, and whose invitation runs out', async () => {
  expect(plainText((await posts(lu, `${MINE}/invitations`, { memberName: '金姐', phone: PHONES.jin, role: 'member' }).expect(422)).text)).toContain('只有现任负责人');
  await posts(gu, `${MINE}/invitations`, { memberName: '金姐', phone: PHONES.jin, role: 'member' }).expect(303);
  await posts(gu, `${MINE}/invitations`, { memberName: '金姐', phone: PHONES.jin, role: 'member' }).expect(422);
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT id FROM resident_group_member WHERE phone = $1', [PHONES.jin]);
  // her name is hers until she says yes: whoever leads knows whom they asked, the others that somebody was
  expect(await reads(gu, MINE)).toContain('金姐 组员 等本人同意');
  expect(await reads(lu, MINE)).toContain('组员 等本人同意');
  expect(await reads(lu, MINE)).not.toContain('金姐');
  for (const status of [303, 303, 422]) expect((await han!.sends(`${GROUP}/members/${id}/invitations`, {})).status).toBe(status);
  clock.set('2026-12-04T02:00:00Z');
  [gu, lu] = [await byTelephone(house, PHONES.gu), await byTelephone(house, PHONES.lu)];
  const jin = await byTelephone(house, PHONES.jin);
  expect(await reads(jin, '/me/groups')).toContain('柳荫里护花队的邀请已过期');
  expect(plainText((await posts(jin, `${MINE}/consents`, { showsName: 'no', adult: 'yes' }).expect(422)).text)).toContain('邀请已过期');
  han = await atDesk(house, (await house.db.query<[{ id: number }]>(`SELECT id FROM person WHERE name = '韩雪'`))[0].id);
  expect((await han.sends(`${GROUP}/members/${id}/invitations`, {})).status).toBe(303);
  await posts(jin, `${MINE}/consents`, { showsName: 'no', adult: 'yes' }).expect(303);
  expect(await publicly('/groups/liuyin-gardeners')).not.toContain('成员不足三名');
});

it('two and one who came when another had left are not three: nothing of such a group is public', async () => {
  const readers = { ...FORM, name: '柳荫里读书会', englishName: 'Liuyin Readers', address: 'liuyin-readers', since: '2026-12-01', phone1: '13800008111', phone2: '13800008112', phone3: '13800008113' };
  expect(await han!.sends('/desk/groups', readers)).toMatchObject({ status: 303 });
  const [one, two, three] = [await byTelephone(house, readers.phone1), await byTelephone(house, readers.phone2), await byTelephone(house, readers.phone3)];
  const yes = (who: typeof shen): PromiseLike<{ status: number }> => posts(who, '/me/groups/liuyin-readers/consents', { showsName: 'yes', adult: 'yes' });
  for (const who of [one, two]) expect((await yes(who)).status).toBe(303);
  expect((await posts(two, '/me/groups/liuyin-readers/departures', {})).status).toBe(303);
  clock.set('2026-12-04T02:01:00Z');
  expect((await yes(three)).status).toBe(303);
  await house.visitor().get('/groups/liuyin-readers').expect(404);
  expect(await publicly('/groups')).not.toContain('读书会');
  expect(await han!.sends('/desk/groups/liuyin-readers/members', { memberName: '陆师傅', phone: readers.phone2, born: '', role: 'treasurer', memberFrom: '2026-12-04' })).toMatchObject({ status: 303 });
  expect((await yes(two)).status).toBe(303);
  expect(await publicly('/groups/liuyin-readers')).toContain('成员 3 名');
});

it('ends, and stays as it is', async () => {
  expect(await han!.sends(`${GROUP}/ends`, { endDay: '2026-12-05', endWhy: '花坛归物业照看' })).toMatchObject({ status: 422, text: expect.stringContaining('不能晚于今天') });
  expect(await han!.sends(`${GROUP}/ends`, { endDay: '2026-12-04', endWhy: '花坛归物业照看' })).toMatchObject({ status: 303 });
  expect(await han!.sends(`${GROUP}/ends`, { endDay: '2026-12-04', endWhy: '花坛归物业照看' })).toMatchObject({ status: 409 });
  expect(await han!.sends(`${GROUP}/members`, { memberName: '小金', phone: '13800008110', born: '', role: 'member', memberFrom: '2026-12-04' })).toMatchObject({ status: 409, text: expect.stringContaining('已经结束') });
  expect(await publicly('/groups/liuyin-gardeners')).toContain('2026年12月4日结束');
  expect(await publicly('/groups/liuyin-gardeners')).not.toMatch(/小顾|金姐/);
  expect(await publicly('/groups')).not.toContain('护花队');
  await gu.get(MINE).expect(404);
});
