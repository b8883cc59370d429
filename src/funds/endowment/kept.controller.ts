import { Controller, Get, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { yearOf } from '../../rules/day';
import { pictureOf } from './endowment-picture.page';
import { EndowmentQueries } from './endowment.queries';

/** What is kept for good, for everybody: the original fund and the endowments. */
@Controller('endowment') @Public()
export class KeptController {
  constructor(private readonly db: DataSource, private readonly endowments: EndowmentQueries, private readonly clock: Clock) {}

  @Get() @Render('funds/endowment')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const funds = (await this.endowments.standing(this.db, request.foundation!.id, today)).filter(({ principal }) => principal > 0n);
    return {
      kept: await Promise.all(funds.map(async (fund) => ({
        code: fund.code, name: lang === 'zh' ? fund.name : fund.englishName, picture: pictureOf(fund, fund.class === 'preserved' ? await this.endowments.spendable(this.db, fund, yearOf(today)) : null, yearOf(today)),
        page: fund.class === 'preserved' && (await hasPage(this.db, fund.id)),
      }))),
    };
  }
}

/** A fund has a page when it has an agreement. */
const hasPage = async (db: DataSource, fund: number): Promise<boolean> => (await db.query<unknown[]>('SELECT FROM fund_page WHERE fund = $1', [fund])).length > 0;
