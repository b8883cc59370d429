import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ruleOn } from '../../council/meetings/bodies';
import { itemsInWords, quorumInWords, viewOf } from '../../council/meetings/meeting-view';
import { comes, itemsOf, meetingsOf, membersOf, minutesOf, movesOf } from '../../council/meetings/meetings.queries';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { type Display, masked } from '../../rules/names';
import { publicPage } from '../ledger.controller';

/** Meetings as anybody may know them: when, what about, how many came, what was decided, and minutes once they are signed. Not how members dial in, and not why somebody stays away. */
@ApiExcludeController()
@Public()
@Controller('meetings')
export class MeetingsPublicController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const now = this.clock.now();
    const meetings = (await this.read.snapshot((db) => meetingsOf(db, request.foundation!.id, lang))).map((meeting) => viewOf(meeting, now));
    publicPage(reply).view('disclosure/meetings', { coming: meetings.filter(({ state }) => state === 'coming').reverse(), others: meetings.filter(({ state }) => state !== 'coming') });
  }

  @Get(':no')
  async page(@Param('no') number: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const found = await this.read.snapshot(async (db) => {
      const [row] = await meetingsOf(db, id, lang, { number });
      return row && ([row, await itemsOf(db, row.id, lang), await membersOf(db, row.id), await minutesOf(db, row.id, lang), await movesOf(db, row.id, lang), await ruleOn(db, id, row, row.day)] as const);
    });
    if (!found) throw new NotFoundException();
    const [row, items, members, minutes, moves, rule] = found;
    const meeting = viewOf({ ...row, dialIn: '' }, this.clock.now());
    const shown = new Map(members.map(({ party, display, name }) => [party, named({ display, name }, lang)]));
    const signed = minutes.find(({ signedAt }) => signedAt !== null) ?? null;
    publicPage(reply).view('disclosure/meeting', {
      meeting, items: itemsInWords(items, lang), moves, quorum: rule && meeting.state !== 'off' ? quorumInWords({ rule, members, items, meeting }, lang) : [], source: rule?.source ?? '',
      seated: members.length, coming: members.filter((member) => comes(member, members)).length,
      members: members.map(({ party, chairs, how }) => ({ name: shown.get(party), chairs, there: how })),
      minutes: signed && { ...signed, presidedBy: signed.presidedBy && (shown.get(signed.presidedBy.party) ?? wordsOf(lang)('council.a-resident')), signatures: signed.signatures.map(({ party, at }) => ({ name: shown.get(party) ?? wordsOf(lang)('council.a-resident'), at })) },
      waits: meeting.state === 'held' && signed === null, corrects: signed !== null && minutes[0]!.id !== signed.id,
    });
  }
}

/** As they wish. */
const named = ({ display, name }: { display: Display; name: string }, lang: Lang): string => (display === 'full' ? name : display === 'masked' ? masked(name) : wordsOf(lang)('council.a-resident'));
