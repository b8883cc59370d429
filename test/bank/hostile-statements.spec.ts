import ExcelJS from 'exceljs';
import { inspect } from 'node:util';
import pino from 'pino';
import { type ReadStatement } from '../../src/bank/readers/statement';
import { plain } from '../../src/rules/money';
import { Refused } from '../../src/rules/refused';
import { columns, personal, read, readProposed, refusal, sample } from '../support/statements';
import { zipped } from '../support/zip';

const MEGABYTE = 2 ** 20;
const TURNS = 100;

/** The same numbers every time, so that a file that was found stays found. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const sums = ({ lines }: ReadStatement): string => lines.map(({ sum }) => plain(sum)).sort().join(' ');
/** The sums as they were read, or none when the file was refused; anything else is a fault of ours. */
const outcome = async (reading: Promise<ReadStatement>): Promise<string | undefined> => {
  const refused = await refusal(reading);
  return refused.code === 'read' ? sums(await reading) : undefined;
};

describe('a file with a few bytes changed is refused or tells the same sums', () => {
  const PROVEN = ['alipay_fund_bill_20260921.zip', 'alipay_fund_bill_20260921_gbk.csv', 'wechat_trade_bill_20260921.csv', 'wechat_fund_flow_20260921.csv', 'stripe_payout_reconciliation.csv', 'camt053_cny.xml'];

  it.each(PROVEN)('%s, one byte anything', async (name) => {
    const [whole, roll] = [sample(name), dice(1)];
    const expected = sums(await read(whole));
    let refused = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      const altered = Buffer.from(whole);
      altered[roll(whole.length)] = roll(256);
      const told = await outcome(read(altered));
      if (told === undefined) refused++;
      else expect([altered.toString('latin1'), told]).toEqual([altered.toString('latin1'), expected]);
    }
    expect(refused).toBeGreaterThan(TURNS / 10);
  });

  it.each(PROVEN)('%s, one digit another', async (name) => {
    const [whole, roll] = [sample(name), dice(2)];
    const expected = sums(await read(whole));
    const digits = [...whole.keys()].filter((at) => whole[at]! >= 0x30 && whole[at]! <= 0x39);
    for (let turn = 0; turn < TURNS; turn++) {
      const altered = Buffer.from(whole);
      altered[digits[roll(digits.length)]!] = 0x30 + roll(10);
      const told = await outcome(read(altered));
      if (told !== undefined) expect([altered.toString('latin1'), told]).toEqual([altered.toString('latin1'), expected]);
    }
  });

  it.each([...PROVEN, 'bank_ofx_cny.ofx'])('%s, cut off anywhere', async (name) => {
    const whole = sample(name);
    const expected = sums(await read(whole));
    for (let length = 0; length < whole.length; length += 11) {
      const told = await outcome(read(whole.subarray(0, length)));
      if (told !== undefined) expect([length, told]).toEqual([length, expected]);
    }
  });

  it.each(PROVEN.filter((name) => name.endsWith('.csv')))('%s, a line left out, doubled or moved', async (name) => {
    const [lines, roll] = [sample(name).toString('latin1').split('\n'), dice(3)];
    const expected = sums(await read(sample(name)));
    for (let turn = 0; turn < TURNS; turn++) {
      const altered = [...lines];
      const [taken] = altered.splice(roll(lines.length), 1);
      if (turn % 3 > 0) altered.splice(roll(lines.length), 0, taken!);
      if (turn % 3 > 1) altered.splice(roll(lines.length), 0, taken!);
      const told = await outcome(read(Buffer.from(altered.join('\n'), 'latin1')));
      if (told !== undefined) expect(told).toBe(expected);
    }
  });

  it('a table with balances, within its first and last line', async () => {
    const [whole, roll] = [personal('boc_debit'), dice(4)];
    const expected = sums(await readProposed(whole));
    const mapping = columns({ day: '记账日期', amount: '金额', balance: '余额', currency: '币别' });
    const rows = whole.toString().split('\n');
    const [from, to] = [Buffer.byteLength(rows.slice(0, 3).join('\n')) + 1, Buffer.byteLength(rows.slice(0, 18).join('\n'))];
    const digits = [...whole.keys()].filter((at) => at > from && at < to && whole[at]! >= 0x30 && whole[at]! <= 0x39);
    for (let turn = 0; turn < TURNS; turn++) {
      const altered = Buffer.from(whole);
      altered[digits[roll(digits.length)]!] = 0x30 + roll(10);
      const told = await outcome(read(altered, mapping));
      if (told !== undefined) expect([altered.toString(), told]).toEqual([altered.toString(), expected]);
    }
  });
});

describe('a hostile file is refused', () => {
  const detail = sample('alipay_fund_bill_20260921_gbk.csv');
  const ofx = sample('bank_ofx_cny.ofx').toString();
  const camt = sample('camt053_cny.xml').toString();
  const bomb = (): Buffer => zipped([{ name: 'a.csv', content: Buffer.alloc(12 * MEGABYTE) }]);
  const sheet = async (fill: (sheet: ExcelJS.Worksheet) => void): Promise<Buffer> => {
    const book = new ExcelJS.Workbook();
    fill(book.addWorksheet('流水'));
    return Buffer.from(await book.xlsx.writeBuffer());
  };

  it.each<[string, () => Buffer | string | Promise<Buffer>, string]>([
    ['200 MB without an end of line', () => Buffer.alloc(200 * MEGABYTE, 'a'), 'statement-too-large'],
    ['15 MB without an end of line', () => Buffer.alloc(15 * MEGABYTE, 'a'), 'statement-line-too-long'],
    ['a million columns', () => `日期,金额${','.repeat(1_000_000)}\n`, 'statement-line-too-long'],
    ['ten thousand columns', () => `日期,金额${','.repeat(10_000)}\n`, 'statement-too-many-columns'],
    ['ten thousand columns of WeChat', () => `${sample('wechat_fund_flow_20260921.csv').toString()}\n${'`1,'.repeat(10_000)}`, 'statement-too-many-columns'],
    ['five million lines', () => Buffer.alloc(10 * MEGABYTE, ',\n'), 'statement-too-many-lines'],
    ['five million ends of an old Macintosh', () => Buffer.alloc(10 * MEGABYTE, ',\r'), 'statement-too-many-lines'],
    ['a memo as long as a book', () => `日期,金额,附言\n2026-09-28,1.00,${'福'.repeat(2000)}\n`, 'statement-text-too-long'],
    ['a reference as long as a page', () => `日期,金额,流水号\n2026-09-28,1.00,${'A'.repeat(300)}\n`, 'statement-text-too-long'],
    ['an account as long as a page', () => ofx.replace('<ACCTID>', `<ACCTID>${'0'.repeat(300)}`), 'statement-text-too-long'],
    ['fifty thousand lines of nothing', () => `${','.repeat(150)}\n`.repeat(49_000), 'statement-too-many-lines'],
    ['a page of a bank that calls itself .xls', () => '<html><table><tr><td>日期</td></tr></table></html>', 'statement-not-recognised'],
    ['twenty thousand letters that are none', () => `日期,金额\n${'\u0080'.repeat(20_000)},1.00\n`, 'statement-day-unreadable'],
    ['comments without end', () => camt.replace('</Document>', `${'<!---->'.repeat(600)}x`), 'statement-cut'],
    ['a quote that is never closed', () => `日期,金额\n2026-09-28,"${'x\n'.repeat(45_000)}`, 'statement-table-broken'],
    ['nothing but NUL', () => Buffer.alloc(60_000), 'statement-not-text'],
    ['a terminal’s commands', () => '日期,金额\n2026-09-28,\u001b[2J1.00\n', 'statement-not-text'],
    ['a zip bomb', bomb, 'statement-zip-bomb'],
    ['a zip bomb that calls itself small', () => zipped([{ name: 'a.csv', content: Buffer.alloc(12 * MEGABYTE), size: 1000 }]), 'statement-zip-broken'],
    ['a zip bomb within a zip', () => zipped([{ name: 'a.zip', content: bomb() }]), 'statement-zip-within-zip'],
    ['many small bombs', () => zipped(Array.from({ length: 40 }, (_, at) => ({ name: `${at}.csv`, content: Buffer.alloc(MEGABYTE, 'a') }))), 'statement-zip-bomb'],
    ['a thousand files in a zip', () => zipped(Array.from({ length: 1000 }, (_, at) => ({ name: `${at}.csv`, content: detail }))), 'statement-zip-contents'],
    ['a zip that climbs out of its folder', () => zipped([{ name: '../../etc/passwd', content: detail }]), 'statement-zip-broken'],
    ['a zip with a name from the root', () => zipped([{ name: '/etc/passwd', content: detail }]), 'statement-zip-broken'],
    ['a zip that is none', () => Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1000, 7)]), 'statement-zip-broken'],
    ['a workbook bomb', () => zipped([{ name: '[Content_Types].xml', content: Buffer.from('<x/>') }, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(12 * MEGABYTE, '<row/>') }]), 'statement-zip-bomb'],
    ['a workbook as wide as Excel', () => sheet((page) => page.addRows([['日期', '金额']]).forEach((row) => row.getCell(16_384).value = 'x')), 'statement-too-many-columns'],
    ['a workbook as long as Excel', () => sheet((page) => { page.getCell('A1048576').value = 'x'; }), 'statement-too-many-lines'],
    ['a billion laughs', () => camt.replace('<Document', '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Document'), 'statement-xml-entities'],
    ['somebody else’s file', () => camt.replace('<Document', '<!DOCTYPE l SYSTEM "file:///etc/passwd"><Document'), 'statement-xml-entities'],
    ['a billion laughs in OFX', () => ofx.replace('<OFX>', '<!DOCTYPE l [<!ENTITY a "ha">]><OFX>'), 'statement-xml-entities'],
    ['XML as deep as a well', () => camt.replace('<Ntry>', '<a>'.repeat(100_000) + '</a>'.repeat(100_000) + '<Ntry>'), 'statement-xml-broken'],
    ['XML of a million elements', () => camt.replace('<Ntry>', '<a/>'.repeat(1_000_000) + '<Ntry>'), 'statement-too-many-lines'],
    ['OFX as deep as a well', () => ofx.replace('<STMTTRN>', '<A>'.repeat(100_000) + '</A>'.repeat(100_000) + '<STMTTRN>'), 'statement-xml-broken'],
    ['OFX of brackets', () => ofx.replace('<STMTTRN>', '<'.repeat(4 * MEGABYTE) + '<STMTTRN>'), 'statement-xml-broken'],
    ['CAMT of comments', () => camt + '<!--'.repeat(100_000), 'statement-cut'],
    ['a prototype for a name', () => camt.replace('<Ntry>', '<__proto__><Ccy>x</Ccy></__proto__><constructor/><Ntry>'), 'statement-xml-broken'],
  ])('%s', async (_, build, code) => {
    const content = await build();
    expect((await refusal(readProposed(content))).code).toBe(code);
  });

  it('no number written long keeps the reader busy', async () => {
    for (const sum of ['1'.repeat(60_000), `${'1,'.repeat(30_000)}`, `0.${'0'.repeat(60_000)}1`, ' '.repeat(60_000) + '1', '-'.repeat(60_000), `(${'('.repeat(50_000)}`]) {
      expect((await refusal(readProposed(`日期,金额\n2026-09-28,"${sum}"\n`))).code).toMatch(/^(statement-sum-unreadable|read)$/);
      expect((await refusal(readProposed(`日期,金额\n"${sum}",1.00\n`))).code).toBe('statement-day-unreadable');
    }
  });

  it('says nothing of a statement to anybody but who sent it', async () => {
    const said: string[] = [];
    const log = pino({}, { write: (line: string) => void said.push(line) });
    const secret = '王芳的账户6222021234567890';
    for (const content of [`日期,金额,对方户名\n2026-09-28,${secret},x\n`, `日期,金额,对方户名\n2026-09-28,1.00,"${secret}\n`, ofx.replace('<STMTTRN>', `<${secret}>`), camt.replace('<Ntry>', `<Ntry ${secret}>`), zipped([{ name: `../${secret}`, content: detail }])]) {
      const refused = await readProposed(content).catch((error: Error) => error);
      expect(refused).toBeInstanceOf(Refused);
      log.error({ err: refused });
      said.push(String((refused as Error).stack), JSON.stringify(refused), inspect(refused));
    }
    expect(said.filter((line) => line.includes('王芳') || line.includes('6222'))).toEqual([]);
  });
});
