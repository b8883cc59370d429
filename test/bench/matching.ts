import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { BankQueries } from '../../src/bank/bank.queries';

/** How many lines and postings of each place are open, whatever its size: spread over all its months. */
const OPEN = 1_000;

/**
 * The gifts of these books as a provider's statements show them, a line each, nearly all matched; written at once.
 * @param db as the superuser
 * @param foundations whose clearing accounts
 */
export async function makeStatements(db: Client, foundations: readonly number[]): Promise<void> {
  // no trigger and no foreign key: what is written is known to be right
  await db.query('SET session_replication_role = replica');
  const { rows: [person] } = await db.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('对账', 'Matcher') RETURNING id");
  for (const foundation of foundations) {
    const { rows: [place] } = await db.query<{ id: number; every: number }>(
      `SELECT p.id, greatest(2, (SELECT count(*) FROM sealed_entry WHERE foundation = $1) / ${OPEN})::int AS every FROM place p WHERE p.foundation = $1 AND p.account = '1009'`, [foundation]);
    const { id, every } = place!;
    await db.query(`INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at)
      SELECT $1, $2, 'made', 'made', '', min(day), max(day), 0, $3, now() FROM sealed_entry WHERE foundation = $1 GROUP BY date_trunc('month', day) ORDER BY 6`, [foundation, id, person!.id]);
    await db.query(`INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, $2, s.id, 1, e.day, e.money, e.entry::text
      FROM sealed_entry e JOIN bank_statement s ON s.place = $2 AND e.day BETWEEN s.from_day AND s.to_day WHERE e.foundation = $1`, [foundation, id]);
    await db.query(`INSERT INTO bank_match (id, foundation, place, month, why, matched_by, matched_at) OVERRIDING SYSTEM VALUE
      SELECT l.id, $1, $2, date_trunc('month', l.day), 'made', $3, now() FROM bank_line l WHERE l.place = $2 AND l.id % ${every} <> 0`, [foundation, id, person!.id]);
    await db.query('INSERT INTO bank_match_line SELECT m.id, m.id FROM bank_match m WHERE m.place = $1', [id]);
    await db.query('INSERT INTO bank_match_posting SELECT m.id, l.reference::bigint, 1 FROM bank_match m JOIN bank_line l ON l.id = m.id WHERE m.place = $1', [id]);
    for (const [table, columns] of [['bank_line_month', 'place, month, statement, sum, lines'], ['place_month', 'place, month, debit'], ['line_to_match', 'line, place, statement, day, sum'], ['posting_to_match', 'entry, posting, place, day, debit']] as const)
      await db.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${table}_anew WHERE place = $1`, [id]);
  }
  await db.query('RESET session_replication_role');
  await db.query('VACUUM ANALYZE');
}

/** What the page of reconciling and matching asks, for a month and its account. */
export async function askMatching(db: DataSource, foundation: number, month: string): Promise<void> {
  const queries = new BankQueries(db);
  const [place] = await db.query<{ id: number }[]>("SELECT id FROM place WHERE foundation = $1 AND account = '1009'", [foundation]);
  const end = `${month}-30`;
  const lines = await queries.openLines(place!, { end }, 'zh');
  if (lines.length === 0) throw new Error('nothing is open');
  await queries.reconciliation(place!, end);
  await queries.openPostingsUntil(place!, end, 'zh');
  await queries.openPostings(place!, lines, 'zh');
  await queries.matches(place!, `${month}-01`, 'zh');
  await queries.statements(place!, 'zh');
}
