import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import { Refused } from '../../rules/refused';
import { ageByYear, type MemberRole } from '../../rules/resident-group';
import type { PhoneSession } from '../phone-sign-ins.service';
import { GroupMembers } from './group-members.service';
import type { Group } from './groups.service';

/** A group as one of its members finds it, by the telephone that is signed in. */
export interface OwnGroup extends Group {
  readonly session: Buffer;
  readonly member: number;
  readonly role: MemberRole;
  readonly consentedAt: Date | null;
  readonly nameShown: boolean;
  readonly born: number | null;
}

/** What members do themselves, signed in by telephone: the database asks for that session and lets nobody else speak for them. */
@Injectable()
export class OwnGroups {
  constructor(private readonly db: DataSource, private readonly members: GroupMembers, private readonly clock: Clock) {}

  /** @throws NotFoundException for a group that this telephone is not in */
  async find(foundation: number, { key, phone }: PhoneSession, code: string): Promise<OwnGroup> {
    const [row] = await this.db.query<Omit<OwnGroup, 'session'>[]>(
      `SELECT g.id, g.foundation, g.code, p.name, m.id AS member, m.role, m.consented_at AS "consentedAt", m.name_shown AS "nameShown", m.born FROM standing_group_member m JOIN resident_group g ON g.id = m.resident_group CROSS JOIN group_particulars(g.id) p
       WHERE g.foundation = $1 AND m.phone = $2 AND g.code = $3 AND NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id)`, [foundation, phone, code]);
    if (!row) throw new NotFoundException();
    return { ...row, session: key };
  }

  /** @param words what stood on the page, kept with it @throws Refused `an-invitation-has-run-out`, `a-member-says-that-they-are-of-age`, `a-member-consents-once` */
  async consent({ id, session, born }: OwnGroup, { words, adult, showsName }: { words: string; adult: boolean; showsName: boolean }): Promise<void> {
    if (!adult && ageByYear(born, this.clock.today()) !== 'of-age') throw new Refused('a-member-says-that-they-are-of-age', { field: 'adult' });
    await this.db.query('SELECT group_consent($1, $2, $3, $4, $5, $6)', [session, id, words, adult, showsName, this.clock.now()]);
  }

  async showName({ id, session }: OwnGroup, shown: boolean): Promise<void> {
    await this.db.query('SELECT group_show_name($1, $2, $3, $4)', [session, id, shown, this.clock.now()]);
  }

  /** Also what somebody does who was asked and says no. @throws Refused `a-lead-hands-over-before-leaving`, `an-advance-is-cleared-before-its-leader-leaves` */
  async leave({ id, session }: OwnGroup, why: string): Promise<void> {
    await this.db.query('SELECT group_leave($1, $2, $3, $4)', [session, id, why, this.clock.now()]);
  }

  /** @throws Refused `only-the-lead-does-this`, `a-member-is-in-a-group-once`, `a-resident-is-not-pestered` */
  async invite(group: OwnGroup, { name, phone, role }: { name: string; phone: string; role: MemberRole }): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT group_invite($1, $2, $3, $4, $5, $6)', [group.session, group.id, name, phone, role, this.clock.now()]);
      await this.members.tell(tx, group, phone);
    });
  }

  /** @throws Refused `only-the-lead-does-this`, `a-lead-is-a-member-who-consented`, `one-handing-over-at-a-time` */
  async offerLead({ id, session }: OwnGroup, to: number, why: string): Promise<void> {
    await this.db.query('SELECT group_hand_over($1, $2, $3, $4, $5)', [session, id, to, why, this.clock.now()]);
  }

  /** @throws Refused `a-handing-over-ends-once`, `whoever-has-left-is-no-member` */
  async answerOffer({ id, session }: OwnGroup, outcome: 'accepted' | 'declined' | 'withdrawn'): Promise<void> {
    await this.db.query('SELECT group_answer_handover($1, $2, $3, $4)', [session, id, outcome, this.clock.now()]);
  }
}
