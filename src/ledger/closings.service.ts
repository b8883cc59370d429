import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { transactionWithRetry } from '../platform/database';
import { type Values, wordsOf } from '../platform/words';
import { firstDay, lastDay, monthOf, type Day, type Month } from '../rules/day';
import { wornUntil } from '../rules/depreciation';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { LEDGER_CHECKS } from './checks';
import { CLOSING_CHECKS } from './closing-checks';
import { ClosingSteps, type ClosingStepName, type Pending } from './closing-steps';
import type { Draft, FundRef } from './draft';
import { depreciation, restrictionReleased } from './entries';
import { Ledger } from './ledger.service';
import { STATEMENT_CHECKS } from './statements/statement-checks';
import { Vouchers } from './vouchers.service';

/** Which month of which foundation. */
export interface Closing {
  readonly foundation: number;
  readonly month: Month;
}

/** What a month's release does to one fund. */
export interface Release {
  readonly fund: FundRef;
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly cost: Fen;
  /** Restricted money before the release. */
  readonly left: Fen;
  readonly released: Fen;
  /** Still to be released; negative in a month that takes back. */
  readonly due: Fen;
}

/** Depreciation of one asset that is not booked yet: of this month, and of earlier ones that were missed. */
export interface Wear {
  readonly asset: number;
  readonly name: string;
  readonly fund: FundRef;
  readonly for: 'programme' | 'management' | 'fundraising';
  readonly sum: Fen;
  readonly source: string;
}

/** Closing a month 月结: seven steps, then two signatures; after that the month takes no entry. */
@Injectable()
export class Closings implements OnModuleInit {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly steps: ClosingSteps, private readonly clock: Clock) {}

  onModuleInit(): void {
    this.steps.ask('vouchers', (db, asked) => this.waiting(db, asked));
    this.steps.ask('statements', (db, asked) => this.unclosed(db, asked));
  }

  /** Proposals of the month, or of one before it, that nobody has decided: sealed over, they could never be booked as they were read. */
  private async waiting(db: EntityManager, { foundation, month }: Closing): Promise<Pending[]> {
    const rows = await db.query<{ id: number }[]>('SELECT p.id FROM voucher_proposal p WHERE p.foundation = $1 AND p.day <= $2 AND NOT EXISTS (SELECT 1 FROM voucher_decision d WHERE d.proposal = p.id) ORDER BY p.id', [foundation, lastDay(month)]);
    return rows.length === 0 ? [] : [{ words: said('closing.proposals', { count: rows.length }), path: rows.length === 1 ? `/desk/vouchers/proposals/${rows[0]!.id}` : '/desk/vouchers' }];
  }

  /** A year before this month whose income and cost were never carried to net assets, and a former chart that nobody has carried over. */
  private async unclosed(db: EntityManager, { foundation, month }: Closing): Promise<Pending[]> {
    const december = `${Number(month.slice(0, 4)) - 1}-12`;
    const [open] = await db.query<[{ year: boolean; chart: boolean }]>(
      `SELECT NOT EXISTS (SELECT 1 FROM accounting_period WHERE foundation = $1 AND month = $2 AND sealed_on IS NOT NULL) AND EXISTS (SELECT 1 FROM open_at_year_end($1, $3)) AS year,
         $4 AND stands_in_the_former_chart($1) AS chart`, [foundation, firstDay(december), lastDay(december), month >= '2026-01']);
    return [
      ...(open.year ? [{ words: said('closing.year-before', { year: december.slice(0, 4) }), path: `/desk/closing/${december}` }] : []),
      ...(open.chart ? [{ words: said('closing.chart-before', {}), path: '/desk/closing/2026-01' }] : []),
    ];
  }

  /**
   * Says that a step is done. The facts are asked once more: nothing that a folder holds open may be left in it.
   * @throws Refused `a-step-has-nothing-open`, `every-voucher-is-checked-before-the-seal`, `the-statements-agree-before-the-seal` and the laws of a closing
   */
  async confirm({ foundation, month }: Closing, step: ClosingStepName, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseOpen(tx, { foundation, month }, step);
      if (step === 'statements') await this.refuseBroken(tx);
      await this.done(tx, { foundation, month }, step, by);
    });
  }

  /** Checks all that the system has made in the month; answers how many. @throws Refused `whoever-made-vouchers-of-a-month-checks-none-of-it-in-bulk` */
  async checkMachineMade({ foundation, month }: Closing, by: Person): Promise<bigint> {
    const [row] = await this.db.query<[{ checked: bigint }]>('SELECT voucher_check_machine_made($1, $2, $3, $4) AS checked', [foundation, firstDay(month), by.id, this.clock.now()]);
    return row.checked;
  }

  /** Books the month's depreciation by the register, and says that nothing else is to accrue. */
  async accrue({ foundation, month }: Closing, by: Person): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      await this.lock(tx, foundation);
      this.refuseUnfinished(month);
      await this.refuseOpen(tx, { foundation, month }, 'accruals');
      const drafts = (await this.wear(tx, { foundation, month })).map((w) =>
        depreciation({ day: lastDay(month), source: w.source, fund: w.fund, sum: w.sum, for: w.for, note: w.name }));
      await this.book(tx, foundation, drafts, by);
      await this.done(tx, { foundation, month }, 'accruals', by);
    });
  }

  /** Releases restrictions by what was spent in the month (books § 7). Run again it books the difference. */
  async release({ foundation, month }: Closing, by: Person): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      await this.lock(tx, foundation);
      this.refuseUnfinished(month);
      await this.refuseOpen(tx, { foundation, month }, 'release');
      const run = await this.count(tx, foundation, month);
      const drafts = (await this.releases(tx, { foundation, month })).filter(({ due }) => due !== 0n).map(({ fund, due }) =>
        restrictionReleased({ day: lastDay(month), source: `release:${fund.id}:${month}:${run}`, fund, sum: due }));
      await this.book(tx, foundation, drafts, by);
      await this.done(tx, { foundation, month }, 'release', by);
    });
  }

  /**
   * Signs the month. With nothing to sign upon it is the first signature; upon that of somebody else the month is sealed.
   * @returns whether the month is sealed now
   * @throws Refused `two-people-seal-a-month`, `whoever-signed-first-is-still-in-office`, `somebody-else-has-signed-meanwhile` and whatever is missing
   */
  async sign({ foundation, month }: Closing, upon: number | null, by: Person): Promise<boolean> {
    return transactionWithRetry(this.db, async (tx) => {
      const pending = await this.steps.pending(tx, { foundation, month });
      for (const open of pending.values()) if (open.some((one) => !one.mayStay)) throw new Refused('a-step-has-nothing-open');
      const [row] = await tx.query<[{ sealed: boolean }]>('SELECT ledger_seal_month($1, $2, $3, $4, $5) AS sealed', [foundation, firstDay(month), by.id, upon, this.clock.now()]);
      return row.sealed;
    });
  }

  /** What the month releases, fund by fund. */
  async releases(db: Pick<EntityManager, 'query'>, { foundation, month }: Closing): Promise<Release[]> {
    const rows = await db.query<(Omit<Release, 'fund'> & { id: number; class: FundRef['class'] })[]>(
      `SELECT f.id, f.class, f.code, f.name, f.english_name AS "englishName", r.cost, r.restricted_left AS left, r.released, r.due
       FROM release_of_month($1, $2) r JOIN fund f ON f.id = r.fund ORDER BY f.id`, [foundation, firstDay(month)]);
    return rows.map(({ id, class: klass, ...row }) => ({ ...row, fund: { id, foundation, class: klass } }));
  }

  /** What has worn out by the end of the month and is not booked. An asset whose purchase was reversed wears no more. */
  async wear(db: Pick<EntityManager, 'query'>, { foundation, month }: Closing): Promise<Wear[]> {
    const rows = await db.query<{ asset: number; name: string; fund: number; class: FundRef['class']; for: Wear['for']; cost: Fen; residue: Fen; months: number; bought: Day; worn: Fen; runs: bigint }[]>(
      `SELECT a.id AS asset, a.name, a.fund, f.class, a.used_for AS for, a.cost, a.residue, a.months, a.bought_on AS bought, worn_so_far(a.id) AS worn,
         (SELECT count(*) FROM journal_entry e WHERE e.foundation = $1 AND starts_with(e.source, 'depreciation:' || a.id || ':' || $2::text)) AS runs
       FROM fixed_asset a JOIN fund f ON f.id = a.fund WHERE a.foundation = $1 AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.reverses = a.entry) ORDER BY a.id`, [foundation, month]);
    return rows.map((row) => ({
      asset: row.asset, name: row.name, fund: { id: row.fund, foundation, class: row.class }, for: row.for, sum: wornUntil({ ...row, bought: monthOf(row.bought) }, month) - row.worn,
      source: `depreciation:${row.asset}:${month}${row.runs === 0n ? '' : `:${row.runs + 1n}`}`,
    })).filter(({ sum }) => sum > 0n);
  }

  private async book(tx: EntityManager, foundation: number, drafts: readonly Draft[], by: Person): Promise<void> {
    const verdicts = await this.ledger.post(tx, drafts);
    const refused = verdicts.find((verdict) => 'refused' in verdict);
    if (refused) throw refused.refused;
    const booked = verdicts.flatMap((verdict) => ('entry' in verdict ? [verdict.entry] : []));
    if (booked.length > 0) await this.vouchers.made(tx, foundation, by.id, booked);
  }

  private async done(tx: EntityManager, { foundation, month }: Closing, step: ClosingStepName, by: Person): Promise<void> {
    await tx.query('SELECT closing_step_do($1, $2, $3, $4, $5)', [foundation, firstDay(month), step, by.id, this.clock.now()]);
  }

  /** One closing at a time: two who press at once would both book the same difference. */
  private async lock(tx: EntityManager, foundation: number): Promise<void> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('closing'), $1)", [foundation]);
  }

  private async count(tx: EntityManager, foundation: number, month: Month): Promise<bigint> {
    const [row] = await tx.query<[{ count: bigint }]>("SELECT count(*) + 1 AS count FROM journal_entry WHERE foundation = $1 AND source LIKE 'release:%:' || $2::text || ':%'", [foundation, month]);
    return row.count;
  }

  private refuseUnfinished(month: Month): void {
    if (this.clock.today() <= lastDay(month)) throw new Refused('a-month-is-closed-when-it-is-over');
  }

  private async refuseOpen(tx: EntityManager, closing: Closing, step: ClosingStepName): Promise<void> {
    const open = (await this.steps.pending(tx, closing)).get(step)!;
    if (open.some((one) => !one.mayStay)) throw new Refused('a-step-has-nothing-open');
  }

  private async refuseBroken(tx: EntityManager): Promise<void> {
    for (const check of [...LEDGER_CHECKS, ...CLOSING_CHECKS, ...STATEMENT_CHECKS]) if ((await check.run(tx)).length > 0) throw new Refused('the-statements-agree-before-the-seal', { check: check.name });
  }
}

const said = (key: string, values: Values): Pending['words'] => ({ zh: wordsOf('zh')(key, values), en: wordsOf('en')(key, values) });
