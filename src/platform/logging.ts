import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { visitOf } from './visit';

type Seen = IncomingMessage & { originalUrl?: string };
type Serialized = { id: number; method: string; url: string; raw: IncomingMessage };

/**
 * A line of JSON a request, without its headers and its query: cookies, keys and names that people searched for have no business in a log.
 * Neither has the token by which a giver's page is reached: whoever reads it there could open the page.
 */
export function logging(level: string, to?: DestinationStream): Params {
  const options = {
    level,
    serializers: { req: ({ id, method, url, raw }: Serialized) => ({ id, method, url: visitOf({ raw }).base + plain(url) }), res: ({ statusCode }: { statusCode: number }) => ({ statusCode }) },
    autoLogging: { ignore: (request: Seen) => /^\/(health|metrics)/.test(request.originalUrl ?? request.url ?? '') },
    customLogLevel: (_request: unknown, { statusCode }: { statusCode: number }, error?: Error) => (error || statusCode >= 500 ? ('error' as const) : statusCode >= 400 ? ('warn' as const) : ('info' as const)),
  };
  // Under Fastify the module's own default matches no request, silently.
  return { forRoutes: ['{*path}'], pinoHttp: to ? [options, to] : options };
}

const plain = (url: string): string => url.replace(/[?#].*$/s, '').replace(/\/g\/[^/]+/, '/g/…');
