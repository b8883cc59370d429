import { wordsOf, type Lang } from '../../src/platform/words';
import type { Samples } from './samples';

type Model = Record<string, unknown>;

/** Models of the pages about a foundation itself: its life, its officials, its resolutions, what is registered. */
export function samplesOfFoundations(lang: Lang, { foundation, signedIn }: { foundation: Model; signedIn: Model }): Samples {
  const t = wordsOf(lang);
  const say = (zh: string, en: string): string => (lang === 'zh' ? zh : en);
  const base = say('', '/en');
  const [li, zhou] = [{ by: say('李敏', 'Li Min'), at: new Date('2026-11-20T01:20:00Z') }, { by: say('周晓', 'Zhou Xiao'), at: new Date('2026-11-20T03:00:00Z') }];
  const desk = { foundation, signedIn };
  const resolutions = [{ value: '4', label: say('2026 年第 3 号 · 2026-11-18 · 同意增加原始基金', '2026 no. 3 · 2026-11-18 · to raise the original fund') }];
  const papers = { list: [] as Model[], count: 0, page: '/desk/papers/of/founding/4' as string | null };
  const sums = { original: 200_000_000n, registered: 200_000_000n, principal: 30_000_000n, reserves: 5_000_000n, short: 10_000n };
  const resolution = {
    id: 4, number: say('2026 年第 3 号', '2026 no. 3'), day: '2026-11-18', subject: say('同意增加原始基金 100 万元', 'To raise the original fund by one million'), bodyName: t('body.council'), majorityName: t('majority.short.special'),
    entitled: 9, present: 8, for: 7, against: 1, members: 9 as number | null, building: null as string | null, state: 'waiting', mine: false, recorded: li, confirmed: null as Model | null, withdrawn: null as Model | null,
  };
  const act = {
    id: 2, kind: 'change', words: t('life.act.change'), day: '2026-11-19', why: say('增加原始基金', 'The original fund is raised'), paper: { id: 4, name: t('life.paper.change'), number: say('示例民许 8 号', 'Example 8') },
    resolution: { id: 4, number: say('2026 年第 3 号', '2026 no. 3') } as Model | null, sum: 300_000_000n as bigint | null, asKind: 'non-public', asKindName: t('foundation.kind.non-public'), group: null as string | null, creditorsUntil: null as string | null,
    state: 'waiting', effect: t('life.act.change.effect'), recorded: li, confirmed: null as Model | null, withdrawn: null as Model | null,
  };
  const claims = [{ code: 'original', class: 'original', name: say('原始基金', 'Original fund'), money: 200_000_000n, owed: 0n, worth: 200_000_000n }, { code: 'general', class: 'general', name: say('一般基金', 'General fund'), money: 10_000n, owed: 10_000n, worth: 0n }];
  const remaining = {
    id: 1, fund: say('原始基金', 'Original fund'), place: say('示例银行，尾号 0426', 'Example Bank, ending 0426'), sum: 200_000_000n, day: '2026-11-20', receiver: say('示例市慈善总会', 'Example City Charity Federation'), creditCode: '53310000MJ0000001G',
    purpose: say('同为社区为老服务', 'Services for the elderly, too'), published: say('示例日报，2026年11月20日', 'Example Daily, 20 November 2026'), state: 'waiting', mine: false, recorded: li, confirmed: null as Model | null, withdrawn: null as Model | null,
  };
  const reserve = { fund: 9, code: 'rainy-day', name: say('风险储备', 'Rainy-day reserve'), purpose: say('收入不足时保障日常运作', 'To keep working when income falls short'), opened: '2026-03-01', closed: null as string | null, worth: 5_000_000n, resolution: say('2026 年第 1 号', '2026 no. 1'), dissolvedBy: null as string | null };
  const particulars = { from: '2026-01-05', domicile: say('示例市梧桐里路 1 号', '1 Wutongli Road, Example City'), englishDomicile: '1 Wutongli Road, Example City', scope: say('资助社区为老服务', 'Services for the elderly'), englishScope: 'Services for the elderly' };
  const kinds = (['non-public', 'public-local', 'public-national'] as const).map((value, at) => ({ value, label: t(`foundation.kind.${value}`), floor: [200_000_000n, 400_000_000n, 800_000_000n][at], now: at === 0 }));
  const sheet = {
    name: say('梧桐里社区基金会', 'Wutongli Community Foundation'), creditCode: '53310000MJ0000001G' as string | null, kind: t('foundation.kind.non-public'), registrar: say('示例市民政局', 'Example bureau'), domicile: particulars.domicile as string | null, scope: particulars.scope as string | null,
    legalRepresentative: say('顾明', 'Gu Ming') as string | null, secretaryGeneral: say('王建国', 'Wang Jianguo') as string | null, directors: 5, supervisors: [say('何平', 'He Ping'), say('沈岚', 'Shen Lan')], original: 200_000_000n,
    registration: { day: '2026-05-20', sum: 200_000_000n, no: '53310000MJ0000001G', by: li.by } as Model | null, verification: { name: t('paper.capital-verification'), number: say('示例会验 18 号', 'Example 18'), day: '2026-05-12' } as Model | null, bank: remaining.place,
    contributions: [{ founder: say('示例物业有限公司', 'Example Property Ltd'), sum: 200_000_000n, day: '2026-02-11', reference: 'ICBC0031' }], total: 200_000_000n,
  };
  const term = {
    id: 1, party: 3, called: say('顾明', 'Gu Ming'), officeName: t('office.chair'), from: '2026-01-06', until: '2030-12-31', last: '2030-12-31', resolution: { id: 4, number: say('2026 年第 1 号', '2026 no. 1') } as Model | null, basis: null as string | null, facts: [t('official.full-time')], why: null as string | null, by: li.by,
  };
  const director = { ...term, id: 2, officeName: t('office.director'), resolution: null, basis: say('发起人会议推选', 'The founders’ meeting'), facts: [] };
  const offices = [{ value: 'chair', label: t('office.chair') }, { value: 'director', label: t('office.director') }];
  const officials = { ...desk, members: 5, kind: t('foundation.kind.non-public'), privateMoney: true, inOffice: [term, director], others: [{ ...director, id: 3, why: say('辞职', 'Resigned'), last: '2026-06-30' }], offices, resolutions, acts: true, findings: [] as Model[], typed: {}, done: null };
  const about = {
    foundation, registration: { day: '2024-05-20', sum: 200_000_000n, no: '53310000MJ0000001G' } as Model | null, sums,
    about: { kind: t('foundation.kind.non-public'), life: 'registered', lifeWords: t('life.registered'), lifeText: t('life.registered.public'), domicile: particulars.domicile as string | null, scope: particulars.scope as string | null, qualification: { no: '53310000MJ0000001G', from: '2025-07-01', to: null, now: true } as Model | null },
    officials: [{ name: term.called, office: term.officeName, from: term.from, until: term.until }], story: [{ words: t('life.act.registration'), day: '2024-05-20', why: null, more: say('登记的原始基金 2,000,000.00 元', 'registered original fund ¥2,000,000.00') }],
    remaining: [] as Model[], rules: [{ name: t('policy.original-fund'), value: say('2,000,000.00 元', '¥2,000,000.00'), from: '2004-06-01', to: null, source: '基金会管理条例第八条', confirmed: true }, { name: t('policy.large-cash-gift'), value: say('50,000.00 元', '¥50,000.00'), from: '2016-07-01', to: '2026-12-31', source: '参照金融机构标准', confirmed: false }],
    decisions: [{ name: `${t('body.council')} · ${t('majority.short.special')}`, value: t('about.decision', { quorum: '2/3', votes: '2/3', of: t('about.decision.present'), than: t('about.decision.at-least') }), from: '2004-06-01', to: null, source: '基金会管理条例第二十一条', confirmed: true }, { name: `${t('body.council')} · ${t('majority.short.ordinary')}`, value: t('about.decision', { quorum: '2/3', votes: '1/2', of: t('about.decision.present'), than: t('about.decision.more-than') }), from: '2004-06-01', to: null, source: '基金会管理条例第二十一条', confirmed: false }],
  };
  const typed = (...names: string[]): Model => Object.fromEntries(names.map((name) => [name, '']));
  const resolutionsPage = {
    ...desk, rows: [resolution, { ...resolution, id: 3, state: 'confirmed' }, { ...resolution, id: 2, state: 'withdrawn' }, { ...resolution, id: 1, mine: true }] as Model[], pager: { newer: null, older: `${base}/desk/resolutions?before=1`, latest: null }, bodies: [{ value: 'council', label: t('body.council') }],
    purses: [{ value: 'building-3', label: say('三号楼自治金', 'Building 3 purse') }], majorities: [{ value: 'special', label: t('majority.special') }], rules: [{ body: t('body.council'), majority: t('majority.short.special'), source: '基金会管理条例第二十一条' }], acts: true, typed: { ...typed('number', 'day', 'subject', 'entitled', 'present', 'for', 'against', 'purse'), body: 'council', majority: 'special' }, done: null,
  };
  const resolutionPage = { ...desk, resolution, beyond: false, differs: false, papers: { ...papers, page: '/desk/papers/of/resolutions/4' }, may: { confirm: true, withdraw: true }, why: null as string | null, resting: [] as Model[], typed: { why: '', standsBecause: '' }, done: null };
  const actPage = { ...desk, act, papers, left: [] as Model[], underWay: 0, may: { confirm: true, withdraw: true }, why: null as string | null, typed: { why: '' }, done: null };
  const remainingPage = { ...desk, rows: [remaining, { ...remaining, id: 2, state: 'confirmed' }, { ...remaining, id: 3, state: 'withdrawn' }] as Model[], claims, funds: [{ value: 'original', label: claims[0]!.name }], banks: [{ value: 'bank', label: remaining.place }], acts: true, typed: typed('fund', 'place', 'amount', 'day', 'receiver', 'creditCode', 'purpose', 'published'), done: null };
  const life = { ...desk, life: { name: 'registered', words: t('life.registered'), text: t('life.registered.text') }, registration: sheet.registration, acts: [act, { ...act, id: 1, state: 'withdrawn', sum: null }], next: [{ kind: 'suspension', words: t('life.act.suspension'), text: t('life.act.suspension.text') }] as Model[], liquidating: false, done: null };
  const newTyped = typed('day', 'why', 'paperName', 'paperNumber', 'resolution', 'sum', 'asKind', 'group', 'creditorsUntil');

  const laundry = { code: 'liuyin-laundry', name: say('柳荫洗衣服务有限公司', 'Liuyin Laundry'), creditCode: '91310101MA1FPX1K0C', relation: 'committee-owned', premises: '柳荫路 12 号一楼' as string | null, related: true, disclosed: null as Model | null, dissolved: null as string | null, owners: [{ kind: say('居（村）民委员会', 'Residents’ committee'), part: '80%' }] };
  const period = { name: say('2026年第一季度', 'First quarter of 2026'), state: 'overdue', restated: true, byDay: true, dueDay: '2026-04-30', lastPaid: null as string | null, due: 300_003n as bigint | null, received: 200_000n, waived: 0n, open: 100_003n, revenue: null as bigint | null, netProfit: 900_100n as bigint | null };
  const promise = {
    kind: 'gift', rate: say('净利润的 33.33%', '33.33% of the net profit'), span: say('自2026年1月1日起', 'From 1 January 2026'), every: say('每季度', 'Every quarter'), others: [{ rate: say('净利润的 20%', '20% of the net profit'), span: say('2025年1月1日至12月31日', '1 January to 31 December 2025') }], ended: null as string | null, advert: null as string | null, result: null as Model | null, funds: [{ code: 'lunch', name: say('午餐专项基金', 'Lunch fund') }], kept: 2, late: 1,
    periods: [period, { ...period, state: 'kept', lastPaid: '2026-01-20', waived: 5_000n, open: 0n }, { ...period, state: 'running', restated: false, due: null, received: 0n, open: null, netProfit: null }],
  };

  return {
    'desk/resolutions': { '': resolutionsPage, none: { ...resolutionsPage, rows: [], pager: { newer: null, older: null, latest: null }, acts: false }, errors: { ...resolutionsPage, errors: [{ id: 'present', text: t('refused.a-resolution-rests-on-a-quorum', { entitled: '9', needed: '6' }) }] } },
    'desk/resolution': {
      '': { ...resolutionPage, asksCode: true }, beyond: { ...resolutionPage, beyond: true, asksCode: true }, confirmed: { ...resolutionPage, resolution: { ...resolution, state: 'confirmed', confirmed: zhou, building: say('三号楼自治金', 'Building 3 purse') }, differs: true, may: { confirm: false, withdraw: false }, resting: [{ what: t('resolution.rests.office_term', { n: 3 }), path: '/desk/officials' }, { what: t('resolution.rests.other', { n: 1 }), path: null }] },
      withdrawn: { ...resolutionPage, resolution: { ...resolution, state: 'withdrawn', withdrawn: { ...zhou, why: say('票数抄错', 'Votes copied wrongly') }, members: null }, may: { confirm: false, withdraw: false } }, mine: { ...resolutionPage, resolution: { ...resolution, mine: true }, may: { confirm: false, withdraw: true }, why: t('resolution.why.mine') },
    },
    'desk/life': { '': life, preparing: { ...life, life: { name: 'preparing', words: t('life.preparing'), text: t('life.preparing.text') }, registration: null, acts: [], next: [] }, liquidating: { ...life, life: { name: 'liquidating', words: t('life.liquidating'), text: t('life.liquidating.text') }, liquidating: true, done: t('life.done.confirmed') } },
    'desk/life-new': {
      '': { ...desk, act: { kind: 'change', words: t('life.act.change'), text: t('life.act.change.text'), effect: t('life.act.change.effect'), paper: t('life.paper.change') }, asks: { resolution: true, change: true, liquidation: false }, resolutions, registered: 200_000_000n, floors: kinds.map(({ label, floor }) => ({ kind: label, floor })), kinds, typed: newTyped },
      liquidation: { ...desk, act: { kind: 'liquidation', words: t('life.act.liquidation'), text: t('life.act.liquidation.text'), effect: t('life.act.liquidation.effect'), paper: t('life.paper.liquidation') }, asks: { resolution: true, change: false, liquidation: true }, resolutions: [], registered: 200_000_000n, floors: [], kinds, typed: newTyped, errors: [{ id: 'group', text: t('refused.liquidators-missing') }] },
    },
    'desk/life-act': {
      '': { ...actPage, asksCode: true },
      ending: { ...actPage, act: { ...act, kind: 'ending', words: t('life.act.ending'), sum: null, resolution: null, confirmed: zhou, state: 'confirmed' }, left: claims, underWay: 2, may: { confirm: false, withdraw: false } },
      liquidation: { ...actPage, act: { ...act, kind: 'liquidation', words: t('life.act.liquidation'), sum: null, group: say('顾明、何平', 'Gu Ming, He Ping'), creditorsUntil: '2027-01-19', withdrawn: { ...zhou, why: say('写错', 'Mistaken') }, state: 'withdrawn' }, may: { confirm: false, withdraw: false }, why: t('life.why.mine') },
    },
    'desk/remaining': { '': remainingPage, none: { ...remainingPage, rows: [], acts: false } },
    'desk/remaining-one': {
      '': { ...desk, row: remaining, may: { confirm: true, withdraw: true }, why: null, typed: { why: '' }, done: null },
      confirmed: { ...desk, row: { ...remaining, state: 'confirmed', confirmed: { ...zhou, entry: 'PV-2026-11-0031' } }, may: { confirm: false, withdraw: false }, why: null, typed: { why: '' }, done: t('life.done.handed-on') },
      withdrawn: { ...desk, row: { ...remaining, state: 'withdrawn', withdrawn: { ...zhou, why: say('写错', 'Mistaken') } }, may: { confirm: false, withdraw: false }, why: t('life.why.mine'), typed: { why: '' }, done: null },
    },
    'desk/reserves': { '': { ...desk, sums, reserves: [reserve, { ...reserve, fund: 8, closed: '2026-06-30', dissolvedBy: say('2026 年第 2 号', '2026 no. 2') }], resolutions, acts: true, typed: typed('fundCode', 'name', 'englishName', 'day', 'purpose', 'englishPurpose', 'resolution'), done: null }, none: { ...desk, sums, reserves: [], resolutions: [], acts: false, typed: {}, done: null } },
    'desk/reserve': { '': { ...desk, reserve, resolutions, may: true, typed: typed('day', 'reason', 'resolution') }, dissolved: { ...desk, reserve: { ...reserve, closed: '2026-06-30', dissolvedBy: say('2026 年第 2 号', '2026 no. 2') }, resolutions, may: false, typed: {} } },
    'desk/particulars': {
      '': { ...desk, kinds, preparing: true, answers: [{ value: 'no', label: t('answer.no') }], now: null, acts: true, typed: { kind: 'non-public', privateMoney: 'no' }, done: null },
      registered: { ...desk, kinds, preparing: false, answers: [], now: particulars, acts: true, typed: {}, done: t('founding.done.particulars'), errors: [{ id: 'approval', text: t('refused.what-is-registered-changes-at-the-registrar') }] },
    },
    'desk/certificate-sheet': { '': { ...desk, sheet }, preparing: { ...desk, sheet: { ...sheet, creditCode: null, domicile: null, scope: null, legalRepresentative: null, secretaryGeneral: null, directors: 0, supervisors: [], registration: null, verification: null, contributions: [], total: 0n } } },
    'desk/officials': {
      '': { ...officials, typed: typed('name', 'englishName', 'code', 'office', 'from', 'until', 'resolution', 'basis') },
      found: { ...officials, inOffice: [], others: [], acts: false, findings: [{ check: 'B2', level: 'hold', article: '400 art. 20', words: t('finding.directors-are-kin', { names: '顾明、顾亮' }) }, { check: 'B1', level: 'warn', article: '400 art. 20', words: t('finding.council-too-small', { n: '4', least: '5', most: '25' }) }] },
    },
    'desk/official': {
      '': { ...desk, official: { id: 3, name: term.called }, terms: [term, { ...director, why: say('辞职', 'Resigned') }], facts: [{ id: 1, what: t('official.full-time'), words: say('2026 年起专职', 'Full-time since 2026'), from: '2026-01-06', last: null, by: li.by }], toLeave: [{ value: '1', label: t('office.chair') }], toEnd: [{ value: '1', label: t('official.full-time') }], kinds: [{ value: 'paid', label: t('official.paid') }], acts: true, typed: typed('term', 'lastDay', 'why', 'fact', 'words', 'since', 'stated', 'factLastDay'), done: null },
      reads: { ...desk, official: { id: 3, name: term.called }, terms: [director], facts: [], toLeave: [], toEnd: [], kinds: [], acts: false, typed: {}, done: t('officials.done.left') },
    },
    'disclosure/enterprises': {
      '': { foundation, csv: `${base}/enterprises?format=csv`, xlsx: `${base}/enterprises?format=xlsx`, enterprises: [{ ...laundry, promises: [{ ...promise, latest: promise.periods[0] }] }, { ...laundry, code: 'tea', premises: null, dissolved: '2026-06-30', promises: [] }] },
      none: { foundation, csv: '', xlsx: '', enterprises: [] },
    },
    'disclosure/enterprise': {
      '': { foundation, enterprise: laundry, sums: true, figures: true, promises: [promise] },
      kept: { foundation, enterprise: { ...laundry, disclosed: { day: '2026-01-10', place: say('本机构网站', 'Our site') } }, sums: false, figures: false, promises: [{ ...promise, late: 0, ended: '2026-06-30', advert: say('每瓶捐 1 元', 'One yuan of each bottle'), result: { day: '2026-10-01', place: say('本机构网站', 'Our site') } }] },
      none: { foundation, enterprise: laundry, sums: false, figures: false, promises: [] },
    },
    'disclosure/loop': {
      '': { foundation, year: 2026, years: [{ year: 2026, now: true }, { year: 2025, now: false }], sealed: { no: 'SR-2026-11-0001', day: '2026-11-20' }, csv: `${base}/loop?format=csv`, xlsx: `${base}/loop?format=xlsx`, loop: {
        given: 200_000n, used: 160_000n, within: 10_000n, share: '80.0%', bars: [{ id: 'came', label: t('loop.station.came'), colour: '#184a78', corners: null, segments: [{ n: 1, name: laundry.name, own: true, sum: 200_000n, path: '/enterprises/liuyin-laundry', x: '0%', width: '80%', middle: '40%' }, { n: 2, name: t('loop.other-income'), own: false, sum: 50_000n, path: null, x: '80%', width: '20%', middle: null }] },
        { id: 'held', label: t('loop.station.held'), colour: '#1f6b50', corners: ['0,0 60000,0 60000,40 0,40'], segments: [{ n: 1, name: say('午餐专项基金', 'Lunch fund'), own: true, sum: 250_000n, path: '/funds/lunch', x: '0%', width: '100%', middle: '50%' }] },
        { id: 'groups', label: t('loop.station.groups'), colour: '#6b4e16', corners: ['0,0 60000,0 60000,40 0,40'], segments: [{ n: 1, name: say('红灯笼邻里小组', 'Red Lantern neighbours'), own: true, sum: 160_000n, path: '/groups/lantern', x: '0%', width: '64%', middle: '32%' }, { n: 2, name: t('loop.past', { fund: say('午餐专项基金', 'Lunch fund') }), own: false, sum: 90_000n, path: null, x: '64%', width: '36%', middle: '82%' }] },
        { id: 'went', label: t('loop.station.went'), colour: '#b0321f', corners: ['0,0 60000,0 60000,40 0,40'], segments: [{ n: 1, name: say('红灯笼食堂', 'Red Lantern canteen'), own: true, sum: 160_000n, path: null, x: '0%', width: '64%', middle: '32%' }, { n: 2, name: t('loop.kept'), own: false, sum: 90_000n, path: null, x: '64%', width: '36%', middle: '82%' }] }],
        served: [{ code: 'lantern', name: say('红灯笼邻里小组', 'Red Lantern neighbours'), purpose: say('给老人送午餐', 'Lunch for elders'), area: say('三号楼', 'Building 3'), members: 5, sum: 160_000n }, { code: 'over', name: say('旧小组', 'Old group'), purpose: say('互助', 'Help'), area: say('四号楼', 'Building 4'), members: null, sum: 1n }],
        rows: [{ from: laundry.name, fromOwn: true, to: say('午餐专项基金', 'Lunch fund'), toOwn: true, sum: 200_000n, path: '/funds/lunch/ledger' }, { from: say('午餐专项基金', 'Lunch fund'), fromOwn: true, to: t('loop.kept'), toOwn: false, sum: 90_000n, path: '/funds/lunch/statements/2026' }],
        purposes: [{ code: 'lunch', name: say('午餐专项基金', 'Lunch fund'), purpose: say('给老人送午餐', 'Lunch for elders'), used: 160_000n, groups: [{ code: 'lantern', name: say('红灯笼邻里小组', 'Red Lantern neighbours') }, { code: 'steps', name: say('楼道护灯队', 'Stairway lamp keepers') }] }],
      } },
      none: { foundation, year: undefined, years: [], sealed: null, csv: '', xlsx: '', loop: null },
    },
    'disclosure/foundations': { '': { foundation, foundations: [{ code: 'wutongli', name: sheet.name, purpose: say('邻里互助', 'Neighbours help each other'), registrar: sheet.registrar, life: 'registered', lifeWords: t('life.registered'), registered: 200_000_000n, since: '2024-05-20', funds: 3 }, { code: 'qingshi', name: say('青石巷社区基金会（筹）', 'Qingshi Lane Community Foundation'), purpose: say('邻里互助', 'Neighbours help each other'), registrar: sheet.registrar, life: 'preparing', lifeWords: t('life.preparing'), registered: null, since: null, funds: 0 }] } },
    'disclosure/about': {
      '': about,
      ended: { ...about, registration: null, about: { ...about.about, life: 'ended', lifeWords: t('life.ended'), lifeText: t('life.ended.public'), domicile: null, scope: null, qualification: null }, officials: [], story: [], remaining: [{ ...remaining, entry: 'PV-2026-11-0031' }] },
      lapsed: { ...about, about: { ...about.about, qualification: { no: '53310000MJ0000001G', from: '2021-07-01', to: '2024-06-30', now: false } }, story: [...about.story, { words: t('life.act.suspension'), day: '2026-01-02', why: say('未按时提交年报', 'The yearly report was late'), more: null }] },
    },
  };
}
