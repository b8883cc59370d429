import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { isMonth, type Month } from '../rules/day';
import { ClosingPages, type Done } from './closing-page';
import { SignatureForm, StepForm } from './closing.form';
import { type Closing, Closings } from './closings.service';
import { Proposals } from './proposals.service';

type Answer = { url: string; statusCode: number };

/** Closing a month. */
@Controller('desk/closing') @Allow('bookkeeper', 'secretary-general')
export class ClosingController {
  constructor(private readonly pages: ClosingPages, private readonly closings: Closings, private readonly proposals: Proposals) {}

  @Get() @Render('desk/closing') @Allow('bookkeeper', 'secretary-general', 'cashier')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':month') @Render('desk/closing-month') @Allow('bookkeeper', 'secretary-general', 'cashier')
  month(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.month(request, whichOf(request).month);
  }

  /** A fresh code for the acts of the next minutes: a month has many. */
  @Post(':month/codes') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  code(@Req() request: FastifyRequest): Answer {
    return seeOther(request, 'code', 'h-steps');
  }

  @Post(':month/steps') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async confirm(@Body() { step }: StepForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.closings.confirm(whichOf(request), step, request.person!);
    return seeOther(request, 'step', step);
  }

  @Post(':month/checks') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async check(@Req() request: FastifyRequest): Promise<Answer> {
    await this.closings.checkMachineMade(whichOf(request), request.person!);
    return seeOther(request, 'checks', 'vouchers');
  }

  @Post(':month/accruals') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async accrue(@Req() request: FastifyRequest): Promise<Answer> {
    await this.closings.accrue(whichOf(request), request.person!);
    return seeOther(request, 'accruals', 'accruals');
  }

  @Post(':month/releases') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async release(@Req() request: FastifyRequest): Promise<Answer> {
    await this.closings.release(whichOf(request), request.person!);
    return seeOther(request, 'release', 'release');
  }

  @Post(':month/signatures') @Redirect() @StepUp()
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async sign(@Body() { upon }: SignatureForm, @Req() request: FastifyRequest): Promise<Answer> {
    const sealed = await this.closings.sign(whichOf(request), upon ? Number(upon) : null, request.person!);
    return seeOther(request, sealed ? 'seal' : 'signature', 'h-sign');
  }

  /** Proposed like any voucher by hand: somebody else reads it and approves. */
  @Post(':month/year-closings') @Redirect() @Allow('bookkeeper')
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async closeYear(@Req() request: FastifyRequest): Promise<Answer> {
    return toProposal(request, await this.proposals.closeYear(whichOf(request), request.person!));
  }

  @Post(':month/chart-migrations') @Redirect() @Allow('bookkeeper')
  @FormPage('desk/closing-month', (controller: ClosingController, request) => controller.month(request))
  async changeChart(@Req() request: FastifyRequest): Promise<Answer> {
    return toProposal(request, await this.proposals.changeChart(whichOf(request), request.person!));
  }
}

/** @throws NotFoundException for what is no month */
function whichOf(request: FastifyRequest): Closing & { month: Month } {
  const { month } = request.params as { month: string };
  if (!isMonth(month)) throw new NotFoundException();
  return { foundation: request.foundation!.id, month };
}

const seeOther = (request: FastifyRequest, done: Done, place: string): Answer =>
  ({ url: `${visitOf(request).base}/desk/closing/${(request.params as { month: string }).month}?done=${done}#${place}`, statusCode: 303 });
const toProposal = (request: FastifyRequest, id: number): Answer => ({ url: `${visitOf(request).base}/desk/vouchers/proposals/${id}?done=proposed`, statusCode: 303 });
