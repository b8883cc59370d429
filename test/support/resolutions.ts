import type { Body, Majority } from '../../src/rules/resolution';
import type { TestApp } from './app';

let numbers = 0;

interface Wanted { readonly body?: Body; readonly majority?: Majority; readonly day?: string; readonly subject?: string; /** The purse whose households decide, all of them. */ readonly purse?: number }

/**
 * A resolution that two people have compared with its signed paper, for stories about what rests on it.
 * @returns its id
 */
export async function resolved({ db }: Pick<TestApp, 'db'>, foundation: number, [recorder, confirmer]: readonly [number, number], { purse, body = purse === undefined ? 'council' : 'households', majority = 'ordinary', day = '2026-01-06', subject = '同意' }: Wanted = {}): Promise<number> {
  return db.transaction(async (tx) => {
    const [{ all }] = await tx.query<[{ all: number }]>('SELECT CASE WHEN $1::int IS NULL THEN 7 ELSE (SELECT most FROM households_on($1, $2)) END AS all', [purse ?? null, day]);
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at, purse)
       VALUES ($1, $2, $3, $4, $5, $6, $8, $8, $8, 0, $7, now(), $9) RETURNING id`, [foundation, body, majority, `第 ${++numbers} 号`, day, subject, recorder, all, purse ?? null]);
    const content = Buffer.from(`%PDF-1.7\n% ${id}\n%%EOF\n`);
    await tx.query(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '决议.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [foundation, id, content, recorder]);
    await tx.query(
      `INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, now())`, [id, foundation, body, majority, recorder, confirmer]);
    return id;
  });
}
