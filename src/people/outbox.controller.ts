import { Controller, Get, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { Notices } from './notices.service';
import { OneTimeCodes } from './one-time-codes';
import { PeopleQueries } from './people.queries';
import { Vault } from './vault';

/** As many letters as are shown. */
const LETTERS = 20;

/** What a telephone would show the people of the demo, and what we have said to anybody. It is never registered in production, and knows nobody whose second factor is not the demo's. */
@Controller('outbox') @Public()
export class OutboxController {
  constructor(private readonly db: DataSource, private readonly queries: PeopleQueries, private readonly codes: OneTimeCodes, private readonly vault: Vault, private readonly notices: Notices, private readonly clock: Clock) {}

  @Get() @Render('desk/outbox')
  async telephones(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const people = await this.queries.list(request.foundation!.id, this.clock.today(), visitOf(request).lang);
    const kept = await this.db.query<{ person: number; totp_secret: Buffer }[]>('SELECT person, totp_secret FROM credential WHERE person = ANY ($1) AND totp_secret IS NOT NULL', [people.map(({ id }) => id)]);
    const shown = people.filter(({ id, login }) => kept.some((one) => one.person === id && this.vault.open(one.totp_secret, id) === this.vault.demoSecret(login)));
    const codes = await Promise.all(shown.map(async ({ name, login, roles }) => ({ name, login, roles, ...(await this.codes.current(this.vault.demoSecret(login))) })));
    void reply.header('cache-control', 'no-store');
    if (codes[0]) void reply.header('refresh', String(codes[0].seconds + 1));
    const letters = await this.notices.newest(request.foundation!.id, LETTERS);
    return { letters, codes: codes.map(({ code, ...rest }) => ({ ...rest, code: code.replace(/^.../, '$& ') })), seconds: codes[0]?.seconds ?? 0 };
  }
}
