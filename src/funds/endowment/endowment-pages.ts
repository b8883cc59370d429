import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { HeldSpends, NOTHING_HELD } from '../../ledger/held-spends.service';
import { PaperPages } from '../../people/papers/paper-pages';
import { Clock } from '../../platform/clock';
import { longDay } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { type Day, daysBetween, yearOf } from '../../rules/day';
import { investable, INVESTMENT_KINDS, isMajor } from '../../rules/investing';
import { PAR, priceText, unitsText, valueOf } from '../../rules/units';
import { pictureOf } from './endowment-picture.page';
import { Falls } from './falls.service';
import { type Endowment, EndowmentQueries, type Held } from './endowment.queries';
import { EndowmentDeskQueries, type OrderRow, type PoolRow } from './endowment-desk.queries';
import { investableOf, investmentPolicyOn, Investments } from './investments.service';

export const DONE = ['spending-rule', 'investment-policy', 'bar', 'pool', 'pool-approved', 'valuation', 'valuation-confirmed', 'valuation-withdrawn', 'order', 'order-approved', 'order-refused', 'order-withdrawn', 'order-booked', 'order-released', 'bar-ended', 'fall', 'fall-approved', 'fall-declined', 'disclosed'] as const;
export type Done = (typeof DONE)[number];

/** Puts together what the desk shows of endowments and investments. */
@Injectable()
export class EndowmentPages {
  constructor(
    private readonly db: DataSource, private readonly endowments: EndowmentQueries, private readonly desk: EndowmentDeskQueries, private readonly resolutions: ResolutionsQueries, private readonly falls: Falls,
    private readonly papers: PaperPages, private readonly investments: Investments, private readonly helds: HeldSpends, private readonly clock: Clock,
  ) {}

  async index(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    const [funds, pools, waiting, kinds, rules, policy] = await Promise.all([
      this.endowments.standing(this.db, id, today), this.desk.pools(id, lang), this.desk.orders(id, lang, { open: true }), this.desk.kinds(id, today), this.desk.spendingRules(id, lang), investmentPolicyOn(this.db, id, today)]);
    const held = (await this.endowments.held(this.db, id, [today])).get(today)!;
    const shown = await Promise.all(funds.map(async (fund) => this.fundShown(fund, lang, today)));
    return {
      funds: shown, pools: pools.map((pool) => poolShown(pool, held.filter((one) => one.pool === pool.id), today)), waiting: waiting.map((order) => orderShown(order, request.person!.id)),
      kinds: kindsShown(kinds, lang), rules: rules.slice(0, 3).map((rule) => ruleShown(rule)), policy, acts: !request.person!.readsAll, done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException for a fund that keeps nothing */
  async fund(request: FastifyRequest, code: string): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    const [fund] = await this.endowments.standing(this.db, id, today, code);
    if (!fund) throw new NotFoundException();
    const year = yearOf(today);
    const [spendable, gifts, pools, of] = await Promise.all([
      fund.class === 'preserved' ? this.endowments.spendable(this.db, fund, year) : null, this.endowments.principalGifts(this.db, fund), this.desk.pools(id, lang), investableOf(this.db, fund.id, 0n)]);
    return {
      fund: await this.fundShown(fund, lang, today), picture: pictureOf(fund, spendable, year), year,
      entitled: spendable && {
        ...spendable.entitled, parts: spendable.entitled.parts.map((part) => ({ ...part, percent: percentText(part.rule.percent), cap: part.rule.cap === null ? null : percentText(part.rule.cap), least: part.rule.least === null ? null : percentText(part.rule.least), how: `endowment.decided.${part.decidedBy}` })),
        unpriced: spendable.entitled.unpriced.map((day) => longDay(day, lang)).join(wordsOf(lang)('comma')), spent: spendable.spent, promised: spendable.promised,
      },
      quarters: spendable?.quarters ?? [], gifts, given: gifts.reduce((all, { sum }) => all + sum, 0n),
      held: fund.held.map((one) => ({ ...heldShown(one), pool: String(one.pool), name: pools.find(({ id: pool }) => pool === one.pool)!.name })),
      investable: { ...of, most: investable(of) },
    };
  }

  async policies(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [rules, investing, bars, funds, resolutions, kinds] = await Promise.all([
      this.desk.spendingRules(id, lang), this.desk.investmentPolicies(id, lang), this.desk.bars(id, lang), this.desk.funds(id, lang), this.resolutions.choices(id, { body: 'council' }), this.desk.kinds(id, this.clock.today())]);
    return {
      rules: rules.map((rule) => ruleShown(rule)), investing, bars: bars.map((bar) => ({ ...bar, mine: bar.byId === request.person!.id })), funds, preserved: funds.filter((fund) => fund.class === 'preserved'), resolutions, kinds: kindsShown(kinds, lang), acts: !request.person!.readsAll,
      typed: { fund: '', from: '', percent: '', quarters: '12', cap: '', least: '', resolution: '', policyFrom: '', major: '', priceDays: '100', dealDays: '5', policyResolution: '', barFund: '', barSum: '', barWhy: '', endWhy: '' },
      done: doneIn(request, lang),
    };
  }

  async newPool(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const kinds = await this.desk.kinds(request.foundation!.id, this.clock.today());
    return {
      kinds: kindsShown(kinds, lang), allowed: kindsShown(kinds, lang).filter(({ allowed }) => allowed).map(({ kind, name }) => ({ value: kind, label: name })),
      roles: ['short investment', 'long debt investment', 'other long investment', 'long equity investment'].map((value) => ({ value, label: t(`investment.${value}`) })), acts: !request.person!.readsAll,
      typed: { name: '', englishName: '', kind: '', role: '', institution: '', licence: '', purpose: '', noPosts: '', maturesOn: '', price: priceText(PAR) },
    };
  }

  /** @throws NotFoundException */
  async pool(request: FastifyRequest, pool: number): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const today = this.clock.today();
    const [row] = await this.desk.pools(id, lang, pool);
    if (!row) throw new NotFoundException();
    const t = wordsOf(lang);
    const [all, valuations, orders, funds, policy, votes, falls, fallen] = await Promise.all([
      this.endowments.held(this.db, id, [today]), this.desk.valuations(pool, lang), this.desk.orders(id, lang, { pool }), this.desk.funds(id, lang), investmentPolicyOn(this.db, id, today), this.resolutions.choices(id, { body: 'council', majority: 'investment' }), this.desk.falls(pool, lang), this.falls.fallen(this.db, pool)]);
    const held = all.get(today)!.filter((one) => one.pool === pool);
    const shown = await this.papers.ofAll(request, 'valuations', valuations.map(({ id: key }) => ({ key, id: key })));
    const me = request.person!;
    const names = await this.db.query<{ id: number; name: string }[]>(`SELECT id, ${lang === 'zh' ? 'name' : 'english_name'} AS name FROM fund WHERE foundation = $1`, [id]);
    const toPropose = fallen.filter(({ fund }) => !falls.some(({ code, state }) => code === fund.code && state === 'waiting')).map(({ fund, day, value, sum }) => ({ value: fund.code, name: names.find(({ id: its }) => its === fund.id)!.name, day, worth: value, sum }));
    return {
      pool: { ...poolShown(row, held, today), licence: row.licence, purpose: row.purpose, maturesOn: row.maturesOn, firstPrice: priceText(row.firstPrice), by: row.by, at: row.at, approvedBy: row.approvedBy, approvedAt: row.approvedAt, resolution: row.resolution, mine: row.proposedBy === me.id, role: t(`investment.${row.role}`), equity: row.kind === 'direct-equity' },
      held: held.map((one) => ({ ...heldShown(one), name: names.find((fund) => fund.id === one.fund)!.name })),
      valuations: valuations.map((one) => ({ ...one, units: unitsText(one.units), price: priceText(one.price), papers: shown.get(one.id), mine: one.recordedBy === me.id, state: one.withdrawn !== null ? 'withdrawn' : one.confirmedBy !== null ? 'confirmed' : 'waiting' })),
      falls: falls.map((fall) => ({ ...fall, mine: fall.proposedBy === me.id })), fallen: toPropose, falling: falls.length + toPropose.length > 0,
      orders: orders.map((order) => orderShown(order, me.id)), funds, sides: ['buy', 'sell', 'brought'].map((value) => ({ value, label: t(`investing.side.${value}`) })), policy, resolutions: votes, acts: !me.readsAll,
      typed: { day: '', value: '', price: '', side: '', fund: '', sum: '', units: '', needed: '', orderDay: '', why: '', resolution: '', fallFund: '', fallWhy: '' }, done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async order(request: FastifyRequest, order: number): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [row] = await this.desk.orders(id, lang, { id: order });
    if (!row) throw new NotFoundException();
    const waits = row.decision === null;
    const toBook = row.decision === 'approved' && row.bookedBy === null;
    const me = request.person!;
    const mine = row.proposedBy === me.id;
    const [policy, of, lines] = await Promise.all([
      investmentPolicyOn(this.db, id, row.day), row.side === 'buy' && (waits || toBook) ? investableOf(this.db, row.fundId, row.needed) : null, toBook && !mine ? this.desk.openLines(id, row.side === 'buy' ? -row.sum : row.sum) : []]);
    const draft = row.side === 'buy' && (waits || toBook) ? await this.investments.draft(this.db, id, order) : null;
    const [asked, through] = await Promise.all([draft ? this.helds.ask(draft, lang) : NOTHING_HELD, this.helds.through({ by: 'investment_order', id: order }, lang)]);
    const may = me.readsAll ? null : waits ? (mine ? 'withdraw' : 'decide') : toBook && !mine ? 'book' : null;
    const t = wordsOf(lang);
    return {
      order: { ...orderShown(row, me.id), major: isMajor(row.sum, policy?.major ?? null), atPrice: row.price === null ? null : valueOf(row.units, row.price), gain: row.side === 'sell' && row.cost !== null ? row.sum - row.cost : null, from: policy?.major ?? null },
      investable: of && { ...of, most: investable(of), enough: row.sum <= investable(of) },
      lines: lines.map(({ id: line, place, day, party, reference }) => ({ value: `${place}:${line}`, label: [longDay(day, lang), party, reference].filter(Boolean).join(' · ') })), likely: lines.length === 1 ? `${lines[0]!.place}:${lines[0]!.id}` : '',
      disclosure: row.side === 'buy' && row.bookedBy !== null && !row.reversed && isMajor(row.sum, policy?.major ?? null) ? { told: row.disclosedOn, place: row.disclosedAt, acts: !me.readsAll } : null,
      may, why: me.readsAll ? null : waits && mine ? t('investing.why.mine') : toBook && mine ? t('investing.why.book') : null, typed: { why: '', line: '', day: '', place: '', resolution: '', consent: '', reason: '' }, done: doneIn(request, lang),
      ...asked, through, releases: toBook && !mine && !me.readsAll && asked.held.resolution && through === null,
    };
  }

  private async fundShown(fund: Endowment, lang: Lang, today: Day): Promise<object> {
    const spendable = fund.class === 'preserved' ? await this.endowments.spendable(this.db, fund, yearOf(today)) : null;
    const picture = pictureOf(fund, spendable, yearOf(today));
    return { code: fund.code, name: lang === 'zh' ? fund.name : fund.englishName, original: fund.class === 'original', principal: fund.principal, value: fund.value, worth: fund.worth, priced: fund.priced, missing: fund.value === null ? 0n : picture.missing, allowed: picture.allowed, left: picture.left, hasRule: picture.hasRule, over: picture.over };
  }
}

/** Ten-thousandths as per cent: 4%, 4.25%. */
export const percentText = (share: number): string => `${String(share / 100)}%`;

const ruleShown = ({ percent, cap, least, ...rule }: { fund: string | null; from: Day; percent: number; quarters: number; cap: number | null; least: number | null; resolution: string; by: string }): object =>
  ({ ...rule, percent: percentText(percent), cap: cap === null ? null : percentText(cap), least: least === null ? null : percentText(least) });

const heldShown = ({ units, cost, price, priced, value }: Held): object => ({ units: unitsText(units), cost, price: price === null ? null : priceText(price), priced, value, gain: value === null ? null : value - cost });

function poolShown(pool: PoolRow, held: readonly Held[], today: Day): object {
  const known = held.every(({ value }) => value !== null);
  const priced = held[0]?.priced ?? null;
  return {
    id: pool.id, name: pool.name, kind: pool.kind, institution: pool.institution, approved: pool.approvedBy !== null, units: held.length === 0 ? null : unitsText(held.reduce((all, { units }) => all + units, 0n)),
    cost: held.reduce((all, { cost }) => all + cost, 0n), value: known && held.length > 0 ? held.reduce((all, { value }) => all + value!, 0n) : null, price: held[0]?.price ? priceText(held[0].price) : null, priced,
    age: priced === null ? null : daysBetween(priced, today), stale: held.length > 0 && !known,
  };
}

const orderShown = (order: OrderRow, me: number): object => ({
  ...order, units: unitsText(order.units), price: order.price === null ? null : priceText(order.price), mine: order.proposedBy === me,
  state: order.reversed ? 'reversed' : order.bookedBy !== null ? 'booked' : order.decision === null ? 'waiting' : order.decision,
});

function kindsShown(kinds: Awaited<ReturnType<EndowmentDeskQueries['kinds']>>, lang: Lang): { kind: string; name: string; allowed: boolean; source: string; checked: boolean }[] {
  const t = wordsOf(lang);
  return INVESTMENT_KINDS.flatMap((kind) => kinds.filter((one) => one.kind === kind).map((one) => ({ ...one, name: t(`investing.kind.${kind}`) })));
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`endowment.done.${known}`) : null;
}
