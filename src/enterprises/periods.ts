import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { dueDay as dueDayOf, type Period, type PeriodKind } from '../rules/profit-share';
import type { Lang } from '../platform/words';
import { periodName } from './agreement-words';
import type { ReceiptRow, ReportRow, StandingRow, WaiverRow } from './agreement.queries';
import type { SignedTerms } from './assessment';

/** What has become of a promise in a period. */
export const PERIOD_STATES = ['running', 'to-report', 'unreported', 'reported', 'due', 'overdue', 'kept', 'over', 'nothing', 'waived', 'part-waived'] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

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

export interface PromisedIn extends Period {
  readonly name: string;
  readonly state: PeriodState;
  readonly due: Fen;
  readonly received: Fen;
  readonly waived: Fen;
  readonly open: Fen;
  /** By which the next part of it is due; of what is settled, the first. */
  readonly dueDay: Day | null;
  readonly funds: readonly StandingRow[];
  /** The report that counts. */
  readonly counts: ReportRow | null;
  /** One waits for a second person. */
  readonly waits: boolean;
  readonly receipts: readonly ReceiptRow[];
  readonly waivers: readonly (Omit<WaiverRow, 'lapsed'> & { readonly lapsed: Fen | null })[];
}

/** Promise against delivery in one period, as its rows say it today. */
export function promiseIn(period: Period, { kind, terms, reports, standing, receipts, waivers, today, dissolved = null }: PeriodFacts, lang: Lang): PromisedIn {
  const funds = standing.filter((row) => row.period === period.from);
  const sum = (of: 'due' | 'received' | 'waived' | 'open'): Fen => funds.reduce((all, row) => all + row[of], 0n);
  const own = reports.filter(({ from }) => from === period.from);
  const counts = own.find(({ decision }) => decision?.confirmed) ?? null;
  const holds = terms.filter((one) => one.from <= period.to).at(-1);
  const dueDay = funds.map((row) => row.dueDay).filter((day) => day !== null).sort()[0] ?? (holds ? dueDayOf(holds, period.to) : null);
  const waits = own.some(({ decision }) => decision === null);
  const facts = { due: sum('due'), received: sum('received'), waived: sum('waived'), open: sum('open') };
  const late = dueDay !== null && dueDay < today;
  return {
    ...period, ...facts, name: periodName(kind, period, lang), funds, dueDay, state: counts ? settled(facts, late) : !isOver(period, today, dissolved) ? 'running' : waits ? 'reported' : late ? 'unreported' : 'to-report', counts, waits,
    receipts: receipts.filter((row) => row.period === period.from), waivers: waivers.filter((row) => row.period === period.from).map((row) => ({ ...row, lapsed: row.lapsed === 0n ? null : row.lapsed })),
  };
}

function settled({ due, received, waived, open }: Record<'due' | 'received' | 'waived' | 'open', Fen>, late: boolean): PeriodState {
  if (open > 0n) return late ? 'overdue' : 'due';
  if (open < 0n) return 'over';
  if (waived > 0n) return received > 0n ? 'part-waived' : 'waived';
  return due === 0n ? 'nothing' : 'kept';
}

/** Whether a period can be reported. */
export const isOver = ({ from, to }: Period, today: Day, dissolved: Day | null): boolean => to < today || (dissolved !== null && from <= dissolved && dissolved <= today);
