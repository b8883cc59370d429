import { Controller, Get, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../platform/access';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { WHAT } from './audit';
import { type TrailAsked, TrailQueries } from './trail.queries';

/** Who signed in, tried to, or took something away. */
@Controller('desk/trail') @Allow('administrator')
export class TrailController {
  constructor(private readonly queries: TrailQueries) {}

  @Get() @Render('desk/trail')
  async trail(@Req() request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!.id;
    const asked = readAsked(request.query as Record<string, unknown>);
    const [{ events, newer, older }, people, late] = await Promise.all([this.queries.events(foundation, asked, lang), this.queries.people(foundation, lang), this.queries.lateNotices(foundation, lang)]);
    const filter = { ...(asked.person === null ? {} : { person: String(asked.person) }), ...(asked.what === null ? {} : { what: asked.what }) };
    const at = (more: Record<string, string>): string => `${base}/desk/trail?${new URLSearchParams({ ...filter, ...more }).toString()}#h-trail`;
    return {
      events, late, filter: { person: filter.person ?? '', what: filter.what ?? '' },
      pager: { newer: newer === null ? null : at({ after: String(newer) }), older: older === null ? null : at({ before: String(older) }), latest: newer === null ? null : at({}) },
      people: people.map(({ id, name }) => ({ value: String(id), label: name })), kinds: WHAT.map((value) => ({ value, label: wordsOf(lang)(`audit.${value}`) })),
    };
  }
}

function readAsked({ person, what, before, after }: Record<string, unknown>): TrailAsked {
  return { person: typeof person === 'string' && /^\d{1,9}$/.test(person) ? Number(person) : null, what: WHAT.find((one) => one === what) ?? null, before: idOf(before), after: idOf(after) };
}

const idOf = (text: unknown): string | null => (typeof text === 'string' && /^\d{1,18}$/.test(text) ? text : null);
