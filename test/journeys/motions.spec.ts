import { Relations } from '../../src/people/relations.service';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { byTelephone, codeFor, plainText, posts } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';

jest.setTimeout(120_000);

// Aunt Shen writes that the gate of her courtyard needs a new lock. Nine neighbours sign with her; the party branch reviews it; Old Ma, whose firm would do the work, stands back.

let house: TestApp;
let foundation: Foundation;
let clock: SetClock;
let qian: AtDesk;
let he: AtDesk;
let qianId: number;
type Visitor = ReturnType<TestApp['visitor']>;
const HERE = '/desk/motions';
const phoneOf = (n: number): string => `138000082${String(n).padStart(2, '0')}`;
const NAMES = ['沈桂香', '陆国强', '顾小明', '陈阿婆', '周师傅', '吴老师', '郑医生', '王伯伯', '冯姐', '褚大爷', '卫小妹'];
const people: Visitor[] = [];
const members = {} as Record<'ma' | 'bai', Visitor>;
let address = '';

beforeAll(async () => {
  clock = new SetClock('2026-11-10T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  await openLunchFund(house, foundation);
  qianId = await appointed(house, foundation, '钱进', 'programme-officer');
  qian = await atDesk(house, qianId);
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
  expect(await qian.sends('/desk/councils', { kind: 'group', address: 'court-2', name: '2号院议事会', englishName: 'Court 2', area: '2号院', community: '', from: '2026-03-01', source: '《2号院议事规则》' })).toMatchObject({ status: 303 });
  for (const [member, display] of [['马建军', 'masked'], ['白雪', 'full'], ['柴进', 'anonymous']] as const) {
    expect(await qian.sends('/desk/councils/court-2/seats', { member, constituency: '', display, chosenBy: '居民推选', seatFrom: '2026-03-01', until: '2028-12-31', ...(member === '白雪' ? { chairs: 'yes' } : {}) })).toMatchObject({ status: 303 });
  }
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  expect(await complaints(house)).toEqual({});
});

const reads = async (visitor: Visitor, path: string, status = 200): Promise<string> => plainText((await visitor.get(path).expect(status)).text);
const publicly = (path: string, status = 200): Promise<string> => reads(house.visitor(), path, status);
const said = async (sent: ReturnType<typeof posts>, status: number): Promise<string> => plainText((await sent.expect(status)).text);
const desk = async (path: string): Promise<string> => plainText(await qian.reads(path));
const council = async (): Promise<string> => String((await house.db.query<[{ id: number }]>("SELECT id FROM residents_council WHERE code = 'court-2'"))[0].id);
const party = async (name: string): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT id FROM party WHERE name = $1', [name]))[0].id);
const signs = (n: number, more: Record<string, string> = {}) => posts(people[n]!, `/me/motions/${address}/signatures`, { name: NAMES[n]!, door: `2号院${n + 1}01`, display: 'masked', ...more });

describe('residents table jointly', () => {
  it('Aunt Shen writes it, signs first, and nobody finds it without its address', async () => {
    for (let n = 0; n < 11; n++) people.push(await byTelephone(house, phoneOf(n)));
    expect((await house.request().get('/me/motions')).headers.location).toBe('/me/sign-in');
    expect(await reads(people[0]!, '/me')).toContain('我的提案');
    expect(await reads(people[0]!, '/me/motions')).toMatch(/还没有写过.*满 10 人署名（含您）就成为议案/);
    const form = { council: await council(), question: '更换2号院大门门禁吗？', explanation: '门禁坏了三个月。\n请厂家更换，约 3200 元。', name: NAMES[0]!, door: '2号院101', display: 'full' };
    const refused = await said(posts(people[0]!, '/me/motions/proposals', { ...form, question: '', door: '' }), 422);
    expect(refused).toMatch(/请用一句话写明议题.*请填写门牌或住址/);
    expect(refused).toContain('门禁坏了三个月'); // what was typed stays
    expect(await said(posts(people[0]!, '/me/motions/proposals', { ...form, explanation: '长'.repeat(2001) }), 422)).toContain('文字太长');
    const { headers } = await posts(people[0]!, '/me/motions/proposals', form).expect(303);
    address = /\/me\/motions\/([0-9a-f]{12})\?done=written$/.exec(headers.location!)![1]!;
    expect(await said(posts(people[0]!, '/me/motions/proposals', form), 422)).toContain('有一份提案正在征集署名');
    expect(await reads(people[0]!, `/me/motions/${address}`)).toMatch(new RegExp(`已有 1 人署名，还差 9 人.*请邻居署名.*/motions/proposals/${address}`));
    expect(await publicly('/motions')).toContain('还没有议案');
    expect(await publicly(`/motions/proposals/${address}`)).toMatch(/更换2号院大门门禁吗.*沈桂香 发起人.*我要署名/);
    await house.request().get('/motions/proposals/aaaaaaaaaaaa').expect(404);
    await house.request().get('/motions/2026-1').expect(404);
  });

  it('nine have signed: a telephone does not sign twice, nor a name and door from another, nor whoever wrote it', async () => {
    for (let n = 1; n < 9; n++) await signs(n).expect(303);
    expect(await said(signs(8), 409)).toContain('这个手机已经署过名');
    expect(await said(signs(0), 409)).toContain('发起人算第一个，不用再署');
    expect(await said(signs(9, { name: ' 冯 姐', door: '２号院 901' }), 422)).toContain('同一姓名和门牌已经署过名');
    expect(await said(signs(9, { name: '', door: '' }), 422)).toMatch(/请填写姓名.*请填写门牌/);
    expect(await publicly(`/motions/proposals/${address}`)).toContain('已有 9 人署名，还差 1 人');
    expect(await publicly('/motions')).toContain('还没有议案');
    const page = await publicly(`/motions/proposals/${address}`);
    expect(page).toMatch(/陆\*/);
    expect(page).not.toMatch(/陆国强|201|13800/);
  });

  it('a signature is taken back and given again; a stranger who signs is asked for their telephone and comes back to what they typed', async () => {
    await posts(people[8]!, `/me/motions/${address}/signatures/ends`, {}).expect(303);
    expect(await reads(people[8]!, `/me/motions/${address}`)).toMatch(/已有 8 人署名.*我要署名/);
    expect(await said(posts(people[8]!, `/me/motions/${address}/signatures/ends`, {}), 422)).toContain('只有本人能收回署名');
    expect(await said(posts(people[0]!, `/me/motions/${address}/signatures/ends`, {}), 422)).toContain('可以撤回提案');
    expect(await said(posts(people[8]!, `/me/motions/${address}/ends`, {}), 422)).toContain('只有发起人能撤回提案');
    await signs(8).expect(303);
    const { status, text } = await posts(house.visitor(), `/me/motions/${address}/signatures`, { name: '过路人', door: '2号院' });
    expect(status).toBe(401);
    expect(text).toMatch(/name="kept" value="[\w-]+"/);
  });

  it('of two that sign at once one is the tenth; then nobody signs or takes back, and it is motion 1', async () => {
    const both = await Promise.all([signs(9), signs(10)]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(both.find(({ status }) => status === 409)!.text).toContain('署名已满，已经成为议案');
    expect(await said(posts(people[3]!, `/me/motions/${address}/signatures/ends`, {}), 409)).toContain('署名已满');
    expect(await publicly('/motions')).toMatch(/更换2号院大门门禁吗？ 2026-1 · 2号院议事会 · 10 名居民联名 · 2026年11月10日 待审查/);
    expect((await house.request().get(`/motions/proposals/${address}`)).headers.location).toBe('/motions/2026-1');
    expect(await publicly('/outbox')).toMatch(/13800008200 .*署名已满，成为第 2026-1 号议案/);
    expect(await publicly('/motions/2026-1')).toMatch(/待审查 10 名居民联名于 2026年11月10日提出.*审查 由社区党组织审查，写明理由.*沈桂香 发起人/);
    expect(await desk('/desk')).toContain('登记审查结论：第 2026-1 号议案');
    expect(await desk(`${HERE}/2026-1`)).toMatch(/陆国强 2号院201 · 138 \*\*\*\* 8201/);
    expect(await publicly('/en/motions/2026-1')).toMatch(/Awaits review Tabled by 10 residents/);
  });
});

describe('staff enter what is tabled on paper', () => {
  const FORM = { body: 'residents-court-2', majority: 'ordinary', question: '把2号院空地改成花坛吗？', englishQuestion: 'A flower bed?', explanation: '', tabledAs: 'self-governing-body', tabledBy: '柳荫街社区居民委员会', day: '2026-11-09', sum: '', fund: '', payeeKind: '', payee: '', payeeCode: '' };

  it('by whom the rules let, for a body that stands, with its number', async () => {
    expect(await qian.sends(HERE, { ...FORM, body: 'residents-nowhere' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择提请表决的机构') });
    expect(await qian.sends(HERE, { ...FORM, body: 'council' })).toMatchObject({ status: 422, text: expect.stringContaining('不能由这个主体提议案') });
    expect(await qian.sends(HERE, { ...FORM, tabledAs: 'residents' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择提出主体') });
    expect(await qian.sends(HERE, { ...FORM, tabledAs: 'member', tabledBy: '过路人' })).toMatchObject({ status: 422, text: expect.stringContaining('没有这位') });
    expect(await qian.sends(HERE, { ...FORM, day: '2026-11-11' })).toMatchObject({ status: 422, text: expect.stringContaining('不能晚于今天') });
    expect(await qian.sends(HERE, { ...FORM, sum: '3200' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择基金') });
    expect(await qian.sends(HERE, { ...FORM, payee: '某公司', sum: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写金额') });
    expect((await he.sends(HERE, FORM)).status).toBe(404);
    expect(await qian.sends(HERE, FORM)).toMatchObject({ status: 303, to: `${HERE}/2026-2?done=tabled` });
    expect(await qian.sends(HERE, { ...FORM, tabledAs: 'member', tabledBy: '柴进', question: '安装充电桩吗？' })).toMatchObject({ status: 303, to: `${HERE}/2026-3?done=tabled` });
    expect(await publicly('/motions/2026-3')).toContain('成员一位居民于 2026年11月9日提出');
    expect(await publicly('/motions?body=residents-court-2&state=waiting')).toMatch(/充电桩.*花坛.*门禁/);
    expect(await publicly('/motions?body=council')).toContain('没有符合条件的议案');
    expect(await publicly('/en/motions/2026-2')).toContain('A flower bed?');
  });

  it('is withdrawn by a written word, and its page stays; what came by telephone is not withdrawn for those who sent it', async () => {
    expect(await qian.sends(`${HERE}/2026-3/withdrawals`, { endWhy: '' })).toMatchObject({ status: 422 });
    expect(await qian.sends(`${HERE}/2026-3/withdrawals`, { endWhy: '柴进书面撤回' })).toMatchObject({ status: 303 });
    expect(await qian.sends(`${HERE}/2026-3/withdrawals`, { endWhy: '再撤' })).toMatchObject({ status: 409, text: expect.stringContaining('已经撤回') });
    expect(await publicly('/motions/2026-3')).toMatch(/已撤回.*撤回 柴进书面撤回/);
    expect(await qian.sends(`${HERE}/2026-1/withdrawals`, { endWhy: '代为撤回' })).toMatchObject({ status: 422, text: expect.stringContaining('只能由提出人撤回') });
    expect(await said(posts(people[2]!, '/me/motions/2026-1/withdrawals', { endWhy: '我不要了' }), 422)).toContain('只能由提出人撤回');
    expect((await qian.sends(`${HERE}/2026-99/withdrawals`, { endWhy: '没有' })).status).toBe(404);
  });

  it('what it would spend is named before the review: guard-rails speak, and whoever is related stands back', async () => {
    await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '马建军', code: null }, kind: 'ownership', b: { kind: 'body', name: '马记门业有限公司', code: null }, from: '2026-01-01', to: null, source: '2026 年度利益申报表' }, { id: qianId } as never);
    const money = { sum: '3,200', fund: 'elder-lunch', payeeKind: 'body', payee: '马记门业有限公司', payeeCode: '' };
    expect(await qian.sends(`${HERE}/2026-1/money`, { ...money, sum: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写金额') });
    expect(await qian.sends(`${HERE}/2026-1/money`, { ...money, payeeCode: '91310101MA1FPX1K0D' })).toMatchObject({ status: 422 });
    expect(await qian.sends(`${HERE}/2026-1/money`, money)).toMatchObject({ status: 303 });
    expect(await qian.sends(`${HERE}/2026-1/money`, money)).toMatchObject({ status: 409, text: expect.stringContaining('已经登记过了') });
    const page = await publicly('/motions/2026-1');
    expect(page).toMatch(/从[^。]*午餐[^。]*支出 3,200.00 元，按今天的账不能付/); // nothing has been given yet
    expect(page).toMatch(/马\* 关系登记 与收款方的关系：股东或合伙人.*在任 3 人，回避 1 人，应到 2 人/);
    expect(page).not.toContain('马建军');
    expect(await desk(`${HERE}/2026-1`)).toMatch(/马建军 关系登记.*马建军 — 股东或合伙人 — 马记门业有限公司 · 2026 年度利益申报表/);
  });
});

describe('the review', () => {
  it('asks for its reason; what is refused stays public, and whoever tabled it by telephone is told', async () => {
    const review = { formal: 'no', reviewWhy: '空地属于消防通道，不能占用', reviewedBy: '柳荫街社区党总支', reviewDay: '2026-11-10' };
    expect(await qian.sends(`${HERE}/2026-2/reviews`, { ...review, code: await codeFor(house, qianId), formal: '', reviewWhy: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
    clock.set('2026-11-11T02:00:00Z');
    qian = await atDesk(house, qianId);
    expect(await qian.sends(`${HERE}/2026-2/reviews`, { ...review, reviewDay: '2026-11-08' })).toMatchObject({ status: 422, text: expect.stringContaining('不能早于提出日期') });
    expect(await qian.sends(`${HERE}/2026-2/reviews`, review)).toMatchObject({ status: 303 });
    expect(await qian.sends(`${HERE}/2026-2/reviews`, { ...review, formal: 'yes' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记过了') });
    expect(await publicly('/motions/2026-2')).toMatch(/审查未通过 .*空地属于消防通道，不能占用 柳荫街社区党总支/);
    expect(await qian.sends(`${HERE}/2026-2/withdrawals`, { endWhy: '算了' })).toMatchObject({ status: 422, text: expect.stringContaining('不用撤回') });
    expect(await qian.sends(`${HERE}/2026-1/reviews`, { ...review, formal: 'yes', reviewWhy: '符合公约，请议事会表决' })).toMatchObject({ status: 303 });
    expect(await publicly('/motions?state=refused')).toContain('花坛');
    expect(await publicly('/motions/2026-1')).toMatch(/正式议案.*审查通过，列为正式议案 符合公约，请议事会表决/);
    expect(await publicly('/outbox')).toMatch(/13800008200 .*第 2026-1 号议案“更换2号院大门门禁吗？”已列为正式议案/);
    expect(await desk('/desk')).not.toContain('登记审查结论');
    clock.set('2026-11-11T02:30:00Z');
    for (const n of [0, 1]) people[n] = await byTelephone(house, phoneOf(n));
  });
});

describe('members speak by their own telephones', () => {
  const PHONES = { ma: '13800008301', bai: '13800008302' };

  it('entered by staff, confirmed by the holder, and by nobody else', async () => {
    expect(await desk('/desk')).toContain('登记成员手机：有正式议案待表决，还有 3 名成员没有登记');
    expect(await desk('/desk/voters')).toMatch(/在任 3 人，已确认 0 人/);
    expect(await qian.sends('/desk/voters', { party: await party('马建军'), phone: '12345' })).toMatchObject({ status: 422 });
    expect(await qian.sends('/desk/voters', { party: await party('马建军'), phone: PHONES.ma, code: await codeFor(house, qianId) })).toMatchObject({ status: 303 });
    expect(await qian.sends('/desk/voters', { party: await party('白雪'), phone: PHONES.ma })).toMatchObject({ status: 409, text: expect.stringContaining('登记在另一位成员名下') });
    expect(await qian.sends('/desk/voters', { party: await party('白雪'), phone: PHONES.bai })).toMatchObject({ status: 303 });
    expect(await publicly('/outbox')).toMatch(/13800008302 .*白雪，您好。请打开 .*\/me\/council/);
    members.ma = await byTelephone(house, PHONES.ma);
    members.bai = await byTelephone(house, PHONES.bai);
    expect(await reads(people[1]!, '/me/council')).toContain('还没有登记为议事会成员');
    await posts(people[1]!, '/me/council/consents', {}).expect(404);
    expect(await reads(members.bai, '/me')).toContain('确认这是您的手机');
    expect(await said(posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'no', interest: '' }), 422)).toContain('登记并确认过的手机');
    expect(await reads(members.bai, '/me/council')).toMatch(/我是白雪，这是我本人的手机.*不替别人表决/);
    for (const one of [members.ma, members.bai]) await posts(one, '/me/council/consents', {}).expect(303);
    expect(await said(posts(members.bai, '/me/council/consents', {}), 409)).toContain('已经确认过了');
    expect(await desk('/desk/voters')).toMatch(/在任 3 人，已确认 2 人.*138 \*\*\*\* 8302/);
  });

  it('an interest is declared first: whoever is on the map stands back whatever they say, and 没有 is kept', async () => {
    expect(await reads(members.bai, '/me/council')).toContain('申报利害关系：第 2026-1 号，更换2号院大门门禁吗？');
    expect(await reads(members.ma, '/me/council')).toContain('现在没有要办的事');
    expect(await reads(members.ma, '/me/motions/2026-1')).toContain('按关系登记，您要回避');
    expect(await said(posts(members.ma, '/me/motions/2026-1/declarations', { interested: 'no', interest: '' }), 409)).toContain('按关系登记须回避');
    expect(await reads(members.bai, '/me/motions/2026-1')).toMatch(/先申报利害关系.*与此事有无利害关系.*收款方|先申报利害关系.*收款方：马记门业有限公司/);
    expect(await said(posts(members.bai, '/me/motions/2026-1/declarations', {}), 422)).toContain('请选择有没有利害关系');
    await posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'no', interest: '' }).expect(303);
    expect(await reads(members.bai, '/me/council')).toContain('现在没有要办的事');
    expect(await said(posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'no', interest: '' }), 409)).toContain('已经申报过了');
    const [none] = await house.db.query<{ none: boolean }[]>('SELECT declared_none(m.id, $1) AS none FROM motion m WHERE number = $2', [Number(await party('白雪')), '2026-1']);
    expect(none).toEqual({ none: true });
    expect(await desk(`${HERE}/2026-1`)).toMatch(/成员申报情况 白雪 召集人 已声明没有 .*柴进 未申报 马建军 回避/);
  });

  it('in the meeting Chai says that he has none; Bai remembers that she has, and then nobody can decide', async () => {
    expect(await qian.sends(`${HERE}/2026-1/declarations`, { party: await party('柴进'), interested: 'yes', backWhy: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明是什么') });
    expect(await qian.sends(`${HERE}/2026-1/declarations`, { party: await party('柴进'), interested: 'no', backWhy: '' })).toMatchObject({ status: 303 });
    expect(await said(posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'yes', interest: '' }), 422)).toContain('请写明是什么');
    await posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'yes', interest: '门禁厂家是我妹夫开的' }).expect(303);
    expect(await reads(members.bai, '/me/motions/2026-1')).toContain('您已回避');
    expect(await publicly('/motions/2026-1')).toMatch(/白雪 本人申报 门禁厂家是我妹夫开的.*在任 3 人，回避 2 人，应到 1 人/);
    expect(await qian.sends(`${HERE}/2026-1/declarations`, { party: await party('柴进'), interested: 'yes', backWhy: '我也是' })).toMatchObject({ status: 303 });
    expect(await publicly('/motions/2026-1')).toMatch(/全体成员都要回避，这个机构表决不了这件事.*撤回后提请上一级议事会/);
    expect(await publicly('/motions/2026-1')).toContain('一位居民 本人申报');
  });

  it('Bai tables a motion of her own and withdraws it; Aunt Shen withdraws hers', async () => {
    expect(await reads(members.bai, '/me/motions')).toContain('以成员身份提议案');
    expect(await reads(people[1]!, '/me/motions')).not.toContain('以成员身份提议案');
    expect(await said(posts(people[1]!, '/me/motions', { body: 'residents-court-2', ownQuestion: '我也提一个？', ownExplanation: '说明' }), 422)).toContain('登记并确认过的手机');
    expect(await said(posts(members.bai, '/me/motions', { body: 'council', ownQuestion: '换理事长吗？', ownExplanation: '说明' }), 422)).toContain('没有这位');
    const { headers } = await posts(members.bai, '/me/motions', { body: 'residents-court-2', ownQuestion: '每月一次院落大扫除吗？', ownExplanation: '大家轮流' }).expect(303);
    expect(headers.location).toBe('/me/motions/2026-4?done=tabled');
    expect(await publicly('/motions/2026-4')).toContain('成员白雪于 2026年11月11日提出');
    await posts(members.bai, '/me/motions/2026-4/withdrawals', { endWhy: '已有安排' }).expect(303);
    expect(await reads(members.bai, '/me/motions')).toMatch(/大扫除吗？ 2026-4 已撤回/);
    await posts(people[0]!, '/me/motions/2026-1/withdrawals', { endWhy: '改由街道更换' }).expect(303);
    expect(await said(posts(members.bai, '/me/motions/2026-1/declarations', { interested: 'no', interest: '' }), 409)).toContain('已经撤回');
  });

  it('a telephone is struck by its holder, and speaks no more', async () => {
    await posts(members.bai, '/me/council/ends', { endWhy: '换号' }).expect(303);
    expect(await said(posts(members.bai, '/me/motions', { body: 'residents-court-2', ownQuestion: '再提一个？', ownExplanation: '说明' }), 422)).toContain('登记并确认过的手机');
    const [{ id }] = await house.db.query<[{ id: number }]>('SELECT id FROM standing_voter_phone');
    expect(await qian.sends('/desk/voters/ends', { struck: String(id), why: '去世' })).toMatchObject({ status: 303 });
    expect(await reads(members.ma, '/me/council')).toContain('还没有登记为议事会成员');
  });
});
