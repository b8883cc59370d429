import { Client } from 'pg';
import type { FundRef } from '../../src/ledger/draft';
import { principalGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import type { TestApp } from './app';

/** A preserved fund with its agreement and page. */
export async function openEndowment(house: TestApp, foundation: Foundation, { code, name, english, day }: { code: string; name: string; english: string; day: string }): Promise<FundRef> {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  try {
    const { id } = (await owner.query<{ id: number }>(`SELECT ledger_open_fund($1, $2, 'preserved', $3, $4, $5) AS id`, [foundation.id, code, `${foundation.name}${name}`, english, day])).rows[0]!;
    await owner.query(
      `INSERT INTO agreement (fund, foundation, no, day, party, english_party, purpose, english_purpose, use, english_use, termination, english_termination, remaining_property, english_remaining_property)
       VALUES ($1, $2, $3, $4, '林老先生', 'Mr Lin', '助老', 'For the elderly', '本金不动，收益助老', 'The principal stays, its yield helps the elderly', '约定', 'As agreed', '转入同类基金', 'To a fund of the same kind')`, [id, foundation.id, `XY-${code}`, day]);
    await owner.query(`INSERT INTO fund_page (fund, summary, english_summary) VALUES ($1, '本金不动，每年用收益给老人添衣', 'The principal stays; its yield buys winter coats for the elderly')`, [id]);
    await owner.query(`INSERT INTO fund_kind VALUES ($1, 'preserved', 'named')`, [id]);
    return { id, foundation: foundation.id, class: 'preserved' };
  } finally {
    await owner.end();
  }
}

/** Somebody gives money to be kept. */
export const givesPrincipal = (house: TestApp, fund: FundRef, { day, source, party, sum, bank }: { day: string; source: string; party: string; sum: bigint; bank: number }): Promise<bigint> =>
  house.db.transaction((tx) => house.app.get(Ledger).enter(tx, principalGift({ day, source, party, fund, sum, bank, note: '本金不动，收益助老' })));
