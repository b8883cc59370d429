import { Transform } from 'class-transformer';
import { DayField, DayOrNone, Line, Needed } from '../platform/form-fields';
import { CreditCode, SumField } from './founding.form';

export class OpeningForm {
  @DayField() day: string;
  @CreditCode('certificate-missing') certificate: string;
  @DayField() registeredOn: string;
  @SumField() registeredSum: string;
  @Line(120) madeGoodBy?: string;
  @DayOrNone() @Transform(({ value }) => (value === undefined ? null : (value as unknown))) madeGoodUntil: string | null;
}

export class SignatureForm {
  /** The one that was read: a newer one is not signed unread. */
  @Needed('choose-missing', 12) preparation: string;
}
