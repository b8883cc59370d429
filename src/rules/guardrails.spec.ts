import { admit, CHECKS, type Check, type Effect, type Finding, type Given, guardrails, type HeldFund, needsOf, RULES, type Snapshot, type Spend, type Verdict, verdictOf, type Year } from './guardrails';
import { entitlement } from './spending-rule';

// A foundation registered with 2,000,000 yuan, today 22 November 2026. Funds by their place in the list: 1 original, 2 general, 3 lunch (restricted), 4 evergreen
// (preserved, 500,000 of principal), 5 a purse in trust, 6 designated.
const OF = 200_000_000n;
const base = (fund: number, its: HeldFund['class'], sums: Partial<HeldFund>): HeldFund =>
  ({ fund, name: `F${fund}`, class: its, money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n, agreement: null, agreed: false, closedOn: null, stopped: null, campaign: null, allowance: null, voted: null, ...sums });
const agreement = { no: 'XY-01', from: '2025-01-10', to: null, fee: true };
const FUNDS: readonly HeldFund[] = [
  base(1, 'original', { money: OF, worth: OF, floor: OF }), base(2, 'general', { money: 3_450_000n, worth: 3_450_000n }), base(3, 'restricted', { money: 1_000_000n, worth: 1_000_000n, agreed: true, agreement }),
  base(4, 'preserved', { money: 51_000_000n, worth: 51_000_000n, floor: 50_000_000n, agreed: true, agreement }), base(5, 'agency', { money: 20_000n, agreed: true }), base(6, 'designated', {}),
];
const YEAR: Year = {
  year: 2026, spent: { charitable: 24_000_000n, management: 1_000_000n, total: 30_000_000n }, measure: { least: 800n, most: 2000n, bases: [{ name: 'net-assets', sum: 200_000_000n }], freeBelow: 2_000_000n, band: 3 }, tax: 1200n,
  sources: { spending: '189', management: '189', tax: '2020-27' }, gone: { gone: 300, days: 300 }, past: false, watched: true,
};
const NOTHING: Spend = { day: '2026-11-22', effects: [], chosen: 0n, costs: { charitable: 0n, management: 0n, total: 0n }, fundraising: 0n, essential: false, invested: 0n, fee: 0n, passesOn: false, makesGood: false };
const effect = (fund: number, sums: Partial<Effect>): Effect => ({ fund, money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n, ...sums });
/** A cost that is accepted: owed, and less worth. */
const cost = (fund: number, sum: bigint, more: Partial<Spend> = {}): Spend => ({ ...NOTHING, effects: [effect(fund, { owed: sum, worth: -sum })], chosen: sum, costs: { charitable: sum, management: 0n, total: sum }, ...more });
const management = (fund: number, sum: bigint, more: Partial<Spend> = {}): Spend => cost(fund, sum, { costs: { charitable: 0n, management: sum, total: sum }, ...more });
const promised = (fund: number, sum: bigint): Spend => ({ ...NOTHING, effects: [effect(fund, { promised: sum })], chosen: sum });
const advanced = (fund: number, sum: bigint): Spend => ({ ...NOTHING, effects: [effect(fund, { money: -sum })], chosen: sum });
const passedOn = (fund: number, sum: bigint): Spend => ({ ...NOTHING, effects: [effect(fund, { money: -sum, worth: -sum }), effect(3, { money: sum, worth: sum })], passesOn: true });
const house = (changes: Record<number, Partial<HeldFund>> = {}, year: Partial<Year> = {}): Snapshot => ({ funds: FUNDS.map((fund) => ({ ...fund, ...changes[fund.fund] })), year: { ...YEAR, ...year } });

const overOne = { raised: 0n, target: 1_000_000n, cost: 30_000n, no: 'A1', fundraising: 29_900n };
const behind = { spent: { charitable: 15_900_000n, management: 100_000n, total: 16_100_000n } };
/** A promise of 100 in a house whose original fund was left 1 fen short by the bank. */
const bounced = { 1: { money: OF - 1n, worth: OF - 1n } };

// the evergreen fund may use 4 % of the 500,000 it had at the end of last year: 20,000; 15,000 are spent
const RULE = { from: '2026-01-01', percent: 400, quarters: 1, cap: null, least: null };
const allowance = (values: readonly { day: string; value: bigint | null }[], rules = [RULE]): HeldFund['allowance'] => ({ year: 2026, spent: 1_500_000n, entitled: entitlement({ year: 2026, opened: '2025-01-10', rules, values, gifts: [{ day: '2025-01-10', sum: 50_000_000n }] }) });
const ruled = { 4: { allowance: allowance([{ day: '2025-12-31', value: 50_000_000n }]) } };
const fee = (fund: number, sum: bigint): Spend => ({ ...NOTHING, effects: [effect(fund, { money: -sum, worth: -sum }), effect(2, { money: sum, worth: sum })], fee: sum });

/** What it is; the books; the spend; what the check says; the verdict of all of them together. */
const CASES: readonly [string, Check, Snapshot, Spend, Verdict, string, Partial<Record<string, bigint>>, Verdict?][] = [
  ['the last fen of a fund', 'fund-balance', house(), cost(3, 1_000_000n), 'fine', 'enough', { before: 1_000_000n, taken: 1_000_000n, after: 0n, missing: 0n }],
  ['a fen more than a fund has', 'fund-balance', house(), cost(3, 1_000_001n), 'refuse', 'short', { after: -1n, missing: 1n }],
  ['what is owed already pays with the last money', 'fund-balance', house({ 3: { money: 100n, owed: 100n, worth: 0n } }), { ...NOTHING, effects: [effect(3, { money: -100n, owed: -100n })] }, 'fine', 'enough', { taken: 0n }],
  ['what is owed already with a fen more than there is', 'fund-balance', house({ 3: { money: 99n, owed: 100n, worth: -1n } }), { ...NOTHING, effects: [effect(3, { money: -100n, owed: -100n })] }, 'refuse', 'no-money', { missing: 1n }],
  ['a gift that was spent is taken back', 'fund-balance', house({ 3: { money: 400n, worth: 400n } }), { ...NOTHING, effects: [effect(3, { money: -1000n, worth: -1000n })] }, 'refuse', 'short', { before: 400n, taken: 1000n, missing: 600n }],

  ['no shortfall, and the general fund gives', 'net-assets', house(), cost(2, 100n), 'fine', 'above', { after: OF + 3_450_000n + 52_000_000n - 100n }],
  ['the general fund gives while another fund is a fen short', 'shortfall', house({ 3: { money: 0n, promised: 1n, worth: 0n } }), cost(2, 100n), 'hold', 'open', { missing: 1n }, 'hold'],
  ['the same, and it is the general fund that makes good', 'fund-balance', house({ 3: { money: 0n, promised: 1n, worth: 0n } }), { ...cost(2, 100n), chosen: 0n, makesGood: true }, 'fine', 'enough', {}, 'fine'],

  ['the original fund at the registered sum', 'original-fund', house(), cost(3, 100n), 'fine', 'whole', { limit: OF, after: OF, room: 0n }],
  ['a fen out of the original fund', 'original-fund', house({ 1: { worth: OF } }), { ...NOTHING, effects: [effect(1, { worth: -1n })] }, 'refuse', 'touched', { missing: 1n }, 'refuse'],
  ['above the registered sum there is room', 'original-fund', house({ 1: { worth: OF + 1n } }), { ...NOTHING, effects: [effect(1, { worth: -1n })] }, 'fine', 'whole', { room: 0n }],
  ['a fen was taken back by the bank, and somebody spends', 'original-fund', house(bounced), cost(3, 100n), 'hold', 'short', { missing: 1n }, 'hold'],
  ['a fen was taken back by the bank, and what is owed is paid', 'original-fund', house(bounced), { ...NOTHING, effects: [effect(3, { money: -100n, owed: -100n })] }, 'warn', 'short', { missing: 1n }, 'warn'],

  ['net assets left at the registered sum', 'net-assets', house({ 2: { money: -1_000_000n, worth: -1_000_000n }, 4: { money: 0n, worth: 0n, floor: 0n }, 3: { money: 1_000_100n, worth: 1_000_100n } }), cost(3, 100n), 'fine', 'above', { room: 0n }],
  ['net assets a fen below it', 'net-assets', house({ 2: { money: -1_000_000n, worth: -1_000_000n }, 4: { money: 0n, worth: 0n, floor: 0n }, 3: { money: 1_000_100n, worth: 1_000_100n } }), cost(3, 101n), 'hold', 'below', { missing: 1n }, 'hold'],
  ['goods that are given out count as spent', 'net-assets', house({ 2: { money: -1_000_000n, worth: -1_000_000n }, 4: { money: 0n, worth: 0n, floor: 0n }, 3: { money: 1_000_100n, worth: 1_000_100n } }), { ...NOTHING, effects: [effect(3, { worth: -101n })], chosen: 101n }, 'hold', 'below', { taken: 101n, missing: 1n }, 'hold'],
  ['what was promised counts as spent', 'net-assets', house({ 2: { money: -1_000_000n, worth: -1_000_000n }, 4: { money: 0n, worth: 0n, floor: 0n }, 3: { money: 1_000_100n, worth: 1_000_100n, promised: 100n } }), promised(3, 1n), 'hold', 'below', { promised: 100n, missing: 1n }],
  ['a kept promise takes nothing more', 'net-assets', house({ 2: { money: -1_000_000n, worth: -1_000_000n }, 4: { money: 0n, worth: 0n, floor: 0n }, 3: { money: 1_000_100n, worth: 1_000_100n, promised: 100n } }), { ...cost(3, 100n), effects: [effect(3, { owed: 100n, promised: -100n, worth: -100n })], chosen: 0n }, 'fine', 'above', { taken: 0n, room: 0n }],

  ['general and designated funds spend their last fen', 'restricted-money', house({ 2: { money: 300n, worth: 300n }, 6: { money: -200n, worth: -200n } }), cost(2, 100n), 'fine', 'own', { after: 0n }],
  ['a fen more is others’, whatever the general fund holds', 'restricted-money', house({ 2: { money: 300n, worth: 300n }, 6: { money: -200n, worth: -200n } }), cost(2, 101n), 'refuse', 'others', { missing: 1n }, 'refuse'],

  ['gains of a preserved fund to the last fen', 'preserved-principal', house(), cost(4, 1_000_000n), 'fine', 'kept', { after: 50_000_000n, room: 0n }],
  ['a fen of its principal', 'preserved-principal', house(), cost(4, 1_000_001n), 'refuse', 'spent', { missing: 1n }, 'refuse'],
  ['principal is given back, and the floor with it', 'preserved-principal', house({ 4: { worth: 50_000_000n } }), { ...NOTHING, effects: [effect(4, { money: -100n, worth: -100n, floor: -100n })] }, 'fine', 'kept', { limit: 49_999_900n, room: 0n }],
  ['a fen more than that', 'preserved-principal', house({ 4: { worth: 50_000_000n } }), { ...NOTHING, effects: [effect(4, { money: -101n, worth: -101n, floor: -100n })] }, 'refuse', 'spent', { missing: 1n }],
  ['a fen of its principal, promised', 'preserved-principal', house(), promised(4, 1_000_001n), 'refuse', 'spent', { missing: 1n }],

  ['what the rule of the year lets a preserved fund use, to the fen', 'spending-rule', house(ruled), cost(4, 500_000n), 'fine', 'within', { allowed: 2_000_000n, spent: 1_500_000n, promised: 0n, taken: 500_000n, after: 0n, missing: 0n }],
  ['a fen more waits for the council', 'spending-rule', house(ruled), cost(4, 500_001n), 'hold', 'over', { after: -1n, missing: 1n }, 'hold'],
  ['a fen more, promised', 'spending-rule', house(ruled), promised(4, 500_001n), 'hold', 'over', { missing: 1n }, 'hold'],
  ['what is promised already counts', 'spending-rule', house({ 4: { ...ruled[4], promised: 400_000n } }), cost(4, 100_001n), 'hold', 'over', { promised: 400_000n, missing: 1n }, 'hold'],
  ['a promise that is kept counted when it was made, and a fen above it counts', 'spending-rule', house({ 4: { ...ruled[4], promised: 500_000n } }), { ...cost(4, 500_001n), effects: [effect(4, { owed: 500_001n, promised: -500_000n, worth: -500_001n })], chosen: 1n }, 'hold', 'over', { taken: 1n, missing: 1n }, 'hold'],
  ['paid in advance, or bought for good: nobody asks again when it becomes a cost', 'spending-rule', house(ruled), advanced(4, 500_000n), 'fine', 'within', { taken: 500_000n, after: 0n }],
  ['a fen more, in advance', 'spending-rule', house(ruled), advanced(4, 500_001n), 'hold', 'over', { taken: 500_001n, missing: 1n }, 'hold'],
  ['passed on to another fund, where nobody asks', 'spending-rule', house(ruled), passedOn(4, 500_000n), 'fine', 'within', { after: 0n }],
  ['a fen more, passed on', 'spending-rule', house(ruled), passedOn(4, 500_001n), 'hold', 'over', { missing: 1n }, 'hold'],
  ['the host’s fee is owed, and said', 'spending-rule', house(ruled), fee(4, 500_001n), 'warn', 'over', { missing: 1n }, 'warn'],
  ['no price of the quarter-end, and nothing is guessed', 'spending-rule', house({ 4: { allowance: allowance([]) } }), cost(4, 100n), 'warn', 'unpriced', {}, 'warn'],
  ['the council has resolved nothing', 'spending-rule', house({ 4: { allowance: allowance([], []) } }), cost(4, 1_000_000n), 'fine', 'none', {}, 'fine'],

  ['net assets without restricted ones stand at the floor', 'floor-by-restricted', house({ 2: { money: 100n, worth: 100n } }), cost(2, 100n), 'fine', 'free', { free: OF, room: 0n }],
  ['a fen less, and restricted money holds the floor', 'floor-by-restricted', house({ 2: { money: 0n, worth: 0n }, 6: { money: 1_000n, worth: -1n } }), cost(3, 100n), 'warn', 'borne', { missing: 1n }, 'warn'],

  ['all the money is what is restricted', 'liquid', house({ 1: { money: 0n }, 2: { money: 0n } }), cost(3, 100n), 'fine', 'covered', { room: 0n }],
  ['a fen of it is gone', 'liquid', house({ 1: { money: 0n }, 2: { money: -1n, owed: -1n, worth: 0n } }), cost(3, 100n), 'warn', 'short', { missing: 1n }],

  ['the day on which an agreement begins', 'agreement', house({ 3: { agreement: { ...agreement, from: '2026-11-22' } } }), cost(3, 100n), 'fine', 'in-force', {}],
  ['the day before', 'agreement', house({ 3: { agreement: { ...agreement, from: '2026-11-23' } } }), cost(3, 100n), 'refuse', 'not-yet', {}, 'refuse'],
  ['the last day of a fund', 'agreement', house({ 3: { closedOn: '2026-11-23' } }), cost(3, 100n), 'fine', 'in-force', {}],
  ['the day on which it is closed', 'agreement', house({ 3: { closedOn: '2026-11-22' } }), cost(3, 100n), 'refuse', 'closed', {}, 'refuse'],
  ['a bill that came back is paid by a closed fund', 'agreement', house({ 3: { closedOn: '2026-11-22', agreed: true, agreement } }), { ...NOTHING, effects: [effect(3, { owed: -100n, money: -100n })] }, 'fine', 'in-force', {}],
  ['what came after the closing follows where the rest went', 'agreement', house({ 3: { closedOn: '2026-11-22', stopped: 'rest' } }), cost(3, 100n), 'fine', 'gives-rest', {}],
  ['the last day of its term', 'agreement', house({ 3: { agreement: { ...agreement, to: '2026-11-22' } } }), cost(3, 100n), 'fine', 'in-force', {}],
  ['the last fen that residents voted', 'households-vote', house({ 3: { voted: { sum: 10_000n, used: 9_900n } } }), cost(3, 100n), 'fine', 'within', { voted: 10_000n, used: 9_900n, sum: 100n, left: 100n }],
  ['a fen more than they voted', 'households-vote', house({ 3: { voted: { sum: 10_000n, used: 9_901n } } }), cost(3, 100n), 'refuse', 'short', { left: 99n }, 'refuse'],
  ['the day after its term', 'agreement', house({ 3: { agreement: { ...agreement, to: '2026-11-21' } } }), cost(3, 100n), 'refuse', 'over', {}, 'refuse'],
  ['after its term goods are still given out', 'agreement', house({ 3: { agreement: { ...agreement, to: '2026-11-21' } } }), { ...NOTHING, effects: [effect(3, { worth: -100n })], chosen: 100n }, 'warn', 'running-out', {}, 'warn'],
  ['after its term the rest goes where it was said', 'agreement', house({ 3: { stopped: 'rest', agreement: { ...agreement, to: '2026-11-21' } } }), cost(3, 1_000_000n), 'warn', 'running-out', {}, 'warn'],
  ['a fund that comes to its end begins nothing', 'agreement', house({ 3: { stopped: 'ending' } }), cost(3, 1n), 'refuse', 'ending', {}, 'refuse'],
  ['and pays what it owes', 'agreement', house({ 3: { owed: 100n, stopped: 'ending' } }), { ...NOTHING, effects: [effect(3, { money: -100n, owed: -100n })] }, 'fine', 'in-force', {}, 'fine'],
  ['a frozen fund lets nothing go', 'agreement', house({ 3: { stopped: 'frozen' } }), cost(3, 1n), 'refuse', 'frozen', {}, 'refuse'],
  ['after its term what is owed is paid', 'agreement', house({ 3: { owed: 100n, agreement: { ...agreement, to: '2026-11-21' } } }), { ...NOTHING, effects: [effect(3, { money: -100n, owed: -100n })] }, 'warn', 'running-out', {}, 'warn'],
  ['a named fund without an agreement', 'agreement', house({ 3: { agreement: null } }), cost(3, 100n), 'refuse', 'missing', {}, 'refuse'],
  ['restricted money older than these books', 'agreement', house({ 3: { agreement: null, agreed: false } }), cost(3, 100n), 'warn', 'none-on-file', {}],
  ['management charged where no share was agreed', 'agreement', house({ 3: { agreement: { ...agreement, fee: false } } }), management(3, 100n), 'hold', 'another-purpose', { sum: 100n }, 'hold'],
  ['a fee where none was agreed', 'agreement', house({ 3: { agreement: { ...agreement, fee: false } } }), { ...NOTHING, effects: [effect(3, { money: -100n, worth: -100n }), effect(2, { money: 100n, worth: 100n })], fee: 100n }, 'refuse', 'no-fee', {}, 'refuse'],

  ['fundraising cost to the fen that was filed', 'campaign', house({ 3: { campaign: overOne } }), cost(3, 100n, { fundraising: 100n }), 'fine', 'within-cost', { fundraising: 30_000n, overCost: 0n }],
  ['a fen above it', 'campaign', house({ 3: { campaign: overOne } }), cost(3, 101n, { fundraising: 101n }), 'refuse', 'cost', { overCost: 1n }, 'refuse'],
  ['raised to the target', 'campaign', house({ 3: { campaign: { ...overOne, raised: 1_000_000n } } }), cost(3, 100n), 'fine', 'within-cost', { room: 0n }],
  ['a fen above the target', 'campaign', house({ 3: { campaign: { ...overOne, raised: 1_000_001n } } }), cost(3, 100n), 'warn', 'over', { over: 1n }, 'warn'],

  ['the least of the year, to the fen', 'spending-ratio', house({}, { spent: { ...YEAR.spent, charitable: 15_999_900n } }), cost(3, 100n), 'fine', 'reached', { required: 16_000_000n, room: 0n }],
  ['a fen below it while the year goes on', 'spending-ratio', house({}, { watched: false, spent: { ...YEAR.spent, charitable: 15_999_899n } }), cost(3, 100n), 'fine', 'under-way', { missing: 1n }],
  ['a year that is over keeps its least when a fen is taken back', 'spending-ratio', house({}, { past: true, watched: false, spent: { ...YEAR.spent, charitable: 16_000_001n } }), { ...NOTHING, costs: { charitable: -1n, management: 0n, total: -1n } }, 'fine', 'reached', { room: 0n }],
  ['a year that is over loses it', 'spending-ratio', house({}, { past: true, watched: false, spent: { ...YEAR.spent, charitable: 16_000_000n } }), { ...NOTHING, costs: { charitable: -1n, management: 0n, total: -1n } }, 'warn', 'below', { missing: 1n }, 'warn'],

  ['management while the forecast just holds', 'spending-forecast', house({}, { spent: { charitable: 16_000_000n, management: 100_000n, total: 16_200_000n } }), management(2, 100n), 'fine', 'reached', { room: 0n }],
  ['management while the forecast is a fen short', 'spending-forecast', house({}, { spent: { charitable: 15_999_999n, management: 100_000n, total: 16_200_000n } }), management(2, 100n), 'hold', 'management-waits', { missing: 1n }, 'hold'],
  ['wages go on', 'spending-forecast', house({}, behind), management(2, 100n, { essential: true }), 'warn', 'behind', {}, 'warn'],
  ['so does what has worn out', 'spending-forecast', house({}, behind), management(2, 100n, { chosen: 0n }), 'warn', 'behind', {}],
  ['before October nobody is held', 'management-ratio', house({}, { ...behind, watched: false }), management(2, 100n), 'fine', 'free', {}, 'fine'],
  ['charity brings it nearer', 'spending-forecast', house({}, behind), cost(3, 100n), 'fine', 'helps', {}, 'fine'],
  ['an investment waits for it', 'spending-forecast', house({}, behind), { ...NOTHING, effects: [effect(2, { money: -100n })], chosen: 100n, invested: 100n }, 'hold', 'no-investment', {}, 'hold'],

  ['management at its most, which is above what tax relief asks', 'management-ratio', house({}, { spent: { charitable: 16_000_000n, management: 3_999_600n, total: 20_000_000n - 400n } }), management(2, 400n), 'warn', 'above-tax', { room: 0n }],
  ['a fen above it', 'management-ratio', house({}, { watched: false, spent: { charitable: 16_000_000n, management: 3_999_600n, total: 19_999_595n } }), management(2, 400n), 'warn', 'above', { over: 1n }, 'warn'],
  ['too small to be measured', 'management-ratio', house({}, { tax: null, spent: { charitable: 2n, management: 1_999_998n, total: 2_000_000n } }), management(2, 1n), 'fine', 'free', {}],
  ['large enough to be measured', 'management-ratio', house({}, { tax: null, spent: { charitable: 2n, management: 1_999_998n, total: 2_000_000n } }), management(2, 2n), 'warn', 'above', {}],

  ['management that ends the year at its most', 'management-forecast', house({}, { gone: { gone: 150, days: 300 }, spent: { charitable: 8_000_000n, management: 1_999_800n, total: 9_999_800n } }), management(2, 200n), 'fine', 'within', { management: 4_000_000n, room: 0n }],
  ['management that ends it above, though it is small enough today', 'management-forecast', house({}, { tax: null, gone: { gone: 150, days: 300 }, spent: { charitable: 8_000_000n, management: 1_999_000n, total: 9_995_000n } }), management(2, 999n), 'hold', 'waits', {}, 'hold'],
  ['a fen more of it, which comes to two by the year’s end, waits for a reason', 'management-forecast', house({}, { tax: null, gone: { gone: 150, days: 300 }, spent: { charitable: 8_000_000n, management: 1_999_797n, total: 9_999_797n } }), management(2, 204n), 'hold', 'waits', { over: 2n }, 'hold'],
  ['wages that end it above are paid', 'management-forecast', house({}, { tax: null, gone: { gone: 150, days: 300 }, spent: { charitable: 8_000_000n, management: 1_999_000n, total: 9_995_000n } }), management(2, 999n, { essential: true }), 'warn', 'above', {}, 'warn'],
];

const sayOf = (found: readonly Finding[], check: Check): Finding | undefined => found.find((one) => one.check === check);
const holds = ([, check, snapshot, spend, verdict, says, sums, all]: (typeof CASES)[number], rules: Partial<typeof RULES> = RULES): boolean => {
  const found = guardrails(snapshot, spend, rules);
  const said = sayOf(found, check);
  return said?.verdict === verdict && said.says === says && Object.entries(sums).every(([name, sum]) => said.sums[name] === sum) && (all === undefined || verdictOf(found) === all);
};

it.each(CASES)('%s: %s', (...one) => {
  const [, check, snapshot, spend, verdict, says, sums, all] = one;
  const found = guardrails(snapshot, spend);
  expect(sayOf(found, check)).toMatchObject({ verdict, says, sums });
  if (all !== undefined) expect(verdictOf(found)).toBe(all);
  expect(holds(one)).toBe(true);
});

it.each(CHECKS)('without %s another case fails, and something is let through that it alone stops', (off) => {
  const others = { ...RULES, [off]: () => null };
  const elsewhere = CASES.filter(([, check, snapshot, spend]) => check === off && verdictOf(guardrails(snapshot, spend)) !== verdictOf(guardrails(snapshot, spend, others)));
  expect(CASES.filter((one) => holds(one) && !holds(one, others))).not.toEqual([]);
  // it is the only one to decide at least one of them
  expect(elsewhere).not.toEqual([]);
});

it('a check has a case on both sides of its boundary', () => {
  for (const check of CHECKS.filter((one) => one !== 'shortfall')) expect(new Set(CASES.filter(([, its]) => its === check).map(([, , , , verdict]) => verdict)).size).toBeGreaterThan(1);
});

it('nothing is said of funds and years that are not concerned', () => {
  const found = guardrails(house({ 1: { floor: 0n } }, { measure: null }), cost(2, 100n)).map(({ check }) => check);
  expect(found).toEqual(['fund-balance', 'restricted-money', 'liquid']);
  // what is taken back from a preserved fund, or invested, is no use of it
  expect(guardrails(house({ 4: { ...ruled[4], stopped: 'rest' } }), passedOn(4, 500_001n)).map(({ check }) => check)).not.toContain('spending-rule');
  for (const spend of [{ ...NOTHING, effects: [effect(4, { money: -600_000n, worth: -600_000n })] }, { ...NOTHING, effects: [effect(4, { money: -600_000n })], chosen: 600_000n, invested: 600_000n }])
    expect(guardrails(house(ruled), spend).map(({ check }) => check)).not.toContain('spending-rule');
  expect(guardrails(house({}, { measure: { ...YEAR.measure!, bases: [] } }), cost(2, 100n)).map(({ check }) => check)).not.toContain('spending-ratio');
});

describe('letting through', () => {
  const given = (more: Partial<Given> = {}): Given => ({ resolution: null, consent: null, reason: null, ...more });
  const held = guardrails(house({ ...bounced, 3: { agreement: { ...agreement, fee: false } } }), management(3, 100n));

  it('asks for all that is needed, each once, and always for a reason', () => {
    expect(needsOf(held)).toEqual(['resolution', 'consent']);
    expect(() => admit(held, given())).toThrow(expect.objectContaining({ code: 'held-original-fund', facts: expect.objectContaining({ field: 'resolution', missing: '0.01' }) }));
    expect(() => admit(held, given({ resolution: 7 }))).toThrow(expect.objectContaining({ code: 'a-held-spend-names-its-consent' }));
    expect(() => admit(held, given({ resolution: 7, consent: '同意函' }))).toThrow(expect.objectContaining({ code: 'a-held-spend-says-why' }));
    expect(admit(held, given({ resolution: 7, consent: '同意函', reason: '电梯停了' }))).toEqual(['original-fund', 'agreement']);
  });

  it('what is refused is refused, whatever is given', () => {
    const refused = guardrails(house(bounced), cost(3, 1_000_001n));
    expect(() => admit(refused, given({ resolution: 7, consent: '同意函', reason: '急' }))).toThrow(expect.objectContaining({ code: 'a-fund-promises-only-what-it-has', facts: { fund: 'F3', available: '10,000.00', missing: '0.01' }, article: 'C7; 241' }));
  });

  it('what is fine or only noted needs nothing', () => {
    expect(admit(guardrails(house(), cost(3, 100n)), given())).toEqual([]);
    expect(admit(guardrails(house({}, behind), management(2, 100n, { essential: true })), given())).toEqual([]);
  });
});
