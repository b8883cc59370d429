import { plain, type Fen } from '../../rules/money';
import type { BookEntry, Floor, Opening } from './books';
import { facts, type Format, narration, oneLine, TAGS, whereabouts } from './format';

/** hledger and Ledger share one way of writing; they part where a branch of the tree is to be checked with all beneath it. */
export const hledger: Format = {
  opening: (opening) => `${head(opening, 'hledger -f FILE check --strict')}
commodity 1000.00 CNY
${opening.accounts.map(({ name }) => `account ${name}\n`).join('')}
`,
  entry,
  balances: ({ day, held }) => `${day} * 核对余额
${held.map(({ account, sum, whole }) => `    ${account}  ${cny(0n)} =${whole ? '*' : ''} ${cny(sum)}\n`).join('')}
`,
  // it knows no "at least": what the fund is worth is claimed to the fen, and what it may not fall below stands beside it
  floor: (floor) => `${floor.day} * 核对原始基金
    ${atLeast(floor)}    ${floor.account}  ${cny(0n)} =* ${cny(-floor.worth)}

`,
};

export const ledger: Format = {
  opening: (opening) => `${head(opening, 'ledger -f FILE --pedantic balance')}
commodity CNY
    format 1000.00 CNY
${TAGS.map((tag) => `tag ${tag}\n`).join('')}
${opening.accounts.map(({ name }) => `account ${name}\n`).join('')}
`,
  entry,
  // a posting can claim the balance of its own account only; for a branch there is an expression, to which nothing at all is not 0 CNY
  balances: ({ day, held }) => `${day} * 核对余额
${held.flatMap(({ account, sum, whole }) => (whole ? [] : [`    ${account}  ${cny(0n)} = ${cny(sum)}\n`])).join('')}
${held.flatMap(({ account, sum, whole }) => (whole ? [`assert account("${account}").total == ${sum === 0n ? '0' : cny(sum)}\n`] : [])).join('')}
`,
  floor: (floor) => `; ${floor.day} 核对原始基金
${atLeast(floor)}${floor.registered === null ? '' : `assert account("${floor.account}").total <= ${cny(-floor.registered)}\n`}
`,
};

const atLeast = ({ worth, registered }: Floor): string => `; 原始基金 ${plain(worth)}${registered === null ? '' : `，不低于注册数额 ${plain(registered)} registered sum`}\n`;

const cny = (sum: Fen): string => `${plain(sum)} CNY`;

const head = ({ name, englishName, sealed }: Opening, check: string): string => `; ${oneLine(name)} ${oneLine(englishName)}
; 借方为正 Debits are positive. ${sealed === null ? '' : `已封至 Sealed up to: ${sealed}`}
; 核对 Check: ${check}
`;

function entry(e: BookEntry): string {
  const who = e.party === null ? '' : `${word(e.party)} | `;
  return `${e.day} ${e.number === null ? '!' : '*'} (${e.voucher}) ${who}${word(narration(e))}
${facts(e).map((fact) => `    ; ${tag(fact)}\n`).join('')}${e.postings.map((p) => `    ${p.account}  ${cny(p.debit)}\n${whereabouts(p).map((fact) => `    ; ${tag(fact)}\n`).join('')}`).join('')}
`;
}

const tag = ([key, value]: [string, string]): string => `${key}: ${value}`;

/** A semicolon would begin a comment, a bar would part payee and note: here people write both as they look in Chinese. */
const word = (words: string): string => oneLine(words).replaceAll(';', '；').replaceAll('|', '｜');
