import { Body, Controller, Get, NotFoundException, Param, Post, Redirect, Render, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { keysOf, WithPapers } from '../people/papers/held-files';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { givenIn, GivenForm } from './given.form';
import { Proposals } from './proposals.service';
import { ChecksForm, ReversalForm, VoucherForm, WhyForm } from './voucher.form';
import { type VoucherDone, VoucherPages } from './voucher-page';
import { voucherPdf } from './voucher.pdf';
import { Vouchers } from './vouchers.service';

type Answer = { url: string; statusCode: number };

/** Vouchers 凭证, and those that somebody proposes. */
@Controller('desk/vouchers') @Allow('bookkeeper', 'secretary-general', 'cashier')
export class VouchersController {
  constructor(private readonly db: DataSource, private readonly pages: VoucherPages, private readonly vouchers: Vouchers, private readonly proposals: Proposals, private readonly clock: Clock) {}

  @Get() @Render('desk/vouchers')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  /** A month's vouchers for the printer, all of them or those of one word. */
  @Get('sheets')
  async sheets(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { name, vouchers } = await this.pages.sheets(request);
    await reply.type('application/pdf').header('content-disposition', `inline; filename="vouchers-${name}.pdf"`).header('cache-control', 'no-store').send(await voucherPdf(vouchers, request.foundation!));
  }

  /** Checks those that were ticked in the list: all of them, or none when one cannot be. */
  @Post('checks') @Redirect() @StepUp() @Allow('bookkeeper', 'secretary-general')
  @FormPage('desk/vouchers', (controller: VouchersController, request) => controller.list(request))
  async checkAll(@Body() { voucher, month, word, fund }: ChecksForm, @Req() request: FastifyRequest): Promise<Answer> {
    const query = new URLSearchParams({ month, ...(word && { word }), ...(fund && { fund }), open: '1', done: 'checked' });
    await this.db.transaction((tx) => this.vouchers.checkAll(tx, request.foundation!.id, voucher, request.person!.id, this.clock.now()));
    return { url: `${visitOf(request).base}/desk/vouchers?${query.toString()}`, statusCode: 303 };
  }

  @Get('proposals/new') @Render('desk/voucher-form') @Allow('bookkeeper', 'cashier')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Post('proposals') @Redirect() @StepUp() @WithPapers() @Allow('bookkeeper', 'cashier')
  @FormPage('desk/voucher-form', (controller: VouchersController, request) => controller.form(request))
  async propose(@Body() form: VoucherForm, @Req() request: FastifyRequest): Promise<Answer> {
    return this.toProposal(request, await this.proposals.propose(request.foundation!.id, form, request.person!, keysOf(request)), 'proposed');
  }

  @Get('proposals/:id') @Render('desk/voucher-proposal')
  proposal(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.proposal(request, idOf(request));
  }

  @Post('proposals/:id/approvals') @Redirect() @StepUp() @Allow('bookkeeper', 'secretary-general')
  @FormPage('desk/voucher-proposal', (controller: VouchersController, request) => controller.proposal(request))
  async approve(@Body() form: GivenForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.proposals.approve(request.foundation!.id, idOf(request), request.person!, givenIn(form));
    return this.toProposal(request, idOf(request), 'approved');
  }

  @Post('proposals/:id/refusals') @Redirect() @Allow('bookkeeper', 'secretary-general')
  @FormPage('desk/voucher-proposal', (controller: VouchersController, request) => controller.proposal(request))
  async refuse(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.proposals.decline(request.foundation!.id, idOf(request), { decision: 'refused', why }, request.person!);
    return this.toProposal(request, idOf(request), 'refused');
  }

  @Post('proposals/:id/withdrawals') @Redirect() @Allow('bookkeeper', 'cashier')
  @FormPage('desk/voucher-proposal', (controller: VouchersController, request) => controller.proposal(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.proposals.decline(request.foundation!.id, idOf(request), { decision: 'withdrawn', why }, request.person!);
    return this.toProposal(request, idOf(request), 'withdrawn');
  }

  @Get(':no') @Render('desk/voucher')
  voucher(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.voucher(request, noOf(request));
  }

  /** 记账凭证, as it is printed and filed: in Chinese, whoever asks. */
  @Get(':no/sheet')
  async sheet(@Param('no') no: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const voucher = await this.pages.facts(request, no, 'zh');
    await reply.type('application/pdf').header('content-disposition', `inline; filename="${voucher.no}.pdf"`).header('cache-control', 'no-store').send(await voucherPdf([voucher], request.foundation!));
  }

  @Post(':no/checks') @Redirect() @StepUp() @Allow('bookkeeper', 'secretary-general')
  @FormPage('desk/voucher', (controller: VouchersController, request) => controller.voucher(request))
  async check(@Req() request: FastifyRequest): Promise<Answer> {
    const { entry, no } = await this.pages.facts(request, noOf(request));
    await this.db.transaction((tx) => this.vouchers.check(tx, request.foundation!.id, entry, request.person!.id, this.clock.now()));
    return { url: `${visitOf(request).base}/desk/vouchers/${no}?done=checked`, statusCode: 303 };
  }

  @Post(':no/reversals') @Redirect() @StepUp() @WithPapers() @Allow('bookkeeper')
  @FormPage('desk/voucher', (controller: VouchersController, request) => controller.voucher(request))
  async reverse(@Body() form: ReversalForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { entry } = await this.pages.facts(request, noOf(request));
    return this.toProposal(request, await this.proposals.reverse(request.foundation!.id, entry, { ...form, papers: keysOf(request) }, request.person!), 'proposed');
  }

  private toProposal(request: FastifyRequest, id: number, done: VoucherDone): Answer {
    return { url: `${visitOf(request).base}/desk/vouchers/proposals/${id}?done=${done}`, statusCode: 303 };
  }
}

const noOf = (request: FastifyRequest): string => (request.params as { no: string }).no;

/** @throws NotFoundException for what cannot be a number of ours */
function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}
