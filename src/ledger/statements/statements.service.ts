import { Injectable, NotFoundException } from '@nestjs/common';
import type { Asks } from '../../platform/read-database';
import type { Lang } from '../../platform/words';
import { type Day, type Month, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { type Agreement, agreementsOf } from './agreements';
import { balanceOf, type Fact, type Span } from './facts';
import { dueOf, fundTables } from './fund-statement';
import { ACTIVITY_COLUMNS, isWorth } from './lines';
import { oneFundTables } from './one-fund';
import { type Row, type StatementName, type Table, tablesOf } from './statement';
import { type Due, factsFor, firstOf, type FundName, fundsOf, lastOf, movedIn, numberedTo, openedOn, openedWithin, releasesDue, sealedBy, standardOf } from './statements.queries';

/** A statement, ready to be shown, printed or saved. */
export interface Statement {
  readonly name: StatementName;
  readonly month: Month;
  readonly standard: Standard;
  readonly tables: readonly Table[];
  /** The newest voucher that is in it, and how many entries are in it that still wait for their numbers. */
  readonly numbered: { readonly voucher: string | null; readonly waiting: number };
  /** Null while the month may change. */
  readonly sealed: { readonly on: Day; readonly signers: readonly string[] } | null;
  /** The day on which the books were opened, where the year of the statement had begun before it. */
  readonly opened: Day | null;
  /** Of one fund alone. */
  readonly fund: FundName | null;
}

/** The statements of a foundation. To be asked within one snapshot, so that they agree while others post. */
@Injectable()
export class Statements {
  /** `fund`: the statement of that fund alone. @throws NotFoundException for a fund that the foundation does not have */
  async statement(db: Asks, { foundation, name, month, lang, fund: code }: { foundation: number; name: StatementName; month: Month; lang: Lang; fund?: string }): Promise<Statement> {
    const fund = code === undefined ? null : ((await fundsOf(db, foundation, lang)).find((one) => one.code === code) ?? null);
    if (code !== undefined && (fund === null || name !== 'funds')) throw new NotFoundException();
    const tables = fund ? await this.ofFund(db, foundation, month, fund) : name === 'funds' ? await this.ofFunds(db, foundation, month, lang) : await this.ofFoundation(db, name, foundation, month);
    return {
      name, month, standard: standardOf(month), tables, fund, numbered: await numberedTo(db, { foundation, month }),
      sealed: await sealedBy(db, { foundation, month }, lang), opened: openedWithin(await openedOn(db, foundation), yearOf(firstOf(month))),
    };
  }

  private async ofFund(db: Asks, foundation: number, month: Month, { id }: FundName): Promise<Table[]> {
    const facts = await factsFor(db, { foundation, month, fund: id }, 'fund');
    const moved = await movedIn(db, { foundation, month }, facts);
    return oneFundTables(facts, moved.find(({ fund }) => fund === id), (await releasesDue(db, { foundation, month })).get(id));
  }

  /** How the statements of a month agree. */
  async agreements(db: Asks, foundation: number, month: Month): Promise<Agreement[]> {
    const byFund = await factsFor(db, { foundation, month }, 'fund');
    const tables = await this.ofFunds(db, foundation, month, 'zh', byFund);
    const figures = (key: string, column: string, of: (row: Row) => boolean): Fen => {
      const table = tables.find((one) => one.key === key)!;
      const at = table.columns.findIndex((one) => one.key === column);
      return table.rows.filter(of).reduce((sum, row) => sum + row.figures[at]!.sum, 0n);
    };
    const isFund = ({ style }: Row): boolean => style === 'line';
    const isWhole = ({ style }: Row): boolean => style === 'total';
    // what came and what went, fund by fund and of the foundation, of the month and of the year: four ways to the money there is
    const money = (['month', 'year'] as const).flatMap((span) => [isFund, isWhole].map((of) => {
      const sum = (what: string): Fen => figures(`${span}-money`, `${span}-${what}`, of);
      return sum('money-opening') + sum('received') - sum('paid');
    }));
    const worth = (['month', 'year'] as const).map((span) => {
      const sum = (what: string): Fen => figures(`${span}-worth`, `${span}-${what}`, isFund);
      return sum('worth-opening') + sum('income') - sum('cost') + sum('direct');
    });
    return agreementsOf(byFund, standardOf(month), { money, worth });
  }

  /** The four pillars of the foundation's money in a month: what lies in purses of others too, as the statement of the funds has it. */
  async pillars(db: Asks, { foundation, month, today }: { foundation: number; month: Month; today: Day }): Promise<{ span: 'month'; from: Day; to: Day; opening: Fen; received: Fen; paid: Fen; closing: Fen }> {
    const facts = (await factsFor(db, { foundation, month })).filter(({ accountClass }) => accountClass === 'M');
    const money = (span: Span): Fen => facts.reduce((all, fact) => all + balanceOf(fact, span), 0n);
    const whole = (await movedIn(db, { foundation, month }, facts)).find(({ fund }) => fund === 0)?.month ?? { received: 0n, paid: 0n };
    return { span: 'month', from: firstOf(month), to: lastOf(month) < today ? lastOf(month) : today, opening: money('month-opening'), ...whole, closing: money('end') };
  }

  private async ofFoundation(db: Asks, name: Exclude<StatementName, 'funds'>, foundation: number, month: Month): Promise<Table[]> {
    const facts = await factsFor(db, { foundation, month });
    const tables = tablesOf(name, facts, standardOf(month));
    return name === 'activities' ? withDue(tables, facts, [...(await releasesDue(db, { foundation, month })).values()]) : tables;
  }

  private async ofFunds(db: Asks, foundation: number, month: Month, lang: Lang, known?: readonly Fact[]): Promise<Table[]> {
    const facts = known ?? (await factsFor(db, { foundation, month }, 'fund'));
    const [moved, due, funds] = [await movedIn(db, { foundation, month }, facts), await releasesDue(db, { foundation, month }), await fundsOf(db, foundation, lang)];
    return fundTables({ facts, moved, due, funds, standard: standardOf(month) });
  }
}

/** Beneath an open month's activities: what its closing will release, and of the year what that of all open months will. Counted in no sum, for it is not in the books yet. */
function withDue(tables: readonly Table[], facts: readonly Fact[], dues: readonly Due[]): Table[] {
  const sum = (span: 'month' | 'year'): Fen => dues.reduce((all, due) => all + due[span], 0n);
  if ((sum('month') === 0n && sum('year') === 0n) || !facts.some(isWorth)) return [...tables];
  const shown = (key: string, span: 'month' | 'year'): Fen => (key.endsWith('-unrestricted') ? sum(span) : key.endsWith('-restricted') ? -sum(span) : 0n);
  return tables.map((table) => ({
    ...table,
    rows: [...table.rows, {
      key: 'due', no: null, zh: '附：待解除限定（结账时转为非限定性，尚未记账）', en: 'Note: to be released at closing, not booked yet', style: 'memo' as const,
      figures: ACTIVITY_COLUMNS.map(({ key, span }) => dueOf(shown(key, span as 'month' | 'year'), span as 'month' | 'year')),
    }],
  }));
}
