import { Groups, type NewGroup } from '../../src/people/groups/groups.service';
import type { Foundation } from '../../src/people/foundations';
import type { Somebody } from '../../src/people/people';
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

