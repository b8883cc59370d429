import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req, StreamableFile, UploadedFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { Upload, type Uploaded } from '../platform/upload';
import { visitOf } from '../platform/visit';
import { yuan } from '../rules/money';
import { Refused } from '../rules/refused';
import { FaultySheet, OpeningBalances } from './opening-balances.service';
import { OpeningPages } from './opening-page';
import { OpeningForm, SignatureForm } from './opening.form';

type Answer = { url: string; statusCode: number };

/** What was wrong with a sheet, for the page that comes back. */
const refusedSheets = new WeakMap<FastifyRequest, FaultySheet>();

/** The books of a foundation that is older than they are here. */
@ApiExcludeController()
@Controller('desk') @Allow('bookkeeper', 'secretary-general')
export class OpeningController {
  constructor(private readonly pages: OpeningPages, private readonly openings: OpeningBalances) {}

  @Get('opening') @Render('desk/opening')
  opening(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.opening(request, refusedSheets.get(request) ?? null);
  }

  @Get('opening/template.csv')
  async csv(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(await this.pages.template(request, 'csv'), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="opening.csv"' });
  }

  @Get('opening/template.xlsx')
  async xlsx(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(await this.pages.template(request, 'xlsx'), { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', disposition: 'attachment; filename="opening.xlsx"' });
  }

  @Post('opening/preparations') @Redirect() @Upload({ megabytes: 5 })
  @FormPage('desk/opening', (controller: OpeningController, request) => controller.opening(request))
  async prepare(@Body() form: OpeningForm, @UploadedFile() file: Uploaded | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    if (!file || file.size === 0) throw new Refused('file-missing', { field: 'file' });
    const standing = { ...form, registeredSum: yuan(form.registeredSum), madeGoodBy: form.madeGoodBy || null, madeGoodUntil: form.madeGoodUntil };
    if ((standing.madeGoodBy === null) !== (standing.madeGoodUntil === null)) throw new Refused('whoever-makes-good-says-until-when', { field: standing.madeGoodBy === null ? 'madeGoodBy' : 'madeGoodUntil' });
    await this.openings.prepare(request.foundation!, standing, file, request.person!).catch((error: unknown) => {
      if (error instanceof FaultySheet) refusedSheets.set(request, error);
      throw error;
    });
    return seeOther(request, 'preparation');
  }

  @Post('opening/signatures') @Redirect() @StepUp()
  @FormPage('desk/opening', (controller: OpeningController, request) => controller.opening(request))
  async sign(@Body() { preparation }: SignatureForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (!/^\d{1,9}$/.test(preparation)) throw new NotFoundException();
    await this.openings.sign(request.foundation!.id, Number(preparation), request.person!);
    return seeOther(request, 'signature');
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/opening?done=${done}`, statusCode: 303 });
