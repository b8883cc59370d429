import { type Lang, wordsOf } from '../../platform/words';
import { type Flow, loopPicture, type Segment } from '../../rules/loop';
import type { Fen } from '../../rules/money';
import type { Table } from '../table-files';
import { keyOf, type LoopFlow, shown, type Station, type YearOfLoop } from './loop.queries';

/** Kinds to which the work is due that is done for residents. */
const BACKED: readonly Station['kind'][] = ['group', 'purse', 'payee', 'more', 'unwritten'];
const OWN: readonly Station['kind'][] = ['enterprise', 'fund', 'group', 'purse', 'payee'];
/** A piece of a bar that is wider, in hundred-thousandths, has room for its number. */
const ROOM = 6_000;

export const nameOf = ({ kind, name }: Station, lang: Lang): string => name ?? wordsOf(lang)(`loop.${kind}`);
const sumOf = (flows: readonly LoopFlow[], which: (flow: LoopFlow) => boolean): Fen => flows.filter(which).reduce((all, { sum }) => all + sum, 0n);

/** What the year says in a few sums. */
export function told({ came, went }: YearOfLoop): { given: Fen; used: Fen; within: Fen; share: bigint } {
  const given = sumOf(came, ({ from }) => from.kind === 'enterprise');
  // what one fund of the loop passed to another came once: it is no part of what came
  const all = given + sumOf(came, ({ from }) => from.kind === 'other-income');
  return { given, used: sumOf(went, ({ to }) => BACKED.includes(to.kind)), within: sumOf(came, ({ from }) => from.kind === 'from-within'), share: all === 0n ? 0n : (given * 1000n) / all };
}

/** Model of the page's picture and table. */
export function loopModel(year: YearOfLoop, { number, lang }: { number: number; lang: Lang }): object {
  const t = wordsOf(lang);
  const flows = [...year.came, ...year.went, ...year.served];
  const stations = new Map(flows.flatMap(({ from, to }) => [from, to]).map((station) => [keyOf(station), { name: nameOf(station, lang), own: OWN.includes(station.kind), path: pathOf(station) }]));
  for (const { station } of year.funds) stations.set(past(keyOf(station)), { name: t('loop.past', { fund: nameOf(station, lang) }), own: false, path: null });
  const { bars, bands } = loopPicture(...stepsOf(year));
  const ids = ['came', 'held', ...(bars.length > 3 ? ['groups'] : []), 'went'];
  const segments = (bar: readonly Segment[]): object[] => bar.map(({ name: key, sum, from, width }, at) =>
    ({ ...stations.get(key)!, n: at + 1, sum, x: percent(from), width: percent(width), middle: width < ROOM ? null : percent(from + width / 2) }));
  const { share, ...sums } = told(year);
  return {
    ...sums, share: share === 0n && sums.given > 0n ? t('loop.share.less') : `${share / 10n}.${share % 10n}%`,
    bars: bars.map((bar, at) => ({ id: ids[at], label: t(`loop.station.${ids[at]}`), colour: COLOURS[ids[at]!], segments: segments(bar), corners: bands[at - 1] ?? null })),
    served: year.groups.map((group) => ({ ...group, sum: sumOf(year.went, ({ to }) => to.kind === 'group' && to.code === group.code) })),
    rows: flows.map(({ from, to, sum }) => ({ from: nameOf(from, lang), fromOwn: OWN.includes(from.kind), to: nameOf(to, lang), toOwn: OWN.includes(to.kind), sum, path: sourceOf({ from, to }, number) })),
    purposes: year.funds.map(({ station, purpose, groups }) => ({ code: station.code, name: nameOf(station, lang), purpose, groups, used: sumOf(year.went, ({ from, to }) => keyOf(from) === keyOf(station) && BACKED.includes(to.kind)) })),
  };
}

const COLOURS: Readonly<Record<string, string>> = { came: '#184a78', held: '#1f6b50', groups: '#6b4e16', went: '#b0321f' };
/** What passes by the groups, fund by fund: it was paid for none that is named, or stays. */
const past = (fund: string): string => `past ${fund}`;

/** From bar to bar: into funds, out of them, and, where something was paid for a group, past the groups to whoever was paid. */
function stepsOf({ came, went, served, groups }: YearOfLoop): Flow[][] {
  const plain = (flows: readonly LoopFlow[]): Flow[] => flows.map(({ from, to, sum }) => ({ from: keyOf(from), to: keyOf(to), sum }));
  if (groups.length === 0) return [plain(came), plain(went)];
  const others = went.filter(({ to }) => to.kind !== 'group');
  const passed = new Map<string, Fen>();
  for (const { from, sum } of others) passed.set(keyOf(from), (passed.get(keyOf(from)) ?? 0n) + sum);
  // fund by fund, so that bands cross as little as can be
  const between = [...new Set(came.map(({ to }) => keyOf(to)))].flatMap((fund) => [
    ...plain(went.filter(({ from, to }) => keyOf(from) === fund && to.kind === 'group')), ...(passed.has(fund) ? [{ from: fund, to: past(fund), sum: passed.get(fund)! }] : [])]);
  const names = new Set(others.map(({ from }) => keyOf(from)));
  return [plain(came), between, plain(shown([...others, ...served], 'to')).map((flow) => (names.has(flow.from) ? { ...flow, from: past(flow.from) } : flow))];
}

const percent = (parts: number): string => `${parts / 1000}%`;

function pathOf({ kind, code }: Station): string | null {
  if (kind === 'enterprise') return `/enterprises/${code}`;
  if (kind === 'group') return `/groups/${code}`;
  return kind === 'fund' || kind === 'purse' ? `/funds/${code}` : null;
}

/** Where the entries stand of which a sum is made: those for a group on its page, those of a name in the fund's ledger, of all else its statement of the year. */
function sourceOf({ from, to }: Pick<LoopFlow, 'from' | 'to'>, year: number): string {
  const group = [from, to].find(({ kind }) => kind === 'group');
  if (group) return `/groups/${group.code}#paid-${year}`;
  const fund = from.kind === 'fund' ? from : to;
  const other = from.kind === 'fund' ? to : from;
  return other.party === null ? `/funds/${fund.code}/statements/${year}` : `/funds/${fund.code}/ledger?q=${encodeURIComponent(other.party)}`;
}

export function loopTable({ came, went, served }: YearOfLoop, { number, lang }: { number: number; lang: Lang }): Table {
  const t = wordsOf(lang);
  return {
    name: t('loop.crumb'), head: ['year', 'from', 'to', 'sum'].map((column) => t(`loop.csv.${column}`)),
    rows: [...came, ...went, ...served].map(({ from, to, sum }) => [number, nameOf(from, lang), nameOf(to, lang), sum]),
  };
}
