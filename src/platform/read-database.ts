import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { finished, type Readable } from 'node:stream';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** Whatever can be asked in SQL: the database, a transaction, a snapshot. */
export type Asks = Pick<EntityManager, 'query'>;

/** A file may be taken over a slow line; a page may not. */
const FILE_WITHIN = '15min';

/** Reads that may be a moment old: answered by a replica where there is one, else by the database itself. */
@Injectable()
export class ReadDatabase {
  constructor(private readonly db: DataSource) {}

  /** Asks several questions of one moment, so that the figures of a page add up while others post. */
  async snapshot<T>(work: (db: Asks) => Promise<T>): Promise<T> {
    const runner = this.db.createQueryRunner('slave');
    const db: Asks = { query: (sql: string, values?: unknown[]) => runner.query(sql, values) };
    try {
      await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const answer = await work(db);
      await runner.query('COMMIT');
      return answer;
    } catch (error) {
      await runner.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /**
   * The rows of a `COPY … TO STDOUT` as they come, at the reader's pace and in little memory. `prepare` asks what else belongs
   * to the file, at the same moment. A reader who goes away in the middle ends the statement: its connection is closed, not kept.
   */
  async copy<T>(prepare: (db: Asks) => Promise<{ sql: string } & T>): Promise<{ rows: Readable } & T> {
    const [client, release] = (await (this.db.driver as PostgresDriver).obtainSlaveConnection()) as [PoolClient, (error?: Error) => void];
    try {
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '${FILE_WITHIN}'`);
      const db: Asks = { query: async <R>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as R };
      const prepared = await prepare(db);
      const rows = client.query(copyTo(prepared.sql));
      finished(rows, (error) => {
        if (error) release(error);
        else client.query('COMMIT').then(() => release(), release);
      });
      return { ...prepared, rows };
    } catch (error) {
      release(error as Error);
      throw error;
    }
  }
}
