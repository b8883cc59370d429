import { IsIn, Matches as Looks } from 'class-validator';
import { Transform } from 'class-transformer';
import { DayField, Line, Needed } from '../platform/form-fields';
import { BODIES, type Body, MAJORITIES, type Majority } from '../rules/resolution';

/** How many people; a hall of ten thousand is the most. */
const Count = (): PropertyDecorator => (target, property) =>
  [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim() : (value as unknown))), Looks(/^\d{1,4}$/, { message: 'count-missing' })].forEach((decorate) => decorate(target, property));

export class ResolutionForm {
  @IsIn(BODIES, { message: 'a-resolution-is-of-a-known-body' }) body: Body;
  @IsIn(MAJORITIES, { message: 'choice-unknown' }) majority: Majority;
  /** Of households: the fund of their building, by its code. */
  @Line(41) purse?: string;
  @Needed('a-resolution-has-a-number', 60) number: string;
  @DayField() day: string;
  @Needed('a-resolution-says-what-was-decided', 400) subject: string;
  @Count() entitled: string;
  @Count() present: string;
  @Count() for: string;
  @Count() against: string;
}

export class ComparedForm {
  @Line(400) standsBecause?: string;
}

export class WhyForm {
  @Needed('why-missing', 200) why: string;
}
