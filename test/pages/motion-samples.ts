type Model = Record<string, unknown>;

/** Samples of the pages of motions, of proposals that residents sign, and of members' own pages. */
export function motionSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const choice = (value: string, zh: string, en: string): Model => ({ value, label: say(zh, en) });
  const one = [choice('1', '第一项', 'The first')];
  const at = new Date('2026-11-10T02:00:00Z');
  const typed = {};
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const review = { formal: true, why: say('符合公约，请议事会表决', 'In keeping with the covenant'), by: say('柳荫街社区党总支', 'Party branch of Liuyin Street'), day: '2026-11-11' };
  const motion = {
    id: 1, number: '2026-1', question: say('更换2号院大门门禁吗？', 'Shall the lock of courtyard 2 be replaced?'), explanation: say('门禁坏了三个月。\n请厂家更换。', 'It has been broken for three months.\nThe maker replaces it.'), key: 'residents-court-2', body: 'residents-council', bodyName: say('2号院议事会', 'Council of courtyard 2'),
    tabler: say('10 名居民联名', '10 residents'), tabledBy: say('10名居民联名', '10 residents'), day: '2026-11-10', by: null, state: 'formal', review, withdrawnWhy: null,
  };
  const steps = [{ name: 'tabled', at: '2026-11-10' }, { name: 'reviewed', at: '2026-11-11' }, ...['meeting', 'voted', 'posted', 'effective'].map((name) => ({ name, at: null }))];
  const guards = [{ check: 'fund', title: say('基金余额', 'Balance of the fund'), verdict: 'fine', text: say('支出后余额 1,000.00 元。', '¥1,000.00 are left.'), basis: say('专款专用', 'What is given for a purpose'), quoted: false }];
  const back = { name: say('马*', 'Ma*'), because: 'related', why: null, kinds: say('与收款方的关系：股东或合伙人', 'Joined to the payee as: owner or partner'), way: [] };
  const declared = { name: say('一位居民', 'A resident'), because: 'declared', why: say('门禁厂家是我妹夫开的', 'The maker is my brother-in-law'), kinds: null, way: [] };
  const model = {
    foundation, motion, steps, majority: say('一般事项', 'Ordinary'), effect: { says: say('从一般基金支出 3,200.00 元，按今天的账可以办。', '¥3,200.00 from the general fund: it can be done.'), verdict: 'fine', guards, payee: say('马记门业有限公司', 'Ma Doors Ltd'), barred: false },
    members: { seated: 3, entitled: 1, back: [back, declared] }, everybodyBack: false, nobodySits: false, meetings: [], votes: [], result: null, signers: [{ name: say('沈桂香', 'Shen Guixiang'), writes: true }, { name: say('陆*', 'Lu*'), writes: false }],
  };
  const bare = { ...model, motion: { ...motion, explanation: '', state: 'waiting', review: null }, steps: [steps[0], { name: 'reviewed', at: null }], effect: null, members: { seated: 3, entitled: 3, back: [] }, signers: [] };
  const stuck = { ...model, motion: { ...motion, state: 'withdrawn', withdrawnWhy: say('改由街道更换', 'The street does it') }, steps: [...steps.slice(0, 2), { name: 'withdrawn', at }], effect: { ...model.effect, guards: [], barred: true }, members: { seated: 2, entitled: 0, back: [back, declared] }, everybodyBack: true };
  const refused = { ...bare, motion: { ...motion, state: 'refused', review: { ...review, formal: false } }, steps: [steps[0], { name: 'refused', at: '2026-11-11' }], members: { seated: 0, entitled: 0, back: [] }, nobodySits: true };
  const row = { number: motion.number, question: motion.question, bodyName: motion.bodyName, tabler: motion.tabler, day: motion.day, state: 'formal' };
  const rows = ['waiting', 'carried', 'lost', 'refused', 'withdrawn', 'voting'].map((state, nth) => ({ ...row, number: `2026-${nth + 2}`, state }));
  const proposal = { code: 'a1b2c3d4e5f6', council: motion.bodyName, question: motion.question, explanation: motion.explanation, at, endsOn: '2027-01-09', signed: 9, least: 10, missing: 1, withdrawn: false, over: false, motion: null, leastSource: 'M17' };
  const asked = { foundation, proposal, signers: [{ name: say('沈桂香', 'Shen Guixiang'), at, writes: true }, { name: say('陆*', 'Lu*'), at, writes: false }], displays: one, typed };
  const mine = { foundation, byPhone: true, phone: '138 **** 8200' };
  const own = { ...mine, ...model, seated: true, tabled: false, says: 'nothing', asks: true, withdraws: false, typed };
  const desk = {
    ...model, signedIn, seats: [{ name: say('白雪', 'Bai Xue'), chairs: true, says: 'none' }, { name: say('马建军', 'Ma Jianjun'), chairs: false, says: 'back' }, { name: say('柴进', 'Chai Jin'), chairs: false, says: 'nothing' }],
    signers: [{ name: say('沈桂香', 'Shen Guixiang'), door: say('2号院101', 'Door 101'), phone: '138 **** 8200', writes: true }], hearing: one, funds: one, payeeKinds: one, may: { review: false, money: false, withdraw: true, hear: true }, asksCode: true, typed,
  };
  return {
    'disclosure/motions': { '': { foundation, motions: [row, ...rows], filter: { body: '1', state: '' }, bodies: one, states: one, pages: { newer: null, older: say('/motions?page=2', '/en/motions?page=2') } }, none: { foundation, motions: [], filter: { body: '', state: '' }, bodies: [], states: one, pages: null }, such: { foundation, motions: [], filter: { body: '1', state: '' }, bodies: one, states: one, pages: null } },
    'disclosure/motion': { '': model, bare, stuck, refused },
    'disclosure/proposal': { '': asked, over: { ...asked, proposal: { ...proposal, over: true } } },
    'me/proposal': {
      '': { ...mine, ...asked, mine: null, link: 'https://example.org/motions/proposals/a1b2c3d4e5f6', ...errors('name', 'door') }, signed: { ...mine, ...asked, mine: { name: say('陆国强', 'Lu Guoqiang'), door: say('201', '201'), writes: false }, link: '', done: say('已署名。', 'Signed.') },
      wrote: { ...mine, ...asked, mine: { name: say('沈桂香', 'Shen Guixiang'), door: '101', writes: true }, link: 'https://example.org/en/motions/proposals/a1b2c3d4e5f6' }, became: { ...mine, ...asked, proposal: { ...proposal, motion: '2026-1', signed: 10, missing: 0 }, mine: null, link: '' },
    },
    'me/motions': {
      '': { ...mine, proposals: [{ ...proposal, writes: true }, { ...proposal, writes: false, motion: '2026-1' }, { ...proposal, withdrawn: true, writes: true }, { ...proposal, over: true, writes: false }], motions: [row], open: true, least: 10, councils: one, bodies: one, displays: one, typed, done: say('已撤回。', 'Withdrawn.') },
      none: { ...mine, proposals: [], motions: [], open: false, least: 10, councils: one, bodies: [], displays: one, typed, ...errors('council', 'question', 'explanation', 'name', 'door') }, closed: { ...mine, proposals: [], motions: [], open: false, least: 10, councils: [], bodies: one, displays: one, typed, ...errors('body', 'ownQuestion', 'ownExplanation') },
    },
    'me/motion': { '': { ...own, ...errors('interested', 'interest') }, none: { ...own, says: 'none', done: say('已声明没有利害关系。', 'Declared.') }, back: { ...own, says: 'back' }, related: { ...own, says: 'related' }, tabled: { ...own, ...bare, ...mine, seated: false, says: null, asks: false, tabled: true, withdraws: true, ...errors('endWhy') }, nothing: { ...own, asks: false } },
    'me/council': {
      '': { ...mine, name: say('白雪', 'Bai Xue'), asking: false, points: [], waits: [{ says: say('申报利害关系：第 2026-1 号', 'Declare your interests: no. 2026-1'), go: say('去申报', 'Declare'), href: '/me/motions/2026-1', due: '2026-11-20' }], bodies: [{ key: 'residents-court-2', name: motion.bodyName }], typed, done: say('已确认。', 'Confirmed.') },
      asking: { ...mine, name: say('白雪', 'Bai Xue'), asking: true, points: [say('我是白雪，这是我本人的手机。', 'I am Bai Xue, and this is my telephone.')], waits: [], bodies: [], typed, ...errors('endWhy') }, nobody: { ...mine, name: null, asking: false, points: [], waits: [], bodies: [], typed }, still: { ...mine, name: say('白雪', 'Bai Xue'), asking: false, points: [], waits: [], bodies: [], typed },
    },
    'desk/motions': {
      '': { foundation, signedIn, motions: [row, ...rows], page: 2, more: true, state: '', states: one, bodies: one, majorities: one, tablers: one, funds: one, payeeKinds: one, acts: true, opensPhones: true, typed, done: say('已登记。', 'Entered.') },
      none: { foundation, signedIn, motions: [], page: 1, more: false, state: '', states: one, bodies: one, majorities: one, tablers: one, funds: one, payeeKinds: one, acts: true, opensPhones: false, typed, ...errors('body', 'majority', 'question', 'tabledAs', 'tabledBy', 'day', 'sum', 'fund', 'payee') },
    },
    'desk/motion': {
      '': desk, waiting: { ...desk, ...bare, signedIn, may: { review: true, money: true, withdraw: true, hear: false }, ...errors('formal', 'reviewWhy', 'reviewedBy', 'reviewDay', 'sum') },
      stuck: { ...desk, ...stuck, signedIn, members: { ...stuck.members, back: [{ ...back, way: [{ a: say('马建军', 'Ma Jianjun'), kind: 'ownership', b: say('马记门业', 'Ma Doors'), source: say('2026 年度申报表', 'Declaration of 2026') }] }] }, seats: [], signers: [], may: { review: false, money: false, withdraw: false, hear: false } }, heard: { ...desk, ...errors('party', 'interested', 'backWhy', 'endWhy') },
    },
    'desk/voters': {
      '': { foundation, signedIn, voters: [{ name: say('白雪', 'Bai Xue'), phone: { number: '138 **** 8302', confirmedAt: at, by: say('钱进', 'Qian Jin') } }, { name: say('马建军', 'Ma Jianjun'), phone: { number: '138 **** 8301', confirmedAt: null, by: say('钱进', 'Qian Jin') } }, { name: say('柴进', 'Chai Jin'), phone: null }], confirmed: 1, entering: one, striking: one, acts: true, asksCode: true, typed, done: say('已登记。', 'Entered.') },
      none: { foundation, signedIn, voters: [], confirmed: 0, entering: [], striking: [], acts: false, typed }, wrong: { foundation, signedIn, voters: [], confirmed: 0, entering: one, striking: one, acts: true, asksCode: false, typed, ...errors('party', 'phone', 'struck', 'why') },
    },
  };
}
