import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { DayField, DayOrNone, Needed, Phone } from '../platform/form-fields';
import { type Role, ROLES } from './people';

/** As it was typed: nothing of a password is trimmed, and what is missing is as wrong as what is wrong. */
const Secret = (): PropertyDecorator => (target, property) =>
  [IsString({ message: 'text-expected' }), MaxLength(200, { message: 'text-too-long' })].forEach((decorate) => decorate(target, property));

export class SignInForm {
  @Secret() login = '';
  @Secret() password = '';
  @Secret() code = '';
  @IsOptional() @IsString({ message: 'text-expected' }) back?: string;
  /** A form whose session had ended. */
  @IsOptional() @IsString({ message: 'text-expected' }) kept?: string;
}

export class EnrolmentForm {
  @Secret() password = '';
  @Secret() again = '';
  @Secret() code = '';
}

export class PasswordForm {
  @Secret() old = '';
  @Secret() password = '';
  @Secret() again = '';
  @Secret() code = '';
}

/** Beside the form of the password, which has a field `code` of its own. */
export class RecoveryForm {
  @Secret() proof = '';
}

export class PhoneForm {
  /** Nothing when another code is asked for: the number is known then. */
  @Phone() number?: string;
  /** What was typed before a session ended, closed. */
  @IsOptional() @IsString({ message: 'text-expected' }) kept?: string;
}

export class PhoneCodeForm {
  /** A whole message may be pasted. */
  @Secret() code = '';
  @IsOptional() @IsString({ message: 'text-expected' }) kept?: string;
}

export class ContactForm {
  @Phone() phone = '';
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim() : (value as unknown)))
  @Matches(/^([^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;"]+)?$/, { message: 'a-mail-address-has-an-at' })
  @MaxLength(120, { message: 'text-too-long' })
  mail = '';
}

export class AppointmentForm {
  @Needed('person-name-missing', 60) name: string;
  @Needed('english-name-missing', 60) englishName: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : (value as unknown)))
  @Matches(/^[a-z][a-z0-9.-]{1,30}$/, { message: 'a-sign-in-name-is-plain' })
  login: string;
  @IsIn(ROLES, { message: 'role-missing' }) role: Role;
  @DayField() from: string;
  @DayOrNone() to: string | null = null;
  /** Somebody here is called so already, and it is not they. */
  @IsOptional() @IsIn(['1'], { message: 'text-expected' }) namesake?: '1';
}

export class EndForm {
  /** Which appointment: its role and its first day, as the choice has it. */
  @Needed('appointment-missing') appointment: string;
  @IsIn(['now', 'day'], { message: 'end-missing' }) when: 'now' | 'day' = 'day';
  /** Needed when it ends with a day. */
  @DayOrNone() lastDay: string | null = null;
}
