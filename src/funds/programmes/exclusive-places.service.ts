import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Which } from './programme-funds.service';
import { programmeFund } from './programmes.queries';

/** What an account becomes when it is kept for no fund any more. */
export const BECOMES = ['general', 'closed'] as const;

/** A bank account that is kept for one fund alone, as the giver of public money wants it (books § 6; M09: own account, own books). */
@Injectable()
export class ExclusivePlaces {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Asks that a bank account be kept for the fund. */
  async ask(which: Which, { place, why }: { place: number; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const found = await tx.query<unknown[]>(`SELECT FROM place WHERE id = $1 AND foundation = $2 AND account = '1002'`, [place, which.foundation.id]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('INSERT INTO exclusive_place_request (foundation, place, fund, why, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)', [which.foundation.id, place, fund.id, why, by.id, this.clock.now()]);
    });
  }

  /**
   * A second person marks it: from now on nothing of another fund lies there, and the fund's bank money nowhere else.
   * @throws NotFoundException, Refused `nobody-marks-the-place-they-asked-for`, `a-place-holds-no-other-money-when-it-is-marked`, `a-fund-has-all-its-money-in-its-place-when-it-is-marked`, `a-place-is-kept-for-one-fund`, `a-fund-has-one-place-of-its-own`
   */
  async mark(which: Which, request: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const [asked] = await tx.query<{ by: number }[]>('SELECT asked_by AS by FROM exclusive_place_request WHERE id = $1 AND fund = $2', [request, fund.id]);
      if (!asked) throw new NotFoundException();
      await tx.query('SELECT place_keep_for_fund($1, $2, $3, $4)', [request, which.foundation.id, by.id, this.clock.now()]);
    });
  }

  /**
   * The fund is closed and has no money there: the account is for everybody's use again, or was closed at the bank and takes nothing more. The history keeps for whom it was.
   * @throws NotFoundException, Refused `a-place-is-kept-until-its-fund-is-closed`, `a-released-place-is-empty`, `a-place-is-released-once`
   */
  async release(which: Which, request: number, { becomes, why }: { becomes: (typeof BECOMES)[number]; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const found = await tx.query<unknown[]>('SELECT FROM exclusive_place_mark WHERE request = $1 AND fund = $2', [request, fund.id]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('SELECT place_release($1, $2, $3, $4, $5, $6, $7)', [request, which.foundation.id, becomes, why, by.id, this.clock.today(), this.clock.now()]);
    });
  }
}
