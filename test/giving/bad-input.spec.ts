import { randomUUID } from 'node:crypto';
import { Funds } from '../../src/funds/funds.service';
import { FundEndings } from '../../src/funds/moves/fund-endings.service';
import { complaints } from '../support/checks';
import { appointed } from '../support/desk';
import { openFund } from '../support/funds';
import { givingHouse, type House } from '../support/giving';

// What people and machines send that is not a gift: the right status, a sentence in their language, nothing stored by halves.
let house: House;
beforeAll(async () => {
  house = await givingHouse();
});
afterAll(async () => {
  expect(await complaints(house)).toEqual({});
  await house.close();
});
beforeEach(() => house.db.query('DELETE FROM throttle_hit'));

const give = (changes: Record<string, unknown>, at = '/funds/elder-lunch/donations') =>
  house.request().post(at).type('form').send({ key: randomUUID(), other: '90', display: 'anon', ...changes });
const stored = async (): Promise<unknown> => house.db.query('SELECT (SELECT count(*) FROM donation) AS donations, (SELECT count(*) FROM donor) AS donors');
/** The sentences of the error summary. */
const said = (html: string): string => (/id="errsum"[^]*?<\/ul>/.exec(html)?.[0] ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();

describe('amounts', () => {
  it.each([
    ['', '请填写捐赠金额'], ['0', '金额应大于 0'], ['-5', '金额应大于 0'], ['0.001', '最多两位小数'], ['1e9', '金额应为数字'], ['0.99', '金额最少'], ['1000000', '金额太大'], ['九十', '金额应为数字'],
    ['99999999999999999999', '金额太大'], ['１２．３４５', '最多两位小数'], ["90'; DROP TABLE donation; --", '金额应为数字'], ['{{this}}', '金额应为数字'],
    ['5w', '可以有两种读法'], ['1万2', '可以有两种读法'], ['12.500', '可以有两种读法'], ['五百元', '金额应为数字'], ['100万', '金额太大'],
  ])('%s is refused with a sentence and comes back as typed', async (other, sentence) => {
    const before = await stored();
    const answer = await give({ other }).expect(422);
    expect(said(answer.text)).toContain(sentence);
    expect(answer.text).toContain('<title>错误：');
    if (other) expect(answer.text).toContain(`value="${other.replaceAll("'", '&#x27;')}"`);
    expect(await stored()).toEqual(before);
  });

  it('English readers are told in English', async () => {
    const answer = await give({ other: '0.001' }, '/en/funds/elder-lunch/donations').expect(422);
    expect(answer.text).toContain('lang="en"');
    expect(said(answer.text)).toMatch(/two decimals|fen|decimal/i);
  });

  it.each([['９０', 9000n], ['1,000.5', 100050n], ['￥36．00', 3600n], [' 90 元', 9000n], ['5万', 5000000n], ['１．２万元', 1200000n], ['５００', 50000n], ['500元', 50000n], ['￥500', 50000n], ['人民币1,000.50元', 100050n]])('%s is understood', async (other, fen) => {
    await give({ other }).expect(303);
    expect(await house.db.query('SELECT amount FROM donation ORDER BY begun_at DESC, no DESC LIMIT 1')).toEqual([{ amount: fen }]);
  });
});

it.each([
  ['a name is wanted and none is given', { display: 'full' }, '姓名'],
  ['a telephone number that is none', { phone: '12345' }, '手机号码应为 11 位数字'],
  ['an identity number with a wrong check digit', { receipt: '1', title: '王秀英', identity: '110105194912310021' }, '逐位核对'],
  ['a display nobody offers', { display: 'loud' }, ''],
  ['a field the form does not have', { admin: '1' }, '表单中没有的项目'],
  ['no key', { key: '' }, ''],
])('%s', async (_what, changes, sentence) => {
  const before = await stored();
  const answer = await give(changes).expect(422);
  expect(said(answer.text)).toContain(sentence);
  expect(said(answer.text)).not.toMatch(/[a-z]+-[a-z]+-/); // a sentence, not a code
  expect(await stored()).toEqual(before);
});

it('names are shown as they are, whatever they would mean elsewhere', async () => {
  const name = `<b>{{lookup . "x"}}</b>'; --`;
  const begun = await give({ display: 'full', name }).expect(303);
  const page = await house.request().get(begun.headers.location!).expect(200);
  expect(page.text).not.toContain('<b>{{');
  expect(page.text).toContain('&lt;b&gt;{{lookup');
});

it.each([['NUL', 'a\0b'], ['half a surrogate pair', 'a\ud800b']])('%s never reaches the database', async (_what, name) => {
  await house.request().post('/api/v1/funds/elder-lunch/donations').set('content-type', 'application/json').send(JSON.stringify({ amount: '9000', display: 'full', name })).expect(422);
});

it('a form that is too large', () => give({ name: 'x'.repeat(200_000) }).expect(413));

it('a fund that is not there, and one that is not a named fund', async () => {
  await give({}, '/funds/nothing/donations').expect(404);
  await give({}, '/funds/general/donations').expect(404);
  await house.request().get('/funds/nothing/give').expect(404);
});

describe('funds that do not take gifts', () => {
  const texts = { party: '甲', englishParty: 'A', purpose: 'p', englishPurpose: 'p', use: 'u', englishUse: 'u', termination: 't', englishTermination: 't', remainingProperty: 'r', englishRemainingProperty: 'r' };
  const page = { summary: 's', englishSummary: 's', place: null, englishPlace: null, picture: null, unit: null, tiles: [] };
  const NAMES: Readonly<Record<string, string>> = { closed: '已结束', unfiled: '未备案', invited: '定向', unqualified: '无资格', heir: '接续' };
  const open = (code: string) => openFund(house, house.foundation, { code, name: `${house.foundation.name}${NAMES[code]}专项基金`, englishName: code, agreement: { no: code, day: '2025-01-01', ...texts }, page });

  it('closed, unfiled, unqualified and uninvited are refused by the verb, not only hidden', async () => {
    const funds = house.app.get(Funds);
    const [closed, heir] = [await open('closed'), await open('heir')];
    const [li, wang] = [await appointed(house, house.foundation, '李敏', 'bookkeeper'), await appointed(house, house.foundation, '王建国', 'secretary-general')].map((id) => ({ id, name: '', roles: [] }));
    await house.app.get(FundEndings).announce(closed, { reason: '目的已实现', basis: 'agreement', basisNote: 'r', to: { fund: 'heir' }, resolution: null }, li!);
    expect(heir.foundation).toBe(closed.foundation);
    await house.app.get(FundEndings).close(closed, wang!);
    await open('unfiled');
    await funds.raise(await open('invited'), { mode: 'invited', from: '2026-01-01' });
    const before = await stored();
    for (const code of ['closed', 'unfiled', 'invited']) {
      const answer = await give({}, `/funds/${code}/donations`).expect(422);
      expect(said(answer.text)).not.toMatch(/[a-z]+-[a-z]+-/);
      expect(said(answer.text).length).toBeGreaterThan(5);
    }
    await house.db.query('UPDATE foundation SET certificate_no = NULL, certificate_from = NULL');
    await give({}).expect(422);
    await house.db.query("UPDATE foundation SET certificate_no = '示例-001', certificate_from = '2025-01-01'");
    expect(await stored()).toEqual(before);
  });
});

describe('links', () => {
  it('unknown, expired and another foundation’s links look the same', async () => {
    const begun = await give({}).expect(303);
    const link = begun.headers.location!;
    await house.db.query(`INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal) VALUES ('other', '别家', 'Other', 'p', 'p', 'r', 'r', '1', 'h', 'h', '别家印章')`);
    for (const address of ['/g/nothing-of-ours-at-all', `/f/other${link}`]) {
      const answer = await house.request().get(address).expect(404);
      expect(answer.text).toContain('打不开');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
    house.clock.set(new Date(Date.now() + 8 * 86_400_000).toISOString());
    await house.request().get(link).expect(404);
    await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(404);
    house.clock.set(new Date().toISOString());
  });

  it('no way to pay, or one nobody offers', async () => {
    const link = (await give({}).expect(303)).headers.location!;
    await house.request().post(`${link}/payments`).type('form').send({}).expect(422);
    await house.request().post(`${link}/payments`).type('form').send({ way: 'gold' }).expect(422);
  });

  it('receipts and gifts that are not there', async () => {
    await house.request().get('/receipts/R-2026-999999').expect(404);
    await house.request().get('/donations/GF-2026-999999').expect(404);
  });
});

it('a form sent from another site is refused', () =>
  house.request().post('/funds/elder-lunch/donations').set('origin', 'https://elsewhere.example').set('sec-fetch-site', 'cross-site').type('form').send({ key: randomUUID(), other: '90', display: 'anon' }).expect(403));

it.each([['name', { display: 'masked', name: '王\0秀英' }, 'value="王秀英"'], ['other', { other: '9\x000' }, 'value="90"']])('NUL in the field %s gives the form back without it, and nothing else is lost', async (field, changes, left) => {
  const before = await stored();
  const answer = await give({ phone: '138 0013 8000', ...changes }).expect(422);
  expect(said(answer.text)).toContain('有不能保存的字符，已经去掉');
  expect(answer.text).toContain(`<a href="#${field}">`);
  expect(answer.text).toContain(`id="${field}-err"`);
  expect(answer.text).toContain(left);
  expect(answer.text).toContain('value="138 0013 8000"');
  expect(answer.text).not.toContain('\0');
  expect(await stored()).toEqual(before);
  const english = await give(changes, '/en/funds/elder-lunch/donations').expect(422);
  expect(said(english.text)).toContain('have been taken out');
});

it('after thirty forms a minute there is a pause, and nothing that was typed is lost', async () => {
  for (let n = 0; n < 30; n++) await give({}).expect(303);
  const answer = await give({ other: '36.50', display: 'masked', name: '王秀英', phone: '13800138000' }).expect(429);
  const [wait] = [answer.headers['retry-after']];
  expect(Number(wait)).toBeGreaterThan(0);
  expect(said(answer.text)).toContain(`稍等再提交 提交太多次了，您填的内容都还在。过 ${wait} 秒再提交一次`);
  for (const typed of ['value="36.50"', 'value="masked" checked', 'value="王秀英"', 'value="13800138000"']) expect(answer.text).toContain(typed);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(said((await give({ other: '36.50' }, '/en/funds/elder-lunch/donations').expect(429)).text)).toContain('is still here');
});

describe('the API', () => {
  const ask = (body: object, fund = 'elder-lunch') => house.request().post(`/api/v1/funds/${fund}/donations`).send(body);

  it('begins a gift and answers where to pay', async () => {
    const { body } = await ask({ amount: '9000' }).expect(201);
    expect(body).toEqual({ no: expect.stringMatching(/^GF-\d{4}-\d{6}$/), amount: '9000', url: expect.stringContaining('/g/') });
    await house.request().get(new URL(body.url as string).pathname).expect(200);
  });

  it.each([[{}, 400], [{ amount: 9000 }, 400], [{ amount: '0' }, 400], [{ amount: '90.00' }, 400], [{ amount: '50' }, 422], [{ amount: '9000', surprise: 1 }, 400]])('%j is a problem', async (body, status) => {
    const answer = await ask(body).expect(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, detail: expect.any(String) });
  });

  it('the same key and content is one gift', async () => {
    const key = randomUUID();
    const [one, two] = await Promise.all([1, 2].map(() => house.request().post('/api/v1/funds/elder-lunch/donations').set('idempotency-key', key).send({ amount: '7700' }).expect(201)));
    expect(two!.body).toEqual(one!.body);
  });

  it('says of a sum what it should be, and takes no key that it could not keep', async () => {
    const { body } = await ask({ amount: 9000 }).expect(400);
    expect(body.errors).toEqual([{ id: 'amount', text: expect.stringContaining('以分为单位') }]);
    const before = await stored();
    const refused = await house.request().post('/en/api/v1/funds/elder-lunch/donations').set('idempotency-key', 'short').send({ amount: '9000' }).expect(422);
    expect(refused.body).toMatchObject({ code: 'key-not-usable', detail: expect.stringContaining('16 to 64') });
    expect(await stored()).toEqual(before);
  });

  it('says in its reader’s language what to do about what is refused as a whole', async () => {
    const tell = async (send: () => ReturnType<typeof ask>, status: number, what: string): Promise<void> => {
      const answer = await send().expect(status);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status, detail: expect.stringContaining(what) });
    };
    const at = (base: string) => house.request().post(`${base}/api/v1/funds/elder-lunch/donations`);
    await tell(() => ask({ amount: '9000' }, 'nothing'), 404, '/api/v1/openapi.json');
    await tell(() => house.request().get('/en/api/v1/nothing'), 404, 'Check the address');
    await tell(() => at('').send({ amount: '9000', name: 'x'.repeat(1_100_000) }), 413, '最多 1 MB');
    await tell(() => at('/en').send({ amount: '9000', name: 'x'.repeat(1_100_000) }), 413, 'at most 1 MB');
    await tell(() => at('').type('application/xml').send('<a/>'), 415, 'Content-Type: application/json');
    await tell(() => at('/en').type('application/xml').send('<a/>'), 415, 'Send JSON');
    await tell(() => at('').type('application/json').send('{'), 400, '/api/v1/openapi.json');
    for (let n = 0; n < 30; n++) await at('').send({ amount: '9000' });
    await tell(() => at('').send({ amount: '9000' }), 429, 'Retry-After');
    await tell(() => at('/en').send({ amount: '9000' }), 429, 'Wait');
  });

  it('an unknown fund', () => ask({ amount: '9000' }, 'nothing').expect(404));
});
