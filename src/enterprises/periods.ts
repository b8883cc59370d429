import { addDays, type Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { type Period, type PeriodKind } from '../rules/profit-share';
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
  readonly waivers: readonly WaiverRow[];
}

/** Promise against delivery in one period, as its rows say it today. */
export function promiseIn(period: Period, { kind, terms, reports, standing, receipts, waivers, today }: PeriodFacts, lang: Lang): PromisedIn {
  const funds = standing.filter((row) => row.period === period.from);
  const sum = (of: 'due' | 'received' | 'waived' | 'open'): Fen => funds.reduce((all, row) => all + row[of], 0n);
  const own = reports.filter(({ from }) => from === period.from);
  const counts = own.find(({ decision }) => decision?.confirmed) ?? null;
  const holds = terms.filter((one) => one.from <= period.to).at(-1);
  const dueDay = nextDay(funds) ?? (holds ? addDays(period.to, holds.dueDays) : null);
  const waits = own.some(({ decision }) => decision === null);
  const facts = { due: sum('due'), received: sum('received'), waived: sum('waived'), open: sum('open') };
  const late = dueDay !== null && dueDay < today;
  return {
    ...period, ...facts, name: periodName(kind, period, lang), funds, dueDay, state: counts ? settled(facts, late) : period.to >= today ? 'running' : waits ? 'reported' : late ? 'unreported' : 'to-report', counts, waits,
    receipts: receipts.filter((row) => row.period === period.from), waivers: waivers.filter((row) => row.period === period.from),
  };
}

function settled({ due, received, waived, open }: Record<'due' | 'received' | 'waived' | 'open', Fen>, late: boolean): PeriodState {
  if (open > 0n) return late ? 'overdue' : 'due';
  if (open < 0n) return 'over';
  if (waived > 0n) return received > 0n ? 'part-waived' : 'waived';
  return due === 0n ? 'nothing' : 'kept';
}

/** What came and was waived settles what was due first: what a restatement adds is due by a day of its own, and nobody is late with it before. */
function nextDay(funds: readonly StandingRow[]): Day | null {
  const dues = funds.flatMap((row) => row.dues).sort((a, b) => (a.day < b.day ? -1 : 1));
  // what a restatement took off settles as well
  let left = funds.reduce((all, { received, waived }) => all + received + waived, 0n) - dues.reduce((all, { sum }) => (sum < 0n ? all + sum : all), 0n);
  for (const { day, sum } of dues) if (sum > 0n && (left -= sum) < 0n) return day;
  return dues[0]?.day ?? null;
}
