import type { SheetRow } from '../../platform/sheet-row';
import { isDay } from '../../rules/day';
import { Refused } from '../../rules/refused';
import type { FiscalReceipt } from './fiscal-receipts.service';

/** The columns of a list of fiscal receipts, with what the provinces' systems call them. */
const HEADERS = {
  gift: ['捐赠编号', '捐赠号', '捐赠编号或收据号', '收据号', '业务流水号', '业务单号', '业务单据号', 'gift', 'receipt'],
  code: ['票据代码', '电子票据代码', '代码', 'code'],
  number: ['票据号码', '电子票据号码', '号码', 'number'],
  checkCode: ['校验码', 'checkcode'],
  day: ['开票日期', '开具日期', '日期', 'day', 'date'],
} as const;
type Column = keyof typeof HEADERS;
export type FiscalColumns = Readonly<Record<Column, number>>;

/** The columns by the names in the first row, in any order among others. @throws Refused `csv-columns` */
export function fiscalColumns({ cells }: SheetRow): FiscalColumns {
  const names = cells.map(({ text }) => text.normalize('NFKC').toLowerCase().replaceAll(/\(.*?\)|[\s_*]/g, ''));
  const columns = Object.fromEntries(Object.entries(HEADERS).map(([column, known]) => [column, names.findIndex((name) => (known as readonly string[]).includes(name))])) as Record<Column, number>;
  if (Object.values(columns).some((at) => at < 0)) throw new Refused('csv-columns', { field: 'file' });
  return columns;
}

/** @throws Refused for what cannot be a number of the fiscal system: one that a spreadsheet has made a number has lost its zeros */
export function fiscalReceiptOf({ cells }: SheetRow, columns: FiscalColumns): FiscalReceipt {
  const said = (column: Column): string => (cells[columns[column]]?.text ?? '').normalize('NFKC').replace(/\s/g, '').replace(/^['`]/, '');
  const day = said('day').replace(/^(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?$/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);
  const [code, number, checkCode] = [said('code'), said('number'), said('checkCode')];
  if (!/^\d{8}$/.test(code)) throw new Refused('a-fiscal-code-has-eight-digits');
  if (!/^\d{10}$/.test(number)) throw new Refused('a-fiscal-number-has-ten-digits');
  if (!/^[0-9A-Za-z]{6}$/.test(checkCode)) throw new Refused('a-fiscal-check-code-has-six-characters');
  if (!isDay(day)) throw new Refused('day-not-a-day');
  return { gift: said('gift').toUpperCase(), code, number, checkCode, day };
}
