import { Matches } from '../../src/bank/matches.service';
import { loopOf, type LoopFlow, yearsOfLoop } from '../../src/disclosure/loop/loop.queries';
import { told } from '../../src/disclosure/loop/loop-page';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { advance, advanceHandedBack, bankGift, costAccepted, investmentBought, matchPaid, openingBalance, payment, paymentReturned, promise, transferRestricted } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Proposals } from '../../src/ledger/proposals.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { AGREEMENT, LAUNDRY, sheet } from '../support/enterprises';
import { bareFund } from '../support/funds';
import { GARDENERS, registered, saidYes } from '../support/groups';
import { table } from '../support/ledger-table';
import { enterActed } from '../support/moves';
import { sendsFiles } from '../support/papers';

// Whatever happens in the books, the loop says the same: by fund, to the fen.
jest.setTimeout(120_000);

const clock = new SetClock('2026-04-10T02:00:00Z');
const ENTERPRISES = { laundry: { ...LAUNDRY, name: '柳荫洗衣服务有限公司', address: 'laundry' }, tea: { ...LAUNDRY, name: '梧桐茶饮有限公司', englishName: 'Tea', creditCode: '91310101MA1FPX2L03', address: 'tea' } } as const;
type Of = keyof typeof ENTERPRISES;
let house: TestApp;
let foundation: Foundation;
let ledger: Ledger;
let li: AtDesk;
let wang: AtDesk;
let ids: Record<'li' | 'wang', number>;
let bank: number;
const funds = {} as Record<'lunch' | 'lamps' | 'study' | 'other' | 'purse', FundRef>;
const agreements = {} as Record<Of, string>;
/** How vendors are paid for two groups. */
const ways: string[] = [];
let n = 0;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  ledger = house.app.get(Ledger);
  ids = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), wang: await appointed(house, foundation, '王建国', 'secretary-general') };
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
  for (const [code, name, klass] of [['lunch', '午餐', 'restricted'], ['lamps', '楼道灯', 'restricted'], ['study', '书房', 'restricted'], ['other', '他处', 'restricted'], ['purse', '三号楼', 'agency']] as const)
    funds[code] = { id: await bareFund(house.db, { foundation: foundation.id, code, class: klass, name, englishName: code, openedOn: '2026-01-01' }), foundation: foundation.id, class: klass };
  await itIs('2026-04-10T02:00:00Z');
  for (const [at, who] of (['laundry', 'tea'] as const).entries()) {
    expect(await li.sends('/desk/enterprises', ENTERPRISES[who])).toMatchObject({ status: 303 });
    expect(await li.sends(`/desk/enterprises/${who}/consents`, { level: 'sums', consentFrom: '2026-01-01', givenBy: '经理' })).toMatchObject({ status: 303 });
    expect(await sendsFiles(li, `/desk/enterprises/${who}/agreements`, { ...AGREEMENT, no: `FX-${at + 1}`, from: '2026-01-01', signedOn: '2025-12-20', fund1: String(funds.lunch.id), weight1: '50', fund2: String(funds.lamps.id), weight2: '30', fund3: String(funds.study.id), weight3: '20' }, sheet())).toMatchObject({ status: 303 });
    agreements[who] = `/desk/enterprises/${who}/agreements/${at + 1}`;
    expect(await wang.sends(`${agreements[who]}/confirmations`, { version: String(at + 1) })).toMatchObject({ status: 303 });
  }
});
afterAll(() => house?.close());

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  [li, wang] = [await atDesk(house, ids.li), await atDesk(house, ids.wang)];
}
const on = (day: string, party: string | null = null) => ({ day, source: `story:${++n}`, party, note: null });
const enter = (draft: Draft): Promise<bigint> => house.db.transaction((tx) => ledger.enter(tx, draft));
const seal = (): Promise<unknown> => house.app.get(Sealer).seal();
async function gives(who: Of, day: string, sum: bigint): Promise<bigint> {
  const reference = `S${++n}`;
  const line = String((await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day, sum, reference, party: ENTERPRISES[who].name, memo: '' }] })).get(reference));
  expect(await wang.sends(`${agreements[who]}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 303 });
  return (await house.db.query<[{ entry: bigint }]>('SELECT max(entry) AS entry FROM profit_receipt'))[0].entry;
}
async function spends(fund: FundRef, day: string, party: string | null, sum: bigint): Promise<bigint> {
  await enter(costAccepted({ ...on(day, party), fund, sum, for: 'programme' }));
  return enter(payment({ ...on(day, party), fund, sum, bank }));
}
const loop = (year: number) => loopOf(house.db, foundation.id, year, { today: clock.today(), lang: 'zh' });
const row = ({ from, to, sum }: LoopFlow): string => `${from.name ?? from.kind} | ${to.name ?? to.kind} | ${plain(sum)}`;
const rows = async (year: number): Promise<string> => {
  const { came, went } = await loop(year);
  return [...came, ...went].map(row).join('\n');
};

it('a year in which all of it happens: what passes from fund to fund is told as that, a purse is backed, what came back came off', async () => {
  const { lunch, lamps, study, other, purse } = funds;
  await enter(openingBalance({ ...on('2026-01-01'), foundation: foundation.id, standing: [{ fund: lunch, role: 'bank', sum: 40_000n, place: bank }, { fund: lunch, role: 'restricted', sum: -40_000n }] }));
  await gives('laundry', '2026-04-01', 100_000n);
  await gives('tea', '2026-04-02', 10_001n);
  await enter(bankGift({ ...on('2026-04-03', '李梅'), fund: lunch, sum: 7_000n, bank }));
  await spends(lunch, '2026-04-04', '红灯笼食堂', 90_000n);
  const returned = await spends(lamps, '2026-04-05', '王师傅电工', 20_000n);
  expect(returned).toBeGreaterThan(0n);
  await enter(paymentReturned({ ...on('2026-04-06', '王师傅电工'), fund: lamps, sum: 20_000n, bank }));
  await enterActed(house.db, transferRestricted({ ...on('2026-04-07'), fund: study, to: lamps, sum: 5_000n }), ['2026-01-01', '2026-04-07']);
  await enterActed(house.db, transferRestricted({ ...on('2026-04-07'), fund: study, to: other, sum: 2_000n }), ['2026-01-01', '2026-04-07']);
  const promised = await enter(promise({ ...on('2026-04-08'), fund: lamps, sum: 3_000n }));
  await enter(matchPaid({ ...on('2026-04-09'), fund: lamps, purse, sum: 3_000n, promise: promised }));
  await seal();
  expect(await yearsOfLoop(house.db, foundation.id, clock.today())).toEqual([2026]);
  expect(await rows(2026)).toBe(table`
    柳荫洗衣服务有限公司 | 午餐 | 500.00
    柳荫洗衣服务有限公司 | 楼道灯 | 300.00
    柳荫洗衣服务有限公司 | 书房 | 200.00
    梧桐茶饮有限公司 | 午餐 | 50.01
    梧桐茶饮有限公司 | 楼道灯 | 30.00
    梧桐茶饮有限公司 | 书房 | 20.00
    other-income | 午餐 | 70.00
    from-within | 楼道灯 | 50.00
    before | 午餐 | 279.99
    楼道灯 | 三号楼 | 30.00
    午餐 | 红灯笼食堂 | 900.00
    书房 | to-within | 50.00
    书房 | to-funds | 20.00
    楼道灯 | kept | 350.00
    书房 | kept | 150.00`);
  expect(told(await loop(2026))).toEqual({ given: 110_001n, used: 93_000n, within: 5_000n, share: 940n });
});

it('a share of last year that is taken back this year takes nothing from what this year brought', async () => {
  const [{ entry }] = await house.db.query<[{ entry: bigint }]>('SELECT min(entry) AS entry FROM profit_receipt');
  await itIs('2027-02-10T02:00:00Z');
  await gives('tea', '2027-02-01', 1_000n);
  const [{ match }] = await house.db.query<[{ match: bigint }]>('SELECT match FROM match_to_undo($1)', [entry]);
  const by = { id: ids.li, name: '', roles: ['bookkeeper'] };
  await house.app.get(Matches).undo({ foundation: foundation.id }, match, '不是分成', by);
  const proposals = house.app.get(Proposals);
  // what this fund has spent of it is not there to go back; what the others have is
  for (const fund of [funds.lunch, funds.lamps, funds.study]) await enter(bankGift({ ...on('2027-02-02', '李梅'), fund, sum: 60_000n, bank }));
  await proposals.approve(foundation.id, await proposals.reverse(foundation.id, entry, { day: null, why: '不是分成' }, by), { id: ids.wang, name: '', roles: ['secretary-general'] });
  await seal();
  expect(await rows(2027)).toBe(table`
    梧桐茶饮有限公司 | 午餐 | 5.00
    梧桐茶饮有限公司 | 楼道灯 | 3.00
    梧桐茶饮有限公司 | 书房 | 2.00
    other-income | 午餐 | 600.00
    other-income | 楼道灯 | 600.00
    other-income | 书房 | 600.00
    午餐 | given-back | 500.00
    楼道灯 | given-back | 300.00
    书房 | given-back | 200.00
    午餐 | kept | 105.00
    楼道灯 | kept | 303.00
    书房 | kept | 402.00`);
});

/** For a group, as two people do it: a proposal that says so, and its approval. */
async function spendsFor(fund: string, day: string, way: string, { sum, part, back }: { sum: bigint; part: bigint; back: boolean }): Promise<bigint> {
  const its = funds[fund as keyof typeof funds];
  if (!back) await enter(costAccepted({ ...on(day, '花店'), fund: its, sum, for: 'programme' }));
  const form = { template: back ? 'payment-returned' : 'payment', fund, sum: plain(sum), bill: 'payable' as const, bank: 'bank', party: '花店', way, part: plain(part), day, note: '花苗', papers: '发票' };
  const proposals = house.app.get(Proposals);
  await proposals.approve(foundation.id, await proposals.propose(foundation.id, form, { id: ids.li, name: '', roles: ['bookkeeper'] }), { id: ids.wang, name: '', roles: ['secretary-general'] });
  return (await house.db.query<[{ entry: bigint }]>('SELECT max(entry) AS entry FROM voucher_decision'))[0].entry;
}

it('two groups stand, and vendors are paid for them', async () => {
  for (const [at, code] of ['gardeners', 'readers'].entries()) {
    const group = { ...GARDENERS, code, name: `${code}小组`, englishName: code, members: GARDENERS.members.map((member, one) => ({ ...member, phone: `1380000820${at * 3 + one}` })) };
    await registered(house, foundation, ids.li, group);
    await saidYes(house, foundation, group, 3);
    expect(await li.sends(`/desk/groups/${code}/routes`, { routeKind: 'vendors', routeFrom: '2027-02-01', routeBasis: '凭发票直付' })).toMatchObject({ status: 303 });
  }
  ways.push(...(await house.db.query<{ id: number }[]>('SELECT id FROM resident_group_route ORDER BY id')).map(({ id }) => String(id)));
  // of a fund that no enterprise feeds nothing is told here
  await enter(bankGift({ ...on('2027-02-02', '李梅'), fund: funds.other, sum: 1_000n, bank }));
  await spendsFor('other', '2027-02-03', ways[0]!, { sum: 700n, part: 700n, back: false });
  await seal();
  expect(await loop(2027)).toMatchObject({ served: [], groups: [] });
});

/** Numbers that look random and are the same each time. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % most;
  };
}

it('agrees with the books to the fen, whatever happens', async () => {
  const roll = dice(4711);
  const fed = [funds.lunch, funds.lamps, funds.study];
  const payees = ['红灯笼食堂', '王师傅电工', '示例物业', '拾光读书会', null, '甲', '乙', '丙', '丁', '戊', '己', '庚'];
  const taken: bigint[] = [];
  const takenFor: bigint[] = [];
  for (let turn = 0; turn < 90; turn++) {
    const fund = fed[roll(3)]!;
    const sum = BigInt(1 + roll(9_000));
    const day = `2027-02-0${1 + roll(9)}`;
    const act = roll(12);
    try {
      if (act === 0) await gives(roll(2) ? 'laundry' : 'tea', day, sum);
      else if (act === 1 || act === 2) taken.push(await enter(bankGift({ ...on(day, '李梅'), fund, sum, bank })));
      else if (act === 3 || act === 4) taken.push(await spends(fund, day, payees[roll(payees.length)]!, sum));
      else if (act === 5) await enterActed(house.db, transferRestricted({ ...on(day), fund, to: [funds.other, ...fed].filter((one) => one !== fund)[roll(3)]!, sum }), ['2026-01-01', '2027-02-09']);
      else if (act === 6) await enter(advance({ ...on(day, payees[roll(4)]), fund, sum, to: 'prepaid', bank }));
      else if (act === 7) await enter(advanceHandedBack({ ...on(day, payees[roll(4)]), fund, sum, of: 'prepaid', bank }));
      else if (act === 9 || act === 10) takenFor.push(await spendsFor(['lunch', 'lamps', 'study'][roll(3)]!, day, ways[roll(2)]!, { sum, part: BigInt(1 + roll(Number(sum))), back: false }));
      else if (act === 11 && takenFor.length > 0 && roll(2)) {
        const proposals = house.app.get(Proposals);
        await proposals.approve(foundation.id, await proposals.reverse(foundation.id, takenFor.splice(roll(takenFor.length), 1)[0]!, { day: '2027-02-09', why: '付错' }, { id: ids.li, name: '', roles: ['bookkeeper'] }), { id: ids.wang, name: '', roles: ['secretary-general'] });
      } else if (act === 11) await spendsFor(['lunch', 'lamps', 'study'][roll(3)]!, day, ways[roll(2)]!, { sum: BigInt(2 + roll(900)), part: BigInt(1 + roll(2)), back: true });
      else if (taken.length > 0 && roll(2)) await house.db.transaction((tx) => ledger.reverse(tx, { foundation: foundation.id, entry: taken.splice(roll(taken.length), 1)[0]!, day: '2027-02-09', reason: '错账' }));
      else await enter(investmentBought({ ...on(day), fund, sum, in: 'short investment', bank }));
    } catch (error) {
      // what the books refuse has not happened
      expect(String((error as Error).stack)).toMatch(/Refused|QueryFailedError/);
    }
  }
  await seal();
  const { came, went, served, groups } = await loop(2027);
  for (const [code, fund] of Object.entries(funds).slice(0, 3)) {
    // entry by entry, asked of the books alone
    const [books] = await house.db.query<[{ shares: bigint; change: bigint; within: bigint; paid: bigint }]>(
      `WITH moved AS (SELECT x.*, coalesce(o.kind, e.kind) AS kind, coalesce(o.id, e.id) AS first, (SELECT min(y.fund) FROM entry_fund y WHERE y.entry = x.entry AND y.fund <> x.fund AND y.fund = ANY ($3) AND y.money = -x.money) AS within
         FROM entry_fund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry o ON o.id = e.reverses WHERE x.fund = $1 AND x.day BETWEEN $2 AND '2027-12-31' AND x.money <> 0 AND EXISTS (SELECT FROM sealed_entry s WHERE s.entry = x.entry))
       SELECT coalesce(sum(money) FILTER (WHERE first IN (SELECT r.entry FROM profit_receipt r JOIN journal_entry j ON j.id = r.entry WHERE j.day >= '2027-01-01')), 0)::bigint AS shares, sum(money)::bigint AS change, coalesce(sum(money) FILTER (WHERE within IS NOT NULL), 0)::bigint AS within,
         coalesce(-sum(money) FILTER (WHERE kind IN ('payment', 'payment returned', 'advance', 'advance handed back')), 0)::bigint AS paid FROM moved`, [fund.id, '2027-01-01', fed.map(({ id }) => id)]);
    const sum = (flows: readonly LoopFlow[], side: 'from' | 'to', kinds: readonly string[]): bigint => flows.filter((flow) => flow[side === 'from' ? 'to' : 'from'].code === code && kinds.includes(flow[side].kind)).reduce((all, one) => all + one.sum, 0n);
    // of a share of last year that was taken back this year nobody gave less
    expect([code, sum(came, 'from', ['enterprise'])]).toEqual([code, books.shares]);
    expect([code, sum(went, 'to', ['kept']) - sum(came, 'from', ['before'])]).toEqual([code, books.change]);
    expect([code, sum(came, 'from', ['from-within']) - sum(went, 'to', ['to-within'])]).toEqual([code, books.within]);
    expect([code, came.filter(({ to }) => to.code === code).reduce((all, one) => all + one.sum, 0n)]).toEqual([code, went.filter(({ from }) => from.code === code).reduce((all, one) => all + one.sum, 0n)]);
    // payees who gave back more than they got stand among what came from elsewhere
    expect(sum(went, 'to', ['group', 'payee', 'more', 'unwritten'])).toBeGreaterThanOrEqual(books.paid);
    // for each group, by what the proposals said, less what came back or was taken back
    const said = await house.db.query<{ name: string; sum: bigint }[]>(
      `SELECT q.name, sum(CASE p.kind WHEN 'payment' THEN p.group_sum ELSE -p.group_sum END)::bigint AS sum FROM voucher_proposal p JOIN voucher_decision d ON d.proposal = p.id JOIN resident_group_route r ON r.id = p.group_route CROSS JOIN group_particulars(r.resident_group) q
       WHERE (p.lines -> 0 ->> 'fund')::int = $1 AND p.kind <> 'reversal' AND d.decision = 'approved' AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = d.entry) GROUP BY 1 HAVING sum(CASE p.kind WHEN 'payment' THEN p.group_sum ELSE -p.group_sum END) > 0 ORDER BY 1`, [fund.id]);
    expect([code, went.filter(({ from, to }) => from.code === code && to.kind === 'group').map(({ to, sum: paid }) => ({ name: to.name, sum: paid })).sort((a, b) => (a.name! < b.name! ? -1 : 1))]).toEqual([code, said]);
    // of all that moved nothing is told that did not, and nothing is left out
    expect([...came, ...went].every((flow) => flow.sum > 0n)).toBe(true);
  }
  // a group passes on what it is told to have, to the fen
  expect(groups.map(({ code }) => code)).toEqual(['gardeners', 'readers']);
  for (const { code } of groups) {
    const total = (flows: readonly LoopFlow[]): bigint => flows.filter(({ from, to }) => [from, to].some((one) => one.kind === 'group' && one.code === code)).reduce((all, one) => all + one.sum, 0n);
    expect(total(went)).toBeGreaterThan(0n);
    expect([code, total(served)]).toEqual([code, total(went)]);
  }
  expect(sumOf(came, 'from-within')).toBe(sumOf(went, 'to-within'));
  expect(went.filter(({ to }) => to.kind === 'payee').map(({ to }) => to.name)).toEqual(expect.arrayContaining(['红灯笼食堂']));
  expect(new Set(went.filter(({ to }) => to.kind === 'payee').map(({ to }) => to.name).filter((name) => name !== '花店')).size).toBeLessThanOrEqual(8);
  expect((await house.request().get('/loop')).status).toBe(200);
});
const sumOf = (flows: readonly LoopFlow[], kind: string): bigint => flows.filter(({ from, to }) => from.kind === kind || to.kind === kind).reduce((all, one) => all + one.sum, 0n);

it('of an enterprise that keeps its sums to itself nothing can be worked out: what it gave is other income', async () => {
  const before = await loop(2027);
  expect(await li.sends('/desk/enterprises/laundry/consents', { level: 'kept', consentFrom: '2027-02-10', givenBy: '经理' })).toMatchObject({ status: 303 });
  const after = await loop(2027);
  expect(after.came.some(({ from }) => from.name?.includes('洗衣'))).toBe(false);
  const net = ({ came, went }: typeof before): bigint => sumOf(came, 'enterprise') + sumOf(came, 'other-income') - sumOf(went, 'given-back');
  expect(net(after)).toBe(net(before));
  expect(sumOf(after.came, 'enterprise')).toBeLessThan(sumOf(before.came, 'enterprise'));
  expect(await li.sends('/desk/enterprises/tea/consents', { level: 'nothing', consentFrom: '2027-02-10', givenBy: '经理' })).toMatchObject({ status: 303 });
  expect(await yearsOfLoop(house.db, foundation.id, clock.today())).toEqual([]);
  expect((await house.request().get('/loop?year=2027')).text).toContain('这一年没有可以公开的社区企业交款');
  expect((await house.request().get('/api/v1/loop')).body).toEqual({ years: [], year: null, given: '0', used: '0', within: '0', came: [], went: [], served: [] });
});
