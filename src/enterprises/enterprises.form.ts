import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { DayField, DayOrNone, Line, Needed, Phone, Several, Yuan } from '../platform/form-fields';
import { type Lang, LANGS } from '../platform/words';
import { BASES, PERIODS } from '../rules/profit-share';
import { AGREEMENT_KINDS, EVIDENCE } from './assessment';
import { CONSENTS, FACTS, OWNER_KINDS, STANDINGS } from './enterprises.service';

/** Numbers and codes as people paste them: full-width digits and letters, spaces. */
const Narrow = (): PropertyDecorator => Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '').toUpperCase() : (value as unknown)));
const Chosen = (message: string): PropertyDecorator => Matches(/^\d{1,9}$/, { message });

export class EnterpriseForm {
  @Matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, { message: 'an-enterprise-has-a-plain-address' }) address: string;
  @Needed('an-enterprise-has-its-legal-name') name: string;
  @Needed('english-name-missing') englishName: string;
  @Narrow() @Matches(/^[0-9A-Z]{18}$/, { message: 'the-code-of-an-enterprise-has-its-check-digit' }) creditCode: string;
  @IsIn(STANDINGS, { message: 'choice-unknown' }) relation: (typeof STANDINGS)[number];
  @Line(120) premises?: string;
}

export class OwnerForm {
  @Needed('owner-missing') owner: string;
  @Narrow() @Line(20) ownerCode?: string;
  @IsIn(OWNER_KINDS, { message: 'choice-unknown' }) ownerKind: (typeof OWNER_KINDS)[number];
  @Needed('rate-not-a-part', 20) part: string;
  @DayField() ownerFrom: string;
  @Needed('source-missing') ownerSource: string;
}

export class OwnerEndForm {
  @Chosen('choice-unknown') left: string;
  @DayField() lastDay: string;
  @Needed('source-missing') leftSource: string;
}

export class FactForm {
  @IsIn(FACTS, { message: 'choice-unknown' }) fact: (typeof FACTS)[number];
  @DayField() factDay: string;
  @Needed('a-fact-of-an-enterprise-names-its-source') factSource: string;
}

export class StatementForm {
  @IsIn(['yes', 'no'], { message: 'choice-unknown' }) related: 'yes' | 'no';
  @Needed('a-statement-says-how', 200) words: string;
  @DayField() statementDay: string;
}

export class ConsentForm {
  @IsIn(CONSENTS, { message: 'choice-unknown' }) level: (typeof CONSENTS)[number];
  @DayField() consentFrom: string;
  @Needed('a-consent-is-somebodys') givenBy: string;
}

export class ReachForm {
  @Phone() phone?: string;
  @Line(120) @Matches(/^([^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;"]+)?$/, { message: 'a-mail-address-has-an-at' }) mail?: string;
  @IsOptional() @IsIn(LANGS, { message: 'choice-unknown' }) reads?: Lang;
}

/** How many rows the form has for steps above the first, and for funds. */
export const STEPS = [2, 3, 4, 5] as const;
export const FUNDS = [1, 2, 3, 4, 5, 6] as const;

/** Terms as the paper has them. */
export class TermsForm {
  @DayField() from: string;
  @DayOrNone() until: string | null;
  @IsIn(BASES, { message: 'choice-unknown' }) base: (typeof BASES)[number];
  @Line(20) rate1?: string;
  @Yuan() from2?: string;
  @Line(20) rate2?: string;
  @Yuan() from3?: string;
  @Line(20) rate3?: string;
  @Yuan() from4?: string;
  @Line(20) rate4?: string;
  @Yuan() from5?: string;
  @Line(20) rate5?: string;
  @Yuan() perUnit?: string;
  @Yuan() floor?: string;
  @Yuan() cap?: string;
  @Line(3) carriesLoss?: string;
  @Narrow() @Matches(/^([1-9]|[1-9]\d|1\d\d|2[0-3]\d|240)?$/, { message: 'loss-periods-wrong' }) lossPeriods = '';
  @Narrow() @Matches(/^([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])?$/, { message: 'due-days-wrong' }) dueDays = '';
  @Narrow() @Matches(/^([1-9]|1[0-2])?$/, { message: 'due-month-and-day' }) dueMonths = '';
  @Narrow() @Matches(/^([1-9]|[12]\d|3[01])?$/, { message: 'due-month-and-day' }) dueMonthday = '';
  @Several(new RegExp(`^(${EVIDENCE.join('|')})$`)) evidence: (typeof EVIDENCE)[number][];
  @Line(9) fund1?: string;
  @Line(20) weight1?: string;
  @Line(9) fund2?: string;
  @Line(20) weight2?: string;
  @Line(9) fund3?: string;
  @Line(20) weight3?: string;
  @Line(9) fund4?: string;
  @Line(20) weight4?: string;
  @Line(9) fund5?: string;
  @Line(20) weight5?: string;
  @Line(9) fund6?: string;
  @Line(20) weight6?: string;
  @DayField() signedOn: string;
  @Needed('signer-missing') enterpriseSigner: string;
  @Needed('signer-missing') hostSigner: string;
}

export class AgreementForm extends TermsForm {
  @Needed('agreement-no-missing', 60) no: string;
  @IsIn(AGREEMENT_KINDS, { message: 'choice-unknown' }) kind: (typeof AGREEMENT_KINDS)[number];
  @IsIn(PERIODS, { message: 'choice-unknown' }) period: (typeof PERIODS)[number];
  @Line(200) advert?: string;
  @Line(9) resolution?: string;
}

export class EndForm {
  @DayField() endsOn: string;
  @DayField() signedOn: string;
  @Needed('signer-missing') enterpriseSigner: string;
  @Needed('signer-missing') hostSigner: string;
}

export class VersionForm {
  @Chosen('choice-unknown') version: string;
}
export class VersionWithdrawalForm {
  @Chosen('choice-unknown') withdrawn: string;
  @Needed('why-missing', 500) why: string;
}
export class DisclosureForm {
  /** Of which text, and what of it. */
  @Matches(/^\d{1,9}-(related|sales-result)$/, { message: 'choice-unknown' }) disclosed: string;
  @DayField() disclosedOn: string;
  @Needed('a-disclosure-says-where', 200) place: string;
}

export class ReportForm {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'period-missing' }) period: string;
  @Line(30) revenue?: string;
  @Line(30) netProfit?: string;
  @Line(30) reserve?: string;
  @Line(30) units?: string;
  @Several(new RegExp(`^(${EVIDENCE.join('|')})$`)) reported: (typeof EVIDENCE)[number][];
  @Line(500) restatedWhy?: string;
}

export class ReportDecisionForm {
  @Chosen('choice-unknown') report: string;
}
export class RejectionForm {
  @Chosen('choice-unknown') rejected: string;
  @Needed('why-missing', 500) rejectedWhy: string;
}
export class QuestionForm {
  @Chosen('choice-unknown') askAbout: string;
  @Needed('why-missing', 500) question: string;
}
export class AnswerForm {
  @Chosen('choice-unknown') asked: string;
  @Needed('why-missing', 500) answer: string;
}

export class ReceiptForm {
  @Matches(/^\d{1,18}$/, { message: 'a-share-is-received-by-a-line-of-the-bank' }) line: string;
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'period-missing' }) paidFor: string;
  @IsOptional() @IsIn(['1', ''], { message: 'choice-unknown' }) onlyDue?: string;
}

export class WaiverForm {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'period-missing' }) waived: string;
  @Yuan() @Needed('amount-missing', 30) waivedSum: string;
  @Chosen('a-waiver-rests-on-a-resolution') waivedBy: string;
  @Needed('why-missing', 500) waivedWhy: string;
}

/** Which period's too much for which. */
export class OffsetForm {
  @Matches(/^\d{4}-\d{2}-\d{2}~\d{4}-\d{2}-\d{2}$/, { message: 'period-missing' }) offset: string;
  @Needed('why-missing', 500) offsetWhy: string;
}

export class ReminderForm {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'period-missing' }) remind: string;
}
