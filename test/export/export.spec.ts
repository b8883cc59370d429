import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { CannotStart } from '../../src/platform/cannot-start';
import { exportBooks, readArguments } from '../../src/tasks/export';
import { set } from '../support/database';
import { booksOfEveryKind, type SmallBooks, smallBooks } from './books';

const CHECKERS = {
  hledger: { command: 'hledger', args: (file: string) => ['-f', file, 'check', '--strict', 'ordereddates'] },
  ledger: { command: 'ledger', args: (file: string) => ['-f', file, '--pedantic', 'balance'] },
  beancount: { command: 'bean-check', args: (file: string) => [file] },
};
type FormatName = keyof typeof CHECKERS;

describe('the books as plain text', () => {
  let books: SmallBooks;
  let every: SmallBooks;
  let folder: string;
  beforeAll(async () => {
    books = await smallBooks();
    every = await booksOfEveryKind();
    folder = mkdtempSync(join(set('TEST_FOLDER'), 'export-'));
  });
  afterAll(() => Promise.all([books?.close(), every?.close()]));

  /** While a sum stands in the register, whatever the books hold. */
  async function registered(sum: bigint, during: () => Promise<void>): Promise<void> {
    const owner = new Client({ connectionString: books.database.ownerUrl });
    await owner.connect();
    try {
      await owner.query(
        `WITH clerk AS (INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min') RETURNING id)
         INSERT INTO registration (foundation, day, registered_sum, policy, certificate, registered_by, registered_at)
         SELECT f.id, '2025-11-03', $1, (SELECT min(id) FROM policy WHERE rule = 'original-fund'), '53310000500000000X', clerk.id, now() FROM foundation f, clerk WHERE f.code = 'chunlai'`, [sum]);
      await during();
    } finally {
      await owner.query('DELETE FROM registration');
      await owner.end();
    }
  }

  const exported = (format: FormatName, ...more: string[]): Promise<string> => exportedFrom(books, format, ...more);
  async function exportedFrom({ db }: SmallBooks, format: FormatName, ...more: string[]): Promise<string> {
    const out = join(folder, `books.${format}`);
    await exportBooks(db, readArguments(['--format', format, '--out', out, ...more]));
    return readFileSync(out, 'utf8');
  }

  it('tells each entry with its voucher, words, places and what it rests on', async () => {
    expect(await exported('hledger')).toContain(`
2025-12-12 * (SR-2025-12-0001) 王女士 "阿婆"； C:\\ ｜ 邻居 | 线上捐赠：给外婆 一顿热饭
    ; log: 2
    ; kind: online gift
    ; source: stripe:pi_1
    Assets:Elder-lunch:Money:1009-其他货币资金  100.00 CNY
    ; place: stripe
    Income:Elder-lunch:410102-捐赠收入-限定性  -100.00 CNY
`);
    expect(await exported('beancount')).toContain(`
2025-12-12 * "王女士 \\"阿婆\\"; C:\\\\ | 邻居" "线上捐赠：给外婆 一顿热饭"
  voucher: "SR-2025-12-0001"
  log: "2"
  kind: "online gift"
  source: "stripe:pi_1"
  Assets:Elder-lunch:Money:1009-其他货币资金  100.00 CNY
    place: "stripe"
  Income:Elder-lunch:410102-捐赠收入-限定性  -100.00 CNY
`);
  });

  it('names what a reversal mirrors, which promise a cost keeps, and the day of a fact booked later', async () => {
    const text = await exported('ledger');
    expect(text).toMatch(/冲销：记错了基金\n(.*\n){3}    ; reverses: SR-2025-12-0002\n/);
    expect(text).toMatch(/Y01-已承诺  -450\.01 CNY\n    ; promise: CM-2026-01-0001\n/);
    expect(text).toContain('; fact-day: 2025-12-31');
  });

  it('marks an entry that waits for its number', async () => {
    expect(await exported('hledger')).toMatch(/\n2026-03-02 ! \(#\d+\) 线上捐赠\n    ; kind: online gift\n/);
  });

  it('keeps an account apart from another that had its code under the former standard', async () => {
    const text = await exported('hledger');
    expect(text).toContain('Expenses:Elder-lunch:5301-筹资费用  2.90 CNY');
    expect(text).not.toContain('5401-筹资费用');
  });

  it('carries accounts over the change of standards and keeps what is in trust apart', async () => {
    const text = await exportedFrom(every, 'hledger');
    expect(text).toContain('    Assets:In-trust:Lift:1701-受托代理资产  -1000.00 CNY\n');
    expect(text).toContain('    Assets:In-trust:Lift:1801-受托代理资产  1000.00 CNY\n');
    const [, end] = text.split('\n2026-12-31 * 核对余额\n');
    expect(end).toContain('    Assets:In-trust:Lift:1701-受托代理资产  0.00 CNY = 0.00 CNY\n');
    expect(end).toContain('    Liabilities:In-trust:Lift:2601-受托代理负债  0.00 CNY = -10200.00 CNY\n');
    expect(end).toContain('    Equity:Evergreen:310201-限定性净资产-留本本金  0.00 CNY = -100000.00 CNY\n');
  });

  it('claims at the end of each month what the effects of its entries add up to, and at the end what the guard rows say', async () => {
    const text = await exported('hledger');
    expect(text).toMatch(/\n2025-12-31 \* 核对余额\n(.*\n)*?    Assets:Elder-lunch:Money  0\.00 CNY =\* 97\.10 CNY\n/);
    expect(text).toMatch(/\n2026-01-31 \* 核对余额\n(.*\n)*?    Equity:Memorandum:Elder-lunch:Y01-已承诺  0\.00 CNY = 600\.00 CNY\n/);
    const [, end] = text.split('\n2026-03-02 * 核对余额\n');
    expect(end).toContain('    Assets:Elder-lunch:Money  0.00 CNY =* 887.10 CNY\n');
    expect(end).toContain('    Liabilities:Elder-lunch  0.00 CNY =* -250.01 CNY\n');
    expect(end).toContain('    Assets:Elder-lunch  0.00 CNY =* 975.10 CNY\n');
    expect(end).toContain('    Equity:Memorandum:Elder-lunch:Y01-已承诺  0.00 CNY = 149.99 CNY\n');
    expect(end).toContain('    Assets:Original:Money:1002-银行存款  0.00 CNY = 2000000.00 CNY\n');
  });

  it('claims after each day on which the original fund moved that it is not below the registered sum', () =>
    registered(200_000_000n, async () => {
      expect(await exported('hledger')).toContain('\n2025-11-03 * 核对原始基金\n    ; 原始基金 2000000.00，不低于注册数额 2000000.00 registered sum\n    Equity:Original  0.00 CNY =* -2000000.00 CNY\n');
      expect(await exported('ledger')).toContain('\nassert account("Equity:Original").total <= -2000000.00 CNY\n');
      expect(await exported('beancount')).toContain('\n2025-11-04 balance Equity:Original  -1000002000000.00 ~ 1000000000000.00 CNY\n');
    }));

  it('keeps to one foundation, the first unless another is named', async () => {
    expect(await exported('hledger')).not.toContain('别家');
    const other = await exported('hledger', '--foundation', 'lane');
    expect(other).toContain('别家 | 银行捐赠');
    expect(other).not.toContain('王女士');
  });

  it('leaves no unfinished file behind', async () => {
    await exported('hledger');
    await expect(exportBooks(books.db, readArguments(['--format', 'hledger', '--out', folder]))).rejects.toThrow();
    expect(readdirSync(set('TEST_FOLDER'), { recursive: true }).filter((name) => String(name).endsWith('.unfinished'))).toEqual([]);
  });

  it('says in a sentence what is wrong with what was asked', async () => {
    expect(() => readArguments(['--format', 'excel', '--out', 'x'])).toThrow(CannotStart);
    expect(() => readArguments(['--format', 'hledger'])).toThrow('Name the file with --out');
    expect(() => readArguments(['--fromat', 'hledger'])).toThrow('Usage: npm run export');
    await expect(exported('hledger', '--foundation', 'nowhere')).rejects.toThrow('There is no foundation nowhere; there are: chunlai, lane.');
    await expect(exportBooks(books.db, readArguments(['--format', 'hledger', '--out', join(folder, 'no', 'such', 'folder')]))).rejects.toThrow('(ENOENT)');
    await expect(exportBooks(books.db, readArguments(['--format', 'hledger', '--out', folder]))).rejects.toThrow('(EISDIR)');
  });

  describe.each(Object.keys(CHECKERS) as FormatName[])('as %s reads them', (format) => {
    const { command, args } = CHECKERS[format];
    const installed = spawnSync(command, ['--version']).status === 0;
    if (!installed && process.env.CI !== 'true') {
      it.skip(`${command} is not installed: what it would say was left out`, () => undefined);
      return;
    }
    const check = (text: string): { passes: boolean; says: string } => {
      const file = join(folder, `checked.${format}`);
      writeFileSync(file, text);
      const { status, stdout, stderr } = spawnSync(command, args(file), { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
      return { passes: status === 0, says: `${stdout}${stderr}` };
    };

    it(`is installed`, () => expect(installed).toBe(true));

    it('finds nothing wrong', async () => {
      const { passes, says } = check(await exported(format));
      expect({ passes, says: passes ? '' : says }).toEqual({ passes: true, says: '' });
    });

    it('finds nothing wrong in books of every kind of entry', async () => {
      const { passes, says } = check(await exportedFrom(every, format));
      expect({ passes, says: passes ? '' : says }).toEqual({ passes: true, says: '' });
    });

    it('finds an original fund that is not below its registered sum', () =>
      registered(200_000_000n, async () => {
        const { passes, says } = check(await exported(format));
        expect({ passes, says: passes ? '' : says }).toEqual({ passes: true, says: '' });
      }));

    // hledger claims no "at least": it proves the sum to the fen
    if (format !== 'hledger')
      it('notices an original fund that lacks a fen of its registered sum', () => registered(200_000_001n, async () => expect(check(await exported(format)).passes).toBe(false)));

    it('notices a fen taken from one line', async () => {
      const text = await exported(format);
      expect(check(text.replace('1009-其他货币资金  100.00', '1009-其他货币资金  99.99')).passes).toBe(false);
    });

    it('notices a fen taken from both sides, which still balances', async () => {
      const text = await exported(format);
      const tampered = text.replace('1009-其他货币资金  100.00', '1009-其他货币资金  99.99').replace('410102-捐赠收入-限定性  -100.00', '410102-捐赠收入-限定性  -99.99');
      expect(check(tampered).passes).toBe(false);
    });

    it('notices an entry left out', async () => {
      const text = await exported(format);
      expect(check(text.replace(/\n2026-02-12 [^]*?\n\n/, '\n')).passes).toBe(false);
    });

    it('notices a guard row that says other than the postings', async () => {
      const owner = new Client({ connectionString: books.database.ownerUrl });
      await owner.connect();
      try {
        await owner.query(`UPDATE fund_balance SET money = money + 1 WHERE fund = (SELECT id FROM fund WHERE code = 'elder-lunch')`);
        const { passes, says } = check(await exported(format));
        expect(passes).toBe(false);
        expect(says).toContain('Assets:Elder-lunch:Money');
        await owner.query(`UPDATE fund_balance SET money = money - 1 WHERE fund = (SELECT id FROM fund WHERE code = 'elder-lunch')`);
      } finally {
        await owner.end();
      }
    });
  });
});
