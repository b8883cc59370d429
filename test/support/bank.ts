import { Matches } from '../../src/bank/matches.service';
import { placeOf } from '../../src/bank/places';
import type { ReadLine } from '../../src/bank/readers/statement';
import { BankStatements } from '../../src/bank/statements.service';
import type { Day } from '../../src/rules/day';
import { type Fen, plain } from '../../src/rules/money';
import type { TestApp } from './app';

/** A line as a story tells it. */
export interface Told {
  readonly day: Day;
  readonly sum: Fen;
  readonly reference: string;
  readonly party?: string;
  readonly memo?: string;
}

const compact = (day: Day): string => day.replaceAll('-', '');

/** The file that a bank gives away: OFX of a span of days, with what the account held at its end. */
export function ofx(lines: readonly Told[], { from, to, closing }: { from: Day; to: Day; closing: Fen }): Buffer {
  const said = lines.map(({ day, sum, reference, party, memo }) =>
    `<STMTTRN><TRNTYPE>${sum > 0n ? 'CREDIT' : 'DEBIT'}<DTPOSTED>${compact(day)}100000[+8:CST]<TRNAMT>${plain(sum)}<FITID>${reference}${party ? `<NAME>${party}` : ''}${memo ? `<MEMO>${memo}` : ''}</STMTTRN>`).join('');
  return Buffer.from(`OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n
<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>${compact(to)}200000[+8:CST]<LANGUAGE>CHN</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>CNY<BANKACCTFROM><BANKID>102100000000<ACCTID>0200000000000000001<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>${compact(from)}000000[+8:CST]<DTEND>${compact(to)}235959[+8:CST]${said}</BANKTRANLIST><LEDGERBAL><BALAMT>${plain(closing)}<DTASOF>${compact(to)}235959[+8:CST]</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`);
}

/** Imports what a bank shows, as a bookkeeper does, and answers the lines by their numbers. */
export async function shows({ app, db }: Pick<TestApp, 'app' | 'db'>, { foundation, code = 'bank', by, lines }: { foundation: number; code?: string; by: number; lines: readonly Told[] }): Promise<Map<string, bigint>> {
  const days = lines.map(({ day }) => day).sort();
  const read: ReadLine[] = lines.map(({ day, sum, reference, party, memo }, at) => ({ n: at + 1, day, at: null, sum, balance: null, reference, party: party ?? null, partyAccount: null, memo: memo ?? null, kind: null, ours: null }));
  const place = await placeOf(db, foundation, code);
  await app.get(BankStatements).import(place, { format: 'ofx', account: null, from: days[0]!, to: days.at(-1)!, opening: null, closing: null, lines: read }, { name: 'statement.ofx', content: Buffer.from(lines.map(({ reference }) => reference).join()) }, { id: by, name: '', roles: ['bookkeeper'] });
  return new Map((await db.query<{ reference: string; id: bigint }[]>('SELECT reference, id FROM bank_line WHERE place = $1', [place.id])).map(({ reference, id }) => [reference, id]));
}


/** The bank's statement up to a day shows what the books have there, and somebody who recorded none of it matches it. What was reversed no bank has seen. */
export async function reconciled({ app, db }: Pick<TestApp, 'app' | 'db'>, { foundation, until, importer, matcher }: { foundation: number; until: Day; importer: number; matcher: number }): Promise<void> {
  const place = await placeOf(db, foundation, 'bank');
  const open = await db.query<(Told & { ours: string })[]>(
    `SELECT e.day, p.debit AS sum, e.source AS reference, substring(e.source from ':(.*)$') AS ours FROM posting p JOIN journal_entry e ON e.id = p.entry
     WHERE p.place = $1 AND e.day <= $2 AND e.reverses IS NULL AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.line) ORDER BY e.day, e.id`, [place.id, until]);
  const read: ReadLine[] = open.map(({ day, sum, reference, ours }, at) => ({ n: at + 1, day, at: null, sum, balance: null, reference, party: null, partyAccount: null, memo: null, kind: null, ours }));
  const by = (id: number) => ({ id, name: '', roles: ['bookkeeper'] });
  await app.get(BankStatements).import(place, { format: 'ofx', account: null, from: open[0]?.day ?? until, to: until, opening: null, closing: null, lines: read }, { name: `${until}.ofx`, content: Buffer.from(JSON.stringify([until, ...open.map(({ reference }) => reference)])) }, by(importer));
  await db.transaction(async (tx) => {
    const matches = app.get(Matches);
    await matches.settle(tx, place, by(matcher));
    // what bears a number of ours alone, a person finds
    const left = await tx.query<{ id: bigint; entry: bigint; posting: number }[]>(
      `SELECT l.id, e.id AS entry, p.line AS posting FROM bank_line l JOIN journal_entry e ON e.foundation = l.foundation AND e.source = l.reference JOIN posting p ON p.entry = e.id AND p.place = l.place
       WHERE l.place = $1 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) ORDER BY l.id`, [place.id]);
    for (const { id, entry, posting } of left) await matches.join(tx, place, { lines: [id], postings: [{ entry, posting }] }, ['picked'], by(matcher));
  });
}
