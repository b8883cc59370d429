import { Injectable, NotFoundException } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Door } from '../../rules/doors';
import { Refused } from '../../rules/refused';
import type { Purse } from './purses.service';

/** A household 户 as its slip names it. */
export interface Household {
  readonly id: bigint;
  readonly door: string;
  readonly purse: string;
  readonly purseName: string;
  readonly purseEnglishName: string;
  readonly fund: number;
  readonly foundation: number;
  /** The purse has ended: nothing more is taken. */
  readonly closed: boolean;
}

/** A slip for a door: the secret stands on it and nowhere else. */
export interface Slip {
  readonly door: string;
  readonly token: string;
}

/** Which doors get a slip. */
export type SlipsFor = 'all' | 'unconfirmed' | { readonly door: string };

/** A slip that still hangs there after so long is anybody's. */
const SLIP_DAYS = 365;

/** Living behind a door on a day: `$day` is the placeholder of the day, `h` the household. */
export const LIVES_THERE = (day: string): string => `h.moved_in <= ${day} AND NOT EXISTS (SELECT FROM household_leaving l WHERE l.household = h.id AND l.moved_out <= ${day})`;

/** What a household has said last to a contribution `c`: true, false, or nothing. */
export const LAST_ANSWER = '(SELECT a.is_right FROM household_answer a WHERE a.contribution = c.id ORDER BY a.id DESC LIMIT 1)';

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** The households of a building, the slips on their doors, and what each says to what stands on its name. */
@Injectable()
export class Households {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Those who live there from a day on. @throws Refused `one-household-lives-behind-a-door` with the door */
  async add({ fund }: Purse, doors: readonly Door[], movedIn: Day, by: Person): Promise<void> {
    if (movedIn > this.clock.today()) throw new Refused('day-in-the-future', { field: 'movedIn' });
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT purse_hold($1)', [fund.id]);
      const [taken] = await tx.query<{ door: string }[]>(
        `SELECT h.door FROM household h LEFT JOIN household_leaving l ON l.household = h.id WHERE h.purse = $1 AND h.door = ANY ($2) AND (l.moved_out IS NULL OR l.moved_out > $3) ORDER BY h.id LIMIT 1`, [fund.id, doors.map(({ door }) => door), movedIn]);
      if (taken) throw new Refused('one-household-lives-behind-a-door', { field: 'doors', door: taken.door });
      await tx.query('INSERT INTO household (purse, door, shown, moved_in, recorded_by, recorded_at) SELECT $1, door, shown, $4, $5, $6 FROM unnest($2::text[], $3::text[]) d (door, shown)',
        [fund.id, doors.map(({ door }) => door), doors.map(({ shown }) => shown), movedIn, by.id, this.clock.now()]);
    });
  }

  /** A household has moved out: what it gave stays, its slip is dead, and the door is free for the next. @throws NotFoundException, Refused `a-household-leaves-after-it-came`, `a-household-leaves-once` */
  async leave({ fund }: Purse, door: string, movedOut: Day, by: Person): Promise<void> {
    if (movedOut > this.clock.today()) throw new Refused('day-in-the-future', { field: 'movedOut' });
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ id: bigint }[]>('SELECT h.id FROM household h WHERE h.purse = $1 AND h.door = $2 AND NOT EXISTS (SELECT FROM household_leaving l WHERE l.household = h.id)', [fund.id, door]);
      if (!found) throw new Refused('door-not-on-the-list', { field: 'door', door });
      await tx.query('INSERT INTO household_leaving (household, moved_out, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)', [found.id, movedOut, by.id, this.clock.now()]);
    });
  }

  /** Makes new slips; those that hang there are dead from now on. @throws Refused `no-door-needs-a-slip` */
  async makeSlips({ fund }: Purse, which: SlipsFor, by: Person): Promise<Slip[]> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.query<{ id: bigint; door: string }[]>(
        `SELECT h.id, h.door FROM household h WHERE h.purse = $1 AND ${LIVES_THERE('$2')}
           AND ($3::text IS NULL OR h.door = $3) AND ($4::boolean IS FALSE OR EXISTS (SELECT FROM standing_contribution c WHERE c.household = h.id AND ${LAST_ANSWER} IS NULL))
         ORDER BY length(h.door), h.door`, [fund.id, this.clock.today(), typeof which === 'object' ? which.door : null, which === 'unconfirmed']);
      if (rows.length === 0) throw new Refused('no-door-needs-a-slip', { field: 'which' });
      const slips = rows.map(({ id, door }) => ({ id, door, token: randomBytes(18).toString('base64url') }));
      await tx.query('INSERT INTO household_slip (household, token_hash, made_by, made_at) SELECT household, hash, $3, $4 FROM unnest($1::bigint[], $2::bytea[]) s (household, hash)',
        [slips.map(({ id }) => id), slips.map(({ token }) => hashOf(token)), by.id, this.clock.now()]);
      return slips.map(({ door, token }) => ({ door, token }));
    });
  }

  /** Whose slip it is. @throws NotFoundException for a secret that nobody gave, that was replaced or is a year old, or whose household has moved out */
  async behind(token: string, foundation: number, db: Pick<EntityManager, 'query'> = this.db): Promise<Household> {
    const [row] = await db.query<Household[]>(
      `SELECT h.id, h.door, f.code AS purse, f.name AS "purseName", f.english_name AS "purseEnglishName", f.id AS fund, f.foundation, EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) AS closed
       FROM household_slip s JOIN household h ON h.id = s.household JOIN fund f ON f.id = h.purse
       WHERE s.token_hash = $1 AND f.foundation = $2 AND NOT EXISTS (SELECT FROM household_slip newer WHERE newer.household = s.household AND newer.id > s.id) AND s.made_at > $4 AND ${LIVES_THERE('$3')}`,
      [hashOf(token), foundation, this.clock.today(), new Date(this.clock.now().getTime() - SLIP_DAYS * 86_400_000)]);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** What a household has not answered yet. @throws NotFoundException */
  async asked(token: string, foundation: number): Promise<bigint[]> {
    const { id } = await this.behind(token, foundation);
    const rows = await this.db.query<{ id: bigint }[]>(`SELECT c.id FROM standing_contribution c WHERE c.household = $1 AND ${LAST_ANSWER} IS NULL ORDER BY c.id`, [id]);
    return rows.map((row) => row.id);
  }

  /**
   * A household says whether what stands on its name is right. Said again the same way it is one answer; a no that was replied to and is said again is a new one.
   * @throws NotFoundException, Refused `a-household-answers-for-what-stands`, `who-says-no-says-what-is-wrong`
   */
  async answer(token: string, foundation: number, { contribution, right, words }: { contribution: bigint; right: boolean; words: string | null }): Promise<void> {
    if (!right && !words) throw new Refused('who-says-no-says-what-is-wrong', { field: 'words' });
    await this.db.transaction(async (tx) => {
      const { id, fund } = await this.behind(token, foundation, tx);
      await tx.query('SELECT purse_hold($1)', [fund]);
      const [mine] = await tx.query<{ standing: boolean }[]>(
        'SELECT EXISTS (SELECT FROM standing_contribution s WHERE s.id = c.id) AS standing FROM purse_contribution c WHERE c.id = $1 AND c.household = $2', [contribution, id]);
      if (!mine) throw new NotFoundException();
      if (!mine.standing) throw new Refused('a-household-answers-for-what-stands');
      const said = right ? null : words;
      const [last] = await tx.query<{ is_right: boolean; words: string | null; replied: boolean }[]>(
        'SELECT is_right, words, EXISTS (SELECT FROM household_reply r WHERE r.answer = a.id) AS replied FROM household_answer a WHERE contribution = $1 ORDER BY id DESC LIMIT 1', [contribution]);
      if (last && !last.replied && last.is_right === right && last.words === said) return;
      await tx.query('INSERT INTO household_answer (contribution, household, is_right, words, at) VALUES ($1, $2, $3, $4, $5)', [contribution, id, right, said, this.clock.now()]);
    });
  }

  /** Somebody has looked into a contradiction and tells the household what came of it. @throws NotFoundException, Refused `a-contradiction-is-replied-to-once` */
  async reply({ fund }: Purse, answer: bigint, words: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<unknown[]>('SELECT 1 FROM household_answer a JOIN household h ON h.id = a.household WHERE a.id = $1 AND h.purse = $2 AND NOT a.is_right', [answer, fund.id]);
      if (!found) throw new NotFoundException();
      await tx.query('INSERT INTO household_reply (answer, words, by_person, at) VALUES ($1, $2, $3, $4)', [answer, words, by.id, this.clock.now()]);
    });
  }
}
