import { BadRequestException, Controller, Headers, HttpCode, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import Stripe from 'stripe';
import { Public } from '../platform/access';
import { Config } from '../platform/config';
import { Worker } from '../platform/worker';
import { Inbox } from './inbox';
import { HEARD } from './stripe-events';

/** Where the payment provider tells us what has happened. */
@ApiExcludeController()
@Public()
@Controller('stripe')
export class StripeEventsController {
  constructor(private readonly inbox: Inbox, private readonly worker: Worker, private readonly stripe: Stripe, private readonly config: Config) {}

  /** Signature first, on the bytes as they came; then written down; only then 200. Settling comes after. */
  @Post('events')
  @HttpCode(200)
  @RouteConfig({ forMachines: true })
  async receive(@Req() request: RawBodyRequest<FastifyRequest>, @Headers('stripe-signature') signature?: string): Promise<{ received: true }> {
    // bytes that are no UTF-8 come out changed here, and so does their signature
    const body = request.rawBody?.toString('utf8');
    const event = this.verified(body, signature);
    await this.inbox.keep(event, body!);
    if (HEARD.has(event.type)) this.worker.wake('settle');
    return { received: true };
  }

  /** @throws BadRequestException when it is not from the provider, altered, or older than five minutes */
  private verified(body: string | undefined, signature: string | undefined): Stripe.Event {
    if (!body || !signature) throw new BadRequestException('no signature');
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(body, signature, this.config.stripeWebhookSecret);
    } catch (error) {
      throw new BadRequestException(error instanceof Error ? error.message : 'not signed by the payment provider');
    }
    if (!/^[\w-]{1,200}$/.test(event.id) || typeof event.type !== 'string') throw new BadRequestException('not an event');
    return event;
  }
}
