import { Transform } from 'class-transformer';
import { IsIn, Matches, ValidateIf } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Yuan } from '../../platform/form-fields';
import type { Investment } from '../../ledger/entries';
import { INVESTMENT_KINDS, type InvestmentKind } from '../../rules/investing';
import { type Side, SIDES } from './investments.service';

const narrow = (pattern: RegExp, message: string): PropertyDecorator => (target, property) => [
  Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim().replace(/%$/, '').trim() : value as unknown)), Matches(pattern, { message }),
].forEach((decorate) => decorate(target, property));
/** Per cent with two decimals at most, above nothing and not above the whole. */
const Share = (message = 'share-not-clear'): PropertyDecorator => narrow(/^(?!0*(?:\.0*)?$)(?:100(?:\.0{1,2})?|\d{1,2}(?:\.\d{1,2})?)$/, message);
const Typed = (property: string): PropertyDecorator => ValidateIf((form: Record<string, unknown>) => typeof form[property] === 'string' && (form[property]).trim() !== '');
const Whole = (message: string): PropertyDecorator => narrow(/^\d{1,3}$/, message);
const Resolution = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'resolution-missing' });
const ResolutionOrNone = (): PropertyDecorator => Matches(/^\d{0,9}$/, { message: 'resolution-missing' });

export class SpendingRuleForm {
  @Line(60) fund?: string;
  @DayField() from: string;
  @Share() percent: string;
  @Whole('quarters-missing') quarters: string;
  @Typed('cap') @Share() cap?: string;
  @Typed('least') @Share() least?: string;
  @Resolution() resolution: string;
}

export class InvestmentPolicyForm {
  @DayField() policyFrom: string;
  @Needed('sum-missing') @Yuan() major: string;
  @Whole('days-missing') priceDays: string;
  @Whole('days-missing') dealDays: string;
  @Resolution() policyResolution: string;
}

export class BarForm {
  @Needed('fund-missing') barFund: string;
  @Yuan() barSum?: string;
  @Needed('why-missing', 300) barWhy: string;
}

const ROLES = ['short investment', 'long equity investment', 'long debt investment', 'other long investment'] as const satisfies readonly Investment[];
export class PoolForm {
  @Needed('pool-name-missing') name: string;
  @Needed('english-name-missing') englishName: string;
  @IsIn(INVESTMENT_KINDS, { message: 'kind-missing' }) kind: InvestmentKind;
  @IsIn(ROLES, { message: 'investment-missing' }) role: Investment;
  @Needed('institution-missing') institution: string;
  @Line(120) licence?: string;
  @Line(300) purpose?: string;
  @Line(3) noPosts?: string;
  @DayOrNone() maturesOn: string | null;
  @Line(30) price?: string;
}

export class ApprovalForm {
  @ResolutionOrNone() resolution = '';
}

export class ValuationForm {
  @DayField() day: string;
  @Yuan() value?: string;
  @Line(30) price?: string;
}

export class OrderForm {
  @IsIn(SIDES, { message: 'side-missing' }) side: Side;
  @Needed('fund-missing') fund: string;
  @Yuan() sum?: string;
  @Line(30) units?: string;
  @Yuan() needed?: string;
  @DayField() orderDay: string;
  @Needed('why-missing', 300) why: string;
  @ResolutionOrNone() resolution = '';
}

export class LineForm {
  @Matches(/^[a-z0-9-]{1,60}:\d{1,18}$/, { message: 'a-deal-is-the-money-of-its-bank-line' }) line: string;
}

export class FallForm {
  @Needed('fund-missing', 60) fallFund: string;
  @Needed('why-missing', 300) fallWhy: string;
}

export class BarEndForm {
  @Needed('why-missing', 300) endWhy: string;
}

export class DisclosureForm {
  @DayField() day: string;
  @Needed('place-of-publication-missing', 200) place: string;
}

export class ReasonForm {
  @Needed('why-missing', 300) why: string;
}
