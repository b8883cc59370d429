import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { StatementLine } from './expected-money';

/** A line of a statement as a form is filled from it. */
export type LineToRecord = Pick<StatementLine, 'id' | 'place' | 'day' | 'sum' | 'party' | 'reference' | 'memo'>;

/** Lines of statements, for folders that record something from one. */
@Injectable()
export class BankLines {
  /** Null when the foundation has no such line. */
  async find(db: Pick<EntityManager, 'query'>, foundation: number, id: bigint): Promise<LineToRecord | null> {
    const [row] = await db.query<LineToRecord[]>('SELECT id, place, day, sum, party, reference, memo FROM bank_line WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ?? null;
  }
}
