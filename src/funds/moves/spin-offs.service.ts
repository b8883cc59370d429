import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { placesOf } from '../../bank/places';
import { originalFundOf, Preparations } from '../../foundations/preparations.service';
import type { Draft, FundRef } from '../../ledger/draft';
import { spinOff, spinOffReceived } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { HeldSpends } from '../../ledger/held-spends.service';
import { Proposals } from '../../ledger/proposals.service';
import { Vouchers } from '../../ledger/vouchers.service';
import { type Foundation, Foundations } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import type { Day } from '../../rules/day';
import { refuseSamePerson } from '../../rules/duties';
import { type Given, NOTHING_GIVEN } from '../../rules/guardrails';
import { grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { FundMoves } from './fund-moves.service';
import { refuseStopped } from './stopped';

export interface NewFoundation {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly purpose: string;
  readonly englishPurpose: string;
  readonly bank: string;
}

export interface SpinOff {
  /** The new foundation by its code, and the fund there that takes what does not found it; none when all of it founds. */
  readonly foundation: string;
  readonly to: string | null;
  readonly sum: Fen;
  readonly founding: Fen;
  readonly resolution: number;
  readonly reason: string;
  readonly papers: readonly string[];
}

/** A fund that becomes a foundation of its own 分立 (M05): what its givers agreed to, the new books, and the money by entries on both sides. */
@Injectable()
export class SpinOffs {
  constructor(
    private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly helds: HeldSpends, private readonly moves: FundMoves, private readonly proposals: Proposals, private readonly preparations: Preparations,
    private readonly foundations: Foundations, private readonly clock: Clock,
  ) {}

  /** A giver agrees on paper that so much of their gifts founds. @throws Refused `a-consent-is-recorded-once` */
  async consent(fund: FundRef, { giver, sum, day, paper }: { giver: string; sum: Fen; day: Day; paper: string }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.query('INSERT INTO founding_consent (fund, foundation, giver, sum, day, paper, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [fund.id, fund.foundation, giver, sum, day, paper, by.id, this.clock.now()]);
  }

  /** Takes back a consent that was entered by mistake, or that its giver thought better of. @throws NotFoundException, Refused `what-has-founded-stays-agreed`, `a-consent-is-withdrawn-once` */
  async withdrawConsent(fund: FundRef, { consent, why }: { consent: number; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const added = await tx.query<unknown[]>('INSERT INTO founding_consent_withdrawal (consent, why, withdrawn_by, withdrawn_at) SELECT id, $3, $4, $5 FROM founding_consent WHERE id = $1 AND fund = $2 RETURNING consent', [consent, fund.id, why, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }

  /** Begins the books of the new foundation, in preparation and empty. */
  async begin(host: Foundation, { code, name, englishName, purpose, englishPurpose, bank }: NewFoundation): Promise<Foundation> {
    if (await this.foundations.find(code)) throw new Refused('a-foundation-has-its-own-code', { field: 'address' });
    return this.preparations.begin({
      code, name, englishName, purpose, englishPurpose, registrar: host.registrar, englishRegistrar: host.englishRegistrar, creditCode: null, hotline: host.hotline, hours: host.hours, englishHours: host.englishHours,
      seal: name.slice(0, 4), jurisdiction: host.jurisdiction, certificate: null,
    }, { day: this.clock.today(), bank: { code: 'bank', name: bank, englishName: bank } });
  }

  /**
   * Proposes that money of a fund passes to the new foundation. @returns the number of the proposal
   * @throws Refused `a-new-foundation-is-in-preparation`, `restricted-money-founds-only-as-its-givers-agreed`, `what-founds-is-part-of-the-sum`, `fund-missing`
   */
  async propose(fund: FundRef, asked: SpinOff, by: Person): Promise<number> {
    const today = this.clock.today();
    return transactionWithRetry(this.db, async (tx) => {
      await refuseStopped(tx, fund, ['closed', 'ending', 'frozen']);
      const theirs = await this.theirs(tx, fund, asked);
      await this.refuseBeyondConsents(tx, fund, asked.founding);
      const [bank] = (await placesOf(tx, fund.foundation)).filter(({ account }) => account === '1002');
      const draft = spinOff({ day: today, source: '', fund, sum: asked.sum, bank: bank!.id, party: theirs.name, note: asked.reason });
      return this.moves.propose(tx, 'spin-off', draft,
        { act: 'spin-off', fund: fund.id, toFund: theirs.to.id, toParty: null, sum: asked.sum, basis: 'resolution', basisNote: asked.reason, resolution: asked.resolution, founding: asked.founding }, by, asked.papers);
    });
  }

  /**
   * Approves it: both sides are booked in one transaction, or neither. What the guard-rails hold is let through by what is given.
   * @throws NotFoundException, Refused of the guard-rails, `whoever-requests-does-not-approve`, `a-proposal-is-decided-once`, and what the books say
   */
  async approve(host: Pick<Foundation, 'id' | 'name'>, id: number, by: Person, given: Given = NOTHING_GIVEN): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('proposal'), $1)", [id]);
      const asked = await this.asked(tx, host.id, id);
      refuseSamePerson('whoever-requests-does-not-approve', asked.proposedBy, by.id);
      const about = { day: asked.day, factDay: asked.factDay, note: asked.note };
      const [there] = await tx.query<[FundRef & { name: string; code: string }]>('SELECT f.id, f.foundation, f.class, h.name, h.code FROM fund f JOIN foundation h ON h.id = f.foundation WHERE f.id = $1', [asked.toFund]);
      const { original, bank } = await originalFundOf(tx, there.foundation);
      const leaves = spinOff({ ...about, source: `voucher:${id}`, fund: { id: asked.fund, foundation: host.id, class: asked.class }, sum: asked.sum, bank: asked.bank, party: there.name });
      // both houses at once, in the order in which any posting takes them
      await this.ledger.hold(tx, [asked.fund, there.id, original.id]);
      await this.helds.admit(tx, leaves, { by: 'proposal', id, foundation: host.id, proposedBy: asked.proposedBy }, given, by);
      const [entry, received] = entriesOf(await this.ledger.post(tx, [
        leaves,
        spinOffReceived({ ...about, source: `spin-off:${id}`, fund: there, original, sum: asked.sum - asked.founding, founding: asked.founding, bank: bank.id, party: host.name }),
      ]));
      await this.decided(tx, host.id, { id, proposedBy: asked.proposedBy, entry: entry! }, by);
      await tx.query('INSERT INTO spin_off (proposal, entry, received) VALUES ($1, $2, $3)', [id, entry, received]);
    });
  }

  /** The entry that a proposed spin-off will be on the host's side. @throws NotFoundException, Refused `a-proposal-is-decided-once` */
  async draft(host: Pick<Foundation, 'id'>, id: number): Promise<Draft> {
    const { day, factDay, note, fund, class: its, sum, bank } = await this.asked(this.db.manager, host.id, id);
    return spinOff({ day, factDay, note, source: `voucher:${id}`, fund: { id: fund, foundation: host.id, class: its }, sum, bank, party: null });
  }

  /** Proposes to take a spin-off back, while the new foundation is in preparation. @throws NotFoundException, and as `Proposals.reverse` */
  async proposeReturn(fund: FundRef, { proposal, why }: { proposal: number; why: string }, by: Person): Promise<void> {
    const [row] = await this.db.query<{ entry: bigint; registered: boolean; waits: boolean }[]>(
      `SELECT s.entry, EXISTS (SELECT FROM registration r JOIN fund f ON f.foundation = r.foundation WHERE f.id = m.to_fund) AS registered,
         EXISTS (SELECT FROM voucher_proposal p WHERE p.reverses = s.entry AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = p.id)) AS waits
       FROM spin_off s JOIN fund_move m ON m.proposal = s.proposal WHERE s.proposal = $1 AND m.fund = $2`, [proposal, fund.id]);
    if (!row) throw new NotFoundException();
    if (row.registered) throw new Refused('a-registered-foundation-keeps-what-it-received');
    if (row.waits) throw new Refused('a-return-is-proposed-once');
    await this.proposals.reverse(fund.foundation, row.entry, { day: null, why }, by);
  }

  /**
   * Approves that a spin-off is taken back: both sides in one transaction, or neither.
   * @throws NotFoundException, Refused `whoever-requests-does-not-approve`, `a-proposal-is-decided-once`, `a-registered-foundation-keeps-what-it-received`, and what the books say: money that was spent there does not come back
   */
  async approveReturn(host: Pick<Foundation, 'id'>, id: number, by: Person): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('proposal'), $1)", [id]);
      const [asked] = await tx.query<{ day: Day; factDay: Day; note: string; proposedBy: number; entry: bigint; received: bigint; there: number; decided: boolean }[]>(
        `SELECT p.day, p.fact_day AS "factDay", p.note, p.proposed_by AS "proposedBy", s.entry, s.received, t.foundation AS there, EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = p.id) AS decided
         FROM voucher_proposal p JOIN spin_off s ON s.entry = p.reverses JOIN journal_entry t ON t.id = s.received WHERE p.id = $1 AND p.foundation = $2`, [id, host.id]);
      if (!asked) throw new NotFoundException();
      if (asked.decided) throw new Refused('a-proposal-is-decided-once');
      refuseSamePerson('whoever-requests-does-not-approve', asked.proposedBy, by.id);
      const ours = await this.ledger.mirror(tx, { foundation: host.id, entry: asked.entry, day: asked.day, reason: asked.note });
      const theirs = await this.ledger.mirror(tx, { foundation: asked.there, entry: asked.received, day: await this.ledger.bookingDay(tx, asked.there, asked.factDay), reason: asked.note });
      const [entry] = entriesOf(await this.ledger.post(tx, [{ ...ours, factDay: asked.factDay }, { ...theirs, factDay: asked.factDay }]));
      await this.decided(tx, host.id, { id, proposedBy: asked.proposedBy, entry: entry! }, by);
    });
  }

  /** Where the money goes: a fund of the new foundation, or its original fund when all of it founds. */
  private async theirs(tx: EntityManager, fund: FundRef, { foundation, to, sum, founding }: SpinOff): Promise<{ name: string; to: { id: number } }> {
    if (founding > sum) throw new Refused('what-founds-is-part-of-the-sum', { field: 'founding' });
    const [house] = await tx.query<{ id: number; name: string; registered: boolean }[]>(
      'SELECT h.id, h.name, EXISTS (SELECT FROM registration r WHERE r.foundation = h.id) AS registered FROM foundation h WHERE h.code = $1 AND h.id <> $2', [foundation, fund.foundation]);
    if (!house || house.registered) throw new Refused('a-new-foundation-is-in-preparation', { field: 'foundation' });
    const [target] = await tx.query<{ id: number }[]>("SELECT id FROM fund WHERE foundation = $1 AND CASE WHEN $3 THEN class = 'original' ELSE class IN ('restricted', 'preserved') AND code = $2 END", [house.id, to, founding === sum]);
    if (!target) throw new Refused('fund-missing', { field: 'to' });
    return { name: house.name, to: target };
  }

  /** Made by whoever proposed it, checked by whoever approves it. */
  private async decided(tx: EntityManager, foundation: number, { id, proposedBy, entry }: { id: number; proposedBy: number; entry: bigint }, by: Person): Promise<void> {
    const now = this.clock.now();
    await this.vouchers.made(tx, foundation, proposedBy, [entry]);
    await this.vouchers.check(tx, foundation, entry, by.id, now);
    await tx.query("INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, 'approved', $3, $4, $5)", [id, proposedBy, by.id, now, entry]);
  }

  private async refuseBeyondConsents(tx: EntityManager, fund: FundRef, founding: Fen): Promise<void> {
    const [{ left }] = await tx.query<[{ left: Fen }]>('SELECT founding_agreed($1) - founding_used($1) AS left', [fund.id]);
    if (founding > left) throw new Refused('restricted-money-founds-only-as-its-givers-agreed', { field: 'founding', agreed: grouped(left), missing: grouped(founding - left) });
  }

  private async asked(tx: EntityManager, foundation: number, id: number): Promise<Asked> {
    const [row] = await tx.query<Asked[]>(
      `SELECT p.day, p.fact_day AS "factDay", p.note, p.proposed_by AS "proposedBy", m.fund, f.class, m.to_fund AS "toFund", m.sum, m.founding, (SELECT (l ->> 'place')::int FROM jsonb_array_elements(p.lines) l WHERE l ->> 'place' IS NOT NULL) AS bank,
         EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = p.id) AS decided
       FROM fund_move m JOIN voucher_proposal p ON p.id = m.proposal JOIN fund f ON f.id = m.fund WHERE m.proposal = $1 AND m.foundation = $2 AND m.act = 'spin-off'`, [id, foundation]);
    if (!row) throw new NotFoundException();
    if (row.decided) throw new Refused('a-proposal-is-decided-once');
    return row;
  }
}

/** The entries that were booked; the first that the books refused is thrown. */
function entriesOf(verdicts: Awaited<ReturnType<Ledger['post']>>): bigint[] {
  return verdicts.map((verdict) => {
    if ('refused' in verdict) throw verdict.refused;
    return verdict.entry;
  });
}

interface Asked {
  readonly day: Day; readonly factDay: Day; readonly note: string; readonly proposedBy: number; readonly fund: number; readonly class: FundRef['class']; readonly toFund: number;
  readonly sum: Fen; readonly founding: Fen; readonly bank: number; readonly decided: boolean;
}
