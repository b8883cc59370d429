import { IsIn, Matches } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Several } from '../../platform/form-fields';
import type { Day } from '../../rules/day';
import type { Seat } from '../../rules/fund-opening';

export const SIDES = ['resident', 'donor', 'host', 'street', 'supervisor'] as const;

export class SeatForm {
  @Needed('seat-name-missing', 60) name: string;
  @IsIn(SIDES, { message: 'seat-side-missing' }) side: Seat['side'];
  @Line(3) chairs?: string;
  @DayField() from: string;
  @DayOrNone() to: Day | null;
  /** 不取酬, said by whoever enters it: a paid seat cannot be entered. */
  @IsIn(['yes'], { message: 'seat-is-unpaid' }) unpaid: string;
}

export class SeatEndForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) seat: string;
  @DayField() lastDay: string;
}

export class ManagerForm {
  @Matches(/^\d{1,9}$/, { message: 'person-missing' }) person: string;
  @DayField() since: string;
}

export class LineForm {
  @Matches(/^[0-9A-Za-z-]{1,12}$/, { message: 'line-code-missing' }) lineCode: string;
  @Needed('line-name-missing', 60) lineName: string;
  @Needed('english-name-missing', 80) lineEnglishName: string;
}

/** All lines of a fund in their order, and a sum for each. */
export class BudgetForm {
  @Matches(/^2\d{3}$/, { message: 'year-missing' }) year: string;
  @Several(/^\d{1,9}$/) line: string[];
  @Several(/^.{0,30}$/) sum: string[];
}

export class ApprovalForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) budget: string;
}

export class TagForm {
  @Matches(/^\d{1,9}$/, { message: 'line-missing' }) line: string;
  @Several(/^\d{1,18}$/) entry: string[];
}

export class GroupForm {
  @Needed('group-name-missing', 60) name: string;
  @Needed('english-name-missing', 80) englishName: string;
}

export class MemberForm {
  @Matches(/^\d{1,9}$/, { message: 'fund-missing' }) fund: string;
  @DayField() from: string;
}

export class LeavingForm {
  @Matches(/^\d{1,9}$/, { message: 'fund-missing' }) fund: string;
  @DayField() lastDay: string;
}

export class TermsForm {
  @Needed('sum-missing', 30) sum: string;
  @DayField() fromDay: string;
  @Needed('terms-source-missing', 200) source: string;
}
