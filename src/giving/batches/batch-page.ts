import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { refusalIn, type Lang, wordsOf } from '../../platform/words';
import { grouped } from '../../rules/money';
import { headOf, textOf } from './batch-heads';
import { accountOf, type Channel, CHANNELS, LAYOUTS, writtenNumber } from './batch-layouts';
import type { Column, Particulars } from './batch-sheet';
import { BatchQueries } from './batches.queries';
import { FaultyList, type UnknownColumns } from './batches.service';

const DONE = ['upload', 'again', 'confirmation', 'withdrawal'];

const mayUpload = (request: FastifyRequest): boolean => request.person!.roles.some((role) => role === 'bookkeeper' || role === 'programme-officer' || role === 'secretary-general');
const STORE_CHANNELS = CHANNELS.filter((channel) => LAYOUTS[channel].store);

/** Puts together what the desk shows of lists of gifts. */
@Injectable()
export class BatchPages {
  constructor(private readonly queries: BatchQueries, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const batches = await this.queries.list(request.foundation!.id, lang);
    const t = wordsOf(lang);
    return {
      batches: batches.map((batch) => ({ ...batch, id: String(batch.id), channel: t(`batch.channel.${batch.channel}`), mine: batch.uploadedBy === request.person!.id })),
      channels: mayUpload(request)
        ? CHANNELS.map((channel) => ({ path: `/desk/batches/new?channel=${channel}`, name: t(`batch.channel.${channel}`), text: t(`batch.channel.${channel}.text`) })) : [],
    };
  }

  /** @param refused the list that was just refused */
  async form(request: FastifyRequest, refused: FaultyList | UnknownColumns | null): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const asked = { ...(request.query as object), ...(request.body as object | undefined) } as { channel?: unknown };
    const channel = CHANNELS.find((one) => one === asked.channel) ?? 'platform';
    const layout = LAYOUTS[channel];
    const { funds, banks, places, stores } = await this.queries.choices(request.foundation!.id, accountOf(channel), lang);
    const header = refused && !(refused instanceof FaultyList) ? refused.header : null;
    const named = (columns: readonly Column[]): { name: string; text: string }[] => columns.map((column) => ({ name: headOf(channel, column, lang), text: textOf(channel, column, lang) }));
    return {
      channel, name: t(`batch.channel.${channel}`), text: t(`batch.channel.${channel}.text`), paidOut: layout.money === 'paid-out', place: layout.money ?? 'store', needs: named(layout.needs), may: named(layout.may),
      funds: layout.may.includes('fund') ? funds : null, banks, places, bearers: funds, stores: layout.store && layout.money !== null ? stores : null,
      columns: header && [...layout.needs, ...layout.may].map((column) => ({ name: `${column}Column`, label: headOf(channel, column, lang), choices: header.map((said, at) => ({ value: String(at + 1), label: said || t('batch.column.unnamed', { n: at + 1 }) })) })),
      faults: refused instanceof FaultyList ? refused.faults.map(({ line, ...said }) => ({ line, text: refusalIn(lang, said) })) : null,
      more: refused instanceof FaultyList ? refused.count - refused.faults.length : 0,
      typed: { place: '', newPlace: '', store: '', bank: banks[0]?.value ?? '', bearer: funds[0]?.value ?? '', fund: '', payout: '', fee: '' },
    };
  }

  /** BOM, CRLF. */
  layout(request: FastifyRequest, channel: Channel): string {
    const { lang } = visitOf(request);
    return `\ufeff${[...LAYOUTS[channel].needs, ...LAYOUTS[channel].may].map((column) => headOf(channel, column, lang)).join(',')}\r\n`;
  }

  async stores(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const rows = await this.queries.stock(request.foundation!.id, lang);
    const stores = [...new Set(rows.map(({ store }) => store))].map((name) => ({ name, items: rows.filter(({ store }) => store === name).map((row) => ({ ...row, expired: row.expires !== null && row.expires < this.clock.today() && row.left > 0n })) }));
    return { stores: stores.map((store) => ({ ...store, worth: store.items.reduce((all, { worth }) => all + worth, 0n) })), may: (mayUpload(request) ? STORE_CHANNELS : []).map((channel) => ({ path: `/desk/batches/new?channel=${channel}`, name: t(`batch.channel.${channel}`) })), day: this.clock.today() };
  }

  /** @throws NotFoundException */
  async batch(request: FastifyRequest, reply: FastifyReply, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const batch = await this.queries.batch(request.foundation!.id, id, lang);
    const [lines, funds] = await Promise.all([this.queries.firstLines(id, BY_HAND.has(batch.channel) ? 200 : 10, lang), this.queries.byFund(id, lang)]);
    const { person } = request;
    const mine = batch.uploadedBy === person!.id;
    const second = person!.roles.some((role) => role === 'bookkeeper' || role === 'cashier' || role === 'secretary-general');
    const difference = batch.payout === null ? 0n : batch.gross - batch.fee - batch.payout;
    const waiting = batch.state === 'waiting';
    if (request.method === 'GET' && batch.state === 'posting') void reply.header('refresh', '2');
    return {
      batch: { ...batch, id: String(batch.id), channel: t(`batch.channel.${batch.channel}`), number: headOf(batch.channel, 'number', lang), counted: LAYOUTS[batch.channel].money === 'cash', goods: LAYOUTS[batch.channel].money === null, difference, net: batch.gross - batch.fee, done: BigInt(batch.done), all: BigInt(batch.lines), left: batch.lines - batch.done },
      lines: lines.map((line) => ({ ...line, no: writtenNumber(batch.channel, line), shown: line.shown ?? (LAYOUTS[batch.channel].gifts ? t('batch.anonymous') : ''), said: saidOf(line, NOTED.has(batch.channel) ? line.note : null, lang) })), funds, more: batch.lines - lines.length, left: batch.state !== 'withdrawn' && await this.queries.leavesGoods(id),
      failure: batch.state === 'stopped' ? refusalIn(lang, batch.failure!) : null,
      may: { confirm: waiting && second && !mine && difference === 0n, withdraw: (waiting || batch.state === 'stopped') && !person!.readsAll },
      why: !waiting || person!.readsAll ? null : difference !== 0n ? t('batch.why.difference') : mine ? t('batch.why.mine') : second ? null : t('batch.why.role'),
      done: doneIn(request, lang, waiting),
    };
  }
}

/** Who has the goods, or why they are gone: part of what the second person compares. */
const NOTED: ReadonlySet<Channel> = new Set(['goods-out', 'write-off']);

/** Lists that somebody wrote: the second person goes through them line by line. Those of a platform are compared by their sums. */
const BY_HAND: ReadonlySet<Channel> = new Set(CHANNELS.filter((channel) => channel !== 'platform' && channel !== 'collection' && channel !== 'matching'));

/** What a line says beside who gave how much. */
function saidOf({ matched, order, premises, from, to, nature, sold, unsold, rest, item, goods, quantity, unit, proof, expires }: Particulars, note: string | null, lang: Lang): string {
  const t = wordsOf(lang);
  return [
    matched && t('batch.said.matched', { no: matched }), order && t('batch.said.order', { sum: grouped(order) }), premises && t('batch.said.rent', { premises, from: from!, to: to! }),
    nature && t(`batch.said.nature.${nature}`), sold !== null && t('batch.said.sold', { n: sold }), unsold !== null && t('batch.said.unsold', { n: unsold }), rest && t(`batch.said.rest.${rest}`),
    item && t('batch.said.goods', { item, goods: goods!, n: quantity!, unit: grouped(unit!) }), proof && t(`batch.said.proof.${proof}`), expires && t('batch.said.expires', { day: expires }), note,
  ].filter(Boolean).join(t('batch.said.and'));
}

function doneIn(request: FastifyRequest, lang: Lang, waiting: boolean): string | null {
  const { done } = request.query as { done?: unknown };
  return request.method === 'GET' && typeof done === 'string' && DONE.includes(done) ? wordsOf(lang)(`batch.done.${done === 'again' && waiting ? 'again-waiting' : done}`) : null;
}
