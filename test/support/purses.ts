import { Households } from '../../src/funds/purses/households.service';
import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import { type Purse, Purses } from '../../src/funds/purses/purses.service';
import type { Foundation } from '../../src/people/foundations';
import type { Person } from '../../src/platform/access';
import type { Day } from '../../src/rules/day';
import type { TestApp } from './app';
import type { AtDesk } from './desk';

export const PURSES = '/desk/funds/purses';
export const staff = (id: number): Person => ({ id, name: '', roles: ['bookkeeper'] });
let keys = 0;
export const formKey = (): string => `form-of-a-purse-${++keys}`;

/** A building whose purse is open, with its doors. */
export async function openPurse({ app }: Pick<TestApp, 'app'>, foundation: Foundation, [li, zhou]: readonly [number, number], { code, doors, day }: { code: string; doors: readonly string[]; day: Day }): Promise<Purse> {
  const all = app.get(Purses);
  const id = await all.prepare(foundation.id, { code, name: `${code} 自治金`, englishName: `${code} purse`, place: `${code} 号楼`, keepers: ['王桂芳'], purpose: '楼道小修', rest: '按交款比例退还', passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day }, staff(li));
  await all.open(foundation.id, id, staff(zhou));
  const purse = await all.find(foundation.id, code);
  await app.get(Households).add(purse, doors.map((door) => ({ door, shown: null })), day, staff(li));
  return purse;
}

/** Cash of some households, brought on a day, counted by two and booked. */
export async function paidIn({ app }: Pick<TestApp, 'app'>, purse: Purse, [li, zhou]: readonly [number, number], { day, gave, on = day }: { day: Day; on?: Day; gave: Readonly<Record<string, bigint>> }): Promise<bigint> {
  const sheets = app.get(PurseSheets);
  const sum = Object.values(gave).reduce((a, b) => a + b, 0n);
  // in ten-yuan notes, one-yuan notes, jiao and fen
  const pieces = [0, 0, 0, Number(sum / 1000n), 0, Number((sum % 1000n) / 100n), 0, Number((sum % 100n) / 10n), 0, 0, Number(sum % 10n)];
  const counted = sum % 10n === 0n ? pieces.slice(0, 8) : pieces;
  const id = await sheets.record(purse, { key: formKey(), way: 'cash', day, pieces: counted, lines: Object.entries(gave).map(([door, one], at) => ({ line: at + 1, door, sum: one, day: on })) }, staff(li));
  await sheets.bookCash({ foundation: purse.fund.foundation, id }, counted, staff(zhou));
  return id;
}

export interface RuleTold { readonly threshold: bigint; readonly sum?: bigint; readonly percent?: number; readonly cap?: bigint; readonly budget: bigint; readonly from?: Day; readonly to?: Day; readonly name?: string }

/** A street's rule that two have agreed on. @returns its id */
export async function matchRule({ app }: Pick<TestApp, 'app'>, foundation: Foundation, pool: number, [li, zhou]: readonly [number, number], { name = '街道配捐', threshold, sum, percent, cap = sum ?? 100_000n, budget, from = '2026-01-01', to = '2026-12-31' }: RuleTold): Promise<number> {
  const matches = app.get(PurseMatches);
  const id = await matches.recordRule(foundation.id, { name, pool: String(pool), threshold, sum: sum ?? null, percent: percent ?? null, cap, budget, from, to, source: '示例〔2026〕1 号' }, staff(li));
  await matches.confirmRule(foundation.id, id, staff(zhou));
  return id;
}

/** The secrets on the slips that somebody has just made, by door. */
export async function slipsOf(by: AtDesk, code: string, form: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const { text } = await by.visitor.post(`${PURSES}/${code}/slips`).type('form').send(form).expect(200);
  return new Map([...text.matchAll(/<span class="num">([^<]+)<\/span><\/strong>[^]*?\/c\/([\w-]{24})</g)].map(([, door, token]) => [door!, token!]));
}
