import { Transform } from 'class-transformer';
import { IsIn, Matches } from 'class-validator';
import { PARTY_KINDS, type PartyKind } from '../../people/relations.service';
import { DayField, Line, Needed, Phone, Yuan } from '../../platform/form-fields';
import type { Display } from '../../rules/names';
import { type Majority, MAJORITIES } from '../../rules/resolution';

const Narrow = (): PropertyDecorator => Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toUpperCase() : (value as unknown)));
const Chosen = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'choice-unknown' });
const Body = (): PropertyDecorator => Matches(/^(council|(residents|fund)-[a-z0-9-]{1,60})$/, { message: 'motion-body-missing' });
const DISPLAYS = ['full', 'masked', 'anonymous'] as const;

/** What it would spend: all of it may be left empty. */
class MoneyFields {
  @Yuan() sum?: string;
  @Line(60) fund?: string;
  @IsIn(['', ...PARTY_KINDS], { message: 'choice-unknown' }) payeeKind: PartyKind | '' = '';
  @Line(60) payee?: string;
  @Narrow() @Line(20) payeeCode?: string;
}

export class MotionForm extends MoneyFields {
  @Body() body: string;
  @IsIn(MAJORITIES, { message: 'choice-unknown' }) majority: Majority;
  @Needed('motion-question-missing', 120) question: string;
  @Line(240) englishQuestion?: string;
  @Line(2000) explanation?: string;
  @IsIn(['party-branch', 'self-governing-body', 'member'], { message: 'motion-tabler-missing' }) tabledAs: 'party-branch' | 'self-governing-body' | 'member';
  @Needed('motion-tabled-by-missing', 60) tabledBy: string;
  @DayField() day: string;
}

export class MotionMoneyForm extends MoneyFields {}

export class ReviewForm {
  @IsIn(['yes', 'no'], { message: 'choice-unknown' }) formal: 'yes' | 'no';
  @Needed('why-missing', 400) reviewWhy: string;
  @Needed('motion-reviewer-missing', 60) reviewedBy: string;
  @DayField() reviewDay: string;
}

export class MotionEndForm {
  @Needed('why-missing', 200) endWhy: string;
}

export class HeardForm {
  @Chosen() party: string;
  @IsIn(['yes', 'no'], { message: 'choice-unknown' }) interested: 'yes' | 'no';
  @Line(200) backWhy?: string;
}

export class VoterPhoneForm {
  @Chosen() party: string;
  @Phone() phone: string;
}

export class VoterPhoneEndForm {
  @Chosen() struck: string;
  @Needed('why-missing', 200) why: string;
}

class SignatureFields {
  @Needed('signer-name-missing', 40) name: string;
  @Needed('signer-door-missing', 60) door: string;
  @IsIn(DISPLAYS, { message: 'choice-unknown' }) display: Display = 'masked';
}

export class ProposalForm extends SignatureFields {
  @Chosen() council: string;
  @Needed('motion-question-missing', 120) question: string;
  @Needed('proposal-explanation-missing', 2000) explanation: string;
}

export class SignatureForm extends SignatureFields {}

export class OwnMotionForm {
  @Body() body: string;
  @Needed('motion-question-missing', 120) ownQuestion: string;
  @Needed('proposal-explanation-missing', 2000) ownExplanation: string;
}

export class DeclarationForm {
  @IsIn(['yes', 'no'], { message: 'declaration-missing' }) interested: 'yes' | 'no';
  @Line(200) interest?: string;
}
