import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { givenIn, GivenForm } from '../../ledger/given.form';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { CountForm, piecesOf } from '../../platform/count-form';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { CashCounts } from './cash-counts.service';
import { GiftBookings } from './gift-bookings.service';
import { ChequesAndGoods } from './cheques-and-goods.service';
import { CashForm, ChequeForm, giverIn, GoodsForm, GovernmentForm, HandingForm, IssueForm, provedIn, ServiceForm, TransferForm, WhyForm } from './offline-gifts.form';
import { type GiftDone, OfflineGiftPages, whichOf } from './offline-gifts-page';
import { NOBODY_NAMED, OfflineGifts } from './offline-gifts.service';

type Answer = { url: string; statusCode: number };

/** Gifts that do not come by the payment provider, at the desk. */
@ApiExcludeController()
@Controller('desk/gifts') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class OfflineGiftsController {
  constructor(private readonly pages: OfflineGiftPages, private readonly gifts: OfflineGifts, private readonly counts: CashCounts, private readonly bookings: GiftBookings, private readonly others: ChequesAndGoods) {}

  @Get() @Render('desk/gifts')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('new') @Render('desk/gift-new')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Get(':id') @Render('desk/gift')
  gift(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.detail(request);
  }

  @Get(':id/slip') @Render('desk/slip')
  slip(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.slip(request);
  }

  @Post('cash') @Redirect()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'cash'))
  async cash(@Body() form: CashForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, channel, fund, day, words, identityNote } = form;
    const id = await this.counts.begin(request.foundation!.id, { key, channel, fund, day, giver: giverIn(form), words: words || null, identityNote: identityNote || null, pieces: piecesOf(form) }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post('transfers') @Redirect()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'transfer'))
  async transfer(@Body() form: TransferForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, fund, day, amount, words, keeps, line } = form;
    const id = await this.gifts.say(request.foundation!.id, { key, way: 'transfer', channel: 'transfer', fund, day, sum: yuan(amount), giver: giverIn(form), words: words || null, kept: keeps === 'principal', line: line ? BigInt(line) : null }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post('cheques') @Redirect() @WithPapers()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'cheque'))
  async cheque(@Body() form: ChequeForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, fund, day, amount, words, keeps } = form;
    const id = await this.gifts.say(request.foundation!.id, { key, way: 'cheque', channel: 'cheque', fund, day, sum: yuan(amount), giver: giverIn(form), words, kept: keeps === 'principal', papers: keysOf(request) }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post('goods') @Redirect() @WithPapers()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'goods'))
  async goods(@Body() form: GoodsForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, fund, day, words } = form;
    const id = await this.gifts.say(request.foundation!.id, { key, way: 'goods', channel: 'goods', fund, day, giver: giverIn(form), words, papers: keysOf(request), ...provedIn(form) }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post('services') @Redirect() @WithPapers()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'service'))
  async service(@Body() form: ServiceForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, fund, day, words, serves } = form;
    const id = await this.gifts.say(request.foundation!.id, { key, way: 'service', channel: 'service', fund, day, giver: giverIn(form), words, serves, papers: keysOf(request), ...provedIn(form) }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post('government') @Redirect() @WithPapers()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'government'))
  async government(@Body() form: GovernmentForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, fund, day, amount, payer, contract, contractName, called, words, line } = form;
    // the contract decides, not what the payer calls it (解释 2020, 7)
    const way = contract === 'purchase-contract' ? 'purchase' : 'subsidy';
    const id = await this.gifts.say(request.foundation!.id, {
      key, way, channel: 'government', fund, day, sum: yuan(amount), giver: NOBODY_NAMED, payer, proof: { kind: contract, name: contractName }, called, words: words || null, line: line ? BigInt(line) : null, papers: keysOf(request),
    }, request.person!);
    return seeOther(request, id, 'recorded');
  }

  @Post(':id/handings') @Redirect()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async hand(@Body() { day }: HandingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.others.hand(which, day, request.person!);
    return seeOther(request, which.id, 'handed');
  }

  @Post(':id/bounces') @Redirect()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async bounce(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.others.bounce(which, why, request.person!);
    return seeOther(request, which.id, 'bounced');
  }

  @Post(':id/issues') @Redirect()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async issue(@Body() { amount, day, words, sheet }: IssueForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.others.issue(which, { sum: yuan(amount), day, words, sheet }, request.person!);
    return seeOther(request, which.id, 'issued');
  }

  @Post('issues/:id/bookings') @Redirect() @StepUp()
  @FormPage('desk/gift', async (controller: OfflineGiftsController, request) => controller.pages.detail(request, await controller.others.giftOf(whichOf(request))))
  async bookIssue(@Body() form: GivenForm, @Req() request: FastifyRequest): Promise<Answer> {
    return seeOther(request, await this.others.bookIssue(whichOf(request), request.person!, givenIn(form)), 'issue-booked');
  }

  @Post(':id/counts') @Redirect() @StepUp()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async count(@Body() form: CountForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    return seeOther(request, which.id, await this.counts.count(which, piecesOf(form), request.person!));
  }

  @Post(':id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.bookings.confirm(which, request.person!);
    return seeOther(request, which.id, 'booked');
  }

  @Post(':id/withdrawals') @Redirect()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.gifts.withdraw(which, why, request.person!);
    return seeOther(request, which.id, 'withdrawn');
  }

  @Post(':id/reversals') @Redirect() @StepUp()
  @FormPage('desk/gift', (controller: OfflineGiftsController, request) => controller.gift(request))
  async reverse(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const which = whichOf(request);
    await this.bookings.reverse(which, why, request.person!);
    return seeOther(request, which.id, 'reversed');
  }
}

const seeOther = (request: FastifyRequest, id: bigint, done: GiftDone): Answer => ({ url: `${visitOf(request).base}/desk/gifts/${id}?done=${done}`, statusCode: 303 });
