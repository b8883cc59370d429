import type { Fen } from './money';

/** Money that went from one of a station to one of the next; names are those of the stations' own. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly sum: Fen;
}

/** A piece of a bar: where it begins and how wide it is, in hundred-thousandths of the whole. */
export interface Segment {
  readonly name: string;
  readonly sum: Fen;
  readonly from: number;
  readonly width: number;
}

export interface LoopPicture {
  /** What came in, by whom; the funds; where it went. The bars are equally long: each fund's is what it received, or what it used where that was more. */
  readonly bars: readonly [readonly Segment[], readonly Segment[], readonly Segment[]];
  /** Between the first bar and the second, and the second and the third: corners of a band from a segment to one beneath it, for a box of 100000 × 40. */
  readonly bands: readonly [readonly string[], readonly string[]];
}

/**
 * Draws what came in to funds and what became of it, in one scale. Every fund receives as much as leaves it: the caller says what it had from before and what it keeps.
 * @param came flows to funds; @param went flows from funds
 * @throws RangeError when a fund gives more or less than it receives, or a sum is not above zero
 */
export function loopPicture(came: readonly Flow[], went: readonly Flow[]): LoopPicture {
  const funds = sums(came, 'to');
  const out = sums(went, 'from');
  for (const { sum } of [...came, ...went]) if (sum <= 0n) throw new RangeError('a flow is above zero');
  if (funds.size !== out.size || [...funds].some(([name, sum]) => out.get(name) !== sum)) throw new RangeError('a fund receives what leaves it');
  const total = [...funds.values()].reduce((all, sum) => all + sum, 0n);
  const [above, middle, below] = [sums(came, 'from'), funds, sums(went, 'to')].map((of) => bar(of, total)) as [Segment[], Segment[], Segment[]];
  return { bars: [above, middle, below], bands: [bandsOf(above, middle, came, total), bandsOf(middle, below, went, total)] };
}

function sums(flows: readonly Flow[], side: 'from' | 'to'): Map<string, Fen> {
  const all = new Map<string, Fen>();
  for (const flow of flows) all.set(flow[side], (all.get(flow[side]) ?? 0n) + flow.sum);
  return all;
}

/** Edges come from running sums, so that pieces meet without a gap. */
function bar(of: ReadonlyMap<string, Fen>, total: Fen): Segment[] {
  let at = 0n;
  return [...of].map(([name, sum]) => {
    const from = edge(at, total);
    at += sum;
    return { name, sum, from, width: edge(at, total) - from };
  });
}
const edge = (sum: Fen, total: Fen): number => Number((sum * 100_000n) / total);

function bandsOf(above: readonly Segment[], below: readonly Segment[], flows: readonly Flow[], total: Fen): string[] {
  const starts = new Map([...above].map(({ name, from }) => [name, from]));
  const ends = new Map([...below].map(({ name, from }) => [name, from]));
  // bands leave a segment in the order of those beneath it, and so do not cross there
  const order = (names: readonly Segment[], name: string): number => names.findIndex((segment) => segment.name === name);
  const sorted = [...flows].sort((a, b) => order(above, a.from) - order(above, b.from) || order(below, a.to) - order(below, b.to));
  return sorted.map(({ from, to, sum }) => {
    const width = edge(sum, total);
    const [x, y] = [starts.get(from)!, ends.get(to)!];
    starts.set(from, x + width);
    ends.set(to, y + width);
    return `${x},0 ${x + width},0 ${y + width},40 ${y},40`;
  });
}
