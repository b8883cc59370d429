type Model = Record<string, unknown>;

/** Samples of the pages of residents' councils. */
export function councilSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const li = say('李敏', 'Li Min');
  const choice = (value: string, zh: string, en: string): Model => ({ value, label: say(zh, en) });
  const one = [choice('1', '第一项', 'The first')];
  const community = { id: 1, code: 'liuyin', kind: 'community', name: say('柳荫街社区居民议事会', 'Liuyin Residents’ Council'), area: say('柳荫街社区', 'Liuyin Street'), community: null, from: '2026-03-01', last: null, why: null };
  const courtyard = { ...community, id: 2, code: 'courtyard-1', kind: 'group', name: say('1 号院议事会', 'Council of courtyard 1'), area: say('1 至 4 号楼', 'Buildings 1 to 4'), community: { id: 1, code: 'liuyin', name: community.name } };
  const missing = [say('在任 20 人，不足 21 人，还缺 1 人。', '20 in office, 21 are needed: 1 is missing.'), say('1 号院议事会在任 1 人，应有至少 2 人。', 'Courtyard 1 has 1 voice, 2 are needed.')];
  const seat = { id: 1, name: say('陈桂英', 'Chen Guiying'), chairs: true, official: true, display: 'full', group: courtyard.name, chosenBy: say('1号院居民推选', 'Elected by courtyard 1'), from: '2026-03-01', until: '2029-02-28', last: '2029-02-28', why: null, by: li };
  const says = { says: say('应到成员的 4/5 到会才能表决；赞成超过应到成员的 1/2，议案才通过。', 'At least 4/5 are there; more than 1/2 carry a motion.'), people: say('现有成员 21 人：到会至少 17 人，赞成至少 11 人。', 'With 21 members: 17 are there, 11 for it.'), more: say('无记名投票；不能委托出席。', 'Secret ballot; nobody is represented.'), source: say('议事规则', 'Rules of procedure'), from: '2026-03-01', by: li };
  const page = {
    foundation, signedIn, council: community, over: false, groups: [courtyard], seated: 2, findings: missing, sources: [{ rule: 'residents-council-community-least', value: 21, source: 'M16', status: 'needs-check' }, { rule: 'residents-council-per-group', value: 2, source: 'M16', status: 'confirmed' }],
    now: [seat, { ...seat, id: 2, chairs: false, official: false, group: null, display: 'masked' }], others: [{ ...seat, id: 3, last: '2026-05-01', why: say('搬走', 'Moved away') }], rules: [{ ...says, now: true }, { ...says, from: '2025-03-01', people: null, now: false }], leaving: one,
    choices: { groups: one, displays: one, counted: one, more: one, ballots: one, tables: one }, acts: true, asksCode: true, typed: { tables: ['1'] },
  };
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  return {
    'desk/councils': {
      '': { foundation, signedIn, councils: [{ ...community, seated: 20, findings: missing }, { ...courtyard, seated: 7, findings: [] }, { ...courtyard, code: 'gone', last: '2026-06-30', seated: 0, findings: [] }], kinds: one, communities: one, acts: true, asksCode: true, typed: {}, done: say('议事会已登记。', 'The council is entered.') },
      none: { foundation, signedIn, councils: [], kinds: one, communities: [], acts: true, typed: {}, ...errors('kind', 'name', 'address') },
    },
    'desk/council': {
      '': { ...page, done: say('成员已登记。', 'The member is entered.') },
      group: { ...page, council: courtyard, groups: [], findings: [], choices: { ...page.choices, groups: [] }, ...errors('member', 'seat', 'ruleFrom', 'tables', 'endDay') },
      over: { ...page, council: { ...courtyard, last: '2026-06-30', why: say('拆迁', 'Torn down') }, over: true, findings: [], now: [], acts: false },
    },
    'disclosure/council': {
      '': { foundation, relations: [say('顾明是示例公司的股东或合伙人', 'Gu Ming: partner of Example')], rules: { council: [{ majority: say('普通', 'Ordinary'), says: says.says, source: says.source }], committee: [{ says: says.says, source: says.source }] }, officials: [{ name: say('顾明', 'Gu Ming'), office: say('理事长（法定代表人）', 'Chair'), from: '2024-05-20', until: '2029-05-19' }], missing, committees: [{ code: 'lunch', name: say('午餐基金', 'Lunch fund'), seated: 3, sides: [{ side: say('居民', 'resident'), n: 3 }], until: '2027-01-01', findings: missing }, { code: 'lights', name: say('楼道灯基金', 'Lights'), seated: 5, sides: [{ side: say('居民', 'resident'), n: 5 }], until: null, findings: [] }], councils: [{ ...community, seated: 20, officials: 3, findings: missing, members: [seat, { ...seat, group: null }], rule: says }, { ...courtyard, seated: 0, officials: 0, findings: [], members: [], rule: null }] },
      none: { foundation, relations: [], rules: { council: [], committee: [] }, officials: [], missing: [], committees: [], councils: [] },
    },
  };
}
