import { Transform } from 'class-transformer';
import { IsIn, Matches as Looks } from 'class-validator';
import { DayField, Line, Needed } from '../../platform/form-fields';
import { OFFICES, type Office, OFFICIAL_FACTS, type OfficialFact } from '../../rules/officials';
import { Resolution } from '../life/life.form';

export class ElectionForm {
  @Needed('name-missing', 60) name: string;
  @Needed('english-name-missing', 60) englishName: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s+/g, '').toUpperCase() : (value as unknown))) @Line(20) code?: string;
  @IsIn(OFFICES, { message: 'an-office-is-one-we-know' }) office: Office;
  @DayField() from: string;
  @DayField() until: string;
  @Resolution() resolution?: string;
  @Line(200) basis?: string;
}

export class LeavingForm {
  @Looks(/^\d{1,9}$/, { message: 'choice-unknown' }) term: string;
  @DayField() lastDay: string;
  @Needed('why-missing', 200) why: string;
}

export class FactForm {
  @IsIn(OFFICIAL_FACTS, { message: 'choice-unknown' }) fact: OfficialFact;
  @Needed('fact-words-missing', 200) words: string;
  @DayField() since: string;
}

export class FactEndForm {
  @Looks(/^\d{1,9}$/, { message: 'choice-unknown' }) stated: string;
  @DayField() factLastDay: string;
}
