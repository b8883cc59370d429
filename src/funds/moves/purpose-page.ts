import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { PURPOSE_TAGS } from '../../rules/fund-opening';
import { FundActsQueries } from './acts.queries';
import { type ChangedPurpose, type ChangeRow, PurposesQueries } from './purposes.queries';
import { PURPOSE_BASES } from './purpose-changes.service';

const DONE = ['entered', 'confirmed', 'withdrawn'] as const;

/** Puts together how the purpose of a fund is changed. */
@Injectable()
export class PurposePages {
  constructor(private readonly funds: FundActsQueries, private readonly queries: PurposesQueries, private readonly papers: PaperPages, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const me = request.person!;
    const fund = await this.funds.fund(request.foundation!.id, (request.params as { code: string }).code, lang);
    const [holds, changes, end] = await Promise.all([this.queries.now(fund, this.clock.today()), this.queries.changes(fund, lang), this.funds.end(fund, lang)]);
    const papers = await this.papers.ofAll(request, 'purposes', changes.map(({ id }) => ({ key: String(id), id })));
    const acts = !me.readsAll && end === null;
    const open = changes.some((row) => stateOf(row) === 'waits' || stateOf(row) === 'confirmed');
    const { done } = request.query as { done?: unknown };
    const known = DONE.find((one) => one === done);
    return {
      fund, now: { purpose: lang === 'zh' ? holds.purpose : holds.englishPurpose, use: lang === 'zh' ? holds.use : holds.englishUse, from: holds.from }, ended: end !== null,
      changes: changes.map((row) => ({ ...shown(row, lang), papers: papers.get(String(row.id)), may: {
        confirm: acts && stateOf(row) === 'waits' && row.byId !== me.id, other: acts && stateOf(row) === 'waits' && row.byId === me.id,
        withdraw: acts && (stateOf(row) === 'waits' || stateOf(row) === 'confirmed'), supplement: acts && stateOf(row) === 'confirmed',
      } })),
      enters: acts && !open, bases: PURPOSE_BASES.map((value) => ({ value, label: t(`purpose.basis.${value}`) })), tags: PURPOSE_TAGS.map((value) => ({ value, label: t(`purpose-tag.${value}`) })),
      typed: { basis: '', givers: '', filingNo: '', day: '', reason: '', purposes: holds.purposes, purpose: '', englishPurpose: '', use: holds.use, englishUse: holds.englishUse, change: '', why: '' },
      done: request.method === 'GET' && known ? t(`purpose.done.${known}`) : null,
    };
  }
}

const stateOf = ({ withdrawn, from, confirmed }: ChangeRow): 'withdrawn' | 'signed' | 'confirmed' | 'waits' => (withdrawn ? 'withdrawn' : from ? 'signed' : confirmed ? 'confirmed' : 'waits');

function shown(row: ChangeRow, lang: Lang): object {
  const t = wordsOf(lang);
  return { ...row, purpose: lang === 'zh' ? row.purpose : row.englishPurpose, use: lang === 'zh' ? row.use : row.englishUse, tags: row.purposes.map((tag) => t(`purpose-tag.${tag}`)).join(t('comma')), basisText: t(`purpose.basis.${row.basis}`), state: stateOf(row) };
}

/** On what a new purpose rests, for the public: not whose consent it was. */
export const changedIn = (lang: Lang, row: ChangedPurpose, today: string): object => ({ ...row, ahead: row.from > today, basisText: wordsOf(lang)(`purpose.basis.${row.basis}`) });
