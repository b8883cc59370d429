import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';

/** A right code opens the give form for this long; the code itself is asked for again afterwards. */
const OPEN_FOR_S = 2 * 60 * 60;

const cookieOf = (fund: number): string => `invited-${fund}`;

/** What a code is recognised by. People type small letters, spaces and hyphens; the fund is mixed in, so that a code opens one fund only. */
export function hashOfCode(fund: number, code: string): Buffer {
  const plain = code.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(`${fund}\0${plain}`).digest();
}

/** Remembers in a signed cookie that this visitor came with a right code. */
export function remember(reply: FastifyReply, fund: number, now: Date): void {
  const ends = Math.floor(now.getTime() / 1000) + OPEN_FOR_S;
  void reply.setCookie(cookieOf(fund), `${fund}.${ends}`, { signed: true, httpOnly: true, sameSite: 'lax', secure: 'auto', path: '/', maxAge: OPEN_FOR_S });
}

/** Whether this visitor came with a right code not long ago. The fund stands within what is signed, so that no cookie opens another one. */
export function invitedTo(request: FastifyRequest, fund: number, now: Date): boolean {
  const { valid, value } = request.unsignCookie(request.cookies[cookieOf(fund)] ?? '');
  const [of, ends] = (valid ? value : '').split('.');
  return of === String(fund) && Number(ends) > now.getTime() / 1000;
}
