import { Needed, Line, Yuan } from '../../platform/form-fields';
import { Year } from './programme.form';

/** Nothing written to carry over: all of the payer's part goes back. */
export class SettlementForm {
  @Year() settledYear: string;
  @Yuan() cityCarried?: string;
  @Line(120) cityConsent?: string;
  @Line(120) cityPayee?: string;
  @Yuan() districtCarried?: string;
  @Line(120) districtConsent?: string;
  @Line(120) districtPayee?: string;
  @Needed('a-settlement-names-its-basis', 200) basis: string;
}

export class SettlementRefusalForm {
  @Year() settledYear: string;
  @Needed('why-missing') settlementWhy: string;
}
