import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../people/papers/held-files';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { AgreementPages } from './agreement-page';
import { type Of, ProfitAgreements } from './agreements.service';
import { AgreementForm, DisclosureForm, EndForm, TermsForm, VersionForm, VersionWithdrawalForm } from './enterprises.form';
import { termsOfForm } from './terms-of-form';

type Answer = { url: string; statusCode: number };
const back = (controller: AgreementsController, request: FastifyRequest): Promise<object> => controller.page(request);
const blank = (controller: AgreementsController, request: FastifyRequest): Promise<object> => controller.blank(request);

/** Profit agreements at the desk: written down, compared, supplemented, ended. */
@Controller('desk/enterprises/:code/agreements') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class AgreementsController {
  constructor(private readonly pages: AgreementPages, private readonly agreements: ProfitAgreements) {}

  @Get('new') @Render('desk/profit-agreement-form')
  blank(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Get(':id') @Render('desk/profit-agreement')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':id/supplement') @Render('desk/profit-agreement-form')
  supplement(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Get(':id/ending') @Render('desk/profit-agreement-end')
  ending(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Post() @Redirect() @StepUp() @WithPapers() @FormPage('desk/profit-agreement-form', blank)
  async prepare(@Body() form: AgreementForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { no, kind, period, advert, resolution } = form;
    const code = codeOf(request);
    const vote = resolution && /^\d+$/.test(resolution) ? Number(resolution) : null;
    const id = await this.agreements.prepare({ foundation: request.foundation!.id, code }, { no, kind, period, advert: advert || null, resolution: vote }, termsOfForm(form), keysOf(request), request.person!);
    return seeOther(request, id, 'prepared');
  }

  @Post(':id/versions') @Redirect() @StepUp() @WithPapers() @FormPage('desk/profit-agreement-form', blank)
  async supply(@Body() form: TermsForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.supplement(ofRequest(request), termsOfForm(form), keysOf(request), request.person!);
    return seeOther(request, ofRequest(request).agreement, 'supplemented');
  }

  @Post(':id/endings') @Redirect() @StepUp() @WithPapers() @FormPage('desk/profit-agreement-end', blank)
  async end(@Body() { endsOn, ...signed }: EndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.end(ofRequest(request), { lastDay: endsOn, ...signed }, keysOf(request), request.person!);
    return seeOther(request, ofRequest(request).agreement, 'ended');
  }

  @Post(':id/confirmations') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async confirm(@Body() { version }: VersionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.confirm(ofRequest(request), Number(version), request.person!);
    return seeOther(request, ofRequest(request).agreement, 'confirmed');
  }

  @Post(':id/withdrawals') @Redirect() @FormPage('desk/profit-agreement', back)
  async withdraw(@Body() { withdrawn, why }: VersionWithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.withdraw(ofRequest(request), Number(withdrawn), why, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'withdrawn');
  }

  @Post(':id/disclosures') @Redirect() @FormPage('desk/profit-agreement', back)
  async disclose(@Body() { disclosed, disclosedOn, place }: DisclosureForm, @Req() request: FastifyRequest): Promise<Answer> {
    const [, version, what] = /^(\d+)-(related|sales-result)$/.exec(disclosed)!;
    await this.agreements.disclose(ofRequest(request), { version: Number(version), what: what as 'related' | 'sales-result', day: disclosedOn, place }, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'disclosed');
  }
}

const codeOf = (request: FastifyRequest): string => (request.params as { code: string }).code;

/** @throws NotFoundException for what cannot be a number of ours */
export function ofRequest(request: FastifyRequest): Of {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return { foundation: request.foundation!.id, agreement: Number(id) };
}

export const seeOther = (request: FastifyRequest, id: number, done: string): Answer => ({ url: `${visitOf(request).base}/desk/enterprises/${codeOf(request)}/agreements/${id}?done=${done}`, statusCode: 303 });
