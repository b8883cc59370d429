type Model = Record<string, unknown>;

/** Samples of the pages of votes. */
export function voteSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const rule = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true, source: say('议事规则第九条', 'Rules of procedure, 9') };
  const vote = {
    id: 1, motionId: 1, motion: '2026-1', question: say('是否同意在院内加装路灯？', 'Shall lamps be put up in the courtyard?'), secret: true, kind: 'secret', proxies: false, meeting: '2026-1', opensAt: new Date('2026-11-22T02:00:00Z'), closesAt: new Date('2026-11-24T12:00:00Z'),
    state: 'open', seated: 25, recused: 1, rule, says: say('应到成员的 4/5 到会才能表决；赞成超过应到成员的 1/2，议案才通过。', 'At least 4/5 are there; more than 1/2 carry it.'), annulled: null, result: null,
  };
  const result = { closedAt: new Date('2026-11-24T12:05:00Z'), seated: 25, recused: 1, entitled: 24, present: 20, neededPresent: 20, neededFor: 13, for: 14, against: 4, abstained: 1, invalid: 1, carried: true, outcome: 'carried', enough: true, objectionDays: 7, statement: 3 };
  const open = { ...vote, secret: false, kind: 'open' };
  const over = { ...vote, state: 'over' };
  const closed = { ...vote, state: 'closed', result };
  const annulled = { ...vote, state: 'annulled', annulled: { why: say('密钥遗失', 'The key was lost'), by: say('李敏', 'Li Min'), asker: 1, confirmed: true } };
  const choices = [['for', '赞成', 'For'], ['against', '反对', 'Against'], ['abstain', '弃权', 'Abstain']].map(([value, zh, en]) => ({ value, label: say(zh!, en!) }));
  const some = [{ value: '1', label: say('1 陈桂英', '1 Chen Guiying') }];
  const roll = [['ballot', null, null], ['paper', null, null], ['word', null, null], [null, null, null], [null, 'seat-ended', null], [null, 'stood-back', null]].map(([has, struck, choice], nth) => ({ party: nth, name: say('陈桂英', 'Chen Guiying'), nth: nth + 1, has, struck, choice, spoke: false }));
  const none = { handedOut: 0, agreed: false, mine: false, others: 0, counts: [], differ: false };
  const counts = ['李敏', '王芳'].map((by, nth) => ({ person: nth, by: say(by, 'Li Min'), for: 3, against: nth, abstained: 0, invalid: 0, handedOut: 4 }));
  const desk = { foundation, signedIn, vote, roll, taken: 3, keyLost: false, acts: true, asksCode: true, closable: false, mayConfirm: false, papers: none, free: some, handed: some, silent: some, choices, typed: {} };
  const own = { party: 1, name: say('陈桂英', 'Chen Guiying'), onRoll: true, has: null, seated: true, declared: false, recused: null, choice: null, proxies: [] };
  const mine = { foundation, vote, own, may: true, free: true, whom: [], choices, typed: {} };
  const errors = (...ids: string[]): Model => ({ errors: ids.map((id) => ({ id, text: say('请填写', 'Fill this in') })) });
  const token = '0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ';
  const published = { recountHash: 'a'.repeat(64), codesHash: 'b'.repeat(64), chain: 'c'.repeat(64), codes: 18 };
  return {
    'desk/votes': {
      '': { foundation, signedIn, votes: [vote, over, closed, { ...annulled, secret: false, kind: 'open' }], motions: some, meetings: some, acts: true, asksCode: true, typed: {}, ...errors('motion', 'closesDay', 'closesTime') },
      none: { foundation, signedIn, votes: [], motions: [], meetings: [], acts: true, typed: {} },
    },
    'desk/vote': {
      '': { ...desk, done: say('表决已开启。', 'The vote is open.') },
      lost: { ...desk, keyLost: true, ...errors('member', 'returned', 'annulWhy') },
      differ: { ...desk, vote: over, papers: { handedOut: 4, agreed: false, mine: true, others: 1, counts, differ: true }, ...errors('papersFor', 'handedOut') },
      waits: { ...desk, vote: { ...over, annulled: { ...annulled.annulled, confirmed: false } }, mayConfirm: true, papers: { ...none, handedOut: 4, others: 1 } },
      agreed: { ...desk, vote: over, closable: true, papers: { handedOut: 4, agreed: true, mine: true, others: 1, counts, differ: false } },
      open: { ...desk, vote: open, ...errors('speaker', 'choice') },
      closed: { ...desk, vote: closed, acts: false, roll: roll.map((row) => ({ ...row, choice: row.has ? 'for' : null })) },
      annulled: { ...desk, vote: annulled },
    },
    'desk/vote-papers': { '': { foundation, signedIn, vote, ballots: [{}, {}] } },
    'me/vote': {
      '': mine, errors: { ...mine, whom: some, ...errors('noInterest') }, open: { ...mine, vote: open, own: { ...own, declared: true, choice: 'for' }, whom: some, done: say('已收到您的选择。', 'Your choice is in.'), ...errors('choice') },
      taken: { ...mine, free: false, own: { ...own, has: 'ballot' } }, paper: { ...mine, free: false, own: { ...own, has: 'paper' } }, recused: { ...mine, may: false, free: false, own: { ...own, recused: say('家人承接', 'A relative is paid') } },
      stranger: { ...mine, may: false, free: false, own: { ...own, onRoll: false } }, left: { ...mine, may: false, free: false, own: { ...own, seated: false } }, over: { ...mine, vote: over, may: false, free: false }, closed: { ...mine, vote: closed, may: false, free: false }, annulled: { ...mine, vote: annulled, may: false, free: false },
    },
    'council/ballot': { '': { foundation, vote, fresh: true, signedOut: true, choices, typed: { token, choice: '' } }, again: { foundation, vote, fresh: false, signedOut: false, choices, typed: { token: 'x', choice: 'for' }, ...errors('token', 'choice') } },
    'council/ballot-check': { '': { foundation, vote, choice: 'against', token } },
    'council/ballot-receipt': { '': { foundation, vote, code: '0123-4567-89AB-CDEF' } },
    'council/vote': {
      '': { foundation, vote: closed, published, found: { code: '0123-4567-89AB-CDEF', there: true }, typed: { code: '0123' } }, not: { foundation, vote: { ...closed, result: { ...result, carried: false, outcome: 'not', enough: false, invalid: 0 } }, published, found: { code: '0123', there: false }, typed: { code: '0123' } },
      named: { foundation, vote: { ...closed, secret: false, kind: 'open' }, published, found: null, typed: { code: '' } }, open: { foundation, vote, published: null, found: null, typed: { code: '' } }, saying: { foundation, vote: { ...vote, secret: false, kind: 'open' }, published: null, found: null, typed: { code: '' } }, over: { foundation, vote: over, published: null, found: null, typed: { code: '' } }, annulled: { foundation, vote: annulled, published: null, found: null, typed: { code: '' } },
    },
    'disclosure/help': { '': { foundation, does: [say('能保证。', 'It does.')], not: [say('不能保证。', 'It does not.')] } },
  };
}
