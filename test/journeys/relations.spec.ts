import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';

// Li Min's husband works for the firm that brings the lunches. The programme officer enters it once, and whoever decides is told.
const clock = new SetClock('2026-06-30T02:00:00Z');
let house: TestApp;
let foundation: Foundation;
let li: number;
let gao: AtDesk;
let he: AtDesk;
const KITCHENS = '91310000MA1FL0X00B';
beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  li = await appointed(house, foundation, '李敏', 'bookkeeper');
  gao = await atDesk(house, await appointed(house, foundation, '高原', 'programme-officer'));
  he = await atDesk(house, await appointed(house, foundation, '何平', 'supervisor'));
});
afterAll(() => house.close());

const RELATION = { aKind: 'person', aName: '', aCode: '', kind: '', bKind: 'body', bName: '', bCode: '', from: '2024-01-01', to: '', source: '2026 年度利益申报表' };
const enters = (relation: object) => gao.sends('/desk/relations', { ...RELATION, ...relation });
const partyOf = async (name: string): Promise<number> => (await house.db.query<[{ id: number }]>('SELECT id FROM party WHERE name = $1', [name]))[0].id;
const asks = async (payee: string, on: string): Promise<string> => (await gao.reads(`/desk/relations?person=${li}&payee=${await partyOf(payee)}&on=${on}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

it('is entered once, each party known again by name or number', async () => {
  expect(await enters({ aName: '李敏', kind: 'family', bKind: 'person', bName: '张伟' })).toMatchObject({ status: 303, to: '/desk/relations?done=entered' });
  expect(await enters({ aName: '张伟', kind: 'employer', bName: '示例厨具有限公司', source: '劳动合同，2024-03-01' })).toMatchObject({ status: 303 });
  expect(await enters({ aName: '周晓', kind: 'ownership', bName: '示例厨具有限公司', source: '企业信用信息公示系统，2026-06-20' })).toMatchObject({ status: 303 });
  expect(await house.db.query(`SELECT name, kind, person = $1 AS li FROM party ORDER BY id`, [li])).toEqual([
    { name: '李敏', kind: 'person', li: true }, { name: '张伟', kind: 'person', li: null }, { name: '示例厨具有限公司', kind: 'body', li: null }, { name: '周晓', kind: 'person', li: null }]);
  expect(await enters({ aName: '李敏', kind: 'family', bKind: 'person', bName: '张伟' })).toMatchObject({ status: 409, text: expect.stringContaining('这段时间里的这条关系已经登记过') });
});

it('tells of an interest within two steps, by which way, and only on days when both hold', async () => {
  expect(await asks('示例厨具有限公司', '2026-06-30')).toMatch(/有利益关系，须回避。 李敏是张伟的近亲属 2026 年度利益申报表 张伟受雇于示例厨具有限公司 劳动合同，2024-03-01/);
  expect(await asks('张伟', '2026-06-30')).toContain('有利益关系');
  expect(await asks('周晓', '2026-06-30')).toContain('两步之内没有');
  expect(await asks('示例厨具有限公司', '2023-12-31')).toContain('两步之内没有');
  expect(await asks('李敏', '2026-06-30')).toContain('是同一个人');
  expect(await house.app.get(Relations).interestOf(house.db, { foundation: foundation.id, person: li, payee: await partyOf('示例厨具有限公司'), day: '2026-06-30' })).toHaveLength(2);
});

it('is ended by a dated act with its own source, and never edited', async () => {
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT id FROM relation WHERE kind = 'employer'`);
  expect((await gao.sends(`/desk/relations/${id}/ends`, { lastDay: '2023-01-01', source: '离职证明' })).text).toContain('结束日应在关系开始之后');
  expect((await gao.sends(`/desk/relations/${id}/ends`, { lastDay: '2026-05-31', source: ' ' })).text).toContain('请填写结束的依据');
  expect(await gao.sends(`/desk/relations/${id}/ends`, { lastDay: '2026-05-31', source: '离职证明' })).toMatchObject({ status: 303, to: `/desk/relations/${id}?done=ended` });
  expect(await gao.sends(`/desk/relations/${id}/ends`, { lastDay: '2026-04-30', source: '离职证明' })).toMatchObject({ status: 409, text: expect.stringContaining('结束已经登记过') });
  expect(await gao.reads(`/desk/relations/${id}`)).toContain('离职证明');
  expect(await asks('示例厨具有限公司', '2026-05-31')).toContain('有利益关系');
  expect(await asks('示例厨具有限公司', '2026-06-01')).toContain('两步之内没有');
  expect((await gao.sends('/desk/relations/999/ends', { lastDay: '2026-05-31', source: 'x' })).status).toBe(404);
});

it('whoever shares a name is told apart by their number', async () => {
  const stranger = { aName: '李敏', aCode: '11010519491231002X', kind: 'employer', bName: '青石巷超市' };
  expect(await enters(stranger)).toMatchObject({ status: 303 });
  expect(await asks('青石巷超市', '2026-06-30')).toContain('两步之内没有'); // that was another Li Min
  // a body known by name alone is given its code, once
  expect(await enters({ aName: '张伟', kind: 'gives-to', bName: '示例厨具有限公司', bCode: KITCHENS })).toMatchObject({ status: 303 });
  expect(await house.db.query(`SELECT code FROM party WHERE name = '示例厨具有限公司'`)).toEqual([{ code: KITCHENS }]);
  expect((await enters({ aName: '王建国', kind: 'ownership', bName: '示例厨房有限公司', bCode: KITCHENS })).text).toContain('已经登记在另一个名称下');
  expect((await enters({ aName: '王建国', kind: 'ownership', bName: '示例厨房有限公司', bCode: '91310000MA1FL0X00C' })).text).toContain('号码不对');
  expect(await gao.reads('/desk/relations')).not.toContain('11010519491231002X');
});

it('is one for as long as it holds, from whichever side it is told', async () => {
  expect(await enters({ aName: '张伟', kind: 'family', bKind: 'person', bName: '李敏', from: '2025-01-01' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记过') });
  expect(await enters({ aName: '李敏', kind: 'family', bKind: 'person', bName: '张伟', from: '2020-01-01', to: '2024-01-01' })).toMatchObject({ status: 409 });
  expect(await enters({ aName: '张伟', kind: 'employer', bName: '示例厨具有限公司', from: '2026-05-31' })).toMatchObject({ status: 409 }); // his last day there
  expect(await enters({ aName: '张伟', kind: 'employer', bName: '示例厨具有限公司', from: '2026-06-01', to: '2026-06-15' })).toMatchObject({ status: 303 }); // and again
});

it('of somebody who came to us later is known by their name', async () => {
  expect(await enters({ aName: '吴桐', kind: 'ownership', bName: '梧桐花店' })).toMatchObject({ status: 303 });
  const wu = await appointed(house, foundation, '吴桐', 'bookkeeper', { from: '2026-06-30' });
  expect(await gao.reads(`/desk/relations?person=${wu}&payee=${await partyOf('梧桐花店')}&on=2026-06-30`)).toContain('有利益关系，须回避');
  expect(await enters({ aName: '吴桐', kind: 'member-of', bName: '老年协会' })).toMatchObject({ status: 303 });
  for (const payee of ['梧桐花店', '老年协会']) expect([payee, await house.app.get(Relations).interestOf(house.db, { foundation: foundation.id, person: wu, payee: await partyOf(payee), day: '2026-06-30' })]).toEqual([payee, [expect.anything()]]);
});

it('says everything that is missing, and keeps what was typed', async () => {
  const refused = await gao.visitor.post('/desk/relations').type('form').send({ ...RELATION, aName: '<b>何</b>', from: '昨天', source: '' });
  expect(refused.status).toBe(422);
  expect(refused.text.replace(/<[^>]+>/g, ' ')).toMatch(/请选择是什么关系[^]*请填写名称[^]*日期应写成[^]*请填写依据/);
  expect(refused.text).toContain('value="&lt;b&gt;何&lt;/b&gt;"');
  expect((await enters({ aName: '高原', kind: 'family', bKind: 'person', bName: '高原' })).text).toContain('不能是同一个');
  expect((await enters({ aName: '高原', kind: 'member-of', bName: '老年协会', from: '2026-05-01', to: '2026-04-30' })).text).toContain('结束不能早于开始');
});

it('He Ping reads it and enters nothing', async () => {
  expect(await he.reads('/desk/relations?q=厨具')).toContain('张伟受雇于示例厨具有限公司');
  expect(await he.reads('/desk/relations?q=nothing-like-it')).toContain('还没有登记');
  expect((await he.sends('/desk/relations', RELATION)).status).toBe(404);
  expect((await he.sends('/desk/relations/1/ends', {})).status).toBe(404);
});

it('two who enter the same at once enter it once', async () => {
  const both = await Promise.all([1, 2].map(() => enters({ aName: '高原', kind: 'member-of', bName: '梧桐里老年协会' })));
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await house.db.query(`SELECT count(*)::int AS n FROM party WHERE name = '梧桐里老年协会'`)).toEqual([{ n: 1 }]);
  expect(await complaints(house)).toEqual({});
});
