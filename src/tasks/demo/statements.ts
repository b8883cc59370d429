import { placeOf } from '../../bank/places';
import type { ReadLine } from '../../bank/readers/statement';
import type { Transfer } from '../../foundations/founding-contributions.service';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays, monthOf, type Day } from '../../rules/day';
import { yuan, type Fen } from '../../rules/money';
import type { Demo } from './demo';

interface Span {
  readonly from: Day;
  readonly to: Day;
}
export type Shown = Pick<ReadLine, 'day' | 'sum' | 'reference' | 'party' | 'memo'>;

/** What the demo's bank shows: the same as a file of its would, line by line. */
async function shows({ statements, db }: Demo, foundation: Foundation, { from, to }: Span, { opening, lines, by }: { opening: Fen; lines: readonly Shown[]; by: Person }): Promise<Fen> {
  const closing = lines.reduce((sum, line) => sum + line.sum, opening);
  const read = lines.map((line, at) => ({ ...line, n: at + 1, at: null, balance: null, partyAccount: null, kind: null, ours: null }));
  await statements.import(await placeOf(db, foundation.id, 'bank'), { format: 'csv', account: null, from, to, opening, closing, lines: read }, { name: `${from}—${to}.csv`, content: Buffer.from(JSON.stringify(read.map(({ reference }) => reference))) }, by);
  return closing;
}

/** Founders' transfers: recorded by one, shown by the bank, confirmed by another with the bank's line. */
export async function receive(demo: Demo, foundation: Foundation, transfers: readonly Transfer[], { recorder, confirmer, from, to }: Span & { recorder: Person; confirmer: Person }): Promise<Fen> {
  const ids: number[] = [];
  for (const transfer of transfers) ids.push(await demo.contributions.record(foundation.id, transfer, recorder));
  const closing = await shows(demo, foundation, { from, to }, { opening: 0n, lines: transfers.map(({ founder, sum, reference, valueDay }) => ({ day: valueDay, sum, reference, party: founder, memo: '原始基金出资' })), by: recorder });
  for (const [at, id] of ids.entries()) {
    const [line] = await demo.db.query<{ id: bigint }[]>('SELECT id FROM bank_line WHERE foundation = $1 AND reference = $2', [foundation.id, transfers[at]!.reference]);
    await demo.contributions.confirm({ foundation: foundation.id, id }, line!.id, confirmer);
  }
  return closing;
}

/**
 * A statement a month since the founding, matched until the end of the last month. This month's is imported up to yesterday and shows a little
 * that the books do not know. `before`: what the bank shows first and the books then take over from it.
 */
export async function statementsUntil(demo: Demo, foundation: Foundation, { since, opening, importer, matcher }: { since: Day; opening: Fen; importer: Person; matcher: Person }, before: readonly Shown[] = []): Promise<void> {
  const { db, matches, today } = demo;
  const place = await placeOf(db, foundation.id, 'bank');
  // what was reversed, and its reversal, the bank has never seen
  const booked = await db.query<Shown[]>(
    `SELECT e.day, p.debit AS sum, substring(e.source from ':(.*)$') AS reference, w.party, w.note AS memo FROM posting p JOIN journal_entry e ON e.id = p.entry LEFT JOIN entry_words w ON w.entry = e.id
     WHERE p.place = $1 AND e.day >= $2 AND e.reverses IS NULL AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) ORDER BY e.day, e.id`, [place.id, since]);
  const moved = [...booked, ...before].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  let balance = opening;
  for (let from = since; monthOf(from) < monthOf(today);) {
    const next = `${monthOf(addDays(`${monthOf(from)}-28`, 5))}-01`;
    balance = await shows(demo, foundation, { from, to: addDays(next, -1) }, { opening: balance, lines: moved.filter(({ day }) => from <= day && day < next), by: importer });
    from = next;
  }
  await db.transaction((tx) => matches.settle(tx, place, matcher));
  const [from, to] = [`${monthOf(today)}-01`, addDays(today, -1)];
  if (to < from) return;
  const unknown: Shown[] = [
    { day: to, sum: yuan('800'), reference: `YH${to.replaceAll('-', '')}-0901`, party: '赵立春', memo: '助餐' },
    { day: to, sum: -yuan('15'), reference: `YH${to.replaceAll('-', '')}-0902`, party: null, memo: '对公账户管理费' },
  ];
  await shows(demo, foundation, { from, to }, { opening: balance, lines: [...moved.filter(({ day }) => from <= day && day <= to), ...unknown], by: importer });
}
