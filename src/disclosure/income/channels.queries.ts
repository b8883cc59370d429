import type { Asks } from '../../platform/read-database';
import type { Kind } from '../../ledger/kinds';
import type { Fen } from '../../rules/money';

/** By which way income comes (M07). */
export const WAYS = [
  'online', 'transfer', 'platform', 'collection', 'matching', 'box', 'joint-purchase', 'market', 'supermarket', 'enterprise', 'government', 'service', 'rent', 'goods', 'foundations', 'investment', 'other', 'given-back',
] as const;
export type Way = (typeof WAYS)[number];

export interface WayOfYear {
  readonly year: number;
  readonly way: Way;
  readonly sum: Fen;
}

/** By which way income of a kind comes when no list says otherwise; goods that only leave a store bring none. */
const KINDS_BY_WAY = [
  ['online gift', 'online'], ['bank gift', 'transfer'], ['cash gift', 'transfer'], ['principal gift', 'transfer'], ['money identified', 'transfer'], ['enterprise share', 'enterprise'],
  ['goods gift', 'goods'], ['donated service', 'goods'], ['goods sold', 'market'], ['rent', 'rent'], ['spin-off received', 'foundations'],
] as const satisfies readonly (readonly [Kind, Way])[];

/**
 * The income of each year by its way, as numbered entries say it: sums from the monthly roll-up by kind of entry, and of the lists what each brought in a year,
 * so that it costs as much as there are lists, however long they are. The ways of a year add up to its income.
 */
export const incomeByWay = (db: Asks, foundation: number): Promise<WayOfYear[]> => db.query<WayOfYear[]>(
  `WITH way_of_kind (kind, way) AS (
     VALUES ${KINDS_BY_WAY.map(([kind, way]) => `('${kind}', '${way}')`).join(', ')}
   ), of_kind AS (
     SELECT extract(year FROM m.month)::int AS year, CASE
         WHEN w.way IS NOT NULL THEN w.way
         WHEN a.role = 'subsidy' THEN 'government' WHEN a.role = 'service income' THEN 'service' WHEN a.role = 'investment income' OR m.kind = 'interest' THEN 'investment' WHEN a.role = 'gift' THEN 'given-back' ELSE 'other' END AS way,
       m.credit - m.debit AS sum
     FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account AND a.class = 'I' LEFT JOIN way_of_kind w ON w.kind = m.kind
     WHERE m.foundation = $1 AND m.kind NOT IN ('year closing', 'opening balance', 'chart migration')
   ), lists AS (
     SELECT y.year, b.channel, y.kind, y.sum FROM gift_batch_year y JOIN gift_batch b ON b.id = y.batch WHERE b.foundation = $1
       -- counted when its last entry has its number: until then the roll-up does not have it whole
       AND EXISTS (SELECT FROM sealed_entry s WHERE s.entry = (SELECT e.entry FROM gift_batch_entry e WHERE e.batch = b.id ORDER BY e.line DESC LIMIT 1))
     UNION ALL
     -- what was reversed of a list did not come by it
     SELECT extract(year FROM v.day)::int, b.channel, e.kind, -l.sum FROM journal_entry v JOIN journal_entry e ON e.id = v.reverses AND starts_with(e.source, 'batch:')
       JOIN gift_batch_line l ON l.place::text = split_part(e.source, ':', 2) AND e.source = 'batch:' || l.place || ':' || l.no JOIN gift_batch b ON b.id = l.batch JOIN gift_batch_posting t ON t.batch = b.id
         JOIN sealed_entry s ON s.entry = v.id
       WHERE v.foundation = $1
   ), counted AS (
     SELECT year, way, sum FROM of_kind
     UNION ALL
     -- in the roll-up a list stands under the kind of its entries: from there it goes under its own way
     SELECT l.year, w.way, w.sign * l.sum FROM lists l JOIN way_of_kind k ON k.kind = l.kind CROSS JOIN LATERAL (VALUES
       (CASE l.channel WHEN 'sale' THEN 'market' WHEN 'goods-sale' THEN 'supermarket' WHEN 'goods-in' THEN 'supermarket' ELSE l.channel END, 1), (k.way, -1)) w (way, sign)
   )
   SELECT year, way, sum(sum)::bigint AS sum FROM counted GROUP BY 1, 2 HAVING sum(sum) <> 0 ORDER BY 1 DESC, array_position($2::text[], way)`, [foundation, WAYS]);
