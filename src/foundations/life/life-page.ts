import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { LIFE_ACTS, type LifeAct, nextActs } from '../../rules/life';
import { FOUNDATION_KINDS } from '../../rules/original-fund';
import { FoundingQueries } from '../founding.queries';
import { kindOn, lawfulFloor } from '../registrations.service';
import { idOf } from '../resolutions-page';
import { ResolutionsQueries } from '../resolutions.queries';
import { lifeOf } from './life';
import { type ActRow, LifeQueries } from './life.queries';

const DONE = ['recorded', 'confirmed', 'withdrawn', 'remaining', 'handed-on', 'opened', 'dissolved'];
const FRESH = { day: '', why: '', paperName: '', paperNumber: '', resolution: '', sum: '', asKind: '', group: '', creditorsUntil: '' };

/** Puts together what the desk shows of a foundation's life. */
@Injectable()
export class LifePages {
  constructor(private readonly db: DataSource, private readonly queries: LifeQueries, private readonly founding: FoundingQueries, private readonly resolutions: ResolutionsQueries, private readonly papers: PaperPages, private readonly clock: Clock) {}

  async life(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { id } = request.foundation!;
    const [life, acts, registration] = await Promise.all([lifeOf(this.db, id), this.queries.acts(id, lang), this.founding.registration(id, lang)]);
    return {
      life: { name: life, words: t(`life.${life}`), text: t(`life.${life}.text`) },
      acts: acts.map((act) => said(act, lang)), registration,
      next: request.person!.readsAll ? [] : nextActs(life).map((kind) => ({ kind, words: t(`life.act.${kind}`), text: t(`life.act.${kind}.text`) })),
      liquidating: life === 'liquidating',
      done: doneIn(request, lang),
    };
  }

  /** One of those that can come next, where none is asked for. */
  async form(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!;
    const asked = (request.method === 'POST' ? (request.body as { kind?: unknown }) : (request.query as { kind?: unknown })).kind;
    const kind = LIFE_ACTS.find((one) => one === asked) ?? nextActs(await lifeOf(this.db, foundation.id))[0] ?? 'change';
    const today = this.clock.today();
    const [resolutions, { registered }, now] = await Promise.all([this.resolutions.choices(foundation.id, { body: 'council', majority: 'special' }), this.queries.threeSums(foundation.id), kindOn(this.db, foundation.id, today)]);
    const floors = kind !== 'change' ? [] : await Promise.all(FOUNDATION_KINDS.map(async (one) => ({ kind: t(`foundation.kind.${one}`), floor: await lawfulFloor(this.db, foundation, today, one) })));
    return {
      act: { kind, words: t(`life.act.${kind}`), text: t(`life.act.${kind}.text`), effect: t(`life.act.${kind}.effect`), paper: t(`life.paper.${kind}`) },
      asks: { resolution: kind === 'change' || kind === 'liquidation', change: kind === 'change', liquidation: kind === 'liquidation' },
      resolutions, registered, floors, kinds: FOUNDATION_KINDS.map((value) => ({ value, label: t(`foundation.kind.${value}`) })),
      typed: { ...FRESH, asKind: now.kind, paperName: t(`life.paper.${kind}`) },
    };
  }

  /** @throws NotFoundException */
  async act(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { id } = request.foundation!;
    const [act] = await this.queries.acts(id, lang, idOf(request));
    if (!act) throw new NotFoundException();
    const [papers, claims, underWay] = await Promise.all([
      this.papers.of(request, 'founding', { key: String(act.paper.id), id: act.paper.id }), act.kind === 'ending' ? this.queries.claims(id, lang) : [], act.kind === 'ending' ? this.queries.giftsUnderWay(id, this.clock.now()) : 0]);
    const open = act.confirmed === null && act.withdrawn === null;
    const mine = act.recordedBy === request.person!.id;
    const reads = request.person!.readsAll === true;
    return {
      act: { ...said(act, lang), effect: t(`life.act.${act.kind}.effect`) }, papers,
      left: claims.filter(({ money, owed, worth }) => money !== 0n || owed !== 0n || worth !== 0n), underWay,
      may: { confirm: open && !mine && !reads, withdraw: open && !reads }, why: open && mine ? t('life.why.mine') : null,
      typed: { why: '' }, done: doneIn(request, lang),
    };
  }

  async remaining(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [life, rows, claims, banks] = await Promise.all([lifeOf(this.db, id), this.queries.remaining(id, lang), this.queries.claims(id, lang), this.queries.banks(id, lang)]);
    return {
      rows: rows.map((row) => ({ ...row, state: stateOf(row), mine: row.recordedBy === request.person!.id })), claims, banks,
      funds: claims.filter((claim) => claim.class !== 'agency').map(({ code, name }) => ({ value: code, label: name })),
      acts: life === 'liquidating' && !request.person!.readsAll, typed: { fund: '', place: banks[0]?.value ?? '', amount: '', day: '', receiver: '', creditCode: '', purpose: '', published: '' }, done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async remainingOne(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const [row] = await this.queries.remaining(request.foundation!.id, lang, idOf(request));
    if (!row) throw new NotFoundException();
    const open = stateOf(row) === 'waiting';
    const mine = row.recordedBy === request.person!.id;
    const reads = request.person!.readsAll === true;
    return { row: { ...row, state: stateOf(row), mine }, may: { confirm: open && !mine && !reads, withdraw: open && !reads }, why: open && mine ? wordsOf(lang)('life.why.mine') : null, typed: { why: '' }, done: doneIn(request, lang) };
  }

  async reserves(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [reserves, sums, resolutions] = await Promise.all([this.queries.reserves(id, lang), this.queries.threeSums(id), this.resolutions.choices(id, { body: 'council' })]);
    return { reserves, sums, resolutions, acts: !request.person!.readsAll, typed: { fundCode: '', name: '', englishName: '', day: '', purpose: '', englishPurpose: '', resolution: '' }, done: doneIn(request, lang) };
  }

  /** @throws NotFoundException */
  async reserve(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const fund = idOf(request);
    const [rows, resolutions] = await Promise.all([this.queries.reserves(id, lang), this.resolutions.choices(id, { body: 'council' })]);
    const reserve = rows.find((row) => row.fund === fund);
    if (!reserve) throw new NotFoundException();
    return { reserve, resolutions, may: reserve.closed === null && !request.person!.readsAll, typed: { day: '', reason: '', resolution: '' } };
  }
}

const stateOf = ({ confirmed, withdrawn }: { confirmed: unknown; withdrawn: unknown }): 'confirmed' | 'withdrawn' | 'waiting' => (withdrawn ? 'withdrawn' : confirmed ? 'confirmed' : 'waiting');

/** An act in words. */
function said(act: ActRow, lang: Lang): ActRow & { words: string; state: string; asKindName: string | null } {
  const t = wordsOf(lang);
  return { ...act, words: t(`life.act.${act.kind satisfies LifeAct}`), state: stateOf(act), asKindName: act.asKind && t(`foundation.kind.${act.asKind}`) };
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`life.done.${known}`) : null;
}
