import { Body, Controller, Get, Injectable, NotFoundException, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { forgetPhoneKey, phoneKeyIn } from '../../people/phone-sign-in';
import { PhoneSignIns } from '../../people/phone-sign-ins.service';
import { callerOf } from '../../people/sign-in';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { CHOICES } from '../../rules/ballot';
import { Refused } from '../../rules/refused';
import { OwnMotions } from '../motions/own-motions.service';
import { Ballots } from './ballots.service';
import { OwnChoices } from './own-choices.service';
import { blank } from './public-votes.controller';
import { OwnChoiceForm, TakeForm } from './votes.form';
import { ownVote, type OwnVote, voteOf, type VoteRow } from './votes.queries';

type Answer = { url: string; statusCode: number };
const back = (controller: MyVotesController, request: FastifyRequest): Promise<object> => controller.page(request);

@Injectable()
export class MyVotePages {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws NotFoundException also for somebody whose telephone speaks for no member */
  async of(request: FastifyRequest): Promise<{ vote: VoteRow; own: OwnVote }> {
    const { id } = request.params as { id: string };
    const foundation = request.foundation!.id;
    const vote = /^\d{1,9}$/.test(id) ? await voteOf(this.db, foundation, Number(id), this.clock.now(), visitOf(request).lang) : null;
    const own = vote && (await ownVote(this.db, foundation, vote.id, request.telephone!.phone, this.clock.today()));
    if (!vote || !own) throw new NotFoundException();
    return { vote, own };
  }

  async page(request: FastifyRequest): Promise<object> {
    const { vote, own } = await this.of(request);
    const t = wordsOf(visitOf(request).lang);
    const { done } = request.query as { done?: unknown };
    const may = vote.state === 'open' && own.onRoll && own.seated && own.recused === null;
    const whom = [{ party: own.party, name: t('ballot.myself', { name: own.name }), has: own.has }, ...own.proxies].filter(({ has }) => !vote.secret || has === null);
    return {
      vote, own, may, free: may && (vote.secret ? whom.length > 0 : true), whom: own.proxies.length > 0 ? whom.map(({ party, name }) => ({ value: String(party), label: name })) : [],
      choices: CHOICES.map((value) => ({ value, label: t(`ballot.choice.${value}`) })), typed: { noInterest: '', choice: '', whom: String(own.party), shared: '' }, done: request.method === 'GET' && done === 'said' ? t('my-vote.done.said') : null,
    };
  }
}

/** A member's own part in a vote, from their telephone: they take a ballot here, and put it in elsewhere. */
@ApiExcludeController()
@Controller('me/votes') @Public()
export class MyVotesController {
  constructor(private readonly pages: MyVotePages, private readonly ballots: Ballots, private readonly choices: OwnChoices, private readonly motions: OwnMotions, private readonly signIns: PhoneSignIns, private readonly config: Config) {}

  @Get(':id') @Render('me/vote')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  /** Answers with the ballot itself: the token stands on this page, and nowhere else. */
  @Post(':id/tokens') @FormPage('me/vote', back)
  async take(@Body() { noInterest, whom, shared }: TakeForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { vote, own } = await this.pages.of(request);
    await this.declare(request, vote, own, noInterest);
    const token = await this.ballots.take(vote.id, request.telephone!.key, whom && Number(whom) !== own.party ? Number(whom) : null);
    const key = phoneKeyIn(request, this.config);
    if (shared === 'yes' && key) {
      await this.signIns.end(key, callerOf(request));
      forgetPhoneKey(reply, this.config);
    }
    await reply.status(200).header('cache-control', 'no-store').view('council/ballot', { vote, ...blank(request, token, shared === 'yes') });
  }

  @Post(':id/choices') @Redirect() @FormPage('me/vote', back)
  async say(@Body() { noInterest, choice, whom }: OwnChoiceForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { vote, own } = await this.pages.of(request);
    await this.declare(request, vote, own, noInterest);
    await this.choices.say(vote.id, request.telephone!.key, whom && Number(whom) !== own.party ? Number(whom) : null, choice);
    return { url: `${visitOf(request).base}/me/votes/${vote.id}?done=said`, statusCode: 303 };
  }

  /** Whoever has not said so before says it here. */
  private async declare(request: FastifyRequest, vote: VoteRow, own: OwnVote, noInterest: string): Promise<void> {
    if (own.declared || !own.onRoll || own.recused !== null) return; // whoever may not vote hears why from the vote
    if (noInterest !== 'yes') throw new Refused('no-interest-missing', { field: 'noInterest' });
    await this.motions.declare({ foundation: request.foundation!.id, number: vote.motion }, request.telephone!, { interested: false, why: '' });
  }
}
