import { createHmac } from 'node:crypto';
import { type Letter, MailCarrier, NotTaken, SmsCarrier } from '../../src/platform/carriers';
import { Notices } from '../../src/people/notices.service';
import type { Foundation } from '../../src/people/foundations';
import { Postman } from '../../src/people/postman';
import { Sweeping } from '../../src/people/sweeping';
import { Worker } from '../../src/platform/worker';
import { SetClock, startApp, type TestApp } from '../support/app';
import { appointed, atDesk, preparing } from '../support/desk';
import { type Gateway, gateway, type MailServer, mailServer } from '../support/outside';

const SECRET = 'a secret of thirty-two characters';
const clock = new SetClock('2026-06-29T02:00:00Z');
let mail: MailServer;
let sms: Gateway;
let house: TestApp;
let wutongli: Foundation;
let foundation: number;
let sun: number;
let wang: number;

beforeAll(async () => {
  [mail, sms] = [await mailServer(), await gateway()];
  house = await startApp({ clock, settings: { SMTP_URL: mail.url, MAIL_FROM: '梧桐里社区基金会 <desk@wutongli.example>', SMS_GATEWAY_URL: sms.url, SMS_GATEWAY_SECRET: SECRET } });
  wutongli = await preparing(house);
  foundation = wutongli.id;
  sun = await appointed(house, wutongli, '孙丽', 'administrator');
  wang = await appointed(house, wutongli, '王芳', 'bookkeeper');
});
afterAll(async () => {
  await house.close();
  await Promise.all([mail.close(), sms.close()]);
});

const LETTER: Letter = { id: '6f1d2c3b-0000-4000-8000-000000000001', to: 'wang@example.org', what: 'password-changed', lang: 'zh', subject: '您的密码已更换', text: '请马上打 021-0000 0000。', values: {} };
const later = (seconds: number): void => clock.set(new Date(clock.now().getTime() + seconds * 1000).toISOString());
const goes = async (): Promise<void> => {
  await house.app.get(Postman).run();
  await house.app.get(Worker).idle();
};
const code = (uselessAt?: Date) => house.db.transaction((tx) => house.app.get(Notices).write(tx, { foundation, what: 'sign-in-code', channel: 'sms', to: '13800138000', lang: 'zh', values: { code: '418205', minutes: '10' }, uselessAt }));
interface Row { tries: number; sent: boolean; given_up: boolean; content: Buffer | null; failure: string | null }
const newest = async (): Promise<Row> => (await house.db.query<[Row]>('SELECT tries, sent_at IS NOT NULL AS sent, given_up_at IS NOT NULL AS given_up, content, failure FROM notice ORDER BY made_at DESC LIMIT 1'))[0];
const refused = (work: Promise<void>): Promise<{ message: string; forGood: boolean }> => work.then(() => ({ message: 'taken', forGood: false }), (error: NotTaken) => ({ message: error.message, forGood: error.forGood }));

describe('mail', () => {
  const carrier = (patience?: number): MailCarrier => new MailCarrier(mail.url, 'desk@wutongli.example', patience);
  afterEach(() => (mail.answers = {}));

  it('is sent as it was written', async () => {
    await carrier().carry(LETTER);
    const sent = mail.mails.at(-1)!;
    expect(sent).toMatch(/^From: desk@wutongli\.example$/m);
    expect(sent).toMatch(/^To: wang@example\.org$/m);
    expect(sent).toMatch(/^Message-ID: <6f1d2c3b-0000-4000-8000-000000000001@sizhu>$/m);
    expect(sent).toMatch(/^Auto-Submitted: auto-generated$/im);
    expect(Buffer.from(/\n\n([A-Za-z0-9+/=\n]+)/.exec(sent)![1]!, 'base64').toString()).toContain('请马上打 021-0000 0000。');
  });

  it.each([
    ['a recipient nobody knows is refused for good', { RCPT: '550 no such user' }, true],
    ['a mail that is refused as it is', { END: '554 refused' }, true],
    ['a full box may empty', { RCPT: '452 box is full' }, false],
    ['a server that is busy', { HELO: '421 busy', EHLO: '421 busy' }, false],
    ['one that greets nobody', { HELLO: '554 go away' }, false],
    ['one that says nothing', { HELLO: '' }, false],
    ['one that falls silent in the middle', { RCPT: '' }, false],
  ] as const)('%s', async (_, answers, forGood) => {
    mail.answers = answers;
    const said = await refused(carrier(300).carry(LETTER));
    expect(said).toEqual({ message: expect.stringMatching(/^SMTP /), forGood });
  });

  it('to where nobody listens waits', async () => {
    expect(await refused(new MailCarrier('smtp://127.0.0.1:1', 'x@y.example').carry(LETTER))).toEqual({ message: expect.stringContaining('SMTP'), forGood: false });
  });

  it('cannot be made to carry more than one line of a subject, nor to anybody else', async () => {
    await carrier().carry({ ...LETTER, subject: '标题\r\nBcc: evil@example.org', to: 'wang@example.org' });
    expect(mail.mails.at(-1)).not.toMatch(/^Bcc:/im);
  });
});

describe('text messages', () => {
  const carrier = (patience?: number): SmsCarrier => new SmsCarrier(sms.url, SECRET, () => 1_782_000_000, patience);

  it('are signed, whole, with the time', async () => {
    await carrier().carry({ ...LETTER, to: '13800138000', what: 'sign-in-code', values: { code: '418205', minutes: '10' } });
    const { headers, body } = sms.taken.at(-1)!;
    expect(JSON.parse(body)).toEqual({ id: LETTER.id, to: '+8613800138000', what: 'sign-in-code', lang: 'zh', text: LETTER.text, values: { code: '418205', minutes: '10' } });
    expect(headers['x-sizhu-timestamp']).toBe('1782000000');
    expect(headers['x-sizhu-signature']).toBe(`v1=${createHmac('sha256', SECRET).update(`1782000000.${body}`).digest('hex')}`);
    expect(headers['content-type']).toContain('application/json');
  });

  it.each([[500, false], [503, false], [429, false], [401, false], [404, false], [302, false], [400, true], [422, true], [0, false]])('answered by %s are refused, for good: %s', async (status, forGood) => {
    sms.answers = [status];
    expect(await refused(carrier(300).carry(LETTER))).toEqual({ message: status ? `HTTP ${status}` : 'HTTP TimeoutError', forGood });
  });

  it('to where nobody listens wait', async () => {
    const gone = await gateway();
    await gone.close();
    expect(await refused(new SmsCarrier(gone.url, SECRET, () => 0).carry(LETTER))).toEqual({ message: 'HTTP ECONNREFUSED', forGood: false });
  });
});

describe('the outbox', () => {
  it('keeps a code closed until it is sent, and then not at all', async () => {
    await code();
    const before = await newest();
    expect([before.sent, before.content!.includes('418205')]).toEqual([false, false]);
    await goes();
    expect(await newest()).toEqual({ tries: 1, sent: true, given_up: false, content: null, failure: null });
    expect(JSON.parse(sms.taken.at(-1)!.body)).toMatchObject({ text: expect.stringContaining('验证码 418205，10 分钟内有效'), values: { code: '418205', minutes: '10' } });
  });

  it('says nothing of an act that did not happen', async () => {
    const sent = sms.taken.length;
    await expect(house.db.transaction(async (tx) => {
      await house.app.get(Notices).write(tx, { foundation, what: 'sign-in-code', channel: 'sms', to: '13800138000', lang: 'zh', values: { code: '1', minutes: '1' } });
      throw new Error('something else went wrong');
    })).rejects.toThrow('something else went wrong');
    await goes();
    expect(sms.taken).toHaveLength(sent);
  });

  it('tries again later and later, and gives up where everybody sees it', async () => {
    later(1);
    const before = sms.taken.length;
    sms.answers = Array<number>(9).fill(500);
    await code();
    const waits: number[] = [];
    for (let minutes = 0; minutes <= 600 && !(await newest()).given_up; minutes++) {
      const tried = sms.taken.length;
      await goes();
      if (sms.taken.length > tried) waits.push(minutes);
      later(60);
    }
    expect(waits).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255]);
    expect(await newest()).toEqual({ tries: 9, sent: false, given_up: true, content: null, failure: 'HTTP 500' });
    expect(new Set(sms.taken.slice(before).map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
    const desk = await atDesk(house, sun);
    const page = (await desk.reads('/desk/trail')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(page).toMatch(/没有送达的通知.*登录验证码 138 \*{4} 8000 已放弃.*HTTP 500 · 试过 9 次/);
    expect(page).toMatch(/通知没有送达.*sign-in-code 138 \*{4} 8000: HTTP 500/);
    expect(page).not.toContain('418205');
  });

  it('does not send a code that has ended, nor one a second time that is not wanted', async () => {
    later(1);
    sms.answers = [500];
    await code(new Date(clock.now().getTime() + 60_000));
    await goes();
    const tried = sms.taken.length;
    later(60);
    await goes();
    expect([sms.taken.length, (await newest()).given_up]).toEqual([tried, true]);
    later(1);
    sms.answers = [400];
    await code();
    await goes();
    expect(await newest()).toMatchObject({ tries: 1, given_up: true, failure: 'HTTP 400' });
  });

  it('is emptied by several hands at once, each letter by one', async () => {
    later(1);
    const before = sms.taken.length;
    for (let n = 0; n < 25; n++) await code();
    await Promise.all(Array.from({ length: 4 }, () => house.app.get(Postman).run()));
    await goes();
    const ids = sms.taken.slice(before).map(({ body }) => (JSON.parse(body) as { id: string }).id);
    expect([ids.length, new Set(ids).size]).toEqual([25, 25]);
  });

  it('tells Wang Fang of what is done with her keys: by mail, or else by text message, or not at all', async () => {
    const desk = await atDesk(house, sun);
    const makes = async (): Promise<void> => {
      expect((await desk.sends(`/desk/people/${wang}/enrolments`, {})).status).toBe(200);
      await goes();
    };
    const counts = (): number[] => [mail.mails.length, sms.taken.length];
    const [mails, messages] = counts() as [number, number];
    await makes();
    expect(counts()).toEqual([mails, messages]);
    expect(await desk.sends(`/desk/people/${wang}/contacts`, { phone: '+86 139 0000 1111', mail: '' })).toMatchObject({ status: 303, to: `/desk/people/${wang}?done=reached` });
    await makes();
    expect(counts()).toEqual([mails, messages + 1]);
    expect(JSON.parse(sms.taken.at(-1)!.body)).toMatchObject({ to: '+8613900001111', what: 'enrolment-made', text: expect.stringContaining('孙丽为您生成了新的登录链接') });
    await desk.sends(`/desk/people/${wang}/contacts`, { phone: '13900001111', mail: 'wang@example.org' });
    await goes();
    expect(counts()).toEqual([mails, messages + 1]); // nothing was changed that held
    await makes();
    expect(counts()).toEqual([mails + 1, messages + 1]);
    for (const wrong of [{ phone: '1', mail: '' }, { phone: '', mail: 'no address' }, { phone: '', mail: 'a@b.org, c@d.org' }, { phone: '', mail: 'a@b.org\r\nBcc: c@d.org' }]) expect((await desk.sends(`/desk/people/${wang}/contacts`, wrong)).status).toBe(422);
    expect(await house.db.query(`SELECT count(*)::int AS n FROM audit_event WHERE what = 'contact-entered' AND about = $1 AND person = $2`, [wang, sun])).toEqual([{ n: 2 }]);
  });

  it('whoever is reached no more hears of it where they were, and others hear of keys that are made anew', async () => {
    const [he, gao] = [await appointed(house, wutongli, '何平', 'supervisor'), await appointed(house, wutongli, '高原', 'secretary-general')];
    later(60);
    const desk = await atDesk(house, sun);
    for (const [person, phone] of [[he, '13600001111'], [gao, '13600002222']] as const) await desk.sends(`/desk/people/${person}/contacts`, { phone, mail: '' });
    await goes();
    const before = sms.taken.length;
    const told = (): string[] => sms.taken.slice(before).map(({ body }) => { const { to, what, text } = JSON.parse(body) as Record<string, string>; return `${to} ${what} ${text}`; }).sort();
    await desk.sends(`/desk/people/${wang}/contacts`, { phone: '13500003333', mail: '' });
    await goes();
    expect(told()).toEqual([expect.stringMatching(/^\+8613900001111 contact-changed .*由孙丽更改/)]);
    expect(mail.mails.at(-1)).toMatch(/To: wang@example\.org/);
    await desk.sends(`/desk/people/${wang}/enrolments`, {});
    await goes();
    expect(told()).toEqual([
      expect.stringMatching(/^\+8613500003333 enrolment-made/), expect.stringMatching(/^\+8613600001111 enrolment-of-another .*孙丽为已开通登录的王芳/), expect.stringMatching(/^\+8613600002222 enrolment-of-another/), expect.stringContaining('contact-changed')]);
  });
});

it('what is long past is swept, and nothing else', async () => {
  const kept = async () => (await house.db.query<[Record<'sessions' | 'notices' | 'codes' | 'phones' | 'links' | 'trail', number>]>(
    `SELECT (SELECT count(*)::int FROM session) AS sessions, (SELECT count(*)::int FROM notice) AS notices, (SELECT count(*)::int FROM phone_code) AS codes, (SELECT count(*)::int FROM phone_session) AS phones, (SELECT count(*)::int FROM enrolment) AS links, (SELECT count(*)::int FROM audit_event) AS trail`))[0];
  later(2 * 24 * 3600);
  await house.app.get(Sweeping).run();
  await house.request().post('/me/codes').type('form').send({ number: '13800138000' }).expect(303);
  await house.db.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ('x', $1, '13800138000', '', $2::timestamptz, $2::timestamptz + interval '1 hour')`, [foundation, clock.now()]);
  await goes();
  const [{ codes }] = await house.db.query<[{ codes: number }]>(`SELECT count(*)::int AS codes FROM notice WHERE what = 'sign-in-code' AND sent_at IS NOT NULL`);
  expect(codes).toBeGreaterThan(0);
  const before = await kept();
  later(23 * 3600);
  await house.app.get(Sweeping).run();
  expect(await kept()).toEqual(before);
  later(2 * 24 * 3600);
  await house.app.get(Sweeping).run();
  expect(await kept()).toEqual({ ...before, codes: 0, notices: before.notices - codes }); // to whom a code was sent is kept for a day
  later(7 * 24 * 3600);
  await house.app.get(Sweeping).run();
  const [{ unsent }] = await house.db.query<[{ unsent: number }]>('SELECT count(*)::int AS unsent FROM notice WHERE sent_at IS NULL');
  expect(await kept()).toEqual({ ...before, codes: 0, notices: unsent });
  later(30 * 24 * 3600);
  await house.app.get(Sweeping).run();
  expect(await house.db.query(`SELECT 1 FROM notice WHERE what = 'sign-in-code'`)).toEqual([]);
  later(60 * 24 * 3600);
  await house.app.get(Sweeping).run();
  expect(await kept()).toEqual({ sessions: 0, notices: 0, codes: 0, phones: 0, links: 0, trail: before.trail });
});
