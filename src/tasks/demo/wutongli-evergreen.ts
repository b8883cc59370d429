import { randomUUID } from 'node:crypto';
import { placeOf } from '../../bank/places';
import type { FundRef } from '../../ledger/draft';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays, lastDay, monthOf, yearOf, type Day } from '../../rules/day';
import { yuan } from '../../rules/money';
import { NOTHING_GIVEN } from '../../rules/guardrails';
import { PAR } from '../../rules/units';
import { type Demo, dayIn, monthBefore } from './demo';
import { resolve } from './officials';
import type { Shown } from './statements';
import type { Wutongli } from './wutongli';

interface By { readonly recorder: Person; readonly confirmer: Person; readonly signer: Person }

/** A fund of which only what it earns is used: neighbours who give to it say whether their gift stays. */
export async function openEvergreen(demo: Demo, foundation: Foundation, by: By): Promise<FundRef> {
  const { funds, campaigns, today } = demo;
  const opened = monthBefore(today, 14);
  const fund = await demo.openFund(foundation, {
    phone: '13800000106', resolution: `梧理〔${yearOf(opened)}〕7 号`,
    code: 'evergreen', name: `${foundation.name}常青助老留本基金`, englishName: 'Wutongli Community Foundation Evergreen Fund for the Elderly',
    agreement: {
      no: 'XY-06', day: dayIn(opened, 26), preserved: true, party: '林老先生', englishParty: 'Mr Lin',
      purpose: '为梧桐里的困难老人添置冬衣被褥', englishPurpose: 'Winter coats and bedding for elderly people in need in Wutongli', use: '本金不动，收益用于冬衣被褥', englishUse: 'The principal stays; its yield pays for winter coats and bedding',
      termination: '双方书面同意时终止', englishTermination: 'By written consent of both sides', remainingProperty: '连同本金转入本基金会用途相近的留本基金，本金在那里继续不动', englishRemainingProperty: 'With its principal, to a preserved fund of this foundation with a similar purpose, where the principal goes on being kept', purposes: ['elderly'],
    },
    page: {
      summary: '本金一直留着，每年用它的收益给老人添冬衣。', englishSummary: 'The principal stays for good; each year its yield buys winter coats for the elderly.',
      place: '梧桐里街道', englishPlace: 'Wutongli sub-district', picture: null, unit: { label: '一件冬衣', englishLabel: 'one winter coat', cost: yuan('300') }, tiles: [yuan('300'), yuan('600'), yuan('3,000')],
    },
  }, by);
  const filing = await campaigns.record(foundation, {
    filingNo: `${foundation.creditCode}A${yearOf(today) % 100}003（示例）`, filedOn: dayIn(monthBefore(today, 13), 5), from: dayIn(monthBefore(today, 13), 15), to: `${yearOf(today) + 1}-12-31`, target: yuan('500,000'), cost: yuan('5,000'),
    purpose: '设立助老留本基金，收益为困难老人添冬衣', beneficiaries: '梧桐里困难老人', area: '示例市', leftover: '转入本基金会用途相近的留本基金', emergency: false,
  }, by.recorder);
  await funds.raise(fund, { mode: 'public', from: dayIn(monthBefore(today, 13), 15), campaign: await campaigns.confirm(foundation.id, filing, by.confirmer) });
  return fund;
}

const SUM = yuan('200,000');
const boughtOn = (today: Day): Day => dayIn(monthBefore(today, 2), 16);

/** The bank shows the purchase; the books take it over from there. */
export const deal = (today: Day): Shown => ({ day: boughtOn(today), sum: -SUM, reference: `WT${monthOf(boughtOn(today))}-0075`, party: '示例理财有限公司', memo: '申购稳健一号' });

/** The council resolves how much may be used in a year and how money is invested; one person proposes a product and an order, another approves. @returns the order */
export async function investingOf(demo: Demo, { foundation }: Wutongli, { recorder, confirmer }: By): Promise<number> {
  const { endowmentPolicies, pools, investments, today } = demo;
  const day = dayIn(monthBefore(today, 11), 10);
  const resolution = await resolve(demo, foundation, { number: '第一届第 5 号', day, subject: '留本基金支出政策和投资管理制度', majority: 'ordinary', members: 5 }, { recorder, confirmer });
  await endowmentPolicies.adoptSpending(foundation.id, { fund: null, from: day, percent: 400, quarters: 12, cap: 500, least: null, resolution }, recorder);
  await endowmentPolicies.adoptInvesting(foundation.id, { from: day, major: yuan('500,000'), priceDays: 100, dealDays: 10, resolution }, recorder);
  const pool = await pools.propose(foundation.id, {
    name: '稳健一号（示例）', englishName: 'Steady One (example)', kind: 'asset-management-product', role: 'short investment', institution: '示例理财有限公司', licence: 'Z7000000000001（示例）', purpose: null, noPosts: false, maturesOn: null, firstPrice: PAR,
  }, recorder);
  await pools.approve(foundation.id, pool, null, confirmer);
  const order = await investments.propose(foundation.id, pool, { side: 'buy', fund: 'evergreen', day: boughtOn(today), why: '一年内用不到的留本资金', sum: SUM, units: null, needed: 0n, resolution: null }, recorder);
  // late in a year whose spending is behind, an investment says why it is made all the same
  await investments.approve(foundation.id, order, confirmer, { ...NOTHING_GIVEN, reason: '协议约定本金不动，不能用于当年支出' });
  return order;
}

/** The purchase is booked by its line, and a month-end later the statement of the product says what it is worth. */
export async function bookDeal({ db, investments, pools, today }: Demo, { foundation }: Wutongli, order: number, { recorder, confirmer }: By): Promise<void> {
  const [line] = await db.query<[{ id: bigint }]>('SELECT id FROM bank_line WHERE foundation = $1 AND reference = $2', [foundation.id, deal(today).reference]);
  await investments.take({ foundation: foundation.id, id: order }, await placeOf(db, foundation.id, 'bank'), line.id, confirmer);
  const [{ pool }] = await db.query<[{ pool: number }]>('SELECT pool FROM investment_order WHERE id = $1', [order]);
  const key = randomUUID();
  await db.query(`INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, '稳健一号对账单.pdf', 'application/pdf', $4, now())`, [key, foundation.id, recorder.id, Buffer.from(`%PDF-1.7\n% ${key}\n%%EOF\n`)]);
  const day = lastDay(monthOf(addDays(`${monthOf(today)}-01`, -1)));
  const valuation = await pools.record(foundation.id, pool, { day, price: null, value: yuan('203,160') }, recorder, [key]);
  await pools.confirm(foundation.id, valuation, confirmer);
}
