import { addDays, daysBetween, type Day } from './day';
import { allocate, type Fen } from './money';
import { inForce, type Policy } from './policy';
import { Refused } from './refused';

/** Kinds of courtyard 院落: self-governed, of a work unit, managed by a company, scattered rural (M10). */
export const COURTYARDS = ['self-governed', 'work-unit', 'managed', 'scattered'] as const;
export type Courtyard = (typeof COURTYARDS)[number];
export type Households = Readonly<Record<Courtyard, number>>;

/** By what a community's yearly money is worked out: per 100 households (M09), per household by courtyard, by band of households (M10). */
export const FORMULAS = ['per-100', 'courtyard', 'band'] as const;
export type Formula = (typeof FORMULAS)[number];

/** Where a community lies, which decides how city and district share: inner districts, near suburbs, far counties (M09). */
export const ZONES = ['inner', 'near', 'far'] as const;
export type Zone = (typeof ZONES)[number];
export const PAYERS = ['city', 'district'] as const;
export type Payer = (typeof PAYERS)[number];

/** The six uses of public-service money, and whatever else the council has a reason for (M09). */
export const USES = ['groups', 'volunteering', 'upkeep', 'culture', 'training', 'environment', 'other'] as const;
export type UseOfProgramme = (typeof USES)[number];

/** A figure of a formula with its days; sums are fen, counts are households, shares are tenths. */
export type Figure = Policy<bigint>;

/** Rules of `policy` that a formula asks for. */
export const RULES = {
  perHundred: 'entitlement-per-100', partOfHundred: 'entitlement-part-of-100', rural: 'entitlement-rural',
  courtyard: { 'self-governed': 'entitlement-courtyard-self-governed', 'work-unit': 'entitlement-courtyard-work-unit', managed: 'entitlement-courtyard-managed', scattered: 'entitlement-courtyard-scattered' },
  smallUpTo: 'entitlement-band-small-up-to', small: 'entitlement-band-small', middleUpTo: 'entitlement-band-middle-up-to', middle: 'entitlement-band-middle', large: 'entitlement-band-large',
  cityShare: { inner: 'entitlement-city-share-inner', near: 'entitlement-city-share-near', far: 'entitlement-city-share-far' },
} as const;

export interface Wanted {
  readonly year: number;
  readonly jurisdiction: string;
  readonly households: Households;
  readonly rural: boolean;
  readonly zone: Zone;
  readonly formulas: readonly Formula[];
}

/** What one formula gives for the days in which its figures stay the same. */
export interface Part {
  readonly formula: Formula;
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
  /** For a whole year, by the figures of these days. */
  readonly yearly: Fen;
  readonly sum: Fen;
  readonly payers: Readonly<Record<Payer, Fen>>;
}
export interface Entitlement {
  readonly sum: Fen;
  readonly payers: Readonly<Record<Payer, Fen>>;
  readonly parts: readonly Part[];
}

/**
 * What a community is entitled to in a year (M09, M10). A figure that changes within the year counts for its days; the sum of a
 * formula is rounded down to the fen once, and its parts and the payers' shares add up to it exactly.
 * @throws Refused `an-entitlement-has-households`, `an-entitlement-has-a-formula`, `no-policy-in-force`
 */
export function entitlement(figures: readonly Figure[], wanted: Wanted): Entitlement {
  const { year, households, formulas } = wanted;
  const all = COURTYARDS.reduce((sum, kind) => sum + households[kind], 0);
  if (all <= 0 || COURTYARDS.some((kind) => households[kind] < 0 || !Number.isInteger(households[kind]))) throw new Refused('an-entitlement-has-households', { field: 'count' });
  if (formulas.length === 0) throw new Refused('an-entitlement-has-a-formula', { field: 'per100' });
  const days = BigInt(daysBetween(`${year}-01-01`, `${year + 1}-01-01`));
  const spans = spansOf(figures, year);
  const parts = FORMULAS.filter((formula) => formulas.includes(formula)).flatMap((formula): Part[] => {
    const yearly = spans.map(({ from }) => yearlyOf(figures, formula, from, wanted));
    const weights = spans.map((span, at) => yearly[at]! * BigInt(span.days));
    const total = weights.reduce((sum, one) => sum + one, 0n);
    if (total === 0n) return [];
    const sums = allocate(total / days, weights);
    return spans.map((span, at): Part => {
      const city = figureOn(figures, RULES.cityShare[wanted.zone], span.from, wanted);
      const [ofCity, ofDistrict] = sums[at] === 0n ? [0n, 0n] : allocate(sums[at]!, [city, 10n - city]);
      return { formula, ...span, yearly: yearly[at]!, sum: sums[at]!, payers: { city: ofCity!, district: ofDistrict! } };
    });
  });
  const added = (of: (part: Part) => Fen): Fen => parts.reduce((sum, part) => sum + of(part), 0n);
  return { sum: added(({ sum }) => sum), payers: { city: added(({ payers }) => payers.city), district: added(({ payers }) => payers.district) }, parts: together(parts) };
}

function yearlyOf(figures: readonly Figure[], formula: Formula, day: Day, wanted: Wanted): Fen {
  const { households, rural } = wanted;
  const figure = (rule: string): bigint => figureOn(figures, rule, day, wanted);
  const all = BigInt(COURTYARDS.reduce((sum, kind) => sum + households[kind], 0));
  switch (formula) {
    case 'per-100': {
      if (rural) return figure(RULES.rural);
      // whether a begun hundred counts as a whole one is a policy, as the text does not say it
      const hundreds = figure(RULES.partOfHundred) === 1n ? (all + 99n) / 100n : all / 100n;
      return hundreds * figure(RULES.perHundred);
    }
    case 'courtyard': return COURTYARDS.reduce((sum, kind) => sum + BigInt(households[kind]) * figure(RULES.courtyard[kind]), 0n);
    case 'band': return figure(all <= figure(RULES.smallUpTo) ? RULES.small : all <= figure(RULES.middleUpTo) ? RULES.middle : RULES.large);
  }
}

const figureOn = (figures: readonly Figure[], rule: string, day: Day, { jurisdiction }: Wanted): bigint => inForce(figures, { rule, jurisdiction, day }).value;

/** The year cut where some figure begins or has ended. */
function spansOf(figures: readonly Figure[], year: number): { from: Day; to: Day; days: number }[] {
  const [first, after] = [`${year}-01-01`, `${year + 1}-01-01`];
  const cuts = [...new Set([first, ...figures.flatMap(({ from, to }) => [from, ...(to === null ? [] : [addDays(to, 1)])])])].filter((day) => day >= first && day < after).sort();
  return cuts.map((from, at) => {
    const next = cuts[at + 1] ?? after;
    return { from, to: addDays(next, -1), days: daysBetween(from, next) };
  });
}

/** Spans that follow each other by the same figures are told as one: a figure of another formula has cut them. */
function together(parts: readonly Part[]): Part[] {
  return parts.reduce<Part[]>((told, part) => {
    const last = told.at(-1);
    const sharesAlike = last !== undefined && last.payers.city * part.sum === part.payers.city * last.sum;
    if (!last || last.formula !== part.formula || last.yearly !== part.yearly || !sharesAlike) return [...told, part];
    return [...told.slice(0, -1), { ...last, to: part.to, days: last.days + part.days, sum: last.sum + part.sum, payers: { city: last.payers.city + part.payers.city, district: last.payers.district + part.payers.district } }];
  }, []);
}

/** What a payer owes by its days, and how much of it has come: what came counts for the earliest day first. */
export interface Due { readonly due: Day; readonly sum: Fen }
export interface DueState extends Due { readonly received: Fen; readonly missing: Fen; readonly overdue: boolean }
export function duesOf(dues: readonly Due[], received: Fen, today: Day): DueState[] {
  let left = received;
  return [...dues].sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0)).map(({ due, sum }) => {
    const got = left < sum ? (left > 0n ? left : 0n) : sum;
    left -= got;
    return { due, sum, received: got, missing: sum - got, overdue: sum > got && due < today };
  });
}
