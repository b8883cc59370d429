import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { publicPage } from '../ledger.controller';
import { sealedTo } from '../scope.queries';
import { isTableFormat, sendTable, type Table } from '../table-files';
import { incomeByWay, type WayOfYear } from './channels.queries';
import { incomeByYear, modelsOf, type Origin, type YearOfIncome } from './income.queries';

/** Where the foundation's income comes from, year by year, and by which model it works (M06). */
@ApiExcludeController()
@Public()
@Controller('income')
export class IncomeController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format, by } = request.query as { format?: unknown; by?: unknown };
    if ((format !== undefined && !isTableFormat(format)) || (by !== undefined && (by !== 'way' || format === undefined))) throw new NotFoundException();
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!;
    const [years, ways, models, sealed] = await this.read.snapshot(async (db) => [await incomeByYear(db, foundation.id), await incomeByWay(db, foundation.id), await modelsOf(db, foundation.id), await sealedTo(db, foundation.id)] as const);
    if (format !== undefined) return sendTable(reply, format, `${foundation.code}-income${by ? '-by-way' : ''}`, by ? waysTable(ways, lang) : originsTable(years, lang));
    const t = wordsOf(lang);
    const told = models.map(({ model, from, resolution }) => ({ model: t(`model.${model}`), text: t(`model.${model}.text`), from, resolution }));
    const today = this.clock.today();
    const now = told.findIndex(({ from }) => from <= today);
    publicPage(reply).view('disclosure/income', {
      model: told[now] ?? null, before: now === -1 ? [] : told.slice(now + 1), coming: now === -1 ? told : told.slice(0, now), sealed, files: (['csv', 'xlsx'] as const).map((format) => ({ name: format.toUpperCase(), origins: `${base}/income?format=${format}`, ways: `${base}/income?format=${format}&by=way` })),
      years: years.map(({ year, total, rows, inTrust }) => ({
        year, total, inTrust, residents: percent(shareOf(rows, 'individuals')), enterprises: percent(shareOf(rows, 'enterprises')), unknown: shareOf(rows, 'unknown') === 0 ? null : percent(shareOf(rows, 'unknown')), atMost: percent(shareOf(rows, 'individuals') + shareOf(rows, 'unknown')),
        rows: rows.map(({ origin, sum, perMille }) => ({ fill: FILL[origin], name: t(`origin.${origin}`), sum, percent: percent(perMille) })),
        picture: pictureOf(rows), ways: ways.filter((one) => one.year === year).map(({ way, sum }) => ({ name: t(`way-in.${way}`), sum })),
      })),
    });
  }
}

/** In parts of a thousand. */
const shareOf = (rows: YearOfIncome['rows'], which: Origin): number => rows.find(({ origin }) => origin === which)?.perMille ?? 0;

/** Each at least 3:1 against the paper; beside it stand its words and its sum. */
const FILL: Readonly<Record<Origin, string>> = {
  individuals: '#b0321f', enterprises: '#184a78', foundations: '#1f6b50', organisations: '#5b4a8a', government: '#8a6200', services: '#566370', interest: '#566370', other: '#566370', unknown: '#7d8b98',
};

/** `12.3` of a hundred. */
const percent = (perMille: number): string => `${Math.floor(perMille / 10)}.${perMille % 10}`;

/** One bar of a thousand parts, each origin where the one before it ends; the table beneath has the same order and colours. */
function pictureOf(rows: YearOfIncome['rows']): { fill: string; from: number; width: number }[] {
  let from = 0;
  return rows.filter(({ perMille }) => perMille > 0).map(({ origin, perMille }) => {
    const part = { fill: FILL[origin], from, width: perMille };
    from += perMille;
    return part;
  });
}

function originsTable(years: readonly YearOfIncome[], lang: Lang): Table {
  const t = wordsOf(lang);
  return {
    name: t('income.crumb'), head: ['year', 'origin', 'sum', 'share'].map((column) => t(`income.${column}`)), rows: years.flatMap(({ year, rows, inTrust }) => [
      ...rows.map(({ origin, sum, perMille }) => [year, t(`origin.${origin}`), sum, perMille / 10]),
      ...(inTrust === 0n ? [] : [[year, t('income.in-trust'), inTrust, null]]),
    ]),
  };
}

function waysTable(ways: readonly WayOfYear[], lang: Lang): Table {
  const t = wordsOf(lang);
  return { name: t('income.crumb'), head: ['year', 'way', 'sum'].map((column) => t(`income.${column}`)), rows: ways.map(({ year, way, sum }) => [year, t(`way-in.${way}`), sum]) };
}
