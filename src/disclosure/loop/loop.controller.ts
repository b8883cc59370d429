import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { publicPage } from '../ledger.controller';
import { sealedTo } from '../scope.queries';
import { isTableFormat, sendTable } from '../table-files';
import { loopModel, loopTable } from './loop-page';
import { loopOf, yearsOfLoop } from './loop.queries';

/** The loop of a community 公益生态链 (M08): what enterprises gave, the funds that hold it, whom they backed with it, and what for; of a year, in a picture and its table. */
@ApiExcludeController()
@Public()
@Controller('loop')
export class LoopController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { year: asked, format } = request.query as { year?: unknown; format?: unknown };
    if (!isYear(asked) || (format !== undefined && !isTableFormat(format))) throw new NotFoundException();
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!;
    const today = this.clock.today();
    const { years, number, year, sealed } = await this.read.snapshot(async (db) => {
      const years = await yearsOfLoop(db, foundation.id, today);
      const number = asked === undefined ? years[0] : Number(asked);
      return { years, number, year: number !== undefined && years.includes(number) ? await loopOf(db, foundation.id, number, { today, lang }) : null, sealed: await sealedTo(db, foundation.id) };
    });
    if (format !== undefined) {
      if (!year) throw new NotFoundException();
      return sendTable(reply, format, `${foundation.code}-loop-${number}`, loopTable(year, { number: number!, lang }));
    }
    const file = (format: string): string => `${base}/loop?year=${number}&format=${format}`;
    publicPage(reply).view('disclosure/loop', {
      year: number, years: years.map((one) => ({ year: one, now: one === number })), sealed, csv: file('csv'), xlsx: file('xlsx'), loop: year && loopModel(year, { number: number!, lang }),
    });
  }
}

export const isYear = (asked: unknown): asked is string | undefined => asked === undefined || (typeof asked === 'string' && /^20\d\d$/.test(asked));
