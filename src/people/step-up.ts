import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Sessions } from './sessions.service';
import { callerOf } from './sign-in';
import { SignIns } from './sign-ins.service';

/** What the field of the code is called, in `shared/field-code`. */
const FIELD = 'code';

/**
 * Asks for a one-time code unless one was given in this session within the last ten minutes. It comes with the form, in a field of its own that the form's
 * class does not know; the form must come back by `@FormPage`, which shows the field when it is needed.
 */
@Injectable()
export class StepUpGuard implements CanActivate {
  constructor(private readonly signIns: SignIns, private readonly sessions: Sessions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const code = takenFrom(request);
    const { session, person } = request;
    if (!session || !person) return false;
    if (session.confirmed) return true;
    await this.signIns.prove(person.id, code, callerOf(request));
    await this.sessions.confirm(session);
    request.session = { ...session, confirmed: true }; // the same form may come back for another reason
    return true;
  }
}

/** Money moves here, or somebody is given the keys to where it does. */
export const StepUp = (): MethodDecorator => applyDecorators(SetMetadata('people:step-up', true), UseGuards(StepUpGuard));

/** Takes the code out of what was sent: it is not shown again, nor kept. */
function takenFrom(request: FastifyRequest): string {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const { [FIELD]: code, ...rest } = body;
  request.body = rest;
  return typeof code === 'string' ? code.slice(0, 60) : '';
}
