import { Controller, Get, NotFoundException, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Problems } from '../platform/problems';
import { type Asks, ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import { Log } from '../ledger/log';
import { Refused } from '../rules/refused';
import { CheckpointAnswer, EntryAnswer, FundAnswer, FundsAnswer, ProofAnswer, type RowAnswer, RowsAnswer } from './api.answers';
import { entryOf } from './entry.queries';
import { numberIn, readAsked } from './filter';
import { addressOf, rowsOf } from './ledger.page';
import { beneathOf } from './pillars.queries';
import { type At, type Row, totalsOf } from './rows.queries';
import { type FundRow, fundOf, fundsOf, placeOf, type Scope } from './scope.queries';

/** The public books for programs: the same questions as the pages', answered from the same rows. */
@Controller('api/v1')
@Public()
@ApiTags('ledger')
export class LedgerApiController {
  constructor(private readonly read: ReadDatabase, private readonly log: Log) {}

  @Get('funds')
  @ApiOperation({ summary: 'All funds and what they hold' })
  @ApiOkResponse({ type: FundsAnswer })
  async funds(@Req() request: FastifyRequest): Promise<FundsAnswer> {
    const { id } = request.foundation!;
    return this.read.snapshot(async (db) => {
      const funds: FundAnswer[] = [];
      for (const fund of await fundsOf(db, id, visitOf(request).lang)) funds.push(await fundAnswer(db, id, fund));
      return { funds };
    });
  }

  @Get('funds/:code')
  @ApiOperation({ summary: 'One fund' })
  @ApiParam({ name: 'code', example: 'lunch' })
  @ApiOkResponse({ type: FundAnswer })
  @Problems(404)
  async fund(@Param('code') code: string, @Req() request: FastifyRequest): Promise<FundAnswer> {
    const { id } = request.foundation!;
    return this.read.snapshot(async (db) => fundAnswer(db, id, await fundOf(db, id, code, visitOf(request).lang)));
  }

  @Get('entries')
  @ApiOperation({ summary: 'Sealed entries that moved money, newest first, fifty at a time' })
  @ApiQuery({ name: 'fund', type: String, required: false, description: 'Code of a fund; without it, the foundation as a whole' })
  @ApiQuery({ name: 'kind', required: false, enum: ['in', 'out'] })
  @ApiQuery({ name: 'month', type: String, required: false, example: '2026-11' })
  @ApiQuery({ name: 'min', type: String, required: false, description: 'Least sum, in yuan', example: '36.50' })
  @ApiQuery({ name: 'max', type: String, required: false, description: 'Largest sum, in yuan' })
  @ApiQuery({ name: 'q', type: String, required: false, description: 'Words in what it says, or part of its number' })
  @ApiQuery({ name: 'before', type: String, required: false, description: 'Number of an entry: the page of older ones', example: 'SR-2026-11-0171' })
  @ApiQuery({ name: 'after', type: String, required: false, description: 'Number of an entry: the page of newer ones' })
  @ApiOkResponse({ type: RowsAnswer })
  @Problems(404, 422)
  async entries(@Req() request: FastifyRequest): Promise<RowsAnswer> {
    const { lang, base } = visitOf(request);
    const { id } = request.foundation!;
    const { typed, filter, cursor, mistakes } = readAsked(request.query);
    if (mistakes[0]) throw new Refused(mistakes[0].refused.code, { ...mistakes[0].refused.facts, field: mistakes[0].field });
    return this.read.snapshot(async (db) => {
      const scope: Scope = { foundation: id, fund: typed.fund === '' ? null : (await fundOf(db, id, typed.fund, lang)).id };
      const page = await rowsOf(db, scope, filter, await placed(db, id, cursor), lang);
      const { q, kind, month, min, max, fund } = typed;
      const neighbour = (side: 'before' | 'after', no: string | null): string | null => no && addressOf(`${base}/api/v1/entries`, { fund, q, kind, month, min, max, [side]: no });
      const total = await totalsOf(db, scope, filter, lang);
      return { entries: page.rows.map(rowAnswer), total: { count: total.count, in: String(total.in), out: String(total.out) }, newer: neighbour('after', page.newer), older: neighbour('before', page.older) };
    });
  }

  @Get('entries/:no')
  @ApiOperation({ summary: 'One entry with its postings' })
  @ApiParam({ name: 'no', example: 'SR-2026-11-0182' })
  @ApiOkResponse({ type: EntryAnswer })
  @Problems(404)
  async entry(@Param('no') no: string, @Req() request: FastifyRequest): Promise<EntryAnswer> {
    const e = await this.read.snapshot((db) => entryOf(db, request.foundation!.id, numberIn(no), visitOf(request).lang));
    return {
      no: e.no, number: String(e.number), day: e.day, factDay: e.factDay, kind: e.kind, what: e.what, party: e.party, note: e.note, source: e.source,
      postedAt: e.postedAt.toISOString(), sealedAt: e.sealedAt?.toISOString() ?? null, gift: e.gifts.length === 1 ? e.gifts[0]! : null, reverses: e.reverses?.no ?? null, reversedBy: e.reversedBy?.no ?? null,
      postings: e.lines.map((line) => ({ fund: line.fundCode, account: line.account, accountName: line.accountName, debit: String(line.debit), place: line.place })),
    };
  }

  @Get('entries/:no/proof')
  @ApiOperation({ summary: 'Proof that an entry is in the newest signed checkpoint' })
  @ApiParam({ name: 'no', example: 'SR-2026-11-0182' })
  @ApiOkResponse({ type: ProofAnswer })
  @Problems(404)
  async proof(@Param('no') no: string, @Req() request: FastifyRequest): Promise<ProofAnswer> {
    const { id } = request.foundation!;
    const place = await this.read.snapshot((db) => placeOf(db, id, numberIn(no)));
    const proof = place && (await this.log.proof(id, Number(place.number)));
    if (!proof) throw new NotFoundException();
    const [entry] = await this.log.entries(id, proof.index + 1, proof.index + 1);
    return { no: entry!.canonical.voucher, index: proof.index, size: proof.size, leaf: hex(proof.leaf), proof: proof.proof.map(hex), root: hex(proof.root), checkpoint: proof.checkpoint, canonical: entry!.text };
  }

  @Get('checkpoints/latest')
  @ApiOperation({ summary: 'The newest signed checkpoint' })
  @ApiOkResponse({ type: CheckpointAnswer })
  @Problems(404)
  async checkpoint(@Req() request: FastifyRequest): Promise<CheckpointAnswer> {
    const checkpoint = await this.log.checkpoint(request.foundation!.id);
    if (!checkpoint) throw new NotFoundException();
    const { size, root, signedAt, note } = checkpoint;
    return { size, root: hex(root), signedAt: signedAt.toISOString(), note, key: this.log.verifier(note.slice(0, note.indexOf('\n'))) };
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function fundAnswer(db: Asks, foundation: number, fund: FundRow): Promise<FundAnswer> {
  const { money, receivable, goods, things, inTrust, owed, promised, worth } = await beneathOf(db, { foundation, fund: fund.id });
  return {
    code: fund.code, name: fund.name, class: fund.class, openedOn: fund.openedOn,
    money: String(money), receivable: String(receivable), goods: String(goods), things: String(things), inTrust: String(inTrust), owed: String(owed), promised: String(promised), worth: String(worth),
  };
}

const rowAnswer = ({ no, number, day, kind, what, fundCodes, money, balance, reverses, reversedBy }: Row): RowAnswer => ({
  no, number: String(number), day, kind, what, funds: fundCodes.split(' '), money: String(money), balance: String(balance), reverses, reversedBy,
});

async function placed(db: Asks, foundation: number, cursor: ReturnType<typeof readAsked>['cursor']): Promise<At> {
  if (cursor.side === 'newest') return cursor;
  const place = await placeOf(db, foundation, cursor.no);
  if (!place) throw new Refused('entry-unknown', { no: cursor.no, field: cursor.side });
  return { side: cursor.side, place };
}
