import { yearOf, type Day } from './day';
import type { Fen } from './money';

/**
 * What a fee is reckoned on: gifts of money as they come 到账捐款, or what the fund holds at the end of the year 年末余额. Older agreements say 捐赠收入, which counts
 * goods and services too, and are kept as they were signed.
 */
export const FEE_BASES = ['money-gifts', 'gifts', 'balance'] as const;
export type FeeBase = (typeof FEE_BASES)[number];

/** A day of the period: what was agreed for it, and the gifts of the day or what the fund held at the end of its year. */
export interface FeeDay {
  readonly day: Day;
  readonly base: FeeBase;
  /** Hundredths of a per cent: 300 is 3%. */
  readonly rate: number;
  readonly sum: Fen;
}

export interface Fee {
  /** The most that was agreed for the period. */
  readonly agreed: Fen;
  /** What is taken: no more than the fund has free, and than it holds above the principal it keeps. */
  readonly taken: Fen;
}

const ORDINARY = 365n;
const LEAP = 366n;
const WHOLE = 10_000n;

/**
 * The host's fee of a period that is over 管理费, reckoned day by day so that a change of rate within it counts from its day on and a year that was not whole is charged in part. What is less than a fen is the fund's.
 * A fee is no spending (books § 5); none is taken without a clause of the agreement (C11). `fund_fee_agreed` says the same in the database.
 * @param room what the fund has free, and what it is worth above its floor
 */
export function managementFee(days: readonly FeeDay[], room: { free: Fen; aboveFloor: Fen }): Fee {
  // in parts of a fen that gifts, ordinary and leap years have in common, so that nothing is rounded before the end
  const parts = days.reduce((sum, { day, base, rate, sum: of }) => sum + of * BigInt(rate) * (base !== 'balance' ? ORDINARY * LEAP : isLeap(day) ? ORDINARY : LEAP), 0n);
  const agreed = parts > 0n ? parts / (WHOLE * ORDINARY * LEAP) : 0n;
  return { agreed, taken: least(agreed, atLeastNothing(room.free), atLeastNothing(room.aboveFloor)) };
}

const isLeap = (day: Day): boolean => new Date(Date.UTC(yearOf(day), 1, 29)).getUTCMonth() === 1;
const atLeastNothing = (sum: Fen): Fen => (sum > 0n ? sum : 0n);
const least = (...sums: readonly Fen[]): Fen => sums.reduce((a, b) => (a < b ? a : b));
