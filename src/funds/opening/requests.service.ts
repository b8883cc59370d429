import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { AgreedKind, Point } from '../../rules/fund-opening';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { refuseName } from './terms';

export const APPLICANT_KINDS = ['resident', 'company', 'committee'] as const;

/** What somebody who wants a fund tells us. */
export interface Wish {
  readonly applicantKind: (typeof APPLICANT_KINDS)[number];
  readonly applicant: string;
  readonly contact: string;
  readonly kind: AgreedKind;
  readonly preserved: boolean;
  readonly name: string;
  readonly purpose: string;
  readonly use: string;
  readonly place: string | null;
  readonly startingSum: Fen;
}

/** Who asks: whoever holds a number that a code has proved; or somebody who came in person, written down by one of the staff. */
export interface Asking { readonly foundation: number; readonly phone: string; readonly key: string; readonly writtenBy: number | null }

/** Requests for a fund 设立申请, from the first line to the staff's word. */
@Injectable()
export class FundRequests {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Keeps what is not finished, for whoever holds the number, and forgets what nobody went on with. */
  async saveDraft(foundation: number, phone: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.db.query('DELETE FROM fund_request_draft WHERE foundation = $1 AND saved_at < $2', [foundation, new Date(this.clock.now().getTime() - DRAFT_DAYS * 86_400_000)]);
    await this.db.query(
      'INSERT INTO fund_request_draft (foundation, phone, fields, saved_at) VALUES ($1, $2, $3, $4) ON CONFLICT (foundation, phone) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at',
      [foundation, phone, JSON.stringify(fields), this.clock.now()]);
  }

  /**
   * Asks for a fund. The same form sent twice is one request. @returns its id
   * @throws Refused `too-many-fund-requests` from one number, those of `refuseName`
   */
  async ask({ foundation, phone, key, writtenBy }: Asking, wish: Wish): Promise<number> {
    return this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`fund requests ${foundation} ${phone}`]);
      const [same] = await tx.query<{ id: number }[]>('SELECT id FROM fund_request WHERE foundation = $1 AND key = $2', [foundation, key]);
      if (same) return same.id;
      if (writtenBy === null && (await this.openOf(tx, foundation, phone)) >= MOST_OPEN) throw new Refused('too-many-fund-requests', { most: String(MOST_OPEN) });
      const [host] = await tx.query<[{ id: number; name: string; jurisdiction: string }]>('SELECT id, name, jurisdiction FROM foundation WHERE id = $1', [foundation]);
      await refuseName(tx, host, { name: wish.name, day: this.clock.today() });
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO fund_request (foundation, key, asked_at, phone, written_by, applicant_kind, applicant, contact, kind, preserved, name, purpose, use, place, starting_sum)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
        [foundation, key, this.clock.now(), phone, writtenBy, wish.applicantKind, wish.applicant, wish.contact, wish.kind, wish.preserved, wish.name, wish.purpose, wish.use, wish.place, wish.startingSum]);
      await tx.query('DELETE FROM fund_request_draft WHERE foundation = $1 AND phone = $2', [foundation, phone]);
      return row.id;
    });
  }

  /** Notes that somebody has checked these points; a point that is ticked stays with whoever ticked it first. */
  async tick(foundation: number, id: number, points: readonly Point[], by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseEnded(tx, foundation, id);
      await tx.query('INSERT INTO fund_request_check (request, point, checked_by, checked_at) SELECT $1, point, $3, $4 FROM unnest($2::text[]) point ON CONFLICT ON CONSTRAINT a_point_is_ticked_once DO NOTHING', [id, points, by.id, this.clock.now()]);
    });
  }

  /** Asks for more. @throws NotFoundException, Refused `a-request-that-has-ended-goes-no-further` */
  async question(foundation: number, id: number, question: string, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseEnded(tx, foundation, id);
      await tx.query('INSERT INTO fund_request_question (request, question, asked_by, asked_at) VALUES ($1, $2, $3, $4)', [id, question, by.id, this.clock.now()]);
    });
  }

  /** Whoever asked for the fund answers. @throws NotFoundException, Refused `a-question-is-answered-once`, `a-request-that-has-ended-goes-no-further` */
  async answer({ foundation, id, phone }: { foundation: number; id: number; phone: string }, question: number, answer: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseEnded(tx, foundation, id, phone);
      const written = await tx.query<unknown[]>('INSERT INTO fund_request_answer (question, answer, answered_at) SELECT id, $3, $4 FROM fund_request_question WHERE id = $1 AND request = $2 RETURNING question', [question, id, answer, this.clock.now()]);
      if (written.length === 0) throw new NotFoundException();
    });
  }

  /** Refuses a request, with the reason that whoever asked reads. @throws NotFoundException, Refused `a-request-ends-once`, `a-request-that-has-opened-does-not-end` */
  async refuse(foundation: number, id: number, reason: string, by: Pick<Person, 'id'>): Promise<void> {
    await this.end({ foundation, id }, { what: 'refused', reason, by: by.id });
  }

  /** Whoever asked takes it back. @throws NotFoundException, Refused `a-request-ends-once`, `a-request-that-has-opened-does-not-end` */
  async withdraw(which: { foundation: number; id: number; phone: string }): Promise<void> {
    await this.end(which, { what: 'withdrawn', reason: '', by: null });
  }

  private async end({ foundation, id, phone }: { foundation: number; id: number; phone?: string }, { what, reason, by }: { what: 'refused' | 'withdrawn'; reason: string; by: number | null }): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, id, phone);
      await tx.query('INSERT INTO fund_request_end (request, what, reason, by_person, at) VALUES ($1, $2, $3, $4, $5)', [id, what, reason, by, this.clock.now()]);
    });
  }

  /** How many requests of one number are under way. */
  private async openOf(tx: EntityManager, foundation: number, phone: string): Promise<number> {
    const [row] = await tx.query<[{ n: number }]>(
      `SELECT count(*)::int AS n FROM fund_request r WHERE r.foundation = $1 AND r.phone = $2 AND r.written_by IS NULL
         AND NOT EXISTS (SELECT FROM fund_request_end e WHERE e.request = r.id) AND NOT EXISTS (SELECT FROM agreement a WHERE a.request = r.id)`, [foundation, phone]);
    return row.n;
  }

  private async refuseEnded(tx: EntityManager, foundation: number, id: number, phone?: string): Promise<void> {
    await this.find(tx, foundation, id, phone);
    const [ended] = await tx.query<unknown[]>('SELECT 1 FROM fund_request_end WHERE request = $1', [id]);
    if (ended) throw new Refused('a-request-that-has-ended-goes-no-further');
  }

  /** Somebody else's request is not there. */
  private async find(tx: EntityManager, foundation: number, id: number, phone?: string): Promise<void> {
    const found = await tx.query<unknown[]>('SELECT 1 FROM fund_request WHERE id = $1 AND foundation = $2 AND ($3::text IS NULL OR phone = $3)', [id, foundation, phone ?? null]);
    if (found.length === 0) throw new NotFoundException();
  }
}

/** A draft is kept for so long. */
const DRAFT_DAYS = 90;
/** So many requests of one number may be under way at a time. */
const MOST_OPEN = 5;
