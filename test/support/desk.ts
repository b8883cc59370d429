import { Preparations } from '../../src/foundations/preparations.service';
import type { Foundation } from '../../src/people/foundations';
import { People, type Role } from '../../src/people/people';
import type { TestApp } from './app';

/** A foundation in preparation with the three people of the stories. */
export async function preparing(house: TestApp, code = 'wutongli', name = '梧桐里社区基金会'): Promise<Foundation> {
  return house.app.get(Preparations).begin({
    code, name, englishName: 'Wutongli Community Foundation', purpose: '邻里互助', englishPurpose: 'Neighbours help each other', registrar: '示例市民政局', englishRegistrar: 'Example bureau',
    creditCode: null, hotline: '021-0000 0000', hours: '周一 9:00', englishHours: 'Mondays 9:00', seal: '梧桐里社', jurisdiction: 'CN-31', certificate: { no: '示例-1', from: '2026-01-01', to: null },
  }, { day: '2026-01-05', bank: { code: 'bank', name: '示例银行，尾号 0426', englishName: 'Example Bank, ending 0426' } });
}

export async function appointed(house: TestApp, foundation: Foundation, name: string, role: Role): Promise<number> {
  const people = house.app.get(People);
  return house.db.transaction(async (tx) => {
    const person = await people.enter(tx, { name, englishName: name });
    await people.appoint(tx, { person, foundation: foundation.id, role, from: '2026-01-01' });
    return person;
  });
}

/** Somebody at the desk, signed in through the door that stands open at practice. */
export async function atDesk(house: TestApp, person: number): Promise<{ reads(path: string): Promise<string>; sends(path: string, form: Record<string, string>): Promise<{ status: number; text: string; to?: string }> }> {
  const visitor = house.visitor();
  await visitor.post('/desk/sessions').type('form').send({ person: String(person) }).expect(303);
  return {
    reads: async (path) => (await visitor.get(path).expect(200)).text,
    async sends(path, form) {
      const { status, text, headers } = await visitor.post(path).type('form').send(form);
      return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
    },
  };
}
