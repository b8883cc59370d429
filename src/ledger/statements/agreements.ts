import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { balanceOf, type Fact } from './facts';
import { isOurMoney, isRestricted, isWorth } from './lines';
import { figureAt, type Table, tablesOf } from './statement';

export const AGREEMENTS = ['assets-claims', 'worth-activities', 'money-cash-flow', 'trial-balance', 'funds-foundation'] as const;
export type AgreementName = (typeof AGREEMENTS)[number];

/** Two figures of two statements that are one. */
export interface Agreement {
  readonly name: AgreementName;
  readonly pairs: readonly (readonly [Fen, Fen])[];
  readonly holds: boolean;
}

/**
 * How the statements of a month agree with each other: what each of them says in its own way, side by side. `funds`: what the money of
 * the funds and their net assets come to, by whatever way the statement of the funds gets there.
 */
export function agreementsOf(facts: readonly Fact[], standard: Standard, funds: { readonly money: readonly Fen[]; readonly worth: readonly Fen[] }): Agreement[] {
  const worth = sumAt(tablesOf('balance-sheet', facts, standard), 'net-assets', 'end');
  const ofFunds = (): Pairs => [...funds.money.map((money): [Fen, Fen] => [money, moneyAndTrust(facts)]), ...funds.worth.map((sum): [Fen, Fen] => [sum, worth])];
  const pairs = (name: AgreementName): Pairs => (name === 'funds-foundation' ? ofFunds() : pairsOf(name, facts, standard));
  return AGREEMENTS.map((name) => ({ name, pairs: pairs(name), holds: pairs(name).every(([a, b]) => a === b) }));
}

/** Two statements of the foundation, side by side. */
export function pairsOf(name: Exclude<AgreementName, 'funds-foundation'>, facts: readonly Fact[], standard: Standard): Pairs {
  const balance = tablesOf('balance-sheet', facts, standard);
  const grown = (line: string): Fen => sumAt(balance, line, 'end') - sumAt(balance, line, 'opening');
  const inMonth = (of: (fact: Fact) => boolean): Fen => facts.filter(of).reduce((all, fact) => all + balanceOf(fact, 'end') - balanceOf(fact, 'month-opening'), 0n);
  switch (name) {
    case 'assets-claims':
      return [[sumAt(balance, 'assets', 'opening'), sumAt(balance, 'claims', 'opening')], [sumAt(balance, 'assets', 'end'), sumAt(balance, 'claims', 'end')]];
    case 'worth-activities': {
      const activities = tablesOf('activities', facts, standard);
      const change = (column: string): Fen => sumAt(activities, 'change', column);
      return [
        [grown('unrestricted'), change('year-unrestricted')], [grown('restricted'), change('year-restricted')], [grown('net-assets'), change('year')],
        [-inMonth((fact) => isWorth(fact) && !isRestricted(fact)), change('month-unrestricted')], [-inMonth((fact) => isWorth(fact) && isRestricted(fact)), change('month-restricted')], [-inMonth(isWorth), change('month')],
      ];
    }
    case 'money-cash-flow': {
      const flow = tablesOf('cash-flow', facts, standard);
      return [[grown('money'), sumAt(flow, 'increase', 'year')], [inMonth(isOurMoney), sumAt(flow, 'increase', 'month')]];
    }
    case 'trial-balance': {
      const trial = tablesOf('trial-balance', facts, standard);
      const closing = (side: 'debit' | 'credit', of: (fact: Fact) => boolean): Fen => trialSum(trial, `end-${side}`, of);
      return [
        ...(['opening', 'month', 'year', 'end'] as const).map((key): [Fen, Fen] => [sumAt(trial, 'total', `${key}-debit`), sumAt(trial, 'total', `${key}-credit`)]),
        [closing('credit', isWorth) - closing('debit', isWorth), sumAt(balance, 'net-assets', 'end')],
        [closing('debit', isMoney) - closing('credit', isMoney), moneyAndTrust(facts)],
      ];
    }
  }
}

type Pairs = Agreement['pairs'];
const isMoney = ({ accountClass }: Fact): boolean => accountClass === 'M';

/** All the money there is, ours and that in the purses of others. */
const moneyAndTrust = (facts: readonly Fact[]): Fen => facts.filter(isMoney).reduce((all, { debit, credit }) => all + total(debit) - total(credit), 0n);
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

