import { IsIn, Matches } from 'class-validator';
import { DayField, Line, Needed, Several } from '../../platform/form-fields';
import { PURPOSE_TAGS, type PurposeTag } from '../../rules/fund-opening';
import { PURPOSE_BASES, type PurposeChange } from './purpose-changes.service';

export class PurposeForm {
  @IsIn(PURPOSE_BASES, { message: 'basis-missing' }) basis: PurposeChange['basis'];
  @Line(200) givers?: string;
  @Line(60) filingNo?: string;
  @DayField() day: string;
  @Needed('why-missing', 500) reason: string;
  @Several(new RegExp(`^(${PURPOSE_TAGS.join('|')})$`)) purposes: PurposeTag[];
  @Needed('clause-missing', 2000) purpose: string;
  @Needed('clause-missing', 2000) englishPurpose: string;
  @Needed('clause-missing', 2000) use: string;
  @Needed('clause-missing', 2000) englishUse: string;
}

/** Which change. */
export class ChangeForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) change: string;
}

export class ChangeWithdrawalForm extends ChangeForm {
  @Needed('why-missing', 500) why: string;
}
