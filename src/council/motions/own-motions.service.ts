import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PhoneSession } from '../../people/phone-sign-ins.service';
import { Clock } from '../../platform/clock';
import type { Majority } from '../../rules/resolution';
import type { BodyRow } from './bodies.queries';
import type { Which } from './motions.service';

type Session = Pick<PhoneSession, 'key'>;

/** What a member does themselves, signed in by the telephone by which they speak: the database asks for that session and lets nobody else speak for them. */
@Injectable()
export class OwnMotions {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @returns its number @throws Refused `a-voter-speaks-from-their-own-telephone`, `whoever-tables-as-a-member-has-a-seat`, `a-motion-is-tabled-by-whom-the-rules-name` */
  async table(foundation: number, { key }: Session, { body: { body, council, fund }, majority, question, explanation }: { body: Pick<BodyRow, 'body' | 'council' | 'fund'>; majority: Majority; question: string; explanation: string }): Promise<string> {
    const [{ number }] = await this.db.query<[{ number: string }]>('SELECT motion_table($1, $2, $3, $4, $5, $6, $7, $8, $9) AS number', [key, foundation, body, council, fund, majority, question, explanation, this.clock.now()]);
    return number;
  }

  /** Also of residents, by whoever wrote it. @throws Refused `whoever-tabled-a-motion-withdraws-it`, `a-motion-before-its-voters-is-not-withdrawn` */
  async withdraw({ foundation, number }: Which, { key }: Session, why: string): Promise<void> {
    await this.db.query('SELECT motion_withdraw($1, $2, $3, $4, $5)', [key, foundation, number, why, this.clock.now()]);
  }

  /** First of all: have I an interest in it? Whoever has stands back. @throws Refused `a-member-stands-back-once`, `an-interest-is-declared-once`, `whoever-stands-back-has-a-seat`, `an-interest-is-declared-in-a-formal-motion` */
  async declare({ foundation, number }: Which, { key }: Session, { interested, why }: { interested: boolean; why: string }): Promise<void> {
    await this.db.query('SELECT interest_declare($1, $2, $3, $4, $5, $6)', [key, foundation, number, interested, why, this.clock.now()]);
  }
}
