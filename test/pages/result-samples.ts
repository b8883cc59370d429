type Model = Record<string, unknown>;

/** Samples of the pages of results. */
export function resultSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const [qian, gu] = [say('钱进', 'Qian Jin'), say('顾明', 'Gu Ming')];
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const one = [{ value: '1', label: say('第一项', 'The first') }];
  const answer = { upheld: false, why: say('按公开文件重新计票，每个查询码只出现一次。', 'Counted anew: each code stands there once.'), by: qian, byId: 1, at: new Date('2026-11-05T02:00:00Z'), counted: say('重新计票：赞成 13，反对 5，弃权 2。', 'Counted anew: for 13, against 5, abstained 2.'), second: null };
  const objection = { id: 1, name: say('周*', 'Z*'), about: say('计票', 'Counting'), words: say('我看到有人投了两次票。', 'I saw somebody vote twice.'), day: '2026-11-04', due: null, late: false, answer };
  const open = { ...objection, id: 2, due: '2026-11-14', answer: null };
  const result = {
    vote: 1, motion: 1, number: '2026-3', question: say('是否用 30,000 元为三号院加装坡道？', 'Shall 30,000 yuan pay for a ramp at courtyard 3?'), body: 'residents-council', bodyName: say('柳荫街社区居民议事会', 'Liuyin Residents’ Council'), secret: true, closedAt: new Date('2026-11-02T12:00:00Z'),
    seated: 26, recused: 1, entitled: 25, present: 20, for: 13, against: 4, abstained: 2, silent: 1, neededPresent: 20, neededFor: 13, carried: true, says: say('应到 25 人，实到 20 人（至少 20 人）；赞成 13 人（至少 13 人）', '25 should attend, 20 were there (at least 20); 13 for it (at least 13)'), missed: [],
    rule: say('应到成员的 4/5 到会才能表决；赞成超过应到成员的 1/2，议案才通过。', 'At least 4/5 are there; more than 1/2 carry a motion.'), reading: say('“超过”不含本数（民法典第一千二百五十九条）。', '“More than” excludes the part itself (Civil Code, art. 1259).'), source: say('议事规则', 'Rules of procedure'), objectionDays: 7,
    state: 'on-notice', notice: { day: '2026-11-03', last: '2026-11-10', place: say('社区公告栏', 'Notice board'), by: qian }, effectiveFrom: '2026-11-11', left: 5, effect: null, mayObject: true, path: '/motions/2026-3/result', open: 1, objections: [objection, open], resting: [],
  };
  const fresh = { ...result, state: 'not-posted', notice: null, silent: 0, objections: [] };
  const lost = { ...result, state: 'lost', carried: false, missed: [say('到会人数不足：至少要 20 人，差 1 人。', 'Too few were there: 1 short.')], secret: false };
  const effect = { ...result, state: 'in-effect', mayObject: false, effect: { day: '2026-11-11', by: gu, resolution: 1, confirmed: true }, resting: [{ what: say('设立储备：1 项', 'Reserves: 1'), path: '/desk/founding/reserves' }] };
  const upheld = { ...result, state: 'upheld', objections: [{ ...objection, answer: { ...answer, upheld: true, second: gu } }, { ...open, late: true }] };
  const states = { fresh, answering: { ...result, state: 'answering' }, ready: { ...result, state: 'ready', open: 0 }, lost, effect, upheld, superseded: { ...result, state: 'superseded' } };
  const each = <M>(make: (one: Model) => M): Record<string, M> => Object.fromEntries(Object.entries(states).map(([name, value]) => [name, make(value)]));
  const row = { id: 1, way: 'paper', name: say('吴桂兰', 'Wu Guilan'), door: '5-102', display: 'full', aboutWords: say('程序', 'Procedure'), wayWords: say('书面', 'On paper'), displayWords: say('公开姓名', 'Full name'), words: say('会议通知没有贴到五号楼。', 'No notice was put up at building 5.'), day: '2026-11-04', due: '2026-11-14', late: false, answer: null, waiting: null, declined: [] };
  const desk = {
    foundation, signedIn, result, objections: [row, { ...row, id: 2, waiting: answer }, { ...row, id: 3, answer }, { ...row, id: 4, answer: { ...answer, upheld: true } }, { ...row, id: 5, late: true }], papers: { list: [], count: 0, page: '/desk/papers/of/result-notices/1' }, resting: [],
    may: { post: false, enter: true, effect: false }, choices: { about: one, displays: one, ways: one }, typed: {},
  };
  const page = { foundation, signedIn, result, objection: row, counting: false, may: { answer: true, second: false }, mine: false, choices: { upheld: one, agrees: one }, typed: {} };
  const own = { foundation, byPhone: true, result, own: null, phone: '138 **** 8000', choices: { about: one, displays: one }, typed: {} };
  return {
    'disclosure/motion-result': { '': { foundation, result, files: [] }, ...each((value) => ({ foundation, result: value, files: ['vote', 'json', 'csv', 'codes'].map((name) => ({ path: `/votes/3/${name}`, name })) })) },
    'disclosure/motion-result-sheet': { '': { foundation, result, address: 'https://example.org/motions/2026-3/result', picture: 'data:,' }, ...each((value) => ({ foundation, result: value, address: 'https://example.org/motions/2026-3/result', picture: 'data:,' })) },
    'desk/result': {
      '': { ...desk, done: say('异议已登记。', 'The objection is entered.') }, fresh: { ...desk, result: fresh, objections: [], papers: null, may: { post: true, enter: true, effect: false }, ...errors('place', 'words', 'file') },
      ready: { ...desk, result: states.ready, may: { post: false, enter: true, effect: true }, asksCode: true, ...errors('code') }, effect: { ...desk, result: effect, resting: effect.resting, may: { post: false, enter: false, effect: false } },
      waiting: { ...desk, result: { ...effect, effect: { ...effect.effect, confirmed: false } }, resting: [{ what: say('设立基金：1 个', 'Funds: 1'), path: null }], may: { post: false, enter: false, effect: false } }, lost: { ...desk, result: lost },
    },
    'desk/objection': {
      '': page, counting: { ...page, counting: true, ...errors('countedFor', 'upheld', 'answer') }, second: { ...page, objection: { ...row, waiting: answer, late: true }, may: { answer: false, second: true }, asksCode: true, ...errors('agrees', 'secondWhy', 'code') },
      mine: { ...page, objection: { ...row, waiting: { ...answer, counted: null } }, may: { answer: false, second: false }, mine: true }, answered: { ...page, objection: { ...row, answer: { ...answer, upheld: true, second: gu }, declined: [{ ...answer, second: gu, secondWhy: say('不同意', 'I disagree') }] }, may: { answer: false, second: false }, done: say('答复已保存。', 'Kept.') },
    },
    'me/objection': {
      '': own, errors: { ...own, result: fresh, ...errors('name', 'door', 'about', 'words', 'display') }, own: { ...own, own: objection, done: say('已收到。', 'Received.') }, over: { ...own, result: { ...states.ready, mayObject: false } }, effect: { ...own, result: effect },
    },
  };
}
