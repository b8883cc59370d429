import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { BankLines } from '../../bank/bank-lines';
import { HeldSpends, NOTHING_HELD } from '../../ledger/held-spends.service';
import { onPage } from '../../people/foundations';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { piecesIn } from '../../platform/count-form';
import { qrOf } from '../../platform/qr';
import { money } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { plain } from '../../rules/money';
import { maskedPhone } from '../../rules/names';
import { CASH_CHANNELS, type Channel, GOODS_PROOFS, type OfflineWay, SERVICE_PROOFS } from '../../rules/offline-gift';
import { lastFour } from '../gift-page';
import { AnnouncedQueries } from './announced.queries';
import { ChequesAndGoods } from './cheques-and-goods.service';
import { GiftBookings } from './gift-bookings.service';
import { type Filter, type LineOfGift, OfflineGiftsQueries, STATES, type GiftState } from './offline-gifts.queries';
import { KEEPS } from './offline-gifts.form';
import { GIVEN_TO, type Which } from './offline-gifts.service';

/** What a form of the desk can record. */
export const FORMS = ['cash', 'transfer', 'cheque', 'goods', 'service', 'government'] as const;
export type GiftForm = (typeof FORMS)[number];

/** Where the form of each way is sent, within the gifts. */
const ACTIONS: Readonly<Record<GiftForm, string>> = { cash: 'cash', transfer: 'transfers', cheque: 'cheques', goods: 'goods', service: 'services', government: 'government' };

const CHANNELS: readonly Channel[] = [...CASH_CHANNELS, 'transfer', 'cheque', 'goods', 'service', 'government'];
const DONE = ['recorded', 'counted', 'differs', 'booked', 'withdrawn', 'reversed', 'handed', 'bounced', 'issued', 'issue-booked', 'fiscal', 'fiscal-void'] as const;
export type GiftDone = (typeof DONE)[number];

/** As many as one page shows; the filters lead to the others. */
const MOST = 200;

/** Puts together what the desk shows of gifts that come otherwise than by the payment provider. */
@Injectable()
export class OfflineGiftPages {
  constructor(
    private readonly db: DataSource,
    private readonly queries: OfflineGiftsQueries,
    private readonly lines: BankLines,
    private readonly announced: AnnouncedQueries,
    private readonly bookings: GiftBookings,
    private readonly others: ChequesAndGoods,
    private readonly helds: HeldSpends,
    private readonly papers: PaperPages,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const filter = filterIn(request.query as Record<string, unknown>);
    const { id } = request.foundation!;
    const now = this.clock.now();
    const [gifts, waiting] = await Promise.all([this.queries.list(id, filter, { lang, now, most: MOST }), this.queries.waiting(id, now)]);
    return {
      filter, gifts: gifts.map((gift) => ({ ...gift, name: gift.name ?? t('anonymous'), tone: toneOf(gift.state) })), most: gifts.length === MOST ? MOST : null,
      states: STATES.map((value) => ({ value, label: t(`gift.state.${value}`) })), channels: CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) })),
      waiting: (['second', 'recount', 'confirm', 'received'] as const).flatMap((state) => (waiting.has(state) ? [{ state, words: t(`gift.waiting.${state}`, { count: waiting.get(state)! }) }] : [])),
      accounts: request.person!.readsAll === true || ['bookkeeper', 'cashier', 'secretary-general'].some((role) => request.person!.roles.includes(role)), acts: !request.person!.readsAll,
    };
  }

  /** The choice, or the form of one way. @param way of the form that came back */
  async form(request: FastifyRequest, way?: GiftForm): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const house = onPage(request.foundation!, lang).name;
    const line = await this.line(request);
    const asked = FORMS.find((one) => one === (way ?? (request.query as Record<string, unknown>).way)) ?? (line ? 'transfer' : null);
    const today = this.clock.today();
    const named = line ? await this.announced.namedIn(request.foundation!.id, line.memo) : [];
    const funds = asked ? await this.queries.funds(request.foundation!.id, GIVEN_TO, { lang, today }) : [];
    return {
      named: named.map(({ id, no, name, sum, state, mistyped }) => ({ words: t(mistyped === null ? `gift.line.names.${state}` : 'gift.line.slip', { no, name: name ?? t('anonymous'), sum: money(sum, lang), written: mistyped ?? '' }), path: `/desk/gifts/${id}`, no })),
      line: asked === 'transfer' || asked === 'government' ? line : null, way: asked, title: asked ? t(`gift.new.${asked}`) : t('gift.new'), ways: FORMS.map((value) => ({ value, label: t(`gift.new.${value}`), text: t(`gift.new.${value}.text`) })), acts: !request.person!.readsAll,
      funds: funds.map(({ value, label }) => ({ value, label: label.startsWith(house) ? label.slice(house.length).trim() : label })), channels: CASH_CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) })),
      preserves: funds.some(({ preserved }) => preserved), keeps: KEEPS.map((value) => ({ value, label: t(`gift.keeps.${value}`) })),
      proofs: (asked === 'service' ? SERVICE_PROOFS : GOODS_PROOFS).map((value) => ({ value, label: t(`proof.${value}`) })),
      contracts: (['grant-document', 'purchase-contract'] as const).map((value) => ({ value, label: t(`proof.${value}`) })),
      calls: (['subsidy', 'purchase'] as const).map((value) => ({ value, label: t(`called.${value}`) })),
      serves: (['programme', 'management'] as const).map((value) => ({ value, label: t(`serves.${value}`) })),
      papers: asked === null || asked === 'cash' || asked === 'transfer' ? null : { label: t(`gift.papers.${asked === 'service' ? 'goods' : asked}`), ...(asked === 'goods' || asked === 'service' ? { hint: t('gift.papers.goods.hint') } : {}) },
      actions: ACTIONS, displays: displaysIn(lang), pieces: piecesIn(lang),
      typed: {
        key: randomUUID(), channel: 'counter', fund: funds[0]?.value ?? '', day: line?.day ?? today, display: 'anon', name: line?.party ?? '', phone: '', receipt: '', title: '', identity: '', words: line?.memo ?? '', identityNote: '',
        amount: line ? plain(line.sum) : '', proof: '', proofName: '',
        keeps: 'principal', serves: '', payer: line?.party ?? '', contract: '', contractName: '', called: '', line: line ? String(line.id) : '',
      },
    };
  }

  /** @throws NotFoundException */
  async detail(request: FastifyRequest, which = whichOf(request)): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const [gift, acts, issues, line, fiscal, papers] = await Promise.all([
      this.queries.detail(which, { lang, now: this.clock.now() }), this.queries.acts(which, lang), this.queries.issues(which, lang), this.queries.lineOf(which), this.queries.fiscalOf(which),
      this.papers.of(request, 'gifts', { key: String(which.id), id: which.id }),
    ]);
    const me = request.person!;
    const mine = gift.recordedBy === me.id;
    // a proof that is only named is none: the paper comes first
    const unproved = gift.state === 'confirm' && gift.proof !== null && papers.count === 0;
    const may = me.readsAll ? null : mayDo(gift, me.id);
    // one sheet after the other: what the first takes is missing to the second
    const next = issues.find(({ booked }) => !booked);
    const asked = next ? await this.helds.ask(await this.others.draftOf({ foundation: which.foundation, id: BigInt(next.id) }), lang) : NOTHING_HELD;
    return {
      gift: { ...gift, token: gift.token && gift.state === 'booked', phone: gift.phone && maskedPhone(gift.phone), identity: lastFour(gift.identity, lang), tone: toneOf(gift.state), proof: gift.proof && { kind: t(`proof.${gift.proof.kind}`), name: gift.proof.name } },
      acts: acts.map((act) => ({ ...act, words: t(`gift.act.${act.what}`, { name: act.by ?? '' }), detail: act.what === 'handed' || act.what.startsWith('count') || act.what === 'differs' ? null : act.detail, round: act.what.startsWith('count') || act.what === 'differs' ? act.detail : null })),
      after: afterwards(gift.state, { line, fiscal, acts: !me.readsAll, t, lang }),
      matched: gift.state === 'booked' && line?.match ? { reference: line.reference, path: me.readsAll === true || me.roles.some((role) => role !== 'programme-officer') ? `/desk/bank/${line.place}/matches/${line.match}` : null } : null,
      papers, unproved, may: unproved ? null : may, why: may === null && !me.readsAll ? whyNot(gift, me.id, t) : null,
      withdraws: !me.readsAll && isOpen(gift.state), reverses: !me.readsAll && gift.state === 'booked' && !mine && issues.length === 0, bounces: !me.readsAll && gift.way === 'cheque' && gift.state === 'expected',
      ...(gift.way === 'goods' && gift.state === 'booked' ? {
        left: gift.sum! - issues.reduce((sum, issue) => sum + issue.sum, 0n), issuing: !me.readsAll,
        issues: issues.filter(({ booked }) => !booked).map((issue) => ({ ...issue, may: !me.readsAll && issue.recordedBy !== me.id })),
      } : {}),
      nominal: (gift.way === 'goods' || gift.way === 'service') && gift.proof === null,
      calledSubsidy: gift.way === 'purchase' && gift.called === 'subsidy',
      pieces: piecesIn(lang), typed: { why: '', day: this.clock.today(), amount: '', words: '', sheet: '', resolution: '', consent: '', reason: '' }, ...asked, done: doneIn(request, lang),
    };
  }

  /** What the giver takes home: where their gift is found, and its receipt. @throws NotFoundException before it is booked */
  async slip(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const which = whichOf(request);
    const [gift, acts] = await Promise.all([this.queries.detail(which, { lang, now: this.clock.now() }), this.queries.acts(which, lang)]);
    if (!gift.token || gift.state !== 'booked') throw new NotFoundException();
    const link = `${this.config.baseUrl}${base}/g/${this.bookings.tokenOf(gift.no)}`;
    const by = (what: RegExp): string => [...new Set(acts.filter((act) => what.test(act.what)).map((act) => act.by ?? ''))].join(lang === 'zh' ? '、' : ', ');
    return {
      gift: { id: gift.id, no: gift.no, sum: gift.sum, day: gift.day, fund: gift.fund.name, name: gift.name, channel: gift.channel, words: gift.words, receipt: gift.receipt, entry: gift.entry },
      counted: by(/^count-/), handled: by(/^(recorded|booked)$/), house: onPage(request.foundation!, lang).name, link, picture: await qrOf(link),
    };
  }

  /** The line of a statement that a form is filled from, of the address or of the form that came back. */
  private async line(request: FastifyRequest): Promise<{ id: bigint; day: string; sum: bigint; party: string | null; reference: string; memo: string | null } | null> {
    const asked = { ...(request.query as Record<string, unknown>), ...(request.body as Record<string, unknown> | undefined) }.line;
    return typeof asked === 'string' && /^\d{1,18}$/.test(asked) ? this.lines.find(this.db, request.foundation!.id, BigInt(asked)) : null;
  }
}

/** @throws NotFoundException for what cannot be a number of ours */
export function whichOf(request: FastifyRequest): Which {
  const { id } = request.params as { id: string };
  if (!/^\d{1,15}$/.test(id)) throw new NotFoundException();
  return { foundation: request.foundation!.id, id: BigInt(id) };
}

const isOpen = (state: GiftState): boolean => !['booked', 'reversed', 'withdrawn', 'bounced'].includes(state);
const toneOf = (state: GiftState): string => (state === 'booked' ? 'ok' : state === 'reversed' || state === 'bounced' || state === 'recount' ? 'bad' : state === 'withdrawn' || state === 'lapsed' ? 'plain' : 'warn');

type Subject = { readonly state: GiftState; readonly way: OfflineWay; readonly recordedBy: number | null; readonly counting: number | null };

function mayDo({ state, recordedBy, counting }: Subject, me: number): 'count' | 'confirm' | 'hand' | null {
  if (state === 'recount') return 'count';
  if (state === 'second') return counting === me ? null : 'count';
  if (state === 'confirm') return recordedBy === me ? null : 'confirm';
  return state === 'received' ? 'hand' : null;
}

function whyNot({ state, counting, recordedBy }: Subject, me: number, t: ReturnType<typeof wordsOf>): string | null {
  if (state === 'second' && counting === me) return t('gift.why.counted-by-you');
  if (state === 'confirm' && recordedBy === me) return t('gift.why.recorded-by-you');
  return state === 'expected' ? t('gift.why.expected') : null;
}

/** What is still to be done when a gift has come to nothing: each a sentence and where to go. */
function afterwards(state: GiftState, { line, fiscal, acts, t, lang }: { line: LineOfGift | null; fiscal: string | null; acts: boolean; t: ReturnType<typeof wordsOf>; lang: Lang }): object[] {
  const gone = state === 'reversed' || state === 'withdrawn' || state === 'bounced';
  return [
    ...(gone && line && !line.match && !line.taken && acts ? [{ words: t(state === 'reversed' ? 'gift.after.free' : 'gift.after.unused', { reference: line.reference, sum: money(line.sum, lang) }), path: `/desk/gifts/new?line=${line.id}`, go: t('gift.after.free.go') }] : []),
    ...(state === 'reversed' && fiscal ? [{ words: t('gift.after.fiscal', { number: fiscal }), path: '/desk/gifts/fiscal-receipts', go: t('gift.after.fiscal.go') }] : []),
  ];
}

const displaysIn = (lang: Lang): object[] => (['anon', 'masked', 'full'] as const).map((value) => ({ value, label: wordsOf(lang)(`gift.display.${value}`) }));

function filterIn(query: Readonly<Record<string, unknown>>): Filter {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name].trim().slice(0, 60) : '');
  return {
    q: text('q').normalize('NFKC'), state: STATES.find((one) => one === query.state) ?? '', channel: CHANNELS.find((one) => one === query.channel) ?? '',
    month: /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(text('month')) ? text('month') : '',
  };
}

export function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`gift.done.${known}`) : null;
}
