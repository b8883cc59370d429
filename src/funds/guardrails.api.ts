import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { guardLinesIn } from '../ledger/guard-lines';
import { Allow } from '../platform/access';
import { Clock } from '../platform/clock';
import { Problems } from '../platform/problems';
import { visitOf } from '../platform/visit';
import { CHECKS, type Check, needsOf, VERDICTS, type Verdict, verdictOf } from '../rules/guardrails';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { draftFor, type FundChoice, PURPOSES, type Purpose, spenders } from './asked-spend';
import { Guardrails } from './guardrails';

class CheckAnswer {
  @ApiProperty({ enum: CHECKS }) check: Check;
  @ApiProperty({ enum: VERDICTS, description: 'fine; warn: may be done, and is noted; hold: needs what `needs` names; refuse' }) verdict: Verdict;
  @ApiProperty({ description: 'The equation in a sentence, in the language of the address' }) text: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { before: '3450000', taken: '360000', after: '3090000', missing: '0' }, description: 'The sums of the equation, in fen' }) sums: Record<string, string>;
  @ApiProperty({ description: 'Where the rule stands' }) article: string;
  @ApiProperty({ type: String, nullable: true, enum: ['resolution', 'consent', 'reason'] }) needs: string | null;
}

class GuardrailsAnswer {
  @ApiProperty() fund: string;
  @ApiProperty() sum: string;
  @ApiProperty({ enum: PURPOSES }) for: Purpose;
  @ApiProperty({ enum: VERDICTS, description: 'The worst of all checks' }) verdict: Verdict;
  @ApiProperty({ type: [String], description: 'What would let it through where it is held' }) needs: string[];
  @ApiProperty({ type: [CheckAnswer] }) checks: CheckAnswer[];
}

/** The guard-rails for programs of the house: the same functions as the page's and those of an approval. */
@Controller('api/v1/guardrails') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
@ApiTags('staff')
export class GuardrailsApiController {
  constructor(private readonly db: DataSource, private readonly guardrails: Guardrails, private readonly clock: Clock) {}

  @Get() @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What each check would say of a spend; for those who are signed in at the desk. Nothing is booked.' })
  @ApiQuery({ name: 'fund', type: String, example: 'elder-lunch', description: 'Code of a fund that can spend' })
  @ApiQuery({ name: 'sum', type: String, example: '360000', description: 'Sum in fen, as text' })
  @ApiQuery({ name: 'for', enum: PURPOSES })
  @ApiOkResponse({ type: GuardrailsAnswer })
  @Problems(401, 404, 422)
  async ask(@Req() request: FastifyRequest): Promise<GuardrailsAnswer> {
    const { lang } = visitOf(request);
    const { fund, sum, purpose } = asked(request.query as Record<string, unknown>, await spenders(this.db, request.foundation!.id, lang));
    const findings = await this.guardrails.of(this.db.manager, draftFor(fund, { sum, purpose, day: this.clock.today() }), lang);
    const lines = guardLinesIn(lang, findings);
    return {
      fund: fund.code, sum: String(sum), for: purpose, verdict: verdictOf(findings), needs: needsOf(findings),
      checks: findings.map(({ check, verdict, sums, article, needs }, at) => ({ check, verdict, text: lines[at]!.text, sums: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, String(sum)])), article, needs })),
    };
  }
}

/** @throws Refused `fund-missing`, `amount-not-fen`, `purpose-of-spend-missing` */
function asked(query: Record<string, unknown>, funds: readonly FundChoice[]): { fund: FundChoice; sum: Fen; purpose: Purpose } {
  const fund = funds.find(({ code }) => code === query.fund);
  if (!fund) throw new Refused('fund-missing', { field: 'fund' });
  if (typeof query.sum !== 'string' || !/^[1-9]\d{0,14}$/.test(query.sum)) throw new Refused('amount-not-fen', { field: 'sum' });
  const purpose = PURPOSES.find((one) => one === query.for);
  if (!purpose) throw new Refused('purpose-of-spend-missing', { field: 'for' });
  return { fund, sum: BigInt(query.sum), purpose };
}
