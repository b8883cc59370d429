import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Point } from '../../rules/fund-opening';
import type { Wish } from './requests.service';

/** How far a request has come; the first that is true of it, from the end. */
export type Stage = 'opened' | 'refused' | 'withdrawn' | 'signed' | 'signing' | 'asked-back' | 'checked' | 'checking';

export interface RequestRow extends Wish {
  readonly id: number;
  readonly phone: string;
  readonly askedAt: Date;
  readonly writtenBy: string | null;
  readonly stage: Stage;
}

export interface Question { readonly id: number; readonly question: string; readonly by: string; readonly at: Date; readonly answer: string | null; readonly answeredAt: Date | null }
export interface Tick { readonly point: Point; readonly by: string; readonly at: Date }

/** A text as the pages of a request and of a fund tell of it. */
export interface TextRow {
  readonly id: number;
  /** Of a fund that is open already. */
  readonly supplement: boolean;
  readonly withdrawn: boolean;
  readonly preparedBy: number | null;
  readonly prepared: string | null;
  readonly preparedAt: Date;
  readonly host: { readonly by: string; readonly at: Date } | null;
  readonly founder: { readonly byCode: boolean; readonly comparedBy: string | null; readonly at: Date } | null;
  readonly sheet: { readonly signer: string; readonly day: Day; readonly by: string; readonly recordedBy: number } | null;
}

export interface RequestPage extends RequestRow {
  readonly ticks: readonly Tick[];
  readonly questions: readonly Question[];
  readonly ended: { readonly reason: string; readonly by: string | null; readonly at: Date } | null;
  /** What the fund is opened by; and what counts now, which may be a supplement that waits for its signatures. */
  readonly opening: TextRow | null;
  readonly text: TextRow | null;
  readonly fund: { readonly code: string; readonly name: string; readonly openedAt: Date } | null;
}

const STAGE = `CASE WHEN EXISTS (SELECT FROM agreement a WHERE a.request = r.id) THEN 'opened'
  WHEN EXISTS (SELECT FROM fund_request_end e WHERE e.request = r.id) THEN (SELECT e.what FROM fund_request_end e WHERE e.request = r.id)
  WHEN EXISTS (SELECT FROM agreement_host_signature h JOIN agreement_founder_signature s USING (version) WHERE h.version = (SELECT max(v.id) FROM agreement_version v WHERE v.request = r.id)) THEN 'signed'
  WHEN EXISTS (SELECT FROM agreement_version v WHERE v.request = r.id) THEN 'signing'
  WHEN EXISTS (SELECT FROM fund_request_question q WHERE q.request = r.id AND NOT EXISTS (SELECT FROM fund_request_answer w WHERE w.question = q.id)) THEN 'asked-back'
  WHEN (SELECT count(*) FROM fund_request_check c WHERE c.request = r.id) = 7 THEN 'checked' ELSE 'checking' END`;

@Injectable()
export class FundRequestsQueries {
  constructor(private readonly db: DataSource) {}

  /** Requests of a foundation, or of one number; those under way first. */
  list(foundation: number, { phone = null, lang }: { phone?: string | null; lang: Lang }): Promise<RequestRow[]> {
    return this.db.query(`${this.select(lang)} WHERE r.foundation = $1 AND ($2::text IS NULL OR r.phone = $2) ORDER BY r.id DESC LIMIT 200`, [foundation, phone]);
  }

  /** One request, for staff or for whoever holds the number it was made with. @throws NotFoundException */
  async one(foundation: number, id: number, { phone = null, lang }: { phone?: string | null; lang: Lang }): Promise<RequestPage> {
    const name = nameIn(lang);
    const [row] = await this.db.query<RequestRow[]>(`${this.select(lang)} WHERE r.foundation = $1 AND ($2::text IS NULL OR r.phone = $2) AND r.id = $3`, [foundation, phone, id]);
    if (!row) throw new NotFoundException();
    const [ticks, questions, ended, texts, funds] = await Promise.all([
      this.db.query<Tick[]>(`SELECT c.point, p.${name} AS by, c.checked_at AS at FROM fund_request_check c JOIN person p ON p.id = c.checked_by WHERE c.request = $1`, [id]),
      this.db.query<Question[]>(`SELECT q.id, q.question, p.${name} AS by, q.asked_at AS at, a.answer, a.answered_at AS "answeredAt" FROM fund_request_question q JOIN person p ON p.id = q.asked_by LEFT JOIN fund_request_answer a ON a.question = q.id WHERE q.request = $1 ORDER BY q.id`, [id]),
      this.db.query<{ reason: string; by: string | null; at: Date }[]>(`SELECT e.reason, p.${name} AS by, e.at FROM fund_request_end e LEFT JOIN person p ON p.id = e.by_person WHERE e.request = $1`, [id]),
      this.texts('request', id, lang),
      this.db.query<{ code: string; name: string; openedAt: Date }[]>(`SELECT f.code, f.${name} AS name, a.opened_at AS "openedAt" FROM agreement a JOIN fund f ON f.id = a.fund WHERE a.request = $1`, [id]),
    ]);
    return { ...row, ticks, questions, ended: ended[0] ?? null, opening: texts.find(({ supplement }) => !supplement) ?? null, text: counting(texts), fund: funds[0] ?? null };
  }

  /** The texts of a request and of the fund it has opened, or the supplements of a fund, the newest first, with who signed. */
  async texts(of: 'request' | 'fund', id: number, lang: Lang): Promise<TextRow[]> {
    const name = nameIn(lang);
    const rows = await this.db.query<{ id: number; supplement: boolean; withdrawn: boolean; preparedBy: number | null; prepared: string | null; preparedAt: Date; host: string | null; hostAt: Date; founderAt: Date | null; byCode: boolean; compared: string | null; signer: string | null; sheetDay: Day; sheetBy: string; recordedBy: number }[]>(
      `SELECT v.id, v.fund IS NOT NULL AS supplement, EXISTS (SELECT FROM agreement_text_withdrawal w WHERE w.version = v.id) AS withdrawn, v.prepared_by AS "preparedBy", p.${name} AS prepared, v.prepared_at AS "preparedAt", hp.${name} AS host, h.signed_at AS "hostAt", s.signed_at AS "founderAt", s.phone IS NOT NULL AS "byCode", cp.${name} AS compared,
         t.signer, t.day AS "sheetDay", tp.${name} AS "sheetBy", t.recorded_by AS "recordedBy"
       FROM agreement_version v LEFT JOIN person p ON p.id = v.prepared_by
       LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN person hp ON hp.id = h.signed_by
       LEFT JOIN agreement_founder_signature s ON s.version = v.id LEFT JOIN person cp ON cp.id = s.compared_by
       LEFT JOIN LATERAL (SELECT * FROM agreement_signed_sheet WHERE version = v.id ORDER BY id DESC LIMIT 1) t ON true LEFT JOIN person tp ON tp.id = t.recorded_by
       WHERE ${of === 'fund' ? 'v.fund = $1' : 'v.request = $1 OR v.fund = (SELECT fund FROM agreement WHERE request = $1)'} ORDER BY v.id DESC`, [id]);
    return rows.map(({ id: version, supplement, withdrawn, preparedBy, prepared, preparedAt, host, hostAt, founderAt, byCode, compared, signer, sheetDay, sheetBy, recordedBy }) => ({
      id: version, supplement, withdrawn, preparedBy, prepared, preparedAt, host: host === null ? null : { by: host, at: hostAt }, founder: founderAt === null ? null : { byCode, comparedBy: compared, at: founderAt },
      sheet: signer === null ? null : { signer, day: sheetDay, by: sheetBy, recordedBy },
    }));
  }

  /** What somebody began to fill in. */
  async draft(foundation: number, phone: string): Promise<{ fields: Record<string, string>; savedAt: Date } | null> {
    const [row] = await this.db.query<{ fields: Record<string, string>; savedAt: Date }[]>('SELECT fields, saved_at AS "savedAt" FROM fund_request_draft WHERE foundation = $1 AND phone = $2', [foundation, phone]);
    return row ?? null;
  }

  private select(lang: Lang): string {
    return `SELECT r.id, r.phone, r.asked_at AS "askedAt", (SELECT ${nameIn(lang)} FROM person WHERE id = r.written_by) AS "writtenBy", r.applicant_kind AS "applicantKind", r.applicant, r.contact, r.kind, r.preserved, r.name, r.purpose, r.use, r.place,
      r.starting_sum AS "startingSum", ${STAGE} AS stage FROM fund_request r`;
  }
}

/** Of texts, the newest first, the one that counts: the newest; or, where that was withdrawn, the newest that both have signed. */
export const counting = (texts: readonly TextRow[]): TextRow | null => texts.find((text, at) => (at === 0 && !text.withdrawn) || (text.host !== null && text.founder !== null)) ?? null;

/** Whether somebody with this number has a request under way or a fund. */
export async function hasAsked(db: Pick<EntityManager, 'query'>, { foundation, phone }: { foundation: number; phone: string }): Promise<boolean> {
  return (await db.query<unknown[]>('SELECT 1 FROM fund_request r WHERE r.foundation = $1 AND r.phone = $2 AND NOT EXISTS (SELECT FROM fund_request_end e WHERE e.request = r.id) LIMIT 1', [foundation, phone])).length > 0;
}
