import { IsIn, IsOptional, Matches as Looks } from 'class-validator';
import { DayField, Line, Needed, Several } from '../platform/form-fields';
import { BOOKINGS, type Booking } from './bookings.service';

/** One of the proposals of the page: `line~entry.posting` or `line~source:key`. Nothing chosen: only the code was given. */
export class ChoiceForm {
  @IsOptional() @Looks(/^(\d{1,18}~(\d{1,18}\.\d{1,5}|[a-z-]{1,40}:.{1,120}))?$/, { message: 'choice-unknown' }) choice?: string;
  @IsOptional() @Looks(/^(\d{4}-\d{2})?$/, { message: 'choice-unknown' }) month?: string;
  @IsOptional() @Looks(/^\d{0,18}$/, { message: 'choice-unknown' }) after?: string;
}

export const DECISIONS = ['match', ...BOOKINGS] as const;

/** What a person says a line is. */
export class LineForm {
  @IsIn(DECISIONS, { message: 'decision-missing' }) as: 'match' | Booking;
  /** Postings, and what is expected, by its source and key. */
  @Several(/^(\d{1,18}\.\d{1,5}|[a-z-]{1,40}:.{1,120})$/) posting: string[] = [];
  @Several(/^\d{1,18}$/) line: string[] = [];
  @IsOptional() @Looks(/^[\w-]{0,60}$/, { message: 'transfer-place-missing' }) to?: string;
  @Line(200) note?: string;
}

export class HoldForm {
  @Needed('hold-why-missing', 200) why: string;
  @DayField() until: string;
}

export class UndoForm {
  @Needed('undo-why-missing', 200) why: string;
}

/** Postings that come to nothing together: a mirror and what was booked in place of what it took back. */
export class OffsetForm {
  @Several(/^\d{1,18}\.\d{1,5}$/) posting: string[] = [];
  @IsOptional() @Looks(/^(\d{4}-\d{2})?$/, { message: 'choice-unknown' }) month?: string;
}

export class BulkForm {
  @IsOptional() @Looks(/^(\d{4}-\d{2})?$/, { message: 'choice-unknown' }) month?: string;
}

/** What unidentified money turned out to be. */
export class IdentificationForm {
  @Needed('identification-fund-missing', 60) fund: string;
  @Line(60) party?: string;
  @Needed('identification-why-missing', 200) why: string;
}
