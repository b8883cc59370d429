import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { idOf } from '../resolutions-page';
import { WhyForm } from '../resolutions.form';
import { LifeActs, type SaidAct } from './life-acts.service';
import { LifePages } from './life-page';
import { DissolvingForm, LifeActForm, RemainingForm, ReserveForm } from './life.form';
import { RemainingProperty } from './remaining-property.service';
import { Reserves } from './reserves.service';

type Answer = { url: string; statusCode: number };

/** The life of a foundation at the desk: what the registrar and the council decide about it, its reserves, and where the rest goes in the end. */
@Controller('desk/founding') @Allow('bookkeeper', 'secretary-general')
export class LifeController {
  constructor(private readonly pages: LifePages, private readonly acts: LifeActs, private readonly remainders: RemainingProperty, private readonly setAside: Reserves) {}

  @Get('life') @Render('desk/life')
  life(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.life(request);
  }

  @Get('life/new') @Render('desk/life-new')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Get('life/:id') @Render('desk/life-act')
  act(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.act(request);
  }

  @Post('life') @Redirect() @WithPapers()
  @FormPage('desk/life-new', (controller: LifeController, request) => controller.pages.form(request))
  async record(@Body() form: LifeActForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.acts.record(request.foundation!, saidIn(form), request.person!, keysOf(request));
    return seeOther(request, `/life/${id}`, 'recorded');
  }

  @Post('life/:id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/life-act', (controller: LifeController, request) => controller.pages.act(request))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    await this.acts.confirm(request.foundation!, idOf(request), request.person!);
    return seeOther(request, `/life/${idOf(request)}`, 'confirmed');
  }

  @Post('life/:id/withdrawals') @Redirect()
  @FormPage('desk/life-act', (controller: LifeController, request) => controller.pages.act(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.acts.withdraw(request.foundation!.id, idOf(request), why, request.person!);
    return seeOther(request, `/life/${idOf(request)}`, 'withdrawn');
  }

  @Get('remaining') @Render('desk/remaining')
  remaining(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.remaining(request);
  }

  @Get('remaining/:id') @Render('desk/remaining-one')
  remainingOne(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.remainingOne(request);
  }

  @Post('remaining') @Redirect()
  @FormPage('desk/remaining', (controller: LifeController, request) => controller.pages.remaining(request))
  async recordRemaining(@Body() { amount, ...said }: RemainingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.remainders.record(request.foundation!.id, { ...said, sum: yuan(amount) }, request.person!);
    return seeOther(request, `/remaining/${id}`, 'remaining');
  }

  @Post('remaining/:id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/remaining-one', (controller: LifeController, request) => controller.pages.remainingOne(request))
  async handOn(@Req() request: FastifyRequest): Promise<Answer> {
    await this.remainders.confirm(request.foundation!.id, idOf(request), request.person!);
    return seeOther(request, `/remaining/${idOf(request)}`, 'handed-on');
  }

  @Post('remaining/:id/withdrawals') @Redirect()
  @FormPage('desk/remaining-one', (controller: LifeController, request) => controller.pages.remainingOne(request))
  async withdrawRemaining(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.remainders.withdraw(request.foundation!.id, idOf(request), why, request.person!);
    return seeOther(request, `/remaining/${idOf(request)}`, 'withdrawn');
  }

  @Get('reserves') @Render('desk/reserves')
  reserves(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.reserves(request);
  }

  @Get('reserves/:id') @Render('desk/reserve')
  reserve(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.reserve(request);
  }

  @Post('reserves') @Redirect() @StepUp()
  @FormPage('desk/reserves', (controller: LifeController, request) => controller.pages.reserves(request))
  async open(@Body() { resolution, fundCode, ...said }: ReserveForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.setAside.open(request.foundation!.id, { ...said, code: fundCode, resolution: Number(resolution) }, request.person!);
    return seeOther(request, '/reserves', 'opened');
  }

  @Post('reserves/:id/dissolutions') @Redirect() @StepUp()
  @FormPage('desk/reserve', (controller: LifeController, request) => controller.pages.reserve(request))
  async dissolve(@Body() { resolution, ...said }: DissolvingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.setAside.dissolve(request.foundation!.id, idOf(request), { ...said, resolution: Number(resolution) }, request.person!);
    return seeOther(request, '/reserves', 'dissolved');
  }
}

const seeOther = (request: FastifyRequest, path: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/founding${path}?done=${done}`, statusCode: 303 });

/** What a form says of an act; each kind has what it asks. @throws Refused for what is missing */
function saidIn({ kind, day, why, paperName, paperNumber, resolution, sum, asKind, group, creditorsUntil }: LifeActForm): SaidAct {
  if (kind === 'change' && !sum) throw new Refused('sum-missing', { field: 'sum' });
  if (kind === 'change' && !asKind) throw new Refused('kind-missing', { field: 'asKind' });
  if (kind === 'liquidation' && !group) throw new Refused('liquidators-missing', { field: 'group' }, '400 art. 18');
  if (kind === 'liquidation' && !creditorsUntil) throw new Refused('day-missing', { field: 'creditorsUntil' });
  return {
    kind, day, why, paper: { name: paperName, number: paperNumber }, resolution: resolution ? Number(resolution) : null,
    change: kind === 'change' ? { sum: yuan(sum!), kind: asKind as Exclude<typeof asKind, '' | undefined> } : null,
    liquidation: kind === 'liquidation' ? { group: group!, creditorsUntil: creditorsUntil! } : null,
  };
}
