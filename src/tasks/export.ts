import { createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { beancount } from '../ledger/plain-text/beancount';
import { type Books, readBooks } from '../ledger/plain-text/books';
import type { Format } from '../ledger/plain-text/format';
import { hledger, ledger } from '../ledger/plain-text/journal';
import { CannotStart, sayWhyAndExit } from '../platform/cannot-start';
import { readConfig } from '../platform/config';
import { dataSourceOptions } from '../platform/database';
import { withDatabase } from '../platform/local-database';
import { refuseUnmigrated } from './migrate';

const FORMATS: Readonly<Record<string, Format>> = { hledger, ledger, beancount };
const PIECE = 64 * 1024;

export interface Asked {
  readonly format: Format;
  /** The file, or `-` for standard output. */
  readonly out: string;
  /** Code of the foundation; the first of the house when none is named. */
  readonly foundation?: string;
}

/** @throws CannotStart when the words after `npm run export --` do not say what to do */
export function readArguments(args: string[]): Asked {
  const values = parse(args);
  const format = Object.hasOwn(FORMATS, values.format ?? '') ? FORMATS[values.format!] : undefined;
  if (!format) throw new CannotStart(`请用 --format 指明格式：${Object.keys(FORMATS).join('、')}。`, `Name the format with --format: ${Object.keys(FORMATS).join(', ')}.`);
  if (!values.out) throw new CannotStart('请用 --out 指明文件；--out - 输出到屏幕。', 'Name the file with --out; --out - prints.');
  return { format, out: values.out, foundation: values.foundation };
}

function parse(args: string[]): { format?: string; out?: string; foundation?: string } {
  try {
    return parseArgs({ args, options: { format: { type: 'string' }, out: { type: 'string' }, foundation: { type: 'string' } } }).values;
  } catch (error) {
    throw new CannotStart('用法：npm run export -- --format hledger|ledger|beancount --out 文件 [--foundation 代码]', `Usage: npm run export -- --format hledger|ledger|beancount --out FILE [--foundation CODE]. ${(error as Error).message}`);
  }
}

/** Writes the whole books of a foundation. Whoever reads the file at any time finds all of it or nothing. */
export async function exportBooks(db: DataSource, { format, out, foundation }: Asked): Promise<void> {
  const id = await foundationOf(db, foundation);
  await db.query(`INSERT INTO audit_event (foundation, at, what, detail) VALUES ($1, now(), 'exported', $2)`, [id, `npm run export ${out}`.slice(0, 300)]);
  if (out === '-') return write(db, id, format, () => process.stdout);

  const file = resolve(out);
  const unfinished = `${file}.${process.pid}.unfinished`;
  const discard = (): void => rmSync(unfinished, { force: true });
  const stopped = (): never => (discard(), process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stopped);
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    // flushed: a name that points to a file not yet on the disk would survive a power cut, and its content would not
    await write(db, id, format, () => createWriteStream(unfinished, { flags: 'wx', flush: true }));
    renameSync(unfinished, file);
  } catch (error) {
    discard();
    const { code } = error as NodeJS.ErrnoException;
    if (code && /^E[A-Z]+$/.test(code)) throw new CannotStart(`无法写入 ${file}（${code}）。`, `Cannot write ${file} (${code}).`);
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stopped);
  }
}

async function foundationOf(db: DataSource, code?: string): Promise<number> {
  const all = await db.query<{ id: number; code: string }[]>('SELECT id, code FROM foundation ORDER BY id');
  const found = code === undefined ? all[0] : all.find((foundation) => foundation.code === code);
  if (found) return found.id;
  if (all.length === 0) throw new CannotStart('这里还没有基金会，没有账可导出。', 'There is no foundation here yet, so there are no books to export.');
  throw new CannotStart(`没有代码为 ${code} 的基金会；现有：${all.map((f) => f.code).join('、')}。`, `There is no foundation ${code}; there are: ${all.map((f) => f.code).join(', ')}.`);
}

/** One snapshot from the first line to the last: entries that are posted meanwhile wait for the next export. */
function write(db: DataSource, foundation: number, format: Format, open: () => Writable): Promise<void> {
  return db.transaction('REPEATABLE READ', async (tx) => {
    await tx.query('SET TRANSACTION READ ONLY');
    // a slow disk or reader slows us down instead of filling the memory
    const books = await readBooks(tx, foundation);
    const sink = open();
    await pipeline(text(books, format), sink, { end: sink !== process.stdout });
  });
}

async function* text({ opening, items }: Books, format: Format): AsyncGenerator<string> {
  let piece = format.opening(opening);
  for await (const item of items) {
    piece += 'entry' in item ? format.entry(item.entry) : 'floor' in item ? format.floor(item.floor) : format.balances(item.balances);
    if (piece.length > PIECE) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2));
  const config = readConfig(process.env);
  await withDatabase(config, async () => {
    await refuseUnmigrated(config.databaseUrl);
    const db = await new DataSource(dataSourceOptions(config.databaseUrl)).initialize();
    try {
      await exportBooks(db, asked);
    } finally {
      await db.destroy();
    }
  });
}

if (require.main === module)
  main().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // whoever reads, `head` for one, has read enough
    sayWhyAndExit(error);
  });
