import type { Fen } from './money';

/**
 * How much of a year's money must go to charity, and how little to management: 慈善法 art. 61 for foundations that may raise from
 * the public, 民发〔2016〕189号 art. 8 by size of net assets for all others (regulations §§ 3.1, 11 F). All figures are policies and are
 * given; none stands here. Shares are counted in hundredths of a per cent, so that nothing is rounded before it is compared.
 */
export type Share = bigint;
const WHOLE = 10_000n;

/** What a year has come to. Without money in trust, transfers, fees to the general fund and refunds booked as cost. */
export interface Spent {
  /** 慈善活动支出. */
  readonly charitable: Fen;
  readonly management: Fen;
  /** 当年总支出. */
  readonly total: Fen;
}

/** Income and net assets at the end of the last three years, the last one first; null where these books do not tell. */
export interface Bases {
  readonly income: readonly [Fen | null, Fen | null, Fen | null];
  readonly netAssets: readonly [Fen | null, Fen | null, Fen | null];
}

/** A band of net assets: from its least sum on, up to the next one. */
export interface Band {
  readonly from: Fen;
  readonly least: Share;
  readonly most: Share;
}

export interface Limits {
  /** 公开募捐资格. */
  readonly qualified: { readonly least: Share; readonly most: Share };
  /** The largest first; the last one from nothing. */
  readonly bands: readonly Band[];
  /** Less management cost than this in a year is not measured. Of those without the qualification (regulations 11 F2). */
  readonly freeBelow: Fen;
}

export type BaseName = 'income' | 'income-of-three-years' | 'net-assets' | 'net-assets-of-three-years';
/** What a foundation is measured by in a year. */
export interface Measure {
  readonly least: Share;
  readonly most: Share;
  /** Whichever is met is enough (189 art. 10; CL 61). Empty in the first year of a foundation. */
  readonly bases: readonly { readonly name: BaseName; readonly sum: Fen }[];
  readonly freeBelow: Fen | null;
  /** Which of the bands; null with the qualification. */
  readonly band: number | null;
}

/** Which figures hold for a foundation. Null without the qualification while its net assets of last year are unknown: no one can say the band. */
export function measureOf({ qualified, bases, limits }: { qualified: boolean; bases: Bases; limits: Limits }): Measure | null {
  if (qualified) return { ...limits.qualified, bases: chosen('income', bases.income), freeBelow: null, band: null };
  const [last] = bases.netAssets;
  if (last === null) return null;
  const band = limits.bands.findIndex(({ from }) => last >= from);
  const { least, most } = limits.bands[band === -1 ? limits.bands.length - 1 : band]!;
  return { least, most, bases: chosen('net-assets', bases.netAssets), freeBelow: limits.freeBelow, band: band === -1 ? limits.bands.length - 1 : band };
}

function chosen(name: 'income' | 'net-assets', [last, ...before]: Bases['income']): Measure['bases'] {
  if (last === null) return [];
  const known = before.filter((sum) => sum !== null);
  return [{ name, sum: last }, ...(known.length === 2 ? [{ name: `${name}-of-three-years` as const, sum: (last + known[0]! + known[1]!) / 3n }] : [])];
}

/** The least that must be spent on a base: up to the next fen. Nothing on a base below nothing. */
export const leastOf = (base: Fen, share: Share): Fen => (base <= 0n ? 0n : (base * share + WHOLE - 1n) / WHOLE);

/** A part of a whole; null of nothing. */
export const shareOf = (part: Fen, whole: Fen): Share | null => (whole <= 0n ? null : (part * WHOLE) / whole);

export interface Judged {
  /** What must be spent: on the base that asks for less; null without a base. */
  readonly required: Fen | null;
  readonly shortfall: Fen;
  readonly spendingMet: boolean;
  readonly managementMet: boolean;
  /** Management cost is so small that its share does not count. */
  readonly managementFree: boolean;
  /** What may still go to management at this total; negative when it is over. */
  readonly headroom: Fen;
}

export function judgeSpending(measure: Measure, { charitable, management, total }: Spent): Judged {
  const asked = measure.bases.map(({ sum }) => leastOf(sum, measure.least));
  const required = asked.length === 0 ? null : asked.reduce((least, one) => (one < least ? one : least));
  const shortfall = required !== null && required > charitable ? required - charitable : 0n;
  const managementFree = measure.freeBelow !== null && management < measure.freeBelow;
  return {
    required, shortfall, spendingMet: shortfall === 0n, managementFree,
    managementMet: managementFree || management <= 0n || management * WHOLE <= measure.most * total, headroom: (measure.most * total) / WHOLE - management,
  };
}

/** What more cost, or less, would make of the year. */
export const withCosts = ({ charitable, management, total }: Spent, more: Spent): Spent =>
  ({ charitable: charitable + more.charitable, management: management + more.management, total: total + more.total });

/** What a year comes to if it goes on as it began. */
export const toYearEnd = (sum: Fen, { gone, days }: { gone: number; days: number }): Fen => (gone === 0 ? 0n : (sum * BigInt(days)) / BigInt(gone));

/**
 * The last month in which spending at the pace of the busiest month so far still reaches what is required: 1 to 12, 13 when nothing
 * is missing, 0 when no month was late enough, null when nothing has been spent in any month.
 */
export function latestSafeMonth(shortfall: Fen, byMonth: readonly Fen[]): number | null {
  if (shortfall <= 0n) return 13;
  const busiest = byMonth.reduce((most, sum) => (sum > most ? sum : most), 0n);
  if (busiest <= 0n) return null;
  const needed = Number((shortfall + busiest - 1n) / busiest);
  return Math.max(0, 13 - needed);
}
