import { Transform } from 'class-transformer';
import { IsIn, Matches } from 'class-validator';
import { DayField, Line, Needed } from '../../platform/form-fields';
import type { Display } from '../../rules/names';
import { ABOUT, type About } from './results.queries';

const DISPLAYS = ['full', 'masked', 'anonymous'] as const;

/** Several lines that must be there, kept as they were written. */
const Words = (code: string): PropertyDecorator => Needed(code, 2000);
/** How many people counting anew has given; empty where the counting is not in doubt. */
const Counted = (): PropertyDecorator => (target, property) =>
  [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim() : value === undefined ? '' : (value as unknown))), Matches(/^\d{0,5}$/, { message: 'count-missing' })].forEach((decorate) => decorate(target, property));

export class NoticeForm {
  @Needed('a-notice-says-where-it-is-posted') place: string;
}

export class ObjectionForm {
  @Needed('whoever-objects-says-their-name', 60) name: string;
  @Needed('whoever-objects-says-where-they-live', 60) door: string;
  @IsIn(ABOUT, { message: 'an-objection-is-about-something-known' }) about: About;
  @Words('an-objection-says-what-is-wrong') words: string;
  @IsIn(DISPLAYS, { message: 'choice-unknown' }) display: Display;
}

export class EnteredObjectionForm extends ObjectionForm {
  @IsIn(['paper', 'hotline'], { message: 'choice-unknown' }) way: 'paper' | 'hotline';
  @DayField() cameOn: string;
}

export class ReplyForm {
  @IsIn(['no', 'yes'], { message: 'choice-unknown' }) upheld: 'no' | 'yes';
  @Words('an-answer-to-an-objection-has-its-reason') answer: string;
  @Counted() countedFor = '';
  @Counted() countedAgainst = '';
  @Counted() countedAbstained = '';
}

export class SecondForm {
  @IsIn(['yes', 'no'], { message: 'choice-unknown' }) agrees: 'yes' | 'no';
  @Line(400) secondWhy?: string;
}
