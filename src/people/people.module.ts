import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../platform/config';
import { Foundations } from './foundations';
import { People } from './people';
import { SignInController } from './sign-in.controller';

@Global()
@Module({})
export class PeopleModule {
  /** In production there is no sign-in without a proof of who somebody is, and none is built yet: the desk stays closed. */
  static with(config: Config): DynamicModule {
    return { module: PeopleModule, controllers: config.production ? [] : [SignInController], providers: [Foundations, People], exports: [Foundations, People] };
  }
}
