import { incomeByWay } from '../../src/disclosure/income/channels.queries';
import { incomeByYear } from '../../src/disclosure/income/income.queries';
import { bankGift, providerRefund } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { Statements } from '../../src/ledger/statements/statements.service';
import { isCitizenNumber, isCreditCode } from '../../src/rules/identity';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { appointed, type AtDesk, atDesk } from '../support/desk';
import { everyKind, type EveryKind } from '../support/every-kind';
import { table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

const clock = new SetClock('2026-12-31T04:00:00Z');
let house: TestApp;
let story: EveryKind;
let wang: AtDesk;
let people: [number, number];
const BASE = '/f/liuyinli';
beforeAll(async () => {
  house = await startApp({ clock });
  story = await everyKind(house.db);
  await house.app.get(Sealer).seal();
  const foundation = { id: story.foundation } as Parameters<typeof appointed>[1];
  people = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '王建国', 'secretary-general')];
  wang = await atDesk(house, people[1], BASE);
}, 60_000);
afterAll(() => house?.close());

const told = async (): Promise<string> => (await incomeByYear(house.db, story.foundation)).map(({ year, total, rows, inTrust }) => [`${year} | ${plain(total)} | ${plain(inTrust)}`, ...rows.map(({ origin, sum, perMille }) => `${origin} | ${plain(sum)} | ${perMille}`)].join('\n')).join('\n');

it('tells each year’s income by its origin; whoever left no number is unknown, and the whole is the income of the statements', async () => {
  expect(await told()).toBe(table`
    2026 | 20849.50 | 12300.00
    enterprises | 400.00 | 19
    government | 6000.00 | 288
    services | 8450.00 | 405
    interest | 943.50 | 45
    other | 70.00 | 4
    unknown | 4986.00 | 239
    2025 | 3000.00 | 0.00
    unknown | 3000.00 | 1000`);
  await equalsTheStatements();
});

/** The total income of each year's statement of activities, to the fen. */
async function equalsTheStatements(): Promise<void> {
  const ways = await incomeByWay(house.db, story.foundation);
  for (const { year, total } of await incomeByYear(house.db, story.foundation)) {
    expect([year, plain(ways.filter((way) => way.year === year).reduce((all, { sum }) => all + sum, 0n))]).toEqual([year, plain(total)]);
    const { tables } = await house.app.get(Statements).statement(house.db, { foundation: story.foundation, name: 'activities', month: `${year}-12`, lang: 'zh' });
    const [{ columns, rows }] = tables as [(typeof tables)[number]];
    const at = columns.findIndex(({ key }) => key === 'year');
    expect([year, plain(total)]).toEqual([year, plain(rows.find(({ key }) => key === 'income')!.figures[at]!.sum)]);
  }
}

it('knows a giver by the number on the receipt alone, and takes away what was given back', async () => {
  const [{ fund, bank }] = await house.db.query<[{ fund: number; bank: number }]>(`SELECT f.id AS fund, p.id AS bank FROM fund f JOIN place p ON p.foundation = f.foundation AND p.account = '1002' WHERE f.foundation = $1 AND f.code = 'lunch'`, [story.foundation]);
  const lunch = { id: fund, foundation: story.foundation, class: 'restricted' } as const;
  const before = (await incomeByYear(house.db, story.foundation))[0]!;
  const given = bankGift({ day: '2026-12-30', source: 'bank:known', fund: lunch, sum: 12_300n, bank, party: '王*' });
  const ledger = house.app.get(Ledger);
  const entry = await house.db.transaction((tx) => ledger.enter(tx, given));
  await house.app.get(Sealer).seal();
  const [{ id: donor }] = await house.db.query<[{ id: bigint }]>(`INSERT INTO donor (title, id_number) VALUES ('王*', '11010519491231002X') RETURNING id`);
  await house.db.query(
    `WITH given AS (INSERT INTO donation (id, no, foundation, fund, amount, display, donor, wants_receipt, lang, token_hash, begun_at, expires_at) VALUES (gen_random_uuid(), 'JZ-X', $1, $2, $3, 'anonymous', $5, true, 'zh', '\\x01', now(), now()) RETURNING id)
     INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry) SELECT 'pi_x', given.id, $1, $2, $3, now(), $4 FROM given`, [story.foundation, fund, 12_300n, entry, donor]);
  const now = (await incomeByYear(house.db, story.foundation))[0]!;
  const sumOf = (year: typeof now, which: string): bigint => year.rows.find(({ origin }) => origin === which)?.sum ?? 0n;
  expect([sumOf(now, 'individuals'), sumOf(now, 'unknown'), now.total]).toEqual([12_300n, sumOf(before, 'unknown'), before.total + 12_300n]);
  await equalsTheStatements();
  // a part of it given back within the year is income no more, nor the residents'; taken by mistake, it is again
  const [{ clearing }] = await house.db.query<[{ clearing: number }]>(`SELECT id AS clearing FROM place WHERE foundation = $1 AND account = '1009' ORDER BY id LIMIT 1`, [story.foundation]);
  const [{ fact }] = await house.db.query<[{ fact: bigint }]>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'known:back', 2300, '2026-12-30') RETURNING id AS fact`, [story.foundation]);
  const back = await house.db.transaction((tx) => ledger.enter(tx, providerRefund({ day: '2026-12-30', source: 'known:back', fund: lunch, sum: 2_300n, clearing, of: 'gift', fact, note: '退款' })));
  await house.db.query(`INSERT INTO refund (provider_ref, payment, amount, entry) SELECT 'known:back', id, 2300, $1 FROM payment WHERE entry = $2`, [back, entry]);
  await house.app.get(Sealer).seal();
  const less = (await incomeByYear(house.db, story.foundation))[0]!;
  expect([sumOf(less, 'individuals'), sumOf(less, 'unknown'), less.total]).toEqual([10_000n, sumOf(before, 'unknown'), before.total + 10_000n]);
  await equalsTheStatements();
  await house.db.transaction(async (tx) => ledger.reverse(tx, { foundation: story.foundation, entry: back, day: '2026-12-31', reason: '退款没有发生' }));
  await house.app.get(Sealer).seal();
  const again = (await incomeByYear(house.db, story.foundation))[0]!;
  expect([sumOf(again, 'individuals'), sumOf(again, 'unknown'), again.total]).toEqual([12_300n, sumOf(before, 'unknown'), before.total + 12_300n]);
  // reversed, it was given by nobody; another given by whoever it was stays
  await house.db.transaction(async (tx) => ledger.reverse(tx, { foundation: story.foundation, entry, day: '2026-12-31', reason: '重复' }));
  await house.app.get(Sealer).seal();
  const after = (await incomeByYear(house.db, story.foundation))[0]!;
  expect([sumOf(after, 'individuals'), sumOf(after, 'unknown'), after.total]).toEqual([0n, sumOf(before, 'unknown'), before.total]);
});

it('reads the same numbers in the database as in the rule book', async () => {
  const numbers = ['11010519491231002X', '110105194912310021', '91310000MA1FL00008', '53310000MJ00000006', '11310000000000000A', '', 'x', '510105194912310020'];
  for (const number of numbers) {
    const [{ origin }] = await house.db.query<[{ origin: string | null }]>('SELECT origin_of_identity($1) AS origin', [number]);
    const said = isCitizenNumber(number) ? 'individuals' : isCreditCode(number) ? (number.startsWith('9') ? 'enterprises' : number.startsWith('53') ? 'foundations' : number.startsWith('1') ? 'government' : 'organisations') : null;
    expect([number, origin]).toEqual([number, said]);
  }
});

it('shows the model that the council has chosen, and from when', async () => {
  expect((await house.request().get(`${BASE}/income`).expect(200)).text).toContain('还没有登记运行模式');
  const committee = await resolved(house, story.foundation, people, { body: 'fund-committee' });
  expect(await wang.sends(`${BASE}/desk/operating-model`, { model: 'civic-subsidised', from: '2026-06-01', resolution: String(committee) })).toMatchObject({ status: 422, text: expect.stringContaining('请选择已确认的理事会决议') });
  const council = await resolved(house, story.foundation, people, { body: 'council' });
  expect(await wang.sends(`${BASE}/desk/operating-model`, { model: 'x', from: '', resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择运行模式') });
  expect(await wang.sends(`${BASE}/desk/operating-model`, { model: 'civic-subsidised', from: '2026-06-01', resolution: String(council) })).toMatchObject({ status: 303 });
  expect(await wang.sends(`${BASE}/desk/operating-model`, { model: 'civic-led', from: '2026-06-01', resolution: String(council) })).toMatchObject({ status: 422, text: expect.stringContaining('这一天已经登记了运行模式') });
  expect(await wang.sends(`${BASE}/desk/operating-model`, { model: 'government-led', from: '2027-01-01', resolution: String(council) })).toMatchObject({ status: 303 });
  const page = (await house.request().get(`${BASE}/income`).expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(page).toMatch(/民间主导、政府补助 以政府补助为引导.*自2026年6月1日起，依据决议.*自2027年1月1日起：政府主导、社会参与/);
  expect((await house.request().get(`/en${BASE}/income?format=csv`).expect(200)).text).toContain('Year,Origin,Sum (CNY),Share (%)\r\n2026,"Enterprises: gifts and shares of profit",');
  await house.request().get(`${BASE}/income?format=xls`).expect(404);
  expect((await house.request().get(`${BASE}/income?format=xlsx&by=way`).expect(200)).headers['content-type']).toContain('spreadsheetml');
  expect((await house.request().get(`${BASE}/income`)).text).toContain('企业捐赠和社区企业交来的分成占 1.9%');
  const { years } = (await house.request().get(`${BASE}/api/v1/income`).expect(200)).body;
  expect(years[0]).toMatchObject({ year: 2026, origins: expect.arrayContaining([{ origin: 'enterprises', sum: '40000', perMille: 19 }]), ways: expect.arrayContaining([{ way: 'enterprise', sum: '40000' }]) });
});

it('stands on a resolution of the council, not by raw SQL either', async () => {
  const refusal = (body: string, resolution: number): Promise<string> => house.db.query(`INSERT INTO operating_model (foundation, from_day, model, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, '2028-01-01', 'civic-led', $2, $3, 'ordinary', $4, now())`, [story.foundation, resolution, body, people[0]])
    .then(() => 'done', (error: { driverError: { constraint: string } }) => error.driverError.constraint);
  const committee = await resolved(house, story.foundation, people, { body: 'fund-committee' });
  expect(await refusal('fund-committee', committee)).toBe('the_council_decides_on_the_operating_model');
  expect(await refusal('council', committee)).toBe('an_operating_model_rests_on_a_resolution');
});
