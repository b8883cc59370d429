import { Body, Controller, Get, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Config } from '../platform/config';
import { FormPage } from '../platform/form-page';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { Refused } from '../rules/refused';
import { KeptForms } from './kept-forms';
import { PhoneCodeForm, PhoneForm } from './people.form';
import { askedIn, forgetAsked, forgetPhoneKey, keepAsked, keepPhoneKey, phoneDoor, phoneKeyIn } from './phone-sign-in';
import { PhoneSignIns } from './phone-sign-ins.service';
import { callerOf } from './sign-in';

type Answer = { url: string; statusCode: number };
/** Many telephones come from one address: those of a whole city may share it. */
const FROM_ONE_ADDRESS = { requests: 60, seconds: 15 * 60 };

/** A telephone number, a code, a session: for whoever is not at the desk. */
@Controller('me') @Public()
export class PhoneSignInController {
  constructor(private readonly signIns: PhoneSignIns, private readonly keptForms: KeptForms, private readonly config: Config) {}

  /** First the number, then the code. Nobody types the number twice. */
  @Get('sign-in') @Render('me/sign-in')
  door(@Req() request: FastifyRequest, @Query('number') other?: string): object {
    const { kept } = (request.body ?? {}) as { kept?: unknown };
    return phoneDoor(other === undefined ? askedIn(request, this.config) : null, this.config, typeof kept === 'string' ? kept : null);
  }

  @Post('codes') @Limited(FROM_ONE_ADDRESS)
  @FormPage('me/sign-in', (controller: PhoneSignInController, request) => controller.door(request, asksAgain(request) ? undefined : ''))
  async ask(@Body() { number, kept }: PhoneForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const phone = number ?? askedIn(request, this.config)?.phone;
    if (!phone) throw new Refused('phone-missing', { field: 'number' });
    const asked = await this.signIns.ask(phone, visitOf(request).lang, callerOf(request));
    keepAsked(reply, this.config, asked);
    // what was typed before the session ended goes along in the page
    await (kept ? reply.status(200).view('me/sign-in', phoneDoor(asked, this.config, kept)) : reply.redirect(`${visitOf(request).base}/me/sign-in`, 303));
  }

  @Post('sessions') @Limited(FROM_ONE_ADDRESS)
  @FormPage('me/sign-in', (controller: PhoneSignInController, request) => controller.again(request))
  async begin(@Body() { code, kept }: PhoneCodeForm, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = askedIn(request, this.config);
    if (!asked) throw new Refused('phone-code-wrong', { field: 'number' });
    if (code.trim() === '') throw new Refused('phone-code-missing', { field: 'code' });
    const key = await this.signIns.begin(asked, code, callerOf(request));
    const before = phoneKeyIn(request, this.config);
    if (before) await this.signIns.end(before, callerOf(request));
    forgetAsked(reply, this.config);
    keepPhoneKey(reply, this.config, key);
    const form = kept ? this.keptForms.open(kept, null) : null;
    await (form ? reply.status(200).view('me/kept', { to: form.to, kept }) : reply.redirect(`${visitOf(request).base}/me`, 303));
  }

  /** A code that was wrong does not come back: it is typed anew from the telephone. */
  again(request: FastifyRequest): object {
    const { kept } = (request.body ?? {}) as { kept?: unknown };
    request.body = { kept };
    return this.door(request);
  }

  @Post('sessions/ends') @Redirect()
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Answer> {
    const key = phoneKeyIn(request, this.config);
    if (key) await this.signIns.end(key, callerOf(request));
    forgetPhoneKey(reply, this.config);
    return { url: `${visitOf(request).base}/me/sign-in`, statusCode: 303 };
  }
}

/** The button for another code sends no number. */
const asksAgain = ({ body }: FastifyRequest): boolean => !Object.hasOwn((body ?? {}), 'number');
