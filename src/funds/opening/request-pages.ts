import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { AGREED_KINDS, CHECKLIST } from '../../rules/fund-opening';
import { maskedPhone } from '../../rules/names';
import { AgreementsQueries } from './agreements.queries';
import { shownText } from './agreement-words';
import { FundRequestsQueries, type RequestPage, type RequestRow } from './requests.queries';
import { APPLICANT_KINDS } from './requests.service';
import { leastStart, nameTerms, yearlyTerms } from './terms';

export const NO_WISH = { applicantKind: '', applicant: '', contact: '', kind: '', preserved: '', name: '', purpose: '', use: '', place: '', startingSum: '' };
const DONE = ['asked', 'draft', 'answered', 'withdrawn', 'code', 'signed'] as const;

/** What the pages of whoever asks for a fund show. */
@Injectable()
export class RequestPages {
  constructor(private readonly db: DataSource, private readonly requests: FundRequestsQueries, private readonly agreements: AgreementsQueries, private readonly clock: Clock) {}

  /** What one should know before asking: for everybody. */
  async about(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const least = await leastStart(this.db, request.foundation!, this.clock.today());
    const yearly = await yearlyTerms(this.db, request.foundation!, { day: this.clock.today(), startingSum: least.sum });
    return { kinds: AGREED_KINDS.map((kind) => ({ name: kind })), points: CHECKLIST, least: least.sum > 0n ? least : null, yearly: yearly && { ...yearly, years: String(yearly.years) }, lang };
  }

  async mine(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { phone } = request.telephone!;
    const [rows, draft] = await Promise.all([this.requests.list(request.foundation!.id, { phone, lang }), this.requests.draft(request.foundation!.id, phone)]);
    return { phone: maskedPhone(phone), requests: rows.map((row) => shownRow(row)), draft: draft && { savedAt: draft.savedAt, name: draft.fields.name ?? '' }, done: doneIn(request, lang) };
  }

  /** The form, with what was begun. */
  async form(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const phone = request.telephone?.phone ?? null;
    const [draft, least] = await Promise.all([phone === null ? null : this.requests.draft(foundation.id, phone), leastStart(this.db, foundation, this.clock.today())]);
    const t = wordsOf(lang);
    return {
      typed: { ...NO_WISH, phone: '', ...draft?.fields, key: randomUUID(), ...(draft?.fields.name ? {} : { name: foundation.name }) }, savedAt: draft?.savedAt ?? null, least: least.sum > 0n ? least : null,
      kinds: AGREED_KINDS.map((value) => ({ value, label: t(`fund-kind.${value}`), hint: t(`fund-kind.${value}.text`) })), applicantKinds: APPLICANT_KINDS.map((value) => ({ value, label: t(`applicant.${value}`) })),
      host: foundation.name, phone: phone && maskedPhone(phone), done: doneIn(request, lang),
    };
  }

  /** The page on which whoever asked follows it, answers, reads the agreement and signs. @throws NotFoundException */
  async one(request: FastifyRequest, id: number, { asked }: { asked: boolean }): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    const found = await this.requests.one(foundation, id, { phone: request.telephone!.phone, lang });
    const text = found.text ? await this.agreements.text(foundation, found.text.id) : null;
    return {
      request: { ...shownRow(found), ended: found.ended, fund: found.fund },
      steps: stepsOf(found),
      questions: found.questions,
      agreement: text && found.text && { id: text.id, no: text.no, day: text.day, from: text.holdsFrom, supplement: found.text.supplement, clauses: shownText(text, lang), host: found.text.host, founder: found.text.founder },
      may: { withdraw: !['opened', 'refused', 'withdrawn'].includes(found.stage), sign: found.text !== null && found.text.founder === null && ['signing', 'opened'].includes(found.stage), asked },
      phone: maskedPhone(request.telephone!.phone), typed: { answer: '', question: '', code: '', agree: '', version: '' }, done: doneIn(request, lang),
    };
  }

  /** Beside the check of staff: what the rules say of its name and its sum. */
  async hints(request: FastifyRequest, { name, startingSum }: Pick<RequestRow, 'name' | 'startingSum'>): Promise<{ name: string[]; binds: boolean; source: string; least: { sum: bigint; source: string } | null }> {
    const { lang } = visitOf(request);
    const day = this.clock.today();
    const [named, least] = await Promise.all([nameTerms(this.db, request.foundation!, { name, day }), leastStart(this.db, request.foundation!, day)]);
    const t = wordsOf(lang);
    return { name: named.faults.map((fault) => (typeof fault === 'string' ? t(`fund-name.${fault}`, { host: request.foundation!.name }) : t('fund-name.word', fault))), binds: named.binds, source: named.source, least: startingSum < least.sum ? least : null };
  }
}

export const shownRow = (row: RequestRow): object => ({ ...row, phone: maskedPhone(row.phone) });

/** What has been done, what is next, what is still to come. */
export function stepsOf({ askedAt, ticks, opening: text, fund }: RequestPage): { name: string; at: Date | null }[] {
  const checked = ticks.length === CHECKLIST.length ? ticks.reduce((last, { at }) => (at > last ? at : last), ticks[0]!.at) : null;
  return [
    { name: 'asked', at: askedAt }, { name: 'checked', at: checked }, { name: 'agreement', at: text?.preparedAt ?? null }, { name: 'host', at: text?.host?.at ?? null }, { name: 'founder', at: text?.founder?.at ?? null },
    { name: 'opened', at: fund?.openedAt ?? null },
  ];
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`fund-request.done.${known}`) : null;
}
