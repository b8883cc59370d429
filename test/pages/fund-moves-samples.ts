type Model = Record<string, unknown>;

/** Samples of the pages of money between funds and of the end of a fund. */
export function fundMovesSamples({ say, foundation, signedIn }: { say: (zh: string, en: string) => string; foundation: Model; signedIn: Model }): Record<string, Record<string, Model>> {
  const lunch = say('银龄午餐基金', 'Elderly Lunch Fund');
  const stairs = say('楼道更新基金', 'Stairway Fund');
  const fund = { code: 'lunch', name: lunch, purpose: say('独居老人的工作日午餐', 'Working-day lunches'), rest: say('用于相近目的', 'A similar purpose'), money: 5_000_000n, owed: 300_000n, promised: 200_000n, free: 4_500_000n, worth: 4_700_000n };
  const li = say('李敏', 'Li Min');
  const wang = say('王建国', 'Wang Jianguo');
  const row = { proposal: 7, act: 'transfer', what: say('划转到', 'Transfer to'), day: '2026-11-20', sum: 120_000n, out: true, counterpart: stairs, path: '/funds/stairs', reason: say('老人下楼用的扶手', 'Handrails for the same people'), basisText: say('目的相近', 'Similar purpose'), basisNote: say('同一批老人', 'The same people'), resolution: null, no: 'JV-2026-11-0003', state: 'booked' };
  const freezes = [{ day: '2026-11-18', reason: say('票据在查', 'Bills are looked into'), takesGifts: false, by: li, thawed: null }, { day: '2026-03-01', reason: say('换负责人', 'Change of manager'), takesGifts: true, by: wang, thawed: { day: '2026-03-09', reason: say('已交接', 'Handed over'), by: li } }];
  const end = { day: '2026-11-01', reason: say('午餐改由街道食堂提供', 'The canteen takes over'), receiver: stairs, basis: 'agreement', basisText: say('协议约定', 'The agreement'), basisNote: say('第九条', 'Clause 9'), resolution: null, by: li, closed: null, published: null };
  const closed = { ...end, resolution: say('第 3 号', 'No. 3'), closed: { day: '2026-11-20', by: wang } };
  const resolutions = [{ value: '3', label: say('第 3 号 · 2026-11-02', 'No. 3 · 2026-11-02') }];
  const targets = [{ value: 'stairs', label: stairs, purpose: say('老楼的扶手和灯', 'Handrails and lamps') }];
  const bases = [{ value: 'same purpose', label: say('目的相同', 'Same purpose') }];
  const typed = { day: '', to: '', sum: '', basis: '', basisNote: '', resolution: '', reason: '', gifts: '', place: '' };
  const act = (name: string, title: string, more: Model): Model => ({ foundation, signedIn, fund, act: name, title, text: title, acts: true, why: null, typed, ...more });
  const fees = act('fees', say('管理费', 'Management fee'), { form: 'fee', terms: [{ text: say('捐赠收入的 3%', '3% of gifts') }], due: { from: '2026-10-01', to: '2026-10-31', agreed: 30_000n, taken: 20_000n, cut: 10_000n } });
  const transfers = act('transfers', say('资金划转', 'Transfer'), { restricted: true, targets, purposes: targets, bases, resolutions });
  const freeze = act('freeze', say('冻结', 'Freeze'), { form: 'freeze', frozen: false, freezes: [], choices: [{ value: 'yes', label: say('继续接受捐赠', 'Gifts go on') }] });
  const ending = act('ending', say('终止', 'Ending'), { form: 'announce', end: null, left: [], rest: [], targets, bases, resolutions, withdrawable: false, giving: false, waits: false });
  const growing = {
    foundation, signedIn, fund, trust: false, holds: 3_000_000n, floor: 200_000_000n, counts: 1_000_000n, missing: 199_000_000n, agreed: 1_000_000n, founded: 0n, consents: [{ id: 1, withdrawn: null, giver: say('赵先生', 'Mr Zhao'), sum: 1_000_000n, day: '2026-11-02', paper: say('同意书 1 号', 'Consent 1'), by: li }, { id: 2, withdrawn: { why: say('没有签字', 'Not signed'), by: li }, giver: say('钱女士', 'Ms Qian'), sum: 1_000n, day: '2026-11-02', paper: say('同意书 2 号', 'Consent 2'), by: li }],
    preparing: [], into: [], spinOffs: [], resolutions, acts: true, form: null, waiting: false, begins: true,
    typed: { why: '', consent: '', giver: '', sum: '', day: '', paper: '', address: '', name: '', englishName: '', purpose: '', englishPurpose: '', bank: '', into: '', total: '', founding: '', resolution: '', reason: '' },
  };
  const errors = (id: string): Model => ({ errors: [{ id, text: say('请填写', 'Fill this in') }] });
  const spinOff = { id: 9, name: say('南园社区基金会', 'Nanyuan Community Foundation'), code: 'nanyuan', sum: 3_000_000n, founding: 1_000_000n, day: '2026-11-20', by: li, no: null, theirs: null, state: 'waits', may: true, returns: false, back: null, mayReturn: false };
  const house = { code: 'nanyuan', name: spinOff.name, original: 0n };
  const no = { confirm: false, other: false, withdraw: false, supplement: false };
  const change = { id: 1, basisText: say('捐赠人书面同意', 'Written consent'), givers: say('示例电器', 'Example Electric'), filingNo: null, day: '2026-11-18', reason: say('食堂已由街道开办', 'The street runs the canteen'), purpose: say('老人的晚餐', 'Suppers'), use: say('晚餐', 'Suppers'), tags: say('助老', 'The old'),
    by: li, confirmed: null, withdrawn: null, state: 'waits', no: null, from: null, drawn: false, papers: { list: [], count: 0, page: '/desk/papers/of/purposes/1' as string | null }, may: { ...no, confirm: true } };
  const purpose: Model = { foundation, signedIn, fund, now: { purpose: fund.purpose, use: fund.purpose, from: '2026-09-01' }, changes: [], enters: false, ended: false, bases, tags: [{ value: 'elderly', label: say('助老', 'The old') }],
    typed: { basis: '', givers: '', filingNo: '', day: '', reason: '', purposes: [], purpose: '', englishPurpose: '', use: '', englishUse: '', change: '', why: '' } };
  return {
    'desk/fund-acts': {
      '': { foundation, signedIn, fund, frozen: true, freezes, end: null, acts: [{ path: '/desk/funds/lunch/fees', title: say('管理费', 'Management fee'), text: say('按协议提取', 'By the agreement') }], moves: [row, { ...row, state: 'waits', no: null, out: false }, { ...row, state: 'reversed' }], done: say('基金已冻结。', 'Frozen.') },
      ending: { foundation, signedIn, fund, frozen: false, freezes: [], end, acts: [], moves: [] },
      closed: { foundation, signedIn, fund, frozen: false, freezes: [], end: closed, acts: [], moves: [row] },
    },
    'desk/fund-act': {
      '': fees, none: { ...fees, form: null, terms: [], due: null }, reading: { ...fees, acts: false }, early: { ...fees, due: null, asksCode: true, ...errors('to') },
      transfers, unrestricted: { ...transfers, restricted: false, purposes: [], resolutions: [], asksCode: true, ...errors('reason') },
      freeze: { ...freeze, asksCode: true, ...errors('reason') }, thaw: { ...freeze, form: 'thaw', frozen: true, freezes }, mine: { ...freeze, form: null, frozen: true, freezes, why: say('冻结的人不能自己解冻。', 'Another person unfreezes it.') },
      announce: { ...ending, asksCode: true, ...errors('to') }, rest: { ...ending, form: 'rest', end, left: [say('账上还有 450 元', '450 is in the fund')], giving: true, withdrawable: true, rest: [{ ...row, state: 'reversed', no: null }] },
      waits: { ...ending, form: 'rest', end, left: [say('1 笔捐赠还在路上', 'One gift is under way')], waits: true, rest: [{ ...row, state: 'waits', no: null }] },
      close: { ...ending, form: 'close', end, rest: [row] }, publish: { ...ending, form: 'publish', end: closed }, published: { ...ending, form: null, end: { ...closed, published: { day: '2026-11-21', place: say('慈善中国', 'Charity platform') } } },
    },
    'desk/fund-purpose': {
      '': { ...purpose, changes: [change] }, enters: { ...purpose, enters: true, done: say('已登记', 'Entered'), asksCode: true, ...errors('purpose') }, other: { ...purpose, changes: [{ ...change, may: { ...no, other: true, withdraw: true } }], asksCode: true, ...errors('why') },
      confirmed: { ...purpose, changes: [{ ...change, state: 'confirmed', confirmed: wang, may: { ...no, supplement: true } }, { ...change, id: 2, state: 'signed', confirmed: wang, no: 'XY-2', from: '2026-12-01', drawn: true, may: no }] },
      drawn: { ...purpose, ended: true, changes: [{ ...change, basis: 'filing', givers: null, filingNo: 'BA-1', state: 'confirmed', drawn: true, may: { ...no, supplement: true } }, { ...change, id: 2, state: 'withdrawn', withdrawn: { why: say('写错了', 'Mistyped'), by: li }, may: no }] },
    },
    'desk/fund-growing': {
      '': growing, begin: { ...growing, form: 'foundation', asksCode: true, consents: [], ...errors('address') }, propose: { ...growing, begins: false, form: 'spin-off', preparing: [house], into: [{ value: 'nanyuan', label: house.name }], ...errors('into') },
      approve: { ...growing, begins: false, acts: true, waiting: true, preparing: [house], spinOffs: [spinOff], asksCode: true },
      held: { ...growing, begins: false, acts: true, waiting: true, preparing: [house], spinOffs: [spinOff], asksCode: true, guards: [{ check: 'original-fund', title: say('原始基金', 'Original fund'), verdict: 'hold', text: say('差 34,500.00 元', '¥34,500.00 short'), basis: say('条例第八条', 'Regulations art. 8'), quoted: false }], held: { is: true, resolution: true, consent: false }, lets: [{ value: '3', label: say('第 3 号', 'No. 3') }], ...errors('resolution') },
      barred: { ...growing, begins: false, acts: true, waiting: true, preparing: [house], spinOffs: [spinOff], held: {}, barred: true },
      done: { ...growing, begins: false, missing: 0n, preparing: [house], waiting: true, acts: false, spinOffs: [{ ...spinOff, state: 'booked', may: false, no: 'PV-2026-11-0004', theirs: 'SR-2026-11-0001', returns: true }] },
      returns: { ...growing, begins: false, preparing: [house], asksCode: true, spinOffs: [{ ...spinOff, state: 'booked', may: false, back: { id: 12, by: li, why: say('再议', 'Let us think again') }, mayReturn: true }] }, trust: { ...growing, trust: true, acts: false, consents: [] },
    },
  };
}
