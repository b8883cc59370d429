import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars, { type HelperOptions } from 'handlebars';
import { addDays, dayOf, daysBetween, type Day } from '../rules/day';
import { grouped, plain, type Fen } from '../rules/money';
import { chineseMarked } from './chinese-marked';
import { wordsOf, type Lang, type Values } from './words';

/** What every page knows besides its own model. */
export interface PageContext {
  lang: Lang;
  /** What addresses begin with: `''`, `/en`, `/f/x` or `/en/f/x`. */
  base: string;
  /** Address of this page without the prefix, with its query: `/ledger?month=2026-11`. */
  path: string;
  /** Where the house stands, for what is printed: https://books.example.org */
  origin?: string;
  /** Title instead of the view's own. */
  title?: string;
  /** 长辈版 and 字号, from the visitor's cookies. */
  elder: boolean;
  size: TextSize;
  /** Today in Shanghai; with it dates may say how long ago they were. */
  today?: Day;
  nonce?: string;
}
export type TextSize = 'm' | 'l' | 'xl';

export interface Views {
  /** A whole page as HTML. `page` is its path under `views` without the ending: `giving/give`. */
  render(page: string, model: object, context: PageContext): string;
  /** Every page there is: what is not a layout and does not lie in `shared`, and `shared/error`. */
  names(): string[];
}

/** The four pillars of a span: opening + received − paid = closing. */
export interface Pillars {
  opening: Fen;
  received: Fen;
  paid: Fen;
  closing: Fen;
}

export function createViews({ dir, asset = (name) => `/assets/${name}` }: { dir: string; asset?: (name: string) => string }): Views {
  const pages = load(dir, asset);
  return {
    render(page, model, context) {
      const view = pages.get(page);
      if (!view) throw new Error(`No view ${page}`);
      // a form that was refused comes back with what was typed into it: FormPage calls that `values`
      const { typed, values } = model as { typed?: object; values?: object };
      // two slashes in front would lead to another site
      const path = context.path.replace(/^[/\\]*/, '/');
      const html = view({ ...model, typed: { ...typed, ...values }, ...context, path, otherBase: context.base.startsWith('/en') ? context.base.slice('/en'.length) : `/en${context.base}`, zh: context.lang === 'zh' });
      return context.lang === 'zh' ? html : chineseMarked(html);
    },
    names: () => [...pages.keys()].sort(),
  };
}

/** What is not a page of its own. */
const isPart = (name: string): boolean => name === 'layout' || name === 'desk-layout' || (name.startsWith('shared/') && name !== 'shared/error');

/** Reads and compiles all views. A partial is called by its path: `{{> shared/pillars}}`, `{{#> layout}}…{{/layout}}`. */
function load(dir: string, asset: (name: string) => string): Map<string, HandlebarsTemplateDelegate> {
  const house = Handlebars.create();
  house.registerHelper(helpers(house, asset));
  const pages = new Map<string, HandlebarsTemplateDelegate>();
  for (const file of viewFiles(dir)) {
    const name = relative(dir, file).replace(/\\/g, '/').replace(/\.hbs$/, '');
    const template = house.compile(readFileSync(file, 'utf8'), { preventIndent: true });
    if (isPart(name)) house.registerPartial(name, template);
    else pages.set(name, (model: object) => template(model, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }));
  }
  return pages;
}

const viewFiles = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs')).map((file) => join(dir, file)) : [];

// ---- Helpers. Sums arrive as fen, days as ISO text, instants as Date; here and nowhere else they become words. ----

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
const numbers = (day: Day): [number, number, number] => day.split('-').map(Number) as [number, number, number];
const asDay = (when: Day | Date): Day => (when instanceof Date ? dayOf(when) : when);

/** 2026年11月21日 / 21 November 2026 */
export function longDay(when: Day | Date, lang: Lang): string {
  const [year, month, day] = numbers(asDay(when));
  return lang === 'zh' ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
}
/** 11月21日 / 21 November */
export function shortDay(when: Day | Date, lang: Lang): string {
  const [, month, day] = numbers(asDay(when));
  return lang === 'zh' ? `${month}月${day}日` : `${day} ${MONTHS[month - 1]}`;
}
/** 11月14日至20日 / 14 to 20 November 2026: nothing is said twice, and in Chinese not the year that it is. */
export function daySpan(from: Day, to: Day, lang: Lang, today?: Day): string {
  const [[year, month], [lastYear, lastMonth]] = [numbers(from), numbers(to)] as const;
  if (lang === 'en') {
    if (from === to) return longDay(to, lang);
    return `${year !== lastYear ? longDay(from, lang) : month !== lastMonth ? shortDay(from, lang) : numbers(from)[2]} to ${longDay(to, lang)}`;
  }
  const first = year === lastYear && today?.startsWith(from.slice(0, 4)) ? shortDay(from, lang) : longDay(from, lang);
  if (from === to) return first;
  return `${first}至${year !== lastYear ? longDay(to, lang) : month !== lastMonth ? shortDay(to, lang) : `${numbers(to)[2]}日`}`;
}
/** 2026年11月21日 16:32 / 21 November 2026, 16:32, in Shanghai. */
export const moment = (at: Date, lang: Lang): string => `${longDay(at, lang)}${lang === 'zh' ? ' ' : ', '}${CLOCK.format(at)}`;
/** 2026年11月 / November 2026 */
export function monthName(month: string, lang: Lang): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return lang === 'zh' ? `${year}年${number}月` : `${MONTHS[number - 1]} ${year}`;
}
/** A sum in a sentence: 1,234.56 元 / ¥1,234.56 */
export const money = (fen: Fen, lang: Lang): string => (lang === 'zh' ? `${grouped(fen)} 元` : grouped(fen).replace(/^−?/, (sign) => `${sign}¥`));
/** A whole sum without its zeros, for prose and tiles: 90; 36.50 */
export const brief = (fen: Fen): string => grouped(fen).replace(/\.00$/, '');
/** A big figure: 128.64 万元, 1.02 亿元 / ¥1.29 million. Smaller sums are written out. */
export function big(fen: Fen, lang: Lang): string {
  const size = fen < 0n ? -fen : fen;
  const inUnits = (unit: Fen): string => grouped(((size + unit / 200n) / (unit / 100n)) * (fen < 0n ? -1n : 1n));
  if (lang === 'en') return size >= 100_000_000n ? inUnits(100_000_000n).replace(/^−?/, (sign) => `${sign}¥`) + ' million' : money(fen, lang);
  if (size >= 10_000_000_000n) return `${inUnits(10_000_000_000n)} 亿元`;
  return size >= 10_000_000n ? `${inUnits(1_000_000n)} 万元` : money(fen, lang);
}

interface Root {
  lang: Lang;
  base: string;
  today?: Day;
  foundation?: { name: string };
  errors?: readonly { id: string | null; text: string }[];
}
const rootOf = (options: HelperOptions): Root => (options.data as { root: Root }).root;
/** Positional arguments of a helper; Handlebars adds its options at the end. */
const given = (args: unknown[]): [unknown[], HelperOptions] => [args.slice(0, -1), args.at(-1) as HelperOptions];

function helpers(house: typeof Handlebars, asset: (name: string) => string): Record<string, Handlebars.HelperDelegate> {
  const html = (text: string) => new house.SafeString(text);
  const timeTag = (iso: string, text: string) => html(`<time datetime="${house.escapeExpression(iso)}">${house.escapeExpression(text)}</time>`);
  const isoOf = (when: Day | Date): string => (when instanceof Date ? when.toISOString() : when);
  return {
    t: (key: string, options: HelperOptions) => wordsOf(rootOf(options).lang)(key, options.hash as Values),
    /** Puts key pieces together: `{{t (key "pay." way)}}`. */
    key: (...args: unknown[]) => given(args)[0].join(''),

    yuan: (fen: Fen) => grouped(fen),
    plain: (fen: Fen) => plain(fen),
    brief: (fen: Fen) => brief(fen),
    money: (fen: Fen, options: HelperOptions) => money(fen, rootOf(options).lang),
    wan: (fen: Fen, options: HelperOptions) => big(fen, rootOf(options).lang),
    num: (count: number) => grouped(BigInt(count) * 100n).replace(/\.00$/, ''),
    minus: (a: Fen, b: Fen) => a - b,
    /** How much of a whole, as a width: `42.50%`. Never beyond the whole. */
    share: (part: Fen, whole: Fen) => (whole <= 0n || part <= 0n ? '0%' : `${plain(((part > whole ? whole : part) * 10_000n) / whole)}%`),

    day: (when: Day | Date, options: HelperOptions) => longDay(when, rootOf(options).lang),
    shortDay: (when: Day | Date, options: HelperOptions) => shortDay(when, rootOf(options).lang),
    days: (from: Day, to: Day, options: HelperOptions) => daySpan(from, to, rootOf(options).lang, rootOf(options).today),
    moment: (at: Date, options: HelperOptions) => moment(at, rootOf(options).lang),
    month: (month: string, options: HelperOptions) => monthName(month, rootOf(options).lang),
    /** The same as tags a machine can read; a Date is shown with its time. */
    time: (when: Day | Date, options: HelperOptions) => timeTag(isoOf(when), when instanceof Date ? moment(when, rootOf(options).lang) : longDay(when, rootOf(options).lang)),
    shortTime: (when: Day | Date, options: HelperOptions) => timeTag(isoOf(when), shortDay(when, rootOf(options).lang)),
    /** （3 天前）beside a date, up to thirty days. */
    ago: (when: Day | Date, options: HelperOptions) => {
      const { today, lang } = rootOf(options);
      const days = today ? daysBetween(asDay(when), today) : -1;
      return days < 0 || days > 30 ? '' : wordsOf(lang)(days === 0 ? 'ago.today' : 'ago.days', { count: days });
    },
    dayBefore: (day: Day) => addDays(day, -1),

    /** Between two sentences: a space in English, nothing in Chinese. */
    gap: (options: HelperOptions) => (rootOf(options).lang === 'zh' ? '' : ' '),
    above: (fen: Fen) => fen > 0n,
    below: (fen: Fen) => fen < 0n,
    size: (fen: Fen) => (fen < 0n ? -fen : fen),

    eq: (a: unknown, b: unknown) => a === b,
    not: (a: unknown) => !a,
    or: (...args: unknown[]) => given(args)[0].find(Boolean),
    and: (...args: unknown[]) => given(args)[0].every(Boolean),
    /** Whether there is a value at all: a sum of 0 is one. */
    known: (value: unknown) => value !== null && value !== undefined,
    /** Whether a sum is not nothing. */
    some: (fen: Fen | null | undefined) => fen !== null && fen !== undefined && fen !== 0n,
    at: (list: ArrayLike<unknown> | undefined, index: number) => list?.[index],
    // boxes come back as a list, one alone as its value
    boxed: (ticked: unknown, value: unknown) => [ticked].flat().includes(value),
    sum: (a: number, b: number) => a + b,

    /** An address in this language: `{{href "/funds/" fund.code}}`. */
    href: (...args: unknown[]) => {
      const [pieces, options] = given(args);
      return `${rootOf(options).base}${pieces.join('')}`;
    },
    asset: (name: string) => asset(name),
    /** A fund's own part of its full name, which begins with its foundation's. The full name stands beside it wherever gifts are asked for. */
    own: (name: string | undefined, options: HelperOptions) => {
      const host = rootOf(options).foundation?.name;
      return name && host && name.startsWith(host) && name !== host ? name.replaceAll(`${host} `, '').replaceAll(host, '') : name; // of several, each
    },
    cur: (a: unknown, b: unknown) => (a === b ? html(' aria-current="page"') : ''),
    on: (attribute: string, yes: unknown) => (yes ? html(` ${attribute}`) : ''),
    /** The words of a field's error, by its name or names: `{{errorOf "phone"}}`. */
    errorOf: (...args: unknown[]) => {
      const [names, options] = given(args);
      return rootOf(options).errors?.find((error) => names.includes(error.id))?.text;
    },
    /** The first of several keys that has words. */
    tAny: (...args: unknown[]) => {
      const [keys, options] = given(args) as [string[], HelperOptions];
      const t = wordsOf(rootOf(options).lang);
      return t(keys.find((key) => t.has(key)) ?? keys[0] ?? '', options.hash as Values);
    },

    /** Refuses to show four pillars that do not add up. */
    pillarsAddUp: ({ opening, received, paid, closing }: Pillars) => {
      if (opening + received - paid !== closing) throw new Error(`Four pillars that do not add up: ${plain(opening)} + ${plain(received)} - ${plain(paid)} is not ${plain(closing)}`);
      return '';
    },
  };
}
