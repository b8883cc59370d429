import { recounted } from '../../src/rules/recount';
import { seed } from '../../src/tasks/seed';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';

jest.setTimeout(120_000);

let house: TestApp;
beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-21T02:00:00Z') });
  await seed(house.app);
});
afterAll(() => house.close());

it('makes a foundation with its books, once', async () => {
  const count = async (): Promise<unknown> => (await house.db.query('SELECT (SELECT count(*) FROM foundation) AS foundations, (SELECT count(*) FROM journal_entry) AS entries'))[0];
  const before = await count();
  expect(before).toMatchObject({ foundations: 3n });
  expect(await seed(house.app)).toBe(false);
  expect(await count()).toEqual(before);
  expect(await complaints(house)).toEqual({});
});

it.each(['/loop', '/en/loop', '/enterprises', '/en/enterprises/liuyin-laundry', '/income', '/funds', '/funds/elder-lunch', '/funds/stair-lights', '/funds/children-study', '/funds/evergreen', '/endowment', '/en/endowment', '/funds/village-two', '/funds/public-services', '/en/funds/public-services', '/en/funds', '/en/funds/elder-lunch'])('%s reads well', async (path) => {
  const { status, text: html } = await house.request().get(path);
  expect(status).toBe(200);
  for (const leftover of ['[object', 'undefined', 'NaN', 'null']) expect(html).not.toContain(leftover);
});

it('a result leads to the file by which everybody counts it again', async () => {
  const page = (await house.request().get('/motions/2026-1/result').expect(200)).text;
  const [, path] = /href="([^"]+recount\.json)"/.exec(page)!;
  expect(recounted((await house.request().get(path!).expect(200)).text)).toMatchObject({ agrees: true, result: { entitled: 20, for: 14, against: 3, abstained: 1, carried: true } });
  for (const other of ['recount.csv', 'codes.txt']) await house.request().get(new RegExp(`href="([^"]+${other})"`).exec(page)![1]!).expect(200);
});

it('the funds can be looked through by need, place and way of raising', async () => {
  const names = async (query: string): Promise<string[]> => [...(await house.request().get(`/funds?${query}`).expect(200)).text.matchAll(/<h3><a href="\/funds\/([\w-]+)"/g)].map(([, code]) => code!);
  const all = await names('');
  expect(all).toEqual(expect.arrayContaining(['elder-lunch', 'stair-lights', 'children-study', 'evergreen', 'village-two', 'public-services']));
  expect(await names(`q=${encodeURIComponent('午餐')}`)).toEqual(['elder-lunch']);
  expect(await names('mode=invited')).toEqual(['stair-lights']);
  expect(await names('q=&place=&mode=')).toEqual(all);
  const none = (await house.request().get(`/funds?q=${encodeURIComponent('午餐')}&mode=invited`)).text;
  expect(none).toContain('没有符合条件的基金');
  expect(none).toContain("href=\"/funds?mode&#x3D;invited\"");
  expect(await names('place=x')).toEqual([]);
  expect(await names('mode=nothing')).toEqual(all);
});

it('takes a right code for the invited and refuses a wrong one in the form', async () => {
  const neighbour = house.visitor();
  expect((await neighbour.get('/funds/stair-lights')).text).toContain('name="code"');
  const wrong = await neighbour.post('/funds/stair-lights/invitations').type('form').send({ code: 'x9' });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain('邀请码不对或已过期');
  expect(wrong.text).toContain('value="x9"');
  expect(wrong.text).toContain('id="errsum"');
  expect(wrong.text).toContain('href="/en/funds/stair-lights"'); // the form in the other language, not its POST
  const right = await neighbour.post('/funds/stair-lights/invitations').type('form').send({ code: 'deng 7k2m wtl' });
  expect([right.status, right.headers.location]).toEqual([303, '/funds/stair-lights#give']);
  expect((await neighbour.get('/funds/stair-lights')).text).toContain('action="/funds/stair-lights/donations"');
  expect((await house.request().get('/funds/stair-lights')).text).toContain('name="code"');
});

it('keeps how somebody likes to read, and shows the page they were on', async () => {
  const elder = house.visitor();
  const answer = await elder.post('/en/preferences').type('form').send({ elder: 'on', back: '/en/funds?x=1' });
  expect([answer.status, answer.headers.location]).toEqual([303, '/en/funds?x=1']);
  expect((await elder.get('/en/funds')).text).toContain('<html lang="en" class="elder fs-xl">');
  await elder.post('/preferences').type('form').send({ size: 'l', back: '/' });
  expect((await elder.get('/')).text).toContain('<html lang="zh-CN" class="fs-l">');
});
