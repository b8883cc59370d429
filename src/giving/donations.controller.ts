import { Body, Controller, Get, Param, Post, Query, Redirect, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { giveFormModel } from '../funds/give-form';
import { FundsQueries, type ForGiving } from '../funds/funds.queries';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { plain } from '../rules/money';
import { askedFrom } from './asked';
import { DonationForm } from './donation.form';
import { Donations, type Donation } from './donations.service';
import { GivingQueries } from './giving.queries';
import { calledIn, nameOf, stepsOf } from './gift-page';

/** The form, and what anyone may know of a gift. What the donor alone may see hangs on a secret link: `gifts.controller`. */
@ApiExcludeController()
@Public()
@Controller()
export class DonationsController {
  constructor(
    private readonly donations: Donations,
    private readonly funds: FundsQueries,
    private readonly queries: GivingQueries,
    private readonly clock: Clock,
  ) {}

  /** The form alone; with `?gift=` the answers of a gift that is not paid yet, to be changed, with `?organisation=` what an organisation fills in unfolded. */
  @Get('funds/:code/give')
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('gift') token?: string, @Query('organisation') organisation?: string): Promise<void> {
    const given = typeof token === 'string' ? await this.donations.behind(token, request.foundation!.id) : null;
    await reply.header('cache-control', 'no-store').view('giving/give', { ...(await this.page(request, given ? answersOf(given) : {})), organisation: organisation !== undefined });
  }

  @Post('funds/:code/donations')
  @Limited({ requests: 30, seconds: 60 })
  @FormPage('giving/give', (controller: DonationsController, request) => controller.page(request, request.body as Record<string, unknown>))
  @Redirect(undefined, 303)
  async begin(@Req() request: FastifyRequest, @Body() form: DonationForm): Promise<{ url: string }> {
    const { lang, base } = visitOf(request);
    const { fund, raising } = await this.forGiving(request);
    const token = await this.donations.begin(fund, raising, askedFrom(form), { key: form.key, lang });
    return { url: `${base}/g/${token}` };
  }

  /** A gift's public story: the sum, the fund, where it stands; the name as the donor chose. */
  @Get('donations/:no')
  async donation(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('no') no: string): Promise<void> {
    const { lang } = visitOf(request);
    const gift = await this.donations.paid(no, request.foundation!.id);
    const story = (await this.queries.story(gift.id))!;
    await reply.view('giving/donation', {
      gift: { no: gift.no, amount: story.sum, day: story.paidAt, fund: { code: gift.fund.code, name: nameOf(gift.fund, lang) }, principal: gift.principal, shownAs: calledIn(lang, this.donations.shownAs(gift)) },
      steps: stepsOf(story), entry: story.entry, refunds: story.refunds.filter((refund) => !refund.failed),
    });
  }

  async page(request: FastifyRequest, answers: Readonly<Record<string, unknown>>): Promise<object> {
    const { lang } = visitOf(request);
    const about = await this.forGiving(request);
    return { fund: { code: about.fund.code, name: nameOf(about.fund, lang) }, ...giveFormModel(about, lang, answers) };
  }

  private forGiving(request: FastifyRequest): Promise<ForGiving> {
    const { code } = request.params as { code: string };
    return this.funds.forGiving(request.foundation!, code, { day: this.clock.today(), now: this.clock.now(), request });
  }
}

/** A gift's answers as the form would have sent them. */
const answersOf = (gift: Donation): Record<string, string> => ({
  other: plain(gift.amount), display: gift.display === 'anonymous' ? 'anon' : gift.display, name: gift.name ?? '', phone: gift.phone ?? '',
  receipt: gift.wantsReceipt ? '1' : '', title: gift.title ?? '', identity: gift.identity ?? '', keeps: gift.fund.class !== 'preserved' ? '' : gift.principal ? 'principal' : 'spendable',
});
