import { Controller, Get, NotFoundException, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { money, monthName } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf, type Words } from '../../platform/words';
import { type Day, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { type Judged, judgeSpending, latestSafeMonth, leastOf, type Measure, type Share, shareOf, toYearEnd } from '../../rules/spending';
import { basesOf, goneOf, percent, ruleOf, type SpendingOf, spendingOf, type SpendingPolicy, type YearOfSpending } from './spending.queries';
import { textsIn } from './statement-page';
import { monthsOf } from './statements.queries';

/** Spending and management ratios of a year 支出比例, with what they are measured by and what the year comes to. */
@ApiExcludeController()
@Allow('bookkeeper', 'cashier', 'secretary-general')
@Controller('desk/ratios')
export class RatiosController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  /** @throws NotFoundException for a year that the books do not have */
  @Get() @Render('desk/ratios')
  ratios(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    return this.read.snapshot(async (db) => {
      const years = [...new Set((await monthsOf(db, request.foundation!.id, today)).map((month) => month.slice(0, 4)))];
      const { year = years[0]! } = textsIn(request.query);
      if (!years.includes(year)) throw new NotFoundException();
      return { year, years, ...pageOf(await spendingOf(db, request.foundation!, { year: Number(year), today }), today, lang) };
    });
  }
}

function pageOf({ years, policies, qualified, measure, day }: SpendingOf, today: Day, lang: Lang): object {
  const t = wordsOf(lang);
  const now = years[0]!;
  const judged = measure && judgeSpending(measure, now);
  const sourceOf = (which: 'spending-least' | 'management-most'): string | null => (measure && policies.get(ruleOf(measure, which))?.source) ?? null;
  return {
    asOf: day, over: yearOf(today) > now.year, qualified, band: measure?.band ?? null, since: now.since,
    // nothing to measure by: the first year of a foundation, which says so in its report (189 art. 12)
    first: now.since === null && (!measure || measure.bases.length === 0),
    spending: measure && judged && { ...spendingOnPage(measure, judged, now, t), source: sourceOf('spending-least') },
    management: measure && judged && { ...managementOnPage(measure, judged, now), source: sourceOf('management-most') },
    forecast: measure && judged && yearOf(today) === now.year && now.since === null ? forecastOnPage(measure, now, today, lang) : null,
    made: [['charitable', now.charitable], ['management', now.management], ['fundraising', now.fundraising], ['total', now.total], ['income', now.income]].map(([name, sum]) => ({ words: t(`ratios.made.${String(name)}`), sum })),
    returned: now.returned,
    tax: taxOnPage(years, policies, qualified, t),
    fundraising: fundraisingOnPage(now, policies.get('fundraising-most-draft')),
    policies: [...policies.values()].filter(({ rule }) => concerns(rule, qualified, measure)).map(({ rule, value, from, to, source, status }) => ({
      words: t(`policy.${rule}`), value: isSum(rule) ? money(value, lang) : percent(value), from, to, source, checked: status === 'confirmed',
    })),
  };
}

const isSum = (rule: string): boolean => rule.startsWith('net-assets-') || rule === 'management-free-below';

/** Of a dozen figures those that hold for this foundation. */
const concerns = (rule: string, qualified: boolean, measure: Measure | null): boolean =>
  rule === 'fundraising-most-draft' || (qualified ? rule.endsWith('-qualified') : !rule.endsWith('-qualified') && (!rule.includes('-band-') || measure?.band === null || measure === null || rule.endsWith(`-band-${measure.band + 1}`)));

interface Bar { readonly share: string; readonly limit: string; readonly filled: number; readonly mark: number; readonly met: boolean }
/** A bar is full at twice its limit, so that the limit stands in the middle of it and both sides have room. */
const barOf = (share: Share | null, limit: Share, met: boolean): Bar =>
  ({ share: share === null ? '—' : percent(share), limit: percent(limit), filled: share === null || share < 0n ? 0 : Math.min(100, Number((share * 50n) / (limit === 0n ? 1n : limit))), mark: 50, met });

function spendingOnPage(measure: Measure, { required, shortfall, spendingMet }: Judged, { charitable }: YearOfSpending, t: Words): object {
  return {
    required, shortfall, met: spendingMet,
    bases: measure.bases.map(({ name, sum }) => ({ words: t(`ratios.base.${name}`), base: sum, required: leastOf(sum, measure.least), ...barOf(shareOf(charitable, sum), measure.least, charitable >= leastOf(sum, measure.least)) })),
  };
}

const managementOnPage = (measure: Measure, { managementMet, managementFree, headroom }: Judged, { management, total }: YearOfSpending): object =>
  ({ ...barOf(shareOf(management, total), measure.most, managementMet), base: total, sum: management, most: (total * measure.most) / 10_000n, free: managementFree, freeBelow: measure.freeBelow, headroom: headroom < 0n ? 0n : headroom, over: headroom < 0n ? -headroom : 0n });

function forecastOnPage(measure: Measure, now: YearOfSpending, today: Day, lang: Lang): object {
  const t = wordsOf(lang);
  const gone = goneOf(now.year, today);
  const [charitable, management, total] = [now.charitable, now.management, now.total].map((sum) => toYearEnd(sum, gone)) as [Fen, Fen, Fen];
  const { required, shortfall, managementMet } = judgeSpending(measure, { charitable, management, total });
  const missing = judgeSpending(measure, now).shortfall;
  const month = latestSafeMonth(missing, now.months.map((one) => one.charitable));
  const current = Number(today.slice(5, 7));
  return {
    soFar: now.charitable, ...gone, charitable, required, shortfall, missing,
    management: { sum: management, total, share: percentOf(shareOf(management, total)), limit: percent(measure.most), met: managementMet },
    safe: required === null || missing === 0n ? null : month === null ? t('ratios.safe.unknown') : month < current ? t('ratios.safe.late') : t('ratios.safe.month', { month: monthName(`${now.year}-${String(Math.min(12, month)).padStart(2, '0')}`, lang) }),
  };
}

/** 公益性捐赠税前扣除资格 asks each of the two years before, by figures of its own. */
function taxOnPage(years: readonly YearOfSpending[], policies: ReadonlyMap<string, SpendingPolicy>, qualified: boolean, t: Words): object[] {
  const [least, most] = ['tax-spending-least', 'tax-management-most'].map((rule) => policies.get(qualified ? `${rule}-qualified` : rule));
  if (!least || !most) return [];
  return [1, 2].map((back) => {
    const year = years[back]!;
    const bases = basesOf(years.slice(back + 1));
    const base = qualified ? bases.income[0] : bases.netAssets[0];
    if (base === null || base <= 0n || !year.knows.income) return { year: year.year, unknown: true };
    const measure: Measure = { least: least.value, most: most.value, freeBelow: null, band: null, bases: [{ name: qualified ? 'income' : 'net-assets', sum: base }] };
    const { spendingMet, managementMet } = judgeSpending(measure, year);
    return {
      year: year.year, unknown: false, met: spendingMet && managementMet,
      spending: percentOf(shareOf(year.charitable, base)), management: percentOf(shareOf(year.management, year.total)), least: percent(least.value), most: percent(most.value), base: t(`ratios.base.${qualified ? 'income' : 'net-assets'}`),
    };
  });
}

function fundraisingOnPage({ fundraising, raised }: YearOfSpending, draft: SpendingPolicy | undefined): object {
  return { sum: fundraising, base: raised, share: percentOf(shareOf(fundraising, raised)), draft: draft ? percent(draft.value) : null };
}

const percentOf = (share: Share | null): string => (share === null ? '—' : percent(share));
