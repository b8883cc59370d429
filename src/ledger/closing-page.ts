import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { lastDay, type Month } from '../rules/day';
import { CLOSING_STEPS, type ClosingStepName, ClosingSteps, type Pending } from './closing-steps';
import { ClosingQueries, type Counts, openMonth, type SignatureRow, type Signer, type StepRow } from './closing.queries';
import { Closings, type Release, type Wear } from './closings.service';

const DONE = ['code', 'step', 'checks', 'accruals', 'release', 'signature', 'seal'] as const;
export type Done = (typeof DONE)[number];

/** Puts together what the desk shows of closing. */
@Injectable()
export class ClosingPages {
  constructor(private readonly db: DataSource, private readonly queries: ClosingQueries, private readonly closings: Closings, private readonly steps: ClosingSteps, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const months = await this.queries.months(request.foundation!.id, today, lang);
    return { months: months.map((row) => ({ ...row, entries: Number(row.entries), over: lastDay(row.month) < today, signers: row.signers.join(lang === 'zh' ? '、' : ', ') })) };
  }

  async month(request: FastifyRequest, month: Month): Promise<object> {
    const { lang } = visitOf(request);
    const { id: foundation } = request.foundation!;
    const person = request.person!;
    const closing = { foundation, month };
    const [sealed, rows, counts, pending, signature, releases, wear, trial, pillars, yearEnd, inOffice, oldest] = await Promise.all([
      this.queries.sealed(foundation, month, lang), this.queries.steps(foundation, month, lang), this.queries.counts(foundation, month), this.steps.pending(this.db.manager, closing),
      this.queries.signature(foundation, month, this.clock.now(), lang), this.closings.releases(this.db, closing), this.closings.wear(this.db, closing),
      this.queries.trialBalance(foundation, month, lang), this.queries.pillars(foundation, month, lang), this.queries.yearEnd(foundation, month),
      this.queries.inOffice(foundation, month, this.clock.now(), lang), openMonth(this.db, foundation),
    ]);
    const over = lastDay(month) < this.clock.today();
    const acts = !person.readsAll && person.roles.some((role) => role === 'bookkeeper' || role === 'secretary-general') && !sealed;
    const facts = { rows, counts, pending, releases, wear, open: yearEnd.open, lang };
    const steps = CLOSING_STEPS.map((name, at) => this.step(name, at + 1, facts));
    const earlier = oldest !== null && oldest < month && !sealed ? oldest : null;
    const allDone = steps.every(({ done }) => done) && earlier === null;
    const named = (who: readonly Signer[]): string => who.map(({ name }) => name).join(lang === 'zh' ? '、' : ', ');
    const made = inOffice.some(({ id, made: by }) => id === person.id && by);
    return {
      month, over, sealed, earlier, acts: acts && over, prepares: acts && person.roles.includes('bookkeeper'), steps,
      counts: { entries: Number(counts.entries), unchecked: Number(counts.unchecked), machineMade: Number(counts.machineMade) },
      bulk: acts && over && counts.machineMade > 0n ? (made ? 'made' : 'may') : null, bulkBy: named(inOffice.filter((one) => !one.made)),
      releases: releases.map((row) => ({ ...row, fund: lang === 'zh' ? row.name : row.englishName })),
      wear, trial, pillars, yearEnd,
      signing: { ...this.signing({ acts: acts && over, allDone, signature, person: person.id }), by: named(inOffice.filter(({ id }) => id !== (standing(signature) ? signature!.signer : null))) },
      done: doneIn(request, lang),
    };
  }

  /** Done are the steps that somebody has said to be done, with nothing since then that speaks against it. */
  private step(name: ClosingStepName, no: number, { rows, counts, pending, releases, wear, open, lang }: Facts): { name: string; no: number; done: boolean; by: string | null; at: Date | null; why: string[]; pending: object[]; may: boolean } {
    const t = wordsOf(lang);
    const row = rows.get(name) ?? null;
    const inTheWay = pending.get(name)!.filter((one) => !one.mayStay).length > 0 || (name === 'vouchers' && counts.unchecked > 0n) || (name === 'statements' && open);
    const later = row ? counts.entries - row.entries : 0n;
    const due = (name === 'accruals' && wear.length > 0) || (name === 'release' && releases.some((release) => release.due !== 0n));
    const why = [
      ...(row && later !== 0n ? [t('closing.later', { count: Number(later) })] : []),
      ...(name === 'vouchers' && counts.unchecked > 0n ? [t('closing.unchecked', { count: Number(counts.unchecked) })] : []),
      ...(name === 'accruals' && wear.length > 0 ? [t('closing.wear-due', { count: wear.length })] : []),
      ...(name === 'release' && due ? [t('closing.release-due')] : []),
      ...(name === 'statements' && open ? [t('closing.year-open')] : []),
    ];
    return {
      name, no, done: row !== null && later === 0n && !inTheWay && !due, by: row?.by ?? null, at: row?.at ?? null, why, may: !inTheWay,
      pending: pending.get(name)!.map((one) => ({ text: one.words[lang], path: one.path, stays: one.mayStay === true })),
    };
  }

  private signing({ acts, allDone, signature, person }: { acts: boolean; allDone: boolean; signature: SignatureRow | null; person: number }): object {
    const valid = standing(signature);
    const state = !allDone ? 'not-yet' : !valid ? 'first' : signature!.signer === person ? 'waiting' : 'second';
    return { state, acts, first: signature, lapsed: signature === null || valid ? null : signature.inOffice ? 'booked' : 'left', upon: state === 'second' ? signature!.id : null };
  }
}

/** Nothing was booked since, and whoever signed is still in office. */
const standing = (signature: SignatureRow | null): boolean => signature !== null && signature.stands && signature.inOffice;

interface Facts {
  readonly rows: ReadonlyMap<ClosingStepName, StepRow>;
  readonly counts: Counts;
  readonly pending: ReadonlyMap<ClosingStepName, Pending[]>;
  readonly releases: readonly Release[];
  readonly wear: readonly Wear[];
  /** Income and cost of the year are not carried to net assets yet. */
  readonly open: boolean;
  readonly lang: Lang;
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`closing.done.${known}`) : null;
}
