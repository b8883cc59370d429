import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req, UploadedFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { DayField, Needed } from '../../platform/form-fields';
import { FormPage } from '../../platform/form-page';
import { Upload, type Uploaded } from '../../platform/upload';
import { visitOf } from '../../platform/visit';
import { refusalIn, wordsOf } from '../../platform/words';
import { Refused } from '../../rules/refused';
import { FiscalReceipts } from './fiscal-receipts.service';
import { WhyForm } from './offline-gifts.form';

/** Digits and letters however they were copied. */
const Code = (pattern: RegExp, message: string): PropertyDecorator => (target, property) => {
  Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '') : (value as unknown)))(target, property);
  Matches(pattern, { message })(target, property);
};

class FiscalForm {
  @Needed('gift-unknown', 40) gift: string;
  @Code(/^\d{8}$/, 'a-fiscal-code-has-eight-digits') fiscalCode: string;
  @Code(/^\d{10}$/, 'a-fiscal-number-has-ten-digits') number: string;
  @Code(/^[0-9A-Za-z]{6}$/, 'a-fiscal-check-code-has-six-characters') checkCode: string;
  @DayField() day: string;
}

type Answer = { url: string; statusCode: number };
const DONE = ['recorded', 'void'] as const;

/** The state's receipts, as its system has given them. */
@ApiExcludeController()
@Controller('desk/gifts/fiscal-receipts') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class FiscalReceiptsController {
  constructor(private readonly receipts: FiscalReceipts, private readonly clock: Clock) {}

  @Get() @Render('desk/fiscal-receipts')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { id } = request.foundation!;
    const [due, receipts, toVoid] = await Promise.all([this.receipts.due(id), this.receipts.list(id, lang), this.receipts.toVoid(id)]);
    const { done, imported, known: before, gift } = request.query as Record<string, unknown>;
    const known = DONE.find((one) => one === done);
    return {
      due, toVoid, receipts: receipts.map((row) => ({ ...row, may: row.why === null && !request.person!.readsAll })), first: receipts.find(({ why }) => why === null)?.id ?? null, acts: !request.person!.readsAll,
      typed: { gift: typeof gift === 'string' ? gift.slice(0, 40) : '', fiscalCode: '', number: '', checkCode: '', day: this.clock.today(), why: '' },
      done: request.method !== 'GET' ? null : known ? t(`fiscal.done.${known}`) : isCount(imported) && isCount(before) ? t(imported === '0' ? 'fiscal.done.nothing-new' : before === '0' ? 'fiscal.done.imported' : 'fiscal.done.imported-some', { n: imported, known: before }) : null,
    };
  }

  @Post() @Redirect()
  @FormPage('desk/fiscal-receipts', (controller: FiscalReceiptsController, request) => controller.page(request))
  async record(@Body() { gift, fiscalCode, number, checkCode, day }: FiscalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.receipts.record(request.foundation!.id, { gift: gift.normalize('NFKC').toUpperCase(), code: fiscalCode, number, checkCode, day }, request.person!);
    return seeOther(request, 'done=recorded');
  }

  @Post('imports') @Redirect() @Upload({ megabytes: 2 })
  @FormPage('desk/fiscal-receipts', (controller: FiscalReceiptsController, request) => controller.page(request))
  async import(@UploadedFile() file: Uploaded | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    if (!file || file.size === 0) throw new Refused('file-missing', { field: 'file' });
    const { lang } = visitOf(request);
    const { recorded, known } = await this.receipts.import(request.foundation!.id, file.buffer, request.person!, (refused) => refusalIn(lang, refused));
    return seeOther(request, `imported=${recorded}&known=${known}`);
  }

  @Post(':id/voids') @Redirect()
  @FormPage('desk/fiscal-receipts', (controller: FiscalReceiptsController, request) => controller.page(request))
  async void(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = request.params as { id: string };
    if (!/^\d{1,15}$/.test(id)) throw new NotFoundException();
    await this.receipts.void({ foundation: request.foundation!.id, id: BigInt(id) }, why, request.person!);
    return seeOther(request, 'done=void');
  }
}

const isCount = (value: unknown): value is string => typeof value === 'string' && /^\d{1,5}$/.test(value);

const seeOther = (request: FastifyRequest, said: string): Answer => ({ url: `${visitOf(request).base}/desk/gifts/fiscal-receipts?${said}`, statusCode: 303 });
