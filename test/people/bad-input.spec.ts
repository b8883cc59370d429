import { SetClock, startApp, type TestApp } from '../support/app';
import { appointed, type AtDesk, atDesk, keysOf, preparing } from '../support/desk';

let house: TestApp;
let sun: AtDesk;
let li: AtDesk;
let person = 0;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  const foundation = await preparing(house);
  sun = await atDesk(house, await appointed(house, foundation, '孙丽', 'administrator'));
  person = await appointed(house, foundation, '李敏', 'bookkeeper');
  li = await atDesk(house, person);
});
afterAll(() => house.close());

const FIELDS = ['login', 'password', 'again', 'old', 'code', 'proof', 'back', 'name', 'englishName', 'role', 'from', 'to', 'appointment', 'lastDay', 'nothing-like-it'];
const LONG = '长'.repeat(20_000);
const BODIES: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['lists', FIELDS.map((field) => `${field}=a&${field}=b`).join('&')],
  ['objects', FIELDS.map((field) => `${field}[x]=1`).join('&')],
  ['long texts', FIELDS.slice(0, 3).map((field) => `${field}=${encodeURIComponent(LONG.slice(0, 3_000))}`).join('&')],
  ['days there never were', 'name=a&englishName=a&login=abc&role=auditor&from=2026-02-30&to=9999-99-99&appointment=bookkeeper+2026-02-30&lastDay=0000-00-00'],
  ['days at the edge of time', 'name=a&englishName=a&login=abcd&role=cashier&from=0001-01-01&to=9999-12-31'],
  ['markup', 'login=%22%3E%3Cscript%3E&password=x&code=%3Cb%3E&name=%3Cscript%3E&englishName=%3Cscript%3Ealert(1)%3C/script%3E'],
];

it.each(BODIES)('%s are no fault of ours', async (_name, body) => {
  for (const [desk, path] of [[li, '/desk/me/passwords'], [li, '/desk/me/recovery-codes'], [sun, '/desk/people'], [sun, `/desk/people/${person}/ends`], [sun, '/desk/people/999999999/ends'], [sun, '/desk/people/x/enrolments'], [li, '/desk/enrolments/x'], [null, '/desk/sessions']] as const) {
    const { status, text } = await (desk?.visitor ?? house.request()).post(path).type('form').send(body);
    expect([path, status < 500]).toEqual([path, true]);
    expect(text).not.toContain('<script>');
  }
});

it('addresses with anything in them are answered too', async () => {
  for (const path of ['/desk/trail?before=a&before=b', '/desk/trail?before=999999999999999999&after=0', '/desk/trail?before=-1', '/desk/trail?person=a&what=__proto__', '/desk/trail?person=999999999&what=signed-in', '/desk/people/0', '/desk/people/99999999999', '/desk/people?done=__proto__', '/desk/me?done=x', '/desk/sign-in?back=a&back=b&done=enrolment', '/desk/enrolments/%2e%2e'])
    expect([path, (await sun.visitor.get(path)).status < 500]).toEqual([path, true]);
  expect((await house.request().get('/desk/me').set('cookie', `desk=${'x'.repeat(3_000)}`)).status).toBe(303);
});

it('a key that was sent as something else opens nothing', async () => {
  const keys = await keysOf(house, person, 1);
  const json = await house.request().post('/desk/sessions').send({ ...keys, login: { $ne: '' } });
  expect(json.status).toBe(422);
  expect((await house.request().post('/desk/sessions').type('form').send({ ...keys, back: '//evil.example/' })).headers.location).toBe('/');
});
