import { type Picture, endowmentPicture, type Piece } from '../../rules/endowment-picture';
import type { Fen } from '../../rules/money';
import type { Day } from '../../rules/day';
import type { Endowment, Spendable } from './endowment.queries';

/** What `shared/endowment-picture` shows of a fund. */
export interface ShownPicture extends Omit<Picture, 'whole' | 'year'> {
  /** Before ids of the page, where it shows several. */
  readonly id: string;
  readonly original: boolean;
  /** The first sentence, by its word. */
  readonly says: '' | '.under' | '.none' | '.original' | '.original.under';
  /** The books are whole: it is prices that have fallen. */
  readonly byPrice: boolean;
  readonly principal: Fen;
  readonly value: Fen;
  /** Prices are missing or too old: drawn at cost. */
  readonly atCost: boolean;
  readonly priced: Day | null;
  readonly inUnits: boolean;
  readonly whole: readonly Piece[];
  readonly yearBar: readonly Piece[];
  readonly year: number;
  readonly promised: Fen;
  readonly spent: Fen;
  readonly allowed: Fen | null;
  readonly hasRule: boolean;
  readonly ruled: boolean;
  /** More was used and promised than the rule allows. */
  readonly over: Fen;
}

/** The original fund is kept and used for nothing; a preserved fund is kept at its principal, and of what has grown on it the rule lets some be used. */
export function pictureOf(fund: Endowment, spendable: Spendable | null, year: number): ShownPicture {
  const original = fund.class === 'original';
  const value = fund.value ?? fund.worth;
  const allowed = spendable?.entitled.allowed ?? null;
  const room = original ? 0n : least(fund.worth - fund.principal - fund.promised, fund.free);
  const { whole, year: yearBar, ...sums } = endowmentPicture({ principal: fund.principal, value, promised: fund.promised, allowed, spent: spendable?.spent ?? 0n, room });
  const taken = spendable?.taken ?? 0n;
  const hasRule = (spendable?.entitled.parts.length ?? 0) > 0;
  return {
    ...sums, id: fund.code, original, says: saysOf(original, fund.principal, sums.missing), byPrice: fund.worth >= fund.principal, principal: fund.principal, value, atCost: fund.value === null, priced: fund.priced, inUnits: fund.held.length > 0, whole, yearBar, year,
    promised: fund.promised, spent: spendable?.spent ?? 0n, allowed, hasRule, ruled: allowed !== null, over: allowed !== null && taken > allowed ? taken - allowed : 0n,
  };
}

function saysOf(original: boolean, principal: Fen, missing: Fen): ShownPicture['says'] {
  if (original) return missing > 0n ? '.original.under' : '.original';
  return missing > 0n ? '.under' : principal === 0n ? '.none' : '';
}

const least = (a: Fen, b: Fen): Fen => (a < b ? a : b);
