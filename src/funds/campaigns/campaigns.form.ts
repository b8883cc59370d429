import { IsOptional, Matches } from 'class-validator';
import { DayField, Needed } from '../../platform/form-fields';
import { SumField } from '../../foundations/founding.form';

/** What the registrar has on file. Of a supplement the days are those of its campaign. */
export class FilingForm {
  @IsOptional() @Matches(/^\d{0,9}$/) supplements?: string;
  @Needed('filing-no-missing', 80) filingNo: string;
  @DayField() filedOn: string;
  @DayField() from: string;
  @DayField() to: string;
  @Needed('area-missing') area: string;
  @Needed('campaign-purpose-missing', 200) purpose: string;
  @Needed('beneficiaries-missing', 200) beneficiaries: string;
  @SumField() target: string;
  @SumField() cost: string;
  @Needed('leftover-missing', 200) leftover: string;
  @IsOptional() @Matches(/^1?$/) emergency?: string;
}

export class WithdrawalForm {
  @Needed('why-missing') why: string;
}
