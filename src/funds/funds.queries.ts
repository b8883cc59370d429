import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import type { Foundation } from '../people/foundations';
import type { Day } from '../rules/day';
import { type Life, works } from '../rules/life';
import type { FeeBase } from '../rules/management-fee';
import type { Fen } from '../rules/money';
import { giveForm, type Raising, type RaisingMode } from '../rules/raising';
import type { Page } from './funds.service';
import { invitedTo } from './invitations';

/** A named fund as its pages tell of it, in both languages. */
export interface NamedFund extends FundRef, Page {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly opened: Day;
  /** The first day on which it is closed. */
  readonly closed: Day | null;
  readonly agreement: Agreement;
  /** How it asks for gifts on the day asked about; before and after all raising, how it did. */
  readonly mode: RaisingMode | null;
  readonly partner: { readonly name: string; readonly url: string; readonly certificateNo: string } | null;
}

interface Agreement {
  readonly no: string;
  readonly day: Day;
  readonly party: string;
  readonly englishParty: string;
  readonly rest: string;
  readonly englishRest: string;
  readonly fee: string | null;
  readonly englishFee: string | null;
  readonly feeRate: number;
  readonly feeBase: FeeBase | null;
  readonly feeDay: number | null;
}

/** What giving needs to know of a fund. */
export interface ForGiving {
  readonly fund: NamedFund;
  /** Input of `rules/raising`: `admit` it before a gift is taken. */
  readonly raising: Raising;
}

/** What a fund has received and paid, of numbered entries: the figures of its public ledger. */
export interface Figures {
  /** With what its books were opened, where it is older than they are. */
  readonly carried: Fen;
  readonly received: Fen;
  readonly paid: Fen;
  readonly left: Fen;
  readonly gifts: number;
}

type Asking = Pick<EntityManager, 'query'>;

@Injectable()
export class FundsQueries {
  constructor(private readonly db: DataSource) {}

  /** All named funds of a foundation: those that take gifts first, and of these the one with least left first. */
  async open(foundation: Foundation, day: Day, db: Asking = this.db): Promise<{ fund: NamedFund; figures: Figures; open: boolean }[]> {
    const rows = await db.query<FundRow[]>(`${SELECT} WHERE f.foundation = $1`, [foundation.id, day]);
    const figures = await this.figures(foundation.id, rows.map((row) => row.id), db);
    return rows
      .map((row) => {
        const { form } = giveForm(raisingIn(row, { day, invited: true }));
        return { fund: read(row), figures: figures.get(row.id)!, open: form === 'open' || form === 'partner' };
      })
      .sort((a, b) => Number(b.open) - Number(a.open) || (a.figures.left < b.figures.left ? -1 : a.figures.left > b.figures.left ? 1 : a.fund.id - b.fund.id));
  }

  /**
   * A fund by its address, with its raising as this visitor meets it today.
   * @throws NotFoundException when the foundation has no such named fund
   */
  async forGiving(foundation: Pick<Foundation, 'id'>, code: string, { day, now, request }: { day: Day; now: Date; request: FastifyRequest }): Promise<ForGiving> {
    const [row] = await this.db.query<FundRow[]>(`${SELECT} WHERE f.foundation = $1 AND f.code = $3`, [foundation.id, day, code]);
    if (!row) throw new NotFoundException();
    return { fund: read(row), raising: raisingIn(row, { day, invited: invitedTo(request, row.id, now) }) };
  }

  /** Input of `rules/raising` for a fund on a day. @throws NotFoundException for a fund without an agreement */
  async raisingOf(fund: FundRef, { day, invited }: { day: Day; invited: boolean }, db: Asking = this.db): Promise<Raising> {
    const [row] = await db.query<FundRow[]>(`${SELECT} WHERE f.foundation = $1 AND f.id = $3`, [fund.foundation, day, fund.id]);
    if (!row) throw new NotFoundException();
    return raisingIn(row, { day, invited });
  }

  /** From the monthly roll-up of numbered entries, so that a long ledger costs what a short one does. */
  async figures(foundation: number, funds: readonly number[], db: Asking = this.db): Promise<Map<number, Figures>> {
    const rows = await db.query<(Omit<Figures, 'left'> & { fund: number })[]>(
      `SELECT fund, sum(carried)::bigint AS carried, sum(received)::bigint AS received, sum(paid)::bigint AS paid, sum(received_count)::int AS gifts
       FROM fund_movement WHERE foundation = $1 AND fund = ANY ($2) GROUP BY fund`, [foundation, funds]);
    const none: Figures = { carried: 0n, received: 0n, paid: 0n, left: 0n, gifts: 0 };
    return new Map([...funds.map((fund) => [fund, none] as const), ...rows.map(({ fund, ...r }) => [fund, { ...r, left: r.carried + r.received - r.paid }] as const)]);
  }

  /** What of the money paid out went to other funds, or to a foundation that grew out of this one: no use of it yet. */
  async passedOn({ id, foundation }: Pick<FundRef, 'id' | 'foundation'>): Promise<Fen> {
    const [row] = await this.db.query<[{ passed: Fen }]>(
      "SELECT coalesce(sum(paid), 0)::bigint AS passed FROM fund_flow WHERE foundation = $1 AND fund = $2 AND kind IN ('transfer, restricted', 'transfer, unrestricted', 'spin-off')", [foundation, id]);
    return row.passed;
  }

  /** Whether a code invites to a fund on a day. */
  async invites(fund: number, codeHash: Buffer, day: Day): Promise<boolean> {
    const found = await this.db.query<unknown[]>('SELECT 1 FROM invitation WHERE fund = $1 AND code_hash = $2 AND ends_on >= $3', [fund, codeHash, day]);
    return found.length > 0;
  }
}

// $2 is the day asked about. The text of the agreement is the one that holds that day, before the first of them the first. Once its purpose has changed, a fund is summed up by that. The raising shown is the one in force that day, else the last before it, else the first to come.
const SELECT = `
  SELECT f.id, f.foundation, f.class, f.code, f.name, f.english_name, f.opened_on, c.day AS closed_on,
    CASE WHEN n.changed THEN v.purpose ELSE p.summary END AS summary, CASE WHEN n.changed THEN v.english_purpose ELSE p.english_summary END AS english_summary, p.place, p.english_place, p.picture, p.unit, p.english_unit, p.unit_cost, p.tiles,
    a.no, a.day, v.party, v.english_party, v.remaining_property, v.english_remaining_property, v.fee, v.english_fee, v.fee_rate, v.fee_base, v.fee_day,
    (SELECT s.how FROM stopped_fund s WHERE s.fund = f.id AND s.how <> 'closed' AND s.takes_gifts IS NOT TRUE ORDER BY s.how LIMIT 1) AS stop,
    r.mode, (r.from_day <= $2 AND $2 <= coalesce(r.to_day, 'infinity')) AS in_force, r.partner, r.partner_url, r.partner_certificate_no, r.partner_certificate_from, r.partner_certificate_to,
    g.filing_no, g.from_day AS campaign_from, g.to_day AS campaign_to, h.certificate_no, h.certificate_from, h.certificate_to, life_of(h.id) AS life
  FROM fund f
  JOIN foundation h ON h.id = f.foundation
  JOIN agreement a ON a.fund = f.id
  JOIN LATERAL (SELECT * FROM agreement_of_fund WHERE fund_of = f.id ORDER BY holds_from > $2::date, abs(holds_from - $2::date), id DESC LIMIT 1) v ON true
  JOIN LATERAL (SELECT EXISTS (SELECT FROM agreement_of_fund o JOIN agreement_version x ON x.id = o.id WHERE o.fund_of = f.id AND o.holds_from <= $2::date AND x.purpose_change IS NOT NULL) AS changed) n ON true
  JOIN fund_page p ON p.fund = f.id
  LEFT JOIN fund_closing c ON c.fund = f.id
  LEFT JOIN LATERAL (
    SELECT * FROM raising WHERE fund = f.id ORDER BY from_day > $2::date, abs(from_day - $2::date) LIMIT 1) r ON true
  LEFT JOIN campaign g ON g.id = r.campaign`;

interface FundRow {
  id: number; foundation: number; class: FundRef['class']; code: string; name: string; english_name: string; opened_on: Day; closed_on: Day | null; life: Life;
  summary: string; english_summary: string; place: string | null; english_place: string | null; picture: string | null;
  unit: string | null; english_unit: string | null; unit_cost: Fen | null; tiles: (string | bigint)[];
  no: string; day: Day; party: string; english_party: string; remaining_property: string; english_remaining_property: string; fee: string | null; english_fee: string | null; fee_rate: number; fee_base: FeeBase | null; fee_day: number | null;
  stop: 'ending' | 'frozen' | null;
  mode: RaisingMode | null; in_force: boolean | null; partner: string | null; partner_url: string | null;
  partner_certificate_no: string | null; partner_certificate_from: Day | null; partner_certificate_to: Day | null;
  filing_no: string | null; campaign_from: Day | null; campaign_to: Day | null;
  certificate_no: string | null; certificate_from: Day | null; certificate_to: Day | null;
}

const read = (r: FundRow): NamedFund => ({
  id: r.id, foundation: r.foundation, class: r.class, code: r.code, name: r.name, englishName: r.english_name, opened: r.opened_on, closed: r.closed_on,
  summary: r.summary, englishSummary: r.english_summary, place: r.place, englishPlace: r.english_place, picture: r.picture,
  unit: r.unit === null ? null : { label: r.unit, englishLabel: r.english_unit!, cost: r.unit_cost! },
  tiles: r.tiles.map(BigInt),
  agreement: {
    no: r.no, day: r.day, party: r.party, englishParty: r.english_party, rest: r.remaining_property, englishRest: r.english_remaining_property, fee: r.fee, englishFee: r.english_fee, feeRate: r.fee_rate, feeBase: r.fee_base, feeDay: r.fee_day,
  },
  mode: r.mode,
  partner: r.partner === null ? null : { name: r.partner, url: r.partner_url!, certificateNo: r.partner_certificate_no! },
});

function raisingIn(r: FundRow, { day, invited }: { day: Day; invited: boolean }): Raising {
  const qualification = r.mode === 'joint'
    ? { certificateNo: r.partner_certificate_no!, from: r.partner_certificate_from!, to: r.partner_certificate_to }
    : r.certificate_no === null ? null : { certificateNo: r.certificate_no, from: r.certificate_from!, to: r.certificate_to };
  return {
    mode: r.in_force ? r.mode : null,
    campaign: r.filing_no === null ? null : { filingNo: r.filing_no, from: r.campaign_from!, to: r.campaign_to! },
    qualification,
    closedOn: r.closed_on,
    atRest: !works(r.life),
    stop: r.stop,
    day,
    invited,
  };
}
