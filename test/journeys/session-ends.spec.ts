import type { DestinationStream } from 'pino';
import type { Foundation } from '../../src/people/foundations';
import { Logging } from '../../src/platform/logging';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { addressOf, appointed, type AtDesk, atDesk, keysOf, preparing } from '../support/desk';

// A session ends while somebody is typing: their time is up, or they are dismissed. Nothing is done with what they send, and nothing of it is lost.
const clock = new SetClock('2026-06-29T02:00:00Z');
const lines: string[] = [];
const log: DestinationStream = { write: (line) => void lines.push(line) };
let house: TestApp;
let foundation: Foundation;
let li: number;
let wang: number;
let sun: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock, instead: [[Logging, new Logging('warn', log)]] });
  foundation = await preparing(house);
  li = await appointed(house, foundation, '李敏', 'bookkeeper');
  wang = await appointed(house, foundation, '王芳', 'bookkeeper');
  sun = await atDesk(house, await appointed(house, foundation, '孙丽', 'administrator'));
});
afterAll(() => house.close());

const later = (minutes: number): void => clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());
const FORM = { founder: '示例物业有限公司', amount: '1,000,000', reference: 'ICBC0031 "<b>', valueDay: '2026-02-11' };
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!.replaceAll('&#x3D;', '=');
const send = (visitor: AtDesk['visitor'], path: string, form: object) => visitor.post(path).type('form').send(form);
const signsIn = async (visitor: AtDesk['visitor'], person: number, more: object) => visitor.post('/desk/sessions').set('x-forwarded-for', addressOf(person)).type('form').send({ ...(await keysOf(house, person)), ...more });
const contributions = async (): Promise<number> => (await house.db.query<[{ n: number }]>('SELECT count(*)::int AS n FROM founding_contribution'))[0].n;

describe('Li Min’s eight hours are up in the middle of a form', () => {
  let kept = '';
  let visitor: AtDesk['visitor'];

  it('it is not done, and the sign-in says so', async () => {
    ({ visitor } = await atDesk(house, li));
    later(8 * 60 + 1);
    const answer = await send(visitor, '/desk/founding/contributions', { ...FORM, code: '123456' });
    expect(answer.status).toBe(401);
    expect(text(answer.text)).toContain('刚才填写的内容还没有保存');
    expect(answer.text).not.toMatch(/示例物业|ICBC0031|123456/);
    expect(await contributions()).toBe(0);
    kept = hidden(answer.text, 'kept');
  });

  it('a wrong password does not lose it', async () => {
    const answer = await signsIn(visitor, li, { password: 'wrong', kept });
    expect(answer.status).toBe(422);
    expect(hidden(answer.text, 'kept')).toBe(kept);
  });

  it('signed in again she is led back to the form with all that she had typed, and no code', async () => {
    later(1);
    const answer = await signsIn(visitor, li, { kept });
    expect([answer.status, text(answer.text).includes('刚才填写的内容都还在')]).toEqual([200, true]);
    const back = await send(visitor, /action="(\/desk\/founding[^"]+)"/.exec(answer.text)![1]!, { kept: hidden(answer.text, 'kept') });
    expect(back.status).toBe(422);
    expect(text(back.text)).toContain('您刚刚重新登录');
    expect(back.text).toMatch(/value="示例物业有限公司"[^]*value="1,000,000"[^]*value="ICBC0031 &quot;&lt;b&gt;"[^]*value="2026-02-11"/);
    expect(back.text).not.toContain('123456');
    expect(await contributions()).toBe(0);
    expect((await send(visitor, '/desk/founding/contributions', FORM)).status).toBe(303);
    expect(await contributions()).toBe(1);
  });

  it('whoever else signs in at her page does not see it, nor does anybody after an hour, nor in another form', async () => {
    later(1);
    const atWang = house.visitor();
    const other = await signsIn(atWang, wang, { kept });
    expect([other.status, other.headers.location]).toEqual([303, '/desk']);
    expect((await send(atWang, '/desk/founding/contributions', { kept })).text).not.toContain('value="2026-02-11"');
    expect((await send(visitor, '/desk/founding/papers', { kept })).text).not.toContain('value="2026-02-11"');
    expect((await send(visitor, '/desk/founding/contributions', { kept: `${kept.slice(0, -2)}AA` })).text).toContain('先前填写的内容找不回来了');
    later(61);
    expect((await send(visitor, '/desk/founding/contributions', { kept })).text).not.toContain('value="2026-02-11"');
    expect(await contributions()).toBe(1);
  });

  it('what cannot be kept leads to the sign-in and back to its page', async () => {
    const nobody = (type: string, body: string | object) => house.request().post('/desk/founding/contributions').set('referer', 'http://127.0.0.1/f/wutongli/desk/founding?done=paper').set('host', '127.0.0.1').type(type).send(body);
    expect((await nobody('json', FORM)).headers.location).toBe('/desk/sign-in?back=%2Fdesk%2Ffounding%3Fdone%3Dpaper');
    expect((await nobody('form', { code: '123456' })).headers.location).toContain('/desk/sign-in?back=');
    expect((await nobody('form', { founder: 'x'.repeat(70_000) })).status).toBe(303);
    expect((await house.request().post('/desk/founding/contributions').set('referer', 'https://evil.example/desk/x').type('form').send('')).headers.location).toBe('/desk/sign-in?back=%2Fdesk');
  });
});

describe('Wang Fang is dismissed at once', () => {
  it('her next request is out, and the form she was filling in is refused with a sentence', async () => {
    later(1);
    const atWang = await atDesk(house, wang);
    later(1);
    await atWang.reads('/desk/founding');
    const { id } = (await house.db.query<[{ id: number }]>('SELECT id FROM person WHERE name = $1', ['孙丽']))[0];
    sun = await atDesk(house, id);
    const before = await contributions();
    expect(await sun.sends(`/desk/people/${wang}/ends`, { appointment: 'bookkeeper 2026-01-01', when: 'now', lastDay: '' })).toMatchObject({ status: 303 });
    const sent = await send(atWang.visitor, '/desk/founding/contributions', { ...FORM, reference: 'ICBC0099' });
    expect([sent.status, text(sent.text).includes('任职结束')]).toEqual([401, true]);
    expect((await atWang.visitor.get('/desk/founding')).headers.location).toBe('/desk/sign-in?back=%2Fdesk%2Ffounding');
    expect(await contributions()).toBe(before);
    later(1);
    expect((await signsIn(house.visitor(), wang, { kept: hidden(sent.text, 'kept') })).status).toBe(422);
    expect(await house.db.query('SELECT 1 FROM session WHERE person = $1 AND ended_at IS NULL AND ends_at > $2', [wang, clock.now()])).toEqual([]);
  });

  it('she is put out once', async () => {
    expect((await sun.sends(`/desk/people/${wang}/ends`, { appointment: 'bookkeeper 2026-01-01', when: 'now', lastDay: '' })).text).toContain('只能提前，不能延长');
    expect((await sun.sends(`/desk/people/${wang}/ends`, { appointment: 'bookkeeper 2026-01-01', when: 'day', lastDay: '2026-08-01' })).text).toContain('只能提前，不能延长');
  });

  it('somebody appointed today by mistake is out today, and not appointed to the same again before tomorrow', async () => {
    const zhao = { name: '赵磊', englishName: 'Zhao Lei', login: 'zhaolei', role: 'cashier', from: '2026-06-29', to: '' };
    const made = await sun.sends('/desk/people', zhao);
    const id = /people\/(\d+)/.exec(made.to!)![1]!;
    expect(await sun.sends(`/desk/people/${id}/ends`, { appointment: 'cashier 2026-06-29', when: 'now', lastDay: '' })).toMatchObject({ status: 303 });
    expect(await sun.reads(`/desk/people/${id}`)).toContain('起不再任职');
    expect(await sun.reads('/desk/people')).not.toContain('zhaolei');
    expect((await sun.sends('/desk/people', zhao)).text).toContain('这段时间');
    // and one who was to begin next month does not
    const qian = { ...zhao, name: '钱进', englishName: 'Qian Jin', login: 'qianjin', from: '2026-07-15' };
    const next = /people\/(\d+)/.exec((await sun.sends('/desk/people', qian)).to!)![1]!;
    expect(await sun.sends(`/desk/people/${next}/ends`, { appointment: 'cashier 2026-07-15', when: 'now', lastDay: '' })).toMatchObject({ status: 303 });
    expect(await house.db.query('SELECT to_day, ended_at IS NOT NULL AS out FROM appointment WHERE person = $1', [Number(next)])).toEqual([{ to_day: '2026-07-15', out: true }]);
    expect((await sun.sends(`/desk/people/${next}/ends`, { appointment: 'cashier 2026-07-15', when: '', lastDay: '' })).text).toContain('请选择什么时候结束');
  });
});

describe('what staff take away', () => {
  it('is in the trail, with who and what; what the public takes is not', async () => {
    later(1);
    const atLi = await atDesk(house, li);
    await atLi.visitor.get('/f/wutongli/en/ledger?format=csv&month=2026-06').expect(200);
    await atLi.visitor.get('/ledger?format=json').expect(200);
    await atLi.visitor.get('/ledger').expect(200);
    await house.request().get('/ledger?format=csv').expect(200);
    const page = text(await sun.reads(`/desk/trail?what=exported&person=${li}`)).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
    expect(page).toMatch(/下载文件 李敏 \/ledger\?format=json .*下载文件 李敏 \/en\/f\/wutongli\/ledger\?format=csv&month=2026-06 /);
    expect(await house.db.query(`SELECT count(*)::int AS n FROM audit_event WHERE what = 'exported'`)).toEqual([{ n: 2 }]);
  });

  it('the trail is read by person and by kind, page by page', async () => {
    const rows = (html: string): number => html.match(/<tr><td class="nowrap"/g)?.length ?? 0;
    expect(rows(await sun.reads(`/desk/trail?person=${wang}&what=appointment-ended`))).toBe(1);
    expect(rows(await sun.reads(`/desk/trail?person=${wang}&what=exported`))).toBe(0);
    await house.db.query(`INSERT INTO audit_event (foundation, at, what, person, address) SELECT $1, $2, 'signed-out', $3, '192.0.2.9' FROM generate_series(1, 60)`, [foundation.id, clock.now(), wang]);
    const first = await sun.reads(`/desk/trail?person=${wang}&what=signed-out`);
    expect(rows(first)).toBe(50);
    const next = /href="([^"#]+)#[^"]*" rel="next"/.exec(first.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))![1]!;
    expect(next).toContain(`person=${wang}&what=signed-out`);
    expect(rows(await sun.reads(next))).toBe(10);
  });
});

it('an address that is no foundation’s is answered plainly, and is no fault of ours', async () => {
  lines.length = 0;
  expect((await house.request().get('/stripe/events')).status).toBe(404);
  expect((await house.request().get('/health/nothing')).text).toContain('找不到这一页');
  expect(lines.filter((line) => line.includes('shared/error') || (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
  expect(await complaints(house)).toEqual({});
});
