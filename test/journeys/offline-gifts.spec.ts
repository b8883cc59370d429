import { Client } from 'pg';
import { ExpectedMoney, type StatementLine } from '../../src/bank/expected-money';
import type { FundRef } from '../../src/ledger/draft';
import { costAccepted, principalGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { ClosingSteps } from '../../src/ledger/closing-steps';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { ofx, shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { openLunchFund } from '../support/giving';
import { addsPaper } from '../support/papers';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { xlsx } from '../support/sheets';

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let lunch: FundRef;
let general: number;
let li: AtDesk;
let zhao: AtDesk;
let wang: AtDesk;
let he: AtDesk;
let ids: Record<'li' | 'zhao' | 'wang', number>;
let bank: number;

beforeAll(async () => {
  clock = new SetClock('2026-06-30T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  lunch = await openLunchFund(house, foundation);
  general = (await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id;
  bank = (await house.db.query<{ id: number }[]>(`SELECT id FROM place WHERE account = '1002'`))[0]!.id;
  ids = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), zhao: await appointed(house, foundation, '赵磊', 'cashier'), wang: await appointed(house, foundation, '王建国', 'secretary-general') };
  await signInAt('2026-06-30T02:00:00Z');
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

/** Another moment; sessions end with the working day. */
async function signInAt(moment: string): Promise<void> {
  clock.set(moment);
  [li, zhao, wang] = (await Promise.all([ids.li, ids.zhao, ids.wang].map((id) => atDesk(house, id)))) as [AtDesk, AtDesk, AtDesk];
}
let lines = 900n;
/** A line of the statement, as the bank's page gives it to whoever expects money. */
const line = (sum: bigint, more: Partial<StatementLine> = {}): StatementLine => ({ id: ++lines, source: `bank-line:${lines}`, ours: null, foundation: foundation.id, place: bank, day: '2026-06-30', sum, party: null, partyAccount: null, reference: `ICBC${lines}`, memo: null, ...more });
const expectedOf = (name: string) => house.app.get(ExpectedMoney).of(name).expected(house.db.manager, { foundation: foundation.id, place: bank });
const match = (name: string, key: string, shown: StatementLine, by: number): Promise<bigint> =>
  house.db.transaction((tx) => house.app.get(ExpectedMoney).of(name).book(tx, key, shown, { id: by, name: '', roles: ['bookkeeper'] }) as Promise<bigint>);
const closing = async (): Promise<string[]> => (await house.app.get(ClosingSteps).pending(house.db.manager, { foundation: foundation.id, month: '2026-06' })).get('received')!.map(({ words }) => words.zh);

let forms = 0;
const key = (): string => `form-key-of-the-test-${++forms}`;
const cash = (more: Record<string, string> = {}): Record<string, string> => ({ key: key(), channel: 'counter', fund: String(lunch.id), day: '2026-06-30', display: 'masked', name: '张秀英', phone: '138 1234 8000', ...more });
/** The gift that an answer leads to. */
const idIn = ({ to }: { to?: string }): string => /\/desk\/gifts\/(\d+)/.exec(to ?? '')![1]!;
const facts = async (id: string) => (await house.db.query<{ no: string; receipt: string | null; sum: bigint; channel: string }[]>(
  `SELECT d.no, r.no AS receipt, p.gross AS sum, p.channel FROM offline_gift_end e JOIN payment p ON p.entry = e.entry JOIN donation d ON d.id = p.donation LEFT JOIN receipt r ON r.payment = p.id WHERE e.gift = $1`, [id]))[0];

describe('cash', () => {
  it('Li counts 286.50 yuan at the counter; Zhao counts the same without seeing her figures, and it is booked with its receipt', async () => {
    const before = await lastEntry(house.db);
    expect((await li.sends('/desk/gifts/cash', cash({ name: '', n100: '２', n50: 'abc' }))).text).toMatch(/数量应为整数/);
    expect(await li.sends('/desk/gifts/cash', cash())).toMatchObject({ status: 422, text: expect.stringContaining('至少一张') });
    const form = cash({ n100: '２', n50: '1', n20: '1', n10: '1', n5: '1', n1: '1', j5: '1' });
    const recorded = await li.sends('/desk/gifts/cash', form);
    expect(recorded).toMatchObject({ status: 303, to: expect.stringMatching(/done=recorded$/) });
    // pressed twice it is one gift
    expect((await li.sends('/desk/gifts/cash', form)).to).toBe(recorded.to);
    const id = idIn(recorded);

    expect([(await zhao.reads('/desk')).includes('清点现金（第二人）'), (await zhao.reads('/desk')).includes('286.50')]).toEqual([true, false]);
    const own = await li.reads(`/desk/gifts/${id}`);
    expect([own.includes('您已清点，等另一人清点'), own.includes('286.50')]).toEqual([true, false]);
    // found by the end of her telephone's number, without what was counted
    const found = await zhao.reads('/desk/search?q=8000');
    expect([found.includes(`/desk/gifts/${id}"`), found.includes('286.50')]).toEqual([true, false]);
    const blind = await zhao.reads(`/desk/gifts/${id}`);
    expect([blind.includes('点完之前看不到第一人的数'), blind.includes('286.50')]).toEqual([true, false]);
    expect(await li.sends(`/desk/gifts/${id}/counts`, { n100: '2' })).toMatchObject({ status: 422, text: expect.stringContaining('第二次清点要由另一人来做') });
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { n100: '2', n50: '1', n20: '1', n10: '1', n5: '1', n1: '1', j5: '1' })).toMatchObject({ status: 303, to: `/desk/gifts/${id}?done=booked` });
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { n100: '2' })).toMatchObject({ status: 409 });
    expect(await facts(id)).toEqual({ no: expect.stringMatching(/^GF-2026-\d{6}$/), receipt: 'R-2026-000001', sum: 28_650n, channel: 'counter' });
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      cash gift | elder-lunch | Cash | 286.50 |
      | | Donation income, restricted | | 286.50`);
    await house.app.get(Sealer).seal();
    const booked = await he.reads(`/desk/gifts/${id}`);
    expect(await zhao.reads('/desk')).toMatch(/把现金送存银行[^]*286\.50/);
    expect(booked).toMatch(/SR-2026-06-0001[^]*R-2026-000001[^]*赵磊清点（第二人）/);
    // the public reads the name as it was agreed, and the maker of the voucher is who recorded it
    const { text } = await house.request().get(`/donations/${(await facts(id))!.no}`).expect(200);
    expect([text.includes('张*'), text.includes('张秀英')]).toEqual([true, false]);
    expect(await house.db.query('SELECT p.name FROM voucher_maker m JOIN person p ON p.id = m.maker')).toEqual([{ name: '李敏' }]);
  });

  it('two counts that differ book nothing; the difference stays, and both count again', async () => {
    const before = await lastEntry(house.db);
    const id = idIn(await zhao.sends('/desk/gifts/cash', cash({ channel: 'box', display: 'anon', name: '', phone: '', words: '3 号箱', n10: '7', n1: '12' })));
    expect(await wang.sends(`/desk/gifts/${id}/counts`, { n10: '7', n1: '11' })).toMatchObject({ status: 303, to: `/desk/gifts/${id}?done=differs` });
    const page = await li.reads(`/desk/gifts/${id}`);
    expect(page).toMatch(/两次不一致，重新清点[^]*82\.00 元[^]*81\.00 元/);
    expect(await wang.sends(`/desk/gifts/${id}/counts`, { n10: '7', n1: '11' })).toMatchObject({ to: `/desk/gifts/${id}?done=counted` });
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { n10: '7', n1: '11' })).toMatchObject({ to: `/desk/gifts/${id}?done=booked` });
    expect(await house.db.query('SELECT round, first_sum, second_sum FROM cash_difference')).toEqual([{ round: 1, first_sum: 8_200n, second_sum: 8_100n }]);
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      cash gift | elder-lunch | Cash | 81.00 |
      | | Donation income, restricted | | 81.00`);
  });

  it('coins of fen are counted too: a box holds what people find in their drawers', async () => {
    const before = await lastEntry(house.db);
    const id = idIn(await li.sends('/desk/gifts/cash', cash({ channel: 'box', display: 'anon', name: '', phone: '', words: '5 号箱', j1: '3', f5: '1', f2: '2', f1: '4' })));
    expect(await zhao.reads(`/desk/gifts/${id}`)).toMatch(/5 分[^]*2 分[^]*1 分/);
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { j1: '3', f5: '1', f2: '2', f1: '3' })).toMatchObject({ to: expect.stringContaining('differs') });
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { j1: '3', f5: '1', f2: '2', f1: '4' })).toMatchObject({ to: expect.stringContaining('counted') });
    expect(await li.sends(`/desk/gifts/${id}/counts`, { j1: '3', f5: '1', f2: '2', f1: '4' })).toMatchObject({ to: expect.stringContaining('booked') });
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      cash gift | elder-lunch | Cash | 0.43 |
      | | Donation income, restricted | | 0.43`);
  });

  it('a count is withdrawn with its reason before it is booked, and not after', async () => {
    const id = idIn(await li.sends('/desk/gifts/cash', cash({ fund: String(general), n100: '1' })));
    expect(await li.sends(`/desk/gifts/${id}/withdrawals`, { why: ' ' })).toMatchObject({ status: 422 });
    expect(await li.sends(`/desk/gifts/${id}/withdrawals`, { why: '登记错了基金' })).toMatchObject({ status: 303 });
    expect(await zhao.sends(`/desk/gifts/${id}/counts`, { n100: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('已经入账或撤回') });
    expect(await li.reads(`/desk/gifts/${id}`)).toMatch(/已撤回[^]*登记错了基金/);
  });

  it('a box is public raising; a large sum asks who brings it, also in parts', async () => {
    expect(await li.sends('/desk/gifts/cash', cash({ channel: 'box', fund: String(general), n100: '1' }))).toMatchObject({ status: 422, text: expect.stringContaining('捐赠箱和活动是公开募捐') });
    expect(await li.sends('/desk/gifts/cash', cash({ n100: '500' }))).toMatchObject({ status: 422, text: expect.stringContaining('5 万元及以上') });
    const first = await li.sends('/desk/gifts/cash', cash({ name: '吴大山', phone: '', n100: '300' }));
    expect(first.status).toBe(303);
    expect(await li.sends('/desk/gifts/cash', cash({ name: '吴大山', phone: '', n100: '200' }))).toMatchObject({ status: 422 });
    const noted = await li.sends('/desk/gifts/cash', cash({ name: '吴大山', phone: '', n100: '200', identityNote: '身份证尾号 0013，卖房所得' }));
    expect(noted.status).toBe(303);
    expect(await zhao.sends(`/desk/gifts/${idIn(noted)}/counts`, { n100: '200' })).toMatchObject({ to: expect.stringContaining('booked') });
    await li.sends(`/desk/gifts/${idIn(first)}/withdrawals`, { why: '改走转账' });
  });

  it('a supervisor reads all of it and records nothing', async () => {
    expect(await he.reads('/desk/gifts')).toContain('3 号箱');
    expect(await he.sends('/desk/gifts/cash', cash({ n100: '1' }))).toMatchObject({ status: 404 });
    expect(await he.reads('/desk/gifts?q=8000&state=booked&channel=counter&month=2026-06')).toMatch(/张秀英/);
    expect(await he.reads('/desk/gifts?q=9999')).toContain('没有符合条件的记录');
  });
});

describe('a gift that was recorded wrongly', () => {
  it('is reversed by somebody else while its month is open; its receipt is void and nothing is edited', async () => {
    const id = idIn(await li.sends('/desk/gifts/cash', cash({ n50: '2' })));
    await zhao.sends(`/desk/gifts/${id}/counts`, { n50: '2' });
    const before = await lastEntry(house.db);
    expect(await li.sends(`/desk/gifts/${id}/reversals`, { why: '同一笔记了两次' })).toMatchObject({ status: 422, text: expect.stringContaining('登记人不能自己冲销') });
    expect(await wang.sends(`/desk/gifts/${id}/reversals`, { why: '同一笔记了两次' })).toMatchObject({ status: 303, to: `/desk/gifts/${id}?done=reversed` });
    expect(await wang.sends(`/desk/gifts/${id}/reversals`, { why: '又一次' })).toMatchObject({ status: 409 });
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      reversal | elder-lunch | Cash | | 100.00
      | | Donation income, restricted | 100.00 |`);
    expect(await wang.reads(`/desk/gifts/${id}`)).toMatch(/已冲销[^]*同一笔记了两次/);
    const { text } = await house.request().get(`/receipts/${(await facts(id))!.receipt}`).expect(200);
    expect(text).toContain('捐赠登记有误，已冲销');
    expect((await house.request().get(`/donations/${(await facts(id))!.no}`)).text).toContain('已冲销');
  });
});

it('a gift whose entry was reversed by a voucher is reversed on its own page, its receipt and its thanks too', async () => {
  const id = idIn(await li.sends('/desk/gifts/goods', { key: key(), fund: String(lunch.id), day: '2026-06-30', amount: '300', display: 'full', name: '钱多多', words: '食用油 6 桶', proof: 'invoice', proofName: '发票 00881' }));
  await addsPaper(li, `gifts/${id}`);
  expect(await zhao.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  const [{ no, token }] = [{ no: /entries\/([A-Z]{2}-[\d-]+)"/.exec(await li.reads(`/desk/gifts/${id}`))![1]!, token: /(\/g\/[\w-]+)/.exec(await li.reads(`/desk/gifts/${id}/slip`))![1]! }];
  const [, proposal] = /(\/desk\/vouchers\/proposals\/\d+)/.exec((await li.sends(`/desk/vouchers/${no}/reversals`, { why: '发票作废', day: '' })).to!)!;
  expect(await wang.sends(`${proposal}/approvals`, {})).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await li.sends(`/desk/gifts/${id}/issues`, { words: '发给一村', amount: '50', sheet: 'LY-99', day: '2026-06-30' })).toMatchObject({ status: 422, text: expect.stringContaining('只有已入账的物资才能领用') });
  expect(await wang.reads(`/desk/gifts/${id}`)).toMatch(/tag--bad">已冲销[^]*李敏冲销/);
  expect((await house.request().get(`/receipts/${(await facts(id))!.receipt}`)).text).toContain('捐赠登记有误，已冲销');
  expect((await house.request().get(token)).text).toContain('已冲销');
});

describe('cash goes to the bank', () => {
  it('Zhao takes it on the same day, Li confirms it by the slip; nobody takes more than there is', async () => {
    expect(await zhao.reads('/desk/gifts/bankings')).toContain('20,367.93');
    expect(await closing()).toEqual(['现金箱里还有 20,367.93 元 没有送存银行']);
    const slip = { bank: String(bank), amount: '20,367.93', day: '2026-06-30', slip: 'ICBC-0630-1' };
    expect(await zhao.sends('/desk/gifts/bankings', { ...slip, amount: '20367.94' })).toMatchObject({ status: 422, text: expect.stringContaining('现金箱里没有这么多钱') });
    expect(await zhao.sends('/desk/gifts/bankings', slip)).toMatchObject({ status: 303 });
    expect(await zhao.sends('/desk/gifts/bankings', { ...slip, amount: '1' })).toMatchObject({ status: 422 });
    const before = await lastEntry(house.db);
    const newest = async (): Promise<string> => `/desk/gifts/bankings/${(await house.db.query<{ id: number }[]>('SELECT max(id) AS id FROM cash_banking'))[0]!.id}`;
    expect(await zhao.sends(`${await newest()}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('送存的人不能自己确认') });
    await signInAt('2026-07-01T02:00:00Z');
    expect(await li.sends(`${await newest()}/withdrawals`, { why: '回单号抄错' })).toMatchObject({ status: 303 });
    expect(await li.reads('/desk/gifts/bankings')).toMatch(/逾期未送存[^]*20,367\.93 元 应在 2026年6月30日 以前送存银行/);
    expect((await closing()).join()).toContain('已经逾期');
    expect(await zhao.sends('/desk/gifts/bankings', { ...slip, slip: 'ICBC-0630-7' })).toMatchObject({ status: 303 });
    expect(await li.sends(`${await newest()}/confirmations`, {})).toMatchObject({ status: 303 });
    expect(await li.sends(`${await newest()}/confirmations`, {})).toMatchObject({ status: 409 });
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      between places | general | Bank deposits | 20367.93 |
      | | Cash | | 20367.93`);
    expect(await closing()).toEqual([]);
  });
});

const give = async (amount: string, receipt = '1'): Promise<string> => {
  const { headers } = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: key(), other: amount, display: 'masked', name: '周明', phone: '', ...(receipt ? { receipt } : {}), title: '', identity: '' }).expect(303);
  return headers.location!;
};

describe('a bank transfer', () => {
  it('is offered when two people have said the account', async () => {
    const link = await give('500');
    expect((await house.request().get(link)).text).not.toContain('value="transfer"');
    expect((await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' })).text).toContain('现在不能用银行转账');
    expect(await li.sends('/desk/gifts/account', { place: String(bank), bank: '示例银行梧桐里支行', number: '6222 0000 1111 042' })).toMatchObject({ status: 303 });
    expect((await house.request().get(link)).text).not.toContain('value="transfer"');
    expect(await li.sends('/desk/gifts/account/1/confirmations', {})).toMatchObject({ status: 422, text: expect.stringContaining('填写的人不能自己核对') });
    expect(await wang.sends('/desk/gifts/account/1/confirmations', {})).toMatchObject({ status: 303 });
    expect((await house.request().get(link)).text).toContain('value="transfer"');
  });

  it('the donor copies a reference; the line that shows it books what came, with thanks and receipt', async () => {
    const link = await give('500');
    expect((await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' })).headers.location).toBe(link);
    await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' }).expect(303);
    const page = (await house.request().get(link)).text;
    const [, reference] = /<strong class="num sum">([2-9A-Z]{8})</.exec(page)!;
    expect(page).toMatch(/6222 0000 1111 042/);
    const before = await lastEntry(house.db);
    const [expected] = await expectedOf('transfer');
    expect(expected).toMatchObject({ sum: 50_000n, reference, party: '周明', words: { zh: expect.stringContaining('周明预告转账捐赠') } });
    // another sum than announced is booked as what came
    await match('transfer', expected!.key, line(51_000n), ids.li);
    await expect(match('transfer', expected!.key, line(51_000n), ids.li)).rejects.toThrow('an-offline-gift-ends-once');
    expect(await expectedOf('transfer')).toEqual([]);
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      bank gift | elder-lunch | Bank deposits | 510.00 |
      | | Donation income, restricted | | 510.00`);
    const thanks = (await house.request().get(link)).text;
    expect(thanks).toMatch(/510\.00 元[^]*银行转账[^]*R-2026-/);
  });

  it('the statement shows it with the reference: whoever imports is told, and one button books it', async () => {
    const link = await give('620', '');
    await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' }).expect(303);
    const [, reference] = /<strong class="num sum">([2-9A-Z]{8})</.exec((await house.request().get(link)).text)!;
    const file = ofx([{ day: '2026-06-30', sum: 62_000n, reference: 'ICBC-REF', party: '周明', memo: `捐款 ${reference}` }], { from: '2026-06-30', to: '2026-06-30', closing: 62_000n });
    const { headers } = await li.visitor.post('/desk/bank/bank/statements').attach('file', file, 'june.ofx').expect(303);
    expect((await li.reads(headers.location!)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/新增明细 1 已有明细 0 其中已对上 0 未对上 1 .*有 1 笔明细的编号和金额，与待到账款项完全相同。/);
    expect(await li.sends('/desk/bank/bank/bulk-matches', { month: '2026-06' })).toMatchObject({ to: '/desk/bank/bank/matching?month=2026-06&count=1&done=bulk' });
    expect((await house.request().get(link)).text).toMatch(/620\.00 元[^]*银行转账/);
  });

  it('whose reference was mistyped, or used again, is told to whoever records a gift from the line', async () => {
    const link = await give('66', '');
    await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' }).expect(303);
    const page = (await house.request().get(link)).text;
    const [, reference] = /<strong class="num sum">([2-9A-Z]{8})</.exec(page)!;
    // what is typed into the bank's program can be copied, and who forgets it need not pay again
    for (const words of [`data-copy="${reference}"`, 'data-copy="66.00"', 'data-copy="62220000111 1042"'.replace(' ', ''), `data-copy="${foundation.name}"`, '忘了写附言，或写错了，不用再转一次']) expect([words, page.includes(words)]).toEqual([words, true]);
    const slip = [6, 5, 4, 3].find((at) => reference![at] !== reference![at + 1])!;
    const slipped = reference!.slice(0, slip) + reference![slip + 1]! + reference![slip]! + reference!.slice(slip + 2);
    const other = reference![0] === 'Z' ? 'Y' : 'Z';
    const shown = await shows(house, { foundation: foundation.id, by: ids.zhao, lines: [
      { day: '2026-06-30', sum: 6_600n, reference: 'ICBC-R1', memo: slipped }, { day: '2026-06-30', sum: 6_600n, reference: 'ICBC-R2', memo: `捐款 ${reference!.toLowerCase()}` },
      { day: '2026-06-30', sum: 6_600n, reference: 'ICBC-R3', memo: `${other}${reference!.slice(1)}` }, { day: '2026-06-30', sum: 6_600n, reference: 'ICBC-R4', memo: '给老人 20260630' },
    ] });
    const form = async (line: string): Promise<string> => (await li.reads(`/desk/gifts/new?line=${shown.get(line)}`)).replace(/<[^>]+>/g, '');
    expect(await form('ICBC-R1')).toMatch(new RegExp(`附言里的 ${slipped} 不是我们给过的参考号，像是抄错了。最接近的是预告 GF-2026-\\d{6}（周明，66\\.00 元）`));
    expect(await form('ICBC-R2')).toMatch(/附言是预告 GF-2026-\d{6}（周明，66\.00 元）的参考号。不用另外登记/);
    expect(await form('ICBC-R3')).toContain('像是抄错了');
    expect(await form('ICBC-R4')).not.toMatch(/参考号/);
    const waiting = (await expectedOf('transfer')).find((one) => one.reference === reference)!;
    await match('transfer', waiting.key, line(6_600n), ids.li);
    expect(await form('ICBC-R2')).toContain('那一笔已经办完');
    expect(await form('ICBC-R1')).not.toContain('参考号');
  });

  it('recorded at the desk is not matched by who recorded it', async () => {
    expect(await li.sends('/desk/gifts/transfers', { key: key(), fund: String(general), day: '2026-06-30', amount: '1万2', display: 'anon', words: '汇款' })).toMatchObject({ status: 422, text: expect.stringContaining('这个金额可以有两种读法，请写全') });
    const id = idIn(await li.sends('/desk/gifts/transfers', { key: key(), fund: String(general), day: '2026-06-30', amount: '０.１万元', display: 'full', name: '示例物业有限公司', words: '汇款' }));
    expect(await li.reads(`/desk/gifts/${id}`)).toContain('等银行流水');
    await expect(match('transfer', id, line(100_000n), ids.li)).rejects.toThrow('whoever-records-a-gift-does-not-match-it');
    await match('transfer', id, line(100_000n), ids.zhao);
    expect(await facts(id)).toMatchObject({ sum: 100_000n, channel: 'transfer' });
  });
});

describe('a cheque', () => {
  const cheque = () => ({ key: key(), fund: String(lunch.id), day: '2026-06-29', amount: '3000', display: 'anon', words: '中国银行 00817245' });

  it('is booked when the bank has cleared it', async () => {
    const id = idIn(await li.sends('/desk/gifts/cheques', cheque()));
    expect(await expectedOf('cheque')).toEqual([]);
    await expect(match('cheque', id, line(300_000n), ids.zhao)).rejects.toThrow('only-a-cheque-at-the-bank-bounces');
    expect(await zhao.sends(`/desk/gifts/${id}/handings`, { day: '2026-06-30' })).toMatchObject({ status: 303 });
    expect(await expectedOf('cheque')).toMatchObject([{ key: id, sum: 300_000n }]);
    await match('cheque', id, line(300_000n), ids.zhao);
    expect(await facts(id)).toMatchObject({ sum: 300_000n, channel: 'cheque', receipt: expect.stringMatching(/^R-/) });
    // whose cheque it was stays at the desk: the note of an entry is public
    await house.app.get(Sealer).seal();
    const { voucher } = (await house.db.query<[{ voucher: string }]>('SELECT s.voucher FROM offline_gift_end e JOIN sealed_entry s ON s.entry = e.entry WHERE e.gift = $1', [id]))[0];
    const shown = await Promise.all([`/entries/${voucher}`, `/donations/${(await facts(id))!.no}`, '/funds/elder-lunch/ledger', '/funds/elder-lunch/ledger.csv'].map(async (path) => (await house.request().get(path)).text));
    expect(shown.filter((text) => text.includes('00817245'))).toEqual([]);
    expect(await li.reads(`/desk/gifts/${id}`)).toContain('00817245');
  });

  it('that bounces books nothing', async () => {
    const before = await lastEntry(house.db);
    const id = idIn(await li.sends('/desk/gifts/cheques', cheque()));
    expect(await li.sends(`/desk/gifts/${id}/bounces`, { why: '存款不足' })).toMatchObject({ status: 422 });
    await li.sends(`/desk/gifts/${id}/handings`, { day: '2026-06-30' });
    expect(await li.sends(`/desk/gifts/${id}/bounces`, { why: '存款不足' })).toMatchObject({ status: 303 });
    expect(await lastEntry(house.db)).toBe(before);
    expect(await li.reads(`/desk/gifts/${id}`)).toMatch(/退票[^]*存款不足/);
  });
});

describe('goods and work', () => {
  const goods = (more: Record<string, string> = {}) => ({ key: key(), fund: String(lunch.id), day: '2026-06-30', display: 'full', name: '示例厨具有限公司', words: '保温箱 12 只', proof: 'invoice', proofName: '发票 04411', amount: '1280', ...more });

  it('are booked at their proved value by a second person, and used by their issue sheet', async () => {
    expect((await li.sends('/desk/gifts/goods', goods({ proof: '' }))).text).toContain('只能按 1 元名义金额登记');
    expect((await li.sends('/desk/gifts/goods', goods({ proofName: '' }))).text).toContain('请写明凭据的名称和编号');
    const before = await lastEntry(house.db);
    const id = idIn(await li.sends('/desk/gifts/goods', goods()));
    await addsPaper(li, `gifts/${id}`);
    expect(await li.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('登记人不能自己入账') });
    expect(await zhao.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
    const sheet = { amount: '800', day: '2026-06-30', words: '8 只给一村', sheet: 'LY-01' };
    expect(await li.sends(`/desk/gifts/${id}/issues`, { ...sheet, amount: '1280.01' })).toMatchObject({ status: 422, text: expect.stringContaining('领用超过了剩下的物资') });
    expect(await li.sends(`/desk/gifts/${id}/issues`, sheet)).toMatchObject({ status: 303 });
    const [{ id: issue }] = await house.db.query<[{ id: bigint }]>('SELECT id FROM goods_issue');
    expect(await li.sends(`/desk/gifts/issues/${issue}/bookings`, {})).toMatchObject({ status: 422 });
    expect(await wang.sends(`/desk/gifts/issues/${issue}/bookings`, {})).toMatchObject({ status: 303 });
    expect(await wang.sends(`/desk/gifts/${id}/reversals`, { why: '不对' })).toMatchObject({ status: 422, text: expect.stringContaining('已经有领用') });
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      goods gift | elder-lunch | Goods in stock | 1280.00 |
      | | Donation income, restricted | | 1280.00
      goods used | elder-lunch | Programme cost | 800.00 |
      | | Goods in stock | | 800.00`);
  });

  it('of a fund that keeps its principal are refused before they leave, when they are what keeps it', async () => {
    const fund = await bareFund(house.db, { foundation: foundation.id, code: 'kept', class: 'preserved', name: '梧桐里助学留本基金', englishName: 'Study endowment', openedOn: '2026-01-10' });
    const kept = { id: fund, foundation: foundation.id, class: 'preserved' } as const;
    const post = (...drafts: Parameters<Ledger['post']>[1]): Promise<unknown> => house.db.transaction((tx) => house.app.get(Ledger).post(tx, drafts));
    await post(principalGift({ fund: kept, sum: 100_000n, bank, day: '2026-06-30', source: 'kept:1' }));
    const id = idIn(await li.sends('/desk/gifts/goods', goods({ fund: String(fund), amount: '200', words: '旧书 200 册' })));
    await addsPaper(li, `gifts/${id}`);
    expect(await zhao.sends(`/desk/gifts/${id}/confirmations`, {})).toMatchObject({ status: 303 });
    await post(costAccepted({ fund: kept, sum: 15_000n, for: 'programme', day: '2026-06-30', source: 'kept:2' }));
    const sheet = { day: '2026-06-30', words: '给读书会', sheet: 'LY-09' };
    expect(await li.sends(`/desk/gifts/${id}/issues`, { ...sheet, amount: '200' })).toMatchObject({ status: 422, text: expect.stringContaining('梧桐里助学留本基金') });
    expect(await li.sends(`/desk/gifts/${id}/issues`, { ...sheet, amount: '50' })).toMatchObject({ status: 303 });
    expect(await closing()).toContain('1 张领用单还没有第二人入账');
    // its month is sealed meanwhile: what was handed out is booked in the open one
    const owner = new Client({ connectionString: house.ownerUrl });
    await owner.connect();
    await owner.query("INSERT INTO accounting_period VALUES ($1, '2026-06-01', '2026-07-03') ON CONFLICT (foundation, month) DO UPDATE SET sealed_on = excluded.sealed_on", [foundation.id]);
    const [{ id: issue }] = await house.db.query<[{ id: bigint }]>('SELECT id FROM goods_issue WHERE gift = $1', [id]);
    expect(await wang.sends(`/desk/gifts/issues/${issue}/bookings`, {})).toMatchObject({ status: 303 });
    await owner.query('UPDATE accounting_period SET sealed_on = NULL WHERE foundation = $1', [foundation.id]);
    await owner.end();
    expect(await house.db.query("SELECT day, fact_day FROM journal_entry WHERE source = 'goods-issue:' || $1", [issue])).toEqual([{ day: '2026-07-01', fact_day: '2026-06-30' }]);
  });

  it('without proof stand at one yuan and have no receipt', async () => {
    const id = idIn(await li.sends('/desk/gifts/goods', goods({ proof: '', proofName: '', amount: '', words: '旧书 3 箱' })));
    expect(await zhao.reads(`/desk/gifts/${id}`)).toContain('按 1 元名义金额记录');
    await zhao.sends(`/desk/gifts/${id}/confirmations`, {});
    const { no, receipt, sum } = (await facts(id))!;
    expect([receipt, sum]).toEqual([null, 100n]);
    expect(await li.sends('/desk/gifts/fiscal-receipts', { gift: no, fiscalCode: '31060126', number: '0000000009', checkCode: 'a1b2c3', day: '2026-06-30' })).toMatchObject({ status: 422, text: expect.stringContaining('没有价值凭据的物资和服务不能开捐赠票据') });
  });

  it('work is income and cost at once', async () => {
    const before = await lastEntry(house.db);
    const id = idIn(await li.sends('/desk/gifts/services', { ...goods({ words: '审计 40 小时', proof: 'hours-sheet', proofName: '工时表 6 月', amount: '8000' }), fund: String(general), serves: 'management' }));
    await addsPaper(li, `gifts/${id}`);
    await zhao.sends(`/desk/gifts/${id}/confirmations`, {});
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      donated service | general | Management cost | 8000.00 |
      | | Donation income, unrestricted | | 8000.00`);
  });
});

it('money of the state: the contract decides, whatever the payer calls it', async () => {
  const before = await lastEntry(house.db);
  const asked = (more: Record<string, string>) => ({ key: key(), fund: String(general), day: '2026-06-30', amount: '50000', payer: '梧桐里街道办事处', contract: 'grant-document', contractName: '梧街〔2026〕8号', called: 'subsidy', ...more });
  const grant = idIn(await li.sends('/desk/gifts/government', asked({})));
  const purchase = idIn(await li.sends('/desk/gifts/government', asked({ contract: 'purchase-contract', contractName: '合同 12 号', amount: '30000' })));
  expect([(await li.reads(`/desk/gifts/${grant}`)).includes('记为服务收入'), (await li.reads(`/desk/gifts/${purchase}`)).includes('记为服务收入')]).toEqual([false, true]);
  await match('government', grant, line(5_000_000n), ids.zhao);
  await match('government', purchase, line(3_000_000n), ids.zhao);
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    subsidy | general | Bank deposits | 50000.00 |
    | | Government subsidies, unrestricted | | 50000.00
    service income | general | Bank deposits | 30000.00 |
    | | Service income, unrestricted | | 30000.00`);
  expect(await facts(grant)).toBeUndefined();
});

describe('fiscal receipts', () => {
  const form = (gift: string, number: string, more: Record<string, string> = {}) => ({ gift, fiscalCode: '31060126', number, checkCode: 'a1b2c3', day: '2026-06-30', ...more });

  it('one a gift, as the fiscal system gave it; void and issued again as a chain; the donor sees it', async () => {
    const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT d.no FROM donation d JOIN payment p ON p.donation = d.id WHERE d.wants_receipt AND p.channel = 'transfer'`);
    expect(await li.reads('/desk/gifts/fiscal-receipts')).toMatch(new RegExp(`${no}[^]*应在 2026年9月28日 前开出`));
    expect((await li.sends('/desk/gifts/fiscal-receipts', form(no, '123', { fiscalCode: '1', checkCode: '?' }))).text).toMatch(/8 位数字.*10 位数字.*6 位字母或数字/);
    expect(await li.sends('/desk/gifts/fiscal-receipts', form('GF-2026-999999', '0000000001'))).toMatchObject({ status: 422, text: expect.stringContaining('没有这个捐赠编号或收据号') });
    expect(await li.sends('/desk/gifts/fiscal-receipts', form(no, '0000000001'))).toMatchObject({ status: 303 });
    expect(await li.sends('/desk/gifts/fiscal-receipts', form(no, '0000000002'))).toMatchObject({ status: 409, text: expect.stringContaining('已经有票据') });
    expect(await li.reads('/desk/gifts/fiscal-receipts')).toContain('没有待开的票据');
    const [{ id: first }] = await house.db.query<[{ id: bigint }]>('SELECT id FROM fiscal_receipt');
    expect(await zhao.sends(`/desk/gifts/fiscal-receipts/${first}/voids`, { why: '抬头写错' })).toMatchObject({ status: 303 });
    expect(await zhao.sends(`/desk/gifts/fiscal-receipts/${first}/voids`, { why: '抬头写错' })).toMatchObject({ status: 409 });
    expect(await li.sends('/desk/gifts/fiscal-receipts', form(no, '0000000002'))).toMatchObject({ status: 303 });
    expect(await house.db.query('SELECT number, instead_of FROM fiscal_receipt ORDER BY id')).toEqual([{ number: '0000000001', instead_of: null }, { number: '0000000002', instead_of: first }]);
    const [{ receipt }] = await house.db.query<[{ receipt: string }]>('SELECT r.no AS receipt FROM receipt r JOIN payment p ON p.id = r.payment JOIN donation d ON d.id = p.donation WHERE d.no = $1', [no]);
    expect((await house.request().get(`/receipts/${receipt}`)).text).toMatch(/号码 0000000002/);
  });

  it('are not for a gift that names nobody', async () => {
    const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT d.no FROM donation d JOIN payment p ON p.donation = d.id WHERE p.channel = 'box'`);
    expect(await li.sends('/desk/gifts/fiscal-receipts', form(no, '0000000005'))).toMatchObject({ status: 422, text: expect.stringContaining('匿名捐赠没有交款人姓名') });
  });

  it('come from a file whole or not at all', async () => {
    const names = await house.db.query<{ no: string }[]>(`SELECT d.no FROM donation d JOIN payment p ON p.donation = d.id JOIN donor o ON o.id = d.donor WHERE p.channel IN ('counter', 'cheque', 'goods') AND p.gross > 100 AND NOT EXISTS (SELECT FROM journal_entry e WHERE e.reverses = p.entry) ORDER BY d.no LIMIT 2`);
    const file = (rows: string[][]): Buffer => Buffer.from(`\uFEFF捐赠编号,代码,号码,校验码,日期\n${rows.map((row) => row.join(',')).join('\n')}\n`);
    const send = async (content: Buffer) => {
      const { status, text, headers } = await li.visitor.post('/desk/gifts/fiscal-receipts/imports').attach('file', content, 'receipts.csv');
      return { status, text: text.replace(/<[^>]+>/g, ' '), to: headers.location };
    };
    const good = [[names[0]!.no, '31060126', '0000000011', 'x1y2z3', '2026/6/30'], [names[1]!.no, '31060126', '0000000012', '123456', '2026-06-30']];
    expect(await send(file([good[0]!, [names[1]!.no, '31060126', '12', '123456', '2026-06-30']]))).toMatchObject({ status: 422, text: expect.stringContaining('第 3 行：票据号码应为 10 位数字。一行也没有登记') });
    expect(await send(file([good[0]!, [names[1]!.no, '31060126', '=1+1', '123456', '2026-06-30']]))).toMatchObject({ status: 422, text: expect.stringContaining('第 3 行有公式') });
    expect(await send(file([['a', 'b']]))).toMatchObject({ status: 422, text: expect.stringContaining('第 2 行：票据代码应为 8 位数字') });
    expect(await send(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]))).toMatchObject({ status: 422, text: expect.stringContaining('第一行要有这五列的列名') });
    expect(await send(Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({ status: 422, text: expect.stringContaining('认不出文件的编码') });
    expect(await send(file([]))).toMatchObject({ status: 422, text: expect.stringContaining('文件里没有票据') });
    expect(await house.db.query(`SELECT count(*)::int AS n FROM fiscal_receipt WHERE number LIKE '000000001_'`)).toEqual([{ n: 0 }]);
    expect(await send(file(good))).toMatchObject({ status: 303, to: '/desk/gifts/fiscal-receipts?imported=2&known=0' });
    // the same list again, as the system gives it next month: other columns, other order, a spreadsheet that has made numbers of the codes
    expect(await send(file(good))).toMatchObject({ status: 303, to: '/desk/gifts/fiscal-receipts?imported=0&known=2' });
    expect(await li.reads('/desk/gifts/fiscal-receipts?imported=0&known=2')).toContain('这份清单的 2 张都登记过，没有新增');
    const sheet = await xlsx([['序号', '开票日期', '电子票据号码', '电子票据代码', '校验码', '金额', '业务流水号'], ...good.map(([gift, code, number, check, day], at) => [at + 1, day, number, Number(code), check, 5, gift])]);
    expect(await send(sheet)).toMatchObject({ to: '/desk/gifts/fiscal-receipts?imported=0&known=2' });
    // a number that has lost its zeros is not completed, and another one for the same gift is no second receipt
    expect(await send(await xlsx([['捐赠编号', '票据代码', '票据号码', '校验码', '开票日期'], [good[0]![0], '31060126', 11, 'x1y2z3', '2026-06-30']]))).toMatchObject({ status: 422, text: expect.stringContaining('票据号码应为 10 位数字') });
    expect(await send(file([[names[0]!.no, '31060126', '0000000013', 'x1y2z3', '2026-06-30']]))).toMatchObject({ status: 422, text: expect.stringContaining('第 2 行：这笔捐赠已经有票据') });
  });

  it('what leads to the whole name of a payer is for the payer alone', async () => {
    const shown = await house.db.query<{ no: string; number: string; check_code: string }[]>('SELECT r.no, f.number, f.check_code FROM receipt r JOIN fiscal_receipt f ON f.payment = r.payment WHERE NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = f.id)');
    expect(shown.length).toBeGreaterThan(1);
    for (const { no, number, check_code } of shown) {
      const { text } = await house.request().get(`/receipts/${no}`).expect(200);
      expect([text.includes(number), text.includes(check_code)]).toEqual([true, false]);
    }
  });

  it('a valid one of a gift that was reversed is to be made void, and says so until it is', async () => {
    const [{ id, no }] = await house.db.query<[{ id: string; no: string }]>(
      `SELECT g.id::text, g.no FROM offline_gift g JOIN offline_gift_end e ON e.gift = g.id JOIN payment p ON p.entry = e.entry JOIN fiscal_receipt f ON f.payment = p.id WHERE g.recorded_by = $1 AND g.way = 'cash' AND f.number LIKE '000000001_' ORDER BY g.id DESC LIMIT 1`, [ids.li]);
    expect(await wang.sends(`/desk/gifts/${id}/reversals`, { why: '重复登记' })).toMatchObject({ status: 303 });
    expect(await li.reads(`/desk/gifts/${id}`)).toMatch(/捐赠票据 \d{10} 还有效。请先在财政系统作废/);
    expect(await li.reads('/desk')).toContain('作废捐赠票据：1 张的捐赠已冲销或退回');
    expect(await li.reads('/desk/gifts/fiscal-receipts')).toMatch(new RegExp(`要作废[^]*${no}[^]*要了还没有开`));
    const [{ receipt, own }] = await house.db.query<[{ receipt: string; own: string }]>('SELECT f.id::text AS receipt, r.no AS own FROM fiscal_receipt f JOIN payment p ON p.id = f.payment JOIN donation d ON d.id = p.donation JOIN receipt r ON r.payment = p.id WHERE d.no = $1', [no]);
    expect((await house.request().get(`/receipts/${own}`)).text).not.toContain('31060126');
    expect(await zhao.sends(`/desk/gifts/fiscal-receipts/${receipt}/voids`, { why: '捐赠已冲销' })).toMatchObject({ status: 303 });
    expect(await li.reads('/desk')).not.toContain('作废捐赠票据');
    expect((await li.sends('/desk/gifts/fiscal-receipts', form(no, '0000000099'))).text).toContain('已经退回或冲销，不能开捐赠票据');
  });
});

it('the slip leads the giver to thanks and receipt', async () => {
  const [{ id }] = await house.db.query<[{ id: bigint }]>(`SELECT min(gift) AS id FROM offline_gift_end e WHERE what = 'booked' AND NOT EXISTS (SELECT FROM offline_gift_reversal r WHERE r.gift = e.gift)`);
  const [, link] = /http:\/\/[^/]+(\/g\/[\w-]+)/.exec(await li.reads(`/desk/gifts/${id}/slip`))!;
  expect((await house.request().get(link!)).text).toMatch(/286\.50 元[^]*R-2026-000001/);
});

it('an announced transfer is waited for thirty days', async () => {
  const link = await give('20');
  await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' }).expect(303);
  const [{ key: waits }] = (await expectedOf('transfer')) as unknown as [{ key: string }];
  clock.set('2026-07-31T15:59:00Z');
  expect((await house.request().get(link)).text).toContain('请用银行转账完成捐赠');
  clock.set('2026-07-31T16:00:00Z');
  expect(await expectedOf('transfer')).toEqual([]);
  await expect(match('transfer', waits, line(2_000n), ids.li)).rejects.toThrow('transfer-has-lapsed');
});
