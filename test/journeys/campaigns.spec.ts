import { Client } from 'pg';
import { CAMPAIGN_CHECKS } from '../../src/funds/campaigns/checks';
import { Funds } from '../../src/funds/funds.service';
import { Sealer } from '../../src/ledger/sealer';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import { yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openFund } from '../support/funds';
import { ledgerTable, table } from '../support/ledger-table';
import { pdf } from '../support/papers';

const clock = new SetClock('2026-06-01T02:00:00Z');
let house: TestApp;
let foundation: Foundation;
let fund: FundRef;
let li: AtDesk;
let zhao: AtDesk;
let he: AtDesk;
let minId: number;
let qianId: number;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  [minId, qianId] = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '赵倩', 'programme-officer')];
  [li, zhao] = [await atDesk(house, minId), await atDesk(house, qianId)];
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
  fund = await openFund(house, foundation, {
    code: 'lamps', name: `${foundation.name}楼道灯光基金`, englishName: 'Lamps Fund',
    agreement: {
      no: 'XY-09', day: '2026-01-06', party: '一村楼组长', englishParty: 'Stair leaders', purpose: '换灯', englishPurpose: 'Lamps', use: '灯', englishUse: 'Lamps', termination: '双方同意', englishTermination: 'By consent',
      remainingProperty: '用于相近目的', englishRemainingProperty: 'A similar purpose',
    },
    page: { summary: '给老楼换灯', englishSummary: 'New lamps', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
  });
}, 60_000);
afterAll(() => house?.close());

const plain = (text: string): string => text.replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const FILING = { filingNo: 'A26001', filedOn: '2026-05-31', from: '2026-06-10', to: '2026-07-31', area: '示例市', purpose: '给老楼换灯', beneficiaries: '老楼住户', target: '10,000', cost: '300', leftover: '转入用途相近的基金' };
const files = (desk: AtDesk, form: Record<string, string>): ReturnType<AtDesk['sends']> => desk.sends('/desk/campaigns/filings', form);

/** The law by which the database says no to the application's own role. */
async function lawOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    const { constraint, code } = (error as { driverError: { constraint?: string; code?: string } }).driverError;
    return constraint ?? code ?? '';
  }
  return 'not refused';
}

it('a plan is filed ten days before it begins, and what was typed comes back with the last day', async () => {
  const { status, text } = await files(zhao, { ...FILING, filedOn: '2026-06-01' });
  expect(status).toBe(422);
  expect(text).toContain('募捐方案在开始前至少 10 天备案，最晚 2026-05-31');
  const back = await zhao.visitor.post('/desk/campaigns/filings').type('form').send({ ...FILING, cost: '10,000' });
  expect(back.status).toBe(422);
  expect(back.text).toContain('value="给老楼换灯"');
  expect(plain(back.text)).toContain('募捐成本要少于募捐目标');
  expect(await files(zhao, { ...FILING, area: '', leftover: '' })).toMatchObject({ status: 422, text: expect.stringMatching(/填写募捐地域.*写明剩余财产怎么处理/) });
  expect((await files(zhao, { ...FILING, filedOn: '2026-06-02' })).text).toContain('日期');
});

it('an emergency is filed after it began, within ten days', async () => {
  const emergency = { ...FILING, filingNo: 'Y26001', from: '2026-05-21', to: '2026-06-20', emergency: '1' };
  expect((await files(zhao, { ...emergency, from: '2026-05-20', filedOn: '2026-05-31' })).text).toContain('应急募捐要在开始后 10 天内补办备案，最晚 2026-05-30');
  expect((await files(zhao, { ...emergency, filedOn: '2026-05-31' })).to).toBe('/desk/campaigns/filings/1?done=recorded');
  expect(await zhao.sends('/desk/campaigns/filings/1/withdrawals', { why: '还没有批下来' })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/campaigns/filings/1/confirmations', {})).toMatchObject({ status: 409, text: expect.stringContaining('这份备案已经撤回') });
});

it('Zhao enters it with the registrar’s receipt, and Li compares it; nobody does both', async () => {
  await zhao.visitor.post('/desk/campaigns/filings').field(FILING).attach('file', pdf(), { filename: '备案回执.pdf', contentType: 'application/pdf' }).expect(303);
  expect(plain(await li.reads('/desk'))).toContain('核对募捐备案：A26001');
  expect(plain(await zhao.reads('/desk/campaigns/filings/2'))).toContain('您登记的备案，由另一人核对。');
  expect(await zhao.sends('/desk/campaigns/filings/2/confirmations', {})).toMatchObject({ status: 422, text: expect.stringContaining('登记的人不能自己核对') });
  const page = plain(await li.reads('/desk/campaigns/filings/2'));
  for (const words of ['备案回执.pdf', '给老楼换灯', '老楼住户', '转入用途相近的基金', '10,000.00', '300.00', '6月10日至7月31日']) expect(page).toContain(words);
  expect(await li.sends('/desk/campaigns/filings/2/confirmations', {})).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/campaigns/filings/2/confirmations', {})).toMatchObject({ status: 409 });
  expect(await zhao.sends('/desk/campaigns/filings/2/withdrawals', { why: '想改' })).toMatchObject({ status: 409, text: expect.stringContaining('已经核对的备案不能撤回') });
  for (const path of ['/desk/campaigns', '/desk/campaigns/filings/2', '/en/desk/campaigns']) expect(await he.reads(path)).toContain('A26001');
  expect(await he.sends('/desk/campaigns/filings', FILING)).toMatchObject({ status: 404 });
});

it('past every page there is no campaign without two people', async () => {
  expect(await lawOf(house.db.query("INSERT INTO campaign (foundation, filing_no, filed_on, from_day, to_day, target) VALUES ($1, 'X', '2026-01-01', '2026-02-01', '2026-03-01', 1)", [foundation.id]))).toBe('42501');
  const [{ id }] = await house.db.query<[{ id: number }]>(
    `INSERT INTO campaign_filing (foundation, filing_no, filed_on, from_day, to_day, area, purpose, beneficiaries, target, cost, leftover, emergency, recorded_by, recorded_at)
     SELECT foundation, 'X', '2026-06-01', from_day, to_day, area, purpose, beneficiaries, target, cost, leftover, false, recorded_by, now() FROM campaign_filing WHERE id = 2 RETURNING id`);
  const confirm = (by: string): Promise<string> => lawOf(house.db.query(`SELECT campaign_confirm($1, (SELECT ${by} FROM campaign_filing WHERE id = $1), now())`, [id]));
  expect(await confirm('recorded_by')).toBe('nobody_confirms_the_filing_they_recorded');
  expect(await confirm('recorded_by - 1')).toBe('a_campaign_is_filed_before_it_begins');
  await house.db.query('INSERT INTO campaign_filing_withdrawal VALUES ($1, $2, (SELECT recorded_by FROM campaign_filing WHERE id = $1), now())', [id, '错']);
});

describe('what is spent out of a campaign’s fund', () => {
  const enter = (...drafts: Parameters<Ledger['post']>[1]): Promise<void> => house.db.transaction(async (tx) => {
    for (const draft of drafts) await house.app.get(Ledger).enter(tx, draft);
  });
  const asks = async (sum: string, purpose = 'fundraising'): Promise<string> => plain(await li.reads(`/desk/guardrails?fund=lamps&sum=${sum}&for=${purpose}`));

  it('is measured by what was filed: what is raised on its days, and what raising costs', async () => {
    const [{ id: campaign }] = await house.db.query<[{ id: number }]>("SELECT id FROM campaign WHERE filing_no = 'A26001'");
    await house.app.get(Funds).raise(fund, { mode: 'public', from: '2026-06-10', to: '2026-07-31', campaign });
    clock.set('2026-07-31T02:00:00Z');
    [li, zhao] = [await atDesk(house, minId), await atDesk(house, qianId)]; // their sessions have ended
    const bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
    await enter(
      bankGift({ day: '2026-06-09', source: 'g:0', fund, sum: yuan('5,000'), bank }), // the day before
      bankGift({ day: '2026-06-10', source: 'g:1', fund, sum: yuan('4,000'), bank }),
      bankGift({ day: '2026-07-31', source: 'g:2', fund, sum: yuan('6,000'), bank }),
      costAccepted({ day: '2026-07-01', source: 'c:1', fund, sum: yuan('200'), for: 'fundraising' }),
    );
    // before and after it has its number it is the same
    for (const seals of [false, true]) {
      if (seals) await house.app.get(Sealer).seal();
      expect(await asks('100')).toContain('✓ 通过 备案 A26001：已募 10,000.00 元，备案募捐目标 10,000.00 元，还可募 0.00 元；本次后募捐成本 300.00 元，备案 300.00 元。');
      expect(await asks('100.01')).toContain('✕ 不可 备案 A26001：本次后募捐成本 300.01 元，备案 300.00 元，多 0.01 元。请先补充备案。');
    }
    await enter(bankGift({ day: '2026-07-31', source: 'g:3', fund, sum: 1n, bank }));
    expect(await asks('1', 'programme')).toContain('! 提醒 备案 A26001：已募 10,000.01 元，超过备案募捐目标 10,000.00 元，多 0.01 元。请补充备案。');
    expect(plain(await li.reads('/desk/campaigns'))).toContain('已募的钱超过备案的募捐目标，请补充备案。');
  });

  it('a cost above the filed one is not approved; a supplement lets it through, as a row of its own', async () => {
    const { to } = await li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'lamps', sum: '150', cost: 'fundraising', owed: 'payable', day: '2026-07-31', note: '传单', papers: '发票 1 张' });
    const page = to!.replace('?done=proposed', '');
    const zhou = await atDesk(house, await appointed(house, foundation, '周晓', 'bookkeeper'));
    expect(await zhou.sends(`${page}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('募捐成本会超过备案 A26001 的 300.00 元，多 50.00 元') });
    expect(await zhao.reads('/desk/campaigns/filings/new?supplements=1')).toContain('value="10000.00"');
    expect((await files(zhao, { ...FILING, supplements: '1', filedOn: '2026-07-31', to: '2026-08-31', target: '20,000', cost: '600' })).text).toContain('补充备案在募捐期限内办理');
    const supplement = (await files(zhao, { ...FILING, supplements: '1', filedOn: '2026-07-31', target: '20,000', cost: '600' })).to!.replace('?done=recorded', '');
    expect(plain(await li.reads(supplement))).toContain('变更前 10,000.00 元');
    expect(await zhou.sends(`${page}/approvals`, {})).toMatchObject({ status: 422 }); // nobody has compared it yet
    expect(await li.sends(`${supplement}/confirmations`, {})).toMatchObject({ status: 303 });
    expect(plain(await li.reads('/desk/campaigns'))).toMatch(/2026年5月31日 备案 ，募捐目标 10,000\.00 元 2026年7月31日 补充备案 ，募捐目标 20,000\.00 元/);
    expect(await zhou.sends(`${page}/approvals`, {})).toMatchObject({ status: 303 });
  });
});

it('the roll-up is what the entries say, and a check sees when it is not', async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  await owner.query("BEGIN; UPDATE fund_raising_day SET raised = raised + 1 WHERE day = '2026-06-10'");
  expect(await CAMPAIGN_CHECKS[0]!.run({ query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never })).toEqual([{ entry: null, detail: 'lamps 2026-06-10' }]);
  await owner.query('ROLLBACK');
  await owner.end();
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | lamps | Bank deposits | 5000.00 |
    | | Donation income, restricted | | 5000.00
    bank gift | lamps | Bank deposits | 4000.00 |
    | | Donation income, restricted | | 4000.00
    bank gift | lamps | Bank deposits | 6000.00 |
    | | Donation income, restricted | | 6000.00
    cost accepted | lamps | Fundraising cost | 200.00 |
    | | Payables | | 200.00
    bank gift | lamps | Bank deposits | 0.01 |
    | | Donation income, restricted | | 0.01
    cost accepted | lamps | Fundraising cost | 150.00 |
    | | Payables | | 150.00`);
});
