import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { FundEndings } from '../../src/funds/moves/fund-endings.service';
import { FundMoves } from '../../src/funds/moves/fund-moves.service';
import { Fees } from '../../src/giving/fees.service';
import type { FundRef } from '../../src/ledger/draft';
import { Proposals } from '../../src/ledger/proposals.service';
import type { Person } from '../../src/platform/access';
import { complaints } from '../support/checks';
import { appointed } from '../support/desk';
import { refusalOf } from '../support/forged';
import { openFund } from '../support/funds';
import { givingHouse, type House } from '../support/giving';

// A fund comes to its end while gifts are under way: none begins any more, none is lost.
let house: House;
let heir: FundRef;
let li: Person;
let wang: Person;

beforeEach(async () => {
  house = await givingHouse();
  heir = await openFund(house, house.foundation, {
    code: 'heir', name: `${house.foundation.name}敬老专项基金`, englishName: 'Elders fund', agreement: { no: 'XY-2', day: '2025-01-10', party: '甲', englishParty: 'A', purpose: '敬老', englishPurpose: 'Elders', use: 'u', englishUse: 'u', termination: 't', englishTermination: 't', remainingProperty: 'r', englishRemainingProperty: 'r' },
    page: { summary: '敬老', englishSummary: 'Elders', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
  });
  [li, wang] = [{ id: await appointed(house, house.foundation, '李敏', 'bookkeeper'), name: '', roles: ['bookkeeper'] }, { id: await appointed(house, house.foundation, '王建国', 'secretary-general'), name: '', roles: ['secretary-general'] }];
});
afterEach(async () => {
  expect(await complaints(house)).toEqual({});
  await house.close();
});

const HOUR = 3_600_000;
const later = (ms: number): void => house.clock.set(new Date(Date.now() + ms).toISOString());
const gives = () => house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '50', display: 'masked', name: '王秀英', phone: '13800138000' });
const press = (link: string) => house.request().post(`${link}/payments`).type('form').send({ way: 'card' });
async function opened(): Promise<{ link: string; session: string }> {
  const link = (await gives().expect(303)).headers.location!;
  return { link, session: /cs_\w+/.exec((await press(link).expect(303)).headers.location!)![0] };
}
const announces = (): Promise<void> => house.app.get(FundEndings).announce(house.lunch, { reason: '午餐由街道食堂接办', basis: 'agreement', basisNote: '第九条', to: { fund: 'heir' }, resolution: null }, li);
const closes = (): Promise<void> => house.app.get(FundEndings).close(house.lunch, wang);
const words = (text: string): string => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const sumsOf = async (fund: FundRef): Promise<object> => (await house.db.query<[object]>('SELECT money, owed FROM fund_balance WHERE fund = $1', [fund.id]))[0];

it('a gift that was begun before still arrives, none begins after, and the fund waits for it', async () => {
  const [paid, open] = [await opened(), await opened()];
  const unpaid = (await gives().expect(303)).headers.location!;
  await announces();
  expect(words((await gives().expect(422)).text)).toContain('本基金正在终止，不再接受新的捐赠');
  expect(words((await press(unpaid).expect(422)).text)).toContain('本基金正在终止');
  house.stripe.practice.imitation.pay(paid.session, 'card');
  await house.settle();
  await house.app.get(Fees).run();
  const { money } = (await sumsOf(house.lunch)) as { money: bigint };
  expect(money).toBeGreaterThan(4_000n);
  await expect(closes()).rejects.toMatchObject({ code: 'gifts-under-way-come-to-their-end-first', facts: { count: '1' } });
  house.stripe.practice.imitation.expire(open.session);
  await house.settle();
  await expect(closes()).rejects.toMatchObject({ code: 'a-fund-is-closed-at-zero' });
  const rest = await house.app.get(FundMoves).proposeRest(house.lunch, li);
  await house.app.get(Proposals).approve(house.foundation.id, rest, wang);
  await closes();
  await house.settle();
  expect(await sumsOf(heir)).toMatchObject({ money });
});

it('what is paid before and told after the closing is kept as unidentified money, and waits for staff', async () => {
  const { session } = await opened();
  house.stripe.practice.imitation.pay(session, 'card');
  await announces();
  // the provider is silent for longer than its sessions live
  later(25 * HOUR);
  await closes();
  await house.settle();
  expect(await sumsOf(house.lunch)).toMatchObject({ money: 0n });
  expect(await house.db.query('SELECT p.gross, p.not_as_asked AS why, p.fund = $1 AS general FROM payment p', [house.general.id])).toEqual([{ gross: 5_000n, why: 'fund closed', general: true }]);
  expect(await sumsOf(house.general)).toMatchObject({ owed: 5_000n });
});

it('paid, and told at the very moment of the closing: the gift is neither lost nor in the closed fund', async () => {
  const { session } = await opened();
  house.stripe.practice.imitation.pay(session, 'card');
  await announces();
  later(25 * HOUR);
  const closing = new Client({ connectionString: house.config.databaseUrl });
  await closing.connect();
  await closing.query('BEGIN');
  await closing.query('SELECT fund_close($1, $2, $3)', [house.lunch.id, wang.id, house.clock.now()]);
  const told = house.settle();
  const waits = async (): Promise<boolean> => (await house.db.query<unknown[]>("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).length > 0;
  while (!(await waits())) await Promise.race([new Promise((resolve) => setImmediate(resolve)), told]);
  await closing.query('COMMIT');
  await closing.end();
  await told;
  later(50 * HOUR);
  await house.settle();
  expect(await sumsOf(house.lunch)).toMatchObject({ money: 0n });
  expect(await house.db.query('SELECT p.gross, p.not_as_asked AS why FROM payment p')).toEqual([{ gross: 5_000n, why: 'fund closed' }]);
  expect(await sumsOf(house.general)).toMatchObject({ owed: 5_000n });
});

it('no gift begins while the end is being announced: whoever comes a moment later is told', async () => {
  const [announcing, giving] = await Promise.all([1, 2].map(async () => {
    const client = new Client({ connectionString: house.config.databaseUrl });
    await client.connect();
    return client;
  }));
  await announcing!.query('BEGIN');
  await announcing!.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, $4)", [house.lunch.id, heir.id, li.id, house.clock.now()]);
  const begins = refusalOf(giving!.query(
    "INSERT INTO donation (id, no, foundation, fund, amount, wants_receipt, lang, token_hash, begun_at, expires_at) VALUES (gen_random_uuid(), 'GF-X', $1, $2, 100, false, 'zh', '\\x00', now(), now())", [house.foundation.id, house.lunch.id]));
  const waits = async (): Promise<boolean> => (await house.db.query<unknown[]>("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length > 0;
  while (!(await waits())) await Promise.race([new Promise((resolve) => setImmediate(resolve)), begins.then((came) => Promise.reject(new Error(came)))]);
  await announcing!.query('COMMIT');
  expect(await begins).toBe('a_fund_that_ends_begins_no_gift');
  await Promise.all([announcing!.end(), giving!.end()]);
});
