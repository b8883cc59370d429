import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { longDay, money } from '../platform/views';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { type PaperKind, REGISTRATION_PAPERS, registrationReadiness } from '../rules/original-fund';
import type { Fen } from '../rules/money';
import { works } from '../rules/life';
import { FoundingQueries, type FounderRow } from './founding.queries';
import { lifeOf } from './life/life';
import { kindOn, Registrations } from './registrations.service';
import { ResolutionsQueries } from './resolutions.queries';

export type FoundingForm = 'contribution' | 'paper' | 'registration' | 'pledge' | 'pledge-withdrawal';
const DONE = ['contribution', 'contribution-withdrawn', 'paper', 'registration', 'confirmation', 'bounce', 'pledge', 'pledge-withdrawn', 'kind', 'particulars'] as const;
export type Done = (typeof DONE)[number];

/** Puts together what the desk shows of a founding. */
@Injectable()
export class FoundingPages {
  constructor(private readonly db: DataSource, private readonly queries: FoundingQueries, private readonly registrations: Registrations, private readonly resolutions: ResolutionsQueries, private readonly clock: Clock) {}

  /** @param form the form that came back with errors */
  async founding(request: FastifyRequest, form: FoundingForm | null = null): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    const [founders, pledges, kind, life, resolutions] = await Promise.all([
      this.queries.founders(id), this.queries.pledges(id), kindOn(this.db, id, today), lifeOf(this.db, id), this.resolutions.choices(id, { body: 'council', majority: 'special' })]);
    const [preparation, sums, registered, papers, contributions] = await Promise.all([
      this.registrations.preparation(this.db, request.foundation!, today),
      this.queries.sums(id), this.queries.registration(id, lang), this.queries.papers(id, lang), this.queries.contributions(id, lang),
    ]);
    const { missing, papers: missingPapers } = registrationReadiness(preparation);
    const t = wordsOf(lang);
    const why = [
      ...(missing > 0n ? [t('founding.why.sum', { confirmed: money(sums.confirmed, lang), missing: money(missing, lang) })] : []),
      ...(missingPapers.length > 0 ? [t('founding.why.papers', { papers: papersIn(lang, missingPapers) })] : []),
    ];
    return {
      founding: {
        floor: registered?.sum ?? preparation.required, confirmed: sums.confirmed, waiting: sums.waiting, missing: registered ? sums.short : missing,
        registered, takes: works(life) && (!registered || sums.short > 0n || pledges.some(({ resolution }) => resolution !== null)), may: why.length === 0, why: why.length > 0 ? why.join(lang === 'zh' ? '' : ' ') : null,
      },
      papers: papers.map((paper) => ({ ...paper, kind: t(`paper.${paper.kind}`) })),
      founders: founders.map((row) => ({ ...row, late: row.missing > 0n && row.due !== null && row.due < today })),
      names: founders.map(({ founder }) => founder),
      totals: { pledged: sumOf(founders, 'pledged'), received: sumOf(founders, 'received'), counted: sumOf(founders, 'counted'), missing: sumOf(founders, 'missing') },
      toWithdraw: pledges.map(({ id: value, founder, sum }) => ({ value: String(value), label: `${founder} · ${money(sum, lang)}` })),
      bounced: registered !== null && sums.short > 0n ? contributions.filter(({ state }) => state === 'bounced') : [],
      kind: t(`foundation.kind.${kind.kind}`), privateMoney: kind.privateMoney, life: t(`life.${life}`), resolutions,
      kinds: REGISTRATION_PAPERS.map((value) => ({ value, label: t(`paper.${value}`) })),
      contributions: contributions.map((contribution) => ({ ...contribution, mine: contribution.recordedBy === request.person!.id })),
      acts: !request.person!.readsAll,
      form,
      typed: { pledger: '', pledged: '', dueDay: '', resolution: '', pledge: '', withdrawnWhy: '', founder: '', amount: '', reference: '', valueDay: '', kind: '', name: '', number: '', day: '', certificate: '', registeredOn: '' },
      done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async contribution(request: FastifyRequest, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const contribution = await this.queries.contribution(request.foundation!.id, id, lang);
    const waiting = contribution.confirmed === null && contribution.withdrawn === null;
    const mine = contribution.recordedBy === request.person!.id;
    const lines = waiting && !mine ? await this.queries.openLines(request.foundation!.id, contribution.sum) : [];
    return {
      contribution,
      lines: lines.map(({ id, day, party, reference }) => ({ value: id, label: [longDay(day, lang), party, reference].filter(Boolean).join(' · ') })),
      likely: lines.find(({ reference }) => reference === contribution.reference)?.id ?? (lines.length === 1 ? lines[0]!.id : ''),
      may: contribution.bounced || contribution.withdrawn || request.person!.readsAll ? null : !waiting ? 'bounce' : mine ? null : 'confirm',
      withdraw: waiting && !request.person!.readsAll,
      why: waiting && mine ? wordsOf(lang)('contribution.why.mine') : null,
      typed: { reference: '', day: '', why: '', line: '', withdrawnWhy: '' },
      done: doneIn(request, lang),
    };
  }
}

const sumOf = (rows: readonly FounderRow[], column: 'pledged' | 'received' | 'counted' | 'missing'): Fen => rows.reduce((sum, row) => sum + row[column], 0n);

export const papersIn = (lang: Lang, kinds: readonly PaperKind[]): string => kinds.map((kind) => wordsOf(lang)(`paper.${kind}`)).join(lang === 'zh' ? '、' : ', ');

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`founding.done.${known}`) : null;
}
