import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { Refused } from '../../rules/refused';
import { VoterPhoneEndForm, VoterPhoneForm } from './motions.form';
import { MotionPages } from './motions-page';
import { VoterPhones } from './voter-phones.service';

type Answer = { url: string; statusCode: number };
const back = (controller: VotersController, request: FastifyRequest): Promise<object> => controller.list(request);

/** By which telephones members of bodies speak. Whoever could enter one alone could vote: it asks for a code, and its holder confirms it. */
@ApiExcludeController()
@Controller('desk/voters') @Allow('programme-officer', 'secretary-general')
export class VotersController {
  constructor(private readonly pages: MotionPages, private readonly phones: VoterPhones) {}

  @Get() @Render('desk/voters')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.voters(request);
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/voters', back)
  async enter(@Body() { party, phone }: VoterPhoneForm, @Req() request: FastifyRequest): Promise<Answer> {
    if (!phone) throw new Refused('phone-missing', { field: 'phone' });
    await this.phones.enter(request.foundation!.id, { party: Number(party), phone }, request.person!);
    return { url: `${visitOf(request).base}/desk/voters?done=phone`, statusCode: 303 };
  }

  @Post('ends') @Redirect() @StepUp() @FormPage('desk/voters', back)
  async strike(@Body() { struck, why }: VoterPhoneEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.phones.strike(request.foundation!.id, Number(struck), why, request.person!);
    return { url: `${visitOf(request).base}/desk/voters?done=struck`, statusCode: 303 };
  }
}
