import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Foundation } from '../people/foundations';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import type { Raising } from '../rules/raising';
import { filtered } from './fund-filter';
import { feeInWords } from './opening/agreement-words';
import { type Figures, FundsQueries, type NamedFund } from './funds.queries';
import { giveFormModel } from './give-form';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

const LAST_ROWS = 5;

/** Puts together what `funds/fund` and `funds/funds` show. */
@Injectable()
export class FundPages {
  constructor(private readonly funds: FundsQueries, private readonly rows: FundRows, private readonly uses: Uses, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const all = await this.funds.open(request.foundation!, this.clock.today());
    return filtered(all.map(({ fund, figures, open }) => ({ ...cardOf(fund, figures, lang), open })), request.query as Record<string, unknown>, `${base}/funds`);
  }

  /** @throws NotFoundException when the foundation has no such named fund */
  async page(request: FastifyRequest, code: string): Promise<object> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!;
    const asked = await this.funds.forGiving(foundation, code, { day: this.clock.today(), now: this.clock.now(), request });
    const { fund, raising } = asked;
    const [figures, rows, sealed, { uses, to }, account] = await Promise.all([
      this.funds.figures(foundation.id, [fund.id]), this.rows.last(fund, LAST_ROWS, lang), this.rows.sealedTo(fund), this.uses.of(fund), this.rows.account(foundation.id, lang),
    ]);
    const { agreement } = fund;
    const t = wordsOf(lang);
    return {
      ...giveFormModel(asked, lang),
      fund: {
        ...cardOf(fund, figures.get(fund.id)!, lang),
        picture: fund.picture, gifts: figures.get(fund.id)!.gifts, opened: fund.opened, closed: fund.closed,
        fee: feeInWords(agreement, lang),
        rest: chosen(lang, agreement.rest, agreement.englishRest),
        agreement: { no: agreement.no, day: agreement.day, with: chosen(lang, agreement.party, agreement.englishParty) },
      },
      sealed,
      uses: uses.map((use) => ({ ...use, purpose: t(`uses.${use.purpose}`) })),
      usesTo: to,
      rows,
      raising: raisingShown(foundation, fund, raising, { lang, account }),
    };
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
