import { Body, Controller, NotFoundException, Param, Post, Redirect, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuanOrNothing } from '../../rules/money';
import { type Form, ProgrammePages, yearAsked } from './programme-page';
import type { Which } from './programme-funds.service';
import { SettlementForm, SettlementRefusalForm } from './year-settlements.form';
import { YearSettlements } from './year-settlements.service';

type Answer = { url: string; statusCode: number };
const back = (form: Form) => (controller: YearSettlementsController, request: FastifyRequest): Promise<object> => controller.pages.page(request, whichOf(request), form);

/** What a year of public money leaves, at the desk: on the page of its fund. */
@Controller('desk/funds/:fund/programme/settlements') @Allow('bookkeeper', 'secretary-general')
export class YearSettlementsController {
  constructor(readonly pages: ProgrammePages, private readonly settlements: YearSettlements) {}

  @Post() @Redirect() @WithPapers() @FormPage('desk/programme', back('settlement'))
  async propose(@Body() form: SettlementForm, @Req() request: FastifyRequest): Promise<Answer> {
    const part = (carried?: string, consent?: string, payee?: string) => ({ carried: yuanOrNothing(carried || '0'), consent: consent || null, payee: payee || null });
    const said = { city: part(form.cityCarried, form.cityConsent, form.cityPayee), district: part(form.districtCarried, form.districtConsent, form.districtPayee) };
    await this.settlements.propose(whichOf(request), { year: Number(form.settledYear), basis: form.basis, said }, keysOf(request), request.person!);
    return seeOther(request, 'settlement', form.settledYear);
  }

  @Post(':id/approvals') @Redirect() @StepUp() @FormPage('desk/programme', back('settlement-decision'))
  async approve(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.settlements.decide(whichOf(request), numberIn(id), { confirmed: true }, request.person!);
    return seeOther(request, 'settled', String(yearAsked(request) ?? ''));
  }

  @Post(':id/refusals') @Redirect() @StepUp() @FormPage('desk/programme', back('settlement-decision'))
  async refuse(@Param('id') id: string, @Body() { settlementWhy }: SettlementRefusalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.settlements.decide(whichOf(request), numberIn(id), { confirmed: false, why: settlementWhy }, request.person!);
    return seeOther(request, 'refused', String(yearAsked(request) ?? ''));
  }
}

const whichOf = (request: FastifyRequest): Which => ({ foundation: request.foundation!, code: (request.params as { fund: string }).fund });

/** @throws NotFoundException for what cannot be a number of ours */
function numberIn(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

const seeOther = (request: FastifyRequest, done: string, year: string): Answer =>
  ({ url: `${visitOf(request).base}/desk/funds/${whichOf(request).code}/programme?${new URLSearchParams({ ...(year ? { year } : {}), done }).toString()}`, statusCode: 303 });
