import { Client } from 'pg';
import { reportsOf, termsOf } from '../../src/enterprises/assessment';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { assess, dueDay, type DueRule, type ShareLine } from '../../src/rules/profit-share';
import { startApp, SetClock, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { openFund } from '../support/funds';
import { resolved } from '../support/resolutions';

jest.setTimeout(120_000);

// What an enterprise owes is what the database works out; nobody hands it a sum, and rules/profit-share says the same to the fen.

const NOW = '2029-02-10T02:00:00Z';
let house: TestApp;
let foundation: Foundation;
let raw: Client;
let [li, wang]: number[] = [];
let funds: number[];
let enterprise: number;
let company: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock(NOW) });
  foundation = await preparing(house);
  [li, wang] = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '王建国', 'secretary-general')];
  raw = new Client({ connectionString: house.config.databaseUrl });
  await raw.connect();
  for (const code of ['lunch', 'lamps']) await openFund(house, foundation, {
    code, name: `${foundation.name}${code}`, englishName: code, agreement: { no: `XY-${code}`, day: '2025-12-01', party: '示例电器', englishParty: 'Example Electric', purpose: code, englishPurpose: code, use: code, englishUse: code },
    page: { summary: code, englishSummary: code, place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
  });
  funds = (await raw.query<{ id: number }>("SELECT id FROM fund WHERE class IN ('general', 'designated', 'restricted', 'preserved') ORDER BY id LIMIT 3")).rows.map(({ id }) => id);
  company = await house.db.transaction((tx) => house.app.get(Relations).partyOf(tx, foundation.id, { kind: 'body', name: '柳荫洗衣服务有限公司', code: null }, { id: li!, name: '', roles: ['bookkeeper'] }));
  enterprise = await one('INSERT INTO enterprise (foundation, code, party, name, english_name, credit_code, relation, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) RETURNING id', [foundation.id, 'laundry', company, '柳荫洗衣服务有限公司', 'Laundry', '91310101MA1FPX1K0C', 'giver', li]);
});
afterAll(async () => {
  await raw?.end();
  await house?.close();
});
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function one(sql: string, values: unknown[] = []): Promise<number> {
  return (await raw.query<{ id: number }>(sql, values)).rows[0]!.id;
}
const no = (sql: string, values: unknown[] = []): Promise<string> => refusalOf(raw.query(sql, values));
const show = async (column: string, id: number): Promise<void> => {
  const content = Buffer.from(`%PDF-1.7\n% ${column} ${id}\n%%EOF\n`);
  await raw.query(`INSERT INTO paper (foundation, ${column}, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '原件.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [foundation.id, id, content, li]);
};
let numbers = 0;
const agreement = (period = 'quarter'): Promise<number> => one(`INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, prepared_by, prepared_at) VALUES ($1, $2, $3, 'gift', $4, $5, $6) RETURNING id`, [foundation.id, enterprise, `FX-${++numbers}`, period, li, NOW]);

const TERMS = { holds_from: '2026-01-01', holds_until: null as string | null, ends: false, base: 'net-profit' as string | null, step_from: ['0'], step_parts: ['3'], step_of: ['10'], per_unit: null as string | null, floor: null as string | null, cap: null as string | null, carries_loss: false, loss_periods: null as number | null,
  due_days: 30 as number | null, due_months: null as number | null, due_monthday: null as number | null, evidence: [] as string[], signed_on: '2025-12-20', enterprise_signer: '柳青', host_signer: '王建国' };
async function version(of: number, some: Partial<typeof TERMS> = {}, weights: readonly number[] = [1]): Promise<number> {
  const said = { ...TERMS, ...some, agreement: of, foundation: foundation.id, prepared_by: li, prepared_at: NOW };
  const names = Object.keys(said);
  const id = await one(`INSERT INTO profit_agreement_version (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(said));
  if (!said.ends) for (const [at, weight] of weights.entries()) await raw.query('INSERT INTO profit_agreement_fund (version, foundation, n, fund, weight) VALUES ($1, $2, $3, $4, $5)', [id, foundation.id, at + 1, funds[at], weight]);
  await show('profit_version', id);
  return id;
}
const confirm = (id: number, by = wang): Promise<string> => no('INSERT INTO profit_agreement_confirmation (version, agreement, foundation, prepared_by, confirmed_by, confirmed_at) SELECT id, agreement, foundation, prepared_by, $2, $3 FROM profit_agreement_version WHERE id = $1', [id, by, NOW]);
async function holds(of: number, some: Partial<typeof TERMS> = {}, weights?: readonly number[]): Promise<number> {
  const id = await version(of, some, weights);
  expect(await confirm(id)).toBe('not refused');
  return id;
}
interface Said { readonly from: string; readonly to: string; readonly revenue?: bigint; readonly profit?: bigint; readonly reserve?: bigint; readonly units?: bigint; readonly at?: string }
const REPORT = `INSERT INTO profit_report (foundation, agreement, period_from, period_to, revenue, net_profit, reserve, units, evidence, restates, why, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '{}', $9, CASE WHEN $9::int IS NOT NULL THEN '更正' END, $10, $11) RETURNING id`;
async function values(of: number, { from, to, revenue = 0n, profit = 0n, reserve = 0n, units = 0n, at = NOW }: Said): Promise<unknown[]> {
  const [counts] = (await raw.query<{ id: number }>('SELECT id FROM profit_report_counts WHERE agreement = $1 AND period_from = $2', [of, from])).rows;
  return [foundation.id, of, from, to, revenue, profit, reserve, units, counts?.id ?? null, li, at];
}
/** Reported, or restated, and confirmed. */
async function reported(of: number, said: Said): Promise<number> {
  const report = await one(REPORT, await values(of, said));
  await show('profit_report', report);
  expect(await no('SELECT profit_report_decide($1, $2, true, NULL, $3, $4)', [foundation.id, report, wang, said.at ?? NOW])).toBe('not refused');
  return report;
}
const due = async (of: number): Promise<[string, bigint][]> => (await raw.query<{ from: string; sum: bigint }>('SELECT period_from::text AS "from", sum(sum)::bigint AS sum FROM profit_share_line WHERE agreement = $1 GROUP BY 1 HAVING sum(sum) <> 0 ORDER BY 1', [of])).rows.map(({ from, sum }) => [from, sum]);

/** The same numbers each time: a failure is found again. */
function dice(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (at * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((at / 2_147_483_648) * below);
  };
}
const QUARTERS = [['2026-01-01', '2026-03-31'], ['2026-04-01', '2026-06-30'], ['2026-07-01', '2026-09-30'], ['2026-10-01', '2026-12-31'], ['2027-01-01', '2027-03-31']] as const;

it('is what the rules give, for any terms, changes, losses and restatements', async () => {
  const keyed = (lines: readonly ShareLine[]): string[] => lines.map(({ from, version: of, fund, sum }) => `${from} ${of} ${fund} ${sum}`).sort();
  expect(funds).toHaveLength(3);
  for (let seed = 1; seed <= 16; seed++) {
    const next = dice(seed * 7_919);
    const of = await agreement();
    const some = (from: string): Partial<typeof TERMS> => {
      const base = ['net-profit', 'surplus', 'net-profit', 'revenue', 'units'][next(5)]!;
      const carries = (base === 'net-profit' || base === 'surplus') && next(3) > 0;
      const steps = base === 'units' ? 0 : 1 + next(3);
      return { holds_from: from, base, carries_loss: carries, loss_periods: carries && next(2) === 1 ? 1 + next(2) : null, per_unit: base === 'units' ? String(1 + next(300)) : null, floor: next(4) === 0 ? String(1 + next(5_000)) : null, cap: next(4) === 0 ? String(6_000 + next(90_000)) : null,
        step_from: ['0', '31007', '77777'].slice(0, steps), step_parts: ['3333', '1', '2'].slice(0, steps), step_of: ['10000', '3', '7'].slice(0, steps) };
    };
    const weights = [1 + next(9), 1 + next(9), 1 + next(9)];
    await holds(of, some('2026-01-20'), weights);
    await holds(of, some('2026-05-11'), weights);
    if (next(2) === 1) await holds(of, some('2026-05-29'), weights);
    if (next(2) === 1) await holds(of, { holds_from: '2027-02-03', ends: true, base: null, step_from: [], step_parts: [], step_of: [], due_days: null });
    for (let act = 0; act < 7; act++) {
      const [from, to] = QUARTERS[next(5)]!;
      const profit = BigInt(next(300_000) - 130_000);
      await reported(of, { from, to, revenue: BigInt(next(400_000)), profit, reserve: profit > 0n ? BigInt(next(Number(profit) + 1)) : 0n, units: BigInt(next(2_000)) });
    }
    const written = (await raw.query<ShareLine>('SELECT period_from::text AS "from", version, fund, sum(sum)::bigint AS sum FROM profit_share_line WHERE agreement = $1 GROUP BY 1, 2, 3 HAVING sum(sum) <> 0', [of])).rows;
    expect([seed, keyed(written)]).toEqual([seed, keyed(assess(await termsOf(house.db, of), await reportsOf(house.db, of)))]);
  }
});

it('cannot be handed a sum', async () => {
  expect(await no("SELECT profit_report_decide($1, 1, true, NULL, $2, $3, ARRAY['2026-01-01']::date[], ARRAY[1], ARRAY[1], ARRAY[1]::bigint[], ARRAY['2026-04-30']::date[])", [foundation.id, wang, NOW])).toBe('42883');
  const of = await agreement();
  await holds(of, { base: 'units', step_from: [], step_parts: [], step_of: [], per_unit: '100000000000' });
  const report = await one(REPORT, await values(of, { from: '2026-01-01', to: '2026-03-31', units: 999_999_999n }));
  await show('profit_report', report);
  expect(await no('SELECT profit_report_decide($1, $2, true, NULL, $3, $4)', [foundation.id, report, wang, NOW])).toBe('a_share_is_no_larger_than_the_books_take');
});

it('carries a loss as far as both agreed, by the days on which it is carried, and only against a profit', async () => {
  // −90,000.00 lost in a quarter of 90 days, agreed upon from its 46th day on: 45/90 of it, 45,000.00, are made good; by the second quarter’s 30,000.00 first, and no longer than for one more
  const of = await agreement();
  await holds(of, { holds_from: '2026-02-15', carries_loss: true, loss_periods: 2 });
  await reported(of, { from: '2026-01-01', to: '2026-03-31', profit: -9_000_000n });
  await reported(of, { from: '2026-04-01', to: '2026-06-30', profit: 3_000_000n });
  await reported(of, { from: '2026-07-01', to: '2026-09-30', profit: 2_000_000n });
  expect(await due(of)).toEqual([['2026-07-01', 150_000n]]); // 30 % of 20,000.00 − 15,000.00
  const two = await agreement();
  await holds(two, { carries_loss: true, loss_periods: 1 });
  await reported(two, { from: '2026-01-01', to: '2026-03-31', profit: -9_000_000n });
  await reported(two, { from: '2026-07-01', to: '2026-09-30', profit: 2_000_000n });
  expect(await due(two)).toEqual([['2026-07-01', 600_000n]]); // two quarters later nothing is carried any more, whether the one between was reported or not
  expect(await confirm(await version(await agreement(), { base: 'revenue', carries_loss: true }))).toBe('a_loss_is_carried_where_the_profit_is_shared');
  expect(await confirm(await version(await agreement(), { loss_periods: 3 }))).toBe('a_loss_is_carried_where_the_profit_is_shared');
  expect(await no(REPORT, await values(two, { from: '2026-10-01', to: '2026-12-31', profit: -1n, reserve: 1n }))).toBe('a_reserve_is_set_aside_of_a_profit');
});

it('is due by the days or the day agreed; what a later report adds to another period is due as many days after it', async () => {
  const rules: readonly [DueRule, string, string][] = [
    [{ dueDays: 30, dueMonths: null, dueMonthday: null }, '2026-03-31', '2026-04-30'], [{ dueDays: null, dueMonths: 1, dueMonthday: 31 }, '2026-03-31', '2026-04-30'], [{ dueDays: null, dueMonths: 2, dueMonthday: 30 }, '2027-12-31', '2028-02-29'],
    [{ dueDays: null, dueMonths: 2, dueMonthday: 31 }, '2026-12-31', '2027-02-28'], [{ dueDays: null, dueMonths: 4, dueMonthday: 30 }, '2027-12-31', '2028-04-30'], [{ dueDays: null, dueMonths: 12, dueMonthday: 15 }, '2026-12-31', '2027-12-15'], [{ dueDays: 366, dueMonths: null, dueMonthday: null }, '2027-12-31', '2028-12-31'],
  ];
  for (const [rule, to, day] of rules) {
    expect([rule, dueDay(rule, to)]).toEqual([rule, day]);
    expect((await raw.query('SELECT profit_due_day($1, $2, $3, $4)::text AS day', [to, rule.dueDays, rule.dueMonths, rule.dueMonthday])).rows).toEqual([{ day }]);
  }
  const of = await agreement();
  await holds(of, { carries_loss: true });
  await reported(of, { from: '2026-01-01', to: '2026-03-31', profit: -2_000_000n, at: '2026-04-10T02:00:00Z' });
  await reported(of, { from: '2026-07-01', to: '2026-09-30', profit: 3_000_000n, at: '2026-10-10T02:00:00Z' });
  await reported(of, { from: '2026-04-01', to: '2026-06-30', profit: 1_500_000n, at: '2026-12-01T02:00:00Z' }); // makes good most of the loss
  expect((await raw.query('SELECT sum, due_day::text AS due FROM profit_share_line WHERE agreement = $1 ORDER BY id', [of])).rows).toEqual([{ sum: 300_000n, due: '2026-10-30' }, { sum: 450_000n, due: '2026-12-31' }]);
  // 3,000.00 were due on 30 October; when they are waived, what is open is due since the later day alone
  const decided = await resolved(house, foundation.id, [li!, wang!], { day: '2026-11-01' });
  await raw.query('SELECT profit_waive($1, $2, $3, $4, $5, $6, $7, $8, $9)', [foundation.id, of, '2026-07-01', decided, '受灾', [funds[0]], [300_000n], wang, NOW]);
  expect((await raw.query('SELECT open, due_day::text AS due FROM profit_standing WHERE agreement = $1 AND period_from = $2', [of, '2026-07-01'])).rows).toEqual([{ open: 450_000n, due: '2026-12-31' }]);
});

it('a waiver lapses as far as a restatement leaves nothing to waive, the newest first', async () => {
  const of = await agreement();
  await holds(of);
  const Q = { from: '2026-01-01', to: '2026-03-31' };
  await reported(of, { ...Q, profit: 100_000n }); // 300.00
  for (const sum of [10_000n, 5_000n])
    await raw.query('SELECT profit_waive($1, $2, $3, $4, $5, $6, $7, $8, $9)', [foundation.id, of, Q.from, await resolved(house, foundation.id, [li!, wang!], { day: '2026-11-01' }), '受灾', [funds[0]], [sum], wang, NOW]);
  const stands = async (): Promise<unknown> => (await raw.query('SELECT due, waived, open FROM profit_standing WHERE agreement = $1', [of])).rows[0];
  expect(await stands()).toEqual({ due: 30_000n, waived: 15_000n, open: 15_000n });
  await reported(of, { ...Q, profit: 30_000n }); // 90.00
  expect(await stands()).toEqual({ due: 9_000n, waived: 9_000n, open: 0n });
  expect((await raw.query('SELECT p.sum FROM profit_waiver_lapse p JOIN profit_waiver w ON w.id = p.waiver WHERE w.agreement = $1 ORDER BY p.waiver DESC', [of])).rows).toEqual([{ sum: 5_000n }, { sum: 1_000n }]);
  await reported(of, { ...Q, profit: -1n });
  expect(await stands()).toEqual({ due: 0n, waived: 0n, open: 0n });
  await reported(of, { ...Q, profit: 100_000n });
  expect(await stands()).toEqual({ due: 30_000n, waived: 0n, open: 30_000n });
});

it('only asks for the papers of the terms that hold in its period', async () => {
  const of = await agreement();
  await holds(of, { evidence: ['audit-letter'] });
  await holds(of, { holds_from: '2026-04-01' });
  await reported(of, { from: '2026-04-01', to: '2026-06-30', profit: 100n });
  expect(await no(REPORT, await values(of, { from: '2026-01-01', to: '2026-03-31' }))).toBe('not refused');
  const [{ id }] = (await raw.query<{ id: number }>('SELECT max(id) AS id FROM profit_report')).rows as [{ id: number }];
  await show('profit_report', id);
  expect(await no('SELECT profit_report_decide($1, $2, true, NULL, $3, $4)', [foundation.id, id, wang, NOW])).toBe('a_profit_report_shows_its_papers');
});

it('nobody signs for both, nobody answers themselves, and whoever has an interest decides nothing, by one step or by two', async () => {
  const signed = async (some: Partial<typeof TERMS>): Promise<string> => confirm(await version(await agreement(), some));
  expect(await signed({ host_signer: ' 柳 青' })).toBe('nobody_signs_for_both_sides');
  expect(await signed({ signed_on: '2029-02-11' })).toBe('a_profit_agreement_is_signed_by_today');
  const of = await agreement();
  await holds(of);
  const report = await one(REPORT, await values(of, { from: '2026-01-01', to: '2026-03-31' }));
  await show('profit_report', report);
  const asked = await one("INSERT INTO profit_report_question (report, words, asked_by, asked_at) VALUES ($1, '?', $2, now()) RETURNING id", [report, wang]);
  expect(await no("INSERT INTO profit_report_answer VALUES ($1, '!', $2, now())", [asked, wang])).toBe('nobody_answers_themselves');
  // 周晓 owns of a company that owns of the laundry
  const zhou = await appointed(house, foundation, '周晓', 'bookkeeper');
  const relations = house.app.get(Relations);
  const by = { id: li!, name: '', roles: ['bookkeeper'] };
  await relations.enter(foundation.id, { a: { kind: 'person', name: '周晓', code: null }, kind: 'ownership', b: { kind: 'body', name: '晓风投资有限公司', code: null }, from: '2026-01-01', to: null, source: '股东名册' }, by);
  await relations.enter(foundation.id, { a: { kind: 'body', name: '晓风投资有限公司', code: null }, kind: 'ownership', b: { kind: 'body', name: '柳荫洗衣服务有限公司', code: null }, from: '2026-01-01', to: null, source: '股东名册' }, by);
  expect(await confirm(await version(await agreement()), zhou)).toBe('nobody_acts_where_they_have_an_interest');
  for (const confirmed of [true, false]) expect(await no("SELECT profit_report_decide($1, $2, $3, '写错', $4, $5)", [foundation.id, report, confirmed, zhou, NOW])).toBe('nobody_acts_where_they_have_an_interest');
  expect(await no("SELECT profit_report_decide($1, $2, false, '写错', $3, $4)", [foundation.id, report, wang, NOW])).toBe('not refused');
});

it('an enterprise that is no more reports its last period at once, and none after it', async () => {
  const of = await agreement('year');
  await holds(of);
  const until = { from: '2029-01-01', to: '2029-12-31', profit: 100_000n };
  expect(await no(REPORT, await values(of, until))).toBe('a_period_is_reported_when_it_is_over');
  await raw.query("INSERT INTO enterprise_fact (enterprise, foundation, fact, day, source, recorded_by, recorded_at) VALUES ($1, $2, 'dissolved', '2029-02-05', '公告', $3, now())", [enterprise, foundation.id, li]);
  await reported(of, until);
  expect(await due(of)).toEqual([['2029-01-01', 30_000n]]);
  expect(await no(REPORT, await values(of, { from: '2030-01-01', to: '2030-12-31', at: '2031-01-10T02:00:00Z' }))).toBe('a_dissolved_enterprise_earns_nothing');
});
