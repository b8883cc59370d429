import { Transform } from 'class-transformer';
import { ArrayMinSize, IsIn, IsOptional, Matches, ValidateBy, ValidateIf } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Several, Yuan } from '../platform/form-fields';
import { TEMPLATES, templateOf, type Field } from './templates';

/** Judged only when the chosen template asks for it. */
const For = (field: Field): PropertyDecorator => ValidateIf((form: VoucherForm) => templateOf(form.template)?.fields.includes(field) ?? false);
const Chosen = (choices: readonly string[], message: string): PropertyDecorator => IsIn(choices, { message });
const Whole = (message: string): PropertyDecorator => (target, property) => [
  Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').trim() : value as unknown)), Matches(/^\d{1,4}$/, { message }),
].forEach((decorate) => decorate(target, property));
/** A sum that must be there. */
const SumField = (): PropertyDecorator => (target, property) => [
  Yuan(), ValidateBy({ name: 'sum', validator: { validate: (value) => typeof value === 'string' && value.trim() !== '', defaultMessage: () => 'sum-missing' } }),
].forEach((decorate) => decorate(target, property));

const COSTS = ['programme', 'management', 'fundraising'] as const;
export const CHOICES = {
  cost: COSTS,
  owed: ['payable', 'pay', 'tax'],
  bill: ['payable', 'retained', 'pay', 'tax', 'other payable', 'refund due'],
  advance: ['receivable', 'prepaid'],
  deducted: ['payable', 'retained'],
} as const;

export class VoucherForm {
  @IsIn(TEMPLATES.map(({ name }) => name), { message: 'template-unknown' }) template: string;
  @For('fund') @Needed('fund-missing') fund?: string;
  @For('sum') @SumField() sum?: string;
  @For('bank') @Needed('place-missing') bank?: string;
  @For('cost') @Chosen(CHOICES.cost, 'cost-missing') cost?: (typeof CHOICES.cost)[number];
  @For('owed') @Chosen(CHOICES.owed, 'owed-missing') owed?: (typeof CHOICES.owed)[number];
  @For('bill') @Chosen(CHOICES.bill, 'owed-missing') bill?: (typeof CHOICES.bill)[number];
  @For('advance') @Chosen(CHOICES.advance, 'advance-missing') advance?: (typeof CHOICES.advance)[number];
  @For('deducted') @Chosen(CHOICES.deducted, 'owed-missing') deducted?: (typeof CHOICES.deducted)[number];
  @For('booked') @SumField() booked?: string;
  @For('paidOn') @DayField() paidOn?: string;
  @Line(40) promise?: string;
  @Line(40) pays?: string;
  @Line(120) party?: string;
  @For('asset') @Needed('asset-missing') asset?: string;
  @For('months') @Whole('months-missing') months?: string;
  @For('way') @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) way?: string = '';
  @Yuan() part?: string;
  @Yuan() residue?: string;
  @Yuan() kept?: string;
  @DayField() day: string;
  @Needed('note-missing') note: string;
  @Needed('papers-missing', 200) papers: string;
}

export class ReversalForm {
  @DayOrNone() day: string | null;
  @Needed('why-missing') why: string;
}

export class WhyForm {
  @IsOptional() @Needed('why-missing') why: string;
}

export class ChecksForm {
  @Several(/^(SR|PV|JV|CM)-\d{4}-\d{2}-\d{4,12}$/) @ArrayMinSize(1, { message: 'no-voucher-ticked' }) voucher: string[] = [];
  @Matches(/^\d{4}-\d{2}$/) month: string;
  @IsOptional() @Matches(/^(SR|PV|JV|CM)?$/) word?: string;
  @IsOptional() @Matches(/^[\w-]{0,40}$/) fund?: string;
}
