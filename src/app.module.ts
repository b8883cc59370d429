import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './platform/config';
import { PlatformModule } from './platform/platform.module';

/** The features, in the order in which they rest on each other. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.with(config)] };
  }
}
