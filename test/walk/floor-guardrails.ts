import { CHECKS } from '../../src/rules/guardrails';
import { yuan } from '../../src/rules/money';
import type { Clerk } from './clerk';
import { approve, type Desk, numberIn, resolve, TODAY } from './floor-desk';
import { must } from './gift';

/** What the checks have said so far on somebody's screen, by their names. */
const SAID = new Map<string, string[]>();

async function looks(clerk: Clerk): Promise<void> {
  for (const line of await clerk.page.locator('main li:has(> p > strong + .tag)').all()) {
    const [title, text] = [await line.locator('strong').first().innerText(), await line.locator('p').nth(1).innerText()];
    SAID.set(title, [...(SAID.get(title) ?? []), text]);
  }
}

/** Every check was on a screen with its sum; in the first months of a year nothing is forecast. */
function everyCheckHasItsSum(clerk: Clerk): void {
  const looked = CHECKS.filter((check) => !check.endsWith('-forecast') || Number(TODAY.slice(5, 7)) >= 10);
  const silent = looked.filter((check) => !SAID.get(clerk.t(`guard.check.${check}`))?.some((text) => /\d\.\d\d/.test(text)));
  must(silent.length === 0, `no sum was on the screen of ${silent.join(', ')}`);
}

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
    await looks(bookkeeper);
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

/** A building whose money is a gift by the accountant's test: its households vote all the same. */
async function openPurseOfGifts({ bookkeeper, second }: Pick<Desk, 'bookkeeper' | 'second'>): Promise<void> {
  let opening = '';
  await bookkeeper.walk.step('answers the test of a purse of gifts', async () => {
    await bookkeeper.go('/desk/funds/purses/new');
    await bookkeeper.fills({ name: '四号楼楼道基金', englishName: 'Building 4 Stairwell Fund', fundCode: 'building-4', place: '梧桐里一村 4 号楼', keepers: '陈师傅', purpose: '楼道小修小补', day: TODAY });
    for (const [name, value] of [['dutyAtOnce', 'yes'], ['onlyBetween', 'no'], ['namedByGiver', 'yes']]) await bookkeeper.page.check(`input[name=${name}][value=${value}]`);
    await bookkeeper.presses('main form button:not([name])');
    opening = numberIn(bookkeeper.page);
  });
  await second.walk.step('confirms the test', async () => {
    await second.go(`/desk/funds/purses/openings/${opening}`);
    await second.presses('form[action$="/confirmations"] button');
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
    await looks(bookkeeper);
  });
  await asks('a lunch', 'elder-lunch 100 programme', 'fine', '100.00', '2,000,000.00');
  await asks('far too much', 'elder-lunch 9,000,000 programme', 'refuse', '9,000,000.00');
  await asks('the host’s own cost', 'stair-lights 10 management', 'hold', '10.00');
  await asks('what is kept', 'evergreen 1 programme', 'fine', '1.00');
  await asks('a promise of the general fund', 'general 100 promise', 'fine', '100.00');
  await asks('a month of rent', 'general 100 management', 'fine', '100.00');
  await asks('raising money', 'elder-lunch 1 fundraising', 'fine', '1.00');
  await openPurseOfGifts({ bookkeeper, second });
  await asks('a purse of gifts before its households have voted', 'building-4 10 programme', 'refuse', '10.00');
  everyCheckHasItsSum(bookkeeper);
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
