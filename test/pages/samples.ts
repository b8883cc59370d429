/** A complete model for every view, in both languages: what a controller gives, with a foundation that does not exist. */
import { longDay } from '../../src/platform/views';
import { wordsOf, type Lang } from '../../src/platform/words';
import { samplesOfFoundations } from './samples-of-foundations';
import { groupSamples } from './group-samples';
import { purseSamples } from './purse-samples';
import { councilSamples } from './council-samples';
import { motionSamples } from './motion-samples';
import { voteSamples } from './vote-samples';
import { resultSamples } from './result-samples';
import { meetingSamples } from './meeting-samples';
import { enterpriseSamples } from './enterprise-samples';
import { fundMovesSamples } from './fund-moves-samples';

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
    { ...lunch, purpose: say('为梧桐里街道 80 岁以上的独居老人，每个工作日送一份热午餐。', 'A hot lunch every working day for people over 80 who live alone in Wutongli.'), place: say('梧桐里街道', 'Wutongli sub-district'), mode: 'public', open: true, carried: 0n, received: 128_641_230n, paid: 104_210_000n, left: 24_431_230n },
    { ...children, purpose: say('让放学后没人接的孩子有地方写作业。', 'A place to do homework for children nobody can pick up after school.'), mode: 'joint', open: true, carried: 2_000_000n, received: 13_260_000n, paid: 5_612_000n, left: 9_648_000n },
    { ...stairs, purpose: say('给没有电梯的老楼装扶手和长凳。', 'Handrails and benches for old houses without lifts.'), place: say('梧桐里一村', 'Wutongli Village One'), mode: 'invited', open: false, received: 3_140_000n, paid: 3_140_000n, left: 0n },
  ];

  const guards = ([['net-assets', 'hold'], ['original-fund', 'fine'], ['campaign', 'warn'], ['fund-balance', 'refuse']] as const).map(([check, verdict]) => ({
    check, verdict, title: say('净资产不低于原始基金', 'Net assets above the original fund'), text: say('注册原始基金 2,000,000.00 元；本次支出后净资产 2,034,500.00 元，余 34,500.00 元。', 'Registered ¥2,000,000.00; net assets after this ¥2,034,500.00.'), basis: '民发〔2015〕241号', quoted: check === 'campaign',
  }));
  const campaign = {
    id: 1, no: 'A26001', from: '2026-01-01', to: '2026-12-31', target: 80_000_000n, raised: 34_192_680n, room: 45_807_320n, over: 0n, cost: 1_600_000n, fundraising: 341_900n, overCost: 0n, funds: [lunch.name],
    filings: [{ id: 1, no: 'A26001', filedOn: '2025-12-16', target: 60_000_000n }, { id: 2, no: 'A26001', filedOn: '2026-06-01', target: 80_000_000n }],
  };
  const filing = {
    id: 4, supplements: null, no: 'A26002', filedOn: '2026-11-18', from: '2026-12-01', to: '2027-05-31', area: say('示例市', 'Example City'), purpose: say('为独居高龄老人送午餐', 'Lunches for the very old who live alone'), beneficiaries: say('80 岁以上独居老人', 'People over 80 who live alone'),
    target: 80_000_000n, cost: 1_600_000n, leftover: say('转入用途相近的基金', 'To a fund with a similar purpose'), emergency: false, by: say('李敏', 'Li Min'), at: new Date('2026-11-20T02:00:00Z'), confirmed: null, withdrawn: null, before: null,
  };

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

  const statementMonths = [
    { name: say('2026年10月', 'October 2026'), opening: 25_000_000n, received: 500_000n, paid: 359_920n, closing: 25_140_080n, final: true, href: `${base}/funds/ELDERLY/statements/2026-10` },
    { name: say('2026年11月', 'November 2026'), opening: 25_140_080n, received: 2_190_400n, paid: 2_899_250n, closing: 24_431_230n, final: false, href: `${base}/funds/ELDERLY/statements/2026-11` },
  ];
  const fundStatement = {
    foundation, fund: lunch, of: '2026-11', name: say('2026年11月', 'November 2026'), final: false, notes: [say('本月账目未封，数字还会变动。', 'This month is not closed; its figures may change.')],
    pillars: month,
    flows: [
      { side: 'received', lines: [{ words: say('线上捐赠', 'Online gift'), href: null, sum: 2_190_130n, count: 162 }, { words: say('限定性资金划转：来自儿童友好基金', 'Transfer of restricted money, from Child-Friendly Fund'), href: `${base}/funds/CHILDREN/statements`, sum: 270n, count: 1 }] },
      { side: 'paid', lines: [{ words: say('付款', 'Payment'), href: null, sum: 2_898_980n, count: 16 }, { words: say('支付手续费', 'Payment fee'), href: null, sum: 270n, count: 1 }] },
    ],
    tables: [{ key: 'standing', caption: say('钱、应收应付和净资产', 'Money, what is owed and net assets'), columns: [say('月初数', 'Month start'), say('期末数', 'Month end')], rows: [
      { name: say('钱', 'Money'), sum: false, memo: false, cells: [25_140_080n, 24_431_230n] }, { name: say('净资产', 'Net assets'), sum: true, memo: false, cells: [25_140_080n, 0n] },
    ] }],
    most: 50, ledger: `${base}/funds/ELDERLY/ledger?month=2026-11`, href: `${base}/funds/ELDERLY/statements/2026-11`, pdf: `${base}/funds/ELDERLY/statements/2026-11?format=pdf`, csv: `${base}/funds/ELDERLY/statements/2026-11?format=csv`,
  };
  const give = {
    key: '7d1f6a3e-9d31-4f5a-8f0e-2f1c7f8b6a10',
    unit: { label: say('每份午餐', 'one lunch'), cost: 1_800n },
    amounts: [{ sum: 3_600n, label: say('2 份', '2 lunches') }, { sum: 9_000n, label: say('一周 5 份', 'one week') }, { sum: 37_800n, label: say('一月 21 份', 'one month') }],
    least: 100n, agreement: 1_000_000n,
  };
  const fresh = { amount: '', other: '', display: 'anon', name: '', phone: '', receipt: '', title: '', identity: '' };
  const fund = { spent: 104_210_000n, passed: 0n,
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
  const purposeChanged = { from: '2026-12-01', day: '2026-11-18', ahead: true, basisText: say('捐赠人书面同意', 'Written consent'), filingNo: null as string | null, received: 1_000_000n, reason: say('食堂已由街道开办', 'The street runs the canteen'), purpose: say('老人的晚餐', 'Suppers'), before: say('老人的午餐', 'Lunches') };
  const fundPage = { clauses: [{ name: say('宗旨', 'Purpose'), text: say('为老人送午餐', 'Lunches for elders') }], versions: [{ id: 2, nth: 2, no: 'AG-2024-0001', from: '2024-01-01', holds: true }, { id: 1, nth: 1, no: 'AG-2023-0004', from: '2023-03-01', holds: false }], committee: [{ name: say('高原', 'Gao Yuan'), side: 'resident', chairs: true }], table: { year: 2026, rows: [], total: {}, approved: null }, foundation, fund, sealed, door: 'form', why: null, give, typed: fresh, uses, usesTo: '2026-10-31', rows: five, raising };

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
    no: 'SR-2026-11-0182', day: '2026-11-19', bookedAt: new Date('2026-11-19T06:12:40Z'), kind: say('网上捐赠', 'Online gift'), what: say('张* 捐赠', 'Gift from Zhang*'), reason: null, source: say('支付机构的到账通知', 'Notice of payment from the provider'), factDay: null, gifts: ['GF-2026-11-0182'], reverses: null, reversedBy: null,
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
  const told = { id: 1, year: 2026, by: say('钱进', 'Qian Jin'), confirmedBy: say('王芳', 'Wang Fang'), households: 2_350, zone: say('近郊', 'Near suburb'), settlement: say('城市社区', 'Urban'), sum: 11_600_000n, shares: [{ payer: say('市级财政', 'The city'), sum: 5_800_000n }], parts: [{ formula: say('百户标准', 'Per 100 households'), from: '2026-01-01', to: '2026-12-31', days: 365, yearly: 9_600_000n, sum: 9_600_000n }] };
  const option = (value: string): Model => ({ value, label: value });
  const programme = {
    foundation, signedIn, fund: { code: 'services', name: say('公共服务资金', 'Public service money') }, year: 2026, years: [2027, 2026], form: null, acts: true, books: true, entitlement: told,
    payers: [{ payer: say('市级财政', 'The city'), days: [{ due: '2026-03-31', sum: 2_900_000n, received: 100n, missing: 2_899_900n, overdue: true }], due: 2_900_000n, received: 100n, missing: 2_899_900n, overdue: true, beyond: 5n, receipts: [{ day: '2026-03-30', sum: 100n, no: 'SR-2026-03-0001' }, { day: '2026-03-31', sum: 5n, no: null }] }],
    counts: [
      { id: 1, day: '2026-01-05', source: say('网格台账', 'Grid register'), by: say('钱进', 'Qian Jin'), total: 2_350, mine: false, kinds: [{ kind: say('物管院落', 'Managed courtyards'), n: 2_000 }], decision: null },
      { id: 2, day: '2026-01-04', source: say('网格台账', 'Grid register'), by: say('钱进', 'Qian Jin'), total: 2_340, mine: false, kinds: [], decision: { confirmed: false, by: say('王芳', 'Wang Fang'), why: say('少了一栋', 'A building is missing') } },
    ],
    assessments: [{ ...told, id: 3, mine: false }], waits: [option('count-1')], counted: [option('8')], subsidies: [option('7')], unnamed: [option('4')],
    uses: { budget: { reason: say('取暖', 'Heating'), resolution: '1' }, rows: [{ use: say('社区组织', 'Residents’ groups'), planned: 100n, used: 200n, left: -100n }], total: { planned: 100n, used: 200n, left: -100n }, others: [{ sum: 100n, day: '2026-04-01', no: 'JV-2026-04-0001', reason: say('独居老人取暖', 'Heating for those who live alone'), resolution: '1' }, { sum: 5n, day: '2026-04-02', no: null, reason: 'x', resolution: '2' }] },
    costs: [{ proposal: 4, sum: 100n, note: say('楼道灯', 'Lamps'), by: say('陈静', 'Chen Jing'), named: null, reason: null, resolution: null }, { proposal: 5, sum: 100n, note: say('取暖', 'Heating'), by: say('陈静', 'Chen Jing'), named: say('其他', 'Other'), reason: say('独居老人', 'Alone'), resolution: '1' }],
    place: { kept: null, request: { id: 1, name: say('专户', 'Account'), why: say('办法第 6 条', 'Art. 6'), by: say('陈静', 'Chen Jing') }, mine: false, choices: [option('2')], before: [{ name: say('旧专户', 'Old account'), asked: say('陈静', 'Chen Jing'), by: say('王芳', 'Wang Fang'), released: say('陈静', 'Chen Jing'), day: '2026-01-31', becomes: 'closed', why: say('上一笔资金已终止', 'The fund was closed') }] },
    money: { opening: 0n, received: 6_000_001n, used: 1_000_000n, unspent: 5_000_001n, returned: 3_000_001n, carried: 2_000_000n, undecided: 0n, settled: true },
    settlements: {
      over: true, proposes: null, rows: [
        { id: 1, unspent: 5_000_001n, basis: say('办法第 12 条', 'Art. 12'), by: say('陈静', 'Chen Jing'), mine: false, settles: true, decision: { confirmed: true, by: say('王芳', 'Wang Fang'), why: null, undone: false }, no: 'JV-2027-01-0003', returned: 3_000_001n, unpaid: 3_000_001n,
          parts: [{ name: say('市级财政', 'The city'), brought: 4_000_000n, share: 3_000_001n, carried: 0n, returned: 3_000_001n, consent: null, payee: say('市财政局', 'City finance bureau') }, { name: say('区（县）财政', 'The district'), brought: 2_000_001n, share: 2_000_000n, carried: 2_000_000n, returned: 0n, consent: say('区财〔2027〕8 号', 'No. 8 of 2027'), payee: null }] },
        { id: 2, unspent: 5n, basis: say('办法第 12 条', 'Art. 12'), by: say('陈静', 'Chen Jing'), mine: false, settles: false, decision: null, no: null, returned: 5n, unpaid: 5n, parts: [] },
        { id: 3, unspent: 5n, basis: say('办法第 12 条', 'Art. 12'), by: say('陈静', 'Chen Jing'), mine: true, settles: false, decision: { confirmed: false, by: say('王芳', 'Wang Fang'), why: say('等结账', 'Not closed yet'), undone: false }, no: null, returned: 5n, unpaid: 5n, parts: [] },
      ],
    },
    choices: { becomes: [option('general')], counts: [option('1')], zones: [option('near')], settlements: [option('urban')], payers: [option('city')], uses: [option('groups')] }, resolutions: [option('1')],
    typed: { year: '2026', receiptYear: '2026', budgetYear: '2026' },
  };
  const enrolment = { foundation, signedIn: null, token: 'Qm7token', name: say('王芳', 'Wang Fang'), login: 'wangfang', endsAt: new Date('2026-11-24T02:00:00Z'), least: 12, secret: 'JBSW Y3DP EHPK 3PXP', picture: 'data:image/png;base64,iVBORw0KGgo=' };
  const codes = Array.from({ length: 8 }, (_, at) => `K7M2-9QXA-${2222 + at * 1111}`);
  const person = {
    id: 8, name: say('王芳', 'Wang Fang'), login: 'wangfang', enrolled: true, link: null,
    appointments: [{ role: say('会计', 'bookkeeper'), from: '2026-01-01', to: null, endedAt: null, by: say('孙丽', 'Sun Li') }, { role: say('项目专员', 'programme officer'), from: '2025-01-01', to: '2025-12-31', endedAt: null, by: null }],
  };
  const sessions = [{ begunAt: new Date('2026-11-21T01:00:00Z'), address: '198.51.100.7', here: true }, { begunAt: new Date('2026-11-21T00:30:00Z'), address: '203.0.113.24', here: false }];
  const trail = {
    foundation, signedIn, late: [], filter: { person: '', what: '' }, people: [{ value: '8', label: say('王芳', 'Wang Fang') }], kinds: [{ value: 'signed-in', label: say('登录', 'signed in') }],
    events: [
      { at: new Date('2026-11-21T01:00:00Z'), what: say('登录没有成功', 'sign-in failed'), who: null, about: null, detail: 'wangfang', address: '203.0.113.24', bad: true },
      { at: new Date('2026-11-20T01:00:00Z'), what: say('任命', 'appointed'), who: null, about: person.name, detail: say('会计', 'bookkeeper'), address: null, bad: false },
      { at: new Date('2026-11-19T01:00:00Z'), what: say('登录', 'signed in'), who: person.name, about: null, detail: null, address: '198.51.100.7', bad: false },
    ],
    pager: { newer: null, older: `${base}/desk/trail?before=9#h-trail`, latest: null },
  };
  const property = { name: say('示例物业有限公司', 'Example Property Ltd'), tail: '000X', ours: false };
  const relation = {
    id: 3, says: say('李敏受雇于示例物业有限公司', 'Li Min works for Example Property Ltd'), a: { name: say('李敏', 'Li Min'), tail: null, ours: true }, b: property, kind: 'employer', from: '2024-03-01', to: null, holds: true,
    source: say('2026 年度利益申报表', 'declaration of interests 2026'), by: say('王建国', 'Wang Jianguo'), ended: null,
  };
  const relations = {
    foundation, signedIn, relations: [relation, { ...relation, id: 2, to: '2025-12-31', holds: false }], q: '', pager: { newer: null, older: null, latest: null }, may: true,
    kinds: [{ value: 'employer', label: say('雇员', 'employee') }], partyKinds: [{ value: 'person', label: say('个人', 'a person') }, { value: 'body', label: say('机构', 'a body') }],
    people: [{ value: '8', label: say('李敏', 'Li Min') }], parties: [{ value: '2', label: property.name }], names: [property.name], asked: { answer: null }, typed: { aKind: 'person', bKind: 'body', on: '2026-11-21' },
  };
  const phone = { foundation, phone: null, crowded: false, minutes: 10, typed: { number: '', code: '' }, practice: true, byPhone: true };
  const mine = {
    foundation, byPhone: true, phone: '138 **** 8000', offices: [], purses: [], voter: null, groups: [], groupTasks: 0, total: { count: 2, sum: 9_000n }, more: false, gifts: [
      { no: 'GF-2026-000185', amount: 9_000n, refunded: 0n, state: 'whole', day: '2026-11-21', fund: lunch, entry: 'SR-2026-11-0185', receipt: { no: 'R-2026-000185', file: `${base}/me/receipts/R-2026-000185.pdf` } },
      { no: 'GF-2026-000101', amount: 3_600n, refunded: 1_600n, state: 'partly', day: '2026-10-02', fund: children, entry: 'SR-2026-10-0012', receipt: null },
    ],
  };
  const people = {
    foundation, signedIn, may: true, typed: { from: '2026-11-21' }, roles: [{ value: 'cashier', label: say('出纳', 'cashier') }, { value: 'supervisor', label: say('监事', 'supervisor') }],
    people: [{ id: 8, name: person.name, login: 'wangfang', roles: say('会计', 'bookkeeper'), from: '2026-01-01', until: null, now: true, enrolled: true }, { id: 9, name: say('赵磊', 'Zhao Lei'), login: 'zhaolei', roles: say('审计', 'auditor'), from: '2026-12-01', until: '2026-12-31', now: false, enrolled: false }],
  };

  const fallOf = { id: '1', fund: say('常青助老专项基金', 'Evergreen fund'), day: '2026-09-30', sum: 2_000_000n, why: say('发行人公告展期', 'The issuer put off payment'), by: say('李敏', 'Li Min'), state: 'waiting', decidedBy: null as string | null, entry: null as string | null, mine: false };
  const keptPicture = {
    id: 'evergreen', original: false, says: '', byPrice: true, principal: 200_000_000n, value: 206_000_000n, atCost: false, priced: '2026-09-30', inUnits: true, gains: 6_000_000n, resting: 2_000_000n, missing: 0n, left: 3_000_000n, heldBy: null, year: 2026, promised: 1_000_000n, spent: 4_000_000n, allowed: 8_000_000n, hasRule: true, ruled: true, over: 0n,
    whole: [{ mark: 'principal', sum: 200_000_000n, x: '0.00%', width: '97.08%' }, { mark: 'promised', sum: 1_000_000n, x: '97.08%', width: '0.49%' }, { mark: 'spendable', sum: 3_000_000n, x: '97.57%', width: '1.45%' }, { mark: 'gains', sum: 2_000_000n, x: '99.02%', width: '0.98%' }],
    yearBar: [{ mark: 'spent', sum: 4_000_000n, x: '0.00%', width: '50.00%' }, { mark: 'promised', sum: 1_000_000n, x: '50.00%', width: '12.50%' }, { mark: 'spendable', sum: 3_000_000n, x: '62.50%', width: '37.50%' }],
  };
  const keptOriginal = { ...keptPicture, id: 'original', original: true, says: '.original', resting: 0n, value: 200_000_000n, gains: 0n, left: 0n, promised: 0n, spent: 0n, allowed: null, hasRule: false, ruled: false, inUnits: false, priced: null, whole: [{ mark: 'principal', sum: 200_000_000n, x: '0.00%', width: '100.00%' }], yearBar: [] };
  const keptUnder = { ...keptPicture, id: 'wutong', says: '.under', byPrice: false, value: 195_000_000n, gains: 0n, resting: 0n, missing: 5_000_000n, left: 0n, heldBy: 'value', over: 100n, whole: [{ mark: 'principal', sum: 195_000_000n, x: '0.00%', width: '97.50%' }, { mark: 'missing', sum: 5_000_000n, x: '97.50%', width: '2.50%' }] };
  const evergreenFund = { code: 'evergreen', name: say('常青助老专项基金', 'Evergreen fund'), original: false, principal: 200_000_000n, value: 206_000_000n, worth: 204_000_000n, priced: '2026-09-30', missing: 0n, allowed: 8_000_000n, left: 3_000_000n, hasRule: true, over: 0n };
  const spendingShown = { fund: null, from: '2026-01-01', percent: '4%', quarters: 12, cap: '4%', least: '3%', resolution: say('第 3 号', 'No. 3'), by: say('李敏', 'Li Min') };
  const kindsOf62 = [{ kind: 'asset-management-product', name: say('金融机构发行的资产管理产品', 'Asset management products'), allowed: true, source: '民政部令第62号第四条', checked: true }, { kind: 'bonds-deposits', name: say('国债、大额存单', 'Government bonds'), allowed: true, source: '民政部令第62号第四条', checked: false }, { kind: 'shares', name: say('直接买卖股票', 'Trading shares'), allowed: false, source: '民政部令第62号第七条', checked: true }];
  const poolOf = { id: 1, name: say('安心一号', 'Steady One'), kind: 'asset-management-product', institution: say('示例理财有限公司', 'Example Wealth Ltd'), approved: true, units: '900,000.00', cost: 90_250_000n, value: 90_000_123n, price: '1.000001366667', priced: '2026-09-30', age: 3, stale: false };
  const poolShown = { ...poolOf, licence: 'Z7001', purpose: null, maturesOn: null, firstPrice: '1.0000', role: say('短期投资', 'Short-term'), by: say('李敏', 'Li Min'), at: new Date('2026-03-10T02:00:00Z'), approvedBy: say('周晓', 'Zhou Xiao'), approvedAt: new Date('2026-03-11T02:00:00Z'), resolution: null, mine: false, equity: false };
  const investmentPolicy = { from: '2026-01-06', major: 100_000_000n, priceDays: 100, dealDays: 5, resolution: say('第 4 号', 'No. 4'), by: say('李敏', 'Li Min') };
  const orderOf = { id: '7', pool: poolOf.name, poolId: '1', fund: evergreenFund.name, side: 'buy', sum: 80_000_000n, units: '800,000.00', price: '1.0000', priced: '2026-09-30', day: '2026-10-02', needed: 0n, why: say('闲置资金', 'Idle money'), resolution: null, by: say('李敏', 'Li Min'), at: new Date('2026-10-02T02:00:00Z'), decision: null, decidedBy: null, decidedAt: null, decidedWhy: null, bookedBy: null, bookedAt: null, entry: null, cost: null, state: 'waiting', mine: false, atPrice: 80_000_000n, gain: null, major: false, from: 100_000_000n };
  const investableOf = { free: 203_000_000n, needed: 20_000_000n, government: 0n, barred: 4_000_000n, most: 179_000_000n, enough: true };
  const heldOf = { pool: '1', name: evergreenFund.name, units: '800,000.00', price: '1.0000', priced: '2026-09-30', cost: 80_000_000n, value: 80_000_109n, gain: 109n };
  const resolutionsOf = [{ value: '3', label: say('第 3 号 · 2026-01-06 · 支出政策', 'No. 3') }];

  const founding = {
    foundation, signedIn, contributions, acts: true, form: null, kind: say('非公募基金会', 'non-public foundation'), privateMoney: false, life: say('筹备中', 'in preparation'), resolutions: [], toWithdraw: [{ value: '1', label: say('示例物业有限公司 · 1,500,000.00 元', 'Example Property Ltd · ¥1,500,000.00') }], bounced: [] as Model[], names: [say('示例物业有限公司', 'Example Property Ltd')],
    founders: [{ founder: say('示例物业有限公司', 'Example Property Ltd'), pledged: 150_000_000n, received: 150_000_000n, counted: 100_000_000n, missing: 50_000_000n, due: '2026-10-31', late: true, bounced: false }, { founder: say('梧桐里街道商会', 'Wutongli Chamber of Commerce'), pledged: 50_000_000n, received: 0n, counted: 0n, missing: 50_000_000n, due: null, late: false, bounced: true }], totals: { pledged: 200_000_000n, received: 150_000_000n, counted: 100_000_000n, missing: 100_000_000n },
    typed: { pledger: '', pledged: '', dueDay: '', resolution: '', pledge: '', withdrawnWhy: '', founder: '', amount: '', reference: '', valueDay: '', kind: '', name: '', number: '', day: '', certificate: '', registeredOn: '' },
    founding: { floor: 200_000_000n, confirmed: 100_000_000n, waiting: 50_000_000n, missing: 100_000_000n, registered: null, takes: true, may: false, why: say('已确认 1,000,000.00 元，还差 1,000,000.00 元。', '¥1,000,000.00 is confirmed, ¥1,000,000.00 is missing.') },
    papers: [{ id: 4, kind: say('发起人协议', 'Founders’ agreement'), name: say('关于设立梧桐里社区基金会的协议', 'Agreement to set up the foundation'), no: '2026-01', day: '2026-09-02', by: say('李敏', 'Li Min') }],
    kinds: [{ value: 'agreement', label: say('发起人协议', 'Founders’ agreement') }, { value: 'charter', label: say('章程', 'Charter') }],
  };
  const contribution = { id: '4', founder: say('梧桐里街道商会', 'Wutongli Chamber of Commerce'), sum: 50_000_000n, reference: 'ICBC20261119-0007', valueDay: '2026-11-19', recorded: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-19T07:00:00Z') }, confirmed: null, bounced: null };
  const confirmed = { by: say('李敏', 'Li Min'), at: new Date('2026-11-20T01:20:00Z'), entry: 'SR-2026-11-0003' };

  const cell = (sum: bigint, href: string | null = `${base}/desk/statements/activities/rows?month=2026-11&line=gifts&column=month`): Model => ({ sum, href });
  const statement = {
    foundation, signedIn, name: 'activities', title: say('业务活动表 2026年11月', 'Statement of activities November 2026'), called: say('业务活动表', 'Statement of activities'), form: '会民非02表', span: say('2026年11月', 'November 2026'), unit: say('单位：元', 'Unit: yuan'), madeBy: say('编制单位：梧桐里社区基金会', 'Prepared by: Wutongli Community Foundation'), sealed: false, address: '/desk/statements/activities?month=2026-11', fund: null, funds: null, signed: [say('制表：', 'Made by:')],
    month: '2026-11', months: ['2026-11', '2026-10'], monthName: say('2026年11月', 'November 2026'), sideBySide: false, numbered: say('已编号的账目截至 JV-2026-11-0021。', 'Numbered entries up to JV-2026-11-0021.'),
    tabs: [{ name: 'balance-sheet', words: say('资产负债表', 'Balance sheet'), href: `${base}/desk/statements/balance-sheet?month=2026-11` }, { name: 'activities', words: say('业务活动表', 'Activities'), href: `${base}/desk/statements/activities?month=2026-11` }],
    files: { page: `${base}/desk/statements/activities?month=2026-11`, pdf: `${base}/desk/statements/activities?month=2026-11&format=pdf`, xlsx: `${base}/desk/statements/activities?month=2026-11&format=xlsx` },
    tables: [{
      key: 'activities', caption: say('业务活动', 'Activities'), numbered: true, heads: [{ over: say('本月数', 'This month'), span: 2 }], columns: [say('非限定性', 'Unrestricted'), say('限定性', 'Restricted')],
      rows: [
        { name: say('一、收入', '1. Income'), href: null, no: null, style: 'head', head: true, sum: false, memo: false, cells: [] },
        { name: say('其中：捐赠收入', 'Donation income'), href: null, no: 1, style: 'line', head: false, sum: false, memo: false, cells: [cell(373_000n), cell(-165_600n)] },
        { name: say('收入合计', 'Total income'), href: null, no: 11, style: 'sum', head: false, sum: true, memo: false, cells: [cell(373_000n, null), cell(0n, null)] },
      ],
    }],
  };
  const bar = { share: '5.2%', limit: '8%', filled: 33, mark: 50, met: false };
  const ratios = {
    foundation, signedIn, year: '2026', years: ['2026', '2025'], asOf: '2026-11-21', over: false, qualified: false, band: 3, first: false, since: null as string | null,
    spending: { required: 16_000_000n, shortfall: 5_600_000n, met: false, bases: [{ ...bar, words: say('上年末净资产', 'net assets at the end of last year'), base: 200_000_000n, required: 16_000_000n }, { ...bar, words: say('前三年年末平均净资产', 'mean net assets of three years'), base: 210_000_000n, required: 16_800_000n }], source: '民发〔2016〕189号第八条第四项' },
    management: { ...bar, share: '14%', limit: '20%', met: true, base: 12_100_000n, sum: 1_700_000n, most: 2_420_000n, free: true, freeBelow: 20_000_000n, headroom: 720_000n, over: 0n, source: '民发〔2016〕189号第八条第四项' },
    forecast: { soFar: 10_400_000n, gone: 325, days: 365, management: { sum: 1_900_000n, total: 13_600_000n, share: '14%', limit: '20%', met: true }, charitable: 11_700_000n, required: 16_000_000n, shortfall: 4_300_000n, missing: 5_600_000n, safe: say('2026年12月', 'December 2026') },
    made: [{ words: say('总支出（元）', 'All that was spent (yuan)'), sum: 12_100_000n }], returned: 1_000n,
    tax: [{ year: 2025, unknown: false, met: false, spending: '5%', management: '14%', least: '8%', most: '12%', base: say('上年末净资产', 'net assets at the end of last year') }, { year: 2024, unknown: true }],
    fundraising: { sum: 3_000n, base: 1_000_000n, share: '0.3%', draft: '3%' },
    policies: [{ words: say('慈善活动支出最低', 'Least charitable spending'), value: '8%', from: '2016-09-01', to: null, source: '民发〔2016〕189号第八条', checked: false }, { words: say('管理费用最高', 'Most management cost'), value: '20%', from: '2016-09-01', to: '2026-12-31', source: '民发〔2016〕189号第八条', checked: true }],
  };
  const place = { code: 'bank', account: '1002', name: say('示例银行，尾号 0426', 'Example Bank, ending 0426') };
  const bankStatement = { id: '1', from: '2026-11-01', to: '2026-11-20', opening: 200_000_000n, closing: 195_037_600n, file: '六月.csv', format: 'csv', fresh: 12, known: 3, open: 4, late: 1, by: say('李敏', 'Li Min'), at: new Date('2026-11-20T01:20:00Z') };
  const bankLine = { id: 7n, n: 4, file: '六月.csv', day: '2026-11-19', sum: 50_000n, balance: 195_037_600n, party: '王建国', partyAccount: '6222 **** 0001', reference: 'ICBC0601', memo: say('捐款', 'gift'), kind: 'CREDIT', ours: null, held: null };
  const mapping = {
    foundation, signedIn, place, set: null, header: ['记账日期', '金额', '余额'], sample: [['2026-11-01', '100.00', '200.00'], ['2026-11-02', '=1+1', '']], kept: ['["2026-11-01","100.00","200.00"]'], preview: [bankLine, { ...bankLine, party: null, balance: null }], may: { import: true }, typed: { day: '记账日期', dayOrder: 'ymd' },
    columns: ['day', 'amount'].map((name) => ({ name, label: name, choices: [{ value: '记账日期', label: '记账日期' }, { value: '金额', label: '金额' }] })), orders: [{ value: 'ymd', label: say('年月日', 'Year, month, day') }],
  };
  const posting = { key: '12.1', day: '2026-11-18', sum: 50_000n, what: say('王* 捐赠', 'Gift from Wang*'), fund: say('银龄午餐基金', 'Elders’ lunches'), voucher: 'SR-2026-11-0185', kind: say('银行捐赠', 'Bank gift'), by: say('李敏', 'Li Min'), why: say('金额、户名都相同', 'Same sum and name'), own: false };
  const match = { id: '3', why: say('金额、日期都相同', 'Same sum and day'), by: say('赵磊', 'Zhao Lei'), at: new Date('2026-11-20T01:20:00Z'), lines: [bankLine], postings: [posting], undone: null };
  const unidentified = { entry: 12n, day: '2026-11-19', sum: 80_000n, voucher: 'SR-2026-11-0190', by: say('李敏', 'Li Min'), party: '赵立春', memo: say('助餐', 'for lunches'), reference: 'YH0901', place: 'bank', line: '7' };
  const matching = {
    foundation, signedIn, place, asked: '2026-11', months: ['2026-11', '2026-10'], may: { import: true, match: true }, after: null, next: '9', more: 3,
    sums: { bank: 195_037_600n, books: 195_000_000n, difference: 37_600n, before: 100n, crossing: { lines: 0n, postings: 500n, count: 1 }, open: { lines: 88_000n, lineCount: 4, postings: 50_000n, minusPostings: -50_000n, postingCount: 53 }, until: '2026-11-20' },
    lines: [
      { ...bankLine, due: false, proposal: { ...posting, choice: '7~12.1', plain: true, others: 1, expected: false } },
      { ...bankLine, id: 8n, due: true, held: { why: say('等回单', 'Waiting for the slip'), until: '2026-11-20', by: say('赵磊', 'Zhao Lei') }, proposal: { ...posting, voucher: null, fund: null, choice: '8~payout:4', plain: true, others: 0, expected: true } },
      { ...bankLine, id: 9n, party: null, memo: null, due: false, proposal: null },
      { ...bankLine, id: 10n, due: false, proposal: { ...posting, choice: '10~12.1', own: true, plain: true, others: 0, expected: false } },
    ],
    open: [posting, { ...posting, voucher: null }], offsets: true,
    matches: [{ id: '3', day: '2026-11-19', sum: 50_000n, why: match.why, by: match.by, at: match.at, lines: ['ICBC0601'], entries: ['SR-2026-11-0185', 'SR-2026-11-0186'], open: true }, { id: '2', day: null, sum: 0n, why: say('冲销与原账', 'An entry and its reversal'), by: match.by, at: match.at, lines: [], entries: ['SR-2026-11-0185'], open: false }],
  };
  const lineToDecide = {
    foundation, signedIn, place, line: bankLine, papers: { list: [], count: 0, page: '/desk/papers/of/lines/7' as string | null }, matched: null, may: { import: true, match: true, decide: true }, gift: true, places: [{ value: 'two', label: say('备用账户', 'Second account') }],
    expected: [{ what: say('原始基金出资：示例物业', 'Contribution: Example Property'), day: '2026-11-18', sum: 50_000n, why: say('金额、编号都相同', 'Same sum and number'), choice: '7~founding-contribution:4' }],
    postings: [posting, { ...posting, key: '13.1', own: true, why: null, voucher: null }], parts: [{ key: 'transfer:4', day: '2026-11-17', sum: 20_000n, what: say('登记的转账捐赠 GF-2026-000044', 'Transfer recorded as GF-2026-000044') }], others: [{ ...bankLine, id: 11n, party: null }],
    bookings: [{ value: 'interest', label: say('利息', 'Interest'), hint: say('记为一般基金的其他收入', 'Other income of the general fund') }, { value: 'transfer', label: say('内部划转', 'Transfer'), hint: say('选择对方账户', 'Choose the other account') }],
    typed: { as: '', to: '', note: '', why: '', until: '', posting: [], line: [] },
  };

  const problem = (status: number, more: Model = {}): Model => ({ foundation, status, code: 'x', text: wordsOf(lang).has(`error.${status}`) ? wordsOf(lang)(`error.${status}`) : '', ...more });

  const postings = [
    { fund: lunch.name, account: say('业务活动成本', 'Programme cost'), code: '5101', debit: 30_000n, credit: null, place: null, promise: null },
    { fund: lunch.name, account: say('银行存款', 'Bank deposits'), code: '1002', debit: null, credit: 30_000n, place: say('示例银行，尾号 0426', 'Example Bank, ending 0426'), promise: null },
    { fund: lunch.name, account: say('已承诺', 'Promised'), code: 'Y01', debit: null, credit: 30_000n, place: null, promise: 'CM-2026-11-0001' },
  ];
  const voucherRow = { no: 'JV-2026-11-0003', day: '2026-11-20', what: say('九月午餐（示例餐饮有限公司）', 'Lunches of September'), sum: 30_000n, maker: say('李敏', 'Li Min'), checker: say('王建国', 'Wang Jianguo'), number: '12', debits: say('5101 业务活动成本', '5101 Programme cost'), credits: say('2202 应付账款', '2202 Payables'), mayCheck: false, mine: false };
  const voucherFilter = { word: null, fund: null, words: [{ value: 'SR', label: say('收 SR', 'Received SR') }], funds: [{ value: 'lunch', label: lunch.name }], checks: false };
  const voucher = {
    ...voucherRow, checker: null, checkedAt: null, kindName: say('确认费用', 'Cost accepted'), restsOn: say('验收记录和票据', 'Acceptance and invoice'), factDay: '2026-11-20', moved: false, party: say('示例餐饮有限公司', 'Example Caterers'),
    note: say('九月午餐', 'Lunches of September'), source: 'voucher:1', papers: say('验收单 1 张', 'One sheet'), proposal: 1, reverses: null, reversed: null, sealed: false, postings, total: 30_000n,
  };
  const proposalRow = { id: 1, title: say('确认费用', 'Cost accepted'), day: '2026-11-20', note: say('九月午餐', 'Lunches of September'), sum: 30_000n, by: say('李敏', 'Li Min'), at: new Date('2026-11-20T02:00:00Z'), decision: null };
  const proposal = {
    id: 1, title: proposalRow.title, day: '2026-11-20', factDay: '2026-11-20', moved: false, party: say('示例餐饮有限公司', 'Example Caterers'), note: proposalRow.note, papers: say('验收单 1 张', 'One sheet'), asset: null, lines: postings, total: 30_000n, sum: 30_000n,
    by: say('李敏', 'Li Min'), at: new Date('2026-11-20T02:00:00Z'), decision: null, reverses: null, pays: null,
  };
  const signature = { by: say('李敏', 'Li Min'), at: new Date('2026-12-03T02:00:00Z') };
  const closing = {
    foundation, signedIn, month: '2026-11', over: true, sealed: null, earlier: null, acts: true, prepares: true, bulk: 'may', bulkBy: say('王建国', 'Wang Jianguo'), counts: { entries: 214, unchecked: 12, machineMade: 10 },
    steps: ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements'].map((name, at) => ({
      name, no: at + 1, done: at < 2, by: at < 3 ? say('李敏', 'Li Min') : null, at: at < 3 ? new Date('2026-12-03T02:00:00Z') : null, may: name !== 'vouchers',
      why: at === 2 ? [say('这一步之后又记了 1 笔账，要再看一遍。', '1 entry was booked after this step.')] : [], pending: at === 1 ? [{ text: say('尾号 0426 差 90.00 元', 'Ending 0426 differs by 90.00'), path: '/desk/bank', stays: true }] : [],
    })),
    releases: [{ fund: lunch.name, cost: 30_000n, left: 100_000n, released: 0n, due: 30_000n }], wear: [{ name: say('电饭锅', 'Rice cooker'), sum: 1_000n }],
    trial: [{ code: '1002', name: say('银行存款', 'Bank deposits'), opening: 100_000n, debit: 50_000n, credit: 30_000n, closing: 120_000n }, { code: '2202', name: say('应付账款', 'Payables'), opening: -100n, debit: 100n, credit: 0n, closing: 0n }],
    pillars: [{ ...lunch, opening: 100_000n, received: 50_000n, paid: 30_000n, closing: 120_000n }, { code: '', name: '', opening: 100_000n, received: 50_000n, paid: 30_000n, closing: 120_000n }],
    yearEnd: { open: true, former: false }, signing: { state: 'not-yet', acts: true, by: say('周晓、王建国', 'Zhou Xiao, Wang Jianguo'), first: null, lapsed: null, upon: null },
  };
  const batch = {
    id: '12', channel: say('公益平台', 'Giving platform'), number: say('交易号', 'Transaction id'), place: say('示例公益平台', 'Example Giving Platform'), file: '示例平台-11月.csv', by: say('陈静', 'Chen Jing'), at: new Date('2026-11-20T01:00:00Z'), firstDay: '2026-11-18', lastDay: '2026-11-20',
    lines: 3, known: 0, gross: 110_000n, fee: 1_100n, net: 108_900n, payout: 108_900n, difference: 0n, bank: say('示例银行，尾号 0426', 'Example Bank, ending 0426'), bearer: say('一般基金', 'General fund'), counted: false, state: 'waiting',
    confirmed: null, withdrawn: null, paidOut: null, postedAt: null, done: 0n, all: 3n, left: 3,
  };
  const batchLines = [
    { line: 2, no: '0000123456789012345678900001', day: '2026-11-18', fund: lunch.name, sum: 100_000n, shown: '张*' },
    { line: 3, no: '0000123456789012345678900002', day: '2026-11-19', fund: lunch.name, sum: 3_600n, shown: '爱心人士' },
  ];
  const batches = {
    foundation, signedIn, channels: [{ path: '/desk/batches/new?channel=platform', name: say('公益平台', 'Giving platform'), text: say('公益平台的捐赠明细', 'Gifts of a giving platform') }],
    batches: ['waiting', 'posting', 'stopped', 'posted', 'paid-out', 'withdrawn'].map((state, at) => ({ id: String(12 - at), channel: batch.channel, place: batch.place, lines: at + 1, gross: 110_000n, firstDay: '2026-11-18', lastDay: '2026-11-20', by: batch.by, at: batch.at, mine: at === 0, state })),
  };
  const batchNew = {
    foundation, signedIn, channel: 'platform', name: say('公益平台', 'Giving platform'), text: say('公益平台的捐赠明细', 'Gifts of a giving platform'), paidOut: true, place: 'paid-out' as string,
    needs: [{ name: say('交易号', 'Transaction id'), text: say('每行不同', 'Each line its own') }], may: [{ name: say('备注', 'Note'), text: say('不公开', 'Kept at the desk') }],
    funds: [{ value: '2', label: lunch.name }] as Model[] | null, banks: [{ value: '1', label: batch.bank }], bearers: [{ value: '2', label: lunch.name }], places: [{ value: '3', label: batch.place }], stores: null as Model[] | null,
    columns: null as Model[] | null, faults: null as Model[] | null, more: 0, typed: { place: '', newPlace: '', store: '', bank: '', bearer: '', fund: '', payout: '', fee: '' },
  };
  const opening = {
    foundation, signedIn, registered: false, may: { prepare: true, sign: true }, why: null, faults: null as Model[] | null, asksCode: true,
    prepared: { id: '2', day: '2025-12-31', registeredOn: '2019-05-20', certificate: '示例证 7 号', file: '期初.xlsx', by: say('李敏', 'Li Min'), at: new Date('2026-01-20T01:00:00Z'), registeredSum: 200_000_000n, missing: 5_000_000n,
      madeGoodBy: say('示例物业有限公司', 'Example Property Ltd') as string | null, madeGoodUntil: '2026-12-31' as string | null, signed: null as Model | null },
    funds: [{ name: say('原始基金', 'Original fund'), money: 195_000_000n, owed: 0n, worth: 195_000_000n, lines: [
      { account: '1002', name: say('银行存款', 'Bank deposits'), place: batch.bank, in: 195_000_000n, out: null }, { account: '310101', name: say('非限定性净资产—注册资金', 'Unrestricted net assets: registered fund'), place: null, in: null, out: 195_000_000n }] }] as Model[],
    whole: { money: 195_000_000n, owed: 0n, worth: 195_000_000n }, pillars: { whole: { opening: 195_000_000n, received: 9_000n, paid: 0n, closing: 195_009_000n }, funds: [{ code: 'original', name: say('原始基金', 'Original fund'), opening: 195_000_000n, received: 9_000n, paid: 0n, closing: 195_009_000n }] } as Model | null, typed: { day: '', certificate: '', registeredOn: '', registeredSum: '', madeGoodBy: '', madeGoodUntil: '' },
  };

  const words = wordsOf(lang);
  const channels = ['counter', 'box', 'event'].map((value) => ({ value, label: words(`channel.${value}`) }));
  const gifts = {
    foundation, signedIn, filter: { q: '', state: 'booked', channel: '', month: '2026-11' }, states: [{ value: 'booked', label: words('gift.state.booked') }], channels, waiting: [{ state: 'second', words: words('gift.waiting.second', { count: 2 }) }], most: 200, accounts: true, acts: true,
    gifts: [
      { id: '7', no: 'GF-2026-000312', way: 'cash', channel: 'counter', day: '2026-11-21', sum: null, fund: lunch.name, name: say('张秀英', 'Zhang Xiuying'), words: null, state: 'second', tone: 'warn', by: say('李敏', 'Li Min') },
      { id: '6', no: 'GF-2026-000311', way: 'goods', channel: 'goods', day: '2026-11-20', sum: 128_000n, fund: lunch.name, name: say('爱心人士', 'Anonymous'), words: say('保温箱 12 只', '12 boxes'), state: 'booked', tone: 'ok', by: null },
    ],
  };
  const pieces = [{ name: 'n100', label: words('piece.yuan', { n: '100' }), worth: '100.00' }, { name: 'j5', label: words('piece.jiao', { n: '5' }), worth: '0.50' }];
  const choice = [{ value: 'x', label: say('选项', 'One of them') }];
  const paper = { id: '4', path: '/desk/papers/4', name: say('大米发票.jpg', 'rice invoice.jpg'), kindName: words('papers.type.jpeg'), sizeText: '2.3 MB', by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-21T01:20:00Z'), also: 0, withdrawn: null as Model | null };
  const withdrawn = { ...paper, id: '3', path: '/desk/papers/3', withdrawn: { by: say('李敏', 'Li Min'), at: new Date('2026-11-21T02:20:00Z'), why: say('拍成了别的发票', 'The photo of another invoice') } };
  const papers = { list: [withdrawn, paper, { ...paper, id: '5', also: 1 }], count: 2, page: '/desk/papers/of/gifts/7' as string | null };
  const noPapers = { list: [] as Model[], count: 0, page: null as string | null };
  const heldFiles = [{ key: '7d1f6a3e-9d31-4f5a-8f0e-2f1c7f8b6a10', name: say('大米发票.jpg', 'rice invoice.jpg'), kindName: words('papers.type.jpeg'), sizeText: '2.3 MB' }];
  const giftForm = {
    foundation, signedIn, way: 'cash' as string | null, title: say('登记现金', 'Cash'), ways: [{ value: 'cash', label: say('登记现金', 'Cash'), text: say('两人清点', 'Counted by two') }], acts: true, line: null as Model | null,
    actions: { cash: 'cash', transfer: 'transfers', cheque: 'cheques', goods: 'goods', service: 'services', government: 'government' },
    funds: [{ value: '3', label: lunch.name }], channels, proofs: choice, preserves: true, keeps: choice, contracts: choice, calls: choice, serves: choice, displays: [{ value: 'anon', label: words('gift.display.anon') }], pieces,
    typed: { key: '7d1f6a3e-9d31-4f5a-8f0e-2f1c7f8b6a10', channel: 'counter', fund: '3', day: '2026-11-21', display: 'anon', line: '' } as Model,
  };
  const deskGift = {
    foundation, signedIn, papers, unproved: false, may: null as string | null, why: null as string | null, withdraws: false, reverses: false, bounces: false, nominal: false, calledSubsidy: false, pieces, typed: { why: '', day: '2026-11-21' },
    gift: { id: '7', no: 'GF-2026-000312', way: 'cash', channel: 'counter', day: '2026-11-21', sum: 28_650n, fund: { ...lunch, named: true }, display: 'masked', name: say('张秀英', 'Zhang Xiuying'), phone: '138 **** 8000', state: 'booked', tone: 'ok', entry: 'SR-2026-11-0184', receipt: 'R-2026-000021', token: true },
    acts: [
      { at: new Date('2026-11-21T02:00:00Z'), words: say('李敏清点（第一人）', 'Li Min counted (first)'), entry: null, detail: null, round: '1', sum: 28_650n, other: null },
      { at: new Date('2026-11-21T02:04:00Z'), words: say('赵磊入账', 'Zhao Lei booked it'), entry: 'SR-2026-11-0184', detail: null, round: null, sum: 28_650n, other: null },
      { at: new Date('2026-11-21T02:05:00Z'), words: say('王建国冲销', 'Wang Jianguo reversed it'), entry: null, detail: say('记了两次', 'Recorded twice'), round: null, sum: 100n, other: 200n },
    ],
  };
  const bankings = {
    foundation, signedIn, left: 28_650n, overdue: [] as Model[], source: say('现金管理暂行条例', 'Cash rules'), banks: [{ value: '1', label: say('银行', 'Bank') }], acts: true, typed: { bank: '1', amount: '286.50', day: '2026-11-21' }, first: '2', asking: '2',
    bankings: [
      { id: '3', sum: 100n, day: '2026-11-21', slip: 'ICBC-3', by: say('赵磊', 'Zhao Lei'), confirmedBy: null, entry: null, reason: null, state: 'waiting', mine: true, may: false, papers: noPapers },
      { id: '2', sum: 28_650n, day: '2026-11-21', slip: 'ICBC-2', by: say('李敏', 'Li Min'), confirmedBy: null, entry: null, reason: null, state: 'waiting', mine: false, may: true, papers: { ...papers, page: '/desk/papers/of/bankings/2' } },
      { id: '1', sum: 8_100n, day: '2026-11-20', slip: 'ICBC-1', by: say('李敏', 'Li Min'), confirmedBy: say('赵磊', 'Zhao Lei'), entry: 'JV-2026-11-0002', reason: null, state: 'confirmed', mine: false, may: false },
      { id: '0', sum: 8_000n, day: '2026-11-20', slip: 'ICBC-0', by: say('李敏', 'Li Min'), confirmedBy: null, entry: null, reason: say('回单号抄错', 'Wrong slip'), state: 'withdrawn', mine: false, may: false },
    ],
  };
  const fiscal = {
    foundation, signedIn, acts: true, first: '2', typed: { gift: '', day: '2026-11-21' },
    due: [{ gift: 'GF-2026-000312', title: say('张秀英', 'Zhang Xiuying'), sum: 28_650n, paid: '2026-08-01', due: '2026-10-30', overdue: true }],
    receipts: [
      { id: '2', gift: 'GF-2026-000300', title: say('周明', 'Zhou Ming'), sum: 51_000n, code: '31060126', number: '0000000002', checkCode: 'a1b2c3', day: '2026-11-20', by: say('李敏', 'Li Min'), why: null, replaced: false, may: true },
      { id: '1', gift: 'GF-2026-000300', title: say('周明', 'Zhou Ming'), sum: 51_000n, code: '31060126', number: '0000000001', checkCode: 'a1b2c3', day: '2026-11-19', by: say('李敏', 'Li Min'), why: say('抬头写错', 'Wrong name'), replaced: true, may: false },
    ],
  };
  const clauses = [{ name: say('宗旨', 'Purpose'), text: say('让孩子有书读', 'Books for children') }, { name: say('管理费', 'Fee'), text: say('捐赠收入的 3%，逢 25 日提取', '3% of gifts, taken on day 25 of a month') }, { name: say('剩余财产', 'What is left'), text: say('转入本会宗旨相同或相近的基金', 'To a fund of the same or a similar purpose') }];
  const way = [{ name: 'asked', at: new Date('2026-11-02T02:00:00Z') }, { name: 'checked', at: new Date('2026-11-05T02:00:00Z') }, { name: 'agreement', at: null }, { name: 'host', at: null }, { name: 'founder', at: null }, { name: 'opened', at: null }];
  const fundName = say('梧桐里社区基金会示例书店阅读专项基金', 'Wutongli Community Foundation Example Books Reading Fund');
  const fundRequest = { id: 7, name: fundName, kind: 'named', preserved: false, stage: 'signing', applicantKind: 'company', applicant: say('示例书店有限公司', 'Example Books Ltd'), contact: say('沈岚', 'Shen Lan'), phone: '138 **** 8001', place: say('梧桐里二村', 'Village Two'), purpose: say('让孩子有书读', 'Books for children'), use: say('图书、书架', 'Books, shelves'), startingSum: 3_000_000n, askedAt: new Date('2026-11-02T02:00:00Z'), writtenBy: null, ended: null, fund: null };
  const asked = [{ id: 1, question: say('书店和受益的孩子有什么关系？', 'How is the shop linked to the children?'), by: say('钱进', 'Qian Jin'), at: new Date('2026-11-03T02:00:00Z'), answer: null, answeredAt: null }, { id: 2, question: say('由谁经办？', 'Who acts for you?'), by: say('钱进', 'Qian Jin'), at: new Date('2026-11-03T02:00:00Z'), answer: say('沈岚', 'Shen Lan'), answeredAt: new Date('2026-11-04T02:00:00Z') }];
  const kindsOfFund = [{ value: 'named', label: say('专项基金', 'Named fund'), hint: say('冠名，按协议使用。', 'Named, used as agreed.') }, { value: 'micro', label: say('社区微基金', 'Micro-fund'), hint: say('由居民议事会决定。', 'The residents’ council decides.') }];
  const wishForm = { foundation, byPhone: true, typed: { key: give.key, applicantKind: '', applicant: '', contact: '', kind: '', preserved: '', name: '', purpose: '', use: '', place: '', startingSum: '', phone: '' }, savedAt: new Date('2026-11-01T02:00:00Z'), least: null, kinds: kindsOfFund, applicantKinds: [{ value: 'company', label: say('企业或单位', 'Company') }], host: foundation.name, phone: '138 **** 8001' };
  const myRequest = { foundation, byPhone: true, request: fundRequest, steps: way, questions: asked, agreement: null, may: { withdraw: true, sign: false, asked: false }, phone: '138 **** 8001', typed: { answer: '', question: '', code: '', agree: '' } };
  const signing = { sign: true, signOther: false, record: true, compare: true, compareOther: false };
  const text = { id: 3, no: 'XY-2026-07', prepared: say('钱进', 'Qian Jin'), preparedAt: new Date('2026-11-06T02:00:00Z'), clauses, host: null, founder: null, sheet: { signer: say('沈岚', 'Shen Lan'), day: '2026-11-08', by: say('钱进', 'Qian Jin'), recordedBy: 4 }, below: null };
  const deskRequest = {
    foundation, signedIn, request: fundRequest, steps: way, questions: asked, hints: { name: [say('名称里有“中国”字样。', 'The name has the word “中国”.')], binds: false, source: '民办函〔2021〕47号', least: null },
    points: [{ name: 'identity', ticked: { by: say('钱进', 'Qian Jin'), at: new Date('2026-11-05T02:00:00Z') } }, { name: 'name', ticked: null }], checked: false, agreement: null, papers: null, resolutions: [], asksResolution: null,
    may: { tick: true, ask: true, refuse: true, prepare: false, sign: false, signOther: false, record: false, compare: false, compareOther: false, open: false },
    typed: { point: [], question: '', reason: '', signer: '', day: '2026-11-21', fundCode: '', summary: '', englishSummary: '', place: '', englishPlace: '', resolution: '', whyBelow: '' },
  };
  const least = { sum: 300_000_000n, source: say('河南省慈善组织专项基金管理办法第六条', 'Henan rules, article 6') };
  const budget = { year: 2026, rows: [{ id: 1, code: '01', name: say('图书', 'Books'), budget: 500_000n, promised: 217_000n, spent: 183_000n, left: 100_000n, forecast: 400_000n, state: null }, { id: 2, code: '02', name: say('书架', 'Shelves'), budget: 0n, promised: 0n, spent: 10_000n, left: -10_000n, forecast: 19_945n, state: 'unbudgeted' as const }, { id: null, code: '', name: '', budget: 0n, promised: 0n, spent: 50_000n, left: -50_000n, forecast: 99_727n, state: 'unbudgeted' as const }], total: { budget: 500_000n, promised: 217_000n, spent: 233_000n, left: 50_000n, forecast: 519_672n, state: 'ahead' as const }, approved: { prepared: say('李敏', 'Li Min'), by: say('王建国', 'Wang Jianguo'), at: new Date('2026-01-10T02:00:00Z') } };
  const deskFund = { id: 5, code: 'reading', name: fundName, kind: 'named', kindName: say('专项基金', 'Named fund'), class: 'restricted', className: say('限定性', 'Restricted'), opened: '2026-06-01', closed: null, money: 1_000_000n, promised: 217_000n, free: 550_000n, owed: 233_000n, worth: 767_000n, floor: 0n, agreed: true, warnings: [say('管委会人数是双数。', 'The committee has an even number of members.')], manager: { id: 4, name: say('钱进', 'Qian Jin'), load: 3, gone: false }, due: null };
  const ownFund = { ...deskFund, code: 'original', name: say('原始基金', 'Original fund'), kind: null, kindName: null, className: say('原始基金', 'Original fund'), floor: 200_000_000n, warnings: [], manager: null, agreed: false };
  const fundGroup = { id: 1, name: say('儿童', 'Children'), funds: [{ id: 5, code: 'reading', name: fundName, from: '2026-06-20' }], count: 1, money: 1_000_000n, promised: 217_000n, free: 550_000n, received: 1_000_000n, paid: 0n };
  const fundDesk = {
    foundation, signedIn, fund: deskFund, agreement: { id: 3, no: 'XY-2026-07', day: '2026-06-01', clauses }, versions: [{ id: 3, no: 'XY-2026-07', day: '2026-06-01', from: '2026-06-01', nth: 1, holds: true }], pending: null,
    seats: [{ id: 1, name: say('高原', 'Gao Yuan'), side: 'resident', chairs: true, from: '2026-06-20', to: null, holds: true }, { id: 2, name: say('何平', 'He Ping'), side: 'supervisor', chairs: false, from: '2026-06-20', to: '2026-10-31', holds: false }], groups: [{ name: say('儿童', 'Children'), from: '2026-06-20', to: null }],
    table: budget, years: [2025, 2026, 2027], lines: [{ value: '1', label: say('01 图书', '01 Books') }], waiting: [], untagged: [{ entry: '8', no: 'JV-2026-06-0002', day: '2026-06-26', what: say('书架', 'Shelves'), sum: 50_000n, promise: false }],
    people: [{ value: '4', label: say('钱进', 'Qian Jin') }], sides: [{ value: 'resident', label: say('居民', 'Resident') }], links: [{ name: 'supplement', path: '/desk/funds/reading/agreement' }, { name: 'groups', path: '/desk/funds/groups' }], acts: true,
    typed: { name: '', side: '', chairs: '', from: '2026-11-21', to: '', unpaid: '', lastDay: '2026-11-21', seat: '', person: '', since: '2026-11-21', lineCode: '', lineName: '', lineEnglishName: '', year: '2026', line: '', sum: [], entry: [], signer: '', day: '2026-11-21' },
  };
  const agreementFields = Object.fromEntries(['purpose', 'use', 'hostDuties'].flatMap((name) => [[name, say('按约定', 'As agreed')], [`english${name}`, 'As agreed']]));
  const agreementForm = {
    foundation, signedIn, back: { path: '/desk/funds/requests/7', name: fundName }, action: '/desk/funds/requests/7/agreements', supplement: false, after: 0, termFrom: '2026-11-21', clauses: [{ name: 'purpose', english: 'englishPurpose', label: say('宗旨', 'Purpose') }, { name: 'use', english: 'englishUse', label: say('使用范围', 'Use') }],
    kinds: kindsOfFund, restRules: [{ value: 'similar-fund', label: say('转入本会宗旨相近的基金', 'To a fund of a similar purpose') }], feeBases: [{ value: 'gifts', label: say('按捐赠收入', 'Of gifts') }], tags: [{ value: 'children', label: say('儿童', 'Children') }],
    typed: { ...agreementFields, no: '', day: '2026-11-21', holdsFrom: '2026-11-21', kind: 'named', preserved: '', name: fundName, englishName: '', party: '', englishParty: '', purposes: ['children'], feeRate: '3', feeBase: 'gifts', feeDay: '25', startingSum: '', startingBy: '', yearlyAddition: '', yearlyYears: '', termTo: '', remainingPropertyRule: 'similar-fund' },
  };
  return {
    'funds/new': { '': { foundation, byPhone: true, kinds: [{ name: 'named' }, { name: 'project' }, { name: 'micro' }, { name: 'programme' }], points: ['identity', 'name', 'rest'], least: null, yearly: null }, 'in-person': { foundation, byPhone: false, kinds: [{ name: 'named' }], points: ['sum'], least, yearly: { sum: 30_000_000n, years: '3', source: '河南省慈善组织专项基金管理办法' } } },
    'funds/agreement': { '': { foundation, fund: { code: 'reading', name: fundName }, nth: 1, no: 'XY-2026-07', day: '2026-06-01', from: '2026-06-01', until: '2026-07-01', changed: null, clauses }, changed: { foundation, fund: { code: 'reading', name: fundName }, nth: 2, no: 'XY-2', day: '2026-06-01', from: '2026-12-01', until: null, changed: purposeChanged, clauses } },
    'me/fund-requests': { '': { foundation, byPhone: true, phone: '138 **** 8001', requests: [fundRequest, { ...fundRequest, id: 8, stage: 'opened' }, { ...fundRequest, id: 9, stage: 'refused' }, { ...fundRequest, id: 10, stage: 'withdrawn' }], draft: { savedAt: new Date('2026-11-01T02:00:00Z'), name: '' } }, none: { foundation, byPhone: true, phone: '138 **** 8001', requests: [], draft: null } },
    'me/fund-request-form': { '': wishForm, errors: { ...wishForm, least, savedAt: null, errors: [{ id: 'kind', text: say('请选择基金的类别', 'Choose a kind of fund') }, { id: 'purpose', text: say('请写明宗旨', 'Say what it is for') }], values: { kind: 'named', preserved: 'yes' } } },
    'me/fund-request': {
      '': myRequest, signing: { ...myRequest, questions: [], agreement: { id: 3, no: 'XY-2026-07', day: '2026-06-01', from: '2026-06-01', supplement: false, clauses, host: null, founder: null }, may: { withdraw: true, sign: true, asked: true }, errors: [{ id: 'agree', text: say('请勾选', 'Tick') }] },
      answering: { ...myRequest, errors: [{ id: 'answer', text: say('请填写回答', 'Write an answer') }], values: { question: '1', answer: '' } },
      opened: { ...myRequest, request: { ...fundRequest, stage: 'opened', fund: { code: 'reading', name: fundName } }, questions: [], agreement: { id: 3, no: 'XY-2026-07-B1', day: '2026-06-01', from: '2026-06-01', supplement: true, clauses, host: { by: 'x', at: new Date('2026-11-08T02:00:00Z') }, founder: { byCode: true, comparedBy: null, at: new Date('2026-11-08T02:00:00Z') } }, may: { withdraw: false, sign: false, asked: false } },
      refused: { ...myRequest, request: { ...fundRequest, stage: 'refused', startingSum: 0n, ended: { reason: say('名称请改', 'Change the name'), by: say('钱进', 'Qian Jin'), at: new Date('2026-11-08T02:00:00Z') } }, questions: [], may: { withdraw: false, sign: false, asked: false } },
    },
    'desk/fund-request-form': { '': { ...wishForm, signedIn, errors: [{ id: 'phone', text: say('请填写手机号', 'Give a mobile number') }] } },
    'desk/fund-request': {
      '': deskRequest,
      signing: { ...deskRequest, agreement: { ...text, below: least, belowYearly: { sum: 30_000_000n, years: '3', source: '河南省慈善组织专项基金管理办法' } }, papers: { list: [], count: 0, page: null }, resolutions: [{ value: '1', label: say('第 3 号', 'No. 3') }], asksResolution: '民发〔2015〕241号', hints: { ...deskRequest.hints, binds: true, least }, may: { ...deskRequest.may, tick: false, prepare: true, ...signing, open: true } },
      waiting: { ...deskRequest, agreement: { ...text, host: { by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-08T02:00:00Z') }, founder: { byCode: false, comparedBy: say('李敏', 'Li Min'), at: new Date('2026-11-08T02:00:00Z') } }, papers: { list: [], count: 0, page: null }, may: { ...deskRequest.may, signOther: true, compareOther: true }, errors: [{ id: 'reason', text: say('请填写原因', 'Give a reason') }] },
      refused: { ...deskRequest, request: { ...fundRequest, stage: 'refused', writtenBy: say('钱进', 'Qian Jin'), ended: { reason: say('名称请改', 'Change the name'), by: say('钱进', 'Qian Jin'), at: new Date('2026-11-08T02:00:00Z') } }, questions: [], may: { ...deskRequest.may, tick: false, ask: false, refuse: false } },
    },
    'desk/fund-agreement': { '': agreementForm, supplement: { ...agreementForm, supplement: true, fixed: true, kept: { purpose: 'x', use: 'x', tags: 'x' }, change: null, action: '/desk/funds/reading/agreements', errors: [{ id: 'no', text: say('请填写协议编号', 'Enter the number') }] }, changing: { ...agreementForm, supplement: true, fixed: true, kept: { purpose: 'x', use: 'x', tags: 'x' }, change: { id: 1 }, action: '/desk/funds/reading/agreements' }, carried: { ...agreementForm, supplement: true, fixed: false, kept: { purpose: 'x', use: 'x', tags: '' }, change: null, action: '/desk/funds/reading/agreements', errors: [{ id: 'purposes', text: say('请至少选一类用途', 'Choose at least one purpose') }] } },
    'desk/funds': { '': { foundation, signedIn, funds: [ownFund, deskFund, { ...deskFund, code: 'old', closed: '2026-10-31', warnings: [] }], requests: [fundRequest], past: [{ ...fundRequest, stage: 'refused' }], groups: [fundGroup], may: true }, none: { foundation, signedIn, funds: [ownFund], requests: [], past: [], groups: [], may: false } },
    'desk/fund': {
      '': fundDesk, own: { ...fundDesk, fund: ownFund, agreement: null, versions: [], links: [{ name: 'groups', path: '/desk/funds/groups' }] },
      waiting: { ...fundDesk, fund: { ...deskFund, due: { day: '2026-12-31', sum: 3_000_000n, missing: 2_000_000n, what: 'start' } }, pending: { ...text, from: '2026-12-01', papers: { list: [], count: 0, page: null }, may: signing }, waiting: [{ id: 2, year: 2026, by: say('李敏', 'Li Min'), preparedBy: 3, at: new Date('2026-11-08T02:00:00Z'), total: 500_000n, lines: [{ code: '01', name: say('图书', 'Books'), sum: 500_000n }], may: true }] },
      reading: { ...fundDesk, acts: false, seats: [], groups: [], table: { ...budget, approved: null }, waiting: [], fund: { ...deskFund, manager: null } },
      'without lines': { ...fundDesk, lines: [], table: { ...budget, rows: [] }, untagged: [], errors: [{ id: 'name', text: say('请填写姓名', 'Give a name') }] },
    },
    'desk/fund-groups': { '': { foundation, signedIn, groups: [fundGroup, { ...fundGroup, id: 2, funds: [], count: 0 }], least, acts: true, choices: [{ value: '5', label: fundName }], typed: { name: '', englishName: '', fund: '', from: '2026-11-21', lastDay: '2026-11-21', sum: '', fromDay: '2026-11-21', source: '' } }, none: { foundation, signedIn, groups: [], least: null, acts: false, choices: [], typed: {} } },
    ...samplesOfFoundations(lang, { foundation, signedIn }),
    'disclosure/home': {
      '': { foundation, sums: { original: 200_000_000n, registered: 200_000_000n, principal: 0n, reserves: 0n, short: 0n }, rests: null, pillars: month, sealed, funds: cards.slice(0, 2), rows: five.map((r, i) => ({ ...r, fund: [lunch, children][i % 2] })), checks: { count: 12, failed: 0, at: new Date('2026-11-21T01:14:00Z') } },
      new: { foundation, sums: { original: 200_000_000n, registered: 200_000_000n, principal: 0n, reserves: 0n, short: 0n }, rests: wordsOf(lang)('life.suspended.public'), pillars: { opening: 0n, received: 0n, paid: 0n, closing: 0n, span: 'all', from: '2026-11-01', to: '2026-11-21' }, sealed: null, funds: [], rows: [], checks: { count: 12, failed: 2, at: new Date('2026-11-21T01:14:00Z') } },
    },
    'funds/funds': {
      '': { purses: [{ code: 'building-3', name: say('三号楼自治金', 'Building 3 purse'), place: say('梧桐里一村', 'Village One'), left: 57_000n }], foundation, funds: cards, filter: { q: '', place: '', mode: '' }, places: ['梧桐里', '梧桐里北区'], modes: ['public', 'invited'], applied: [] },
      none: { foundation, funds: [], filter: { q: '', place: '', mode: '' }, places: [], modes: [], applied: [] },
      'none-such': { foundation, funds: [], filter: { q: '午餐', place: '', mode: 'invited' }, places: ['梧桐里'], modes: ['public', 'invited'], applied: [{ name: 'q', value: '午餐', without: `${base}/funds?mode=invited` }, { name: 'mode', value: 'invited', without: `${base}/funds?q=%E5%8D%88` }] },
    },
    'funds/fund': {
      '': fundPage, programme: { ...fundPage, programme: { year: 2026, years: [2026, 2025], place: say('专户', 'Account'), entitlement: told, payers: programme.payers, money: programme.money, uses: programme.uses } }, assessed: { ...fundPage, programme: { year: 2026, years: [2026], place: null, entitlement: null, payers: [], uses: { ...programme.uses, budget: null, others: [] } } }, changed: { ...fundPage, changed: [purposeChanged, { ...purposeChanged, ahead: false, filingNo: 'BA-1' }] },
      invited: { ...fundPage, fund: { ...fund, mode: 'invited', picture: null, fee: null, agreement: null }, door: 'invitation', typed: { code: '' }, raising: { organisation: foundation.name, account: null } },
      ended: { ...fundPage, fund: { ...fund, open: false, closed: '2026-11-10', spent: 100_000_000n, passed: 4_210_000n }, door: 'none', why: say('本基金已经终止', 'This fund has ended'), end: { day: '2026-11-01', reason: say('灯已换完', 'The lamps are new'), receiver: say('晚自习专项基金', 'Evening study fund'), basisText: say('目的相近', 'Similar purpose'), closed: { day: '2026-11-10' }, published: null } },
      closed: { ...fundPage, fund: { ...fund, mode: 'joint', open: false, closed: '2026-10-31' }, door: 'none', why: say('募捐期限到 2026年10月31日，已经结束。账目继续公开。', 'The fundraising period ended on 31 October 2026. The books stay open.'), uses: [], rows: [], sealed: null, raising: { ...raising, partner: say('示例市慈善总会', 'Example City Charity Federation'), partnerUrl: 'https://partner.example/' } },
    },
    'funds/statements': {
      '': { foundation, fund: lunch, sealed, years: [{ year: '2026', name: say('2026年', '2026'), href: `${base}/funds/ELDERLY/statements/2026`, pdf: `${base}/funds/ELDERLY/statements/2026?format=pdf`, csv: `${base}/funds/ELDERLY/statements/2026?format=csv`,
        months: [{ ...statementMonths[1], pdf: `${base}/funds/ELDERLY/statements/2026-11?format=pdf`, csv: `${base}/funds/ELDERLY/statements/2026-11?format=csv` }] }] },
      none: { foundation, fund: lunch, sealed: null, years: [] },
    },
    'funds/statement': {
      '': { ...fundStatement, span: 'month', months: null, spent: [rows[3]], received: rows.slice(0, 3), more: true },
      year: { ...fundStatement, span: 'year', name: say('2026年', '2026'), of: '2026', pillars: year, months: statementMonths, spent: [], received: [], more: false },
      quiet: { ...fundStatement, span: 'month', final: true, months: null, flows: [{ side: 'received', lines: [] }, { side: 'paid', lines: [] }], tables: [], spent: [], received: [], more: false },
    },
    'disclosure/income': {
      '': { foundation, sealed, files: [{ name: 'CSV', origins: `${base}/income?format=csv`, ways: `${base}/income?format=csv&by=way` }], before: [], coming: [{ model: say('民间主导、多方共建', 'Civic-led, built together'), text: '', resolution: '8', from: '2027-01-01' }],
        model: { model: say('民间主导、政府补助', 'Civic-led, with government subsidy'), text: say('以政府补助为引导。', 'Government subsidy as a guide.'), resolution: say('第 3 号', 'No. 3'), from: '2026-01-01' },
        years: [{ year: 2026, total: 100_000n, residents: '60.0', enterprises: '0.0', unknown: '40.0', atMost: '100.0', inTrust: 5_000n, rows: [{ fill: '#b0321f', name: say('个人（居民）捐赠', 'Individuals (residents)'), percent: '60.0', sum: 60_000n }, { fill: '#7d8b98', name: say('未留证件号码的捐赠', 'Gifts without an identity number'), percent: '40.0', sum: 40_000n }],
          picture: [{ fill: '#b0321f', from: 0, width: 600 }, { fill: '#7d8b98', from: 600, width: 400 }], ways: [{ name: say('线上捐赠', 'Gifts online'), sum: 100_000n }] }] },
      none: { foundation, sealed: null, model: null, before: [], coming: [], years: [], files: [] },
    },
    'desk/operating-model': {
      '': { foundation, signedIn, acts: true, models: [{ model: say('民间主导、政府补助', 'Civic-led, with government subsidy'), resolution: '3', by: say('陈静', 'Chen Jing'), from: '2026-01-01' }], choices: [{ value: 'civic-led', label: say('民间主导、多方共建', 'Civic-led, built together') }], resolutions: [{ value: '1', label: '1' }], typed: { model: '', from: '', resolution: '' }, done: say('已登记。', 'Entered.') },
      errors: { foundation, signedIn, acts: true, models: [], choices: [], resolutions: [], asksCode: true, typed: { model: '', from: 'x', resolution: '' }, errors: [{ id: 'model', text: say('请选择运行模式。', 'Choose the operating model.') }] },
    },
    'desk/programme': {
      '': { ...programme, done: say('已登记。', 'Recorded.') },
      errors: { ...programme, asksCode: true, form: 'assessment', errors: [{ id: 'zone', text: say('请选择所在区域。', 'Choose the zone.') }, { id: 'per100', text: say('请至少选一项核定标准。', 'Choose at least one formula.') }] },
      begun: { ...programme, entitlement: null, payers: [], counts: [], assessments: [], waits: [], subsidies: [], unnamed: [], costs: [], resolutions: [], choices: { ...programme.choices, counts: [] }, uses: { ...programme.uses, budget: null }, settlements: { over: true, rows: [], proposes: [{ payer: 'city', name: say('市级财政', 'The city'), brought: 4_000_000n, share: 3_000_001n }] }, money: { ...programme.money, settled: false }, place: { before: [], kept: { request: 1, releasable: true, name: say('专户', 'Account'), by: say('王芳', 'Wang Fang'), asked: say('陈静', 'Chen Jing') }, request: null, mine: false, choices: [] } },
      reading: { ...programme, acts: false, books: false },
    },
    'giving/give': {
      '': { foundation, fund: lunch, door: 'form', why: null, give, typed: fresh },
      errors: {
        foundation, fund: lunch, door: 'form', why: null, give, typed: { ...fresh, other: '九十', display: 'masked', phone: '138001380', receipt: '1', identity: '310' },
        errors: [{ id: 'other', text: say('金额应为数字，例如 90、36.50 或 5万', 'The amount should be a number, for example 90 or 36.50') }, { id: 'name', text: say('请填写姓名，或者选择不显示姓名', 'Enter your name, or choose to show no name') }, { id: 'phone', text: say('手机号码应为 11 位数字', 'The mobile number should have 11 digits') }, { id: 'identity', text: say('身份证号应为 18 位，统一社会信用代码也是 18 位', 'ID and social credit numbers have 18 characters') }],
      },
      preserved: { foundation, fund: lunch, door: 'form', why: null, give: { ...give, preserves: true }, typed: { ...fresh, keeps: 'principal' }, errors: [{ id: 'keeps', text: say('请选择这笔钱是本金不动，还是可以直接使用', 'Choose whether this gift is kept, or may be used directly') }] },
      organisation: { foundation, fund: lunch, door: 'form', why: null, give, typed: fresh, organisation: true },
      plain: { foundation, fund: lunch, door: 'form', why: null, give: { ...give, unit: null, amounts: [], invitation: 'K7M2Q9TX' }, typed: fresh },
      invited: { foundation, fund: lunch, door: 'invitation', why: null, typed: { code: 'k7m2' }, errors: [{ id: 'code', text: say('邀请码不对或已过期，核对邀请函，或者打电话问', 'The code is wrong or has expired: check your invitation, or call us') }] },
      closed: { foundation, fund: lunch, door: 'none', why: say('这只基金已经终止。', 'This fund has closed.'), typed: {} },
    },
    'giving/check': {
      '': { foundation, gift, edit: `${base}/funds/ELDERLY/give?from=x`, ways, agreement: null, practice: true },
      large: { foundation, gift: { ...gift, amount: 1_000_000n, keeps: 'principal' }, edit: `${base}/funds/ELDERLY/give`, ways, agreement: 1_000_000n, practice: false },
      plain: { foundation, gift: { ...gift, name: null, phone: null, receiptTo: say('爱心人士', 'Anonymous'), shownAs: say('爱心人士', 'Anonymous') }, edit: `${base}/funds/ELDERLY/give`, ways: ways.slice(0, 1), practice: false, errors: [{ id: 'way', text: say('请选择怎样支付', 'Choose how to pay') }] },
    },
    'giving/paying': { '': { foundation, gift, state: 'confirming', practice: false }, unknown: { foundation, gift, state: 'unknown', practice: true } },
    'giving/begun': { '': { foundation, gift, ways, practice: false }, closed: { foundation, gift, ways: [], practice: true } },
    'giving/unpaid': { '': { foundation, gift, reason: 'failed', ways, practice: false }, expired: { foundation, gift, reason: 'expired', ways: [], practice: false }, cancelled: { foundation, gift, reason: 'cancelled', ways, practice: true } },
    'giving/thanks': {
      '': { foundation, gift, steps, entry: 'SR-2026-11-0185', receipt: { no: 'RC-2026-11-0185', file: `${base}/g/x/receipt.pdf` }, link: 'https://wutongli.example/g/Jw4tq9pXo2mC7sKe1uVbYg', refunds: [], practice: false },
      refunded: { foundation, gift: { ...gift, name: null, keeps: 'spendable' }, steps: [...steps.slice(0, 2), { name: 'sealed', at: new Date('2026-11-21T16:00:00Z') }, { name: 'refunded', at: '2026-11-22', sum: 9_000n }], entry: null, receipt: null, link: 'https://wutongli.example/g/x', refunds, practice: true },
    },
    'giving/transfer': { '': { foundation, gift, holder: foundation.name, account: { bank: say('示例银行', 'Example Bank'), number: '6222 0000 1111 04', digits: '62220000111104' }, sum: '90.00', reference: 'K7MQ2RXB', until: '2026-12-21', picture: 'data:image/png;base64,iVBORw0KGgo=', practice: true } },
    'giving/gone': { '': { foundation } },
    'giving/donation': { '': { foundation, gift: { ...gift, principal: true }, steps, entry: 'SR-2026-11-0185', refunds }, fresh: { foundation, gift, steps: steps.map((s) => ({ ...s, at: null, no: undefined })), entry: null, refunds: [] } },
    'giving/receipt': {
      '': { foundation, no: 'RC-2026-11-0185', receipt: { state: 'valid', issued: '2026-11-21', gift: 'GF-2026-11-0185', amount: 9_000n, fund: lunch, principal: true, paid: '2026-11-21', title: say('张*', 'Zhang*'), voided: null, why: null, instead: null } },
      void: { foundation, no: 'RC-2026-11-0185', receipt: { state: 'void', issued: '2026-11-21', gift: 'GF-2026-11-0185', amount: 9_000n, fund: lunch, paid: '2026-11-21', title: say('张*', 'Zhang*'), voided: '2026-11-22', why: say('抬头有误，重开。', 'Wrong name, issued anew.'), instead: 'RC-2026-11-0190' } },
      unknown: { foundation, no: 'RC-2026-11-9999', receipt: null },
    },
    'disclosure/ledger': {
      '': { ...ledger, find: { ...ledger.find, no: 'SR-2026-11-0182', found: [{ no: 'SR-2026-11-0182', day: '2026-11-19', what: say('张* 捐赠', 'Gift from Zhang*'), sum: 9_000n, where: `${base}/funds/ELDERLY/ledger#SR-2026-11-0182` }] }, rows },
      all: { ...filtered, fund: null, rows: rows.map((r) => ({ ...r, fund: lunch, found: undefined })) },
      missed: { ...ledger, find: { no: '', day: '2026-11-19', sum: '9', found: [] } },
      nothing: { ...filtered, rows: [], span: null, total: { count: 0, in: 0n, out: 0n, when: say('2026年11月', 'November 2026') } },
      empty: { ...ledger, rows: [], span: null, sealed: null, total: { count: 0, in: 0n, out: 0n, when: say('全部月份', 'All months') }, pillars: { ...year, opening: 0n, received: 0n, paid: 0n, closing: 0n, span: 'all' }, older: null },
      errors: { ...ledger, find: { no: '', day: '11/19', sum: 'x', found: null }, errors: [{ id: 'day', text: say('日期应写成 2026-11-21 这样', 'Write the date like 2026-11-21') }, { id: 'sum', text: say('金额应为数字，例如 90、36.50 或 5万', 'The amount should be a number, for example 90 or 36.50') }] },
    },
    'disclosure/entry': {
      '': { foundation, entry: { ...entry, forGroup: { code: 'greens', name: say('柳荫里护花队', 'Liuyin Gardeners'), sum: -60_000n } }, log, proof },
      reversed: { foundation, entry: { ...entry, reason: say('补记', 'Late entry'), factDay: '2026-10-31', reversedBy: { no: 'JV-2026-11-0011', reason: say('重复记录', 'Booked twice'), day: '2026-11-20' }, reverses: { no: 'JV-2026-11-0001', reason: say('基金写错', 'Wrong fund'), day: '2026-11-18' } }, log: null, proof: null },
    },
    'disclosure/verification': {
      '': { ...verification, asked: { no: 'SR-2026-11-0182', answer: { state: 'sealed', kind: 'entry', where: `${base}/entries/SR-2026-11-0182`, what: say('张* 捐赠', 'Gift from Zhang*'), day: '2026-11-19', sum: 9_000n, number: 12_045 } } },
      wrong: { ...verification, checkpoint: null, files: { ...verification.files, script: null }, asked: { no: 'X-1', answer: { state: 'unknown', kind: null, where: null, what: null, day: null, sum: null, number: null } }, checks: [{ name: 'places', sentence: say('每个账户的账面数等于最近一次对账单。', 'Every account equals its last statement.'), ok: false, offending: ['SR-2026-11-0180', 'PV-2026-11-0028'] }, ...checks], shortfalls: [{ fund: lunch, sum: 120_000n, why: say('银行退回了一笔出资。', 'The bank took a contribution back.'), since: '2026-11-18', due: '2026-12-18' }] },
      waiting: { ...verification, asked: { no: 'SR-2026-11-0184', answer: { state: 'waiting', kind: 'gift', where: `${base}/donations/SR-2026-11-0184`, what: null, day: '2026-11-20', sum: null, number: null } }, errors: [{ id: 'no', text: say('请填写编号', 'Enter a number') }] },
    },
    'desk/sign-in': {
      '': { foundation, signedIn: null, back: '/desk', here: '/desk/sign-in?back=%2Fdesk', typed: { login: '' }, done: null, practice: false, kept: null },
      kept: { foundation, signedIn: null, back: '/desk', here: '/desk/sign-in', typed: { login: '' }, done: null, practice: false, kept: 'Qm7kept' },
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
      reading: { ...people, may: false },
      namesake: { ...people, asksCode: true, typed: { name: '王芳', englishName: 'Wang Fang', login: 'wangfang2', role: 'cashier', from: '2026-11-21', to: '' }, errors: [{ id: 'namesake', text: say('这里已经有人叫王芳（登录名 wangfang）。是同一个人，请用原来的登录名，一个人有两个登录名，经办和审核就分不开了；确实是另一位同名的人，请勾选下面一项。', 'Somebody here is called Wang Fang already (sign-in name wangfang). If it is the same person, use that sign-in name.') }] },
      errors: { ...people, asksCode: true, typed: { name: '王芳', role: 'cashier' }, errors: [{ id: 'login', text: say('登录名用小写字母', 'Small letters') }, { id: 'code', text: say('请填写动态码', 'Enter the one-time code') }] },
    },
    'desk/trail': {
      '': trail,
      page: { ...trail, filter: { person: '8', what: 'signed-in' }, pager: { newer: `${base}/desk/trail?after=9#h-trail`, older: null, latest: `${base}/desk/trail#h-trail` } },
      late: { ...trail, events: [], pager: { newer: null, older: null, latest: null }, late: [
        { at: new Date('2026-11-20T01:00:00Z'), what: say('登录验证码', 'sign-in code'), to: '138 **** 8000', failure: 'HTTP 500', tries: 1, nextTry: null }, { at: new Date('2026-11-20T01:00:00Z'), what: say('更换密码通知', 'news of a changed password'), to: 'li@example.org', failure: null, tries: 3, nextTry: new Date('2026-11-21T03:00:00Z') }] },
    },
    'desk/relations': {
      '': { ...relations, done: say('已登记。', 'Entered.') },
      interested: { ...relations, asked: { answer: { interested: true, self: false, way: [{ says: relation.says, source: relation.source }] } } },
      free: { ...relations, asked: { answer: { interested: false, self: false, way: null } }, pager: { newer: null, older: `${base}/desk/relations?before=2#h-relations`, latest: `${base}/desk/relations#h-relations` }, q: '物业' },
      empty: { ...relations, relations: [], parties: [], names: [] },
      reading: { ...relations, may: false },
      errors: { ...relations, typed: { aKind: 'person', aName: '李敏', aCode: '123' }, errors: [{ id: 'aCode', text: say('号码不对', 'The number is not right') }, { id: 'kind', text: say('请选择是什么关系', 'Choose the kind of relation') }] },
    },
    'desk/relation': {
      '': { foundation, signedIn, relation, may: true, typed: {}, done: say('已登记。', 'Entered.') },
      ended: { foundation, signedIn, relation: { ...relation, to: '2026-06-30', ended: { by: say('王建国', 'Wang Jianguo'), source: say('离职证明', 'letter of leave') } }, may: false, typed: {} },
      errors: { foundation, signedIn, relation, may: true, typed: { lastDay: '2024-01-01' }, errors: [{ id: 'source', text: say('请填写结束的依据', 'Enter the source for its end') }] },
    },
    'me/kept': { '': { foundation, to: `${base}/me/fund-requests`, kept: 'Qm7kept' } },
    'desk/kept': { '': { foundation, signedIn, to: `${base}/desk/founding/contributions`, kept: 'Qm7kept' } },
    'me/sign-in': {
      '': { ...phone, practice: false },
      wrong: { ...phone, typed: { number: '1380013800' }, errors: [{ id: 'number', text: say('手机号应为 11 位', 'A mobile number has 11 digits') }] },
      code: { ...phone, phone: '138 **** 8000' },
      kept: { ...phone, kept: 'Qm7kept' },
      keptCode: { ...phone, phone: '138 **** 8000', kept: 'Qm7kept' },
      crowded: { ...phone, phone: '138 **** 8000', crowded: true },
      codeWrong: { ...phone, phone: '138 **** 8000', errors: [{ id: 'code', text: say('验证码不对', 'The code is not right') }] },
    },
    'me/me': {
      '': mine,
      nothing: { ...mine, gifts: [], total: { count: 0, sum: 0n } },
      council: { ...mine, voter: { name: say('高原', 'Gao Yuan'), confirmed: true }, groups: [{ code: 'liuyin-gardeners', name: say('柳荫里护花队', 'Liuyin Gardeners'), area: say('柳荫里', 'Liuyin Lane') }], groupTasks: 2, purses: [{ code: 'building-3', name: say('三号楼自治金', 'Building 3 purse'), place: say('石门二路 12 弄 3 号楼', 'No. 3, Lane 12') }], offices: [{ name: say('高原', 'Gao Yuan'), roles: say('理事', 'council member') }], more: true, gifts: [{ ...mine.gifts[0], state: 'refunded', refunded: 9_000n }] },
    },
    'desk/person': {
      '': { foundation, signedIn, person, may: true, own: false, days: 3, reached: { sms: null, mail: null }, typed: { appointment: '', when: 'day', lastDay: '2026-11-21', phone: '', mail: '' }, endable: [{ value: 'bookkeeper 2026-01-01', label: say('会计，2026年1月1日起', 'bookkeeper, from 1 January 2026') }], asksCode: true },
      own: { foundation, signedIn, person: { ...person, enrolled: false, link: { at: new Date('2026-11-20T02:00:00Z'), endsAt: new Date('2026-11-23T02:00:00Z'), by: null } }, may: true, own: true, days: 3, reached: { sms: '13800138000', mail: null }, typed: { phone: '13800138000' }, endable: [] },
      reading: { foundation, signedIn, person: { ...person, appointments: person.appointments.map((one) => ({ ...one, endedAt: new Date('2026-11-20T02:00:00Z') })) }, may: false, own: false, days: 3, reached: { sms: '13800138000', mail: 'wang@example.org' }, typed: {}, endable: [] },
    },
    'desk/enrolment-link': { '': { foundation, signedIn, person: { id: 8, name: say('王芳', 'Wang Fang') }, link: 'https://example.org/desk/enrolments/Qm7tokenQm7tokenQm7tokenQm7token', days: 3 } },
    'desk/outbox': {
      '': { foundation, signedIn: null, seconds: 12, letters: [{ at: new Date('2026-11-21T01:00:00Z'), to: '13800138000', subject: say('梧桐里社区基金会验证码', 'Your code'), text: say('验证码 418205', '418205 is your code') }], codes: [{ name: say('李敏', 'Li Min'), login: 'limin', roles: say('会计', 'bookkeeper'), code: '418 205', seconds: 12 }] },
      empty: { foundation, signedIn: null, seconds: 0, letters: [], codes: [] },
    },
    'desk/tasks': { '': {
      foundation, signedIn, today: '2026-11-21', reads: false,
      money: { month: '2026-11', money: 371_288_420n, unrestricted: 8_431_645n, received: 18_642_050n, paid: 9_120_000n, funds: [{ code: 'elder-lunch', name: say('银龄午餐基金', 'Elders’ lunches'), received: 2_190_400n, paid: 2_461_150n, free: 24_431_230n, short: 0n }, { code: 'stair-lights', name: say('楼道灯光基金', 'Stair lights'), received: 205_000n, paid: 3_140_000n, free: -418_000n, short: 418_000n }] },
      mine: [
        { words: say('对照银行流水，确认出资：王建国', 'Confirm with the bank statement: contribution of Wang Jianguo'), sum: 5_000_000n, path: '/desk/founding/contributions/5', by: { name: say('李敏', 'Li Min') }, due: '2026-11-20', late: true, who: say('只有您能办', 'you alone may') },
        { words: say('查明来款：2 笔与捐赠不符', 'Find out about 2 payments that match no gift'), sum: 432_100n, path: '/desk/payments', by: null, due: null, late: false, who: say('王建国也可以办', 'Wang Jianguo may too') },
      ],
      others: [{ words: say('对照银行流水，确认出资：示例物业有限公司', 'Confirm with the bank statement: contribution of Example Property Ltd'), sum: 100_000_000n, path: '/desk/founding/contributions/3', by: { name: say('陈静', 'Chen Jing') }, due: '2026-11-28', late: false, who: say('等陈静', 'waits for Chen Jing') }, { words: say('审核凭证：SR-2026-11-0007', 'Check the voucher SR-2026-11-0007'), sum: null, path: null, by: null, due: null, late: false, who: say('等陈静', 'waits for Chen Jing') }],
    } },
    'desk/search': { '': {
      foundation, signedIn, q: say('王', 'Wang'), here: '/desk/search?q=Wang', found: [
        { what: 'gift', no: 'GF-2026-000017', who: say('王秀英', 'Wang Xiuying'), phoneTail: '8000', sum: 9_000n, day: '2026-11-20', path: '/entries/SR-2026-11-0017' },
        { what: 'contribution', no: 'ICBC20261112-0102', who: say('王建国', 'Wang Jianguo'), phoneTail: null, sum: 5_000_000n, day: '2026-11-12', path: null },
      ], more: true,
    }, nothing: { foundation, signedIn, q: 'X-1', here: '/desk/search?q=X-1', found: [], more: false } },
    'desk/gifts': {
      '': { ...gifts, done: null },
      empty: { ...gifts, gifts: [], waiting: [], acts: false, most: null },
    },
    'desk/gift-new': {
      '': { ...giftForm, way: null, title: say('登记一笔', 'Record one') },
      ...Object.fromEntries(['cash', 'transfer', 'cheque', 'goods', 'service', 'government'].map((way) => [way, { ...giftForm, way, title: way, papers: way === 'cash' || way === 'transfer' ? null : { label: words('gift.papers.goods'), hint: words('gift.papers.goods.hint') } }])),
      line: { ...giftForm, way: 'transfer', title: say('登记银行转账', 'A bank transfer'), line: { day: '2026-11-20', sum: 100_000n, party: say('示例物业有限公司', 'Example Property Ltd'), reference: 'ICBC20261120-0102', memo: 'K7MQ2RXC' }, named: [{ words: say('附言里的 K7MQ2RXC 不是我们给过的参考号，像是抄错了。', 'K7MQ2RXC is no reference of ours.'), path: '/desk/gifts/7', no: 'GF-2026-000007' }] },
      errors: { ...giftForm, way: 'cash', title: say('登记现金', 'Cash'), typed: { ...giftForm.typed, n100: 'x' }, errors: [{ id: 'n100', text: say('数量应为整数', 'A whole number') }, { id: 'pieces', text: say('至少一张', 'At least one') }] },
      held: { ...giftForm, way: 'goods', title: say('登记物资', 'Goods'), papers: { label: words('gift.papers.goods') }, heldFiles, errors: [{ id: 'file', text: say('“a.pdf”不是照片也不是 PDF', 'Neither a photo nor a PDF') }] },
      reading: { ...giftForm, acts: false },
    },
    'desk/gift': {
      '': { ...deskGift, done: say('已登记。', 'Recorded.') },
      count: { ...deskGift, may: 'count', gift: { ...deskGift.gift, sum: null, state: 'second', tone: 'warn' }, withdraws: true, asksCode: true },
      confirm: { ...deskGift, may: 'confirm', nominal: true, gift: { ...deskGift.gift, way: 'goods', state: 'confirm', proof: { kind: say('发票', 'Invoice'), name: '04411' }, identity: say('尾号 0013', 'ending 0013'), title: say('示例物业有限公司', 'Example Property Ltd') } },
      hand: { ...deskGift, may: 'hand', gift: { ...deskGift.gift, way: 'cheque', state: 'received' } },
      reverses: { ...deskGift, reverses: true },
      unproved: { ...deskGift, papers: { ...noPapers, page: '/desk/papers/of/gifts/7' }, unproved: true, gift: { ...deskGift.gift, way: 'goods', state: 'confirm', proof: { kind: say('发票', 'Invoice'), name: '04411' } } },
      why: { ...deskGift, why: say('登记人不能自己确认。', 'Who recorded it does not confirm it.'), bounces: true, errors: [{ id: 'why', text: say('请填写原因', 'Say why') }] },
      goods: { ...deskGift, left: 48_000n, issuing: true, issues: [{ id: '3', words: say('8 只给一村', '8 for Village One'), sheet: 'LY-01', sum: 80_000n, day: '2026-11-20', by: say('李敏', 'Li Min'), may: true }], asksCode: true },
      'goods-held': { ...deskGift, left: 48_000n, issuing: true, issues: [{ id: '3', words: say('8 只给一村', '8 for Village One'), sheet: 'LY-01', sum: 80_000n, day: '2026-11-20', by: say('李敏', 'Li Min'), may: true }], asksCode: true, guards, held: { is: true, resolution: true, consent: false }, resolutions: [{ value: '3', label: say('第 3 号', 'No. 3') }], typed: { resolution: '', reason: '' }, errors: [{ id: 'resolution', text: say('选一份决议', 'Choose a resolution') }] },
      state: { ...deskGift, matched: { reference: 'ICBC-0041', path: '/desk/bank/bank/matches/1' }, after: [{ words: say('银行流水 ICBC-0041（1,200.50 元）还对着这笔已冲销的账。', 'Line ICBC-0041 is still matched.'), path: '/desk/bank/bank/matches/1', go: say('打开匹配，撤销', 'Open the match') }, { words: say('捐赠票据 0000000001 还有效。', 'Fiscal receipt 0000000001 is still valid.'), path: null, go: '' }], calledSubsidy: true, reverses: true, gift: { ...deskGift.gift, way: 'purchase', channel: 'government', payer: say('梧桐里街道办事处', 'Wutongli sub-district office'), serves: 'programme', reference: 'K7MQ2RXB', identityNote: say('身份证尾号 0013', 'ID ending 0013') } },
    },
    'desk/slip': { '': {
      foundation, signedIn, gift: { id: '7', no: 'GF-2026-000312', sum: 28_650n, day: '2026-11-21', fund: lunch.name, name: say('张秀英', 'Zhang Xiuying'), channel: 'counter', words: null, receipt: 'R-2026-000021', entry: 'SR-2026-11-0184' },
      counted: say('李敏、赵磊', 'Li Min, Zhao Lei'), handled: say('李敏', 'Li Min'), house: foundation.name, link: 'https://example.org/g/Qm7tokenQm7tokenQm7token', picture: 'data:image/png;base64,iVBORw0KGgo=',
    } },
    'desk/bankings': {
      '': { ...bankings, done: say('已登记。', 'Recorded.') },
      overdue: { ...bankings, overdue: [{ sum: 28_650n, due: '2026-11-20' }], asksCode: true, errors: [{ id: 'slip', text: say('请填写回单号', 'Give the number of the slip') }] },
      reading: { ...bankings, acts: false, left: 0n, bankings: [] },
    },
    'desk/fiscal-receipts': {
      '': { ...fiscal, done: say('已登记。', 'Recorded.') },
      errors: { ...fiscal, toVoid: [{ id: '1', gift: 'GF-2026-000118', number: '0000000001', sum: 28_650n }], errors: [{ id: 'file', text: say('请选择文件', 'Choose a file') }, { id: 'why', text: say('请填写原因', 'Say why') }] },
      reading: { ...fiscal, acts: false, due: [], receipts: [] },
    },
    'desk/papers': {
      '': { foundation, signedIn, title: words('papers.of.gifts', { no: 'GF-2026-000312' }), back: '/desk/gifts/7', nav: 'gifts', kind: 'gifts', key: '7', list: papers.list.map((one, at) => ({ ...one, may: at > 0, asked: false })), count: 2, adds: true, full: false, typed: {}, done: words('papers.done.added') },
      asked: { foundation, signedIn, title: words('papers.of.gifts', { no: 'GF-2026-000312' }), back: '/desk/gifts/7', nav: 'gifts', kind: 'gifts', key: '7', list: [{ ...paper, may: true, asked: true }], count: 1, adds: false, full: true, typed: {}, errors: [{ id: 'why', text: say('请填写原因', 'Say why') }] },
      none: { foundation, signedIn, title: words('papers.of.gifts', { no: 'GF-2026-000312' }), back: '/desk/gifts/7', nav: 'gifts', kind: 'gifts', key: '7', list: [], count: 0, adds: true, full: false, typed: {}, heldFiles, errors: [{ id: 'file', text: say('请选择文件', 'Choose a file') }] },
    },
    'desk/transfer-account': {
      '': { foundation, signedIn, holder: foundation.name, now: { bank: say('示例银行', 'Example Bank'), number: '62220000111104' }, waiting: { id: '2', bank: say('示例银行', 'Example Bank'), number: '62220000111105', by: say('李敏', 'Li Min'), may: true }, places: [{ value: '1', label: say('银行', 'Bank') }], acts: true, typed: {}, asksCode: true },
      none: { foundation, signedIn, holder: foundation.name, now: null, waiting: null, places: [{ value: '1', label: say('银行', 'Bank') }], acts: true, typed: { number: '62' }, done: say('已填写。', 'Entered.'), errors: [{ id: 'number', text: say('账号应为 8 至 30 位数字', '8 to 30 digits') }] },
    },
    'desk/bank': { '': { foundation, signedIn, accounts: [
      { code: 'bank', account: '1002', name: place.name, until: '2026-11-20', bank: 195_037_600n, books: 195_000_000n, difference: 37_600n, open: { lineCount: 2, postingCount: 1 }, due: 1 },
      { code: 'wallet', account: '1009', name: say('网上捐赠待结算款', 'Online gifts'), until: '2026-11-20', bank: 0n, books: 0n, difference: 0n, open: { lineCount: 0, postingCount: 0 }, due: 0 },
      { code: 'new', account: '1002', name: say('新账户', 'New account'), until: null, bank: null, books: 0n, difference: 0n, open: { lineCount: 0, postingCount: 0 }, due: 0 },
    ] } },
    'desk/bank-place': {
      '': { foundation, signedIn, place, now: { until: '2026-11-20' }, statements: [bankStatement, { ...bankStatement, id: '2', opening: null, closing: null }], may: { import: true, match: true }, done: say('已保存。', 'Saved.') },
      empty: { foundation, signedIn, place, now: { until: null }, statements: [], may: { import: false, match: false }, errors: [{ id: null, text: say('余额接不上', 'Balances do not join') }] },
    },
    'desk/bank-statement': {
      '': { foundation, signedIn, place, statement: bankStatement, lines: [bankLine, { ...bankLine, id: 8n, party: null, memo: null, balance: null }], again: null, certain: 2, own: 1, asked: '2026-11', may: { import: true, match: true }, done: say('已导入。', 'Imported.') },
      again: { foundation, signedIn, place, statement: { ...bankStatement, opening: null, closing: null }, lines: [], again: 5, certain: 0, own: 0, asked: '2026-11', may: { import: true, match: true }, done: say('没有新增。', 'Nothing was added.') },
    },
    'desk/bank-mapping': {
      '': { foundation, signedIn, place, set: null, header: null, sample: [], kept: [], preview: null, columns: [], orders: [], typed: {}, may: { import: true } },
      shown: { ...mapping, set: { by: say('李敏', 'Li Min'), at: new Date('2026-11-20T01:20:00Z') } },
      errors: { ...mapping, preview: null, errors: [{ id: 'day', text: say('请选择日期是哪一列', 'Choose the column of the day') }] },
    },
    'desk/matching': {
      '': { ...matching, done: say('已对上。', 'Matched.') },
      code: { ...matching, asksCode: true, after: '6', next: '9', errors: [{ id: 'code', text: say('请填写动态码', 'Enter the one-time code') }] },
      done: { ...matching, lines: [], open: [], matches: [], next: null, may: { import: false, match: false }, sums: { ...matching.sums, difference: 0n, before: 0n, crossing: { lines: 0n, postings: 0n, count: 0 }, open: { lines: 0n, lineCount: 0, postings: 0n, minusPostings: 0n, postingCount: 0 } } },
      new: { ...matching, lines: [], open: [], matches: [], sums: { ...matching.sums, bank: null, until: null } },
    },
    'desk/bank-line': {
      '': { ...lineToDecide, asksCode: true },
      errors: { ...lineToDecide, expected: [], others: [], typed: { ...lineToDecide.typed, as: 'transfer', why: '等回单' }, errors: [{ id: 'posting', text: say('请至少勾选一笔账', 'Tick at least one posting') }, { id: 'as', text: say('请选择', 'Choose') }, { id: 'to', text: say('请选择对方账户', 'Choose the other account') }] },
      matched: { ...lineToDecide, matched: '3', may: { import: true, match: true, decide: false } },
      reading: { ...lineToDecide, may: { import: false, match: false, decide: false }, postings: [] },
    },
    'desk/bank-match': {
      '': { foundation, signedIn, place, match, may: true, why: null, typed: { why: '' }, asksCode: true },
      undone: { foundation, signedIn, place, match: { ...match, lines: [], undone: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-21T02:20:00Z'), why: say('对错了', 'The wrong one') } }, may: false, why: null, typed: { why: '' } },
      sealed: { foundation, signedIn, place, match, may: false, why: say('这个月已经结账。', 'The month is closed.'), typed: { why: '' } },
    },
    'desk/unidentified': { '': { foundation, signedIn, rows: [unidentified, { ...unidentified, entry: 13n, party: null, memo: null, reference: null, voucher: null }], held: 160_000n, done: say('已入账。', 'Booked.') }, empty: { foundation, signedIn, rows: [], held: 0n } },
    'desk/unidentified-one': {
      '': { foundation, signedIn, row: unidentified, funds: [{ value: 'general', label: say('一般基金', 'General fund') }], own: false, may: true, back: true, typed: { fund: '', party: '', why: '' }, asksCode: true },
      own: { foundation, signedIn, row: { ...unidentified, line: null }, funds: [], own: true, may: false, typed: { fund: '', party: '', why: '' } },
    },
    'desk/differences': {
      '': { foundation, signedIn, more: true, rows: [{ place: say('网上捐赠', 'Online gifts'), code: 'stripe', reference: 'du_1', day: '2026-11-20', provider: -1_500n, bank: null, books: -1_400n, difference: -100n, line: '7', why: say('金额不同', 'Another sum'), todo: say('冲销重记。', 'Reverse it.') }, { place: say('网上捐赠', 'Online gifts'), code: 'stripe', reference: 'pi_2', day: '2026-11-20', provider: null, bank: null, books: 8_000n, difference: -8_000n, line: null, why: say('还没报', 'Not reported'), todo: say('等下一份。', 'Wait.') }] },
      none: { foundation, signedIn, more: false, rows: [] },
    },
    'desk/payments': {
      '': { foundation, signedIn, odd: [{ at: new Date('2026-11-20T08:00:00Z'), sum: '51.00', why: say('金额与捐赠不同', 'Another sum than the gift'), gift: 'GF-2026-000012', entry: 'SR-2026-11-0190', provider: 'pi_3Qx' }],
        waiting: [{ at: new Date('2026-11-20T08:05:00Z'), type: 'refund.created', why: 'waits for its payment', provider: 'evt_1Qx' }] },
      empty: { foundation, signedIn, odd: [], waiting: [] },
    },
    'desk/statements': {
      '': {
        foundation, signedIn, month: '2026-11', months: ['2026-11', '2026-10'], monthName: say('2026年11月', 'November 2026'), sealed: false, opened: '2026-09-01', pillars: { span: 'month', from: '2026-11-01', to: '2026-11-30', opening: 200n, received: 100n, paid: 50n, closing: 250n }, statements: [{ name: 'activities', title: statement.title, text: say('收入和费用', 'Income and cost'), ...statement.files }],
        agreements: [{ name: 'funds-foundation', holds: true, text: say('各基金合计等于基金会的报表', 'The funds add up to the foundation') }, { name: 'money-cash-flow', holds: false, text: say('现金净增加额等于货币资金的变动', 'Cash equals money') }],
      },
      broken: { foundation, signedIn, month: '2026-11', months: ['2026-11'], monthName: say('2026年11月', 'November 2026'), sealed: true, opened: null, pillars: null, statements: [], agreements: [] },
    },
    'desk/statement': { '': statement, halves: { ...statement, form: null, sideBySide: true, tables: [statement.tables[0]!, { ...statement.tables[0]!, key: 'claims', numbered: false, heads: null }] },
      funds: { ...statement, name: 'funds', form: null, sealed: true, funds: [{ code: 'elder-lunch', name: lunch.name }], tables: [{ ...statement.tables[0]!, key: 'month-money', numbered: false, rows: [{ name: lunch.name, href: `${base}/desk/statements/funds?month=2026-11&fund=elder-lunch`, no: null, style: 'line', head: false, sum: false, memo: false, cells: [cell(373_000n), cell(0n, null)] }] }] },
      'one fund': { ...statement, name: 'funds', form: null, address: '/desk/statements/funds?month=2026-11&fund=elder-lunch', fund: { code: 'elder-lunch', name: lunch.name }, funds: [{ code: 'elder-lunch', name: lunch.name }] },
    },
    'desk/statement-rows': {
      '': {
        foundation, signedIn, title: statement.title, name: 'activities', monthName: statement.monthName, line: say('捐赠收入', 'Donation income'), column: say('本月数 · 合计', 'This month · Total'), table: say('业务活动', 'Activities'), back: statement.files.page, sum: 9_000n,
        rows: [{ entry: 7n, line: 2, no: 'SR-2026-11-0182', day: '2026-11-19', what: say('张* 捐赠', 'Gift from Zhang*'), fund: lunch.name, account: '410102', sum: 9_000n }, { entry: 8n, line: 2, no: null, day: '2026-11-20', what: say('吴* 捐赠', 'Gift from Wu*'), fund: lunch.name, account: '410102', sum: -9_000n }],
        pager: { newer: null, older: `${base}/desk/statements/activities/rows?before=7-2`, latest: null },
      },
      none: { foundation, signedIn, title: statement.title, name: 'activities', monthName: statement.monthName, line: say('捐赠收入', 'Donation income'), column: say('本月数', 'This month'), table: '', back: statement.files.page, sum: 0n, rows: [], pager: { newer: null, older: null, latest: null } },
    },
    'desk/guardrails': {
      '': { foundation, signedIn, typed: { fund: 'ELDERLY', sum: '3,600', for: 'programme' }, funds: [{ value: 'ELDERLY', label: lunch.name }], purposes: [{ value: 'programme', label: say('慈善活动', 'Charitable work') }], answer: { verdict: 'hold', text: say('银龄午餐基金支出 3,600.00 元，用于慈善活动：暂缓', 'Held') }, guards },
      first: { foundation, signedIn, typed: { fund: '', sum: 'x', for: '' }, funds: [], purposes: [], answer: null, guards: [], errors: [{ id: 'sum', text: say('请填写金额', 'Enter a sum') }] },
    },
    'desk/campaigns': {
      '': { foundation, signedIn, acts: true, waiting: [{ id: 4, no: 'A26002', target: 80_000_000n, from: '2026-12-01', to: '2027-05-31', by: say('李敏', 'Li Min'), mine: false }, { id: 5, no: 'A26003', target: 1_000_000n, from: '2026-12-01', to: '2027-05-31', by: say('周晓', 'Zhou Xiao'), mine: true }],
        campaigns: [{ ...campaign, state: 'running' }, { ...campaign, id: 2, state: 'over', over: 100n, room: 0n, cost: null, filings: [], funds: [lunch.name, children.name] }], done: say('已登记。', 'Entered.') },
      none: { foundation, signedIn, acts: false, waiting: [], campaigns: [] },
    },
    'desk/campaign-form': {
      '': { foundation, signedIn, limit: { before: 10, after: 10 }, supplements: null, typed: { emergency: '1' }, errors: [{ id: 'filedOn', text: say('最晚 5 月 31 日', '31 May at the latest') }] },
      supplement: { foundation, signedIn, limit: { before: 10, after: 10 }, supplements: { id: 1, no: 'A26001', from: '2026-01-01', to: '2026-12-31', target: 80_000_000n }, typed: { filingNo: 'A26001', target: '900,000' } },
    },
    'desk/campaign-filing': {
      '': { foundation, signedIn, filing, papers, acts: true, may: true, why: null, typed: {}, asksCode: true, done: say('已登记。', 'Entered.') },
      mine: { foundation, signedIn, filing: { ...filing, supplements: 1, before: 60_000_000n, emergency: true }, papers: noPapers, acts: true, may: false, why: say('由另一人核对。', 'Somebody else compares it.'), typed: {}, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
      confirmed: { foundation, signedIn, filing: { ...filing, confirmed: { by: say('周晓', 'Zhou Xiao'), at: new Date('2026-11-21T02:00:00Z') } }, papers, acts: false, may: false, why: null, typed: {} },
      withdrawn: { foundation, signedIn, filing: { ...filing, withdrawn: { by: say('周晓', 'Zhou Xiao'), at: new Date('2026-11-21T02:00:00Z'), why: say('编号错了', 'Wrong number') } }, papers, acts: false, may: false, why: null, typed: {} },
    },
    'desk/ratios': {
      '': ratios,
      first: { ...ratios, qualified: true, band: null, first: true, spending: { required: null, shortfall: 0n, met: true, bases: [] }, management: { ...ratios.management, free: false, met: false, over: 5n }, forecast: { ...ratios.forecast, required: null, shortfall: 0n, safe: null, management: { ...ratios.forecast.management, met: false } }, returned: 0n },
      since: { ...ratios, since: '2026-08-31', spending: null, forecast: null },
      past: { ...ratios, over: true, year: '2025', forecast: null, spending: null, management: null, fundraising: { ...ratios.fundraising, draft: null } },
    },
    'funds/endowment': { '': { foundation, kept: [{ code: 'original', name: say('原始基金', 'Original fund'), page: false, picture: keptOriginal }, { code: 'evergreen', name: evergreenFund.name, page: true, picture: keptPicture }, { code: 'wutong', name: say('梧桐留本基金', 'Wutong endowment'), page: false, picture: { ...keptUnder, atCost: true } }, { code: 'west', name: say('西街留本基金', 'West endowment'), page: false, picture: { ...keptUnder, id: 'west', byPrice: true } }, { code: 'east', name: say('东街留本基金', 'East endowment'), page: false, picture: { ...keptPicture, id: 'east', says: '.none', principal: 0n, value: 0n, gains: 0n, resting: 0n, left: 0n, whole: [], yearBar: [] } }, { code: 'short', name: say('原始基金', 'Original fund'), page: false, picture: { ...keptOriginal, id: 'short', says: '.original.under', missing: 1n } }] }, none: { foundation, kept: [] } },
    'desk/endowment': {
      '': { foundation, signedIn, funds: [{ ...evergreenFund, code: 'original', name: say('原始基金', 'Original fund'), original: true, hasRule: false, allowed: null }, evergreenFund, { ...evergreenFund, code: 'wutong', value: 195_000_000n, missing: 5_000_000n, over: 1n }, { ...evergreenFund, code: 'old', value: null, hasRule: false }], pools: [poolOf, { ...poolOf, id: 2, approved: false, units: null, value: null, priced: null }, { ...poolOf, id: 3, value: null, stale: true }], waiting: [orderOf, { ...orderOf, id: '8', side: 'sell', state: 'approved' }], kinds: kindsOf62, rules: [spendingShown, { ...spendingShown, fund: evergreenFund.name, cap: null, least: null }], policy: investmentPolicy, acts: true, done: say('已登记。', 'Entered.') },
      first: { foundation, signedIn, funds: [], pools: [], waiting: [], kinds: kindsOf62, rules: [], policy: null, acts: false },
    },
    'desk/endowment-fund': {
      '': { foundation, signedIn, fund: evergreenFund, picture: keptPicture, year: 2026, entitled: { parts: [{ from: '2026-01-01', to: '2026-12-31', days: 365, quarters: 4, base: 200_000_000n, sum: 8_000_000n, percent: '4%', cap: '4%', least: null, how: 'endowment.decided.cap' }], allowed: 8_000_000n, unpriced: '', daysOfYear: 365, spent: 4_000_000n, promised: 1_000_000n }, quarters: [{ day: '2025-12-31', value: 200_000_000n }, { day: '2025-09-30', value: null }], gifts: [{ day: '2026-01-10', party: say('林老先生', 'Mr Lin'), sum: 150_000_000n, no: 'SR-2026-01-0002', brought: false }, { day: '2025-01-01', party: null, sum: 50_000_000n, no: null, brought: true }, { day: '2025-01-01', party: null, sum: 1n, no: null, brought: false }], given: 200_000_000n, held: [heldOf, { ...heldOf, value: null }], investable: investableOf },
      unpriced: { foundation, signedIn, fund: evergreenFund, picture: { ...keptPicture, ruled: false, allowed: null, heldBy: 'books' }, year: 2026, entitled: { parts: [{ from: '2026-01-01', to: '2026-12-31', days: 365, quarters: 0, base: 200_000_000n, sum: 8_000_000n, percent: '4%', cap: null, least: '3%', how: 'endowment.decided.least' }], allowed: null, unpriced: say('2025年9月30日', '30 September 2025'), daysOfYear: 365, spent: 0n, promised: 0n }, quarters: [], gifts: [], given: 0n, held: [], investable: investableOf },
      ruleless: { foundation, signedIn, fund: evergreenFund, picture: { ...keptPicture, ruled: false, hasRule: false, allowed: null, yearBar: [] }, year: 2026, entitled: { parts: [], allowed: null, unpriced: '', daysOfYear: 365, spent: 0n, promised: 0n }, quarters: [], gifts: [], given: 0n, held: [], investable: investableOf },
      original: { foundation, signedIn, fund: { ...evergreenFund, code: 'original', original: true }, picture: keptOriginal, year: 2026, entitled: null, quarters: [], gifts: [], given: 0n, held: [], investable: investableOf },
    },
    'desk/endowment-policies': {
      '': { foundation, signedIn, rules: [spendingShown], investing: [investmentPolicy], bars: [{ id: '1', mine: false, fund: evergreenFund.name, sum: 4_000_000n, why: say('协议第 3 条', 'Agreement, clause 3'), by: say('李敏', 'Li Min') }, { id: '2', mine: true, fund: evergreenFund.name, sum: null, why: say('协议', 'Agreement'), by: say('李敏', 'Li Min') }], funds: [{ value: 'evergreen', label: evergreenFund.name }], preserved: [{ value: 'evergreen', label: evergreenFund.name }], resolutions: resolutionsOf, kinds: kindsOf62, acts: true, asksCode: true, typed: { quarters: '12', priceDays: '100', dealDays: '5' }, done: say('已登记。', 'Entered.') },
      errors: { foundation, signedIn, rules: [], investing: [], bars: [], funds: [], preserved: [], resolutions: [], kinds: kindsOf62, acts: true, asksCode: true, typed: {}, errors: [{ id: 'percent', text: say('比例应大于 0', 'A share is above 0') }, { id: 'resolution', text: say('请选择所依据的决议', 'Choose the resolution') }, { id: 'barWhy', text: say('请填写原因', 'Enter the reason') }] },
      reading: { foundation, signedIn, rules: [spendingShown], investing: [], bars: [], funds: [], preserved: [], resolutions: [], kinds: [], acts: false, typed: {} },
    },
    'desk/pool-new': { '': { foundation, signedIn, kinds: kindsOf62, allowed: [{ value: 'entrusted', label: say('委托', 'Entrusted') }], roles: [{ value: 'short investment', label: say('短期投资', 'Short-term') }], acts: true, typed: { price: '1.0000', noPosts: 'yes' }, errors: [{ id: 'licence', text: say('请填写编号', 'Enter the licence') }, { id: 'noPosts', text: say('请勾选声明', 'Tick the declaration') }] } },
    'desk/pool': {
      '': { foundation, signedIn, pool: poolShown, held: [heldOf, { ...heldOf, value: null }], valuations: [{ id: '1', day: '2026-09-30', units: '900,000.00', price: '1.0000', value: 90_000_123n, by: say('李敏', 'Li Min'), confirmedBy: null, withdrawn: null, state: 'waiting', mine: false, papers: { list: [], count: 0, page: '/desk/papers/of/valuations/1' } }, { id: '2', day: '2026-06-30', units: '900,000.00', price: '1.0000', value: 90_000_000n, by: say('李敏', 'Li Min'), confirmedBy: say('周晓', 'Zhou Xiao'), withdrawn: null, state: 'confirmed', mine: true, papers: { list: [], count: 0, page: null } }, { id: '3', day: '2026-06-30', units: '900,000.00', price: '1.0000', value: 90_000_000n, by: say('李敏', 'Li Min'), confirmedBy: null, withdrawn: say('抄错', 'Misread'), state: 'withdrawn', mine: true, papers: { list: [], count: 0, page: null } }], orders: [orderOf, { ...orderOf, id: '9', state: 'booked' }], funds: [{ value: 'evergreen', label: evergreenFund.name }], falls: [fallOf, { ...fallOf, id: '2', mine: true }, { ...fallOf, id: '3', state: 'approved', decidedBy: say('王建国', 'Wang Jianguo'), entry: 'SR-2026-10-0009' }], fallen: [{ value: 'evergreen', name: evergreenFund.name, day: '2026-09-30', worth: 78_000_000n, sum: 2_000_000n }], falling: true, sides: [{ value: 'buy', label: say('购入', 'Buy') }], policy: investmentPolicy, resolutions: resolutionsOf, acts: true, asksCode: true, typed: {}, done: say('已批准。', 'Approved.') },
      equity: { foundation, signedIn, pool: { ...poolShown, kind: 'direct-equity', equity: true, approved: false, approvedBy: null, approvedAt: null, units: null, value: null, priced: null, purpose: say('社区食堂', 'A canteen'), licence: null, maturesOn: '2029-12-31' }, held: [], valuations: [], orders: [], funds: [], falls: [], fallen: [], falling: false, sides: [], policy: null, resolutions: resolutionsOf, acts: true, asksCode: true, typed: {} },
      mine: { foundation, signedIn, pool: { ...poolShown, approved: false, approvedBy: null, approvedAt: null, units: null, value: null, priced: null, mine: true }, held: [], valuations: [], orders: [], funds: [], falls: [], fallen: [], falling: false, sides: [], policy: null, resolutions: [], acts: true, typed: {} },
      reading: { foundation, signedIn, pool: { ...poolShown, stale: true, value: null }, held: [heldOf], valuations: [], orders: [orderOf], funds: [], falls: [], fallen: [], falling: false, sides: [], policy: null, resolutions: [], acts: false, typed: {} },
    },
    'desk/investment-order': {
      major: { foundation, signedIn, order: { ...orderOf, state: 'booked' }, investable: null, lines: [], likely: '', may: null, why: null, disclosure: { told: null, place: null, acts: true }, typed: {}, errors: [{ id: 'place', text: say('请填写公开平台', 'Enter where') }] },
      told: { foundation, signedIn, order: { ...orderOf, state: 'booked' }, investable: null, lines: [], likely: '', may: null, why: null, disclosure: { told: '2026-10-20', place: say('慈善中国', 'Charity China'), acts: true }, typed: {} },
      '': { foundation, signedIn, order: { ...orderOf, major: true, resolution: say('第 5 号', 'No. 5') }, investable: investableOf, lines: [], likely: '', may: 'decide', why: null, disclosure: null, asksCode: true, typed: {} },
      held: { foundation, signedIn, order: orderOf, investable: investableOf, lines: [], likely: '', may: 'decide', why: null, disclosure: null, asksCode: true, typed: {}, guards, held: { is: true, resolution: true, consent: false }, resolutions: resolutionsOf, errors: [{ id: 'resolution', text: say('选一份决议', 'Choose a resolution') }] },
      barred: { foundation, signedIn, order: orderOf, investable: investableOf, lines: [], likely: '', may: 'decide', why: null, disclosure: null, typed: {}, guards, held: {}, barred: true },
      release: { foundation, signedIn, order: { ...orderOf, state: 'approved', decision: 'approved', decidedBy: say('周晓', 'Zhou Xiao'), decidedAt: new Date('2026-10-03T02:00:00Z') }, investable: null, lines: [], likely: '', may: 'book', why: null, disclosure: null, asksCode: true, typed: {}, guards, held: { is: true, resolution: true, consent: false }, resolutions: resolutionsOf, releases: true },
      through: { foundation, signedIn, order: { ...orderOf, state: 'approved', decision: 'approved', decidedBy: say('周晓', 'Zhou Xiao'), decidedAt: new Date('2026-10-03T02:00:00Z') }, investable: null, lines: [], likely: '', may: 'book', why: null, disclosure: null, typed: {}, through: { by: say('王建国', 'Wang Jianguo'), at: new Date('2026-10-03T02:00:00Z'), reason: say('存单照买', 'It is bought'), resolution: say('第 3 号', 'No. 3'), consent: null } },
      mine: { foundation, signedIn, order: { ...orderOf, mine: true }, investable: { ...investableOf, enough: false }, lines: [], likely: '', may: 'withdraw', why: say('由别人批准。', 'Somebody else approves it.'), disclosure: null, typed: {}, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
      book: { foundation, signedIn, order: { ...orderOf, state: 'approved', decision: 'approved', decidedBy: say('周晓', 'Zhou Xiao'), decidedAt: new Date('2026-10-03T02:00:00Z') }, investable: investableOf, lines: [{ value: 'bank:7', label: '2026-10-03' }], likely: 'bank:7', may: 'book', why: null, disclosure: null, asksCode: true, typed: {} },
      nowhere: { foundation, signedIn, order: { ...orderOf, state: 'approved', decision: 'approved', decidedBy: say('周晓', 'Zhou Xiao'), decidedAt: new Date('2026-10-03T02:00:00Z') }, investable: null, lines: [], likely: '', may: 'book', why: null, disclosure: null, asksCode: true, typed: {} },
      booked: { foundation, signedIn, order: { ...orderOf, side: 'sell', state: 'booked', decision: 'approved', decidedBy: say('周晓', 'Zhou Xiao'), decidedAt: new Date('2026-10-03T02:00:00Z'), decidedWhy: say('好', 'Good'), bookedBy: say('王建国', 'Wang Jianguo'), bookedAt: new Date('2026-10-04T02:00:00Z'), entry: 'SR-2026-10-0004', cost: 79_000_000n, gain: 1_000_000n }, investable: null, lines: [], likely: '', may: null, why: null, disclosure: null, typed: {} },
    },
    ...fundMovesSamples({ say, foundation, signedIn }),
    ...councilSamples({ say, foundation, signedIn }),
    ...motionSamples({ say, foundation, signedIn }),
    ...voteSamples({ say, foundation, signedIn }),
    ...resultSamples({ say, foundation, signedIn }),
    ...meetingSamples({ say, foundation, signedIn }),
    ...enterpriseSamples({ say, foundation, signedIn }),
    ...groupSamples({ say, foundation, signedIn, rows: five }),
    'desk/founding': {
      '': { ...founding, done: say('已登记。由另一位对照银行流水确认。', 'Recorded. Another person confirms it against the statement.') },
      errors: { ...founding, form: 'contribution', typed: { ...founding.typed, amount: 'x' }, errors: [{ id: 'founder', text: say('请填写发起人名称', 'Enter the founder’s name') }, { id: 'amount', text: say('金额应为数字，例如 90、36.50 或 5万', 'The amount should be a number, for example 90 or 36.50') }] },
      ready: { ...founding, asksCode: true, form: 'paper', contributions: [], papers: [], founding: { ...founding.founding, confirmed: 200_000_000n, waiting: 0n, missing: 0n, may: true, why: null }, errors: [{ id: 'kind', text: say('请选择种类', 'Choose a kind') }] },
      reading: { ...founding, acts: false, founding: { ...founding.founding, may: true, why: null } },
      short: { ...founding, bounced: [{ id: '4', founder: say('梧桐里街道商会', 'Wutongli Chamber of Commerce'), sum: 50_000_000n }], founding: { ...founding.founding, registered: { day: '2026-11-20', sum: 200_000_000n, no: '53310000MJ0000001G', by: say('李敏', 'Li Min') }, missing: 50_000_000n } },
      registered: { ...founding, founding: { ...founding.founding, confirmed: 200_000_000n, waiting: 0n, missing: 0n, registered: { day: '2026-11-20', sum: 200_000_000n, no: '53310000MJ0000000X', by: say('李敏', 'Li Min') } } },
    },
    'desk/founding-contribution': {
      '': { foundation, signedIn, contribution, may: 'confirm', withdraw: true, why: null, typed: {} },
      withdrawn: { foundation, signedIn, contribution: { ...contribution, withdrawn: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-21T02:00:00Z'), why: say('记错了', 'A slip') } }, may: null, why: null, typed: {} },
      mine: { foundation, signedIn, contribution, may: null, withdraw: true, why: say('登记人不能自己确认。等李敏确认。', 'Whoever records it cannot confirm it. Li Min does.'), typed: {} },
      bounce: { foundation, signedIn, contribution: { ...contribution, confirmed }, may: 'bounce', why: null, typed: { reference: '', day: '', why: '' }, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
      bounced: { foundation, signedIn, contribution: { ...contribution, confirmed, bounced: { by: say('陈静', 'Chen Jing'), at: new Date('2026-11-21T02:00:00Z'), day: '2026-11-20', reference: 'ICBC20261120-0002', why: say('账号有误', 'Wrong account'), entry: 'JV-2026-11-0009' } }, may: null, why: null, typed: {}, done: say('已登记银行退回。', 'The return is recorded.') },
    },
    'desk/closing': {
      '': { foundation, signedIn, months: [{ month: '2026-11', entries: 214, sealedOn: null, signers: '', over: false }, { month: '2026-10', entries: 1, sealedOn: null, signers: '', over: true }, { month: '2026-09', entries: 180, sealedOn: '2026-10-08', signers: say('李敏、王建国', 'Li Min, Wang Jianguo'), over: true }, { month: '2025-12', entries: 9, sealedOn: '2026-01-03', signers: '', over: true }] },
    },
    'desk/closing-month': {
      '': { ...closing, done: say('这一步已完成。', 'This step is done.') },
      code: { ...closing, asksCode: true, bulk: 'made', errors: [{ id: 'code', text: say('请输入验证码', 'Enter the code') }] },
      first: { ...closing, steps: closing.steps.map((step) => ({ ...step, done: true, why: [], pending: [], by: say('李敏', 'Li Min'), at: new Date('2026-12-03T02:00:00Z') })), counts: { entries: 214, unchecked: 0, machineMade: 0 }, bulk: null, wear: [], yearEnd: { open: false, former: false }, signing: { state: 'first', acts: true, by: say('周晓、王建国', 'Zhou Xiao, Wang Jianguo'), first: signature, lapsed: 'left', upon: null } },
      second: { ...closing, signing: { state: 'second', acts: true, by: say('周晓、王建国', 'Zhou Xiao, Wang Jianguo'), first: signature, lapsed: null, upon: 7 } },
      waiting: { ...closing, signing: { state: 'waiting', acts: true, by: say('周晓、王建国', 'Zhou Xiao, Wang Jianguo'), first: signature, lapsed: null, upon: null } },
      sealed: { ...closing, acts: false, bulk: null, sealed: { on: '2026-12-03', seal: { first: say('李敏', 'Li Min'), firstAt: new Date('2026-12-03T02:00:00Z'), second: say('王建国', 'Wang Jianguo'), at: new Date('2026-12-03T02:10:00Z') } } },
      chart: { ...closing, month: '2026-01', over: true, releases: [], pillars: [], trial: [], yearEnd: { open: false, former: true }, signing: { state: 'first', acts: false, by: say('周晓、王建国', 'Zhou Xiao, Wang Jianguo'), first: signature, lapsed: 'booked', upon: null } },
      running: { ...closing, over: false, acts: false, bulk: null },
      late: { ...closing, earlier: '2026-10', bulk: 'made', bulkBy: '' },
    },
    'desk/vouchers': {
      '': { foundation, signedIn, ...voucherFilter, month: '2026-11', open: false, months: ['2026-11', '2026-10'], sheets: [{ query: '?month=2026-11&part=1', from: 1, to: 200, of: 214 }, { query: '?month=2026-11&part=2', from: 201, to: 214, of: 214 }], vouchers: [voucherRow, { ...voucherRow, no: 'SR-2026-11-0182', maker: null, checker: null }], pager: { newer: null, older: '?month=2026-11&before=12', latest: null }, proposals: [proposalRow], decided: [{ ...proposalRow, id: 2, decision: 'approved' }, { ...proposalRow, id: 3, decision: 'withdrawn' }], templates: [{ name: 'payment', label: say('付款', 'Payment') }], done: say('已提出，还没有入账。', 'Proposed.') },
      checking: { foundation, signedIn, ...voucherFilter, month: '2026-11', open: true, word: 'SR', months: ['2026-11'], checks: true, asksCode: true, vouchers: [{ ...voucherRow, mayCheck: true, checker: null }, { ...voucherRow, no: 'SR-2026-11-0182', mine: true, checker: null }], pager: { newer: null, older: null, latest: null }, sheets: [], proposals: [], decided: [], templates: [], errors: [{ id: 'voucher', text: say('请至少选中一张凭证', 'Tick at least one voucher') }] },
      reading: { foundation, signedIn, ...voucherFilter, month: '2026-11', open: true, months: ['2026-11'], sheets: [], vouchers: [], pager: { newer: null, older: null, latest: null }, proposals: [], decided: [], templates: [] },
    },
    'desk/voucher': {
      '': { foundation, signedIn, voucher, papers, heldFiles, mayCheck: true, mayReverse: true, why: null, today: '2026-11-21', typed: {}, asksCode: true },
      reversed: { foundation, signedIn, papers: noPapers, voucher: { ...voucher, group: { code: 'greens', name: say('柳荫里护花队', 'Liuyin Gardeners'), way: 'carrier', carrier: say('柳荫里居委会', 'Liuyin committee'), sum: 60_000n }, moved: true, factDay: '2026-10-30', sealed: true, reversed: 'JV-2026-11-0009', reverses: 'JV-2026-11-0002', checker: say('王建国', 'Wang Jianguo'), checkedAt: new Date('2026-11-21T02:00:00Z') }, mayCheck: false, mayReverse: false, why: null, today: '2026-11-21', typed: {} },
      mine: { foundation, signedIn, papers: noPapers, voucher: { ...voucher, maker: null, proposal: null, papers: null, party: null, note: null, reversed: '' }, mayCheck: false, mayReverse: true, why: say('这张凭证是您制单的，由别人审核。', 'You made this voucher.'), today: '2026-11-21', typed: {}, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
    },
    'desk/voucher-form': Object.fromEntries([['', ['fund', 'sum', 'cost', 'owed', 'kept', 'promise', 'party'], []], ['payment', ['fund', 'sum', 'bill', 'pays', 'bank', 'party', 'way'], [{ id: 'sum', text: say('请填写金额', 'Enter the sum') }]], ['fixed-asset', ['fund', 'sum', 'asset', 'months', 'residue', 'cost', 'bank'], []], ['advance', ['fund', 'advance', 'sum'], []], ['goods-sold', ['fund', 'sum', 'booked', 'paidOn', 'deducted', 'bank'], []]].map(([variant, fields, errors]) => [variant, {
      foundation, signedIn, acts: true, template: { name: 'cost-accepted', label: say('确认费用', 'Cost accepted'), kind: '', restsOn: say('验收记录和票据', 'Acceptance and invoice') }, has: Object.fromEntries((fields as string[]).map((field) => [field, true])),
      ...Object.fromEntries(['funds', 'banks', 'costs', 'owing', 'bills', 'advances', 'deductions', 'ways'].map((name) => [name, [{ value: 'lunch', label: say('银龄午餐基金', 'Elderly Lunch Fund') }]])), typed: {}, asksCode: true, errors,
    }])),
    'desk/voucher-proposal': {
      '': { foundation, signedIn, papers, proposal, effects: [{ name: lunch.name, money: 100_000n, moneyAfter: 70_000n, free: 100_000n, freeAfter: 70_000n, worth: 100_000n, worthAfter: 70_000n }], guards, held: { is: true, resolution: true, consent: true }, through: null, resolutions: [{ value: '3', label: say('第 3 号 · 2026-11-20 · 同意修电梯', 'No. 3 · 2026-11-20 · repair the lift') }], refused: null, may: 'decide', why: null, typed: {}, asksCode: true },
      barred: { foundation, signedIn, papers: noPapers, proposal, effects: [], guards: guards.slice(0, 1), held: {}, barred: true, refused: null, may: 'decide', why: null, typed: {} },
      through: { foundation, signedIn, papers: noPapers, proposal: { ...proposal, decision: { decision: 'approved', by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-21T02:00:00Z'), why: null, no: 'JV-2026-11-0003' } }, effects: [], guards: [], held: {}, through: { by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-21T02:00:00Z'), reason: say('电梯停了', 'The lift stands still'), resolution: say('第 3 号', 'No. 3'), consent: say('同意函', 'Consent') }, refused: null, may: null, why: null, typed: {} },
      mine: { foundation, signedIn, papers: noPapers, proposal: { ...proposal, group: { code: 'greens', name: say('柳荫里护花队', 'Liuyin Gardeners'), way: 'vendors', carrier: null, sum: 60_000n }, moved: true, factDay: '2026-10-30', asset: { name: say('电饭锅', 'Rice cooker'), months: 36, residue: 0n, for: say('业务活动成本', 'Programme cost') } }, effects: [], refused: say('基金的钱不够。', 'The fund is short.'), may: 'withdraw', why: say('您提出的凭证，由别人批准。', 'Somebody else approves it.'), typed: {}, errors: [{ id: 'why', text: say('请填写原因', 'Enter the reason') }] },
      refused: { foundation, signedIn, papers: noPapers, proposal: { ...proposal, reverses: 'JV-2026-11-0002', pays: 'JV-2026-11-0003', party: null, papers: null, decision: { decision: 'refused', by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-21T02:00:00Z'), why: say('金额不对', 'Wrong sum'), no: null } }, effects: [], refused: null, may: null, why: null, typed: {} },
      approved: { foundation, signedIn, papers: noPapers, proposal: { ...proposal, decision: { decision: 'approved', by: say('王建国', 'Wang Jianguo'), at: new Date('2026-11-21T02:00:00Z'), why: null, no: 'JV-2026-11-0003' } }, effects: [], refused: null, may: null, why: null, typed: {} },
    },
    'desk/batches': {
      '': { ...batches },
      none: { ...batches, channels: [], batches: [] },
    },
    'desk/batch-new': {
      '': { ...batchNew },
      faults: { ...batchNew, faults: [{ line: 3, text: say('没有交易号。', 'There is no transaction id.') }], more: 12, columns: [{ name: 'numberColumn', label: say('交易号', 'Transaction id'), choices: [{ value: '1', label: 'no' }] }],
        errors: [{ id: 'file', text: say('清单里有 13 处问题', 'The list has 13 mistakes') }] },
      goods: { ...batchNew, channel: 'goods-sale', paidOut: false, place: 'cash', funds: null, stores: [{ value: '7', label: say('柳荫里慈善超市', 'Liuyinli charity shop') }] },
      'goods-in': { ...batchNew, channel: 'goods-in', paidOut: false, place: 'store' },
    },
    'desk/stores': {
      '': { foundation, signedIn, day: '2026-11-21', may: [{ path: '/desk/batches/new?channel=goods-in', name: say('慈善超市入库', 'Charity supermarket: goods in') }], stores: [{ name: say('柳荫里慈善超市', 'Liuyinli charity shop'), worth: 59_850n, items: [{ item: 'R-05', goods: say('大米 5 公斤', 'Rice 5 kg'), fund: lunch.name, came: 20n, sold: 3n, given: 1n, writtenOff: 1n, left: 15n, unit: 3_990n, worth: 59_850n, expires: '2026-10-31', expired: true }] }] },
      none: { foundation, signedIn, day: '2026-11-21', may: [], stores: [] },
    },
    'desk/batch': {
      '': { foundation, signedIn, batch, lines: batchLines, more: 1, funds: [{ fund: lunch.name, lines: 3, sum: 110_000n, principal: 100_000n }], failure: null, may: { confirm: true, withdraw: true }, why: null, done: say('已读完，还没有入账。', 'Read. Nothing is booked yet.'), asksCode: true },
      apart: { foundation, signedIn, batch: { ...batch, difference: 100n, known: 2 }, lines: batchLines, more: 0, funds: [], failure: null, may: { confirm: false, withdraw: true }, why: say('合计不符', 'The sums differ') },
      posting: { foundation, signedIn, batch: { ...batch, state: 'posting', done: 500n, confirmed: { by: say('李敏', 'Li Min'), at: new Date('2026-11-20T02:00:00Z') } }, lines: batchLines, more: 1, funds: [], failure: null, may: {}, why: null },
      stopped: { foundation, signedIn, batch: { ...batch, state: 'stopped', counted: true, payout: null, bank: null, bearer: null }, lines: [], more: 0, funds: [], failure: say('这个月已经结账。', 'The month is sealed.'), left: true, may: { withdraw: true }, why: null },
      paid: { foundation, signedIn, batch: { ...batch, state: 'paid-out', postedAt: new Date('2026-11-20T02:00:00Z'), paidOut: { by: say('李敏', 'Li Min'), at: new Date('2026-11-21T02:00:00Z') } }, lines: batchLines, more: 1, funds: [], failure: null, may: {}, why: null },
    },
    'desk/opening': {
      '': { ...opening },
      none: { ...opening, prepared: null, pillars: null, funds: [], may: { prepare: true, sign: false }, faults: [{ line: '4', text: say('没有这个科目', 'No such account') }], errors: [{ id: 'file', text: say('余额表里有 1 处问题', 'The sheet has a mistake') }] },
      signed: { ...opening, may: {}, prepared: { ...opening.prepared, missing: 0n, madeGoodBy: null, madeGoodUntil: null, signed: { by: say('李敏', 'Li Min'), at: new Date('2026-11-21T02:00:00Z'), entry: 'SR-2025-12-0001' } } },
      registered: { ...opening, prepared: null, pillars: null, funds: [], registered: true, may: {} },
    },
    ...purseSamples(lang, { foundation, signedIn, rows: five }),
    'shared/error': {
      '': problem(404),
      server: problem(500, { number: '9c1e22ab' }),
      refused: problem(422, { text: say(`到${longDay('2026-11-21', lang)}还不能登记。`, 'Not yet.'), back: `${base}/desk/founding` }),
      ...Object.fromEntries([400, 401, 403, 405, 409, 413, 415, 429, 503].map((status) => [String(status), problem(status)])),
    },
  };
}
