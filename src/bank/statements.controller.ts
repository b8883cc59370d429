import { Body, Controller, Get, Post, Redirect, Render, Req, Res, UploadedFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { Upload, type Uploaded } from '../platform/upload';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { monthOf } from '../rules/day';
import { Refused } from '../rules/refused';
import { BankPages, doneIn, mayDo, named } from './bank-page';
import { idIn, seeOther } from './bank.controller';
import { BankQueries } from './bank.queries';
import { CertainMatches } from './certain.service';
import { COLUMNS, MappingForm, sampleIn } from './mapping.form';
import { Mappings } from './mappings.service';
import { isOwn, Offers } from './offers';
import { type Place, placeOf } from './places';
import { formatOf, previewMapping, proposeMapping, readStatement, type StatementFile } from './readers/statement';
import { BankStatements } from './statements.service';

type Answer = { url: string; statusCode: number };

/** A year of a busy account as CSV is a few megabytes. */
const MEGABYTES = 20;

/** Files of banks and wallets. */
@Controller('desk/bank/:place') @Allow('bookkeeper', 'cashier')
export class BankStatementsController {
  constructor(private readonly db: DataSource, private readonly pages: BankPages, private readonly queries: BankQueries, private readonly statements: BankStatements, private readonly mappings: Mappings, private readonly certain: CertainMatches, private readonly offers: Offers) {}

  @Get() @Render('desk/bank-place') @Allow('bookkeeper', 'cashier', 'secretary-general')
  async place(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.place(request, await this.placeIn(request));
  }

  @Get('statements/:id') @Render('desk/bank-statement') @Allow('bookkeeper', 'cashier', 'secretary-general')
  async statement(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const place = await this.placeIn(request);
    const statement = await this.queries.statement(place, idIn(request), lang);
    const { known } = request.query as { known?: unknown };
    const open = await this.queries.openLinesOf(BigInt(statement.id), lang);
    const certain = await this.offers.certain(place, open, lang);
    const own = certain.filter(({ line, offer }) => isOwn(offer, line, request.person!.id)).length;
    return { place: named(place, lang), statement, lines: await this.queries.linesOf(BigInt(statement.id), lang), may: mayDo(request), certain: certain.length - own, own, asked: monthOf(statement.to), again: typeof known === 'string' && /^\d{1,7}$/.test(known) ? Number(known) : null, done: doneIn(request) };
  }

  @Post('statements') @Redirect() @Upload({ megabytes: MEGABYTES })
  @FormPage('desk/bank-place', (controller: BankStatementsController, request) => controller.place(request))
  async import(@UploadedFile() uploaded: Uploaded | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const file = fileOf(uploaded);
    const mapping = (await this.mappings.of(place, 'zh'))?.mapping ?? null;
    if (mapping === null && (await formatOf(file)) === 'csv') throw new Refused('statement-needs-a-mapping', { field: 'file' });
    const { statement, fresh, known } = await this.statements.import(place, await readStatement(file, mapping), file, request.person!);
    await this.certain.match(place, request.person!);
    return seeOther(request, `/desk/bank/${place.code}/statements/${statement}`, fresh > 0 || known === 0 ? 'imported' : 'known', fresh > 0 || known === 0 ? {} : { known: String(known) });
  }

  @Get('mapping') @Render('desk/bank-mapping')
  async mapping(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const place = await this.placeIn(request);
    const set = await this.mappings.of(place, lang);
    const sent = (request.method === 'POST' ? request.body : undefined) as { header?: unknown; sample?: unknown } | undefined;
    return this.mappingPage(request, place, { header: sent?.header === undefined ? null : headerIn(sent.header), sample: sampleIn(sent?.sample), mapping: set?.mapping ?? {} }, set);
  }

  /** The answer itself shows what the file's columns seem to be; nothing of the file is kept. */
  @Post('mapping-proposals') @Upload({ megabytes: MEGABYTES })
  @FormPage('desk/bank-mapping', (controller: BankStatementsController, request) => controller.mapping(request))
  async propose(@UploadedFile() uploaded: Uploaded | undefined, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = await this.placeIn(request);
    const file = fileOf(uploaded);
    if ((await formatOf(file)) !== 'csv') throw new Refused('statement-needs-no-mapping', { field: 'file' });
    await reply.status(200).view('desk/bank-mapping', this.mappingPage(request, place, await proposeMapping(file), await this.mappings.of(place, visitOf(request).lang)));
  }

  /** How the first lines read with these columns. Nothing is kept. */
  @Post('mapping-previews')
  @FormPage('desk/bank-mapping', (controller: BankStatementsController, request) => controller.mapping(request))
  async preview(@Body() form: MappingForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const place = await this.placeIn(request);
    const file = { header: headerIn(form.header), sample: sampleIn(form.sample) };
    const preview = await previewMapping(file, form.mapping());
    await reply.status(200).view('desk/bank-mapping', { ...this.mappingPage(request, place, { ...file, mapping: form.mapping() }, await this.mappings.of(place, visitOf(request).lang)), preview });
  }

  @Post('mappings') @Redirect()
  @FormPage('desk/bank-mapping', (controller: BankStatementsController, request) => controller.mapping(request))
  async map(@Body() form: MappingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const file = { header: headerIn(form.header), sample: sampleIn(form.sample) };
    if (file.sample.length > 0) await previewMapping(file, form.mapping()); // what cannot be read today will not be tomorrow
    await this.mappings.set(place, form.mapping(), request.person!);
    return seeOther(request, `/desk/bank/${place.code}`, 'mapped');
  }

  private mappingPage(request: FastifyRequest, place: Place, { header, sample, mapping }: { header: readonly string[] | null; sample: readonly string[][]; mapping: object }, set: { by: string; at: Date } | null): object {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    return {
      place: named(place, lang), set, header, sample: sample.slice(0, 5), kept: sample.slice(0, 5).map((row) => JSON.stringify(row)), preview: null, may: mayDo(request), typed: { dayOrder: 'ymd', ...mapping },
      columns: COLUMNS.map((name) => ({ name, label: t(`mapping.${name}`), choices: (header ?? []).filter((heading) => heading !== '').map((value) => ({ value, label: value })) })),
      orders: (['ymd', 'dmy', 'mdy'] as const).map((value) => ({ value, label: t(`mapping.order.${value}`) })), done: doneIn(request),
    };
  }

  private placeIn(request: FastifyRequest): Promise<Place> {
    return placeOf(this.db, request.foundation!.id, (request.params as { place: string }).place);
  }
}

const headerIn = (header: unknown): string[] => [header ?? []].flat().filter((name) => typeof name === 'string');

function fileOf(uploaded: Uploaded | undefined): StatementFile {
  if (!uploaded || uploaded.size === 0) throw new Refused('statement-file-missing', { field: 'file' });
  return { name: uploaded.originalname, content: uploaded.buffer };
}
