import type { Asks } from '../platform/read-database';
import { nameIn, type Lang, wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { grouped, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import type { Draft } from './draft';
import type { Kind } from './kinds';

/** For which residents' group a payment was made: by which of its ways of money, and with what part of it. A group is paid nothing itself (M11). */
export interface ForGroup {
  readonly route: number;
  readonly sum: Fen;
}
type Way = 'carrier' | 'vendors' | 'goods' | 'advance';

/** By which ways money of a kind reaches a group. `judge_payment_for_group` has the same. */
const WAYS: Partial<Readonly<Record<Kind, readonly Way[]>>> = {
  payment: ['carrier', 'vendors'], 'payment returned': ['carrier', 'vendors'], advance: ['carrier', 'vendors', 'advance'], 'advance handed back': ['carrier', 'vendors', 'advance'],
  'fixed asset bought': ['vendors'], 'goods used': ['goods'],
};
const COMES_BACK: readonly Kind[] = ['payment returned', 'advance handed back'];
/** Who is paid, promised or lent something is a person or a body. */
const NO_GROUP: readonly Kind[] = ['promise', 'cost accepted', 'payment', 'advance', 'fixed asset bought', 'agency out'];

/** What a draft pays, hands out or brings back. */
const sumOf = ({ lines }: Draft): Fen => lines.reduce((all, { debit, account }) => (debit < 0n && !account.startsWith('Y') ? all - debit : all), 0n);

/** Ways that a kind of voucher may name: those that are open, and for what comes back those by which something went. */
export async function waysOf(db: Asks, foundation: number, kind: Kind, today: Day, lang: Lang): Promise<{ value: string; label: string }[]> {
  const ways = WAYS[kind];
  if (!ways) return [];
  const rows = await db.query<{ id: number; way: Way; name: string; party: string | null }[]>(
    `SELECT r.id, r.kind AS way, p.${nameIn(lang)} AS name, y.name AS party FROM resident_group_route r CROSS JOIN group_particulars(r.resident_group) p LEFT JOIN party y ON y.id = r.party
     WHERE r.foundation = $1 AND r.kind = ANY ($2) AND ${COMES_BACK.includes(kind) ? '$3::date IS NOT NULL AND EXISTS (SELECT FROM paid_for_group g WHERE g.route = r.id GROUP BY g.fund HAVING sum(g.sum) > 0)' : 'EXISTS (SELECT FROM standing_group_route s WHERE s.id = r.id) AND group_stands(r.resident_group, $3)'}
     ORDER BY 3, r.id`, [foundation, ways, today]);
  return rows.map(({ id, way, name, party }) => ({ value: String(id), label: [name, wordsOf(lang)(`group.route.${way}`), party].filter(Boolean).join(' · ') }));
}

/** @throws Refused `choice-unknown` for a way that is none */
export function forGroupIn({ way, part }: { way: number | null; part: Fen | null }, draft: Draft): ForGroup | null {
  if (way === null && part !== null) throw new Refused('a-part-is-for-a-group', { field: 'way' });
  return way === null ? null : { route: way, sum: part ?? sumOf(draft) };
}

interface Judged { readonly forGroup: ForGroup | null; readonly today: Day }

/**
 * What `judge_payment_for_group` will say, in words with sums. Of an entry that is booked already the database says it again, when the others who act on the group are done.
 * @throws Refused for a group or way that is not there, a party that is a group, a part above the whole
 */
export async function refuseForGroup(db: Asks, draft: Draft, { forGroup, today }: Judged): Promise<void> {
  if (draft.party !== null && NO_GROUP.includes(draft.kind)) {
    const [{ is }] = await db.query<[{ is: boolean }]>('SELECT is_a_group($1, $2) AS is', [draft.foundation, draft.party]);
    if (is) throw new Refused('a-group-is-no-payee', { field: 'party' });
  }
  if (forGroup === null) return;
  const [its] = await db.query<{ way: Way; party: string | null; stands: boolean; open: boolean; leads: boolean; most: Fen | null; clearBy: Day | null; gone: Fen; ofFund: Fen }[]>(
    `SELECT r.kind AS way, y.name AS party, group_stands(r.resident_group, $3) AS stands, r.from_day <= $4 AND NOT EXISTS (SELECT FROM resident_group_route_end e WHERE e.route = r.id AND e.last_day < $4) AS open,
       r.member IS NOT DISTINCT FROM group_lead(r.resident_group) AS leads, r.advance_most AS most, r.clear_by AS "clearBy",
       coalesce((SELECT sum(g.sum) FROM paid_for_group g WHERE g.route = r.id), 0)::bigint AS gone, coalesce((SELECT sum(g.sum) FROM paid_for_group g WHERE g.route = r.id AND g.fund = $5), 0)::bigint AS "ofFund"
     FROM resident_group_route r LEFT JOIN party y ON y.id = r.party WHERE r.id = $1 AND r.foundation = $2`, [forGroup.route, draft.foundation, today, draft.factDay, draft.lines[0]!.fund]);
  if (!its) throw new Refused('choice-unknown', { field: 'way' });
  if (!WAYS[draft.kind]?.includes(its.way)) throw new Refused('a-way-of-money-fits-what-is-paid', { field: 'way' });
  const whole = sumOf(draft);
  if (forGroup.sum <= 0n) throw new Refused('amount-not-positive', { field: 'part' });
  if (forGroup.sum > whole) throw new Refused('part-above-the-whole', { field: 'part', whole: grouped(whole) });
  if (its.way === 'carrier' && its.party !== draft.party) throw new Refused('money-for-a-carrier-goes-to-it', { field: 'party' });
  if (its.way === 'advance' && draft.party !== null) throw new Refused('an-advance-to-a-lead-names-nobody', { field: 'party' }, 'PIPL 13');
  if (COMES_BACK.includes(draft.kind)) {
    if (forGroup.sum > its.ofFund) throw new Refused('part-above-what-went', { field: 'part', went: grouped(its.ofFund) });
    return;
  }
  if (!its.stands) throw new Refused('a-payment-is-for-a-group-that-stands', { field: 'way' });
  if (!its.open) throw new Refused('a-way-of-money-is-open-on-the-day', { field: 'way' });
  if (its.way !== 'advance') return;
  if (!its.leads) throw new Refused('an-advance-goes-to-the-lead', { field: 'way' }, 'I5');
  if (draft.factDay > its.clearBy!) throw new Refused('an-advance-is-paid-before-it-is-to-be-cleared', { field: 'day' }, 'I5');
  if (its.gone + forGroup.sum > its.most!) throw new Refused('part-above-the-advance', { field: 'part', most: grouped(its.most!), gone: grouped(its.gone) }, 'I5');
}

/** For whom a proposal says that it pays. */
export async function groupOfProposal(db: Asks, proposal: number, lang: Lang): Promise<{ code: string; name: string; way: Way; carrier: string | null; sum: Fen } | null> {
  const [row] = await db.query<{ code: string; name: string; way: Way; carrier: string | null; sum: Fen }[]>(
    `SELECT g.code, n.${nameIn(lang)} AS name, r.kind AS way, y.name AS carrier, p.group_sum::bigint AS sum
     FROM voucher_proposal p JOIN resident_group_route r ON r.id = p.group_route JOIN resident_group g ON g.id = r.resident_group CROSS JOIN group_particulars(g.id) n LEFT JOIN party y ON y.id = r.party WHERE p.id = $1`, [proposal]);
  return row ?? null;
}
