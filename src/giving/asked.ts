import { isCitizenNumber, isCreditCode } from '../rules/identity';
import { plain, yuan, type Fen } from '../rules/money';
import type { Display } from '../rules/names';
import { Refused } from '../rules/refused';
import { LEAST_GIFT } from '../funds/give-form';

/** What a donor asks for, whichever door they came through. */
export interface Asked {
  readonly amount: Fen;
  readonly display: Display;
  readonly name: string | null;
  readonly phone: string | null;
  readonly receipt: boolean;
  /** Name on the receipt. */
  readonly title: string | null;
  /** Citizen number or credit code on the receipt. */
  readonly identity: string | null;
  /** 本金不动: only what it earns is used. Asked where a fund keeps principal; null where nobody has said. */
  readonly principal: boolean | null;
}

/** The largest gift the payment provider takes at once: eight digits of fen. */
const MOST: Fen = 99_999_999n;

interface Typed {
  readonly amount?: string;
  readonly other?: string;
  readonly display: 'anon' | 'masked' | 'full';
  readonly name?: string;
  readonly phone?: string;
  readonly receipt?: string;
  readonly title?: string;
  readonly identity?: string;
  readonly keeps?: 'principal' | 'spendable';
}

/** Reads the form. @throws Refused with the field's name among its facts */
export function askedFrom(typed: Typed): Asked {
  return checked({
    amount: sum(typed),
    display: typed.display === 'anon' ? 'anonymous' : typed.display,
    name: typed.name || null,
    phone: typed.phone || null,
    receipt: typed.receipt === '1',
    title: typed.title || null,
    identity: typed.identity?.toUpperCase() || null,
    principal: typed.keeps === undefined ? null : typed.keeps === 'principal',
  });
}

/** What holds for every gift. */
export function checked(asked: Asked): Asked {
  if (asked.amount < LEAST_GIFT) throw new Refused('amount-too-small', { field: 'other', least: plain(LEAST_GIFT) });
  if (asked.amount > MOST) throw new Refused('amount-too-large', { field: 'other' });
  if (asked.display !== 'anonymous' && !asked.name) throw new Refused('name-missing', { field: 'name' });
  if (asked.receipt && !asked.title && !asked.name) throw new Refused('receipt-name-missing', { field: 'name' });
  if (asked.identity && !isCitizenNumber(asked.identity) && !isCreditCode(asked.identity)) throw new Refused('identity-not-valid', { field: 'identity' });
  return asked;
}

function sum({ amount, other }: Typed): Fen {
  try {
    return yuan(other?.trim() ? other : (amount ?? ''));
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, { ...error.facts, field: 'other' }) : error;
  }
}
