import type { EntityManager } from 'typeorm';
import { yuan, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import type { FundRef } from './draft';
import type { FundClass, Kind } from './kinds';
import { openDayFrom, sealedUntil } from './open-days';
import type { Filled, Template } from './templates';
import type { VoucherForm } from './voucher.form';

/** What a template needs, out of the words of a form. @throws Refused for a fund, place or promise that is not there or does not fit */
export async function filled(tx: EntityManager, foundation: number, template: Template, form: VoucherForm): Promise<Filled> {
  const has = (field: string): boolean => (template.fields as readonly string[]).includes(field);
  const funds = await tx.query<(FundRef & { code: string; class: FundClass })[]>('SELECT id, foundation, class, code FROM fund WHERE foundation = $1', [foundation]);
  const fundOf = (classes: readonly FundClass[]): FundRef => {
    const found = funds.find(({ code, class: klass }) => code === form.fund && classes.includes(klass));
    if (!found) throw new Refused('fund-missing', { field: 'fund' });
    return found;
  };
  const byClass = (klass: FundClass): FundRef => {
    const found = funds.find((fund) => fund.class === klass);
    if (!found) throw new Refused('fund-missing');
    return found;
  };
  const fund = has('fund') ? fundOf(template.classes) : byClass('general');
  const promised = form.promise && has('promise') ? await promiseOf(tx, foundation, form.promise) : undefined;
  if (template.name === 'release' && promised === undefined) throw new Refused('a-promise-is-named-by-its-number', { field: 'promise' });
  const kept = has('kept') && form.kept ? yuan(form.kept) : 0n;
  if (kept > yuan(form.sum!)) throw new Refused('kept-above-the-sum', { field: 'kept' });
  return {
    about: { day: openDayFrom(form.day, await sealedUntil(tx, foundation)), factDay: form.day, source: '', party: form.party || null, note: form.note },
    fund, general: byClass('general'), original: template.name === 'making-good' ? byClass('original') : fund,
    sum: yuan(form.sum!), bank: has('bank') ? await bankOf(tx, foundation, form.bank!) : 0,
    cost: form.cost!, owed: form.owed!, bill: form.bill!, advance: form.advance!, deducted: form.deducted!, promise: promised, kept,
    booked: has('booked') ? yuan(form.booked!) : 0n, paidOn: form.paidOn!,
  };
}

async function bankOf(tx: EntityManager, foundation: number, code: string): Promise<number> {
  const [row] = await tx.query<{ id: number }[]>("SELECT id FROM place WHERE foundation = $1 AND account = '1002' AND code = $2", [foundation, code]);
  if (!row) throw new Refused('place-missing', { field: 'bank' });
  return row.id;
}

async function promiseOf(tx: EntityManager, foundation: number, number: string): Promise<bigint> {
  const [row] = await tx.query<{ entry: bigint }[]>('SELECT s.entry FROM sealed_entry s JOIN promise_balance b ON b.promise = s.entry WHERE s.foundation = $1 AND s.voucher = $2', [foundation, number.toUpperCase()]);
  if (!row) throw new Refused('a-promise-is-named-by-its-number', { field: 'promise' });
  return row.entry;
}

/** What a payment may pay by its number, and how it is refused when it names none of these, or more than is owed. A payment that gives something back always names it. */
export const PAID = {
  payment: { kind: 'cost accepted', always: false, unknown: 'a-cost-is-named-by-its-number', above: 'a-payment-pays-its-cost', field: 'pays' },
  'unidentified-returned': { kind: 'unidentified receipt', always: true, unknown: 'a-receipt-is-named-by-its-number', above: 'no-more-goes-back-than-came', field: 'sum' },
  'subsidy-paid-back': { kind: 'subsidy returned', always: true, unknown: 'a-return-is-named-by-its-number', above: 'no-more-is-paid-back-than-was-decided', field: 'sum' },
} as const satisfies Record<string, { kind: Kind; always: boolean; unknown: string; above: string; field: string }>;
export type Paid = (typeof PAID)[keyof typeof PAID];

/** What a payment pays: its fund, and what is still owed by it and not asked for by another proposal. */
export async function costOf(tx: EntityManager, foundation: number, number: string, { kind, unknown }: Paid): Promise<{ entry: bigint; fund: number; owed: Fen }> {
  const [row] = await tx.query<{ entry: bigint; fund: number; owed: Fen }[]>(
    `SELECT s.entry, x.fund, (owed_by_cost(s.entry) - (SELECT coalesce(sum((p.lines -> 0 ->> 'debit')::bigint), 0) FROM voucher_proposal p
         WHERE p.pays = s.entry AND NOT EXISTS (SELECT 1 FROM voucher_decision d WHERE d.proposal = p.id)))::bigint AS owed
     FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry AND e.kind = $3 JOIN entry_fund x ON x.entry = s.entry
     WHERE s.foundation = $1 AND s.voucher = $2 AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = s.entry)`, [foundation, number.toUpperCase(), kind]);
  if (!row) throw new Refused(unknown, { field: 'pays' });
  return row;
}
