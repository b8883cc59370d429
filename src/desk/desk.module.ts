import { Module } from '@nestjs/common';
import { DeskController } from './desk.controller';
import { Search } from './search.queries';

@Module({ controllers: [DeskController], providers: [Search] })
export class DeskModule {}
