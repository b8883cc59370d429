import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config';
import { visitOf } from '../platform/visit';
import { Audit, type Caller } from './audit';
import { type Session, Sessions, SIGNED_IN_FOR_S } from './sessions.service';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever is at the desk; set before any handler runs. */
    session?: Session;
  }
}

/** `__Host-` binds it to this host and to https; it holds for every foundation of the house, whose addresses differ in their path alone. */
const cookieOf = ({ production }: Config): string => (production ? '__Host-desk' : 'desk');

export const keepKey = (reply: FastifyReply, config: Config, key: string): unknown => reply.setCookie(cookieOf(config), key, cookieFor(config, SIGNED_IN_FOR_S));
export const forgetKey = (reply: FastifyReply, config: Config): unknown => reply.clearCookie(cookieOf(config), noCookie(config));

export const cookieFor = ({ production }: Config, seconds: number) => ({ httpOnly: true, sameSite: 'lax', secure: production || 'auto', path: '/', maxAge: seconds }) as const;
export const noCookie = ({ production }: Config) => ({ path: '/', secure: production, httpOnly: true, sameSite: 'lax' }) as const;

export const keyIn = (request: FastifyRequest, config: Config): string | undefined => request.cookies[cookieOf(config)];

/** Who asks, from where, for the trail. */
export const callerOf = (request: FastifyRequest): Caller & { address: string } => ({ foundation: request.foundation!.id, address: request.ip, person: request.person?.id ?? null });

const DESK = /^\/desk(\/|$|\?)/;
/** Who knocks too often there is noted in the trail. */
const WATCHED = /^\/(desk|me)(\/|$|\?)/;
/** The desk's own doors, open to those who are not signed in yet. */
const DOORS = /^\/desk\/(sign-in|sessions|enrolments)(\/|$|\?)/;
/** Gives requests at the desk their person, and sends those who are nobody yet to the sign-in, to come back afterwards. */
export function setUpSignIn(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const [config, sessions, audit] = [app.get(Config), app.get(Sessions), app.get(Audit)];
  fastify.addHook('onRequest', async (request, reply) => {
    const path = request.raw.url ?? '/';
    if (!DESK.test(path) || !request.foundation) return;
    void reply.header('cache-control', 'no-store'); // nothing is left behind in the browser of somebody who has gone
    const key = keyIn(request, config);
    const found = key ? await sessions.find(key, request.foundation.id) : null;
    request.person = found?.somebody ?? null;
    request.session = found?.session;
    if (found || DOORS.test(path)) return;
    await reply.redirect(`${visitOf(request).base}/desk/sign-in?back=${encodeURIComponent(request.method === 'GET' ? path : '/desk')}`, 303);
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === 429 && WATCHED.test(request.raw.url ?? '') && request.foundation) await audit.writeOnce('rate-limited', { ...callerOf(request), detail: nameIn(request) });
  });
}

const nameIn = ({ body }: FastifyRequest): string | null => {
  const { login } = (body ?? {}) as { login?: unknown };
  return typeof login === 'string' ? login.slice(0, 60) : null;
};
