import { randomBytes } from 'node:crypto';
import type { AtDesk } from './desk';

/** As telephones and scanners begin their files; the rest is noise, another one each time. */
export const jpeg = (bytes = 2_000): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1]), randomBytes(bytes - 6), Buffer.from([0xff, 0xd9])]);
export const pdf = (text = String(Math.random())): Buffer => Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`);

export interface File { readonly name: string; readonly content: Buffer; readonly type?: string }

/** Sends a form as a browser does that brings files along. */
export async function sendsFiles({ visitor }: AtDesk, path: string, fields: Readonly<Record<string, string | readonly string[]>>, ...files: readonly File[]): Promise<{ status: number; text: string; html: string; to?: string }> {
  const request = visitor.post(path);
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) void request.field(name, one);
  for (const { name, content, type = 'application/octet-stream' } of files) void request.attach('file', content, { filename: name, contentType: type });
  const { status, text, headers } = await request;
  return { status, html: text, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}

/** Adds a paper to a record by its page. */
export const addsPaper = (desk: AtDesk, of: string, file: File = { name: '发票.jpg', content: jpeg() }): ReturnType<typeof sendsFiles> => sendsFiles(desk, `/desk/papers/of/${of}`, {}, file);

/** The keys of the files that a page has kept. */
export const heldOn = (html: string): string[] => [...html.matchAll(/name="held" value="([^"]+)"/g)].map(([, key]) => key!);
