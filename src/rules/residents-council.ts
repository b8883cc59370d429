import type { Day } from './day';

/** 院落（楼栋）议事会, chosen by residents; 社区居民议事会, from the members of those (M16). */
export const RESIDENTS_COUNCILS = ['group', 'community'] as const;
export type CouncilKind = (typeof RESIDENTS_COUNCILS)[number];

/** Somebody on a council, from a day until a day. */
export interface CouncilSeat {
  readonly party: number;
  readonly name: string;
  readonly chairs: boolean;
  /** Holds a post in the party, the government or the self-governing body 干部. */
  readonly official: boolean;
  /** Whose voice it is on the community's council: one of the group councils; null on a group council, and for who sits there by office. */
  readonly constituency: number | null;
  readonly from: Day;
  readonly until: Day;
  /** Their last day: as chosen, or sooner. */
  readonly last: Day;
}

/** Figures of M16 as they are in force. */
export interface CouncilFigures {
  readonly groupLeast: number;
  readonly communityLeast: number;
  readonly perGroup: number;
  /** In hundredths of all seats. */
  readonly officialsMost: number;
}

export interface ResidentsCouncil {
  readonly kind: CouncilKind;
  readonly day: Day;
  readonly figures: CouncilFigures;
  readonly seats: readonly CouncilSeat[];
  /** The group councils beneath a community's, with those who sit on them that day; nobody does where it is over, or yet to begin. */
  readonly groups: readonly { readonly id: number; readonly name: string; readonly members: readonly number[]; readonly over?: boolean }[];
}

export interface CouncilFinding { readonly code: string; readonly facts: Readonly<Record<string, string>> }

/** Those who sit on it that day. */
export const seatedOn = (day: Day, seats: readonly CouncilSeat[]): CouncilSeat[] => seats.filter(({ from, last }) => from <= day && day <= last);

/** Seats whose term is over by a day and that nobody has taken since: neither they again nor, each for one of them, somebody else. Whoever left sooner is a matter of the composition. */
export function placesToFill(by: Day, seats: readonly CouncilSeat[]): CouncilSeat[] {
  const again = (seat: CouncilSeat): boolean => seats.some(({ party, until }) => party === seat.party && until < seat.from);
  const newcomers = seats.filter((seat) => !again(seat)).sort((a, b) => (a.from < b.from ? -1 : 1));
  return seats.filter((seat) => seat.last === seat.until && seat.until <= by && !seats.some(({ party, until }) => party === seat.party && until > seat.until)).sort((a, b) => (a.until < b.until ? -1 : 1))
    .filter(({ party, until }) => {
      const at = newcomers.findIndex((other) => other.party !== party && other.from > until);
      if (at >= 0) newcomers.splice(at, 1);
      return at < 0;
    });
}

/** What is missing in the composition of a residents' council on a day, each with its figures; empty when it is whole (M16). */
export function compositionMissing({ kind, day, figures, seats, groups }: ResidentsCouncil): CouncilFinding[] {
  const now = seatedOn(day, seats);
  const [least, officials] = [kind === 'group' ? figures.groupLeast : figures.communityLeast, now.filter(({ official }) => official).length];
  const found: CouncilFinding[] = [];
  if (now.length < least) found.push({ code: 'council-short', facts: { n: String(now.length), least: String(least), missing: String(least - now.length) } });
  if (!now.some(({ chairs }) => chairs)) found.push({ code: 'council-without-chair', facts: {} });
  if (officials * 100 > now.length * figures.officialsMost) found.push({ code: 'council-of-officials', facts: { n: String(officials), of: String(now.length), most: String(Math.floor((now.length * figures.officialsMost) / 100)) } });
  if (kind === 'group') return found;
  for (const { id, name, members, over = false } of groups) {
    const theirs = now.filter(({ constituency }) => constituency === id);
    if (!over && theirs.length < figures.perGroup) found.push({ code: 'group-not-heard', facts: { name, n: String(theirs.length), least: String(figures.perGroup) } });
    for (const seat of theirs) if (!members.includes(seat.party)) found.push({ code: 'voice-left-its-group', facts: { name: seat.name, group: name } });
  }
  return found;
}
