import { Injectable } from '@nestjs/common';
import { Workbook } from 'exceljs';
import type { FastifyRequest } from 'fastify';
import { visitOf } from '../platform/visit';
import { refusalIn, wordsOf } from '../platform/words';
import { type FaultySheet, type OpeningSums, sumsByFund } from './opening-balances.service';
import type { Fen } from '../rules/money';
import { OpeningQueries } from './opening.queries';

const DONE = ['preparation', 'signature'];
const HEADERS = ['基金', '科目', '存放处', '借方', '贷方'];

/** Puts together what the desk shows of an opening balance, and the sheet to be filled in. */
@Injectable()
export class OpeningPages {
  constructor(private readonly queries: OpeningQueries) {}

  /** @param refused the sheet that was just refused */
  async opening(request: FastifyRequest, refused: FaultySheet | null): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const t = wordsOf(lang);
    const [prepared, funds, registered] = await Promise.all([this.queries.newest(id, lang), this.queries.funds(id, lang), this.queries.isRegistered(id)]);
    const lines = prepared ? await this.queries.lines(prepared.id, lang) : [];
    const byFund = prepared ? sumsByFund(lines, funds, prepared.day) : [];
    const zero: OpeningSums = { money: 0n, owed: 0n, worth: 0n, difference: 0n };
    const whole = byFund.reduce((all, { sums }) => ({ money: all.money + sums.money, owed: all.owed + sums.owed, worth: all.worth + sums.worth, difference: 0n }), zero);
    const original = byFund.find(({ fund }) => fund.class === 'original')?.sums.worth ?? 0n;
    const moved = prepared ? await this.queries.moved(id) : [];
    const pillarsOf = (fund: number, opening: Fen): { opening: Fen; received: Fen; paid: Fen; closing: Fen } => {
      const { received, paid } = moved.find((one) => one.fund === fund) ?? { received: 0n, paid: 0n };
      return { opening, received, paid, closing: opening + received - paid };
    };
    const mine = prepared?.preparedBy === request.person!.id;
    const reads = request.person!.readsAll === true;
    const open = prepared !== null && prepared.signed === null && !registered;
    return {
      prepared: prepared && { ...prepared, id: String(prepared.id), missing: prepared.registeredSum > original ? prepared.registeredSum - original : 0n },
      funds: byFund.map(({ name, sums, fund }) => ({ name, ...sums, lines: lines.filter((line) => line.fund === fund.id).map((line) => ({ ...line, in: line.debit > 0n ? line.debit : null, out: line.debit < 0n ? -line.debit : null })) })),
      whole, pillars: prepared && { whole: pillarsOf(0, whole.money), funds: byFund.map(({ fund, name, sums }) => ({ name, code: fund.code, ...pillarsOf(fund.id, sums.money) })) },
      registered: registered && prepared?.signed == null,
      may: { prepare: !registered && !reads, sign: open && !mine && !reads },
      why: open && mine ? t('opening.why.mine') : null,
      faults: refused && refused.faults.map(({ line, ...said }) => ({ line: line === null ? t('opening.whole-sheet') : String(line), text: refusalIn(lang, said) })),
      typed: { day: '', certificate: '', registeredOn: '', registeredSum: '', madeGoodBy: '', madeGoodUntil: '' },
      done: doneIn(request),
    };
  }

  /** The sheet to be filled in: a line of money for each fund and place, and what stands against it. */
  async template(request: FastifyRequest, format: 'csv' | 'xlsx'): Promise<Buffer> {
    const { id } = request.foundation!;
    const [funds, places] = await Promise.all([this.queries.funds(id, 'zh'), this.queries.places(id)]);
    const worth: Readonly<Record<string, string>> = { original: '310101', restricted: '3102', preserved: '310201', agency: '2601' };
    const rows = funds.flatMap(({ code, class: klass }) => [...places.map((place) => [code, place.account, place.code, '', '']), [code, worth[klass] ?? '3101', '', '', '']]);
    // text, and neither codes nor names of ours begin like a formula
    if (format === 'csv') return Buffer.from(`\uFEFF${[HEADERS, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`);
    const book = new Workbook();
    const sheet = book.addWorksheet('期初余额');
    for (const row of [HEADERS, ...rows]) sheet.addRow(row);
    for (const [at, width] of [28, 12, 20, 18, 18].entries()) sheet.getColumn(at + 1).width = width;
    return Buffer.from(await book.xlsx.writeBuffer());
  }
}

function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  return request.method === 'GET' && typeof done === 'string' && DONE.includes(done) ? wordsOf(visitOf(request).lang)(`opening.done.${done}`) : null;
}
