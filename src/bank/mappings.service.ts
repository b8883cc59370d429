import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Lang } from '../platform/words';
import type { Place } from './places';
import type { ColumnMapping } from './readers/statement';

export interface MappingRow {
  readonly mapping: ColumnMapping;
  readonly by: string;
  readonly at: Date;
}

/** Which column of an account's own file says what. A new row takes the place of the one before; none is lost. */
@Injectable()
export class Mappings {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async set(place: Place, mapping: ColumnMapping, by: Person): Promise<void> {
    await this.db.query('INSERT INTO bank_mapping (foundation, place, mapping, set_by, set_at) VALUES ($1, $2, $3, $4, $5)', [place.foundation, place.id, JSON.stringify(mapping), by.id, this.clock.now()]);
  }

  async of(place: Pick<Place, 'id'>, lang: Lang): Promise<MappingRow | null> {
    const [row] = await this.db.query<MappingRow[]>(
      `SELECT m.mapping, p.${lang === 'zh' ? 'name' : 'english_name'} AS by, m.set_at AS at FROM bank_mapping m JOIN person p ON p.id = m.set_by WHERE m.place = $1 ORDER BY m.id DESC LIMIT 1`, [place.id]);
    return row ?? null;
  }
}
