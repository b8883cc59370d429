import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { wordsOf, type Lang } from '../../src/platform/words';
import { QINGSHI } from '../../src/tasks/demo/qingshi';
import { lastEntry, ledgerTable } from '../support/ledger-table';
import { Visitor } from './browser';
import { Clerk } from './clerk';
import { freePort, startDemo } from './demo';
import { register } from './floor-founding';
import { openFund } from './floor-fund';
import { askGuardrails, letThrough } from './floor-guardrails';
import { moveMoney } from './floor-moves';
import { keepPurse } from './floor-purse';
import { spinOff } from './floor-spin-off';
import { aligned } from './gift';
import { StepFailed, Steps } from './steps';

const PICTURES = join(process.cwd(), 'var', 'walk', 'floor');
const WUTONGLI = 'wutongli';

/** From a foundation that lacks a fen to one whose funds are fed, charged, closed and spun off, with every guard-rail on the way. */
export async function walkFloor(browser: Browser): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true });
  const demo = await startDemo({ port: await freePort() });
  try {
    const before = await lastEntry(demo.books);
    const come = async (login: string, foundation: string, { width, lang = 'zh', script = true }: { width: number; lang?: Lang; script?: boolean }): Promise<Clerk> => {
      const visitor = await Visitor.come(browser, { width, script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB' });
      return new Clerk(login, visitor, new Steps(`${login}-${width}-${lang}${script ? '' : '-noscript'}`, visitor, PICTURES), `${demo.origin}${lang === 'zh' ? '' : '/en'}/f/${foundation}`, wordsOf(lang));
    };
    const founders = { bookkeeper: await come('chenjing', QINGSHI, { width: 1280 }), secretary: await come('zhaolei', QINGSHI, { width: 390, script: false }) };
    await register(founders.bookkeeper, founders.secretary);
    await letThrough(founders.bookkeeper, founders.secretary);

    const desk = { bookkeeper: await come('limin', WUTONGLI, { width: 1280 }), second: await come('zhouxiao', WUTONGLI, { width: 390, lang: 'en' }), secretary: await come('wangjianguo', WUTONGLI, { width: 390 }) };
    const founder = await come('13800138001', WUTONGLI, { width: 390 });
    const reader = await come('reader', WUTONGLI, { width: 1280, lang: 'en' });
    await openFund(desk, founder);
    await moveMoney(desk, reader);
    await keepPurse(desk, { yes: await come('household-101', WUTONGLI, { width: 390, script: false }), no: await come('household-102', WUTONGLI, { width: 390, lang: 'en' }), reader });
    await spinOff(desk, reader);
    await askGuardrails(desk);
    console.log(`\n${aligned(await ledgerTable(demo.books, { after: before }))}\n`);
    const { whole, said } = await demo.verify();
    console.log(said);
    if (!whole) throw new StepFailed('✗ npm run verify: not all checks hold');
  } finally {
    await demo.stop();
  }
}
