import { recounted } from '../../src/rules/recount';
import type { Clerk } from './clerk';
import type { Council } from './council';
import { signsInByTelephone } from './council-phones';
import { numberIn } from './floor-desk';
import { aligned, must } from './gift';

const sheet = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n%%EOF\n% ${name}\n`) });

/** Two count the papers by themselves and differ, count again, and the vote is closed; everybody counts it once more. */
export async function decide(council: Council, { id, number, code }: { id: string; number: string; code: string }): Promise<void> {
  const { bookkeeper, second, secretary, chair, reader } = council;
  const counts = async (clerk: Clerk, votes: string, invalid: string): Promise<void> => {
    await clerk.go(`/desk/votes/${id}`);
    await clerk.fills({ papersFor: votes, papersAgainst: '２', papersAbstained: '1', papersInvalid: invalid, handedOut: '11' });
    await clerk.presses('form[action$="/paper-counts"] button');
  };
  await bookkeeper.walk.step('signs in when it is over', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('counts the papers', () => counts(bookkeeper, '8', '0'));
  await second.walk.step('signs in', () => second.signsIn());
  await second.walk.step('counts them by themselves, and differs', async () => {
    await counts(second, '7', '1');
    await second.says(second.t('motion-vote.papers.differ'));
  });
  await second.walk.step('counts again, and agrees', async () => {
    await counts(second, '8', '0');
    await second.says(second.t('motion-vote.papers.agreed'));
  });
  await bookkeeper.walk.step('closes the vote', async () => {
    await bookkeeper.opens(number);
    await bookkeeper.presses('form[action$="/closings"] button');
    await bookkeeper.says(bookkeeper.t('motion-vote.state.closed'));
  });
  await reader.walk.step('counts it again', async () => {
    await reader.go(`/votes/${id}`);
    const file = await (await reader.visitor.context.request.get(reader.at(`/votes/${id}/recount.json`))).text();
    const { agrees, result } = recounted(file);
    must(agrees && result.carried && result.for === 13 && result.against === 3 && result.abstained === 2, `the file counts to ${JSON.stringify(result)}`);
    await reader.says(reader.t('motion-vote.result.for.text', { for: 13, needed: 11 }));
    console.log(`\n${aligned([['', 'people', 'line'], ['seated, less 1 who stands back', result.entitled, ''], ['for', result.for, result.neededFor], ['against', result.against, ''], ['abstained', result.abstained, ''], ['ballots and papers', JSON.parse(file).ballots.length, '']].map((row) => row.join('|')).join('\n'))}\n`);
  });
  await reader.walk.step('finds the code of a ballot, and no choice', async () => {
    await reader.fills({ code: code.toLowerCase() });
    await reader.page.locator(`form[action$="/votes/${id}"] button`).click();
    await reader.page.waitForLoadState();
    await reader.says(reader.t('motion-vote.find.there', { code }));
  });
  await secretary.walk.step('signs in when it is over', () => secretary.signsIn());
  await secretary.walk.step('posts the result', async () => {
    await secretary.go(`/desk/motions/${number}`);
    await secretary.page.locator(`main a[href$="/desk/results/${id}"]`).first().click();
    await secretary.page.waitForLoadState();
    await secretary.fills({ place: '柳荫社区公告栏、3 号院门口' });
    await secretary.page.setInputFiles('#file', sheet('公示照片.pdf'));
    await secretary.presses('form[action$="/notices"] button:not([name])');
    await secretary.says(secretary.t('result.state.on-notice'));
  });
  await chair.walk.step('reads the result, and since when it is posted', async () => {
    await chair.go(`/motions/${number}/result`);
    await chair.says(chair.t('result.state.on-notice'));
  });
}

/** An objection and its answer, days pass, and what was carried takes effect as a resolution that a second person compares. */
export async function publish(council: Council, { id, number, meeting }: { id: string; number: string; meeting: string }, passes: (days: number) => Promise<void>): Promise<void> {
  const { resident, secretary, bookkeeper, second, reader, english } = council;
  await resident.walk.step('signs in again', () => signsInByTelephone(resident));
  await resident.walk.step('objects', async () => {
    await resident.go(`/motions/${number}/result`);
    await resident.page.locator('main a[href$="/objections"]').click();
    await resident.page.waitForLoadState();
    await resident.fills({ name: '卫淑兰', door: '3 号院 10 号楼 101 室', about: 'content', words: '扶手请装在靠墙一侧，楼道本来就窄。', display: 'masked' });
    await resident.presses('form[action$="/objections"] button');
    await resident.says(resident.t('my-objection.done'));
  });
  await secretary.walk.step('signs in the next morning', () => secretary.signsIn());
  await secretary.walk.step('answers the objection', async () => {
    await secretary.opens(number);
    if ((await secretary.page.locator('#answer').count()) === 0) await secretary.page.locator('main a[href*="/objections/"]').first().click();
    await secretary.page.waitForLoadState();
    await secretary.fills({ upheld: 'no', answer: '已写进施工要求：一律装在靠墙一侧，离墙不超过 8 厘米。' });
    await secretary.presses('form[action$="/answers"] button');
    await secretary.says(secretary.t('motion-objection.not-upheld'));
  });
  await secretary.walk.step('cannot put it into effect before its time', async () => {
    await secretary.go(`/desk/results/${id}`);
    must((await secretary.page.locator('form[action$="/effects"]').count()) === 0, 'it could take effect while it is posted');
  });
  await passes(8);
  let resolution = '';
  await bookkeeper.walk.step('signs in when the days are over', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('puts it into effect', async () => {
    await bookkeeper.opens(number);
    await bookkeeper.presses('form[action$="/effects"] button');
    resolution = numberIn(bookkeeper.page);
    await bookkeeper.page.locator('main a', { hasText: bookkeeper.t('papers.add') }).click();
    await bookkeeper.page.waitForLoadState();
    await bookkeeper.page.setInputFiles('#file', sheet('签字的表决结果.pdf'));
    await bookkeeper.presses('form[action*="/papers/of/"] button:not([name])');
  });
  await second.walk.step('signs in when the days are over', () => second.signsIn());
  await second.walk.step('compares the resolution with the signed paper', async () => {
    await second.go(`/desk/resolutions/${resolution}`);
    await second.presses('form[action$="/confirmations"] button');
    await second.says(second.t('resolution.confirmed'));
  });
  await reader.walk.step('reads that it is in effect, the objection and its answer', async () => {
    await reader.go(`/motions/${number}/result`);
    await reader.says(reader.t('result.state.in-effect'));
    await reader.says('离墙不超过 8 厘米');
    await reader.says('卫*');
  });
  await reader.walk.step('reads the meeting', async () => {
    await reader.go(`/meetings/${meeting}`);
    await reader.says('柳荫社区活动室');
    must(!(await reader.page.innerText('main')).includes('芦晓东'), 'a member is named in public against their wish');
  });
  await english.walk.step('reads the result', async () => {
    await english.go(`/motions/${number}/result`);
    await english.says(english.t('result.carried'));
  });
}
