import type { Draft } from '../../src/ledger/draft';
import { bankGift, costAccepted } from '../../src/ledger/entries';
import type { Verdict } from '../../src/ledger/ledger.service';
import { Runs } from '../../src/ledger/runs';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import { ledgerTable, table } from '../support/ledger-table';

// Many neighbours give at the same moment: their gifts go into the books together, and nobody's mistake is anybody else's.
let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(async () => {
  await books.seal();
  expect(await complaints(books)).toEqual({});
  await books.close();
});

const gift = (n: number): Draft => bankGift({ fund: books.lunch, sum: 1_000n, bank: books.bank, day: '2026-11-20', source: `bank:${n}` });
const join = (...drafts: Draft[]): Promise<readonly Verdict[]> => books.app.get(Runs).join(() => ({ drafts, record: (verdicts) => verdicts }));
/** How many transactions have written entries. */
const transactions = async (): Promise<bigint> => (await books.db.query<{ n: bigint }[]>('SELECT count(DISTINCT xmin::text) AS n FROM journal_entry'))[0]!.n;

it('sixty-four callers at once are a few transactions, and each learns its own entry', async () => {
  const verdicts = (await Promise.all(Array.from({ length: 64 }, (_, n) => join(gift(n))))).flat();
  expect(await transactions()).toBeLessThan(8n);
  const sources = await books.db.query<{ id: bigint; source: string }[]>('SELECT id, source FROM journal_entry');
  const entries = new Map(sources.map(({ id, source }) => [source, id]));
  expect(verdicts).toEqual(Array.from({ length: 64 }, (_, n) => ({ entry: entries.get(`bank:${n}`), again: false })));
});

it('a refusal is one caller’s answer; the others go on', async () => {
  const [wang, lunches, li] = await Promise.all([join(gift(1)), join(costAccepted({ fund: books.lunch, sum: 500_000n, for: 'programme', day: '2026-11-20', source: 'delivery:1' })), join(gift(2))]);
  expect(lunches).toEqual([{ refused: expect.objectContaining({ code: 'a-fund-promises-only-what-it-has' }) }]);
  expect([wang, li]).toEqual([[{ entry: expect.any(BigInt), again: false }], [{ entry: expect.any(BigInt), again: false }]]);
  expect(await ledgerTable(books.db)).toBe(table`
    bank gift | lunch | Bank deposits                |  10.00 |
              |       | Donation income, restricted  |     | 10.00
    bank gift | lunch | Bank deposits                |  10.00 |
              |       | Donation income, restricted  |     | 10.00`);
});

it('what one caller cannot record is undone with its entries, and nobody else’s', async () => {
  const runs = books.app.get(Runs);
  const person = (name: string, drafts: Draft[], fails = false) => runs.join((tx) => ({
    drafts,
    record: async ([verdict]) => {
      await tx.query('INSERT INTO person (name, english_name) VALUES ($1, $1)', [name]);
      if (fails) throw new Error('the form was torn');
      return 'entry' in verdict! ? verdict.entry : null;
    },
  }));
  const settled = await Promise.allSettled([person('王芳', [gift(1)]), person('李敏', [gift(2)], true), person('周晓', [gift(3)])]);
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(settled[1]).toMatchObject({ reason: { message: 'the form was torn' } });
  expect((await books.db.query<{ name: string }[]>('SELECT name FROM person')).map(({ name }) => name).sort()).toEqual(['周晓', '王芳']);
  expect((await books.db.query<{ source: string }[]>('SELECT source FROM journal_entry')).map(({ source }) => source).sort()).toEqual(['bank:1', 'bank:3']);
});

it('a caller who has nothing to post still records, and one who fails to begin harms nobody', async () => {
  const runs = books.app.get(Runs);
  const settled = await Promise.allSettled([
    runs.join(() => ({ drafts: [], record: (verdicts) => verdicts.length })),
    runs.join(() => { throw new Error('nothing to take'); }),
    join(gift(1), gift(2)),
  ]);
  expect(settled).toEqual([
    { status: 'fulfilled', value: 0 },
    { status: 'rejected', reason: expect.objectContaining({ message: 'nothing to take' }) },
    { status: 'fulfilled', value: [{ entry: expect.any(BigInt), again: false }, { entry: expect.any(BigInt), again: false }] },
  ]);
});
