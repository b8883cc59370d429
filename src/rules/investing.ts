import { addDays, type Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';

/**
 * What a charity may do with money that it does not need yet (民政部令第62号), as checks G1 to G3 and B6. Which kinds are allowed is a
 * dated policy `investment-<kind>`: this list only says which kinds there are and what each asks for.
 */
export const INVESTMENT_KINDS = [
  'asset-management-product', 'entrusted', 'bonds-deposits', 'direct-equity',
  'shares', 'commodities-derivatives', 'life-insurance', 'loan', 'against-policy', 'unlimited-liability', 'against-purpose', 'illegal',
] as const;
export type InvestmentKind = (typeof INVESTMENT_KINDS)[number];

/** G1, of one fund: each line can be shown. What is left is what may be invested now. */
export interface Investable {
  /** Money that is neither owed nor promised. */
  readonly free: Fen;
  /** What the fund needs before the investment can be turned into money again. */
  readonly needed: Fen;
  /** Of it, what the government paid. */
  readonly government: Fen;
  /** Of it, what givers or agreements keep from being invested. */
  readonly barred: Fen;
}

export function investable({ free, needed, government, barred }: Investable): Fen {
  const left = free - needed - government - barred;
  return left > 0n ? left : 0n;
}

export interface Investing {
  readonly sum: Fen;
  readonly of: Investable;
  /** From which sum on the council's own rule calls an investment major; nothing while it has resolved on none. */
  readonly major: Fen | null;
  /** A resolution of two thirds of all members of the council for it (慈善法 art. 55). */
  readonly voted: boolean;
}

/**
 * Lets money be invested.
 * @throws Refused `investing-rests-on-a-policy-of-the-council`, `no-more-is-invested-than-may-be`, `a-major-investment-rests-on-its-vote`
 */
export function admitInvestment({ sum, of, major, voted }: Investing): void {
  if (major === null) throw new Refused('investing-rests-on-a-policy-of-the-council', {}, '62 art. 9');
  const most = investable(of);
  if (sum > most) {
    throw new Refused('no-more-is-invested-than-may-be', {
      field: 'sum', most: grouped(most), over: grouped(sum - most), free: grouped(of.free), needed: grouped(of.needed), government: grouped(of.government), barred: grouped(of.barred),
    }, '62 art. 5; G1');
  }
  if (isMajor(sum, major) && !voted) throw new Refused('a-major-investment-rests-on-its-vote', { field: 'resolution', from: grouped(major) }, '慈善法 art. 55; B6');
}

/** G5, B6: from the threshold on. */
export const isMajor = (sum: Fen, major: Fen | null): boolean => major !== null && sum >= major;

/**
 * Lets a pool be opened: its kind is allowed on that day, what is sold has a licence behind it, and equity serves the purpose, with
 * nobody of the staff in a post there, upon its vote.
 * @throws Refused `an-investment-is-of-an-allowed-kind`, `equity-says-how-it-serves-the-purpose`, `equity-is-free-of-posts-of-the-staff`, `equity-rests-on-its-vote`, `a-product-is-of-a-licensed-institution`
 */
export function admitPool({ kind, allowed, licence, purpose, noPosts, voted }: { kind: InvestmentKind; allowed: boolean; licence: string | null; purpose: string | null; noPosts: boolean; voted: boolean | null }): void {
  if (!allowed) throw new Refused('an-investment-is-of-an-allowed-kind', { field: 'kind' }, '62 arts. 4, 7; G2');
  if (kind !== 'direct-equity') {
    if (!licence) throw new Refused('a-product-is-of-a-licensed-institution', { field: 'licence' }, '62 art. 4');
    return;
  }
  if (!purpose) throw new Refused('equity-says-how-it-serves-the-purpose', { field: 'purpose' }, '62 art. 6; G3');
  if (!noPosts) throw new Refused('equity-is-free-of-posts-of-the-staff', { field: 'noPosts' }, '62; G3');
  // asked when it is approved
  if (voted === false) throw new Refused('equity-rests-on-its-vote', { field: 'resolution' }, '慈善法 art. 55; B6; G3');
}

/** Whether a price of a day still says something `most` days later, to the day. */
export const isFresh = (price: Day, on: Day, most: number): boolean => price <= on && on <= addDays(price, most);

/** 低于本金: by how much an endowment is worth less than what was given to be kept. */
export const underwaterBy = (value: Fen, principal: Fen): Fen => (value < principal ? principal - value : 0n);
