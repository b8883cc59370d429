import { Transform } from 'class-transformer';
import { IsIn, Matches, ValidateIf } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Yuan } from '../../platform/form-fields';
import { type Payer, PAYERS, type UseOfProgramme, USES, type Zone, ZONES } from '../../rules/entitlement';
import { BECOMES } from './exclusive-places.service';

/** A number of households; nothing written is none. */
const Households = (): PropertyDecorator => (target, property) =>
  [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/[\s,]/g, '') || '0' : (value as unknown))), Matches(/^\d{1,7}$/, { message: 'households-not-a-number' })].forEach((decorate) => decorate(target, property));
export const Year = (): PropertyDecorator => Matches(/^(20|21)\d{2}$/, { message: 'year-missing' });
const Chosen = (message: string): PropertyDecorator => Matches(/^\d{1,18}$/, { message });

export class CountForm {
  @DayField() day: string;
  @Households() selfGoverned: string;
  @Households() workUnit: string;
  @Households() managed: string;
  @Households() scattered: string;
  @Needed('a-count-of-households-names-its-source') source: string;
}

export class AssessmentForm {
  @Year() year: string;
  @Chosen('an-entitlement-rests-on-a-confirmed-count') count: string;
  @IsIn(ZONES, { message: 'zone-missing' }) zone: Zone;
  @IsIn(['urban', 'rural'], { message: 'settlement-missing' }) settlement: 'urban' | 'rural';
  /** Ticked: by which formulas. */
  @Line(3) per100?: string;
  @Line(3) courtyard?: string;
  @Line(3) band?: string;
  @DayOrNone() due1: string | null;
  @DayOrNone() due2: string | null;
  @DayOrNone() due3: string | null;
  @DayOrNone() due4: string | null;
}

/** What waits for a second person is confirmed by its own button, or goes back with the reason. */
export class RefusalForm {
  @Matches(/^(count|entitlement)-\d{1,9}$/, { message: 'choice-unknown' }) refused: string;
  @Needed('why-missing') why: string;
}

export class ReceiptForm {
  @Chosen('an-entitlement-is-met-by-matched-subsidies') entry: string;
  @IsIn(PAYERS, { message: 'programme-payer-missing' }) payer: Payer;
  @Year() receiptYear: string;
  /** Nothing written: all of it. */
  @Yuan() receiptSum?: string;
}

export class TakeBackForm {
  @Chosen('choice-unknown') receipt: string;
  @Needed('why-missing') takeBackWhy: string;
}

export class UseForm {
  @Chosen('a-use-is-named-of-a-cost') proposal: string;
  @IsIn(USES, { message: 'use-missing' }) use: UseOfProgramme;
  @Line(200) reason?: string;
  @ValidateIf(({ use }: UseForm) => use === 'other') @Chosen('another-use-has-the-councils-reason') resolution?: string;
}

export class BudgetForm {
  @Year() budgetYear: string;
  @Yuan() groups?: string;
  @Yuan() volunteering?: string;
  @Yuan() upkeep?: string;
  @Yuan() culture?: string;
  @Yuan() training?: string;
  @Yuan() environment?: string;
  @Yuan() other?: string;
  @Line(200) budgetReason?: string;
  @Chosen('a-budget-rests-on-a-resolution') budgetResolution: string;
}

export class PlaceForm {
  @Chosen('place-missing') place: string;
  @Needed('an-exclusive-place-has-its-reason') placeWhy: string;
}

export class ReleaseForm {
  @IsIn(BECOMES, { message: 'place-becomes-missing' }) becomes: (typeof BECOMES)[number];
  @Needed('a-release-says-why') releaseWhy: string;
}
