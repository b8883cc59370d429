import { Client } from 'pg';
import type { TestApp } from './app';

export interface Voters {
  readonly council: number;
  readonly motion: number;
  /** In the order of the roll. */
  readonly members: readonly { readonly party: number; readonly phone: string }[];
}

let made = 0;

/** A residents' council with so many members, each of whom speaks by a telephone, and a formal motion before it. Written by the owner, past the pages: whoever tests votes begins where the motion is formal. */
export async function councilWithMotion(owner: Client, { foundation, by, seats, at, rule = {}, declared = true }: { foundation: number; by: number; seats: number; at: string; declared?: boolean; rule?: Partial<Record<'quorum_parts' | 'quorum_of' | 'votes_parts' | 'votes_of' | 'counted_of' | 'more_than' | 'secret' | 'proxies', unknown>> }): Promise<Voters> {
  const nth = ++made;
  const one = async (sql: string, values: unknown[]): Promise<number> => (await owner.query<{ id: number }>(sql, values)).rows[0]!.id;
  const council = await one("INSERT INTO residents_council (foundation, kind, code, name, english_name, area, from_day, recorded_by, recorded_at) VALUES ($1, 'group', $2, $3, $3, '柳荫街', '2026-01-01', $4, $5) RETURNING id", [foundation, `court-${nth}`, `${nth}号院议事会`, by, at]);
  const r = { quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, ...rule };
  await owner.query(`INSERT INTO residents_council_rule (council, foundation, from_day, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, secret, proxies, tables, notice_days, objection_days, source, recorded_by, recorded_at)
    VALUES ($1, $2, '2026-01-01', $3, $4, $5, $6, $7, $8, $9, $10, '{self-governing-body}', 7, 7, '议事规则第九条', $11, $12)`, [council, foundation, r.quorum_parts, r.quorum_of, r.votes_parts, r.votes_of, r.counted_of, r.more_than, r.secret, r.proxies, by, at]);
  const { rows } = await owner.query<{ party: number; phone: string }>(
    `WITH p AS (INSERT INTO party (foundation, kind, name, entered_by, entered_at) SELECT $1, 'person', $2 || '院居民' || n, $3, $4 FROM generate_series(1, $5::int) n RETURNING id)
     SELECT id AS party, '13' || lpad(($6::int * 10000 + row_number() OVER (ORDER BY id))::text, 9, '0') AS phone FROM p ORDER BY id`, [foundation, nth, by, at, seats, nth]);
  await owner.query(`INSERT INTO residents_council_seat (council, foundation, party, display, chairs, official, chosen_by, from_day, until_day, recorded_by, recorded_at) SELECT $1, $2, p, 'masked', false, false, '居民推选', '2026-01-01', '2028-12-31', $4, $5 FROM unnest($3::int[]) p`,
    [council, foundation, rows.map(({ party }) => party), by, at]);
  await owner.query(`WITH v AS (INSERT INTO voter_phone (foundation, party, phone, recorded_by, recorded_at) SELECT $1, p, t, $2, $3 FROM unnest($4::int[], $5::text[]) x (p, t) RETURNING id) INSERT INTO voter_phone_consent SELECT id, '这是我的手机', $3 FROM v`,
    [foundation, by, at, rows.map(({ party }) => party), rows.map(({ phone }) => phone)]);
  const motion = await formalMotion(owner, { foundation, by, council, at });
  if (declared) await declareNone(owner, { foundation, motion, at, parties: rows.map(({ party }) => party) });
  return { council, motion, members: rows };
}

/** They have said that they have no interest. */
export async function declareNone(owner: Client, { foundation, motion, at, parties }: { foundation: number; motion: number; at: string; parties: readonly number[] }): Promise<void> {
  await owner.query("INSERT INTO interest_declaration (motion, foundation, party, interested, why, recorded_at) SELECT $1, $2, p, false, '', $4 FROM unnest($3::int[]) p", [motion, foundation, parties, at]);
}

export async function formalMotion(owner: Client, { foundation, by, council, at }: { foundation: number; by: number; council: number; at: string }): Promise<number> {
  const { rows: [row] } = await owner.query<{ id: number }>(`INSERT INTO motion (foundation, number, body, council, question, english_question, tabled_as, tabled_by, day, recorded_by, recorded_at)
    VALUES ($1, $2, 'residents-council', $3, '是否同意在院内加装路灯？', 'Shall lamps be put up in the courtyard?', 'self-governing-body', '院民小组', ($5::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, $4, $5) RETURNING id`, [foundation, `2026-${++made}`, council, by, at]);
  const { id } = row!;
  await owner.query("INSERT INTO motion_review (motion, foundation, formal, why, reviewed_by, day, recorded_by, recorded_at) VALUES ($1, $2, true, '合规', '议事会召集人', ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, $3, $4)", [id, foundation, by, at]);
  return id;
}

/** Whoever has signed in by telephone already, without its code. */
export async function signedIn(owner: Client, foundation: number, phone: string, at: Date): Promise<Buffer> {
  const { rows: [row] } = await owner.query<{ key: Buffer }>("INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES (sha256(gen_random_uuid()::text::bytea), $1, $2, '192.0.2.1', $3, $3::timestamptz + interval '8 hours') RETURNING key", [foundation, phone, at]);
  return row!.key;
}

export async function ownerOf(house: Pick<TestApp, 'ownerUrl'>): Promise<Client> {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  return owner;
}
