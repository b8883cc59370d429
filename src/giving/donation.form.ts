import { IsIn, IsOptional, Matches } from 'class-validator';
import { Line, Phone, Yuan } from '../platform/form-fields';

/** What `shared/give-form` sends. All text; the typed amount wins over the chosen one. */
export class DonationForm {
  @Matches(/^[\w-]{16,64}$/, { message: 'form-is-stale' }) key: string;
  @Line(64) invitation?: string;
  @Yuan() amount?: string;
  @Yuan() other?: string;
  @IsIn(['anon', 'masked', 'full'], { message: 'display-missing' }) display: 'anon' | 'masked' | 'full';
  @Line(40) name?: string;
  @Phone() phone?: string;
  @IsOptional() @IsIn(['1'], { message: 'text-expected' }) receipt?: '1';
  @Line(80) title?: string;
  @Line(40) identity?: string;
  @IsOptional() @IsIn(['principal', 'spendable'], { message: 'keeps-missing' }) keeps?: 'principal' | 'spendable';
}

export class PaymentForm {
  @IsIn(['card', 'alipay', 'wechat', 'transfer'], { message: 'way-missing' }) way: Way | 'transfer';
}

/** How a donor pays at the provider. */
export type Way = 'card' | 'alipay' | 'wechat';
