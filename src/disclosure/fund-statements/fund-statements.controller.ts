import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onPage } from '../../people/foundations';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { publicPage, rfc5987 } from '../ledger.controller';
import { fundStatement, isSpan } from './fund-statement';
import { fundStatementCsv, fundStatementPdf } from './fund-statement.files';
import { listOfStatements, statementPage } from './fund-statement.page';
import { spanName } from './fund-statement.words';

/** What each fund received and paid, by month and by year, for anybody: on the screen, on paper, for a spreadsheet. */
@ApiExcludeController()
@Public()
@Controller('funds/:code/statements')
export class FundStatementsController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async list(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const model = await this.read.snapshot((db) => listOfStatements(db, request, code, this.clock.today()));
    publicPage(reply).view('funds/statements', model);
  }

  @Get(':of')
  async statement(@Param('code') code: string, @Param('of') of: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format } = request.query as { format?: unknown };
    if (!isSpan(of) || ![undefined, 'pdf', 'csv'].some((one) => one === format)) throw new NotFoundException();
    const { lang } = visitOf(request);
    const statement = await this.read.snapshot((db) => fundStatement(db, { foundation: request.foundation!.id, code, of, lang, today: this.clock.today() }));
    if (format === undefined) return void publicPage(reply).view('funds/statement', statementPage(statement, request, this.clock.today()));
    const foundation = onPage(request.foundation!, lang).name;
    const file = format === 'pdf' ? await fundStatementPdf(statement, { lang, foundation }) : fundStatementCsv(statement, lang);
    const name = `${statement.fund.name}-${lang === 'zh' ? '收支表' : 'statement'}-${spanName(of, lang)}.${format as string}`;
    await publicPage(reply).header('content-disposition', `attachment; filename="${statement.fund.code}-statement-${of}.${format as string}"; filename*=UTF-8''${rfc5987(name)}`)
      .type(format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8').send(file);
  }
}
