import { Controller, Get, NotFoundException, Param, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { PERIOD_STATES } from '../../enterprises/periods';
import { Clock } from '../../platform/clock';
import { Problems } from '../../platform/problems';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import type { Fen } from '../../rules/money';
import { enterprisesOf, type PublicEnterprise } from './promises';

const FEN = { type: String, nullable: true, pattern: '^-?\\d+$', example: '9000', description: 'Whole fen (1/100 yuan) as text; null where the enterprise does not let everybody know.' } as const;
const DAY = { type: String, format: 'date', example: '2026-09-30' } as const;

class PeriodAnswer {
  @ApiProperty(DAY) from!: string;
  @ApiProperty(DAY) to!: string;
  @ApiProperty({ enum: PERIOD_STATES }) state!: string;
  @ApiProperty({ description: 'A report of it is confirmed.' }) reported!: boolean;
  @ApiProperty({ description: 'The report that counts corrects an earlier one.' }) restated!: boolean;
  @ApiProperty({ ...DAY, nullable: true }) dueDay!: string | null;
  @ApiProperty({ ...FEN, description: `Null also until a report is confirmed. ${FEN.description}` }) due!: string | null;
  @ApiProperty(FEN) received!: string | null;
  @ApiProperty(FEN) waived!: string | null;
  @ApiProperty({ ...FEN, description: `due − received − waived; less than nothing where more came; null also until a report is confirmed. ${FEN.description}` }) open!: string | null;
  @ApiProperty(FEN) revenue!: string | null;
  @ApiProperty(FEN) netProfit!: string | null;
}
class PromiseAnswer {
  @ApiProperty({ enum: ['gift', 'dividend', 'rent', 'fee'] }) kind!: string;
  @ApiProperty({ description: 'What is given of what, in words.' }) rate!: string;
  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Its last day, where that is over.' }) ended!: string | null;
  @ApiProperty({ type: [String], description: 'Codes of the funds it goes to.' }) funds!: string[];
  @ApiProperty({ type: [PeriodAnswer] }) periods!: PeriodAnswer[];
}
class EnterpriseAnswer {
  @ApiProperty({ example: 'liuyin-laundry' }) code!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ example: '91310101MA1FPX1K0C' }) creditCode!: string;
  @ApiProperty({ enum: ['giver', 'investee', 'committee-owned'] }) relation!: string;
  @ApiProperty({ description: 'A related party of the foundation.' }) related!: boolean;
  @ApiProperty({ type: String, format: 'date', nullable: true, example: null }) dissolved!: string | null;
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
    return { enterprises: (await this.enterprises(request)).map(answer) };
  }

  @Get(':code')
  @ApiOperation({ summary: 'One enterprise that lets itself be named' })
  @ApiParam({ name: 'code', example: 'liuyin-laundry' })
  @ApiOkResponse({ type: EnterpriseAnswer })
  @Problems(404)
  async one(@Param('code') code: string, @Req() request: FastifyRequest): Promise<EnterpriseAnswer> {
    const [enterprise] = await this.enterprises(request, code);
    if (!enterprise) throw new NotFoundException();
    return answer(enterprise);
  }

  private enterprises(request: FastifyRequest, code: string | null = null): Promise<PublicEnterprise[]> {
    return this.read.snapshot((db) => enterprisesOf(db, { foundation: request.foundation!.id, today: this.clock.today(), lang: visitOf(request).lang, code }));
  }
}

const text = (fen: Fen | null): string | null => (fen === null ? null : String(fen));

const answer = ({ code, name, creditCode, relation, related, dissolved, told, promises }: PublicEnterprise): EnterpriseAnswer => ({
  code, name, creditCode, relation, related, dissolved, told,
  promises: promises.map(({ kind, rate, ended, funds, periods }) => ({
    kind, rate, ended, funds: funds.map((fund) => fund.code),
    periods: periods.map(({ from, to, state, reported, restated, dueDay, due, received, waived, open, revenue, netProfit }) => ({
      from, to, state, reported, restated, dueDay, due: text(due), received: text(received), waived: text(waived), open: text(open), revenue: text(revenue), netProfit: text(netProfit),
    })),
  })),
});
