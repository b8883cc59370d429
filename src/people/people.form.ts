import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { isDay } from '../rules/day';
import { type Role, ROLES } from './people';

const all = (...decorators: PropertyDecorator[]): PropertyDecorator => (target, property) => decorators.forEach((decorate) => decorate(target, property));
const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

/** As it was typed: nothing of a password is trimmed, and what is missing is as wrong as what is wrong. */
const Secret = (): PropertyDecorator => all(Transform(({ value }) => (value === undefined ? '' : (value as unknown))), IsString({ message: 'text-expected' }), MaxLength(200, { message: 'text-too-long' }));

const NameField = (code: string): PropertyDecorator =>
  all(Transform(({ value }) => trimmed(value)), MaxLength(60, { message: 'text-too-long' }), ValidateBy({ name: 'needed', validator: { validate: (value) => typeof value === 'string' && value !== '', defaultMessage: () => code } }));

const DayField = (needed = true): PropertyDecorator =>
  all(Transform(({ value }) => trimmed(value) || null), ValidateBy({
    name: 'day', validator: { validate: (value) => (value === null ? !needed : typeof value === 'string' && isDay(value)), defaultMessage: (about) => (about?.value ? 'day-not-a-day' : 'day-missing') },
  }));

export class SignInForm {
  @Secret() login = '';
  @Secret() password = '';
  @Secret() code = '';
  @IsOptional() @IsString({ message: 'text-expected' }) back?: string;
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

export class AppointmentForm {
  @NameField('person-name-missing') name: string;
  @NameField('english-name-missing') englishName: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : (value as unknown)))
  @Matches(/^[a-z][a-z0-9.-]{1,30}$/, { message: 'a-sign-in-name-is-plain' })
  login: string;
  @IsIn(ROLES, { message: 'role-missing' }) role: Role;
  @DayField() from: string;
  @DayField(false) to: string | null = null;
}

export class EndForm {
  /** Which appointment: its role and its first day, as the choice has it. */
  @Matches(/^[a-z-]+ \d{4}-\d{2}-\d{2}$/, { message: 'appointment-missing' }) appointment: string;
  @DayField() lastDay: string;
}
