import { type Lang, wordsOf } from '../../platform/words';
import { type Flow, loopPicture, type Segment } from '../../rules/loop';
import type { Fen } from '../../rules/money';
import type { Table } from '../table-files';
import { keyOf, type LoopFlow, type Station, type YearOfLoop } from './loop.queries';

/** Kinds to which the work is due that is done for residents. */
const BACKED: readonly Station['kind'][] = ['purse', 'payee', 'more', 'unwritten'];
const OWN: readonly Station['kind'][] = ['enterprise', 'fund', 'purse', 'payee'];
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
  const stations = new Map([...year.came, ...year.went].flatMap(({ from, to }) => [from, to]).map((station) => [keyOf(station), station]));
  const plain = (flows: readonly LoopFlow[]): Flow[] => flows.map(({ from, to, sum }) => ({ from: keyOf(from), to: keyOf(to), sum }));
  const { bars: [came, held, went], bands } = loopPicture(plain(year.came), plain(year.went));
  const segments = (bar: readonly Segment[]): object[] => bar.map(({ name: key, sum, from, width }, at) => {
    const station = stations.get(key)!;
    return { n: at + 1, name: nameOf(station, lang), own: OWN.includes(station.kind), sum, path: pathOf(station), x: percent(from), width: percent(width), middle: width < ROOM ? null : percent(from + width / 2) };
  });
  const { share, ...sums } = told(year);
  return {
    ...sums, share: share === 0n && sums.given > 0n ? t('loop.share.less') : `${share / 10n}.${share % 10n}%`, came: segments(came), held: segments(held), went: segments(went), bands,
    rows: [...year.came, ...year.went].map(({ from, to, sum }) => ({ from: nameOf(from, lang), fromOwn: OWN.includes(from.kind), to: nameOf(to, lang), toOwn: OWN.includes(to.kind), sum, path: sourceOf({ from, to }, number) })),
    purposes: year.funds.map(({ station, purpose, groups }) => ({ code: station.code, name: nameOf(station, lang), purpose, groups, used: sumOf(year.went, ({ from, to }) => keyOf(from) === keyOf(station) && BACKED.includes(to.kind)) })),
  };
}

const percent = (parts: number): string => `${parts / 1000}%`;

function pathOf({ kind, code }: Station): string | null {
  if (kind === 'enterprise') return `/enterprises/${code}`;
  return kind === 'fund' || kind === 'purse' ? `/funds/${code}` : null;
}

/** Where the entries stand of which a sum is made: those of a name in the fund's ledger, of all else its statement of the year. */
function sourceOf({ from, to }: Pick<LoopFlow, 'from' | 'to'>, year: number): string {
  const fund = from.kind === 'fund' ? from : to;
  const other = from.kind === 'fund' ? to : from;
  return other.party === null ? `/funds/${fund.code}/statements/${year}` : `/funds/${fund.code}/ledger?q=${encodeURIComponent(other.party)}`;
}

export function loopTable({ came, went }: YearOfLoop, { number, lang }: { number: number; lang: Lang }): Table {
  const t = wordsOf(lang);
  return {
    name: t('loop.crumb'), head: ['year', 'from', 'to', 'sum'].map((column) => t(`loop.csv.${column}`)),
    rows: [...came, ...went].map(({ from, to, sum }) => [number, nameOf(from, lang), nameOf(to, lang), sum]),
  };
}
