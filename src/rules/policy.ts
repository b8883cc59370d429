import type { Day } from './day';
import { Refused } from './refused';

/**
 * A figure of law or of house policy, with the days it is in force and where it stands. Figures change, sometimes within a
 * year, so code asks for the one in force on a day and never holds one itself (regulations § 11).
 */
export interface Policy<T> {
  rule: string;
  /** A path from the country down: `CN`, `CN-50` (ISO 3166-2), `CN-50-0108`. */
  jurisdiction: string;
  from: Day;
  /** The last day in force, or null while no end is known. */
  to: Day | null;
  value: T;
  source: string;
  status: 'confirmed' | 'needs-check';
}

/**
 * The figure in force on a day: that of the place itself, else of the place above it, and last of `CN`.
 * @throws Refused `no-policy-in-force`
 * @throws RangeError when two rows of one place are in force on the same day: no one could say which is meant
 */
export function inForce<T>(rows: readonly Policy<T>[], asked: Asked): Policy<T> {
  const found = findInForce(rows, asked);
  if (!found) throw new Refused('no-policy-in-force', { ...asked });
  return found;
}
interface Asked { readonly rule: string; readonly jurisdiction: string; readonly day: Day }

/** The same, where there may be none: a figure that is only shown. */
export function findInForce<T>(rows: readonly Policy<T>[], { rule, jurisdiction, day }: Asked): Policy<T> | null {
  const onTheDay = rows.filter((row) => row.rule === rule && row.from <= day && (row.to === null || day <= row.to));
  for (const place of upwards(jurisdiction)) {
    const [row, another] = onTheDay.filter((candidate) => candidate.jurisdiction === place);
    if (another) throw new RangeError(`policy: ${rule} has two figures in ${place} on ${day}`);
    if (row) return row;
  }
  return null;
}

function upwards(jurisdiction: string): Set<string> {
  const parts = jurisdiction.split('-');
  return new Set([...parts.map((_, up) => parts.slice(0, parts.length - up).join('-')), 'CN']);
}
