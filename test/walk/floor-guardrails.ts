import { yuan } from '../../src/rules/money';
import type { Clerk } from './clerk';
import { approve, type Desk, numberIn, resolve, TODAY } from './floor-desk';
import { must } from './gift';

const cost = { cost: 'programme', owed: 'payable', party: '示例供应商', day: TODAY, papers: '发票 1 张' };

async function proposes(clerk: Clerk, fields: Readonly<Record<string, string>>): Promise<string> {
  await clerk.go('/desk/vouchers/proposals/new?template=cost-accepted');
  await clerk.fills({ ...cost, ...fields });
  await clerk.presses('form[action$="/proposals"] button:not([name])');
  return numberIn(clerk.page);
}

/** A founder's transfer goes back after the registration: what is spent then waits for the council. */
export async function letThrough(bookkeeper: Clerk, secretary: Clerk): Promise<void> {
  let gift = '';
  let proposal = '';
  await bookkeeper.walk.step('counts a gift', async () => {
    await bookkeeper.go('/desk/gifts/new?way=cash');
    await bookkeeper.page.selectOption('#channel', 'counter');
    await bookkeeper.fills({ day: TODAY, n100: '5' });
    await bookkeeper.presses('main form button');
    gift = numberIn(bookkeeper.page);
  });
  await secretary.walk.step('counts it too', async () => {
    await secretary.go(`/desk/gifts/${gift}`);
    await secretary.fills({ n100: '5' });
    await secretary.presses('form[action$="/counts"] button');
  });
  await bookkeeper.walk.step('enters that a contribution went back', async () => {
    await bookkeeper.go('/desk/founding');
    await bookkeeper.page.locator('main table tr', { hasText: '90,000.00' }).locator('a').first().click();
    await bookkeeper.page.waitForLoadState();
    await bookkeeper.fills({ reference: 'TH-WALK-0001', day: TODAY, why: '账号有误，银行退回' });
    await bookkeeper.presses('form[action$="/bounces"] button');
    await bookkeeper.says(bookkeeper.t('contribution.bounced'));
  });
  await bookkeeper.walk.step('asks what would be said', async () => {
    await bookkeeper.go(`/desk/guardrails?fund=general&sum=100&for=programme`);
    await bookkeeper.says('90,000.00');
    await bookkeeper.says(bookkeeper.t('guard.verdict.hold'));
  });
  await bookkeeper.walk.step('proposes a spend', async () => {
    proposal = await proposes(bookkeeper, { fund: 'general', sum: '100', note: '茶水' });
    await bookkeeper.says('90,000.00');
  });
  const resolution = await resolve(bookkeeper, secretary, { number: '青理第 1 号', subject: '补足前照常付茶水' });
  await secretary.walk.step('is refused without a resolution', async () => {
    await secretary.go(`/desk/vouchers/proposals/${proposal}`);
    await secretary.isRefused('form[action$="/approvals"] button', '决议');
  });
  await secretary.walk.step('lets it through upon the resolution', async () => {
    await approve(secretary, proposal, { resolution, reason: '居民议事要开会' });
    await secretary.says('居民议事要开会');
  });
}

/** What would be said of several spends, and one that no signature lets through. */
export async function askGuardrails({ bookkeeper, second, secretary }: Desk): Promise<void> {
  const asks = (name: string, query: string, verdict: string, ...sums: readonly string[]): Promise<void> => bookkeeper.walk.step(`asks: ${name}`, async () => {
    await bookkeeper.go('/desk/guardrails');
    const [fund, sum, use] = query.split(' ') as [string, string, string];
    await bookkeeper.fills({ fund, sum, for: use });
    await bookkeeper.presses('form[action$="/guardrails"] button');
    await bookkeeper.says(bookkeeper.t(`guard.verdict.${verdict}`));
    for (const one of sums) await bookkeeper.says(one);
  });
  await asks('a lunch', 'elder-lunch 100 programme', 'fine', '100.00', '2,000,000.00');
  await asks('far too much', 'elder-lunch 9,000,000 programme', 'refuse', '9,000,000.00');
  await asks('the host’s own cost', 'stair-lights 10 management', 'hold', '10.00');
  await bookkeeper.walk.step('is refused what the fund has not, with the sum', async () => {
    await bookkeeper.go('/desk/vouchers/proposals/new?template=cost-accepted');
    await bookkeeper.fills({ ...cost, fund: 'elder-lunch', sum: '9,000,000', note: '一百年的午餐' });
    await bookkeeper.isRefused('form[action$="/proposals"] button:not([name])', '元，少');
    const [, has, lacks] = /可用 ([\d,.]+) 元，少 ([\d,.]+) 元/.exec(await bookkeeper.page.innerText('#errsum')) ?? [];
    must(yuan(has ?? '0') + yuan(lacks ?? '0') === yuan('9,000,000'), `${has} and ${lacks} do not add up`);
  });
  let proposal = '';
  await bookkeeper.walk.step('proposes a cost of the host', async () => {
    proposal = await proposes(bookkeeper, { fund: 'stair-lights', cost: 'management', sum: '10', note: '打印费' });
    await bookkeeper.says(bookkeeper.t('guard.verdict.hold'));
  });
  await second.walk.step('lets it through upon the giver’s consent', async () => {
    await approve(second, proposal, { consent: '楼组长联席会同意书 1 号', reason: '打印换灯通知' });
    await second.says('打印换灯通知');
  });
  const last: string[] = [];
  await bookkeeper.walk.step('proposes the last of a fund twice', async () => {
    await bookkeeper.go('/desk/vouchers/proposals/new?template=cost-accepted');
    await bookkeeper.fills({ ...cost, fund: 'stair-lights', sum: '9,000,000', note: '换灯' });
    await bookkeeper.isRefused('form[action$="/proposals"] button:not([name])', '元，少');
    const [, sum = ''] = /可用 ([\d,.]+) 元/.exec(await bookkeeper.page.innerText('#errsum')) ?? [];
    for (const note of ['换一楼的灯', '换二楼的灯']) last.push(await proposes(bookkeeper, { fund: 'stair-lights', sum, note }));
  });
  await second.walk.step('reads one of them', async () => void (await second.go(`/desk/vouchers/proposals/${last[1]}`)));
  await secretary.walk.step('approves the other', () => approve(secretary, last[0]!));
  await second.walk.step('is refused at the approval, with the sum', async () => {
    await second.isRefused('form[action$="/approvals"] button', '0.00');
    await second.says(second.t('guard.barred'));
  });
}
