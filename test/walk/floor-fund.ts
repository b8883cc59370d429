import type { Clerk } from './clerk';
import { type Desk, numberIn, resolve } from './floor-desk';
import { HELD_FROM } from './floor-moves';
import { must } from './gift';

const NAME = '梧桐里社区基金会阅读专项基金';

/** Asked for by telephone, checked, agreed, signed by both, decided upon, opened, and fed with the first gift. */
export async function openFund({ bookkeeper, second, secretary }: Desk, founder: Clerk): Promise<void> {
  let request = '';
  await founder.walk.step('reads how a fund is founded', () => founder.go('/funds/new').then(() => founder.says(founder.t('fund-kind.micro'))));
  await founder.walk.step('signs in by a code', async () => {
    await founder.go('/me/sign-in');
    await founder.page.fill('#number', founder.login);
    await founder.presses('form[action$="/me/codes"] button');
    await founder.fills({ code: await founder.letter() });
    await founder.page.locator('form[action$="/me/sessions"] button').click();
    await founder.page.waitForLoadState();
    await founder.isNotRefused();
  });
  await founder.walk.step('asks for a fund', async () => {
    await founder.go('/me/fund-requests/new');
    await founder.page.locator('#kind label:has([value=named])').click();
    await founder.fills({ applicantKind: 'company', applicant: '示例书店有限公司', contact: '沈岚', name: NAME, purpose: '让孩子有书读', use: '图书、书架', startingSum: '3,000' });
    await founder.page.locator('form[action$="/me/fund-requests"] button:not([formaction])').click();
    await founder.page.waitForURL(/\/me\/fund-requests\/\d+/);
    request = numberIn(founder.page);
  });
  await bookkeeper.walk.step('signs in', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('checks the request', async () => {
    await bookkeeper.opens(NAME);
    for (const point of await bookkeeper.page.locator('[name=point]').all()) await point.check();
    await bookkeeper.presses('form[action$="/checks"] button');
  });
  await bookkeeper.walk.step('draws up the agreement', async () => {
    await bookkeeper.go(`/desk/funds/requests/${request}/agreement`);
    await bookkeeper.fills({
      no: 'XY-WALK-1', day: HELD_FROM, holdsFrom: HELD_FROM, englishName: 'Wutongli Community Foundation Reading Fund', englishParty: 'Example Books Ltd', englishPurpose: 'Books for children', englishUse: 'Books and shelves', naming: '以“阅读”命名', englishNaming: 'Named for reading', feeRate: '3', feeBase: 'money-gifts', feeDay: '1',
    });
    await bookkeeper.page.check('[name=purposes][value=children]');
    await bookkeeper.presses('main form button');
    await bookkeeper.mayNot(`form[action$="/requests/${request}/signatures"]`, bookkeeper.t('fund-agreement.unsigned'));
  });
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('signs for the foundation', async () => {
    await secretary.go(`/desk/funds/requests/${request}`);
    await secretary.presses('form[action$="/signatures"] button');
    await secretary.mayNot('form[action$="/openings"]', secretary.t('fund-agreement.unsigned'));
  });
  await founder.walk.step('reads the agreement and signs it by a code', async () => {
    await founder.go(`/me/fund-requests/${request}`);
    const used = await founder.letter();
    await founder.presses('form[action$="/codes"] button');
    await founder.page.check('#agree');
    await founder.fills({ code: await founder.letter(used) });
    await founder.page.locator('form[action$="/signatures"] button').click();
    await founder.page.waitForLoadState();
    await founder.isNotRefused();
    await founder.says(founder.t('fund-agreement.by-code'));
  });
  await second.walk.step('signs in', () => second.signsIn());
  const resolution = await resolve(bookkeeper, second, { number: '走查第 1 号', subject: `设立${NAME}` });
  await secretary.walk.step('opens the fund', async () => {
    await secretary.go(`/desk/funds/requests/${request}`);
    await secretary.fills({ fundCode: 'reading', summary: '让孩子有书读', englishSummary: 'Books for children', resolution });
    await secretary.presses('form[action$="/openings"] button');
    await secretary.says(NAME);
  });
  await founder.walk.step('finds the fund opened', async () => {
    await founder.go('/funds/reading');
    await founder.says('让孩子有书读');
  });
  let gift = '';
  await bookkeeper.walk.step('counts the first gift', async () => {
    await bookkeeper.go('/desk/gifts/new?way=cash');
    await bookkeeper.page.selectOption('#channel', 'counter');
    await bookkeeper.page.selectOption('#fund', { label: '阅读专项基金' });
    await bookkeeper.fills({ day: HELD_FROM, n100: '30' });
    await bookkeeper.presses('main form button');
    gift = numberIn(bookkeeper.page);
    await bookkeeper.mayNot('form[action$="/counts"]', bookkeeper.t('gift.why.counted-by-you'));
  });
  await second.walk.step('counts it blind', async () => {
    await second.go(`/desk/gifts/${gift}`);
    must(!(await second.page.innerText('main')).includes('3,000'), 'the first count is shown to the second person');
    await second.fills({ n100: '30' });
    await second.presses('form[action$="/counts"] button');
    await second.says('3,000.00');
  });
}
