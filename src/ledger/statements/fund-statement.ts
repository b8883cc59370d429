import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { balanceOf, creditOf, debitOf, type Fact, type Span } from './facts';
import { ACTIVITIES, type Column, isWorth, type Line } from './lines';
import { type Figure, type Row, type Table, table } from './statement';
import type { Due, FundName } from './statements.queries';

/** What a fund has received and paid, entry by entry: of two places of one fund nothing comes and nothing goes. Fund 0 is the foundation. */
export interface Moved {
  readonly fund: number;
  readonly month: { readonly received: Fen; readonly paid: Fen };
  readonly year: { readonly received: Fen; readonly paid: Fen };
}

const TURNOVERS = [
  { span: 'month', opening: 'month-opening', zh: '本月', en: 'This month' },
  { span: 'year', opening: 'year-opening', zh: '本年累计', en: 'The year to its end' },
] as const satisfies readonly { span: Span; opening: Span; zh: string; en: string }[];

/**
 * The statement of the funds: the four pillars of each fund's money, and what it earned, spent and is worth; of the month and of the
 * year. What funds pass to each other stands with each of them and drops out of the sum of the foundation.
 */
export function fundTables({ facts, moved, due, funds, standard }: { facts: readonly Fact[]; moved: readonly Moved[]; due: ReadonlyMap<number, Due>; funds: readonly FundName[]; standard: Standard }): Table[] {
  const touched = funds.filter(({ id }) => facts.some((fact) => fact.fund === id && isOfTheYear(fact)));
  const rowsOf = (figures: (facts: readonly Fact[], fund: number) => readonly Figure[]): Row[] => [
    ...touched.map(({ id, code, name }): Row => ({ key: code, no: null, zh: name, en: name, style: 'line', figures: figures(facts.filter((fact) => fact.fund === id), id) })),
    { key: 'all', no: null, zh: '基金会合计', en: 'The foundation', style: 'total', figures: figures(facts, 0) },
  ];
  return TURNOVERS.flatMap(({ span, opening, zh, en }): Table[] => {
    const sums = new Map(moved.map((one) => [one.fund, one[span]]));
    const money = (of: Span): Column => ({ key: `${span}-money-${of === 'end' ? 'closing' : 'opening'}`, zh: of === 'end' ? '期末结存' : '期初结存', en: of === 'end' ? 'Closing' : 'Opening', span: of });
    const moneyColumns: Column[] = [
      money(opening), { key: `${span}-received`, zh: '收入', en: 'Received', span }, { key: `${span}-paid`, zh: '支出', en: 'Paid', span }, money('end'),
    ];
    const worthColumns: Column[] = [
      { key: `${span}-worth-opening`, zh: '期初净资产', en: 'Worth at the start', span: opening }, { key: `${span}-income`, zh: '收入', en: 'Income', span },
      { key: `${span}-cost`, zh: '费用', en: 'Cost', span }, { key: `${span}-direct`, zh: '划转和直接计入', en: 'Transfers and direct', span },
      { key: `${span}-worth-closing`, zh: '期末净资产', en: 'Worth at the end', span: 'end' }, { key: `${span}-released`, zh: '其中：解除限定', en: 'Of it released', span },
      { key: `${span}-due`, zh: '待解除限定', en: 'To be released', span },
    ];
    return [
      {
        key: `${span}-money`, zh: `四柱：钱（${zh}）`, en: `Four pillars: money (${en.toLowerCase()})`, columns: moneyColumns,
        rows: rowsOf((own, fund) => {
          const { received = 0n, paid = 0n } = sums.get(fund) ?? {};
          const turned = (sum: Fen, entries: 'received' | 'paid'): Figure => ({ sum, behind: [], span, side: null, entries });
          return [balance(own, opening), turned(received, 'received'), turned(paid, 'paid'), balance(own, 'end')];
        }),
      },
      {
        key: `${span}-worth`, zh: `净资产（${zh}）`, en: `Net assets (${en.toLowerCase()})`, columns: worthColumns,
        rows: rowsOf((own, fund) => {
          const [income, cost, direct] = activity(own, span, standard);
          const sumOfDue = [...due].reduce((all, [of, sums]) => (fund === 0 || of === fund ? all + sums[span] : all), 0n);
          return [worth(own, opening), income, cost, direct, worth(own, 'end'), released(own, span), dueOf(sumOfDue, span)];
        }),
      },
    ];
  });
}

/** A fund that has been closed, with nothing left in it, is no matter of the years after. */
const isOfTheYear = (fact: Fact): boolean => fact.accountClass !== 'C' && (balanceOf(fact, 'year-opening') !== 0n || debitOf(fact, 'year') !== 0n || creditOf(fact, 'year') !== 0n);
/** What is not booked yet has no rows: the page of the closing says how it is worked out. */
export const dueOf = (sum: Fen, due: 'month' | 'year'): Figure => ({ sum, behind: [], span: due, side: null, due });
const figure = (facts: readonly Fact[], span: Span, sign: 1n | -1n): Figure => ({ sum: sign * facts.reduce((all, fact) => all + balanceOf(fact, span), 0n), behind: facts.map((fact) => ({ fact, sign })), span, side: null });
/** All that is money in the fund, the purses' too: this is a page of funds, not of the foundation's own. */
const balance = (facts: readonly Fact[], span: Span): Figure => figure(facts.filter(({ accountClass }) => accountClass === 'M'), span, 1n);
const worth = (facts: readonly Fact[], span: Span): Figure => figure(facts.filter(isWorth), span, -1n);
/** Of restricted net assets that became unrestricted by the month's closing: in a fund nothing is gained or lost by it. */
const released = (facts: readonly Fact[], span: Span): Figure => figure(facts.filter(({ kind, role }) => kind === 'restriction released' && role === 'restricted'), span, 1n);

/** Income, cost and what changes net assets without either, by the lines of 业务活动表. */
function activity(facts: readonly Fact[], span: Span, standard: Standard): [income: Figure, cost: Figure, direct: Figure] {
  const column: Column = { key: 'it', zh: '', en: '', span };
  const direct: Line = { key: 'direct', no: null, zh: '', en: '', style: 'sum', adds: ['released', 'registered', 'corrections', 'transfers'] };
  const rows = new Map(table('activities', '', '', [...ACTIVITIES(standard), direct], [column], facts).rows.map((row) => [row.key, row.figures[0]]));
  return [rows.get('income')!, rows.get('cost')!, rows.get('direct')!];
}
