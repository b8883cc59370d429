import { randomBytes } from 'node:crypto';
import { Groups, type NewGroup } from '../../src/people/groups/groups.service';
import { OwnGroups } from '../../src/people/groups/own-groups.service';
import type { Foundation } from '../../src/people/foundations';
import type { Somebody } from '../../src/people/people';
import { Clock } from '../../src/platform/clock';
import type { TestApp } from './app';
import { byTelephone, posts } from './at-telephone';

export const GARDENERS: NewGroup = {
  code: 'liuyin-gardeners', name: '柳荫里护花队', englishName: 'Liuyin Gardeners', purpose: '一起照看院子里的花坛', field: 'living', area: '柳荫里小区 3 至 5 号楼', since: '2026-03-01', orientation: 'self', why: '只照看自家楼前的花坛',
  members: [{ name: '沈阿姨', phone: '13800008101', born: 1958, role: 'lead' }, { name: '陆师傅', phone: '13800008102', born: 1962, role: 'treasurer' }, { name: '小顾', phone: '13800008103', born: null, role: 'member' }],
};

/** A group on the register, whose members have been asked. */
export async function registered(house: TestApp, foundation: Foundation, by: number, group: NewGroup = GARDENERS): Promise<void> {
  await house.app.get(Groups).register(foundation.id, group, { id: by } as Somebody);
}

/** So many of its first members have said yes, without their telephones in hand. */
export async function saidYes(house: TestApp, foundation: Foundation, { code, members }: NewGroup, count: number): Promise<void> {
  const own = house.app.get(OwnGroups);
  for (const { phone } of members.slice(0, count)) {
    const key = randomBytes(32);
    await house.db.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, '192.0.2.1', $4, $4::timestamptz + interval '5 minutes')`, [key, foundation.id, phone, house.app.get(Clock).now()]);
    await own.consent(await own.find(foundation.id, { key, phone, people: [] }, code), { words: '同意', adult: true, showsName: true });
  }
}

/** They say yes from their own telephones. @returns the telephones, signed in */
export async function consenting(house: TestApp, code: string, phones: readonly string[], showsName = 'yes'): Promise<ReturnType<TestApp['visitor']>[]> {
  const visitors = [];
  for (const phone of phones) {
    const visitor = await byTelephone(house, phone);
    await posts(visitor, `/me/groups/${code}/consents`, { showsName, adult: 'yes' }).expect(303);
    visitors.push(visitor);
  }
  return visitors;
}

