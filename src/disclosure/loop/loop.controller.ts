import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { csvCell } from '../../platform/csv-cell';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { type Flow, loopPicture, type Segment } from '../../rules/loop';
import { plain } from '../../rules/money';
import { publicPage } from '../ledger.controller';
import { sealedTo } from '../scope.queries';
import { loopOf, OTHERS, type YearOfLoop, yearsOfLoop } from './loop.queries';

/** The loop of a community 公益生态链 (M08): what enterprises gave, the funds that hold it, who did the work with it, and what for; of a year, in a picture and its table. */
@ApiExcludeController()
@Public()
@Controller('loop')
export class LoopController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { year: asked, format } = request.query as { year?: unknown; format?: unknown };
    if ((asked !== undefined && !(typeof asked === 'string' && /^20\d\d$/.test(asked))) || (format !== undefined && format !== 'csv')) throw new NotFoundException();
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!;
    const { years, year, told, sealed } = await this.read.snapshot(async (db) => {
      const years = await yearsOfLoop(db, foundation.id);
      const year = asked === undefined ? years[0] : Number(asked);
      return { years, year, told: year === undefined ? null : await loopOf(db, foundation.id, year, { today: this.clock.today(), lang }), sealed: await sealedTo(db, foundation.id) };
    });
    if (format === 'csv') {
      if (!told) throw new NotFoundException();
      return void publicPage(reply).header('content-disposition', `attachment; filename="${foundation.code}-loop-${year}.csv"`).type('text/csv; charset=utf-8').send(csvOf(told, year!, lang));
    }
    publicPage(reply).view('disclosure/loop', {
      year, years: years.map((one) => ({ year: one, now: one === year })), sealed, csv: `${base}/loop?year=${year}&format=csv`, loop: told && told.came.length > 0 ? shown(told, lang) : null,
    });
  }
}

/** Names as the page says them. */
const nameIn = (name: string, { funds }: YearOfLoop, lang: Lang): string => (name.startsWith('=') ? name.slice(1) : funds.find(({ code }) => code === name)?.name ?? wordsOf(lang)(`loop.${name}`));

function shown(told: YearOfLoop, lang: Lang): object {
  const { bars: [came, funds, went], bands } = loopPicture(told.came, told.went);
  const used = (code: string): bigint => told.went.filter(({ from, to }) => from === code && to !== OTHERS.kept && to !== OTHERS.passed).reduce((all, { sum }) => all + sum, 0n);
  const segments = (bar: readonly Segment[]): object[] => bar.map((segment) => ({ ...segment, name: nameIn(segment.name, told, lang), plain: !segment.name.startsWith('=') && !told.funds.some(({ code }) => code === segment.name) }));
  const given = told.came.filter(({ from }) => from.startsWith('=') || from === OTHERS.unnamed).reduce((all, { sum }) => all + sum, 0n);
  const rows = (flows: readonly Flow[]): object[] => flows.map(({ from, to, sum }) => ({ from: nameIn(from, told, lang), to: nameIn(to, told, lang), sum }));
  return {
    given, came: segments(came), held: segments(funds), went: segments(went), bands, rows: [...rows(told.came), ...rows(told.went)],
    purposes: told.funds.map(({ code, name, purpose }) => ({ code, name, purpose, used: used(code) })), used: told.funds.reduce((all, { code }) => all + used(code), 0n),
  };
}

/** BOM, CRLF. */
function csvOf(told: YearOfLoop, year: number, lang: Lang): string {
  const t = wordsOf(lang);
  const rows = [...told.came, ...told.went].map(({ from, to, sum }) => [String(year), csvCell(nameIn(from, told, lang)), csvCell(nameIn(to, told, lang)), plain(sum)].join(','));
  return `\ufeff${[['year', 'from', 'to', 'sum'].map((column) => t(`loop.csv.${column}`)).join(','), ...rows].join('\r\n')}\r\n`;
}
