import { type Day, isDay } from '../../rules/day';
import { type Fen, yuan } from '../../rules/money';
import { Refused } from '../../rules/refused';

/** As a program meant it: without the tabs and backquotes that keep Excel from eating long numbers. */
export const clean = (cell: string): string => {
  const bare = cell.trim(); // the mark of UTF-8 is a blank to it
  return bare.startsWith('`') ? bare.slice(1).trim() : bare;
};

/** Headings are written with narrow and wide brackets, with spaces and without. */
export const heading = (cell: string): string => clean(cell).normalize('NFKC').replace(/\s/g, '');

/** What a cell of text says; dashes and slashes stand for nothing. */
export const said = (cell: string): string | null => (/^[-—/]*$/.test(clean(cell)) ? null : clean(cell));

/** Enough of a cell to find it again, in a sentence. */
export const shown = (cell: string): string => (cell.length > 24 ? `${cell.slice(0, 23)}…` : cell);

/** A sum with its sign: `1,234.50`, `+0.01`, `－30`, `(50.00)`; zero too. Undefined when it is none, or finer than fen. */
export function sumIn(cell: string): Fen | undefined {
  const text = clean(cell).normalize('NFKC').replace(/[−–—]/g, '-');
  const brackets = /^\((.*)\)$/.exec(text);
  const [, sign, rest = ''] = /^([+-]?)(.*)$/s.exec(brackets?.[1] ?? text) ?? [];
  if ((brackets && sign) || /^[^\d.]*[+-]/.test(rest)) return undefined;
  try {
    const sum = yuan(rest);
    return sign === '-' || brackets ? -sum : sum;
  } catch (error) {
    if (error instanceof Refused) return error.code === 'amount-not-positive' ? 0n : undefined;
    throw error;
  }
}

/** What `sumIn` takes for a foundation's day; earlier and later years are slips. */
const YEARS = /^20\d\d-/;
const DAY = {
  ymd: /^(?<y>\d{4})(?<s>[-/.]?)(?<m>\d{2})\k<s>(?<d>\d{2})(?!\d)|^(?<y1>\d{4})[-/.年](?<m1>\d{1,2})[-/.月](?<d1>\d{1,2})日?/,
  dmy: /^(?<d>\d{1,2})(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<y>\d{4})/,
  mdy: /^(?<m>\d{1,2})(?<s>[-/.])(?<d>\d{1,2})\k<s>(?<y>\d{4})/,
};
const TIME = /^(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?秒?)?$|^(\d{2})(\d{2})(\d{2})$/;

export const isTime = (cell: string): boolean => said(cell) === null || TIME.test(clean(cell).normalize('NFKC'));

export interface When {
  readonly day: Day;
  readonly at: string | null;
}

/** A Shanghai day, with the time behind it or in a cell of its own. Undefined when it is none. */
export function whenIn(cell: string, order: keyof typeof DAY = 'ymd', timeCell = ''): When | undefined {
  const text = clean(cell).normalize('NFKC').replace(/^(\d{8})(\d{6})$/, '$1 $2');
  const found = DAY[order].exec(text);
  if (!found?.groups) return undefined;
  const { y = '', m = '', d = '', y1 = y, m1 = m, d1 = d } = found.groups;
  const day = `${y1}-${m1.padStart(2, '0')}-${d1.padStart(2, '0')}`;
  if (!isDay(day) || !YEARS.test(day)) return undefined;
  const rest = text.slice(found[0].length).replace(/^T/, '').trim();
  if (rest && said(timeCell)) return undefined;
  const time = rest || (said(timeCell) ?? '').normalize('NFKC');
  if (!time) return { day, at: null };
  const parts = TIME.exec(time);
  if (!parts) return undefined;
  const [hour, minute, second] = [parts[1] ?? parts[4] ?? '', parts[2] ?? parts[5] ?? '', parts[3] ?? parts[6] ?? '00'];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return { day, at: `${day}T${hour.padStart(2, '0')}:${minute}:${second}+08:00` };
}

const YUAN = /^(|CNY|RMB|人民币|人民币元|元|¥|156|-+)$/i;

/** A row of a table, its cells by their headings. */
export class Row {
  constructor(readonly n: number, private readonly cells: readonly string[], private readonly places: ReadonlyMap<string, number>) {}

  private place(column: string): number | undefined {
    // hardly a name needs making equal, and a file asks a million times
    return this.places.get(column) ?? this.places.get(heading(column));
  }

  cell(column: string): string {
    const place = this.place(column);
    if (place === undefined) throw new Refused('statement-column-missing', { column });
    return clean(this.cells[place] ?? '');
  }

  has(column: string): boolean {
    return this.place(column) !== undefined;
  }

  text(column: string): string | null {
    return said(this.cell(column));
  }

  sum(column: string): Fen {
    const sum = sumIn(this.cell(column));
    if (sum === undefined) throw new Refused('statement-sum-unreadable', { line: String(this.n), column, found: shown(this.cell(column)) });
    return sum;
  }

  when(column: string, order: keyof typeof DAY = 'ymd', time?: string | null): When {
    const when = whenIn(this.cell(column), order, time ? this.cell(time) : '');
    if (!when) throw new Refused('statement-day-unreadable', { line: String(this.n), column, found: shown([this.cell(column), time ? this.cell(time) : ''].join(' ').trim()) });
    return when;
  }

  /** The provider's own number, as text: of 28 digits and leading zeros no program's number is left whole. */
  reference(column: string): string {
    const reference = this.cell(column);
    if (!/^[\w.:/-]{1,64}$/.test(reference) || /^\d(\.\d+)?E\+?\d+$/i.test(reference)) throw new Refused('statement-reference-unreadable', { line: String(this.n), column, found: shown(reference) });
    return reference;
  }

  inYuan(column: string): void {
    const currency = this.cell(column).normalize('NFKC');
    if (!YUAN.test(currency)) throw new Refused('statement-currency', { line: String(this.n), found: shown(currency), expected: 'CNY' });
  }
}
