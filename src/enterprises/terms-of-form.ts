import { yuan, yuanOrNothing, type Fen } from '../rules/money';
import { type Base, type Destination, type DueRule, type Figures, fractionOf, gcd, type Step } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import type { NewTerms } from './agreements.service';
import { weightText } from './agreement-words';
import { FUNDS, type ReportForm, STEPS, type TermsForm } from './enterprises.form';

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

/** @throws Refused `rate-not-a-part`, those of sums, `destination-missing`, `parts-are-not-the-whole`, `due-days-wrong` */
export function termsOfForm(form: TermsForm): NewTerms {
  const { from, until, base, evidence, signedOn, enterpriseSigner, hostSigner } = form;
  const steps: Step[] = base === 'units' ? [] : [{ from: 0n, rate: needed('rate1', form.rate1, fractionOf) }];
  if (base !== 'units')
    for (const n of STEPS.filter((at) => form[`from${at}`] || form[`rate${at}`])) steps.push({ from: needed(`from${n}`, form[`from${n}`], yuan), rate: needed(`rate${n}`, form[`rate${n}`], fractionOf) });
  const sum = (field: 'perUnit' | 'floor' | 'cap'): Fen | null => read(field, form[field], yuan);
  return {
    from, until, base, steps, perUnit: sum('perUnit'), floor: sum('floor'), cap: sum('cap'), carriesLoss: Boolean(form.carriesLoss), lossPeriods: form.lossPeriods ? Number(form.lossPeriods) : null, ...dueOf(form), evidence, funds: destinationsOf(form), signedOn, enterpriseSigner, hostSigner,
  };
}

/** So many days after the period, or a day of a later month: one of the two. */
function dueOf({ dueDays, dueMonths, dueMonthday }: TermsForm): DueRule {
  if (dueDays && (dueMonths || dueMonthday)) throw new Refused('due-in-one-way', { field: 'dueDays' });
  if (dueDays) return { dueDays: Number(dueDays), dueMonths: null, dueMonthday: null };
  if (!dueMonths && !dueMonthday) throw new Refused('due-days-wrong', { field: 'dueDays' });
  if (!dueMonths || !dueMonthday) throw new Refused('due-month-and-day', { field: dueMonths ? 'dueMonthday' : 'dueMonths' });
  return { dueDays: null, dueMonths: Number(dueMonths), dueMonthday: Number(dueMonthday) };
}

/** One fund alone gets the whole; several say how much, and together they are the whole: 33.33 for each of three is. */
function destinationsOf(form: TermsForm): Destination[] {
  const rows = FUNDS.flatMap((n) => (form[`fund${n}`] ? [{ n, fund: form[`fund${n}`]!, weight: form[`weight${n}`] }] : []));
  if (rows.some(({ fund }) => !/^\d+$/.test(fund))) throw new Refused('destination-missing', { field: 'fund1' });
  const twice = rows.find(({ fund }, at) => rows.findIndex((one) => one.fund === fund) < at);
  if (twice) throw new Refused('a-fund-is-named-once', { field: `fund${twice.n}` });
  const parts = rows.map(({ n, weight }) => (rows.length === 1 && !weight ? ([1n, 1n] as const) : needed(`weight${n}`, weight, fractionOf)));
  const whole = parts.reduce((all, [, of]) => (all / gcd(all, of)) * of, 1n);
  const weights = parts.map(([part, of]) => part * (whole / of));
  const off = weights.reduce((all, weight) => all + weight, 0n) - whole;
  if (rows.length > 0 && (off < 0n ? -off : off) * 1_000n > whole) throw new Refused('parts-are-not-the-whole', { field: `weight${rows.length === 1 ? rows[0]!.n : 1}`, sum: weightText(whole + off, whole) });
  return rows.map(({ fund }, at) => ({ fund: Number(fund), weight: weights[at]! }));
}

/** A sum that may be a loss: with a minus in front, behind it as some programs write it, or in brackets as accountants do. */
function signed(text: string): Fen {
  const narrow = text.normalize('NFKC').trim().replaceAll(/[−–—－]/g, '-');
  const [, loss] = /^(?:¥\s*)?(?:-|负|亏损?)\s*(.+)$/.exec(narrow) ?? /^(?:¥\s*)?\((.+)\)$/.exec(narrow) ?? /^([\d,.]+)-$/.exec(narrow) ?? [];
  return loss ? -yuanOrNothing(loss) : yuanOrNothing(narrow);
}
function pieces(text: string): bigint {
  const said = text.normalize('NFKC').trim();
  const digits = said.replace(/[\s,]/g, '');
  if (!/^(?:\d+|\d{1,3}(?:[\s,]\d{3})+)$/.test(said) || digits.length > 9) throw new Refused('units-not-a-number');
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
