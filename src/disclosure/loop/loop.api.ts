import { Controller, Get, NotFoundException, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Problems } from '../../platform/problems';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { isYear } from './loop.controller';
import { nameOf, told } from './loop-page';
import { type LoopFlow, loopOf, type Station, STATION_KINDS, yearsOfLoop } from './loop.queries';

const FEN = { type: String, pattern: '^\\d+$', example: '999911', description: 'Whole fen (1/100 yuan) as text.' } as const;

class StationAnswer {
  @ApiProperty({ enum: STATION_KINDS }) kind!: string;
  @ApiProperty({ description: 'Its own name, or ours for its kind.' }) name!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Of an enterprise, a fund, a residents’ group or a building’s purse.' }) code!: string | null;
}
class LoopFlowAnswer {
  @ApiProperty({ type: StationAnswer }) from!: StationAnswer;
  @ApiProperty({ type: StationAnswer }) to!: StationAnswer;
  @ApiProperty(FEN) sum!: string;
}
class LoopAnswer {
  @ApiProperty({ type: [Number], description: 'Years in which a share came that may be told, the newest first.' }) years!: number[];
  @ApiProperty({ type: Number, nullable: true, description: 'The year told; null where there is none.', example: 2026 }) year!: number | null;
  @ApiProperty({ ...FEN, description: 'What enterprises gave that let their sums be known, in whole fen as text.' }) given!: string;
  @ApiProperty({ ...FEN, description: 'What the funds that received it spent on whom they back, out of all their money.' }) used!: string;
  @ApiProperty({ ...FEN, description: 'What one of these funds passed to another: it stands among what came and among what went, and came once.' }) within!: string;
  @ApiProperty({ type: [LoopFlowAnswer], description: 'To funds. Of each fund as much comes as goes.' }) came!: LoopFlowAnswer[];
  @ApiProperty({ type: [LoopFlowAnswer], description: 'From funds. What was paid for a residents’ group goes to the group here, which is paid nothing itself.' }) went!: LoopFlowAnswer[];
  @ApiProperty({ type: [LoopFlowAnswer], description: 'From residents’ groups to those who were paid for them: the same money once more. Of each group as much goes as came. Only what payments say they were made for.' }) served!: LoopFlowAnswer[];
}

/** The loop for programs: the same sums as the page's. */
@Controller('api/v1/loop')
@Public()
@ApiTags('enterprises')
export class LoopApiController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  @ApiOperation({ summary: 'From enterprises to funds to residents’ groups and those who were paid, in a year' })
  @ApiQuery({ name: 'year', type: String, required: false, example: '2026', description: 'The newest in which a share came, where it is left out' })
  @ApiOkResponse({ type: LoopAnswer })
  @Problems(404)
  async loop(@Req() request: FastifyRequest): Promise<LoopAnswer> {
    const { year: asked } = request.query as { year?: unknown };
    if (!isYear(asked)) throw new NotFoundException();
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    return this.read.snapshot(async (db) => {
      const years = await yearsOfLoop(db, id, today);
      const year = asked === undefined ? (years[0] ?? null) : Number(asked);
      const loop = year !== null && years.includes(year) ? await loopOf(db, id, year, { today, lang }) : { funds: [], came: [], went: [], served: [], groups: [] };
      const { given, used, within } = told(loop);
      const station = (one: Station): StationAnswer => ({ kind: one.kind, name: nameOf(one, lang), code: one.code });
      const flows = (of: readonly LoopFlow[]): LoopFlowAnswer[] => of.map(({ from, to, sum }) => ({ from: station(from), to: station(to), sum: String(sum) }));
      return { years, year, given: String(given), used: String(used), within: String(within), came: flows(loop.came), went: flows(loop.went), served: flows(loop.served) };
    });
  }
}
