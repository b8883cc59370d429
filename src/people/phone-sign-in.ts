import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../platform/config';
import { forPeople } from '../platform/http';
import { visitOf } from '../platform/visit';
import { maskedPhone } from '../rules/names';
import { KeptForms } from './kept-forms';
import { Notices } from './notices.service';
import { type Asked, CODE_MINUTES, PHONE_SIGNED_IN_FOR_S, type PhoneSession, PhoneSignIns } from './phone-sign-ins.service';
import { cookieFor, noCookie } from './sign-in';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever has signed in by telephone; on their own pages alone. */
    telephone?: PhoneSession | null;
    /** Somebody sends a form to their own pages whose session is over: it is kept for them, and nothing is done. */
    stranger?: boolean;
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

/** What `me/sign-in` shows: the number is asked for, or the code that was sent to it. */
export const phoneDoor = (asked: Asked | null, { production }: Config, kept: string | null = null): object =>
  ({ phone: asked && maskedPhone(asked.phone), crowded: asked?.crowded === true, minutes: CODE_MINUTES, typed: { number: '', code: '' }, practice: !production, kept });

/** Gives requests for one's own pages their session, and sends those who have none to the sign-in. */
export function setUpPhoneSignIn(app: NestFastifyApplication): void {
  const [config, signIns, notices, keptForms] = [app.get(Config), app.get(PhoneSignIns), app.get(Notices), app.get(KeptForms)];
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', forPeople(async (request, reply) => {
    const path = request.raw.url ?? '/';
    if (!MINE.test(path) || !request.foundation) return;
    if (!notices.serves('sms')) throw new NotFoundException(); // no code would ever arrive
    void reply.header('cache-control', 'no-store');
    const key = phoneKeyIn(request, config);
    request.telephone = key ? await signIns.find(key, request.foundation.id) : null;
    if (request.telephone || DOORS.test(path)) return;
    if (request.method === 'POST') request.stranger = true; // what was typed is not read yet
    else await reply.redirect(`${visitOf(request).base}/me/sign-in`, 303);
  }));
  fastify.addHook('preValidation', forPeople(async (request, reply) => {
    if (request.telephone) return keptForms.putBack(request);
    if (!request.stranger) return;
    const kept = await keptForms.keep(request, null);
    if (kept === null) await reply.redirect(`${visitOf(request).base}/me/sign-in`, 303);
    else await reply.status(401).view('me/sign-in', phoneDoor(null, config, kept));
  }));
}
