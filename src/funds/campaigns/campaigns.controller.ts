import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../../people/papers/held-files';
import { StepUp } from '../../people/step-up';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { FilingForm, WithdrawalForm } from './campaigns.form';
import { CampaignPages, type Done } from './campaigns-page';
import { Campaigns } from './campaigns.service';

type Answer = { url: string; statusCode: number };

/** Campaign filings 募捐方案备案. */
@Controller('desk/campaigns') @Allow('bookkeeper', 'programme-officer', 'secretary-general')
export class CampaignsController {
  constructor(private readonly pages: CampaignPages, private readonly campaigns: Campaigns) {}

  @Get() @Render('desk/campaigns')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get('filings/new') @Render('desk/campaign-form')
  form(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.form(request);
  }

  @Post('filings') @Redirect() @WithPapers()
  @FormPage('desk/campaign-form', (controller: CampaignsController, request) => controller.form(request))
  async record(@Body() { supplements, target, cost, emergency, ...plan }: FilingForm, @Req() request: FastifyRequest): Promise<Answer> {
    const id = await this.campaigns.record(request.foundation!, { ...plan, target: yuan(target), cost: yuan(cost), emergency: emergency === '1' }, request.person!, { supplements: supplements ? Number(supplements) : null, papers: keysOf(request) });
    return to(request, id, 'recorded');
  }

  @Get('filings/:id') @Render('desk/campaign-filing')
  filing(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.filing(request, idOf(request));
  }

  @Post('filings/:id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/campaign-filing', (controller: CampaignsController, request) => controller.filing(request))
  async confirm(@Req() request: FastifyRequest): Promise<Answer> {
    await this.campaigns.confirm(request.foundation!.id, idOf(request), request.person!);
    return to(request, idOf(request), 'confirmed');
  }

  @Post('filings/:id/withdrawals') @Redirect()
  @FormPage('desk/campaign-filing', (controller: CampaignsController, request) => controller.filing(request))
  async withdraw(@Body() { why }: WithdrawalForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.campaigns.withdraw(request.foundation!.id, idOf(request), why, request.person!);
    return to(request, idOf(request), 'withdrawn');
  }
}

const to = (request: FastifyRequest, id: number, done: Done): Answer => ({ url: `${visitOf(request).base}/desk/campaigns/filings/${id}?done=${done}`, statusCode: 303 });

/** @throws NotFoundException for what cannot be a number of ours */
function idOf(request: FastifyRequest): number {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return Number(id);
}
