import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { CashCounts } from './cash-counts.service';
import { GiftBookings } from './gift-bookings.service';
import { CashForm, CountForm, giverIn, piecesOf, WhyForm } from './offline-gifts.form';
import { type GiftDone, OfflineGiftPages, whichOf } from './offline-gifts-page';
import { OfflineGifts } from './offline-gifts.service';

type Answer = { url: string; statusCode: number };

/** Gifts that do not come by the payment provider, at the desk. */
@ApiExcludeController()
@Controller('desk/gifts') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class OfflineGiftsController {
  constructor(private readonly pages: OfflineGiftPages, private readonly gifts: OfflineGifts, private readonly counts: CashCounts, private readonly bookings: GiftBookings) {}

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

  @Post('cash') @Redirect()
  @FormPage('desk/gift-new', (controller: OfflineGiftsController, request) => controller.pages.form(request, 'cash'))
  async cash(@Body() form: CashForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { key, channel, fund, day, words, identityNote } = form;
    const id = await this.counts.begin(request.foundation!.id, { key, channel, fund, day, giver: giverIn(form), words: words || null, identityNote: identityNote || null, pieces: piecesOf(form) }, request.person!);
    return seeOther(request, id, 'recorded');
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
