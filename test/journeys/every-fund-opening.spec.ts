import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { agreementOn, byTelephone, codeFor, plainText, posts, received } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { resolved } from '../support/resolutions';

// Four neighbours ask for a fund of four kinds, each from their telephone; each goes the whole way to the open fund and its public page.
jest.setTimeout(60_000);

const clock = new SetClock('2026-06-01T02:00:00Z');
const HOST = '梧桐里社区基金会';
const POINTS = ['identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest'];
let house: TestApp;
let host: Foundation;
let resolution: number;
const ids = {} as Record<'qian' | 'wang' | 'li', number>;
let qian: AtDesk;
let wang: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  for (const [who, name, role] of [['qian', '钱进', 'programme-officer'], ['wang', '王建国', 'secretary-general'], ['li', '李敏', 'bookkeeper']] as const) ids[who] = await appointed(house, host, name, role);
  [qian, wang] = [await atDesk(house, ids.qian), await atDesk(house, ids.wang)];
  resolution = await resolved(house, host.id, [ids.li, ids.wang], { day: '2026-05-20', subject: '同意设立四只基金' });
});
afterAll(() => house.close());

interface Wish { phone: string; code: string; kind: string; preserved?: string; applicantKind: string; applicant: string; contact: string; name: string; purpose: string; use: string; startingSum: string; agreement?: Record<string, string> }

/** From the telephone to the public page, as each of them would go. */
async function opens({ phone, code, agreement = {}, ...wish }: Wish): Promise<{ request: string; page: string }> {
  clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
  const asking = await byTelephone(house, phone);
  const key = /name="key" value="([^"]+)"/.exec((await asking.get('/me/fund-requests/new').expect(200)).text)![1]!;
  const { location } = (await posts(asking, '/me/fund-requests', { key, place: '梧桐里', preserved: '', ...wish }).expect(303)).headers;
  const request = /requests\/(\d+)/.exec(location!)![1]!;
  const desk = `/desk/funds/requests/${request}`;
  await posts(qian.visitor, `${desk}/checks`, { point: POINTS }).expect(303);
  const text = { ...(await agreementOn(qian, `${desk}/agreement`)), no: `XY-${code}`, englishName: `Wutongli ${code}`, englishParty: 'The founder', englishPurpose: 'For the neighbours', englishUse: 'What it needs', naming: wish.name, englishNaming: `Wutongli ${code}`, purposes: ['mutual-aid'], ...agreement };
  const prepared = await posts(qian.visitor, `${desk}/agreements`, text);
  expect([prepared.status, prepared.status === 303 ? '' : plainText(prepared.text)]).toEqual([303, '']);
  clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
  const [version] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM agreement_version');
  expect((await wang.sends(`${desk}/signatures`, { version: String(version.id), code: await codeFor(house, ids.wang) })).status).toBe(303);
  clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
  await posts(asking, `/me/fund-requests/${request}/codes`, {}).expect(303);
  await posts(asking, `/me/fund-requests/${request}/signatures`, { version: String(version.id), code: await received(house, phone), agree: 'yes' }).expect(303);
  clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
  const opened = await wang.sends(`${desk}/openings`, { version: String(version.id), fundCode: code, summary: wish.purpose, englishSummary: 'For the neighbours', resolution: String(resolution), code: await codeFor(house, ids.wang) });
  expect(opened).toMatchObject({ status: 303, to: `/desk/funds/${code}?done=opened` });
  expect(plainText((await asking.get(`/me/fund-requests/${request}`).expect(200)).text)).toMatch(/已设立.*基金已经设立/);
  return { request, page: plainText((await house.visitor().get(`/funds/${code}`).expect(200)).text) };
}
const bookOf = (code: string) => house.db.query<object[]>('SELECT f.class, k.kind, a.no, b.money, b.floor FROM fund f JOIN fund_kind k ON k.fund = f.id JOIN agreement a ON a.fund = f.id JOIN fund_balance b ON b.fund = f.id WHERE f.code = $1', [code]);

it('Zhao Lei of the property company asks for a project fund, and it ends with its project', async () => {
  const { page } = await opens({ phone: '13800000001', code: 'ramp', kind: 'project', applicantKind: 'company', applicant: '示例物业有限公司', contact: '赵磊', name: `${HOST}三村坡道项目基金`, purpose: '三村出入口无障碍坡道', use: '设计、施工、监理', startingSum: '50,000', agreement: { termTo: '2027-05-31' } });
  expect(await bookOf('ramp')).toEqual([{ class: 'restricted', kind: 'project', no: 'XY-ramp', money: 0n, floor: 0n }]);
  expect(page).toMatch(/类别 项目基金.*期限 2026年6月1日至2027年5月31日/);
});

it('Gao Yuan asks for a micro-fund, and the council of the community decides on it', async () => {
  const { page } = await opens({ phone: '13800000002', code: 'second-village', kind: 'micro', applicantKind: 'committee', applicant: '梧桐里二村居民议事会', contact: '高原', name: `${HOST}梧桐里二村社区微基金`, purpose: '二村居民自己商量着办的小事', use: '活动、楼道小修', startingSum: '3,000' });
  expect(await bookOf('second-village')).toEqual([{ class: 'restricted', kind: 'micro', no: 'XY-second-village', money: 0n, floor: 0n }]);
  expect(page).toMatch(/类别 社区微基金.*管委会由本社区居民议事会担任/);
});

it('Shen Lan asks for a fund whose principal is kept', async () => {
  const { page } = await opens({ phone: '13800000003', code: 'kept', kind: 'named', preserved: 'yes', applicantKind: 'resident', applicant: '沈岚', contact: '沈岚', name: `${HOST}沈岚助学专项基金`, purpose: '助学', use: '学费', startingSum: '100,000' });
  expect(await bookOf('kept')).toEqual([{ class: 'preserved', kind: 'named', no: 'XY-kept', money: 0n, floor: 0n }]);
  expect(page).toMatch(/专项基金（留本，只用收益）/);
});

it('Zhou Ming of the street asks for public-service money, and it has its own page at the desk', async () => {
  const { page } = await opens({ phone: '13800000004', code: 'services', kind: 'programme', applicantKind: 'committee', applicant: '梧桐里街道办事处', contact: '周明', name: `${HOST}梧桐里公共服务资金`, purpose: '社区公共服务', use: '六类用途', startingSum: '' });
  expect(await bookOf('services')).toEqual([{ class: 'restricted', kind: 'programme', no: 'XY-services', money: 0n, floor: 0n }]);
  expect(page).toMatch(/类别 公共服务资金/);
  expect(plainText(await qian.reads('/desk/funds/services/programme'))).toContain('公共服务资金');
});

it('leaves every named check whole', async () => expect(await complaints(house)).toEqual({}));
