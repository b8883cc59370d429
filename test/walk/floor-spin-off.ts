import type { Clerk } from './clerk';
import { type Desk, resolve, TODAY } from './floor-desk';

const PAGE = '/desk/funds/children-study/growing-up';

/** A fund grows up: its givers agree, a foundation begins, and both books get the same sum. */
export async function spinOff({ bookkeeper, second, secretary }: Desk, reader: Clerk): Promise<void> {
  await bookkeeper.walk.step('sees how far a fund is', () => bookkeeper.go(PAGE).then(() => bookkeeper.says('2,000,000.00')));
  await bookkeeper.walk.step('enters a giver’s consent', async () => {
    await bookkeeper.fills({ giver: '示例书店有限公司', sum: '2,000', day: TODAY, paper: '同意书 1 号' });
    await bookkeeper.presses('form[action$="/consents"] button');
    await bookkeeper.says('2,000.00');
  });
  await secretary.walk.step('begins the new foundation', async () => {
    await secretary.go(`${PAGE}?new=1`);
    await secretary.fills({ name: '书房社区基金会（筹）', englishName: 'Study Community Foundation (in preparation)', address: 'study', purpose: '让孩子有书读', englishPurpose: 'Books for children', bank: '示例银行书房支行，尾号 0808' });
    await secretary.presses('form[action$="/foundations"] button');
  });
  const resolution = await resolve(bookkeeper, second, { number: '走查第 3 号', subject: '儿童书房基金分立', majority: 'special' });
  await bookkeeper.walk.step('is refused a fen more than was agreed', async () => {
    await bookkeeper.go(PAGE);
    await bookkeeper.fills({ into: 'study', total: '2,000.01', founding: '2,000.01', resolution, reason: '书房独立成会' });
    await bookkeeper.isRefused('form[action$="/spin-offs"] button:not([name])', '2,000.00');
  });
  await bookkeeper.walk.step('proposes the spin-off', async () => {
    await bookkeeper.fills({ total: '2,000', founding: '2,000' });
    await bookkeeper.presses('form[action$="/spin-offs"] button:not([name])');
  });
  await second.walk.step('approves, and both sides are booked', async () => {
    await second.go(PAGE);
    await second.presses('form[action$="/spin-off-approvals"] button');
    await second.says(second.t('grow.both-sides'));
  });
  await reader.walk.step('reads both sides', async () => {
    await reader.go('/funds/children-study');
    await reader.says('2,000.00');
  });
}
