import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';

/** The four ways in which a community foundation works (M06): led by government, by enterprises, by citizens, and by citizens with subsidy as a guide. */
export const MODELS = ['government-led', 'enterprise-led', 'civic-led', 'civic-subsidised'] as const;
export type Model = (typeof MODELS)[number];

/** By which model a foundation works, from a day on: as its council has decided. */
@Injectable()
export class OperatingModels {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `an-operating-model-rests-on-a-resolution`, `one-operating-model-begins-a-day` */
  async choose(foundation: number, { model, from, resolution }: { model: Model; from: Day; resolution: number }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [rests] = await tx.query<{ majority: string }[]>(`SELECT majority FROM resolution_confirmation WHERE resolution = $1 AND foundation = $2 AND body = 'council'`, [resolution, foundation]);
      if (!rests) throw new Refused('an-operating-model-rests-on-a-resolution', { field: 'resolution' });
      await tx.query('INSERT INTO operating_model (foundation, from_day, model, resolution, majority, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [foundation, from, model, resolution, rests.majority, by.id, this.clock.now()]);
    });
  }
}
