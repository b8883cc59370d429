import { longDay, money } from '../platform/views';
import { type Lang, wordsOf } from '../platform/words';
import { isDay } from '../rules/day';
import type { Finding, Verdict } from '../rules/guardrails';
import { percent } from './statements/spending.queries';

/** One check as people read it: its sign and verdict, the equation in a sentence, and where the rule stands. */
export interface GuardLine {
  readonly check: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly text: string;
  readonly basis: string;
  /** Law is quoted in its own words. */
  readonly quoted: boolean;
}

const SHARES = ['most', 'tax'];

/** What the checks say, as sentences: `guard.<check>.<says>`. */
export function guardLinesIn(lang: Lang, findings: readonly Finding[]): GuardLine[] {
  const t = wordsOf(lang);
  return findings.map(({ check, verdict, says, sums, facts, article }) => {
    const values = { ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, SHARES.includes(name) ? percent(BigInt(value)) : isDay(value) ? longDay(value, lang) : value])), ...Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, money(sum, lang)])) };
    const quoted = /[〔《法]/.test(article);
    return { check, title: t(`guard.check.${check}`), verdict, text: t(`guard.${check}.${says}`, values), basis: quoted ? article : t(`guard.basis.${check}`), quoted };
  });
}
