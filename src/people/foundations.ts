import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Day } from '../rules/day';

/** Whose books these are. */
export interface Foundation {
  readonly id: number;
  /** As in addresses: `/f/:code`. */
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly purpose: string;
  readonly englishPurpose: string;
  readonly registrar: string;
  readonly englishRegistrar: string;
  readonly creditCode: string | null;
  readonly hotline: string;
  readonly hours: string;
  readonly englishHours: string;
  readonly seal: string;
  readonly jurisdiction: string;
  /** Public-raising certificate 公开募捐资格 (CL 22). */
  readonly certificate: { readonly no: string; readonly from: Day; readonly to: Day | null } | null;
}

@Injectable()
export class Foundations {
  constructor(private readonly db: DataSource) {}

  /** The foundation named by `/f/:code`; with null the first of the house. Null when there is none. */
  async find(code: string | null): Promise<Foundation | null> {
    const [row] = await this.db.query<Row[]>(`${SELECT} ${code === null ? 'ORDER BY id LIMIT 1' : 'WHERE code = $1'}`, code === null ? [] : [code]);
    return row ? read(row) : null;
  }

  async byId(id: number): Promise<Foundation> {
    const [row] = await this.db.query<Row[]>(`${SELECT} WHERE id = $1`, [id]);
    if (!row) throw new NotFoundException();
    return read(row);
  }

  /** Enters a foundation; its books begin with it (`Preparations.begin`). */
  async enter(tx: EntityManager, f: Omit<Foundation, 'id'>): Promise<Foundation> {
    const [row] = await tx.query<{ id: number }[]>(
      `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, credit_code, hotline, hours, english_hours, seal, jurisdiction, certificate_no, certificate_from, certificate_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`,
      [f.code, f.name, f.englishName, f.purpose, f.englishPurpose, f.registrar, f.englishRegistrar, f.creditCode, f.hotline, f.hours, f.englishHours, f.seal, f.jurisdiction,
        f.certificate?.no, f.certificate?.from, f.certificate?.to]);
    return { ...f, id: row!.id };
  }

  async all(): Promise<Foundation[]> {
    return (await this.db.query<Row[]>(`${SELECT} ORDER BY id`)).map(read);
  }
}

/** What every page's head and foot show of a foundation, in the reader's language. */
export function onPage(f: Foundation, lang: 'zh' | 'en'): Record<'name' | 'seal' | 'purpose' | 'registrar' | 'hotline' | 'hours', string> & { code: string | null } {
  const zh = lang === 'zh';
  return {
    name: zh ? f.name : f.englishName,
    seal: f.seal,
    purpose: zh ? f.purpose : f.englishPurpose,
    code: f.creditCode,
    registrar: zh ? f.registrar : f.englishRegistrar,
    hotline: f.hotline,
    hours: zh ? f.hours : f.englishHours,
  };
}

const SELECT = `SELECT id, code, name, english_name, purpose, english_purpose, registrar, english_registrar, credit_code, hotline, hours, english_hours, seal,
  jurisdiction, certificate_no, certificate_from, certificate_to FROM foundation`;

interface Row {
  id: number; code: string; name: string; english_name: string; purpose: string; english_purpose: string; registrar: string; english_registrar: string;
  credit_code: string | null; hotline: string; hours: string; english_hours: string; seal: string; jurisdiction: string;
  certificate_no: string | null; certificate_from: Day | null; certificate_to: Day | null;
}

const read = (r: Row): Foundation => ({
  id: r.id, code: r.code, name: r.name, englishName: r.english_name, purpose: r.purpose, englishPurpose: r.english_purpose,
  registrar: r.registrar, englishRegistrar: r.english_registrar, creditCode: r.credit_code, hotline: r.hotline, hours: r.hours, englishHours: r.english_hours,
  seal: r.seal, jurisdiction: r.jurisdiction,
  certificate: r.certificate_no === null ? null : { no: r.certificate_no, from: r.certificate_from!, to: r.certificate_to },
});
