import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { placeOf } from '../../bank/places';
import { givenIn, GivenForm } from '../../ledger/given.form';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { readShare } from '../../rules/spending-rule';
import { PAR, readPrice, readUnits } from '../../rules/units';
import { EndowmentPolicies } from './endowment-policies.service';
import { type Done, EndowmentPages } from './endowment-pages';
import { ApprovalForm, BarEndForm, BarForm, DisclosureForm, FallForm, InvestmentPolicyForm, LineForm, OrderForm, PoolForm, ReasonForm, SpendingRuleForm, ValuationForm } from './endowment.form';
import { Falls } from './falls.service';
import { Investments } from './investments.service';
import { Pools } from './pools.service';

type Answer = { url: string; statusCode: number };
const POOL = (controller: EndowmentController, request: FastifyRequest): Promise<object> => controller.pool(request);
const ORDER = (controller: EndowmentController, request: FastifyRequest): Promise<object> => controller.order(request);
const POLICIES = (controller: EndowmentController, request: FastifyRequest): Promise<object> => controller.policies(request);

/** Endowments 留本基金: what is kept, what may be used, and how money is invested until it is needed. */
@Controller('desk/endowment') @Allow('bookkeeper', 'secretary-general')
export class EndowmentController {
  constructor(private readonly db: DataSource, private readonly pages: EndowmentPages, private readonly policy: EndowmentPolicies, private readonly pools: Pools, private readonly investments: Investments, private readonly falls: Falls) {}

  @Get() @Render('desk/endowment')
  index(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.index(request);
  }

  @Get('funds/:code') @Render('desk/endowment-fund')
  fund(@Req() request: FastifyRequest, @Param('code') code: string): Promise<object> {
    return this.pages.fund(request, code);
  }

  @Get('policies') @Render('desk/endowment-policies')
  policies(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.policies(request);
  }

  @Get('pools/new') @Render('desk/pool-new')
  newPool(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.newPool(request);
  }

  @Get('pools/:id') @Render('desk/pool')
  pool(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.pool(request, idOf(request));
  }

  @Get('orders/:id') @Render('desk/investment-order')
  order(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.order(request, idOf(request));
  }

  @Post('spending-rules') @Redirect() @StepUp() @FormPage('desk/endowment-policies', POLICIES)
  async adoptSpending(@Body() form: SpendingRuleForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.policy.adoptSpending(request.foundation!.id, {
      fund: form.fund || null, from: form.from, percent: readShare(form.percent), quarters: Number(form.quarters), cap: shareOf(form.cap), least: shareOf(form.least), resolution: Number(form.resolution),
    }, request.person!);
    return seeOther(request, '/desk/endowment/policies', 'spending-rule');
  }

  @Post('investment-policies') @Redirect() @StepUp() @FormPage('desk/endowment-policies', POLICIES)
  async adoptInvesting(@Body() form: InvestmentPolicyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.policy.adoptInvesting(request.foundation!.id, { from: form.policyFrom, major: yuan(form.major), priceDays: Number(form.priceDays), dealDays: Number(form.dealDays), resolution: Number(form.policyResolution) }, request.person!);
    return seeOther(request, '/desk/endowment/policies', 'investment-policy');
  }

  @Post('bars') @Redirect() @FormPage('desk/endowment-policies', POLICIES)
  async bar(@Body() { barFund, barSum, barWhy }: BarForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.policy.bar(request.foundation!.id, { fund: barFund, sum: sumOf(barSum), why: barWhy }, request.person!);
    return seeOther(request, '/desk/endowment/policies', 'bar');
  }

  @Post('bars/:id/ends') @Redirect() @StepUp() @FormPage('desk/endowment-policies', POLICIES)
  async endBar(@Body() { endWhy }: BarEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.policy.endBar(request.foundation!.id, idOf(request), endWhy, request.person!);
    return seeOther(request, '/desk/endowment/policies', 'bar-ended');
  }

  @Post('pools') @Redirect() @FormPage('desk/pool-new', (controller: EndowmentController, request) => controller.newPool(request))
  async propose(@Body() form: PoolForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { name, englishName, kind, role, institution, licence, purpose, noPosts, maturesOn, price } = form;
    const id = await this.pools.propose(request.foundation!.id, {
      name, englishName, kind, role, institution, licence: licence || null, purpose: purpose || null, noPosts: noPosts === 'yes', maturesOn, firstPrice: price ? readPrice(price) : PAR,
    }, request.person!);
    return seeOther(request, `/desk/endowment/pools/${id}`, 'pool');
  }

  @Post('pools/:id/approvals') @Redirect() @StepUp() @FormPage('desk/pool', POOL)
  async approvePool(@Body() { resolution }: ApprovalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.pools.approve(request.foundation!.id, idOf(request), resolution ? Number(resolution) : null, request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'pool-approved');
  }

  @Post('pools/:id/valuations') @Redirect() @WithPapers() @FormPage('desk/pool', POOL)
  async value(@Body() { day, value, price }: ValuationForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (!value?.trim() && !price) throw new Refused('value-or-price-missing', { field: 'value' });
    await this.pools.record(request.foundation!.id, idOf(request), { day, value: sumOf(value), price: price ? readPrice(price) : null }, request.person!, keysOf(request));
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'valuation');
  }

  @Post('pools/:id/valuations/:valuation/confirmations') @Redirect() @StepUp() @FormPage('desk/pool', POOL)
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    await this.pools.confirm(request.foundation!.id, idOf(request, 'valuation'), request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'valuation-confirmed');
  }

  @Post('pools/:id/valuations/:valuation/withdrawals') @Redirect() @FormPage('desk/pool', POOL)
  async withdraw(@Body() { why }: ReasonForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.pools.withdraw(request.foundation!.id, idOf(request, 'valuation'), why, request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'valuation-withdrawn');
  }

  @Post('pools/:id/falls') @Redirect() @StepUp() @FormPage('desk/pool', POOL)
  async fall(@Body() { fallFund, fallWhy }: FallForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.falls.propose(request.foundation!.id, idOf(request), { fund: fallFund, why: fallWhy }, request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'fall');
  }

  @Post('pools/:id/falls/:fall/approvals') @Redirect() @StepUp() @FormPage('desk/pool', POOL)
  async approveFall(@Req() request: FastifyRequest): Promise<Answer> {
    await this.falls.approve(request.foundation!.id, idOf(request, 'fall'), request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'fall-approved');
  }

  @Post('pools/:id/falls/:fall/refusals') @Redirect() @FormPage('desk/pool', POOL)
  async declineFall(@Req() request: FastifyRequest): Promise<Answer> {
    await this.falls.decline(request.foundation!.id, idOf(request, 'fall'), request.person!);
    return seeOther(request, `/desk/endowment/pools/${idOf(request)}`, 'fall-declined');
  }

  @Post('pools/:id/orders') @Redirect() @StepUp() @FormPage('desk/pool', POOL)
  async ask(@Body() form: OrderForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { side, fund, sum, units, needed, orderDay, why, resolution } = form;
    const id = await this.investments.propose(request.foundation!.id, idOf(request), {
      side, fund, sum: sumOf(sum), units: units ? readUnits(units) : null, needed: sumOf(needed) ?? 0n, day: orderDay, why, resolution: resolution ? Number(resolution) : null,
    }, request.person!);
    return seeOther(request, `/desk/endowment/orders/${id}`, 'order');
  }

  @Post('orders/:id/approvals') @Redirect() @StepUp() @FormPage('desk/investment-order', ORDER)
  async approve(@Body() form: GivenForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.investments.approve(request.foundation!.id, idOf(request), request.person!, givenIn(form));
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'order-approved');
  }

  @Post('orders/:id/releases') @Redirect() @StepUp() @FormPage('desk/investment-order', ORDER)
  async release(@Body() form: GivenForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.investments.release(request.foundation!.id, idOf(request), request.person!, givenIn(form));
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'order-released');
  }

  @Post('orders/:id/refusals') @Redirect() @FormPage('desk/investment-order', ORDER)
  async refuse(@Body() { why }: ReasonForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.investments.decline(request.foundation!.id, idOf(request), { decision: 'refused', why }, request.person!);
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'order-refused');
  }

  @Post('orders/:id/withdrawals') @Redirect() @FormPage('desk/investment-order', ORDER)
  async takeBack(@Body() { why }: ReasonForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.investments.decline(request.foundation!.id, idOf(request), { decision: 'withdrawn', why }, request.person!);
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'order-withdrawn');
  }

  @Post('orders/:id/disclosures') @Redirect() @FormPage('desk/investment-order', ORDER)
  async disclose(@Body() { day, place }: DisclosureForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.investments.disclose(request.foundation!.id, idOf(request), { day, place }, request.person!);
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'disclosed');
  }

  @Post('orders/:id/bookings') @Redirect() @StepUp() @FormPage('desk/investment-order', ORDER)
  async book(@Body() { line }: LineForm, @Req() request: FastifyRequest): Promise<Answer> {
    const [place, id] = line.split(':') as [string, string];
    await this.investments.take({ foundation: request.foundation!.id, id: idOf(request) }, await placeOf(this.db, request.foundation!.id, place), BigInt(id), request.person!);
    return seeOther(request, `/desk/endowment/orders/${idOf(request)}`, 'order-booked');
  }
}

/** @throws NotFoundException for what cannot be a number of ours */
function idOf(request: FastifyRequest, name: 'id' | 'valuation' | 'fall' = 'id'): number {
  const id = (request.params as Record<string, string>)[name]!;
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

const sumOf = (typed: string | undefined): Fen | null => (typed?.trim() ? yuan(typed) : null);
const shareOf = (typed: string | undefined): number | null => (typed?.trim() ? readShare(typed) : null);

const seeOther = (request: FastifyRequest, path: string, done: Done): Answer => ({ url: `${visitOf(request).base}${path}?done=${done}`, statusCode: 303 });
