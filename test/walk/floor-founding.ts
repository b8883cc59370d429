import { addDays } from '../../src/rules/day';
import { isCreditCode } from '../../src/rules/identity';
import type { Clerk } from './clerk';
import { numberIn, resolve } from './floor-desk';
import { must } from './gift';

const STATEMENT = '交易日期,流水号,摘要,收入金额,支出金额,账户余额,对方户名';
/** A unified credit code with its check character, which is not every letter. */
const CERTIFICATE = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].map((last) => `53310000501234567${last}`).find(isCreditCode)!;
const FOUNDER = '青石巷商户联合会';

/** A foundation in preparation: refused while a fen is missing, registered at 2,000,000 yuan. */
export async function register(bookkeeper: Clerk, secretary: Clerk): Promise<void> {
  const { page, walk } = bookkeeper;
  let day = '';
  await walk.step('signs in', () => bookkeeper.signsIn());
  await walk.step('sees what is missing', async () => {
    await bookkeeper.go('/desk/founding');
    await bookkeeper.says('140,000.00');
    // the transfer that waits for the bank
    day = (await page.locator('main table tr', { hasText: '90,000.00' }).locator('time').getAttribute('datetime'))!;
  });
  const records = async (sum: string, reference: string, on = day): Promise<void> => {
    await bookkeeper.go('/desk/founding');
    await page.fill('#founder', FOUNDER);
    await page.fill('#amount', sum);
    await page.fill('#reference', reference);
    await page.fill('#valueDay', on);
    await bookkeeper.presses('form[action$="/contributions"] button');
  };
  const imports = async (...lines: readonly string[]): Promise<void> => {
    const file = { name: '对账单.csv', mimeType: 'text/csv', buffer: Buffer.from(`${[STATEMENT, ...lines].join('\n')}\n`) };
    await bookkeeper.go('/desk/bank/bank');
    await page.setInputFiles('#file', file);
    await bookkeeper.presses('form[action$="/statements"] button');
  };
  const confirms = async (sum: string): Promise<void> => {
    await secretary.go('/desk/founding');
    await secretary.page.locator('main table tr', { hasText: sum }).locator('a').first().click();
    await secretary.page.waitForLoadState();
    await secretary.presses('form[action$="/confirmations"] button');
  };
  const refused = async (missing: string): Promise<void> => {
    await secretary.go('/desk/founding');
    await secretary.mayNot('form[action$="/registrations"]', missing);
  };
  await walk.step('records a transfer that leaves a fen to come', () => records('49,999.99', 'QS-WALK-0001'));
  await walk.step('names the columns of the bank’s statement', async () => {
    const file = { name: '对账单.csv', mimeType: 'text/csv', buffer: Buffer.from(`${STATEMENT}\n${day},${`QS${day.slice(0, 7).replace('-', '')}21-0102`},原始基金出资,90000.00,,1950000.00,${FOUNDER}\n`) };
    await bookkeeper.go('/desk/bank/bank/mapping');
    await page.setInputFiles('#file', file);
    await bookkeeper.presses('form[action$="/mapping-proposals"] button');
    await bookkeeper.presses('form[action$="/mappings"] button:not([formaction])');
  });
  await walk.step('imports the bank’s statement', () => imports(
    `${day},QS${day.slice(0, 7).replace('-', '')}21-0102,原始基金出资,90000.00,,1950000.00,${FOUNDER}`, `${day},QS-WALK-0001,原始基金出资,49999.99,,1999999.99,${FOUNDER}`));
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('counts what the bank shows', async () => {
    await confirms('90,000.00');
    await confirms('49,999.99');
  });
  for (const [kind, name] of [['council-and-supervisor', '理事、监事名册'], ['full-time-staff', '专职人员登记表'], ['capital-verification', '验资报告']] as const)
    await walk.step(`files the ${kind}`, async () => {
      await bookkeeper.go('/desk/founding');
      if (!(await page.locator('#kind').isVisible())) await page.locator('details:has(#kind) summary').click();
      await page.selectOption('#kind', kind);
      await page.fill('#name', name);
      await page.fill('#day', day);
      await bookkeeper.presses('form[action$="/papers"] button:not([name])');
    });
  await secretary.walk.step('is refused at 1,999,999.99', () => refused('0.01'));
  await walk.step('records the last fen', () => records('0.01', 'QS-WALK-0002'));
  await walk.step('imports its line', () => imports(`${day},QS-WALK-0002,原始基金出资,0.01,,2000000.00,${FOUNDER}`));
  await secretary.walk.step('counts it', () => confirms('0.01'));
  await secretary.walk.step('registers at 2,000,000.00', async () => {
    await secretary.go('/desk/founding');
    await secretary.page.fill('#certificate', CERTIFICATE);
    await secretary.page.fill('#registeredOn', day);
    await secretary.presses('form[action$="/registrations"] button');
    await secretary.says('2,000,000.00');
    must((await secretary.page.locator('form[action$="/registrations"]').count()) === 0, 'it can be registered again');
  });
  await raise(bookkeeper, secretary, { day: addDays(day, 1), records, imports, confirms });
}

interface Paying {
  readonly day: string;
  readonly records: (sum: string, reference: string, on: string) => Promise<void>;
  readonly imports: (...lines: readonly string[]) => Promise<void>;
  readonly confirms: (sum: string) => Promise<void>;
}

/** The registered sum is raised: decided, pledged, paid in, and changed at the registrar when the money is there. */
async function raise(bookkeeper: Clerk, secretary: Clerk, { day, records, imports, confirms }: Paying): Promise<void> {
  const { page, walk } = bookkeeper;
  const decided = await resolve(bookkeeper, secretary, { number: '青理第 0 号', subject: '同意原始基金增加 100 元', majority: 'special' });
  await walk.step('pledges what raises the sum', async () => {
    await bookkeeper.go('/desk/founding');
    await bookkeeper.fills({ pledger: FOUNDER, pledged: '100', dueDay: day, resolution: decided });
    await bookkeeper.presses('form[action$="/pledges"] button');
  });
  const changes = async (sum: string): Promise<void> => {
    await bookkeeper.go('/desk/founding/life/new?kind=change');
    await bookkeeper.fills({ sum, resolution: decided, day, why: '增资', paperNumber: '示例民变 1 号' });
  };
  await walk.step('is refused while the money is not there', async () => {
    await changes('2000100');
    await bookkeeper.isRefused('form[action$="/life"] button:not([name])', '100.00');
  });
  await walk.step('records what has come in', () => records('100', 'QS-WALK-0003', day));
  await walk.step('imports its line, too', () => imports(`${day},QS-WALK-0003,原始基金出资,100.00,,2000100.00,${FOUNDER}`));
  await secretary.walk.step('counts what raises the sum', () => confirms('100.00'));
  await walk.step('enters the change of registration', async () => {
    await changes('2000100');
    await bookkeeper.presses('form[action$="/life"] button:not([name])');
  });
  const act = numberIn(page);
  await secretary.walk.step('compares it with its paper', async () => {
    await secretary.go(`/desk/founding/life/${act}`);
    await secretary.presses('form[action$="/confirmations"] button');
    await secretary.go('/desk/founding');
    await secretary.says('2,000,100.00');
  });
}
