import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { BankStatements } from '../../src/bank/statements.service';
import { placeOf } from '../../src/bank/places';
import type { ReadStatement } from '../../src/bank/readers/statement';
import { bankGift, moneyIdentified, unidentifiedReceipt } from '../../src/ledger/entries';
import { ClosingSteps } from '../../src/ledger/closing-steps';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { type Books, openBooks } from '../support/books';
import { ofx, shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk } from '../support/desk';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

let books: Books;
let liMin: number;
let li: AtDesk;
let zhao: AtDesk;
let he: AtDesk;

beforeAll(async () => {
  books = await openBooks();
  await books.db.query(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1002', 'second', '备用账户', 'Second account')`, [books.foundation]);
  const foundation = { id: books.foundation } as Foundation;
  liMin = await appointed(books, foundation, '李敏', 'bookkeeper');
  li = await atDesk(books, liMin);
  zhao = await atDesk(books, await appointed(books, foundation, '赵磊', 'cashier'));
  he = await atDesk(books, await appointed(books, foundation, '何平', 'supervisor'));
}, 60_000);
afterAll(() => books.close());
afterEach(async () => {
  await books.app.get(Sealer).seal();
  expect(await complaints(books)).toEqual({});
});

const gift = async (source: string, sum: bigint, day: string): Promise<bigint> => (await books.post(bankGift({ day, source, fund: books.lunch, sum, bank: books.bank })))[0]!;
const line = async (reference: string, sum: bigint, day: string, code = 'bank'): Promise<bigint> => (await shows(books, { foundation: books.foundation, code, by: liMin, lines: [{ day, sum, reference }] })).get(reference)!;
const text = async (desk: AtDesk, path: string): Promise<string> => (await desk.reads(path)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const pending = async (month: string): Promise<string[]> => (await books.app.get(ClosingSteps).pending(books.db.manager, { foundation: books.foundation, month })).get('bank')!.map(({ words, mayStay }) => words.zh + (mayStay ? '（可留）' : ''));

it('one line is two gifts, and the match is undone with its reason and made again', async () => {
  const [one, two, l] = [await gift('bank:a', 100n, '2026-10-02'), await gift('bank:b', 200n, '2026-10-03'), await line('SPLIT', 300n, '2026-10-03')];
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, { as: 'match' })).toMatchObject({ status: 422, text: expect.stringContaining('请至少勾选一笔账') });
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, { as: 'match', posting: `${one}.1` })).toMatchObject({ status: 422, text: expect.stringContaining('两边的合计不相等') });
  const both = { as: 'match', posting: [`${one}.1`, `${two}.1`] } as unknown as Record<string, string>;
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, both)).toMatchObject({ status: 303 });
  const match = /\/matches\/(\d+)/.exec(await zhao.reads(`/desk/bank/bank/lines/${l}`))![1]!;
  expect(await text(he, `/desk/bank/bank/matches/${match}`)).toContain('赵磊对上');
  expect((await he.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: 'x' })).status).toBe(404);
  expect(await li.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明撤销的原因') });
  expect(await li.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: '勾错了' })).toMatchObject({ status: 303 });
  expect(await text(he, `/desk/bank/bank/matches/${match}`)).toMatch(/李敏撤销 勾错了/);
  expect(await li.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: '勾错了' })).toMatchObject({ status: 409 });
  expect(await li.sends(`/desk/bank/bank/lines/${l}/matches`, both)).toMatchObject({ status: 303 });
});

it('two match the same line at the same moment: one wins, the other reads who and when', async () => {
  const [a, b, l] = [await gift('bank:c', 400n, '2026-10-05'), await gift('bank:d', 400n, '2026-10-05'), await line('TWICE', 400n, '2026-10-05')];
  const answers = await Promise.all([li.sends('/desk/bank/bank/matches', { choice: `${l}~${a}.1` }), zhao.sends('/desk/bank/bank/matches', { choice: `${l}~${b}.1` })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(answers.find(({ status }) => status === 409)!.text).toMatch(/(李敏|赵磊)已于 2026年11月21日 12:00 把这一笔对上/);
});

it('two import the same file at once: one brings it, the other finds it', async () => {
  const place = await placeOf(books.db, books.foundation, 'second');
  const read: ReadStatement = { format: 'ofx', account: null, from: '2026-10-01', to: '2026-10-10', opening: 0n, closing: 1_000n, lines: [{ n: 1, day: '2026-10-09', at: null, sum: 1_000n, balance: null, reference: 'AT-ONCE', party: null, partyAccount: null, memo: null, kind: null, ours: null }] };
  const by = { id: liMin, name: '李敏', roles: ['bookkeeper'] };
  const brought = await Promise.all(['a.ofx', 'b.ofx', 'c.ofx'].map((name) => books.app.get(BankStatements).import(place, read, { name, content: Buffer.from(name) }, by)));
  expect(brought.map(({ fresh }) => fresh).sort()).toEqual([0, 0, 1]);
  expect(new Set(brought.map(({ statement }) => statement)).size).toBe(1);
});

it('a transfer is booked on one side and matched on the other, not booked twice', async () => {
  const before = await lastEntry(books.db);
  const [out, into] = [await line('OUT', -700n, '2026-10-12'), await line('INTO', 700n, '2026-10-12', 'second')];
  await gift('bank:rich', 5_000n, '2026-10-01');
  expect(await zhao.sends(`/desk/bank/bank/lines/${out}/matches`, { as: 'transfer' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择对方账户') });
  expect(await zhao.sends(`/desk/bank/bank/lines/${out}/matches`, { as: 'transfer', to: 'stripe' })).toMatchObject({ status: 422, text: expect.stringContaining('支付机构只向银行账户结算') });
  await books.post(bankGift({ day: '2026-10-01', source: 'bank:general', fund: books.general, sum: 1_000n, bank: books.bank }));
  expect(await zhao.sends(`/desk/bank/bank/lines/${out}/matches`, { as: 'transfer', to: 'second', note: '归集' })).toMatchObject({ status: 303 });
  expect(await li.sends(`/desk/bank/second/lines/${into}/matches`, { as: 'transfer', to: 'bank' })).toMatchObject({ status: 409, text: expect.stringContaining('对方账户已经记了这笔划转') });
  const choice = /name="choice" value="([^"]*~[^"]*)"/.exec((await li.reads('/desk/bank/second/matching?month=2026-10')).replace(/AT-ONCE[^]*?<\/li>/, ''))![1]!;
  expect(await li.sends('/desk/bank/second/matches', { choice })).toMatchObject({ status: 303 });
  expect((await ledgerTable(books.db, { after: before })).split('\n').slice(-2).join('\n')).toBe(table`
    between places | general | Bank deposits | 7.00 |
    | | Bank deposits | | 7.00`);
});

it('a hold has its reason and its day, and is named when the day comes', async () => {
  const l = await line('HOLD', 900n, '2026-11-19');
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/holds`, { why: '', until: '2026-11-01' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明挂起的原因') });
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/holds`, { why: '等回单', until: '2026-11-21' })).toMatchObject({ status: 422, text: expect.stringContaining('请写今天之后、2027-02-19 之前的日期') });
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/holds`, { why: '等回单', until: '2026-11-24' })).toMatchObject({ status: 303 });
  expect(await text(li, '/desk/bank/bank/matching?month=2026-11')).toContain('挂起至 2026年11月24日 等回单');
  expect((await pending('2026-11')).join('；')).toMatch(/银行：对账单只到 2026年11月19日.*银行：1 笔银行明细未对上.*银行：1 笔挂起已到期/);
});

it('what nobody knows is booked by one and explained by another', async () => {
  const before = await lastEntry(books.db);
  const l = await line('STRANGE', 80_000n, '2026-11-20');
  await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, { as: 'unidentified' });
  const [, id] = /\/desk\/unidentified\/(\d+)/.exec(await li.reads('/desk/unidentified'))!;
  const told = { fund: 'lunch', party: '赵*', why: '来电，出示回单' };
  expect(await zhao.sends(`/desk/unidentified/${id}/identifications`, told)).toMatchObject({ status: 422, text: expect.stringContaining('记待查款的人不能自己认领') });
  expect(await li.sends(`/desk/unidentified/${id}/identifications`, { ...told, fund: 'nowhere' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择基金') });
  expect(await li.sends(`/desk/unidentified/${id}/identifications`, told)).toMatchObject({ status: 303 });
  expect((await li.sends(`/desk/unidentified/${id}/identifications`, told)).status).toBeGreaterThanOrEqual(404);
  expect(await ledgerTable(books.db, { after: before })).toBe(table`
    unidentified receipt | general | Bank deposits | 800.00 |
    | | Other payables: unidentified money | | 800.00
    money identified | general | Other payables: unidentified money | 800.00 |
    | | Between funds | | 800.00
    | lunch | Between funds | 800.00 |
    | | Donation income, restricted | | 800.00`);
});

it('what was sent by mistake goes back, by two people, once and no more than came', async () => {
  const before = await lastEntry(books.db);
  const l = await line('MISTAKE', 5_000n, '2026-11-20');
  const back = await line('MISTAKE-BACK', -5_000n, '2026-11-20');
  await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, { as: 'unidentified' });
  await books.app.get(Sealer).seal();
  const [, id] = /\/desk\/unidentified\/(\d+)/.exec(await li.reads('/desk/unidentified'))!;
  const [, way] = /href="(\/desk\/vouchers\/proposals\/new\?[^"]+)">退回付款人/.exec(await li.reads(`/desk/unidentified/${id}`))!;
  const form = await zhao.reads(way!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  const [, receipt] = /name="pays" value="([^"]+)"/.exec(form)!;
  const gives = (more = {}) => zhao.sends('/desk/vouchers/proposals', { template: 'unidentified-returned', sum: '50', pays: receipt!, bank: 'bank', party: '', day: '2026-11-20', note: '转错，退回', papers: '来函', ...more });
  expect(await gives({ sum: '50.01' })).toMatchObject({ status: 422, text: expect.stringContaining('退回的不能超过这笔待查款还剩的 50.00 元') });
  expect(await gives({ pays: '' })).toMatchObject({ status: 422, text: expect.stringContaining('没有这张待查款凭证') });
  const { to, status } = await gives();
  expect(status).toBe(303);
  // while it waits nobody asks for the same money again
  expect(await gives()).toMatchObject({ status: 422, text: expect.stringContaining('还剩的 0.00 元') });
  expect(await li.sends(`${to!.split('?')[0]}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await li.reads('/desk/unidentified')).not.toContain(`/desk/unidentified/${id}"`);
  expect((await li.sends(`/desk/unidentified/${id}/identifications`, { fund: 'lunch', party: '', why: '晚了' })).status).toBeGreaterThanOrEqual(404);
  // past the desk the database says the same, and the forged entry goes with it
  await expect(books.db.transaction(async (tx) => {
    await books.app.get(Ledger).enter(tx, unidentifiedReceipt({ day: '2026-11-20', source: 'another', party: null, note: null, general: books.general, sum: 5_000n, bank: books.bank }));
    const forged = await books.app.get(Ledger).enter(tx, moneyIdentified({ day: '2026-11-20', source: 'forged', party: null, note: null, fund: books.general, general: books.general, sum: 5_000n }));
    await tx.query("INSERT INTO money_identification (receipt, foundation, why, identified_by, identified_at, entry) VALUES ($1, $2, 'x', $3, now(), $4)", [id, books.foundation, liMin, forged]);
  })).rejects.toThrow(/money given back is not identified/);
  const page = await li.reads(`/desk/bank/bank/lines/${back}`);
  const [, posting] = /name="posting" value="([^"]+)"/.exec(page)!;
  expect(await li.sends(`/desk/bank/bank/lines/${back}/matches`, { as: 'match', posting: posting! })).toMatchObject({ status: 303 });
  expect(await ledgerTable(books.db, { after: before })).toBe(table`
    unidentified receipt | general | Bank deposits | 50.00 |
    | | Other payables: unidentified money | | 50.00
    payment | general | Other payables: unidentified money | 50.00 |
    | | Bank deposits | | 50.00`);
  await books.app.get(Sealer).seal();
  expect(await complaints(books)).toEqual({});
});

it('a bank’s own table is read when somebody has said which column is what', async () => {
  const csv = readFileSync(join(__dirname, 'statements', 'personal-formats', 'icbc_debit-v1_example-icbc-debit-v1-records.csv'));
  const upload = async (path: string): Promise<{ status: number; text: string }> => li.visitor.post(path).attach('file', csv, 'icbc.csv');
  expect((await upload('/desk/bank/second/statements')).text).toContain('请先在“表格的列”说明哪一列是什么');
  const shown = await upload('/desk/bank/second/mapping-proposals');
  expect([shown.status, shown.text.includes('哪一列是什么')]).toEqual([200, true]);
  // the file's headings and first lines go with the form, and come back with every answer
  const along = (name: string): string[] => [...shown.text.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map((found) => found[1]!.replaceAll('&quot;', '"').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));
  const file = { header: along('header'), sample: along('sample') } as unknown as Record<string, string>;
  const [first] = along('sample').map((row) => JSON.parse(row) as string[]);
  expect(first!.length).toBeGreaterThan(5);
  for (const wrong of [{ day: '', dayOrder: 'ymd' }, { day: '交易日期', dayOrder: 'ymd', amount: '对方户名' }] as Record<string, string>[]) {
    const back = await li.sends('/desk/bank/second/mappings', { ...file, ...wrong });
    expect([back.status, back.text.includes(first![0]!)]).toEqual([422, true]);
  }
  const tried = await li.sends('/desk/bank/second/mapping-previews', { ...file, day: '交易日期', dayOrder: 'ymd', income: '记账金额(收入)', outgo: '记账金额(支出)' });
  expect([tried.status, tried.text.includes('照此读出'), tried.text.includes(first![0]!)]).toEqual([200, true, true]);
  expect(await books.db.query('SELECT 1 FROM bank_mapping')).toEqual([]);
  expect(await li.sends('/desk/bank/second/mappings', { day: '', dayOrder: 'ymd' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择日期是哪一列') });
  expect(await li.sends('/desk/bank/second/mappings', { day: '交易日期', dayOrder: 'ymd' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择金额一列') });
  expect(await li.sends('/desk/bank/second/mappings', { day: '交易日期', dayOrder: 'ymd', amount: '金额' })).toMatchObject({ status: 303 });
  expect(await text(li, '/desk/bank/second/mapping')).toContain('李敏于 2026年11月21日 12:00 设定');
});

it('a line that comes late for a closed month is booked and matched in the open one', async () => {
  const owner = new Client({ connectionString: books.ownerUrl });
  await owner.connect();
  await owner.query(`INSERT INTO accounting_period VALUES ($1, '2026-10-01', '2026-11-05') ON CONFLICT (foundation, month) DO UPDATE SET sealed_on = '2026-11-05'`, [books.foundation]);
  const l = await line('LATE', 66n, '2026-10-30');
  expect(await zhao.sends(`/desk/bank/bank/lines/${l}/matches`, { as: 'interest' })).toMatchObject({ status: 303 });
  expect(await books.db.query(`SELECT day, fact_day FROM journal_entry WHERE source = 'bank-line:${l}'`)).toEqual([{ day: '2026-11-01', fact_day: '2026-10-30' }]);
  // at the end of October it is on its way, and the equation says so
  expect(await text(li, '/desk/bank/bank/matching?month=2026-10')).toContain('其中：1 组已对上，一边在下个月 0.66');
  const done = ofx([{ day: '2026-11-21', sum: 1n, reference: 'END' }], { from: '2026-11-21', to: '2026-11-21', closing: 1n });
  expect((await li.visitor.post('/desk/bank/bank/statements').attach('file', done, 'x.ofx')).status).toBe(303);
  // sealed by hand, without the signatures that the checks would miss
  await owner.query('UPDATE accounting_period SET sealed_on = NULL WHERE foundation = $1', [books.foundation]);
  await owner.end();
});
