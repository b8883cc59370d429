import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../../src/platform/cannot-start';
import { appoint, readArguments } from '../../src/tasks/appoint';
import { seed } from '../../src/tasks/seed';
import { DEMO_PASSWORD } from '../../src/tasks/demo/demo';
import { startApp, type TestApp } from '../support/app';
import { codeOf, preparing } from '../support/desk';

const WANG = ['--foundation', 'wutongli', '--name', '王芳', '--english', 'Wang Fang', '--login', 'wangfang', '--role', 'administrator'];
const PASSWORD = '第一个进门的人自己带着钥匙';

describe('npm run appoint', () => {
  it('says what it needs', () => {
    expect(readArguments(WANG)).toEqual({ foundation: 'wutongli', name: '王芳', englishName: 'Wang Fang', login: 'wangfang', role: 'administrator', from: null, to: null });
    expect(readArguments([...WANG, '--from', '2026-01-01', '--to', '2026-12-31'])).toMatchObject({ from: '2026-01-01', to: '2026-12-31' });
    for (const wrong of [[], WANG.slice(2), WANG.with(-1, 'boss'), WANG.with(7, 'Wang Fang'), [...WANG, '--from', 'today'], [...WANG, '--shoe', '43']])
      expect(() => readArguments(wrong)).toThrow(CannotStart);
  });
});

describe('in production', () => {
  let real: TestApp;
  beforeAll(async () => {
    const keys = await startApp(); // only for the file of a key
    real = await startApp({ imports: [DiscoveryModule], settings: {
      NODE_ENV: 'production', BASE_URL: 'https://example.org', SESSION_SECRET: 'x'.repeat(40), STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: 'whsec_x', CHECKPOINT_KEY_FILE: keys.config.checkpointKeyFile,
    } });
    await keys.close();
    await preparing(real);
  });
  afterAll(() => real.close());

  it('the first administrator comes by the command line, and the desk is there', async () => {
    expect((await real.request().get('/desk/sign-in').expect(200)).text).not.toMatch(/outbox|演示/);
    await expect(appoint(real.config, { ...(readArguments(WANG)), foundation: 'nowhere' })).rejects.toThrow('nowhere');
    await expect(appoint(real.config, { ...(readArguments(WANG)), role: 'auditor' })).rejects.toThrow('最后一天');
    const first = await appoint(real.config, readArguments(WANG));
    const link = await appoint(real.config, readArguments(WANG)); // again: the same office, a new link
    expect(link).toMatch(/^https:\/\/example\.org\/f\/wutongli\/desk\/enrolments\/[\w-]{43}$/);
    const path = new URL(link).pathname;
    await real.request().get(new URL(first).pathname).expect(404);

    const { text } = await real.request().get(path).expect(200);
    const secret = /<p class="key num">([^<]+)/.exec(text)![1]!.replace(/\s/g, '');
    await real.request().post(path).type('form').send({ password: PASSWORD, again: PASSWORD, code: codeOf(real, secret) }).expect(200);
    const came = await real.request().post('/f/wutongli/desk/sessions').type('form').send({ login: 'wangfang', password: PASSWORD, code: codeOf(real, secret, 1) }).expect(303);
    expect(came.headers.location).toBe('/f/wutongli/desk');
    const [cookie] = came.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^__Host-desk=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect((await real.request().get('/f/wutongli/desk/trail').set('cookie', cookie!.split(';')[0]!).expect(200)).text).toContain('命令行');
    expect((await real.request().get('/desk/people').set('cookie', cookie!.replace('__Host-', '').split(';')[0]!)).status).toBe(303);
    expect(await real.db.query('SELECT what, address IS NULL AS house FROM audit_event ORDER BY id')).toEqual([
      { what: 'appointed', house: true }, { what: 'enrolment-made', house: true }, { what: 'enrolment-made', house: true }, { what: 'enrolment-used', house: false }, { what: 'signed-in', house: false }]);
  });

  it('nobody signs in by telephone where no gateway would send the code, and no page speaks of it', async () => {
    for (const path of ['/me', '/me/sign-in', '/me/receipts/R-2026-000001.pdf']) expect([path, (await real.request().get(path)).status]).toEqual([path, 404]);
    expect((await real.request().post('/me/codes').type('form').send({ number: '13800138000' })).status).toBe(404);
    expect((await real.request().get('/').expect(200)).text).not.toContain('href="/me"');
  });

  it('there is no outbox', async () => {
    await real.request().get('/outbox').expect(404);
    const there = (app: TestApp) => app.app.get(DiscoveryService, { strict: false }).getControllers().map(({ name }) => name as string);
    expect(there(real)).toContain('SignInController');
    expect(there(real)).not.toContain('OutboxController');
    // nor anything else that shows a code: who asks for the current one is the outbox alone
    const asking = readdirSync(join(__dirname, '../../src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && /codes\.current\(/.test(readFileSync(join(__dirname, '../../src', file), 'utf8')));
    expect(asking).toEqual(['people/outbox.controller.ts']);
  });
});

describe('the demo', () => {
  it('shows the codes of its people, and of nobody else, and they open', async () => {
    const demo = await startApp();
    await seed(demo.app);
    await appoint(demo.config, readArguments(WANG));
    const page = await demo.request().get('/outbox').expect(200);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', refresh: expect.stringMatching(/^([1-9]|[12]\d|3[01])$/) });
    const codes = new Map([...page.text.matchAll(/class="id">(\w+)<[^]*?phones__code num">(\d{3} \d{3})</g)].map((match) => [match[1]!, match[2]!]));
    expect([...codes.keys()]).toEqual(['wangjianguo', 'limin', 'zhouxiao', 'sunli', 'heping']);
    await demo.request().post('/desk/sessions').type('form').send({ login: 'limin', password: DEMO_PASSWORD, code: codes.get('limin')! }).expect(303);
    expect((await demo.request().get('/f/qingshi/outbox')).text).toContain('chenjing');
    await demo.close();
  }, 60_000);
});
