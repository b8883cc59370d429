import { monthOf, type Month } from '../rules/day';
import { grouped, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { account, accountFor, standardOn } from './chart';
import type { Draft, Line } from './draft';
import { KINDS, type FundClass } from './kinds';
import { openDayFrom } from './open-days';

/** What the books say under the locks of a posting, before anything is written. */
export interface Told {
  readonly funds: ReadonlyMap<number, Guard>;
  /** `foundation/source` → entry already posted. */
  readonly known: ReadonlyMap<string, bigint>;
  /** foundation → the last month that is sealed, and with it all that lie before. */
  readonly sealedUntil: ReadonlyMap<number, Month>;
  readonly promises: ReadonlyMap<bigint, { readonly fund: number; readonly amount: Fen }>;
  /** foundation → the fund that is short, and by how much. */
  readonly short: ReadonlyMap<number, { readonly name: string; readonly missing: Fen }>;
  /** `foundation/source` of held spends that a resolution lets through. */
  readonly released: ReadonlySet<string>;
}

/** A fund's guard row. */
export interface Guard {
  readonly foundation: number;
  readonly class: FundClass;
  readonly name: string;
  readonly money: Fen;
  readonly owed: Fen;
  readonly promised: Fen;
  readonly worth: Fen;
  readonly floor: Fen;
}

export type Judgement =
  | { readonly is: 'to post'; readonly draft: Draft }
  | { readonly is: 'known'; readonly entry: bigint; readonly draft: Draft }
  | { readonly is: 'same as'; readonly index: number }
  | { readonly is: 'refused'; readonly refused: Refused };

export type Sums = { -readonly [K in 'money' | 'owed' | 'promised' | 'worth' | 'floor']: Fen };

/**
 * Decides each draft in the order given. The constraints of `fund_balance` are the law; this is the same law in words that
 * say which fund is short of what, and it lets the others of a lot go on. Forced entries count first, as the constraints
 * judge a run by what it leaves: a fee later in the lot must not be outspent by a choice before it.
 */
export function judge(drafts: readonly Draft[], told: Told): Judgement[] {
  const held = new Map<number, Sums>([...told.funds].map(([id, g]) => [id, { money: g.money, owed: g.owed, promised: g.promised, worth: g.worth, floor: g.floor }]));
  const left = new Map<bigint, Fen>([...told.promises].map(([id, p]) => [id, p.amount]));
  const seen = new Map<string, number>();
  const verdicts = new Array<Judgement>(drafts.length);
  const order = [...drafts.keys()].sort((a, b) => Number(KINDS[drafts[b]!.kind].forced) - Number(KINDS[drafts[a]!.kind].forced) || a - b);
  for (const index of order) {
    const key = `${drafts[index]!.foundation}/${drafts[index]!.source}`;
    const before = seen.get(key);
    const known = told.known.get(key);
    seen.set(key, before ?? index);
    try {
      const draft = onOpenDay(drafts[index]!, told);
      if (known !== undefined) verdicts[index] = { is: 'known', entry: known, draft };
      else if (before !== undefined) verdicts[index] = again(drafts[before]!, drafts[index]!, before);
      else {
        admit(draft, told, held, left);
        verdicts[index] = { is: 'to post', draft };
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      verdicts[index] = { is: 'refused', refused: error };
    }
  }
  return verdicts;
}

/** Whether two drafts, or a draft and what was posted, say the same: kind, day of the fact, and lines whatever their order. */
export function sameContent(a: Pick<Draft, 'kind' | 'factDay' | 'lines' | 'day'>, b: Pick<Draft, 'kind' | 'factDay' | 'lines' | 'day'>): boolean {
  const text = (d: typeof a): string =>
    [d.kind, d.factDay, ...d.lines.map((l) => `${l.fund} ${account(l.standard ?? standardOn(d.day), l.account).role} ${l.debit} ${l.place ?? ''}`).sort()].join('\n');
  return text(a) === text(b);
}

function again(first: Draft, second: Draft, index: number): Judgement {
  return sameContent(first, second) ? { is: 'same as', index } : { is: 'refused', refused: new Refused('one-entry-a-source', { source: second.source }) };
}

/** A fact whose month is sealed is booked on the first day of the first open month; a chosen entry is refused. */
function onOpenDay(draft: Draft, told: Told): Draft {
  const day = openDayFrom(draft.day, told.sealedUntil.get(draft.foundation) ?? null);
  if (day === draft.day) return draft;
  if (!KINDS[draft.kind].moves) throw new Refused('a-sealed-month-takes-no-entry', { month: monthOf(draft.day) });
  const moved = (line: Line): Line => {
    const old = account(standardOn(draft.day), line.account);
    return { ...line, account: accountFor(old.role, day, old.sub).code };
  };
  return { ...draft, day, lines: draft.lines.map(moved) };
}

/** Moves the sums a draft would move, or refuses and moves none. */
function admit(draft: Draft, told: Told, held: Map<number, Sums>, left: Map<bigint, Fen>): void {
  const { forced, since } = KINDS[draft.kind];
  if (standardOn(draft.day) < since) throw new Refused('a-kind-is-used-from-its-standard-on');
  const effects = effectOf(draft);
  for (const [fund, effect] of effects) {
    const guard = told.funds.get(fund);
    const now = held.get(fund);
    if (!guard || !now || guard.foundation !== draft.foundation) throw new Refused('an-entry-stays-within-its-foundation');
    if (!KINDS[draft.kind].classes.includes(guard.class)) throw new Refused('a-kind-touches-only-its-classes-of-fund', { fund: guard.name });
    if (forced) continue;
    const free = now.money - now.owed - now.promised;
    const out = effect.owed + effect.promised - effect.money;
    const short = told.short.get(draft.foundation);
    if (out > 0n && free - out < 0n) throw new Refused('a-fund-promises-only-what-it-has', { fund: guard.name, available: grouped(free > 0n ? free : 0n), missing: grouped(out - free) });
    if (effect.money < 0n && now.money + effect.money < 0n)
      throw new Refused('a-fund-pays-with-its-own-money', { fund: guard.name, available: grouped(now.money > 0n ? now.money : 0n), missing: grouped(-effect.money - now.money) });
    // a gift of principal brings what its floor asks for; principal of an opening balance must be there
    const floor = now.floor + effect.floor;
    if ((effect.worth < 0n || (effect.floor > 0n && draft.kind !== 'principal gift')) && now.worth + effect.worth < floor)
      throw new Refused('a-fund-keeps-its-floor', { fund: guard.name, floor: grouped(floor), missing: grouped(floor - now.worth - effect.worth) }, 'M01');
    // of its principal nothing is promised either: it could never be paid
    const unpromised = now.worth + effect.worth - now.promised - effect.promised;
    if (guard.class === 'preserved' && out > 0n && unpromised < floor) throw new Refused('a-fund-keeps-its-floor', { fund: guard.name, floor: grouped(floor), missing: grouped(floor - unpromised) }, 'M01');
    if (short && guard.class === 'general' && out > 0n && draft.kind !== 'making good' && !told.released.has(`${draft.foundation}/${draft.source}`))
      throw new Refused('a-shortfall-is-made-good-before-anything-is-spent', { fund: short.name, missing: grouped(short.missing) });
  }
  for (const line of draft.lines) {
    if (line.promise === null) continue;
    const amount = left.get(line.promise);
    if (amount === undefined || told.promises.get(line.promise)?.fund !== line.fund) throw new Refused('a-promise-is-kept-in-its-own-fund');
    if (amount + line.debit < 0n) throw new Refused('a-promise-is-never-paid-above-itself', { left: grouped(amount) });
    left.set(line.promise, amount + line.debit);
  }
  for (const [fund, effect] of effects) {
    const now = held.get(fund)!;
    for (const sum of ['money', 'owed', 'promised', 'worth', 'floor'] as const) now[sum] += effect[sum];
  }
}

/** What a draft does to the four sums of each fund it names, and to the floor of a preserved one (books § 3). */
export function effectOf(draft: Draft): Map<number, Sums> {
  const effects = new Map<number, Sums>();
  const ofPrincipal = draft.kind === 'principal gift' || draft.mirrors === 'principal gift';
  for (const line of draft.lines) {
    const a = account(line.standard ?? standardOn(draft.day), line.account);
    let effect = effects.get(line.fund);
    if (!effect) effects.set(line.fund, (effect = { money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n }));
    if (a.class === 'M') effect.money += line.debit;
    else if (a.class === 'L') effect.owed -= line.debit;
    else if (a.role === 'promised') effect.promised += line.debit;
    else if (a.class === 'N' || a.class === 'I' || a.class === 'E') effect.worth -= line.debit;
    if (a.role === 'principal' || (ofPrincipal && a.role === 'gift')) effect.floor -= line.debit;
  }
  return effects;
}
