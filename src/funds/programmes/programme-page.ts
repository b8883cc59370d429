import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { Clock } from '../../platform/clock';
import { longDay, money } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { yearOf } from '../../rules/day';
import { COURTYARDS, PAYERS, USES, ZONES } from '../../rules/entitlement';
import { BECOMES } from './exclusive-places.service';
import type { Which } from './programme-funds.service';
import { moneyOfYear, payersOf, toldOf, usesOf } from './programme-year';
import { countsOf, entitlementsOf, figuresOf, openCosts, openSubsidies, placeOfFund, programmeFund } from './programmes.queries';
import { YearSettlementPages } from './year-settlements-page';

const DONE = ['count', 'count-confirmed', 'assessment', 'entitlement-confirmed', 'refused', 'receipt', 'taken-back', 'use', 'budget', 'place', 'marked', 'released', 'settlement', 'settled'] as const;
export type Done = (typeof DONE)[number];
export type Form = 'count' | 'assessment' | 'refusal' | 'receipt' | 'take-back' | 'use' | 'budget' | 'place' | 'mark' | 'release' | 'settlement' | 'settlement-decision';

/** Puts together what the desk shows of a programme fund (views/desk/programme.hbs). */
@Injectable()
export class ProgrammePages {
  constructor(private readonly db: DataSource, private readonly resolutions: ResolutionsQueries, private readonly settlementPages: YearSettlementPages, private readonly clock: Clock) {}

  /** @param form the form that came back with errors @throws NotFoundException */
  async page(request: FastifyRequest, which: Which, form: Form | null): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const me = request.person!;
    const foundation = request.foundation!.id;
    const fund = await programmeFund(this.db, which);
    const today = this.clock.today();
    const [counts, entitlements, place] = [await countsOf(this.db, fund.id, lang), await entitlementsOf(this.db, fund.id, lang), await placeOfFund(this.db, { foundation, fund: fund.id, lang })];
    const year = yearAsked(request) ?? yearOf(today);
    const [subsidies, costs, figures] = [await openSubsidies(this.db, fund.id), await openCosts(this.db, fund.id, lang), await figuresOf(this.db)];
    const inForce = entitlements.find((one) => one.year === year && one.decision?.confirmed) ?? null;
    const by = { figures, jurisdiction: which.foundation.jurisdiction, lang };
    const payers = await payersOf(this.db, fund.id, year, { today, lang });
    const waiting = { counts: counts.filter(({ decision }) => decision === null), entitlements: entitlements.filter(({ decision }) => decision === null) };
    const councils = await this.resolutions.choices(foundation, { body: 'council' });
    const choices = [...councils, ...(await this.resolutions.choices(foundation, { body: 'residents-council' }))];
    const years = [...new Set([...entitlements.map((one) => one.year), yearOf(today), yearOf(today) + 1, year])].sort((a, b) => b - a);
    const words = (group: string) => (value: string): { value: string; label: string } => ({ value, label: t(`programme.${group}.${value}`) });
    return {
      fund: { code: fund.code, name: lang === 'zh' ? fund.name : fund.englishName }, year, years, form,
      books: me.readsAll ? false : me.roles.some((role) => role === 'bookkeeper' || role === 'secretary-general'), acts: !me.readsAll,
      entitlement: inForce && toldOf(inForce, by), payers, counted: payers.flatMap(({ payer, receipts }) => receipts.map(({ id, day, sum, no }) => ({ value: String(id), label: [payer, longDay(day, lang), money(sum, lang), no].filter(Boolean).join(' · ') }))),
      counts: counts.map((row) => ({ ...row, mine: row.byId === me.id, total: COURTYARDS.reduce((sum, kind) => sum + row.households[kind], 0), kinds: COURTYARDS.filter((kind) => row.households[kind] > 0).map((kind) => ({ kind: t(`programme.courtyard.${kind}`), n: row.households[kind] })) })),
      assessments: waiting.entitlements.map((row) => ({ ...toldOf(row, by), mine: row.byId === me.id })),
      waits: [
        ...waiting.counts.map(({ id, day, source }) => ({ value: `count-${id}`, label: `${t('programme.count')} ${longDay(day, lang)} · ${source}` })),
        ...waiting.entitlements.map(({ id, year: of, payers }) => ({ value: `entitlement-${id}`, label: `${t('programme.assessment.of', { year: String(of) })} · ${money(payers.city + payers.district, lang)}` })),
      ],
      subsidies: subsidies.map(({ entry, day, sum, no, party }) => ({ value: entry, label: [no, longDay(day, lang), party, money(sum, lang)].filter(Boolean).join(' · ') })),
      money: await moneyOfYear(this.db, fund.id, year), settlements: await this.settlementPages.page(fund, { foundation, year, lang, me: me.id }),
      uses: await usesOf(this.db, fund.id, year, lang),
      costs: costs.map((cost) => ({ ...cost, named: cost.use && t(`programme.use.${cost.use}`) })),
      unnamed: costs.filter(({ use }) => use === null).map(({ proposal, note, sum }) => ({ value: String(proposal), label: `${note} · ${money(sum, lang)}` })),
      place: { ...place, mine: place.request?.byId === me.id, choices: place.choices.map(({ id, name }) => ({ value: String(id), label: name })) },
      choices: {
        becomes: BECOMES.map(words('place.becomes')),
        counts: counts.filter(({ decision }) => decision?.confirmed).map(({ id, day, source }) => ({ value: String(id), label: `${longDay(day, lang)} · ${source}` })),
        zones: ZONES.map(words('zone')), settlements: ['urban', 'rural'].map(words('settlement')), payers: PAYERS.map(words('payer')), uses: USES.map(words('use')),
      },
      resolutions: choices,
      typed: {
        day: '', selfGoverned: '', workUnit: '', managed: '', scattered: '', source: '', year: String(year), count: '', zone: '', settlement: '', per100: '', courtyard: '', band: '', due1: '', due2: '', due3: '', due4: '', refused: '', why: '', entry: '', payer: '', receiptYear: String(year), receiptSum: '', receipt: '', takeBackWhy: '',
        proposal: '', use: '', reason: '', resolution: '', budgetYear: String(year), groups: '', volunteering: '', upkeep: '', culture: '', training: '', environment: '', other: '', budgetReason: '', budgetResolution: '', place: '', placeWhy: '', becomes: '', releaseWhy: '',
        settledYear: String(year), cityCarried: '', cityConsent: '', cityPayee: '', districtCarried: '', districtConsent: '', districtPayee: '', basis: '', settlementWhy: '',
      },
      done: doneIn(request, lang),
    };
  }
}

/** The year that was asked for, or that a form was about. */
export function yearAsked({ query, body }: FastifyRequest): number | null {
  const year = (query as { year?: unknown }).year ?? (body as { settledYear?: unknown } | undefined)?.settledYear;
  return typeof year === 'string' && /^(20|21)\d{2}$/.test(year) ? Number(year) : null;
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`programme.done.${known}`) : null;
}
