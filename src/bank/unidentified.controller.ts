import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { doneIn, mayDo } from './bank-page';
import { idIn, seeOther } from './bank.controller';
import { IdentificationForm } from './bank.form';
import { Identifications } from './identifications.service';

type Answer = { url: string; statusCode: number };

/** 待查款 of the bank, until a second person says what it was. */
@Controller('desk/unidentified') @Allow('bookkeeper', 'cashier', 'secretary-general')
export class UnidentifiedController {
  constructor(private readonly db: DataSource, private readonly identifications: Identifications, private readonly clock: Clock) {}

  @Get() @Render('desk/unidentified')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const foundation = request.foundation!.id;
    const rows = await this.identifications.waiting(foundation, visitOf(request).lang);
    return { rows, held: await this.identifications.held(this.db.manager, foundation, this.clock.today()), done: doneIn(request) };
  }

  @Get(':id') @Render('desk/unidentified-one')
  async one(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    const [row, funds] = await Promise.all([this.identifications.one(foundation, idIn(request), lang), this.identifications.funds(foundation, lang)]);
    const own = row.maker === request.person!.id;
    const gives = request.person!.roles.some((role) => role === 'bookkeeper' || role === 'cashier');
    return { row, funds, own, back: gives && row.voucher !== null, may: mayDo(request).match && !own, typed: { fund: '', party: '', why: '' } };
  }

  @Post(':id/identifications') @Redirect() @StepUp()
  @FormPage('desk/unidentified-one', (controller: UnidentifiedController, request) => controller.one(request))
  async identify(@Body() { fund, party, why }: IdentificationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.identifications.identify(request.foundation!.id, idIn(request), { fund, party: party || null, why }, request.person!);
    return seeOther(request, '/desk/unidentified', 'identified');
  }
}
