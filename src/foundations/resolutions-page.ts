import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages } from '../people/papers/paper-pages';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { BODIES, MAJORITIES } from '../rules/resolution';
import { bodyRules, buildings, kinBeyondTheLaw, resolutionRows, RESOLUTIONS_A_PAGE, type ResolutionRow, restingOn } from './resolutions.queries';

const DONE = ['recorded', 'confirmed', 'withdrawn'];
/** Where the desk shows what rests on a resolution. */
const PLACES: Readonly<Record<string, string>> = { life_act: '/desk/founding/life', founding_pledge: '/desk/founding', reserve: '/desk/founding/reserves', reserve_end: '/desk/founding/reserves', office_term: '/desk/officials' };
/** Who enters and confirms. */
export const RESOLVERS = ['bookkeeper', 'secretary-general', 'programme-officer'];

/** Puts together what the desk shows of resolutions. */
@Injectable()
export class ResolutionPages {
  constructor(private readonly db: DataSource, private readonly papers: PaperPages) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const t = wordsOf(lang);
    const { before } = request.query as { before?: unknown };
    const from = typeof before === 'string' && /^\d{1,9}$/.test(before) ? Number(before) : null;
    const [rows, rules, purses] = await Promise.all([resolutionRows(this.db, request.foundation!.id, { before: from }, lang), bodyRules(this.db), buildings(this.db, request.foundation!.id, lang)]);
    const shown = rows.slice(0, RESOLUTIONS_A_PAGE);
    return {
      rows: shown.map((row) => this.row(request, row)),
      pager: { newer: null, older: rows.length > shown.length ? `${base}/desk/resolutions?before=${shown.at(-1)!.id}` : null, latest: from === null ? null : `${base}/desk/resolutions` },
      bodies: BODIES.map((value) => ({ value, label: t(`body.${value}`) })),
      // only what some body has a rule for
      majorities: MAJORITIES.map((value) => ({ value, label: t(`majority.${value}`) })),
      rules: rules.map(({ body, majority, source }) => ({ body: t(`body.${body}`), majority: t(`majority.short.${majority}`), source })),
      acts: !request.person!.readsAll,
      purses, typed: { body: 'council', majority: 'ordinary', purse: '', number: '', day: '', subject: '', entitled: '', present: '', for: '', against: '' },
      done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async resolution(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const id = idOf(request);
    const [row] = await resolutionRows(this.db, request.foundation!.id, { one: id }, lang);
    if (!row) throw new NotFoundException();
    const [beyond, papers, resting] = await Promise.all([kinBeyondTheLaw(this.db, id), this.papers.of(request, 'resolutions', { key: String(id), id }), restingOn(this.db, id)]);
    const open = row.confirmed === null && row.withdrawn === null;
    const mine = row.recordedBy === request.person!.id;
    const reads = request.person!.readsAll === true;
    return {
      resolution: this.row(request, row), papers,
      beyond: beyond > 0,
      differs: row.members !== null && row.members !== row.entitled,
      may: { confirm: open && !mine && !reads && papers.count > 0, withdraw: open && !reads && row.motion === null },
      why: open && !reads && papers.count === 0 ? t('resolution.why.paper') : open && mine ? t('resolution.why.mine') : null,
      resting: restingInWords(resting, lang),
      typed: { why: '', standsBecause: '' },
      done: doneIn(request, lang),
    };
  }

  private row(request: FastifyRequest, row: ResolutionRow): object {
    const t = wordsOf(visitOf(request).lang);
    return { ...row, bodyName: t(`body.${row.body}`), majorityName: t(`majority.short.${row.majority}`), state: row.withdrawn ? 'withdrawn' : row.confirmed ? 'confirmed' : 'waiting', mine: row.recordedBy === request.person!.id };
  }
}

/** What rests on a resolution, and where the desk shows it. */
export const restingInWords = (resting: readonly { readonly table: string; readonly n: number }[], lang: Lang): { what: string; path: string | null }[] => {
  const t = wordsOf(lang);
  return resting.map(({ table, n }) => ({ what: t.has(`resolution.rests.${table}`) ? t(`resolution.rests.${table}`, { n }) : t('resolution.rests.other', { n }), path: PLACES[table] ?? null }));
};

/** @throws NotFoundException for what cannot be a number of ours */
export function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`resolution.done.${known}`) : null;
}
