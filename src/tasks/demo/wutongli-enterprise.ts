import { randomUUID } from 'node:crypto';
import type { Person } from '../../platform/access';
import { addDays, type Day } from '../../rules/day';
import { yuan } from '../../rules/money';
import { fractionOf, type Period, periodAt } from '../../rules/profit-share';
import type { Demo } from './demo';
import type { Shown } from './statements';
import type { Wutongli } from './wutongli';

/** The last quarter that is over, and the one before it. */
function quarters(today: Day): { last: Period; before: Period } {
  const last = periodAt('quarter', addDays(periodAt('quarter', today).from, -1));
  return { last, before: periodAt('quarter', addDays(last.from, -1)) };
}

/** What the bank shows of the laundry: its share of the quarter before the last. */
export function shareOfLaundry(today: Day): Shown {
  const day = addDays(quarters(today).before.to, 45);
  return { day, sum: yuan('9,306.00'), reference: `YH${day.replaceAll('-', '')}-0311`, party: LAUNDRY, memo: 'FX-001 利润分享' };
}

const LAUNDRY = '柳荫社区洗衣服务有限公司';

/** A laundry that the residents' committee owns gives thirty of a hundred of each quarter's profit to three funds. It has paid its first share; its last quarter is reported and confirmed, and the money has not come yet. */
export async function agreeWithLaundry({ db, enterprises, profitAgreements, profitReports, profitShares, today }: Demo, { foundation, general, lunch, study }: Wutongli, { recorder, confirmer }: { recorder: Person; confirmer: Person }): Promise<void> {
  const { last, before } = quarters(today);
  const signed = addDays(before.from, -12);
  const code = 'liuyin-laundry';
  const which = { foundation: foundation.id, code };
  const paper = async (name: string): Promise<string[]> => {
    const key = randomUUID();
    await db.query("INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, $4, 'application/pdf', $5, now())", [key, foundation.id, recorder.id, name, Buffer.from(`%PDF-1.7\n% ${key}\n%%EOF\n`)]);
    return [key];
  };
  await enterprises.enter(foundation.id, { code, name: LAUNDRY, englishName: 'Liuyin Community Laundry', creditCode: '91310101MA1FPX1K0C', relation: 'committee-owned', premises: '柳荫路 12 号一楼（社区用房）' }, recorder);
  await enterprises.addOwner(which, { name: '柳荫社区居民委员会', ownerCode: null, kind: 'residents-committee', parts: 8_000, from: addDays(signed, -400), source: '公司章程' }, recorder);
  await enterprises.addOwner(which, { name: '柳青', ownerCode: null, kind: 'resident', parts: 2_000, from: addDays(signed, -400), source: '公司章程' }, recorder);
  await enterprises.state(which, { related: false, words: '股东、董事与基金会理事、监事无关联', day: signed }, recorder);
  await enterprises.consent(which, { level: 'sums', from: signed, givenBy: '柳青，总经理' }, recorder);
  const agreement = await profitAgreements.prepare(which, { no: 'FX-001', kind: 'gift', period: 'quarter', advert: null, resolution: null }, {
    from: before.from, until: null, base: 'net-profit', steps: [{ from: 0n, rate: fractionOf('30') }], perUnit: null, floor: null, cap: null, carriesLoss: true, lossPeriods: null, dueDays: 60, dueMonths: null, dueMonthday: null, evidence: ['statement', 'tax-return'],
    funds: [{ fund: lunch.id, weight: 3_333n }, { fund: study.id, weight: 3_333n }, { fund: general.id, weight: 3_334n }], signedOn: signed, enterpriseSigner: '柳青', hostSigner: '王建国',
  }, await paper('利润分享协议.pdf'), recorder);
  const of = { foundation: foundation.id, agreement };
  const [{ version }] = await db.query<[{ version: number }]>('SELECT id AS version FROM profit_agreement_version WHERE agreement = $1', [agreement]);
  await profitAgreements.confirm(of, version, confirmer);
  for (const [period, revenue, netProfit] of [[before, '352,908.00', '31,020.00'], [last, '386,420.00', '41,260.50']] as const) {
    await profitReports.enter(of, { period, figures: { revenue: yuan(revenue), netProfit: yuan(netProfit), reserve: 0n, units: 0n }, evidence: ['statement', 'tax-return'], restates: null, why: null }, await paper('季度利润表.pdf'), recorder);
    const [{ report }] = await db.query<[{ report: number }]>('SELECT max(id) AS report FROM profit_report WHERE agreement = $1', [agreement]);
    await profitReports.confirm(of, report, confirmer);
  }
  const [{ line }] = await db.query<[{ line: bigint }]>('SELECT id AS line FROM bank_line WHERE foundation = $1 AND reference = $2', [foundation.id, shareOfLaundry(today).reference]);
  await profitShares.take(of, { line, period: before.from, onlyDue: false }, confirmer);
}
