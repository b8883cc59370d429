import 'reflect-metadata';
import type { ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import supertest from 'supertest';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module';
import { Clock } from '../../src/platform/clock';
import { type Config, readConfig } from '../../src/platform/config';
import { createAdapter } from '../../src/platform/http';
import { Logging } from '../../src/platform/logging';
import { setUp } from '../../src/set-up';
import { createTestDatabase, set } from './database';

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  /** As the application asks. */
  readonly db: DataSource;
  /** For those who want to look at, or break, what the application may not touch. */
  readonly ownerUrl: string;
  /** A fresh visitor, without cookies. */
  request(): ReturnType<typeof supertest>;
  /** A visitor who keeps cookies. */
  visitor(): ReturnType<typeof supertest.agent>;
  close(): Promise<void>;
}

interface Overrides {
  /** Features of the test's own beside ours. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  /** Environment variables. */
  settings?: Record<string, string>;
  /** What takes the place of a provider: `[[Mail, new PlayedMail()]]`. */
  instead?: [token: unknown, value: unknown][];
  clock?: Clock;
  /** What stands before the routes, where a test wants less than the whole. */
  before?: typeof setUp;
}

/** The whole application on a database of its own, as `main.ts` builds it. */
export async function startApp({ imports = [], settings = {}, instead = [], clock, before = setUp }: Overrides = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const config = readConfig({ NODE_ENV: 'test', LOG_LEVEL: process.env.LL ?? 'silent', DATA_DIR: mkdtempSync(join(set('TEST_FOLDER'), 'var-')), DATABASE_URL: database.url, ...settings });
  const testing = Test.createTestingModule({ imports: [AppModule.with(config), ...imports] });
  for (const [token, value] of [...instead, ...(clock ? [[Clock, clock] as const] : [])]) testing.overrideProvider(token).useValue(value);
  const app = (await testing.compile()).createNestApplication<NestFastifyApplication>(await createAdapter(), { rawBody: true, bufferLogs: true });
  app.useLogger(app.get(Logging));
  await before(app, config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    config,
    db: app.get(DataSource),
    ownerUrl: database.ownerUrl,
    request: () => supertest(app.getHttpServer()),
    visitor: () => supertest.agent(app.getHttpServer()),
    async close() {
      await app.close();
      await database.drop();
    },
  };
}

/** A clock that stands where it is set. */
export class SetClock extends Clock {
  constructor(private at: string) {
    super();
  }

  override now(): Date {
    return new Date(this.at);
  }

  set(at: string): void {
    this.at = at;
  }
}
