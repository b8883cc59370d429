import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { isDay } from '../rules/day';
import { RELATION_KINDS, type RelationKind } from '../rules/interest';
import { PeopleQueries } from './people.queries';
import { RelationEndForm, RelationForm } from './relations.form';
import { type PartyRow, RelationsQueries } from './relations.queries';
import { PARTY_KINDS, Relations } from './relations.service';

type Answer = { url: string; statusCode: number };
const DONE = ['entered', 'ended'];

/** Who stands how to whom: entered once, so that every later decision can ask. */
@Controller('desk/relations') @Allow('secretary-general', 'programme-officer', 'bookkeeper')
export class RelationsController {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly queries: RelationsQueries, private readonly people: PeopleQueries, private readonly clock: Clock) {}

  @Get() @Render('desk/relations')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!.id;
    const { q, before } = request.query as Record<string, unknown>;
    const typed = typeof q === 'string' ? q.trim().slice(0, 60) : '';
    const from = numberIn(before);
    const [{ rows, older }, parties, people, answer] = await Promise.all([
      this.queries.list(foundation, { q: typed, before: from }, lang), this.queries.parties(foundation, lang), this.people.list(foundation, this.clock.today(), lang), this.answer(request)]);
    const t = wordsOf(lang);
    const at = (more: Record<string, string>): string => `${base}/desk/relations${Object.keys(more).length ? `?${new URLSearchParams(more).toString()}` : ''}#h-relations`;
    const named: Record<string, string> = typed ? { q: typed } : {};
    return {
      relations: rows.map((row) => ({ ...row, says: saidOf(row, lang), holds: row.from <= this.clock.today() && (row.to === null || row.to >= this.clock.today()) })),
      pager: { newer: null, older: older === null ? null : at({ ...named, before: String(older) }), latest: from === null ? null : at(named) },
      q: typed, may: !request.person!.readsAll, done: doneIn(request),
      kinds: RELATION_KINDS.map((value) => ({ value, label: t(`relation.${value}`) })), partyKinds: PARTY_KINDS.map((value) => ({ value, label: t(`party.${value}`) })),
      parties: parties.map((party) => ({ value: String(party.id), label: calledIn(party, lang) })), people: people.map(({ id, name }) => ({ value: String(id), label: name })),
      names: [...new Set([...people.map(({ name }) => name), ...parties.map(({ name }) => name)])].sort(),
      asked: answer, typed: { aKind: 'person', aName: '', aCode: '', kind: '', bKind: 'body', bName: '', bCode: '', from: '', to: '', source: '', ...answer.typed },
    };
  }

  @Get(':id') @Render('desk/relation')
  async relation(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const id = numberIn((request.params as { id: string }).id);
    const relation = id === null ? null : await this.queries.one(request.foundation!.id, id, lang);
    if (!relation) throw new NotFoundException();
    return { relation: { ...relation, says: saidOf(relation, lang) }, may: !request.person!.readsAll && relation.ended === null, typed: { lastDay: '', source: '' }, done: doneIn(request) };
  }

  @Post() @Redirect()
  @FormPage('desk/relations', (controller: RelationsController, request) => controller.list(request))
  async enter(@Body() { aKind, aName, aCode, kind, bKind, bName, bCode, from, to, source }: RelationForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.relations.enter(request.foundation!.id, { a: { kind: aKind, name: aName, code: aCode || null }, kind, b: { kind: bKind, name: bName, code: bCode || null }, from, to, source }, request.person!);
    return { url: `${visitOf(request).base}/desk/relations?done=entered`, statusCode: 303 };
  }

  @Post(':id/ends') @Redirect()
  @FormPage('desk/relation', (controller: RelationsController, request) => controller.relation(request))
  async end(@Param('id') id: string, @Body() { lastDay, source }: RelationEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    const relation = numberIn(id);
    if (relation === null) throw new NotFoundException();
    await this.relations.end(request.foundation!.id, { relation, lastDay, source }, request.person!);
    return { url: `${visitOf(request).base}/desk/relations/${id}?done=ended`, statusCode: 303 };
  }

  /** Whether somebody has an interest, when it is asked. */
  private async answer(request: FastifyRequest): Promise<{ answer: object | null; typed: { person: string; payee: string; on: string } }> {
    const { lang } = visitOf(request);
    const { person, payee, on } = request.query as Record<string, unknown>;
    const [who, whom, day] = [numberIn(person), numberIn(payee), typeof on === 'string' && isDay(on) ? on : this.clock.today()];
    const typed = { person: who === null ? '' : String(who), payee: whom === null ? '' : String(whom), on: day };
    if (who === null || whom === null) return { answer: null, typed };
    const foundation = request.foundation!.id;
    const way = await this.relations.interestOf(this.db, { foundation, person: who, payee: whom, day });
    return { answer: { interested: way !== null, self: way?.length === 0, way: way && (await this.queries.named(foundation, way, lang)).map((step) => ({ ...step, says: wordsOf(lang)(`relation.says.${step.kind}`, step) })) }, typed };
  }
}

const saidOf = ({ a, kind, b }: { a: PartyRow; kind: RelationKind; b: PartyRow }, lang: Lang): string => wordsOf(lang)(`relation.says.${kind}`, { a: a.name, b: b.name });
const calledIn = ({ name, tail, ours }: PartyRow, lang: Lang): string => [name, ...(ours ? [wordsOf(lang)('party.ours')] : []), ...(tail ? [wordsOf(lang)('party.tail', { tail })] : [])].join(lang === 'zh' ? '，' : ', ');
const numberIn = (text: unknown): number | null => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null);

function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`relations.done.${known}`) : null;
}
