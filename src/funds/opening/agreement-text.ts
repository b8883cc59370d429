import type { EntityManager } from 'typeorm';
import type { Day } from '../../rules/day';
import type { AgreedKind, PurposeTag } from '../../rules/fund-opening';
import type { FeeBase } from '../../rules/management-fee';
import type { Fen } from '../../rules/money';

export const REST_RULES = ['similar-fund', 'similar-charity'] as const;

/** What an agreement says, clause by clause, in the two languages of its pages. One column of `agreement_version` each. */
export interface AgreementText {
  readonly no: string;
  /** The day on it, and the day from which it holds. */
  readonly day: Day;
  readonly holdsFrom: Day;
  readonly kind: AgreedKind;
  /** 不动本: the principal is kept, only what it earns is spent. */
  readonly preserved: boolean;
  readonly name: string;
  readonly englishName: string;
  readonly party: string;
  readonly englishParty: string;
  readonly purpose: string;
  readonly englishPurpose: string;
  readonly purposes: readonly PurposeTag[];
  readonly use: string;
  readonly englishUse: string;
  readonly hostDuties: string;
  readonly englishHostDuties: string;
  readonly partyDuties: string;
  readonly englishPartyDuties: string;
  readonly committee: string;
  readonly englishCommittee: string;
  readonly naming: string;
  readonly englishNaming: string;
  /** Hundredths of a per cent; nothing is taken at 0. */
  readonly feeRate: number;
  readonly feeBase: FeeBase | null;
  readonly feeDay: number | null;
  readonly startingSum: Fen;
  readonly startingBy: Day | null;
  readonly yearlyAddition: Fen;
  readonly yearlyYears: number;
  readonly termFrom: Day;
  readonly termTo: Day | null;
  readonly termination: string;
  readonly englishTermination: string;
  readonly remainingPropertyRule: (typeof REST_RULES)[number];
  readonly remainingProperty: string;
  readonly englishRemainingProperty: string;
  readonly disclosure: string;
  readonly englishDisclosure: string;
}

/** Clauses that are written out, each in Chinese and English. */
export const CLAUSES = ['purpose', 'use', 'hostDuties', 'partyDuties', 'committee', 'naming', 'termination', 'remainingProperty', 'disclosure'] as const;
export type Clause = (typeof CLAUSES)[number];
export const englishOf = <C extends string>(clause: C): `english${Capitalize<C>}` => `english${clause.charAt(0).toUpperCase()}${clause.slice(1)}` as `english${Capitalize<C>}`;

/** Names as the table has them; sums as text, for JSON knows no whole numbers of this size. */
export function asRow(facts: object): string {
  const columns = Object.entries(facts).map(([name, value]: [string, unknown]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]);
  return JSON.stringify(Object.fromEntries(columns), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

const COLUMNS = `foundation, request, fund, no, day, holds_from, kind, preserved, name, english_name, party, english_party, purpose, english_purpose, purposes, use, english_use, host_duties, english_host_duties,
  party_duties, english_party_duties, committee, english_committee, naming, english_naming, fee_rate, fee_base, fee_day, starting_sum, starting_by, yearly_addition, yearly_years, term_from, term_to,
  termination, english_termination, remaining_property_rule, remaining_property, english_remaining_property, disclosure, english_disclosure, purpose_change, prepared_by, prepared_at`;

/** Writes a text of a request, or a supplement of a fund. @returns its id */
export async function writeText(tx: Pick<EntityManager, 'query'>, text: AgreementText, of: { foundation: number; request: number | null; fund: number | null; purposeChange: number | null; preparedBy: number; preparedAt: Date }): Promise<number> {
  const [row] = await tx.query<[{ id: number }]>(
    `INSERT INTO agreement_version (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_populate_record(NULL::agreement_version, $1) RETURNING id`, [asRow({ ...text, ...of })]);
  return row.id;
}
