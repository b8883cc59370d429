import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { guardLinesIn } from '../ledger/guard-lines';
import { Clock } from '../platform/clock';
import { money } from '../platform/views';
import { visitOf } from '../platform/visit';
import { refusalIn, wordsOf } from '../platform/words';
import { yuan, type Fen } from '../rules/money';
import { verdictOf } from '../rules/guardrails';
import { Refused } from '../rules/refused';
import { draftFor, type FundChoice, PURPOSES, type Purpose, spenders } from './asked-spend';
import { Guardrails } from './guardrails';

/** What would be said if a fund spent a sum for a purpose: asked by anybody of the house before they promise anything. */
@Injectable()
export class GuardrailPages {
  constructor(private readonly db: DataSource, private readonly guardrails: Guardrails, private readonly clock: Clock) {}

  async page(request: FastifyRequest, reply: FastifyReply): Promise<object> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const funds = await spenders(this.db, request.foundation!.id, lang);
    const typed = typedIn(request.query);
    const page = {
      typed, funds: funds.map(({ code, name }) => ({ value: code, label: name })), purposes: PURPOSES.map((value) => ({ value, label: t(`guard.for.${value}`) })), answer: null, guards: [],
    };
    if (Object.values(typed).every((text) => text === '')) return page;
    try {
      const { fund, sum, purpose } = read(typed, funds);
      const findings = await this.guardrails.of(this.db.manager, draftFor(fund, { sum, purpose, day: this.clock.today() }), lang);
      const verdict = verdictOf(findings);
      return { ...page, answer: { verdict, text: t('guard.answer', { fund: fund.name, sum: money(sum, lang), for: t(`guard.for.${purpose}`), verdict: t(`guard.is.${verdict}`) }) }, guards: guardLinesIn(lang, findings) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      void reply.status(422);
      return { ...page, errors: [{ id: error.facts.field ?? null, text: refusalIn(lang, error) }] };
    }
  }
}

type Typed = Record<'fund' | 'sum' | 'for', string>;

function typedIn(query: unknown): Typed {
  const asked = query as Record<string, unknown>;
  const text = (name: string): string => (typeof asked[name] === 'string' ? asked[name].trim().slice(0, 40) : '');
  return { fund: text('fund'), sum: text('sum'), for: text('for') };
}

/** @throws Refused for what is missing or no sum */
function read(typed: Typed, funds: readonly FundChoice[]): { fund: FundChoice; sum: Fen; purpose: Purpose } {
  const fund = funds.find(({ code }) => code === typed.fund);
  if (!fund) throw new Refused('fund-missing', { field: 'fund' });
  const purpose = PURPOSES.find((one) => one === typed.for);
  if (typed.sum === '') throw new Refused('sum-missing', { field: 'sum' });
  const sum = inField('sum', () => yuan(typed.sum));
  if (!purpose) throw new Refused('purpose-of-spend-missing', { field: 'for' });
  return { fund, sum, purpose };
}

function inField<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) throw new Refused(error.code, { ...error.facts, field }, error.article);
    throw error;
  }
}
