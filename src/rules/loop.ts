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
  /** One more than there are steps. They are equally long: each fund's piece is what it received, or what it used where that was more. */
  readonly bars: readonly (readonly Segment[])[];
  /** Between a bar and the next: corners of a band from a segment to one beneath it, for a box of 100000 × 40. */
  readonly bands: readonly (readonly string[])[];
}

/**
 * Draws what came in to funds and what became of it, in one scale. Whatever stands between receives as much as leaves it: the caller says what a fund had from before and what it keeps.
 * @param steps flows to funds, flows from funds, and so on
 * @throws RangeError when a fund gives more or less than it receives, or a sum is not above zero
 */
export function loopPicture(...steps: readonly (readonly Flow[])[]): LoopPicture {
  if (steps.flat().some(({ sum }) => sum <= 0n)) throw new RangeError('a flow is above zero');
  for (const [at, step] of steps.slice(1).entries()) {
    const [received, out] = [sums(steps[at]!, 'to'), sums(step, 'from')];
    if (received.size !== out.size || [...received].some(([name, sum]) => out.get(name) !== sum)) throw new RangeError('a fund receives what leaves it');
  }
  const first = sums(steps[0]!, 'from');
  const total = [...first.values()].reduce((all, sum) => all + sum, 0n);
  const bars = [first, ...steps.map((step) => sums(step, 'to'))].map((of) => bar(of, total));
  return { bars, bands: steps.map((step, at) => bandsOf(bars[at]!, bars[at + 1]!, step, total)) };
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
