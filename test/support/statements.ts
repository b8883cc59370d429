import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ColumnMapping, formatOf, proposeMapping, type ReadStatement, readStatement } from '../../src/bank/readers/statement';
import { LANGS, refusalIn } from '../../src/platform/words';
import { plain } from '../../src/rules/money';
import { Refused } from '../../src/rules/refused';

const FOLDER = join(__dirname, '..', 'bank', 'statements');

export const sample = (name: string): Buffer => readFileSync(join(FOLDER, name));
export const personal = (bank: string): Buffer => sample(join('personal-formats', readdirSync(join(FOLDER, 'personal-formats')).find((name) => name.startsWith(bank))!));

const NO_COLUMNS: ColumnMapping = { day: '', dayOrder: 'ymd', time: null, amount: null, direction: null, income: null, outgo: null, balance: null, currency: null, party: null, partyAccount: null, reference: null, memo: null, kind: null };
export const columns = (some: Partial<ColumnMapping>): ColumnMapping => ({ ...NO_COLUMNS, ...some });

const file = (content: Buffer | string): { name: string; content: Buffer } => ({ name: 'statement', content: typeof content === 'string' ? Buffer.from(content) : content });
export const read = (content: Buffer | string, mapping: ColumnMapping | null = null): Promise<ReadStatement> => readStatement(file(content), mapping);

/** As a person would who takes what is proposed, where anything need be. */
export async function readProposed(content: Buffer | string, corrected: Partial<ColumnMapping> = {}): Promise<ReadStatement> {
  if ((await formatOf(file(content))) !== 'csv') return read(content);
  const { mapping } = await proposeMapping(file(content));
  return read(content, columns({ ...mapping, ...corrected }));
}

/** Day, sum, balance, reference: what the books will need. */
export const told = ({ lines }: ReadStatement): string => lines.map(({ n, day, sum, balance, reference }) => [n, day, plain(sum), balance === null ? '' : plain(balance), reference].join(' | ').trim()).join('\n');

/** The refusal of a file: its code and facts, after its sentences were found whole in both languages. */
export async function refusal(reading: Promise<unknown>): Promise<{ code: string } & Record<string, string>> {
  const outcome = await reading.then(() => new Refused('read'), (error: unknown) => error);
  if (!(outcome instanceof Refused)) throw outcome;
  for (const lang of outcome.code === 'read' ? [] : LANGS) {
    const said = refusalIn(lang, { ...outcome, facts: Object.fromEntries(Object.keys(outcome.facts).map((fact) => [fact, '·'])) });
    if (said.includes('{{') || said === refusalIn(lang, { code: outcome.code + '?' })) throw new Error(`${lang}: ${said}`);
  }
  return { code: outcome.code, ...outcome.facts };
}
