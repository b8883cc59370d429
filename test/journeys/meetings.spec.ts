import { Client } from 'pg';
import { USUAL_RULE } from '../../src/council/residents-councils.service';
import { waitsForMember } from '../../src/council/meetings/waits-for-member';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { byTelephone, codeFor, plainText, posts } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { formalMotion, speaksBy, standsBack } from '../support/motions';
import { closedVote } from '../support/results';
import { jpeg, sendsFiles } from '../support/papers';

// The council of courtyard 1, five seats, meets about its lamps: called in time, moved once, answered by telephone, signed in, minuted, corrected and signed. A second meeting falls short.
jest.setTimeout(120_000);

const clock = new SetClock('2026-11-20T02:00:00Z');
const DESK = '/desk/meetings';
const NAMES = ['陈桂英', '欧阳建国', '张伟', '李娜', '王芳'];
const PHONES = ['13800009101', '13800009102', '13800009103'];
const sql = (text: string, values: unknown[]): Promise<unknown> => house.db.query(text, values);
let house: TestApp;
let owner: Client;
let foundation: Foundation;
let [han, qian, he]: AtDesk[] = [];
let people: Record<'han' | 'qian' | 'he', number>;
let council: number;
let lamps: number;
const parties: number[] = [];
const at = {} as Record<string, ReturnType<TestApp['visitor']>>;

beforeAll(async () => {
  house = await startApp({ clock });
  owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  foundation = await preparing(house);
  people = { han: await appointed(house, foundation, '韩雪', 'programme-officer'), qian: await appointed(house, foundation, '钱进', 'secretary-general'), he: await appointed(house, foundation, '何平', 'supervisor') };
  await signIn();
  const by = people.qian;
  [{ id: council }] = await house.db.query<[{ id: number }]>(`INSERT INTO residents_council (foundation, kind, code, name, english_name, area, from_day, recorded_by, recorded_at) VALUES ($1, 'group', 'court-1', '1号院议事会', 'Council of courtyard 1', '1号院', '2026-03-01', $2, '2026-03-01') RETURNING id`, [foundation.id, by]);
  await house.db.query(`INSERT INTO residents_council_rule (council, foundation, from_day, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, secret, proxies, tables, notice_days, objection_days, source, recorded_by, recorded_at) VALUES ($1, $2, '2026-03-01', 4, 5, 1, 2, 'entitled', true, true, true, $3, 7, 7, '1号院议事规则第六条', $4, '2026-03-01')`, [council, foundation.id, USUAL_RULE.tables, by]);
  for (const [n, name] of NAMES.entries()) {
    const [{ id }] = await house.db.query<[{ id: number }]>(`INSERT INTO party (foundation, kind, name, entered_by, entered_at) VALUES ($1, 'person', $2, $3, '2026-03-01') RETURNING id`, [foundation.id, name, by]);
    parties.push(id);
    await house.db.query(`INSERT INTO residents_council_seat (council, foundation, party, display, chairs, official, chosen_by, from_day, until_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, false, '居民推选', '2026-03-01', $6, $7, '2026-03-01')`,
      [council, foundation.id, id, n === 0 ? 'full' : n === 4 ? 'anonymous' : 'masked', n === 0, n === 4 ? '2026-12-31' : '2028-12-31', by]);
  }
  for (const [n, phone] of PHONES.entries()) await speaksBy((text, values) => owner.query(text, values), { foundation: foundation.id, party: parties[n]!, phone, by, at: '2026-11-01' });
  lamps = await formalMotion(sql, { foundation: foundation.id, number: '2026-1', body: 'residents-council', council, question: '同意把楼道灯换成感应灯吗', by, at: '2026-11-15' });
});
afterAll(async () => {
  await owner?.end();
  await house?.close();
});
afterEach(async () => expect(await complaints(house)).toEqual({}));

/** Their sessions end within a day, those of telephones within some. */
async function signIn(): Promise<void> {
  [han, qian, he] = [await atDesk(house, people.han), await atDesk(house, people.qian), await atDesk(house, people.he)];
  for (const [n, who] of ['chen', 'ouyang', 'zhang'].entries()) at[who] = await byTelephone(house, PHONES[n]!);
}
const FORM = { body: '', day: '2026-11-28', time: '19:30', place: '居委会二楼会议室', dialIn: '会议号 123 456', motions: '', title1: '通报电梯维修', papers1: '维修单位已报价。', title2: '', papers2: '', title3: '', papers3: '', title4: '', papers4: '' };
const form = (more: Record<string, string> = {}): Record<string, string> => ({ ...FORM, body: `residents-council-${council}`, motions: String(lamps), ...more });
const publicly = async (path: string): Promise<string> => plainText((await house.request().get(path).expect(200)).text);
const own = async (who: string, number = '2026-1'): Promise<string> => plainText((await at[who]!.get(`/me/meetings/${number}`).expect(200)).text);
const sheet = async (number: string, inPerson: number[], more: Record<string, string | string[]> = {}): Promise<ReturnType<AtDesk['sends']>> => {
  const [, seen] = /name="seen" value="([^"]*)"/.exec(await han!.reads(`${DESK}/${number}`))!;
  return han!.sends(`${DESK}/${number}/sheets`, { seen: seen!, inPerson: inPerson.map((n) => String(parties[n])), strikeWhy: '', ...more });
};

it('nothing is called yet, and the desk says which bodies may meet', async () => {
  expect(plainText(await han!.reads(DESK))).toMatch(/1号院议事会 在任 5 人.*已经 264 天没有开过达到人数的会.*没有已通知的会议/);
  expect(plainText(await han!.reads('/desk'))).toContain('召集1号院议事会会议：已经 264 天没有开会');
  expect(plainText(await he!.reads(DESK))).not.toContain('召集1号院议事会会议');
  expect(await publicly('/meetings')).toContain('没有已通知的会议');
  await house.request().get('/meetings/2026-1').expect(404);
});

it('is called no later than seven days before, with its agenda', async () => {
  expect(plainText(await han!.reads(`${DESK}/new?body=residents-council-${council}`))).toMatch(/提前 7 天通知，最早可定在2026年11月27日.*1号院议事规则第六条.*2026-1 同意把楼道灯换成感应灯吗/);
  expect(await han!.sends(DESK, form({ day: '2026-11-26' }))).toMatchObject({ status: 422, text: expect.stringContaining('最晚要在 2026-11-19 通知（提前 7 天）。现在通知，最早可以定在 2026-11-27。') });
  expect(await han!.sends(DESK, form({ time: '25:00' }))).toMatchObject({ status: 422, text: expect.stringContaining('时间写成 19:30 这样') });
  expect(await han!.sends(DESK, form({ motions: '', title1: '', papers1: '' }))).toMatchObject({ status: 422, text: expect.stringContaining('至少要有一个议题') });
  expect(await han!.sends(DESK, form({ title1: '' }))).toMatchObject({ status: 422, text: expect.stringContaining('请写明议题') });
  expect(await han!.sends(DESK, form({ body: 'residents-council-9999' }))).toMatchObject({ status: 404 });
  expect(await he!.sends(DESK, form())).toMatchObject({ status: 404 });
  expect(await han!.sends(DESK, form({ time: '１９：３０' }))).toMatchObject({ status: 303, to: `${DESK}/2026-1?done=called` });
  expect(plainText(await han!.reads(`${DESK}/2026-1`))).toMatch(/应到 5 人，至少到会 4 人.*2 位成员没有确认过的手机号.*李娜，王芳/);
  expect(await publicly('/outbox')).toMatch(/13800009101 .*1号院议事会定于 2026年11月28日 19:30 在居委会二楼会议室开会.*\/f\/wutongli\/me\/meetings\/2026-1/);
});

it('anybody reads when and what about, not how members dial in', async () => {
  const page = await publicly('/meetings/2026-1');
  expect(page).toMatch(/1号院议事会2026-1 号会议 2026年11月28日 19:30 · 居委会二楼会议室.*0 人会到，还差 4 人.*同意把楼道灯换成感应灯吗.*通报电梯维修.*维修单位已报价/);
  expect(page).not.toContain('123 456');
  expect((await house.request().get('/en/meetings/2026-1').expect(200)).text).toContain('0 will come: 4 missing');
  expect(await publicly('/meetings')).toContain('1号院议事会2026-1 号会议');
});

it('is moved with a reason, told again, and only with as much notice', async () => {
  const moved = { day: '2026-11-29', time: '9:00', place: '活动室', dialIn: FORM.dialIn, moveWhy: '会议室装修' };
  expect(await han!.sends(`${DESK}/2026-1/moves`, { ...moved, day: '2026-11-26' })).toMatchObject({ status: 422, text: expect.stringContaining('最晚要在 2026-11-19 通知') });
  expect(await han!.sends(`${DESK}/2026-1/moves`, { ...moved, moveWhy: '' })).toMatchObject({ status: 422 });
  expect(await han!.sends(`${DESK}/2026-1/moves`, moved)).toMatchObject({ status: 303 });
  expect(await han!.sends(`${DESK}/2026-1/moves`, moved)).toMatchObject({ status: 422, text: expect.stringContaining('时间和地点都没有变') });
  expect(await publicly('/outbox')).toMatch(/1号院议事会会议改为 2026年11月29日 09:00 在活动室。原因：会议室装修/);
  expect(await publicly('/meetings/2026-1')).toContain('会议室装修');
});

it('members answer from their telephones until it begins', async () => {
  at.stranger = await byTelephone(house, '13800009199');
  await at.stranger.get('/me/meetings/2026-1').expect(404);
  const waits = { foundation: foundation.id, party: parties[0]!, now: clock.now(), lang: 'zh' as const };
  expect(await waitsForMember(house.db, waits)).toEqual([{ what: 'my-council.meeting-answer', facts: { number: '2026-1', body: '1号院议事会' }, href: '/me/meetings/2026-1', due: '2026-11-29' }]);
  expect(await own('chen')).toMatch(/会议号 123 456.*0 人会到，还差 4 人.*您来开会吗/);
  expect(plainText((await posts(at.chen!, '/me/meetings/2026-1/answers', { answer: '', reason: '' }).expect(422)).text)).toContain('请选择到场、线上或请假');
  expect(plainText((await posts(at.chen!, '/me/meetings/2026-1/answers', { answer: 'excused', reason: '' }).expect(422)).text)).toContain('请假请写原因');
  await posts(at.chen!, '/me/meetings/2026-1/answers', { answer: 'excused', reason: '住院复查' }).expect(303);
  await posts(at.chen!, '/me/meetings/2026-1/answers', { answer: 'in-person', reason: '住院复查' }).expect(303);
  await posts(at.zhang!, '/me/meetings/2026-1/answers', { answer: 'excused', reason: '给孩子开家长会' }).expect(303);
  expect(await waitsForMember(house.db, waits)).toEqual([]);
  expect(await own('chen')).toMatch(/1 人会到，还差 3 人.*您的答复： 到场参加/);
  expect(plainText(await he!.reads(`${DESK}/2026-1`))).toContain('给孩子开家长会');
  for (const page of [await publicly('/meetings/2026-1'), await own('chen')]) expect(page).not.toContain('家长会');
});

it('one member stands for one other, where the rules allow it; whoever stands back for nobody', async () => {
  await posts(at.ouyang!, '/me/meetings/2026-1/proxies', { holder: String(parties[0]) }).expect(303);
  expect(await own('ouyang')).toContain('委托陈桂英');
  expect(await own('chen')).toMatch(/2 人会到，还差 2 人.*欧阳建国委托您参加会议/);
  const paper = { giver: String(parties[3]), holder: String(parties[0]), proxyPaper: '2026年11月19日签署' };
  expect(await han!.sends(`${DESK}/2026-1/proxies`, paper)).toMatchObject({ status: 409, text: expect.stringContaining('一人最多代一人') });
  expect(await han!.sends(`${DESK}/2026-1/proxies`, { ...paper, holder: String(parties[2]) })).toMatchObject({ status: 422, text: expect.stringContaining('受托人要本人到会') });
  expect(await han!.sends(`${DESK}/2026-1/proxies`, { ...paper, holder: String(parties[4]) })).toMatchObject({ status: 303 });
  await standsBack(sql, { foundation: foundation.id, motion: lamps, party: parties[2]!, by: people.qian, at: '2026-11-20T02:00:00Z' });
  expect(await own('zhang')).toContain('对议程上的议案要回避的人，不能委托，也不能受托');
  expect(await own('chen')).toMatch(/会议： 2 人会到，还差 2 人.*2026-1 号议案： 2 人会到，还差 2 人 在任 5 人，回避 1 人，应到 4 人，至少到会 4 人/);
});

it('who was there is entered on the day from the signed sheet, which two enter one after the other', async () => {
  expect(plainText(await han!.reads(`${DESK}/2026-1/sign-in-sheet`))).toMatch(/签到表.*陈桂英（召集人） ____________.*欧阳建国 ____________ 委托陈桂英.*列席/);
  expect(plainText(await han!.reads(`${DESK}/2026-1/notice`))).toMatch(/会议通知.*至少到会 4 人.*请答复能否到会/);
  expect(await han!.sends(`${DESK}/2026-1/sheets`, { seen: '0.0', inPerson: String(parties[0]) })).toMatchObject({ status: 422, text: expect.stringContaining('签到要到开会当天才能登记') });
  clock.set('2026-11-29T00:30:00Z');
  await signIn();
  expect(await sheet('2026-1', [0, 3])).toMatchObject({ status: 303 });
  expect(plainText(await han!.reads(`${DESK}/2026-1`))).toContain('还差 2 人');
  clock.set('2026-11-29T01:05:00Z');
  // the other had the empty sheet before them
  expect(await qian!.sends(`${DESK}/2026-1/sheets`, { seen: '0.0', inPerson: [String(parties[0]), String(parties[4])], strikeWhy: '' })).toMatchObject({ status: 409, text: expect.stringContaining('别人刚刚改过签到') });
  expect(await sheet('2026-1', [0, 3], { remote: String(parties[3]) })).toMatchObject({ status: 422, text: expect.stringContaining('只能勾一种到会方式') });
  expect(await sheet('2026-1', [0], { remote: String(parties[4]) })).toMatchObject({ status: 422, text: expect.stringContaining('请填写更正原因') });
  expect(await sheet('2026-1', [0], { remote: String(parties[4]), strikeWhy: '李娜是委托' })).toMatchObject({ status: 303 });
  expect(await sheet('2026-1', [0], { remote: String(parties[4]), proxy: [String(parties[1]), String(parties[3])] })).toMatchObject({ status: 303 });
  expect(plainText(await han!.reads(`${DESK}/2026-1`))).toMatch(/会议： 到会 4 人，达到人数.*2026-1 号议案： 到会 4 人，达到人数/);
  expect(plainText((await posts(at.chen!, '/me/meetings/2026-1/answers', { answer: 'remote', reason: '' }).expect(409)).text)).toContain('会议已经开始');
  expect(await han!.sends(`${DESK}/2026-1/cancellations`, { offWhy: '太晚' })).toMatchObject({ status: 409, text: expect.stringContaining('没有开成的写在纪要里') });
});

it('minutes are written, corrected and signed by the chair and one more who was there', async () => {
  const minutes = { after: '0', presidedBy: String(parties[0]), keptBy: '韩雪', guests: '物业刘经理', words: ['讨论了三种灯，同意表决。', '通报后无异议。'], minutesWhy: '' };
  expect(plainText(await han!.reads('/desk'))).toContain('写纪要：1号院议事会2026-1 号会议');
  expect(await han!.sends(`${DESK}/2026-1/minutes`, { ...minutes, words: ['讨论了三种灯', ' '] })).toMatchObject({ status: 422, text: expect.stringContaining('每个议题都要写一段') });
  expect(await han!.sends(`${DESK}/2026-1/minutes`, { ...minutes, presidedBy: String(parties[2]) })).toMatchObject({ status: 422, text: expect.stringContaining('请选到会的成员为主持人') });
  expect(await han!.sends(`${DESK}/2026-1/minutes`, minutes)).toMatchObject({ status: 303 });
  expect(await qian!.sends(`${DESK}/2026-1/minutes`, minutes)).toMatchObject({ status: 409, text: expect.stringContaining('别人刚刚写了新的一稿') });
  expect(await publicly('/meetings/2026-1')).not.toContain('讨论了三种灯');
  const [{ id: first }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM meeting_minutes');
  expect(await waitsForMember(house.db, { foundation: foundation.id, party: parties[0]!, now: clock.now(), lang: 'en' })).toMatchObject([{ what: 'my-council.minutes', href: '/me/meetings/2026-1' }]);
  expect(await own('chen')).toMatch(/讨论了三种灯.*签署纪要/);
  await posts(at.chen!, '/me/meetings/2026-1/signatures', { minutes: String(first) }).expect(303);
  // who is represented does not sign, nor who stayed away
  for (const who of ['ouyang', 'zhang']) expect(plainText((await posts(at[who]!, '/me/meetings/2026-1/signatures', { minutes: String(first) }).expect(422)).text)).toContain('到会的成员才能签署纪要');
  expect(await sheet('2026-1', [0, 4], { strikeWhy: '再改' }).catch(() => 'no sheet any more')).toBe('no sheet any more');
  expect(await han!.sends(`${DESK}/2026-1/minutes`, { ...minutes, after: '1', words: ['讨论了三种感应灯，同意表决。', '通报后无异议。'] })).toMatchObject({ status: 422, text: expect.stringContaining('请写明更正了什么') });
  expect(await han!.sends(`${DESK}/2026-1/minutes`, { ...minutes, after: '1', words: ['讨论了三种感应灯，同意表决。', '通报后无异议。'], minutesWhy: '灯的名称' })).toMatchObject({ status: 303 });
  expect(plainText((await posts(at.chen!, '/me/meetings/2026-1/signatures', { minutes: String(first) }).expect(409)).text)).toContain('纪要有了新的一稿');
  expect(plainText(await han!.reads('/desk'))).toContain('催签纪要：1号院议事会2026-1 号会议');
});

it('or on paper: uploaded by one, compared by another', async () => {
  expect(await sendsFiles(han!, `${DESK}/2026-1/scans`, {}, { name: '纪要.jpg', content: jpeg() })).toMatchObject({ status: 303 });
  expect(plainText(await han!.reads(`${DESK}/2026-1`))).toContain('韩雪已上传纸质签署件，等另一个人核对');
  expect(await han!.sends(`${DESK}/2026-1/comparisons`, { code: await codeFor(house, people.han) })).toMatchObject({ status: 422, text: expect.stringContaining('上传的人不能自己核对') });
  expect(plainText(await qian!.reads('/desk'))).toContain('核对签署件：1号院议事会2026-1 号会议纪要');
  clock.set('2026-11-29T01:40:00Z');
  expect(await qian!.sends(`${DESK}/2026-1/comparisons`, { code: await codeFor(house, people.qian) })).toMatchObject({ status: 303 });
  expect(plainText(await he!.reads(`${DESK}/2026-1/minutes`))).toMatch(/会议纪要 2026-1 号会议 · 第 2 稿.*主持 陈桂英.*记录 韩雪.*欧阳建国（委托陈桂英）.*王芳（线上）.*缺席 张伟.*列席 物业刘经理/);
});

it('anybody reads signed minutes with the result of its vote, each member named as they wish', async () => {
  const [{ id: meeting }] = await house.db.query<[{ id: number }]>("SELECT id FROM meeting WHERE number = '2026-1'");
  await closedVote(house, foundation.id, people.qian, { again: { motion: lamps }, meeting, closed: '2026-11-29T01:20:00Z', seated: 5, recused: 1, present: 4, for: 3, against: 0, abstained: 1 });
  const page = await publicly('/meetings/2026-1');
  expect(page).toMatch(/纪要已签署.*纸质签署，扫描件经两人核对.*讨论了三种感应灯.*通过：赞成 3 票（需要 3 票），反对 0 票，弃权 1 票.*主持：陈桂英.*应到成员 5 人，到会 4 人.*陈桂英 召集人 到场.*张\*/);
  for (const hidden of ['王芳', '欧阳建国', '张伟', '刘经理', '123 456', '家长会']) expect(page).not.toContain(hidden);
  expect((await house.request().get('/en/meetings/2026-1').expect(200)).text).toContain('Carried: 3 for (3 needed), 0 against, 1 abstained');
});

it('a meeting that falls short decides nothing, and its page says so; another is called off', async () => {
  const heat = await formalMotion(sql, { foundation: foundation.id, number: '2026-2', body: 'residents-council', council, question: '同意装暖气片吗', by: people.qian, at: '2026-11-29' });
  // the last day of notice, one minute before midnight
  clock.set('2026-11-29T15:59:00Z');
  await signIn();
  expect(await han!.sends(DESK, form({ day: '2026-12-06', motions: String(heat) }))).toMatchObject({ status: 303, to: `${DESK}/2026-2?done=called` });
  expect(await han!.sends(DESK, form({ day: '2027-01-06', motions: '' }))).toMatchObject({ status: 303, to: `${DESK}/2026-3?done=called` });
  clock.set('2026-11-29T16:00:00Z');
  expect(await han!.sends(DESK, form({ day: '2026-12-06', motions: '' }))).toMatchObject({ status: 422, text: expect.stringContaining('最早可以定在 2026-12-07') });
  // a term ends before the third
  expect(plainText(await han!.reads('/desk'))).toContain('换届：1号院议事会2026-3 号会议那天少 1 名成员');
  expect(await han!.sends(`${DESK}/2026-3/cancellations`, { offWhy: '并入下一次' })).toMatchObject({ status: 303 });
  expect(await han!.sends(`${DESK}/2026-3/cancellations`, { offWhy: '并入下一次' })).toMatchObject({ status: 409 });
  expect(await publicly('/outbox')).toContain('原定 2027年1月6日 19:30 的1号院议事会会议取消。原因：并入下一次');
  expect(await publicly('/meetings/2026-3')).toContain('会议已取消：并入下一次');
  // a seat ends between the notice and the meeting
  await house.db.query(`INSERT INTO residents_council_seat_end (seat, foundation, last_day, why, recorded_by, recorded_at) SELECT id, foundation, '2026-12-01', '搬走', $2, '2026-11-30' FROM residents_council_seat WHERE party = $1`, [parties[3], people.qian]);
  clock.set('2026-12-06T12:00:00Z');
  await signIn();
  expect(await sheet('2026-2', [0, 1, 3])).toMatchObject({ status: 422, text: expect.stringContaining('不是本机构的成员') });
  expect(await sheet('2026-2', [0, 1, 2])).toMatchObject({ status: 303 });
  expect(plainText(await han!.reads(`${DESK}/2026-2`))).toMatch(/应到 4 人，至少到会 4 人/);
  expect(await publicly('/meetings/2026-2')).toMatch(/到会 3 人，还差 1 人，不能表决.*未表决 到会 3 人，不足 4 人，本次会议不能表决这个议案/);
  expect(plainText(await he!.reads(`${DESK}/2026-2`))).not.toContain('写纪要');
});
