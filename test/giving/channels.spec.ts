import { CHANNELS, LAYOUTS } from '../../src/giving/batches/batch-layouts';
import { columnsOf } from '../../src/giving/batches/batch-sheet';
import { incomeByWay } from '../../src/disclosure/income/channels.queries';
import { incomeByYear } from '../../src/disclosure/income/income.queries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { readSheet } from '../../src/platform/sheet';
import type { SheetRow } from '../../src/platform/sheet-row';
import { Worker } from '../../src/platform/worker';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { refusalOf } from '../support/forged';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// One sheet a channel, two people each: what a platform adds, joint purchases, rents, stalls, and the charity supermarket from the shelf to the neighbour.

let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let zhou: AtDesk;
let general: number;
let lunch: number;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-21T04:00:00Z') });
  foundation = await preparing(house);
  li = await atDesk(house, await appointed(house, foundation, '李敏', 'programme-officer'));
  zhou = await atDesk(house, await appointed(house, foundation, '周晓', 'bookkeeper'));
  lunch = await bareFund(house.db, { foundation: foundation.id, code: 'elder-lunch', class: 'restricted', name: '银龄午餐专项基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-05' });
  [{ id: general }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE class = 'general'`);
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
});
afterAll(() => house.close());

interface Answer { status: number; text: string; to?: string }
async function uploads(channel: string, file: string, form: Record<string, string> = {}): Promise<Answer> {
  const request = li.visitor.post('/desk/batches');
  for (const [field, value] of Object.entries({ channel, fund: String(general), bank: String(bank), bearer: String(general), fee: '0', ...form })) void request.field(field, value);
  const { status, text, headers } = await request.attach('file', Buffer.from(file), `${channel}.csv`);
  return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}
const booked = async (): Promise<void> => {
  house.app.get(Worker).wake('batches');
  await house.app.get(Worker).idle();
  await house.app.get(Sealer).seal();
};
/** Uploaded by Li, confirmed by Zhou, in the books; its page as Zhou reads it. */
async function brings(channel: string, file: string, form: Record<string, string> = {}): Promise<string> {
  const { status, text, to } = await uploads(channel, file, form);
  expect({ status, text: status === 303 ? '' : text }).toEqual({ status: 303, text: '' });
  const path = to!.split('?')[0]!;
  expect((await li.sends(`${path}/confirmations`, {})).status).not.toBe(303);
  expect(await zhou.sends(`${path}/confirmations`, {})).toMatchObject({ status: 303 });
  await booked();
  const page = await zhou.reads(path);
  expect(page).toContain('整批已入账');
  return page;
}
/** What an act adds to the books. */
const since = async (run: () => Promise<unknown>): Promise<string> => {
  const last = await lastEntry(house.db);
  await run();
  return ledgerTable(house.db, { after: last });
};
const placeOf = async (name: string): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT id FROM place WHERE name = $1', [name]))[0].id);

it('every channel has its own form and its empty sheet, whose headers it knows again', async () => {
  const list = await li.reads('/desk/batches');
  for (const channel of CHANNELS) {
    expect(list).toContain(`/desk/batches/new?channel&#x3D;${channel}"`);
    for (const lang of ['', '/en']) {
      const { status, text } = await li.visitor.get(`${lang}/desk/batches/layouts/${channel}`);
      expect(status).toBe(200);
      const cells = text.replace('\ufeff', '').trim().split(',').map((head) => ({ text: head, is: 'text' as const }));
      const { needs, may } = LAYOUTS[channel];
      expect(Object.entries(columnsOf({ line: 1, cells }, LAYOUTS[channel]) ?? {}).sort()).toEqual([...needs, ...may].map((column, at) => [column, at]).sort());
    }
    // the same as a sheet of text, with what to write beside it
    const sheet = await li.visitor.get(`/desk/batches/layouts/${channel}?format=xlsx`).buffer(true).parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
    });
    const rows: SheetRow[] = [];
    for await (const row of readSheet(sheet.body as Buffer, { most: 9 })) rows.push(row);
    expect([rows.length, Object.keys(columnsOf(rows[0]!, LAYOUTS[channel]) ?? {})]).toEqual([1, [...LAYOUTS[channel].needs, ...LAYOUTS[channel].may]]);
    expect(await li.reads(`/desk/batches/new?channel=${channel}`)).toContain('这份清单的列');
  }
  expect((await li.visitor.get('/desk/batches/layouts/nothing')).status).toBe(404);
});

it('a platform matches gifts, neighbours buy together, and rents come by building', async () => {
  expect(await since(async () => {
    const matched = await brings('matching', '配捐单号,原捐赠单号,配捐时间,配捐金额,配捐方,公开方式\nP-001,T-778,2026-11-18,50.00,示例科技公司,公开\n', { newPlace: '示例公益平台', payout: '50', fund: String(lunch) });
    expect(matched).toContain('配 T-778');
    const bought = await brings('joint-purchase', '订单号,日期,订单金额,入基金金额\nA-1,2026-11-18,"２，０００",60\nA-2,2026-11-18,15.50,15.50\n', { newPlace: '合买团长', payout: '74.5', fee: '1' });
    expect(bought).toContain('订单 2,000.00 元');
    const let_ = await brings('rent', '收据号,收款日期,租金,楼栋,租期起,租期止,承租人\nZ-1,2026-11-19,3000,3 号楼底商,2026-10-01,2026-12-31,王老板\nZ-2,2026-11-19,"1,200",5 号楼地下室,2026-11-01,2026-11-30,\n', { newPlace: '示例物业代收', payout: '4200' });
    expect(let_).toContain('3 号楼底商 2026-10-01 至 2026-12-31');
    expect(let_).not.toContain('王老板');
  })).toBe(table`
    online gift | elder-lunch | Payment clearing | 50.00 |
    | | Donation income, restricted | | 50.00
    online gift | general | Payment clearing | 60.00 |
    | | Donation income, unrestricted | | 60.00
    online gift | general | Payment clearing | 15.50 |
    | | Donation income, unrestricted | | 15.50
    payment fee | general | Fundraising cost | 1.00 |
    | | Payment clearing | | 1.00
    rent | general | Payment clearing | 3000.00 |
    | | Other income, unrestricted | | 3000.00
    rent | general | Payment clearing | 1200.00 |
    | | Other income, unrestricted | | 1200.00`);
});

it('what such a sheet lacks is told by line', async () => {
  const no = async (channel: string, file: string, form: Record<string, string>): Promise<string> => {
    const { status, text } = await uploads(channel, file, { newPlace: '某处', payout: '1', ...form });
    expect(status).toBe(422);
    return text;
  };
  expect(await no('joint-purchase', '订单号,日期,订单金额,入基金金额\nB-1,2026-11-18,10,10.01\n', {})).toMatch(/2 入基金金额不能多于订单金额/);
  expect(await no('matching', '配捐单号,原捐赠单号,配捐时间,配捐金额\nP-9,,2026-11-18,1\n', {})).toMatch(/2 没有写原捐赠单号/);
  expect(await no('rent', '收据号,收款日期,租金,楼栋,租期起,租期止\nZ-9,2026-11-19,1,,2026-10-01,2026-12-31\nZ-8,2026-11-19,1,3 号楼,2026-12-31,2026-12-30\nZ-7,2026-11-19,1,3 号楼,,2026-12-30\n', {})).toMatch(/2 没有写楼栋.*3 租期止早于租期起.*4 .*日期/);
  expect(await no('matching', '配捐单号,配捐时间,配捐金额\nP-9,2026-11-18,1\n', {})).toContain('认不出必填的各列');
});

it('the market: stalls with what they sold and what they did not', async () => {
  expect(await since(async () => {
    const page = await brings('sale', '摊位号,日期,收入,款项性质,售出件数,未售件数,未售去向\n1,2026-11-15,328.50,义卖,４１,9,摊主带回\n桂花糕摊,2026-11-15,120,义卖,30,0,\n', { newPlace: '出纳保险箱' });
    expect(page).toContain('售出 41 件；未售 9 件');
  })).toBe(table`
    goods sold | general | Cash | 328.50 |
    | | Sales, unrestricted | | 328.50
    goods sold | general | Cash | 120.00 |
    | | Sales, unrestricted | | 120.00`);
  expect((await house.request().get('/ledger')).text).toContain('义卖 桂花糕摊');
});

describe('the charity supermarket', () => {
  const IN = '单号,入库日期,货号,品名,数量,公允单价,计价依据,捐赠人,公开方式\nR1,2026-11-16,R-05,大米 5 公斤,20,39.90,市价,示例粮油公司,公开\nR2,2026-11-16,M-01,毛毯,3,100,发票,,\n';

  it('has nothing before anything comes in', async () => {
    expect(await li.reads('/desk/batches/stores')).toContain('还没有入库的物品');
    expect(await uploads('goods-sale', '单号,销售日期,货号,数量,销售金额\n1,2026-11-17,R-05,1,20\n', { newPlace: '出纳保险箱' })).toMatchObject({ status: 422, text: expect.stringContaining('请选物品在哪个仓库') });
  });

  it('takes goods in at fair value, sells and gives them away at the value with which they came', async () => {
    expect(await since(async () => {
      await brings('goods-in', IN, { newPlace: '柳荫里慈善超市', fund: String(lunch) });
      const store = await placeOf('柳荫里慈善超市');
      await brings('goods-sale', '单号,销售日期,货号,数量,销售金额\n1,2026-11-17,R-05,3,60\n', { place: await placeOf('出纳保险箱'), store });
      const given = await brings('goods-out', '单号,发放日期,货号,数量,领用去向\n1,2026-11-18,M-01,2,三位独居老人\n', { place: store });
      expect(given).toContain('M-01 毛毯，2 件，每件 100.00 元');
    })).toBe(table`
      goods gift | elder-lunch | Goods in stock | 798.00 |
      | | Donation income, restricted | | 798.00
      goods gift | elder-lunch | Goods in stock | 300.00 |
      | | Donation income, restricted | | 300.00
      goods sold | elder-lunch | Cash | 60.00 |
      | | Sales, restricted | | 60.00
      | | Programme cost | 119.70 |
      | | Goods in stock | | 119.70
      goods used | elder-lunch | Programme cost | 200.00 |
      | | Goods in stock | | 200.00`);
    const page = (await li.reads('/desk/batches/stores')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(page).toMatch(/大米 5 公斤 R-05 · 每件 39\.90 银龄午餐专项基金 20 3 0 0 17 678\.30/);
    expect(page).toMatch(/毛毯 M-01 · 每件 100\.00 银龄午餐专项基金 3 0 2 0 1 100\.00/);
    expect(page).toContain('778.30');
  });

  it('neither an unknown item, nor more than there is, nor another value under the same number', async () => {
    const store = await placeOf('柳荫里慈善超市');
    const out = '单号,发放日期,货号,数量,领用去向\n';
    expect(await uploads('goods-out', `${out}2,2026-11-19,X-1,1,陈阿婆\n3,2026-11-19,R-05,17,陈阿婆\n4,2026-11-19,R-05,1,陈阿婆\n5,2026-11-19,M-01,0,陈阿婆\n6,2026-11-19,M-01,1.5,陈阿婆\n7,2026-11-19,M-01,1,\n`, { place: store })).toMatchObject({
      status: 422, text: expect.stringMatching(/2 仓库里没有货号 X-1.*4 货号 R-05 只剩 0 件.*5 数量请写整件数.*6 看不懂件数「1\.5」.*7 没有写谁领走/),
    });
    expect(await uploads('goods-in', '单号,入库日期,货号,品名,数量,公允单价,计价依据\nR9,2026-11-19,R-05,大米 5 公斤,1,40,市价\nR8,2026-11-19,K-1,筷子,1,2,听说\n', { place: store })).toMatchObject({
      status: 422, text: expect.stringMatching(/2 货号 R-05 是「大米 5 公斤」，单价 39\.90 元.*3 计价依据请写/),
    });
    // the more of the same keeps the fund of the goods, whatever fund was chosen
    await brings('goods-in', '单号,入库日期,货号,品名,数量,公允单价,计价依据\nR7,2026-11-19,R-05,大米 5 公斤,1,39.90,市价\n', { place: store, fund: String(general) });
    expect(await house.db.query(`SELECT DISTINCT fund FROM gift_batch_line l JOIN gift_batch_particular q USING (batch, line) WHERE q.item = 'R-05'`)).toEqual([{ fund: lunch }]);
  });

  it('of two lists that want the last blanket, the second to be confirmed is told that it is gone', async () => {
    const store = await placeOf('柳荫里慈善超市');
    const [first, second] = [await uploads('goods-out', '单号,发放日期,货号,数量,领用去向\n7,2026-11-19,M-01,1,陈阿婆\n', { place: store }), await uploads('goods-out', '单号,发放日期,货号,数量,领用去向\n8,2026-11-19,M-01,1,陆爷叔\n', { place: store })];
    const confirmed = await Promise.all([first, second].map(({ to }) => zhou.sends(`${to!.split('?')[0]}/confirmations`, {})));
    expect(confirmed.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(confirmed.find(({ status }) => status === 409)!.text).toContain('别的清单已先取走');
    await booked();
    expect(await house.db.query(`SELECT "left" FROM store_stock WHERE item = 'M-01'`)).toEqual([{ left: 0n }]);
  });

  it('the tables refuse what nobody asked the program', async () => {
    const store = Number(await placeOf('柳荫里慈善超市'));
    const [{ li: by, zhou: other }] = await house.db.query<[{ li: number; zhou: number }]>(`SELECT (SELECT id FROM person WHERE name = '李敏') AS li, (SELECT id FROM person WHERE name = '周晓') AS zhou`);
    const forged = async (channel: string, sum: bigint, q: Record<string, unknown>): Promise<string> => refusalOf(house.db.transaction(async (tx) => {
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO gift_batch (foundation, channel, place, store, lines, known, gross, fee, first_day, last_day, file_name, content_hash, numbers_hash, uploaded_by, uploaded_at)
         VALUES ($1, $2, $3, $3, 1, 0, $4, 0, '2026-11-19', '2026-11-19', 'x', sha256('x'), sha256('x'), $5, now()) RETURNING id`, [foundation.id, channel, store, sum, by]);
      await tx.query(`INSERT INTO gift_batch_line (batch, place, line, no, day, fund, sum, display, note) VALUES ($1, $2, 1, 'forged', '2026-11-19', $3, $4, 'anonymous', '陈阿婆')`, [id, store, q['fund'] ?? lunch, sum]);
      await tx.query('INSERT INTO gift_batch_particular (batch, line, item, goods, quantity, unit, proof) VALUES ($1, 1, $2, $3, $4, $5, $6)', [id, q['item'], q['goods'] ?? null, q['quantity'], q['unit'], q['proof'] ?? null]);
      await tx.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [id, by, other]);
    }));
    const rice = { item: 'R-05', goods: '大米 5 公斤', quantity: 1, unit: 3_990n };
    expect(await forged('goods-out', 4_000n, rice)).toBe('a_sheet_says_what_its_channel_asks');
    expect(await forged('goods-out', 4_000n, { ...rice, unit: 4_000n })).toBe('an_item_keeps_its_name_its_fund_and_its_value');
    expect(await forged('goods-out', 3_990n, { ...rice, fund: general })).toBe('an_item_keeps_its_name_its_fund_and_its_value');
    expect(await forged('goods-out', 19n * 3_990n, { ...rice, quantity: 19 })).toBe('no_more_goods_leave_than_there_are');
    expect(await forged('goods-in', 3_990n, rice)).toBe('a_sheet_says_what_its_channel_asks'); // no proof of value
    expect(await forged('goods-in', 3_990n, { ...rice, goods: '面粉', proof: 'invoice' })).toBe('an_item_keeps_its_name_its_fund_and_its_value');
  });

});

describe('what everybody sees', () => {
  it('income by its way adds up to the year, and what was reversed came by none', async () => {
    const [{ id: entry }] = await house.db.query<[{ id: bigint }]>(`SELECT id FROM journal_entry WHERE source LIKE 'batch:%:A-2'`);
    await house.db.transaction((tx) => house.app.get(Ledger).reverse(tx, { foundation: foundation.id, entry, day: '2026-11-21', reason: '订单取消' }));
    await house.app.get(Sealer).seal();
    const ways = await incomeByWay(house.db, foundation.id);
    expect(ways.map(({ year, way, sum }) => `${year} | ${way} | ${plain(sum)}`).join('\n')).toBe(table`
      2026 | matching | 50.00
      2026 | joint-purchase | 60.00
      2026 | market | 448.50
      2026 | supermarket | 1197.90
      2026 | rent | 4200.00`);
    expect(ways.reduce((all, { sum }) => all + sum, 0n)).toBe((await incomeByYear(house.db, foundation.id))[0]!.total);
    const page = (await house.request().get('/income')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(page).toMatch(/按渠道 .*共同购买 60\.00 .*慈善超市 1,197\.90 租金 4,200\.00 合计 5,956\.40/);
    expect((await house.request().get('/income?format=csv&by=way')).text).toContain('2026,"租金",4200.00');
    expect((await house.request().get('/income?by=way')).status).toBe(404);
  });

  it('the named checks hold', async () => {
    expect(await complaints(house)).toEqual({});
  });
});
