import { Injectable, NotFoundException } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { Ledger } from '../../ledger/ledger.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { readSheet } from '../../platform/sheet';
import type { SheetRow } from '../../platform/sheet-row';
import type { Uploaded } from '../../platform/upload';
import { Worker } from '../../platform/worker';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { accountOf, type Channel, LAYOUTS, numberOf, writtenNumber } from './batch-layouts';
import { type Columns, columnsOf, type Fault, giftOf, type GiftLine, type Particulars, strangeHead } from './batch-sheet';
import { StockCount } from './stock';

/** What is said about a list beside the list. */
export interface About {
  readonly channel: Channel;
  /** Id of a place, or the name of one to be opened. */
  readonly place: number | string;
  /** Where goods that are sold lie; what is taken in or given away lies in its place. */
  readonly store: number | null;
  readonly bank: number | null;
  readonly bearer: number | null;
  /** The fund of the lines that name none. */
  readonly fund: number | null;
  readonly payout: Fen | null;
  readonly fee: Fen;
  /** Chosen by hand where the headers are not known. */
  readonly columns: Columns | null;
}

/** A list as the platform gives a month of a town. Longer ones are cut into parts, so that a confirmation stays something a person can answer for. */
export const MOST_LINES = 100_000;
/** As many lines as one statement writes. */
export const LOT = 500;
/** As many mistakes as are shown. */
const SHOWN = 100;
/** Some platforms write a few lines about themselves above the headers. */
const ABOVE = 20;

/** A list with mistakes: nothing of it is kept. */
export class FaultyList extends Refused {
  constructor(readonly faults: readonly Fault[], readonly count: number) {
    super('batch-has-mistakes', { field: 'file', count: String(count) });
  }
}

/** A list whose columns are not known by their names: somebody says which is which. */
export class UnknownColumns extends Refused {
  constructor(readonly header: readonly string[]) {
    super('batch-columns-unknown', { field: 'file' });
  }
}

@Injectable()
export class GiftBatches {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly clock: Clock, private readonly worker: Worker) {}

  /**
   * Reads a list and keeps it for a second person to confirm; nothing is booked. A list with one mistake is refused whole. The same
   * file, or the same numbers in another file, is the batch that stands already.
   * @throws FaultyList, UnknownColumns, Refused `sheet-…`, `batch-is-in-the-books`
   */
  async upload(foundation: number, about: About, file: Uploaded, by: Person): Promise<{ batch: number; again: boolean }> {
    return this.db.transaction(async (tx) => {
      // one list of a foundation at a time: two uploads of the same file must not pass each other
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('gift batches of ' || $1, 0))`, [foundation]);
      const content = createHash('sha256').update(file.buffer).digest();
      const same = await this.standing(tx, foundation, 'content_hash', content);
      if (same !== null) throw new SameList(same);
      const place = typeof about.place === 'number' ? about.place : await this.openPlace(tx, foundation, about.place, about.channel);
      await this.refuseStrangers(tx, foundation, place, about);
      const store = LAYOUTS[about.channel].store ? about.store ?? place : null;
      const [{ batch }] = await tx.query<[{ batch: number }]>(`SELECT nextval('gift_batch_id_seq')::int AS batch`);
      const read = await this.read(tx, { foundation, batch, place, store, about }, file.buffer);
      const before = await this.standing(tx, foundation, 'numbers_hash', read.numbers, place);
      if (before !== null) {
        await this.refuseChanged(tx, { batch, before });
        throw new SameList(before);
      }
      if (read.lines === 0) throw new Refused('batch-is-in-the-books', { field: 'file', count: String(read.known) });
      await tx.query(
        `INSERT INTO gift_batch (id, foundation, channel, place, store, bank, bearer, lines, known, gross, fee, payout, first_day, last_day, file_name, content_hash, numbers_hash, uploaded_by, uploaded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
        [batch, foundation, about.channel, place, store, about.bank, about.fee > 0n ? about.bearer : null, read.lines, read.known, read.gross, about.fee, about.payout, read.first, read.last,
          file.originalname.slice(-200), content, read.numbers, by.id, this.clock.now()]);
      return { batch, again: false };
    }).catch((error: unknown) => {
      if (error instanceof SameList) return { batch: error.batch, again: true };
      throw error;
    });
  }

  /**
   * A second person has compared the sums with what the platform reports, or has counted the money too. From here the worker books it.
   * @throws NotFoundException, Refused `nobody-confirms-their-own-batch`, `a-batch-is-confirmed-once`, `a-payout-is-what-was-given-less-the-fee`
   */
  async confirm(foundation: number, batch: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { uploaded_by } = await this.find(tx, foundation, batch);
      await tx.query('INSERT INTO gift_batch_confirmation (batch, uploaded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4)', [batch, uploaded_by, by.id, this.clock.now()]);
      await tx.query('INSERT INTO gift_batch_run (batch) VALUES ($1)', [batch]);
    });
    this.worker.wake('batches');
  }

  /** Takes a list back that nobody has confirmed; its lines and whom they name are removed. */
  async withdraw(foundation: number, batch: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, batch);
      await tx.query('INSERT INTO gift_batch_withdrawal (batch, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3)', [batch, by.id, this.clock.now()]);
      await tx.query('WITH gone AS (DELETE FROM gift_batch_line WHERE batch = $1 RETURNING donor) DELETE FROM donor USING gone WHERE donor.id = gone.donor', [batch]);
    });
  }

  private async find(tx: EntityManager, foundation: number, batch: number): Promise<{ uploaded_by: number }> {
    const [found] = await tx.query<{ uploaded_by: number }[]>('SELECT uploaded_by FROM gift_batch WHERE id = $1 AND foundation = $2', [batch, foundation]);
    if (!found) throw new NotFoundException();
    return found;
  }

  /** A batch that stands with the same file, or with the same numbers at the same place. */
  private async standing(tx: EntityManager, foundation: number, by: 'content_hash' | 'numbers_hash', hash: Buffer, place: number | null = null): Promise<number | null> {
    const [row] = await tx.query<{ id: number }[]>(
      `SELECT id FROM gift_batch b WHERE foundation = $1 AND ${by} = $2 AND ($3::int IS NULL OR place = $3) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = b.id)
       ORDER BY id LIMIT 1`, [foundation, hash, place]);
    return row?.id ?? null;
  }

  /** The numbers of a list that waits already, and other gifts: a list that was mended is not the same. @throws Refused `batch-numbers-stand-otherwise` */
  private async refuseChanged(tx: EntityManager, { batch, before }: { batch: number; before: number }): Promise<void> {
    const [changed] = await tx.query<unknown[]>(
      `SELECT 1 FROM gift_batch_line n JOIN gift_batch_line o ON o.batch = $2 AND o.no = n.no LEFT JOIN donor x ON x.id = n.donor LEFT JOIN donor y ON y.id = o.donor
         LEFT JOIN gift_batch_particular p ON p.batch = n.batch AND p.line = n.line LEFT JOIN gift_batch_particular q ON q.batch = o.batch AND q.line = o.line
       WHERE n.batch = $1 AND (n.sum, n.day, n.fund, n.principal, n.display, n.note, x.name, x.phone, to_jsonb(p) - '{batch,line}'::text[]) IS DISTINCT FROM (o.sum, o.day, o.fund, o.principal, o.display, o.note, y.name, y.phone, to_jsonb(q) - '{batch,line}'::text[]) LIMIT 1`, [batch, before]);
    if (changed) throw new Refused('batch-numbers-stand-otherwise', { field: 'file', batch: String(before) });
  }

  /** What was chosen is this foundation's, and of the right kind. */
  private async refuseStrangers(tx: EntityManager, foundation: number, place: number, { channel, store, bank, bearer, fund }: About): Promise<void> {
    const accounts = new Map((await tx.query<{ id: number; account: string }[]>('SELECT id, account FROM place WHERE foundation = $1 AND id = ANY ($2)', [foundation, [place, store, bank]])).map((row) => [row.id, row.account]));
    if (accounts.get(place) !== accountOf(channel)) throw new Refused('batch-place-of-another-kind', { field: 'place' });
    if (store !== null && accounts.get(store) !== '1201') throw new Refused('batch-store-missing', { field: 'store' });
    if (bank !== null && accounts.get(bank) !== '1002') throw new Refused('batch-bank-missing', { field: 'bank' });
    const funds = new Set((await this.funds(tx, foundation)).fundOf.values());
    if (bearer !== null && !funds.has(bearer)) throw new Refused('batch-bearer-missing', { field: 'bearer' });
    if (fund !== null && !funds.has(fund)) throw new Refused('batch-fund-missing', { field: 'fund' });
  }

  private async openPlace(tx: EntityManager, foundation: number, name: string, channel: Channel): Promise<number> {
    const account = accountOf(channel);
    const [known] = await tx.query<{ id: number }[]>('SELECT id FROM place WHERE foundation = $1 AND account = $2 AND name = $3', [foundation, account, name]);
    if (known) return known.id;
    const [{ n }] = await tx.query<[{ n: number }]>('SELECT count(*)::int + 1 AS n FROM place WHERE foundation = $1', [foundation]);
    return this.ledger.openPlace(tx, { foundation, account, code: `${channel}-${n}`, name, englishName: name });
  }

  /** Reads, judges and writes lot by lot; what stays in memory are the numbers, to find one that stands twice. */
  private async read(tx: EntityManager, { foundation, batch, place, store, about }: { foundation: number; batch: number; place: number; store: number | null; about: About }, file: Buffer): Promise<Read> {
    const layout = LAYOUTS[about.channel];
    const stock = store === null ? null : await StockCount.of(tx, store);
    const known = { layout, ...(await this.funds(tx, foundation)), one: about.fund, today: this.clock.today(), items: stock?.items ?? new Map() };
    const seen = new Map<string, number>();
    const faults: Fault[] = [];
    const read = { lines: 0, known: 0, gross: 0n, first: '9999-12-31', last: '0001-01-01' };
    let wrong = 0;
    const fault = (line: number, { code, facts }: Refused): void => {
      if (++wrong <= SHOWN) faults.push({ line, code, facts });
    };
    let lot: GiftLine[] = [];
    const keep = async (): Promise<void> => {
      const gifts = lot;
      lot = [];
      if (wrong > 0) return; // nothing will be kept: only mistakes are still looked for
      const booked = await this.booked(tx, place, gifts);
      const fresh = gifts.filter((gift) => {
        const other = booked.get(gift.no);
        if (other !== undefined && (other.sum !== gift.sum || other.day !== gift.day || other.fund !== gift.fund || saysOtherwise(gift.said, other))) fault(gift.line, new Refused('batch-number-booked-otherwise', { number: writtenNumber(about.channel, gift), batch: String(other.batch) }));
        return other === undefined;
      });
      if (fresh.length > 0) await this.write(tx, { batch, place }, fresh);
      read.known += gifts.length - fresh.length;
      read.lines += fresh.length;
      for (const { sum, day } of fresh) {
        read.gross += sum;
        if (day < read.first) read.first = day;
        if (day > read.last) read.last = day;
      }
    };
    const above: SheetRow[] = [];
    let columns: Columns | null = null;
    for await (const row of readSheet(file, { most: MOST_LINES + ABOVE })) {
      if (columns === null) {
        // chosen by hand, the first row is that of the headers; else it is the first one with the names
        columns = about.columns ?? columnsOf(row, layout);
        const strange = about.columns === null ? strangeHead(row, about.channel) : null;
        if (strange !== null) throw new Refused('batch-list-of-another-channel', { field: 'file', head: strange });
        if (columns === null && above.push(row) === ABOVE) throw new UnknownColumns(headerAmong(above));
        continue;
      }
      try {
        const gift = giftOf(row, columns, known);
        // a box has one count a day, a stall one sheet: their own numbers come back every week
        const one = { ...gift, no: numberOf(about.channel, gift) };
        const before = seen.get(one.no);
        if (before !== undefined) throw new Refused('batch-number-twice', { number: gift.no, line: String(before) });
        stock?.move(about.channel, one);
        seen.set(one.no, one.line);
        lot.push(one);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        fault(row.line, error);
      }
      if (seen.size > MOST_LINES) throw new Refused('sheet-has-too-many-lines', { field: 'file', most: String(MOST_LINES) });
      if (lot.length === LOT) await keep();
    }
    await keep();
    if (columns === null) throw new UnknownColumns(headerAmong(above));
    if (wrong > 0) throw new FaultyList(faults, wrong);
    if (seen.size === 0) throw new Refused('sheet-is-empty', { field: 'file' });
    return { ...read, numbers: createHash('sha256').update([...seen.keys()].sort().join('\n')).digest() };
  }

  /** Which of these numbers stand in a batch that two people have agreed on. */
  private async booked(tx: EntityManager, place: number, gifts: readonly GiftLine[]): Promise<Map<string, Booked>> {
    if (gifts.length === 0) return new Map();
    const rows = await tx.query<Booked[]>(
      `SELECT l.no, l.batch, l.sum, l.day, l.fund, ${SAID} FROM gift_batch_line l JOIN gift_batch_confirmation c ON c.batch = l.batch LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
       WHERE l.place = $1 AND l.no = ANY ($2)`, [place, gifts.map(({ no }) => no)]);
    return new Map(rows.map((row) => [row.no, row]));
  }

  private async write(tx: EntityManager, { batch, place }: { batch: number; place: number }, gifts: readonly GiftLine[]): Promise<void> {
    await tx.query(
      `WITH gift AS MATERIALIZED (
         SELECT g.*, CASE WHEN coalesce(name, phone) IS NOT NULL THEN nextval('donor_id_seq') END AS donor
         FROM unnest($3::int[], $4::text[], $5::date[], $6::int[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::boolean[]) g (line, no, day, fund, sum, display, name, phone, note, principal)
       ), named AS (
         INSERT INTO donor (id, name, phone) OVERRIDING SYSTEM VALUE SELECT donor, name, phone FROM gift WHERE donor IS NOT NULL)
       INSERT INTO gift_batch_line (batch, place, line, no, day, fund, sum, display, donor, note, principal) SELECT $1, $2, line, no, day, fund, sum, display, donor, note, principal FROM gift`,
      [batch, place, gifts.map((g) => g.line), gifts.map((g) => g.no), gifts.map((g) => g.day), gifts.map((g) => g.fund), gifts.map((g) => g.sum),
        gifts.map((g) => g.display), gifts.map((g) => g.name), gifts.map((g) => g.phone), gifts.map((g) => g.note), gifts.map((g) => g.principal)]);
    const said = gifts.filter((gift) => Object.values(gift.said).some((value) => value !== null));
    if (said.length === 0) return;
    const all = <K extends keyof Particulars>(key: K): Particulars[K][] => said.map((gift) => gift.said[key]);
    await tx.query(
      `INSERT INTO gift_batch_particular (batch, line, matched, order_sum, premises, from_day, to_day, nature, sold, unsold, rest, item, goods, quantity, unit, proof, expires)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::bigint[], $5::text[], $6::date[], $7::date[], $8::text[], $9::int[], $10::int[], $11::text[], $12::text[], $13::text[], $14::int[], $15::bigint[], $16::text[], $17::date[])`,
      [batch, said.map((g) => g.line), all('matched'), all('order'), all('premises'), all('from'), all('to'), all('nature'), all('sold'), all('unsold'), all('rest'), all('item'), all('goods'), all('quantity'), all('unit'), all('proof'), all('expires')]);
  }

  /** The funds that take gifts, by their codes and names, and those of them that keep principal. */
  private async funds(tx: EntityManager, foundation: number): Promise<{ fundOf: Map<string, number>; preserves: Set<number> }> {
    const rows = await tx.query<{ id: number; class: string; code: string; name: string; english_name: string }[]>(`SELECT id, class, code, name, english_name FROM fund f WHERE foundation = $1 AND ${TAKES_GIFTS}`, [foundation]);
    return {
      fundOf: new Map(rows.flatMap(({ id, code, name, english_name }) => [code, name, english_name].map((known) => [known, id] as const))),
      preserves: new Set(rows.filter((row) => row.class === 'preserved').map(({ id }) => id)),
    };
  }
}

interface Booked extends Particulars {
  readonly no: string;
  readonly batch: number;
  readonly sum: Fen;
  readonly day: Day;
  readonly fund: number;
}

/** The particulars of a line, of `gift_batch_particular q`. */
export const SAID = `q.matched, q.order_sum AS "order", q.premises, q.from_day AS "from", q.to_day AS "to", q.nature, q.sold, q.unsold, q.rest, q.item, q.goods, q.quantity, q.unit, q.proof, q.expires`;

/** The same number of the same place, and yet another piece of goods, another house or another order. */
const saysOtherwise = (said: Particulars, other: Particulars): boolean => (Object.keys(said) as (keyof Particulars)[]).some((key) => said[key] !== other[key]);

/** Said of `fund f`: gifts of a list go into it. */
export const TAKES_GIFTS = `f.class IN ('general', 'designated', 'restricted', 'preserved') AND no_gift_begins(f.id) IS NULL`;

interface Read {
  readonly lines: number;
  readonly known: number;
  readonly gross: Fen;
  readonly first: Day;
  readonly last: Day;
  /** Of all numbers, whatever their order. */
  readonly numbers: Buffer;
}

/** Undoes what was written of a list that stands already. */
class SameList extends Error {
  constructor(readonly batch: number) {
    super();
  }
}

/** The row that most looks like one of headers: the first with the most cells. */
const headerAmong = (rows: readonly SheetRow[]): string[] =>
  rows.reduce<string[]>((best, { cells }) => (cells.filter(({ text }) => text !== '').length > best.filter((text) => text !== '').length ? cells.map(({ text }) => text) : best), []);
