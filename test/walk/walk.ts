import { chromiumPath, openBrowser } from './browser';
import { walkClosing } from './closing';
import { walkCouncil } from './council';
import { walkFloor } from './floor';
import { walkGift } from './gift';
import { walkLoop } from './loop';
import { StepFailed } from './steps';

/** Walks through the site as people do, before a real browser's eyes. */
const WALKS = { gift: walkGift, closing: walkClosing, floor: walkFloor, loop: walkLoop, council: walkCouncil };

async function main(name = ''): Promise<number> {
  if (!(name in WALKS)) return sayWhy(`请说明走哪一条路：${Object.keys(WALKS).join('、')}。 Name the walk: ${Object.keys(WALKS).join(', ')}, as in npm run walk -- gift.`);
  const path = chromiumPath();
  if (!path) return sayWhy('这台机器上没有找到 Chromium。 No Chromium was found on this machine.');
  const browser = await openBrowser(path);
  try {
    await WALKS[name as keyof typeof WALKS](browser);
    return 0;
  } catch (error) {
    if (error instanceof StepFailed) return sayWhy(error.message);
    throw error;
  } finally {
    await browser.close();
  }
}

function sayWhy(sentence: string): number {
  console.error(sentence);
  return 1;
}

main(process.argv[2]).then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
