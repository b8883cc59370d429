import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { resultModel } from '../../council/results/motion-result';
import { resultRow } from '../../council/results/results.queries';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { qrOf } from '../../platform/qr';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { publicPage } from '../ledger.controller';

/** What the vote publishes beside its result: how it is counted again, by which files, and who may find their own ballot. */
const filesOf = ({ vote, secret }: { vote: number; secret: boolean }): { path: string; name: string }[] =>
  ([['', 'vote'], ['/recount.csv', 'csv'], ['/recount.json', 'json'], ...(secret ? [['/codes.txt', 'codes']] : [])] as [string, string][]).map(([file, name]) => ({ path: `/votes/${vote}${file}`, name }));

/** What was decided on a motion, by how many and by which rule; the notice with its objections; and a sheet of it for the notice board (M19, M33). */
@ApiExcludeController()
@Public()
@Controller('motions/:no/result')
export class ResultController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock, private readonly config: Config) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const result = await this.result(request);
    publicPage(reply).view('disclosure/motion-result', { result, files: filesOf(result) });
  }

  /** One sheet of A4, to be hung up. */
  @Get('sheet')
  async sheet(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const address = `${this.config.baseUrl}${visitOf(request).base}/motions/${(request.params as { no: string }).no}/result`;
    publicPage(reply).view('disclosure/motion-result-sheet', { result: await this.result(request), address, picture: await qrOf(address) });
  }

  /** @throws NotFoundException while nothing is decided */
  private result(request: FastifyRequest): Promise<Awaited<ReturnType<typeof resultModel>>> {
    const { lang } = visitOf(request);
    return this.read.snapshot(async (db) => {
      const row = await resultRow(db, request.foundation!.id, { number: (request.params as { no: string }).no }, lang);
      if (!row) throw new NotFoundException();
      return resultModel(db, row, { lang, now: this.clock.now() });
    });
  }
}
