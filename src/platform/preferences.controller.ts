import { Body, Controller, Post, Redirect, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from './access';
import type { TextSize } from './views';

/** How somebody likes to read, kept in their browser; there is no account. */
export interface Preferences {
  size: TextSize;
  /** 长辈版 */
  elder: boolean;
}

const SIZES: readonly string[] = ['m', 'l', 'xl'];
const isSize = (text: unknown): text is TextSize => typeof text === 'string' && SIZES.includes(text);

/** The reader's preferences, from the cookies of a request. */
export const preferencesOf = (cookies: Readonly<Record<string, string | undefined>> | undefined): Preferences => ({
  size: isSize(cookies?.size) ? cookies.size : 'm',
  elder: cookies?.elder === 'on',
});

/** Where to go back to: a path of this site, whatever was sent. */
export function pathBack(back: unknown): string {
  const here = 'http://here.invalid';
  if (typeof back !== 'string' || !URL.canParse(back, here)) return '/';
  const { origin, pathname, search } = new URL(back, here);
  // an address such as /..//elsewhere becomes //elsewhere, which a browser takes for another site
  return origin === here ? pathname.replace(/^\/+/, '/') + search : '/';
}

@Controller('preferences')
export class PreferencesController {
  @Post() @Public() @Redirect('/', 303)
  choose(@Body() chosen: Record<string, unknown> | undefined, @Res({ passthrough: true }) reply: FastifyReply): { url: string } {
    const keep = { path: '/', maxAge: 365 * 24 * 3600, sameSite: 'lax', httpOnly: true, secure: 'auto' } as const;
    if (isSize(chosen?.size)) void reply.setCookie('size', chosen.size, keep);
    if (chosen?.elder === 'on') void reply.setCookie('elder', 'on', keep);
    // the senior version has a size of its own, so whoever chooses another leaves it
    else if (chosen?.elder === 'off' || isSize(chosen?.size)) void reply.clearCookie('elder', { path: '/' });
    return { url: pathBack(chosen?.back) };
  }
}
