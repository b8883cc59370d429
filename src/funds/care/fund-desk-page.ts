import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages } from '../../people/papers/paper-pages';
import { PeopleQueries } from '../../people/people.queries';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { addDays, yearOf } from '../../rules/day';
import { duesOf, nextDue } from '../../rules/fund-opening';
import { PurposesQueries } from '../moves/purposes.queries';
import type { AgreementText } from '../opening/agreement-text';
import { agreementForm } from '../opening/desk-request-page';
import { shownText } from '../opening/agreement-words';
import { AgreementsQueries, holdingOn } from '../opening/agreements.queries';
import { shownRow } from '../opening/request-pages';
import { FundRequestsQueries, type TextRow } from '../opening/requests.queries';
import { leastStart } from '../opening/terms';
import { BudgetsQueries } from './budgets.queries';
import { SIDES } from './fund-desk.form';
import { type DeskFund, FundDeskQueries } from './fund-desk.queries';
import { careTerms, type CareTerms, warningsOf } from './warnings';

const DONE = ['opened', 'withdrawn', 'seat', 'seat-end', 'manager', 'line', 'budget', 'approved', 'tagged', 'prepared', 'sheet', 'compared', 'signed', 'group', 'member', 'leaving', 'terms'] as const;

/** What can be done with a fund elsewhere: those who add such a page add it here. */
export interface Act { readonly name: string; readonly path: string }

/** What the desk shows of funds. */
@Injectable()
export class FundDeskPages {
  constructor(
    private readonly db: DataSource, private readonly queries: FundDeskQueries, private readonly requests: FundRequestsQueries, private readonly agreements: AgreementsQueries, private readonly budgets: BudgetsQueries,
    private readonly people: PeopleQueries, private readonly papers: PaperPages, private readonly purposes: PurposesQueries, private readonly clock: Clock,
  ) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const foundation = request.foundation!;
    const [funds, requests, terms, groups] = await Promise.all([this.queries.list(foundation.id, today, lang), this.requests.list(foundation.id, { lang }), careTerms(this.db, foundation, today), this.queries.groups(foundation.id, today, lang)]);
    return {
      funds: funds.map((fund) => this.shown(fund, terms, lang)), groups,
      requests: requests.filter(({ stage }) => !['opened', 'refused', 'withdrawn'].includes(stage)).map((row) => shownRow(row)), past: requests.filter(({ stage }) => ['refused', 'withdrawn'].includes(stage)).map((row) => shownRow(row)),
      may: !request.person!.readsAll, done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async fund(request: FastifyRequest, code: string): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const foundation = request.foundation!;
    const me = request.person!;
    const found = await this.queries.one(foundation.id, code, today, lang);
    const asked = Number((request.query as { year?: unknown }).year);
    const year = Number.isInteger(asked) && asked >= 2000 && asked <= 2999 ? asked : yearOf(today);
    const [terms, seats, groups, texts, supplements, table, lines, waiting, untagged, staff] = await Promise.all([
      careTerms(this.db, foundation, today), this.queries.seats(found.id), this.queries.groupsOf(found.id, lang), this.agreements.ofFund(found.id), found.agreed ? this.requests.texts('fund', found.id, lang) : [],
      this.budgets.table(found.id, year, { today, lang }), this.budgets.lines(found.id, lang), this.budgets.waiting(found.id, lang), this.budgets.untagged(found.id, year, lang), this.people.list(foundation.id, today, lang),
    ]);
    const [newest] = supplements;
    const pending = newest && newest.preparedBy !== null && !newest.withdrawn && (newest.host === null || newest.founder === null) ? newest : null;
    const acts = !me.readsAll && found.agreed && (found.closed === null || found.closed > today);
    const holds = texts.length > 0 ? holdingOn(texts, today) : null;
    return {
      fund: { ...this.shown(found, terms, lang), due: nextDue(duesOf({ ...found, openedOn: found.opened }), found.received) },
      agreement: holds && { id: holds.id, no: holds.no, day: holds.day, clauses: shownText(holds, lang) },
      versions: texts.map((text, at) => ({ id: text.id, no: text.no, day: text.day, from: text.holdsFrom, nth: texts.length - at, holds: text.id === holds?.id })),
      pending: pending && { ...(await this.pending(request, pending)) },
      seats: seats.map((seat) => ({ ...seat, holds: seat.from <= today && (seat.to === null || seat.to >= today) })), groups,
      table, years: [year - 1, year, year + 1], lines, waiting: waiting.map((one) => ({ ...one, may: acts && one.preparedBy !== me.id })), untagged,
      people: staff.map(({ id, name }) => ({ value: String(id), label: name })), sides: SIDES.map((value) => ({ value, label: wordsOf(lang)(`seat.${value}`) })),
      links: this.linksOf(found), acts,
      typed: { why: '', name: '', side: '', chairs: '', from: today, to: '', unpaid: '', lastDay: today, seat: '', person: '', since: today, lineCode: '', lineName: '', lineEnglishName: '', year: String(year), line: '', sum: [], entry: [], signer: '', day: today },
      done: doneIn(request, lang),
    };
  }

  async groups(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const foundation = request.foundation!;
    const [groups, funds, least] = await Promise.all([this.queries.groups(foundation.id, today, lang), this.queries.list(foundation.id, today, lang), leastStart(this.db, foundation, today)]);
    return {
      groups, least: least.source ? least : null, acts: !request.person!.readsAll, choices: funds.filter(({ kind, closed }) => kind !== null && (closed === null || closed > today)).map(({ id, name }) => ({ value: String(id), label: name })),
      typed: { name: '', englishName: '', fund: '', from: today, lastDay: today, sum: '', fromDay: today, source: '' }, done: doneIn(request, lang),
    };
  }

  /** The form of a supplementary agreement: what holds now, to be written over. @throws NotFoundException */
  async supplement(request: FastifyRequest, code: string): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const fund = await this.queries.one(request.foundation!.id, code, today, lang);
    const [[newest], [seen]] = await Promise.all([this.agreements.ofFund(fund.id), this.requests.texts('fund', fund.id, lang)]);
    const from = newest!.holdsFrom < today ? today : addDays(newest!.holdsFrom, 1);
    const change = await this.purposes.open(fund.id, changeAsked(request));
    const wanted = change ? { purpose: change.purpose, englishPurpose: change.englishPurpose, purposes: change.purposes, use: change.use, englishUse: change.englishUse } : {};
    return { ...agreementForm({ ...newest!, no: '', day: today, holdsFrom: from, ...wanted }, lang, seen?.id ?? 0), fixed: change !== null || !newest!.carried, change: change && { id: change.id, purpose: lang === 'zh' ? change.purpose : change.englishPurpose }, kept: wordsKept({ ...newest!, ...wanted }, lang), back: { path: `/desk/funds/${code}`, name: fund.name }, action: `/desk/funds/${code}/agreements`, supplement: true };
  }

  /** A supplement that is not signed by both. */
  private async pending(request: FastifyRequest, row: TextRow): Promise<object> {
    const { lang } = visitOf(request);
    const me = request.person!;
    const [text, papers] = await Promise.all([this.agreements.text(request.foundation!.id, row.id), this.papers.of(request, 'agreements', { key: String(row.id), id: row.id })]);
    const acts = !me.readsAll;
    return {
      id: row.id, no: text.no, from: text.holdsFrom, prepared: row.prepared, preparedAt: row.preparedAt, clauses: shownText(text, lang), host: row.host, founder: row.founder, sheet: row.sheet, papers,
      may: {
        sign: acts && row.host === null && row.preparedBy !== me.id && me.roles.includes('secretary-general'), signOther: acts && row.host === null && row.preparedBy === me.id,
        record: acts && row.founder === null, compare: acts && row.founder === null && row.sheet !== null && row.sheet.recordedBy !== me.id, compareOther: acts && row.founder === null && row.sheet?.recordedBy === me.id,
      },
    };
  }

  private shown(fund: DeskFund, terms: CareTerms, lang: Lang): object {
    const warnings = warningsOf(fund, terms, { today: this.clock.today(), lang });
    const t = wordsOf(lang);
    return { ...fund, kindName: fund.kind === null ? null : t(`fund-kind.${fund.kind}`), className: t(`class.${fund.class}`), warnings };
  }

  /** Pages of a fund's own where more is done with it. */
  private linksOf({ code, agreed, class: its, kind }: DeskFund): Act[] {
    if (kind === 'purse') return [{ name: 'purse', path: `/desk/funds/purses/${code}` }];
    return [
      ...(agreed ? [{ name: 'supplement', path: `/desk/funds/${code}/agreement` }] : []),
      ...(its === 'original' || its === 'agency' ? [] : [{ name: 'moves', path: `/desk/funds/${code}/acts` }]),
      ...(agreed && (its === 'restricted' || its === 'preserved') ? [{ name: 'purpose', path: `/desk/funds/${code}/purpose` }, { name: 'growing-up', path: `/desk/funds/${code}/growing-up` }] : []),
      ...(its === 'original' || its === 'preserved' ? [{ name: 'endowment', path: `/desk/endowment/funds/${code}` }] : []),
      ...(kind === 'programme' ? [{ name: 'programme', path: `/desk/funds/${code}/programme` }] : []),
      ...(its === 'agency' ? [] : [{ name: 'guardrails', path: `/desk/guardrails?fund=${code}` }]),
      { name: 'groups', path: '/desk/funds/groups' },
    ];
  }
}

/** The change of purpose that a supplement is drawn up for; 0 for none. */
function changeAsked(request: FastifyRequest): number {
  const asked = ((request.method === 'POST' ? request.body : request.query) as { purposeChange?: unknown } | null)?.purposeChange;
  return typeof asked === 'string' && /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
}

/** What a supplement does not write over. */
const wordsKept = ({ purpose, englishPurpose, use, englishUse, purposes }: Pick<AgreementText, 'purpose' | 'englishPurpose' | 'use' | 'englishUse' | 'purposes'>, lang: Lang): object => ({
  purpose: lang === 'zh' ? purpose : englishPurpose, use: lang === 'zh' ? use : englishUse, tags: purposes.map((tag) => wordsOf(lang)(`purpose-tag.${tag}`)).join(wordsOf(lang)('comma')),
});

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`fund-desk.done.${known}`) : null;
}
