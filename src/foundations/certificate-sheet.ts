import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Foundation } from '../people/foundations';
import { Clock } from '../platform/clock';
import { type Lang, wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { FoundingQueries, type RegistrationRow } from './founding.queries';
import { OfficialsQueries } from './officials/officials.queries';
import { particularsOn } from './particulars.service';
import { kindOn } from './registrations.service';

/** What the registrar's form and the certificate ask for, from the facts that are here. Null: not entered yet. */
export interface CertificateSheet {
  readonly name: string;
  readonly creditCode: string | null;
  readonly kind: string;
  readonly registrar: string;
  readonly domicile: string | null;
  readonly scope: string | null;
  readonly legalRepresentative: string | null;
  readonly secretaryGeneral: string | null;
  readonly directors: number;
  readonly supervisors: readonly string[];
  /** What is registered; before that, what counts by now. */
  readonly original: Fen;
  readonly registration: RegistrationRow | null;
  readonly verification: { readonly name: string; readonly number: string | null; readonly day: Day } | null;
  readonly bank: string | null;
  /** What the bank shows of each founder and two people have confirmed. */
  readonly contributions: readonly { readonly founder: string; readonly sum: Fen; readonly day: Day; readonly reference: string }[];
  readonly total: Fen;
}

/** Puts together the data sheet of the registration 登记事项数据单. */
@Injectable()
export class CertificateSheets {
  constructor(private readonly db: DataSource, private readonly founding: FoundingQueries, private readonly officials: OfficialsQueries, private readonly clock: Clock) {}

  async of(foundation: Foundation, lang: Lang): Promise<CertificateSheet> {
    const today = this.clock.today();
    const zh = lang === 'zh';
    const [particulars, { kind }, inOffice, registration, papers, contributions, sums, [bank]] = await Promise.all([
      particularsOn(this.db, foundation.id, today), kindOn(this.db, foundation.id, today), this.officials.inOffice(foundation.id, today, lang), this.founding.registration(foundation.id, lang),
      this.founding.papers(foundation.id, lang), this.founding.contributions(foundation.id, lang), this.founding.sums(foundation.id),
      this.db.query<{ name: string }[]>(`SELECT ${zh ? 'name' : 'english_name'} AS name FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id LIMIT 1`, [foundation.id])]);
    const verified = papers.filter((paper) => paper.kind === 'capital-verification').at(-1);
    const counted = contributions.filter(({ state }) => state === 'confirmed').reverse();
    const named = (...offices: string[]): string[] => inOffice.filter(({ office }) => offices.includes(office)).map(({ name }) => name);
    return {
      name: zh ? foundation.name : foundation.englishName, creditCode: foundation.creditCode, kind: wordsOf(lang)(`foundation.kind.${kind}`), registrar: zh ? foundation.registrar : foundation.englishRegistrar,
      domicile: particulars && (zh ? particulars.domicile : particulars.englishDomicile), scope: particulars && (zh ? particulars.scope : particulars.englishScope),
      legalRepresentative: named('chair')[0] ?? null, secretaryGeneral: named('secretary-general')[0] ?? null, directors: new Set(named('director')).size, supervisors: named('supervisor'),
      original: registration?.sum ?? sums.confirmed, registration, verification: verified ? { name: verified.name, number: verified.no, day: verified.day } : null, bank: bank?.name ?? null,
      contributions: counted.map(({ founder, sum, valueDay, reference }) => ({ founder, sum, day: valueDay, reference })), total: counted.reduce((sum, one) => sum + one.sum, 0n),
    };
  }
}
