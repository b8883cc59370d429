import type { FastifyReply } from 'fastify';

/**
 * The link is the key: it must not be kept by a cache, told to the next site, or found by a search engine. Not `no-referrer`: under
 * it browsers send our own forms with `Origin: null`, and those that do not say Sec-Fetch-Site (iOS before 16.4, plain http) could not pay.
 */
export function keepPrivate(reply: FastifyReply): void {
  void reply.header('cache-control', 'no-store').header('referrer-policy', 'strict-origin').header('x-robots-tag', 'noindex');
}
