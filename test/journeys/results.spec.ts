import { ResidentsCouncils } from '../../src/council/residents-councils.service';
import { Officials } from '../../src/foundations/officials/officials.service';
import type { Foundation } from '../../src/people/foundations';
import type { Somebody } from '../../src/people/people';
import { Relations } from '../../src/people/relations.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { byTelephone, plainText, posts } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { addsPaper } from '../support/papers';
import { closedVote, type Closed, courtyard } from '../support/results';

jest.setTimeout(120_000);

// The council of Liuyin Street has voted for a ramp. Its result is posted, a neighbour objects, is answered, and on the day after the notice the motion takes effect and becomes a resolution (M19, M33).
const clock = new SetClock('2026-11-03T02:00:00Z');
let house: TestApp;
let foundation: Foundation;
let people: Record<'qian' | 'gu' | 'he', number>;
let qian: AtDesk;
let gu: AtDesk;
let he: AtDesk;
let ramp: Closed;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  people = { qian: await appointed(house, foundation, '钱进', 'programme-officer'), gu: await appointed(house, foundation, '顾明', 'secretary-general'), he: await appointed(house, foundation, '何平', 'supervisor') };
  await signIn();
  ramp = await closedVote(house, foundation.id, people.qian, { council: await courtyard(house, foundation.id, people.qian) });
});
afterAll(() => house?.close());

async function signIn(): Promise<void> {
  [qian, gu, he] = [await atDesk(house, people.qian), await atDesk(house, people.gu), await atDesk(house, people.he)];
}
async function on(instant: string): Promise<void> {
  clock.set(instant);
  await signIn();
}
const seen = async (path: string): Promise<string> => plainText((await house.request().get(path).expect(200)).text);
const RESULT = '/motions/2026-3/result';
const desk = ({ vote }: Closed = ramp): string => `/desk/results/${vote}`;
const SAYS = { name: '周建国', door: '3 号楼 201', about: 'counting', words: '我看到有人投了两次票，我的电话是13800008888。', display: 'masked' };

it('everybody reads the result: people, the line, the rule and how it is read', async () => {
  const page = await seen(RESULT);
  expect(page).toContain('应到 25 人，实到 20 人（至少 20 人）；赞成 13 人（至少 13 人）');
  expect(page).toMatch(/通过 在任成员 25 回避 0 .*反对 5 弃权 2/);
  expect(page).toMatch(/赞成超过应到成员的 1\/2.*“超过”不含本数.*民法典第一千二百五十九条.*《柳荫街社区居民议事会议事规则》/);
  expect(page).toMatch(/待公示 结果还没有张贴公示。张贴次日起公示 7 天/);
  expect(page).toContain('没有收到异议');
  const english = plainText((await house.request().get(`/en${RESULT}`).expect(200)).text);
  expect(english).toMatch(/Shall a ramp be built\?.*25 should attend, 20 were there \(at least 20\); 13 for it \(at least 13\)/);
  await house.request().get('/motions/2026-9/result').expect(404);
});

it('the sheet for the notice board: large, with the code of the page', async () => {
  const { text } = await house.request().get(`${RESULT}/sheet`).expect(200);
  expect(plainText(text)).toMatch(/表决结果公示 议案 2026-3：是否用 30,000 元为三号院加装坡道？ 通过 应到 25 人.*公示 7 天（张贴当天不计）。张贴日期：____/);
  expect(text).toContain('data:image/svg+xml;base64,');
});

it('it waits to be posted; before that it does not take effect', async () => {
  expect(plainText(await qian.reads('/desk'))).toContain('公示议案 2026-3 的表决结果：是否用 30,000 元为三号院加装坡道？');
  expect(await gu.sends(`${desk()}/effects`, {})).toMatchObject({ status: 422, text: expect.stringContaining('结果还没有公示') as string });
  expect(await qian.sends(`${desk()}/notices`, { place: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明张贴在哪里') as string });
  expect((await he.sends(`${desk()}/notices`, { place: '公告栏' })).status).toBe(404);
  expect(await qian.sends(`${desk()}/notices`, { place: '柳荫街社区公告栏、三号院门口' })).toMatchObject({ status: 303, to: `${desk()}?done=posted` });
  expect(await qian.sends(`${desk()}/notices`, { place: '别处' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记公示') as string });
  expect(await seen(RESULT)).toMatch(/公示中 2026年11月3日张贴，异议截止 2026年11月10日（当天全天）。期满没有成立的异议，最早 2026年11月11日生效/);
  expect(plainText(await qian.reads('/desk'))).not.toContain('公示议案');
});

it('a neighbour objects from a telephone, once, and no more than they wish is shown', async () => {
  await house.request().get('/me/motions/2026-3/objections').expect(303);
  const zhou = await byTelephone(house, '13800008888');
  expect(plainText((await zhou.get('/me/motions/2026-3/objections').expect(200)).text)).toContain('2026年11月10日当天结束前都可以提出');
  const refused = await posts(zhou, '/me/motions/2026-3/objections', { ...SAYS, door: '', words: '写了很久的话' }).expect(422);
  expect(refused.text).toContain('写了很久的话');
  expect(plainText(refused.text)).toContain('请填写住处');
  await posts(zhou, '/me/motions/2026-3/objections', SAYS).expect(303);
  expect(plainText((await posts(zhou, '/me/motions/2026-3/objections', { ...SAYS, name: '别人' }).expect(409)).text)).toContain('已经对这项结果提出过异议');
  expect(plainText((await zhou.get('/me/motions/2026-3/objections').expect(200)).text)).toMatch(/您提出的异议 周\* 计票.*将在 2026年11月13日前公开答复/);
  const page = await seen(RESULT);
  expect(page).toMatch(/周\* 计票 .*我看到有人投了两次票，我的电话是•••。/);
  expect(page).not.toMatch(/周建国|201|13800008888/);
});

it('what came on paper is entered by the desk, of the day on which it came', async () => {
  const paper = { way: 'paper', cameOn: '2026-11-03', name: '吴桂兰', door: '5 号楼 102', about: 'procedure', words: '会议通知没有贴到五号楼。', display: 'full' };
  expect(await qian.sends(`${desk()}/objections`, { ...paper, cameOn: '2026-11-04' })).toMatchObject({ status: 422, text: expect.stringContaining('收到日期要在表决结束之后') as string });
  expect(await qian.sends(`${desk()}/objections`, { ...paper, cameOn: '2026-11-01' })).toMatchObject({ status: 422 });
  expect(await qian.sends(`${desk()}/objections`, paper)).toMatchObject({ status: 303 });
  expect(await qian.sends(`${desk()}/objections`, { ...paper, name: '吴桂兰 ', door: '５号楼102' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记过') as string });
  expect(await seen(RESULT)).toContain('吴桂兰 程序（通知、到会、提案等）');
});

it('each is answered in public; who doubts the count is told a recount', async () => {
  const [first, second] = (await house.db.query<{ id: number }[]>('SELECT id FROM motion_objection ORDER BY id')).map(({ id }) => `${desk()}/objections/${id}`);
  expect(plainText(await qian.reads('/desk'))).toMatch(/答复对议案 2026-3 的异议.*答复对议案 2026-3 的异议/);
  const answer = { upheld: 'no', answer: '按公开文件重新计票，每个查询码只出现一次。' };
  expect(await qian.sends(`${first}/answers`, answer)).toMatchObject({ status: 422, text: expect.stringContaining('请填写重新计票') as string });
  expect(await qian.sends(`${first}/answers`, { ...answer, countedFor: '１２', countedAgainst: '6', countedAbstained: '2' })).toMatchObject({ status: 422, text: expect.stringContaining('只能认定异议成立') as string });
  expect(await qian.sends(`${first}/answers`, { ...answer, countedFor: '１３', countedAgainst: '5', countedAbstained: '2' })).toMatchObject({ status: 303 });
  expect(await gu.sends(`${first}/answers`, { ...answer, countedFor: '13', countedAgainst: '5', countedAbstained: '2' })).toMatchObject({ status: 409, text: expect.stringContaining('已经答复') as string });
  // somebody would uphold the second one; a second person disagrees, and it is answered anew
  expect(await qian.sends(`${second}/answers`, { upheld: 'yes', answer: '确实没有贴。' })).toMatchObject({ status: 303 });
  expect(await seen(RESULT)).not.toContain('确实没有贴');
  expect(await gu.sends(`${second}/answers`, { upheld: 'no', answer: '不成立' })).toMatchObject({ status: 409, text: expect.stringContaining('正在等第二人复核') as string });
  expect(plainText(await gu.reads('/desk'))).toContain('复核拟成立的异议：议案 2026-3');
  expect(await qian.sends(`${second}/seconds`, { agrees: 'yes' })).toMatchObject({ status: 422, text: expect.stringContaining('提出结论的人不能复核') as string });
  expect(await gu.sends(`${second}/seconds`, { agrees: 'no' })).toMatchObject({ status: 422, text: expect.stringContaining('不同意时请写明理由') as string });
  expect(await gu.sends(`${second}/seconds`, { agrees: 'no', secondWhy: '五号楼不属于三号院，通知贴在三号院即可。' })).toMatchObject({ status: 303 });
  expect(plainText(await gu.reads(second!))).toContain('没有通过复核的结论');
  expect(await gu.sends(`${second}/answers`, { upheld: 'no', answer: '五号楼不属于三号院，通知已按规则张贴。' })).toMatchObject({ status: 303 });
  expect(await seen(RESULT)).toMatch(/异议不成立 按公开文件重新计票.*重新计票：赞成 13，反对 5，弃权 2。.*异议不成立 五号楼不属于三号院/);
});

it('the last day is whole: it is no day for the effect, and still one for objections', async () => {
  await on('2026-11-10T15:59:00Z');
  expect(await gu.sends(`${desk()}/effects`, {})).toMatchObject({ status: 422, text: expect.stringContaining('公示期还没有满') as string });
  const late = await byTelephone(house, '13800007777');
  await posts(late, '/me/motions/2026-3/objections', { ...SAYS, name: '孙阿婆', about: 'content', words: '坡道太陡。', display: 'anonymous' }).expect(303);
  clock.set('2026-11-10T16:00:00Z');
  const tooLate = await byTelephone(house, '13800006666');
  expect(plainText((await tooLate.get('/me/motions/2026-3/objections').expect(200)).text)).toContain('公示期已满，不再受理异议');
  expect(plainText((await posts(tooLate, '/me/motions/2026-3/objections', SAYS).expect(422)).text)).toContain('公示期已满，不再受理异议');
  // paper that came on the last day is entered the morning after
  await on('2026-11-11T02:00:00Z');
  expect(await qian.sends(`${desk()}/objections`, { way: 'hotline', cameOn: '2026-11-11', ...SAYS, name: '郑某' })).toMatchObject({ status: 422, text: expect.stringContaining('公示期已满') as string });
  expect(await gu.sends(`${desk()}/effects`, {})).toMatchObject({ status: 409, text: expect.stringContaining('还有异议没有答复') as string });
  expect(await seen(RESULT)).toMatch(/公示期满，异议待答复 公示期已满，还有 1 项异议没有答复/);
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM motion_objection');
  expect(await qian.sends(`${desk()}/objections/${id}/answers`, { upheld: 'no', answer: '坡度 1:12，符合无障碍设计规范。', countedFor: '13', countedAgainst: '5', countedAbstained: '2' })).toMatchObject({ status: 422 });
  expect(await qian.sends(`${desk()}/objections/${id}/answers`, { upheld: 'no', answer: '坡度 1:12，符合无障碍设计规范。' })).toMatchObject({ status: 303 });
  expect(await seen(RESULT)).toContain('一位居民 议案内容');
});

it('it takes effect, becomes a resolution with exactly its numbers, and nothing takes it back', async () => {
  expect(plainText(await qian.reads('/desk'))).toContain('公示期满，使议案 2026-3 生效');
  clock.set('2026-11-11T02:20:00Z');
  expect(await gu.sends(`${desk()}/effects`, {})).toMatchObject({ status: 422, text: expect.stringContaining('验证码') as string });
  await on('2026-11-11T04:00:00Z');
  expect((await he.sends(`${desk()}/effects`, {})).status).toBe(404);
  const { status, to } = await gu.sends(`${desk()}/effects`, {});
  expect(status).toBe(303);
  expect(await gu.sends(`${desk()}/effects`, {})).toMatchObject({ status: 409, text: expect.stringContaining('已经生效') as string });
  const resolution = to!.replace(/\?.*/, '');
  const page = plainText(await qian.reads(resolution));
  expect(page).toMatch(/编号 议案 2026-3 凭议案 议案 2026-3 .*应到.*25 .*20 .*13 .*5/);
  expect(page).not.toContain('撤回决议');
  expect(await qian.sends(`${resolution}/withdrawals`, { why: '不要了' })).toMatchObject({ status: 422, text: expect.stringContaining('议案形成的决议不能撤回') as string });
  expect(plainText(await qian.reads('/desk'))).toContain('议案 2026-3');
  await addsPaper(qian, `resolutions/${resolution.split('/').pop()}`);
  expect(await gu.sends(`${resolution}/confirmations`, {})).toMatchObject({ status: 422 });
  expect(await qian.sends(`${resolution}/confirmations`, {})).toMatchObject({ status: 303 });
  expect(await seen(RESULT)).toMatch(/已生效 2026年11月11日生效。 生效后不能更改或撤销/);
  const zhou = await byTelephone(house, '13800005555');
  expect(plainText((await posts(zhou, '/me/motions/2026-3/objections', SAYS).expect(409)).text)).toContain('已经生效，不再受理异议');
  expect(await complaints(house)).toEqual({});
});

it('what rests on the motion stands on its page, and is of no day before its effect', async () => {
  const council = await closedVote(house, foundation.id, people.qian, { number: '2026-4', question: '是否设立修缮储备？', body: 'council', closed: '2026-11-11T03:00:00Z', seated: 7, recused: 2, present: 5, for: 4, against: 1, abstained: 0, countedOf: 'present', secret: false });
  await qian.sends(`${desk(council)}/notices`, { place: '公告栏' });
  await on('2026-11-19T02:00:00Z');
  const { to } = await qian.sends(`${desk(council)}/effects`, {});
  const id = Number(/resolutions\/(\d+)/.exec(to!)![1]);
  await addsPaper(qian, `resolutions/${id}`);
  expect(await gu.sends(`/desk/resolutions/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  const reserve = { fundCode: 'repair', name: '修缮储备', englishName: 'Repair reserve', purpose: '大修', englishPurpose: 'Repairs', resolution: String(id) };
  expect(await gu.reads('/desk/founding/reserves')).toContain('凭议案 2026-4');
  expect(await gu.sends('/desk/founding/reserves', { ...reserve, day: '2026-11-18' })).toMatchObject({ status: 422, text: expect.stringContaining('日期不能早于所依据的决议') as string });
  expect(await gu.sends('/desk/founding/reserves', { ...reserve, day: '2026-11-19' })).toMatchObject({ status: 303 });
  expect(await seen('/motions/2026-4/result')).toContain('据此办理 设立储备：1 项');
  expect(plainText(await gu.reads(desk(council)))).toContain('据此办理 设立储备：1 项');
});

it('not carried: by how many it missed the line, and what can be done', async () => {
  const lost = await closedVote(house, foundation.id, people.qian, { number: '2026-5', body: 'council', present: 19, for: 12, against: 7, abstained: 0, closed: '2026-11-10T12:00:00Z' });
  const page = await seen('/motions/2026-5/result');
  expect(page).toMatch(/未通过 到会人数不足：至少要 20 人，差 1 人，表决无效。 赞成人数不足：至少要 13 人，差 1 人。/);
  expect(page).toContain('可以修改后作为新议案再次提出');
  await qian.sends(`${desk(lost)}/notices`, { place: '公告栏' });
  expect(await gu.sends(`${desk(lost)}/effects`, {})).toMatchObject({ status: 422, text: expect.stringContaining('没有通过的议案不能生效') as string });
});

it('half is enough where the rule says at least half, and the result says so', async () => {
  await closedVote(house, foundation.id, people.qian, { number: '2026-6', body: 'council', seated: 21, recused: 1, present: 20, for: 10, against: 10, abstained: 0, moreThan: false, closed: '2026-11-10T12:00:00Z' });
  expect(await seen('/motions/2026-6/result')).toMatch(/应到 20 人，实到 20 人（至少 16 人）；赞成 10 人（至少 10 人） 通过 .*回避 1 .*“达到”“以上”含本数/);
});

it('an objection that two people uphold keeps it from effect, and a new vote counts instead', async () => {
  const tie = await closedVote(house, foundation.id, people.qian, { number: '2026-7', body: 'council', closed: '2026-11-10T12:00:00Z' });
  await qian.sends(`${desk(tie)}/notices`, { place: '公告栏' });
  const zhou = await byTelephone(house, '13800004444');
  await posts(zhou, '/me/motions/2026-7/objections', { ...SAYS, about: 'interest' }).expect(303);
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM motion_objection');
  await qian.sends(`${desk(tie)}/objections/${id}/answers`, { upheld: 'yes', answer: '一名成员的配偶是供应商，应当回避。' });
  expect(await gu.sends(`${desk(tie)}/objections/${id}/seconds`, { agrees: 'yes' })).toMatchObject({ status: 303 });
  expect(await seen('/motions/2026-7/result')).toMatch(/异议成立，不生效 有异议经两人复核成立.*可以重新表决.*异议成立 一名成员的配偶是供应商.*钱进答复，顾明复核/);
  await on('2026-11-27T02:00:00Z');
  expect(await gu.sends(`${desk(tie)}/effects`, {})).toMatchObject({ status: 409, text: expect.stringContaining('有异议成立') as string });
  expect(plainText(await qian.reads('/desk'))).not.toContain('使议案 2026-7 生效');
  await closedVote(house, foundation.id, people.qian, { again: tie, number: '2026-7', recused: 1, present: 20, for: 12, closed: '2026-11-27T01:00:00Z' });
  expect(await seen('/motions/2026-7/result')).toContain('应到 24 人，实到 20 人（至少 20 人）；赞成 12 人（至少 13 人）');
  expect(plainText(await qian.reads(desk(tie)))).toContain('本次结果之后又表决过一次');
  expect(await complaints(house)).toEqual({});
});

it('who decides: relations declared, as far as they are anybody’s business, and every body’s rules with their source', async () => {
  const by = { id: people.gu } as Somebody;
  const day = { from: '2026-01-01', until: '2029-12-31' };
  await house.app.get(Officials).elect(foundation, { name: '顾明', englishName: 'Gu Ming', code: null, office: 'director', ...day, resolution: null, basis: '发起人推选' }, by);
  for (const b of [{ kind: 'body', name: '示例物业有限公司', code: null }, { kind: 'person', name: '顾小明', code: null }] as const) {
    await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '顾明', code: null }, kind: b.kind === 'body' ? 'ownership' : 'family', b, from: '2026-01-01', to: null, source: '2026 年度利益申报表' }, by);
  }
  await house.app.get(ResidentsCouncils).seat({ foundation: foundation.id, code: 'court-1' }, { name: '周建国', code: null, display: 'masked', chairs: false, official: true, constituency: null, chosenBy: '推选', from: '2026-03-01', until: '2029-02-28' }, by);
  await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '周建国', code: null }, kind: 'employer', b: { kind: 'body', name: '某某超市', code: null }, from: '2026-01-01', to: null, source: '本人申报' }, by);
  const page = await seen('/council');
  expect(page).toMatch(/申报的利益关系 顾明是示例物业有限公司的股东或合伙人 顾明是姓名不公开的个人的近亲属/);
  expect(page).toContain('成员申报的利益关系：1 项');
  expect(page).not.toMatch(/顾小明|某某超市|周建国/);
  expect(page).toMatch(/特别事项：应到成员的 2\/3 到会才能表决；赞成达到到会成员的 2\/3（含本数），议案才通过。 基金会管理条例（国务院令第400号）第二十一条/);
});
