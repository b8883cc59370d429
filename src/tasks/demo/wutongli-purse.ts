import type { Person } from '../../platform/access';
import { addDays } from '../../rules/day';
import { yuan } from '../../rules/money';
import type { Demo } from './demo';
import type { Wutongli } from './wutongli';

const STAIR_LEADER = '13800008003';

/** Twelve households of a building pool money for their own stairwell; the street adds its part. What they gave is counted today and waits to be taken to the bank; the stair leader has handed in one household more. */
export async function openPurse({ purses, households, sheets, purseMatches: matches, keepers, keeperLists, today }: Demo, { foundation, general }: Wutongli, { recorder, confirmer }: { recorder: Person; confirmer: Person }): Promise<void> {
  const opened = addDays(today, -20);
  const opening = await purses.prepare(foundation.id, {
    code: 'building-3', name: '三号楼自治金', englishName: 'Building 3 purse', place: '梧桐里一村 3 号楼', keepers: ['王桂芳', '陈师傅'], purpose: '楼道照明、扶手和绿化的小修小补', rest: '经住户表决，结余按出资比例退还：住户的部分退住户，街道配捐的部分退回配捐基金',
    passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day: opened,
  }, recorder);
  await purses.open(foundation.id, opening, confirmer);
  const purse = await purses.find(foundation.id, 'building-3');
  const doors = ['101', '102', '103', '201', '202', '203', '301', '302', '303', '401', '402', '403'];
  await households.add(purse, doors.map((door) => ({ door, shown: null })), opened, recorder);
  const rule = await matches.recordRule(foundation.id, {
    name: '梧桐里街道配捐', pool: String(general.id), threshold: yuan('500'), sum: yuan('500'), percent: null, cap: yuan('500'), budget: yuan('5,000'), from: opened, to: addDays(opened, 365), source: '梧桐里街道办（示例）3 号',
  }, recorder);
  await matches.confirmRule(foundation.id, rule, confirmer);
  const lines = doors.slice(0, 9).map((door, at) => ({ line: at + 1, door, sum: yuan(at % 2 === 0 ? '50' : '80'), day: today }));
  const pieces = [5, 1, 1, 0, 0, 0, 0, 0]; // 570 yuan
  const sheet = await sheets.record(purse, { key: 'demo-notebook-of-building-3', way: 'cash', day: today, pieces, lines }, recorder);
  await sheets.bookCash({ foundation: foundation.id, id: sheet }, pieces, confirmer);
  for (const { door, token } of (await households.makeSlips(purse, 'all', recorder)).slice(0, 8)) {
    const [mine] = await households.asked(token, foundation.id);
    if (mine) await households.answer(token, foundation.id, { contribution: mine, right: door !== '202', words: door === '202' ? '我家交的是 60' : null });
  }
  await keepers.name(purse, { name: '王桂芳', phone: STAIR_LEADER }, recorder);
  await keeperLists.handIn(await keepers.find(foundation.id, STAIR_LEADER, 'building-3'), { key: 'demo-list-of-building-3', way: 'cash', day: today, lines: [{ line: 1, door: '403', sum: yuan('80'), day: today }] });
}
