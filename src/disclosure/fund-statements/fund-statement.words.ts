import { kindIn } from '../../ledger/words-of-entries';
import { longDay, monthName } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import type { Fen } from '../../rules/money';
import type { Flow } from './fund-statement.queries';
import type { FundStatement } from './fund-statement';

/** 2026年11月 / November 2026; 2026年 / the year 2026 */
export const spanName = (of: string, lang: Lang): string => (of.length === 7 ? monthName(of, lang) : lang === 'zh' ? `${of}年` : of);

/** A line of what came or went: fees, transfers and whatever was taken back have lines of their own. */
export interface FlowLine {
  readonly words: string;
  readonly other: Flow['other'];
  readonly sum: Fen;
  readonly count: number;
}

/** What the lines are called, beneath 收入 and beneath 支出. */
export function flowLines(flows: readonly Flow[], side: 'received' | 'paid', lang: Lang): FlowLine[] {
  const t = wordsOf(lang);
  return flows.filter((flow) => flow[side] !== 0n).map((flow) => {
    const kind = flow.reverses ? t('fund-statement.reversed', { kind: kindIn(lang, flow.kind) }) : kindIn(lang, flow.kind);
    const words = flow.other ? t(`fund-statement.${side === 'received' ? 'from' : 'to'}`, { kind, fund: flow.other.name }) : kind;
    return { words, other: flow.other, sum: flow[side], count: side === 'received' ? flow.receivedCount : flow.paidCount };
  });
}

/** Whether it may still change, and up to which entry the books are sealed. */
export function notesOf({ final, span, months, sealed, closedOn }: FundStatement, lang: Lang): string[] {
  const t = wordsOf(lang);
  const open = months.filter(({ sealedOn }) => sealedOn === null).length;
  return [
    ...(closedOn === null ? [] : [t('fund-statement.closed-on', { day: longDay(closedOn, lang) })]),
    final ? t(`fund-statement.final.${span}`, span === 'month' ? { day: longDay(months[0]!.sealedOn!, lang) } : {}) : span === 'month' ? t('fund-statement.open.month') : t('fund-statement.open.year', { count: open, n: String(open) }),
    sealed ? t('fund-statement.sealed-to', { day: longDay(sealed.day, lang), no: sealed.no }) : t('fund-statement.not-sealed'),
  ];
}
