import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { standardOn } from '../../ledger/chart';
import type { Draft, FundRef } from '../../ledger/draft';
import { costAccepted, managementFee, principalPassedOn, transferRestricted, transferUnrestricted } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import type { Day } from '../../rules/day';
import { transferKind, type BothPurposes, type TransferBasis } from '../../rules/fund-transfer';
import { grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { councilsMoney } from './councils-money';
import { FeesQueries } from './fees.queries';
import { endingOf, refuseStopped } from './stopped';

export interface Transfer {
  readonly to: string;
  readonly sum: Fen;
  readonly basis: TransferBasis;
  /** Why the purposes are the same, or what the paper says. */
  readonly basisNote: string;
  readonly resolution: number | null;
  readonly reason: string;
  readonly papers: readonly string[];
}

/** What a proposed voucher between funds is for: a row of `fund_move`. */
export interface Move {
  readonly act: 'fee' | 'transfer' | 'rest' | 'spin-off';
  readonly fund: number;
  readonly toFund: number | null;
  readonly toParty: number | null;
  readonly sum: Fen;
  readonly basis: TransferBasis | 'agreement';
  readonly basisNote: string;
  readonly resolution: number | null;
  readonly period?: { readonly from: Day; readonly to: Day };
  /** Of a spin-off: the part that becomes original fund. */
  readonly founding?: Fen;
}

/** Money between funds 基金之间的资金: proposed here with what it rests on, read and approved by another person as any voucher. */
@Injectable()
export class FundMoves {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly papers: Papers, private readonly fees: FeesQueries, private readonly clock: Clock) {}

  /**
   * Proposes the host's fee for a period that is over, from the day after the last one. @returns the number of the proposal
   * @throws Refused `a-fee-is-taken-by-agreement-alone`, `a-fee-is-taken-when-its-period-is-over`, `a-fee-is-taken-on-its-day`, `a-fee-is-taken-once-for-a-period`, `there-is-no-fee-to-take`
   */
  async proposeFee(fund: FundRef, { to }: { to: Day }, by: Person): Promise<number> {
    const today = this.clock.today();
    return transactionWithRetry(this.db, async (tx) => {
      await this.ledger.hold(tx, [fund.id]);
      const due = await this.fees.of(tx, fund, { to, today });
      const [waiting] = await tx.query<unknown[]>(
        `SELECT FROM fund_move m WHERE m.fund = $1 AND m.act = 'fee' AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = m.proposal)`, [fund.id]);
      if (waiting) throw new Refused('a-fee-is-proposed-once', { field: 'to' });
      if (due.fee.taken === 0n) throw new Refused('there-is-no-fee-to-take', { agreed: grouped(due.fee.agreed) });
      const note = `按协议提取管理费，${due.from} 至 ${to}`;
      const draft = managementFee({ ...this.about(today, note), fund, general: await generalOf(tx, fund.foundation), sum: due.fee.taken });
      return this.propose(tx, 'management-fee', draft, { act: 'fee', fund: fund.id, toFund: draft.lines[2]!.fund, toParty: null, sum: due.fee.taken, basis: 'agreement', basisNote: due.agreement, resolution: null, period: { from: due.from, to } }, by);
    });
  }

  /**
   * Proposes that money passes to another fund of the house. @returns the number of the proposal
   * @throws Refused those of `transferKind`, `fund-missing`, `a-transfer-is-between-two-funds`, and whatever the books would say no to
   */
  async proposeTransfer(fund: FundRef, asked: Transfer, by: Person): Promise<number> {
    const today = this.clock.today();
    return transactionWithRetry(this.db, async (tx) => {
      const to = await this.target(tx, fund, asked.to);
      const kind = transferKind({ from: fund.class, to: to.class, basis: asked.basis, purposes: await purposesOfBoth(tx, fund, to, today), resolved: asked.resolution !== null, shown: asked.papers.length > 0 });
      const own = await councilsMoney(tx, fund);
      const back = kind === 'transfer, unrestricted' && own !== null;
      if (back && asked.sum > own.council) throw new Refused('a-council-takes-back-no-more-than-its-own', { field: 'sum', left: grouped(own.council) });
      // what is not there at all is refused by the books, with what is missing
      if (!back && own !== null && own.council > 0n && asked.sum > own.givers) throw new Refused('a-councils-money-is-not-passed-on-as-restricted', { field: 'sum', left: grouped(own.givers) }, '解释 2020, 5');
      await refuseStopped(tx, fund, back ? ['closed', 'frozen'] : ['closed', 'ending', 'frozen']);
      await refuseStopped(tx, to, ['closed', 'ending'], 'a-fund-that-ends-takes-nothing');
      const make = kind === 'transfer, restricted' ? transferRestricted : transferUnrestricted;
      const draft = make({ ...this.about(today, asked.reason), fund, to, sum: asked.sum });
      return this.propose(tx, kind === 'transfer, restricted' ? 'transfer-restricted' : 'transfer-unrestricted', draft,
        { act: 'transfer', fund: fund.id, toFund: to.id, toParty: null, sum: asked.sum, basis: asked.basis, basisNote: asked.basisNote, resolution: asked.resolution }, by, asked.papers);
    });
  }

  /** Proposes that all that is free of a fund that ends goes where its announcement says. @throws Refused `a-fund-that-ends-gives-its-rest`, `there-is-no-rest-to-give` */
  async proposeRest(fund: FundRef, by: Person): Promise<number> {
    const today = this.clock.today();
    return transactionWithRetry(this.db, async (tx) => {
      await this.ledger.hold(tx, [fund.id]);
      const ending = await endingOf(tx, fund);
      if (!ending) throw new Refused('a-fund-that-ends-gives-its-rest');
      const [held] = await tx.query<[{ free: Fen; worth: Fen; floor: Fen }]>(`SELECT free, worth, CASE WHEN class = 'preserved' THEN floor ELSE 0 END AS floor FROM fund_balance WHERE fund = $1`, [fund.id]);
      const givers = (await councilsMoney(tx, fund))?.givers ?? held.free;
      if (held.free > givers) throw new Refused('a-councils-money-is-not-passed-on-as-restricted', { left: grouped(givers) }, '解释 2020, 5');
      if (held.free <= 0n) throw new Refused('there-is-no-rest-to-give');
      const note = `基金终止，剩余财产转出：${ending.reason}`;
      const { toFund, toParty, name } = await receiverNow(tx, fund);
      const draft = toFund === null
        ? costAccepted({ ...this.about(today, note), fund, sum: held.free, for: 'programme', party: name })
        : held.floor > 0n ? principalPassedOn({ ...this.about(today, note), fund, to: toFund, sum: held.free, floor: passing(held) })
        : transferRestricted({ ...this.about(today, note), fund, to: toFund, sum: held.free });
      return this.propose(tx, toFund === null ? 'rest-out' : 'transfer-restricted', draft,
        { act: 'rest', fund: fund.id, toFund: toFund?.id ?? null, toParty, sum: held.free, basis: ending.basis, basisNote: ending.basisNote, resolution: ending.resolution }, by);
    });
  }

  /** Writes the voucher that waits for another person, and what it is for. Nothing is booked by it. */
  async propose(tx: EntityManager, template: string, draft: Draft, move: Move, by: Person, papers: readonly string[] = []): Promise<number> {
    await this.ledger.preview(tx, { ...draft, source: `preview:${draft.kind}:${move.fund}` });
    const lines = draft.lines.map(({ fund, account, debit, place, promise }) => ({ fund, account, standard: standardOn(draft.day), debit: String(debit), place, promise }));
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, party, note, lines, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
      [draft.foundation, template, draft.kind, draft.day, draft.factDay, draft.party, draft.note, JSON.stringify(lines), by.id, this.clock.now()]);
    await tx.query(
      `INSERT INTO fund_move (proposal, foundation, act, fund, to_fund, to_party, sum, basis, basis_note, resolution, from_day, to_day, founding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [id, draft.foundation, move.act, move.fund, move.toFund, move.toParty, move.sum, move.basis, move.basisNote, move.resolution, move.period?.from, move.period?.to, move.founding]);
    await this.papers.attach(tx, { column: 'proposal', id, foundation: draft.foundation }, papers, by);
    return id;
  }

  private about(day: Day, note: string): { day: Day; source: string; note: string } {
    return { day, source: '', note };
  }

  private async target(tx: EntityManager, fund: FundRef, code: string): Promise<FundRef> {
    const [to] = await tx.query<FundRef[]>('SELECT id, foundation, class FROM fund WHERE foundation = $1 AND code = $2', [fund.foundation, code]);
    if (!to) throw new Refused('fund-missing', { field: 'to' });
    if (to.id === fund.id) throw new Refused('a-transfer-is-between-two-funds', { field: 'to' });
    return to;
  }
}

/** The kinds of use that the agreements of two funds name on a day. */
export async function purposesOfBoth(tx: Pick<EntityManager, 'query'>, from: Pick<FundRef, 'id'>, to: Pick<FundRef, 'id'>, day: Day): Promise<BothPurposes> {
  const [both] = await tx.query<[BothPurposes]>('SELECT purposes_of_fund($1, $3) AS "from", purposes_of_fund($2, $3) AS "to"', [from.id, to.id, day]);
  return both;
}

/** Who takes the rest: whom the announcement names, or, when that fund was closed since, who took its rest. */
async function receiverNow(tx: EntityManager, fund: FundRef): Promise<{ toFund: FundRef | null; toParty: number | null; name: string }> {
  const [row] = await tx.query<[{ fund: number | null; class: FundRef['class'] | null; party: number | null; name: string }]>(
    'SELECT f.id AS fund, f.class, y.id AS party, coalesce(f.name, y.name) AS name FROM rest_receiver($1) r LEFT JOIN fund f ON f.id = r.to_fund LEFT JOIN party y ON y.id = r.to_party', [fund.id]);
  return { toFund: row.fund === null ? null : { id: row.fund, foundation: fund.foundation, class: row.class! }, toParty: row.party, name: row.name };
}

/** Of the floor what goes with this money: first of all the principal, and with the last of the money what was lost of it for good. */
const passing = ({ free, worth, floor }: { free: Fen; worth: Fen; floor: Fen }): Fen => (worth === free || floor < free ? floor : free);

async function generalOf(tx: EntityManager, foundation: number): Promise<FundRef> {
  const [row] = await tx.query<[{ id: number }]>("SELECT id FROM fund WHERE foundation = $1 AND class = 'general'", [foundation]);
  return { id: row.id, foundation, class: 'general' };
}
