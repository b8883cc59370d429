import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { DayField, Line, Needed } from '../../platform/form-fields';
import { type Choice, CHOICES } from '../../rules/ballot';

const narrow = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '') : value);
const together = (...decorators: PropertyDecorator[]): PropertyDecorator => (target, property) => decorators.forEach((decorate) => decorate(target, property));
const Chosen = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'choice-unknown' });
const Count = (): PropertyDecorator => together(Transform(narrow), Matches(/^\d{1,5}$/, { message: 'papers-are-a-number' }));

export class VoteForm {
  @Chosen() motion: string;
  @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) meeting: string;
  @DayField() closesDay: string;
  @Transform((about) => String(narrow(about)).replace('：', ':')) @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'time-not-a-time' }) closesTime: string;
}
export class PaperForm {
  @Chosen() member: string;
}
export class PaperReturnForm {
  @Chosen() returned: string;
  @Needed('why-missing', 200) returnWhy: string;
}
export class PaperCountForm {
  @Count() papersFor: string;
  @Count() papersAgainst: string;
  @Count() papersAbstained: string;
  @Count() papersInvalid: string;
  @Count() handedOut: string;
}
export class SaidForm {
  @Chosen() speaker: string;
  @IsIn(CHOICES, { message: 'ballot-choice-missing' }) choice: Choice;
}
export class AnnulmentForm {
  @Needed('why-missing', 300) annulWhy: string;
}
/** A button alone. */
export class NoFields {}

export class TakeForm {
  @Line(3) noInterest = '';
  @IsOptional() @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) whom?: string;
  @Line(3) shared?: string;
}
export class OwnChoiceForm {
  @Line(3) noInterest = '';
  @IsIn(CHOICES, { message: 'ballot-choice-missing' }) choice: Choice = '' as Choice;
  @IsOptional() @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) whom?: string;
}
export class TokenForm {
  @Needed('ballot-token-missing', 120) token = '';
}
export class BallotForm extends TokenForm {
  @IsIn(CHOICES, { message: 'ballot-choice-missing' }) choice: Choice = '' as Choice;
}
