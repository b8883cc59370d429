import { type ArgumentsHost, BadRequestException, Catch, type ExceptionFilter, ForbiddenException, HttpException, Logger } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { EntityNotFoundError } from 'typeorm';
import { Refused } from '../rules/refused';
import { refusedFrom } from './database';
import { TooOften } from './throttle';
import { visitOf } from './visit';

/** What is wrong with one field: the code of a sentence, as in `Refused`, or the sentence itself. */
export interface Mistake {
  readonly field: string;
  readonly code: string;
}

/** Fields that are missing, unknown or not what they should be, as the forms' classes say. */
export class RefusedFields extends BadRequestException {
  readonly mistakes: readonly Mistake[];

  constructor(errors: readonly ValidationError[]) {
    const mistakes = errors.flatMap((error) => mistakesOf(error));
    super(mistakes.map(({ field, code }) => `${field}: ${code}`));
    this.mistakes = mistakes;
  }
}

function mistakesOf(error: ValidationError, path = ''): Mistake[] {
  const field = path + error.property;
  const own = Object.entries(error.constraints ?? {}).slice(0, 1).map(([kind, message]) => ({ field, code: kind === 'whitelistValidation' ? 'unknown-field' : message }));
  return [...own, ...(error.children ?? []).flatMap((child) => mistakesOf(child, `${field}.`))];
}

/** Refusals that contradict what already stands, rather than being wrong in themselves. Features add theirs. */
export const CONFLICTS = new Set<string>();

/** Refusals by which a form only asks to be looked at once more: nothing in it is wrong. */
export const LOOK_AGAIN = new Set<string>();

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly text: string;
  /** Names a fault of ours in the log, for those who write to us about it. */
  readonly number?: string;
  readonly errors?: readonly { id: string | null; text: string }[];
}

/** Where one asked, no page is anybody's: an address of the house that programs speak with. */
export class NoPages extends Error {
  constructor(page: string) {
    super(`No foundation for the page ${page}`);
  }
}

/** The one place where an exception becomes an answer: a problem (RFC 9457) for `/api/`, a page for people. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.problemOf(error, request, reply);
    if (reply.sent) return; // a stream broke off in the middle; the reader has noticed
    void reply.status(problem.status).header('cache-control', 'no-store');
    if (error instanceof TooOften) void reply.header('retry-after', String(error.seconds));
    if (isApi(request)) sendProblem(reply, problem);
    else if (problem.code === 'sent-from-elsewhere' || !this.sendsView(reply, problem)) sendBare(request, reply, problem); // that one is refused before we know whose page it is
  }

  /** The page of errors must not fail for an error of its own. */
  private sendsView(reply: FastifyReply, problem: Problem): boolean {
    try {
      return sendView(reply, 'shared/error', problem);
    } catch (error) {
      if (!(error instanceof NoPages)) this.logger.error({ err: error }, 'shared/error');
      return false;
    }
  }

  private problemOf(error: unknown, request: FastifyRequest, reply: FastifyReply): Problem {
    const refused = error instanceof Refused ? error : refusedFrom(error);
    if (refused) return { status: CONFLICTS.has(refused.code) ? 409 : 422, code: refused.code, text: sentence(request, reply, refused.code, refused.facts) };
    if (error instanceof RefusedFields) {
      const status = isApi(request) ? 400 : 422;
      return { status, code: 'fields-refused', text: statusSentence(request, reply, status), errors: fieldErrors(error, request, reply) };
    }
    if (error instanceof ForbiddenException && /cross-origin/i.test(error.message)) return { status: 403, code: 'sent-from-elsewhere', text: sentence(request, reply, 'sent-from-elsewhere') };
    const status = statusOf(error);
    if (status < 500) return { status, code: codeOf(status), text: statusSentence(request, reply, status) };
    const number = randomBytes(4).toString('hex');
    this.logger.error({ err: error instanceof Error ? error : new Error(String(error)), number }, `${number} ${request.method} ${request.routeOptions.url ?? ''}`);
    return { status, code: codeOf(status), text: statusSentence(request, reply, status, { number }), number };
  }
}

/** What a form shows beside its fields; `path`: where the reader can do what the sentence asks. */
export function fieldErrors(error: RefusedFields | Refused, request: FastifyRequest, reply: FastifyReply): { id: string | null; text: string; path?: string }[] {
  if (error instanceof Refused) return [{ id: error.facts.field ?? null, text: sentence(request, reply, error.code, error.facts), ...(error.facts.path ? { path: error.facts.path } : {}) }];
  return error.mistakes.map(({ field, code }) => ({ id: field, text: sentence(request, reply, code, { field }) }));
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof EntityNotFoundError) return 404;
  const { statusCode } = error as { statusCode?: unknown }; // Fastify's own: too large, a malformed address, not JSON
  return typeof statusCode === 'number' && statusCode >= 400 ? statusCode : 500;
}

/** For an address that reaches no route at all: the router asks before anything of ours has run. */
export function answerUnroutable(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error);
  const problem = { status, code: codeOf(status), text: statusSentence(request, reply, status) };
  void reply.status(status).header('cache-control', 'no-store');
  if (isApi(request)) sendProblem(reply, problem);
  else sendBare(request, reply, problem);
}

const isApi = (request: FastifyRequest): boolean => (request.raw.url ?? '').startsWith('/api/');
const codeOf = (status: number): string => (STATUS_CODES[status] ?? 'error').toLowerCase().replace(/[^a-z]+/g, '-');

/** What the views add to replies: words in the reader's language, and pages. */
type Speaking = FastifyReply & {
  words?(key: string, values?: Readonly<Record<string, string>>): string;
  view?(page: string, model: object): FastifyReply;
};

/** Answers with a page of the views; false when there are none. */
export function sendView(reply: Speaking, page: string, model: object): boolean {
  return Boolean(reply.view?.(page, model));
}

/** The sentence of a refusal. A code without words is shown as it is: better a bare name than silence. */
export function sentence(request: FastifyRequest, reply: FastifyReply, code: string, facts: Readonly<Record<string, string>> = {}): string {
  return wordsFor(reply, `refused.${code}`, facts) ?? OURS[code]?.[visitOf(request).lang] ?? code;
}

function statusSentence(request: FastifyRequest, reply: FastifyReply, status: number, values: Record<string, string> = {}): string {
  const own = OURS[status] ?? OURS[status < 500 ? 400 : 500];
  // a page says what to do beneath its heading; a program's author has this one sentence
  const told = isApi(request) ? wordsFor(reply, `problem.${status}`, values) : undefined;
  return told ?? wordsFor(reply, `error.${status}`, values) ?? own?.[visitOf(request).lang].replace('{{number}}', values.number ?? '') ?? '';
}

/** A translator answers an unknown key with the key itself. */
function wordsFor(reply: Speaking, key: string, values: Readonly<Record<string, string>>): string | undefined {
  const text = reply.words?.(key, values);
  return text === key ? undefined : text;
}

/** What can be said where the views' words are not at hand: an address so malformed that it reaches no page, a fault in the views themselves. */
const OURS: Readonly<Record<string, { zh: string; en: string }>> = {
  400: { zh: '看不懂这个请求：网址或内容可能不完整。请检查后再试一次。', en: 'This request cannot be understood: its address or content may be incomplete. Check it and try again.' },
  414: { zh: '网址太长：请检查是不是多复制了内容。', en: 'This address is too long: check whether too much was copied.' },
  401: { zh: '请先登录。', en: 'Please sign in first.' },
  403: { zh: '您无权进行此操作。', en: 'You may not do this.' },
  404: { zh: '没有找到这个页面。', en: 'There is no such page.' },
  409: { zh: '与现有记录冲突，请刷新页面后再试。', en: 'This contradicts what already stands: reload the page and try again.' },
  413: { zh: '提交的内容过大。', en: 'What was sent is too large.' },
  415: { zh: '不支持这种格式的内容。', en: 'Content of this kind is not accepted.' },
  422: { zh: '有些内容需要更正。', en: 'Something needs to be corrected.' },
  429: { zh: '操作过于频繁，请稍后再试。', en: 'Too many attempts: please try again later.' },
  500: { zh: '系统出错，已记录，编号 {{number}}。请稍后再试。', en: 'Something went wrong on our side and has been noted under {{number}}. Please try again later.' },
  503: { zh: '服务暂时不可用，请稍后再试。', en: 'The service is not available just now: please try again later.' },
  'text-cannot-be-written': { zh: '内容含有无法保存的字符，请删除后重试。', en: 'The text contains characters that cannot be kept: remove them and try again.' },
  'sent-from-elsewhere': { zh: '这份表单不是从本站的页面提交的，没有处理。请回到原来的页面，刷新后再提交一次。', en: 'This form was not sent from a page of this site, so nothing was done with it. Go back, reload the page and send it again.' },
  'unknown-field': { zh: '提交了表单中没有的项目。', en: 'Something was sent that the form does not have.' },
};

function sendProblem(reply: FastifyReply, { status, code, text, number, errors }: Problem): void {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, detail: text, code, number, errors };
  void reply.type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

function sendBare(request: FastifyRequest, reply: FastifyReply, { text, errors = [] }: Problem): void {
  const { lang, base } = visitOf(request);
  const said = [text, ...errors.map((error) => error.text)].map((line) => `<p>${escaped(line)}</p>`).join('');
  void reply.type('text/html; charset=utf-8').send(`<!doctype html><html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>四柱 Sizhu</title>${said}<p><a href="${base || '/'}">${lang === 'zh' ? '回到首页' : 'Home'}</a></p></html>`);
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
