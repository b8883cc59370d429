import { Client } from 'pg';
import { type Asks, LEDGER_CHECKS } from '../../src/ledger/checks';
import { Log } from '../../src/ledger/log';
import { logChecks } from '../../src/ledger/log-checks';
import { openBooks, story, type Books } from '../support/books';

// Somebody who owns the database alters the books behind everybody's back. Each check must see it, and say where.
let books: Books;
let owner: Client;
let told: Awaited<ReturnType<typeof story>>;

beforeAll(async () => {
  books = await openBooks();
  told = await story(books);
  owner = new Client({ connectionString: books.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await books.close();
});

const asOwner: Asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
const everyCheck = () => [...LEDGER_CHECKS, ...logChecks(books.app.get(Log))];
const WANG = 'SR-2026-11-0001';

/** What is done to the books, by the name of the check that must notice, and what it must name. $WANG is her gift of 90 yuan. */
const TAMPERINGS: readonly (readonly [check: string, sql: string, names: string | null])[] = [
  ['each-entry-balances-in-each-fund', 'UPDATE posting SET debit = debit + 1 WHERE entry = $WANG AND line = 1', WANG],
  ['each-entry-balances-in-each-fund', "UPDATE posting SET account = '1201' WHERE account = 'Y02' AND line = 2", 'CM-2026-11-0001'],
  ['every-entry-has-its-lines', 'DELETE FROM posting WHERE entry = $WANG', WANG],
  ['an-entry-stays-within-its-foundation', 'UPDATE journal_entry SET foundation = 99 WHERE id = $WANG', WANG],
  ['an-entry-stays-within-its-foundation', 'UPDATE posting SET place = 99 WHERE entry = $WANG AND place IS NOT NULL', WANG],
  ['money-between-funds-adds-up-to-nothing', "UPDATE posting SET debit = debit + 1 WHERE account = 'Z01' AND debit > 0", null],
  ['money-between-funds-adds-up-to-nothing', "UPDATE posting SET debit = debit + 1 WHERE account = 'Z01' AND debit > 0", 'JV-2026-11-0003'],
  ['promises-equal-what-is-promised', 'UPDATE promise_balance SET amount = amount - 1', 'CM-2026-11-0001'],
  ['a-funds-sums-equal-its-lines', 'UPDATE fund_balance SET owed = owed + 1 WHERE fund = $LUNCH', null],
  ['what-an-entry-did-equals-its-lines', 'UPDATE entry_fund SET worth = worth + 1 WHERE entry = $WANG', WANG],
  ['the-balance-runs-on-from-row-to-row', 'UPDATE entry_fund SET money_after = money_after + 1 WHERE entry = $WANG', WANG],
  ['the-balance-runs-on-from-row-to-row', 'UPDATE sealed_entry SET money_after = money_after + 1 WHERE entry = $WANG', WANG],
  ['the-newest-balance-is-the-funds-money', 'UPDATE fund_balance SET money = money + 1 WHERE fund = $LUNCH', 'PV-2026-11-0003'],
  ['floors-are-kept-or-a-shortfall-says-why', 'UPDATE fund_balance SET floor = worth + 1, chosen_loss = 0 WHERE fund = $LUNCH', null],
  ['agency-money-is-nobodys-worth', "UPDATE fund_balance SET class = 'agency' WHERE fund = $LUNCH", null],
  ['what-is-in-trust-is-owed-to-its-owners', "UPDATE fund_balance SET class = 'agency' WHERE fund = $LUNCH", null],
  ['what-is-in-trust-is-owed-to-its-owners', "UPDATE posting SET account = '2601' WHERE entry = $WANG AND account = '410102'", null],
  ['preserved-principal-is-whole-or-a-shortfall-says-why', "UPDATE fund_balance SET class = 'preserved', floor = 5 WHERE fund = $LUNCH", null],
  ['preserved-principal-is-whole-or-a-shortfall-says-why', "UPDATE journal_entry SET kind = 'principal gift' WHERE id = $WANG", WANG],
  ['restricted-money-is-spent-on-its-purpose-alone', "UPDATE posting SET account = '3102' WHERE account = '3101'", null],
  ['restricted-money-is-spent-on-its-purpose-alone', "UPDATE posting SET debit = 900000000 WHERE entry = $WANG AND account = '410102'", null],
  ['cost-is-covered-by-what-may-pay-for-it', "UPDATE posting SET debit = 900000000 WHERE account = '5101'", null],
  ['a-foundation-opens-its-books-once', "UPDATE journal_entry SET kind = 'opening balance' WHERE kind = 'bank gift'", 'SR-2026-11-0002'],
  ['nothing-is-left-in-the-former-chart', "UPDATE journal_entry SET kind = 'chart migration' WHERE id = $WANG; UPDATE posting SET standard = 2004 WHERE entry = $WANG", WANG],
  ['a-kind-of-entry-uses-only-its-accounts', "UPDATE posting SET account = '410101' WHERE entry = $WANG AND account = '410102'", WANG],
  ['a-kind-of-entry-uses-only-its-accounts', 'UPDATE posting SET standard = 2004 WHERE entry = $WANG', WANG],
  ['no-forced-entry-without-its-fact', 'UPDATE outside_fact SET most = 89', 'PV-2026-11-0001'],
  ['a-reversal-mirrors-its-entry', "UPDATE posting SET account = '490102' WHERE entry = $WRONG AND account = '410102'", 'PV-2026-11-0003'],
  ['log-numbers-have-no-gap', 'DELETE FROM sealed_entry WHERE entry = $WANG', 'PV-2026-11-0001'],
  ['log-numbers-have-no-gap', 'DELETE FROM sealed_entry WHERE number = (SELECT max(number) FROM sealed_entry)', null],
  ['voucher-numbers-have-no-gap', "UPDATE sealed_entry SET voucher = 'SR-2026-11-0009' WHERE entry = $WANG", 'SR-2026-11-0002'],
  ['every-entry-is-numbered-or-waits', 'DELETE FROM sealed_entry WHERE entry = $WANG', '#$WANG'],
  ['nothing-waits-long-for-its-seal', "INSERT INTO entry_to_number SELECT foundation, id FROM journal_entry WHERE id = $WANG; UPDATE journal_entry SET posted_at = now() - interval '1 hour' WHERE id = $WANG", WANG],
  ['months-equal-their-rows', 'UPDATE fund_month SET received_count = received_count + 1 WHERE fund = $LUNCH', null],
  ['the-foundations-money-is-that-of-its-funds', 'UPDATE log_head SET money = money + 1', null],
  ['words-open-their-commitments', "UPDATE entry_words SET party = '钱*' WHERE entry = $WANG", WANG],
  ['leaves-equal-their-entries', "UPDATE journal_entry SET source = 'stripe:other' WHERE id = $WANG", WANG],
  ['leaves-equal-their-entries', 'UPDATE posting SET debit = debit * 2 WHERE entry = $WANG', WANG],
  ['the-tree-equals-its-checkpoints', "UPDATE log_leaf SET leaf = sha256('another') WHERE number = 1", null],
  ['the-tree-equals-its-checkpoints', "UPDATE log_node SET hash = sha256('another') WHERE level = 1 AND index = 0", null],
  ['the-tree-equals-its-checkpoints', "UPDATE checkpoint SET root = sha256('another')", null],
  ['the-tree-equals-its-checkpoints', "UPDATE checkpoint SET note = replace(note, E'\\n' || size || E'\\n', E'\\n999\\n')", null],
  ['the-tree-equals-its-checkpoints', 'DELETE FROM checkpoint', null],
];

const GUARDED = ['journal_entry', 'entry_fund', 'posting', 'outside_fact', 'sealed_entry', 'log_leaf', 'log_node', 'checkpoint'];

it('all checks hold of the books as they were written', async () => {
  for (const check of everyCheck()) expect([check.name, await check.run(books.db)]).toEqual([check.name, []]);
});

it('every check is tried', () => {
  expect([...new Set(TAMPERINGS.map(([name]) => name))].sort()).toEqual(everyCheck().map((check) => check.name).sort());
});

it.each(TAMPERINGS)('%s: %s', async (name, sql, names) => {
  const placed = (text: string): string => text.replaceAll('$WANG', String(told.wang)).replaceAll('$WRONG', String(told.wrong)).replaceAll('$LUNCH', String(books.lunch.id));
  await owner.query('BEGIN');
  try {
    for (const table of GUARDED) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await owner.query(placed(sql));
    const offences = await everyCheck().find((check) => check.name === name)!.run(asOwner);
    expect(offences.length).toBeGreaterThan(0);
    expect(offences.map(({ entry }) => entry)).toContain(names && placed(names));
    expect(offences.every(({ detail }) => detail.length > 0)).toBe(true);
  } finally {
    await owner.query('ROLLBACK');
  }
});
