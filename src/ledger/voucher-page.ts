import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { PaperPages } from '../people/papers/paper-pages';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, refusalIn, wordsOf } from '../platform/words';
import { isMonth, type Month, monthOf } from '../rules/day';
import type { Fen } from '../rules/money';
import { openMonth } from './closing.queries';
import { groupOfProposal, waysOf } from './for-group';
import { HeldSpends } from './held-spends.service';
import type { Effect } from './ledger.service';
import { Proposals, reversible } from './proposals.service';
import { type Field, TEMPLATES, templateOf } from './templates';
import { CHOICES } from './voucher.form';
import { SHEETS_A_FILE, VOUCHERS_A_PAGE, type VoucherFacts, type VoucherRow, VouchersQueries, type Word, WORDS } from './vouchers.queries';
import { kindIn, sourceIn } from './words-of-entries';

const DONE = ['proposed', 'approved', 'refused', 'withdrawn', 'checked'] as const;
export type VoucherDone = (typeof DONE)[number];

/** Puts together what the desk shows of vouchers. */
@Injectable()
export class VoucherPages {
  constructor(private readonly db: DataSource, private readonly queries: VouchersQueries, private readonly proposals: Proposals, private readonly papers: PaperPages, private readonly helds: HeldSpends, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const asked = (request.method === 'POST' ? request.body : request.query) as { month?: unknown; open?: unknown; before?: unknown; word?: unknown; fund?: unknown };
    const month = typeof asked.month === 'string' && isMonth(asked.month) ? asked.month : ((await openMonth(this.db, id)) ?? monthOf(this.clock.today()));
    const open = asked.open === '1';
    const word = WORDS.find((one) => one === asked.word) ?? null;
    const before = typeof asked.before === 'string' && /^\d{1,18}$/.test(asked.before) ? BigInt(asked.before) : null;
    const { funds } = await this.queries.choices(id, lang);
    const fund = funds.find(({ code }) => code === asked.fund)?.code ?? null;
    const [rows, months, proposals, counts] = await Promise.all([
      this.queries.list(id, { month, open, word, fund, before }, lang), this.queries.months(id), this.queries.proposals(id, lang), this.queries.counts(id, month)]);
    const page = rows.slice(0, VOUCHERS_A_PAGE);
    const query = `?month=${month}${word ? `&word=${word}` : ''}${fund ? `&fund=${fund}` : ''}${open ? '&open=1' : ''}`;
    const answers = answersForTheBooks(request);
    const mayCheck = (row: VoucherRow): boolean => answers && row.checker === null && row.makerId !== request.person!.id;
    return {
      month, open, word, fund, months: months.includes(month) ? months : [month, ...months].sort().reverse(),
      words: WORDS.map((value) => ({ value, label: wordsOf(lang)(`voucher.word.${value}`) })), funds: funds.map(({ code, name }) => ({ value: code, label: name })),
      vouchers: page.map((row) => ({ ...row, number: String(row.number), mayCheck: open && mayCheck(row), mine: row.checker === null && row.makerId === request.person!.id })),
      checks: open && page.some(mayCheck), sheets: sheetsOf(counts, month, word),
      pager: { newer: null, older: rows.length > VOUCHERS_A_PAGE ? `${query}&before=${page.at(-1)!.number}` : null, latest: before === null ? null : query },
      proposals: this.named(proposals.waiting, lang), decided: this.named(proposals.decided, lang),
      templates: this.templates(request).map(({ name }) => ({ name, label: wordsOf(lang)(`template.${name}`) })),
      done: doneIn(request, lang),
    };
  }

  /** The vouchers of a month for the printer, of the open one where none is named. @throws NotFoundException where there are none */
  async sheets(request: FastifyRequest): Promise<{ name: string; vouchers: VoucherFacts[] }> {
    const asked = request.query as { month?: unknown; word?: unknown; part?: unknown };
    const month = asked.month ?? (await openMonth(this.db, request.foundation!.id));
    if (typeof month !== 'string' || !isMonth(month)) throw new NotFoundException();
    const word = WORDS.find((one) => one === asked.word) ?? null;
    const part = typeof asked.part === 'string' && /^[1-9]\d{0,4}$/.test(asked.part) ? Number(asked.part) : 1;
    const vouchers = await this.queries.sheets(request.foundation!.id, { month, word, part }, 'zh');
    if (vouchers.length === 0) throw new NotFoundException();
    return { name: [month, word, part].filter(Boolean).join('-'), vouchers };
  }

  async voucher(request: FastifyRequest, no: string): Promise<object> {
    const { lang } = visitOf(request);
    const voucher = await this.facts(request, no);
    const person = request.person!;
    const answers = answersForTheBooks(request);
    const mine = voucher.makerId === person.id;
    // what comes later belongs to what the voucher rests on, where somebody wrote that
    const papers = await this.papers.ofVoucher(request, voucher.entry, voucher.proposal === null ? { name: 'vouchers', key: voucher.no } : { name: 'proposals', key: String(voucher.proposal) });
    const group = voucher.proposal === null ? null : await groupOfProposal(this.db, voucher.proposal, lang);
    return {
      papers, voucher: { ...voucher, group, entry: String(voucher.entry), kindName: kindIn(lang, voucher.kind), restsOn: sourceIn(lang, voucher.kind), moved: voucher.factDay !== voucher.day, total: totalOf(voucher) },
      mayCheck: answers && voucher.checker === null && !mine,
      why: answers && voucher.checker === null && mine ? wordsOf(lang)('voucher.why.mine') : null,
      mayReverse: !person.readsAll && person.roles.includes('bookkeeper') && voucher.reversed === null && reversible(voucher.kind, voucher.source),
      today: this.clock.today(), typed: { day: '', why: '' }, done: doneIn(request, lang),
    };
  }

  facts(request: FastifyRequest, no: string, lang: Lang = visitOf(request).lang): Promise<VoucherFacts> {
    if (!/^(SR|PV|JV|CM)-\d{4}-\d{2}-\d{4,12}$/.test(no)) throw new NotFoundException();
    return this.queries.voucher(request.foundation!.id, no, lang);
  }

  /** The form of a template; one that came back with a template nobody knows is answered by the first. @throws NotFoundException */
  async form(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const came = request.method === 'POST';
    const { pays: named } = (request.query ?? {}) as { pays?: unknown };
    const asked = templateOf(((came ? request.body : request.query) as { template?: unknown } | null)?.template);
    const acts = !request.person!.readsAll;
    const may = acts ? this.templates(request) : TEMPLATES;
    const template = asked && may.includes(asked) ? asked : came ? may[0] : undefined;
    if (!template) throw new NotFoundException();
    const t = wordsOf(lang);
    const [{ funds, banks }, ways] = await Promise.all([this.queries.choices(request.foundation!.id, lang), waysOf(this.db, request.foundation!.id, template.kind, this.clock.today(), lang)]);
    const option = (value: string, label: string): { value: string; label: string } => ({ value, label });
    const of = (classes: readonly string[]): { value: string; label: string }[] => funds.filter((fund) => classes.includes(fund.class)).map((fund) => option(fund.code, fund.name));
    const has = Object.fromEntries(template.fields.map((field: Field) => [field, true]));
    return {
      acts, template: { name: template.name, label: t(`template.${template.name}`), kind: kindIn(lang, template.kind), restsOn: sourceIn(lang, template.kind) },
      has: { ...has, way: has.way && ways.length > 0 }, ways, funds: of(template.classes), banks: banks.map(({ code, name: place }) => option(code, place)),
      costs: CHOICES.cost.map((value) => option(value, t(`cost.${value}`))), owing: CHOICES.owed.map((value) => option(value, t(`owed.${value}`))),
      bills: CHOICES.bill.map((value) => option(value, t(`owed.${value}`))), advances: CHOICES.advance.map((value) => option(value, t(`advance.${value}`))),
      deductions: CHOICES.deducted.map((value) => option(value, t(`owed.${value}`))),
      typed: { fund: '', sum: '', bank: banks.length === 1 ? banks[0]!.code : '', cost: '', owed: 'payable', bill: 'payable', advance: '', promise: '', pays: typeof named === 'string' ? named.slice(0, 40) : '', party: '', way: '', part: '', asset: '', months: '', residue: '', booked: '', paidOn: '', deducted: 'payable', day: '', note: '', papers: '' },
    };
  }

  async proposal(request: FastifyRequest, id: number): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const proposal = await this.proposals.proposal(this.db, foundation, id);
    const [facts, lines, papers, group] = await Promise.all([this.queries.decision(id, lang), this.queries.lines(id, lang), this.papers.of(request, 'proposals', { key: String(id), id }), groupOfProposal(this.db, id, lang)]);
    const preview = proposal.decided ? { effects: [], refused: null } : await this.proposals.preview(foundation, id);
    const findings = proposal.decided ? [] : await this.proposals.findings(this.db, proposal, lang);
    const held = await this.helds.shown(foundation, findings, lang);
    const names = new Map((await this.db.query<{ id: number; name: string }[]>(`SELECT id, ${lang === 'zh' ? 'name' : 'english_name'} AS name FROM fund WHERE id = ANY ($1)`, [preview.effects.map(({ fund }) => fund)])).map(({ id: fund, name }) => [fund, name]));
    const person = request.person!;
    const mine = proposal.proposedBy === person.id;
    const answers = answersForTheBooks(request);
    return {
      papers,
      proposal: {
        id, title: t(`template.${proposal.template}`), day: proposal.day, factDay: proposal.factDay, moved: proposal.factDay !== proposal.day, party: proposal.party, note: proposal.note, papers: proposal.papers,
        asset: proposal.asset && { ...proposal.asset, for: t(`cost.${proposal.asset.for}`) }, group, lines, total: totalOf({ postings: lines }), sum: totalOf({ postings: lines.filter(({ code }) => code !== BETWEEN) }), ...facts,
      },
      effects: preview.effects.map((effect) => effectOf(effect, names.get(effect.fund)!)), ...held, through: await this.helds.through({ by: 'proposal', id }, lang),
      // the guard-rails say it already, with more sums
      refused: held.barred ? null : preview.refused && refusalIn(lang, preview.refused),
      may: proposal.decided ? null : mine && !person.readsAll ? 'withdraw' : answers ? 'decide' : null,
      why: !proposal.decided && mine ? t('proposal.why.mine') : null,
      typed: { why: '', resolution: '', consent: '', reason: '' }, done: doneIn(request, lang),
    };
  }

  /** What this person may propose: a cashier what moves money. */
  private templates({ person }: FastifyRequest): typeof TEMPLATES {
    if (person!.readsAll) return [];
    if (person!.roles.includes('bookkeeper')) return TEMPLATES;
    return person!.roles.includes('cashier') ? TEMPLATES.filter(({ money }) => money) : [];
  }

  private named(rows: readonly { template: string }[], lang: Lang): object[] {
    return rows.map((row) => ({ ...row, title: wordsOf(lang)(`template.${row.template}`) }));
  }
}

/** Who checks, approves and signs. */
const answersForTheBooks = ({ person }: FastifyRequest): boolean => !person!.readsAll && person!.roles.some((role) => role === 'bookkeeper' || role === 'secretary-general');

/** The files in which a month's vouchers are printed, each with the range of sheets that it holds. */
function sheetsOf(counts: ReadonlyMap<Word, number>, month: Month, word: Word | null): { query: string; from: number; to: number; of: number }[] {
  const of = word ? (counts.get(word) ?? 0) : WORDS.filter((one) => one !== 'CM').reduce((sum, one) => sum + (counts.get(one) ?? 0), 0);
  return Array.from({ length: Math.ceil(of / SHEETS_A_FILE) }, (_, at) => ({ query: `?month=${month}${word ? `&word=${word}` : ''}&part=${at + 1}`, from: at * SHEETS_A_FILE + 1, to: Math.min(of, (at + 1) * SHEETS_A_FILE), of }));
}

/** The sum of either side. */
/** What funds pass to each other would be counted twice. */
const BETWEEN = 'Z01';
export const totalOf = ({ postings }: Pick<VoucherFacts, 'postings'>): Fen => postings.reduce((sum, { debit }) => sum + (debit ?? 0n), 0n);

/** A fund before and after: money, and what of it is free. */
function effectOf({ before, effect }: Effect, name: string): object {
  const free = before.money - before.owed - before.promised;
  return { name, money: before.money, moneyAfter: before.money + effect.money, free, freeAfter: free + effect.money - effect.owed - effect.promised, worth: before.worth, worthAfter: before.worth + effect.worth };
}

function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`voucher.done.${known}`) : null;
}
