import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Worker } from '../../platform/worker';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';
import { ageByYear, type MemberRole } from '../../rules/resident-group';
import { Notices } from '../notices.service';
import type { Group } from './groups.service';

export interface NewMember { readonly name: string; readonly phone: string; readonly born: number | null; readonly role: MemberRole }
type Asks = Pick<EntityManager, 'query'>;

/** Who is in a group, as staff records it. Nobody of ours says yes for a member: that comes from their own telephone (`OwnGroups`). */
@Injectable()
export class GroupMembers {
  constructor(private readonly db: DataSource, private readonly notices: Notices, private readonly config: Config, private readonly worker: Worker, private readonly clock: Clock) {}

  /** @throws Refused `a-member-is-in-a-group-once`, `a-group-has-one-lead`, `a-member-is-of-age`, `a-resident-is-not-pestered` */
  async add(group: Group, member: NewMember & { readonly from: Day }, by: Person): Promise<void> {
    if (member.from > this.clock.today()) throw new Refused('day-in-the-future', { field: 'memberFrom' });
    await this.db.transaction((tx) => this.enter(tx, group, member, by, ''));
  }

  /** @param nth behind the names of the fields, in a form of several */
  async enter(tx: EntityManager, group: Group, { name, phone, born, role, from }: NewMember & { readonly from: Day }, by: Person, nth: string): Promise<void> {
    if (ageByYear(born, this.clock.today()) === 'minor') throw new Refused('a-member-is-of-age', { field: `born${nth}` });
    const known = await tx.query<unknown[]>('SELECT 1 FROM standing_group_member WHERE resident_group = $1 AND phone = $2', [group.id, phone]);
    if (known.length > 0) throw new Refused('a-member-is-in-a-group-once', { field: `phone${nth}` });
    const [made] = await tx.query<[{ id: number }]>('INSERT INTO resident_group_member (resident_group, name, phone, born, role, from_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id',
      [group.id, name, phone, born, role, from, by.id, this.clock.now()]);
    await this.send(tx, group, { member: made.id, phone }, by);
  }

  /** Once more, for whoever did not see it or came too late. @throws NotFoundException, Refused `a-member-consents-once`, `a-resident-is-not-pestered` */
  async ask(group: Group, member: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ phone: string }[]>('SELECT phone FROM standing_group_member WHERE id = $1 AND resident_group = $2', [member, group.id]);
      if (!row) throw new NotFoundException();
      await this.send(tx, group, { member, phone: row.phone }, by);
    });
  }

  /** Somebody left who cannot say so themselves: moved away, ill, died. @throws NotFoundException, Refused `a-member-leaves-once`, `an-advance-is-cleared-before-its-leader-leaves` */
  async retire(group: Group, member: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    if (lastDay > this.clock.today()) throw new Refused('day-in-the-future', { field: 'leftDay' });
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_departure (member, resident_group, last_day, why, by_person, at) SELECT id, resident_group, $3, $4, $5, $6 FROM resident_group_member WHERE id = $1 AND resident_group = $2 RETURNING member', [member, group.id, lastDay, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** The lead is to go to somebody else, who is asked. @throws Refused `a-lead-is-a-member-who-consented`, `one-handing-over-at-a-time` */
  async offerLead(group: Group, to: number, why: string, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_handover (resident_group, to_member, why, by_person, at) SELECT resident_group, id, $3, $4, $5 FROM resident_group_member WHERE id = $1 AND resident_group = $2 RETURNING id', [to, group.id, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @throws NotFoundException, Refused `a-handing-over-ends-once` */
  async withdrawOffer(group: Group, handover: number, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>(`INSERT INTO resident_group_handover_end (handover, resident_group, outcome, by_person, at) SELECT id, resident_group, 'withdrawn', $3, $4 FROM resident_group_handover WHERE id = $1 AND resident_group = $2 RETURNING handover`, [handover, group.id, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** The message that asks a newcomer: it leads to the sign-in by telephone, and holds no key. */
  async tell(tx: Asks, { name, foundation }: Group, phone: string): Promise<void> {
    const [{ code }] = await tx.query<[{ code: string }]>('SELECT code FROM foundation WHERE id = $1', [foundation]);
    const link = `${this.config.baseUrl}/f/${code}/me/groups`;
    await this.notices.write(tx, { foundation, what: 'group-consent-wanted', channel: 'sms', to: phone, lang: 'zh', values: { group: name, link } });
    this.worker.wake('notices');
  }

  private async send(tx: EntityManager, group: Group, { member, phone }: { member: number; phone: string }, by: Person): Promise<void> {
    // the day on which it runs out is the policy's: the database writes it
    await tx.query('INSERT INTO resident_group_asking (member, resident_group, ends_on, by_person, at) VALUES ($1, $2, $3, $4, $5)', [member, group.id, this.clock.today(), by.id, this.clock.now()]);
    await this.tell(tx, group, phone);
  }
}

/** Whoever is in a group gets their code however many strangers ask for some. */
export async function isInAGroup(db: Asks, { foundation, phone }: { foundation: number; phone: string }): Promise<boolean> {
  const rows = await db.query<unknown[]>('SELECT 1 FROM resident_group_member m JOIN resident_group g ON g.id = m.resident_group WHERE m.phone = $2 AND g.foundation = $1 LIMIT 1', [foundation, phone]);
  return rows.length > 0;
}
