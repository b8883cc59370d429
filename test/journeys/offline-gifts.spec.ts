import { Funds } from '../../src/funds/funds.service';
import type { FundRef } from '../../src/ledger/draft';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let lunch: FundRef;
let general: number;
let li: AtDesk;
let zhao: AtDesk;
let wang: AtDesk;
let he: AtDesk;

beforeAll(async () => {
  clock = new SetClock('2026-06-30T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  lunch = await openLunchFund(house.app.get(Funds), foundation);
  general = (await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id;
  li = await atDesk(house, await appointed(house, foundation, '李敏', 'bookkeeper'));
  zhao = await atDesk(house, await appointed(house, foundation, '赵磊', 'cashier'));
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

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

    const own = await li.reads(`/desk/gifts/${id}`);
    expect([own.includes('您已清点，等另一人清点'), own.includes('286.50')]).toEqual([true, false]);
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
