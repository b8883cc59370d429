import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AccessGuard } from './access';
import { Clock } from './clock';
import { Config } from './config';
import { dataSourceOptions } from './database';
import { ErrorFilter } from './errors';
import { FormText } from './form-page';
import { HealthController } from './health';
import { Logging } from './logging';
import { Metrics, MetricsController } from './metrics';
import { PreferencesController } from './preferences.controller';
import { ReadDatabase } from './read-database';
import { ThrottleHits } from './throttle';
import { Worker } from './worker';

/** What every feature stands on. */
@Global()
@Module({})
export class PlatformModule {
  static with(config: Config): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({ ...dataSourceOptions(config.databaseUrl), autoLoadEntities: true }),
        TerminusModule.forRoot({ logger: false }),
        // the figures here are never used: `@Limited` gives its own
        ThrottlerModule.forRootAsync({ inject: [DataSource], useFactory: (db: DataSource) => ({ throttlers: [{ ttl: 60_000, limit: 60 }], storage: new ThrottleHits(db) }) }),
      ],
      controllers: [HealthController, MetricsController, PreferencesController],
      providers: [{ provide: Config, useValue: config }, { provide: Logging, useValue: new Logging(config.logLevel) }, Clock, Worker, Metrics, ReadDatabase, ThrottleHits, ErrorFilter, { provide: APP_FILTER, useExisting: ErrorFilter }, { provide: APP_GUARD, useClass: AccessGuard }, { provide: APP_GUARD, useClass: FormText }],
      exports: [Config, Clock, Worker, ErrorFilter, ReadDatabase, ThrottleHits],
    };
  }
}
