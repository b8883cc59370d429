import { type CanActivate, type ExecutionContext, Injectable, NotFoundException, SetMetadata, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

/** Who is signed in. Set on the request by `people`, before any guard runs. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly roles: readonly string[];
  /** May look behind every door and act behind none but their own. */
  readonly readsAll?: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    person?: Person | null;
  }
}

const PUBLIC = 'access:public';
const ALLOWED = 'access:allowed';

/** Anybody may knock. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
/** Those who hold one of these roles may knock; with no role named, everybody who is signed in. */
export const Allow = (...roles: string[]): ClassDecorator & MethodDecorator => SetMetadata(ALLOWED, roles);

/**
 * A handler that says neither is closed: forgetting must not open a door. What stands on the handler counts before what stands on its class.
 * Behind a closed door there is nothing: whoever may not knock learns no more than whoever knocks at a wall.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { isPublic, allowed } = this.said(context);
    if (isPublic) return true;
    const { person, method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!person) throw new UnauthorizedException();
    const looks = person.readsAll && (method === 'GET' || method === 'HEAD');
    if (!allowed || (allowed.length && !looks && !allowed.some((role) => person.roles.includes(role)))) throw new NotFoundException();
    return true;
  }

  private said(context: ExecutionContext): { isPublic?: boolean; allowed?: string[] } {
    for (const target of [context.getHandler(), context.getClass()]) {
      const isPublic = this.reflector.get<boolean | undefined>(PUBLIC, target);
      const allowed = this.reflector.get<string[] | undefined>(ALLOWED, target);
      if (isPublic || allowed) return { isPublic: isPublic && !allowed, allowed };
    }
    return {};
  }
}
