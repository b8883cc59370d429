import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { FORMULAS, USES } from '../../rules/entitlement';
import { yuanOrNothing } from '../../rules/money';
import { ExclusivePlaces } from './exclusive-places.service';
import { AssessmentForm, BudgetForm, CountForm, PlaceForm, ReceiptForm, RefusalForm, ReleaseForm, TakeBackForm, UseForm } from './programme.form';
import { ProgrammeFunds, type Which } from './programme-funds.service';
import { type Done, type Form, ProgrammePages } from './programme-page';
import { ProgrammeUses } from './programme-uses.service';

type Answer = { url: string; statusCode: number };
const back = (form: Form) => (controller: ProgrammesController, request: FastifyRequest): Promise<object> => controller.page(request, form);

/** A programme fund at the desk: what it is entitled to, what came, what it is used for, and its own bank account. */
@Controller('desk/funds/:fund/programme') @Allow('bookkeeper', 'programme-officer', 'secretary-general')
export class ProgrammesController {
  constructor(private readonly pages: ProgrammePages, private readonly funds: ProgrammeFunds, private readonly uses: ProgrammeUses, private readonly places: ExclusivePlaces) {}

  @Get() @Render('desk/programme')
  page(@Req() request: FastifyRequest, form: Form | null = null): Promise<object> {
    return this.pages.page(request, whichOf(request), form);
  }

  @Post('counts') @Redirect() @FormPage('desk/programme', back('count'))
  async count(@Body() form: CountForm, @Req() request: FastifyRequest): Promise<Answer> {
    const households = { 'self-governed': Number(form.selfGoverned), 'work-unit': Number(form.workUnit), managed: Number(form.managed), scattered: Number(form.scattered) };
    await this.funds.count(whichOf(request), { day: form.day, households, source: form.source }, request.person!);
    return seeOther(request, 'count');
  }

  @Post('counts/:id/confirmations') @Redirect() @FormPage('desk/programme', back('refusal'))
  async confirmCount(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.decideCount(whichOf(request), numberIn(id), { confirmed: true }, request.person!);
    return seeOther(request, 'count-confirmed');
  }

  @Post('entitlements') @Redirect() @FormPage('desk/programme', back('assessment'))
  async assess(@Body() form: AssessmentForm, @Req() request: FastifyRequest): Promise<Answer> {
    const dues = [form.due1, form.due2, form.due3, form.due4].filter((day) => day !== null);
    const formulas = FORMULAS.filter((formula) => ({ 'per-100': form.per100, courtyard: form.courtyard, band: form.band })[formula]);
    await this.funds.assess(whichOf(request), { year: Number(form.year), count: Number(form.count), zone: form.zone, rural: form.settlement === 'rural', formulas, dues }, request.person!);
    return seeOther(request, 'assessment', form.year);
  }

  @Post('entitlements/:id/confirmations') @Redirect() @StepUp() @FormPage('desk/programme', back('refusal'))
  async confirmEntitlement(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.decideEntitlement(whichOf(request), numberIn(id), { confirmed: true }, request.person!);
    return seeOther(request, 'entitlement-confirmed');
  }

  @Post('refusals') @Redirect() @FormPage('desk/programme', back('refusal'))
  async refuse(@Body() { refused, why }: RefusalForm, @Req() request: FastifyRequest): Promise<Answer> {
    const [what, id] = refused.split('-') as ['count' | 'entitlement', string];
    const decision = { confirmed: false, why } as const;
    await (what === 'count' ? this.funds.decideCount(whichOf(request), Number(id), decision, request.person!) : this.funds.decideEntitlement(whichOf(request), Number(id), decision, request.person!));
    return seeOther(request, 'refused');
  }

  @Post('receipts') @Allow('bookkeeper', 'secretary-general') @Redirect() @FormPage('desk/programme', back('receipt'))
  async receive(@Body() { entry, payer, receiptYear, receiptSum }: ReceiptForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.receive(whichOf(request), { entry: BigInt(entry), payer, year: Number(receiptYear), sum: receiptSum ? yuanOrNothing(receiptSum) : null }, request.person!);
    return seeOther(request, 'receipt', receiptYear);
  }

  @Post('receipts/withdrawals') @Allow('bookkeeper', 'secretary-general') @Redirect() @FormPage('desk/programme', back('take-back'))
  async takeBack(@Body() { receipt, takeBackWhy }: TakeBackForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.takeBack(whichOf(request), { receipt: Number(receipt), why: takeBackWhy }, request.person!);
    return seeOther(request, 'taken-back');
  }

  @Post('uses') @Redirect() @FormPage('desk/programme', back('use'))
  async name(@Body() { proposal, use, reason, resolution }: UseForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.uses.name(whichOf(request), { proposal: Number(proposal), use, reason: reason || null, resolution: resolution ? Number(resolution) : null }, request.person!);
    return seeOther(request, 'use');
  }

  @Post('budgets') @Redirect() @StepUp() @FormPage('desk/programme', back('budget'))
  async budget(@Body() form: BudgetForm, @Req() request: FastifyRequest): Promise<Answer> {
    const sums = Object.fromEntries(USES.map((use) => [use, yuanOrNothing(form[use] || '0')])) as Record<(typeof USES)[number], bigint>;
    await this.uses.budget(whichOf(request), { year: Number(form.budgetYear), sums, reason: form.budgetReason || null, resolution: Number(form.budgetResolution) }, request.person!);
    return seeOther(request, 'budget', form.budgetYear);
  }

  @Post('places') @Allow('bookkeeper', 'secretary-general') @Redirect() @FormPage('desk/programme', back('place'))
  async askPlace(@Body() { place, placeWhy }: PlaceForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.places.ask(whichOf(request), { place: Number(place), why: placeWhy }, request.person!);
    return seeOther(request, 'place');
  }

  @Post('places/:id/marks') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/programme', back('mark'))
  async markPlace(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.places.mark(whichOf(request), numberIn(id), request.person!);
    return seeOther(request, 'marked');
  }

  @Post('places/:id/releases') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/programme', back('release'))
  async releasePlace(@Param('id') id: string, @Body() { becomes, releaseWhy }: ReleaseForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.places.release(whichOf(request), numberIn(id), { becomes, why: releaseWhy }, request.person!);
    return seeOther(request, 'released');
  }
}

const whichOf = (request: FastifyRequest): Which => ({ foundation: request.foundation!, code: (request.params as { fund: string }).fund });

/** @throws NotFoundException for what cannot be a number of ours */
function numberIn(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

const seeOther = (request: FastifyRequest, done: Done, year?: string): Answer =>
  ({ url: `${visitOf(request).base}/desk/funds/${whichOf(request).code}/programme?${new URLSearchParams({ ...(year ? { year } : {}), done }).toString()}`, statusCode: 303 });
