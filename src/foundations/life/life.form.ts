import { IsIn, IsOptional, Matches as Looks } from 'class-validator';
import { Transform } from 'class-transformer';
import { DayField, DayOrNone, Line, Needed, Yuan } from '../../platform/form-fields';
import { LIFE_ACTS, type LifeAct } from '../../rules/life';
import { FOUNDATION_KINDS, type FoundationKind } from '../../rules/original-fund';
import { CreditCode, SumField } from '../founding.form';

/** A resolution that a form offers; empty where none is needed. */
export const Resolution = (): PropertyDecorator =>
  (target, property) => [Transform(({ value }) => (value === '' ? undefined : (value as unknown))), IsOptional(), Looks(/^\d{1,9}$/, { message: 'choice-unknown' })].forEach((decorate) => decorate(target, property));

export class LifeActForm {
  @IsIn(LIFE_ACTS, { message: 'choice-unknown' }) kind: LifeAct;
  @DayField() day: string;
  @Needed('why-missing', 400) why: string;
  @Needed('paper-name-missing') paperName: string;
  @Needed('paper-number-missing', 60) paperNumber: string;
  @Resolution() resolution?: string;
  @Yuan() sum?: string;
  @IsOptional() @IsIn([...FOUNDATION_KINDS, ''], { message: 'choice-unknown' }) asKind?: FoundationKind | '';
  @Line(200) group?: string;
  @IsOptional() @DayOrNone() creditorsUntil?: string | null;
}

export class RemainingForm {
  @Needed('choice-unknown', 40) fund: string;
  @Needed('choice-unknown', 40) place: string;
  @SumField() amount: string;
  @DayField() day: string;
  @Needed('receiver-missing') receiver: string;
  @CreditCode('a-receiver-is-known-by-its-credit-code') creditCode: string;
  @Needed('similar-purpose-missing', 400) purpose: string;
  @Needed('published-missing', 200) published: string;
}

export class ReserveForm {
  @Looks(/^[a-z][a-z0-9-]{1,30}$/, { message: 'reserve-code-wrong' }) fundCode: string;
  @Needed('name-missing') name: string;
  @Needed('english-name-missing') englishName: string;
  @DayField() day: string;
  @Needed('purpose-missing', 400) purpose: string;
  @Needed('english-purpose-missing', 400) englishPurpose: string;
  @Looks(/^\d{1,9}$/, { message: 'resolution-missing' }) resolution: string;
}

export class DissolvingForm {
  @DayField() day: string;
  @Needed('why-missing', 400) reason: string;
  @Looks(/^\d{1,9}$/, { message: 'resolution-missing' }) resolution: string;
}
