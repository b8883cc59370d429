/**
 * What a foundation states in public beside its entries, as a vote's result: each statement takes in the hash of all before it,
 * and a checkpoint names the last in an extension line, so that nobody who keeps a checkpoint can be told another story later.
 */
export interface Stated {
  readonly nth: number;
  readonly chain: Buffer;
}

export const statedLine = ({ nth, chain }: Stated): string => `statements ${nth} ${chain.toString('base64')}`;

/** What a checkpoint's text says of them; null when nothing was stated by then. */
export function statedIn(checkpoint: string): Stated | null {
  const [, nth, chain] = /\nstatements ([1-9]\d*) ([A-Za-z0-9+/]{43}=)\n/.exec(checkpoint) ?? [];
  return nth && chain ? { nth: Number(nth), chain: Buffer.from(chain, 'base64') } : null;
}
