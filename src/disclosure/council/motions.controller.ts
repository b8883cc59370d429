import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MotionModels, shown, tablerNamed } from '../../council/motions/motion-model';
import { keysOfMotions, listMotions, MOTION_STATES, motionNo } from '../../council/motions/motions.queries';
import { askedOf } from '../../council/motions/motions-page';
import { proposalPage } from '../../council/motions/my-motions-page';
import { proposalOf, signaturesOf } from '../../council/motions/proposals.queries';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { ReadDatabase } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { publicPage } from '../ledger.controller';

/** Motions before every body: what is asked, by whom, and how far it has come. What is still being signed is shown by its address alone. */
@ApiExcludeController()
@Public()
@Controller('motions')
export class PublicMotionsController {
  constructor(private readonly read: ReadDatabase, private readonly models: MotionModels, private readonly clock: Clock) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const asked = { foundation: request.foundation!.id, now: this.clock.now(), lang };
    const { state, key, page } = askedOf(request);
    const [{ rows, more }, bodies] = await this.read.snapshot(async (db) => [await listMotions(db, asked, { key, state, page }), await keysOfMotions(db, asked)] as const);
    const address = (to: number): string => `${visitOf(request).base}/motions?${new URLSearchParams([...(key ? [['body', key]] : []), ...(state ? [['state', state]] : []), ['page', String(to)]] as [string, string][]).toString()}`;
    publicPage(reply).view('disclosure/motions', {
      motions: rows.map((row) => ({ number: row.number, question: row.question, bodyName: row.bodyName, tabler: tablerNamed(row, { publicly: true, lang }), day: row.day, state: row.state })),
      filter: { body: key ?? '', state: state ?? '' }, bodies: bodies.map(({ key: value, name }) => ({ value, label: name })), states: MOTION_STATES.map((value) => ({ value, label: t(`motion.state.${value}`) })),
      pages: page > 1 || more ? { newer: page > 1 ? address(page - 1) : null, older: more ? address(page + 1) : null } : null,
    });
  }

  @Get(':no')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang } = visitOf(request);
    const [foundation, now] = [request.foundation!.id, this.clock.now()];
    const found = await this.read.snapshot(async (db) => {
      const motion = await motionNo(db, { foundation, now, lang }, (request.params as { no: string }).no);
      return motion && { model: await this.models.of(db, motion, { foundation, lang, now, publicly: true }), signers: motion.proposal === null ? [] : await signaturesOf(db, motion.proposal) };
    });
    if (!found) throw new NotFoundException();
    publicPage(reply).view('disclosure/motion', { ...found.model, signers: found.signers.map(({ name, display, writes }) => ({ name: shown(name, display, lang), writes })) });
  }

  @Get('proposals/:no')
  async proposal(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang, base } = visitOf(request);
    const today = this.clock.today();
    const found = await this.read.snapshot(async (db) => {
      const proposal = await proposalOf(db, { foundation: request.foundation!.id, today, lang }, (request.params as { no: string }).no);
      return proposal && { proposal, signatures: await signaturesOf(db, proposal.id) };
    });
    if (!found) throw new NotFoundException();
    if (found.proposal.motion !== null) return void reply.redirect(`${base}/motions/${found.proposal.motion}`, 302);
    void reply.header('cache-control', 'no-store').view('disclosure/proposal', { ...proposalPage(found.proposal, found.signatures, { today, lang }), typed: { name: '', door: '', display: 'masked' } });
  }
}
