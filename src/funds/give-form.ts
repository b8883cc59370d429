import { randomUUID } from 'node:crypto';
import { longDay } from '../platform/views';
import { type Lang, wordsOf } from '../platform/words';
import type { Fen } from '../rules/money';
import { giveForm } from '../rules/raising';
import type { ForGiving } from './funds.queries';

/** The smallest gift. */
export const LEAST_GIFT: Fen = 100n;

/** From this sum on a written agreement is offered. */
export const AGREEMENT_FROM: Fen = 1_000_000n;

/** What `shared/give-form` and `shared/invitation-form` need, so that the fund's page and the give page show the same form. */
export interface GiveFormModel {
  readonly door: 'form' | 'invitation' | 'none';
  /** Why nobody can give here just now, when the door is `none`. */
  readonly why: string | null;
  readonly give: {
    /** One-time key against double sending. */
    readonly key: string;
    readonly unit: { readonly label: string; readonly cost: Fen } | null;
    readonly amounts: readonly { readonly sum: Fen; readonly label: string }[];
    readonly least: Fen;
    readonly agreement: Fen;
    /** The fund keeps principal: the donor is asked whether this is some. */
    readonly preserves: boolean;
  };
  readonly typed: Readonly<Record<string, string>>;
}

const FRESH = { amount: '', other: '', display: 'anon', name: '', phone: '', receipt: '', title: '', identity: '', keeps: '', code: '' };

/** @param typed what a form that comes back had in it; its key stays, so that sending it again is still the same gift */
export function giveFormModel({ fund, raising }: ForGiving, lang: Lang, typed: Readonly<Record<string, unknown>> = {}): GiveFormModel {
  const { form, reason } = giveForm(raising);
  const { unit } = fund;
  const t = wordsOf(lang);
  const texts = Object.fromEntries(Object.entries(typed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
  return {
    door: form === 'open' ? 'form' : form === 'code' ? 'invitation' : 'none',
    why: form === 'open' || form === 'code' ? null : t(`refused.${reason}`, {
      from: raising.campaign ? longDay(raising.campaign.from, lang) : '', to: raising.campaign ? longDay(raising.campaign.to, lang) : '', partner: fund.partner?.name ?? '',
    }),
    give: {
      key: texts.key ?? randomUUID(),
      unit: unit && { label: lang === 'zh' ? unit.label : unit.englishLabel, cost: unit.cost },
      // the invited decide for themselves how much (CL 29, 30)
      amounts: unit && raising.mode !== 'invited' ? fund.tiles.map((sum) => ({ sum, label: sum % unit.cost === 0n ? t('give.units', { n: String(sum / unit.cost), count: Number(sum / unit.cost) }) : '' })) : [],
      least: LEAST_GIFT,
      agreement: AGREEMENT_FROM,
      preserves: fund.class === 'preserved',
    },
    typed: { ...FRESH, ...texts },
  };
}
