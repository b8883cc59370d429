import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from '../bank/expected-money';
import { Matches } from '../bank/matches.service';
import { generalFundOf, placesOf } from '../bank/places';
import { ShareGifts } from '../giving/share-gifts.service';
import type { FundRef } from '../ledger/draft';
import { enterpriseShare, receivableReceived, unidentifiedReceipt } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { Vouchers } from '../ledger/vouchers.service';
import { Relations } from '../people/relations.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { isDay, type Day } from '../rules/day';
import { grouped, type Fen } from '../rules/money';
import { divided } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import type { Of } from './agreements.service';
import { type Agreement, agreementOf, hold, openFunds } from './assessment';
import { Claims } from './claims.service';
import { refuseInterested } from './enterprises.service';
import { publicName } from './public-name';

/** A share due 应交分成: told to the bank as expected money, booked when a line shows it, over its funds by what each still lacks; or waived by the council. */
@Injectable()
export class ProfitShares implements ExpectsMoney, OnModuleInit {
  readonly name = 'profit-share';

  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly matches: Matches,
    private readonly relations: Relations,
    private readonly claims: Claims,
    private readonly gifts: ShareGifts,
    private readonly vouchers: Vouchers,
    private readonly expectedMoney: ExpectedMoney,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.expectedMoney.add(this);
  }

  /** What is open of each period, at each bank of the foundation. */
  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await db.query<{ agreement: number; no: string; period: Day; open: Fen; zh: string; en: string }[]>(
      `SELECT s.agreement, a.no, s.period_from AS period, sum(s.open)::bigint AS open, e.name AS zh, e.english_name AS en FROM profit_standing s JOIN profit_agreement a ON a.id = s.agreement JOIN enterprise e ON e.id = s.enterprise
       WHERE s.foundation = $1 AND EXISTS (SELECT FROM place p WHERE p.id = $2 AND p.foundation = $1 AND p.account = '1002') GROUP BY s.agreement, a.no, s.period_from, e.id HAVING sum(s.open) > 0 ORDER BY s.period_from, s.agreement`, [foundation, place]);
    return rows.map(({ agreement, no, period, open, zh, en }) => ({
      key: `${agreement}.${period}`, sum: open, day: this.clock.today(), reference: no, party: zh, words: { zh: `${zh}：${no}，${period} 起一期的分成`, en: `${en}: ${no}, share of the period from ${period}` },
    }));
  }

  /**
   * Whoever finds it on the statement books it: what it is follows from what both signed and two people have confirmed. What is beyond a claim, or beyond
   * what is due where only that is taken, is not ours by this agreement: it stands as unidentified until somebody has asked, and goes back or belongs elsewhere.
   * @throws NotFoundException, Refused `nothing-came-in`, `a-line-is-booked-once`, `a-claim-is-received-as-far-as-it-is-due`, `nobody-acts-where-they-have-an-interest`
   */
  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint[]> {
    const [, id, period, due] = /^(\d{1,9})\.(\d{4}-\d{2}-\d{2})(\.due)?$/.exec(key) ?? [];
    if (!id || !isDay(period!)) throw new NotFoundException();
    const agreement = await agreementOf(tx, line.foundation, Number(id));
    if (line.sum <= 0n) throw new Refused('nothing-came-in');
    await refuseInterested(this.relations, tx, agreement.enterprise, by, this.clock.today());
    await hold(tx, agreement.id);
    await refuseBooked(tx, line);
    const funds = await openFunds(tx, agreement, period!);
    const open = funds.reduce((sum, one) => sum + (one.open > 0n ? one.open : 0n), 0n);
    const only = agreement.kind !== 'gift' || due !== undefined;
    if (only && open === 0n) throw new Refused(agreement.kind === 'gift' ? 'no-more-is-received-than-is-open' : 'a-claim-is-received-as-far-as-it-is-due', { field: 'paidFor' });
    const sum = only && line.sum > open ? open : line.sum;
    if (sum > open && !funds.some(({ weight }) => weight > 0n)) throw new Refused('a-report-is-of-a-period-of-its-agreement', { field: 'period' });
    const parts = divided(sum, funds).map((part, at) => ({ fund: funds[at]!.ref, sum: part }));
    const about = { day: await this.ledger.bookingDay(tx, line.foundation, line.day), factDay: line.day, source: line.source, party: await publicName(tx, agreement.enterprise, this.clock.today()), note: null, bank: line.place, parts };
    const entry = await this.ledger.enter(tx, agreement.kind === 'gift' ? enterpriseShare(about) : receivableReceived(about));
    if (agreement.kind === 'gift') await this.give(tx, agreement, entry, about);
    await tx.query('SELECT profit_receive($1, $2, $3, $4, $5, $6)', [line.foundation, agreement.id, period, entry, by.id, this.clock.now()]);
    return sum === line.sum ? [entry] : [entry, await this.setAside(tx, line, { day: about.day, sum: line.sum - sum }, by)];
  }

  /** Its number, receipt and thanks page; the fiscal receipt names the payer with its credit code. */
  private async give(tx: EntityManager, { enterprise: { name, creditCode } }: Agreement, entry: bigint, { source, factDay, party, parts }: { source: string; factDay: Day; party: string | null; parts: readonly { fund: FundRef; sum: Fen }[] }): Promise<void> {
    const given = parts.filter(({ sum }) => sum > 0n).map(({ fund, sum }) => ({ fund: fund.id, sum }));
    await this.gifts.record(tx, { foundation: parts[0]!.fund.foundation, entry, source, day: factDay, parts: given, payer: { name, creditCode, named: party !== null } });
  }

  private async setAside(tx: EntityManager, line: StatementLine, { day, sum }: { day: Day; sum: Fen }, by: Person): Promise<bigint> {
    const general = await generalFundOf(tx, line.foundation);
    const entry = await this.ledger.enter(tx, unidentifiedReceipt({ day, factDay: line.day, source: `${line.source}/2`, party: null, note: null, general, sum, bank: line.place }));
    await this.vouchers.made(tx, line.foundation, by.id, [entry]);
    return entry;
  }

  /** Money that came for a period, also before its report or with another sum than is due: booked and matched by its line; all of it, or what is due of it. @throws NotFoundException, Refused as `book` */
  async take(of: Of, { line, period, onlyDue }: { line: bigint; period: Day; onlyDue: boolean }, by: Person): Promise<void> {
    const [at] = await this.db.query<{ place: number }[]>('SELECT place FROM bank_line WHERE id = $1 AND foundation = $2', [line, of.foundation]);
    const place = (await placesOf(this.db, of.foundation)).find(({ id, account }) => id === at?.place && account === '1002');
    if (!place) throw new Refused('a-share-is-received-by-a-line-of-the-bank', { field: 'line' });
    await this.matches.take(place, line, { source: this.name, key: `${of.agreement}.${period}${onlyDue ? '.due' : ''}`, why: ['picked'] }, by);
  }

  /** The council waives it, or a part of it. @throws NotFoundException, Refused `no-more-is-waived-than-is-open`, `a-waiver-rests-on-a-resolution`, `nobody-acts-where-they-have-an-interest` */
  async waive(of: Of, { period, sum, resolution, why }: { period: Day; sum: Fen; resolution: number; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const agreement = await agreementOf(tx, of.foundation, of.agreement);
      await refuseInterested(this.relations, tx, agreement.enterprise, by, this.clock.today());
      await hold(tx, of.agreement);
      const funds = await this.openOf(tx, agreement, period, sum);
      const parts = divided(sum, funds).map((part, at) => ({ fund: funds[at]!.fund, part })).filter(({ part }) => part > 0n);
      await tx.query('SELECT profit_waive($1, $2, $3, $4, $5, $6, $7, $8, $9)', [of.foundation, of.agreement, period, resolution, why, parts.map(({ fund }) => fund), parts.map(({ part }) => part), by.id, this.clock.now()]);
      await this.claims.follow(tx, agreement, [period], by);
    });
  }

  /** What came too much for a period counts for another. @throws NotFoundException, Refused `what-is-offset-came-too-much`, `nobody-acts-where-they-have-an-interest` */
  async offset(of: Of, { from, to, why }: { from: Day; to: Day; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const agreement = await agreementOf(tx, of.foundation, of.agreement);
      await refuseInterested(this.relations, tx, agreement.enterprise, by, this.clock.today());
      await tx.query('SELECT profit_offset_make($1, $2, $3, $4, $5, $6, $7)', [of.foundation, of.agreement, from, to, why, by.id, this.clock.now()]);
    });
  }

  private async openOf(tx: EntityManager, agreement: Agreement, period: Day, sum: Fen): Promise<Awaited<ReturnType<typeof openFunds>>> {
    const funds = await openFunds(tx, agreement, period);
    const open = funds.reduce((all, one) => all + (one.open > 0n ? one.open : 0n), 0n);
    if (sum > open) throw new Refused('no-more-is-waived-than-is-open', { field: 'sum', open: grouped(open) });
    return funds;
  }
}

/** Its match was undone, its entry stands: ticked it is matched again, reversed it makes room for another. A line in parts has several entries. */
async function refuseBooked(tx: EntityManager, { id, foundation, source }: StatementLine): Promise<void> {
  if (source.includes('/')) return;
  const [booked] = await tx.query<unknown[]>('SELECT 1 FROM journal_entry e WHERE e.foundation = $1 AND bank_line_of(e.source) = $2 AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) LIMIT 1', [foundation, id]);
  if (booked) throw new Refused('a-line-is-booked-once', { field: 'line' });
}
