import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { Clock } from '../../platform/clock';
import { longDay, money } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { addDays, firstDay, lastDay, monthOf, yearOf } from '../../rules/day';
import { TRANSFER_BASES } from '../../rules/fund-transfer';
import { Refused } from '../../rules/refused';
import { type ActedFund, type End, FundActsQueries, type MoveRow } from './acts.queries';
import { councilsMoney } from './councils-money';
import { FeesQueries, type FeeTerm } from './fees.queries';

/** Acts of a fund that have a page of their own. */
export const ACTS = ['fees', 'transfers', 'freeze', 'ending'] as const;
export type Act = (typeof ACTS)[number];
const DONE = ['freeze', 'thaw', 'ending', 'withdrawal', 'closing', 'publication', 'consent', 'consent-withdrawal', 'foundation', 'spin-off', 'spin-off-return'] as const;
export type Done = (typeof DONE)[number];

const NOTHING_TYPED = { day: '', to: '', sum: '', basis: '', basisNote: '', resolution: '', reason: '', gifts: '', place: '' };

/** Puts together what the desk shows of a fund's money with other funds, and of its end. */
@Injectable()
export class FundActsPages {
  constructor(private readonly db: DataSource, private readonly queries: FundActsQueries, private readonly fees: FeesQueries, private readonly resolutions: ResolutionsQueries, private readonly clock: Clock) {}

  async fund(request: FastifyRequest): Promise<ActedFund> {
    return this.queries.fund(request.foundation!.id, (request.params as { code: string }).code, visitOf(request).lang);
  }

  /** How it stands, what has passed, and the ways to each act. */
  async overview(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const fund = await this.fund(request);
    const [moves, freezes, end] = await Promise.all([this.queries.moves(fund, lang, { publicly: false }), this.queries.freezes(fund, lang), this.queries.end(fund, lang)]);
    return {
      fund, moves: moves.map((row) => moveIn(lang, row)), freezes, end: end && endIn(lang, end), frozen: freezes[0]?.thawed === null,
      acts: this.actsOf(fund).map((act) => ({ path: `/desk/funds/${fund.code}/${act}`, title: wordsOf(lang)(`act.${act}`), text: wordsOf(lang)(`act.${act}.text`) })),
      done: doneIn(request, lang),
    };
  }

  async act(request: FastifyRequest, act: Act): Promise<object> {
    const { lang } = visitOf(request);
    const fund = await this.fund(request);
    if (!this.actsOf(fund).includes(act)) throw new NotFoundException();
    const t = wordsOf(lang);
    const acts = !request.person!.readsAll;
    const facts = act === 'fees' ? await this.feeFacts(request, fund) : act === 'transfers' ? await this.transferFacts(fund, lang) : act === 'freeze' ? await this.freezeFacts(request, fund) : await this.endingFacts(request, fund);
    return { fund, act, title: t(`act.${act}`), text: t(`act.${act}.text`), acts, ...facts, done: doneIn(request, lang) };
  }

  private actsOf(fund: ActedFund): readonly (Act | 'growing-up')[] {
    if (fund.agreementNo === null) return ['transfers', 'freeze'];
    // what a purse holds in trust is neither charged nor moved
    return fund.class === 'agency' ? ['freeze', 'ending', 'growing-up'] : [...ACTS, 'growing-up'];
  }

  private async feeFacts(request: FastifyRequest, fund: ActedFund): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const terms = await this.fees.terms(fund);
    const lastMonth = lastDay(monthOf(addDays(firstDay(monthOf(today)), -1)));
    const next = await this.fees.open(fund);
    // of gifts by the month, of the balance by the year; a gap that a fee left which was taken back comes first
    const proposed = next?.until ?? (terms.at(-1)?.base === 'balance' ? `${yearOf(today) - 1}-12-31` : lastMonth);
    const to = typedIn(request, 'to') || proposed;
    const due = terms.length === 0 ? null : await this.fees.of(this.db, fund, { to, today }).catch((error: unknown) => {
      if (error instanceof Refused) return null;
      throw error;
    });
    return {
      terms: terms.map((term) => ({ ...term, text: termIn(lang, term) })),
      due: due && { from: due.from, to, agreed: due.fee.agreed, taken: due.fee.taken, cut: due.fee.agreed - due.fee.taken },
      form: terms.length === 0 ? null : 'fee', typed: { ...NOTHING_TYPED, to: proposed },
    };
  }

  private async transferFacts(fund: ActedFund, lang: Lang): Promise<object> {
    const t = wordsOf(lang);
    const restricted = fund.class === 'restricted' || fund.class === 'preserved';
    const councils = (await councilsMoney(this.db, fund))?.council ?? 0n;
    const targets = await this.queries.targets(fund, lang, councils);
    return {
      restricted, councils, targets, purposes: targets.filter(({ purpose }) => purpose !== null),
      bases: TRANSFER_BASES.filter((basis) => (basis === 'resolution') !== restricted || councils > 0n).map((value) => ({ value, label: t(`basis.${value}`) })),
      resolutions: await this.resolutions.choices(fund.foundation, { body: 'council', until: this.clock.today() }),
      typed: { ...NOTHING_TYPED, basis: restricted ? '' : 'resolution' },
    };
  }

  private async freezeFacts(request: FastifyRequest, fund: ActedFund): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const freezes = await this.queries.freezes(fund, lang);
    const [now] = freezes;
    const frozen = now?.thawed === null;
    const mine = frozen && now.byId === request.person!.id;
    return {
      freezes, frozen, form: frozen ? (mine ? null : 'thaw') : fund.class === 'original' || fund.class === 'general' ? null : 'freeze', why: mine ? t('refused.whoever-froze-a-fund-does-not-unfreeze-it') : null,
      choices: ['yes', 'no'].map((value) => ({ value, label: t(`freeze.gifts.${value}`) })), typed: NOTHING_TYPED,
    };
  }

  private async endingFacts(request: FastifyRequest, fund: ActedFund): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const [end, way, moves] = await Promise.all([this.queries.end(fund, lang), this.queries.giftsUnderWay(fund, this.clock.now()), this.queries.moves(fund, lang, { publicly: false })]);
    const rest = moves.filter(({ act, sum }) => act === 'rest' && sum < 0n);
    const left = [
      ...(way > 0 ? [t('ending.left.gifts', { n: String(way), count: way })] : []), ...(fund.promised !== 0n ? [t('ending.left.promised', { sum: money(fund.promised, lang) })] : []),
      ...(fund.owed !== 0n ? [t('ending.left.owed', { sum: money(fund.owed, lang) })] : []), ...(fund.money !== 0n ? [t('ending.left.money', { sum: money(fund.money, lang) })] : []),
      ...(fund.money === fund.owed && fund.worth !== 0n ? [t('ending.left.worth', { sum: money(fund.worth, lang) })] : []),
    ];
    const mine = end?.byId === request.person!.id;
    return {
      end: end && endIn(lang, end), left, rest: rest.map((row) => moveIn(lang, row)), waits: rest.some(({ state }) => state === 'waits'),
      // money that came after the closing goes where the rest went
      form: !end ? 'announce' : end.closed ? (fund.free > 0n ? 'rest' : end.published ? null : 'publish') : left.length > 0 ? 'rest' : mine ? null : 'close',
      withdrawable: end !== null && !end.closed && left.length > 0 && !rest.some(({ state }) => state === 'booked'), giving: (end?.closed || way === 0) && fund.free > 0n,
      why: end && !end.closed && left.length === 0 && mine ? t('refused.whoever-announced-a-closing-does-not-close') : null,
      bases: ['agreement', 'similar purpose'].map((value) => ({ value, label: t(`basis.${value}`) })),
      targets: end ? [] : [...(await this.queries.targets(fund, lang)), ...(await this.queries.bodies(fund.foundation))],
      resolutions: end ? [] : await this.resolutions.choices(fund.foundation, { body: 'council', until: this.clock.today() }),
      typed: NOTHING_TYPED,
    };
  }
}

/** What a form that came back had in a field; on a first look what the address says. */
const typedIn = (request: FastifyRequest, field: string): string => {
  const value = ((request.method === 'POST' ? request.body : request.query) as Record<string, unknown> | null)?.[field];
  return typeof value === 'string' && /^[\d.-]{1,12}$/.test(value) ? value : '';
};

export const termIn = (lang: Lang, { rate, base, day, from }: FeeTerm): string =>
  wordsOf(lang)(`fee.term.${base}`, { rate: String(rate / 100), day: String(day), from: longDay(from, lang) });

export const moveIn = (lang: Lang, row: MoveRow): object => {
  const t = wordsOf(lang);
  return { ...row, what: t(`move.${row.act}.${row.sum < 0n ? 'out' : 'in'}`), basisText: t(`basis.${row.basis}`), sum: row.sum < 0n ? -row.sum : row.sum, out: row.sum < 0n };
};

export const endIn = (lang: Lang, end: End): object => ({ ...end, basisText: wordsOf(lang)(`basis.${end.basis}`) });

export function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`acts.done.${known}`) : null;
}
