import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config';
import { forPeople } from '../platform/http';
import { visitOf } from '../platform/visit';
import { Audit, type Caller } from './audit';
import { KeptForms } from './kept-forms';
import { type Session, Sessions, SIGNED_IN_FOR_S } from './sessions.service';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever is at the desk; set before any handler runs. */
    session?: Session;
    /** Something was sent to the desk by nobody: their session has ended, or there was none. */
    nobody?: true;
  }
}

/** `__Host-` binds it to this host and to https; it holds for every foundation of the house, whose addresses differ in their path alone. */
const cookieOf = ({ production }: Config): string => (production ? '__Host-desk' : 'desk');

/** The cookie outlives its session, which ends on our side: it still says whose form is sent too late. */
const AFTERWARDS_S = 16 * 60 * 60;

export const keepKey = (reply: FastifyReply, config: Config, key: string): unknown => reply.setCookie(cookieOf(config), key, cookieFor(config, SIGNED_IN_FOR_S + AFTERWARDS_S));
export const forgetKey = (reply: FastifyReply, config: Config): unknown => reply.clearCookie(cookieOf(config), noCookie(config));

export const cookieFor = ({ production }: Config, seconds: number) => ({ httpOnly: true, sameSite: 'lax', secure: production || 'auto', path: '/', maxAge: seconds }) as const;
export const noCookie = ({ production }: Config) => ({ path: '/', secure: production, httpOnly: true, sameSite: 'lax' }) as const;

export const keyIn = (request: FastifyRequest, config: Config): string | undefined => request.cookies[cookieOf(config)];

/** Who asks, from where, for the trail. */
export const callerOf = (request: FastifyRequest): Caller & { address: string } => ({ foundation: request.foundation!.id, address: request.ip, person: request.person?.id ?? null });

const DESK = /^\/desk(\/|$|\?)/;
/** What programs ask that only the staff may know: they are told who is nobody, and sent to no page. */
const OF_STAFF = /^\/api\/v1\/guardrails(\/|$|\?)/;
/** Who knocks too often there is noted in the trail. */
const WATCHED = /^\/(desk|me)(\/|$|\?)/;
/** The desk's own doors, open to those who are not signed in yet. */
const DOORS = /^\/desk\/(sign-in|sessions|enrolments)(\/|$|\?)/;
/** A file to keep, and not a page. */
const takesAway = (request: FastifyRequest, reply: FastifyReply): boolean => request.method === 'GET' && reply.statusCode === 200 && /^attachment/i.test(String(reply.getHeader('content-disposition')));
const DETAIL = 300;

/** Gives requests at the desk their person, and sends those who are nobody yet to the sign-in, to come back afterwards. */
export function setUpSignIn(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const [config, sessions, keptForms, audit] = [app.get(Config), app.get(Sessions), app.get(KeptForms), app.get(Audit)];
  /** What somebody of the staff takes away is noted before they have it, also where anybody may. */
  const noteExport = async (request: FastifyRequest): Promise<void> => {
    const key = keyIn(request, config);
    const person = request.person?.id ?? (key && request.foundation ? (await sessions.find(key, request.foundation.id))?.somebody.id : null);
    if (person) await audit.write('exported', { ...callerOf(request), person, detail: (visitOf(request).base + (request.raw.url ?? '')).slice(0, DETAIL) });
  };
  fastify.addHook('onRequest', forPeople(async (request, reply) => {
    const path = request.raw.url ?? '/';
    const program = OF_STAFF.test(path);
    if ((!DESK.test(path) && !program) || !request.foundation) return;
    void reply.header('cache-control', 'no-store'); // nothing is left behind in the browser of somebody who has gone
    const key = keyIn(request, config);
    const found = key ? await sessions.find(key, request.foundation.id) : null;
    request.person = found?.somebody ?? null;
    request.session = found?.session;
    if (found || program || DOORS.test(path)) return;
    if (request.method === 'GET' || request.method === 'HEAD') await reply.redirect(signInFor(request, path), 303);
    else request.nobody = true; // what was typed is not read yet
  }));
  fastify.addHook('preValidation', forPeople(async (request, reply) => {
    if (!request.nobody) return keptForms.putBack(request);
    const key = keyIn(request, config);
    const kept = await keptForms.keep(request, key ? await sessions.whose(key) : null);
    if (kept === null) await reply.redirect(signInFor(request, cameFrom(request)), 303);
    else await reply.status(401).view('desk/sign-in', { back: '/desk', here: '/desk/sign-in', typed: { login: '' }, done: null, practice: !config.production, kept });
  }));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const noted = takesAway(request, reply) ? noteExport(request)
      : reply.statusCode === 429 && WATCHED.test(request.raw.url ?? '') && request.foundation ? audit.writeOnce('rate-limited', { ...callerOf(request), detail: nameIn(request) })
        : null;
    if (noted) noted.then(() => done(null, payload), (error: Error) => done(error));
    else done(null, payload);
  });
}

const signInFor = (request: FastifyRequest, back: string): string => `${visitOf(request).base}/desk/sign-in?back=${encodeURIComponent(back)}`;

/** The page of the desk from which something was sent that cannot be kept. */
function cameFrom({ headers, host, protocol }: FastifyRequest): string {
  const { referer = '' } = headers;
  if (!URL.canParse(referer)) return '/desk';
  const { origin, pathname, search } = new URL(referer);
  const path = /\/desk(\/.*)?$/.exec(pathname)?.[0];
  return origin === `${protocol}://${host}` && path ? path + search : '/desk';
}

const nameIn = ({ body }: FastifyRequest): string | null => {
  const { login } = (body ?? {}) as { login?: unknown };
  return typeof login === 'string' ? login.slice(0, 60) : null;
};
