import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Papers } from '../../people/papers/papers.service';
import type { PhoneSession } from '../../people/phone-sign-ins.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Display } from '../../rules/names';
import type { About } from './results.queries';

/** A result, by its vote. */
export interface WhichResult { readonly foundation: number; readonly vote: number }

export interface NewObjection {
  readonly name: string;
  /** Where they live. */
  readonly door: string;
  readonly display: Display;
  readonly about: About;
  readonly words: string;
}
export interface OnPaper extends NewObjection { readonly way: 'paper' | 'hotline'; /** The day on which it came. */ readonly day: Day }
export interface Reply { readonly upheld: boolean; readonly why: string; /** For, against, abstained, counted anew; of an objection to the counting alone. */ readonly recount: readonly (number | null)[] | null }

/** Results 结果: posted, objected to, answered, and put into effect. Rows are written by the database's own functions alone (M33). */
@Injectable()
export class Results {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /** It hangs on the notice board: from now on days are counted. @returns the last day for objections @throws NotFoundException, Refused `a-result-is-posted-once` */
  async post(which: WhichResult, { place }: { place: string }, by: Person, papers: readonly string[] = []): Promise<Day> {
    await this.refuseMissing(which);
    return this.db.transaction(async (tx) => {
      const [{ last }] = await tx.query<[{ last: Day }]>('SELECT result_post($1, $2, $3, $4, $5) AS last', [which.foundation, which.vote, place, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'result_notice', id: which.vote, foundation: which.foundation }, papers, by);
      return last;
    });
  }

  /** A resident objects, by the telephone that is signed in. @throws NotFoundException, Refused `objections-end-with-the-notice`, `a-motion-in-effect-takes-no-objections`, `a-telephone-objects-once` */
  async object(which: WhichResult, { key }: Pick<PhoneSession, 'key'>, { name, door, display, about, words }: NewObjection): Promise<void> {
    await this.refuseMissing(which);
    await this.db.query('SELECT motion_object($1, $2, $3, $4, $5, $6, $7, $8, $9)', [key, which.foundation, which.vote, name, door, display, about, words, this.clock.now()]);
  }

  /** What came on paper or by the hotline. @throws NotFoundException, Refused those of `object`, `an-objection-came-after-the-vote`, `a-resident-objects-once` */
  async enter(which: WhichResult, { way, name, door, display, about, words, day }: OnPaper, by: Person): Promise<void> {
    await this.refuseMissing(which);
    await this.db.query('SELECT motion_objection_enter($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [which.foundation, which.vote, way, name, door, display, about, words, day, by.id, this.clock.now()]);
  }

  /** The answer in public. That an objection is right counts once a second person agrees. @throws Refused `an-objection-is-answered-once`, `who-doubts-the-count-is-told-a-recount`, `a-recount-that-differs-upholds-the-objection` */
  async reply(which: WhichResult, objection: number, { upheld, why, recount }: Reply, by: Person): Promise<void> {
    await this.refuseMissing(which);
    await this.db.query('SELECT motion_objection_reply($1, $2, $3, $4, $5, $6, $7, $8)', [which.foundation, which.vote, objection, upheld, why, recount, by.id, this.clock.now()]);
  }

  /** A second person agrees that an objection is right, or says why not. @throws Refused `nobody-agrees-with-their-own-answer`, `a-second-person-decides-once`, `a-second-person-who-disagrees-says-why` */
  async agree(which: WhichResult, objection: number, { agrees, why }: { agrees: boolean; why: string }, by: Person): Promise<void> {
    await this.refuseMissing(which);
    await this.db.query('SELECT motion_objection_agree($1, $2, $3, $4, $5, $6, $7)', [which.foundation, which.vote, objection, agrees, why, by.id, this.clock.now()]);
  }

  /**
   * What was carried takes effect, and becomes a resolution that a second person compares with its paper.
   * @returns the resolution
   * @throws NotFoundException, Refused `a-motion-takes-effect-after-its-notice`, `every-objection-is-answered-first`, `an-upheld-objection-keeps-a-motion-from-effect`, `what-takes-effect-was-posted`, `only-a-carried-motion-takes-effect`, `a-motion-takes-effect-once`
   */
  async takeEffect(which: WhichResult, by: Person): Promise<number> {
    await this.refuseMissing(which);
    const [{ resolution }] = await this.db.query<[{ resolution: number }]>('SELECT motion_take_effect($1, $2, $3, $4) AS resolution', [which.foundation, which.vote, by.id, this.clock.now()]);
    return resolution;
  }

  private async refuseMissing({ foundation, vote }: WhichResult): Promise<void> {
    const found = await this.db.query<unknown[]>('SELECT FROM vote_result WHERE vote = $1 AND foundation = $2', [vote, foundation]);
    if (found.length === 0) throw new NotFoundException();
  }
}
