import { Global, Module } from '@nestjs/common';
import { Foundations } from './foundations';

@Global()
@Module({ providers: [Foundations], exports: [Foundations] })
export class PeopleModule {}
