import { Workbook } from 'exceljs';
import { type Lang, wordsOf } from '../../platform/words';
import { headOf, textOf } from './batch-heads';
import { type Channel, LAYOUTS } from './batch-layouts';

/** An empty sheet to fill in, all of it text, so that no number loses its zeros and no day its form; and beside it what to write in each column. */
export async function layoutXlsx(channel: Channel, lang: Lang): Promise<Buffer> {
  const t = wordsOf(lang);
  const { needs, may } = LAYOUTS[channel];
  const columns = [...needs, ...may];
  const book = new Workbook();
  const sheet = book.addWorksheet(t('batch.layout.sheet'), { views: [{ state: 'frozen', ySplit: 1 }], pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  sheet.columns = columns.map((column) => ({ header: headOf(channel, column, lang), width: 16, style: { numFmt: '@' } }));
  const how = book.addWorksheet(t('batch.layout.how'), { pageSetup: { paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  how.columns = [{ header: t('batch.layout.column'), width: 18 }, { header: t('batches.needs.must'), width: 10 }, { header: t('batch.layout.write'), width: 60, style: { alignment: { wrapText: true } } }];
  for (const column of columns) how.addRow([headOf(channel, column, lang), needs.includes(column) ? '✓' : '', textOf(channel, column, lang)]);
  for (const one of [sheet, how]) one.getRow(1).font = { bold: true };
  return Buffer.from(await book.xlsx.writeBuffer());
}
