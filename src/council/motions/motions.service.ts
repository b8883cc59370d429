import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Notices } from '../../people/notices.service';
import { type Named, Relations } from '../../people/relations.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Worker } from '../../platform/worker';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Majority } from '../../rules/resolution';
import type { Tabler } from '../../rules/tabling';
import { type BodyRow, membersOf } from './bodies.queries';

/** What it would spend, of which fund, for whom. */
export interface MotionMoney { readonly sum: Fen; readonly fund: number; readonly payee: Named | null }
export interface NewMotion {
  readonly body: Pick<BodyRow, 'body' | 'council' | 'fund'>;
  readonly majority: Majority;
  readonly question: string; readonly englishQuestion: string; readonly explanation: string;
  /** Residents table by their signatures alone (`JointProposals`). */
  readonly tabledAs: Exclude<Tabler, 'residents'>;
  /** The name of the branch, of the body that governs itself, or of the member. */
  readonly tabledBy: string;
  readonly day: Day;
  readonly money: MotionMoney | null;
}
export interface Which { readonly foundation: number; readonly number: string }

/** Motions 议案 as staff enter them: tabled, with what they would spend, reviewed, withdrawn; entered once, never edited (M17, M18). */
@Injectable()
export class Motions {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly notices: Notices, private readonly config: Config, private readonly worker: Worker, private readonly clock: Clock) {}

  /** @returns its number @throws Refused `a-motion-is-tabled-by-whom-the-rules-name`, `whoever-tables-as-a-member-has-a-seat`, `a-motion-is-before-a-body-that-stands`, those of parties */
  async table(foundation: number, { body, majority, question, englishQuestion, explanation, tabledAs, tabledBy, day, money }: NewMotion, by: Person): Promise<string> {
    return this.db.transaction(async (tx) => {
      const member = tabledAs === 'member' ? await this.seated(tx, foundation, { body, name: tabledBy, day }) : null;
      const payee = money?.payee ? await this.payeeOf(tx, foundation, money.payee, by) : null;
      const [{ number }] = await tx.query<[{ number: string }]>(
        `INSERT INTO motion (foundation, number, body, council, fund, majority, question, english_question, explanation, tabled_as, tabled_by, day, sum, spends_fund, payee, member, recorded_by, recorded_at)
         VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING number`, // the database numbers them
        [foundation, body.body, body.council, body.fund, majority, question, englishQuestion, explanation, tabledAs, tabledBy, day, money?.sum ?? null, money?.fund ?? null, payee, member, by.id, this.clock.now()]);
      return number;
    });
  }

  /** What it would spend, where those who tabled it did not say. @throws NotFoundException, Refused `money-of-a-motion-is-named-once`, `money-of-a-motion-is-named-before-its-review` */
  async nameMoney(which: Which, { sum, fund, payee }: MotionMoney, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const party = payee ? await this.payeeOf(tx, which.foundation, payee, by) : null;
      await tx.query('INSERT INTO motion_money (motion, foundation, sum, spends_fund, payee, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [await idOf(tx, which), which.foundation, sum, fund, party, by.id, this.clock.now()]);
    });
  }

  /** Whoever tabled it is told, where they did so by telephone. @throws NotFoundException, Refused `a-motion-is-reviewed-once`, `a-review-follows-its-motion` */
  async review(which: Which, { formal, why, reviewedBy, day }: { formal: boolean; why: string; reviewedBy: string; day: Day }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const id = await idOf(tx, which);
      await tx.query('INSERT INTO motion_review (motion, foundation, formal, why, reviewed_by, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [id, which.foundation, formal, why, reviewedBy, day, by.id, this.clock.now()]);
      const told = await tx.query<{ to: string; code: string; question: string }[]>(
        `SELECT coalesce(s.phone, v.phone) AS to, f.code, m.question FROM motion m JOIN foundation f ON f.id = m.foundation LEFT JOIN standing_signature s ON s.proposal = m.proposal AND s.writes
           LEFT JOIN standing_voter_phone v ON v.foundation = m.foundation AND v.party = m.member WHERE m.id = $1 AND m.recorded_by IS NULL AND coalesce(s.phone, v.phone) IS NOT NULL`, [id]);
      for (const { to, code, question } of told) {
        const outcome = formal ? '已列为正式议案' : `未列为正式议案，理由：${why}`; // the message is Chinese, whoever enters it
        await this.notices.write(tx, { foundation: which.foundation, what: 'motion-reviewed', channel: 'sms', to, lang: 'zh', values: { number: which.number, question, outcome, link: `${this.config.baseUrl}/f/${code}/motions/${which.number}` } });
      }
    });
    this.worker.wake('notices');
  }

  /** Of what staff entered, for whoever tabled it. @throws NotFoundException, Refused `whoever-tabled-a-motion-withdraws-it`, `a-motion-before-its-voters-is-not-withdrawn` */
  async withdraw(which: Which, why: string, by: Person): Promise<void> {
    await this.db.query('INSERT INTO motion_withdrawal (motion, foundation, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [await idOf(this.db, which), which.foundation, why, by.id, this.clock.now()]);
  }

  /** What a member said in the meeting of their interest: whoever has one stands back. @throws NotFoundException, Refused `whoever-stands-back-has-a-seat`, `a-member-stands-back-once`, `an-interest-is-declared-once` */
  async hear(which: Which, { party, interested, why }: { party: number; interested: boolean; why: string }, by: Person): Promise<void> {
    await this.db.query('INSERT INTO interest_declaration (motion, foundation, party, interested, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [await idOf(this.db, which), which.foundation, party, interested, why, by.id, this.clock.now()]);
  }

  private async seated(tx: EntityManager, foundation: number, { body, name, day }: { body: NewMotion['body']; name: string; day: Day }): Promise<number> {
    const [one, another] = (await membersOf(tx, foundation, body, day)).filter((seat) => seat.name === name);
    if (!one || another) throw new Refused('whoever-tables-as-a-member-has-a-seat', { field: 'tabledBy' });
    return one.party;
  }

  /** On this form `code` is the one-time code; the number of a payee has a field of its own. */
  private payeeOf(tx: EntityManager, foundation: number, payee: Named, by: Person): Promise<number> {
    return this.relations.partyOf(tx, foundation, payee, by).catch((error: unknown) => {
      throw error instanceof Refused && error.facts.field === 'code' ? new Refused(error.code, { ...error.facts, field: 'payeeCode' }, error.article) : error;
    });
  }
}

async function idOf(db: Pick<EntityManager, 'query'>, { foundation, number }: Which): Promise<number> {
  const [row] = await db.query<{ id: number }[]>('SELECT id FROM motion WHERE foundation = $1 AND number = $2', [foundation, number]);
  if (!row) throw new NotFoundException();
  return row.id;
}
