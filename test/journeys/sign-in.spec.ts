import { Client } from 'pg';
import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { addressOf, appointed, type AtDesk, atDesk, codeOf, keysOf, preparing, sitting } from '../support/desk';

const clock = new SetClock('2026-06-29T02:00:00Z');
let house: TestApp;
let foundation: Foundation;
let li: number;
let sun: number;
let atSun: AtDesk;
let he: number;

/** What Wang Fang has in hand. */
const wang = { id: 0, login: 'wangfang', password: '青石板上的雨声从来不急', secret: '', paper: [] as string[], address: '198.51.100.240' };
const NEW_PASSWORD = '新的一年换一句更长的话来记';

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  li = await appointed(house, foundation, '李敏', 'bookkeeper');
  sun = await appointed(house, foundation, '孙丽', 'administrator');
  he = await appointed(house, foundation, '何平', 'supervisor');
  await atDesk(house, li);
  atSun = await atDesk(house, sun);
});
afterAll(() => house.close());

const later = (minutes: number): void => clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());
const knock = (keys: object, address = wang.address) => house.request().post('/desk/sessions').set('x-forwarded-for', address).type('form').send(keys);
const wangsKeys = (more = {}): object => ({ login: wang.login, password: wang.password, code: codeOf(house, wang.secret), ...more });
/** Wang at the desk, with the keys that she has. */
async function wangAtDesk(more = {}): Promise<AtDesk> {
  const visitor = house.visitor();
  await visitor.post('/desk/sessions').set('x-forwarded-for', wang.address).type('form').send(wangsKeys(more)).expect(303);
  return sitting(visitor);
}
/** A quarter of an hour goes by for whoever counts: the database counts by its own clock. */
const rest = async (): Promise<void> => void (await house.db.query('DELETE FROM throttle_hit'));
const told = async (what: string): Promise<number> => (await house.db.query<[{ n: number }]>('SELECT count(*)::int AS n FROM audit_event WHERE what = $1', [what]))[0].n;
const appointment = { name: '王芳', englishName: 'Wang Fang', login: 'WangFang', role: 'bookkeeper', from: '2026-06-29', to: '' };

describe('Wang Fang comes to the desk', () => {
  let link = '';

  it('Sun appoints her, and hands her a link for which a fresh code is asked', async () => {
    expect((await atSun.sends('/desk/people', { ...appointment, login: '王', role: '', from: '昨天', name: ' ' })).text).toMatch(/请填写姓名.*登录名用 2 到 31.*请选择岗位.*日期应写成/);
    expect((await atSun.sends('/desk/people', { ...appointment, role: 'auditor' })).text).toContain('审计要写明任期的最后一天');
    expect((await atSun.sends('/desk/people', { ...appointment, login: (await keysOf(house, li)).login })).text).toContain('这个登录名已经有人在用');
    const made = await atSun.sends('/desk/people', appointment);
    expect(made).toMatchObject({ status: 303, to: expect.stringMatching(/^\/desk\/people\/\d+\?done=appointed$/) });
    expect((await atSun.sends('/desk/people', appointment)).to).toBe(made.to); // pressed twice it is one
    wang.id = Number(/people\/(\d+)/.exec(made.to!)![1]);
    expect(await atSun.reads(`/desk/people/${wang.id}`)).toContain('未开通');
    // the same person under a second name could do what takes two
    const second = await atSun.visitor.post('/desk/people').type('form').send({ ...appointment, login: 'wangfang2', role: 'secretary-general' });
    expect([second.status, second.text.replace(/<[^>]+>/g, ' ')]).toEqual([422, expect.stringMatching(/这里已经有人叫王芳（登录名 wangfang）。[^]*是另一位同名的人/)]);
    expect(second.text).toMatch(/id="namesake" name="namesake" value="1" aria-describedby="namesake-err"/);

    later(11);
    expect(await atSun.sends(`/desk/people/${wang.id}/enrolments`, {})).toMatchObject({ status: 422, text: expect.stringContaining('请填写动态码') });
    expect(await atSun.sends(`/desk/people/${wang.id}/enrolments`, { code: '000000' })).toMatchObject({ status: 422, text: expect.stringContaining('动态码不对') });
    const first = await atSun.sends(`/desk/people/${wang.id}/enrolments`, { code: (await keysOf(house, sun)).code });
    expect(first).toMatchObject({ status: 200, text: expect.stringContaining('王芳的登录链接') });
    later(1);
    link = linkIn((await atSun.sends(`/desk/people/${wang.id}/enrolments`, {})).text);
    await house.request().get(linkIn(first.text)).expect(404); // the newer one has taken its place
  });

  it('nobody appoints themselves, nor adds an office to one that watches', async () => {
    const self = { name: '孙丽', englishName: 'Sun Li', login: (await keysOf(house, sun)).login, from: '2026-06-29', to: '' };
    expect((await atSun.sends('/desk/people', { ...self, role: 'administrator', from: '2025-01-01', to: '2025-02-01' })).text).toContain('自己不能任命自己');
    expect((await atSun.sends('/desk/people', { name: '何平', englishName: '何平', login: (await keysOf(house, he)).login, role: 'bookkeeper', from: '2026-06-29', to: '' })).text).toContain('不能同时任别的岗位');
    expect((await atSun.sends('/desk/people', { name: '李敏', englishName: '李敏', login: (await keysOf(house, li)).login, role: 'cashier', from: '2026-06-29', to: '' })).text).toContain('会计和出纳不能是同一个人');
    expect((await atSun.sends(`/desk/people/${sun}/ends`, { appointment: 'administrator 2026-01-01', lastDay: '2026-06-30' })).text).toContain('自己的任职由另一位管理员结束');
  });

  it('she chooses a password, scans the picture and proves it, once', async () => {
    const page = await house.request().get(link).expect(200);
    expect(page.text).toMatch(/<img src="data:image\/svg\+xml;base64,/);
    expect(page.headers['cache-control']).toBe('no-store');
    wang.secret = /<p class="key num">([^<]+)/.exec(page.text)![1]!.replace(/\s/g, '');
    const enrols = async (password: string, code: string, again = password) => {
      const { status, text } = await house.request().post(link).type('form').send({ password, again, code });
      return { status, text };
    };
    const code = codeOf(house, wang.secret);
    expect(await enrols('短密码', code)).toMatchObject({ status: 422, text: expect.stringContaining('密码至少 12 个字符') });
    expect(await enrols('wangfang2026', code)).toMatchObject({ status: 422, text: expect.stringContaining('密码不能是登录名') });
    expect(await enrols('password1234', code)).toMatchObject({ status: 422, text: expect.stringContaining('太常见') });
    expect(await enrols(`${wang.password}吗`, code, wang.password)).toMatchObject({ status: 422, text: expect.stringContaining('两次输入的密码不一样') });
    const refused = await enrols(`${wang.password}。`, '000000');
    expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('动态码不对') });
    expect(refused.text).not.toContain(wang.password);

    wang.password += '。';
    const [one, two] = await Promise.all([enrols(wang.password, code), enrols(wang.password, code)]);
    expect([one.status, two.status].sort()).toEqual([200, expect.any(Number)]);
    wang.paper = [...(one.status === 200 ? one : two).text.matchAll(/<li>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</g)].map((match) => match[1]!);
    expect(wang.paper).toHaveLength(8);
    expect((await house.request().get(link).expect(404)).text).toContain('这个链接不能用了');
    expect(await house.db.query('SELECT password_hash LIKE $2 AS argon, position($3::bytea IN totp_secret) AS plain FROM credential WHERE person = $1', [wang.id, '$argon2id$v=19$m=19456,t=2,p=1$%', Buffer.from(wang.secret)]))
      .toEqual([{ argon: true, plain: 0 }]);
  });

  it('a link nobody made leads nowhere, and one that was forgotten ends', async () => {
    await house.request().get('/desk/enrolments/of-nobody').expect(404);
    const another = linkIn((await atSun.sends(`/desk/people/${li}/enrolments`, {})).text);
    await house.request().get(another).expect(200);
    const [now] = [clock.now().toISOString()];
    later(3 * 24 * 60);
    await house.request().get(another).expect(404);
    clock.set(now);
  });
});

describe('at the door', () => {
  it('another Wang Fang is appointed when Sun says that she is another', async () => {
    const sent = await atSun.sends('/desk/people', { ...appointment, login: 'wangfang.east', role: 'council-member', namesake: '1' });
    expect(sent.status).toBe(303);
    expect(sent.to).not.toContain(`/desk/people/${wang.id}?`);
  });

  it('whatever is wrong gets the same answer, with the name and without the secrets', async () => {
    const spent = wangsKeys(); // proved with at her enrolment
    later(1);
    const answers = await Promise.all([spent, wangsKeys({ password: 'wrong' }), wangsKeys({ code: '' }), wangsKeys({ code: '000000' }), wangsKeys({ login: 'wangfa' }), {}].map((keys) => knock(keys)));
    for (const { status, text } of answers) {
      expect(status).toBe(422);
      expect(text).toContain('登录名、密码或动态码不对');
      expect(text).not.toContain(wang.password);
      expect(text.match(/value="[^"]+"/g)?.filter((value) => !/value="(wangfa(ng)?|\/desk)"/.test(value))).toEqual([]);
    }
    expect(answers[1]!.text).toContain('value="wangfang"');
    expect(await told('sign-in-failed')).toBe(6);
    expect(await house.db.query("SELECT detail FROM audit_event WHERE what = 'sign-in-failed' AND detail LIKE '%wrong%'")).toEqual([]);
  });

  it('she comes in where she wanted to go, under her own name, and out again', async () => {
    const visitor = house.visitor();
    const came = await visitor.post('/en/desk/sessions').set('x-forwarded-for', wang.address).type('form').send(wangsKeys({ login: ' WANGfang ', back: '/desk/founding?done=paper' })).expect(303);
    expect(came.headers.location).toBe('/en/desk/founding?done=paper');
    expect(came.headers['set-cookie']).toEqual([expect.stringMatching(/^desk=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect((await visitor.get('/en/desk/founding').expect(200)).text).toContain('Wang Fang, bookkeeper');
    expect((await visitor.get('/desk').expect(200)).text).toContain('您没有待办');
    const key = /desk=([\w-]+)/.exec(String(came.headers['set-cookie']))![1]!;
    expect((await visitor.post('/desk/sessions/ends').expect(303)).headers.location).toBe('/desk/sign-in');
    // the key is worth nothing afterwards, whoever kept it
    expect((await house.request().get('/desk/founding').set('cookie', `desk=${key}`)).status).toBe(303);
    expect(await house.db.query('SELECT 1 FROM session WHERE position($1::bytea IN key) > 0', [Buffer.from(key)])).toEqual([]);
  });

  it('a code opens once, however many come with it at the same moment', async () => {
    later(1);
    const keys = wangsKeys();
    const many = await Promise.all(Array.from({ length: 6 }, () => knock(keys, '198.51.100.241')));
    expect(many.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422, 422, 422]);
    expect((await knock(keys)).status).toBe(422);

    const [one, two] = [new Client({ connectionString: house.config.databaseUrl }), new Client({ connectionString: house.config.databaseUrl })];
    await Promise.all([one.connect(), two.connect()]);
    const use = (client: Client) => client.query('UPDATE credential SET totp_step = 99999999 WHERE person = $1 AND totp_step < 99999999 RETURNING person', [li]);
    await one.query('BEGIN');
    expect((await use(one)).rowCount).toBe(1);
    const waiting = use(two);
    await one.query('COMMIT');
    expect((await waiting).rowCount).toBe(0);
    await Promise.all([one.end(), two.end()]);
    const owner = new Client({ connectionString: house.ownerUrl });
    await owner.connect();
    await owner.query('UPDATE credential SET totp_step = 0 WHERE person = $1', [li]);
    await owner.end();
  });

  it('who is unknown takes as long to refuse', async () => {
    const taken = async (login: string): Promise<number> => {
      const times = [];
      for (let n = 0; n < 3; n++) {
        const begun = performance.now();
        await knock({ login, password: 'x', code: '1' }, `203.0.113.${login.length}`);
        times.push(performance.now() - begun);
      }
      return Math.min(...times);
    };
    await taken('warm');
    expect(await taken('nobody-at-all') / (await taken('wangfang'))).toBeGreaterThan(0.4);
  });
});

describe('before money moves', () => {
  let contribution = 0;
  let line = '';
  const confirms = (desk: AtDesk, form = {}) => desk.sends(`/desk/founding/contributions/${contribution}/confirmations`, { line, ...form });
  let atWang: AtDesk;

  beforeAll(async () => {
    contribution = await house.app.get(FoundingContributions).record(foundation.id, { founder: '示例物业有限公司', sum: 120_000_000n, reference: 'ICBC0031', valueDay: '2026-02-11' }, { id: li, name: '李敏', roles: ['bookkeeper'] });
    line = String((await shows(house, { foundation: foundation.id, by: li, lines: [{ day: '2026-02-11', sum: 120_000_000n, reference: 'ICBC0031' }] })).get('ICBC0031'));
    later(1);
    atWang = await wangAtDesk();
  });

  it('a code is asked when the last is ten minutes old, and the form keeps what was typed', async () => {
    expect(await atWang.reads(`/desk/founding/contributions/${contribution}`)).not.toContain('name="code"');
    later(10);
    expect(await atWang.reads(`/desk/founding/contributions/${contribution}`)).toContain('name="code"');
    expect(await confirms(atWang)).toMatchObject({ status: 422, text: expect.stringContaining('请填写动态码') });
    expect(await confirms(atWang, { code: wang.paper[0]! })).toMatchObject({ status: 422, text: expect.stringContaining('动态码不对') });
    expect(await confirms(atWang, { code: codeOf(house, wang.secret).replace(/^.../, '$& ') })).toMatchObject({ status: 303 });
    later(11);
    const bounce = await atWang.visitor.post(`/desk/founding/contributions/${contribution}/bounces`).type('form').send({ reference: 'ICBC0070', day: '2026-06-03', why: '付款账户被冻结', code: '123' });
    expect(bounce.status).toBe(422);
    expect(bounce.text).toMatch(/value="ICBC0070"[^]*value="付款账户被冻结"/);
    expect(bounce.text).toContain('动态码不对');
    expect(bounce.text).not.toContain('value="123"');
    expect(await told('step-up-failed')).toBe(3); // Sun's, and both of hers
  });

  it('once right it is not asked again, even if something else was wrong', async () => {
    expect(await atWang.sends(`/desk/founding/contributions/${contribution}/bounces`, { reference: '', day: '', why: '', code: codeOf(house, wang.secret) })).toMatchObject({ status: 422, text: expect.stringContaining('请填写银行流水号') });
    expect(await atWang.reads(`/desk/founding/contributions/${contribution}`)).not.toContain('name="code"');
  });

  it('ten wrong ones are enough, for this quarter of an hour', async () => {
    later(11);
    const answers = [];
    for (let n = 0; n < 12; n++) answers.push((await confirms(atWang, { code: String(100_000 + n) })).status);
    expect(answers.filter((status) => status === 429).length).toBeGreaterThan(3);
    expect(await told('rate-limited')).toBe(1);
    await rest();
  });
});

describe('her keys', () => {
  it('without her telephone she uses a code on paper, once, and moves no money with it', async () => {
    const desk = await wangAtDesk({ code: ` ${wang.paper[2]!.toLowerCase().replaceAll('-', ' ')} ` });
    expect((await knock(wangsKeys({ code: wang.paper[2]! }))).status).toBe(422);
    expect(await desk.reads('/desk/me')).toContain('还有 7 个可用');
    expect((await desk.sends('/desk/founding/registrations', { certificate: 'x', registeredOn: '2026-06-01' })).text).toContain('请填写动态码');
    expect(await told('recovery-code-used')).toBe(1);
  });

  it('new codes on paper put the old ones out of use', async () => {
    later(1);
    const desk = await wangAtDesk();
    expect(await desk.sends('/desk/me/recovery-codes', { proof: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写动态码') });
    later(1);
    const { text } = await desk.visitor.post('/desk/me/recovery-codes').type('form').send({ proof: codeOf(house, wang.secret) }).expect(200);
    expect((await knock(wangsKeys({ code: wang.paper[3]! }))).status).toBe(422);
    wang.paper = [...text.matchAll(/<li>([\w-]{14})</g)].map((match) => match[1]!);
    expect(wang.paper).toHaveLength(8);
  });

  it('she sees where she is signed in and ends the others', async () => {
    later(1);
    const desk = await wangAtDesk();
    const before = (await desk.reads('/desk/me')).match(/198\.51\.100\.24\d/g)!;
    expect(before.length).toBeGreaterThan(2);
    expect(await desk.sends('/desk/me/sessions/ends', {})).toMatchObject({ status: 303, to: '/desk/me?done=sessions' });
    expect((await desk.reads('/desk/me')).match(/198\.51\.100\.24\d/g)).toHaveLength(1);
  });

  it('a new password ends every session, and the old one opens nothing', async () => {
    later(1);
    await rest();
    const desk = await wangAtDesk();
    later(1);
    const other = await wangAtDesk();
    const form = { old: wang.password, password: NEW_PASSWORD, again: NEW_PASSWORD };
    later(1);
    expect(await desk.sends('/desk/me/passwords', { ...form, old: 'wrong', code: codeOf(house, wang.secret) })).toMatchObject({ status: 422, text: expect.stringContaining('现在的密码不对') });
    expect(await desk.sends('/desk/me/passwords', { ...form, password: 'short', again: 'short', code: '' })).toMatchObject({ status: 422, text: expect.stringContaining('密码至少 12 个字符') });
    expect(await desk.sends('/desk/me/passwords', { ...form, code: codeOf(house, wang.secret) })).toMatchObject({ status: 303, to: '/desk/sign-in?done=password' });
    for (const { visitor } of [desk, other]) expect((await visitor.get('/desk/me')).status).toBe(303);
    later(1);
    expect((await knock(wangsKeys())).status).toBe(422);
    wang.password = NEW_PASSWORD;
    expect((await knock(wangsKeys())).status).toBe(303);
  });

  it('a session ends after eight hours', async () => {
    later(1);
    const desk = await wangAtDesk();
    later(8 * 60 - 1);
    await desk.reads('/desk/me');
    later(1);
    expect((await desk.visitor.get('/desk/me')).status).toBe(303);
  });
});

describe('somebody else tries', () => {
  it('a thousand times at Li’s password: twenty are looked at, and Li comes in meanwhile', async () => {
    clock.set('2026-06-30T02:00:00Z');
    await rest();
    const failed = await told('sign-in-failed');
    const { login } = await keysOf(house, li);
    const answers: Record<number, number> = {};
    let wait = '';
    for (let n = 0; n < 1_000; n++) {
      const { statusCode, headers } = await house.app.inject({ method: 'POST', url: '/desk/sessions', remoteAddress: '203.0.113.66', payload: { login, password: `guess ${n}`, code: '123456' } });
      answers[statusCode] = (answers[statusCode] ?? 0) + 1;
      wait = String(headers['retry-after'] ?? wait);
    }
    expect(answers).toEqual({ 422: 20, 429: 980 });
    expect(Number(wait)).toBeGreaterThan(600);
    expect([await told('sign-in-failed') - failed, (await house.db.query("SELECT 1 FROM audit_event WHERE what = 'rate-limited' AND address = '203.0.113.66'")).length]).toEqual([20, 1]);
    expect((await knock(await keysOf(house, li), '203.0.113.66')).status).toBe(429);
    expect((await knock(await keysOf(house, li), '192.0.2.77')).status).toBe(303); // with the right keys, from an address she has never come from
  }, 60_000);

  it('from many addresses: thirty are looked at, and Li comes in from where she has come before', async () => {
    later(1);
    const { login } = await keysOf(house, li);
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push((await knock({ login, password: 'guess', code: '1' }, `203.0.113.${100 + n}`)).status);
    expect(answers.filter((status) => status === 422).length).toBe(9); // twenty before, and Li herself
    const waits = await knock(await keysOf(house, li), '192.0.2.1');
    expect([waits.status, Number(waits.headers['retry-after']) > 600]).toEqual([429, true]);
    expect(waits.text).toContain('尝试太多次了');
    expect((await knock(await keysOf(house, li), addressOf(li))).status).toBe(303);
  });
});

describe('an address of IPv6', () => {
  it('is one of as many as somebody likes: their network is counted', async () => {
    await rest();
    const { login } = await keysOf(house, li);
    const answers: Record<number, number> = {};
    for (let n = 0; n < 25; n++) {
      const { statusCode } = await house.app.inject({ method: 'POST', url: '/desk/sessions', remoteAddress: `2001:db8:1:2:${n.toString(16)}::1`, payload: { login, password: 'guess', code: '1' } });
      answers[statusCode] = (answers[statusCode] ?? 0) + 1;
    }
    expect(answers).toEqual({ 422: 20, 429: 5 });
    await rest();
  });
});

describe('a clock that is set back', () => {
  it('an hour ahead it knows no telephone’s code, but codes on paper; set right, it knows them again', async () => {
    const at = clock.now().toISOString();
    await rest();
    later(60);
    const shown = (): object => wangsKeys({ code: codeOf(house, wang.secret, Math.round((Date.parse(at) - clock.now().getTime()) / 30_000) + 4) });
    expect((await knock(shown())).text).toContain('登录名、密码或动态码不对');
    const desk = await wangAtDesk({ code: wang.paper[5]! });
    await desk.reads('/desk/me');
    clock.set(at);
    later(2);
    expect((await desk.visitor.get('/desk/me')).status).toBe(303);
    expect((await knock(shown())).status).toBe(303);
    clock.set(at);
  });

  it('prolongs no session and no fresh code', async () => {
    const at = clock.now().toISOString();
    later(60);
    const desk = await atDesk(house, await appointed(house, foundation, '钟慢', 'bookkeeper'));
    later(-0.5); // as far as two machines may differ
    expect(await desk.reads('/desk/founding/contributions/1')).not.toContain('name="code"');
    later(-59);
    expect((await desk.visitor.get('/desk/me')).status).toBe(303);
    later(59);
    await desk.reads('/desk/me');
    later(5);
    expect(await desk.sends('/desk/founding/papers', {})).toMatchObject({ status: 422 });
    clock.set(at);
  });
});

describe('He Ping, who watches', () => {
  it('reads everything, is shown no form, and nothing he sends is done', async () => {
    const desk = await atDesk(house, he);
    for (const path of ['/desk/founding', '/desk/founding/contributions/1', '/desk/payments', '/desk/relations', '/desk/people', `/desk/people/${wang.id}`, '/desk/trail'])
      expect([path, /<form(?![^>]*(\/desk\/sessions\/ends"|method="get"))/.test(await desk.reads(path))]).toEqual([path, false]);
    expect(await desk.reads('/desk/people')).toContain('王芳');
    expect((await desk.sends('/desk/people', appointment)).status).toBe(404);
    expect((await desk.sends('/desk/founding/papers', { kind: 'charter', name: 'x', number: '', day: '2026-05-05' })).status).toBe(404);
    expect(await desk.reads('/desk/me')).toContain('监事');
  });

  it('what one may not see is answered like what does not exist', async () => {
    later(1);
    const atLiNow = await atDesk(house, li);
    const [hidden, absent] = await Promise.all(['/desk/people', '/desk/nothing'].map((path) => atLiNow.visitor.get(path)));
    expect([hidden!.status, absent!.status]).toEqual([404, 404]);
    expect(hidden!.text.replaceAll('/desk/people', '')).toBe(absent!.text.replaceAll('/desk/nothing', ''));
  });
});

describe('the trail', () => {
  it('is read newest first, fifty at a time, both ways', async () => {
    later(1);
    const desk = await atDesk(house, sun);
    const rows = (page: string): string[] => [...page.matchAll(/<tr><td class="nowrap"><time datetime="([^"]+)"/g)].map((match) => match[1]!);
    await house.db.query(`INSERT INTO audit_event (foundation, at, what, address) SELECT $1, $2, 'signed-out', '192.0.2.9' FROM generate_series(1, 60)`, [foundation.id, clock.now()]);
    const first = await desk.reads('/desk/trail');
    expect(rows(first)).toHaveLength(50);
    const leads = (page: string, rel: string): string => new RegExp(`href="([^"#]+)#[^"]*" rel="${rel}"`).exec(page.replaceAll('&#x3D;', '='))![1]!;
    const second = await desk.reads(leads(first, 'next'));
    expect(second).toContain('登录没有成功');
    expect(rows(await desk.reads(leads(second, 'prev')))).toEqual(rows(first));
    expect(await desk.reads('/desk/trail?before=x')).toContain('操作痕迹');
    expect(await desk.reads('/desk/trail?before=1')).toContain('还没有记录');
  });
});

describe('Wang Fang is dismissed', () => {
  it('her last day lasts until midnight in Shanghai, and then nothing opens', async () => {
    clock.set('2026-07-01T15:30:00Z'); // 23:30 in Shanghai
    const desk = await atDesk(house, sun);
    const last = { appointment: 'bookkeeper 2026-06-29', lastDay: '2026-07-01' };
    expect((await desk.sends(`/desk/people/${wang.id}/ends`, { ...last, lastDay: '2026-06-28' })).text).toContain('任期结束不能早于开始');
    for (const appointment of ['', 'bookkeeper 2026-13-45', 'boss 2026-06-29']) expect(await desk.sends(`/desk/people/${wang.id}/ends`, { ...last, appointment })).toMatchObject({ status: 422, text: expect.stringContaining('请选择哪一项任职') });
    expect(await desk.sends(`/desk/people/${wang.id}/ends`, last)).toMatchObject({ status: 303 });
    expect((await desk.sends(`/desk/people/${wang.id}/ends`, { ...last, lastDay: '2026-08-01' })).text).toContain('只能提前，不能延长');

    const atWang = await wangAtDesk();
    clock.set('2026-07-01T15:59:59Z');
    await atWang.reads('/desk/founding');
    clock.set('2026-07-01T16:00:00Z');
    expect((await atWang.visitor.get('/desk/founding')).headers.location).toBe('/desk/sign-in?back=%2Fdesk%2Ffounding');
    expect(await house.db.query('SELECT count(*) FILTER (WHERE ended_at IS NULL AND ends_at > $2)::int AS open FROM session WHERE person = $1', [wang.id, clock.now()])).toEqual([{ open: 0 }]);
    expect((await knock(wangsKeys())).status).toBe(422);
    expect(await desk.reads('/desk/people')).not.toContain(`/desk/people/${wang.id}"`);
  });
});

it('leaves books of which every named check holds', async () => {
  expect(await complaints(house)).toEqual({});
});

/** The link as the page shows it, as a path. */
const linkIn = (text: string): string => new URL(/http\S+enrolments\/[\w-]+/.exec(text)![0]).pathname;
