import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { grouped } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Page } from '../funds.service';
import { asRow } from './agreement-text';
import { leastStart, refuseName, yearlyTerms } from './terms';

export interface Opening {
  readonly code: string;
  readonly page: Page;
  /** The council's, where one is asked for. */
  readonly resolution: number | null;
  /** Why it begins with less than the minimum. */
  readonly whyBelow: string | null;
}

/** Opens funds: the last step of a request, when its agreement is signed by both. */
@Injectable()
export class Openings {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /**
   * Opens the fund that an agreement is about: fund and guard row, kind, page, or nothing of it. Of two who do it at the same moment one is told that it is open.
   * @throws NotFoundException, Refused `an-agreement-is-signed-by-both`, `a-request-opens-one-fund`, `opening-a-fund-rests-on-a-resolution`, `a-fund-begins-with-the-least-sum`, `a-fund-is-added-to-as-its-place-asks`, `a-funds-name-keeps-to-the-rules`, `a-fund-has-its-own-code`, `a-fund-has-its-own-name`
   */
  async open(host: Foundation, version: number, { code, page, resolution, whyBelow }: Opening, by: Pick<Person, 'id'>): Promise<FundRef> {
    return this.db.transaction(async (tx) => {
      const [text] = await tx.query<{ name: string; preserved: boolean; sum: bigint; yearly: bigint; years: number; opened: boolean }[]>('SELECT name, preserved, starting_sum AS sum, yearly_addition AS yearly, yearly_years AS years, EXISTS (SELECT FROM agreement a WHERE a.request = v.request) AS opened FROM agreement_version v WHERE id = $1 AND foundation = $2 AND request IS NOT NULL', [version, host.id]);
      if (!text) throw new NotFoundException();
      if (text.opened) throw new Refused('a-request-opens-one-fund');
      const day = this.clock.today();
      const held = resolution !== null && Boolean(whyBelow?.trim());
      await refuseName(tx, host, { name: text.name, day });
      const [least, yearly] = [await leastStart(tx, host, day), await yearlyTerms(tx, host, { day, startingSum: text.sum })];
      if (text.sum < least.sum && !held) throw new Refused('a-fund-begins-with-the-least-sum', { field: 'whyBelow', least: grouped(least.sum), sum: grouped(text.sum) }, least.source);
      if (yearly && (text.yearly < yearly.sum || text.years < yearly.years) && !held) throw new Refused('a-fund-is-added-to-as-its-place-asks', { field: 'whyBelow', least: grouped(yearly.sum), years: String(yearly.years) }, yearly.source);
      const [row] = await tx.query<[{ id: number }]>('SELECT fund_open($1, $2, $3, $4, $5, $6, $7) AS id', [
        version, code, asRow({ ...page, unit: page.unit?.label, englishUnit: page.unit?.englishLabel, unitCost: page.unit?.cost, tiles: page.tiles }), resolution, whyBelow, by.id, this.clock.now(),
      ]);
      return { id: row.id, foundation: host.id, class: text.preserved ? 'preserved' : 'restricted' };
    });
  }
}
