import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { restingInWords } from '../../foundations/resolutions-page';
import { restingOn } from '../../foundations/resolutions.queries';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { answered, resultInWords } from './result-words';
import { ABOUT, type ObjectionRow, objectionsTo, resultRow } from './results.queries';
import type { WhichResult } from './results.service';

const DONE = ['posted', 'entered', 'answered', 'seconded', 'declined'];

/** Puts together what the desk shows of results. */
@Injectable()
export class ResultPages {
  constructor(private readonly db: DataSource, private readonly papers: PaperPages, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const { result, objections } = await this.of(request);
    const acts = !request.person!.readsAll;
    const said = resultInWords(result, objections, { lang, today });
    return {
      result: said, objections: objections.map((one) => this.shown(one, lang)),
      papers: result.notice ? await this.papers.of(request, 'result-notices', { key: String(result.vote), id: result.vote }) : null,
      resting: result.effect ? restingInWords(await restingOn(this.db, result.effect.resolution), lang) : [],
      may: { post: acts && result.notice === null && said.state !== 'superseded', enter: acts && result.effect === null, effect: acts && said.state === 'ready' },
      choices: { ...objectionChoices(lang), ways: (['paper', 'hotline'] as const).map((value) => ({ value, label: wordsOf(lang)(`motion-objection.way.${value}`) })) },
      typed: { place: '', name: '', door: '', about: '', words: '', display: '', way: '', cameOn: today }, done: doneIn(request, lang),
    };
  }

  /** One objection with its answer. @throws NotFoundException */
  async objection(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { result, objections } = await this.of(request);
    const row = objections.find(({ id }) => String(id) === (request.params as { objection: string }).objection);
    if (!row) throw new NotFoundException();
    const acts = !request.person!.readsAll;
    const mine = row.waiting?.byId === request.person!.id;
    return {
      result: resultInWords(result, objections, { lang, today: this.clock.today() }), objection: this.shown(row, lang), counting: row.about === 'counting',
      may: { answer: acts && row.answer === null && row.waiting === null, second: acts && row.waiting !== null && !mine }, mine: acts && mine,
      choices: { upheld: (['no', 'yes'] as const).map((value) => ({ value, label: t(`motion-objection.upheld.${value}`) })), agrees: (['yes', 'no'] as const).map((value) => ({ value, label: t(`motion-objection.agrees.${value}`) })) },
      typed: { upheld: '', answer: '', countedFor: '', countedAgainst: '', countedAbstained: '', agrees: '', secondWhy: '' }, done: doneIn(request, lang),
    };
  }

  private async of(request: FastifyRequest) {
    const { lang } = visitOf(request);
    const { foundation, vote } = whichOf(request);
    const result = await resultRow(this.db, foundation, { vote }, lang);
    if (!result) throw new NotFoundException();
    return { result, objections: await objectionsTo(this.db, vote, lang) };
  }

  private shown(row: ObjectionRow, lang: Lang): object {
    const t = wordsOf(lang);
    return {
      ...row, aboutWords: t(`motion-objection.about.${row.about}`), wayWords: t(`motion-objection.way.${row.way}`), displayWords: t(`council.display.${row.display}`), late: row.answer === null && row.due < this.clock.today(),
      answer: row.answer && answered(row.answer, lang), waiting: row.waiting && answered(row.waiting, lang), declined: row.declined.map((one) => answered(one, lang)),
    };
  }
}

/** What a form of an objection offers. */
export const objectionChoices = (lang: Lang): { about: object[]; displays: object[] } => ({
  about: ABOUT.map((value) => ({ value, label: wordsOf(lang)(`motion-objection.about.${value}`) })), displays: (['full', 'masked', 'anonymous'] as const).map((value) => ({ value, label: wordsOf(lang)(`council.display.${value}`) })),
});

/** @throws NotFoundException for what cannot be a number of ours */
export function whichOf(request: FastifyRequest): WhichResult {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return { foundation: request.foundation!.id, vote: Number(id) };
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`result.done.${known}`) : null;
}
