import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Relations } from '../people/relations.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import type { Display } from '../rules/names';
import type { QuorumRule } from '../rules/quorum';
import { Refused } from '../rules/refused';
import type { CouncilKind } from '../rules/residents-council';
import { type Tabler, TABLERS } from '../rules/tabling';

export interface NewCouncil {
  readonly kind: CouncilKind;
  /** In its address. */
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly area: string;
  /** Of a group council: the number of the community's council that is chosen from it. */
  readonly community: number | null;
  readonly from: Day;
}

/** By which rules a council decides, from a day on. */
export interface CouncilRule extends QuorumRule {
  readonly from: Day;
  readonly secret: boolean;
  readonly proxies: boolean;
  readonly tables: readonly Tabler[];
  /** Days before a meeting on which it is announced, and days on which a result is posted for objections 公示 (M33). */
  readonly noticeDays: number;
  readonly objectionDays: number;
  /** Where it was adopted: the covenant, the rules of procedure. */
  readonly source: string;
}

export interface NewSeat {
  readonly name: string;
  /** Identity number, where two bear the same name. */
  readonly code: string | null;
  readonly display: Display;
  readonly chairs: boolean;
  readonly official: boolean;
  /** The number of the group council whose voice they are. */
  readonly constituency: number | null;
  readonly chosenBy: string;
  readonly from: Day;
  readonly until: Day;
}

export interface Which { readonly foundation: number; readonly code: string }

/** Residents' councils 居民议事会: founded, ended, their rules and seats; entered once and ended, never edited (M16–M19). */
@Injectable()
export class ResidentsCouncils {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly clock: Clock) {}

  /** With the rules by which it begins. @throws Refused `a-residents-council-has-its-own-address`, those of `adopt` */
  async found(foundation: number, { kind, code, name, englishName, area, community, from }: NewCouncil, rule: Omit<CouncilRule, 'from'>, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [{ id }] = await tx.query<[{ id: number }]>('INSERT INTO residents_council (foundation, kind, code, name, english_name, area, community, from_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id',
        [foundation, kind, code, name, englishName, area, community, from, by.id, this.clock.now()]);
      await tx.query(RULE, ruleValues(id, foundation, { ...rule, from }, by, this.clock.now()));
    });
  }

  /** @throws NotFoundException, Refused `a-residents-council-ends-once`, `the-groups-of-a-community-council-end-first`, `a-seat-lies-within-the-time-of-its-council` */
  async end(which: Which, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    await this.one('INSERT INTO residents_council_end (council, foundation, last_day, why, recorded_by, recorded_at) SELECT id, foundation, $3, $4, $5, $6 FROM residents_council WHERE foundation = $1 AND code = $2 RETURNING council',
      [which.foundation, which.code, lastDay, why, by.id, this.clock.now()]);
  }

  /** Other rules from a day on. What was decided was decided by the rules of its day, so none begins in the past. @throws NotFoundException, Refused `rules-of-a-council-follow-each-other`, `parts-of-a-council-are-parts` */
  async adopt(which: Which, rule: CouncilRule, by: Person): Promise<void> {
    if (rule.from < this.clock.today()) throw new Refused('a-rule-begins-today-or-later', { field: 'ruleFrom' });
    await this.db.query(RULE, ruleValues(await this.idOf(which), which.foundation, rule, by, this.clock.now()));
  }

  /** @throws NotFoundException, Refused `somebody-sits-on-a-council-once`, `a-residents-council-has-one-chair-a-day`, `a-resident-on-it-speaks-for-a-group`, `a-voice-is-chosen-from-the-members-of-its-group`, those of parties */
  async seat(which: Which, { name, code, display, chairs, official, constituency, chosenBy, from, until }: NewSeat, by: Person): Promise<void> {
    const council = await this.idOf(which);
    await this.db.transaction(async (tx) => {
      const party = await this.relations.partyOf(tx, which.foundation, { kind: 'person', name, code }, by).catch(namesItsField);
      await tx.query('INSERT INTO residents_council_seat (council, foundation, party, display, chairs, official, constituency, chosen_by, from_day, until_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
        [council, which.foundation, party, display, chairs, official, constituency, chosenBy, from, until, by.id, this.clock.now()]);
    });
  }

  /** Somebody leaves before their term is over. @throws NotFoundException, Refused `a-seat-on-a-council-ends-once`, `a-term-is-shortened-not-prolonged` */
  async unseat(which: Which, seat: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    await this.one(`INSERT INTO residents_council_seat_end (seat, foundation, last_day, why, recorded_by, recorded_at) SELECT s.id, s.foundation, $4, $5, $6, $7 FROM residents_council_seat s JOIN residents_council c ON c.id = s.council
      WHERE c.foundation = $1 AND c.code = $2 AND s.id = $3 RETURNING seat`, [which.foundation, which.code, seat, lastDay, why, by.id, this.clock.now()]);
  }

  private async idOf({ foundation, code }: Which): Promise<number> {
    const [row] = await this.db.query<{ id: number }[]>('SELECT id FROM residents_council WHERE foundation = $1 AND code = $2', [foundation, code]);
    if (!row) throw new NotFoundException();
    return row.id;
  }

  private async one(sql: string, values: unknown[]): Promise<void> {
    if ((await this.db.query<unknown[]>(sql, values)).length === 0) throw new NotFoundException();
  }
}

/** On this form `code` is the one-time code; the number of a member has a field of its own. */
function namesItsField(error: unknown): never {
  throw error instanceof Refused && error.facts.field === 'code' ? new Refused(error.code, { ...error.facts, field: 'memberCode' }, error.article) : error;
}

const RULE = `INSERT INTO residents_council_rule (council, foundation, from_day, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, secret, proxies, tables, notice_days, objection_days, source, recorded_by, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;
const ruleValues = (council: number, foundation: number, { from, quorum, votes, countedOf, moreThan, secret, proxies, tables, noticeDays, objectionDays, source }: CouncilRule, by: Person, now: Date): unknown[] =>
  [council, foundation, from, ...quorum, ...votes, countedOf, moreThan, secret, proxies, tables, noticeDays, objectionDays, source, by.id, now];

/** By M17 to M19, as the sources have them; what the sources say twice (半数以上) is read the stricter way until a council says otherwise. */
export const USUAL_RULE: Omit<CouncilRule, 'from' | 'source'> = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true, secret: true, proxies: false, tables: TABLERS, noticeDays: 7, objectionDays: 7 };
