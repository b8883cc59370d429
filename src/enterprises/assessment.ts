import { NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { type Base, type DueRule, inForce, type PeriodKind, type Reported, type ShareLine, type Terms } from '../rules/profit-share';

type Asks = Pick<EntityManager, 'query'>;

/** As both have signed it. */
export const AGREEMENT_KINDS = ['gift', 'dividend', 'rent', 'fee'] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];
export const EVIDENCE = ['statement', 'tax-return', 'audit-letter', 'sales-list'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export interface Agreement {
  readonly id: number;
  readonly foundation: number;
  readonly no: string;
  readonly kind: AgreementKind;
  readonly period: PeriodKind;
  readonly enterprise: { readonly id: number; readonly foundation: number; readonly party: number; readonly code: string; readonly name: string; readonly englishName: string };
}

/** @throws NotFoundException */
export async function agreementOf(db: Asks, foundation: number, id: number): Promise<Agreement> {
  const [row] = await db.query<Agreement[]>(
    `SELECT a.id, a.foundation, a.no, a.kind, a.period, json_build_object('id', e.id, 'foundation', e.foundation, 'party', e.party, 'code', e.code, 'name', e.name, 'englishName', e.english_name) AS enterprise
     FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise WHERE a.foundation = $1 AND a.id = $2`, [foundation, id]);
  if (!row) throw new NotFoundException();
  return row;
}

/** One act upon an agreement at a time: what is due rests on what is reported, what is divided on what is open. */
export const hold = (tx: EntityManager, agreement: number): Promise<unknown> => tx.query('SELECT profit_hold($1)', [agreement]);

export type SignedTerms = Terms & DueRule & { readonly evidence: readonly Evidence[] };

interface Row { version: number; from: Day; until: Day | null; base: Base; steps: { from: string; parts: string; of: string }[]; perUnit: Fen | null; floor: Fen | null; cap: Fen | null; carriesLoss: boolean; lossPeriods: number | null; dueDays: number | null; dueMonths: number | null; dueMonthday: number | null; evidence: Evidence[]; funds: { fund: number; weight: string }[] }

/** Terms as SQL selects them of `profit_agreement_version v`, and as TypeScript reads them. */
export const TERMS = `v.id AS version, v.holds_from AS "from", v.holds_until AS until, v.ends, v.base, v.per_unit AS "perUnit", v.floor, v.cap, v.carries_loss AS "carriesLoss", v.loss_periods AS "lossPeriods", v.due_days AS "dueDays", v.due_months AS "dueMonths", v.due_monthday AS "dueMonthday", v.evidence,
  coalesce((SELECT json_agg(json_build_object('from', v.step_from[n]::text, 'parts', v.step_parts[n]::text, 'of', v.step_of[n]::text) ORDER BY n) FROM generate_subscripts(v.step_from, 1) n), '[]') AS steps,
  coalesce((SELECT json_agg(json_build_object('fund', f.fund, 'weight', f.weight::text) ORDER BY f.n) FROM profit_agreement_fund f WHERE f.version = v.id), '[]') AS funds`;
export const termsIn = ({ steps, funds, ...row }: Row): SignedTerms => ({
  ...row, steps: steps.map(({ from, parts, of }) => ({ from: BigInt(from), rate: [BigInt(parts), BigInt(of)] })), funds: funds.map(({ fund, weight }) => ({ fund, weight: BigInt(weight) })),
});

/** What holds from day to day. */
export async function termsOf(db: Asks, agreement: number): Promise<SignedTerms[]> {
  const rows = await db.query<(Row & { ends: boolean })[]>(`SELECT ${TERMS} FROM profit_agreement_version v JOIN profit_agreement_confirmation c ON c.version = v.id WHERE v.agreement = $1 ORDER BY v.holds_from`, [agreement]);
  return inForce(rows.map(({ ends, ...row }) => (ends ? { from: row.from, ends: true as const } : termsIn(row)))) as SignedTerms[];
}

/** What counts of every period. */
export async function reportsOf(db: Asks, agreement: number): Promise<Reported[]> {
  const rows = await db.query<{ from: Day; to: Day; revenue: Fen; netProfit: Fen; reserve: Fen; units: bigint }[]>(
    'SELECT period_from AS "from", period_to AS "to", revenue, net_profit AS "netProfit", reserve, units FROM profit_report_counts WHERE agreement = $1 ORDER BY period_from', [agreement]);
  return rows.map(({ from, to, ...figures }) => ({ from, to, figures }));
}

/** What has been found due so far: the sums of its lines. */
export const linesOf = (db: Asks, agreement: number): Promise<ShareLine[]> =>
  db.query<ShareLine[]>('SELECT period_from AS "from", version, fund, sum(sum)::bigint AS sum FROM profit_share_line WHERE agreement = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3', [agreement]);

export interface OpenFund { readonly ref: FundRef; readonly fund: number; readonly weight: bigint; readonly due: Fen; readonly waived: Fen; readonly open: Fen }

/** The funds of a period with what is open to each; where nothing is due yet, those of the terms that hold in it. */
export async function openFunds(db: Asks, { id, period: kind }: Agreement, period: Day): Promise<OpenFund[]> {
  const terms = await termsOf(db, id);
  const last = kind === 'campaign' ? period : (await db.query<[{ to: Day }]>('SELECT profit_period_to($1, $2) AS "to"', [kind, period]))[0].to;
  const holds = terms.filter(({ from, until }) => from <= last && (until === null || until >= period)).at(-1);
  const rows = await db.query<{ fund: number; foundation: number; class: FundRef['class']; due: Fen | null; waived: Fen; open: Fen }[]>(
    `SELECT f.id AS fund, f.foundation, f.class, s.due, coalesce(s.waived, 0)::bigint AS waived, coalesce(s.open, 0)::bigint AS open FROM fund f LEFT JOIN profit_standing s ON s.fund = f.id AND s.agreement = $1 AND s.period_from = $2
     WHERE f.id = ANY ($3) OR s.fund IS NOT NULL ORDER BY array_position($3::int[], f.id), f.id`, [id, period, (holds?.funds ?? []).map(({ fund }) => fund)]);
  return rows.map(({ fund, foundation, class: klass, due, waived, open }) => ({ ref: { id: fund, foundation, class: klass }, fund, weight: holds?.funds.find((one) => one.fund === fund)?.weight ?? 0n, due: due ?? 0n, waived, open }));
}
