import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import type { Lang } from '../platform/words';
import { Log } from '../ledger/log';
import { inclusionPath } from '../rules/merkle';
import type { Fen } from '../rules/money';
import { type Entry, entryOf, type Line } from './entry.queries';
import { numberIn } from './filter';
import { publicPage } from './ledger.controller';
import { kindIn, sourceIn } from '../ledger/words-of-entries';

/** One entry of the books: its lines, what it rests on, and the proof that it is sealed. */
@Controller('entries')
@Public()
export class EntryController {
  constructor(private readonly read: ReadDatabase, private readonly log: Log) {}

  @Get(':no')
  async entry(@Param('no') no: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    const entry = await this.read.snapshot((db) => entryOf(db, foundation, numberIn(no), lang));
    const number = Number(entry.number);
    const [logged] = await this.log.entries(foundation, number, number);
    const proof = await this.log.proof(foundation, number);
    publicPage(reply).view('disclosure/entry', {
      entry: { ...onPage(entry, lang), canonical: logged!.text },
      log: proof && { number, leaf: hex(proof.leaf), sealedAt: entry.sealedAt },
      proof: proof && { size: proof.size, root: hex(proof.root), siblings: proof.proof.map((hash, at) => ({ side: sides(proof)[at], hash: hex(hash) })) },
    });
  }
}

/** On which side of the leaf each hash of its proof stands. */
const sides = ({ index, size }: { index: number; size: number }): ('left' | 'right')[] =>
  inclusionPath(index, size).map(([first]) => (first!.index * 2 ** first!.level > index ? 'right' : 'left'));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function onPage(entry: Entry, lang: Lang): object {
  return {
    no: entry.no, day: entry.day, bookedAt: entry.postedAt, kind: kindIn(lang, entry.kind), what: entry.what,
    reason: entry.note, source: sourceIn(lang, entry.kind), factDay: entry.factDay === entry.day ? null : entry.factDay,
    funds: byFund(entry.lines), gifts: entry.gifts, forGroup: entry.forGroup, reverses: entry.reverses, reversedBy: entry.reversedBy,
  };
}

/** Each fund balances by itself, so each is shown with its own sums. */
function byFund(lines: readonly Line[]): object[] {
  return [...new Set(lines.map((line) => line.fundCode))].map((code) => {
    const own = lines.filter((line) => line.fundCode === code);
    const sum = (of: (debit: Fen) => Fen): Fen => own.reduce((all, line) => all + of(line.debit), 0n);
    return {
      code, name: own[0]!.fundName, change: own[0]!.change, balance: own[0]!.balance,
      debit: sum((debit) => (debit > 0n ? debit : 0n)), credit: sum((debit) => (debit < 0n ? -debit : 0n)),
      lines: own.map((line) => ({ account: { code: line.account, name: line.accountName }, debit: line.debit > 0n ? line.debit : null, credit: line.debit < 0n ? -line.debit : null })),
    };
  });
}
