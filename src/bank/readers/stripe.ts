import { dayOf } from '../../rules/day';
import { type Fen, plain } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { heading, type Row, whenIn } from './cells';
import { checkReferences, daysOf, inOrder } from './proofs';
import type { ReadLine, ReadStatement } from './statement';
import { isBlank, placesOf, rowsOf, under } from './table';

const NEEDED = ['automatic_payout_id', 'balance_transaction_id', 'created_utc', 'currency', 'gross', 'fee', 'net', 'reporting_category'];

export const isStripe = (text: string): boolean => {
  const names = (/^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? '').split(',').map((name) => heading(name.replaceAll('"', '')));
  return ['balance_transaction_id', 'gross', 'net'].every((name) => names.includes(name));
};

/** Payout reconciliation, itemised. A payout and all it pays out add up to nothing, to the fen: that is what proves the file whole. */
export function readStripe(text: string): ReadStatement {
  const [header, ...rest] = rowsOf(text).filter((row) => !isBlank(row));
  if (!header) throw new Refused('statement-empty');
  const places = placesOf(header);
  const missing = NEEDED.find((name) => !places.has(name));
  if (missing) throw new Refused('statement-column-missing', { column: missing });
  const rows = rest.map((row) => under(header, row, places));
  const payouts = new Map<string, { n: number; net: Fen; paid: Fen }>();
  const lines = rows.flatMap((row) => {
    const { gross, fee, net } = sumsOf(row);
    const [id, category] = [row.cell('automatic_payout_id'), row.cell('reporting_category')];
    const payout = payouts.get(id) ?? { n: row.n, net: 0n, paid: 0n };
    if (category.startsWith('payout')) payout.paid -= net;
    else payout.net += net;
    if (id) payouts.set(id, payout);
    return linesOf(row, category, gross, fee);
  });
  for (const [id, { n, net, paid }] of payouts) {
    if (net !== paid) throw new Refused('stripe-payout-differs', { payout: id, line: String(n), found: plain(net), expected: plain(paid) });
  }
  checkReferences(lines);
  return { format: 'stripe-payouts', account: null, ...daysOf(lines), opening: null, closing: null, lines: inOrder(lines) };
}

function sumsOf(row: Row): { gross: Fen; fee: Fen; net: Fen } {
  const currency = row.cell('currency');
  if (currency.toLowerCase() !== 'cny') throw new Refused('statement-currency', { line: String(row.n), found: currency.slice(0, 8), expected: 'CNY' });
  const [gross, fee, net] = [row.sum('gross'), row.sum('fee'), row.sum('net')];
  if (gross - fee !== net) throw new Refused('stripe-net-differs', { line: String(row.n), found: plain(net), expected: plain(gross - fee) });
  return { gross, fee, net };
}

function linesOf(row: Row, category: string, gross: Fen, fee: Fen): ReadLine[] {
  const reference = row.reference('balance_transaction_id');
  const utc = whenIn(row.cell('created_utc'));
  if (!utc?.at || !category) throw new Refused('statement-day-unreadable', { line: String(row.n), column: 'created_utc', found: row.cell('created_utc').slice(0, 24) });
  const at = new Date(utc.at.replace('+08:00', 'Z'));
  const optional = (column: string): string | null => (row.has(column) ? row.text(column) : null);
  const common = {
    n: row.n, day: dayOf(at), at: at.toISOString(), balance: null, party: null, partyAccount: null, memo: optional('description'),
    // a refund or dispute has a number of its own beside that of its payment
    ours: (/^(charge|payment)$/.test(category) ? optional('payment_intent_id') : null) ?? optional('source_id') ?? optional('payment_intent_id'),
  };
  return [
    ...(gross === 0n ? [] : [{ ...common, sum: gross, reference, kind: category }]),
    ...(fee === 0n ? [] : [{ ...common, sum: -fee, reference: `${reference}:fee`, kind: 'fee' }]),
  ];
}
