import { placeOf } from '../../bank/places';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import type { Month } from '../../rules/day';
import { type Demo, monthBefore } from './demo';

interface Hands { readonly bookkeeper: Person; readonly secretary: Person; readonly matcher: Person }

/**
 * Closes and seals every month but the last, as two people do: vouchers checked, restrictions released, the year closed in December, what
 * stands in the old chart carried into the new one. The last month that is over stays open, for whoever tries it.
 */
export async function closeUntilLastMonth(demo: Demo, foundation: Foundation, hands: Hands): Promise<void> {
  const { db, proposals, today } = demo;
  const months = await db.query<{ month: Month }[]>(
    `SELECT to_char(month, 'YYYY-MM') AS month FROM accounting_period WHERE foundation = $1 AND month < $2 AND sealed_on IS NULL ORDER BY month`, [foundation.id, `${monthBefore(today, 1)}-01`]);
  for (const { month } of months) {
    if (month === '2026-01' && months[0]!.month < month) {
      await approved(demo, foundation, await proposals.changeChart({ foundation: foundation.id, month }, hands.bookkeeper), hands);
      await db.transaction(async (tx) => demo.matches.settle(tx, await placeOf(tx, foundation.id, 'bank'), hands.matcher));
    }
    await closeMonth(demo, foundation, month, hands);
  }
}

async function approved({ proposals, sealer }: Demo, foundation: Foundation, proposal: number, { secretary }: Hands): Promise<void> {
  await proposals.approve(foundation.id, proposal, secretary);
  await sealer.seal();
}

async function closeMonth(demo: Demo, foundation: Foundation, month: Month, hands: Hands): Promise<void> {
  const { db, closings, vouchers, proposals, sealer, now } = demo;
  const { bookkeeper, secretary } = hands;
  const closing = { foundation: foundation.id, month };
  await sealer.seal();
  const byHand = await db.query<{ entry: bigint }[]>(
    `SELECT m.entry FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry WHERE e.foundation = $1 AND to_char(e.day, 'YYYY-MM') = $2
       AND NOT EXISTS (SELECT FROM voucher_check c WHERE c.entry = m.entry) ORDER BY m.entry`, [foundation.id, month]);
  await db.transaction(async (tx) => {
    for (const { entry } of byHand) await vouchers.check(tx, foundation.id, entry, secretary.id, now());
  });
  await closings.checkMachineMade(closing, secretary);
  await closings.accrue(closing, bookkeeper);
  await closings.release(closing, bookkeeper);
  if (month.endsWith('-12')) await approved(demo, foundation, await proposals.closeYear(closing, bookkeeper), hands);
  await sealer.seal();
  for (const step of ['received', 'bank', 'unidentified', 'vouchers', 'statements'] as const) await closings.confirm(closing, step, bookkeeper);
  await closings.sign(closing, null, bookkeeper);
  const [{ first }] = await db.query<[{ first: number }]>('SELECT max(id) AS first FROM month_signature WHERE foundation = $1', [foundation.id]);
  await closings.sign(closing, first, secretary);
}
