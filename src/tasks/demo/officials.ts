import { randomUUID } from 'node:crypto';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { addDays, type Day } from '../../rules/day';
import type { Office } from '../../rules/officials';
import type { Majority } from '../../rules/resolution';
import type { Demo } from './demo';

interface Two { readonly recorder: Person; readonly confirmer: Person }

/** A sheet with nothing on it but what it is: the demo has no signatures. */
const SHEET = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** A resolution of the council that one person has entered with its paper and another has compared. @returns its number */
export async function resolve({ db, resolutions }: Demo, foundation: Foundation, said: { number: string; day: Day; subject: string; majority: Majority; members: number }, { recorder, confirmer }: Two): Promise<number> {
  const key = randomUUID();
  await db.query(`INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, '会议纪要.pdf', 'application/pdf', $4, now())`, [key, foundation.id, recorder.id, Buffer.concat([SHEET, Buffer.from(`% ${said.number}\n`)])]);
  const { members, ...decision } = said;
  const id = await resolutions.record(foundation.id, { body: 'council', ...decision, entitled: members, present: members, for: members, against: 0 }, recorder, [key]);
  await resolutions.confirm(foundation.id, id, confirmer);
  return id;
}

/** Five directors whom the founders chose, the officers they elected, and two supervisors. */
export async function seatCouncil(demo: Demo, foundation: Foundation, day: Day, two: Two): Promise<void> {
  const until = addDays(`${Number(day.slice(0, 4)) + 4}-${day.slice(5)}`, -1);
  const elected = await resolve(demo, foundation, { number: '第一届第 1 号', day, subject: '选举理事长、副理事长和秘书长', majority: 'special', members: 5 }, two);
  const seats: readonly [string, string, Office][] = [
    ['顾明', 'Gu Ming', 'director'], ['秦岚', 'Qin Lan', 'director'], ['唐宁', 'Tang Ning', 'director'], ['王建国', 'Wang Jianguo', 'director'], ['陆伟', 'Lu Wei', 'director'],
    ['顾明', 'Gu Ming', 'chair'], ['秦岚', 'Qin Lan', 'vice-chair'], ['王建国', 'Wang Jianguo', 'secretary-general'], ['何平', 'He Ping', 'supervisor'], ['周岩', 'Zhou Yan', 'supervisor'], ['江雪', 'Jiang Xue', 'supervisor'],
  ];
  for (const [name, englishName, office] of seats) {
    const chosen = office === 'director' || office === 'supervisor' ? { resolution: null, basis: '发起人会议推选' } : { resolution: elected, basis: null };
    await demo.officials.elect(foundation, { name, englishName, code: null, office, from: day, until, ...chosen }, two.recorder);
  }
}
