import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { PRACTICE_KEY, practiceBase } from '../platform/stripe';
import { PracticeStripe } from './practice/stripe-server';

/**
 * The practice checkout: without Stripe keys and outside production this very process answers as Stripe would, so that a
 * newcomer can walk the whole way. It sends the same signed events to the same address. In production it is not loaded.
 */
@Injectable()
export class Practice implements OnApplicationShutdown {
  private stripe?: PracticeStripe;
  private ticking?: NodeJS.Timeout;

  constructor(private readonly config: Config, private readonly clock: Clock) {}

  /** Answers what comes under `/v1/` and `/practice/checkout/` before the application's own routes. */
  mount(app: NestFastifyApplication, stylesheet: string): void {
    const { config } = this;
    const file = join(config.dataDir, 'practice.json');
    const stripe = new PracticeStripe({
      now: () => this.clock.now(),
      origin: config.baseUrl,
      secretKey: PRACTICE_KEY,
      endpoint: { url: `${practiceBase(config)}/stripe/events`, secret: config.stripeWebhookSecret },
      delivery: 'by-itself',
      payee: '',
      stylesheet,
      // a restart in the middle of a payment loses nothing
      memory: {
        load: () => (existsSync(file) ? readFileSync(file, 'utf8') : null),
        save: (state) => {
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, state);
        },
      },
    });
    this.stripe = stripe;
    this.ticking = setInterval(() => stripe.tick(), 1_000).unref();
    const fastify = app.getHttpAdapter().getInstance();
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
      const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
        const { status, headers, body } = stripe.answer({ method: request.method, url: request.raw.url ?? '', headers: request.headers, body: typeof request.body === 'string' ? request.body : '' });
        return reply.status(status).headers(headers).send(body);
      };
      scope.all('/v1/*', answer);
      scope.all('/practice/checkout/*', answer);
      done();
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.ticking);
    this.stripe?.close();
  }
}
