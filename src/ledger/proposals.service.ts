import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Papers } from '../people/papers/papers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { transactionWithRetry } from '../platform/database';
import { lastDay, monthOf, type Day } from '../rules/day';
import type { Lang } from '../platform/words';
import { grouped, yuan, type Fen } from '../rules/money';
import { refuseSamePerson } from '../rules/duties';
import { type Finding, type Given, NOTHING_GIVEN } from '../rules/guardrails';
import { Refused } from '../rules/refused';
import { refuseBelowNothing } from './below-nothing';
import { chartMigrationOf, yearClosingOf } from './carrying';
import type { Standard } from './chart';
import type { Closing } from './closings.service';
import type { Draft, Line } from './draft';
import { costOf, filled, PAID } from './filling';
import { type ForGroup, forGroupIn, refuseForGroup } from './for-group';
import { HeldSpends } from './held-spends.service';
import { KINDS, type Kind } from './kinds';
import { Ledger, type Effect } from './ledger.service';
import { openDayFrom, sealedUntil } from './open-days';
import { SpendGuards } from './spend-guards';
import { templateOf } from './templates';
import type { VoucherForm } from './voucher.form';
import { Vouchers } from './vouchers.service';

/** A proposal as it stands: nothing of it is booked. */
export interface Proposal {
  readonly id: number;
  readonly foundation: number;
  readonly template: string;
  readonly kind: Kind;
  readonly day: Day;
  readonly factDay: Day;
  readonly party: string | null;
  readonly note: string;
  readonly papers: string | null;
  readonly lines: readonly Line[];
  readonly reverses: bigint | null;
  /** The kind of the entry it reverses. */
  readonly mirrors: Kind | null;
  readonly pays: bigint | null;
  readonly forGroup: ForGroup | null;
  readonly asset: { readonly name: string; readonly months: number; readonly residue: Fen; readonly for: string } | null;
  readonly proposedBy: number;
  readonly decided: boolean;
}

/** Entries that no hand reverses: what the world has done is put right by what it does next, and a closing by running it again. */
const NOT_BY_HAND: readonly Kind[] = ['reversal', 'chart migration', 'restriction released', 'year closing', 'online gift', 'paid, not as asked', 'refund', 'refund failed', 'dispute won', 'payout', 'opening balance'];
/** Forced, but decided by people, who may be wrong: that line was no fee, that price no loss for good. */
const BY_HAND: readonly Kind[] = ['bank fee', 'fall in value'];
/** A gift of a list has no provider who could tell us that it was none. */
const isOfAList = (kind: Kind, source: string): boolean => kind === 'online gift' && source.startsWith('batch:');
/** The provider's word, also where the gift is kept. */
const isOfTheProvider = (kind: Kind, source: string): boolean => kind === 'principal gift' && source.startsWith('stripe:');
/** A claim on an enterprise follows its agreement and its reports: it is put right by a restatement or a waiver. */
const followsAReport = (source: string): boolean => source.startsWith('profit-share:');
export const reversible = (kind: Kind, source: string): boolean => !isOfTheProvider(kind, source) && !followsAReport(source) && (BY_HAND.includes(kind) || isOfAList(kind, source) || (!KINDS[kind].forced && !NOT_BY_HAND.includes(kind)));

/** Vouchers by hand 手工凭证: one person proposes by a template, another reads and approves; only then it is booked. */
@Injectable()
export class Proposals {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly papers: Papers, private readonly guards: SpendGuards, private readonly helds: HeldSpends, private readonly clock: Clock) {}

  /**
   * Proposes a voucher. @returns its number
   * @throws Refused for a fund, place, promise or cost that is not there or does not fit, and whatever the books would say no to
   */
  async propose(foundation: number, form: VoucherForm, by: Person, papers: readonly string[] = []): Promise<number> {
    const template = templateOf(form.template)!;
    if (!by.roles.includes('bookkeeper') && !template.money) throw new Refused('a-cashier-proposes-what-moves-money', { field: 'template' });
    this.refuseFuture(form.day);
    return transactionWithRetry(this.db, async (tx) => {
      const paid = template.fields.includes('pays') ? PAID[template.name as keyof typeof PAID] : null;
      const pays = paid && (form.pays || paid.always) ? await costOf(tx, foundation, form.pays ?? '', paid) : null;
      const draft = template.draft(await filled(tx, foundation, template, form));
      if (pays && (draft.lines[0]!.fund !== pays.fund || draft.lines[0]!.debit > pays.owed)) throw new Refused(paid!.above, { field: paid!.field, owed: grouped(pays.owed) });
      if (draft.kind === 'payment') await this.refuseWhoApproved(tx, { foundation, fund: draft.lines[0]!.fund, pays: pays?.entry ?? null }, by);
      const has = (field: string): boolean => (template.fields as readonly string[]).includes(field);
      const asset = has('asset') ? { name: form.asset!, months: Number(form.months), residue: form.residue ? yuan(form.residue) : 0n, for: form.cost! } : null;
      if (asset && (asset.months < 1 || asset.months > 1200)) throw new Refused('an-asset-is-used-for-some-months', { field: 'months' });
      const forGroup = forGroupIn({ way: has('way') && form.way ? Number(form.way) : null, part: has('way') && form.part ? yuan(form.part) : null }, draft);
      await refuseForGroup(tx, draft, { forGroup, today: this.clock.today() });
      if (asset && asset.residue >= draft.lines[0]!.debit) throw new Refused('an-asset-is-worth-less-when-it-is-used-up', { field: 'residue' });
      await this.refuseWhatTheBooksRefuse(tx, draft);
      const id = await this.write(tx, { draft, template: template.name, papers: form.papers, pays: pays?.entry ?? null, forGroup, asset }, by);
      await this.papers.attach(tx, { column: 'proposal', id, foundation }, papers, by);
      return id;
    });
  }

  /** Proposes to reverse an entry, with the reason; on the day given, or today. */
  async reverse(foundation: number, entry: bigint, { day, why, papers = [] }: { day: Day | null; why: string; papers?: readonly string[] }, by: Person): Promise<number> {
    const on = day ?? this.clock.today();
    this.refuseFuture(on);
    return transactionWithRetry(this.db, async (tx) => {
      const [found] = await tx.query<{ kind: Kind; day: Day; source: string; reversed: boolean }[]>(
        'SELECT e.kind, e.day, e.source, EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = e.id) AS reversed FROM journal_entry e WHERE e.id = $1 AND e.foundation = $2', [entry, foundation]);
      if (!found) throw new NotFoundException();
      if (found.reversed) throw new Refused('an-entry-is-reversed-once');
      if (!reversible(found.kind, found.source)) throw new Refused('some-entries-are-put-right-otherwise');
      if (on < found.day) throw new Refused('a-reversal-follows-its-entry', { field: 'day' });
      await this.refuseLeaningOn(tx, entry);
      const draft = await this.ledger.mirror(tx, { foundation, entry, day: await this.ledger.bookingDay(tx, foundation, on), reason: why });
      await this.refuseWhatTheBooksRefuse(tx, draft);
      const id = await this.write(tx, { draft: { ...draft, factDay: on }, template: 'reversal', papers: null, pays: null, forGroup: null, asset: null }, by);
      await this.papers.attach(tx, { column: 'proposal', id, foundation }, papers, by);
      return id;
    });
  }

  /**
   * Proposes to carry a year's income and cost to net assets, on its last day: once more when something came after.
   * @throws Refused `there-is-nothing-to-close`, `a-month-is-closed-when-it-is-over`
   */
  async closeYear({ foundation, month }: Closing, by: Person): Promise<number> {
    const day = lastDay(month);
    if (!month.endsWith('-12')) throw new NotFoundException();
    if (this.clock.today() <= day) throw new Refused('a-month-is-closed-when-it-is-over');
    return transactionWithRetry(this.db, async (tx) => {
      const draft = await yearClosingOf(tx, { foundation, month });
      return this.write(tx, { draft, template: 'year-closing', papers: null, pays: null, forGroup: null, asset: null }, by);
    });
  }

  /**
   * Proposes to carry what stands in the chart of 2004 into that of 2026, on its first day: by fund and role, nothing more and nothing less.
   * @throws Refused `the-old-year-is-sealed-before-the-chart-changes`, `there-is-nothing-to-close`
   */
  async changeChart({ foundation, month }: Closing, by: Person): Promise<number> {
    if (month !== '2026-01') throw new NotFoundException();
    return transactionWithRetry(this.db, async (tx) => {
      const draft = await chartMigrationOf(tx, foundation);
      return this.write(tx, { draft, template: 'chart-migration', papers: null, pays: null, forGroup: null, asset: null }, by);
    });
  }

  /**
   * Approves a proposal: it is booked, made by whoever proposed it and checked by whoever approves it. What the guard-rails hold is let through by what is given.
   * @throws NotFoundException, Refused of the guard-rails, `whoever-requests-does-not-approve`, `a-proposal-is-decided-once`, `whoever-approves-a-cost-does-not-pay-it`, and what the books say
   */
  async approve(foundation: number, id: number, by: Person, given: Given = NOTHING_GIVEN): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      await this.lock(tx, id);
      const proposal = await this.undecided(tx, foundation, id);
      refuseSamePerson('whoever-requests-does-not-approve', proposal.proposedBy, by.id);
      await this.refuseMoved(tx, proposal);
      const draft = draftOf(proposal);
      await refuseForGroup(tx, draft, { forGroup: proposal.forGroup, today: this.clock.today() });
      await this.helds.admit(tx, draft, { by: 'proposal', id, foundation, proposedBy: proposal.proposedBy }, given, by);
      const [verdict] = await this.ledger.post(tx, [draft]);
      if ('refused' in verdict!) throw verdict.refused;
      await refuseBelowNothing(tx, draft, { booked: true });
      if (verdict!.again) throw new Refused(proposal.kind === 'reversal' ? 'an-entry-is-reversed-once' : 'a-proposal-is-decided-once');
      const { entry } = verdict!;
      const now = this.clock.now();
      await this.vouchers.made(tx, foundation, proposal.proposedBy, [entry]);
      await this.vouchers.check(tx, foundation, entry, by.id, now);
      await tx.query("INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, 'approved', $3, $4, $5)", [id, proposal.proposedBy, by.id, now, entry]);
      if (!proposal.asset) return;
      const { name, residue, months, for: usedFor } = proposal.asset;
      await tx.query('INSERT INTO fixed_asset (foundation, entry, fund, name, cost, residue, months, used_for, bought_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [foundation, entry, proposal.lines[0]!.fund, name, proposal.lines[0]!.debit, residue, months, usedFor, proposal.factDay]);
    });
  }

  /** Refuses a proposal, or withdraws one's own. Nothing was booked and nothing is. */
  async decline(foundation: number, id: number, { decision, why }: { decision: 'refused' | 'withdrawn'; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.lock(tx, id);
      const proposal = await this.undecided(tx, foundation, id);
      if (decision === 'refused') refuseSamePerson('whoever-requests-does-not-approve', proposal.proposedBy, by.id);
      if (decision === 'withdrawn' && proposal.proposedBy !== by.id) throw new Refused('only-whoever-proposed-a-voucher-withdraws-it');
      await tx.query('INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, why) VALUES ($1, $2, $3, $4, $5, $6)', [id, proposal.proposedBy, decision, by.id, this.clock.now(), why]);
    });
  }

  /** What the guard-rails say to a proposal as things stand. */
  async findings(db: Pick<EntityManager, 'query'>, proposal: Proposal, lang: Lang): Promise<readonly Finding[]> {
    return this.guards.findings(db, draftOf(proposal), lang);
  }

  /** @throws NotFoundException */
  async proposal(db: Pick<EntityManager, 'query'>, foundation: number, id: number): Promise<Proposal> {
    const [row] = await db.query<(Omit<Proposal, 'lines' | 'forGroup' | 'asset'> & { lines: RawLine[]; route: number | null; part: Fen | null; asset_name: string | null; asset_months: number | null; asset_residue: Fen | null; asset_for: string | null })[]>(
      `SELECT p.id, p.foundation, p.template, p.kind, p.day, p.fact_day AS "factDay", p.party, p.note, p.papers, p.lines, p.reverses, o.kind AS mirrors, p.pays, p.group_route AS route, p.group_sum::bigint AS part, p.asset_name, p.asset_months, p.asset_residue, p.asset_for,
         p.proposed_by AS "proposedBy", d.proposal IS NOT NULL AS decided
       FROM voucher_proposal p LEFT JOIN voucher_decision d ON d.proposal = p.id LEFT JOIN journal_entry o ON o.id = p.reverses WHERE p.id = $1 AND p.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    return {
      ...row, lines: row.lines.map((line) => ({ ...line, debit: BigInt(line.debit), promise: line.promise === null ? null : BigInt(line.promise) })),
      forGroup: row.route === null ? null : { route: row.route, sum: row.part! },
      asset: row.asset_name === null ? null : { name: row.asset_name, months: row.asset_months!, residue: row.asset_residue!, for: row.asset_for! },
    };
  }

  /** What booking it would do to its funds, or why the books would say no now. */
  async preview(foundation: number, id: number): Promise<{ effects: Effect[]; refused: Refused | null }> {
    return this.db.transaction(async (tx) => {
      const proposal = await this.undecided(tx, foundation, id);
      try {
        await this.refuseMoved(tx, proposal);
        const effects = await this.ledger.preview(tx, draftOf(proposal));
        await refuseBelowNothing(tx, draftOf(proposal), { booked: false });
        await refuseForGroup(tx, draftOf(proposal), { forGroup: proposal.forGroup, today: this.clock.today() });
        return { effects, refused: null };
      } catch (error) {
        if (error instanceof Refused) return { effects: [], refused: error };
        throw error;
      }
    });
  }

  /** One decision at a time: whoever comes second finds it made, and not books that have moved by it. */
  private async lock(tx: EntityManager, id: number): Promise<void> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('proposal'), $1)", [id]);
  }

  private async undecided(tx: EntityManager, foundation: number, id: number): Promise<Proposal> {
    const proposal = await this.proposal(tx, foundation, id);
    if (proposal.decided) throw new Refused('a-proposal-is-decided-once');
    return proposal;
  }

  /** Something rests on it that would be left behind. `judge_voucher_decision` says it again when it is booked. */
  private async refuseLeaningOn(tx: EntityManager, entry: bigint): Promise<void> {
    const [leaning] = await tx.query<[{ paid: boolean; worn: boolean }]>(
      `SELECT EXISTS (SELECT 1 FROM voucher_proposal p JOIN voucher_decision d ON d.proposal = p.id AND d.decision = 'approved' WHERE p.pays = $1 AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.reverses = d.entry)) AS paid,
         EXISTS (SELECT 1 FROM fixed_asset a WHERE a.entry = $1 AND worn_so_far(a.id) <> 0) AS worn`, [entry]);
    if (leaning.paid) throw new Refused('a-cost-that-was-paid-is-not-reversed');
    if (leaning.worn) throw new Refused('an-asset-that-has-worn-is-not-reversed');
  }

  /** Its month was sealed meanwhile; or it carries what stands, as a closing or a migration does, and that is not what stood when it was proposed. */
  private async refuseMoved(tx: EntityManager, proposal: Proposal): Promise<void> {
    const until = await sealedUntil(tx, proposal.foundation);
    if (openDayFrom(proposal.day, until) !== proposal.day) throw new Refused('a-proposal-whose-month-was-sealed-is-made-anew', { month: monthOf(proposal.day) });
    if (proposal.kind !== 'year closing' && proposal.kind !== 'chart migration') return;
    const now = proposal.kind === 'year closing' ? await yearClosingOf(tx, { foundation: proposal.foundation, month: proposal.day.slice(0, 7) }) : await chartMigrationOf(tx, proposal.foundation);
    if (textOf(now.lines) !== textOf(proposal.lines)) throw new Refused('the-books-have-moved-since');
  }

  private async write(tx: EntityManager, { draft, template, papers, pays, forGroup, asset }: { draft: Draft; template: string; papers: string | null; pays: bigint | null; forGroup: ForGroup | null; asset: Proposal['asset'] }, by: Person): Promise<number> {
    const lines = draft.lines.map((line): RawLine => ({
      fund: line.fund, account: line.account, standard: line.standard ?? (draft.day < '2026-01-01' ? 2004 : 2026), debit: String(line.debit), place: line.place, promise: line.promise === null ? null : String(line.promise),
    }));
    const [row] = await tx.query<[{ id: number }]>(
      `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, party, note, papers, lines, reverses, pays, group_route, group_sum, asset_name, asset_months, asset_residue, asset_for, proposed_by, proposed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING id`,
      [draft.foundation, template, draft.kind, draft.day, draft.factDay, draft.party, draft.note, papers, JSON.stringify(lines), draft.reverses, pays,
        forGroup?.route, forGroup?.sum, asset?.name, asset?.months, asset?.residue, asset?.for, by.id, this.clock.now()]);
    return row.id;
  }

  /** Nobody proposes what the books refuse today; whether they still take it is asked again when it is approved. */
  private async refuseWhatTheBooksRefuse(tx: EntityManager, draft: Draft): Promise<void> {
    await this.ledger.preview(tx, { ...draft, source: `preview:${draft.source}` });
    await refuseBelowNothing(tx, draft, { booked: false });
  }

  /** Said when it is proposed already; `judge_voucher_decision` says it again of both when it is booked. */
  private async refuseWhoApproved(tx: EntityManager, { foundation, fund, pays }: { foundation: number; fund: number; pays: bigint | null }, by: Person): Promise<void> {
    const rows = await tx.query<{ approver: number }[]>(
      `SELECT d.decided_by AS approver FROM voucher_decision d JOIN voucher_proposal p ON p.id = d.proposal WHERE p.foundation = $1 AND p.kind = 'cost accepted' AND d.decision = 'approved'
         AND CASE WHEN $3::bigint IS NULL THEN (p.lines -> 0 ->> 'fund')::int = $2 ELSE d.entry = $3 END`, [foundation, fund, pays]);
    refuseSamePerson('whoever-approves-does-not-pay', rows.map(({ approver }) => approver), by.id);
  }

  private refuseFuture(day: Day): void {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
  }
}

interface RawLine { fund: number; account: string; standard: Standard; debit: string; place: number | null; promise: string | null }

const textOf = (lines: readonly Line[]): string => lines.map((l) => `${l.fund} ${l.account} ${l.debit} ${l.place ?? ''} ${l.promise ?? ''}`).sort().join('\n');

/** What is booked: the lines as they were proposed. */
function draftOf(p: Proposal): Draft {
  const standards = p.kind === 'chart migration';
  return {
    foundation: p.foundation, kind: p.kind, day: p.day, factDay: p.factDay, source: p.reverses === null ? `voucher:${p.id}` : `reversal:${p.reverses}`, fact: null, reverses: p.reverses, mirrors: p.mirrors,
    party: p.party, note: p.note, lines: p.lines.map(({ standard, ...line }) => (standards && standard === 2004 ? { ...line, standard } : line)),
  };
}
