import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, type Day } from '../../rules/day';
import { isCreditCode } from '../../rules/identity';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { CARRIER_KINDS } from '../../rules/resident-group';
import { Relations } from '../relations.service';
import type { Group } from './groups.service';

interface Way { readonly from: Day; readonly basis: string }
/** As its papers have it: the register, the bank, the contract. */
export interface Carrier extends Way { readonly kind: (typeof CARRIER_KINDS)[number]; readonly name: string; readonly creditCode: string; readonly holder: string; readonly party: string }
export interface Advance extends Way { readonly most: Fen; readonly clearBy: Day }

/** How money reaches a group, which is no payee: a carrier 承接主体, vendors, goods, an advance 备用金 to its lead (regulations § 11 I). Grants rest on it; nothing is paid by it. */
@Injectable()
export class GroupRoutes {
  constructor(private readonly db: DataSource, private readonly relations: Relations, private readonly clock: Clock) {}

  /** One body is registered, holds the account and signs: one party. @throws Refused `a-carrier-is-one-body`, `a-group-is-no-party`, `money-reaches-a-group-that-stands`, those of parties */
  async carry(group: Group, { from, basis, kind, name, creditCode, holder, party }: Carrier, by: Person): Promise<void> {
    this.refuseFuture(from, 'carrierFrom');
    if (!isCreditCode(creditCode)) throw new Refused('the-code-of-a-carrier-has-its-check-digit', { field: 'creditCode' }, 'GB 32100');
    if (holder !== name) throw new Refused('a-carrier-is-one-body', { field: 'holder' }, 'I4');
    if (party !== name) throw new Refused('a-carrier-is-one-body', { field: 'party' }, 'I4');
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT resident_group_hold($1)', [group.id]); // before the parties, as whoever renames a group
      const id = await this.relations.partyOf(tx, group.foundation, { kind: 'body', name, code: creditCode }, by);
      await tx.query('INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, carrier_kind, party, account_holder, contract_party, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
        [group.id, group.foundation, 'carrier', from, basis, kind, id, holder, party, by.id, this.clock.now()]);
    });
  }

  /** Vendors are paid by the foundation, or goods handed over. @throws Refused `a-way-of-money-is-entered-once`, `money-reaches-a-group-that-stands` */
  async without({ id, foundation }: Group, kind: 'vendors' | 'goods', { from, basis }: Way, by: Person): Promise<void> {
    this.refuseFuture(from, 'routeFrom');
    await this.db.query('INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [id, foundation, kind, from, basis, by.id, this.clock.now()]);
  }

  /** To whoever leads, up to the limit of the day. @throws Refused `an-advance-goes-to-the-lead`, `an-advance-keeps-within-its-limit`, `an-advance-is-cleared-in-time`, `one-advance-at-a-time` */
  async advance({ id, foundation }: Group, { from, basis, most, clearBy }: Advance, by: Person): Promise<void> {
    this.refuseFuture(from, 'advanceFrom');
    const limits = await this.limits(foundation, from);
    if (most <= 0n) throw new Refused('amount-not-positive', { field: 'most' });
    if (most > limits.most) throw new Refused('an-advance-keeps-within-its-limit', { field: 'most' }, 'I5');
    if (clearBy <= from || clearBy < this.clock.today() || clearBy > addDays(from, limits.days)) throw new Refused('an-advance-is-cleared-in-time', { field: 'clearBy' }, 'I5');
    const [{ lead }] = await this.db.query<[{ lead: number | null }]>('SELECT group_lead($1) AS lead', [id]);
    if (lead === null) throw new Refused('an-advance-goes-to-the-lead');
    await this.db.query('INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, member, advance_most, clear_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
      [id, foundation, 'advance', from, basis, lead, most, clearBy, by.id, this.clock.now()]);
  }

  /** The contract is over, or the advance is cleared. @throws NotFoundException, Refused `a-way-of-money-ends-once` */
  async end({ id }: Group, route: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    this.refuseFuture(lastDay, 'routeDay');
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_route_end (route, resident_group, last_day, why, by_person, at) SELECT id, resident_group, $3, $4, $5, $6 FROM resident_group_route WHERE id = $1 AND resident_group = $2 RETURNING route', [route, id, lastDay, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** What an advance may be at most, by house policy of the day. */
  async limits(foundation: number, day: Day): Promise<{ most: Fen; days: number; source: string }> {
    const [row] = await this.db.query<[{ most: Fen | null; days: number | null; source: string }]>(
      `SELECT m.value::bigint AS most, d.value::int AS days, m.source FROM policy_for($1, 'group-advance-most', $2) m, policy_for($1, 'group-advance-days', $2) d`, [foundation, day]);
    if (row.most === null || row.days === null) throw new Refused('no-policy-in-force', { rule: 'group-advance-most', day });
    return { most: row.most, days: row.days, source: row.source };
  }

  private refuseFuture(day: Day, field: string): void {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field });
  }
}
