import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { refuseGroup } from '../../people/groups/no-payee';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { CHECKLIST, termFault } from '../../rules/fund-opening';
import { checkAgreement } from '../../rules/named-fund';
import { Refused } from '../../rules/refused';
import { type AgreementText, writeText } from './agreement-text';
import { refuseName } from './terms';

/** What a text is prepared for: a request that asks for a fund, or a fund that has an agreement already; that may rest on a confirmed change of purpose. */
export type Subject = { readonly request: number } | { readonly fund: number; readonly purposeChange: number | null };

/** A sheet that the founder has signed by hand. */
export interface SignedSheet { readonly signer: string; readonly day: Day }

/** Agreements 基金协议: prepared by one person, signed for the host by another, and by the founder with a code or on paper. */
@Injectable()
export class Agreements {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Draws up a text. Until both have signed, another one takes its place; afterwards it is a supplementary agreement 补充协议.
   * @param after the newest text that whoever writes has seen, 0 for none: what somebody else has drawn up meanwhile is not replaced unread. @returns its id
   * @throws Refused `a-text-was-drawn-up-meanwhile`, `a-request-is-checked-first`, `a-supplement-is-signed-before-it-holds`, those of `termFault`, `fund-name-carries-the-hosts-full-name`, `agreement-incomplete`, `a-supplement-changes-neither-kind-nor-purpose`, `a-new-purpose-is-as-it-was-agreed-to`, `a-supplement-holds-from-a-later-day`, `an-agreement-has-its-own-number`
   */
  async prepare(host: Pick<Foundation, 'id' | 'name' | 'jurisdiction'>, of: Subject, text: AgreementText, by: Pick<Person, 'id'>, { after }: { after?: number } = {}): Promise<number> {
    checkAgreement({ ...text, host: host.name });
    if (text.purposes.length === 0) throw new Refused('purposes-missing', { field: 'purposes' }, 'C8');
    return this.db.transaction(async (tx) => {
      if (after !== undefined) await this.refuseOvertaken(tx, of, after);
      if ('request' in of) {
        await this.refuseUnchecked(tx, host.id, of.request);
        await refuseName(tx, host, { name: text.name, day: this.clock.today() });
      } else if (of.purposeChange === null && text.holdsFrom < this.clock.today()) throw new Refused('a-supplement-is-signed-before-it-holds', { field: 'holdsFrom' });
      const fault = termFault(text);
      if (fault) throw new Refused(fault.code, { field: fault.field });
      for (const field of ['party', 'englishParty'] as const) await refuseGroup(tx, { foundation: host.id, name: text[field], field });
      return writeText(tx, text, { foundation: host.id, request: null, fund: null, purposeChange: null, ...of, preparedBy: by.id, preparedAt: this.clock.now() });
    });
  }

  /**
   * Signs for the host. Signed a second time it stays as it was signed first.
   * @throws NotFoundException, Refused `nobody-signs-what-they-prepared`, `the-newest-text-is-signed`, `a-request-that-has-ended-goes-no-further`
   */
  async signForHost(foundation: number, version: number, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { preparedBy } = await this.find(tx, foundation, version);
      if (preparedBy === by.id) throw new Refused('nobody-signs-what-they-prepared');
      if (await this.stands(tx, 'agreement_host_signature', version)) return;
      await tx.query('INSERT INTO agreement_host_signature (version, prepared_by, signed_by, signed_at) VALUES ($1, $2, $3, $4) ON CONFLICT ON CONSTRAINT the_host_signs_once DO NOTHING', [version, preparedBy, by.id, this.clock.now()]);
    });
  }

  /**
   * The founder signs with the number they asked with, which a code has just proved. @throws NotFoundException, Refused `whoever-asked-for-the-fund-signs`, `the-newest-text-is-signed`
   */
  async signByCode(foundation: number, version: number, phone: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, version);
      if (await this.stands(tx, 'agreement_founder_signature', version)) return;
      await tx.query('INSERT INTO agreement_founder_signature (version, phone, signed_at) VALUES ($1, $2, $3) ON CONFLICT ON CONSTRAINT the_founder_signs_once DO NOTHING', [version, phone, this.clock.now()]);
    });
  }

  /** Enters a sheet that the founder has signed by hand, with its photos or scans. @throws NotFoundException, Refused `a-signed-sheet-can-be-looked-at` */
  async recordSheet(foundation: number, version: number, { signer, day }: SignedSheet, papers: readonly string[], by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    if (papers.length === 0) throw new Refused('a-signed-sheet-can-be-looked-at', { field: 'file' });
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, version);
      await refuseGroup(tx, { foundation, name: signer, field: 'signer' });
      await tx.query('INSERT INTO agreement_signed_sheet (version, signer, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [version, signer, day, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'agreement', id: version, foundation }, papers, by);
    });
  }

  /** A second person has compared the sheet with the text: the founder has signed. @throws NotFoundException, Refused `nobody-compares-the-sheet-they-recorded`, `a-signed-sheet-can-be-looked-at` */
  async compareSheet(foundation: number, version: number, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, version);
      const [sheet] = await tx.query<{ id: number; recordedBy: number }[]>('SELECT id, recorded_by AS "recordedBy" FROM agreement_signed_sheet WHERE version = $1 ORDER BY id DESC LIMIT 1', [version]);
      if (await this.stands(tx, 'agreement_founder_signature', version)) return;
      if (!sheet) throw new Refused('a-signed-sheet-is-entered-first');
      if (sheet.recordedBy === by.id) throw new Refused('nobody-compares-the-sheet-they-recorded');
      await tx.query('INSERT INTO agreement_founder_signature (version, sheet, recorded_by, compared_by, signed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT ON CONSTRAINT the_founder_signs_once DO NOTHING',
        [version, sheet.id, sheet.recordedBy, by.id, this.clock.now()]);
    });
  }

  /** A supplement that is not to be signed any more. @throws NotFoundException, Refused `what-both-have-signed-is-not-withdrawn`, `a-text-is-withdrawn-once` */
  async withdraw(foundation: number, version: number, why: string, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, version);
      await tx.query('INSERT INTO agreement_text_withdrawal (version, why, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3, $4)', [version, why, by.id, this.clock.now()]);
    });
  }

  /** Whether it is signed; whoever asks waits until those who are signing just now are done. */
  private async stands(tx: EntityManager, table: 'agreement_host_signature' | 'agreement_founder_signature', version: number): Promise<boolean> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`agreement ${version}`]);
    return (await tx.query<unknown[]>(`SELECT FROM ${table} WHERE version = $1`, [version])).length > 0;
  }

  /** Two who draw up a text at once meet at the request or the fund; the second reads what the first has written. */
  private async refuseOvertaken(tx: EntityManager, of: Subject, after: number): Promise<void> {
    const [column, id] = 'request' in of ? ['request', of.request] : ['fund', of.fund];
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`texts of ${column} ${id}`]);
    const [newest] = await tx.query<[{ id: number }]>(`SELECT coalesce(max(id), 0)::int AS id FROM agreement_version WHERE ${column} = $1`, [id]);
    if (newest.id > after) throw new Refused('a-text-was-drawn-up-meanwhile');
  }

  private async refuseUnchecked(tx: EntityManager, foundation: number, request: number): Promise<void> {
    const [row] = await tx.query<{ ticked: number }[]>('SELECT (SELECT count(*)::int FROM fund_request_check c WHERE c.request = r.id) AS ticked FROM fund_request r WHERE r.id = $1 AND r.foundation = $2', [request, foundation]);
    if (!row) throw new NotFoundException();
    if (row.ticked < CHECKLIST.length) throw new Refused('a-request-is-checked-first', { missing: String(CHECKLIST.length - row.ticked) }, 'C4');
  }

  private async find(tx: EntityManager, foundation: number, version: number): Promise<{ preparedBy: number | null }> {
    const [row] = await tx.query<{ preparedBy: number | null }[]>('SELECT prepared_by AS "preparedBy" FROM agreement_version WHERE id = $1 AND foundation = $2', [version, foundation]);
    if (!row) throw new NotFoundException();
    return row;
  }
}
