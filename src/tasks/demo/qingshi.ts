import { yuan } from '../../rules/money';
import { type Demo, dayIn, monthBefore } from './demo';
import { receive } from './statements';

export const QINGSHI = 'qingshi';

/** A foundation that is not registered yet: 1,860,000 yuan are in, one contribution waits for a second person, papers are missing. */
export async function prepareQingshi(demo: Demo): Promise<void> {
  const months = [5, 3, 2].map((back) => monthBefore(demo.today, back)) as [string, string, string];
  const begun = dayIn(months[0], 6);
  const foundation = await demo.preparations.begin({
    code: QINGSHI, name: '青石巷社区基金会（筹）', englishName: 'Qingshi Lane Community Foundation (in preparation)',
    purpose: '让青石巷的老街坊互相照应，把巷子里的公共事办好。', englishPurpose: 'Neighbours of Qingshi Lane look after each other and after what they share.',
    registrar: '示例市民政局', englishRegistrar: 'Example City Civil Affairs Bureau', creditCode: null, hotline: '021-0000 0001',
    hours: '周二、周四 14:00—17:00', englishHours: 'Tuesdays and Thursdays, 14:00–17:00', seal: '青石巷社', jurisdiction: 'CN-31', certificate: null,
  }, { day: begun, bank: { code: 'bank', name: '示例银行青石巷支行，尾号 7702', englishName: 'Example Bank, Qingshi Lane branch, ending 7702' } });
  const recorder = await demo.appoint(foundation, { name: '陈静', englishName: 'Chen Jing', role: 'bookkeeper', from: begun });
  const confirmer = await demo.appoint(foundation, { name: '赵磊', englishName: 'Zhao Lei', role: 'secretary-general', from: begun });

  const founder = { company: '示例建筑工程有限公司', chamber: '青石巷商户联合会' };
  await demo.pledges.record(foundation.id, { founder: founder.company, sum: yuan('1,000,000'), dueDay: dayIn(months[1], 28), resolution: null }, recorder);
  await demo.pledges.record(foundation.id, { founder: founder.chamber, sum: yuan('1,000,000'), dueDay: dayIn(months[2], 28), resolution: null }, recorder);
  await receive(demo, foundation, [
    { founder: founder.company, sum: yuan('1,000,000'), reference: `QS${months[0].replace('-', '')}18-0031`, valueDay: dayIn(months[0], 18) },
    { founder: founder.chamber, sum: yuan('860,000'), reference: `QS${months[1].replace('-', '')}09-0007`, valueDay: dayIn(months[1], 9) },
  ], { recorder, confirmer, from: begun, to: dayIn(months[1], 28) });
  await demo.contributions.record(foundation.id, { founder: founder.chamber, sum: yuan('90,000'), reference: `QS${months[2].replace('-', '')}21-0102`, valueDay: dayIn(months[2], 21) }, recorder);

  await demo.registrations.addPaper(foundation, { kind: 'name-approval', name: '名称核准通知书', number: '示例民名核 12 号', day: dayIn(months[0], 10) }, recorder);
  await demo.registrations.addPaper(foundation, { kind: 'charter', name: '青石巷社区基金会章程（草案表决稿）', number: null, day: dayIn(months[1], 2) }, recorder);
}
