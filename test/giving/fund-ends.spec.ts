import { randomUUID } from 'node:crypto';
import { FundEndings } from '../../src/funds/moves/fund-endings.service';
import { FundMoves } from '../../src/funds/moves/fund-moves.service';
import { Fees } from '../../src/giving/fees.service';
import type { FundRef } from '../../src/ledger/draft';
import { Proposals } from '../../src/ledger/proposals.service';
import type { Person } from '../../src/platform/access';
import { complaints } from '../support/checks';
import { appointed } from '../support/desk';
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
