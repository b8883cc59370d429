import { Controller, Get, Header, NotFoundException, Param, Render, Req, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { VoterPhones } from '../council/motions/voter-phones.service';
import { PurseKeepers } from '../funds/purses/keepers/keepers.service';
import { MyGroupPages } from '../people/groups/my-group-pages';
import { rolesIn } from '../people/people.queries';
import { Public } from '../platform/access';
import { Config } from '../platform/config';
import { visitOf } from '../platform/visit';
import { maskedPhone } from '../rules/names';
import { nameOf } from './gift-page';
import { GivingQueries } from './giving.queries';
import { GIFTS_SHOWN, MyGiftsQueries } from './my-gifts.queries';
import { receiptPdf } from './receipt.pdf';

/** What is kept of whoever has signed in by telephone. Without a session nobody gets here. */
@ApiExcludeController()
@Public()
@Controller('me')
export class MyGiftsController {
  constructor(private readonly queries: MyGiftsQueries, private readonly keepers: PurseKeepers, private readonly groups: MyGroupPages, private readonly voters: VoterPhones, private readonly giving: GivingQueries, private readonly config: Config) {}

  @Get() @Render('me/me')
  async mine(@Req() request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const { phone, people } = request.telephone!;
    const asked = { foundation: request.foundation!.id, phone };
    const [voter, gifts, total, purses, { groups, tasks }] = await Promise.all([this.voters.of(asked), this.queries.gifts(asked), this.queries.total(asked), this.keepers.of(asked.foundation, phone), this.groups.summary(asked, lang)]);
    return {
      phone: maskedPhone(phone),
      offices: people.map((person) => ({ name: nameOf(person, lang), roles: rolesIn(lang, person.roles) })),
      gifts: gifts.map(({ receipt, fund, ...gift }) => ({ ...gift, fund: { code: fund.code, name: nameOf(fund, lang) }, receipt: receipt && { no: receipt, file: `${base}/me/receipts/${receipt}.pdf` } })),
      total, more: total.count > GIFTS_SHOWN, purses: purses.map((purse) => ({ code: purse.code, name: nameOf(purse, lang), place: purse.place })), groups, groupTasks: tasks.length, voter,
    };
  }

  /** One's own receipt; anybody else's does not exist. */
  @Get('receipts/:file')
  @Header('content-type', 'application/pdf')
  async receipt(@Req() request: FastifyRequest, @Param('file') file: string): Promise<StreamableFile> {
    const [, no] = /^([\w-]{1,40})\.pdf$/.exec(file) ?? [];
    const foundation = request.foundation!;
    if (!no || !(await this.queries.owns({ foundation: foundation.id, phone: request.telephone!.phone }, no))) throw new NotFoundException();
    const facts = await this.giving.receipt(no, foundation.id);
    return new StreamableFile(await receiptPdf(facts, foundation, `${this.config.baseUrl}${visitOf(request).base}/receipts/${facts.no}`), { disposition: `inline; filename="${facts.no}.pdf"` });
  }
}
