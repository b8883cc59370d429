import { Matches } from '../../src/bank/matches.service';
import { placeOf } from '../../src/bank/places';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import type { TestApp } from './app';
import { shows } from './bank';
import { openFund } from './funds';

/** A programme fund as its opening leaves it, with its agreement. */
export function programmeFund(house: TestApp, foundation: Foundation, code = 'services', day = '2026-01-01'): Promise<FundRef> {
  return openFund(house, foundation, {
    code, name: `${foundation.name}公共服务资金`, englishName: `${foundation.englishName} Public Service Money`,
    agreement: {
      no: `GG-${code}`, day, kind: 'programme', party: '梧桐里街道办事处', englishParty: 'Wutongli sub-district', purpose: '社区公共服务', englishPurpose: 'Public services', use: '六类用途', englishUse: 'Six uses', termination: '双方同意', englishTermination: 'By consent',
      remainingProperty: '退回出资方', englishRemainingProperty: 'Goes back to its payers',
    },
    page: { summary: '社区公共服务', englishSummary: 'Public services', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
  });
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

