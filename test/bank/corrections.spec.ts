import { costAccepted } from '../../src/ledger/entries';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { ofx, type Told } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// June at Wutongli, when little goes right the first time. Li Min and Zhou Xiao keep the books, Zhao Lei the cash, Wang Jianguo signs.

let house: TestApp;
let foundation: Foundation;
let general: FundRef;
let lunch: FundRef;
let li: AtDesk;
let zhou: AtDesk;
let zhao: AtDesk;
let wang: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  foundation = await preparing(house);
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`, [foundation.id]);
  general = { id, foundation: foundation.id, class: 'general' };
  lunch = { ...general, class: 'restricted', id: await bareFund(house.db, { foundation: foundation.id, code: 'lunch', class: 'restricted', name: '银龄午餐基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-10' }) };
  await house.db.query(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1002', 'second', '备用账户', 'Second account')`, [foundation.id]);
  [li, zhou, zhao, wang] = (await Promise.all([['李敏', 'bookkeeper'], ['周晓', 'bookkeeper'], ['赵磊', 'cashier'], ['王建国', 'secretary-general']].map(async ([name, role]) =>
    atDesk(house, await appointed(house, foundation, name!, role as 'cashier'))))) as [AtDesk, AtDesk, AtDesk, AtDesk];
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

let held = 0n;
let files = 0;
/** Zhao imports the next statement of the bank. */
async function shows(...lines: Told[]): Promise<string> {
  const days = lines.map(({ day }) => day).sort();
  held += lines.reduce((sum, line) => sum + line.sum, 0n);
  const { status, headers, text } = await zhao.visitor.post('/desk/bank/bank/statements').attach('file', ofx(lines, { from: days[0]!, to: days.at(-1)!, closing: held }), `${++files}.ofx`);
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return words(await zhao.reads(headers.location!));
}
const words = (page: string): string => page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const lineOf = async (reference: string): Promise<bigint> => (await house.db.query<{ id: bigint }[]>('SELECT id FROM bank_line WHERE reference = $1', [reference]))[0]!.id;
const decides = (who: AtDesk, line: bigint, form: Record<string, string | string[]>) => who.sends(`/desk/bank/bank/lines/${line}/matches`, form);
const matchOf = async (line: bigint): Promise<string> => /\/desk\/bank\/bank\/matches\/(\d+)/.exec(await zhao.reads(`/desk/bank/bank/lines/${line}`))![1]!;
const voucherOf = async (source: string): Promise<string> => {
  await house.app.get(Sealer).seal();
  return (await house.db.query<{ voucher: string }[]>('SELECT s.voucher FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.source = $1', [source]))[0]!.voucher;
};
let keys = 0;
const records = async (who: AtDesk, form: Record<string, string>): Promise<string> => {
  const { status, text, to } = await who.sends('/desk/gifts/transfers', { key: `a-form-of-corrections-${++keys}`, day: '2026-06-20', display: 'full', name: '示例物业有限公司', ...form });
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return /\/desk\/gifts\/(\d+)/.exec(to!)![1]!;
};
const matching = '/desk/bank/bank/matching?month=2026-06';

it('the bank takes its fee though the general fund has nothing; the shortfall is told, and nothing else may be taken so', async () => {
  await shows({ day: '2026-06-01', sum: 10_000n, reference: 'FEE-1' }, { day: '2026-06-02', sum: -1_500n, reference: 'FEE-2', memo: '账户管理费' });
  const before = await lastEntry(house.db);
  await decides(zhao, await lineOf('FEE-1'), { as: 'unidentified' });
  const [{ id: receipt }] = await house.db.query<[{ id: bigint }]>(`SELECT id FROM journal_entry WHERE kind = 'unidentified receipt'`);
  expect(await li.sends(`/desk/unidentified/${receipt}/identifications`, { fund: 'lunch', party: '', why: '来电说明' })).toMatchObject({ status: 303 });
  expect(await decides(li, await lineOf('FEE-2'), { as: 'fee', note: '六月账户管理费' })).toMatchObject({ status: 303 });
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    unidentified receipt | general | Bank deposits | 100.00 |
    | | Other payables: unidentified money | | 100.00
    money identified | general | Other payables: unidentified money | 100.00 |
    | | Between funds | | 100.00
    | lunch | Between funds | 100.00 |
    | | Donation income, restricted | | 100.00
    bank fee | general | Management cost | 15.00 |
    | | Bank deposits | | 15.00`);
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([{ missing: 1_500n }]);
  expect(await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, costAccepted({ day: '2026-06-03', source: 'x', fund: general, sum: 1n, for: 'management' }))).catch((error: { code: string }) => error.code)).toMatch(/shortfall|promise/);
  expect(words(await zhao.reads(matching))).toContain('两边都没有未对上的');
  // and the next gift makes the fund whole again
  await shows({ day: '2026-06-03', sum: 500_000n, reference: 'FEE-3', memo: '一般捐赠' });
  const gift = await records(li, { fund: String(general.id), amount: '5000', line: String(await lineOf('FEE-3')) });
  expect(await zhou.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' })).toMatchObject({ to: '/desk/bank/bank/matching?month=2026-06&count=1&done=bulk' });
  expect(words(await li.reads(`/desk/gifts/${gift}`))).toContain('已入账');
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([]);
});

it('booked as interest by mistake: undone, reversed by two, and booked as the transfer it was', async () => {
  await shows({ day: '2026-06-04', sum: 700n, reference: 'WRONG-1' });
  const line = await lineOf('WRONG-1');
  await decides(zhao, line, { as: 'interest' });
  const voucher = await voucherOf(`bank-line:${line}`);
  // matched, it is not taken back
  const refused = await li.visitor.post(`/desk/vouchers/${voucher}/reversals`).type('form').send({ why: '是内部划转', day: '2026-06-30' });
  expect([refused.status, refused.text.includes(`<a href="/desk/bank/bank/matches/${await matchOf(line)}">这笔账已经和银行明细对上。请先在银行对账页撤销那一组`)]).toEqual([422, true]);
  await zhao.sends(`/desk/bank/bank/matches/${await matchOf(line)}/undoings`, { why: '是内部划转，不是利息' });
  // the entry still stands: not booked a second time beside it, but whoever booked it may tick it again
  expect(await decides(zhao, line, { as: 'interest' })).toMatchObject({ status: 409, text: expect.stringContaining('那笔账还在') });
  expect(await decides(zhao, line, { as: 'transfer', to: 'second' })).toMatchObject({ status: 409, text: expect.stringContaining('那笔账还在') });
  expect(await zhao.reads(`/desk/bank/bank/lines/${line}`)).toMatch(/name="posting" value="\d+\.\d+">/);
  const { to } = await li.sends(`/desk/vouchers/${voucher}/reversals`, { why: '是内部划转', day: '2026-06-30' });
  expect(await wang.sends(`${to!.split('?')[0]}/approvals`, {})).toMatchObject({ status: 303 });
  const before = await lastEntry(house.db);
  expect(await decides(zhao, line, { as: 'transfer', to: 'second' })).toMatchObject({ status: 303 });
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    between places | general | Bank deposits | 7.00 |
    | | Bank deposits | | 7.00`);
  // the mistake and its reversal meet each other: no bank has seen them
  expect(await zhou.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' })).toMatchObject({ to: expect.stringContaining('count=1&done=bulk') });
  expect(words(await zhao.reads(matching))).toContain('两边都没有未对上的');
});

it('a fee that was none is taken back, and the line is the fee of nothing twice', async () => {
  await shows({ day: '2026-06-05', sum: -300n, reference: 'NOFEE-1' });
  const line = await lineOf('NOFEE-1');
  for (const turn of ['', ':2']) {
    expect(await decides(zhao, line, { as: 'fee' })).toMatchObject({ status: 303 });
    await zhao.sends(`/desk/bank/bank/matches/${await matchOf(line)}/undoings`, { why: '看错了' });
    const { to } = await li.sends(`/desk/vouchers/${await voucherOf(`bank-line:${line}${turn}`)}/reversals`, { why: '不是手续费', day: '2026-06-30' });
    expect(await wang.sends(`${to!.split('?')[0]}/approvals`, {})).toMatchObject({ status: 303 });
  }
  expect(await decides(zhao, line, { as: 'fee' })).toMatchObject({ status: 303 });
  await zhou.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' });
  expect(words(await zhao.reads(matching))).toContain('两边都没有未对上的');
});

it('a gift recorded from a line is that line’s before all that looks alike, and may be recorded again when it was wrong', async () => {
  await shows({ day: '2026-06-20', sum: 88_000n, reference: 'GIFT-1', party: '示例物业有限公司' }, { day: '2026-06-20', sum: 88_000n, reference: 'GIFT-2', party: '示例物业有限公司' });
  const [first, second] = [await lineOf('GIFT-1'), await lineOf('GIFT-2')];
  const wrong = await records(li, { fund: String(general.id), amount: '880', line: String(second) });
  expect(await li.sends(`/desk/gifts/${wrong}/withdrawals`, { why: '基金选错了' })).toMatchObject({ status: 303 });
  const right = await records(li, { fund: String(lunch.id), amount: '880', line: String(second) });
  const pair = new RegExp(`id="line-${second}"[^]*?就是从这一笔登记的[^]*?value="${second}~transfer:${right}"`);
  const page = await zhao.reads(matching);
  expect(page).toMatch(pair);
  expect(page).not.toContain(`value="${first}~transfer:`);
  expect(words(await li.reads(matching))).toContain('由您登记，要由另一人对账');
  expect(await zhao.sends('/desk/bank/bank/matches', { choice: `${second}~transfer:${right}`, month: '2026-06' })).toMatchObject({ status: 303 });
  // now it is matched: nothing more is recorded from it
  expect(await li.sends('/desk/gifts/transfers', { key: 'a-form-of-a-matched-line', fund: String(lunch.id), day: '2026-06-20', display: 'full', name: '示例物业有限公司', amount: '880', line: String(second) })).toMatchObject({ status: 409, text: expect.stringContaining('已经对上') });
  // found out later: it was for the general fund. Reversed while it is matched it would leave its line matched to nothing
  expect(await zhao.sends(`/desk/gifts/${right}/reversals`, { why: '附言写明捐给一般基金' })).toMatchObject({ status: 422, text: expect.stringContaining('请先在银行对账页撤销那一组') });
  await zhao.sends(`/desk/bank/bank/matches/${await matchOf(second)}/undoings`, { why: '附言写明捐给一般基金' });
  expect(await zhao.sends(`/desk/gifts/${right}/reversals`, { why: '附言写明捐给一般基金' })).toMatchObject({ status: 303 });
  const again = await records(li, { fund: String(general.id), amount: '880', line: String(second) });
  expect(await zhao.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' })).toMatchObject({ to: expect.stringContaining('done=bulk') });
  expect(await house.db.query('SELECT e.source FROM offline_gift_end g JOIN journal_entry e ON e.id = g.entry WHERE g.gift = $1', [again])).toEqual([{ source: `bank-line:${second}:2` }]);
  await decides(zhao, first, { as: 'unidentified' });
  await zhou.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' });
  expect(words(await zhao.reads(matching))).toContain('两边都没有未对上的');
});

it('one transfer is for two funds: two gifts of the line, never more than came, ticked together', async () => {
  await shows({ day: '2026-06-22', sum: 30_000n, reference: 'TWO-1', party: '示例书店' });
  const line = await lineOf('TWO-1');
  const one = await records(li, { fund: String(lunch.id), amount: '100', line: String(line), day: '2026-06-22' });
  expect(await li.sends('/desk/gifts/transfers', { key: 'too-much-of-a-line', fund: String(general.id), day: '2026-06-22', display: 'full', name: '示例书店', amount: '200.01', line: String(line) })).toMatchObject({ status: 422, text: expect.stringContaining('合计不能超过') });
  const two = await records(li, { fund: String(general.id), amount: '200', line: String(line), day: '2026-06-22' });
  const page = await zhao.reads(`/desk/bank/bank/lines/${line}`);
  for (const gift of [one, two]) expect(page).toContain(`name="posting" value="transfer:${gift}"`);
  const before = await lastEntry(house.db);
  expect(await decides(li, line, { as: 'match', posting: [`transfer:${one}`, `transfer:${two}`] })).toMatchObject({ status: 422 });
  expect(await decides(zhao, line, { as: 'match', posting: [`transfer:${one}`, `transfer:${two}`, 'transfer:999'] })).toMatchObject({ status: 409 });
  expect(await decides(zhao, line, { as: 'match', posting: [`transfer:${one}`, `transfer:${two}`] })).toMatchObject({ status: 303 });
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    bank gift | lunch | Bank deposits | 100.00 |
    | | Donation income, restricted | | 100.00
    bank gift | general | Bank deposits | 200.00 |
    | | Donation income, unrestricted | | 200.00`);
});

it('recorded with a sum that was misheard, it is booked as the bank shows it', async () => {
  await shows({ day: '2026-06-23', sum: 12_345n, reference: 'HEARD-1' });
  const gift = await records(li, { fund: String(lunch.id), amount: '123', day: '2026-06-23' });
  expect(await decides(zhao, await lineOf('HEARD-1'), { as: 'match', posting: [`transfer:${gift}`] })).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT sum FROM offline_gift_end WHERE gift = $1', [gift])).toEqual([{ sum: 12_345n }]);
});
