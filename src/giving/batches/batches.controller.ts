import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req, Res, UploadedFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { Upload, type Uploaded } from '../../platform/upload';
import { visitOf } from '../../platform/visit';
import { Refused } from '../../rules/refused';
import { CHANNELS } from './batch-layouts';
import { layoutXlsx } from './batch-layout.xlsx';
import { BatchPages } from './batch-page';
import { aboutOf, BatchForm } from './batch.form';
import { FaultyList, GiftBatches, UnknownColumns } from './batches.service';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Answer = { url: string; statusCode: number };

/** What of a list was refused, for the page that comes back. */
const refusedLists = new WeakMap<FastifyRequest, FaultyList | UnknownColumns>();

/** What comes as a list, by every channel. */
@ApiExcludeController()
@Controller('desk') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class BatchesController {
  constructor(private readonly pages: BatchPages, private readonly batches: GiftBatches) {}

  @Get('batches') @Render('desk/batches')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('batches/new') @Render('desk/batch-new') @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request, refusedLists.get(request) ?? null);
  }

  /** An empty sheet with the headers that a channel asks for. */
  @Get('batches/layouts/:channel')
  async layout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channel } = request.params as { channel: string };
    const known = CHANNELS.find((one) => one === channel);
    const { format } = request.query as { format?: unknown };
    if (known === undefined || (format !== undefined && format !== 'xlsx')) throw new NotFoundException();
    if (format === 'xlsx') return void reply.header('content-disposition', `attachment; filename="${known}.xlsx"`).type(XLSX).send(await layoutXlsx(known, visitOf(request).lang));
    void reply.header('content-disposition', `attachment; filename="${known}.csv"`).type('text/csv; charset=utf-8').send(this.pages.layout(request, known));
  }

  @Get('batches/stores') @Render('desk/stores')
  stores(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.stores(request);
  }

  @Get('batches/:id') @Render('desk/batch')
  batch(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.pages.batch(request, reply, idOf(request));
  }

  @Post('batches') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general') @Upload({ megabytes: 30 })
  @FormPage('desk/batch-new', (controller: BatchesController, request) => controller.form(request))
  async upload(@Body() form: BatchForm, @UploadedFile() file: Uploaded | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    const about = aboutOf(form);
    if (!file || file.size === 0) throw new Refused('file-missing', { field: 'file' });
    try {
      const { batch, again } = await this.batches.upload(request.foundation!.id, about, file, request.person!);
      return seeOther(request, batch, again ? 'again' : 'upload');
    } catch (error) {
      if (error instanceof FaultyList || error instanceof UnknownColumns) refusedLists.set(request, error);
      throw error;
    }
  }

  @Post('batches/:id/confirmations') @Redirect() @Allow('bookkeeper', 'cashier', 'secretary-general') @StepUp()
  @FormPage('desk/batch', (controller: BatchesController, request, reply) => controller.batch(request, reply))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    await this.batches.confirm(request.foundation!.id, idOf(request), request.person!);
    return seeOther(request, idOf(request), 'confirmation');
  }

  @Post('batches/:id/withdrawals') @Redirect()
  @FormPage('desk/batch', (controller: BatchesController, request, reply) => controller.batch(request, reply))
  async withdraw(@Req() request: FastifyRequest): Promise<Answer> {
    await this.batches.withdraw(request.foundation!.id, idOf(request), request.person!);
    return seeOther(request, idOf(request), 'withdrawal');
  }
}

/** @throws NotFoundException for what cannot be a number of ours */
function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

const seeOther = (request: FastifyRequest, batch: number, done: string): Answer => ({ url: `${visitOf(request).base}/desk/batches/${batch}?done=${done}`, statusCode: 303 });
