import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Papers } from '../people/papers/papers.service';
import { Relations } from '../people/relations.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { addDays, type Day } from '../rules/day';
import type { Base, Destination, DueRule, PeriodKind, Step } from '../rules/profit-share';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { type AgreementKind, agreementOf, type Evidence, hold } from './assessment';
import { type Which, enterpriseOf, refuseInterested } from './enterprises.service';

/** Who has signed and when, as the paper shows it. */
export interface Signed { readonly signedOn: Day; readonly enterpriseSigner: string; readonly hostSigner: string }
/** Terms as the paper has them. */
export interface NewTerms extends Signed, DueRule {
  readonly from: Day;
  readonly until: Day | null;
  readonly base: Base;
  readonly steps: readonly Step[];
  readonly perUnit: Fen | null;
  readonly floor: Fen | null;
  readonly cap: Fen | null;
  readonly carriesLoss: boolean;
  readonly lossPeriods: number | null;
  readonly evidence: readonly Evidence[];
  readonly funds: readonly Destination[];
}
export interface NewAgreement { readonly no: string; readonly kind: AgreementKind; readonly period: PeriodKind; readonly advert: string | null; readonly resolution: number | null }
/** Which agreement. */
export interface Of { readonly foundation: number; readonly agreement: number }

/** Profit agreements 利润分享协议: what an enterprise gives of its profit, as data; written down with the signed paper by one, compared with it by another (M08). */
@Injectable()
export class ProfitAgreements {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly relations: Relations, private readonly clock: Clock) {}

  /**
   * @returns its id
   * @throws Refused `a-dividend-rests-on-an-investment-resolution`, `a-dividend-is-of-an-investee`, `a-campaign-says-what-it-advertises`, those of terms
   */
  async prepare(which: Which, { no, kind, period, advert, resolution }: NewAgreement, terms: NewTerms, papers: readonly string[], by: Person): Promise<number> {
    if (kind === 'dividend' && resolution === null) throw new Refused('a-dividend-rests-on-an-investment-resolution', { field: 'resolution' }, 'CL 55; 62 art. 6');
    return this.db.transaction(async (tx) => {
      const enterprise = await enterpriseOf(tx, which);
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, advert, resolution, body, majority, prepared_by, prepared_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, (SELECT body FROM resolution WHERE id = $7), (SELECT majority FROM resolution WHERE id = $7), $8, $9 RETURNING id`,
        [which.foundation, enterprise.id, no, kind, period, period === 'campaign' ? advert : null, kind === 'dividend' ? resolution : null, by.id, this.clock.now()]);
      await this.write(tx, { foundation: which.foundation, agreement: id }, period, terms, papers, by);
      return id;
    });
  }

  /** Other terms from a later day on 补充协议. @throws NotFoundException, Refused those of terms */
  async supplement(of: Of, terms: NewTerms, papers: readonly string[], by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { period } = await agreementOf(tx, of.foundation, of.agreement);
      await this.write(tx, of, period, terms, papers, by);
    });
  }

  /** Both have signed that it is over after a day. @throws NotFoundException, Refused `a-profit-agreement-shows-its-signed-paper` */
  async end(of: Of, { lastDay, ...signed }: Signed & { lastDay: Day }, papers: readonly string[], by: Person): Promise<void> {
    this.refuseUnsigned(signed);
    await this.db.transaction(async (tx) => {
      await agreementOf(tx, of.foundation, of.agreement);
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO profit_agreement_version (agreement, foundation, holds_from, ends, signed_on, enterprise_signer, host_signer, prepared_by, prepared_at) VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8) RETURNING id`,
        [of.agreement, of.foundation, addDays(lastDay, 1), signed.signedOn, signed.enterpriseSigner, signed.hostSigner, by.id, this.clock.now()]);
      await this.attach(tx, of, id, papers, by);
    });
  }

  /**
   * Another person has compared it with the signed paper: from now on it holds.
   * @throws NotFoundException, Refused `nobody-confirms-the-profit-agreement-they-prepared`, `new-terms-hold-from-a-later-day`, `a-reported-period-keeps-its-agreement`, `nobody-acts-where-they-have-an-interest`
   */
  async confirm(of: Of, version: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { enterprise } = await agreementOf(tx, of.foundation, of.agreement);
      await refuseInterested(this.relations, tx, enterprise, by, this.clock.today());
      const added = await tx.query<unknown[]>(
        `INSERT INTO profit_agreement_confirmation (version, agreement, foundation, prepared_by, confirmed_by, confirmed_at)
         SELECT id, agreement, foundation, prepared_by, $3, $4 FROM profit_agreement_version WHERE id = $1 AND agreement = $2 RETURNING version`, [version, of.agreement, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }

  /** Written down wrongly. @throws NotFoundException, Refused `a-confirmed-profit-agreement-stands`, `a-profit-agreement-is-withdrawn-once` */
  async withdraw(of: Of, version: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await agreementOf(tx, of.foundation, of.agreement);
      const added = await tx.query<unknown[]>('INSERT INTO profit_agreement_withdrawal (version, why, withdrawn_by, withdrawn_at) SELECT id, $3, $4, $5 FROM profit_agreement_version WHERE id = $1 AND agreement = $2 RETURNING version', [version, of.agreement, why, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }

  /** The public was told: of an agreement with a related enterprise, of what an advertised sale has brought. @throws NotFoundException, Refused `an-agreement-is-disclosed-once`, `a-result-is-published-when-it-is-confirmed` */
  async disclose(of: Of, { version, what, day, place }: { version: number; what: 'related' | 'sales-result'; day: Day; place: string }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      await agreementOf(tx, of.foundation, of.agreement);
      const added = await tx.query<unknown[]>(
        'INSERT INTO enterprise_disclosure (version, foundation, what, day, place, recorded_by, recorded_at) SELECT id, foundation, $3, $4, $5, $6, $7 FROM profit_agreement_version WHERE id = $1 AND agreement = $2 RETURNING version', [version, of.agreement, what, day, place, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }

  private async write(tx: EntityManager, of: Of, period: PeriodKind, terms: NewTerms, papers: readonly string[], by: Person): Promise<void> {
    this.refuseUnsigned(terms);
    if (period === 'campaign' && terms.until === null) throw new Refused('a-campaign-has-a-last-day', { field: 'until' });
    if (period === 'campaign' && terms.signedOn >= terms.from) throw new Refused('a-sale-is-agreed-upon-before-it-is-advertised', { field: 'signedOn' }, 'CL 37; D16');
    if (terms.floor !== null && terms.cap !== null && terms.cap < terms.floor) throw new Refused('the-most-is-no-less-than-the-least', { field: 'cap' });
    if (terms.until !== null && terms.until < terms.from) throw new Refused('an-agreement-ends-after-it-begins', { field: 'until' });
    if (terms.funds.length === 0) throw new Refused('destination-missing', { field: 'fund1' });
    const units = terms.base === 'units';
    if (units && terms.perUnit === null) throw new Refused('per-unit-missing', { field: 'perUnit' });
    if (!units && terms.steps.length === 0) throw new Refused('rate-not-a-part', { field: 'rate1' });
    if (terms.steps.some(({ from }, at) => at > 0 && from <= terms.steps[at - 1]!.from)) throw new Refused('steps-ascend-from-nothing', { field: 'from2' });
    if (terms.carriesLoss && terms.base !== 'net-profit' && terms.base !== 'surplus') throw new Refused('a-loss-is-carried-where-the-profit-is-shared', { field: 'base' });
    if (terms.lossPeriods !== null && !terms.carriesLoss) throw new Refused('a-loss-is-carried-where-the-profit-is-shared', { field: 'lossPeriods' });
    await hold(tx, of.agreement);
    const steps = units ? [] : terms.steps;
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO profit_agreement_version (agreement, foundation, holds_from, holds_until, ends, base, step_from, step_parts, step_of, per_unit, floor, cap, carries_loss, loss_periods, due_days, due_months, due_monthday, evidence, signed_on, enterprise_signer, host_signer, prepared_by, prepared_at)
       VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) RETURNING id`,
      [of.agreement, of.foundation, terms.from, terms.until, terms.base, steps.map(({ from }) => from), steps.map(({ rate }) => rate[0]), steps.map(({ rate }) => rate[1]), units ? terms.perUnit : null, terms.floor, terms.cap, terms.carriesLoss, terms.lossPeriods, terms.dueDays, terms.dueMonths, terms.dueMonthday,
        terms.evidence, terms.signedOn, terms.enterpriseSigner, terms.hostSigner, by.id, this.clock.now()]);
    await tx.query('INSERT INTO profit_agreement_fund (version, foundation, n, fund, weight) SELECT $1, $2, n, fund, weight FROM unnest($3::int[], $4::bigint[]) WITH ORDINALITY t (fund, weight, n)', [id, of.foundation, terms.funds.map(({ fund }) => fund), terms.funds.map(({ weight }) => weight)]);
    await this.attach(tx, of, id, papers, by);
  }

  /** It is signed by both, who are two. */
  private refuseUnsigned({ signedOn, enterpriseSigner, hostSigner }: Signed): void {
    if (signedOn > this.clock.today()) throw new Refused('day-in-the-future', { field: 'signedOn' });
    if (enterpriseSigner.replace(/\s/g, '') === hostSigner.replace(/\s/g, '')) throw new Refused('nobody-signs-for-both-sides', { field: 'hostSigner' }, 'CC 168');
  }

  private async attach(tx: EntityManager, { foundation }: Of, version: number, papers: readonly string[], by: Person): Promise<void> {
    if (papers.length === 0) throw new Refused('a-profit-agreement-shows-its-signed-paper', { field: 'file' });
    await this.papers.attach(tx, { column: 'profit_version', id: version, foundation }, papers, by);
  }
}
