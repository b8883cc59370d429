import { bankGift, costAccepted, payment, subsidy } from '../../ledger/entries';
import type { FundRef } from '../../ledger/draft';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { type Day, yearOf } from '../../rules/day';
import { yuan } from '../../rules/money';
import { type Demo, dayIn, monthBefore, type Turn } from './demo';
import { resolve } from './officials';

/** A micro-fund on which the council of its village decides, and public-service money that the district pays by households. */
export interface Neighbours { readonly village: FundRef; readonly services: FundRef }

const REST = {
  termination: '双方书面同意，或连续 12 个月没有收支时终止', englishTermination: 'By written consent of both sides, or after twelve months without any movement',
  remainingProperty: '转入本基金会宗旨相同或者相近的基金，三个月内公布', englishRemainingProperty: 'What is left goes to a fund of this foundation with the same or a similar purpose and is published within three months',
};
const SUBSIDY = 'demo:subsidy:services';

export async function openNeighbours(demo: Demo, foundation: Foundation, by: { recorder: Person; signer: Person }): Promise<Neighbours> {
  const opened = monthBefore(demo.today, 11);
  const village = await demo.openFund(foundation, {
    phone: '13800000104', resolution: `梧理〔${yearOf(opened)}〕4 号`, code: 'village-two', name: `${foundation.name}梧桐里二村社区微基金`, englishName: 'Wutongli Community Foundation Village Two Micro-fund',
    agreement: {
      no: 'XY-04', day: dayIn(opened, 6), kind: 'micro', party: '梧桐里二村居民议事会', englishParty: 'Residents’ council of Wutongli Village Two', purposes: ['mutual-aid', 'organisations'], ...REST,
      purpose: '支持二村居民自己组织的小组和小事', englishPurpose: 'Small things and groups that residents of Village Two organise themselves', use: '小组活动、公共角落小修、材料', englishUse: 'Activities of groups, small repairs in shared places, materials',
    },
    page: { summary: '二村居民自己商量、自己动手的小事，由居民议事会决定怎么用。', englishSummary: 'Small things that the residents of Village Two do themselves; their council decides.', place: '梧桐里二村', englishPlace: 'Wutongli Village Two', picture: null, unit: null, tiles: [] },
  }, by);
  const services = await demo.openFund(foundation, {
    phone: '13800000105', resolution: `梧理〔${yearOf(opened)}〕5 号`, code: 'public-services', name: `${foundation.name}梧桐里公共服务资金`, englishName: 'Wutongli Community Foundation Public Service Money',
    agreement: {
      no: 'XY-05', day: dayIn(opened, 6), kind: 'programme', party: '梧桐里街道办事处', englishParty: 'Wutongli sub-district office', purposes: ['organisations', 'culture', 'facilities'], ...REST,
      purpose: '社区公共服务和居民活动', englishPurpose: 'Public services of the community and activities of residents', use: '社区组织、志愿服务、设施维护、文体、培训、环境六类，按年度预算使用', englishUse: 'Groups, volunteering, upkeep, culture and sport, training and environment, by the year’s budget',
    },
    page: { summary: '按户数核定的社区公共服务经费，用在六类公共服务上。', englishSummary: 'Money for public services by the number of households, for six uses.', place: '梧桐里街道', englishPlace: 'Wutongli sub-district', picture: null, unit: null, tiles: [] },
  }, by);
  return { village, services };
}

/** What was given to the village, what its gardeners used of it, and the district's money. */
export function booksOfNeighbours({ village, services }: Neighbours, { bank, today }: { bank: number; today: Day }): Turn[] {
  const on = (back: number, day: number): Day => dayIn(monthBefore(today, back), day);
  const party = '示例五金店';
  return [
    { day: on(10, 9), write: () => bankGift({ day: on(10, 9), source: 'demo:village:1', fund: village, sum: yuan('2,000'), bank, party: '梧桐里菜市场商户' }) },
    { day: on(7, 16), write: () => bankGift({ day: on(7, 16), source: 'demo:village:2', fund: village, sum: yuan('1,200'), bank, party: '二村 8 号楼邻居' }) },
    { day: on(5, 11), write: () => costAccepted({ day: on(5, 11), source: 'demo:village:cost', fund: village, sum: yuan('860'), for: 'programme', party, note: '二村花友小组：花架和园土' }) },
    { day: on(5, 14), write: () => payment({ day: on(5, 14), source: 'demo:village:paid', fund: village, sum: yuan('860'), bank, party, note: '二村花友小组：花架和园土' }) },
    { day: on(1, 13), write: () => subsidy({ day: on(1, 13), source: SUBSIDY, fund: services, sum: yuan('48,000'), bank, party: '示例区财政局', note: '公共服务资金，第一期' }) },
  ];
}

/** The committee of the village is its council; the district's year is counted and assessed by one person, confirmed by another. */
export async function careForNeighbours(demo: Demo, foundation: Foundation, { services }: Neighbours, { recorder, signer }: { recorder: Person; signer: Person }): Promise<void> {
  const { db, care, programmes, programmeUses, today } = demo;
  const from = dayIn(monthBefore(today, 10), 1);
  for (const [at, name] of ['高原', '陈桂娥', '赵秀英', '孙建平', '吴芳'].entries()) await care.seat(foundation.id, 'village-two', { name, side: 'resident', chairs: at === 0, from, to: null }, recorder);
  await care.seat(foundation.id, 'village-two', { name: '何平', side: 'supervisor', chairs: false, from, to: null }, recorder);
  for (const code of ['village-two', 'public-services']) await care.entrust(foundation.id, code, { person: recorder.id, from }, signer);
  const which = { foundation, code: 'public-services' };
  const count = await programmes.count(which, { day: from, households: { 'self-governed': 350, 'work-unit': 0, managed: 2_000, scattered: 0 }, source: '街道网格户数台账' }, recorder);
  await programmes.decideCount(which, count, { confirmed: true }, signer);
  const [paid] = await db.query<{ entry: bigint; day: Day }[]>('SELECT e.id AS entry, e.day FROM journal_entry e WHERE e.foundation = $1 AND e.source = $2', [services.foundation, SUBSIDY]);
  const year = yearOf(paid!.day);
  const entitled = await programmes.assess(which, { year, count, zone: 'inner', rural: false, formulas: ['per-100'], dues: [`${year}-06-30`, `${year}-12-31`] }, recorder);
  await programmes.decideEntitlement(which, entitled, { confirmed: true }, signer);
  await programmes.receive(which, { entry: paid!.entry, year, payer: 'district', sum: null }, recorder);
  const resolution = await resolve(demo, foundation, { number: `梧理〔${yearOf(from)}〕6 号`, day: from, subject: `${year} 年公共服务资金预算`, majority: 'ordinary', members: 5 }, { recorder, confirmer: signer });
  await programmeUses.budget(which, {
    year, resolution, reason: '独居老人取暖补贴', sums: { groups: yuan('14,000'), volunteering: yuan('10,000'), upkeep: yuan('34,000'), culture: yuan('14,000'), training: yuan('8,000'), environment: yuan('10,000'), other: yuan('4,000') },
  }, recorder);
}
