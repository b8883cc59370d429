import { Transform } from 'class-transformer';
import { IsIn, Matches, ValidateBy } from 'class-validator';
import { GivenForm } from '../../ledger/given.form';
import { DayField, Needed } from '../../platform/form-fields';
import { yuan } from '../../rules/money';
import { TRANSFER_BASES, type TransferBasis } from '../../rules/fund-transfer';
import { Refused } from '../../rules/refused';

/** A sum of yuan that must be there. */
const Sum = (): PropertyDecorator => ValidateBy({ name: 'sum', validator: { validate: (value) => refusal(value) === undefined, defaultMessage: (about) => refusal(about?.value) ?? 'amount-not-a-sum' } });

function refusal(value: unknown): string | undefined {
  try {
    yuan(typeof value === 'string' ? value : '');
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.code === 'amount-missing' ? 'sum-missing' : error.code;
    throw error;
  }
}
/** A sum, or nothing. */
const OrNothing = (): PropertyDecorator => ValidateBy({ name: 'sum', validator: { validate: (value) => value === undefined || value === '' || refusal(value) === undefined || /^0+(\.0*)?$/.test(String(value)), defaultMessage: (about) => refusal(about?.value) ?? 'amount-not-a-sum' } });
const trimmed = (): PropertyDecorator => Transform(({ value }) => (typeof value === 'string' ? value.trim() : (value as unknown)));
/** The number of a resolution; empty where none is needed. */
const Resolution = (): PropertyDecorator => (target, property) => [trimmed(), Matches(/^\d{0,9}$/, { message: 'resolution-missing' })].forEach((decorate) => decorate(target, property));

export class FeeForm {
  @DayField() to: string;
}

export class TransferForm {
  @Needed('fund-missing', 60) to: string;
  @Sum() sum: string;
  @IsIn(TRANSFER_BASES, { message: 'basis-missing' }) basis: TransferBasis;
  @Needed('basis-note-missing', 500) basisNote: string;
  @Resolution() resolution: string = '';
  @Needed('why-missing', 500) reason: string;
}

export class FreezeForm {
  @Needed('why-missing', 500) reason: string;
  @IsIn(['yes', 'no'], { message: 'gifts-yes-or-no' }) gifts: 'yes' | 'no';
}

export class ReasonForm {
  @Needed('why-missing', 500) reason: string;
}

export class EndingForm {
  @Needed('why-missing', 500) reason: string;
  @IsIn(['agreement', 'similar purpose'], { message: 'basis-missing' }) basis: 'agreement' | 'similar purpose';
  @Needed('basis-note-missing', 500) basisNote: string;
  /** A fund by its code, or a body as `party:<number>`. */
  @Needed('rest-receiver-missing', 60) to: string;
  @Resolution() resolution: string = '';
}

export class PublicationForm {
  @DayField() day: string;
  @Needed('place-of-publication-missing', 200) place: string;
}

export class ConsentForm {
  @Needed('giver-missing', 120) giver: string;
  @Sum() sum: string;
  @DayField() day: string;
  @Needed('paper-name-missing', 200) paper: string;
}

export class NewFoundationForm {
  @trimmed() @Matches(/^[a-z][a-z0-9-]{1,40}$/, { message: 'a-funds-code-fits-an-address' }) address: string;
  @Needed('name-missing', 60) name: string;
  @Needed('english-name-missing', 120) englishName: string;
  @Needed('mission-missing', 200) purpose: string;
  @Needed('mission-missing', 300) englishPurpose: string;
  @Needed('bank-missing', 120) bank: string;
}

/** Which proposed spin-off, and what lets it through where it is held. */
export class ApprovalForm extends GivenForm {
  @Matches(/^\d{1,9}$/, { message: 'spin-off-missing' }) proposal: string;
}

/** Which consent, and why it no longer holds. */
export class ConsentWithdrawalForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) consent: string;
  @Needed('why-missing', 500) why: string;
}

/** Which spin-off is to be taken back. */
export class ReturnForm extends ApprovalForm {
  @Needed('why-missing', 500) why: string;
}

export class SpinOffForm {
  /** `<foundation>` or `<foundation>/<fund>`. */
  @Needed('foundation-missing', 90) into: string;
  @Sum() total: string;
  @OrNothing() founding?: string;
  @Matches(/^\d{1,9}$/, { message: 'resolution-missing' }) resolution: string;
  @Needed('why-missing', 500) reason: string;
}
