import { Body, Controller, Get, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../platform/access';
import { Config } from '../platform/config';
import { FormPage } from '../platform/form-page';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { PASSWORD_LENGTH } from '../rules/password';
import { OneTimeCodes } from './one-time-codes';
import { PasswordForm, RecoveryForm } from './people.form';
import { PeopleQueries } from './people.queries';
import { Sessions } from './sessions.service';
import { callerOf, forgetKey } from './sign-in';
import { SignIns } from './sign-ins.service';

type Answer = { url: string; statusCode: number };

/** What somebody at the desk sees and changes of their own keys. */
@Controller('desk/me') @Allow()
export class MeController {
  constructor(private readonly signIns: SignIns, private readonly sessions: Sessions, private readonly codes: OneTimeCodes, private readonly queries: PeopleQueries, private readonly config: Config) {}

  /** @param form the form that came back with errors */
  @Get() @Render('desk/me')
  async me(@Req() request: FastifyRequest, form: 'password' | 'codes' | null = null): Promise<object> {
    const person = request.person!.id;
    if (request.method === 'POST') request.body = {}; // all that is typed here is secret
    const { done } = request.query as { done?: unknown };
    const [own, left, sessions] = await Promise.all([this.queries.person(request.foundation!.id, person, visitOf(request).lang), this.codes.recoveryCodesLeft(person), this.sessions.openOf(person, request.session!.key)]);
    return { own, left, sessions, others: sessions.length > 1, form, least: PASSWORD_LENGTH, done: request.method === 'GET' && done === 'sessions' };
  }

  @Post('passwords') @Redirect() @Limited({ requests: 20, seconds: 15 * 60 })
  @FormPage('desk/me', (controller: MeController, request) => controller.me(request, 'password'))
  async changePassword(@Body() form: PasswordForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    await this.signIns.changePassword(request.person!.id, form, callerOf(request));
    forgetKey(reply, this.config);
    return { url: `${visitOf(request).base}/desk/sign-in?done=password`, statusCode: 303 };
  }

  @Post('recovery-codes')
  @FormPage('desk/me', (controller: MeController, request) => controller.me(request, 'codes'))
  async renew(@Body() { proof }: RecoveryForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const codes = await this.signIns.newRecoveryCodes(request.person!.id, proof, callerOf(request));
    const own = await this.queries.person(request.foundation!.id, request.person!.id, visitOf(request).lang);
    await reply.status(200).view('desk/recovery-codes', { codes, login: own!.login, name: own!.name, first: false });
  }

  @Post('sessions/ends') @Redirect()
  async endOthers(@Req() request: FastifyRequest): Promise<Answer> {
    await this.signIns.endOthers(request.person!.id, request.session!.key, callerOf(request));
    return { url: `${visitOf(request).base}/desk/me?done=sessions`, statusCode: 303 };
  }
}
