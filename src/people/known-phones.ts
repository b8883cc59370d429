import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { IN_OFFICE } from './people';

/** Asks one folder's rows whether they know a telephone number. */
export type KnowsPhone = (db: Pick<EntityManager, 'query'>, asked: { foundation: number; phone: string }) => Promise<boolean>;

/** Whose numbers are known here: our own people's, and those that the folders to the right know of. They are sent their codes however many strangers ask for some. */
@Injectable()
export class KnownPhones {
  private readonly asked: KnowsPhone[] = [];

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** To be called once, when the module starts. */
  add(knows: KnowsPhone): void {
    this.asked.push(knows);
  }

  async know(foundation: number, phone: string): Promise<boolean> {
    if ((await this.inOffice(foundation, phone)).length > 0) return true;
    for (const knows of this.asked) if (await knows(this.db, { foundation, phone })) return true;
    return false;
  }

  /** Who of those in office now is reached by a number. */
  async inOffice(foundation: number, phone: string): Promise<{ id: number; name: string; englishName: string; roles: string[] }[]> {
    return this.db.query(
      `SELECT p.id, p.name, p.english_name AS "englishName", array_agg(DISTINCT a.role) AS roles
       FROM (SELECT DISTINCT ON (person) person, address FROM contact WHERE foundation = $1 AND channel = 'sms'
         AND person IN (SELECT person FROM contact WHERE foundation = $1 AND address = $2) ORDER BY person, id DESC) c
       JOIN person p ON p.id = c.person JOIN appointment a ON a.person = p.id AND a.foundation = $1 AND ${IN_OFFICE('a', '$3', '$4')}
       WHERE c.address = $2 GROUP BY p.id ORDER BY p.id`, [foundation, phone, this.clock.today(), this.clock.now()]);
  }
}
