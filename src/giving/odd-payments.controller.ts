import { Controller, Get, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../platform/access';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { grouped } from '../rules/money';
import { GivingQueries } from './giving.queries';

/** Money that came otherwise than it was asked for, listed for staff. */
@ApiExcludeController()
@Allow('bookkeeper', 'secretary-general')
@Controller('desk/payments')
export class OddPaymentsController {
  constructor(private readonly queries: GivingQueries) {}

  @Get() @Render('desk/payments')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const t = wordsOf(visitOf(request).lang);
    const odd = await this.queries.odd(request.foundation!.id);
    return {
      odd: odd.map(({ units, currency, why, ...rest }) => {
        const code = currency.toUpperCase();
        // of money kept elsewhere the sum is the CNY that was asked; of stray money all we know is the provider's own units
        return { ...rest, sum: why === 'another currency' && code !== 'CNY' ? `${units} ${code}` : grouped(units), why: t(`payments.why.${why}`, { currency: code }) };
      }),
      waiting: await this.queries.waiting(),
    };
  }
}
