import { Body, Controller, Get, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import QRCode from 'qrcode';
import { generateURI } from 'otplib';
import { Public } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { PASSWORD_LENGTH } from '../rules/password';
import { type Enrolment, Enrolments } from './enrolments.service';
import { EnrolmentForm } from './people.form';
import { callerOf } from './sign-in';

@Controller('desk/enrolments') @Public()
export class EnrolmentsController {
  constructor(private readonly enrolments: Enrolments) {}

  @Get(':token')
  async form(@Param('token') token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enrolment = await this.enrolments.find(token, request.foundation!.id);
    if (!enrolment) await gone(reply);
    else await reply.view('desk/enrolment', await this.page(request, enrolment));
  }

  @Post(':token') @Limited({ requests: 20, seconds: 15 * 60 })
  @FormPage('desk/enrolment', (controller: EnrolmentsController, request) => controller.again(request))
  async use(@Param('token') token: string, @Body() form: EnrolmentForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const enrolment = await this.enrolments.find(token, request.foundation!.id);
    if (!enrolment) return void (await gone(reply));
    const codes = await this.enrolments.use(token, enrolment, form, callerOf(request));
    await reply.status(200).view('desk/recovery-codes', { codes, login: enrolment.login, name: nameOf(enrolment, request), first: true });
  }

  /** Nothing of what was typed here comes back: all of it is secret. */
  async again(request: FastifyRequest): Promise<object> {
    request.body = {};
    const { token } = request.params as { token: string };
    const enrolment = await this.enrolments.find(token, request.foundation!.id);
    if (!enrolment) throw new NotFoundException();
    return this.page(request, enrolment);
  }

  private async page(request: FastifyRequest, enrolment: Enrolment): Promise<object> {
    const { token } = request.params as { token: string };
    const uri = generateURI({ issuer: request.foundation!.englishName, label: enrolment.login, secret: enrolment.secret });
    return {
      token, name: nameOf(enrolment, request), login: enrolment.login, endsAt: enrolment.endsAt, least: PASSWORD_LENGTH,
      secret: enrolment.secret.match(/.{1,4}/g)!.join(' '), picture: `data:image/svg+xml;base64,${Buffer.from(await QRCode.toString(uri, { type: 'svg', margin: 1 })).toString('base64')}`,
    };
  }
}

/** A link that was used, is too old, was replaced, or never was: whoever has it learns no more. */
const gone = (reply: FastifyReply): FastifyReply => reply.status(404).view('desk/enrolment-gone', {});
const nameOf = ({ name, englishName }: Enrolment, request: FastifyRequest): string => (visitOf(request).lang === 'zh' ? name : englishName);
