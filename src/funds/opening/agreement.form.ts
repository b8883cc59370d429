import { IsIn, Matches, ValidateIf } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Several, Yuan } from '../../platform/form-fields';
import type { Day } from '../../rules/day';
import { AGREED_KINDS, type AgreedKind, PURPOSE_TAGS, type PurposeTag } from '../../rules/fund-opening';
import { FEE_BASES, type FeeBase } from '../../rules/management-fee';
import { yuanOrNothing } from '../../rules/money';
import { type AgreementText, CLAUSES, type Clause, englishOf, REST_RULES } from './agreement-text';

const RATE = /^(\d{1,2}(\.\d{1,2})?|100|)$/;
const Written = (): PropertyDecorator => Needed('clause-missing', 2000);

/** All clauses of an agreement, as staff writes them. */
export class AgreementForm {
  @Needed('agreement-no-missing', 40) no: string;
  @DayField() day: string;
  @DayField() holdsFrom: string;
  @IsIn(AGREED_KINDS, { message: 'fund-kind-missing' }) kind: AgreedKind;
  @Line(3) preserved?: string;
  @Needed('fund-name-missing', 80) name: string;
  @Needed('english-name-missing', 120) englishName: string;
  @Needed('party-missing', 80) party: string;
  @Needed('english-name-missing', 120) englishParty: string;
  @Several(new RegExp(`^(${PURPOSE_TAGS.join('|')})$`)) purposes: PurposeTag[];
  @Written() purpose: string;
  @Written() englishPurpose: string;
  @Written() use: string;
  @Written() englishUse: string;
  @Written() hostDuties: string;
  @Written() englishHostDuties: string;
  @Written() partyDuties: string;
  @Written() englishPartyDuties: string;
  @Written() committee: string;
  @Written() englishCommittee: string;
  @Written() naming: string;
  @Written() englishNaming: string;
  @Written() termination: string;
  @Written() englishTermination: string;
  @IsIn(REST_RULES, { message: 'choice-unknown' }) remainingPropertyRule: AgreementText['remainingPropertyRule'];
  @Written() remainingProperty: string;
  @Written() englishRemainingProperty: string;
  @Written() disclosure: string;
  @Written() englishDisclosure: string;
  @Line(6) @Matches(RATE, { message: 'rate-not-a-rate' }) feeRate: string;
  @ValidateIf(({ feeRate }: AgreementForm) => rateOf(feeRate) > 0) @IsIn(FEE_BASES, { message: 'fee-base-missing' }) feeBase?: string;
  @ValidateIf(({ feeRate }: AgreementForm) => rateOf(feeRate) > 0) @Matches(/^([1-9]|1\d|2[0-8])$/, { message: 'fee-day-missing' }) feeDay?: string;
  @Yuan() startingSum?: string;
  @DayOrNone() startingBy: Day | null;
  @Yuan() yearlyAddition?: string;
  @Line(2) @Matches(/^\d{0,2}$/, { message: 'years-not-a-number' }) yearlyYears: string;
  @DayOrNone() termTo: Day | null;
  /** The confirmed change of purpose that a supplement rests on. */
  @Line(9) @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) purposeChange: string = '';
  /** The newest text there was when the form was opened; and of a supplement, since when the term runs. */
  @Line(9) @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) after: string = '';
  @DayOrNone() termFrom: Day | null = null;
}

/** 3.25 is 325 */
const rateOf = (typed: string | undefined): number => (typed && RATE.test(typed) ? Number(yuanOrNothing(typed)) : 0);

export function textIn(form: AgreementForm): AgreementText {
  const feeRate = rateOf(form.feeRate);
  const startingSum = yuanOrNothing(form.startingSum?.trim() || '0');
  const yearlyAddition = yuanOrNothing(form.yearlyAddition?.trim() || '0');
  const clauses = Object.fromEntries(CLAUSES.flatMap((clause) => [[clause, form[clause]], [englishOf(clause), form[englishOf(clause)]]])) as Record<Clause | `english${Capitalize<Clause>}`, string>;
  return {
    no: form.no, day: form.day, holdsFrom: form.holdsFrom, kind: form.kind, preserved: form.preserved === 'yes', name: form.name, englishName: form.englishName, party: form.party, englishParty: form.englishParty, purposes: form.purposes, ...clauses,
    feeRate, feeBase: feeRate > 0 ? (form.feeBase as FeeBase) : null, feeDay: feeRate > 0 ? Number(form.feeDay) : null,
    startingSum, startingBy: startingSum > 0n ? form.startingBy : null, yearlyAddition, yearlyYears: yearlyAddition > 0n ? Number(form.yearlyYears || '0') : 0,
    termFrom: form.termFrom ?? form.holdsFrom, termTo: form.termTo, remainingPropertyRule: form.remainingPropertyRule,
  };
}

/** What `Agreements.prepare` asks of who has read what. */
export const readIn = ({ after }: AgreementForm): { after?: number } => (after === '' ? {} : { after: Number(after) });
