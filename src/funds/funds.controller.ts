import { Body, Controller, Get, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { Refused } from '../rules/refused';
import { FundPages } from './fund-page';
import { FundsQueries } from './funds.queries';
import { InvitationForm } from './invitation.form';
import { hashOfCode, remember } from './invitations';
import { PublicPurses } from './purses/public-purse';

@Controller('funds') @Public()
export class FundsController {
  constructor(private readonly pages: FundPages, private readonly funds: FundsQueries, private readonly purses: PublicPurses, private readonly clock: Clock) {}

  @Get() @Render('funds/funds')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  /** What the households of a building pool has a page of its own. */
  @Get(':code')
  async show(@Req() request: FastifyRequest, @Param('code') code: string, @Res() reply: FastifyReply): Promise<void> {
    const purse = await this.purses.page(request, code);
    await (purse ? reply.view('funds/purse', purse) : reply.view('funds/fund', await this.page(request, code)));
  }

  page(request: FastifyRequest, code: string): Promise<object> {
    return this.pages.page(request, code);
  }

  @Get(':code/agreements/:id') @Render('funds/agreement')
  agreement(@Req() request: FastifyRequest, @Param('code') code: string, @Param('id') id: string): Promise<object> {
    return this.pages.agreement(request, code, id);
  }

  /** A right code opens the form in this browser for a while. */
  @Post(':code/invitations') @Limited({ requests: 10, seconds: 600 }) @Redirect()
  @FormPage('funds/fund', (controller: FundsController, request) => controller.page(request, (request.params as { code: string }).code))
  async enter(@Param('code') code: string, @Body() form: InvitationForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ url: string; statusCode: number }> {
    const { fund } = await this.funds.forGiving(request.foundation!, code, { day: this.clock.today(), now: this.clock.now(), request });
    if (!form.code) throw new Refused('invitation-missing', { field: 'code' });
    if (!(await this.funds.invites(fund.id, hashOfCode(fund.id, form.code), this.clock.today()))) throw new Refused('invitation-not-valid', { field: 'code' });
    remember(reply, fund.id, this.clock.now());
    return { url: `${visitOf(request).base}/funds/${fund.code}#give`, statusCode: 303 };
  }
}
