import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { PaperPages } from '../../people/papers/paper-pages';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { DayField, Needed } from '../../platform/form-fields';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import { plain, yuan, type Fen } from '../../rules/money';
import { CashBankings, overdueCash, unbanked } from './cash-bankings.service';
import { figureInForce } from './cash-counts.service';
import { Sum, WhyForm } from './offline-gifts.form';

class BankingForm {
  @Needed('bank-missing', 9) bank: string;
  @Sum() amount: string;
  @DayField() day: string;
  @Needed('slip-missing', 60) slip: string;
}

type Answer = { url: string; statusCode: number };
const DONE = ['recorded', 'confirmed', 'withdrawn'] as const;

/** Cash on its way from the box to the bank. */
@ApiExcludeController()
@Controller('desk/gifts/bankings') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class CashBankingsController {
  constructor(private readonly db: DataSource, private readonly bankings: CashBankings, private readonly papers: PaperPages, private readonly clock: Clock) {}

  @Get() @Render('desk/bankings')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    const name = lang === 'zh' ? 'name' : 'english_name';
    const [lying, overdue, rule, banks, bankings] = await Promise.all([
      unbanked(this.db, id), overdueCash(this.db, id, today), figureInForce(this.db, id, 'cash-banked-within-days', today),
      this.db.query<{ value: string; label: string }[]>(`SELECT id::text AS value, ${name} AS label FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id`, [id]),
      this.db.query<Row[]>(
        `SELECT b.id::text, b.sum, b.day, b.slip, b.recorded_by AS "recordedBy", p.${name} AS by, q.${name} AS "confirmedBy", s.voucher AS entry, w.reason,
           CASE WHEN w.banking IS NOT NULL THEN 'withdrawn' WHEN c.banking IS NOT NULL THEN 'confirmed' ELSE 'waiting' END AS state
         FROM cash_banking b JOIN person p ON p.id = b.recorded_by LEFT JOIN cash_banking_confirmation c ON c.banking = b.id LEFT JOIN person q ON q.id = c.confirmed_by
         LEFT JOIN sealed_entry s ON s.entry = c.entry LEFT JOIN cash_banking_withdrawal w ON w.banking = b.id WHERE b.foundation = $1 ORDER BY b.id DESC LIMIT 200`, [id]),
    ]);
    const papers = await this.papers.ofAll(request, 'bankings', bankings.map((row) => ({ key: row.id, id: row.id })));
    const left = lying.reduce((sum, row) => sum + row.sum, 0n);
    const me = request.person!;
    const { done } = request.query as { done?: unknown };
    const known = DONE.find((one) => one === done);
    return {
      left, overdue, source: rule?.source ?? null, banks, acts: !me.readsAll,
      first: bankings.find((row) => row.state === 'waiting')?.id ?? null, asking: bankings.find((row) => row.state === 'waiting' && row.recordedBy !== me.id)?.id ?? null,
      bankings: bankings.map((row) => ({ ...row, papers: papers.get(row.id), mine: row.recordedBy === me.id, may: row.state === 'waiting' && !me.readsAll && row.recordedBy !== me.id })),
      typed: { bank: banks[0]?.value ?? '', amount: left > 0n ? plain(left) : '', day: today, slip: '' },
      done: request.method === 'GET' && known ? wordsOf(lang)(`bankings.done.${known}`) : null,
    };
  }

  @Post() @Redirect() @WithPapers()
  @FormPage('desk/bankings', (controller: CashBankingsController, request) => controller.list(request))
  async record(@Body() { bank, amount, day, slip }: BankingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.bankings.record(request.foundation!.id, { bank, sum: yuan(amount), day, slip, papers: keysOf(request) }, request.person!);
    return seeOther(request, 'recorded');
  }

  @Post(':id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/bankings', (controller: CashBankingsController, request) => controller.list(request))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    await this.bankings.confirm(whichOf(request), request.person!);
    return seeOther(request, 'confirmed');
  }

  @Post(':id/withdrawals') @Redirect()
  @FormPage('desk/bankings', (controller: CashBankingsController, request) => controller.list(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.bankings.withdraw(whichOf(request), why, request.person!);
    return seeOther(request, 'withdrawn');
  }
}

interface Row {
  readonly id: string; readonly sum: Fen; readonly day: Day; readonly slip: string; readonly recordedBy: number; readonly by: string; readonly confirmedBy: string | null; readonly entry: string | null; readonly reason: string | null;
  readonly state: 'waiting' | 'confirmed' | 'withdrawn';
}

/** @throws NotFoundException for what cannot be a number of ours */
function whichOf(request: FastifyRequest): { foundation: number; id: number } {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return { foundation: request.foundation!.id, id: Number(id) };
}

const seeOther = (request: FastifyRequest, done: (typeof DONE)[number]): Answer => ({ url: `${visitOf(request).base}/desk/gifts/bankings?done=${done}`, statusCode: 303 });
