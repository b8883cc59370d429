import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import { plain } from '../../rules/money';
import { CampaignsQueries } from './campaigns.queries';
import { filingDays } from './campaigns.service';

const DONE = ['recorded', 'confirmed', 'withdrawn'] as const;
export type Done = (typeof DONE)[number];

const EMPTY = { supplements: '', filingNo: '', filedOn: '', from: '', to: '', area: '', purpose: '', beneficiaries: '', target: '', cost: '', leftover: '', emergency: '' };

/** Puts together what the desk shows of campaigns and their filings. */
@Injectable()
export class CampaignPages {
  constructor(private readonly db: DataSource, private readonly queries: CampaignsQueries, private readonly papers: PaperPages, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const { id } = request.foundation!;
    const [campaigns, waiting] = await Promise.all([this.queries.all(id, today, lang), this.queries.waiting(id, lang)]);
    return {
      acts: !request.person!.readsAll, waiting: waiting.map((row) => ({ ...row, mine: row.recordedBy === request.person!.id })),
      campaigns: campaigns.map(({ target, raised, cost, fundraising, ...row }) => ({
        ...row, target, raised, cost, fundraising, state: stateOf(row, today), room: target > raised ? target - raised : 0n, over: raised > target ? raised - target : 0n, overCost: cost !== null && fundraising > cost ? fundraising - cost : 0n,
      })),
      done: doneIn(request, lang),
    };
  }

  /** The form of a filing, empty or of a campaign that is supplemented. @throws NotFoundException */
  async form(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const asked = ((request.method === 'POST' ? request.body : request.query) as { supplements?: unknown } | null)?.supplements;
    const limit = await filingDays(this.db, request.foundation!, this.clock.today());
    if (typeof asked !== 'string' || !/^\d{1,9}$/.test(asked)) return { limit, supplements: null, typed: EMPTY };
    const campaign = (await this.queries.all(request.foundation!.id, this.clock.today(), lang)).find(({ id }) => id === Number(asked));
    const last = campaign?.filings.at(-1);
    if (!campaign || !last) throw new NotFoundException();
    const { no, from, to, area, purpose, beneficiaries, target, cost, leftover } = await this.queries.filing(request.foundation!.id, last.id, lang);
    return { limit, supplements: { id: campaign.id, no, from, to, target }, typed: { ...EMPTY, supplements: asked, filingNo: no, from, to, area, purpose, beneficiaries, target: plain(target), cost: plain(cost), leftover } };
  }

  async filing(request: FastifyRequest, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const filing = await this.queries.filing(request.foundation!.id, id, lang);
    const open = filing.confirmed === null && filing.withdrawn === null;
    const mine = filing.recordedBy === request.person!.id;
    return {
      filing, papers: await this.papers.of(request, 'filings', { key: String(id), id }), acts: open && !request.person!.readsAll, may: open && !mine && !request.person!.readsAll,
      why: open && mine ? wordsOf(lang)('campaign.why.mine') : null, typed: { why: '' }, done: doneIn(request, lang),
    };
  }
}

const stateOf = ({ from, to }: { from: Day; to: Day }, today: Day): 'not-begun' | 'running' | 'over' => (today < from ? 'not-begun' : today > to ? 'over' : 'running');

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`campaign.done.${known}`) : null;
}
