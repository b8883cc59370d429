import { randomUUID } from 'node:crypto';
import { Matches } from '../../src/bank/matches.service';
import { ProfitAgreements } from '../../src/enterprises/agreements.service';
import { Enterprises } from '../../src/enterprises/enterprises.service';
import { ProfitReports } from '../../src/enterprises/reports.service';
import { ProfitShares } from '../../src/enterprises/shares.service';
import { Proposals } from '../../src/ledger/proposals.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import type { Person } from '../../src/platform/access';
import type { Day } from '../../src/rules/day';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { Clerks, takeShare } from '../support/clerks';
import { appointed, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { resolved } from '../support/resolutions';

jest.setTimeout(300_000);

// Whatever is reported, restated, paid, taken back and waived, in whatever order: due − received − waived = open, to the fen and in each fund, and the books say the same.

const code = 'laundry';
const PERIODS = ['2026-01-01', '2026-04-01'] as const;
let house: TestApp;
let foundation: Foundation;
let li: Person;
let wang: Person;
const funds: number[] = [];

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-07-10T02:00:00Z') });
  foundation = await preparing(house);
  [li, wang] = [{ id: await appointed(house, foundation, '李敏', 'bookkeeper'), name: '', roles: ['bookkeeper'] }, { id: await appointed(house, foundation, '王建国', 'secretary-general'), name: '', roles: ['secretary-general'] }];
  for (const one of ['lunch', 'lamps', 'classes']) funds.push(await bareFund(house.db, { foundation: foundation.id, code: one, class: 'restricted', name: one, englishName: one, openedOn: '2026-01-01' }));
  await house.app.get(Enterprises).enter(foundation.id, { code, name: '柳荫洗衣服务有限公司', englishName: 'Laundry', creditCode: '91310101MA1FPX1K0C', relation: 'giver', premises: null }, li);
});
afterAll(() => house?.close());

async function paper(): Promise<string[]> {
  const key = randomUUID();
  await house.db.query("INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, '原件.pdf', 'application/pdf', $4, now())", [key, foundation.id, li.id, Buffer.from(`%PDF-1.7\n% ${key}\n%%EOF\n`)]);
  return [key];
}
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
/** A third of the profit of each quarter, to three funds alike. */
async function agreed(kind: 'gift' | 'rent', no: string): Promise<{ foundation: number; agreement: number }> {
  const agreements = house.app.get(ProfitAgreements);
  const agreement = await agreements.prepare({ foundation: foundation.id, code }, { no, kind, period: 'quarter', advert: null, resolution: null }, {
    from: '2026-01-01', until: null, base: 'net-profit', steps: [{ from: 0n, rate: [3_333n, 10_000n] }], perUnit: null, floor: null, cap: null, carriesLoss: false, lossPeriods: null, dueMonths: null, dueMonthday: null, dueDays: 30, evidence: [],
    funds: funds.map((fund) => ({ fund, weight: 1n })), signedOn: '2025-12-20', enterpriseSigner: '柳青', hostSigner: '王建国',
  }, await paper(), li);
  await agreements.confirm({ foundation: foundation.id, agreement }, (await one<{ id: number }>('SELECT id FROM profit_agreement_version WHERE agreement = $1', [agreement])).id, wang);
  return { foundation: foundation.id, agreement };
}
async function reports(of: { foundation: number; agreement: number }, first: Day, netProfit: bigint): Promise<void> {
  const all = house.app.get(ProfitReports);
  const { period, restates } = await all.asked(of, first);
  await all.enter(of, { period, figures: { revenue: 0n, netProfit, reserve: 0n, units: 0n }, evidence: [], restates, why: restates === null ? null : '更正' }, await paper(), li);
  await all.confirm(of, (await one<{ id: number }>('SELECT max(id) AS id FROM profit_report WHERE agreement = $1', [of.agreement])).id, wang);
}
let lines = 0;
async function comes(sum: bigint): Promise<bigint> {
  const reference = `B${++lines}`;
  return (await shows(house, { foundation: foundation.id, by: li.id, lines: [{ day: '2026-07-09', sum, reference }] })).get(reference)!;
}

/** A generator of its own: what has failed once fails again. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
/** By hand: 33.33 % to half a fen up, and what does not divide by three to the first of the funds. */
function dueBy(netProfit: bigint): bigint[] {
  const whole = netProfit <= 0n ? 0n : (netProfit * 3_333n * 2n + 10_000n) / 20_000n;
  return [0n, 1n, 2n].map((at) => whole / 3n + (at < whole % 3n ? 1n : 0n));
}

it.each([['gift', 'P-1', 5], ['rent', 'P-2', 11]] as const)('a %s: whatever happens in whatever order, nothing is lost', async (kind, no, seed) => {
  const of = await agreed(kind, no);
  const shares = house.app.get(ProfitShares);
  const roll = chance(seed);
  const said = new Map<Day, bigint>();
  const came: { entry: bigint; period: Day; sum: bigint }[] = [];
  const done = { reports: 0, receipts: 0, reversals: 0, waivers: 0 };
  const lapsed = new Map<string, bigint>();
  const openOf = async (period: Day): Promise<bigint> => (await one<{ open: bigint }>('SELECT coalesce(sum(open), 0)::bigint AS open FROM profit_standing WHERE agreement = $1 AND period_from = $2', [of.agreement, period])).open;
  for (let step = 0; step < 24; step++) {
    const period = PERIODS[roll(2)]!;
    const act = step < 2 ? 0 : roll(8);
    const open = await openOf(period);
    if (act < 3) {
      const netProfit = BigInt(roll(3_000_000) - 600_000);
      await reports(of, period, netProfit);
      said.set(period, netProfit);
      done.reports++;
    } else if (act < 6 && (kind === 'gift' || open > 0n)) {
      const sum = BigInt(1 + roll(400_000));
      await shares.take(of, { line: await comes(sum), period, onlyDue: false }, wang);
      const { entry } = await one<{ entry: bigint }>('SELECT max(entry) AS entry FROM profit_receipt WHERE agreement = $1', [of.agreement]);
      came.push({ entry, period, sum: kind === 'rent' && sum > open ? open : sum });
      done.receipts++;
    } else if (act === 6 && came.length > 0) {
      const { entry } = came.splice(roll(came.length), 1)[0]!;
      await house.app.get(Matches).undo({ foundation: foundation.id }, (await one<{ match: bigint }>('SELECT match FROM matched_posting WHERE entry = $1 LIMIT 1', [entry])).match, '错', li);
      const proposals = house.app.get(Proposals);
      await proposals.approve(foundation.id, await proposals.reverse(foundation.id, entry, { day: null, why: '错' }, li), wang);
      done.reversals++;
    } else if (act === 7 && open > 0n) {
      await shares.waive(of, { period, sum: 1n + (open - 1n) * BigInt(roll(100)) / 100n, resolution: await resolved(house, foundation.id, [li.id, wang.id], { day: '2026-07-01' }), why: '受灾' }, wang);
      done.waivers++;
    }
    const standing = await house.db.query<{ period: Day; fund: number; due: bigint; received: bigint; waived: bigint; open: bigint }[]>('SELECT period_from AS period, fund, due, received, waived, open FROM profit_standing WHERE agreement = $1', [of.agreement]);
    const booked = await house.db.query<{ fund: number; sum: bigint }[]>(
      `SELECT x.fund, sum(x.money)::bigint AS sum FROM profit_receipt r JOIN entry_fund x ON x.entry = r.entry WHERE r.agreement = $1 AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry) GROUP BY x.fund`, [of.agreement]);
    const waivers = await house.db.query<{ period: Day; fund: number; sum: bigint }[]>('SELECT w.period_from AS period, l.fund, sum(l.sum)::bigint AS sum FROM profit_waiver w JOIN profit_waiver_line l ON l.waiver = w.id WHERE w.agreement = $1 GROUP BY 1, 2', [of.agreement]);
    for (const first of PERIODS)
      for (const [at, fund] of funds.entries()) {
        const row = standing.find((row) => row.period === first && row.fund === fund) ?? { due: 0n, received: 0n, waived: 0n, open: 0n };
        const due = dueBy(said.get(first) ?? 0n)[at]!;
        const waived = waivers.find((row) => row.period === first && row.fund === fund)?.sum ?? 0n;
        const before = lapsed.get(`${first} ${fund}`) ?? 0n;
        // a report that leaves less than was waived lets that much of the waiver lapse, for good
        const tooMuch = waived - before + row.received - due;
        const lapses = act < 3 && tooMuch > 0n ? (tooMuch < waived - before ? tooMuch : waived - before) : 0n;
        lapsed.set(`${first} ${fund}`, before + lapses);
        const stands = waived - before - lapses;
        expect([step, row.due, row.waived, row.open]).toEqual([step, due, stands, due - row.received - stands]);
      }
    for (const first of PERIODS)
      expect([step, standing.filter((row) => row.period === first).reduce((all, { received }) => all + received, 0n)]).toEqual([step, came.filter((row) => row.period === first).reduce((all, { sum }) => all + sum, 0n)]);
    for (const fund of funds) expect(standing.filter((row) => row.fund === fund).reduce((all, { received }) => all + received, 0n)).toBe(booked.find((row) => row.fund === fund)?.sum ?? 0n);
    if (kind === 'rent') {
      const [{ claimed }] = await house.db.query<[{ claimed: bigint }]>("SELECT coalesce(sum(p.debit), 0)::bigint AS claimed FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'receivable'");
      expect(claimed).toBe(standing.reduce((all, { open }) => all + open, 0n));
    }
  }
  expect(Object.values(done).every((times) => times > 0)).toBe(true);
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

it('two processes that take the same line take it once; two lines for one claim are received as far as it is due', async () => {
  const [gift, rent] = [await agreed('gift', 'T-1'), await agreed('rent', 'T-2')];
  for (const agreement of [gift, rent]) await reports(agreement, '2026-01-01', 300_000n); // 999.90 of each
  const clerks = await Clerks.hire(2, house.config);
  try {
    const line = await comes(99_990n);
    const take = (of: typeof gift, which: bigint) => takeShare(of, { line: which, period: '2026-01-01', by: wang.id });
    const said = (await clerks.together<string>(take(gift, line), take(gift, line))).map(([done]) => done!.came).sort();
    expect(said[1]).toBe('taken');
    expect(['a-line-belongs-to-one-match', 'a-line-is-booked-once']).toContain(said[0]);
    const both = (await clerks.together<string>(take(rent, await comes(99_990n)), take(rent, await comes(99_990n)))).map(([done]) => done!.came).sort();
    expect(both).toEqual(['a-claim-is-received-as-far-as-it-is-due', 'taken']);
  } finally {
    await clerks.dismiss();
  }
  expect(await house.db.query('SELECT sum(received)::bigint AS received, sum(open)::bigint AS open FROM profit_standing WHERE agreement = ANY ($1) GROUP BY agreement', [[gift.agreement, rent.agreement]])).toEqual([{ received: 99_990n, open: 0n }, { received: 99_990n, open: 0n }]);
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});
