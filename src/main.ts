import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { CannotStart, sayWhyAndExit } from './platform/cannot-start';
import { type Config, readConfig } from './platform/config';
import { createAdapter, refuseTakenPort } from './platform/http';
import { type LocalDatabase, openLocalDatabase } from './platform/local-database';
import { Logging } from './platform/logging';
import { setUp } from './set-up';
import { migrate, refuseUnmigrated } from './tasks/migrate';
import { clearHalfSeeded, seedFirst } from './tasks/seed';
import { welcome } from './welcome';

// Everybody who reaches this machine may come: in production the proxy in front of us, in a container the one who maps the port,
// and at practice the telephone on the same network, which finds nothing real here.
const EVERYWHERE = '0.0.0.0';
const CLOSED_WITHIN_MS = 10_000;

const open: { app?: NestFastifyApplication; database?: LocalDatabase } = {};

async function start(config: Config): Promise<void> {
  if (config.embedded) {
    open.database = await openLocalDatabase(config);
    void open.database.died.then(() => stop(1, new CannotStart('随附的 PostgreSQL 意外停止；再次启动即可，已确认的记录不会丢失。', 'The PostgreSQL that comes with Sizhu has stopped unexpectedly; start again: nothing that was confirmed is lost.')));
    await clearHalfSeeded(config);
  }
  await refuseTakenPort(config.port, EVERYWHERE); // after the database, which knows better whether it is we who took it
  if (config.databaseOwnerUrl) await migrate(config.databaseOwnerUrl);
  else await refuseUnmigrated(config.databaseUrl);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), await createAdapter(), { rawBody: true, bufferLogs: true, abortOnError: false });
  open.app = app;
  app.useLogger(app.get(Logging));
  await setUp(app, config);
  await app.init();
  if (config.embedded) await seedFirst(app, config);
  await app.listen(config.port, EVERYWHERE);
  open.database?.announce(config.baseUrl);
  if (!config.production) console.log(welcome(config)); // there the log is read by machines
}

/** Once: what fails because we are ending is no reason to end. */
let ending: Promise<never> | undefined;
const stop = (code: number, reason?: unknown): Promise<never> => (ending ??= end(code, reason));

/** Visitors first, then the database under them. Whoever does not let go in time is left behind: the embedded server ends when we do. */
async function end(code: number, reason?: unknown): Promise<never> {
  setTimeout(() => process.exit(1), CLOSED_WITHIN_MS).unref();
  try {
    await open.app?.close();
    await open.database?.stop();
  } catch (error) {
    reason ??= error;
  }
  if (reason) return sayWhyAndExit(reason);
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));

Promise.resolve()
  .then(() => start(readConfig(process.env)))
  .catch((error: unknown) => stop(1, error));
