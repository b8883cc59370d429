import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// No. 3 pools money for its own stairwell. Qian records what the stair leader brings, Li and Zhou confirm; each household says for itself whether it is right.

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let li: AtDesk;
let zhou: AtDesk;
let qian: AtDesk;
let [liMin, zhouXiao, qianJin]: number[] = [];
const PURSES = '/desk/funds/purses';

beforeAll(async () => {
  clock = new SetClock('2026-11-03T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  liMin = await appointed(house, foundation, '李敏', 'bookkeeper');
  zhouXiao = await appointed(house, foundation, '周晓', 'bookkeeper');
  qianJin = await appointed(house, foundation, '钱进', 'programme-officer');
  await comeIn();
  // the street's part comes out of the general fund, which a neighbour has filled
  const general = { id: (await house.db.query<{ id: number }[]>("SELECT id FROM fund WHERE class = 'general'"))[0]!.id, foundation: foundation.id, class: 'general' } as const;
  const bank = (await house.db.query<{ id: number }[]>("SELECT id FROM place WHERE account = '1002'"))[0]!.id;
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: '2026-11-01', source: 'bank:street', party: '示例街道', fund: general, sum: 80_000n, bank })));
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const comeIn = async (): Promise<void> => {
  [li, zhou, qian] = [await atDesk(house, liMin!), await atDesk(house, zhouXiao!), await atDesk(house, qianJin!)];
};
const opening = (more: Record<string, string> = {}): Record<string, string> => ({
  name: '三号楼自治金', englishName: 'Building 3 purse', fundCode: 'building-3', place: '石门二路 12 弄 3 号楼', keepers: '王桂芳、陈师傅', purpose: '楼道照明和扶手的小修小补', rest: '按各户交款的比例退还',
  passesOn: '', dutyAtOnce: 'yes', onlyBetween: 'yes', namedByGiver: 'yes', day: '2026-11-01', ...more,
});
const key = (): string => `form-${Math.random().toString(36).slice(2)}-0123456789`;
const idIn = ({ to }: { to?: string }): string => /\/(\d+)\?/.exec(to!)![1]!;
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
/** The secrets on the slips, by door. */
const slips = async (by: AtDesk, form: Record<string, string>): Promise<Map<string, string>> => {
  const { text, status } = await by.visitor.post(`${PURSES}/building-3/slips`).type('form').send(form);
  expect(status).toBe(200);
  return new Map([...text.matchAll(/<span class="num">([^<]+)<\/span><\/strong>[^]*?\/c\/([\w-]{24})</g)].map(([, door, token]) => [door!, token!]));
};
const notebook = (rows: string, more: Record<string, string> = {}): Record<string, string> => ({ key: key(), way: 'transfer', day: '2026-11-03', rows, ...more });
const says = (token: string, form: Record<string, string>): Promise<{ status: number; text: string }> =>
  house.request().post(`/c/${token}/answers`).type('form').send(form).then(({ status, text }) => ({ status, text }));

it('is opened when one has answered the test and a bookkeeper has confirmed it; when the test says gift it is a restricted fund', async () => {
  const wrong = await qian.sends(`${PURSES}/openings`, { ...opening({ name: '', fundCode: 'New!', keepers: '', dutyAtOnce: '' }) });
  expect(wrong).toMatchObject({ status: 422, text: expect.stringMatching(/请填写中英文名称.*网址代码.*请选“是”或“否”/) });
  expect(await qian.sends(`${PURSES}/openings`, opening({ fundCode: 'matching' }))).toMatchObject({ status: 422 });
  expect(await qian.sends(`${PURSES}/openings`, opening({ keepers: ' 、' }))).toMatchObject({ status: 422, text: expect.stringContaining('管钱的人') });
  const asked = await qian.sends(`${PURSES}/openings`, opening());
  expect(asked.status).toBe(303);
  const path = `${PURSES}/openings/${idIn(asked)}`;
  expect(await qian.reads(path)).toContain('由另一位会计或秘书长确认');
  expect((await qian.sends(`${path}/confirmations`, {})).status).toBe(404);
  expect(await li.reads(path)).toContain('结论：受托代理');
  expect(await li.sends(`${path}/confirmations`, {})).toMatchObject({ status: 303, to: `${PURSES}/building-3?done=opened` });
  expect(await zhou.sends(`${path}/confirmations`, {})).toMatchObject({ status: 409, text: expect.stringContaining('已经开立') });
  expect(await one('SELECT f.class, k.kind FROM fund f JOIN fund_kind k ON k.fund = f.id WHERE f.code = $1', ['building-3'])).toEqual({ class: 'agency', kind: 'purse' });

  // Li answers for building 4: the foundation may change what it is for, so it is a gift; she does not confirm it herself
  const gift = await li.sends(`${PURSES}/openings`, opening({ name: '四号楼楼道基金', fundCode: 'building-4', onlyBetween: 'no' }));
  const other = `${PURSES}/openings/${idIn(gift)}`;
  expect(await li.sends(`${other}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('作答的人不能自己确认') });
  expect(await zhou.reads(other)).toContain('结论：属于捐赠');
  expect(await zhou.sends(`${other}/confirmations`, {})).toMatchObject({ status: 303 });
  expect(await one('SELECT f.class, f.name, k.kind FROM fund f JOIN fund_kind k ON k.fund = f.id WHERE f.code = $1', ['building-4'])).toEqual({ class: 'restricted', name: '梧桐里社区基金会四号楼楼道基金', kind: 'purse' });
  expect(await qian.reads(`${PURSES}/building-4`)).toContain('请按捐赠登记');
  expect((await house.request().get('/funds/building-4').expect(200)).text).toContain('四号楼楼道基金');
  // an agreement only to pass it on makes it held in trust, whatever the three answers are; this one is withdrawn
  const fifth = await qian.sends(`${PURSES}/openings`, opening({ name: '五号楼自治金', fundCode: 'building-5', passesOn: '代管协议 2026-05', namedByGiver: 'no' }));
  expect(await zhou.reads(`${PURSES}/openings/${idIn(fifth)}`)).toContain('结论：受托代理');
  expect(await qian.sends(`${PURSES}/openings/${idIn(fifth)}/withdrawals`, {})).toMatchObject({ status: 303 });
  expect(await zhou.sends(`${PURSES}/openings/${idIn(fifth)}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('已撤回') });
});

it('its households are doors; the street’s rule is recorded by one and confirmed by another', async () => {
  expect(await qian.sends(`${PURSES}/building-3/households`, { doors: '101~103\n201 王阿姨\n一层', movedIn: '2026-01-01' })).toMatchObject({ status: 422, text: expect.stringContaining('第 3 行看不懂') });
  expect(await qian.sends(`${PURSES}/building-3/households`, { doors: '101~103\n201 王阿姨、202\n301~304', movedIn: '2026-01-01' })).toMatchObject({ status: 303 });
  expect(await qian.sends(`${PURSES}/building-3/households`, { doors: '301', movedIn: '2026-01-01' })).toMatchObject({ status: 409, text: expect.stringContaining('301') });

  const pool = (await one<{ id: number }>("SELECT id FROM fund WHERE class = 'general'")).id;
  const rule = { name: '石门二路配捐', pool: String(pool), threshold: '500', sum: '500', percent: '', cap: '500', budget: '5,000', from: '2026-01-01', to: '2026-12-31', source: '示例街道办〔2026〕3 号' };
  expect(await qian.sends(`${PURSES}/matching`, { ...rule, percent: '50' })).toMatchObject({ status: 422, text: expect.stringContaining('定额和比例') });
  expect(await qian.sends(`${PURSES}/matching`, { ...rule, pool: '99' })).toMatchObject({ status: 422, text: expect.stringContaining('选择出钱的基金') });
  expect(await qian.sends(`${PURSES}/matching`, rule)).toMatchObject({ status: 303 });
  const { id } = await one<{ id: number }>('SELECT max(id) AS id FROM match_rule');
  expect((await qian.sends(`${PURSES}/matching/${id}/confirmations`, {})).status).toBe(404);
  expect(await li.sends(`${PURSES}/matching/${id}/confirmations`, {})).toMatchObject({ status: 303 });
});

it('the stair leader’s notebook is refused whole with its line, recorded by one, counted or found by another', async () => {
  const refused = (rows: string, words: string, more = {}): Promise<void> => qian.visitor.post(`${PURSES}/building-3/sheets`).field(notebook(rows, more)).then(({ status, text }) => { expect([status, text.includes(words) ? words : text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').slice(0, 900)]).toEqual([422, words]); });
  await refused('101 50\n102 五十', '第 2 行的金额不对');
  await refused('101 50\n305 50', '第 2 行的 305');
  await refused('101 50\n101 50', '第 2 行的 101');
  await refused('101', '第 1 行看不懂');
  await refused('101 50 11-31', '第 1 行的日期不对');
  await refused('101 50 11-04', '晚于名册的日期');
  await refused('', '请写门牌和金额');
  await refused('101 50', '名册合计 50.00 元，清点是 40.00 元', { way: 'cash', n20: '2' });
  expect(await one('SELECT count(*)::int AS n FROM purse_sheet')).toEqual({ n: 0 });

  // cash: Qian counted 4 × 50 + 5 × 20, and so must Zhou
  const form = notebook('门牌，金额，日期\n101，50，11-01\n102室\t100\n103 150', { way: 'cash', n50: '4', n20: '5' });
  const recorded = await qian.visitor.post(`${PURSES}/building-3/sheets`).field(form);
  expect(recorded.status).toBe(303);
  expect((await qian.visitor.post(`${PURSES}/building-3/sheets`).field(form)).headers.location).toBe(recorded.headers.location);
  const sheet = recorded.headers.location!.replace(/\?.*/, '');
  expect(await qian.reads(sheet)).toContain('登记人不能自己确认');
  expect(await zhou.sends(`${sheet}/counts`, { n50: '5', n20: '2', n10: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('两次清点不一样') });
  expect(await zhou.sends(`${sheet}/counts`, { n50: '4', n20: '5' })).toMatchObject({ status: 303 });
  expect(await li.sends(`${sheet}/counts`, { n50: '4', n20: '5' })).toMatchObject({ status: 409 });
  expect(await house.db.query('SELECT 1 FROM purse_match')).toEqual([]);

  // 300 of the 500 are there; a file brings 199.99 by transfer, found on the statement: still one fen short of a match
  const file = Buffer.from('门牌,金额,日期\r\n201,100,2026-11-02\r\n202,99.99,\r\n');
  const { key: formKey, way, day } = notebook('');
  const filed = await qian.visitor.post(`${PURSES}/building-3/sheets`).field({ key: formKey!, way: way!, day: day!, rows: '' }).attach('file', file, '三号楼.csv');
  const second = filed.headers.location!.replace(/\?.*/, '');
  expect(await zhou.reads(second)).toContain('对账单里还没有金额相同的一笔');
  const lines = await shows(house, { foundation: foundation.id, by: liMin!, lines: [{ day: '2026-11-03', sum: 19_999n, reference: 'ICBC-1', party: '王桂芳' }] });
  expect(await zhou.sends(`${second}/confirmations`, { line: String(lines.get('ICBC-1')) })).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT 1 FROM purse_match')).toEqual([]);
});

it('each household says by its own slip whether it is right; nobody else learns anything', async () => {
  const made = await slips(qian, { which: 'unconfirmed' });
  expect([...made.keys()]).toEqual(['101', '102', '103', '201', '202']);
  const mine = made.get('101')!;
  expect(await one('SELECT count(*)::int AS n FROM household_slip WHERE token_hash = sha256(convert_to($1, $2))', [mine, 'UTF8'])).toEqual({ n: 1 });
  const page = await house.request().get(`/c/${mine}`).expect(200);
  expect(page.text).toContain('101 室在2026年11月1日交了 50.00 元给三号楼自治金，对吗？');
  expect([page.text.includes('noindex'), page.headers['cache-control'], page.text.includes('102')]).toEqual([true, 'no-store', false]);
  const { id } = await one<{ id: bigint }>(`SELECT c.id FROM purse_contribution c JOIN household h ON h.id = c.household WHERE h.door = '101'`);
  const others = await one<{ id: bigint }>(`SELECT c.id FROM purse_contribution c JOIN household h ON h.id = c.household WHERE h.door = '102'`);
  // guessed, another's, silent
  expect((await house.request().get('/c/aaaaaaaaaaaaaaaaaaaaaaaa')).text).toContain('这张条子不能用了');
  expect((await says('aaaaaaaaaaaaaaaaaaaaaaaa', { contribution: String(id), answer: 'yes' })).status).toBe(404);
  expect((await says(mine, { contribution: String(others.id), answer: 'yes' })).status).toBe(404);
  expect(await says(mine, { contribution: String(id), answer: 'no', words: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请写一下哪里不对') });
  // yes, twice, is one answer; then 102 says no
  expect((await says(mine, { contribution: String(id), answer: 'yes' })).status).toBe(303);
  expect((await says(mine, { contribution: String(id), answer: 'yes' })).status).toBe(303);
  expect((await says(made.get('102')!, { contribution: String(others.id), answer: 'no', words: '我家交的是 80' })).status).toBe(303);
  expect(await one('SELECT count(*)::int AS n FROM household_answer')).toEqual({ n: 2 });

  const shown = (await house.request().get('/funds/building-3').expect(200)).text;
  expect(shown).toContain('9 户中 5 户交款，平均 99.99 元，1 户已确认');
  expect(shown).toContain('1 户有异议');
  expect(shown).toContain('不是捐给基金会的');
  for (const door of ['101', '102', '王阿姨', '王桂芳', '陈师傅', '我家交的是']) expect([door, shown.includes(door)]).toEqual([door, false]);
  expect(await li.reads('/desk')).toContain('查一查住户的异议');
  const desk = await li.reads(`${PURSES}/building-3`);
  expect(desk).toContain('我家交的是 80');
  const answer = /name="answer" value="(\d+)"/.exec(desk)![1]!;
  expect(await li.sends(`${PURSES}/building-3/replies`, { answer, reply: '查了本子，确实是 80，已改' })).toMatchObject({ status: 303 });
  expect((await house.request().get(`/c/${made.get('102')!}`)).text).toContain('确实是 80');
  expect(await li.reads('/desk')).not.toContain('查一查住户的异议');

  // who has said so already gets no reminder; a new slip makes the old one useless
  expect([...(await slips(qian, { which: 'unconfirmed' })).keys()]).toEqual(['103', '201', '202']);
  const again = await slips(qian, { which: 'door', only: '101室' });
  expect((await house.request().get(`/c/${mine}`)).status).toBe(404);
  expect((await house.request().get(`/c/${again.get('101')!}`)).text).toContain('您已回答');
});

it('a household announces its own transfer, and the fen that is missing triggers the match in the same transaction', async () => {
  const [token] = [(await slips(qian, { which: 'door', only: '301' })).get('301')!];
  const account = await one<{ place: number }>("SELECT id AS place FROM place WHERE account = '1002'");
  await house.db.query("INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, '示例银行', '6222000000000426', $3, now())", [foundation.id, account.place, liMin]);
  await house.db.query('INSERT INTO transfer_account_confirmation (account, entered_by, confirmed_by, confirmed_at) SELECT id, entered_by, $1, now() FROM transfer_account', [zhouXiao]);
  expect((await house.request().post(`/c/${token}/transfers`).type('form').send({ amount: '一块' })).status).toBe(422);
  await house.request().post(`/c/${token}/transfers`).type('form').send({ amount: '5' }).expect(303);
  await house.request().post(`/c/${token}/transfers`).type('form').send({ amount: '0.01' }).expect(303);
  const page = (await house.request().get(`/c/${token}`)).text;
  const reference = /<strong class="num">([2-9A-Z]{8})<\/strong>/.exec(page)![1]!;
  expect(page).not.toContain('5.00 元');
  const lines = await shows(house, { foundation: foundation.id, by: liMin!, lines: [{ day: '2026-11-03', sum: 1n, reference: 'ICBC-2', party: '张三', memo: reference }] });
  const sheet = await one<{ id: bigint }>('SELECT id FROM purse_sheet WHERE reference = $1', [reference]);
  expect(await zhou.reads(`${PURSES}/building-3/sheets/${sheet.id}`)).toContain(`<option value="${lines.get('ICBC-2')}" selected`);
  expect(await zhou.sends(`${PURSES}/building-3/sheets/${sheet.id}/confirmations`, { line: String(lines.get('ICBC-2')) })).toMatchObject({ status: 303 });
  expect(await one('SELECT wanted, reserved, promise IS NOT NULL AS promised FROM purse_match')).toEqual({ wanted: 50_000n, reserved: 50_000n, promised: true });
  expect((await house.request().get('/funds/building-3')).text).toContain('已留出 500.00 元');

  // paid by two
  const { id } = await one<{ id: bigint }>('SELECT id FROM purse_match');
  expect(await li.sends(`${PURSES}/building-3/matches/${id}/askings`, {})).toMatchObject({ status: 303 });
  expect(await li.sends(`${PURSES}/building-3/matches/${id}/askings`, {})).toMatchObject({ status: 409 });
  const asking = await one<{ id: bigint }>('SELECT id FROM purse_match_asking');
  expect(await li.sends(`${PURSES}/building-3/askings/${asking.id}/payments`, {})).toMatchObject({ status: 422, text: expect.stringContaining('申请的人不能自己支付') });
  expect(await zhou.sends(`${PURSES}/building-3/askings/${asking.id}/payments`, {})).toMatchObject({ status: 303 });
  expect(await one("SELECT money, owed, worth FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE f.code = 'building-3'")).toMatchObject({ money: 100_000n });
  expect((await house.request().get('/funds/building-3')).text).toContain('已配捐 500.00 元');
});

it('is spent on the households’ vote alone, never above it in all its parts', async () => {
  const spendings = `${PURSES}/building-3/spendings`;
  const bank = String((await one<{ id: number }>("SELECT id FROM place WHERE account = '1002'")).id);
  expect(await qian.reads(spendings)).toContain('住户先表决，才能花钱');
  // not by the council’s resolution, nor by the free voucher
  const council = await resolved(house, foundation.id, [liMin!, zhouXiao!]);
  const vote = { what: '三层感应灯', voteSum: '600', payee: '示例灯具店', back: '' };
  expect(await qian.sends(`${PURSES}/building-3/votes`, { ...vote, resolution: String(council) })).toMatchObject({ status: 422, text: expect.stringContaining('选择已确认的住户决议') });
  for (const template of ['agency-out', 'agency-in'])
    expect(await li.sends('/desk/vouchers/proposals', { template, fund: 'building-3', day: '2026-11-03', sum: '10', bank: 'bank', party: '示例', note: '买灯', papers: '发票 1 张' })).toMatchObject({ status: 422, text: expect.stringContaining('楼组自治金不用一般凭证') });

  const resolution = String(await resolved(house, foundation.id, [liMin!, zhouXiao!], { purse: (await one<{ id: number }>("SELECT id FROM fund WHERE code = 'building-3'")).id, day: '2026-11-02', subject: '装感应灯' }));
  expect(await qian.sends(`${PURSES}/building-3/votes`, { ...vote, resolution, payee: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明付给谁') });
  expect(await li.sends(`${PURSES}/building-3/votes`, { ...vote, resolution })).toMatchObject({ status: 303 });
  const { id } = await one<{ id: bigint }>('SELECT max(id) AS id FROM purse_vote');
  expect(await li.sends(`${PURSES}/building-3/votes/${id}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('录入的人不能自己确认') });
  expect(await qian.sends(spendings, { key: key(), vote: String(id), sum: '100', day: '2026-11-03', bank })).toMatchObject({ status: 422, text: expect.stringContaining('选择已确认的表决') });
  expect(await zhou.sends(`${PURSES}/building-3/votes/${id}/confirmations`, {})).toMatchObject({ status: 303 });

  const asked = (sum: string): Promise<{ status: number; text: string }> => qian.sends(spendings, { key: key(), vote: String(id), sum, day: '2026-11-03', bank, bill: 'FP-1' });
  expect(await asked('600.01')).toMatchObject({ status: 422, text: expect.stringContaining('表决金额 600.00 元，还可用 600.00 元') });
  expect(await asked('400')).toMatchObject({ status: 303 });
  expect(await asked('200.01')).toMatchObject({ status: 303 }); // nothing is booked yet: whoever approves is told
  const [first, second] = await house.db.query<{ id: bigint }[]>('SELECT id FROM purse_spending ORDER BY id');
  expect(await li.sends(`${spendings}/${first!.id}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await li.sends(`${spendings}/${first!.id}/approvals`, {})).toMatchObject({ status: 409 });
  expect(await li.sends(`${spendings}/${second!.id}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('还可用 200.00 元') });
  expect(await qian.sends(`${spendings}/${second!.id}/withdrawals`, { why: '多了一分' })).toMatchObject({ status: 303 });
  const shown = (await house.request().get('/funds/building-3')).text;
  expect(shown).toMatch(/三层感应灯[^]*示例灯具店[^]*600\.00[^]*400\.00/);
  expect(shown.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/累计收入 1,000\.00 − 累计支出 400\.00 = 现在结存 到2026年11月3日 600\.00/);
  const board = (await house.request().get('/funds/building-3/board').expect(200)).text;
  expect([board.includes('三层感应灯'), board.includes('1 户有异议'), board.includes('王阿姨')]).toEqual([true, true, false]);
});

it('a sheet is reversed after its match was paid: what is due no more is said, and taken back by two', async () => {
  const sheet = await one<{ id: bigint }>("SELECT s.id FROM purse_sheet s WHERE way = 'cash'");
  // the purse holds 600 of 1,000: 300 goes out of it, and 500 matched is due no more
  expect(await qian.sends(`${PURSES}/building-3/sheets/${sheet.id}/reversals`, { why: '102 是 80' })).toMatchObject({ status: 404 });
  expect(await li.sends(`${PURSES}/building-3/sheets/${sheet.id}/reversals`, { why: '102 交的是 80' })).toMatchObject({ status: 303 });
  const page = await zhou.reads(`${PURSES}/building-3/spendings`);
  expect(page).toContain('多配了 500.00 元');
  expect(await li.reads('/desk')).toContain('退回多配的配捐');
  expect((await house.request().get('/funds/building-3')).text).toContain('有 500.00 元多配，正在退回');
  const asking = /askings\/(\d+)\/returns/.exec(page)![1]!;
  // it has been spent: the books say what is missing, and nothing is booked
  expect(await li.sends(`${PURSES}/building-3/askings/${asking}/returns`, { why: '冲销后不足 500' })).toMatchObject({ status: 422, text: expect.stringContaining('200.00') });
  // the right sheet comes, and the match is due again: nothing is taken back any more
  clock.set('2026-11-04T02:00:00Z');
  await comeIn();
  const recorded = await qian.visitor.post(`${PURSES}/building-3/sheets`).field(notebook('101 50\n102 80\n103 170', { way: 'cash', day: '2026-11-04', n100: '3' }));
  expect(await zhou.sends(`${recorded.headers.location!.replace(/\?.*/, '')}/counts`, { n100: '3' })).toMatchObject({ status: 303 });
  expect(await li.sends(`${PURSES}/building-3/askings/${asking}/returns`, { why: '冲销后不足 500' })).toMatchObject({ status: 422, text: expect.stringContaining('仍是楼组应得的') });
  expect(await zhou.reads(`${PURSES}/building-3/spendings`)).not.toContain('多配了');
  // the household sees that the old one is gone and is asked about the new one
  const token = (await slips(qian, { which: 'door', only: '102' })).get('102')!;
  const own = (await house.request().get(`/c/${token}`)).text;
  expect([own.includes('已经冲销的记录'), own.includes('102 室在2026年11月4日交了 80.00 元')]).toEqual([true, true]);
  const old = await one<{ id: bigint }>(`SELECT c.id FROM purse_contribution c JOIN household h ON h.id = c.household WHERE h.door = '102' AND c.sum = 10000`);
  expect(await says(token, { contribution: String(old.id), answer: 'yes' })).toMatchObject({ status: 409, text: expect.stringContaining('已经冲销更正') });
});

it('who moves out keeps what they gave, but their slip is dead, and the next behind the door is another household', async () => {
  const token = (await slips(qian, { which: 'door', only: '201' })).get('201')!;
  expect(await qian.sends(`${PURSES}/building-3/leavings`, { door: '201', movedOut: '2026-11-05' })).toMatchObject({ status: 422 });
  expect(await qian.sends(`${PURSES}/building-3/leavings`, { door: '201室', movedOut: '2026-11-04' })).toMatchObject({ status: 303 });
  expect((await house.request().get(`/c/${token}`)).status).toBe(404);
  const { id } = await one<{ id: bigint }>(`SELECT c.id FROM purse_contribution c JOIN household h ON h.id = c.household WHERE h.door = '201'`);
  expect((await says(token, { contribution: String(id), answer: 'yes' })).status).toBe(404);
  expect(await qian.sends(`${PURSES}/building-3/households`, { doors: '201 新来的', movedIn: '2026-11-04' })).toMatchObject({ status: 303 });
  const next = (await slips(qian, { which: 'door', only: '201' })).get('201')!;
  expect((await house.request().get(`/c/${next}`)).text).toContain('现在没有要您确认的交款');
  expect((await house.request().get('/funds/building-3')).text).toContain('10 户中 6 户交款');
});

it('is no gift and no income: no receipt, no donor, no ratio; the statement shows it as held in trust', async () => {
  expect(await one('SELECT (SELECT count(*) FROM receipt) + (SELECT count(*) FROM donation) + (SELECT count(*) FROM donor) + (SELECT count(*) FROM payment) AS n')).toEqual({ n: 0n });
  expect(await one(`SELECT b.worth, (SELECT count(*)::int FROM role_posting p JOIN account a ON a.role = p.role WHERE p.fund = b.fund AND a.class IN ('I', 'E', 'N')) AS n FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE f.code = 'building-3'`)).toEqual({ worth: 0n, n: 0 });
  const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const balance = plain(await li.reads('/desk/statements/balance-sheet?month=2026-11'));
  expect(balance).toMatch(/受托代理资产\D*\d* 0\.00 600\.00|受托代理资产.{0,20}600\.00/);
  expect(balance).toMatch(/受托代理负债.{0,20}600\.00/);
  // the street's part is a cost of the pool, once; what households gave is nowhere
  const activities = plain(await li.reads('/desk/statements/activities?month=2026-11'));
  expect(activities).toMatch(/800\.00/);
  expect(activities).not.toMatch(/1,?300\.00|1,?299\.99|600\.00|499\.99|400\.00/);
  const [year] = await house.db.query<[{ n: number }]>("SELECT count(*)::int AS n FROM role_posting p JOIN purse u ON u.fund = p.fund WHERE p.role IN ('programme', 'gift', 'management', 'fundraising')");
  expect(year.n).toBe(0);
});

it('ends: what is left goes back by their vote to the households and to the street, by what each put in, and then it is closed', async () => {
  const bank = String((await one<{ id: number }>("SELECT id FROM place WHERE account = '1002'")).id);
  const spendings = `${PURSES}/building-3/spendings`;
  const resolution = String(await resolved(house, foundation.id, [liMin!, zhouXiao!], { purse: (await one<{ id: number }>("SELECT id FROM fund WHERE code = 'building-3'")).id, day: '2026-11-03', subject: '结束，剩余退还' }));
  expect(await li.sends(`${PURSES}/building-3/votes`, { resolution, what: '按交款比例退还', voteSum: '1,000', payee: '', back: '1' })).toMatchObject({ status: 303 });
  const { id } = await one<{ id: bigint }>('SELECT max(id) AS id FROM purse_vote');
  await zhou.sends(`${PURSES}/building-3/votes/${id}/confirmations`, {});
  const back = (sum: string): Promise<{ status: number; text: string }> => qian.sends(spendings, { key: key(), vote: String(id), sum, day: '2026-11-04', bank });
  expect(await back('600.01')).toMatchObject({ status: 422, text: expect.stringContaining('现有 600.00 元') });
  // households put in 500.00 and the street 500.00: of the 600 that is left half is the street's, and goes back to the fund that paid it
  expect(await qian.reads(spendings)).toContain('住户的 300.00 元，街道配捐的 300.00 元');
  expect(await back('600')).toMatchObject({ status: 303 });
  const { spending } = await one<{ spending: bigint }>('SELECT max(id) AS spending FROM purse_spending');
  expect(await li.sends(`${PURSES}/building-3/closings`, { why: '住户决定结束' })).toMatchObject({ status: 422, text: expect.stringContaining('还有钱') });
  const pool = async (): Promise<bigint> => (await one<{ money: bigint }>("SELECT money FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE f.class = 'general'")).money;
  const before = await pool();
  expect(await zhou.sends(`${spendings}/${spending}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT h.door, l.sum FROM purse_return_line l JOIN household h ON h.id = l.household ORDER BY h.id')).toEqual([
    { door: '101', sum: 3_000n }, { door: '102', sum: 4_800n }, { door: '103', sum: 10_200n }, { door: '201', sum: 6_000n }, { door: '202', sum: 5_999n }, { door: '301', sum: 1n }]);
  expect(await pool() - before).toBe(30_000n);
  // entered wrongly: taken back as a whole, and paid again
  expect(await li.sends(`${spendings}/${spending}/reversals`, { why: '账号错了' })).toMatchObject({ status: 303 });
  expect([await pool() - before, (await one<{ own: bigint; street: bigint }>("SELECT p.* FROM fund f, purse_parts(f.id) p WHERE f.code = 'building-3'"))]).toEqual([0n, { own: 30_000n, street: 30_000n }]);
  expect(await back('600')).toMatchObject({ status: 303 });
  expect(await zhou.sends(`${spendings}/${(await one<{ id: bigint }>('SELECT max(id) AS id FROM purse_spending')).id}/approvals`, {})).toMatchObject({ status: 303 });
  expect((await house.request().get('/funds/building-3')).text).not.toContain('街道配捐的');
  expect(await li.sends(`${PURSES}/building-3/closings`, { why: '住户决定结束' })).toMatchObject({ status: 303 });
  expect((await house.request().get('/funds/building-3')).text).toContain('已结束');
  const late = await qian.visitor.post(`${PURSES}/building-3/sheets`).field(notebook('101 50', { day: '2026-11-04' }));
  expect([late.status, late.text.includes('已经结束，不再收款')]).toEqual([422, true]);
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | general | Bank deposits | 800.00 |
    | | Donation income, unrestricted | | 800.00
    agency in | building-3 | Cash | 300.00 |
    | | Liability for what is held in trust | | 300.00
    agency in | building-3 | Bank deposits | 199.99 |
    | | Liability for what is held in trust | | 199.99
    agency in | building-3 | Bank deposits | 0.01 |
    | | Liability for what is held in trust | | 0.01
    promise | general | Promised | 500.00 |
    | | Promised, contra | | 500.00
    match paid | general | Programme cost | 500.00 |
    | | Between funds | | 500.00
    | building-3 | Between funds | 500.00 |
    | | Liability for what is held in trust | | 500.00
    | general | Promised, contra | 500.00 |
    | | Promised | | 500.00
    agency out | building-3 | Liability for what is held in trust | 400.00 |
    | | Bank deposits | | 400.00
    reversal | building-3 | Cash | | 300.00
    | | Liability for what is held in trust | 300.00 |
    agency in | building-3 | Cash | 300.00 |
    | | Liability for what is held in trust | | 300.00
    agency out | building-3 | Liability for what is held in trust | 300.00 |
    | | Bank deposits | | 300.00
    match returned | building-3 | Liability for what is held in trust | 300.00 |
    | | Between funds | | 300.00
    | general | Between funds | 300.00 |
    | | Programme cost | | 300.00
    reversal | building-3 | Liability for what is held in trust | | 300.00
    | | Bank deposits | 300.00 |
    reversal | building-3 | Liability for what is held in trust | | 300.00
    | | Between funds | 300.00 |
    | general | Between funds | | 300.00
    | | Programme cost | 300.00 |
    agency out | building-3 | Liability for what is held in trust | 300.00 |
    | | Bank deposits | | 300.00
    match returned | building-3 | Liability for what is held in trust | 300.00 |
    | | Between funds | | 300.00
    | general | Between funds | 300.00 |
    | | Programme cost | | 300.00`);
});
