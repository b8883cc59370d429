import { addDays, type Day } from './day';
import type { FoundationKind } from './original-fund';

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

export interface House {
  readonly day: Day;
  readonly kind: FoundationKind;
  readonly privateMoney: boolean;
  /** Of a province or the whole country, and qualified for public raising: three supervisors. */
  readonly threeSupervisors: boolean;
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
}

const LEAST = 5;
const MOST = 25;
const YEARS = 5;

const inOffice = (day: Day, terms: readonly Term[], ...offices: Office[]): Term[] => terms.filter(({ office, from, last }) => offices.includes(office) && from <= day && day <= last);
const parties = (terms: readonly Term[]): number[] => [...new Set(terms.map(({ party }) => party))];
const names = (terms: readonly Term[], of: readonly number[]): string => [...new Set(terms.filter(({ party }) => of.includes(party)).map(({ name }) => name))].join('、');

/** Those who sit on the council on a day. */
export const membersOn = (day: Day, terms: readonly Term[]): number => parties(inOffice(day, terms, 'director')).length;

/** How many of all members must be for a major investment (CL 55). */
export const neededForInvestment = (members: number): number => Math.ceil((2 * members) / 3);

type Check = (house: House) => Finding[];

/** 5 to 25 directors (400 art. 20; B1). */
const size: Check = ({ day, terms }) => {
  const n = membersOn(day, terms);
  return n >= LEAST && n <= MOST ? [] : [found('B1', n < LEAST ? 'council-too-small' : 'council-too-large', '400 art. 20', { n: String(n), least: String(LEAST), most: String(MOST) })];
};

/** A term is of five years at most (400 arts. 20, 22; B1). */
const length: Check = ({ day, terms }) => {
  const long = terms.filter(({ from, until, last }) => from <= day && day <= last && until >= yearsOn(from));
  return long.map(({ name, office, from, until }) => found('B1', 'term-too-long', office === 'supervisor' ? '400 art. 22' : '400 art. 20', { name, office, from, until, most: addDays(yearsOn(from), -1) }));
};
function yearsOn(from: Day): Day {
  const day = `${Number(from.slice(0, 4)) + YEARS}${from.slice(4)}`;
  return day.endsWith('-02-29') ? `${day.slice(0, 4)}-03-01` : day;
}

/** So long before its end a new election may be held. */
const AHEAD = 60;

/** A term has run out and nobody has been elected to the office since, not they and no other (400 art. 20). */
const runOut: Check = ({ day, terms }) =>
  terms.filter(({ office, until, last }) => last === until && until < day && !terms.some((later) => later.office === office && later.until > until && later.from >= addDays(until, -AHEAD)))
    .map(({ name, office, until }) => found('B1', 'term-run-out', office === 'supervisor' ? '400 art. 22' : '400 art. 20', { name, office, until }));

/** A supervisor, three where the law asks for them (400 art. 22; B1). */
const supervisors: Check = ({ day, terms, threeSupervisors }) => {
  const n = parties(inOffice(day, terms, 'supervisor')).length;
  const least = threeSupervisors ? 3 : 1;
  return n >= least ? [] : [found('B1', 'supervisors-too-few', '400 art. 22', { n: String(n), least: String(least) })];
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
  return kindred.length <= most ? [] : [hold('B2', most === 0 ? 'directors-are-kin' : 'directors-are-kin-beyond-a-third', '400 art. 20', { names: names(terms, kindred), n: String(kindred.length), most: String(most), all: String(directors.length) })];
};

/** A supervisor is no director, no finance staff, and no kin of either (400 art. 22; B2). */
const independence: Check = ({ day, terms, kin, finance }) => {
  const directors = parties(inOffice(day, terms, 'director', 'chair', 'vice-chair', 'secretary-general'));
  return parties(inOffice(day, terms, 'supervisor')).flatMap((one) => {
    const name = names(terms, [one]);
    const kindred = kin.flatMap(([a, b]) => (a === one ? [b] : b === one ? [a] : []));
    return [
      ...(directors.includes(one) ? [hold('B2', 'supervisor-is-a-director', '400 art. 22', { name })] : []),
      ...(finance.includes(one) ? [hold('B2', 'supervisor-keeps-the-books', '400 art. 22', { name })] : []),
      ...(kindred.some((other) => directors.includes(other)) ? [hold('B2', 'supervisor-is-kin-of-a-director', '400 art. 22', { name, names: names(terms, kindred.filter((other) => directors.includes(other))) })] : []),
      ...(kindred.some((other) => finance.includes(other)) ? [hold('B2', 'supervisor-is-kin-of-finance-staff', '400 art. 22', { name })] : []),
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

const found = (check: Finding['check'], code: string, article: string, facts: Finding['facts']): Finding => ({ check, code, level: 'warn', article, facts });
const hold = (check: Finding['check'], code: string, article: string, facts: Finding['facts']): Finding => ({ check, code, level: 'hold', article, facts });
