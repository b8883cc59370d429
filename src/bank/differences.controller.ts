import { Controller, Get, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Allow } from '../platform/access';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { IS_PAYOUT } from './payouts';

interface Difference {
  readonly place: string;
  readonly code: string;
  readonly reference: string;
  readonly day: Day;
  /** What each of the three says; null where it says nothing. */
  readonly provider: Fen | null;
  readonly bank: Fen | null;
  readonly books: Fen | null;
  readonly line: string | null;
  readonly what: 'not-in-books' | 'not-at-provider' | 'other-sum' | 'payout-not-in-bank' | 'not-booked-payout';
}

const MOST = 200;

/** What the payment provider says, what the bank shows and what the books hold, where the three do not agree to the fen. */
@Controller('desk/differences') @Allow('bookkeeper', 'cashier', 'secretary-general')
export class DifferencesController {
  constructor(private readonly db: DataSource) {}

  @Get() @Render('desk/differences')
  async list(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const rows = await this.db.query<Difference[]>(
      `WITH open_line AS (
         SELECT l.*, p.code, p.${lang === 'zh' ? 'name' : 'english_name'} AS place_name, ${IS_PAYOUT} AND l.sum < 0 AS is_payout, regexp_replace(l.reference, ':fee$', '') AS bare
         FROM bank_line l JOIN place p ON p.id = l.place AND p.account = '1009' WHERE l.foundation = $1 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id)),
       open_posting AS (
         SELECT p.entry, p.line, p.debit, p.place, e.day, e.source, substring(e.source from ':(.*)$') AS number, a.code, a.${lang === 'zh' ? 'name' : 'english_name'} AS place_name
         FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN place a ON a.id = p.place AND a.account = '1009'
         WHERE e.foundation = $1 AND e.kind <> 'opening balance' AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.line)),
       pair AS (
         SELECT DISTINCT ON (l.id) l.id, o.entry, o.line, o.debit FROM open_line l JOIN open_posting o ON o.place = l.place AND o.number IN (l.bare, l.ours) AND sign(o.debit) = sign(l.sum) ORDER BY l.id, o.entry)
       SELECT l.place_name AS place, l.code, coalesce(l.ours, l.reference) AS reference, l.day, l.sum AS provider,
         CASE WHEN l.is_payout THEN (SELECT b.sum FROM bank_line b JOIN place q ON q.id = b.place AND q.account = '1002' WHERE b.foundation = $1 AND b.sum = -l.sum AND abs(b.day - l.day) <= 10
           AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = b.id) ORDER BY abs(b.day - l.day), b.id LIMIT 1) END AS bank,
         x.debit AS books, l.id::text AS line, CASE WHEN l.is_payout THEN 'payout-not-in-bank' WHEN x.debit IS NOT NULL THEN 'other-sum' ELSE 'not-in-books' END AS what
       FROM open_line l LEFT JOIN pair x ON x.id = l.id
       UNION ALL
       SELECT o.place_name, o.code, o.number, o.day, NULL, NULL, o.debit, NULL, 'not-at-provider' FROM open_posting o
       WHERE NOT EXISTS (SELECT FROM pair x WHERE x.entry = o.entry AND x.line = o.line)
         -- what came after the provider's last report may be in the next
         AND o.day <= (SELECT max(s.to_day) FROM bank_statement s WHERE s.place = o.place)
       ORDER BY day, reference LIMIT ${MOST + 1}`, [request.foundation!.id]);
    const t = wordsOf(lang);
    return {
      more: rows.length > MOST,
      rows: rows.slice(0, MOST).map((row) => {
        const what = row.what === 'payout-not-in-bank' && row.bank !== null ? 'not-booked-payout' : row.what;
        return { ...row, difference: (row.provider ?? 0n) - (what === 'payout-not-in-bank' || what === 'not-booked-payout' ? -(row.bank ?? 0n) : (row.books ?? 0n)), why: t(`differences.${what}`), todo: t(`differences.${what}.todo`) };
      }),
    };
  }
}
