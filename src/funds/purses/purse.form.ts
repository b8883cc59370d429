import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { SumField } from '../../foundations/founding.form';
import { CountForm } from '../../platform/count-form';
import { DayField, Line, Needed, Yuan } from '../../platform/form-fields';

export const FormKey = (): PropertyDecorator => Matches(/^[\w-]{16,64}$/, { message: 'form-is-stale' });
/** Yes or no, and one of the two must be said. */
const Said = (): PropertyDecorator => IsIn(['yes', 'no'], { message: 'answer-missing' });
/** Several lines as they were typed. */
export const Lines = (): PropertyDecorator =>
  (target, property) => {
    Transform(({ value }) => (typeof value === 'string' ? value : ''))(target, property);
    Matches(/^[^]{0,20000}$/, { message: 'text-too-long' })(target, property);
  };

export class OpeningForm {
  @Needed('purse-name-missing', 60) name: string;
  @Needed('purse-name-missing', 80) englishName: string;
  /** In its address; what stands there for pages of the desk is nobody's. */
  @Matches(/^(?!(?:new|matching|openings)$)[a-z][a-z0-9-]{1,40}$/, { message: 'purse-code-unreadable' }) fundCode: string;
  @Needed('purse-place-missing', 80) place: string;
  @Lines() keepers: string;
  @Needed('purse-purpose-missing', 300) purpose: string;
  @Needed('purse-rest-missing', 300) rest: string;
  @Line(200) passesOn?: string;
  @Said() dutyAtOnce: 'yes' | 'no';
  @Said() onlyBetween: 'yes' | 'no';
  @Said() namedByGiver: 'yes' | 'no';
  @DayField() day: string;
}

export class DoorsForm {
  @Lines() doors: string;
  @DayField() movedIn: string;
}

export class LeavingForm {
  @Needed('door-missing', 20) door: string;
  @DayField() movedOut: string;
}

export class SlipsForm {
  @IsIn(['all', 'unconfirmed', 'door'], { message: 'choice-unknown' }) which: 'all' | 'unconfirmed' | 'door';
  @Line(20) only?: string;
}

export class SheetForm extends CountForm {
  @FormKey() key: string;
  @IsIn(['cash', 'transfer'], { message: 'purse-way-missing' }) way: 'cash' | 'transfer';
  @DayField() day: string;
  @Lines() rows: string;
}

export class LineForm {
  @Matches(/^\d{1,18}$/, { message: 'a-sheet-is-the-money-of-its-bank-line' }) line: string;
}

export class WhyForm {
  @Needed('why-missing', 200) why: string;
}

export class ReplyForm {
  @Matches(/^\d{1,15}$/, { message: 'choice-unknown' }) answer: string;
  @Needed('reply-missing', 300) reply: string;
}

export class VoteForm {
  @Needed('households-resolution-missing', 9) resolution: string;
  @SumField() voteSum: string;
  @Needed('vote-what-missing', 120) what: string;
  @Line(80) payee?: string;
  @IsOptional() @IsIn(['', '1'], { message: 'text-expected' }) back?: '' | '1';
}

export class SpendingForm {
  @FormKey() key: string;
  @Needed('vote-missing', 15) vote: string;
  @SumField() sum: string;
  @DayField() day: string;
  @Needed('bank-missing', 9) bank: string;
  @Line(80) bill?: string;
}

export class MatchRuleForm {
  @Needed('match-name-missing', 60) name: string;
  @Needed('pool-missing', 9) pool: string;
  @SumField() threshold: string;
  @Yuan() sum?: string;
  @Matches(/^(|[1-9]\d{0,2}|1000)$/, { message: 'percent-not-a-number' }) percent: string;
  @SumField() cap: string;
  @SumField() budget: string;
  @DayField() from: string;
  @DayField() to: string;
  @Needed('source-missing', 200) source: string;
}

/** What a household says at its own door. */
export class AnswerForm {
  @Matches(/^\d{1,15}$/, { message: 'choice-unknown' }) contribution: string;
  @IsIn(['yes', 'no'], { message: 'answer-missing' }) answer: 'yes' | 'no';
  @Line(300) words?: string;
}

export class TransferForm {
  @SumField() amount: string;
}
