import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../platform/clock';
import { isForm } from '../platform/http';
import { bringsFiles, readForm } from '../platform/upload';
import { visitOf } from '../platform/visit';
import { Refused } from '../rules/refused';
import { HeldFiles } from './papers/held-files';
import { Vault } from './vault';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was typed before a session ended has just been put back into the body, or is gone: the form is shown, nothing is done yet. */
    cameBack?: 'whole' | 'gone';
  }
}

/** Never kept, whatever form they are in. */
const SECRETS = ['password', 'again', 'old', 'code', 'proof', 'kept'];
/** Whoever comes back later than that begins anew. */
const KEPT_MS = 60 * 60 * 1000;
/** Sealed it grows by a third, and has to come back within a form. */
const MOST_BYTES = 60_000;

interface Kept { readonly to: string; readonly fields: Record<string, unknown>; readonly at: number }

/** Whose form it was; where the cookie is gone, and of a telephone, whoever is at the same page. */
const boxOf = (person: number | null): string => `form of ${person ?? 'nobody'}`;

/**
 * Keeps what somebody had typed when their session ended, in the sign-in page itself: closed with our key, for them alone, and nowhere on our side.
 * A form comes back as it was and is sent anew by whoever has signed in.
 */
@Injectable()
export class KeptForms {
  constructor(private readonly vault: Vault, private readonly clock: Clock) {}

  /** Null when nothing was typed that may be kept. Of a form with files what was typed, and those that were sent earlier; those that come with it are nobody's. */
  async keep(request: FastifyRequest, person: number | null): Promise<string | null> {
    const fields = bringsFiles(request) ? await readForm(request, { largest: 0, take: null }) : isForm(request) ? ((request.body ?? {}) as Record<string, unknown>) : {};
    const typed = Object.entries(fields).filter(([name]) => !SECRETS.includes(name));
    if (typed.length === 0) return null;
    const kept: Kept = { to: visitOf(request).base + pathOf(request), fields: Object.fromEntries(typed), at: this.clock.now().getTime() };
    const text = JSON.stringify(kept);
    return Buffer.byteLength(text) > MOST_BYTES ? null : this.vault.close(text, boxOf(person)).toString('base64url');
  }

  /** Where a kept form belongs; null when it is somebody else's, too old, or none of ours. */
  open(kept: string, person: number | null): Kept | null {
    const box = Buffer.from(kept, 'base64url');
    const text = this.vault.open(box, boxOf(person)) ?? this.vault.open(box, boxOf(null));
    const opened = text === null ? null : (JSON.parse(text) as Kept);
    return opened && this.clock.now().getTime() - opened.at < KEPT_MS ? opened : null;
  }

  /** Puts a kept form back into the request that brings it. */
  putBack(request: FastifyRequest): void {
    const { kept } = (request.body ?? {}) as { kept?: unknown };
    if (typeof kept !== 'string' || !(request.person ?? request.telephone) || !isForm(request)) return;
    const opened = this.open(kept, request.person?.id ?? null);
    const fits = opened?.to === visitOf(request).base + pathOf(request);
    request.body = fits ? opened.fields : {};
    request.cameBack = fits ? 'whole' : 'gone';
  }
}

const pathOf = ({ raw }: FastifyRequest): string => (raw.url ?? '/').replace(/\?.*$/s, '');

/** A form that came back is looked at before it is sent: a guard, since what a hook refuses never reaches the form's own page. */
@Injectable()
export class CameBack implements CanActivate {
  constructor(private readonly files: HeldFiles) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { cameBack } = request;
    if (cameBack && request.person) await this.files.find(request);
    if (cameBack) throw cameBack === 'whole' ? new Refused('signed-in-anew') : new Refused('what-was-kept-is-gone');
    return true;
  }
}
