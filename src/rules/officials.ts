import { addDays, type Day } from './day';
import type { FoundationKind } from './original-fund';
import { Refused } from './refused';

/** Offices 职务: 理事长（法定代表人）、副理事长、秘书长、理事、监事. */
export const OFFICES = ['chair', 'vice-chair', 'secretary-general', 'director', 'supervisor'] as const;
export type Office = (typeof OFFICES)[number];

/** What the law asks about somebody in office. */
export const OFFICIAL_FACTS = ['paid', 'full-time', 'state-official', 'heads-body'] as const;
export type OfficialFact = (typeof OFFICIAL_FACTS)[number];

export interface Term {
  readonly party: number;
  readonly name: string;
  readonly office: Office;
  readonly from: Day;
  /** Until when they were chosen. */
  readonly until: Day;
  /** Their last day: as chosen, or sooner. */
  readonly last: Day;
}

/** What the law asks of a council, as it is in force on a day: how many sit on it, for how long, and how many watch it. */
export interface CouncilLimits {
  readonly least: number;
  readonly most: number;
  readonly years: number;
  readonly supervisors: number;
}

export interface House {
  readonly day: Day;
  readonly kind: FoundationKind;
  readonly privateMoney: boolean;
  readonly limits: CouncilLimits;
  readonly terms: readonly Term[];
  readonly facts: readonly { readonly party: number; readonly fact: OfficialFact }[];
  /** Those who are family of each other on the day. */
  readonly kin: readonly (readonly [number, number])[];
  /** Who keeps the books. */
  readonly finance: readonly number[];
  /** Major investments that the council has decided, and how many sat on it then. */
  readonly investments: readonly { readonly number: string; readonly for: number; readonly members: number }[];
}

/** What is missing. `hold`: what rests on the council waits until it is mended; `warn`: it is to be mended (regulations 11 B). */
export interface Finding {
  readonly check: 'B1' | 'B2' | 'B6' | 'B9';
  readonly code: string;
  readonly level: 'warn' | 'hold';
  readonly article: string;
  readonly facts: Readonly<Record<string, string>>;
  /** Whom it is about, where it is about somebody. */
  readonly parties: readonly number[];
}

const inOffice = (day: Day, terms: readonly Term[], ...offices: Office[]): Term[] => terms.filter(({ office, from, last }) => offices.includes(office) && from <= day && day <= last);
const parties = (terms: readonly Term[]): number[] => [...new Set(terms.map(({ party }) => party))];
const names = (terms: readonly Term[], of: readonly number[]): string => [...new Set(terms.filter(({ party }) => of.includes(party)).map(({ name }) => name))].join('、');

/** Those who sit on the council on a day. */
export const membersOn = (day: Day, terms: readonly Term[]): number => parties(inOffice(day, terms, 'director')).length;

/** How many of all members must be for a major investment (CL 55). */
export const neededForInvestment = (members: number): number => Math.ceil((2 * members) / 3);

type Check = (house: House) => Finding[];

/** 5 to 25 directors (400 art. 20; B1). */
const size: Check = ({ day, terms, limits: { least, most } }) => {
  const n = membersOn(day, terms);
  return n >= least && n <= most ? [] : [found('B1', n < least ? 'council-too-small' : 'council-too-large', '400 art. 20', { n: String(n), least: String(least), most: String(most) })];
};

/** A term is of five years at most (400 arts. 20, 22; B1). */
const length: Check = ({ day, terms, limits: { years } }) => {
  const long = terms.filter(({ from, until, last }) => from <= day && day <= last && until >= yearsOn(from, years));
  return long.map(({ name, office, from, until }) => found('B1', 'term-too-long', office === 'supervisor' ? '400 art. 22' : '400 art. 20', { name, office, from, until, years: String(years), most: addDays(yearsOn(from, years), -1) }));
};
function yearsOn(from: Day, years: number): Day {
  const day = `${Number(from.slice(0, 4)) + years}${from.slice(4)}`;
  return day.endsWith('-02-29') ? `${day.slice(0, 4)}-03-01` : day;
}

/** So long before its end a new election may be held. */
const AHEAD = 60;

/** A term has run out and nobody has been elected to the office since, not they and no other (400 art. 20). */
const runOut: Check = ({ day, terms }) =>
  terms.filter(({ office, until, last }) => last === until && until < day && !terms.some((later) => later.office === office && later.until > until && later.from >= addDays(until, -AHEAD)))
    .map(({ name, office, until }) => found('B1', 'term-run-out', office === 'supervisor' ? '400 art. 22' : '400 art. 20', { name, office, until }));

/** A supervisor, three where the law asks for them (400 art. 22; B1). */
const supervisors: Check = ({ day, terms, limits }) => {
  const n = parties(inOffice(day, terms, 'supervisor')).length;
  return n >= limits.supervisors ? [] : [found('B1', 'supervisors-too-few', '400 art. 22', { n: String(n), least: String(limits.supervisors) })];
};

/** A chair and a secretary-general, each elected from the directors (400 art. 20; B1). */
const officers: Check = ({ day, terms }) => {
  const directors = parties(inOffice(day, terms, 'director'));
  const vacant = (['chair', 'secretary-general'] as const).filter((office) => inOffice(day, terms, office).length === 0).map((office) => found('B1', 'office-vacant', '400 art. 20', { office }));
  const outside = inOffice(day, terms, 'chair', 'vice-chair', 'secretary-general').filter(({ party }) => !directors.includes(party)).map(({ name, office }) => found('B1', 'officer-not-a-director', '400 art. 20', { name, office }));
  return [...vacant, ...outside];
};

/** Family on the council: a third of a foundation of private money, none of any other (400 art. 20; B2). */
const family: Check = ({ day, kind, privateMoney, terms, kin }) => {
  const directors = parties(inOffice(day, terms, 'director'));
  const kindred = directors.filter((one) => kin.some(([a, b]) => (a === one && directors.includes(b)) || (b === one && directors.includes(a))));
  const most = privateMoney && kind === 'non-public' ? Math.floor(directors.length / 3) : 0;
  return kindred.length <= most ? [] : [hold('B2', most === 0 ? 'directors-are-kin' : 'directors-are-kin-beyond-a-third', '400 art. 20', { names: names(terms, kindred), n: String(kindred.length), most: String(most), all: String(directors.length) }, ...kindred)];
};

/** A supervisor is no director, no finance staff, and no kin of either (400 art. 22; B2). */
const independence: Check = ({ day, terms, kin, finance }) => {
  const directors = parties(inOffice(day, terms, 'director', 'chair', 'vice-chair', 'secretary-general'));
  return parties(inOffice(day, terms, 'supervisor')).flatMap((one) => {
    const name = names(terms, [one]);
    const kindred = kin.flatMap(([a, b]) => (a === one ? [b] : b === one ? [a] : []));
    const among = kindred.filter((other) => directors.includes(other));
    const says = (code: string, facts: Finding['facts'] = {}, ...others: number[]): Finding => hold('B2', code, '400 art. 22', { name, ...facts }, one, ...others);
    return [
      ...(directors.includes(one) ? [says('supervisor-is-a-director')] : []),
      ...(finance.includes(one) ? [says('supervisor-keeps-the-books')] : []),
      ...(among.length > 0 ? [says('supervisor-is-kin-of-a-director', { names: names(terms, among) }, ...among)] : []),
      ...(kindred.some((other) => finance.includes(other)) ? [says('supervisor-is-kin-of-finance-staff')] : []),
    ];
  });
};

/** No serving official leads a foundation, and its legal representative heads no other body (400 art. 23; B9). */
const posts: Check = ({ day, terms, facts }) => {
  const is = (party: number, fact: OfficialFact): boolean => facts.some((one) => one.party === party && one.fact === fact);
  return [
    ...inOffice(day, terms, 'chair', 'vice-chair', 'secretary-general').filter(({ party }) => is(party, 'state-official')).map(({ name, office }) => found('B9', 'officer-is-a-state-official', '400 art. 23', { name, office })),
    ...inOffice(day, terms, 'chair').filter(({ party }) => is(party, 'heads-body')).map(({ name }) => found('B9', 'legal-representative-heads-another-body', '400 art. 23', { name })),
  ];
};

/** A major investment is carried by two thirds of all who sat on the council that day, not of those present (CL 55; B6). */
const investments: Check = ({ investments: decided }) =>
  decided.filter(({ for: votes, members }) => votes < neededForInvestment(members)).map(({ number, for: votes, members }) => hold('B6', 'investment-without-two-thirds-of-all', 'CL 55', { number, for: String(votes), members: String(members), needed: String(neededForInvestment(members)) }));

const CHECKS: readonly Check[] = [size, length, runOut, supervisors, officers, family, independence, posts, investments];

/** What the law finds missing with those in office on a day, what holds first. */
export const officialsMissing = (house: House): Finding[] => CHECKS.flatMap((check) => check(house)).sort((a, b) => Number(b.level === 'hold') - Number(a.level === 'hold'));

/**
 * Nobody is elected into what the law forbids: family beyond a third, or a supervisor who is not independent (400 arts. 20, 22; B2). What stands already is shown, and no election is refused for it.
 * @throws Refused `kin-sit-together-on-a-council-within-the-law`, `a-supervisor-is-independent`
 */
export function refuseForbiddenElection(party: number, { before, after }: { readonly before: House; readonly after: House }): void {
  const stands = officialsMissing(before).filter((one) => one.parties.includes(party)).map(({ code }) => code);
  const fresh = officialsMissing(after).find((one) => one.check === 'B2' && one.parties.includes(party) && !stands.includes(one.code));
  if (!fresh) return;
  const facts = { field: 'name', ...fresh.facts };
  if (fresh.code.startsWith('supervisor')) throw new Refused('a-supervisor-is-independent', facts, fresh.article);
  throw new Refused('kin-sit-together-on-a-council-within-the-law', facts, fresh.article);
}

const found = (check: Finding['check'], code: string, article: string, facts: Finding['facts']): Finding => ({ check, code, level: 'warn', article, facts, parties: [] });
const hold = (check: Finding['check'], code: string, article: string, facts: Finding['facts'], ...about: number[]): Finding => ({ check, code, level: 'hold', article, facts, parties: about });
