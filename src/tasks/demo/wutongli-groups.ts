import type { NewGroup } from '../../people/groups/groups.service';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays, type Day } from '../../rules/day';
import type { Demo } from './demo';
import { byTelephone } from './telephones';

const GREENS = 'building-3-greens';

/** Two groups of neighbours: one that stands, is filed and is reached by what vendors are paid; one that waits for its third member to say yes. */
export async function organiseNeighbours(demo: Demo, foundation: Foundation, by: Person): Promise<void> {
  const { groups, groupRoutes, today } = demo;
  const greens: NewGroup = {
    code: GREENS, name: '三号楼护绿队', englishName: 'Building 3 Greens', purpose: '照看三号楼前后的花坛，带邻居一起种', field: 'living', area: '梧桐里一村 3 号楼', since: addDays(today, -400), orientation: 'self', why: '起初只照看自家楼前的花坛',
    members: [{ name: '王桂芳', phone: '13800008003', born: 1957, role: 'lead' }, { name: '陈师傅', phone: '13800008004', born: 1961, role: 'treasurer' }, { name: '吴老师', phone: '13800008005', born: 1970, role: 'recorder' }],
  };
  await register(demo, foundation, greens, 3, by);
  const group = await groups.find(foundation.id, greens.code);
  await groups.turn(group, { orientation: 'mutual', day: addDays(today, -120), why: '轮流照看全小区的花坛，出差的人家由邻居浇水' }, by);
  await groups.file(group, { placeKind: 'street', place: '梧桐里街道办事处（示例）', number: '梧社备 7', from: addDays(today, -90), until: addDays(today, 640) }, by);
  await groupRoutes.without(group, 'vendors', { from: addDays(today, -200), basis: '苗木款由基金会凭发票直付' }, by);
  await register(demo, foundation, {
    code: 'north-gate-readers', name: '北门读书会', englishName: 'North Gate Readers', purpose: '每周六带孩子们读书', field: 'culture', area: '梧桐里北区', since: addDays(today, -10), orientation: 'public', why: '活动对全社区的孩子开放',
    members: [{ name: '许老师', phone: '13800008006', born: 1982, role: 'lead' }, { name: '小金', phone: '13800008007', born: null, role: 'deputy' }, { name: '唐奶奶', phone: '13800008008', born: 1955, role: 'member' }],
  }, 2, by);
}

/** The group that stands looks after the purse of its building. */
export async function entrustPurse({ groups, groupFunds, today }: Demo, foundation: Foundation, by: Person): Promise<void> {
  await groupFunds.entrust(await groups.find(foundation.id, GREENS), { fund: 'building-3', from: addDays(today, -20), why: '三号楼居民会议推选' }, by);
}

/** Out of the general fund, which the laundry feeds: flower beds for the group alone, and tools of which a part is for it. Two people accept each cost, one of them and a third pay it. */
export async function payForGreens({ db, proposals }: Demo, foundation: Foundation, on: Day, { recorder, confirmer, signer }: { recorder: Person; confirmer: Person; signer: Person }): Promise<void> {
  const [{ way }] = await db.query<[{ way: string }]>(`SELECT r.id::text AS way FROM resident_group_route r JOIN resident_group g ON g.id = r.resident_group WHERE g.foundation = $1 AND g.code = $2 AND r.kind = 'vendors'`, [foundation.id, GREENS]);
  for (const [sum, part, party, note] of [['6,800', '', '示例园艺店', '三号楼前后花坛改造：花苗、园土和木围栏'], ['1,260', '420', '示例五金店', '院落公用工具一批']] as const) {
    const form = { fund: 'general', sum, day: on, party, note, papers: '发票 1 张、验收单 1 张' };
    await proposals.approve(foundation.id, await proposals.propose(foundation.id, { ...form, template: 'cost-accepted', cost: 'programme', owed: 'payable' }, recorder), confirmer);
    await proposals.approve(foundation.id, await proposals.propose(foundation.id, { ...form, template: 'payment', bill: 'payable', bank: 'bank', way, part }, recorder), signer);
  }
}

/** Registered, and so many of its members have said yes from their telephones. */
async function register({ db, groups, ownGroups, clock }: Demo, foundation: Foundation, group: NewGroup, saying: number, by: Person): Promise<void> {
  await groups.register(foundation.id, group, by);
  for (const { phone } of group.members.slice(0, saying)) {
    await byTelephone(db, foundation, phone, clock.now(), async (session) => ownGroups.consent(await ownGroups.find(foundation.id, session, group.code), { words: `我自愿做${group.name}的成员。`, adult: true, showsName: phone !== '13800008004' }));
  }
}
