import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { compositionMissing, RESIDENTS_COUNCILS, seatedOn } from '../rules/residents-council';
import { TABLERS } from '../rules/tabling';
import { findingInWords, ruleInWords } from './council-words';
import { composed, councilsOf, figuresOn, rulesOf, seatsOf } from './residents-councils.queries';

const DONE = ['founded', 'ended', 'adopted', 'seated', 'left'];

/** Puts together what the desk shows of residents' councils. */
@Injectable()
export class ResidentsCouncilPages {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const today = this.clock.today();
    const { councils, seats, figures } = await this.all(request);
    return {
      councils: councils.map((council) => ({ ...council, seated: seatedOn(today, seats.filter((seat) => seat.council === council.id)).length, findings: over(council, today) ? [] : compositionMissing(composed(council, { day: today, figures, councils, seats })).map((finding) => findingInWords(finding, lang)) })),
      kinds: RESIDENTS_COUNCILS.map((value) => ({ value, label: t(`council.kind.${value}`) })), communities: councils.filter(({ kind, last }) => kind === 'community' && last === null).map(({ id, name }) => ({ value: String(id), label: name })),
      acts: !request.person!.readsAll, typed: { kind: '', address: '', name: '', englishName: '', area: '', community: '', from: '', source: '' }, done: doneOf(request),
    };
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const today = this.clock.today();
    const { councils, seats, figures, sources } = await this.all(request);
    const council = councils.find(({ code }) => code === (request.params as { code: string }).code);
    if (!council) throw new NotFoundException();
    const theirs = seats.filter((seat) => seat.council === council.id);
    const now = seatedOn(today, theirs);
    const rules = (await rulesOf(this.db, request.foundation!.id, lang)).filter((rule) => rule.council === council.id);
    const inForce = rules.find(({ from }) => from <= today) ?? rules.at(-1)!;
    const beneath = councils.filter(({ community, last }) => community?.id === council.id && last === null);
    return {
      council, over: over(council, today), groups: beneath, sources, seated: now.length,
      findings: over(council, today) ? [] : compositionMissing(composed(council, { day: today, figures, councils, seats })).map((finding) => findingInWords(finding, lang)),
      now: theirs.filter((seat) => now.includes(seat)), others: theirs.filter((seat) => !now.includes(seat)),
      rules: rules.map((rule) => ({ ...rule, ...ruleInWords(rule, now.length, lang), now: rule === inForce })),
      leaving: theirs.filter(({ why, last }) => why === null && last >= today).map(({ id, name }) => ({ value: String(id), label: name })),
      choices: {
        groups: beneath.map(({ id, name }) => ({ value: String(id), label: name })), displays: (['full', 'masked', 'anonymous'] as const).map((value) => ({ value, label: t(`council.display.${value}`) })),
        counted: (['entitled', 'all', 'present'] as const).map((value) => ({ value, label: t(`council.rule.of.${value}`) })), more: (['more-than', 'at-least'] as const).map((value) => ({ value, label: t(`council.rule.${value}`) })),
        ballots: (['secret', 'open'] as const).map((value) => ({ value, label: t(`council.rule.${value}`) })), tables: TABLERS.map((value) => ({ value, label: t(`council.tabler.${value}`) })),
      },
      acts: !request.person!.readsAll && !over(council, today),
      typed: {
        member: '', memberCode: '', display: '', chairs: '', official: '', constituency: '', chosenBy: '', seatFrom: '', until: '', seat: '', lastDay: '', why: '', endDay: '', endWhy: '',
        ruleFrom: '', quorum: inForce.quorum.join('/'), votes: inForce.votes.join('/'), countedOf: inForce.countedOf, more: inForce.moreThan ? 'more-than' : 'at-least', ballot: inForce.secret ? 'secret' : 'open',
        proxies: inForce.proxies ? 'yes' : '', tables: [...inForce.tables], noticeDays: String(inForce.noticeDays), objectionDays: String(inForce.objectionDays), ruleSource: '',
      },
      done: doneOf(request),
    };
  }

  private async all(request: FastifyRequest) {
    const { lang } = visitOf(request);
    const { id, jurisdiction } = request.foundation!;
    const [councils, seats, { figures, sources }] = await Promise.all([councilsOf(this.db, id, lang), seatsOf(this.db, id, lang), figuresOn(this.db, jurisdiction, this.clock.today())]);
    return { councils, seats, figures, sources };
  }
}

const over = ({ last }: { last: string | null }, today: string): boolean => last !== null && last < today;

function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`council.done.${known}`) : null;
}
