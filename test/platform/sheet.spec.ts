import { readSheet } from '../../src/platform/sheet';
import { Refused } from '../../src/rules/refused';
import { workbook, xlsx } from '../support/sheets';

const NUMBER = '0000123456789012345678901234';

async function read(file: Buffer | string, most = 100_000): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { line, cells } of readSheet(Buffer.from(file as string), { most })) rows.push([String(line), ...cells.map(({ text }) => text)]);
  return rows;
}

async function refusal(file: Buffer | string, most?: number): Promise<string> {
  try {
    return `read: ${(await read(file, most)).length}`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [error.code, error.facts.line].filter(Boolean).join(' at line ');
  }
}

const gbk = (text: string): Buffer => Buffer.concat([...text].map((c) => (c === '王' ? Buffer.from('cdf5', 'hex') : c === '芳' ? Buffer.from('b7bc', 'hex') : c === '名' ? Buffer.from('c3fb', 'hex') : Buffer.from(c))));

describe('a table of text', () => {
  it.each([
    ['UTF-8', Buffer.from(`no,name\n${NUMBER},王芳\n`)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFFno,name\n${NUMBER},王芳\n`)],
    ['UTF-16, as Excel saves "Unicode text"', Buffer.from(`\uFEFFno\tname\r\n${NUMBER}\t王芳\r\n`, 'utf16le')],
    ['GBK', gbk(`no,name\n${NUMBER},王芳\n`)],
    ['semicolons and blanks', Buffer.from(`no ; name\r\n ${NUMBER} ;"王芳"`)],
  ])('is read in %s, with all 28 digits', async (_, file) => {
    expect(await read(file)).toEqual([['1', 'no', 'name'], ['2', NUMBER, '王芳']]);
  });

  it('keeps lines, commas and quotes within a cell, and says where it stood', async () => {
    expect(await read('a,b\n"x, ""y""\nz",1\n\n,\nlast,2\n')).toEqual([['1', 'a', 'b'], ['3', 'x, "y"\nz', '1'], ['6', 'last', '2']]);
  });

  it.each([
    ['a formula', 'a,b\n1,=1+1\n', 'sheet-has-a-formula at line 2'],
    ['a formula in disguise', 'a,b\n1,"@SUM(A1)"\n', 'sheet-has-a-formula at line 2'],
    ['another one', "a,b\n1,\"+cmd|' /C calc'!A0\"\n", 'sheet-has-a-formula at line 2'],
    ['a file that was cut within quotes', 'a,b\n1,"half a na', 'sheet-is-cut-short'],
    ['quotes in the middle of a word', 'a,b\n1,x"y"\n', 'sheet-quotes-are-broken at line 2'],
    ['one line of a megabyte', `a,b\n${'x'.repeat(2 ** 20)}\n`, 'sheet-line-is-too-long at line 2'],
    ['columns without end', `${'a,'.repeat(300)}\n`, 'sheet-has-too-many-columns at line 1'],
    ['nothing', '\n \n,,\n', 'sheet-is-empty'],
    ['two encodings pasted together', Buffer.concat([gbk('no,名\n1,王芳\n'), Buffer.from('2,王芳\n')]), 'sheet-is-in-two-encodings'],
    ['bytes of no encoding', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]), 'sheet-encoding-is-unknown'],
    ['what no database keeps', 'a,b\n1,x\0y\n', 'sheet-is-no-table'],
    ['a workbook of Excel 97', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'sheet-of-old-excel'],
  ])('%s is refused', async (_, file, said) => {
    expect(await refusal(file)).toBe(said);
  });

  it('is refused with one line too many, and reads a telephone, a negative sum and a nickname as they are', async () => {
    expect(await refusal('a\nb\nc\n', 2)).toBe('sheet-has-too-many-lines');
    expect(await read('+86 138 0000 0000,-5.00,@小王\n')).toEqual([['1', '+86 138 0000 0000', '-5.00', '@小王']]);
  });
});

describe('a workbook', () => {
  it('is read with its rows, its days, and what was typed as text', async () => {
    const file = await xlsx([['交易号', '日期', '金额', '备注'], [NUMBER, new Date(Date.UTC(2026, 10, 20)), 19.99, '<桂花> & "糕"'], [null, null, null, null], ['x', new Date(Date.UTC(2026, 10, 21, 9, 30)), 100, '']], { dayColumn: 2 });
    expect(await read(file)).toEqual([['1', '交易号', '日期', '金额', '备注'], ['2', NUMBER, '2026-11-20', '19.99', '<桂花> & "糕"'], ['4', 'x', '2026-11-21 09:30:00', '100', ...([] as string[])].concat([''])]);
  });

  it('tells what became a number: its digits are gone', async () => {
    const file = await xlsx([['no'], [1234567890123456789012345678]]);
    const cells = [];
    for await (const row of readSheet(file, { most: 10 })) cells.push(row.cells[0]);
    expect(cells[1]).toEqual({ text: '1.2345678901234569e+27', is: 'number' });
  });

  it('reads what other programs write: text in the cell, prefixes, no references', async () => {
    expect(await read(workbook('<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a&#x4e2d;</x:t></x:is></x:c><x:c/><x:c t="s"><x:v>0</x:v></x:c></x:row><x:row r="9"><x:c r="B9"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
      '<sst><si><r><t>王</t></r><r><t xml:space="preserve"> 芳</t></r><rPh><t>wang</t></rPh></si></sst>'))).toEqual([['1', 'a中', '', '王 芳'], ['9', '', '7']]);
  });

  it('of which a part is missing, or that unpacks to more than there is room for, is refused', async () => {
    const whole = await xlsx([['a'], ['b']]);
    expect(await refusal(whole.subarray(0, whole.length - 40))).toBe('sheet-is-cut-short');
    const damaged = Buffer.from(whole);
    const sheet = damaged.indexOf('xl/worksheets/sheet1.xml') + 40;
    damaged.fill(0xff, sheet, sheet + 60);
    expect(await refusal(damaged)).toMatch(/sheet-is-(cut-short|no-table|empty)/);
    expect(await refusal(await xlsx([['a'], [{ formula: '1+1', result: 2 }]]))).toBe('sheet-has-a-formula at line 2');
    expect(await refusal(workbook(`<row><c><is><t>${'x'.repeat(2 * 2 ** 20)}</t></is></c></row>`))).toBe('sheet-line-is-too-long');
    expect(await refusal(workbook(Buffer.alloc(130 * 2 ** 20, ' ')))).toBe('sheet-unpacks-to-too-much');
    expect(await refusal(workbook('<row><c r="XFD1"><v>1</v></c></row>'))).toBe('sheet-has-too-many-columns at line 1');
  });
});
