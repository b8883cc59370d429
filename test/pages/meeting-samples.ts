type Model = Record<string, unknown>;

/** Samples of the pages of meetings. */
export function meetingSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const choice = (value: string, zh: string, en: string): Model => ({ value, label: say(zh, en) });
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const at = new Date('2026-11-20T02:00:00Z');
  const li = say('李敏', 'Li Min');
  const coming = {
    number: '2026-4', bodyName: say('柳荫街社区居民议事会', 'Liuyin Residents’ Council'), startsAt: new Date('2026-11-28T11:30:00Z'), day: '2026-11-28', place: say('居委会二楼', 'Committee house, second floor'), dialIn: '123 456',
    by: li, calledAt: at, calledOff: null, minutes: 0, signed: false, present: 0, needed: 17, state: 'coming',
  };
  const held = { ...coming, number: '2026-3', state: 'held', minutes: 1, present: 18 };
  const off = { ...coming, number: '2026-2', state: 'off', calledOff: { why: say('台风', 'A typhoon'), at } };
  const motion = { id: 1, number: '2026-7', question: say('同意把楼道灯换成感应灯吗', 'Shall the stairs get lamps with sensors?'), explanation: say('三家报价见附件。', 'Three quotations were asked for.'), majority: 'ordinary', withdrawn: false };
  const point = { nth: 2, title: say('通报电梯维修', 'The lift is being repaired'), papers: say('维修单位已报价。', 'There is a quotation.'), motion: null, recused: [], says: null, undecided: null, result: null };
  const items = [{ nth: 1, title: '', papers: '', motion, recused: [], says: null, undecided: say('到会 16 人，不足 17 人，本次会议不能表决这个议案。', '16 present, 17 needed: this meeting cannot decide the motion.'), result: null }, point];
  const decided = [{ ...items[0], undecided: null, says: say('通过：赞成 14 票（需要 11 票），反对 3 票，弃权 1 票', 'Carried: 14 for (11 needed), 3 against, 1 abstained'), result: { carried: true } }, { ...items[0], nth: 3, undecided: null, motion: { ...motion, withdrawn: true } }, point];
  const quorum = [{ about: say('会议', 'The meeting'), says: say('应到 21 人，至少到会 17 人', '21 should attend, at least 17 have to be there'), missing: 1, text: say('16 人会到，还差 1 人', '16 will come: 1 missing') }, { about: say('2026-7 号议案', 'Motion 2026-7'), says: say('应到 20 人，至少到会 16 人', '20 should attend'), missing: 0, text: say('16 人会到，够开会', '16 will come: enough') }];
  const member = { party: 1, name: say('陈桂英', 'Chen Guiying'), chairs: true, hasPhone: true, comes: true, answer: 'in-person', reason: '', holder: null, giver: null, how: 'in-person', proxyBy: null };
  const members = [member, { ...member, party: 2, name: say('张伟', 'Zhang Wei'), chairs: false, answer: 'excused', reason: say('出差', 'Travelling'), how: null }, { ...member, party: 3, name: say('王芳', 'Wang Fang'), chairs: false, answer: null, holder: { party: 1, name: member.name, paper: say('委托书', 'A paper') }, how: 'proxy', proxyBy: member.name }, { ...member, party: 4, chairs: false, answer: null, how: null }];
  const minutes = {
    id: 1, nth: 2, presidedBy: { party: 1, name: member.name }, keptBy: say('韩雪', 'Han Xue'), guests: say('物业刘经理', 'Mr Liu of the property company'), why: say('灯的名称', 'The name of the lamp'), by: li, at, words: [say('讨论了三种灯。', 'Three lamps were talked about.'), say('无。', 'Nothing.'), say('无异议。', 'Nobody objected.')],
    signatures: [{ party: 1, name: member.name, at }], waits: [{ party: 2, name: say('李娜', 'Li Na') }], scan: null, compared: null, signedAt: null, onPaper: false,
  };
  const signed = { ...minutes, nth: 1, why: '', waits: [], scan: { by: li, byId: 1, at }, compared: { by: say('钱进', 'Qian Jin'), at }, signedAt: at, onPaper: true };
  const papers = { list: [{ id: '3', path: '/desk/papers/3', name: say('纪要.pdf', 'Minutes.pdf'), type: 'application/pdf', kindName: 'PDF', size: 400_000, sizeText: '391 KB', by: li, at, also: 0, withdrawn: null }], count: 1, page: '/desk/papers/of/minutes/1' };
  const people = [choice('1', '陈桂英', 'Chen Guiying'), choice('2', '张伟', 'Zhang Wei')];
  const typed = { day: '2026-11-28', time: '19:30', place: coming.place, inPerson: ['1'], remote: [], proxy: ['3'], words: [], presidedBy: '1' };
  const may = { move: false, sheet: false, proxy: false, write: false, scan: false, compare: false };
  const page = { foundation, signedIn, meeting: coming, items, quorum, moves: [{ startsAt: coming.startsAt, place: coming.place, why: say('装修', 'Building work'), by: li, at }], members, unreached: [say('王芳', 'Wang Fang')], minutes: [], newest: null, papers: null, due: '2026-12-13', calledBy: '2026-11-21', source: say('议事规则第六条', 'Rules, article 6'), may: { ...may, move: true, proxy: true }, choices: { people, proxies: people, present: people }, seen: '1.0', blanks: [1, 2, 3], typed };
  const over = { ...page, meeting: held, items: decided };
  const mine = { foundation, meeting: coming, me: member, items, quorum, coming: 16, members: [{ name: member.name, chairs: true, said: 'in-person', there: true }, { name: say('张伟', 'Zhang Wei'), chairs: false, said: 'nothing', there: false }], minutes: null, resigns: false, signed: false, proxy: { mine: null, held: null, recused: false, holders: people }, answers: [choice('in-person', '到场参加', 'I come'), choice('remote', '线上参加', 'By line'), choice('excused', '请假', 'I cannot come')], typed: { answer: 'in-person', reason: '', holder: '' } };
  const bare = { bodies: [{ key: 'council', name: say('理事会', 'Council of the foundation'), seated: 7, findings: [say('今年已召开 1 次。', 'Met once this year.')] }, { key: 'residents-council-1', name: coming.bodyName, seated: 21, findings: [] }], acts: true };
  return {
    'desk/meetings': { '': { foundation, signedIn, ...bare, coming: [coming], others: [held, { ...held, minutes: 0 }, { ...held, signed: true }, off] }, none: { foundation, signedIn, bodies: [], coming: [], others: [], acts: false } },
    'desk/meeting-new': {
      '': { foundation, signedIn, body: bare.bodies[1], notice: { days: 7, first: '2026-11-28', source: page.source }, motions: [motion], others: [1, 2, 3, 4], typed: { motions: ['1'] } },
      refused: { foundation, signedIn, body: bare.bodies[0], notice: null, motions: [], others: [1, 2, 3, 4], typed: { title2: 'x' }, ...errors('day', 'time', 'place', 'title1', 'title2') },
    },
    'desk/meeting': {
      '': { ...page, done: say('会议已召集，通知已发出。', 'The meeting is called.') },
      held: { ...over, minutes: [minutes, signed], newest: minutes, papers, may: { ...may, sheet: true, write: true, scan: true }, asksCode: true, heldFiles: [], ...errors('sheet', 'strikeWhy', 'words', 'file', 'minutesWhy') },
      unwritten: { ...over, quorum: [], unreached: [], moves: [], may: { ...may, write: true }, choices: { people, proxies: [], present: [] } },
      compared: { ...over, minutes: [{ ...signed, signedAt: null, compared: null }], newest: { ...signed, signedAt: null, compared: null }, papers, may: { ...may, compare: true }, asksCode: true },
      signed: { ...over, minutes: [signed], newest: signed, papers },
      off: { ...page, meeting: off, members: [], quorum: [], may },
    },
    'desk/meeting-notice': { '': page, off: { ...page, meeting: off } },
    'desk/meeting-sheet': { '': page },
    'desk/meeting-minutes': { '': { ...over, minutes: [minutes], newest: minutes } },
    'me/meeting': {
      '': { ...mine, done: say('已收到您的答复。', 'Your answer is in.') },
      represented: { ...mine, me: { ...member, answer: null, holder: { name: member.name } }, proxy: { mine: { name: member.name }, held: null, recused: false, holders: [] } },
      holding: { ...mine, proxy: { mine: null, held: { name: member.name }, recused: false, holders: [] }, ...errors('answer', 'reason') },
      recused: { ...mine, proxy: { mine: null, held: null, recused: true, holders: [] } },
      signing: { ...mine, meeting: held, items: decided, minutes, resigns: true },
      signed: { ...mine, meeting: held, items: decided, minutes: signed, signed: true, proxy: null },
      off: { ...mine, meeting: off, me: null, quorum: null, members: [], proxy: null },
    },
    'disclosure/meetings': { '': { foundation, coming: [coming], others: [{ ...held, signed: true }, off] }, none: { foundation, coming: [], others: [] } },
    'disclosure/meeting': {
      '': { foundation, meeting: coming, items, quorum, source: page.source, moves: page.moves, seated: 21, coming: 16, members: [{ name: member.name, chairs: true, there: null }], minutes: null, waits: false, corrects: false },
      signed: { foundation, meeting: held, items: decided, quorum, source: page.source, moves: [], seated: 21, coming: 16, members: [{ name: member.name, chairs: true, there: 'in-person' }, { name: say('张*', 'Z*'), chairs: false, there: 'proxy' }], minutes: { ...signed, presidedBy: member.name }, waits: false, corrects: true },
      waits: { foundation, meeting: held, items, quorum, source: page.source, moves: [], seated: 21, coming: 16, members: [], minutes: null, waits: true, corrects: false },
      off: { foundation, meeting: off, items, quorum: [], source: '', moves: [], seated: 0, coming: 0, members: [], minutes: null, waits: false, corrects: false },
    },
  };
}
