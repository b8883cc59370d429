import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { Limited } from '../../platform/throttle';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { AnswerForm, ConsentForm, HandoverForm, InvitationForm, NameForm, OwnDepartureForm } from './groups.form';
import { consentPoints, MyGroupPages } from './my-group-pages';
import { OwnGroups } from './own-groups.service';

type Answer = { url: string; statusCode: number };
const back = (controller: MyGroupsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** A member's own groups, from their telephone. Without a session nobody gets to what stands under `/me`. */
@ApiExcludeController()
@Controller('me/groups') @Public()
export class MyGroupsController {
  constructor(private readonly pages: MyGroupPages, private readonly own: OwnGroups) {}

  @Get() @Render('me/groups')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':code') @Render('me/group')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post(':code/consents') @Redirect() @Limited({ requests: 30, seconds: 600 }) @FormPage('me/group', back)
  async consent(@Body() { showsName, adult }: ConsentForm, @Req() request: FastifyRequest): Promise<Answer> {
    const group = await this.pages.of(request);
    await this.own.consent(group, { words: consentPoints(request, group.name).join('\n'), adult: adult === 'yes', showsName: showsName === 'yes' });
    return seeOther(request, 'consented');
  }

  @Post(':code/name-choices') @Redirect() @FormPage('me/group', back)
  async showName(@Body() { showsName }: NameForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.showName(await this.pages.of(request), showsName === 'yes');
    return seeOther(request, 'name');
  }

  @Post(':code/departures') @Redirect() @FormPage('me/group', back)
  async leave(@Body() { ownWhy }: OwnDepartureForm, @Req() request: FastifyRequest): Promise<Answer> {
    const group = await this.pages.of(request);
    await this.own.leave(group, ownWhy || wordsOf('zh')(group.consentedAt === null ? 'my-group.declined' : 'my-group.left'));
    return { url: `${visitOf(request).base}/me/groups?done=left`, statusCode: 303 };
  }

  @Post(':code/invitations') @Redirect() @Limited({ requests: 10, seconds: 60 * 60 }) @FormPage('me/group', back)
  async invite(@Body() { memberName, phone, role }: InvitationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.invite(await this.pages.of(request), { name: memberName, phone, role });
    return seeOther(request, 'invited');
  }

  @Post(':code/handovers') @Redirect() @FormPage('me/group', back)
  async offerLead(@Body() { heir, heirWhy }: HandoverForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.offerLead(await this.pages.of(request), Number(heir), heirWhy);
    return seeOther(request, 'offered');
  }

  @Post(':code/answers') @Redirect() @FormPage('me/group', back)
  async answer(@Body() { outcome }: AnswerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.answerOffer(await this.pages.of(request), outcome);
    return seeOther(request, outcome);
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/me/groups/${(request.params as { code: string }).code}?done=${done}`, statusCode: 303 });
