import type { DataSource } from 'typeorm';
import type { Day } from '../../src/rules/day';
import type { Fen } from '../../src/rules/money';

interface Wanted { readonly filingNo: string; readonly filedOn: Day; readonly from: Day; readonly to: Day; readonly target: Fen; readonly cost?: Fen }

/** A campaign whose filing two people have entered and compared, for stories about what rests on it. @returns the campaign's id */
export async function filed(db: DataSource, foundation: { readonly id: number }, { filingNo, filedOn, from, to, target, cost = 0n }: Wanted): Promise<number> {
  return db.transaction(async (tx) => {
    const [recorder, confirmer] = await tx.query<[{ id: number }, { id: number }]>("INSERT INTO person (name, english_name) VALUES ('备案人', 'Filer'), ('核对人', 'Checker') RETURNING id");
    const [filing] = await tx.query<[{ id: number }]>(
      `INSERT INTO campaign_filing (foundation, filing_no, filed_on, from_day, to_day, area, purpose, beneficiaries, target, cost, leftover, emergency, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, '本市', '助老', '本社区居民', $6, $7, '用于相近目的', false, $8, now()) RETURNING id`, [foundation.id, filingNo, filedOn, from, to, target, cost, recorder.id]);
    const [campaign] = await tx.query<[{ id: number }]>('SELECT campaign_confirm($1, $2, now()) AS id', [filing.id, confirmer.id]);
    return campaign.id;
  });
}
