import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource, type EntityManager } from 'typeorm';
import type { Month } from '../rules/day';

/** The oldest month that is not sealed; null before the first entry. */
export async function openMonth(db: Pick<EntityManager, 'query'>, foundation: number): Promise<Month | null> {
  const [row] = await db.query<[{ month: Month | null }]>(`SELECT to_char(min(month), 'YYYY-MM') AS month FROM accounting_period WHERE foundation = $1 AND sealed_on IS NULL`, [foundation]);
  return row.month;
}

/** Shows the open month on every page of the desk. */
export function setUpOpenMonth(app: NestFastifyApplication): void {
  const db = app.get(DataSource);
  app.getHttpAdapter().getInstance().addHook('preValidation', async (request) => {
    if (request.person && request.foundation) request.openMonth = (await openMonth(db, request.foundation.id)) ?? undefined;
  });
}
