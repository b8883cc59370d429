import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { agreementOn, byTelephone, codeFor, plainText, posts, received } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { pdf, sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

// Chen Guie asks for a fund for the choir. What can go wrong on the way: her session ends, two people draw up the text at once, a text is replaced while she reads, clauses contradict each other, a supplement comes too late.
jest.setTimeout(60_000);

const CHEN = '13800138007';
const HOST = '梧桐里社区基金会';
const POINTS = ['identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest'];
const wish = { applicantKind: 'resident', applicant: '陈桂娥', contact: '陈桂娥', kind: 'named', preserved: '', name: `${HOST}合唱团专项基金`, purpose: '让老人有歌唱', use: '场地、乐谱', place: '梧桐里', startingSum: '10,000' };
const clock = new SetClock('2026-06-01T02:00:00Z');
const ids = {} as Record<'qian' | 'wang' | 'li', number>;
let house: TestApp;
let host: Foundation;
let chen: ReturnType<TestApp['visitor']>;
let qian: AtDesk;
let wang: AtDesk;
let li: AtDesk;
let resolution: number;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  for (const [who, name, role] of [['qian', '钱进', 'programme-officer'], ['wang', '王建国', 'secretary-general'], ['li', '李敏', 'bookkeeper']] as const) ids[who] = await appointed(house, host, name, role);
  await signIn();
  resolution = await resolved(house, host.id, [ids.li, ids.wang], { day: '2026-05-20', subject: '同意设立合唱团专项基金' });
});
afterAll(() => house.close());

async function signIn(): Promise<void> {
  [qian, wang, li] = [await atDesk(house, ids.qian), await atDesk(house, ids.wang), await atDesk(house, ids.li)];
}
const later = (minutes: number): void => clock.set(new Date(clock.now().getTime() + minutes * 60_000).toISOString());
const newest = async (): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM agreement_version'))[0].id);
const hidden = (html: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)![1]!.replaceAll('&#x3D;', '=');
const REQUEST = '/desk/funds/requests/1';
const FUND = '/desk/funds/choir';
async function text(desk: AtDesk, more: Record<string, string> = {}, path = `${REQUEST}/agreement`): Promise<Record<string, string | string[]>> {
  const offered = await agreementOn(desk, path);
  return { ...offered, no: 'XY-7', englishName: offered.englishName || 'Choir Fund', englishParty: 'Chen Guie', englishPurpose: 'Songs for the elders', englishUse: 'Rooms and scores', naming: '合唱团', englishNaming: 'Choir', purposes: ['culture'], ...more };
}
const draws = (desk: AtDesk, form: Record<string, string | readonly string[]>, path = `${REQUEST}/agreements`) => desk.sends(path, form);
const signs = async (desk: AtDesk, person: number, path: string, version: string) => {
  later(1);
  return desk.sends(`${path}/signatures`, { version, code: await codeFor(house, person) });
};

describe('Chen Guie’s eight hours are up in the middle of the form', () => {
  it('nothing of it is lost, and nothing is sent by itself', async () => {
    chen = await byTelephone(house, CHEN);
    const key = hidden((await chen.get('/me/fund-requests/new').expect(200)).text, 'key');
    later(8 * 60 + 1);
    const gone = await posts(chen, '/me/fund-requests', { key, ...wish });
    expect([gone.status, plainText(gone.text)]).toEqual([401, expect.stringContaining('刚才填写的内容还没有保存')]);
    expect(gone.text).not.toContain('合唱团');
    const asked = await posts(chen, '/me/codes', { number: CHEN, kept: hidden(gone.text, 'kept') });
    const wrong = await posts(chen, '/me/sessions', { code: '000000', kept: hidden(asked.text, 'kept') });
    expect(wrong.status).toBe(422);
    const back = await posts(chen, '/me/sessions', { code: await received(house, CHEN), kept: hidden(wrong.text, 'kept') }).expect(200);
    const form = await posts(chen, '/me/fund-requests', { kept: hidden(back.text, 'kept') });
    expect([form.status, plainText(form.text)]).toEqual([422, expect.stringContaining('您刚刚重新登录')]);
    expect(form.text).toMatch(/value="10,000"/);
    expect(form.text).toContain('让老人有歌唱</textarea>');
    expect(await house.db.query('SELECT FROM fund_request')).toEqual([]);
    await posts(chen, '/me/fund-requests', { key: hidden(form.text, 'key'), ...wish }).expect(303);
  });
});

describe('a name', () => {
  it('that does not begin with the house’s is told to whoever asks, at once', async () => {
    const key = hidden((await chen.get('/me/fund-requests/new').expect(200)).text, 'key');
    const refused = await posts(chen, '/me/fund-requests', { key, ...wish, name: '合唱团基金' });
    expect([refused.status, plainText(refused.text)]).toEqual([422, expect.stringContaining(`基金名称应以“${HOST}”开头`)]);
    expect(refused.text).toContain('value="合唱团基金"');
  });
});

describe('the text', () => {
  it('fits its kind and itself', async () => {
    await signIn();
    await posts(qian.visitor, `${REQUEST}/checks`, { point: POINTS }).expect(303);
    const form = await text(qian);
    for (const [more, words] of [
      [{ kind: 'project' }, '项目基金随项目终止'], [{ startingBy: '' }, '初始资金要有最迟到账日'], [{ termTo: '2026-06-15' }, '约定的到账日和追加年数要在协议期限之内'], [{ termTo: '2026-05-01' }, '期限届满日要在生效日之后'],
      [{ yearlyAddition: '2,000' }, '写了每年追加，就要写追加几年'], [{ yearlyAddition: '2,000', yearlyYears: '51' }, '追加年数最多写 50 年'], [{ yearlyAddition: '2,000', yearlyYears: '3', termTo: '2028-12-31' }, '约定的到账日和追加年数要在协议期限之内'],
    ] as const) expect([more, await draws(qian, { ...form, ...more })]).toEqual([more, expect.objectContaining({ status: 422, text: expect.stringContaining(words) as string })]);
  });

  it('of two who draw it up at once the second reads what the first has written, and loses nothing', async () => {
    const [hers, his] = [await text(qian), await text(li, { use: '场地、乐谱、茶水' })];
    expect((await draws(qian, hers)).status).toBe(303);
    const answer = await li.visitor.post(`${REQUEST}/agreements`).type('form').send(his);
    expect([answer.status, plainText(answer.text)]).toEqual([409, expect.stringContaining('另一位同事已拟好一份')]);
    expect(answer.text).toContain('场地、乐谱、茶水</textarea>');
    expect((await draws(li, { ...his, after: hidden(answer.text, 'after') })).status).toBe(303); // having read it, he sends his
  });

  it('that was replaced while somebody read it is signed by neither', async () => {
    const read = await newest();
    expect((await draws(li, await text(li, { use: '场地、乐谱' }))).status).toBe(303);
    expect(await signs(wang, ids.wang, REQUEST, read)).toMatchObject({ status: 409, text: expect.stringContaining('请看完最新的一份') as string });
    later(2);
    await posts(chen, '/me/fund-requests/1/codes', {}).expect(303);
    const refused = await posts(chen, '/me/fund-requests/1/signatures', { version: read, code: await received(house, CHEN), agree: 'yes' });
    expect([refused.status, plainText(refused.text)]).toEqual([409, expect.stringContaining('请看完最新的一份')]);
    expect(refused.text).not.toMatch(/id="agree"[^>]* checked/);
    expect(await house.db.query('SELECT FROM agreement_host_signature UNION ALL SELECT FROM agreement_founder_signature')).toEqual([]);
    expect((await signs(wang, ids.wang, REQUEST, await newest())).status).toBe(303);
    await posts(chen, '/me/fund-requests/1/signatures', { version: hidden(refused.text, 'version'), code: await received(house, CHEN), agree: 'yes' }).expect(303);
  });

  it('opens the fund; the trail says when', async () => {
    later(24 * 60);
    await signIn();
    chen = await byTelephone(house, CHEN);
    const opens = { version: await newest(), fundCode: 'choir', summary: '让老人有歌唱', englishSummary: 'Songs', resolution: 'abc' };
    expect((await wang.sends(`${REQUEST}/openings`, { ...opens })).status).toBe(422);
    expect((await wang.sends(`${REQUEST}/openings`, { ...opens, resolution: String(resolution) })).to).toBe('/desk/funds/choir?done=opened');
    expect(plainText((await chen.get('/me/fund-requests/1').expect(200)).text)).toMatch(/2026年6月1日 18:\d\d 发起方签字.*2026年6月2日 18:\d\d 设立基金/);
    const key = hidden((await chen.get('/me/fund-requests/new').expect(200)).text, 'key');
    const same = await posts(chen, '/me/fund-requests', { key, ...wish, name: `${HOST}合唱团　专项-基金` });
    expect([same.status, plainText(same.text)]).toEqual([422, expect.stringContaining('已有同名的基金')]);
  });
});

describe('a supplement', () => {
  const inForce = (day: string) => house.db.query<{ no: string }[]>(`SELECT v.no FROM fund f, agreement_in_force(f.id, $1) v WHERE f.code = 'choir'`, [day]);
  const amends = async (desk: AtDesk, more: Record<string, string>) => draws(desk, await text(desk, { startingBy: '2026-07-31', ...more }, `${FUND}/agreement`), `${FUND}/agreements`);

  it('is not antedated, keeps the term where it began and the name as it is', async () => {
    clock.set('2026-06-10T02:00:00Z');
    await signIn();
    expect((await amends(qian, { no: 'XY-7-B1', holdsFrom: '2026-06-09' })).text).toContain('不能倒签');
    expect((await amends(qian, { no: 'XY-7-B1', holdsFrom: '2026-07-01', englishName: 'Another name' })).text).toContain('补充协议不能改类别、名称和宗旨');
    expect((await amends(qian, { no: 'XY-7-B1', holdsFrom: '2026-07-01', feeRate: '3', feeBase: 'gifts', feeDay: '5' })).status).toBe(303);
    expect(await house.db.query('SELECT term_from::text AS "from" FROM agreement_version ORDER BY id DESC LIMIT 1')).toEqual([{ from: '2026-06-01' }]);
  });

  it('signed by one alone is never in force, whatever the day', async () => {
    expect((await signs(wang, ids.wang, FUND, await newest())).status).toBe(303);
    expect(await inForce('2030-01-01')).toEqual([{ no: 'XY-7' }]);
    chen = await byTelephone(house, CHEN);
    expect(plainText((await chen.get('/me/fund-requests/1').expect(200)).text)).toMatch(/已设立.*补充协议 编号 XY-7-B1.*自2026年7月1日起生效.*捐赠收入的 3%/);
    expect(plainText((await house.visitor().get('/funds/choir').expect(200)).text)).not.toContain('XY-7-B1');
  });

  it('signed after its day is refused; of a sheet the day on it counts', async () => {
    clock.set('2026-07-03T02:00:00Z');
    await signIn();
    const version = await newest();
    expect((await sendsFiles(qian, `${FUND}/sheets`, { version, signer: '陈桂娥', day: '2026-07-02' }, { name: '签字页.pdf', content: pdf() })).status).toBe(303);
    expect((await li.sends(`${FUND}/comparisons`, { version, code: await codeFor(house, ids.li) })).text).toContain('不能倒签');
    expect((await sendsFiles(qian, `${FUND}/sheets`, { version, signer: '陈桂娥', day: '2026-06-30' }, { name: '签字页 2.pdf', content: pdf() })).status).toBe(303);
    later(1);
    expect((await li.sends(`${FUND}/comparisons`, { version, code: await codeFor(house, ids.li) })).status).toBe(303);
    expect([await inForce('2026-06-30'), await inForce('2026-07-01')]).toEqual([[{ no: 'XY-7' }], [{ no: 'XY-7-B1' }]]);
    expect(plainText((await house.visitor().get('/funds/choir').expect(200)).text)).toMatch(/捐赠收入的 3%.*期限 2026年6月1日起.*第 2 版 XY-7-B1 现行.*第 1 版/);
  });

  it('that replaced another leaves nothing waiting; one that nobody wants is withdrawn', async () => {
    expect((await amends(qian, { no: 'XY-7-B2', holdsFrom: '2026-08-01' })).status).toBe(303);
    expect((await amends(qian, { no: 'XY-7-B3', holdsFrom: '2026-08-01' })).status).toBe(303);
    const version = await newest();
    expect(plainText(await wang.reads(FUND))).toMatch(/补充协议待签 XY-7-B3/);
    expect((await qian.sends(`${FUND}/agreements/withdrawals`, { version: String(Number(version) - 1), why: '写错了' })).status).toBe(409);
    expect((await qian.sends(`${FUND}/agreements/withdrawals`, { version, why: ' ' })).text).toContain('请填写');
    expect((await qian.sends(`${FUND}/agreements/withdrawals`, { version, why: '双方没有谈拢' })).to).toBe('/desk/funds/choir?done=withdrawn');
    expect(plainText(await wang.reads(FUND))).not.toContain('补充协议待签');
    expect(plainText(await wang.reads('/desk'))).not.toContain('签署');
    expect((await signs(wang, ids.wang, FUND, version)).status).toBe(422);
    expect((await signs(wang, ids.wang, FUND, '1')).status).toBe(422);
  });
});

it('leaves every named check whole', async () => expect(await complaints(house)).toEqual({}));
