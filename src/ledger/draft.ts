import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Standard } from './chart';
import type { FundClass, Kind } from './kinds';

/** What an entry needs to know of a fund. */
export interface FundRef {
  readonly id: number;
  readonly foundation: number;
  readonly class: FundClass;
}

/** One line of a draft. */
export interface Line {
  readonly fund: number;
  /** Code in the standard of the draft's day, or in the line's own. */
  readonly account: string;
  /** Only where it is not that of the draft's day: the old side of a chart migration. */
  readonly standard?: Standard;
  /** Signed fen: debit > 0, credit < 0. */
  readonly debit: Fen;
  /** Where the money lies; exactly on cash, bank and clearing accounts. */
  readonly place: number | null;
  /** The entry that made the promise; on 已承诺 lines other than the promise itself. */
  readonly promise: bigint | null;
}

/** A journal entry that is not posted yet. Made by the functions of `entries.ts` only. */
export interface Draft {
  readonly foundation: number;
  readonly kind: Kind;
  /** Shanghai day under which it is booked. */
  readonly day: Day;
  /** Shanghai day of the fact itself. */
  readonly factDay: Day;
  /** What it rests on, e.g. `stripe:pi_…`; one entry a source, so that nothing is booked twice. */
  readonly source: string;
  /** Id in `outside_fact`; for forced kinds. */
  readonly fact: bigint | null;
  /** The entry a reversal mirrors. */
  readonly reverses: bigint | null;
  /** And its kind: who takes back a principal gift takes back its floor. */
  readonly mirrors: Kind | null;
  /** Who stands on the other side, as the public may read it. */
  readonly party: string | null;
  /** What it is for, in words a neighbour understands; for a reversal its reason. */
  readonly note: string | null;
  readonly lines: readonly Line[];
}
