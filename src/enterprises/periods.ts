import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { dueDay as dueDayOf, type Period, type PeriodKind } from '../rules/profit-share';
import type { Lang } from '../platform/words';
import { periodName } from './agreement-words';
import type { ReceiptRow, ReportRow, StandingRow, WaiverRow } from './agreement.queries';
import type { SignedTerms } from './assessment';

/** What has become of a promise in a period. */
export type PeriodState = 'running' | 'to-report' | 'unreported' | 'due' | 'overdue' | 'kept' | 'over' | 'nothing';

export interface PeriodFacts {
  readonly kind: PeriodKind;
  readonly terms: readonly SignedTerms[];
  readonly reports: readonly ReportRow[];
  readonly standing: readonly StandingRow[];
  readonly receipts: readonly ReceiptRow[];
  readonly waivers: readonly WaiverRow[];
  readonly today: Day;
  /** When the enterprise ceased to be: its last period is over then. */
  readonly dissolved?: Day | null;
}

/** Promise against delivery in one period, as its rows say it today. */
export function promiseIn(period: Period, { kind, terms, reports, standing, receipts, waivers, today, dissolved = null }: PeriodFacts, lang: Lang) {
  const funds = standing.filter((row) => row.period === period.from);
  const sum = (of: 'due' | 'received' | 'waived' | 'open'): Fen => funds.reduce((all, row) => all + row[of], 0n);
  const own = reports.filter(({ from }) => from === period.from);
  const counts = own.find(({ decision }) => decision?.confirmed) ?? null;
  const holds = terms.filter((one) => one.from <= period.to).at(-1);
  const wanted = funds.filter((row) => row.open > 0n);
  const dueDay = (wanted.length > 0 ? wanted : funds).map((row) => row.dueDay).filter((day) => day !== null).sort()[0] ?? (holds ? dueDayOf(holds, period.to) : null);
  const open = sum('open');
  const late = dueDay !== null && dueDay < today;
  const state: PeriodState = counts === null ? (!isOver(period, today, dissolved) ? 'running' : late ? 'unreported' : 'to-report') : open < 0n ? 'over' : open === 0n ? (sum('due') === 0n ? 'nothing' : 'kept') : late ? 'overdue' : 'due';
  return {
    ...period, name: periodName(kind, period, lang), funds, due: sum('due'), received: sum('received'), waived: sum('waived'), open, dueDay, state, counts, waits: own.some(({ decision }) => decision === null),
    receipts: receipts.filter((row) => row.period === period.from), waivers: waivers.filter((row) => row.period === period.from).map((row) => ({ ...row, lapsed: row.lapsed === 0n ? null : row.lapsed })),
  };
}

/** Whether a period can be reported. */
export const isOver = ({ from, to }: Period, today: Day, dissolved: Day | null): boolean => to < today || (dissolved !== null && from <= dissolved && dissolved <= today);
