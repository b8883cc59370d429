import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';
import { Audit, type Caller } from './audit';

/** What somebody may be in a foundation; the words stand under `role.<name>`. */
export const ROLES = ['programme-officer', 'bookkeeper', 'cashier', 'secretary-general', 'council-member', 'supervisor', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** 监事 and 审计: they see everything and decide nothing. */
const READERS: readonly Role[] = ['supervisor', 'auditor'];

/** SQL: an appointment holds on a day, at a moment of it. It ends with its last day, or before where somebody was put out of office at once. */
export const IN_OFFICE = (appointment: string, day: string, now: string): string =>
  `${day}::date BETWEEN ${appointment}.from_day AND coalesce(${appointment}.to_day, 'infinity') AND coalesce(${appointment}.ended_at, 'infinity') > ${now}::timestamptz`;

export interface Somebody extends Person {
  readonly englishName: string;
  readonly roles: readonly Role[];
}

export interface Appointment {
  readonly name: string;
  readonly englishName: string;
  /** What they sign in as. */
  readonly login: string;
  readonly role: Role;
  readonly from: Day;
  readonly to: Day | null;
  /** Somebody else is called so, and it is not they. */
  readonly namesake?: boolean;
}

@Injectable()
export class People {
  constructor(private readonly db: DataSource, private readonly clock: Clock, private readonly audit: Audit) {}

  /**
   * Appoints somebody, entering them if they are new here. The same appointment sent twice is one.
   * @returns the person
   * @throws Refused `a-sign-in-name-belongs-to-one-person` when the name is somebody else's, `somebody-has-this-name`, and the laws of appointments
   */
  async appoint(tx: EntityManager, { name, englishName, login, role, from, to, namesake = false }: Appointment, by: Caller): Promise<number> {
    const known = await this.known(tx, { name, login }, by);
    if (known === null && !namesake) await this.refuseSecondSelf(tx, { name }, by.foundation);
    const person = known ?? (await this.enter(tx, { name, englishName, login }));
    const [made] = await tx.query<unknown[]>(
      `INSERT INTO appointment (person, foundation, role, from_day, to_day, appointed_by) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT ON CONSTRAINT appointment_pkey DO NOTHING RETURNING person`, [person, by.foundation, role, from, to, by.person ?? null]);
    if (made) await this.audit.write('appointed', { ...by, about: person, detail: role }, tx);
    else if (await this.wasPutOut(tx, { person, role, from }, by.foundation)) throw new Refused('an-office-is-held-once-a-day', { field: 'from' });
    return person;
  }

  /**
   * Ends an appointment with its last day. What has an end may end earlier, not later.
   * @throws Refused `nobody-ends-their-own-appointment`, `an-appointment-ends-once`, `an-appointment-ends-after-it-begins`
   */
  async end({ person, role, from, lastDay }: { person: number; role: Role; from: Day; lastDay: Day }, by: Caller): Promise<void> {
    if (person === by.person) throw new Refused('nobody-ends-their-own-appointment', { field: 'lastDay' });
    if (lastDay < from) throw new Refused('an-appointment-ends-after-it-begins', { field: 'lastDay' });
    await this.db.transaction(async (tx) => {
      const [ended] = await tx.query<[unknown[], number]>(
        `UPDATE appointment SET to_day = $5 WHERE foundation = $1 AND person = $2 AND role = $3 AND from_day = $4 AND coalesce(to_day, 'infinity') > $5 AND ended_at IS NULL RETURNING person`, [by.foundation, person, role, from, lastDay]);
      if (ended.length === 0) throw new Refused('an-appointment-ends-once', { field: 'lastDay' });
      await this.audit.write('appointment-ended', { ...by, about: person, detail: role }, tx);
    });
  }

  /**
   * Ends an appointment at once, in the middle of a day or before it has begun: from now on it opens nothing.
   * @throws Refused `nobody-ends-their-own-appointment`, `an-appointment-ends-once`
   */
  async endNow({ person, role, from }: { person: number; role: Role; from: Day }, by: Caller): Promise<void> {
    if (person === by.person) throw new Refused('nobody-ends-their-own-appointment', { field: 'when' });
    const now = this.clock.now();
    await this.db.transaction(async (tx) => {
      const [ended] = await tx.query<[unknown[], number]>(
        `UPDATE appointment SET to_day = greatest(from_day, $5::date), ended_at = $6
         WHERE foundation = $1 AND person = $2 AND role = $3 AND from_day = $4 AND ended_at IS NULL AND coalesce(to_day, 'infinity') >= $5 RETURNING person`, [by.foundation, person, role, from, this.clock.today(), now]);
      if (ended.length === 0) throw new Refused('an-appointment-ends-once', { field: 'when' });
      await tx.query(
        `UPDATE session SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL AND NOT EXISTS (SELECT FROM appointment a WHERE a.person = $1 AND ${IN_OFFICE('a', '$3', '$2')})`, [person, now, this.clock.today()]);
      await this.audit.write('appointment-ended', { ...by, about: person, detail: role }, tx);
    });
  }

  /** Somebody with the roles they hold in a foundation on a day; null when they hold none. */
  async withRoles(person: number, foundation: number, day: Day): Promise<Somebody | null> {
    const [row] = await this.db.query<Omit<Somebody, 'readsAll'>[]>(
      `SELECT p.id, p.name, p.english_name AS "englishName", array_agg(DISTINCT a.role) AS roles
       FROM person p JOIN appointment a ON a.person = p.id AND a.foundation = $2 AND ${IN_OFFICE('a', '$3', '$4')} WHERE p.id = $1 GROUP BY p.id`, [person, foundation, day, this.clock.now()]);
    return row ? { ...row, readsAll: row.roles.some((role) => READERS.includes(role)) } : null;
  }

  /** Whether somebody holds or will hold an office in another foundation too: whoever hands out keys in one has no business with the keys to another. */
  async servesElsewhere(tx: Pick<EntityManager, 'query'>, person: number, foundation: number): Promise<boolean> {
    const [row] = await tx.query<[{ elsewhere: boolean }]>(
      `SELECT EXISTS (SELECT 1 FROM appointment WHERE person = $1 AND foundation <> $2 AND coalesce(to_day, 'infinity') >= $3 AND coalesce(ended_at, 'infinity') > $4) AS elsewhere`, [person, foundation, this.clock.today(), this.clock.now()]);
    return row.elsewhere;
  }

  /** Who has done something, in what we write to people; the house itself on the command line. */
  async nameOf(tx: Pick<EntityManager, 'query'>, person: number | null): Promise<string> {
    const [row] = await tx.query<{ name: string }[]>('SELECT name FROM person WHERE id = $1', [person]);
    return row?.name ?? wordsOf('zh')('audit.the-house');
  }

  /** Who holds one of these roles in a foundation now. */
  async holding(tx: Pick<EntityManager, 'query'>, foundation: number, roles: readonly Role[]): Promise<number[]> {
    const rows = await tx.query<{ person: number }[]>(`SELECT DISTINCT a.person FROM appointment a WHERE a.foundation = $1 AND a.role = ANY ($2) AND ${IN_OFFICE('a', '$3', '$4')} ORDER BY 1`, [foundation, roles, this.clock.today(), this.clock.now()]);
    return rows.map(({ person }) => person);
  }

  private async wasPutOut(tx: EntityManager, { person, role, from }: { person: number; role: Role; from: Day }, foundation: number): Promise<boolean> {
    const rows = await tx.query<unknown[]>('SELECT 1 FROM appointment WHERE person = $1 AND foundation = $2 AND role = $3 AND from_day = $4 AND ended_at IS NOT NULL', [person, foundation, role, from]);
    return rows.length > 0;
  }

  /** Under two sign-in names one person could do what takes two. */
  private async refuseSecondSelf(tx: EntityManager, { name }: Pick<Appointment, 'name'>, foundation: number): Promise<void> {
    const [row] = await tx.query<{ name: string; login: string }[]>(
      `SELECT p.name, c.login FROM person p JOIN credential c ON c.person = p.id WHERE p.name = $2 AND EXISTS (SELECT FROM appointment a WHERE a.person = p.id AND a.foundation = $1) ORDER BY p.id DESC LIMIT 1`, [foundation, name]);
    if (row) throw new Refused('somebody-has-this-name', { field: 'namesake', ...row });
  }

  private async enter(tx: EntityManager, { name, englishName, login }: Pick<Appointment, 'name' | 'englishName' | 'login'>): Promise<number> {
    const [row] = await tx.query<[{ id: number }]>('INSERT INTO person (name, english_name) VALUES ($1, $2) RETURNING id', [name, englishName]);
    await tx.query('INSERT INTO credential (person, login) VALUES ($1, $2)', [row.id, login]);
    return row.id;
  }

  /** Somebody appointed here before under this name; on the command line, in any foundation of the house. */
  private async known(tx: EntityManager, { name, login }: Pick<Appointment, 'name' | 'login'>, by: Caller): Promise<number | null> {
    const [row] = await tx.query<{ id: number; name: string; here: boolean }[]>(
      `SELECT p.id, p.name, EXISTS (SELECT 1 FROM appointment a WHERE a.person = p.id AND a.foundation = $2) AS here FROM credential c JOIN person p ON p.id = c.person WHERE c.login = $1`, [login, by.foundation]);
    if (!row) return null;
    const byTheHouse = by.address === null;
    if (row.name !== name || !(row.here || byTheHouse)) throw new Refused('a-sign-in-name-belongs-to-one-person', { field: 'login' });
    return row.id;
  }
}
