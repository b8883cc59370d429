import type { FundRef, Draft } from '../../ledger/draft';
import { bankGift, costAccepted, goodsGift, goodsUsed, interest, payment, principalGift, promise, reversal } from '../../ledger/entries';
import { addDays, type Day } from '../../rules/day';
import { yuan, type Fen } from '../../rules/money';
import { dayIn, monthBefore, type Turn } from './demo';
import type { Wutongli } from './wutongli';

/** Neighbours who give by bank transfer: the name as they agreed to show it, their usual sum, the day of the month. */
const NEIGHBOURS: readonly (readonly [party: string | null, sum: string, day: number])[] = [
  ['张*', '378', 2], ['吴*', '200', 3], [null, '90', 4], ['欧阳*', '500', 7], ['李*', '180', 9], [null, '36', 11], ['陈*', '360', 12], ['徐*', '1,000', 15], [null, '720', 18], ['沈*', '90', 21], ['马*', '540', 24],
];
const MONTHS = 12;

/** A year of the four funds and of the general fund, month by month. */
export function booksOfWutongli(house: Wutongli, today: Day, late: number): Turn[] {
  return Array.from({ length: MONTHS + 1 }, (_, at) => MONTHS - at).flatMap((back) => [...lunchIn(house, today, back), ...lightsIn(house, today, back), ...studyIn(house, today, back), ...evergreenIn(house, today, back), ...officeIn(house, today, back, late)]);
}

function lunchIn({ lunch, bank }: Wutongli, today: Day, back: number): Turn[] {
  const month = monthBefore(today, back);
  const on = (day: number): Day => dayIn(month, day);
  const { gift, costPaid } = at({ fund: lunch, bank, month });
  const lunches = 1_020n + BigInt((back * 37) % 90);
  const turns = [
    ...lunchGifts(back).map(([party, sum, day, note], index) => gift(day, party, yuan(sum), String(index + 1), note)),
    ...costPaid(20, '梧桐里老年食堂', lunches * yuan('15'), `午餐 ${lunches} 份，食材和制作`),
    ...costPaid(22, '示例同城配送有限公司', lunches * yuan('2'), `送餐 ${lunches} 份`),
  ];
  if (back === 9)
    turns.push(
      { day: on(10), write: () => goodsGift({ day: on(10), source: `goods:${month}-01`, fund: lunch, sum: yuan('3,200'), party: '示例粮油有限公司', note: '大米 500 公斤、食用油 40 桶，按发票价' }) },
      { day: on(26), write: () => goodsUsed({ day: on(26), source: `goods:${month}-02`, fund: lunch, sum: yuan('2,100'), note: '领用大米 350 公斤、食用油 20 桶' }) },
    );
  if (back === 6) turns.push(...boxes({ fund: lunch, bank }, month));
  if (back === 1)
    turns.push({ day: on(23), write: () => promise({ day: on(23), source: `promise:stove:${month}`, fund: lunch, sum: yuan('9,600'), party: '梧桐里老年食堂', note: '食堂蒸饭柜更新，等安装验收后付款' }) });
  return turns;
}

type Gift = readonly [party: string | null, sum: string, day: number, note?: string];

const lunchGifts = (back: number): Gift[] => [
  ...NEIGHBOURS.filter((_, index) => (index + back) % 5 !== 0),
  ['示例物业有限公司', back === MONTHS ? '60,000' : '18,000', 6, '月度助餐款'],
];
const studyGifts = (back: number): Gift[] => (back > 2 ? [['示例书店有限公司', back === MONTHS ? '12,000' : '2,400', 10], [back % 2 === 0 ? '周*' : null, '300', 19]] : []);

/** Decided, delivered, paid: the cost draws on its promise, so that the money set aside is used once. */
function boxes({ fund, bank }: { fund: FundRef; bank: number }, month: string): Turn[] {
  const supplier = '示例厨具有限公司';
  const promised = `promise:boxes:${month}`;
  return [
    { day: dayIn(month, 5), write: () => promise({ day: dayIn(month, 5), source: promised, fund, sum: yuan('6,480'), party: supplier, note: '采购保温箱 12 只' }) },
    { day: dayIn(month, 17), write: (entryOf) => costAccepted({ day: dayIn(month, 17), source: `cost:boxes:${month}`, fund, sum: yuan('6,480'), for: 'programme', promise: entryOf(promised), party: supplier, note: '保温箱 12 只，验收合格' }) },
    { day: dayIn(month, 19), write: () => payment({ day: dayIn(month, 19), source: `payment:boxes:${month}`, fund, sum: yuan('6,480'), bank, party: supplier, note: '保温箱 12 只' }) },
  ];
}

function lightsIn({ lights, lunch, bank, foundation }: Wutongli, today: Day, back: number): Turn[] {
  const month = monthBefore(today, back);
  const { gift, costPaid } = at({ fund: lights, bank, month });
  const turns = [gift(8, '梧桐里一村 3 号楼', yuan('1,200'), '31'), gift(16, back % 2 === 0 ? '梧桐里一村 7 号楼' : '梧桐里一村 12 号楼', yuan('860'), '32')];
  if (back % 3 === 1) turns.push(...costPaid(24, '示例电器安装服务部', yuan('3,870'), '感应灯 18 盏，含安装'));
  if (back === 4) turns.push(...wrongFund({ lunch, lights, bank, foundation: foundation.id }, month));
  return turns;
}

/** A gift booked in the wrong fund, reversed with its reason and booked where it belongs. */
function wrongFund({ lunch, lights, bank, foundation }: Pick<Wutongli, 'lunch' | 'lights' | 'bank'> & { foundation: number }, month: string): Turn[] {
  const sum = yuan('2,000');
  const [day, next] = [dayIn(month, 13), dayIn(month, 14)];
  const wrong = bankGift({ day, source: `bank:WT${month}-0041`, fund: lunch, sum, bank, party: '梧桐里一村 5 号楼' });
  return [
    { day, write: () => wrong },
    { day: next, write: (entryOf) => reversal({ foundation, day: next, source: `reversal:WT${month}-0041`, reverses: entryOf(wrong.source), mirrors: wrong, reason: '转账附言写明捐给楼道灯光，记错了基金', lines: wrong.lines }) },
    { day: next, write: () => bankGift({ day: next, factDay: day, source: `bank:WT${month}-0041:again`, fund: lights, sum, bank, party: '梧桐里一村 5 号楼' }) },
  ];
}

function studyIn({ study, bank }: Wutongli, today: Day, back: number): Turn[] {
  const month = monthBefore(today, back);
  const { gift, costPaid } = at({ fund: study, bank, month });
  const turns = studyGifts(back).map(([party, sum, day], index) => gift(day, party, yuan(sum), String(51 + index)));
  if (back % 2 === 0) turns.push(...costPaid(23, '示例书店有限公司', yuan('2,160'), '童书 72 本'));
  if (back === 11) turns.push(...costPaid(26, '示例家具厂', yuan('5,600'), '书桌 8 张、椅子 16 把'));
  return turns;
}

/** Two gifts that stay, interest of the bank each quarter, and winter coats out of it. */
function evergreenIn({ evergreen, bank }: Wutongli, today: Day, back: number): Turn[] {
  const month = monthBefore(today, back);
  const { gift, costPaid } = at({ fund: evergreen, bank, month });
  const kept = (day: number, party: string, sum: string, line: string): Turn => {
    const when = dayIn(month, day);
    return { day: when, write: () => principalGift({ day: when, source: `bank:WT${month}-${line}`, fund: evergreen, sum: yuan(sum), bank, party, note: '本金不动，只用收益' }) };
  };
  const turns: Turn[] = [];
  if (back === MONTHS) turns.push(kept(6, '林老先生', '300,000', '0071'));
  if (back === 9) turns.push(kept(12, '陈*', '50,000', '0072'));
  if (back % 3 === 0) turns.push({ day: dayIn(month, 21), write: () => interest({ day: dayIn(month, 21), source: `bank:WT${month}-0073`, fund: evergreen, sum: yuan('1,312.50'), bank, party: '示例银行', note: '结息' }) });
  if (back === 8) turns.push(gift(14, '示例物业有限公司', yuan('6,000'), '74', '可以使用'));
  if (back === 5) turns.push(...costPaid(9, '示例服装厂', yuan('3,600'), '冬衣 12 件'));
  if (back === 1) turns.push({ day: dayIn(month, 17), write: () => promise({ day: dayIn(month, 17), source: `promise:coats:${month}`, fund: evergreen, sum: yuan('1,500'), party: '示例服装厂', note: '冬衣 5 件，交货后付款' }) });
  return turns;
}

/** What the foundation itself costs, out of gifts made for no particular purpose and of the agreed fees. Late in a year it is approved one by one: see `wutongli-office`. */
function officeIn({ general, bank }: Wutongli, today: Day, back: number, late: number): Turn[] {
  const month = monthBefore(today, back);
  const { gift, costPaid } = at({ fund: general, bank, month });
  const bills = Number(month.slice(5)) < late ? billsOf(back) : [];
  return [gift(5, '梧桐里商会', yuan(back === MONTHS ? '30,000' : '4,500'), '61', '不指定用途'), ...bills.flatMap(({ on, party, sum, note }) => costPaid(on, party, yuan(sum), note, 'management'))];
}

export interface Bill { readonly on: number; readonly party: string; readonly sum: string; readonly note: string; readonly why: string }
/** What comes to the office in a month. */
const billsOf = (back: number): Bill[] => [
  { on: 21, party: '示例物业有限公司', sum: '1,200', note: '办公室房租', why: '房租按租约每月支付，不能缓' },
  { on: 26, party: '示例会计师事务所', sum: back === 7 ? '6,000' : '800', note: back === 7 ? '年度审计' : '代理记账', why: '记账和审计依法不能停' },
];
/** The bills of the last year that came late in one, from a month on, with their days. */
export const lateBills = (today: Day, late: number): (Bill & { readonly day: Day })[] =>
  Array.from({ length: MONTHS + 1 }, (_, at) => MONTHS - at).filter((back) => Number(monthBefore(today, back).slice(5)) >= late).flatMap((back) => billsOf(back).map((bill) => ({ ...bill, day: dayIn(monthBefore(today, back), bill.on) }))).filter(({ day }) => day <= today);

interface About { readonly fund: FundRef; readonly bank: number; readonly month: string }

interface Monthly {
  readonly gift: (day: number, party: string | null, sum: Fen, line: string, note?: string) => Turn;
  readonly costPaid: (day: number, party: string, sum: Fen, note: string, of?: 'programme' | 'management') => Turn[];
}

/** The two things that happen each month. Numbers of bank lines count through the month, so that none is used twice. */
function at({ fund, bank, month }: About): Monthly {
  return {
    gift: (day, party, sum, line, note) => {
      const when = dayIn(month, day);
      return { day: when, write: () => bankGift({ day: when, source: `bank:WT${month}-${line.padStart(4, '0')}`, fund, sum, bank, party, note }) };
    },
    // accepted when it was delivered, paid a week later after two approvals
    costPaid: (day, party, sum, note, of = 'programme') => {
      const accepted = dayIn(month, day);
      const paid = addDays(accepted, 7);
      const source = (act: string): string => `${act}:${fund.id}:${accepted}`;
      const about = { fund, sum, party, note };
      const drafts: [Day, () => Draft][] = [[accepted, () => costAccepted({ ...about, day: accepted, source: source('cost'), for: of })], [paid, () => payment({ ...about, day: paid, source: source('payment'), bank })]];
      return drafts.map(([when, write]) => ({ day: when, write }));
    },
  };
}
