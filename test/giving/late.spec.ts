import { randomUUID } from 'node:crypto';
import { addDays, dayOf, firstDay, lastDay, monthOf } from '../../src/rules/day';
import { complaints } from '../support/checks';
import { appointed } from '../support/desk';
import { givingHouse, type House } from '../support/giving';

// Wang pays in the last second of a month, in Shanghai. Before the provider tells us, the month is sealed.

let house: House;
const zone = process.env.TZ;
beforeAll(async () => {
  process.env.TZ = 'America/Los_Angeles'; // whose clocks are set back in November, and where it is still the day before
  house = await givingHouse();
});
afterAll(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await house?.close();
});

it('the gift and its fee are booked on the first day of the open month, with the day it happened beside', async () => {
  const open = firstDay(monthOf(dayOf(new Date())));
  const sealed = monthOf(addDays(open, -1));
  house.clock.set(`${lastDay(sealed)}T15:59:59Z`);
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '90', display: 'anon' }).expect(303);
  const sent = await house.request().post(`${begun.headers.location}/payments`).type('form').send({ way: 'card' }).expect(303);
  house.stripe.practice.imitation.pay(/cs_\w+/.exec(sent.headers.location!)![0], 'card', 'paid');

  house.clock.set(new Date().toISOString());
  const [li, wang] = [await appointed(house, house.foundation, '李敏', 'bookkeeper'), await appointed(house, house.foundation, '王建国', 'secretary-general')];
  for (const step of ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements'])
    await house.db.query('SELECT closing_step_do($1, $2, $3, $4, $5)', [house.foundation.id, firstDay(sealed), step, li, house.clock.now()]);
  await house.db.query('SELECT ledger_seal_month($1, $2, $3, NULL, $4)', [house.foundation.id, firstDay(sealed), li, house.clock.now()]);
  await house.db.query('SELECT ledger_seal_month($1, $2, $3, (SELECT max(id) FROM month_signature), $4)', [house.foundation.id, firstDay(sealed), wang, house.clock.now()]);

  await house.settle();
  const rows = await house.db.query<{ kind: string; day: string; fact_day: string; voucher: string }[]>(
    'SELECT e.kind, e.day, e.fact_day, s.voucher FROM journal_entry e JOIN sealed_entry s ON s.entry = e.id ORDER BY e.id');
  expect(rows).toMatchObject([{ kind: 'online gift', day: open, fact_day: lastDay(sealed), voucher: `SR-${monthOf(open)}-0001` }, { kind: 'payment fee', day: open }]);
  expect(await complaints(house)).toEqual({});
});
