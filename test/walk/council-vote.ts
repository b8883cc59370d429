import { addDays } from '../../src/rules/day';
import type { Clerk } from './clerk';
import type { Council } from './council';
import { codeIn, sendsFor, signsInByTelephone, Telephone } from './council-phones';
import { numberIn, TODAY } from './floor-desk';
import { must } from './gift';

const STANDS_BACK = '芦晓东';
const AWAY = ['晏雪梅', '冉大伟'];

/** Called for tomorrow, answered by telephone, in Chinese and in English. @returns the number of the meeting */
export async function meet({ secretary, chair, member, english }: Council, number: string): Promise<string> {
  let meeting = '';
  await secretary.walk.step('calls a meeting', async () => {
    await secretary.go('/desk/meetings');
    await secretary.page.locator('main a[href*="body=residents-council-"]', { hasText: '柳荫社区居民议事会' }).first().click();
    await secretary.page.waitForLoadState();
    await secretary.fills({ day: addDays(TODAY, 1), time: '19：00', place: '柳荫社区活动室', title1: '楼道堆物整治进展通报' });
    await secretary.page.locator('#motions label', { hasText: number }).locator('input').check();
    await secretary.presses('form[action$="/meetings"] button');
    meeting = numberIn(secretary.page);
  });
  await chair.walk.step('signs in by telephone', () => signsInByTelephone(chair));
  await chair.walk.step('reads the elder version', async () => {
    await chair.go('/me/council');
    await chair.page.locator('button[name=elder]').click();
    await chair.page.waitForSelector('html.elder');
  });
  await english.walk.step('signs in by telephone', () => signsInByTelephone(english));
  for (const who of [chair, member, english]) {
    await who.walk.step('says that they come', async () => {
      await who.go('/me/council');
      await who.page.locator(`main a[href$="/me/meetings/${meeting}"]`).first().click();
      await who.page.waitForLoadState();
      await who.page.check('input[name=answer][value=in-person]');
      await who.presses('form[action$="/answers"] button');
      await who.says(who.t('my-meeting.done.answered'));
    });
    await who.walk.step('declares no interest', async () => {
      await who.go('/me/council');
      await who.page.locator(`main a[href$="/me/motions/${number}"]`).first().click();
      await who.page.waitForLoadState();
      await who.page.check('input[name=interested][value=no]');
      await who.presses('form[action$="/declarations"] button');
      await who.says(who.t('my-motion.none'));
    });
  }
  return meeting;
}

/** On the day: who is there, who stands back; then the vote, by telephone and on paper. @returns the vote, and one tracking code */
export async function vote(council: Council, { number, meeting }: { number: string; meeting: string }): Promise<{ id: string; code: string }> {
  const { secretary, bookkeeper, chair, member, english, reader, phones, door } = council;
  await secretary.walk.step('signs in on the day', () => secretary.signsIn());
  await secretary.walk.step('enters who is there from the sheet', async () => {
    await secretary.go(`/desk/meetings/${meeting}`);
    for (const row of await secretary.page.locator('#sheet tbody tr').all()) {
      const name = await row.locator('th').innerText();
      if (!AWAY.some((away) => name.includes(away))) await row.locator('input[name=inPerson]').check();
    }
    await secretary.presses('form[action$="/sheets"] button');
  });
  await bookkeeper.walk.step('signs in on the day', () => bookkeeper.signsIn());
  const byPaper = await declarations(bookkeeper, number);
  let id = '';
  await bookkeeper.walk.step('opens the vote', async () => {
    await bookkeeper.go(`/desk/votes?motion=${number}`);
    await bookkeeper.page.locator('#meeting').selectOption({ label: await bookkeeper.page.locator('#meeting option', { hasText: meeting }).first().innerText() });
    await bookkeeper.fills({ closesDay: addDays(TODAY, 1), closesTime: '20:00' });
    await bookkeeper.presses('form[action$="/votes"] button');
    await bookkeeper.says(bookkeeper.t('motion-vote.state.open'));
    id = numberIn(bookkeeper.page);
  });
  await bookkeeper.walk.step('hands out papers', async () => {
    const free = await bookkeeper.page.locator('#member option').all();
    const parties = new Map<string, string>();
    for (const option of free) parties.set((await option.textContent())!.trim().replace(/^\d+ /, ''), (await option.getAttribute('value'))!);
    const [first, ...rest] = byPaper.map((name) => parties.get(name)!);
    await bookkeeper.fills({ member: first! });
    await bookkeeper.presses('form[action$="/papers"] button');
    await bookkeeper.says(bookkeeper.t('motion-vote.done.handed'));
    await sendsFor(bookkeeper, `/desk/votes/${id}/papers`, rest.map((party) => ({ member: party })));
    await bookkeeper.go(`/desk/votes/${id}/papers`);
  });
  await ballot(chair, { id, choice: 'for' });
  const token = await ballot(member, { id, choice: 'against' });
  await member.walk.step('changes their mind', async () => {
    await member.go(`/votes/${id}/ballot`);
    await member.fills({ token: token.token.toLowerCase() });
    await cast(member, 'for');
    must(codeIn(await member.page.innerText('main')) === token.code, 'the second ballot has another code');
  });
  await ballot(english, { id, choice: 'abstain' });
  for (const [nth, phone] of phones.entries()) await (await Telephone.signedIn(phone, door)).votes(id, nth === 0 ? 'against' : 'for');
  await reader.walk.step('sees that there is a vote, and no count', async () => {
    await reader.go(`/motions/${number}`);
    await reader.says(reader.t('motion.state.voting'));
    await reader.page.locator(`main a[href$="/votes/${id}"]`).first().click();
    await reader.page.waitForLoadState();
    must(!(await reader.page.innerText('main')).includes(reader.t('motion-vote.recount')), 'a vote that is open shows its ballots');
  });
  return { id, code: token.code };
}

/** One has an interest and stands back; the others without a telephone have none. @returns who votes on paper */
async function declarations(clerk: Clerk, number: string): Promise<string[]> {
  const names: string[] = [];
  await clerk.walk.step('hears who stands back', async () => {
    await clerk.go(`/desk/motions/${number}`);
    const parties: string[] = [];
    const phones = ['苗淑芬', '汤学文', '骆建平', '童秀英', '庞国庆', '耿永福', '祁美玲'];
    for (const option of await clerk.page.locator('#party option').all()) {
      const name = (await option.textContent())!.trim();
      const party = (await option.getAttribute('value'))!;
      if (party === '' || name.includes(STANDS_BACK) || [...AWAY, ...phones].some((one) => name.includes(one))) continue;
      parties.push(party);
      names.push(name);
    }
    await clerk.page.locator('details:has(#party) > summary').click();
    await clerk.page.locator('#party').selectOption({ label: await clerk.page.locator('#party option', { hasText: STANDS_BACK }).innerText() });
    await clerk.page.check('form[action$="/declarations"] input[name=interested][value=yes]');
    await clerk.fills({ backWhy: '本人的弟弟在报价的施工单位工作' });
    await clerk.presses('form[action$="/declarations"] button');
    await clerk.says(STANDS_BACK);
    await sendsFor(clerk, `/desk/motions/${number}/declarations`, parties.map((party) => ({ party, interested: 'no', backWhy: '' })));
  });
  return names;
}

/** Signs in, takes a ballot and puts it in. @returns what only they know */
async function ballot(member: Clerk, { id, choice }: { id: string; choice: string }): Promise<{ token: string; code: string }> {
  let [token, code] = ['', ''];
  await member.walk.step('signs in again', () => signsInByTelephone(member));
  await member.walk.step('takes their ballot', async () => {
    await member.go('/me/council');
    await member.page.locator(`main a[href$="/me/votes/${id}"]`).first().click();
    await member.page.waitForLoadState();
    await member.presses('form[action$="/tokens"] button');
    token = await member.page.inputValue('input[name=token]');
    must((await member.page.locator('input[name=choice]:checked').count()) === 0, 'a choice is made for them');
  });
  await member.walk.step('puts it in', async () => {
    await cast(member, choice);
    code = codeIn(await member.page.innerText('main'));
  });
  return { token, code };
}

async function cast(member: Clerk, choice: string): Promise<void> {
  await member.page.check(`input[name=choice][value=${choice}]`);
  await member.presses('form[action$="/checks"] button');
  await member.says(member.t(`ballot.choice.${choice}`));
  await member.presses('form[action$="/ballots"] button');
  await member.says(member.t('ballot.cast'));
  must(!(await member.page.innerText('main')).includes(member.t(`ballot.choice.${choice}`)), 'the receipt shows the choice');
}
