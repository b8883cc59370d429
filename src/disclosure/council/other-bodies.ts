import { findingIn } from '../../foundations/officials/officials-page';
import { houseOn, inOfficeOn, termsOf } from '../../foundations/officials/officials.queries';
import { careTerms } from '../../funds/care/warnings';
import type { Foundation } from '../../people/foundations';
import type { Asks } from '../../platform/read-database';
import { type Lang, nameIn, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import { committeeFaults, type Seat } from '../../rules/fund-opening';
import { officialsMissing } from '../../rules/officials';

/** The foundation's council and its supervisors: who is in office, and what the law finds missing in their number, offices and terms. Who is whose family stays at the desk. */
export async function officialsOf(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction'>, today: Day, lang: Lang): Promise<{ officials: object[]; missing: string[] }> {
  const terms = await termsOf(db, foundation.id, lang);
  const officials = await inOfficeOn(db, foundation.id, today, lang);
  const house = await houseOn(db, foundation, today, { terms, facts: [] });
  return {
    officials: officials.map(({ office, ...one }) => ({ ...one, office: wordsOf(lang)(`office.${office}`) })),
    missing: terms.length === 0 ? [] : officialsMissing(house).filter(({ check }) => check === 'B1').map((finding) => findingIn(finding, lang)),
  };
}

/** Committees of funds that are open: how many of which side, until when the first of them was chosen, and what is missing. Their names stand on the page of the fund. */
export async function committeesOf(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction'>, today: Day, lang: Lang): Promise<object[]> {
  const t = wordsOf(lang);
  const { committee: least } = await careTerms(db, foundation, today);
  const rows = await db.query<{ code: string; name: string; seats: (Seat & { chairs: boolean })[]; until: Day | null }[]>(
    `SELECT f.code, f.${nameIn(lang)} AS name, coalesce(s.seats, '[]') AS seats, s.until FROM fund f JOIN agreement a ON a.fund = f.id
       LEFT JOIN LATERAL (SELECT json_agg(json_build_object('side', side, 'chairs', chairs)) AS seats, min(to_day) AS until FROM fund_committee_seat WHERE fund = f.id AND $2::date BETWEEN from_day AND coalesce(to_day, 'infinity')) s ON true
     WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id AND c.day <= $2) ORDER BY f.code`, [foundation.id, today]);
  return rows.map(({ code, name, seats, until }) => ({
    code, name, until, seated: seats.length,
    sides: [...new Set(seats.map(({ side }) => side))].map((side) => ({ side: t(`seat.${side}`), n: seats.filter((one) => one.side === side).length })),
    findings: least === null ? [] : committeeFaults(seats, least).map((fault) => t(`fund-warning.committee.${fault}`, { least: String(least) })),
  }));
}
