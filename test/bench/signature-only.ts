import 'reflect-metadata';
import { BadRequestException, Controller, Get, Headers, HttpCode, Module, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import Stripe from 'stripe';

const secret = process.env.STRIPE_WEBHOOK_SECRET ?? '';
const stripe = new Stripe('sk_test_bench');

/** The baseline: the framework as it comes, without a line of ours; the same body, the signature checked, nothing kept. */
@Controller()
class SignatureController {
  @Get('health/live') live(): object {
    return {};
  }

  @Post('stripe/events')
  @HttpCode(200)
  receive(@Req() request: RawBodyRequest<FastifyRequest>, @Headers('stripe-signature') signature: string): object {
    if (!request.rawBody) throw new BadRequestException();
    stripe.webhooks.constructEvent(request.rawBody, signature, secret);
    return { received: true };
  }
}

@Module({ controllers: [SignatureController] })
class SignatureModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(SignatureModule, new FastifyAdapter(), { rawBody: true, logger: false });
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
process.once('SIGTERM', () => process.exit(0));
