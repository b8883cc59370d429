import type { EntityManager } from 'typeorm';
import type { Foundation } from '../people/foundations';
import { money } from '../platform/views';
import { type Lang, wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import type { Life, LifeAct } from '../rules/life';
import type { Fen } from '../rules/money';
import { floorRule, type FoundationKind } from '../rules/original-fund';
import type { Body, Majority } from '../rules/resolution';
import { lifeOf } from '../foundations/life/life';
import { threeSumsOf } from '../foundations/life/life.queries';
import { inOfficeOn } from '../foundations/officials/officials.queries';
import { particularsOn } from '../foundations/particulars.service';
import { kindOn } from '../foundations/registrations.service';

type Asks = Pick<EntityManager, 'query'>;

/** What `/about` shows of a foundation. */
export async function aboutPage(db: Asks, foundation: Foundation, today: Day, lang: Lang): Promise<object> {
  const t = wordsOf(lang);
  const { id } = foundation;
  const kind = await kindOn(db, id, today);
  const life = await lifeOf(db, id);
  const particulars = await particularsOn(db, id, today);
  const zh = lang === 'zh';
  const officials = await inOfficeOn(db, id, today, lang);
  return {
    about: {
      kind: t(`foundation.kind.${kind.kind}`), life, lifeWords: t(`life.${life}`), lifeText: t(`life.${life}.public`),
      domicile: particulars && (zh ? particulars.domicile : particulars.englishDomicile), scope: particulars && (zh ? particulars.scope : particulars.englishScope),
      qualification: foundation.certificate && { ...foundation.certificate, now: foundation.certificate.from <= today && (foundation.certificate.to === null || today <= foundation.certificate.to) },
    },
    registration: await registrationOf(db, id),
    sums: await threeSumsOf(db, id),
    officials: officials.map(({ office, ...one }) => ({ ...one, office: t(`office.${office}`) })),
    story: (await storyOf(db, id)).map(({ kind: act, sum, ...told }) => ({ ...told, words: t(`life.act.${act}`), more: sum === null ? null : t('about.registered-sum', { sum: money(sum, lang) }) })),
    remaining: await remainingOf(db, id),
    rules: (await rulesOf(db, foundation, kind.kind, today)).map((rule) => ({ ...rule, name: nameOf(rule, lang), value: valueIn(rule, lang) })),
    decisions: (await decisionsOf(db, today)).map(({ body, majority, ...rule }) => ({ ...rule, value: decisionIn(rule, lang), name: `${t(`body.${body}`)} · ${t(`majority.short.${majority}`)}` })),
  };
}

/** What `/foundations` shows: everyone whose books are kept here. */
export async function foundationsPage(db: Asks, lang: Lang): Promise<object> {
  const t = wordsOf(lang);
  const zh = lang === 'zh';
  const rows = await db.query<{ code: string; name: string; purpose: string; registrar: string; life: Life; registered: Fen | null; since: Day | null; funds: number }[]>(
    `SELECT f.code, f.${zh ? 'name' : 'english_name'} AS name, f.${zh ? 'purpose' : 'english_purpose'} AS purpose, f.${zh ? 'registrar' : 'english_registrar'} AS registrar, life_of(f.id) AS life, n.sum AS registered, r.day AS since,
       (SELECT count(*)::int FROM fund x JOIN agreement a ON a.fund = x.id WHERE x.foundation = f.id AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = x.id)) AS funds
     FROM foundation f LEFT JOIN registered_now n ON n.foundation = f.id LEFT JOIN registration r ON r.foundation = f.id ORDER BY f.id`);
  return { foundations: rows.map((row) => ({ ...row, lifeWords: t(`life.${row.life}`) })) };
}

async function registrationOf(db: Asks, foundation: number): Promise<{ day: Day; sum: Fen; no: string } | null> {
  const [row] = await db.query<{ day: Day; sum: Fen; no: string }[]>('SELECT r.day, n.sum, r.certificate AS no FROM registration r JOIN registered_now n ON n.foundation = r.foundation WHERE r.foundation = $1', [foundation]);
  return row ?? null;
}

/** The life as a dated list: how it began, its registration, and what two people have confirmed since. */
function storyOf(db: Asks, foundation: number): Promise<{ kind: LifeAct | 'registration'; day: Day; sum: Fen | null; why: string | null }[]> {
  return db.query(
    `SELECT * FROM (
       SELECT 0 AS n, 'registration' AS kind, day, registered_sum AS sum, NULL AS why FROM registration WHERE foundation = $1
       UNION ALL SELECT c.n, a.kind, a.day, a.registered_sum, a.why FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.foundation = $1) told ORDER BY n`, [foundation]);
}

/** Where the rest went (400 art. 33; CL 18). */
const remainingOf = (db: Asks, foundation: number): Promise<{ receiver: string; creditCode: string; purpose: string; published: string; sum: Fen; day: Day; entry: string | null }[]> =>
  db.query(
    `SELECT r.receiver, r.credit_code AS "creditCode", r.purpose, r.published, r.sum, r.day, s.voucher AS entry FROM remaining_property r JOIN remaining_property_confirmation c ON c.remaining = r.id LEFT JOIN sealed_entry s ON s.entry = c.entry
     WHERE r.foundation = $1 ORDER BY r.day, r.id`, [foundation]);

interface Rule { readonly rule: string; readonly from: Day; readonly to: Day | null; readonly figure: string; readonly source: string; readonly confirmed: boolean }

/** The dated figures that concern a foundation of this kind in its place, those in force and those to come. */
async function rulesOf(db: Asks, foundation: Foundation, kind: FoundationKind, today: Day): Promise<Rule[]> {
  const rows = await db.query<(Rule & { jurisdiction: string })[]>(
    `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", coalesce(trim_scale(value)::text, words) AS figure, source, status = 'confirmed' AS confirmed FROM policy
     WHERE coalesce(to_day, 'infinity') >= $2 AND ($1 = jurisdiction OR starts_with($1, jurisdiction || '-')) ORDER BY rule, from_day, length(jurisdiction)`, [foundation.jurisdiction, today]);
  const qualified = foundation.certificate !== null;
  // what a community is entitled to is a matter of its programme fund, not of whoever keeps the books
  return rows.filter(({ rule }) => !rule.startsWith('entitlement-')).filter(({ rule }) => (rule.startsWith('original-fund') ? rule === floorRule(kind) : qualified ? !/-band-\d$|^tax-(spending-least|management-most)$|^management-free/.test(rule) : !rule.endsWith('-qualified')));
}

interface Decides { readonly quorum: string; readonly votes: string; readonly of: 'present' | 'entitled'; readonly moreThan: boolean }

const decisionsOf = (db: Asks, today: Day): Promise<(Decides & { body: Body; majority: Majority; from: Day; to: Day | null; source: string; confirmed: boolean })[]> =>
  db.query(`SELECT body, majority, from_day AS "from", to_day AS "to", quorum_parts || '/' || quorum_of AS quorum, votes_parts || '/' || votes_of AS votes, counted_of AS of, more_than AS "moreThan", source, status = 'confirmed' AS confirmed FROM resolution_rule WHERE body = 'council' AND $1::date BETWEEN from_day AND coalesce(to_day, 'infinity') ORDER BY array_position(ARRAY['ordinary', 'special', 'investment'], majority)`, [today]);

/** By how many a body decides, as people read it. */
function decisionIn({ quorum, votes, of, moreThan }: Decides, lang: Lang): string {
  const t = wordsOf(lang);
  return t('about.decision', { quorum, votes, of: t(`about.decision.${of}`), than: t(moreThan ? 'about.decision.more-than' : 'about.decision.at-least') });
}

/** What a rule is called: an investment by its kind; what has no words of its own by where it stands. */
function nameOf({ rule, source }: Rule, lang: Lang): string {
  const t = wordsOf(lang);
  const key = rule.startsWith('investment-') ? `investing.kind.${rule.slice('investment-'.length)}` : `policy.${rule}`;
  return t.has(key) ? t(key) : source;
}

/** A figure as people read it: its rule says whether it is money, days or a part of a hundred. */
function valueIn({ rule, figure }: Rule, lang: Lang): string {
  if (/^(spending-least|management-most|tax-|fundraising-most)|-percent$/.test(rule)) return `${figure}%`;
  const t = wordsOf(lang);
  if (rule.startsWith('investment-')) return t(`investing.${figure}`);
  if (/-days(-|$)/.test(rule)) return t('about.days', { count: Number(figure) });
  if (rule === 'fund-opening-resolution') return t(figure === '1' ? 'answer.yes' : 'answer.no');
  return /^(original-fund|net-assets|management-free|large-cash|fund-start)|-sum$/.test(rule) ? money(BigInt(figure), lang) : figure;
}
