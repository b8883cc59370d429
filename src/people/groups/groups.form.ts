import { Transform } from 'class-transformer';
import { IsIn, IsOptional, Matches, ValidateBy } from 'class-validator';
import { DayField, Line, Needed, Phone, Yuan } from '../../platform/form-fields';
import { CARRIER_KINDS, GROUP_FIELDS, MEMBER_ROLES, type MemberRole, ORIENTATIONS, type Orientation } from '../../rules/resident-group';

const together = (...decorators: PropertyDecorator[]): PropertyDecorator => (target, property) => decorators.forEach((decorate) => decorate(target, property));
const Telephone = (): PropertyDecorator => together(Matches(/^./, { message: 'phone-missing' }), Phone());
/** A year of birth, or null when none is known; full-width digits too. */
const YearOfBirth = (): PropertyDecorator => together(
  Transform(({ value }) => { const text = typeof value === 'string' ? value.normalize('NFKC').trim() : ''; return text === '' ? null : /^(19|20)\d\d$/.test(text) ? Number(text) : text; }),
  IsOptional(), ValidateBy({ name: 'year', validator: { validate: (value) => typeof value === 'number', defaultMessage: () => 'a-year-of-birth-is-a-year' } }),
);
const Role = (): PropertyDecorator => IsIn(MEMBER_ROLES, { message: 'a-member-has-a-role' });
const Which = (): PropertyDecorator => Matches(/^\d{1,9}$/, { message: 'choice-unknown' });
/** The unified social credit code, whatever keyboard it was typed on. */
const CreditCode = (): PropertyDecorator => together(Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '').toUpperCase() : (value as unknown))), Needed('credit-code-missing', 18));

class Described {
  @Needed('a-group-has-a-name', 40) name: string;
  @Needed('a-group-has-an-english-name', 80) englishName: string;
  @Needed('a-group-says-what-it-is-for', 300) purpose: string;
  @IsIn(GROUP_FIELDS, { message: 'a-group-is-of-a-known-field' }) field: (typeof GROUP_FIELDS)[number];
  @Needed('a-group-is-somewhere', 80) area: string;
}

export class GroupForm extends Described {
  @Matches(/^(?!new$)[a-z][a-z0-9-]{0,38}[a-z0-9]$/, { message: 'a-group-has-a-plain-address' }) address: string;
  @DayField() since: string;
  @IsIn(ORIENTATIONS, { message: 'an-orientation-is-one-of-three' }) orientation: Orientation;
  @Needed('an-orientation-has-its-reason', 200) why: string;
  @Needed('a-member-has-a-name', 40) name1: string;
  @Telephone() phone1: string;
  @YearOfBirth() born1: number | null = null;
  @Needed('a-member-has-a-name', 40) name2: string;
  @Telephone() phone2: string;
  @YearOfBirth() born2: number | null = null;
  @Role() role2: MemberRole;
  @Needed('a-member-has-a-name', 40) name3: string;
  @Telephone() phone3: string;
  @YearOfBirth() born3: number | null = null;
  @Role() role3: MemberRole;
}

export class ParticularsForm extends Described {
  @DayField() from: string;
  @Needed('why-missing', 200) why: string;
}

export class MemberForm {
  @Needed('a-member-has-a-name', 40) memberName: string;
  @Telephone() phone: string;
  @YearOfBirth() born: number | null = null;
  @Role() role: MemberRole;
  @DayField() memberFrom: string;
}
export class DepartureForm {
  @Which() left: string;
  @DayField() leftDay: string;
  @Needed('why-missing', 200) leftWhy: string;
}
export class HandoverForm {
  @Which() heir: string;
  @Needed('why-missing', 200) heirWhy: string;
}
export class OrientationForm {
  @IsIn(ORIENTATIONS, { message: 'an-orientation-is-one-of-three' }) orientation: Orientation;
  @DayField() turnDay: string;
  @Needed('an-orientation-has-its-reason', 200) turnWhy: string;
}
export class FilingForm {
  @IsIn(['street', 'committee'], { message: 'a-group-is-filed-with-street-or-committee' }) placeKind: 'street' | 'committee';
  @Needed('a-filing-names-its-place', 80) place: string;
  @Needed('a-filing-has-a-number', 60) number: string;
  @DayField() filedFrom: string;
  @DayField() filedUntil: string;
}
export class FilingEndForm {
  @Which() struck: string;
  @DayField() struckDay: string;
  @Needed('why-missing', 200) struckWhy: string;
}
export class GroupEndForm {
  @DayField() endDay: string;
  @Needed('why-missing', 200) endWhy: string;
}

export class CarrierForm {
  @IsIn(CARRIER_KINDS, { message: 'choice-unknown' }) carrierKind: (typeof CARRIER_KINDS)[number];
  @Needed('a-carrier-has-its-legal-name', 80) carrierName: string;
  @CreditCode() creditCode: string;
  @Needed('account-holder-missing', 80) holder: string;
  @Needed('contract-party-missing', 80) party: string;
  @DayField() carrierFrom: string;
  @Needed('a-way-of-money-has-its-basis', 200) carrierBasis: string;
}
export class PlainRouteForm {
  @IsIn(['vendors', 'goods'], { message: 'choice-unknown' }) routeKind: 'vendors' | 'goods';
  @DayField() routeFrom: string;
  @Needed('a-way-of-money-has-its-basis', 200) routeBasis: string;
}
export class AdvanceForm {
  @Yuan() most?: string;
  @DayField() advanceFrom: string;
  @DayField() clearBy: string;
  @Needed('a-way-of-money-has-its-basis', 200) advanceBasis: string;
}
export class RouteEndForm {
  @Which() route: string;
  @DayField() routeDay: string;
  @Needed('why-missing', 200) routeWhy: string;
}

/** A member's own forms. */
export class ConsentForm {
  @IsIn(['yes', 'no'], { message: 'name-choice-missing' }) showsName: 'yes' | 'no';
  @IsOptional() @IsIn(['yes']) adult?: 'yes';
}
export class NameForm {
  @IsIn(['yes', 'no'], { message: 'name-choice-missing' }) showsName: 'yes' | 'no';
}
export class OwnDepartureForm {
  @Line(200) ownWhy?: string;
}
export class InvitationForm {
  @Needed('a-member-has-a-name', 40) memberName: string;
  @Telephone() phone: string;
  @IsIn(MEMBER_ROLES.filter((role) => role !== 'lead'), { message: 'a-member-has-a-role' }) role: MemberRole;
}
export class AnswerForm {
  @IsIn(['accepted', 'declined', 'withdrawn'], { message: 'answer-missing' }) outcome: 'accepted' | 'declined' | 'withdrawn';
}
