import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { ReadDatabase } from '../../platform/read-database';
import { incomeByWay, WAYS } from './channels.queries';
import { incomeByYear, ORIGINS } from './income.queries';

const FEN = { type: String, pattern: '^-?\\d+$', example: '930600', description: 'Whole fen (1/100 yuan) as text.' } as const;

class OriginAnswer {
  @ApiProperty({ enum: ORIGINS }) origin!: string;
  @ApiProperty(FEN) sum!: string;
  @ApiProperty({ description: 'Parts of a thousand of the year; they add up to it.' }) perMille!: number;
}
class WayAnswer {
  @ApiProperty({ enum: WAYS }) way!: string;
  @ApiProperty(FEN) sum!: string;
}
class YearOfIncomeAnswer {
  @ApiProperty({ example: 2026 }) year!: number;
  @ApiProperty({ ...FEN, description: 'The total income of the statement of activities, in whole fen as text.' }) total!: string;
  @ApiProperty({ type: [OriginAnswer] }) origins!: OriginAnswer[];
  @ApiProperty({ type: [WayAnswer], description: 'The same income by the way it came.' }) ways!: WayAnswer[];
  @ApiProperty({ ...FEN, description: 'Pooled by residents for their own buildings: theirs, and no income. Whole fen as text.' }) inTrust!: string;
}
class IncomeAnswer {
  @ApiProperty({ type: [YearOfIncomeAnswer] }) years!: YearOfIncomeAnswer[];
}

/** Where income comes from, for programs: the same sums as the page's. */
@Controller('api/v1/income')
@Public()
@ApiTags('enterprises')
export class IncomeApiController {
  constructor(private readonly read: ReadDatabase) {}

  @Get()
  @ApiOperation({ summary: 'Income of each year by its origin and by the way it came, the newest first' })
  @ApiOkResponse({ type: IncomeAnswer })
  async income(@Req() request: FastifyRequest): Promise<IncomeAnswer> {
    const { id } = request.foundation!;
    const [years, ways] = await this.read.snapshot(async (db) => [await incomeByYear(db, id), await incomeByWay(db, id)] as const);
    return {
      years: years.map(({ year, total, rows, inTrust }) => ({
        year, total: String(total), origins: rows.map(({ origin, sum, perMille }) => ({ origin, sum: String(sum), perMille })),
        ways: ways.filter((one) => one.year === year).map(({ way, sum }) => ({ way, sum: String(sum) })), inTrust: String(inTrust),
      })),
    };
  }
}
