import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import { Downloads } from './download';
import { type Asked, readAsked } from './filter';
import { addressOf, ledgerPage } from './ledger.page';
import { LEDGER_FILE } from './open-api';
import { type FundRow, fundOf } from './scope.queries';

/** The public account book: of all funds together and of each fund. */
@Controller()
@Public()
export class LedgerController {
  constructor(private readonly read: ReadDatabase, private readonly downloads: Downloads, private readonly clock: Clock, private readonly config: Config) {}

  @Get('ledger')
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = readAsked(request.query);
    // one ledger, one address: that of a fund stands under the fund
    if (asked.typed.fund !== '') {
      const { fund, ...rest } = asked.typed;
      return void reply.redirect(addressOf(`${visitOf(request).base}/funds/${encodeURIComponent(fund.toLowerCase())}/ledger`, rest), 302);
    }
    await this.answer(asked, null, request, reply);
  }

  @Get('funds/:code/ledger')
  async ofFund(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const fund = await this.read.snapshot((db) => fundOf(db, request.foundation!.id, code, visitOf(request).lang));
    await this.answer(readAsked(request.query), fund, request, reply);
  }

  private async answer(asked: Asked, fund: FundRow | null, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (asked.format !== 'page' && asked.mistakes.length === 0) return this.file(asked, asked.format, fund, request, reply);
    const { status, model } = await this.read.snapshot((db) => ledgerPage(db, { asked, fund, today: this.clock.today(), request, reply }));
    publicPage(reply.status(status)).view('disclosure/ledger', model);
  }

  private async file({ filter }: Asked, format: 'csv' | 'json', fund: FundRow | null, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const wanted = { scope: { foundation: foundation.id, fund: fund?.id ?? null }, filter, lang };
    const about = { schema: this.config.baseUrl + LEDGER_FILE, foundation: foundation.code, fund: fund?.code ?? null, filter: { ...filter, min: filter.min?.toString() ?? null, max: filter.max?.toString() ?? null } };
    const span = filter.month ?? this.clock.today();
    const name = `${fund?.name ?? (lang === 'zh' ? foundation.name : foundation.englishName)}-${lang === 'zh' ? '账目' : 'ledger'}-${span}.${format}`;
    const rows = format === 'csv' ? await this.downloads.csv(wanted) : await this.downloads.json(wanted, about);
    void reply
      .header('content-disposition', `attachment; filename="${fund?.code ?? foundation.code}-ledger-${span}.${format}"; filename*=UTF-8''${rfc5987(name)}`)
      .header('cache-control', 'no-store')
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8')
      .send(rows);
  }
}

/** Anybody may keep a public page and must ask each time whether it has changed. Text size and language come with the reader. */
export const publicPage = (reply: FastifyReply): FastifyReply => reply.header('cache-control', 'public, max-age=0, must-revalidate').header('vary', 'cookie');

/** encodeURIComponent leaves a few characters that a header's extended value may not hold. */
export const rfc5987 = (name: string): string => encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
