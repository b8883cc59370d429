import { Body, Controller, Post, Redirect, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../people/papers/held-files';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { isDay } from '../rules/day';
import { yuan } from '../rules/money';
import { Refused } from '../rules/refused';
import { AgreementPages } from './agreement-page';
import { ofRequest, seeOther } from './agreements.controller';
import { AnswerForm, OffsetForm, QuestionForm, ReceiptForm, RejectionForm, ReminderForm, ReportDecisionForm, ReportForm, WaiverForm } from './enterprises.form';
import { ProfitReminders } from './reminders.service';
import { ProfitReports } from './reports.service';
import { ProfitShares } from './shares.service';
import { figuresOfForm } from './terms-of-form';

type Answer = { url: string; statusCode: number };
const back = (controller: ReportsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** What an enterprise reports, what of it is due, what came: on the page of its agreement. */
@Controller('desk/enterprises/:code/agreements/:id') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class ReportsController {
  constructor(private readonly pages: AgreementPages, private readonly reports: ProfitReports, private readonly shares: ProfitShares, private readonly reminders: ProfitReminders) {}

  page(request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post('reports') @Redirect() @WithPapers() @FormPage('desk/profit-agreement', back)
  async report(@Body() form: ReportForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { period, restates, bases } = await this.reports.asked(ofRequest(request), form.period);
    await this.reports.enter(ofRequest(request), { period, figures: figuresOfForm(form, bases), evidence: form.reported, restates, why: form.restatedWhy || null }, keysOf(request), request.person!);
    return seeOther(request, ofRequest(request).agreement, 'reported');
  }

  @Post('questions') @Redirect() @FormPage('desk/profit-agreement', back)
  async ask(@Body() { askAbout, question }: QuestionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.reports.ask(ofRequest(request), Number(askAbout), question, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'asked');
  }

  @Post('answers') @Redirect() @FormPage('desk/profit-agreement', back)
  async answer(@Body() { asked, answer }: AnswerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.reports.answer(ofRequest(request), Number(asked), answer, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'answered');
  }

  @Post('report-confirmations') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async confirm(@Body() { report }: ReportDecisionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.reports.confirm(ofRequest(request), Number(report), request.person!);
    return seeOther(request, ofRequest(request).agreement, 'report-confirmed');
  }

  @Post('report-rejections') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async reject(@Body() { rejected, rejectedWhy }: RejectionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.reports.reject(ofRequest(request), Number(rejected), rejectedWhy, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'rejected');
  }

  @Post('receipts') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async receive(@Body() { line, paidFor, onlyDue }: ReceiptForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.shares.take(ofRequest(request), { line: BigInt(line), period: paidFor, onlyDue: Boolean(onlyDue) }, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'received');
  }

  @Post('reminders') @Redirect() @FormPage('desk/profit-agreement', back)
  async remind(@Body() { remind }: ReminderForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.reminders.remind(ofRequest(request), remind, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'reminded');
  }

  @Post('waivers') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async waive(@Body() { waived, waivedSum, waivedBy, waivedWhy }: WaiverForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.shares.waive(ofRequest(request), { period: waived, sum: yuan(waivedSum), resolution: Number(waivedBy), why: waivedWhy }, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'waived');
  }

  @Post('offsets') @Allow('bookkeeper', 'secretary-general') @Redirect() @StepUp() @FormPage('desk/profit-agreement', back)
  async offset(@Body() { offset, offsetWhy }: OffsetForm, @Req() request: FastifyRequest): Promise<Answer> {
    const [from, to] = offset.split('~') as [string, string];
    if (!isDay(from) || !isDay(to)) throw new Refused('what-is-offset-came-too-much', { field: 'offset' });
    await this.shares.offset(ofRequest(request), { from, to, why: offsetWhy }, request.person!);
    return seeOther(request, ofRequest(request).agreement, 'offset');
  }
}
