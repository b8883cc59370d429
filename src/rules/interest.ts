import type { Day } from './day';

/** How one party stands to another: A is family of B, works for B, owns of B, gives to B, is a member of B. */
export const RELATION_KINDS = ['family', 'employer', 'ownership', 'gives-to', 'member-of'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** A relation between two parties, named by numbers, from a day to a day. */
export interface Relation {
  readonly id: number;
  readonly a: number;
  readonly kind: RelationKind;
  readonly b: number;
  readonly from: Day;
  /** The last day; null while it goes on. */
  readonly to: Day | null;
}

/** A step on the way from somebody to a payee, in the direction of the way; a relation is walked both ways. */
export interface Step { readonly relation: Relation; readonly from: number; readonly to: number }

const AS_FAR_AS = 2;

/**
 * By which way somebody has an interest in a payee: through one relation that holds on the day, or through two. The shortest, and of those the one entered first.
 * Nobody decides on, scores or pays one to whom they stand so (400 art. 23; CL 40, 59).
 * @returns the steps, none when they are the payee themselves; null when there is no interest
 */
export function interestIn({ person, payee, relations, day }: { person: number; payee: number; relations: readonly Relation[]; day: Day }): readonly Step[] | null {
  const holding = relations.filter(({ from, to }) => from <= day && (to === null || day <= to)).sort((one, other) => one.id - other.id);
  if (person === payee) return [];
  const reached = new Set([person]);
  let ways: readonly (readonly Step[])[] = [[]];
  for (let steps = 1; steps <= AS_FAR_AS; steps++) {
    const next: Step[][] = [];
    for (const way of ways) {
      for (const step of stepsFrom(way.at(-1)?.to ?? person, holding)) {
        if (step.to === payee) return [...way, step];
        if (!reached.has(step.to)) next.push([...way, step]);
        reached.add(step.to);
      }
    }
    ways = next;
  }
  return null;
}

const stepsFrom = (party: number, relations: readonly Relation[]): Step[] =>
  relations.flatMap((relation) => (relation.a === party ? [{ relation, from: relation.a, to: relation.b }] : relation.b === party ? [{ relation, from: relation.b, to: relation.a }] : []));
