import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { dayIn, type Demo, monthBefore } from './demo';
import { addDays, yearOf } from '../../rules/day';
import { yuan } from '../../rules/money';
import { resolve } from './officials';

/** The public-service money of the community: what this year's households entitle it to, and what the council means it for. Nothing has come yet. */
export async function openProgramme(demo: Demo, foundation: Foundation, by: { recorder: Person; signer: Person; confirmer: Person }): Promise<void> {
  const { programmes, programmeUses, today } = demo;
  const opened = dayIn(monthBefore(today, 1), 8);
  const year = yearOf(today);
  const code = 'public-services';
  await demo.openFund(foundation, {
    phone: '13800000104', resolution: `梧理〔${yearOf(opened)}〕4 号`,
    code, name: `${foundation.name}公共服务资金`, englishName: 'Wutongli Community Foundation Public Service Money',
    agreement: {
      no: 'GG-01', day: opened, kind: 'programme', party: '示例市梧桐里街道办事处', englishParty: 'Wutongli Sub-district Office, Example City', purpose: '社区公共服务和社会管理', englishPurpose: 'Public services of the community',
      use: '社区组织、志愿服务、公共设施维护、文体活动、居民培训、环境整治', englishUse: 'Groups, volunteering, upkeep, culture and sport, training, environment', purposes: ['facilities'],
      termination: '出资方停止拨付，或双方书面同意', englishTermination: 'The payers end their payments, or by written consent of both sides', remainingProperty: '按出资方的规定结转或退回', englishRemainingProperty: 'Carried over or given back, as its payers rule',
    },
    page: {
      summary: '按户数拨给社区的公共服务钱，居民议定用在哪里。', englishSummary: 'Public money by the number of households; the residents decide what it is for.', place: '梧桐里街道', englishPlace: 'Wutongli sub-district', picture: null, unit: null, tiles: [],
    },
  }, by);
  const which = { foundation, code };
  const count = await programmes.count(which, { day: addDays(opened, 2), households: { 'self-governed': 860, 'work-unit': 1_240, managed: 2_310, scattered: 0 }, source: '街道网格台账（示例）' }, by.recorder);
  await programmes.decideCount(which, count, { confirmed: true }, by.confirmer);
  const entitlement = await programmes.assess(which, { year, count, zone: 'near', rural: false, formulas: ['per-100', 'band'], dues: [`${year}-12-31`] }, by.recorder);
  await programmes.decideEntitlement(which, entitlement, { confirmed: true }, by.confirmer);
  const resolution = await resolve(demo, foundation, { number: `梧理〔${yearOf(opened)}〕5 号`, day: addDays(opened, 4), subject: `${year} 年公共服务资金预算`, majority: 'ordinary', members: 5 }, by);
  await programmeUses.budget(which, {
    year, resolution, reason: '独居老人取暖补贴', sums: { groups: yuan('30,000'), volunteering: yuan('20,000'), upkeep: yuan('70,000'), culture: yuan('30,000'), training: yuan('16,000'), environment: yuan('24,000'), other: yuan('10,000') },
  }, by.recorder);
}
