import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { visitOf } from '../../platform/visit';
import { refusalIn, type Lang, wordsOf } from '../../platform/words';
import { COLUMNS } from './batch-sheet';
import { BatchQueries } from './batches.queries';
import { CHANNELS, FaultyList, type UnknownColumns } from './batches.service';

const DONE = ['upload', 'again', 'confirmation', 'withdrawal'];

/** Puts together what the desk shows of lists of gifts. */
@Injectable()
export class BatchPages {
  constructor(private readonly queries: BatchQueries) {}

  /** @param refused the list that was just refused */
  async list(request: FastifyRequest, refused: FaultyList | UnknownColumns | null): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [batches, { funds, banks, places }] = await Promise.all([this.queries.list(id, lang), this.queries.choices(id, lang)]);
    const t = wordsOf(lang);
    const header = refused && !(refused instanceof FaultyList) ? refused.header : null;
    return {
      batches: batches.map((batch) => ({ ...batch, id: String(batch.id), channel: t(`batch.channel.${batch.channel}`), mine: batch.uploadedBy === request.person!.id })),
      acts: request.person!.roles.some((role) => role === 'bookkeeper' || role === 'programme-officer' || role === 'secretary-general'),
      channels: CHANNELS.map((value) => ({ value, label: t(`batch.channel.${value}`) })), funds, banks,
      places: places.map(({ value, label, account }) => ({ value, label: account === '1001' ? t('batch.place.cash', { name: label }) : label })),
      columns: header && COLUMNS.map((column) => ({ name: `${column}Column`, label: t(`batch.column.${column}`), choices: header.map((text, at) => ({ value: String(at + 1), label: text || t('batch.column.unnamed', { n: at + 1 }) })) })),
      faults: refused instanceof FaultyList ? refused.faults.map(({ line, ...said }) => ({ line, text: refusalIn(lang, said) })) : null,
      more: refused instanceof FaultyList ? refused.count - refused.faults.length : 0,
      typed: { channel: '', place: '', newPlace: '', bank: banks[0]?.value ?? '', bearer: funds[0]?.value ?? '', fund: '', payout: '', fee: '' },
    };
  }

  /** @throws NotFoundException */
  async batch(request: FastifyRequest, reply: FastifyReply, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const batch = await this.queries.batch(request.foundation!.id, id, lang);
    const [lines, funds] = await Promise.all([this.queries.firstLines(id, lang), this.queries.byFund(id, lang)]);
    const { person } = request;
    const mine = batch.uploadedBy === person!.id;
    const second = person!.roles.some((role) => role === 'bookkeeper' || role === 'cashier' || role === 'secretary-general');
    const difference = batch.payout === null ? 0n : batch.gross - batch.fee - batch.payout;
    const waiting = batch.state === 'waiting';
    if (request.method === 'GET' && batch.state === 'posting') void reply.header('refresh', '2');
    return {
      batch: { ...batch, id: String(batch.id), channel: t(`batch.channel.${batch.channel}`), counted: batch.payout === null, difference, net: batch.gross - batch.fee, done: BigInt(batch.done), all: BigInt(batch.lines), left: batch.lines - batch.done },
      lines: lines.map((line) => ({ ...line, shown: line.shown ?? t('batch.anonymous') })), funds, more: batch.lines - lines.length,
      failure: batch.state === 'stopped' ? refusalIn(lang, batch.failure!) : null,
      may: { confirm: waiting && second && !mine && difference === 0n, withdraw: waiting && !person!.readsAll },
      why: !waiting || person!.readsAll ? null : difference !== 0n ? t('batch.why.difference') : mine ? t('batch.why.mine') : second ? null : t('batch.why.role'),
      done: doneIn(request, lang, waiting),
    };
  }
}

function doneIn(request: FastifyRequest, lang: Lang, waiting: boolean): string | null {
  const { done } = request.query as { done?: unknown };
  return request.method === 'GET' && typeof done === 'string' && DONE.includes(done) ? wordsOf(lang)(`batch.done.${done === 'again' && waiting ? 'again-waiting' : done}`) : null;
}
