import type { AccountClass } from '../chart';

/**
 * Names of accounts in plain-text books, one for each account of each fund: `Assets:Elder-lunch:Money:1002-银行存款`.
 * The five roots and the capital or digit in front of each part are Beancount's demand, which the other two formats bear.
 * Code and name together tell an account whatever the accounting standard of the day: 5301 was 筹资费用 and is 管理费用.
 * Money lies together in a branch of its own, and so does what is held in trust, so that a branch shows a sum of the guard row.
 */
export function accountName({ fund, class: klass, code, name }: { fund: string; class: AccountClass; code: string; name: string }): string {
  const leaf = `${code}-${name.replace(/[^\p{L}\p{Nd}]+/gu, '-')}`;
  switch (klass) {
    case 'M': return `${moneyOf(fund)}:${leaf}`;
    case 'A': return `${assetsOf(fund)}:${leaf}`;
    // goods in trust are an asset, the claim on what is in trust is owed: the first digit tells them apart
    case 'T': return `${code.startsWith('1') ? 'Assets' : 'Liabilities'}:In-trust:${part(fund)}:${leaf}`;
    case 'L': return `${liabilitiesOf(fund)}:${leaf}`;
    case 'N': return `${equityOf(fund)}:${leaf}`;
    case 'I': return `Income:${part(fund)}:${leaf}`;
    case 'E': return `Expenses:${part(fund)}:${leaf}`;
    case 'C': return `Equity:Memorandum:${part(fund)}:${leaf}`;
  }
}

export const assetsOf = (fund: string): string => `Assets:${part(fund)}`;
export const moneyOf = (fund: string): string => `${assetsOf(fund)}:Money`;
export const equityOf = (fund: string): string => `Equity:${part(fund)}`;
export const liabilitiesOf = (fund: string): string => `Liabilities:${part(fund)}`;

/** A fund's code begins with a small letter, so the capital makes no two of them alike. */
const part = (fund: string): string => fund.charAt(0).toUpperCase() + fund.slice(1);
