import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { ResultPages, whichOf } from './results-page';
import { EnteredObjectionForm, NoticeForm, ReplyForm, SecondForm } from './results.form';
import { Results } from './results.service';

type Answer = { url: string; statusCode: number };
const back = (controller: ResultsController, request: FastifyRequest): Promise<object> => controller.page(request);
const backToOne = (controller: ResultsController, request: FastifyRequest): Promise<object> => controller.objection(request);

/** Results at the desk: posted on the notice board, objections answered, put into effect. */
@ApiExcludeController()
@Controller('desk/results') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class ResultsController {
  constructor(private readonly pages: ResultPages, private readonly results: Results) {}

  @Get(':id') @Render('desk/result')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Get(':id/objections/:objection') @Render('desk/objection')
  objection(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.objection(request);
  }

  @Post(':id/notices') @Redirect() @WithPapers() @FormPage('desk/result', back)
  async post(@Body() { place }: NoticeForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.results.post(whichOf(request), { place }, request.person!, keysOf(request));
    return seeOther(request, '', 'posted');
  }

  @Post(':id/objections') @Redirect() @FormPage('desk/result', back)
  async enter(@Body() { cameOn, ...said }: EnteredObjectionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.results.enter(whichOf(request), { ...said, day: cameOn }, request.person!);
    return seeOther(request, '', 'entered');
  }

  @Post(':id/objections/:objection/answers') @Redirect() @FormPage('desk/objection', backToOne)
  async reply(@Body() { upheld, answer, countedFor, countedAgainst, countedAbstained }: ReplyForm, @Req() request: FastifyRequest): Promise<Answer> {
    const counted = [countedFor, countedAgainst, countedAbstained];
    await this.results.reply(whichOf(request), objectionOf(request), { upheld: upheld === 'yes', why: answer, recount: counted.every((one) => one === '') ? null : counted.map((one) => (one === '' ? null : Number(one))) }, request.person!);
    return seeOther(request, `/objections/${objectionOf(request)}`, 'answered');
  }

  @Post(':id/objections/:objection/seconds') @Redirect() @StepUp() @FormPage('desk/objection', backToOne)
  async agree(@Body() { agrees, secondWhy }: SecondForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.results.agree(whichOf(request), objectionOf(request), { agrees: agrees === 'yes', why: secondWhy ?? '' }, request.person!);
    return seeOther(request, `/objections/${objectionOf(request)}`, agrees === 'yes' ? 'seconded' : 'declined');
  }

  @Post(':id/effects') @Redirect() @StepUp() @FormPage('desk/result', back)
  async takeEffect(@Req() request: FastifyRequest): Promise<Answer> {
    const resolution = await this.results.takeEffect(whichOf(request), request.person!);
    return { url: `${visitOf(request).base}/desk/resolutions/${resolution}?done=recorded`, statusCode: 303 };
  }
}

/** @throws NotFoundException */
function objectionOf(request: FastifyRequest): number {
  const { objection } = request.params as { objection: string };
  if (!/^\d{1,9}$/.test(objection)) throw new NotFoundException();
  return Number(objection);
}
const seeOther = (request: FastifyRequest, path: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/results/${whichOf(request).vote}${path}?done=${done}`, statusCode: 303 });
