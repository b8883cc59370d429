import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches as Looks, ValidateBy } from 'class-validator';
import { DayField, Line, Needed } from '../platform/form-fields';
import { yuan } from '../rules/money';
import { FOUNDATION_KINDS, type FoundationKind, type PaperKind, REGISTRATION_PAPERS } from '../rules/original-fund';
import { Refused } from '../rules/refused';

/** A bank's number of a transfer, the same however it was copied. */
const Reference = (): PropertyDecorator =>
  (target, property) => [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toUpperCase() : value as unknown)), Needed('reference-missing', 64)].forEach((decorate) => decorate(target, property));

export const SumField = (): PropertyDecorator =>
  ValidateBy({ name: 'sum', validator: { validate: (value) => refusal(value) === undefined, defaultMessage: (about) => refusal(about?.value) ?? 'amount-not-a-sum' } });

function refusal(value: unknown): string | undefined {
  try {
    yuan(typeof value === 'string' ? value : '');
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.code === 'amount-missing' ? 'sum-missing' : error.code;
    throw error;
  }
}

export class ContributionForm {
  @Needed('founder-missing') founder: string;
  @SumField() amount: string;
  @Reference() reference: string;
  @DayField() valueDay: string;
}

export class ContributionWithdrawalForm {
  @Needed('why-missing', 200) withdrawnWhy: string;
}

/** By which line of the bank statement. */
export class ConfirmationForm {
  @Looks(/^\d{1,18}$/, { message: 'a-contribution-rests-on-a-bank-line' }) line: string;
}

export class PaperForm {
  @IsIn(REGISTRATION_PAPERS, { message: 'kind-missing' }) kind: PaperKind;
  @Needed('paper-name-missing') name: string;
  @Line(60) number?: string;
  @DayField() day: string;
}

/** A unified social credit code, however it was copied. */
export const CreditCode = (missing: string): PropertyDecorator =>
  (target, property) => [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toUpperCase() : value as unknown)), Needed(missing, 60)].forEach((decorate) => decorate(target, property));

export class PledgeForm {
  @Needed('founder-missing') pledger: string;
  @SumField() pledged: string;
  @DayField() dueDay: string;
  @Transform(({ value }) => (value === '' ? undefined : (value as unknown))) @IsOptional() @Looks(/^\d{1,9}$/, { message: 'choice-unknown' }) resolution?: string;
}

export class PledgeWithdrawalForm {
  @Looks(/^\d{1,9}$/, { message: 'choice-unknown' }) pledge: string;
  @Needed('why-missing', 200) withdrawnWhy: string;
}

export class KindForm {
  @IsIn(FOUNDATION_KINDS, { message: 'kind-missing' }) kind: FoundationKind;
  @IsIn(['yes', 'no'], { message: 'choice-unknown' }) privateMoney: 'yes' | 'no';
}

export class ParticularsForm {
  @DayField() from: string;
  @Needed('domicile-missing', 200) domicile: string;
  @Needed('domicile-missing', 200) englishDomicile: string;
  @Needed('scope-missing', 600) scope: string;
  @Needed('scope-missing', 600) englishScope: string;
  @Line(60) approval?: string;
}

export class RegistrationForm {
  @CreditCode('certificate-missing') certificate: string;
  @DayField() registeredOn: string;
}

export class BounceForm {
  @Reference() reference: string;
  @DayField() day: string;
  @Needed('why-missing') why: string;
}
