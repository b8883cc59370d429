import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock';
import { longDay } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import { type Finding, membersOn, OFFICES, OFFICIAL_FACTS, officialsMissing } from '../../rules/officials';
import { idOf } from '../resolutions-page';
import { ResolutionsQueries } from '../resolutions.queries';
import { OfficialsQueries, type TermRow } from './officials.queries';

const DONE = ['elected', 'left', 'stated', 'ended'];

/** Puts together what the desk shows of officials. */
@Injectable()
export class OfficialPages {
  constructor(private readonly queries: OfficialsQueries, private readonly resolutions: ResolutionsQueries, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!;
    const today = this.clock.today();
    const [terms, facts, resolutions] = await Promise.all([this.queries.terms(foundation.id, lang), this.queries.facts(foundation.id, lang), this.resolutions.choices(foundation.id, { body: 'council' })]);
    const house = await this.queries.house(foundation, today, { terms, facts });
    const shown = terms.map((term) => ({ ...shownIn(term, lang, today), facts: house.facts.filter(({ party }) => party === term.party).map(({ fact }) => t(`official.${fact}`)) }));
    return {
      findings: officialsMissing(house).map((finding) => ({ ...finding, words: findingIn(finding, lang) })),
      members: membersOn(today, terms), inOffice: shown.filter(({ now }) => now), others: shown.filter(({ now }) => !now),
      kind: t(`foundation.kind.${house.kind}`), privateMoney: house.privateMoney,
      offices: OFFICES.map((value) => ({ value, label: t(`office.${value}`) })), resolutions,
      acts: !request.person!.readsAll, typed: { name: '', englishName: '', code: '', office: '', from: '', until: '', resolution: '', basis: '' }, done: doneIn(request, lang),
    };
  }

  /** One of them, with every term and fact. @throws NotFoundException */
  async official(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!;
    const today = this.clock.today();
    const party = idOf(request);
    const [all, facts] = await Promise.all([this.queries.terms(foundation.id, lang), this.queries.facts(foundation.id, lang)]);
    const terms = all.filter((term) => term.party === party).map((term) => shownIn(term, lang, today));
    if (terms.length === 0) throw new NotFoundException();
    const theirs = facts.filter((fact) => fact.party === party).map((fact) => ({ ...fact, what: t(`official.${fact.fact}`) }));
    return {
      official: { id: party, name: lang === 'zh' ? terms[0]!.name : terms[0]!.englishName }, terms, facts: theirs,
      toLeave: terms.filter(({ last, why }) => last >= today && why === null).map(({ id, officeName, until }) => ({ value: String(id), label: `${officeName} · ${longDay(until, lang)}` })),
      toEnd: theirs.filter(({ last }) => last === null).map(({ id, what, words }) => ({ value: String(id), label: `${what} · ${words}` })),
      kinds: OFFICIAL_FACTS.map((value) => ({ value, label: t(`official.${value}`) })),
      acts: !request.person!.readsAll, typed: { term: '', lastDay: '', why: '', fact: '', words: '', since: '', stated: '', factLastDay: '' }, done: doneIn(request, lang),
    };
  }
}

function shownIn(term: TermRow, lang: Lang, today: Day): TermRow & { officeName: string; called: string; now: boolean } {
  return { ...term, officeName: wordsOf(lang)(`office.${term.office}`), called: lang === 'zh' ? term.name : term.englishName, now: term.from <= today && today <= term.last };
}

/** A finding in words: offices by name, days written out. */
export function findingIn({ code, facts }: Finding, lang: Lang): string {
  const t = wordsOf(lang);
  const said = Object.entries(facts).map(([name, value]) => [name, name === 'office' ? t(`office.${value}`) : /^\d{4}-\d{2}-\d{2}$/.test(value) ? longDay(value, lang) : value]);
  return t(`finding.${code}`, Object.fromEntries(said) as Record<string, string>);
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`officials.done.${known}`) : null;
}
