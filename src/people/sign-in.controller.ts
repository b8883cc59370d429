import { Body, Controller, Get, NotFoundException, Post, Query, Redirect, Render, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { pathBack } from '../platform/preferences.controller';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { People } from './people';
import { signIn, signOut } from './sign-in';

const HOME = '/desk/founding';

class SignInForm {
  @Matches(/^\d{1,9}$/, { message: 'kind-missing' }) person: string;
  @IsOptional() @IsString({ message: 'text-expected' }) back?: string;
}

@Controller('desk') @Public()
export class SignInController {
  constructor(private readonly people: People, private readonly clock: Clock) {}

  @Get('sign-in') @Render('desk/sign-in')
  async choose(@Req() request: FastifyRequest, @Query('back') back?: string): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const people = await this.people.inOffice(request.foundation!.id, this.clock.today());
    return {
      back: back === undefined ? HOME : pathBack(back),
      people: people.map(({ id, name, englishName, roles }) => ({ id, name: lang === 'zh' ? name : englishName, roles: roles.map((role) => t(`role.${role}`)).join(lang === 'zh' ? '、' : ', ') })),
    };
  }

  @Post('sessions') @Redirect()
  async begin(@Body() { person, back }: SignInForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ url: string; statusCode: number }> {
    const somebody = await this.people.withRoles(Number(person), request.foundation!.id, this.clock.today());
    if (!somebody) throw new NotFoundException();
    signIn(reply, somebody.id, this.clock.now());
    return { url: visitOf(request).base + pathBack(back ?? HOME), statusCode: 303 };
  }

  @Post('sessions/ends') @Redirect()
  end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): { url: string; statusCode: number } {
    signOut(reply);
    return { url: `${visitOf(request).base}/desk/sign-in`, statusCode: 303 };
  }
}
