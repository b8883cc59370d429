import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { Worker } from '../../src/platform/worker';
import { startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { set } from '../support/database';
import { appointed, type AtDesk, atDesk, keysOf, preparing, sitting } from '../support/desk';
import { bareFund } from '../support/funds';
import { ROOT, running, Started, until } from './started';

jest.setTimeout(400_000);

const LINES = 100_000;
const MEGABYTE = 2 ** 20;
/** The desk of the test books nothing itself: the real programs beside it do. */
class Idle extends Worker {
  override start(): void {
    return;
  }
}

// A list of 100,000 gifts at its real size: the program that books it is killed half-way, and two others go on.
let house: TestApp;
let li: AtDesk;
let zhou: AtDesk;
let ids: { li: number; zhou: number; general: number; lunch: number; bank: number };
let port = 22_000 + (process.pid % 20_000);
const SESSION_SECRET = 'a secret of the desk and the programs';

beforeAll(async () => {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT });
  house = await startApp({ instead: [[Worker, new Idle()]], settings: { SESSION_SECRET } });
  const foundation = await preparing(house);
  const lunch = await bareFund(house.db, { foundation: foundation.id, code: 'elder-lunch', class: 'restricted', name: '银龄午餐专项基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-05' });
  const [{ general, bank }] = await house.db.query<[{ general: number; bank: number }]>(`SELECT (SELECT id FROM fund WHERE class = 'general') AS general, (SELECT id FROM place WHERE account = '1002') AS bank`);
  ids = { li: await appointed(house, foundation, '李敏', 'programme-officer'), zhou: await appointed(house, foundation, '周晓', 'bookkeeper'), general, bank, lunch };
  [li, zhou] = [await atDesk(house, ids.li), await atDesk(house, ids.zhou)];
});
afterAll(async () => {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all([...running].map((one) => one.exit));
  await house.close();
});

const program = (): Started => new Started({
  DATABASE_URL: house.config.databaseUrl, DATA_DIR: mkdtempSync(join(set('TEST_FOLDER'), 'var-')), PORT: String(port++), LOG_LEVEL: 'error', BASE_URL: house.config.baseUrl, SESSION_SECRET, CHECKPOINT_KEY_FILE: house.config.checkpointKeyFile,
});
const list = (lines: number): Buffer => {
  const rows = ['交易号,时间,金额,姓名,公开方式'];
  for (let n = 1; n <= lines; n++) rows.push(`${String(n).padStart(28, '0')},2026-03-${String(1 + (n % 28)).padStart(2, '0')},1.00,${n % 3 === 0 ? `王芳${n},部分公开` : ','}`);
  return Buffer.from(`${rows.join('\n')}\n`);
};
async function uploads(who: AtDesk, file: Buffer, lines: number): Promise<{ status: number; text: string; to?: string }> {
  const request = who.visitor.post('/desk/batches');
  const about = { channel: 'platform', newPlace: '示例公益平台', bank: String(ids.bank), bearer: '', fund: String(ids.lunch), payout: String(lines), fee: '' };
  for (const [field, value] of Object.entries(about)) void request.field(field, value);
  const { status, text, headers } = await request.attach('file', file, '示例平台.csv');
  return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}
const count = async (table: string): Promise<number> => (await house.db.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM ${table}`))[0].n;
const written = async (): Promise<number> => (await house.db.query<{ done: number }[]>('SELECT done FROM gift_batch_run'))[0]?.done ?? 0;
const memoryOf = (pid: number): number => Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

it('one line more than 100,000 is refused with a sentence, and nothing of the list is kept', async () => {
  expect(await uploads(li, list(LINES + 1), LINES + 1)).toMatchObject({ status: 422, text: expect.stringContaining('文件超过 100000 行') });
  expect([await count('gift_batch_line'), await count('donor')]).toEqual([0, 0]);
});

it('a file of 200 MB is refused while the memory stays what it was', async () => {
  const visitor = supertest.agent(`http://127.0.0.1:${port}`);
  const real = program();
  await until(() => real.said.includes('Ctrl-C'));
  await visitor.post('/desk/sessions').type('form').send(await keysOf(house, ids.zhou, 1)).expect(303);
  const before = memoryOf(real.pid);
  let most = before;
  const look = setInterval(() => (most = Math.max(most, memoryOf(real.pid))), 20);
  const answer = await uploads(sitting(visitor), Buffer.alloc(200 * MEGABYTE, '1,2026-03-01,1.00\n'), 1).catch((error: Error) => ({ status: 0, text: String(error) }));
  clearInterval(look);
  expect(answer).toMatchObject({ status: 413 });
  expect((most - before) / MEGABYTE).toBeLessThan(120);
  await real.kill('SIGTERM').exit;
});

it('killed half-way, nothing is to be seen; two other programs begin at once, and each gift is in the books once', async () => {
  const file = list(LINES);
  expect(await uploads(li, file, LINES)).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT id FROM gift_batch');
  expect(await zhou.sends(`/desk/batches/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  const first = program();
  await until(async () => (await written()) >= 5_000);
  expect(await zhou.reads(`/desk/batches/${id}`)).toMatch(/已写 [\d,]+ 笔，共 100,000 笔/);
  await first.kill('SIGKILL').exit;
  expect([await count('journal_entry'), await count('gift_batch_posting')]).toEqual([0, 0]);

  const both = [program(), program()];
  const before = memoryOf(both[0]!.pid);
  while ((await count('gift_batch_posting')) === 0) {
    expect([0, LINES]).toContain(await count('journal_entry'));
    await new Promise((later) => setTimeout(later, 200));
  }
  expect(both.map((one) => memoryOf(one.pid) - before).every((grown) => grown < 300 * MEGABYTE)).toBe(true);
  expect(await count('journal_entry')).toBe(LINES);
  expect(await count('(SELECT DISTINCT source FROM journal_entry) one')).toBe(LINES);
  expect(await house.db.query(`SELECT money FROM fund_balance WHERE fund = $1`, [ids.lunch])).toEqual([{ money: BigInt(LINES) * 100n }]);
  expect(await uploads(zhou, file, LINES)).toMatchObject({ status: 303, to: `/desk/batches/${id}?done=again` });
  for (const one of both) await one.kill('SIGTERM').exit;
  expect(await complaints(house)).toEqual({});
});
