import { addDays } from '../../rules/day';
import { plain, type Fen } from '../../rules/money';
import { facts, type Format, narration, oneLine, whereabouts } from './format';

export const beancount: Format = {
  opening: ({ name, englishName, sealed, accounts }) => `; 借方为正 Debits are positive. ${sealed === null ? '' : `已封至 Sealed up to: ${sealed}`}
; 核对 Check: bean-check FILE
option "title" ${quoted(`${name} ${englishName}`)}
option "operating_currency" "CNY"

${accounts.map(({ name: account, since }) => `${since} open ${account} CNY\n`).join('')}
`,
  entry: (e) => `${e.day} ${e.number === null ? '!' : '*'} ${e.party === null ? '' : `${quoted(e.party)} `}${quoted(narration(e))}
  voucher: ${quoted(e.voucher)}
${facts(e).map((fact) => `  ${tag(fact)}\n`).join('')}${e.postings.map((p) => `  ${p.account}  ${cny(p.debit)}\n${whereabouts(p).map((fact) => `    ${tag(fact)}\n`).join('')}`).join('')}
`,
  // judged at the beginning of its day, beneath an account's own balance; without a tolerance of nothing a fen would pass
  balances: ({ day, held }) => `${held.map(({ account, sum }) => `${addDays(day, 1)} balance ${account}  ${plain(sum)} ~ 0.00 CNY\n`).join('')}
`,
  // an equation with a tolerance so wide on one side that it says "at least"
  floor: ({ day, account, registered }) => (registered === null ? '' : `; 原始基金不低于注册数额 ${plain(registered)} registered sum
${addDays(day, 1)} balance ${account}  ${plain(-registered - BEYOND)} ~ ${plain(BEYOND)} CNY

`),
};

/** In fen: more than any foundation has. */
const BEYOND = 100_000_000_000_000n;

const cny = (sum: Fen): string => `${plain(sum)} CNY`;
const tag = ([key, value]: [string, string]): string => `${key}: ${quoted(value)}`;
const quoted = (words: string): string => `"${oneLine(words).replace(/["\\]/g, '\\$&')}"`;
