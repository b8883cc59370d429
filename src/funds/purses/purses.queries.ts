import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Lang } from '../../platform/words';
import { addDays, type Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { LAST_ANSWER, LIVES_THERE } from './households.service';
import { AWAITED_DAYS, OPEN_SHEET } from './purse-sheets.service';

const named = (lang: Lang): 'name' | 'english_name' => (lang === 'zh' ? 'name' : 'english_name');

/** Who gave, in numbers. */
export interface Given {
  /** Households that live there, and those that gave before they moved out: nobody is asked to believe that ten of nine gave. */
  readonly households: number;
  /** Households that have given, those who moved out too. */
  readonly gave: number;
  readonly sum: Fen;
  /** Every contribution of theirs is confirmed by themselves. */
  readonly confirmed: number;
  /** Somebody has said that something is not right. */
  readonly objects: number;
  /** Below so many households no number is told (J2). */
  readonly cell: number;
}

/** What a rule has done for a building. */
export interface Matched {
  readonly rule: string;
  readonly pool: string;
  readonly threshold: Fen;
  readonly due: Fen;
  readonly paid: Fen;
  readonly reserved: Fen;
  /** Due, and neither paid nor reserved: the pool had no more. */
  readonly unmatched: Fen;
  /** Why: the rule has ended, its total is used, the pool has nothing; or nothing but the house's own shortfall is in the way. */
  readonly reason: 'ended' | 'budget' | 'pool' | 'ready';
  /** Paid, and due no more. */
  readonly over: Fen;
}

export interface VoteRow {
  readonly id: string;
  readonly number: string;
  readonly day: Day;
  readonly subject: string;
  readonly for: number;
  readonly entitled: number;
  readonly what: string;
  readonly payee: string | null;
  readonly sum: Fen;
  readonly spent: Fen;
  readonly by: string;
  readonly byId: number;
  readonly confirmed: string | null;
}

export interface SpendingRow {
  readonly id: string;
  readonly what: string;
  readonly payee: string | null;
  readonly sum: Fen;
  readonly day: Day;
  readonly bill: string | null;
  readonly by: string;
  readonly byId: number;
  readonly booked: string | null;
  readonly entry: string | null;
  readonly reversed: string | null;
}

export interface PurseRow { readonly code: string; readonly name: string; readonly place: string; readonly class: string; readonly left: Fen; readonly gave: number; readonly households: number; readonly closed: Day | null }

@Injectable()
export class PursesQueries {
  constructor(private readonly db: DataSource) {}

  /** All purses of a foundation, by building. */
  list(foundation: number, today: Day, lang: Lang): Promise<PurseRow[]> {
    return this.db.query(
      `SELECT f.code, f.${named(lang)} AS name, o.place, p.class, b.money AS left, (SELECT count(DISTINCT c.household)::int FROM standing_contribution c WHERE c.purse = p.fund) AS gave,
         (SELECT count(*)::int FROM household h WHERE h.purse = p.fund AND ${LIVES_THERE('$2')}) AS households, x.day AS closed
       FROM purse p JOIN fund f ON f.id = p.fund JOIN purse_opening o ON o.id = p.opening JOIN fund_balance b ON b.fund = p.fund LEFT JOIN fund_closing x ON x.fund = p.fund WHERE p.foundation = $1 ORDER BY x.day NULLS FIRST, f.code`, [foundation, today]);
  }

  openings(foundation: number, lang: Lang): Promise<{ id: number; name: string; place: string; class: 'agency' | 'restricted'; by: string; byId: number }[]> {
    return this.db.query(
      `SELECT o.id, o.${named(lang)} AS name, o.place, o.class, p.${named(lang)} AS by, o.prepared_by AS "byId" FROM purse_opening o JOIN person p ON p.id = o.prepared_by
       WHERE o.foundation = $1 AND NOT EXISTS (SELECT FROM purse u WHERE u.opening = o.id) AND NOT EXISTS (SELECT FROM purse_opening_withdrawal w WHERE w.opening = o.id) ORDER BY o.id`, [foundation]);
  }

  async opening(foundation: number, id: number, lang: Lang): Promise<OpeningRow | null> {
    const [row] = await this.db.query<OpeningRow[]>(
      `SELECT o.id, o.code, o.name, o.english_name AS "englishName", o.place, o.keepers, o.purpose, o.rest, o.passes_on AS "passesOn", o.duty_at_once AS "dutyAtOnce", o.only_between AS "onlyBetween", o.named_by_giver AS "namedByGiver", o.class, o.day,
         p.${named(lang)} AS by, o.prepared_by AS "byId", f.code AS opened, w.at IS NOT NULL AS withdrawn
       FROM purse_opening o JOIN person p ON p.id = o.prepared_by LEFT JOIN purse u ON u.opening = o.id LEFT JOIN fund f ON f.id = u.fund LEFT JOIN purse_opening_withdrawal w ON w.opening = o.id WHERE o.id = $1 AND o.foundation = $2`, [id, foundation]);
    return row ?? null;
  }

  /** What a purse holds. */
  async held(purse: number): Promise<Fen> {
    const [row] = await this.db.query<[{ money: Fen }]>('SELECT money FROM fund_balance WHERE fund = $1', [purse]);
    return row.money;
  }

  /** Whose it is: the households', and what goes back to the street if nothing more is bought. */
  async parts(purse: number): Promise<{ own: Fen; street: Fen }> {
    const [row] = await this.db.query<[{ own: Fen; street: Fen }]>('SELECT own, street FROM purse_parts($1)', [purse]);
    return row;
  }

  /** Of a purse whose money is gifts: what its residents' votes allow, and what of that is spent or promised. */
  async voted(purse: number, today: Day): Promise<{ sum: Fen; used: Fen; left: Fen }> {
    const [row] = await this.db.query<[{ sum: Fen; used: Fen; left: Fen }]>('SELECT v AS sum, u AS used, greatest(0, v - u) AS left FROM purse_voted($1, $2) v, gift_purse_used($1) u', [purse, today]);
    return row;
  }

  /** What came in and went out, without what was put right: 300 entered wrongly and reversed were never pooled, nor spent. */
  async pillars(purse: number): Promise<{ opening: Fen; received: Fen; paid: Fen; closing: Fen }> {
    const [{ closing, received, paid }] = await this.db.query<[{ closing: Fen; received: Fen; paid: Fen }]>(
      `SELECT (SELECT money FROM fund_balance WHERE fund = $1) AS closing,
         ((SELECT coalesce(sum(c.sum), 0) FROM standing_contribution c WHERE c.purse = $1)
           + (SELECT coalesce(sum(a.sum), 0) FROM purse_match_payment y JOIN purse_match_asking a ON a.id = y.asking JOIN purse_match m ON m.id = y.match WHERE m.purse = $1 AND NOT EXISTS (SELECT FROM purse_match_return r WHERE r.asking = y.asking)))::bigint AS received,
         (SELECT coalesce(sum(vote_spent(v.id)), 0)::bigint FROM purse_vote v WHERE v.purse = $1) AS paid`, [purse]);
    return { opening: closing - received + paid, received, paid, closing };
  }

  /** What is told of those who gave. */
  async given(purse: number, today: Day): Promise<Given> {
    const [row] = await this.db.query<[Given]>(
      `SELECT (SELECT count(*)::int FROM household h WHERE h.purse = $1 AND (${LIVES_THERE('$2')} OR EXISTS (SELECT FROM standing_contribution c WHERE c.household = h.id))) AS households, count(*)::int AS gave, coalesce(sum(x.sum), 0)::bigint AS sum,
         count(*) FILTER (WHERE x.all_right)::int AS confirmed, count(*) FILTER (WHERE x.any_wrong)::int AS objects,
         (SELECT value::int FROM policy WHERE rule = 'purse-small-cell' AND $2 BETWEEN from_day AND coalesce(to_day, 'infinity') ORDER BY from_day DESC LIMIT 1) AS cell
       FROM (SELECT c.household, sum(c.sum) AS sum, coalesce(bool_and(coalesce(${LAST_ANSWER}, false)), false) AS all_right, bool_or(coalesce(NOT ${LAST_ANSWER}, false)) AS any_wrong FROM standing_contribution c WHERE c.purse = $1 GROUP BY c.household) x`, [purse, today]);
    return row;
  }

  /** What each rule has done for a building: those in force today, and those that have promised something. */
  async matched(purse: number, foundation: number, today: Day, lang: Lang): Promise<Matched[]> {
    const rows = await this.db.query<(Omit<Matched, 'unmatched' | 'over'> & { held: Fen })[]>(
      `SELECT r.name AS rule, f.${named(lang)} AS pool, r.threshold, match_due(r.id, $1) AS due, match_held(r.id, $1) AS held,
         (SELECT coalesce(sum(purse_match_open(m.id)), 0)::bigint FROM purse_match m WHERE m.rule = r.id AND m.purse = $1) AS reserved, 0::bigint AS paid, coalesce((SELECT w.reason FROM waiting_match w WHERE w.rule = r.id AND w.purse = $1), 'ended') AS reason
       FROM match_rule r JOIN match_rule_confirmation k ON k.rule = r.id JOIN fund f ON f.id = r.pool
       WHERE r.foundation = $2 AND (($3 BETWEEN r.from_day AND r.to_day AND NOT EXISTS (SELECT FROM match_rule_end e WHERE e.rule = r.id)) OR EXISTS (SELECT FROM purse_match m WHERE m.rule = r.id AND m.purse = $1)) ORDER BY r.id`, [purse, foundation, today]);
    return rows.map(({ held, ...row }) => ({ ...row, paid: held - row.reserved, unmatched: row.due > held ? row.due - held : 0n, over: held > row.due ? held - row.due : 0n }));
  }

  /** Confirmed votes with what was spent on each, the newest first. */
  votes(purse: number, lang: Lang, { confirmed }: { confirmed: boolean }): Promise<VoteRow[]> {
    return this.db.query(
      `SELECT v.id::text, r.number, r.day, r.subject, r.votes_for AS "for", r.entitled, v.what, v.payee, v.sum, vote_spent(v.id) AS spent, p.${named(lang)} AS by, v.recorded_by AS "byId", q.${named(lang)} AS confirmed
       FROM purse_vote v JOIN resolution r ON r.id = v.resolution JOIN person p ON p.id = v.recorded_by LEFT JOIN purse_vote_confirmation c ON c.vote = v.id LEFT JOIN person q ON q.id = c.confirmed_by
       WHERE v.purse = $1 AND (c.vote IS NOT NULL) = $2 AND NOT EXISTS (SELECT FROM purse_vote_withdrawal w WHERE w.vote = v.id) ORDER BY r.day DESC, v.id DESC`, [purse, confirmed]);
  }

  spendings(purse: number, lang: Lang): Promise<SpendingRow[]> {
    return this.db.query(
      `SELECT s.id::text, v.what, v.payee, s.sum, s.day, s.bill, p.${named(lang)} AS by, s.recorded_by AS "byId", q.${named(lang)} AS booked, e.voucher AS entry, x.why AS reversed
       FROM purse_spending s JOIN purse_vote v ON v.id = s.vote JOIN person p ON p.id = s.recorded_by LEFT JOIN purse_spending_booking b ON b.spending = s.id LEFT JOIN person q ON q.id = b.booked_by LEFT JOIN sealed_entry e ON e.entry = b.entry
         LEFT JOIN purse_spending_reversal x ON x.spending = s.id
       WHERE s.purse = $1 AND NOT EXISTS (SELECT FROM purse_spending_withdrawal w WHERE w.spending = s.id) ORDER BY (b.spending IS NULL) DESC, s.day DESC, s.id DESC`, [purse]);
  }

  /** What goes back to whom: doors, and the funds that matched. */
  returns(spendings: readonly string[], lang: Lang): Promise<{ spending: string; to: string; sum: Fen }[]> {
    return this.db.query(
      `SELECT spending::text, "to", sum FROM (
         SELECT l.spending, h.door AS "to", l.sum, 0 AS street, length(h.door) AS n FROM purse_return_line l JOIN household h ON h.id = l.household
         UNION ALL SELECT l.spending, f.${named(lang)}, sum(l.sum)::bigint, 1, 0 FROM purse_return_match l JOIN purse_match_payment p ON p.asking = l.asking JOIN purse_match m ON m.id = p.match JOIN match_rule r ON r.id = m.rule JOIN fund f ON f.id = r.pool GROUP BY l.spending, f.id
       ) x WHERE spending = ANY ($1::bigint[]) ORDER BY street, n, "to"`, [spendings]);
  }

  /** The notebook: each household with what it gave and what it says. Never public. */
  households(purse: number, today: Day): Promise<HouseholdRow[]> {
    return this.db.query(
      `SELECT h.id::text, h.door, h.shown, l.moved_out AS "movedOut", coalesce(x.sum, 0)::bigint AS sum, x.last, coalesce(x.n, 0)::int AS n, coalesce(x.yes, 0)::int AS yes, coalesce(x.no, 0)::int AS no, EXISTS (SELECT FROM household_slip s WHERE s.household = h.id) AS slip
       FROM household h LEFT JOIN household_leaving l ON l.household = h.id
         LEFT JOIN LATERAL (SELECT sum(c.sum) AS sum, max(c.day) AS last, count(*) AS n, count(*) FILTER (WHERE ${LAST_ANSWER}) AS yes, count(*) FILTER (WHERE NOT ${LAST_ANSWER}) AS no FROM standing_contribution c WHERE c.household = h.id) x ON true
       WHERE h.purse = $1 AND (${LIVES_THERE('$2')} OR h.moved_in > $2 OR x.sum > 0) ORDER BY (l.moved_out IS NOT NULL), length(h.door), h.door, h.id`, [purse, today]);
  }

  sheets(purse: number, lang: Lang): Promise<SheetRow[]> {
    return this.db.query(`${SHEET(lang)} WHERE s.purse = $1 AND w.sheet IS NULL ORDER BY (b.sheet IS NULL) DESC, s.day DESC, s.id DESC`, [purse]);
  }

  async sheet(foundation: number, id: string, lang: Lang): Promise<SheetRow | null> {
    const [row] = await this.db.query<SheetRow[]>(`${SHEET(lang)} WHERE s.foundation = $1 AND s.id = $2::bigint`, [foundation, id]);
    return row ?? null;
  }

  contributions(sheet: string): Promise<{ door: string; shown: string | null; sum: Fen; day: Day; says: boolean | null }[]> {
    return this.db.query(`SELECT h.door, h.shown, c.sum, c.day, ${LAST_ANSWER} AS says FROM purse_contribution c JOIN household h ON h.id = c.household WHERE c.sheet = $1::bigint ORDER BY length(h.door), h.door`, [sheet]);
  }

  /** Lines of the bank that show just this sum and belong to nothing. */
  openLines(foundation: number, sum: Fen): Promise<{ id: string; day: Day; party: string | null; reference: string; memo: string | null }[]> {
    return this.db.query(
      `SELECT l.id::text, l.day, l.party, l.reference, l.memo FROM bank_line l JOIN place p ON p.id = l.place AND p.account = '1002' WHERE l.foundation = $1 AND l.sum = $2 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) ORDER BY l.day DESC, l.id DESC LIMIT 50`, [foundation, sum]);
  }

  /** What households have said is not right, as long as their last word is no. */
  objections(purse: number, lang: Lang): Promise<{ answer: string; door: string; day: Day; sum: Fen; words: string; at: Date; sheet: string; reply: string | null; by: string | null }[]> {
    return this.db.query(
      `SELECT a.id::text AS answer, h.door, c.day, c.sum, a.words, a.at, c.sheet::text, r.words AS reply, p.${named(lang)} AS by FROM standing_contribution c JOIN household h ON h.id = c.household
         JOIN LATERAL (SELECT * FROM household_answer a WHERE a.contribution = c.id ORDER BY a.id DESC LIMIT 1) a ON NOT a.is_right LEFT JOIN household_reply r ON r.answer = a.id LEFT JOIN person p ON p.id = r.by_person
       WHERE c.purse = $1 ORDER BY (r.answer IS NOT NULL), a.id`, [purse]);
  }

  /** Reservations of a purse with what waits to be asked, paid or taken back. */
  matchRows(purse: number, lang: Lang): Promise<MatchRow[]> {
    return this.db.query(
      `SELECT m.id::text, r.name AS rule, m.wanted, m.reserved, purse_match_open(m.id) AS open, a.id::text AS asking, a.sum AS asked, a.asked_by AS "askedById", q.${named(lang)} AS "askedBy"
       FROM purse_match m JOIN match_rule r ON r.id = m.rule
         LEFT JOIN LATERAL (SELECT * FROM purse_match_asking a WHERE a.match = m.id AND a.sum = purse_match_open(m.id) AND NOT EXISTS (SELECT FROM purse_match_payment p WHERE p.asking = a.id) ORDER BY a.id DESC LIMIT 1) a ON true LEFT JOIN person q ON q.id = a.asked_by
       WHERE m.purse = $1 ORDER BY m.id`, [purse]);
  }

  /** Paid matches of which more was paid than is due. */
  overpaid(purse: number): Promise<{ asking: string; rule: string; sum: Fen; over: Fen }[]> {
    return this.db.query(
      `SELECT a.id::text AS asking, r.name AS rule, a.sum, match_held(r.id, m.purse) - match_due(r.id, m.purse) AS over FROM purse_match_payment p JOIN purse_match_asking a ON a.id = p.asking JOIN purse_match m ON m.id = p.match JOIN match_rule r ON r.id = m.rule
       WHERE m.purse = $1 AND NOT EXISTS (SELECT FROM purse_match_return b WHERE b.asking = p.asking) AND match_held(r.id, m.purse) > match_due(r.id, m.purse) ORDER BY a.id DESC`, [purse]);
  }

  rules(foundation: number, lang: Lang): Promise<RuleRow[]> {
    return this.db.query(
      `SELECT r.id, r.name, f.${named(lang)} AS pool, r.threshold, r.sum, r.percent, r.cap, r.budget, r.from_day AS "from", r.to_day AS "to", r.source, match_held(r.id, NULL) AS used, p.${named(lang)} AS by, r.recorded_by AS "byId", q.${named(lang)} AS confirmed, e.why AS ended
       FROM match_rule r JOIN fund f ON f.id = r.pool JOIN person p ON p.id = r.recorded_by LEFT JOIN match_rule_confirmation k ON k.rule = r.id LEFT JOIN person q ON q.id = k.confirmed_by LEFT JOIN match_rule_end e ON e.rule = r.id
       WHERE r.foundation = $1 ORDER BY r.id DESC`, [foundation]);
  }

  pools(foundation: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT f.id::text AS value, f.${named(lang)} AS label FROM fund f WHERE f.foundation = $1 AND f.class IN ('general', 'designated', 'restricted', 'preserved') AND NOT EXISTS (SELECT FROM purse u WHERE u.fund = f.id) AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) ORDER BY f.id`, [foundation]);
  }

  /** What stands on a household's own name, for its own eyes: the newest first. */
  async ofHousehold(household: bigint, today: Day, lang: Lang): Promise<OwnRow[]> {
    return this.db.query<OwnRow[]>(
      `SELECT c.id::text, c.sum, coalesce(g.day, c.day) AS day, s.way, w.${named(lang)} AS by, k.${named(lang)} AS "bookedBy", b.sheet IS NOT NULL AS booked, x.sheet IS NOT NULL AS reversed, s.reference, a.is_right AS says, a.words, r.words AS reply
       FROM purse_contribution c JOIN purse_sheet s ON s.id = c.sheet LEFT JOIN purse_sheet_booking b ON b.sheet = c.sheet LEFT JOIN purse_sheet_reversal x ON x.sheet = c.sheet
         LEFT JOIN standing_contribution g ON g.id = c.id LEFT JOIN person w ON w.id = s.recorded_by LEFT JOIN person k ON k.id = b.booked_by
         LEFT JOIN LATERAL (SELECT * FROM household_answer a WHERE a.contribution = c.id ORDER BY a.id DESC LIMIT 1) a ON true LEFT JOIN household_reply r ON r.answer = a.id
       WHERE c.household = $1 AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = c.sheet) AND (b.sheet IS NOT NULL OR s.announced_by IS NOT NULL AND s.day >= $2) ORDER BY 3 DESC, c.id DESC`, [household, addDays(today, -AWAITED_DAYS)]);
  }

  /** Where money is transferred to; nothing until two people have agreed on an account. */
  async account(foundation: number): Promise<{ bank: string; number: string } | null> {
    const [row] = await this.db.query<{ bank: string; number: string }[]>(
      'SELECT a.bank, a.number FROM transfer_account a JOIN transfer_account_confirmation c ON c.account = a.id WHERE a.foundation = $1 ORDER BY c.confirmed_at DESC, a.id DESC LIMIT 1', [foundation]);
    return row ?? null;
  }
}

const SHEET = (lang: Lang): string => `
  SELECT s.id::text, s.way, s.day, s.sum, s.pieces, s.reference, s.recorded_by AS "byId", p.${named(lang)} AS by, (SELECT count(*)::int FROM purse_contribution c WHERE c.sheet = s.id) AS n, f.code AS purse, f.${named(lang)} AS "purseName",
    q.${named(lang)} AS booked, e.voucher AS entry, w.why AS withdrawn, x.why AS reversed, ${OPEN_SHEET} AS open
  FROM purse_sheet s JOIN fund f ON f.id = s.purse LEFT JOIN person p ON p.id = s.recorded_by LEFT JOIN purse_sheet_booking b ON b.sheet = s.id LEFT JOIN person q ON q.id = b.booked_by LEFT JOIN sealed_entry e ON e.entry = b.entry
    LEFT JOIN purse_sheet_withdrawal w ON w.sheet = s.id LEFT JOIN purse_sheet_reversal x ON x.sheet = s.id`;

export interface OpeningRow {
  readonly id: number; readonly code: string; readonly name: string; readonly englishName: string; readonly place: string; readonly keepers: string[]; readonly purpose: string; readonly rest: string;
  readonly passesOn: string | null; readonly dutyAtOnce: boolean; readonly onlyBetween: boolean; readonly namedByGiver: boolean; readonly class: 'agency' | 'restricted'; readonly day: Day; readonly by: string; readonly byId: number;
  readonly opened: string | null; readonly withdrawn: boolean;
}
export interface HouseholdRow { readonly id: string; readonly door: string; readonly shown: string | null; readonly movedOut: Day | null; readonly sum: Fen; readonly last: Day | null; readonly n: number; readonly yes: number; readonly no: number; readonly slip: boolean }
export interface SheetRow {
  readonly id: string; readonly way: 'cash' | 'transfer'; readonly day: Day; readonly sum: Fen; readonly pieces: number[] | null; readonly reference: string | null; readonly byId: number | null; readonly by: string | null; readonly n: number;
  readonly purse: string; readonly purseName: string; readonly booked: string | null; readonly entry: string | null; readonly withdrawn: string | null; readonly reversed: string | null; readonly open: boolean;
}
export interface MatchRow { readonly id: string; readonly rule: string; readonly wanted: Fen; readonly reserved: Fen; readonly open: Fen; readonly asking: string | null; readonly asked: Fen | null; readonly askedById: number | null; readonly askedBy: string | null }
export interface RuleRow {
  readonly id: number; readonly name: string; readonly pool: string; readonly threshold: Fen; readonly sum: Fen | null; readonly percent: number | null; readonly cap: Fen; readonly budget: Fen; readonly from: Day; readonly to: Day; readonly source: string;
  readonly used: Fen; readonly by: string; readonly byId: number; readonly confirmed: string | null; readonly ended: string | null;
}
export interface OwnRow { readonly id: string; readonly sum: Fen; readonly day: Day; readonly way: 'cash' | 'transfer'; readonly by: string | null; readonly bookedBy: string | null; readonly booked: boolean; readonly reversed: boolean; readonly reference: string | null; readonly says: boolean | null; readonly words: string | null; readonly reply: string | null }
