import { above, effectOn, finding, leftOf, ofGivers, outOf, type HeldFund, type Rule, total, within } from './guard-check';
import { grouped, type Fen } from './money';
import { spendingRuleCheck } from './spending-rule';

/** Whose money it is, and what must stay: guard-rails over the guard rows of all funds (regulations §§ 11 A3–A6, C7; M01, M06). */
const shortOf = ({ money, owed, promised, floor, worth }: HeldFund): Fen => [-money, owed + promised - money, floor - worth].reduce((most, one) => (one > most ? one : most), 0n);

/** No fund spends another fund's money (C7). */
export const fundBalance: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, money, owed, promised }, effect) => {
    const [before, taken, moneyAfter] = [money - owed - promised, outOf(effect), money + effect.money];
    const after = before - taken;
    const sums = { before, taken, after, missing: above(-after) };
    const facts = { fund: name };
    if (taken > 0n && after < 0n)
      return finding('fund-balance', 'refuse', 'short', sums, 'C7; 241', { facts: { ...facts, available: grouped(above(before)), missing: grouped(-after) }, code: 'a-fund-promises-only-what-it-has' });
    if (effect.money < 0n && moneyAfter < 0n)
      return finding('fund-balance', 'refuse', 'no-money', { before: money, taken: -effect.money, after: moneyAfter, missing: -moneyAfter }, 'C7; 241', { facts: { ...facts, available: grouped(above(money)), missing: grouped(-moneyAfter) }, code: 'a-fund-pays-with-its-own-money' });
    return finding('fund-balance', 'fine', 'enough', sums, 'C7; 241', { facts });
  });

/** While any fund is short, the general fund makes good before it gives anything else. */
export const shortfall: Rule = (snapshot, spend) => {
  const [short] = snapshot.funds.map((fund) => ({ name: fund.name, missing: shortOf(fund) })).sort((a, b) => (a.missing < b.missing ? 1 : -1));
  if (!short || short.missing === 0n || spend.makesGood) return null;
  const taken = total(within(snapshot, 'general'), (fund) => above(outOf(effectOn(spend, fund.fund))));
  if (taken === 0n) return null;
  return finding('shortfall', 'hold', 'open', { missing: short.missing, taken }, 'M01', { facts: { fund: short.name }, needs: 'resolution' });
};

/** Nothing anyone chooses takes the original fund below the registered sum; while it is short already, every choice waits for the council (M01). */
export const originalFund: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const { worth } = effectOn(spend, original.fund);
  const after = original.worth + worth;
  const sums = { limit: original.floor, before: original.worth, after, room: above(after - original.floor), missing: above(original.floor - after) };
  if (after >= original.floor) return finding('original-fund', 'fine', 'whole', sums, '400 art. 8; M01');
  if (worth < 0n) return finding('original-fund', 'refuse', 'touched', sums, '400 art. 8; M01', { facts: { fund: original.name, floor: grouped(original.floor), missing: grouped(original.floor - after) }, code: 'a-fund-keeps-its-floor' });
  return finding('original-fund', spend.chosen > 0n ? 'hold' : 'warn', 'short', sums, '400 art. 8; M01', spend.chosen > 0n ? { needs: 'resolution' } : {});
};

/** Net assets stay above the registered sum. Only what others did can bring them below; then every choice waits for the council (A3). */
export const netAssets: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const [worth, promised] = [total(snapshot.funds, (fund) => fund.worth), total(snapshot.funds, (fund) => fund.promised)];
  const taken = -total(spend.effects, leftOf);
  const after = worth - promised - taken;
  const sums = { worth, promised, taken, after, limit: original.floor, room: above(after - original.floor), missing: above(original.floor - after) };
  if (after >= original.floor) return finding('net-assets', 'fine', 'above', sums, 'A3');
  return finding('net-assets', spend.chosen > 0n ? 'hold' : 'warn', 'below', sums, 'A3', spend.chosen > 0n ? { needs: 'resolution' } : {});
};

/** Money given for a purpose pays for nothing else: what general and designated funds spend is theirs together (A4). No resolution lets it through. */
export const restrictedMoney: Rule = (snapshot, spend) => {
  const own = within(snapshot, 'general', 'designated');
  const touched = own.filter((fund) => outOf(effectOn(spend, fund.fund)) > 0n || effectOn(spend, fund.fund).worth < 0n);
  if (touched.length === 0) return null;
  const before = total(own, leftOf);
  const taken = -total(own, (fund) => leftOf(effectOn(spend, fund.fund)));
  const after = before - taken;
  const sums = { before, taken, after, missing: above(-after) };
  return after >= 0n ? finding('restricted-money', 'fine', 'own', sums, 'CL 54; A4')
    : finding('restricted-money', 'refuse', 'others', sums, 'CL 54; A4', { facts: { missing: grouped(-after) }, code: 'restricted-money-would-be-spent' });
};

/** The principal of a preserved fund stays, at what was given; it is not promised away either (M01, M06). */
export const preservedPrincipal: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, (fund, effect) => {
    if (fund.class !== 'preserved') return null;
    const taken = -leftOf(effect);
    const after = leftOf(fund) - taken;
    // what takes principal back, or passes it on, lowers what is to be kept
    const floor = fund.floor + effect.floor;
    const sums = { before: leftOf(fund), taken, after, limit: floor, room: above(after - floor), missing: above(floor - after) };
    if (after >= floor) return finding('preserved-principal', 'fine', 'kept', sums, 'M01', { facts: { fund: fund.name } });
    return finding('preserved-principal', 'refuse', 'spent', sums, 'M01', { facts: { fund: fund.name, floor: grouped(floor), missing: grouped(floor - after) }, code: 'a-fund-keeps-its-floor' });
  });

/**
 * What a preserved fund may use in a year is what its council has resolved; more asks the council again. What is paid in advance, bought for good or passed on to another
 * fund is used as well: nobody asks again when an advance is accounted for, an asset wears out, or the other fund spends. A price that is missing is not guessed, and said (M06).
 */
export const spendingRule: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, promised, stopped, allowance }, effect) => {
    const used = most(outOf(effect), -leftOf(effect));
    const decided = spend.chosen > 0n || spend.passesOn;
    // an investment stays the fund's own, the rest of a fund that ends is no use of a year; given back or worn out is nothing that anybody decides, and a promise that is kept was counted when it was made
    if (!allowance || used <= 0n || spend.invested > 0n || stopped === 'rest' || (!decided && spend.fee === 0n)) return null;
    const { entitled, spent, year } = allowance;
    const { verdict, sums: { allowed, over } } = spendingRuleCheck({ entitled, taken: spent + promised, spend: used });
    const sums = { allowed: allowed ?? 0n, spent, promised, taken: used, after: (allowed ?? 0n) - spent - promised - used, missing: over };
    const facts = { fund: name, year: String(year) };
    if (verdict === 'no-rule') return finding('spending-rule', 'fine', 'none', sums, 'M06', { facts });
    if (verdict === 'unpriced') return finding('spending-rule', 'warn', 'unpriced', sums, 'M06', { facts: { ...facts, day: entitled.unpriced[0]! } });
    if (verdict === 'passes') return finding('spending-rule', 'fine', 'within', sums, 'M06', { facts });
    return finding('spending-rule', decided ? 'hold' : 'warn', 'over', sums, 'M06', { facts, ...(decided ? { needs: 'resolution' } : {}) });
  });
const most = (a: Fen, b: Fen): Fen => (a > b ? a : b);

/** The floor stands, but on money that is not free to stand for it (A6). */
export const floorByRestricted: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const after = total(snapshot.funds, leftOf) + total(spend.effects, leftOf);
  if (after < original.floor) return null; // it does not stand at all, which another check says
  const restricted = total(within(snapshot, 'restricted', 'preserved'), (fund) => leftOf(fund) + leftOf(effectOn(spend, fund.fund)));
  const free = after - restricted;
  const sums = { after, restricted, free, limit: original.floor, room: above(free - original.floor), missing: above(original.floor - free) };
  return free < original.floor ? finding('floor-by-restricted', 'warn', 'borne', sums, 'A6') : finding('floor-by-restricted', 'fine', 'free', sums, 'A6');
};

/** All the money there is covers what is held for restricted funds and in trust (A5). */
export const liquid: Rule = (snapshot, spend) => {
  const held = within(snapshot, 'restricted', 'preserved', 'agency');
  if (held.length === 0) return null;
  const moneyOf = (funds: readonly HeldFund[]): Fen => total(funds, (fund) => fund.money + effectOn(spend, fund.fund).money);
  const [money, needed] = [moneyOf(snapshot.funds), moneyOf(held)];
  const sums = { money, needed, room: above(money - needed), missing: above(needed - money) };
  return money < needed ? finding('liquid', 'warn', 'short', sums, 'A5') : finding('liquid', 'fine', 'covered', sums, 'A5');
};
