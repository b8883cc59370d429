import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { DeskVotePages } from './desk-votes-page';
import { VoteClosings } from './vote-closings.service';
import { AnnulmentForm, NoFields, PaperCountForm, PaperForm, PaperReturnForm, SaidForm, VoteForm } from './votes.form';
import { Votes } from './votes.service';

type Answer = { url: string; statusCode: number };
const back = (controller: DeskVotesController, request: FastifyRequest): Promise<object> => controller.page(request);

/** Votes at the desk: opened, papers handed out and counted by two, closed. */
@ApiExcludeController()
@Controller('desk/votes') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class DeskVotesController {
  constructor(private readonly pages: DeskVotePages, private readonly votes: Votes, private readonly closings: VoteClosings) {}

  @Get() @Render('desk/votes')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':id') @Render('desk/vote')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':id/papers') @Render('desk/vote-papers')
  sheets(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.sheets(request);
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/votes', (controller: DeskVotesController, request) => controller.list(request))
  async open(@Body() { motion, meeting, closesDay, closesTime }: VoteForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.votes.open({ foundation: request.foundation!.id, motion: Number(motion), meeting: meeting ? Number(meeting) : null, closesAt: new Date(`${closesDay}T${closesTime}:00+08:00`) }, request.person!);
    return seeOther(request, id, 'opened');
  }

  @Post(':id/papers') @Redirect() @FormPage('desk/vote', back)
  async hand(@Body() { member }: PaperForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.handPaper(id, Number(member), request.person!);
    return seeOther(request, id, 'handed');
  }

  @Post(':id/paper-returns') @Redirect() @FormPage('desk/vote', back)
  async takeBack(@Body() { returned, returnWhy }: PaperReturnForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.takePaperBack(id, Number(returned), returnWhy, request.person!);
    return seeOther(request, id, 'returned');
  }

  @Post(':id/paper-counts') @Redirect() @StepUp() @FormPage('desk/vote', back)
  async count(@Body() { papersFor, papersAgainst, papersAbstained, papersInvalid, handedOut }: PaperCountForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.countPapers(id, { for: Number(papersFor), against: Number(papersAgainst), abstained: Number(papersAbstained), invalid: Number(papersInvalid), handedOut: Number(handedOut) }, request.person!);
    return seeOther(request, id, 'counted');
  }

  @Post(':id/choices') @Redirect() @FormPage('desk/vote', back)
  async writeDown(@Body() { speaker, choice }: SaidForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.writeDown(id, Number(speaker), choice, request.person!);
    return seeOther(request, id, 'said');
  }

  @Post(':id/closings') @Redirect() @StepUp() @FormPage('desk/vote', back)
  async close(@Body() _: NoFields, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.closings.close(id, request.person!);
    return seeOther(request, id, 'closed');
  }

  @Post(':id/annulments') @Redirect() @StepUp() @FormPage('desk/vote', back)
  async askAnnulment(@Body() { annulWhy }: AnnulmentForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.askAnnulment(id, annulWhy, request.person!);
    return seeOther(request, id, 'asked');
  }

  @Post(':id/annulment-confirmations') @Redirect() @StepUp() @FormPage('desk/vote', back)
  async confirmAnnulment(@Body() _: NoFields, @Req() request: FastifyRequest): Promise<Answer> {
    const { id } = await this.pages.of(request);
    await this.votes.confirmAnnulment(id, request.person!);
    return seeOther(request, id, 'annulled');
  }
}

const seeOther = (request: FastifyRequest, id: number, done: string): Answer => ({ url: `${visitOf(request).base}/desk/votes/${id}?done=${done}`, statusCode: 303 });
