import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { askedIn, forgetAsked, keepAsked, keepPhoneKey, phoneKeyIn } from '../../people/phone-sign-in';
import { PhoneSignIns } from '../../people/phone-sign-ins.service';
import { callerOf } from '../../people/sign-in';
import { Public } from '../../platform/access';
import { Config } from '../../platform/config';
import { FormPage } from '../../platform/form-page';
import { Limited } from '../../platform/throttle';
import { visitOf } from '../../platform/visit';
import { yuanOrNothing } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { Agreements } from './agreements.service';
import { AnswerForm, DraftForm, RequestForm, SigningForm } from './request.form';
import { RequestPages } from './request-pages';
import { FundRequestsQueries } from './requests.queries';
import { FundRequests, type Wish } from './requests.service';

type Answer = { url: string; statusCode: number };

/** Asking for a fund, from a telephone. Without a session nobody gets to what stands under `/me`. */
@ApiExcludeController()
@Controller() @Public()
export class MyRequestsController {
  constructor(
    private readonly pages: RequestPages, private readonly requests: FundRequests, private readonly queries: FundRequestsQueries, private readonly agreements: Agreements, private readonly signIns: PhoneSignIns, private readonly config: Config,
  ) {}

  @Get('funds/new') @Render('funds/new')
  about(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.about(request);
  }

  @Get('me/fund-requests') @Render('me/fund-requests')
  mine(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.mine(request);
  }

  @Get('me/fund-requests/new') @Render('me/fund-request-form')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Get('me/fund-requests/:id') @Render('me/fund-request')
  one(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.one(request, numberIn(request), { asked: askedIn(request, this.config)?.phone === request.telephone!.phone });
  }

  /** Nothing of it is judged yet. */
  @Post('me/fund-requests/drafts') @Redirect() @Limited({ requests: 60, seconds: 600 })
  @FormPage('me/fund-request-form', (controller: MyRequestsController, request) => controller.form(request))
  async save(@Body() form: DraftForm, @Req() request: FastifyRequest): Promise<Answer> {
    const fields = Object.fromEntries(Object.entries(form).filter((pair): pair is [string, string] => pair[0] !== 'key' && typeof pair[1] === 'string'));
    await this.requests.saveDraft(request.foundation!.id, request.telephone!.phone, fields);
    return seeOther(request, '/me/fund-requests/new', 'draft');
  }

  @Post('me/fund-requests') @Redirect() @Limited({ requests: 20, seconds: 600 })
  @FormPage('me/fund-request-form', (controller: MyRequestsController, request) => controller.form(request))
  async ask(@Body() form: RequestForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.requests.ask({ foundation: request.foundation!.id, phone: request.telephone!.phone, key: form.key, writtenBy: null }, wishIn(form));
    return seeOther(request, `/me/fund-requests/${id}`, 'asked');
  }

  @Post('me/fund-requests/:id/answers') @Redirect() @Limited({ requests: 30, seconds: 600 })
  @FormPage('me/fund-request', (controller: MyRequestsController, request) => controller.one(request))
  async answer(@Param('id') id: string, @Body() { question, answer }: AnswerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.requests.answer({ foundation: request.foundation!.id, id: numberIn(request), phone: request.telephone!.phone }, Number(question), answer);
    return seeOther(request, `/me/fund-requests/${id}`, 'answered');
  }

  @Post('me/fund-requests/:id/withdrawals') @Redirect()
  @FormPage('me/fund-request', (controller: MyRequestsController, request) => controller.one(request))
  async withdraw(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.requests.withdraw({ foundation: request.foundation!.id, id: numberIn(request), phone: request.telephone!.phone });
    return seeOther(request, `/me/fund-requests/${id}`, 'withdrawn');
  }

  /** A code for signing, to the number of this session. */
  @Post('me/fund-requests/:id/codes') @Redirect() @Limited({ requests: 20, seconds: 900 })
  @FormPage('me/fund-request', (controller: MyRequestsController, request) => controller.one(request))
  async code(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    await this.queries.one(request.foundation!.id, numberIn(request), { phone: request.telephone!.phone, lang: 'zh' });
    keepAsked(reply, this.config, await this.signIns.ask(request.telephone!.phone, visitOf(request).lang, callerOf(request)));
    return seeOther(request, `/me/fund-requests/${id}`, 'code');
  }

  /** The founder signs: a code that has just come to their telephone stands for their hand. The session goes on under a new key. */
  @Post('me/fund-requests/:id/signatures') @Redirect() @Limited({ requests: 20, seconds: 900 })
  @FormPage('me/fund-request', (controller: MyRequestsController, request) => controller.one(request))
  async sign(@Param('id') id: string, @Body() { version, code, agree }: SigningForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    const { phone } = request.telephone!;
    const { text } = await this.queries.one(request.foundation!.id, numberIn(request), { phone, lang: 'zh' });
    if (!text) throw new NotFoundException();
    if (text.id !== Number(version)) throw new Refused('the-newest-text-is-signed');
    if (agree !== 'yes') throw new Refused('agreement-not-read', { field: 'agree' });
    if (text.founder === null) {
      const asked = askedIn(request, this.config);
      if (asked?.phone !== phone) throw new Refused('phone-code-wrong', { field: 'code' });
      if (!code) throw new Refused('phone-code-missing', { field: 'code' });
      const key = await this.signIns.begin(asked, code, callerOf(request));
      const before = phoneKeyIn(request, this.config);
      if (before) await this.signIns.end(before, callerOf(request));
      forgetAsked(reply, this.config);
      keepPhoneKey(reply, this.config, key);
      await this.agreements.signByCode(request.foundation!.id, text.id, phone);
    }
    return seeOther(request, `/me/fund-requests/${id}`, 'signed');
  }
}

export const wishIn = ({ applicantKind, applicant, contact, kind, preserved, name, purpose, use, place, startingSum }: RequestForm): Wish =>
  ({ applicantKind, applicant, contact, kind, preserved: kind === 'named' && preserved === 'yes', name, purpose, use, place: place || null, startingSum: yuanOrNothing(startingSum?.trim() || '0') });

/** @throws NotFoundException for what cannot be a number of ours */
export function numberIn(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

const seeOther = (request: FastifyRequest, path: string, done: string): Answer => ({ url: `${visitOf(request).base}${path}?done=${done}`, statusCode: 303 });
