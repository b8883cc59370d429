import { CHART, ROLES } from '../../src/ledger/chart';
import { KINDS } from '../../src/ledger/kinds';
import { type Books, openBooks } from '../support/forged';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

const rows = async (sql: string): Promise<string[]> => (await books.app.query<{ row: string }>(sql)).rows.map(({ row }) => row).sort();
const kinds = Object.entries(KINDS);

it('the chart on its page is the chart in the database', async () => {
  expect(CHART.map((a) => `${a.standard} ${a.code} ${a.role} ${ROLES[a.role].class} ${a.sub ?? ''} ${a.name} ${a.english}`).sort())
    .toEqual(await rows(`SELECT standard || ' ' || code || ' ' || role || ' ' || class || ' ' || coalesce(sub, '') || ' ' || name || ' ' || english_name AS row FROM account`));
});

it('the kinds of entries on their page are those in the database, with their funds and accounts', async () => {
  expect(kinds.map(([kind, { forced, since, gives, spends }]) => `${kind} ${forced} ${since} ${spends} ${[...gives].sort().join(' ')}`).sort()).toEqual(await rows(`SELECT kind || ' ' || forced || ' ' || since || ' ' || spends || ' ' || (SELECT coalesce(string_agg(g, ' ' ORDER BY g), '') FROM unnest(gives) g) AS row FROM entry_kind`));
  expect(kinds.flatMap(([kind, { classes }]) => classes.map((klass) => `${kind} ${klass}`)).sort()).toEqual(await rows(`SELECT kind || ' ' || class AS row FROM entry_kind_class`));
  expect(kinds.flatMap(([kind, { debits, credits }]) => [...debits.map((role) => `${kind} debit ${role}`), ...credits.map((role) => `${kind} credit ${role}`)]).sort())
    .toEqual(await rows(`SELECT kind || ' ' || side || ' ' || role AS row FROM entry_kind_account`));
});
