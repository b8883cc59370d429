import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { constants } from 'node:zlib';
import { Refused } from '../rules/refused';
import { CannotStart } from './cannot-start';
import { answerUnroutable, RefusedFields } from './errors';
import type { Config } from './config';
import { Logging } from './logging';
import { Metrics } from './metrics';
import { enter } from './visit';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Spoken with by one program, whose words are kept to the letter and stand in a table of their own as soon as it is answered. */
    forPrograms?: true;
    /** A ballot passes here: no line of the log and no figure says when. */
    unseen?: true;
  }
}

type SecurityHook = (request: FastifyRequest, response: FastifyReply['raw']) => unknown;

const FORM_LIMIT = 100 * 1024;
const JSON_LIMIT = 1024 * 1024;

/** Fastify with our limits, ready for `NestFactory.create(AppModule, adapter, { rawBody: true })`. */
export async function createAdapter(): Promise<FastifyAdapter> {
  const adapter: FastifyAdapter = new FastifyAdapter<RawServerDefault>({
    bodyLimit: JSON_LIMIT,
    // Proxies stand on the same machine or the same private network; whoever else claims to be one is not believed.
    trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
    requestTimeout: 90_000, // ten megabytes from a telephone with little reception
    forceCloseConnections: 'idle',
    rewriteUrl: enter,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      (adapter['securityHook'] as SecurityHook | undefined)?.(request, reply.raw); // as Nest does in its own answer, which speaks English only
      answerUnroutable(error, request, reply);
    },
    // Express's kind of middleware; we have none, and looking for it costs every request
    skipMiddie: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  });
  adapter.useBodyParser('application/x-www-form-urlencoded', true, { bodyLimit: FORM_LIMIT });
  // Nest does this by itself when it creates an application but not in tests: at once, so that hooks run in one order in both
  await adapter.init();
  return adapter;
}

/** What every request and every answer goes through. The order matters: hooks and plugins take part only in what is registered after them. */
export async function setUpHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  app.useSecurityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: config.production && { includeSubDomains: false }, // what else stands under the name is not ours to say
    // said to browsers that nobody uses any more
    xDownloadOptions: false, xPermittedCrossDomainPolicies: false, xXssProtection: false, xDnsPrefetchControl: false,
  });
  // Browsers say where a form was sent from; one that another site sent is refused before its body is read. No token to lose or to expire.
  app.enableCsrfProtection({ trustedOrigins: [new URL(config.baseUrl).origin] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true, exceptionFactory: (mistakes) => new RefusedFields(mistakes) }));

  app.get(Logging).watch(fastify);
  app.get(Metrics).watch(fastify);
  fastify.addHook('onSend', answerUnchanged);
  await fastify.register(compress, {
    globalDecompression: false, // a small body that unpacks to a large one is nobody's gift
    threshold: 1024,
    encodings: ['br', 'gzip', 'identity'],
    // Node's own choice, quality 11, costs a hundred times the time for a tenth of the size
    brotliOptions: { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  await fastify.register(cookie, { secret: config.sessionSecret });
  fastify.addHook('onRequest', (request, _reply, done) => done(refusalOf([request.params, request.query, request.cookies])));
  // what a program has signed is kept as it came; of a form the field is refused, by `FormText`, so that the form can come back
  fastify.addHook('preValidation', (request, _reply, done) => done(request.routeOptions.config.forPrograms || isForm(request) ? undefined : refusalOf(request.body)));
}

/** Looks before anything is built on the port: nobody should read a stack trace because a port is taken. */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CannotStart(`端口 ${port} 不可用（${code}），可能已被其他程序占用：请用 PORT 另选一个。`, `Port ${port} cannot be used (${code}), perhaps another program has taken it: choose another one with PORT.`);
  }
  await new Promise((closed) => probe.close(closed));
}

const CONTENT = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  manifestSrc: ["'self'"],
};

/** Lets the forms of this one page lead to another origin: Chromium applies `form-action` also to where a form's answer redirects. */
export function extraFormAction(reply: FastifyReply, address: string): void {
  const policy = String(reply.raw.getHeader('content-security-policy'));
  reply.header('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${new URL(address).origin}`));
}

/**
 * A page that has not changed is answered by 304. Pages differ from reader to reader, so unless a page says otherwise
 * it is kept by the reader's own browser only, which asks each time.
 */
function answerUnchanged(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void): void {
  done(null, unchanged(request, reply, payload) ? '' : payload);
}

function unchanged(request: FastifyRequest, reply: FastifyReply, payload: unknown): boolean {
  const readable = typeof payload === 'string' || Buffer.isBuffer(payload);
  if (request.method !== 'GET' || reply.statusCode !== 200 || !readable || !/^(text\/html|application\/json)/.test(String(reply.getHeader('content-type')))) return false;
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
  if (String(reply.getHeader('cache-control')).includes('no-store')) return false;
  if (!reply.hasHeader('etag')) reply.header('etag', `W/"${createHash('sha1').update(payload).digest('base64url')}"`);
  if (!knows(request.headers['if-none-match'], String(reply.getHeader('etag')))) return false;
  reply.code(304).removeHeader('content-length').removeHeader('content-type');
  return true;
}

const knows = (known: string | undefined, etag: string): boolean => known?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag.replace(/^W\//, '')) ?? false;

type Done = (error?: Error) => void;

/** A hook for people's requests. Where programs speak a thousand times a second it costs neither a promise nor a turn. */
export const forPeople = (hook: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) => (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
  if (request.routeOptions.config?.forPrograms) done();
  else hook(request, reply).then(() => done(), done);
};

/** What a page's form sends. */
export const isForm = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean => headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;

const refusalOf = (received: unknown): Refused | undefined => (writable(received) ? undefined : new Refused('text-cannot-be-written'));

/** PostgreSQL keeps neither the character NUL nor half a surrogate pair, and a form's half pair arrives as U+FFFD; nobody types any of them. */
export function writable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') && !value.includes('\uFFFD');
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true;
  for (const key in value) if (!writable(key) || !writable((value as Record<string, unknown>)[key])) return false;
  return true;
}
