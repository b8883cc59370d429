type Model = Record<string, unknown>;

/** Samples of the pages of residents' groups. */
export function groupSamples({ say, foundation, signedIn, rows }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model; rows: readonly Model[] }): Record<string, Record<string, Model>> {
  const choice = (value: string, zh: string, en: string): Model => ({ value, label: say(zh, en) });
  const one = [choice('1', '第一项', 'The first')];
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const [shen, lu] = [say('沈阿姨', 'Aunt Shen'), say('陆师傅', 'Master Lu')];
  const group = { code: 'liuyin-gardeners', name: say('柳荫里护花队', 'Liuyin Gardeners'), purpose: say('一起照看院子里的花坛', 'Looks after the flower beds'), field: 'living', area: say('柳荫里 3 号', '3 Liuyin Lane'), since: '2026-03-01', orientation: 'mutual', members: 4, consented: 3, stands: true, stood: true, filing: 'filed', filedUntil: '2027-01-02', ended: null };
  const fell = { ...group, code: 'tea', consented: 2, stands: false, filing: 'run-out', orientation: 'self' };
  const fresh = { ...fell, code: 'fresh', consented: 1, stood: false, filing: 'none', filedUntil: null, orientation: 'public' };
  const over = { ...group, code: 'over', ended: { day: '2026-10-01', why: say('并入另一组', 'Joined another') } };
  const member = { id: 1, name: shen, shownPhone: '138 **** 8101', phone: '13800008101', born: 1958, role: 'lead', from: '2026-03-01', consentedAt: new Date('2026-03-02T02:00:00Z'), declaresAdult: false, nameShown: true, askedUntil: '2026-04-01', late: false };
  const asked = { ...member, id: 2, name: lu, role: 'treasurer', born: null, consentedAt: null, nameShown: false };
  const handover = { id: 1, from: shen, to: lu, toMember: 2, why: say('忙不过来', 'Too busy'), by: null, outcome: null, endedAt: null };
  const orientations = [{ orientation: 'self', day: '2026-03-01', why: say('照看自家楼前', 'Their own stairs'), by: lu }, { orientation: 'mutual', day: '2026-10-01', why: say('轮流照看', 'In turns'), by: lu }];
  const filing = { id: 1, placeKind: 'street', place: say('柳荫街道办事处', 'Liuyin street office'), number: '12', from: '2026-01-03', until: '2027-01-02', over: false, ended: null, why: null, by: lu };
  const carrier = { id: 1, kind: 'carrier', from: '2026-04-01', basis: say('三方协议', 'Agreement'), carrierKind: 'residents-committee', party: say('柳荫里居委会', 'Liuyin committee'), member: null, leader: null, most: null, clearBy: null, paid: 0n, ended: null, why: null, by: lu };
  const advance = { ...carrier, id: 2, kind: 'advance', carrierKind: null, party: null, leader: shen, most: 500_000n, clearBy: '2026-05-01', paid: 30_000n };
  const goods = { ...carrier, id: 3, kind: 'goods', carrierKind: null, party: null };
  const fund = { id: 1, code: 'lunch', name: say('银龄午餐基金', 'Elderly Lunch Fund'), from: '2026-04-01', why: say('居民会议', 'Residents’ meeting'), closed: false };
  const choices = { fields: one, orientations: one, roles: one, others: one, places: one, leaving: one, heirs: one, struck: one };
  const went = { no: 'PV-2026-11-0012', day: '2026-11-12', fund: 'lunch', fundName: fund.name, way: 'vendors', party: say('示例园艺店', 'Example Garden Shop'), note: say('花苗', 'Seedlings'), sum: 60_000n, takenBack: false };
  const paid = [{ year: 2026, paid: 60_000n, goods: 12_000n, rows: [went, { ...went, no: 'JV-2026-11-0003', way: 'goods', party: null, note: null, sum: 12_000n }] }, { year: 2025, paid: 0n, goods: 0n, rows: [{ ...went, day: '2025-11-12', sum: -60_000n, takenBack: true }, { ...went, day: '2025-11-12' }] }];
  const page = {
    foundation, signedIn, group, form: null, members: [member, asked, { ...asked, id: 3, late: true, role: 'member' }], missing: 2, left: [{ name: lu, day: '2026-08-01', why: say('搬走', 'Moved'), by: shen }, { name: shen, day: '2026-08-02', why: say('本人退出', 'Left'), by: null }], noLead: false, open: handover,
    handovers: [{ ...handover, outcome: 'declined', endedAt: new Date('2026-09-01T02:00:00Z') }, { ...handover, from: null, outcome: 'accepted', endedAt: new Date('2026-08-01T02:00:00Z') }], orientations, earlier: [{ name: group.name, area: group.area, from: '2026-03-01', why: say('登记', 'Entered') }],
    filings: [filing, { ...filing, id: 2, over: true }, { ...filing, id: 3, ended: '2026-02-01', why: say('登记错误', 'Entered wrongly') }], routes: [carrier, advance], funds: [fund], paid, fundChoices: one, lookedAfter: one, acts: true, choices, typed: {},
  };
  const money = { foundation, signedIn, group, form: null, routes: [carrier, advance, goods], over: [{ ...advance, id: 4, ended: '2026-05-01', why: say('已清账', 'Cleared') }], limits: { most: 500_000n, days: 30, source: say('平台规则', 'House rule') }, lead: shen, acts: true, ends: true, choices: { carriers: one, plain: one, open: one }, typed: {}, asksCode: true };
  const own = {
    foundation, byPhone: true, asking: false, group, name: shen, role: 'lead', leads: true, nameShown: true, phone: '138 **** 8101', members: [{ name: shen, role: 'lead', waits: false }, { name: lu, role: 'treasurer', waits: true }], offer: null, heirs: one, roles: one, typed: { showsName: 'yes' },
  };
  const asking = { foundation, byPhone: true, asking: true, group: fresh, name: lu, role: 'treasurer', points: [say('我自愿做成员。', 'I wish to be a member.')], declares: true, until: '2026-12-03', late: false, typed: {} };
  const tasks = ['consent', 'consent-late', 'lead', 'filing', 'filing-over', 'few'].map((kind) => ({ kind, code: group.code, name: group.name, day: kind.startsWith('filing') ? '2027-01-02' : null }));
  const open = { foundation, group, members: [{ name: shen, role: 'lead' }, { name: null, role: 'treasurer' }], orientations, filing, routes: [carrier, advance, goods, { ...goods, kind: 'vendors' }], funds: [fund], paid };
  return {
    'desk/groups': { '': { foundation, signedIn, rows: [group, fell, fresh, { ...fresh, filing: 'to-come', filedUntil: '2027-01-02' }], over: [over], acts: true }, none: { foundation, signedIn, rows: [], over: [], acts: false } },
    'desk/group-new': { '': { foundation, signedIn, choices, typed: {} }, errors: { foundation, signedIn, choices, typed: {}, asksCode: true, ...errors('name', 'address', 'phone1', 'born3', 'role2') } },
    'desk/group': {
      '': { ...page, done: say('已登记', 'Entered') }, fell: { ...page, group: fell, open: null, noLead: true, missing: 0, filings: [], ...errors('memberName', 'leftDay', 'heirWhy', 'orientation', 'fundWhy', 'endWhy', 'from') },
      fresh: { ...page, group: fresh, filings: [], open: { ...handover, from: null }, handovers: [], left: [], earlier: [], routes: [], funds: [], paid: [], lookedAfter: [] }, over: { ...page, group: over, acts: false }, ending: { ...page, form: 'ends', asksCode: true, ...errors('code') },
    },
    'desk/group-money': { '': { ...money, done: say('已登记', 'Entered') }, errors: { ...money, form: 'carriers', ...errors('holder', 'code', 'most', 'routeWhy', 'routeBasis') }, none: { ...money, group: fresh, routes: [], over: [], acts: false, ends: false, choices: { carriers: one, plain: one, open: [] } }, nobody: { ...money, lead: null } },
    'desk/group-sheet': { '': { foundation, signedIn, group, members: [member, { ...member, born: null, role: 'member' }], missing: 1, today: '2026-11-21' }, fresh: { foundation, signedIn, group: fresh, members: [], missing: 0, today: '2026-11-21' } },
    'groups/groups': { '': { foundation, groups: [group, fell] }, none: { foundation, groups: [] } },
    'groups/group': { '': open, fell: { ...open, group: fell, filing: { ...filing, over: true }, routes: [], funds: [], paid: [] }, over: { ...open, group: over, members: [], filing: null } },
    'groups/funds': { '': { foundation, group, funds: [{ ...fund, left: 57_000n, rows }, { ...fund, code: 'lights', left: 0n, rows: [] }] }, none: { foundation, group, funds: [] } },
    'me/groups': { '': { foundation, byPhone: true, phone: '138 **** 8101', groups: [{ code: group.code, name: group.name, area: group.area, role: 'lead' }], tasks, done: say('已退出。', 'You have left.') }, none: { foundation, byPhone: true, phone: '138 **** 8101', groups: [], tasks: [] } },
    'me/group': {
      '': { ...own, done: say('已保存。', 'Kept.') }, offered: { ...own, role: 'member', leads: false, offer: { from: shen, to: lu, why: handover.why, mine: true } }, waiting: { ...own, offer: { from: shen, to: lu, why: handover.why, mine: false }, group: fell }, nobody: { ...own, leads: false, offer: { from: null, to: lu, why: handover.why, mine: true }, group: fresh },
      errors: { ...own, ...errors('memberName', 'phone', 'heir', 'showsName') }, asking, late: { ...asking, late: true }, sure: { ...asking, declares: false }, answers: { ...asking, ...errors('showsName', 'adult') },
    },
  };
}
