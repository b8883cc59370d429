import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, getSchemaPath, SwaggerModule } from '@nestjs/swagger';
import { LedgerFile } from './api.answers';

const API = '/api/v1';
/** What the files of the ledger look like, for those who read them with a program. */
export const LEDGER_FILE = `${API}/openapi.json${getSchemaPath(LedgerFile)}`;

/** Tells programs what the public interface offers, and lets pages of other sites read what is public there: what is not asks for a session, which no other site can send. Call before `app.init()`. */
export function setUpOpenApi(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'GET' && request.raw.url?.startsWith(`${API}/`)) void reply.header('access-control-allow-origin', '*');
    done();
  });
  let text: string | undefined; // made when first asked for: starting must not wait for it
  fastify.get(`${API}/openapi.json`, (_, reply) => {
    text ??= documentOf(app);
    return reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=0, must-revalidate').send(text);
  });
}

function documentOf(app: NestFastifyApplication): string {
  const about = new DocumentBuilder().setTitle('四柱 Sizhu').setVersion('1')
    .setDescription('The public books of a community foundation. Sums are whole fen as text, days those of Shanghai. With several foundations each address also stands under /f/{code}. A ledger’s page gives its whole list as a file, ?format=json, of the shape LedgerFile.').build();
  const document = SwaggerModule.createDocument(app, about, { extraModels: [LedgerFile] });
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith(`${API}/`)));
  return JSON.stringify({ ...document, paths, components: { schemas: named([paths, { $ref: getSchemaPath(LedgerFile) }], document.components?.schemas ?? {}) } });
}

/** The shapes that are spoken of, and those that these speak of: the forms of our own pages are nobody else's matter. */
function named(about: object, shapes: Readonly<Record<string, object>>, known: Record<string, object> = {}): Record<string, object> {
  for (const [, name] of JSON.stringify(about).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (Object.hasOwn(known, name!)) continue;
    known[name!] = shapes[name!]!;
    named(shapes[name!]!, shapes, known);
  }
  return known;
}
