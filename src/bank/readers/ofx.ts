import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { clean, shown, sumIn, type When, whenIn } from './cells';
import { checkDays, checkReferences, inOrder } from './proofs';
import type { ReadLine, ReadStatement } from './statement';
import { type Encoding, textOf } from './text';

const HEAD = 2048;
const MOST_TAGS = 1_000_000;
const DEEPEST = 30;

const head = (content: Buffer): string => content.subarray(0, HEAD).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');

/** OFX 1 begins with a header of lines and is SGML, OFX 2 is XML with an instruction `<?OFX`. */
export const isOfx = (content: Buffer): boolean => /^\s*(OFXHEADER:|<\?OFX\b|<OFX>)/i.test(head(content)) || /^\s*<\?xml[^>]*\?>\s*(<\?OFX\b|<OFX>)/i.test(head(content));

/** What the file says of itself; a Chinese bank's `1252` is not believed, and the text looked at instead. */
function declared(content: Buffer): Encoding | undefined {
  return /ENCODING[:=]\s*"?UTF-?8|CHARSET:\s*(?:65001|UTF-?8)/i.test(head(content)) ? 'utf-8' : /(?:CHARSET|ENCODING)[:=]\s*"?(?:936|CP936|GBK|GB2312|GB18030)\b/i.test(head(content)) ? 'gb18030' : undefined;
}

/** An element with its value, or an aggregate with its elements. `n` counts entries. */
interface Tag {
  readonly name: string;
  value: string;
  readonly within: Tag[];
}

const broken = (tag: string): Refused => new Refused('statement-xml-broken', { found: shown(tag) });

/**
 * SGML leaves the ends of elements out, XML does not: an element is what has text behind it, or is closed at once, or is never
 * closed in the whole file. Aggregates are closed in both, and in the right order.
 */
function treeOf(text: string): Tag {
  if (!/<\/OFX\s*>/i.test(text.slice(-HEAD))) throw new Refused('statement-cut', { expected: '</OFX>' });
  const closed = new Set([...text.matchAll(/<\/([\w.]+)\s*>/g)].map(([, name]) => name));
  const root: Tag = { name: '', value: '', within: [] };
  const open = [root];
  let [tags, last] = [0, root];
  const parts = /<(\/?)([\w.]+)\s*(\/?)>([^<]*)/gy;
  let at = text.search(/<OFX>/i);
  if (at < 0) throw new Refused('statement-cut', { expected: '<OFX>' });
  while (at < text.length) {
    parts.lastIndex = at;
    const part = parts.exec(text);
    if (!part) throw text.slice(at).includes('>') ? broken(text.slice(at, at + 24)) : new Refused('statement-cut', { expected: '</OFX>' });
    at = parts.lastIndex;
    const [, end, name = '', empty, behind = ''] = part;
    const value = clean(entities(behind));
    const parent = open.at(-1) ?? root;
    if (++tags > MOST_TAGS || open.length > DEEPEST) throw broken(name);
    if (end) {
      if (value) throw broken(name);
      if (parent.name === name) open.pop();
      else if (last.name !== name || !last.value) throw broken(name);
      last = root;
      if (open.length === 1 && text.slice(at).trim() !== '') throw broken(text.slice(at, at + 24));
      continue;
    }
    last = { name, value, within: [] };
    parent.within.push(last);
    if (!value && !empty && closed.has(name)) open.push(last);
  }
  if (open.length > 1) throw new Refused('statement-cut', { expected: `</${open.at(-1)?.name ?? 'OFX'}>` });
  return root;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', nbsp: ' ', quot: '"', apos: "'" };
const entities = (text: string): string =>
  text.replace(/&(?:(lt|gt|amp|nbsp|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name?: string, decimal?: string, hex?: string) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(hex, 16) : 0;
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    return code >= 32 && code < 0x11_0000 && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });

const find = (tag: Tag, name: string): Tag[] => tag.within.flatMap((inner) => (inner.name.toUpperCase() === name ? [inner] : find(inner, name)));
const own = (tag: Tag, name: string): string => tag.within.find((inner) => inner.name.toUpperCase() === name)?.value ?? '';
const inner = (tag: Tag, name: string): Tag | undefined => find(tag, name)[0];

/** `20260928100000.000[+8:CST]`; without an offset the bank's own clock, which is Shanghai's. */
function whenOf(text: string): When | undefined {
  const parts = /^(\d{8})(\d{4}(?:\d{2})?)?(?:\.\d{1,3})?(?:\[\s*([+-]?\d{1,2})(?:\.(\d{1,2}))?(?::[\w ]*)?\])?$/.exec(text);
  if (!parts) return undefined;
  const [, day = '', time, hours, hundredths] = parts;
  const told = whenIn(day + (time ? ` ${time.padEnd(6, '0').replace(/(..)(..)(..)/, '$1:$2:$3')}` : ''));
  if (!told?.at || hours === undefined) return told;
  // hundredths of an hour in newer files, minutes in older: 5.30 and 5.50 both say half past
  const minutes = hundredths === undefined ? 0 : { '30': 30, '50': 30, '5': 30, '45': 45, '75': 45 }[hundredths];
  if (minutes === undefined || Math.abs(Number(hours)) > 14) return undefined;
  const offset = (hours.startsWith('-') ? -1 : 1) * (Math.abs(Number(hours)) * 60 + minutes);
  const at = new Date(Date.parse(told.at) + (8 * 60 - offset) * 60_000);
  const shanghai = new Date(at.getTime() + 8 * 3_600_000).toISOString();
  return whenIn(shanghai.slice(0, 19));
}

function dayOf(tag: Tag, name: string, line: number): When {
  const when = whenOf(own(tag, name));
  if (!when) throw new Refused('statement-day-unreadable', { line: String(line), column: name, found: shown(own(tag, name)) });
  return when;
}

function sumOf(tag: Tag, name: string, line: number): Fen {
  const sum = sumIn(own(tag, name));
  if (sum === undefined) throw new Refused('statement-sum-unreadable', { line: String(line), column: name, found: shown(own(tag, name)) });
  return sum;
}

/** One account of OFX 1.02 to 2.2. It has no opening balance and no totals: it shows that it was cut, not that a sum was altered. */
export function readOfx(content: Buffer): ReadStatement {
  const text = textOf(content, declared(content));
  if (/<!\s*(?:DOCTYPE|ENTITY|\[)/i.test(text)) throw new Refused('statement-xml-entities');
  const root = treeOf(text);
  const [statement, ...others] = find(root, 'STMTRS');
  if (!statement) throw new Refused('statement-not-recognised');
  if (others.length > 0) throw new Refused('statement-several-accounts');
  const currency = own(statement, 'CURDEF');
  if (currency.toUpperCase() !== 'CNY') throw new Refused('statement-currency', { line: '1', found: shown(currency), expected: 'CNY' });
  const list = inner(statement, 'BANKTRANLIST');
  if (!list) throw new Refused('statement-cut', { expected: 'BANKTRANLIST' });
  const [from, to]: Day[] = [dayOf(list, 'DTSTART', 1).day, dayOf(list, 'DTEND', 1).day];
  const lines = inOrder(find(list, 'STMTTRN').map((tag, at) => lineOf(tag, at + 1))).filter(({ sum }) => sum !== 0n);
  checkReferences(lines);
  checkDays(lines, from ?? '', to ?? '');
  const balance = inner(statement, 'LEDGERBAL');
  // a balance of a later day may hold lines that are not here
  const closing = balance && dayOf(balance, 'DTASOF', 1).day === to ? sumOf(balance, 'BALAMT', 1) : null;
  const account = own(inner(statement, 'BANKACCTFROM') ?? statement, 'ACCTID') || null;
  return { format: 'ofx', account, from: from ?? '', to: to ?? '', opening: null, closing, lines };
}

/** Words that say themselves which way the money went. */
const WAYS: Readonly<Record<string, 1 | -1>> = { CREDIT: 1, DEP: 1, INT: 1, DIV: 1, DIRECTDEP: 1, DEBIT: -1, PAYMENT: -1, CHECK: -1, DIRECTDEBIT: -1, CASH: -1, FEE: -1, SRVCHG: -1, REPEATPMT: -1 };

function lineOf(tag: Tag, n: number): ReadLine {
  if (inner(tag, 'CURRENCY') || inner(tag, 'ORIGCURRENCY')) {
    const symbol = own(inner(tag, 'CURRENCY') ?? inner(tag, 'ORIGCURRENCY') ?? tag, 'CURSYM');
    if (symbol.toUpperCase() !== 'CNY') throw new Refused('statement-currency', { line: String(n), found: shown(symbol), expected: 'CNY' });
  }
  const sum = sumOf(tag, 'TRNAMT', n);
  const kind = own(tag, 'TRNTYPE').toUpperCase();
  if ((WAYS[kind] === 1 && sum < 0n) || (['DEBIT', 'PAYMENT'].includes(kind) && sum > 0n)) throw new Refused('statement-way-contradicts', { line: String(n), found: own(tag, 'TRNAMT'), expected: kind });
  const reference = own(tag, 'FITID');
  if (!reference) throw new Refused('statement-reference-unreadable', { line: String(n), column: 'FITID', found: shown(reference) });
  const party = own(tag, 'NAME') || own(inner(tag, 'PAYEE') ?? tag, 'NAME');
  const partyAccount = own(inner(tag, 'BANKACCTTO') ?? inner(tag, 'BANKACCTFROM') ?? { name: '', value: '', within: [] }, 'ACCTID');
  return {
    n, ...dayOf(tag, 'DTPOSTED', n), sum, balance: null, reference, party: party || null, partyAccount: partyAccount || null,
    memo: own(tag, 'MEMO') || null, kind: kind || null, ours: own(tag, 'REFNUM') || own(tag, 'CHECKNUM') || null,
  };
}
