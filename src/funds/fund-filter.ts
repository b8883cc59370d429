import type { RaisingMode } from '../rules/raising';

/** What the list of funds shows of each; more besides. */
interface Card {
  readonly name: string;
  readonly purpose: string;
  readonly place: string | null;
  readonly mode: RaisingMode;
  readonly open: boolean;
}

/** Whether a fund takes gifts, and how, as its tag says. */
type Tag = RaisingMode | 'closed';

const TAGS: readonly Tag[] = ['public', 'joint', 'invited', 'closed'];
const FIELDS = ['q', 'place', 'mode'] as const;
const tagOf = ({ open, mode }: Card): Tag => (open ? mode : 'closed');
const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];

/** Narrows the list of funds by need (words), place and way of raising; a way that there is none of is no condition. */
export function filtered<C extends Card>(cards: readonly C[], query: Readonly<Record<string, unknown>>, here: string): object {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, typeof query[name] === 'string' ? query[name].trim().slice(0, 60) : ''])) as Record<(typeof FIELDS)[number], string>;
  if (!TAGS.some((tag) => tag === typed.mode)) typed.mode = '';
  const words = typed.q.toLowerCase().split(/\s+/);
  const funds = cards.filter((card) => words.every((word) => `${card.name} ${card.purpose}`.toLowerCase().includes(word)) && ['', card.place ?? ''].includes(typed.place) && ['', tagOf(card)].includes(typed.mode));
  const applied = FIELDS.filter((name) => typed[name] !== '');
  const without = (dropped: string): string => {
    const rest = new URLSearchParams(Object.fromEntries(applied.filter((name) => name !== dropped).map((name) => [name, typed[name]])));
    return rest.size > 0 ? `${here}?${rest.toString()}` : here;
  };
  return {
    funds, filter: typed,
    places: unique(cards.flatMap(({ place }) => place ?? [])).sort(),
    modes: unique(cards.map(tagOf)),
    applied: applied.map((name) => ({ name, value: typed[name], without: without(name) })),
  };
}
