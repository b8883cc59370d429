import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';
import { DayField, Line, Needed, Several } from '../../platform/form-fields';
import type { Answered } from './own-meetings.service';

/** So many points besides motions; who has more makes two meetings of it. */
export const OTHER_POINTS = [1, 2, 3, 4] as const;

const Narrow = (): PropertyDecorator => Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '') : (value as unknown)));
/** A time of the day as people type it, also with full-width signs: 9:00, 19:30. */
const Time = (): PropertyDecorator => (target, property) => [Narrow(), Matches(/^([01]?\d|2[0-3]):[0-5]\d$/, { message: 'a-time-is-hours-and-minutes' })].forEach((decorate) => decorate(target, property));
const Chosen = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'choice-unknown' });
const Text = (most: number): PropertyDecorator => (target, property) => [Transform(({ value }) => (typeof value === 'string' ? value.trim() : (value as unknown))), IsOptional(), MaxLength(most, { message: 'text-too-long' })].forEach((decorate) => decorate(target, property));
const ids = /^\d{1,9}$/;

class AppointmentForm {
  @DayField() day: string;
  @Time() time: string;
  @Needed('a-meeting-is-somewhere', 120) place: string;
  @Line(300) dialIn?: string;
}

export class MeetingForm extends AppointmentForm {
  @Matches(/^(council|residents-council-\d{1,9}|fund-committee-\d{1,9})$/, { message: 'choice-unknown' }) body: string;
  @Several(ids) motions: string[] = [];
  @Line(120) title1?: string;
  @Text(4000) papers1?: string;
  @Line(120) title2?: string;
  @Text(4000) papers2?: string;
  @Line(120) title3?: string;
  @Text(4000) papers3?: string;
  @Line(120) title4?: string;
  @Text(4000) papers4?: string;
}

export class MoveForm extends AppointmentForm {
  @Needed('why-missing', 200) moveWhy: string;
}

export class CancellationForm {
  @Needed('why-missing', 200) offWhy: string;
}

/** Boxes of the sheet: who was there, by line, or represented. */
export class SheetForm {
  @Matches(/^\d{1,9}\.\d{1,9}$/, { message: 'choice-unknown' }) seen: string;
  @Several(ids) inPerson: string[] = [];
  @Several(ids) remote: string[] = [];
  @Several(ids) proxy: string[] = [];
  @Line(200) strikeWhy?: string;
}

export class PaperProxyForm {
  @Chosen() giver: string;
  @Chosen() holder: string;
  @Needed('a-proxy-on-paper-names-its-paper', 200) proxyPaper: string;
}

export class ProxyEndForm {
  @Chosen() represented: string;
  @Needed('why-missing', 200) proxyWhy: string;
}

export class MinutesForm {
  @Matches(/^\d{1,4}$/, { message: 'choice-unknown' }) after: string;
  @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) presidedBy: string;
  @Needed('minutes-name-who-kept-them', 60) keptBy: string;
  @Line(500) guests?: string;
  @Several(/^[^]{0,20000}$/) words: string[] = [];
  @Line(200) minutesWhy?: string;
}

export class AnswerForm {
  @IsIn(['in-person', 'remote', 'excused'], { message: 'an-answer-to-a-notice-is-one-of-three' }) answer: Answered;
  @Line(200) reason?: string;
}

export class ProxyForm {
  @Chosen() holder: string;
}

export class SignatureForm {
  @Chosen() minutes: string;
}
