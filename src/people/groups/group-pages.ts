import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock } from '../../platform/clock';
import { formOf } from '../../platform/form-page';
import { longDay } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { maskedPhone } from '../../rules/names';
import { CARRIER_KINDS, GROUP_FIELDS, MEMBER_ROLES, ORIENTATIONS } from '../../rules/resident-group';
import { GroupRoutes } from './group-routes.service';
import { GroupsQueries, type MemberRow } from './groups.queries';
import { type Group, Groups } from './groups.service';

/** Who keeps the register, and who says how money reaches a group. Its route says the same by `@Allow`. */
const KEEPERS = ['programme-officer', 'secretary-general'];
const OF_MONEY = ['bookkeeper', 'secretary-general'];
const DONE = ['entered', 'particulars', 'member', 'asked', 'left', 'offered', 'offer-withdrawn', 'turned', 'filed', 'struck', 'ended', 'route', 'route-ended', 'fund', 'fund-ended'];

/** What the desk shows of residents' groups. */
@Injectable()
export class GroupPages {
  constructor(private readonly groups: Groups, private readonly queries: GroupsQueries, private readonly routes: GroupRoutes, private readonly clock: Clock) {}

  /** @throws NotFoundException */
  of(request: FastifyRequest): Promise<Group> {
    return this.groups.find(request.foundation!.id, (request.params as { code: string }).code);
  }

  async list(request: FastifyRequest): Promise<object> {
    const rows = await this.queries.list(request.foundation!.id, this.clock.today(), visitOf(request).lang);
    return { rows: rows.filter(({ ended }) => ended === null), over: rows.filter(({ ended }) => ended !== null), acts: may(request, KEEPERS) };
  }

  blank(request: FastifyRequest): object {
    const { lang } = visitOf(request);
    return { choices: choicesIn(lang), typed: { address: '', name: '', englishName: '', purpose: '', field: '', area: '', since: '', orientation: '', why: '', name1: '', phone1: '', born1: '', name2: '', phone2: '', born2: '', role2: '', name3: '', phone3: '', born3: '', role3: '' } };
  }

  /** @param form the form that came back, by the end of its address: it stands open with what was typed */
  async page(request: FastifyRequest, form: string | null = formOf(request)): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const { id, foundation } = await this.of(request);
    const [group, members, left, handovers, orientations, particulars, filings, routes, funds, paid] = await Promise.all([
      this.queries.one(foundation, id, today, lang), this.queries.members(id), this.queries.left(id, lang), this.queries.handovers(id, lang), this.queries.orientations(id, lang),
      this.queries.particulars(id, lang), this.queries.filings(id, lang), this.queries.routes(id, lang), this.queries.funds(id, lang), this.queries.paid(id, lang)]);
    const acts = may(request, KEEPERS) && group.ended === null;
    const lead = members.find(({ role }) => role === 'lead');
    const standing = filings.filter(({ ended }) => ended === null);
    return {
      group, form, members: members.map((member) => ({ ...member, shownPhone: maskedPhone(member.phone), late: member.consentedAt === null && (member.askedUntil ?? '') < today })),
      missing: members.filter(({ consentedAt }) => consentedAt === null).length, left, noLead: lead === undefined, open: handovers.find(({ outcome }) => outcome === null) ?? null, handovers: handovers.filter(({ outcome }) => outcome !== null),
      orientations, earlier: particulars.slice(1), filings: filings.map((filing) => ({ ...filing, over: filing.until < today })), routes: routes.filter(({ ended }) => ended === null), funds, paid,
      fundChoices: acts ? await this.queries.openFunds(foundation, lang) : [], lookedAfter: funds.map(({ id: one, name }) => ({ value: String(one), label: name })),
      acts, choices: { ...choicesIn(lang), leaving: named(members, lang), heirs: named(members.filter(({ consentedAt, role }) => consentedAt !== null && role !== 'lead'), lang), struck: standing.map(({ id: one, number, from }) => ({ value: String(one), label: `${number} · ${longDay(from, lang)}` })) },
      typed: { ...particulars[0], from: today, why: '', memberName: '', phone: '', born: '', role: '', memberFrom: today, left: '', leftDay: today, leftWhy: '', heir: '', heirWhy: '', orientation: '', turnDay: today, turnWhy: '', placeKind: '', place: '', number: '', filedFrom: '', filedUntil: '', struck: '', struckDay: today, struckWhy: '', endDay: today, endWhy: '', fund: '', fundFrom: today, fundWhy: '', lookedAfter: '', fundDay: today, fundEndWhy: '' },
      done: doneIn(request, lang),
    };
  }

  async money(request: FastifyRequest, form: string | null = formOf(request)): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const { id, foundation } = await this.of(request);
    const [group, routes, limits, members] = await Promise.all([this.queries.one(foundation, id, today, lang), this.queries.routes(id, lang), this.routes.limits(foundation, today), this.queries.members(id)]);
    const t = wordsOf(lang);
    const open = routes.filter(({ ended }) => ended === null);
    return {
      group, form, routes: open, over: routes.filter(({ ended }) => ended !== null), limits, lead: members.find(({ role, consentedAt }) => role === 'lead' && consentedAt !== null)?.name ?? null,
      acts: may(request, OF_MONEY) && group.ended === null && group.stands, ends: may(request, OF_MONEY) && group.ended === null,
      choices: { carriers: CARRIER_KINDS.map((value) => ({ value, label: t(`group.carrier.${value}`) })), plain: (['vendors', 'goods'] as const).map((value) => ({ value, label: t(`group.route.${value}`) })), open: open.map((route) => ({ value: String(route.id), label: [t(`group.route.${route.kind}`), route.party ?? route.leader].filter(Boolean).join(' · ') })) },
      typed: { carrierKind: '', carrierName: '', creditCode: '', holder: '', party: '', carrierFrom: today, carrierBasis: '', routeKind: '', routeFrom: today, routeBasis: '', most: '', advanceFrom: today, clearBy: '', advanceBasis: '', route: '', routeDay: today, routeWhy: '' }, done: doneIn(request, lang),
    };
  }

  /** The sheet for the street or the residents' committee, to be printed and signed. */
  async sheet(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const { id, foundation } = await this.of(request);
    const [group, members] = await Promise.all([this.queries.one(foundation, id, today, lang), this.queries.members(id)]);
    return { group, members: members.filter(({ consentedAt }) => consentedAt !== null), missing: members.filter(({ consentedAt }) => consentedAt === null).length, today };
  }
}

const may = (request: FastifyRequest, roles: readonly string[]): boolean => request.person!.readsAll !== true && roles.some((role) => request.person!.roles.includes(role));
const named = (members: readonly MemberRow[], lang: Lang): { value: string; label: string }[] => members.map(({ id, name, role }) => ({ value: String(id), label: `${name} · ${wordsOf(lang)(`group.role.${role}`)}` }));
function choicesIn(lang: Lang): Record<'fields' | 'orientations' | 'roles' | 'others' | 'places', { value: string; label: string }[]> {
  const t = wordsOf(lang);
  const each = (values: readonly string[], of: string): { value: string; label: string }[] => values.map((value) => ({ value, label: t(`group.${of}.${value}`) }));
  return { fields: each(GROUP_FIELDS, 'field'), orientations: each(ORIENTATIONS, 'orientation'), roles: each(MEMBER_ROLES, 'role'), others: each(MEMBER_ROLES.filter((role) => role !== 'lead'), 'role'), places: each(['street', 'committee'], 'place') };
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`group.done.${known}`) : null;
}
