import type { IncomingMessage } from 'node:http';

/** What a visitor's address says besides the page: language and foundation. Routes are written without either. */
export interface Visit {
  readonly lang: 'zh' | 'en';
  /** The slug after `/f/`; null at the address of the house itself. */
  readonly foundation: string | null;
  /** What links begin with: `''`, `/en`, `/f/x` or `/en/f/x`. */
  readonly base: string;
}

const AT_HOME: Visit = { lang: 'zh', foundation: null, base: '' };
const visits = new WeakMap<IncomingMessage, Visit>();

/**
 * Takes `/en` and `/f/:slug`, in either order, off the front of an address and remembers them. Chinese needs no prefix.
 * For Fastify's `rewriteUrl`, which runs before routing and so also for addresses that lead nowhere.
 */
export function enter(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const { lang, foundation, rest } = read(url);
  visits.set(request, { lang, foundation, base: `${lang === 'en' ? '/en' : ''}${foundation === null ? '' : `/f/${foundation}`}` });
  return rest;
}

export const visitOf = (request: { raw: IncomingMessage }): Visit => visits.get(request.raw) ?? AT_HOME;

function read(url: string): { lang: Visit['lang']; foundation: string | null; rest: string } {
  // the slug as foundations have it: small letters, digits, hyphens; anything else leads nowhere as it stands
  const parts = /^(?:\/f\/([a-z0-9-]+)(\/en)|(\/en)?(?:\/f\/([a-z0-9-]+))?)(?=[/?]|$)(.*)$/s.exec(url);
  if (!parts) return { lang: 'zh', foundation: null, rest: url };
  const [, first, after, before, second, rest = ''] = parts;
  return { lang: before || after ? 'en' : 'zh', foundation: first ?? second ?? null, rest: rest.startsWith('/') ? rest : `/${rest}` };
}
