import { incomeByWay } from '../../src/disclosure/income/channels.queries';
import { incomeByYear } from '../../src/disclosure/income/income.queries';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { xlsx } from '../support/sheets';

// A season of the charity supermarket and its market: goods with a last day, old clothes of no proved value, what spoils, what was entered wrongly, and whose money a stall brings.

const clock = new SetClock('2026-11-21T04:00:00Z');
let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let zhou: AtDesk;
let wang: AtDesk;
let people: [number, number, number];
const sitDown = (): Promise<[AtDesk, AtDesk, AtDesk]> => Promise.all([atDesk(house, people[0]), atDesk(house, people[1]), atDesk(house, people[2])]);
let general: number;
let lunch: number;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  people = [await appointed(house, foundation, '李敏', 'programme-officer'), await appointed(house, foundation, '周晓', 'bookkeeper'), await appointed(house, foundation, '王建国', 'secretary-general')];
  [li, zhou, wang] = await sitDown();
  lunch = await bareFund(house.db, { foundation: foundation.id, code: 'elder-lunch', class: 'restricted', name: '银龄午餐专项基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-05' });
  [{ id: general }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE class = 'general'`);
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
});
afterAll(() => house.close());

interface Answer { status: number; text: string; to?: string }
async function uploads(channel: string, file: string | Buffer, form: Record<string, string> = {}, name = `${channel}.csv`): Promise<Answer> {
  const request = li.visitor.post('/desk/batches');
  for (const [field, value] of Object.entries({ channel, fund: String(general), bank: String(bank), bearer: String(general), fee: '0', ...form })) void request.field(field, value);
  const { status, text, headers } = await request.attach('file', Buffer.from(file as string), name);
  return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}
const booked = async (): Promise<void> => {
  house.app.get(Worker).wake('batches');
  await house.app.get(Worker).idle();
  await house.app.get(Sealer).seal();
};
/** Uploaded by Li, confirmed by Zhou, in the books. */
async function brings(channel: string, file: string | Buffer, form: Record<string, string> = {}, name?: string): Promise<string> {
  const { status, text, to } = await uploads(channel, file, form, name);
  expect({ status, text: status === 303 ? '' : text }).toEqual({ status: 303, text: '' });
  const path = to!.split('?')[0]!;
  expect(await zhou.sends(`${path}/confirmations`, {})).toMatchObject({ status: 303 });
  await booked();
  const page = await zhou.reads(path);
  expect(page).toContain('整批已入账');
  return page;
}
const since = async (run: () => Promise<unknown>): Promise<string> => {
  const last = await lastEntry(house.db);
  await run();
  return ledgerTable(house.db, { after: last });
};
const no = async (channel: string, file: string, form: Record<string, string> = {}): Promise<string> => {
  const { status, text } = await uploads(channel, file, form);
  expect(status).toBe(422);
  return text;
};
const placeOf = async (name: string): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT id FROM place WHERE name = $1', [name]))[0].id);
const voucherOf = async (like: string): Promise<string> => (await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.source LIKE $1 ORDER BY e.id DESC LIMIT 1`, [like]))[0].no;
/** Proposed by Zhou, approved by Wang. */
async function reverses(like: string, why: string): Promise<Answer> {
  const proposed = await zhou.sends(`/desk/vouchers/${await voucherOf(like)}/reversals`, { why, day: '' });
  expect(proposed).toMatchObject({ status: 303 });
  const approved = await wang.sends(`${/(\/desk\/vouchers\/proposals\/\d+)/.exec(proposed.to!)![1]}/approvals`, {});
  await house.app.get(Sealer).seal();
  return approved;
}
const IN = '单号,入库日期,货号,品名,数量,公允单价,计价依据,保质期至,捐赠人,公开方式\n';
const OUT = '单号,发放日期,货号,数量,领用去向\n';
const OFF = '单号,报损日期,货号,数量,报损原因\n';
const left = async (item: string): Promise<bigint | undefined> => (await house.db.query<{ left: bigint }[]>('SELECT "left" FROM store_stock WHERE item = $1', [item]))[0]?.left;

it('the market: what a stall gives is its keeper’s gift, what the foundation sells is a sale, and a place at it has its fee', async () => {
  expect(await since(async () => {
    const page = await brings('sale', '摊位号,日期,收入,款项性质,售出件数,未售件数,未售去向,摊主,公开方式\n3,2026-11-15,260,捐出所得,13,4,留给基金会,陆阿姨,部分公开\n4,2026-11-15,80,义卖,8,0,,,\n5,2026-11-15,20,摊位费,,,,,\n', { newPlace: '出纳保险箱', fund: String(lunch) });
    expect(page).toContain('摊主捐出所得；售出 13 件；未售 4 件；留给基金会');
    expect(page).toContain('请另用入库清单登记');
  })).toBe(table`
    cash gift | elder-lunch | Cash | 260.00 |
    | | Donation income, restricted | | 260.00
    goods sold | elder-lunch | Cash | 80.00 |
    | | Sales, restricted | | 80.00
    rent | elder-lunch | Cash | 20.00 |
    | | Other income, restricted | | 20.00`);
  expect((await house.request().get('/ledger')).text).toContain('陆* 捐赠：公益集市 3，售出 13 件，未售 4 件');
  expect(await no('sale', '摊位号,日期,收入,款项性质,未售件数\n6,2026-11-15,1,,0\n7,2026-11-15,1,卖的,0\n8,2026-11-15,1,义卖,2\n', { place: await placeOf('出纳保险箱') })).toMatch(/2 没有写款项性质.*3 看不懂款项性质「卖的」.*4 有未售的，请写未售去向/);
});

it('a list under the wrong channel is known by its heads, before its rents are taken for gifts', async () => {
  const rents = '收据号,收款日期,租金,楼栋,租期起,租期止\nZ-1,2026-11-19,3000,3 号楼,2026-10-01,2026-12-31\n';
  expect(await no('platform', rents, { newPlace: '某平台', payout: '3000' })).toContain('表头有「租金」，这是另一种清单');
  expect(await no('goods-out', '单号,报损日期,货号,数量,报损原因\n1,2026-11-19,R-05,1,霉\n', { newPlace: '柳荫里慈善超市' })).toContain('表头有「报损日期」');
  expect(await no('box', '摊位号,日期,收入\n1,2026-11-15,3\n', { newPlace: '出纳保险箱' })).toContain('表头有「摊位号」');
});

describe('the store', () => {
  it('takes in a spreadsheet: rice with its last day, and old clothes that nothing proves the value of at one yuan a piece', async () => {
    const sheet = await xlsx([['单号', '入库日期', '货号', '品名', '数量', '公允单价', '计价依据', '保质期至', '捐赠人', '公开方式'],
      ['R1', '2026-11-10', 'R-05', '大米 5 公斤', '20', '39.90', '市价', '2026-11-30', '示例粮油公司', '公开'], ['R2', '2026-11-10', 'C-01', '旧衣服', '５', '', '名义', '', '', '']]);
    expect(await since(async () => expect(await brings('goods-in', sheet, { newPlace: '柳荫里慈善超市', fund: String(lunch) }, '入库.xlsx')).toContain('无凭据，按名义金额 1 元'))).toBe(table`
      goods gift | elder-lunch | Goods in stock | 798.00 |
      | | Donation income, restricted | | 798.00
      goods gift | elder-lunch | Goods in stock | 5.00 |
      | | Donation income, restricted | | 5.00`);
    expect(await no('goods-in', `${IN}R3,2026-11-11,C-02,旧衣服,5,30,名义,,,\nR4,2026-11-11,R-05,大米 5 公斤,1,39.90,市价,2026-12-31,,\nR5,2026-11-11,Y-1,酸奶,1,3,市价,2026-11-10,,\nR6,2026-11-11,Y-2,楼,9999999,9999999,评估,,,\n`, { place: await placeOf('柳荫里慈善超市') }))
      .toMatch(/2 没有凭据的，每件按名义金额 1 元.*3 货号 R-05 是.*保质期至 2026-11-30.*4 货号 Y-1 的保质期至 2026-11-10.*5 .*(太大|超过|以内)/);
  });

  it('a fiscal receipt is made out for what has a proved value, and the checks know its payment', async () => {
    const receipt = { fiscalCode: '50060126', number: '0000000007', checkCode: 'a1b2c3', day: '2026-11-20' };
    expect(await zhou.sends('/desk/gifts/fiscal-receipts', { ...receipt, gift: await voucherOf('batch:%:R2 %') })).toMatchObject({ status: 422 });
    expect(await zhou.sends('/desk/gifts/fiscal-receipts', { ...receipt, gift: await voucherOf('batch:%:R1 %') })).toMatchObject({ status: 303 });
    expect(await complaints(house)).toEqual({});
  });

  it('nothing leaves before it came, and of two lists of one day with the same numbers the second is not taken for the first', async () => {
    const place = await placeOf('柳荫里慈善超市');
    expect(await no('goods-out', `${OUT}1,2026-11-09,R-05,1,陈阿婆\n`, { place })).toContain('2026-11-09 那天货号 R-05 只有 0 件可用');
    await brings('goods-out', `${OUT}1,2026-11-12,C-01,1,陈阿婆\n`, { place });
    await brings('goods-in', `${IN}R7,2026-11-12,C-03,旧鞋,5,1,名义,,,\n`, { place, fund: String(lunch) });
    expect(await no('goods-out', `${OUT}1,2026-11-12,C-03,1,陆爷叔\n`, { place })).toMatch(/已在批次 \d+ 入账，但金额、日期、基金或别的列不同/);
    // and a list that was mended in a column other than its sum is not the one that waits
    const waiting = await uploads('goods-out', `${OUT}5,2026-11-13,C-03,1,陆爷叔\n`, { place });
    expect(waiting.status).toBe(303);
    expect(await no('goods-out', `${OUT}5,2026-11-13,C-01,1,陆爷叔\n`, { place })).toContain('别的列不同');
    expect(await no('goods-out', `${OUT}5,2026-11-13,C-03,1,陈阿婆\n`, { place })).toContain('别的列不同');
    expect(await li.sends(`${waiting.to!.split('?')[0]}/withdrawals`, {})).toMatchObject({ status: 303 });
  });

  it('what spoils is written off by two people as management cost; what has expired is neither sold nor given', async () => {
    const place = await placeOf('柳荫里慈善超市');
    expect(await no('write-off', `${OFF}1,2026-11-14,R-05,2,\n`, { place })).toContain('没有写谁领走或报损的原因');
    expect(await since(async () => expect(await brings('write-off', `${OFF}1,2026-11-14,R-05,2,鼠咬，已销毁\n`, { place })).toContain('鼠咬，已销毁'))).toBe(table`
      goods written off | elder-lunch | Management cost | 79.80 |
      | | Goods in stock | | 79.80`);
    expect((await house.request().get('/ledger')).text).not.toContain('鼠咬');
    clock.set('2026-12-02T04:00:00Z');
    [li, zhou, wang] = await sitDown();
    expect(await no('goods-out', `${OUT}9,2026-12-01,R-05,1,陈阿婆\n`, { place })).toContain('货号 R-05 的保质期至 2026-11-30');
    expect((await li.reads('/desk/batches/stores')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/大米 5 公斤 R-05 · 每件 39\.90 · 保质期至 2026年11月30日 已过期 银龄午餐专项基金 20 0 0 2 18/);
    await brings('write-off', `${OFF}2,2026-12-01,R-05,１,过期\n`, { place });
    expect(await li.reads('/desk')).toMatch(/柳荫里慈善超市有 1 种物品已过期，请报损/);
    await brings('write-off', `${OFF}3,2026-12-02,R-05,17,过期\n`, { place });
    expect(await li.reads('/desk')).not.toContain('已过期');
  });

  it('what has left cannot be un-received, by no hand; once it has come back it can, and its number is free', async () => {
    const place = await placeOf('柳荫里慈善超市');
    await brings('goods-in', `${IN}R8,2026-12-01,K-1,筷子,2,20,市价,,,\nR10,2026-12-01,K-2,碗,10,20,市价,,,\n`, { place, fund: String(lunch) });
    await brings('goods-out', `${OUT}3,2026-12-01,K-1,1,陈阿婆\n`, { place });
    const refused = await reverses('batch:%:R8 %', '单价写错');
    expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('已经卖出、发放或报损，入库不能冲销') });
    expect(await left('K-1')).toBe(1n);
    expect(await reverses('batch:%:3 2026-12-01 goods-out', '没有领走')).toMatchObject({ status: 303 });
    expect(await left('K-1')).toBe(2n);
    expect(await reverses('batch:%:R8 %', '单价写错')).toMatchObject({ status: 303 });
    expect(await left('K-1')).toBeUndefined();
    await brings('goods-in', `${IN}R9,2026-12-01,K-1,筷子,2,2,市价,,,\n`, { place, fund: String(lunch) });
    expect(await left('K-1')).toBe(2n);
    expect(await complaints(house)).toEqual({});
  });

  it('a list that the books refuse is withdrawn, and its goods are in stock again', async () => {
    const place = await placeOf('柳荫里慈善超市');
    // somebody else is at it, so that what the books say is ours to say here
    const other = house.db.createQueryRunner();
    await other.startTransaction();
    const { to } = await uploads('goods-out', `${OUT}6,2026-12-01,K-1,2,陈阿婆\n`, { place });
    const path = to!.split('?')[0]!;
    const id = Number(path.split('/').pop());
    await other.query('SELECT pg_advisory_xact_lock(1600016, $1)', [id]);
    expect(await zhou.sends(`${path}/confirmations`, {})).toMatchObject({ status: 303 });
    await house.app.get(Worker).idle();
    expect(await left('K-1')).toBe(0n);
    expect(await li.sends(`${path}/withdrawals`, {})).toMatchObject({ status: 409 }); // two people have agreed, and the books have not said no
    await house.db.query(`UPDATE gift_batch_run SET failure = '{"code":"batch-posting-failed","facts":{}}', next_try_at = '2027-01-01' WHERE batch = $1`, [id]);
    expect(await li.reads(path)).toContain('物品回到库存');
    expect(await li.sends(`${path}/withdrawals`, {})).toMatchObject({ status: 303 });
    expect(await left('K-1')).toBe(2n);
    await other.rollbackTransaction();
    await other.release();
    await house.db.query('UPDATE gift_batch_run SET next_try_at = NULL WHERE batch = $1', [id]);
    await booked();
    expect(await house.db.query('SELECT batch FROM gift_batch_posting WHERE batch = $1', [id])).toEqual([]);
    expect(await refusalOf(house.db.query('INSERT INTO gift_batch_posting (batch, posted_at) VALUES ($1, now())', [id]))).toBe('a_batch_is_posted_whole');
  });
});

it('income by its way is that of the year to the fen, principal in a list included', async () => {
  const evergreen = await bareFund(house.db, { foundation: foundation.id, code: 'evergreen', class: 'preserved', name: '长青留本基金', englishName: 'Evergreen fund', openedOn: '2026-01-05' });
  await brings('platform', '交易号,时间,金额,本金不动\nT-1,2026-11-18,100,是\nT-2,2026-11-18,7,否\n', { newPlace: '示例公益平台', payout: '107', fund: String(evergreen) });
  const ways = await incomeByWay(house.db, foundation.id);
  expect(ways.map(({ year, way, sum }) => `${year} | ${way} | ${plain(sum)}`).join('\n')).toBe(table`
    2026 | platform | 107.00
    2026 | market | 360.00
    2026 | supermarket | 1012.00`);
  expect(ways.reduce((all, { sum }) => all + sum, 0n)).toBe((await incomeByYear(house.db, foundation.id))[0]!.total);
  expect(await complaints(house)).toEqual({});
});
