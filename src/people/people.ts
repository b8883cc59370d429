import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import type { Day } from '../rules/day';

/** What somebody may be in a foundation; the words stand under `role.<name>`. */
export type Role = 'bookkeeper' | 'secretary-general';

export interface Somebody extends Person {
  readonly englishName: string;
  readonly roles: readonly Role[];
}

@Injectable()
export class People {
  constructor(private readonly db: DataSource) {}

  async enter(tx: EntityManager, { name, englishName }: { name: string; englishName: string }): Promise<number> {
    const [row] = await tx.query<{ id: number }[]>('INSERT INTO person (name, english_name) VALUES ($1, $2) RETURNING id', [name, englishName]);
    return row!.id;
  }

  async appoint(tx: EntityManager, { person, foundation, role, from }: { person: number; foundation: number; role: Role; from: Day }): Promise<void> {
    await tx.query('INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, $3, $4)', [person, foundation, role, from]);
  }

  /** All who hold a role in a foundation on a day. */
  async inOffice(foundation: number, day: Day): Promise<Somebody[]> {
    return this.db.query<Somebody[]>(`${SELECT} GROUP BY p.id ORDER BY p.id`, [foundation, day]);
  }

  /** Somebody with the roles they hold in a foundation on a day; null when they hold none. */
  async withRoles(person: number, foundation: number, day: Day): Promise<Somebody | null> {
    const [row] = await this.db.query<Somebody[]>(`${SELECT} AND p.id = $3 GROUP BY p.id`, [foundation, day, person]);
    return row ?? null;
  }
}

const SELECT = `SELECT p.id, p.name, p.english_name AS "englishName", array_agg(DISTINCT a.role) AS roles
  FROM person p JOIN appointment a ON a.person = p.id AND a.foundation = $1 AND a.from_day <= $2 AND $2 <= coalesce(a.to_day, 'infinity') WHERE true`;
