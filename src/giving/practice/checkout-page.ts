import { grouped } from '../../rules/money';
import type { Backstage, Outcome } from './stripe-imitation';
import type { Method, Session } from './stripe-objects';

/** What a button of the page does. */
export const CHOICES: Record<string, { method: Method | 'a wallet'; outcome: Outcome }> = {
  card: { method: 'card', outcome: 'paid' },
  alipay: { method: 'alipay', outcome: 'paid' },
  wechat_pay: { method: 'wechat_pay', outcome: 'paid' },
  later: { method: 'a wallet', outcome: 'paid-later' },
  fails: { method: 'a wallet', outcome: 'fails-later' },
  declined: { method: 'card', outcome: 'declined' },
};

const WORDS = {
  zh: {
    title: '练习支付', notice: '练习支付 · 不会扣款', explained: '这里不是真实的收银台。点任何一个按钮都不会动用真实的钱。', sum: '金额', payee: '收款方', what: '用途',
    card: '用银行卡支付', alipay: '用支付宝支付', wechat_pay: '用微信支付', others: '练习其他结果', later: '稍后到账', fails: '稍后支付失败', declined: '银行卡被拒', cancel: '返回，不支付',
    refused: '银行卡被拒，没有付款。可以再试，或换一种方式。', over: '这次支付已经结束。', back: '返回',
  },
  en: {
    title: 'Practice payment', notice: 'Practice payment, no money moves', explained: 'This is not a real checkout. No button here touches real money.', sum: 'Amount', payee: 'Payee', what: 'For',
    card: 'Pay by card', alipay: 'Pay with Alipay', wechat_pay: 'Pay with WeChat Pay', others: 'Practise another outcome', later: 'Payment succeeds later', fails: 'Payment fails later',
    declined: 'Card is declined', cancel: 'Go back without paying', refused: 'The card was declined and nothing was paid. Try again, or another way.', over: 'This payment is over.', back: 'Go back',
  },
} as const;

/** The page on which a giver pays, in the site's own classes and without script: each button is a form of its own, answered by a 303. */
export function checkoutPage({ session, backstage, payee, stylesheet, refused }: {
  session: Session;
  backstage: Backstage;
  payee: string;
  stylesheet: string | null;
  refused: boolean;
}): string {
  const language = session.locale?.startsWith('en') ? 'en' : 'zh';
  const words = WORDS[language];
  const button = (act: string, label: string, kind: string): string => `<form method="post"><button class="btn ${kind}" name="act" value="${act}">${label}</button></form>`;
  const buttons = (acts: readonly (keyof typeof words)[], kind: string): string => acts.map((act) => button(act, words[act], kind)).join('\n');
  const methods = session.payment_method_types as Method[];
  const others = [...(methods.some((method) => method !== 'card') ? ['later', 'fails'] as const : []), ...(methods.includes('card') ? ['declined'] as const : [])];
  const body = session.status === 'open'
    ? `${refused ? `<div class="note note--warn" role="alert"><p>${words.refused}</p></div>\n` : ''}<div class="panel"><dl class="kv kv--big">
<div><dt>${words.sum}</dt><dd><strong class="num sum">${sumOf(session)}</strong></dd></div>
<div><dt>${words.payee}</dt><dd>${escape(backstage.payee ?? payee)}</dd></div>
<div><dt>${words.what}</dt><dd>${escape(backstage.what)}</dd></div>
</dl></div>
<div class="btns sec">
${buttons(methods, 'btn--give')}
</div>
<section class="sec"><h2>${words.others}</h2>
<div class="btns">
${buttons(others, 'btn--line')}
${session.cancel_url === null ? '' : buttons(['cancel'], 'btn--line')}
</div></section>`
    : `<div class="panel"><p>${words.over}</p></div>
<p class="btns sec"><a class="btn btn--line" href="${escape(session.status === 'complete' ? thanksOf(session) : (session.cancel_url ?? thanksOf(session)))}">${words.back}</a></p>`;

  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
${stylesheet === null ? '' : `<link rel="stylesheet" href="${escape(stylesheet)}">`}
</head>
<body>
<div class="wrap"><main class="narrow">
<div class="title"><h1>${words.notice}</h1><p class="lede">${words.explained}</p></div>
${body}
</main></div>
</body>
</html>
`;
}

/** Where the giver goes after paying. */
export const thanksOf = (session: Session): string => (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);

/** The wallet of a choice that only needs one: the first that the session allows. */
export function methodFor(choice: Method | 'a wallet', session: Session): Method {
  if (choice !== 'a wallet') return choice;
  return (session.payment_method_types as Method[]).find((method) => method !== 'card') ?? 'alipay';
}

function sumOf(session: Session): string {
  const sum = grouped(BigInt(session.amount_total ?? 0));
  return session.currency === 'cny' ? `¥${sum}` : `${(session.currency ?? '').toUpperCase()} ${sum}`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
