import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import { aboutPage, foundationsPage } from './about.page';
import { publicPage } from './ledger.controller';

/** Who keeps these books: certificates, officials, life, and the rules that are in force (CL 78; 81). */
@Controller()
@Public()
export class AboutController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get('about')
  async about(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = await this.read.snapshot((db) => aboutPage(db, request.foundation!, this.clock.today(), visitOf(request).lang));
    publicPage(reply).view('disclosure/about', model);
  }

  /** All foundations of the house. */
  @Get('foundations')
  async foundations(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const model = await this.read.snapshot((db) => foundationsPage(db, lang));
    publicPage(reply).view('disclosure/foundations', model);
  }
}
