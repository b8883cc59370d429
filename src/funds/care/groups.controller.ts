import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { numberIn } from '../opening/my-requests.controller';
import { FundDeskPages } from './fund-desk-page';
import { GroupForm, LeavingForm, MemberForm, TermsForm } from './fund-desk.form';
import { FundGroups } from './groups.service';
import { FundTerms } from './terms.service';

type Answer = { url: string; statusCode: number };

/** Groups of funds with their sums rolled up, and with how much a fund begins at least. */
@ApiExcludeController()
@Controller('desk/funds/groups') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class GroupsController {
  constructor(private readonly pages: FundDeskPages, private readonly groups: FundGroups, private readonly terms: FundTerms) {}

  @Get() @Render('desk/fund-groups')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.groups(request);
  }

  @Post() @Redirect()
  @FormPage('desk/fund-groups', (controller: GroupsController, request) => controller.page(request))
  async make(@Body() form: GroupForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.make(request.foundation!.id, form, request.person!);
    return back(request, 'group');
  }

  @Post(':id/members') @Redirect()
  @FormPage('desk/fund-groups', (controller: GroupsController, request) => controller.page(request))
  async join(@Body() { fund, from }: MemberForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.join(request.foundation!.id, numberIn(request), { fund: Number(fund), from }, request.person!);
    return back(request, 'member');
  }

  @Post(':id/members/ends') @Redirect()
  @FormPage('desk/fund-groups', (controller: GroupsController, request) => controller.page(request))
  async leave(@Body() { fund, lastDay }: LeavingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.leave(request.foundation!.id, numberIn(request), { fund: Number(fund), lastDay });
    return back(request, 'leaving');
  }

  @Post('terms') @Allow('secretary-general') @Redirect()
  @FormPage('desk/fund-groups', (controller: GroupsController, request) => controller.page(request))
  async setTerms(@Body() { sum, fromDay, source }: TermsForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.terms.set(request.foundation!.id, { sum: yuan(sum), from: fromDay, source }, request.person!);
    return back(request, 'terms');
  }
}

const back = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/funds/groups?done=${done}`, statusCode: 303 });
