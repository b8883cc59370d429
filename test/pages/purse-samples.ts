import type { Lang } from '../../src/platform/words';
import { wordsOf } from '../../src/platform/words';

type Model = Record<string, unknown>;

/** What the pages of the building purses show, for `samples.ts`: a building that does not exist. */
export function purseSamples(lang: Lang, { foundation, signedIn, rows }: { foundation: Model; signedIn: Model; rows: Model[] }): Record<string, Record<string, Model>> {
  const say = (zh: string, en: string): string => (lang === 'zh' ? zh : en);
  const t = wordsOf(lang);
  const desk = { foundation, signedIn };
  const purse = { code: 'building-3', name: say('三号楼自治金', 'Building 3 purse'), place: say('石门二路 12 弄 3 号楼', 'No. 3, Lane 12'), class: 'agency', closed: null, opened: '2026-03-01', held: 2_139_900n };
  const li = say('李敏', 'Li Min');
  const given = { households: 81, gave: 70, sum: 2_139_900n, mean: 30_570n, confirmed: 63, objects: 1 };
  const matched = [
    { rule: say('石门二路配捐', 'Street match'), pool: say('一般基金', 'General fund'), threshold: 50_000n, due: 50_000n, paid: 20_000n, reserved: 20_000n, unmatched: 10_000n, over: 0n, reason: 'ready' },
    { rule: say('区里配捐', 'District match'), pool: say('一般基金', 'General fund'), threshold: 5_000_000n, due: 0n, paid: 10_000n, reserved: 0n, unmatched: 0n, over: 10_000n, waits: true, reason: 'ended' },
  ];
  const question = (name: string): Model => ({ name, words: t(`agency-test.${name}`) });
  const opening = { id: 1, code: 'building-3', name: purse.name, englishName: 'Building 3 purse', place: purse.place, keepers: [say('王桂芳', 'Wang Guifang'), say('陈师傅', 'Master Chen')], purpose: say('楼道照明', 'Lights'), rest: say('退还住户', 'Back to the households'), passesOn: null, class: 'agency', day: '2026-03-01', by: li, opened: null, withdrawn: false };
  const answers = ['dutyAtOnce', 'onlyBetween', 'namedByGiver'].map((name) => ({ words: t(`agency-test.${name}`), yes: true }));
  const sheet = { id: '7', way: 'cash', day: '2026-11-03', sum: 30_000n, n: 3, by: li, mine: false, state: 'open', reference: null, booked: null, entry: null, withdrawn: null, reversed: null };
  const pieces = [{ name: 'n100', label: say('100 元', '¥100'), worth: '100.00' }, { name: 'j5', label: say('5 角', '5 jiao'), worth: '0.50' }];
  const households = [
    { id: '1', door: '101', shown: say('王阿姨', 'Auntie Wang'), sum: 5_000n, last: '2026-11-01', n: 1, yes: 1, no: 0, slip: true, movedOut: null }, { id: '2', door: '102', shown: null, sum: 8_000n, last: '2026-11-03', n: 2, yes: 0, no: 1, slip: true, movedOut: null },
    { id: '3', door: '103', shown: null, sum: 17_000n, last: '2026-11-03', n: 1, yes: 0, no: 0, slip: false, movedOut: '2026-11-10' }, { id: '4', door: '201', shown: null, sum: 0n, last: null, n: 0, yes: 0, no: 0, slip: false, movedOut: null },
  ];
  const objection = { answer: '4', door: '102', day: '2026-11-03', sum: 8_000n, words: say('我家交的是 80', 'We paid 80'), at: new Date('2026-11-04T02:00:00Z'), sheet: '7', reply: null, by: null };
  const typed = { key: 'form-0123456789abcdef', way: '', day: '2026-11-21', rows: '', doors: '', movedIn: '2026-11-21', door: '', movedOut: '2026-11-21', reply: '', which: 'unconfirmed', only: '', n100: '', j5: '' };
  const choice = [{ value: '1', label: say('一项', 'One of them') }];
  const vote = { id: '1', number: say('三号楼〔2026〕1 号', 'B3 2026-1'), day: '2026-11-02', subject: say('装灯', 'Lights'), for: 60, entitled: 81, what: say('三层感应灯', 'Lights on three floors'), payee: say('示例灯具店', 'Example Lights'), sum: 60_000n, spent: 40_000n, left: 20_000n, by: li, confirmed: li };
  const back = { ...vote, id: '2', what: say('按比例退还', 'Given back'), payee: null, spent: 0n, left: 60_000n };
  const spending = { id: '1', what: vote.what, payee: vote.payee, sum: 40_000n, day: '2026-11-03', bill: 'FP-1', by: li, booked: null, entry: null, reversed: null, waits: true, mine: false, may: true, reverses: false, back: [] };
  const spendings: Model = {
    ...desk, purse, resolutions: choice, votes: [vote, back], waiting: [{ ...vote, id: '3', mine: false, may: true, parts: [{ what: back.what, sum: 60_000n }] }], gift: null, parts: { own: 1_900_000n, street: 20_000n }, matched, unmatched: 10_000n, overpaid: [{ asking: '9', rule: matched[1]!.rule, sum: 10_000n, over: 10_000n, may: true }],
    spendings: [spending, { ...spending, id: '2', waits: false, may: false, reverses: true, booked: li, entry: 'PV-2026-11-0001' }, { ...spending, id: '3', waits: false, may: false, payee: null, booked: li, reversed: say('银行退回', 'Came back'), back: [{ to: '101', sum: 5_000n }, { door: '102', sum: 8_000n }] }],
    matches: [{ id: '1', rule: matched[0]!.rule, open: 20_000n, asking: null, askedBy: null, asks: true, pays: false }, { id: '2', rule: matched[0]!.rule, open: 10_000n, asking: '2', askedBy: li, asks: false, pays: true }],
    open: choice, banks: choice, acts: true, closes: true, done: null, typed: { key: typed.key, resolution: '', voteSum: '', what: '', payee: '', back: '', vote: '', sum: '', day: '2026-11-21', bank: '', bill: '', why: '' },
  };
  const rule = { id: 1, name: matched[0]!.rule, pool: matched[0]!.pool, threshold: 50_000n, sum: 50_000n, percent: null, cap: 50_000n, budget: 500_000n, used: 70_000n, left: 430_000n, from: '2026-01-01', to: '2026-12-31', source: say('示例街道办〔2026〕3 号', 'Example street office 2026-3'), by: li, confirmed: null, ended: null, may: true, mine: false, ends: false };
  const rules: Model = { ...desk, rules: [rule, { ...rule, id: 2, sum: null, percent: 100, confirmed: li, may: false, ends: true }, { ...rule, id: 3, confirmed: li, ended: say('钱用完了', 'Used up'), may: false }, { ...rule, id: 4, may: false, mine: true }], pools: choice, acts: true, done: null, typed: { name: '', pool: '', threshold: '', sum: '', percent: '', cap: '', budget: '', from: '2026-11-21', to: '', source: '', why: '' } };
  const pillars = { opening: 0n, received: 2_159_900n, paid: 20_000n, closing: 2_139_900n, span: 'all', from: '2026-03-01', to: '2026-11-21' };
  const seen = { ...given, gaveWidth: '86%', confirmedWidth: '77%' };
  const open: Model = { foundation, parts: { own: 1_900_000n, street: 20_000n }, purse: { ...purse, purpose: opening.purpose, rest: opening.rest }, pillars, given: seen, matched, votes: [vote, back], rows, sealed: { no: 'SR-2026-11-0183', day: '2026-11-20' } };
  const few: Model = { ...open, given: { few: true, cell: 5, households: 81, objects: 0 }, matched: [], votes: [], rows: [], sealed: null, purse: { ...purse, closed: '2026-11-20', purpose: opening.purpose, rest: opening.rest } };
  const own = { id: '4', sum: 5_000n, day: '2026-11-03', reference: null, by: li, bookedBy: say('周晓', 'Zhou Xiao'), says: null, words: null, reply: null };
  const household: Model = { foundation, token: 'Qm7token', door: '301', purse: { code: purse.code, name: purse.name }, asked: [own, { ...own, id: '9', by: null }], answered: [{ ...own, id: '5', says: true }, { ...own, id: '6', says: false, words: objection.words, reply: say('已改', 'Put right') }], reversed: [{ ...own, id: '7' }],
    announced: [{ id: '8', sum: 5_000n, reference: 'K7M29QXA' }], account: { bank: say('示例银行', 'Example Bank'), number: '6222000000000426' }, typed: { amount: '', words: '' }, done: null };
  const list = { id: '3', way: 'cash', day: '2026-11-03', sum: 15_000n, n: 2, state: 'open', why: null, keeper: say('王桂芳', 'Wang Guifang'), sentAt: new Date('2026-11-03T12:00:00Z'), yes: 0, no: 0, sheet: null };
  const kept = { foundation, byPhone: true, purse: { ...purse }, lists: [list, { ...list, id: '2', state: 'counted' }, { ...list, id: '1', way: 'transfer', state: 'booked', yes: 1, no: 1 }, { ...list, id: '0', state: 'withdrawn' }], left: 2_139_900n, name: say('王桂芳', 'Wang Guifang'), phone: '138 **** 8001',
    silent: ['101', '103'], objecting: ['102'], doors: ['101', '102', '103'], ways: choice, typed: { key: 'x', way: '', day: '2026-11-21', rows: '' }, done: null };
  const lines = [{ door: '101', sum: 5_000n, day: '2026-11-01', says: true }, { door: '102', sum: 10_000n, day: '2026-11-03', says: false }, { door: '103', sum: 10_000n, day: '2026-11-03', says: null }];
  const one = { foundation, byPhone: true, purse, handed: list, lines, done: t('keeper.done.sent') };
  return {
    'me/purse': { '': kept, none: { ...kept, lists: [], silent: [], objecting: [], doors: [], purse: { ...purse, closed: '2026-11-20' } }, errors: { ...kept, errors: [{ id: 'rows', text: t('refused.sheet-rows-missing') }] } },
    'me/purse-list': { '': one, booked: { ...one, handed: { ...list, state: 'booked' }, done: null }, back: { ...one, handed: { ...list, state: 'withdrawn', why: say('少 10 元', '10 yuan are missing') }, done: null }, errors: { ...one, done: null, errors: [{ id: null, text: t('refused.a-list-is-taken-once') }] } },
    'me/purse-reminders': { '': kept, none: { ...kept, doors: [] } },
    'desk/purse-list': { '': { ...desk, purse, handed: list, lines, pieces, acts: true, typed: { why: '' } }, transfer: { ...desk, purse, handed: { ...list, way: 'transfer' }, lines, pieces, acts: true, typed: { why: '' } }, taken: { ...desk, purse, handed: { ...list, state: 'counted', sheet: '7' }, lines, pieces, acts: false, typed: { why: '' } }, errors: { ...desk, purse, handed: list, lines, pieces, acts: true, typed: { why: '' }, errors: [{ id: 'why', text: t('refused.why-missing') }, { id: 'pieces', text: say('对不上', 'They differ') }] } },
    'desk/purses': {
      '': { ...desk, purses: [{ code: purse.code, name: purse.name, place: purse.place, class: 'agency', left: 2_139_900n, gave: 70, households: 81, closed: null }, { code: 'b4', name: say('四号楼楼道基金', 'Building 4'), place: purse.place, class: 'restricted', left: 0n, gave: 0, households: 0, closed: null }], openings: [{ id: 1, name: purse.name, place: purse.place, class: 'agency', by: li, mine: false }, { id: 2, name: purse.name, place: purse.place, class: 'restricted', by: li, mine: true }], acts: true, done: t('purse.done.opening-withdrawn') },
      none: { ...desk, purses: [], openings: [], acts: false, done: null },
    },
    'desk/purse-new': {
      '': { ...desk, questions: ['dutyAtOnce', 'onlyBetween', 'namedByGiver'].map(question), typed: { name: '', englishName: '', fundCode: '', place: '', keepers: '', purpose: '', rest: t('purse.rest.usual'), passesOn: '', dutyAtOnce: 'yes', onlyBetween: '', namedByGiver: 'no', day: '2026-11-21' } },
      errors: { ...desk, questions: ['dutyAtOnce', 'onlyBetween', 'namedByGiver'].map(question), typed: {}, errors: [{ id: 'name', text: t('refused.purse-name-missing') }, { id: 'onlyBetween', text: t('refused.answer-missing') }] },
    },
    'desk/purse-opening': {
      '': { ...desk, opening, answers, may: true, withdraws: true, mine: false, done: null },
      gift: { ...desk, opening: { ...opening, class: 'restricted', passesOn: say('协议 1', 'Agreement 1') }, answers, may: false, withdraws: true, mine: true, done: t('purse.done.opening') },
      opened: { ...desk, opening: { ...opening, opened: 'building-3' }, answers, may: false, withdraws: false, mine: false, done: null },
    },
    'desk/purse': {
      '': { ...desk, purse, given, matched, households, objections: [objection, { ...objection, answer: '5', reply: say('已改', 'Put right'), by: li }], lists: [list], keepers: [{ id: 1, name: say('王桂芳', 'Wang Guifang'), phone: '138 **** 8001', by: li }], names: true, sheets: [sheet, { ...sheet, id: '8', way: 'transfer', by: null, reference: 'K7M29QXA' }, { ...sheet, id: '9', state: 'booked', mine: true }, { ...sheet, id: '10', state: 'reversed' }], votes: 1, pieces, ways: choice, slips: choice, acts: true, doors: true, typed, done: t('purse.done.sheet') },
      none: { ...desk, purse: { ...purse, closed: '2026-11-20' }, given: { ...given, gave: 0, mean: 0n, objects: 0 }, matched: [], households: [], lists: [], keepers: [], names: false, objections: [], sheets: [], votes: 0, pieces, ways: choice, slips: choice, acts: false, doors: false, typed, done: null },
      errors: { ...desk, purse: { ...purse, class: 'restricted' }, given, matched, households, lists: [], keepers: [], names: true, objections: [objection], sheets: [sheet], votes: 0, pieces, ways: choice, slips: choice, acts: true, doors: true, typed: { ...typed, answer: '4', way: 'cash' }, done: null, errors: [{ id: 'rows', text: t('refused.sheet-rows-missing') }, { id: 'pieces', text: say('对不上', 'They differ') }, { id: 'doors', text: t('refused.doors-missing') }, { id: 'phone', text: t('refused.phone-missing') }] },
    },
    'desk/purse-sheet': Object.fromEntries<Model>([
      ['', { sheet, books: true, withdraws: true }], ['line', { sheet: { ...sheet, way: 'transfer', by: null, reference: 'K7M29QXA' }, books: true, withdraws: true, lines: choice, likely: '1' }], ['no-line', { sheet: { ...sheet, way: 'transfer' }, books: true }],
      ['mine', { sheet, mine: true, withdraws: true }], ['booked', { sheet: { ...sheet, state: 'booked', booked: li, entry: 'SR-2026-11-0001' }, reverses: true, done: t('purse.done.booked') }], ['reversed', { sheet: { ...sheet, state: 'reversed', booked: li, reversed: say('记错了', 'Wrong') } }],
      ['withdrawn', { sheet: { ...sheet, state: 'withdrawn', withdrawn: say('记错了', 'Wrong') } }],
      ['errors', { sheet, withdraws: true, errors: [{ id: 'why', text: t('refused.why-missing') }] }],
    ].map(([name, more]) => [name as string, { ...desk, purse, contributions: [{ door: '101', shown: say('王阿姨', 'Auntie Wang'), sum: 5_000n, day: '2026-11-01', says: true }, { door: '102', shown: null, sum: 10_000n, day: '2026-11-03', says: false }, { door: '103', shown: null, sum: 15_000n, day: '2026-11-03', says: null }], mine: false, books: false, withdraws: false, reverses: false, lines: [], likely: '', pieces, typed: { line: '', why: '' }, done: null, ...(more as Model) }])),
    'desk/purse-spending': {
      '': spendings,
      gift: { ...spendings, gift: { sum: 60_000n, used: 45_000n, left: 15_000n }, parts: { own: 100_000n, street: 0n }, spendings: [], matches: [], matched: [], unmatched: 0n, overpaid: [], closes: false },
      none: { ...spendings, votes: [], waiting: [], spendings: [], matches: [], matched: [], unmatched: 0n, overpaid: [], open: [], resolutions: [], acts: true, closes: false, done: t('purse.done.vote') },
      read: { ...spendings, acts: false, closes: false, waiting: [], matches: [], overpaid: [] },
      errors: { ...spendings, errors: [{ id: 'sum', text: t('refused.sum-missing') }, { id: 'resolution', text: t('refused.households-resolution-missing') }] },
    },
    'desk/purse-slips': { '': { ...desk, purse, house: foundation.name, slips: [{ door: '101', link: 'https://books.example.org/c/Qm7tokenQm7tokenQm7toke', picture: 'data:image/svg+xml;base64,PHN2Zy8+' }, { door: '102', link: 'https://books.example.org/c/Rm7tokenQm7tokenQm7toke', picture: 'data:image/svg+xml;base64,PHN2Zy8+' }] } },
    'desk/purse-matching': { '': rules, none: { ...rules, rules: [], acts: false }, errors: { ...rules, errors: [{ id: 'sum', text: t('refused.a-match-is-a-sum-or-a-share') }] } },
    'funds/purse': { '': open, few, nobody: { ...few, given: { few: false, cell: 5, households: 81, objects: 1 } } },
    'funds/purse-board': { '': { ...open, today: '2026-11-21' }, few: { ...few, today: '2026-11-21' } },
    'funds/household': {
      '': household,
      nothing: { ...household, asked: [], answered: [], reversed: [], announced: [], account: null, done: 'yes' },
      errors: { ...household, typed: { amount: '', words: '', contribution: '4' }, errors: [{ id: 'words', text: t('refused.who-says-no-says-what-is-wrong') }] },
    },
    'funds/household-gone': { '': { foundation } },
  };
}
