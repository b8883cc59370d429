import type { Fen } from '../../rules/money';
import type { Source, Task } from '../tasks';
import { BOOKS, MATCHERS, nameIn, RECORDERS, second, type Waiting } from './waiting';

/** A row of a purse: where it stands, and the door where it concerns one. */
type OfPurse = Waiting & { readonly purse: string; readonly door?: string };
const at = (purse: string, rest: string): string => `/desk/funds/purses/${purse}${rest}`;

/** Openings that wait for an accountant. */
export const purseOpenings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT o.id::text, o.${nameIn(asked)} AS name, NULL AS sum, o.prepared_by AS by, p.${nameIn(asked)} AS "byName" FROM purse_opening o JOIN person p ON p.id = o.prepared_by
     WHERE o.foundation = $1 AND NOT EXISTS (SELECT FROM purse u WHERE u.opening = o.id) AND NOT EXISTS (SELECT FROM purse_opening_withdrawal w WHERE w.opening = o.id) ORDER BY o.id`, [asked.foundation]);
  return rows.map(second('purse-opening', BOOKS, ({ id }) => at('openings', `/${id}`)));
};

/** Sheets of the notebook that wait to be counted again or found on the statement. What a household has announced waits for its bank line and for nobody. */
export const purseSheets: Source = async (db, asked) => {
  const rows = await db.query<OfPurse[]>(
    `SELECT s.id::text, f.${nameIn(asked)} AS name, f.code AS purse, s.sum, s.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM purse_sheet s JOIN fund f ON f.id = s.purse JOIN person p ON p.id = s.recorded_by
     WHERE s.foundation = $1 AND NOT EXISTS (SELECT FROM purse_sheet_booking b WHERE b.sheet = s.id) AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.id) ORDER BY s.id`, [asked.foundation]);
  return rows.map((row) => second('purse-sheet', MATCHERS, ({ id }) => at(row.purse, `/sheets/${id}`))(row));
};

/** Lists that stair leaders have handed in: their money is counted for the first time. */
export const keeperLists: Source = async (db, asked) => {
  const rows = await db.query<{ id: string; name: string; purse: string; sum: Fen; keeper: string }[]>(
    `SELECT l.id::text, f.${nameIn(asked)} AS name, f.code AS purse, l.sum, k.name AS keeper FROM keeper_list l JOIN purse_keeper k ON k.id = l.keeper JOIN fund f ON f.id = l.purse
     WHERE f.foundation = $1 AND sheet_of_list(l.id) IS NULL AND NOT EXISTS (SELECT FROM keeper_list_withdrawal w WHERE w.list = l.id) ORDER BY l.id`, [asked.foundation]);
  return rows.map(({ id, name, purse, sum, keeper }): Task => ({ kind: 'keeper-list', values: { name, keeper }, sum, path: at(purse, `/lists/${id}`), by: null, due: null, roles: RECORDERS, notBy: [] }));
};

/** A household has said that something is not right, and nobody has told it what came of that. */
export const purseObjections: Source = async (db, asked) => {
  const rows = await db.query<{ name: string; purse: string; door: string; sum: Fen }[]>(
    `SELECT f.${nameIn(asked)} AS name, f.code AS purse, h.door, c.sum FROM standing_contribution c JOIN household h ON h.id = c.household JOIN fund f ON f.id = c.purse
       JOIN LATERAL (SELECT id, is_right FROM household_answer a WHERE a.contribution = c.id ORDER BY a.id DESC LIMIT 1) a ON NOT a.is_right
     WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM household_reply r WHERE r.answer = a.id) ORDER BY a.id`, [asked.foundation]);
  return rows.map(({ name, purse, door, sum }): Task => ({ kind: 'purse-objection', values: { name, door }, sum, path: at(purse, ''), by: null, due: null, roles: RECORDERS, notBy: [] }));
};

/** Votes to compare with their paper, and spending to approve. */
export const purseVotes: Source = async (db, asked) => {
  const rows = await db.query<(OfPurse & { kind: string })[]>(
    `SELECT 'purse-vote' AS kind, v.id::text, v.what AS name, f.code AS purse, v.sum, v.recorded_by AS by, p.${nameIn(asked)} AS "byName", v.recorded_at AS at FROM purse_vote v JOIN fund f ON f.id = v.purse JOIN person p ON p.id = v.recorded_by
     WHERE v.foundation = $1 AND NOT EXISTS (SELECT FROM purse_vote_confirmation c WHERE c.vote = v.id) AND NOT EXISTS (SELECT FROM purse_vote_withdrawal w WHERE w.vote = v.id)
     UNION ALL
     SELECT 'purse-spending', s.id::text, v.what, f.code, s.sum, s.recorded_by, p.${nameIn(asked)}, s.recorded_at FROM purse_spending s JOIN purse_vote v ON v.id = s.vote JOIN fund f ON f.id = s.purse JOIN person p ON p.id = s.recorded_by
     WHERE s.foundation = $1 AND NOT EXISTS (SELECT FROM purse_spending_booking b WHERE b.spending = s.id) AND NOT EXISTS (SELECT FROM purse_spending_withdrawal w WHERE w.spending = s.id) ORDER BY at`, [asked.foundation]);
  return rows.map((row) => second(row.kind, BOOKS, () => at(row.purse, '/spendings'))(row));
};

/** Matches: what is due and could not be reserved, rules to confirm, what is reserved to be asked for, what was asked for to be paid, what was paid too much to be taken back. */
export const purseMatches: Source = async (db, asked) => {
  const rules = await db.query<Waiting[]>(
    `SELECT r.id::text, r.name, r.budget AS sum, r.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM match_rule r JOIN person p ON p.id = r.recorded_by WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM match_rule_confirmation c WHERE c.rule = r.id) ORDER BY r.id`, [asked.foundation]);
  const open = await db.query<(OfPurse & { by: number | null; byName: string | null })[]>(
    `SELECT m.id::text, f.${nameIn(asked)} AS name, f.code AS purse, purse_match_open(m.id) AS sum, a.asked_by AS by, p.${nameIn(asked)} AS "byName" FROM purse_match m JOIN fund f ON f.id = m.purse
       LEFT JOIN LATERAL (SELECT asked_by FROM purse_match_asking a WHERE a.match = m.id AND a.sum = purse_match_open(m.id) AND NOT EXISTS (SELECT FROM purse_match_payment y WHERE y.asking = a.id) ORDER BY a.id DESC LIMIT 1) a ON true LEFT JOIN person p ON p.id = a.asked_by
     WHERE m.foundation = $1 AND purse_match_open(m.id) > 0 ORDER BY m.id`, [asked.foundation]);
  const over = await db.query<{ name: string; purse: string; sum: Fen; paid: number[] }[]>(
    `SELECT f.${nameIn(asked)} AS name, f.code AS purse, match_held(m.rule, m.purse) - match_due(m.rule, m.purse) AS sum, array_agg(p.paid_by) AS paid FROM purse_match m JOIN fund f ON f.id = m.purse JOIN purse_match_payment p ON p.match = m.id
     WHERE m.foundation = $1 AND NOT EXISTS (SELECT FROM purse_match_return r WHERE r.asking = p.asking) AND match_held(m.rule, m.purse) > match_due(m.rule, m.purse) GROUP BY f.id, m.rule, m.purse ORDER BY f.id`, [asked.foundation]);
  const waiting = await db.query<{ name: string; purse: string; sum: Fen; reason: string }[]>(
    `SELECT f.${nameIn(asked)} AS name, f.code AS purse, w.missing AS sum, w.reason FROM waiting_match w JOIN fund f ON f.id = w.purse WHERE w.foundation = $1 AND w.reason <> 'budget' ORDER BY w.purse, w.rule`, [asked.foundation]);
  return [
    ...waiting.map(({ name, purse, sum, reason }): Task => ({ kind: `purse-match-waits-${reason}`, values: { name }, sum, path: at(purse, '/spendings'), by: null, due: null, roles: RECORDERS, notBy: [] })),
    ...rules.map(second('match-rule', BOOKS, () => at('matching', ''))),
    ...open.map((row): Task => row.by === null
      ? { kind: 'purse-match-due', values: { name: row.name }, sum: row.sum, path: at(row.purse, '/spendings'), by: null, due: null, roles: RECORDERS, notBy: [] }
      : second('purse-match', BOOKS, () => at(row.purse, '/spendings'))(row)),
    ...over.map(({ name, purse, sum, paid }): Task => ({ kind: 'purse-match-over', values: { name }, sum, path: at(purse, '/spendings'), by: null, due: null, roles: BOOKS, notBy: paid })),
  ];
};
