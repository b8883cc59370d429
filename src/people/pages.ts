import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { join } from 'node:path';
import { type Assets, createAssets, serveAssets } from '../platform/assets';
import { Clock } from '../platform/clock';
import type { Config } from '../platform/config';
import { NoPages } from '../platform/errors';
import { preferencesOf } from '../platform/preferences.controller';
import { createViews } from '../platform/views';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf, type Values } from '../platform/words';
import { BLOCKS, mayLookUp, pagesFor } from './desk-pages';
import type { Month } from '../rules/day';
import { type Foundation, Foundations, onPage } from './foundations';
import type { Somebody } from './people';
import { rolesIn } from './people.queries';
import { Notices } from './notices.service';
import { fileOn } from './papers/paper-pages';
import { setUpPhoneSignIn } from './phone-sign-in';
import { setUpSignIn } from './sign-in';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose pages these are; set before any handler runs, except on addresses that belong to no foundation. */
    foundation: Foundation | null;
    /** The month whose books are open; set by the books, at the desk. */
    openMonth?: Month;
  }
  interface FastifyReply {
    /** Answers with a page of the views, within its layout and in the reader's language. */
    view(page: string, model: object): FastifyReply;
    words(key: string, values?: Values): string;
  }
}

/** Addresses of the house, not of a foundation; what is asked a thousand times a second must not look one up. */
const NOBODYS = /^\/(assets|health|metrics|stripe|v1|favicon\.ico|robots\.txt)(\/|$|\?)/;

/** Gives every request its foundation and every reply its views and words. @returns the assets that the pages use */
export function setUpPages(app: NestFastifyApplication, config: Config): Assets {
  const fastify = app.getHttpAdapter().getInstance();
  const foundations = app.get(Foundations);
  const clock = app.get(Clock);
  const folder = join(process.cwd(), 'views');
  const assets = createAssets({ dir: join(folder, 'assets') });
  const views = createViews({ dir: folder, asset: assets.href });

  const enterFoundation = async (request: FastifyRequest): Promise<void> => {
    const asked = visitOf(request).foundation;
    request.foundation = await foundations.find(asked);
    if (request.foundation) return;
    // the page that says so is the house's own
    if (asked !== null) request.foundation = await foundations.find(null);
    throw new NotFoundException();
  };
  serveAssets(fastify, assets);
  fastify.decorateRequest('foundation', null);
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (NOBODYS.test(request.raw.url ?? '')) done();
    else enterFoundation(request).then(() => done(), done);
  });
  setUpSignIn(app);
  setUpPhoneSignIn(app);
  const byPhone = app.get(Notices).serves('sms');
  fastify.decorateReply('words', function (this: FastifyReply, key: string, values?: Values) {
    const words = wordsOf(visitOf(this.request).lang);
    return words.has(key) ? words(key, values) : key;
  });
  fastify.decorateReply('view', function (this: FastifyReply, page: string, model: object) {
    const { lang, base } = visitOf(this.request);
    const foundation = this.request.foundation;
    if (!foundation) throw new NoPages(page);
    const html = views.render(page, { ...model, foundation: onPage(foundation, lang), signedIn: signedInOn(this.request, lang), byPhone, asksCode: this.request.session?.confirmed === false, heldFiles: (this.request.held ?? []).map((file) => fileOn(file, lang)) }, { lang, base, origin: config.baseUrl, path: this.request.raw.url ?? '/', today: clock.today(), ...preferencesOf(this.request.cookies) });
    return this.header('content-language', lang === 'zh' ? 'zh-CN' : 'en').type('text/html; charset=utf-8').send(html);
  });
  return assets;
}

/** What the desk's frame shows of whoever sits at it. */
interface SignedIn {
  readonly name: string;
  readonly role: string;
  readonly blocks: readonly { readonly words: string; readonly pages: readonly { readonly name: string; readonly path: string; readonly words: string }[] }[];
  readonly searches: boolean;
  /** The month whose books are open. */
  readonly month: Month | null;
}

function signedInOn({ person, openMonth }: FastifyRequest, lang: Lang): SignedIn | null {
  if (!person) return null;
  const { name, englishName, roles } = person as Somebody;
  const t = wordsOf(lang);
  const pages = pagesFor(person);
  const blocks = BLOCKS.map((block) => ({ words: t(`desk.block.${block}`), pages: pages.filter((page) => page.block === block).map((page) => ({ name: page.name, path: page.name === 'tasks' ? '/desk' : `/desk/${page.name}`, words: t(`desk.${page.name}`) })) }));
  return { name: lang === 'zh' ? name : englishName, role: rolesIn(lang, roles), blocks: blocks.filter((block) => block.pages.length > 0), month: openMonth ?? null, searches: mayLookUp(person) };
}
