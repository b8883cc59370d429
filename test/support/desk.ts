import { generateSync } from 'otplib';
import { Preparations } from '../../src/foundations/preparations.service';
import { Enrolments } from '../../src/people/enrolments.service';
import type { Foundation } from '../../src/people/foundations';
import { hashPassword } from '../../src/people/passwords';
import { People, type Role } from '../../src/people/people';
import { Vault } from '../../src/people/vault';
import { Clock } from '../../src/platform/clock';
import type { TestApp } from './app';

/** A foundation in preparation with the three people of the stories. */
export async function preparing(house: TestApp, code = 'wutongli', name = '梧桐里社区基金会'): Promise<Foundation> {
  return house.app.get(Preparations).begin({
    code, name, englishName: 'Wutongli Community Foundation', purpose: '邻里互助', englishPurpose: 'Neighbours help each other', registrar: '示例市民政局', englishRegistrar: 'Example bureau',
    creditCode: null, hotline: '021-0000 0000', hours: '周一 9:00', englishHours: 'Mondays 9:00', seal: '梧桐里社', jurisdiction: 'CN-31', certificate: { no: '示例-1', from: '2026-01-01', to: null },
  }, { day: '2026-01-05', bank: { code: 'bank', name: '示例银行，尾号 0426', englishName: 'Example Bank, ending 0426' } });
}

export const PASSWORD = '梧桐里的桂花又开了一年呀';
const hashed = hashPassword(PASSWORD);
let entered = 0;

/** Somebody in office, enrolled as the demo's people are: with a known password, and a second factor that the house can tell. */
export async function appointed(house: TestApp, foundation: Foundation, name: string, role: Role, { from = '2026-01-01', to = null as string | null } = {}): Promise<number> {
  const [people, enrolments, vault] = [house.app.get(People), house.app.get(Enrolments), house.app.get(Vault)];
  const hash = await hashed;
  const login = `person-${++entered}`;
  return house.db.transaction(async (tx) => {
    const person = await people.appoint(tx, { name, englishName: name, login, role, from, to: to ?? (role === 'auditor' ? '2099-12-31' : null) }, { foundation: foundation.id, address: null });
    await enrolments.set(tx, { person, hash, secret: vault.demoSecret(login) });
    return person;
  });
}

/** What somebody types to sign in at this moment. A code works once: one of the next moment is `later` by half a minute. */
export async function keysOf(house: TestApp, person: number, later = 0): Promise<{ login: string; password: string; code: string }> {
  const [{ login }] = await house.db.query<[{ login: string }]>('SELECT login FROM credential WHERE person = $1', [person]);
  return { login, password: PASSWORD, code: codeOf(house, house.app.get(Vault).demoSecret(login), later) };
}

/** What a telephone shows. */
export const codeOf = (house: TestApp, secret: string, later = 0): string => generateSync({ secret, epoch: Math.floor(house.app.get(Clock).now().getTime() / 1000) + later * 30 });

export interface AtDesk {
  reads(path: string): Promise<string>;
  sends(path: string, form: Record<string, string | readonly string[]>): Promise<{ status: number; text: string; to?: string }>;
  readonly visitor: ReturnType<TestApp['visitor']>;
}

/** Somebody at the desk, through its door; of another foundation of the house, at its address. */
export async function atDesk(house: TestApp, person: number, base = ''): Promise<AtDesk> {
  const visitor = house.visitor();
  await visitor.post(`${base}/desk/sessions`).set('x-forwarded-for', addressOf(person)).type('form').send(await keysOf(house, person)).expect(303);
  return sitting(visitor);
}

/** Everybody comes from an address of their own: who signs in often from one is asked to wait. */
export const addressOf = (person: number): string => `198.51.100.${person % 250}`;

export const sitting = (visitor: ReturnType<TestApp['visitor']>): AtDesk => ({
  visitor,
  reads: async (path) => (await visitor.get(path).expect(200)).text,
  async sends(path, form) {
    const { status, text, headers } = await visitor.post(path).type('form').send(form);
    return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
  },
});
