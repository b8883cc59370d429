import { needed, type Numbers, type QuorumRule } from './quorum';
import type { Choice } from './ballot';
import { Refused } from './refused';

/** What a vote decided, and every ballot it rests on, in one file that anybody counts again. */
export interface Recount extends Numbers {
  readonly recount: 1;
  readonly foundation: string;
  readonly motion: string;
  readonly question: string;
  readonly vote: number;
  readonly secret: boolean;
  readonly entitled: number;
  readonly rule: QuorumRule & { readonly source: string };
  readonly neededPresent: number;
  readonly neededFor: number;
  readonly for: number;
  readonly against: number;
  readonly abstained: number;
  readonly invalid: number;
  readonly carried: boolean;
  /** A sign for each ballot, in an order drawn by lot: its number is its place. */
  readonly ballots: string;
  /** Of an open vote: who said it, in the order of the ballots. */
  readonly named?: readonly string[];
}

/** Signs of ballots: for, against, abstain; and a paper that says nothing or two things. */
export const MARKS = { for: '+', against: '-', abstain: '0', invalid: 'x' } as const satisfies Record<Choice | 'invalid', string>;

/** Counts ballots and decides by the rule. */
export function decided(ballots: string, rule: QuorumRule, numbers: Numbers): Pick<Recount, 'for' | 'against' | 'abstained' | 'invalid' | 'entitled' | 'neededPresent' | 'neededFor' | 'carried'> {
  const count = (mark: string): number => ballots.split(mark).length - 1;
  const [votes, line] = [count(MARKS.for), needed(rule, numbers)];
  return {
    for: votes, against: count(MARKS.against), abstained: count(MARKS.abstain), invalid: count(MARKS.invalid),
    entitled: line.entitled, neededPresent: line.present, neededFor: line.for, carried: numbers.present >= line.present && votes >= line.for,
  };
}

/**
 * Counts a published file again. @returns whether each of its numbers comes out of its ballots and its rule
 * @throws Refused `recount-malformed`
 */
export function recounted(file: string): { readonly agrees: boolean; readonly result: ReturnType<typeof decided> } {
  const said = readRecount(file);
  const result = decided(said.ballots, said.rule, said);
  const ballots = result.for + result.against + result.abstained + result.invalid;
  return { result, agrees: ballots === said.ballots.length && ballots <= said.present && said.present <= result.entitled && Object.entries(result).every(([name, value]) => said[name as keyof typeof result] === value) };
}

export function readRecount(file: string): Recount {
  let said: Partial<Recount> | null = null;
  try {
    said = JSON.parse(file) as Partial<Recount> | null;
  } catch {
    // said below: it is no such file
  }
  if (typeof said !== 'object' || said?.recount !== 1 || typeof said.ballots !== 'string' || ![said.seated, said.recused, said.present].every(Number.isSafeInteger) || !Array.isArray(said.rule?.quorum) || !Array.isArray(said.rule.votes)) throw new Refused('recount-malformed');
  return said as Recount;
}

/** A ballot a line, for a table on anybody's desk. */
export function recountTable(file: string, cell: (text: string) => string): string {
  const { ballots, named } = readRecount(file);
  const words = Object.fromEntries(Object.entries(MARKS).map(([word, mark]) => [mark, word]));
  return `\uFEFFnumber,choice${named ? ',name' : ''}\r\n${[...ballots].map((mark, nth) => `${nth + 1},${words[mark]}${named ? `,${cell(named[nth]!)}` : ''}\r\n`).join('')}`;
}
