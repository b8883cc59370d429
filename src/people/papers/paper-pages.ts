import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { MOST_PAPERS, type PaperType } from '../../rules/paper';
import { type Paper, type PaperKind, Papers, type Thing } from './papers.service';

/** What `shared/papers` shows. */
export interface ShownPapers {
  readonly list: readonly object[];
  /** Those that hold. */
  readonly count: number;
  /** Where papers are added and withdrawn; null for who only reads. */
  readonly page: string | null;
}

/** Puts together what the desk shows of papers. */
@Injectable()
export class PaperPages {
  constructor(private readonly db: DataSource, private readonly papers: Papers) {}

  /** The papers of one thing, on its own page. */
  async of(request: FastifyRequest, name: string, thing: { readonly key: string; readonly id: bigint | number | string }): Promise<ShownPapers> {
    return (await this.ofAll(request, name, [thing])).get(String(thing.id))!;
  }

  /** The same for many things of a page, by their ids. */
  async ofAll(request: FastifyRequest, name: string, things: readonly { readonly key: string; readonly id: bigint | number | string }[]): Promise<Map<string, ShownPapers>> {
    const { lang } = visitOf(request);
    const kind = this.papers.kind(name, request.person!);
    const papers = things.length === 0 ? [] : await this.papers.of(request.foundation!.id, kind.column, things.map(({ id }) => id), lang);
    return new Map(things.map(({ key, id }) => [String(id), shown(request, papers.filter(({ thing }) => thing === String(id)), `/desk/papers/of/${name}/${key}`)]));
  }

  /** The papers of a voucher: of what it rests on and its own. `add` says where more belong. */
  async ofVoucher(request: FastifyRequest, entry: bigint, add: { readonly name: string; readonly key: string }): Promise<ShownPapers> {
    return shown(request, await this.papers.ofVoucher(request.foundation!.id, entry, visitOf(request).lang), `/desk/papers/of/${add.name}/${add.key}`);
  }

  /** The page of one thing's papers, where they are added and withdrawn. @throws NotFoundException */
  async page(request: FastifyRequest, name: string, key: string, failed: string | null = null): Promise<object> {
    const { kind, thing } = await this.find(request, name, key);
    const { lang } = visitOf(request);
    const { list, count } = await this.of(request, name, { key, id: thing.id });
    const t = wordsOf(lang);
    const { done } = request.query as { done?: unknown };
    const reads = request.person!.readsAll === true;
    return {
      title: t(`papers.of.${kind.name}`, { no: thing.no }), back: thing.path, list: list.map((paper) => ({ ...paper, may: !reads && (paper as { withdrawn: unknown }).withdrawn === null, asked: (paper as { id: string }).id === failed })), count,
      nav: kind.desk, kind: name, key, adds: !reads && list.length < MOST_PAPERS, full: list.length >= MOST_PAPERS, typed: { why: '' },
      done: request.method === 'GET' && (done === 'added' || done === 'same' || done === 'withdrawn') ? t(`papers.done.${done}`) : null,
    };
  }

  /** A thing whose page this person may read. @throws NotFoundException */
  async find(request: FastifyRequest, name: string, key: string): Promise<{ kind: PaperKind; thing: Thing }> {
    const kind = this.papers.kind(name, request.person!);
    const thing = await kind.find(this.db, request.foundation!.id, key);
    if (!thing) throw new NotFoundException();
    return { kind, thing };
  }
}

function shown(request: FastifyRequest, papers: readonly Paper[], page: string): ShownPapers {
  const { lang } = visitOf(request);
  const list = papers.map((paper) => ({ ...paper, ...fileOn(paper, lang), path: `/desk/papers/${paper.id}` }));
  return { list, count: papers.filter(({ withdrawn }) => withdrawn === null).length, page: request.person!.readsAll ? null : page };
}

/** A file as a page names it. */
export const fileOn = <T extends { readonly type: PaperType; readonly size: number }>(file: T, lang: Lang): T & { kindName: string; sizeText: string } =>
  ({ ...file, kindName: wordsOf(lang)(`papers.type.${file.type.replace(/^.*\//, '')}`), sizeText: sizeOf(file.size) });

const MB = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false });
const sizeOf = (bytes: number): string => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${MB.format(bytes / 1024 / 1024)} MB`);
