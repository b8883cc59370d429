import type { EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { type Lang, wordsOf } from '../../platform/words';
import { type Day, yearOf } from '../../rules/day';
import { COURTYARDS, type DueState, duesOf, type Figure, PAYERS, USES } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import { undecidedOf, unspentOf } from '../../rules/year-settlement';
import { anewOf, budgetOfYear, duesOfYear, entitlementsInForce, type EntitlementRow, figuresOf, othersOfYear, placeOfFund, type ReceiptRow, receiptsOfYear, spentOfYear, standsStill } from './programmes.queries';
import { yearOfMoney } from './year-settlements.queries';

type Asks = Pick<EntityManager, 'query'>;

/** What a year of a programme fund is told by, to the desk and to everybody alike. */
interface By { readonly figures: readonly Figure[]; readonly jurisdiction: string; readonly lang: Lang }

/** An entitlement as it was worked out, beside what today's figures would give, and which of them still wait for a check. */
export function toldOf(row: EntitlementRow, { figures, jurisdiction, lang }: By): object {
  const t = wordsOf(lang);
  const { id, year, zone, rural, payers, parts, households, by, decision } = row;
  const sum = payers.city + payers.district;
  const anew = anewOf(figures, row, jurisdiction);
  const same = standsStill(figures, row, jurisdiction);
  const shown = same && anew ? anew.parts : parts;
  return {
    id, year, by, confirmedBy: decision?.confirmed ? decision.by : null, households: COURTYARDS.reduce((all, kind) => all + households[kind], 0), zone: t(`programme.zone.${zone}`), settlement: t(`programme.settlement.${rural ? 'rural' : 'urban'}`), sum,
    shares: PAYERS.map((payer) => ({ payer: t(`programme.payer.${payer}`), sum: payers[payer] })), changed: same ? null : { sum: anew?.sum ?? null },
    parts: shown.map(({ formula, checked, ...part }) => ({ ...part, checked, formula: t(`programme.formula.${formula}`) })), unchecked: shown.some(({ checked }) => !checked),
  };
}

export interface PayerOfYear { payer: string; days: DueState[]; due: Fen; received: Fen; missing: Fen; overdue: boolean; beyond: Fen; receipts: ReceiptRow[] }
/** Who owes how much by which day, and what has come. */
export async function payersOf(db: Asks, fund: number, year: number, { today, lang }: { today: Day; lang: Lang }): Promise<PayerOfYear[]> {
  const t = wordsOf(lang);
  const [dues, receipts] = [await duesOfYear(db, fund, year), await receiptsOfYear(db, fund, year)];
  return PAYERS.map((payer) => {
    const got = receipts.filter((one) => one.payer === payer);
    const received = got.reduce((sum, one) => sum + one.sum, 0n);
    const days = duesOf(dues.filter((one) => one.payer === payer), received, today);
    const due = days.reduce((sum, one) => sum + one.sum, 0n);
    return { payer: t(`programme.payer.${payer}`), days, due, received, missing: received < due ? due - received : 0n, overdue: days.some((one) => one.overdue), beyond: received > due ? received - due : 0n, receipts: got };
  }).filter(({ due, received }) => due > 0n || received > 0n);
}

/** What a year began with, what came, was spent and went back, and what the next begins with: they add up. */
export async function moneyOfYear(db: Asks, fund: number, year: number): Promise<object> {
  const stands = await yearOfMoney(db, fund, year);
  return { ...stands, unspent: unspentOf(stands), undecided: undecidedOf(stands) };
}

/** Budget against what was spent, use by use; of any other use its reason. */
export async function usesOf(db: Asks, fund: number, year: number, lang: Lang): Promise<object> {
  const t = wordsOf(lang);
  const [budget, spent, others] = [await budgetOfYear(db, fund, year), await spentOfYear(db, fund, year), await othersOfYear(db, fund, year)];
  const rows = USES.map((use, at) => {
    const [planned, used] = [budget?.sums[at] ?? 0n, spent.find((one) => one.use === use)?.sum ?? 0n];
    return { use: t(`programme.use.${use}`), planned, used, left: planned - used };
  });
  const sum = (of: 'planned' | 'used' | 'left'): Fen => rows.reduce((all, row) => all + row[of], 0n);
  return { budget: budget && { reason: budget.reason, resolution: budget.resolution }, rows, others, total: { planned: sum('planned'), used: sum('used'), left: sum('left') } };
}

/** A year as the public page of the fund tells it: the one that was asked for, where it was assessed, else that of today. */
export async function yearOfProgramme(db: Asks, fund: number, foundation: Pick<Foundation, 'id' | 'jurisdiction'>, { asked, today, lang }: { asked: unknown; today: Day; lang: Lang }): Promise<object> {
  const assessed = await entitlementsInForce(db, fund, lang);
  const years = [...new Set([yearOf(today), ...assessed.map(({ year }) => year)])].sort((a, b) => b - a);
  const year = years.find((one) => String(one) === asked) ?? yearOf(today);
  const inForce = assessed.find((one) => one.year === year);
  return {
    year, years, place: (await placeOfFund(db, { foundation: foundation.id, fund, lang })).kept?.name ?? null, entitlement: inForce ? toldOf(inForce, { figures: await figuresOf(db), jurisdiction: foundation.jurisdiction, lang }) : null,
    payers: await payersOf(db, fund, year, { today, lang }), money: await moneyOfYear(db, fund, year), uses: await usesOf(db, fund, year, lang),
  };
}
