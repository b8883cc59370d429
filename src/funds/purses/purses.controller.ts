import { Body, Controller, Get, Post, Redirect, Render, Req, Res, StreamableFile, UploadedFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { CountForm, piecesOf } from '../../platform/count-form';
import { FormPage } from '../../platform/form-page';
import { Upload, type Uploaded } from '../../platform/upload';
import { visitOf } from '../../platform/visit';
import { doorIn, doorsIn } from '../../rules/doors';
import { Refused } from '../../rules/refused';
import { Households } from './households.service';
import { type Done, numberIn, PursePages } from './purse-page';
import { PurseSheets } from './purse-sheets.service';
import { DoorsForm, LeavingForm, LineForm, OpeningForm, ReplyForm, SheetForm, SlipsForm, WhyForm } from './purse.form';
import { Purses } from './purses.service';
import { sheetLines } from './sheet-rows';

type Answer = { url: string; statusCode: number };

/** Building purses at the desk: opening, households, the notebook and what each household says to it. */
@ApiExcludeController()
@Controller('desk/funds/purses') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class PursesController {
  constructor(private readonly pages: PursePages, private readonly purses: Purses, private readonly households: Households, private readonly sheets: PurseSheets) {}

  @Get() @Render('desk/purses')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('new') @Render('desk/purse-new')
  form(@Req() request: FastifyRequest): object {
    return this.pages.form(request);
  }

  @Post('openings') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse-new', (controller: PursesController, request) => controller.form(request))
  async prepare(@Body() form: OpeningForm, @Req() request: FastifyRequest): Promise<Answer> {
    const keepers = form.keepers.split(/[\r\n、，,;；]+/).map((name) => name.trim()).filter(Boolean);
    if (keepers.length === 0 || keepers.length > 5) throw new Refused('a-purse-has-keepers', { field: 'keepers' });
    const { name, englishName, fundCode, place, purpose, rest, passesOn, day } = form;
    const id = await this.purses.prepare(request.foundation!.id, {
      code: fundCode, name, englishName, place, keepers, purpose, rest, passesOn: passesOn || null, day,
      dutyAtOnce: form.dutyAtOnce === 'yes', onlyBetween: form.onlyBetween === 'yes', namedByGiver: form.namedByGiver === 'yes',
    }, request.person!);
    return seeOther(request, `/openings/${id}`, 'opening');
  }

  @Get('openings/:id') @Render('desk/purse-opening')
  opening(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.opening(request);
  }

  @Post('openings/:id/confirmations') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-opening', (controller: PursesController, request) => controller.opening(request))
  async open(@Req() request: FastifyRequest): Promise<Answer> {
    const code = await this.purses.open(request.foundation!.id, Number(numberIn(request)), request.person!);
    return seeOther(request, `/${code}`, 'opened');
  }

  @Post('openings/:id/withdrawals') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse-opening', (controller: PursesController, request) => controller.opening(request))
  async withdrawOpening(@Req() request: FastifyRequest): Promise<Answer> {
    await this.purses.withdraw(request.foundation!.id, Number(numberIn(request)), request.person!);
    return seeOther(request, '', 'opening-withdrawn');
  }

  @Get(':code') @Render('desk/purse')
  purse(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.purse(request);
  }

  @Get(':code/notebook.csv')
  async csv(@Req() request: FastifyRequest): Promise<StreamableFile> {
    return new StreamableFile(await this.pages.csv(request), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="notebook.csv"' });
  }

  @Post(':code/households') @Redirect()
  @FormPage('desk/purse', (controller: PursesController, request) => controller.purse(request))
  async addHouseholds(@Body() { doors, movedIn }: DoorsForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.households.add(await this.pages.of(request), doorsIn(doors), movedIn, request.person!);
    return this.back(request, 'households');
  }

  @Post(':code/leavings') @Redirect()
  @FormPage('desk/purse', (controller: PursesController, request) => controller.purse(request))
  async leave(@Body() { door, movedOut }: LeavingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.households.leave(await this.pages.of(request), doorIn(door), movedOut, request.person!);
    return this.back(request, 'leaving');
  }

  /** Their secrets are shown this once: printed, not kept. */
  @Post(':code/slips')
  @FormPage('desk/purse', (controller: PursesController, request) => controller.purse(request))
  async makeSlips(@Body() { which, only }: SlipsForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (which === 'door' && !only) throw new Refused('door-missing', { field: 'only' });
    const slips = await this.households.makeSlips(await this.pages.of(request), which === 'door' ? { door: doorIn(only!) } : which, request.person!);
    await reply.status(200).header('cache-control', 'no-store').view('desk/purse-slips', await this.pages.slips(request, slips));
  }

  @Post(':code/sheets') @Redirect() @Upload({ megabytes: 2 })
  @FormPage('desk/purse', (controller: PursesController, request) => controller.purse(request))
  async record(@Body() form: SheetForm, @UploadedFile() file: Uploaded | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    const purse = await this.pages.of(request);
    const sent = file && file.size > 0 ? file.buffer : null;
    const lines = await sheetLines({ rows: form.rows, file: sent, day: form.day });
    const id = await this.sheets.record(purse, { key: form.key, way: form.way, day: form.day, pieces: form.way === 'cash' ? piecesOf(form) : null, lines }, request.person!, sent ? 'file' : 'rows');
    return seeOther(request, `/${purse.code}/sheets/${id}`, 'sheet');
  }

  @Get(':code/sheets/:id') @Render('desk/purse-sheet')
  sheet(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.sheet(request);
  }

  @Post(':code/sheets/:id/counts') @Redirect() @Allow('bookkeeper', 'cashier', 'secretary-general') @StepUp()
  @FormPage('desk/purse-sheet', (controller: PursesController, request) => controller.sheet(request))
  async bookCash(@Body() form: CountForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.sheets.bookCash(whichOf(request), piecesOf(form), request.person!);
    return this.backToSheet(request, 'booked');
  }

  @Post(':code/sheets/:id/confirmations') @Redirect() @Allow('bookkeeper', 'cashier', 'secretary-general') @StepUp()
  @FormPage('desk/purse-sheet', (controller: PursesController, request) => controller.sheet(request))
  async bookLine(@Body() { line }: LineForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.sheets.bookLine(whichOf(request), BigInt(line), request.person!);
    return this.backToSheet(request, 'booked');
  }

  @Post(':code/sheets/:id/withdrawals') @Redirect()
  @FormPage('desk/purse-sheet', (controller: PursesController, request) => controller.sheet(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.sheets.withdraw(whichOf(request), why, request.person!);
    return this.back(request, 'withdrawn');
  }

  @Post(':code/sheets/:id/reversals') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-sheet', (controller: PursesController, request) => controller.sheet(request))
  async reverse(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.sheets.reverse(whichOf(request), why, request.person!);
    return this.backToSheet(request, 'reversed');
  }

  @Post(':code/replies') @Redirect()
  @FormPage('desk/purse', (controller: PursesController, request) => controller.purse(request))
  async reply(@Body() { answer, reply }: ReplyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.households.reply(await this.pages.of(request), BigInt(answer), reply, request.person!);
    return this.back(request, 'reply');
  }

  private back(request: FastifyRequest, done: Done): Answer {
    return seeOther(request, `/${(request.params as { code: string }).code}`, done);
  }

  private backToSheet(request: FastifyRequest, done: Done): Answer {
    const { code, id } = request.params as { code: string; id: string };
    return seeOther(request, `/${code}/sheets/${id}`, done);
  }
}

const whichOf = (request: FastifyRequest): { foundation: number; id: bigint } => ({ foundation: request.foundation!.id, id: numberIn(request) });
const seeOther = (request: FastifyRequest, path: string, done: Done): Answer => ({ url: `${visitOf(request).base}/desk/funds/purses${path}?done=${done}`, statusCode: 303 });
