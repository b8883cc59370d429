import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { transform } from 'lightningcss';

export interface Asset {
  name: string;
  /** Its name with the hash of its content: `public.3f9c1a2b.css`. */
  file: string;
  type: string;
  plain: Buffer;
  br: Buffer;
  gzip: Buffer;
}

export interface Assets {
  /** Address of an asset, new whenever its content is: `href('public.css')` → `/assets/public.3f9c1a2b.css`. */
  href: (name: string) => string;
  get: (file: string) => Asset | undefined;
  all: () => Asset[];
}

/** Sheets in their order; there are no cascade layers, because old phones drop a whole layer they do not know. */
const SHEETS: Record<string, readonly string[]> = {
  'public.css': ['10-tokens', '20-base', '30-site', '40-parts', '50-charts', '70-public', '90-print'],
  'staff.css': ['10-tokens', '20-base', '30-site', '40-parts', '50-charts', '60-staff', '90-print'],
};
/** Chromium 80 and iOS 13: phones of ten years. */
const PHONES = { chrome: 80 << 16, safari: 13 << 16, ios_saf: 13 << 16 };
const TYPES: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp' };

/** Reads `views/assets`: joins sheets and scripts, names each file by its content, compresses it once. */
export function createAssets({ dir }: { dir: string }): Assets {
  const assets = read(dir);
  const byFile = new Map([...assets.values()].map((asset) => [asset.file, asset]));
  return {
    href(name) {
      const asset = assets.get(name);
      if (!asset) throw new Error(`No asset ${name}`);
      return `/assets/${asset.file}`;
    },
    get: (file) => byFile.get(file),
    all: () => [...assets.values()],
  };
}

function read(dir: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (name: string, content: Buffer): void => {
    const ending = extname(name);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
    const br = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
    assets.set(name, { name, file: `${name.slice(0, -ending.length)}.${hash}${ending}`, type: TYPES[ending] ?? 'application/octet-stream', plain: content, br, gzip: gzipSync(content, { level: 9 }) });
  };
  for (const image of readdirSync(join(dir, 'img'))) add(image, readFileSync(join(dir, 'img', image)));
  for (const [name, sheets] of Object.entries(SHEETS)) {
    const css = sheets.map((sheet) => readFileSync(join(dir, 'css', `${sheet}.css`), 'utf8')).join('\n')
      .replace(/url\(\/img\/([\w.-]+)\)/g, (_, image: string) => `url(/assets/${assets.get(image)?.file ?? image})`);
    add(name, Buffer.from(transform({ filename: name, code: Buffer.from(css), minify: true, targets: PHONES }).code));
  }
  // Each script is a block of its own and imports nothing, so that they can stand one after the other.
  const scripts = readdirSync(join(dir, 'js')).sort().map((script) => readFileSync(join(dir, 'js', script), 'utf8'));
  add('site.js', Buffer.from(scripts.join('\n').replace(/^\s*\/\/.*$/gm, '').replace(/\n\s*/g, '\n').trim()));
  return assets;
}

const ROBOTS = ['User-agent: *', 'Disallow: /g/', 'Disallow: /m/', 'Disallow: /c/', 'Disallow: /desk', 'Disallow: /me', 'Disallow: /*/g/', 'Disallow: /*/m/', 'Disallow: /*/c/', 'Disallow: /*/desk', 'Disallow: /*/me', ''].join('\n');

/** Serves the assets, the icon and robots.txt, before the application's own routes. */
export function serveAssets(fastify: FastifyInstance, assets: Assets): void {
  fastify.get<{ Params: { file: string } }>('/assets/:file', (request, reply) => {
    const asset = assets.get(request.params.file);
    if (!asset) return reply.callNotFound();
    return send(request, reply.header('cache-control', 'public, max-age=31536000, immutable'), asset);
  });
  fastify.get('/favicon.ico', (request, reply) => {
    const icon = assets.get(assets.href('icon.svg').slice('/assets/'.length));
    return icon ? send(request, reply.header('cache-control', 'public, max-age=86400'), icon) : reply.callNotFound();
  });
  fastify.get('/robots.txt', (_, reply) => reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=86400').send(ROBOTS));
}

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  void reply.type(asset.type).header('vary', 'accept-encoding').header('x-content-type-options', 'nosniff');
  if (/\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(asset.br);
  if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.plain);
}
