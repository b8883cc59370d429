import type { EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { oneByOne } from '../../platform/one-by-one';
import { longDay, money } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import { addDays, type Day } from '../../rules/day';
import { committeeFaults, duesOf, nextDue } from '../../rules/fund-opening';
import { policyOf } from '../opening/terms';
import type { DeskFund } from './fund-desk.queries';

/** Figures in force by which funds are looked after. */
export interface CareTerms { readonly committee: number | null; readonly load: number | null; readonly idleMonths: number | null }

export async function careTerms(db: Pick<EntityManager, 'query'>, foundation: Pick<Foundation, 'jurisdiction'>, day: Day): Promise<CareTerms> {
  const [committee = null, load = null, idle = null] = await oneByOne(['fund-committee-least', 'funds-per-manager', 'fund-idle-months'], (rule) => policyOf(db, foundation, rule, day));
  const figure = (row: typeof committee): number | null => (row ? Number(row.value) : null);
  return { committee: figure(committee), load: figure(load), idleMonths: figure(idle) };
}

/** How many days before its day a promised sum is mentioned. */
export const SOON = 30;

/** What should be seen to in a fund: nothing of it stops anything. In words, the article at hand. */
export function warningsOf(fund: DeskFund, { committee, load, idleMonths }: CareTerms, { today, lang }: { today: Day; lang: Lang }): string[] {
  if (!fund.agreed || (fund.closed !== null && fund.closed <= today)) return [];
  const t = wordsOf(lang);
  const due = nextDue(duesOf({ ...fund, openedOn: fund.opened }), fund.received);
  return [
    ...(committee === null ? [] : committeeFaults(fund.seats, committee).map((fault) => t(`fund-warning.committee.${fault}`, { least: String(committee) }))),
    ...(fund.manager === null ? [t('fund-warning.no-manager')] : fund.manager.gone ? [t('fund-warning.manager-gone', { name: fund.manager.name })] : load !== null && fund.manager.load > load ? [t('fund-warning.load', { name: fund.manager.name, load: String(fund.manager.load), most: String(load) })] : []),
    ...(idleMonths !== null && isIdle(fund, idleMonths, today) ? [t('fund-warning.idle', { months: String(idleMonths), day: longDay(fund.moved ?? fund.opened, lang) })] : []),
    ...(due !== null && due.day <= addDays(today, SOON) ? [t(`fund-warning.due.${due.what}`, { sum: money(due.missing, lang), day: longDay(due.day, lang) })] : []),
    ...(fund.termTo !== null && fund.termTo < today ? [t('fund-warning.term', { day: longDay(fund.termTo, lang) })] : []),
  ];
}

/** No movement for so many months (241; C9). */
export function isIdle({ moved, opened }: Pick<DeskFund, 'moved' | 'opened'>, months: number, today: Day): boolean {
  const last = moved ?? opened;
  const [year, month] = today.split('-').map(Number) as [number, number];
  const before = new Date(Date.UTC(year, month - 1 - months, Number(today.slice(8))));
  return last < before.toISOString().slice(0, 10);
}
