/** A complete model for every view, in both languages: what a controller gives, with a foundation that does not exist. */
import { longDay } from '../../src/platform/views';
import { wordsOf, type Lang } from '../../src/platform/words';

type Model = Record<string, unknown>;
/** Several samples of one view: `''` is the plain one. */
export type Samples = Record<string, Record<string, Model>>;

const hex = (seed: number): string => Array.from({ length: 32 }, (_, i) => ((seed * 31 + i * 47) % 256).toString(16).padStart(2, '0')).join('');

export function samples(lang: Lang): Samples {
  const say = (zh: string, en: string): string => (lang === 'zh' ? zh : en);
  const base = say('', '/en');

  const foundation = {
    name: say('梧桐里社区基金会', 'Wutongli Community Foundation'),
    seal: '梧桐里社',
    purpose: say('为梧桐里街道的老人、孩子和楼道，管好邻居们捐的每一分钱。', 'We look after what neighbours give for the elderly, the children and the stairways of Wutongli.'),
    code: '53310000MJ0000000X',
    registrar: say('示例市民政局', 'the civil affairs bureau of Example City'),
    hotline: '021-0000 0000',
    hours: say('周一至周五 9:00—17:00', 'Monday to Friday, 9:00–17:00'),
  };
  const lunch = { code: 'ELDERLY', name: say('银龄午餐基金', 'Elderly Lunch Fund') };
  const children = { code: 'CHILDREN', name: say('儿童友好基金', 'Child-Friendly Fund') };
  const stairs = { code: 'STAIRS', name: say('楼道更新基金', 'Stairway Fund') };
  const cards = [
    { ...lunch, purpose: say('为梧桐里街道 80 岁以上的独居老人，每个工作日送一份热午餐。', 'A hot lunch every working day for people over 80 who live alone in Wutongli.'), place: say('梧桐里街道', 'Wutongli sub-district'), mode: 'public', open: true, received: 128_641_230n, paid: 104_210_000n, left: 24_431_230n },
    { ...children, purpose: say('让放学后没人接的孩子有地方写作业。', 'A place to do homework for children nobody can pick up after school.'), mode: 'joint', open: true, received: 15_260_000n, paid: 5_612_000n, left: 9_648_000n },
    { ...stairs, purpose: say('给没有电梯的老楼装扶手和长凳。', 'Handrails and benches for old houses without lifts.'), place: say('梧桐里一村', 'Wutongli Village One'), mode: 'invited', open: false, received: 3_140_000n, paid: 3_140_000n, left: 0n },
  ];

  const row = (day: string, no: string, zh: string, en: string, into: bigint | null, out: bigint | null, balance: bigint, more: Model = {}): Model => ({ day, no, what: say(zh, en), in: into, out, balance, ...more });
  const rows = [
    row('2026-11-20', 'SR-2026-11-0184', '吴* 捐赠', 'Gift from Wu*', 37_800n, null, 24_431_230n, { waiting: true }),
    row('2026-11-20', 'SR-2026-11-0183', '爱心人士 捐赠', 'Anonymous gift', 3_600n, null, 24_393_430n),
    row('2026-11-19', 'SR-2026-11-0182', '张* 捐赠', 'Gift from Zhang*', 9_000n, null, 24_389_830n, { found: true }),
    row('2026-11-19', 'PV-2026-11-0031', '保温箱 12 只，付：示例厨具有限公司', 'Twelve insulated boxes, paid to Example Kitchenware Ltd', null, 648_000n, 24_380_830n),
    row('2026-11-18', 'JV-2026-11-0011', '冲销重复记录的手续费', 'Reversal of a fee booked twice', 270n, null, 25_028_830n, { reverses: 'JV-2026-11-0010' }),
    row('2026-11-18', 'JV-2026-11-0010', '支付手续费', 'Payment fee', null, 270n, 25_028_560n, { reversed: 'JV-2026-11-0011' }),
    row('2026-11-17', 'SR-2026-11-0179', '示例物业有限公司 捐赠', 'Gift from Example Property Ltd', 500_000n, null, 25_028_830n),
  ];
  const five = rows.slice(0, 5).map((r) => ({ ...r, found: undefined }));
  const month = { opening: 25_140_080n, received: 2_190_400n, paid: 2_899_250n, closing: 24_431_230n, span: 'month', from: '2026-11-01', to: '2026-11-21', receivedCount: 163, paidCount: 17 };
  const year = { opening: 19_820_460n, received: 34_192_680n, paid: 29_581_910n, closing: 24_431_230n, span: 'year', from: '2026-01-01', to: '2026-11-21', receivedCount: 1_873, paidCount: 246 };
  const sealed = { no: 'SR-2026-11-0183', number: 12_046, day: '2026-11-20', at: new Date('2026-11-20T16:05:00Z') };

  const give = {
    key: '7d1f6a3e-9d31-4f5a-8f0e-2f1c7f8b6a10',
    unit: { label: say('每份午餐', 'one lunch'), cost: 1_800n },
    amounts: [{ sum: 3_600n, label: say('2 份', '2 lunches') }, { sum: 9_000n, label: say('一周 5 份', 'one week') }, { sum: 37_800n, label: say('一月 21 份', 'one month') }],
    least: 100n, agreement: 1_000_000n,
  };
  const fresh = { amount: '', other: '', display: 'anon', name: '', phone: '', receipt: '', title: '', identity: '' };
  const fund = {
    ...cards[0], picture: 'bowl.svg', gifts: 1_873, opened: '2023-03-05', closed: null,
    fee: say('每笔 3%', '3% of each gift'), rest: say('转入为老服务，公示 7 天', 'Goes to other services for the elderly, after 7 days’ notice'),
    agreement: { no: 'AG-2023-0004', day: '2023-03-01', with: say('示例物业有限公司', 'Example Property Ltd') },
  };
  const raising = { organisation: foundation.name, account: say('基金会对公账户，尾号 0426', 'Account of the foundation, ending 0426'), certificate: '53310000MJ0000000X', filing: '53310000MJ0000000XA26003', from: '2026-01-01', to: '2026-12-31' };
  const uses = [
    { purpose: say('食材与制作', 'Food and cooking'), per100: 71, sum: 73_989_100n },
    { purpose: say('送餐与保温', 'Delivery'), per100: 19, sum: 19_799_900n },
    { purpose: say('健康巡访', 'Health visits'), per100: 7, sum: 7_294_700n },
    { purpose: say('管理费', 'Management fee'), per100: 3, sum: 3_126_300n },
  ];
  const fundPage = { foundation, fund, sealed, door: 'form', why: null, give, typed: fresh, uses, usesTo: '2026-10-31', rows: five, raising };

  const gift = { token: 'Jw4tq9pXo2mC7sKe1uVbYg', no: 'SR-2026-11-0185', amount: 9_000n, fund: lunch, shownAs: say('张*', 'Zhang*'), name: say('张秀英', 'Zhang Xiuying'), phone: '138 **** 8000', receiptTo: say('张秀英', 'Zhang Xiuying'), identity: null, paidAt: new Date('2026-11-21T08:32:00Z'), way: 'wechat', day: '2026-11-21' };
  const ways = lang === 'zh' ? ['wechat', 'alipay', 'card'] : ['card', 'alipay', 'wechat'];
  const steps = [
    { name: 'received', at: new Date('2026-11-21T08:32:00Z') },
    { name: 'booked', at: new Date('2026-11-21T08:32:09Z'), no: 'SR-2026-11-0185' },
    { name: 'sealed', at: null },
  ];
  const refunds = [{ day: '2026-11-22', sum: 9_000n, no: 'PV-2026-11-0040' }];

  const ledger = {
    foundation, fund: lunch, funds: [lunch, children, stairs], pillars: year, beneath: { promised: 3_600_000n, receivable: 0n, goods: 128_000n, things: 0n, inTrust: 0n, owed: 540_000n, worth: 24_019_230n }, sealed,
    find: { no: '', day: '', sum: '', found: null }, filter: { q: '', kind: '', month: '', min: '', max: '', fund: '' }, months: ['2026-11', '2026-10', '2026-09'], applied: [],
    searched: 50_000, total: { count: 2_119, in: 34_192_680n, out: 29_581_910n, when: say('全部月份', 'All months') }, span: { from: '2026-11-14', to: '2026-11-20' }, rows: rows.map((r) => ({ ...r, found: undefined })), newer: null, older: `${base}/funds/ELDERLY/ledger?before=SR-2026-11-0179`, latest: null,
    files: { csv: `${base}/funds/ELDERLY/ledger?format=csv`, json: `${base}/funds/ELDERLY/ledger?format=json` }, code: '7f3a 91c0 5be2 4d18',
  };
  const filtered = {
    ...ledger, filter: { q: '保温', kind: 'out', month: '2026-11', min: '100', max: '', fund: '' }, total: { count: 1, in: 0n, out: 648_000n, when: say('2026年11月', 'November 2026') }, latest: `${base}/ledger`, newer: `${base}/ledger?after=1`, older: null,
    applied: [{ name: 'q', value: '保温', without: `${base}/ledger?kind=out` }, { name: 'kind', value: 'out', without: `${base}/ledger?q=1` }, { name: 'month', value: '2026-11', without: `${base}/ledger?q=2` }, { name: 'min', value: '100', without: `${base}/ledger?q=3` }],
  };
  const entry = {
    no: 'SR-2026-11-0182', day: '2026-11-19', bookedAt: new Date('2026-11-19T06:12:40Z'), kind: say('网上捐赠', 'Online gift'), what: say('张* 捐赠', 'Gift from Zhang*'), reason: null, source: say('支付机构的到账通知', 'Notice of payment from the provider'), factDay: null, gift: 'GF-2026-11-0182', reverses: null, reversedBy: null,
    funds: [{ ...lunch, lines: [{ account: { code: '1009', name: say('其他货币资金', 'Clearing') }, debit: 9_000n, credit: null }, { account: { code: '410102', name: say('捐赠收入 限定性', 'Gifts, restricted') }, debit: null, credit: 9_000n }], debit: 9_000n, credit: 9_000n, change: 9_000n, balance: 24_389_830n }],
    canonical: 'sizhu entry v1\nno SR-2026-11-0182\nday 2026-11-19\nkind online-gift\nfund ELDERLY\ndebit 1009 90.00\ncredit 410102 90.00\n',
  };
  const log = { number: 12_045, leaf: hex(3), sealedAt: new Date('2026-11-19T16:05:00Z') };
  const proof = { size: 12_046, root: hex(7), siblings: [{ side: 'left', hash: hex(11) }, { side: 'right', hash: hex(13) }, { side: 'left', hash: hex(17) }] };
  const checks = [
    { name: 'balance', sentence: say('每一笔账在每只基金里借贷相等。', 'Each entry balances within each fund.'), ok: true, offending: [] },
    { name: 'floor', sentence: say('原始基金不低于登记的数额。', 'The original fund is not below the registered sum.'), ok: true, offending: [] },
    { name: 'receipts', sentence: say('每一笔已付的捐赠有一笔账、一张收据。', 'Every paid gift has one entry and one receipt.'), ok: true, offending: [] },
  ];
  const verification = {
    foundation, asked: { no: '', answer: null }, checks, asAt: new Date('2026-11-21T01:14:00Z'), full: { count: 2, at: new Date('2026-11-20T22:00:00Z') }, shortfalls: [],
    checkpoint: { size: 12_046, root: hex(7), at: sealed.at, note: `sizhu.example/wutongli\n12046\nq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=\n\n— sizhu.example/wutongli kG3…`, key: 'sizhu.example/wutongli+9d1c3b77+AbcdEfghIjklMnopQrstUvwxYz0123456789abcdEFGH' },
    files: { entries: `${base}/ledger/journal.txt`, checkpoint: '/verification/checkpoint', script: '/verification/verify.mjs' },
  };
  const signedIn = { name: say('陈静', 'Chen Jing'), role: say('会计', 'bookkeeper'), searches: true, month: '2026-11', blocks: [
    { words: say('日常', 'Daily'), pages: [{ name: 'tasks', path: '/desk', words: say('待办', 'Tasks') }] },
    { words: say('机构', 'House'), pages: [{ name: 'people', path: '/desk/people', words: say('人员', 'People') }, { name: 'me', path: '/desk/me', words: say('我的登录', 'My sign-in') }] },
  ] };
  const contributions = [
    { id: '3', founder: say('示例物业有限公司', 'Example Property Ltd'), sum: 100_000_000n, reference: 'ICBC20261118-0031', valueDay: '2026-11-18', by: say('陈静', 'Chen Jing'), state: 'confirmed', mine: true },
    { id: '4', founder: say('梧桐里街道商会', 'Wutongli Chamber of Commerce'), sum: 50_000_000n, reference: 'ICBC20261119-0007', valueDay: '2026-11-19', by: say('陈静', 'Chen Jing'), state: 'waiting', mine: true },
    { id: '5', founder: say('王建国', 'Wang Jianguo'), sum: 5_000_000n, reference: 'ICBC20261112-0102', valueDay: '2026-11-12', by: say('李敏', 'Li Min'), state: 'bounced', mine: false },
  ];
  const enrolment = { foundation, signedIn: null, token: 'Qm7token', name: say('王芳', 'Wang Fang'), login: 'wangfang', endsAt: new Date('2026-11-24T02:00:00Z'), least: 12, secret: 'JBSW Y3DP EHPK 3PXP', picture: 'data:image/png;base64,iVBORw0KGgo=' };
  const codes = Array.from({ length: 8 }, (_, at) => `K7M2-9QXA-${2222 + at * 1111}`);
  const person = {
    id: 8, name: say('王芳', 'Wang Fang'), login: 'wangfang', enrolled: true, link: null,
    appointments: [{ role: say('会计', 'bookkeeper'), from: '2026-01-01', to: null, by: say('孙丽', 'Sun Li') }, { role: say('项目专员', 'programme officer'), from: '2025-01-01', to: '2025-12-31', by: null }],
  };
  const sessions = [{ begunAt: new Date('2026-11-21T01:00:00Z'), address: '198.51.100.7', here: true }, { begunAt: new Date('2026-11-21T00:30:00Z'), address: '203.0.113.24', here: false }];
  const people = {
    foundation, signedIn, may: true, typed: { from: '2026-11-21' }, roles: [{ value: 'cashier', label: say('出纳', 'cashier') }, { value: 'supervisor', label: say('监事', 'supervisor') }],
    people: [{ id: 8, name: person.name, login: 'wangfang', roles: say('会计', 'bookkeeper'), from: '2026-01-01', until: null, now: true, enrolled: true }, { id: 9, name: say('赵磊', 'Zhao Lei'), login: 'zhaolei', roles: say('审计', 'auditor'), from: '2026-12-01', until: '2026-12-31', now: false, enrolled: false }],
    events: [
      { at: new Date('2026-11-21T01:00:00Z'), what: say('登录没有成功', 'sign-in failed'), who: null, about: null, detail: 'wangfang', address: '203.0.113.24', bad: true },
      { at: new Date('2026-11-20T01:00:00Z'), what: say('任命', 'appointed'), who: null, about: person.name, detail: say('会计', 'bookkeeper'), address: null, bad: false },
      { at: new Date('2026-11-19T01:00:00Z'), what: say('登录', 'signed in'), who: person.name, about: null, detail: null, address: '198.51.100.7', bad: false },
    ],
    pager: { newer: null, older: `${base}/desk/people?before=9#h-trail`, latest: null },
  };

  const founding = {
    foundation, signedIn, contributions, acts: true, form: null, typed: { founder: '', amount: '', reference: '', valueDay: '', kind: '', name: '', number: '', day: '', certificate: '', registeredOn: '' },
    founding: { floor: 200_000_000n, confirmed: 100_000_000n, waiting: 50_000_000n, missing: 100_000_000n, registered: null, takes: true, may: false, why: say('已确认 1,000,000.00 元，还差 1,000,000.00 元。', '¥1,000,000.00 is confirmed, ¥1,000,000.00 is missing.') },
    papers: [{ kind: say('发起人协议', 'Founders’ agreement'), name: say('关于设立梧桐里社区基金会的协议', 'Agreement to set up the foundation'), no: '2026-01', day: '2026-09-02', by: say('李敏', 'Li Min') }],
    kinds: [{ value: 'agreement', label: say('发起人协议', 'Founders’ agreement') }, { value: 'charter', label: say('章程', 'Charter') }],
  };
  const contribution = { id: '4', founder: say('梧桐里街道商会', 'Wutongli Chamber of Commerce'), sum: 50_000_000n, reference: 'ICBC20261119-0007', valueDay: '2026-11-19', recorded: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-19T07:00:00Z') }, confirmed: null, bounced: null };
  const confirmed = { by: say('李敏', 'Li Min'), at: new Date('2026-11-20T01:20:00Z'), entry: 'SR-2026-11-0003' };

  const cell = (sum: bigint, href: string | null = `${base}/desk/statements/activities/rows?month=2026-11&line=gifts&column=month`): Model => ({ sum, href });
  const statement = {
    foundation, signedIn, name: 'activities', title: say('业务活动表 2026年11月', 'Statement of activities November 2026'), called: say('业务活动表', 'Statement of activities'), form: '会民非02表', span: say('2026年11月', 'November 2026'), unit: say('单位：元', 'Unit: yuan'), signed: [say('制表：', 'Made by:')],
    month: '2026-11', months: ['2026-11', '2026-10'], monthName: say('2026年11月', 'November 2026'), sideBySide: false, numbered: say('已编号的账目截至 JV-2026-11-0021。', 'Numbered entries up to JV-2026-11-0021.'),
    tabs: [{ name: 'balance-sheet', words: say('资产负债表', 'Balance sheet'), href: `${base}/desk/statements/balance-sheet?month=2026-11` }, { name: 'activities', words: say('业务活动表', 'Activities'), href: `${base}/desk/statements/activities?month=2026-11` }],
    files: { page: `${base}/desk/statements/activities?month=2026-11`, pdf: `${base}/desk/statements/activities?month=2026-11&format=pdf`, xlsx: `${base}/desk/statements/activities?month=2026-11&format=xlsx` },
    tables: [{
      key: 'activities', caption: say('业务活动', 'Activities'), numbered: true, heads: [{ over: say('本月数', 'This month'), span: 2 }], columns: [say('非限定性', 'Unrestricted'), say('限定性', 'Restricted')],
      rows: [
        { name: say('一、收入', '1. Income'), no: null, style: 'head', head: true, sum: false, memo: false, cells: [] },
        { name: say('捐赠收入', 'Donation income'), no: 1, style: 'line', head: false, sum: false, memo: false, cells: [cell(373_000n), cell(-165_600n)] },
        { name: say('收入合计', 'Total income'), no: 11, style: 'sum', head: false, sum: true, memo: false, cells: [cell(373_000n, null), cell(0n, null)] },
      ],
    }],
  };
  const bar = { share: '5.2%', limit: '8%', filled: 33, mark: 50, met: false };
  const ratios = {
    foundation, signedIn, year: '2026', years: ['2026', '2025'], asOf: '2026-11-21', over: false, qualified: false, band: 3, first: false,
    spending: { required: 16_000_000n, shortfall: 5_600_000n, met: false, bases: [{ ...bar, words: say('上年末净资产', 'net assets at the end of last year'), base: 200_000_000n, required: 16_000_000n }, { ...bar, words: say('前三年年末平均净资产', 'mean net assets of three years'), base: 210_000_000n, required: 16_800_000n }] },
    management: { ...bar, share: '14%', limit: '20%', met: true, base: 12_100_000n, sum: 1_700_000n, most: 2_420_000n, free: true, freeBelow: 20_000_000n, headroom: 720_000n, over: 0n },
    forecast: { charitable: 11_700_000n, required: 16_000_000n, shortfall: 4_300_000n, missing: 5_600_000n, safe: say('2026年12月', 'December 2026') },
    made: [{ words: say('总支出（元）', 'All that was spent (yuan)'), sum: 12_100_000n }], returned: 1_000n,
    tax: [{ year: 2025, unknown: false, met: false, spending: '5%', management: '14%', least: '8%', most: '12%', base: say('上年末净资产', 'net assets at the end of last year') }, { year: 2024, unknown: true }],
    fundraising: { sum: 3_000n, base: 1_000_000n, share: '0.3%', draft: '3%' },
    policies: [{ words: say('慈善活动支出最低', 'Least charitable spending'), value: '8%', from: '2016-09-01', to: null, source: '民发〔2016〕189号第八条', checked: false }, { words: say('管理费用最高', 'Most management cost'), value: '20%', from: '2016-09-01', to: '2026-12-31', source: '民发〔2016〕189号第八条', checked: true }],
  };

  const problem = (status: number, more: Model = {}): Model => ({ foundation, status, code: 'x', text: wordsOf(lang).has(`error.${status}`) ? wordsOf(lang)(`error.${status}`) : '', ...more });

  return {
    'disclosure/home': {
      '': { foundation, pillars: month, sealed, funds: cards.slice(0, 2), rows: five.map((r, i) => ({ ...r, fund: [lunch, children][i % 2] })), checks: { count: 12, failed: 0, at: new Date('2026-11-21T01:14:00Z') } },
      new: { foundation, pillars: { opening: 0n, received: 0n, paid: 0n, closing: 0n, span: 'all', from: '2026-11-01', to: '2026-11-21' }, sealed: null, funds: [], rows: [], checks: { count: 12, failed: 2, at: new Date('2026-11-21T01:14:00Z') } },
    },
    'funds/funds': {
      '': { foundation, funds: cards, filter: { q: '', place: '', mode: '' }, places: ['梧桐里', '梧桐里北区'], modes: ['public', 'invited'], applied: [] },
      none: { foundation, funds: [], filter: { q: '', place: '', mode: '' }, places: [], modes: [], applied: [] },
      'none-such': { foundation, funds: [], filter: { q: '午餐', place: '', mode: 'invited' }, places: ['梧桐里'], modes: ['public', 'invited'], applied: [{ name: 'q', value: '午餐', without: `${base}/funds?mode=invited` }, { name: 'mode', value: 'invited', without: `${base}/funds?q=%E5%8D%88` }] },
    },
    'funds/fund': {
      '': fundPage,
      invited: { ...fundPage, fund: { ...fund, mode: 'invited', picture: null, fee: null, agreement: null }, door: 'invitation', typed: { code: '' }, raising: { organisation: foundation.name, account: null } },
      closed: { ...fundPage, fund: { ...fund, mode: 'joint', open: false, closed: '2026-10-31' }, door: 'none', why: say('募捐期限到 2026年10月31日，已经结束。账目继续公开。', 'The fundraising period ended on 31 October 2026. The books stay open.'), uses: [], rows: [], sealed: null, raising: { ...raising, partner: say('示例市慈善总会', 'Example City Charity Federation'), partnerUrl: 'https://partner.example/' } },
    },
    'giving/give': {
      '': { foundation, fund: lunch, door: 'form', why: null, give, typed: fresh },
      errors: {
        foundation, fund: lunch, door: 'form', why: null, give, typed: { ...fresh, other: '九十', display: 'masked', phone: '138001380', receipt: '1', identity: '310' },
        errors: [{ id: 'other', text: say('金额应为数字，例如 90 或 36.50', 'The amount should be a number, such as 90 or 36.50') }, { id: 'name', text: say('请填写姓名，或者选择不显示姓名', 'Enter your name, or choose to show no name') }, { id: 'phone', text: say('手机号码应为 11 位数字', 'The mobile number should have 11 digits') }, { id: 'identity', text: say('身份证号应为 18 位，统一社会信用代码也是 18 位', 'ID and social credit numbers have 18 characters') }],
      },
      organisation: { foundation, fund: lunch, door: 'form', why: null, give, typed: fresh, organisation: true },
      plain: { foundation, fund: lunch, door: 'form', why: null, give: { ...give, unit: null, amounts: [], invitation: 'K7M2Q9TX' }, typed: fresh },
      invited: { foundation, fund: lunch, door: 'invitation', why: null, typed: { code: 'k7m2' }, errors: [{ id: 'code', text: say('邀请码不对或已过期，核对邀请函，或者打电话问', 'The code is wrong or has expired: check your invitation, or call us') }] },
      closed: { foundation, fund: lunch, door: 'none', why: say('这只基金已经终止。', 'This fund has closed.'), typed: {} },
    },
    'giving/check': {
      '': { foundation, gift, edit: `${base}/funds/ELDERLY/give?from=x`, ways, agreement: null, practice: true },
      large: { foundation, gift: { ...gift, amount: 1_000_000n }, edit: `${base}/funds/ELDERLY/give`, ways, agreement: 1_000_000n, practice: false },
      plain: { foundation, gift: { ...gift, name: null, phone: null, receiptTo: say('爱心人士', 'Anonymous'), shownAs: say('爱心人士', 'Anonymous') }, edit: `${base}/funds/ELDERLY/give`, ways: ways.slice(0, 1), practice: false, errors: [{ id: 'way', text: say('请选择怎样支付', 'Choose how to pay') }] },
    },
    'giving/paying': { '': { foundation, gift, state: 'confirming', practice: false }, unknown: { foundation, gift, state: 'unknown', practice: true } },
    'giving/begun': { '': { foundation, gift, ways, practice: false }, closed: { foundation, gift, ways: [], practice: true } },
    'giving/unpaid': { '': { foundation, gift, reason: 'failed', ways, practice: false }, expired: { foundation, gift, reason: 'expired', ways: [], practice: false }, cancelled: { foundation, gift, reason: 'cancelled', ways, practice: true } },
    'giving/thanks': {
      '': { foundation, gift, steps, entry: 'SR-2026-11-0185', receipt: { no: 'RC-2026-11-0185', file: `${base}/g/x/receipt.pdf` }, link: 'https://wutongli.example/g/Jw4tq9pXo2mC7sKe1uVbYg', refunds: [], practice: false },
      refunded: { foundation, gift: { ...gift, name: null }, steps: [...steps.slice(0, 2), { name: 'sealed', at: new Date('2026-11-21T16:00:00Z') }, { name: 'refunded', at: '2026-11-22', sum: 9_000n }], entry: null, receipt: null, link: 'https://wutongli.example/g/x', refunds, practice: true },
    },
    'giving/gone': { '': { foundation } },
    'giving/donation': { '': { foundation, gift, steps, entry: 'SR-2026-11-0185', refunds }, fresh: { foundation, gift, steps: steps.map((s) => ({ ...s, at: null, no: undefined })), entry: null, refunds: [] } },
    'giving/receipt': {
      '': { foundation, no: 'RC-2026-11-0185', receipt: { state: 'valid', issued: '2026-11-21', gift: 'GF-2026-11-0185', amount: 9_000n, fund: lunch, paid: '2026-11-21', title: say('张*', 'Zhang*'), voided: null, why: null, instead: null } },
      void: { foundation, no: 'RC-2026-11-0185', receipt: { state: 'void', issued: '2026-11-21', gift: 'GF-2026-11-0185', amount: 9_000n, fund: lunch, paid: '2026-11-21', title: say('张*', 'Zhang*'), voided: '2026-11-22', why: say('抬头有误，重开。', 'Wrong name, issued anew.'), instead: 'RC-2026-11-0190' } },
      unknown: { foundation, no: 'RC-2026-11-9999', receipt: null },
    },
    'disclosure/ledger': {
      '': { ...ledger, find: { ...ledger.find, no: 'SR-2026-11-0182', found: [{ no: 'SR-2026-11-0182', day: '2026-11-19', what: say('张* 捐赠', 'Gift from Zhang*'), sum: 9_000n, where: `${base}/funds/ELDERLY/ledger#SR-2026-11-0182` }] }, rows },
      all: { ...filtered, fund: null, rows: rows.map((r) => ({ ...r, fund: lunch, found: undefined })) },
      missed: { ...ledger, find: { no: '', day: '2026-11-19', sum: '9', found: [] } },
      nothing: { ...filtered, rows: [], span: null, total: { count: 0, in: 0n, out: 0n, when: say('2026年11月', 'November 2026') } },
      empty: { ...ledger, rows: [], span: null, sealed: null, total: { count: 0, in: 0n, out: 0n, when: say('全部月份', 'All months') }, pillars: { ...year, opening: 0n, received: 0n, paid: 0n, closing: 0n, span: 'all' }, older: null },
      errors: { ...ledger, find: { no: '', day: '11/19', sum: 'x', found: null }, errors: [{ id: 'day', text: say('日期应写成 2026-11-21 这样', 'Write the date like 2026-11-21') }, { id: 'sum', text: say('金额应为数字，例如 90 或 36.50', 'The amount should be a number, such as 90 or 36.50') }] },
    },
    'disclosure/entry': {
      '': { foundation, entry, log, proof },
      reversed: { foundation, entry: { ...entry, reason: say('补记', 'Late entry'), factDay: '2026-10-31', reversedBy: { no: 'JV-2026-11-0011', reason: say('重复记录', 'Booked twice'), day: '2026-11-20' }, reverses: { no: 'JV-2026-11-0001', reason: say('基金写错', 'Wrong fund'), day: '2026-11-18' } }, log: null, proof: null },
    },
    'disclosure/verification': {
      '': { ...verification, asked: { no: 'SR-2026-11-0182', answer: { state: 'sealed', kind: 'entry', where: `${base}/entries/SR-2026-11-0182`, what: say('张* 捐赠', 'Gift from Zhang*'), day: '2026-11-19', sum: 9_000n, number: 12_045 } } },
      wrong: { ...verification, checkpoint: null, files: { ...verification.files, script: null }, asked: { no: 'X-1', answer: { state: 'unknown', kind: null, where: null, what: null, day: null, sum: null, number: null } }, checks: [{ name: 'places', sentence: say('每个账户的账面数等于最近一次对账单。', 'Every account equals its last statement.'), ok: false, offending: ['SR-2026-11-0180', 'PV-2026-11-0028'] }, ...checks], shortfalls: [{ fund: lunch, sum: 120_000n, why: say('银行退回了一笔出资。', 'The bank took a contribution back.'), since: '2026-11-18', due: '2026-12-18' }] },
      waiting: { ...verification, asked: { no: 'SR-2026-11-0184', answer: { state: 'waiting', kind: 'gift', where: `${base}/donations/SR-2026-11-0184`, what: null, day: '2026-11-20', sum: null, number: null } }, errors: [{ id: 'no', text: say('请填写编号', 'Enter a number') }] },
    },
    'desk/sign-in': {
      '': { foundation, signedIn: null, back: '/desk', here: '/desk/sign-in?back=%2Fdesk', typed: { login: '' }, done: null, practice: false },
      wrong: { foundation, signedIn: null, back: '/desk', here: '/desk/sign-in?back=%2Fdesk', typed: { login: 'limin' }, done: null, practice: true, errors: [{ id: null, text: say('登录名、密码或动态码不对。', 'The name, the password or the code is not right.') }] },
      changed: { foundation, signedIn: null, back: '/desk', here: '/desk/sign-in?back=%2Fdesk', typed: { login: '' }, done: 'password', practice: true },
    },
    'desk/enrolment': {
      '': enrolment,
      errors: { ...enrolment, errors: [{ id: 'password', text: say('密码至少 12 个字符', 'A password has at least 12 characters') }, { id: 'code', text: say('动态码不对', 'The code is not right') }] },
    },
    'desk/enrolment-gone': { '': { foundation, signedIn: null } },
    'desk/recovery-codes': {
      '': { foundation, signedIn: null, first: true, codes, name: say('王芳', 'Wang Fang'), login: 'wangfang' },
      again: { foundation, signedIn, first: false, codes, name: say('王芳', 'Wang Fang'), login: 'wangfang' },
    },
    'desk/me': {
      '': { foundation, signedIn, own: person, left: 8, sessions: sessions.slice(0, 1), others: false, form: null, least: 12, done: true },
      errors: { foundation, signedIn, own: person, left: 1, sessions, others: true, form: 'password', least: 12, done: false, errors: [{ id: 'old', text: say('现在的密码不对', 'The present password is not right') }] },
      codes: { foundation, signedIn, own: person, left: 0, sessions, others: true, form: 'codes', least: 12, done: false, errors: [{ id: 'proof', text: say('请填写动态码', 'Enter the one-time code') }] },
    },
    'desk/people': {
      '': { ...people, done: say('已任命。', 'Appointed.') },
      reading: { ...people, may: false, events: [], pager: { newer: null, older: null, latest: null } },
      errors: { ...people, asksCode: true, typed: { name: '王芳', role: 'cashier' }, pager: { newer: `${base}/desk/people?after=9#h-trail`, older: null, latest: `${base}/desk/people#h-trail` }, errors: [{ id: 'login', text: say('登录名用小写字母', 'Small letters') }, { id: 'code', text: say('请填写动态码', 'Enter the one-time code') }] },
    },
    'desk/person': {
      '': { foundation, signedIn, person, may: true, own: false, days: 3, typed: { appointment: '', lastDay: '2026-11-21' }, endable: [{ value: 'bookkeeper 2026-01-01', label: say('会计，2026年1月1日起', 'bookkeeper, from 1 January 2026') }], asksCode: true },
      own: { foundation, signedIn, person: { ...person, enrolled: false, link: { at: new Date('2026-11-20T02:00:00Z'), endsAt: new Date('2026-11-23T02:00:00Z'), by: null } }, may: true, own: true, days: 3, typed: {}, endable: [] },
      reading: { foundation, signedIn, person, may: false, own: false, days: 3, typed: {}, endable: [] },
    },
    'desk/enrolment-link': { '': { foundation, signedIn, person: { id: 8, name: say('王芳', 'Wang Fang') }, link: 'https://example.org/desk/enrolments/Qm7tokenQm7tokenQm7tokenQm7token', days: 3 } },
    'desk/outbox': {
      '': { foundation, signedIn: null, seconds: 12, codes: [{ name: say('李敏', 'Li Min'), login: 'limin', roles: say('会计', 'bookkeeper'), code: '418 205', seconds: 12 }] },
      empty: { foundation, signedIn: null, seconds: 0, codes: [] },
    },
    'desk/tasks': { '': {
      foundation, signedIn, today: '2026-11-21', reads: false,
      money: { month: '2026-11', money: 371_288_420n, unrestricted: 8_431_645n, received: 18_642_050n, paid: 9_120_000n, funds: [{ code: 'elder-lunch', name: say('银龄午餐基金', 'Elders’ lunches'), received: 2_190_400n, paid: 2_461_150n, free: 24_431_230n, short: 0n }, { code: 'stair-lights', name: say('楼道灯光基金', 'Stair lights'), received: 205_000n, paid: 3_140_000n, free: -418_000n, short: 418_000n }] },
      mine: [
        { words: say('对照银行流水，确认出资：王建国', 'Confirm with the bank statement: contribution of Wang Jianguo'), sum: 5_000_000n, path: '/desk/founding/contributions/5', by: { name: say('李敏', 'Li Min') }, due: '2026-11-20', late: true, who: say('会计', 'bookkeeper') },
        { words: say('查明来款：2 笔与捐赠不符', 'Find out about 2 payments that match no gift'), sum: 432_100n, path: '/desk/payments', by: null, due: null, late: false, who: say('会计', 'bookkeeper') },
      ],
      others: [{ words: say('对照银行流水，确认出资：示例物业有限公司', 'Confirm with the bank statement: contribution of Example Property Ltd'), sum: 100_000_000n, path: '/desk/founding/contributions/3', by: { name: say('陈静', 'Chen Jing') }, due: '2026-11-28', late: false, who: say('会计、秘书长', 'bookkeeper, secretary-general') }],
    } },
    'desk/search': { '': {
      foundation, signedIn, q: say('王', 'Wang'), found: [
        { what: 'gift', no: 'GF-2026-000017', who: say('王秀英', 'Wang Xiuying'), phoneTail: '8000', sum: 9_000n, day: '2026-11-20', path: '/entries/SR-2026-11-0017' },
        { what: 'contribution', no: 'ICBC20261112-0102', who: say('王建国', 'Wang Jianguo'), phoneTail: null, sum: 5_000_000n, day: '2026-11-12', path: null },
      ],
    }, nothing: { foundation, signedIn, q: 'X-1', found: [] } },
    'desk/payments': {
      '': { foundation, signedIn, odd: [{ at: new Date('2026-11-20T08:00:00Z'), sum: '51.00', why: say('金额与捐赠不同', 'Another sum than the gift'), gift: 'GF-2026-000012', entry: 'SR-2026-11-0190', provider: 'pi_3Qx' }],
        waiting: [{ at: new Date('2026-11-20T08:05:00Z'), type: 'refund.created', why: 'waits for its payment', provider: 'evt_1Qx' }] },
      empty: { foundation, signedIn, odd: [], waiting: [] },
    },
    'desk/statements': {
      '': {
        foundation, signedIn, month: '2026-11', months: ['2026-11', '2026-10'], monthName: say('2026年11月', 'November 2026'), statements: [{ name: 'activities', title: statement.title, text: say('收入和费用', 'Income and cost'), ...statement.files }],
        agreements: [{ name: 'funds-foundation', holds: true, text: say('各基金合计等于基金会的报表', 'The funds add up to the foundation') }, { name: 'money-cash-flow', holds: false, text: say('现金净增加额等于货币资金的变动', 'Cash equals money') }],
      },
    },
    'desk/statement': { '': statement, halves: { ...statement, form: null, sideBySide: true, tables: [statement.tables[0]!, { ...statement.tables[0]!, key: 'claims', numbered: false, heads: null }] } },
    'desk/statement-rows': {
      '': {
        foundation, signedIn, title: statement.title, name: 'activities', monthName: statement.monthName, line: say('捐赠收入', 'Donation income'), column: say('本月数 · 合计', 'This month · Total'), table: say('业务活动', 'Activities'), back: statement.files.page, sum: 9_000n,
        rows: [{ entry: 7n, line: 2, no: 'SR-2026-11-0182', day: '2026-11-19', what: say('张* 捐赠', 'Gift from Zhang*'), fund: lunch.name, account: '410102', sum: 9_000n }, { entry: 8n, line: 2, no: null, day: '2026-11-20', what: say('吴* 捐赠', 'Gift from Wu*'), fund: lunch.name, account: '410102', sum: -9_000n }],
        pager: { newer: null, older: `${base}/desk/statements/activities/rows?before=7-2`, latest: null },
      },
      none: { foundation, signedIn, title: statement.title, name: 'activities', monthName: statement.monthName, line: say('捐赠收入', 'Donation income'), column: say('本月数', 'This month'), table: '', back: statement.files.page, sum: 0n, rows: [], pager: { newer: null, older: null, latest: null } },
    },
    'desk/ratios': {
      '': ratios,
      first: { ...ratios, qualified: true, band: null, first: true, spending: { required: null, shortfall: 0n, met: true, bases: [] }, management: { ...ratios.management, free: false, met: false, over: 5n }, forecast: { ...ratios.forecast, required: null, shortfall: 0n, safe: null }, returned: 0n },
      past: { ...ratios, over: true, year: '2025', forecast: null, spending: null, management: null, fundraising: { ...ratios.fundraising, draft: null } },
    },
    'desk/founding': {
      '': { ...founding, done: say('已登记。由另一位对照银行流水确认。', 'Recorded. Another person confirms it against the statement.') },
      errors: { ...founding, form: 'contribution', typed: { ...founding.typed, amount: 'x' }, errors: [{ id: 'founder', text: say('请填写发起人名称', 'Enter the founder’s name') }, { id: 'amount', text: say('金额应为数字，例如 90 或 36.50', 'The amount should be a number, such as 90 or 36.50') }] },
      ready: { ...founding, asksCode: true, form: 'paper', contributions: [], papers: [], founding: { ...founding.founding, confirmed: 200_000_000n, waiting: 0n, missing: 0n, may: true, why: null }, errors: [{ id: 'kind', text: say('请选择种类', 'Choose a kind') }] },
      reading: { ...founding, acts: false, founding: { ...founding.founding, may: true, why: null } },
      registered: { ...founding, founding: { ...founding.founding, confirmed: 200_000_000n, waiting: 0n, missing: 0n, registered: { day: '2026-11-20', sum: 200_000_000n, no: '53310000MJ0000000X', by: say('李敏', 'Li Min') } } },
    },
    'desk/founding-contribution': {
      '': { foundation, signedIn, contribution, may: 'confirm', why: null, typed: {} },
      mine: { foundation, signedIn, contribution, may: null, why: say('登记人不能自己确认。等李敏确认。', 'Whoever records it cannot confirm it. Li Min does.'), typed: {} },
      bounce: { foundation, signedIn, contribution: { ...contribution, confirmed }, may: 'bounce', why: null, typed: { reference: '', day: '', why: '' }, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
      bounced: { foundation, signedIn, contribution: { ...contribution, confirmed, bounced: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-21T02:00:00Z'), day: '2026-11-20', reference: 'ICBC20261120-0002', why: say('账号有误', 'Wrong account'), entry: 'JV-2026-11-0009' } }, may: null, why: null, typed: {}, done: say('已登记银行退回。', 'The return is recorded.') },
    },
    'shared/error': {
      '': problem(404),
      server: problem(500, { number: '9c1e22ab' }),
      refused: problem(422, { text: say(`到${longDay('2026-11-21', lang)}还不能登记。`, 'Not yet.'), back: `${base}/desk/founding` }),
      ...Object.fromEntries([400, 401, 403, 405, 409, 413, 415, 429, 503].map((status) => [String(status), problem(status)])),
    },
  };
}
