import type { EntityManager } from 'typeorm';
import { type Day, daysBetween } from '../../rules/day';
import { meetingsDue } from '../../rules/meetings';
import { inForce, type Policy } from '../../rules/policy';
import type { NamedBody } from './bodies';
import { rhythmOf } from './meetings.queries';

type Asks = Pick<EntityManager, 'query'>;

/** A dated figure of meetings. */
export async function figure(db: Asks, { jurisdiction }: { readonly jurisdiction: string }, rule: string, day: Day): Promise<number> {
  return inForce(await db.query<Policy<number>[]>('SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::int AS value, source, status FROM policy WHERE rule = $1', [rule]), { rule, jurisdiction, day }).value;
}

export interface RhythmFinding { readonly code: 'council-few' | 'council-few-last-year' | 'gap'; readonly facts: Readonly<Record<string, string>>; readonly due: Day | null }

/** Whether a body meets often enough: the foundation's council twice a year (B4, 400 art. 21), any other within half a year. */
export async function rhythmFindings(db: Asks, foundation: { readonly id: number; readonly jurisdiction: string }, body: Pick<NamedBody, 'body' | 'council' | 'fund' | 'from'>, { today, now }: { today: Day; now: Date }): Promise<RhythmFinding[]> {
  const { last, next, year, lastYear } = await rhythmOf(db, foundation.id, body, { today, now });
  if (body.body === 'council') {
    const least = await figure(db, foundation, 'council-meetings-a-year', today);
    const due = meetingsDue({ least, held: year, today });
    const before = Number(today.slice(0, 4)) - 1;
    return [
      ...(due ? [{ code: 'council-few' as const, facts: { held: String(year), least: String(least), missing: String(due.missing), year: today.slice(0, 4), by: due.due }, due: due.due }] : []),
      // of a year that it was there for, and whose meetings are kept here
      ...(body.from <= `${before}-01-01` && lastYear > 0 && lastYear < least ? [{ code: 'council-few-last-year' as const, facts: { held: String(lastYear), least: String(least), year: String(before) }, due: null }] : []),
    ];
  }
  const days = await figure(db, foundation, 'meeting-gap-days', today);
  const since = last ?? body.from;
  return next === null && daysBetween(since, today) > days ? [{ code: 'gap', facts: { days: String(daysBetween(since, today)), most: String(days), since }, due: null }] : [];
}
