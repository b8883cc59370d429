import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { spenders } from '../../funds/asked-spend';
import { PARTY_KINDS } from '../../people/relations.service';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Words, wordsOf } from '../../platform/words';
import { maskedPhone } from '../../rules/names';
import { MAJORITIES } from '../../rules/resolution';
import { TABLERS } from '../../rules/tabling';
import { bodiesOn } from './bodies.queries';
import { MotionModels, tablerNamed } from './motion-model';
import { listMotions, MOTION_STATES, motionMembers, motionNo } from './motions.queries';
import { signaturesOf } from './proposals.queries';
import { votersOf } from './voter-phones.queries';

const DONE = ['tabled', 'money', 'reviewed', 'withdrawn', 'heard', 'phone', 'struck'];
const NO_MONEY = { sum: '', fund: '', payeeKind: '', payee: '', payeeCode: '' };

/** What staff see of motions and of the telephones by which members speak. */
@Injectable()
export class MotionPages {
  constructor(private readonly db: DataSource, private readonly models: MotionModels, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const { state, page } = askedOf(request);
    const [{ rows, more }, bodies, money] = await Promise.all([listMotions(this.db, { foundation, now: this.clock.now(), lang }, { state, page }), bodiesOn(this.db, { foundation, day: this.clock.today(), lang }), this.money(request)]);
    return {
      motions: rows.map((row) => ({ ...row, tabler: tablerNamed(row, { publicly: false, lang }), payee: undefined })), page, more, state: state ?? '', states: MOTION_STATES.map((value) => ({ value, label: t(`motion.state.${value}`) })),
      bodies: bodies.map(({ key, name }) => ({ value: key, label: name })), majorities: MAJORITIES.map((value) => ({ value, label: t(`majority.short.${value}`) })), tablers: TABLERS.filter((one) => one !== 'residents').map((value) => ({ value, label: t(`council.tabler.${value}`) })),
      ...money, acts: !request.person!.readsAll, opensPhones: request.person!.readsAll === true || request.person!.roles.some((role) => role !== 'bookkeeper'), typed: { body: '', majority: 'ordinary', question: '', englishQuestion: '', explanation: '', tabledAs: '', tabledBy: '', day: '', ...NO_MONEY }, done: doneOf(request, t),
    };
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const now = this.clock.now();
    const motion = await motionNo(this.db, { foundation, now, lang }, (request.params as { no: string }).no);
    if (!motion) throw new NotFoundException();
    const acts = !request.person!.readsAll;
    const [model, members, signatures, money] = await Promise.all([
      this.models.of(this.db, motion, { foundation, lang, now, publicly: false }), motionMembers(this.db, motion.id, this.clock.today()), motion.proposal === null ? [] : signaturesOf(this.db, motion.proposal), this.money(request)]);
    const undecided = motion.votedAt === null && motion.withdrawnAt === null && motion.review?.formal !== false;
    return {
      ...model, ...money, seats: members.map(({ name, chairs, back, none, way }) => ({ name, chairs, says: back !== null || way !== null ? 'back' : none ? 'none' : 'nothing' })),
      signers: signatures.map(({ name, door, phone, writes }) => ({ name, door, phone: maskedPhone(phone), writes })),
      hearing: members.filter(({ back, way }) => back === null && way === null).map(({ party, name }) => ({ value: String(party), label: name })),
      may: { review: acts && motion.state === 'waiting', money: acts && motion.state === 'waiting' && motion.sum === null, withdraw: acts && undecided && motion.votes === 0 && motion.by !== null, hear: acts && motion.review?.formal === true && undecided },
      typed: { formal: '', reviewWhy: '', reviewedBy: '', reviewDay: this.clock.today(), endWhy: '', party: '', interested: '', backWhy: '', ...NO_MONEY }, done: doneOf(request, t),
    };
  }

  async voters(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const voters = await votersOf(this.db, request.foundation!.id, this.clock.today(), lang);
    return {
      voters: voters.map(({ name, phone }) => ({ name, phone: phone && { number: maskedPhone(phone.number), confirmedAt: phone.confirmedAt && new Date(phone.confirmedAt), by: phone.by } })),
      entering: voters.filter(({ phone }) => phone === null).map(({ party, name }) => ({ value: String(party), label: name })), striking: voters.filter(({ phone }) => phone !== null).map(({ name, phone }) => ({ value: String(phone!.id), label: `${name} ${maskedPhone(phone!.number)}` })),
      confirmed: voters.filter(({ phone }) => phone?.confirmedAt).length, acts: !request.person!.readsAll, typed: { party: '', phone: '', struck: '', why: '' }, done: doneOf(request, wordsOf(lang)),
    };
  }

  private async money(request: FastifyRequest): Promise<{ funds: object[]; payeeKinds: object[] }> {
    const { lang } = visitOf(request);
    const funds = await spenders(this.db.manager, request.foundation!.id, lang);
    return { funds: funds.map(({ code, name }) => ({ value: code, label: name })), payeeKinds: PARTY_KINDS.map((value) => ({ value, label: wordsOf(lang)(`party.${value}`) })) };
  }
}

/** What a list is asked for; anything else is as good as nothing. */
export function askedOf(request: FastifyRequest) {
  const { state, body, page } = request.query as Record<string, unknown>;
  return { state: MOTION_STATES.find((one) => one === state) ?? null, key: typeof body === 'string' && /^[a-z0-9-]{1,80}$/.test(body) ? body : null, page: typeof page === 'string' && /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1 };
}

function doneOf(request: FastifyRequest, t: Words): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? t(`motion.done.${known}`) : null;
}
