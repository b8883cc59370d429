import { randomUUID } from 'node:crypto';
import { appointed } from '../support/desk';
import { complaints } from '../support/checks';
import { givingHouse, type House } from '../support/giving';

// Somebody signs in by telephone: the donor Wang Xiuying sees her gifts, the council member Gao Yuan her office, and the resident Chen Gui'e that nothing is kept of her yet.
let house: House;
const WANG = '13800138000';
const GAO = '13912345678';
const CHEN = '13700001111';
const ADDRESS = '203.0.113.10';
let gao: number;

beforeAll(async () => {
  house = await givingHouse();
  gao = await appointed(house, house.foundation, '高原', 'council-member');
  await house.db.query(`INSERT INTO contact (foundation, person, channel, address, entered_at) VALUES ($1, $2, 'sms', $3, now())`, [house.foundation.id, gao, GAO]);
});
afterAll(() => house.close());

const later = (minutes: number): void => house.clock.set(new Date(house.clock.now().getTime() + minutes * 60_000).toISOString());
const rest = async (): Promise<void> => void (await house.db.query('DELETE FROM throttle_hit'));
const pays = async (link: string): Promise<void> => {
  const session = /cs_\w+/.exec((await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303)).headers.location!)![0];
  house.stripe.practice.imitation.pay(session, 'card');
  await house.settle();
};
const gives = async (yuan: string, phone: string, name = '王秀英'): Promise<string> => {
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: yuan, display: 'masked', name, phone, receipt: '1' }).expect(303);
  await pays(begun.headers.location!);
  return begun.headers.location!;
};
type Visitor = ReturnType<House['visitor']>;
const asks = (visitor: Visitor, number: string | undefined, address = ADDRESS) => {
  later(1 / 60); // so that one message is newer than another
  return visitor.post('/me/codes').set('x-forwarded-for', address).type('form').send(number === undefined ? {} : { number });
};
const tries = (visitor: Visitor, code: string, address = ADDRESS) => visitor.post('/me/sessions').set('x-forwarded-for', address).type('form').send({ code });
const text = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
/** What a number's telephone has received last. */
const received = async (phone: string): Promise<string | null> => {
  const page = text((await house.request().get('/outbox').expect(200)).text);
  return new RegExp(`${phone} [^·]*?验证码 (\\d{6})，`).exec(page)?.[1] ?? null;
};
const signedIn = async (phone: string, address = ADDRESS): Promise<Visitor> => {
  const visitor = house.visitor();
  await asks(visitor, phone, address).expect(303);
  expect((await tries(visitor, (await received(phone))!, address).expect(303)).headers.location).toBe('/me');
  return visitor;
};

it('Wang Xiuying gave twice and sees both gifts with their receipts', async () => {
  await gives('90', '+86 138-0013-8000');
  later(5);
  await gives('10', '１３８００１３８０００');
  await gives('50', '13700002222', '周明');
  const wang = await signedIn(WANG);
  const page = (await wang.get('/me').expect(200)).text;
  expect(text(page)).toContain('138 **** 8000');
  expect(text(page)).toMatch(/2 笔，减去退款后共 100\.00 元.*10\.00 元.*90\.00 元/);
  expect(page).not.toContain('周明');
  const receipts = [...page.matchAll(/href="(\/me\/receipts\/[^"]+)"/g)].map((match) => match[1]!);
  expect(receipts).toHaveLength(2);
  const pdf = await wang.get(receipts[0]!).expect(200);
  expect([pdf.headers['content-type'], pdf.headers['cache-control'], String(pdf.body.subarray(0, 4))]).toEqual(['application/pdf', 'no-store', '%PDF']);
  // another's receipt is answered like one that does not exist
  const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT r.no FROM receipt r JOIN payment p ON p.id = r.payment JOIN donation d ON d.id = p.donation JOIN donor o ON o.id = d.donor WHERE o.name = '周明'`);
  for (const file of [`${no}.pdf`, 'R-2026-999999.pdf', 'x', '%2e%2e']) await wang.get(`/me/receipts/${file}`).expect(404);
  expect((await wang.post('/me/sessions/ends').expect(303)).headers.location).toBe('/me/sign-in');
  expect((await wang.get('/me')).headers.location).toBe('/me/sign-in');
});

it('the code may be pasted with its message, spaced, or in full width; the number however people write it', async () => {
  for (const number of ['138 0013 8000', '+86-138-0013-8000', '0086 13800138000', '（138）0013－8000', '\u202a13800138000\u202c']) {
    await rest();
    const visitor = house.visitor();
    expect([number, (await asks(visitor, number)).status]).toEqual([number, 303]);
    expect(text((await visitor.get('/me/sign-in')).text)).toContain('138 **** 8000');
  }
  for (const write of [(code: string) => `【梧桐里社区基金会】验证码 ${code}，10 分钟内有效。`, (code: string) => code.replace(/^.../, '$& '), (code: string) => [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')]) {
    await rest();
    const visitor = house.visitor();
    await asks(visitor, WANG).expect(303);
    await tries(visitor, write((await received(WANG))!)).expect(303);
  }
  for (const number of ['', '12345', '021-62345678', '+44 7700 900123', '1380013800a', `1380013800${'0'.repeat(500)}`]) {
    await rest();
    const refused = await asks(house.visitor(), number);
    expect([number, refused.status]).toEqual([number, 422]);
    expect(refused.text).toContain('id="number"');
  }
  await rest();
});

it('Chen Gui’e, who has never given, gets a code like everybody, and is told kindly what is not there yet', async () => {
  const [donor, resident] = [house.visitor(), house.visitor()];
  const answers = [await asks(donor, WANG), await asks(resident, CHEN)];
  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual(Array(2).fill([303, '/me/sign-in']));
  const pages = await Promise.all([donor, resident].map(async (visitor) => (await visitor.get('/me/sign-in')).text.replace(/13\d \*{4} \d{4}/g, '')));
  expect(pages[0]).toBe(pages[1]);
  const [no, wrong] = [await tries(resident, (await received(WANG))!), await tries(donor, '000000')];
  expect([no.status, wrong.status]).toEqual([422, 422]);
  expect(text(no.text.replace(/13\d \*{4} \d{4}/g, ''))).toBe(text(wrong.text.replace(/13\d \*{4} \d{4}/g, '')));
  await tries(resident, (await received(CHEN))!).expect(303);
  const page = (await resident.get('/me').expect(200)).text;
  expect(text(page)).toMatch(/137 \*{4} 1111 .*您已登录。这个号码下还没有捐赠。 用别的号码捐的，请退出后换那个号码登录.*银行转账要等到账核对以后/);
  await resident.get(/<a class="btn btn--line" href="([^"]+)">看看正在募集的基金/.exec(page)![1]!).expect(200);
  expect(await house.db.query('SELECT 1 FROM phone_code WHERE position($1::bytea IN phone_hash) > 0 OR position($2::bytea IN code_hash) > 0', [Buffer.from(CHEN), Buffer.from((await received(WANG))!)])).toEqual([]);
  // and her first gift is there as soon as she has given
  const at = house.clock.now().toISOString();
  await gives('20', CHEN, '陈桂娥');
  house.clock.set(at); // the payment provider's is that of the machine
  expect(text((await resident.get('/me').expect(200)).text)).toMatch(/1 笔，减去退款后共 20\.00 元/);
});

it('a code opens once, within ten minutes, in five tries, and only where it was asked for', async () => {
  await rest();
  const visitor = house.visitor();
  await asks(visitor, WANG);
  const code = (await received(WANG))!;
  const elsewhere = house.visitor();
  await asks(elsewhere, WANG, '203.0.113.77');
  expect((await tries(elsewhere, code)).status).toBe(422);
  const many = await Promise.all(Array.from({ length: 4 }, () => tries(visitor, code)));
  expect(many.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422]);

  await asks(visitor, WANG).expect(303);
  const second = (await received(WANG))!;
  for (let n = 0; n < 5; n++) expect((await tries(visitor, second === '000000' ? '111111' : '000000')).status).toBe(422);
  expect((await tries(visitor, second)).text).toContain('可以试五次');

  await asks(visitor, WANG).expect(303);
  const third = (await received(WANG))!;
  later(10);
  expect((await tries(visitor, third)).status).toBe(422);
  expect((await tries(house.visitor(), third)).status).toBe(422); // without having asked at all
});

it('another code is asked for without typing the number again', async () => {
  await rest();
  const visitor = house.visitor();
  await asks(visitor, WANG).expect(303);
  const first = await received(WANG);
  later(1);
  await asks(visitor, undefined).expect(303);
  expect(await received(WANG)).not.toBe(first);
  await tries(visitor, (await received(WANG))!).expect(303);
  expect((await asks(house.visitor(), undefined)).text).toContain('请填写手机号');
});

it('Gao Yuan of the council sees her office, and the desk stays shut', async () => {
  await rest();
  const visitor = await signedIn(GAO, '203.0.113.20');
  expect(text((await visitor.get('/me').expect(200)).text)).toMatch(/高原，理事。工作台要用登录名、密码和动态码登录/);
  for (const path of ['/desk', '/desk/me', '/desk/people']) expect([path, (await visitor.get(path)).headers.location]).toEqual([path, expect.stringMatching(/^\/desk\/sign-in/)]);
  const key = /me=([\w-]+)/.exec(String((await signedInRaw(GAO)).headers['set-cookie']))![1]!;
  expect((await house.request().get('/desk/me').set('cookie', `desk=${key}`)).status).toBe(303);
  // out of office she is a resident like others
  await house.db.query('UPDATE appointment SET to_day = from_day WHERE person = $1', [gao]);
  expect(text((await visitor.get('/me').expect(200)).text)).not.toContain('高原');
  await rest();
  expect(text((await (await signedIn(GAO, '203.0.113.21')).get('/me').expect(200)).text)).not.toMatch(/高原|工作台要用/);
});
async function signedInRaw(phone: string) {
  const visitor = house.visitor();
  later(1);
  await asks(visitor, phone, '203.0.113.20').expect(303);
  return tries(visitor, (await received(phone))!, '203.0.113.20').expect(303);
}

it('a session ends after eight hours and belongs to its foundation', async () => {
  await rest();
  const visitor = await signedIn(WANG);
  later(8 * 60 - 1);
  await visitor.get('/me').expect(200);
  later(1);
  await visitor.get('/me').expect(303);
});

it('five codes an hour for a number from elsewhere; where Wang has signed in before she still gets hers', async () => {
  await rest();
  later(1);
  const answers = [];
  for (let n = 0; n < 8; n++) answers.push((await asks(house.visitor(), WANG, `198.51.100.${n}`)).status);
  expect(answers).toEqual([303, 303, 303, 303, 303, 429, 429, 429]);
  later(1);
  await signedIn(WANG, ADDRESS);
});

it('nobody sends messages at the foundation’s cost without end: sixty an hour from one address, three hundred in all, and donors get theirs meanwhile', async () => {
  await rest();
  const sent = async (): Promise<number> => (await house.db.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM notice WHERE what = 'sign-in-code'`))[0].n;
  const before = await sent();
  let number = 15_000_000_000;
  const answers: Record<number, number> = {};
  for (let n = 0; n < 400; n++) { // every address of IPv6 is a new one, of five networks
    const { statusCode } = await house.app.inject({ method: 'POST', url: '/me/codes', remoteAddress: `2001:db8:0:${n % 6}::${n.toString(16)}`, payload: { number: String(number++) } });
    answers[statusCode] = (answers[statusCode] ?? 0) + 1;
  }
  expect(answers).toEqual({ 303: 360, 429: 40 });
  expect((await sent()) - before).toBe(300);
  // whoever is known gets a code, and whoever is not reads the same page
  const [donor, stranger] = [house.visitor(), house.visitor()];
  await asks(donor, WANG, '198.51.100.90').expect(303);
  await asks(stranger, '13600000000', '198.51.100.90').expect(303);
  const pages = await Promise.all([donor, stranger].map(async (visitor) => text((await visitor.get('/me/sign-in')).text.replace(/13\d \*{4} \d{4}/g, ''))));
  expect(pages[0]).toBe(pages[1]);
  expect(pages[0]).toContain('现在索要验证码的人特别多');
  await tries(donor, (await received(WANG))!, '198.51.100.90').expect(303);
  await signedIn(CHEN, '198.51.100.91'); // she has signed in before
  expect(await received('13600000000')).toBeNull();
  await rest();
}, 120_000);

it('a clock that is set back prolongs nothing', async () => {
  await rest();
  const visitor = await signedIn(WANG);
  const other = house.visitor();
  await asks(other, WANG).expect(303);
  const code = (await received(WANG))!;
  const at = house.clock.now().toISOString();
  later(-0.5); // as far as two machines differ
  await visitor.get('/me').expect(200);
  later(-60);
  await visitor.get('/me').expect(303);
  expect((await tries(other, code)).status).toBe(422);
  house.clock.set(at);
});

it('a thousand tries at one code: the house goes on answering, the trail has a line, and Wang comes in meanwhile', async () => {
  await rest();
  const attacker = house.visitor();
  await asks(attacker, WANG, '203.0.113.66');
  const trail = async (): Promise<number> => (await house.db.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM audit_event WHERE address = '203.0.113.66'`))[0].n;
  const answers: Record<number, number> = {};
  for (let lot = 0; lot < 10; lot++) {
    const guesses = Array.from({ length: 100 }, (_, n) => tries(attacker, String(lot * 100 + n).padStart(6, '0'), '203.0.113.66'));
    await house.request().get('/health/live').expect(200);
    for (const { status } of await Promise.all(guesses)) answers[status] = (answers[status] ?? 0) + 1;
  }
  expect(answers).toEqual({ 422: 60, 429: 940 });
  expect(await trail()).toBe(2); // that codes were wrong, and that it was too often
  await signedIn(WANG, ADDRESS);
}, 60_000);

it('leaves the books as they were', async () => {
  expect(await complaints(house)).toEqual({});
});
