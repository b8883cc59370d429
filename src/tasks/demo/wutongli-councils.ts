import { USUAL_RULE } from '../../council/residents-councils.service';
import type { Person } from '../../platform/access';
import { addDays } from '../../rules/day';
import type { Demo } from './demo';
import type { Wutongli } from './wutongli';

/** Those whom three courtyards elected; the first of each chairs. All of them sit on the council of the community, and Miao Shufen chairs it. */
const COURTYARDS: readonly { readonly code: string; readonly name: string; readonly englishName: string; readonly area: string; readonly members: readonly string[] }[] = [
  { code: 'courtyard-1', name: '柳荫路 1 号院议事会', englishName: 'Council of 1 Liuyin Road', area: '柳荫路 1 号院，1 至 4 号楼', members: ['苗淑芬', '汤学文', '骆建平', '涂小燕', '鲍广田', '倪桂兰', '樊志强'] },
  { code: 'courtyard-2', name: '柳荫路 2 号院议事会', englishName: 'Council of 2 Liuyin Road', area: '柳荫路 2 号院，5 至 9 号楼', members: ['童秀英', '庞国庆', '裴丽萍', '路志刚', '柯玉珍', '房德胜', '芦晓东'] },
  { code: 'courtyard-3', name: '柳荫路 3 号院议事会', englishName: 'Council of 3 Liuyin Road', area: '柳荫路 3 号院，10 至 12 号楼', members: ['耿永福', '祁美玲', '闵长江', '游春华', '解金凤', '冉大伟', '晏雪梅'] },
];

/** The residents' councils of Liuyin: three courtyards and the community. */
export async function electCouncils({ db, councils, today }: Demo, { foundation }: Wutongli, by: Person): Promise<void> {
  const from = addDays(today, -260);
  const rule = { ...USUAL_RULE, source: '《柳荫社区居民议事会议事规则》' };
  const idOf = async (code: string): Promise<number> => (await db.query<[{ id: number }]>('SELECT id FROM residents_council WHERE foundation = $1 AND code = $2', [foundation.id, code]))[0].id;
  await councils.found(foundation.id, { kind: 'community', code: 'liuyin', name: '柳荫社区居民议事会', englishName: 'Liuyin Community Council', area: '柳荫社区', community: null, from }, rule, by);
  const community = await idOf('liuyin');
  for (const [nth, { members, ...courtyard }] of COURTYARDS.entries()) {
    await councils.found(foundation.id, { kind: 'group', ...courtyard, community, from }, rule, by);
    const constituency = await idOf(courtyard.code);
    for (const [place, name] of members.entries()) {
      const seat = { name, code: null, display: place < 2 ? 'full' : 'masked', official: false, chosenBy: '院落居民推选', from, until: addDays(from, 3 * 365) } as const;
      await councils.seat({ foundation: foundation.id, code: courtyard.code }, { ...seat, chairs: place === 0, constituency: null }, by);
      await councils.seat({ foundation: foundation.id, code: 'liuyin' }, { ...seat, chairs: nth === 0 && place === 0, constituency, chosenBy: `${courtyard.name}推选` }, by);
    }
  }
}
