import { Controller, Get, Query, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { finds, LOOK_UP, mayLookUp } from '../people/desk-pages';
import { inOffice } from '../people/people.queries';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import { monthOf } from '../rules/day';
import { overview } from './overview.queries';
import { Search } from './search.queries';
import { SOURCES } from './sources';
import { nextActor, sorted, type Task } from './tasks';

/** Reads what the other folders wrote; writes nothing. */
@Controller('desk') @Allow()
export class DeskController {
  constructor(private readonly db: DataSource, private readonly search: Search, private readonly clock: Clock) {}

  @Get() @Render('desk/tasks')
  async tasks(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const person = request.person!;
    const today = this.clock.today();
    const asked = { foundation: request.foundation!.id, lang, today, now: this.clock.now() };
    const seesMoney = mayLookUp(person);
    const { found, money, staff } = await this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      const tasks: Task[] = [];
      for (const source of SOURCES) tasks.push(...(await source(tx, asked)));
      return { found: tasks, staff: await inOffice(tx, asked), money: seesMoney ? await overview(tx, { ...asked, month: monthOf(today) }) : null };
    });
    const t = wordsOf(lang);
    const inWords = (task: Task): object => ({ sum: task.sum, path: finds(person, task.path) ? task.path : null, by: task.by, due: task.due, words: t(`task.${task.kind}`, task.values), late: task.due !== null && task.due < today, who: nextActor(task, { person, staff, lang }) });
    const { mine, others } = sorted(person, found);
    return { today, mine: mine.map(inWords), others: others.map(inWords), reads: person.readsAll === true, money };
  }

  @Get('search') @Allow(...LOOK_UP) @Render('desk/search')
  async results(@Req() request: FastifyRequest, @Query('q') q?: string): Promise<object> {
    const asked = typeof q === 'string' ? q.trim().slice(0, 60) : '';
    const { hits, more } = asked ? await this.search.find(request.foundation!.id, asked, request.person!) : { hits: null, more: false };
    return { q: asked, here: asked ? `/desk/search?q=${encodeURIComponent(asked)}` : '/desk/search', found: hits, more };
  }
}
