import { IsIn, Matches, ValidateIf } from 'class-validator';
import { Line, Yuan } from '../../platform/form-fields';
import { type Fen, yuan, yuanOrNothing } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { type Channel, CHANNELS, isPaidOut, LAYOUTS } from './batch-layouts';
import { type Column, COLUMNS, type Columns } from './batch-sheet';
import type { About } from './batches.service';

/** A number of a list of ours, or nothing. */
const Choice = (code: string): PropertyDecorator => (target, property) => {
  ValidateIf((form: Record<string, unknown>) => form[property as string] !== undefined && form[property as string] !== '')(target, property);
  Matches(/^\d{1,9}$/, { message: code })(target, property);
};

export class BatchForm {
  @IsIn(CHANNELS, { message: 'batch-channel-missing' }) channel: Channel;
  @Choice('batch-place-missing') place?: string;
  @Line(60) newPlace?: string;
  @Choice('batch-store-missing') store?: string;
  @Choice('batch-bank-missing') bank?: string;
  @Choice('batch-bearer-missing') bearer?: string;
  @Choice('batch-fund-missing') fund?: string;
  @Yuan() payout?: string;
  @Line(40) fee?: string;
  @Choice('batch-columns-unknown') numberColumn?: string;
  @Choice('batch-columns-unknown') timeColumn?: string;
  @Choice('batch-columns-unknown') amountColumn?: string;
  @Choice('batch-columns-unknown') matchedColumn?: string;
  @Choice('batch-columns-unknown') orderColumn?: string;
  @Choice('batch-columns-unknown') premisesColumn?: string;
  @Choice('batch-columns-unknown') fromColumn?: string;
  @Choice('batch-columns-unknown') toColumn?: string;
  @Choice('batch-columns-unknown') soldColumn?: string;
  @Choice('batch-columns-unknown') unsoldColumn?: string;
  @Choice('batch-columns-unknown') natureColumn?: string;
  @Choice('batch-columns-unknown') restColumn?: string;
  @Choice('batch-columns-unknown') expiresColumn?: string;
  @Choice('batch-columns-unknown') itemColumn?: string;
  @Choice('batch-columns-unknown') goodsColumn?: string;
  @Choice('batch-columns-unknown') quantityColumn?: string;
  @Choice('batch-columns-unknown') unitColumn?: string;
  @Choice('batch-columns-unknown') proofColumn?: string;
  @Choice('batch-columns-unknown') fundColumn?: string;
  @Choice('batch-columns-unknown') nameColumn?: string;
  @Choice('batch-columns-unknown') displayColumn?: string;
  @Choice('batch-columns-unknown') keepsColumn?: string;
  @Choice('batch-columns-unknown') phoneColumn?: string;
  @Choice('batch-columns-unknown') noteColumn?: string;
}

/** What the form says, whole. @throws Refused for what is missing */
export function aboutOf(form: BatchForm): About {
  const number = (value: string | undefined): number | null => (value ? Number(value) : null);
  const place = form.newPlace || number(form.place);
  if (place === null) throw new Refused('batch-place-missing', { field: 'place' });
  const { store: goods, money } = LAYOUTS[form.channel];
  // what is sold out of a store brings cash, and lies elsewhere than the cash
  const store = goods && money !== null ? number(form.store) : null;
  if (goods && money !== null && store === null) throw new Refused('batch-store-missing', { field: 'store' });
  const paidOut = isPaidOut(form.channel);
  const fee = paidOut ? feeOf(form.fee ?? '') : 0n;
  const [bank, bearer] = [number(form.bank), number(form.bearer)];
  if (paidOut && bank === null) throw new Refused('batch-bank-missing', { field: 'bank' });
  if (paidOut && !form.payout?.trim()) throw new Refused('batch-payout-missing', { field: 'payout' });
  if (fee > 0n && bearer === null) throw new Refused('batch-bearer-missing', { field: 'bearer' });
  return {
    channel: form.channel, place, store, bank: paidOut ? bank : null, bearer: fee > 0n ? bearer : null, fund: number(form.fund),
    payout: paidOut ? yuan(form.payout!) : null, fee, columns: columnsIn(form, LAYOUTS[form.channel].needs),
  };
}

/** A platform that takes nothing says 0. */
function feeOf(text: string): Fen {
  try {
    return yuanOrNothing(text);
  } catch (error) {
    throw error instanceof Refused ? new Refused(error.code, { ...error.facts, field: 'fee' }) : error;
  }
}

function columnsIn(form: BatchForm, needs: readonly Column[]): Columns | null {
  const chosen = COLUMNS.flatMap((column): [Column, number][] => {
    const value = form[`${column}Column`];
    return value ? [[column, Number(value) - 1]] : [];
  });
  if (chosen.length === 0) return null;
  const columns: Columns = Object.fromEntries(chosen);
  for (const column of needs) if (columns[column] === undefined) throw new Refused('batch-column-missing', { field: `${column}Column` });
  return columns;
}
