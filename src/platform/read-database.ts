import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { finished, type Readable } from 'node:stream';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Config } from './config';
import { tookTooLong } from './database';
import { Replica } from './replica';

/** Whatever can be asked in SQL: the database, a transaction, a snapshot. */
export type Asks = Pick<EntityManager, 'query'>;

/** A file may be taken over a slow line; a page may not. */
const FILE_WITHIN = '15min';

/** A connection for as long as it is needed; given back with an error it is closed, not kept. */
interface Lent {
  readonly client: PoolClient;
  readonly giveBack: (error?: Error) => void;
}

/** Reads that may be a moment old: answered by a replica where there is one that can, else by the database itself. */
@Injectable()
export class ReadDatabase implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly replicas: readonly Replica[];

  constructor(private readonly db: DataSource, config: Config) {
    this.replicas = config.databaseReplicaUrls.map((url) => new Replica(url));
  }

  /** A mistaken address is said when the program starts, not when the first visitor comes. */
  async onApplicationBootstrap(): Promise<void> {
    await Promise.all(this.replicas.map(async (replica) => (await replica.connect())?.release()));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
  }

  /** Asks several questions of one moment, so that the figures of a page add up while others post. `work` may be done twice. */
  snapshot<T>(work: (db: Asks) => Promise<T>): Promise<T> {
    return this.somewhere(async ({ client, giveBack }) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const answer = await work(asking(client));
      await client.query('COMMIT');
      giveBack();
      return answer;
    });
  }

  /**
   * The rows of a `COPY … TO STDOUT` as they come, at the reader's pace and in little memory. `prepare` asks what else belongs
   * to the file, at the same moment. A reader who goes away in the middle ends the statement: its connection is closed, not kept.
   */
  copy<T>(prepare: (db: Asks) => Promise<{ sql: string } & T>): Promise<{ rows: Readable } & T> {
    return this.somewhere(async ({ client, giveBack }) => {
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '${FILE_WITHIN}'`);
      const prepared = await prepare(asking(client));
      const rows = client.query(copyTo(prepared.sql));
      finished(rows, (error) => {
        if (error) giveBack(error);
        else client.query('COMMIT').then(() => giveBack(), giveBack);
      });
      return { ...prepared, rows };
    });
  }

  /**
   * What fails at a replica is asked again at the database itself. The replica may be shutting down, or in conflict with what it
   * replays; or it does not know yet the newest migration, or the entry to which a donor is sent the moment it is sealed.
   */
  private async somewhere<T>(work: (lent: Lent) => Promise<T>): Promise<T> {
    const ready = this.replicas.filter((replica) => replica.ready);
    const replica = await ready[Math.floor(Math.random() * ready.length)]?.connect();
    if (replica) {
      try {
        return await lend(replica, (error) => replica.release(error), work);
      } catch (error) {
        if (tookTooLong(error)) throw error; // it would there too
      }
    }
    const [client, release] = (await (this.db.driver as PostgresDriver).obtainMasterConnection()) as [PoolClient, (error?: Error) => void];
    return lend(client, release, work);
  }
}

async function lend<T>(client: PoolClient, release: (error?: Error) => void, work: (lent: Lent) => Promise<T>): Promise<T> {
  // Whoever asks learns from the answer that the connection has ended; the event, which nobody else hears, would end the program.
  client.on('error', ignore);
  const giveBack = (error?: Error): void => {
    client.off('error', ignore);
    release(error);
  };
  try {
    return await work({ client, giveBack });
  } catch (error) {
    await client.query('ROLLBACK').then(() => giveBack(), giveBack);
    throw error;
  }
}

const ignore = (): void => undefined;
const asking = (client: PoolClient): Asks => ({ query: async <R>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as R });
