import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { StepUp } from '../step-up';
import { GroupMembers } from './group-members.service';
import { GroupPages } from './group-pages';
import { DepartureForm, FilingEndForm, FilingForm, GroupEndForm, GroupForm, HandoverForm, MemberForm, OrientationForm, ParticularsForm } from './groups.form';
import { Groups } from './groups.service';

type Answer = { url: string; statusCode: number };
const back = (controller: GroupsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** The register of residents' self-organised groups at the desk. */
@ApiExcludeController()
@Controller('desk/groups') @Allow('programme-officer', 'secretary-general')
export class GroupsController {
  constructor(private readonly pages: GroupPages, private readonly groups: Groups, private readonly members: GroupMembers) {}

  @Get() @Render('desk/groups') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('new') @Render('desk/group-new')
  blank(@Req() request: FastifyRequest): object {
    return this.pages.blank(request);
  }

  @Get(':code') @Render('desk/group') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':code/filing-sheet') @Render('desk/group-sheet') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
  sheet(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.sheet(request);
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/group-new', (controller: GroupsController, request) => controller.blank(request))
  async register(@Body() form: GroupForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { address, name1, phone1, born1, name2, phone2, born2, role2, name3, phone3, born3, role3, ...said } = form;
    const members = [{ name: name1, phone: phone1, born: born1, role: 'lead' as const }, { name: name2, phone: phone2, born: born2, role: role2 }, { name: name3, phone: phone3, born: born3, role: role3 }];
    await this.groups.register(request.foundation!.id, { ...said, code: address, members }, request.person!);
    return { url: `${visitOf(request).base}/desk/groups/${address}?done=entered`, statusCode: 303 };
  }

  @Post(':code/particulars') @Redirect() @FormPage('desk/group', back)
  async restate(@Body() form: ParticularsForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.restate(await this.pages.of(request), form, request.person!);
    return seeOther(request, 'particulars');
  }

  @Post(':code/members') @Redirect() @FormPage('desk/group', back)
  async add(@Body() { memberName, phone, born, role, memberFrom }: MemberForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.members.add(await this.pages.of(request), { name: memberName, phone, born, role, from: memberFrom }, request.person!);
    return seeOther(request, 'member');
  }

  @Post(':code/members/:id/invitations') @Redirect() @FormPage('desk/group', back)
  async ask(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.members.ask(await this.pages.of(request), numberIn(id), request.person!);
    return seeOther(request, 'asked');
  }

  @Post(':code/departures') @Redirect() @FormPage('desk/group', back)
  async retire(@Body() { left, leftDay, leftWhy }: DepartureForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.members.retire(await this.pages.of(request), Number(left), { lastDay: leftDay, why: leftWhy }, request.person!);
    return seeOther(request, 'left');
  }

  @Post(':code/handovers') @Redirect() @FormPage('desk/group', back)
  async offerLead(@Body() { heir, heirWhy }: HandoverForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.members.offerLead(await this.pages.of(request), Number(heir), heirWhy, request.person!);
    return seeOther(request, 'offered');
  }

  @Post(':code/handovers/:id/withdrawals') @Redirect() @FormPage('desk/group', back)
  async withdrawOffer(@Param('id') id: string, @Req() request: FastifyRequest): Promise<Answer> {
    await this.members.withdrawOffer(await this.pages.of(request), numberIn(id), request.person!);
    return seeOther(request, 'offer-withdrawn');
  }

  @Post(':code/orientations') @Redirect() @FormPage('desk/group', back)
  async turn(@Body() { orientation, turnDay, turnWhy }: OrientationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.turn(await this.pages.of(request), { orientation, day: turnDay, why: turnWhy }, request.person!);
    return seeOther(request, 'turned');
  }

  @Post(':code/filings') @Redirect() @FormPage('desk/group', back)
  async file(@Body() { placeKind, place, number, filedFrom, filedUntil }: FilingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.file(await this.pages.of(request), { placeKind, place, number, from: filedFrom, until: filedUntil }, request.person!);
    return seeOther(request, 'filed');
  }

  @Post(':code/filing-ends') @Redirect() @FormPage('desk/group', back)
  async endFiling(@Body() { struck, struckDay, struckWhy }: FilingEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.endFiling(await this.pages.of(request), Number(struck), { lastDay: struckDay, why: struckWhy }, request.person!);
    return seeOther(request, 'struck');
  }

  @Post(':code/ends') @Redirect() @StepUp() @FormPage('desk/group', back)
  async end(@Body() { endDay, endWhy }: GroupEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.groups.end(await this.pages.of(request), { lastDay: endDay, why: endWhy }, request.person!);
    return seeOther(request, 'ended');
  }
}

/** @throws NotFoundException */
function numberIn(id: string): number {
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}
const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/groups/${(request.params as { code: string }).code}?done=${done}`, statusCode: 303 });
