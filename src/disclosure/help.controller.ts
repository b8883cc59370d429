import { Controller, Get, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';

const DOES = ['1', '2', '3', '4', '5'];
const NOT = ['1', '2', '3', '4', '5', '6'];

/** What readers should know before they rely on something: what a secret vote proves, and what it does not. */
@ApiExcludeController()
@Controller('help') @Public()
export class HelpController {
  @Get() @Render('disclosure/help')
  help(@Req() request: FastifyRequest): object {
    const t = wordsOf(visitOf(request).lang);
    return { does: DOES.map((nth) => t(`help.secrecy.does.${nth}`)), not: NOT.map((nth) => t(`help.secrecy.not.${nth}`)) };
  }
}
