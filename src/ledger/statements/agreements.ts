import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import type { Fact } from './facts';
import { isWorth } from './lines';
import { figureAt, type Table, tablesOf } from './statement';

export const AGREEMENTS = ['assets-claims', 'worth-activities', 'money-cash-flow', 'trial-balance', 'funds-foundation'] as const;
export type AgreementName = (typeof AGREEMENTS)[number];

/** Two figures of two statements that are one. */
export interface Agreement {
  readonly name: AgreementName;
  readonly pairs: readonly (readonly [Fen, Fen])[];
  readonly holds: boolean;
}

/** How the statements of a month agree with each other: what each of them says in its own way, side by side. `funds`: what the statements of the funds add up to. */
export function agreementsOf(facts: readonly Fact[], standard: Standard, funds: { readonly money: Fen; readonly worth: Fen }): Agreement[] {
  const balance = tablesOf('balance-sheet', facts, standard);
  const activities = tablesOf('activities', facts, standard);
  const cash = tablesOf('cash-flow', facts, standard);
  const trial = tablesOf('trial-balance', facts, standard);
  const grown = (line: string): Fen => sumAt(balance, line, 'end') - sumAt(balance, line, 'opening');
  const closing = (side: 'debit' | 'credit', of: (fact: Fact) => boolean): Fen => trialSum(trial, `end-${side}`, of);
  return [
    agreement('assets-claims', [[sumAt(balance, 'assets', 'opening'), sumAt(balance, 'claims', 'opening')], [sumAt(balance, 'assets', 'end'), sumAt(balance, 'claims', 'end')]]),
    agreement('worth-activities', [
      [grown('unrestricted'), sumAt(activities, 'change', 'year-unrestricted')], [grown('restricted'), sumAt(activities, 'change', 'year-restricted')], [grown('net-assets'), sumAt(activities, 'change', 'year')],
    ]),
    agreement('money-cash-flow', [[grown('money'), sumAt(cash, 'increase', 'year')]]),
    agreement('trial-balance', [
      ...(['opening', 'month', 'year', 'end'] as const).map((key): [Fen, Fen] => [sumAt(trial, 'total', `${key}-debit`), sumAt(trial, 'total', `${key}-credit`)]),
      [closing('credit', isWorth) - closing('debit', isWorth), sumAt(balance, 'net-assets', 'end')],
      [closing('debit', ({ accountClass }) => accountClass === 'M'), moneyAndTrust(facts)],
    ]),
    agreement('funds-foundation', [[funds.money, moneyAndTrust(facts)], [funds.worth, sumAt(balance, 'net-assets', 'end')]]),
  ];
}

const agreement = (name: AgreementName, pairs: readonly (readonly [Fen, Fen])[]): Agreement => ({ name, pairs, holds: pairs.every(([a, b]) => a === b) });

/** All the money there is, ours and that in the purses of others. */
const moneyAndTrust = (facts: readonly Fact[]): Fen => facts.filter(({ accountClass }) => accountClass === 'M').reduce((all, { debit, credit }) => all + total(debit) - total(credit), 0n);
const total = (spans: readonly Fen[]): Fen => spans.reduce((all, one) => all + one, 0n);

function sumAt(tables: readonly Table[], line: string, column: string): Fen {
  const found = figureAt(tables, line, column);
  if (!found) throw new RangeError(`No figure ${line}/${column}`);
  return found.figure.sum;
}

/** Balances of the accounts of a class, of one side. */
const trialSum = (tables: readonly Table[], column: string, of: (fact: Fact) => boolean): Fen =>
  tables[0]!.rows.filter(({ style }) => style === 'line').map((row) => row.figures[tables[0]!.columns.findIndex(({ key }) => key === column)]!)
    .filter(({ behind }) => behind.some(({ fact }) => of(fact))).reduce((all, { sum }) => all + sum, 0n);

