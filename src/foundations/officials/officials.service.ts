import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { Relations } from '../../people/relations.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, type Day } from '../../rules/day';
import { type Office, type OfficialFact, refuseForbiddenElection, type Term } from '../../rules/officials';
import { Refused } from '../../rules/refused';
import { houseOn, termsOf } from './officials.queries';

export interface Election {
  readonly name: string;
  readonly englishName: string;
  /** Identity number, where two bear the same name. */
  readonly code: string | null;
  readonly office: Office;
  readonly from: Day;
  readonly until: Day;
  readonly resolution: number | null;
  /** By whom else a director or supervisor was chosen, where no resolution of the council did. */
  readonly basis: string | null;
}

/** Who sits on the council and who supervises it 理事、监事: terms and what the law asks about each, from a day to a day; entered once and ended, never edited (400 arts. 20–23). */
@Injectable()
export class Officials {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly clock: Clock) {}

  /** @throws Refused `officers-are-elected-by-two-thirds`, `an-office-is-held-once-at-a-time`, `a-council-has-one-chair-a-day`, `kin-sit-together-on-a-council-within-the-law`, `a-supervisor-is-independent`, those of parties */
  async elect(foundation: Pick<Foundation, 'id' | 'jurisdiction'>, { name, englishName, code, office, from, until, resolution, basis }: Election, by: Person): Promise<void> {
    if (resolution === null && office !== 'director' && office !== 'supervisor') throw new Refused('the-council-elects-its-officers', { field: 'resolution' }, '400 art. 21');
    if ((resolution === null) === (basis === null)) throw new Refused('whoever-holds-office-was-chosen', { field: 'basis' }, '400 arts. 20, 22');
    await this.db.transaction(async (tx) => {
      const party = await this.relations.partyOf(tx, foundation.id, { kind: 'person', name, code }, by);
      await this.refuseForbidden(tx, foundation, { party, name, office, from, until, last: until });
      await tx.query('INSERT INTO office_term (foundation, party, english_name, office, from_day, until_day, resolution, basis, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [foundation.id, party, englishName, office, from, until, resolution, basis, by.id, this.clock.now()]);
    });
  }

  /** Somebody leaves before their term is over. @throws NotFoundException, Refused `a-term-ends-once`, `a-term-is-shortened-not-prolonged` */
  async leave(foundation: number, term: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    await this.one('INSERT INTO office_term_end (term, foundation, last_day, why, recorded_by, recorded_at) SELECT id, foundation, $3, $4, $5, $6 FROM office_term WHERE id = $1 AND foundation = $2 RETURNING term', [term, foundation, lastDay, why, by.id, this.clock.now()]);
  }

  /** What the law asks about one of them: paid, full-time, a serving official, head of another body. @throws NotFoundException */
  async state(foundation: number, { party, fact, words, from }: { party: number; fact: OfficialFact; words: string; from: Day }, by: Person): Promise<void> {
    await this.one('INSERT INTO official_fact (foundation, party, fact, words, from_day, recorded_by, recorded_at) SELECT foundation, id, $3, $4, $5, $6, $7 FROM party WHERE id = $1 AND foundation = $2 RETURNING id', [party, foundation, fact, words, from, by.id, this.clock.now()]);
  }

  /** It is so no more. @throws NotFoundException, Refused `a-fact-of-an-official-ends-once` */
  async endFact(foundation: number, fact: number, lastDay: Day, by: Person): Promise<void> {
    await this.one('INSERT INTO official_fact_end (fact, foundation, last_day, recorded_by, recorded_at) SELECT id, foundation, $3, $4, $5 FROM official_fact WHERE id = $1 AND foundation = $2 RETURNING fact', [fact, foundation, lastDay, by.id, this.clock.now()]);
  }

  /** On its first day to come, and on each on which somebody comes or goes. What is over is a fact, whoever it was. */
  private async refuseForbidden(tx: EntityManager, foundation: Pick<Foundation, 'id' | 'jurisdiction'>, elected: Term): Promise<void> {
    const today = this.clock.today();
    const since = elected.from < today ? today : elected.from;
    const terms = await termsOf(tx, foundation.id, 'zh');
    const days = [...new Set([since, ...terms.flatMap(({ from, last }) => [from, addDays(last, 1)])])].filter((day) => since <= day && day <= elected.until);
    for (const day of days) {
      const before = await houseOn(tx, foundation, day, { terms, facts: [] });
      refuseForbiddenElection(elected.party, { before, after: { ...before, terms: [...terms, elected] } });
    }
  }

  private async one(sql: string, values: unknown[]): Promise<void> {
    if ((await this.db.query<unknown[]>(sql, values)).length === 0) throw new NotFoundException();
  }
}
