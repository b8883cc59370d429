import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { nameIn, type Lang } from '../platform/words';
import { admit, type Finding, type Given, needsOf, NOTHING_GIVEN, refuseBarred, verdictOf } from '../rules/guardrails';
import type { Draft } from './draft';
import { type GuardLine, guardLinesIn } from './guard-lines';
import { Ledger } from './ledger.service';
import { SpendGuards } from './spend-guards';
import { effectOf } from './verdicts';

/** What somebody chooses to spend by: a voucher that was proposed, an investment that was ordered, goods that are given out. Columns of `held_spend`. */
export interface SpendDoor {
  readonly by: 'proposal' | 'investment_order' | 'goods_issue';
  readonly id: number | bigint;
  readonly foundation: number;
  readonly proposedBy: number;
}

/** How a held spend was let through. */
export interface Through { readonly by: string; readonly at: Date; readonly reason: string; readonly consent: string | null; readonly resolution: string | null }

/** What a page shows of a spend that waits: every check, and the fields of what would let it through. See shared/held-spend. */
export interface HeldShown {
  readonly guards: readonly GuardLine[];
  readonly held: { readonly is: boolean; readonly resolution: boolean; readonly consent: boolean };
  readonly resolutions: readonly { value: string; label: string }[];
  readonly barred: boolean;
}

/** Held spends 支出暂缓: by whatever door money is spent, it is held by the same checks and let through by the same papers. */
@Injectable()
export class HeldSpends {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly guards: SpendGuards, private readonly clock: Clock) {}

  /**
   * Lets a spend through or says why not, under the locks under which it is booked: what was free a moment ago may be gone. What it rests on is written
   * down, and `ledger_post` asks for it.
   * @throws Refused of the guard-rails, or for what a held one still needs
   */
  async admit(tx: EntityManager, draft: Draft, door: SpendDoor, given: Given, by: Person): Promise<void> {
    await this.ledger.hold(tx, draft.lines.map(({ fund }) => fund));
    const held = admit(await this.guards.findings(tx, draft), given);
    if (held.length === 0) return;
    const sum = [...effectOf(draft).values()].reduce((all, { owed, promised, money, worth }) => {
      const out = owed + promised - money;
      return all + (out > 0n ? out : worth < 0n ? -worth : 0n);
    }, 0n);
    await tx.query(
      `INSERT INTO held_spend (${door.by}, foundation, proposed_by, sum, checks, resolution, majority, consent, reason, let_by, let_at)
       VALUES ($1, $2, $3, $4, $5, $6, (SELECT majority FROM resolution WHERE id = $6), $7, $8, $9, $10)`, [door.id, door.foundation, door.proposedBy, sum, held, given.resolution, given.consent, given.reason, by.id, this.clock.now()]);
  }

  /** Says no to what nothing lets through, before anybody hands anything out. @throws Refused of the guard-rails */
  async refuseBarred(tx: EntityManager, draft: Draft): Promise<void> {
    await this.ledger.hold(tx, draft.lines.map(({ fund }) => fund));
    refuseBarred(await this.guards.findings(tx, draft));
  }

  /** As the books would say it of what nobody has let through, with its sum. @throws Refused of what waits for a resolution */
  async refuseHeld(tx: EntityManager, draft: Draft, { by, id }: Pick<SpendDoor, 'by' | 'id'>): Promise<void> {
    const [through] = await tx.query<unknown[]>(`SELECT FROM held_spend WHERE ${by} = $1 AND resolution IS NOT NULL`, [id]);
    if (through) return;
    admit((await this.guards.findings(tx, draft)).filter(({ verdict, needs }) => verdict === 'hold' && needs === 'resolution'), NOTHING_GIVEN);
  }

  /** What would be said of a spend now, as a page shows it. */
  async shown(foundation: number, findings: readonly Finding[], lang: Lang): Promise<HeldShown> {
    const needs = needsOf(findings);
    const verdict = verdictOf(findings);
    return {
      guards: guardLinesIn(lang, findings), held: { is: verdict === 'hold', resolution: needs.includes('resolution'), consent: needs.includes('consent') },
      resolutions: verdict === 'hold' && needs.includes('resolution') ? await this.guards.resolutions(foundation) : [], barred: verdict === 'refuse',
    };
  }

  /** As `shown`, of a draft. */
  async ask(draft: Draft, lang: Lang): Promise<HeldShown> {
    return this.shown(draft.foundation, await this.guards.findings(this.db, draft, lang), lang);
  }

  /** How it was let through, if it was. */
  async through({ by, id }: Pick<SpendDoor, 'by' | 'id'>, lang: Lang): Promise<Through | null> {
    const [row] = await this.db.query<Through[]>(
      `SELECT b.${nameIn(lang)} AS by, h.let_at AS at, h.reason, h.consent, r.number || ' · ' || r.day || ' · ' || r.subject AS resolution
       FROM held_spend h JOIN person b ON b.id = h.let_by LEFT JOIN resolution r ON r.id = h.resolution WHERE h.${by} = $1`, [id]);
    return row ?? null;
  }
}

/** Nothing is asked of it. */
export const NOTHING_HELD: HeldShown = { guards: [], held: { is: false, resolution: false, consent: false }, resolutions: [], barred: false };
