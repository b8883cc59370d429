import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { ReadDatabase } from '../platform/read-database';
import { visitOf } from '../platform/visit';
import { lifeOf } from '../foundations/life/life';
import { threeSumsOf } from '../foundations/life/life.queries';
import { FundsQueries } from '../funds/funds.queries';
import { type Lang, wordsOf } from '../platform/words';
import { monthOf } from '../rules/day';
import { works } from '../rules/life';
import { publicPage } from './ledger.controller';
import { rowOnPage } from './ledger.page';
import { pillarsOf } from './pillars.queries';
import { rowsAt } from './rows.queries';
import { type Scope, sealedTo } from './scope.queries';
import { Verifications } from './verifications.service';

const LAST_ROWS = 5;
const EVERYTHING = { q: null, kind: null, month: null, min: null, max: null };

/** The first page: what came in and went out this month, who asks for gifts, and whether the books hold. */
@Controller()
@Public()
export class HomeController {
  constructor(private readonly read: ReadDatabase, private readonly funds: FundsQueries, private readonly verifications: Verifications, private readonly clock: Clock) {}

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const today = this.clock.today();
    const scope: Scope = { foundation: foundation.id, fund: null };
    const answers = await this.verifications.today();
    const books = await this.read.snapshot(async (db) => ({
      pillars: await pillarsOf(db, scope, { month: monthOf(today), today }),
      sealed: await sealedTo(db, foundation.id),
      funds: (await this.funds.open(foundation, today, db)).filter((one) => one.open && one.fund.mode !== 'invited').map((one) => card(one, lang)), // the public is not asked to give where only the invited may (CL 29)
      sums: await threeSumsOf(db, foundation.id),
      life: await lifeOf(db, foundation.id),
      rows: (await rowsAt(db, scope, EVERYTHING, { at: { side: 'newest' }, most: LAST_ROWS, lang })).map((row) => rowOnPage(row, { all: true })),
    }));
    publicPage(reply).view('disclosure/home', {
      ...books,
      rests: works(books.life) ? null : wordsOf(lang)(`life.${books.life}.public`),
      checks: { count: answers.length, failed: answers.filter((one) => one.offences.length > 0).length, at: new Date(Math.max(0, ...answers.map((one) => one.at.getTime()))) },
    });
  }
}

/** As views/shared/fund-card.hbs shows it. */
const card = ({ fund, figures, open }: Awaited<ReturnType<FundsQueries['open']>>[number], lang: Lang): object => ({
  code: fund.code, open, mode: fund.mode, ...figures,
  ...(lang === 'zh' ? { name: fund.name, purpose: fund.summary, place: fund.place } : { name: fund.englishName, purpose: fund.englishSummary, place: fund.englishPlace }),
});
