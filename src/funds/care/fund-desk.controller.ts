import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuanOrNothing } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { AgreementForm, readIn, textIn } from '../opening/agreement.form';
import { Agreements } from '../opening/agreements.service';
import { SheetForm, VersionForm, WithdrawalForm } from '../opening/request.form';
import { FundRequestsQueries } from '../opening/requests.queries';
import { FundBudgets } from './budgets.service';
import { fundByCode, FundCare } from './care.service';
import { FundDeskPages } from './fund-desk-page';
import { ApprovalForm, BudgetForm, LineForm, ManagerForm, SeatEndForm, SeatForm, TagForm } from './fund-desk.form';

type Answer = { url: string; statusCode: number };

/** A fund at the desk: its money, its agreement, who looks after it, its budget. */
@ApiExcludeController()
@Controller('desk/funds') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class FundDeskController {
  constructor(
    private readonly db: DataSource, private readonly pages: FundDeskPages, private readonly care: FundCare, private readonly budgets: FundBudgets, private readonly agreements: Agreements, private readonly requests: FundRequestsQueries,
  ) {}

  @Get() @Render('desk/funds')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':code') @Render('desk/fund')
  fund(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.fund(request, codeIn(request));
  }

  @Get(':code/agreement') @Render('desk/fund-agreement')
  supplement(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.supplement(request, codeIn(request));
  }

  @Post(':code/agreements') @Redirect()
  @FormPage('desk/fund-agreement', (controller: FundDeskController, request) => controller.supplement(request))
  async prepare(@Body() form: AgreementForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fund = await fundByCode(this.db, request.foundation!.id, codeIn(request));
    await this.agreements.prepare(request.foundation!, { fund, purposeChange: form.purposeChange ? Number(form.purposeChange) : null }, textIn(form), request.person!, readIn(form));
    return back(request, 'prepared');
  }

  @Post(':code/sheets') @Redirect() @WithPapers()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async recordSheet(@Body() form: SheetForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.recordSheet(request.foundation!.id, await this.pending(request, form), form, keysOf(request), request.person!);
    return back(request, 'sheet');
  }

  @Post(':code/comparisons') @Redirect() @StepUp()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async compare(@Body() form: VersionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.compareSheet(request.foundation!.id, await this.pending(request, form), request.person!);
    return back(request, 'compared');
  }

  @Post(':code/signatures') @Allow('secretary-general') @Redirect() @StepUp()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async sign(@Body() form: VersionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.signForHost(request.foundation!.id, await this.pending(request, form), request.person!);
    return back(request, 'signed');
  }

  @Post(':code/agreements/withdrawals') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async withdraw(@Body() form: WithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.agreements.withdraw(request.foundation!.id, await this.pending(request, form), form.why, request.person!);
    return back(request, 'withdrawn');
  }

  @Post(':code/seats') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async seat(@Body() { name, side, chairs, from, to }: SeatForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.care.seat(request.foundation!.id, codeIn(request), { name, side, chairs: chairs === 'yes', from, to }, request.person!);
    return back(request, 'seat');
  }

  @Post(':code/seats/ends') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async unseat(@Body() { seat, lastDay }: SeatEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.care.unseat(request.foundation!.id, codeIn(request), Number(seat), lastDay);
    return back(request, 'seat-end');
  }

  @Post(':code/managers') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async entrust(@Body() { person, since }: ManagerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.care.entrust(request.foundation!.id, codeIn(request), { person: Number(person), from: since }, request.person!);
    return back(request, 'manager');
  }

  @Post(':code/lines') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async addLine(@Body() { lineCode, lineName, lineEnglishName }: LineForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.budgets.addLine(request.foundation!.id, codeIn(request), { code: lineCode, name: lineName, englishName: lineEnglishName }, request.person!);
    return back(request, 'line');
  }

  @Post(':code/budgets') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async budget(@Body() { year, line, sum }: BudgetForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.budgets.prepare(request.foundation!.id, codeIn(request), { year: Number(year), sums: line.map((one, at) => ({ line: Number(one), sum: yuanOrNothing(sum[at]?.trim() || '0') })) }, request.person!);
    return back(request, 'budget');
  }

  @Post(':code/budgets/approvals') @Redirect() @StepUp()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async approve(@Body() { budget }: ApprovalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.budgets.approve(request.foundation!.id, codeIn(request), Number(budget), request.person!);
    return back(request, 'approved');
  }

  @Post(':code/tags') @Redirect()
  @FormPage('desk/fund', (controller: FundDeskController, request) => controller.fund(request))
  async tag(@Body() { line, entry }: TagForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.budgets.tag(request.foundation!.id, codeIn(request), { line: Number(line), entries: entry.map(BigInt) }, request.person!);
    return back(request, 'tagged');
  }

  /** The newest supplement, if it is the one that was read. @throws NotFoundException for a fund that is not there, Refused when none was drawn up, or another one since */
  private async pending(request: FastifyRequest, { version }: VersionForm): Promise<number> {
    const [newest] = await this.requests.texts('fund', await fundByCode(this.db, request.foundation!.id, codeIn(request)), 'zh');
    if (!newest || newest.preparedBy === null || newest.withdrawn) throw new Refused('an-agreement-is-drawn-up-first');
    if (newest.id !== Number(version)) throw new Refused('the-newest-text-is-signed');
    return newest.id;
  }
}

const codeIn = (request: FastifyRequest): string => (request.params as { code: string }).code;
const back = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/funds/${codeIn(request)}?done=${done}`, statusCode: 303 });
