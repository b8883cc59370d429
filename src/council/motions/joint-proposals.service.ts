import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Notices } from '../../people/notices.service';
import type { PhoneSession } from '../../people/phone-sign-ins.service';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Worker } from '../../platform/worker';
import type { Display } from '../../rules/names';
import { refuseSecond, type Signer } from '../../rules/tabling';
import { proposalOf, signaturesOf } from './proposals.queries';

type Session = Pick<PhoneSession, 'key' | 'phone'>;
export interface Signs { readonly name: string; readonly door: string; readonly display: Display }

/** What residents propose jointly 居民联名: one writes it and signs first, others sign by telephone, and the last that is needed makes it a motion. The database asks each for their session. */
@Injectable()
export class JointProposals {
  constructor(private readonly db: DataSource, private readonly notices: Notices, private readonly config: Config, private readonly worker: Worker, private readonly clock: Clock) {}

  /** @returns the code in its address @throws Refused `a-resident-writes-one-proposal-at-a-time`, `a-motion-is-tabled-by-whom-the-rules-name` */
  async write(foundation: number, { key }: Session, { council, question, explanation, name, door, display }: Signs & { council: number; question: string; explanation: string }): Promise<string> {
    const [{ code }] = await this.db.query<[{ code: string }]>('SELECT proposal_write($1, $2, $3, $4, $5, $6, $7, $8, $9) AS code', [key, foundation, council, question, explanation, name, door, display, this.clock.now()]);
    return code;
  }

  /** @returns the number of the motion where this was the last that is needed @throws NotFoundException, Refused `a-telephone-signs-once`, `a-resident-signs-once`, `a-proposal-has-its-signatures`, `a-proposal-has-run-out` */
  async sign(foundation: number, { key, phone }: Session, code: string, { name, door, display }: Signs): Promise<string | null> {
    const number = await this.db.transaction(async (tx) => {
      const proposal = await proposalOf(tx, { foundation, today: this.clock.today(), lang: 'zh' }, code);
      if (!proposal) throw new NotFoundException();
      const signer: Signer = { phone, name, door };
      if (proposal.motion === null) refuseSecond(signer, await signaturesOf(tx, proposal.id));
      const [{ made }] = await tx.query<[{ made: string | null }]>('SELECT proposal_sign($1, $2, $3, $4, $5, $6, $7) AS made', [key, foundation, code, name, door, display, this.clock.now()]);
      if (made !== null) {
        const [{ to, at }] = await tx.query<[{ to: string; at: string }]>('SELECT s.phone AS to, f.code AS at FROM standing_signature s JOIN foundation f ON f.id = $2 WHERE s.proposal = $1 AND s.writes', [proposal.id, foundation]);
        await this.notices.write(tx, { foundation, what: 'proposal-has-its-signatures', channel: 'sms', to, lang: 'zh', values: { question: proposal.question, number: made, link: `${this.config.baseUrl}/f/${at}/motions/${made}` } });
      }
      return made;
    });
    if (number !== null) this.worker.wake('notices');
    return number;
  }

  /** @throws Refused `a-signature-is-taken-back-by-whoever-signed`, `whoever-wrote-a-proposal-withdraws-it`, `a-proposal-has-its-signatures` */
  async takeBack(foundation: number, { key }: Session, code: string): Promise<void> {
    await this.db.query('SELECT proposal_take_back($1, $2, $3, $4)', [key, foundation, code, this.clock.now()]);
  }

  /** By whoever wrote it, until it is a motion. @throws Refused `a-signature-is-taken-back-by-whoever-signed`, `a-proposal-has-its-signatures` */
  async withdraw(foundation: number, { key }: Session, code: string): Promise<void> {
    await this.db.query('SELECT proposal_withdraw($1, $2, $3, $4)', [key, foundation, code, this.clock.now()]);
  }
}
