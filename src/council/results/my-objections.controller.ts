import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { FormPage } from '../../platform/form-page';
import { Limited } from '../../platform/throttle';
import { visitOf } from '../../platform/visit';
import { maskedPhone } from '../../rules/names';
import { wordsOf } from '../../platform/words';
import { objectionChoices } from './results-page';
import { objectionInPublic, resultInWords } from './result-words';
import { ObjectionForm } from './results.form';
import { objectionsTo, ownObjection, type ResultRow, resultRow } from './results.queries';
import { Results } from './results.service';

/** A resident objects to a result, from their telephone. Without a session nobody gets to what stands under `/me`. */
@ApiExcludeController()
@Controller('me/motions/:no/objections') @Public()
export class MyObjectionsController {
  constructor(private readonly db: DataSource, private readonly results: Results, private readonly clock: Clock) {}

  @Get() @Render('me/objection')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const result = await this.of(request);
    const own = await ownObjection(this.db, result.vote, request.telephone!.phone, lang);
    return {
      result: resultInWords(result, await objectionsTo(this.db, result.vote, lang), { lang, today }), own: own && objectionInPublic(own, { lang, today }), phone: maskedPhone(request.telephone!.phone),
      choices: objectionChoices(lang), typed: { name: '', door: '', about: '', words: '', display: '' }, done: request.method === 'GET' && (request.query as { done?: unknown }).done === 'objected' ? wordsOf(lang)('my-objection.done') : null,
    };
  }

  @Post() @Redirect() @Limited({ requests: 20, seconds: 600 }) @FormPage('me/objection', (controller: MyObjectionsController, request) => controller.page(request))
  async object(@Body() form: ObjectionForm, @Req() request: FastifyRequest): Promise<{ url: string; statusCode: number }> {
    const { vote, number } = await this.of(request);
    await this.results.object({ foundation: request.foundation!.id, vote }, request.telephone!, form);
    return { url: `${visitOf(request).base}/me/motions/${number}/objections?done=objected`, statusCode: 303 };
  }

  private async of(request: FastifyRequest): Promise<ResultRow> {
    const row = await resultRow(this.db, request.foundation!.id, { number: (request.params as { no: string }).no }, visitOf(request).lang);
    if (!row) throw new NotFoundException();
    return row;
  }
}
