import { wordsOf, type Lang } from '../platform/words';
import { ANONYMOUS } from '../rules/names';
import type { Way } from './donation.form';
import type { Story } from './giving.queries';

export const nameOf = (named: { readonly name: string; readonly englishName: string }, lang: Lang): string => (lang === 'zh' ? named.name : named.englishName);

/** Who stays unnamed is called so in the reader's language. */
export const calledIn = (lang: Lang, shown: string): string => (shown === ANONYMOUS ? wordsOf(lang)('anonymous') : shown);

/** 尾号 1234: the last four, whatever the number. */
export const lastFour = (identity: string | null, lang: Lang): string | null => identity && (lang === 'zh' ? `尾号 ${identity.slice(-4)}` : `ending ${identity.slice(-4)}`);

/** Received → booked → sealed (→ refunded), each with its date as soon as it has one. */
export function stepsOf(story: Story): object[] {
  return [
    { name: 'received', at: story.paidAt },
    { name: 'booked', at: story.bookedAt, ...(story.entry ? { no: story.entry } : {}) },
    { name: 'sealed', at: story.sealedAt },
    ...story.refunds.filter((refund) => !refund.failed).map((refund) => ({ name: 'refunded', at: refund.day, sum: refund.sum, ...(refund.no ? { no: refund.no } : {}) })),
    ...(story.reversed ? [{ name: 'reversed', at: story.reversed.day, ...(story.reversed.no ? { no: story.reversed.no } : {}) }] : []),
  ];
}

/** The ways to pay, the reader's own first: inside WeChat its wallet, in Chinese the wallets, in English cards. */
export function waysFor(userAgent: string, lang: Lang): Way[] {
  if (/MicroMessenger/i.test(userAgent)) return ['wechat', 'alipay', 'card'];
  if (/AlipayClient/i.test(userAgent)) return ['alipay', 'wechat', 'card'];
  return lang === 'zh' ? ['wechat', 'alipay', 'card'] : ['card', 'alipay', 'wechat'];
}
