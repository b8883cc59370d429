import { BadRequestException, Injectable, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Stripe from 'stripe';
import { Config } from '../platform/config';
import { Worker } from '../platform/worker';
import { Refused } from '../rules/refused';
import { Inbox } from './inbox';
import { HEARD } from './stripe-events';

/**
 * Where the payment provider tells us what has happened. A door of its own: the body is a text and not an object, since what counts is
 * the signature over it as it came, and no page or form is answered here.
 */
@Injectable()
export class StripeDoor {
  private readonly logger = new Logger(StripeDoor.name);

  constructor(private readonly inbox: Inbox, private readonly worker: Worker, private readonly stripe: Stripe, private readonly config: Config) {}

  mount(app: NestFastifyApplication): void {
    void app.getHttpAdapter().getInstance().register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
      scope.setErrorHandler((error, _request, reply) => this.refuse(error, reply));
      scope.post('/stripe/events', { compress: false, config: { forPrograms: true } }, (request) => this.receive(request));
      done();
    });
  }

  /** Signature first; then written down; only then 200. Settling comes after. */
  private async receive(request: FastifyRequest): Promise<{ received: true }> {
    const body = typeof request.body === 'string' ? request.body : '';
    const event = this.verified(body, String(request.headers['stripe-signature'] ?? ''));
    await this.inbox.keep(event, body);
    if (HEARD.has(event.type)) this.worker.wake('settle');
    return { received: true };
  }

  /** @throws BadRequestException when it is not from the provider, altered, or older than five minutes */
  private verified(body: string, signature: string): Stripe.Event {
    let event: Stripe.Event;
    try {
      event = this.stripe.webhooks.constructEvent(body, signature, this.config.stripeWebhookSecret);
    } catch (error) {
      throw new BadRequestException(error instanceof Error ? error.message : 'not signed by the payment provider');
    }
    if (!/^[\w-]{1,200}$/.test(event.id) || typeof event.type !== 'string') throw new BadRequestException('not an event');
    return event;
  }

  /** The provider shows these answers to whoever keeps its account, and sends again what was not answered by 200. */
  private refuse(error: unknown, reply: FastifyReply): FastifyReply {
    const status = error instanceof BadRequestException ? 400 : error instanceof Refused ? 422 : ((error as { statusCode?: number }).statusCode ?? 500);
    const detail = status < 500 && error instanceof Error ? error.message : 'This could not be kept: send it again.';
    if (status < 500) this.logger.warn({ status, detail }, 'news refused');
    else this.logger.error({ err: error instanceof Error ? error : new Error(String(error)) }, 'news could not be kept');
    return reply.status(status).type('application/problem+json; charset=utf-8').send({ type: 'about:blank', status, detail });
  }
}
