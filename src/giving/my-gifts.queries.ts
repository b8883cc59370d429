import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

export interface MyGift {
  readonly no: string;
  readonly day: Day;
  readonly amount: Fen;
  readonly refunded: Fen;
  readonly state: 'whole' | 'partly' | 'refunded';
  readonly fund: { readonly code: string; readonly name: string; readonly englishName: string };
  readonly entry: string | null;
  readonly receipt: string | null;
}

/** As many as anybody reads; who has given more often is told to ask. */
export const GIFTS_SHOWN = 200;

interface Asked { readonly foundation: number; readonly phone: string }

/** Paid gifts with the donor's telephone number $2. Whatever came otherwise than asked is with staff. */
const GIVEN = `donor o JOIN donation d ON d.donor = o.id AND d.foundation = $1 JOIN payment p ON p.donation = d.id AND p.not_as_asked IS NULL
  LEFT JOIN LATERAL (SELECT coalesce(sum(x.amount), 0)::bigint AS sum FROM refund x WHERE x.payment = p.id AND x.failed_entry IS NULL) back ON true WHERE o.phone = $2`;

/** The gifts of whoever holds a telephone. */
@Injectable()
export class MyGiftsQueries {
  constructor(private readonly db: DataSource) {}

  async gifts({ foundation, phone }: Asked): Promise<MyGift[]> {
    return this.db.query(
      `SELECT d.no, (p.paid_at AT TIME ZONE 'Asia/Shanghai')::date AS day, p.gross AS amount, back.sum AS refunded,
         CASE WHEN back.sum = 0 THEN 'whole' WHEN back.sum < p.gross THEN 'partly' ELSE 'refunded' END AS state,
         (SELECT json_build_object('code', f.code, 'name', f.name, 'englishName', f.english_name) FROM fund f WHERE f.id = d.fund) AS fund,
         (SELECT s.voucher FROM sealed_entry s WHERE s.entry = p.entry) AS entry, (SELECT r.no FROM receipt r WHERE r.payment = p.id) AS receipt
       FROM ${GIVEN} ORDER BY p.paid_at DESC, p.id DESC LIMIT ${GIFTS_SHOWN}`, [foundation, phone]);
  }

  async total({ foundation, phone }: Asked): Promise<{ count: number; sum: Fen }> {
    const [row] = await this.db.query<[{ count: number; sum: Fen }]>(`SELECT count(*)::int AS count, coalesce(sum(p.gross - back.sum), 0)::bigint AS sum FROM ${GIVEN}`, [foundation, phone]);
    return row;
  }

  async owns({ foundation, phone }: Asked, receipt: string): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(`SELECT 1 FROM ${GIVEN} AND EXISTS (SELECT FROM receipt r WHERE r.payment = p.id AND r.no = $3)`, [foundation, phone, receipt]);
    return rows.length > 0;
  }
}

/** Whether somebody has given with this number. */
export async function hasGiven(db: Pick<EntityManager, 'query'>, { foundation, phone }: Asked): Promise<boolean> {
  const [row] = await db.query<[{ given: boolean }]>(`SELECT EXISTS (SELECT FROM ${GIVEN}) AS given`, [foundation, phone]);
  return row.given;
}
