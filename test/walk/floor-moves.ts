import { firstDay, lastDay } from '../../src/rules/day';
import { monthBefore } from '../../src/tasks/demo/demo';
import type { Clerk } from './clerk';
import { approve, type Desk, numberIn, resolve, TODAY } from './floor-desk';
import { must } from './gift';

const CHARGED = monthBefore(TODAY, 2);
/** The agreement holds from a month whose fee is due by now, whatever the day of the walk. */
export const HELD_FROM = firstDay(CHARGED);

/** The host's fee, a transfer, a freeze and its end, and the closing with what is left: each by two people. */
export async function moveMoney({ bookkeeper, second, secretary }: Desk, reader: Clerk): Promise<void> {
  let proposal = '';
  await bookkeeper.walk.step('proposes the fee of 3%', async () => {
    await bookkeeper.go('/desk/funds/reading/fees');
    await bookkeeper.fills({ to: lastDay(CHARGED) });
    await bookkeeper.presses('form[action$="/fees"] button');
    await bookkeeper.says('90.00');
    proposal = numberIn(bookkeeper.page);
    await bookkeeper.mayNot('form[action$="/approvals"]', bookkeeper.t('proposal.why.mine'));
  });
  await second.walk.step('approves the fee', () => approve(second, proposal));
  await bookkeeper.walk.step('is refused a transfer of a fen too much', async () => {
    await bookkeeper.go('/desk/funds/reading/transfers');
    await bookkeeper.fills({ to: 'children-study', sum: '2,910.01', basis: 'similar purpose', basisNote: '同一批孩子', reason: '书房缺书架' });
    await bookkeeper.isRefused('form[action$="/transfers"] button:not([name])', '2,910.00');
  });
  await bookkeeper.walk.step('proposes a transfer', async () => {
    await bookkeeper.fills({ sum: '400' });
    await bookkeeper.presses('form[action$="/transfers"] button:not([name])');
    proposal = numberIn(bookkeeper.page);
  });
  await second.walk.step('approves the transfer', () => approve(second, proposal));
  await bookkeeper.walk.step('freezes the fund', async () => {
    await bookkeeper.go('/desk/funds/reading/freeze');
    await bookkeeper.fills({ reason: '一张发票在查', gifts: 'no' });
    await bookkeeper.presses('form[action$="/freezes"] button');
    await bookkeeper.go('/desk/funds/reading/acts');
    await bookkeeper.says(bookkeeper.t('acts.frozen'));
  });
  await reader.walk.step('reads that it is frozen', async () => {
    await reader.go('/funds/reading');
    await reader.says('一张发票在查');
  });
  await secretary.walk.step('unfreezes the fund', async () => {
    await secretary.go('/desk/funds/reading/freeze');
    await secretary.fills({ reason: '发票查清了' });
    await secretary.presses('form[action$="/thaws"] button');
    await secretary.says('发票查清了');
  });
  const resolution = await resolve(bookkeeper, second, { number: '走查第 2 号', subject: '终止阅读专项基金' });
  await bookkeeper.walk.step('announces the end', async () => {
    await bookkeeper.go('/desk/funds/reading/ending');
    await bookkeeper.fills({ reason: '书已配齐', to: 'children-study', basis: 'similar purpose', basisNote: '同一批孩子', resolution });
    await bookkeeper.presses('form[action$="/endings"] button');
  });
  await bookkeeper.walk.step('proposes to move the rest', async () => {
    await bookkeeper.go('/desk/funds/reading/ending');
    await bookkeeper.says('2,510.00');
    await bookkeeper.presses('form[action$="/rests"] button');
    // its page, or the page of the fund's end with a link to it
    const link = bookkeeper.page.locator('main a[href*="/proposals/"]').first();
    proposal = /proposals\/(\d+)/.exec((await link.count()) > 0 ? (await link.getAttribute('href'))! : bookkeeper.page.url())![1]!;
  });
  await second.walk.step('approves the move of the rest', () => approve(second, proposal));
  await secretary.walk.step('closes the fund', async () => {
    await secretary.go('/desk/funds/reading/ending');
    await secretary.presses('form[action$="/closings"] button');
  });
  await bookkeeper.walk.step('notes where it was published', async () => {
    await bookkeeper.go('/desk/funds/reading/ending');
    await bookkeeper.fills({ day: TODAY, place: '慈善中国' });
    await bookkeeper.presses('form[action$="/publications"] button');
    await bookkeeper.says('慈善中国');
  });
  await reader.walk.step('reads what became of it', async () => {
    await reader.go('/funds/reading');
    for (const sum of ['¥90.00', '¥2,910.00', '400.00', '2,510.00']) await reader.says(sum);
    must((await reader.page.locator('main form[action*="/give"]').count()) === 0, 'a closed fund asks for gifts');
  });
}
