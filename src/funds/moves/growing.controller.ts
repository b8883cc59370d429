import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { givenIn } from '../../ledger/given.form';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan, yuanOrNothing } from '../../rules/money';
import { type Done, FundActsPages } from './acts-page';
import { ApprovalForm, ConsentForm, ConsentWithdrawalForm, NewFoundationForm, ReturnForm, SpinOffForm } from './acts.form';
import { type GrowingForm, GrowingPages } from './growing-page';
import { SpinOffs } from './spin-offs.service';

type Answer = { url: string; statusCode: number };
const back = (form: GrowingForm) => (controller: GrowingController, request: FastifyRequest): Promise<object> => controller.page(request, form);

/** A fund on its way to a foundation of its own. */
@Controller('desk/funds/:code') @Allow('bookkeeper', 'secretary-general')
export class GrowingController {
  constructor(private readonly pages: GrowingPages, private readonly funds: FundActsPages, private readonly spinOffs: SpinOffs) {}

  @Get('growing-up') @Render('desk/fund-growing')
  page(@Req() request: FastifyRequest, form: GrowingForm | null = null): Promise<object> {
    return this.pages.page(request, form);
  }

  @Post('consents') @Redirect() @FormPage('desk/fund-growing', back('consent'))
  async consent(@Body() { sum, ...form }: ConsentForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spinOffs.consent(await this.funds.fund(request), { ...form, sum: yuan(sum) }, request.person!);
    return done(request, 'consent');
  }

  @Post('consent-withdrawals') @Redirect() @FormPage('desk/fund-growing', back('consent-withdrawal'))
  async withdrawConsent(@Body() { consent, why }: ConsentWithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spinOffs.withdrawConsent(await this.funds.fund(request), { consent: Number(consent), why }, request.person!);
    return done(request, 'consent-withdrawal');
  }

  @Post('foundations') @Redirect() @StepUp() @Allow('secretary-general') @FormPage('desk/fund-growing', back('foundation'))
  async begin(@Body() { address, ...form }: NewFoundationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.fund(request);
    await this.spinOffs.begin(request.foundation!, { ...form, code: address });
    return done(request, 'foundation');
  }

  @Post('spin-offs') @Redirect() @StepUp() @WithPapers() @FormPage('desk/fund-growing', back('spin-off'))
  async propose(@Body() { into, total, founding, resolution, reason }: SpinOffForm, @Req() request: FastifyRequest): Promise<Answer> {
    const [foundation, to = null] = into.split('/');
    await this.spinOffs.propose(await this.funds.fund(request),
      { foundation: foundation!, to, sum: yuan(total), founding: yuanOrNothing(founding ?? ''), resolution: Number(resolution), reason, papers: keysOf(request) }, request.person!);
    return done(request, 'spin-off');
  }

  @Post('spin-off-approvals') @Redirect() @StepUp() @FormPage('desk/fund-growing', back('spin-off'))
  async approve(@Body() { proposal, ...form }: ApprovalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spinOffs.approve(request.foundation!, Number(proposal), request.person!, givenIn(form));
    return done(request, 'spin-off');
  }

  @Post('spin-off-returns') @Redirect() @StepUp() @FormPage('desk/fund-growing', back('spin-off'))
  async proposeReturn(@Body() { proposal, why }: ReturnForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spinOffs.proposeReturn(await this.funds.fund(request), { proposal: Number(proposal), why }, request.person!);
    return done(request, 'spin-off-return');
  }

  @Post('spin-off-return-approvals') @Redirect() @StepUp() @FormPage('desk/fund-growing', back('spin-off'))
  async approveReturn(@Body() { proposal }: ApprovalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spinOffs.approveReturn(request.foundation!, Number(proposal), request.person!);
    return done(request, 'spin-off-return');
  }
}

const done = (request: FastifyRequest, what: Done): Answer => ({ url: `${visitOf(request).base}/desk/funds/${(request.params as { code: string }).code}/growing-up?done=${what}`, statusCode: 303 });
