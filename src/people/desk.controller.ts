import { Controller, Get, Redirect, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../platform/access';
import { visitOf } from '../platform/visit';
import { pagesFor } from './desk-pages';

@Controller('desk') @Allow()
export class DeskController {
  /** The desk opens at the first page its person finds. */
  @Get() @Redirect()
  desk(@Req() request: FastifyRequest): { url: string; statusCode: number } {
    return { url: `${visitOf(request).base}/desk/${pagesFor(request.person!)[0]!}`, statusCode: 303 };
  }
}
