import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { FundActsPages } from './acts-page';
import { PurposeChanges } from './purpose-changes.service';
import { ChangeForm, ChangeWithdrawalForm, PurposeForm } from './purpose.form';
import { PurposePages } from './purpose-page';

type Answer = { url: string; statusCode: number };
const back = (controller: PurposeController, request: FastifyRequest): Promise<object> => controller.page(request);

/** A fund is to be for something else 变更用途. */
@Controller('desk/funds/:code') @Allow('bookkeeper', 'secretary-general')
export class PurposeController {
  constructor(private readonly pages: PurposePages, private readonly funds: FundActsPages, private readonly changes: PurposeChanges) {}

  @Get('purpose') @Render('desk/fund-purpose')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post('purposes') @Redirect() @StepUp() @WithPapers() @FormPage('desk/fund-purpose', back)
  async enter(@Body() { givers, filingNo, ...form }: PurposeForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.changes.enter(await this.funds.fund(request), { ...form, givers: givers || null, filingNo: filingNo || null }, keysOf(request), request.person!);
    return done(request, 'entered');
  }

  @Post('purpose-confirmations') @Redirect() @StepUp() @FormPage('desk/fund-purpose', back)
  async confirm(@Body() { change }: ChangeForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.changes.confirm(await this.funds.fund(request), Number(change), request.person!);
    return done(request, 'confirmed');
  }

  @Post('purpose-withdrawals') @Redirect() @StepUp() @FormPage('desk/fund-purpose', back)
  async withdraw(@Body() { change, why }: ChangeWithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.changes.withdraw(await this.funds.fund(request), Number(change), why, request.person!);
    return done(request, 'withdrawn');
  }
}

const done = (request: FastifyRequest, what: string): Answer => ({ url: `${visitOf(request).base}/desk/funds/${(request.params as { code: string }).code}/purpose?done=${what}`, statusCode: 303 });
