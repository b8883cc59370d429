import type { DataSource } from 'typeorm';
import { EndowmentQueries } from '../../src/funds/endowment/endowment.queries';
import { Guardrails, spendOf } from '../../src/funds/guardrails';
import { account } from '../../src/ledger/chart';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, coveredRefund, interest, investmentBought, openingBalance, refund } from '../../src/ledger/entries';
import { costsOf, goneOf, limitsOf, type SpendingPolicy } from '../../src/ledger/statements/spending.queries';
import { effectOf } from '../../src/ledger/verdicts';
import { type Day, yearOf } from '../../src/rules/day';
import { managementForecast, spendingForecast } from '../../src/rules/guard-year';
import type { Year } from '../../src/rules/guardrails';
import { findInForce } from '../../src/rules/policy';
import { type Bases, measureOf } from '../../src/rules/spending';
import { SetClock } from '../support/app';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';

// The forecasts of a year, asked of the books and of the rules: of houses to which random things have happened over four years, under random figures of law. The rules are given
// the drafts that were posted, and nothing that the database has added up. In each year both sides of the boundary are looked for, a fen apart. Nothing of a house stays.
const YEAR = 2029;
const LAW = 'what_can_wait_says_why_it_does_not';
let books: Books;
beforeAll(async () => {
  books = await openBooks();
}, 60_000);
afterAll(() => books.close());

/** The same row of numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 7_919;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface House { readonly general: FundRef; readonly lunch: FundRef; readonly bank: number; readonly jurisdiction: string; readonly certificate: { readonly from: Day; readonly to: Day | null } | null; readonly posted: Draft[] }
const forged = ({ foundation, kind, day, source, reverses, note, lines }: Draft): Forged & { foundation: number } => ({ foundation, kind, day, source, reverses, note, lines });
const linesOf = (draft: Draft) => draft.lines.map((line) => ({ ...account(2026, line.account), debit: line.debit }));

/** What the rules know of the year of a day, from what was posted. */
async function yearOn({ posted, jurisdiction, certificate }: House, asked: Day): Promise<Year> {
  const day = posted.reduce((newest, one) => (yearOf(one.day) === YEAR && one.day > newest ? one.day : newest), asked);
  const { rows } = await books.owner.query<SpendingPolicy>(
    `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", (CASE WHEN rule ~ '^net-assets|free-below|month' THEN value ELSE 100 * value END)::bigint AS value, source, status FROM policy WHERE rule ~ '^(spending-least|management-most|net-assets-band|management-free|ratio-forecast)-'`);
  const figures = new Map([...new Set(rows.map(({ rule }) => rule))].flatMap((rule): [string, SpendingPolicy][] => {
    const found = findInForce(rows, { rule, jurisdiction, day });
    return found ? [[rule, found]] : [];
  }));
  const qualified = certificate !== null && certificate.from <= day && (certificate.to === null || day <= certificate.to);
  const opening = posted.find(({ kind }) => kind === 'opening balance');
  const moved = posted.filter(({ kind }) => kind !== 'opening balance');
  const income = (year: number): bigint | null => {
    if (!moved.some((one) => yearOf(one.day) <= year) || (opening && yearOf(opening.day) === year && !opening.day.endsWith('-01-01'))) return null;
    return moved.filter((one) => yearOf(one.day) === year).reduce((sum, one) => sum - linesOf(one).filter((line) => line.class === 'I').reduce((all, { debit }) => all + debit, 0n), 0n);
  };
  const worth = (year: number): bigint | null => {
    const known = posted.filter((one) => yearOf(one.day) <= year || (one === opening && one.day === `${year + 1}-01-01`));
    return known.length === 0 ? null : known.reduce((sum, one) => sum + [...effectOf(one).values()].reduce((all, effect) => all + effect.worth, 0n), 0n);
  };
  const three = (of: (year: number) => bigint | null): Bases['income'] => [of(YEAR - 1), of(YEAR - 2), of(YEAR - 3)];
  const limits = limitsOf(figures);
  const spent = posted.filter((one) => yearOf(one.day) === YEAR).map((one) => costsOf(linesOf(one), { kind: one.mirrors ?? one.kind, day: one.day })).reduce((all, one) => ({ charitable: all.charitable + one.charitable, management: all.management + one.management, total: all.total + one.total }), { charitable: 0n, management: 0n, total: 0n });
  return {
    year: YEAR, spent, measure: limits && measureOf({ qualified, bases: { income: three(income), netAssets: three(worth) }, limits }), tax: null, sources: { spending: '', management: '', tax: '' },
    gone: goneOf(YEAR, day), past: false, watched: Number(day.slice(5, 7)) >= Number(figures.get('ratio-forecast-from-month')!.value) && !(opening && yearOf(opening.day) === YEAR && !opening.day.endsWith('-01-01')),
  };
}
/** Which forecasts hold a spend, by the rules. */
function heldBy(year: Year, draft: Draft): string[] {
  return [spendingForecast, managementForecast].flatMap((rule) => {
    const found = rule({ funds: [], year }, spendOf(draft));
    return found?.verdict === 'hold' ? [found.check] : [];
  });
}
/** The least number from 1 on of which it is so; null where it is so of none. It stays so from there on. */
function leastOf(is: (n: bigint) => boolean, most = 10n ** 12n): bigint | null {
  if (!is(most)) return null;
  let [low, high] = [1n, most];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (is(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

async function house(seed: number, below: (n: number) => number): Promise<House & { day: Day }> {
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const date = (year: number): Day => new Date(Date.UTC(year, 0, 1 + below(year % 4 === 0 ? 366 : 365))).toISOString().slice(0, 10);
  const day = pick([`${YEAR}-09-30`, `${YEAR}-10-01`, `${YEAR}-12-31`, `${YEAR}-${pick(['10', '11', '12'])}-${String(1 + below(30)).padStart(2, '0')}`, `${YEAR}-${pick(['10', '11', '12'])}-15`, `${YEAR}-${pick(['10', '11', '12'])}-28`]);
  const jurisdiction = pick(['CN', `CN-50-Z${seed}`]);
  const certificate = pick([null, null, { from: '2026-01-01', to: null }, { from: day, to: day }, { from: '2026-01-01', to: `${YEAR}-10-31` }]);
  const { rows: [made] } = await books.owner.query<{ id: number }>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal) VALUES ($1, $1, $1, '', '', '', '', '', '', '', '梧桐里社') RETURNING id`, [`house-${seed}`]);
  const foundation = made!.id;
  await books.owner.query('UPDATE foundation SET jurisdiction = $2, certificate_no = $3, certificate_from = $4, certificate_to = $5 WHERE id = $1', [foundation, jurisdiction, certificate && 'A', certificate?.from, certificate?.to]);
  // figures of a place of its own, from some day on, of the first half of the year to its very end
  if (jurisdiction !== 'CN')
    for (const [rule, value] of [['ratio-forecast-from-month', pick([8, 11])], ['management-free-below', pick([0, 100, 1_000_000])], ['spending-least-band-4', pick([0.5, 33.33])], ['management-most-band-4', pick([0, 12.34])], ['spending-least-qualified', 12.5], ['net-assets-band-3', 50_000]] as const)
      if (below(3) === 0) await books.owner.query("INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES ($1, $2, $3, $4, 'x', 'confirmed')", [rule, jurisdiction, pick([`${YEAR}-01-01`, day, `${YEAR}-11-15`]), value]);
  const open = async (code: string, its: 'general' | 'restricted'): Promise<FundRef> => ({ id: (await books.owner.query<{ id: number }>("SELECT ledger_open_fund($1, $2, $3, $2, $2, '2026-01-01') AS id", [foundation, code, its])).rows[0]!.id, foundation, class: its });
  const [general, lunch] = [await open('general', 'general'), await open(`lunch-${seed}`, 'restricted')];
  const bank = (await books.owner.query<{ id: number }>("INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1002', '1002', 'b', 'b') RETURNING id", [foundation])).rows[0]!.id;

  let nth = 0;
  const about = (on: Day, sum: bigint, fund = pick([general, lunch])): { day: Day; source: string; fund: FundRef; sum: bigint } => ({ day: on, source: `random:${++nth}`, fund, sum });
  const size = 10 ** pick([3, 5, 7, 9]);
  const some = (): bigint => BigInt(1 + below(size));
  const posted: Draft[] = [];
  const opened = pick([null, '2025-12-31', '2026-07-01', '2028-01-01', `${YEAR}-01-01`, ...(below(8) === 0 ? [`${YEAR}-03-15`] : [])]);
  if (opened) posted.push(openingBalance({ day: opened, source: 'o', foundation, standing: [{ fund: general, role: 'bank', sum: some(), place: bank }].flatMap((line) => [line, { fund: general, role: 'unrestricted' as const, sum: -line.sum }]) as Parameters<typeof openingBalance>[0]['standing'] }));
  const until = (on: Day): Day => (on > day ? day : on);
  for (const year of [2026, 2027, 2028, YEAR].filter((one) => opened === null || one >= yearOf(opened))) {
    const on = (): Day => [date(year), opened].reduce<Day>((late, one) => (one !== null && one > late ? one : late), `${year}-01-01`);
    if (year < YEAR && below(5) === 0) continue;
    for (let n = below(4); n > 0; n--) posted.push(bankGift({ ...about(until(on()), some()), bank }), interest({ ...about(until(on()), some(), general), bank }));
    // enough to spend from, in the year whose income counts for nothing here
    if (year === YEAR) for (const fund of [general, lunch]) posted.push(bankGift({ ...about(opened === null || opened.startsWith('202') && opened < `${YEAR}-01-02` ? `${YEAR}-01-02` : opened, 10n ** 13n, fund), bank }));
    const rich = posted.some((one) => one.lines.some(({ debit }) => debit === 10n ** 13n));
    for (let n = rich ? below(6) : 0; n > 0; n--)
      posted.push(pick([() => costAccepted({ ...about(until(on()), some()), for: 'programme' }), () => costAccepted({ ...about(until(on()), some() / 3n + 1n), for: 'management', owed: 'pay' }), () => costAccepted({ ...about(until(on()), some() / 9n + 1n, general), for: 'fundraising' }),
        () => refund({ ...about(until(on()), some() / 9n + 1n), givenOn: `${year - 1}-05-05`, bank }), () => coveredRefund({ day: until(on()), source: `random:${++nth}`, general, sum: some() / 9n + 1n, bank })])());
  }
  const ids = await post(books.owner, posted.map(forged));
  // some of it is taken back
  for (const [at, one] of [...posted.entries()].filter(([, { kind }]) => kind === 'cost accepted')) {
    if (below(4) > 0) continue;
    const back: Draft = { ...one, kind: 'reversal', mirrors: one.kind, source: `reversal:${ids[at]}`, reverses: ids[at]!, note: '重复', lines: one.lines.map((line) => ({ ...line, debit: -line.debit })) };
    await post(books.owner, [forged(back)]);
    posted.push(back);
  }
  return { general, lunch, bank, jurisdiction, certificate, posted, day };
}

it('a hundred and twenty years', async () => {
  const seen: Record<string, number> = {};
  const db = { query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows } as unknown as DataSource;
  const guardrails = new Guardrails(new EndowmentQueries(), new SetClock(`${YEAR}-12-31T02:00:00Z`));
  for (let seed = 1; seed <= 120; seed++) {
    const below = numbers(seed);
    await books.owner.query('BEGIN');
    const its = await house(seed, below);
    const { general, lunch, bank, day, posted } = its;
    let nth = 0;
    const about = (sum: bigint, fund = general): { day: Day; source: string; fund: FundRef; sum: bigint } => ({ day, source: `asked:${++nth}`, fund, sum });
    const rent = (sum: bigint): Draft => costAccepted({ ...about(sum), for: 'management' });
    const asks = async (draft: Draft, told: House, side: string): Promise<void> => {
      const held = heldBy(await yearOn(told, day), draft);
      expect((await guardrails.of(db, draft)).filter(({ verdict, needs }) => verdict === 'hold' && needs === 'reason').map(({ check }) => check)).toEqual(held);
      await books.owner.query('SAVEPOINT asked');
      const invests = draft.kind === 'investment bought';
      const said = invests
        ? (await books.owner.query<{ failing: string[] }>("SELECT forecasts_failing(y.gone, y.days, y.charitable, y.management, y.total, y.share_least, y.share_most, y.bases, y.free_below, true) AS failing FROM forecast_day($1, $2) d, year_measured($1, d) y WHERE extract(month FROM d) >= figure_in_force($1, 'ratio-forecast-from-month', d)", [draft.foundation, day])).rows[0]?.failing ?? []
        : await refusalOf(post(books.owner, [forged(draft)]));
      // what was refused has written nothing, and can be asked nothing before it is rolled back
      const passed = invests || said === 'not refused';
      const written = passed ? (await books.owner.query<{ failing: string[] }>('SELECT failing FROM forecast_asked WHERE foundation = $1 AND source = $2', [draft.foundation, draft.source])).rows.flatMap(({ failing }) => failing) : [];
      await books.owner.query('ROLLBACK TO asked');
      expect({ seed, side, kind: draft.kind, sum: draft.lines[0]!.debit, held, said, written }).toEqual({ seed, side, kind: draft.kind, sum: draft.lines[0]!.debit, held, said: invests ? held : held.length > 0 ? LAW : 'not refused', written: [] });
      const name = `${invests ? 'invests' : 'manages'}: ${held.join('+') || 'nothing'}`;
      seen[name] = (seen[name] ?? 0) + 1;
    };
    const year = await yearOn(its, day);
    await asks(rent(1n + BigInt(below(1_000_000))), its, 'any');
    await asks(seed % 2 ? costAccepted({ ...about(1_000_000n), for: 'management', owed: 'tax' }) : costAccepted({ ...about(1_000_000n, lunch), for: 'programme' }), its, 'never held');
    await asks(investmentBought({ ...about(1_000_000n), in: 'short investment', bank }), its, 'invests');
    // management from which on it is held
    const most = leastOf((sum) => heldBy(year, rent(sum)).includes('management-forecast'));
    if (most !== null) {
      seen.most = (seen.most ?? 0) + 1;
      for (const sum of [most - 1n, most].filter((one) => one > 0n)) await asks(rent(sum), its, 'most');
    }
    // charity from which on nothing is missing
    const paid = (sum: bigint): Draft => costAccepted({ ...about(sum, lunch), for: 'programme' });
    const least = leastOf((sum) => !heldBy({ ...year, spent: { ...year.spent, charitable: year.spent.charitable + sum, total: year.spent.total + sum } }, rent(1n)).includes('spending-forecast'));
    if (least !== null && least > 1n) {
      seen.least = (seen.least ?? 0) + 1;
      for (const sum of [least - 1n, least]) {
        await books.owner.query('SAVEPOINT paid');
        const given = paid(sum);
        await post(books.owner, [forged(given)]);
        const now = { ...its, posted: [...posted, given] };
        expect(heldBy(await yearOn(now, day), rent(1n)).includes('spending-forecast')).toBe(sum < least);
        await asks(rent(1n), now, 'least');
        await asks(investmentBought({ ...about(1n), in: 'short investment', bank }), now, 'least');
        await books.owner.query('ROLLBACK TO paid');
      }
    }
    await books.owner.query('ROLLBACK');
  }
  for (const [name, times] of Object.entries({ 'manages: nothing': 100, 'manages: spending-forecast': 20, 'manages: management-forecast': 20, 'manages: spending-forecast+management-forecast': 20, 'invests: nothing': 50, 'invests: spending-forecast': 50, most: 50, least: 20 })) expect([name, (seen[name] ?? 0) >= times]).toEqual([name, true]);
}, 300_000);
