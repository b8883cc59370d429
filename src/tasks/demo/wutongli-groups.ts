import { randomBytes } from 'node:crypto';
import type { NewGroup } from '../../people/groups/groups.service';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays } from '../../rules/day';
import type { Demo } from './demo';

/** Two groups of neighbours: one that stands, is filed and looks after the purse of its building; one that waits for its third member to say yes. */
export async function organiseNeighbours(demo: Demo, foundation: Foundation, by: Person): Promise<void> {
  const { groups, groupRoutes, groupFunds, today } = demo;
  const greens: NewGroup = {
    code: 'building-3-greens', name: '三号楼护绿队', englishName: 'Building 3 Greens', purpose: '照看三号楼前后的花坛，带邻居一起种', field: 'living', area: '梧桐里一村 3 号楼', since: addDays(today, -400), orientation: 'self', why: '起初只照看自家楼前的花坛',
    members: [{ name: '王桂芳', phone: '13800008003', born: 1957, role: 'lead' }, { name: '陈师傅', phone: '13800008004', born: 1961, role: 'treasurer' }, { name: '吴老师', phone: '13800008005', born: 1970, role: 'recorder' }],
  };
  await register(demo, foundation, greens, 3, by);
  const group = await groups.find(foundation.id, greens.code);
  await groups.turn(group, { orientation: 'mutual', day: addDays(today, -120), why: '轮流照看全小区的花坛，出差的人家由邻居浇水' }, by);
  await groups.file(group, { placeKind: 'street', place: '梧桐里街道办事处（示例）', number: '梧社备 7', from: addDays(today, -90), until: addDays(today, 640) }, by);
  await groupRoutes.without(group, 'vendors', { from: addDays(today, -60), basis: '苗木款由基金会凭发票直付' }, by);
  await groupFunds.entrust(group, { fund: 'building-3', from: addDays(today, -20), why: '三号楼居民会议推选' }, by);
  await register(demo, foundation, {
    code: 'north-gate-readers', name: '北门读书会', englishName: 'North Gate Readers', purpose: '每周六带孩子们读书', field: 'culture', area: '梧桐里北区', since: addDays(today, -10), orientation: 'public', why: '活动对全社区的孩子开放',
    members: [{ name: '许老师', phone: '13800008006', born: 1982, role: 'lead' }, { name: '小金', phone: '13800008007', born: null, role: 'deputy' }, { name: '唐奶奶', phone: '13800008008', born: 1955, role: 'member' }],
  }, 2, by);
}

/** Registered, and so many of its members have said yes from their telephones. */
async function register({ db, groups, ownGroups, clock }: Demo, foundation: Foundation, group: NewGroup, saying: number, by: Person): Promise<void> {
  await groups.register(foundation.id, group, by);
  for (const { phone } of group.members.slice(0, saying)) {
    const key = randomBytes(32);
    await db.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, '192.0.2.1', $4, $4::timestamptz + interval '5 minutes')`, [key, foundation.id, phone, clock.now()]);
    await ownGroups.consent(await ownGroups.find(foundation.id, { key, phone, people: [] }, group.code), { words: `我自愿做${group.name}的成员。`, adult: true, showsName: phone !== '13800008004' });
    await db.query('UPDATE phone_session SET ended_at = $2 WHERE key = $1', [key, clock.now()]);
  }
}
