import { addDays } from '../../src/rules/day';
import type { Clerk } from './clerk';
import type { Council } from './council';
import { signsInByTelephone, Telephone } from './council-phones';
import { TODAY } from './floor-desk';
import { must } from './gift';

const QUESTION = '是否从楼道灯光专项基金支出 6,000 元，为柳荫路 3 号院三栋楼的楼道加装扶手？';
const SIGNERS: readonly (readonly [name: string, door: string])[] = [
  ['卫淑兰', '3 号院 10 号楼 101 室'], ['韩国强', '3 号院 10 号楼 102 室'], ['褚秀珍', '3 号院 10 号楼 201 室'], ['尤建华', '3 号院 11 号楼 101 室'], ['孔祥瑞', '3 号院 11 号楼 202 室'],
  ['戚桂荣', '3 号院 11 号楼 301 室'], ['谢长顺', '3 号院 12 号楼 101 室'], ['喻小梅', '3 号院 12 号楼 102 室'], ['水永康', '3 号院 12 号楼 302 室'], ['窦玉梅', '3 号院 12 号楼 401 室'],
];
const phoneOf = (nth: number): string => `139000070${String(nth + 1).padStart(2, '0')}`;

/** One resident writes, nine more sign by telephone; one of them twice, and is told so. @returns the number of the motion */
export async function propose({ resident, member, reader, bookkeeper, secretary, door }: Council): Promise<string> {
  await reader.walk.step('reads who decides, by which rules, and that nothing lacks', async () => {
    await reader.go('/council');
    await reader.says('柳荫社区居民议事会');
    await reader.says('21');
  });
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('sees the council of 21 checked', async () => {
    await secretary.go('/desk/councils/liuyin');
    await secretary.says(secretary.t('council.whole.text', { count: 21 }), '[aria-labelledby=h-findings]');
  });
  await bookkeeper.walk.step('signs in', () => bookkeeper.signsIn());
  await byElection(bookkeeper);
  await secretary.walk.step('enters rules of one day’s notice', async () => {
    await secretary.go('/desk/councils/liuyin');
    await secretary.fills({ ruleFrom: TODAY, noticeDays: '1', objectionDays: '7', ruleSource: '《柳荫社区居民议事会议事规则》修订案' });
    await secretary.presses('form[action$="/rules"] button');
  });
  let code = '';
  await resident.walk.step('signs in by telephone', () => signsInByTelephone(resident));
  await resident.walk.step('writes a proposal', async () => {
    await resident.go('/me/motions');
    await resident.page.locator('#council').selectOption({ label: '柳荫社区居民议事会' });
    await resident.fills({ question: QUESTION, explanation: '三栋楼没有电梯，扶手断断续续，去年冬天有两位老人摔倒。', name: SIGNERS[0]![0], door: SIGNERS[0]![1] });
    await resident.presses('form[action$="/proposals"] button');
    await resident.says(resident.t('my-motion.done.written'));
    code = new URL(resident.page.url()).pathname.split('/').at(-1)!;
  });
  for (const [nth, [name, address]] of SIGNERS.slice(1, 9).entries()) {
    const telephone = await Telephone.signedIn(phoneOf(nth + 1), door);
    await telephone.sends(`/me/motions/${code}/signatures`, { name, door: address, display: 'masked' });
  }
  const tenth = member;
  const [name, address] = SIGNERS[9]!;
  await tenth.walk.step('signs in by telephone', () => signsInByTelephone(tenth));
  await tenth.walk.step('is refused a name that has signed', async () => {
    await tenth.go(`/motions/proposals/${code}`);
    await tenth.fills({ name: SIGNERS[3]![0], door: SIGNERS[3]![1].replaceAll(' ', '') });
    await tenth.isRefused('form[action$="/signatures"] button', tenth.t('refused.a-resident-signs-once'));
    must((await tenth.page.inputValue('#name')) === SIGNERS[3]![0], 'what was typed is gone');
  });
  let number = '';
  await tenth.walk.step('signs as the tenth', async () => {
    await tenth.fills({ name, door: address });
    await tenth.presses('form[action$="/signatures"] button');
    number = /第 (\d{4}-\d+) 号议案/.exec(await tenth.page.innerText('main'))![1]!;
  });
  await resident.walk.step('is told that it is a motion', async () => {
    await resident.go(`/me/motions/${code}`);
    await resident.says(resident.t('proposal.became', { number }));
    await resident.go(`/me/motions/${number}`);
    await resident.says(resident.t('motion.state.waiting'));
  });
  return number;
}

/** A member leaves; until another is elected the page says what is missing. */
async function byElection(clerk: Clerk): Promise<void> {
  const lastDay = addDays(TODAY, -1);
  const until = `${Number(TODAY.slice(0, 4)) + 3}-12-31`;
  await clerk.walk.step('ends a seat, and reads what is missing', async () => {
    await clerk.go('/desk/councils/liuyin');
    await clerk.page.locator('details:has(#seat) > summary').click();
    await clerk.page.locator('#seat').selectOption({ label: await clerk.page.locator('#seat option', { hasText: '解金凤' }).first().innerText() });
    await clerk.fills({ lastDay, why: '迁出本社区' });
    await clerk.presses('form[action$="/leavings"] button');
    await clerk.says(clerk.t('composition.council-short', { n: 20, least: 21, missing: 1 }));
  });
  await clerk.walk.step('enters whom the courtyard elected instead', async () => {
    for (const code of ['courtyard-3', 'liuyin']) {
      await clerk.go(`/desk/councils/${code}`);
      if (code === 'liuyin') await clerk.page.locator('#constituency').selectOption({ label: '柳荫路 3 号院议事会' });
      await clerk.fills({ member: '蓝秀清', display: 'full', chosenBy: '3 号院居民补选', seatFrom: TODAY, until });
      await clerk.presses('form[action$="/seats"] button');
    }
    await clerk.says(clerk.t('council.whole.text', { count: 21 }));
  });
}

/** What it would spend is named, and it becomes a formal motion. */
export async function review({ bookkeeper, secretary, reader }: Council, number: string): Promise<void> {
  await bookkeeper.walk.step('finds it among what waits', async () => {
    await bookkeeper.opens(number);
    await bookkeeper.says(QUESTION);
  });
  await bookkeeper.walk.step('names what it would spend', async () => {
    await bookkeeper.go(`/desk/motions/${number}`);
    await bookkeeper.fills({ sum: '６，０００', fund: 'stair-lights' });
    await bookkeeper.presses('form[action$="/money"] button');
    await bookkeeper.says('6,000.00');
  });
  await secretary.walk.step('enters its review', async () => {
    await secretary.go(`/desk/motions/${number}`);
    await secretary.page.check('input[name=formal][value=yes]');
    await secretary.fills({ reviewWhy: '属于社区公共事项，资金在基金可用余额以内', reviewedBy: '柳荫社区党委、居委会', reviewDay: TODAY });
    await secretary.presses('form[action$="/reviews"] button');
    await secretary.says(secretary.t('motion.state.formal'));
  });
  await reader.walk.step('reads the motion, who signed and what it would spend', async () => {
    await reader.go('/motions');
    await reader.page.locator('main a', { hasText: QUESTION }).click();
    await reader.page.waitForLoadState();
    await reader.says('6,000.00');
    await reader.says('韩*');
    must(!(await reader.page.innerText('main')).includes('10 号楼 102 室'), 'a signer’s door is public');
  });
}
