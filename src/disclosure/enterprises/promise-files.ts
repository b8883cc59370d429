import { type Lang, wordsOf } from '../../platform/words';
import type { Table } from '../table-files';
import type { PublicEnterprise } from './promises';

const COLUMNS = ['enterprise', 'credit-code', 'promise', 'period', 'state', 'due-day', 'due', 'received', 'waived', 'open', 'revenue', 'net-profit'] as const;

/** A row for each period of each promise; what an enterprise does not let be known is empty. */
export function promisesTable(enterprises: readonly PublicEnterprise[], lang: Lang): Table {
  const t = wordsOf(lang);
  return {
    name: t('promises.title'), head: COLUMNS.map((column) => t(`promises.column.${column}`)),
    rows: enterprises.flatMap(({ name, creditCode, promises }) => promises.flatMap(({ rate, periods }) => periods.map((one) =>
      [name, creditCode, rate, one.name, t(`profit.period.state.${one.state}`), one.dueDay, one.due, one.received, one.waived, one.open, one.revenue, one.netProfit]))),
  };
}
