import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { LANGS, wordsOf } from '../platform/words';
import { fractionText } from '../rules/profit-share';
import { dueShares } from './due-shares';
import { EnterprisesQueries } from './enterprises.queries';
import { CONSENTS, FACTS, OWNER_KINDS, STANDINGS } from './enterprises.service';

const DONE = ['entered', 'owner', 'owner-left', 'fact', 'statement', 'consent', 'contact'];

/** Puts together the register of enterprises and the page of each. */
@Injectable()
export class EnterprisePages {
  constructor(private readonly db: DataSource, private readonly queries: EnterprisesQueries, private readonly clock: Clock) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const foundation = request.foundation!.id;
    const today = this.clock.today();
    const [rows, wanted] = await Promise.all([this.queries.list(foundation, { today }, lang), dueShares(this.db, { foundation, lang, today })]);
    const total = (of: 'due' | 'received' | 'open' | 'overdue'): bigint => rows.reduce((sum, row) => sum + row[of], 0n);
    return {
      wanted, wantedTotal: wanted.reduce((sum, { open }) => sum + open, 0n), rows, total: { due: total('due'), received: total('received'), open: total('open'), overdue: total('overdue') }, acts: !request.person!.readsAll,
      relations: STANDINGS.map((value) => ({ value, label: t(`enterprise.relation.${value}`) })),
      typed: { address: '', name: '', englishName: '', creditCode: '', relation: '', premises: '' }, done: doneOf(request),
    };
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const today = this.clock.today();
    const foundation = request.foundation!.id;
    const [enterprise] = await this.queries.list(foundation, { today, code: (request.params as { code: string }).code }, lang);
    if (!enterprise) throw new NotFoundException();
    const { id } = enterprise;
    const [owners, facts, statements, consents, interests, agreements, contacts] = await Promise.all([
      this.queries.owners(id), this.queries.facts(id, lang), this.queries.statements(id, lang), this.queries.consents(id, lang), this.queries.interests(id, today), this.queries.agreements(foundation, id, today), this.queries.contacts(id)]);
    const now = consents.find(({ from }) => from <= today);
    return {
      enterprise, facts, statements, interests, agreements, contacts, consents: consents.map((row) => ({ ...row, now: row === now })),
      owners: owners.map((row) => ({ ...row, part: fractionText([BigInt(row.parts), 10_000n]) })),
      leaving: owners.filter(({ last }) => last === null).map((row) => ({ value: String(row.id), label: row.name })),
      acts: !request.person!.readsAll,
      choices: {
        owners: OWNER_KINDS.map((value) => ({ value, label: t(`enterprise.owner.${value}`) })), facts: FACTS.map((value) => ({ value, label: t(`enterprise.fact.${value}`) })),
        consents: CONSENTS.map((value) => ({ value, label: t(`enterprise.consent.${value}`) })), reads: LANGS.map((value) => ({ value, label: t(`enterprise.contact.reads.${value}`) })), related: (['yes', 'no'] as const).map((value) => ({ value, label: t(`enterprise.related.${value}`) })),
      },
      typed: { owner: '', ownerCode: '', ownerKind: '', part: '', ownerFrom: '', ownerSource: '', left: '', lastDay: '', leftSource: '', fact: '', factDay: '', factSource: '', related: '', words: '', statementDay: '', level: '', consentFrom: '', givenBy: '', phone: '', mail: '', reads: 'zh' },
      done: doneOf(request),
    };
  }
}

function doneOf(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`enterprise.done.${known}`) : null;
}
