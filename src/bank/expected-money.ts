import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** A line of a statement, as the bank or wallet wrote it. */
export interface StatementLine {
  readonly id: bigint;
  readonly foundation: number;
  /** Id in `place`. */
  readonly place: number;
  /** Shanghai day of the value date. */
  readonly day: Day;
  /** Signed: positive came in. */
  readonly sum: Fen;
  /** The other side's name and account, as far as the statement says. */
  readonly party: string | null;
  readonly partyAccount: string | null;
  /** The bank's own number of the line. */
  readonly reference: string;
  /** What the payer wrote. */
  readonly memo: string | null;
  /** Our own number, where the statement carries it. */
  readonly ours: string | null;
  /** What an entry rests on that is booked out of it: another after the first was reversed, and for each part of it. */
  readonly source: string;
}

/** Money that a statement will show and that is not in the books yet: a transfer with a reference, a share due, a founder's contribution. */
export interface Expected {
  /** Names it within its source. */
  readonly key: string;
  /** Signed: positive comes in. */
  readonly sum: Fen;
  /** From when on it may come. */
  readonly day: Day;
  /** What the payer was asked to write, if anything. */
  readonly reference: string | null;
  readonly party: string | null;
  /** Who recorded it, and therefore does not match it. */
  readonly recordedBy?: number | null;
  /** The line it was recorded from, if it was. */
  readonly line?: bigint | null;
  /** What it is, in one line. */
  readonly words: { readonly zh: string; readonly en: string };
}

/** A folder to the right that expects money at a place, and books it when a line shows it. */
export interface ExpectsMoney {
  /** Names the source in addresses and rows, `[a-z-]+`. */
  readonly name: string;
  /** All that is expected at a place of a foundation and not booked. */
  expected(db: EntityManager, at: { foundation: number; place: number }): Promise<Expected[]>;
  /**
   * Books it, in the caller's transaction, and answers its entry, or its entries where the line is more than was expected; the caller writes the match.
   * @throws Refused when it cannot be booked so: by this person, on this day, with this sum
   */
  book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint | readonly bigint[]>;
}

/** Who expects money. The bank matches lines with what it finds here and knows none of its sources. */
@Injectable()
export class ExpectedMoney {
  private readonly all = new Map<string, ExpectsMoney>();

  /** To be called once, when the module starts. */
  add(source: ExpectsMoney): void {
    if (this.all.has(source.name)) throw new RangeError(`Two sources of expected money are called ${source.name}`);
    this.all.set(source.name, source);
  }

  /** @throws RangeError for a name that nobody has taken */
  of(name: string): ExpectsMoney {
    const source = this.all.get(name);
    if (!source) throw new RangeError(`Nobody expects money under the name ${name}`);
    return source;
  }

  sources(): readonly ExpectsMoney[] {
    return [...this.all.values()];
  }
}
