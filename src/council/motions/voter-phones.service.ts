import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Notices } from '../../people/notices.service';
import type { PhoneSession } from '../../people/phone-sign-ins.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Worker } from '../../platform/worker';
import { type Voter, voterOf } from './voter-phones.queries';

/** By which telephone a member of a body speaks: entered by staff, confirmed from it by its holder, struck by either. */
@Injectable()
export class VoterPhones {
  constructor(private readonly db: DataSource, private readonly notices: Notices, private readonly config: Config, private readonly worker: Worker, private readonly clock: Clock) {}

  /** As whom a telephone is entered; null for everybody else's. */
  of(asked: { foundation: number; phone: string }): Promise<Voter | null> {
    return voterOf(this.db, asked);
  }

  /** @throws NotFoundException, Refused `a-voter-has-one-telephone`, `a-telephone-speaks-for-one-voter`, `nobody-enters-their-own-telephone` */
  async enter(foundation: number, { party, phone }: { party: number; phone: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const made = await tx.query<unknown[]>('INSERT INTO voter_phone (foundation, party, phone, recorded_by, recorded_at) SELECT y.foundation, y.id, $3, $4, $5 FROM party y WHERE y.foundation = $1 AND y.id = $2 RETURNING id', [foundation, party, phone, by.id, this.clock.now()]);
      if (made.length === 0) throw new NotFoundException();
      const [{ code, name }] = await tx.query<[{ code: string; name: string }]>('SELECT f.code, y.name FROM foundation f JOIN party y ON y.foundation = f.id AND y.id = $2 WHERE f.id = $1', [foundation, party]);
      await this.notices.write(tx, { foundation, what: 'voter-phone-wanted', channel: 'sms', to: phone, lang: 'zh', values: { name, link: `${this.config.baseUrl}/f/${code}/me/council` } });
    });
    this.worker.wake('notices');
  }

  /** @throws NotFoundException, Refused `a-telephone-is-struck-once` */
  async strike(foundation: number, id: number, why: string, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO voter_phone_end (phone, why, ended_by, ended_at) SELECT id, $3, $4, $5 FROM voter_phone WHERE foundation = $1 AND id = $2 RETURNING phone', [foundation, id, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @param words what stood on the page, kept with it @throws Refused `a-voter-speaks-from-their-own-telephone`, `a-telephone-is-confirmed-once` */
  async confirm(foundation: number, { key }: Pick<PhoneSession, 'key'>, words: string): Promise<void> {
    await this.db.query('SELECT voter_confirm_phone($1, $2, $3, $4)', [key, foundation, words, this.clock.now()]);
  }

  /** Its holder says that they are not who they are entered as, or speak by it no longer. @throws Refused `a-voter-speaks-from-their-own-telephone` */
  async leave(foundation: number, { key }: Pick<PhoneSession, 'key'>, why: string): Promise<void> {
    await this.db.query('SELECT voter_strike_phone($1, $2, $3, $4)', [key, foundation, why, this.clock.now()]);
  }
}
