import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import type { PeriodState } from '../../enterprises/periods';
import { fractionText } from '../../rules/profit-share';
import { publicPage } from '../ledger.controller';
import { isTableFormat, sendTable } from '../table-files';
import { promisesTable } from './promise-files';
import { enterprisesOf, type PublicEnterprise } from './promises';

/** What community enterprises promised and what they delivered, in plain words, as far as they let everybody know (M08). */
@ApiExcludeController()
@Public()
@Controller('enterprises')
export class PromisesController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format } = request.query as { format?: unknown };
    if (format !== undefined && !isTableFormat(format)) throw new NotFoundException();
    const { lang, base } = visitOf(request);
    const enterprises = await this.enterprises(request);
    if (format !== undefined) return sendTable(reply, format, `${request.foundation!.code}-enterprises`, promisesTable(enterprises, lang));
    const here = `${base}/enterprises`;
    publicPage(reply).view('disclosure/enterprises', {
      csv: `${here}?format=csv`, xlsx: `${here}?format=xlsx`,
      enterprises: enterprises.map((one) => ({ ...one, promises: one.promises.map((promise) => ({ ...promise, ...counted(promise), latest: promise.periods.find(({ state }) => state !== 'running') ?? promise.periods[0] ?? null })) })),
    });
  }

  @Get(':code')
  async page(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [enterprise] = await this.enterprises(request, code);
    if (!enterprise) throw new NotFoundException();
    const t = wordsOf(visitOf(request).lang);
    publicPage(reply).view('disclosure/enterprise', {
      enterprise: { ...enterprise, owners: enterprise.owners.map(({ kind, parts }) => ({ kind: t(`enterprise.owner.${kind}`), part: fractionText([BigInt(parts), 10_000n]) })) },
      sums: enterprise.told !== 'kept', figures: enterprise.told === 'figures', promises: enterprise.promises.map((promise) => ({ ...promise, ...counted(promise), periods: promise.periods.map((one) => ({ ...one, byDay: one.dueDay !== null && !SETTLED.includes(one.state) })) })),
    });
  }

  private enterprises(request: FastifyRequest, code: string | null = null): Promise<PublicEnterprise[]> {
    return this.read.snapshot((db) => enterprisesOf(db, { foundation: request.foundation!.id, today: this.clock.today(), lang: visitOf(request).lang, code }));
  }
}

/** Of which nothing more is to come. */
const SETTLED: readonly PeriodState[] = ['kept', 'over', 'nothing', 'waived', 'part-waived'];

/** How many periods were kept and how many are late. */
const counted = ({ periods }: PublicEnterprise['promises'][number]): { kept: number; late: number } => ({
  kept: periods.filter(({ state }) => state === 'kept' || state === 'over' || state === 'nothing').length, late: periods.filter(({ state }) => state === 'overdue' || state === 'unreported').length,
});
