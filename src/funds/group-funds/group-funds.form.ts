import { Matches } from 'class-validator';
import { DayField, Needed } from '../../platform/form-fields';

export class EntrustForm {
  @Needed('choice-missing', 60) fund: string;
  @DayField() fundFrom: string;
  @Needed('why-missing', 200) fundWhy: string;
}

export class EntrustEndForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) lookedAfter: string;
  @DayField() fundDay: string;
  @Needed('why-missing', 200) fundEndWhy: string;
}
