import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { fractionOf } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import { EnterprisePages } from './enterprise-page';
import { ConsentForm, EnterpriseForm, FactForm, OwnerEndForm, OwnerForm, ReachForm, StatementForm } from './enterprises.form';
import { Enterprises, type Which } from './enterprises.service';

type Answer = { url: string; statusCode: number };
const back = (controller: EnterprisesController, request: FastifyRequest): Promise<object> => controller.page(request);

/** The register of social enterprises. */
@Controller('desk/enterprises') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class EnterprisesController {
  constructor(private readonly pages: EnterprisePages, private readonly enterprises: Enterprises) {}

  @Get() @Render('desk/enterprises')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':code') @Render('desk/enterprise')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/enterprises', (controller: EnterprisesController, request) => controller.list(request))
  async enter(@Body() { premises, address, ...form }: EnterpriseForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.enter(request.foundation!.id, { ...form, code: address, premises: premises || null }, request.person!);
    return seeOther(request, address, 'entered');
  }

  @Post(':code/owners') @Redirect() @FormPage('desk/enterprise', back)
  async addOwner(@Body() form: OwnerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.addOwner(whichOf(request), { name: form.owner, ownerCode: form.ownerCode || null, kind: form.ownerKind, parts: partsOf(form.part), from: form.ownerFrom, source: form.ownerSource }, request.person!);
    return seeOther(request, whichOf(request).code, 'owner');
  }

  @Post(':code/owner-ends') @Redirect() @FormPage('desk/enterprise', back)
  async endOwner(@Body() { left, lastDay, leftSource }: OwnerEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.endOwner(whichOf(request), { owner: Number(left), lastDay, source: leftSource }, request.person!);
    return seeOther(request, whichOf(request).code, 'owner-left');
  }

  @Post(':code/facts') @Redirect() @FormPage('desk/enterprise', back)
  async record(@Body() { fact, factDay, factSource }: FactForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.record(whichOf(request), { fact, day: factDay, source: factSource }, request.person!);
    return seeOther(request, whichOf(request).code, 'fact');
  }

  @Post(':code/statements') @Redirect() @FormPage('desk/enterprise', back)
  async state(@Body() { related, words, statementDay }: StatementForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.state(whichOf(request), { related: related === 'yes', words, day: statementDay }, request.person!);
    return seeOther(request, whichOf(request).code, 'statement');
  }

  @Post(':code/consents') @Redirect() @StepUp() @FormPage('desk/enterprise', back)
  async consent(@Body() { level, consentFrom, givenBy }: ConsentForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.consent(whichOf(request), { level, from: consentFrom, givenBy }, request.person!);
    return seeOther(request, whichOf(request).code, 'consent');
  }

  @Post(':code/contacts') @Redirect() @FormPage('desk/enterprise', back)
  async reach(@Body() { phone, mail, reads }: ReachForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.enterprises.reach(whichOf(request), { phone: phone || null, mail: mail || null, lang: reads ?? 'zh' }, request.person!);
    return seeOther(request, whichOf(request).code, 'contact');
  }
}

const whichOf = (request: FastifyRequest): Which => ({ foundation: request.foundation!.id, code: (request.params as { code: string }).code });
const seeOther = (request: FastifyRequest, code: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/enterprises/${code}?done=${done}`, statusCode: 303 });

/** In ten-thousandths. @throws Refused `rate-not-a-part` for what is finer */
function partsOf(text: string): number {
  try {
    const [parts, of] = fractionOf(text);
    if ((parts * 10_000n) % of !== 0n) throw new Refused('rate-not-a-part');
    return Number((parts * 10_000n) / of);
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, { field: 'part' }) : error;
  }
}
