import { readSheet } from '../../platform/sheet';
import type { SheetRow } from '../../platform/sheet-row';
import { isDay, type Day } from '../../rules/day';
import { doorIn } from '../../rules/doors';
import { LARGEST, yuan, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';

/** A line of the notebook: who gave how much, when. */
export interface SheetLine {
  readonly line: number;
  readonly door: string;
  readonly sum: Fen;
  readonly day: Day;
}

const MOST = 500;
/** A row that only names its columns, as a spreadsheet begins. */
const IS_HEAD = /^(门牌|房号|室号|门牌号|door|房间)/iu;

/**
 * The notebook as it was typed or pasted, a household a line: `301 50`, `302，30.50，11-03`, or as a CSV or XLSX file with the same columns.
 * A day that is not said is that of the sheet.
 * @throws Refused with the line: `sheet-row-unreadable`, `a-household-stands-once-on-a-sheet`, `day-not-a-day`, what money and days say, `sheet-…`
 */
export async function sheetLines({ rows, file, day }: { rows: string; file: Buffer | null; day: Day }): Promise<SheetLine[]> {
  const written = file ? await fromFile(file) : fromText(rows);
  const lines: SheetLine[] = [];
  const seen = new Set<string>();
  for (const [at, { line, cells }] of written.entries()) {
    if (at === 0 && IS_HEAD.test(cells[0] ?? '')) continue;
    const one = lineIn(cells, line, day, file ? 'file' : 'rows');
    if (seen.has(one.door)) throw new Refused('door-twice', { field: file ? 'file' : 'rows', line: String(line), door: one.door });
    seen.add(one.door);
    lines.push(one);
  }
  if (lines.length === 0) throw new Refused('sheet-rows-missing', { field: file ? 'file' : 'rows' });
  if (lines.length > MOST) throw new Refused('too-many-doors', { field: file ? 'file' : 'rows', line: String(MOST + 1), most: String(MOST) });
  return lines;
}

interface Written { readonly line: number; readonly cells: readonly string[] }

function fromText(rows: string): Written[] {
  return rows.split(/\r?\n/).map((row, at) => ({ line: at + 1, cells: row.normalize('NFKC').trim().split(/[\t,、;:]+|\s+/).map((cell) => cell.trim()).filter(Boolean) })).filter(({ cells }) => cells.length > 0);
}

async function fromFile(file: Buffer): Promise<Written[]> {
  const rows: SheetRow[] = [];
  for await (const row of readSheet(file, { most: MOST + 1 })) rows.push(row);
  return rows.map(({ line, cells }) => ({ line, cells: cells.map(({ text }) => text.normalize('NFKC').trim()) }));
}

function lineIn(cells: readonly string[], line: number, sheetDay: Day, field: string): SheetLine {
  const facts = { field, line: String(line) };
  const [door = '', amount = '', written = ''] = cells;
  if (door === '' || amount === '' || cells.slice(3).some(Boolean)) throw new Refused('sheet-row-unreadable', { ...facts, row: cells.join(' ').slice(0, 60) });
  const sum = inLine(() => yuan(amount), facts);
  if (sum > LARGEST / 100n) throw new Refused('sheet-row-unreadable', { ...facts, row: cells.join(' ').slice(0, 60) });
  return { line, door: doorIn(door), sum, day: written === '' ? sheetDay : dayIn(written, sheetDay, facts) };
}

/** 2026-11-03, 2026/11/3, 11-03, 11月3日: without a year it is that of the sheet. */
function dayIn(text: string, sheetDay: Day, facts: { field: string; line: string }): Day {
  const parts = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  const day = parts ? `${parts[1] ?? sheetDay.slice(0, 4)}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}` : text.slice(0, 10);
  if (!isDay(day)) throw new Refused('sheet-day-unreadable', { ...facts, day: text.slice(0, 20) });
  if (day > sheetDay) throw new Refused('sheet-day-after-the-sheet', { ...facts, day });
  return day;
}

/** What is wrong with a sum, with the line it stands in. */
function inLine<T>(read: () => T, facts: { field: string; line: string }): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) throw new Refused('sheet-sum-unreadable', facts);
    throw error;
  }
}
