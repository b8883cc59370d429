import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';
import { visitOf } from './visit';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** What the program has to say, as lines of JSON: what Nest and the features tell, and one line a request. */
export class Logging implements LoggerService {
  private readonly lines: Logger;

  /** What arrives while a line is being written goes with the next: a request waits for no log. Those last written are flushed when the process ends. */
  constructor(level: string, to: DestinationStream = pino.destination({ dest: 1, sync: false })) {
    this.lines = pino({ level }, to);
  }

  verbose(message: string | object, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  debug(message: string | object, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  log(message: string | object, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  warn(message: string | object, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: string | object, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  fatal(message: string | object, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /**
   * A line a request, without its headers and its query: cookies, keys and names that people searched for have no business in a log.
   * Neither has the token by which a giver's page, a household's or an enrolment is reached: whoever reads it there could open the page.
   */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      this.request(request, reply);
      done();
    });
  }

  private request(request: FastifyRequest, reply: FastifyReply): void {
    const level = reply.statusCode >= 500 ? 'error' : reply.statusCode >= 400 ? 'warn' : 'info';
    if (!this.lines.isLevelEnabled(level) || /^\/(health|metrics)/.test(request.url) || request.routeOptions.config.unseen || (level === 'info' && request.routeOptions.config.forPrograms)) return;
    this.lines[level]({ req: asked(request), res: { statusCode: reply.statusCode }, responseTime: Math.trunc(reply.elapsedTime) }, 'request completed');
  }

  /** Nest puts the name of whoever speaks last; before it stands the sentence to an object, or the stack to a sentence. */
  private write(level: Level, message: string | object, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const more = rest.slice(0, -1).find((part) => typeof part === 'string');
    if (message instanceof Error) this.lines[level]({ context, err: message }, more);
    else if (typeof message === 'object') this.lines[level]({ context, ...message }, more);
    else this.lines[level]({ context, stack: more }, message);
  }
}

const asked = (request: FastifyRequest): object => ({ id: request.id, method: request.method, url: visitOf(request).base + plain(request.url) });
const plain = (url: string): string => url.replace(/[?#].*$/s, '').replace(/\/(g|c|enrolments)\/[^/]+/, '/$1/…');
