import type { Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';

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
