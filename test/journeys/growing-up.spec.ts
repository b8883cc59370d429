import { Client } from 'pg';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, payment } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { type Foundation, Foundations } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { post, refusalOf } from '../support/forged';
import { openFund } from '../support/funds';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { approveSpinOff, Clerks } from '../support/clerks';
import { ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// The fund of the south garden has grown until it can be a foundation of its own: what its givers agree to founds it, the rest stays bound to its purpose.

let house: TestApp;
let host: Foundation;
let garden: FundRef;
let bank: number;
let li: AtDesk;
let wang: AtDesk;
let special: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-10T02:00:00Z') });
  host = await preparing(house);
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  const people = [await appointed(house, host, '李敏', 'bookkeeper'), await appointed(house, host, '王建国', 'secretary-general')] as const;
  [li, wang] = [await atDesk(house, people[0]), await atDesk(house, people[1])];
  garden = await named(host, 'garden', '南园专项基金');
  special = await resolved(house, host.id, people, { majority: 'special', subject: '南园基金分立' });
  await enter(bankGift({ day: '2026-10-10', source: 'bank:1', fund: garden, sum: 200_000_000n, bank, party: '赵先生' }));
  await enter(bankGift({ day: '2026-10-11', source: 'bank:2', fund: garden, sum: 1_000_000n, bank, party: '南园邻居' }));
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const named = (of: Foundation, code: string, name: string): Promise<FundRef> => openFund(house, of, {
  code, name: `${of.name}${name}`, englishName: code,
  agreement: { no: `XY-${code}`, day: '2026-08-01', party: '南园业委会', englishParty: 'South garden', purpose: '南园社区', englishPurpose: 'South garden', use: '按目的', englishUse: 'As purposed', termination: '双方同意', englishTermination: 'By consent', remainingProperty: '转入目的相近的基金', englishRemainingProperty: 'To a similar purpose' },
  page: { summary: '南园', englishSummary: 'Garden', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
});
const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const page = async (): Promise<string> => (await wang.reads('/desk/funds/garden/growing-up')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const proposes = (more: Record<string, string> = {}) => li.sends('/desk/funds/garden/spin-offs', { into: 'nanyuan/garden', total: '2,005,000', founding: '2,000,000', resolution: String(special), reason: '南园独立成会', ...more });
const sums = async (): Promise<unknown[]> => house.db.query("SELECT h.code, f.code AS fund, b.money, b.worth FROM fund_balance b JOIN fund f ON f.id = b.fund JOIN foundation h ON h.id = f.foundation WHERE b.money <> 0 ORDER BY h.id, f.id");

it('nothing of what givers restricted counts until they agree, each on paper', async () => {
  expect(await page()).toMatch(/离原始基金最低数额还差 2,000,000\.00.*还没有捐赠人书面同意/);
  const consents = (more: Record<string, string>) => li.sends('/desk/funds/garden/consents', { giver: '赵先生', sum: '1,999,999.99', day: '2026-11-02', paper: '同意书 1 号', ...more });
  expect(await consents({})).toMatchObject({ status: 303 });
  expect(await page()).toContain('离原始基金最低数额还差 0.01');
  expect(await consents({ sum: '0.01' })).toMatchObject({ status: 422, text: expect.stringContaining('这份同意书已经登记过') });
  expect(await consents({ sum: '0.01', paper: '同意书 2 号' })).toMatchObject({ status: 303 });
  expect(await page()).toContain('同意转入的钱已经达到原始基金最低数额');
});

it('the new foundation begins in preparation, with empty books', async () => {
  const begins = { name: '南园社区基金会', englishName: 'Nanyuan Community Foundation', address: 'nanyuan', purpose: '南园互助', englishPurpose: 'Neighbours of the south garden', bank: '示例银行南园支行，尾号 0808' };
  expect((await li.sends('/desk/funds/garden/foundations', begins)).status).toBe(404);
  expect(await wang.sends('/desk/funds/garden/foundations', { ...begins, address: 'wutongli' })).toMatchObject({ status: 422, text: expect.stringContaining('这个代码已经有基金会在用') });
  expect(await wang.sends('/desk/funds/garden/foundations', begins)).toMatchObject({ status: 303 });
  await named((await house.app.get(Foundations).find('nanyuan'))!, 'garden', '专项基金');
  expect(await page()).toMatch(/南园社区基金会 原始基金 0\.00 .*还没有任命任何人.*谁也不能任命自己.*npm run appoint -- --foundation nanyuan --role administrator/);
});

it('the host proposes by a special resolution, and no more founds than was agreed', async () => {
  expect(await proposes({ founding: '2,000,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('还可以转 2,000,000.00 元，多出 0.01') });
  expect(await proposes({ founding: '2,005,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('不能超过总额') });
  expect(await proposes({ resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择所依据的决议') });
  expect(await proposes({ total: '2,010,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('0.01') });
  expect(await proposes()).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 422 });
  // a voucher of its own would book one side alone
  expect(await wang.sends('/desk/vouchers/proposals/1/approvals', {})).toMatchObject({ status: 422, text: expect.stringContaining('独立成会') });
  expect(await sums()).toHaveLength(1);
});

it('interrupted half-way, when both entries are written and the act is not, leaves nothing of either side: the process that does it is killed', async () => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  const clerks = await Clerks.hire(1, house.config);
  const [wangs] = await house.db.query<[{ person: number }]>("SELECT person FROM appointment WHERE role = 'secretary-general'");
  await owner.query('BEGIN; LOCK TABLE spin_off IN EXCLUSIVE MODE');
  const midst = async (): Promise<number | undefined> =>
    (await house.db.query<{ pid: number }[]>("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO spin_off%'"))[0]?.pid;
  let its: number | undefined;
  await clerks.killedIn(approveSpinOff(host.id, 1, wangs.person), async () => (its = await midst()) !== undefined);
  await owner.query('ROLLBACK');
  // the database learns of it when it next turns to the one who asked
  while ((await house.db.query<unknown[]>('SELECT FROM pg_stat_activity WHERE pid = $1', [its])).length > 0) await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([owner.end(), clerks.dismiss()]);
  expect(await sums()).toEqual([{ code: 'wutongli', fund: 'garden', money: 201_000_000n, worth: 201_000_000n }]);
  expect(await house.db.query("SELECT kind FROM journal_entry WHERE kind LIKE 'spin-off%'")).toEqual([]);
  expect(await house.db.query('SELECT FROM voucher_decision')).toEqual([]);
  expect(await page()).toContain('待批准');
});

it('a consent that was entered by mistake is withdrawn, and no longer counts', async () => {
  expect(await li.sends('/desk/funds/garden/consents', { giver: '南园邻居', sum: '5,000', day: '2026-11-02', paper: '同意书 3 号' })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>("SELECT id FROM founding_consent WHERE paper = '同意书 3 号'");
  const withdraws = (why: string) => li.sends('/desk/funds/garden/consent-withdrawals', { consent: String(id), why });
  expect(await withdraws('')).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
  expect(await withdraws('邻居没有签字')).toMatchObject({ status: 303 });
  expect(await withdraws('再来一次')).toMatchObject({ status: 409 });
  expect(await page()).toMatch(/捐赠人同意转入 2,000,000\.00.*南园邻居 已撤回 李敏：邻居没有签字 5,000\.00/);
});

it('another person approves, and both sides stand with the same sum', async () => {
  expect(await page()).toContain('待批准');
  expect(await wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('已经有人处理过') });
  await house.app.get(Sealer).seal();
  expect(await page()).toMatch(/南园社区基金会 2,005,000\.00 元 两边已入账/);
  expect(await sums()).toEqual([
    { code: 'wutongli', fund: 'garden', money: 500_000n, worth: 500_000n }, { code: 'nanyuan', fund: 'original', money: 200_000_000n, worth: 200_000_000n }, { code: 'nanyuan', fund: 'garden', money: 500_000n, worth: 500_000n },
  ]);
  expect((await house.request().get('/funds/garden').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/分立划出到：南园社区基金会 −2,005,000\.00/);
  expect((await house.request().get('/f/nanyuan/funds/garden').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/分立转入，来自： 梧桐里社区基金会南园专项基金 5,000\.00 元 南园独立成会.*SR-2026-11-0001/);
});

it('and neither side is taken back alone', async () => {
  const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'spin-off'");
  const answer = await li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-11-10', why: '再想想' });
  const proposal = /proposals\/(\d+)/.exec(answer.to ?? '')![1]!;
  expect(await wang.sends(`/desk/vouchers/proposals/${proposal}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('转出和转入一起入账、一起冲销') });
  await li.sends(`/desk/vouchers/proposals/${proposal}/withdrawals`, { why: '只退一边不行' });
});

it('both are taken back together, while the new foundation prepares itself and has spent nothing; and it can be done again', async () => {
  const returns = (more = {}) => li.sends('/desk/funds/garden/spin-off-returns', { proposal: '1', why: '邻居还要再议', ...more });
  const approves = async (who: AtDesk) => who.sends('/desk/funds/garden/spin-off-return-approvals', { proposal: /spin-off-return-approvals[^]*?value="(\d+)"/.exec(await wang.reads('/desk/funds/garden/growing-up'))![1]! });
  const theirs = async (sum: bigint, source: string) => {
    const [fund] = await house.db.query<[FundRef]>("SELECT f.id, f.foundation, f.class FROM fund f JOIN foundation h ON h.id = f.foundation WHERE h.code = 'nanyuan' AND f.code = 'garden'");
    const [place] = await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE foundation = $1 AND account = '1002'", [fund.foundation]);
    return { fund, bank: place.id, sum, source, day: '2026-11-10' };
  };
  expect(await returns({ proposal: '999' })).toMatchObject({ status: 404 });
  expect(await returns()).toMatchObject({ status: 303 });
  expect(await returns()).toMatchObject({ status: 409, text: expect.stringContaining('已经有人提出收回') });
  expect(await page()).toContain('李敏提出收回：邻居还要再议');
  const spent = await theirs(10_000n, 'c:1');
  const cost = await enter(costAccepted({ ...spent, for: 'programme' }));
  const paid = await enter(payment({ ...spent, source: 'p:1' }));
  // what was spent there does not come back, and the page says how much is missing
  expect(await approves(wang)).toMatchObject({ status: 422, text: expect.stringMatching(/少 100\.00/) });
  expect(await sums()).toHaveLength(3);
  for (const entry of [paid, cost]) await house.db.transaction((tx) => house.app.get(Ledger).reverse(tx, { foundation: spent.fund.foundation, entry, day: '2026-11-10', reason: '付错了' }));
  const before = await approves(wang);
  expect(before).toMatchObject({ status: 303 });
  expect(await sums()).toEqual([{ code: 'wutongli', fund: 'garden', money: 201_000_000n, worth: 201_000_000n }]);
  await house.app.get(Sealer).seal();
  expect(await page()).toMatch(/可计入原始基金 2,000,000\.00.*2,005,000\.00 元 已冲销/);
  expect(await proposes()).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>("SELECT max(proposal) AS id FROM fund_move");
  expect(await wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: String(id) })).toMatchObject({ status: 303 });
  expect(await sums()).toHaveLength(3);
});

it('leaves these books, after both were taken back once', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-10-10 | bank gift | garden | Bank deposits | 2000000.00 |
    | | | Donation income, restricted | | 2000000.00
    2026-10-11 | bank gift | garden | Bank deposits | 10000.00 |
    | | | Donation income, restricted | | 10000.00
    2026-11-10 | spin-off | garden | Programme cost | 2005000.00 |
    | | | Bank deposits | | 2005000.00
    2026-11-10 | spin-off received | original | Bank deposits | 2000000.00 |
    | | | Unrestricted net assets: registered fund | | 2000000.00
    | | garden | Bank deposits | 5000.00 |
    | | | Donation income, restricted | | 5000.00
    2026-11-10 | cost accepted | garden | Programme cost | 100.00 |
    | | | Payables | | 100.00
    2026-11-10 | payment | garden | Payables | 100.00 |
    | | | Bank deposits | | 100.00
    2026-11-10 | reversal | garden | Payables | | 100.00
    | | | Bank deposits | 100.00 |
    2026-11-10 | reversal | garden | Programme cost | | 100.00
    | | | Payables | 100.00 |
    2026-11-10 | reversal | garden | Programme cost | | 2005000.00
    | | | Bank deposits | 2005000.00 |
    2026-11-10 | reversal | original | Bank deposits | | 2000000.00
    | | | Unrestricted net assets: registered fund | 2000000.00 |
    | | garden | Bank deposits | | 5000.00
    | | | Donation income, restricted | 5000.00 |
    2026-11-10 | spin-off | garden | Programme cost | 2005000.00 |
    | | | Bank deposits | | 2005000.00
    2026-11-10 | spin-off received | original | Bank deposits | 2000000.00 |
    | | | Unrestricted net assets: registered fund | | 2000000.00
    | | garden | Bank deposits | 5000.00 |
    | | | Donation income, restricted | | 5000.00`);
});

it('nor is anything taken back once the new foundation is registered, by whatever program', async () => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  try {
    await owner.query('BEGIN; ALTER TABLE registration DISABLE TRIGGER USER');
    await owner.query("INSERT INTO registration (foundation, day, registered_sum, policy, certificate, registered_by, registered_at) SELECT id, '2026-11-10', 1, (SELECT min(id) FROM policy), '53310000MJ0000001G', (SELECT min(id) FROM person), now() FROM foundation WHERE code = 'nanyuan'");
    const { rows } = await owner.query<{ entry: bigint; foundation: number; lines: { fund: number; account: string; debit: string; place: number | null }[] }>(
      `SELECT e.id AS entry, e.foundation, json_agg(json_build_object('fund', p.fund, 'account', p.account, 'debit', (-p.debit)::text, 'place', p.place) ORDER BY p.line) AS lines FROM spin_off s JOIN journal_entry e ON e.id IN (s.entry, s.received) JOIN posting p ON p.entry = e.id
       WHERE NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) GROUP BY e.id ORDER BY e.id`);
    await post(owner, rows.map(({ entry, foundation, lines }) => ({ foundation, kind: 'reversal', day: '2026-11-10', source: `reversal:${entry}`, reverses: entry, note: 'x', lines: lines.map((line) => ({ ...line, debit: BigInt(line.debit) })) })));
    expect(await refusalOf(owner.query('SET CONSTRAINTS ALL IMMEDIATE'))).toBe('a_registered_foundation_keeps_what_it_received');
  } finally {
    await owner.query('ROLLBACK');
    await owner.end();
  }
});
