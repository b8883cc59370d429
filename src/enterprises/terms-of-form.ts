import { yuan, yuanOrNothing, type Fen } from '../rules/money';
import { type Base, fractionOf, type Destination, type Figures, type Step } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import type { NewTerms } from './agreements.service';
import type { ReportForm, TermsForm } from './enterprises.form';

/** Reads a field of text, so that a refusal names it. */
function read<T>(field: string, text: string | undefined, reads: (text: string) => T): T | null {
  if (!text) return null;
  try {
    return reads(text);
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, { ...error.facts, field }) : error;
  }
}
const needed = <T>(field: string, text: string | undefined, reads: (text: string) => T): T => {
  const found = read(field, text, reads);
  if (found === null) throw new Refused('rate-not-a-part', { field });
  return found;
};

/** @throws Refused `rate-not-a-part`, those of sums, `destination-missing` */
export function termsOfForm(form: TermsForm): NewTerms {
  const { from, until, base, dueDays, evidence, signedOn, enterpriseSigner, hostSigner } = form;
  const steps: Step[] = base === 'units' ? [] : [{ from: 0n, rate: needed('rate1', form.rate1, fractionOf) }];
  if (base !== 'units' && (form.from2 || form.rate2)) steps.push({ from: needed('from2', form.from2, yuan), rate: needed('rate2', form.rate2, fractionOf) });
  if (base !== 'units' && (form.from3 || form.rate3)) steps.push({ from: needed('from3', form.from3, yuan), rate: needed('rate3', form.rate3, fractionOf) });
  const sum = (field: 'perUnit' | 'floor' | 'cap'): Fen | null => read(field, form[field], yuan);
  return {
    from, until, base, steps, perUnit: sum('perUnit'), floor: sum('floor'), cap: sum('cap'), carriesLoss: Boolean(form.carriesLoss), dueDays: Number(dueDays), evidence, funds: destinationsOf(form), signedOn, enterpriseSigner, hostSigner,
  };
}

/** One fund alone gets the whole; several say how much. */
function destinationsOf(form: TermsForm): Destination[] {
  const rows = ([1, 2, 3] as const).flatMap((n) => (form[`fund${n}`] ? [{ n, fund: form[`fund${n}`]!, weight: form[`weight${n}`] }] : []));
  if (rows.some(({ fund }) => !/^\d+$/.test(fund))) throw new Refused('destination-missing', { field: 'fund1' });
  const twice = rows.find(({ fund }, at) => rows.findIndex((one) => one.fund === fund) < at);
  if (twice) throw new Refused('a-fund-is-named-once', { field: `fund${twice.n}` });
  // weights of one whole: 33.33 is 3333 of ten thousand, a third a third of it
  return rows.map(({ n, fund, weight }) => {
    const [parts, of] = rows.length === 1 && !weight ? [1n, 1n] : needed(`weight${n}`, weight, fractionOf);
    return { fund: Number(fund), weight: (parts * 1_000_000_000n) / of };
  });
}

/** A sum that may be a loss: with a minus in front, or in brackets as accountants write it. */
function signed(text: string): Fen {
  const narrow = text.normalize('NFKC').trim().replaceAll(/[−–—－]/g, '-');
  const [, loss] = /^(?:-|亏损?)\s*(.+)$/.exec(narrow) ?? /^\((.+)\)$/.exec(narrow) ?? [];
  return loss ? -yuanOrNothing(loss) : yuanOrNothing(narrow);
}
function pieces(text: string): bigint {
  const digits = text.normalize('NFKC').replace(/[\s,]/g, '');
  if (!/^\d{1,9}$/.test(digits)) throw new Refused('units-not-a-number');
  return BigInt(digits);
}

const ASKED: Readonly<Record<Base, readonly ('revenue' | 'netProfit' | 'reserve' | 'units')[]>> = { revenue: ['revenue'], 'net-profit': ['netProfit'], surplus: ['netProfit', 'reserve'], units: ['units'] };

/**
 * What is reported; what the agreement is about must be there, a 0 too.
 * @throws Refused `figure-missing`, those of sums, with their field
 */
export function figuresOfForm(form: ReportForm, bases: readonly Base[]): Figures {
  const missing = bases.flatMap((base) => ASKED[base]).find((field) => !form[field]);
  if (missing) throw new Refused('figure-missing', { field: missing });
  return {
    revenue: read('revenue', form.revenue, yuanOrNothing) ?? 0n, netProfit: read('netProfit', form.netProfit, signed) ?? 0n, reserve: read('reserve', form.reserve, yuanOrNothing) ?? 0n, units: read('units', form.units, pieces) ?? 0n,
  };
}
