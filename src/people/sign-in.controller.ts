import { Body, Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { FormPage } from '../platform/form-page';
import { pathBack } from '../platform/preferences.controller';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { KeptForms } from './kept-forms';
import { People } from './people';
import { SignInForm } from './people.form';
import { callerOf, forgetKey, keepKey, keyIn } from './sign-in';
import { SignIns } from './sign-ins.service';

const HOME = '/desk';
type Answer = { url: string; statusCode: number };

@Controller('desk') @Public()
export class SignInController {
  constructor(private readonly signIns: SignIns, private readonly keptForms: KeptForms, private readonly people: People, private readonly clock: Clock, private readonly config: Config) {}

  @Get('sign-in') @Render('desk/sign-in')
  door(@Query('back') back?: string, @Query('done') done?: string): object {
    const to = back === undefined ? HOME : pathBack(back);
    return { back: to, here: `/desk/sign-in?back=${encodeURIComponent(to)}`, typed: { login: '' }, done: done === 'password' ? done : null, practice: !this.config.production, kept: null };
  }

  /** What was typed comes back but for the secrets. */
  again(request: FastifyRequest): object {
    const { login, back, kept } = (request.body ?? {}) as Record<string, unknown>;
    request.body = typeof login === 'string' ? { login } : {};
    return { ...this.door(typeof back === 'string' ? back : undefined), kept: typeof kept === 'string' ? kept : null };
  }

  @Post('sessions') @Limited({ requests: 20, seconds: 15 * 60 })
  @FormPage('desk/sign-in', (controller: SignInController, request) => controller.again(request))
  async begin(@Body() { back, kept, ...typed }: SignInForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { key, person } = await this.signIns.begin(typed, callerOf(request));
    const before = keyIn(request, this.config);
    if (before) await this.signIns.end(before, callerOf(request)); // one browser, one session
    keepKey(reply, this.config, key);
    const form = kept === undefined ? null : this.keptForms.open(kept, person);
    if (!form) return void (await reply.redirect(visitOf(request).base + pathBack(back ?? HOME), 303));
    request.person = await this.people.withRoles(person, request.foundation!.id, this.clock.today());
    await reply.status(200).view('desk/kept', { to: form.to, kept });
  }

  @Post('sessions/ends') @Redirect()
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    const key = keyIn(request, this.config);
    if (key) await this.signIns.end(key, callerOf(request));
    forgetKey(reply, this.config);
    return { url: `${visitOf(request).base}/desk/sign-in`, statusCode: 303 };
  }
}
