import { applyDecorators, type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-fastify/multipart';
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
