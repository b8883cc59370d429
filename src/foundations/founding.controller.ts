import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { yuan } from '../rules/money';
import type { PaperKind } from '../rules/original-fund';
import { Refused } from '../rules/refused';
import { FoundingContributions } from './founding-contributions.service';
import { type Done, type FoundingForm, FoundingPages, papersIn } from './founding-page';
import { FoundingPledges } from './founding-pledges.service';
import { BounceForm, ConfirmationForm, ContributionForm, ContributionWithdrawalForm, PaperForm, PledgeForm, PledgeWithdrawalForm, RegistrationForm } from './founding.form';
import { Registrations } from './registrations.service';

type Answer = { url: string; statusCode: number };

/** The original fund on its way to registration. */
@Controller('desk') @Allow('bookkeeper', 'secretary-general')
export class FoundingController {
  constructor(private readonly pages: FoundingPages, private readonly contributions: FoundingContributions, private readonly pledges: FoundingPledges, private readonly registrations: Registrations) {}

  @Get('founding') @Render('desk/founding')
  founding(@Req() request: FastifyRequest, form: FoundingForm | null = null): Promise<object> {
    return this.pages.founding(request, form);
  }

  @Get('founding/contributions/:id') @Render('desk/founding-contribution')
  contribution(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.contribution(request, whichOf(request).id);
  }

  @Post('founding/contributions') @Redirect()
  @FormPage('desk/founding', (controller: FoundingController, request) => controller.founding(request, 'contribution'))
  async record(@Body() { founder, amount, reference, valueDay }: ContributionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.contributions.record(request.foundation!.id, { founder, sum: yuan(amount), reference, valueDay }, request.person!);
    return seeOther(request, '/desk/founding', 'contribution');
  }

  @Post('founding/contributions/:id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/founding-contribution', (controller: FoundingController, request) => controller.contribution(request))
  async confirm(@Param('id') id: string, @Body() { line }: ConfirmationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.contributions.confirm(whichOf(request), BigInt(line), request.person!);
    return seeOther(request, `/desk/founding/contributions/${id}`, 'confirmation');
  }

  @Post('founding/contributions/:id/bounces') @Redirect() @StepUp()
  @FormPage('desk/founding-contribution', (controller: FoundingController, request) => controller.contribution(request))
  async bounce(@Param('id') id: string, @Body() form: BounceForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.contributions.bounce(whichOf(request), form, request.person!);
    return seeOther(request, `/desk/founding/contributions/${id}`, 'bounce');
  }

  @Post('founding/contributions/:id/withdrawals') @Redirect()
  @FormPage('desk/founding-contribution', (controller: FoundingController, request) => controller.contribution(request))
  async withdraw(@Body() { withdrawnWhy }: ContributionWithdrawalForm, @Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.contributions.withdraw(whichOf(request), withdrawnWhy, request.person!);
    return seeOther(request, `/desk/founding/contributions/${id}`, 'contribution-withdrawn');
  }

  @Post('founding/pledges') @Redirect()
  @FormPage('desk/founding', (controller: FoundingController, request) => controller.founding(request, 'pledge'))
  async pledge(@Body() { pledger, pledged, dueDay, resolution }: PledgeForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.pledges.record(request.foundation!.id, { founder: pledger, sum: yuan(pledged), dueDay, resolution: resolution ? Number(resolution) : null }, request.person!);
    return seeOther(request, '/desk/founding', 'pledge');
  }

  @Post('founding/pledge-withdrawals') @Redirect()
  @FormPage('desk/founding', (controller: FoundingController, request) => controller.founding(request, 'pledge-withdrawal'))
  async withdrawPledge(@Body() { pledge, withdrawnWhy }: PledgeWithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.pledges.withdraw(request.foundation!.id, Number(pledge), withdrawnWhy, request.person!);
    return seeOther(request, '/desk/founding', 'pledge-withdrawn');
  }

  @Post('founding/papers') @Redirect()
  @FormPage('desk/founding', (controller: FoundingController, request) => controller.founding(request, 'paper'))
  async addPaper(@Body() { kind, name, number, day }: PaperForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.registrations.addPaper(request.foundation!, { kind, name, number: number || null, day }, request.person!);
    return seeOther(request, '/desk/founding', 'paper');
  }

  @Post('founding/registrations') @Redirect() @StepUp()
  @FormPage('desk/founding', (controller: FoundingController, request) => controller.founding(request, 'registration'))
  async register(@Body() { certificate, registeredOn }: RegistrationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.registrations.register(request.foundation!, { day: registeredOn, certificate }, request.person!).catch((error: unknown) => {
      throw inWords(error, request);
    });
    return seeOther(request, '/desk/founding', 'registration');
  }
}

/** @throws NotFoundException for what cannot be a number of ours */
function whichOf(request: FastifyRequest): { foundation: number; id: number } {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return { foundation: request.foundation!.id, id: Number(id) };
}

const seeOther = (request: FastifyRequest, path: string, done: Done): Answer => ({ url: `${visitOf(request).base}${path}?done=${done}`, statusCode: 303 });

/** The rule names papers by their kinds; people read their names. */
function inWords(error: unknown, request: FastifyRequest): unknown {
  if (!(error instanceof Refused) || error.code !== 'registration-papers-missing') return error;
  return new Refused(error.code, { ...error.facts, papers: papersIn(visitOf(request).lang, error.facts.papers!.split(', ') as PaperKind[]) }, error.article);
}
