import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DayField, DayOrNone, Needed } from '../platform/form-fields';
import { RELATION_KINDS, type RelationKind } from '../rules/interest';
import { PARTY_KINDS, type PartyKind } from './relations.service';

/** A number as it stands on papers, whatever keyboard it was typed on. */
const Code = (): PropertyDecorator => (target, property) =>
  [Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/\s/g, '').toUpperCase() : (value as unknown))), IsOptional(), IsString({ message: 'text-expected' }), MaxLength(20, { message: 'text-too-long' })]
    .forEach((decorate) => decorate(target, property));

export class RelationForm {
  @IsIn(PARTY_KINDS, { message: 'a-party-is-a-person-or-a-body' }) aKind: PartyKind;
  @Needed('a-party-has-a-name') aName: string;
  @Code() aCode?: string;
  @IsIn(RELATION_KINDS, { message: 'a-relation-is-of-a-known-kind' }) kind: RelationKind;
  @IsIn(PARTY_KINDS, { message: 'a-party-is-a-person-or-a-body' }) bKind: PartyKind;
  @Needed('a-party-has-a-name') bName: string;
  @Code() bCode?: string;
  @DayField() from: string;
  @DayOrNone() to: string | null = null;
  @Needed('a-relation-names-its-source', 200) source: string;
}

export class RelationEndForm {
  @DayField() lastDay: string;
  @Needed('the-end-of-a-relation-names-its-source', 200) source: string;
}
