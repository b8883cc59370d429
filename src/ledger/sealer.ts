import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { appendLeaves, peaks } from '../rules/merkle';
import { checkpointText, sign } from '../rules/signed-note';
import { type Stated, statedLine } from '../rules/statements';
import type { Chore } from '../platform/worker';
import { Log } from './log';

/** How many entries are numbered and hashed in one transaction. */
const LOT = 1000;

/**
 * Numbers committed entries, hangs them into the tree and signs the checkpoint. Any number of processes may run it: the lock
 * on the log's head lets one at a time into a foundation. Killed half-way it has done nothing, and the next one goes on.
 */
@Injectable()
export class Sealer implements Chore {
  readonly name = 'seal';
  readonly every = 1_000;

  constructor(private readonly db: DataSource, private readonly log: Log) {}

  async run(): Promise<boolean> {
    await this.seal();
    return false;
  }

  /** Seals all that waits, in all foundations. Answers how many entries it sealed. */
  async seal(): Promise<number> {
    const waiting = await this.db.query<{ id: number; code: string }[]>(
      `SELECT f.id, f.code FROM foundation f WHERE EXISTS (SELECT 1 FROM entry_to_number q WHERE q.foundation = f.id)
         OR EXISTS (SELECT 1 FROM log_head h WHERE h.foundation = f.id AND h.hashed < h.size) ORDER BY f.id`);
    let sealed = 0;
    for (const { id, code } of waiting) {
      for (;;) {
        const done = await this.db.transaction((tx) => this.sealLot(tx, id, code));
        if (done === 0) break;
        sealed += done;
      }
    }
    return sealed;
  }

  private async sealLot(tx: EntityManager, foundation: number, code: string): Promise<number> {
    await tx.query('SELECT ledger_number($1, $2)', [foundation, LOT]);
    const [head] = await tx.query<{ size: bigint; hashed: bigint }[]>('SELECT size, hashed FROM log_head WHERE foundation = $1', [foundation]);
    const hashed = Number(head!.hashed);
    const size = Math.min(Number(head!.size), hashed + LOT);
    if (size === hashed) return 0;
    const entries = await this.log.entries(foundation, hashed + 1, size, tx);
    const edge = peaks(hashed);
    const hashOf = await this.log.hashes(foundation, edge, tx);
    const grown = appendLeaves({ size: hashed, frontier: edge.map(hashOf) }, entries.map((e) => e.leaf));
    const stated = await tx.query<Stated[]>('SELECT nth, chain FROM log_statement WHERE foundation = $1 ORDER BY nth DESC LIMIT 1', [foundation]);
    const note = sign(checkpointText({ origin: this.log.origin(code), size, root: grown.root, extensions: stated.map(statedLine) }), this.log.signer(code));
    await tx.query('SELECT ledger_seal($1, $2, $3, $4, $5, $6, $7, $8)', [
      foundation, hashed + 1, entries.map((e) => e.leaf), grown.nodes.map((n) => n.level), grown.nodes.map((n) => n.index), grown.nodes.map((n) => n.hash), grown.root, note,
    ]);
    return entries.length;
  }
}
