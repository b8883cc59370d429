import { escapeLiteral } from 'pg';
import { KINDS, type Kind } from './kinds';
import type { Lang } from '../platform/words';
import { ANONYMOUS } from '../rules/names';

/**
 * What an entry is, in words a neighbour understands. Said in SQL, so that the page, its files and the search for words tell one
 * story: what is searched is what is read. Needs `e` journal_entry and `w` entry_words.
 */
export const whatOf = (lang: Lang): string => WHAT[lang];

export const kindIn = (lang: Lang, kind: Kind): string => (lang === 'zh' ? KINDS[kind].name : capital(KINDS[kind].english));

/** What an entry rests on. The source itself, a number of the bank or of the provider, stands in the canonical text. */
export const sourceIn = (lang: Lang, kind: Kind): string => SOURCES[kind][lang];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const GIFTS: readonly Kind[] = ['online gift', 'bank gift', 'goods gift'];
const among = (kinds: readonly Kind[]): string => `e.kind IN (${kinds.map(escapeLiteral).join(', ')})`;
const kindName = (lang: Lang): string => `CASE e.kind ${(Object.keys(KINDS) as Kind[]).map((kind) => `WHEN ${escapeLiteral(kind)} THEN ${escapeLiteral(kindIn(lang, kind))}`).join(' ')} ELSE e.kind END`;
/** A text with something before and behind it; nothing at all where there is no text. */
const after = (lead: string, column: string, trail = ''): string => `coalesce(${escapeLiteral(lead)} || nullif(${column}, '') || ${escapeLiteral(trail)}, '')`;

const WHAT: Readonly<Record<Lang, string>> = {
  zh: `CASE WHEN ${among(GIFTS)} THEN coalesce(nullif(w.party, ''), ${escapeLiteral(ANONYMOUS)}) || CASE e.kind WHEN 'goods gift' THEN ' 捐赠实物' ELSE ' 捐赠' END || ${after('：', 'w.note')}
    WHEN e.kind = 'payment fee' THEN ${kindName('zh')} || ${after('（', 'w.note', '）')}
    WHEN e.kind = 'reversal' THEN '冲销' || ${after('：', 'w.note')}
    ELSE coalesce(nullif(w.note, ''), ${kindName('zh')}) || CASE e.kind WHEN 'payment' THEN ${after('，付：', 'w.party')} ELSE ${after('（', 'w.party', '）')} END END`,
  en: `CASE WHEN ${among(GIFTS)} THEN CASE e.kind WHEN 'goods gift' THEN 'Gift in kind' ELSE 'Gift' END || coalesce(' from ' || nullif(nullif(w.party, ''), ${escapeLiteral(ANONYMOUS)}), ' from an anonymous donor') || ${after(': ', 'w.note')}
    WHEN e.kind = 'payment fee' THEN ${kindName('en')} || ${after(' (', 'w.note', ')')}
    WHEN e.kind = 'reversal' THEN 'Reversal' || ${after(': ', 'w.note')}
    ELSE coalesce(nullif(w.note, ''), ${kindName('en')}) || CASE e.kind WHEN 'payment' THEN ${after(', paid to ', 'w.party')} ELSE ${after(' (', 'w.party', ')')} END END`,
};

const said = (zh: string, en: string): Record<Lang, string> => ({ zh, en });
const BANK = said('银行流水', 'Line of the bank statement');
const NOTICE = said('支付机构的到账通知', 'Notice of payment from the provider');
const PAPERS = said('经两人审批的单据', 'Papers approved by two people');
const SOURCES: Readonly<Record<Kind, Record<Lang, string>>> = {
  'founding contribution': BANK,
  'contribution bounced': BANK,
  'making good': said('理事会决议', 'Resolution of the council'),
  'online gift': NOTICE,
  'payment fee': said('支付机构的手续费记录', 'The provider’s record of its fee'),
  'paid, not as asked': NOTICE,
  'provider refund': said('支付机构的退款记录', 'The provider’s record of the refund'),
  'refund failed': said('支付机构的退款失败记录', 'The provider’s record of the refund that failed'),
  'bank gift': BANK,
  'goods gift': said('验收单和估价依据', 'Receipt of the goods and proof of their value'),
  'goods used': said('领用单', 'Issue sheet'),
  promise: said('资助或采购决定', 'Decision on a grant or a purchase'),
  release: said('解除承诺的决定', 'Decision to release the promise'),
  'cost accepted': said('验收记录和票据', 'Acceptance and invoice'),
  payment: PAPERS,
  'management fee': said('基金协议', 'Agreement of the fund'),
  payout: said('支付机构的结算单', 'The provider’s payout statement'),
  reversal: said('更正说明', 'Correction note'),
};
