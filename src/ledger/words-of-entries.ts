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

const GIFTS: readonly Kind[] = ['online gift', 'bank gift', 'cash gift', 'principal gift', 'goods gift', 'donated service', 'enterprise share'];
const among = (kinds: readonly Kind[]): string => `e.kind IN (${kinds.map(escapeLiteral).join(', ')})`;
/** One constant: as many branches of a CASE, several times over, took longer to plan than the page to read. */
const kindName = (lang: Lang): string => `coalesce(${escapeLiteral(JSON.stringify(Object.fromEntries((Object.keys(KINDS) as Kind[]).map((kind) => [kind, kindIn(lang, kind)]))))}::jsonb ->> e.kind, e.kind)`;
/** A text with something before and behind it; nothing at all where there is no text. */
const after = (lead: string, column: string, trail = ''): string => `coalesce(${escapeLiteral(lead)} || nullif(${column}, '') || ${escapeLiteral(trail)}, '')`;

const WHAT: Readonly<Record<Lang, string>> = {
  zh: `CASE WHEN ${among(GIFTS)} THEN coalesce(nullif(w.party, ''), ${escapeLiteral(ANONYMOUS)}) || CASE e.kind WHEN 'goods gift' THEN ' 捐赠实物' WHEN 'donated service' THEN ' 捐赠服务' WHEN 'principal gift' THEN ' 捐赠本金' ELSE ' 捐赠' END || ${after('：', 'w.note')}
    WHEN e.kind = 'payment fee' THEN ${kindName('zh')} || ${after('（', 'w.note', '）')}
    WHEN e.kind = 'reversal' THEN '冲销' || ${after('：', 'w.note')}
    ELSE coalesce(nullif(w.note, ''), ${kindName('zh')}) || CASE e.kind WHEN 'payment' THEN ${after('，付：', 'w.party')} ELSE ${after('（', 'w.party', '）')} END END`,
  en: `CASE WHEN ${among(GIFTS)} THEN CASE e.kind WHEN 'goods gift' THEN 'Gift in kind' WHEN 'donated service' THEN 'Gift of work' WHEN 'principal gift' THEN 'Gift of principal' ELSE 'Gift' END || coalesce(' from ' || nullif(nullif(w.party, ''), ${escapeLiteral(ANONYMOUS)}), ' from an anonymous donor') || ${after(': ', 'w.note')}
    WHEN e.kind = 'payment fee' THEN ${kindName('en')} || ${after(' (', 'w.note', ')')}
    WHEN e.kind = 'opening balance' THEN ${kindName('en')}
    WHEN e.kind = 'reversal' THEN 'Reversal' || ${after(': ', 'w.note')}
    -- a note is in the words of whoever wrote it: what it is about stands before it
    ELSE ${kindName('en')} || ${after(': ', 'w.note')} || CASE e.kind WHEN 'payment' THEN ${after(', paid to ', 'w.party')} ELSE ${after(' (', 'w.party', ')')} END END`,
};

const said = (zh: string, en: string): Record<Lang, string> => ({ zh, en });
const BANK = said('银行流水', 'Line of the bank statement');
const NOTICE = said('支付机构的到账通知', 'Notice of payment from the provider');
const PAPERS = said('经两人审批的单据', 'Papers approved by two people');
const AGREEMENT = said('基金协议', 'Agreement of the fund');
const RESOLUTION = said('理事会决议', 'Resolution of the council');
const DISPUTE = said('支付机构的争议通知', 'The provider’s notice of the dispute');
const ACCEPTED = said('验收记录和票据', 'Acceptance and invoice');
const ADVICE = said('投资确认书', 'Advice of the investment');
const SOURCES: Readonly<Record<Kind, Record<Lang, string>>> = {
  'opening balance': said('签字的分基金科目余额表', 'Signed trial balance by fund'),
  'founding contribution': BANK,
  'contribution bounced': BANK,
  'making good': RESOLUTION,
  'online gift': NOTICE,
  'payment fee': said('支付机构的手续费记录', 'The provider’s record of its fee'),
  'paid, not as asked': NOTICE,
  'provider refund': said('支付机构的退款记录', 'The provider’s record of the refund'),
  refund: PAPERS,
  'covered refund': PAPERS,
  'refund failed': said('支付机构的退款失败记录', 'The provider’s record of the refund that failed'),
  'dispute withdrawn': DISPUTE,
  'dispute fee': DISPUTE,
  'dispute won': DISPUTE,
  'dispute lost': DISPUTE,
  'provider overdrawn': said('支付机构的月末余额', 'The provider’s balance at the end of the month'),
  'unidentified receipt': BANK,
  'money identified': said('查明款项来源的记录', 'Record of where the money came from'),
  'kept in another currency': said('支付机构的结算记录', 'The provider’s balance transaction'),
  'bank fee': BANK,
  'subsidy returned': said('经两人审批的年度结余处理', 'Settlement of the year, approved by two people'),
  rent: said('租赁合同、租金或摊位费清单', 'Lease, list of rents or stall fees'),
  'bank gift': BANK,
  'cash gift': said('两人清点的记录', 'Count by two people'),
  'principal gift': said('不动本的捐赠协议', 'Agreement that principal is kept'),
  'goods gift': said('验收单和估价依据', 'Receipt of the goods and proof of their value'),
  'goods used': said('领用单', 'Issue sheet'),
  'goods written off': said('报损单', 'Write-off sheet'),
  'goods sold': said('变卖单', 'Sale sheet'),
  'donated service': said('工时和价值的依据', 'Proof of the hours and their value'),
  'enterprise share': BANK,
  'agency in': said('受托代理协议', 'Agreement to hold in trust'),
  'agency out': said('委托人的决定', 'Decision of those who own it'),
  'match paid': said('配捐规则', 'Rule of the match'),
  'match returned': said('住户表决和配捐办法', 'Vote of the households and rule of the match'),
  subsidy: said('补助文件', 'Notice of the subsidy'),
  'service income': said('服务合同', 'Contract for the service'),
  interest: BANK,
  'dividend declared': said('被投资方的决议', 'Resolution of the company'),
  'receivable received': BANK,
  promise: said('资助或采购决定', 'Decision on a grant or a purchase'),
  release: said('解除承诺的决定', 'Decision to release the promise'),
  'cost accepted': ACCEPTED,
  payment: PAPERS,
  'payment returned': BANK,
  advance: PAPERS,
  'advance cleared': said('报销票据', 'Slips that were accepted'),
  'advance handed back': BANK,
  deduction: said('考核记录', 'Assessment'),
  'bond in': BANK,
  'bond back': PAPERS,
  'grant reclaimed': said('收回资助的决定', 'Decision to reclaim the grant'),
  'management fee': AGREEMENT,
  'transfer, restricted': AGREEMENT,
  'transfer, unrestricted': RESOLUTION,
  'restriction released': said('月末结账', 'Closing of the month'),
  payout: said('支付机构的结算单', 'The provider’s payout statement'),
  'between places': BANK,
  'fixed asset bought': ACCEPTED,
  depreciation: said('折旧计算表', 'Schedule of depreciation'),
  'investment bought': RESOLUTION,
  'investment sold': ADVICE,
  'fall in value': said('年末估值', 'Year-end valuation'),
  'spin-off': RESOLUTION,
  'spin-off received': RESOLUTION,
  'remaining property': said('剩余财产移交记录', 'Record of what was handed on'),
  'year closing': said('年末结账', 'Closing of the year'),
  'chart migration': said('签字的新旧科目衔接表', 'Signed table from the old chart to the new'),
  reversal: said('更正说明', 'Correction note'),
};
