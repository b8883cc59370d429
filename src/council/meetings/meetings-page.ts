import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages, type ShownPapers } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { wordsOf } from '../../platform/words';
import { addDays, dayOf } from '../../rules/day';
import { lastDayToCall } from '../../rules/meetings';
import { presenceSeen } from './attendance.service';
import { bodiesOf, keyOf, type NamedBody, ruleOn } from './bodies';
import { figure, rhythmFindings } from './meeting-rhythm';
import { itemsInWords, type MeetingView, quorumInWords, viewOf } from './meeting-view';
import { comes, itemsOf, meetingsOf, membersOf, minutesOf, type MinutesRow, movesOf, openMotions } from './meetings.queries';
import { OTHER_POINTS } from './meetings.form';
import type { WhichMeeting } from './meetings.service';

const DONE = ['called', 'moved', 'called-off', 'sheet', 'proxy', 'proxy-ended', 'minutes', 'scan', 'compared'];
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });

export const whichOf = (request: FastifyRequest): WhichMeeting => ({ foundation: request.foundation!.id, number: (request.params as { no: string }).no });

/** Puts together what the desk shows of meetings. */
@Injectable()
export class MeetingPages {
  constructor(private readonly db: DataSource, private readonly papers: PaperPages, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [today, now] = [this.clock.today(), this.clock.now()];
    const bodies = await bodiesOf(this.db, id, today, lang);
    const meetings = (await meetingsOf(this.db, id, lang)).map((meeting) => viewOf(meeting, now));
    return {
      bodies: await Promise.all(bodies.map(async (body) => ({ ...body, findings: (await rhythmFindings(this.db, request.foundation!, body, { today, now })).map(({ code, facts }) => wordsOf(lang)(`meeting-finding.${code}`, facts)) }))),
      coming: meetings.filter(({ state }) => state === 'coming').reverse(), others: meetings.filter(({ state }) => state !== 'coming'), acts: !request.person!.readsAll,
    };
  }

  /** A body of this foundation that somebody sits on; the first where none is named. @throws NotFoundException */
  async bodyOf(request: FastifyRequest, key: string | undefined): Promise<NamedBody> {
    const body = (await bodiesOf(this.db, request.foundation!.id, this.clock.today(), visitOf(request).lang)).find((one) => key === undefined || one.key === key);
    if (!body) throw new NotFoundException();
    return body;
  }

  async blank(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { body: key } = { ...(request.query as { body?: string }), ...(request.body as { body?: string } | undefined) };
    const body = await this.bodyOf(request, key);
    const today = this.clock.today();
    const [rule, motions] = await Promise.all([ruleOn(this.db, request.foundation!.id, body, today), openMotions(this.db, request.foundation!.id, body, lang)]);
    const values = Object.fromEntries(OTHER_POINTS.flatMap((n) => [[`title${n}`, ''], [`papers${n}`, '']]));
    return { body, notice: rule && { days: rule.noticeDays, first: addDays(today, rule.noticeDays), source: rule.source }, motions, others: OTHER_POINTS, typed: { day: '', time: '', place: '', dialIn: '', motions: motions.map(({ id }) => String(id)), ...values } };
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<MeetingPage> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const { foundation, number } = whichOf(request);
    const [row] = await meetingsOf(this.db, foundation, lang, { number });
    if (!row) throw new NotFoundException();
    const now = this.clock.now();
    const meeting = viewOf(row, now);
    const [items, members, minutes, moves, rule, seen] = await Promise.all([itemsOf(this.db, row.id, lang), membersOf(this.db, row.id), minutesOf(this.db, row.id, lang), movesOf(this.db, row.id, lang), ruleOn(this.db, foundation, row, row.day), presenceSeen(this.db, row.id)]);
    const [newest = null] = minutes;
    const days = await figure(this.db, request.foundation!, 'minutes-days', dayOf(now));
    const acts = !request.person!.readsAll && row.calledOff === null;
    const onDay = dayOf(now) >= row.day && row.calledOff === null;
    const frozen = minutes.some(({ signedAt }) => signedAt !== null) || (newest !== null && (newest.signatures.length > 0 || newest.scan !== null));
    const proxies = members.flatMap(({ party, name, holder }) => (holder ? [{ value: String(party), label: t('meeting.proxy.for', { giver: name, holder: holder.name }) }] : []));
    const people = members.map(({ party, name }) => ({ value: String(party), label: name }));
    const present = members.filter(({ how }) => how === 'in-person' || how === 'remote').map(({ party, name, chairs }) => ({ value: String(party), label: name, chairs }));
    return {
      meeting, items: itemsInWords(items, lang), members: members.map((member) => ({ ...member, comes: comes(member, members), ticked: [`${member.how ?? ''}`] })), unreached: members.filter(({ hasPhone }) => !hasPhone).map(({ name }) => name),
      quorum: rule && quorumInWords({ rule, members, items, meeting }, lang), moves, minutes, newest, resolutions: items.filter(({ result }) => result !== null).length,
      papers: newest === null ? null : await this.papers.of(request, 'minutes', { key: String(newest.id), id: newest.id }), due: addDays(row.day, days), calledBy: rule && lastDayToCall(row.day, rule.noticeDays), source: rule?.source ?? '',
      may: {
        move: acts && meeting.state === 'coming', sheet: acts && onDay && !frozen, proxy: acts && rule?.proxies === true && !frozen, write: acts && meeting.state === 'held',
        scan: acts && newest !== null && newest.scan === null && newest.signedAt === null, compare: acts && newest?.scan != null && newest.compared === null && newest.scan.byId !== request.person!.id,
      },
      choices: { people, proxies, present }, seen, blanks: [1, 2, 3, 4, 5],
      typed: {
        day: row.day, time: CLOCK.format(row.startsAt), place: row.place, dialIn: row.dialIn, moveWhy: '', offWhy: '', strikeWhy: '', giver: '', holder: '', proxyPaper: '', represented: '', proxyWhy: '', minutesWhy: '',
        inPerson: of(members, 'in-person'), remote: of(members, 'remote'), proxy: of(members, 'proxy'),
        presidedBy: newest ? String(newest.presidedBy?.party ?? '') : (present.find(({ chairs }) => chairs)?.value ?? ''), keptBy: newest?.keptBy ?? '', guests: newest?.guests ?? '', words: newest?.words ?? items.map(() => ''),
      },
      done: doneOf(request), bodyKey: keyOf(row), printed: now,
    };
  }
}

export interface MeetingPage { readonly meeting: MeetingView; readonly newest: MinutesRow | null; readonly papers: ShownPapers | null; readonly [more: string]: unknown }

const of = (members: readonly { readonly party: number; readonly how: string | null }[], wanted: string): string[] => members.filter(({ how }) => how === wanted).map(({ party }) => String(party));

function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`meeting.done.${known}`) : null;
}
