import { Controller, Get, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { Public } from '../platform/access';
import { type Asks, ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import { nameIn, type Lang } from '../platform/words';
import { Log } from '../ledger/log';
import { whatOf } from '../ledger/words-of-entries';
import { dayOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { numberIn } from './filter';
import { find, waiting } from './find.queries';
import { publicPage } from './ledger.controller';
import { type Answer, Verifications } from './verifications.service';

/** Entries of the journal's text that are read at a time. */
const LOT = 1000;

/** What is checked, what was found, and all it takes to check it at home. */
@Controller()
@Public()
export class VerificationController {
  constructor(private readonly read: ReadDatabase, private readonly log: Log, private readonly verifications: Verifications) {}

  @Get('verification')
  async page(@Query('no') no: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!;
    const typed = typeof no === 'string' ? no.trim() : '';
    const checkpoint = await this.log.checkpoint(foundation.id);
    const answers = await this.verifications.today();
    const { answer, shortfalls } = await this.read.snapshot(async (db) => ({
      answer: typed === '' ? null : await answerTo(db, foundation.id, numberIn(typed), { lang, base }),
      shortfalls: await shortfallsOf(db, foundation.id, lang),
    }));
    const missing = no !== undefined && typed === '' ? new Refused('number-missing') : null;
    publicPage(reply.status(missing ? 422 : 200)).view('disclosure/verification', {
      asked: { no: typed, answer },
      checks: answers.map((one) => onPage(one, lang)).sort((a, b) => Number(a.ok) - Number(b.ok)),
      asAt: newestOf(answers),
      full: fullOf(answers),
      shortfalls,
      checkpoint: checkpoint && { size: checkpoint.size, root: checkpoint.root.toString('hex'), at: checkpoint.signedAt, note: checkpoint.note, key: this.log.verifier(checkpoint.note.slice(0, checkpoint.note.indexOf('\n'))) },
      files: { entries: `${base}/ledger/journal.txt`, checkpoint: `${base}/verification/checkpoint`, script: null },
      ...(missing ? { errors: [{ id: 'no', text: reply.words(`refused.${missing.code}`) }] } : {}),
    });
  }

  /** The newest checkpoint as it was signed, byte for byte. */
  @Get('verification/checkpoint')
  async checkpoint(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const checkpoint = await this.log.checkpoint(request.foundation!.id);
    if (!checkpoint) throw new NotFoundException();
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=0, must-revalidate').send(checkpoint.note);
  }

  /** The canonical text of every entry in the newest checkpoint, an empty line between them. Nobody's name is in it. */
  @Get('ledger/journal.txt')
  async journal(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { id } = request.foundation!;
    const size = (await this.log.checkpoint(id))?.size ?? 0;
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(Readable.from(this.texts(id, size)));
  }

  /** What is printed on receipts: `/verification/SR-2026-11-0182` leads to the entry, the gift or the receipt. */
  @Get('verification/:no')
  async number(@Param('no') no: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang, base } = visitOf(request);
    const [found] = await this.read.snapshot((db) => find(db, { foundation: request.foundation!.id, fund: null }, { no: numberIn(no) }, lang));
    void reply.redirect(found ? `${base}/entries/${found.no}` : `${base}/verification?no=${encodeURIComponent(no)}`, 302);
  }

  private async *texts(foundation: number, size: number): AsyncGenerator<string> {
    for (let from = 1; from <= size; from += LOT) {
      const entries = await this.log.entries(foundation, from, Math.min(size, from + LOT - 1));
      yield `${from === 1 ? '' : '\n'}${entries.map((entry) => entry.text).join('\n')}`;
    }
  }
}

/** When the newest answers were given: the light ones, which are asked last. */
const newestOf = (answers: readonly Answer[]): Date => new Date(Math.max(0, ...answers.map((answer) => answer.at.getTime())));

/** The checks that are not asked for every visitor: how many, and when they were. */
function fullOf(answers: readonly Answer[]): { count: number; at: Date } | null {
  const full = answers.filter((answer) => !answer.check.light);
  return full[0] ? { count: full.length, at: full[0].at } : null;
}

/** A check as the page shows it. */
function onPage({ check, offences }: Answer, lang: Lang): { name: string; sentence: string; ok: boolean; offending: string[] } {
  return {
    name: check.name, ok: offences.length === 0,
    sentence: check.sentence[lang],
    // an entry that has no number yet has no page either
    offending: [...new Set(offences.flatMap(({ entry }) => (entry === null || entry.startsWith('#') ? [] : [entry])))],
  };
}

interface OnPageAnswer { state: 'sealed' | 'waiting' | 'unknown'; kind: 'entry' | 'gift' | 'receipt' | null; where: string | null; what: string | null; day: Day | null; sum: Fen | null; number: number | null }

async function answerTo(db: Asks, foundation: number, no: string, { lang, base }: { lang: Lang; base: string }): Promise<OnPageAnswer> {
  const [found] = await find(db, { foundation, fund: null }, { no }, lang);
  if (found) return { state: 'sealed', kind: found.by ?? 'entry', where: `${base}/entries/${found.no}`, what: found.what, day: found.day, sum: found.sum, number: Number(found.number) };
  const waits = await waiting(db, foundation, no);
  if (!waits) return { state: 'unknown', kind: null, where: null, what: null, day: null, sum: null, number: null };
  return { state: 'waiting', kind: waits.kind, where: `${base}/${waits.kind === 'gift' ? 'donations' : 'receipts'}/${no}`, what: null, day: waits.day, sum: null, number: null };
}

interface Shortfall { fund: { code: string; name: string }; sum: Fen; why: string; since: Day; due: Day | null }

/** Funds that are short now, and the forced entry that left them so. */
async function shortfallsOf(db: Asks, foundation: number, lang: Lang): Promise<Shortfall[]> {
  const rows = await db.query<{ code: string; name: string; sum: Fen; why: string; since: Date }[]>(
    `SELECT f.code, f.${nameIn(lang)} AS name, o.missing::bigint AS sum, ${whatOf(lang)} AS why, e.posted_at AS since
     FROM short_fund o JOIN fund f ON f.id = o.fund
     JOIN LATERAL (SELECT entry FROM shortfall s WHERE s.fund = o.fund ORDER BY entry DESC LIMIT 1) s ON true
     JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = e.id WHERE o.foundation = $1 ORDER BY o.fund`, [foundation]);
  return rows.map(({ code, name, sum, why, since }) => ({ fund: { code, name }, sum, why, since: dayOf(since), due: null }));
}
