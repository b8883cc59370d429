import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../people/foundations';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { isFoundationCode } from '../rules/identity';
import { floorRule, type FoundationKind, register, type Paper, type PaperKind, type Preparation } from '../rules/original-fund';
import { inForce, type Policy } from '../rules/policy';
import { Refused } from '../rules/refused';

type Asking = Pick<EntityManager, 'query'>;
type Whose = Pick<Foundation, 'id' | 'jurisdiction'>;

@Injectable()
export class Registrations {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Records a paper that the registration asks for. */
  async addPaper(foundation: Pick<Foundation, 'id'>, { kind, name, number, day }: { kind: PaperKind; name: string; number: string | null; day: Day }, by: Person): Promise<void> {
    this.refuseFuture(day, 'day');
    await this.db.query('INSERT INTO founding_paper (foundation, kind, name, number, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [foundation.id, kind, name, number, day, by.id, this.clock.now()]);
  }

  /**
   * Enters the registration, for the whole sum that has come in by its day. From then on the original fund keeps that sum.
   * @throws Refused `original-fund-not-paid-in` with the missing sum, `registration-papers-missing`, `a-foundation-is-registered-once`,
   * `a-certificate-bears-the-credit-code-of-a-foundation`, `a-credit-code-belongs-to-one-foundation`
   */
  async register(foundation: Whose, { day, certificate }: { day: Day; certificate: string }, by: Person): Promise<void> {
    this.refuseFuture(day, 'registeredOn');
    await this.db.transaction(async (tx) => {
      const preparation = await this.preparation(tx, foundation, day);
      register(preparation);
      if (!isFoundationCode(certificate)) throw new Refused('a-certificate-bears-the-credit-code-of-a-foundation', { field: 'certificate' }, 'GB 32100');
      await tx.query('SELECT foundation_register($1, $2, $3, $4, $5, $6)', [foundation.id, day, preparation.received, certificate, by.id, this.clock.now()]);
      // so that its scan has a place
      await tx.query(`INSERT INTO founding_paper (foundation, kind, name, number, day, recorded_by, recorded_at) VALUES ($1, 'registration-certificate', '法人登记证书', $2, $3, $4, $5)`, [foundation.id, certificate, day, by.id, this.clock.now()]);
    });
  }

  /** What the rule asks about a foundation on a day. */
  async preparation(db: Asking, foundation: Whose, day: Day): Promise<Preparation> {
    const [sums] = await db.query<{ received: Fen }[]>(
      // by the day, still there, and seen in the bank: what came later, was taken back since or has no bank line does not count
      `SELECT LEAST(b.worth, coalesce((SELECT sum(x.worth) FROM entry_fund x WHERE x.fund = b.fund AND x.day <= $2), 0),
         coalesce((SELECT sum(p.debit) FROM posting p JOIN matched_posting m ON m.entry = p.entry AND m.posting = p.line JOIN journal_entry e ON e.id = p.entry WHERE p.fund = b.fund AND e.day <= $2), 0))::bigint AS received
       FROM fund_balance b WHERE b.foundation = $1 AND b.class = 'original'`, [foundation.id, day]);
    const papers = await db.query<Paper[]>('SELECT kind, day AS dated FROM founding_paper WHERE foundation = $1', [foundation.id]);
    return { required: await lawfulFloor(db, foundation, day), received: sums?.received ?? 0n, papers, day };
  }

  /** Says of what kind a foundation in preparation will be; its floor follows. @throws Refused `a-registered-kind-changes-at-the-registrar` */
  async sayKind(foundation: number, { kind, privateMoney }: KindOfFoundation): Promise<void> {
    await this.db.query('SELECT foundation_say_kind($1, $2, $3)', [foundation, kind, privateMoney]);
  }

  private refuseFuture(day: Day, field: string): void {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field });
  }
}

export interface KindOfFoundation {
  readonly kind: FoundationKind;
  /** Founded with private money: then some family may sit on its council (400 art. 20). */
  readonly privateMoney: boolean;
}

/** Of what kind a foundation is on a day. */
export async function kindOn(db: Asking, foundation: number, day: Day): Promise<KindOfFoundation> {
  const [row] = await db.query<[KindOfFoundation]>('SELECT kind, private_money AS "privateMoney" FROM kind_of($1, $2)', [foundation, day]);
  return row;
}

/**
 * The lawful floor of the original fund on a day, for the kind it has then or shall have. A figure that nobody has confirmed decides nothing.
 * @throws Refused `no-policy-in-force`
 */
export async function lawfulFloor(db: Asking, { id, jurisdiction }: Whose, day: Day, as?: FoundationKind): Promise<Fen> {
  const rule = floorRule(as ?? (await kindOn(db, id, day)).kind);
  const rows = await db.query<(Omit<Policy<Fen>, 'value'> & { value: string })[]>(
    `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::text, source, status FROM policy WHERE rule = $1 AND status = 'confirmed'`, [rule]);
  return inForce(rows.map((row) => ({ ...row, value: BigInt(row.value) })), { rule, jurisdiction, day }).value;
}
