import { Controller, Get, Render, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../platform/access';
import { GuardrailPages } from './guardrails-page';

/** Guard-rails 支出护栏: what if a fund spent this? */
@ApiExcludeController()
@Controller('desk/guardrails') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class GuardrailsController {
  constructor(private readonly pages: GuardrailPages) {}

  @Get() @Render('desk/guardrails')
  ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.pages.page(request, reply);
  }
}
