import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { oneByOne } from '../platform/one-by-one';
import type { Lang } from '../platform/words';
import type { Finding } from '../rules/guardrails';
import type { Draft } from './draft';

type Asks = Pick<EntityManager, 'query'>;

/** A folder to the right that knows what a spend must keep to: agreements, campaigns, the council. */
export interface GuardsSpends {
  /** What the rules say of a draft before somebody approves it; nothing where it takes nothing. */
  findings(db: Asks, draft: Draft, lang: Lang): Promise<readonly Finding[]>;
  /** The confirmed resolutions on which a held spend may rest, as a form offers them. */
  resolutions(foundation: number): Promise<{ value: string; label: string }[]>;
}

/** What stands between a proposal and the books 支出护栏. */
@Injectable()
export class SpendGuards {
  private readonly guards: GuardsSpends[] = [];

  /** To be called once, when the module starts. */
  add(guards: GuardsSpends): void {
    this.guards.push(guards);
  }

  async findings(db: Asks, draft: Draft, lang: Lang = 'zh'): Promise<readonly Finding[]> {
    return (await oneByOne(this.guards, (one) => one.findings(db, draft, lang))).flat();
  }

  async resolutions(foundation: number): Promise<{ value: string; label: string }[]> {
    return (await Promise.all(this.guards.map((one) => one.resolutions(foundation)))).flat();
  }
}
