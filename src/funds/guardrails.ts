import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Draft } from '../ledger/draft';
import { account, standardOn, type Role } from '../ledger/chart';
import { KINDS } from '../ledger/kinds';
import { costsOf } from '../ledger/statements/spending.queries';
import { effectOf } from '../ledger/verdicts';
import { Clock } from '../platform/clock';
import type { Lang } from '../platform/words';
import type { Fen } from '../rules/money';
import { admit, type Check, type Finding, type Given, guardrails, type HeldFund, type Spend } from '../rules/guardrails';
import { EndowmentQueries } from './endowment/endowment.queries';
import { snapshotOf } from './guardrails.queries';

const INVESTMENTS: readonly Role[] = ['short investment', 'long equity investment', 'long debt investment', 'other long investment'];

/** What is said before money is spent 支出护栏: one snapshot of the books, and every check with its sums. */
@Injectable()
export class Guardrails {
  constructor(private readonly endowments: EndowmentQueries, private readonly clock: Clock) {}

  /** All checks of a draft; none of one that takes nothing. To be judged, its funds are locked before (`Ledger.hold`). */
  async of(db: Pick<EntityManager, 'query'>, draft: Draft, lang: Lang = 'zh'): Promise<readonly Finding[]> {
    const spend = spendOf(draft);
    if (!takes(spend)) return [];
    const { funds, year } = await snapshotOf(db, { foundation: draft.foundation, day: spend.day, spenders: spend.effects.map(({ fund }) => fund), source: draft.source, today: this.clock.today(), lang });
    return guardrails({ funds: await this.withAllowances(db, funds, draft, spend), year }, spend);
  }

  /** Only a preserved fund that spends has one, and it is worked out for no other: from its months, so it costs the same in large books. */
  private async withAllowances(db: Pick<EntityManager, 'query'>, funds: readonly HeldFund[], { foundation }: Draft, { day, effects }: Spend): Promise<HeldFund[]> {
    const spends = (fund: number): boolean => effects.some(({ fund: its, money, owed, promised, worth }) => its === fund && (promised > worth || owed + promised > money));
    const told: HeldFund[] = [];
    for (const held of funds) told.push(held.class === 'preserved' && spends(held.fund) ? { ...held, allowance: await this.endowments.allowance(db, { foundation, fund: held.fund, day }) } : held);
    return told;
  }

  /** Lets a draft through or says why not. @returns the checks that held it @throws Refused */
  async admit(tx: EntityManager, draft: Draft, given: Given): Promise<Check[]> {
    return admit(await this.of(tx, draft), given);
  }
}

/** What a draft spends, as the rules see it. */
export function spendOf(draft: Draft): Spend {
  const lines = draft.lines.map((line) => ({ ...account(line.standard ?? standardOn(draft.day), line.account), debit: line.debit }));
  const effects = [...effectOf(draft)].map(([fund, effect]) => ({ fund, ...effect }));
  const { charitable, management, total } = costsOf(lines, { kind: draft.mirrors ?? draft.kind, day: draft.day });
  const debits = (of: (line: (typeof lines)[number]) => boolean): Fen => lines.filter(of).reduce((sum, { debit }) => sum + debit, 0n);
  const owing = lines.filter((line) => line.class === 'L');
  return {
    day: draft.day, effects, costs: { charitable, management, total },
    chosen: KINDS[draft.kind].spends ? effects.reduce((sum, { owed, promised, money, worth }) => sum + most(0n, owed + promised - money, promised - worth), 0n) : 0n,
    fundraising: debits(({ role }) => role === 'fundraising'),
    essential: owing.length > 0 && owing.every(({ role }) => role === 'pay' || role === 'tax'),
    invested: draft.kind === 'investment bought' ? debits(({ role }) => INVESTMENTS.includes(role)) : 0n,
    fee: draft.kind === 'management fee' ? debits(({ role }) => role === 'restricted') : 0n,
    passesOn: draft.kind === 'transfer, restricted',
    makesGood: draft.kind === 'making good',
  };
}

const most = (...sums: readonly Fen[]): Fen => sums.reduce((all, one) => (one > all ? one : all), 0n);

/** What neither takes from a fund nor adds to a cost is no matter of guard-rails. */
const takes = ({ effects, costs }: Spend): boolean =>
  effects.some(({ money, owed, promised, worth }) => money < 0n || worth < 0n || owed + promised > money) || costs.charitable !== 0n || costs.management !== 0n;
