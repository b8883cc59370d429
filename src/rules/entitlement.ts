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
  /** All figures it rests on were checked against their source. */
  readonly checked: boolean;
}
export interface Entitlement {
  readonly sum: Fen;
  readonly payers: Readonly<Record<Payer, Fen>>;
  readonly parts: readonly Part[];
}

/**
 * What a community is entitled to in a year (M09, M10). A figure that changes within the year counts for its days; the sum of a
 * formula is rounded down to the fen once, its parts add up to it by largest remainder, and so do the payers' shares to the whole.
 * @throws Refused `an-entitlement-has-households`, `an-entitlement-has-a-formula`, `no-policy-in-force`
 */
export function entitlement(figures: readonly Figure[], wanted: Wanted): Entitlement {
  const { year, households, formulas } = wanted;
  const all = COURTYARDS.reduce((sum, kind) => sum + households[kind], 0);
  if (all <= 0 || COURTYARDS.some((kind) => households[kind] < 0 || !Number.isInteger(households[kind]))) throw new Refused('an-entitlement-has-households', { field: 'count' });
  if (formulas.length === 0) throw new Refused('an-entitlement-has-a-formula', { field: 'per100' });
  const days = BigInt(daysBetween(`${year}-01-01`, `${year + 1}-01-01`));
  let [city, district] = [0n, 0n];
  const parts = FORMULAS.filter((formula) => formulas.includes(formula)).flatMap((formula): Part[] => {
    const spans = spansOf(figures, formula, wanted);
    const weights = spans.map((span) => span.yearly * BigInt(span.days));
    const total = weights.reduce((sum, one) => sum + one, 0n);
    if (total === 0n) return [];
    for (const [at, { cityShare }] of spans.entries()) [city, district] = [city + weights[at]! * cityShare, district + weights[at]! * (10n - cityShare)];
    const sums = allocate(total / days, weights);
    return spans.map(({ from, to, days: counted, yearly, checked }, at) => ({ formula, from, to, days: counted, yearly, sum: sums[at]!, checked }));
  });
  const sum = parts.reduce((whole, part) => whole + part.sum, 0n);
  const [ofCity, ofDistrict] = sum === 0n ? [0n, 0n] : allocate(sum, [city, district]);
  return { sum, payers: { city: ofCity!, district: ofDistrict! }, parts };
}

interface Span { from: Day; to: Day; days: number; yearly: Fen; cityShare: bigint; checked: boolean }

/** The year cut where a figure changes that this formula asks for, or the payers' shares do: one of another place or formula cuts nothing. */
function spansOf(figures: readonly Figure[], formula: Formula, wanted: Wanted): Span[] {
  const [first, after] = [`${wanted.year}-01-01`, `${wanted.year + 1}-01-01`];
  const begins = [...new Set([first, ...figures.flatMap(({ from, to }) => [from, ...(to === null ? [] : [addDays(to, 1)])])])].filter((day) => day >= first && day < after).sort();
  return begins.reduce<Span[]>((spans, from, at) => {
    const [next, used] = [begins[at + 1] ?? after, [] as Figure[]];
    const figure = (rule: string): bigint => {
      const found = inForce(figures, { rule, jurisdiction: wanted.jurisdiction, day: from });
      used.push(found);
      return found.value;
    };
    const found = { yearly: yearlyOf(figure, formula, wanted), cityShare: figure(RULES.cityShare[wanted.zone]), checked: used.every(({ status }) => status === 'confirmed') };
    const [span, last] = [{ from, to: addDays(next, -1), days: daysBetween(from, next), ...found }, spans.at(-1)];
    const same = last?.yearly === span.yearly && last.cityShare === span.cityShare && last.checked === span.checked;
    return same ? [...spans.slice(0, -1), { ...last, to: span.to, days: last.days + span.days }] : [...spans, span];
  }, []);
}

function yearlyOf(figure: (rule: string) => bigint, formula: Formula, { households, rural }: Wanted): Fen {
  const all = BigInt(COURTYARDS.reduce((sum, kind) => sum + households[kind], 0));
  switch (formula) {
    case 'per-100': {
      if (rural) return figure(RULES.rural);
      // whether a begun hundred counts as a whole one is a policy, as the text does not say it
      const hundreds = figure(RULES.partOfHundred) === 1n ? (all + 99n) / 100n : all / 100n;
      return hundreds * figure(RULES.perHundred);
    }
    // of a kind of courtyard that there is none of, no figure is asked for
    case 'courtyard': return COURTYARDS.filter((kind) => households[kind] > 0).reduce((sum, kind) => sum + BigInt(households[kind]) * figure(RULES.courtyard[kind]), 0n);
    case 'band': return figure(all <= figure(RULES.smallUpTo) ? RULES.small : all <= figure(RULES.middleUpTo) ? RULES.middle : RULES.large);
  }
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
