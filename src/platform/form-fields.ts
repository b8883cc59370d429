import { Transform } from 'class-transformer';
import { IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';
import { isDay } from '../rules/day';
import { yuan } from '../rules/money';
import { Refused } from '../rules/refused';

/** Field decorators: what comes in as text is judged here, once; the code of what is wrong is the message (`refused.<code>` in the words). */

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

/** A line of text; empty is as good as absent. */
export function Line(most: number): PropertyDecorator {
  return all(Transform(({ value }) => trimmed(value)), IsOptional(), IsString({ message: 'text-expected' }), MaxLength(most, { message: 'text-too-long' }));
}

/** A sum of yuan as people type it, kept as text; `sumOf` reads it. Empty is allowed here: whether it is needed is the form's matter. */
export function Yuan(): PropertyDecorator {
  return all(IsOptional(), IsString({ message: 'amount-not-a-sum' }), ValidateBy({
    name: 'yuan',
    validator: { validate: (value) => refusal(value) === undefined, defaultMessage: (about) => refusal(about?.value) ?? 'amount-not-a-sum' },
  }));
}

function refusal(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  try {
    yuan(value);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

/** A Chinese mobile number, with or without +86, spaces and dashes, full-width digits too, and what telephones copy along unseen; kept as its 11 digits. */
export function Phone(): PropertyDecorator {
  return all(
    Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}()]/gu, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '') : (value as unknown))),
    IsOptional(),
    ValidateBy({ name: 'phone', validator: { validate: (value) => value === '' || (typeof value === 'string' && /^1[3-9]\d{9}$/.test(value)), defaultMessage: () => 'phone-not-a-number' } }),
  );
}

/** A line of text that must be there; the code says what is missing. */
export const Needed = (code: string, most = 120): PropertyDecorator =>
  all(Transform(({ value }) => trimmed(value)), MaxLength(most, { message: 'text-too-long' }), ValidateBy({ name: 'needed', validator: { validate: (value) => typeof value === 'string' && value !== '', defaultMessage: () => code } }));

/** A day that must be there. */
export const DayField = (): PropertyDecorator => day((value) => typeof value === 'string' && isDay(value));
/** A day, or null when nothing was written. */
export const DayOrNone = (): PropertyDecorator => all(Transform(({ value }) => trimmed(value) || null), day((value) => value === null || (typeof value === 'string' && isDay(value))));

const day = (validate: (value: unknown) => boolean): PropertyDecorator =>
  all(Transform(({ value }) => trimmed(value)), ValidateBy({ name: 'day', validator: { validate, defaultMessage: (about) => (about?.value ? 'day-not-a-day' : 'day-missing') } }));

function all(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

/** Boxes that may be ticked none, once or often: always a list. */
export const Several = (pattern: RegExp): PropertyDecorator =>
  all(Transform(({ value }) => (value === undefined || value === '' ? [] : [value].flat() as unknown)), ValidateBy({
    name: 'several',
    validator: { validate: (value) => Array.isArray(value) && value.length <= 200 && value.every((one) => typeof one === 'string' && pattern.test(one)), defaultMessage: () => 'choice-unknown' },
  }));
