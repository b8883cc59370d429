import type { FundRef } from '../../ledger/draft';
import { costAccepted, disputeFee, disputeWithdrawn, onlineGift, paymentFee, providerRefund } from '../../ledger/entries';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import type { Day } from '../../rules/day';
import { yuan, type Fen } from '../../rules/money';
import type { Demo } from './demo';

export const CHAOYANG = 'chaoyang';
const OPENED: Day = '2026-09-01';

/**
 * A foundation that existed before it kept its books here: it opens with a signed trial balance, and its first month waits to be
 * counted, matched and closed. Its days are fixed, as those of statements are: the files of one coherent day fit it to the fen.
 */
export async function openChaoyang(demo: Demo): Promise<void> {
  if (demo.today < '2026-10-01') return;
  const foundation = await demo.preparations.begin({
    code: CHAOYANG, name: '朝阳里社区基金会', englishName: 'Chaoyang Lane Community Foundation',
    purpose: '让朝阳里的孩子安心读书。', englishPurpose: 'So that the children of Chaoyang Lane can study in peace.',
    registrar: '示例市民政局', englishRegistrar: 'Example City Civil Affairs Bureau', creditCode: CERTIFICATE, hotline: '021-0000 0002',
    hours: '周一至周五 9:00—17:00', englishHours: 'Monday to Friday, 9:00–17:00', seal: '朝阳里社', jurisdiction: 'CN-31', certificate: { no: `${CERTIFICATE}（示例）`, from: '2021-06-01', to: null },
  }, { day: OPENED, bank: { code: 'bank', name: '示例银行朝阳里支行，尾号 0001', englishName: 'Example Bank, Chaoyang branch, ending 0001' } });
  const bookkeeper = await demo.appoint(foundation, { name: '许静', englishName: 'Xu Jing', role: 'bookkeeper', from: OPENED });
  await demo.appoint(foundation, { name: '方圆', englishName: 'Fang Yuan', role: 'cashier', from: OPENED });
  const secretary = await demo.appoint(foundation, { name: '高远', englishName: 'Gao Yuan', role: 'secretary-general', from: OPENED });
  await demo.appoint(foundation, { name: '何清', englishName: 'He Qing', role: 'supervisor', from: OPENED });
  const study = await openStudy(demo, foundation, { recorder: bookkeeper, signer: secretary });
  const clearing = await openClearing(demo, foundation);
  await bringBalance(demo, foundation, { bookkeeper, secretary });
  await keepSeptember(demo, { foundation, study, clearing });
}

/** Of the right shape, and nobody's. */
const CERTIFICATE = '53310000MJ0000002K';

function openStudy(demo: Demo, foundation: Foundation, by: { recorder: Person; signer: Person }): Promise<FundRef> {
  return demo.openFund(foundation, {
    phone: '13800000201', resolution: '朝理〔2024〕1 号',
    code: 'chaoyang-study', name: `${foundation.name}助学专项基金`, englishName: 'Chaoyang Lane Community Foundation Study Fund',
    agreement: {
      no: 'CY-01', day: OPENED, party: '示例置业有限公司', englishParty: 'Example Estates Ltd', purpose: '资助朝阳里困难家庭的学生', englishPurpose: 'Help for students of families in need', use: '学费、书本、课后照看', englishUse: 'Fees, books, care after school',
      termination: '双方书面同意', englishTermination: 'By written consent of both sides', remainingProperty: '转入本基金会用途相近的基金', englishRemainingProperty: 'Goes to a fund of this foundation with a similar purpose', purposes: ['education', 'hardship'],
    },
    page: { summary: '帮朝阳里的孩子把书读下去。', englishSummary: 'Help for the children of Chaoyang Lane to stay at school.', place: '朝阳里', englishPlace: 'Chaoyang Lane', picture: null, unit: { label: '一本教辅书', englishLabel: 'one exercise book', cost: yuan('25') }, tiles: [yuan('50'), yuan('100'), yuan('500')] },
  }, by);
}

type Clearing = Readonly<Record<'stripe' | 'alipay' | 'wechat', number>>;

async function openClearing({ db, ledger }: Demo, { id: foundation }: Foundation): Promise<Clearing> {
  return db.transaction(async (tx) => ({
    stripe: await ledger.openPlace(tx, { foundation, account: '1009', code: 'stripe', name: '网上捐赠待结算款', englishName: 'Online gifts not yet paid out' }),
    alipay: await ledger.openPlace(tx, { foundation, account: '1009', code: 'alipay', name: '支付宝', englishName: 'Alipay' }),
    wechat: await ledger.openPlace(tx, { foundation, account: '1009', code: 'wechat', name: '微信支付', englishName: 'WeChat Pay' }),
  }));
}

/** Two million of original fund, a part of it in short-term investments, a little that is free, and what was left of the study fund. */
const BALANCE = `基金,科目,存放处,借方,贷方
original,1002,bank,1900000.00,
original,1101,,100000.00,
original,310101,,,2000000.00
general,1002,bank,5000.00,
general,3101,,,5000.00
chaoyang-study,1002,bank,95000.00,
chaoyang-study,1009,alipay,500.00,
chaoyang-study,1009,wechat,1000.00,
chaoyang-study,3102,,,96500.00
`;

async function bringBalance({ openings, db }: Demo, foundation: Foundation, { bookkeeper, secretary }: { bookkeeper: Person; secretary: Person }): Promise<void> {
  const buffer = Buffer.from(BALANCE);
  await openings.prepare(foundation, { day: OPENED, certificate: CERTIFICATE, registeredOn: '2021-06-01', registeredSum: yuan('2,000,000'), madeGoodBy: null, madeGoodUntil: null }, { originalname: '期初余额.csv', size: buffer.length, buffer }, bookkeeper);
  const [prepared] = await db.query<[{ id: number }]>('SELECT max(id) AS id FROM opening_preparation WHERE foundation = $1', [foundation.id]);
  await openings.sign(foundation.id, prepared.id, secretary);
}

/** A gift that a provider reported, with the fee it kept; its number there, as its bill prints it. */
interface Reported { readonly at: keyof Clearing; readonly number: string; readonly sum: string; readonly fee: { readonly number: string; readonly sum: string } | null; readonly party: string | null }

const REPORTED: readonly Reported[] = [
  { at: 'stripe', number: 'pi_1', sum: '1,000', fee: { number: 'txn_1', sum: '29' }, party: '王*' },
  { at: 'alipay', number: 'DON0002', sum: '50', fee: { number: '202609210000000002', sum: '0.30' }, party: null },
  { at: 'alipay', number: 'DON0102', sum: '0.10', fee: null, party: null },
  { at: 'wechat', number: 'DON0003', sum: '0.01', fee: null, party: null },
  { at: 'wechat', number: 'DON0101', sum: '100', fee: { number: '4200000000202609210000000002/50000000012026092100000003', sum: '0.60' }, party: '陈*' },
];
const GIVEN_ON: Day = '2026-09-21';

/** What the three providers did on and after the twenty-first, and a grant accepted that is not paid yet. */
async function keepSeptember({ db, ledger, receipts }: Demo, { foundation: { id: foundation }, study, clearing }: { foundation: Foundation; study: FundRef; clearing: Clearing }): Promise<void> {
  await db.transaction(async (tx) => {
    const [row] = await tx.query<[{ id: number }]>(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`, [foundation]);
    const general: FundRef = { id: row.id, foundation, class: 'general' };
    const fact = async (source: string, most: Fen, day: Day): Promise<bigint> =>
      (await tx.query<[{ id: bigint }]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, source, most, day]))[0].id;
    await ledger.enter(tx, costAccepted({ day: '2026-09-20', source: 'cost:GRANT-2026-001-1', fund: study, sum: yuan('50,000'), for: 'programme', party: '朝阳社区服务中心', note: '课后照看项目第一期，验收合格' }));
    for (const { at, number, sum, fee, party } of REPORTED) {
      const source = `${at}:${number}`;
      const entry = await ledger.enter(tx, onlineGift({ day: GIVEN_ON, source, fund: study, sum: yuan(sum), clearing: clearing[at], party }));
      const [{ payment }] = await tx.query<[{ payment: bigint }]>(
        `WITH given AS (
           INSERT INTO donation (id, no, foundation, fund, amount, display, wants_receipt, lang, token_hash, begun_at, expires_at)
           SELECT id, 'GF-2026-' || lpad(nextval('donation_no')::text, 6, '0'), $1, $2, $3, 'anonymous', false, 'zh', sha256(convert_to(id::text, 'UTF8')), $4, $4 FROM gen_random_uuid() id RETURNING id)
         INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry) SELECT $5, given.id, $1, $2, $3, $4, $6 FROM given RETURNING id AS payment`,
        [foundation, study.id, yuan(sum), `${GIVEN_ON}T10:00:00+08:00`, source, entry]);
      await receipts.issue(tx, [{ payment, foundation, day: GIVEN_ON }]);
      const told = fee && `${at}:${fee.number}`;
      const cost = told && (await ledger.enter(tx, paymentFee({ day: GIVEN_ON, source: told, fund: study, sum: yuan(fee.sum), clearing: clearing[at], fact: await fact(told, yuan(fee.sum), GIVEN_ON) })));
      await tx.query('INSERT INTO payment_fee (payment, balance_transaction, fee, entry) VALUES ($1, $2, $3, $4)', [payment, told ?? `${source}:fee`, fee ? yuan(fee.sum) : 0n, cost]);
    }
    const refund = async (day: Day, source: string, at: number, sum: string) => providerRefund({ day, source, fund: study, sum: yuan(sum), clearing: at, of: 'gift', fact: await fact(source, yuan(sum), day), note: '退款给捐赠人' });
    for (const draft of [
      await refund(GIVEN_ON, 'wechat:RF0101', clearing.wechat, '29.82'),
      await refund('2026-09-22', 'stripe:re_1', clearing.stripe, '80'),
      disputeWithdrawn({ day: '2026-09-23', source: 'stripe:du_1', fund: study, general, sum: yuan('500'), fronted: 0n, clearing: clearing.stripe, fact: await fact('stripe:du_1', yuan('500'), '2026-09-23') }),
      disputeFee({ day: '2026-09-23', source: 'stripe:txn_3', general, sum: yuan('15'), clearing: clearing.stripe, fact: await fact('stripe:txn_3', yuan('15'), '2026-09-23') }),
    ]) await ledger.enter(tx, draft);
  });
}
