import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import type { Fen } from '../../rules/money';
import { enterprisesOf } from './promises';

const FEN = { type: String, nullable: true, pattern: '^-?\\d+$', example: '9000', description: 'Whole fen (1/100 yuan) as text; null where the enterprise does not let everybody know.' } as const;
const DAY = { type: String, format: 'date', example: '2026-09-30' } as const;

class PeriodAnswer {
  @ApiProperty(DAY) from!: string;
  @ApiProperty(DAY) to!: string;
  @ApiProperty({ enum: ['running', 'to-report', 'unreported', 'due', 'overdue', 'kept', 'over', 'nothing'] }) state!: string;
  @ApiProperty() reported!: boolean;
  @ApiProperty({ ...DAY, nullable: true }) dueDay!: string | null;
  @ApiProperty(FEN) due!: string | null;
  @ApiProperty(FEN) received!: string | null;
  @ApiProperty(FEN) waived!: string | null;
  @ApiProperty({ ...FEN, description: `due − received − waived; less than nothing where more came. ${FEN.description}` }) open!: string | null;
  @ApiProperty(FEN) revenue!: string | null;
  @ApiProperty(FEN) netProfit!: string | null;
}
class PromiseAnswer {
  @ApiProperty({ enum: ['gift', 'dividend', 'rent', 'fee'] }) kind!: string;
  @ApiProperty({ description: 'What is given of what, in words.' }) rate!: string;
  @ApiProperty({ type: [String], description: 'Codes of the funds it goes to.' }) funds!: string[];
  @ApiProperty({ type: [PeriodAnswer] }) periods!: PeriodAnswer[];
}
class EnterpriseAnswer {
  @ApiProperty({ example: 'liuyin-laundry' }) code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ example: '91310101MA1FPX1K0C' }) creditCode!: string;
  @ApiProperty({ enum: ['giver', 'investee', 'committee-owned'] }) relation!: string;
  @ApiProperty() related!: boolean;
  @ApiProperty({ enum: ['kept', 'sums', 'figures'], description: 'How much it lets everybody know.' }) told!: string;
  @ApiProperty({ type: [PromiseAnswer] }) promises!: PromiseAnswer[];
}
class EnterprisesAnswer {
  @ApiProperty({ type: [EnterpriseAnswer] }) enterprises!: EnterpriseAnswer[];
}

/** The promises of community enterprises, for programs: the same rows as the pages'. */
@Controller('api/v1/enterprises')
@Public()
@ApiTags('enterprises')
export class PromisesApiController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  @ApiOperation({ summary: 'Enterprises that let themselves be named, what they promised and what they delivered' })
  @ApiOkResponse({ type: EnterprisesAnswer })
  async list(@Req() request: FastifyRequest): Promise<EnterprisesAnswer> {
    const text = (fen: Fen | null): string | null => (fen === null ? null : String(fen));
    const enterprises = await this.read.snapshot((db) => enterprisesOf(db, { foundation: request.foundation!.id, today: this.clock.today(), lang: visitOf(request).lang }));
    return {
      enterprises: enterprises.map(({ code, name, creditCode, relation, related, told, promises }) => ({
        code, name, creditCode, relation, related, told,
        promises: promises.map(({ kind, rate, funds, periods }) => ({
          kind, rate, funds: funds.map((fund) => fund.code),
          periods: periods.map((one) => ({ from: one.from, to: one.to, state: one.state, reported: one.reported, dueDay: one.dueDay, due: text(one.due), received: text(one.received), waived: text(one.waived), open: text(one.open), revenue: text(one.revenue), netProfit: text(one.netProfit) })),
        })),
      })),
    };
  }
}
