import { Controller, Get, Header, Injectable, NotFoundException, Req } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BlockList, isIPv4 } from 'node:net';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { Public } from './access';

/** Figures of the running process for Prometheus. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** By the route's template, not by the address: addresses are as many as visitors care to invent. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      if (!request.routeOptions.config?.unseen) this.requests.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }
}

const NEAR = new BlockList();
for (const [network, prefix] of [['127.0.0.0', 8], ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16]] as const) NEAR.addSubnet(network, prefix);
for (const [network, prefix] of [['::1', 128], ['fc00::', 7]] as const) NEAR.addSubnet(network, prefix, 'ipv6');

@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** For whoever runs the house, from the same network only; to the public there is nothing here. */
  @Get('metrics')
  @Public()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  show(@Req() { ip }: FastifyRequest): Promise<string> {
    if (!NEAR.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6')) throw new NotFoundException();
    return this.metrics.registry.metrics();
  }
}
