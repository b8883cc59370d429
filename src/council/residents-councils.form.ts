import { Transform } from 'class-transformer';
import { IsIn, Matches } from 'class-validator';
import { DayField, Line, Needed, Several } from '../platform/form-fields';
import type { Display } from '../rules/names';
import { type CouncilKind, RESIDENTS_COUNCILS } from '../rules/residents-council';
import { TABLERS } from '../rules/tabling';

const Narrow = (): PropertyDecorator => Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '') : (value as unknown)));
/** A part as people write it: 4/5, also with full-width signs. */
const Part = (): PropertyDecorator => (target, property) => [Narrow(), Matches(/^[1-9]\d{0,2}\/[1-9]\d{0,2}$/, { message: 'a-part-is-written-as-a-fraction' })].forEach((decorate) => decorate(target, property));
const Days = (): PropertyDecorator => (target, property) => [Narrow(), Matches(/^\d{1,2}$/, { message: 'days-are-a-number' })].forEach((decorate) => decorate(target, property));
const Chosen = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'choice-unknown' });

export class CouncilForm {
  @IsIn(RESIDENTS_COUNCILS, { message: 'choice-unknown' }) kind: CouncilKind;
  @Narrow() @Matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, { message: 'a-residents-council-has-a-plain-address' }) address: string;
  @Needed('name-missing', 60) name: string;
  @Needed('english-name-missing', 80) englishName: string;
  @Needed('council-area-missing') area: string;
  @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) community: string;
  @DayField() from: string;
  @Needed('a-rule-of-a-council-has-its-source', 200) source: string;
}

export class CouncilEndForm {
  @DayField() endDay: string;
  @Needed('why-missing', 200) endWhy: string;
}

export class RuleForm {
  @DayField() ruleFrom: string;
  @Part() quorum: string;
  @Part() votes: string;
  @IsIn(['present', 'entitled', 'all'], { message: 'choice-unknown' }) countedOf: 'present' | 'entitled' | 'all';
  @IsIn(['more-than', 'at-least'], { message: 'choice-unknown' }) more: 'more-than' | 'at-least';
  @IsIn(['secret', 'open'], { message: 'choice-unknown' }) ballot: 'secret' | 'open';
  @Line(3) proxies?: string;
  @Several(new RegExp(`^(${TABLERS.join('|')})$`)) tables: (typeof TABLERS)[number][] = []; // no box ticked sends no field
  @Days() noticeDays: string;
  @Days() objectionDays: string;
  @Needed('a-rule-of-a-council-has-its-source', 200) ruleSource: string;
}

export class CouncilSeatForm {
  @Needed('name-missing', 60) member: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toUpperCase() : (value as unknown))) @Line(20) memberCode?: string;
  @IsIn(['full', 'masked', 'anonymous'], { message: 'choice-unknown' }) display: Display;
  @Line(3) chairs?: string;
  @Line(3) official?: string;
  @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) constituency: string;
  @Needed('whoever-sits-on-a-council-was-chosen', 200) chosenBy: string;
  @DayField() seatFrom: string;
  @DayField() until: string;
}

export class CouncilSeatEndForm {
  @Chosen() seat: string;
  @DayField() lastDay: string;
  @Needed('why-missing', 200) why: string;
}
