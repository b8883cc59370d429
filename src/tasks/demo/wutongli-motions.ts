import type { Person } from '../../platform/access';
import { addDays, type Day } from '../../rules/day';
import { yuan } from '../../rules/money';
import type { CouncilActs } from './council-acts';
import type { Demo } from './demo';
import { byTelephone } from './telephones';
import type { Wutongli } from './wutongli';

/** Members of the community's council who speak by a telephone; whoever tries the demo may be one of them. The others vote on paper. */
export const COUNCIL_PHONES = { 苗淑芬: '13800008101', 汤学文: '13800008102', 骆建平: '13800008103', 童秀英: '13800008104', 庞国庆: '13800008105', 耿永福: '13800008106', 祁美玲: '13800008107' } as const;

const STANDS_BACK = '芦晓东';
const AWAY = ['晏雪梅', '冉大伟'];
const SIGNERS = ['沈玉兰', '胡国平', '梁惠芳', '葛志明', '邵文英', '秦大勇', '姚春霞', '崔长河', '袁丽华', '贺新民'];
type Hour = (days: number, time: string) => Date;

/** Three motions before the council of Liuyin: one carried and in its notice, one on which is being voted, one that waits for its review. */
export async function decideMotions(demo: Demo, { foundation, general }: Wutongli, { recorder, confirmer, signer }: { recorder: Person; confirmer: Person; signer: Person }): Promise<void> {
  const { db, councilAt, today } = demo;
  const hour: Hour = (days, time) => new Date(`${addDays(today, days)}T${time}:00+08:00`);
  const [{ id: council }] = await db.query<[{ id: number }]>(`SELECT id FROM residents_council WHERE foundation = $1 AND code = 'liuyin'`, [foundation.id]);
  const members = new Map((await db.query<{ party: number; name: string }[]>(`SELECT party, name FROM body_members($1, 'residents-council', $2, NULL, $3)`, [foundation.id, council, today])).map(({ party, name }) => [name, party]));
  const spoken = <T>(name: keyof typeof COUNCIL_PHONES, acts: CouncilActs, act: (key: Buffer) => Promise<T>): Promise<T> => byTelephone(db, foundation, COUNCIL_PHONES[name], acts.hour, ({ key }) => act(key));
  const withPhone = Object.keys(COUNCIL_PHONES) as (keyof typeof COUNCIL_PHONES)[];

  const entered = councilAt(hour(-40, '10:00'));
  for (const name of withPhone) {
    await entered.phones.enter(foundation.id, { party: members.get(name)!, phone: COUNCIL_PHONES[name] }, signer);
    await spoken(name, entered, (key) => entered.phones.confirm(foundation.id, { key }, `我是${name}，这是我自己的手机。`));
  }

  const number = await proposed();
  const which = { foundation: foundation.id, number };
  const day = (days: number): Day => addDays(today, days);
  await councilAt(hour(-23, '16:00')).motions.nameMoney(which, { sum: yuan('12,000'), fund: general.id, payee: null }, recorder);
  await councilAt(hour(-22, '10:00')).motions.review(which, { formal: true, why: '属于社区公共事项，所需资金在一般基金可用余额以内', reviewedBy: '柳荫社区党委、居委会', day: day(-22) }, recorder);
  const motion = await idOf(number);
  const meeting = await met();
  const vote = await voted();
  await posted();
  await others();

  /** Written by one resident, signed by nine more. */
  async function proposed(): Promise<string> {
    const acts = councilAt(hour(-26, '19:30'));
    const signs = (at: number) => ({ name: SIGNERS[at]!, door: `2 号院 ${5 + (at % 5)} 号楼 ${101 + 100 * (at % 4)} 室`, display: at < 2 ? 'full' : 'masked' } as const);
    const code = await byTelephone(db, foundation, '13800008201', acts.hour, (session) => acts.proposals.write(foundation.id, session, {
      council, question: '是否从基金会一般基金支出 12,000 元，为柳荫路 2 号院加装无障碍坡道和扶手？', explanation: '2 号院五栋楼住着 31 位 75 岁以上的老人，门口都是三级台阶，轮椅和助行器上不去。三家报价在居委会可以查看，最低的一家 12,000 元，含两年维护。', ...signs(0),
    }));
    let made: string | null = null;
    for (let at = 1; at < SIGNERS.length; at++) {
      const later = councilAt(hour(-26 + Math.ceil(at / 4), `${9 + at}:10`.padStart(5, '0')));
      made = await byTelephone(db, foundation, `138000082${String(at + 1).padStart(2, '0')}`, later.hour, (session) => later.proposals.sign(foundation.id, session, code, signs(at)));
    }
    return made!;
  }

  /** One member stands back, two are away; the others say that they have no interest, by telephone or in the meeting. */
  async function met(): Promise<number> {
    const called = councilAt(hour(-20, '11:00'));
    const no = await called.meetings.call(foundation.id, { body: 'residents-council', council, fund: null, startsAt: hour(-9, '19:00'), place: '柳荫社区活动室', dialIn: '', points: [{ motion }, { title: '楼道堆物整治进展通报', papers: '' }] }, signer);
    const said = councilAt(hour(-15, '20:00'));
    for (const name of withPhone) {
      await spoken(name, said, async (key) => {
        await said.ownMeetings.say(await said.ownMeetings.find({ foundation: foundation.id, number: no }, { key, phone: COUNCIL_PHONES[name], people: [] }), 'in-person', '');
        await said.own.declare(which, { key }, { interested: false, why: '' });
      });
    }
    const there = councilAt(hour(-9, '19:05'));
    await there.motions.hear(which, { party: members.get(STANDS_BACK)!, interested: true, why: '本人的弟弟在报价的施工单位工作' }, recorder);
    const present = [...members].filter(([name]) => !AWAY.includes(name));
    for (const [name, party] of present) if (name !== STANDS_BACK && !(name in COUNCIL_PHONES)) await there.motions.hear(which, { party, interested: false, why: '' }, recorder);
    await there.attendance.enter({ foundation: foundation.id, number: no }, new Map(present.map(([, party]) => [party, 'in-person'])), { seen: '0.0', why: '' }, signer);
    const [{ id }] = await db.query<[{ id: number }]>('SELECT id FROM meeting WHERE foundation = $1 AND number = $2', [foundation.id, no]);
    return id;
  }

  async function voted(): Promise<number> {
    const opened = councilAt(hour(-9, '19:30'));
    const id = await opened.votes.open({ foundation: foundation.id, motion, meeting, closesAt: hour(-9, '20:15') }, recorder);
    const during = councilAt(hour(-9, '19:50'));
    for (const [at, name] of withPhone.entries()) {
      const token = await spoken(name, during, (key) => during.ballots.take(id, key, null));
      await during.ballots.cast(id, token, at === 5 ? 'against' : 'for');
    }
    const onPaper = [...members].filter(([name]) => !(name in COUNCIL_PHONES) && name !== STANDS_BACK && !AWAY.includes(name));
    for (const [, party] of onPaper) await during.votes.handPaper(id, party, recorder);
    const over = councilAt(hour(-9, '20:30'));
    for (const person of [recorder, confirmer]) await over.votes.countPapers(id, { for: onPaper.length - 3, against: 2, abstained: 1, invalid: 0, handedOut: onPaper.length }, person);
    await over.closings.close(id, recorder);
    return id;
  }

  async function posted(): Promise<void> {
    const its = { foundation: foundation.id, vote };
    await councilAt(hour(-5, '09:30')).results.post(its, { place: '柳荫社区公告栏、2 号院门口' }, recorder);
    const objects = councilAt(hour(-4, '18:20'));
    await byTelephone(db, foundation, '13800008221', objects.hour, (session) => objects.results.object(its, session, { name: '范秀珍', door: '2 号院 9 号楼 102 室', display: 'masked', about: 'content', words: '坡道会占掉门口的自行车位，希望先把车棚的位置定下来。' }));
    const [{ id }] = await db.query<[{ id: number }]>('SELECT id FROM motion_objection WHERE vote = $1', [vote]);
    await councilAt(hour(-3, '15:00')).results.reply(its, id, { upheld: false, why: '已请施工单位把坡道改到单元门东侧，自行车位一个不少；图纸贴在 2 号院门口，也可以到居委会查看。', recount: null }, signer);
  }

  async function others(): Promise<void> {
    const body = { body: 'residents-council', council, fund: null } as const;
    const rest = { body, majority: 'ordinary', englishQuestion: '', money: null } as const;
    const opening = await councilAt(hour(-12, '10:00')).motions.table(foundation.id, { ...rest, question: '社区活动室周末是否延长开放到 21:00？', englishQuestion: 'Shall the community room stay open until 21:00 at weekends?', explanation: '周末晚上排练和下棋的邻居多，由各院轮流值班关灯锁门。', tabledAs: 'self-governing-body', tabledBy: '柳荫社区居民委员会', day: day(-12) }, recorder);
    await councilAt(hour(-10, '10:00')).motions.review({ foundation: foundation.id, number: opening }, { formal: true, why: '属于社区公共事项', reviewedBy: '柳荫社区党委、居委会', day: day(-10) }, recorder);
    await councilAt(demo.clock.now()).votes.open({ foundation: foundation.id, motion: await idOf(opening), meeting: null, closesAt: hour(14, '20:00') }, recorder);
    await councilAt(hour(-1, '10:00')).motions.table(foundation.id, { ...rest, question: '3 号院是否增设两处电动自行车充电棚？', explanation: '飞线充电有火险，10 号楼和 12 号楼之间有空地。', tabledAs: 'party-branch', tabledBy: '柳荫社区第三党支部', day: day(-1) }, recorder);
  }

  async function idOf(no: string): Promise<number> {
    const [{ id }] = await db.query<[{ id: number }]>('SELECT id FROM motion WHERE foundation = $1 AND number = $2', [foundation.id, no]);
    return id;
  }
}
