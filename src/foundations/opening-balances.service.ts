import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { account, standardOn } from '../ledger/chart';
import type { FundRef } from '../ledger/draft';
import { openingBalance } from '../ledger/entries';
import type { FundClass } from '../ledger/kinds';
import { Ledger } from '../ledger/ledger.service';
import { Vouchers } from '../ledger/vouchers.service';
import type { Foundation } from '../people/foundations';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { readSheet } from '../platform/sheet';
import type { Uploaded } from '../platform/upload';
import type { Day } from '../rules/day';
import { isFoundationCode } from '../rules/identity';
import { grouped, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { openingColumns, type OpeningColumns, writtenLine, type WrittenLine } from './opening-sheet';
import { Registrations } from './registrations.service';

/** What is said beside the sheet of a foundation that was registered before it kept its books here. */
export interface Standing {
  readonly day: Day;
  readonly certificate: string;
  readonly registeredOn: Day;
  readonly registeredSum: Fen;
  readonly madeGoodBy: string | null;
  readonly madeGoodUntil: Day | null;
}

/** What is wrong with the sheet: with a line of it, or with the whole. */
export interface OpeningFault {
  readonly line: number | null;
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

export class FaultySheet extends Refused {
  constructor(readonly faults: readonly OpeningFault[]) {
    super('opening-has-mistakes', { field: 'file', count: String(faults.length) });
  }
}

const MOST_LINES = 5_000;
/** As many rows as a sheet may have above its headers. */
const ABOVE = 10;

/** The trial balance with which an existing foundation begins its books here: prepared by one person, signed by another, once. */
@Injectable()
export class OpeningBalances {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly registrations: Registrations, private readonly clock: Clock) {}

  /**
   * Reads and judges a sheet, and keeps it for a second person to sign; nothing is booked. A newer one takes the place of an older one.
   * @throws FaultySheet, Refused `sheet-…`, `a-foundation-is-registered-once`, `what-the-original-fund-lacks-is-made-good-by-somebody`
   */
  async prepare(foundation: Foundation, standing: Standing, file: Uploaded, by: Person): Promise<void> {
    const today = this.clock.today();
    if (standing.day > today) throw new Refused('day-in-the-future', { field: 'day' });
    if (standing.registeredOn > standing.day) throw new Refused('books-open-after-the-registration', { field: 'registeredOn' });
    if (standing.madeGoodUntil !== null && standing.madeGoodUntil < today) throw new Refused('made-good-on-a-day-to-come', { field: 'madeGoodUntil' });
    if (!isFoundationCode(standing.certificate)) throw new Refused('a-certificate-bears-the-credit-code-of-a-foundation', { field: 'certificate' }, 'GB 32100');
    const required = (await this.registrations.preparation(this.db, foundation, standing.registeredOn)).required;
    if (standing.registeredSum < required) throw new Refused('an-original-fund-reaches-the-lawful-sum', { field: 'registeredSum' });
    await this.db.transaction(async (tx) => {
      if ((await tx.query<unknown[]>('SELECT 1 FROM registration WHERE foundation = $1', [foundation.id])).length > 0) throw new Refused('a-foundation-is-registered-once');
      await refuseEarlierEntries(tx, foundation.id, standing.day);
      const lines = await this.read(tx, foundation, standing, file.buffer);
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO opening_preparation (foundation, day, certificate, registered_on, registered_sum, made_good_by, made_good_until, file_name, prepared_by, prepared_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
        [foundation.id, standing.day, standing.certificate, standing.registeredOn, standing.registeredSum, standing.madeGoodBy, standing.madeGoodUntil, file.originalname.slice(-200), by.id, this.clock.now()]);
      await tx.query(
        'INSERT INTO opening_line (preparation, line, fund, account, place, debit) SELECT $1, * FROM unnest($2::int[], $3::int[], $4::text[], $5::int[], $6::bigint[])',
        [id, lines.map((l) => l.line), lines.map((l) => l.fund), lines.map((l) => l.account), lines.map((l) => l.place), lines.map((l) => l.debit)]);
    });
  }

  /**
   * A second person signs: the entry is booked, the foundation stands registered, and its original fund has its floor.
   * @throws NotFoundException, Refused `nobody-signs-the-opening-balance-they-prepared`, `the-newest-opening-balance-is-signed`, `a-foundation-signs-one-opening-balance`
   */
  async sign(foundation: number, preparation: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [prepared] = await tx.query<{ day: Day; prepared_by: number; certificate: string }[]>('SELECT day, prepared_by, certificate FROM opening_preparation WHERE id = $1 AND foundation = $2', [preparation, foundation]);
      if (!prepared) throw new NotFoundException();
      if (prepared.prepared_by === by.id) throw new Refused('nobody-signs-the-opening-balance-they-prepared');
      await refuseEarlierEntries(tx, foundation, prepared.day);
      const lines = await tx.query<{ fund: number; class: FundClass; account: string; place: number | null; debit: Fen }[]>(
        'SELECT l.fund, f.class, l.account, l.place, l.debit FROM opening_line l JOIN fund f ON f.id = l.fund WHERE l.preparation = $1 ORDER BY l.line', [preparation]);
      const standard = standardOn(prepared.day);
      const entry = await this.ledger.enter(tx, openingBalance({
        day: prepared.day, source: `opening:${preparation}`, note: '期初余额', foundation,
        standing: lines.map((l) => ({ fund: { id: l.fund, foundation, class: l.class }, role: account(standard, l.account).role, sum: l.debit, ...(l.place === null ? {} : { place: l.place }) })),
      }));
      await tx.query('SELECT foundation_open($1, $2, $3, $4)', [preparation, entry, by.id, this.clock.now()]);
      await this.vouchers.made(tx, foundation, prepared.prepared_by, [entry]);
    });
  }

  private async read(tx: EntityManager, { id: foundation }: Foundation, standing: Standing, file: Buffer): Promise<Line[]> {
    const standard = standardOn(standing.day);
    const funds = await tx.query<(FundRef & { code: string; name: string })[]>('SELECT id, foundation, class, code, name FROM fund WHERE foundation = $1', [foundation]);
    const places = await tx.query<{ id: number; account: string; code: string; name: string }[]>('SELECT id, account, code, name FROM place WHERE foundation = $1', [foundation]);
    const rules = await tx.query<{ class: string; account: string; side: string }[]>(`SELECT class, account, side FROM line_rule WHERE kind = 'opening balance' AND standard = $1`, [standard]);
    const known: Known = {
      funds, places, accounts: new Set(rules.map((rule) => rule.account)), rules: new Set(rules.map((rule) => `${rule.class} ${rule.account} ${rule.side}`)),
    };
    const faults: OpeningFault[] = [];
    const lines: Line[] = [];
    let columns: OpeningColumns | null = null;
    let above = 0;
    for await (const row of readSheet(file, { most: MOST_LINES })) {
      if (columns === null) {
        // a title and a day may stand above
        columns = openingColumns(row);
        if (columns === null && ++above === ABOVE) break;
        continue;
      }
      try {
        const written = writtenLine(row, columns);
        if (written) lines.push(lineOf(written, known));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        faults.push({ line: row.line, code: error.code, facts: error.facts });
      }
    }
    if (columns === null) throw new Refused('opening-columns-unknown', { field: 'file' });
    if (faults.length === 0) faults.push(...wholeFaults(lines, funds, standing));
    if (faults.length > 0) throw new FaultySheet(faults);
    return lines;
  }
}

/** @throws Refused `books-open-before-their-first-entry` */
async function refuseEarlierEntries(tx: EntityManager, foundation: number, day: Day): Promise<void> {
  const [early] = await tx.query<{ day: Day }[]>('SELECT min(day) AS day FROM journal_entry WHERE foundation = $1 HAVING min(day) < $2', [foundation, day]);
  if (early) throw new Refused('books-open-before-their-first-entry', { field: 'day', first: early.day });
}

interface Line {
  readonly line: number;
  readonly fund: number;
  readonly account: string;
  readonly place: number | null;
  readonly debit: Fen;
}

interface Known {
  readonly funds: readonly (FundRef & { code: string; name: string })[];
  readonly places: readonly { id: number; account: string; code: string; name: string }[];
  readonly accounts: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
}

function lineOf({ line, debit, ...written }: WrittenLine, { funds, places, accounts, rules }: Known): Line {
  const fund = funds.find(({ code, name }) => code === written.fund || name === written.fund);
  if (!fund) throw new Refused('opening-fund-unknown', { fund: written.fund.slice(0, 40) });
  if (!accounts.has(written.account)) throw new Refused('opening-account-unknown', { account: written.account.slice(0, 20) });
  if (!rules.has(`${fund.class} ${written.account} ${debit > 0n ? 'debit' : 'credit'}`)) throw new Refused('opening-account-in-another-class', { account: written.account, fund: fund.name });
  const lies = ['1001', '1002', '1009'].includes(written.account);
  const place = places.find(({ account: its, code, name }) => its === written.account && (code === written.place || name === written.place));
  if (lies && !place) throw new Refused('opening-place-unknown', { account: written.account, place: written.place.slice(0, 40) });
  if (!lies && written.place !== '') throw new Refused('opening-place-without-money', { account: written.account });
  return { line, fund: fund.id, account: written.account, place: lies ? place!.id : null, debit };
}

/** What the sheet as a whole must show: each fund balances, what funds owe each other adds up to nothing, nothing is below zero, the original fund is whole or somebody makes it good. */
function wholeFaults(lines: readonly Line[], funds: Known['funds'], { day, registeredSum, madeGoodBy }: Standing): OpeningFault[] {
  const faults: OpeningFault[] = [];
  const say = (code: string, facts: Record<string, string> = {}): unknown => faults.push({ line: null, code, facts });
  if (lines.length === 0) say('opening-without-sums');
  for (const { fund, name, sums } of sumsByFund(lines, funds, day)) {
    if (sums.difference !== 0n) say('opening-fund-out-of-balance', { fund: name, difference: grouped(sums.difference) });
    for (const which of ['money', 'owed', 'worth'] as const) if (sums[which] < 0n) say(`opening-${which}-below-nothing`, { fund: name, sum: grouped(sums[which]) });
    if (fund.class === 'original' && sums.worth < registeredSum && madeGoodBy === null) say('opening-original-fund-lacks', { missing: grouped(registeredSum - sums.worth) });
  }
  if (!lines.some(({ fund }) => funds.some(({ id, class: klass }) => id === fund && klass === 'original')) && madeGoodBy === null) say('opening-original-fund-lacks', { missing: grouped(registeredSum) });
  const between = lines.filter((l) => l.account === 'Z01').reduce((sum, l) => sum + l.debit, 0n);
  if (between !== 0n) say('opening-between-funds-not-nothing', { difference: grouped(between) });
  return faults;
}

export interface OpeningSums { readonly money: Fen; readonly owed: Fen; readonly worth: Fen; readonly difference: Fen }

/** What the lines give each fund. */
export function sumsByFund<F extends { readonly id: number; readonly class: FundClass; readonly name: string }>(
  lines: readonly { fund: number; account: string; debit: Fen }[], funds: readonly F[], day: Day,
): { fund: F; name: string; sums: OpeningSums }[] {
  const standard = standardOn(day);
  return funds.flatMap((fund) => {
    const own = lines.filter((line) => line.fund === fund.id).map(({ account: code, debit }) => ({ debit, class: account(standard, code).class }));
    if (own.length === 0) return [];
    const sum = (...classes: string[]): Fen => own.filter((line) => classes.includes(line.class)).reduce((all, { debit }) => all + debit, 0n);
    return [{ fund, name: fund.name, sums: { money: sum('M'), owed: 0n - sum('L'), worth: 0n - sum('N'), difference: sum('M', 'A', 'T', 'L', 'N') } }];
  });
}
