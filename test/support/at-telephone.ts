import type { TestApp } from './app';
import { type AtDesk, codeOf } from './desk';
import { Vault } from '../../src/people/vault';

type Visitor = ReturnType<TestApp['visitor']>;

/** What a reader sees of a page. */
export const plainText = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** A form as a browser sends it: a list is as many fields of one name. */
export const posts = (visitor: Visitor, path: string, form: Record<string, string | readonly string[]>) =>
  visitor.post(path).type('form').send(new URLSearchParams(Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]))).toString());

/** The newest code that has come to a telephone. */
export async function received(house: TestApp, phone: string): Promise<string> {
  return new RegExp(`${phone} [^·]*?验证码 (\\d{6})，`).exec(plainText((await house.request().get('/outbox').expect(200)).text))![1]!;
}

/** Somebody who has signed in by telephone. */
export async function byTelephone(house: TestApp, phone: string, visitor = house.visitor()): Promise<Visitor> {
  await visitor.post('/me/codes').type('form').send({ number: phone }).expect(303);
  await visitor.post('/me/sessions').type('form').send({ code: await received(house, phone) }).expect(303);
  return visitor;
}

/** What the form of an agreement offers as a browser would send it back. */
export async function agreementOn(desk: AtDesk, path: string): Promise<Record<string, string | string[]>> {
  const html = await desk.reads(path);
  const form: Record<string, string | string[]> = {};
  for (const [, name, value] of html.matchAll(/<input class="in[^>]* name="(\w+)" value="([^"]*)"/g)) form[name!] = value!;
  for (const [, name, value] of html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)) form[name!] = name === 'purposes' ? [form.purposes ?? [], value!].flat() : value!;
  for (const [, name, value] of html.matchAll(/<input type="checkbox" name="(\w+)" value="([^"]*)" checked/g)) form[name!] = name === 'purposes' ? [form.purposes ?? [], value!].flat() : value!;
  for (const [, name, value] of html.matchAll(/<textarea [^>]* name="(\w+)"[^>]*>([^<]*)<\/textarea>/g)) form[name!] = value!;
  for (const [, name, options] of html.matchAll(/<select [^>]* name="(\w+)"[^>]*>([^]*?)<\/select>/g)) form[name!] = /value="([^"]*)" selected/.exec(options!)?.[1] ?? '';
  return form;
}

/** What the telephone of somebody at the desk shows. */
export async function codeFor(house: TestApp, person: number): Promise<string> {
  const [{ login }] = await house.db.query<[{ login: string }]>('SELECT login FROM credential WHERE person = $1', [person]);
  return codeOf(house, house.app.get(Vault).demoSecret(login));
}
