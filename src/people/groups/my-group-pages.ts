import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { addDays, type Day } from '../../rules/day';
import { maskedPhone } from '../../rules/names';
import { ageByYear, MEMBER_ROLES } from '../../rules/resident-group';
import { GroupsQueries } from './groups.queries';
import { type OwnGroup, OwnGroups } from './own-groups.service';

const DONE = ['consented', 'name', 'left', 'invited', 'offered', 'accepted', 'declined', 'withdrawn'];
/** So many days before a filing runs out its group begins to renew it. */
export const FILING_AHEAD_DAYS = 60;

/** One thing that waits for a member, on a row of its own. */
export interface OwnTask { readonly kind: 'consent' | 'consent-late' | 'lead' | 'advance' | 'advance-over' | 'filing' | 'filing-over' | 'few'; readonly code: string; readonly name: string; readonly day: Day | null }

/** What a member sees of their groups, signed in by telephone. */
@Injectable()
export class MyGroupPages {
  constructor(private readonly own: OwnGroups, private readonly queries: GroupsQueries, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  of(request: FastifyRequest): Promise<OwnGroup> {
    return this.own.find(request.foundation!.id, request.telephone!, (request.params as { code: string }).code);
  }

  /** Their groups and, first, what each of them waits for. */
  async summary({ foundation, phone }: { foundation: number; phone: string }, lang: Lang): Promise<{ groups: object[]; tasks: OwnTask[] }> {
    const today = this.clock.today();
    const groups = await this.queries.of(foundation, phone, today, lang);
    const soon = addDays(today, FILING_AHEAD_DAYS);
    const tasks = groups.flatMap(({ code, name, consents, asked, offered, role, clearBy, filing, filedUntil, stands, stood }): OwnTask[] => {
      if (!consents) return [{ kind: asked ? 'consent' : 'consent-late', code, name, day: null }];
      return [
        ...(offered ? [{ kind: 'lead' as const, code, name, day: null }] : []),
        ...(clearBy !== null ? [{ kind: clearBy < today ? 'advance-over' as const : 'advance' as const, code, name, day: clearBy }] : []),
        ...(role === 'lead' && filing !== 'none' && filedUntil !== null && filedUntil <= soon ? [{ kind: filing === 'run-out' ? 'filing-over' as const : 'filing' as const, code, name, day: filedUntil }] : []),
        ...(role === 'lead' && stood && !stands ? [{ kind: 'few' as const, code, name, day: null }] : []),
      ];
    });
    return { groups: groups.filter(({ consents }) => consents).map(({ code, name, area, role }) => ({ code, name, area, role })), tasks };
  }

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    return { ...(await this.summary({ foundation: request.foundation!.id, phone: request.telephone!.phone }, lang)), phone: maskedPhone(request.telephone!.phone), done: doneIn(request, lang) };
  }

  /** Of somebody who has not answered what they are asked, of a member what they may do. */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const today = this.clock.today();
    const own = await this.of(request);
    const [group, members, handovers] = await Promise.all([this.queries.one(own.foundation, own.id, today, lang), this.queries.members(own.id), this.queries.handovers(own.id, lang)]);
    const me = members.find(({ id }) => id === own.member)!;
    if (own.consentedAt === null) {
      return { asking: true, group, name: me.name, role: own.role, points: consentPoints(request, group.name), declares: ageByYear(own.born, today) !== 'of-age', until: me.askedUntil, late: (me.askedUntil ?? '') < today, typed: { showsName: '', adult: '' } };
    }
    const open = handovers.find(({ outcome }) => outcome === null) ?? null;
    const leads = own.role === 'lead';
    return {
      asking: false, group, name: me.name, role: own.role, leads, nameShown: own.nameShown, phone: maskedPhone(request.telephone!.phone),
      members: members.map(({ name, role, consentedAt }) => ({ name: consentedAt === null && !leads ? null : name, role, waits: consentedAt === null })), offer: open && { from: open.from, to: open.to, why: open.why, mine: open.toMember === own.member },
      heirs: members.filter(({ id, consentedAt }) => id !== own.member && consentedAt !== null).map(({ id, name }) => ({ value: String(id), label: name })),
      roles: MEMBER_ROLES.filter((role) => role !== 'lead').map((value) => ({ value, label: t(`group.role.${value}`) })), typed: { memberName: '', phone: '', role: '', heir: '', heirWhy: '', ownWhy: '', showsName: own.nameShown ? 'yes' : 'no' }, done: doneIn(request, lang),
    };
  }
}

/** What somebody says yes to, one sentence each; kept with their yes as it stood there. */
export function consentPoints(request: FastifyRequest, group: string): string[] {
  const t = wordsOf(visitOf(request).lang);
  const { name, englishName } = request.foundation!;
  return ['member', 'kept', 'members', 'filing', 'leave'].map((point) => t(`group-consent.${point}`, { group, foundation: visitOf(request).lang === 'zh' ? name : englishName }));
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`my-group.done.${known}`) : null;
}
