import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import { type Payer } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import type { YearOfMoney } from '../../rules/year-settlement';

type Asks = Pick<EntityManager, 'query'>;

/** @param year of the fund's money, whether its rest was decided on or not */
export async function yearOfMoney(db: Asks, fund: number, year: number): Promise<YearOfMoney & { readonly settled: boolean }> {
  const [row] = await db.query<[YearOfMoney & { settled: boolean }]>('SELECT opening, received, used, returned, carried, settled FROM programme_year($1, $2)', [fund, year]);
  return row;
}

/** Who brought the money of a year. */
export const broughtOf = (db: Asks, fund: number, year: number): Promise<Partial<Record<Payer, Fen>>> =>
  db.query<{ payer: Payer; brought: Fen }[]>('SELECT payer, brought FROM programme_brought($1, $2)', [fund, year]).then((rows) => Object.fromEntries(rows.map(({ payer, brought }) => [payer, brought])));

export interface SettlementRow {
  readonly id: number;
  readonly unspent: Fen;
  readonly basis: string;
  readonly by: string;
  readonly byId: number;
  readonly at: Date;
  readonly papers: string;
  readonly decision: { readonly confirmed: boolean; readonly by: string; readonly at: Date; readonly why: string | null; readonly undone: boolean } | null;
  /** The voucher of what goes back, and how much of it was paid. */
  readonly no: string | null;
  readonly returned: Fen;
  readonly paid: Fen;
  readonly parts: { readonly payer: Payer; readonly brought: Fen; readonly share: Fen; readonly carried: Fen; readonly consent: string | null; readonly payee: string | null }[];
}
type Raw = Omit<SettlementRow, 'decision' | 'parts'> & { confirmed: boolean | null; decidedBy: string; decidedAt: Date; why: string | null; undone: boolean };
/** How the rest of a year was to be settled, the newest first. */
export async function settlementsOf(db: Asks, { fund, year, lang }: { fund: number; year: number; lang: Lang }): Promise<SettlementRow[]> {
  const rows = await db.query<Raw[]>(
    `SELECT s.id, s.unspent, s.basis, p.${nameIn(lang)} AS by, s.proposed_by AS "byId", s.proposed_at AS at, (SELECT count(*) FROM paper x WHERE x.programme_settlement = s.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = x.id))::text AS papers,
       d.confirmed, q.${nameIn(lang)} AS "decidedBy", d.decided_at AS "decidedAt", d.why, EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry) AS undone, n.voucher AS no,
       (SELECT coalesce(sum(t.share - t.carried), 0) FROM programme_settlement_part t WHERE t.settlement = s.id)::bigint AS returned,
       coalesce((SELECT sum((v.lines -> 0 ->> 'debit')::bigint) FROM voucher_proposal v JOIN voucher_decision e ON e.proposal = v.id AND e.decision = 'approved' WHERE v.pays = d.entry AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.entry)), 0)::bigint AS paid
     FROM programme_settlement s JOIN person p ON p.id = s.proposed_by LEFT JOIN programme_settlement_decision d ON d.settlement = s.id LEFT JOIN person q ON q.id = d.decided_by LEFT JOIN sealed_entry n ON n.entry = d.entry
     WHERE s.fund = $1 AND s.year = $2 ORDER BY s.id DESC`, [fund, year]);
  const parts = await db.query<(SettlementRow['parts'][number] & { settlement: number })[]>('SELECT settlement, payer, brought, share, carried, consent, payee FROM programme_settlement_part WHERE settlement = ANY ($1) ORDER BY settlement, payer', [rows.map(({ id }) => id)]);
  return rows.map(({ confirmed, decidedBy, decidedAt, why, undone, ...row }) => ({
    ...row, decision: confirmed === null ? null : { confirmed, by: decidedBy, at: decidedAt, why, undone }, parts: parts.filter(({ settlement }) => settlement === row.id),
  }));
}
