import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ResolutionsQueries } from '../foundations/resolutions.queries';
import { PaperPages } from '../people/papers/paper-pages';
import { Relations } from '../people/relations.service';
import { Clock } from '../platform/clock';
import { daySpan, money } from '../platform/views';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { addDays, type Day } from '../rules/day';
import { BASES, fractionText, PERIODS, type Period, type PeriodKind, periodsOf } from '../rules/profit-share';
import { plain } from '../rules/money';
import { findInForce, type Policy } from '../rules/policy';
import { AgreementQueries, type ReportRow, type VersionRow } from './agreement.queries';
import { dueIn, periodName, rateIn, spanIn, weightText, weightTyped } from './agreement-words';
import { AGREEMENT_KINDS, EVIDENCE, type SignedTerms, termsOf } from './assessment';
import { FUNDS, STEPS } from './enterprises.form';
import { enterpriseOf } from './enterprises.service';
import { EnterprisesQueries } from './enterprises.queries';
import { isOver, promiseIn } from './periods';

const DONE = ['prepared', 'supplemented', 'ended', 'confirmed', 'withdrawn', 'disclosed', 'reported', 'asked', 'answered', 'report-confirmed', 'rejected', 'received', 'waived', 'offset', 'reminded'];
const BLANK = {
  no: '', kind: 'gift', period: 'quarter', advert: '', resolution: '', from: '', until: '', base: 'net-profit', rate1: '', perUnit: '', floor: '', cap: '', carriesLoss: '', lossPeriods: '', dueDays: '60', dueMonths: '', dueMonthday: '', evidence: ['statement'] as readonly string[],
  ...Object.fromEntries(STEPS.flatMap((n) => [[`from${n}`, ''], [`rate${n}`, '']])), ...Object.fromEntries(FUNDS.flatMap((n) => [[`fund${n}`, ''], [`weight${n}`, '']])), signedOn: '', enterpriseSigner: '', hostSigner: '', endsOn: '',
};

/** Puts together what the desk shows of profit agreements. */
@Injectable()
export class AgreementPages {
  constructor(
    private readonly db: DataSource, private readonly queries: AgreementQueries, private readonly enterprises: EnterprisesQueries, private readonly papers: PaperPages, private readonly resolutions: ResolutionsQueries, private readonly relations: Relations, private readonly clock: Clock,
  ) {}

  /** The form for a new agreement, for other terms of one that stands, or for its end. @throws NotFoundException */
  async form(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const { id } = request.params as { id?: string };
    const head = id === undefined ? null : await this.head(request);
    const enterprise = await enterpriseOf(this.db, { foundation, code: (request.params as { code: string }).code });
    const [funds, votes, holds] = await Promise.all([
      this.queries.funds(foundation, lang), this.resolutions.choices(foundation, { body: 'council', majority: 'investment', until: this.clock.today() }), head ? termsOf(this.db, head.id) : []]);
    const choices = <V extends string>(values: readonly V[], key: string): { value: V; label: string }[] => values.map((value) => ({ value, label: t(`${key}.${value}`) }));
    const last = holds.at(-1);
    return {
      which: head ? (last ? 'supplement' : 'anew') : 'new', enterprise: { code: enterprise.code, name: lang === 'zh' ? enterprise.name : enterprise.englishName }, agreement: head && { id: head.id, no: head.no }, resolutions: votes,
      choices: {
        kinds: choices(AGREEMENT_KINDS, 'profit.kind'), periods: choices(PERIODS, 'profit.period'), bases: choices(BASES, 'profit.base'), evidence: choices(EVIDENCE, 'profit.evidence'),
        funds: funds.map((fund) => ({ value: String(fund.id), label: `${fund.name}${t('profit.class-in', { class: t(`profit.class.${fund.class === 'restricted' || fund.class === 'preserved' ? 'restricted' : 'free'}`) })}` })),
      },
      rows: { steps: STEPS, funds: FUNDS.slice(1, 3), more: FUNDS.slice(3) },
      typed: last ? { ...BLANK, ...typedOf(last) } : BLANK,
    };
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const me = request.person!;
    const today = this.clock.today();
    const foundation = request.foundation!;
    const head = await this.head(request);
    const [terms, versions, reports, standing, receipts, waivers, lines, votes, interests, funds, interested, within, reminders, offsets] = await Promise.all([
      termsOf(this.db, head.id), this.queries.versions(head.id, lang), this.queries.reports(head.id, lang), this.queries.standing(head.id, lang), this.queries.receipts(head.id), this.queries.waivers(head.id, lang),
      this.queries.openLines(foundation.id, head.name), this.resolutions.choices(foundation.id, { body: 'council', until: today }), this.enterprises.interests(head.enterprise, today), this.queries.funds(foundation.id, lang), this.interested(request, head.enterprise), this.disclosedWithin(foundation.jurisdiction, today), this.queries.reminders(head.id, lang), this.queries.offsets(head.id, lang)]);
    const [versionPapers, reportPapers] = await Promise.all([
      this.papers.ofAll(request, 'profit-agreements', versions.map(({ version }) => ({ key: String(version), id: version }))), this.papers.ofAll(request, 'profit-reports', reports.map(({ id }) => ({ key: String(id), id })))]);
    const periods = periodsOf(head.period, terms, head.dissolved !== null && head.dissolved < today ? head.dissolved : today);
    const shown = periods.map((period) => promiseIn(period, { kind: head.period, terms, reports, standing, receipts, waivers, today, dissolved: head.dissolved }, lang)).map((one) => ({ ...one, counts: one.counts !== null })).reverse();
    const acts = !me.readsAll;
    const books = acts && me.roles.some((role) => role === 'bookkeeper' || role === 'secretary-general');
    const related = (await this.enterprises.list(foundation.id, { today, code: head.code }, lang))[0]!.related;
    const names = new Map(funds.map(({ id, name }) => [id, name]));
    const open = ({ confirmed, withdrawn }: VersionRow): boolean => confirmed === null && withdrawn === null;
    const waiting = reports.filter(({ decision }) => decision === null);
    const nameOf = (row: Period): string => periodName(head.period, row, lang);
    const untold = (row: VersionRow, what: string): boolean => row.confirmed !== null && !row.ends && !row.disclosed.some((one) => one.what === what);
    const named = (period: Day): string => shown.find(({ from }) => from === period)?.name ?? period;
    const total = (of: 'due' | 'received' | 'waived' | 'open'): bigint => standing.reduce((sum, row) => sum + row[of], 0n);
    return {
      agreement: { ...head, kindText: t(`profit.kind.${head.kind}`), periodText: t(`profit.period.${head.period}`) }, related, interests, interested,
      versions: versions.map((row) => ({
        ...this.version(row, names, lang), papers: versionPapers.get(String(row.version)), disclosedBy: related && untold(row, 'related') && within !== null ? addDays(row.signedOn, within) : null,
        may: { confirm: books && !interested && open(row) && row.byId !== me.id, other: acts && open(row) && row.byId === me.id },
      })),
      periods: shown, totals: { due: total('due'), received: total('received'), waived: total('waived'), open: total('open') },
      reports: reports.map((row) => this.report(row, { head, me: me.id, acts, books: books && !interested, papers: reportPapers.get(String(row.id)) }, lang)),
      reminders: reminders.map((row) => ({ ...row, name: named(row.period) })), offsets: offsets.map((row) => ({ ...row, from: named(row.from), to: named(row.to) })), acts, books: books && !interested, signed: terms.length > 0, changes: changesOf(head.period, versions),
      bases: [...new Set(terms.map(({ base }) => base))], profitAsked: terms.some(({ base }) => base !== 'units'), evidence: [...new Set(terms.flatMap((one) => one.evidence))].map((value) => ({ value, label: t(`profit.evidence.${value}`) })),
      choices: {
        reported: shown.filter((one) => isOver(one, today, head.dissolved) && !one.waits).map(({ from, name, counts }) => ({ value: from, label: counts ? t('profit.restates', { period: name }) : name })), paid: shown.map(({ from, name, open }) => ({ value: from, label: t('profit.paid-for', { period: name, open: money(open, lang) }) })),
        waived: shown.filter(({ open }) => open > 0n).map(({ from, name, open }) => ({ value: from, label: t('profit.paid-for', { period: name, open: money(open, lang) }) })),
        offsets: shown.filter(({ open }) => open < 0n).flatMap((much) => shown.filter((one) => much.funds.some(({ fund, open }) => open < 0n && one.funds.some((other) => other.fund === fund && other.open > 0n)))
          .map((one) => ({ value: `${much.from}~${one.from}`, label: t('profit.offset.choice', { from: much.name, much: money(-much.open, lang), to: one.name, open: money(one.open, lang) }) }))),
        answers: waiting.flatMap(({ questions }) => questions.filter(({ answer }) => answer === null).map(({ id, words }) => ({ value: String(id), label: words }))),
        asks: waiting.filter(({ byId }) => byId !== me.id).map((row) => ({ value: String(row.id), label: nameOf(row) })), rejects: waiting.map((row) => ({ value: String(row.id), label: nameOf(row) })),
        disclosed: [
          ...(related ? versions.filter((row) => untold(row, 'related')).map(({ version, signedOn }) => ({ value: `${version}-related`, label: t('profit.disclose.related', { day: daySpan(signedOn, signedOn, lang) }) })) : []),
          ...(head.period === 'campaign' ? versions.filter((row) => untold(row, 'sales-result') && shown.some(({ counts }) => counts)).map(({ version }) => ({ value: `${version}-sales-result`, label: t('profit.disclose.sales-result') })) : []),
        ],
        withdrawn: versions.filter(open).map(({ version, signedOn }) => ({ value: String(version), label: t('profit.withdraw.of', { day: daySpan(signedOn, signedOn, lang) }) })),
        reminded: shown.filter(({ to, counts, open: left }) => to < today && (!counts || left > 0n)).map(({ from, name, counts }) => ({ value: from, label: t(`profit.remind.${counts ? 'share' : 'report'}`, { period: name }) })),
        lines: lines.map(({ id, day, sum, party, memo }) => ({ value: String(id), label: [daySpan(day, day, lang), money(sum, lang), party, memo].filter(Boolean).join(' · ') })), resolutions: votes,
      },
      typed: { remind: '', offset: '', offsetWhy: '', period: '', revenue: '', netProfit: '', reserve: '', units: '', reported: [], restatedWhy: '', line: '', paidFor: '', waived: '', waivedSum: '', waivedBy: '', waivedWhy: '', askAbout: '', question: '', asked: '', answer: '', rejected: '', rejectedWhy: '', withdrawn: '', why: '', disclosed: '', place: '', disclosedOn: '' },
      done: doneOf(request),
    };
  }

  private async head(request: FastifyRequest): ReturnType<AgreementQueries['head']> {
    const { id, code } = request.params as { id: string; code: string };
    if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
    const head = await this.queries.head(request.foundation!.id, Number(id), visitOf(request).lang);
    if (head.code !== code) throw new NotFoundException();
    return head;
  }

  private async interested(request: FastifyRequest, enterprise: number): Promise<boolean> {
    const [{ party }] = await this.db.query<[{ party: number }]>('SELECT party FROM enterprise WHERE id = $1', [enterprise]);
    return (await this.relations.interestOf(this.db, { foundation: request.foundation!.id, person: request.person!.id, payee: party, day: this.clock.today() })) !== null;
  }

  /** Within how many days an agreement with a related enterprise is made public; null where no figure is known. */
  private async disclosedWithin(jurisdiction: string, day: Day): Promise<number | null> {
    const rows = await this.db.query<Policy<bigint>[]>(`SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::bigint AS value, source, status FROM policy WHERE rule = 'related-party-disclosure-days'`);
    const found = findInForce(rows, { rule: 'related-party-disclosure-days', jurisdiction, day });
    return found && Number(found.value);
  }

  private version(row: VersionRow, names: ReadonlyMap<number, string>, lang: Lang): object {
    const t = wordsOf(lang);
    const all = row.funds.reduce((sum, { weight }) => sum + weight, 0n);
    return {
      ...row, span: row.ends ? null : spanIn(row.from, row.until, lang), lastDay: row.ends ? addDays(row.from, -1) : null, rate: row.ends ? null : rateIn(row, lang), due: row.ends ? null : dueIn(row, lang), evidenceText: row.evidence.map((one) => t(`profit.evidence.${one}`)).join(t('comma')),
      shares: row.funds.map(({ fund, weight }) => ({ name: names.get(fund) ?? '', part: weightText(weight, all) })), state: row.withdrawn ? 'withdrawn' : row.confirmed ? 'signed' : 'waits',
    };
  }

  private report(row: ReportRow, { head, me, acts, books, papers }: { head: { period: PeriodKind }; me: number; acts: boolean; books: boolean; papers: unknown }, lang: Lang): object {
    const t = wordsOf(lang);
    const waits = row.decision === null;
    const unanswered = row.questions.some(({ answer }) => answer === null);
    return {
      ...row, name: periodName(head.period, row, lang), evidenceText: row.evidence.map((one) => t(`profit.evidence.${one}`)).join(t('comma')), units: String(row.units), state: waits ? (unanswered ? 'asked' : 'waits') : row.decision.confirmed ? 'confirmed' : 'rejected', papers,
      may: { confirm: waits && books && row.byId !== me && !unanswered, other: waits && acts && row.byId === me },
    };
  }
}

/** What may be written down next: other terms and an end of what holds; where all was withdrawn, the terms anew. */
function changesOf(period: PeriodKind, versions: readonly VersionRow[]): 'terms' | 'terms-and-end' | null {
  const held = versions.filter(({ confirmed }) => confirmed !== null);
  if (held.length === 0) return versions.every(({ withdrawn }) => withdrawn !== null) ? 'terms' : null;
  return period === 'campaign' || held.some(({ ends }) => ends) ? null : 'terms-and-end';
}

/** What stands, as the form of a supplement begins with it. */
function typedOf({ base, steps, perUnit, floor, cap, carriesLoss, lossPeriods, dueDays, dueMonths, dueMonthday, evidence, funds }: SignedTerms): object {
  const sum = (fen: bigint | null): string => (fen === null ? '' : plain(fen));
  const said = (n: number | null): string => (n === null ? '' : String(n));
  const all = funds.reduce((whole, { weight }) => whole + weight, 0n);
  return {
    base, ...Object.fromEntries(steps.flatMap(({ from, rate }, at) => [[`from${at + 1}`, sum(from)], [`rate${at + 1}`, fractionText(rate)]])), perUnit: sum(perUnit), floor: sum(floor), cap: sum(cap), carriesLoss: carriesLoss ? '1' : '', lossPeriods: said(lossPeriods),
    dueDays: said(dueDays), dueMonths: said(dueMonths), dueMonthday: said(dueMonthday), evidence, ...Object.fromEntries(funds.flatMap(({ fund, weight }, at) => [[`fund${at + 1}`, String(fund)], [`weight${at + 1}`, funds.length === 1 ? '' : weightTyped(weight, all)]])),
  };
}

function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`profit.done.${known}`) : null;
}
