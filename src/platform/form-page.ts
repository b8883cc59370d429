import { type ArgumentsHost, type CanActivate, Catch, type ExceptionFilter, type ExecutionContext, HttpException, Injectable, Logger, UseFilters } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../rules/refused';
import { refusedFrom, tookTooLong } from './database';
import { CONFLICTS, ErrorFilter, fieldErrors, LOOK_AGAIN, RefusedFields, sendView, sentence } from './errors';
import { isForm, writable } from './http';
import { TooOften } from './throttle';

/** What was wrong, in the order of the fields: `id` is the field's name, null when it concerns the form as a whole. */
export interface FormErrors {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly { id: string | null; text: string; path?: string }[];
  /** Nothing is wrong, it only came too soon. */
  readonly wait?: true;
  /** Nothing is wrong, it is to be looked at once more. */
  readonly look?: true;
}

/** Which of a page's forms came back, by the end of its address: it stands open, with what was typed. Null when the page is only read. */
export const formOf = ({ method, url }: FastifyRequest): string | null => (method === 'POST' ? new URL(url, 'http://localhost').pathname.split('/').at(-1)! : null);

/**
 * A refused form comes back, 422 (409 when others were faster, 413 when its file is too large, 429 when it was sent too often, 503 when it waited for others in vain), with what was typed and what is wrong with it:
 * `@FormPage('giving/give', (donations: DonationsController, request) => donations.page(request))`.
 * The controller builds the page as it did for GET; `values` and `errors` are added to it.
 */
export function FormPage<C extends object>(view: string, page: (controller: C, request: FastifyRequest, reply: FastifyReply) => object | Promise<object>): MethodDecorator {
  return (target, key, descriptor) => {
    @Injectable()
    @Catch()
    class FormPageFilter implements ExceptionFilter {
      constructor(private readonly modules: ModuleRef, private readonly others: ErrorFilter) {}

      async catch(error: unknown, host: ArgumentsHost): Promise<void> {
        const request = host.switchToHttp().getRequest<FastifyRequest>();
        const reply = host.switchToHttp().getResponse<FastifyReply>();
        const said = saidOf(error, request, reply);
        if (!said) return this.others.catch(error, host);
        try {
          const model = await page(this.modules.get<C>(target.constructor, { strict: false }), request, reply);
          const back: FormErrors = { values: request.body as Record<string, unknown>, errors: said.errors, ...(said.status === 429 || said.status === 503 ? { wait: true } : {}), ...(error instanceof Refused && LOOK_AGAIN.has(error.code) ? { look: true } : {}) };
          sendView(reply.status(said.status).header('cache-control', 'no-store'), view, { ...model, ...back });
        } catch (another) {
          this.others.catch(another, host);
        }
      }
    }
    UseFilters(FormPageFilter)(target, key, descriptor);
  };
}

/** What a form has to say to its reader; nothing when the error is no matter of the form. */
function saidOf(error: unknown, request: FastifyRequest, reply: FastifyReply): { status: number; errors: FormErrors['errors'] } | undefined {
  if (error instanceof TooOften) void reply.header('retry-after', String(error.seconds));
  if (error instanceof HttpException && error.getStatus() === 429) {
    const seconds = Number(reply.getHeader('retry-after'));
    const text = seconds > 90 ? sentence(request, reply, 'too-often-minutes', { minutes: String(Math.ceil(seconds / 60)) }) : sentence(request, reply, 'too-often', { seconds: String(seconds) });
    return { status: 429, errors: [{ id: null, text }] };
  }
  if (tookTooLong(error)) {
    // others hold what it needs, for as long as a list is booked: nothing of it was kept, and it only has to be sent again
    new Logger('Forms').warn({ err: error }, `${request.method} ${request.routeOptions.url ?? ''} waited in vain`);
    return { status: 503, errors: [{ id: null, text: sentence(request, reply, 'books-are-busy') }] };
  }
  if (error instanceof HttpException && error.getStatus() === 413) return { status: 413, errors: [{ id: 'file', text: sentence(request, reply, 'file-too-large') }] };
  const refused = error instanceof RefusedFields || error instanceof Refused ? error : refusedFrom(error);
  return refused && { status: refused instanceof Refused && CONFLICTS.has(refused.code) ? 409 : 422, errors: fieldErrors(refused, request, reply) };
}

/** Takes what PostgreSQL cannot keep out of a form's fields and refuses them. @throws Refused, RefusedFields */
export function refuseUnwritable(fields: Record<string, unknown>): void {
  const bad = Object.keys(fields).filter((field) => !writable(field) || !writable(fields[field]));
  if (bad.length === 0) return;
  for (const field of bad) {
    const value = fields[field];
    if (typeof value === 'string') fields[field] = value.toWellFormed().replaceAll(/[\0\uFFFD]/g, '');
    else delete fields[field];
  }
  if (!bad.every(writable)) throw new Refused('text-cannot-be-written');
  throw new RefusedFields(bad.map((property) => ({ property, constraints: { writable: 'characters-taken-out' } })));
}

/** A guard, since what a hook refuses never reaches the form's own page. */
@Injectable()
export class FormText implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const fields = request.body as Record<string, unknown> | null | undefined;
    if (fields && isForm(request)) refuseUnwritable(fields);
    return true;
  }
}
