import type { EntityManager } from 'typeorm';
import { type Member, rolesIn } from '../people/people.queries';
import type { Person } from '../platform/access';
import { type Lang, wordsOf } from '../platform/words';
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
  /** Who set it going and sees whom it waits for; when it is not said, those who may not do it. */
  readonly toldTo?: readonly number[];
  /** Who alone does it, and not at the desk: somebody who has a link and no keys yet. */
  readonly waitsFor?: string;
}

export interface Asked { readonly foundation: number; readonly lang: 'zh' | 'en'; readonly today: Day; readonly now: Date }

/** Asks one folder's rows what waits. */
export type Source = (db: EntityManager, asked: Asked) => Promise<Task[]>;

/** By the day it is due; what has none comes last, in the order in which it was found. */
const byDue = (a: Task, b: Task): number => (a.due ?? '9999') < (b.due ?? '9999') ? -1 : (a.due ?? '9999') > (b.due ?? '9999') ? 1 : 0;

const mayDo = (person: Pick<Person, 'id' | 'roles'>, task: Task): boolean => task.roles.some((role) => person.roles.includes(role)) && !task.notBy.includes(person.id);

/** What a person may do now, and what they set going that waits for somebody else. A supervisor or auditor sees all of it and does none. */
export function sorted(person: Person, tasks: readonly Task[]): { mine: Task[]; others: Task[] } {
  const inOrder = [...tasks].sort(byDue);
  return {
    mine: inOrder.filter((task) => mayDo(person, task)),
    others: inOrder.filter((task) => !mayDo(person, task) && (person.readsAll || (task.toldTo ?? task.notBy).includes(person.id))),
  };
}

/** How many are named; of more their offices say enough. */
const NAMED = 3;

/** Who acts next, in words: you alone, you or others by name, others; and when nobody in office may, what helps. */
export function nextActor(task: Task, { person, staff, lang }: { person: Person; staff: readonly Member[]; lang: Lang }): string {
  const t = wordsOf(lang);
  if (task.waitsFor) return t('tasks.waits-for', { names: task.waitsFor });
  const able = staff.filter((one) => mayDo(one, task));
  const others = able.filter(({ id }) => id !== person.id);
  const names = others.length > NAMED ? rolesIn(lang, task.roles) : others.map(({ name }) => name).join(t('tasks.or'));
  if (mayDo(person, task)) return others.length === 0 ? t('tasks.only-you') : t('tasks.you-or', { names });
  return able.length === 0 ? t('tasks.nobody', { roles: rolesIn(lang, task.roles) }) : t(able.length > 1 && able.length <= NAMED ? 'tasks.waits-for-any' : 'tasks.waits-for', { names });
}
