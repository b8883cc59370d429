import type { EntityManager } from 'typeorm';
import { goneOf, type RawSpending, ruleOf, spendingFrom, spendingIn } from '../ledger/statements/spending.queries';
import type { Lang } from '../platform/words';
import { type Day, yearOf } from '../rules/day';
import { findInForce } from '../rules/policy';
import type { FundClass, HeldFund, Snapshot, Year } from '../rules/guardrails';

interface Asked { readonly foundation: number; readonly day: Day; readonly spenders: readonly number[]; readonly source: string; readonly today: Day; readonly lang: Lang }

type Sums = 'money' | 'owed' | 'promised' | 'worth' | 'floor';
interface RawFund extends Record<Sums, string> {
  readonly fund: number; readonly name: string; readonly class: FundClass; readonly agreed: boolean; readonly closedOn: Day | null; readonly stopped: HeldFund['stopped'];
  readonly agreement: { readonly no: string; readonly from: Day; readonly to: Day | null; readonly fee: boolean } | null;
  readonly voted: { readonly sum: string; readonly used: string } | null;
  readonly campaign: { readonly no: string; readonly target: string; readonly cost: string | null; readonly raised: string; readonly fundraising: string } | null;
}
interface Raw {
  readonly jurisdiction: string;
  readonly certificate: { readonly no: string; readonly from: Day; readonly to: Day | null } | null;
  readonly funds: readonly RawFund[];
  readonly months: readonly { readonly jurisdiction: string; readonly from: Day; readonly to: Day | null; readonly value: number; readonly source: string; readonly status: 'confirmed' | 'needs-check'; readonly rule: string }[];
  readonly spending: RawSpending;
  /** By whose pace the year is judged: the day of the spend, or the newest one of its year that the books know. */
  readonly paceOf: Day;
}

/**
 * All that the guard-rails ask, in one question of one moment: guard rows, what is agreed and filed, the year so far. It reads roll-ups and what waits for
 * its number, so it costs the same in large books as in small ones. What a fund's agreement says of a spend is joined in `agreement` below, and nowhere else.
 */
const SNAPSHOT = (lang: Lang): string => `
  SELECT json_build_object(
    'jurisdiction', h.jurisdiction,
    'certificate', CASE WHEN h.certificate_no IS NOT NULL THEN json_build_object('no', h.certificate_no, 'from', h.certificate_from, 'to', h.certificate_to) END,
    'funds', (SELECT json_agg(json_build_object(
        'fund', f.id, 'name', f.${lang === 'zh' ? 'name' : 'english_name'}, 'class', f.class, 'money', b.money::text, 'owed', b.owed::text, 'promised', b.promised::text, 'worth', b.worth::text, 'floor', b.floor::text,
        'agreed', k.fund IS NOT NULL, 'closedOn', c.day, 'stopped', CASE WHEN EXISTS (SELECT FROM fund_move m WHERE m.fund = f.id AND m.act = 'rest' AND 'voucher:' || m.proposal = $4) AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = f.id AND s.how = 'frozen') THEN 'rest'
          WHEN f.id = ANY ($3) THEN (SELECT s.how FROM stopped_fund s WHERE s.fund = f.id AND s.how <> 'closed' ORDER BY s.how DESC LIMIT 1) END,
        'agreement', CASE WHEN v.id IS NOT NULL THEN json_build_object('no', v.no, 'from', v.holds_from, 'to', v.term_to, 'fee', v.fee_rate > 0 OR v.fee IS NOT NULL)
          WHEN a.fund IS NOT NULL THEN json_build_object('no', a.no, 'from', (SELECT min(o.holds_from) FROM agreement_of_fund o WHERE o.fund_of = f.id), 'to', NULL, 'fee', false) END,
        'voted', CASE WHEN u.fund IS NOT NULL THEN json_build_object('sum', purse_voted(f.id, $2)::text, 'used', gift_purse_used(f.id)::text) END,
        'campaign', CASE WHEN r.id IS NOT NULL THEN json_build_object('no', r.filing_no, 'target', r.target::text, 'cost', r.cost::text, 'raised', r.raised::text, 'fundraising', r.fundraising::text) END) ORDER BY f.id)
      FROM fund f JOIN fund_balance b ON b.fund = f.id
      LEFT JOIN fund_kind k ON k.fund = f.id LEFT JOIN agreement a ON a.fund = f.id LEFT JOIN fund_closing c ON c.fund = f.id LEFT JOIN purse u ON u.fund = f.id AND u.class = 'restricted' AND f.id = ANY ($3)
      LEFT JOIN LATERAL (SELECT t.* FROM agreement_in_force(f.id, $2::date) t WHERE f.id = ANY ($3)) v ON true
      LEFT JOIN LATERAL (
        SELECT m.id, coalesce(p.filing_no, m.filing_no) AS filing_no, coalesce(p.target, m.target) AS target, p.cost, s.raised, s.fundraising
        FROM raising x JOIN campaign m ON m.id = x.campaign LEFT JOIN LATERAL campaign_plan(m.id, $2) p ON true
          LEFT JOIN LATERAL campaign_sums(m.id) s ON true
        WHERE f.id = ANY ($3) AND x.fund = f.id AND x.mode = 'public' AND x.from_day <= $2 ORDER BY x.from_day DESC LIMIT 1) r ON true
      WHERE f.foundation = h.id),
    'months', (SELECT coalesce(json_agg(p), '[]') FROM (SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value, source, status FROM policy WHERE rule = 'ratio-forecast-from-month') p),
    'paceOf', forecast_day($1, $2),
    'spending', ${spendingIn('$1', "make_date(extract(year FROM $2::date)::int + 1, 1, 1)")}
  ) AS told FROM foundation h WHERE h.id = $1`;

export async function snapshotOf(db: Pick<EntityManager, 'query'>, { foundation, day, spenders, source, today, lang }: Asked): Promise<Snapshot> {
  const [{ told }] = await db.query<[{ told: Raw }]>(SNAPSHOT(lang), [foundation, day, spenders, source]);
  return { funds: told.funds.map(heldOf), year: yearOn(told, today) };
}

function heldOf({ money, owed, promised, worth, floor, campaign, voted, ...fund }: RawFund): HeldFund {
  const filed = campaign && { no: campaign.no, target: BigInt(campaign.target), cost: campaign.cost === null ? null : BigInt(campaign.cost), raised: BigInt(campaign.raised), fundraising: BigInt(campaign.fundraising) };
  return { ...fund, allowance: null, money: BigInt(money), owed: BigInt(owed), promised: BigInt(promised), worth: BigInt(worth), floor: BigInt(floor), campaign: filed, voted: voted && { sum: BigInt(voted.sum), used: BigInt(voted.used) } };
}

/** Measured and forecast by the books' own day, not by that on which somebody asks: the books ask the same (`ask_forecast`), and what they were told stays to be read. */
function yearOn({ spending, jurisdiction, certificate, months, paceOf }: Raw, today: Day): Year {
  const year = yearOf(paceOf);
  const { years, measure, policies, qualified } = spendingFrom(spending, { jurisdiction, certificate }, { year, today: paceOf });
  const now = years[0]!;
  const tax = policies.get(qualified ? 'tax-management-most-qualified' : 'tax-management-most');
  const source = (which: Parameters<typeof ruleOf>[1]): string => (measure && policies.get(ruleOf(measure, which))?.source) ?? '';
  const from = findInForce(months, { rule: 'ratio-forecast-from-month', jurisdiction, day: paceOf });
  return {
    year, spent: { charitable: now.charitable, management: now.management, total: now.total }, measure, tax: tax?.value ?? null,
    sources: { spending: source('spending-least'), management: source('management-most'), tax: tax?.source ?? '' },
    gone: goneOf(year, paceOf), past: year < yearOf(today),
    watched: from !== null && Number(paceOf.slice(5, 7)) >= from.value && now.since === null,
  };
}
