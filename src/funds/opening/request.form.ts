import { IsIn, IsUUID, Matches } from 'class-validator';
import { DayField, Line, Needed, Phone, Several, Yuan } from '../../platform/form-fields';
import { AGREED_KINDS, type AgreedKind, type Point, CHECKLIST } from '../../rules/fund-opening';
import { APPLICANT_KINDS } from './requests.service';

/** What somebody who wants a fund fills in. */
export class RequestForm {
  @IsUUID('4', { message: 'form-key-missing' }) key: string;
  @IsIn(APPLICANT_KINDS, { message: 'applicant-kind-missing' }) applicantKind: (typeof APPLICANT_KINDS)[number];
  @Needed('applicant-missing', 80) applicant: string;
  @Needed('contact-missing', 40) contact: string;
  @IsIn(AGREED_KINDS, { message: 'fund-kind-missing' }) kind: AgreedKind;
  @Line(3) preserved?: string;
  @Needed('fund-name-missing', 80) name: string;
  @Needed('fund-purpose-missing', 500) purpose: string;
  @Needed('fund-use-missing', 500) use: string;
  @Line(60) place?: string;
  @Yuan() startingSum?: string;
}

/** The same, not finished: whatever is there is kept. */
export class DraftForm {
  @Line(40) key?: string;
  @Line(20) applicantKind?: string;
  @Line(80) applicant?: string;
  @Line(40) contact?: string;
  @Line(20) kind?: string;
  @Line(3) preserved?: string;
  @Line(80) name?: string;
  @Line(500) purpose?: string;
  @Line(500) use?: string;
  @Line(60) place?: string;
  @Line(30) startingSum?: string;
}

/** Of somebody who came in person. */
export class WalkInForm extends RequestForm {
  @Phone() @Needed('phone-missing', 11) phone: string;
}

export class AnswerForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) question: string;
  @Needed('fund-answer-missing', 1000) answer: string;
}

/** Which text was read: another may have taken its place since. */
export class VersionForm {
  @Matches(/^\d{1,9}$/, { message: 'choice-unknown' }) version: string;
}

export class SigningForm extends VersionForm {
  @Line(20) code?: string;
  @Line(3) agree?: string;
}

export class WithdrawalForm extends VersionForm {
  @Needed('why-missing', 1000) why: string;
}

export class TicksForm {
  @Several(new RegExp(`^(${CHECKLIST.join('|')})$`)) point: Point[];
}

export class QuestionForm {
  @Needed('question-missing', 1000) question: string;
}

export class RefusalForm {
  @Needed('why-missing', 1000) reason: string;
}

export class SheetForm extends VersionForm {
  @Needed('signer-missing', 60) signer: string;
  @DayField() day: string;
}

export class OpeningForm extends VersionForm {
  @Needed('fund-code-missing', 41) fundCode: string;
  @Needed('fund-summary-missing', 200) summary: string;
  @Needed('fund-summary-missing', 300) englishSummary: string;
  @Line(60) place?: string;
  @Line(80) englishPlace?: string;
  @Line(9) @Matches(/^\d{0,9}$/, { message: 'choice-unknown' }) resolution?: string;
  @Line(500) whyBelow?: string;
}
