import type { EntityManager } from 'typeorm';
import type { Draft, FundRef } from '../ledger/draft';
import { costAccepted, investmentBought, promise } from '../ledger/entries';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** What somebody may ask about: money that is spent, promised or invested. */
export const PURPOSES = ['programme', 'management', 'fundraising', 'promise', 'investment'] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface FundChoice extends FundRef { readonly code: string; readonly name: string }

/** The funds that can spend at all, the general one first. */
export const spenders = (db: Pick<EntityManager, 'query'>, foundation: number, lang: Lang): Promise<FundChoice[]> =>
  db.query(`SELECT id, foundation, class, code, ${lang === 'zh' ? 'name' : 'english_name'} AS name FROM fund WHERE foundation = $1 AND class IN ('general', 'designated', 'restricted', 'preserved') ORDER BY class <> 'general', id`, [foundation]);

/** The entry that it would come to; never posted, so it lies nowhere. */
export function draftFor(fund: FundRef, { sum, purpose, day }: { sum: Fen; purpose: Purpose; day: Day }): Draft {
  const about = { day, source: 'asked', fund, sum };
  if (purpose === 'promise') return promise(about);
  if (purpose === 'investment') return investmentBought({ ...about, in: 'short investment', bank: 0 });
  return costAccepted({ ...about, for: purpose });
}
