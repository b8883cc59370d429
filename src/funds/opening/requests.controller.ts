import { Body, Controller, Get, Header, Post, Redirect, Render, Req, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { Refused } from '../../rules/refused';
import { AgreementForm, readIn, textIn } from './agreement.form';
import { agreementPdf } from './agreement.pdf';
import { AgreementsQueries } from './agreements.queries';
import { Agreements } from './agreements.service';
import { DeskRequestPages } from './desk-request-page';
import { numberIn, wishIn } from './my-requests.controller';
import { Openings } from './openings.service';
import { OpeningForm, QuestionForm, RefusalForm, SheetForm, TicksForm, VersionForm, WalkInForm } from './request.form';
import { RequestPages } from './request-pages';
import { FundRequestsQueries } from './requests.queries';
import { FundRequests } from './requests.service';

type Answer = { url: string; statusCode: number };

/** A request on its way through the house: checked, put into an agreement, signed, opened. */
@ApiExcludeController()
@Controller('desk/funds') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class RequestsController {
  constructor(
    private readonly pages: DeskRequestPages, private readonly forms: RequestPages, private readonly requests: FundRequests, private readonly queries: FundRequestsQueries, private readonly agreements: Agreements,
    private readonly texts: AgreementsQueries, private readonly openings: Openings,
  ) {}

  @Get('requests/new') @Render('desk/fund-request-form')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.forms.form(request);
  }

  @Get('requests/:id') @Render('desk/fund-request')
  one(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.one(request, numberIn(request));
  }

  @Get('requests/:id/agreement') @Render('desk/fund-agreement')
  agreement(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.agreementOfRequest(request, numberIn(request));
  }

  /** The sheet that is printed and signed. */
  @Get('agreements/:id/sheet') @Header('content-type', 'application/pdf')
  async sheet(@Req() request: FastifyRequest): Promise<StreamableFile> {
    const text = await this.texts.text(request.foundation!.id, numberIn(request));
    return new StreamableFile(await agreementPdf(text, request.foundation!), { disposition: `inline; filename="agreement-${text.id}.pdf"` });
  }

  @Post('requests') @Redirect()
  @FormPage('desk/fund-request-form', (controller: RequestsController, request) => controller.form(request))
  async write(@Body() form: WalkInForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.requests.ask({ foundation: request.foundation!.id, phone: form.phone, key: form.key, writtenBy: request.person!.id }, wishIn(form));
    return this.back(request, id, 'written');
  }

  @Post('requests/:id/checks') @Redirect()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async tick(@Body() { point }: TicksForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.requests.tick(request.foundation!.id, numberIn(request), point, request.person!);
    return this.back(request, numberIn(request), 'checked');
  }

  @Post('requests/:id/questions') @Redirect()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async question(@Body() { question }: QuestionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.requests.question(request.foundation!.id, numberIn(request), question, request.person!);
    return this.back(request, numberIn(request), 'question');
  }

  @Post('requests/:id/refusals') @Redirect()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async refuse(@Body() { reason }: RefusalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.requests.refuse(request.foundation!.id, numberIn(request), reason, request.person!);
    return this.back(request, numberIn(request), 'refused');
  }

  @Post('requests/:id/agreements') @Redirect()
  @FormPage('desk/fund-agreement', (controller: RequestsController, request) => controller.agreement(request))
  async prepare(@Body() form: AgreementForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.prepare(request.foundation!, { request: numberIn(request) }, textIn(form), request.person!, readIn(form));
    return this.back(request, numberIn(request), 'prepared');
  }

  @Post('requests/:id/sheets') @Redirect() @WithPapers()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async recordSheet(@Body() form: SheetForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.recordSheet(request.foundation!.id, await this.newest(request, form), form, keysOf(request), request.person!);
    return this.back(request, numberIn(request), 'sheet');
  }

  @Post('requests/:id/comparisons') @Redirect() @StepUp()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async compare(@Body() form: VersionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.compareSheet(request.foundation!.id, await this.newest(request, form), request.person!);
    return this.back(request, numberIn(request), 'compared');
  }

  @Post('requests/:id/signatures') @Allow('secretary-general') @Redirect() @StepUp()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async sign(@Body() form: VersionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.signForHost(request.foundation!.id, await this.newest(request, form), request.person!);
    return this.back(request, numberIn(request), 'signed');
  }

  @Post('requests/:id/openings') @Redirect() @StepUp()
  @FormPage('desk/fund-request', (controller: RequestsController, request) => controller.one(request))
  async open(@Body() { version, fundCode, summary, englishSummary, place, englishPlace, resolution, whyBelow }: OpeningForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.openings.open(request.foundation!, await this.newest(request, { version }), {
      code: fundCode, page: { summary, englishSummary, place: place || null, englishPlace: englishPlace || place || null, picture: null, unit: null, tiles: [] }, resolution: resolution ? Number(resolution) : null, whyBelow: whyBelow || null,
    }, request.person!);
    return { url: `${visitOf(request).base}/desk/funds/${fundCode}?done=opened`, statusCode: 303 };
  }

  /** The text that counts, if it is the one that was read. @throws Refused when none was drawn up yet, or another one since */
  private async newest(request: FastifyRequest, { version }: VersionForm): Promise<number> {
    const { text } = await this.queries.one(request.foundation!.id, numberIn(request), { lang: 'zh' });
    if (!text) throw new Refused('an-agreement-is-drawn-up-first');
    if (text.id !== Number(version)) throw new Refused('the-newest-text-is-signed');
    return text.id;
  }

  private back(request: FastifyRequest, id: number, done: string): Answer {
    return { url: `${visitOf(request).base}/desk/funds/requests/${id}?done=${done}`, statusCode: 303 };
  }
}
