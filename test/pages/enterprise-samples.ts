type Model = Record<string, unknown>;

/** Samples of the pages of social enterprises. */
export function enterpriseSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const li = say('李敏', 'Li Min');
  const wang = say('王建国', 'Wang Jianguo');
  const laundry = { code: 'liuyin-laundry', name: say('柳荫洗衣服务有限公司', 'Liuyin Laundry'), relation: 'committee-owned', creditCode: '91310101MA1FPX1K0C', premises: say('柳荫路 12 号', '12 Liuyin Road'), related: true, dissolved: null, due: 533_282n, received: 333_302n, open: 199_980n, overdue: 199_980n };
  const choice = (value: string, zh: string, en: string): Model => ({ value, label: say(zh, en) });
  const one = [choice('1', '第一项', 'The first')];
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const wanted = [{ agreement: 1, no: 'FX-2026-01', code: 'liuyin-laundry', name: laundry.name, period: say('2026年第一季度', 'first quarter of 2026'), open: 199_980n, due: '2026-05-10', late: true }, { agreement: 2, no: 'FX-2026-02', code: 'liuyin-laundry', name: laundry.name, period: '2026-12', open: 1n, due: '2027-01-30', late: false }];
  const list = { foundation, signedIn, wanted, wantedTotal: 199_981n, rows: [laundry, { ...laundry, code: 'tea', premises: null, related: false, relation: 'investee', dissolved: '2026-06-30', overdue: 0n }], total: { due: 1n, received: 2n, open: 3n, overdue: 0n }, acts: true, relations: one, typed: {} };
  const interests = [{ owner: say('唐宁', 'Tang Ning'), official: say('唐宁', 'Tang Ning'), office: 'director', way: 'self' }, { owner: say('柳青', 'Liu Qing'), official: say('唐宁', 'Tang Ning'), office: 'chair', way: 'family' }];
  const enterprise = {
    foundation, signedIn, enterprise: laundry, interests: [], agreements: [{ id: 1, no: 'FX-2026-01', kind: 'gift', period: 'quarter', from: '2026-01-01', waits: true, ended: '2026-08-15', due: 533_282n, received: 333_302n, waived: 0n, open: 199_980n, overdue: 1n }],
    owners: [{ name: say('柳荫居委会', 'Liuyin committee'), kind: 'residents-committee', part: '80%', from: '2024-05-01', last: null, source: say('章程', 'Articles') }, { name: say('柳青', 'Liu Qing'), kind: 'resident', part: '20%', from: '2024-05-01', last: '2026-01-01', source: say('章程', 'Articles') }], leaving: one,
    statements: [{ related: true, words: say('董事是理事', 'A director of both'), day: '2026-04-01', by: li }], consents: [{ level: 'sums', from: '2026-04-01', givenBy: say('柳青', 'Liu Qing'), by: li, now: true }], contacts: [{ channel: 'sms', shown: '138****8000' }, { channel: 'mail', shown: 'l***@example.org' }], facts: [{ fact: 'suspended', day: '2026-02-01', source: say('公告', 'Announcement'), by: li }],
    acts: true, choices: { owners: one, facts: one, consents: one, related: one, reads: one }, typed: {},
  };
  const blank = { foundation, signedIn, which: 'new', enterprise: { code: laundry.code, name: laundry.name }, agreement: null, resolutions: one, choices: { kinds: one, periods: one, bases: one, evidence: one, funds: one }, rows: { steps: [2, 3, 4, 5], funds: [2, 3], more: [4, 5, 6] }, asksCode: true, typed: { evidence: ['statement'], kind: 'gift' } };
  const agreement = { id: 1, no: 'FX-2026-01', kind: 'gift', kindText: say('捐赠', 'Gift'), period: 'quarter', periodText: say('每季度', 'Each quarter'), advert: null, resolution: null, code: laundry.code, name: laundry.name, dissolved: null };
  const papers = { list: [], count: 0, page: '/desk/papers/of/profit-reports/1' };
  const version = {
    version: 1, ends: false, span: say('自2026年1月1日起', 'from 1 January 2026'), lastDay: null, rate: say('净利润的 33.33%', '33.33% of the net profit'), floor: 500_000n, cap: 9_000_000n, carriesLoss: true, lossPeriods: null, due: say('30 天内', 'within 30 days'), evidenceText: say('财务报表', 'Statement'),
    shares: [{ name: say('银龄午餐基金', 'Elderly Lunch Fund'), part: '50.00%' }, { name: say('楼道基金', 'Stairway Fund'), part: '50.00%' }], signedOn: '2025-12-20', enterpriseSigner: say('柳青', 'Liu Qing'), hostSigner: wang, by: li, confirmed: null, withdrawn: null, disclosed: [], disclosedBy: null, state: 'waits', papers, may: { confirm: true, other: false },
  };
  const fund = { code: 'lunch', name: say('银龄午餐基金', 'Elderly Lunch Fund'), due: 177_761n, received: 111_101n, waived: 0n, open: 66_660n };
  const period = { from: '2026-01-01', to: '2026-03-31', name: say('2026年第一季度', 'First quarter of 2026'), state: 'overdue', dueDay: '2026-04-30', due: 533_282n, received: 333_302n, waived: 10_000n, open: 189_980n, funds: [fund], receipts: [{ day: '2026-04-09', sum: 333_302n, no: 'SR-2026-04-0001', reversed: false }, { day: '2026-04-10', sum: 1n, no: null, reversed: true }], waivers: [{ sum: 10_000n, lapsed: 2_000n, why: say('受灾', 'A flood'), resolution: say('第 3 号', 'No. 3'), resolutionId: 3 }] };
  const report = { id: 1, name: period.name, revenue: 5_000_000n, netProfit: -1_000_005n, reserve: 0n, units: '0', evidenceText: say('财务报表', 'Statement'), restates: null, why: null, by: li, decision: null, questions: [{ id: 1, words: say('含补贴吗？', 'With subsidies?'), by: wang, answer: null, answeredBy: null }], state: 'waits', papers, may: { confirm: true, other: false } };
  const page = {
    foundation, signedIn, agreement, related: false, interested: false, interests: [], versions: [version], periods: [period, { ...period, from: '2026-04-01', state: 'running', dueDay: null, funds: [], receipts: [], waivers: [] }], totals: { due: 1n, received: 2n, waived: 3n, open: 4n },
    reports: [report, { ...report, id: 2, restates: 1, why: say('审计', 'Audit'), units: '12345', evidenceText: '', decision: { confirmed: false, by: wang, why: say('不清楚', 'Unclear') }, questions: [{ id: 2, words: say('含补贴吗？', 'With subsidies?'), by: wang, answer: say('不含', 'Without'), answeredBy: li }], state: 'rejected', may: { confirm: false, other: false } }],
    offsets: [{ from: period.name, to: say('2026年第二季度', 'Second quarter of 2026'), sum: 5_000n, why: say('双方同意', 'Both agree'), by: li }], reminders: [{ name: period.name, day: '2026-05-02', what: 'share', by: li }, { name: period.name, day: '2026-04-15', what: 'report', by: li }], acts: true, books: true, signed: true, changes: 'terms-and-end', bases: ['net-profit'], profitAsked: true, evidence: one, asksCode: true,
    choices: { reported: one, paid: one, waived: one, offsets: one, lines: one, resolutions: one, answers: one, asks: one, rejects: one, disclosed: one, withdrawn: one, reminded: one }, typed: { reported: [] },
  };
  const none = { reported: [], paid: [], waived: [], offsets: [], lines: [], resolutions: [], answers: [], asks: [], rejects: [], disclosed: [], withdrawn: [], reminded: [] };
  return {
    'desk/enterprises': { '': { ...list, done: say('已登记', 'Entered') }, errors: { ...list, asksCode: true, ...errors('creditCode', 'address', 'name') }, settled: { ...list, wanted: [], wantedTotal: 0n }, none: { ...list, rows: [], acts: false } },
    'desk/enterprise': {
      '': { ...enterprise, done: say('已登记', 'Entered') }, related: { ...enterprise, interests, ...errors('owner', 'ownerKind', 'part', 'lastDay', 'words', 'level', 'factDay') },
      reading: { ...enterprise, enterprise: { ...laundry, dissolved: '2026-06-30', premises: null, related: false }, agreements: [], owners: [], leaving: [], statements: [], consents: [], contacts: [], facts: [], acts: false },
    },
    'desk/profit-agreement-form': { '': blank, errors: { ...blank, ...errors('no', 'rate1', 'from2', 'fund1', 'weight1', 'evidence', 'file') }, supplement: { ...blank, which: 'supplement', agreement: { id: 1, no: agreement.no }, typed: { ...blank.typed, rate2: '20' } } },
    'desk/profit-agreement-end': { '': { ...blank, agreement: { id: 1, no: agreement.no } }, errors: { ...blank, agreement: { id: 1, no: agreement.no }, ...errors('endsOn', 'file') } },
    'desk/profit-agreement': {
      '': { ...page, done: say('已录入', 'Entered') }, errors: { ...page, related: true, interests, ...errors('period', 'netProfit', 'reported', 'line', 'waivedSum', 'answer', 'askAbout', 'rejectedWhy', 'place', 'withdrawn') },
      mine: { ...page, versions: [{ ...version, may: { confirm: false, other: true } }], reports: [{ ...report, may: { confirm: false, other: true } }], books: false, choices: { ...none, reported: one } },
      sale: { ...page, agreement: { ...agreement, period: 'campaign', advert: say('每瓶捐 1 元', '1 yuan of each bottle'), resolution: { id: 3, number: say('第 3 号', 'No. 3') } }, bases: ['units'], evidence: [], versions: [{ ...version, floor: null, cap: null, carriesLoss: false, evidenceText: '', state: 'signed', confirmed: wang, disclosedBy: '2026-01-19', disclosed: [{ what: 'sales-result', day: '2027-01-11', place: say('官网', 'Our site') }], may: { confirm: false, other: false } }] },
      over: { ...page, agreement: { ...agreement, dissolved: '2026-06-30' }, interests, interested: true, books: false, changes: null, choices: none, versions: [{ ...version, ends: true, span: null, lastDay: '2026-08-15', state: 'withdrawn', withdrawn: { by: li, why: say('写错', 'Mistyped') }, may: { confirm: false, other: false } }] },
      new: { ...page, periods: [], reports: [], reminders: [], signed: false, acts: false, books: false, choices: none },
    },
  };
}
