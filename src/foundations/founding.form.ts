import { Transform } from 'class-transformer';
import { IsIn, Matches as Looks, ValidateBy } from 'class-validator';
import { DayField, Line, Needed } from '../platform/form-fields';
import { yuan } from '../rules/money';
import { type PaperKind, REGISTRATION_PAPERS } from '../rules/original-fund';
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

export class RegistrationForm {
  @Needed('certificate-missing', 60) certificate: string;
  @DayField() registeredOn: string;
}

export class BounceForm {
  @Reference() reference: string;
  @DayField() day: string;
  @Needed('why-missing') why: string;
}
