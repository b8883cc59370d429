import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, payment } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { ask, Clerks } from '../support/clerks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { openFund } from '../support/funds';
import { ledgerTable, table } from '../support/ledger-table';
import { addsPaper, pdf, sendsFiles } from '../support/papers';

jest.setTimeout(60_000);

// The street of Wutongli opens a canteen at noon. The lunch fund is to pay for suppers: its donor agrees on paper, Li Min enters it, Wang Jianguo compares it, and both sides sign.

const clock = new SetClock('2026-11-18T02:00:00Z');
let house: TestApp;
let host: Foundation;
let bank: number;
const people = {} as Record<'li' | 'wang' | 'zhou', number>;
const desk = {} as Record<'li' | 'wang' | 'zhou', AtDesk>;
const funds = {} as Record<'lunch' | 'lamps', FundRef>;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  people.li = await appointed(house, host, '李敏', 'bookkeeper');
  people.wang = await appointed(house, host, '王建国', 'secretary-general');
  people.zhou = await appointed(house, host, '周晓', 'bookkeeper');
  for (const [code, name, purpose] of [['lunch', '银龄午餐专项基金', '独居老人的午餐'], ['lamps', '楼道灯专项基金', '老楼的灯']] as const)
    funds[code] = await openFund(house, host, {
      code, name: `${host.name}${name}`, englishName: code,
      agreement: { no: `XY-${code}`, day: '2026-09-01', party: '示例电器', englishParty: 'Example Electric', purpose, englishPurpose: code, use: '食材和送餐', englishUse: 'Food and delivery', purposes: code === 'lamps' ? ['elderly'] : ['mutual-aid'] },
      page: { summary: `${purpose}，每天送到`, englishSummary: code, place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
    });
  await enter(bankGift({ day: '2026-09-10', source: 'bank:1', fund: funds.lunch, sum: 1_000_000n, bank, party: '赵*' }));
  await itIs('2026-11-18T02:00:00Z');
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of ['li', 'wang', 'zhou'] as const) desk[who] = await atDesk(house, people[who]);
}
const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const publicly = async (path: string): Promise<string> => words((await house.request().get(path).expect(200)).text);
const consent = { basis: 'consent', givers: '示例电器', filingNo: '', day: '2026-11-16', reason: '街道食堂已供应午餐', purpose: '独居老人的晚餐', englishPurpose: 'Suppers', purposes: 'elderly', use: '晚餐的食材和送餐', englishUse: 'Food and delivery of suppers' };
const NEW_WORDS = { purpose: consent.purpose, englishPurpose: consent.englishPurpose, purposes: consent.purposes, use: consent.use, englishUse: consent.englishUse };
const paper = { name: '同意书.pdf', content: pdf() };
/** What the form of a supplement holds when it is opened. */
async function supplement(path: string, more: Record<string, string>): Promise<Record<string, string>> {
  const html = await desk.zhou.reads(path);
  const form: Record<string, string> = {};
  for (const [, name, value] of html.matchAll(/<input (?:class="in[^>]*|type="hidden") name="(\w+)" value="([^"]*)"/g)) form[name!] = value!;
  for (const [, name, value] of html.matchAll(/<textarea [^>]* name="(\w+)"[^>]*>([^<]*)<\/textarea>/g)) form[name!] = value!;
  for (const [, name, options] of html.matchAll(/<select [^>]* name="(\w+)"[^>]*>([^]*?)<\/select>/g)) form[name!] = /value="([^"]*)" selected/.exec(options!)?.[1] ?? '';
  return { ...form, ...more };
}

it('is no matter of an ordinary supplement', async () => {
  const form = await supplement('/desk/funds/lunch/agreement', { no: 'XY-lunch-B0', holdsFrom: '2026-12-01' });
  for (const [field, changed] of [['purpose', '独居老人的晚餐'], ['englishPurpose', 'Suppers'], ['use', '晚餐'], ['purposes', 'children']] as const)
    expect(await desk.zhou.sends('/desk/funds/lunch/agreements', { ...form, [field]: changed })).toMatchObject({ status: 422, text: expect.stringContaining('改宗旨或使用范围，先办变更用途') as string });
});

it('is entered with its paper, and loses nothing when something is missing', async () => {
  const enters = (more: Record<string, string>, ...files: (typeof paper)[]) => sendsFiles(desk.li, '/desk/funds/lunch/purposes', { ...consent, ...more }, ...files);
  const bare = await enters({});
  expect(bare).toMatchObject({ status: 422, text: expect.stringContaining('请附上同意书或备案回执的照片或扫描件') as string });
  expect(bare.html).toContain('街道食堂已供应午餐');
  expect((await enters({ givers: '' }, paper)).text).toContain('请填写同意的捐赠人');
  expect((await enters({ basis: 'filing' }, paper)).text).toContain('填写备案编号');
  expect((await enters({ day: '2026-11-19' }, paper)).status).toBe(422);
  expect(await enters({}, paper)).toMatchObject({ status: 303, to: '/desk/funds/lunch/purpose?done=entered' });
  expect(words(await desk.li.reads('/desk/funds/lunch'))).toContain('变更用途');
  expect(await publicly('/funds/lunch')).not.toContain('晚餐');
});

it('is compared by another person, whose task it is', async () => {
  expect(words(await desk.wang.reads('/desk'))).toMatch(/核对.*银龄午餐专项基金的变更用途/);
  expect(await desk.zhou.sends('/desk/funds/lunch/agreements', await supplement('/desk/funds/lunch/agreement?purposeChange=1', { no: 'XY-lunch-B1', holdsFrom: '2026-12-01', ...NEW_WORDS, purposeChange: '1' })))
    .toMatchObject({ status: 422, text: expect.stringContaining('变更用途要先由另一人核对，再拟补充协议') as string });
  expect(words(await desk.li.reads('/desk/funds/lunch/purpose'))).toContain('您登记的变更，要由另一人核对。');
  expect((await desk.li.sends('/desk/funds/lunch/purpose-confirmations', { change: '1' })).text).toContain('您登记的变更，请另一人核对');
  expect((await desk.wang.sends('/desk/funds/lamps/purpose-confirmations', { change: '1' })).status).toBe(404);
  expect(await desk.wang.sends('/desk/funds/lunch/purpose-confirmations', { change: '1' })).toMatchObject({ status: 303 });
  expect((await desk.zhou.sends('/desk/funds/lunch/purpose-confirmations', { change: '1' })).status).toBe(409);
  expect(words(await desk.wang.reads('/desk'))).not.toContain('变更用途');
});

it('is drawn up in the words of the paper, signed by both, and told to everybody before it holds', async () => {
  const form = await supplement('/desk/funds/lunch/agreement?purposeChange=1', { no: 'XY-lunch-B1', holdsFrom: '2026-12-01' });
  expect(form).toMatchObject({ purpose: '独居老人的晚餐', use: '晚餐的食材和送餐', purposes: 'elderly', purposeChange: '1' });
  const draws = (more: Record<string, string>) => desk.zhou.sends('/desk/funds/lunch/agreements', { ...form, ...more });
  expect((await draws({ purpose: '独居老人的晚餐和旅游' })).text).toContain('用途须与核对过的同意书或备案一字不差');
  expect((await draws({ holdsFrom: '2026-11-15' })).text).toContain('新用途的生效日期不能早于同意或备案日期');
  expect((await draws({})).to).toBe('/desk/funds/lunch?done=prepared');
  expect((await sendsFiles(desk.li, '/desk/funds/lunch/purposes', consent, { name: '又一份.pdf', content: pdf() }))).toMatchObject({ status: 409, text: expect.stringContaining('请先办完或撤回') as string });
  expect(await publicly('/funds/lunch')).not.toContain('晚餐');
  const version = String((await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM agreement_version'))[0].id);
  expect((await desk.wang.sends('/desk/funds/lunch/signatures', { version })).status).toBe(303);
  expect((await sendsFiles(desk.zhou, '/desk/funds/lunch/sheets', { version, signer: '示例电器 陈', day: '2026-11-18' }, { name: '签字页.pdf', content: pdf() })).status).toBe(303);
  expect((await desk.li.sends('/desk/funds/lunch/comparisons', { version })).status).toBe(303);
  expect(await publicly('/funds/lunch')).toMatch(/独居老人的午餐，每天送到.*用途变更.*将自2026年12月1日起用于： ?独居老人的晚餐.*街道食堂已供应午餐.*捐赠人书面同意.*2026年11月16日.*此前用于：独居老人的午餐.*第 2 版/);
  expect(await desk.li.sends('/desk/funds/lunch/purpose-withdrawals', { change: '1', why: '写错了' })).toMatchObject({ status: 409, text: expect.stringContaining('双方已经签了补充协议') as string });
  expect(words(await desk.zhou.reads('/desk/funds/lunch/purpose'))).toMatch(/双方已签.*XY-lunch-B1/);
});

it('holds from its day; what was given before stays told as it was', async () => {
  await enter(costAccepted({ day: '2026-11-20', source: 'cost:1', fund: funds.lunch, sum: 300_000n, for: 'programme', party: '示例粮油', note: '十一月午餐' }));
  await enter(payment({ day: '2026-11-21', source: 'pay:1', fund: funds.lunch, sum: 300_000n, bank, party: '示例粮油' }));
  await itIs('2026-12-02T02:00:00Z');
  await enter(bankGift({ day: '2026-12-02', source: 'bank:2', fund: funds.lunch, sum: 50_000n, bank, party: '钱*' }));
  const page = await publicly('/funds/lunch');
  expect(page).toMatch(/用途变更 自2026年12月1日起用于： ?独居老人的晚餐.*此前用于：独居老人的午餐 ?2026年12月1日以前共收到 10,000\.00 元。.*此前收到的捐赠都按原用途记录/);
  expect(page).not.toContain('独居老人的午餐，每天送到');
  expect(page).not.toContain('同意的捐赠人'); // whose consent it was is nobody's matter outside
  const [, second] = await house.db.query<{ id: number }[]>('SELECT id FROM agreement_of_fund WHERE fund_of = $1 ORDER BY holds_from', [funds.lunch.id]);
  expect(await publicly(`/funds/lunch/agreements/${second!.id}`)).toMatch(/用途变更.*捐赠人书面同意/);
  // the consent is used up
  const again = await supplement('/desk/funds/lunch/agreement?purposeChange=1', { no: 'XY-lunch-B2', holdsFrom: '2027-01-01' });
  expect((await desk.zhou.sends('/desk/funds/lunch/agreements', again)).text).toContain('这份依据已经用过一次');
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-09-10 | bank gift | lunch | Bank deposits | 10000.00 |
    | | | Donation income, restricted | | 10000.00
    2026-11-20 | cost accepted | lunch | Programme cost | 3000.00 |
    | | | Payables | | 3000.00
    2026-11-21 | payment | lunch | Payables | 3000.00 |
    | | | Bank deposits | | 3000.00
    2026-12-02 | bank gift | lunch | Bank deposits | 500.00 |
    | | | Donation income, restricted | | 500.00
  `);
});

it('is withdrawn with a reason, and a fund that ends is given no other', async () => {
  expect((await sendsFiles(desk.li, '/desk/funds/lamps/purposes', { ...consent, basis: 'filing', filingNo: 'BA-2026-7', givers: '' }, { name: '回执.pdf', content: pdf() })).status).toBe(303);
  const [, change] = /name="change" value="(\d+)"/.exec(await desk.li.reads('/desk/funds/lamps/purpose'))!;
  expect((await desk.li.sends('/desk/funds/lamps/purpose-withdrawals', { change: change!, why: '备案编号写错' })).to).toBe('/desk/funds/lamps/purpose?done=withdrawn');
  expect((await desk.wang.sends('/desk/funds/lamps/purpose-confirmations', { change: change! })).status).toBe(409);
  expect(words(await desk.wang.reads('/desk/funds/lamps/purpose'))).toMatch(/已撤回.*BA-2026-7.*备案编号写错/);
  await desk.li.sends('/desk/funds/lamps/endings', { reason: '灯已装完', basis: 'agreement', basisNote: '第九条', to: 'lunch', resolution: '' });
  expect((await sendsFiles(desk.li, '/desk/funds/lamps/purposes', consent, { name: '同意书.pdf', content: pdf() })).text).toContain('不再变更用途');
});

it('its paper is not withdrawn afterwards, unless another has taken its place', async () => {
  const [{ id }] = await house.db.query<[{ id: string }]>('SELECT id FROM paper WHERE purpose_change = 1');
  const withdrawal = `/desk/papers/${id}/withdrawals`;
  expect(await desk.li.sends(withdrawal, { why: '扫歪了' })).toMatchObject({ status: 422, text: expect.stringContaining('这是改变用途唯一的依据文件') });
  expect(await addsPaper(desk.li, 'purposes/1')).toMatchObject({ status: 303 });
  expect(await desk.li.sends(withdrawal, { why: '扫歪了' })).toMatchObject({ status: 303 });
});

describe('by raw SQL', () => {
  const COLUMNS = `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS c FROM pg_attribute WHERE attrelid = 'agreement_version'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'`;
  /** The newest signed text of a fund once more, with something else in it. */
  async function written(fund: FundRef, change: object): Promise<string> {
    const [{ c }] = await house.db.query<[{ c: string }]>(COLUMNS);
    const given = { request: null, fund: fund.id, no: 'XY-SQL', holds_from: '2027-03-01', prepared_by: people.zhou, purpose_change: null, ...change };
    return refusalOf(house.db.query(
      `INSERT INTO agreement_version (${c}) SELECT ${c.split(', ').map((name) => `r.${name}`).join(', ')} FROM agreement_version v, jsonb_populate_record(NULL::agreement_version, to_jsonb(v) || $1::jsonb) r
       WHERE v.id = (SELECT o.id FROM agreement_of_fund o WHERE o.fund_of = $2 ORDER BY o.holds_from DESC, o.id DESC LIMIT 1)`, [JSON.stringify(given), fund.id]));
  }
  const NEW = { purpose: '晚餐', english_purpose: 'Suppers', purposes: ['elderly'], use: '晚餐', english_use: 'Suppers' };
  const entered = async (fund: FundRef, day = '2026-12-01'): Promise<number> => (await house.db.query<[{ id: number }]>(
    `INSERT INTO purpose_change (foundation, fund, basis, givers, day, reason, purpose, english_purpose, purposes, use, english_use, entered_by, entered_at) VALUES ($1, $2, 'consent', '赵*', $3, '原因', '晚餐', 'Suppers', '{elderly}', '晚餐', 'Suppers', $4, now()) RETURNING id`, [host.id, fund.id, day, people.li]))[0].id;
  const shown = (change: number): Promise<unknown> => house.db.query(
    `INSERT INTO paper (foundation, purpose_change, nth, name, media_type, hash, content, added_by, added_at) SELECT $1, $2, 1, 'x.pdf', 'application/pdf', sha256(c), c, $3, now() FROM (SELECT '%PDF-1.7'::bytea AS c) b`, [host.id, change, people.li]);
  const confirmed = (change: number, by: number, more: { fund?: number; enteredBy?: number } = {}): Promise<string> => refusalOf(house.db.query(
    'INSERT INTO purpose_change_confirmation VALUES ($1, $2, $3, $4, now())', [change, more.fund ?? funds.lunch.id, more.enteredBy ?? people.li, by]));

  it('a supplement has another purpose by a confirmed change of its own fund alone', async () => {
    for (const change of [{ purpose: '别的' }, { english_purpose: 'Else' }, { purposes: ['children'] }, { use: '别的' }, { english_use: 'Else' }]) expect([change, await written(funds.lunch, change)]).toEqual([change, 'a_supplement_changes_neither_kind_nor_purpose']);
    const change = await entered(funds.lunch, '2026-12-03');
    expect(await written(funds.lunch, { ...NEW, purpose_change: change })).toBe('a_change_of_purpose_is_confirmed_first');
    expect(await confirmed(change, people.wang)).toBe('a_change_of_purpose_shows_its_paper');
    await shown(change);
    expect(await confirmed(change, people.li)).toBe('nobody_confirms_the_change_they_entered');
    expect(await confirmed(change, people.li, { enteredBy: people.zhou })).toBe('purpose_change_confirmation_change_fund_entered_by_fkey');
    expect(await confirmed(change, people.wang, { fund: funds.lamps.id })).toBe('purpose_change_confirmation_change_fund_entered_by_fkey');
    expect(await confirmed(change, people.wang)).toBe('not refused');
    expect(await written(funds.lamps, { ...NEW, purpose_change: change })).toBe('a_change_of_purpose_is_of_its_fund');
    expect(await written(funds.lunch, { purpose_change: 99_999 })).toBe('a_change_of_purpose_is_of_its_fund');
    expect(await written(funds.lunch, { ...NEW, use: '晚餐和旅游', purpose_change: change })).toBe('a_new_purpose_is_as_it_was_agreed_to');
    expect(await written(funds.lunch, { ...NEW, kind: 'project', purpose_change: change })).toBe('a_supplement_changes_neither_kind_nor_purpose');
    expect(await written(funds.lunch, { ...NEW, purpose_change: 1 })).toBe('a_purpose_changes_once_by_a_consent');
    expect(await written(funds.lunch, { ...NEW, holds_from: '2026-12-02', purpose_change: change })).toBe('a_new_purpose_holds_after_its_consent');
    expect(await written(funds.lunch, { ...NEW, purpose_change: change })).toBe('not refused');
    expect(await refusalOf(entered(funds.lunch))).toBe('a_purpose_changes_one_at_a_time');
    await house.db.query("INSERT INTO purpose_change_withdrawal VALUES ($1, '捐赠人反悔', $2, now())", [change, people.li]);
    const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM agreement_version WHERE purpose_change = $1', [change]);
    expect(await refusalOf(house.db.query('INSERT INTO agreement_host_signature VALUES ($1, $2, $3, now())', [id, people.zhou, people.wang]))).toBe('what_is_signed_rests_on_what_stands');
    expect(await written(funds.lunch, { ...NEW, no: 'XY-SQL-2', purpose_change: change })).toBe('a_change_of_purpose_is_confirmed_first');
  });

  it('those who enter, compare and withdraw it answer for the books', async () => {
    const [{ id: stranger }] = await house.db.query<[{ id: number }]>("INSERT INTO person (name, english_name) VALUES ('路人', 'Passer-by') RETURNING id");
    const [{ id: retired }] = await house.db.query<[{ id: number }]>("INSERT INTO person (name, english_name) VALUES ('退休的会计', 'Retired') RETURNING id");
    await house.db.query("INSERT INTO appointment (person, foundation, role, from_day, to_day) VALUES ($1, $2, 'bookkeeper', '2020-01-01', '2025-12-31')", [retired, host.id]);
    const change = await entered(funds.lunch);
    await shown(change);
    for (const who of [stranger, retired]) {
      expect(await refusalOf(house.db.query(
        `INSERT INTO purpose_change (foundation, fund, basis, givers, day, reason, purpose, english_purpose, purposes, use, english_use, entered_by, entered_at) SELECT foundation, fund, basis, givers, day, reason, purpose, english_purpose, purposes, use, english_use, $2, now() FROM purpose_change WHERE id = $1`, [change, who]))).toBe('whoever_changes_a_purpose_answers_for_the_books');
      expect(await confirmed(change, who)).toBe('whoever_changes_a_purpose_answers_for_the_books');
      expect(await refusalOf(house.db.query("INSERT INTO purpose_change_withdrawal VALUES ($1, 'x', $2, now())", [change, who]))).toBe('whoever_changes_a_purpose_answers_for_the_books');
    }
    await house.db.query("INSERT INTO purpose_change_withdrawal VALUES ($1, '试过了', $2, now())", [change, people.li]);
  });

  it('two compare it, one withdraws it and one takes its paper back at the same moment: never is one compared with no paper, nor withdrawn and compared', async () => {
    const clerks = await Clerks.hire(4, house.config);
    const outcomes = new Set<string>();
    for (let n = 0; n < 6; n++) {
      const change = await entered(funds.lunch);
      await shown(change);
      const confirm = (by: number) => ask('INSERT INTO purpose_change_confirmation VALUES ($1, $2, $3, $4, now())', [change, funds.lunch.id, people.li, by]);
      const done = (await clerks.together<string>(confirm(people.wang), confirm(people.zhou), ask("INSERT INTO purpose_change_withdrawal VALUES ($1, 'x', $2, now())", [change, people.li]),
        ask("INSERT INTO paper_withdrawal (paper, by_person, at, reason) SELECT id, $2, now(), 'x' FROM paper WHERE purpose_change = $1", [change, people.li]))).flat().map(({ came }) => came);
      expect(done.slice(0, 2).filter((came) => came === 'not refused').length).toBeLessThanOrEqual(1);
      const [{ compared, proved, withdrawn }] = await house.db.query<[{ compared: boolean; proved: boolean; withdrawn: boolean }]>(
        `SELECT EXISTS (SELECT FROM purpose_change_confirmation WHERE change = $1) AS compared, EXISTS (SELECT FROM purpose_change_withdrawal WHERE change = $1) AS withdrawn,
           EXISTS (SELECT FROM paper p WHERE p.purpose_change = $1 AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) AS proved`, [change]);
      outcomes.add(done.join(' '));
      expect([done, withdrawn]).toEqual([done, true]);
      // whoever came after the withdrawal was told; whoever came before it may have taken the paper with it, as nothing rests on it any more
      if (!compared) expect(done.slice(0, 2)).not.toContain('not refused');
      if (compared && !proved) expect(done[2]).toBe('not refused');
    }
    expect([...outcomes].join(' ')).toMatch(/a_change_of_purpose|a_consent_is_replaced/);
    await clerks.dismiss();
  });

  it('it says by what it is allowed, is never written over, and is of no purse and no ending fund', async () => {
    const put = (columns: object, fund = funds.lunch.id): Promise<string> => refusalOf(house.db.query(
      `INSERT INTO purpose_change (foundation, fund, basis, givers, filing_no, day, reason, purpose, english_purpose, purposes, use, english_use, entered_by, entered_at)
       SELECT $1, $2, basis, givers, filing_no, day, reason, purpose, english_purpose, purposes, use, english_use, $3, now() FROM jsonb_populate_record(NULL::purpose_change, $4)`,
      [host.id, fund, people.li, JSON.stringify({ basis: 'consent', givers: '赵*', day: '2026-12-01', reason: '原因', ...NEW, ...columns })]));
    expect(await put({ givers: ' ' })).toBe('a_purpose_changes_by_consent_or_filing');
    expect(await put({ basis: 'filing' })).toBe('a_purpose_changes_by_consent_or_filing');
    expect(await put({ basis: 'council' })).toBe('a_purpose_changes_by_consent_or_filing');
    expect(await put({ reason: ' ' })).toBe('a_change_of_purpose_says_why');
    expect(await put({ purposes: [] })).toBe('a_new_purpose_is_written_out');
    expect(await put({}, funds.lamps.id)).toBe('a_fund_that_ends_keeps_its_purpose');
    for (const sql of ["UPDATE purpose_change SET purpose = '别的'", 'DELETE FROM purpose_change_confirmation', 'DELETE FROM purpose_change_withdrawal']) expect([sql, await refusalOf(house.db.query(sql))]).toEqual([sql, '42501']);
  });
});
