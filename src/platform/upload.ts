import { applyDecorators, BadRequestException, type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-fastify/multipart';
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../rules/refused';
import { writable } from './http';

const MEGABYTE = 2 ** 20;

/** A file that came with a form, whole in memory. */
export interface Uploaded {
  /** As the sender's machine calls it; never a path of ours. */
  readonly originalname: string;
  readonly size: number;
  readonly buffer: Buffer;
}

/** What `FormText` does for plain forms; the fields of an upload are read after the guards. */
@Injectable()
class WritableFields implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): ReturnType<CallHandler['handle']> {
    if (!writable(context.switchToHttp().getRequest<FastifyRequest>().body)) throw new Refused('text-cannot-be-written');
    return next.handle();
  }
}

/**
 * One file in the form's field `file`, given to the handler by `@UploadedFile() file?: Uploaded`. A larger one is refused with 413.
 * Guards run before the body is read: `@StepUp()` belongs on the act that follows, not on the upload.
 */
export const Upload = ({ megabytes }: { megabytes: number }): MethodDecorator =>
  applyDecorators(UseInterceptors(FileInterceptor('file', { limits: { fileSize: megabytes * MEGABYTE, files: 1, fields: 40, fieldSize: 100 * 1024, parts: 41 } }), WritableFields));

/** A file of a form, as far as it may go. */
export interface Sent extends Uploaded {
  readonly tooLarge: boolean;
}

/** Whether a form may bring files along. */
export const bringsFiles = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean => headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false;

const FIELDS = { fields: 60, fieldSize: 100 * 1024, fileSize: 0, files: 20, parts: 80 };

/**
 * Reads a form with files: its fields, and one file after the other, so that no more than one of them is in memory. What is not taken is read past.
 * An input in which nothing was chosen is no file.
 */
export async function readForm(request: FastifyRequest, { largest, take }: { largest: number; take: ((file: Sent) => Promise<void>) | null }): Promise<Record<string, unknown>> {
  const said = new Map<string, unknown>();
  const options = { limits: { ...FIELDS, fileSize: largest }, throwFileSizeLimit: false }; // the form itself says which file is too large
  const parts = request.parts(options);
  for (let next = await whole(parts.next()); !next.done; next = await whole(parts.next())) {
    const part = next.value;
    if (part.type === 'field') {
      const before = said.get(part.fieldname);
      said.set(part.fieldname, before === undefined ? part.value : [before, part.value].flat());
    } else if (take && part.filename) {
      const buffer = await whole(buffered(part.file));
      await take({ originalname: part.filename, size: buffer.length, buffer, tooLarge: part.file.truncated });
    } else part.file.resume();
  }
  return Object.fromEntries(said);
}

async function buffered(file: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What is no form, or breaks off, is the sender's fault and not ours. @throws BadRequestException */
async function whole<T>(read: Promise<T>): Promise<T> {
  return read.catch((error: unknown) => {
    throw error instanceof Error && 'statusCode' in error ? error : new BadRequestException('not a whole form', { cause: error });
  });
}
