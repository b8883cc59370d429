import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Lang } from '../platform/words';
import { type Candidate, isCertain, numbersOf, propose, type Reason } from '../rules/bank-match';
import { Refused } from '../rules/refused';
import { BankQueries, type LineRow, type PostingRow } from './bank.queries';
import { type Expected, ExpectedMoney } from './expected-money';
import type { Why } from './matches.service';
import type { Place } from './places';

/** What a line may be: something booked, or something expected. */
export type Offer = Candidate & ({ readonly posting: PostingRow } | { readonly source: string; readonly expected: Expected });

/** A line and the one thing it is, beyond doubt. */
export interface Certain {
  readonly line: LineRow;
  readonly offer: Offer;
  readonly why: readonly Reason[];
}

/** What the books hold and other folders expect, for lines of a place. */
@Injectable()
export class Offers {
  constructor(private readonly db: DataSource, private readonly queries: BankQueries, private readonly expected: ExpectedMoney) {}

  /** What is booked or expected at a place with the sums of these lines. */
  async of(place: Place, lines: readonly LineRow[], lang: Lang): Promise<Offer[]> {
    if (lines.length === 0) return [];
    const booked = (await this.queries.openPostings(place, lines, lang)).map((posting): Offer => ({ sum: posting.sum, day: posting.day, references: numbersOf(posting.source), party: posting.party, posting }));
    const sums = new Set(lines.map(({ sum }) => sum));
    return [...booked, ...(await this.awaited(place)).filter(({ sum }) => sums.has(sum))];
  }

  /** All that other folders expect at a place. */
  async awaited(place: Place): Promise<Offer[]> {
    const expected: Offer[] = [];
    for (const source of this.expected.sources()) {
      for (const one of await source.expected(this.db.manager, { foundation: place.foundation, place: place.id }))
        expected.push({ sum: one.sum, day: one.day, references: one.reference === null ? [] : [one.reference], party: one.party, line: one.line, source: source.name, expected: one });
    }
    return expected;
  }

  /** What needs no thought: the same sum and number on both sides, and nothing else claims it. */
  async certain(place: Place, lines: readonly LineRow[], lang: Lang): Promise<Certain[]> {
    const offers = await this.of(place, lines, lang);
    const found = lines.flatMap((line): Certain[] => {
      const proposals = propose(line, offers);
      return isCertain(proposals) ? [{ line, offer: proposals[0]!.candidate, why: proposals[0]!.why }] : [];
    });
    const claimed = new Map<Offer, number>();
    for (const { offer } of found) claimed.set(offer, (claimed.get(offer) ?? 0) + 1);
    return found.filter(({ offer }) => claimed.get(offer) === 1);
  }

  /** Why a choice of the page is proposed, asked anew. @throws Refused when what was expected is not expected any more */
  async whyOf(place: Place, choice: string, lang: Lang): Promise<Why> {
    const [id, chosen] = choice.split('~') as [string, string];
    const line = await this.queries.line(place, BigInt(id), lang);
    const proposal = propose(line, await this.of(place, [line], lang)).find(({ candidate }) => choiceOf(line, candidate) === choice);
    if (proposal) return proposal.why;
    if (chosen.includes(':') && line.match === null) throw new Refused('expected-money-is-gone');
    if (chosen.includes(':')) throw new Refused('a-line-belongs-to-one-match');
    return ['picked'];
  }
}

export const keyOf = ({ entry, posting }: { entry: bigint; posting: number }): string => `${entry}.${posting}`;
/** As a form names an offer. */
export const offerKey = (offer: Offer): string => ('posting' in offer ? keyOf(offer.posting) : `${offer.source}:${offer.expected.key}`);
export const choiceOf = (line: { id: bigint }, offer: Offer): string => `${line.id}~${offerKey(offer)}`;

/** Whoever recorded it leaves it to another, but for what was booked out of the line itself. */
export const isOwn = (offer: Offer, line: { id: bigint }, person: number): boolean =>
  'posting' in offer ? offer.posting.maker === person && !(offer.posting.bankLine === line.id && offer.posting.bookedFromLine) : offer.expected.recordedBy === person;
