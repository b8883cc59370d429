import { Logger } from '@nestjs/common';
import { Client, Pool, type PoolClient } from 'pg';
import { replicaOptions } from './database';

/** So long nobody is kept waiting for a replica that did not answer. */
const LEFT_ALONE_MS = 10_000;

/** A copy of the database that follows it. It may go and come back: nobody depends on it. */
export class Replica {
  private readonly logger = new Logger('Replica');
  private readonly pool: Pool;
  private readonly name: string;
  private awayUntil = 0;

  constructor(url: string) {
    this.pool = new Pool(replicaOptions(url));
    this.pool.on('error', () => undefined); // a connection that nobody uses has ended; the next one who asks will see
    this.name = nameOf(url);
  }

  /** Worth asking: it answered when it was last asked, or that is a while ago. */
  get ready(): boolean {
    return performance.now() >= this.awayUntil;
  }

  /** A connection, or nothing when it does not answer. Says so once when it goes and once when it comes back. */
  async connect(): Promise<PoolClient | undefined> {
    try {
      const client = await this.pool.connect();
      if (this.awayUntil > 0) this.logger.warn(`replica ${this.name} answers again`);
      this.awayUntil = 0;
      return client;
    } catch (error) {
      if (this.awayUntil === 0) this.logger.warn(`replica ${this.name} does not answer (${reason(error)}): pages are read from the database itself until it does`);
      this.awayUntil = performance.now() + LEFT_ALONE_MS;
      return undefined;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** Where it is, without its password. */
function nameOf(url: string): string {
  const { host, port, database } = new Client({ connectionString: url });
  return `${host}:${port}/${database}`;
}

const reason = (error: unknown): string => (error as { code?: string }).code ?? (error instanceof Error ? error.message : String(error));
