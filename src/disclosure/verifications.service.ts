import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { ReadDatabase } from '../platform/read-database';
import type { Chore } from '../platform/worker';
import type { Check, Offence } from '../ledger/checks';
import { Log } from '../ledger/log';
import { allChecks } from './all-checks';

/** What a check found, and when. */
export interface Answer {
  readonly check: Check;
  readonly offences: readonly Offence[];
  readonly at: Date;
}

/** A light check's answer may be this old, however many ask. */
const FRESH_FOR_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A day, less what a run takes: so that each day has its run at about the same hour. */
const ANEW_AFTER = '23 hours';
const ONE_AT_A_TIME = 5_124_171; // any number, the same for every process

/**
 * Runs the named checks. All of them go through every entry of the books, which is for `npm run verify` and the clock, never
 * for a visitor; a page shows what the last full run found, and the light checks as they stand now.
 */
@Injectable()
export class Verifications implements Chore {
  readonly name = 'verify';
  readonly every = HOUR_MS;
  private fresh: { readonly until: number; readonly answers: Promise<Answer[]> } | null = null;

  constructor(private readonly db: DataSource, private readonly read: ReadDatabase, private readonly log: Log, private readonly clock: Clock) {}

  /** Once a day, by whichever process comes first. */
  async run(): Promise<boolean> {
    const runner = this.db.createQueryRunner();
    try {
      const [{ mine }] = (await runner.query('SELECT pg_try_advisory_lock($1) AS mine', [ONE_AT_A_TIME])) as [{ mine: boolean }];
      if (!mine) return false;
      try {
        const [{ due }] = (await runner.query(`SELECT NOT EXISTS (SELECT FROM verification_run WHERE finished_at > now() - interval '${ANEW_AFTER}') AS due`)) as [{ due: boolean }];
        if (due) await this.verify();
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1)', [ONE_AT_A_TIME]);
      }
    } finally {
      await runner.release();
    }
    return false;
  }

  /** Runs all checks at one moment of the books and keeps what they found. Tells each answer as it comes. */
  async verify(tell: (answer: Answer, took: number) => void = () => undefined): Promise<Answer[]> {
    const answers = await this.db.transaction('REPEATABLE READ', async (tx) => {
      // it reads everything there is, which takes as long as it takes
      await tx.query('SET TRANSACTION READ ONLY');
      await tx.query('SET LOCAL statement_timeout = 0');
      const done: Answer[] = [];
      for (const check of allChecks(this.log)) {
        const begun = performance.now();
        const answer = { check, offences: await check.run(tx), at: this.clock.now() };
        done.push(answer);
        tell(answer, performance.now() - begun);
      }
      return done;
    });
    const kept = answers.map(({ check, offences }) => ({ name: check.name, offences }));
    await this.db.query('INSERT INTO verification_run (finished_at, answers) VALUES ($1, $2)', [this.clock.now(), JSON.stringify(kept)]);
    this.fresh = null;
    return answers;
  }

  /** What is known today: light checks asked anew, the others as the last full run found them. A check never run yet has no answer. */
  async today(): Promise<Answer[]> {
    const now = this.clock.now().getTime();
    if (!this.fresh || this.fresh.until < now) {
      const answers = this.ask();
      this.fresh = { until: now + FRESH_FOR_MS, answers };
      answers.catch(() => (this.fresh = null));
    }
    return this.fresh.answers;
  }

  private ask(): Promise<Answer[]> {
    return this.read.snapshot(async (db) => {
      const [last] = await db.query<{ finished_at: Date; answers: { name: string; offences: Offence[] }[] }[]>('SELECT finished_at, answers FROM verification_run ORDER BY id DESC LIMIT 1');
      const kept = new Map(last?.answers.map((answer) => [answer.name, answer.offences]));
      const answers: Answer[] = [];
      for (const check of allChecks(this.log)) {
        const offences = check.light ? await check.run(db) : kept.get(check.name);
        if (offences) answers.push({ check, offences, at: check.light ? this.clock.now() : last!.finished_at });
      }
      return answers;
    });
  }
}
