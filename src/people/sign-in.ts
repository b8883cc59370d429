import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { People } from './people';

/** Signing in at practice: whoever comes picks one of the people. There is no such thing in production. */
const SIGNED_IN_FOR_S = 8 * 60 * 60;
const COOKIE = 'desk';

export function signIn(reply: FastifyReply, person: number, now: Date): void {
  const ends = Math.floor(now.getTime() / 1000) + SIGNED_IN_FOR_S;
  void reply.setCookie(COOKIE, `${person}.${ends}`, { signed: true, httpOnly: true, sameSite: 'lax', secure: 'auto', path: '/', maxAge: SIGNED_IN_FOR_S });
}

export function signOut(reply: FastifyReply): void {
  void reply.clearCookie(COOKIE, { path: '/' });
}

/** The desk's own doors, open to those who are not signed in yet. */
const DOORS = /^\/desk\/(sign-in|sessions)(\/|$|\?)/;

/** Gives requests at the desk their person, and sends those who are nobody yet to the sign-in, to come back afterwards. */
export function setUpSignIn(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const people = app.get(People);
  const clock = app.get(Clock);
  fastify.addHook('onRequest', async (request, reply) => {
    const path = request.raw.url ?? '/';
    if (!/^\/desk(\/|$|\?)/.test(path) || !request.foundation) return;
    const person = signedIn(request, clock.now());
    request.person = person === null ? null : await people.withRoles(person, request.foundation.id, clock.today());
    if (request.person || DOORS.test(path)) return;
    const back = request.method === 'GET' ? path : '/desk/founding';
    await reply.redirect(`${visitOf(request).base}/desk/sign-in?back=${encodeURIComponent(back)}`, 303);
  });
}

function signedIn(request: FastifyRequest, now: Date): number | null {
  const { valid, value } = request.unsignCookie(request.cookies[COOKIE] ?? '');
  const [person, ends] = (valid ? value : '').split('.');
  return person && Number(ends) > now.getTime() / 1000 ? Number(person) : null;
}
