import { Client } from 'pg';
import { Matches } from '../../src/bank/matches.service';
import { placeOf } from '../../src/bank/places';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import type { TestApp } from './app';
import { shows } from './bank';

/** A programme fund as its opening leaves it. */
export async function programmeFund(house: TestApp, foundation: Foundation, code = 'services', openedOn = '2026-01-01'): Promise<FundRef> {
  const id = await house.app.get(Ledger).openFund(house.db.manager, { foundation: foundation.id, code, class: 'restricted', name: `${foundation.name}公共服务资金`, englishName: `${foundation.englishName} Public Service Money`, openedOn });
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  await owner.query(`INSERT INTO fund_kind VALUES ($1, 'restricted', 'programme')`, [id]);
  await owner.end();
  return { id, foundation: foundation.id, class: 'restricted' };
}

/** Posts an entry with one line of the bank, and its line on the statement with it, as somebody who recorded none of it matches them. */
export async function arrives(house: TestApp, draft: Draft, { code, reference, importer, matcher }: { code: string; reference: string; importer: number; matcher: number }): Promise<bigint> {
  const place = await placeOf(house.db, draft.foundation, code);
  const entry = await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
  const line = draft.lines.find((one) => one.place === place.id)!;
  const lines = await shows(house, { foundation: draft.foundation, code, by: importer, lines: [{ day: draft.day, sum: line.debit, reference, party: draft.party ?? undefined }] });
  const [{ posting }] = await house.db.query<[{ posting: number }]>('SELECT line::int AS posting FROM posting WHERE entry = $1 AND place = $2', [entry, place.id]);
  await house.db.transaction((tx) => house.app.get(Matches).join(tx, place, { lines: [lines.get(reference)!], postings: [{ entry, posting }] }, ['picked'], { id: matcher, name: '', roles: ['bookkeeper'] }));
  return entry;
}

