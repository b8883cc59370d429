import type { Clerk } from './clerk';
import { type Desk, numberIn, resolve, TODAY } from './floor-desk';
import { must } from './gift';

const PURSE = '/desk/funds/purses/building-3';

/** A building's purse: one more contribution in cash, what households say to it, the street's part, and what the residents voted to buy. */
export async function keepPurse({ bookkeeper, second }: Desk, { yes, no, reader }: { yes: Clerk; no: Clerk; reader: Clerk }): Promise<void> {
  let sheet = '';
  await bookkeeper.walk.step('enters what two households brought', async () => {
    await bookkeeper.go(PURSE);
    await bookkeeper.fills({ day: TODAY, rows: '401 50\n402 50', way: 'cash', n100: '1' });
    await bookkeeper.presses('form[action$="/sheets"] button:not([name])');
    sheet = numberIn(bookkeeper.page);
    await bookkeeper.mayNot('form[action$="/counts"]', bookkeeper.t('gift.why.recorded-by-you'));
  });
  await second.walk.step('counts the same', async () => {
    await second.go(`${PURSE}/sheets/${sheet}`);
    await second.fills({ n100: '1' });
    await second.presses('form[action$="/counts"] button');
    await second.says(second.t('purse-sheet.booked'));
  });
  const links = new Map<string, string>();
  await bookkeeper.walk.step('prints the slips', async () => {
    await bookkeeper.go(PURSE);
    await bookkeeper.fills({ which: 'all' });
    await bookkeeper.presses('form[action$="/slips"] button');
    for (const slip of await bookkeeper.page.locator('.codes li').all()) links.set((await slip.locator('strong .num').innerText()).trim(), /\/c\/[\w-]+/.exec(await slip.innerText())![0]);
  });
  await yes.walk.step('says that it is right', async () => {
    await yes.go(links.get('401')!);
    await yes.says('50.00');
    await yes.presses('form[action$="/answers"] button[value=yes]');
    await yes.says(yes.t('household.done.yes'));
  });
  await no.walk.step('says that it is not', async () => {
    await no.go(links.get('402')!);
    await no.page.locator('details summary').first().click();
    await no.page.fill('textarea[name=words]', '我家交的是 60');
    await no.presses('form[action$="/answers"] button[value=no]');
    await no.says('我家交的是 60');
  });
  await second.walk.step('answers the household', async () => {
    await second.go(PURSE);
    await second.page.locator('li', { hasText: '402' }).locator('input[name=reply]').fill('请把收条带来，我们一起核对。');
    await second.page.locator('li', { hasText: '402' }).locator('form[action$="/replies"] button').click();
    await second.page.waitForLoadState();
    await second.isNotRefused();
  });
  await no.walk.step('reads the answer', async () => {
    await no.go(links.get('402')!);
    await no.says('请把收条带来');
  });
  await bookkeeper.walk.step('asks for the street’s part', async () => {
    await bookkeeper.go(`${PURSE}/spendings`);
    await bookkeeper.presses('form[action$="/askings"] button');
  });
  await second.walk.step('pays it', async () => {
    await second.go(`${PURSE}/spendings`);
    await second.presses('form[action$="/payments"] button');
    await second.says('500.00');
  });
  const resolution = await resolve(bookkeeper, second, { number: '三号楼第 1 号', subject: '换楼道灯', body: 'households', purse: 'building-3', votes: { entitled: 12, present: 10, for: 9, against: 1 } });
  await bookkeeper.walk.step('enters what was voted', async () => {
    await bookkeeper.go(`${PURSE}/spendings`);
    await bookkeeper.fills({ resolution, what: '楼道感应灯 6 盏', voteSum: '300', payee: '示例灯具店' });
    await bookkeeper.presses('form[action$="/votes"] button');
  });
  await second.walk.step('compares it with the paper', async () => {
    await second.go(`${PURSE}/spendings`);
    await second.presses('form[action*="/votes/"][action$="/confirmations"] button');
  });
  await bookkeeper.walk.step('asks to spend it', async () => {
    await bookkeeper.go(`${PURSE}/spendings`);
    await bookkeeper.page.selectOption('#vote', { index: 1 });
    await bookkeeper.page.selectOption('#bank', { index: 1 });
    await bookkeeper.fills({ sum: '300.01', day: TODAY });
    await bookkeeper.isRefused('form[action$="/spendings"] button', '300.00');
    await bookkeeper.fills({ sum: '300' });
    await bookkeeper.presses('form[action$="/spendings"] button');
  });
  await second.walk.step('approves and books it', async () => {
    await second.go(`${PURSE}/spendings`);
    await second.presses('form[action*="/spendings/"][action$="/approvals"] button');
    await second.says('示例灯具店');
  });
  await reader.walk.step('reads the purse', async () => {
    await reader.go('/funds/building-3');
    await reader.says('楼道感应灯 6 盏');
    must(!(await reader.page.innerText('main')).includes('我家交的是 60'), 'what a household said is shown to all');
  });
}
