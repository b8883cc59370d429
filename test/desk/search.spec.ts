import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { appointed, type AtDesk, atDesk, keysOf, preparing, sitting } from '../support/desk';
import { openLunchFund } from '../support/giving';

// What staff have in hand when they look for something: a number, a name, the end of a telephone number, a sum.

let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let chen: AtDesk;
let qian: AtDesk;
let bai: AtDesk;
let liMin: number;
let lunch: number;
let gift: string;
let no: string;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-10-08T02:00:00Z') });
  foundation = await preparing(house);
  ({ id: lunch } = await openLunchFund(house, foundation));
  liMin = await appointed(house, foundation, '李敏', 'bookkeeper');
  li = await atDesk(house, liMin);
  chen = await atDesk(house, await appointed(house, foundation, '陈静', 'cashier'));
  qian = await atDesk(house, await appointed(house, foundation, '钱进', 'programme-officer'));
  const recorded = await li.sends('/desk/gifts/cash', { key: 'form-key-of-the-search-1', channel: 'counter', fund: String(lunch), day: '2026-10-08', display: 'masked', name: '欧阳100%_秀英', phone: '138 1234 8000', n100: '3', n20: '1', n5: '1', n1: '1' });
  gift = /gifts\/(\d+)/.exec(recorded.to!)![1]!;
  await chen.sends(`/desk/gifts/${gift}/counts`, { n100: '3', n20: '1', n5: '1', n1: '1' });
  await li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '1,234,567', reference: 'ICBC20261001', valueDay: '2026-10-01' });
  await shows(house, { foundation: foundation.id, by: liMin, lines: [{ day: '2026-10-06', sum: -7_700n, reference: 'ICBC2026100600000007', party: '示例餐饮有限公司' }] });
  await house.app.get(Sealer).seal();
  [{ no }] = await house.db.query<[{ no: string }]>('SELECT voucher AS no FROM sealed_entry ORDER BY number LIMIT 1');
  // another house, with a donor of the same name and number
  const other = await preparing(house, 'xinyuan', '新园社区基金会');
  bai = await atOther(other);
});
afterAll(() => house.close());

async function atOther(other: Foundation): Promise<AtDesk> {
  const visitor = house.visitor();
  await visitor.post('/f/xinyuan/desk/sessions').type('form').send(await keysOf(house, await appointed(house, other, '白露', 'bookkeeper'))).expect(303);
  return sitting(visitor);
}

/** Where the hits lead, as somebody finds them. */
async function leadsTo(who: AtDesk, q: string, base = ''): Promise<string[]> {
  const html = await who.reads(`${base}/desk/search?q=${encodeURIComponent(q)}`);
  const [, table = ''] = /<tbody>([^]*?)<\/tbody>/.exec(html) ?? [];
  return [...table.matchAll(/href="([^"]+)"/g)].map(([, path]) => path!.replace('/f/wutongli', ''));
}

it.each([
  ['the number of the gift, in small letters and full width', () => 'ｇｆ-2026-000001', () => [`/desk/gifts/${gift}`]],
  ['its receipt', () => 'R-2026-000001', () => [`/desk/gifts/${gift}`]],
  ['the whole voucher number', () => no, () => [`/desk/vouchers/${no}`]],
  ['the beginning of one', () => 'sr-2026-10', () => [`/desk/vouchers/${no}`]],
  ['a name, with signs that mean something to databases', () => '100%_秀', () => [`/desk/gifts/${gift}`]],
  ['a sign that stands in no name', () => '100_%', () => []],
  ['the end of a telephone number', () => '8000', () => [`/desk/gifts/${gift}`]],
  ['the whole of it, as telephones show it', () => '+86 138-1234-8000', () => [`/desk/gifts/${gift}`]],
  ['digits from its middle', () => '1234', () => []],
  ['three digits', () => '000', () => []],
  ['a sum', () => '326.00', () => [`/desk/gifts/${gift}`, `/desk/vouchers/${no}`]],
  ['a sum with its unit, whichever way the money went', () => '77元', () => ['/desk/bank/bank/lines/1']],
  ['the bank’s own number', () => 'ICBC2026100600000007', () => ['/desk/bank/bank/lines/1']],
  ['who stands on the bank’s line', () => '示例餐饮', () => ['/desk/bank/bank/lines/1']],
  ['a founder', () => '示例物业', () => ['/desk/founding/contributions/1']],
  ['nothing that is here', () => "x' OR 1=1 --", () => []],
  ['a very long text', () => '银'.repeat(500), () => []],
  ['signs that no text has', () => '\u0007', () => []],
])('%s', async (_, q, found) => {
  expect(await leadsTo(li, q())).toEqual(found());
});

it('nobody is led to a page that is closed to them', async () => {
  expect(await leadsTo(chen, '示例物业')).toEqual([]);
  expect(await leadsTo(chen, '示例餐饮')).toEqual(['/desk/bank/bank/lines/1']);
  expect(await leadsTo(qian, '示例餐饮')).toEqual([]);
  // a programme officer reads the entry where everybody reads it
  expect(await leadsTo(qian, '326.00')).toEqual([`/desk/gifts/${gift}`, `/entries/${no}`]);
  for (const [who, q] of [[li, '示例'], [chen, '示例'], [qian, '326.00'], [li, '326.00']] as const)
    for (const path of await leadsTo(who, q)) await who.reads(path);
});

it('no house finds what belongs to another', async () => {
  for (const q of ['8000', '欧阳', '326.00', no, 'R-2026-000001', '示例餐饮', '示例物业', 'ICBC20261001']) expect([q, await leadsTo(bai, q, '/f/xinyuan')]).toEqual([q, []]);
});

it('nothing asked is no question, nothing found says what to try, and of very many the newest are shown', async () => {
  expect(await li.reads('/desk/search')).toContain('可以查凭证号');
  expect(await li.reads('/desk/search?q=%20')).not.toContain('找到');
  // the other language asks the same
  expect(await li.reads(`/desk/search?q=${encodeURIComponent('王芳')}`)).toContain(`href="/en/desk/search?q&#x3D;${encodeURIComponent('王芳')}"`);
  expect(await li.reads('/desk/search?q=nothing-like-it')).toContain('没有找到');
  const general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general' AND foundation = $1", [foundation.id]))[0].id, foundation: foundation.id, class: 'general' as const };
  const [{ bank }] = await house.db.query<[{ bank: number }]>("SELECT id AS bank FROM place WHERE account = '1002' AND foundation = $1", [foundation.id]);
  await house.db.transaction((tx) => house.app.get(Ledger).post(tx, Array.from({ length: 25 }, (_, at) => bankGift({ fund: general, sum: 100n, bank, day: '2026-10-07', source: `many:${at}`, party: '许多人' }))));
  await house.app.get(Sealer).seal();
  expect(await leadsTo(li, '许多')).toHaveLength(20);
  expect(await li.reads(`/desk/search?q=${encodeURIComponent('许多')}`)).toContain('每类只列最近 20 条');
});
