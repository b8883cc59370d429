import { Body, Controller, Get, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { Limited } from '../../platform/throttle';
import { visitOf } from '../../platform/visit';
import { Refused } from '../../rules/refused';
import { bodiesOn } from './bodies.queries';
import { JointProposals } from './joint-proposals.service';
import { DeclarationForm, MotionEndForm, OwnMotionForm, ProposalForm, SignatureForm } from './motions.form';
import { MyMotionPages, noOf } from './my-motions-page';
import { OwnMotions } from './own-motions.service';

type Answer = { url: string; statusCode: number };
const list = (controller: MyMotionsController, request: FastifyRequest): Promise<object> => controller.list(request);
const proposal = (controller: MyMotionsController, request: FastifyRequest): Promise<object> => controller.pages.proposal(request);
const motion = (controller: MyMotionsController, request: FastifyRequest): Promise<object> => controller.pages.motion(request);

/** What somebody proposes, signs and says of a motion, by telephone. Without a session nobody gets to what stands under `/me`. */
@ApiExcludeController()
@Controller('me/motions') @Public()
export class MyMotionsController {
  constructor(readonly pages: MyMotionPages, private readonly proposals: JointProposals, private readonly own: OwnMotions, private readonly db: DataSource, private readonly clock: Clock) {}

  @Get() @Render('me/motions')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  /** A motion by its number, a proposal by its code. */
  @Get(':no')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await (/^\d{4}-\d+$/.test(noOf(request)) ? reply.view('me/motion', await this.pages.motion(request)) : reply.view('me/proposal', await this.pages.proposal(request)));
  }

  /** By a resident, for others to sign. */
  @Post('proposals') @Redirect() @Limited({ requests: 10, seconds: 60 * 60 }) @FormPage('me/motions', list)
  async write(@Body() { council, ...form }: ProposalForm, @Req() request: FastifyRequest): Promise<Answer> {
    const code = await this.proposals.write(request.foundation!.id, request.telephone!, { ...form, council: Number(council) });
    return seeOther(request, `/${code}`, 'written');
  }

  /** By a member of a body. */
  @Post() @Redirect() @Limited({ requests: 10, seconds: 60 * 60 }) @FormPage('me/motions', list)
  async table(@Body() { body, ownQuestion, ownExplanation }: OwnMotionForm, @Req() request: FastifyRequest): Promise<Answer> {
    const foundation = request.foundation!.id;
    const its = (await bodiesOn(this.db, { foundation, day: this.clock.today(), lang: 'zh' })).find(({ key }) => key === body);
    if (!its) throw new Refused('motion-body-missing', { field: 'body' });
    const number = await this.own.table(foundation, request.telephone!, { body: its, majority: 'ordinary', question: ownQuestion, explanation: ownExplanation });
    return seeOther(request, `/${number}`, 'tabled');
  }

  @Post(':no/signatures') @Redirect() @Limited({ requests: 30, seconds: 600 }) @FormPage('me/proposal', proposal)
  async sign(@Body() form: SignatureForm, @Req() request: FastifyRequest): Promise<Answer> {
    const number = await this.proposals.sign(request.foundation!.id, request.telephone!, noOf(request), form);
    return seeOther(request, `/${noOf(request)}`, number === null ? 'signed' : 'tabled');
  }

  @Post(':no/signatures/ends') @Redirect() @Limited({ requests: 30, seconds: 600 }) @FormPage('me/proposal', proposal)
  async takeBack(@Req() request: FastifyRequest): Promise<Answer> {
    await this.proposals.takeBack(request.foundation!.id, request.telephone!, noOf(request));
    return seeOther(request, `/${noOf(request)}`, 'taken-back');
  }

  @Post(':no/ends') @Redirect() @FormPage('me/proposal', proposal)
  async endProposal(@Req() request: FastifyRequest): Promise<Answer> {
    await this.proposals.withdraw(request.foundation!.id, request.telephone!, noOf(request));
    return seeOther(request, '', 'withdrawn');
  }

  @Post(':no/withdrawals') @Redirect() @FormPage('me/motion', motion)
  async withdraw(@Body() { endWhy }: MotionEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.own.withdraw({ foundation: request.foundation!.id, number: noOf(request) }, request.telephone!, endWhy);
    return seeOther(request, `/${noOf(request)}`, 'withdrawn');
  }

  /** 有 ends the way here: whoever has an interest stands back, and says which. */
  @Post(':no/declarations') @Redirect() @Limited({ requests: 30, seconds: 600 }) @FormPage('me/motion', motion)
  async declare(@Body() { interested, interest }: DeclarationForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (interested === 'yes' && !interest) throw new Refused('whoever-has-an-interest-says-which', { field: 'interest' });
    await this.own.declare({ foundation: request.foundation!.id, number: noOf(request) }, request.telephone!, { interested: interested === 'yes', why: interested === 'yes' ? interest! : '' });
    return seeOther(request, `/${noOf(request)}`, interested === 'yes' ? 'recused' : 'declared');
  }
}

const seeOther = (request: FastifyRequest, rest: string, done: string): Answer => ({ url: `${visitOf(request).base}/me/motions${rest}?done=${done}`, statusCode: 303 });
