import { Controller, Get, NotFoundException, Param, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { visitOf } from '../../platform/visit';
import { aboutOf, nameIn, notesIn, StatementPages, textsIn } from './statement-page';
import { statementPdf } from './statement.pdf';
import { statementXlsx } from './statement.xlsx';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The statements 财务报表: on the screen, on paper, as a sheet, each figure with the rows behind it. */
@ApiExcludeController()
@Allow('bookkeeper', 'cashier', 'secretary-general')
@Controller('desk/statements')
export class StatementsController {
  constructor(private readonly pages: StatementPages) {}

  @Get() @Render('desk/statements')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':name')
  async statement(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format } = textsIn(request.query);
    if (format === undefined) return void reply.view('desk/statement', await this.pages.page(request, name));
    if (format !== 'pdf' && format !== 'xlsx') throw new NotFoundException();
    const { lang } = visitOf(request);
    const { statement } = await this.pages.statement(request, nameIn(name));
    const about = { ...aboutOf(statement, request), notes: notesIn(statement, lang), lang };
    const file = format === 'pdf' ? await statementPdf(statement, about) : await statementXlsx(statement, about);
    await reply.header('content-disposition', `attachment; filename="${[request.foundation!.code, name, ...(statement.fund ? [statement.fund.code] : []), statement.month].join('-')}.${format}"; filename*=UTF-8''${encodeURIComponent(`${about.foundation}-${about.title}-${statement.month}.${format}`)}`)
      .header('cache-control', 'no-store').type(format === 'pdf' ? 'application/pdf' : XLSX).send(file);
  }

  @Get(':name/rows') @Render('desk/statement-rows')
  rows(@Param('name') name: string, @Req() request: FastifyRequest): Promise<object> {
    return this.pages.rows(request, name);
  }
}
