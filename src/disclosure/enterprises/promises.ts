import { AgreementQueries } from '../../enterprises/agreement.queries';
import { rateIn, spanIn } from '../../enterprises/agreement-words';
import { termsOf } from '../../enterprises/assessment';
import { type PeriodState, promiseIn } from '../../enterprises/periods';
import type { Asks } from '../../platform/read-database';
import { nameIn, type Lang, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { periodsOf } from '../../rules/profit-share';

/** How much an enterprise lets everybody know: whether it keeps its word, the sums too, or the figures it reported as well. */
export type Told = 'kept' | 'sums' | 'figures';

/** A period of a promise, as far as its enterprise lets everybody know it; null is what it does not. Sums in fen. */
export interface PromisedPeriod {
  readonly from: Day;
  readonly to: Day;
  readonly name: string;
  readonly state: PeriodState;
  readonly reported: boolean;
  readonly dueDay: Day | null;
  readonly due: Fen | null;
  readonly received: Fen | null;
  readonly waived: Fen | null;
  readonly open: Fen | null;
  readonly revenue: Fen | null;
  readonly netProfit: Fen | null;
  readonly lastPaid: Day | null;
}

export interface PublicPromise {
  readonly kind: 'gift' | 'dividend' | 'rent' | 'fee';
  /** In words: what is given of what, and from when on. */
  readonly rate: string;
  readonly span: string;
  readonly every: string;
  readonly advert: string | null;
  readonly result: { readonly day: Day; readonly place: string } | null;
  readonly funds: readonly { readonly code: string; readonly name: string }[];
  /** The newest first. */
  readonly periods: readonly PromisedPeriod[];
}

export interface PublicEnterprise {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly creditCode: string;
  readonly relation: string;
  readonly related: boolean;
  readonly premises: string | null;
  readonly dissolved: Day | null;
  readonly told: Told;
  readonly owners: readonly { readonly kind: string; readonly parts: number }[];
  readonly promises: readonly PublicPromise[];
}

/** Enterprises that let themselves be named, with their promises and what became of them. @param code of one of them */
export async function enterprisesOf(db: Asks, { foundation, today, lang, code = null }: { foundation: number; today: Day; lang: Lang; code?: string | null }): Promise<PublicEnterprise[]> {
  const rows = await db.query<Omit<PublicEnterprise, 'promises'>[]>(
    `SELECT e.id, e.code, e.${nameIn(lang)} AS name, e.credit_code AS "creditCode", e.relation, enterprise_is_related(e.id, $2) AS related, e.premises, c.level AS told,
       (SELECT f.day FROM enterprise_fact f WHERE f.enterprise = e.id AND f.fact = 'dissolved') AS dissolved,
       coalesce((SELECT json_agg(json_build_object('kind', o.kind, 'parts', o.parts) ORDER BY o.parts DESC) FROM (
         SELECT kind, sum(parts)::int AS parts FROM enterprise_owner_time WHERE enterprise = e.id AND from_day <= $2 AND (last_day IS NULL OR last_day >= $2) GROUP BY kind) o), '[]') AS owners
     FROM enterprise e CROSS JOIN LATERAL (SELECT level FROM enterprise_consent c WHERE c.enterprise = e.id AND c.from_day <= $2 ORDER BY c.from_day DESC, c.id DESC LIMIT 1) c
     WHERE e.foundation = $1 AND c.level <> 'nothing' AND ($3::text IS NULL OR e.code = $3) ORDER BY e.name, e.id`, [foundation, today, code]);
  const all: PublicEnterprise[] = [];
  for (const row of rows) all.push({ ...row, promises: await promisesOf(db, row, { today, lang }) });
  return all;
}

async function promisesOf(db: Asks, { id, told, dissolved }: Omit<PublicEnterprise, 'promises'>, { today, lang }: { today: Day; lang: Lang }): Promise<PublicPromise[]> {
  const t = wordsOf(lang);
  const queries = new AgreementQueries(db);
  const heads = await db.query<{ id: number; kind: PublicPromise['kind']; period: Parameters<typeof periodsOf>[0]; advert: string | null; result: PublicPromise['result'] }[]>(
    `SELECT a.id, a.kind, a.period, a.advert, (SELECT json_build_object('day', d.day, 'place', d.place) FROM enterprise_disclosure d JOIN profit_agreement_version v ON v.id = d.version WHERE v.agreement = a.id AND d.what = 'sales-result' LIMIT 1) AS result
     FROM profit_agreement a WHERE a.enterprise = $1 AND EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = a.id) ORDER BY a.id DESC`, [id]);
  const promises: PublicPromise[] = [];
  for (const { id: agreement, kind, period, advert, result } of heads) {
    const [terms, reports, standing, receipts, waivers] = [await termsOf(db, agreement), await queries.reports(agreement, lang), await queries.standing(agreement, lang), await queries.receipts(agreement), await queries.waivers(agreement, lang)];
    const holds = terms.filter(({ from }) => from <= today).at(-1) ?? terms[0];
    if (!holds) continue;
    const sums = told !== 'kept';
    const periods = periodsOf(period, terms, dissolved !== null && dissolved < today ? dissolved : today).map((one): PromisedPeriod => {
      const said = promiseIn(one, { kind: period, terms, reports, standing, receipts, waivers, today }, lang);
      const figures = told === 'figures' ? said.counts : null;
      return {
        from: said.from, to: said.to, name: said.name, state: said.state, reported: said.counts !== null, dueDay: said.dueDay, due: sums ? said.due : null, received: sums ? said.received : null, waived: sums ? said.waived : null, open: sums ? said.open : null,
        revenue: figures?.revenue ?? null, netProfit: figures?.netProfit ?? null, lastPaid: said.receipts.filter(({ reversed }) => !reversed).at(-1)?.day ?? null,
      };
    });
    const funds = await db.query<{ code: string; name: string }[]>(`SELECT code, ${nameIn(lang)} AS name FROM fund WHERE id = ANY ($1) ORDER BY array_position($1::int[], id)`, [holds.funds.map(({ fund }) => fund)]);
    promises.push({ kind, rate: rateIn(holds, lang), span: spanIn(holds.from, holds.until, lang), every: t(`profit.period.${period}`), advert, result, funds, periods: periods.reverse() });
  }
  return promises;
}
