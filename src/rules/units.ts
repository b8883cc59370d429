import { allocate, type Fen } from './money';
import { Refused } from './refused';

/**
 * Units 份额 of a pool: what each fund has of an investment that several hold together. Whole numbers only: units in ten-thousandths of
 * one, a price 单位净值 in ten-thousand-millionths of a yuan, so that a price that is worked out of a value gives that value back to the fen.
 */
export type Units = bigint;
export type Price = bigint;

const UNIT = 10_000n;
/** One yuan a unit: the price at which a pool begins unless its paper says another. */
export const PAR: Price = 10_000_000_000n;
/** Units times price, in fen. */
const SCALE = UNIT * PAR / 100n;

const half = (above: bigint, below: bigint): bigint => (2n * above + below) / (2n * below);

/** What units are worth at a price, rounded half up to the fen. */
export const valueOf = (units: Units, price: Price): Fen => half(units * price, SCALE);

/** The units that a sum buys, rounded half up. */
export const unitsFor = (sum: Fen, price: Price): Units => half(sum * SCALE, price);

/** The price at which so many units are worth just this value. @throws Refused `a-price-gives-its-value-to-the-fen` where none of ten decimals does */
export function priceFrom(value: Fen, units: Units): Price {
  const price = units > 0n ? half(value * SCALE, units) : 0n;
  if (price <= 0n || valueOf(units, price) !== value) throw new Refused('units-times-price-is-the-value', { field: 'value' });
  return price;
}

/** Registrars round to hundredths of a unit, and their slip is right: whether it means this sum at this price. */
export function areWhatTheSumBuys(units: Units, sum: Fen, price: Price): boolean {
  const apart = units * price - sum * SCALE;
  return units > 0n && (apart < 0n ? -apart : apart) <= price * (UNIT / 100n) + SCALE;
}

/** What each holder's units are worth, so that the parts add up to the value of all (largest remainder). */
export const split = (value: Fen, holdings: readonly Units[]): Fen[] => (holdings.some((units) => units > 0n) ? allocate(value, holdings) : holdings.map(() => 0n));

/** At which cost the units that are sold stand in the books: their part of the average, rounded down; the last ones take what is left. */
export const costOf = (sold: Units, held: { readonly units: Units; readonly cost: Fen }): Fen => (sold === held.units ? held.cost : (held.cost * sold) / held.units);

/** What is lost of units by a price, beyond what was set aside before; no rise takes anything back. */
export const fallOf = ({ cost, aside, value }: { readonly cost: Fen; readonly aside: Fen; readonly value: Fen }): Fen => (cost - aside > value ? cost - aside - value : 0n);

/** `10,000.5` as people type it. @throws Refused `units-missing`, `units-not-clear` */
export const readUnits = (text: string): Units => read(text, 4, 'units');
/** `1.0432`. @throws Refused `price-missing`, `price-not-clear` */
export const readPrice = (text: string): Price => read(text, 10, 'price');

export const unitsText = (units: Units): string => text(units, 4, 2);
export const priceText = (price: Price): string => text(price, 10, 4);

function read(typed: string, decimals: number, what: 'units' | 'price'): bigint {
  const said = typed.normalize('NFKC').trim();
  if (said === '') throw new Refused(`${what}-missing`, { field: what });
  const [, whole, part = ''] = /^(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d+))?$/.exec(said) ?? [];
  const fine = part.replace(/0+$/, '');
  if (whole === undefined || fine.length > decimals) throw new Refused(`${what}-not-clear`, { field: what });
  const read = BigInt(whole.replaceAll(',', '') + fine.padEnd(decimals, '0'));
  if (read === 0n || read > 9_000_000_000_000_000_000n) throw new Refused(`${what}-not-clear`, { field: what });
  return read;
}

/** With thousands apart and as many decimals as it has, but not fewer than `least`. */
function text(number: bigint, decimals: number, least: number): string {
  const digits = number.toString().padStart(decimals + 1, '0');
  const part = digits.slice(-decimals).replace(/0+$/, '').padEnd(least, '0');
  return `${digits.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',')}.${part}`;
}
