import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';
import type { GROUP_FIELDS, Orientation } from '../../rules/resident-group';
import { GroupMembers, type NewMember } from './group-members.service';

export interface Particulars { readonly name: string; readonly englishName: string; readonly purpose: string; readonly field: (typeof GROUP_FIELDS)[number]; readonly area: string }
export interface NewGroup extends Particulars { readonly code: string; readonly since: Day; readonly orientation: Orientation; readonly why: string; readonly members: readonly NewMember[] }
export interface NewFiling { readonly placeKind: 'street' | 'committee'; readonly place: string; readonly number: string; readonly from: Day; readonly until: Day }
/** A group that has been found, by its address in a foundation. */
export interface Group { readonly id: number; readonly foundation: number; readonly code: string; readonly name: string }

/** The register of residents' self-organised groups 居民自组织 (M11): what each is, for whom, where it is filed. Facts with their days; none is edited. */
@Injectable()
export class Groups {
  constructor(private readonly db: DataSource, private readonly members: GroupMembers, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  async find(foundation: number, code: string): Promise<Group> {
    const [row] = await this.db.query<Group[]>('SELECT g.id, g.foundation, g.code, p.name FROM resident_group g CROSS JOIN group_particulars(g.id) p WHERE g.foundation = $1 AND g.code = $2', [foundation, code]);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** With its first members, who are asked by message. @throws Refused `a-group-begins-with-three-members`, `a-party-is-no-group`, those of members */
  async register(foundation: number, { code, since, orientation, why, members, ...particulars }: NewGroup, by: Person): Promise<void> {
    this.refuseFuture(since, 'since');
    const now = this.clock.now();
    await this.db.transaction(async (tx) => {
      const [made] = await tx.query<[{ id: number }]>('INSERT INTO resident_group (foundation, code, since, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5) RETURNING id', [foundation, code, since, by.id, now]);
      const group = { id: made.id, foundation, code, name: particulars.name };
      await this.say(tx, group, { ...particulars, from: since, why }, by);
      await tx.query('INSERT INTO resident_group_orientation (resident_group, orientation, day, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)', [group.id, orientation, since, why, by.id, now]);
      for (const [at, member] of members.entries()) await this.members.enter(tx, group, { ...member, from: this.clock.today() }, by, String(at + 1));
    });
  }

  /** What it is from a day on: another name, purpose or place. */
  async restate(group: Group, said: Particulars & { readonly from: Day; readonly why: string }, by: Person): Promise<void> {
    this.refuseFuture(said.from, 'from');
    await this.say(this.db, group, said, by);
  }

  /** @throws Refused `an-orientation-is-another`, `an-orientation-comes-after-the-last` */
  async turn({ id }: Group, { orientation, day, why }: { orientation: Orientation; day: Day; why: string }, by: Person): Promise<void> {
    this.refuseFuture(day, 'turnDay');
    await this.db.query('INSERT INTO resident_group_orientation (resident_group, orientation, day, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)', [id, orientation, day, why, by.id, this.clock.now()]);
  }

  /** Filed, or filed anew before it runs out. @throws Refused `a-group-is-filed-once-it-stands`, `a-filing-of-a-group-is-entered-once` */
  async file({ id }: Group, { placeKind, place, number, from, until }: NewFiling, by: Person): Promise<void> {
    await this.db.query('INSERT INTO resident_group_filing (resident_group, place_kind, place, number, from_day, until_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [id, placeKind, place, number, from, until, by.id, this.clock.now()]);
  }

  /** Struck off, or entered wrongly. @throws NotFoundException, Refused `a-filing-of-a-group-ends-once` */
  async endFiling({ id }: Group, filing: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    this.refuseFuture(lastDay, 'struckDay');
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_filing_end (filing, resident_group, last_day, why, by_person, at) SELECT id, resident_group, $3, $4, $5, $6 FROM resident_group_filing WHERE id = $1 AND resident_group = $2 RETURNING filing', [filing, id, lastDay, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @throws Refused `a-group-ends-once`, `an-advance-is-cleared-before-its-group-ends` */
  async end({ id }: Group, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    this.refuseFuture(lastDay, 'endDay');
    await this.db.query('INSERT INTO resident_group_end (resident_group, last_day, why, by_person, at) VALUES ($1, $2, $3, $4, $5)', [id, lastDay, why, by.id, this.clock.now()]);
  }

  private async say(db: Pick<EntityManager, 'query'>, { id, foundation }: Group, { name, englishName, purpose, field, area, from, why }: Particulars & { from: Day; why: string }, by: Person): Promise<void> {
    await db.query('INSERT INTO resident_group_particulars (resident_group, foundation, name, english_name, purpose, field, area, from_day, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
      [id, foundation, name, englishName, purpose, field, area, from, why, by.id, this.clock.now()]);
  }

  private refuseFuture(day: Day, field: string): void {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field });
  }
}
