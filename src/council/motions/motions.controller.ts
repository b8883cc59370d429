import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { spenders } from '../../funds/asked-spend';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { bodiesOn } from './bodies.queries';
import { HeardForm, MotionEndForm, MotionForm, MotionMoneyForm, ReviewForm } from './motions.form';
import { MotionPages } from './motions-page';
import { type MotionMoney, Motions, type Which } from './motions.service';

type Answer = { url: string; statusCode: number };
const back = (controller: MotionsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** Motions at the desk: entered, reviewed, and what members said of their interests in the meeting. */
@ApiExcludeController()
@Controller('desk/motions') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class MotionsController {
  constructor(private readonly pages: MotionPages, private readonly motions: Motions, private readonly db: DataSource, private readonly clock: Clock) {}

  @Get() @Render('desk/motions')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':no') @Render('desk/motion')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post() @Redirect() @FormPage('desk/motions', (controller: MotionsController, request) => controller.list(request))
  async table(@Body() { body, englishQuestion, explanation, ...form }: MotionForm, @Req() request: FastifyRequest): Promise<Answer> {
    const foundation = request.foundation!.id;
    const its = (await bodiesOn(this.db, { foundation, day: this.clock.today(), lang: 'zh' })).find(({ key }) => key === body);
    if (!its) throw new Refused('motion-body-missing', { field: 'body' });
    const number = await this.motions.table(foundation, { ...form, body: its, englishQuestion: englishQuestion ?? '', explanation: explanation ?? '', money: await this.money(form, request) }, request.person!);
    return seeOther(request, number, 'tabled');
  }

  @Post(':no/money') @Redirect() @FormPage('desk/motion', back)
  async nameMoney(@Body() form: MotionMoneyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const money = await this.money(form, request);
    if (!money) throw new Refused('sum-missing', { field: 'sum' });
    await this.motions.nameMoney(whichOf(request), money, request.person!);
    return seeOther(request, whichOf(request).number, 'money');
  }

  @Post(':no/reviews') @Redirect() @StepUp() @FormPage('desk/motion', back)
  async review(@Body() { formal, reviewWhy, reviewedBy, reviewDay }: ReviewForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.motions.review(whichOf(request), { formal: formal === 'yes', why: reviewWhy, reviewedBy, day: reviewDay }, request.person!);
    return seeOther(request, whichOf(request).number, 'reviewed');
  }

  @Post(':no/declarations') @Redirect() @FormPage('desk/motion', back)
  async hear(@Body() { party, interested, backWhy }: HeardForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (interested === 'yes' && !backWhy) throw new Refused('whoever-has-an-interest-says-which', { field: 'backWhy' });
    await this.motions.hear(whichOf(request), { party: Number(party), interested: interested === 'yes', why: backWhy ?? '' }, request.person!);
    return seeOther(request, whichOf(request).number, 'heard');
  }

  @Post(':no/withdrawals') @Redirect() @FormPage('desk/motion', back)
  async withdraw(@Body() { endWhy }: MotionEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.motions.withdraw(whichOf(request), endWhy, request.person!);
    return seeOther(request, whichOf(request).number, 'withdrawn');
  }

  /** A sum needs its fund, and a payee their sum. @throws Refused */
  private async money({ sum, fund, payeeKind, payee, payeeCode }: MotionMoneyForm, request: FastifyRequest): Promise<MotionMoney | null> {
    if (!sum?.trim() && !fund && !payee) return null;
    if (!sum?.trim()) throw new Refused('sum-missing', { field: 'sum' });
    const its = (await spenders(this.db.manager, request.foundation!.id, visitOf(request).lang)).find(({ code }) => code === fund);
    if (!its) throw new Refused('fund-missing', { field: 'fund' });
    if (payee && !payeeKind) throw new Refused('a-party-is-a-person-or-a-body', { field: 'payeeKind' });
    const fen = yuan(sum);
    if (fen <= 0n) throw new Refused('sum-missing', { field: 'sum' });
    return { sum: fen, fund: its.id, payee: payee ? { kind: payeeKind as 'person' | 'body', name: payee, code: payeeCode || null } : null };
  }
}

const whichOf = (request: FastifyRequest): Which => ({ foundation: request.foundation!.id, number: (request.params as { no: string }).no });
const seeOther = (request: FastifyRequest, number: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/motions/${number}?done=${done}`, statusCode: 303 });
