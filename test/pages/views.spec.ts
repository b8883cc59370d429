import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import { gunzipSync } from 'node:zlib';
import { createAssets, serveAssets } from '../../src/platform/assets';
import { chineseMarked } from '../../src/platform/chinese-marked';
import { createViews, big, brief, daySpan, longDay, moment, money, type PageContext } from '../../src/platform/views';
import { LANGS, refusalIn, wordsFile, wordsOf, type Lang } from '../../src/platform/words';
import { samples } from './samples';

const VIEWS = join(__dirname, '..', '..', 'views');
const assets = createAssets({ dir: join(VIEWS, 'assets') });
const views = createViews({ dir: VIEWS, asset: assets.href });
const context = (lang: Lang, more: Partial<PageContext> = {}): PageContext => ({ lang, base: lang === 'zh' ? '' : '/en', path: '/ledger?month=2026-11', elder: false, size: 'm', today: '2026-11-21', ...more });
const everyPage = LANGS.flatMap((lang) => Object.entries(samples(lang)).flatMap(([page, variants]) => Object.entries(variants).map(([variant, model]) => ({ name: `${page} ${variant} ${lang}`, page, lang, model }))));

const all = (html: string, pattern: RegExp): string[] => [...html.matchAll(pattern)].map((match) => match[1] ?? '');

describe('every view', () => {
  it('has a sample, and every sample a view', () => {
    expect(Object.keys(samples('zh')).sort()).toEqual(views.names());
  });

  it.each(everyPage)('$name reads well', ({ page, lang, model }) => {
    const html = views.render(page, model, context(lang, { elder: page === 'giving/thanks' }));

    for (const leftover of ['[object', 'undefined', 'NaN', '{{', 'null', 'No words'])
      expect(html).not.toContain(leftover);
    expect(html).not.toMatch(/ style=|<script(?! type="module" src=)|javascript:|\son[a-z]+=/);
    expect(all(html, /<h1[ >]([^])/g)).toHaveLength(1);
    expect(html).toContain('<main id="main"');

    // whatever an English page says in Chinese is marked as such, whoever entered it
    if (lang === 'en') expect(all(html.replace(/<(svg|title|option|textarea)\b[^]*?<\/\1>/g, '').replace(/<\w+[^>]* lang="zh[^>]*>[^<]*/g, ''), />([^<]*\p{Script=Han}[^<]*)/gu)).toEqual([]);

    const ids = all(html, /\sid="([^"]+)"/g);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);

    // each input has words: a label for its id, or one around it
    const labelled = new Set(all(html, /<label[^>]* for="([^"]+)"/g));
    const wrapped = html.replace(/<label(?![^>]* for=)[^>]*>[^]*?<\/label>/g, '');
    for (const [tag] of wrapped.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
      if (tag.includes('type="hidden"')) continue;
      expect(labelled).toContain(/ id="([^"]+)"/.exec(tag)?.[1]);
    }
    // what is described is there, and what is linked within the page too
    for (const described of all(html, /aria-(?:describedby|labelledby)="([^"]+)"/g).flatMap((list) => list.split(' '))) expect(ids).toContain(described);
    for (const target of all(html, /href="#([^"]+)"/g)) expect(ids).toContain(target);
    // an English page stays English, but for the link to the Chinese one
    if (lang === 'en') for (const href of all(html.replace(/<(?:a|link)[^>]* hreflang=[^>]*>/g, ''), / (?:href|action)="(\/[^"]*)"/g))
      expect(href).toMatch(/^\/(en(\/|$)|assets\/|api\/|verification\/)/);
  });

  it('marks what an English page says in Chinese as Chinese', () => {
    expect(chineseMarked('<p title="午餐">Gift from 沈*, 送餐 12 份, paid to 示例（上海）公司: 月度款</p><option>午餐</option>')).toBe(
      '<p title="午餐">Gift from <span lang="zh-CN">沈*, 送餐 12 份</span>, paid to <span lang="zh-CN">示例（上海）公司: 月度款</span></p><option>午餐</option>');
    expect(chineseMarked('<dd lang="zh-CN">示例银行</dd><p>“Open” (Charity)</p>')).toBe('<dd lang="zh-CN">示例银行</dd><p>“Open” (Charity)</p>');
  });

  it('puts no word of a visitor into the page as markup', () => {
    const html = views.render('disclosure/verification', { ...samples('zh')['disclosure/verification']?.[''], asked: { no: '"><script>alert(1)</script>', answer: null } }, context('zh', { path: '//evil.example/"><b>' }));
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('"><b>');
    expect(html).not.toMatch(/(href|value)="\/\/evil/);
  });

  it.each([['zh', '/f/wutongli', '/en/f/wutongli/funds'], ['en', '/en/f/wutongli', '/f/wutongli/funds']] as const)('keeps the foundation in its addresses, in %s', (lang, base, other) => {
    const html = views.render('funds/funds', samples(lang)['funds/funds']?.[''] ?? {}, context(lang, { base, path: '/funds' }));
    expect(html).toContain(`href="${base}/funds/ELDERLY"`);
    expect(html).toContain(`<a href="${other}"`);
  });

  it('gives a refused form back with what was typed', () => {
    const html = views.render('giving/give', { ...samples('zh')['giving/give']?.[''], values: { other: '九十', display: 'full' }, errors: [{ id: 'amount', text: '金额应为数字' }] }, context('zh'));
    expect(html).toMatch(/name="other" value="九十"/);
    expect(html).toMatch(/value="full" checked/);
    expect(html).toContain('<title>错误：');
    expect(html.match(/金额应为数字/g)).toHaveLength(2);
    expect(html).toContain('<a href="/en/funds/ELDERLY/give"');
  });

  it('shows nothing that lies on a prototype', () => {
    class Entity {
      readonly seal = '梧桐里社';
      get name(): string {
        return 'secret';
      }
    }
    const html = views.render('giving/gone', { foundation: new Entity() }, context('zh'));
    expect(html).toContain('梧');
    expect(html).not.toContain('secret');
  });

  it('refuses four pillars that do not add up', () => {
    const home = samples('zh')['disclosure/home']?.[''] ?? {};
    expect(() => views.render('disclosure/home', { ...home, pillars: { ...(home.pillars as object), closing: 1n } }, context('zh'))).toThrow('do not add up');
  });

  it('has a page of eight kilobytes at most', () => {
    const sizes = assets.all().map((asset) => [asset.name, asset.br.length] as const);
    for (const [name, size] of sizes) expect([name, size <= (name.endsWith('.js') ? 3_072 : 8_192)]).toEqual([name, true]);
  });
});

describe('words', () => {
  const bare = (key: string): string => key.replace(/_(one|other)$/, '');
  const keys = (lang: Lang): string[] => [...new Set(Object.keys(wordsFile(lang)).map(bare))].sort();

  it('has the same keys in both languages, and none is empty', () => {
    expect(keys('en')).toEqual(keys('zh'));
    for (const lang of LANGS) expect(Object.entries(wordsFile(lang)).filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  it('has every key that the views use', () => {
    const used = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'))
      .flatMap((file) => [...readFileSync(join(VIEWS, file), 'utf8').replace(/\{\{!--[^]*?--\}\}/g, '').matchAll(/[({]t "([^"]+)"/g)].map((match) => match[1] ?? ''));
    expect(used.length).toBeGreaterThan(200);
    expect(used.filter((key) => !wordsOf('zh').has(key) || !wordsOf('en').has(key))).toEqual([]);
  });

  it('says the same things about a sum in both languages', () => {
    const holes = (words: string): string[] => all(words, /\{\{(\w+)\}\}/g).sort();
    const en = wordsFile('en');
    for (const [key, words] of Object.entries(wordsFile('zh'))) if (!/_other$/.test(key)) expect([key, holes(en[key] ?? '')]).toEqual([key, holes(words)]);
  });

  it('has no exclamation marks, and no 请 on buttons', () => {
    for (const lang of LANGS) expect(Object.entries(wordsFile(lang)).filter(([, words]) => /[!！]/.test(words))).toEqual([]);
    expect(Object.entries(wordsFile('zh')).filter(([key, words]) => /\.(go|save|add|pay)$|^give\.next$/.test(key) && words.includes('请'))).toEqual([]);
  });

  it('throws at a key nobody has written, and speaks of any refusal', () => {
    expect(() => wordsOf('zh')('nothing.here')).toThrow('No words');
    expect(refusalIn('zh', { code: 'amount-too-small', facts: { least: '1' } })).toBe('金额最少 1 元');
    expect(refusalIn('en', { code: 'never-heard-of' })).toContain('never-heard-of');
  });
});

describe('sums and days in words', () => {
  it.each([
    ['zh', 0n, '0.00 元', '0.00 元'],
    ['zh', 9_000n, '90.00 元', '90.00 元'],
    ['zh', -123_456n, '−1,234.56 元', '−1,234.56 元'],
    ['zh', 9_999_999n, '99,999.99 元', '99,999.99 元'],
    ['zh', 10_000_000n, '100,000.00 元', '10.00 万元'],
    ['zh', 128_644_999n, '1,286,449.99 元', '128.64 万元'],
    ['zh', 10_200_000_000n, '102,000,000.00 元', '1.02 亿元'],
    ['en', 9_000n, '¥90.00', '¥90.00'],
    ['en', -9_000n, '−¥90.00', '−¥90.00'],
    ['en', 128_644_999n, '¥1,286,449.99', '¥1.29 million'],
  ] as const)('%s %s is %s, or %s', (lang, fen, sentence, figure) => {
    expect([money(fen, lang), big(fen, lang)]).toEqual([sentence, figure]);
  });

  it.each([
    ['2026-11-14', '2026-11-20', '11月14日至20日', '14 to 20 November 2026'],
    ['2026-10-20', '2026-11-03', '10月20日至11月3日', '20 October to 3 November 2026'],
    ['2026-11-20', '2026-11-20', '11月20日', '20 November 2026'],
    ['2025-11-14', '2025-11-20', '2025年11月14日至20日', '14 to 20 November 2025'],
    ['2025-12-08', '2026-01-03', '2025年12月8日至2026年1月3日', '8 December 2025 to 3 January 2026'],
  ])('from %s to %s is %s', (from, to, zh, en) => {
    expect([daySpan(from, to, 'zh', '2026-11-21'), daySpan(from, to, 'en', '2026-11-21')]).toEqual([zh, en]);
  });

  it('writes days without zeros and instants in Shanghai', () => {
    expect([longDay('2026-03-05', 'zh'), longDay('2026-03-05', 'en')]).toEqual(['2026年3月5日', '5 March 2026']);
    expect(moment(new Date('2026-11-20T16:05:00Z'), 'zh')).toBe('2026年11月21日 00:05');
    expect([brief(9_000n), brief(3_650n)]).toEqual(['90', '36.50']);
  });
});

describe('assets', () => {
  it('are named by what is in them, and sheets name their images likewise', () => {
    expect(assets.href('public.css')).toMatch(/^\/assets\/public\.[0-9a-f]{10}\.css$/);
    const sheet = assets.all().find((asset) => asset.name === 'public.css')?.plain.toString() ?? '';
    expect(sheet).toMatch(/url\("?\/assets\/lane\.[0-9a-f]{10}\.svg"?\)/);
    expect(sheet).not.toContain('@layer');
    expect(() => assets.href('nothing.css')).toThrow('No asset');
  });

  it('are served for a year, compressed as the browser likes', async () => {
    const server = fastify();
    serveAssets(server, assets);
    const get = (url: string, encoding = '') => server.inject({ url, headers: { 'accept-encoding': encoding } });

    const sheet = await get(assets.href('public.css'), 'gzip, deflate');
    expect(sheet.headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(sheet.rawPayload).toString()).toBe((await get(assets.href('public.css'))).body);
    expect((await get(assets.href('site.js'), 'gzip, br')).headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'content-encoding': 'br' });
    expect((await get('/favicon.ico')).headers['content-type']).toBe('image/svg+xml');
    expect((await get('/robots.txt')).body).toContain('Disallow: /g/');
    expect((await get('/assets/public.0000000000.css')).statusCode).toBe(404);
  });
});
