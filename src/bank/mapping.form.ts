import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, MaxLength } from 'class-validator';
import { Line, Needed } from '../platform/form-fields';
import { Refused } from '../rules/refused';
import type { ColumnMapping } from './readers/statement';

/** In the order of the page. */
export const COLUMNS = ['day', 'time', 'amount', 'direction', 'income', 'outgo', 'balance', 'party', 'partyAccount', 'reference', 'memo', 'kind', 'currency'] as const;

const LONGEST_SAMPLE = 20_000;

/** The first lines of a file, as the page sent them along: shown again, and read again, after every answer. */
export function sampleIn(sample: unknown): string[][] {
  return [sample ?? []].flat().slice(0, 5).flatMap((row) => {
    if (typeof row !== 'string' || row.length > LONGEST_SAMPLE) return [];
    try {
      const cells: unknown = JSON.parse(row);
      return Array.isArray(cells) && cells.every((cell) => typeof cell === 'string') ? [cells] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return []; // somebody's own doing
      throw error;
    }
  });
}

/** Which column says what; each by its heading. */
export class MappingForm {
  @Needed('mapping-day-missing', 80) day: string;
  @IsIn(['ymd', 'dmy', 'mdy'], { message: 'mapping-order-missing' }) dayOrder: ColumnMapping['dayOrder'];
  @Line(80) time?: string;
  @Line(80) amount?: string;
  @Line(80) direction?: string;
  @Line(80) income?: string;
  @Line(80) outgo?: string;
  @Line(80) balance?: string;
  @Line(80) currency?: string;
  @Line(80) party?: string;
  @Line(80) partyAccount?: string;
  @Line(80) reference?: string;
  @Line(80) memo?: string;
  @Line(80) kind?: string;
  /** The headings of the file, so that the page can come back with them. */
  @IsOptional() @Transform(({ value }) => [value].flat() as unknown) @MaxLength(80, { each: true, message: 'text-too-long' }) header?: string[];
  /** And its first lines, each as a list. */
  @IsOptional() @Transform(({ value }) => [value].flat() as unknown) @ArrayMaxSize(5, { message: 'text-too-long' }) @MaxLength(LONGEST_SAMPLE, { each: true, message: 'text-too-long' }) sample?: string[];

  /** @throws Refused `mapping-amount-missing` */
  mapping(): ColumnMapping {
    const { day, dayOrder } = this;
    const or = (name: string | undefined): string | null => name || null;
    const amount = or(this.amount);
    if ((amount === null) === (or(this.income) === null && or(this.outgo) === null)) throw new Refused('mapping-amount-missing', { field: 'amount' });
    return {
      day, dayOrder, time: or(this.time), amount, direction: or(this.direction), income: or(this.income), outgo: or(this.outgo), balance: or(this.balance), currency: or(this.currency),
      party: or(this.party), partyAccount: or(this.partyAccount), reference: or(this.reference), memo: or(this.memo), kind: or(this.kind),
    };
  }
}
