import { Client, type QueryResult } from 'pg';
import '../../src/platform/database'; // reads whole numbers as bigint and days as text
import { createTestDatabase, type TestDatabase } from './database';

/** A draft as somebody might forge it. What is left out is as a bank gift of 100 yuan to the lunch fund would have it. */
export interface Forged {
  foundation?: number;
  kind?: string;
  day?: string;
  source?: string;
  fact?: bigint | null;
  reverses?: bigint | null;
  note?: string | null;
  lines: readonly { fund: number; account: string; debit: bigint; place?: number | null; promise?: bigint | null; standard?: number }[];
}

/** Two foundations with their funds, opened by the application's own role. */
export interface Books {
  readonly database: TestDatabase;
  readonly app: Client;
  readonly owner: Client;
  readonly foundation: number;
  readonly original: number;
  readonly general: number;
  readonly lunch: number;
  readonly lights: number;
  readonly bank: number;
  readonly clearing: number;
  readonly other: { readonly foundation: number; readonly fund: number; readonly bank: number };
  another(): Promise<Client>;
  close(): Promise<void>;
}

export async function openBooks(): Promise<Books> {
  const database = await createTestDatabase();
  const clients: Client[] = [];
  const connect = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    return client;
  };
  const app = await connect(database.url);
  const owner = await connect(database.ownerUrl);
  const id = async (sql: string, values: unknown[]): Promise<number> => (await app.query<{ id: number }>(sql, values)).rows[0]!.id;
  const found = (code: string): Promise<number> =>
    id(`INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
        VALUES ($1, $1, $1, '', '', '', '', '', '', '', '梧桐里社') RETURNING id`, [code]);
  const open = async (foundation: number, code: string, klass: string): Promise<number> => (await owner.query<{ id: number }>('SELECT ledger_open_fund($1, $2, $3, $2, $2, $4) AS id', [foundation, code, klass, '2026-01-01'])).rows[0]!.id;
  const place = (foundation: number, account: string): Promise<number> =>
    id(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, $2, $2, $2, $2) RETURNING id`, [foundation, account]);
  const foundation = await found('wutongli');
  const elsewhere = await found('qingshi');
  return {
    database, app, owner, foundation,
    original: await open(foundation, 'original', 'original'),
    general: await open(foundation, 'general', 'general'),
    lunch: await open(foundation, 'lunch', 'restricted'),
    lights: await open(foundation, 'lights', 'restricted'),
    bank: await place(foundation, '1002'),
    clearing: await place(foundation, '1009'),
    other: { foundation: elsewhere, fund: await open(elsewhere, 'lunch', 'restricted'), bank: await place(elsewhere, '1002') },
    another: () => connect(database.url),
    async close() {
      await Promise.all(clients.map((client) => client.end()));
      await database.drop();
    },
  };
}

let sources = 0;

/** Calls the only door to the books, as the application's role may. */
export async function post(client: Client, drafts: readonly (Forged & { foundation: number })[]): Promise<bigint[]> {
  const lines = drafts.flatMap((d, index) => d.lines.map((line) => ({ ...line, draft: index + 1 })));
  const { rows }: QueryResult<{ ids: bigint[] }> = await client.query(
    'SELECT ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS ids', [
      drafts.map((d) => d.foundation), drafts.map((d) => d.kind ?? 'bank gift'), drafts.map((d) => d.day ?? '2026-06-10'), drafts.map((d) => d.day ?? '2026-06-10'),
      drafts.map((d) => d.source ?? `forged:${++sources}`), drafts.map((d) => d.fact ?? null), drafts.map((d) => d.reverses ?? null), drafts.map(() => null), drafts.map((d) => d.note ?? null),
      lines.map((l) => l.draft), lines.map((l) => l.fund), lines.map((l) => l.account), lines.map((l) => l.debit), lines.map((l) => l.place ?? null), lines.map((l) => l.promise ?? null),
      lines.map((l) => l.standard ?? null),
    ]);
  return rows[0]!.ids.map(BigInt);
}

/** The named law by which the database says no; the message itself when it has no name. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    const { constraint, code, message } = error as { constraint?: string; code?: string; message: string };
    return constraint ?? code ?? message;
  }
  return 'not refused';
}

/** What a bank shows, line by line, as the application's role may write it. */
export async function shown(client: Client, { foundation, place, day = '2026-06-10' }: { foundation: number; place: number; day?: string }, ...sums: bigint[]): Promise<bigint[]> {
  const { rows: [statement] } = await client.query<{ id: bigint }>(
    `INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at)
     VALUES ($1, $2, 'csv', 'x.csv', '', $3, $3, 0, (SELECT min(id) FROM person), now()) RETURNING id`, [foundation, place, day]);
  const { rows } = await client.query<{ id: bigint }>(
    `INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, $2, $3::bigint, n, $4, s, 'line-' || $3::bigint || '-' || n FROM unnest($5::bigint[]) WITH ORDINALITY x (s, n) RETURNING id`, [foundation, place, statement!.id, day, sums]);
  return rows.map(({ id }) => id);
}
