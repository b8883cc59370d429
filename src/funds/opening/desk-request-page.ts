import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { addDays } from '../../rules/day';
import { AGREED_KINDS, CHECKLIST, PURPOSE_TAGS } from '../../rules/fund-opening';
import { FEE_BASES } from '../../rules/management-fee';
import { plain } from '../../rules/money';
import { type AgreementText, CLAUSES, englishOf, REST_RULES } from './agreement-text';
import { rateInWords, shownText } from './agreement-words';
import { AgreementsQueries } from './agreements.queries';
import { usualClauses } from './clauses';
import { RequestPages, shownRow, stepsOf } from './request-pages';
import { FundRequestsQueries } from './requests.queries';
import { leastStart, policyOf, yearlyTerms } from './terms';

const DONE = ['written', 'checked', 'question', 'refused', 'prepared', 'sheet', 'compared', 'signed'] as const;

/** What the desk shows of a request and of the agreement drawn up for it. */
@Injectable()
export class DeskRequestPages {
  constructor(
    private readonly db: DataSource, private readonly requests: FundRequestsQueries, private readonly agreements: AgreementsQueries, private readonly pages: RequestPages, private readonly resolutions: ResolutionsQueries,
    private readonly papers: PaperPages, private readonly clock: Clock,
  ) {}

  /** @throws NotFoundException */
  async one(request: FastifyRequest, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const me = request.person!;
    const found = await this.requests.one(foundation.id, id, { lang });
    const { opening: row, stage } = found;
    const text = row && (await this.agreements.text(foundation.id, row.id));
    const [hints, resolutions, papers, asksResolution, least] = await Promise.all([
      this.pages.hints(request, { name: text?.name ?? found.name, startingSum: text?.startingSum ?? found.startingSum }), this.resolutions.choices(foundation.id, { body: 'council' }),
      row ? this.papers.of(request, 'agreements', { key: String(row.id), id: row.id }) : null, policyOf(this.db, foundation, 'fund-opening-resolution', this.clock.today()), leastStart(this.db, foundation, this.clock.today()),
    ]);
    const yearly = text && (await yearlyTerms(this.db, foundation, { day: this.clock.today(), startingSum: text.startingSum }));
    const t = wordsOf(lang);
    const open = !['opened', 'refused', 'withdrawn'].includes(stage);
    const acts = !me.readsAll && open;
    const { done } = request.query as { done?: unknown };
    const known = DONE.find((one) => one === done);
    return {
      request: { ...shownRow(found), ended: found.ended, fund: found.fund }, steps: stepsOf(found), questions: found.questions, hints,
      points: CHECKLIST.map((point) => ({ name: point, ticked: found.ticks.find((tick) => tick.point === point) ?? null })),
      checked: found.ticks.length === CHECKLIST.length,
      agreement: text && row && { id: row.id, no: text.no, prepared: row.prepared, preparedAt: row.preparedAt, clauses: shownText(text, lang), host: row.host, founder: row.founder, sheet: row.sheet, below: text.startingSum < least.sum ? least : null, belowYearly: yearly && (text.yearlyAddition < yearly.sum || text.yearlyYears < yearly.years) ? { ...yearly, years: String(yearly.years) } : null },
      papers, resolutions, asksResolution: asksResolution?.value === '1' ? asksResolution.source : null,
      may: {
        tick: acts && found.ticks.length < CHECKLIST.length, ask: acts, refuse: acts, prepare: acts && found.ticks.length === CHECKLIST.length,
        sign: acts && row !== null && row.host === null && row.preparedBy !== me.id && me.roles.includes('secretary-general'), signOther: acts && row !== null && row.host === null && row.preparedBy === me.id,
        record: acts && row !== null && row.founder === null, compare: acts && row !== null && row.founder === null && row.sheet !== null && row.sheet.recordedBy !== me.id, compareOther: acts && row !== null && row.founder === null && row.sheet?.recordedBy === me.id,
        open: acts && row !== null && row.host !== null && row.founder !== null,
      },
      typed: { point: [], question: '', reason: '', signer: found.contact, day: this.clock.today(), fundCode: '', summary: found.purpose, englishSummary: text?.englishPurpose ?? '', place: found.place ?? '', englishPlace: '', resolution: '', whyBelow: '' },
      done: request.method === 'GET' && known ? t(`fund-request.desk.${known}`) : null,
    };
  }

  /** The form of the agreement for a request: what was written last, else the usual clauses with what was asked for. @throws NotFoundException */
  async agreementOfRequest(request: FastifyRequest, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const found = await this.requests.one(foundation.id, id, { lang });
    const written = found.opening && (await this.agreements.text(foundation.id, found.opening.id));
    const today = this.clock.today();
    const yearly = await yearlyTerms(this.db, foundation, { day: today, startingSum: found.startingSum });
    const usual = usualClauses(found.kind, found.preserved);
    const fresh: AgreementText = {
      no: '', day: today, holdsFrom: today, kind: found.kind, preserved: found.preserved, name: found.name, englishName: '', party: found.applicant, englishParty: '', purpose: found.purpose, englishPurpose: '', purposes: [], use: found.use, englishUse: '',
      hostDuties: usual.hostDuties.zh, englishHostDuties: usual.hostDuties.en, partyDuties: usual.partyDuties.zh, englishPartyDuties: usual.partyDuties.en, committee: usual.committee.zh, englishCommittee: usual.committee.en, naming: found.name, englishNaming: '',
      feeRate: 0, feeBase: null, feeDay: null, startingSum: found.startingSum, startingBy: found.startingSum > 0n ? addDays(today, 30) : null, yearlyAddition: yearly?.sum ?? 0n, yearlyYears: yearly && yearly.sum > 0n ? yearly.years : 0, termFrom: today, termTo: null,
      termination: usual.termination.zh, englishTermination: usual.termination.en, remainingPropertyRule: 'similar-fund', remainingProperty: usual.remainingProperty.zh, englishRemainingProperty: usual.remainingProperty.en, disclosure: usual.disclosure.zh, englishDisclosure: usual.disclosure.en,
    };
    return { ...agreementForm(written ?? fresh, lang, found.opening?.id ?? 0), back: { path: `/desk/funds/requests/${id}`, name: found.name }, action: `/desk/funds/requests/${id}/agreements`, supplement: false };
  }
}

/** What `desk/fund-agreement` needs of a text, and the newest one that whoever opens the form has seen. */
export function agreementForm(text: AgreementText, lang: 'zh' | 'en', after: number): object {
  const t = wordsOf(lang);
  const choices = (values: readonly string[], words: string): object[] => values.map((value) => ({ value, label: t(`${words}.${value}`) }));
  const written = Object.fromEntries(CLAUSES.flatMap((clause) => [[clause, text[clause]], [englishOf(clause), text[englishOf(clause)]]]));
  return {
    after, termFrom: text.termFrom,
    clauses: CLAUSES.map((clause) => ({ name: clause, english: englishOf(clause), label: t(`fund-agreement.clause.${clause}`) })),
    kinds: choices(AGREED_KINDS, 'fund-kind'), restRules: choices(REST_RULES, 'rest-rule'), feeBases: choices(FEE_BASES.filter((base) => base !== 'gifts' || text.feeBase === base), 'fee-base'), tags: PURPOSE_TAGS.map((value) => ({ value, label: t(`purpose-tag.${value}`) })),
    typed: {
      ...written, no: text.no, day: text.day, holdsFrom: text.holdsFrom, kind: text.kind, preserved: text.preserved ? 'yes' : '', name: text.name, englishName: text.englishName, party: text.party, englishParty: text.englishParty, purposes: text.purposes,
      feeRate: text.feeRate === 0 ? '' : rateInWords(text.feeRate), feeBase: text.feeBase ?? '', feeDay: text.feeDay === null ? '' : String(text.feeDay), startingSum: text.startingSum === 0n ? '' : plain(text.startingSum), startingBy: text.startingBy ?? '',
      yearlyAddition: text.yearlyAddition === 0n ? '' : plain(text.yearlyAddition), yearlyYears: text.yearlyYears === 0 ? '' : String(text.yearlyYears), termTo: text.termTo ?? '', remainingPropertyRule: text.remainingPropertyRule,
    },
  };
}
