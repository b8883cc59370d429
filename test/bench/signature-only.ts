import 'reflect-metadata';
import { BadRequestException, Controller, Headers, HttpCode, Module, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import Stripe from 'stripe';
import { Public } from '../../src/platform/access';
import { readConfig } from '../../src/platform/config';
import { createAdapter, setUpHttp } from '../../src/platform/http';
import { PlatformModule } from '../../src/platform/platform.module';

const config = readConfig(process.env);
const stripe = new Stripe('sk_test_bench');

/** The baseline: the same framework with the same set-up (limits, headers, log, metrics), the same body, the signature checked, and nothing kept. */
@Public()
@Controller('stripe')
class SignatureController {
  @Post('events')
  @HttpCode(200)
  receive(@Req() request: RawBodyRequest<FastifyRequest>, @Headers('stripe-signature') signature: string): object {
    if (!request.rawBody) throw new BadRequestException();
    stripe.webhooks.constructEvent(request.rawBody, signature, config.stripeWebhookSecret);
    return { received: true };
  }
}

@Module({ imports: [PlatformModule.with(config)], controllers: [SignatureController] })
class SignatureModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(SignatureModule, await createAdapter(), { rawBody: true, bufferLogs: true });
  await setUpHttp(app, config);
  await app.listen(config.port, '127.0.0.1');
}

void main();
process.once('SIGTERM', () => process.exit(0));
