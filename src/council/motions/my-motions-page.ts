import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { dayOf } from '../../rules/day';
import { maskedPhone } from '../../rules/names';
import { signersMissing } from '../../rules/tabling';
import { bodiesOn, membersOf } from './bodies.queries';
import { MotionModels, shown } from './motion-model';
import { listMotions, motionMembers, motionNo } from './motions.queries';
import { proposalOf, type ProposalRow, proposalsOfPhone, type SignatureRow, signaturesOf } from './proposals.queries';
import { type Voter, voterOf } from './voter-phones.queries';

const DONE = ['written', 'signed', 'taken-back', 'tabled', 'withdrawn', 'declared', 'recused', 'confirmed', 'left'];
const DISPLAYS = ['masked', 'full', 'anonymous'] as const;

/** A proposal as whoever has its address sees it: its text, how many have signed, and of each signer what they let be seen. */
export const proposalPage = (proposal: ProposalRow, signatures: readonly SignatureRow[], { today, lang }: { today: string; lang: Lang }) => ({
  proposal: { ...proposal, missing: signersMissing(proposal.signed, proposal.least), over: proposal.endsOn < today }, signers: signatures.map(({ name, display, at, writes }) => ({ name: shown(name, display, lang), at, writes })),
  displays: DISPLAYS.map((value) => ({ value, label: wordsOf(lang)(`council.display.${value}`) })),
});

/** What residents and members see of motions, signed in by telephone. */
@Injectable()
export class MyMotionPages {
  constructor(private readonly db: DataSource, private readonly models: MotionModels, private readonly config: Config, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    const { phone } = request.telephone!;
    const [today, now] = [this.clock.today(), this.clock.now()];
    const [proposals, bodies, voter] = await Promise.all([proposalsOfPhone(this.db, { foundation, today, lang }, phone), bodiesOn(this.db, { foundation, day: today, lang }), voterOf(this.db, { foundation, phone })]);
    const speaks = voter?.confirmed ? voter : null;
    const seats = [];
    for (const body of speaks ? bodies : []) if (body.tables.includes('member') && (await membersOf(this.db, foundation, body, today)).some(({ party }) => party === speaks!.party)) seats.push(body);
    const mine = speaks ? (await listMotions(this.db, { foundation, now, lang }, { member: speaks.party })).rows : [];
    return {
      phone: maskedPhone(phone), proposals: proposals.map((one) => ({ ...one, missing: signersMissing(one.signed, one.least), over: one.endsOn < today })), motions: mine.map(({ number, question, state }) => ({ number, question, state })),
      open: proposals.some(({ writes, withdrawn, motion, endsOn }) => writes && !withdrawn && motion === null && endsOn >= today), least: await this.least(foundation),
      councils: bodies.filter(({ body, tables }) => body === 'residents-council' && tables.includes('residents')).map(({ council, name }) => ({ value: String(council), label: name })), bodies: seats.map(({ key, name }) => ({ value: key, label: name })),
      displays: DISPLAYS.map((value) => ({ value, label: wordsOf(lang)(`council.display.${value}`) })), typed: { council: '', question: '', explanation: '', name: '', door: '', display: 'masked', body: '', ownQuestion: '', ownExplanation: '' }, done: doneOf(request),
    };
  }

  /** @throws NotFoundException */
  async proposal(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const today = this.clock.today();
    const foundation = request.foundation!.id;
    const proposal = await proposalOf(this.db, { foundation, today, lang }, noOf(request));
    if (!proposal) throw new NotFoundException();
    const signatures = await signaturesOf(this.db, proposal.id);
    const mine = signatures.find(({ phone }) => phone === request.telephone!.phone) ?? null;
    return { ...proposalPage(proposal, signatures, { today, lang }), mine: mine && { name: mine.name, door: mine.door, writes: mine.writes }, link: `${this.config.baseUrl}${base}/motions/proposals/${proposal.code}`, typed: { name: '', door: '', display: 'masked' }, done: doneOf(request) };
  }

  /** A motion before somebody: of a member whether they have an interest in it, of whoever tabled it how it stands. @throws NotFoundException */
  async motion(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    const { phone } = request.telephone!;
    const now = this.clock.now();
    const [motion, voter] = await Promise.all([motionNo(this.db, { foundation, now, lang }, noOf(request)), voterOf(this.db, { foundation, phone })]);
    if (!motion) throw new NotFoundException();
    const wrote = motion.proposal !== null && (await signaturesOf(this.db, motion.proposal)).some((one) => one.writes && one.phone === phone);
    const me = voter?.confirmed ? ((await motionMembers(this.db, motion.id, dayOf(now))).find(({ party }) => party === voter.party) ?? null) : null;
    const tabled = wrote || (voter?.confirmed === true && motion.member === voter.party);
    return {
      ...(await this.models.of(this.db, motion, { foundation, lang, now, publicly: true })), tabled, seated: me !== null, says: me === null ? null : me.way !== null ? 'related' : me.back !== null ? 'back' : me.none ? 'none' : 'nothing',
      asks: me !== null && motion.review?.formal === true && motion.withdrawnAt === null && motion.votedAt === null, withdraws: tabled && motion.votes === 0 && motion.withdrawnAt === null && motion.review?.formal !== false,
      typed: { interested: '', interest: '', endWhy: '' }, done: doneOf(request),
    };
  }

  private async least(foundation: number): Promise<number> {
    const [{ least }] = await this.db.query<[{ least: number }]>("SELECT (policy_for($1, 'residents-to-table', $2)).value::int AS least", [foundation, this.clock.today()]);
    return least;
  }
}

export const noOf = (request: FastifyRequest): string => (request.params as { no: string }).no;
/** What a member says yes to, kept with their yes as it stood there. */
export function voterPoints(request: FastifyRequest, { name }: Pick<Voter, 'name'>): string[] {
  const t = wordsOf(visitOf(request).lang);
  return ['self', 'votes', 'nobody', 'struck'].map((point) => t(`voter-consent.${point}`, { name }));
}

export function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`my-motion.done.${known}`) : null;
}
