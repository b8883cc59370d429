import type { DataSource, EntityManager } from 'typeorm';
import type { AccountClass } from '../../src/ledger/chart';
import type { Draft, FundRef } from '../../src/ledger/draft';
import {
  advance, advanceCleared, advanceHandedBack, agencyIn, agencyOut, bankFee, bankGift, betweenPlaces, bondBack, bondIn, cashGift, chartMigration, contributionBounced, costAccepted, coveredRefund, deduction, depreciation,
  disputeFee, disputeLost, disputeWithdrawn, disputeWon, dividendDeclared, donatedService, enterpriseShare, fallInValue, fixedAssetBought, foundingContribution, goodsGift, goodsSold, goodsUsed, grantReclaimed,
  interest, investmentBought, investmentSold, keptInAnotherCurrency, makingGood, managementFee, matchPaid, moneyIdentified, onlineGift, openingBalance, paidNotAsAsked, payment, paymentFee, paymentReturned, payout, principalGift,
  promise, providerOverdrawn, providerRefund, receivableReceived, refund, refundFailed, release, rent as rentReceived, restrictionReleased, serviceIncome, spinOff, spinOffReceived, subsidy, transferRestricted, transferUnrestricted,
  unidentifiedReceipt, yearClosing, type Standing,
} from '../../src/ledger/entries';
import type { FundClass } from '../../src/ledger/kinds';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Day } from '../../src/rules/day';
import { yuan } from '../../src/rules/money';
import { bareFund } from './funds';
import { Deals } from './investments';
import { acting, enterActed } from './moves';

/** The house at Liuyinli 柳荫里, whose books hold every kind of entry, and the house at Nanyuan that comes out of it. */
export interface EveryKind {
  readonly foundation: number;
  readonly nanyuan: number;
  /** A row for each entry and fund: kind, fund, what it did to M money, O owed, C promised, W worth and the floor, and its lines with debits positive. */
  readonly told: readonly string[];
}

/** Two years at Liuyinli: opened in 2025, closed, carried into the chart of 2026, and whatever can happen since. */
export async function everyKind(db: DataSource): Promise<EveryKind> {
  const ledger = new Ledger();
  const foundation = await found(db, 'liuyinli', '柳荫里社区基金会', 'Liuyinli Community Foundation');
  const nanyuan = await found(db, 'nanyuan', '南园社区基金会', 'Nanyuan Community Foundation');
  const open = async (of: number, code: string, klass: FundClass, name: string): Promise<FundRef> =>
    ({ id: await bareFund(db, { foundation: of, code, class: klass, name, englishName: code, openedOn: '2025-01-01' }), foundation: of, class: klass });
  const place = (of: number, account: '1001' | '1002' | '1009', code: string): Promise<number> => ledger.openPlace(db.manager, { foundation: of, account, code, name: code, englishName: code });
  const original = await open(foundation, 'original', 'original', '原始基金');
  const general = await open(foundation, 'general', 'general', '一般基金');
  const stairs = await open(foundation, 'stairs', 'designated', '楼道扶手');
  const lunch = await open(foundation, 'lunch', 'restricted', '银龄午餐基金');
  const study = await open(foundation, 'study', 'restricted', '晚自习基金');
  const evergreen = await open(foundation, 'evergreen', 'preserved', '常青留本基金');
  const lift = await open(foundation, 'lift', 'agency', '三号楼电梯');
  const bank = await place(foundation, '1002', 'icbc');
  const clearing = await place(foundation, '1009', 'stripe');
  const cash = await place(foundation, '1001', 'cash-box');
  const theirs = { original: await open(nanyuan, 'original', 'original', '原始基金'), lunch: await open(nanyuan, 'lunch', 'restricted', '银龄午餐基金'), bank: await place(nanyuan, '1002', 'icbc') };

  const told: string[] = [];
  let n = 0;
  const on = (day: Day, party: string | null = null, note: string | null = null) => ({ day, source: `liuyinli:${++n}`, party, note });
  const fact = async (most: bigint, day: Day): Promise<bigint> =>
    (await db.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, `fact:${n}:${day}`, most, day]))[0]!.id;
  const floors = async (): Promise<Map<number, bigint>> => new Map((await db.query<{ fund: number; floor: bigint }[]>('SELECT fund, floor FROM fund_balance')).map((row) => [row.fund, row.floor]));
  const tell = async (post: (db: DataSource) => Promise<bigint>): Promise<bigint> => {
    const before = await floors();
    const entry = await post(db);
    told.push(...(await rowsOf(db, entry, before)));
    return entry;
  };
  const enter = (draft: Draft): Promise<bigint> => tell(() => db.transaction((tx) => ledger.enter(tx, draft)));
  const act = (draft: Draft): Promise<bigint> => tell(() => enterActed(db, draft, ['2026-01-01', '2026-02-28']));
  const reverse = (entry: bigint, day: Day, reason: string): Promise<bigint> => tell(() => db.transaction((tx) => ledger.reverse(tx, { foundation, entry, day, reason })));

  // 2025: the accountant, Sun Lan, signs the trial balance of 31 December 2024
  const opening = await enter(openingBalance({ ...on('2025-01-01', null, '孙兰签字的余额表'), foundation, standing: [
    { fund: general, role: 'bank', sum: yuan('20,000'), place: bank }, { fund: general, role: 'stock', sum: yuan('500') }, { fund: general, role: 'payable', sum: -yuan('300') }, { fund: general, role: 'unrestricted', sum: -yuan('20,200') },
    { fund: original, role: 'bank', sum: yuan('1,500,000'), place: bank }, { fund: original, role: 'short investment', sum: yuan('500,000') }, { fund: original, role: 'registered', sum: -yuan('2,000,000') },
    { fund: lunch, role: 'bank', sum: yuan('10,000'), place: bank }, { fund: lunch, role: 'restricted', sum: -yuan('10,000') },
    { fund: evergreen, role: 'bank', sum: yuan('100,000'), place: bank }, { fund: evergreen, role: 'principal', sum: -yuan('100,000') },
    { fund: lift, role: 'bank', sum: yuan('5,000'), place: bank }, { fund: lift, role: 'agency goods', sum: yuan('1,000') }, { fund: lift, role: 'agency liability', sum: -yuan('6,000') },
  ] }));
  const contribution = await enter(foundingContribution({ ...on('2025-03-03', '王建国'), fund: original, sum: yuan('10,000'), bank }));
  const bounce = { day: '2025-03-05', fact: await fact(yuan('10,000'), '2025-03-05') };
  const bounced = await enter(contributionBounced({ ...on(bounce.day, '王建国'), fund: original, sum: yuan('10,000'), bank, fact: bounce.fact }));
  await recordFounding(db, { foundation, contribution, bounced, ...bounce });
  await enter(makingGood({ ...on('2025-03-20', null, '理事会第 4 号决议'), general, original, sum: yuan('1,000') }));
  await enter(bankGift({ ...on('2025-04-01', '李梅'), fund: lunch, sum: yuan('3,000'), bank }));
  await enter(costAccepted({ ...on('2025-05-06', '红灯笼食堂', '四月午餐'), fund: lunch, sum: yuan('1,000'), for: 'programme' }));
  const rent = await enter(costAccepted({ ...on('2025-06-02', '示例物业有限公司', '办公室租金'), fund: general, sum: yuan('600'), for: 'management' }));
  const leaflets = await enter(costAccepted({ ...on('2025-06-03', '示例印刷厂', '募捐传单'), fund: general, sum: yuan('90'), for: 'fundraising' }));
  await enter(grantReclaimed({ ...on('2025-07-01', '拾光读书会', '2024 年没用完的资助'), fund: study, sum: yuan('800'), paidOn: '2024-09-01', bank }));
  const deals = await Deals.begin(db, foundation, '2025-01-01');
  const [bonds, units, deposit] = [await deals.pool('国债', 'short investment', '2025-08-01'), await deals.pool('基金份额', 'short investment', '2025-08-01'), await deals.pool('大额存单', 'other long investment', '2025-08-01')];
  await deals.brought({ pool: units, fund: original.id, cost: yuan('500,000'), units: 500_000n, entry: opening, day: '2025-01-01' });
  /** An investment bought or sold, by what two people have ordered. */
  const dealt = (draft: Draft, { pool, units: moved, cost }: { pool: number; units: bigint; cost: bigint }): Promise<bigint> => tell((all) => all.transaction(async (tx) => {
    const entry = await ledger.enter(tx, draft);
    const money = draft.lines.find(({ place: at }) => at !== null)!;
    await deals.deal(tx, { pool, fund: money.fund, side: money.debit < 0n ? 'buy' : 'sell', sum: money.debit < 0n ? -money.debit : money.debit, units: moved, day: draft.day, place: bank }, entry, cost);
    return entry;
  }));
  await dealt(investmentBought({ ...on('2025-08-01', null, '国债'), fund: general, in: 'short investment', sum: yuan('5,000'), bank }), { pool: bonds, units: 5_000n, cost: yuan('5,000') });
  /** A price says that units are worth less than the books do, and two people that it is for good. */
  const fell = (draft: Draft, at: { pool: number; fund: FundRef; sum: bigint; to: bigint }): Promise<bigint> => tell((all) => all.transaction((tx) => deals.fall(tx, { ...at, fund: at.fund.id, day: draft.day }, () => ledger.enter(tx, draft))));
  await fell(fallInValue({ ...on('2025-12-31', null, '年末估值'), fund: general, general, of: 'short investment', sum: yuan('200'), fact: await fact(yuan('200'), '2025-12-31') }), { pool: bonds, fund: general, sum: yuan('200'), to: yuan('4,800') });
  const spring = await enter(promise({ ...on('2025-12-20', '红灯笼食堂', '春节午餐'), fund: lunch, sum: yuan('2,000') }));
  await enter(yearClosing({ ...on('2025-12-31', null, '2025 年结转'), foundation, standing: await standingOf(db, foundation, ['I', 'E']) }));
  await enter(chartMigration({ ...on('2026-01-01', null, '转入新制度'), foundation, standing: await standingOf(db, foundation, ['M', 'A', 'T', 'L', 'N', 'C']) }));
  // what was 5201 and 5301 is taken back from 5301 and 5401
  await reverse(rent, '2026-01-08', '租金由物业免除');
  await reverse(leaflets, '2026-01-08', '传单没有印');
  // told late: the old books are closed, so it is booked in the new ones, in their account
  await enter(paymentFee({ ...on('2025-12-30', null, '迟到的手续费'), fund: general, sum: yuan('3'), clearing, fact: await fact(yuan('3'), '2025-12-30') }));

  // 2026: gifts
  const wang = await enter(onlineGift({ ...on('2026-01-10', '王*'), fund: lunch, sum: yuan('100'), clearing }));
  await recordGift(db, { foundation, fund: lunch.id, entry: wang, fee: await enter(paymentFee({ ...on('2026-01-10'), fund: lunch, sum: yuan('0.60'), clearing, fact: await fact(yuan('0.60'), '2026-01-10') })) });
  await enter(paidNotAsAsked({ ...on('2026-01-11'), general, sum: yuan('50'), clearing }));
  await enter(unidentifiedReceipt({ ...on('2026-01-12', null, '附言看不清'), general, sum: yuan('700'), bank }));
  await enter(moneyIdentified({ ...on('2026-01-15', '陈阿婆', '给晚自习的孩子'), general, fund: study, sum: yuan('600') }));
  await enter(moneyIdentified({ ...on('2026-01-16', '何师傅'), general, fund: general, sum: yuan('100') }));
  await enter(cashGift({ ...on('2026-01-17', '菜场募捐箱'), fund: stairs, sum: yuan('230'), cash }));
  const principal = await enter(principalGift({ ...on('2026-01-18', '林老先生', '本金不动，收益助老'), fund: evergreen, sum: yuan('50,000'), bank }));
  await enter(goodsGift({ ...on('2026-01-19', '示例粮油店', '大米 20 袋'), fund: lunch, sum: yuan('1,000') }));
  await enter(goodsUsed({ ...on('2026-01-20', null, '发放 10 袋'), fund: lunch, sum: yuan('500') }));
  await enter(rentReceived({ ...on('2026-01-20', '示例便利店', '租金 3 号楼底商'), fund: general, sum: yuan('70'), bank }));
  await enter(goodsSold({ ...on('2026-01-21', '社区食堂', '卖出 8 袋'), fund: lunch, sum: yuan('450'), cost: yuan('400'), bank }));
  await enter(donatedService({ ...on('2026-01-22', '方律师', '免费咨询 10 小时'), fund: general, sum: yuan('3,000'), for: 'management' }));
  await enter(enterpriseShare({ ...on('2026-01-23', '柳荫洗衣合作社'), fund: stairs, sum: yuan('400'), bank }));

  // in trust, and what the general fund promised to add
  await enter(agencyIn({ ...on('2026-02-01', '三号楼 12 户'), fund: lift, sum: yuan('12,000'), bank }));
  await enter(agencyIn({ ...on('2026-02-01', '三号楼', '旧扶梯'), fund: lift, sum: yuan('300'), goods: true }));
  const match = await enter(promise({ ...on('2026-02-02', '三号楼', '电梯配捐'), fund: general, sum: yuan('1,500') }));
  await enter(matchPaid({ ...on('2026-02-03', '三号楼', '电梯配捐'), fund: general, purse: lift, sum: yuan('1,200'), promise: match }));
  await enter(release({ ...on('2026-02-04', '三号楼', '配捐余额'), fund: general, sum: yuan('300'), promise: match }));
  await enter(agencyOut({ ...on('2026-02-05', '示例电梯厂', '首期款'), fund: lift, sum: yuan('9,000'), bank }));
  await enter(agencyOut({ ...on('2026-02-06', '三号楼', '旧扶梯交还'), fund: lift, sum: yuan('300'), goods: true }));

  // other income
  await enter(subsidy({ ...on('2026-02-10', '街道办', '助老补助'), fund: lunch, sum: yuan('6,000'), due: true }));
  await enter(receivableReceived({ ...on('2026-02-25', '街道办'), fund: lunch, sum: yuan('6,000'), bank }));
  await enter(serviceIncome({ ...on('2026-02-26', '街道办', '购买服务'), fund: general, sum: yuan('8,000'), bank }));
  await enter(interest({ ...on('2026-03-21'), fund: general, sum: yuan('33.50'), bank }));
  await enter(dividendDeclared({ ...on('2026-03-22', '柳荫洗衣合作社'), fund: general, sum: yuan('260') }));

  // costs and payments
  const meals = await enter(costAccepted({ ...on('2026-02-20', '红灯笼食堂', '春节午餐'), fund: lunch, sum: yuan('1,500'), for: 'programme', retained: yuan('75'), promise: spring }));
  await enter(payment({ ...on('2026-02-21', '红灯笼食堂'), fund: lunch, sum: yuan('1,425'), bank }));
  await enter(paymentReturned({ ...on('2026-02-22', '红灯笼食堂', '账号有误'), fund: lunch, sum: yuan('1,425'), bank }));
  await enter(deduction({ ...on('2026-03-01', '红灯笼食堂', '两次迟送'), fund: lunch, sum: yuan('25'), of: 'retained' }));
  await enter(payment({ ...on('2026-03-02', '红灯笼食堂', '质保金'), fund: lunch, sum: yuan('50'), of: 'retained', bank }));
  await enter(costAccepted({ ...on('2026-03-03', '赵敏', '三月工资'), fund: general, sum: yuan('4,000'), for: 'management', owed: 'pay' }));
  await enter(advance({ ...on('2026-03-04', '周晓', '买菜备用金'), fund: lunch, sum: yuan('300'), to: 'receivable', promise: spring, bank }));
  await enter(advanceCleared({ ...on('2026-03-06', '周晓'), fund: lunch, sum: yuan('280'), of: 'receivable', for: 'programme' }));
  await enter(advanceHandedBack({ ...on('2026-03-06', '周晓'), fund: lunch, sum: yuan('20'), of: 'receivable', bank }));
  await enter(bondIn({ ...on('2026-03-08', '示例家具厂'), fund: study, sum: yuan('120'), bank }));
  await enter(bondBack({ ...on('2026-09-08', '示例家具厂'), fund: study, sum: yuan('120'), bank }));
  await enter(grantReclaimed({ ...on('2026-03-09', '拾光读书会'), fund: study, sum: yuan('90'), paidOn: '2026-01-30', bank }));
  await enter(grantReclaimed({ ...on('2026-03-10', '拾光读书会', '2025 年的资助'), fund: study, sum: yuan('70'), paidOn: '2025-10-30', due: true }));

  // between funds and places
  await act(managementFee({ ...on('2026-03-31', null, '按协议'), fund: lunch, general, sum: yuan('200') }));
  await act(transferRestricted({ ...on('2026-03-31', null, '午餐也是助学'), fund: lunch, to: study, sum: yuan('400') }));
  await act(transferUnrestricted({ ...on('2026-03-31', null, '理事会指定'), fund: general, to: stairs, sum: yuan('1,000') }));
  await enter(restrictionReleased({ ...on('2026-03-31'), fund: lunch, sum: yuan('2,655.60') }));
  await enter(payout({ ...on('2026-04-01'), general, sum: yuan('40'), bank, clearing }));
  await enter(betweenPlaces({ ...on('2026-04-01', null, '募捐箱存入银行'), general, sum: yuan('230'), from: { cash }, to: { bank } }));

  // given back and disputed
  const promisedBack = await enter(promise({ ...on('2026-04-02', '王*', '同意退款'), fund: lunch, sum: yuan('30') }));
  await enter(refund({ ...on('2026-04-03', '王*'), fund: lunch, sum: yuan('30'), givenOn: '2026-01-10', promise: promisedBack, clearing }));
  await enter(refund({ ...on('2026-04-03', '李梅', '去年的捐赠'), fund: lunch, sum: yuan('10'), givenOn: '2025-04-01', bank }));
  await enter(coveredRefund({ ...on('2026-04-04', '王*', '午餐已经送出'), general, sum: yuan('5'), clearing }));
  await enter(providerRefund({ ...on('2026-04-05'), fund: general, sum: yuan('50'), of: 'unidentified', clearing, fact: await fact(yuan('50'), '2026-04-05') }));
  await enter(keptInAnotherCurrency({ ...on('2026-04-05'), fund: lunch, general, sum: yuan('6'), fact: await fact(yuan('6'), '2026-04-05') }));
  await enter(refundFailed({ ...on('2026-04-06'), fund: general, sum: yuan('50'), clearing }));
  await enter(payment({ ...on('2026-04-07', '未留名'), fund: general, sum: yuan('50'), of: 'refund due', bank }));
  await enter(disputeWithdrawn({ ...on('2026-04-08'), fund: lunch, sum: yuan('20'), general, fronted: yuan('4'), clearing, fact: await fact(yuan('24'), '2026-04-08') }));
  await enter(disputeFee({ ...on('2026-04-08'), general, sum: yuan('15'), clearing, fact: await fact(yuan('15'), '2026-04-08') }));
  await enter(disputeWon({ ...on('2026-04-20'), fund: lunch, sum: yuan('12'), general, fronted: yuan('1'), clearing }));
  await enter(disputeLost({ ...on('2026-04-21'), fund: lunch, sum: yuan('8'), general, fronted: yuan('3'), fact: await fact(yuan('11'), '2026-04-21') }));
  await enter(providerOverdrawn({ ...on('2026-04-30'), general, sum: yuan('17.60'), clearing, fact: await fact(yuan('17.60'), '2026-04-30') }));
  await tell((all) => all.transaction(async (tx) => {
    // the bank takes eight yuan: the line, the entry out of it and their match come together
    const line = await lineOf(tx, { foundation, place: bank, day: '2026-05-01', sum: -yuan('8') });
    const entry = await ledger.enter(tx, bankFee({ ...on('2026-05-01', null, '账户管理费'), source: `bank-line:${line}`, general, sum: yuan('8'), bank, fact: await fact(yuan('8'), '2026-05-01') }));
    await tx.query("SELECT bank_match($1, p.place, ARRAY[$3::bigint], ARRAY[p.entry], ARRAY[p.line], 'booked', (SELECT max(id) FROM person), '2026-06-01') FROM posting p WHERE p.entry = $2 AND p.place IS NOT NULL", [foundation, entry, line]);
    return entry;
  }));

  // things and investments
  await enter(fixedAssetBought({ ...on('2026-05-01', '示例厨具有限公司', '蒸箱'), fund: lunch, sum: yuan('2,400'), bank }));
  await enter(depreciation({ ...on('2026-05-31', null, '蒸箱'), fund: lunch, sum: yuan('40'), for: 'programme' }));
  await dealt(investmentBought({ ...on('2026-06-01', null, '大额存单'), fund: original, in: 'other long investment', sum: yuan('300,000'), bank }), { pool: deposit, units: 300_000n, cost: yuan('300,000') });
  await dealt(investmentSold({ ...on('2026-06-02', null, '国债'), fund: general, general, of: 'short investment', sum: yuan('4,950'), cost: yuan('5,000'), allowance: yuan('200'), bank }), { pool: bonds, units: 5_000n, cost: yuan('5,000') });
  await dealt(investmentSold({ ...on('2026-06-03', null, '基金份额'), fund: original, general, of: 'short investment', sum: yuan('101,000'), cost: yuan('100,000'), bank }), { pool: units, units: 100_000n, cost: yuan('100,000') });
  await dealt(investmentSold({ ...on('2026-06-04', null, '基金份额'), fund: original, general, of: 'short investment', sum: yuan('99,500'), cost: yuan('100,000'), bank }), { pool: units, units: 100_000n, cost: yuan('100,000') });
  await fell(fallInValue({ ...on('2026-06-30', null, '半年估值'), fund: original, general, of: 'short investment', sum: yuan('900'), fact: await fact(yuan('900'), '2026-06-30') }), { pool: units, fund: original, sum: yuan('900'), to: yuan('299,100') });
  await fell(fallInValue({ ...on('2026-07-31', null, '一般基金补不了的部分'), fund: original, general, of: 'short investment', sum: yuan('600'), unborne: yuan('100'), fact: await fact(yuan('600'), '2026-07-31') }), { pool: units, fund: original, sum: yuan('600'), to: yuan('298,500') });

  // corrected, given away, closed
  await reverse(principal, '2026-08-01', '林老先生改捐给另一家');
  await reverse(meals, '2026-08-02', '重复验收');
  const both = [
    spinOff({ ...on('2026-09-01', '南园社区基金会', '分立'), fund: lunch, sum: yuan('1,000'), bank }),
    spinOffReceived({ ...on('2026-09-01', '柳荫里社区基金会', '分立'), fund: theirs.lunch, original: theirs.original, sum: yuan('800'), founding: yuan('200'), bank: theirs.bank }),
  ] as const;
  const split = await acting(db, both[0]);
  const before = await floors();
  for (const entry of await db.transaction((tx) => split(tx, both[1]))) told.push(...(await rowsOf(db, entry, before)));
  await enter(yearClosing({ ...on('2026-12-31', null, '2026 年结转'), foundation, standing: await standingOf(db, foundation, ['I', 'E'], ['prior-year correction']) }));
  return { foundation, nanyuan, told };
}

/** What stands in the accounts of these classes, and in those roles, by fund: what an accountant closes or carries over. */
export async function standingOf(db: DataSource, foundation: number, classes: readonly AccountClass[], roles: readonly string[] = [], standard: number | null = null): Promise<Standing[]> {
  const rows = await db.query<{ fund: number; class: FundClass; role: Standing['role']; sum: bigint; place: number | null; promise: bigint | null }[]>(
    `SELECT p.fund, f.class, a.role, sum(p.debit)::bigint AS sum, p.place, p.promise FROM posting p JOIN fund f ON f.id = p.fund JOIN account a ON a.standard = p.standard AND a.code = p.account
     WHERE f.foundation = $1 AND (a.class = ANY ($2) OR a.role = ANY ($3)) AND ($4::int IS NULL OR a.standard = $4) GROUP BY p.fund, f.class, a.role, p.place, p.promise HAVING sum(p.debit) <> 0 ORDER BY p.fund, min(a.code), p.place, p.promise`, [foundation, classes, roles, standard]);
  return rows.map((row) => ({ fund: { id: row.fund, foundation, class: row.class }, role: row.role, sum: row.sum, place: row.place ?? undefined, promise: row.promise ?? undefined }));
}

async function rowsOf(db: DataSource, entry: bigint, before: ReadonlyMap<number, bigint>): Promise<string[]> {
  const rows = await db.query<{ kind: string; fund: number; code: string; lines: string; money: bigint; owed: bigint; promised: bigint; worth: bigint; floor: bigint }[]>(
    `SELECT e.kind, x.fund, f.code, x.money, x.owed, x.promised, x.worth, b.floor,
       (SELECT string_agg(CASE WHEN p.standard = e.standard THEN '' ELSE p.standard || '/' END || p.account || ' ' || trim_scale(p.debit / 100.0), ' · ' ORDER BY p.line) FROM posting p WHERE p.entry = e.id AND p.fund = x.fund) AS lines
     FROM journal_entry e JOIN entry_fund x ON x.entry = e.id JOIN fund f ON f.id = x.fund JOIN fund_balance b ON b.fund = x.fund WHERE e.id = $1
     ORDER BY (SELECT min(p.line) FROM posting p WHERE p.entry = e.id AND p.fund = x.fund)`, [entry]);
  return rows.map((row, index) => {
    const moved = [['M', row.money], ['O', row.owed], ['C', row.promised], ['W', row.worth], ['floor', row.floor - before.get(row.fund)!]] as const;
    const effect = moved.flatMap(([name, by]) => (by === 0n ? [] : [`${name}${by > 0n ? '+' : '−'}`])).join(' ') || '0';
    return [index === 0 ? row.kind : '', row.code, effect, row.lines].join(' | ').trim();
  });
}

async function found(db: DataSource, code: string, name: string, englishName: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
     VALUES ($1, $2, $3, '', '', '', '', '', '', '', '柳荫之印') RETURNING id`, [code, name, englishName]);
  return row!.id;
}

/** The papers behind the contribution and its return: the house checks look for them. */
async function recordFounding(db: DataSource, of: { foundation: number; contribution: bigint; bounced: bigint; day: Day; fact: bigint }): Promise<void> {
  await db.query("INSERT INTO person (name, english_name) VALUES ('孙兰', 'Sun Lan'), ('周晓', 'Zhou Xiao')");
  const [told] = await db.query<{ line: bigint }[]>(
    `WITH recorded AS (INSERT INTO founding_contribution (foundation, founder, sum, reference, value_day, recorded_by, recorded_at)
       SELECT $1, '王建国', 1000000, 'icbc:1', '2025-03-03', min(id), '2025-03-03' FROM person RETURNING recorded_by),
     statement AS (INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at)
       SELECT $1, p.place, 'ofx', 'icbc.ofx', '', '2025-03-03', '2025-03-03', 0, recorded_by, '2025-03-04' FROM recorded, posting p WHERE p.entry = $2 AND p.place IS NOT NULL RETURNING id, place)
     INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, place, id, 1, '2025-03-03', 1000000, 'icbc:1' FROM statement RETURNING id AS line`, [of.foundation, of.contribution]);
  await db.query(
    `SELECT bank_match($1, p.place, ARRAY[$3::bigint], ARRAY[p.entry], ARRAY[p.line], 'sum day', (SELECT max(id) FROM person), '2026-06-01') FROM posting p WHERE p.entry = $2 AND p.place IS NOT NULL`, [of.foundation, of.contribution, told!.line]);
  await db.query(
    `INSERT INTO founding_confirmation (contribution, recorded_by, confirmed_by, confirmed_at, entry, line)
     SELECT id, recorded_by, (SELECT max(id) FROM person), '2025-03-03', $2, $3 FROM founding_contribution WHERE foundation = $1`, [of.foundation, of.contribution, told!.line]);
  await db.query(
    `INSERT INTO founding_bounce (contribution, foundation, reference, day, why, recorded_by, recorded_at, fact, entry)
     SELECT id, $1, 'icbc:2', $2::date, '账户已销', recorded_by, $2::date, $3, $4 FROM founding_contribution WHERE foundation = $1`, [of.foundation, of.day, of.fact, of.bounced]);
}

/** What a bank shows. */
async function lineOf(tx: EntityManager, { foundation, place, day, sum }: { foundation: number; place: number; day: Day; sum: bigint }): Promise<bigint> {
  const [line] = await tx.query<{ id: bigint }[]>(
    `WITH statement AS (INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at)
       SELECT $1, $2, 'ofx', 'icbc.ofx', '', $3, $3, 0, min(id), '2026-06-01' FROM person RETURNING id)
     INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, $2, id, 1, $3, $4, 'icbc:fee' FROM statement RETURNING id`, [foundation, place, day, sum]);
  return line!.id;
}

/** And behind Wang's gift. */
async function recordGift(db: DataSource, of: { foundation: number; fund: number; entry: bigint; fee: bigint }): Promise<void> {
  await db.query(
    `WITH asked AS (
       INSERT INTO donation (id, no, foundation, fund, amount, display, wants_receipt, lang, token_hash, begun_at, expires_at)
       VALUES (gen_random_uuid(), 'GF-2026-000009', $1, $2, 10000, 'masked', true, 'zh', '\\x00', '2026-01-10', '2026-01-17') RETURNING id
     ), paid AS (
       INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry) SELECT 'pi_liuyinli', id, $1, $2, 10000, '2026-01-10', $3 FROM asked RETURNING id
     ), cost AS (INSERT INTO payment_fee (payment, balance_transaction, fee, entry) SELECT id, 'txn_liuyinli', 60, $4 FROM paid
     ), head AS (INSERT INTO receipt_head (foundation, year, last) VALUES ($1, 2026, 1))
     INSERT INTO receipt (foundation, year, serial, no, payment, issued_on) SELECT $1, 2026, 1, 'RC-2026-000009', id, '2026-01-10' FROM paid`, [of.foundation, of.fund, of.entry, of.fee]);
}
