import type { Asks } from '../../platform/read-database';
import { nameIn, type Lang } from '../../platform/words';
import { type Day, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { GroupRoute } from '../../rules/resident-group';

/** A numbered entry that says it was for a group: what went above nothing, what came back or was taken back beneath. */
export interface GroupPayment {
  readonly no: string;
  readonly day: Day;
  readonly fund: string;
  readonly fundName: string;
  readonly way: GroupRoute;
  readonly party: string | null;
  readonly note: string | null;
  readonly sum: Fen;
  readonly takenBack: boolean;
}
export interface YearOfGroup {
  readonly year: number;
  readonly paid: Fen;
  /** Goods were handed out; no money went. */
  readonly goods: Fen;
  readonly rows: readonly GroupPayment[];
}

/** What was paid for a group, or handed out to it, year by year, the newest first. Nothing is its that no voucher says. */
export async function paymentsFor(db: Asks, group: number, lang: Lang): Promise<YearOfGroup[]> {
  const rows = await db.query<GroupPayment[]>(
    `SELECT s.voucher AS no, s.day, f.code AS fund, f.${nameIn(lang)} AS "fundName", g.way, w.party, w.note, g.sum, e.reverses IS NOT NULL AS "takenBack"
     FROM paid_for_group g JOIN sealed_entry s ON s.entry = g.entry JOIN journal_entry e ON e.id = g.entry JOIN fund f ON f.id = g.fund LEFT JOIN entry_words w ON w.entry = coalesce(e.reverses, e.id)
     WHERE g.resident_group = $1 ORDER BY s.day DESC, s.number DESC`, [group]);
  const total = (of: readonly GroupPayment[]): Fen => of.reduce((all, { sum }) => all + sum, 0n);
  return [...new Set(rows.map(({ day }) => yearOf(day)))].map((year) => {
    const its = rows.filter(({ day }) => yearOf(day) === year);
    return { year, paid: total(its.filter(({ way }) => way !== 'goods')), goods: total(its.filter(({ way }) => way === 'goods')), rows: its };
  });
}
