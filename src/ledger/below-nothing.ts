import type { EntityManager } from 'typeorm';
import { grouped, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { account, standardOn, type Role } from './chart';
import type { Draft } from './draft';

/** What a hand may use up no further than it stands there, by the side on which it stands. Pay and tax may be paid before they are accrued. */
const STANDS: Partial<Readonly<Record<Role, 'debit' | 'credit'>>> = {
  receivable: 'debit', prepaid: 'debit', stock: 'debit', 'short investment': 'debit', 'long equity investment': 'debit', 'long debt investment': 'debit', 'other long investment': 'debit', 'fixed asset': 'debit', 'agency goods': 'debit',
  'short investment allowance': 'credit', 'long investment allowance': 'credit', depreciation: 'credit',
  payable: 'credit', retained: 'credit', bond: 'credit', 'other payable': 'credit', 'refund due': 'credit', unidentified: 'credit', 'agency liability': 'credit',
};

/**
 * The guard rows keep a fund's sums, not each of its accounts: goods that are not there, or an advance that was never paid, could be
 * written off by hand against what else the fund has. `booked`: the draft stands in the books of this transaction already.
 * @throws Refused `an-account-is-used-up-only-once`
 */
export async function refuseBelowNothing(tx: EntityManager, draft: Draft, { booked }: { booked: boolean }): Promise<void> {
  if (draft.kind === 'chart migration' || draft.kind === 'year closing') return;
  const moved = new Map<string, { fund: number; role: Role; code: string; by: Fen }>();
  for (const line of draft.lines) {
    const { role, code } = account(line.standard ?? standardOn(draft.day), line.account);
    if (!STANDS[role]) continue;
    const key = `${line.fund} ${role}`;
    moved.set(key, { fund: line.fund, role, code, by: (moved.get(key)?.by ?? 0n) + line.debit });
  }
  for (const { fund, role, code, by } of moved.values()) {
    const sign = STANDS[role] === 'debit' ? 1n : -1n;
    if (by * sign >= 0n) continue;
    const [stands] = await tx.query<[{ name: string; sum: Fen }]>(
      `SELECT f.name, (SELECT coalesce(sum(x.debit), 0)::bigint FROM (
           SELECT m.debit - m.credit AS debit FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE m.foundation = f.foundation AND m.fund = f.id AND a.role = $2
           UNION ALL SELECT p.debit FROM entry_to_number q JOIN role_posting p ON p.entry = q.entry WHERE q.foundation = f.foundation AND p.fund = f.id AND p.role = $2) x) AS sum
       FROM fund f WHERE f.id = $1`, [fund, role]);
    const before = (booked ? stands.sum - by : stands.sum) * sign;
    if (before + by * sign < 0n) throw new Refused('an-account-is-used-up-only-once', { fund: stands.name, account: code, left: grouped(before > 0n ? before : 0n) });
  }
}
