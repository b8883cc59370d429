import { Body, Controller, Get, Header, NotFoundException, Param, Post, Query, Redirect, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AGREEMENT_FROM } from '../funds/give-form';
import { FundsQueries } from '../funds/funds.queries';
import { onPage } from '../people/foundations';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { FormPage } from '../platform/form-page';
import { extraFormAction } from '../platform/http';
import { qrOf } from '../platform/qr';
import { keepPrivate } from '../platform/secret-link';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { plain } from '../rules/money';
import { maskedPhone, shownName } from '../rules/names';
import { giveForm } from '../rules/raising';
import { type Checkout, Checkouts } from './checkouts.service';
import { PaymentForm, type Way } from './donation.form';
import { type Donation, Donations } from './donations.service';
import { calledIn, lastFour, nameOf, stepsOf, waysFor } from './gift-page';
import { GivingQueries, type Story } from './giving.queries';
import { type Announced, Transfers } from './offline/transfers.service';
import { receiptPdf } from './receipt.pdf';

/** After so long without an answer we say that we do not know, and that nobody should pay again. */
const UNKNOWN_AFTER_S = 180;
const STRIPE_CHECKOUT = 'https://checkout.stripe.com';

/** My gift, behind its secret link: check → pay → confirming → thanks → receipt. */
@ApiExcludeController()
@Public()
@Controller('g/:token')
export class GiftsController {
  constructor(
    private readonly donations: Donations,
    private readonly checkouts: Checkouts,
    private readonly queries: GivingQueries,
    private readonly funds: FundsQueries,
    private readonly transfers: Transfers,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @Get()
  async gift(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string, @Query() query: Readonly<Record<string, unknown>>): Promise<void> {
    keepPrivate(reply);
    const gift = await this.behind(request, token);
    if (!gift) return void (await reply.status(404).view('giving/gone', {}));
    const story = await this.queries.story(gift.id);
    const common = this.common(request, gift, token);
    if (story && !story.odd) return void (await reply.view('giving/thanks', this.thanks(request, gift, story, common)));
    const last = await this.checkouts.last(gift.id);
    const announced = story || last?.pending || query.back !== undefined || query.since !== undefined ? null : await this.transfers.of(gift.id);
    if (announced) return void (await reply.view('giving/transfer', await this.transfer(request, announced, common)));
    const since = Number(query.since);
    if (story || last?.pending || (last && !last.ended && Number.isInteger(since))) return void (await this.paying(reply, common, story ? 0 : Number.isInteger(since) ? since : last!.begunAt.getTime() / 1000));
    if (!last?.session) return void (await reply.view('giving/check', await this.check(request, reply)));
    const ways = await this.waysOn(request, reply, gift, last);
    if (!last.ended && query.back === undefined) await reply.view('giving/begun', { ...common, ways });
    else await reply.view('giving/unpaid', { ...common, reason: last.ended ?? 'cancelled', ways });
  }

  @Post('payments')
  @Limited({ requests: 30, seconds: 60 })
  @FormPage('giving/check', (controller: GiftsController, request, reply) => controller.check(request, reply))
  @Redirect(undefined, 303)
  async pay(@Req() request: FastifyRequest, @Param('token') token: string, @Body() { way }: PaymentForm): Promise<{ url: string }> {
    const { lang, base } = visitOf(request);
    const gift = await this.donations.behind(token, request.foundation!.id);
    if (await this.queries.story(gift.id)) return { url: `${base}/g/${token}` };
    // the invitation was shown when the gift was begun
    const raising = await this.funds.raisingOf(gift.fund, { day: this.clock.today(), invited: true });
    if (way === 'transfer') {
      await this.transfers.announce(gift, raising);
      return { url: `${base}/g/${token}` };
    }
    return { url: await this.checkouts.open(gift, raising, way, { address: this.address(request, `/g/${token}`), lang, payee: onPage(request.foundation!, lang).name }) };
  }

  /** Where the payment provider sends the donor back to. That they come back proves nothing; it only starts the clock of the page. */
  @Get('returns')
  @Redirect(undefined, 303)
  returns(@Req() request: FastifyRequest, @Param('token') token: string): { url: string } {
    return { url: `${visitOf(request).base}/g/${token}?since=${Math.trunc(this.clock.now().getTime() / 1000)}` };
  }

  @Get('receipt.pdf')
  @Header('content-type', 'application/pdf')
  async receipt(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply, @Param('token') token: string): Promise<StreamableFile> {
    keepPrivate(reply);
    const gift = await this.behind(request, token);
    const story = gift && (await this.queries.story(gift.id));
    if (!story?.receipt) throw new NotFoundException();
    const foundation = request.foundation!;
    const facts = await this.queries.receipt(story.receipt, foundation.id);
    const pdf = await receiptPdf(facts, foundation, this.address(request, `/receipts/${facts.no}`));
    return new StreamableFile(pdf, { disposition: `inline; filename="${facts.no}.pdf"` });
  }

  /** The check page: every answer, and how to pay. */
  async check(request: FastifyRequest, reply: FastifyReply): Promise<{ ways: (Way | 'transfer')[] } & Record<string, unknown>> {
    const { token } = request.params as { token: string };
    const { lang, base } = visitOf(request);
    const gift = await this.donations.behind(token, request.foundation!.id);
    keepPrivate(reply);
    extraFormAction(reply, this.config.stripeApiBase ?? (this.config.practice ? this.config.baseUrl : STRIPE_CHECKOUT));
    return {
      ...this.common(request, gift, token),
      agreement: gift.amount >= AGREEMENT_FROM ? AGREEMENT_FROM : null,
      edit: `${base}/funds/${gift.fund.code}/give?gift=${token}`,
      ways: [...waysFor(request.headers['user-agent'] ?? '', lang), ...((await this.transfers.account(gift.foundation)) ? (['transfer'] as const) : [])],
    };
  }

  private common(request: FastifyRequest, gift: Donation, token: string) {
    const { lang } = visitOf(request);
    return {
      gift: {
        token, no: gift.no, amount: gift.amount, fund: { code: gift.fund.code, name: nameOf(gift.fund, lang) }, shownAs: calledIn(lang, this.donations.shownAs(gift)), name: gift.name, keeps: keepsOf(gift),
        phone: gift.phone && maskedPhone(gift.phone), receiptTo: gift.title ?? calledIn(lang, shownName({ display: gift.wantsReceipt ? 'full' : 'anonymous', name: gift.name })), identity: lastFour(gift.identity, lang),
      },
      practice: this.config.practice,
    };
  }

  private thanks(request: FastifyRequest, gift: Donation, story: Story, common: ReturnType<GiftsController['common']>): object {
    const { token } = common.gift;
    return {
      ...common,
      gift: { ...common.gift, amount: story.sum, paidAt: story.paidAt, way: story.way },
      unproved: story.unproved, fiscal: story.fiscal, reversed: story.reversed,
      steps: stepsOf(story),
      entry: story.entry,
      receipt: story.receipt && { no: story.receipt, file: `${visitOf(request).base}/g/${token}/receipt.pdf` },
      link: this.address(request, `/g/${token}`),
      refunds: story.refunds.filter((refund) => !refund.failed),
    };
  }

  private async transfer(request: FastifyRequest, { reference, account, until }: Announced, common: ReturnType<GiftsController['common']>): Promise<object> {
    // the holder as the bank knows it, whatever the reader's language
    const holder = request.foundation!.name;
    return {
      ...common, holder, account: { bank: account.bank, number: grouped4(account.number), digits: account.number }, sum: plain(common.gift.amount), reference, until,
      // no bank's program reads a code of another's account: it brings this page from the desk to the telephone, where each part is copied
      picture: await qrOf(this.address(request, `/g/${common.gift.token}`)),
    };
  }

  private async paying(reply: FastifyReply, common: object, since: number): Promise<void> {
    const waited = this.clock.now().getTime() / 1000 - since;
    const state = waited > UNKNOWN_AFTER_S ? 'unknown' : 'confirming';
    if (state === 'confirming') void reply.header('refresh', waited < 30 ? '3' : '10');
    await reply.view('giving/paying', { ...common, state });
  }

  /** How to pay from here on, what was chosen before first; nothing when the fund takes no gifts any more. */
  private async waysOn(request: FastifyRequest, reply: FastifyReply, gift: Donation, last: Checkout): Promise<(Way | 'transfer')[]> {
    const { form } = giveForm(await this.funds.raisingOf(gift.fund, { day: this.clock.today(), invited: true }));
    const { ways } = await this.check(request, reply);
    return form === 'open' ? [last.way, ...ways.filter((way) => way !== last.way)] : [];
  }

  private async behind(request: FastifyRequest, token: string): Promise<Donation | null> {
    try {
      return await this.donations.behind(token, request.foundation!.id);
    } catch (error) {
      if (error instanceof NotFoundException) return null;
      throw error;
    }
  }

  private address(request: FastifyRequest, path: string): string {
    return `${this.config.baseUrl}${visitOf(request).base}${path}`;
  }
}

/** What the donor has said of the principal; nothing where the fund keeps none. */
const keepsOf = ({ fund, principal }: Donation): 'principal' | 'spendable' | null => (fund.class !== 'preserved' ? null : principal ? 'principal' : 'spendable');

/** An account number as it stands on a card. */
const grouped4 = (number: string): string => number.replace(/(.{4})(?=.)/g, '$1 ');
