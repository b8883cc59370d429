import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { type Act, type Done, FundActsPages } from './acts-page';
import { EndingForm, FeeForm, FreezeForm, PublicationForm, ReasonForm, TransferForm } from './acts.form';
import { FundEndings } from './fund-endings.service';
import { FundMoves } from './fund-moves.service';

type Answer = { url: string; statusCode: number };
const back = (act: Act) => (controller: FundActsController, request: FastifyRequest): Promise<object> => controller.again(request, act);

/** Money between a fund and others, and its end. What moves money becomes a voucher that another person approves. */
@Controller('desk/funds/:code') @Allow('bookkeeper', 'secretary-general')
export class FundActsController {
  constructor(private readonly pages: FundActsPages, private readonly moves: FundMoves, private readonly endings: FundEndings) {}

  @Get('acts') @Render('desk/fund-acts')
  overview(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.overview(request);
  }

  @Get('fees') @Render('desk/fund-act')
  fees(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.act(request, 'fees');
  }

  @Get('transfers') @Render('desk/fund-act')
  transfers(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.act(request, 'transfers');
  }

  @Get('freeze') @Render('desk/fund-act')
  freezes(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.act(request, 'freeze');
  }

  @Get('ending') @Render('desk/fund-act')
  ending(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.act(request, 'ending');
  }

  @Post('fees') @Redirect() @StepUp() @FormPage('desk/fund-act', back('fees'))
  async proposeFee(@Body() { to }: FeeForm, @Req() request: FastifyRequest): Promise<Answer> {
    return toProposal(request, await this.moves.proposeFee(await this.pages.fund(request), { to }, request.person!));
  }

  @Post('transfers') @Redirect() @StepUp() @WithPapers() @FormPage('desk/fund-act', back('transfers'))
  async proposeTransfer(@Body() { sum, resolution, ...form }: TransferForm, @Req() request: FastifyRequest): Promise<Answer> {
    const asked = { ...form, sum: yuan(sum), resolution: resolution ? Number(resolution) : null, papers: keysOf(request) };
    return toProposal(request, await this.moves.proposeTransfer(await this.pages.fund(request), asked, request.person!));
  }

  @Post('freezes') @Redirect() @StepUp() @FormPage('desk/fund-act', back('freeze'))
  async freeze(@Body() { reason, gifts }: FreezeForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    await this.endings.freeze(fund, { reason, takesGifts: gifts === 'yes' }, request.person!);
    return done(request, fund.code, 'freeze', 'freeze');
  }

  @Post('thaws') @Redirect() @StepUp() @FormPage('desk/fund-act', back('freeze'))
  async thaw(@Body() { reason }: ReasonForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    await this.endings.thaw(fund, { reason }, request.person!);
    return done(request, fund.code, 'freeze', 'thaw');
  }

  @Post('endings') @Redirect() @StepUp() @FormPage('desk/fund-act', back('ending'))
  async announce(@Body() { to, resolution, ...form }: EndingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    const [, party] = /^party:(\d{1,9})$/.exec(to) ?? [];
    await this.endings.announce(fund, { ...form, to: party ? { party: Number(party) } : { fund: to }, resolution: resolution ? Number(resolution) : null }, request.person!);
    return done(request, fund.code, 'ending', 'ending');
  }

  @Post('ending-withdrawals') @Redirect() @StepUp() @FormPage('desk/fund-act', back('ending'))
  async withdraw(@Body() { reason }: ReasonForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    await this.endings.withdraw(fund, { why: reason }, request.person!);
    return done(request, fund.code, 'ending', 'withdrawal');
  }

  @Post('rests') @Redirect() @FormPage('desk/fund-act', back('ending'))
  async proposeRest(@Req() request: FastifyRequest): Promise<Answer> {
    return toProposal(request, await this.moves.proposeRest(await this.pages.fund(request), request.person!));
  }

  @Post('closings') @Redirect() @StepUp() @FormPage('desk/fund-act', back('ending'))
  async close(@Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    await this.endings.close(fund, request.person!);
    return done(request, fund.code, 'ending', 'closing');
  }

  @Post('publications') @Redirect() @FormPage('desk/fund-act', back('ending'))
  async publish(@Body() { day, place }: PublicationForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await this.pages.fund(request);
    await this.endings.publish(fund, { day, place }, request.person!);
    return done(request, fund.code, 'ending', 'publication');
  }

  /** The page of an act whose form came back. */
  again(request: FastifyRequest, act: Act): Promise<object> {
    return this.pages.act(request, act);
  }
}

const done = (request: FastifyRequest, code: string, act: Act, what: Done): Answer => ({ url: `${visitOf(request).base}/desk/funds/${code}/${act}?done=${what}`, statusCode: 303 });
const toProposal = (request: FastifyRequest, id: number): Answer => ({ url: `${visitOf(request).base}/desk/vouchers/proposals/${id}?done=proposed`, statusCode: 303 });
