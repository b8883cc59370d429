import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import { refuseUnwritable } from '../../platform/form-page';
import { bringsFiles, readForm, type Sent } from '../../platform/upload';
import { LARGEST_PAPER, MOST_PAPERS, paperName, paperType, type PaperType } from '../../rules/paper';
import { Refused } from '../../rules/refused';

declare module 'fastify' {
  interface FastifyRequest {
    /** Files that came with this form, now or before: kept until it is done, and shown when it comes back. */
    held?: readonly HeldFile[];
  }
}

export interface HeldFile {
  readonly key: string;
  readonly name: string;
  readonly type: PaperType;
  readonly size: number;
}

/** Nobody fills in so many forms at once: the oldest give way. */
const MOST_HELD = 3 * MOST_PAPERS;
const KEY = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/;

/** The keys of what came with a form, for whoever attaches it. */
export const keysOf = ({ held = [] }: FastifyRequest): string[] => held.map(({ key }) => key);

/** Files of forms that are not done yet: they stand in the database, so that a form that comes back for another reason has not lost them. */
@Injectable()
export class HeldFiles {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /**
   * Reads what was sent: the fields for the form's class, the files for `held`.
   * @throws Refused for a file that is none of ours, `one-more-file` when only another row was asked for
   */
  async receive(request: FastifyRequest): Promise<void> {
    const came: HeldFile[] = [];
    const refused: Refused[] = [];
    const take = async (file: Sent): Promise<void> => {
      const verdict = this.judge(file);
      if (verdict instanceof Refused) refused.push(verdict);
      else came.push(await this.hold(request, file, verdict));
    };
    if (bringsFiles(request)) request.body = await readForm(request, { largest: LARGEST_PAPER, take });
    const before = await this.find(request);
    const held = [...before, ...came];
    const fields = request.body as Record<string, unknown>;
    const more = fields.more !== undefined && came.length > 0;
    delete fields.more;
    delete fields.file; // a form without files sends the name of what was chosen
    request.held = held.slice(0, MOST_PAPERS);
    refuseUnwritable(fields);
    if (refused[0]) throw refused[0];
    if (held.length > MOST_PAPERS) throw new Refused('a-thing-has-ten-papers-at-most', { field: 'file' });
    if (more) throw new Refused('one-more-file');
  }

  /** What this form brought earlier, as far as it is this person's; taken out of its fields. */
  async find(request: FastifyRequest): Promise<readonly HeldFile[]> {
    const { held, ...fields } = (request.body ?? {}) as Record<string, unknown>;
    request.body = fields;
    const keys = [held].flat().filter((key): key is string => typeof key === 'string' && KEY.test(key));
    request.held = keys.length === 0 ? [] : await this.db.query<HeldFile[]>(
      'SELECT key, name, media_type AS type, octet_length(content) AS size FROM held_file WHERE key = ANY ($1::uuid[]) AND person = $2 AND foundation = $3 ORDER BY held_at, key', [keys, request.person!.id, request.foundation!.id]);
    return request.held;
  }

  private judge({ originalname, buffer, tooLarge }: Sent): PaperType | Refused {
    const type = paperType(buffer);
    const name = paperName(originalname, type);
    if (tooLarge) return new Refused('a-paper-has-ten-megabytes-at-most', { field: 'file', name });
    if (buffer.length === 0) return new Refused('a-paper-is-not-empty', { field: 'file', name });
    return type ?? new Refused('a-paper-is-a-picture-or-a-pdf', { field: 'file', name });
  }

  private async hold({ person, foundation }: FastifyRequest, { originalname, buffer }: Sent, type: PaperType): Promise<HeldFile> {
    const held = { key: randomUUID(), name: paperName(originalname, type), type, size: buffer.length };
    await this.db.query('DELETE FROM held_file WHERE key IN (SELECT key FROM held_file WHERE person = $1 ORDER BY held_at DESC OFFSET $2)', [person!.id, MOST_HELD - 1]);
    await this.db.query('INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [held.key, foundation!.id, person!.id, held.name, type, buffer, this.clock.now()]);
    return held;
  }
}

/** Reads a form with files before its other guards do, a code before money moves among them. */
@Injectable()
export class PapersGuard implements CanActivate {
  constructor(private readonly files: HeldFiles) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.files.receive(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}

/** This form may bring papers, in `shared/field-papers`; it comes back by `@FormPage`. Stands beneath `@StepUp()`, so that it reads first. */
export const WithPapers = (): MethodDecorator => applyDecorators(UseGuards(PapersGuard));
