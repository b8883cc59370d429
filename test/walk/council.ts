import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { wordsOf, type Lang } from '../../src/platform/words';
import { addDays, dayOf } from '../../src/rules/day';
import { COUNCIL_PHONES } from '../../src/tasks/demo/wutongli-motions';
import { Visitor } from './browser';
import { Clerk } from './clerk';
import { decide, publish } from './council-result';
import { meet, vote } from './council-vote';
import { propose, review } from './council-motion';
import { type Demo, freePort, startDemo } from './demo';
import { StepFailed, Steps } from './steps';

const PICTURES = join(process.cwd(), 'var', 'walk', 'council');

/** The people of the walk, each with a screen of their own, and the telephones of those without one. */
export interface Council {
  readonly demo: Demo;
  /** Where plain requests go to. */
  readonly door: { readonly origin: string; readonly base: string };
  readonly bookkeeper: Clerk;
  readonly second: Clerk;
  readonly secretary: Clerk;
  /** They chair the council, read the elder version and have no JavaScript. */
  readonly chair: Clerk;
  readonly member: Clerk;
  readonly english: Clerk;
  readonly resident: Clerk;
  readonly reader: Clerk;
  /** Members who vote by telephone without a screen of this walk. */
  readonly phones: readonly string[];
}

/** Ten residents propose, the council of 21 meets and votes on paper and by telephone, and what was carried takes effect. */
export async function walkCouncil(browser: Browser): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true });
  const demo = await startDemo({ port: await freePort() });
  try {
    const come = async (login: string, { width, lang = 'zh', script = true, title = login }: { width: number; lang?: Lang; script?: boolean; title?: string }): Promise<Clerk> => {
      const visitor = await Visitor.come(browser, { width, script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB' });
      return new Clerk(login, visitor, new Steps(`${title}-${width}-${lang}${script ? '' : '-noscript'}`, visitor, PICTURES), `${demo.origin}${lang === 'zh' ? '' : '/en'}/f/wutongli`, wordsOf(lang));
    };
    const { 苗淑芬: chair, 汤学文: member, 童秀英: english, ...others } = COUNCIL_PHONES;
    const council: Council = {
      demo, door: { origin: demo.origin, base: `${demo.origin}/f/wutongli` },
      bookkeeper: await come('limin', { width: 1280 }), second: await come('zhouxiao', { width: 390, script: false }), secretary: await come('wangjianguo', { width: 390 }),
      chair: await come(chair, { width: 390, script: false, title: 'chair' }), member: await come(member, { width: 390, title: 'member' }), english: await come(english, { width: 1280, lang: 'en', title: 'member' }),
      resident: await come('13900007001', { width: 390, title: 'resident' }), reader: await come('reader', { width: 1280 }), phones: Object.values(others),
    };
    const number = await propose(council);
    await review(council, number);
    const meeting = await meet(council, number);
    const tomorrow = (time: string): Date => new Date(`${addDays(dayOf(started), 1)}T${time}:00+08:00`);
    const started = demo.now();
    await passes(demo, 'the day of the meeting', tomorrow('19:05'));
    const { id, code } = await vote(council, { number, meeting });
    await passes(demo, 'voting is over', tomorrow('20:01'));
    await decide(council, { id, number, code });
    const posted = dayOf(demo.now());
    await passes(demo, 'the next morning', new Date(`${addDays(posted, 1)}T09:00:00+08:00`));
    await publish(council, { id, number, meeting }, (days) => passes(demo, `${days} days`, new Date(`${addDays(posted, days)}T09:00:00+08:00`)));
    const { whole, said } = await demo.verify();
    console.log(said);
    if (!whole) throw new StepFailed('✗ npm run verify: not all checks hold');
  } finally {
    await demo.stop();
  }
}

async function passes(demo: Demo, what: string, hour: Date): Promise<void> {
  await demo.waitsUntil(hour);
  console.log(`\n… ${what}: the program starts again, its clock shows ${hour.toISOString()}`);
}
