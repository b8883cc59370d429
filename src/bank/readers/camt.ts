import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type Day, dayOf } from '../../rules/day';
import { type Fen, plain } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { clean, shown, sumIn, whenIn } from './cells';
import { checkCount, checkDays, checkReferences, checkTotal, totalOf } from './proofs';
import type { ReadLine, ReadStatement } from './statement';
import { type Encoding, textOf } from './text';

const NAMESPACE = /urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-8])\b/;
/** Of some seven thousand entries. */
const MOST_TAGS = 300_000;
const head = (content: Buffer): string => content.subarray(0, 4096).toString('latin1');

export const isXml = (content: Buffer): boolean => /^(?:\u00ef\u00bb\u00bf)?\s*<(?:\?xml|Document|[\w-]+:Document)\b/.test(head(content));
export const isCamt = (content: Buffer): boolean => isXml(content) && head(content).includes('urn:iso:std:iso:20022:tech:xsd:camt.053.001.');

/** An element of the tree: what is repeated is a list, what has attributes holds its text under `#text`. */
type Node = { readonly [name: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const all = (node: Node, name: string): Node[] => {
  const found = node[name];
  return (Array.isArray(found) ? found : found === undefined ? [] : [found]).map((value: unknown) => (isNode(value) ? value : { '#text': value }));
};

/** The first element on a path, or an empty one. */
const at = (node: Node, path: string): Node => path.split('.').reduce<Node>((inner, name) => all(inner, name)[0] ?? {}, node);
const own = (node: Node): string => (typeof node['#text'] === 'string' ? clean(node['#text']) : '');
const text = (node: Node, path: string): string => own(at(node, path));
/** In the order of preference, the first that says something. */
const first = (node: Node, ...paths: string[]): string | null => paths.map((path) => text(node, path)).find((value) => value !== '' && value !== 'NOTPROVIDED') ?? null;

function parsed(content: Buffer): Node {
  const encoding: Encoding = /^[^>]*encoding\s*=\s*["'](?:GBK|GB2312|GB18030|CP936)["']/i.test(head(content)) ? 'gb18030' : 'utf-8';
  const xml = textOf(content, encoding);
  if (/<!\s*(?:DOCTYPE|ENTITY)/i.test(xml)) throw new Refused('statement-xml-entities');
  if (!NAMESPACE.test(xml.slice(0, 4096))) throw new Refused('statement-not-recognised');
  if (!/<\/(?:[\w-]+:)?Document\s*>\s*$/.test(xml.slice(-200))) throw new Refused('statement-cut', { expected: '</Document>' });
  if (xml.split('<').length > MOST_TAGS) throw new Refused('statement-too-many-lines', { expected: String(MOST_TAGS) });
  try {
    const valid = XMLValidator.validate(xml);
    if (valid !== true) throw new Refused('statement-xml-broken', { found: `${valid.err.line}:${valid.err.col}` });
    const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false, removeNSPrefix: true, maxNestedTags: 40, ignoreDeclaration: true, ignorePiTags: true, htmlEntities: true });
    return at(parser.parse(xml) as Node, 'Document.BkToCstmrStmt');
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('statement-xml-broken', { found: 'XML' }); // its own words quote the file
  }
}

/** Ccy must say CNY wherever money stands. */
function sumOf(node: Node, path: string, line: number): Fen {
  const amount = at(node, path);
  const currency = typeof amount['@_Ccy'] === 'string' ? amount['@_Ccy'] : '';
  if (currency !== 'CNY') throw new Refused('statement-currency', { line: String(line), found: shown(currency), expected: 'CNY' });
  return bare(text(node, path), path, line);
}

/** ISO 20022 has neither signs nor groups: a comma or minus is somebody's hand. */
function bare(value: string, column: string, line: number): Fen {
  const sum = /^\d+(\.\d+)?$/.test(value) ? sumIn(value) : undefined;
  if (sum === undefined) throw new Refused('statement-sum-unreadable', { line: String(line), column, found: shown(value) });
  return sum;
}

function signOf(node: Node, line: number): 1n | -1n {
  const way = text(node, 'CdtDbtInd');
  if (way !== 'CRDT' && way !== 'DBIT') throw new Refused('statement-word-unknown', { line: String(line), column: 'CdtDbtInd', found: shown(way) });
  return way === 'CRDT' ? 1n : -1n;
}

/** A date, or a moment with its offset, as the day in Shanghai. */
function whenOf(node: Node, path: string, line: number): { day: Day; at: string | null } {
  const value = first(node, `${path}.Dt`, `${path}.DtTm`, path) ?? '';
  const offset = /(?:Z|[+-]\d{2}:\d{2})$/.exec(value)?.[0];
  const told = whenIn(offset && value.includes('T') ? value.slice(0, -offset.length) : value.replace(/^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$/, '$1'));
  if (!told) throw new Refused('statement-day-unreadable', { line: String(line), column: path, found: shown(value) });
  if (!offset || !told.at) return told;
  const moment = new Date(told.at.replace('+08:00', offset));
  return { day: dayOf(moment), at: value };
}

/** CAMT.053, versions 02 to 08: one statement of one account, from its opening to its closing balance. */
export function readCamt(content: Buffer): ReadStatement {
  const [statement, ...others] = all(parsed(content), 'Stmt');
  if (!statement) throw new Refused('statement-cut', { expected: 'Stmt' });
  if (others.length > 0) throw new Refused('statement-several-accounts');
  const [opening, closing] = [balanceOf(statement, 'OPBD', 'PRCD'), balanceOf(statement, 'CLBD')];
  const entries = all(statement, 'Ntry').map((entry, index) => ({ entry, n: index + 1 })).filter(({ entry, n }) => isBooked(entry, n));
  const lines = entries.flatMap(({ entry, n }) => linesOf(statement, entry, n));
  checkTotal('CLBD', opening.sum + totalOf(lines.map(({ sum }) => sum)), closing.sum);
  checkSummary(statement, entries.map(({ entry, n }) => signOf(entry, n) * sumOf(entry, 'Amt', n)));
  checkReferences(lines);
  const from = first(statement, 'FrToDt.FrDtTm') ? whenOf(statement, 'FrToDt.FrDtTm', 1).day : lines.map(({ day }) => day).sort()[0] ?? closing.day;
  checkDays(lines, from, closing.day);
  return { format: 'camt053', account: first(statement, 'Acct.Id.IBAN', 'Acct.Id.Othr.Id'), from, to: closing.day, opening: opening.sum, closing: closing.sum, lines: inOldestFirst(lines) };
}

const inOldestFirst = (lines: readonly ReadLine[]): ReadLine[] => lines.map((line, index) => ({ line, index })).sort((a, b) => (a.line.day === b.line.day ? a.index - b.index : a.line.day < b.line.day ? -1 : 1)).map(({ line }) => line);

function balanceOf(statement: Node, ...kinds: string[]): { sum: Fen; day: Day } {
  const found = kinds.flatMap((kind) => all(statement, 'Bal').filter((balance) => text(balance, 'Tp.CdOrPrtry.Cd') === kind))[0];
  if (!found) throw new Refused('statement-balance-missing', { expected: kinds.join(' / ') });
  return { sum: signOf(found, 1) * sumOf(found, 'Amt', 1), day: whenOf(found, 'Dt', 1).day };
}

/** Entries that are expected or for information have moved nothing. */
function isBooked(entry: Node, n: number): boolean {
  const state = first(entry, 'Sts.Cd', 'Sts') ?? '';
  if (!['BOOK', 'PDNG', 'INFO', 'FUTR'].includes(state)) throw new Refused('statement-word-unknown', { line: String(n), column: 'Sts', found: shown(state) });
  return state === 'BOOK';
}

/** One line; or, of a batch, one for each of its payments that tells its own sum. */
function linesOf(statement: Node, entry: Node, n: number): ReadLine[] {
  const sum = signOf(entry, n) * sumOf(entry, 'Amt', n);
  const details = all(entry, 'NtryDtls').flatMap((batch) => all(batch, 'TxDtls'));
  const reference = first(entry, 'AcctSvcrRef') ?? (details.length === 1 && details[0] ? first(details[0], 'Refs.AcctSvcrRef') : null)
    ?? (first(entry, 'NtryRef') ? `${text(statement, 'Id')}/${text(entry, 'NtryRef')}` : null);
  if (!reference) throw new Refused('statement-reference-unreadable', { line: String(n), column: 'AcctSvcrRef', found: '' });
  const parts = details.map((detail) => partOf(detail, entry, n));
  const charged = [entry, ...details].some((node) => all(node, 'Chrgs').length > 0);
  const told = parts.length > 0 && parts.every((part) => part !== undefined) ? totalOf(parts) : undefined;
  if (told !== undefined && told !== sum && !charged) throw new Refused('statement-details-differ', { line: String(n), found: plain(told), expected: plain(sum) });
  if (sum === 0n) return [];
  if (parts.length < 2 || told !== sum) return [lineOf(entry, details.length === 1 ? details[0] ?? {} : {}, n, sum, reference)];
  return details.map((detail, index) => lineOf(entry, detail, n, parts[index] ?? 0n, `${reference}/${index + 1}`));
}

/** What one payment of an entry came to in CNY; a sum in another currency is what was asked, not what moved here. */
function partOf(detail: Node, entry: Node, n: number): Fen | undefined {
  const path = ['Amt', 'AmtDtls.TxAmt.Amt'].find((name) => at(detail, name)['@_Ccy'] === 'CNY');
  if (!path) return undefined;
  return (text(detail, 'CdtDbtInd') ? signOf(detail, n) : signOf(entry, n)) * sumOf(detail, path, n);
}

function lineOf(entry: Node, detail: Node, n: number, sum: Fen, reference: string): ReadLine {
  // a reversal names the parties of what it takes back, so the sides are the other way round
  const reversal = text(entry, 'RvslInd') === 'true';
  const [side, other] = sum > 0n !== reversal ? ['Dbtr', 'Cdtr'] : ['Cdtr', 'Dbtr'];
  const paths = (who: string): string[] => [`RltdPties.${who}.Pty.Nm`, `RltdPties.${who}.Nm`];
  const accounts = (who: string): string[] => [`RltdPties.${who}Acct.Id.IBAN`, `RltdPties.${who}Acct.Id.Othr.Id`];
  const written = all(at(detail, 'RmtInf'), 'Ustrd').map(own).filter(Boolean).join(' ');
  const kind = first(entry, 'BkTxCd.Prtry.Cd') ?? [text(entry, 'BkTxCd.Domn.Cd'), text(entry, 'BkTxCd.Domn.Fmly.Cd'), text(entry, 'BkTxCd.Domn.Fmly.SubFmlyCd')].filter(Boolean).join('-');
  return {
    n, ...whenOf(entry, 'BookgDt', n), sum, balance: null, reference,
    party: first(detail, ...paths(side ?? ''), ...paths(other ?? '')), partyAccount: first(detail, ...accounts(side ?? ''), ...accounts(other ?? '')),
    memo: written || first(detail, 'AddtlTxInf') || first(entry, 'AddtlNtryInf'), kind: [kind, reversal ? 'reversal' : ''].filter(Boolean).join(' ') || null,
    ours: first(detail, 'Refs.EndToEndId'),
  };
}

/** The statement's own count of its entries, where it has one. */
function checkSummary(statement: Node, sums: readonly Fen[]): void {
  const totals: [string, readonly Fen[]][] = [['TtlNtries', sums.map((sum) => (sum < 0n ? -sum : sum))], ['TtlCdtNtries', sums.filter((sum) => sum > 0n)], ['TtlDbtNtries', sums.filter((sum) => sum < 0n).map((sum) => -sum)]];
  for (const [name, some] of totals) {
    const told = at(at(statement, 'TxsSummry'), name);
    if (told.NbOfNtries !== undefined) checkCount(name, some.length, text(told, 'NbOfNtries'));
    if (told.Sum !== undefined) checkTotal(name, totalOf(some), bare(text(told, 'Sum'), name, 1));
  }
}
