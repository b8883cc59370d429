import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { Needed } from '../../platform/form-fields';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { Transfers } from './transfers.service';

class AccountForm {
  @Needed('bank-missing', 9) place: string;
  @Needed('bank-name-missing', 80) bank: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.normalize('NFKC').replace(/[\s-]/g, '') : (value as unknown))) @Matches(/^\d{8,30}$/, { message: 'an-account-number-is-digits' }) number: string;
}

type Answer = { url: string; statusCode: number };
const DONE = ['entered', 'confirmed'] as const;

/** The account that donors are told to pay into. */
@ApiExcludeController()
@Controller('desk/gifts/account') @Allow('bookkeeper', 'cashier', 'secretary-general')
export class TransferAccountController {
  constructor(private readonly db: DataSource, private readonly transfers: Transfers) {}

  @Get() @Render('desk/transfer-account')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id, name: holder } = request.foundation!;
    const me = request.person!;
    const name = lang === 'zh' ? 'name' : 'english_name';
    const [now, waiting, places] = await Promise.all([
      this.transfers.account(id),
      this.db.query<{ id: string; bank: string; number: string; by: string; enteredBy: number }[]>(
        `SELECT a.id::text, a.bank, a.number, p.${name} AS by, a.entered_by AS "enteredBy" FROM transfer_account a JOIN person p ON p.id = a.entered_by
         WHERE a.foundation = $1 AND a.id = (SELECT max(id) FROM transfer_account WHERE foundation = $1) AND NOT EXISTS (SELECT FROM transfer_account_confirmation c WHERE c.account = a.id)`, [id]),
      this.db.query<{ value: string; label: string }[]>(`SELECT id::text AS value, ${name} AS label FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id`, [id]),
    ]);
    const { done } = request.query as { done?: unknown };
    const known = DONE.find((one) => one === done);
    return {
      holder, now, waiting: waiting[0] ? { ...waiting[0], may: !me.readsAll && waiting[0].enteredBy !== me.id } : null, places, acts: !me.readsAll,
      typed: { place: places[0]?.value ?? '', bank: '', number: '' }, done: request.method === 'GET' && known ? wordsOf(lang)(`account.done.${known}`) : null,
    };
  }

  @Post() @Redirect() @StepUp()
  @FormPage('desk/transfer-account', (controller: TransferAccountController, request) => controller.page(request))
  async enter(@Body() form: AccountForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.transfers.enterAccount(request.foundation!.id, form, request.person!);
    return seeOther(request, 'entered');
  }

  @Post(':id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/transfer-account', (controller: TransferAccountController, request) => controller.page(request))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    const { id } = request.params as { id: string };
    if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
    await this.transfers.confirmAccount({ foundation: request.foundation!.id, id: Number(id) }, request.person!);
    return seeOther(request, 'confirmed');
  }
}

const seeOther = (request: FastifyRequest, done: (typeof DONE)[number]): Answer => ({ url: `${visitOf(request).base}/desk/gifts/account?done=${done}`, statusCode: 303 });
