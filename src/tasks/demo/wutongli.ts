import type { FundRef } from '../../ledger/draft';
import type { Filing } from '../../funds/campaigns/campaigns.service';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays, lastDay, yearOf } from '../../rules/day';
import { yuan } from '../../rules/money';
import type { PaperKind } from '../../rules/original-fund';
import { type Demo, dayIn, keepBooks, monthBefore } from './demo';
import { resolve, seatCouncil } from './officials';
import { receive, statementsUntil } from './statements';
import { bookDeal, deal, investingOf, openEvergreen } from './wutongli-evergreen';
import { booksOfWutongli } from './wutongli-books';
import { booksOfNeighbours, careForNeighbours, openNeighbours } from './wutongli-neighbours';
import { electCouncils } from './wutongli-councils';
import { agreeWithLaundry, shareOfLaundry } from './wutongli-enterprise';
import { entrustPurse, organiseNeighbours, payForGreens } from './wutongli-groups';
import { decideMotions } from './wutongli-motions';
import { lateMonthOf, payOffice } from './wutongli-office';
import { openPurse } from './wutongli-purse';

/** As it would stand on the invitations of the stair lights fund. */
export const INVITATION_CODE = 'DENG-7K2M-WTL';

export interface Wutongli {
  readonly foundation: Foundation;
  readonly general: FundRef;
  readonly bank: number;
  readonly lunch: FundRef;
  readonly lights: FundRef;
  readonly study: FundRef;
  /** Its principal is kept. */
  readonly evergreen: FundRef;
}

/** A registered foundation with four funds, one for each way a fund can ask for gifts today and one that keeps its principal, and a year of their books. */
export async function foundWutongli(demo: Demo): Promise<void> {
  const { db, ledger, today } = demo;
  const { foundation, statements, wang } = await found(demo);
  const [general, bank] = await Promise.all([idOf(demo, foundation, `SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`), idOf(demo, foundation, `SELECT id FROM place WHERE foundation = $1`)]);
  await db.transaction((tx) => ledger.openPlace(tx, { foundation: foundation.id, account: '1009', code: 'stripe', name: '网上捐赠待结算款', englishName: 'Online gifts not yet paid out' }));
  const by = { recorder: statements.importer, signer: wang, confirmer: statements.matcher };
  const house: Wutongli = { foundation, general: { id: general, foundation: foundation.id, class: 'general' }, bank, ...(await openFunds(demo, foundation, by)), evergreen: await openEvergreen(demo, foundation, by) };
  const neighbours = await openNeighbours(demo, foundation, by);
  const late = await lateMonthOf(demo, foundation);
  await keepBooks(demo, [...booksOfWutongli(house, today, late), ...booksOfNeighbours(neighbours, { bank, today })]);
  await payOffice(demo, house, late, by);
  await demo.careFor(foundation, 'elder-lunch', { recorder: statements.importer, signer: wang });
  for (const fund of [house.lunch, house.study]) await takeFee(demo, fund, { proposer: statements.importer, approver: statements.matcher });
  await organiseNeighbours(demo, foundation, by.recorder);
  await payForGreens(demo, foundation, addDays(shareOfLaundry(today).day, 6), by);
  const order = await investingOf(demo, house, by);
  await statementsUntil(demo, foundation, statements, [deal(today), shareOfLaundry(today)]);
  await bookDeal(demo, house, order, by);
  await agreeWithLaundry(demo, house, { recorder: statements.importer, confirmer: statements.matcher });
  await careForNeighbours(demo, foundation, neighbours, by);
  await openPurse(demo, house, { recorder: statements.importer, confirmer: statements.matcher });
  await entrustPurse(demo, foundation, by.recorder);
  await electCouncils(demo, house, statements.importer);
  await decideMotions(demo, house, by);
}

/** The host's fee of all months whose day has come, where the agreement has one: proposed by one, approved by another. */
async function takeFee({ db, fees, moves, proposals, today }: Demo, fund: FundRef, { proposer, approver }: { proposer: Person; approver: Person }): Promise<void> {
  const [open, term] = [await fees.open(fund), (await fees.terms(fund)).at(-1)];
  if (open === null || term === undefined) return;
  const to = lastDay(monthBefore(today, Number(today.slice(8)) < term.day ? 2 : 1));
  if (to < open.from || (await fees.of(db, fund, { to, today })).fee.taken === 0n) return;
  await proposals.approve(fund.foundation, await moves.proposeFee(fund, { to }, proposer), approver);
}

/** Two founders pay two million in three transfers; with its five papers complete the foundation is registered. */
async function found(demo: Demo): Promise<{ foundation: Foundation; statements: Parameters<typeof statementsUntil>[2]; wang: Person }> {
  const { preparations, registrations, today } = demo;
  const month = monthBefore(today, 30);
  const later = monthBefore(today, 29);
  const begun = dayIn(month, 8);
  const foundation = await preparations.begin({
    code: 'wutongli', name: '梧桐里社区基金会', englishName: 'Wutongli Community Foundation',
    purpose: '为梧桐里的老人、孩子和楼道，管好邻居们捐的每一分钱。', englishPurpose: 'We look after what neighbours give for the elderly, the children and the stairways of Wutongli.',
    registrar: '示例市民政局', englishRegistrar: 'Example City Civil Affairs Bureau', creditCode: CREDIT_CODE, hotline: '021-0000 0000',
    hours: '周一至周五 9:00—17:00', englishHours: 'Monday to Friday, 9:00–17:00', seal: '梧桐里社', jurisdiction: 'CN-31',
    // a charity may ask for the qualification one year after its registration (CL 22)
    certificate: { no: `${CREDIT_CODE}（示例）`, from: dayIn(monthBefore(today, 16), 1), to: null },
  }, { day: begun, bank: { code: 'bank', name: '示例银行梧桐里支行，基金会对公账户，尾号 0426', englishName: 'Example Bank, Wutongli branch, account of the foundation ending 0426' } });

  const wang = await demo.appoint(foundation, { name: '王建国', englishName: 'Wang Jianguo', role: 'secretary-general', from: begun });
  const recorder = await demo.appoint(foundation, { name: '李敏', englishName: 'Li Min', role: 'bookkeeper', from: begun });
  const confirmer = await demo.appoint(foundation, { name: '周晓', englishName: 'Zhou Xiao', role: 'bookkeeper', from: begun });
  await demo.appoint(foundation, { name: '孙丽', englishName: 'Sun Li', role: 'administrator', from: begun });
  await demo.appoint(foundation, { name: '何平', englishName: 'He Ping', role: 'supervisor', from: begun });

  const property = '示例物业有限公司';
  const chamber = '梧桐里商会';
  await demo.pledges.record(foundation.id, { founder: property, sum: yuan('1,500,000'), dueDay: dayIn(later, 28), resolution: null }, recorder);
  await demo.pledges.record(foundation.id, { founder: chamber, sum: yuan('500,000'), dueDay: dayIn(later, 28), resolution: null }, recorder);
  await demo.particulars.record(foundation.id, {
    from: begun, domicile: '示例市梧桐里路 18 号', englishDomicile: '18 Wutongli Road, Example City', scope: '资助社区为老、儿童和楼道公共服务；扶持社区自组织', englishScope: 'Grants for the elderly, children and stairways of the community; support for groups of residents', approval: null,
  }, recorder);
  await seatCouncil(demo, foundation, dayIn(later, 8), { recorder, confirmer });
  const resolution = await resolve(demo, foundation, { number: '第一届第 2 号', day: dayIn(later, 8), subject: '按民间主导、政府补助的模式运行', majority: 'ordinary', members: 5 }, { recorder, confirmer });
  await demo.models.choose(foundation.id, { model: 'civic-subsidised', from: dayIn(later, 8), resolution }, recorder);
  const until = addDays(dayIn(monthBefore(today, 28), 1), -1);
  const paidIn = await receive(demo, foundation, [
    { founder: property, sum: yuan('800,000'), reference: 'WT-0015', valueDay: dayIn(month, 15) },
    { founder: chamber, sum: yuan('500,000'), reference: 'WT-0022', valueDay: dayIn(month, 22) },
    { founder: property, sum: yuan('700,000'), reference: 'WT-0031', valueDay: dayIn(later, 5) },
  ], { recorder, confirmer, from: begun, to: until });
  await demo.tellAccount(foundation, { bank: '示例银行梧桐里支行', number: '3100000000000000426' }, { recorder, confirmer });

  const papers: readonly [PaperKind, string, string | null, number][] = [
    ['name-approval', '名称核准通知书', '示例民名核 3 号', 6],
    ['charter', '梧桐里社区基金会章程', null, 7],
    ['council-and-supervisor', '第一届理事会和监事选举记录', null, 8],
    ['full-time-staff', '专职工作人员聘用合同', null, 9],
    ['capital-verification', '验资报告', '示例会验 18 号', 12],
  ];
  for (const [kind, name, number, day] of papers) await registrations.addPaper(foundation, { kind, name, number, day: dayIn(later, day) }, recorder);
  await registrations.register(foundation, { day: dayIn(later, 20), certificate: CREDIT_CODE }, wang);
  return { foundation, wang, statements: { since: addDays(until, 1), opening: paidIn, importer: recorder, matcher: confirmer } };
}

/** Of the right shape, check character included, and nobody's. */
const CREDIT_CODE = '53310000MJ0000001G';

async function openFunds(demo: Demo, foundation: Foundation, by: { recorder: Person; signer: Person; confirmer: Person }): Promise<Pick<Wutongli, 'lunch' | 'lights' | 'study'>> {
  const { funds, today } = demo;
  const year = yearOf(today);
  const opened = monthBefore(today, 14);
  const remainder = {
    remainingProperty: '用完为止；用不完的转入本基金会用途相近的基金，公示 7 天', englishRemainingProperty: 'What is left goes to a fund of this foundation with a similar purpose, after seven days’ notice',
    termination: '双方书面同意，或连续 12 个月没有收支时终止', englishTermination: 'By written consent of both sides, or after twelve months without any movement',
  };

  const lunch = await demo.openFund(foundation, {
    phone: '13800000101', resolution: `梧理〔${yearOf(opened)}〕1 号`,
    code: 'elder-lunch', name: `${foundation.name}银龄午餐专项基金`, englishName: 'Wutongli Community Foundation Elders’ Lunch Fund',
    agreement: {
      no: 'XY-01', day: dayIn(opened, 3), party: '示例物业有限公司', englishParty: 'Example Property Ltd',
      purpose: '为梧桐里 80 岁以上独居老人提供工作日午餐', englishPurpose: 'Working-day lunches for people over 80 who live alone in Wutongli',
      use: '食材和制作、送餐、餐具和保温箱', englishUse: 'Food and cooking, delivery, tableware and insulated boxes', ...remainder, purposes: ['elderly'], feeRate: 300, feeBase: 'gifts', feeDay: 25,
    },
    page: {
      summary: '为梧桐里 80 岁以上的独居老人，每个工作日送一份热午餐。', englishSummary: 'A hot lunch every working day for people over 80 who live alone in Wutongli.',
      place: '梧桐里街道', englishPlace: 'Wutongli sub-district', picture: 'bowl.svg', unit: { label: '每份午餐', englishLabel: 'one lunch', cost: yuan('18') }, tiles: [yuan('36'), yuan('90'), yuan('378')],
    },
  }, by);
  const elders = { purpose: '为独居高龄老人送工作日午餐', beneficiaries: '梧桐里 80 岁以上独居老人' };
  const lastYear = await file(demo, foundation, by, { filingNo: `${CREDIT_CODE}A${(year - 1) % 100}001（示例）`, filedOn: dayIn(`${year - 2}-12`, 18), from: `${year - 1}-01-01`, to: `${year - 1}-12-31`, target: yuan('300,000'), cost: yuan('6,000'), ...elders });
  const thisYear = await file(demo, foundation, by, { filingNo: `${CREDIT_CODE}A${year % 100}001（示例）`, filedOn: dayIn(`${year - 1}-12`, 16), from: `${year}-01-01`, to: `${year + 1}-12-31`, target: yuan('800,000'), cost: yuan('16,000'), ...elders });
  await funds.raise(lunch, { mode: 'public', from: `${year - 1}-01-01`, to: `${year - 1}-12-31`, campaign: lastYear });
  await funds.raise(lunch, { mode: 'public', from: `${year}-01-01`, to: `${year + 1}-12-31`, campaign: thisYear });

  // no unit and no sums to choose from: a fund for invited people must not solicit (CL 29)
  const lights = await demo.openFund(foundation, {
    phone: '13800000102', resolution: `梧理〔${yearOf(opened)}〕2 号`,
    code: 'stair-lights', name: `${foundation.name}楼道灯光专项基金`, englishName: 'Wutongli Community Foundation Stair Lights Fund',
    agreement: {
      no: 'XY-02', day: dayIn(opened, 20), party: '梧桐里一村楼组长联席会', englishParty: 'Stair leaders of Wutongli Village One',
      purpose: '更换和维护老楼道的灯', englishPurpose: 'New lamps for old stairways, and their upkeep', use: '感应灯、线路、安装', englishUse: 'Sensor lamps, wiring, installation', ...remainder, purposes: ['facilities'],
    },
    page: {
      summary: '给没有电梯的老楼换上感应灯，晚归的人不再摸黑上楼。', englishSummary: 'Sensor lamps for old houses without lifts, so that nobody climbs in the dark.',
      place: '梧桐里一村', englishPlace: 'Wutongli Village One', picture: 'lamp.svg', unit: null, tiles: [],
    },
  }, by);
  await funds.raise(lights, { mode: 'invited', from: dayIn(opened, 20) });
  await funds.invite(lights, { code: INVITATION_CODE, endsOn: `${year + 1}-12-31` });

  const study = await demo.openFund(foundation, {
    phone: '13800000103', resolution: `梧理〔${yearOf(opened)}〕3 号`,
    code: 'children-study', name: `${foundation.name}儿童书房专项基金`, englishName: 'Wutongli Community Foundation Children’s Study Fund',
    agreement: {
      no: 'XY-03', day: dayIn(opened, 24), party: '示例书店有限公司', englishParty: 'Example Books Ltd',
      purpose: '为放学后没人接的孩子办一间书房', englishPurpose: 'A room to read and do homework for children nobody can pick up after school',
      use: '图书、桌椅、灯具、陪读志愿者补贴', englishUse: 'Books, desks, lamps, allowances of reading volunteers', ...remainder, purposes: ['children', 'education'], feeRate: 300, feeBase: 'gifts', feeDay: 25,
    },
    page: {
      summary: '让放学后没人接的孩子有地方看书、写作业。', englishSummary: 'A place to read and do homework for children nobody can pick up after school.',
      place: '梧桐里二村', englishPlace: 'Wutongli Village Two', picture: null, unit: { label: '一本书', englishLabel: 'one book', cost: yuan('30') }, tiles: [yuan('30'), yuan('90'), yuan('300')],
    },
  }, by);
  const over = monthBefore(today, 2);
  const filed = dayIn(monthBefore(today, 14), 20);
  const campaign = await file(demo, foundation, by, { filingNo: `${CREDIT_CODE}A${yearOf(filed) % 100}002（示例）`, filedOn: filed, from: dayIn(monthBefore(today, 13), 5), to: dayIn(over, 28), target: yuan('60,000'), cost: yuan('1,200'), purpose: '为放学后没人接的孩子办书房', beneficiaries: '梧桐里二村小学生' });
  await funds.raise(study, { mode: 'public', from: dayIn(monthBefore(today, 13), 5), campaign });
  return { lunch, lights, study };
}

/** One person enters what the registrar has taken on file, another compares it. */
async function file({ campaigns }: Demo, foundation: Foundation, { recorder, confirmer }: { recorder: Person; confirmer: Person }, plan: Pick<Filing, 'filingNo' | 'filedOn' | 'from' | 'to' | 'target' | 'cost' | 'purpose' | 'beneficiaries'>): Promise<number> {
  const filing = await campaigns.record(foundation, { ...plan, area: '示例市', leftover: '转入本基金会用途相近的基金', emergency: false }, recorder);
  return campaigns.confirm(foundation.id, filing, confirmer);
}

async function idOf({ db }: Demo, foundation: Foundation, question: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>(question, [foundation.id]);
  return row!.id;
}
