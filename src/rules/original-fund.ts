import type { Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';

/** What a foundation may do: raise from the public nowhere, in its region, or in the whole country (400 art. 3). */
export const FOUNDATION_KINDS = ['non-public', 'public-local', 'public-national'] as const;
export type FoundationKind = (typeof FOUNDATION_KINDS)[number];

/** The name under which the law's figure stands among the policies. */
export const floorRule = (kind: FoundationKind): string => (kind === 'non-public' ? 'original-fund' : `original-fund-${kind}`);

/** What a registration asks for besides the money, each a dated paper (400 arts. 8, 9). */
export const REGISTRATION_PAPERS = ['name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification'] as const;
export type PaperKind = (typeof REGISTRATION_PAPERS)[number];
export interface Paper {
  kind: PaperKind;
  dated: Day;
}

export interface Preparation {
  /** The floor in force, e.g. 2,000,000 yuan for a foundation that does not raise from the public (rules/policy). */
  required: Fen;
  /** Money gifts to the original fund that the bank has received and not taken back. Goods, pledges and unmatched money are not in it. */
  received: Fen;
  papers: readonly Paper[];
  day: Day;
}

/** What a foundation in preparation still lacks: the sum, and the papers that are absent or dated later than the day (M01). */
export function registrationReadiness({ required, received, papers, day }: Preparation): { missing: Fen; papers: PaperKind[] } {
  const present = new Set(papers.filter((paper) => paper.dated <= day).map((paper) => paper.kind));
  return {
    missing: received < required ? required - received : 0n,
    papers: REGISTRATION_PAPERS.filter((kind) => !present.has(kind)),
  };
}

/**
 * Lets a foundation be entered as registered only with its original fund paid in as money and its papers complete (400 art. 8; M01).
 * @throws Refused `original-fund-not-paid-in`, `registration-papers-missing`
 */
export function register(preparation: Preparation): void {
  const { required, received } = preparation;
  const { missing, papers } = registrationReadiness(preparation);
  if (missing > 0n)
    throw new Refused('original-fund-not-paid-in', { required: grouped(required), received: grouped(received), missing: grouped(missing) }, '400 art. 8; M01');
  if (papers.length > 0) throw new Refused('registration-papers-missing', { papers: papers.join(', ') }, '400 arts. 8, 9; M01');
}

export interface Change {
  /** What is registered now. */
  readonly registered: Fen;
  /** What shall be registered. */
  readonly sum: Fen;
  /** The floor in force on the day for the kind it shall have. */
  readonly required: Fen;
  /** Money of the original fund that the bank showed by the day and that is still there. */
  readonly received: Fen;
}

/**
 * Changes what is registered 变更登记: no voucher, the floor moves. Upwards only when the money is there, downwards never below the lawful floor (400 arts. 8, 15; 解释 6; regulations A7).
 * @throws Refused `a-registered-sum-keeps-the-lawful-floor`, `a-registered-sum-is-raised-when-the-money-is-there` with the missing sum
 */
export function changeRegistered({ registered, sum, required, received }: Change): void {
  if (sum < required) throw new Refused('a-registered-sum-keeps-the-lawful-floor', { field: 'sum', required: grouped(required), missing: grouped(required - sum) }, '400 art. 8');
  if (sum > registered && received < sum)
    throw new Refused('a-registered-sum-is-raised-when-the-money-is-there', { field: 'sum', sum: grouped(sum), received: grouped(received), missing: grouped(sum - received) }, '400 arts. 8, 15');
}
