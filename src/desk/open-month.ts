import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { openMonth } from '../ledger/closing.queries';
import { forPeople } from '../platform/http';

/** Shows the open month on every page of the desk. */
export function setUpOpenMonth(app: NestFastifyApplication): void {
  const db = app.get(DataSource);
  app.getHttpAdapter().getInstance().addHook('preValidation', forPeople(async (request) => {
    if (request.person && request.foundation) request.openMonth = (await openMonth(db, request.foundation.id)) ?? undefined;
  }));
}
