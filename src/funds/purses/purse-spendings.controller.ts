import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { PurseMatches } from './purse-matches.service';
import { type Done, numberIn, PursePages } from './purse-page';
import { PurseSpendings } from './purse-spendings.service';
import { MatchRuleForm, SpendingForm, VoteForm, WhyForm } from './purse.form';
import { Purses } from './purses.service';

type Answer = { url: string; statusCode: number };

/** What a purse is spent on, by its households' vote; what the street adds to it, by its rule; and its end. */
@ApiExcludeController()
@Controller('desk/funds/purses') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class PurseSpendingsController {
  constructor(private readonly pages: PursePages, private readonly purses: Purses, private readonly spendings: PurseSpendings, private readonly matches: PurseMatches) {}

  @Get('matching') @Render('desk/purse-matching')
  rules(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.rules(request);
  }

  @Post('matching') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse-matching', (controller: PurseSpendingsController, request) => controller.rules(request))
  async recordRule(@Body() form: MatchRuleForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { name, pool, threshold, sum, percent, cap, budget, from, to, source } = form;
    if (!(await this.isPool(request, pool))) throw new Refused('pool-missing', { field: 'pool' });
    await this.matches.recordRule(request.foundation!.id, { name, pool, threshold: yuan(threshold), sum: sum?.trim() ? yuan(sum) : null, percent: percent ? Number(percent) : null, cap: yuan(cap), budget: yuan(budget), from, to, source }, request.person!);
    return seeOther(request, '/matching', 'rule');
  }

  @Post('matching/:id/confirmations') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-matching', (controller: PurseSpendingsController, request) => controller.rules(request))
  async confirmRule(@Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.confirmRule(request.foundation!.id, Number(numberIn(request)), request.person!);
    return seeOther(request, '/matching', 'rule-confirmed');
  }

  @Post('matching/:id/ends') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-matching', (controller: PurseSpendingsController, request) => controller.rules(request))
  async endRule(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.endRule(request.foundation!.id, Number(numberIn(request)), why, request.person!);
    return seeOther(request, '/matching', 'rule-ended');
  }

  @Get(':code/spendings') @Render('desk/purse-spending')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.spending(request);
  }

  @Post(':code/votes') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async recordVote(@Body() { resolution, voteSum, what, payee, back }: VoteForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (!back && !payee) throw new Refused('vote-payee-missing', { field: 'payee' });
    await this.spendings.recordVote(await this.pages.of(request), { resolution, sum: yuan(voteSum), what, payee: back ? null : payee! }, request.person!);
    return this.back(request, 'vote');
  }

  @Post(':code/votes/:id/confirmations') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async confirmVote(@Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.confirmVote(await this.pages.of(request), numberIn(request), request.person!);
    return this.back(request, 'vote-confirmed');
  }

  @Post(':code/votes/:id/withdrawals') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async withdrawVote(@Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.withdrawVote(await this.pages.of(request), numberIn(request), request.person!);
    return this.back(request, 'vote-withdrawn');
  }

  @Post(':code/spendings') @Redirect()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async ask(@Body() { key, vote, sum, day, bank, bill }: SpendingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.ask(await this.pages.of(request), { key, vote, sum: yuan(sum), day, bank, bill: bill || null }, request.person!);
    return this.back(request, 'asked');
  }

  @Post(':code/spendings/:id/approvals') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async approve(@Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.approve(await this.pages.of(request), numberIn(request), request.person!);
    return this.back(request, 'approved');
  }

  @Post(':code/spendings/:id/withdrawals') @Redirect()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.withdraw(await this.pages.of(request), numberIn(request), why, request.person!);
    return this.back(request, 'withdrawn');
  }

  @Post(':code/spendings/:id/reversals') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async reverse(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.spendings.reverse(await this.pages.of(request), numberIn(request), why, request.person!);
    return this.back(request, 'reversed');
  }

  /** What the pool could not give is tried again. */
  @Post(':code/matches') @Redirect() @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async tryAgain(@Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.tryAgain(await this.pages.of(request));
    return this.back(request, 'match-tried');
  }

  @Post(':code/matches/:id/askings') @Redirect()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async askMatch(@Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.ask(await this.pages.of(request), numberIn(request), request.person!);
    return this.back(request, 'match-asked');
  }

  @Post(':code/askings/:id/payments') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async payMatch(@Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.pay(await this.pages.of(request), numberIn(request), request.person!);
    return this.back(request, 'match-paid');
  }

  @Post(':code/askings/:id/returns') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async takeMatchBack(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.matches.takeBack(await this.pages.of(request), numberIn(request), why, request.person!);
    return this.back(request, 'match-returned');
  }

  @Post(':code/closings') @Redirect() @Allow('bookkeeper', 'secretary-general') @StepUp()
  @FormPage('desk/purse-spending', (controller: PurseSpendingsController, request) => controller.page(request))
  async close(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.purses.close(request.foundation!.id, (request.params as { code: string }).code, why, request.person!);
    return this.back(request, 'closed');
  }

  private async isPool(request: FastifyRequest, pool: string): Promise<boolean> {
    const { pools } = (await this.pages.rules(request)) as { pools: { value: string }[] };
    return pools.some(({ value }) => value === pool);
  }

  private back(request: FastifyRequest, done: Done): Answer {
    return seeOther(request, `/${(request.params as { code: string }).code}/spendings`, done);
  }
}

const seeOther = (request: FastifyRequest, path: string, done: Done): Answer => ({ url: `${visitOf(request).base}/desk/funds/purses${path}?done=${done}`, statusCode: 303 });
