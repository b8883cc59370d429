import { Openings } from '../../src/funds/opening/openings.service';
import { FundRequests } from '../../src/funds/opening/requests.service';
import { costAccepted, bankGift, promise } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { FundRef } from '../../src/ledger/draft';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { agreementOn, byTelephone, codeFor, plainText, posts, received } from '../support/at-telephone';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { pdf, sendsFiles } from '../support/papers';
import { textOf as textOfPdf } from '../support/pdf';
import { resolved } from '../support/resolutions';

// Shen Lan of Example Books asks for a fund from her telephone. Qian Jin checks it, draws up the agreement, Wang Jianguo signs for the house, Shen Lan by a code, and it opens upon the council's resolution.

jest.setTimeout(60_000);
const SHEN = '13800138001';
const clock = new SetClock('2026-06-01T02:00:00Z');
let house: TestApp;
let host: Foundation;
let qian: AtDesk;
let wang: AtDesk;
let li: AtDesk;
let he: AtDesk;
let shen: ReturnType<TestApp['visitor']>;
let resolution: number;
const ids: Record<string, number> = {};

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  for (const [who, name, role] of [['qian', '钱进', 'programme-officer'], ['wang', '王建国', 'secretary-general'], ['li', '李敏', 'bookkeeper'], ['he', '何平', 'supervisor']] as const) ids[who] = await appointed(house, host, name, role);
  [qian, wang, li, he] = [await atDesk(house, ids.qian!), await atDesk(house, ids.wang!), await atDesk(house, ids.li!), await atDesk(house, ids.he!)];
  resolution = await resolved(house, host.id, [ids.li!, ids.wang!], { day: '2026-05-20', subject: '设立示例书店阅读专项基金' });
  shen = await byTelephone(house, SHEN);
});
afterAll(() => house.close());

const reads = async (visitor: ReturnType<TestApp['visitor']>, path: string): Promise<string> => plainText((await visitor.get(path).expect(200)).text);
const newest = async (): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM agreement_version'))[0].id);
let steps = 0;
/** The clock goes on, so that the code of the telephone is a new one. */
async function fresh(who: string): Promise<string> {
  clock.set(new Date(clock.now().getTime() + 60_000 * ++steps).toISOString());
  return codeFor(house, ids[who]!);
}
/** What stands on somebody's desk for them to do. */
const mine = async (desk: AtDesk): Promise<string> => plainText(/aria-labelledby="h-mine"([^]*?)<\/section>/.exec(await desk.reads('/desk'))?.[1] ?? '');
const keyOn = async (path: string, visitor = shen): Promise<string> => /name="key" value="([^"]+)"/.exec((await visitor.get(path).expect(200)).text)![1]!;
const wish = { applicantKind: 'company', applicant: '示例书店有限公司', contact: '沈岚', kind: 'named', name: '梧桐里社区基金会示例书店阅读专项基金', purpose: '让孩子有书读', use: '图书、书架', place: '梧桐里二村', startingSum: '30,000' };
const POINTS = ['identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest'];

it('Shen Lan saves what she has begun, sends it, and sending it twice is one request', async () => {
  expect(await reads(house.visitor(), '/funds/new')).toMatch(/申请设立基金.*社区微基金.*管理委员会/);
  expect((await house.visitor().get('/me/fund-requests/new')).headers.location).toBe('/me/sign-in');
  await posts(shen, '/me/fund-requests/drafts', { key: '', name: wish.name, purpose: '让孩子' }).expect(303);
  expect((await shen.get('/me/fund-requests/new')).text).toMatch(/让孩子<\/textarea>/);
  const key = await keyOn('/me/fund-requests/new');
  const incomplete = await posts(shen, '/me/fund-requests', { key, ...wish, kind: '', use: '' }).expect(422);
  expect(plainText(incomplete.text)).toMatch(/请选择基金的类别.*请写明用途/);
  expect(incomplete.text).toContain('沈岚');
  const { location } = (await posts(shen, '/me/fund-requests', { key, ...wish }).expect(303)).headers;
  expect((await posts(shen, '/me/fund-requests', { key, ...wish }).expect(303)).headers.location).toBe(location);
  expect(await house.db.query('SELECT count(*)::int AS n FROM fund_request')).toEqual([{ n: 1 }]);
  expect(await reads(shen, '/me/fund-requests')).toMatch(/示例书店阅读专项基金 审核中/);
  // another telephone does not find it
  await (await byTelephone(house, '13700002222')).get('/me/fund-requests/1').expect(404);
});

it('staff asks back, ticks point by point, and only then draws up the agreement', async () => {
  expect([await mine(qian), await mine(he)]).toEqual([expect.stringContaining('审核梧桐里社区基金会示例书店阅读专项基金的设立申请'), expect.not.stringContaining('审核')]);
  expect(plainText(await qian.reads('/desk/funds/requests/1'))).toMatch(/示例书店有限公司.*沈岚 138 \*\*\*\* 8001.*审核清单/);
  expect((await qian.sends('/desk/funds/requests/1/questions', { question: '书店和受益的孩子有什么关系？' })).status).toBe(303);
  expect(await mine(qian)).not.toContain('示例书店'); // it waits for Shen Lan
  expect(await reads(shen, '/me/fund-requests/1')).toMatch(/等待补充说明.*书店和受益的孩子有什么关系？/);
  expect(plainText((await posts(shen, '/me/fund-requests/1/answers', { question: '1', answer: '' }).expect(422)).text)).toContain('请填写回答');
  await posts(shen, '/me/fund-requests/1/answers', { question: '1', answer: '没有关系，面向全社区。' }).expect(303);
  await posts(shen, '/me/fund-requests/1/answers', { question: '1', answer: '又答' }).expect(409);
  expect(plainText(await qian.reads('/desk/funds/requests/1'))).toContain('没有关系，面向全社区。');
  expect((await qian.sends('/desk/funds/requests/1/agreements', await clauses())).text).toContain('清单还有没核对的项目');
  await posts(qian.visitor, '/desk/funds/requests/1/checks', { point: POINTS.slice(0, 4) }).expect(303);
  await posts(li.visitor, '/desk/funds/requests/1/checks', { point: POINTS }).expect(303); // who ticked first stays
  expect(await mine(qian)).toContain('为梧桐里社区基金会示例书店阅读专项基金拟协议');
  expect(await house.db.query(`SELECT p.name, count(*)::int AS n FROM fund_request_check c JOIN person p ON p.id = c.checked_by GROUP BY 1 ORDER BY 1`)).toEqual(expect.arrayContaining([{ name: '钱进', n: 4 }, { name: '李敏', n: 3 }]));
});

/** What the form of the agreement offers, with what Qian Jin writes into it. */
async function clauses(more: Record<string, string> = {}, path = '/desk/funds/requests/1/agreement'): Promise<Record<string, string | string[]>> {
  const offered = await agreementOn(qian, path);
  return { ...offered, no: 'XY-2026-07', englishName: offered.englishName || 'Example Books Reading Fund', englishParty: 'Example Books Ltd', englishPurpose: 'Books for children', englishUse: 'Books and shelves', naming: '以“示例书店”冠名', englishNaming: 'Named after Example Books', purposes: 'children', feeRate: '3', feeBase: 'gifts', feeDay: '25', ...more };
}

it('the agreement says every clause as data, is drawn up anew until it is right, and signed for the house by somebody else', async () => {
  const bad = await qian.sends('/desk/funds/requests/1/agreements', await clauses({ termination: ' ', feeDay: '31' }));
  expect([bad.status, bad.text]).toEqual([422, expect.stringMatching(/这一条要填写.*请填写 1 到 28 之间的提取日/)]);
  expect((await qian.sends('/desk/funds/requests/1/agreements', await clauses({ name: '示例书店阅读专项基金' }))).text).toContain('梧桐里社区基金会');
  expect((await qian.sends('/desk/funds/requests/1/agreements', await clauses({ use: '图书' }))).to).toBe('/desk/funds/requests/1?done=prepared');
  expect((await qian.sends('/desk/funds/requests/1/agreements', await clauses())).to).toBe('/desk/funds/requests/1?done=prepared');
  expect(await house.db.query('SELECT fee_rate AS rate, fee_base AS base, fee_day AS day, remaining_property_rule AS rest, purposes, starting_sum AS sum FROM agreement_version ORDER BY id DESC LIMIT 1'))
    .toEqual([{ rate: 300, base: 'gifts', day: 25, rest: 'similar-fund', purposes: ['children'], sum: 3_000_000n }]);
  const sheet = await qian.visitor.get('/desk/funds/agreements/2/sheet').expect(200);
  expect(textOfPdf(sheet.body as Buffer)).toMatch(/基金协议[^]*XY-2026-07[^]*捐赠收入的 3%[^]*剩余财产[^]*Fund agreement[^]*3% of gifts/);
  expect([await mine(wang), await mine(qian)]).toEqual([expect.stringContaining('签署梧桐里社区基金会示例书店阅读专项基金的协议'), expect.not.stringContaining('签署')]);
  // Qian Jin has no signature; Wang Jianguo has, and the text before the newest cannot be signed any more
  await qian.visitor.post('/desk/funds/requests/1/signatures').type('form').send({ version: await newest(), code: await fresh('qian') }).expect(404);
  await expect(house.db.query(`INSERT INTO agreement_host_signature SELECT id, prepared_by, $1, now() FROM agreement_version WHERE id = 1`, [ids.wang])).rejects.toMatchObject({ driverError: { constraint: 'the_newest_text_is_signed' } });
  expect((await wang.sends('/desk/funds/requests/1/signatures', { version: await newest(), code: await fresh('wang') })).to).toBe('/desk/funds/requests/1?done=signed');
  const [before] = await house.db.query<[{ at: Date }]>('SELECT signed_at AS at FROM agreement_host_signature');
  expect((await wang.sends('/desk/funds/requests/1/signatures', {version: await newest() })).status).toBe(303); // twice is harmless
  expect(await house.db.query('SELECT signed_at AS at FROM agreement_host_signature')).toEqual([before]);
});

it('does not open before both have signed; Shen Lan signs with a code that comes to her telephone', async () => {
  const opens = { version: await newest(), fundCode: 'reading', summary: '让孩子有书读', englishSummary: 'Books for children', resolution: String(resolution) };
  expect((await wang.sends('/desk/funds/requests/1/openings', opens)).text).toContain('双方都签字以后才能设立');
  expect(await reads(shen, '/me/fund-requests/1')).toMatch(/基金协议.*捐赠收入的 3%，逢 25 日提取.*发送验证码到 138 \*\*\*\* 8001/);
  clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
  await posts(shen, '/me/fund-requests/1/codes', {}).expect(303);
  expect(plainText((await posts(shen, '/me/fund-requests/1/signatures', { version: await newest(), code: '000000' }).expect(422)).text)).toContain('请勾选“已读完并同意”');
  await posts(shen, '/me/fund-requests/1/signatures', { version: await newest(), code: '000000', agree: 'yes' }).expect(422);
  const code = await received(house, SHEN);
  await posts(shen, '/me/fund-requests/1/signatures', { version: await newest(), code, agree: 'yes' }).expect(303);
  await posts(shen, '/me/fund-requests/1/signatures', { version: await newest(), code, agree: 'yes' }).expect(303); // pressed twice
  expect(await house.db.query('SELECT phone FROM agreement_founder_signature')).toEqual([{ phone: SHEN }]);
  expect(await reads(shen, '/me/fund-requests/1')).toMatch(/双方已签，待设立.*短信验证码签署/);
});

it('opens upon a confirmed resolution, once, whoever presses first', async () => {
  const opens = { version: await newest(), fundCode: 'reading', summary: '让孩子有书读', englishSummary: 'Books for children', resolution: '' };
  expect((await wang.sends('/desk/funds/requests/1/openings', { ...opens, code: await fresh('wang') })).text).toContain('设立基金要有理事会决议');
  const openings = house.app.get(Openings);
  const page = { summary: '让孩子有书读', englishSummary: 'Books', place: null, englishPlace: null, picture: null, unit: null, tiles: [] };
  const tries = await Promise.allSettled([ids.wang, ids.li].map((by) => openings.open(host, 2, { code: 'reading', page, resolution, whyBelow: null }, { id: by! })));
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((tries.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ driverError: { constraint: 'a_request_opens_one_fund' } });
  expect(await house.db.query(`SELECT f.code, f.class, k.kind, a.no, a.resolution, b.money FROM fund f JOIN fund_kind k ON k.fund = f.id JOIN agreement a ON a.fund = f.id JOIN fund_balance b ON b.fund = f.id WHERE f.code = 'reading'`))
    .toEqual([{ code: 'reading', class: 'restricted', kind: 'named', no: 'XY-2026-07', resolution, money: 0n }]);
  expect((await wang.sends('/desk/funds/requests/1/openings', { ...opens, resolution: String(resolution), fundCode: 'again' })).status).toBe(409);
  expect(await reads(shen, '/me/fund-requests/1')).toMatch(/已设立.*基金已经设立/);
  await posts(shen, '/me/fund-requests/1/withdrawals', {}).expect(409);
  expect(await reads(house.visitor(), '/funds/reading')).toMatch(/协议要点.*让孩子有书读.*捐赠收入的 3%.*第 1 版/);
});

it('the refused reads why, and a request that was taken back goes no further', async () => {
  const id = await house.app.get(FundRequests).ask({ foundation: host.id, phone: SHEN, key: '7d1f6a3e-9d31-4f5a-8f0e-2f1c7f8b6a11', writtenBy: null }, { ...wish, applicantKind: 'company', kind: 'named', preserved: false, name: '梧桐里社区基金会中国88基金', place: null, startingSum: 0n });
  expect(plainText(await qian.reads(`/desk/funds/requests/${id}`))).toMatch(/名称里有拼音字母或数字.*名称里有“中国”字样/); // only a warning for a host of this place
  expect((await qian.sends(`/desk/funds/requests/${id}/refusals`, { reason: ' ' })).status).toBe(422);
  expect((await qian.sends(`/desk/funds/requests/${id}/refusals`, { reason: '名称请改' })).status).toBe(303);
  expect((await li.sends(`/desk/funds/requests/${id}/refusals`, { reason: '又一次' })).status).toBe(409);
  expect(await reads(shen, `/me/fund-requests/${id}`)).toMatch(/未通过.*名称请改/);
  expect((await posts(qian.visitor, `/desk/funds/requests/${id}/checks`, { point: POINTS })).status).toBe(409);
});

it('a supplement is signed on paper: one enters the sheet, another compares it; the old version stays readable', async () => {
  clock.set('2026-06-20T02:00:00Z');
  [qian, wang, li, he] = [await atDesk(house, ids.qian!), await atDesk(house, ids.wang!), await atDesk(house, ids.li!), await atDesk(house, ids.he!)];
  const form = await clauses({ no: 'XY-2026-07-B1', feeRate: '2', holdsFrom: '2026-07-01', startingBy: '2026-07-31' }, '/desk/funds/reading/agreement');
  expect((await qian.sends('/desk/funds/reading/agreements', { ...form, purpose: '别的宗旨' })).text).toContain('补充协议不能改类别、名称和宗旨');
  expect((await qian.sends('/desk/funds/reading/agreements', form)).to).toBe('/desk/funds/reading?done=prepared');
  expect((await wang.sends('/desk/funds/reading/signatures', { version: await newest(), code: await fresh('wang') })).status).toBe(303);
  expect((await sendsFiles(qian, '/desk/funds/reading/sheets', { version: await newest(), signer: '沈岚', day: '2026-06-20' })).text).toContain('请附上签字页的照片或扫描件');
  expect((await sendsFiles(qian, '/desk/funds/reading/sheets', { version: await newest(), signer: '沈岚', day: '2026-06-20' }, { name: '签字页.pdf', content: pdf() })).status).toBe(303);
  expect((await qian.sends('/desk/funds/reading/comparisons', { version: await newest(), code: await fresh('qian') })).text).toContain('请另一人核对');
  expect((await li.sends('/desk/funds/reading/comparisons', { version: await newest(), code: await fresh('li') })).to).toBe('/desk/funds/reading?done=compared');
  const fee = (day: string) => house.db.query<{ rate: number }[]>(`SELECT v.fee_rate AS rate FROM fund f, agreement_in_force(f.id, $1) v WHERE f.code = 'reading'`, [day]);
  expect([await fee('2026-05-01'), await fee('2026-06-30'), await fee('2026-07-01')]).toEqual([[], [{ rate: 300 }], [{ rate: 200 }]]);
  expect(await reads(house.visitor(), '/funds/reading')).toMatch(/捐赠收入的 3%.*第 2 版.*自2026年7月1日起生效.*第 1 版/);
  await house.visitor().get('/funds/reading/agreements/2').expect(200);
});

it('committee, manager, groups: warned of, never stopped', async () => {
  expect(plainText(await li.reads('/desk/funds/reading'))).toMatch(/还没有登记管委会.*还没有指定负责人/);
  for (const [name, side] of [['陈桂娥', 'resident'], ['高原', 'resident'], ['沈岚', 'donor'], ['钱进', 'host'], ['何平', 'supervisor']] as const)
    expect((await qian.sends('/desk/funds/reading/seats', { name, side, from: '2026-06-20', to: '', unpaid: 'yes', ...(name === '高原' ? { chairs: 'yes' } : {}) })).status).toBe(303);
  expect((await qian.sends('/desk/funds/reading/seats', { name: '周明', side: 'street', from: '2026-06-20', to: '', unpaid: 'yes', chairs: 'yes' })).text).toContain('已经有一位主任委员');
  expect((await qian.sends('/desk/funds/reading/seats', { name: '周明', side: 'street', from: '2026-06-20', to: '' })).text).toContain('委员不领取报酬');
  expect(plainText(await li.reads('/desk/funds/reading'))).toMatch(/管委会不足 5 人。 管委会人数是双数/);
  await qian.sends('/desk/funds/reading/seats', { name: '周明', side: 'street', from: '2026-06-20', to: '', unpaid: 'yes' });
  await qian.sends('/desk/funds/reading/managers', { person: String(ids.qian), since: '2026-06-20' });
  expect(plainText(await li.reads('/desk/funds/reading'))).not.toMatch(/管委会不足|双数|没有监事|还没有指定负责人/);
  expect((await qian.sends('/desk/funds/groups', { name: '儿童', englishName: 'Children' })).status).toBe(303);
  const [{ id: fund }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE code = 'reading'`);
  expect((await qian.sends('/desk/funds/groups/1/members', { fund: String(fund), from: '2026-06-20' })).status).toBe(303);
  expect((await qian.sends('/desk/funds/groups/1/members', { fund: String(fund), from: '2026-06-21' })).text).toContain('这只基金已经在分组里');
});

it('lines: budget against what is promised, spent and to come', async () => {
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE code = 'reading'`);
  const [{ bank }] = await house.db.query<[{ bank: number }]>('SELECT id AS bank FROM place');
  const fund: FundRef = { id, foundation: host.id, class: 'restricted' };
  const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
  clock.set('2026-07-02T02:00:00Z'); // 183 of 365 days are gone: the books come to what is spent and promised, the shelves to what their pace says
  li = await atDesk(house, ids.li!);
  wang = await atDesk(house, ids.wang!);
  await enter(bankGift({ day: '2026-06-20', source: 'bank:1', fund, sum: 1_000_000n, bank, party: '示例书店' }));
  const books = await enter(promise({ day: '2026-06-21', source: 'promise:1', fund, sum: 400_000n, note: '图书 200 册' }));
  await enter(costAccepted({ day: '2026-06-25', source: 'cost:1', fund, sum: 183_000n, for: 'programme', note: '图书第一批', promise: books }));
  const shelves = await enter(costAccepted({ day: '2026-06-26', source: 'cost:2', fund, sum: 50_000n, for: 'programme', note: '书架' }));
  await house.app.get(Sealer).seal();
  for (const [lineCode, lineName, lineEnglishName] of [['01', '图书', 'Books'], ['02', '书架', 'Shelves']] as const) expect((await li.sends('/desk/funds/reading/lines', { lineCode, lineName, lineEnglishName })).status).toBe(303);
  const [first, second] = await house.db.query<[{ id: number }, { id: number }]>('SELECT id FROM fund_line ORDER BY id');
  await posts(li.visitor, '/desk/funds/reading/budgets', { year: '2026', line: [String(first.id), String(second.id)], sum: ['5,000', '400'] }).expect(303);
  expect((await li.sends('/desk/funds/reading/budgets/approvals', { budget: '1', code: await fresh('li') })).text).toContain('请另一人批准');
  expect((await wang.sends('/desk/funds/reading/budgets/approvals', { budget: '1', code: await fresh('wang') })).status).toBe(303);
  await expect(house.db.query('INSERT INTO fund_budget_line (budget, fund, line, sum) VALUES (1, $1, $2, 1)', [id, first.id])).rejects.toMatchObject({ driverError: { constraint: expect.stringMatching(/an_approved_budget_stands|fund_budget_line_pkey/) as string } });
  await posts(li.visitor, '/desk/funds/reading/tags', { line: String(first.id), entry: [String(books)] }).expect(303);
  await posts(li.visitor, '/desk/funds/reading/tags', { line: String(second.id), entry: [String(shelves)] }).expect(303);
  // the cost that keeps the promise follows its line
  expect(plainText(await li.reads('/desk/funds/reading'))).toMatch(/01 图书 5,000\.00 2,170\.00 1,830\.00 1,000\.00 4,000\.00 02 书架 超预算 400\.00 0\.00 500\.00 −100\.00 997\.27 合计 5,400\.00 2,170\.00 2,330\.00 900\.00 4,997\.27/);
  expect(await reads(house.visitor(), '/funds/reading')).toMatch(/2026 年预算执行.*图书 5,000\.00/);
});

it('the desk lists every fund with its money, its warnings, and the groups with their sums; a supervisor reads it', async () => {
  he = await atDesk(house, ids.he!);
  expect(plainText(await he.reads('/desk/funds'))).toMatch(/原始基金.*一般基金.*示例书店阅读专项基金 专项基金，限定性.*10,000\.00 2,170\.00 2,330\.00 5,500\.00.*儿童 1 只基金，账上 10,000\.00 元/);
  clock.set('2027-07-02T02:00:00Z');
  he = await atDesk(house, ids.he!);
  expect(plainText(await he.reads('/desk/funds'))).toMatch(/12 个月没有收支，上一笔在2026年6月26日/);
});

it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | reading | Bank deposits | 10000.00 |
    | | Donation income, restricted | | 10000.00
    promise | reading | Promised | 4000.00 |
    | | Promised, contra | | 4000.00
    cost accepted | reading | Programme cost | 1830.00 |
    | | Payables | | 1830.00
    | | Promised, contra | 1830.00 |
    | | Promised | | 1830.00
    cost accepted | reading | Programme cost | 500.00 |
    | | Payables | | 500.00`);
  expect(await complaints(house)).toEqual({});
});
