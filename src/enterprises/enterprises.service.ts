import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Relations } from '../people/relations.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import { isCreditCode } from '../rules/identity';
import { Refused } from '../rules/refused';
import { withholdNames } from './public-name';

/** How an enterprise stands to the foundation: it gives, the foundation holds shares of it, the residents' committee owns it. */
export const STANDINGS = ['giver', 'investee', 'committee-owned'] as const;
export const OWNER_KINDS = ['residents-committee', 'resident', 'company', 'foundation', 'other'] as const;
export const FACTS = ['suspended', 'resumed', 'dissolved'] as const;
/** What it lets us publish: nothing, whether it keeps its word, the sums due and paid, the reported figures too. */
export const CONSENTS = ['nothing', 'kept', 'sums', 'figures'] as const;

export interface NewEnterprise { readonly code: string; readonly name: string; readonly englishName: string; readonly creditCode: string; readonly relation: (typeof STANDINGS)[number]; readonly premises: string | null }
export interface NewOwner { readonly name: string; readonly ownerCode: string | null; readonly kind: (typeof OWNER_KINDS)[number]; readonly parts: number; readonly from: Day; readonly source: string }
/** Which enterprise, by its address. */
export interface Which { readonly foundation: number; readonly code: string }
export interface Enterprise { readonly id: number; readonly foundation: number; readonly party: number; readonly code: string; readonly name: string; readonly englishName: string }

type Asks = Pick<EntityManager, 'query'>;

/** Community social enterprises 社区社会企业 (M08): who they are, whose they are, what they let us publish. Facts with their days; none is edited. */
@Injectable()
export class Enterprises {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly clock: Clock) {}

  /** @throws Refused `the-code-of-an-enterprise-has-its-check-digit`, `an-enterprise-is-entered-once`, those of parties */
  async enter(foundation: number, { code, name, englishName, creditCode, relation, premises }: NewEnterprise, by: Person): Promise<void> {
    if (!isCreditCode(creditCode)) throw new Refused('the-code-of-an-enterprise-has-its-check-digit', { field: 'creditCode' }, 'GB 32100');
    await this.db.transaction(async (tx) => {
      const party = await this.relations.partyOf(tx, foundation, { kind: 'body', name, code: creditCode }, by);
      await tx.query('INSERT INTO enterprise (foundation, code, party, name, english_name, credit_code, relation, premises, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [foundation, code, party, name, englishName, creditCode, relation, premises, by.id, this.clock.now()]);
    });
  }

  /** Whoever owns it is a party that stands to it as an owner: whoever decides about it is asked for that (400 art. 23). @throws Refused `owners-own-no-more-than-the-whole`, those of parties */
  async addOwner(which: Which, { name, ownerCode, kind, parts, from, source }: NewOwner, by: Person): Promise<void> {
    if (from > this.clock.today()) throw new Refused('day-in-the-future', { field: 'from' });
    await this.db.transaction(async (tx) => {
      const enterprise = await enterpriseOf(tx, which);
      const party = await this.relations.partyOf(tx, which.foundation, { kind: kind === 'resident' || kind === 'other' ? 'person' : 'body', name, code: ownerCode }, by);
      await tx.query('INSERT INTO enterprise_owner (enterprise, foundation, party, kind, parts, from_day, source, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [enterprise.id, which.foundation, party, kind, parts, from, source, by.id, this.clock.now()]);
      await this.relations.stand(tx, which.foundation, { a: party, kind: 'ownership', b: enterprise.party, from, source }, by);
    });
  }

  /** @throws NotFoundException, Refused `an-owner-leaves-once`, `an-owner-leaves-after-they-came` */
  async endOwner(which: Which, { owner, lastDay, source }: { owner: number; lastDay: Day; source: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const enterprise = await enterpriseOf(tx, which);
      const [row] = await tx.query<{ party: number; from: Day }[]>(
        `WITH ended AS (INSERT INTO enterprise_owner_end (owner, foundation, last_day, source, recorded_by, recorded_at) SELECT id, foundation, $3, $4, $5, $6 FROM enterprise_owner WHERE id = $1 AND enterprise = $2 RETURNING owner)
         SELECT o.party, o.from_day AS "from" FROM enterprise_owner o JOIN ended e ON e.owner = o.id`, [owner, enterprise.id, lastDay, source, by.id, this.clock.now()]);
      if (!row) throw new NotFoundException();
      await this.relations.standNoMore(tx, which.foundation, { a: row.party, kind: 'ownership', b: enterprise.party, from: row.from, lastDay, source }, by);
    });
  }

  /** @throws NotFoundException, Refused `an-enterprise-is-dissolved-once` */
  async record(which: Which, { fact, day, source }: { fact: (typeof FACTS)[number]; day: Day; source: string }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.of(which, 'INSERT INTO enterprise_fact (enterprise, foundation, fact, day, source, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [fact, day, source, by.id, this.clock.now()]);
  }

  /** What it says of itself. @throws NotFoundException */
  async state(which: Which, { related, words, day }: { related: boolean; words: string; day: Day }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.of(which, 'INSERT INTO enterprise_statement (enterprise, foundation, related, words, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [related, words, day, by.id, this.clock.now()]);
  }

  /** What it lets us publish from a day on; what it lets no more leaves the books' words. @throws NotFoundException */
  async consent(which: Which, { level, from, givenBy }: { level: (typeof CONSENTS)[number]; from: Day; givenBy: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id, foundation } = await enterpriseOf(tx, which);
      await tx.query('INSERT INTO enterprise_consent (enterprise, foundation, level, from_day, given_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [id, foundation, level, from, givenBy, by.id, this.clock.now()]);
      await withholdNames(tx, this.clock.today());
    });
  }

  /** How it is reached for reminders. @throws NotFoundException */
  async reach(which: Which, { phone, mail, lang }: { phone: string | null; mail: string | null; lang: Lang }, by: Person): Promise<void> {
    if (phone === null && mail === null) throw new Refused('an-enterprise-is-reached-somehow', { field: 'phone' });
    for (const [channel, address] of [['sms', phone], ['mail', mail]] as const)
      if (address !== null) await this.of(which, 'INSERT INTO enterprise_contact (enterprise, foundation, channel, address, lang, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [channel, address, lang, by.id, this.clock.now()]);
  }

  private async of(which: Which, sql: string, values: readonly unknown[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id, foundation } = await enterpriseOf(tx, which);
      await tx.query(sql, [id, foundation, ...values]);
    });
  }
}

/** @throws NotFoundException */
export async function enterpriseOf(db: Asks, { foundation, code }: Which): Promise<Enterprise> {
  const [row] = await db.query<Enterprise[]>('SELECT id, foundation, party, code, name, english_name AS "englishName" FROM enterprise WHERE foundation = $1 AND code = $2', [foundation, code]);
  if (!row) throw new NotFoundException();
  return row;
}

/** Nobody decides about an enterprise in which they have an interest (400 art. 23). @throws Refused `nobody-acts-where-they-have-an-interest` */
export async function refuseInterested(relations: Relations, tx: EntityManager, { foundation, party }: Pick<Enterprise, 'foundation' | 'party'>, by: Pick<Person, 'id'>, day: Day): Promise<void> {
  if ((await relations.interestOf(tx, { foundation, person: by.id, payee: party, day })) !== null) throw new Refused('nobody-acts-where-they-have-an-interest', {}, '400 art. 23');
}
