import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { ruleOn } from './bodies';
import { itemsInWords, quorumInWords, viewOf } from './meeting-view';
import { AnswerForm, ProxyForm, SignatureForm } from './meetings.form';
import { comes, itemsOf, meetingsOf, membersOf, minutesOf } from './meetings.queries';
import { whichOf } from './meetings-page';
import { type OwnMeeting, OwnMeetings } from './own-meetings.service';

type Answer = { url: string; statusCode: number };
const back = (controller: MyMeetingsController, request: FastifyRequest): Promise<object> => controller.page(request);
const DONE = ['answered', 'proxy', 'proxy-ended', 'signed'];

/** A meeting as its member finds it, from their telephone: come, be excused, be represented, sign the minutes. */
@ApiExcludeController()
@Controller('me/meetings') @Public()
export class MyMeetingsController {
  constructor(private readonly db: DataSource, private readonly own: OwnMeetings, private readonly clock: Clock) {}

  @Get(':no') @Render('me/meeting')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { party } = await this.of(request);
    const { foundation, number } = whichOf(request);
    const [row] = await meetingsOf(this.db, foundation, lang, { number });
    const meeting = viewOf(row!, this.clock.now());
    const [items, members, [minutes = null], rule] = await Promise.all([itemsOf(this.db, meeting.id, lang), membersOf(this.db, meeting.id), minutesOf(this.db, meeting.id, lang), ruleOn(this.db, foundation, meeting, meeting.day)]);
    const me = members.find((member) => member.party === party) ?? null;
    const busy = new Set(members.flatMap((member) => (member.holder ? [member.party, member.holder.party] : [])));
    const recused = new Set(items.flatMap((item) => item.recused));
    const proxies = rule?.proxies === true;
    const { done } = request.query as { done?: unknown };
    return {
      meeting, me, items: itemsInWords(items, lang), quorum: rule && meeting.state !== 'off' ? quorumInWords({ rule, members, items, meeting }, lang) : null,
      coming: members.filter((member) => comes(member, members)).length, members: members.map(({ name, chairs, answer, holder, ...member }) => ({ name, chairs, said: holder ? 'proxy' : answer ?? 'nothing', there: member.how !== null })),
      minutes, resigns: minutes?.waits.some((one) => one.party === party) === true || (minutes !== null && minutes.signedAt === null && me !== null && (me.how === 'in-person' || me.how === 'remote') && !minutes.signatures.some((one) => one.party === party)),
      signed: minutes?.signatures.some((one) => one.party === party) === true,
      proxy: proxies && me ? { mine: me.holder, held: me.giver, recused: recused.has(party), holders: members.filter((member) => member.party !== party && !busy.has(member.party) && !recused.has(member.party) && member.answer !== 'excused').map((member) => ({ value: String(member.party), label: member.name })) } : null,
      typed: { answer: me?.answer ?? '', reason: me?.reason ?? '', holder: '' }, answers: (['in-person', 'remote', 'excused'] as const).map((value) => ({ value, label: t(`meeting.answer.${value}`) })),
      done: request.method === 'GET' && DONE.includes(String(done)) ? t(`my-meeting.done.${String(done)}`) : null,
    };
  }

  @Post(':no/answers') @Redirect() @FormPage('me/meeting', back)
  async answer(@Body() { answer, reason }: AnswerForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.say(await this.of(request), answer, reason ?? '');
    return seeOther(request, 'answered');
  }

  @Post(':no/proxies') @Redirect() @FormPage('me/meeting', back)
  async giveProxy(@Body() { holder }: ProxyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.giveProxy(await this.of(request), Number(holder));
    return seeOther(request, 'proxy');
  }

  @Post(':no/proxy-ends') @Redirect() @FormPage('me/meeting', back)
  async endProxy(@Req() request: FastifyRequest): Promise<Answer> {
    await this.own.endProxy(await this.of(request));
    return seeOther(request, 'proxy-ended');
  }

  @Post(':no/signatures') @Redirect() @FormPage('me/meeting', back)
  async sign(@Body() { minutes }: SignatureForm, @Req() request: FastifyRequest): Promise<Answer> {
    const meeting = await this.of(request);
    if (!(await minutesOf(this.db, meeting.id, 'zh')).some(({ id }) => id === Number(minutes))) throw new NotFoundException();
    await this.own.sign(meeting, Number(minutes));
    return seeOther(request, 'signed');
  }

  private of(request: FastifyRequest): Promise<OwnMeeting> {
    return this.own.find(whichOf(request), request.telephone!);
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/me/meetings/${whichOf(request).number}?done=${done}`, statusCode: 303 });
