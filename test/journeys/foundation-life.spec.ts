import { Client } from 'pg';
import { FOUNDING_CHECKS } from '../../src/foundations/checks';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { addsPaper, pdf, sendsFiles } from '../support/papers';
import { textOf } from '../support/pdf';
import { resolved } from '../support/resolutions';

jest.setTimeout(120_000);

// From the first pledge to the end: what is promised, registered, changed, stopped, handed on. Li and Zhou keep the books, Wang is secretary-general.

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let ids: { li: number; zhou: number };
let li: AtDesk;
let zhou: AtDesk;
let wang: AtDesk;
let lines = 0;

beforeAll(async () => {
  clock = new SetClock('2026-06-30T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  ids = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), zhou: await appointed(house, foundation, '周晓', 'bookkeeper') };
  li = await atDesk(house, ids.li);
  zhou = await atDesk(house, ids.zhou);
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
});
afterAll(() => house.close());

const numberIn = ({ to }: { to?: string }): string => /(\d+)\?/.exec(to ?? '')![1]!;

/** A founder's money comes in: Li records it, the bank shows it, Zhou finds it. */
async function paysIn(founder: string, amount: string, sum: bigint, valueDay: string): Promise<{ status: number; text: string; to?: string }> {
  const reference = `ICBC${++lines}`;
  const recorded = await li.sends('/desk/founding/contributions', { founder, amount, reference, valueDay });
  if (recorded.status !== 303) return recorded;
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM founding_contribution');
  const line = (await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day: valueDay, sum, reference, party: founder }] })).get(reference);
  return zhou.sends(`/desk/founding/contributions/${id}/confirmations`, { line: String(line) });
}

/** Nine members meet; Li enters it with its signed paper, Zhou compares it. */
async function resolves(subject: string, majority: string, day: string): Promise<string> {
  const recorded = await sendsFiles(li, '/desk/resolutions', { body: 'council', majority, number: `2026 年第 ${++lines} 号`, day, subject, entitled: '9', present: '8', for: '7', against: '1' }, { name: '决议.pdf', content: pdf() });
  const id = numberIn(recorded);
  expect(await zhou.sends(`/desk/resolutions/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  return id;
}

/** Li enters an act with the registrar's paper, Zhou compares it. */
async function actOf(kind: string, more: Record<string, string>): Promise<{ status: number; text: string }> {
  const recorded = await li.sends('/desk/founding/life', { kind, day: '2026-06-30', why: '依决定办理', paperName: '文件', paperNumber: `示例民 ${++lines} 号`, ...more });
  return recorded.status === 303 ? zhou.sends(`/desk/founding/life/${numberIn(recorded)}/confirmations`, {}) : recorded;
}

it('a resolution is entered by Li with its signed paper and compared by Zhou', async () => {
  const said = { body: 'council', majority: 'special', number: '2026 年第 100 号', day: '2026-01-06', subject: '选举理事长', entitled: '9', present: '6', for: '4', against: '0' };
  expect(await li.sends('/desk/resolutions', { ...said, present: '5' })).toMatchObject({ status: 422, text: expect.stringContaining('至少 6 人到会') });
  expect(await li.sends('/desk/resolutions', { ...said, for: '3', against: '九' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写人数') });
  expect(await li.sends('/desk/resolutions', { ...said, for: '3' })).toMatchObject({ status: 422, text: expect.stringContaining('至少要 4 票赞成') });
  const recorded = await li.sends('/desk/resolutions', said);
  const path = `/desk/resolutions/${numberIn(recorded)}`;
  expect(await zhou.reads(path)).toContain('还没有签名原件');
  expect(await zhou.sends(`${path}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('先上传有签名的决议原件') });
  expect(await zhou.reads('/desk')).toContain('核对决议：2026 年第 100 号 选举理事长');
  expect(await addsPaper(li, `resolutions/${numberIn(recorded)}`)).toMatchObject({ status: 303 });
  expect(await li.sends(`${path}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('另一人核对') });
  // two at once: it is confirmed once
  const both = await Promise.all([zhou.sends(`${path}/confirmations`, {}), wang.sends(`${path}/confirmations`, {})]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await li.sends(`${path}/withdrawals`, { why: '改主意' })).toMatchObject({ status: 409, text: expect.stringContaining('不能撤回') });
  const mistaken = await li.sends('/desk/resolutions', { ...said, number: '2026 年第 101 号' });
  expect(await li.sends(`/desk/resolutions/${numberIn(mistaken)}/withdrawals`, { why: '编号抄错' })).toMatchObject({ status: 303 });
  expect(await zhou.reads(`/desk/resolutions/${numberIn(mistaken)}`)).toContain('编号抄错');
});

it('the kind decides the floor, and what founders promise shows what is still to come', async () => {
  expect(await li.reads('/desk/founding')).toContain('非公募基金会的原始基金应不低于 2,000,000.00 元');
  expect(await wang.sends('/desk/founding/kinds', { kind: 'public-local', privateMoney: 'no' })).toMatchObject({ status: 303 });
  expect(await li.reads('/desk/founding')).toContain('地方性公募基金会的原始基金应不低于 4,000,000.00 元');
  expect(await wang.sends('/desk/founding/kinds', { kind: 'non-public', privateMoney: 'yes' })).toMatchObject({ status: 303 });

  expect(await li.sends('/desk/founding/pledges', { pledger: '', pledged: '0', dueDay: '下周' })).toMatchObject({ status: 422 });
  expect(await li.sends('/desk/founding/pledges', { pledger: '示例物业有限公司', pledged: '150万', dueDay: '2026-02-28' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/pledges', { pledger: '梧桐里商会', pledged: '50万', dueDay: '2026-12-31' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/pledges', { pledger: '梧桐里商会', pledged: '5万', dueDay: '2026-12-31' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/pledge-withdrawals', { pledge: '3', withdrawnWhy: '重复登记' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/pledge-withdrawals', { pledge: '3', withdrawnWhy: '重复登记' })).toMatchObject({ status: 409 });
  expect(await paysIn('示例物业有限公司', '1499999.99', 149_999_999n, '2026-02-11')).toMatchObject({ status: 303 });
  expect(await paysIn('梧桐里商会', '50万', 50_000_000n, '2026-03-02')).toMatchObject({ status: 303 });
  const page = (await li.reads('/desk/founding')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(page).toContain('示例物业有限公司 已逾期 约定 2026年2月28日 前缴清 1,500,000.00 1,499,999.99 1,499,999.99 0.01');
  expect(page).toContain('合计 2,000,000.00 1,999,999.99 1,999,999.99 0.01');
});

it('is refused a fen below, and registered at the floor, under a code that is one, once', async () => {
  for (const [kind, day] of [['name-approval', '2026-04-01'], ['charter', '2026-04-02'], ['council-and-supervisor', '2026-04-03'], ['full-time-staff', '2026-04-04'], ['capital-verification', '2026-05-12']] as const)
    await li.sends('/desk/founding/papers', { kind, name: kind, number: '', day });
  const registration = { certificate: '53310000MJ0000001G', registeredOn: '2026-05-20' };
  expect(await wang.sends('/desk/founding/registrations', registration)).toMatchObject({ status: 422, text: expect.stringContaining('还差 0.01 元') });
  expect(await paysIn('示例物业有限公司', '0.01', 1n, '2026-05-05')).toMatchObject({ status: 303 });
  for (const certificate of ['示例证 1 号', '53310000MJ0000001H', '91310000MA1FL0000X']) // not a code; a wrong check character; a company's
    expect(await wang.sends('/desk/founding/registrations', { ...registration, certificate })).toMatchObject({ status: 422, text: expect.stringContaining('不是基金会的统一社会信用代码') });
  const both = await Promise.all([wang.sends('/desk/founding/registrations', { ...registration, certificate: ' 53310000mj 0000001g' }), zhou.sends('/desk/founding/registrations', registration)]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await wang.sends('/desk/founding/kinds', { kind: 'public-local', privateMoney: 'no' })).toMatchObject({ status: 422, text: expect.stringContaining('办理变更登记后才能改') });
  expect((await house.visitor().get('/about')).text).toContain('53310000MJ0000001G');
});

it('has a data sheet to fill in the certificate from', async () => {
  const said = { from: '2026-01-05', domicile: '示例市梧桐里路 1 号', englishDomicile: '1 Wutongli Road', scope: '资助社区为老服务', englishScope: 'Services for the elderly' };
  expect(await li.sends('/desk/founding/particulars', said)).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/particulars', { ...said, from: '2026-06-01' })).toMatchObject({ status: 422, text: expect.stringContaining('核准文号') });
  expect(await li.sends('/desk/founding/particulars', { ...said, from: '2026-06-01', domicile: '示例市梧桐里路 2 号', approval: '示例民变 1 号' })).toMatchObject({ status: 303 });
  expect(await li.reads('/desk/founding/sheet')).toMatch(/示例市梧桐里路 2 号[^]*示例物业有限公司/);
  const { body, headers } = await li.visitor.get('/desk/founding/sheet.pdf').buffer(true).expect(200);
  expect(headers['content-type']).toBe('application/pdf');
  expect(textOf(body as Buffer)).toMatch(/登记事项数据单[^]*53310000MJ0000001G[^]*示例市梧桐里路 2 号[^]*资助社区为老服务[^]*贰佰万元整[^]*发起人出资明细[^]*1,499,999\.99[^]*合计[^]*2,000,000\.00/);
});

it('officials: five directors, officers by a special majority, and what the law finds', async () => {
  const elect = (name: string, office: string, more: Record<string, string> = {}) => li.sends('/desk/officials', { name, englishName: name, office, from: '2026-01-06', until: '2030-12-31', basis: '发起人会议推选', ...more });
  for (const name of ['顾明', '顾亮', '唐宁', '秦岚', '许静']) expect(await elect(name, 'director')).toMatchObject({ status: 303 });
  expect(await elect('唐宁', 'director')).toMatchObject({ status: 422, text: expect.stringContaining('已经担任这个职务') });
  expect(await elect('何平', 'supervisor', { until: '2031-01-06' })).toMatchObject({ status: 303 });
  expect(await elect('顾明', 'chair')).toMatchObject({ status: 422, text: expect.stringContaining('由理事会选举，请选择决议') });
  const ordinary = await resolves('通过年度计划', 'ordinary', '2026-01-06');
  expect(await elect('顾明', 'chair', { basis: '', resolution: ordinary })).toMatchObject({ status: 422, text: expect.stringContaining('三分之二以上同意') });
  expect(await elect('顾明', 'chair', { basis: '', resolution: '1' })).toMatchObject({ status: 303 });
  expect(await elect('唐宁', 'chair', { basis: '', resolution: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('已经有理事长') });
  expect(await elect('钱进', 'secretary-general', { basis: '', resolution: '1' })).toMatchObject({ status: 303 });
  await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '顾明', code: null }, kind: 'family', b: { kind: 'person', name: '顾亮', code: null }, from: '2000-01-01', to: null, source: '本人申报' }, { id: ids.li, name: '', roles: [] });

  const page = (await wang.reads('/desk/officials')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  // private money, five directors: one third is one; they are two
  for (const words of ['须先改正 有近亲属关系的理事 2 人（顾明、顾亮），不能超过理事总数 5 人的三分之一，即 1 人。 《基金会管理条例》第二十条', '何平（监事）的任期超过 5 年', '钱进任秘书长，但不在理事名单里']) expect(page).toContain(words);
  // what a council beyond the law decides is held until whoever compares it says why it stands; nobody else of the family is elected, nor to watch it
  const minutes = await sendsFiles(li, '/desk/resolutions', { body: 'council', majority: 'ordinary', number: '2026 年第 102 号', day: '2026-06-01', subject: '通过中期报告', entitled: '９', present: '8', for: '7', against: '1' }, { name: '决议.pdf', content: pdf() });
  const held = `/desk/resolutions/${numberIn(minutes)}`;
  expect(await zhou.reads(held)).toContain('理事会当天有近亲属关系的理事超过法定人数');
  expect(await zhou.sends(`${held}/confirmations`, { standsBecause: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明这份决议为何仍可作为依据') });
  expect(await zhou.sends(`${held}/confirmations`, { standsBecause: '顾明、顾亮没有表决' })).toMatchObject({ status: 303 });
  expect(await wang.reads(held)).toContain('顾明、顾亮没有表决');
  await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '顾明', code: null }, kind: 'family', b: { kind: 'person', name: '顾晴', code: null }, from: '2000-01-01', to: null, source: '本人申报' }, { id: ids.li, name: '', roles: [] });
  expect(await elect('顾晴', 'director')).toMatchObject({ status: 422, text: expect.stringContaining('有近亲属关系，理事会里最多容许 2 人') });
  expect(await elect('顾晴', 'supervisor')).toMatchObject({ status: 422, text: expect.stringContaining('顾晴不能任监事') });
  expect(await elect('周晓', 'supervisor')).toMatchObject({ status: 422, text: expect.stringContaining('周晓不能任监事') });
  // a seat that was over before is told as it was
  expect(await elect('顾晴', 'director', { from: '2020-01-01', until: '2024-12-31' })).toMatchObject({ status: 303 });
  const [{ party }] = await house.db.query<[{ party: number }]>("SELECT party FROM office_term t JOIN party y ON y.id = t.party WHERE y.name = '顾亮'");
  const liang = `/desk/officials/${party}`;
  expect(await li.sends(`${liang}/facts`, { fact: 'state-official', words: '示例街道办事处科长', since: '2026-01-01' })).toMatchObject({ status: 303 });
  expect(await li.sends(`${liang}/leavings`, { term: '2', lastDay: '2031-01-01', why: '辞职' })).toMatchObject({ status: 422, text: expect.stringContaining('在任期之内') });
  expect(await li.sends(`${liang}/leavings`, { term: '2', lastDay: '2026-06-01', why: '辞职' })).toMatchObject({ status: 303 });
  expect(await li.sends(`${liang}/leavings`, { term: '2', lastDay: '2026-06-01', why: '辞职' })).toMatchObject({ status: 409 });
  expect(await wang.reads('/desk/officials')).toContain('在任理事 4 人，应为 5 至 25 人');
  // a paper that counts fewer than sat that day is none
  expect(await li.sends('/desk/resolutions', { body: 'council', majority: 'investment', number: '2026 年第 103 号', day: '2026-05-20', subject: '投资', entitled: '4', present: '4', for: '3', against: '0' })).toMatchObject({ status: 422, text: expect.stringContaining('当天在任理事 5 人，应到人数不能比这少') });
  // the paper of the ninth counts nine members, five sat that day
  expect(await wang.reads(`/desk/resolutions/${ordinary}`)).toContain('决议写应到 9 人，当天在任理事是 5 人');
  const about = (await house.visitor().get('/en/about')).text;
  expect([about.includes('Chair (legal representative)'), about.includes('顾亮')]).toEqual([true, false]);
});

it('the registered sum is raised when the money is there, and lowered to the lawful floor at most', async () => {
  const decided = await resolves('同意原始基金增加 100 万元', 'special', '2026-06-02');
  expect(await paysIn('示例物业有限公司', '0.01', 1n, '2026-06-03')).toMatchObject({ status: 422, text: expect.stringContaining('只能补足缺少的 0.00 元') });
  const pledge = { pledger: '示例物业有限公司', pledged: '100万', dueDay: '2026-06-30' };
  expect(await li.sends('/desk/founding/pledges', pledge)).toMatchObject({ status: 422, text: expect.stringContaining('要由理事会决议') });
  expect(await li.sends('/desk/founding/pledges', { ...pledge, resolution: decided })).toMatchObject({ status: 303 });
  expect(await paysIn('示例物业有限公司', '999,999.99', 99_999_999n, '2026-06-10')).toMatchObject({ status: 303 });
  const change = { day: '2026-06-20', sum: '300万', asKind: 'non-public', resolution: decided };
  expect(await actOf('change', { ...change, resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择所依据的决议') });
  expect(await actOf('change', change)).toMatchObject({ status: 422, text: expect.stringContaining('还差 0.01 元') });
  // written down wrongly: taken back, and its number is free again
  expect(await li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '0.01', reference: 'SLIP', valueDay: '2026-06-12' })).toMatchObject({ status: 303 });
  const [{ slip }] = await house.db.query<[{ slip: number }]>('SELECT max(id) AS slip FROM founding_contribution');
  expect(await li.sends(`/desk/founding/contributions/${slip}/withdrawals`, { withdrawnWhy: '' })).toMatchObject({ status: 422 });
  expect(await li.sends(`/desk/founding/contributions/${slip}/withdrawals`, { withdrawnWhy: '记错了' })).toMatchObject({ status: 303 });
  expect(await li.sends(`/desk/founding/contributions/${slip}/withdrawals`, { withdrawnWhy: '记错了' })).toMatchObject({ status: 409 });
  expect(await zhou.reads(`/desk/founding/contributions/${slip}`)).toMatch(/已撤回[^]*记错了/);
  expect(await zhou.reads('/desk')).not.toContain('确认出资');
  expect(await li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '0.01', reference: 'SLIP', valueDay: '2026-06-12' })).toMatchObject({ status: 303 });
  expect(await li.sends(`/desk/founding/contributions/${slip + 1}/withdrawals`, { withdrawnWhy: '还是错的' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/founding/contributions/1/withdrawals', { withdrawnWhy: '改主意' })).toMatchObject({ status: 409, text: expect.stringContaining('已经确认入账') });
  expect(await paysIn('示例物业有限公司', '0.01', 1n, '2026-06-12')).toMatchObject({ status: 303 });
  // public raising asks for four million
  expect(await actOf('change', { ...change, asKind: 'public-local' })).toMatchObject({ status: 422, text: expect.stringContaining('法定最低数额 4,000,000.00 元，还差 1,000,000.00 元') });
  expect(await actOf('change', change)).toMatchObject({ status: 303 });
  expect(await house.db.query("SELECT floor FROM fund_balance WHERE class = 'original'")).toEqual([{ floor: 300_000_000n }]);
  expect(await paysIn('示例物业有限公司', '1', 100n, '2026-06-13')).toMatchObject({ status: 422 });

  const less = await resolves('同意原始基金减至 200 万元', 'special', '2026-06-21');
  expect(await actOf('change', { day: '2026-06-25', sum: '1,999,999.99', asKind: 'non-public', resolution: less })).toMatchObject({ status: 422, text: expect.stringContaining('法定最低数额 2,000,000.00 元，还差 0.01 元') });
  expect(await actOf('change', { day: '2026-06-25', sum: '250万', asKind: 'non-public', resolution: less })).toMatchObject({ status: 303 });
  expect(await house.db.query("SELECT floor, worth FROM fund_balance WHERE class = 'original'")).toEqual([{ floor: 250_000_000n, worth: 300_000_000n }]);
  expect((await house.visitor().get('/about')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/登记成立 登记的原始基金 2,000,000\.00 元.*变更登记 依决定办理 登记的原始基金 3,000,000\.00 元.*变更登记 依决定办理 登记的原始基金 2,500,000\.00 元/);
});

it('a contribution that the bank takes back is shown with what to do', async () => {
  expect(await li.sends('/desk/founding/contributions/1/bounces', { reference: 'ICBC-BACK', day: '2026-06-26', why: '付款账户被冻结' })).toMatchObject({ status: 303 });
  expect(await wang.reads('/desk/founding')).toMatch(/原始基金比登记数额少 999,999\.99 元[^]*示例物业有限公司的出资 1,499,999\.99 元 被银行退回[^]*请联系发起人重新汇款/);
  expect(await paysIn('示例物业有限公司', '1,499,999.99', 149_999_999n, '2026-06-28')).toMatchObject({ status: 422, text: expect.stringContaining('只能补足缺少的 999,999.99 元') });
  expect(await paysIn('示例物业有限公司', '999,999.99', 99_999_999n, '2026-06-28')).toMatchObject({ status: 303 });
  expect(await wang.reads('/desk/founding')).not.toContain('比登记数额少');
});

it('a reserve is opened and dissolved by the council, and stands beside the other two', async () => {
  const reserve = { fundCode: 'rainy-day', name: '风险储备', englishName: 'Rainy-day reserve', day: '2026-06-29', purpose: '收入不足时保障日常运作', englishPurpose: 'To keep working' };
  expect(await wang.sends('/desk/founding/reserves', { ...reserve, resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择所依据的决议') });
  const decided = String(await resolved(house, foundation.id, [ids.li, ids.zhou], { day: '2026-06-28', subject: '设立风险储备' }));
  expect(await wang.sends('/desk/founding/reserves', { ...reserve, resolution: decided })).toMatchObject({ status: 303 });
  expect((await house.visitor().get('/')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain('原始基金（元） 2,500,000.00 捐赠人指定的留本本金（元） 0.00 理事会指定储备（元） 0.00');
  const [{ fund }] = await house.db.query<[{ fund: number }]>('SELECT fund FROM reserve');
  const back = String(await resolved(house, foundation.id, [ids.li, ids.zhou], { day: '2026-06-29', subject: '撤销风险储备' }));
  expect(await wang.sends(`/desk/founding/reserves/${fund}/dissolutions`, { day: '2026-06-30', reason: '不再需要', resolution: back })).toMatchObject({ status: 303 });
  expect(await wang.reads(`/desk/resolutions/${back}`)).toContain('撤销储备：1 项');
});

it('suspended it opens no fund and takes no gifts; resumed it does again', async () => {
  expect(await actOf('suspension', { day: '2026-06-19' })).toMatchObject({ status: 422, text: expect.stringContaining('不能早于登记或前一件事') });
  expect(await actOf('suspension', {})).toMatchObject({ status: 303 });
  expect(await actOf('suspension', {})).toMatchObject({ status: 422, text: expect.stringContaining('现在的状态下不能办理') });
  const decided = String(await resolved(house, foundation.id, [ids.li, ids.zhou], { day: '2026-06-30', subject: '设立第二储备' }));
  const second = { fundCode: 'second', name: '第二储备', englishName: 'Second reserve', day: '2026-06-30', purpose: '备用', englishPurpose: 'Spare', resolution: decided };
  expect(await wang.sends('/desk/founding/reserves', second)).toMatchObject({ status: 422, text: expect.stringContaining('不能开设基金') });
  expect((await house.visitor().get('/')).text).toContain('本基金会暂停活动，目前不接受捐赠');
  const gift = await li.sends('/desk/gifts/cheques', { key: 'cheque-of-a-suspended-house', fund: 'general', day: '2026-06-30', amount: '100', name: '王', display: 'anon' });
  expect(gift.status).toBe(422);
  expect(await actOf('resumption', {})).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/founding/reserves', second)).toMatchObject({ status: 303 });
});

it('in liquidation what remains is handed on by two, and only at zero it ends', async () => {
  const decided = await resolves('决定终止并清算', 'special', '2026-06-30');
  expect(await actOf('liquidation', { resolution: decided })).toMatchObject({ status: 422, text: expect.stringContaining('清算组成员') });
  expect(await actOf('liquidation', { resolution: decided, group: '顾明、何平、王建国', creditorsUntil: '2026-08-31' })).toMatchObject({ status: 303 });
  expect((await house.visitor().get('/')).text).toContain('不再接受捐赠');
  clock.set('2026-09-01T02:00:00Z');
  for (const who of ['li', 'zhou'] as const) {
    const desk = await atDesk(house, ids[who]);
    if (who === 'li') li = desk;
    else zhou = desk;
  }
  expect(await actOf('ending', { day: '2026-08-31' })).toMatchObject({ status: 422, text: expect.stringContaining('债权申报还没有截止') });
  expect(await actOf('ending', { day: '2026-09-01' })).toMatchObject({ status: 422, text: expect.stringContaining('还有基金没有清零') });
  const handed = { fund: 'original', place: 'bank', amount: '2,500,000.01', day: '2026-09-01', receiver: '示例市慈善总会', creditCode: '53310000MJ0000002K', purpose: '同为社区为老服务', published: '示例日报 2026-09-01' };
  expect(await li.sends('/desk/founding/remaining', { ...handed, creditCode: '53310000MJ0000002L' })).toMatchObject({ status: 422, text: expect.stringContaining('信用代码不对') });
  expect(await li.sends('/desk/founding/remaining', { ...handed, creditCode: '91350100M000100Y43' })).toMatchObject({ status: 422, text: expect.stringContaining('不能给企业') });
  expect(await li.sends('/desk/founding/remaining', { ...handed, creditCode: '53310000MJ0000001G' })).toMatchObject({ status: 422, text: expect.stringContaining('接收方是本基金会自己') });
  const early = numberIn(await li.sends('/desk/founding/remaining', { ...handed, amount: '1', day: '2026-08-31' }));
  expect(await zhou.sends(`/desk/founding/remaining/${early}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('债权申报到 2026-08-31 才截止') });
  expect(await li.sends(`/desk/founding/remaining/${early}/withdrawals`, { why: '还早' })).toMatchObject({ status: 303 });
  const tooMuch = numberIn(await li.sends('/desk/founding/remaining', handed));
  expect(await zhou.sends(`/desk/founding/remaining/${tooMuch}/confirmations`, {})).toMatchObject({ status: 422 });
  expect(await li.sends(`/desk/founding/remaining/${tooMuch}/withdrawals`, { why: '多写一分' })).toMatchObject({ status: 303 });
  const right = numberIn(await li.sends('/desk/founding/remaining', { ...handed, amount: '250万' }));
  expect(await li.sends(`/desk/founding/remaining/${right}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('另一人') });
  expect(await zhou.reads('/desk')).toContain('核对剩余财产移交：示例市慈善总会');
  expect(await zhou.sends(`/desk/founding/remaining/${right}/confirmations`, {})).toMatchObject({ status: 303 });
  expect(await zhou.sends(`/desk/founding/remaining/${right}/confirmations`, {})).toMatchObject({ status: 409 });
  expect(await actOf('ending', { day: '2026-09-01' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  const about = (await house.visitor().get('/about')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  for (const words of ['本基金会已经终止', '注销登记', '示例市慈善总会 2,500,000.00 元', '53310000MJ0000002K · 示例日报 2026-09-01']) expect(about).toContain(words);
  expect((await house.visitor().get('/foundations')).text).toContain('已终止');
});

it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-02-11 | founding contribution | original | Bank deposits | 1499999.99 |
    | | | Unrestricted net assets: registered fund | | 1499999.99
    2026-03-02 | founding contribution | original | Bank deposits | 500000.00 |
    | | | Unrestricted net assets: registered fund | | 500000.00
    2026-05-05 | founding contribution | original | Bank deposits | 0.01 |
    | | | Unrestricted net assets: registered fund | | 0.01
    2026-06-10 | founding contribution | original | Bank deposits | 999999.99 |
    | | | Unrestricted net assets: registered fund | | 999999.99
    2026-06-12 | founding contribution | original | Bank deposits | 0.01 |
    | | | Unrestricted net assets: registered fund | | 0.01
    2026-06-26 | contribution bounced | original | Unrestricted net assets: registered fund | 1499999.99 |
    | | | Bank deposits | | 1499999.99
    2026-06-28 | founding contribution | original | Bank deposits | 999999.99 |
    | | | Unrestricted net assets: registered fund | | 999999.99
    2026-09-01 | remaining property | original | Unrestricted net assets: registered fund | 2500000.00 |
    | | | Bank deposits | | 2500000.00`);
  expect(await complaints(house)).toEqual({});
});

/** What somebody who owns the database does behind everybody's back, by the check that must see it. */
const TAMPERINGS: readonly (readonly [check: string, table: string, sql: string])[] = [
  ['a-withdrawn-contribution-is-in-no-books', 'founding_contribution_withdrawal', 'UPDATE founding_contribution_withdrawal SET contribution = 1 WHERE contribution = (SELECT min(contribution) FROM founding_contribution_withdrawal)'],
  ['what-is-rested-on-shows-its-paper', 'paper_withdrawal', "INSERT INTO paper_withdrawal SELECT id, 1, now(), '不见了' FROM paper WHERE resolution = 1"],
  ['what-remained-went-where-two-people-say', 'remaining_property', "UPDATE remaining_property SET credit_code = '91350100M000100Y43'"],
  ['the-floor-is-the-registered-sum', 'fund_balance', "UPDATE fund_balance SET floor = 1, chosen_loss = 0 WHERE class = 'original'"],
  ['every-act-of-life-was-confirmed-by-another', 'life_act_confirmation', "UPDATE life_act_confirmation SET kind = 'resumption' WHERE kind = 'ending'"],
  ['every-act-of-life-was-confirmed-by-another', 'life_act', "UPDATE life_act SET day = '2026-01-01' WHERE kind = 'liquidation'"],
  ['what-remained-went-where-two-people-say', 'remaining_property_confirmation', 'DELETE FROM remaining_property_confirmation'],
  ['what-remained-went-where-two-people-say', 'remaining_property', 'UPDATE remaining_property SET sum = sum - 1'],
  ['an-ended-foundation-holds-nothing', 'fund_balance', "UPDATE fund_balance SET money = 1 WHERE class = 'general'"],
];
it.each(TAMPERINGS)('%s is seen when the owner alters %s', async (name, table, sql) => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  try {
    const check = FOUNDING_CHECKS.find((one) => one.name === name)!;
    const asked = () => check.run({ query: async <T>(text: string) => (await owner.query(text)).rows as T });
    expect(await asked()).toEqual([]);
    await owner.query('BEGIN');
    await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const { drop } of (await owner.query<{ drop: string }>(`SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop FROM pg_constraint WHERE (contype = 'f' AND $1::regclass IN (conrelid, confrelid)) OR (contype = 'c' AND conrelid = $1::regclass)`, [table])).rows) await owner.query(drop);
    await owner.query(sql);
    expect(await asked()).not.toEqual([]);
    await owner.query('ROLLBACK');
  } finally {
    await owner.end();
  }
});
