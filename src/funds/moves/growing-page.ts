import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Registrations } from '../../foundations/registrations.service';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { HeldSpends, NOTHING_HELD } from '../../ledger/held-spends.service';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { doneIn } from './acts-page';
import { FundActsQueries } from './acts.queries';
import { GrowingQueries } from './growing.queries';
import { SpinOffs } from './spin-offs.service';

export type GrowingForm = 'consent' | 'consent-withdrawal' | 'foundation' | 'spin-off';

/** Puts together how far a fund is from a foundation of its own (M05). */
@Injectable()
export class GrowingPages {
  constructor(
    private readonly db: DataSource, private readonly funds: FundActsQueries, private readonly queries: GrowingQueries, private readonly registrations: Registrations, private readonly resolutions: ResolutionsQueries, private readonly spinOffs: SpinOffs, private readonly helds: HeldSpends, private readonly clock: Clock,
  ) {}

  async page(request: FastifyRequest, form: GrowingForm | null = null): Promise<object> {
    const { lang } = visitOf(request);
    const fund = await this.funds.fund(request.foundation!.id, (request.params as { code: string }).code, lang);
    if (fund.agreementNo === null) throw new NotFoundException();
    // what is held in trust for the households of a building is theirs: they give it first
    const trust = fund.class === 'agency';
    const [consents, preparing, spinOffs, { required }, resolutions] = await Promise.all([
      this.queries.consents(fund, lang), this.queries.preparing(fund.foundation, lang), this.queries.spinOffs(fund, lang),
      this.registrations.preparation(this.db, request.foundation!, this.clock.today()), this.resolutions.choices(fund.foundation, { body: 'council', majority: 'special', until: this.clock.today() }),
    ]);
    const agreed = consents.filter(({ withdrawn }) => withdrawn === null).reduce((sum, one) => sum + one.sum, 0n);
    const founded = spinOffs.filter(({ state }) => state === 'booked').reduce((sum, one) => sum + one.founding, 0n);
    const left = agreed - founded;
    // what the givers agreed to counts as far as the fund still has it
    const counts = founded + (left < fund.free ? left : fund.free > 0n ? fund.free : 0n);
    const me = request.person!;
    const waiting = spinOffs.find(({ state }) => state === 'waits');
    const { resolutions: lets, ...asked } = waiting ? await this.helds.ask(await this.spinOffs.draft(request.foundation!, waiting.id), lang) : NOTHING_HELD;
    return {
      fund, trust, holds: trust ? fund.money : fund.worth, floor: required, counts, missing: required > counts ? required - counts : 0n, agreed, founded, consents,
      preparing: preparing.map((one) => ({ name: one.name, code: one.code, original: one.original, people: one.people })),
      into: preparing.flatMap(({ code, name, funds }) => [{ value: code, label: name }, ...funds.map(({ value, label }) => ({ value: `${code}/${value}`, label: `${name} · ${label}` }))]),
      spinOffs: spinOffs.map((one) => ({
        ...one, may: one.state === 'waits' && one.proposedBy !== me.id && !me.readsAll,
        returns: one.state === 'booked' && one.back === null && !one.registered && !me.readsAll, mayReturn: one.back !== null && one.back.byId !== me.id && !me.readsAll,
      })),
      begins: preparing.length === 0 || form === 'foundation' || (request.query as { new?: unknown }).new !== undefined, waiting: waiting !== undefined, ...asked, resolutions, lets, acts: !me.readsAll && !trust, form,
      typed: { why: '', giver: '', sum: '', day: '', paper: '', address: '', name: '', englishName: '', purpose: '', englishPurpose: '', bank: '', into: '', total: '', founding: '', resolution: '', consent: '', reason: '' },
      done: doneIn(request, lang),
    };
  }
}
