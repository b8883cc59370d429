import { Client } from 'pg';
import type { Asks } from '../../src/ledger/checks';
import { Sealer } from '../../src/ledger/sealer';
import { STATEMENT_CHECKS } from '../../src/ledger/statements/statement-checks';
import { Statements } from '../../src/ledger/statements/statements.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { everyKind } from '../support/every-kind';

// Somebody who owns the database alters what the statements are made of. Each check must see it, and say where.
let house: TestApp;
let owner: Client;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-12-31T04:00:00Z') });
  await everyKind(house.db);
  await house.app.get(Sealer).seal();
  owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

const asOwner: Asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };

/** What is done to the roll-ups, by the check that must notice, and the month or fund it must name. */
const TAMPERINGS: readonly (readonly [check: string, sql: string, names: string])[] = [
  ['account-months-equal-their-lines', "UPDATE account_month SET debit = debit + 1 WHERE account = '5901'", '5901 2026-04'],
  ['account-months-equal-their-lines', "DELETE FROM account_month WHERE account = '5901'", '5901 2026-04'],
  ['account-months-equal-their-lines', "INSERT INTO account_month SELECT foundation, month, fund, standard, account, 'payment', '', 1, 1 FROM account_month WHERE account = '5901' LIMIT 1", '5901 2026-04 payment'],
  ['account-months-equal-their-lines', "UPDATE account_month SET against = '' WHERE kind = 'payment' AND against = 'refund due'", '2026-04 payment'],
  ['fund-flows-equal-their-entries', "UPDATE fund_flow SET paid = paid + 1 WHERE kind = 'management fee' AND paid > 0", 'lunch 2026'],
  ['fund-flows-equal-their-entries', "DELETE FROM fund_flow WHERE kind = 'interest'", 'interest: 0/'],
  ['every-line-stands-in-the-statements', "UPDATE account_month SET kind = 'depreciation' WHERE kind = 'interest' AND account = '1002'", 'cash-flow: 1002 depreciation'],
  ['every-line-stands-in-the-statements', "UPDATE account_month SET kind = 'depreciation' WHERE kind = 'management fee' AND account = '3102'", 'activities: 3102 depreciation'],
  ['assets-equal-liabilities-and-net-assets', "UPDATE account_month SET debit = debit + 1 WHERE account = '5901'", 'liuyinli 2026-04'],
  ['net-assets-change-as-the-activities-say', "UPDATE account_month SET kind = 'year closing' WHERE kind = 'interest'", 'liuyinli 2026-03: 60,234.90 / 60,201.40'],
  ['money-changes-as-the-cash-flow-says', "UPDATE account_month SET kind = 'payout' WHERE kind = 'interest'", 'liuyinli 2026-03: 64,709.90 / 64,676.40'],
  ['the-trial-balance-balances', "UPDATE account_month SET credit = credit + 1 WHERE account = '2204' AND kind = 'cost accepted'", 'liuyinli 2026-03'],
  ['the-funds-add-up-to-the-foundation', "UPDATE fund_month SET received = received + 1, paid = paid WHERE fund = 0 AND month = '2026-03-01'", 'liuyinli  2026-03: -8650 / -8649'],
  ['the-funds-add-up-to-the-foundation', "UPDATE account_month SET debit = debit + 1 WHERE kind = 'interest' AND account = '1002'", 'liuyinli general 2026-03'],
  ['the-funds-sums-equal-the-statements', "UPDATE account_month SET fund = (SELECT id FROM fund WHERE code = 'stairs') WHERE kind = 'interest'", 'general: '],
];

it('all of them hold of the books as they were written', async () => {
  for (const check of STATEMENT_CHECKS) expect([check.name, await check.run(house.db)]).toEqual([check.name, []]);
});

it('every check is tried', () => {
  expect([...new Set(TAMPERINGS.map(([name]) => name))].sort()).toEqual(STATEMENT_CHECKS.map(({ name }) => name).sort());
});

it.each(TAMPERINGS)('%s: %s', async (name, sql, names) => {
  await owner.query('BEGIN');
  try {
    await owner.query(sql);
    const offences = await STATEMENT_CHECKS.find((check) => check.name === name)!.run(asOwner);
    expect(offences.map(({ detail }) => detail).join('\n')).toContain(names);
  } finally {
    await owner.query('ROLLBACK');
  }
});

/** And the page of the statements says it of the month that is looked at. */
it.each([
  ['assets-claims', "UPDATE account_month SET debit = debit + 1 WHERE account = '1002' AND month = '2026-03-01'"],
  ['worth-activities', "UPDATE account_month SET kind = 'year closing' WHERE kind = 'interest'"],
  ['money-cash-flow', "UPDATE account_month SET kind = 'payout' WHERE kind = 'interest'"],
  ['trial-balance', "UPDATE account_month SET credit = credit + 1 WHERE account = '2204' AND kind = 'cost accepted'"],
  ['funds-foundation', "UPDATE fund_month SET received = received + 1 WHERE fund = 0 AND month = '2026-03-01'"],
  ['funds-foundation', "UPDATE fund_month SET paid = paid + 1 WHERE fund <> 0 AND month = '2026-02-01'"],
])('the statements of a month do not agree: %s: %s', async (name, sql) => {
  const statements = house.app.get(Statements);
  const { rows: [foundation] } = await owner.query<{ id: number }>("SELECT id FROM foundation WHERE code = 'liuyinli'");
  const disagree = async (): Promise<string[]> => (await statements.agreements(asOwner, foundation!.id, '2026-03')).filter(({ holds }) => !holds).map((one) => one.name);
  await owner.query('BEGIN');
  try {
    expect(await disagree()).toEqual([]);
    await owner.query(sql);
    expect(await disagree()).toContain(name);
  } finally {
    await owner.query('ROLLBACK');
  }
});

it('the application’s role reads the roll-up and writes nothing in it', async () => {
  for (const sql of ['UPDATE account_month SET debit = 0', 'DELETE FROM account_month', 'INSERT INTO account_month SELECT * FROM account_month LIMIT 1', 'TRUNCATE account_month', "SELECT ledger_roll_up('{1}')", "UPDATE policy SET value = 0 WHERE rule LIKE 'spending-%'"])
    await expect(house.db.query(sql)).rejects.toThrow(/permission denied/);
  await expect(house.db.query('SELECT count(*) FROM account_month')).resolves.toHaveLength(1);
});
