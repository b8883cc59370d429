import { Body, Controller, Get, Module, type NestModule, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { IsString, Length } from 'class-validator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Writable } from 'node:stream';
import { DataSource } from 'typeorm';
import { Allow, Public } from '../../src/platform/access';
import { CONFLICTS } from '../../src/platform/errors';
import { FormPage } from '../../src/platform/form-page';
import { extraFormAction, setUpHttp } from '../../src/platform/http';
import { Logging } from '../../src/platform/logging';
import { Limited } from '../../src/platform/throttle';
import { visitOf } from '../../src/platform/visit';
import { Refused } from '../../src/rules/refused';
import { startApp, type TestApp } from '../support/app';

class NoteForm {
  @IsString()
  @Length(1, 10, { message: 'title-too-long' })
  title: string;
}

@Controller('try')
@Public()
class TryController {
  constructor(private readonly db: DataSource) {}

  @Get('where') where(@Req() request: FastifyRequest) { return visitOf(request); }
  @Get('long') long() { return { text: '善'.repeat(2000) }; }
  @Get('secret') secret(@Res({ passthrough: true }) reply: FastifyReply) { void reply.header('cache-control', 'no-store'); return { a: 1 }; }
  @Get('check') check(@Res({ passthrough: true }) reply: FastifyReply) { extraFormAction(reply, 'https://checkout.stripe.com/pay'); return { a: 1 }; }
  @Get('boom') boom() { throw new Error('the inside'); }
  @Get('nothing') nothing() { throw new NotFoundException(); }
  @Get('refused') refused() { throw new Refused('not-today', { day: 'Monday' }); }
  @Get('bad-view') badView() { throw new Refused('bad-view'); }
  @Get('conflict') conflict() { throw new Refused('already-so'); }
  @Get('row') row() { return this.db.query(`DO $$ BEGIN RAISE 'no' USING ERRCODE = '23514', CONSTRAINT = 'two_people_sign'; END $$`); }
  @Get('say/:word') say(@Param('word') word: string, @Query('q') q?: string) { return { word, q: q ?? null }; }
  @Post('notes') note(@Body() form: NoteForm) { return form; }
  @Get('me') me(@Req() { ip, protocol }: FastifyRequest) { return { ip, protocol }; }
  @Get('limited') @Limited({ requests: 3, seconds: 60 }) limited() { return {}; }

  page(request: FastifyRequest) { return { heading: `a note ${visitOf(request).lang}` }; }
  @Post('form') @FormPage('try/note', (notes: TryController, request) => notes.page(request))
  form(@Body() form: NoteForm) {
    if (form.title === 'taken') throw new Refused('title-taken', { field: 'title' });
    if (form.title === 'boom') throw new Error('the inside');
    return { ok: true };
  }
}

@Controller('api/try')
@Public()
class TryApiController {
  @Get('refused') refused() { throw new Refused('not-today', { day: 'Monday' }); }
  @Get('boom') boom() { throw new Error('the inside'); }
  @Post('notes') note(@Body() form: NoteForm) { return form; }
}

@Controller('doors')
class DoorsController {
  @Get('forgotten') forgotten() { return {}; }
  @Get('staff') @Allow('staff') staff() { return {}; }
  @Post('staff') @Allow('staff') act() { return {}; }
  @Get('anyone') @Allow() anyone() { return {}; }
  @Post('anyone') @Allow() own() { return {}; }
}

@Module({ controllers: [TryController, TryApiController, DoorsController] })
class TryModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Plays the views, unless the application has its own, and lets a header say who is signed in. */
  configure(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    if (!fastify.hasReplyDecorator('view')) fastify.decorateReply('view', function (this: FastifyReply, page: string, model: object) {
      if (page === 'shared/error' && 'code' in model && model.code === 'bad-view') throw new Error('a fault in the view');
      return this.type('text/html; charset=utf-8').send(JSON.stringify({ page, ...model }));
    } as never);
    fastify.addHook('onRequest', (request, _reply, done) => {
      const role = request.headers['x-role'];
      request.person = role ? { id: 1, name: '王芳', roles: [String(role)], readsAll: role === 'reader' } : null;
      done();
    });
  }
}

describe('over HTTP', () => {
  let it_: TestApp;
  const log: string[] = [];
  const lines = (): { level: number; msg: string; req?: { url: string }; number?: string; err?: { stack: string } }[] => log.map((line) => JSON.parse(line));
  beforeAll(async () => {
    CONFLICTS.add('already-so');
    const sink = new Writable({ write(chunk, _encoding, done) { log.push(String(chunk)); done(); } });
    it_ = await startApp({ before: setUpHttp, imports: [TryModule], instead: [[Logging, new Logging('info', sink)]] });
  });
  afterAll(() => it_?.close());
  beforeEach(() => { log.length = 0; });
  const get = (path: string) => it_.request().get(path);
  const post = (path: string) => it_.request().post(path);

  describe('headers', () => {
    it.each([['/try/where', 200], ['/nope', 404], ['/%E0%A4%A', 400], ['/try/boom', 500], ['/try/refused', 422], ['/en/f/x/try/where', 200], ['/health', 200], [`/try/say/${'x'.repeat(201)}`, 414]])('guard %s, answered %i', async (path, status) => {
      const answer = await get(path);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-security-policy']).toBe("default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';manifest-src 'self'");
      expect(answer.headers).toMatchObject({ 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' });
      expect(answer.headers['x-powered-by']).toBeUndefined();
    });

    it('let one page lead elsewhere', async () => {
      expect((await get('/try/check')).headers['content-security-policy']).toContain("form-action 'self' https://checkout.stripe.com;");
      expect((await get('/try/where')).headers['content-security-policy']).not.toContain('stripe');
    });
  });

  describe('an address', () => {
    it('carries language and foundation', async () => {
      expect((await get('/f/qiaoxi/en/try/where?x=1')).body).toEqual({ lang: 'en', foundation: 'qiaoxi', base: '/en/f/qiaoxi' });
      expect((await get('/try/where/')).body).toEqual({ lang: 'zh', foundation: null, base: '' });
    });

    it('that leads nowhere at all is answered in the reader’s language', async () => {
      expect((await get('/%ZZ').expect(400)).text).toContain('请检查后再试');
      expect((await get('/en/%ZZ').expect(400)).text).toContain('Check it and try again');
      const problem = await get('/en/api/v1/%ZZ').expect(400);
      expect([problem.type, problem.body.code, problem.body.detail]).toEqual(['application/problem+json', 'bad-request', expect.stringContaining('Check it')]);
      expect((await get(`/en/try/say/${'x'.repeat(201)}`).expect(414)).text).toContain('too long');
    });

    it('is believed of a near proxy', async () => {
      expect((await get('/try/me').set('x-forwarded-for', '203.0.113.9').set('x-forwarded-proto', 'https')).body).toEqual({ ip: '203.0.113.9', protocol: 'https' });
    });
  });

  describe('answers', () => {
    it('are not sent twice', async () => {
      const first = await get('/try/where').expect(200);
      expect(first.headers).toMatchObject({ etag: expect.stringMatching(/^W\/"/), 'cache-control': 'private, no-cache' });
      const again = await get('/try/where').set('if-none-match', `"x", ${first.headers.etag}`).expect(304);
      expect([again.text, again.headers.etag, again.headers['content-type']]).toEqual(['', first.headers.etag, undefined]);
      await get('/f/x/try/where').set('if-none-match', first.headers.etag!).expect(200);
    });

    it('that nobody may keep have no mark', async () => {
      expect((await get('/try/secret')).headers).toMatchObject({ 'cache-control': 'no-store' });
      expect((await get('/try/secret')).headers.etag).toBeUndefined();
    });

    it('are packed, with the same mark', async () => {
      const packed = await get('/try/long').set('accept-encoding', 'br').expect(200);
      expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding', etag: (await get('/try/long').set('accept-encoding', 'identity')).headers.etag });
      await get('/try/long').set('accept-encoding', 'br').set('if-none-match', packed.headers.etag!).expect(304);
    });
  });

  describe('a form', () => {
    it('from another site is refused before it is read', async () => {
      await post('/try/notes').set('origin', 'https://evil.example').type('form').send({ title: 'a' }).expect(403);
      await post('/try/notes').set('sec-fetch-site', 'cross-site').type('form').send('x'.repeat(200_000)).expect(403);
      expect((await post('/en/try/notes').set('origin', 'https://evil.example').type('form').send({ title: 'a' })).text).toContain('send it again');
      expect((await post('/api/try/notes').set('origin', 'https://evil.example').send({ title: 'a' })).body).toMatchObject({ status: 403, code: 'sent-from-elsewhere', detail: expect.stringContaining('刷新') });
      expect(log.join()).not.toContain('shared/error');
      await post('/try/notes').set('sec-fetch-site', 'same-origin').type('form').send({ title: 'a' }).expect(201);
    });

    it('has a size, fields and characters', async () => {
      await post('/try/notes').type('form').send({ title: 'x'.repeat(110_000) }).expect(413);
      await post('/try/notes').send({ title: 'x'.repeat(1_100_000) }).expect(413);
      await post('/try/notes').type('application/xml').send('<a/>').expect(415);
      await post('/try/notes').type('form').send({ title: 'a', more: '1' }).expect(422);
      await post('/try/notes').type('form').send('title=a%00').expect(422);
      await post('/try/notes').type('form').send(Buffer.from('title=\xed\xa0\x80', 'latin1')).expect(422);
      await post('/try/notes').type('json').send('{"title":"\\ud800"}').expect(422);
      await post('/try/notes').type('json').send('{"title":"😀"}').expect(201);
    });

    it('comes back with what was typed and what is wrong', async () => {
      const answer = await post('/en/try/form').type('form').send({ title: 'a title too long' }).expect(422);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(JSON.parse(answer.text)).toEqual({ page: 'try/note', heading: 'a note en', values: { title: 'a title too long' }, errors: [{ id: 'title', text: 'title-too-long' }] });
      expect(JSON.parse((await post('/try/form').type('form').send({ title: 'taken' }).expect(422)).text).errors).toEqual([{ id: 'title', text: 'title-taken' }]);
      const nul = await post('/try/form').type('form').send('title=a%00b&%00=1').expect(422);
      expect(JSON.parse(nul.text)).toMatchObject({ page: 'try/note', values: { title: 'ab' }, errors: [{ id: null }] });
      await post('/try/form').type('form').send({ title: 'boom' }).expect(500);
      await post('/try/form').type('form').send({ title: 'fine' }).expect(201);
    });
  });

  describe('a refusal', () => {
    it('is a page for people and a problem for machines', async () => {
      expect((await get('/try/refused').expect(422)).type).toBe('text/html');
      const problem = await get('/api/try/refused').expect(422);
      expect(problem.type).toBe('application/problem+json');
      expect(problem.body).toEqual({ type: 'about:blank', title: 'Unprocessable Entity', status: 422, detail: 'not-today', code: 'not-today' });
      expect((await post('/en/api/try/notes').send({ title: '', more: 1 }).expect(400)).body).toMatchObject({
        code: 'fields-refused', errors: expect.arrayContaining([{ id: 'title', text: 'title-too-long' }, { id: 'more', text: 'Something was sent that the form does not have.' }]),
      });
    });

    it('may be the database’s, or a conflict', async () => {
      expect((await get('/try/row').expect(422)).text).toContain('two-people-sign');
      await get('/try/conflict').expect(409);
      expect((await get('/try/bad-view').expect(422)).text).toMatch(/^<!doctype html>/);
      await get('/try/nothing').expect(404);
    });

    it('meets what PostgreSQL cannot keep', async () => {
      for (const path of ['/try/say/a%00b', '/try/say/a?q=%00', '/try/say/a?%00=1', '/nope?q=%00']) await get(path).expect(422);
      await get('/try/where').set('cookie', 'sid=%00').expect(422);
      expect((await get('/en/try/say/%00')).text).toContain('characters that cannot be kept');
    });
  });

  it('a fault of ours is told by a number that is in the log, and by nothing else', async () => {
    const { text } = await get('/try/boom').expect(500);
    const said = lines().find((line) => line.number);
    expect(said?.err?.stack).toContain('the inside');
    expect(text).toContain(said!.number!);
    expect(text).not.toContain('the inside');
    expect((await get('/api/try/boom').expect(500)).body).toMatchObject({ status: 500, code: 'internal-server-error', number: expect.stringMatching(/^[0-9a-f]{8}$/) });
  });

  it('a request leaves one line, without query, headers or tokens', async () => {
    await get('/en/try/where?name=wang').set('cookie', 'sid=abc').set('authorization', 'Bearer abc');
    await get('/en/f/x/g/Qm7tokentoken/receipt?x=1');
    await get('/health/live');
    expect(lines().map((line) => line.req?.url)).toEqual(['/en/try/where', '/en/f/x/g/…/receipt']);
    expect(log.join()).not.toMatch(/wang|abc|Qm7|cookie/);
  });

  it('a door is closed unless somebody opened it', async () => {
    await get('/doors/forgotten').expect(401);
    await get('/doors/forgotten').set('x-role', 'staff').expect(404);
    await get('/doors/staff').expect(401);
    await get('/doors/staff').set('x-role', 'reviewer').expect(404);
    await get('/doors/staff').set('x-role', 'staff').expect(200);
    await get('/doors/anyone').set('x-role', 'reviewer').expect(200);
  });

  it('a reader looks behind every door that somebody may open, and acts behind none', async () => {
    await get('/doors/staff').set('x-role', 'reader').expect(200);
    await post('/doors/staff').set('x-role', 'reader').expect(404);
    await get('/doors/forgotten').set('x-role', 'reader').expect(404);
    await post('/doors/anyone').set('x-role', 'reader').expect(201);
  });

  it('whoever knocks too often waits, wherever the requests arrive', async () => {
    const knock = (from: string) => get('/try/limited').set('x-forwarded-for', from).then((answer) => answer.status);
    const many = [];
    for (let n = 0; n < 5; n++) many.push(await knock('203.0.113.1'));
    expect(many).toEqual([200, 200, 200, 429, 429]);
    expect(await knock('203.0.113.2')).toBe(200);
    expect((await get('/try/limited').set('x-forwarded-for', '203.0.113.1')).headers['retry-after']).toMatch(/^\d+$/);
    expect(await it_.db.query('SELECT count(*) AS n FROM throttle_hit')).toEqual([{ n: 2n }]);
  });

  it('health and figures', async () => {
    await get('/health/live').expect(200);
    expect((await get('/health/ready').expect(200)).body).toMatchObject({ status: 'ok', details: { database: { status: 'up' } } });
    expect((await get('/health').expect(200)).body.status).toBe('ok');
    await get('/try/say/somebody');
    expect((await get('/metrics').expect(200)).text).toMatch(/http_request_seconds_count\{method="GET",route="\/try\/say\/:word",status="200"\} \d+/);
    await get('/metrics').set('x-forwarded-for', '203.0.113.9').expect(404);
  });
});
