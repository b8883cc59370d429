import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { shownName, type Display } from '../../rules/names';
import type { Channel } from './batch-layouts';
import type { Particulars } from './batch-sheet';
import { SAID, TAKES_GIFTS } from './batches.service';

export type BatchState = 'waiting' | 'posting' | 'stopped' | 'posted' | 'paid-out' | 'withdrawn';

export interface BatchRow {
  readonly id: number;
  readonly channel: Channel;
  readonly place: string;
  readonly lines: number;
  readonly gross: Fen;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly by: string;
  readonly uploadedBy: number;
  readonly at: Date;
  readonly state: BatchState;
}

export interface Batch extends BatchRow {
  readonly known: number;
  readonly fee: Fen;
  readonly payout: Fen | null;
  readonly bank: string | null;
  readonly bearer: string | null;
  readonly file: string;
  readonly confirmed: { readonly by: string; readonly at: Date } | null;
  readonly postedAt: Date | null;
  readonly withdrawn: { readonly by: string; readonly at: Date } | null;
  readonly paidOut: { readonly by: string; readonly at: Date } | null;
  readonly done: number;
  readonly failure: { readonly code: string; readonly facts: Readonly<Record<string, string>> } | null;
}

export interface BatchLine extends Particulars {
  readonly line: number;
  readonly no: string;
  readonly day: Day;
  readonly fund: string;
  readonly sum: Fen;
  readonly note: string | null;
  /** As the public will read it; nothing where it is not to be read. */
  readonly shown: string | null;
}


const STATE = `CASE WHEN w.batch IS NOT NULL THEN 'withdrawn' WHEN o.batch IS NOT NULL THEN 'paid-out' WHEN t.batch IS NOT NULL THEN 'posted'
  WHEN c.batch IS NULL THEN 'waiting' WHEN r.failure IS NOT NULL THEN 'stopped' ELSE 'posting' END`;
const ACTS = `LEFT JOIN gift_batch_withdrawal w ON w.batch = b.id LEFT JOIN gift_batch_confirmation c ON c.batch = b.id LEFT JOIN gift_batch_run r ON r.batch = b.id
  LEFT JOIN gift_batch_posting t ON t.batch = b.id LEFT JOIN gift_batch_payout o ON o.batch = b.id`;

@Injectable()
export class BatchQueries {
  constructor(private readonly db: DataSource) {}

  list(foundation: number, lang: Lang): Promise<BatchRow[]> {
    return this.db.query<BatchRow[]>(
      `SELECT b.id, b.channel, p.${nameIn(lang)} AS place, b.lines, b.gross, b.first_day AS "firstDay", b.last_day AS "lastDay", u.${nameIn(lang)} AS by, b.uploaded_by AS "uploadedBy", b.uploaded_at AS at, ${STATE} AS state
       FROM gift_batch b JOIN place p ON p.id = b.place JOIN person u ON u.id = b.uploaded_by ${ACTS} WHERE b.foundation = $1 ORDER BY b.id DESC LIMIT 100`, [foundation]);
  }

  /** @throws NotFoundException */
  async batch(foundation: number, id: number, lang: Lang): Promise<Batch> {
    const act = (key: string, person: string, at: string): string => `CASE WHEN ${at} IS NOT NULL THEN json_build_object('by', (SELECT ${nameIn(lang)} FROM person WHERE id = ${person}), 'at', ${at}) END AS "${key}"`;
    const [row] = await this.db.query<Batch[]>(
      `SELECT b.id, b.channel, p.${nameIn(lang)} AS place, b.lines, b.known, b.gross, b.fee, b.payout, k.${nameIn(lang)} AS bank, f.${nameIn(lang)} AS bearer,
         b.first_day AS "firstDay", b.last_day AS "lastDay", b.file_name AS file, u.${nameIn(lang)} AS by, b.uploaded_by AS "uploadedBy", b.uploaded_at AS at, ${STATE} AS state,
         ${act('confirmed', 'c.confirmed_by', 'c.confirmed_at')}, ${act('withdrawn', 'w.withdrawn_by', 'w.withdrawn_at')}, ${act('paidOut', 'o.matched_by', 'o.matched_at')},
         t.posted_at AS "postedAt", coalesce(r.done, 0) AS done, r.failure::json AS failure
       FROM gift_batch b JOIN place p ON p.id = b.place JOIN person u ON u.id = b.uploaded_by LEFT JOIN place k ON k.id = b.bank LEFT JOIN fund f ON f.id = b.bearer ${ACTS}
       WHERE b.id = $1 AND b.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    const dated = <A extends { at: Date } | null>(act: A): A => (act ? { ...act, at: new Date(act.at) } : act);
    return { ...row, confirmed: dated(row.confirmed), withdrawn: dated(row.withdrawn), paidOut: dated(row.paidOut) };
  }

  async firstLines(batch: number, most: number, lang: Lang): Promise<BatchLine[]> {
    const rows = await this.db.query<(Omit<BatchLine, 'shown'> & { display: Display; name: string | null })[]>(
      `SELECT l.line, l.no, l.day, f.${nameIn(lang)} AS fund, l.sum, l.display, d.name, l.note, ${SAID}
       FROM gift_batch_line l JOIN fund f ON f.id = l.fund LEFT JOIN donor d ON d.id = l.donor LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
       WHERE l.batch = $1 ORDER BY l.line LIMIT $2`, [batch, most]);
    return rows.map(({ display, name, ...line }) => ({ ...line, shown: display === 'anonymous' ? null : shownName({ display, name }) }));
  }

  /** Whether stalls have left unsold goods with the foundation: they come in by a list of their own. */
  async leavesGoods(batch: number): Promise<boolean> {
    const [{ left }] = await this.db.query<[{ left: boolean }]>(`SELECT EXISTS (SELECT FROM gift_batch_particular WHERE batch = $1 AND rest = 'left') AS left`, [batch]);
    return left;
  }

  /** What each fund receives. */
  byFund(batch: number, lang: Lang): Promise<{ fund: string; lines: number; sum: Fen; principal: Fen }[]> {
    return this.db.query(`SELECT f.${nameIn(lang)} AS fund, count(*)::int AS lines, sum(l.sum)::bigint AS sum, coalesce(sum(l.sum) FILTER (WHERE l.principal), 0)::bigint AS principal FROM gift_batch_line l JOIN fund f ON f.id = l.fund WHERE l.batch = $1 GROUP BY f.id ORDER BY sum(l.sum) DESC LIMIT 50`, [batch]);
  }

  async choices(foundation: number, account: string, lang: Lang): Promise<{ funds: Choice[]; banks: Choice[]; places: Choice[]; stores: Choice[] }> {
    const [funds, places] = await Promise.all([
      this.db.query<Choice[]>(`SELECT f.id::text AS value, f.${nameIn(lang)} AS label FROM fund f WHERE foundation = $1 AND ${TAKES_GIFTS} ORDER BY f.class <> 'general', f.id`, [foundation]),
      this.db.query<(Choice & { account: string })[]>(`SELECT id::text AS value, ${nameIn(lang)} AS label, account FROM place WHERE foundation = $1 ORDER BY account, id`, [foundation]),
    ]);
    const of = (wanted: string): Choice[] => places.filter((place) => place.account === wanted);
    return { funds, banks: of('1002'), places: of(account), stores: of('1201') };
  }

  /** What the stores hold, by store and number of the goods. */
  stock(foundation: number, lang: Lang): Promise<StockRow[]> {
    return this.db.query(
      `SELECT p.${nameIn(lang)} AS store, s.item, s.goods, f.${nameIn(lang)} AS fund, s.came, s.sold, s.given, s.written_off AS "writtenOff", s."left", s.unit, s.expires, (s.unit * s."left")::bigint AS worth
       FROM place p JOIN store_stock s ON s.store = p.id JOIN fund f ON f.id = s.fund WHERE p.foundation = $1 AND p.account = '1201' ORDER BY p.id, s.item`, [foundation]);
  }
}

export interface StockRow {
  readonly store: string;
  readonly item: string;
  readonly goods: string;
  readonly fund: string;
  /** Pieces. */
  readonly came: bigint;
  readonly sold: bigint;
  readonly given: bigint;
  readonly writtenOff: bigint;
  readonly left: bigint;
  readonly expires: Day | null;
  readonly unit: Fen;
  readonly worth: Fen;
}

export interface Choice { readonly value: string; readonly label: string }
