import type { Page } from 'playwright-core';
import { dayOf } from '../../src/rules/day';
import type { Clerk } from './clerk';

/** Who does it at Wutongli: one enters, another confirms, the secretary-general signs. */
export interface Desk {
  readonly bookkeeper: Clerk;
  readonly second: Clerk;
  readonly secretary: Clerk;
}

/** The day of the walk, where the foundations are. */
export const TODAY = dayOf(new Date());

/** The number of what a page is about, from its address. */
export const numberIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1)!;

const PAPER = { name: '决议.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') };

/** A body has decided: one enters the signed paper, another compares it. @returns the number of its page */
export async function resolve(enters: Clerk, confirms: Clerk, { number, subject, body = 'council', majority = 'ordinary', votes = { entitled: 5, present: 5, for: 5, against: 0 }, purse = '' }: {
  number: string; subject: string; body?: string; majority?: string; votes?: { entitled: number; present: number; for: number; against: number }; purse?: string;
}): Promise<string> {
  await enters.walk.step(`enters resolution ${number}`, async () => {
    await enters.go('/desk/resolutions');
    await enters.fills({ body, majority, ...(purse === '' ? {} : { purse }), number, day: TODAY, subject, ...Object.fromEntries(Object.entries(votes).map(([name, count]) => [name, String(count)])) });
    await enters.page.setInputFiles('#file', { ...PAPER, name: `${number}.pdf`, buffer: Buffer.concat([PAPER.buffer, Buffer.from(`% ${number}\n`)]) });
    await enters.presses('form[action$="/resolutions"] button:not([name])');
    await enters.says(subject);
    await enters.mayNot('form[action$="/confirmations"]', enters.t('resolution.waiting.other'));
  });
  const id = numberIn(enters.page);
  await confirms.walk.step(`compares resolution ${number}`, async () => {
    await confirms.go(`/desk/resolutions/${id}`);
    await confirms.presses('form[action$="/confirmations"] button');
    await confirms.says(confirms.t('resolution.confirmed'));
  });
  return id;
}

/** What one has proposed another approves, on its page. */
export async function approve(clerk: Clerk, proposal: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  await clerk.go(`/desk/vouchers/proposals/${proposal}`);
  await clerk.fills(more);
  await clerk.presses('form[action$="/approvals"] button');
  await clerk.says(clerk.t('proposal.approved'));
}
