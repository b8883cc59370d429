import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang, wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { IN_OFFICE, type Role } from './people';

export interface PersonRow { readonly id: number; readonly name: string; readonly login: string; readonly roles: string; readonly until: Day | null; readonly from: Day; readonly enrolled: boolean; readonly now: boolean }
export interface AppointmentRow { readonly id: string; readonly role: string; readonly from: Day; readonly to: Day | null; readonly endedAt: Date | null; readonly by: string | null }
export interface PersonPage { readonly id: number; readonly name: string; readonly login: string; readonly enrolled: boolean; readonly appointments: readonly AppointmentRow[]; readonly link: { at: Date; endsAt: Date; by: string | null } | null }

/** Somebody in office, and as what. */
export interface Member { readonly id: number; readonly name: string; readonly roles: readonly string[] }


@Injectable()
export class PeopleQueries {
  constructor(private readonly db: DataSource) {}

  /** Who is in office today or will be. */
  async list(foundation: number, today: Day, lang: Lang): Promise<PersonRow[]> {
    const rows = await this.db.query<(Omit<PersonRow, 'roles'> & { roles: Role[] })[]>(
      `SELECT p.id, p.${nameIn(lang)} AS name, c.login, c.password_hash IS NOT NULL AS enrolled, array_agg(DISTINCT a.role) AS roles, min(a.from_day) AS "from", bool_or(a.from_day <= $2) AS now,
         CASE WHEN bool_or(a.to_day IS NULL) THEN NULL ELSE max(a.to_day) END AS until
       FROM person p JOIN credential c ON c.person = p.id JOIN appointment a ON a.person = p.id AND a.foundation = $1 AND coalesce(a.to_day, 'infinity') >= $2 AND a.ended_at IS NULL
       GROUP BY p.id, c.login, c.password_hash ORDER BY p.id`, [foundation, today]);
    return rows.map((row) => ({ ...row, roles: rolesIn(lang, row.roles) }));
  }

  /** Somebody who holds or held an office here. */
  async person(foundation: number, id: number, lang: Lang): Promise<PersonPage | null> {
    const [row] = await this.db.query<Omit<PersonPage, 'appointments' | 'link'>[]>(
      `SELECT p.id, p.${nameIn(lang)} AS name, c.login, c.password_hash IS NOT NULL AS enrolled FROM person p JOIN credential c ON c.person = p.id
       WHERE p.id = $2 AND EXISTS (SELECT 1 FROM appointment a WHERE a.person = p.id AND a.foundation = $1)`, [foundation, id]);
    if (!row) return null;
    const appointments = await this.db.query<{ role: Role; from: Day; to: Day | null; endedAt: Date | null; by: string | null }[]>(
      `SELECT a.role, a.from_day AS "from", a.to_day AS "to", a.ended_at AS "endedAt", p.${nameIn(lang)} AS by FROM appointment a LEFT JOIN person p ON p.id = a.appointed_by WHERE a.foundation = $1 AND a.person = $2 ORDER BY a.from_day DESC, a.role`, [foundation, id]);
    const [link] = await this.db.query<{ at: Date; endsAt: Date; by: string | null; used: boolean }[]>(
      `SELECT e.made_at AS at, e.ends_at AS "endsAt", e.used_at IS NOT NULL AS used, p.${nameIn(lang)} AS by FROM enrolment e LEFT JOIN person p ON p.id = e.made_by
       WHERE e.person = $1 AND e.foundation = $2 ORDER BY e.made_at DESC LIMIT 1`, [id, foundation]);
    return { ...row, link: link && !link.used ? link : null, appointments: appointments.map((a) => ({ ...a, id: `${a.role} ${a.from}`, role: rolesIn(lang, [a.role]) })) };
  }
}

/** Who is in office at this moment. */
export const inOffice = (db: Pick<DataSource, 'query'>, { foundation, today, now, lang }: { foundation: number; today: Day; now: Date; lang: Lang }): Promise<Member[]> =>
  db.query<Member[]>(`SELECT p.id, p.${nameIn(lang)} AS name, array_agg(DISTINCT a.role) AS roles FROM person p JOIN appointment a ON a.person = p.id AND a.foundation = $1 AND ${IN_OFFICE('a', '$2', '$3')} GROUP BY p.id ORDER BY p.id`, [foundation, today, now]);

export const rolesIn = (lang: Lang, roles: readonly string[]): string => roles.map((role) => wordsOf(lang)(`role.${role}`)).join(lang === 'zh' ? '、' : ', ');
