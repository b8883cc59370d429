import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import { moment } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { CHOICES } from '../../rules/ballot';
import { VoteKeyFiles } from './vote-keys';
import { motionsToVoteOn, paperCountsOf, rollOf, voteOf, type VoteRow, votesOf } from './votes.queries';

const DONE = ['opened', 'handed', 'returned', 'counted', 'said', 'closed', 'asked', 'annulled'];

/** What the desk sees of votes: who has taken a ballot, and never what is in the box. */
@Injectable()
export class DeskVotePages {
  constructor(private readonly db: DataSource, private readonly keys: VoteKeyFiles, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  async of(request: FastifyRequest): Promise<VoteRow> {
    const { id } = request.params as { id: string };
    const vote = /^\d{1,9}$/.test(id) ? await voteOf(this.db, request.foundation!.id, Number(id), this.clock.now(), visitOf(request).lang) : null;
    if (!vote) throw new NotFoundException();
    return vote;
  }

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const [votes, motions] = [await votesOf(this.db, request.foundation!.id, this.clock.now(), lang), await motionsToVoteOn(this.db, request.foundation!.id, lang)];
    const { motion } = request.query as { motion?: unknown };
    return {
      votes, acts: !request.person!.readsAll, done: null,
      motions: motions.map(({ id, number, question }) => ({ value: String(id), label: `${number} ${question}` })),
      meetings: [...new Map(motions.flatMap(({ meetings }) => meetings).map(({ id, number, startsAt }) => [id, { value: String(id), label: t('motion-vote.meeting.choice', { number, at: moment(new Date(startsAt), lang) }) }])).values()],
      typed: { motion: String(motions.find(({ number }) => number === motion)?.id ?? ''), meeting: '', closesDay: this.clock.today(), closesTime: '' },
    };
  }

  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const vote = await this.of(request);
    const [roll, papers] = [await rollOf(this.db, vote.id), await paperCountsOf(this.db, vote.id, lang)];
    const me = request.person!.id;
    const counted = papers.counts.some(({ person }) => person === me);
    const acts = !request.person!.readsAll;
    const named = (all: typeof roll): object[] => all.map(({ party, name, nth }) => ({ value: String(party), label: `${nth} ${name}` }));
    return {
      vote, roll: roll.map((row) => ({ ...row, choice: vote.state === 'open' ? null : row.choice })), acts, done: doneOf(request),
      taken: roll.filter(({ has }) => has !== null).length, keyLost: vote.secret && (vote.state === 'open' || vote.state === 'over') && (await this.keys.read(vote.id)) === null,
      papers: {
        handedOut: papers.handedOut, agreed: papers.agreed, mine: counted, others: papers.counts.filter(({ person }) => person !== me).length,
        // whoever has not counted themselves sees nobody's count: two count independently
        counts: counted || papers.agreed || !acts ? papers.counts : [], differ: papers.counts.length > 1 && !papers.agreed,
      },
      free: named(roll.filter(({ has, struck }) => has === null && struck === null)), handed: named(roll.filter(({ has }) => has === 'paper')), silent: named(roll.filter(({ spoke, struck }) => !spoke && struck === null)),
      choices: CHOICES.map((value) => ({ value, label: t(`ballot.choice.${value}`) })), mayConfirm: vote.annulled !== null && !vote.annulled.confirmed && vote.annulled.asker !== me,
      closable: vote.state === 'over' && (papers.handedOut === 0 || papers.agreed), typed: { member: '', returned: '', returnWhy: '', papersFor: '', papersAgainst: '', papersAbstained: '', papersInvalid: '', handedOut: '', speaker: '', choice: '', annulWhy: '' },
    };
  }

  /** Ballots of paper, without any number: as many as are still to be had, two to a sheet. */
  async sheets(request: FastifyRequest): Promise<object> {
    const vote = await this.of(request);
    const roll = await rollOf(this.db, vote.id);
    if (!vote.secret || vote.state !== 'open') throw new NotFoundException();
    return { vote, ballots: roll.filter(({ has, struck }) => has !== 'ballot' && struck === null).slice(0, 200).map(() => ({})) };
  }
}

function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`motion-vote.done.${known}`) : null;
}
