import { Refused } from './refused';

/** A door of a house and how those behind it like to be called; nothing where they did not say. */
export interface Door {
  readonly door: string;
  readonly shown: string | null;
}

const LONGEST = 20;
const MOST = 500;

/** 3-01, ３０１室, 301: what is written on the door, in one writing. */
export const doorIn = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').replace(/[–—−]/g, '-').toUpperCase().replace(/(室|号|户)$/u, '');

/**
 * Doors as somebody types or pastes them, a line each or several in one: `101`, `301 王阿姨`, `101~106` for all of a floor.
 * @throws Refused with the line: `door-unreadable`, `door-twice`, `doors-missing`, `too-many-doors`
 */
export function doorsIn(text: string): Door[] {
  const doors = new Map<string, Door>();
  for (const [at, row] of text.split(/\r?\n/).entries()) {
    const facts = { field: 'doors', line: String(at + 1) };
    for (const piece of row.split(/[,，、;；]/)) {
      for (const one of behind(piece, facts)) {
        if (doors.has(one.door)) throw new Refused('door-twice', { ...facts, door: one.door });
        doors.set(one.door, one);
      }
    }
    if (doors.size > MOST) throw new Refused('too-many-doors', { ...facts, most: String(MOST) });
  }
  if (doors.size === 0) throw new Refused('doors-missing', { field: 'doors' });
  return [...doors.values()];
}

function behind(piece: string, facts: { field: string; line: string }): Door[] {
  const said = piece.normalize('NFKC').trim();
  if (said === '') return [];
  const span = /^(\S*?)(\d{1,4})\s*[~～至到]\s*(\S*?)(\d{1,4})(?:室|号|户)?$/u.exec(said);
  if (span) {
    const [, prefix, first, again, last] = span as unknown as [string, string, string, string, string];
    const [from, to] = [Number(first), Number(last)];
    if ((again !== '' && again !== prefix) || to < from || to - from >= 100) throw new Refused('door-unreadable', { ...facts, door: said.slice(0, 40) });
    return Array.from({ length: to - from + 1 }, (_, n) => ({ door: doorIn(`${prefix}${String(from + n).padStart(first.length, '0')}`), shown: null }));
  }
  const [, written, shown] = /^(\S+)(?:\s+(.*))?$/u.exec(said)!;
  const door = doorIn(written!);
  if (!/^[\p{L}\p{N}-]+$/u.test(door) || !/\p{N}/u.test(door) || door.length > LONGEST || (shown?.length ?? 0) > 40) throw new Refused('door-unreadable', { ...facts, door: said.slice(0, 40) });
  return [{ door, shown: shown?.trim() || null }];
}
