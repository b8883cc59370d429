import type { EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import type { Day } from '../../rules/day';
import { levelOf, nameFaults, nameKey } from '../../rules/fund-opening';
import type { Fen } from '../../rules/money';
import { findInForce, type Policy } from '../../rules/policy';
import { Refused } from '../../rules/refused';
import { oneByOne } from '../../platform/one-by-one';

type Asks = Pick<EntityManager, 'query'>;
type Host = Pick<Foundation, 'id' | 'name' | 'jurisdiction'>;

/** A figure with where it stands. */
export interface Term { readonly sum: Fen; readonly source: string }

interface Row extends Omit<Policy<string | null>, 'value'> { readonly value: string | null; readonly words: string | null }

/** The figure of a rule about funds that is in force for a host on a day; null where there is none. */
export async function policyOf(db: Asks, { jurisdiction }: Pick<Foundation, 'jurisdiction'>, rule: string, day: Day): Promise<Row | null> {
  const rows = await db.query<Row[]>('SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::text, words, source, status FROM policy WHERE rule = $1', [rule]);
  return findInForce(rows, { rule, jurisdiction, day }) as Row | null;
}

/** With how much a fund begins at least: by the place and level of its host, else by the host's own terms. 0 where nobody has said. */
export async function leastStart(db: Asks, host: Host, day: Day): Promise<Term> {
  const law = await policyOf(db, host, `fund-start-${levelOf(host.jurisdiction)}`, day);
  if (law) return { sum: BigInt(law.value!), source: law.source };
  const [own] = await db.query<{ sum: Fen; source: string }[]>('SELECT starting_sum AS sum, source FROM fund_terms WHERE foundation = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1', [host.id, day]);
  return own ?? { sum: 0n, source: '' };
}

/** What must be added a year, and for how many years, of a starting sum; null where the place asks for nothing. */
export async function yearlyTerms(db: Asks, host: Host, { day, startingSum }: { day: Day; startingSum: Fen }): Promise<(Term & { readonly years: number }) | null> {
  const [percent = null, years = null] = await oneByOne(['fund-yearly-percent', 'fund-yearly-years'], (rule) => policyOf(db, host, rule, day));
  return percent && years && startingSum > 0n ? { sum: (startingSum * BigInt(percent.value!) + 99n) / 100n, years: Number(years.value), source: percent.source } : null;
}

/** Words and signs that the name of a fund should not have, and whether they are forbidden to this host. */
export async function nameTerms(db: Asks, host: Host, { name, day }: { name: string; day: Day }): Promise<{ faults: ReturnType<typeof nameFaults>; binds: boolean; source: string }> {
  const said = await policyOf(db, host, 'fund-name-words', day);
  const faults = nameFaults({ host: host.name, name, words: said?.words?.split(' ') ?? [] });
  return { faults: said ? faults : faults.filter((fault) => fault === 'host'), binds: said?.jurisdiction === host.jurisdiction, source: said?.source ?? '' };
}

/** A name that another fund has, however it is spaced. @throws Refused `fund-name-carries-the-hosts-full-name`, `a-funds-name-keeps-to-the-rules`, `a-fund-has-its-own-name` */
export async function refuseName(db: Asks, host: Host, asked: { name: string; day: Day }): Promise<void> {
  const { faults, binds, source } = await nameTerms(db, host, asked);
  if (faults.includes('host')) throw new Refused('fund-name-carries-the-hosts-full-name', { host: host.name, name: asked.name, field: 'name' }, 'C2');
  if (binds && faults.length > 0) throw new Refused('a-funds-name-keeps-to-the-rules', { field: 'name' }, source);
  const [taken] = await db.query<{ name: string }[]>('SELECT name FROM fund WHERE foundation = $1 AND fund_name_key(name) = $2', [host.id, nameKey(asked.name)]);
  if (taken) throw new Refused('a-fund-has-its-own-name', { field: 'name' }, 'C2');
}
