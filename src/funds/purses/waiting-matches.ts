import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Chore } from '../../platform/worker';
import { Refused } from '../../rules/refused';
import { PurseMatches } from './purse-matches.service';
import { Purses } from './purses.service';

const HOUR = 3_600_000;

/** What a building was due and could not be promised, since its pool was empty or the house was short, is promised once nothing is in the way any more: nobody has to remember it. */
@Injectable()
export class WaitingMatches implements Chore {
  readonly name = 'waiting-matches';
  readonly every = HOUR;
  private readonly logger = new Logger('WaitingMatches');

  constructor(private readonly db: DataSource, private readonly purses: Purses, private readonly matches: PurseMatches) {}

  async run(): Promise<boolean> {
    const waiting = await this.db.query<{ foundation: number; code: string }[]>(
      `SELECT DISTINCT w.foundation, f.code, w.purse FROM waiting_match w JOIN fund f ON f.id = w.purse WHERE w.reason = 'ready' ORDER BY w.purse`);
    for (const { foundation, code } of waiting) await this.tryAgain(foundation, code);
    return false;
  }

  private async tryAgain(foundation: number, code: string): Promise<void> {
    try {
      await this.matches.tryAgain(await this.purses.find(foundation, code));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.logger.log(`${code}: ${error.code}`); // the house is short still: it stays on the desk
    }
  }
}
