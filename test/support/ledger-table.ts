import type { DataSource } from 'typeorm';
import { plain } from '../../src/rules/money';

interface Row { day: string; kind: string; fund: string; account: string; debit: bigint; entry: bigint }

/** The books as a table, oldest first: what a bookkeeper would write on squared paper. Days may be left out where they are the clock's. */
export async function ledgerTable(db: DataSource, { days = false, after = 0n }: { days?: boolean; after?: bigint } = {}): Promise<string> {
  const rows = await db.query<Row[]>(
    `SELECT e.id AS entry, e.day, e.kind, f.code AS fund, a.english_name AS account, p.debit FROM posting p
     JOIN journal_entry e ON e.id = p.entry JOIN fund f ON f.id = p.fund JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE e.id > $1 ORDER BY e.id, p.line`, [after]);
  let last = { entry: -1n, fund: '' };
  const cells = rows.map((row) => {
    const begins = row.entry !== last.entry;
    const fund = begins || row.fund !== last.fund ? row.fund : '';
    last = row;
    return [...(days ? [begins ? row.day : ''] : []), begins ? row.kind : '', fund, row.account, row.debit > 0n ? plain(row.debit) : '', row.debit < 0n ? plain(-row.debit) : ''];
  });
  return cells.map((row) => row.join(' | ').trim()).join('\n');
}

/** The newest entry, for `after`. */
export async function lastEntry(db: DataSource): Promise<bigint> {
  return (await db.query<{ last: bigint | null }[]>('SELECT max(id) AS last FROM journal_entry'))[0]!.last ?? 0n;
}

/** A table as a test writes it: the same columns, whatever the spaces. */
export function table(strings: TemplateStringsArray): string {
  const lines = strings.join('').split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => line.split(/\s*\|\s*/).join(' | ').trim()).join('\n');
}
