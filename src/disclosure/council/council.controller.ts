import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findingInWords, quorumInWords, ruleInWords } from '../../council/council-words';
import { composed, councilsOf, figuresOn, rulesOf, seatsOf } from '../../council/residents-councils.queries';
import { bodyRules } from '../../foundations/resolutions.queries';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { masked } from '../../rules/names';
import type { Body } from '../../rules/resolution';
import { compositionMissing, type CouncilSeat, seatedOn } from '../../rules/residents-council';
import { publicPage } from '../ledger.controller';
import { relationsOfMembers, relationsOfOfficials } from './declared-relations';
import { committeesOf, officialsOf } from './other-bodies';

/** Who decides: the foundation's council and supervisors, and the residents' councils with their seats, their rules, and what they lack (M16, M19). */
@ApiExcludeController()
@Public()
@Controller('council')
export class CouncilController {
  constructor(private readonly read: ReadDatabase, private readonly clock: Clock) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const { id, jurisdiction } = request.foundation!;
    const today = this.clock.today();
    const [house, committees, councils, seats, rules, { figures }, relations, declared, bodies] = await this.read.snapshot(async (db) => [
      await officialsOf(db, request.foundation!, today, lang), await committeesOf(db, request.foundation!, today, lang), await councilsOf(db, id, lang), await seatsOf(db, id, lang), await rulesOf(db, id, lang), await figuresOn(db, jurisdiction, today),
      await relationsOfOfficials(db, id, today, lang), await relationsOfMembers(db, id, today), await bodyRules(db),
    ] as const);
    const rulesOfBody = (body: Body): object[] => bodies.filter((one) => one.body === body && one.from <= today && (one.to === null || today <= one.to)).map((one) => ({ majority: wordsOf(lang)(`majority.short.${one.majority}`), says: quorumInWords(one, lang), source: one.source }));
    const standing = councils.filter(({ from, last }) => from <= today && (last === null || today <= last));
    publicPage(reply).view('disclosure/council', {
      ...house, committees, relations, rules: { council: rulesOfBody('council'), committee: rulesOfBody('fund-committee') },
      councils: standing.map((council) => {
        const now = seatedOn(today, seats.filter((seat) => seat.council === council.id)) as typeof seats;
        const rule = rules.find((one) => one.council === council.id && one.from <= today);
        return {
          ...council, declared: declared.find((one) => one.council === council.id)?.n ?? 0, seated: now.length, officials: now.filter(({ official }) => official).length,
          findings: compositionMissing({ ...composed(council, { day: today, figures, councils, seats }), seats: now.map(named(lang)) }).map((finding) => findingInWords(finding, lang)),
          members: now.map(named(lang)), rule: rule ? { ...ruleInWords(rule, now.length, lang), source: rule.source, from: rule.from } : null,
        };
      }),
    });
  }
}

/** As they wish to be named. */
const named = (lang: 'zh' | 'en') => <S extends CouncilSeat & { display: 'anonymous' | 'masked' | 'full' }>(seat: S): S => ({ ...seat, name: seat.display === 'full' ? seat.name : seat.display === 'masked' ? masked(seat.name) : wordsOf(lang)('council.a-resident') });
