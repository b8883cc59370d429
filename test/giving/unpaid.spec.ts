import { randomUUID } from 'node:crypto';
import { Forgetting } from '../../src/giving/forgetting.service';
import { complaints } from '../support/checks';
import { givingHouse, type House } from '../support/giving';

// A payment page was opened and no money came, or not yet: what the link shows, how long it lives, and who is forgotten.
let house: House;
beforeEach(async () => {
  house = await givingHouse();
});
afterEach(async () => {
  expect(await complaints(house)).toEqual({});
  await house.close();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const later = (ms: number): void => house.clock.set(new Date(Date.now() + ms).toISOString());
const begin = async (changes: object = {}): Promise<string> =>
  (await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '50', display: 'masked', name: '王秀英', phone: '13800138000', ...changes }).expect(303)).headers.location!;
const press = (link: string, way = 'card') => house.request().post(`${link}/payments`).type('form').send({ way }).expect(303);
/** A gift whose payment page was opened. */
async function opened(way = 'card'): Promise<{ link: string; session: string }> {
  const link = await begin();
  return { link, session: /cs_\w+/.exec((await press(link, way)).headers.location!)![0] };
}
const stripe = () => house.stripe.practice.imitation;
const donors = async (): Promise<bigint> => (await house.db.query<[{ n: bigint }]>('SELECT count(*) AS n FROM donor'))[0].n;

describe('the link of a gift that is not paid', () => {
  it('ends after seven days, also when a payment page was opened', async () => {
    const { link } = await opened();
    later(7 * DAY - HOUR);
    await house.request().get(link).expect(200);
    later(7 * DAY + HOUR);
    expect((await house.request().get(link).expect(404)).text).toContain('这个捐赠网址打不开');
    await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(404);
    await house.request().get(`/funds/elder-lunch/give?gift=${link.slice('/g/'.length)}`).expect(404);
  });

  it('waits for a payment page that was opened on the last day', async () => {
    const link = await begin();
    later(7 * DAY - HOUR);
    const session = /cs_\w+/.exec((await press(link)).headers.location!)![0];
    later(7 * DAY + HOUR);
    await house.request().get(link).expect(200);
    stripe().expire(session);
    await house.settle();
    later(7 * DAY + HOUR);
    await house.request().get(link).expect(404);
  });

  it('waits for money that is under way, and no longer', async () => {
    const { link, session } = await opened('alipay');
    stripe().pay(session, 'alipay', 'paid-later');
    await house.settle();
    later(9 * DAY);
    expect((await house.request().get(link).expect(200)).text).toContain('不要再付');
    stripe().settle(session, false);
    await house.settle();
    later(9 * DAY);
    await house.request().get(link).expect(404);
  });

  it('opens again when money comes after all, and the gift is booked', async () => {
    const { link, session } = await opened();
    stripe().pay(session, 'card', 'paid');
    later(8 * DAY);
    await house.request().get(link).expect(404); // the news has not come
    await house.settle();
    later(8 * DAY);
    expect((await house.request().get(link).expect(200)).text).toContain('谢谢您，王秀英');
  });
});

describe('who gave nothing', () => {
  const forget = async (): Promise<void> => {
    while (await house.app.get(Forgetting).run());
  };

  it('is forgotten thirty days after the link has ended, and not before', async () => {
    await opened();
    await begin();
    later(36 * DAY);
    await forget();
    expect(await donors()).toBe(2n);
    later(38 * DAY);
    await forget();
    expect(await donors()).toBe(0n);
    expect(await house.db.query('SELECT DISTINCT donor, display FROM donation')).toEqual([{ donor: null, display: 'anonymous' }]);
  });

  it('is remembered when money came or is still under way', async () => {
    const paid = await opened();
    stripe().pay(paid.session, 'card', 'paid');
    const underWay = await opened('alipay');
    stripe().pay(underWay.session, 'alipay', 'paid-later');
    await house.settle();
    later(90 * DAY);
    await forget();
    expect(await donors()).toBe(2n);
    stripe().settle(underWay.session, false);
    await house.settle();
    later(90 * DAY);
    await forget();
    expect(await donors()).toBe(1n);
  });

  it('may still give: the money is booked, and nobody is named', async () => {
    const { link, session } = await opened();
    stripe().pay(session, 'card', 'paid');
    later(38 * DAY);
    await forget();
    await house.settle();
    const thanks = await house.request().get(link).expect(200);
    expect(thanks.text).toMatch(/R-\d{4}-\d{6}/);
    expect(thanks.text).toContain('爱心人士');
    expect(thanks.text).not.toContain('王');
  });
});

describe('a link opened again while a payment page is open', () => {
  it('says that a payment may be under way, and offers both ways on', async () => {
    const { link, session } = await opened('alipay');
    const page = await house.request().get(link).expect(200);
    expect(page.text).toContain('这笔捐赠打开过支付页面');
    expect(page.text).toContain(`href="${link}/returns"`);
    expect(page.text).toMatch(/value="alipay" id="way" checked/); // the way that was chosen comes first
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'content-security-policy': expect.stringContaining(`form-action 'self' ${house.stripe.origin}`) });
    expect((await house.request().get(`/en${link}`)).text).toContain('A payment page was opened for this gift');
    // going on leads to the same session: there is no second one to pay in
    expect((await press(link, 'alipay')).headers.location).toContain(session);
    expect(stripe().all('checkout.session')).toHaveLength(1);
  });

  it('asks the provider before another page is opened, when the first has run out without a word', async () => {
    const { link, session } = await opened();
    stripe().pay(session, 'card', 'paid');
    later(3 * HOUR);
    expect((await press(link)).headers.location).toMatch(/\/returns$/); // paid: nothing more to pay
    expect((await press(link, 'wechat')).headers.location).toMatch(/\/returns$/);
    const other = await opened();
    later(6 * HOUR);
    stripe().tick();
    for (const way of ['card', 'wechat']) {
      const sent = await press(other.link, way);
      expect(sent.headers.location).toMatch(/cs_\w+/);
      expect(sent.headers.location).not.toContain(other.session);
    }
  });

  it('has no pay button where the fund takes no gifts any more', async () => {
    const { link } = await opened();
    await house.db.query("UPDATE foundation SET certificate_no = NULL, certificate_from = NULL");
    const page = await house.request().get(link).expect(200);
    expect(page.text).toContain('这只基金现在不接受捐赠');
    expect(page.text).not.toContain('/payments"');
    await house.db.query("UPDATE foundation SET certificate_no = '示例-001', certificate_from = '2025-01-01'");
  });
});
