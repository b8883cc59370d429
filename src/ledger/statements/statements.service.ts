import { Injectable } from '@nestjs/common';
import type { Asks } from '../../platform/read-database';
import type { Lang } from '../../platform/words';
import type { Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { type Agreement, agreementsOf } from './agreements';
import type { Fact } from './facts';
import { fundTables } from './fund-statement';
import { isWorth } from './lines';
import { type StatementName, type Table, tablesOf } from './statement';
import { factsFor, fundsOf, movedIn, numberedTo, releasesDue, standardOf } from './statements.queries';

/** A statement, ready to be shown, printed or saved. */
export interface Statement {
  readonly name: StatementName;
  readonly month: Month;
  readonly standard: Standard;
  readonly tables: readonly Table[];
  /** The newest voucher that is in it, and how many entries are in it that still wait for their numbers. */
  readonly numbered: { readonly voucher: string | null; readonly waiting: number };
}

/** The statements of a foundation. To be asked within one snapshot, so that they agree while others post. */
@Injectable()
export class Statements {
  async statement(db: Asks, { foundation, name, month, lang }: { foundation: number; name: StatementName; month: Month; lang: Lang }): Promise<Statement> {
    const standard = standardOf(month);
    return { name, month, standard, tables: name === 'funds' ? await this.ofFunds(db, foundation, month, lang) : await this.ofFoundation(db, name, foundation, month), numbered: await numberedTo(db, foundation) };
  }

  /** How the statements of a month agree. */
  async agreements(db: Asks, foundation: number, month: Month): Promise<Agreement[]> {
    const byFund = await factsFor(db, { foundation, month }, 'fund');
    const tables = await this.ofFunds(db, foundation, month, 'zh', byFund);
    const all = (key: string, column: string): Fen => {
      const table = tables.find((one) => one.key === key)!;
      const at = table.columns.findIndex((one) => one.key === column);
      return table.rows.filter(({ style }) => style === 'line').reduce((sum, row) => sum + row.figures[at]!.sum, 0n);
    };
    return agreementsOf(byFund, standardOf(month), { money: all('month-money', 'month-money-opening') + all('month-money', 'month-received') - all('month-money', 'month-paid'), worth: all('month-worth', 'month-worth-closing') });
  }

  private async ofFoundation(db: Asks, name: Exclude<StatementName, 'funds'>, foundation: number, month: Month): Promise<Table[]> {
    const facts = await factsFor(db, { foundation, month });
    const tables = tablesOf(name, facts, standardOf(month));
    return name === 'activities' ? withDue(tables, facts, [...(await releasesDue(db, { foundation, month })).values()].reduce((all, sum) => all + sum, 0n)) : tables;
  }

  private async ofFunds(db: Asks, foundation: number, month: Month, lang: Lang, known?: readonly Fact[]): Promise<Table[]> {
    const facts = known ?? (await factsFor(db, { foundation, month }, 'fund'));
    const [moved, due, funds] = [await movedIn(db, { foundation, month }, facts), await releasesDue(db, { foundation, month }), await fundsOf(db, foundation, lang)];
    return fundTables({ facts, moved, due, funds, standard: standardOf(month) });
  }
}

/** Beneath an open month's activities: what its closing will release. Counted in no sum, for it is not in the books yet. */
function withDue(tables: readonly Table[], facts: readonly Fact[], due: Fen): Table[] {
  if (due === 0n || !facts.some(isWorth)) return [...tables];
  return tables.map((table) => ({
    ...table,
    rows: [...table.rows, {
      key: 'due', no: null, zh: '附：待解除限定（结账时转为非限定性，尚未记账）', en: 'Note: to be released at closing, not booked yet', style: 'memo' as const,
      figures: table.columns.map(({ key, span }) => ({ sum: key.endsWith('-unrestricted') ? due : key.endsWith('-restricted') ? -due : 0n, behind: [], span, side: null })),
    }],
  }));
}
