import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ownerDataSourceOptions } from '../../src/platform/database';
import { createRolesAndDatabase } from '../../src/platform/local-database';
import { migrate } from '../../src/tasks/migrate';
import { ownerUrlOf, set } from '../support/database';

// A house that opened its funds before agreements had versions: what was agreed becomes version 1, and nothing of it is lost.
const name = `carried_${process.pid}`;
const MIGRATIONS = join(__dirname, '..', '..', 'migrations');
let owner: Client;

beforeAll(async () => {
  await createRolesAndDatabase(set('TEST_SUPERUSER_URL'), name);
  const before = await new DataSource({ ...ownerDataSourceOptions(ownerUrlOf(name)), migrations: readdirSync(MIGRATIONS).filter((file) => file < '0033').map((file) => join(MIGRATIONS, file)) }).initialize();
  await before.runMigrations();
  await before.destroy();
  owner = new Client({ connectionString: ownerUrlOf(name) });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  const superuser = new Client({ connectionString: set('TEST_SUPERUSER_URL') });
  await superuser.connect();
  await superuser.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await superuser.end();
});

it('the agreement of an older fund is its first version: signed on paper, its fee in words, chargeable by no figure', async () => {
  const { rows: [foundation] } = await owner.query<{ id: number }>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal) VALUES ('wutongli', '梧桐里社区基金会', 'Wutongli', '', '', '', '', '', '', '', '梧桐里社') RETURNING id`);
  const agreement = {
    no: 'XY-01', day: '2025-03-01', party: '示例物业', english_party: 'Property', purpose: '送午餐', english_purpose: 'Lunches', use: '食材', english_use: 'Food', termination: '双方同意', english_termination: 'By consent',
    remaining_property: '用于相近目的', english_remaining_property: 'A similar purpose', fee: '每笔 3%', english_fee: '3% of each gift',
  };
  await owner.query('SELECT fund_open_by_agreement($1, $2, $3, $4, $5, $6)', [foundation!.id, 'lunch', '梧桐里社区基金会午餐专项基金', 'Lunch fund', JSON.stringify(agreement), JSON.stringify({ summary: '午餐', english_summary: 'Lunch', tiles: [] })]);
  const done = await migrate(ownerUrlOf(name));
  expect(done[0]).toBe('FundOpening0000000000033');
  const { rows } = await owner.query(`SELECT v.no, to_char(v.holds_from, 'YYYY-MM-DD') AS from, v.kind, v.preserved, v.name, v.party, v.english_use AS use, v.remaining_property AS rest, v.fee, v.fee_rate AS rate, v.fee_base AS base, v.prepared_by AS by FROM fund f, agreement_in_force(f.id, '2026-01-01') v WHERE f.code = 'lunch'`);
  expect(rows).toEqual([{ no: 'XY-01', from: '2025-03-01', kind: 'named', preserved: false, name: '梧桐里社区基金会午餐专项基金', party: '示例物业', use: 'Food', rest: '用于相近目的', fee: '每笔 3%', rate: 0, base: null, by: null }]);
  expect((await owner.query(`SELECT count(*)::int AS n FROM agreement_of_fund o JOIN fund f ON f.id = o.fund_of WHERE f.code = 'lunch'`)).rows).toEqual([{ n: 1 }]);
}, 60_000);
