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
import { leastStart, refuseName } from './terms';

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
   * @throws NotFoundException, Refused `an-agreement-is-signed-by-both`, `a-request-opens-one-fund`, `opening-a-fund-rests-on-a-resolution`, `a-fund-begins-with-the-least-sum`, `a-funds-name-keeps-to-the-rules`, `a-fund-has-its-own-code`, `a-fund-has-its-own-name`
   */
  async open(host: Foundation, version: number, { code, page, resolution, whyBelow }: Opening, by: Pick<Person, 'id'>): Promise<FundRef> {
    return this.db.transaction(async (tx) => {
      const [text] = await tx.query<{ name: string; day: string; preserved: boolean; sum: bigint }[]>('SELECT name, day, preserved, starting_sum AS sum FROM agreement_version WHERE id = $1 AND foundation = $2 AND request IS NOT NULL', [version, host.id]);
      if (!text) throw new NotFoundException();
      await refuseName(tx, host, text);
      const least = await leastStart(tx, host, text.day);
      if (text.sum < least.sum && !(resolution !== null && whyBelow?.trim())) throw new Refused('a-fund-begins-with-the-least-sum', { field: 'whyBelow', least: grouped(least.sum), sum: grouped(text.sum) }, least.source);
      const [row] = await tx.query<[{ id: number }]>('SELECT fund_open($1, $2, $3, $4, $5, $6, $7) AS id', [
        version, code, asRow({ ...page, unit: page.unit?.label, englishUnit: page.unit?.englishLabel, unitCost: page.unit?.cost, tiles: page.tiles }), resolution, whyBelow, by.id, this.clock.now(),
      ]);
      return { id: row.id, foundation: host.id, class: text.preserved ? 'preserved' : 'restricted' };
    });
  }
}
