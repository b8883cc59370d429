import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Foundation } from '../people/foundations';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { yearOf } from '../rules/day';
import type { Raising } from '../rules/raising';
import { pictureOf, type ShownPicture } from './endowment/endowment-picture.page';
import { EndowmentQueries } from './endowment/endowment.queries';
import { filtered } from './fund-filter';
import { BudgetsQueries } from './care/budgets.queries';
import { FundDeskQueries } from './care/fund-desk.queries';
import { feeInWords, shownText } from './opening/agreement-words';
import { AgreementsQueries, holdingOn } from './opening/agreements.queries';
import { type Figures, FundsQueries, type NamedFund } from './funds.queries';
import { giveFormModel } from './give-form';
import { endIn, moveIn } from './moves/acts-page';
import { FundActsQueries } from './moves/acts.queries';
import { changedIn } from './moves/purpose-page';
import { PurposesQueries } from './moves/purposes.queries';
import { yearOfProgramme } from './programmes/programme-year';
import { PublicPurses } from './purses/public-purse';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

const LAST_ROWS = 5;
/** What of an agreement stands on the page itself. */
const SUMMARY = ['party', 'kind', 'purpose', 'use', 'committee', 'fee', 'sums', 'term', 'termination', 'remainingProperty'];

/** Puts together what `funds/fund` and `funds/funds` show. */
@Injectable()
export class FundPages {
  constructor(
    private readonly db: DataSource, private readonly funds: FundsQueries, private readonly rows: FundRows, private readonly uses: Uses, private readonly agreements: AgreementsQueries,
    private readonly care: FundDeskQueries, private readonly budgets: BudgetsQueries, private readonly purses: PublicPurses, private readonly endowments: EndowmentQueries, private readonly acts: FundActsQueries, private readonly purposes: PurposesQueries, private readonly clock: Clock,
  ) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const all = await this.funds.open(request.foundation!, this.clock.today());
    const purses = await this.purses.list(request);
    return { purses, ...filtered(all.map(({ fund, figures, open }) => ({ ...cardOf(fund, figures, lang), open })), request.query as Record<string, unknown>, `${base}/funds`) };
  }

  /** @throws NotFoundException when the foundation has no such named fund */
  async page(request: FastifyRequest, code: string): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const asked = await this.funds.forGiving(foundation, code, { day: this.clock.today(), now: this.clock.now(), request });
    const { fund, raising } = asked;
    const today = this.clock.today();
    const [figures, rows, sealed, { uses, to }, account, picture, texts, seats, table, moves, freezes, end, changed, passed] = await Promise.all([
      this.funds.figures(foundation.id, [fund.id]), this.rows.last(fund, LAST_ROWS, lang), this.rows.sealedTo(fund), this.uses.of(fund), this.rows.account(foundation.id, lang),
      fund.class === 'preserved' ? this.kept(foundation.id, code) : null,
      this.agreements.ofFund(fund.id), this.care.seats(fund.id), this.budgets.table(fund.id, yearOf(today), { today, lang }),
      this.acts.moves(fund, lang, { publicly: true }), this.acts.freezes(fund, lang), this.acts.end(fund, lang), this.purposes.changed(fund, lang, today), this.funds.passedOn(fund),
    ]);
    const holds = holdingOn(texts, today);
    const { agreement } = fund;
    const t = wordsOf(lang);
    const programme = holds.kind === 'programme' ? await yearOfProgramme(this.db, fund.id, foundation, { asked: (request.query as { year?: unknown }).year, today, lang }) : null;
    return {
      ...giveFormModel(asked, lang),
      fund: {
        ...cardOf(fund, figures.get(fund.id)!, lang), passed, spent: figures.get(fund.id)!.paid - passed,
        picture: fund.picture, gifts: figures.get(fund.id)!.gifts, opened: fund.opened, closed: fund.closed,
        fee: feeInWords(agreement, lang),
        rest: chosen(lang, agreement.rest, agreement.englishRest),
        agreement: { no: agreement.no, day: agreement.day, with: chosen(lang, agreement.party, agreement.englishParty) },
      },
      sealed,
      picture,
      programme,
      uses: uses.map((use) => ({ ...use, purpose: t(`uses.${use.purpose}`) })),
      usesTo: to,
      rows,
      // the fee is among the uses; what passed to or from another fund is told with its reason
      moves: moves.filter(({ act }) => act !== 'fee').map((row) => moveIn(lang, row)), frozen: freezes[0]?.thawed === null ? freezes[0] : null, end: end && endIn(lang, end),
      changed: changed.map((row) => changedIn(lang, row, today)),
      clauses: shownText(holds, lang).filter(({ of }) => SUMMARY.includes(of)),
      versions: texts.map((text, at) => ({ changed: changed.some(({ version }) => version === text.id), id: text.id, nth: texts.length - at, no: text.no, from: text.holdsFrom, holds: text.id === holds.id })),
      committee: seats.filter(({ from, to: until }) => from <= today && (until === null || until >= today)).map(({ name, side, chairs }) => ({ name, side, chairs })),
      table,
      raising: raisingShown(foundation, fund, raising, { lang, account }),
    };
  }

  /** One signed version of a fund's agreement, whole. @throws NotFoundException also for what is not signed by both */
  async agreement(request: FastifyRequest, code: string, id: string): Promise<object> {
    const { lang } = visitOf(request);
    const { fund } = await this.funds.forGiving(request.foundation!, code, { day: this.clock.today(), now: this.clock.now(), request });
    const texts = await this.agreements.ofFund(fund.id);
    const at = texts.findIndex((text) => String(text.id) === id);
    if (at < 0) throw new NotFoundException();
    const text = texts[at]!;
    const next = texts[at - 1];
    const changed = (await this.purposes.changed(fund, lang, this.clock.today())).find(({ version }) => version === text.id);
    return { fund: { code: fund.code, name: chosen(lang, fund.name, fund.englishName) }, nth: texts.length - at, no: text.no, day: text.day, from: text.holdsFrom, until: next?.holdsFrom ?? null, changed: changed ? changedIn(lang, changed, this.clock.today()) : null, clauses: shownText(text, lang) };
  }

  /** What a preserved fund keeps, and what of it may be used. */
  private async kept(foundation: number, code: string): Promise<ShownPicture> {
    const [fund] = await this.endowments.standing(this.db, foundation, this.clock.today(), code);
    const year = yearOf(this.clock.today());
    return pictureOf(fund!, await this.endowments.spendable(this.db, fund!, year), year);
  }
}

function cardOf(fund: NamedFund, { carried, received, paid, left }: Figures, lang: Lang) {
  return {
    code: fund.code, name: chosen(lang, fund.name, fund.englishName), purpose: chosen(lang, fund.summary, fund.englishSummary), place: chosen(lang, fund.place, fund.englishPlace),
    // who has not chosen otherwise may ask invited people only (CL 29)
    mode: fund.mode ?? ('invited' as const),
    carried, received, paid, left,
  };
}

/** 募捐信息: what the law wants shown beside the form (CL 25). Raising from invited people rests on no certificate and no filing. */
function raisingShown(foundation: Foundation, fund: NamedFund, { campaign, qualification }: Raising, { lang, account }: { lang: Lang; account: string | null }): object {
  const organisation = chosen(lang, foundation.name, foundation.englishName);
  if (campaign === null) return { organisation, account };
  return {
    organisation, certificate: qualification?.certificateNo, filing: campaign.filingNo, from: campaign.from, to: campaign.to,
    ...(fund.partner ? { partner: fund.partner.name, partnerUrl: fund.partner.url, account: null } : { account }),
  };
}

function chosen<T extends string | null>(lang: Lang, zh: T, en: T): T {
  return lang === 'zh' ? zh : en;
}
