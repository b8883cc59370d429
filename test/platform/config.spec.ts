import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/platform/config';

describe('settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhu-config-'));
  const DATA_DIR = join(folder, 'var');
  const key = join(folder, 'key.pem');
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const [rsa, noKey] = [join(folder, 'rsa.pem'), join(folder, 'no-key.pem')];
  writeFileSync(rsa, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(noKey, 'a key');
  afterAll(() => rmSync(folder, { recursive: true }));

  const production = {
    NODE_ENV: 'production', DATA_DIR, BASE_URL: 'https://sizhu.example.org', DATABASE_URL: 'postgresql://sizhu_app:x@db/sizhu',
    CHECKPOINT_KEY_FILE: key, SESSION_SECRET: 's'.repeat(32), STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1',
  };
  const complaint = (environment: NodeJS.ProcessEnv): string => {
    try {
      readConfig(environment);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('need nothing at practice; secrets are made once and kept for nobody else', () => {
    const config = readConfig({ DATA_DIR });
    expect(config).toMatchObject({ port: 3000, baseUrl: 'http://localhost:3000', practice: true, production: false, embedded: true, databaseReplicaUrls: [] });
    expect(config.databaseUrl).toMatch(/^postgresql:\/\/sizhu_app@\/sizhu\?host=/);
    expect(config.databaseOwnerUrl).toMatch(/^postgresql:\/\/sizhu_owner@/);
    expect(config.sessionSecret.length).toBeGreaterThanOrEqual(32);
    expect(readConfig({ DATA_DIR }).sessionSecret).toBe(config.sessionSecret);
    expect(statSync(join(DATA_DIR, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(config.checkpointKeyFile, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });

  it('read what is given; an empty text is not given', () => {
    const config = readConfig({ DATA_DIR, PORT: '8080', SMTP_URL: ' ', DATABASE_REPLICA_URLS: 'postgresql://a/x, postgresql://b/x', STRIPE_SECRET_KEY: 'sk_test_1', BASE_URL: 'http://fund.local/' });
    expect(config).toMatchObject({ port: 8080, baseUrl: 'http://fund.local', smtpUrl: undefined, databaseReplicaUrls: ['postgresql://a/x', 'postgresql://b/x'], practice: false });
  });

  it('take no default for a secret in production, and know no owner there', () => {
    expect(readConfig(production)).toMatchObject({ production: true, practice: false, embedded: false, databaseOwnerUrl: undefined, logLevel: 'info' });
    const said = complaint({ NODE_ENV: 'production', DATA_DIR });
    for (const name of ['BASE_URL', 'DATABASE_URL', 'CHECKPOINT_KEY_FILE', 'SESSION_SECRET', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) expect(said).toMatch(new RegExp(`^${name} `, 'm'));
  });

  it.each([
    ['PORT', 'abc'], ['PORT', '0'], ['PORT', '70000'], ['PORT', '80.5'], ['BASE_URL', 'http://sizhu.example.org'], ['BASE_URL', 'sizhu.example.org'], ['DATABASE_URL', 'mysql://x/y'],
    ['DATABASE_REPLICA_URLS', 'postgresql://a/x,b'], ['CHECKPOINT_KEY_FILE', '/no/such/key'], ['CHECKPOINT_KEY_FILE', rsa], ['CHECKPOINT_KEY_FILE', noKey], ['BASE_URL', 'https://sizhu.example.org/books'], ['STRIPE_API_BASE', 'http://127.0.0.1:99999'], ['SESSION_SECRET', 'short-secret'], ['STRIPE_SECRET_KEY', 'pk_live_1'],
    ['STRIPE_WEBHOOK_SECRET', 'we_1QxNotASecret'], ['DATABASE_URL', 'postgresql://sizhu_app:x@db:99999/sizhu'], ['DATABASE_URL', 'postgresql://sizhu_app:x@db:54e2/sizhu'], ['DATABASE_URL', 'postgresql://db:0/sizhu'], ['DATABASE_URL', 'postgresql://sizhu_app@/sizhu?host=/run&port=65536'],
    ['DATABASE_OWNER_URL', 'postgresql://sizhu_owner:x@db:70000/sizhu'], ['DATABASE_REPLICA_URLS', 'postgresql://a/x,postgresql://b:70000/x'], ['SMTP_URL', 'smtps://user:x@mail:99999'], ['BASE_URL', 'https://sizhu.example.org:0'], ['STRIPE_API_BASE', 'http://127.0.0.1:0'],
    ['STRIPE_API_BASE', 'http://127.0.0.1:12111/v1'], ['SMTP_URL', 'http://mail'], ['MAIL_FROM', 'Wutongli'], ['MAIL_FROM', 'a@b.org\r\nBcc: c@d.org'], ['SMS_GATEWAY_SECRET', 'short-secret'], ['LOG_LEVEL', 'loud'], ['NODE_ENV', 'prod'],
  ])('say in both languages what is wrong with %s=%s, and never repeat it', (name, value) => {
    const lines = complaint({ ...production, ...(name === 'SMTP_URL' ? { MAIL_FROM: 'desk@example.org' } : {}), [name]: value }).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(new RegExp(`^${name} 须.+。 ${name} must .+\\.$`));
    expect(lines[1]).not.toContain(value === 'short-secret' ? value : '\0');
  });

  it.each(['postgresql://sizhu_app:p%40ss@db:5433/sizhu', 'postgresql://[::1]/sizhu', 'postgresql://[::1]:5433/sizhu', 'postgresql://db/sizhu?application_name=a:99999', 'postgresql://sizhu_app@/sizhu?host=%2Frun%2Fpg&port=5433'])('take the address %s', (DATABASE_URL) => {
    expect(readConfig({ ...production, DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
  });

  // there `mkdir` never comes back when it is to make the parents too
  (process.platform === 'linux' ? it : it.skip)('say so when the data folder cannot be made', () => {
    expect(complaint({ DATA_DIR: '/proc/sizhu/var' }).split('\n')).toEqual([expect.stringMatching(/^无法在 \/proc\/sizhu\/var 读写文件（ENOENT）/), expect.stringMatching(/^Cannot read and write files in \/proc\/sizhu\/var \(ENOENT\)/)]);
  });

  it('say who mail is from and how the gateway knows us, where there are a mail server and a gateway', () => {
    expect(complaint({ ...production, SMTP_URL: 'smtp://mail' })).toMatch(/^MAIL_FROM /m);
    expect(complaint({ ...production, SMS_GATEWAY_URL: 'https://sms.example.org/send' })).toMatch(/^SMS_GATEWAY_SECRET /m);
    expect(complaint({ ...production, SMS_GATEWAY_URL: 'http://sms.example.org/send', SMS_GATEWAY_SECRET: 's'.repeat(32) })).toMatch(/^SMS_GATEWAY_URL .*https/m);
    expect(readConfig({ ...production, SMTP_URL: 'smtps://u:p@mail', MAIL_FROM: '梧桐里社区基金会 <desk@example.org>', SMS_GATEWAY_URL: 'https://sms.example.org/send?account=1', SMS_GATEWAY_SECRET: 's'.repeat(32) }))
      .toMatchObject({ mailFrom: '梧桐里社区基金会 <desk@example.org>', smsGatewayUrl: 'https://sms.example.org/send?account=1' });
  });

  it('name all mistakes at once', () => {
    expect(complaint({ DATA_DIR, PORT: 'x', LOG_LEVEL: 'loud', SMTP_URL: 'x', MAIL_FROM: 'a@b.org' }).split('\n')).toHaveLength(4);
  });
});
