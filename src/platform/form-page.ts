import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, UseFilters } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../rules/refused';
import { refusedFrom } from './database';
import { CONFLICTS, ErrorFilter, fieldErrors, RefusedFields, sendView } from './errors';

/** What was wrong, in the order of the fields: `id` is the field's name, null when it concerns the form as a whole. */
export interface FormErrors {
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly { id: string | null; text: string }[];
}

/**
 * A refused form comes back, 422 (409 when others were faster), with what was typed and what is wrong with it:
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
        const refused = error instanceof RefusedFields || error instanceof Refused ? error : refusedFrom(error);
        if (!refused) return this.others.catch(error, host);
        const request = host.switchToHttp().getRequest<FastifyRequest>();
        const reply = host.switchToHttp().getResponse<FastifyReply>();
        try {
          const model = await page(this.modules.get<C>(target.constructor, { strict: false }), request, reply);
          const said: FormErrors = { values: request.body as Record<string, unknown>, errors: fieldErrors(refused, request, reply) };
          sendView(reply.status(refused instanceof Refused && CONFLICTS.has(refused.code) ? 409 : 422).header('cache-control', 'no-store'), view, { ...model, ...said });
        } catch (another) {
          this.others.catch(another, host);
        }
      }
    }
    UseFilters(FormPageFilter)(target, key, descriptor);
  };
}
