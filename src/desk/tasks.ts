import type { EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** Something that waits for somebody. It is asked of the facts: when the act that is missing is a row, it is gone. */
export interface Task {
  /** Its sentence stands under `task.<kind>`, a verb first. */
  readonly kind: string;
  /** What the sentence names. */
  readonly values?: Readonly<Record<string, string>>;
  readonly sum: Fen | null;
  /** Where it is done, within the foundation. */
  readonly path: string;
  /** Whose act came before. */
  readonly by: { readonly id: number; readonly name: string } | null;
  readonly due: Day | null;
  /** Who may do it: one of these roles. */
  readonly roles: readonly string[];
  /** Those who may not, although they hold the role: they did what it follows upon. */
  readonly notBy: readonly number[];
}

export interface Asked { readonly foundation: number; readonly lang: 'zh' | 'en'; readonly today: Day }

/** Asks one folder's rows what waits. */
export type Source = (db: EntityManager, asked: Asked) => Promise<Task[]>;

/** By the day it is due; what has none comes last, in the order in which it was found. */
const byDue = (a: Task, b: Task): number => (a.due ?? '9999') < (b.due ?? '9999') ? -1 : (a.due ?? '9999') > (b.due ?? '9999') ? 1 : 0;

const mayDo = (person: Person, task: Task): boolean => task.roles.some((role) => person.roles.includes(role)) && !task.notBy.includes(person.id);

/** What a person may do now, and what they set going that waits for somebody else. A supervisor or auditor sees all of it and does none. */
export function sorted(person: Person, tasks: readonly Task[]): { mine: Task[]; others: Task[] } {
  const inOrder = [...tasks].sort(byDue);
  return {
    mine: inOrder.filter((task) => mayDo(person, task)),
    others: inOrder.filter((task) => !mayDo(person, task) && (person.readsAll || task.notBy.includes(person.id))),
  };
}
