import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { FundsQueries } from '../funds/funds.queries';
import { Public } from '../platform/access';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Line, Phone } from '../platform/form-fields';
import { Problems } from '../platform/problems';
import { Limited } from '../platform/throttle';
import { visitOf } from '../platform/visit';
import { Refused } from '../rules/refused';
import { checked } from './asked';
import { Donations } from './donations.service';

class NewDonation {
  @ApiProperty({ example: '9000', description: 'Sum in fen, as text' })
  @Matches(/^[1-9]\d{0,11}$/, { message: 'amount-not-fen' })
  amount: string;

  @ApiPropertyOptional({ enum: ['anonymous', 'masked', 'full'], default: 'anonymous', description: 'How the public reads of the donor; showing a name is a consent of its own' })
  @IsOptional() @IsIn(['anonymous', 'masked', 'full'], { message: 'display-missing' })
  display?: 'anonymous' | 'masked' | 'full';

  @ApiPropertyOptional() @Line(40) name?: string;
  @ApiPropertyOptional({ example: '13800138000' }) @Phone() phone?: string;
  @ApiPropertyOptional({ default: false }) @IsOptional() @IsBoolean({ message: 'text-expected' }) receipt?: boolean;
  @ApiPropertyOptional({ description: 'Whether the gift is kept for good, so that only what it earns is used (本金不动). Needed where the fund preserves principal, of no effect elsewhere' })
  @IsOptional() @IsBoolean({ message: 'keeps-missing' }) principal?: boolean;
  @ApiPropertyOptional({ description: 'Name on the receipt' }) @Line(80) title?: string;
  @ApiPropertyOptional({ description: 'Citizen number or unified social credit code on the receipt' }) @Line(40) identity?: string;
}

class BegunDonation {
  @ApiProperty({ example: 'GF-2026-000123' }) no: string;
  @ApiProperty({ example: '9000' }) amount: string;
  @ApiProperty({ description: 'Secret address where the donor checks and pays; whoever has it sees the gift' }) url: string;
}

@ApiTags('donations')
@Public()
@Controller('api/v1')
export class DonationsApiController {
  constructor(private readonly donations: Donations, private readonly funds: FundsQueries, private readonly clock: Clock, private readonly config: Config) {}

  @Post('funds/:code/donations')
  @HttpCode(201)
  @Limited({ requests: 30, seconds: 60 })
  @ApiOperation({ summary: 'Begin a gift. Nothing is paid: the donor pays at the address in the answer.' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: '16 to 64 letters, digits, - or _: the same key with the same content answers the same gift' })
  @ApiCreatedResponse({ type: BegunDonation })
  @Problems(400, 404, 413, 422, 429)
  async begin(@Req() request: FastifyRequest, @Param('code') code: string, @Body() asked: NewDonation, @Headers('idempotency-key') key?: string): Promise<BegunDonation> {
    const { lang, base } = visitOf(request);
    // a key that we quietly left out would make two gifts of one
    if (key !== undefined && !/^[\w-]{16,64}$/.test(key)) throw new Refused('key-not-usable', { field: 'idempotency-key' });
    const foundation = request.foundation!;
    const { fund, raising } = await this.funds.forGiving(foundation, code, { day: this.clock.today(), now: this.clock.now(), request });
    const token = await this.donations.begin(fund, raising, checked({
      amount: BigInt(asked.amount), display: asked.display ?? 'anonymous', name: asked.name || null, phone: asked.phone || null,
      receipt: asked.receipt ?? false, principal: asked.principal ?? null, title: asked.title || null, identity: asked.identity?.toUpperCase() || null,
    }), { key: key ?? randomUUID(), lang });
    const { no, amount } = await this.donations.behind(token, foundation.id);
    return { no, amount: String(amount), url: `${this.config.baseUrl}${base}/g/${token}` };
  }
}
