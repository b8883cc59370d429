import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config';
import { forPeople } from '../platform/http';
import { visitOf } from '../platform/visit';
import { Notices } from './notices.service';
import { type Asked, CODE_MINUTES, PHONE_SIGNED_IN_FOR_S, type PhoneSession, PhoneSignIns } from './phone-sign-ins.service';
import { cookieFor, noCookie } from './sign-in';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever has signed in by telephone; on their own pages alone. */
    telephone?: PhoneSession | null;
  }
}

/** The key of a session; and before that, signed, the number that a code was sent to. */
const nameOf = ({ production }: Config, name: 'me' | 'phone'): string => (production ? `__Host-${name}` : name);

export const keepPhoneKey = (reply: FastifyReply, config: Config, key: string): unknown => reply.setCookie(nameOf(config, 'me'), key, cookieFor(config, PHONE_SIGNED_IN_FOR_S));
export const forgetPhoneKey = (reply: FastifyReply, config: Config): unknown => reply.clearCookie(nameOf(config, 'me'), noCookie(config));
export const phoneKeyIn = (request: FastifyRequest, config: Config): string | undefined => request.cookies[nameOf(config, 'me')];

export const keepAsked = (reply: FastifyReply, config: Config, { id, phone, crowded }: Asked): unknown => reply.setCookie(nameOf(config, 'phone'), `${id}.${phone}${crowded ? '.crowded' : ''}`, { ...cookieFor(config, CODE_MINUTES * 60), signed: true });
export const forgetAsked = (reply: FastifyReply, config: Config): unknown => reply.clearCookie(nameOf(config, 'phone'), noCookie(config));
export function askedIn(request: FastifyRequest, config: Config): Asked | null {
  const { valid, value } = request.unsignCookie(request.cookies[nameOf(config, 'phone')] ?? '');
  const [id, phone, crowded] = valid ? value.split('.') : [];
  return id && phone && UUID.test(id) ? { id, phone, crowded: crowded !== undefined } : null;
}
/** Other cookies of ours are signed too. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const MINE = /^\/me(\/|$|\?)/;
const DOORS = /^\/me\/(sign-in|codes|sessions)(\/|$|\?)/;

/** Gives requests for one's own pages their session, and sends those who have none to the sign-in. */
export function setUpPhoneSignIn(app: NestFastifyApplication): void {
  const [config, signIns, notices] = [app.get(Config), app.get(PhoneSignIns), app.get(Notices)];
  app.getHttpAdapter().getInstance().addHook('onRequest', forPeople(async (request, reply) => {
    const path = request.raw.url ?? '/';
    if (!MINE.test(path) || !request.foundation) return;
    if (!notices.serves('sms')) throw new NotFoundException(); // no code would ever arrive
    void reply.header('cache-control', 'no-store');
    const key = phoneKeyIn(request, config);
    request.telephone = key ? await signIns.find(key, request.foundation.id) : null;
    if (!request.telephone && !DOORS.test(path)) await reply.redirect(`${visitOf(request).base}/me/sign-in`, 303);
  }));
}
