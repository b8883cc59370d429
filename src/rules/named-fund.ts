import { Refused } from './refused';

const PARTS = ['purpose', 'use', 'termination', 'remainingProperty'] as const;

/** The agreement by which a host opens a named fund 冠名基金: what it must say (M02; 241; 山东省慈善条例 34). */
export type Agreement = { host: string; name: string } & Record<(typeof PARTS)[number], string>;

/**
 * A named fund has no legal personality, so its name always carries its host's full registered name, and the agreement
 * settles beforehand what it is for, what it may be used for, when it ends and where the rest goes (M02; 241; 山东 34).
 * @throws Refused `fund-name-carries-the-hosts-full-name`, `agreement-incomplete` with the missing parts
 */
export function checkAgreement(agreement: Agreement): void {
  const { host, name } = agreement;
  const own = name.startsWith(host) ? name.slice(host.length) : '';
  if (!/[\p{L}\p{N}]/u.test(own)) throw new Refused('fund-name-carries-the-hosts-full-name', { host, name }, '241; 民办函〔2021〕47号; M02');
  const missing = PARTS.filter((part) => agreement[part].trim() === '');
  if (missing.length > 0) throw new Refused('agreement-incomplete', { missing: missing.join(', ') }, '241; 山东省慈善条例 art. 34; M02');
}
