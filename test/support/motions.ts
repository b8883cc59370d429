/** Whatever asks SQL as the application does: a connection, a data source, a transaction. */
type Asks = (sql: string, values: unknown[]) => Promise<unknown>;
export interface TestMotion { readonly foundation: number; readonly number: string; readonly body: string; readonly council?: number; readonly fund?: number; readonly question: string; readonly by: number; readonly at: string }

const idIn = (answer: unknown): number => (Array.isArray(answer) ? (answer as { id: number }[]) : (answer as { rows: { id: number }[] }).rows)[0]!.id;

/** A motion that is reviewed already: what a meeting may treat. */
export async function formalMotion(asks: Asks, { foundation, number, body, council, fund, question, by, at }: TestMotion): Promise<number> {
  const id = idIn(await asks(`INSERT INTO motion (foundation, number, body, council, fund, question, tabled_as, tabled_by, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, 'party-branch', '社区党委', $7::timestamptz::date, $8, $7) RETURNING id`,
    [foundation, number, body, council ?? null, fund ?? null, question, at, by]));
  await asks(`INSERT INTO motion_review (motion, foundation, formal, why, reviewed_by, day, recorded_by, recorded_at) VALUES ($1, $2, true, '符合议事范围', '社区党委', $3::timestamptz::date, $4, $3)`, [id, foundation, at, by]);
  return id;
}

/** Somebody stands back from a motion. */
export const standsBack = (asks: Asks, { foundation, motion, party, by, at }: { foundation: number; motion: number; party: number; by: number; at: string }): Promise<unknown> =>
  asks(`INSERT INTO recusal (motion, foundation, party, because, why, recorded_by, recorded_at) VALUES ($1, $2, $3, 'declared', '近亲属', $4, $5)`, [motion, foundation, party, by, at]);

/** Somebody speaks by a telephone, as if they had said so from it. The owner's connection writes it. */
export async function speaksBy(asks: Asks, { foundation, party, phone, by, at }: { foundation: number; party: number; phone: string; by: number; at: string }): Promise<void> {
  const id = idIn(await asks('INSERT INTO voter_phone (foundation, party, phone, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id', [foundation, party, phone, by, at]));
  await asks(`INSERT INTO voter_phone_consent (phone, words, at) VALUES ($1, '这是我的手机', $2)`, [id, at]);
}
