import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Day } from '../../rules/day';
import type { AgreementText } from './agreement-text';

/** A text with its id, and what an older agreement says of its fee in words. */
export interface Text extends AgreementText {
  readonly id: number;
  readonly foundation: number;
  readonly request: number | null;
  readonly fund: number | null;
  readonly fee: string | null;
  readonly englishFee: string | null;
  readonly carried: boolean;
  readonly hostSignedAt: Date | null;
  readonly founderSignedAt: Date | null;
}

type Row = Record<string, unknown>;

@Injectable()
export class AgreementsQueries {
  constructor(private readonly db: DataSource) {}

  /** @throws NotFoundException */
  async text(foundation: number, id: number): Promise<Text> {
    const [row] = await this.db.query<Row[]>(
      `SELECT v.*, h.signed_at AS host_signed_at, s.signed_at AS founder_signed_at FROM agreement_version v LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN agreement_founder_signature s ON s.version = v.id
       WHERE v.id = $1 AND v.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    return read(row);
  }

  /** The signed texts of a fund, the newest first: what the public may read. */
  async ofFund(fund: number): Promise<Text[]> {
    return (await this.db.query<Row[]>('SELECT * FROM agreement_of_fund WHERE fund_of = $1 ORDER BY holds_from DESC, id DESC', [fund])).map(read);
  }
}

/** Of texts, the newest first, the one that holds on a day; before the first of them, the first. */
export const holdingOn = (texts: readonly Text[], day: Day): Text => texts.find(({ holdsFrom }) => holdsFrom <= day) ?? texts.at(-1)!;

/** Columns as their names are said here. */
function read(row: Row): Text {
  const entries = Object.entries(row).map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]);
  return { ...(Object.fromEntries(entries) as Omit<Text, 'carried'>), carried: row.prepared_by === null };
}
