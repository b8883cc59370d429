import { IsIn, IsOptional, Matches, ValidateBy } from 'class-validator';
import { CountForm } from '../../platform/count-form';
import { DayField, Line, Needed, Phone } from '../../platform/form-fields';
import { type Fen, yuan } from '../../rules/money';
import { CASH_CHANNELS, type CashChannel, GOODS_PROOFS, NOMINAL, type Proof, SERVICE_PROOFS } from '../../rules/offline-gift';
import { Refused } from '../../rules/refused';
import type { Giver } from './offline-gifts.service';

/** A sum of yuan that must be there. */
export function Sum(): PropertyDecorator {
  const refusal = (value: unknown): string | undefined => {
    try {
      yuan(typeof value === 'string' ? value : '');
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return error.code === 'amount-missing' ? 'sum-missing' : error.code;
      throw error;
    }
  };
  return ValidateBy({ name: 'sum', validator: { validate: (value) => refusal(value) === undefined, defaultMessage: (about) => refusal(about?.value) ?? 'amount-not-a-sum' } });
}

/** What a giver wants of a gift to a preserved fund: nothing is touched but what it earns, or it may be used. */
export const KEEPS = ['principal', 'spendable'] as const;

const FormKey = (): PropertyDecorator => Matches(/^[\w-]{16,64}$/, { message: 'form-is-stale' });

export class CashForm extends CountForm {
  @FormKey() key: string;
  @IsIn(CASH_CHANNELS, { message: 'channel-missing' }) channel: CashChannel;
  @Needed('fund-missing', 9) fund: string;
  @DayField() day: string;
  @IsIn(['anon', 'masked', 'full'], { message: 'display-missing' }) display: 'anon' | 'masked' | 'full';
  @Line(40) name?: string;
  @Phone() phone?: string;
  @IsOptional() @IsIn(['1'], { message: 'text-expected' }) receipt?: '1';
  @Line(80) title?: string;
  @Line(40) identity?: string;
  @Line(120) words?: string;
  @Line(200) identityNote?: string;
}

/** What every other way says beside: what it is worth, and what it is. */
class SaidForm {
  @FormKey() key: string;
  @Needed('fund-missing', 9) fund: string;
  @DayField() day: string;
  @IsIn(['anon', 'masked', 'full'], { message: 'display-missing' }) display: 'anon' | 'masked' | 'full';
  @Line(40) name?: string;
  @Phone() phone?: string;
  @IsOptional() @IsIn(['1'], { message: 'text-expected' }) receipt?: '1';
  @Line(80) title?: string;
  @Line(40) identity?: string;
}

/** Money that the bank shows can be kept for good. */
class BankForm extends SaidForm {
  @IsOptional() @IsIn(KEEPS, { message: 'text-expected' }) keeps?: (typeof KEEPS)[number];
}

export class ChequeForm extends BankForm {
  @Sum() amount: string;
  @Needed('cheque-missing') words: string;
}

export class TransferForm extends BankForm {
  @Sum() amount: string;
  @Line(120) words?: string;
  @IsOptional() @Matches(/^\d{0,18}$/, { message: 'text-expected' }) line?: string;
}

export class GoodsForm extends SaidForm {
  @Line(20) amount?: string;
  @Needed('goods-missing') words: string;
  @IsIn([...GOODS_PROOFS, ''], { message: 'proof-missing' }) proof: (typeof GOODS_PROOFS)[number] | '';
  @Line(120) proofName?: string;
}

export class ServiceForm extends SaidForm {
  @Line(20) amount?: string;
  @Needed('work-missing') words: string;
  @IsIn([...SERVICE_PROOFS, ''], { message: 'proof-missing' }) proof: (typeof SERVICE_PROOFS)[number] | '';
  @Line(120) proofName?: string;
  @IsIn(['programme', 'management'], { message: 'serves-missing' }) serves: 'programme' | 'management';
}

export class GovernmentForm {
  @FormKey() key: string;
  @Needed('fund-missing', 9) fund: string;
  @DayField() day: string;
  @Sum() amount: string;
  @Needed('payer-missing') payer: string;
  @IsIn(['grant-document', 'purchase-contract'], { message: 'contract-missing' }) contract: 'grant-document' | 'purchase-contract';
  @Needed('contract-name-missing') contractName: string;
  @IsIn(['subsidy', 'purchase'], { message: 'called-missing' }) called: 'subsidy' | 'purchase';
  @Line(120) words?: string;
  @IsOptional() @Matches(/^\d{0,18}$/, { message: 'text-expected' }) line?: string;
}

export class WhyForm {
  @Needed('why-missing', 200) why: string;
}

export class HandingForm {
  @DayField() day: string;
}

export class IssueForm {
  @Sum() amount: string;
  @DayField() day: string;
  @Needed('goods-missing') words: string;
  @Needed('sheet-missing', 60) sheet: string;
}

/** What goods or work are worth, by their proof; one yuan without it (公告2020-27 art. 13). @throws Refused with the field's name among its facts */
export function provedIn({ amount, proof, proofName }: GoodsForm | ServiceForm): { sum: Fen; proof: { kind: Proof; name: string } | null } {
  if (proof === '') {
    if (amount) throw new Refused('what-has-no-proof-is-worth-one-yuan', { field: 'amount' }, 'D8');
    return { sum: NOMINAL, proof: null };
  }
  if (!proofName) throw new Refused('proof-name-missing', { field: 'proofName' }, 'D8');
  try {
    return { sum: yuan(amount ?? ''), proof: { kind: proof, name: proofName } };
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code === 'amount-missing' ? 'sum-missing' : error.code, { ...error.facts, field: 'amount' }) : error;
  }
}

export function giverIn(form: Pick<SaidForm, 'display' | 'name' | 'phone' | 'receipt' | 'title' | 'identity'>): Giver {
  return {
    display: form.display === 'anon' ? 'anonymous' : form.display, name: form.name || null, phone: form.phone || null, title: form.title || null,
    identity: form.identity?.toUpperCase() || null, wantsReceipt: form.receipt === '1',
  };
}
